//! Who starts therapy, when, and for how long.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::family::Family;
use crate::random::Decision;
use crate::units::Calendar;

/// From referral to the first session.
#[derive(Clone, Debug, PartialEq)]
pub struct Funnel {
    /// Of each council.
    pub doors: Vec<Door>,
    /// No more starts than this in the whole contract.
    pub limit: Option<u32>,
    /// No start on or after this day: the work has stopped.
    pub stops: Option<u32>,
}

/// How the families of one council come to therapy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Door {
    /// The chance that a referred family would start.
    pub starts: f64,
    /// Days from referral until it is ready to, at least and at most.
    pub ready_after_days: (f64, f64),
    /// No more of its families than this start.
    pub limit: Option<u32>,
}

/// One therapy, as a cohort meets it.
#[derive(Clone, Debug, PartialEq)]
pub struct TherapyTerms {
    /// The chance that a family that starts completes.
    pub completes: f64,
    /// Days from start to completion, at least and at most.
    pub duration_days: (f64, f64),
    /// Days from start to drop-out, at least and at most.
    pub drop_out_days: (f64, f64),
    /// Places are without limit where there is none.
    pub staffing: Option<Staffing>,
}

/// The therapists of one therapy and the families that they can see at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Staffing {
    /// Therapists in post in each month.
    pub therapists: Vec<f64>,
    /// Families to a therapist.
    pub caseload: f64,
    /// A family that would wait longer than this for a place is lost.
    pub longest_wait_days: f64,
}

/// What became of a referral.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Admission {
    /// It started.
    Started(Stay),
    /// It never would have, or turned 18 first.
    Declined,
    /// It waited too long for a place.
    LostWaiting,
    /// The contract was full, or its work had stopped.
    Closed,
}

/// A family in therapy: days `starts..ends` since the contract began.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stay {
    pub therapy: usize,
    pub starts: u32,
    pub ends: u32,
    pub completes: bool,
}

/// Admits families in the order in which they are ready, first come first served.
///
/// `therapy_of` names the therapy of a pathway. The result is in the order of `families`.
pub fn admit(
    families: &[Family],
    funnel: &Funnel,
    therapies: &[TherapyTerms],
    therapy_of: &[usize],
    calendar: &Calendar,
    admissions: &mut Vec<Admission>,
) {
    admissions.clear();
    admissions.resize(families.len(), Admission::Declined);
    let mut queue: Vec<(u32, usize)> = Vec::with_capacity(families.len());
    for (index, family) in families.iter().enumerate() {
        let door = &funnel.doors[family.council];
        if family.draws.uniform(Decision::Starts, 0) < door.starts {
            let wait = between(door.ready_after_days, family.draws.uniform(Decision::Readiness, 0));
            queue.push((family.referred + wait, index));
        }
    }
    queue.sort_unstable();
    let mut places: Vec<Places<'_>> =
        therapies.iter().map(|it| Places::new(it, calendar)).collect();
    let mut started = 0;
    let mut of_council = vec![0; funnel.doors.len()];
    for (ready, index) in queue {
        let family = &families[index];
        if ready >= family.eighteen {
            continue;
        }
        let open = |day| funnel.stops.is_none_or(|stops| day < stops);
        let is_full = |limit: Option<u32>, started: u32| limit.is_some_and(|it| it <= started);
        let council = family.council;
        if is_full(funnel.limit, started)
            || is_full(funnel.doors[council].limit, of_council[council])
            || !open(ready)
        {
            admissions[index] = Admission::Closed;
            continue;
        }
        let therapy = therapy_of[family.pathway];
        let Some(starts) = places[therapy].first_free(ready) else {
            admissions[index] = Admission::LostWaiting;
            continue;
        };
        if starts >= family.eighteen {
            continue;
        }
        if !open(starts) {
            admissions[index] = Admission::Closed;
            continue;
        }
        let terms = &therapies[therapy];
        let completes = family.draws.uniform(Decision::Completes, 0) < terms.completes;
        let length = if completes { terms.duration_days } else { terms.drop_out_days };
        let length = between(length, family.draws.uniform(Decision::TherapyDuration, 0)).max(1);
        let stay = Stay { therapy, starts, ends: starts + length, completes };
        places[therapy].take(stay.ends);
        admissions[index] = Admission::Started(stay);
        started += 1;
        of_council[council] += 1;
    }
}

/// Whole days between two bounds.
fn between((least, most): (f64, f64), u: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a stretch of days"
    )]
    {
        (least + u * (most - least)).round() as u32
    }
}

