//! What the investor has when a price, a cap, an agreed deadweight or a lag moves, trial by trial, on
//! every scenario that is shipped with an investor.
//!
//! A contract that pays more, or sooner, leaves the investor's position (received less paid in so
//! far) no lower at the end of any month, as long as the same work is done: so no less cash, no lower
//! value, no higher peak and no later payback. `contract::settle` and `funding::fund` hold that by
//! themselves for any terms; here the whole program does. Only money that runs out changes the work.

use std::path::PathBuf;

use kinward::contract::Measure;
use kinward::results::{Metric, slug};
use kinward::scenario::{self, Files, Study};
use kinward::simulation::{self, Options, Plan, Silent};

use crate::common::{Simulated, root, study_of};

const TRIALS: u64 = 8;
const SEEDS: [u64; 2] = [1, 2];

/// More than any shipped contract needs at any price.
const ENOUGH: &str = "investor.commitment=100_000_000";

/// A scenario, and its lines of payment with their expected rates.
struct Contract {
    file: PathBuf,
    lines: Vec<(String, f64)>,
    sets: Vec<String>,
}

impl Contract {
    /// Every shipped one with an investor, without changes, which may have rates of their own.
    fn shipped() -> Vec<Self> {
        let folder = std::fs::read_dir(root().join("scenarios")).expect("a folder");
        let mut files: Vec<PathBuf> =
            folder.map(|folder| folder.expect("an entry").path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
        files.sort();
        let sets = ["variants=[]", "views=[]", "claims=[]", "changes=[]"].map(str::to_owned);
        let contract = |file: PathBuf| {
            let mut contract = Self { file, lines: Vec::new(), sets: sets.to_vec() };
            let base = contract.study(&[]).base;
            let central = base.register.central();
            let lines = base.contract.lines.iter().zip(&base.terms().prices);
            contract.lines =
                lines.map(|(line, price)| (slug(&line.name), central[price.rate])).collect();
            base.investor.is_some().then_some(contract)
        };
        let contracts: Vec<Self> = files.into_iter().filter_map(contract).collect();
        assert!(contracts.len() > 3);
        contracts
    }

    fn name(&self) -> String {
        self.file.display().to_string()
    }

    fn study(&self, sets: &[String]) -> scenario::Worlds {
        let sets = [&self.sets, sets].concat();
        study_of(
            Study::read(&Files::default(), &self.file, &sets).expect("readable").check().clone(),
        )
    }

    fn run(&self, sets: &[String], seed: u64) -> Simulated {
        let study = self.study(sets);
        Simulated::new(
            simulation::run(
                &Plan::new(&study),
                &Options { seed, ..Options::of_trials(TRIALS) },
                &Silent,
            )
            .expect("memory"),
        )
    }

    /// Assignments of one key of every line.
    fn each_line(&self, key: &str, value: impl Fn(f64) -> f64) -> Vec<String> {
        let set = |(line, rate): &(String, f64)| {
            format!("contract.payments.{line}.{key}={}", value(*rate))
        };
        self.lines.iter().map(set).collect()
    }

    /// Ladders of assignments, each step better for the investor than the one before.
    fn ladders(&self) -> Vec<Vec<Vec<String>>> {
        let one = |key: &str, values: &[f64]| -> Vec<Vec<String>> {
            values.iter().map(|it| vec![format!("{key}={it}")]).collect()
        };
        let rates = [0.0, 0.5, 0.9, 1.0, 1.1, 2.0, 5.0];
        let mut ladders = vec![
            rates.map(|factor| self.each_line("rate", |it| factor * it)).to_vec(),
            one("contract.caps.total", &[1e6, 3e6, 5e6, 9e6]),
            one("contract.lag_months", &[24.0, 12.0, 6.0, 3.0, 0.0]),
        ];
        let study = self.study(&[]);
        // Crowding out between councils: see docs/method.md.
        if study.base.council_names().is_empty() {
            ladders.push(one("contract.caps.per_year", &[2e5, 8e5, 2e6]));
        }
        if study
            .base
            .contract
            .lines
            .iter()
            .all(|line| !matches!(line.measure, Measure::DaysSaved { .. }))
        {
            let deadweight = [0.8, 0.5, 0.33, 0.0];
            ladders.push(deadweight.map(|it| self.each_line("deadweight", |_| it)).to_vec());
        }
        ladders
    }
}

fn pence(pounds: f64) -> f64 {
    (pounds * 100.0).round()
}

/// What the investor has in one trial.
struct Investor {
    cash: f64,
    npv: f64,
    peak: f64,
    payback: f64,
    stops: bool,
}

impl Investor {
    fn all(simulated: &Simulated) -> Vec<Self> {
        let of = |metric: Metric, trial: usize| simulated.of(metric)[trial];
        let one = |trial: usize| Self {
            cash: pence(of(Metric::InvestorReturned, trial) - of(Metric::InvestorDrawn, trial)),
            npv: of(Metric::InvestorNpv, trial),
            peak: pence(of(Metric::InvestorPeakDrawn, trial)),
            // Never is later than any month.
            payback: Some(of(Metric::InvestorPayback, trial))
                .filter(|it| it.is_finite())
                .unwrap_or(f64::INFINITY),
            stops: of(Metric::WorkStops, trial) == 1.0,
        };
        (0..simulated.of(Metric::InvestorDrawn).len()).map(one).collect()
    }

