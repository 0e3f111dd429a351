//! A scenario to start from, made of the text of another: its numbers and comments stay, what was
//! said of that contract goes.

use std::ops::Range;

use super::document::{Document, Node, Unreadable, Value};
use super::path::Path;

/// What is to be written in place of the description.
const TO_FILL_IN: &str = "\"Fill in: what is simulated, and whose case it is.\"";

/// `text`, the scenario that is shipped as `origin`, with another name, no claims and a
/// description to fill in; the comment at its top says where the figures are from.
///
/// # Errors
///
/// If the text is not TOML.
pub fn template(text: &str, origin: &str, name: &str) -> Result<String, Box<Unreadable>> {
    let document = Document::parse(origin, text)?;
    let value = |key| document.locate(&Path::root().key(key)).map(|it| it.span.range.clone());
    let mut edits: Vec<(Range<usize>, String)> = vec![(0..0, heading(origin))];
    edits.extend(value("name").map(|it| (it, quoted(name))));
    edits.extend(value("description").map(|it| (it, TO_FILL_IN.to_owned())));
    if let Some(Node { value: Value::Array(claims), .. }) = document.root.get("claims") {
        edits.extend(claims.iter().map(|it| (with_comments(text, &extent(it)), String::new())));
    }
    Ok(edited(text, edits))
}

fn heading(origin: &str) -> String {
    format!(
        "# A scenario to start from, made by `kinward new` from `{origin}`.\n\
         #\n\
         # Every figure below, and every source, is that contract's own until you change it: go\n\
         # through them one by one. `kinward check` lists them all. The figures that were published\n\
         # of that contract (its `claims`) are left out. What the file says of itself:\n\
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
    while let Some(above) = start.checked_sub(1).map(|it| line_start(text, it)) {
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
x = 1 # one

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
        let (heading, rest) = written.split_once("What the file says of itself:\n#\n").unwrap();
        assert!(heading.contains("`old.toml`") && heading.lines().all(|it| it.starts_with('#')));
        assert_eq!(
            rest,
            "\
# What this file is. £

name = 'Ours \"new\"' # its name
description = \"Fill in: what is simulated, and whose case it is.\"
x = 1 # one

# --- Variants ---

[[variants]]
name = \"other\"
"
        );
    }
}