/// The places of one therapy as the queue moves on.
///
/// Families come in the order in which they are ready, so the day up to which every place is known
/// to be taken never goes back.
struct Places<'a> {
    staffing: Option<&'a Staffing>,
    calendar: &'a Calendar,
    /// The days on which taken places fall free.
    ends: BinaryHeap<Reverse<u32>>,
    taken_until: u32,
}

impl<'a> Places<'a> {
    fn new(terms: &'a TherapyTerms, calendar: &'a Calendar) -> Self {
        Self {
            staffing: terms.staffing.as_ref(),
            calendar,
            ends: BinaryHeap::new(),
            taken_until: 0,
        }
    }

    /// The first day from `ready` on with a free place, unless the wait is too long.
    fn first_free(&mut self, ready: u32) -> Option<u32> {
        let Some(staffing) = self.staffing else { return Some(ready) };
        let mut day = ready.max(self.taken_until);
        loop {
            if f64::from(day - ready) > staffing.longest_wait_days || day >= self.calendar.days() {
                return None;
            }
            self.taken_until = day;
            while self.ends.peek().is_some_and(|end| end.0 <= day) {
                self.ends.pop();
            }
            let month = self.calendar.month_of(day);
            if (self.ends.len() as f64) + 1.0 <= staffing.therapists[month] * staffing.caseload {
                return Some(day);
            }
            let staff_change = self.calendar.first_day(month + 1);
            day = self.ends.peek().map_or(staff_change, |end| end.0.min(staff_change));
        }
    }

    fn take(&mut self, ends: u32) {
        if self.staffing.is_some() {
            self.ends.push(Reverse(ends));
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::random::Trial;

    fn families(days: &[u32]) -> Vec<Family> {
        let family = |(index, &referred): (usize, &u32)| Family {
            draws: Trial::new(1, 0, 0).family(0, index),
            council: 0,
            pathway: 0,
            referred,
            eighteen: 5_000,
            frailty: 1.0,
            days_in_care: 0.0,
        };
        days.iter().enumerate().map(family).collect()
    }

    fn starts(
        days: &[u32],
        therapists: f64,
        longest_wait_days: f64,
        funnel: Funnel,
    ) -> Vec<Option<u32>> {
        let calendar = Calendar::new(date(2019, 2, 1), 120);
        let staffing =
            Staffing { therapists: vec![therapists; 120], caseload: 2.0, longest_wait_days };
        let terms = TherapyTerms {
            completes: 1.0,
            duration_days: (100.0, 100.0),
            drop_out_days: (10.0, 10.0),
            staffing: Some(staffing),
        };
        let mut admissions = Vec::new();
        admit(&families(days), &funnel, &[terms], &[0], &calendar, &mut admissions);
        let start = |it: &Admission| match it {
            Admission::Started(stay) => Some(stay.starts),
            _ => None,
        };
        admissions.iter().map(start).collect()
    }

    const ALL: Door = Door { starts: 1.0, ready_after_days: (0.0, 0.0), limit: None };

    fn all() -> Funnel {
        Funnel { doors: vec![ALL], limit: None, stops: None }
    }

    #[test]
    fn a_full_service_makes_families_wait_in_order() {
        let found = starts(&[0, 1, 2, 3, 150], 1.0, 1_000.0, all());
        assert_eq!(found, [Some(0), Some(1), Some(100), Some(101), Some(200)]);
    }

    #[test]
    fn a_wait_past_the_limit_loses_the_family_and_nobody_behind_it() {
        let found = starts(&[0, 1, 2, 60], 1.0, 50.0, all());
        assert_eq!(found, [Some(0), Some(1), None, Some(100)]);
    }

    #[test]
    fn the_limit_and_the_end_of_work_close_the_door() {
        assert_eq!(
            starts(&[0, 1, 2], 9.0, 0.0, Funnel { limit: Some(2), ..all() }),
            [Some(0), Some(1), None]
        );
        assert_eq!(
            starts(&[0, 1, 2], 9.0, 0.0, Funnel { stops: Some(2), ..all() }),
            [Some(0), Some(1), None]
        );
    }

    #[test]
    fn nobody_starts_without_therapists_or_willingness() {
        assert_eq!(starts(&[0, 1], 0.0, 10_000.0, all()), [None, None]);
        assert_eq!(
            starts(&[0, 1], 9.0, 0.0, Funnel { doors: vec![Door { starts: 0.0, ..ALL }], ..all() }),
            [None, None]
        );
    }
}
