//! Who starts therapy, when, and for how long.

use super::staffing::{Places, between};
use super::{Offer, Staffing};
use crate::family::Family;
use crate::numeric::selection::keep;
use crate::random::{Decision, Draws};
use crate::units::{Calendar, Month};

/// From referral to the first session.
#[derive(Clone, Debug, PartialEq)]
pub struct Funnel {
    /// Of each council.
    pub doors: Vec<AdmissionRules>,
    /// No more starts than this in the whole contract.
    pub limit: Option<u32>,
    /// No start on or after this day: the work has stopped.
    pub stops: Option<u32>,
    /// Days `from..until` on which nobody starts, though families wait for the end.
    pub pauses: Vec<(u32, u32)>,
}

impl Funnel {
    /// The first day from this one on that is in no pause.
    fn after_pauses(&self, day: u32) -> u32 {
        let pause = self.pauses.iter().find(|(from, until)| *from <= day && day < *until);
        pause.map_or(day, |(_, until)| self.after_pauses(*until))
    }
}

/// How the families of one council come to therapy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdmissionRules {
    /// Which council's family comes first where two are ready on one day, each as many of its own after
    /// the first: the lowest, whatever the order in which councils are listed.
    pub rank: usize,
    /// The chance that a referred family would start.
    pub starts: f64,
    /// Days from referral until it is ready to, at least and at most.
    pub ready_after_days: (f64, f64),
    /// No more of its families than this start.
    pub limit: Option<u32>,
    /// Families referred on or after this day are not admitted.
    pub closes: u32,
}

/// One therapy, as a cohort meets it.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// From each month on, for families that start then; ascending, the first at month 0.
    pub terms: Vec<(Month, TherapyTerms)>,
    /// Places are without limit where there is none.
    pub staffing: Option<Staffing>,
}

impl Service {
    fn terms_in(&self, month: Month) -> &TherapyTerms {
        let in_force = self.terms.iter().rfind(|(from, _)| *from <= month);
        &in_force.expect("terms from month 0 on").1
    }
}

/// What happens to the families that start a therapy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TherapyTerms {
    /// The chance that a family that starts completes.
    pub completes: f64,
    /// Days from start to completion, at least and at most.
    pub duration_days: (f64, f64),
    /// Days from start to drop-out, at least and at most.
    pub drop_out_days: (f64, f64),
}

/// The outcome of a referral.
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

