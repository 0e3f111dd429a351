//! The value of one number at which targets are met, under every view, on shared draws.

use std::fmt;
use std::io;

use serde::Serialize;

use super::{Ask, Error, Figure, Point, Simulated, Simulator, Statistic, Target};
use crate::numeric::linearised::Measured;
use crate::numeric::summary::Sample;
use crate::results::FEWEST_TRIALS;

/// The values of a number that are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Span {
    pub low: f64,
    pub high: f64,
    /// Whether only whole numbers make sense.
    pub is_whole: bool,
}

/// What is asked of one number.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// What the number is laid over: a view, and what else is set there.
    pub contexts: &'a [Ask],
    /// The amendments that give the number a value under a view of the simulator.
    pub assign: &'a (dyn Fn(usize, f64) -> Point + Sync),
    pub span: Span,
    /// What should hold.
    pub targets: &'a [Target],
    /// What is read besides at every value.
    pub figures: &'a [Figure],
    pub precision: Precision,
}

/// How closely the place where a target turns is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// Once, and then by a straight line.
    Sketch,
    /// By two straight lines, each through the ends of the bracket that the one before it left: the fewest
    /// values, where the statistic moves evenly.
    Secant,
    /// Until what is left is small beside the Monte Carlo error; the answer is simulated too.
    Full,
}

impl Precision {
    /// How often a bracket is made smaller at most.
    const fn passes(self) -> usize {
        match self {
            Self::Sketch => 1,
            Self::Secant => 2,
            Self::Full => 10,
        }
    }
}

impl fmt::Debug for Question<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question").field("targets", &self.targets).finish_non_exhaustive()
    }
}

/// What a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Of each context, by target.
    pub answers: Vec<Vec<Answer>>,
    /// Of each context, at every value that was simulated, ascending.
    pub curves: Vec<Vec<Row>>,
}

/// What is known at one value of the number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    pub value: f64,
    /// Of each target.
    pub responses: Vec<Response>,
    /// Of each figure that was asked for; none where no trial has a value.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "super::zone::by_figure")]
    pub figures: Vec<Option<Measured>>,
}

/// What the search for one target found in one context.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    #[serde(flatten)]
    pub solution: Solution,
    /// At the value of the solution.
    pub there: Option<Response>,
}

/// Where a target is met.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "found", rename_all = "snake_case")]
pub enum Solution {
    /// From this value up or down, with its Monte Carlo standard error.
    At { value: f64, standard_error: f64, met: Met },
    /// At every value that was looked at.
    Always,
    /// At none of them.
    Never,
    /// Met and missed alternately, changing about these values; whether it is met below the first.
    Several { turns: Vec<f64>, met_first: bool },
    /// Undecided: at a value that would decide, no more than this many trials have a value of the
    /// metric, which is fewer than [`FEWEST_TRIALS`].
    TooFew { trials: usize },
}

/// On which side of a value a target is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Met {
    Above,
    Below,
}

/// What a target's statistic is at one value of the number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Response {
    /// The mean of the target's [score](Target::score): 0 or more where it is met.
    pub margin: Measured,
    /// None where no trial has a value.
    pub figure: Option<Measured>,
    /// Trials with a value, never among them for a time.
    pub with_value: usize,
    /// Trials without a value, which are left out.
    #[serde(rename = "without_value")]
    pub undefined: usize,
}

/// Values that are looked at first, evenly over the span.
const FIRST: u32 = 9;

/// What a mean of shares may miss by rounding alone.
const ROUNDING: f64 = 1e-12;

