//! The terms of one contract in one trial, in plain numbers.

use super::Treated;
use crate::cohort::{Basis, Until};
use crate::family::Family;
use crate::numeric::rounding::half_up;
use crate::units::{DAYS_PER_MONTH, Money, Month};

/// What the contract says.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// The rate card.
    pub lines: Vec<Line>,
    /// The window in which the families of each council are followed, whatever is paid for.
    pub tracking: Vec<Window>,
    /// The part of each council in what is paid for whoever is referred, such as a fee a month.
    pub parts: Vec<f64>,
    pub ranks: Ranks,
    pub caps: Caps,
    /// In the order in which they pay.
    pub co_payers: Vec<CoPayer>,
    /// Invoices are made up at the end of every so many months, at least 1.
    pub settled_every_months: usize,
    /// Months from an invoice to its payment.
    pub lag_months: usize,
    /// Yearly growth of every rate, at each anniversary of the contract's start.
    pub indexation: f64,
}

/// Who comes first where a penny is left over: the rank of each line and of each council in the order of
/// their names, so that nothing depends on the order in which they are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranks {
    pub lines: Vec<usize>,
    pub councils: Vec<usize>,
}

impl Ranks {
    /// By name.
    pub fn new(lines: &[&str], councils: &[&str]) -> Self {
        let ranks = |names: &[&str]| {
            names.iter().map(|own| names.iter().filter(|other| *other < own).count()).collect()
        };
        Self { lines: ranks(lines), councils: ranks(councils) }
    }

    /// Of so many lines and councils whose names stand in the order of their lists.
    pub fn as_listed(lines: usize, councils: usize) -> Self {
        Self { lines: (0..lines).collect(), councils: (0..councils).collect() }
    }
}

/// One line of the rate card.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub measure: Measure,
    /// From each month on what a unit is worth; ascending, the first at month 0.
    pub prices: Vec<(Month, Price)>,
    /// The agreed share of a window that a child would spend in care, for [`Measure::DaysSaved`].
    pub baseline: f64,
    /// Whether it pays for the families of each pathway.
    pub pathways: Vec<bool>,
    /// Whether it pays for the families of each council.
    pub councils: Vec<bool>,
}

/// What a unit of a line is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price {
    /// Pounds for each unit, before the reduction for deadweight.
    pub rate: f64,
    /// The agreed share that would have happened without the programme, which is not paid for.
    pub deadweight: f64,
    /// Whether anything is paid.
    pub paid: bool,
}

impl Price {
    /// The same price from the first month on.
    pub fn throughout(rate: f64, deadweight: f64) -> Vec<(Month, Self)> {
        vec![(0, Self { rate, deadweight, paid: true })]
    }

    /// The share of what is counted that is paid for.
    pub fn paid_share(&self) -> f64 {
        if self.paid { 1.0 - self.deadweight } else { 0.0 }
    }

    /// Pounds paid for a unit, before indexation.
    pub(super) fn net(&self) -> f64 {
        self.rate * self.paid_share()
    }
}

impl Line {
    /// What a unit that is earned in a month is worth.
    pub fn price(&self, month: Month) -> &Price {
        let later = self.prices.iter().rfind(|(from, _)| *from <= month);
        &later.expect("a price from month 0 on").1
    }

    /// Whether it pays for this family.
    pub fn pays_for(&self, family: &Family) -> bool {
        self.pathways[family.pathway] && self.councils[family.council]
    }
}

/// What a line counts.
#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// Completed runs of so many consecutive days in the places that count, within a window.
    PerPeriod {
        /// Whether each lane of [`crate::family::Place`] counts.
        counts: Vec<bool>,
        period_days: u32,
        /// The council's tracking window if none.
        window: Option<Window>,
        most_per_child: Option<u32>,
        /// An absence of at most so many days in a row does not break a run.
        forgives_days: u32,
        /// Whether counting begins again after a run is broken.
        begins_again: bool,
        /// Whether the window goes on past the 18th birthday, as days at home.
        past_eighteen: bool,
    },
    /// Days in care below the line's baseline, cohort by cohort.
    DaysSaved {
        window: Option<Window>,
        /// Families whose windows open in the same group of so many months are one cohort.
        cohort_months: usize,
        /// As for [`Measure::PerPeriod`].
        past_eighteen: bool,
    },
    /// An event in a family's life.
    Milestone(Milestone),
    /// Work done, whatever comes of it.
    Input { basis: Basis, from: Month, until: Until },
}

