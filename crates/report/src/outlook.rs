//! The range of the answer: what each view of the evidence says, side by side. Pages lead with it, so
//! that no view is hidden behind another's number.

use serde::Serialize;

use super::Report;
use super::format::{
    self, Middle, share_of_those, share_of_trials, share_with_error, short_chance,
};
use super::label;
use super::view::{PROGRAMME, claim_chance};
use kinward::analysis::{Circumstance, Met, Needed, Requirement, Solution};
use kinward::assumption::Assumption;
use kinward::numeric::summary::{Chance, Estimate};
use kinward::results::{AskedSaving, ClaimedFigure, Metric, Unit};

/// What one view of the evidence says of the file's own arrangement.
#[derive(Clone, Debug)]
pub(super) struct Outlook<'a> {
    /// The position of its world in the run.
    pub(super) world: usize,
    /// That the saving is as claimed, or where nothing is claimed that there is any, and the trials that it
    /// is a share of.
    pub(super) chance: (Chance, usize),
    /// The saving that is asked for.
    pub(super) saving: &'a Estimate,
    /// That the money runs out and work stops; none where nobody invests.
    pub(super) stops: Option<(Chance, usize)>,
    pub(super) evidence: Evidence,
    /// What it would take; empty where nobody asked, or there are too few trials to say.
    pub(super) requirements: &'a [Requirement],
}

/// How far to trust the numbers that a view sets otherwise than the file, or all of the file's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Evidence {
    pub(super) assumptions: usize,
    /// How many have each grade from 1, measured on this population, to 6, judgement.
    pub(super) of_grade: [usize; 6],
    /// How many have no source.
    pub(super) unsourced: usize,
}

impl Evidence {
    fn of<'a>(assumptions: impl Iterator<Item = &'a Assumption>) -> Self {
        let mut found = Self::default();
        for assumption in assumptions {
            found.assumptions += 1;
            found.unsourced += usize::from(assumption.provenance.is_unsourced());
            let place = assumption.provenance.grade.and_then(|grade| grade.checked_sub(1));
            if let Some(count) = place.and_then(|place| found.of_grade.get_mut(usize::from(place)))
            {
                *count += 1;
            }
        }
        found
    }

    fn judged(&self) -> usize {
        self.of_grade[5]
    }
}

impl<'a> Report<'a> {
    /// Every view of the file's own arrangement, the one with the largest median saving first. None for
    /// a world without a value.
    pub(super) fn outlooks(&self) -> Vec<Outlook<'a>> {
        let views = self.study.views().map(|(variant, _)| PROGRAMME + 1 + variant);
        let mut found: Vec<Outlook<'a>> =
            std::iter::once(PROGRAMME).chain(views).filter_map(|once| self.outlook(once)).collect();
        found.sort_by(|a, b| b.saving.median().total_cmp(&a.saving.median()));
        found
    }

    fn outlook(&self, world: usize) -> Option<Outlook<'a>> {
        let summary = self.summary.worlds.get(world)?;
        let asked = self.asked_saving();
        let metric = summary.metric(asked.metric)?;
        let saving = metric.estimate.as_ref()?;
        let chance = match asked.claim {
            Some((place, claim)) => {
                let result = self.claim(world, place)?;
                (claim_chance(claim, result), result.estimate.count)
            }
            None => (metric.above_zero?, saving.count),
        };
        let stops = summary.estimate(Metric::WorkStops).filter(|_| self.has_investor(world));
        let stops = stops.and_then(|stop| Some((stop.chance()?, stop.count)));
        let evidence = if world == PROGRAMME {
            Evidence::of(self.base().register.assumptions().iter())
        } else {
            Evidence::of(label::set_otherwise(self.base(), self.scenario(world)))
        };
        let required = self.requirements.map_or(&[][..], |it| &it.views);
        let required = required.iter().find(|it| it.view == summary.label.view);
        let requirements = required.map_or(&[][..], |it| &it.requirements);
        Some(Outlook { world, chance, saving, stops, evidence, requirements })
    }

    /// What a chance is the chance of: `£7m or more`, or any saving.
    pub(super) fn aim(&self) -> String {
        let AskedSaving { metric, claim } = self.asked_saving();
        claim.map_or_else(|| "a saving".to_owned(), |(_, claim)| aim(metric, claim))
    }

    /// A view in a sentence.
    pub(super) fn view_in_words(&self, world: usize) -> String {
        match world {
            PROGRAMME => "the scenario’s own case".to_owned(),
            other => format!("“{}”", self.name(other)),
        }
    }
}

