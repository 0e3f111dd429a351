//! Several contracts in one trial: what a fund pays and receives that holds a part of each.
//!
//! Each contract keeps its calendar, and its random numbers are those of a seed of its own. What moves
//! all of them is drawn once: the normal score of each shock, and when policy stops every start. To
//! tell what is due to that, each trial is simulated again with shocks and events that each contract has
//! for itself: every contract is then as uncertain as before, and independent of the others. To tell what
//! a loss depends on, it is simulated again on the same draws without each shock, without the event and without all.

use jiff::civil::Date;

use super::invested::kind_of;
use super::options::Options;
use super::plan::Plan;
use super::run::Observer;
use super::sound::{Unsound, is_countable};
use super::trial::simulate_flows;
use super::workspace::Workspace;
use crate::assumption::{Draw, Sampler, Shock};
use crate::numeric::design::Design;
use crate::numeric::quantile;
use crate::parallel;
use crate::random::{Once, Trial, own_seed};
use crate::results::SERIES_TRIALS;
use crate::results::portfolio::{FundRow, FundTrials, LeftOut, Position};
use crate::returns::{Flows, InvestorReturn};
use crate::scenario::{Holding, Portfolio};
use crate::units::{DAYS_PER_YEAR, Money, Month};

/// A portfolio that can be simulated.
#[derive(Debug)]
pub struct PortfolioPlan<'a> {
    contracts: Vec<Contract<'a>>,
    /// From the first month of the first contract to the end of the last calendar.
    months: Month,
    /// Of them, those in which money can move.
    series_months: Month,
    hurdle: f64,
    /// Of the event that stops the starts everywhere.
    yearly_chance: Option<f64>,
    shocks: Vec<Once>,
    left_out: Vec<LeftOut>,
}

/// One contract of a portfolio.
#[derive(Debug)]
struct Contract<'a> {
    name: &'a str,
    plan: Plan<'a>,
    sampler: Sampler,
    /// How much later it starts than the first.
    later_months: Month,
    later_days: f64,
    holding: f64,
}

/// What moves contracts from outside in one trial.
#[derive(Clone, Debug)]
struct Outside {
    /// The normal score of each shock; none of one that is left out.
    scores: Vec<Option<f64>>,
    /// When policy stops the starts, in days from the start of the first contract.
    event: Option<f64>,
}

impl<'a> PortfolioPlan<'a> {
    /// The plan of a portfolio.
    pub fn new(portfolio: &'a Portfolio) -> Self {
        let starts = portfolio.starts();
        let contract = |(index, it): (usize, &'a Holding)| {
            let plan = Plan::new(&it.study);
            let shocks = portfolio.shocks.iter().map(|shock| Shock {
                rank_correlation: shock.rank_correlation.value,
                moves: shock.moves[index].clone(),
            });
            let own_start = it.study.base.starts;
            Contract {
                name: &it.name,
                sampler: plan.sampler_under(&shocks.collect::<Vec<_>>()),
                plan,
                later_months: months_between(starts, own_start),
                later_days: f64::from((own_start - starts).get_days()),
                holding: it.holding,
            }
        };
        let contracts: Vec<Contract<'a>> =
            portfolio.contracts.iter().enumerate().map(contract).collect();
        let last = |months: fn(&Plan<'_>) -> Month| {
            let ends =
                contracts.iter().map(|contract| contract.later_months + months(&contract.plan));
            ends.max().unwrap_or(0)
        };
        Self {
            months: last(|it| it.calendar.months()),
            series_months: last(|it| it.series_months),
            hurdle: portfolio.hurdle.value,
            yearly_chance: portfolio.policy.as_ref().map(|policy| policy.value),
            shocks: portfolio
                .shocks
                .iter()
                .map(|shock| Once::new(&shock_address(&shock.name)))
                .collect(),
            left_out: left_out(portfolio),
            contracts,
        }
    }

    /// Whether anything moves several contracts at once.
    fn is_moved(&self) -> bool {
        1 < self.contracts.len() && (self.yearly_chance.is_some() || !self.shocks.is_empty())
    }

