//! How long a scenario can go on: the last months in which there can be work, in which anything can be
//! paid, and in which a child can still be below 18.

use super::model::{Council, Scenario, Therapy};
use crate::cohort::Basis;
use crate::contract::{Clock, Measure, Milestone, Window, paid_in};
use crate::units::{DAYS_PER_MONTH, FURTHEST_DAY, Month, first_day_of, month_of_day};
use toml_findings::wording::ordinal;

/// Months that no trial can go beyond, each the month after the last; most trials end earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Families can be referred, start or be in therapy.
    pub delivery: Month,
    /// A family can complete: on the day after the last of its therapy.
    pub completions: Month,
    /// Something can be earned and, after settlement and lag, paid.
    pub contract: Month,
    /// A single cost falls, whether or not the contract has ended.
    pub single_costs: Month,
    /// A child that was referred can be below 18.
    pub childhood: Month,
}

/// The last days on which something can happen to a family.
struct LastDays {
    referral: u32,
    start: u32,
    /// The day after the last of therapy.
    completion: u32,
}

impl Scenario {
    /// How long it can go on.
    pub fn span(&self) -> Span {
        let days = self.last_days();
        let month_of = |day| month_of_day(self.starts, day);
        let last_session = month_of(days.completion - 1).max(self.last_referral_month());
        let earning = self.contract.lines.iter().flat_map(|line| {
            let by_families = self.last_earning_day(&line.measure, &days).map(month_of);
            [by_families, line.measure.last_month()]
        });
        let tracked = month_of(self.windows_end(None, &days) - 1);
        let last_earned = earning.flatten().fold(last_session.max(tracked), Month::max);
        let terms = &self.contract;
        let contract = paid_in(last_earned, terms.settled_every_months, terms.lag_months) + 1;
        Span {
            delivery: last_session + 1,
            completions: month_of(days.completion) + 1,
            contract,
            single_costs: self.single_costs_end(),
            childhood: self.childhood_end(),
        }
    }

    fn last_days(&self) -> LastDays {
        let ready = |council: &Council| whole(council.referrals.ready_after_days.1.round());
        let therapies = || self.editions.iter().flat_map(|edition| &edition.therapies);
        let wait = |therapy: &Therapy| {
            therapy.capacity.as_ref().map_or(0.0, |it| it.longest_wait_months * DAYS_PER_MONTH)
        };
        let longest = |therapy: &Therapy| {
            let months = therapy.duration_months.1.max(therapy.drop_out_months.1);
            whole((months * DAYS_PER_MONTH).round())
        };
        let referral = first_day_of(self.starts, self.last_referral_month() + 1) - 1;
        let waited = therapies().map(wait).map(whole).max().unwrap_or(0);
        let ready = self.councils.iter().map(ready).max().unwrap_or(0);
        // Families that are ready in a pause start on the day after it.
        let pauses =
            self.changes.iter().filter(|change| !change.starts).filter_map(|change| change.until);
        let resumed = pauses.map(|until| first_day_of(self.starts, until)).max().unwrap_or(0);
        let start = (referral + ready + waited).max(resumed);
        let completion = start + therapies().map(longest).max().unwrap_or(0).max(1);
        LastDays { referral, start, completion }
    }

    /// The last month in which any council can refer families; the first if none does.
    fn last_referral_month(&self) -> Month {
        let ends = self.councils.iter().map(|council| self.referred_until(council));
        ends.max().unwrap_or(0).saturating_sub(1)
    }

    fn single_costs_end(&self) -> Month {
        let providers = self.editions.iter().flat_map(|edition| &edition.providers);
        let spending = providers
            .map(|provider| &provider.spending)
            .chain(self.councils.iter().map(|council| &council.running));
        let costs =
            spending.flat_map(|spending| &spending.costs).filter(|it| it.basis == Basis::Once);
        costs.map(|cost| cost.from + 1).max().unwrap_or(0)
    }

    fn childhood_end(&self) -> Month {
        let pathways = self.councils.iter().flat_map(|council| &council.pathways);
        let youngest = pathways.map(|pathway| pathway.age_years.0).fold(18.0, f64::min);
        self.could_start_until() + whole((18.0 - youngest) * 12.0) as Month + 2
    }

    /// The day after the last of a window, or of any in which a council follows families.
    fn windows_end(&self, own: Option<Window>, days: &LastDays) -> u32 {
        let tracking = self.councils.iter().map(|council| council.tracking);
        let windows = own.map_or_else(|| tracking.collect(), |window| vec![window]);
        windows.into_iter().map(|it| days.end_of(it)).max().unwrap_or(1)
    }

    /// The last day on which a family can earn anything, if that is by a window or on completing;
    /// everything else comes no later than delivery ends.
    fn last_earning_day(&self, measure: &Measure, days: &LastDays) -> Option<u32> {
        match *measure {
            Measure::PerPeriod { window, .. }
            | Measure::DaysSaved { window, .. }
            | Measure::Milestone(Milestone::Reunification { within: window }) => {
                Some(self.windows_end(window, days) - 1)
            }
            Measure::Milestone(Milestone::OutOfCare { after }) => {
                Some(self.windows_end(after, days))
            }
            Measure::Milestone(Milestone::Outcome { measured, .. }) => Some(days.end_of(measured)),
            Measure::Milestone(Milestone::Completion)
            | Measure::Input { basis: Basis::Completion, .. } => Some(days.completion),
            Measure::Milestone(Milestone::Start) | Measure::Input { .. } => None,
        }
    }
}

impl LastDays {
    /// The day after the last of a window.
    fn end_of(&self, window: Window) -> u32 {
        let opens = match window.from {
            Clock::Referral => self.referral,
            Clock::Start => self.start,
            Clock::Completion => self.completion,
        };
        opens.saturating_add(window.reach().max(1))
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a stretch of time")]
fn whole(length: f64) -> u32 {
    // In a file with impossible numbers.
    length.ceil().min(f64::from(FURTHEST_DAY)) as u32
}

/// `month 12 (the 13th)`: a month as the keys of a file count it, from 0, and as reports do, from 1.
pub(crate) fn month_of_file(month: usize) -> String {
    format!("month {month} (the {})", ordinal(month + 1))
}
