//! The zone of agreement in tables.

use maud::{Markup, html};

use super::super::super::format::typed;
use super::super::super::label;
use super::super::super::pricing::{Pricing, Tariff, lever_level, shown, under, zone_words};
use super::super::frame::{self, table, table_of};
use kinward::analysis::{Answer, LEVER_TRIALS, SHOWN, Solution};
use kinward::results::{TOO_FEW, Unit};

/// A row a view.
pub(super) fn table_by_view(pricing: &Pricing<'_>) -> Markup {
    let tariff = Tariff::of(pricing.report.base());
    let caption = format!("The tariff that each side needs, {}", tariff.each());
    table_of(
        &caption,
        &[
            "View of the evidence",
            "Investor needs at least",
            "Council can pay at most",
            "Zone",
            "The investor’s figure there",
            "The council’s figure there",
        ],
        6,
        &html! {
            @for (row, view) in pricing.price.zone.rows.iter().zip(pricing.views) {
                tr {
                    th scope="row" { (view) }
                    td.number { (answer(&row.floor, tariff, "no tariff is enough", "any")) }
                    td.number { (answer(&row.ceiling, tariff, "no tariff, not even £0", "any")) }
                    td.number { (zone_words(&row.fit, tariff)) }
                    td.number { (there(&row.floor, pricing.price.zone.investor.figure.unit())) }
                    td.number { (there(&row.ceiling, pricing.price.zone.council.figure.unit())) }
                }
            }
        },
    )
}

/// What the council can pay if its saving is counted otherwise.
pub(super) fn counts(pricing: &Pricing<'_>) -> Markup {
    let tariff = Tariff::of(pricing.report.base());
    let names = &pricing.report.trials.names;
    let counts = &pricing.price.zone.counts;
    let labels: Vec<String> =
        counts.iter().map(|count| label::metric(names, count.metric)).collect();
    let headings: Vec<&str> = ["View of the evidence", "Net saving to the horizon"]
        .into_iter()
        .chain(labels.iter().map(String::as_str))
        .collect();
    html! {
        @if !counts.is_empty() {
            (table(&format!("What the council can pay at most, by how its saving is counted (other counts: the first {LEVER_TRIALS} trials at most)"), &headings, &html! {
                @for (place, (row, view)) in pricing.price.zone.rows.iter().zip(pricing.views).enumerate() {
                    tr {
                        th scope="row" { (view) }
                        td.number { (answer(&row.ceiling, tariff, "no tariff, not even £0", "any")) }
                        @for it in counts { td.number { (answer(&it.ceilings[place], tariff, "no tariff, not even £0", "any")) } }
                    }
                }
            }))
            p.definition { @for it in counts { (frame::code(&format!("`{}`: {} ", names.name(it.metric), it.metric.definition()))) } }
        }
    }
}

fn there(answer: &Answer, unit: Unit) -> String {
    shown(unit, answer.there.and_then(|there| there.figure))
}

fn answer(answer: &Answer, tariff: Tariff, none: &str, any: &str) -> String {
    match &answer.solution {
        Solution::At { value, standard_error, .. } => tariff.with_error(*value, *standard_error),
        Solution::Always => any.to_owned(),
        Solution::Never => none.to_owned(),
        Solution::Several { .. } => "no single value".to_owned(),
        Solution::TooFew { .. } => TOO_FEW.to_owned(),
    }
}

/// What both sides have at each tariff: in full where the gap is, the other views folded away.
pub(super) fn both_sides(pricing: &Pricing<'_>) -> Markup {
    let shown = pricing.price.levers_view;
    html! {
        (sides(pricing, shown))
        @if pricing.views.len() > 1 {
            details {
                summary { "Under the other views" }
                @for view in (0..pricing.views.len()).filter(|index| *index != shown) { (sides(pricing, view)) }
            }
        }
    }
}

/// The investor’s figures, then the council’s.
fn sides(pricing: &Pricing<'_>, view: usize) -> Markup {
    const INVESTOR: [&str; 6] = [
        "Loses money",
        "Return, 5th percentile",
        "median",
        "95th",
        "Mean NPV at the hurdle",
        "Mean gain in the worst 5%",
    ];
    const COUNCIL: [&str; 3] = ["Saves", "Mean net saving", "Mean in the worst 5%"];
    let name = under(&pricing.views[view]);
    html! {
        (figures(pricing, view, (&format!("The investor under {name}, with standard errors; a trial without a return is left out of the percentiles"), &INVESTOR, 0)))
        (figures(pricing, view, (&format!("The council under {name}"), &COUNCIL, INVESTOR.len())))
    }
}

/// So many of the figures at each tariff, from one on.
fn figures(
    pricing: &Pricing<'_>,
    view: usize,
    (caption, names, first): (&str, &[&str], usize),
) -> Markup {
    let tariff = Tariff::of(pricing.report.base());
    let headings: Vec<&str> = std::iter::once("Tariff").chain(names.iter().copied()).collect();
    let even = pricing.price.zone.span.first();
    let points = pricing.price.zone.rows[view].curve.iter().filter(|it| even.contains(&it.value));
    table(
        caption,
        &headings,
        &html! {
            @for point in points {
                tr {
                    th scope="row" { (tariff.write(point.value)) }
                    @for (figure, value) in SHOWN.iter().zip(&point.figures).skip(first).take(names.len()) {
                        td.number { (shown(figure.unit(), *value)) }
                    }
                }
            }
        },
    )
}

/// Every lever at each of its levels.
pub(super) fn levers(pricing: &Pricing<'_>) -> Markup {
    let tariff = Tariff::of(pricing.report.base());
    table(
        &format!(
            "The tariff that each side needs, at each level, of the first {LEVER_TRIALS} trials at most; interpolated between simulated tariffs"
        ),
        &["", "Level", "Investor needs at least", "Council can pay at most", "Zone"],
        &html! {
            @for lever in &pricing.price.levers {
                @for point in &lever.points {
                    tr {
                        th scope="row" { (lever.name) }
                        td.number { (lever_level(lever, point.factor)) }
                        td.number { (answer(&point.zone.floor, tariff, "none is enough", "any")) }
                        td.number { (answer(&point.zone.ceiling, tariff, "no tariff, not even £0", "any")) }
                        td.number { (zone_words(&point.zone.fit, tariff)) }
                    }
                }
            }
        },
    )
}

/// How the zone is found.
pub(super) fn reading(pricing: &Pricing<'_>) -> Markup {
    let span = pricing.price.zone.span;
    html! {
        p {
            "Tariffs are multiples of every rate for outcomes in the file (" code { "levels.tariff" } "), searched from " "×" (typed(span.low)) " to ×" (typed(span.high))
            ". Every tariff is simulated with the same families and draws, under each view by itself; the tariff from which a side has what it wants is then located more closely. The error of a tariff is that of its side’s figure, divided by how fast the figure moves with the tariff. A quantile is met where no more than its share of trials is below. Trials without a return are left out of quantiles of returns; "
            code { "investor_npv" } " has a value in every trial."
        }
        p { "A zone of agreement is where both conditions hold: it does not say where in it a price should lie, nor that either side should want no more." }
    }
}
