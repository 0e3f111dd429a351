//! Shows findings in the look of `rustc`: the line, a caret, and what would be right beside it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use crate::document::{Document, Source, Span, char_boundary};
use crate::finding::{Finding, Place, Severity};
use crate::visible::visible;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    Plain,
    /// With ANSI escapes.
    Ansi,
}

/// More places than this beside the caret would hide it.
const MOST_OTHERS: usize = 6;

/// Nobody reads more findings than this at once, and the first often explain the rest.
const MOST_SHOWN: usize = 50;

/// The first findings in the order of the text, each once, and the count of all; empty if there are
/// none.
#[must_use]
pub fn render(document: &Document, findings: &[Finding], colour: Colour) -> String {
    let findings = in_order(document.pin(findings.to_vec()));
    if findings.is_empty() {
        return String::new();
    }
    let renderer = match colour {
        Colour::Plain => Renderer::plain(),
        Colour::Ansi => Renderer::styled(),
    };
    let mut text = String::new();
    for finding in findings.iter().take(MOST_SHOWN).map(shown) {
        text.push_str(&renderer.render(&[group(&finding, &document.sources)]));
        text.push_str("\n\n");
    }
    text += &count(&findings);
    if MOST_SHOWN < findings.len() {
        write!(text, "; the first {MOST_SHOWN} are shown").expect("a string takes any text");
    }
    text + "\n"
}

/// `3 errors, 1 warning`
#[must_use]
pub fn count(findings: &[Finding]) -> String {
    let of = |severity: Severity, word: &str| {
        let number = findings.iter().filter(|finding| finding.severity == severity).count();
        let plural = if number == 1 { "" } else { "s" };
        (0 < number).then(|| format!("{number} {word}{plural}"))
    };
    let parts = [of(Severity::Error, "error"), of(Severity::Warning, "warning")];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "no findings".into() } else { parts.join(", ") }
}

/// A mistake in the base is found again under every layer; it is reported once.
fn in_order(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(stands_at);
    let mut seen = BTreeSet::new();
    findings
        .retain(|finding| seen.insert((stands_at(finding), finding.code, finding.title.clone())));
    findings
}

fn stands_at(finding: &Finding) -> (usize, usize, usize) {
    finding.place.as_ref().map_or((0, 0, 0), |place| {
        (place.main.source, place.main.range.start, place.main.range.end)
    })
}

/// A finding without a control character of the file's own: it quotes names.
fn shown(finding: &Finding) -> Finding {
    let visible = |text: &String| visible(text).into_owned();
    Finding {
        title: visible(&finding.title),
        label: visible(&finding.label),
        help: finding.help.as_ref().map(visible),
        ..finding.clone()
    }
}

fn group<'a>(finding: &'a Finding, sources: &'a [Source]) -> Group<'a> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(finding.title.as_str()).id(finding.code);
    let snippets = finding.place.iter().flat_map(|place| snippets(finding, place, sources));
    let group = Group::with_title(title).elements(snippets);
    match &finding.help {
        Some(help) => group.element(Level::HELP.message(help.as_str())),
        None => group,
    }
}

/// The source with the caret first, then others that the judgement rests on.
fn snippets<'a>(
    finding: &'a Finding,
    place: &'a Place,
    sources: &'a [Source],
) -> Vec<Snippet<'a, Annotation<'a>>> {
    let mut order: Vec<_> = (0..sources.len()).collect();
    order.sort_by_key(|source| *source != place.main.source);
    order.into_iter().filter_map(|at| snippet(finding, place, at, &sources[at])).collect()
}

fn snippet<'a>(
    finding: &'a Finding,
    place: &'a Place,
    at: usize,
    source: &'a Source,
) -> Option<Snippet<'a, Annotation<'a>>> {
    let is_here = |span: &&Span| span.source == at;
    let is_beside = |span: &&Span| **span != place.main;
    let others = place.others.iter().filter(is_beside).take(MOST_OTHERS).filter(is_here);
    let mut annotations: Vec<_> = others
        .map(|span| AnnotationKind::Context.span(first_line(&source.text, &span.range)))
        .collect();
    if place.main.source == at {
        let caret = AnnotationKind::Primary.span(first_line(&source.text, &place.main.range));
        let label = Some(finding.label.as_str()).filter(|label| !label.is_empty());
        annotations.insert(0, caret.label(label));
    }
    let snippet = Snippet::source(source.text.as_str()).path(visible(&source.name));
    (!annotations.is_empty()).then(|| snippet.annotations(annotations))
}

