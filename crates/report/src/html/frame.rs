//! The parts that every section is made of: headings, tables, numbers with their errors.

use maud::{Markup, html};

use super::super::format::{self, Middle};
use super::super::{Report, headline, label};
use kinward::numeric::linearised::Measured;
use kinward::numeric::summary::Estimate;
use kinward::results::{Metric, MetricSummary, Unit, WorldSummary};

pub(super) fn section(id: &str, heading: &str, content: &Markup) -> Markup {
    html! { section id=(id) { h2 { (heading) } (content) } }
}

/// A section that is opened by its heading, with what it comes to beside that in a sentence. Its anchor
/// lies inside, so that a link opens it.
pub(super) fn fold(id: &str, heading: &str, gist: Option<&str>, content: &Markup) -> Markup {
    html! {
        details.section {
            summary {
                h2 { (heading) }
                @if let Some(gist) = gist { span.gist { (gist) } }
            }
            div id=(id) { (content) }
        }
    }
}

/// Text with its names of metrics and keys, which stand in backticks, set as such.
pub(super) fn code(text: &str) -> Markup {
    html! {
        @for (place, part) in text.split('`').enumerate() {
            @if place % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// With more columns than this each error stands below its figure, so that the table is as wide as the page.
const WIDE: usize = 7;

/// A table of numbers, each column but the first to the right.
pub(super) fn table(caption: &str, headings: &[&str], rows: &Markup) -> Markup {
    table_of(caption, headings, headings.len(), rows)
}

/// The same with text from column `text_from` on. It scrolls sideways by itself where the screen
/// is narrow, with a shadow where there is more.
pub(super) fn table_of(
    caption: &str,
    headings: &[&str],
    text_from: usize,
    rows: &Markup,
) -> Markup {
    let class = |place: usize| match place {
        0 => None,
        place if place < text_from => Some("number"),
        _ => Some("text"),
    };
    html! {
        div.table {
            table class=[(WIDE < headings.len()).then_some("wide")] {
                caption { (caption) }
                thead { tr { @for (place, it) in headings.iter().enumerate() { th scope="col" class=[class(place)] { (it) } } } }
                tbody { (rows) }
            }
        }
    }
}

/// The machine name of a figure, whose definition shows when one points at it: written out in every row,
/// the definitions would be half of the words of a page.
pub(super) fn named(name: &str, definition: &str) -> Markup {
    html! { abbr title=(definition.replace('`', "")) { code { (name) } } }
}

/// The headings that go with [`metric_row`].
pub(super) const METRIC_HEADINGS: [&str; 4] = ["", "Median", "90% of trials", "Mean"];

/// A table of metrics of one world, each with its definition; empty where there are none.
pub(super) fn metrics(
    report: &Report<'_>,
    caption: &str,
    world: &WorldSummary,
    metrics: &[Metric],
) -> Markup {
    let found: Vec<&MetricSummary> = metrics.iter().filter_map(|it| world.metric(*it)).collect();
    html! {
        @if !found.is_empty() {
            (table(caption, &METRIC_HEADINGS, &html! { @for it in &found { (metric_row(report, it)) } }))
        }
    }
}

/// One metric: median with its error, interval, mean with its error.
pub(super) fn metric_row(report: &Report<'_>, summary: &MetricSummary) -> Markup {
    let trials = report.summary.trials;
    let metric = summary.metric;
    let without = summary.without_value;
    html! {
        tr {
            th scope="row" {
                (label::metric(&report.trials.names, metric))
                small.definition { (named(&summary.name, metric.definition())) }
                @if let Some(never) = never(summary.estimate.as_ref(), summary.without_value) { small.definition { (never) } }
                @if 0 < without && without < trials {
                    small.definition { "No value in " (format::whole(without)) " of " (format::counted(trials, "trial")) "; the figures are of the others." }
                }
            }
            (estimate_cells(metric, summary.estimate.as_ref()))
        }
    }
}

/// In how many trials the event that is timed never comes; none where it always does.
fn never(estimate: Option<&Estimate>, without_value: usize) -> Option<String> {
    let never = estimate?.never.filter(|never| 0.0 < never.share)?;
    let with_value = estimate?.count;
    let share = format::share_of_those(never, with_value, with_value + without_value);
    Some(format!(
        "Never in {share}, which {} later than any month.",
        if estimate?.count == 1 { "is" } else { "are" }
    ))
}

fn estimate_cells(metric: Metric, estimate: Option<&Estimate>) -> Markup {
    let Some(estimate) = estimate else {
        return html! { td.number colspan="3" { "no value in any trial" } };
    };
    if metric.is_chance() {
        let chance = estimate.chance();
        return html! {
            td.number colspan="3" {
                @if let Some(chance) = chance {
                    (format::chance(chance, estimate.count)) (error(&headline::error(chance)))
                }
            }
        };
    }
    cells(metric.unit(), estimate)
}

/// Median, interval and mean, each in a cell.
fn cells(unit: Unit, estimate: &Estimate) -> Markup {
    let (median, mean) = (Middle::median(unit, estimate), Middle::mean(unit, estimate));
    html! {
        td.number { (median.middle) (error(&median.error)) }
        td.number { (median.interval()) }
        td.number { (mean.middle) (error(&mean.error)) }
    }
}

/// A standard error, in small grey print; none where it cannot be known, or where a distribution
/// stands on so few values that its median does not move.
pub(super) fn error(written: &str) -> Markup {
    html! {
        @if format::has_digits(written) { " " small.error { "± " (written) } }
    }
}

/// A figure with its error in grey.
pub(super) fn with_error(unit: Unit, it: Measured) -> Markup {
    let written = format::measured(unit, it);
    html! { (written.value) (error(&written.error)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kinward::numeric::summary::Sample;

    #[test]
    fn never_is_said_of_what_is_never_in_some_trial() {
        let said = |values: &[f64]| never(Unit::Months.estimate(Sample::PLAIN, values).as_ref(), 0);
        assert_eq!(said(&[12.0, 20.0, 31.0, 40.0]), None);
        let some = said(&[12.0, 20.0, 31.0, f64::INFINITY]);
        assert!(some.as_deref().is_some_and(|some| some.starts_with("Never in ")), "{some:?}");
    }
}
