//! What is multiplied all at once.

use super::Block;
use super::words::{Words, paragraph};

/// A sentence for each level; nothing where there is none.
pub(super) fn levels(words: &Words<'_>) -> Vec<Block> {
    let levels = words.scenario.levels;
    let each = [
        (levels.tariff, "every rate for outcomes is multiplied by"),
        (levels.deadweight, "every agreed deduction for deadweight is multiplied by"),
        (levels.caps, "every cap is multiplied by"),
        (levels.co_payers, "every co-payer’s share and limit is multiplied by"),
        (levels.commitment, "the commitment is multiplied by"),
        (levels.referrals, "the referrals of every month are multiplied by"),
        (
            levels.risk,
            "the hazard of leaving home is multiplied, with and without the programme, by",
        ),
        (levels.care_prices, "what care costs is multiplied by"),
        (levels.effect, "the logarithm of what therapy does to each risk is multiplied by"),
        (levels.provider_costs, "every cost of those who deliver is multiplied by"),
    ];
    let said: Vec<String> = each
        .into_iter()
        .filter_map(|(level, what)| {
            let level = level.filter(|level| !words.is_one(*level))?;
            Some(format!("{what} {}", words.value(level)))
        })
        .collect();
    if said.is_empty() {
        return Vec::new();
    }
    let elsewhere = "the figures in the rest of this page are those before it".to_owned();
    let text = paragraph(said.into_iter().chain([elsewhere]));
    vec![Block::heading("What is multiplied all at once"), Block::Paragraph(text)]
}
