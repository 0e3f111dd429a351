//! What is followed without being paid for, and what a saving is.

use super::super::label::capitalised;
use super::Block;
use super::words::{Words, months, paragraph, spoken};
use kinward::assumption::Parameter;
use kinward::scenario::{Council, Guarantor, Placement};

/// What is followed and counted without being paid for.
pub(super) fn tracked(words: &Words<'_>) -> Vec<Block> {
    let scenario = words.scenario;
    let lines = &scenario.contract.lines;
    let unpaid: Vec<bool> = (0..scenario.first_council().pathways.len())
        .map(|pathway| lines.iter().all(|line| !line.pathways[pathway]))
        .collect();
    let unpaid = if unpaid.contains(&true) && !lines.is_empty() {
        format!(
            "nothing is paid for the families of {}, but they are followed all the same",
            words.pathways(&unpaid)
        )
    } else {
        String::new()
    };
    let followed = format!(
        "where each child of a family that has started lives is recorded in {}, whatever is paid",
        words.window(None, &vec![true; scenario.councils.len()])
    );
    let further = "the simulation goes further than the contract: it follows every child that is \
                   referred, started or not, to the 18th birthday";
    [
        Block::heading("What is followed but not paid for"),
        Block::Paragraph(paragraph([followed, unpaid, further.to_owned()])),
        Block::heading("What counts as a saving"),
        Block::Paragraph(paragraph(saving(words))),
    ]
    .into_iter()
    .chain(prices(words))
    .chain(
        [paragraph(besides(words)), discounting(words)]
            .into_iter()
            .filter(|it| !it.is_empty())
            .map(Block::Paragraph),
    )
    .collect()
}

fn saving(words: &Words<'_>) -> Vec<String> {
    let whose = if words.is_shared() { "a council’s" } else { "the council’s" };
    let it = words.scenario.investor.as_ref();
    let surplus =
        it.filter(|it| it.surplus.1 > 0.0).map(|_| "what it gets of the surplus is added");
    let guarantee = it
        .filter(|it| it.is_guaranteed() && it.guaranteed_by == Guarantor::Council)
        .map(|_| "what it pays to the investor as guarantor is taken off");
    let saving = format!(
        "{whose} saving is what care would have cost it without the programme, less what care \
         costs it with the programme, less what it pays for outcomes and what the contract costs \
         it besides; it is counted over {}",
        months(words.scenario.horizon as f64)
    );
    let further = surplus.into_iter().chain(guarantee).map(str::to_owned);
    [saving].into_iter().chain(further).collect()
}

/// What a week in each placement costs.
fn prices(words: &Words<'_>) -> Vec<Block> {
    let placements = &words.scenario.first_council().placements;
    let lead = "A week in care costs, at the prices of the year that is named:";
    let item = |position: usize| {
        let says = words.each(|word| price(words, &word.placements[position]));
        Block::item(capitalised(&spoken(&placements[position].name)), paragraph(says))
    };
    [Block::Paragraph(lead.to_owned())].into_iter().chain((0..placements.len()).map(item)).collect()
}

/// `about £3,940 (2019/20), growing by about 8.6% a year; about 95% of a saving …`
fn price(words: &Words<'_>, it: &Placement) -> String {
    let growth = words.some(it.yearly_growth).map_or_else(
        || ", the same in every year".to_owned(),
        |it| format!(", growing by {} a year", words.value(it)),
    );
    let cashable = it.cashable.filter(|it| !words.is_one(*it)).map_or_else(String::new, |it| {
        format!("; {} of what is saved on it can be taken out of a budget", words.value(it))
    });
    format!("{} ({}){growth}{cashable}", words.value(it.weekly_cost), financial_year(it.prices_of))
}

/// `2019/20`
fn financial_year(begins: i16) -> String {
    format!("{begins}/{:02}", (begins + 1) % 100)
}

/// What care costs besides placements.
fn besides(words: &Words<'_>) -> Vec<String> {
    let says: [&dyn Fn(&Council) -> String; 3] = [
        &|it| {
            let cashable = cashable(words, it.care.entry_cashable);
            it.care.entry_cost.map_or_else(String::new, |cost| {
                format!("each entry to care costs {} besides{cashable}", words.value(cost))
            })
        },
        &|it| {
            let cashable = cashable(words, it.care.support_cashable);
            it.care.support_yearly_cost.map_or_else(String::new, |cost| {
                format!(
                    "a child at home costs {} a year in support for {} after referral, which is set \
                     off against the saving{cashable}",
                    words.value(cost),
                    months(it.care.support_months)
                )
            })
        },
        &|it| {
            if it.care.entry_cost.is_none() && it.care.support_yearly_cost.is_none() {
                return String::new();
            }
            let growth = words.some(it.care.yearly_growth).map_or_else(
                || "do not grow".to_owned(),
                |it| format!("grow by {} a year", words.value(it)),
            );
            format!("these are prices of {}, and {growth}", financial_year(it.care.prices_of))
        },
    ];
    says.into_iter().flat_map(|says| words.each(says)).collect()
}

fn cashable(words: &Words<'_>, it: Option<Parameter>) -> String {
    it.filter(|it| !words.is_one(*it)).map_or_else(String::new, |it| {
        format!(" ({} of it can be taken out of a budget)", words.value(it))
    })
}

/// How money of different years is compared.
fn discounting(words: &Words<'_>) -> String {
    let it = &words.scenario.discounting;
    paragraph([
        "pounds are those of the year in which they are paid".to_owned(),
        format!(
            "reports also give the saving in prices of {}, with prices in general taken to rise by \
             {} a year, and as a present value, in which every year that passes makes a pound count \
             {} less",
            financial_year(it.prices_of),
            words.value(it.inflation),
            words.value(it.rate)
        ),
    ])
}
