//! What may be typed.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::new;
use super::status::EXPLANATION;
use kinward::results::Room;
use kinward::simulation::{Design, Options};

/// Simulates social outcomes contracts that keep children at home
#[derive(Debug, Parser)]
#[command(name = "kinward", version, arg_required_else_help = true, disable_help_subcommand = true)]
#[command(after_help = EXPLANATION)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Simulate a scenario and write the report
    Run(RunArguments),
    /// Check a scenario, and list its assumptions with their sources and grades
    Check(CheckArguments),
    /// Compare contract arrangements on the same simulated families, under every view of the evidence
    Compare(CompareArguments),
    /// Find the lowest tariff the investor would accept and the highest the council could pay
    Price(PriceArguments),
    /// Compare the published figures of scenarios with the simulation
    Claims(ClaimsArguments),
    /// Simulate a fund of several contracts and show what diversification does to its risk
    Portfolio(PortfolioArguments),
    /// Describe a scenario in plain English
    Explain(ExplainArguments),
    /// Write a scenario to start from
    New(NewArguments),
    /// Print the JSON Schema of scenario files, for editors
    Schema(SchemaArguments),
}

impl Command {
    /// How trials are simulated, in a command that has any.
    pub(super) fn simulation(&self) -> Option<&SimulationArguments> {
        match self {
            Self::Run(it) => Some(&it.simulation),
            Self::Compare(it) => Some(&it.simulation),
            Self::Price(it) => Some(&it.simulation),
            Self::Claims(it) => Some(&it.simulation),
            Self::Portfolio(it) => Some(&it.simulation),
            Self::Check(_) | Self::Explain(_) | Self::New(_) | Self::Schema(_) => None,
        }
    }
}

/// Simulates thousands of cohorts of families under a scenario and writes the report
///
/// The answer is printed; the report, its charts and all results are written to a folder, whose earlier result
/// they replace when they are complete. A run that is stopped leaves the folder as it was; one run at a
/// time writes to it, and a second says so and ends.
#[derive(Debug, Args)]
pub(super) struct RunArguments {
    #[command(flatten)]
    pub(super) scenario: ScenarioArguments,
    /// The view of the evidence, by name, that the report follows past its first page, which shows every view
    /// [default: the file's `headline_view`, or else the file's own case]
    #[arg(long, value_name = "NAME")]
    pub(super) view: Option<String>,
    #[command(flatten)]
    pub(super) simulation: SimulationArguments,
    /// Where to write [default: output/ and the name of the scenario file]
    #[arg(long, short = 'o', value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
}

/// Compares contract arrangements
///
/// Every arrangement (the scenario's own, its variants, other files) is simulated for the same
/// families under every view of the evidence. The answer is printed; a report, tables for a paper and
/// all differences are written to a folder.
#[derive(Debug, Args)]
#[command(mut_arg("trials", |it| it.default_value("2000")))]
pub(super) struct CompareArguments {
    #[command(flatten)]
    pub(super) scenario: ScenarioArguments,
    /// Compare only these variants and views, by name, separated by commas [default: all]
    #[arg(long, value_name = "NAMES")]
    pub(super) variants: Vec<String>,
    /// Other scenario files to compare with, over the same referrals: the own arrangement of each, under
    /// its name and under the views that both files have; `--set` changes them too
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) files: Vec<PathBuf>,
    /// What the others are compared with, such as `status quo` or a variant [default: programme]
    #[arg(long, value_name = "ARRANGEMENT")]
    pub(super) against: Option<String>,
    /// Leave out every `[incentive]`: the same service, paid for in different ways
    #[arg(long)]
    pub(super) neutral: bool,
    /// The number that is varied to find the break-even, from the lower to the higher end, in one
    /// arrangement of each pair [default: incentive.effect from 0.5 to 3, where somebody invests]
    #[arg(long, value_name = "KEY=LOW..HIGH")]
    pub(super) scan: Option<String>,
    #[command(flatten)]
    pub(super) simulation: SimulationArguments,
    /// Where to write [default: output/, the name of the scenario file and `-compared`]
    #[arg(long, short = 'o', value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
}