/// Finds where each target is met in each context, by bracketing: first a few values over the whole span,
/// then the quarters of the bracket, whose two ends always lie on either side of the target, and in the end
/// a straight line between the two. All values are simulated on the same trials, so that a response moves
/// with the number alone. The error of the value is that of the statistic over the response's slope.
///
/// # Errors
///
/// If a value makes no sense in the file, or the trials cannot be held.
pub fn search(simulator: &Simulator<'_>, question: &Question<'_>) -> Result<Found, Error> {
    let Question { span, targets, precision, .. } = *question;
    let bracketing = Bracketing {
        contexts: question.contexts.len(),
        first: span.first(),
        span,
        targets,
        precision,
    };
    bracketing.search(&mut |wanted| {
        let ask = |(context, value): &(usize, f64)| {
            let Ask { view, point } = &question.contexts[*context];
            let set = (question.assign)(*view, *value);
            Ask { view: *view, point: point.iter().cloned().chain(set).collect() }
        };
        let simulated = simulator.simulate(&wanted.iter().map(ask).collect::<Vec<_>>())?;
        let values = wanted.iter().enumerate();
        Ok(values
            .map(|(ask, it)| question.row(&simulated, ask, it.1))
            .collect::<io::Result<_>>()?)
    })
}

/// A search, wherever what holds at a value comes from.
#[derive(Clone, Debug)]
pub(super) struct Bracketing<'a> {
    /// How many things are searched in side by side.
    pub(super) contexts: usize,
    /// The values that are looked at first, ascending.
    pub(super) first: Vec<f64>,
    pub(super) span: Span,
    pub(super) targets: &'a [Target],
    pub(super) precision: Precision,
}

/// What holds at each of some values, each in its context.
pub(super) type Look<'l> = dyn FnMut(&[(usize, f64)]) -> Result<Vec<Row>, Error> + 'l;

impl Bracketing<'_> {
    /// See [`search`].
    pub(super) fn search(&self, look: &mut Look<'_>) -> Result<Found, Error> {
        let contexts = 0..self.contexts;
        let mut known = Explored { look, question: self, rows: vec![Vec::new(); self.contexts] };
        known.simulate(&vec![self.first.clone(); self.contexts])?;
        for _ in 0..self.precision.passes() {
            let closer: Vec<Vec<f64>> = contexts.clone().map(|it| known.closer(it)).collect();
            if closer.iter().all(Vec::is_empty) {
                break;
            }
            known.simulate(&closer)?;
        }
        let solutions: Vec<Vec<Solution>> =
            contexts.clone().map(|it| known.solutions(it)).collect();
        let at = |solution: &Solution| match solution {
            Solution::At { value, .. } => Some(*value),
            _ => None,
        };
        if self.precision == Precision::Full {
            let values: Vec<Vec<f64>> =
                solutions.iter().map(|solution| solution.iter().filter_map(at).collect()).collect();
            known.simulate(&values)?;
        }
        let answer = |context: usize, (target, solution): (usize, Solution)| {
            let solution = known.on_its_side(context, target, solution);
            let rows = &known.rows[context];
            let there = at(&solution).and_then(|value| rows.iter().find(|row| row.value == value));
            Answer { there: there.map(|there| there.responses[target]), solution }
        };
        let answers = solutions.into_iter().enumerate().map(|(context, solutions)| {
            solutions.into_iter().enumerate().map(|it| answer(context, it)).collect()
        });
        Ok(Found { answers: answers.collect(), curves: known.rows })
    }
}

impl Span {
    /// The values that are looked at first, evenly over it.
    pub fn first(self) -> Vec<f64> {
        let step = |number: u32| {
            self.low + (self.high - self.low) * f64::from(number) / f64::from(FIRST - 1)
        };
        self.kept((0..FIRST).map(step).collect())
    }

    /// These values as the number may have them, each once.
    fn kept(self, values: Vec<f64>) -> Vec<f64> {
        let mut values: Vec<f64> =
            values.into_iter().map(|it| if self.is_whole { it.round() } else { it }).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        values
    }
}

/// Everything that has been simulated.
struct Explored<'a, 'l> {
    look: &'a mut Look<'l>,
    question: &'a Bracketing<'a>,
    /// Of each context, ascending by the value.
    rows: Vec<Vec<Row>>,
}

