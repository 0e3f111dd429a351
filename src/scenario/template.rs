//! A scenario to start from, made of the text of another: its numbers and comments stay, what was
//! said of that contract goes.

use std::ops::Range;

use crate::assumption::COPIED;
use toml_findings::{Document, Node, Path, Unreadable, Value};

/// What is to be written in place of the description.
const TO_FILL_IN: &str = "\"Fill in: what is simulated, and whose case it is.\"";

/// What stands in place of the claims of the other contract.
const CLAIM_TO_FILL_IN: &str = "
# What has been claimed of this contract, each claim such as:
#
# [[claims]]
# text = \"It will save the council £7m over five years.\"
# metric = \"net_saving\"
# value = 7_000_000
# source = \"who said so, where and when\"
";

/// `text`, the scenario that is shipped as `origin`, with another name, no claims and a
/// description to fill in; the comment at its top says where the figures are from.
///
/// # Errors
///
/// If the text is not TOML.
pub fn template(text: &str, origin: &str, name: &str) -> Result<String, Box<Unreadable>> {
    // The path of the schema leads there from the shipped file only.
    let named = text.starts_with("#:schema").then(|| text.find('\n')).flatten();
    let text = &text[named.map_or(0, |end| end + 1)..];
    let document = Document::parse(origin, text)?;
    let value =
        |key| document.locate(&Path::root().key(key)).map(|locate| locate.span.range.clone());
    let mut edits: Vec<(Range<usize>, String)> = vec![(0..0, heading(origin))];
    edits.extend(value("name").map(|value| (value, quoted(name))));
    edits.extend(value("description").map(|value| (value, TO_FILL_IN.to_owned())));
    if let Some(Node { value: Value::Array(claims), .. }) = document.root.get("claims") {
        let gone = claims.iter().map(|claim| with_comments(text, &extent(claim)));
        let instead =
            [CLAIM_TO_FILL_IN.to_owned()].into_iter().chain(std::iter::repeat(String::new()));
        edits.extend(gone.zip(instead));
    }
    mark_copied(&document.root.without(&["claims"]), origin, &mut edits);
    Ok(edited(text, edits))
}

/// Says of every source that it is another contract's, and of every grade that it is not one of this.
fn mark_copied(node: &Node, origin: &str, edits: &mut Vec<(Range<usize>, String)>) {
    match &node.value {
        Value::Table(entries) => {
            let source = node.get("source");
            if let Some(Node { value: Value::String(source), span, .. }) = source {
                let marked = quoted(&format!("{COPIED}{origin}: {source}"));
                edits.push((span.range.clone(), marked));
                let grade =
                    node.get("grade").map(|grade| (grade.span.range.clone(), "6".to_owned()));
                edits.extend(grade);
            }
            entries.iter().for_each(|(_, entry)| mark_copied(entry, origin, edits));
        }
        Value::Array(items) => items.iter().for_each(|item| mark_copied(item, origin, edits)),
        _ => {}
    }
}

fn heading(origin: &str) -> String {
    format!(
        "# A scenario to start from, made by `kinward new` from `{origin}`.\n\
         #\n\
         # Every figure below is that contract's own until you change it. Its sources are marked as\n\
         # placeholders, with grade 6: `kinward check` lists and counts them, and reports warn of them,\n\
         # until each has a source and a grade of this contract's. Look at the names and notes of\n\
         # variants and views too: they are that contract's. What was claimed of it is left out.\n\
         #\n\
         # For an editor that knows schemas: `kinward schema > scenario.schema.json`, and as the first\n\
         # line here `#:schema scenario.schema.json`. What the other file says of itself:\n\
         #\n"
    )
}

/// As TOML writes a text.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// From the first byte of a table to the last of what stands in it.
fn extent(node: &Node) -> Range<usize> {
    let inside: Vec<Range<usize>> = match &node.value {
        Value::Table(entries) => entries.iter().map(|(_, it)| extent(it)).collect(),
        Value::Array(items) => items.iter().map(extent).collect(),
        _ => Vec::new(),
    };
    let own = &node.span.range;
    inside.iter().fold(own.clone(), |all, it| all.start.min(it.start)..all.end.max(it.end))
}

/// The whole lines of a table, with the comments above it and the blank lines between them.
fn with_comments(text: &str, table: &Range<usize>) -> Range<usize> {
    let mut start = line_start(text, table.start);
    while let Some(above) = start.checked_sub(1).map(|last| line_start(text, last)) {
        let line = text[above..start].trim();
        if !line.is_empty() && !line.starts_with('#') {
            break;
        }
        start = above;
    }
    let end = text[table.end..].find('\n').map_or(text.len(), |it| table.end + it + 1);
    start..end
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |it| it + 1)
}

/// A text with some ranges of it written anew.
fn edited(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut written = String::with_capacity(text.len());
    let mut at = 0;
    for (range, new) in edits {
        written.push_str(&text[at..range.start]);
        written.push_str(&new);
        at = range.end;
    }
    written + &text[at..]
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
# What this file is. £

name = \"old £\" # its name
description = \"\"\"
Of the old
contract.\"\"\"
x = { value = 1, source = \"said \\\"so\\\"\", grade = 2 } # one

# --- Claims ---

# The first.
[[claims]]
text = \"said\"
value = 1_000 # pounds

# The second.
[[claims]]
text = \"\"\"
more
was said\"\"\" # long

# --- Variants ---

[[variants]]
name = \"other\"
";

    #[test]
    fn comments_survive_and_claims_go_with_theirs() {
        let written = template(TEXT, "old.toml", "Ours \"new\"").unwrap();
        let (heading, rest) =
            written.split_once("What the other file says of itself:\n#\n").unwrap();
        assert!(
            heading.contains("`old.toml`") && heading.lines().all(|line| line.starts_with('#'))
        );
        assert_eq!(
            rest,
            "\
# What this file is. £

name = 'Ours \"new\"' # its name
description = \"Fill in: what is simulated, and whose case it is.\"
x = { value = 1, source = 'PLACEHOLDER, copied from old.toml: said \"so\"', grade = 6 } # one

# What has been claimed of this contract, each claim such as:
#
# [[claims]]
# text = \"It will save the council £7m over five years.\"
# metric = \"net_saving\"
# value = 7_000_000
# source = \"who said so, where and when\"

# --- Variants ---

[[variants]]
name = \"other\"
"
        );
    }
}
