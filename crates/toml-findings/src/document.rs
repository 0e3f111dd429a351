//! The text of a file as a tree in which every key and value knows its place. Which keys exist,
//! and what they mean, is left to `structure` and to the checks after it.

use std::collections::BTreeMap;
use std::num::IntErrorKind;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::finding::{Finding, Place, Point};
use crate::path::{Path, Step};
use crate::text;
use crate::wording;

/// Deeper than any file that is meant, and shallow enough for every walk over the tree to be recursive.
pub(crate) const DEEPEST: usize = 100;

/// So many findings are looked up one by one.
const FEW: usize = 100;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub name: String,
    pub text: String,
}

/// Bytes of one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub source: usize,
    pub range: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Of a table under a header: the header. Of one that only dotted keys imply: the first key.
    pub span: Span,
    /// None for items of lists and for the top.
    pub key_span: Option<Span>,
    pub value: Value,
}

/// What stands in tables and lists is shared by all trees that hold it, so that laying a little over
/// a file copies little.
#[derive(Clone, Debug)]
pub enum Value {
    /// In the order in which the keys were written.
    Table(Arc<Vec<(String, Node)>>),
    Array(Arc<Vec<Node>>),
    String(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    /// Any TOML date or time; whether it is a plain date is for the schema to say.
    Date(String),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The file, then one for each `--set` and other argument that was laid over it.
    pub sources: Arc<Vec<Source>>,
    pub root: Node,
}

/// A text that is not TOML: what could be read of it, and every reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Unreadable {
    /// For showing the findings only: values are missing from its tree.
    pub document: Document,
    pub findings: Vec<Finding>,
}

impl Document {
    /// Parses what a file holds, which is text in UTF-8.
    pub fn decode(name: &str, bytes: &[u8]) -> Result<Self, Box<Unreadable>> {
        Self::parse(name, text::decode(name, bytes)?)
    }

    pub fn parse(
        name: impl Into<String>,
        text: impl Into<String>,
    ) -> Result<Self, Box<Unreadable>> {
        let source = Source { name: name.into(), text: text.into() };
        let (table, errors) = DeTable::parse_recoverable(&source.text);
        let mut reader = Reader { source: 0, offset: 0, findings: Vec::new() };
        let entries = reader.entries(table.get_ref(), 0);
        let mut findings = reader.findings;
        findings.extend(errors_of_syntax(&source.text, &errors));

        let top = Span { source: 0, range: first_content(&source.text) };
        let root = Node { span: top, key_span: None, value: Value::Table(Arc::new(entries)) };
        let document = Self { sources: Arc::new(vec![source]), root };
        findings.sort_by_key(|finding| finding.place.as_ref().map(|at| at.main.range.start));
        if findings.is_empty() {
            Ok(document)
        } else {
            Err(Box::new(Unreadable { document, findings }))
        }
    }

    /// The same sources with another tree, such as one with a layer over it.
    #[must_use]
    pub fn with_root(&self, root: Node) -> Self {
        Self { sources: self.sources.clone(), root }
    }

    /// Adds a text that findings may point into, such as an argument; gives its number.
    pub fn add_source(&mut self, name: &str, text: &str) -> usize {
        let sources = Arc::make_mut(&mut self.sources);
        sources.push(Source { name: name.to_owned(), text: text.to_owned() });
        sources.len() - 1
    }

    pub fn locate(&self, path: &Path) -> Option<&Node> {
        path.steps().iter().try_fold(&self.root, Node::child)
    }

    /// Source name, line and column (both from 1, columns in characters). A place that does not
    /// exist is shown at the nearest table or list that encloses it.
    pub fn position(&self, path: &Path, point: Point) -> Option<(&str, usize, usize)> {
        let span = self.span(path, point);
        let source = self.sources.get(span.source)?;
        let (line, column) = line_and_column(&source.text, span.range.start);
        Some((&source.name, line, column))
    }

    pub(crate) fn span(&self, path: &Path, point: Point) -> &Span {
        let mut node = &self.root;
        for step in path.steps() {
            match node.child(step) {
                Some(child) => node = child,
                None => return &node.span,
            }
        }
        match (point, &node.key_span) {
            (Point::Key, Some(key)) => key,
            _ => &node.span,
        }
    }

    /// Fixes where findings stand, so that they can be shown beside those on another tree over the
    /// same sources.
    #[must_use]
    pub fn pin(&self, mut findings: Vec<Finding>) -> Vec<Finding> {
        // Each search in the tree takes as long as the tables on its way are; many use an index.
        let index = (FEW < findings.len()).then(|| {
            let mut index = BTreeMap::new();
            self.root.index(&Path::root(), &mut index);
            index
        });
        for finding in &mut findings {
            if finding.place.is_none() {
                finding.place = Some(self.place(finding, index.as_ref()));
            }
        }
        findings
    }

