//! What the contract supposes would have come anyway, and what truly would have.

use maud::{Markup, html};

use super::super::{Report, headline};
use super::frame;
use crate::results::Metric;

/// Deadweight, baseline and secondary outcomes: agreed, true, and the gap.
pub(super) fn and_true(report: &Report<'_>) -> Markup {
    let achieved = |it: &Metric| matches!(it, Metric::Achieved(_) | Metric::AchievedAnyway(_));
    let outcomes = report.trials.metrics.iter().copied().filter(achieved);
    let metrics: Vec<Metric> = [
        Metric::DeadweightAgreed,
        Metric::DeadweightTrue,
        Metric::DeadweightGap,
        Metric::PaidAnywayDays,
        Metric::BaselineAgreed,
        Metric::BaselineTrue,
    ]
    .into_iter()
    .chain(outcomes)
    .filter(|it| report.estimate(*it).is_some())
    .collect();
    html! {
        h3 { "What was agreed and what was true" }
        p { (headline::agreed(report)) }
        (frame::metrics(report, "What the contract agreed, and what the same families would have done without the programme", report.programme(), &metrics))
        @if !metrics.is_empty() {
            p.small { "What is true here follows from the scenario’s own assumptions about life without the programme. A real contract never observes it." }
        }
    }
}
