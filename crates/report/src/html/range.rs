//! The first page: how likely the claim is under every view of the evidence, and what it would take, as
//! one table that is a picture too.
//!
//! Words stand in the page and not in the drawing, so that they keep their size on any screen.

use maud::{Markup, html};

use super::super::format::{self, Middle, short_chance};
use super::super::outlook::{self, Outlook};
use super::super::{Report, headline, label};
use super::frame::{self, error};
use kinward::analysis::Circumstance;
use kinward::numeric::summary::Chance;
use kinward::results::{AskedSaving, Unit};

/// The answer.
pub(super) fn section(report: &Report<'_>) -> Markup {
    let outlooks = report.outlooks();
    let asked = report.asked_saving();
    let claim = asked.claim.and_then(|(place, _)| report.summary.claims.get(place));
    let heading = format!("How likely is {}, and what would it take?", report.aim());
    let sentences = [
        outlook::chances(report, &outlooks),
        outlook::savings(report, &outlooks),
        outlook::takes(&outlooks),
    ];
    let further = [
        outlook::cashable(report, &outlooks),
        outlook::payments(report, &outlooks),
        outlook::losses(report, &outlooks),
    ];
    let is_asked = |it| outlook::circumstances(&outlooks).contains(&it);
    frame::section(
        "answer",
        &heading,
        &html! {
            @if let Some(sentence) = outlook::runs_out(report, &outlooks) { p.answer.alarm { (sentence) } }
            p.answer { @for it in sentences.into_iter().flatten() { (it) " " } }
            @if !outlooks.is_empty() { (picture(report, &outlooks)) }
            p { @for it in further.into_iter().flatten() { (it) " " } }
            p.small {
                @if let Some(claim) = claim { "The claim: “" (claim.text) "” (" (claim.source) ")" @if let Some(note) = &claim.note { ": " (frame::code(note)) } ". " }
                (outlook::definition(report, &outlooks)) " "
                "The band holds 90% of trials and the dot is the median; ± is the Monte Carlo standard error over " (report.trial_count())
                @if let Some(it) = report.requirements.filter(|_| outlooks.iter().any(|outlook| !outlook.requirements.is_empty())) {
                    " (in what it would take over " (format::whole(usize::try_from(it.trials).unwrap_or(usize::MAX))) ", of the price of care over all)"
                }
                ". "
                @if report.base().limit.is_some() && is_asked(Circumstance::Referrals) {
                    "However many are referred, no more families start than the contract’s limit allows. "
                }
                "Evidence is graded from 1 (measured on this population) to 6 (judgement)."
            }
        },
    )
}

/// The money axis that all rows share, as percentages of its width.
struct Axis {
    low: f64,
    high: f64,
}

impl Axis {
    /// From the lowest end of an interval to the highest, with nothing and the claim in it.
    fn of(outlooks: &[Outlook<'_>], claim: Option<f64>) -> Self {
        let ends = outlooks.iter().flat_map(|outlook| [outlook.saving.p05(), outlook.saving.p95()]);
        let (low, high) = ends
            .chain(claim)
            .fold((0.0_f64, 0.0_f64), |(low, high), it| (low.min(it), high.max(it)));
        let margin = (0.03 * (high - low)).max(1.0);
        Self { low: low - margin, high: high + margin }
    }

    fn at(&self, value: f64) -> f64 {
        100.0 * (value - self.low) / (self.high - self.low)
    }

    fn percent(&self, value: f64) -> String {
        percentage(self.at(value))
    }
}

fn picture(report: &Report<'_>, outlooks: &[Outlook<'_>]) -> Markup {
    let AskedSaving { metric, claim } = report.asked_saving();
    let claim = claim.map(|(_, claim)| claim.value);
    let axis = Axis::of(outlooks, claim);
    let figures: Vec<f64> = outlooks
        .iter()
        .flat_map(|outlook| [outlook.saving.median(), outlook.saving.p05(), outlook.saving.p95()])
        .collect();
    let noise =
        outlooks.iter().map(|outlook| outlook.saving.quantile_errors[2]).fold(0.0, f64::max);
    let written = format::values(Unit::Pounds, &figures, noise);
    let circumstances = outlook::circumstances(outlooks);
    html! {
        table.range {
            thead {
                @if !circumstances.is_empty() {
                    tr.groups {
                        th colspan="3" {}
                        th scope="colgroup" colspan=(circumstances.len()) {
                            b { "What it would take" } ": times what the view assumes, one at a time, for half of trials and, in grey, for three quarters; below, what is assumed → what it would be"
                        }
                    }
                }
                tr {
                    th scope="col" { "View of the evidence" }
                    th scope="col" { "Chance of " (report.aim()) }
                    th scope="col" { "Net saving" (outlook::counted(metric)) ": median and 90% of trials" (scale(&axis, claim)) }
                    @for it in &circumstances { th.takes scope="col" { (outlook::circumstance(*it)) @if let Some(number) = outlook::number_of(*it) { small.definition { (number) } } } }
                }
            }
            tbody {
                @for (outlook, written) in outlooks.iter().zip(written.chunks(3)) {
                    tr {
                        th scope="row" {
                            b { (label::capitalised(report.name(outlook.world))) }
                            small.definition { @let behind = outlook::stands_for(report, outlook); @if !behind.is_empty() { (frame::code(behind)) ". " } (outlook::evidence(outlook)) "." }
                        }
                        td.likely { (likely(outlook.chance)) }
                        td.strip {
                            (strip(&axis, claim, outlook))
                            span { b { (written[0]) } " " small { (written[1]) " to " (written[2]) } }
                        }
                        @for it in &circumstances { td.takes { (takes(outlook, *it)) } }
                    }
                }
            }
        }
    }
}

