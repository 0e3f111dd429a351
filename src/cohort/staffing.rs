//! Therapists as people: posts are filled late, newcomers learn, some leave, and the places for
//! families follow.

use super::admission::between;
use crate::random::{Decision, Trial};
use crate::units::{Calendar, DAYS_PER_YEAR, Month};

/// How one therapy is to be staffed.
#[derive(Clone, Debug, PartialEq)]
pub struct Capacity {
    /// Therapists' posts in each month; a fraction is one post in part time.
    pub posts: Vec<f64>,
    /// Families that one therapist sees at once.
    pub caseload: f64,
    /// Days until a post is filled, at least and at most: when it opens, and after each leaver.
    pub hiring_days: (f64, f64),
    /// Days for which a new therapist has `training_caseload` of the caseload.
    pub training_days: f64,
    pub training_caseload: f64,
    /// Leavers for each year of a therapist in post.
    pub yearly_turnover: f64,
    /// Posts to each supervisor.
    pub therapists_per_supervisor: Option<f64>,
    /// Teams among which the places are dealt out.
    pub teams: usize,
    /// A family that would wait longer than this for a place is lost.
    pub longest_wait_days: f64,
}

/// The therapists of one therapy in one trial and the families that they can see at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Staffing {
    /// Therapists in post in each month; one who is there for half of its days counts half.
    pub therapists: Vec<f64>,
    /// Supervisors in each month.
    pub supervisors: Vec<f64>,
    /// Families that can be seen at once, and the day from which it is so many.
    places: Vec<(u32, f64)>,
    pub(super) teams: usize,
    pub(super) longest_wait_days: f64,
}

/// A therapist in a post: days `from..until`, trained on day `trained`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Holder {
    post: usize,
    from: u32,
    trained: u32,
    until: u32,
}

impl Staffing {
    /// Fills the posts of the therapy called `therapy`, as chance has it in this trial.
    pub fn draw(capacity: &Capacity, calendar: &Calendar, trial: Trial, therapy: &str) -> Self {
        let holders = capacity.holders(calendar, trial, therapy);
        Self {
            therapists: capacity.in_post(calendar, &holders),
            supervisors: capacity.posts.iter().map(|it| capacity.supervisors(*it)).collect(),
            places: capacity.places(calendar, &holders),
            teams: capacity.teams,
            longest_wait_days: capacity.longest_wait_days,
        }
    }

    /// The places of one team on a day, and the day on which they next change.
    ///
    /// Whole places are dealt out as evenly as they go: of seven, two teams have three and four.
    pub(super) fn places_on(&self, day: u32, team: usize) -> (f64, u32) {
        let next = self.places.partition_point(|(from, _)| *from <= day);
        let all = next.checked_sub(1).map_or(0.0, |it| self.places[it].1).floor();
        let dealt = |teams: usize| (all * teams as f64 / self.teams as f64).floor();
        let changes = self.places.get(next).map_or(u32::MAX, |(from, _)| *from);
        (dealt(team + 1) - dealt(team), changes)
    }
}

impl Capacity {
    /// Posts that are filled as soon as they open, by people who know their work and stay.
    pub fn steady(posts: Vec<f64>, caseload: f64, longest_wait_days: f64) -> Self {
        Self {
            posts,
            caseload,
            hiring_days: (0.0, 0.0),
            training_days: 0.0,
            training_caseload: 1.0,
            yearly_turnover: 0.0,
            therapists_per_supervisor: None,
            teams: 1,
            longest_wait_days,
        }
    }

