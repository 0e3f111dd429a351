//! `kinward price`

use std::ffi::OsString;
use std::path::Path;

use anyhow::Context;

use super::args::{PriceArguments, SimulationArguments};
use super::output::{self, OutputFolder};
use super::printer::{Printer, Progress};
use super::run::{Made, VERSION, original, put_in_place, stopped, studied, trials_of};
use super::status::{ExitStatus, Refusal, refuse};
use kinward::findings::Finding;
use kinward::pricing::{
    self, Capital, Cases, Desk, FEWEST_BEYOND, Fit, Investment, Lever, Point, Precision, Question,
    Span, Stress, Surface, Target, Trouble, Zone,
};
use kinward::results::{self, BASE_VIEW, FEWEST_TRIALS, MetricNames};
use kinward::scenario::{self, Amendment, Files, Number, Variant, Worlds};
use kinward::simulation::{Design, Plan};
use kinward_report::manifest::Started;
use kinward_report::{AS_IT_STANDS, InvestorDesk, Pricing, Report, Solved};

pub(super) fn price(
    arguments: &PriceArguments,
    words: &[OsString],
    printer: &mut Printer,
) -> anyhow::Result<ExitStatus> {
    let started = Started::now();
    if arguments.simulation.trials < FEWEST_TRIALS as u64 {
        refuse!(
            "a price has an error only where there are trials enough: `--trials {FEWEST_TRIALS}` or more"
        );
    }
    let files = Files::default();
    let original = original(&files, &arguments.scenario)?;
    let Some(study) = studied(original.worlds(), printer) else { return Ok(ExitStatus::Refused) };
    let names = Plan::new(&study).names;
    let progress = Progress::new();
    let trials = arguments.simulation.trials;
    let desk = Desk {
        original: &original,
        arrangement: arrangement(arguments, &study)?,
        views: views(arguments, &study)?,
        options: arguments.simulation.options(),
        observer: &progress,
    };
    if let (Some(key), Some(target)) = (&arguments.solve, &arguments.target) {
        let named = (&study, &names);
        let made = Made { files: &files, words, started };
        return solve(arguments, (key, target), &desk, (named, &made), &progress, printer);
    }
    let wants = (
        wanted("--investor", &arguments.investor, (&names, trials))?,
        wanted("--council", &arguments.council, (&names, trials))?,
    );
    let priced = priced(study, desk.arrangement.as_deref());
    can_be_priced(&priced)?;
    let target = output::target(arguments.output.as_ref(), &arguments.scenario.file, "-priced");
    let folder = OutputFolder::new(&target)?;
    let plan = Plan::new(&priced);
    let run = trials_of(&plan, &desk.options)?;
    let summary = results::summarise(&run, &plan.claims);
    let summary = summary.context("cannot summarise the trials")?;
    let found = Found::on(&desk, wants, &names);
    progress.done();
    let Some(found) = answered(found, printer)? else { return Ok(ExitStatus::Refused) };
    let pricing = Pricing {
        report: Report {
            study: &priced,
            trials: &run,
            summary: &summary,
            headline: AS_IT_STANDS,
            requirements: None,
            file: &arguments.scenario.file.display().to_string(),
            sets: &arguments.scenario.sets,
            version: VERSION,
        },
        arrangement: desk.arrangement.as_deref(),
        views: &desk.views,
        zone: &found.zone,
        levers: &found.levers,
        levers_view: found.levers_view,
        surface: &found.surface,
        investor: InvestorDesk {
            investment: &found.investment,
            capital: &found.capital,
            stresses: &found.stresses,
            cases: &found.cases,
        },
        simulated: progress.trials(),
        command: &command(arguments),
    };
    let made = Made { files: &files, words, started };
    let (scenario, simulation) = (&arguments.scenario, &arguments.simulation);
    let write = |folder: &Path| kinward_report::write_pricing(folder, &pricing);
    let page = put_in_place(folder, (scenario, simulation), &made, write, printer)?;
    printer.say(&kinward_report::pricing_page(&pricing, &page, printer.screen()))?;
    Ok(ExitStatus::Success)
}

/// Everything that the desk finds.
struct Found {
    zone: Zone,
    levers: Vec<Lever>,
    levers_view: usize,
    surface: Surface,
    investment: Investment,
    capital: Capital,
    stresses: Vec<Stress>,
    cases: Vec<Cases>,
}

/// The commitment is to last in all but this share of trials.
const RUNS_OUT: f64 = 0.05;

/// Trials at most of each stress and case.
const STRESSED: u64 = 500;

