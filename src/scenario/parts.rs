//! Parts of a file that lay numbers of their own over it: its councils and its changes.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexSet;

use super::schema::ChangeTable;
use super::worlds::APART;
use crate::scenario::span::month_of_file;
use toml_findings::{Document, Finding, Node, Path, Shapes, Value, merge, wording::nearest};

/// What a council may lay over the file for itself.
pub(super) const COUNCIL_PARTS: [&[&str]; 8] = [
    &["referrals"],
    &["site"],
    &["pathways"],
    &["placements"],
    &["care"],
    &["council"],
    &["contract", "tracking"],
    &["contract", "caps", "council"],
];

/// What a council says of itself.
const COUNCIL_KEYS: [&str; 4] = ["name", "share", "joins_month", "limit"];

/// What a change may lay over the file while it is in force.
pub(super) const CHANGE_PARTS: [&[&str]; 3] =
    [&["therapies"], &["providers"], &["contract", "payments"]];

/// What a change says of itself.
const CHANGE_KEYS: [&str; 7] =
    ["name", "from_month", "until_month", "when", "starts", "payments", "extends_to_month"];

/// Reviews whose changes may be in force together: each doubles the terms to be read.
const MOST_REVIEWS: usize = 5;

/// The file with what each of its councils lays over it, without the lists that are the whole file's alone: of
/// thousands of councils each would be read with all of them.
pub(super) fn councils(
    document: &Document,
    shapes: &Shapes<'_>,
    findings: &mut Vec<Finding>,
) -> Vec<Document> {
    let Some(Node { value: Value::Array(items), .. }) = document.root.get("councils") else {
        return Vec::new();
    };
    let at = Path::root().key("councils");
    let shared = document.root.without(&APART).without(&["councils", "changes"]);
    let sheet = |(index, item): (usize, &Node)| {
        let own_limit = item.get("referrals").and_then(|it| it.get("limit"));
        if own_limit.is_some() {
            let place = at.index(index).key("referrals").key("limit");
            let title = "the limit of one council stands beside its name";
            let finding = Finding::error("fixed-in-parts", &place, title)
                .label("write `limit` in the council's own table")
                .at_key();
            add(document.pin(vec![finding]), findings);
        }
        let over = item.without(&COUNCIL_KEYS);
        let over = only_parts(
            document,
            &over,
            (&COUNCIL_PARTS, &COUNCIL_KEYS),
            &at.index(index),
            findings,
        );
        document.with_root(merge::overlay(&shared, &over, shapes))
    };
    items.iter().enumerate().map(sheet).collect()
}

/// What of a table may be laid over the file; anything else is an error.
fn only_parts(
    document: &Document,
    over: &Node,
    (parts, own): (&[&[&str]], &[&str]),
    at: &Path,
    findings: &mut Vec<Finding>,
) -> Node {
    let mut over = over.clone();
    let Value::Table(entries) = &mut over.value else { return over };
    Arc::make_mut(entries).retain_mut(|(key, node)| {
        let here = at.own_key(key);
        let deeper: Vec<&[&str]> = parts
            .iter()
            .filter(|part| part.first() == Some(&key.as_str()))
            .map(|part| &part[1..])
            .collect();
        if deeper.iter().any(|rest| rest.is_empty()) {
            return true;
        }
        if !deeper.is_empty() {
            *node = only_parts(document, node, (&deeper, &[]), &here, findings);
            return true;
        }
        let mut known: Vec<String> = parts.iter().map(|part| format!("`{}`", part[0])).collect();
        known.dedup();
        let finding = if let Some(near) = nearest(key, own) {
            let title = format!("unknown key `{key}`");
            let label = format!("did you mean `{near}`?");
            Finding::error("unknown-key", &here, title).label(label)
        } else {
            let title = format!("`{key}` cannot be changed here");
            let label = format!("what can be: {}", known.join(", "));
            Finding::error("fixed-in-parts", &here, title).label(label)
        }
        .at_key();
        add(document.pin(vec![finding]), findings);
        false
    });
    over
}

