//! `kinward compare`

use std::ffi::OsString;
use std::path::Path;

use super::args::{CompareArguments, ScenarioArguments};
use super::output::{self, OutputFolder};
use super::printer::{Printer, Progress};
use super::run::{Inputs, VERSION, answered, checked, put_in_place, study};
use super::status::{ExitStatus, Refusal, refuse};
use kinward::analysis::compare::{self, LineUp, Varied};
use kinward::analysis::{Error, Unanswerable};
use kinward::scenario::{self, Choice, Files, Scenario, Worlds};
use kinward::simulation::{self, Plan};
use kinward_report::manifest::Started;
use kinward_report::{AS_IT_STANDS, Comparison, Report};

pub(super) fn compare(
    arguments: &CompareArguments,
    words: &[OsString],
    printer: &mut Printer,
) -> anyhow::Result<ExitStatus> {
    let inputs = Inputs { started: Started::now(), files: &Files::default(), words };
    let varied = arguments.scan.as_deref().map(varied).transpose()?;
    let study = study(inputs.files, &arguments.scenario)?;
    let only = (!arguments.variants.is_empty()).then(|| arguments.variants.clone());
    let choice = Choice { only, neutral: arguments.neutral, ..Choice::default() };
    let loaded = study.lineup(&choice);
    let Some(worlds) = checked(&loaded, printer) else { return Ok(ExitStatus::Refused) };
    let Some(others) = others(inputs.files, arguments, worlds, printer)? else {
        return Ok(ExitStatus::Refused);
    };
    let worlds = worlds.clone();
    let line_up = LineUp { choice, worlds, others, against: arguments.against.clone(), varied };
    let target = output::target(arguments.output.as_ref(), &arguments.scenario.file, "-compared");
    let folder = OutputFolder::new(&target)?;
    let progress = Progress::new();
    let answer = compare::compare(&study, &line_up, &arguments.simulation.options(), &progress);
    progress.done();
    if let Err(Error::Unanswerable(problem)) = &answer {
        return Err(unanswered(problem, arguments));
    }
    let Some(answer) = answered(answer, printer)? else { return Ok(ExitStatus::Refused) };
    let plan = Plan::compared(&line_up.worlds, &line_up.others);
    let scenarios: Vec<&Scenario> = plan.worlds.iter().map(|world| world.scenario).collect();
    let comparison = Comparison {
        report: Report {
            study: &line_up.worlds,
            trials: &answer.trials,
            summary: &answer.summary,
            headline: AS_IT_STANDS,
            requirements: None,
            file: &arguments.scenario.file.display().to_string(),
            sets: &arguments.scenario.sets,
            version: VERSION,
        },
        answer: &answer,
        scenarios: &scenarios,
        neutral: arguments.neutral,
        command: &command(arguments),
    };
    let typed = (&arguments.scenario, &arguments.simulation);
    let write = |folder: &Path| kinward_report::write_comparison(folder, &comparison);
    let page = put_in_place(folder, typed, &inputs, write, printer)?;
    printer.say(&kinward_report::comparison_page(&comparison, &page, printer.screen()))?;
    Ok(ExitStatus::Success)
}

/// The worlds of the other files; none if there are errors, or one does not fit beside the first.
fn others(
    files: &Files,
    arguments: &CompareArguments,
    worlds: &Worlds,
    printer: &mut Printer,
) -> anyhow::Result<Option<Vec<Worlds>>> {
    let mut others: Vec<Worlds> = Vec::new();
    let mut refused = false;
    for file in &arguments.files {
        let beside =
            ScenarioArguments { file: file.clone(), sets: arguments.scenario.sets.clone() };
        let all = Choice { neutral: arguments.neutral, ..Choice::default() };
        let mut loaded = study(files, &beside)?.lineup(&all);
        let taken: Vec<&str> = others.iter().map(|other| other.base.name.as_str()).collect();
        scenario::fits_beside(&mut loaded, worlds, &taken);
        match checked(&loaded, printer) {
            Some(other) => others.push(other.clone()),
            None => refused = true,
        }
    }
    Ok((!refused).then_some(others))
}

/// What is varied, such as `incentive.effect=0.5..3`.
fn varied(asked: &str) -> anyhow::Result<Varied> {
    let ends = asked.split_once('=').and_then(|(key, ends)| {
        let (low, high) = ends.split_once("..")?;
        Some((key.trim(), low.trim().parse().ok()?, high.trim().parse().ok()?))
    });
    match ends.filter(|(_, low, high): &(&str, f64, f64)| low < high) {
        Some((key, low, high)) => Ok(Varied::between(key, (low, high))),
        None => refuse!(
            "`--scan {asked}` cannot be read; write a key and two numbers, the lower first: `--scan incentive.effect=0.5..3`"
        ),
    }
}

/// Why there is no answer, in the words of what was typed.
fn unanswered(problem: &Unanswerable, arguments: &CompareArguments) -> anyhow::Error {
    let against = arguments.against.as_deref().unwrap_or_default();
    Refusal::because(match problem {
        Unanswerable::NothingToVary => format!("`--scan`: {problem}"),
        _ => format!("`--against {against}`: {problem}"),
    })
}

/// The command that gives the same numbers again.
fn command(arguments: &CompareArguments) -> String {
    let mut words = vec!["kinward".to_owned(), "compare".to_owned()];
    words.push(arguments.scenario.file.display().to_string());
    let mut option = |name: &str, value: &str| words.extend([name.to_owned(), value.to_owned()]);
    arguments.variants.iter().for_each(|variant| option("--variants", variant));
    arguments.files.iter().for_each(|file| option("--files", &file.display().to_string()));
    arguments.against.iter().for_each(|it| option("--against", it));
    arguments.scan.iter().for_each(|it| option("--scan", it));
    arguments.scenario.sets.iter().for_each(|set| option("--set", set));
    let simulation = &arguments.simulation;
    option("--seed", &simulation.seed.to_string());
    option("--trials", &simulation.trials.to_string());
    let design = simulation::Design::from(simulation.draws);
    if design != simulation::Design::Plain {
        option("--draws", design.name());
    }
    if arguments.neutral {
        words.push("--neutral".to_owned());
    }
    kinward_report::command(&words)
}