impl Admission {
    /// The therapy of a family that started.
    pub fn stay(&self) -> Option<&Stay> {
        match self {
            Self::Started(stay) => Some(stay),
            Self::Declined | Self::LostWaiting | Self::Closed => None,
        }
    }
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
/// `offers` has what the families of each council and pathway are offered. The result is in the order of `families`.
pub fn admit(
    families: &[Family],
    funnel: &Funnel,
    services: &[Service],
    offers: &[Vec<Offer>],
    calendar: &Calendar,
    admissions: &mut Vec<Admission>,
) {
    admissions.clear();
    admissions.resize(families.len(), Admission::Declined);
    // Ties go by the order of referral within a council, so that none comes before another, and then
    // by the rank of the council; all in one word sort without a branch.
    let mut referred = vec![0_u32; funnel.doors.len()];
    let mut queue: Vec<u128> = Vec::with_capacity(families.len());
    queue.extend((0_u32..).zip(families).map(|(index, family)| {
        let door = &funnel.doors[family.council];
        let order = &mut referred[family.council];
        *order += 1;
        let wait = between(door.ready_after_days, family.draws.uniform(Decision::Readiness, 0));
        let ready = u128::from(family.referred + wait);
        let key =
            ready << 96 | u128::from(*order) << 64 | (door.rank as u128) << 32 | u128::from(index);
        let starts = family.draws.uniform(Decision::Starts, 0) < door.starts;
        if starts { key } else { NOBODY }
    }));
    keep(&mut queue, |key| *key != NOBODY);
    queue.sort_unstable();
    let mut queues: Vec<Vec<Queue<'_>>> =
        services.iter().map(|service| Queue::of_teams(service, funnel, calendar)).collect();
    let mut started = 0;
    let mut of_council = vec![0; funnel.doors.len()];
    for key in queue {
        #[expect(clippy::cast_possible_truncation, reason = "the lower half is what is wanted")]
        let (ready, index) = ((key >> 96) as u32, key as u32 as usize);
        let family = &families[index];
        if ready >= family.eighteen {
            continue;
        }
        let open = |day| funnel.stops.is_none_or(|stops| day < stops);
        let is_full =
            |limit: Option<u32>, started: u32| limit.is_some_and(|limit| limit <= started);
        let council = family.council;
        if is_full(funnel.limit, started)
            || is_full(funnel.doors[council].limit, of_council[council])
            || !open(ready)
            || funnel.doors[council].closes <= family.referred
        {
            admissions[index] = Admission::Closed;
            continue;
        }
        let therapy = offers[family.council][family.pathway].to(family);
        let queue = Queue::of(&mut queues[therapy], family.draws);
        let Some(starts) = queue.first_free(ready) else {
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
        let terms = services[therapy].terms_in(calendar.month_of(starts));
        let completes = family.draws.uniform(Decision::Completes, 0) < terms.completes;
        let length = if completes { terms.duration_days } else { terms.drop_out_days };
        let length = between(length, family.draws.uniform(Decision::TherapyDuration, 0)).max(1);
        let stay = Stay { therapy, starts, ends: starts + length, completes };
        queue.take(stay.ends);
        admissions[index] = Admission::Started(stay);
        started += 1;
        of_council[council] += 1;
    }
}

/// In a queue, a family that never would have started.
const NOBODY: u128 = u128::MAX;

/// The queue for the places of one team of a therapy.
///
/// Families come in the order in which they are ready, so the day up to which every place is known
/// to be taken never goes back. A family in therapy stays when its therapist leaves: colleagues
/// take it over, and only newcomers wait for the place that is gone.
struct Queue<'a> {
    staffing: Option<&'a Staffing>,
    team: usize,
    funnel: &'a Funnel,
    calendar: &'a Calendar,
    /// Places taken on day `until`.
    taken: u32,
    until: u32,
    /// How many of these fall free on each later day.
    free: Vec<u32>,
    places: Places,
}

impl<'a> Queue<'a> {
    fn of_teams(service: &'a Service, funnel: &'a Funnel, calendar: &'a Calendar) -> Vec<Self> {
        let staffing = service.staffing.as_ref();
        let counted = staffing.map_or(0, |_| calendar.days() as usize);
        let queue = |team| Self {
            staffing,
            team,
            funnel,
            calendar,
            taken: 0,
            until: 0,
            free: Vec::with_capacity(counted),
            places: Places::default(),
        };
        (0..staffing.map_or(1, |it| it.teams)).map(queue).collect()
    }

    /// The queue of the team that a family belongs to; each team has its share of them at random.
    fn of(teams: &mut [Self], draws: Draws) -> &mut Self {
        let last = teams.len() - 1;
        if last == 0 {
            return &mut teams[0];
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "below the number of teams"
        )]
        let team = (draws.uniform(Decision::Team, 0) * teams.len() as f64) as usize;
        &mut teams[team.min(last)]
    }

    /// The first day from `ready` on with a free place, unless the wait is too long.
    fn first_free(&mut self, ready: u32) -> Option<u32> {
        let Some(staffing) = self.staffing else {
            return Some(self.funnel.after_pauses(ready)).filter(|day| *day < self.calendar.days());
        };
        let mut day = ready.max(self.until);
        loop {
            day = self.funnel.after_pauses(day);
            if f64::from(day - ready) > staffing.longest_wait_days || day >= self.calendar.days() {
                return None;
            }
            self.go_to(day);
            if self.places.change <= day {
                self.places = staffing.places_on(day, self.team);
            }
            if f64::from(self.taken) + 1.0 <= self.places.count {
                return Some(day);
            }
            day = self.next_free().min(self.places.change);
        }
    }

    /// Lets everything fall free up to a day, which is not before the last.
    fn go_to(&mut self, day: u32) {
        let passed = self.until as usize + 1..day as usize + 1;
        let end = passed.end.min(self.free.len());
        self.taken -= self.free.get(passed.start..end).unwrap_or_default().iter().sum::<u32>();
        self.until = day;
    }

    /// The next day on which a place falls free; never if none is taken.
    fn next_free(&self) -> u32 {
        let later = self.free.iter().zip(0_u32..).skip(self.until as usize + 1);
        later.filter(|(free, _)| **free > 0).map(|(_, day)| day).next().unwrap_or(u32::MAX)
    }

