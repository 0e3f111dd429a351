//! What a scenario says, in plain English: a page to hand to somebody who will sign it.
//!
//! Pure functions from a scenario to sentences, a file for each topic; a new feature of the file
//! is a new sentence. Nothing is computed but means and intervals of assumptions. A number that is
//! uncertain is written “about” so much; the list at the end says how far.

mod assumptions;
mod changes;
mod contract;
mod costs;
mod families;
mod followed;
mod funding;
mod incentive;
mod levels;
mod rates;
mod therapies;
mod words;

use std::fmt::Write;

use super::label::capitalised;
use super::page::{Page, Screen};
use kinward::scenario::{Variant, Worlds};
use words::{Words, number, sentence};

/// A part of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Block {
    Heading(String),
    /// Below a heading.
    Subheading(String),
    Paragraph(String),
    /// One of a list, with what it is about.
    Item {
        about: String,
        text: String,
    },
}

impl Block {
    fn heading(text: &str) -> Self {
        Self::Heading(text.to_owned())
    }

    fn item(about: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Item { about: about.into(), text: text.into() }
    }
}

/// What a scenario says, to be written for a terminal or in Markdown.
#[derive(Clone, Debug)]
pub struct Explanation {
    title: String,
    blocks: Vec<Block>,
}

impl Explanation {
    /// Of a study; `file` is the scenario's path as it was typed.
    pub fn of(study: &Worlds, file: &str) -> Self {
        let words = &Words::of(&study.base);
        let base = terms(words);
        let others = others(study, &base);
        let sections =
            [introduction(study, file), base, others, claims(study), assumptions::register(words)];
        Self { title: study.base.name.clone(), blocks: sections.concat() }
    }

    /// The page in Markdown.
    pub fn markdown(&self) -> String {
        let mut page = format!("# {}\n", self.title);
        let mut in_list = false;
        for block in &self.blocks {
            let is_item = matches!(block, Block::Item { .. });
            if !(in_list && is_item) {
                page.push('\n');
            }
            in_list = is_item;
            match block {
                Block::Heading(text) => writeln!(page, "## {text}"),
                Block::Subheading(text) => writeln!(page, "### {text}"),
                Block::Paragraph(text) => writeln!(page, "{text}"),
                Block::Item { about, text } => writeln!(page, "- **{about}**: {text}"),
            }
            .expect("a string takes any line");
        }
        page
    }

    /// The page for a terminal.
    pub fn plain(&self, screen: Screen) -> String {
        let mut page = Page::new(screen);
        page.heading(&self.title);
        let mut in_list = false;
        for block in &self.blocks {
            let is_item = matches!(block, Block::Item { .. });
            if !(in_list && is_item) {
                page.gap();
            }
            in_list = is_item;
            match block {
                Block::Heading(text) => page.heading(&text.to_uppercase()),
                Block::Subheading(text) => page.heading(text),
                Block::Paragraph(text) => page.paragraph(&text.replace('`', "")),
                Block::Item { about, text } => {
                    page.bullet(&format!("{about}: {text}").replace('`', ""));
                }
            }
        }
        page.text()
    }
}

/// All that a scenario says of the contract, the families and the money.
fn terms(words: &Words<'_>) -> Vec<Block> {
    [
        contract::parties(words),
        families::who(words),
        therapies::therapy(words),
        rates::payments(words),
        incentive::incentive(words),
        levels::levels(words),
        contract::limits(words),
        funding::investor(words),
        changes::changes(words),
        followed::tracked(words),
    ]
    .concat()
}

fn introduction(study: &Worlds, file: &str) -> Vec<Block> {
    let description = study.base.description.as_deref().map(str::trim).filter(|it| !it.is_empty());
    let mut blocks: Vec<Block> = description
        .map(|description| Block::Paragraph(description.to_owned()))
        .into_iter()
        .collect();
    blocks.push(Block::Paragraph(format!(
        "This page says in words what the scenario `{file}` says in figures, and nothing more: it \
         is a description of what is simulated, not the contract itself. Where a number is given as \
         “about” so much it is uncertain, and the list at the end says how uncertain, on whose word, \
         and how far that word can be trusted."
    )));
    blocks
}

