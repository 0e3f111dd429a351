//! Every assumption with its value, its source and its grade; those without a source first.

use super::super::format::list;
use super::super::label::{self, capitalised, grade_words};
use super::Block;
use super::words::{Words, exact, number, rounded, sentence, trimmed, typical};
use kinward::assumption::Group;
use kinward::scenario::{Entry, register_entries};

/// The list at the end of the page.
pub(super) fn register(words: &Words<'_>) -> Vec<Block> {
    let entries = register_entries(words.scenario);
    let (unsourced, sourced): (Vec<&Entry<'_>>, Vec<&Entry<'_>>) =
        entries.iter().partition(|entry| entry.assumption.provenance.is_unsourced());
    let judged = sourced.iter().filter(|it| it.assumption.provenance.is_placeholder()).count();
    let mut blocks = vec![
        Block::heading("Every assumption"),
        Block::Paragraph(format!(
            "The page above rests on {} assumptions. {} {} on judgement alone (grade 6). Grades run \
             from 1, measured on this population, to 6. Where a number is uncertain, the two numbers \
             in brackets hold it in nine simulations of ten.",
            number(entries.len()),
            if judged == 0 { "None".to_owned() } else { capitalised(&number(judged)) },
            if judged < 2 { "rests" } else { "rest" },
        )),
    ];
    blocks.extend(groups(words));
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
        blocks.extend(entries.iter().map(|entry| item(words, entry)));
    }
    blocks
}

/// Which assumptions rise and fall together.
fn groups(words: &Words<'_>) -> Option<Block> {
    let mut groups: Vec<&Group> = Vec::new();
    for group in words
        .scenario
        .register
        .assumptions()
        .iter()
        .filter_map(|assumption| assumption.group.as_ref())
    {
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    let group = |group: &&Group| {
        format!(
            "those of “{}” (rank correlation {})",
            group.name,
            trimmed(group.rank_correlation, 3)
        )
    };
    let named: Vec<String> = groups.iter().map(group).collect();
    (!named.is_empty())
        .then(|| Block::Paragraph(format!("Some rise and fall together: {}.", list(&named))))
}

/// `Weekly cost: residential`, `about £3,940 (£3,300 to £4,620). The source. Grade 3, …`
fn item(words: &Words<'_>, entry: &Entry<'_>) -> Block {
    let assumption = entry.assumption;
    let domain = entry.domain();
    let value = match entry.interval() {
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
        evidence.grade.map(|grade| format!("Grade {grade}, {}.", grade_words(grade))),
        evidence.note.as_deref().map(sentence),
        assumption.group.as_ref().map(|group| format!("One of “{}”.", group.name)),
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