/// `£7m or more`
fn aim(metric: Metric, claim: &ClaimedFigure) -> String {
    format!("{} or more{}", format::stated(Unit::Pounds, claim.value), counted(metric))
}

/// Of what a net saving is counted, after its amount or its name; nothing for the usual one.
pub(super) const fn counted(saving: Metric) -> &'static str {
    match saving {
        Metric::NetSavingInWindow => " within the tracking window",
        Metric::NetSavingPerCompletion => " for each completion",
        Metric::NetSavingPerStart => " for each start",
        _ => "",
    }
}

/// What the saving on the first page is, in a sentence or two.
pub(super) fn definition(report: &Report<'_>, outlooks: &[Outlook<'_>]) -> String {
    let AskedSaving { metric, .. } = report.asked_saving();
    let who = report.commissioner();
    let (of_care, over) = match metric {
        Metric::NetSavingInWindow => (
            "the cost of care that the programme saves within each started family’s tracking window",
            "the whole contract".to_owned(),
        ),
        _ => ("the cost of care without the programme less the cost with it", report.horizon()),
    };
    let divided = match metric {
        Metric::NetSavingPerCompletion => ", divided by the families that complete",
        Metric::NetSavingPerStart => ", divided by the families that start",
        _ => "",
    };
    let is_whole = outlooks.iter().all(|outlook| outlook.saving.count == report.summary.trials);
    let without = if is_whole {
        ""
    } else {
        " Trials without any such family have no value and are left out."
    };
    format!(
        "Net saving{}: {of_care}, less what the {who} pays, its running cost and guarantees, plus its share of a surplus, not discounted, over {over}{divided}.{without}",
        counted(metric),
    )
}

/// That the money runs out in most trials, and under which views; none where it does under no view.
pub(super) fn runs_out(report: &Report<'_>, outlooks: &[Outlook<'_>]) -> Option<String> {
    let most = |outlook: &&Outlook<'_>| outlook.stops.is_some_and(|(chance, _)| 0.5 < chance.share);
    let mut worst: Vec<&Outlook<'_>> = outlooks.iter().filter(most).collect();
    let share = |outlook: &Outlook<'_>| outlook.stops.map_or(0.0, |(chance, _)| chance.share);
    worst.sort_by(|a, b| share(b).total_cmp(&share(a)));
    let of_trials = |outlook: &Outlook<'_>| {
        outlook.stops.map_or_else(String::new, |(chance, trials)| share_of_trials(chance, trials))
    };
    let written = |outlook: &Outlook<'_>| {
        outlook.stops.map_or_else(String::new, |(chance, trials)| short_chance(chance, trials))
    };
    let (first, last) = (worst.first()?, worst.last()?);
    let whose = if outlooks.len() == 1 {
        format!("in {}", of_trials(first))
    } else if worst.len() == outlooks.len() {
        format!(
            "in most trials under every view of the evidence ({} to {})",
            written(last),
            written(first)
        )
    } else {
        let named: Vec<String> = worst
            .iter()
            .map(|it| format!("{} ({})", report.view_in_words(it.world), written(it)))
            .collect();
        format!("in most trials under {}", format::list(&named))
    };
    Some(format!(
        "The money runs out {whose}: the commitment is spent before the provider is paid in full, and no more families start. The savings below are what is left then."
    ))
}

