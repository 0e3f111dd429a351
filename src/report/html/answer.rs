//! The answer: how likely is the claim, what would it take, and what does the investor risk.

use std::io;

use maud::{Markup, html};

use super::super::format::{self, Middle, chance, short_chance};
use super::super::view::{PROGRAMME, claim_chance, claimed, has_leader, tenth_error};
use super::super::{Report, headline, label};
use super::frame::{self, error};
use crate::assumption::Domain;
use crate::numeric::summary::Chance;
use crate::results::{AssumptionEffect, ClaimedFigure, Metric, Sense, Unit};

/// The sentences and the three boxes.
pub(super) fn section(report: &Report<'_>, tenths: &[Tenths<'_>]) -> Markup {
    frame::section(
        "answer",
        "The answer",
        &html! {
            @for sentence in [headline::saving(report), headline::claim(report)].into_iter().flatten() {
                p.answer { (sentence) }
            }
            div.boxes {
                (likely(report))
                (takes(report, tenths))
                @if report.has_investor(PROGRAMME) { (risk(report)) } @else { (cost(report)) }
            }
        },
    )
}

/// A short answer to one question.
fn answer_box(question: &str, figure: &str, error: &str, content: &Markup) -> Markup {
    html! {
        article.box {
            h3 { (question) }
            p.figure { (figure) @if error != format::NONE { small.error { " ± " (error) } } }
            (content)
        }
    }
}

/// The claim, or any saving at all, in each world.
fn likely(report: &Report<'_>) -> Markup {
    let claim = report.saving_claim();
    let of = |world: usize| -> Option<(Chance, usize)> {
        if let Some((index, claim)) = claim {
            let result = report.claim(world, index)?;
            return Some((claim_chance(claim, result), result.estimate.count));
        }
        let metric = report.summary.worlds.get(world)?.metric(Metric::NetSaving)?;
        Some((metric.above_zero?, metric.estimate?.count))
    };
    let (question, what) = match claim {
        Some((_, claim)) => ("How likely is the claim?", format!("of trials save {}", aim(claim))),
        None => ("How likely is a saving?", "of trials save anything".to_owned()),
    };
    let Some((base, trials)) = of(PROGRAMME) else { return html! {} };
    answer_box(
        question,
        &short_chance(base, trials),
        &headline::error(base),
        &html! {
            p { (what) " in the scenario as it stands" @if base.share < 0.5 / trials as f64 { " (" (chance(base, trials)) ")" } "." }
            @if report.has_variants() {
                ul.worlds {
                    @for (index, _) in report.programmes().filter(|it| it.0 != PROGRAMME) {
                        @if let Some((it, trials)) = of(index) {
                            li { span { (report.name(index)) } b { (short_chance(it, trials)) (error(&headline::error(it))) } }
                        }
                    }
                }
            }
            @if let Some(claim) = claim.and_then(|it| report.summary.claims.get(it.0)) { p.small { "“" (claim.text) "” – " (claim.source) } }
            p.small { "Net saving: cost of care saved less the council’s payments and running cost, nominal, over " (report.horizon()) "." }
        },
    )
}

/// `£7m or more`
fn aim(claim: &ClaimedFigure) -> String {
    let value = format::stated(Unit::Pounds, claim.value);
    if claim.sense == Sense::About { format!("{value} or more") } else { claimed(claim, &value) }
}

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
    let world = &report.trials.worlds[PROGRAMME];
    let claim = report.saving_claim();
    let outcomes = match claim.and_then(|(index, _)| world.claims.get(index)) {
        Some(column) => column.numbers()?,
        None => report.trials.column(PROGRAMME, Metric::NetSaving)?,
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

/// What one would have to believe for the claim to hold.
fn takes(report: &Report<'_>, tenths: &[Tenths<'_>]) -> Markup {
    let what =
        if report.saving_claim().is_some() { "the claim holds" } else { "the council saves money" };
    let Some((it, others)) = tenths.split_first() else {
        return answer_box(
            "What would it take?",
            format::NONE,
            format::NONE,
            &html! {
                p { "No assumption could be ranked: none is uncertain, there are too few trials, or the net saving is always the same." }
            },
        );
    };
    let value = |x: f64| assumption_value(report, &it.effect.name, x);
    let rank = if has_leader(&report.programme().net_saving_drivers, report.summary.trials) {
        "No other assumption moves the net saving as much."
    } else {
        "The next one moves the net saving about as much."
    };
    let figure =
        format!("{} to {}", short_chance(it.low, it.trials), short_chance(it.high, it.trials));
    answer_box(
        "What would it take?",
        &figure,
        format::NONE,
        &html! {
            p {
                "is how often " (what) " in the tenth of trials where “" (label::assumption(report.base(), &it.effect.name)) "” is lowest (mean "
                (value(it.effect.low_value)) ") and where it is highest (mean " (value(it.effect.high_value)) "); standard errors "
                (headline::error(it.low)) " and " (headline::error(it.high)) ". " (rank)
            }
            ul.worlds {
                @for it in others.iter().take(2) {
                    li {
                        span { (label::assumption(report.base(), &it.effect.name)) }
                        b { (short_chance(it.low, it.trials)) " to " (short_chance(it.high, it.trials)) }
                    }
                }
            }
            @if let Some(sentence) = best_view(report) { p { (sentence) } }
            p.small { "A tenth is " (format::counted(it.trials, "trial")) "; all other assumptions vary freely in it." }
        },
    )
}

