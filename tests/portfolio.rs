//! Several contracts in one fund: what they share, and what they do not.

use std::fs;
use std::path::Path;

use kinward::findings::{Colour, render};
use kinward::numeric::summary::Sample;
use kinward::random::own_seed;
use kinward::results::portfolio::{FundRow, FundSummary, FundTrials, LeftOut, Position};
use kinward::results::{IrrKind, Metric};
use kinward::scenario::portfolio::{self, LoadedPortfolio};
use kinward::scenario::{Files, Portfolio, Study};
use kinward::simulation::{Options, Plan, PortfolioPlan, Silent, run, run_portfolio};

use crate::common::{FUND_HEAD, SMALL, Simulated, TWINS, root};

/// Somebody pays for the small contract's work, of which the tariff, the volume and the cost are
/// uncertain.
fn invested() -> String {
    let text = SMALL
        .replace("rate = 1\n", "rate = { lognormal = { mean = 1, sd = 0.4 } }\n")
        .replace("months = 2", "months = 2\nvolume = { gamma = { mean = 1, sd = 0.3 } }");
    format!("{text}\n[investor]\n{}\n", "commitment = 80_000\nhurdle = 0.05")
}

/// A folder with scenarios and a portfolio of them.
struct Fund {
    folder: tempfile::TempDir,
}

impl Fund {
    fn of(portfolio: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("small.toml"), invested()).expect("written");
        let later = invested().replace("starts = 2020-01-01", "starts = 2020-04-01");
        fs::write(folder.path().join("later.toml"), later).expect("written");
        let fund = format!("{FUND_HEAD}{portfolio}");
        fs::write(folder.path().join("fund.toml"), fund).expect("written");
        Self { folder }
    }

    fn loaded(&self) -> LoadedPortfolio {
        portfolio::read(&Files::default(), &self.folder.path().join("fund.toml"), &[])
            .expect("readable")
    }

    #[track_caller]
    fn portfolio(&self) -> Portfolio {
        let loaded = self.loaded();
        loaded.portfolio.unwrap_or_else(|| panic!("{:?}", loaded.findings))
    }

    #[track_caller]
    fn simulated(&self, trials: u64) -> FundTrials {
        run_portfolio(&PortfolioPlan::new(&self.portfolio()), &Options::of_trials(trials), &Silent)
            .expect("finite numbers")
    }
}

type Figure = fn(&Position) -> f64;

fn columns(trials: &FundTrials) -> [Vec<f64>; 2] {
    [0, 1].map(|contract| trials.of_contract(contract, |it| it.gain))
}

/// Numbers from 0 in the order of the values.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    for (rank, index) in order.into_iter().enumerate() {
        ranks[index] = rank as f64;
    }
    ranks
}

/// Trial by trial and bit by bit what `kinward run` says of the Norfolk contract under the seed that
/// the fund gives it.
#[test]
fn a_fund_of_one_contract_has_its_figures() {
    let file = root().join("scenarios/stronger-families-norfolk.toml");
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!(
        "schema = 1\nname = \"one\"\nhurdle = {{ rate = 0.08 }}\n[[contracts]]\nfile = {file:?}\nname = \"Norfolk\"\n"
    );
    fs::write(folder.path().join("one.toml"), text).expect("written");
    let read =
        portfolio::read(&Files::default(), &folder.path().join("one.toml"), &[]).expect("readable");
    let portfolio = read.portfolio.expect("no errors");
    let fund = run_portfolio(
        &PortfolioPlan::new(&portfolio),
        &Options { seed: 7, ..Options::of_trials(12) },
        &Silent,
    )
    .expect("finite numbers");
    let seed = own_seed(7, "Norfolk");
    assert_eq!(fund.seeds, [seed]);
    let sets = ["variants=[]".to_owned(), "views=[]".to_owned(), "claims=[]".to_owned()];
    let study = Study::read(&Files::default(), &file, &sets)
        .expect("readable")
        .check()
        .clone()
        .worlds
        .expect("no errors");
    let simulated = Simulated::new(
        run(&Plan::new(&study), &Options { seed, ..Options::of_trials(12) }, &Silent)
            .expect("memory"),
    );
    let figures: [(Metric, Figure); 7] = [
        (Metric::InvestorDrawn, |it| it.drawn),
        (Metric::InvestorReturned, |it| it.returned),
        (Metric::InvestorPeakDrawn, |it| it.peak),
        (Metric::InvestorMultiple, |it| it.multiple),
        (Metric::InvestorIrr, |it| it.irr),
        (Metric::InvestorNpv, |it| it.npv),
        (Metric::InvestorPayback, |it| it.payback),
    ];
    let bits = |values: &[f64]| values.iter().map(|it| it.to_bits()).collect::<Vec<_>>();
    for (metric, figure) in figures {
        let own = bits(simulated.of(metric));
        assert_eq!(bits(&fund.of_fund(figure)), own, "{metric:?}");
        assert_eq!(bits(&fund.of_contract(0, figure)), own, "{metric:?}");
    }
    assert!(simulated.of(Metric::InvestorDrawn).iter().all(|it| *it > 0.0));
}