/// How likely the claim is under the views, from the most favourable to the least.
pub(super) fn chances(report: &Report<'_>, outlooks: &[Outlook<'_>]) -> Option<String> {
    let who = report.commissioner();
    let AskedSaving { metric, claim } = report.asked_saving();
    let saves = claim.map_or_else(
        || "saves anything".to_owned(),
        |(_, it)| format!("saves {}", aim(metric, it)),
    );
    let trials = report.summary.trials;
    let of_trials =
        |outlook: &Outlook<'_>| share_of_those(outlook.chance.0, outlook.chance.1, trials);
    if let [only] = outlooks
        && only.chance.1 == trials
    {
        return Some(format!(
            "The {who} {saves} in {}.",
            share_with_error(only.chance.0, only.chance.1)
        ));
    }
    let by_chance =
        |a: &&Outlook<'_>, b: &&Outlook<'_>| a.chance.0.share.total_cmp(&b.chance.0.share);
    let (most, least) = (outlooks.iter().max_by(by_chance)?, outlooks.iter().min_by(by_chance)?);
    if of_trials(most) == of_trials(least) {
        return Some(format!(
            "The {who} {saves} in {} under each of {} views of the evidence.",
            of_trials(most),
            outlooks.len()
        ));
    }
    let likely = outlooks.iter().filter(|outlook| 0.5 <= outlook.chance.0.share).count();
    Some(format!(
        "The {who} {saves} in {} under the most favourable of {} views of the evidence and in {} under the least; it is more likely than not under {}.",
        of_trials(most),
        outlooks.len(),
        of_trials(least),
        how_many(likely, outlooks.len()),
    ))
}

/// The range of the median net saving over the views.
pub(super) fn savings(report: &Report<'_>, outlooks: &[Outlook<'_>]) -> Option<String> {
    let counted = counted(report.asked_saving().metric);
    let (best, worst) = (outlooks.first()?, outlooks.last()?);
    if outlooks.len() == 1 {
        let median = Middle::median(Unit::Pounds, best.saving);
        return Some(format!(
            "The median net saving{counted} is {} ({}).",
            median.middle,
            median.in_brackets()
        ));
    }
    let noise = best.saving.quantile_errors[2].max(worst.saving.quantile_errors[2]);
    let ends = [best, worst].map(|it| it.saving.median());
    let written = format::values(Unit::Pounds, &ends, noise);
    Some(format!("The median net saving{counted} runs from {} down to {}.", written[0], written[1]))
}

/// The lowest and the highest median of a metric over the views.
fn medians(report: &Report<'_>, outlooks: &[Outlook<'_>], metric: Metric) -> Option<[String; 2]> {
    let of = |outlook: &Outlook<'_>| report.summary.worlds[outlook.world].estimate(metric);
    let mut all: Vec<&Estimate> = outlooks.iter().filter_map(of).collect();
    all.sort_by(|a, b| a.median().total_cmp(&b.median()));
    let (low, high) = (all.first()?, all.last()?);
    let noise = low.quantile_errors[2].max(high.quantile_errors[2]);
    let written = format::values(metric.unit(), &[low.median(), high.median()], noise);
    written.try_into().ok()
}

/// The same saving without what no budget is relieved of; none where all of it is cashable.
pub(super) fn cashable(report: &Report<'_>, outlooks: &[Outlook<'_>]) -> Option<String> {
    let is_less = |outlook: &Outlook<'_>| {
        let cashable = report.summary.worlds[outlook.world].estimate(Metric::NetSavingCashable);
        cashable.is_some_and(|cashable| cashable.median() != outlook.saving.median())
    };
    let is_asked = report.asked_saving().metric == Metric::NetSaving;
    if !is_asked || !outlooks.iter().any(is_less) {
        return None;
    }
    let [low, high] = medians(report, outlooks, Metric::NetSavingCashable)?;
    Some(if low == high {
        format!("Counting only costs that are cashable, the median is {high}.")
    } else {
        format!("Counting only costs that are cashable, the median runs from {high} down to {low}.")
    })
}

/// What the council pays for outcomes; none where it pays for none.
pub(super) fn payments(report: &Report<'_>, outlooks: &[Outlook<'_>]) -> Option<String> {
    if report.base().contract.lines.is_empty() {
        return None;
    }
    let who = report.commissioner();
    let [low, high] = medians(report, outlooks, Metric::PaymentsByCouncil)?;
    Some(match (low == high, outlooks.len()) {
        (true, 1) => format!("The {who} pays {high} in the median trial."),
        (true, _) => format!("The {who} pays {high} in the median trial under every view."),
        (false, _) => format!("The {who} pays {low} to {high} in the median trial, by view."),
    })
}

