//! The pricing desk on a page: the zone of agreement, what would close a gap, what must be true, and how
//! much capital it takes; and the answer to a question of one number.

mod sentences;
mod solution;
mod solved;
mod terminal;

use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::investor::InvestorSide;
use super::json::{About, summary_json};
use super::{Report, format, html, put, stream, table};
use kinward::analysis::{Price, Zone};
use kinward::contract::Measure;
use kinward::numeric::linearised::Measured;
use kinward::results::{BASE_VIEW, FEWEST_TRIALS, Unit};
use kinward::scenario::Scenario;

pub(super) use sentences::{about_levers, answers, closing, lever_level, shown, wants};
pub use solution::write_solution;
pub use solved::{Solved, solved_page};
pub use terminal::page as pricing_page;

/// Everything that the desk’s page is written from.
#[derive(Clone, Copy, Debug)]
pub struct Pricing<'a> {
    /// The run of the arrangement unchanged, under the base view.
    pub report: Report<'a>,
    /// A variant of the file; its own arrangement if none.
    pub arrangement: Option<&'a str>,
    pub views: &'a [String],
    pub price: &'a Price,
    /// Trials that were simulated for all of it, one for each set of worlds.
    pub simulated: u64,
    /// The command that gives the same numbers again.
    pub command: &'a str,
}

/// Writes every file but the manifest into `folder`, and returns their paths in it.
///
/// # Errors
///
/// If a file cannot be written.
pub fn write_pricing(folder: &Path, pricing: &Pricing<'_>) -> io::Result<Vec<PathBuf>> {
    let summary = [("summary.json", summary(pricing)?)];
    let mut written = put(folder, &html::pricing_page(pricing), &summary)?;
    stream(folder, "trials.parquet", |file| table::trials(file, pricing.report.trials))?;
    written.push("trials.parquet".into());
    Ok(written)
}

/// The answer, with what is said of it in words.
fn summary(pricing: &Pricing<'_>) -> io::Result<String> {
    #[derive(Serialize)]
    struct AboutPrice<'a> {
        #[serde(flatten)]
        about: About<'a>,
        arrangement: Option<&'a str>,
        views: &'a [String],
        simulated_trials: u64,
        investor_wants: String,
        council_wants: String,
        /// Pounds of a level of 1, where the rate card has one rate.
        rate: Option<f64>,
        answers: Vec<String>,
    }
    let names = &pricing.report.trials.names;
    let Zone { investor, council, .. } = &pricing.price.zone;
    let about = AboutPrice {
        about: About::of(&pricing.report),
        arrangement: pricing.arrangement,
        views: pricing.views,
        simulated_trials: pricing.simulated,
        investor_wants: investor.name(names),
        council_wants: council.name(names),
        rate: match Tariff::of(pricing.report.base()) {
            Tariff::Rate { pounds, .. } => Some(pounds),
            Tariff::Multiple => None,
        },
        answers: answers(pricing),
    };
    summary_json(&about, pricing.price)
}

impl<'a> Pricing<'a> {
    /// What the investor reads.
    pub(super) fn investor(&self) -> InvestorSide<'a> {
        self.price.into()
    }
}

/// How tariffs are written: in pounds where the whole rate card has one rate, as multiples of it where
/// not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tariff {
    Rate { pounds: f64, each: &'static str },
    Multiple,
}

impl Tariff {
    /// With every rate at its mean.
    pub(super) fn of(scenario: &Scenario) -> Self {
        let central = scenario.register.central();
        let level = scenario.levels.tariff.map_or(1.0, |it| central[it]);
        let prices = scenario.terms().prices.iter().zip(&scenario.contract.lines);
        let rates: Vec<(f64, &'static str)> = prices
            .filter_map(|(price, line)| {
                Some((central[price.rate] * price.part * level, each(&line.measure)?))
            })
            .collect();
        match rates.first() {
            Some(&(pounds, each))
                if 0.0 < pounds && rates.iter().all(|rate| *rate == (pounds, each)) =>
            {
                Self::Rate { pounds, each }
            }
            _ => Self::Multiple,
        }
    }

    /// What a chart’s axis counts for a level of 1.
    pub(super) const fn unit(self) -> f64 {
        match self {
            Self::Rate { pounds, .. } => pounds,
            Self::Multiple => 1.0,
        }
    }

    /// Such as `£52.31`, `£254`, or `0.93 of the rate card`.
    pub(super) fn write(self, level: f64) -> String {
        match self {
            Self::Rate { pounds, .. } => rate(pounds * level),
            Self::Multiple => format::times(level),
        }
    }

    /// What is counted, such as `a day, before deadweight`.
    pub(super) fn each(self) -> String {
        match self {
            Self::Rate { each, .. } => format!("{each}, before any deduction for deadweight"),
            Self::Multiple => "the rate card".to_owned(),
        }
    }

    /// A level with its standard error in brackets.
    pub(super) fn with_error(self, level: f64, standard_error: f64) -> String {
        match self {
            Self::Rate { pounds, .. } => {
                let figure = Measured { value: level, standard_error }.scaled(pounds);
                format::measured(Unit::Pounds, figure).plus_minus()
            }
            Self::Multiple => multiple(level, standard_error),
        }
    }
}

/// What one unit of a line is; none of what pays for inputs.
fn each(measure: &Measure) -> Option<&'static str> {
    match measure {
        Measure::PerPeriod { period_days: 1, .. } | Measure::DaysSaved { .. } => Some("a day"),
        Measure::PerPeriod { period_days: 7, .. } => Some("a week"),
        Measure::PerPeriod { .. } => Some("a period"),
        Measure::Milestone(_) => Some("an outcome"),
        Measure::Input { .. } => None,
    }
}

pub(super) use super::format::rate;

/// A multiple with its standard error, to the digits that it leaves.
pub(super) fn multiple(value: f64, standard_error: f64) -> String {
    format::measured_times(Measured { value, standard_error }).plus_minus()
}

/// A view in a sentence.
pub(super) fn under(view: &str) -> String {
    if view == BASE_VIEW { "the base view".to_owned() } else { format!("“{view}”") }
}

/// What is said where too few trials have a value of the metric that decides.
pub(super) fn too_few(few: usize) -> String {
    format!(
        "there is no answer: the metric has a value in no more than {} there, and fewer than {FEWEST_TRIALS} are too few",
        format::counted(few, "trial")
    )
}

/// A figure with its standard error.
pub(super) fn measured(unit: Unit, figure: Measured) -> String {
    format::measured(unit, figure).plus_minus()
}

/// How the two sides lie to each other, in a few words.
pub(super) fn zone_words(fit: &kinward::analysis::Fit, tariff: Tariff) -> String {
    use kinward::analysis::Fit;

    match *fit {
        Fit::Overlap { from: Some(from), to: Some(to) } => {
            format!("{} to {}", tariff.write(from), tariff.write(to))
        }
        Fit::Overlap { from: Some(from), to: None } => format!("{} and up", tariff.write(from)),
        Fit::Overlap { from: None, to: Some(to) } => format!("up to {}", tariff.write(to)),
        Fit::Overlap { from: None, to: None } => "any".to_owned(),
        Fit::Apart { by, .. } => format!("{} apart", tariff.write(by)),
        Fit::NoneForInvestor | Fit::NoneForCouncil => "none".to_owned(),
        Fit::Unclear => "not clear".to_owned(),
    }
}