    fn take(&mut self, ends: u32) {
        if self.staffing.is_some() {
            let day = ends as usize;
            self.free.resize(self.free.len().max(day + 1), 0);
            self.free[day] += 1;
            self.taken += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::super::{Allocation, Capacity};
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
        funnel: &Funnel,
    ) -> Vec<Option<u32>> {
        let calendar = Calendar::new(date(2019, 2, 1), 120);
        let capacity = Capacity::steady(vec![therapists; 120], 2.0, longest_wait_days);
        let staffing = Staffing::draw(&capacity, &calendar, Trial::new(1, 0, 0), "talk");
        let terms = TherapyTerms {
            completes: 1.0,
            duration_days: (100.0, 100.0),
            drop_out_days: (10.0, 10.0),
        };
        let service = Service { terms: vec![(0, terms)], staffing: Some(staffing) };
        let mut admissions = Vec::new();
        let offers = [vec![Offer::new(&[(0, 1.0)], Allocation::Share)]];
        admit(&families(days), funnel, &[service], &offers, &calendar, &mut admissions);
        let start = |admission: &Admission| match admission {
            Admission::Started(stay) => Some(stay.starts),
            _ => None,
        };
        admissions.iter().map(start).collect()
    }

    const ALL: AdmissionRules = AdmissionRules {
        rank: 0,
        starts: 1.0,
        ready_after_days: (0.0, 0.0),
        limit: None,
        closes: u32::MAX,
    };

    fn all() -> Funnel {
        Funnel { doors: vec![ALL], limit: None, stops: None, pauses: Vec::new() }
    }

    #[test]
    fn a_full_service_makes_families_wait_in_order() {
        let found = starts(&[0, 1, 2, 3, 150], 1.0, 1_000.0, &all());
        assert_eq!(found, [Some(0), Some(1), Some(100), Some(101), Some(200)]);
    }

    #[test]
    fn a_wait_past_the_limit_loses_the_family_and_nobody_behind_it() {
        let found = starts(&[0, 1, 2, 60], 1.0, 50.0, &all());
        assert_eq!(found, [Some(0), Some(1), None, Some(100)]);
    }

    /// A post of two places is cut at the end of January: the families in it stay, and nobody
    /// takes their places.
    #[test]
    fn a_family_stays_when_its_therapist_leaves() {
        let calendar = Calendar::new(date(2019, 1, 1), 24);
        let posts = (0..24).map(|index| if index == 0 { 1.0 } else { 0.0 }).collect();
        let capacity = Capacity::steady(posts, 2.0, 1_000.0);
        let terms = TherapyTerms {
            completes: 1.0,
            duration_days: (100.0, 100.0),
            drop_out_days: (10.0, 10.0),
        };
        let staffing = Staffing::draw(&capacity, &calendar, Trial::new(1, 0, 0), "talk");
        let service = Service { terms: vec![(0, terms)], staffing: Some(staffing) };
        let offers = [vec![Offer::new(&[(0, 1.0)], Allocation::Share)]];
        let mut admissions = Vec::new();
        admit(&families(&[0, 30, 31]), &all(), &[service], &offers, &calendar, &mut admissions);
        let stay = |starts| {
            Admission::Started(Stay { therapy: 0, starts, ends: starts + 100, completes: true })
        };
        assert_eq!(admissions, [stay(0), stay(30), Admission::LostWaiting]);
    }

    /// A pause from day 1 to 50: whoever is ready waits for its end, unless that is too long.
    #[test]
    fn families_wait_for_the_end_of_a_pause() {
        let paused = || Funnel { pauses: vec![(1, 30), (30, 50)], ..all() };
        assert_eq!(starts(&[0, 1, 40], 9.0, 49.0, &paused()), [Some(0), Some(50), Some(50)]);
        assert_eq!(starts(&[0, 1, 40], 9.0, 48.0, &paused()), [Some(0), None, Some(50)]);
    }

    #[test]
    fn who_is_referred_after_the_door_closes_does_not_start() {
        let door = AdmissionRules { closes: 2, ..ALL };
        let funnel = Funnel { doors: vec![door], ..all() };
        assert_eq!(starts(&[0, 1, 2], 9.0, 0.0, &funnel), [Some(0), Some(1), None]);
    }

    #[test]
    fn the_limit_and_the_end_of_work_close_the_door() {
        assert_eq!(
            starts(&[0, 1, 2], 9.0, 0.0, &Funnel { limit: Some(2), ..all() }),
            [Some(0), Some(1), None]
        );
        assert_eq!(
            starts(&[0, 1, 2], 9.0, 0.0, &Funnel { stops: Some(2), ..all() }),
            [Some(0), Some(1), None]
        );
    }

    #[test]
    fn nobody_starts_without_therapists_or_willingness() {
        assert_eq!(starts(&[0, 1], 0.0, 10_000.0, &all()), [None, None]);
        assert_eq!(
            starts(
                &[0, 1],
                9.0,
                0.0,
                &Funnel { doors: vec![AdmissionRules { starts: 0.0, ..ALL }], ..all() }
            ),
            [None, None]
        );
    }

    /// A pause, the wait at most, teams, posts by month and the days of referral.
    type Case = ((u32, u32), f64, usize, Vec<f64>, Vec<u32>);

    fn case() -> impl Strategy<Value = Case> {
        let pause = (0_u32..400, 0_u32..80).prop_map(|(from, days)| (from, from + days));
        let days = prop::collection::vec(0_u32..500, 0..80);
        (pause, 0.0..150.0_f64, 1_usize..4, prop::collection::vec(0.0..5.0_f64, 24), days)
    }

    /// Who starts when, by a look at every day in turn: whoever is first ready takes the first day
    /// on which its team sees fewer families than it has places for.
    fn day_by_day(
        ((from, until), longest, ..): &Case,
        families: &[Family],
        staffing: &Staffing,
        stays: &[Option<Stay>],
    ) -> Vec<Option<u32>> {
        let mut order: Vec<usize> = (0..families.len()).collect();
        order.sort_by_key(|order| (families[*order].referred, order / 2, *order));
        let team = |index: usize| {
            let drawn = families[index].draws.uniform(Decision::Team, 0);
            (drawn * staffing.teams as f64).floor()
        };
        let mut seen: Vec<(f64, u32, u32)> = Vec::new();
        let mut starts = vec![None; families.len()];
        for index in order {
            let own = team(index);
            let ready = families[index].referred;
            starts[index] =
                (ready..720).take_while(|day| f64::from(day - ready) <= *longest).find(|day| {
                    let there = |it: &&(f64, u32, u32)| it.0 == own && it.1 <= *day && *day < it.2;
                    let taken = seen.iter().filter(there).count();
                    let places = (0..staffing.teams).find(|index| *index as f64 == own);
                    let places = staffing.places_on(*day, places.expect("a team")).count;
                    !(*from..*until).contains(day) && (taken as f64) < places
                });
            if let (Some(day), Some(stay)) = (starts[index], stays[index]) {
                seen.push((own, day, day + stay.ends - stay.starts));
            }
        }
        starts
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn places_are_given_as_a_look_at_every_day_would(case in case()) {
            let (pause, longest_wait_days, teams, posts, days) = &case;
            let calendar = Calendar::new(date(2019, 1, 1), 24);
            let capacity = Capacity { teams: *teams, ..Capacity::steady(posts.clone(), 3.0, *longest_wait_days) };
            let staffing = Staffing::draw(&capacity, &calendar, Trial::new(1, 0, 0), "talk");
            let terms = TherapyTerms {
                completes: 0.5,
                duration_days: (60.0, 120.0),
                drop_out_days: (1.0, 40.0),
            };
            let service = Service { terms: vec![(0, terms)], staffing: Some(staffing.clone()) };
            let mut families = families(days);
            families.iter_mut().enumerate().for_each(|(index, it)| it.council = index % 2);
            let offers = vec![vec![Offer::new(&[(0, 1.0)], Allocation::Share)]; 2];
            let funnel = Funnel { doors: vec![ALL; 2], pauses: vec![*pause], ..all() };
            let mut admissions = Vec::new();
            admit(&families, &funnel, &[service], &offers, &calendar, &mut admissions);
            let stays: Vec<Option<Stay>> = admissions.iter().map(|admission| admission.stay().copied()).collect();
            let found: Vec<Option<u32>> = stays.iter().map(|it| it.map(|it| it.starts)).collect();
            prop_assert_eq!(found, day_by_day(&case, &families, &staffing, &stays));
        }
    }
}
