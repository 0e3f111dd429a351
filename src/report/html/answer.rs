//! The answer: how likely is the claim, what would it take, and what does the investor risk.

use std::io;

use maud::{Markup, html};

use super::super::format::{self, short_chance};
use super::super::view::tenth_error;
use super::super::{Report, label};
use super::frame;
use crate::assumption::Domain;
use crate::numeric::summary::Chance;
use crate::results::{AssumptionEffect, Metric, Sense, Unit};

/// An assumption's lowest and highest tenth, with the share of trials that reach an aim in each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tenths<'a> {
    effect: &'a AssumptionEffect,
    low: Chance,
    high: Chance,
    /// Trials in either.
    trials: usize,
}

/// For each named driver: how likely the claim (or a saving) is where it is lowest and highest.
pub(super) fn tenths<'a>(report: &Report<'a>) -> io::Result<Vec<Tenths<'a>>> {
    // Where nothing varies, no assumption goes with it.
    if report.estimate(Metric::NetSaving).is_none_or(|it| it.sd <= 0.0) {
        return Ok(Vec::new());
    }
    let world = &report.trials.worlds[report.headline];
    let claim = report.saving_claim();
    let outcomes = match claim.and_then(|(index, _)| world.claims.get(index)) {
        Some(column) => column.numbers()?,
        None => report.trials.column(report.headline, Metric::NetSaving)?,
    };
    let holds = |row: usize| match claim {
        Some((_, claim)) if claim.sense == Sense::AtMost => outcomes[row] <= claim.value,
        Some((_, claim)) => outcomes[row] >= claim.value,
        None => outcomes[row] > 0.0,
    };
    let tenth = (report.summary.trials / 10).max(1);
    let of = |effect: &'a AssumptionEffect| {
        let Some(column) = world.assumption_names.iter().position(|it| *it == effect.name) else {
            return Ok(None);
        };
        let values = world.assumptions[column].numbers()?;
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        let sample = report.trials.sample();
        let chance =
            |rows: Option<&[usize]>| sample.chance(rows?.iter().map(|it| (*it, holds(*it))));
        let ends = chance(order.get(..tenth)).zip(chance(order.get(order.len() - tenth..)));
        Ok(ends.map(|(low, high)| Tenths { effect, low, high, trials: tenth }))
    };
    let found: Vec<Option<Tenths<'a>>> =
        report.programme().net_saving_drivers.iter().map(of).collect::<io::Result<_>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// A value of an assumption, in its own unit.
fn assumption_value(report: &Report<'_>, name: &str, x: f64) -> String {
    let assumption =
        report.headline_scenario().register.assumptions().iter().find(|it| it.name == name);
    quantity(assumption.map_or(Domain::Quantity, |it| it.domain), x)
}

/// A number of a register: `7.3%`, `£812`, `0.70`.
pub(super) fn quantity(domain: Domain, x: f64) -> String {
    match domain {
        Domain::Share | Domain::YearlyRate => format::share(x),
        // A rate has pence.
        Domain::Pounds if x.abs() < 1_000.0 => format::stated(Unit::Pounds, x),
        Domain::Pounds => format::pounds(x),
        Domain::Ratio | Domain::Quantity | Domain::Dispersion => match x.abs() {
            size if size >= 99.95 => format::count(x.round()),
            size if size >= 9.995 => format!("{x:.1}"),
            size if size > 0.0 && size < 0.0095 => format!("{x:.4}"),
            _ if x.fract().abs() < 1e-9 => format::count(x),
            _ => format!("{x:.2}"),
        },
    }
}

/// Every named driver, with the claim's chances.
pub(super) fn drivers(report: &Report<'_>, tenths: &[Tenths<'_>]) -> Markup {
    let aim = report.aim();
    let heading = format!("Chance of {aim}");
    let noise = report.estimate(Metric::NetSaving).map_or_else(String::new, |it| {
        format::standard_error(Unit::Pounds, tenth_error(it), it.p95())
    });
    html! {
        @if tenths.is_empty() {
            p { "No assumption could be ranked: none is uncertain, there are too few trials, or the net saving is always the same." }
        } @else {
            (frame::table(
                "Net saving in the tenth of trials where each assumption is lowest, and where it is highest",
                &["Assumption", "Its mean there", "Mean net saving", &heading, "Rank correlation"],
                &html! {
                    @for it in tenths {
                        @let money = format::values(Unit::Pounds, &[it.effect.lowest, it.effect.highest], 0.0);
                        tr {
                            th scope="row" { (label::assumption(report.headline_scenario(), &it.effect.name)) small.definition { code { (it.effect.name) } } }
                            td.number { (assumption_value(report, &it.effect.name, it.effect.low_value)) " / " (assumption_value(report, &it.effect.name, it.effect.high_value)) }
                            td.number { (money[0]) " / " (money[1]) }
                            td.number { (short_chance(it.low, it.trials)) " / " (short_chance(it.high, it.trials)) }
                            td.number { (format!("{:+.2}", it.effect.rank_correlation).replace('-', "−")) }
                        }
                    }
                },
            ))
            p.small { "Each pair: lowest tenth / highest tenth. Standard errors: of a mean net saving there about " (noise) ", of a rank correlation about " (format!("{:.2}", 1.0 / (report.summary.trials as f64).sqrt())) ". An assumption that moves together with another (a group, or shares of one mix) carries part of the other’s effect. Rank correlation: Spearman’s, of the assumption with the net saving." }
        }
    }
}