    /// What moves contracts in a trial: that of the fund moves them all, that of a contract itself
    /// alone. A constant yearly chance makes the time to the event exponential.
    fn outside(&self, trial: Trial) -> Outside {
        let event = |chance: f64| {
            let lot = trial.once(Once::new("policy event"));
            libm::log(lot) / libm::log1p(-chance) * DAYS_PER_YEAR
        };
        Outside {
            scores: self
                .shocks
                .iter()
                .map(|shock| Some(quantile::normal(trial.once(*shock))))
                .collect(),
            event: self.yearly_chance.map(event),
        }
    }

    /// The fund's position of each contract, and that of the whole.
    fn held(&self, flows: &[Flows]) -> (Flows, Vec<Flows>) {
        let mut all = Flows::none(self.months);
        let part = |(contract, flows): (&Contract<'_>, &Flows)| {
            let mut own = Flows::none(self.months);
            own.add(&flows.part(contract.holding), contract.later_months);
            all.add(&own, 0);
            own
        };
        let parts = self.contracts.iter().zip(flows).map(part).collect();
        (all, parts)
    }

    fn row(&self, simulated: &SimulatedTrial, with_months: bool) -> FundRow {
        let SimulatedTrial { shared, apart, without } = simulated;
        let (all, parts) = self.held(shared);
        let positions = parts.iter().zip(&self.contracts).map(|(flows, contract)| {
            position(&InvestorReturn::of_flows(flows, self.hurdle), contract.later_months)
        });
        let whole = InvestorReturn::of_flows(&all, self.hurdle);
        let gain = |flows: &Flows| flows.net().into_iter().sum::<Money>().pounds();
        let apart = apart.as_ref().map(|apart| self.held(apart).1.iter().map(gain).collect());
        let months = if with_months { self.series_months } else { 0 };
        FundRow {
            contracts: positions.collect(),
            fund: position(&whole, 0),
            apart,
            without: without.iter().map(|flows| gain(&self.held(flows).0)).collect(),
            months: running(&whole.net[..months]),
        }
    }
}

/// The flows of each contract in one trial, as it is and otherwise.
struct SimulatedTrial {
    shared: Vec<Flows>,
    /// With shocks and events of each contract's own.
    apart: Option<Vec<Flows>>,
    /// Without each thing that is left out in turn.
    without: Vec<Vec<Flows>>,
}

/// Each shock and the event of policy, and all of them where there are several.
fn left_out(portfolio: &Portfolio) -> Vec<LeftOut> {
    let shocks = (0..portfolio.shocks.len()).map(LeftOut::Shock);
    let policy = portfolio.policy.iter().map(|_| LeftOut::Policy);
    let mut each: Vec<LeftOut> = shocks.chain(policy).collect();
    if 1 < each.len() {
        each.push(LeftOut::All);
    }
    each
}

impl Outside {
    fn without(&self, left_out: LeftOut) -> Self {
        let Self { mut scores, mut event } = self.clone();
        match left_out {
            LeftOut::Shock(index) => scores[index] = None,
            LeftOut::Policy => event = None,
            LeftOut::All => {
                scores.fill(None);
                event = None;
            }
        }
        Self { scores, event }
    }
}

impl Contract<'_> {
    /// The day of its calendar on which policy stops the starts, if in its time; 0 if it has not begun.
    fn stopped_on(&self, outside: &Outside) -> Option<u32> {
        let day = (outside.event? - self.later_days).ceil().max(0.0);
        (day < f64::from(self.plan.calendar.days())).then(|| whole_day(day))
    }

    /// What its investor pays and receives in a trial. A contract that has not begun when policy stops
    /// the starts does not begin.
    fn flows(
        &self,
        trial: Trial,
        outside: &Outside,
        space: &mut Workspace,
    ) -> Result<Flows, &'static str> {
        let stops = self.stopped_on(outside);
        if stops == Some(0) {
            return Ok(Flows::none(self.plan.calendar.months()));
        }
        self.sampler.draw_under(trial, &outside.scores, &mut space.draws);
        let draws: Vec<Draw> = std::mem::take(&mut space.draws);
        let (flows, draws) = simulate_flows(&self.plan, (trial, draws), stops, space)?;
        space.draws = draws;
        Ok(flows)
    }
}

