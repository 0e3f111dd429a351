//! `kinward run`

use std::env;
use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::args::{RunArguments, ScenarioArguments, SimulationArguments};
use super::output::{self, OutputFolder};
use super::printer::{Printer, Progress};
use super::status::{ExitStatus, refuse};
use kinward::findings::{Finding, render};
use kinward::pricing::{self, Desk, Requirements, Trouble};
use kinward::results::{self, BASE_VIEW, Summary, Trials};
use kinward::scenario::{Files, Loaded, Study, Worlds};
use kinward::simulation::{self, Design, Options, Plan, Silent};
use kinward_report::manifest::{self, Origin, Started};
use kinward_report::{AS_IT_STANDS, Report};

/// Kinward's own version.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

pub(super) fn run(
    arguments: &RunArguments,
    words: &[OsString],
    printer: &mut Printer,
) -> anyhow::Result<ExitStatus> {
    let started = Started::now();
    let files = Files::default();
    let original = original(&files, &arguments.scenario)?;
    let Some(study) = studied(original.worlds(), printer) else { return Ok(ExitStatus::Refused) };
    let headline = headline(arguments, &study)?;
    let target = output::target(arguments.output.as_ref(), &arguments.scenario.file, "");
    let folder = OutputFolder::new(&target)?;
    let (trials, summary) = simulate(&study, headline, &arguments.simulation)?;
    let requirements =
        required(&original, &study, (&trials, &summary), arguments.simulation.options(), printer)?;
    let file = arguments.scenario.file.display().to_string();
    let report = Report {
        study: &study,
        trials: &trials,
        summary: &summary,
        headline,
        requirements: requirements.as_ref(),
        file: &file,
        sets: &arguments.scenario.sets,
        version: VERSION,
    };
    let made = Made { files: &files, words, started };
    let (scenario, simulation) = (&arguments.scenario, &arguments.simulation);
    let write = |folder: &Path| kinward_report::write(folder, &report);
    let page = put_in_place(folder, (scenario, simulation), &made, write, printer)?;
    printer.say(&kinward_report::terminal_page(&report, &page, printer.screen()))?;
    Ok(ExitStatus::Success)
}

/// The world of the view that the report follows: that of the command line, else that of the file.
fn headline(arguments: &RunArguments, study: &Worlds) -> anyhow::Result<usize> {
    let asked = arguments.view.as_deref().or(study.base.headline_view.as_deref());
    let Some(asked) = asked.filter(|view| *view != BASE_VIEW) else { return Ok(AS_IT_STANDS) };
    let views: Vec<&str> = study.views().map(|(_, name)| name).collect();
    match study.views().find(|(_, name)| *name == asked) {
        Some((variant, _)) => Ok(AS_IT_STANDS + 1 + variant),
        None if views.is_empty() => refuse!("`--view {asked}`: this scenario has no views"),
        None => refuse!(
            "there is no view `{asked}`; the views of this scenario are `{BASE_VIEW}`, `{}`",
            views.join("`, `")
        ),
    }
}

/// What it would take for the claimed saving, or any, under each view.
fn required(
    original: &Study,
    study: &Worlds,
    (trials, summary): (&Trials, &Summary),
    options: Options,
    printer: &mut Printer,
) -> anyhow::Result<Option<Requirements>> {
    let views = study.views().map(|(variant, name)| (name.to_owned(), AS_IT_STANDS + 1 + variant));
    let views = std::iter::once((BASE_VIEW.to_owned(), AS_IT_STANDS)).chain(views);
    let (views, worlds): (Vec<String>, Vec<usize>) = views.unzip();
    let desk = Desk { original, arrangement: None, views, options, observer: &Silent };
    let asked = summary.asked_saving();
    let at_least = asked.claim.map(|(_, claim)| claim.value);
    match pricing::requirements(&desk, (trials, &worlds), (asked.metric, at_least)) {
        Ok(requirements) => Ok(Some(requirements)),
        // The run itself has its results: they are not lost for a number that nobody wrote.
        Err(Trouble::Io(problem)) if problem.kind() == ErrorKind::InvalidData => {
            printer.complain(&format!("note: what it would take is left out: {problem}"));
            Ok(None)
        }
        Err(Trouble::Io(problem)) => Err(problem).context("cannot simulate what it would take"),
        Err(Trouble::Refused(_)) => unreachable!("the scenario was checked"),
    }
}

/// What a result is made from besides what was typed of the scenario and the simulation.
pub(super) struct Made<'a> {
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
    made: &Made<'_>,
    write: impl Fn(&Path) -> io::Result<Vec<PathBuf>>,
    printer: &mut Printer,
) -> anyhow::Result<String> {
    let command: Vec<String> =
        made.words.iter().map(|it| it.to_string_lossy().into_owned()).collect();
    let written = folder.write(|folder| {
        let files = write(folder).context("cannot write the results")?;
        let origin = Origin {
            version: VERSION,
            file: &scenario.file,
            inputs: &made.files.read(),
            sets: &scenario.sets,
            seed: simulation.seed,
            draws: Design::from(simulation.draws).name(),
            trials: simulation.trials,
            first_trial: 0,
            threads: rayon::current_num_threads(),
            command: &command,
            started: made.started,
        };
        manifest::write(folder, &origin, &files).context("cannot write the manifest")?;
        Ok(())
    })?;
    if let Some(note) = written.note {
        printer.complain(&format!("note: {note}"));
    }
    Ok(written.folder.join("report.html").display().to_string())
}

/// All trials of a study beside the status quo of its headline world and what they say, with a bar
/// while they are simulated.
pub(super) fn simulate(
    study: &Worlds,
    headline: usize,
    arguments: &SimulationArguments,
) -> anyhow::Result<(Trials, Summary)> {
    let plan = Plan::beside(study, headline.checked_sub(AS_IT_STANDS + 1));
    let trials = trials_of(&plan, &arguments.options())?;
    let summary = results::summarise(&trials, &plan.claims);
    Ok((trials, summary.context("cannot summarise the trials")?))
}

/// So many trials of a plan, with a bar while they are simulated.
pub(super) fn trials_of(plan: &Plan<'_>, options: &Options) -> anyhow::Result<Trials> {
    let progress = Progress::new();
    let simulated = simulation::run(plan, options, &progress);
    progress.done();
    simulated.map_err(stopped)
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

/// A scenario file with `--set` laid over it.
pub(super) fn original(files: &Files, arguments: &ScenarioArguments) -> anyhow::Result<Study> {
    let ScenarioArguments { file, sets } = arguments;
    Study::read(files, file, sets).with_context(|| format!("cannot read `{}`", file.display()))
}

/// The study of a scenario file; its findings are printed. None if there are errors.
pub(super) fn read(
    files: &Files,
    arguments: &ScenarioArguments,
    printer: &mut Printer,
) -> anyhow::Result<Option<Worlds>> {
    Ok(studied(original(files, arguments)?.worlds(), printer))
}

/// A file as read, with its findings printed; none if there are errors.
pub(super) fn studied(loaded: Loaded, printer: &mut Printer) -> Option<Worlds> {
    if !loaded.findings.is_empty() {
        let colour = printer.colour_of_findings();
        let page = render(&loaded.document, &loaded.findings, colour);
        printer.complain_in_colour(&page);
    }
    debug_assert_eq!(loaded.worlds.is_none(), loaded.findings.iter().any(Finding::is_error));
    loaded.worlds
}
