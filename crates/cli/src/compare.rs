//! `kinward compare`

use std::ffi::OsString;
use std::path::Path;

use anyhow::Context;

use super::args::{CompareArguments, ScenarioArguments};
use super::output::{self, OutputFolder};
use super::printer::Printer;
use super::run::{self, Made, VERSION, original, put_in_place, studied, trials_of};
use super::status::{ExitStatus, refuse};
use kinward::results::compared::{Compared, Scan, scan};
use kinward::results::{self, BASE_VIEW, PROGRAMME, STATUS_QUO, Trials};
use kinward::scenario::{
    self, Amendment, Choice, Files, INCENTIVE_EFFECT, Loaded, Scenario, Study, Variant, Worlds,
};
use kinward::simulation::{self, Plan, World};
use kinward_report::manifest::Started;
use kinward_report::{AS_IT_STANDS, Comparison, Report};

/// Trials of a scan at most: the trials are paired, so that few tell much.
const SCAN_TRIALS: u64 = 500;

pub(super) fn compare(
    arguments: &CompareArguments,
    words: &[OsString],
    printer: &mut Printer,
) -> anyhow::Result<ExitStatus> {
    let started = Started::now();
    let scanned = Scanned::of(arguments.scan.as_deref())?;
    let files = Files::default();
    let original = original(&files, &arguments.scenario)?;
    let Some(field) = Field::read((&files, &original), arguments, printer)? else {
        return Ok(ExitStatus::Refused);
    };
    let plan = Plan::compared(&field.study, &field.others);
    let reference = reference(arguments, &plan, &field.study)?;
    let pairs = scanned_pairs(arguments, &plan, &reference)?;
    let Some(varied) = Varied::read((&original, arguments), &scanned, pairs, printer) else {
        return Ok(ExitStatus::Refused);
    };
    let target = output::target(arguments.output.as_ref(), &arguments.scenario.file, "-compared");
    let folder = OutputFolder::new(&target)?;
    let options = arguments.simulation.options();
    let trials = trials_of(&plan, &options)?;
    let summary = results::summarise(&trials, &plan.claims);
    let summary = summary.context("cannot summarise the trials")?;
    let compared = Compared::of(&trials, &reference, field.study.base.important_difference);
    let compared = compared.context("cannot compare the worlds")?;
    let (scans, scan_trials) = varied.scans((&original, arguments), &scanned, &trials)?;
    let scenarios: Vec<&Scenario> = plan.worlds.iter().map(|it| it.scenario).collect();
    let file = arguments.scenario.file.display().to_string();
    let comparison = Comparison {
        report: Report {
            study: &field.study,
            trials: &trials,
            summary: &summary,
            headline: AS_IT_STANDS,
            requirements: None,
            file: &file,
            sets: &arguments.scenario.sets,
            version: VERSION,
        },
        compared: &compared,
        scenarios: &scenarios,
        scanned: &scanned.key,
        scans: &scans,
        scan_trials,
        neutral: arguments.neutral,
        command: &command(arguments),
    };
    let made = Made { files: &files, words, started };
    let (scenario, simulation) = (&arguments.scenario, &arguments.simulation);
    let write = |folder: &Path| kinward_report::write_comparison(folder, &comparison);
    let page = put_in_place(folder, (scenario, simulation), &made, write, printer)?;
    printer.say(&kinward_report::comparison_page(&comparison, &page, printer.screen()))?;
    Ok(ExitStatus::Success)
}

/// What was read: the worlds that are compared.
struct Field {
    study: Worlds,
    others: Vec<Worlds>,
}

/// What is read of the scenario: all that was asked for, with these points laid over each arrangement.
fn choice(arguments: &CompareArguments, points: Vec<Vec<Amendment>>) -> Choice {
    let only = (!arguments.variants.is_empty()).then(|| arguments.variants.clone());
    Choice { only, neutral: arguments.neutral, points, ..Choice::default() }
}

impl Field {
    /// None if there are errors.
    fn read(
        (files, original): (&Files, &Study),
        arguments: &CompareArguments,
        printer: &mut Printer,
    ) -> anyhow::Result<Option<Self>> {
        let loaded = original.lineup(&choice(arguments, Vec::new()));
        let Some(study) = studied(loaded, printer) else { return Ok(None) };
        let mut others: Vec<Worlds> = Vec::new();
        let mut refused = false;
        for file in &arguments.files {
            let beside =
                ScenarioArguments { file: file.clone(), sets: arguments.scenario.sets.clone() };
            let all = Choice { neutral: arguments.neutral, ..Choice::default() };
            let mut loaded = run::original(files, &beside)?.lineup(&all);
            let taken: Vec<&str> = others.iter().map(|other| other.base.name.as_str()).collect();
            scenario::fits_beside(&mut loaded, &study, &taken);
            match studied(loaded, printer) {
                Some(other) => others.push(other),
                None => refused = true,
            }
        }
        Ok((!refused).then_some(Self { study, others }))
    }
}

