//! The rate card: what is paid for, and how it is counted.

use super::super::format::{list, part_of};
use super::super::label::capitalised;
use super::Block;
use super::contract::settlement;
use super::costs::{self, per, when};
use super::words::{Words, days, months, number, paragraph, spoken};
use kinward::contract::{Measure, Milestone};
use kinward::scenario::{LinePrice, PaymentLine};

/// The rate card, and when it is paid.
pub(super) fn payments(words: &Words<'_>) -> Vec<Block> {
    let paid = paid(words);
    let heading = Block::heading("Who pays whom, for what and when");
    if paid.is_empty() {
        let nothing = "Nothing is paid under this contract.".to_owned();
        return [heading, Block::Paragraph(nothing)]
            .into_iter()
            .chain(costs::costs(words))
            .collect();
    }
    let payee = match (&words.scenario.investor, words.scenario.terms().providers.len()) {
        (Some(_), _) => "into the contract’s account",
        (None, 1) => "to the provider",
        (None, _) => "to the providers",
    };
    let lead = match paid.len() {
        1 => format!("One thing is paid for, {payee}:"),
        count => format!("{} things are paid for, {payee}:", capitalised(&number(count))),
    };
    let lines =
        paid.iter().map(|(it, price)| Block::item(capitalised(&it.name), line(words, it, price)));
    [heading, Block::Paragraph(lead)]
        .into_iter()
        .chain(lines)
        .chain([Block::Paragraph(paragraph([inputs(words), settlement(words)]))])
        .chain(costs::costs(words))
        .collect()
}

/// The lines under which anything is ever paid, with the prices of the file.
pub(super) fn paid<'a>(words: &Words<'a>) -> Vec<(&'a PaymentLine, &'a LinePrice)> {
    let scenario = words.scenario;
    let ever = |line: usize| {
        let pays = |line_price: &LinePrice| {
            line_price.part > 0.0 && words.some(Some(line_price.rate)).is_some()
        };
        scenario.editions.iter().any(|edition| pays(&edition.prices[line]))
    };
    let lines = scenario.contract.lines.iter().zip(&scenario.terms().prices).enumerate();
    lines.filter(|(position, _)| ever(*position)).map(|(_, it)| it).collect()
}

/// `£57.40 for each day that … in the 36 months after therapy starts, less 33% …`
fn line(words: &Words<'_>, line: &PaymentLine, price: &LinePrice) -> String {
    let deadweight = price.deadweight.map_or_else(String::new, |it| {
        format!(
            ", less {} for what would have happened without the programme (deadweight)",
            words.value(it)
        )
    });
    let (what, more) = measured(words, line);
    let (part, rate) = (part_of(price.part), words.value(price.rate));
    paragraph([format!("{part}{rate}{what}{deadweight}")].into_iter().chain(more))
}

/// ` of the pathway “in care” in Norfolk`
fn whose(words: &Words<'_>, line: &PaymentLine) -> String {
    let pathways = if line.pathways.iter().all(|pathway| *pathway) {
        String::new()
    } else {
        format!(" of {}", words.pathways(&line.pathways))
    };
    let councils =
        words.councils(&line.councils).map_or_else(String::new, |it| format!(" in {it}"));
    pathways + &councils
}

/// What a line counts, and sentences about it.
fn measured(words: &Words<'_>, line: &PaymentLine) -> (String, Vec<String>) {
    let whose = whose(words, line);
    match &line.measure {
        Measure::PerPeriod { counts, period_days, window, past_eighteen, .. } => {
            let unit = match period_days {
                1 => "day".to_owned(),
                7 => "full week".to_owned(),
                other => format!("unbroken {}", days(f64::from(*other))),
            };
            let what = format!(
                " for each {unit} that a child{whose} spends {} in {}",
                places(words, counts),
                words.window(*window, &line.councils)
            );
            (what, runs(&line.measure).into_iter().chain([until_18(*past_eighteen)]).collect())
        }
        Measure::DaysSaved { window, cohort_months, past_eighteen } => {
            let what = if whose.is_empty() {
                " for each day in care that is saved".to_owned()
            } else {
                format!(" for each day in care that is saved with families{whose}")
            };
            let window = words.window(*window, &line.councils);
            let more = saved(words, line, &window, *cohort_months);
            (what, more.into_iter().chain([until_18(*past_eighteen)]).collect())
        }
        Measure::Milestone(milestone) => {
            (format!(" once for each {}", event(words, line, *milestone, &whose)), Vec::new())
        }
        Measure::Input { basis, from, until } => {
            let councils = words.councils(&line.councils);
            let councils = councils.map_or_else(String::new, |it| format!(", by {it}"));
            let what = format!("{}{}{councils}", per(*basis), when(words, *basis, *from, *until));
            (what, Vec::new())
        }
    }
}

