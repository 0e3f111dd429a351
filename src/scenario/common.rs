//! What two scenarios have in common, so that it is lived once: the families without the programme, and
//! the work that is done with them.
//!
//! What is left out of a comparison must not be read by what the comparison stands for; a number that is
//! the same has the same name and is drawn at the same percentile.

use std::iter;
use std::sync::Arc;

use super::model::{NaturalHistory, Work};
use super::schema::{IncentiveTable, LevelsTable, PathwayTable, PaymentTable, ScenarioFile};

/// A file as it was read, with the sheets of its parts.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) file: Arc<ScenarioFile>,
    pub(super) councils: Vec<Arc<ScenarioFile>>,
    /// Each with the positions of its changes.
    pub(super) editions: Vec<(Vec<usize>, Arc<ScenarioFile>)>,
}

impl Written {
    /// The file's own, then that of each council.
    fn sheets(&self) -> impl Iterator<Item = &ScenarioFile> {
        iter::once(&self.file).chain(&self.councils).map(Arc::as_ref)
    }
}

impl PartialEq for NaturalHistory {
    fn eq(&self, other: &Self) -> bool {
        let (own, other) = (&*self.0, &*other.0);
        families(&own.file) == families(&other.file)
            && own.sheets().map(history).eq(other.sheets().map(history))
    }
}

impl PartialEq for Work {
    fn eq(&self, other: &Self) -> bool {
        let (own, other) = (&*self.0, &*other.0);
        delivery(&own.file) == delivery(&other.file)
            && own.sheets().map(treated).eq(other.sheets().map(treated))
            && own.editions.iter().map(edition).eq(other.editions.iter().map(edition))
    }
}

/// What a life without the programme depends on that is the same for all councils.
fn families(file: &ScenarioFile) -> impl PartialEq {
    let who: Vec<_> =
        file.councils.iter().map(|it| (&it.name, &it.share, &it.joins_month)).collect();
    let extended = file.changes.iter().filter_map(|it| it.extends_to_month).max();
    (file.starts, &file.groups, extended, who, &file.levels.referrals, &file.levels.risk)
}

/// The part of it that one council may have of its own.
fn history(file: &ScenarioFile) -> impl PartialEq {
    let referrals = &file.referrals;
    let pathways: Vec<_> = file.pathways.iter().map(untreated).collect();
    let moves: Vec<_> =
        file.placements.iter().map(|(name, it)| (name, &it.moves_per_year)).collect();
    let referred = (&referrals.monthly, referrals.months, &referrals.volume, &referrals.dispersion);
    (referred, referrals.delay_months, &file.site.care_entry_sd, pathways, moves)
}

fn untreated(pathway: &PathwayTable) -> impl PartialEq {
    let PathwayTable {
        name,
        share,
        begins,
        therapy: _,
        therapies: _,
        allocated_by: _,
        age_years,
        in_care_months,
        heterogeneity,
        care_entry,
        length_of_stay,
        re_entry,
        placements,
    } = pathway;
    let who = (name, share, begins, age_years, in_care_months, heterogeneity);
    (who, care_entry, length_of_stay, re_entry, placements)
}

/// What the work and its counts depend on, the same for all councils: everything but the money.
fn delivery(file: &ScenarioFile) -> impl PartialEq {
    let of_all = (file.horizon_months, &file.councils, &file.changes, &file.outcomes);
    let contract = (file.contract.settled_every_months, &file.contract.early_end, counted(file));
    let IncentiveTable { effect, completes, starts_therapy, costs: _ } = &file.incentive;
    (of_all, contract, (effect, completes, starts_therapy), levels(file))
}

/// What one council or one set of changes may have of its own.
fn treated(file: &ScenarioFile) -> impl PartialEq {
    let who = (&file.referrals, &file.site, &file.pathways);
    (who, &file.placements, &file.care, &file.therapies, &file.contract.tracking)
}

fn edition((changes, file): &(Vec<usize>, Arc<ScenarioFile>)) -> impl PartialEq {
    (changes, counted(file), treated(file))
}

/// What the lines of the rate card count, whatever they pay for it. A cap on one child is applied family
/// by family, so that with one the prices belong to the counts.
fn counted(file: &ScenarioFile) -> impl PartialEq {
    let contract = &file.contract;
    let lines: Vec<_> = contract.payments.iter().map(measure).collect();
    let cap = contract.caps.per_child.as_ref();
    (lines, cap.map(|it| (it, &contract.indexation, &contract.payments)))
}

fn measure(line: &PaymentTable) -> impl PartialEq {
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
    (who, days, (baseline, cohort_months, on, outcome, per, from_month, until_month))
}

fn levels(file: &ScenarioFile) -> impl PartialEq {
    let LevelsTable {
        tariff,
        deadweight,
        caps,
        co_payers: _,
        commitment: _,
        referrals,
        risk,
        care_prices,
        effect,
        provider_costs: _,
    } = &file.levels;
    let cap = file.contract.caps.per_child.as_ref();
    (referrals, risk, care_prices, effect, cap.map(|_| (tariff, deadweight, caps)))
}
