//! A small scenario to vary, and what comes of running it.

use std::path::{Path, PathBuf};

use kinward::family::Family;
use kinward::findings::{Colour, render};
use kinward::numeric::design::Design;
use kinward::random::Trial;
use kinward::results::{Column, Metric, Number, Series, Trials, WorldTrials};
use kinward::scenario::{Choice, Loaded, Study, Worlds};
use kinward::simulation::{self, Options, Plan, Silent};

/// One pathway, one placement, one therapy that does nothing, a pound a day at home for a year
/// from referral: the tests say only what they change.
pub(crate) const SMALL: &str = include_str!("small.toml");

/// An investor for the small scenario.
pub(crate) const INVESTED: &str = "investor={ commitment = 80_000, hurdle = 0.05 }";

/// What a portfolio says before its contracts.
pub(crate) const FUND_HEAD: &str = include_str!("fund/head.toml");

/// Two contracts of one file.
pub(crate) const TWINS: &str = include_str!("fund/twins.toml");

/// A scenario, varied.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    text: String,
    sets: Vec<String>,
    seed: u64,
    trials: u64,
    design: Design,
}

impl Scene {
    pub(crate) fn small() -> Self {
        Self {
            text: SMALL.to_owned(),
            sets: Vec::new(),
            seed: 1,
            trials: 40,
            design: Design::Plain,
        }
    }

    pub(crate) fn of(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::small() }
    }

    pub(crate) fn norfolk() -> Self {
        let file = root().join("scenarios/stronger-families-norfolk.toml");
        Self { text: std::fs::read_to_string(file).expect("it is there"), ..Self::small() }
    }

    #[track_caller]
    pub(crate) fn set(mut self, assignment: &str) -> Self {
        self.sets.push(assignment.to_owned());
        self
    }

    /// Adds tables at the end of the file.
    pub(crate) fn with(mut self, tables: &str) -> Self {
        self.text.push_str(tables);
        self
    }

    /// The same without its variants and views, which stand last in the file.
    pub(crate) fn without_variants(self) -> Self {
        let ends = ["[[variants]]", "[[views]]"].map(|it| self.text.find(it));
        let end = ends.into_iter().flatten().min().unwrap_or(self.text.len());
        Self { text: self.text[..end].to_owned(), ..self }
    }

    pub(crate) fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    pub(crate) fn trials(self, trials: u64) -> Self {
        Self { trials, ..self }
    }

    pub(crate) fn design(self, design: Design) -> Self {
        Self { design, ..self }
    }

    /// As it was read.
    pub(crate) fn original(&self) -> Study {
        Study::from_text("scene.toml", &self.text, &self.sets, Path::new("."))
    }

    pub(crate) fn load(&self) -> Loaded {
        self.original().check().clone()
    }

    #[track_caller]
    pub(crate) fn study(&self) -> Worlds {
        study_of(self.load())
    }

    pub(crate) fn load_lineup(&self, choice: &Choice) -> Loaded {
        self.original().lineup(choice)
    }

    /// The worlds that are compared.
    #[track_caller]
    pub(crate) fn lineup(&self, choice: &Choice) -> Worlds {
        study_of(self.load_lineup(choice))
    }

    #[track_caller]
    pub(crate) fn run(&self) -> Simulated {
        self.run_from(0, self.trials)
    }

    #[track_caller]
    pub(crate) fn run_from(&self, first: u64, count: u64) -> Simulated {
        self.run_study(&self.study(), first, count)
    }

    /// Other worlds than the file's own, simulated as the file's.
    #[track_caller]
    pub(crate) fn run_lineup(&self, choice: &Choice) -> Simulated {
        self.run_study(&self.lineup(choice), 0, self.trials)
    }

    fn run_study(&self, study: &Worlds, first: u64, count: u64) -> Simulated {
        let plan = Plan::new(study);
        let options =
            Options { seed: self.seed, first, draws: self.design, ..Options::of_trials(count) };
        Simulated::new(simulation::run(&plan, &options, &Silent).expect("memory"))
    }
}