/// Prices a contract
///
/// The lowest tariff the investor would accept and the highest the council could pay, under every view
/// of the evidence, and whether the two overlap; what would close the gap; what must be true for the council to gain; how
/// much capital it takes. With `--solve`, the value of any one number of the scenario at which a target
/// holds.
#[derive(Debug, Args)]
#[command(mut_arg("trials", |it| it.default_value("1000")))]
pub(super) struct PriceArguments {
    #[command(flatten)]
    pub(super) scenario: ScenarioArguments,
    /// Solve for this number of the scenario, such as `contract.payments.out_of_care.rate`,
    /// `levels.tariff` (all rates for outcomes at once) or `investor.commitment`; `*` is every item of a
    /// list
    #[arg(long, value_name = "KEY", requires = "target")]
    pub(super) solve: Option<String>,
    /// What should hold: `investor_irr.p50 >= 8%`, `investor_npv.mean >= 0`,
    /// `P(net_saving > 0) >= 75%`; `kinward schema --metrics` lists the metrics
    #[arg(long = "for", id = "target", value_name = "TARGET", requires = "solve")]
    pub(super) target: Option<String>,
    /// The range of values to search [default: up to four times the value in the file]
    #[arg(long, value_name = "LOW..HIGH", requires = "solve")]
    pub(super) between: Option<String>,
    /// What the investor wants
    #[arg(long, value_name = "TARGET", default_value = "P(investor_npv >= 0) >= 50%")]
    pub(super) investor: String,
    /// What the council wants
    #[arg(long, value_name = "TARGET", default_value = "P(net_saving > 0) >= 75%")]
    pub(super) council: String,
    /// The variant that is priced [default: the file's own arrangement]
    #[arg(long, value_name = "NAME")]
    pub(super) arrangement: Option<String>,
    /// Only under these views of the evidence, by name, separated by commas [default: all]
    #[arg(long, value_name = "NAMES")]
    pub(super) views: Option<String>,
    #[command(flatten)]
    pub(super) simulation: SimulationArguments,
    /// Where to write [default: output/, the name of the scenario file and `-priced`; with `--solve`
    /// nothing is written unless this is given]
    #[arg(long, short = 'o', value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
}

/// Simulates a fund of several contracts
///
/// Every contract of a portfolio file is simulated with families of its own, and all are moved by the risks
/// that the file says they share. The fund's own distribution is printed, and what diversification does; a
/// report and all trials are written to a folder.
#[derive(Debug, Args)]
#[command(mut_arg("trials", |it| it.default_value("2000").value_parser(trials::<1_000_000>)))]
#[command(mut_arg("draws", |it| it.hide(true)))]
pub(super) struct PortfolioArguments {
    /// The portfolio, a TOML file
    pub(super) file: PathBuf,
    /// Set one key of the portfolio, such as `policy.yearly_chance=0`, or of a contract's scenario, by the
    /// contract's `name` or its number from 0: `contracts.Norfolk.levels.tariff=1.1`; `*` is every
    /// contract; may be given again
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(super) sets: Vec<String>,
    #[command(flatten)]
    pub(super) simulation: SimulationArguments,
    /// Where to write [default: output/, the name of the portfolio file and `-portfolio`]
    #[arg(long, short = 'o', value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
}

/// Checks a scenario and lists its assumptions
///
/// Everything that is wrong is shown at once, each with its place and the way out. Then the
/// register of assumptions: value, spread, source and grade, and which have no source.
#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    pub(super) scenario: ScenarioArguments,
}

/// Compares published figures with the simulation
///
/// Each scenario is run, with its variants and views, and each figure that has been published about the
/// contract is shown beside the simulated one, with the probability of it under every view.
#[derive(Debug, Args)]
pub(super) struct ClaimsArguments {
    /// Scenarios; a folder stands for the TOML files in it, by name
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) simulation: SimulationArguments,
    /// Print a page in Markdown
    #[arg(long)]
    pub(super) markdown: bool,
}