impl Explored<'_, '_> {
    /// Simulates values in each context, those that are new.
    fn simulate(&mut self, values: &[Vec<f64>]) -> Result<(), Error> {
        let mut wanted = Vec::new();
        for (context, values) in values.iter().enumerate() {
            for value in values {
                let is_known = self.rows[context].iter().any(|it| it.value == *value);
                if !is_known && !wanted.contains(&(context, *value)) {
                    wanted.push((context, *value));
                }
            }
        }
        if wanted.is_empty() {
            return Ok(());
        }
        for ((context, _), row) in wanted.iter().zip((self.look)(&wanted)?) {
            self.rows[*context].push(row);
        }
        for rows in &mut self.rows {
            rows.sort_by(|a, b| a.value.total_cmp(&b.value));
        }
        Ok(())
    }

    /// Whether a target is met at each value.
    fn met(&self, context: usize, target: usize) -> Vec<bool> {
        self.rows[context].iter().map(|it| it.responses[target].margin.value >= -ROUNDING).collect()
    }

    /// The places after which a target turns.
    fn turns(&self, context: usize, target: usize) -> Vec<usize> {
        let met = self.met(context, target);
        (1..met.len()).filter(|index| met[index - 1] != met[*index]).collect()
    }

    /// Values nearer to where the targets turn: the quarters of each bracket that is not small beside the
    /// error of the value, or where a straight line crosses it.
    fn closer(&self, context: usize) -> Vec<f64> {
        let mut closer = Vec::new();
        for target in 0..self.question.targets.len() {
            let Some(turn) = self.turn(context, target) else { continue };
            let rows = &self.rows[context];
            let (low, high) = (rows[turn - 1].value, rows[turn].value);
            let width = high - low;
            if width <= 0.5 * self.error(context, target, turn)
                || width <= 1e-9 * high.abs().max(1.0)
            {
                continue;
            }
            if self.question.precision == Precision::Secant {
                closer.push(self.crossing(context, target, turn));
            } else {
                closer.extend([0.25, 0.5, 0.75].map(|part| low + part * width));
            }
        }
        let mut closer = self.question.span.kept(closer);
        closer.retain(|closer| self.rows[context].iter().all(|row| row.value != *closer));
        closer
    }

    /// The one turn of a target: of an odd number that lie within its error of each other one near the
    /// middle, since a statistic of few trials is a staircase. Turns alternate, so that every other one,
    /// from the first on, goes the way that all of them go together.
    fn turn(&self, context: usize, target: usize) -> Option<usize> {
        let turns = self.turns(context, target);
        let (first, last) = (*turns.first()?, *turns.last()?);
        if turns.len() == 1 {
            return Some(first);
        }
        let rows = &self.rows[context];
        let middle = turns[turns.len() / 4 * 2];
        let is_odd = turns.len() % 2 == 1;
        let apart = rows[last].value - rows[first - 1].value;
        (is_odd && apart <= 2.0 * self.error(context, target, middle)).then_some(middle)
    }

    /// Where the straight line between the two ends of a turn is 0.
    fn crossing(&self, context: usize, target: usize, turn: usize) -> f64 {
        let rows = &self.rows[context];
        let (low, high) = (&rows[turn - 1], &rows[turn]);
        let [below, above] = [low, high].map(|it| it.responses[target].margin.value);
        low.value - below * (high.value - low.value) / (above - below)
    }

    /// The standard error of the value at a turn: that of the margin over its slope, which is taken
    /// between the nearest values whose margins are clear of 0.
    fn error(&self, context: usize, target: usize, turn: usize) -> f64 {
        let rows = &self.rows[context];
        let margin = |index: usize| rows[index].responses[target].margin;
        let is_clear =
            |index: &usize| margin(*index).value.abs() >= 2.0 * margin(*index).standard_error;
        let left = (0..turn).rev().find(is_clear).unwrap_or(0);
        let right = (turn..rows.len()).find(is_clear).unwrap_or(rows.len() - 1);
        let rise = (margin(right).value - margin(left).value).abs();
        let error = margin(turn - 1).standard_error.max(margin(turn).standard_error);
        error * (rows[right].value - rows[left].value) / rise
    }