/// What one circumstance would have to be, for half of trials and for three quarters.
fn takes(outlook: &Outlook<'_>, circumstance: Circumstance) -> Markup {
    let requirement =
        outlook.requirements.iter().find(|requirement| requirement.circumstance == circumstance);
    let Some(requirement) = requirement else { return html! { (format::NONE) } };
    html! {
        span.name { (outlook::circumstance(circumstance)) }
        @for needed in &requirement.needs {
            @let (multiple, noise) = outlook::needed(requirement, needed);
            span.need {
                (multiple) @if let Some(noise) = noise { (error(&noise)) }
            }
        }
        @if let Some(own) = outlook::own_numbers(requirement) { small.own { (own) } }
    }
}

/// A chance with its error, and a bar as long as it is.
fn likely((chance, trials): (Chance, usize)) -> Markup {
    let width = percentage(100.0 * chance.share);
    html! {
        b { (short_chance(chance, trials)) } (error(&headline::error(chance)))
        svg.bar width="100%" height="6" aria-hidden="true" {
            rect.all width="100%" height="6" {}
            rect.part width=(width) height="6" {}
        }
    }
}

/// The numbers of the axis: nothing, and the claim.
fn scale(axis: &Axis, claim: Option<f64>) -> Markup {
    // A word stands beside its line on the side that has room.
    let word = |value: f64, text: String, class: &str, to_the_left: bool| {
        let place = if to_the_left {
            format!("right:{}", percentage(100.0 - axis.at(value)))
        } else {
            format!("left:{}", percentage(axis.at(value)))
        };
        html! { span class=(class) style=(place) { (text) } }
    };
    let claim = claim.filter(|claim| *claim != 0.0);
    html! {
        span.scale {
            (word(0.0, "£0".to_owned(), "nothing", claim.is_none_or(|claim| 0.0 < claim)))
            @if let Some(it) = claim { (word(it, format::stated(Unit::Pounds, it), "claimed", 75.0 < axis.at(it))) }
        }
    }
}

/// One interval on the axis, with lines at nothing and at the claim.
fn strip(axis: &Axis, claim: Option<f64>, outlook: &Outlook<'_>) -> Markup {
    let estimate = outlook.saving;
    let [low, middle, high] =
        [estimate.p05(), estimate.median(), estimate.p95()].map(|it| axis.percent(it));
    let says = Middle::median(Unit::Pounds, estimate);
    html! {
        svg.interval width="100%" height="22" role="img" aria-label={ "Median " (says.middle) ", 90% of trials from " (says.interval()) } {
            line.nothing x1=(axis.percent(0.0)) x2=(axis.percent(0.0)) y1="0" y2="22" {}
            @if let Some(claim) = claim.filter(|claim| *claim != 0.0) {
                line.claimed x1=(axis.percent(claim)) x2=(axis.percent(claim)) y1="0" y2="22" {}
            }
            line.ninety x1=(low) x2=(high) y1="11" y2="11" {}
            circle.median cx=(middle) cy="11" r="5" {}
        }
    }
}

/// A length as a style has it.
fn percentage(share: f64) -> String {
    format!("{}%", format::typed_to(share, 2))
}
