//! What the investor risks and earns.

use super::super::format::list;
use super::super::label::capitalised;
use super::Block;
use super::words::{Words, number, paragraph, percent, quantity};
use kinward::scenario::{Guarantor, Investor, Tranche};

pub(super) fn investor(words: &Words<'_>) -> Vec<Block> {
    let heading = Block::heading("What the investor risks and earns");
    let Some(it) = &words.scenario.investor else {
        let nobody = if words.scenario.terms().providers.len() > 1 {
            "Nobody invests; each provider bears the risk that its costs exceed what it is paid."
        } else {
            "Nobody invests; the provider bears the risk that its costs exceed what it is paid."
        };
        return vec![heading, Block::Paragraph(nobody.to_owned())];
    };
    let out_of_money = "if the money runs out no further family starts; those in therapy finish it";
    let earns = [earns(words, it), surplus(words, it)].into_iter().chain([hurdle(words, it)]);
    [
        heading,
        Block::Paragraph(paragraph([
            risks(words, it),
            reserve(words, it),
            out_of_money.to_owned(),
        ])),
        Block::Paragraph(paragraph(earns)),
    ]
    .into_iter()
    .chain(tranches(words, it))
    .chain(guarantees(words, it))
    .collect()
}

fn risks(words: &Words<'_>, it: &Investor) -> String {
    let lose = if it.protected_share.is_some() { "" } else { ", and can lose all of it" };
    format!(
        "the investor pays in at most {}, as the work needs it{lose}",
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
    let what = if it.recycling {
        "once delivery has ended, what is left over in the account goes"
    } else {
        "each month’s earnings go"
    };
    let preferred = match it.tranches.as_slice() {
        [only] => only.preferred_return.map_or_else(String::new, |it| {
            format!(", then a return of {} a year on it (the preferred return)", words.value(it))
        }),
        _ => String::new(),
    };
    let ranked = if it.tranches.len() > 1 { ", tranche by tranche as below" } else { "" };
    format!("{what} back to the investor: its capital first{preferred}{ranked}")
}

/// Who gets what is left.
fn surplus(words: &Words<'_>, it: &Investor) -> String {
    let (provider, council) = it.surplus;
    let investor = 1.0 - provider - council;
    let several = words.scenario.terms().providers.len() > 1;
    let part =
        |share: f64, whom: &str| (share > 0.0).then(|| format!("{} to {whom}", percent(share)));
    if investor >= 1.0 {
        return "all that is left after that (the surplus) is the investor’s".to_owned();
    }
    let parts = [
        part(investor, "the investor"),
        part(provider, if several { "the providers" } else { "the provider" }),
        part(council, if words.is_shared() { "the councils" } else { "the council" }),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("what is left after that (the surplus) is shared: {}", list(&parts))
}

fn hurdle(words: &Words<'_>, it: &Investor) -> String {
    format!(
        "the investor compares its result with {} a year (the hurdle), which changes no payment",
        words.value(it.hurdle)
    )
}

/// The ranks of the money, from the first repaid to the last.
fn tranches(words: &Words<'_>, it: &Investor) -> Vec<Block> {
    let ranked = &it.tranches;
    if ranked.len() < 2 {
        return Vec::new();
    }
    let lead = format!(
        "The investor’s money comes in {} parts (tranches), which pay in alike. The first is repaid \
         in full, with its return, before the next gets anything, so that the last has the first \
         loss:",
        number(ranked.len())
    );
    let last = ranked.len() - 1;
    let item = |(position, it): (usize, &Tranche)| {
        let rank = match position {
            0 => "repaid first",
            it if it == last => "repaid last, and the first to lose",
            _ => "repaid next",
        };
        let preferred = it.preferred_return.map_or_else(
            || "capital only, with no return before the surplus".to_owned(),
            |it| format!("capital, then a return of {} a year on it", words.value(it)),
        );
        let surplus = match it.surplus {
            0.0 => "it has no part of the surplus".to_owned(),
            part => format!("it has {} of the investor’s part of the surplus", percent(part)),
        };
        let text = paragraph([
            format!("{} of the commitment, {rank}: {preferred}", percent(it.share)),
            surplus,
        ]);
        Block::item(capitalised(&it.name), text)
    };
    [Block::Paragraph(lead)].into_iter().chain(ranked.iter().enumerate().map(item)).collect()
}

/// What is paid whatever the outcomes, and the fund manager's fee.
fn guarantees(words: &Words<'_>, it: &Investor) -> Option<Block> {
    let guarantor = match it.guaranteed_by {
        Guarantor::Council if words.is_shared() => "the councils pay".to_owned(),
        Guarantor::Council => "the council pays".to_owned(),
        Guarantor::CoPayer(position) => {
            format!("the {} pays", words.scenario.contract.co_payers[position].name)
        }
    };
    let coupon = it.coupon.map_or_else(String::new, |it| {
        format!(
            "whatever the outcomes, {guarantor} the investor interest of {} a year (a coupon), month \
             by month, on the money that is out, for the first {} years of the contract",
            words.value(it.rate),
            quantity(it.months as f64 / 12.0)
        )
    });
    let protected = it.protected_share.map_or_else(String::new, |it| {
        format!(
            "if by the end of the contract the investor has got back less than {} of the capital it \
             paid in, {guarantor} the difference; so it can lose at most the rest",
            words.value(it)
        )
    });
    let apart = if it.is_guaranteed() {
        match it.tranches.len() {
            1 => "this comes on top of the payments for outcomes, and counts towards no cap",
            _ => {
                "each tranche has this by itself; it comes on top of the payments for outcomes, and \
                 counts towards no cap"
            }
        }
    } else {
        ""
    };
    let fee = it.fund_fee.map_or_else(String::new, |it| {
        format!(
            "the investor itself pays {} of the commitment a year to its fund manager until the \
             contract ends, whether it is drawn or not",
            words.value(it)
        )
    });
    let text = paragraph([coupon, protected, apart.to_owned(), fee]);
    (!text.is_empty()).then_some(Block::Paragraph(text))
}
