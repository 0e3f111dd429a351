//! The break-even surface: what must be true for the council to gain.

use serde::Serialize;

use super::level::Level;
use super::{
    Answer, Ask, Error, LEVER_TRIALS, Met, Point, Precision, Question, Simulator, Solution, Span,
    Target, search,
};
use crate::assumption::Draw;
use crate::family::{Beginning, Curve};
use crate::numeric::linearised::Measured;
use crate::results::{FEWEST_TRIALS, Metric};
use crate::scenario::Scenario;

/// What the council saves on average, over the risk without the programme, the cost of care and the effect.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Surface {
    /// The share that would enter care as the file says it, with everything at its mean.
    pub stated: Option<f64>,
    pub risks: Vec<Risk>,
    /// Multiples of what care costs.
    pub care_prices: Vec<f64>,
    pub effects: Vec<Effect>,
    /// By effect, cost of care and risk: pounds.
    pub net_saving: Vec<Vec<Vec<Measured>>>,
    /// Where the council breaks even on average, one circumstance at a time, under every view.
    pub must: Vec<Must>,
}

/// A level of risk.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Risk {
    pub level: f64,
    /// The share of the families of the first pathway at home that would enter care within its months,
    /// where the file says it so, with everything at its mean.
    pub probability: Option<f64>,
}

/// A level of effect.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Effect {
    pub level: f64,
    /// The first hazard ratio of the first therapy, at its mean.
    pub hazard_ratio: Option<f64>,
}

/// One circumstance, and where the council breaks even.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Must {
    pub name: &'static str,
    pub key: &'static str,
    #[serde(rename = "between")]
    pub span: Span,
    /// Under each view of the simulator.
    pub answers: Vec<Answer>,
}

/// Multiples of what care costs.
const CARE_PRICES: [f64; 7] = [0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6];

/// Parts of the effect that the file has, on the log scale.
const EFFECTS: [f64; 4] = [1.0, 0.5, 0.25, 0.0];

/// Shares that would enter care.
const SHARES: [f64; 8] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];

/// Multiples of the hazard, where the file does not say its risk as one share.
const HAZARDS: [f64; 8] = [0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0];

/// What is looked at one circumstance at a time, and simulated, and from which multiple to which.
const SIMULATED: [(&str, Level, f64, f64); 2] = [
    ("risk without the programme", Level::Risk, 0.05, 3.0),
    ("effect of therapy", Level::Effect, 0.0, 3.0),
];

/// Multiples of what care costs between which the break-even is looked for.
const PRICES: Span = Span { low: 0.05, high: 3.0, is_whole: false };

impl Surface {
    /// Where the file stands among the risks: the share that it says, or a level of 1.
    pub fn here(&self) -> f64 {
        self.stated.unwrap_or(1.0)
    }

    /// Under the first view of the simulator, at the tariff of the file; levels are multiples of what the file
    /// says there.
    ///
    /// # Errors
    ///
    /// If the trials cannot be held.
    pub fn of(simulator: &Simulator<'_>, breaks_even: Target) -> Result<Self, Error> {
        let scenarios = simulator.scenarios()?;
        let first = &scenarios[0];
        let central = first.register.central();
        let risks = risks(first, &central);
        let effects = effects(first, &central);
        let asks: Vec<Ask> = effects
            .iter()
            .flat_map(|effect| risks.iter().map(move |risk| (effect, risk)))
            .map(|(effect, risk)| {
                let factors = [(Level::Effect, effect.level), (Level::Risk, risk.level)];
                let times = |(level, factor): (Level, f64)| level.times(first, factor);
                Ask { view: 0, point: factors.into_iter().filter_map(times).collect() }
            })
            .collect();
        let simulated = simulator.simulate(&asks)?;
        let mut net_saving = Vec::new();
        for effect in 0..effects.len() {
            let mut rows = vec![Vec::new(); CARE_PRICES.len()];
            for risk in 0..risks.len() {
                let ask = effect * risks.len() + risk;
                let net = simulated.column(ask, Metric::NetSaving)?;
                let saved = simulated.column(ask, Metric::CareCostSaved)?;
                for (row, price) in rows.iter_mut().zip(CARE_PRICES) {
                    let estimate = simulated.sample().estimate(&at_price(&net, &saved, price));
                    let nothing = Measured { value: f64::NAN, standard_error: f64::NAN };
                    row.push(estimate.map_or(nothing, |it| Measured::from(&it)));
                }
            }
            net_saving.push(rows);
        }
        let fewer = simulator.with_trials(LEVER_TRIALS);
        let contexts = simulator.under_every_view(&Vec::new());
        let mut must = vec![Must {
            name: "cost of care",
            key: "levels.care_prices",
            span: PRICES,
            answers: prices(simulator, &contexts)?,
        }];
        for (name, level, low, high) in SIMULATED {
            let span = Span { low, high: level.most(&scenarios).min(high), is_whole: false };
            let assign = |view: usize, factor: f64| -> Point {
                level.times(&scenarios[view], factor).into_iter().collect()
            };
            let key = level.key();
            let question = Question {
                contexts: &contexts,
                assign: &assign,
                span,
                targets: &[breaks_even],
                figures: &[],
                precision: Precision::Sketch,
            };
            let answers = search(&fewer, &question)?.answers.into_iter().flatten().collect();
            must.push(Must { name, key, span, answers });
        }
        let stated = stated(first, &central).map(|stated| stated.share());
        Ok(Self { stated, risks, care_prices: CARE_PRICES.to_vec(), effects, net_saving, must })
    }
}