/// Writes a scenario to start from
///
/// The file is named after the contract and is written to the current folder; one that exists is never
/// replaced. Its figures are those of the contract it starts from, until you change them.
#[derive(Debug, Args)]
pub(super) struct NewArguments {
    /// What the contract is called
    pub(super) name: String,
    /// The shipped scenario to start from
    #[arg(long, value_parser = PossibleValuesParser::new(new::keys()))]
    pub(super) from: String,
}

/// Describes a scenario in plain English
///
/// A page to hand to somebody who will sign the contract: who takes part, which families, what they
/// get, who pays whom for what and when, and every assumption with its source.
#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    #[command(flatten)]
    pub(super) scenario: ScenarioArguments,
    /// Print the page in Markdown
    #[arg(long)]
    pub(super) markdown: bool,
}

#[derive(Debug, Args)]
pub(super) struct SimulationArguments {
    /// How many trials to simulate; the standard error of a mean falls with the square root of the number
    #[arg(long, short = 'n', default_value_t = 10_000, value_name = "N", value_parser = trials::<10_000_000>, allow_negative_numbers = true)]
    pub(super) trials: u64,
    /// Where the random numbers start; the same seed gives the same results, byte for byte
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = seed, allow_negative_numbers = true)]
    pub(super) seed: u64,
    /// How the uncertain assumptions are drawn; families are drawn at random either way
    #[arg(long, value_enum, default_value_t = DrawsName::Plain, value_name = "HOW")]
    pub(super) draws: DrawsName,
    /// How many threads to use [default: all cores]; the results do not depend on it
    #[arg(long, short = 'j', env = "KINWARD_THREADS", value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024), allow_negative_numbers = true)]
    pub(super) threads: Option<u16>,
}

/// What the sealed columns of a run may take of memory, in bytes; the rest goes to a temporary file.
const MEMORY: usize = 128 << 20;

impl SimulationArguments {
    pub(super) fn options(&self) -> Options {
        let room = Room { memory: MEMORY, file: Some(tempfile::tempfile) };
        let Self { seed, trials, draws, .. } = *self;
        Options { seed, first: 0, trials, draws: draws.into(), room }
    }
}

/// A number of trials.
fn trials<const MOST: u64>(text: &str) -> Result<u64, String> {
    let number = text.parse().ok().filter(|number| (1..=MOST).contains(number));
    number.ok_or_else(|| format!("a number of trials is a whole number from 1 to {MOST}"))
}

fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("a seed is a whole number from 0 to {}", u64::MAX))
}

/// How the assumptions of the trials are drawn.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum DrawsName {
    /// Each trial by itself
    Plain,
    /// Spread evenly over all that is uncertain (scrambled Sobol' points): the same means with a smaller standard error; best where the number of trials is 16 times a power of two, such as 8192
    Sobol,
}

impl From<DrawsName> for Design {
    fn from(name: DrawsName) -> Self {
        match name {
            DrawsName::Plain => Self::Plain,
            DrawsName::Sobol => Self::Sobol,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct ScenarioArguments {
    /// The scenario, a TOML file
    pub(super) file: PathBuf,
    /// Set one key of the scenario, such as `therapies.fft_cw.completes=0.6`; may be given again
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(super) sets: Vec<String>,
}

/// Prints the JSON Schema of scenario or portfolio files
///
/// Save it beside a scenario and put `#:schema kinward.schema.json` in the scenario's first line,
/// and an editor that knows TOML schemas will complete its keys and mark mistakes.
#[derive(Debug, Args)]
pub(super) struct SchemaArguments {
    /// Print the reference page of scenario files instead
    #[arg(long, conflicts_with = "metrics")]
    pub(super) markdown: bool,
    /// Print the reference page of metrics instead
    #[arg(long)]
    pub(super) metrics: bool,
    /// The schema or reference page of portfolio files instead
    #[arg(long, conflicts_with = "metrics")]
    pub(super) portfolio: bool,
}
