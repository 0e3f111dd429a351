//! `kinward portfolio`

use std::ffi::OsString;
use std::path::Path;

use anyhow::Context;

use super::args::{PortfolioArguments, ScenarioArguments};
use super::output::{self, OutputFolder};
use super::printer::{Printer, Progress};
use super::run::{Inputs, VERSION, put_in_place};
use super::status::{ExitStatus, refuse};
use kinward::findings::{Document, Finding, render};
use kinward::results::portfolio::FundSummary;
use kinward::scenario::Files;
use kinward::scenario::Portfolio;
use kinward::scenario::portfolio::{self, LoadedPortfolio};
use kinward::simulation::{Design, PortfolioPlan, run_portfolio};
use kinward_report::PortfolioReport;
use kinward_report::manifest::Started;

pub(super) fn portfolio(
    arguments: &PortfolioArguments,
    words: &[OsString],
    printer: &mut Printer,
) -> anyhow::Result<ExitStatus> {
    let started = Started::now();
    let simulation = &arguments.simulation;
    let design = Design::from(simulation.draws);
    if design != Design::Plain {
        refuse!("`--draws {}`: the trials of a portfolio are drawn plainly", design.name());
    }
    let files = Files::default();
    let Some(portfolio) = read(&files, arguments, printer)? else {
        return Ok(ExitStatus::Refused);
    };
    let target = output::target(arguments.output.as_ref(), &arguments.file, "-portfolio");
    let folder = OutputFolder::new(&target)?;
    let plan = PortfolioPlan::new(&portfolio);
    let progress = Progress::new();
    let trials = run_portfolio(&plan, &simulation.options(), &progress);
    progress.done();
    let trials = trials?;
    let summary = FundSummary::of(&trials).context("there are no trials")?;
    let file = arguments.file.display().to_string();
    let report = PortfolioReport {
        portfolio: &portfolio,
        trials: &trials,
        summary: &summary,
        file: &file,
        sets: &arguments.sets,
        version: VERSION,
    };
    let inputs = Inputs { files: &files, words, started };
    let scenario = ScenarioArguments { file: arguments.file.clone(), sets: arguments.sets.clone() };
    let write = |folder: &Path| kinward_report::write_portfolio(folder, &report);
    let page = put_in_place(folder, (&scenario, simulation), &inputs, write, printer)?;
    printer.say(&kinward_report::portfolio_page(&report, &page, printer.screen()))?;
    Ok(ExitStatus::Success)
}

/// Findings are printed; none if there are errors.
fn read(
    files: &Files,
    PortfolioArguments { file, sets, .. }: &PortfolioArguments,
    printer: &mut Printer,
) -> anyhow::Result<Option<Portfolio>> {
    let loaded = portfolio::read(files, file, sets);
    let loaded = loaded.with_context(|| format!("cannot read `{}`", file.display()))?;
    complain(&loaded, printer);
    Ok(loaded.portfolio)
}

/// Prints what was found, of each file once.
fn complain(loaded: &LoadedPortfolio, printer: &mut Printer) {
    let colour = printer.colour_of_findings();
    let contracts =
        loaded.contracts.iter().map(|contract| (&contract.document, &contract.findings));
    let all: Vec<(&Document, &Vec<Finding>)> =
        std::iter::once((&loaded.document, &loaded.findings)).chain(contracts).collect();
    let mut printed: Vec<String> = Vec::new();
    for (document, findings) in all.into_iter().filter(|it| !it.1.is_empty()) {
        let page = render(document, findings, colour);
        if !printed.contains(&page) {
            printer.complain_in_colour(&page);
            printed.push(page);
        }
    }
}
