//! The zone of agreement: the tariffs at which both sides have what they want.

use serde::{Serialize, Serializer};

use super::level::Level;
use super::target::Bound;
use super::{
    Answer, Ask, Error, Figure, Found, LEVER_TRIALS, Met, Point, Precision, Question, Row,
    Simulator, Solution, Span, Statistic, Target, search,
};
use crate::numeric::linearised::Measured;
use crate::results::{Metric, MetricNames, Named, by_name};
use crate::scenario::{Amendment, Scenario};

/// The largest multiple of the tariff that is looked at.
const HIGHEST: f64 = 2.5;

/// The tariffs of an arrangement under every view of the simulator.
pub(super) struct Tariffs {
    scenarios: Vec<Scenario>,
    /// Multiples that are looked at: as far as the file may have them under every view.
    pub(super) span: Span,
}

/// What both sides want, and where they have it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Zone {
    #[serde(skip)]
    pub investor: Target,
    #[serde(skip)]
    pub council: Target,
    /// Multiples of the tariff that were looked at.
    #[serde(rename = "between")]
    pub span: Span,
    /// Under each view of the simulator.
    pub rows: Vec<ZoneRow>,
    /// What the council can pay if its saving is counted otherwise; none if it wants something else.
    #[serde(rename = "council_by_count", serialize_with = "by_name")]
    pub counts: Vec<Count>,
}

/// Another count of the saving, in the council’s condition.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Count {
    #[serde(flatten)]
    pub metric: Metric,
    /// Under each view of the simulator.
    pub ceilings: Vec<Answer>,
}

/// Other counts of the saving: what is saved in the same windows that are paid for, what leaves the
/// budget, what all payers save, and what the council is better off by in the end.
const COUNTS: [Metric; 4] = [
    Metric::NetSavingInWindow,
    Metric::NetSavingCashable,
    Metric::NetSavingPublic,
    Metric::CouncilGain,
];

/// The zone in one context.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ZoneRow {
    pub view: String,
    /// Where the investor has what it wants.
    #[serde(rename = "investor")]
    pub floor: Answer,
    /// Where the council has what it wants.
    #[serde(rename = "council")]
    pub ceiling: Answer,
    pub fit: Fit,
    /// At every tariff that was simulated, [`SHOWN`] among the figures.
    #[serde(skip_serializing_if = "is_sketched")]
    pub curve: Vec<Row>,
}

/// How the two sides lie to each other, in multiples of the tariff.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "found", rename_all = "snake_case")]
pub enum Fit {
    /// Both have what they want between these; an end that was not reached is open.
    Overlap { from: Option<f64>, to: Option<f64> },
    /// The investor needs so much more than the council can pay; with its standard error.
    Apart { by: f64, standard_error: f64 },
    /// No tariff that was looked at contents the investor.
    NoneForInvestor,
    /// No tariff that was looked at contents the council, not even none.
    NoneForCouncil,
    /// A side is content and not, alternately.
    Unclear,
}

/// What is shown of both sides at each tariff.
pub const SHOWN: [Figure; 9] = [
    Figure { metric: Metric::InvestorLoses, statistic: Statistic::Mean },
    Figure { metric: Metric::InvestorIrr, statistic: Statistic::Quantile(0.05) },
    Figure { metric: Metric::InvestorIrr, statistic: Statistic::Quantile(0.5) },
    Figure { metric: Metric::InvestorIrr, statistic: Statistic::Quantile(0.95) },
    Figure { metric: Metric::InvestorNpv, statistic: Statistic::Mean },
    Figure { metric: Metric::InvestorGain, statistic: Statistic::Worst },
    Figure {
        metric: Metric::NetSaving,
        statistic: Statistic::Chance { bound: Bound::AtLeast(0.0), strict: true },
    },
    Figure { metric: Metric::NetSaving, statistic: Statistic::Mean },
    Figure { metric: Metric::NetSaving, statistic: Statistic::Worst },
];

impl Named for Count {
    fn name(&self) -> &str {
        self.metric.stem()
    }
}

/// Whether figures were not asked for.
fn is_sketched(curve: &[Row]) -> bool {
    curve.iter().all(|row| row.figures.is_empty())
}

/// The figures of [`SHOWN`], as an object by their names.
pub(super) fn by_figure<S: Serializer>(
    figures: &[Option<Measured>],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let names = SHOWN.iter().map(|figure| figure.name(&MetricNames::default()));
    serializer.collect_map(names.zip(figures))
}

impl Zone {
    /// Whether the bound of `levels.tariff` ends the multiples before those that are usually looked at.
    pub fn is_cut_short(&self) -> bool {
        self.span.high < HIGHEST
    }

    /// Under every view of the simulator.
    ///
    /// # Errors
    ///
    /// If the file pays for no outcomes, or the trials cannot be held.
    pub fn of(simulator: &Simulator<'_>, investor: Target, council: Target) -> Result<Self, Error> {
        let contexts = simulator.under_every_view(&Vec::new());
        let tariffs = Tariffs::of(simulator)?;
        let found = tariffs.look(simulator, &contexts, (investor, council), Precision::Full)?;
        let counts = counts(simulator, &tariffs, &contexts, council)?;
        Ok(Self {
            investor,
            council,
            span: tariffs.span,
            rows: rows(simulator, &contexts, found),
            counts,
        })
    }
}