/// Of a file without mistakes.
#[track_caller]
pub(crate) fn study_of(loaded: Loaded) -> Worlds {
    let findings = render(&loaded.document, &loaded.findings, Colour::Plain);
    loaded.worlds.unwrap_or_else(|| panic!("{findings}"))
}

/// The rows of a run, with its metrics at hand.
#[derive(Debug)]
pub(crate) struct Simulated(pub(crate) Trials, Vec<Vec<Vec<f64>>>);

/// The worlds that every run has.
pub(crate) const STATUS_QUO: usize = 0;
pub(crate) const PROGRAMME: usize = 1;

impl Simulated {
    pub(crate) fn new(trials: Trials) -> Self {
        let metrics = trials.worlds.iter().map(|world| numbers(&world.metrics)).collect();
        Self(trials, metrics)
    }

    pub(crate) fn column(&self, world: usize, metric: Metric) -> &[f64] {
        let index = self.0.metrics.iter().position(|it| *it == metric);
        &self.1[world][index.expect("a listed metric")]
    }

    /// What the trials of the programme drew of one assumption.
    #[track_caller]
    pub(crate) fn drawn(&self, name: &str) -> Vec<f64> {
        let world = &self.0.worlds[PROGRAMME];
        let index =
            world.assumption_names.iter().position(|assumption_name| assumption_name == name);
        let column = &world.assumptions[index.unwrap_or_else(|| panic!("no assumption {name}"))];
        column.numbers().expect("memory")
    }

    /// The values of a series in one month.
    pub(crate) fn month(&self, world: usize, series: Series, month: usize) -> Vec<f64> {
        self.0.series(world, series).expect("memory").nth(month).expect("a month of the run")
    }

    /// Everything that a run left, as bits: a value that a trial does not have is the same
    /// nothing in both of two runs.
    pub(crate) fn bits(&self) -> Vec<WorldBits> {
        self.0.worlds.iter().map(WorldBits::of).collect()
    }

    /// A metric of the programme.
    pub(crate) fn of(&self, metric: Metric) -> &[f64] {
        self.column(PROGRAMME, metric)
    }

    pub(crate) fn mean(&self, metric: Metric) -> f64 {
        let column = self.of(metric);
        column.iter().sum::<f64>() / column.len() as f64
    }
}

/// What stands in columns.
pub(crate) fn numbers<T: Number>(columns: &[Column<T>]) -> Vec<Vec<T>> {
    columns.iter().map(|column| column.numbers().expect("memory")).collect()
}

/// The columns of one world, as bits.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct WorldBits {
    pub(crate) metrics: Vec<Vec<u64>>,
    pub(crate) others: Vec<Vec<Vec<u64>>>,
    pub(crate) series: Vec<Vec<u32>>,
}

impl WorldBits {
    fn of(world: &WorldTrials) -> Self {
        let bits = |columns: &[Column]| -> Vec<Vec<u64>> {
            let columns = numbers(columns).into_iter();
            columns.map(|column| column.iter().map(|it| it.to_bits()).collect()).collect()
        };
        let others = [&world.assumptions, &world.replicates, &world.years, &world.claims];
        let series = numbers(&world.series).into_iter();
        Self {
            metrics: bits(&world.metrics),
            others: others.map(|other| bits(other)).into(),
            series: series.map(|it| it.iter().map(|it| it.to_bits()).collect()).collect(),
        }
    }
}

/// A family that was referred on day 0 and whose child is 18 on day 3,000.
pub(crate) fn family() -> Family {
    Family {
        draws: Trial::new(1, 0, 0).family(0, 0),
        council: 0,
        pathway: 0,
        referred: 0,
        eighteen: 3_000,
        frailty: 1.0,
        days_in_care: 0.0,
    }
}

/// The top of the repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