/// Simulates trials of a portfolio on the current thread pool; each depends only on the seed and its own
/// number. All rows are kept in memory, whatever room the options give.
///
/// # Errors
///
/// If a trial comes to a number that is none.
///
/// # Panics
///
/// If the draws are not plain: two contracts would share the first digits of a Sobol’ dimension.
pub fn run_portfolio(
    plan: &PortfolioPlan<'_>,
    options: &Options,
    observer: &dyn Observer,
) -> Result<FundTrials, Unsound> {
    let Options { seed, first, trials, draws, .. } = *options;
    assert_eq!(draws, Design::Plain, "the trials of a portfolio are drawn plainly");
    observer.begins(trials);
    let seeds: Vec<u64> =
        plan.contracts.iter().map(|contract| own_seed(seed, contract.name)).collect();
    let rows = parallel::map_trials(first..first + trials, |space: &mut Workspace, number| {
        let with_months = number - first < SERIES_TRIALS as u64;
        let row = simulate_trial(plan, (seed, &seeds), number, with_months, space);
        observer.trial_done();
        row
    });
    // Of several trials without a result the first is named, on any threads.
    let rows = rows.into_iter().collect::<Result<_, _>>()?;
    Ok(FundTrials {
        seed,
        first,
        names: plan.contracts.iter().map(|contract| contract.name.to_owned()).collect(),
        seeds,
        left_out: plan.left_out.clone(),
        rows,
    })
}

fn simulate_trial(
    plan: &PortfolioPlan<'_>,
    (seed, seeds): (u64, &[u64]),
    number: u64,
    with_months: bool,
    space: &mut Workspace,
) -> Result<FundRow, Unsound> {
    let trials: Vec<Trial> = seeds.iter().map(|seed| Trial::new(*seed, number, 0)).collect();
    let mut simulate = |outside: &dyn Fn(Trial) -> Outside| -> Result<Vec<Flows>, Unsound> {
        let contracts = plan.contracts.iter().zip(&trials);
        let flows = |(it, trial): (&Contract<'_>, &Trial)| {
            let unsound = |what: &str| unsound(number, it.name, what);
            it.flows(*trial, &outside(*trial), space).map_err(unsound)
        };
        contracts.map(flows).collect()
    };
    let of_fund = Trial::new(seed, number, 0);
    let outside = plan.outside(of_fund);
    let shared = simulate(&|_| outside.clone())?;
    let apart = plan.is_moved().then(|| simulate(&|own| plan.outside(own))).transpose()?;
    let without = plan.left_out.iter().map(|left_out| {
        let rest = outside.without(*left_out);
        let stopped = |outside: &Outside| -> Vec<Option<u32>> {
            plan.contracts.iter().map(|contract| contract.stopped_on(outside)).collect()
        };
        // Most trials have no event of policy in their time: without it they are as they are.
        if rest.scores == outside.scores && stopped(&rest) == stopped(&outside) {
            Ok(shared.clone())
        } else {
            simulate(&|_| rest.clone())
        }
    });
    let without = without.collect::<Result<_, _>>()?;
    let row = plan.row(&SimulatedTrial { shared, apart, without }, with_months);
    sound_row(plan, number, &row)?;
    Ok(row)
}

/// Whether every amount of a row is one that can be counted to the penny.
fn sound_row(plan: &PortfolioPlan<'_>, trial: u64, row: &FundRow) -> Result<(), Unsound> {
    let names = plan.contracts.iter().map(|contract| contract.name).chain(["the fund"]);
    for (name, position) in names.zip(row.contracts.iter().chain([&row.fund])) {
        let amounts = [
            ("what is paid in", position.drawn),
            ("what comes back", position.returned),
            ("the gain", position.gain),
            ("the most that is out at once", position.peak),
            ("the net present value", position.npv),
        ];
        if let Some((what, _)) = amounts.iter().find(|(_, amount)| !is_countable(*amount)) {
            return Err(unsound(trial, name, what));
        }
    }
    let mut others = row.apart.iter().flatten().chain(&row.without);
    if others.any(|gain| !is_countable(*gain)) {
        return Err(unsound(trial, "the fund", "the gain without a shock"));
    }
    Ok(())
}

fn unsound(trial: u64, contract: &str, what: &str) -> Unsound {
    Unsound { trial, world: contract.to_owned(), what: what.to_owned() }
}

/// The address of a shock's random numbers.
fn shock_address(name: &str) -> String {
    format!("shock {name}")
}