fn counts(
    simulator: &Simulator<'_>,
    tariffs: &Tariffs,
    contexts: &[Ask],
    council: Target,
) -> Result<Vec<Count>, Error> {
    if council.figure.metric != Metric::NetSaving {
        return Ok(Vec::new());
    }
    let counted = |metric| Target { figure: Figure { metric, ..council.figure }, ..council };
    let targets = COUNTS.map(counted);
    let question = Question {
        contexts,
        assign: &|view, factor| tariffs.point(view, factor),
        span: tariffs.span,
        targets: &targets,
        figures: &[],
        precision: Precision::Sketch,
    };
    let answers = search(&simulator.with_trials(LEVER_TRIALS), &question)?.answers;
    let count = |(place, metric): (usize, Metric)| Count {
        metric,
        ceilings: answers.iter().map(|answer| answer[place].clone()).collect(),
    };
    Ok(COUNTS.into_iter().enumerate().map(count).collect())
}

impl Tariffs {
    /// # Errors
    ///
    /// If the scenario has errors.
    pub(super) fn of(simulator: &Simulator<'_>) -> Result<Self, Error> {
        let scenarios = simulator.scenarios()?;
        let high = Level::Tariff.most(&scenarios).min(HIGHEST);
        Ok(Self { scenarios, span: Span { low: 0.0, high, is_whole: false } })
    }

    /// Looks for both ends of the zone in some contexts.
    pub(super) fn look(
        &self,
        simulator: &Simulator<'_>,
        contexts: &[Ask],
        (investor, council): (Target, Target),
        precision: Precision,
    ) -> Result<Found, Error> {
        let question = Question {
            contexts,
            assign: &|view, factor| self.point(view, factor),
            span: self.span,
            targets: &[investor, council],
            figures: if precision == Precision::Full { &SHOWN } else { &[] },
            precision,
        };
        search(simulator, &question)
    }

    /// The amendment that multiplies the tariff of the file under a view; an uncertain one is replaced.
    fn point(&self, view: usize, factor: f64) -> Point {
        let own = Level::Tariff.times(&self.scenarios[view], factor);
        vec![own.unwrap_or_else(|| Amendment::to(Level::Tariff.key(), factor))]
    }
}

pub(super) fn rows(simulator: &Simulator<'_>, contexts: &[Ask], found: Found) -> Vec<ZoneRow> {
    let row = |((answers, curve), context): ((Vec<Answer>, Vec<Row>), &Ask)| {
        let view = simulator.views[context.view].clone();
        let [floor, ceiling] = <[Answer; 2]>::try_from(answers).expect("one for each target");
        ZoneRow { view, fit: Fit::of(&floor.solution, &ceiling.solution), floor, ceiling, curve }
    };
    found.answers.into_iter().zip(found.curves).zip(contexts).map(row).collect()
}

impl Fit {
    fn of(floor: &Solution, ceiling: &Solution) -> Self {
        use Solution as S;
        let from = match floor {
            S::At { value, standard_error, met: Met::Above } => Some((*value, *standard_error)),
            S::Always => None,
            S::Never => return Self::NoneForInvestor,
            S::At { .. } | S::Several { .. } | S::TooFew { .. } => return Self::Unclear,
        };
        let to = match ceiling {
            S::At { value, standard_error, met: Met::Below } => Some((*value, *standard_error)),
            S::Always => None,
            S::Never => return Self::NoneForCouncil,
            S::At { .. } | S::Several { .. } | S::TooFew { .. } => return Self::Unclear,
        };
        match (from, to) {
            (Some((from, own)), Some((to, other))) if to < from => {
                Self::Apart { by: from - to, standard_error: libm::hypot(own, other) }
            }
            _ => Self::Overlap { from: from.map(|it| it.0), to: to.map(|it| it.0) },
        }
    }

    /// Whether both sides have what they want at a tariff.
    pub fn holds(self, tariff: f64) -> bool {
        let Self::Overlap { from, to } = self else { return false };
        from.is_none_or(|from| from <= tariff) && to.is_none_or(|it| tariff <= it)
    }

    /// How much more the council can pay than the investor needs, where both have a bound within the
    /// tariffs that were looked at or none.
    pub(super) fn room(self, tariffs: Span) -> Option<f64> {
        match self {
            Self::Overlap { from, to } => {
                Some(to.unwrap_or(tariffs.high) - from.unwrap_or(tariffs.low))
            }
            Self::Apart { by, .. } => Some(-by),
            Self::NoneForInvestor | Self::NoneForCouncil | Self::Unclear => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_sides_overlap_or_lie_apart() {
        let at = |value: f64, met| Solution::At { value, standard_error: 0.03, met };
        let (above, below) = (at(0.8, Met::Above), at(1.2, Met::Below));
        assert_eq!(Fit::of(&above, &below), Fit::Overlap { from: Some(0.8), to: Some(1.2) });
        assert_eq!(Fit::of(&above, &Solution::Always), Fit::Overlap { from: Some(0.8), to: None });
        let Fit::Apart { by, standard_error } = Fit::of(&at(1.5, Met::Above), &below) else {
            panic!("the council stops first")
        };
        assert!((by - 0.3).abs() < 1e-12 && (standard_error - 0.03 * 2.0_f64.sqrt()).abs() < 1e-12);
        assert_eq!(Fit::of(&Solution::Never, &below), Fit::NoneForInvestor);
        assert_eq!(Fit::of(&above, &Solution::Never), Fit::NoneForCouncil);
        assert_eq!(Fit::of(&below, &below), Fit::Unclear, "a higher tariff should not harm it");
    }
}
