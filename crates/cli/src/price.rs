//! `kinward price`

use std::ffi::OsString;
use std::path::Path;

use super::args::{PriceArguments, SimulationArguments};
use super::output::{self, OutputFolder};
use super::printer::{Printer, Progress};
use super::run::{Inputs, VERSION, answered, checked, put_in_place, study};
use super::status::{ExitStatus, Refusal, refuse};
use kinward::analysis::{
    self, Error, FEWEST_BEYOND, Simulator, Target, Terms, Unanswerable, Unknown,
};
use kinward::results::{BASE_VIEW, FEWEST_TRIALS, MetricNames};
use kinward::scenario::{self, Files, Variant, Worlds};
use kinward::simulation::{Design, Plan};
use kinward_report::manifest::Started;
use kinward_report::{AS_IT_STANDS, Pricing, Report, Solved};

pub(super) fn price(
    arguments: &PriceArguments,
    words: &[OsString],
    printer: &mut Printer,
) -> anyhow::Result<ExitStatus> {
    let inputs = Inputs { started: Started::now(), files: &Files::default(), words };
    if arguments.simulation.trials < FEWEST_TRIALS as u64 {
        refuse!(
            "a price has an error only where there are trials enough: `--trials {FEWEST_TRIALS}` or more"
        );
    }
    let study = study(inputs.files, &arguments.scenario)?;
    let Some(worlds) = checked(study.check(), printer) else { return Ok(ExitStatus::Refused) };
    let progress = Progress::new();
    let asked = Command {
        arguments,
        names: Plan::new(worlds).names,
        simulator: Simulator {
            study: &study,
            arrangement: arrangement(arguments, worlds)?,
            views: views(arguments, worlds)?,
            options: arguments.simulation.options(),
            observer: &progress,
        },
        progress: &progress,
        inputs,
    };
    match (&arguments.solve, &arguments.target) {
        (Some(key), Some(target)) => asked.solve((key, target), &worlds.base.name, printer),
        _ => asked.price(printer),
    }
}

/// What was asked, and who answers.
struct Command<'a> {
    arguments: &'a PriceArguments,
    names: MetricNames,
    simulator: Simulator<'a>,
    progress: &'a Progress,
    inputs: Inputs<'a>,
}

impl Command<'_> {
    fn price(&self, printer: &mut Printer) -> anyhow::Result<ExitStatus> {
        let Self { arguments, simulator, .. } = self;
        let terms = Terms {
            investor: self.target("--investor", &arguments.investor)?,
            council: self.target("--council", &arguments.council)?,
        };
        let target = output::target(arguments.output.as_ref(), &arguments.scenario.file, "-priced");
        let folder = OutputFolder::new(&target)?;
        let price = analysis::price(simulator, terms);
        let Some(price) = self.answered(price, printer)? else { return Ok(ExitStatus::Refused) };
        let pricing = Pricing {
            report: Report {
                study: &price.worlds,
                trials: &price.trials,
                summary: &price.summary,
                headline: AS_IT_STANDS,
                requirements: None,
                file: &arguments.scenario.file.display().to_string(),
                sets: &arguments.scenario.sets,
                version: VERSION,
            },
            arrangement: simulator.arrangement.as_deref(),
            views: &simulator.views,
            price: &price,
            simulated: self.progress.trials(),
            command: &command(arguments),
        };
        let typed = (&arguments.scenario, &arguments.simulation);
        let write = |folder: &Path| kinward_report::write_pricing(folder, &pricing);
        let page = put_in_place(folder, typed, &self.inputs, write, printer)?;
        printer.say(&kinward_report::pricing_page(&pricing, &page, printer.screen()))?;
        Ok(ExitStatus::Success)
    }

    /// Answers a question of one number and prints it.
    fn solve(
        &self,
        (key, target): (&str, &str),
        scenario: &str,
        printer: &mut Printer,
    ) -> anyhow::Result<ExitStatus> {
        let Self { arguments, simulator, .. } = self;
        let target = self.target("--for", target)?;
        let folder = arguments.output.as_deref().map(OutputFolder::new).transpose()?;
        let between = arguments.between.as_deref().map(between).transpose()?;
        let found = analysis::solve(simulator, &Unknown { key, target, between });
        let Some(found) = self.answered(found, printer)? else { return Ok(ExitStatus::Refused) };
        let solved = Solved {
            scenario,
            again: &again(arguments),
            key: key.trim(),
            target,
            names: &self.names,
            answer: &found,
            trials: simulator.options.trials,
            seed: simulator.options.seed,
        };
        if let Some(folder) = folder {
            let write = |folder: &Path| kinward_report::write_solution(folder, &solved);
            let typed = (&arguments.scenario, &arguments.simulation);
            put_in_place(folder, typed, &self.inputs, write, printer)?;
        }
        printer.say(&kinward_report::solved_page(&solved, printer.screen()))?;
        Ok(ExitStatus::Success)
    }

    /// A target of the command line.
    fn target(&self, option: &str, text: &str) -> anyhow::Result<Target> {
        let trials = self.arguments.simulation.trials;
        let target = Target::read(text, &self.names)
            .map_err(|problem| Refusal::because(format!("`{option}`: {problem}")))?;
        if target.is_decided_by_few(trials) {
            refuse!(
                "`{option}`: fewer than {FEWEST_BEYOND} of {trials} trials would decide `{text}`; ask for a share nearer to a half, or simulate more trials"
            );
        }
        Ok(target)
    }

    /// The answer, with what could be typed otherwise where there is none.
    fn answered<T>(
        &self,
        answer: Result<T, Error>,
        printer: &mut Printer,
    ) -> anyhow::Result<Option<T>> {
        self.progress.done();
        let solve = self.arguments.solve.as_deref().unwrap_or_default().trim();
        let between = self.arguments.between.as_deref().unwrap_or_default();
        match &answer {
            Err(Error::Unanswerable(problem)) => match problem {
                Unanswerable::NobodyInvests | Unanswerable::PaysForNoOutcomes => refuse!(
                    "{problem}; name another with `--arrangement`, or solve for one number with `--solve`"
                ),
                Unanswerable::NothingToStartFrom | Unanswerable::NoOtherValue => refuse!(
                    "`--solve {solve}`: {problem}: say where to look by `--between LOW..HIGH`"
                ),
                Unanswerable::EndRefused { .. } => refuse!("`--between {between}`: {problem}"),
                _ => refuse!("`--solve {solve}`: {problem}"),
            },
            _ => answered(answer, printer),
        }
    }
}

