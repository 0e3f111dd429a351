//! What becomes of the investor when things go worse than the file says, one stress at a time and
//! together; and how much worse they must go.

use serde::Serialize;

use super::figures::{Change, Figures};
use super::search::{Precision, Question, Solution, Span, search};
use super::target::{Bound, Figure, Statistic, Target};
use super::{Ask, Error, Level, Point, Simulated, Simulator};
use crate::results::Metric;
use crate::scenario::{Amendment, Council, Scenario};

/// The stress table under one view.
#[derive(Clone, Debug, Serialize)]
pub struct Stress {
    pub view: String,
    /// The file unchanged, then each stress.
    pub rows: Vec<StressRow>,
    pub reverse: Vec<Reverse>,
}

/// One stress.
#[derive(Clone, Debug, Serialize)]
pub struct StressRow {
    pub name: String,
    /// What is laid over the arrangement.
    #[serde(rename = "assignments")]
    pub point: Point,
    pub figures: Figures,
    /// Against the file unchanged; none for that.
    #[serde(rename = "npv_change")]
    pub npv: Option<Change>,
    #[serde(rename = "investor_loses_change")]
    pub loses: Option<Change>,
}

/// How far one kind of number can go before the investor is no better off than at the hurdle, and before
/// a loss is as likely as not.
#[derive(Clone, Debug, Serialize)]
pub struct Reverse {
    #[serde(rename = "key")]
    pub level: Level,
    /// The multiples that were looked at.
    #[serde(rename = "between")]
    pub span: Span,
    /// Where the expected net present value is nil.
    pub npv_nil: Solution,
    pub even_odds: Solution,
}

/// The longest lag and delay that a file may have, in months.
const LONGEST_LAG: usize = 36;
const LONGEST_DELAY: usize = 120;

/// When the contract ends early, in months from its start.
const ENDS_EARLY: usize = 24;

impl Stress {
    /// Simulates every stress that there is something for in the file, under one of the simulator's views; none
    /// where nobody invests.
    ///
    /// # Errors
    ///
    /// If the scenario has errors, or the trials cannot be held.
    pub fn of(simulator: &Simulator<'_>, view: usize) -> Result<Option<Self>, Error> {
        let scenario = simulator.scenario(view)?;
        if scenario.investor.is_none() {
            return Ok(None);
        }
        let stresses = stresses(&scenario);
        let points = stresses.iter().map(|stress| stress.1.clone());
        let asks: Vec<Ask> = Simulator::asks(view, points);
        let simulated = simulator.simulate(&asks)?;
        let mut rows = Vec::new();
        for (ask, (name, point)) in stresses.into_iter().enumerate() {
            let change = |metric| change(&simulated, ask, metric);
            let (npv, loses) = (change(Metric::InvestorNpv)?, change(Metric::InvestorLoses)?);
            if let Some(figures) = Figures::of(&simulated, ask)? {
                rows.push(StressRow { name, point, figures, npv, loses });
            }
        }
        let mut reverse = Vec::new();
        for level in [Level::Referrals, Level::Effect, Level::Costs, Level::Tariff] {
            reverse.extend(Reverse::of(simulator, view, &scenario, level)?);
        }
        Ok(Some(Self { view: simulator.views[view].clone(), rows, reverse }))
    }
}

/// Against the first ask.
fn change(simulated: &Simulated, ask: usize, metric: Metric) -> Result<Option<Change>, Error> {
    if ask == 0 {
        return Ok(None);
    }
    let (before, after) = (simulated.column(0, metric)?, simulated.column(ask, metric)?);
    Ok(Change::of_means(simulated, &before, &after))
}