/// What the other arrangements and views stand for, and what this page would say of each of them
/// instead.
fn others(study: &Worlds, base: &[Block]) -> Vec<Block> {
    let (views, arrangements): (Vec<&Variant>, Vec<&Variant>) =
        study.variants.iter().partition(|variant| variant.view.is_some());
    let arrangements = beside(
        &arrangements,
        base,
        ("Other arrangements", "arrangement"),
        "terms, or ways of paying, that could be chosen in place of those above",
    );
    let views = beside(
        &views,
        base,
        ("Other views", "view"),
        "beliefs about the evidence, or circumstances, that nobody can choose",
    );
    [arrangements, views].concat()
}

/// The worlds of one kind.
fn beside(
    worlds: &[&Variant],
    base: &[Block],
    (heading, word): (&'static str, &str),
    what: &str,
) -> Vec<Block> {
    if worlds.is_empty() {
        return Vec::new();
    }
    let count = worlds.len();
    let (plural, are) = if count == 1 { ("", "is") } else { ("s", "are") };
    let lead = format!(
        "All of the above is the scenario's own case. {} other {word}{plural} {are} simulated \
         beside it, for the same families: {what}. For each, this section says what it stands for and \
         how the page above would differ; `kinward check` has the sources:",
        capitalised(&number(count))
    );
    [Block::heading(heading), Block::Paragraph(lead)]
        .into_iter()
        .chain(worlds.iter().flat_map(|world| other(world, base)))
        .collect()
}

fn other(variant: &Variant, base: &[Block]) -> Vec<Block> {
    let note = variant.note.as_deref().unwrap_or("no note says what it stands for");
    let differs = difference(base, &terms(&Words::of(&variant.scenario)));
    let as_above = differs.is_empty().then(|| {
        Block::Paragraph(
            "In words it reads as above; its numbers are otherwise uncertain.".to_owned(),
        )
    });
    [Block::Subheading(capitalised(&variant.name)), Block::Paragraph(sentence(note))]
        .into_iter()
        .chain(differs)
        .chain(as_above)
        .collect()
}

/// The sentences of one page that are not in another, and those that have gone.
fn difference(base: &[Block], other: &[Block]) -> Vec<Block> {
    let (base, other) = (sentences(base), sentences(other));
    let mut topics: Vec<&String> = other.iter().map(|it| &it.0).collect();
    topics
        .extend(base.iter().map(|it| &it.0).filter(|topic| other.iter().all(|it| it.0 != **topic)));
    let of = |topic: &String| {
        let said = |page: &[(String, Vec<String>)]| {
            page.iter().find(|it| it.0 == *topic).map_or_else(Vec::new, |it| it.1.clone())
        };
        let (before, after) = (said(&base), said(&other));
        let added: Vec<&String> = after.iter().filter(|it| !before.contains(it)).collect();
        let gone: Vec<&String> = before.iter().filter(|it| !after.contains(it)).collect();
        let joined =
            |them: &[&String]| them.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(" ");
        match (added.len(), gone.len()) {
            (0, 0) => None,
            (added_count, gone_count) if added_count < gone_count => Some(Block::item(
                topic.clone(),
                format!("{} Left out: {}", joined(&added), joined(&gone)).trim(),
            )),
            _ => Some(Block::item(topic.clone(), joined(&added))),
        }
    };
    topics.into_iter().filter_map(of).collect()
}

/// What is said on each topic of a page: under a heading, or of an item below it.
fn sentences(blocks: &[Block]) -> Vec<(String, Vec<String>)> {
    let mut topics: Vec<(String, Vec<String>)> = Vec::new();
    let (mut heading, mut subheading) = (String::new(), None);
    for block in blocks {
        let (topic, text) = match block {
            Block::Heading(text) => {
                (heading, subheading) = (text.clone(), None);
                continue;
            }
            Block::Subheading(text) => {
                subheading = Some(text.clone());
                continue;
            }
            Block::Paragraph(text) => (subheading.clone().unwrap_or_else(|| heading.clone()), text),
            Block::Item { about, text } => match &subheading {
                Some(whose) => (format!("{whose}: {about}"), text),
                None => (about.clone(), text),
            },
        };
        let said = text.split_inclusive(". ").map(|sentence| sentence.trim().to_owned());
        match topics.iter_mut().find(|it| it.0 == topic) {
            Some((_, sentences)) => sentences.extend(said),
            None => topics.push((topic, said.collect())),
        }
    }
    topics
}

/// What has been published of the contract.
fn claims(study: &Worlds) -> Vec<Block> {
    if study.base.claims.is_empty() {
        return Vec::new();
    }
    let lead = "These figures have been published. They do not influence the simulation and are \
                compared with its results afterwards (`kinward claims` shows them):";
    let items = study.base.claims.iter().map(|claim| {
        let note = claim.note.as_deref().map(|note| format!(" {}", sentence(&capitalised(note))));
        Block::item(
            format!("“{}”", claim.text),
            sentence(&claim.source) + &note.unwrap_or_default(),
        )
    });
    [Block::heading("What has been published about it"), Block::Paragraph(lead.to_owned())]
        .into_iter()
        .chain(items)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{BARE, FULL, study};
    use super::*;

    /// Whatever a file may hold, made up.
    const EVERYTHING: &str = include_str!("everything.toml");

    #[test]
    fn the_page_of_the_norfolk_contract_reads_like_this() {
        let text = include_str!("../../../../scenarios/stronger-families-norfolk.toml");
        let explanation = Explanation::of(&study(text), "stronger-families-norfolk.toml");
        insta::assert_snapshot!(explanation.markdown());
    }

    #[test]
    fn the_page_of_a_contract_with_everything_in_it_reads_like_this() {
        let explanation = Explanation::of(&study(EVERYTHING), "everything.toml");
        insta::assert_snapshot!(explanation.markdown());
    }

    #[test]
    fn lines_fit_the_terminal_and_every_assumption_is_listed() {
        for text in [FULL, BARE, EVERYTHING] {
            let study = study(text);
            let explanation = Explanation::of(&study, "city.toml");
            let page = explanation.plain(Screen::plain());
            assert!(page.lines().all(|line| line.chars().count() <= 100), "{page}");
            assert!(!page.contains("NaN") && !page.contains('`') && !page.contains("**"), "{page}");
            let listed = explanation.markdown();
            for it in study.base.register.assumptions() {
                assert!(listed.contains(&format!("`{}`", it.name)), "{}: {listed}", it.name);
            }
        }
    }

    #[test]
    fn each_kind_of_payment_and_share_has_its_sentence() {
        let lines = r#"[
            { name = "weeks", kind = "per_period", rate = 200, period_days = 7, most_per_child = 52, counts = ["home", "foster"], ends_at_18 = false },
            { name = "starts", kind = "milestone", on = "start", rate = 500 },
            { name = "out", kind = "milestone", on = "out_of_care", rate = 1000, window = { from = "completion", months = 12 } },
            { name = "back", kind = "milestone", on = "reunification", rate = 1000 },
            { name = "posts", kind = "input", per = "therapist_month", rate = 4000, from_month = 6, until_month = 24 },
        ]"#;
        let text = FULL
            .replace("[{ name = \"out of care\", kind = \"per_period\", rate = 200, period_days = 7, deadweight = 0.3 }]", &lines.replace('\n', ""))
            .replace("duration_months", "capacity = { caseload = 8, therapists = [{ from_month = 0, number = 2 }], longest_wait_months = 1 }\nduration_months")
            .replace("hurdle = 0.06", "hurdle = 0.06\npreferred_return = 0.05\nrecycling = false\nsurplus = { investor = 0.6, provider = 0.15, council = 0.25 }")
            .replace("lag_months = 1", "lag_months = 0\nsettled_every_months = 3\nindexation = 0.02");
        let page = Explanation::of(&study(&text), "city.toml").markdown();
        for sentence in [
            "Five things are paid for, into the contract’s account:",
            "£200 for each full week that a child spends at home or in foster in the 24 months after therapy starts. At most 52 are paid for a child. After a day elsewhere the count begins again from nothing. Days after the 18th birthday count as days at home.",
            "£500 once for each family that starts therapy.",
            "£1,000 once for each child that is at home, and not yet 18, twelve months after therapy is completed.",
            "£1,000 once for each child that returns home from care in the 24 months after therapy starts.",
            "£4,000 a month for each therapist in post from August 2019 until January 2021.",
            "The line “posts” is paid whatever comes of the work. Invoices",
            "Invoices are made up every three months, and paid in the same month. The rates rise by 2% at each anniversary of the start. The Life Chances Fund bears 30% of every payment.",
            "No more than £600,000 is paid in the whole contract",
            "There are 2 posts for therapists, and a therapist sees 8 families at a time. Every post is always filled. A family waits until there is a place. One that would wait more than one month is lost",
            "Each month’s earnings go back to the investor: its capital first, then a return of 5% a year on it (the preferred return).",
            "What is left after that (the surplus) is shared: 60% to the investor, 15% to the provider and 25% to the council.",
            "What it gets of the surplus is added.",
            "What the contract earns is paid out at once",
            "multiplied by 0.85 (15% less) in the five months after therapy starts and about 0.6 (40% less) from 5 to 36 months after it",
            "After that there is no effect. A family that drops out keeps nothing of the effect.",
        ] {
            assert!(page.contains(sentence), "{sentence}\n{page}");
        }
    }

    #[test]
    fn a_line_that_never_pays_is_left_out_and_one_that_a_change_raises_is_not() {
        let nothing = EVERYTHING.replace("rate = 400", "rate = 0");
        let page = Explanation::of(&study(&nothing), "everything.toml").markdown();
        assert!(page.contains("Six things are paid for") && !page.contains("£0 once"), "{page}");
        assert!(page.contains("without the programme 50% would. It is recorded only"), "{page}");
        let raised = EVERYTHING.replace("rate = 250", "rate = 0");
        let page = Explanation::of(&study(&raised), "everything.toml").markdown();
        assert!(page.contains("Seven things are paid for"), "{page}");
        assert!(page.contains("- **Rate of “weeks”**: 90% of £200; at first £0."), "{page}");
    }

    #[test]
    fn a_number_that_reads_as_before_but_is_otherwise_uncertain_is_said_to_be() {
        let text =
            EVERYTHING.replace("caseload = 14", "caseload = { gamma = { mean = 10, sd = 1 } }");
        let before = "[therapies.fft.capacity]\ncaseload = 10";
        let text = text.replace(
            before,
            "[therapies.fft.capacity]\ncaseload = { gamma = { mean = 10, sd = 3 } }",
        );
        let page = Explanation::of(&study(&text), "everything.toml").markdown();
        let says = "Functional Family Therapy**: about 10 as before, but otherwise uncertain.";
        assert!(page.contains(says), "{page}");
    }

    #[test]
    fn what_a_scenario_does_not_have_is_not_spoken_of() {
        let page = Explanation::of(&study(BARE), "bare.toml").markdown();
        for absent in
            ["Other arrangements", "Other views", "What has been said", "preferred", "at first"]
        {
            assert!(!page.contains(absent), "{absent}: {page}");
        }
        for said in [
            "every family that starts completes it",
            "All of those referred would start therapy.",
            "charity bears its costs itself",
            "Nothing is paid, so there is nothing to limit.",
            "None rests on judgement alone",
        ] {
            assert!(page.to_lowercase().contains(&said.to_lowercase()), "{said}: {page}");
        }
        assert!(!page.contains("\n\n\n"), "an empty paragraph: {page}");
        assert!(page.contains("Nobody invests"), "{page}");
        assert!(page.contains("Nothing is paid"), "{page}");
    }
}