fn position(result: &InvestorReturn, later: Month) -> Position {
    Position {
        drawn: result.drawn.pounds(),
        returned: result.returned.pounds(),
        gain: (result.returned - result.drawn).pounds(),
        peak: result.peak_drawn.pounds(),
        npv: result.npv_at_hurdle,
        multiple: result.multiple().unwrap_or(f64::NAN),
        irr: result.irr.rate().unwrap_or(f64::NAN),
        kind: kind_of(result.irr),
        payback: result
            .months_to_payback()
            .map_or(f64::NAN, |months| (months - later as f64).max(0.0)),
    }
}

/// What has come back less what was paid in, by the end of each month, in pounds.
fn running(net: &[Money]) -> Vec<f32> {
    let sums = net.iter().scan(Money::ZERO, |sum, it| {
        *sum += *it;
        Some(*sum)
    });
    #[expect(clippy::cast_possible_truncation, reason = "seven digits do for a chart")]
    sums.map(|sum| sum.pounds() as f32).collect()
}

/// Calendar months from one first of a month to another that is not earlier.
fn months_between(first: Date, later: Date) -> Month {
    let months = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
    usize::try_from(months(later) - months(first)).expect("not earlier")
}

fn whole_day(day: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a day of the calendar"
    )]
    {
        day as u32
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path as FilePath;

    use super::*;
    use crate::scenario::portfolio::EvidencedNumber;
    use crate::scenario::{Study, Worlds};

    /// The Norfolk contract from a month on without starts, or with them all along.
    fn norfolk(starts: &str, closed_from: Option<Month>) -> Worlds {
        let text = include_str!("../../scenarios/stronger-families-norfolk.toml");
        let text = text.replace("starts = 2019-02-01", &format!("starts = {starts}"));
        let mut sets = ["variants=[]", "views=[]", "claims=[]"].map(str::to_owned).to_vec();
        let change =
            |it| format!("changes=[{{ name = \"end\", from_month = {it}, starts = false }}]");
        sets.extend(closed_from.map(change));
        let loaded =
            Study::from_text("norfolk.toml", &text, &sets, FilePath::new(".")).check().clone();
        loaded.worlds.unwrap_or_else(|| panic!("{:?}", loaded.findings))
    }

    fn of(studies: &[Worlds]) -> Portfolio {
        let known = |value: f64| EvidencedNumber {
            value,
            provenance: crate::assumption::Provenance::default(),
        };
        let holding = |(index, study): (usize, &Worlds)| Holding {
            name: format!("contract {index}"),
            file: String::new(),
            arrangement: None,
            view: None,
            holding: 1.0,
            study: study.clone(),
        };
        Portfolio {
            name: "fund".to_owned(),
            description: None,
            hurdle: known(0.08),
            contracts: studies.iter().enumerate().map(holding).collect(),
            shocks: Vec::new(),
            policy: Some(known(0.1)),
        }
    }

    /// An event on a date is to each contract what an end of starts in its own month of that date is, to
    /// the penny: of one that began in February 2019, and of one that began a year later.
    #[test]
    fn policy_stops_the_starts_on_one_date_in_every_contract() {
        let open = of(&[norfolk("2019-02-01", None), norfolk("2020-02-01", None)]);
        let closed = of(&[norfolk("2019-02-01", Some(18)), norfolk("2020-02-01", Some(6))]);
        let (open, closed) = (PortfolioPlan::new(&open), PortfolioPlan::new(&closed));
        let date = f64::from(open.contracts[0].plan.calendar.first_day(18));
        let at = |event| Outside { scores: Vec::new(), event };
        let mut space = Workspace::default();
        for trial in (0..3).map(|index| Trial::new(1, index, 0)) {
            for (own, expected) in open.contracts.iter().zip(&closed.contracts) {
                let stopped = own.flows(trial, &at(Some(date)), &mut space);
                assert_eq!(stopped, expected.flows(trial, &at(None), &mut space));
                assert_ne!(stopped, own.flows(trial, &at(None), &mut space));
            }
            // Nothing that comes before a contract leaves anything of it.
            let early =
                open.contracts[1].flows(trial, &at(Some(365.0)), &mut space).expect("finite");
            assert!(early.net().iter().all(|it| *it == Money::ZERO));
        }
    }
}