/// Each stress by its name, with what is laid over the arrangement for it.
fn stresses(scenario: &Scenario) -> Vec<(String, Point)> {
    let one = |name: &str, amendment: Option<Amendment>| Some((name.to_owned(), vec![amendment?]));
    let all =
        |name: &str, point: Point| Some((name.to_owned(), point)).filter(|it| !it.1.is_empty());
    let times = |name: &str, level: Level, factor| one(name, level.times(scenario, factor));
    let rows = [
        Some(("the file’s own terms".to_owned(), Point::new())),
        times("20% fewer referrals", Level::Referrals, 0.8),
        times("40% fewer referrals", Level::Referrals, 0.6),
        all("referrals begin 6 months later", later(scenario, 6)),
        all("referrals begin 12 months later", later(scenario, 12)),
        one("ended early: nobody starts after 2 years", ended(scenario, true)),
        one("ended early, and what is earned after 2 years is not paid", ended(scenario, false)),
        one("every payment 6 months later", slower(scenario, 6)),
        times("the effect a third weaker", Level::Effect, 2.0 / 3.0),
        times("no effect at all", Level::Effect, 0.0),
        times(
            "the risk of leaving home a third lower, with the programme and without",
            Level::Risk,
            2.0 / 3.0,
        ),
        times("costs 15% higher", Level::Costs, 1.15),
        times("the tariff 10% lower", Level::Tariff, 0.9),
        times("every cap halved", Level::Caps, 0.5),
        Some(("few, late and weaker".to_owned(), few_late_and_weaker(scenario))),
    ];
    rows.into_iter().flatten().collect()
}

/// 70% of the referrals, six months late, and two thirds of the effect, as far as the file has them.
pub(super) fn few_late_and_weaker(scenario: &Scenario) -> Point {
    let levels = [(Level::Referrals, 0.7), (Level::Effect, 2.0 / 3.0)]
        .map(|(it, by)| it.times(scenario, by));
    later(scenario, 6).into_iter().chain(levels.into_iter().flatten()).collect()
}

/// All referrals so many months later than the file has them, of every council, while costs run as planned;
/// nothing if that is later than a file can say.
pub(super) fn later(scenario: &Scenario, months: usize) -> Point {
    let later = |council: &Council| {
        let delay = council.referrals.delay + months;
        let part =
            council.name.as_ref().map_or_else(String::new, |name| format!("councils.\"{name}\"."));
        let key = format!("{part}referrals.delay_months");
        (delay <= LONGEST_DELAY).then(|| Amendment::to(key, delay))
    };
    let all: Option<Point> = scenario.councils.iter().map(later).collect();
    all.unwrap_or_default()
}

/// An end that the file does not foresee; none if nobody starts so late.
fn ended(scenario: &Scenario, is_paid: bool) -> Option<Amendment> {
    let end = [
        ("name", "ended early, as a stress".into()),
        ("from_month", ENDS_EARLY.into()),
        ("starts", false.into()),
        ("payments", is_paid.into()),
    ];
    (ENDS_EARLY < scenario.could_start_until()).then(|| Amendment::one_more("changes", end))
}

/// Every payment so many months later than the file has it.
pub(super) fn slower(scenario: &Scenario, months: usize) -> Option<Amendment> {
    let lag = scenario.contract.lag_months + months;
    (lag <= LONGEST_LAG).then(|| Amendment::to("contract.lag_months", lag))
}

impl Reverse {
    /// Under one of the simulator's views; none where there is nothing to multiply.
    fn of(
        simulator: &Simulator<'_>,
        view: usize,
        scenario: &Scenario,
        level: Level,
    ) -> Result<Option<Self>, Error> {
        let assign = |_: usize, factor: f64| -> Point {
            level.times(scenario, factor).into_iter().collect()
        };
        if !level.is_there(scenario) || assign(view, 1.0).is_empty() {
            return Ok(None);
        }
        let target = |metric: Metric, bound| Target {
            figure: Figure { metric, statistic: Statistic::Mean },
            bound,
        };
        let targets = [
            target(Metric::InvestorNpv, Bound::AtLeast(0.0)),
            target(Metric::InvestorLoses, Bound::AtMost(0.5)),
        ];
        let span = level.span(scenario);
        let question = Question {
            contexts: &Simulator::asks(view, [Point::new()]),
            assign: &assign,
            span,
            targets: &targets,
            figures: &[],
            precision: Precision::Full,
        };
        let answers = search(simulator, &question)?.answers.into_iter().flatten();
        let mut solutions = answers.map(|answer| answer.solution);
        let mut next = || solutions.next().expect("one for each target");
        Ok(Some(Self { level, span, npv_nil: next(), even_odds: next() }))
    }
}
