//! What a fund's figures say, in sentences.

use super::super::format::{
    self, Middle, share_of_those, share_of_trials, share_with_error, value, values,
};
use super::super::label;
use super::PortfolioReport;
use kinward::numeric::linearised::Measured;
use kinward::numeric::summary::Chance;
use kinward::results::Unit;
use kinward::results::portfolio::{Diversification, PositionSummary, WithoutLargest};
use kinward::scenario::portfolio::EvidencedNumber;

/// The answer: headings, each with its sentences.
pub(crate) fn answers(report: &PortfolioReport<'_>) -> Vec<(&'static str, Vec<String>)> {
    let fund = &report.summary.fund;
    let mut answers = vec![(
        "What the fund gets",
        vec![money(report, fund), rate(report, fund), exposure(fund), depends_on(report)],
    )];
    if let Some(it) = &report.summary.diversification {
        answers.push((
            "What diversification does",
            vec![spread(report, it), tail(report, it), bearer(report), largest(report, it)],
        ));
    }
    for (_, sentences) in &mut answers {
        sentences.retain(|sentence| !sentence.is_empty());
    }
    answers
}

/// The shared number without which the chance of a loss changes most; the table beside has the others.
fn depends_on(report: &PortfolioReport<'_>) -> String {
    let clear = report.summary.loss_without.iter().filter(|it| it.is_clear());
    let named = clear.filter_map(|clear| Some((clear, report.number_behind(clear.left_out)?)));
    let most = named.max_by(|a, b| a.0.change.value.abs().total_cmp(&b.0.change.value.abs()));
    most.map_or_else(String::new, |(it, (name, known))| {
        format!(
            "The chance of a loss depends most on `{name}` ({}, {}): without it the fund loses money in {}, {}.",
            format::trimmed(known.value, 4),
            grade(known),
            share_with_error(it.loses, report.summary.trials),
            change_in_words(it.change),
        )
    })
}

/// `grade 6: judgement`
pub(crate) fn grade(known: &EvidencedNumber) -> String {
    known.provenance.grade.map_or_else(
        || "no grade".to_owned(),
        |grade| format!("grade {grade}: {}", label::grade_words(grade)),
    )
}

/// `7.1 percentage points less (standard error 0.6)`
fn change_in_words(change: Measured) -> String {
    let size = Measured { value: change.value.abs(), ..change };
    let format::Written { value, error } = format::measured(Unit::Share, size);
    let [value, error] = [value, error].map(|it| it.trim_end_matches('%').to_owned());
    let direction = if change.value < 0.0 { "less" } else { "more" };
    format!("{value} percentage points {direction} (standard error {error})")
}

/// P(loss), multiple and net present value: what is known of every trial.
fn money(report: &PortfolioReport<'_>, fund: &PositionSummary) -> String {
    let npv = Middle::mean(Unit::Pounds, &fund.npv);
    format!(
        "The fund loses money in {}. {}Its net present value at {} a year is {} on average ({}).",
        share_with_error(fund.loses, report.summary.trials),
        back(fund.multiple_of_means),
        report.hurdle(),
        npv.middle,
        npv.in_brackets(),
    )
}

fn back(multiple: Option<Measured>) -> String {
    multiple.map_or_else(String::new, |it| {
        format!("It is expected to get back {} for each pound paid in. ", pence(it.value))
    })
}

/// `£1.07`
pub(crate) fn pence(pounds: f64) -> String {
    format::rate(pounds)
}

/// The internal rate of return, with the trials that have none.
fn rate(report: &PortfolioReport<'_>, fund: &PositionSummary) -> String {
    let trials = report.summary.trials;
    let counts = fund.irr_counts;
    let without: Vec<String> = [
        (counts.ambiguous, "more than one rate"),
        (counts.no_rate, "none"),
        (counts.nothing_invested, "nothing paid in"),
    ]
    .into_iter()
    .filter(|(count, _)| 0 < *count)
    .filter_map(|(count, what)| {
        Some(format!("{what} in {}", share_of_trials(Chance::of(count, trials)?, trials)))
    })
    .collect();
    let lost = Chance::of(counts.total_loss, trials).filter(|_| 0 < counts.total_loss);
    let lost = lost
        .map_or_else(String::new, |it| format!(" It is −100% in {}.", share_of_trials(it, trials)));
    let without = if without.is_empty() {
        String::new()
    } else {
        format!(" There is {}, which are left out here.", format::list(&without))
    };
    match &fund.irr {
        None => "No trial has a single internal rate of return.".to_owned(),
        Some(irr) => {
            let middle = Middle::median(Unit::YearlyRate, irr);
            format!(
                "Its median internal rate of return is {} a year ({}).{lost}{without}",
                middle.middle,
                middle.in_brackets()
            )
        }
    }
}

/// The peak outstanding, the worst 5% and when the money is back.
fn exposure(fund: &PositionSummary) -> String {
    let peak = Middle::median(Unit::Pounds, &fund.peak);
    let worst = measured(Unit::Pounds, fund.worst);
    let payback = match fund.payback.and_then(|months| Some((months, months.never?))) {
        None => "Nothing is ever paid in.".to_owned(),
        Some((months, never)) => {
            let never = share_of_those(never, months.count, fund.gain.count);
            match months.median() {
                month if month.is_finite() => format!(
                    "In half of the trials everything paid in is back by month {}; it never is in {never}.",
                    value(Unit::Months, month)
                ),
                _ => format!(
                    "There is no month by which everything paid in is back in half of the trials; it never is in {never}."
                ),
            }
        }
    };
    format!(
        "At its peak {} is outstanding in the median trial (90%: {}). In the worst 5% of trials its gain is {worst} on average. {payback}",
        peak.middle,
        peak.interval(),
    )
}

