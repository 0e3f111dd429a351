//! Every assumption with its value, its source and its grade; those without a source first.

use super::super::label::{self, capitalised, grade_words};
use super::Block;
use super::words::{Words, exact, number, rounded, sentence, typical};
use crate::scenario::{Entry, register_entries};

/// The list at the end of the page.
pub(super) fn register(words: &Words<'_>) -> Vec<Block> {
    let entries = register_entries(words.scenario);
    let (unsourced, sourced): (Vec<&Entry<'_>>, Vec<&Entry<'_>>) =
        entries.iter().partition(|it| it.assumption.provenance.is_unsourced());
    let judged = sourced.iter().filter(|it| it.assumption.provenance.is_placeholder()).count();
    let mut blocks = vec![
        Block::heading("Every assumption"),
        Block::Paragraph(format!(
            "The page above rests on {} assumptions. {} {} on judgement alone (grade 6). Grades run \
             from 1, measured on this population, to 6. Where a number is uncertain, the two numbers \
             in brackets hold it in nine simulations of ten.",
            number(entries.len()),
            capitalised(&number(judged)),
            if judged == 1 { "rests" } else { "rest" },
        )),
    ];
    if unsourced.is_empty() {
        blocks.push(Block::Paragraph("None is without a source.".to_owned()));
    } else {
        let lead = match unsourced.len() {
            1 => "For one nobody is named:".to_owned(),
            count => format!("For {} nobody is named:", number(count)),
        };
        blocks.extend([Block::Subheading("Without a source".to_owned()), Block::Paragraph(lead)]);
        blocks.extend(unsourced.iter().map(|it| item(words, it)));
    }
    for (part, entries) in label::by_part(words.scenario, sourced) {
        blocks.push(Block::Subheading(part));
        blocks.extend(entries.iter().map(|it| item(words, it)));
    }
    blocks
}

/// `Weekly cost: residential`, `about £3,940 (£3,300 to £4,620). The source. Grade 3, …`
fn item(words: &Words<'_>, entry: &Entry<'_>) -> Block {
    let assumption = entry.assumption;
    let domain = entry.domain();
    let value = match entry.interval {
        None => exact(domain, entry.mean),
        Some((low, high)) => format!(
            "about {} ({} to {})",
            rounded(domain, typical(assumption, entry.mean)),
            rounded(domain, low),
            rounded(domain, high)
        ),
    };
    let evidence = &assumption.provenance;
    let says = [
        evidence.source.as_deref().map(sentence),
        evidence.grade.map(|it| format!("Grade {it}, {}.", grade_words(it))),
        evidence.note.as_deref().map(sentence),
    ];
    let says: Vec<String> = says.into_iter().flatten().collect();
    let name = &assumption.name;
    Block::item(
        label::assumption(words.scenario, name),
        [format!("{value}.")]
            .into_iter()
            .chain(says)
            .chain([format!("(`{name}`)")])
            .collect::<Vec<_>>()
            .join(" "),
    )
}
