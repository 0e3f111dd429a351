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
    /// Months that are counted.
    pub months: Month,
    /// The last month of delivery.
    pub delivery_ends: Month,
    /// The last month in which anything is paid.
    pub contract_ends: Month,
}

impl Activity {
    /// Counts starts and completions of families of so many councils in so many therapies, over so
    /// many months: all in which there is work or anything is paid.
    pub fn count<'a>(
        &mut self,
        started: impl Iterator<Item = (&'a Family, &'a Stay)>,
        (councils, therapies): (usize, usize),
        calendar: &Calendar,
        months: Month,
    ) {
        self.months = months;
        self.therapies = therapies;
        for counts in [&mut self.starts, &mut self.completions] {
            clear(counts, councils * therapies, months);
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
    pub fn staff<'a>(&mut self, therapies: impl ExactSizeIterator<Item = Option<&'a Staffing>>) {
        for people in [&mut self.therapists, &mut self.supervisors] {
            clear(people, therapies.len(), self.months);
        }
        for (therapy, staffing) in therapies.enumerate() {
            if let Some(staffing) = staffing {
                self.therapists[therapy].clone_from(&staffing.therapists);
                self.supervisors[therapy].clone_from(&staffing.supervisors);
            }
        }
    }

    /// Starts of all therapies, by month.
    pub fn all_starts(&self) -> impl Iterator<Item = u32> {
        (0..self.months).map(|month| self.starts.iter().map(|it| it[month]).sum())
    }

    /// How much of something there is in each month in which it goes on, from `from` until `until`,
    /// over the therapies that count.
    pub fn each_quantity(
        &self,
        basis: Basis,
        (from, until): (Month, Until),
        counts: impl Fn(usize) -> bool,
        council: Option<usize>,
        mut each: impl FnMut(Month, f64),
    ) {
        let months = from..self.end(basis, until);
        let therapies = self.therapies.max(1);
        let events = |cells: &[Vec<u32>], month: Month| {
            let counted = cells.iter().enumerate().filter(|(cell, _)| {
                council.is_none_or(|it| it == cell / therapies) && counts(cell % therapies)
            });
            f64::from(counted.map(|(_, it)| it[month]).sum::<u32>())
        };
        let people = |by_therapy: &[Vec<f64>], month: Month| {
            let counted = by_therapy.iter().enumerate().filter(|(therapy, _)| counts(*therapy));
            counted.map(|(_, it)| it[month]).sum::<f64>()
        };
        match basis {
            Basis::Once => months.take(1).for_each(|it| each(it, 1.0)),
            Basis::Month => months.for_each(|it| each(it, 1.0)),
            Basis::Start => months.for_each(|it| each(it, events(&self.starts, it))),
            Basis::Completion => months.for_each(|it| each(it, events(&self.completions, it))),
            Basis::TherapistMonth => months.for_each(|it| each(it, people(&self.therapists, it))),
            Basis::SupervisorMonth => months.for_each(|it| each(it, people(&self.supervisors, it))),
        }
    }

    /// The month after the last in which something goes on.
    fn end(&self, basis: Basis, until: Until) -> Month {
        // What is counted by event needs no end: there are none after delivery.
        let by_event = matches!(basis, Basis::Once | Basis::Start | Basis::Completion);
        let end = match until {
            Until::DeliveryEnds if by_event => self.months,
            Until::DeliveryEnds => self.delivery_ends + 1,
            Until::ContractEnds => self.contract_ends + 1,
            Until::Month(end) => end.min(self.contract_ends + 1),
        };
        end.min(self.months)
    }
}

/// Nothing in every month of every therapy, in the space that is there.
fn clear<T: Clone + Default>(counts: &mut Vec<Vec<T>>, therapies: usize, months: Month) {
    counts.resize_with(therapies, Vec::new);
    for counts in counts {
        counts.clear();
        counts.resize(months, T::default());
    }
}

/// The families that started, in the order of referral.
pub fn started(admissions: &[Admission]) -> impl Iterator<Item = &Stay> {
    admissions.iter().filter_map(Admission::stay)
}
