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
    /// By lot: every family alike.
    Share,
    /// By frailty, of this variance: the first therapy takes its share of the frailest. Where all
    /// families are equally frail, by lot.
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