    /// Everybody who is ever in post, post by post.
    fn holders(&self, calendar: &Calendar, trial: Trial, therapy: &str) -> Vec<Holder> {
        let most = self.posts.iter().copied().fold(0.0, f64::max);
        let mut holders = Vec::new();
        for post in (0..).take_while(|it| f64::from(*it) < most).map(|it: u32| it as usize) {
            let draws = trial.post(therapy, post);
            let mut hires = 0..;
            for (opens, closes) in self.open(post, calendar) {
                let mut vacant_from = opens;
                for hire in hires.by_ref() {
                    let search = between(self.hiring_days, draws.uniform(Decision::Hiring, hire));
                    let from = vacant_from + search;
                    if closes <= from {
                        break;
                    }
                    let stays = self.tenure(draws.exponential(Decision::Tenure, hire));
                    let until = from.saturating_add(stays).min(closes);
                    let trained = from + between((self.training_days, self.training_days), 0.0);
                    holders.push(Holder { post, from, trained, until });
                    vacant_from = until;
                }
            }
        }
        holders
    }

    /// Whole days in post, at least one, from a unit exponential.
    fn tenure(&self, exponential: f64) -> u32 {
        let days = exponential * DAYS_PER_YEAR / self.yearly_turnover;
        if days < f64::from(u32::MAX) { between((days, days), 0.0).max(1) } else { u32::MAX }
    }

    /// The part of a whole post that there is in a month: the last one may be part time.
    fn size(&self, post: usize, month: Month) -> f64 {
        (self.posts[month] - post as f64).clamp(0.0, 1.0)
    }

    /// The stretches of days for which a post is open. When posts are cut the last go first.
    fn open(&self, post: usize, calendar: &Calendar) -> Vec<(u32, u32)> {
        let mut stretches: Vec<(u32, u32)> = Vec::new();
        for month in (0..self.posts.len()).filter(|it| self.size(post, *it) > 0.0) {
            let (from, until) = (calendar.first_day(month), calendar.first_day(month + 1));
            match stretches.last_mut() {
                Some(last) if last.1 == from => last.1 = until,
                _ => stretches.push((from, until)),
            }
        }
        stretches
    }

    /// Therapists in post, by month.
    fn in_post(&self, calendar: &Calendar, holders: &[Holder]) -> Vec<f64> {
        let mut therapists = vec![0.0; self.posts.len()];
        for holder in holders {
            for month in calendar.month_of(holder.from)..=calendar.month_of(holder.until - 1) {
                let from = holder.from.max(calendar.first_day(month));
                let until = holder.until.min(calendar.first_day(month + 1));
                let part = f64::from(until - from) / f64::from(calendar.days_in(month));
                therapists[month] += part * self.size(holder.post, month);
            }
        }
        therapists
    }

    /// The steps of the places for families.
    fn places(&self, calendar: &Calendar, holders: &[Holder]) -> Vec<(u32, f64)> {
        let resized = (0..self.posts.len())
            .filter(|it| *it == 0 || self.posts[*it].to_bits() != self.posts[it - 1].to_bits())
            .map(|it| calendar.first_day(it));
        let moved = holders.iter().flat_map(|it| [it.from, it.trained.min(it.until), it.until]);
        let mut days: Vec<u32> = resized.chain(moved).filter(|it| *it < calendar.days()).collect();
        days.sort_unstable();
        days.dedup();
        days.into_iter().map(|day| (day, self.seen_at_once(day, calendar, holders))).collect()
    }

    fn seen_at_once(&self, day: u32, calendar: &Calendar, holders: &[Holder]) -> f64 {
        let month = calendar.month_of(day);
        let working = holders.iter().filter(|it| it.from <= day && day < it.until);
        let load = |it: &Holder| if day < it.trained { self.training_caseload } else { 1.0 };
        working.map(|it| self.size(it.post, month) * load(it)).sum::<f64>() * self.caseload
    }

    /// Supervisors are in post for every post, filled or not; there is no part of one.
    fn supervisors(&self, posts: f64) -> f64 {
        // A quotient such as 2.1 / 0.7 may be a trace above a whole number.
        self.therapists_per_supervisor.map_or(0.0, |each| (posts / each - 1e-9).max(0.0).ceil())
    }
}