impl Found {
    fn on(
        desk: &Desk<'_>,
        (investor, council): (Target, Target),
        names: &MetricNames,
    ) -> Result<Self, Trouble> {
        let zone = Zone::of(desk, investor, council)?;
        // The first view with a gap that a lever could close; the first of all if there is none.
        let is_apart = |it: &pricing::ZoneRow| matches!(it.fit, Fit::Apart { .. });
        let levers_view = zone.rows.iter().position(is_apart).unwrap_or(0);
        let levers = pricing::levers(desk, levers_view, (investor, council))?;
        let saves = Target::read("net_saving.mean >= 0", names).expect("every file has it");
        let surface = Surface::of(desk, saves)?;
        let nobody = || std::io::Error::other("nobody invests");
        let investment = Investment::of(desk)?.ok_or_else(nobody)?;
        let capital = Capital::of(desk, RUNS_OUT)?;
        let mut stressed = vec![0, levers_view];
        stressed.dedup();
        let fewer = desk.with_trials(STRESSED);
        let each = |view: &usize| Stress::of(&fewer, *view).transpose();
        let stresses = stressed.iter().filter_map(each).collect::<Result<_, _>>()?;
        let cases = Cases::of(&fewer, 0)?.into_iter().collect();
        Ok(Self { zone, levers, levers_view, surface, investment, capital, stresses, cases })
    }
}

/// The arrangement that is priced, as a study of its own.
fn priced(study: Worlds, arrangement: Option<&str>) -> Worlds {
    let is_it = |it: &Variant| it.arrangement.as_deref() == arrangement && it.view.is_none();
    let chosen = arrangement.and_then(|_| study.variants.iter().find(|it| is_it(it)));
    let base = match chosen {
        Some(variant) => variant.scenario.clone(),
        None => study.base,
    };
    Worlds { base, variants: Vec::new() }
}

/// A desk has two sides, and a tariff between them.
fn can_be_priced(study: &Worlds) -> anyhow::Result<()> {
    if study.base.investor.is_none() {
        refuse!(
            "nobody invests in this arrangement, so there are no two sides to price it for; name another with `--arrangement`, or solve for one number with `--solve`"
        );
    }
    if !study.base.pays_for_outcomes() {
        refuse!(
            "this arrangement pays for no outcomes, so there is no tariff to price; name another with `--arrangement`, or solve for one number with `--solve`"
        );
    }
    Ok(())
}

/// Answers a question of one number and prints it.
fn solve(
    arguments: &PriceArguments,
    (key, target): (&str, &str),
    desk: &Desk<'_>,
    ((study, names), made): ((&Worlds, &MetricNames), &Made<'_>),
    progress: &Progress,
    printer: &mut Printer,
) -> anyhow::Result<ExitStatus> {
    let target = wanted("--for", target, (names, arguments.simulation.trials))?;
    let folder = arguments.output.as_deref().map(OutputFolder::new).transpose()?;
    let asked = Asked::of(arguments, key, desk)?;
    let assign = |_: usize, value: f64| asked.point(value);
    let question = Question {
        contexts: &desk.under_every_view(&Vec::new()),
        assign: &assign,
        span: asked.span,
        targets: &[target],
        figures: &[],
        precision: Precision::Full,
    };
    let found = pricing::search(desk, &question);
    progress.done();
    let Some(found) = answered(found, printer)? else { return Ok(ExitStatus::Refused) };
    let solved = Solved {
        scenario: &study.base.name,
        again: &again(arguments),
        key: &asked.key,
        domain: asked.number.domain,
        span: asked.span,
        target,
        names,
        views: &desk.views,
        found: &found,
        trials: desk.options.trials,
        seed: desk.options.seed,
    };
    if let Some(folder) = folder {
        let write = |folder: &Path| kinward_report::write_solution(folder, &solved);
        let typed = (&arguments.scenario, &arguments.simulation);
        put_in_place(folder, typed, made, write, printer)?;
    }
    printer.say(&kinward_report::solved_page(&solved, printer.screen()))?;
    Ok(ExitStatus::Success)
}

/// The words that run the world that was solved for, but for the number; none of a variant or of a view
/// of its own, which `kinward run` has among its worlds and not as its base.
fn again(arguments: &PriceArguments) -> Option<Vec<String>> {
    if arguments.arrangement.is_some() {
        return None;
    }
    let mut words = vec!["kinward".to_owned(), "run".to_owned()];
    words.push(arguments.scenario.file.display().to_string());
    words.extend(arguments.scenario.sets.iter().flat_map(|it| ["--set".to_owned(), it.clone()]));
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

/// A target of the command line.
fn wanted(
    option: &str,
    text: &str,
    (names, trials): (&MetricNames, u64),
) -> anyhow::Result<Target> {
    let target =
        Target::read(text, names).map_err(|it| Refusal::because(format!("`{option}`: {it}")))?;
    // Of fewer trials all is said to be too few.
    if FEWEST_TRIALS as u64 <= trials && target.is_decided_by_few(trials) {
        refuse!(
            "`{option}`: fewer than {FEWEST_BEYOND} of {trials} trials would decide `{text}`; ask for a share nearer to a half, or simulate more trials"
        );
    }
    Ok(target)
}

/// The answers; none if the file refuses a value, which is said.
fn answered<T>(found: Result<T, Trouble>, printer: &mut Printer) -> anyhow::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Trouble::Refused(loaded)) => {
            studied(*loaded, printer);
            Ok(None)
        }
        Err(Trouble::Io(problem)) => Err(stopped(problem)),
    }
}

