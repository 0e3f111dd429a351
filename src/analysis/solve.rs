//! The value of one number of the scenario at which a target is met.

use serde::Serialize;

use super::{
    Answer, Error, Point, Precision, Question, Row, Simulator, Span, Target, Unanswerable, search,
};
use crate::assumption::Domain;
use crate::scenario::{Amendment, Number};
use toml_findings::Finding;

/// What is solved for.
#[derive(Clone, Copy, Debug)]
pub struct Unknown<'a> {
    /// As `--set` has it: `contract.payments.out_of_care.rate`.
    pub key: &'a str,
    pub target: Target,
    /// Where it is looked for, the lower end first; from nothing to four times what the file says if it is
    /// left open, as far as the file allows it.
    pub between: Option<(f64, f64)>,
}

/// Where a target is met.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Solved {
    /// What the number is counted in; none for what is no assumption.
    #[serde(skip)]
    pub domain: Option<Domain>,
    #[serde(rename = "between")]
    pub span: Span,
    /// Under each view of the simulator.
    pub views: Vec<SolvedView>,
}

/// Where a target is met under one view.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SolvedView {
    pub view: String,
    pub answer: Answer,
    /// At every value that was simulated, ascending.
    pub curve: Vec<Row>,
}

/// Looks for the value of a number at which a target is met under each view.
///
/// # Errors
///
/// If the scenario has no such number or refuses an end of the span; if the trials cannot be held, or one comes
/// to a number that is none.
pub fn solve(simulator: &Simulator<'_>, unknown: &Unknown<'_>) -> Result<Solved, Error> {
    let key = unknown.key.trim();
    let number = simulator.study.number(key);
    let sought = Sought { simulator, key, number };
    let span = sought.span(unknown.between)?;
    let assign = |_: usize, value: f64| sought.at(value);
    let question = Question {
        contexts: &simulator.under_every_view(&Vec::new()),
        assign: &assign,
        span,
        targets: &[unknown.target],
        figures: &[],
        precision: Precision::Full,
    };
    let found = search(simulator, &question)?;
    let answers = found.answers.into_iter().flatten().zip(found.curves);
    let view = |(view, (answer, curve)): (&String, (Answer, Vec<Row>))| SolvedView {
        view: view.clone(),
        answer,
        curve,
    };
    let views = simulator.views.iter().zip(answers).map(view).collect();
    Ok(Solved { domain: number.domain, span, views })
}

/// The number that is solved for.
struct Sought<'a> {
    simulator: &'a Simulator<'a>,
    key: &'a str,
    number: Number,
}

/// What is wrong where a key is none of the file's numbers.
const NO_NUMBER: [&str; 6] =
    ["unknown-key", "unknown-item", "wrong-type", "set-syntax", "path-syntax", "fixed-in-variants"];

impl Sought<'_> {
    fn at(&self, value: f64) -> Point {
        vec![Amendment::to_number(self.key, value, self.number.is_whole)]
    }

    fn span(&self, between: Option<(f64, f64)>) -> Result<Span, Error> {
        let is_none = |problem: &Finding| NO_NUMBER.contains(&problem.code);
        let stands = self.number.value.unwrap_or(1.0);
        if let Some(problem) = self.refusal(stands)?.filter(is_none) {
            return Err(Unanswerable::NoNumber { why: in_a_line(&problem) }.into());
        }
        let (low, high) = match between {
            None => self.usual()?,
            Some((low, high)) => {
                for end in [low, high] {
                    if let Some(problem) = self.refusal(end)? {
                        return Err(Unanswerable::EndRefused { why: in_a_line(&problem) }.into());
                    }
                }
                (low, high)
            }
        };
        Ok(Span { low, high, is_whole: self.number.is_whole })
    }

    /// From nothing to four times what the file says, as far as the file allows it.
    fn usual(&self) -> Result<(f64, f64), Error> {
        let Some(value) = self.number.value.filter(|value| 0.0 < *value) else {
            return Err(Unanswerable::NothingToStartFrom.into());
        };
        let most = self.number.domain.map_or(f64::INFINITY, |domain| domain.bounds().possible.1);
        let low = self.first_allowed([0.0, 0.01, 0.1, 0.25, 0.5].map(|part| value * part))?;
        let factors = [4.0, 3.0, 2.0, 1.5, 1.25, 1.1];
        let high = self.first_allowed(factors.map(|factor| (value * factor).min(most)))?;
        match (low, high) {
            (Some(low), Some(high)) if low < high => Ok((low, high)),
            _ => Err(Unanswerable::NoOtherValue.into()),
        }
    }

    fn first_allowed(&self, values: impl IntoIterator<Item = f64>) -> Result<Option<f64>, Error> {
        for value in values {
            if self.refusal(value)?.is_none() {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    /// Why the number cannot have a value under one of the views; nothing if it can.
    fn refusal(&self, value: f64) -> Result<Option<Finding>, Error> {
        match self.simulator.check(&self.at(value)) {
            Err(Error::Refused(loaded)) => Ok(loaded.findings.into_iter().find(Finding::is_error)),
            Err(other) => Err(other),
            Ok(()) => Ok(None),
        }
    }
}

/// A finding without its place, which would be in a text that nobody wrote.
fn in_a_line(finding: &Finding) -> String {
    let parts = [Some(&finding.title), Some(&finding.label), finding.help.as_ref()];
    let parts = parts.into_iter().flatten().filter(|text| !text.is_empty());
    parts.map(String::as_str).collect::<Vec<_>>().join(": ")
}