/// An event that is paid for once a family.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Milestone {
    Start,
    Completion,
    /// At home, and not yet 18, on the day after the window's last.
    OutOfCare {
        after: Option<Window>,
    },
    /// The first return home from care after therapy started, within the window.
    Reunification {
        within: Option<Window>,
    },
    /// A secondary outcome is achieved, on the day that it is measured.
    Outcome {
        /// Its position in the list of outcomes.
        outcome: usize,
        measured: Window,
    },
}

/// When a window's clock starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    Referral,
    Start,
    /// Families that do not complete have no window.
    Completion,
}

/// So many days from the start of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub from: Clock,
    /// Days from the clock's start to the window's first.
    pub after: u32,
    pub days: u32,
}

impl Window {
    /// A window of this many months that opens so many after its clock starts, each to the nearest
    /// whole day.
    pub fn months(from: Clock, after: f64, months: f64) -> Self {
        let days = |months: f64| half_up(months * DAYS_PER_MONTH);
        Self { from, after: days(after), days: days(months) }
    }

    /// Days from the clock's start to the window's end.
    pub fn reach(self) -> u32 {
        self.after.saturating_add(self.days)
    }

    /// The days `from..until` of a treated family's window, whatever its age.
    pub fn of(self, treated: &Treated<'_>) -> Option<(u32, u32)> {
        let from = match self.from {
            Clock::Referral => treated.family.referred,
            Clock::Start => treated.stay.starts,
            Clock::Completion if treated.stay.completes => treated.stay.ends,
            Clock::Completion => return None,
        };
        Some((from + self.after, from + self.reach()))
    }

    /// The day after its last, on which something is measured if the child is not 18 by then.
    pub fn measured_on(self, treated: &Treated<'_>) -> Option<u32> {
        self.of(treated).map(|(_, day)| day).filter(|day| *day < treated.family.eighteen)
    }
}

impl Measure {
    /// The last month in which something is earned that a month decides, and no family.
    pub fn last_month(&self) -> Option<Month> {
        let Self::Input { basis, from, until } = *self else { return None };
        match (basis, until) {
            (Basis::Once, _) => Some(from),
            (
                Basis::Month | Basis::TherapistMonth | Basis::SupervisorMonth,
                Until::Month(month),
            ) => month.checked_sub(1),
            _ => None,
        }
    }

    /// Days in each unit; none if it counts something else.
    pub fn days_each(&self) -> Option<f64> {
        match *self {
            Self::PerPeriod { period_days, .. } => Some(f64::from(period_days)),
            Self::DaysSaved { .. } => Some(1.0),
            Self::Milestone(_) | Self::Input { .. } => None,
        }
    }

    /// The window that it looks at, none for that in which families are followed, and whether it
    /// goes on past the 18th birthday. None where it looks at no window.
    pub fn window(&self) -> Option<(Option<Window>, bool)> {
        match *self {
            Self::PerPeriod { window, past_eighteen, .. }
            | Self::DaysSaved { window, past_eighteen, .. } => Some((window, past_eighteen)),
            Self::Milestone(
                Milestone::OutOfCare { after: window }
                | Milestone::Reunification { within: window },
            ) => Some((window, false)),
            Self::Milestone(Milestone::Outcome { measured, .. }) => Some((Some(measured), false)),
            Self::Milestone(Milestone::Start | Milestone::Completion) | Self::Input { .. } => None,
        }
    }
}

/// Ceilings on what is paid, applied in this order, before any co-payer's share.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Caps {
    /// For one child, in all lines.
    pub per_child: Option<Money>,
    /// For what is earned in one year of the contract.
    pub per_year: Option<Money>,
    /// For the whole contract.
    pub total: Option<Money>,
    /// For what each council itself pays, after the co-payers' shares.
    pub councils: Vec<Option<Money>>,
}

/// A payer who bears a share of every payment, up to a limit.
#[derive(Clone, Debug, PartialEq)]
pub struct CoPayer {
    pub share: f64,
    pub limit: Option<Money>,
    /// Whether it shares in the payments of each council.
    pub councils: Vec<bool>,
}