/// The words that run the world that was solved for, but for the number; none of a variant or of a view
/// of its own, which `kinward run` has among its worlds and not as its base.
fn again(arguments: &PriceArguments) -> Option<Vec<String>> {
    if arguments.arrangement.is_some() {
        return None;
    }
    let mut words = vec!["kinward".to_owned(), "run".to_owned()];
    words.push(arguments.scenario.file.display().to_string());
    words.extend(arguments.scenario.sets.iter().flat_map(|set| ["--set".to_owned(), set.clone()]));
    words.extend(simulated(&arguments.simulation));
    Some(words)
}

/// The words that give the same draws.
fn simulated(simulation: &SimulationArguments) -> Vec<String> {
    let mut words = vec!["--seed".to_owned(), simulation.seed.to_string()];
    words.extend(["--trials".to_owned(), simulation.trials.to_string()]);
    let design = Design::from(simulation.draws);
    if design != Design::Plain {
        words.extend(["--draws".to_owned(), design.name().to_owned()]);
    }
    words
}

/// The variant that is priced.
fn arrangement(arguments: &PriceArguments, study: &Worlds) -> anyhow::Result<Option<String>> {
    let Some(wanted) = &arguments.arrangement else { return Ok(None) };
    let variants: Vec<&str> = variants(study).map(|variant| variant.name.as_str()).collect();
    match scenario::chosen(wanted, &variants).as_deref() {
        Ok([only]) => Ok(Some(only.clone())),
        Ok(_) => refuse!("`--arrangement {wanted}`: name one variant"),
        Err(problem) => refuse!("`--arrangement`: {problem}"),
    }
}

fn variants(study: &Worlds) -> impl Iterator<Item = &Variant> {
    study.variants.iter().filter(|variant| variant.arrangement.is_some())
}

/// The views under which answers are given, that of the base first.
fn views(arguments: &PriceArguments, study: &Worlds) -> anyhow::Result<Vec<String>> {
    let other = study.variants.iter().filter(|variant| variant.arrangement.is_none());
    let all: Vec<&str> =
        std::iter::once(BASE_VIEW).chain(other.map(|other| other.name.as_str())).collect();
    match &arguments.views {
        None => Ok(all.into_iter().map(str::to_owned).collect()),
        Some(wanted) => scenario::chosen(wanted, &all)
            .map_err(|chosen| Refusal::because(format!("`--views`: {chosen}"))),
    }
}

fn between(asked: &str) -> anyhow::Result<(f64, f64)> {
    let ends = asked
        .split_once("..")
        .and_then(|(low, high)| Some((low.trim().parse().ok()?, high.trim().parse().ok()?)));
    match ends.filter(|(low, high): &(f64, f64)| low < high && low.is_finite() && high.is_finite())
    {
        Some(ends) => Ok(ends),
        None => refuse!(
            "`--between {asked}` cannot be read; write two numbers, the lower first: `--between 20..80`"
        ),
    }
}

/// The command that gives the same numbers again.
fn command(arguments: &PriceArguments) -> String {
    let mut words = vec!["kinward".to_owned(), "price".to_owned()];
    words.push(arguments.scenario.file.display().to_string());
    let mut option = |name: &str, value: &str| words.extend([name.to_owned(), value.to_owned()]);
    option("--investor", &arguments.investor);
    option("--council", &arguments.council);
    arguments.arrangement.iter().for_each(|it| option("--arrangement", it));
    arguments.views.iter().for_each(|view| option("--views", view));
    arguments.scenario.sets.iter().for_each(|set| option("--set", set));
    words.extend(simulated(&arguments.simulation));
    kinward_report::command(&words)
}