/// In which world the claim is likeliest.
fn best_view(report: &Report<'_>) -> Option<String> {
    let (index, claim) = report.saving_claim()?;
    let of = |world: usize| {
        let result = report.claim(world, index)?;
        Some((world, claim_chance(claim, result), result.estimate.count))
    };
    let (world, best, trials) = report
        .programmes()
        .filter(|_| report.has_variants())
        .filter_map(|it| of(it.0))
        .max_by(|a, b| a.1.share.total_cmp(&b.1.share))?;
    let chance = short_chance(best, trials);
    Some(match (world, chance.as_str()) {
        (_, "none") => {
            "Under none of the views and terms shown does it hold in a single trial.".to_owned()
        }
        (PROGRAMME, chance) => format!(
            "Of the views and terms shown it is likeliest as the scenario stands ({chance})."
        ),
        (world, chance) => format!(
            "Of the views and terms shown it is likeliest under “{}” ({chance}).",
            report.name(world)
        ),
    })
}

/// The investor's chance of a loss.
fn risk(report: &Report<'_>) -> Markup {
    let Some(losing) = report.estimate(Metric::InvestorLoses) else { return html! {} };
    let Some(loses) = losing.chance() else { return html! {} };
    let total =
        Chance::of(report.programme().irr.total_loss, losing.count).filter(|it| it.share > 0.0);
    let irr = report.estimate(Metric::InvestorIrr).map(|it| Middle::median(Unit::YearlyRate, it));
    let peak =
        report.estimate(Metric::InvestorPeakDrawn).map(|it| Middle::median(Unit::Pounds, it));
    let stops = report.estimate(Metric::WorkStops).and_then(|it| Some((it.chance()?, it.count)));
    let loss_when_losing = report
        .estimate(Metric::InvestorLoss)
        .filter(|_| loses.share > 0.0)
        .map(|it| it.mean / loses.share);
    let views: Vec<(String, Chance, usize)> = report
        .programmes()
        .filter(|(index, _)| *index != PROGRAMME)
        .filter_map(|(index, world)| {
            let losing = world.estimate(Metric::InvestorLoses)?;
            Some((report.name(index).to_owned(), losing.chance()?, losing.count))
        })
        .collect();
    answer_box(
        "What does the investor risk?",
        &short_chance(loses, losing.count),
        &headline::error(loses),
        &html! {
            p {
                "of trials return less than was paid in"
                @if let Some(total) = total { "; " (short_chance(total, losing.count)) " return nothing" }
                "."
            }
            ul.worlds {
                @if let Some(irr) = irr { li { span { "Median return a year" @if let Some(of) = headline::of_rates(report) { ", " (of) } } b { (irr.middle) (error(&irr.error)) } } li.range { "90%: " (irr.interval()) } }
                @if let Some(peak) = peak { li { span { "Most out at once, median" } b { (peak.middle) (error(&peak.error)) } } li.range { "90%: " (peak.interval()) } }
                @if let Some((stops, count)) = stops { li { span { "Money runs out, work stops" } b { (short_chance(stops, count)) (error(&headline::error(stops))) } } }
            }
            @if let Some(loss) = loss_when_losing { p { "When it loses, it loses " (format::pounds(loss)) " on average." } }
            @if !views.is_empty() {
                p { "In the other worlds it loses money in" }
                ul.worlds {
                    @for (name, chance, trials) in &views { li { span { (name) } b { (short_chance(*chance, *trials)) (error(&headline::error(*chance))) } } }
                }
            }
            p.small { "A loss: less comes back than was paid in, over the whole contract. Return: annual effective, from monthly flows." }
        },
    )
}

/// What the council pays, where nobody invests.
fn cost(report: &Report<'_>) -> Markup {
    let Some(paid) = report.estimate(Metric::PaymentsByCouncil) else { return html! {} };
    let paid = Middle::median(Unit::Pounds, paid);
    let providers: Vec<String> =
        report.base().terms().providers.iter().map(|it| it.name.replace('_', " ")).collect();
    let payees = match providers.as_slice() {
        [_] => "the provider".to_owned(),
        several => {
            format!("{}, by the families that have started with each", format::list(several))
        }
    };
    answer_box(
        "What does the council pay?",
        &paid.middle,
        &paid.error,
        &html! {
            p { "in the median trial, over the whole contract (90%: " (paid.interval()) ")." }
            p.small { "There is no investor: payments go to " (payees) "." }
        },
    )
}

/// A value of an assumption, in its own unit.
fn assumption_value(report: &Report<'_>, name: &str, x: f64) -> String {
    let assumption = report.base().register.assumptions().iter().find(|it| it.name == name);
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
    let aim = report.saving_claim().map_or_else(|| "a saving".to_owned(), |(_, it)| aim(it));
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
                            th scope="row" { (label::assumption(report.base(), &it.effect.name)) small.definition { code { (it.effect.name) } } }
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
