//! What drives the net saving, in numbers.

use maud::{Markup, html};

use super::super::format::{self, short_chance};
use super::super::{Report, label, outlook};
use super::frame;
use kinward::assumption::{Dimension, Domain};
use kinward::results::{Drivers, Tenth, Unit};

/// What is said where no assumption is named, by whether any could be ranked.
fn none_named(drivers: Option<&Drivers>) -> String {
    match drivers {
        Some(Drivers { looked_at, noise, .. }) if 0 < *looked_at => format!(
            "None of {} is correlated with the net saving by more than noise (a rank correlation of {}).",
            format::counted(*looked_at, "uncertain assumption"),
            format::decimal(*noise, 2)
        ),
        Some(_) => "No assumption is uncertain.".to_owned(),
        None => "No assumption could be ranked: there are too few trials, or the net saving is always the same.".to_owned(),
    }
}

fn aimed(tenth: &Tenth) -> String {
    tenth.aim.map_or_else(|| format::NONE.to_owned(), |chance| short_chance(chance, tenth.trials))
}

/// A value of an assumption, in its own unit.
fn assumption_value(report: &Report<'_>, name: &str, x: f64) -> String {
    let assumption = report
        .headline_scenario()
        .register
        .assumptions()
        .iter()
        .find(|assumption| assumption.name == name);
    quantity(assumption.map_or(Domain::Term, |it| it.domain), x)
}

/// A number of a register: `7.3%`, `£812`, `0.70`.
pub(super) fn quantity(domain: Domain, x: f64) -> String {
    match domain.dimension() {
        Dimension::Share | Dimension::YearlyRate => format::share(x),
        Dimension::Pounds => format::rate(x),
        Dimension::Ratio | Dimension::Number => match x.abs() {
            size if size >= 99.95 => format::count(x.round()),
            size if size >= 9.995 => format::decimal(x, 1),
            size if size > 0.0 && size < 0.0095 => format::decimal(x, 4),
            _ if x.fract().abs() < 1e-9 => format::count(x),
            _ => format::decimal(x, 2),
        },
    }
}

/// How good the evidence for an assumption of the headline world is.
fn graded(report: &Report<'_>, name: &str) -> String {
    let grade = report.headline_scenario().register.grade_of(name);
    grade.map_or_else(|| " · no grade".to_owned(), |grade| format!(" · grade {grade}"))
}

/// The strongest drivers of the net saving, a row for each view; nothing where there is one view.
pub(super) fn drivers_by_view(report: &Report<'_>) -> Markup {
    let outlooks = report.outlooks();
    html! {
        @if 1 < outlooks.len() {
            (frame::table_of(
                &format!("The strongest drivers of the net saving{} under each view, with the grade of their evidence", counted(report)),
                &["View of the evidence", "Drivers"],
                1,
                &html! {
                    @for outlook in &outlooks {
                        tr {
                            th scope="row" { (label::capitalised(report.name(outlook.world))) }
                            td.text {
                                @match outlook::driven_by(report, outlook.world) {
                                    Some(drivers) if drivers.is_empty() => { "None beyond noise" }
                                    Some(drivers) => { (drivers.join("; ")) }
                                    None => { "Could not be ranked" }
                                }
                            }
                        }
                    }
                },
            ))
        }
    }
}

/// Of what the saving is counted that is driven; nothing for the usual one.
fn counted(report: &Report<'_>) -> &'static str {
    outlook::counted(report.asked_saving().metric)
}

/// Every named driver, with the claim's chances.
pub(super) fn drivers(report: &Report<'_>) -> Markup {
    let aim = report.aim();
    let heading = format!("Chance of {aim}");
    let found = report.programme().saving_drivers.as_ref();
    let Some(drivers) = found.filter(|drivers| !drivers.named.is_empty()) else {
        return html! { p { (none_named(found)) } };
    };
    let outcomes = || drivers.named.iter().flat_map(|it| [it.lowest.outcome, it.highest.outcome]);
    let noise = outcomes().map(|outcome| outcome.standard_error).fold(0.0, f64::max);
    let largest = outcomes().map(|outcome| outcome.value).fold(0.0, f64::max);
    html! {
        (frame::table(
            &format!("Net saving{} in the tenth of trials where each assumption is lowest / highest", counted(report)),
            &["Assumption", "Its mean there", "Mean net saving", &heading, "Rank correlation"],
            &html! {
                @for it in &drivers.named {
                    @let money = format::values(Unit::Pounds, &[it.lowest.outcome.value, it.highest.outcome.value], 0.0);
                    tr {
                        th scope="row" { (label::assumption(report.headline_scenario(), &it.name)) small.definition { code { (it.name) } (graded(report, &it.name)) } }
                        td.number { (assumption_value(report, &it.name, it.lowest.assumption)) " / " (assumption_value(report, &it.name, it.highest.assumption)) }
                        td.number { (money[0]) " / " (money[1]) }
                        td.number { (aimed(&it.lowest)) " / " (aimed(&it.highest)) }
                        td.number { (format::signed(it.rank_correlation, 2)) }
                    }
                }
            },
        ))
        p.small {
            "The standard error of each mean is at most " (format::standard_error(Unit::Pounds, noise, largest)) ". Shown are those of "
            (format::counted(drivers.looked_at, "uncertain assumption")) " whose rank correlation (Spearman’s) with the net saving is beyond ±"
            (format::decimal(drivers.noise, 2)) ", which noise alone would put any of them beyond in one run of twenty. "
            "An assumption that moves with others, in a group or a mix, carries part of their effect."
        }
    }
}