/// A caret under ten lines of a table says less than one under its first.
fn first_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = char_boundary(text, range.start);
    let end = char_boundary(text, range.end).max(start);
    let line = text[start..end].split(['\n', '\r']).next().unwrap_or("");
    start..start + line.len()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::fixture;
    use crate::merge::{overlay, set};
    use crate::path::Path;

    fn shares() -> (Document, Finding) {
        let mut document = fixture::document(fixture::TEXT);
        set(&mut document, "pathways.returning_home.share=0.5").unwrap();
        let pathways = Path::root().key("pathways");
        let share = |index: usize| pathways.index(index).key("share");
        let finding =
            Finding::error("shares-sum", &share(0), "the shares of `pathways` sum to 1.35")
                .label("they must sum to 1")
                .involving([share(0), share(1)]);
        (document, finding)
    }

    #[test]
    fn other_places_are_marked_too() {
        let (document, finding) = shares();
        assert_snapshot!(render(&document, &[finding], Colour::Plain), @r#"
        error[shares-sum]: the shares of `pathways` sum to 1.35
          --> city.toml:13:9
           |
        13 | share = 0.85
           |         ^^^^ they must sum to 1
           |
          ::: --set:1:31
           |
         1 | pathways.returning_home.share=0.5
           |                               ---

        1 error
        "#);
    }

    #[test]
    fn findings_are_counted_by_severity_and_told_once() {
        let (document, finding) = shares();
        let warning =
            Finding::warning("unsourced", &Path::root().key("name"), "no source").at_key();
        let findings = [finding.clone(), warning.clone(), finding, warning];
        let shown = render(&document, &findings, Colour::Plain);
        assert!(shown.ends_with("\n1 error, 1 warning\n"), "{shown}");
        assert!(
            shown.starts_with("warning[unsourced]: no source\n --> city.toml:3:1\n"),
            "{shown}"
        );
    }

    #[test]
    fn colour_adds_only_escapes() {
        let (document, finding) = shares();
        let findings = [finding];
        let coloured = render(&document, &findings, Colour::Ansi);
        assert!(coloured.contains('\u{1b}'));
        assert!(!render(&document, &findings, Colour::Plain).contains('\u{1b}'));
    }

    /// Splitmix64: the tests need no more than an even spread.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, sides: usize) -> usize {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).unwrap()
        }

        fn pick<'a>(&mut self, pieces: &[&'a str]) -> &'a str {
            pieces[self.below(pieces.len())]
        }
    }

    const PIECES: [&str; 24] = [
        "£",
        "\"",
        "[",
        "]",
        "{",
        "}",
        "=",
        ".",
        "\n",
        "\r\n",
        ",",
        "#",
        "1",
        "-",
        "nan",
        "true",
        "2019-02-01",
        "x = ",
        "[[a]]\n",
        "\u{0}",
        "\t",
        "'",
        "🙂",
        "e\u{301}",
    ];

    const VALUES: [&str; 16] = [
        "1",
        "-1e300",
        "0.5",
        "nan",
        "\"£\"",
        "\"30%\"",
        "true",
        "2019-02-01",
        "07:30:00",
        "[]",
        "[[1]]",
        "{}",
        "[{}]",
        "{ value = 1 }",
        "{ beta = {}, sd = 1 }",
        "[{ name = \"a\" }]",
    ];

    /// Another value, key or header, so that the text is usually TOML still.
    fn mistaken(text: &str, dice: &mut Dice) -> String {
        let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
        for _ in 0..=dice.below(5) {
            let at = dice.below(lines.len());
            match (lines[at].split_once(" = "), dice.below(4)) {
                (Some((key, _)), 0 | 1) => lines[at] = format!("{key} = {}", dice.pick(&VALUES)),
                (Some((key, value)), 2) => {
                    lines[at] = format!("{key}x = {value}");
                }
                _ => drop(lines.remove(at)),
            }
        }
        lines.join("\n")
    }

    fn mutated(text: &str, dice: &mut Dice) -> String {
        let mut characters: Vec<_> = text.chars().collect();
        for _ in 0..=dice.below(4) {
            let start = dice.below(characters.len());
            let length = dice.below(6).min(characters.len() - start);
            let piece = dice.pick(&PIECES).repeat(dice.below(3));
            characters.splice(start..start + length, piece.chars());
        }
        characters.into_iter().collect()
    }

    /// Whatever is written is answered, and what is TOML can still be read into types.
    #[test]
    fn nothing_panics() {
        let mut dice = Dice(7);
        let mut read = 0;
        for _ in 0..300 {
            for text in [mutated(fixture::TEXT, &mut dice), mistaken(fixture::TEXT, &mut dice)] {
                match Document::parse("city.toml", text) {
                    Err(unreadable) => show(&unreadable.document, &unreadable.findings),
                    Ok(document) => {
                        read += 1;
                        survive(document, &mut dice);
                    }
                }
            }
        }
        assert!(200 < read, "too few texts were TOML: {read}");
    }

    fn survive(mut document: Document, dice: &mut Dice) {
        let base = fixture::document(fixture::TEXT);
        show(&document, &fixture::findings(&document));
        let merged = document.with_root(overlay(&document.root, &base.root, &fixture::shapes()));
        fixture::findings(&merged);
        // What is checked against the schema only where it differs from what is sound fares no better.
        let part = overlay(&base.root, &document.root, &fixture::shapes());
        assert_eq!(fixture::structure(&part, Some(&base.root)), fixture::structure(&part, None));
        let assignment = mutated("contract.payments.out_of_care.rate = 3", dice);
        if let Err(finding) = set(&mut document, &assignment) {
            show(&document, &[*finding]);
        }
        show(&document, &fixture::findings(&document));
    }

    #[track_caller]
    fn show(document: &Document, findings: &[Finding]) {
        let shown = render(document, findings, Colour::Plain);
        assert_eq!(shown.is_empty(), findings.is_empty());
    }
}
