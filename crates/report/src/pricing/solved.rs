//! The answer to a question of one number.

use comfy_table::Table;

use super::super::format;
use super::super::page::{Page, Screen, add_row, new_table};
use super::{measured, too_few, under};
use kinward::analysis::{self, Met, Row, Solution, SolvedView, Target};
use kinward::assumption::{Dimension, Domain};
use kinward::numeric::linearised::Measured;
use kinward::results::{BASE_VIEW, MetricNames, TOO_FEW, Unit};

/// What `kinward price --solve` found.
#[derive(Clone, Copy, Debug)]
pub struct Solved<'a> {
    /// What the scenario is called.
    pub scenario: &'a str,
    /// The words of the command that runs the base view, but for the number; none of a variant.
    pub again: &'a Option<Vec<String>>,
    /// The number that was solved for.
    pub key: &'a str,
    pub target: Target,
    pub names: &'a MetricNames,
    pub answer: &'a analysis::Solved,
    /// Of each value.
    pub trials: u64,
    pub seed: u64,
}

/// The page at the prompt.
pub fn solved_page(solved: &Solved<'_>, screen: Screen) -> String {
    let mut page = Page::new(screen);
    page.heading(&format!("{}: solving for {}", solved.scenario, solved.key));
    page.paragraph(&format!("so that {}", solved.target.name(solved.names)));
    let values: usize = solved.answer.views.iter().map(|found| found.curve.len()).sum();
    page.paragraph(&format!(
        "{}, seed {}, the same for every value; {} from {} to {}, in all views together, so {} in all",
        format::counted(usize::try_from(solved.trials).unwrap_or(usize::MAX), "trial"),
        solved.seed,
        format::counted(values, "value"),
        solved.write(solved.answer.span.low),
        solved.write(solved.answer.span.high),
        format::counted(values * usize::try_from(solved.trials).unwrap_or(1), "trial"),
    ));
    page.gap();
    page.table(&table(solved));
    page.gap();
    for found in &solved.answer.views {
        page.bullet(&format!("Under {}: {}", under(&found.view), solved.sentence(found)));
    }
    let is_base = solved.answer.views.first().is_some_and(|found| found.view == BASE_VIEW);
    if let (Some(value), Some(again), true) = (solved.first(), solved.again, is_base) {
        let set = ["--set".to_owned(), format!("{}={value}", solved.key)];
        let words: Vec<String> = again.iter().cloned().chain(set).collect();
        page.gap();
        page.paragraph(&format!("To run at it: {}", super::super::command(&words)));
    }
    page.text()
}

fn table(solved: &Solved<'_>) -> Table {
    let headings = [
        "View of the evidence".to_owned(),
        "Value".to_owned(),
        "Monte Carlo error".to_owned(),
        format!("{} there", solved.target.figure.name(solved.names)),
    ];
    let mut table = new_table(&headings, 1);
    for SolvedView { view, answer, .. } in &solved.answer.views {
        let (value, error) = match &answer.solution {
            Solution::At { value, standard_error, met } => {
                let side = if *met == Met::Above { "or more" } else { "or less" };
                let error = if solved.answer.span.is_whole {
                    format::NONE.to_owned()
                } else {
                    format!("± {}", solved.write(*standard_error))
                };
                (format!("{} {side}", solved.write(*value)), error)
            }
            Solution::Always => ("any".to_owned(), String::new()),
            Solution::Never => ("none".to_owned(), String::new()),
            Solution::Several { .. } => ("no single value".to_owned(), String::new()),
            Solution::TooFew { .. } => (TOO_FEW.to_owned(), String::new()),
        };
        let there = answer.there.and_then(|there| there.figure);
        let there = there.map_or_else(|| format::NONE.to_owned(), |it| solved.figure(it));
        add_row(&mut table, &[view.clone(), value, error, there], 1);
    }
    table
}

impl Solved<'_> {
    /// A value of the number.
    fn write(&self, value: f64) -> String {
        match self.answer.domain.map(Domain::dimension) {
            _ if self.answer.span.is_whole => format::decimal(value, 0),
            Some(Dimension::Pounds) => super::rate(value),
            Some(Dimension::Share | Dimension::YearlyRate) => format::value(Unit::Share, value),
            _ => format::trimmed(value, 4),
        }
    }

    fn figure(&self, figure: Measured) -> String {
        measured(self.target.figure.unit(), figure)
    }

    /// What is plainly so under one view.
    fn sentence(&self, found: &SolvedView) -> String {
        let SolvedView { answer, curve, .. } = found;
        let (low, high) = (self.write(self.answer.span.low), self.write(self.answer.span.high));
        let undefined = answer.there.map_or(0, |it| it.undefined);
        let left_out = match undefined {
            0 => String::new(),
            it => format!(
                " In {} of the trials there the metric has no value; they are left out.",
                format::whole(it)
            ),
        };
        match &answer.solution {
            Solution::At { value, met, .. } => {
                let side = if *met == Met::Above { "from there up" } else { "up to there" };
                format!("the target is met {side}, at {}.{left_out}", self.write(*value))
            }
            Solution::Always => {
                format!("every value tried, from {low} to {high}, meets the target.")
            }
            Solution::Never => format!(
                "no value tried, from {low} to {high}, meets the target{}.",
                self.nearest(curve).unwrap_or_default()
            ),
            Solution::Several { turns, .. } => {
                let turns: Vec<String> = turns.iter().map(|turn| self.write(*turn)).collect();
                format!(
                    "whether the target is met changes more than once, at about {}: there is no single value.",
                    format::list(&turns)
                )
            }
            Solution::TooFew { trials: few } => format!("{}.", too_few(*few)),
        }
    }

    /// The value that comes closest.
    fn nearest(&self, curve: &[Row]) -> Option<String> {
        let margin = |row: &Row| row.responses[0].margin.value;
        let best = curve.iter().max_by(|a, b| margin(a).total_cmp(&margin(b)))?;
        let figure = best.responses[0].figure?;
        Some(format!(
            "; at {} it comes closest, with {}",
            self.write(best.value),
            self.figure(figure)
        ))
    }

    /// The first view’s value, as an assignment has it.
    fn first(&self) -> Option<String> {
        let first = self.answer.views.first()?;
        let Solution::At { value, standard_error, met } = &first.answer.solution else {
            return None;
        };
        if self.answer.span.is_whole {
            return Some(format::typed(value.round()));
        }
        // More digits than the error has say nothing.
        let digits = (2.0 - libm::log10(standard_error.abs().max(1e-9))).ceil().clamp(0.0, 9.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 9")]
        let digits = digits as usize;
        let scale = libm::pow(10.0, digits as f64);
        let outwards = match met {
            Met::Above => (value * scale).ceil(),
            Met::Below => (value * scale).floor(),
        };
        Some(format::typed_to(outwards / scale, digits))
    }
}
