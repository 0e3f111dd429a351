//! Therapists as people: posts are filled late, newcomers learn, some leave, and the places for
//! families follow.

use std::ops::Range;

use crate::numeric::rounding::half_up;
use crate::random::{Decision, Trial};
use crate::units::{Calendar, DAYS_PER_YEAR, Month};

/// How one therapy is to be staffed.
#[derive(Clone, Debug, PartialEq)]
pub struct Capacity {
    /// Therapists' posts in each month in which there may be work; a fraction is one post in part
    /// time.
    pub posts: Vec<f64>,
    /// Families that one therapist sees at once, in each month.
    pub caseload: Vec<f64>,
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

/// Places of a team for families, and the day on which they next change; by default none yet.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Places {
    pub(super) count: f64,
    pub(super) change: u32,
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
        let steady = capacity.steady_months();
        let holders = capacity.holders(&steady, calendar, trial, therapy);
        Self {
            therapists: capacity.in_post(calendar, &holders),
            supervisors: capacity.all_supervisors(&steady),
            places: capacity.places(&steady, calendar, &holders),
            teams: capacity.teams,
            longest_wait_days: capacity.longest_wait_days,
        }
    }

    /// The places of one team on a day.
    ///
    /// Whole places are dealt out as evenly as they go: of seven, two teams have three and four.
    pub(super) fn places_on(&self, day: u32, team: usize) -> Places {
        let next = self.places.partition_point(|(from, _)| *from <= day);
        let all = next.checked_sub(1).map_or(0.0, |it| self.places[it].1).floor();
        let dealt = |teams: usize| (all * teams as f64 / self.teams as f64).floor();
        let changes = self.places.get(next).map_or(u32::MAX, |(from, _)| *from);
        Places { count: dealt(team + 1) - dealt(team), change: changes }
    }
}

impl Capacity {
    /// Posts that are filled as soon as they open, by people who know their work and stay.
    pub fn steady(posts: Vec<f64>, caseload: f64, longest_wait_days: f64) -> Self {
        Self {
            caseload: vec![caseload; posts.len()],
            posts,
            hiring_days: (0.0, 0.0),
            training_days: 0.0,
            training_caseload: 1.0,
            yearly_turnover: 0.0,
            therapists_per_supervisor: None,
            teams: 1,
            longest_wait_days,
        }
    }

    /// Stretches of months in which neither posts nor caseload change.
    fn steady_months(&self) -> Vec<Range<Month>> {
        let alike = |of: &[f64], month: Month| of[month].to_bits() == of[month - 1].to_bits();
        let mut stretches: Vec<Range<Month>> = Vec::new();
        for month in 0..self.posts.len() {
            match stretches.last_mut() {
                Some(last) if alike(&self.posts, month) && alike(&self.caseload, month) => {
                    last.end = month + 1;
                }
                _ => stretches.push(month..month + 1),
            }
        }
        stretches
    }

