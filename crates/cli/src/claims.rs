//! `kinward claims`

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::args::{ClaimsArguments, ScenarioArguments};
use super::printer::{Printer, Progress};
use super::run::{VERSION, read, stopped};
use super::status::{ExitStatus, refuse};
use kinward::results;
use kinward::scenario::Files;
use kinward::simulation::{self, Plan};
use kinward_report::{AS_IT_STANDS, Report, Tally};

pub(super) fn claims(
    arguments: &ClaimsArguments,
    printer: &mut Printer,
) -> anyhow::Result<ExitStatus> {
    let inputs = Files::default();
    let mut studies = Vec::new();
    let mut refused = false;
    for file in files(&arguments.paths)? {
        let scenario = ScenarioArguments { file, sets: Vec::new() };
        match read(&inputs, &scenario, printer)? {
            Some(study) => studies.push((scenario.file.display().to_string(), study)),
            None => refused = true,
        }
    }
    if refused {
        return Ok(ExitStatus::Refused);
    }
    let mut pages = Vec::new();
    let mut tally = Tally::default();
    for (file, study) in &studies {
        let plan = Plan::new(study);
        let progress = Progress::new();
        let trials = simulation::run(&plan, &arguments.simulation.options(), &progress);
        progress.done();
        let trials = trials.map_err(stopped)?;
        let summary = results::summarise(&trials, &plan.claims).context("cannot summarise")?;
        let report = Report {
            study,
            trials: &trials,
            summary: &summary,
            headline: AS_IT_STANDS,
            requirements: None,
            file,
            sets: &[],
            version: VERSION,
        };
        tally = tally.plus(Tally::of(&report));
        pages.push(if arguments.markdown {
            kinward_report::claims_section(&report)
        } else {
            kinward_report::claims_page(&report, printer.screen())
        });
    }
    if arguments.markdown {
        printer.say(&preface(arguments, tally))?;
        printer.say(&pages.concat())?;
    } else {
        printer.say(&pages.join("\n\n"))?;
    }
    Ok(ExitStatus::Success)
}

fn preface(arguments: &ClaimsArguments, tally: Tally) -> String {
    let paths: Vec<String> =
        arguments.paths.iter().map(|path| path.display().to_string()).collect();
    let simulation = &arguments.simulation;
    let run = (simulation.trials, simulation.seed, simulation.draws.into());
    kinward_report::claims_preface(VERSION, &paths, run, tally)
}

/// Every scenario that was named, a folder's in the order of their names.
fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            files.extend(scenarios_in(path)?);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn scenarios_in(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read `{}`", folder.display()))?
    {
        let path = entry?.path();
        if path.is_file() && path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    if files.is_empty() {
        refuse!("there is no scenario in `{}`: no file that ends in .toml", folder.display());
    }
    files.sort();
    Ok(files)
}
