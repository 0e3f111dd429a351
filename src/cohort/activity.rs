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

impl Basis {
    /// Whether it is counted in every month, and not by event.
    pub fn is_by_month(self) -> bool {
        match self {
            Self::Month | Self::TherapistMonth | Self::SupervisorMonth => true,
            Self::Once | Self::Start | Self::Completion => false,
        }
    }
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

impl Until {
    /// Whether an event in a month is counted by something that goes on from `from`: whatever is
    /// counted by event ends only in a month of its own.
    pub fn covers(self, from: Month, month: Month) -> bool {
        from <= month
            && match self {
                Self::DeliveryEnds | Self::ContractEnds => true,
                Self::Month(until) => month < until,
            }
    }
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
        self.starts
            .iter()
            .skip(therapy)
            .step_by(self.therapies.max(1))
            .map(|start| start[month])
            .sum()
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
        (0..self.months).map(|month| self.starts.iter().map(|start| start[month]).sum())
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
                council.is_none_or(|council| council == cell / therapies)
                    && counts(cell % therapies)
            });
            f64::from(counted.map(|(_, it)| it[month]).sum::<u32>())
        };
        let people = |by_therapy: &[Vec<f64>], month: Month| {
            let counted = by_therapy.iter().enumerate().filter(|(therapy, _)| counts(*therapy));
            counted.map(|(_, it)| it[month]).sum::<f64>()
        };
        match basis {
            Basis::Once => months.take(1).for_each(|month| each(month, 1.0)),
            Basis::Month => months.for_each(|month| each(month, 1.0)),
            Basis::Start => months.for_each(|month| each(month, events(&self.starts, month))),
            Basis::Completion => {
                months.for_each(|month| each(month, events(&self.completions, month)));
            }
            Basis::TherapistMonth => {
                months.for_each(|month| each(month, people(&self.therapists, month)));
            }
            Basis::SupervisorMonth => {
                months.for_each(|month| each(month, people(&self.supervisors, month)));
            }
        }
    }

    /// The month after the last in which something goes on.
    fn end(&self, basis: Basis, until: Until) -> Month {
        // What is counted by event is counted whenever it happens: a completion may come in the
        // month after delivery ends, and a single cost after the contract.
        let end = match until {
            Until::DeliveryEnds | Until::ContractEnds if !basis.is_by_month() => self.months,
            Until::Month(end) if !basis.is_by_month() => end,
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Six months of two therapies in two councils: delivery ends in month 2, the contract in month 4.
    fn activity() -> Activity {
        let events = |cell: u32| (0..6).map(|month| 10 * cell + month).collect();
        Activity {
            starts: (0..4).map(events).collect(),
            completions: vec![vec![1; 6]; 4],
            therapies: 2,
            therapists: vec![vec![0.5; 6], vec![2.0; 6]],
            supervisors: vec![vec![1.0; 6], vec![0.0; 6]],
            months: 6,
            delivery_ends: 2,
            contract_ends: 4,
        }
    }

    fn quantities(basis: Basis, goes_on: (Month, Until), council: Option<usize>) -> Vec<f64> {
        let mut quantities = vec![0.0; 6];
        let second = |therapy: usize| therapy == 1;
        activity().each_quantity(basis, goes_on, second, council, |month, it| {
            quantities[month] = it;
        });
        quantities
    }

    #[test]
    fn what_goes_by_the_month_ends_with_delivery_the_contract_or_its_own_month() {
        let monthly = |from, until| quantities(Basis::Month, (from, until), None);
        assert_eq!(monthly(1, Until::DeliveryEnds), [0.0, 1.0, 1.0, 0.0, 0.0, 0.0]);
        assert_eq!(monthly(0, Until::ContractEnds), [1.0, 1.0, 1.0, 1.0, 1.0, 0.0]);
        assert_eq!(monthly(2, Until::Month(4)), [0.0, 0.0, 1.0, 1.0, 0.0, 0.0]);
        assert_eq!(monthly(3, Until::Month(9)), [0.0, 0.0, 0.0, 1.0, 1.0, 0.0]);
        assert_eq!(monthly(4, Until::DeliveryEnds), [0.0; 6]);
        let people = quantities(Basis::TherapistMonth, (2, Until::ContractEnds), None);
        assert_eq!(people, [0.0, 0.0, 2.0, 2.0, 2.0, 0.0]);
    }

    /// Of the second therapy the cells are 1 and 3, of the first council and the second.
    #[test]
    fn events_are_counted_whenever_they_happen_and_a_single_one_in_its_month() {
        let started = |council| quantities(Basis::Start, (1, Until::DeliveryEnds), council);
        assert_eq!(started(Some(1)), [0.0, 31.0, 32.0, 33.0, 34.0, 35.0]);
        assert_eq!(started(None), [0.0, 42.0, 44.0, 46.0, 48.0, 50.0]);
        let once = |from, until| quantities(Basis::Once, (from, until), None);
        assert_eq!(once(5, Until::DeliveryEnds), [0.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
        assert_eq!(once(5, Until::ContractEnds), [0.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
        assert_eq!(once(5, Until::Month(6)), [0.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
        assert_eq!(once(7, Until::DeliveryEnds), [0.0; 6]);
    }
}
