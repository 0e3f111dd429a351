//! Whether what costs money, and what is paid for work done, can fall in a month of any trial.

use super::Checker;
use crate::cohort::{Basis, Until};
use crate::contract::Measure;
use crate::scenario::model::{Council, Edition, Scenario, Spending};
use crate::scenario::span::Span;
use crate::scenario::span::month_of_file;
use crate::units::Month;
use toml_findings::{Finding, Path};

impl Checker<'_> {
    /// Says of each cost and each input line that begins too late, or is to go on for longer than any
    /// trial, why it is not spent as it is written: of the file, and of the sheets of its councils and
    /// of its changes.
    pub(super) fn costs_are_spent(
        &mut self,
        scenario: &Scenario,
        in_councils: &mut [Vec<Finding>],
        in_editions: &mut [Vec<Finding>],
    ) {
        let file = self.file;
        let span = scenario.span();
        let top = Path::root();
        let of_edition = |edition: &Edition| {
            let costs =
                file.providers.keys().zip(&edition.providers).flat_map(|(key, provider)| {
                    unspent(&provider.spending, &top.key("providers").own_key(key), span)
                });
            costs.collect::<Vec<Finding>>()
        };
        let of_council = |council: &Council| unspent(&council.running, &top.key("council"), span);
        let (base, others) = scenario.editions.split_first().expect("the terms of the file");
        self.findings.extend(of_edition(base));
        for (findings, edition) in in_editions.iter_mut().zip(others) {
            findings.extend(of_edition(edition));
        }
        if in_councils.is_empty() {
            self.findings.extend(of_council(scenario.first_council()));
        }
        for (findings, council) in in_councils.iter_mut().zip(&scenario.councils) {
            findings.extend(of_council(council));
        }
        let lines = top.key("contract").key("payments");
        for (index, line) in scenario.contract.lines.iter().enumerate() {
            // The contract goes on for what is paid until a month of its own.
            if let Measure::Input { basis, from, until } = line.measure
                && let Some(end) = latest(basis, until, span).filter(|end| end.month <= from)
            {
                let at = lines.index(index).key("from_month");
                self.report(never("paid", &line.name, from, end, &at));
            }
        }
    }
}

/// What something ends with in every trial, and the month after the last in which that can be.
#[derive(Clone, Copy)]
struct End {
    of: &'static str,
    month: Month,
}

/// What something by this basis ends with; none of what falls once, or has a month of its own to end in.
fn latest(basis: Basis, until: Until, span: Span) -> Option<End> {
    match (basis, until) {
        (Basis::Once, _) => None,
        (Basis::Start, _) => Some(End { of: "the last start", month: span.completions }),
        (Basis::Completion, _) => Some(End { of: "the last completion", month: span.completions }),
        (_, Until::DeliveryEnds) => {
            Some(End { of: "the last month of delivery", month: span.delivery })
        }
        (_, Until::ContractEnds) => {
            Some(End { of: "the last month of the contract", month: span.contract })
        }
        (_, Until::Month(_)) => None,
    }
}

/// The costs that are not spent as they are written.
fn unspent(spending: &Spending, at: &Path, span: Span) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, cost) in spending.costs.iter().enumerate() {
        let at = at.key("costs").index(index);
        let contract = End { of: "the last month of the contract", month: span.contract };
        let end = match cost.until {
            Until::Month(_) if cost.basis.is_by_month() => Some(contract),
            until => latest(cost.basis, until, span),
        };
        match (end, cost.until) {
            (Some(end), _) if end.month <= cost.from => {
                findings.push(never("spent", &cost.name, cost.from, end, &at.key("from_month")));
            }
            (Some(end), Until::Month(until)) if cost.basis.is_by_month() && end.month < until => {
                let title =
                    format!("`{}` ends with the contract, before its `until_month`", cost.name);
                let label =
                    format!("no trial's contract goes on beyond {}", month_of_file(end.month - 1));
                let at = at.key("until_month");
                findings.push(Finding::warning("ends-earlier", &at, title).label(label));
            }
            _ => {}
        }
    }
    findings
}

fn never(what: &str, name: &str, from: Month, end: End, at: &Path) -> Finding {
    let title = format!("`{name}` is never {what}: it begins in {}", month_of_file(from));
    let label = format!("{} is {} at the latest", end.of, month_of_file(end.month - 1));
    Finding::warning("never-spent", at, title).label(label)
}
