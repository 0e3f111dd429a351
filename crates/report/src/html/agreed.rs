//! What the contract agreed would have happened without the programme, and the simulated counterfactual.

use maud::{Markup, html};

use super::super::{Report, headline};
use super::frame;
use kinward::results::Metric;

/// Deadweight, baseline and secondary outcomes: as agreed, as simulated, and the gap.
pub(super) fn and_true(report: &Report<'_>) -> Markup {
    let achieved =
        |it: &Metric| matches!(it, Metric::Achieved(_) | Metric::AchievedCounterfactual(_));
    let outcomes = report.trials.metrics.iter().copied().filter(achieved);
    let metrics: Vec<Metric> = [
        Metric::DeadweightAgreed,
        Metric::DeadweightTrue,
        Metric::DeadweightGap,
        Metric::PaidDeadweightDays,
        Metric::BaselineAgreed,
        Metric::BaselineTrue,
    ]
    .into_iter()
    .chain(outcomes)
    .filter(|it| report.estimate(*it).is_some())
    .collect();
    html! {
        h3 { "Agreed and simulated deadweight" }
        p { (headline::agreed(report)) }
        (frame::metrics(report, "As agreed, and as simulated without the programme", report.programme(), &metrics))
    }
}
