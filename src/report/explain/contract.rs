//! Who the parties are, the rate card, limits, and changes of terms.

use super::super::format::list;
use super::super::label::capitalised;
use super::Block;
use super::words::{Words, clock, days, length, months, number, paragraph, spoken, window};
use crate::cohort::{Basis, Until};
use crate::contract::{Measure, Milestone};
use crate::scenario::{CoPayer, Cost, PaymentLine, Spending};

/// Who takes part.
pub(super) fn parties(words: &Words<'_>) -> Vec<Block> {
    let scenario = words.scenario;
    let council = "The council refers families and pays for what is achieved".to_owned();
    let investor = match &scenario.investor {
        Some(it) => format!(
            "an investor puts up {} and pays for the work up front",
            words.value(it.commitment)
        ),
        None => "Nobody invests: the council’s payments go straight to the provider".to_owned(),
    };
    let co_payers: Vec<String> =
        scenario.contract.co_payers.iter().map(|it| it.name.clone()).collect();
    let co_payers = match co_payers.len() {
        0 => String::new(),
        1 => format!("the {} bears a part of every payment", list(&co_payers)),
        _ => format!("{} each bear a part of every payment", list(&co_payers)),
    };
    let therapies: Vec<String> = scenario.therapies.iter().map(|it| it.name.clone()).collect();
    let provider = format!("a provider gives the families {}", list(&therapies));
    vec![
        Block::heading("Who"),
        Block::Paragraph(paragraph([
            format!("the contract starts in {}", words.date(0)),
            council,
            provider,
            investor,
            co_payers,
        ])),
    ]
}

/// The rate card, and when it is paid.
pub(super) fn payments(words: &Words<'_>) -> Vec<Block> {
    let contract = &words.scenario.contract;
    let heading = Block::heading("Who pays whom, for what and when");
    if contract.lines.is_empty() {
        let nothing = "Nothing is paid under this contract.".to_owned();
        return [heading, Block::Paragraph(nothing)].into_iter().chain(costs(words)).collect();
    }
    let payee = match words.scenario.investor {
        Some(_) => "into the contract’s account",
        None => "to the provider",
    };
    let lead = match contract.lines.len() {
        1 => format!("One thing is paid for, {payee}:"),
        count => format!("{} things are paid for, {payee}:", capitalised(&number(count))),
    };
    let lines = contract.lines.iter().map(|it| Block::item(capitalised(&it.name), line(words, it)));
    [heading, Block::Paragraph(lead)]
        .into_iter()
        .chain(lines)
        .chain([Block::Paragraph(settlement(words))])
        .chain(costs(words))
        .collect()
}

/// `£57.40 for each day that … in the 36 months after therapy starts, less 33% …`
fn line(words: &Words<'_>, line: &PaymentLine) -> String {
    let whose = if line.pathways.iter().all(|it| *it) {
        String::new()
    } else {
        format!(" of {}", words.pathways(&line.pathways))
    };
    let deadweight = line.deadweight.map_or_else(String::new, |it| {
        format!(", less {} for what would have happened anyway", words.value(it))
    });
    let (what, more) = measured(words, line, &whose);
    paragraph([format!("{}{what}{deadweight}", words.value(line.rate)), more])
}

/// What a line counts, and a sentence about it.
fn measured(words: &Words<'_>, line: &PaymentLine, whose: &str) -> (String, String) {
    match &line.measure {
        Measure::PerPeriod { counts, period_days, window, most_per_child, past_eighteen } => {
            let unit = match period_days {
                1 => "day".to_owned(),
                7 => "full week".to_owned(),
                other => format!("unbroken {}", days(f64::from(*other))),
            };
            let most = most_per_child.map_or_else(String::new, |it| {
                format!("at most {} are paid for a child", number(it as usize))
            });
            let end = if *past_eighteen {
                "days after the 18th birthday count as days at home"
            } else {
                "counting ends at the 18th birthday"
            };
            let what = format!(
                " for each {unit} that a child{whose} spends {} in {}",
                places(words, counts),
                self::window(*window)
            );
            (what, paragraph([most, end.to_owned()]))
        }
        Measure::Milestone(milestone) => {
            (format!(" once for each {}", event(*milestone, whose)), String::new())
        }
        Measure::Input { basis, from, until } => {
            let what = format!("{}{}", per(*basis), when(words, *basis, *from, *until));
            (what, "it is paid whatever comes of the work".to_owned())
        }
    }
}

/// `at home`, `at home or in kinship`
fn places(words: &Words<'_>, counts: &[bool]) -> String {
    let home = counts.first().copied().unwrap_or_default();
    let cared = words.scenario.placements.iter().zip(counts.iter().skip(1)).filter(|it| *it.1);
    let cared: Vec<String> = cared.map(|(it, _)| spoken(&it.name)).collect();
    let in_care = format!("in {}", cared.join(" or "));
    match (home, cared.is_empty()) {
        (true, true) => "at home".to_owned(),
        (true, false) => format!("at home or {in_care}"),
        (false, _) => in_care,
    }
}

fn event(milestone: Milestone, whose: &str) -> String {
    match milestone {
        Milestone::Start => format!("family{whose} that starts therapy"),
        Milestone::Completion => format!("family{whose} that completes therapy"),
        Milestone::OutOfCare { after } => {
            format!(
                "child{whose} that is at home {} after {}",
                months(length(after)),
                clock(after.from)
            )
        }
        Milestone::Reunification { within } => {
            format!("child{whose} that returns home from care in {}", window(within))
        }
    }
}