    fn place(&self, finding: &Finding, index: Option<&BTreeMap<Path, &Node>>) -> Place {
        let node = |path: &Path| match index {
            Some(index) => index.get(path).copied(),
            None => self.locate(path),
        };
        let main = finding.path.with_all_above().find_map(|path| {
            let node = node(&path)?;
            Some(match (finding.point, &node.key_span) {
                (Point::Key, Some(key)) if path == finding.path => key.clone(),
                _ => node.span.clone(),
            })
        });
        let others = finding.involves.iter().filter_map(node).map(|it| it.span.clone());
        Place { main: main.unwrap_or_else(|| self.root.span.clone()), others: others.collect() }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Table(ours), Self::Table(theirs)) => Arc::ptr_eq(ours, theirs) || ours == theirs,
            (Self::Array(ours), Self::Array(theirs)) => Arc::ptr_eq(ours, theirs) || ours == theirs,
            (Self::String(ours), Self::String(theirs)) | (Self::Date(ours), Self::Date(theirs)) => {
                ours == theirs
            }
            (Self::Integer(ours), Self::Integer(theirs)) => ours == theirs,
            (Self::Float(ours), Self::Float(theirs)) => ours == theirs,
            (Self::Boolean(ours), Self::Boolean(theirs)) => ours == theirs,
            _ => false,
        }
    }
}

impl Node {
    /// What stands for something that nobody wrote.
    pub fn unwritten(value: Value) -> Self {
        Self { span: Span { source: 0, range: 0..0 }, key_span: None, value }
    }

    pub fn get(&self, key: &str) -> Option<&Self> {
        match &self.value {
            Value::Table(entries) => {
                entries.iter().find(|(name, _)| name == key).map(|(_, node)| node)
            }
            _ => None,
        }
    }

    /// Everything in it by its path.
    fn index<'n>(&'n self, at: &Path, found: &mut BTreeMap<Path, &'n Self>) {
        found.insert(at.clone(), self);
        match &self.value {
            Value::Table(entries) => {
                entries.iter().for_each(|(key, node)| node.index(&at.own_key(key), found));
            }
            Value::Array(items) => {
                let items = items.iter().enumerate();
                items.for_each(|(position, node)| node.index(&at.index(position), found));
            }
            _ => {}
        }
    }

    /// What stands at a path.
    pub fn at(&self, path: &Path) -> Option<&Self> {
        path.steps().iter().try_fold(self, |node, step| node.child(step))
    }

    /// Whether it is a table or list that holds nothing.
    pub fn is_empty(&self) -> bool {
        match &self.value {
            Value::Table(entries) => entries.is_empty(),
            Value::Array(items) => items.is_empty(),
            _ => false,
        }
    }

    /// The table without some of its keys, such as those that name and describe a layer.
    #[must_use]
    pub fn without(&self, keys: &[&str]) -> Self {
        let mut node = self.clone();
        if let Value::Table(entries) = &mut node.value {
            Arc::make_mut(entries).retain(|(key, _)| !keys.contains(&key.as_str()));
        }
        node
    }

    pub fn child(&self, step: &Step) -> Option<&Self> {
        match step {
            Step::Key(key) => self.get(key),
            Step::Index(index) => self.item(*index),
        }
    }

    pub fn item(&self, index: usize) -> Option<&Self> {
        match &self.value {
            Value::Array(items) => items.get(index),
            _ => None,
        }
    }

    /// The `name` by which a table in a list is known.
    pub fn name(&self) -> Option<&str> {
        match &self.get("name")?.value {
            Value::String(name) => Some(name),
            _ => None,
        }
    }
}

/// Turns what `toml` read into nodes; `offset` is where its text begins in the source.
pub(crate) struct Reader {
    pub(crate) source: usize,
    pub(crate) offset: usize,
    pub(crate) findings: Vec<Finding>,
}

impl Reader {
    pub(crate) fn node(&mut self, value: &Spanned<DeValue<'_>>, depth: usize) -> Node {
        let span = self.span(value.span());
        let value = if depth > DEEPEST {
            self.refuse(&span, "nested too deeply", format!("at most {DEEPEST} levels"));
            Value::Boolean(false)
        } else {
            self.value(value.get_ref(), &span, depth)
        };
        Node { span, key_span: None, value }
    }

