//! Which of a file's worlds are compared, and with what laid over them.

use std::fmt;
use std::ops::Range;

use super::parts::add;
use super::worlds::{Layer, Point, points};
use toml_findings::{
    Amendment, Document, Finding, Path, Span,
    wording::{listed, nearest, slug},
};

/// What stands for the difference that being paid for outcomes makes to a service.
const INCENTIVE: &str = "incentive";

/// The key that says how much more effective the work is for being paid in this way.
pub const INCENTIVE_EFFECT: &str = "incentive.effect";

/// What of a file is lined up.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Lists of variants and views, each as [`chosen`] reads it; every one there is if none.
    pub only: Option<Vec<String>>,
    /// Whether the same service is compared, paid for in several ways: without any `incentive`.
    pub neutral: bool,
    /// Each is an alternative that is laid over arrangements last of all: changes such as that of
    /// `incentive.effect` to 1.2, one after the other.
    pub points: Vec<Vec<Amendment>>,
    pub over: Over,
}

/// What points are laid over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Over {
    /// Every arrangement, under the base view.
    #[default]
    Arrangements,
    /// One arrangement under one view, each that of the base if it is not named.
    World { arrangement: Option<String>, view: Option<String> },
}

impl Over {
    /// The option of the command line that points come from.
    const fn option(&self) -> &'static str {
        match self {
            Self::Arrangements => "--scan",
            Self::World { .. } => "--solve",
        }
    }
}

impl Choice {
    /// Leaves what was chosen, and gives the points.
    pub(super) fn apply(
        &self,
        document: &mut Document,
        layers: &mut Vec<Layer>,
        findings: &mut Vec<Finding>,
    ) -> Vec<Point> {
        if let Some(only) = &self.only {
            let kept = only_of(only, document, layers, findings);
            layers.retain(|layer| kept.contains(&layer.name));
        }
        if self.neutral {
            document.root = document.root.without(&[INCENTIVE]);
            for layer in layers {
                layer.leave_out(INCENTIVE);
            }
        }
        points(document, self.over.option(), &self.points, findings)
    }
}

/// The names that are chosen.
fn only_of(
    lists: &[String],
    document: &mut Document,
    layers: &[Layer],
    findings: &mut Vec<Finding>,
) -> Vec<String> {
    let names: Vec<&str> = layers.iter().map(|layer| layer.name.as_str()).collect();
    let mut kept = Vec::new();
    for list in lists {
        let source = document.add_source("--variants", list);
        match read(list, &names) {
            Ok(chosen) => kept.extend(chosen),
            Err(Unknown { title, label, range }) => {
                let span = Span { source, range };
                let finding = Finding::error("unknown-name", &Path::root(), title).label(label);
                add(vec![finding.placed(span)], findings);
            }
        }
    }
    kept
}

/// The names in a list such as `clock from completion, sceptic's view`. A name may be written as it is
/// or as the results have it (`sceptic_s_view`); since names may hold commas, the longest one that
/// fits counts.
///
/// # Errors
///
/// If there is something else in the list: what, and what there is.
pub fn chosen(text: &str, names: &[&str]) -> Result<Vec<String>, String> {
    read(text, names).map_err(|read| read.to_string())
}

/// A part of a list that is no name.
#[derive(Debug)]
struct Unknown {
    title: String,
    label: String,
    range: Range<usize>,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.title, self.label)
    }
}

fn read(text: &str, names: &[&str]) -> Result<Vec<String>, Unknown> {
    let mut chosen = Vec::new();
    let mut start = 0;
    loop {
        let commas = text[start..].match_indices(',').map(|(at, _)| start + at);
        let mut ends: Vec<usize> = commas.chain([text.len()]).collect();
        ends.reverse();
        let longest = ends.iter().find_map(|end| Some((*end, named(&text[start..*end], names)?)));
        let Some((end, name)) = longest else {
            let first = ends.last().map_or(text.len(), |it| *it);
            return Err(unknown(text, start..first, names));
        };
        chosen.push(name.to_owned());
        if end == text.len() {
            return Ok(chosen);
        }
        start = end + 1;
    }
}

/// The name that was written, or the only one that is written like it, with all of its commas or none.
fn named<'n>(written: &str, names: &[&'n str]) -> Option<&'n str> {
    let written = written.trim();
    if let Some(name) = names.iter().find(|name| **name == written) {
        return Some(name);
    }
    let short = slug(written);
    let commas = |text: &str| text.matches(',').count();
    let is_alike = |text: &&&str| {
        !short.is_empty() && slug(text) == short && [0, commas(text)].contains(&commas(written))
    };
    let mut alike = names.iter().filter(is_alike);
    match (alike.next(), alike.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

fn unknown(text: &str, range: Range<usize>, names: &[&str]) -> Unknown {
    let piece = &text[range.clone()];
    let start = range.start + piece.len() - piece.trim_start().len();
    let piece = piece.trim();
    let range = start..start + piece.len();
    let all = listed(names.iter().copied());
    let label = match nearest(piece, names) {
        _ if names.is_empty() => "the file has no variants and no views".to_owned(),
        Some(near) if slug(near) != slug(piece) => {
            format!("did you mean `{near}`? There are {all}")
        }
        _ => format!("there are {all}"),
    };
    let title = if piece.is_empty() {
        "the name of a variant or a view is missing".to_owned()
    } else {
        format!("there is no variant or view called `{piece}`")
    };
    Unknown { title, label, range }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 5] =
        ["as performed", "as performed, no effect (START)", "no cap", "up 10%", "up 10"];

    #[test]
    fn the_longest_name_that_fits_counts() {
        let cases: [(&str, &[&str]); 7] = [
            ("as performed", &["as performed"]),
            ("as performed, no effect (START)", &[NAMES[1]]),
            (
                "no cap,as performed, no effect (START) ,as performed",
                &["no cap", NAMES[1], NAMES[0]],
            ),
            ("as_performed, no_cap", &["as performed", "no cap"]),
            ("as performed, no effect (start)", &[NAMES[1]]),
            ("as performed,no cap", &["as performed", "no cap"]),
            ("up 10%, up 10", &["up 10%", "up 10"]),
        ];
        for (text, expected) in cases {
            assert_eq!(chosen(text, &NAMES).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_name_is_told_with_what_there_is() {
        let message = |text: &str| chosen(text, &NAMES[..3]).unwrap_err();
        let all = "`as performed`, `as performed, no effect (START)`, `no cap`";
        assert_eq!(
            message("no cap, as perfromed"),
            format!(
                "there is no variant or view called `as perfromed`: did you mean `as performed`? \
                 There are {all}"
            )
        );
        assert_eq!(
            message("no cap,"),
            format!("the name of a variant or a view is missing: there are {all}")
        );
        assert!(chosen("up_10", &NAMES).is_err(), "two are written like it");
        assert_eq!(chosen("a,b", &["a", "a b", "b"]).unwrap(), ["a", "b"]);
        assert!(chosen("x", &[]).unwrap_err().contains("no variants and no views"));
    }
}