/// How likely the investor is to lose money, over the views; none where nobody invests.
pub(super) fn losses(report: &Report<'_>, outlooks: &[Outlook<'_>]) -> Option<String> {
    let loses = |outlook: &Outlook<'_>| {
        let losing = report.summary.worlds[outlook.world].estimate(Metric::InvestorLoses)?;
        Some((losing.chance()?, losing.count))
    };
    let mut all: Vec<(Chance, usize)> = outlooks.iter().filter_map(loses).collect();
    all.sort_by(|a, b| a.0.share.total_cmp(&b.0.share));
    let [low, high] = [all.first()?, all.last()?].map(|it| share_of_trials(it.0, it.1));
    Some(if low == high {
        format!("The investor loses money in {high}.")
    } else {
        format!("The investor loses money in {low} to {high}, by view.")
    })
}

/// What it would take of the effect for three trials in four; none where no view has an effect to multiply.
pub(super) fn takes(outlooks: &[Outlook<'_>]) -> Option<String> {
    let effect = |requirement: &&Requirement| requirement.circumstance == Circumstance::Effect;
    let asked: Vec<(&Requirement, &Needed)> = outlooks
        .iter()
        .filter_map(|outlook| outlook.requirements.iter().find(effect))
        .filter_map(|it| Some((it, it.needs.last()?)))
        .collect();
    let highest = asked.first()?.0.highest;
    let mut values: Vec<f64> = Vec::new();
    let (mut always, mut never) = (0, 0);
    for (_, needed) in &asked {
        match needed.multiple {
            Solution::At { value, .. } => values.push(value),
            Solution::Always => always += 1,
            Solution::Never => never += 1,
            Solution::Several { .. } | Solution::TooFew { .. } => {}
        }
    }
    values.sort_by(f64::total_cmp);
    let one = outlooks.len() == 1;
    let under = |count: usize| {
        if one { String::new() } else { format!(" under {}", how_many(count, outlooks.len())) }
    };
    let mut parts = Vec::new();
    if let (Some(low), Some(high)) = (values.first(), values.last()) {
        let times =
            format::from_to(&format::decimal(*low, 2), &format::decimal(*high, 2), low == high);
        parts.push(format!(
            "the effect of therapy would have to be {times} times what is assumed{}",
            under(values.len())
        ));
    }
    if 0 < never {
        parts.push(format!("not even {highest} times the effect is enough{}", under(never)));
    }
    if 0 < always {
        parts.push(format!("it holds even without an effect{}", under(always)));
    }
    (!parts.is_empty())
        .then(|| format!("For it to hold in three trials of four, {}.", parts.join("; ")))
}

/// Everything of which it is said under some view what it would take.
pub(super) fn circumstances(outlooks: &[Outlook<'_>]) -> Vec<Circumstance> {
    let all = [
        Circumstance::Effect,
        Circumstance::Risk,
        Circumstance::Referrals,
        Circumstance::PriceOfCare,
    ];
    let is_asked = |it: &Circumstance| {
        outlooks.iter().flat_map(|outlook| outlook.requirements).any(|of| of.circumstance == *it)
    };
    all.into_iter().filter(is_asked).collect()
}

/// What is changed, as the heading of a column.
pub(super) const fn circumstance(it: Circumstance) -> &'static str {
    match it {
        Circumstance::Effect => "Effect of therapy",
        Circumstance::Risk => "Risk of care without it",
        Circumstance::Referrals => "Referrals",
        Circumstance::PriceOfCare => "Price of care",
    }
}

/// A multiple that is needed, and its standard error: `×1.76` and `0.05`, `not within ×4`.
pub(super) fn needed(requirement: &Requirement, needed: &Needed) -> (String, Option<String>) {
    let Requirement { lowest, highest, .. } = requirement;
    match &needed.multiple {
        &Solution::At { value, standard_error, met } => {
            let before = if met == Met::Below { "at most " } else { "" };
            // An error that two decimals cannot show has three; a smaller one is far below what is printed.
            let (multiple, error) = match standard_error {
                error if !error.is_finite() || error < 0.0005 => (format::times(value), None),
                error if error < 0.005 => {
                    let three = |number: f64| format::decimal(number, 3);
                    (format!("×{}", three(value)), Some(three(error)))
                }
                error => (format::times(value), Some(format::decimal(error, 2))),
            };
            (format!("{before}{multiple}"), error)
        }
        Solution::Always if *lowest == 0.0 => ("even without any".to_owned(), None),
        Solution::Always => (format!("even ×{lowest}"), None),
        Solution::Never => (format!("not within ×{highest}"), None),
        Solution::Several { turns, met_first } => match (turns.as_slice(), met_first) {
            ([from, to], false) => {
                (format!("only {} to {}", format::times(*from), format::times(*to)), None)
            }
            _ => ("no single multiple".to_owned(), None),
        },
        Solution::TooFew { .. } => ("too few trials to say".to_owned(), None),
    }
}

/// A share of trials in words.
pub(super) fn how_often(share: f64) -> String {
    match share {
        0.5 => "half of trials".to_owned(),
        0.75 => "three quarters".to_owned(),
        other => format::share(other),
    }
}

/// What a multiple stands for, where that is one number of the file.
pub(super) const fn number_of(it: Circumstance) -> Option<&'static str> {
    match it {
        Circumstance::Effect => Some("hazard ratio of entering care"),
        Circumstance::Risk => Some("share that enters care"),
        Circumstance::Referrals | Circumstance::PriceOfCare => None,
    }
}

