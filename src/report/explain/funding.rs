//! What the investor risks and earns.

use super::super::format::list;
use super::Block;
use super::words::{Words, paragraph, percent};
use crate::scenario::Investor;

pub(super) fn investor(words: &Words<'_>) -> Vec<Block> {
    let heading = Block::heading("What the investor risks and earns");
    let Some(it) = &words.scenario.investor else {
        let nobody =
            "Nobody invests; the provider bears the risk that its costs exceed what it is paid.";
        return vec![heading, Block::Paragraph(nobody.to_owned())];
    };
    vec![
        heading,
        Block::Paragraph(paragraph([
            risks(words, it),
            reserve(words, it),
            "if the money runs out no further family starts; those in therapy finish it".to_owned(),
        ])),
        Block::Paragraph(paragraph([earns(words, it), surplus(it), hurdle(words, it)])),
    ]
}

fn risks(words: &Words<'_>, it: &Investor) -> String {
    format!(
        "the investor pays in at most {}, as the work needs it, and can lose all of it",
        words.value(it.commitment)
    )
}

fn reserve(words: &Words<'_>, it: &Investor) -> String {
    let reserve = it.reserve.map_or_else(String::new, |it| {
        format!(
            "money is drawn so that {} stays in the account, as long as it lasts \
             and there is work to be paid for",
            words.value(it)
        )
    });
    let recycling = if it.recycling {
        "what the contract earns is used for the work first, so that less has to be drawn"
    } else {
        "what the contract earns is paid out at once, and the work is paid for with the \
         investor’s money"
    };
    paragraph([reserve, recycling.to_owned()])
}

fn earns(words: &Words<'_>, it: &Investor) -> String {
    let preferred = it.preferred_return.map_or_else(String::new, |it| {
        format!(", then a preferred return of {} a year", words.value(it))
    });
    let what = if it.recycling {
        "once delivery has ended, what is left over in the account goes"
    } else {
        "each month’s earnings go"
    };
    format!("{what} back to the investor: its capital first{preferred}")
}

/// Who gets what is left.
fn surplus(it: &Investor) -> String {
    let (provider, council) = it.surplus;
    let investor = 1.0 - provider - council;
    let part =
        |share: f64, whom: &str| (share > 0.0).then(|| format!("{} to {whom}", percent(share)));
    if investor >= 1.0 {
        return "all that is left after that is the investor’s".to_owned();
    }
    let parts = [
        part(investor, "the investor"),
        part(provider, "the provider"),
        part(council, "the council"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("what is left after that is shared: {}", list(&parts))
}

fn hurdle(words: &Words<'_>, it: &Investor) -> String {
    format!(
        "it compares the result with {} a year, which changes no payment",
        words.value(it.hurdle)
    )
}