/// What the others are compared with: what was asked for, or the scenario's own case.
fn reference(
    arguments: &CompareArguments,
    plan: &Plan<'_>,
    study: &Worlds,
) -> anyhow::Result<String> {
    let Some(wanted) = &arguments.against else { return Ok(PROGRAMME.to_owned()) };
    // The file's own arrangement may be asked for by the name that pages call it.
    let own = study.base.arrangement.as_deref();
    let mut names: Vec<&str> = arrangements(plan);
    names.extend(own);
    match scenario::chosen(wanted, &names).as_deref() {
        Ok([only]) if Some(only.as_str()) == own => Ok(PROGRAMME.to_owned()),
        Ok([only]) => Ok(only.clone()),
        Ok(_) => refuse!("`--against {wanted}`: name one arrangement"),
        Err(_) => {
            let listed: Vec<String> = names.iter().map(|it| format!("`{it}`")).collect();
            refuse!("`--against {wanted}`: there are {}", listed.join(", "))
        }
    }
}

/// Each once, in the order of the plan.
fn arrangements<'a>(plan: &'a Plan<'_>) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for world in &plan.worlds {
        if !names.contains(&world.label.arrangement.as_str()) {
            names.push(&world.label.arrangement);
        }
    }
    names
}

/// Pairs of arrangements of which the first is varied and the second stands as it is: where somebody
/// invests in one of the two it is that one, which must be worth the return. Another file's arrangement
/// cannot be varied.
fn scanned_pairs(
    arguments: &CompareArguments,
    plan: &Plan<'_>,
    reference: &str,
) -> anyhow::Result<Vec<(String, String)>> {
    let base = |arrangement: &str| {
        let is_it =
            |it: &&World<'_>| it.label.arrangement == arrangement && it.label.view == BASE_VIEW;
        plan.worlds.iter().find(is_it)
    };
    let can_vary = |it: &str| base(it).is_some_and(|it| !it.of_another_file) && it != STATUS_QUO;
    let invests = |it: &str| base(it).is_some_and(|it| it.scenario.investor.is_some());
    let others: Vec<&str> =
        arrangements(plan).into_iter().filter(|it| *it != reference && *it != STATUS_QUO).collect();
    let asked = arguments.scan.is_some();
    let pair = |(own, other): (&str, &str)| {
        let is_wanted = can_vary(own) && (asked || invests(own));
        is_wanted.then(|| (own.to_owned(), other.to_owned()))
    };
    let pairs: Vec<(String, String)> = if others.is_empty() {
        [(reference, STATUS_QUO)].into_iter().filter_map(pair).collect()
    } else {
        let both = |it: &&str| {
            let other: &str = it;
            let turned = (reference, other);
            if invests(other) || !invests(reference) {
                pair((other, reference)).or_else(|| pair(turned))
            } else {
                pair(turned).or_else(|| pair((other, reference)))
            }
        };
        others.iter().filter_map(both).collect()
    };
    if asked && pairs.is_empty() {
        refuse!("`--scan`: there is no arrangement of the file itself that could be varied");
    }
    Ok(pairs)
}

/// The worlds of a scan, and the pairs that it is for.
struct Varied {
    pairs: Vec<(String, String)>,
    /// Each arrangement that is varied, under every point; none where no pair is.
    study: Option<Worlds>,
}

impl Varied {
    /// None if there are errors, of which those of the first point are shown: all have one key.
    fn read(
        (original, arguments): (&Study, &CompareArguments),
        scanned: &Scanned,
        pairs: Vec<(String, String)>,
        printer: &mut Printer,
    ) -> Option<Self> {
        if pairs.is_empty() {
            return Some(Self { pairs, study: None });
        }
        let first = points(original, arguments, &scanned.only_first());
        if first.worlds.is_none() {
            studied(first, printer);
            return None;
        }
        let all = points(original, arguments, scanned);
        let Some(mut study) = all.worlds else {
            studied(all, printer);
            return None;
        };
        // What is varied may stand in one of the two only, such as a line of the rate card.
        let has = |arrangement: &str| {
            study.variants.iter().any(|it| it.point.is_some() && arrangement_of(it) == arrangement)
        };
        let that_has = |(own, against): (String, String)| {
            if has(&own) { (own, against) } else { (against, own) }
        };
        let pairs: Vec<(String, String)> = pairs.into_iter().map(that_has).collect();
        study.variants.retain(|it| {
            it.point.is_some() && pairs.iter().any(|(own, _)| own == arrangement_of(it))
        });
        Some(Self { pairs, study: Some(study) })
    }