/// What is assumed, and what it would have to be for each share of trials: `0.22 → 0.31, 0.20`.
pub(super) fn own_numbers(requirement: &Requirement) -> Option<String> {
    let written = |value: f64| stands_at(requirement.circumstance, value);
    let wanted = requirement.needs.iter().map(|need| need.stands_for);
    if wanted.clone().all(|it| it.is_none()) {
        return None;
    }
    let wanted: Vec<String> =
        wanted.map(|wanted| wanted.map_or_else(|| format::NONE.to_owned(), written)).collect();
    Some(format!("{} → {}", written(requirement.stands_for?), wanted.join(", ")))
}

/// That number: `0.22`, `30%`.
fn stands_at(circumstance: Circumstance, value: f64) -> String {
    match circumstance {
        Circumstance::Risk => format::whole_percent(value),
        Circumstance::Effect | Circumstance::Referrals | Circumstance::PriceOfCare => {
            format::decimal(value, 2)
        }
    }
}

/// `3 of 7`, `all 7` or `none`.
fn how_many(some: usize, all: usize) -> String {
    match some {
        0 => "none".to_owned(),
        some if some == all => format!("all {all}"),
        some => format!("{some} of {all}"),
    }
}

/// How good the evidence behind a view is, in a few words.
pub(super) fn evidence(outlook: &Outlook<'_>) -> String {
    let Evidence { assumptions, unsourced, .. } = outlook.evidence;
    let all = format::whole(assumptions);
    let unsourced = match unsourced {
        0 => String::new(),
        count => format!("; {} without a source", format::whole(count)),
    };
    if outlook.world == PROGRAMME {
        let judged = format::whole(outlook.evidence.judged());
        return format!("{judged} of {all} numbers are judgement (grade 6){unsourced}");
    }
    if assumptions == 0 {
        return "Sets no number otherwise".to_owned();
    }
    let graded = (1..=6).zip(outlook.evidence.of_grade).filter(|(_, count)| 0 < *count);
    let grades: Vec<String> = graded.map(|(grade, _)| grade.to_string()).collect();
    let grades = match grades.as_slice() {
        [] => String::new(),
        [one] => format!(", grade {one}"),
        several => format!(", grades {}", format::list(several)),
    };
    format!("Sets {} otherwise{grades}{unsourced}", format::counted(assumptions, "number"))
}

/// Drivers that are named of each view.
const DRIVERS: usize = 3;