/// The standard deviation, beside the sum of the contracts’ own and that of independent contracts.
fn spread(report: &PortfolioReport<'_>, it: &Diversification) -> String {
    let sd = &it.sd;
    let written = values(
        Unit::Pounds,
        &[sd.fund.value, sd.together.value, sd.independent.value],
        sd.fund.standard_error,
    );
    let ratio = sd.ratio.map_or_else(String::new, |it| {
        format!(
            ", {} of the {} that the contracts’ own add up to, the most that it could be",
            percent(it),
            written[1]
        )
    });
    format!(
        "The gain of the fund has a standard deviation of {}{ratio}. {}",
        written[0],
        due(report, sd.shared, &written[2], "It would be", false)
    )
}

/// The same of the mean of the worst 5%.
fn tail(report: &PortfolioReport<'_>, it: &Diversification) -> String {
    let worst = &it.worst;
    let written = values(
        Unit::Pounds,
        &[worst.fund.value, worst.together.value, worst.independent.value],
        worst.fund.standard_error,
    );
    format!(
        "The mean of its worst 5% of trials is {}; the contracts’ own add up to {}, the least that it could be. {}",
        written[0],
        written[1],
        due(report, worst.shared, &written[2], "It would be", true)
    )
}

/// What the shared shocks do to a measure; of a tail, less is worse.
fn due(
    report: &PortfolioReport<'_>,
    shared: Measured,
    independent: &str,
    would: &str,
    less_is_worse: bool,
) -> String {
    if !report.is_tied() {
        return "Nothing in the file makes the contracts depend on each other.".to_owned();
    }
    let change = measured(Unit::Pounds, Measured { value: shared.value.abs(), ..shared });
    let is_clear = shared.is_clearly_above_zero() || shared.is_clearly_below_zero();
    let adds = (shared.value > 0.0) != less_is_worse;
    match is_clear {
        false => format!(
            "{would} {independent} with independent contracts, a difference that these trials cannot tell from none."
        ),
        true if adds => format!(
            "{would} {independent} with independent contracts: what they share makes it worse by {change}."
        ),
        true => format!(
            "{would} {independent} with independent contracts: what they share makes it better by {change}, since some go well when others go badly."
        ),
    }
}

/// Which contract bears most of the variance.
fn bearer(report: &PortfolioReport<'_>) -> String {
    let shares =
        report.summary.contracts.iter().filter_map(|contract| Some((contract, contract.share?)));
    let most = shares.max_by(|a, b| a.1.value.total_cmp(&b.1.value));
    most.map_or_else(String::new, |(contract, share)| {
        format!("{} bears {} of the variance of the fund’s gain.", contract.name, percent(share))
    })
}

/// The fund without the contract that takes the most money.
fn largest(report: &PortfolioReport<'_>, it: &Diversification) -> String {
    let without = &it.without_largest;
    let npv = Middle::mean(Unit::Pounds, &without.npv);
    format!(
        "Without {}{}, the rest loses money in {}, and its net present value is {} on average.",
        without.contract,
        taking(without),
        share_of_trials(without.loses, report.summary.trials),
        npv.middle,
    )
}

/// `, which is expected to take 40% of the money`
pub(crate) fn taking(without: &WithoutLargest) -> String {
    without.share_of_drawn.map_or_else(String::new, |it| {
        format!(
            ", which is expected to take {} of the money",
            values(Unit::Share, &[it.value], it.standard_error).concat()
        )
    })
}

fn percent(it: Measured) -> String {
    measured(Unit::Share, it)
}

fn measured(unit: Unit, it: Measured) -> String {
    format::measured(unit, it).in_words()
}

/// Fewer trials than this leave the worst twentieth to a handful.
const FEW: usize = 400;

/// What a reader must know before relying on it: a title and a text for each.
pub(crate) fn cautions(report: &PortfolioReport<'_>) -> Vec<(&'static str, String)> {
    let portfolio = report.portfolio;
    let mut cautions = Vec::new();
    let numbers = portfolio.numbers();
    let named = |is_it: fn(&kinward::assumption::Provenance) -> bool| -> Vec<String> {
        let such = numbers.iter().filter(|number| is_it(&number.1.provenance));
        such.map(|such| format!("`{}`", such.0)).collect()
    };
    let judged = named(kinward::assumption::Provenance::is_placeholder);
    if !judged.is_empty() {
        cautions.push((
            "The dependence between contracts is judgement",
            format!("{} rest on judgement (grade 6). The benefit of diversification follows from them: vary them before relying on it.", format::list(&judged)),
        ));
    }
    let unsourced = named(kinward::assumption::Provenance::is_unsourced);
    if !unsourced.is_empty() {
        cautions.push(("Without a source", format!("{}.", format::list(&unsourced))));
    }
    if !report.is_tied() && 1 < portfolio.contracts.len() {
        cautions.push((
            "The contracts share nothing",
            "The file has no `[[shocks]]` and no `[policy]`: that contracts of one kind, under one government, are independent is a strong and favourable assumption.".to_owned(),
        ));
    }
    if report.summary.trials < FEW {
        cautions.push((
            "Few trials",
            format!("The worst 5% of {} is a handful.", report.trial_count()),
        ));
    }
    cautions.push((
        "Each contract’s own assumptions are not repeated here",
        "`kinward check` lists those of each file; an error in them is an error here.".to_owned(),
    ));
    cautions
}
