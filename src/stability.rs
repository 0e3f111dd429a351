//! Results that must not move unnoticed.
//!
//! A change here is a change of everybody's results: it belongs under “value-changing” in the
//! changelog. `tests/stability.rs` has the trials of the contracts that ship; here, among the unit tests, which a
//! mutant meets first (`docs/reliability.md`), is one contract with something of every kind.

use std::fmt::Debug;
use std::fs;
use std::path::Path;

use crate::analysis::compare::{LineUp, Varied, compare};
use crate::analysis::{self, Simulator, Target, Terms, Unknown};
use crate::numeric::design::Design;
use crate::numeric::hash;
use crate::results::portfolio::FundSummary;
use crate::results::{BASE_VIEW, Column, Number, Room, Trials};
use crate::scenario::{Choice, Files, Study, portfolio};
use crate::simulation::{self, Options, Plan, PortfolioPlan, Silent};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn digest(numbers: impl Iterator<Item = u64>) -> String {
    format!("{:016x}", numbers.fold(0, hash::chain))
}

fn bits_of<T: Number>(columns: &[Column<T>]) -> impl Iterator<Item = u64> {
    columns.iter().flat_map(|column| column.numbers().expect("memory")).map(Number::bits)
}

/// Every number of every world.
fn bits(trials: &Trials) -> impl Iterator<Item = u64> {
    trials.worlds.iter().flat_map(|world| {
        let columns =
            [&world.metrics, &world.assumptions, &world.replicates, &world.years, &world.claims];
        columns.into_iter().flat_map(|columns| bits_of(columns)).chain(bits_of(&world.series))
    })
}

/// A contract with something of every kind, two views, two arrangements and a claim.
fn contract() -> Study {
    let text = fs::read_to_string(root().join("tests/stability.toml")).expect("it is there");
    Study::from_text("contract.toml", &text, &[], root())
}

/// The shortest digits that give a number again, so that another last bit is another text.
fn of_text(answer: &impl Debug) -> String {
    digest(format!("{answer:?}").bytes().map(u64::from))
}

/// Few, since each question simulates many worlds.
const OPTIONS: Options = Options {
    seed: 1,
    first: 0,
    trials: 24,
    draws: Design::Plain,
    room: Room { memory: usize::MAX, file: None },
};

#[test]
fn a_run_is_this() {
    let study = contract();
    let run = analysis::run(&study, None, &OPTIONS, &Silent).expect("an answer");
    let parts = [
        ("trials", digest(bits(&run.trials))),
        ("summary", of_text(&run.summary)),
        ("what it would take", of_text(&run.requirements)),
    ];
    insta::assert_snapshot!(listed(&parts));
}

#[test]
fn a_comparison_is_this() {
    let study = contract();
    let choice = Choice::default();
    let line_up = LineUp {
        worlds: study.lineup(&choice).worlds.expect("no errors"),
        choice,
        others: Vec::new(),
        against: None,
        varied: Some(Varied::between("levels.effect", (0.5, 2.0))),
    };
    let compared = compare(&study, &line_up, &OPTIONS, &Silent).expect("an answer");
    let parts = [("pairs", of_text(&compared.compared)), ("scan", of_text(&compared.scans))];
    insta::assert_snapshot!(listed(&parts));
}

#[test]
fn a_price_is_this() {
    let study = contract();
    let simulator = Simulator {
        study: &study,
        arrangement: None,
        views: vec![BASE_VIEW.to_owned(), "sceptic".to_owned()],
        options: OPTIONS,
        observer: &Silent,
    };
    let names = Plan::new(study.worlds().expect("no errors")).names;
    let target = |text: &str| Target::read(text, &names).expect("a target");
    let (investor, council) = (target("investor_irr.p50 >= 5%"), target("net_saving.mean >= 0"));
    let price = analysis::price(&simulator, Terms { investor, council });
    let price = price.expect("an answer");
    let unknown = Unknown { key: "levels.tariff", target: investor, between: None };
    let parts = [
        ("zone", of_text(&price.zone)),
        ("levers", of_text(&price.levers)),
        ("surface", of_text(&price.surface)),
        ("investment", of_text(&price.investment)),
        ("capital", of_text(&price.capital)),
        ("stresses", of_text(&price.stresses)),
        ("cases", of_text(&price.cases)),
        ("solve", of_text(&analysis::solve(&simulator, &unknown).expect("an answer"))),
    ];
    insta::assert_snapshot!(listed(&parts));
}

fn listed(parts: &[(&str, String)]) -> String {
    let lines: Vec<String> =
        parts.iter().map(|(part, digest)| format!("{part} {digest}")).collect();
    lines.join("\n")
}

/// Two of the contract, moved together.
#[test]
fn a_fund_is_this() {
    let fund = "schema = 1\nname = \"fund\"\nhurdle = { rate = 0.05 }\n\
        contracts = [{ file = \"a.toml\", name = \"a\" }, { file = \"a.toml\", name = \"b\", holding = 0.5 }]\n\
        shocks = [{ name = \"money\", assumptions = [\"placements.foster.weekly_cost\"], rank_correlation = 0.5 }]\n\
        policy = { yearly_chance = 0.2 }\n";
    let text = fs::read(root().join("tests/stability.toml")).expect("it is there");
    let files = Files::opened_by(move |path, _| {
        Ok(if path == Path::new("fund.toml") { fund.into() } else { text.clone() })
    });
    let loaded = portfolio::read(&files, Path::new("fund.toml"), &[]).expect("readable");
    let held = loaded.portfolio.unwrap_or_else(|| panic!("{:#?}", loaded.findings));
    let plan = PortfolioPlan::new(&held);
    let trials = simulation::run_portfolio(&plan, &OPTIONS, &Silent);
    let trials = trials.expect("finite numbers");
    let summary = FundSummary::of(&trials).expect("trials");
    let parts = [("rows", of_text(&trials.rows)), ("summary", of_text(&summary))];
    insta::assert_snapshot!(listed(&parts));
}
