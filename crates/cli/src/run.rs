//! `kinward run`

use std::env;
use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::args::{RunArguments, ScenarioArguments, SimulationArguments};
use super::output::{self, OutputFolder};
use super::printer::{Printer, Progress};
use super::status::{ExitStatus, Refusal, refuse};
use kinward::analysis::{self, Error};
use kinward::findings::{Finding, render};
use kinward::scenario::{Files, Loaded, Study, Worlds};
use kinward::simulation::Design;
use kinward_report::Report;
use kinward_report::manifest::{self, Origin, Started};

/// Kinward's own version.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

pub(super) fn run(
    arguments: &RunArguments,
    words: &[OsString],
    printer: &mut Printer,
) -> anyhow::Result<ExitStatus> {
    let started = Started::now();
    let files = Files::default();
    let study = study(&files, &arguments.scenario)?;
    let Some(worlds) = checked(study.check(), printer) else { return Ok(ExitStatus::Refused) };
    let view = arguments.view.as_deref().or(worlds.base.headline_view.as_deref());
    let target = output::target(arguments.output.as_ref(), &arguments.scenario.file, "");
    let folder = OutputFolder::new(&target)?;
    let progress = Progress::new();
    let answer = analysis::run(&study, view, &arguments.simulation.options(), &progress);
    progress.done();
    if let (Err(Error::Unanswerable(problem)), Some(view)) = (&answer, view) {
        refuse!("`--view {view}`: {problem}");
    }
    let Some(answer) = answered(answer, printer)? else { return Ok(ExitStatus::Refused) };
    if let Err(problem) = &answer.requirements {
        printer.complain(&format!("note: what it would take is left out: {problem}"));
    }
    let file = arguments.scenario.file.display().to_string();
    let report = Report {
        study: worlds,
        trials: &answer.trials,
        summary: &answer.summary,
        headline: answer.headline,
        requirements: answer.requirements.as_ref().ok(),
        file: &file,
        sets: &arguments.scenario.sets,
        version: VERSION,
    };
    let inputs = Inputs { files: &files, words, started };
    let (scenario, simulation) = (&arguments.scenario, &arguments.simulation);
    let write = |folder: &Path| kinward_report::write(folder, &report);
    let page = put_in_place(folder, (scenario, simulation), &inputs, write, printer)?;
    printer.say(&kinward_report::terminal_page(&report, &page, printer.screen()))?;
    Ok(ExitStatus::Success)
}

/// What a result is made from besides what was typed of the scenario and the simulation.
pub(super) struct Inputs<'a> {
    /// Every file that was read for it.
    pub(super) files: &'a Files,
    /// The command line.
    pub(super) words: &'a [OsString],
    pub(super) started: Started,
}

/// Writes a result with its manifest, and returns where its page is; what was in the folder before
/// stays until it is complete.
pub(super) fn put_in_place(
    folder: OutputFolder,
    (scenario, simulation): (&ScenarioArguments, &SimulationArguments),
    inputs: &Inputs<'_>,
    write: impl Fn(&Path) -> io::Result<Vec<PathBuf>>,
    printer: &mut Printer,
) -> anyhow::Result<String> {
    let command: Vec<String> =
        inputs.words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let written = folder.write(|folder| {
        let files = write(folder).context("cannot write the results")?;
        let origin = Origin {
            version: VERSION,
            file: &scenario.file,
            inputs: &inputs.files.read(),
            sets: &scenario.sets,
            seed: simulation.seed,
            draws: Design::from(simulation.draws).name(),
            trials: simulation.trials,
            first_trial: 0,
            threads: rayon::current_num_threads(),
            command: &command,
            started: inputs.started,
        };
        manifest::write(folder, &origin, &files).context("cannot write the manifest")?;
        Ok(())
    })?;
    if let Some(note) = written.note {
        printer.complain(&format!("note: {note}"));
    }
    Ok(written.folder.join("report.html").display().to_string())
}

/// Why a run was stopped, with the way out where the temporary folder is too small.
pub(super) fn stopped(problem: io::Error) -> anyhow::Error {
    let is_of_a_trial = problem.kind() == ErrorKind::InvalidData;
    let context = if is_of_a_trial {
        "the run was stopped".to_owned()
    } else {
        let folder = env::temp_dir();
        format!(
            "the run was stopped (the environment variable TMPDIR names a temporary folder with more room than `{}`; fewer trials need less)",
            folder.display()
        )
    };
    anyhow::Error::from(problem).context(context)
}

/// The answer to a question; none if the scenario refuses a value, which is said.
pub(super) fn answered<T>(
    answer: Result<T, Error>,
    printer: &mut Printer,
) -> anyhow::Result<Option<T>> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(Error::Refused(loaded)) => {
            checked(&loaded, printer);
            Ok(None)
        }
        Err(Error::Unanswerable(problem)) => Err(Refusal::because(problem.to_string())),
        Err(Error::Io(problem)) => Err(stopped(problem)),
    }
}

/// A scenario file with `--set` laid over it.
pub(super) fn study(files: &Files, arguments: &ScenarioArguments) -> anyhow::Result<Study> {
    let ScenarioArguments { file, sets } = arguments;
    Study::read(files, file, sets).with_context(|| format!("cannot read `{}`", file.display()))
}

/// The worlds of a scenario file; its findings are printed. None if there are errors.
pub(super) fn read(
    files: &Files,
    arguments: &ScenarioArguments,
    printer: &mut Printer,
) -> anyhow::Result<Option<Worlds>> {
    Ok(checked(study(files, arguments)?.check(), printer).cloned())
}

/// What was read, with its findings printed; none if there are errors.
pub(super) fn checked<'l>(loaded: &'l Loaded, printer: &mut Printer) -> Option<&'l Worlds> {
    if !loaded.findings.is_empty() {
        let colour = printer.colour_of_findings();
        let page = render(&loaded.document, &loaded.findings, colour);
        printer.complain_in_colour(&page);
    }
    debug_assert_eq!(loaded.worlds.is_none(), loaded.findings.iter().any(Finding::is_error));
    loaded.worlds.as_ref()
}
