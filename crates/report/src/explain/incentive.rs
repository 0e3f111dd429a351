//! What paying in this way is assumed to change in the work.

use super::Block;
use super::therapies::multiple;
use super::words::{Words, paragraph};

/// A sentence for each assumption; nothing where there is none.
pub(super) fn incentive(words: &Words<'_>) -> Vec<Block> {
    let incentive = words.scenario.incentive;
    let changed = |it: &_| !words.is_one(*it);
    let effect = incentive.effect.filter(changed).map(|effect| {
        format!(
            "change how well therapy works: what multiplies the risk of going into care is divided \
             by {}, and what multiplies the rate of returning home is multiplied by it (above 1 is \
             better)",
            words.value(effect)
        )
    });
    let odds = |it: Option<_>, what: &str| {
        it.filter(changed).map(|it| format!("multiply the odds that {what} by {}", words.value(it)))
    };
    let costs = incentive.costs.filter(changed).map(|cost| {
        format!("multiply every cost of those who deliver by {}", multiple(words, cost))
    });
    let assumed = [
        effect,
        odds(incentive.completes, "a family that starts completes therapy"),
        odds(incentive.starts_therapy, "a family that is referred starts therapy"),
        costs,
    ];
    let assumed: Vec<String> = assumed
        .into_iter()
        .flatten()
        .map(|it| format!("paying this way is assumed to {it}"))
        .collect();
    if assumed.is_empty() {
        return Vec::new();
    }
    let elsewhere = "the figures in the rest of this page are those without it".to_owned();
    let text = paragraph(assumed.into_iter().chain([elsewhere]));
    vec![Block::heading("What paying this way changes in the work"), Block::Paragraph(text)]
}