/// What is paid for work and not for what comes of it.
fn inputs(words: &Words<'_>) -> String {
    let lines = paid(words);
    let inputs = lines.iter().filter(|(it, _)| matches!(it.measure, Measure::Input { .. }));
    let inputs: Vec<String> = inputs.map(|(it, _)| format!("“{}”", it.name)).collect();
    let (of_them, are) = if inputs.len() == 1 { ("line", "is") } else { ("lines", "are") };
    match inputs.len() {
        0 => String::new(),
        count if count == lines.len() => {
            "all of this is paid whatever comes of the work".to_owned()
        }
        _ => format!("the {of_them} {} {are} paid whatever comes of the work", list(&inputs)),
    }
}

/// What breaks a run of days.
fn runs(measure: &Measure) -> Vec<String> {
    let Measure::PerPeriod { period_days, most_per_child, forgives_days, begins_again, .. } =
        measure
    else {
        return Vec::new();
    };
    let most = most_per_child.map_or_else(String::new, |it| {
        format!("at most {} are paid for a child", number(it as usize))
    });
    let forgiven = match forgives_days {
        0 => String::new(),
        days => format!(
            "an absence of up to {} in a row is forgiven: its days do not count, but those before \
             and after it are counted together",
            self::days(f64::from(*days))
        ),
    };
    let absence = if *forgives_days == 0 { "a day elsewhere" } else { "a longer absence" };
    let broken = match (begins_again, period_days) {
        (true, 1) => String::new(),
        (true, _) => format!("after {absence} the count begins again from nothing"),
        (false, _) => format!(
            "{absence}, once counting has begun, ends it: nothing more is paid for that child"
        ),
    };
    vec![most, forgiven, broken]
}

fn until_18(past_eighteen: bool) -> String {
    let end = if past_eighteen {
        "days after the 18th birthday count as days at home"
    } else {
        "counting ends at the 18th birthday"
    };
    end.to_owned()
}

/// How days saved are reckoned.
fn saved(words: &Words<'_>, line: &PaymentLine, window: &str, cohort_months: usize) -> Vec<String> {
    let baseline = line.baseline.map_or_else(|| "no part".to_owned(), |it| words.value(it));
    let cohort = match cohort_months {
        1 => "in the same month".to_owned(),
        several => format!("in the same {}", months(several as f64)),
    };
    let capped = words.scenario.contract.caps.per_child.is_some();
    vec![
        format!(
            "it is agreed that without the programme a child would be in care on {baseline} of the \
             days in {window} (the baseline); what children then spend in care is taken from that, \
             and the rest is saved"
        ),
        format!(
            "families whose time begins {cohort} are reckoned together (a cohort): at each invoice, \
             what they have saved so far is paid for as far as it exceeds what was paid for before"
        ),
        "nothing is ever paid back, but a shortfall must be made good before more is paid"
            .to_owned(),
        if capped { "the cap on a child does not apply here" } else { "" }.to_owned(),
    ]
}

/// `at home`, `at home or in kinship`
fn places(words: &Words<'_>, counts: &[bool]) -> String {
    let home = counts.first().copied().unwrap_or_default();
    let placements = &words.scenario.first_council().placements;
    let cared = placements.iter().zip(counts.iter().skip(1)).filter(|it| *it.1);
    let cared: Vec<String> = cared.map(|(it, _)| spoken(&it.name)).collect();
    let in_care = format!("in {}", cared.join(" or "));
    match (home, cared.is_empty()) {
        (true, true) => "at home".to_owned(),
        (true, false) => format!("at home or {in_care}"),
        (false, _) => in_care,
    }
}

fn event(words: &Words<'_>, line: &PaymentLine, milestone: Milestone, whose: &str) -> String {
    match milestone {
        Milestone::Start => format!("family{whose} that starts therapy"),
        Milestone::Completion => format!("family{whose} that completes therapy"),
        Milestone::OutOfCare { after } => {
            format!(
                "child{whose} that is at home, and not yet 18, {}",
                words.end(after, &line.councils)
            )
        }
        Milestone::Reunification { within } => format!(
            "child{whose} that returns home from care in {}",
            words.window(within, &line.councils)
        ),
        Milestone::Outcome { outcome, measured } => format!(
            "family{whose} that achieves “{}”, measured {}",
            words.scenario.outcomes[outcome].name,
            super::words::end(measured)
        ),
    }
}