/// The file, without the changes themselves, with what each set of them lays over it: each change alone, and
/// every set that can be in force together.
pub(super) fn editions(
    document: &Document,
    changes: &[ChangeTable],
    shapes: &Shapes<'_>,
    findings: &mut Vec<Finding>,
) -> Vec<(Vec<usize>, Document)> {
    let at = Path::root().key("changes");
    let Some(Node { value: Value::Array(items), .. }) = document.root.get("changes") else {
        return Vec::new();
    };
    let overs: Vec<Node> = items
        .iter()
        .enumerate()
        .map(|(index, item)| {
            let over = item.without(&CHANGE_KEYS);
            only_parts(document, &over, (&CHANGE_PARTS, &CHANGE_KEYS), &at.index(index), findings)
        })
        .collect();
    let laying: Vec<usize> = (0..overs.len()).filter(|index| !overs[*index].is_empty()).collect();
    let sets = sets(&laying, changes, |month, change| {
        let month = month_of_file(month as usize);
        let title = format!("more than {MOST_REVIEWS} reviews are open in {month}");
        let finding = Finding::error("too-many-changes", &at.index(change), title)
            .label("give some of the changes an `until_month`");
        add(document.pin(vec![finding]), findings);
    });
    let shared = document.root.without(&APART).without(&["changes"]);
    let lay = |set: Vec<usize>| {
        let root = set
            .iter()
            .fold(shared.clone(), |root, change| merge::overlay(&root, &overs[*change], shapes));
        (set, document.with_root(root))
    };
    sets.into_iter().map(lay).collect()
}

/// How many sets of these changes there are, whatever they lay over the file.
pub(super) fn count_of_sets(changes: &[ChangeTable]) -> usize {
    sets(&(0..changes.len()).collect::<Vec<_>>(), changes, |_, _| {}).len()
}

/// Each of some changes alone, and every set that can be in force together. `crowded` hears of a month in
/// which more than [`MOST_REVIEWS`] reviews are open, and of the first change that is one too many; the sets of
/// that month are left out.
fn sets(
    laying: &[usize],
    changes: &[ChangeTable],
    mut crowded: impl FnMut(u32, usize),
) -> Vec<Vec<usize>> {
    let mut sets: IndexSet<Vec<usize>> = laying.iter().map(|it| vec![*it]).collect();
    // The set in force can change where a change begins and where one ends.
    let edges: IndexSet<u32> = changes
        .iter()
        .flat_map(|change| change.until_month.into_iter().chain([change.from_month]))
        .collect();
    for month in edges {
        let covers = |index: &usize| {
            let change = &changes[*index];
            change.from_month <= month && change.until_month.is_none_or(|until| month < until)
        };
        let possible: Vec<usize> = laying.iter().copied().filter(covers).collect();
        let (reviewed, certain): (Vec<usize>, Vec<usize>) =
            possible.into_iter().partition(|it| changes[*it].when.is_some());
        if reviewed.len() > MOST_REVIEWS {
            crowded(month, reviewed[MOST_REVIEWS]);
            continue;
        }
        for choice in 0..1_usize << reviewed.len() {
            let chosen = reviewed.iter().enumerate().filter(|(bit, _)| choice >> bit & 1 == 1);
            let mut set: Vec<usize> =
                certain.iter().copied().chain(chosen.map(|(_, it)| *it)).collect();
            set.sort_unstable();
            if !set.is_empty() {
                sets.insert(set);
            }
        }
    }
    sets.into_iter().collect()
}

/// What is wrong with the file is wrong with every part of it, and is said once.
pub(super) fn add(found: Vec<Finding>, findings: &mut Vec<Finding>) {
    if found.is_empty() {
        return;
    }
    let identity = |finding: &Finding| {
        let spans =
            finding.place.iter().flat_map(|place| [&place.main].into_iter().chain(&place.others));
        let spans: Vec<_> =
            spans.map(|span| (span.source, span.range.start, span.range.end)).collect();
        (spans, unnumbered(&finding.title))
    };
    let mut known: BTreeSet<_> = findings.iter().map(identity).collect();
    findings.extend(found.into_iter().filter(|it| known.insert(identity(it))));
}

/// Without the numbers in brackets: where an item of a list has gone, the others move up.
fn unnumbered(title: &str) -> String {
    let mut parts = title.split('[');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, it| {
        text + "[" + it.trim_start_matches(|letter: char| letter.is_ascii_digit())
    })
}