/// The multiple of what care costs at which the mean saving is nil, from the lives as they are: with the
/// net saving `S` and the saved cost of care `C` it is `1 - mean(S) / mean(C)`, and its standard error
/// that of `S + (k - 1) C` over the mean of `C`.
fn prices(simulator: &Simulator<'_>, contexts: &[Ask]) -> Result<Vec<Answer>, Error> {
    let simulated = simulator.simulate(contexts)?;
    let sample = simulated.sample();
    let mut answers = Vec::new();
    for ask in 0..contexts.len() {
        let net = simulated.column(ask, Metric::NetSaving)?;
        let saved = simulated.column(ask, Metric::CareCostSaved)?;
        let mean = |column: &[f64]| sample.mean(column).map_or(0.0, |it| it.value);
        let at = |level: f64| at_price(&net, &saved, level);
        let met = |level: f64| 0.0 <= mean(&at(level));
        let level = 1.0 - mean(&net) / mean(&saved);
        let solution = match (met(PRICES.low), met(PRICES.high)) {
            _ if net.len() < FEWEST_TRIALS => Solution::TooFew { trials: net.len() },
            (true, true) => Solution::Always,
            (false, false) => Solution::Never,
            (low, _) => Solution::At {
                value: level,
                standard_error: sample.mean(&at(level)).map_or(0.0, |it| it.standard_error)
                    / mean(&saved).abs(),
                met: if low { Met::Below } else { Met::Above },
            },
        };
        answers.push(Answer { solution, there: None });
    }
    Ok(answers)
}

/// Levels at which so many would enter care: a factor `k` on every family's hazard makes of a cumulative
/// hazard `H` with frailty of variance `v` the share `1 - (1 + v k H)^(-1/v)`.
fn risks(scenario: &Scenario, central: &Draw) -> Vec<Risk> {
    let risks = match stated(scenario, central) {
        None => HAZARDS.map(|level| Risk { level, probability: None }),
        Some(stated) => SHARES.map(|share| Risk {
            level: cumulative(share, stated.variance) / stated.hazard,
            probability: Some(share),
        }),
    };
    let most = Level::Risk.most([scenario]);
    risks.into_iter().filter(|risk| risk.level <= most).collect()
}

/// What the file says of the risk of one pathway.
struct Stated {
    /// The cumulative hazard, at the file's own level of risk.
    hazard: f64,
    /// Of the frailty.
    variance: f64,
}

impl Stated {
    /// The share that would enter care: `1 - (1 + v H)^(-1/v)`.
    fn share(&self) -> f64 {
        let Self { hazard, variance } = *self;
        if variance == 0.0 {
            -libm::expm1(-hazard)
        } else {
            -libm::expm1(-libm::log1p(variance * hazard) / variance)
        }
    }
}

/// The first pathway at home, where the file says its risk as one share.
fn stated(scenario: &Scenario, central: &Draw) -> Option<Stated> {
    let mut pathways = scenario.first_council().pathways.iter();
    let at_home = pathways.find(|pathway| pathway.begins == Beginning::Home)?;
    let Some(Curve::Probability { probability, .. }) = at_home.care_entry else { return None };
    let variance = at_home.heterogeneity.map_or(0.0, |it| central[it]);
    let level = scenario.levels.risk.map_or(1.0, |it| central[it]);
    let share = central[probability];
    (0.0 < share && share < 1.0 && 0.0 < level)
        .then(|| Stated { hazard: cumulative(share, variance) * level, variance })
}

/// The cumulative hazard at which a share has had the event: `((1 - p)^(-v) - 1) / v`.
fn cumulative(share: f64, variance: f64) -> f64 {
    let log = libm::log1p(-share);
    if variance == 0.0 { -log } else { libm::expm1(-variance * log) / variance }
}

fn effects(scenario: &Scenario, central: &Draw) -> Vec<Effect> {
    let at = |level: f64| Effect { level, hazard_ratio: hazard_ratio(scenario, central, level) };
    EFFECTS.map(at).to_vec()
}

/// The first hazard ratio of entering care of the first therapy, at its mean and at a multiple of the
/// scenario’s effect: the ratio to the power of the multiple.
pub(super) fn hazard_ratio(scenario: &Scenario, central: &Draw, multiple: f64) -> Option<f64> {
    let (_, ratio) =
        scenario.terms().therapies.iter().find_map(|therapy| therapy.care_entry.first())?;
    let own = scenario.levels.effect.map_or(1.0, |it| central[it]);
    Some(libm::pow(central[*ratio], own * multiple))
}

/// The share of the first pathway at home that would enter care without the programme, at a multiple of
/// the scenario’s risk; none where the file does not say its risk as one share.
pub(super) fn share_at_risk(scenario: &Scenario, central: &Draw, multiple: f64) -> Option<f64> {
    let stated = stated(scenario, central)?;
    Some(Stated { hazard: multiple * stated.hazard, ..stated }.share())
}

/// The net saving of each trial where care costs so many times what it does. Its price moves no life and no
/// payment, so that it adds `price - 1` times the cost of care that is saved, and nothing is simulated for it.
pub(super) fn at_price(net: &[f64], care_saved: &[f64], price: f64) -> Vec<f64> {
    net.iter().zip(care_saved).map(|(net, saved)| net + (price - 1.0) * saved).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With frailty of variance 0.5, 67% is a cumulative hazard of 2 (0.33^(-0.5) - 1) = 1.4815.
    #[test]
    fn a_share_is_a_cumulative_hazard() {
        assert!((cumulative(0.67, 0.5) - 2.0 * (0.33_f64.powf(-0.5) - 1.0)).abs() < 1e-12);
        assert!((cumulative(0.3, 0.0) + 0.7_f64.ln()).abs() < 1e-15);
    }
}
