//! What only TOML 1.1 allows. This program reads it; Python's `tomllib`, taplo and tombi as it is set up
//! refuse the file, or warn.

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use crate::document::Span;
use crate::finding::Finding;
use crate::path::Path;

/// A warning for each form that a reader of TOML 1.0 refuses: of an inline table the first.
pub fn warnings(text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    // Each open bracket, and whether something has been said of it.
    let mut open: Vec<(TokenKind, bool)> = Vec::new();
    let mut comma = None;
    for token in Source::new(text).lex() {
        let (kind, range) = (token.kind(), token.span().start()..token.span().end());
        let mut warn = |range, title: &str, label: &str| {
            let finding = Finding::warning("toml-1.1", &Path::root(), title).label(label);
            let finding = finding.help(
                "Kinward reads TOML 1.1; Python's tomllib and most editors read TOML 1.0 and refuse the file",
            );
            found.push(finding.placed(Span { source: 0, range }));
        };
        match kind {
            TokenKind::LeftCurlyBracket | TokenKind::LeftSquareBracket => open.push((kind, false)),
            TokenKind::RightSquareBracket => {
                open.pop();
            }
            TokenKind::RightCurlyBracket => {
                let said = open.pop().is_some_and(|(_, said)| said);
                if let (Some(comma), false) = (comma.take(), said) {
                    warn(comma, "a comma after the last key of an inline table", "leave it out");
                }
            }
            TokenKind::Newline => {
                if let Some((TokenKind::LeftCurlyBracket, said @ false)) = open.last_mut() {
                    *said = true;
                    let title = "a line break in an inline table";
                    warn(range, title, "write it on one line, or as a table of its own");
                }
            }
            TokenKind::BasicString | TokenKind::MlBasicString => {
                for (at, letter) in newer_escapes(&text[range.clone()]) {
                    let title = format!("the escape `\\{letter}`");
                    let label = "write `\\u` and four digits: `\\u001b`";
                    let start = range.start + at;
                    warn(start..start + 2, &title, label);
                }
            }
            TokenKind::Atom if lacks_seconds(&text[range.clone()]) => {
                warn(range, "a time without seconds", "write them: `:00`");
            }
            _ => {}
        }
        match kind {
            TokenKind::Comma => comma = Some(token.span().start()..token.span().end()),
            TokenKind::Whitespace | TokenKind::Newline | TokenKind::Comment => {}
            _ => comma = None,
        }
    }
    found
}

/// Where a quoted text has `\e` or `\x`, and which.
fn newer_escapes(quoted: &str) -> Vec<(usize, char)> {
    let mut found = Vec::new();
    let mut letters = quoted.char_indices();
    while let Some((at, letter)) = letters.next() {
        if letter == '\\'
            && let Some((_, escaped @ ('e' | 'x'))) = letters.next()
        {
            found.push((at, escaped));
        }
    }
    found
}

/// Whether a time, alone or after a date, stops at its minutes: `07:32`, `2026-05-27T07:32Z`.
fn lacks_seconds(atom: &str) -> bool {
    let time = atom.rsplit(['T', 't']).next().unwrap_or(atom);
    let is_offset = |letter: char| matches!(letter, 'Z' | 'z' | '+' | '-');
    let time = time.split(is_offset).next().unwrap_or(time);
    let is_two =
        |digits: &str| digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
    time.split_once(':').is_some_and(|(hours, minutes)| is_two(hours) && is_two(minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(text: &str) -> Vec<String> {
        let row = |finding: Finding| {
            let place = finding.place.expect("a place").main.range;
            format!("{} `{}`", finding.title, &text[place])
        };
        warnings(text).into_iter().map(row).collect()
    }

    #[test]
    fn what_only_toml_1_1_allows_is_found_at_its_place() {
        let text = "a = { b = 1,\n c = 2, }\nd = { e = [1,\n 2,\n], f = { g = 3, } }\nh = \"\\e[0m \\x41\"\n\
                    i = 07:32\nj = 2026-05-27T07:32Z\n";
        assert_eq!(
            notes(text),
            [
                "a line break in an inline table `\n`",
                "a comma after the last key of an inline table `,`",
                "the escape `\\e` `\\e`",
                "the escape `\\x` `\\x`",
                "a time without seconds `07:32`",
                "a time without seconds `2026-05-27T07:32Z`",
            ]
        );
    }

    #[test]
    fn what_toml_1_0_allows_is_left_alone() {
        let text = "a = { b = [\n1, # one\n2,\n], c = { d = 1 } }\n[t] # {\nb = \"{ \\\\e \\n\"\nc = '\\e'\n\
                    d = 07:32:00\ne = 2026-05-27T07:32:00+01:00\nf = 2026-05-27\ng = [\n1,\n]\n\
                    h = \"\"\"\n{ a,\n}\"\"\"\n";
        assert_eq!(notes(text), Vec::<String>::new());
        assert!(toml::from_str::<toml::Table>(text).is_ok());
    }
}