/// What the net saving goes with most under a view, each with the grade of its evidence: its first three
/// drivers; that there are none beyond noise; none where none could be ranked.
pub(super) fn driven_by(report: &Report<'_>, world: usize) -> Option<Vec<String>> {
    let drivers = report.summary.worlds.get(world)?.saving_drivers.as_ref()?;
    let scenario = report.scenario(world);
    let named = drivers.named.iter().take(DRIVERS).map(|driver| {
        let grade = scenario.register.grade_of(&driver.name);
        let grade = grade.map_or_else(|| "no grade".to_owned(), |grade| format!("grade {grade}"));
        format!("{} ({grade})", label::assumption(scenario, &driver.name))
    });
    Some(named.collect())
}

/// What stands behind a view: how its note begins, without a full stop.
pub(super) fn stands_for<'a>(report: &Report<'a>, outlook: &Outlook<'_>) -> &'a str {
    if outlook.world == PROGRAMME {
        return "The file’s own numbers";
    }
    let note = report.note(outlook.world).unwrap_or_default().trim();
    let end = note.find(": ").into_iter().chain(note.find(". ")).min().unwrap_or(note.len());
    note[..end].trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{BARE, FULL, Run};
    use super::super::page::Screen;
    use super::super::terminal;
    use super::*;

    const LOWER_RISK: &str = r#"
[[views]]
name = "lower risk"
note = "Fewer would enter care: a panel's guess. And more."
[[views.pathways]]
name = "edge of care"
care_entry = { probability = { value = 0.2, source = "a panel", grade = 5 }, within_months = 24 }
"#;

    /// Each row is compared with the trials themselves.
    #[test]
    fn every_view_is_shown_with_its_own_trials_the_best_first() {
        let run = Run::of(&format!("{FULL}{LOWER_RISK}"), 200);
        let report = run.report();
        let outlooks = report.outlooks();
        assert_eq!(outlooks.len(), 3);
        assert!(
            outlooks
                .windows(2)
                .all(|outlook| outlook[1].saving.median() <= outlook[0].saving.median())
        );
        for it in &outlooks {
            let saved = run.trials.column(it.world, Metric::NetSaving).unwrap();
            let reached = saved.iter().filter(|it| 1_000_000.0 <= **it).count();
            assert!((it.chance.0.share - reached as f64 / 200.0).abs() < 1e-12);
            let loses = run.trials.column(it.world, Metric::WorkStops).unwrap();
            let stopped = loses.iter().sum::<f64>() / 200.0;
            assert!((it.stops.unwrap().0.share - stopped).abs() < 1e-12);
        }
        let of = |world: usize| outlooks.iter().find(|outlook| outlook.world == world).unwrap();
        assert_eq!(stands_for(&report, of(3)), "Fewer would enter care");
        assert_eq!(evidence(of(3)), "Sets 1 number otherwise, grade 5");
        assert_eq!(evidence(of(2)), "Sets 1 number otherwise; 1 without a source");
        assert!(evidence(of(1)).starts_with("1 of "), "{}", evidence(of(1)));
    }

    /// A view that is unsure of one price, on a guess, has that price as its first driver, with the grade
    /// that it has in this view and not in the file.
    #[test]
    fn every_view_names_its_own_drivers_with_their_grades() {
        let unsure = r#"
[[views]]
name = "unsure price"
placements.residential.weekly_cost = { gamma = { mean = 4000, sd = 2800 }, source = "a guess", grade = 6 }
"#;
        let run = Run::of(&format!("{FULL}{unsure}"), 300);
        let report = run.report();
        let own = driven_by(&report, PROGRAMME).unwrap();
        let others = driven_by(&report, 3).unwrap();
        let drivers = |world: usize| {
            let found = run.summary.worlds[world].saving_drivers.as_ref();
            found.unwrap().named.iter().map(|driver| driver.name.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(drivers(3)[0], "placements.residential.weekly_cost");
        assert!(others[0].ends_with("(grade 6)"), "{others:?}");
        assert_eq!(own.len(), drivers(PROGRAMME).len().min(3));
        let price = others[0].trim_end_matches("(grade 6)");
        assert!(!own.contains(&others[0]), "{own:?}");
        assert!(
            own.iter().all(|it| !it.starts_with(price) || it.ends_with("(grade 3)")),
            "{own:?}"
        );
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let page = words(&terminal::page(&report, "report.html", Screen::plain()));
        for drivers in [&own, &others] {
            let said = format!("Driven most by {}.", format::list(drivers));
            assert!(page.contains(&said), "{said}: {page}");
        }
    }

    #[test]
    fn an_error_of_a_multiple_has_the_digits_that_it_needs_or_is_left_out() {
        let written = |standard_error: f64| {
            let multiple = Solution::At { value: 0.8617, standard_error, met: Met::Above };
            let wanted = Needed { share: 0.5, multiple, stands_for: None };
            let requirement = Requirement {
                circumstance: Circumstance::PriceOfCare,
                lowest: 0.25,
                highest: 4.0,
                stands_for: None,
                needs: Vec::new(),
            };
            let (multiple, error) = needed(&requirement, &wanted);
            (multiple, error.unwrap_or_default())
        };
        let pair = |multiple: &str, error: &str| (multiple.to_owned(), error.to_owned());
        assert_eq!(written(0.0), pair("×0.86", ""));
        assert_eq!(written(f64::NAN), pair("×0.86", ""));
        assert_eq!(written(0.003), pair("×0.862", "0.003"));
        assert_eq!(written(0.051), pair("×0.86", "0.05"));
    }

    /// In another view children fare otherwise without the programme too: what the page calls “without”
    /// is of the view that it follows. Days avoided are the difference of the two, trial by trial.
    #[test]
    fn the_headline_view_stands_beside_its_own_status_quo() {
        let run = Run::following(3, &format!("{FULL}{LOWER_RISK}"), 60);
        let report = run.report();
        assert_eq!(report.programme().label.view, "lower risk");
        let column = |world: usize, metric| run.trials.column(world, metric).unwrap();
        let (without, with) = (column(0, Metric::DaysInCare), column(3, Metric::DaysInCare));
        let avoided = column(3, Metric::CareDaysAvoided);
        for trial in 0..60 {
            assert!((without[trial] - with[trial] - avoided[trial]).abs() < 1e-6, "{trial}");
        }
        assert!(report.command().contains("--view 'lower risk'"), "{}", report.command());
        let page = terminal::page(&report, "report.html", Screen::plain());
        assert!(page.contains("Lower risk, more closely"), "{page}");
    }

    #[test]
    fn a_file_chooses_the_view_that_its_report_follows() {
        let headed = |view: &str| {
            let text = format!("headline_view = \"{view}\"\n{FULL}");
            let loaded = kinward::scenario::Study::from_text(
                "city.toml",
                &text,
                &[],
                std::path::Path::new("."),
            )
            .check()
            .clone();
            loaded
                .worlds
                .map(|world| world.base.headline_view)
                .ok_or(format!("{:?}", loaded.findings))
        };
        assert_eq!(headed("sceptic's view"), Ok(Some("sceptic's view".to_owned())));
        let wrong = headed("sceptics view").unwrap_err();
        assert!(wrong.contains("did you mean `sceptic's view`?"), "{wrong}");
    }

    /// A commitment of £10,000 cannot carry work of £9,000 a family.
    #[test]
    fn that_the_money_runs_out_in_most_trials_is_said_before_any_saving() {
        let short = FULL.replace("commitment = 400000", "commitment = 10000");
        let run = Run::of(&short, 60);
        let page = terminal::page(&run.report(), "report.html", Screen::plain());
        let first = page.lines().nth(3).unwrap_or_default();
        assert!(first.starts_with("The money runs out in most trials under every view"), "{page}");
        let plenty = Run::of(FULL, 60);
        assert_eq!(runs_out(&plenty.report(), &plenty.report().outlooks()), None);
    }

    #[test]
    fn without_views_and_claims_the_one_world_is_the_range() {
        let run = Run::of(BARE, 60);
        let report = run.report();
        let outlooks = report.outlooks();
        let said = chances(&report, &outlooks).unwrap();
        assert!(said.starts_with("The council saves anything in "), "{said}");
        assert_eq!((losses(&report, &outlooks), outlooks.len()), (None, 1));
    }
}