    /// Everybody who is ever in post, post by post.
    fn holders(
        &self,
        steady: &[Range<Month>],
        calendar: &Calendar,
        trial: Trial,
        therapy: &str,
    ) -> Vec<Holder> {
        let most = self.posts.iter().copied().fold(0.0, f64::max);
        let mut holders = Vec::new();
        for post in
            (0..).take_while(|index| f64::from(*index) < most).map(|number: u32| number as usize)
        {
            let draws = trial.post(therapy, post);
            let mut hires = 0..;
            for (opens, closes) in self.open(post, steady, calendar) {
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
    fn open(&self, post: usize, steady: &[Range<Month>], calendar: &Calendar) -> Vec<(u32, u32)> {
        let mut stretches: Vec<(u32, u32)> = Vec::new();
        for months in steady.iter().filter(|it| self.size(post, it.start) > 0.0) {
            let (from, until) = (calendar.first_day(months.start), calendar.first_day(months.end));
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
            let first = calendar.month_of(holder.from);
            let last = calendar.month_of(holder.until - 1);
            for (month, sum) in therapists.iter_mut().enumerate().take(last + 1).skip(first) {
                let from = holder.from.max(calendar.first_day(month));
                let until = holder.until.min(calendar.first_day(month + 1));
                let part = f64::from(until - from) / f64::from(calendar.days_in(month));
                *sum += part * self.size(holder.post, month);
            }
        }
        therapists
    }

    /// The steps of the places for families.
    fn places(
        &self,
        steady: &[Range<Month>],
        calendar: &Calendar,
        holders: &[Holder],
    ) -> Vec<(u32, f64)> {
        let resized = steady.iter().map(|it| calendar.first_day(it.start));
        let moved = holders
            .iter()
            .flat_map(|holder| [holder.from, holder.trained.min(holder.until), holder.until]);
        let end = calendar.first_day(self.posts.len());
        let mut days: Vec<u32> = resized.chain(moved).filter(|resized| *resized < end).collect();
        days.sort_unstable();
        days.dedup();
        // Of each post those who have not left yet: one follows the other, and the first may be at work.
        let mut posts: Vec<&[Holder]> = holders.chunk_by(|a, b| a.post == b.post).collect();
        let mut seen_at_once = |day: u32| {
            let month = calendar.month_of(day);
            let load = |holder: &Holder| {
                let load = if day < holder.trained { self.training_caseload } else { 1.0 };
                self.size(holder.post, month) * load
            };
            let working = posts.iter_mut().filter_map(|post| {
                while let [first, rest @ ..] = *post
                    && first.until <= day
                {
                    *post = rest;
                }
                post.first().filter(|holder| holder.from <= day)
            });
            working.map(load).sum::<f64>() * self.caseload[month]
        };
        days.into_iter().map(|day| (day, seen_at_once(day))).collect()
    }

    /// Supervisors are in post for every post, filled or not; there is no part of one.
    fn all_supervisors(&self, steady: &[Range<Month>]) -> Vec<f64> {
        let mut supervisors = vec![0.0; self.posts.len()];
        let Some(each) = self.therapists_per_supervisor else { return supervisors };
        for months in steady {
            // A quotient such as 2.1 / 0.7 may be a trace above a whole number.
            let count = (self.posts[months.start] / each - 1e-9).max(0.0).ceil();
            supervisors[months.clone()].fill(count);
        }
        supervisors
    }
}

/// Whole days between two bounds: halves up as in every length, since 24 months are 730.5 days.
pub(super) fn between((least, most): (f64, f64), u: f64) -> u32 {
    half_up(least + u * (most - least))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::numeric::summary::Estimate;

    const TRIAL: fn(u64) -> Trial = |number| Trial::new(1, number, 0);

    /// Days 0 to 30 are January, 31 to 59 February, 60 to 90 March, …, 152 to 181 June.
    fn calendar(months: usize) -> Calendar {
        Calendar::new(date(2020, 1, 1), months)
    }

    fn drawn(capacity: &Capacity, calendar: &Calendar) -> Staffing {
        Staffing::draw(capacity, calendar, TRIAL(0), "talk")
    }

    /// One post, ten families. Forty days are searched, from 1 January and after the leaver, who
    /// stays a hundred days; a newcomer has half the caseload for twenty days.
    ///
    /// | days | post | places |
    /// | --- | --- | --- |
    /// | 0–39 | vacant | 0 |
    /// | 40–59 | the first trains | 5 |
    /// | 60–139 | works | 10 |
    /// | 140–179 | vacant | 0 |
    /// | 180–199 | the second trains | 5 |
    /// | 200– | works | 10 |
    #[test]
    fn a_post_worked_by_hand() {
        let calendar = calendar(7);
        let post = TRIAL(0).post("talk", 0);
        let [first, second] = [0, 1].map(|it| post.exponential(Decision::Tenure, it));
        assert!(0.4 * first < second, "the second stays to the end of July");
        let capacity = Capacity {
            hiring_days: (40.0, 40.0),
            training_days: 20.0,
            training_caseload: 0.5,
            yearly_turnover: first * DAYS_PER_YEAR / 100.0,
            ..Capacity::steady(vec![1.0; 7], 10.0, 0.0)
        };
        let staffing = drawn(&capacity, &calendar);
        let steps = [(0, 0.0), (40, 5.0), (60, 10.0), (140, 0.0), (180, 5.0), (200, 10.0)].to_vec();
        assert_eq!(staffing.places, steps);
        let may = 19.0 / 31.0;
        let june = 2.0 / 30.0;
        assert_eq!(staffing.therapists, [0.0, 20.0 / 29.0, 1.0, 1.0, may, june, 1.0]);
    }

    /// Two and a half posts for two months, then one: the half and the second close.
    #[test]
    fn the_last_posts_to_open_are_the_first_to_close() {
        let posts = vec![2.5, 2.5, 1.0, 1.0];
        let staffing = drawn(&Capacity::steady(posts.clone(), 4.0, 0.0), &calendar(4));
        assert_eq!(staffing.therapists, posts);
        assert_eq!(staffing.places, [(0, 10.0), (60, 4.0)]);
        assert_eq!(staffing.places_on(59, 0), Places { count: 10.0, change: 60 });
        assert_eq!(staffing.places_on(60, 0), Places { count: 4.0, change: u32::MAX });
    }

    /// Searches of no time, training of no length and nobody who leaves change nothing, to the bit.
    #[test]
    fn steady_posts_are_the_limit_of_unsteady_ones() {
        let posts: Vec<f64> = (0..60).map(|index| 2.3 + 1.7 * f64::from(index % 7)).collect();
        let steady = Capacity::steady(posts.clone(), 5.3, 30.0);
        let unsteady =
            Capacity { training_caseload: 0.5, yearly_turnover: 1e-12, ..steady.clone() };
        let staffing = drawn(&steady, &calendar(60));
        assert_eq!(staffing.therapists, posts);
        let day_one = |index: usize| (calendar(60).first_day(index), posts[index] * 5.3);
        assert_eq!(staffing.places, (0..60).map(day_one).collect::<Vec<_>>());
        assert_eq!(staffing, drawn(&unsteady, &calendar(60)));
    }

    /// Posts of which nobody asks after some month leave what comes before it as it was.
    #[test]
    fn months_past_the_last_that_counts_change_nothing_before_it() {
        let calendar = calendar(36);
        let staffing = |months: usize| {
            let capacity = Capacity {
                hiring_days: (0.0, 90.0),
                training_days: 40.0,
                yearly_turnover: 0.8,
                ..Capacity::steady(vec![3.5; months], 8.0, 30.0)
            };
            drawn(&capacity, &calendar)
        };
        let (short, long) = (staffing(24), staffing(36));
        assert_eq!(short.therapists, long.therapists[..24]);
        let last = calendar.first_day(24);
        let before: Vec<_> = long.places.iter().copied().filter(|place| place.0 < last).collect();
        assert_eq!(short.places, before);
    }

    /// In the long run a post is filled for 1 / (1 + turnover × mean vacancy) of the time: half
    /// leave in a year and a vacancy lasts three months on average, so 8/9. The second ten years
    /// of forty posts in a hundred trials, within four standard errors of about 0.1%.
    #[test]
    fn posts_are_filled_as_often_as_turnover_and_hiring_let_them() {
        let calendar = calendar(240);
        let quarter = DAYS_PER_YEAR / 4.0;
        let capacity = Capacity {
            hiring_days: (quarter / 3.0, quarter * 5.0 / 3.0),
            yearly_turnover: 0.5,
            ..Capacity::steady(vec![40.0; 240], 1.0, 0.0)
        };
        let filled = |trial| {
            let staffing = Staffing::draw(&capacity, &calendar, TRIAL(trial), "talk");
            staffing.therapists[120..].iter().sum::<f64>() / (120.0 * 40.0)
        };
        let shares: Vec<f64> = (0..100).map(filled).collect();
        let share = Estimate::of(&shares).expect("values");
        let error = share.standard_error;
        assert!(error < 0.0015, "{error}");
        assert!((share.mean - 8.0 / 9.0).abs() < 4.0 * error, "{} {error}", share.mean);
    }

    #[test]
    fn posts_of_one_therapy_fare_unlike_those_of_another() {
        let calendar = calendar(24);
        let capacity =
            Capacity { hiring_days: (0.0, 300.0), ..Capacity::steady(vec![3.0; 24], 1.0, 0.0) };
        let drawn = |trial, therapy| Staffing::draw(&capacity, &calendar, trial, therapy);
        assert_eq!(drawn(TRIAL(0), "talk"), drawn(TRIAL(0), "talk"));
        assert_ne!(drawn(TRIAL(0), "talk"), drawn(TRIAL(0), "walk"));
        assert_ne!(drawn(TRIAL(0), "talk"), drawn(TRIAL(1), "talk"));
        assert_ne!(drawn(TRIAL(0), "talk"), drawn(Trial::new(1, 0, 1), "talk"), "it is chance");
    }

    #[test]
    fn there_is_a_supervisor_for_every_eight_posts_begun() {
        let posts = vec![0.0, 0.5, 8.0, 8.5, 16.0, 17.0];
        let capacity =
            Capacity { therapists_per_supervisor: Some(8.0), ..Capacity::steady(posts, 1.0, 0.0) };
        assert_eq!(drawn(&capacity, &calendar(6)).supervisors, [0.0, 1.0, 1.0, 2.0, 2.0, 3.0]);
        let of = |posts, each| {
            let capacity = Capacity {
                therapists_per_supervisor: Some(each),
                ..Capacity::steady(vec![posts], 1.0, 0.0)
            };
            drawn(&capacity, &calendar(1)).supervisors[0]
        };
        assert_eq!(of(4.9, 0.7), 7.0, "4.9 / 0.7 is a trace above 7 in binary");
    }

    #[test]
    fn whole_places_are_dealt_out_among_teams() {
        for (places, teams, expected) in [
            (7.0, 2, vec![3.0, 4.0]),
            (7.9, 3, vec![2.0, 2.0, 3.0]),
            (2.0, 4, vec![0.0, 1.0, 0.0, 1.0]),
            (12.0, 1, vec![12.0]),
        ] {
            let capacity = Capacity { teams, ..Capacity::steady(vec![1.0], places, 0.0) };
            let staffing = drawn(&capacity, &calendar(1));
            let dealt: Vec<f64> =
                (0..teams).map(|index| staffing.places_on(0, index).count).collect();
            assert_eq!(dealt, expected);
        }
    }

    #[test]
    fn a_length_of_half_a_day_is_rounded_up() {
        assert_eq!(between((730.5, 730.5), 0.3), 731, "as the windows of as many months");
    }
}
