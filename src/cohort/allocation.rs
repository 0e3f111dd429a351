//! Which therapy a family is offered, where a pathway has several.

use crate::family::Family;
use crate::numeric::quantile;
use crate::random::Decision;

/// The therapies that a pathway's families are offered.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Each therapy's position, and its share summed up along the list; the last sum is 1.
    therapies: Vec<(usize, f64)>,
    by: Allocation,
}

/// How families are matched with therapies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Allocation {
    /// At random: every family alike.
    Share,
    /// By frailty, of this variance: the first therapy takes its share of the frailest. Where all
    /// families are equally frail, at random.
    Risk { heterogeneity: f64 },
}

impl Offer {
    /// Therapies by position with their shares, which add up to 1.
    pub fn new(therapies: &[(usize, f64)], by: Allocation) -> Self {
        let summed = therapies.iter().scan(0.0, |sum, &(therapy, share)| {
            *sum += share;
            Some((therapy, *sum))
        });
        Self { therapies: summed.collect(), by }
    }

    /// The therapy that a family is offered.
    pub(super) fn to(&self, family: &Family) -> usize {
        let last = self.therapies.len() - 1;
        if last == 0 {
            return self.therapies[0].0;
        }
        let rank = match self.by {
            Allocation::Risk { heterogeneity } if heterogeneity > 0.0 => {
                quantile::frailty_survival(family.frailty, heterogeneity)
            }
            Allocation::Risk { .. } | Allocation::Share => {
                family.draws.uniform(Decision::Therapy, 0)
            }
        };
        let place = self.therapies.iter().position(|(_, sum)| rank < *sum);
        self.therapies[place.unwrap_or(last)].0
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::{Intake, PathwayIntake, refer};
    use super::*;
    use crate::numeric::summary::Estimate;
    use crate::random::Trial;
    use crate::units::Calendar;

    /// Some 40,000 families whose frailty has this variance.
    fn families(heterogeneity: f64) -> Vec<Family> {
        let kind =
            PathwayIntake { age_years: (8.0, 15.0), heterogeneity, days_in_care: (0.0, 0.0) };
        let intake = Intake {
            council: 0,
            monthly: vec![400.0; 100],
            dispersion: None,
            shares: vec![1.0],
            pathways: vec![kind],
        };
        let mut families = Vec::new();
        let calendar = Calendar::new(date(2020, 1, 1), 100);
        refer(&intake, &calendar, Trial::new(1, 0, 0), &mut families);
        families
    }

    const SHARES: [(usize, f64); 2] = [(1, 0.3), (0, 0.7)];

    /// Frailties of the families that are offered the therapy listed first, and of the others.
    fn offered(heterogeneity: f64, by: Allocation) -> [Vec<f64>; 2] {
        let offer = Offer::new(&SHARES, by);
        let families = families(heterogeneity);
        let frailties = |therapy: usize| -> Vec<f64> {
            families
                .iter()
                .filter(|family| offer.to(family) == therapy)
                .map(|family| family.frailty)
                .collect()
        };
        [frailties(1), frailties(0)]
    }

    /// The share is 0.3 within four standard errors of 0.0023.
    fn assert_share(offered: &[Vec<f64>; 2]) {
        let all = (offered[0].len() + offered[1].len()) as f64;
        let share = offered[0].len() as f64 / all;
        assert!((share - 0.3).abs() < 4.0 * (0.21 / all).sqrt(), "{share} of {all}");
    }

    #[test]
    fn by_risk_the_first_therapy_takes_its_share_of_the_frailest() {
        for heterogeneity in [0.05, 0.5, 3.0, 10.0] {
            let offered = offered(heterogeneity, Allocation::Risk { heterogeneity });
            assert_share(&offered);
            let least = offered[0].iter().copied().fold(f64::INFINITY, f64::min);
            let most = offered[1].iter().copied().fold(0.0, f64::max);
            assert!(most < least, "{most} {least}");
        }
    }

    #[test]
    fn by_lot_both_are_offered_families_alike() {
        let offered = offered(0.5, Allocation::Share);
        assert_share(&offered);
        let [first, others] = offered.map(|offered| Estimate::of(&offered).expect("families"));
        let error = first.standard_error.hypot(others.standard_error);
        assert!((first.mean - others.mean).abs() < 4.0 * error);
    }

    #[test]
    fn equally_frail_families_are_allocated_by_lot() {
        let by_risk = offered(0.0, Allocation::Risk { heterogeneity: 0.0 });
        assert_share(&by_risk);
        assert_eq!(by_risk, offered(0.0, Allocation::Share));
    }
}