    /// Whether this is no worse than the other: values to the rounding of sums of millions.
    fn no_worse_than(&self, other: &Self) -> bool {
        other.cash <= self.cash
            && other.npv <= self.npv + 1e-6
            && self.peak <= other.peak
            && self.payback <= other.payback
    }
}

/// Calls with each trial on two neighbouring steps of each ladder, the lower first.
fn each_step(commitment: &[String], mut each: impl FnMut(&str, &Investor, &Investor)) {
    for contract in Contract::shipped() {
        for ladder in contract.ladders() {
            for seed in SEEDS {
                let steps: Vec<Vec<Investor>> = ladder
                    .iter()
                    .map(|sets| Investor::all(&contract.run(&[sets, commitment].concat(), seed)))
                    .collect();
                for (step, pair) in steps.windows(2).enumerate() {
                    let what = format!("{}, {:?}", contract.name(), ladder[step + 1]);
                    for (low, high) in pair[0].iter().zip(&pair[1]) {
                        each(&what, low, high);
                    }
                }
            }
        }
    }
}

/// With money enough the work is the same at any price: a higher tariff, a higher cap, less deadweight and
/// a shorter lag are never worse for the investor, on every trial and to the penny.
#[test]
fn more_is_never_worse_for_an_investor_with_money_enough() {
    each_step(&[ENOUGH.to_owned()], |what, low, high| {
        assert!(!low.stops && !high.stops, "{what}: money enough");
        assert!(high.no_worse_than(low), "{what}: {} pence, then {}", low.cash, high.cash);
    });
}

/// Under the commitments as they are shipped, money that runs out ends the starts. So a price that keeps a
/// service going that loses money may lose more of it (at most what is committed), and one that stops it
/// may save some: in a few trials in a hundred of those in which the work stops at either price, and in
/// no other.
#[test]
fn more_is_worse_only_where_the_money_runs_out() {
    let (mut goes_on, mut stops, mut worse) = (0, 0, 0);
    each_step(&[], |what, low, high| {
        if low.stops || high.stops {
            stops += 1;
            worse += u32::from(high.cash < low.cash);
        } else {
            goes_on += 1;
            assert!(high.no_worse_than(low), "{what}: {} pence, then {}", low.cash, high.cash);
        }
    });

    assert!(goes_on > 800 && stops > 400, "{goes_on} go on, {stops} stop");
    assert!(0 < worse && worse * 4 < stops, "{worse} of {stops} have less");
}
