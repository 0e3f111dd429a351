//! The answer of a comparison: a few sentences and one table, which is better for whom and with what doubt.

use maud::{Markup, html};

use super::super::super::comparison::{
    Comparison, in_short, overall, public_verdict, scan_of, what_matters,
};
use super::super::super::format::{self, Middle, NONE};
use super::super::frame::{code, error, section, table};
use kinward::analysis::compare::{BreakEven, Lean, PairCompared, Verdict};
use kinward::numeric::linearised::Measured;
use kinward::results::{BASE_VIEW, Metric, STATUS_QUO};

/// The first screen of the page.
pub(super) fn answer(comparison: &Comparison<'_>) -> Markup {
    let reference = &comparison.answer.compared.reference;
    let own = comparison.against(reference, STATUS_QUO, BASE_VIEW);
    let pairs: Vec<&PairCompared> = own.into_iter().chain(comparison.held(BASE_VIEW)).collect();
    section(
        "answer",
        "Which arrangement is better, for whom, and how sure is that?",
        &html! {
            p.answer { @for it in overall(comparison) { (it) " " } }
            @if comparison.arrangement_count() < 2 {
                p { "There is only one arrangement; add a " code { "[[variants]]" } " to compare it with another." }
            }
            (summary(comparison, &pairs))
            p.small {
                "Means and ± standard errors in the scenario’s own case. Better or worse is by at least two standard errors more than matters, too little to matter by at least two less; otherwise these trials cannot tell. "
                (code(&what_matters(comparison)))
            }
        },
    )
}

/// A row for the reference against the status quo, and one for each other arrangement against the reference.
fn summary(comparison: &Comparison<'_>, pairs: &[&PairCompared]) -> Markup {
    let reference = comparison.arrangement(&comparison.answer.compared.reference);
    let has_scans = !comparison.answer.scans.is_empty();
    let who = format!("Gain of the {}", comparison.report.commissioner());
    let break_even = format!("Break-even {}", comparison.answer.varied);
    let mut headings = vec!["", "Days in care avoided", &who, "Gain of the public purse"];
    let verdicts = ["Better under", "Worse under", "Too little to matter", "Cannot tell"];
    let has_views = 1 < comparison.answer.compared.views.len();
    headings.extend(if has_views { &verdicts[..] } else { &["For the public purse"] });
    headings.extend(has_scans.then_some(break_even.as_str()));
    let is_beside_nothing =
        pairs.iter().any(|pair| comparison.arrangement_of(pair.pair.world) == reference);
    let caption = format!(
        "Compared with “{reference}”{}{}",
        if is_beside_nothing { ", which is itself compared with the status quo" } else { "" },
        if has_views {
            "; the number of views under which it is better or worse for the public purse"
        } else {
            ""
        },
    );
    table(
        &caption,
        &headings,
        &html! {
            @for pair in pairs {
                @let world = comparison.arrangement_of(pair.pair.world);
                tr {
                    th scope="row" { (world) @if world == reference { small.definition { "against the status quo" } } }
                    @for metric in [Metric::CareDaysAvoided, Metric::CouncilGain, Metric::PublicGain] {
                        td.number { (difference(pair, metric)) }
                    }
                    @match public_verdict(comparison, pair) {
                        Some(verdict) => (by_view(verdict, has_views)),
                        None => { td.number colspan=(if has_views { 4 } else { 1 }) { (NONE) } }
                    }
                    @if has_scans { td.number { (scan_of(comparison, pair).map_or_else(|| html! { (NONE) }, |it| found(it.break_even, &comparison.arrangement(&it.arrangement), &world))) } }
                }
            }
        },
    )
}

fn difference(pair: &PairCompared, metric: Metric) -> Markup {
    let Some(it) = pair.difference(metric) else { return html! { (NONE) } };
    if it.higher.share + it.lower.share <= 0.0 {
        return html! { "the same" };
    }
    let middle = Middle::mean(metric.unit(), &it.difference);
    let sign = if it.difference.mean > 0.0 { "+" } else { "" };
    html! { (sign) (middle.middle) (error(&middle.error)) }
}

/// Under how many views the first of a pair is better or worse, and what they say together.
fn by_view(verdict: &Verdict, has_views: bool) -> Markup {
    let counts = [&[Lean::First][..], &[Lean::Second], &[Lean::Alike, Lean::Same], &[Lean::Open]]
        .map(|leans| verdict.views.iter().filter(|view| leans.contains(&view.lean)).count());
    html! {
        @if has_views { @for count in counts { td.number { (format::whole(count)) } } }
        @else { td.words { (in_short(verdict)) } }
    }
}

/// A break-even that was found by varying one of two arrangements, seen from `world`, which is that one or the
/// other.
fn found(break_even: BreakEven, varied: &str, world: &str) -> Markup {
    let is_own = varied == world;
    match break_even {
        BreakEven::At { value, standard_error } => {
            let written = format::measured_number(Measured { value, standard_error });
            html! { (written.value) (error(&written.error)) @if !is_own { small.definition { "of “" (varied) "”" } } }
        }
        BreakEven::Same => html! { "none: the same" },
        BreakEven::Always if is_own => html! { "none: better" },
        BreakEven::Never if !is_own => html! { "none: better" },
        BreakEven::Always | BreakEven::Never => html! { "none: worse" },
        BreakEven::Several => html! { "several" },
    }
}
