//! What the work amounted to, by month: the basis of costs and of payments for inputs.

use super::{Admission, Stay};
use crate::units::{Calendar, Month};

/// What something is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A single time.
    Once,
    /// Every month.
    Month,
    /// Every family that starts.
    Start,
    /// Every family that completes.
    Completion,
    /// Every therapist in post, every month.
    TherapistMonth,
}

/// Until when something monthly goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// The month of the last therapy session, or of the last referral if that is later.
    DeliveryEnds,
    /// The month in which the last payment is made.
    ContractEnds,
    /// This month, which is no longer counted.
    Month(Month),
}

/// The work of one contract.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Activity {
    pub starts: Vec<u32>,
    pub completions: Vec<u32>,
    pub therapists: Vec<f64>,
    /// The last month of delivery.
    pub delivery_ends: Month,
    /// The last month in which anything is paid.
    pub contract_ends: Month,
}

impl Activity {
    /// Counts starts and completions by month.
    pub fn count(&mut self, admissions: &[Admission], calendar: &Calendar) {
        for counts in [&mut self.starts, &mut self.completions] {
            counts.clear();
            counts.resize(calendar.months(), 0);
        }
        for stay in started(admissions) {
            self.starts[calendar.month_of(stay.starts)] += 1;
            if stay.completes {
                self.completions[calendar.month_of(stay.ends)] += 1;
            }
        }
    }

    /// How much of something there is in a month, if it goes on from `from` until `until`.
    pub fn quantity(&self, basis: Basis, from: Month, until: Until, month: Month) -> f64 {
        // What is counted by event needs no end: there are none after delivery.
        let by_event = matches!(basis, Basis::Once | Basis::Start | Basis::Completion);
        let goes_on = match until {
            Until::DeliveryEnds => by_event || month <= self.delivery_ends,
            Until::ContractEnds => month <= self.contract_ends,
            Until::Month(end) => month < end,
        };
        if month < from || !goes_on {
            return 0.0;
        }
        match basis {
            Basis::Once => f64::from(u8::from(month == from)),
            Basis::Month => 1.0,
            Basis::Start => f64::from(self.starts[month]),
            Basis::Completion => f64::from(self.completions[month]),
            Basis::TherapistMonth => self.therapists[month],
        }
    }
}

/// The families that started, in the order of referral.
pub fn started(admissions: &[Admission]) -> impl Iterator<Item = &Stay> {
    admissions.iter().filter_map(|it| match it {
        Admission::Started(stay) => Some(stay),
        Admission::Declined | Admission::LostWaiting | Admission::Closed => None,
    })
}
