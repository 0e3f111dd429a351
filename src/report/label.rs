//! What metrics and assumptions are called by those who read a report; the machine's names stay in
//! the files.

use crate::results::{Metric, MetricNames};
use crate::scenario::Scenario;

/// A metric in words.
pub fn metric(names: &MetricNames, metric: Metric) -> String {
    let entry = names.entry(metric).unwrap_or_default().replace('_', " ");
    match metric {
        Metric::DaysInPlacement(_) => format!("Days in care: {entry}"),
        Metric::PaymentsByCoPayer(_) => format!("Payments by {entry}"),
        Metric::PaymentsForLine(_) => format!("Payments for “{entry}”"),
        Metric::NetSavingOfPathway(_) => format!("Net saving: {entry}"),
        other => words(other).to_owned(),
    }
}

fn words(metric: Metric) -> &'static str {
    match metric {
        Metric::Referrals => "Families referred",
        Metric::Starts => "Families that start therapy",
        Metric::Completions => "Families that complete therapy",
        Metric::LostWaiting => "Families lost while waiting",
        Metric::DaysInCare | Metric::DaysInPlacement(_) => "Days in care",
        Metric::EntriesToCare => "Entries to care",
        Metric::ChildrenEverInCare => "Children ever in care",
        Metric::CareCost => "Cost of care",
        Metric::DaysOutOfCare => "Days out of care, started families",
        Metric::PaidDays => "Days paid for",
        Metric::HomeAnyway => "Days out of care that would be so anyway",
        Metric::CompletersNeverInCare => "Completers never in care",
        Metric::StatusQuoCareCost => "Cost of care without the programme",
        Metric::CareCostSaved => "Cost of care saved, before payments",
        Metric::Payments | Metric::PaymentsByCoPayer(_) | Metric::PaymentsForLine(_) => "Payments under the contract",
        Metric::PaymentsByCouncil => "Payments by the council",
        Metric::PaymentsByHorizon => "Payments before the horizon",
        Metric::UnpaidByCaps => "Earned but unpaid because of caps",
        Metric::CouncilRunningCost => "The council's running cost",
        Metric::SurplusToCouncil => "Surplus shared with the council",
        Metric::NetSaving | Metric::NetSavingOfPathway(_) => "Net saving",
        Metric::NetSavingReal => "Net saving, real",
        Metric::NetSavingPresentValue => "Net saving, present value",
        Metric::NetSavingCashable => "Net saving, cashable",
        Metric::NetSavingPublic => "Net saving, whole public purse",
        Metric::NetSavingInWindow => "Net saving, within the tracking window",
        Metric::NetSavingTo18 => "Net saving, until every child is 18",
        Metric::NetSavingPerStart => "Net saving for each start",
        Metric::NetSavingPerCompletion => "Net saving for each completion",
        Metric::BreakEvenMonth => "Months until the council breaks even",
        Metric::ProviderCost => "The provider's cost",
        Metric::ProviderSurplus => "The provider's surplus",
        Metric::InvestorDrawn => "Paid in",
        Metric::InvestorReturned => "Got back",
        Metric::InvestorPeakDrawn => "Most ever out at once",
        Metric::InvestorMultiple => "Multiple of money paid in",
        Metric::InvestorIrr => "Internal rate of return, a year",
        Metric::InvestorNpv => "Net present value at the hurdle rate",
        Metric::InvestorPayback => "Months until paid back",
        Metric::InvestorLoss => "Loss",
        Metric::InvestorLoses => "Chance of a loss",
        Metric::WorkStops => "Chance that the work stops",
    }
}

/// Keys of lists whose next step is the name of an entry.
const LISTS: [&str; 6] = ["pathways", "placements", "therapies", "costs", "payments", "co_payers"];

/// An assumption in words, from its place in the scenario.
pub fn assumption(scenario: &Scenario, name: &str) -> String {
    if let Some(effect) = effect(scenario, name) {
        return effect;
    }
    let mut words = Vec::new();
    let mut entry = None;
    let mut is_entry = false;
    for step in steps(name) {
        if is_entry {
            entry = Some(step.replace('_', " "));
            is_entry = false;
        } else if LISTS.contains(&step.as_str()) {
            is_entry = true;
        } else if !matches!(step.as_str(), "contract" | "amount") {
            words.push(step.replace('_', " "));
        }
    }
    let words = capitalised(&words.join(" "));
    match entry {
        Some(entry) if words.is_empty() => capitalised(&entry),
        Some(entry) => format!("{words}: {entry}"),
        None => words,
    }
}

/// A hazard ratio, with the months for which it holds.
fn effect(scenario: &Scenario, name: &str) -> Option<String> {
    scenario.therapies.iter().find_map(|therapy| {
        let lists = [(&therapy.care_entry, "Hazard ratio of care entry"), (&therapy.return_home, "Hazard ratio of returning home")];
        lists.into_iter().find_map(|(steps, what)| {
            let place = steps.iter().position(|(_, it)| scenario.register.get(*it).name == name)?;
            let from = place.checked_sub(1).map_or(0.0, |it| steps[it].0);
            Some(format!("{what}, months {from} to {}: {}", steps[place].0, therapy.name))
        })
    })
}

/// The steps of a path such as `pathways."edge of care".care_entry.points[1].share`, with
/// positions counted from 1.
fn steps(name: &str) -> Vec<String> {
    let mut steps = vec![String::new()];
    let mut is_quoted = false;
    let mut position: Option<String> = None;
    for letter in name.chars() {
        match (letter, position.as_mut()) {
            ('"', _) => is_quoted = !is_quoted,
            ('.', None) if !is_quoted => steps.push(String::new()),
            ('[', None) if !is_quoted => position = Some(String::new()),
            (']', Some(digits)) => {
                steps.push(digits.parse().map_or_else(|_| digits.clone(), |it: usize| (it + 1).to_string()));
                position = None;
            }
            (digit, Some(digits)) => digits.push(digit),
            (letter, None) => {
                if let Some(step) = steps.last_mut() {
                    step.push(letter);
                }
            }
        }
    }
    steps.retain(|it| !it.is_empty());
    steps
}

/// With a capital, for the beginning of a line.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// With a small letter, for the middle of a sentence; abbreviations and short codes stay.
pub fn uncapitalised(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().collect::<String>() + letters.as_str(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_step_by_step() {
        assert_eq!(
            steps("pathways.\"edge of care, v1.2\".care_entry.points[1].share"),
            ["pathways", "edge of care, v1.2", "care_entry", "points", "2", "share"],
        );
    }

    #[test]
    fn sentences_keep_their_abbreviations() {
        assert_eq!(uncapitalised("Weekly cost"), "weekly cost");
        assert_eq!(uncapitalised("IRR"), "IRR");
        assert_eq!(capitalised("élan"), "Élan");
    }
}