    /// Simulates the scan and reads the break-evens, with how many trials they are of. Each is looked for
    /// again between the two values about it, since the curve is not straight.
    fn scans(
        &self,
        (original, arguments): (&Study, &CompareArguments),
        scanned: &Scanned,
        trials: &Trials,
    ) -> anyhow::Result<(Vec<Scan>, usize)> {
        let Some(study) = &self.study else { return Ok((Vec::new(), 0)) };
        let options = arguments.simulation.options().at_most(SCAN_TRIALS);
        let simulate = |study: &Worlds| trials_of(&Plan::new(study), &options);
        let simulated = simulate(study)?;
        let mut scans = Vec::new();
        for (own, against) in &self.pairs {
            let Some(against) = trials.world(against, BASE_VIEW) else { continue };
            let pair = (own.as_str(), against);
            let Some(mut found) = scan(trials, pair, &simulated, &scanned.worlds(study, own))
                .context("cannot read the scan")?
            else {
                continue;
            };
            if let Some(bracket) = found.bracket() {
                let closer = scanned.between(bracket);
                if let Some(mut study) = points(original, arguments, &closer).worlds {
                    study.variants.retain(|it| it.point.is_some() && arrangement_of(it) == own);
                    let worlds = closer.worlds(&study, own);
                    let again = scan(trials, pair, &simulate(&study)?, &worlds);
                    let again = again.context("cannot read the scan")?;
                    found.break_even = again.map_or(found.break_even, |it| it.break_even);
                }
            }
            scans.push(found);
        }
        Ok((scans, simulated.count()))
    }
}

/// The arrangements of the file with each value of a scan laid over them.
fn points(original: &Study, arguments: &CompareArguments, scanned: &Scanned) -> Loaded {
    original.lineup(&choice(arguments, scanned.points()))
}

fn arrangement_of(variant: &Variant) -> &str {
    variant.arrangement.as_deref().unwrap_or(PROGRAMME)
}

/// A number of the scenario that is varied to find the break-even.
struct Scanned {
    key: String,
    /// Ascending.
    values: Vec<f64>,
}

/// Values of a scan from one end to the other.
const STEPS: u32 = 8;

impl Scanned {
    /// What was asked for, such as `incentive.effect=0.5..3`, or the incentive effect.
    fn of(asked: Option<&str>) -> anyhow::Result<Self> {
        let Some(asked) = asked else {
            let values = vec![0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0, 3.0];
            return Ok(Self { key: INCENTIVE_EFFECT.to_owned(), values });
        };
        let ends = asked.split_once('=').and_then(|(key, ends)| {
            let (low, high) = ends.split_once("..")?;
            Some((key.trim(), low.trim().parse().ok()?, high.trim().parse().ok()?))
        });
        let Some((key, low, high)) = ends.filter(|(_, low, high): &(&str, f64, f64)| low < high)
        else {
            refuse!(
                "`--scan {asked}` cannot be read; write a key and two numbers, the lower first: `--scan incentive.effect=0.5..3`"
            );
        };
        let at = |step: u32| low + (high - low) * f64::from(step) / f64::from(STEPS);
        Ok(Self { key: key.to_owned(), values: (0..=STEPS).map(at).collect() })
    }

    fn only_first(&self) -> Self {
        Self { key: self.key.clone(), values: self.values[..1].to_vec() }
    }

    /// The same between two values, both included.
    fn between(&self, (low, high): (f64, f64)) -> Self {
        let at = |step: u32| low + (high - low) * f64::from(step) / 4.0;
        Self { key: self.key.clone(), values: (0..=4).map(at).collect() }
    }

    /// The worlds of one arrangement in the plan of a study, each with its value: the first two worlds
    /// of a plan are the status quo and the base, the variants come after.
    fn worlds(&self, study: &Worlds, arrangement: &str) -> Vec<(f64, usize)> {
        let variants = study.variants.iter().zip(2..);
        variants
            .filter(|(it, _)| arrangement_of(it) == arrangement)
            .filter_map(|(it, world)| Some((self.values[it.point?], world)))
            .collect()
    }

    fn points(&self) -> Vec<Vec<Amendment>> {
        self.values.iter().map(|value| vec![Amendment::to(&self.key, *value)]).collect()
    }
}

/// The command that gives the same numbers again.
fn command(arguments: &CompareArguments) -> String {
    let mut words = vec!["kinward".to_owned(), "compare".to_owned()];
    words.push(arguments.scenario.file.display().to_string());
    let mut option = |name: &str, value: &str| words.extend([name.to_owned(), value.to_owned()]);
    arguments.variants.iter().for_each(|it| option("--variants", it));
    arguments.files.iter().for_each(|it| option("--files", &it.display().to_string()));
    arguments.against.iter().for_each(|it| option("--against", it));
    arguments.scan.iter().for_each(|it| option("--scan", it));
    arguments.scenario.sets.iter().for_each(|it| option("--set", it));
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