    fn value(&mut self, value: &DeValue<'_>, span: &Span, depth: usize) -> Value {
        match value {
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Integer(digits) => {
                Value::Integer(self.integer(digits.as_str(), digits.radix(), span))
            }
            DeValue::Float(digits) => Value::Float(self.float(digits.as_str(), span)),
            DeValue::Boolean(truth) => Value::Boolean(*truth),
            DeValue::Datetime(date) => Value::Date(date.to_string()),
            DeValue::Array(items) => {
                let items = items.iter().map(|item| self.node(item, depth + 1));
                Value::Array(Arc::new(items.collect()))
            }
            DeValue::Table(table) => Value::Table(Arc::new(self.entries(table, depth + 1))),
        }
    }

    fn entries(&mut self, table: &DeTable<'_>, depth: usize) -> Vec<(String, Node)> {
        let entry = |(key, value): (&Spanned<DeString<'_>>, &Spanned<DeValue<'_>>)| {
            let mut node = self.node(value, depth);
            node.key_span = Some(self.span(key.span()));
            (key.get_ref().to_string(), node)
        };
        table.iter().map(entry).collect()
    }

    /// Digits that cannot be read at all are among the parser's own errors.
    fn integer(&mut self, digits: &str, radix: u32, span: &Span) -> i64 {
        let integer = i64::from_str_radix(digits, radix);
        if let Err(error) = &integer
            && matches!(error.kind(), IntErrorKind::PosOverflow | IntErrorKind::NegOverflow)
        {
            self.refuse_number(span);
        }
        integer.unwrap_or_default()
    }

    fn float(&mut self, digits: &str, span: &Span) -> f64 {
        let float: f64 = digits.parse().unwrap_or_default();
        if float.is_infinite() && !digits.contains("inf") {
            self.refuse_number(span);
        }
        float
    }

    fn refuse_number(&mut self, span: &Span) {
        self.refuse(span, "the number is too large", "no figure here needs so many digits".into());
    }

    fn refuse(&mut self, span: &Span, title: &str, label: String) {
        let finding = Finding::error("syntax", &Path::root(), title).label(label);
        self.findings.push(finding.placed(span.clone()));
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span { source: self.source, range: range.start + self.offset..range.end + self.offset }
    }
}

/// One broken bracket sets off several errors on its line; the first says it. Errors before it
/// stand for themselves.
fn errors_of_syntax(text: &str, errors: &[toml::de::Error]) -> Vec<Finding> {
    let place = |error: &toml::de::Error| marked(text, error.span().unwrap_or(0..0));
    let mut errors: Vec<_> = errors.iter().map(|error| (place(error), error)).collect();
    errors.sort_by_key(|(range, _)| (range.start, range.end));
    // What follows on a broken line, up to its end, is not looked at.
    let mut broken_until = 0;
    let mut findings = Vec::new();
    for (range, error) in errors {
        if range.start < broken_until {
            continue;
        }
        let rest = text.get(range.end..).unwrap_or("");
        if !wording::is_of_one_value(error.message(), rest) || range.is_empty() {
            let start = char_boundary(text, range.start);
            broken_until = text[start..].find('\n').map_or(text.len(), |end| start + end) + 1;
        }
        let span = Span { source: 0, range: range.clone() };
        findings.push(wording::syntax(text, error.message(), &range).placed(span));
    }
    findings
}

/// An error at the very end of a line is shown there, not under the line that follows.
fn marked(text: &str, range: Range<usize>) -> Range<usize> {
    let before = text.get(..range.start).unwrap_or("");
    if range.is_empty() && range.start == text.len() && before.ends_with('\n') {
        let end = before.trim_end().len();
        end..end
    } else {
        range
    }
}

/// Where a key missing from the top of the file would stand: before its first setting.
fn first_content(text: &str) -> Range<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches('\u{feff}').trim();
        if !content.is_empty() && !content.starts_with('#') {
            let indent = line.find(content).unwrap_or(0);
            return start + indent..start + indent;
        }
        start += line.len();
    }
    0..0
}

