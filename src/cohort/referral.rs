//! Who is referred, and when.

use rand_distr::Distribution;

use super::frailty::Frailty;
use crate::family::Family;
use crate::numeric::quantile;
use crate::random::{Decision, Draws, Trial};
use crate::units::{Calendar, DAYS_PER_YEAR, Month};

/// Days from birth to the 18th birthday, `18 × 365.25` to the nearest whole day.
const EIGHTEEN: u32 = 6_575;

/// Referrals of one council in one trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Intake {
    /// The position of the council that refers them.
    pub council: usize,
    /// Expected referrals in each month of the contract.
    pub monthly: Vec<f64>,
    /// The size of a negative binomial; none for Poisson.
    pub dispersion: Option<f64>,
    /// Each pathway's share, summed up along the list.
    pub shares: Vec<f64>,
    pub pathways: Vec<PathwayIntake>,
}

/// What the children of one pathway are like at referral.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathwayIntake {
    /// Ages in completed years: from the first birthday to the day before the one after the last.
    pub age_years: (f64, f64),
    /// Variance of the frailty, whose mean is 1.
    pub heterogeneity: f64,
    /// Days in care so far, at least and at most, for children referred from care.
    pub days_in_care: (f64, f64),
}

/// Adds the families referred in a trial, by month and then in the order of their draws.
///
/// A month's count is one draw through the inverse distribution, so that a greater volume keeps
/// the families it had and adds others.
pub fn refer(intake: &Intake, calendar: &Calendar, trial: Trial, families: &mut Vec<Family>) {
    let frailties: Vec<Option<Frailty>> =
        intake.pathways.iter().map(|pathway| Frailty::new(pathway.heterogeneity)).collect();
    for (month, &expected) in intake.monthly.iter().enumerate() {
        let drawn = trial.month(month).uniform(Decision::Referrals, 0);
        let count = quantile::count(drawn, expected, intake.dispersion);
        for index in 0..count as usize {
            let draws = trial.family(month, index);
            families.push(family(intake, &frailties, (calendar, month), draws));
        }
    }
}

fn family(
    intake: &Intake,
    frailties: &[Option<Frailty>],
    (calendar, month): (&Calendar, Month),
    draws: Draws,
) -> Family {
    let drawn = draws.uniform(Decision::Pathway, 0) * intake.shares.last().copied().unwrap_or(0.0);
    let last = intake.pathways.len() - 1;
    let pathway = intake.shares.iter().position(|sum| drawn < *sum).unwrap_or(last);
    let kind = &intake.pathways[pathway];
    let day = f64::from(calendar.days_in(month)) * draws.uniform(Decision::ReferralDay, 0);
    let referred = calendar.first_day(month) + whole(day);
    let (youngest, oldest) = kind.age_years;
    let age =
        (youngest + draws.uniform(Decision::Age, 0) * (oldest + 1.0 - youngest)) * DAYS_PER_YEAR;
    let (least, most) = kind.days_in_care;
    // Each family's frailty has a stream of its own: a sampler may take as many numbers as it needs
    // there without moving any other draw.
    let frailty = frailties[pathway]
        .map_or(1.0, |it| it.sample(&mut draws.stream(Decision::Frailty)).max(f64::MIN_POSITIVE));
    Family {
        draws,
        council: intake.council,
        pathway,
        referred,
        eighteen: referred + EIGHTEEN.saturating_sub(whole(age)),
        frailty,
        days_in_care: if least < most {
            least + draws.uniform(Decision::TimeInCare, 0) * (most - least)
        } else {
            least
        },
    }
}

fn whole(days: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an age or a day of a month, and the cast drops the fraction"
    )]
    {
        days as u32
    }
}