    /// An answer that meets its target where it says so: what is counted in trials moves by steps, so that
    /// where the line between two values crosses may be a trial short. A mean is met to the noise.
    fn on_its_side(&self, context: usize, target: usize, solution: Solution) -> Solution {
        let Solution::At { value, standard_error, met } = solution else { return solution };
        let Bracketing { targets, precision, .. } = self.question;
        let is_line =
            *precision != Precision::Full || targets[target].figure.statistic == Statistic::Mean;
        let meets = |row: &&Row| row.responses[target].margin.value >= 0.0;
        let rows = &self.rows[context];
        let nearest = match met {
            Met::Above => rows.iter().filter(meets).find(|row| value <= row.value),
            Met::Below => rows.iter().filter(meets).rfind(|row| row.value <= value),
        };
        let value = nearest.filter(|_| !is_line).map_or(value, |it| it.value);
        Solution::At { value, standard_error, met }
    }

    /// What was found of each target.
    fn solutions(&self, context: usize) -> Vec<Solution> {
        (0..self.question.targets.len()).map(|index| self.solution(context, index)).collect()
    }

    fn solution(&self, context: usize, target: usize) -> Solution {
        let rows = &self.rows[context];
        let met = self.met(context, target);
        let turn = self.turn(context, target);
        let deciding = turn.map_or(&rows[..], |turn| &rows[turn - 1..=turn]);
        // Where no trial at all has a value the target is missed for certain.
        let counts = deciding.iter().map(|row| row.responses[target].with_value);
        let fewest = counts.filter(|count| 0 < *count).min();
        if let Some(few) = fewest.filter(|count| *count < FEWEST_TRIALS) {
            return Solution::TooFew { trials: few };
        }
        if let Some(turn) = turn {
            let met = if met[turn] { Met::Above } else { Met::Below };
            let value = match (self.question.span.is_whole, met) {
                (false, _) => self.crossing(context, target, turn),
                (true, Met::Above) => rows[turn].value,
                (true, Met::Below) => rows[turn - 1].value,
            };
            return Solution::At { value, standard_error: self.error(context, target, turn), met };
        }
        let turns = self.turns(context, target);
        match turns.as_slice() {
            [] if met.first() == Some(&true) => Solution::Always,
            [] => Solution::Never,
            several => Solution::Several {
                turns: several.iter().map(|it| self.crossing(context, target, *it)).collect(),
                met_first: met.first() == Some(&true),
            },
        }
    }
}

impl Question<'_> {
    fn row(&self, simulated: &Simulated, ask: usize, value: f64) -> io::Result<Row> {
        Ok(Row {
            value,
            responses: self
                .targets
                .iter()
                .map(|target| Response::of(target, simulated, ask))
                .collect::<io::Result<_>>()?,
            figures: self
                .figures
                .iter()
                .map(|figure| figure.of(simulated, ask))
                .collect::<io::Result<_>>()?,
        })
    }
}

impl Response {
    fn of(target: &Target, simulated: &Simulated, ask: usize) -> io::Result<Self> {
        let score = target.score(simulated, ask)?;
        let mut response = Self::to(&score, target.figure.of(simulated, ask)?, simulated.sample());
        // A quantile lies between two trials, so that in a few it and the share of trials within the bound
        // may fall on two sides: the quantile is what is asked for and printed.
        if let (Statistic::Quantile(_), Some(figure)) = (target.figure.statistic, response.figure) {
            let half_a_trial = 0.5 / response.with_value.max(1) as f64;
            let margin = &mut response.margin.value;
            let is_met = target.bound.holds(figure.value, false);
            *margin = if is_met { margin.max(0.0) } else { margin.min(-half_a_trial) };
        }
        Ok(response)
    }

    /// To a target of which each trial adds so much, and what its figure is.
    pub(super) fn to(score: &[f64], figure: Option<Measured>, sample: Sample) -> Self {
        // What has no value in any trial is not met.
        let nothing = Measured { value: -1.0, standard_error: 0.0 };
        let margin = sample.mean(score).unwrap_or(nothing);
        let undefined = score.iter().filter(|it| it.is_nan()).count();
        let with_value = score.len() - undefined;
        Self { margin, figure, with_value, undefined }
    }
}
