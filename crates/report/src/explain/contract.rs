//! Who the parties are, how invoices become payments, and the most that is paid.

use super::super::format::list;
use super::words::{Words, months, number, paragraph, spoken};
use super::{Block, rates};
use kinward::assumption::Parameter;
use kinward::contract::Measure;
use kinward::scenario::{CoPayer, Provider};

/// Who takes part.
pub(super) fn parties(words: &Words<'_>) -> Vec<Block> {
    let scenario = words.scenario;
    let councils = scenario.council_names();
    let is_paid = !rates::paid(words).is_empty();
    let pays = if is_paid { " and pays for what is achieved" } else { "" };
    let with_its_own = if is_paid { " with its own" } else { "" };
    let council = match councils.as_slice() {
        [] => format!("the council refers families{pays}"),
        [only] => format!("the council, {only}, refers families{pays}"),
        several => {
            let names: Vec<String> = several.iter().map(|it| (*it).to_owned()).collect();
            format!(
                "{} councils share the contract: {}; each refers families{pays}{with_its_own}",
                number(several.len()),
                list(&names)
            )
        }
    };
    let investor = match &scenario.investor {
        Some(it) => format!(
            "an investor puts up {} and pays for the work up front",
            words.value(it.commitment)
        ),
        None if is_paid => {
            "nobody invests: what is paid goes straight to those who deliver".to_owned()
        }
        None => "nobody invests, and nothing is paid for the work".to_owned(),
    };
    let providers = scenario.terms().providers.iter().enumerate();
    let co_payers = scenario.contract.co_payers.iter().map(|co_payer| {
        format!(
            "{} bears a part of every payment{}",
            named(&co_payer.name),
            of_councils(words, co_payer)
        )
    });
    let sentences = [format!("the contract starts in {}", words.date(0)), council]
        .into_iter()
        .chain(providers.map(|(position, it)| delivers(words, position, it)))
        .chain([investor])
        .chain(co_payers);
    vec![Block::heading("Who"), Block::Paragraph(paragraph(sentences))]
}

/// `the Life Chances Fund`
fn named(co_payer: &str) -> String {
    if co_payer.contains(',') { format!("“{co_payer}”") } else { format!("the {co_payer}") }
}

fn of_councils(words: &Words<'_>, co_payer: &CoPayer) -> String {
    words.councils(&co_payer.councils).map_or_else(String::new, |it| format!(" for {it}"))
}

fn delivers(words: &Words<'_>, position: usize, provider: &Provider) -> String {
    let therapies = words.scenario.terms().therapies.iter();
    let own = therapies
        .filter(|therapy| therapy.provider == position)
        .map(|therapy| therapy.name.clone());
    let own: Vec<String> = own.collect();
    let name = spoken(&provider.name);
    if own.is_empty() {
        format!("the provider {name} delivers no therapy itself")
    } else {
        format!("the provider {name} delivers {}", list(&own))
    }
}

/// How invoices become payments, and whose they are.
pub(super) fn settlement(words: &Words<'_>) -> String {
    let contract = &words.scenario.contract;
    let invoices = match contract.settled_every_months {
        1 => "invoices are made up at the end of every month".to_owned(),
        many => format!("invoices are made up every {}", months(many as f64)),
    };
    let lag = match contract.lag_months {
        0 => "paid in the same month".to_owned(),
        lag => format!("paid {} later", months(lag as f64)),
    };
    let indexation = words.some(contract.indexation).map_or_else(
        || "the rates are not raised with prices".to_owned(),
        |it| format!("the rates rise by {} at each anniversary of the start", words.value(it)),
    );
    let shares = contract.co_payers.iter().map(|co_payer| share(words, co_payer));
    let rest = if contract.co_payers.is_empty() { "all of it" } else { "the rest" };
    let rest = if words.is_shared() {
        format!("each council bears {rest}, for its own families")
    } else {
        format!("the council bears {rest}")
    };
    let nobodys = |measure: &Measure| matches!(measure, Measure::Input { .. });
    let divided = if words.is_shared() && contract.lines.iter().any(|line| nobodys(&line.measure)) {
        "what is paid for no family in particular, such as a fee a month, they divide by the \
         referrals that each expects"
    } else {
        ""
    };
    let several = words.scenario.terms().providers.len() > 1;
    let providers = if several && words.scenario.investor.is_none() {
        "each month’s payment is divided among the providers by the families that each has started \
         so far"
    } else {
        ""
    };
    paragraph([format!("{invoices}, and {lag}"), indexation].into_iter().chain(shares).chain([
        rest,
        divided.to_owned(),
        providers.to_owned(),
    ]))
}

fn share(words: &Words<'_>, co_payer: &CoPayer) -> String {
    let limit =
        co_payer.limit.map_or_else(String::new, |it| format!(", up to {} in all", words.value(it)));
    format!(
        "{} bears {} of every payment{}{limit}",
        named(&co_payer.name),
        words.value(co_payer.share),
        of_councils(words, co_payer)
    )
}

/// The most that can be paid.
pub(super) fn limits(words: &Words<'_>) -> Vec<Block> {
    let scenario = words.scenario;
    let caps = scenario.contract.caps;
    let limit = scenario.limit.map(|limit| {
        format!(
            "no more than {} families start, so that no more are paid for",
            number(limit as usize)
        )
    });
    let cap = |it: Option<Parameter>, what: &str| {
        it.map(|it| format!("no more than {} is paid {what}", words.value(it)))
    };
    let every = vec![true; scenario.councils.len()];
    let own = words.grouped(&every, |it| it.cap.map_or_else(String::new, |it| words.value(it)));
    let own =
        own.iter().filter(|(most, _)| !most.is_empty()).map(|(most, names)| match names.len() {
            _ if !words.is_shared() => {
                format!("no more than {most} is paid by the council itself in the whole contract")
            }
            1 => format!(
                "no more than {most} is paid by {} itself in the whole contract",
                list(names)
            ),
            _ => format!(
                "no more than {most} is paid by each of {} in the whole contract",
                list(names)
            ),
        });
    let limits = words.grouped(&every, |it| {
        it.referrals.limit.map_or_else(String::new, |it| number(it as usize))
    });
    let limits =
        limits.iter().filter(|(most, _)| !most.is_empty()).map(|(most, names)| match names.len() {
            _ if !words.is_shared() => format!("no more than {most} families start"),
            1 => format!("no more than {most} families start from {}", list(names)),
            _ => format!("no more than {most} families start from each of {}", list(names)),
        });
    let caps: Vec<String> = [
        cap(caps.per_child, "for any one child"),
        cap(caps.per_year, "for what is earned in one year of the contract"),
        cap(caps.total, "in the whole contract, by all payers together"),
    ]
    .into_iter()
    .flatten()
    .chain(own)
    .collect();
    let unpaid = (!caps.is_empty()).then(|| "what is earned above a cap is never paid".to_owned());
    let said = paragraph(limit.into_iter().chain(limits).chain(caps).chain(unpaid));
    let text = match (said.is_empty(), rates::paid(words).is_empty()) {
        (false, _) => said,
        (true, false) => "There is no limit to what may have to be paid.".to_owned(),
        (true, true) => "Nothing is paid, so there is nothing to limit.".to_owned(),
    };
    vec![Block::heading("Limits and caps"), Block::Paragraph(text)]
}
