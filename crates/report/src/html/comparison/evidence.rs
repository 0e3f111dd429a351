//! What the answer depends on: the view of the evidence, the value of a day out of care, and how much
//! better the work would have to be.

use maud::{Markup, html};

use super::super::super::comparison::{
    Comparison, break_even, cannot_tell, in_short, view_name, who,
};
use super::super::super::format::{self, Middle};
use super::super::frame::with_error;
use super::super::frame::{code, error, table};
use kinward::analysis::compare::{Lean, Scan, Verdict, ViewVerdict};
use kinward::results::{BASE_VIEW, Unit};
use kinward::scenario::INCENTIVE_EFFECT;

/// Every verdict under every view, and what each view is.
pub(super) fn section(comparison: &Comparison<'_>) -> Markup {
    html! {
        p.small { "The percentage is that of trials in which the first is ahead." }
        @for verdicts in comparison.shown_pairs() { (pair(comparison, &verdicts)) }
        h3 { "What each view stands for" }
        dl.variants {
            @for (view, world) in comparison.views_of_programme().filter(|of_view| of_view.0 != BASE_VIEW) {
                dt { (view_name(view)) }
                dd {
                    p { (comparison.note(world)) }
                    p.small { (comparison.sets_otherwise(world)) }
                }
            }
        }
    }
}

/// A row for each view, and a column for each for whom the first may be better.
fn pair(comparison: &Comparison<'_>, verdicts: &[&Verdict]) -> Markup {
    let Some(first) = verdicts.first() else { return html! {} };
    let commissioner = comparison.report.commissioner();
    let headings: Vec<String> = std::iter::once("View".to_owned())
        .chain(
            verdicts.iter().map(|verdict| format!("For {}", who(verdict.criterion, commissioner))),
        )
        .collect();
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    html! {
        (table(&format!("“{}” less “{}”: mean differences", comparison.arrangement(&first.arrangement), comparison.arrangement(&first.against)), &headings, &html! {
            @for view in first.views.iter().map(|it| &it.view) {
                tr {
                    th scope="row" { (view_name(view)) }
                    @for verdict in verdicts {
                        td.words { @if let Some(it) = verdict.views.iter().find(|it| it.view == *view) { (cell(verdict, it)) } }
                    }
                }
            }
            tr.total {
                th scope="row" { "Under all views" }
                @for verdict in verdicts { td.number { (in_short(verdict)) } }
            }
        }))
    }
}

fn cell(verdict: &Verdict, it: &ViewVerdict) -> Markup {
    if it.lean == Lean::Same {
        return html! { "the same" };
    }
    html! {
        (with_error(verdict.criterion.metric().unit(), it.difference)) br;
        small { (format::value(Unit::Share, it.ahead.share)) @match it.lean { Lean::Open => { ", " (cannot_tell(it)) }, Lean::Alike => { ", too little to matter" }, Lean::First | Lean::Second | Lean::Same => {} } }
    }
}

/// The values of a day out of care that the table shows, in pounds.
const WORTHS: [f64; 3] = [0.0, 100.0, 200.0];

/// The chance of being best and the expected loss, by the worth of a day.
pub(super) fn decision(comparison: &Comparison<'_>) -> Markup {
    let Some(decision) =
        comparison.answer.compared.decisions.iter().find(|decision| decision.view == BASE_VIEW)
    else {
        return html! {};
    };
    let places: Vec<usize> = WORTHS
        .iter()
        .filter_map(|it| decision.worths.iter().position(|worth| worth == it))
        .collect();
    let headings: Vec<String> = std::iter::once(String::new())
        .chain(places.iter().flat_map(|place| {
            let worth = format::value(Unit::Pounds, decision.worths[*place]);
            [format!("{worth} a day: best"), "expected loss".to_owned()]
        }))
        .collect();
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    html! {
        (table("The chance of being best, and the average loss from choosing it, in the scenario’s own case, by the value of a day out of care", &headings, &html! {
            @for candidate in &decision.candidates {
                tr {
                    th scope="row" { (comparison.arrangement(&candidate.arrangement)) }
                    @for place in &places {
                        @let point = candidate.points[*place];
                        td.number { (with_error(Unit::Share, point.best)) }
                        td.number { (with_error(Unit::Pounds, point.loss)) }
                    }
                }
            }
        }))
        p.small {
            "The benefit of an arrangement is the gain of the public purse, and the stated value of each day in care avoided. The best on average has the smallest expected loss; it need not be the one most often best. "
            "The smallest expected loss is the value of perfect information, about which families are referred as well as about the assumptions, and so no less than any evidence could be worth."
        }
    }
}

/// Each scan with its break-even.
pub(super) fn scans(comparison: &Comparison<'_>) -> Markup {
    html! {
        @for scan in &comparison.answer.scans { p { (code(&break_even(comparison, scan))) } }
        @if let Some(first) = comparison.answer.scans.first() { (points(comparison, first)) }
        p.small {
            "The first " (format::counted(comparison.answer.scan_trials, "trial")) ", on the same draws, with straight lines between the points. "
            @if comparison.answer.varied == INCENTIVE_EFFECT {
                (code("At 1 the work is as effective as the scenario says; at 2 its hazard ratio of entering care is halved and its effect on returns home doubled. It replaces the `effect` of the arrangement’s own `[incentive]`."))
            }
        }
    }
}

fn points(comparison: &Comparison<'_>, first: &Scan) -> Markup {
    let key = &comparison.answer.varied;
    let headings: Vec<String> = std::iter::once(key.to_owned())
        .chain(comparison.answer.scans.iter().map(|scan| comparison.scan_name(scan)))
        .collect();
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    table(
        "Mean gain of the public purse, less that under the other arrangement",
        &headings,
        &html! {
            @for (place, point) in first.points.iter().enumerate() {
                tr {
                    th scope="row" { (point.value) }
                    @for scan in &comparison.answer.scans {
                        td.number {
                            @if let Some(it) = scan.points.get(place) {
                                @let middle = Middle::mean(Unit::Pounds, &it.difference);
                                (middle.middle) (error(&middle.error))
                            }
                        }
                    }
                }
            }
        },
    )
}
