//! What two scenarios have in common, so that it is lived once: the families without the programme, and
//! the work that is done with them.
//!
//! A fingerprint is the text of what the file says. What is left out of one must not be read by what it
//! stands for; a number that is the same has the same name and is drawn at the same percentile.

use super::{EditionSheet, Sheet};
use crate::scenario::model::{NaturalHistory, Work};
use crate::scenario::schema::{
    IncentiveTable, LevelsTable, PathwayTable, PaymentTable, ScenarioFile,
};

/// What a life without the programme depends on, as written.
pub(super) fn natural_history(file: &ScenarioFile, councils: &[Sheet<'_>]) -> NaturalHistory {
    let who: Vec<_> =
        file.councils.iter().map(|it| (&it.name, &it.share, &it.joins_month)).collect();
    let extended = file.changes.iter().filter_map(|it| it.extends_to_month).max();
    let levels = (&file.levels.referrals, &file.levels.risk);
    let common = format!("{:?}", (file.starts, &file.groups, extended, who, levels));
    let sheets = councils.iter().map(|it| history(it.file));
    let texts: Vec<String> = [common, history(file)].into_iter().chain(sheets).collect();
    NaturalHistory(texts.join("\n"))
}

/// The part of it that one council may have of its own.
fn history(file: &ScenarioFile) -> String {
    let referrals = &file.referrals;
    let untreated = |it: &PathwayTable| PathwayTable {
        therapy: None,
        therapies: None,
        allocated_by: None,
        ..it.clone()
    };
    let pathways: Vec<PathwayTable> = file.pathways.iter().map(untreated).collect();
    let moves: Vec<_> =
        file.placements.iter().map(|(name, it)| (name, &it.moves_per_year)).collect();
    let referred = (&referrals.monthly, referrals.months, &referrals.volume, &referrals.dispersion);
    format!("{:?}", (referred, referrals.delay_months, &file.site.care_entry_sd, pathways, moves))
}

/// What the work and its counts depend on, as written: everything but the money. A cap on one child is
/// applied family by family, so that with one the prices belong to the counts.
pub(super) fn work(
    file: &ScenarioFile,
    councils: &[Sheet<'_>],
    editions: &[EditionSheet<'_>],
) -> Work {
    let of_all = (file.horizon_months, &file.councils, &file.changes, &file.outcomes);
    let incentive = IncentiveTable { costs: None, ..file.incentive.clone() };
    let contract = (file.contract.settled_every_months, &file.contract.early_end, counted(file));
    let common = format!("{:?}", (of_all, incentive, contract, levels(file)));
    let sheets = councils.iter().map(|it| treated(it.file));
    let under = |it: &EditionSheet<'_>| {
        format!("{:?}{}{}", it.changes, counted(it.sheet.file), treated(it.sheet.file))
    };
    let changed = editions.iter().map(under);
    let texts: Vec<String> =
        [common, treated(file)].into_iter().chain(sheets).chain(changed).collect();
    Work(texts.join("\n"))
}

/// What one council or one set of changes may have of its own.
fn treated(file: &ScenarioFile) -> String {
    let who = (&file.referrals, &file.site, &file.pathways);
    format!("{:?}", (who, &file.placements, &file.care, &file.therapies, &file.contract.tracking))
}

/// What the lines of the rate card count, whatever they pay for it.
fn counted(file: &ScenarioFile) -> String {
    let contract = &file.contract;
    let each = contract.payments.iter().map(|it| format!("{:?}", measure(it)));
    let lines: Vec<String> = each.collect();
    match &contract.caps.per_child {
        None => lines.join("\n"),
        Some(cap) => format!("{cap:?}{:?}{:?}", contract.indexation, contract.payments),
    }
}

fn measure(line: &PaymentTable) -> impl std::fmt::Debug {
    let PaymentTable {
        name,
        kind,
        rate: _,
        part: _,
        deadweight: _,
        pathways,
        councils,
        window,
        counts,
        period_days,
        most_per_child,
        forgives_days,
        begins_again,
        ends_at_18,
        baseline,
        cohort_months,
        on,
        outcome,
        per,
        from_month,
        until_month,
    } = line;
    let who = (name, kind, pathways, councils, window, counts);
    let days = (period_days, most_per_child, forgives_days, begins_again, ends_at_18);
    let rest = (baseline, cohort_months, on, outcome, per, from_month, until_month);
    format!("{:?}", (who, days, rest))
}

fn levels(file: &ScenarioFile) -> LevelsTable {
    let levels = LevelsTable {
        co_payers: None,
        commitment: None,
        provider_costs: None,
        ..file.levels.clone()
    };
    match file.contract.caps.per_child {
        None => LevelsTable { tariff: None, deadweight: None, caps: None, ..levels },
        Some(_) => levels,
    }
}