/// ` a month`, as it follows an amount.
fn per(basis: Basis) -> &'static str {
    match basis {
        Basis::Once => ", once",
        Basis::Month => " a month",
        Basis::Start => " for each family that starts",
        Basis::Completion => " for each family that completes",
        Basis::TherapistMonth => " a month for each therapist in post",
    }
}

/// ` from May 2019 until delivery ends`
fn when(words: &Words<'_>, basis: Basis, from: usize, until: Until) -> String {
    let from = if from == 0 { String::new() } else { format!(" from {}", words.date(from)) };
    let by_event = matches!(basis, Basis::Once | Basis::Start | Basis::Completion);
    let until = match until {
        Until::DeliveryEnds if by_event => String::new(),
        Until::DeliveryEnds => " while therapy is delivered".to_owned(),
        Until::ContractEnds => " until the last payment of the contract".to_owned(),
        Until::Month(month) => format!(
            " until {}",
            month.checked_sub(1).map_or_else(|| "the start".to_owned(), |it| words.date(it))
        ),
    };
    format!("{from}{until}")
}

/// How invoices become payments.
fn settlement(words: &Words<'_>) -> String {
    let contract = &words.scenario.contract;
    let invoices = match contract.settled_every_months {
        1 => "invoices are made up at the end of every month".to_owned(),
        many => format!("invoices are made up every {}", months(many as f64)),
    };
    let lag = match contract.lag_months {
        0 => "paid in the same month".to_owned(),
        lag => format!("paid {} later", months(lag as f64)),
    };
    let indexation = contract.indexation.map_or_else(
        || "the rates stay as they are in every year".to_owned(),
        |it| format!("the rates rise by {} at each anniversary of the start", words.value(it)),
    );
    let shares = contract.co_payers.iter().map(|it| share(words, it));
    let rest = if contract.co_payers.is_empty() {
        "the council bears all of it".to_owned()
    } else {
        "the council bears the rest".to_owned()
    };
    paragraph(
        [format!("{invoices}, and {lag}"), indexation].into_iter().chain(shares).chain([rest]),
    )
}

fn share(words: &Words<'_>, co_payer: &CoPayer) -> String {
    let limit =
        co_payer.limit.map_or_else(String::new, |it| format!(", up to {} in all", words.value(it)));
    format!("the {} bears {} of every payment{limit}", co_payer.name, words.value(co_payer.share))
}

/// What the work costs, and who is paid for it.
fn costs(words: &Words<'_>) -> Vec<Block> {
    let scenario = words.scenario;
    let margin = scenario.provider.margin.map_or_else(
        || "with nothing on top".to_owned(),
        |it| format!("with {} on top", words.value(it)),
    );
    let provider = if scenario.investor.is_some() {
        format!("the provider is paid its costs from the contract’s account, {margin}")
    } else {
        "the provider meets its costs from what it is paid".to_owned()
    };
    let council = "the council has costs of its own besides".to_owned();
    [spending(words, provider, &scenario.provider), spending(words, council, &scenario.council)]
        .concat()
}

/// What one party spends, in a list.
fn spending(words: &Words<'_>, lead: String, spending: &Spending) -> Vec<Block> {
    if spending.costs.is_empty() {
        return Vec::new();
    }
    let growth = spending
        .yearly_growth
        .map_or_else(String::new, |it| format!("they grow by {} a year", words.value(it)));
    let lead = paragraph([lead, growth, "these are the costs:".to_owned()]);
    [Block::Paragraph(lead)]
        .into_iter()
        .chain(spending.costs.iter().map(|it| cost(words, it)))
        .collect()
}

fn cost(words: &Words<'_>, cost: &Cost) -> Block {
    let when = when(words, cost.basis, cost.from, cost.until);
    Block::item(
        capitalised(&cost.name),
        paragraph([format!("{}{}{when}", words.value(cost.amount), per(cost.basis))]),
    )
}

/// The most that can be paid.
pub(super) fn limits(words: &Words<'_>) -> Vec<Block> {
    let contract = &words.scenario.contract;
    let caps = contract.caps;
    let limit = words.scenario.referrals.limit.map(|it| {
        format!("no more than {} families start, so that no more are paid for", number(it as usize))
    });
    let cap = |it: Option<_>, what: &str| {
        it.map(|it| format!("no more than {} is paid {what}", words.value(it)))
    };
    let sentences: Vec<String> = [
        limit,
        cap(caps.per_child, "for any one child"),
        cap(caps.per_year, "for what is earned in one year of the contract"),
        cap(caps.total, "in the whole contract, by all payers together"),
        cap(caps.council, "by the council itself"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let heading = Block::heading("Limits and caps");
    if sentences.is_empty() {
        return vec![
            heading,
            Block::Paragraph("There is no limit to what may have to be paid.".to_owned()),
        ];
    }
    let unpaid = "what is earned above a cap is never paid".to_owned();
    let has_cap =
        [caps.per_child, caps.per_year, caps.total, caps.council].iter().any(Option::is_some);
    vec![
        heading,
        Block::Paragraph(paragraph(sentences.into_iter().chain(has_cap.then_some(unpaid)))),
    ]
}

/// When terms change.
pub(super) fn changes(_words: &Words<'_>) -> Vec<Block> {
    vec![
        Block::heading("When terms change"),
        Block::Paragraph(
            "The terms stay the same throughout: nothing in this scenario changes them.".to_owned(),
        ),
    ]
}