pub fn line_and_column(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..char_boundary(text, byte)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

/// The last boundary of a character at or before `byte`, within the text.
pub(crate) fn char_boundary(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::render::{Colour, render};

    const TEXT: &str = r#"# £££
name = "a £3,000 plan" # £
[placements.residential]
weekly_cost = { value = 3000, source = "The Guardian: £3,000 a week" , grade = 3 }
effect.care_entry = [{ until = 5 }, { until = 6, "odd £ key" = 1.5 }]
[[contract.payments]]
name = "first £"
[[contract.payments]]
name = "second" ; rate = 1
"#;

    fn read(text: &str) -> Document {
        Document::parse("city.toml", text).unwrap()
    }

    fn shown<'d>(document: &'d Document, path: &Path, point: Point) -> &'d str {
        let span = document.span(path, point);
        &document.sources[span.source].text[span.range.clone()]
    }

    #[test]
    fn every_key_and_value_knows_its_place() {
        let document = read(&TEXT.replace(" ; ", "\n"));
        let root = Path::root();
        let cost = root.key("placements").key("residential").key("weekly_cost");
        let entries = root.key("placements").key("residential").key("effect").key("care_entry");
        let payments = root.key("contract").key("payments");
        let cases = [
            (root.key("name"), "name", "\"a £3,000 plan\""),
            (root.key("placements"), "placements", "placements"),
            (root.key("placements").key("residential"), "residential", "[placements.residential]"),
            (cost.key("source"), "source", "\"The Guardian: £3,000 a week\""),
            (cost.key("grade"), "grade", "3"),
            (
                entries.index(1),
                "{ until = 6, \"odd £ key\" = 1.5 }",
                "{ until = 6, \"odd £ key\" = 1.5 }",
            ),
            (entries.index(1).key("odd £ key"), "\"odd £ key\"", "1.5"),
            (payments.clone(), "payments", "[[contract.payments]]"),
            (payments.index(1).key("rate"), "rate", "1"),
        ];
        for (path, key, value) in cases {
            assert_eq!(shown(&document, &path, Point::Key), key, "{path}");
            assert_eq!(shown(&document, &path, Point::Value), value, "{path}");
        }
    }

    #[test]
    fn columns_count_characters() {
        let document = read("a = { text = \"£££\", b = 1 }\n");
        let b = Path::root().key("a").key("b");
        assert_eq!(document.position(&b, Point::Key), Some(("city.toml", 1, 21)));
        assert_eq!(document.position(&b, Point::Value), Some(("city.toml", 1, 25)));
    }

    #[test]
    fn a_missing_place_is_shown_at_what_encloses_it() {
        let document = read("# why\n\nx = 1\n[a.b]\nlist = [{ c = 1 }]\n[[d]]\n[[d]]\n");
        let root = Path::root();
        let at = |path: &Path| document.position(path, Point::Key).map(|at| (at.1, at.2));
        assert_eq!(at(&root.key("y")), Some((3, 1)));
        assert_eq!(at(&root.key("a").key("b").key("y")), Some((4, 1)));
        assert_eq!(
            at(&root.key("a").key("b").key("list").index(0).key("y").key("z")),
            Some((5, 9))
        );
        assert_eq!(at(&root.key("d").index(1).key("y")), Some((7, 1)));
        assert_eq!(at(&root.key("d").index(7).key("y")), Some((6, 1)));
    }

    const BROKEN: &str = "\
£ = 1
share = 30%
empty =
cost = { value = £3,000 }
more = { value = 3, value = 4, grade = low }
date = 1/2/2019
date = 2019-02-30
truth = True
word = foo \"bar\"
rate = 1,000
half = .5
open = \"never closed
[table
x = 1
[table]
x = 99999999999999999999
x = 5
[a.]
weekly cost = 3
list = [1, 2
[b]
y = 2
";

    #[test]
    fn all_mistakes_of_syntax_are_shown() {
        let unreadable = Document::parse("city.toml", BROKEN).unwrap_err();
        let shown = render(&unreadable.document, &unreadable.findings, Colour::Plain);
        fixture::assert_shown("document_syntax", &shown);
    }

    #[test]
    fn all_mistakes_of_syntax_are_reported_in_order() {
        let text = "£ = 1\na = 30%\nb = \nc = [1, 2\n[t]\nd = 1,000\nd = 99999999999999999999\n";
        let unreadable = Document::parse("city.toml", text).unwrap_err();
        let places: Vec<_> =
            unreadable.findings.iter().map(|f| f.place.clone().unwrap().main.range.start).collect();
        assert!(places.is_sorted(), "{places:?}");
        assert!(5 <= places.len(), "{places:?}");
    }

    #[test]
    fn a_byte_order_mark_and_windows_lines_do_not_move_anything() {
        let document = read("\u{feff}a = 1\r\nb = \"£\"\r\n");
        assert_eq!(shown(&document, &Path::root().key("b"), Point::Value), "\"£\"");
        assert_eq!(document.position(&Path::root().key("b"), Point::Value).unwrap().1, 2);
    }

    #[test]
    fn endless_nesting_is_refused() {
        let deep = |n: usize| format!("a = {}1{}", "[".repeat(n), "]".repeat(n));
        assert!(Document::parse("x", deep(20)).is_ok());
        assert!(Document::parse("x", deep(20_000)).is_err());
        let dotted = format!("{} = ", ["a"; 70].join("."));
        let nested = format!("{}1{}", format!("{dotted}{{ ").repeat(60), " }".repeat(60));
        assert!(Document::parse("x", nested.replace("{ 1", "{ a = 1")).is_err());
        assert!(Document::parse("x", format!("{dotted}{{ {dotted}1 }}")).is_err());
    }
}