/// Two entries of one file under two names share nothing: the correlation of their gains is within four
/// standard errors of 0 (600 trials: 0.04 each).
#[test]
fn two_entries_of_one_file_are_independent() {
    let trials = Fund::of(TWINS).simulated(600);
    let [one, other] = columns(&trials);
    assert_ne!(one, other);
    let found = Sample::PLAIN.correlation(&one, &other).expect("they vary");
    assert!(found.value.abs() < 4.0 * found.standard_error, "{found:?}");
    assert!(trials.rows.iter().all(|row| row.apart.is_none()), "nothing to tell apart");
}

/// Where hardly anything but the tariff is uncertain, gains have the stated rank correlation of it:
/// 0.7, within four standard errors of a rank correlation of 600 trials (0.03 each) and the noise of a
/// hundred families, which can only weaken it.
#[test]
fn a_shock_ties_contracts_together_as_stated() {
    let shock = "
[[shocks]]
name = \"tariffs\"
assumptions = [\"contract.payments.out_of_care.*\"]
rank_correlation = 0.7
";
    let tied = Fund::of(&format!("{TWINS}{shock}"));
    let certain = invested().replace("volume = { gamma = { mean = 1, sd = 0.3 } }", "");
    fs::write(tied.folder.path().join("small.toml"), certain).expect("written");
    assert_eq!(tied.portfolio().shocks[0].moves, [["contract.payments.\"out of care\".rate"]; 2]);
    let trials = tied.simulated(600);
    let [one, other] = columns(&trials);
    let found = Sample::PLAIN.correlation(&ranks(&one), &ranks(&other)).expect("they vary");
    assert!((0.7 - 0.13..0.7 + 0.12).contains(&found.value), "{found:?}");
    // Apart each has a shock of its own, with the same distribution.
    let apart = |contract: usize| -> Vec<f64> {
        trials.rows.iter().map(|row| row.apart.as_ref().expect("shocks")[contract]).collect()
    };
    let found = Sample::PLAIN.correlation(&apart(0), &apart(1)).expect("they vary");
    assert!(found.value.abs() < 4.0 * found.standard_error, "{found:?}");
    let [shared, own] = [one, apart(0)].map(|it| Sample::PLAIN.estimate(&it).expect("trials"));
    let error = shared.standard_error.hypot(own.standard_error);
    assert!((shared.mean - own.mean).abs() < 4.0 * error, "{shared:?} {own:?}");
    let summary = FundSummary::of(&trials).expect("trials");
    let sd = summary.diversification.expect("two contracts").sd;
    assert!(sd.independent.value < sd.fund.value && sd.fund.value < sd.together.value, "{sd:?}");
    assert!(sd.shared.is_clearly_above_zero() && sd.saved.is_clearly_below_zero(), "{sd:?}");
}

/// A holding scales every month's flows to the penny, a fund is the sum of its parts to the penny, and
/// what is not money does not change.
#[test]
fn holdings_scale_and_add_up_to_the_penny() {
    let held = |holding: &str| {
        let twins = TWINS.replace(
            "[[contracts]]\nname = \"one\"",
            &format!("[[contracts]]\nholding = {holding}\nname = \"one\""),
        );
        Fund::of(&twins).simulated(20)
    };
    let pence = |pounds: f64| {
        let pence = pounds * 100.0;
        assert!((pence - pence.round()).abs() < 1e-6, "{pounds}");
        pence.round()
    };
    let (whole, part) = (held("1"), held("0.37"));
    for (whole, part) in whole.rows.iter().zip(&part.rows) {
        let (own, scaled) = (whole.contracts[0], part.contracts[0]);
        // Half a penny for each of the few months with flows.
        for (own, scaled) in [(own.drawn, scaled.drawn), (own.returned, scaled.returned)] {
            assert!((0.37 * own - scaled).abs() < 0.005 * 60.0, "{own} {scaled}");
        }
        assert_eq!(own.kind, scaled.kind);
        assert!(own.irr.is_nan() || (own.irr - scaled.irr).abs() < 1e-3, "{own:?} {scaled:?}");
        assert_eq!(whole.contracts[1], part.contracts[1], "the other contract is left alone");
        for row in [whole, part] {
            let sum = |figure: Figure| row.contracts.iter().map(figure).sum::<f64>();
            assert_eq!(pence(row.fund.drawn), pence(sum(|it| it.drawn)));
            assert_eq!(pence(row.fund.returned), pence(sum(|it| it.returned)));
            assert_eq!(pence(row.fund.gain), pence(row.fund.returned - row.fund.drawn));
            assert!((row.fund.npv - sum(|it| it.npv)).abs() < 1e-6);
            assert!(row.fund.peak <= sum(|it| it.peak) + 1e-6);
        }
    }
}

/// The same rows for any number of threads and for any split of the trials.
#[test]
fn a_portfolio_is_the_same_on_any_threads_and_in_parts() {
    let text = "
[[contracts]]
file = \"small.toml\"
[[contracts]]
name = \"later\"
file = \"later.toml\"
holding = 0.5
[[shocks]]
name = \"volumes\"
assumptions = [\"referrals.volume\"]
rank_correlation = 0.5
[policy]
yearly_chance = 0.3
";
    let portfolio = Fund::of(text).portfolio();
    let plan = PortfolioPlan::new(&portfolio);
    let options = |range: &std::ops::Range<u64>| Options {
        seed: 3,
        first: range.start,
        ..Options::of_trials(range.end - range.start)
    };
    let simulated = |threads: usize, ranges: &[std::ops::Range<u64>]| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let rows: Vec<FundRow> = ranges
            .iter()
            .flat_map(|range| {
                pool.install(|| run_portfolio(&plan, &options(range), &Silent))
                    .expect("finite numbers")
                    .rows
            })
            .collect();
        // A value that a trial does not have is equal to none.
        format!("{rows:?}")
    };
    let whole = 0..40;
    let once = simulated(1, std::slice::from_ref(&whole));
    assert_eq!(once, simulated(3, &[whole]));
    assert_eq!(once, simulated(2, &[0..13, 13..40]));
}

/// Six contracts whose tariffs are one: a shock of 0.99 makes losses that the contracts alone would make up for
/// among themselves. What is left out is exactly what a portfolio without it would have: each trial's
/// gain to the bit, with policy and without, and the chance of the contracts alone when nothing is left. Of
/// 150 trials a fifth lose with the shock and few without: a change of 0.05 is beyond two standard errors.
#[test]
fn the_loss_that_a_shock_makes_is_gone_without_it() {
    let contract = |name| format!("[[contracts]]\nname = \"{name}\"\nfile = \"small.toml\"\n");
    let contracts = ["a", "b", "c", "d", "e", "f"].map(contract).concat();
    let shock = "
[[shocks]]
name = \"tariffs\"
assumptions = [\"contract.payments.out_of_care.*\"]
rank_correlation = 0.99
";
    let policy = "[policy]\nyearly_chance = 0.001\n";
    let gains = |ties: &str| {
        let fund = Fund::of(&format!("{contracts}{ties}"));
        // Of each pound paid in £1.45 is expected back, so that one contract is often below and six seldom.
        let poorer = invested().replace("mean = 1, sd = 0.4", "mean = 0.4, sd = 0.16");
        fs::write(fund.folder.path().join("small.toml"), poorer).expect("written");
        let trials = fund.simulated(150);
        (trials.of_fund(|position| position.gain), trials)
    };
    let (_, trials) = gains(&format!("{shock}{policy}"));
    let (alone, own) = gains("");
    assert_eq!(trials.left_out, [LeftOut::Shock(0), LeftOut::Policy, LeftOut::All]);
    assert_eq!((own.left_out.len(), own.rows[0].without.len()), (0, 0));
    for (index, expected) in [gains(policy).0, gains(shock).0, alone].iter().enumerate() {
        let without: Vec<f64> = trials.rows.iter().map(|row| row.without[index]).collect();
        assert_eq!(without, *expected, "{index}");
    }
    let summary = FundSummary::of(&trials).expect("trials");
    let alone = FundSummary::of(&own).expect("trials").fund.loses;
    let [shock, policy, all] = summary.loss_without[..] else { panic!("three are left out") };
    assert_eq!([shock, policy, all].map(|it| it.left_out), trials.left_out[..]);
    assert_eq!(all.loses, alone);
    assert!(shock.is_clear() && shock.change.value < -0.05, "{shock:?}");
    let change = shock.loses.share - summary.fund.loses.share;
    assert!((shock.change.value - change).abs() < 1e-12, "{shock:?}");
    assert!(!policy.is_clear(), "{policy:?}");
}

/// With a chance near 1 in a year the event comes within weeks of the first contract's start: the second
/// contract, which would begin a quarter later, never does.
#[test]
fn a_contract_that_has_not_begun_does_not_begin() {
    let text = "
[[contracts]]
file = \"small.toml\"
[[contracts]]
name = \"later\"
file = \"later.toml\"
[policy]
yearly_chance = 0.999999999
";
    let trials = Fund::of(text).simulated(30);
    let idle = trials.rows.iter().filter(|row| row.contracts[1].kind == IrrKind::NothingInvested);
    assert!(27 <= idle.count());
    assert!(trials.rows.iter().any(|row| row.contracts[0].drawn > 0.0));
}

fn findings(loaded: &LoadedPortfolio) -> String {
    let plain = |document, findings| render(document, findings, Colour::Plain);
    let contracts =
        loaded.contracts.iter().map(|contract| plain(&contract.document, &contract.findings));
    std::iter::once(plain(&loaded.document, &loaded.findings)).chain(contracts).collect()
}

/// Every file in `tests/findings/portfolios` against findings that a person has read; those of a
/// contract's own file stand in that file.
#[test]
fn mistakes_in_a_portfolio_are_found_at_their_places() {
    for name in ["structure", "meaning", "shocks"] {
        // Paths as they are typed from the top of the repository.
        let file = format!("tests/findings/portfolios/{name}.toml");
        let loaded = portfolio::read(&Files::default(), Path::new(&file), &[]).expect("readable");
        assert!(loaded.portfolio.is_none());
        insta::assert_snapshot!(format!("a_portfolio_with_mistakes_of_{name}"), findings(&loaded));
    }
}

/// The portfolio's own keys and those of a contract's scenario, by name, by number and by `*`; a mistake
/// is a finding at its place in what was typed.
#[test]
fn a_set_reaches_the_portfolio_and_the_scenarios_of_its_contracts() {
    let fund = Fund::of(&format!("{TWINS}[policy]\nyearly_chance = 0.1\n"));
    let set = |sets: &[&str]| {
        let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
        portfolio::read(&Files::default(), &fund.folder.path().join("fund.toml"), &sets)
            .expect("readable")
    };
    let starts = |loaded: &LoadedPortfolio| -> Vec<String> {
        let portfolio = loaded.portfolio.as_ref().unwrap_or_else(|| panic!("{}", findings(loaded)));
        portfolio.contracts.iter().map(|held| held.study.base.starts.to_string()).collect()
    };
    let own = set(&["policy.yearly_chance=0.3", "contracts.other.holding=0.25"]);
    let portfolio = own.portfolio.as_ref().expect("no errors");
    assert_eq!(portfolio.policy.as_ref().map(|policy| policy.value), Some(0.3));
    assert_eq!([0, 1].map(|contract| portfolio.contracts[contract].holding), [1.0, 0.25]);
    let (first, later) = ("2020-01-01", "2020-04-01");
    for (contracts, expected) in [
        ("contracts.other", [first, later]),
        ("contracts[0]", [later, first]),
        ("contracts.*", [later, later]),
    ] {
        assert_eq!(
            starts(&set(&[&format!("{contracts}.starts={later}")])),
            expected,
            "{contracts}"
        );
    }
    let wrong = [
        "contracts.another.investor.commitment=1",
        "contracts.one.investor.comitment=1",
        "contracts.*.levels.effect=200",
        "contracts.other.holding=2",
        "polcy.yearly_chance=0",
    ];
    let printed: Vec<String> = wrong.iter().map(|set_to| findings(&set(&[set_to]))).collect();
    let folder = format!("{}/", fund.folder.path().display());
    let printed = printed.join("\n").replace(&folder, "");
    insta::assert_snapshot!("what_is_set_of_a_portfolio_with_mistakes", printed);
}

#[test]
fn the_shipped_portfolio_holds_four_contracts() {
    let file = root().join("scenarios/portfolios/edge-of-care.toml");
    let loaded = portfolio::read(&Files::default(), &file, &[]).expect("readable");
    assert_eq!(loaded.findings, [], "{}", findings(&loaded));
    let portfolio = loaded.portfolio.expect("no errors");
    let names: Vec<&str> =
        portfolio.contracts.iter().map(|contract| contract.name.as_str()).collect();
    assert_eq!(names, ["Norfolk", "Suffolk", "London", "Essex"]);
    for shock in &portfolio.shocks {
        assert!(shock.moves.iter().all(|it| !it.is_empty()), "{shock:?}");
    }
    assert!(portfolio.numbers().iter().all(|number| !number.1.provenance.is_unsourced()));
}

/// A run of such a contract is stopped; so is a portfolio that holds it.
#[test]
fn more_money_than_can_be_counted_stops_a_portfolio_at_its_trial_and_contract() {
    let fund = Fund::of(TWINS);
    let text = invested()
        .replace("rate = { lognormal = { mean = 1, sd = 0.4 } }", "rate = 1e9")
        .replace("rate = 50", "rate = 900")
        .replace("months = 2\nvolume", "months = 12\nvolume");
    fs::write(fund.folder.path().join("small.toml"), text).expect("written");
    let portfolio = fund.portfolio();
    let problem = run_portfolio(&PortfolioPlan::new(&portfolio), &Options::of_trials(6), &Silent)
        .expect_err("more than can be counted");
    assert_eq!((problem.trial, problem.world.as_str()), (0, "one"), "{problem}");
    assert_eq!(problem.what, "what comes back");
}

/// A fund holds what somebody invests in, which an arrangement of the file may not be.
#[test]
fn an_arrangement_without_an_investor_is_refused_at_its_name() {
    let fund = Fund::of("[[contracts]]\nfile = \"small.toml\"\narrangement = \"fees\"\n");
    let variant = "[[variants]]\nname = \"fees\"\nwithout = [\"investor\"]\n";
    let text = format!("{}\n{variant}", invested());
    fs::write(fund.folder.path().join("small.toml"), text).expect("written");
    let said = findings(&fund.loaded());
    assert!(said.contains("nobody invests in `fees`") && said.contains("fund.toml:6:15"), "{said}");
}

/// A pipe that nobody writes to would be waited for without end.
#[cfg(unix)]
#[test]
fn a_contract_is_a_regular_file() {
    let fund = Fund::of("[[contracts]]\nfile = \"/dev/zero\"\n");
    let said = findings(&fund.loaded());
    assert!(said.contains("cannot read `/dev/zero`: it is not a regular file"), "{said}");
}