/// The variant that is priced.
fn arrangement(arguments: &PriceArguments, study: &Worlds) -> anyhow::Result<Option<String>> {
    let Some(wanted) = &arguments.arrangement else { return Ok(None) };
    let variants: Vec<&str> = variants(study).map(|it| it.name.as_str()).collect();
    match scenario::chosen(wanted, &variants).as_deref() {
        Ok([only]) => Ok(Some(only.clone())),
        Ok(_) => refuse!("`--arrangement {wanted}`: name one variant"),
        Err(problem) => refuse!("`--arrangement`: {problem}"),
    }
}

fn variants(study: &Worlds) -> impl Iterator<Item = &Variant> {
    study.variants.iter().filter(|it| it.arrangement.is_some())
}

/// The views under which answers are given, that of the base first.
fn views(arguments: &PriceArguments, study: &Worlds) -> anyhow::Result<Vec<String>> {
    let other = study.variants.iter().filter(|it| it.arrangement.is_none());
    let all: Vec<&str> =
        std::iter::once(BASE_VIEW).chain(other.map(|it| it.name.as_str())).collect();
    match &arguments.views {
        None => Ok(all.into_iter().map(str::to_owned).collect()),
        Some(wanted) => scenario::chosen(wanted, &all)
            .map_err(|it| Refusal::because(format!("`--views`: {it}"))),
    }
}

/// The number that is solved for.
struct Asked {
    key: String,
    number: Number,
    span: Span,
}

impl Asked {
    fn of(arguments: &PriceArguments, key: &str, desk: &Desk<'_>) -> anyhow::Result<Self> {
        let number = desk.original.number(key);
        let key = key.trim().to_owned();
        let problem = refusal(desk, &key, number.is_whole, number.value.unwrap_or(1.0));
        if let Some(problem) = problem.filter(|problem| NO_NUMBER.contains(&problem.code)) {
            refuse!("`--solve {key}`: {}", in_a_line(&problem));
        }
        let (low, high) = match &arguments.between {
            Some(asked) => {
                let (low, high) = between(asked)?;
                for end in [low, high] {
                    if let Some(problem) = refusal(desk, &key, number.is_whole, end) {
                        refuse!("`--between {asked}`: {}", in_a_line(&problem));
                    }
                }
                (low, high)
            }
            None => Self::usual(&key, number, desk)?,
        };
        let span = Span { low, high, is_whole: number.is_whole };
        Ok(Self { key, number, span })
    }

    /// From nothing to four times what the file says, as far as the file allows it.
    fn usual(key: &str, number: Number, desk: &Desk<'_>) -> anyhow::Result<(f64, f64)> {
        let Some(value) = number.value.filter(|it| 0.0 < *it) else {
            refuse!(
                "the file has no number under `{key}` to start from: say where to look by `--between LOW..HIGH`"
            );
        };
        let allows = |value: f64| refusal(desk, key, number.is_whole, value).is_none();
        let mut ends = (None, None);
        for part in [0.0, 0.01, 0.1, 0.25, 0.5] {
            if ends.0.is_none() && allows(value * part) {
                ends.0 = Some(value * part);
            }
        }
        for factor in [4.0, 3.0, 2.0, 1.5, 1.25, 1.1] {
            let most = number.domain.map_or(f64::INFINITY, |domain| domain.bounds().possible.1);
            let high = (value * factor).min(most);
            if ends.1.is_none() && allows(high) {
                ends.1 = Some(high);
            }
        }
        match ends {
            (Some(low), Some(high)) if low < high => Ok((low, high)),
            _ => refuse!(
                "no other value of `{key}` makes sense in the file: say where to look by `--between LOW..HIGH`"
            ),
        }
    }

    fn point(&self, value: f64) -> Point {
        vec![Amendment::to_number(&self.key, value, self.span.is_whole)]
    }
}

/// What is wrong where a key is none of the file's numbers.
const NO_NUMBER: [&str; 6] =
    ["unknown-key", "unknown-item", "wrong-type", "set-syntax", "path-syntax", "fixed-in-variants"];

/// Why a number of the scenario cannot have a value under one of the views; nothing if it can.
fn refusal(desk: &Desk<'_>, key: &str, is_whole: bool, value: f64) -> Option<Finding> {
    let point = vec![Amendment::to_number(key, value, is_whole)];
    match desk.check(&point) {
        Err(Trouble::Refused(loaded)) => loaded.findings.into_iter().find(Finding::is_error),
        Ok(()) | Err(Trouble::Io(_)) => None,
    }
}

/// A finding without its place, which would be in a text that nobody wrote.
fn in_a_line(finding: &Finding) -> String {
    let said = [Some(&finding.title), Some(&finding.label), finding.help.as_ref()];
    let said = said.into_iter().flatten().filter(|text| !text.is_empty());
    said.map(String::as_str).collect::<Vec<_>>().join(": ")
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
    arguments.views.iter().for_each(|it| option("--views", it));
    arguments.scenario.sets.iter().for_each(|it| option("--set", it));
    words.extend(simulated(&arguments.simulation));
    kinward_report::command(&words)
}
