//! What the work amounted to, by month: the basis of costs and of payments for inputs.

use super::{Admission, Staffing, Stay};
use crate::family::Family;
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
    /// Every supervisor, every month.
    SupervisorMonth,
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

/// The work of one contract, month by month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Activity {
    /// Of each therapy, for the families of each council in turn.
    pub starts: Vec<Vec<u32>>,
    pub completions: Vec<Vec<u32>>,
    /// How many therapies there are.
    pub therapies: usize,
    /// By therapy, therapists in post; none of a therapy without `capacity`.
    pub therapists: Vec<Vec<f64>>,
    pub supervisors: Vec<Vec<f64>>,
    /// The last month of delivery.
    pub delivery_ends: Month,
    /// The last month in which anything is paid.
    pub contract_ends: Month,
}

impl Activity {
    /// Counts starts and completions of families of so many councils in so many therapies.
    pub fn count<'a>(
        &mut self,
        started: impl Iterator<Item = (&'a Family, &'a Stay)>,
        (councils, therapies): (usize, usize),
        calendar: &Calendar,
    ) {
        self.therapies = therapies;
        for counts in [&mut self.starts, &mut self.completions] {
            clear(counts, councils * therapies, calendar);
        }
        for (family, stay) in started {
            let cell = family.council * therapies + stay.therapy;
            self.starts[cell][calendar.month_of(stay.starts)] += 1;
            if stay.completes {
                self.completions[cell][calendar.month_of(stay.ends)] += 1;
            }
        }
    }

    /// Families that start one therapy in each month, of all councils.
    pub fn starts_of(&self, therapy: usize, month: Month) -> u32 {
        self.starts.iter().skip(therapy).step_by(self.therapies.max(1)).map(|it| it[month]).sum()
    }

    /// Takes over who is in post: the staff of each therapy, where it has any of its own.
    pub fn staff<'a>(
        &mut self,
        therapies: impl ExactSizeIterator<Item = Option<&'a Staffing>>,
        calendar: &Calendar,
    ) {
        for people in [&mut self.therapists, &mut self.supervisors] {
            clear(people, therapies.len(), calendar);
        }
        for (therapy, staffing) in therapies.enumerate() {
            if let Some(staffing) = staffing {
                self.therapists[therapy].clone_from(&staffing.therapists);
                self.supervisors[therapy].clone_from(&staffing.supervisors);
            }
        }
    }

    /// Months that are counted.
    pub fn months(&self) -> usize {
        self.starts.first().map_or(0, Vec::len)
    }

    /// Starts of all therapies, by month.
    pub fn all_starts(&self) -> impl Iterator<Item = u32> {
        (0..self.months()).map(|month| self.starts.iter().map(|it| it[month]).sum())
    }

    /// How much of something there is in a month, if it goes on from `from` until `until`, over
    /// the therapies that count.
    pub fn quantity(
        &self,
        basis: Basis,
        from: Month,
        until: Until,
        month: Month,
        counts: impl Fn(usize) -> bool,
        council: Option<usize>,
    ) -> f64 {
        // What is counted by event needs no end: there are none after delivery.
        let by_event = matches!(basis, Basis::Once | Basis::Start | Basis::Completion);
        let goes_on = match until {
            Until::DeliveryEnds => by_event || month <= self.delivery_ends,
            Until::ContractEnds => month <= self.contract_ends,
            Until::Month(end) => month < end && month <= self.contract_ends,
        };
        if month < from || !goes_on {
            return 0.0;
        }
        let therapies = self.therapies.max(1);
        let events = |cells: &[Vec<u32>]| {
            let counted = cells.iter().enumerate().filter(|(cell, _)| {
                council.is_none_or(|it| it == cell / therapies) && counts(cell % therapies)
            });
            f64::from(counted.map(|(_, it)| it[month]).sum::<u32>())
        };
        let people = |by_therapy: &[Vec<f64>]| {
            let counted = by_therapy.iter().enumerate().filter(|(therapy, _)| counts(*therapy));
            counted.map(|(_, it)| it[month]).sum::<f64>()
        };
        match basis {
            Basis::Once => f64::from(u8::from(month == from)),
            Basis::Month => 1.0,
            Basis::Start => events(&self.starts),
            Basis::Completion => events(&self.completions),
            Basis::TherapistMonth => people(&self.therapists),
            Basis::SupervisorMonth => people(&self.supervisors),
        }
    }
}

/// Nothing in every month of every therapy, in the space that is there.
fn clear<T: Clone + Default>(counts: &mut Vec<Vec<T>>, therapies: usize, calendar: &Calendar) {
    counts.resize_with(therapies, Vec::new);
    for months in counts {
        months.clear();
        months.resize(calendar.months(), T::default());
    }
}

/// The families that started, in the order of referral.
pub fn started(admissions: &[Admission]) -> impl Iterator<Item = &Stay> {
    admissions.iter().filter_map(Admission::stay)
}
