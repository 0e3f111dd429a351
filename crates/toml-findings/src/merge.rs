//! Lays one partial file over another, a layer over a base, a `--set` over either,
//! and takes places out of it.
//!
//! One rule says what an overlay replaces. Tables are merged key by key, and lists of named tables by
//! name, however deep they stand. Everything else is replaced whole: a bare value, a list without
//! names, an empty list, and a table whose keys only together say one thing, such as a distribution, a
//! curve, a mix or a window. The schema marks those tables with `x-replace-whole`.
//! A `--set` or an [`Amendment`] sets exactly the key that it names.
//!
//! Whether the result makes sense is left to `structure`.

use std::ops::Range;
use std::sync::Arc;

use toml::de::DeValue;

use crate::amendment::{Amendment, Setting};
use crate::document::{DEEPEST, Document, Node, Reader, Span, Value};
use crate::finding::Finding;
use crate::path::{Path, Step};
use crate::shape::{Shape, Shapes};
use crate::wording;

/// `base` with what `over` says of it, by the rule at the top of this module.
#[must_use]
pub fn overlay(base: &Node, over: &Node, shapes: &Shapes<'_>) -> Node {
    Overlay { shapes }.laid_over(base, over, &[shapes.top()])
}

struct Overlay<'o, 's> {
    shapes: &'o Shapes<'s>,
}

impl<'s> Overlay<'_, 's> {
    /// `places` are all that the schema may say of where the two stand.
    fn laid_over(&self, base: &Node, over: &Node, places: &[Arc<Shape<'s>>]) -> Node {
        let is_whole = places.iter().any(|place| place.is_whole());
        let value = match (&base.value, &over.value) {
            _ if is_whole => return over.clone(),
            (Value::Table(base), Value::Table(over)) => {
                Value::Table(Arc::new(self.by_key(base, over, places)))
            }
            (Value::Array(base), Value::Array(over)) if are_named(base) && are_named(over) => {
                Value::Array(Arc::new(self.by_name(base, over, places)))
            }
            _ => return over.clone(),
        };
        Node { value, ..base.clone() }
    }

    fn by_key(
        &self,
        base: &[(String, Node)],
        over: &[(String, Node)],
        places: &[Arc<Shape<'s>>],
    ) -> Vec<(String, Node)> {
        let mut merged = base.to_vec();
        for (key, node) in over {
            match merged.iter_mut().find(|(name, _)| name == key) {
                Some((_, old)) => {
                    *old = self.laid_over(old, node, &self.shapes.inside(places, key));
                }
                None => merged.push((key.clone(), node.clone())),
            }
        }
        merged
    }

    fn by_name(&self, base: &[Node], over: &[Node], places: &[Arc<Shape<'s>>]) -> Vec<Node> {
        let item = self.shapes.children(places, None);
        let mut merged = base.to_vec();
        for node in over {
            match merged.iter_mut().find(|old| old.name() == node.name()) {
                Some(old) => *old = self.laid_over(old, node, &item),
                None => merged.push(node.clone()),
            }
        }
        merged
    }
}

/// An empty list has no names: laid over another, it empties it.
fn are_named(items: &[Node]) -> bool {
    !items.is_empty() && items.iter().all(|item| item.name().is_some())
}

/// The name of the sources that `--set` brought.
pub const SET: &str = "--set";

/// Lays `path.to.key=value` over a document. Its text stays among the sources as [`SET`], so that
/// findings can point into it, even when it is refused.
pub fn set(document: &mut Document, assignment: &str) -> Result<(), Box<Finding>> {
    Assignment::read(document, (SET, assignment))?.lay_over(&mut document.root)
}

/// Lays `list.item.path.to.key=value` over a document that is the item's own, as [`set`] does.
pub fn set_in_item(document: &mut Document, assignment: &str) -> Result<(), Box<Finding>> {
    Assignment::read(document, (SET, assignment))?.in_item().lay_over(&mut document.root)
}

/// `path.to.key=value`, or `path.to.list+=item`, to be laid over any number of trees.
#[derive(Debug)]
pub struct Assignment {
    segments: Vec<Segment>,
    /// Whether the value is one more item of a list.
    is_item: bool,
    value: Node,
}

impl Assignment {
    /// Reads one that was given by an option of the command line.
    pub fn read(
        document: &mut Document,
        (option, text): (&str, &str),
    ) -> Result<Self, Box<Finding>> {
        let source = document.add_source(option, text);
        let not_read = |range| malformed(text, range, source);
        let (segments, end) = segments(text, source).map_err(not_read)?;
        let is_item = text[end..].starts_with("+=");
        let end = end + usize::from(is_item);
        if !text[end..].starts_with('=') {
            return Err(not_read(end..text.len()));
        }
        let value = value(text, end + 1, source)?;
        Ok(Self { segments, is_item, value })
    }

    /// One that was made in code. What the option of the command line says it is for stands for its
    /// text, so that a finding can point into it.
    pub fn of(
        document: &mut Document,
        (option, amendment): (&str, &Amendment),
    ) -> Result<Self, Box<Finding>> {
        let text = amendment.to_string();
        let source = document.add_source(option, &text);
        let (segments, end) =
            segments(&text, source).map_err(|range| malformed(&text, range, source))?;
        let range = end + if amendment.is_item { 2 } else { 1 }..text.len();
        let value = set_to(&amendment.value, &Span { source, range });
        Ok(Self { segments, is_item: amendment.is_item, value })
    }

    /// Whether it reaches into an item of a list at the top of the file, past the keys that are the item's
    /// `own`.
    pub fn is_within(&self, list: &str, own: &[&str]) -> bool {
        matches!(self.segments.as_slice(), [top, _, first, ..]
            if top.text == list && !own.contains(&&*first.text))
    }

    /// The numbers of the items of that list into which it reaches.
    pub fn items_within(&self, root: &Node) -> Result<Vec<usize>, Box<Finding>> {
        let [list, meant, ..] = self.segments.as_slice() else {
            unreachable!("it reaches into an item");
        };
        let items = match root.get(&list.text).map(|node| &node.value) {
            Some(Value::Array(items)) => items.as_slice(),
            _ => &[],
        };
        if meant.is_every() {
            return Ok((0..items.len()).collect());
        }
        Ok(vec![item(items, meant, &Path::root().own_key(&list.text))?])
    }

    /// What is left for the item of a list: without the list and the item, which stay in its text.
    #[must_use]
    pub fn in_item(mut self) -> Self {
        self.segments.drain(..2);
        self
    }

    pub fn lay_over(&self, root: &mut Node) -> Result<(), Box<Finding>> {
        put(root, &self.segments, (&self.value, self.is_item), &Path::root())
    }

    /// The key at the top of the file under which it lies, and where that is written.
    pub fn top(&self) -> Option<(&str, &Span)> {
        self.segments.first().map(|segment| (segment.text.as_str(), &segment.span))
    }
}

/// What a key was set to, all of it written at one place.
fn set_to(setting: &Setting, span: &Span) -> Node {
    let value = match setting {
        Setting::Number(number) => Value::Float(*number),
        Setting::Whole(number) => Value::Integer(*number),
        Setting::Truth(truth) => Value::Boolean(*truth),
        Setting::Text(text) => Value::String(text.clone()),
        Setting::Table(entries) => {
            let entry = |(key, setting): &(&str, Setting)| {
                let mut node = set_to(setting, span);
                node.key_span = Some(span.clone());
                ((*key).to_owned(), node)
            };
            Value::Table(Arc::new(entries.iter().map(entry).collect()))
        }
    };
    Node { span: span.clone(), key_span: None, value }
}

/// The place that a path such as `contract.payments.out_of_care` means in a tree; the first of several.
/// Items of lists stand in it by their names, so that it is the same place in a tree with other items.
pub fn place(root: &Node, text: &str) -> Result<Path, Box<Finding>> {
    let not_a_path = || {
        let title = format!("`{text}` is no path");
        let finding = Finding::error("path-syntax", &Path::root(), title);
        Box::new(finding.label("such as `investor` or `contract.payments.out_of_care`"))
    };
    let (segments, end) = segments(text, 0).map_err(|_| not_a_path())?;
    if end < text.len() {
        return Err(not_a_path());
    }
    let mut node = root;
    let mut path = Path::root();
    for segment in &segments {
        (node, path) = child(node, segment, &path)?;
    }
    Ok(path)
}

fn child<'n>(
    node: &'n Node,
    segment: &Segment,
    path: &Path,
) -> Result<(&'n Node, Path), Box<Finding>> {
    if let Value::Array(items) = &node.value {
        let index =
            if segment.is_every() && !items.is_empty() { 0 } else { item(items, segment, path)? };
        let path = items[index].name().map_or_else(|| path.index(index), |it| path.own_key(it));
        return Ok((&items[index], path));
    }
    let found = node.get(&segment.text).map(|it| (it, path.own_key(&segment.text)));
    found.ok_or_else(|| no_such_key(node, segment, path))
}

fn no_such_key(node: &Node, segment: &Segment, path: &Path) -> Box<Finding> {
    let whose = if path.is_root() { "the base".to_owned() } else { format!("`{path}`") };
    let title = format!("{whose} has no `{}`", segment.text);
    let finding = Finding::error("unknown-key", &Path::root(), title);
    let keys: Vec<&str> = match &node.value {
        Value::Table(entries) => entries.iter().map(|(key, _)| key.as_str()).collect(),
        _ => Vec::new(),
    };
    Box::new(match wording::nearest(&segment.text, &keys) {
        Some(near) => finding.label(format!("did you mean `{near}`?")),
        None if keys.is_empty() => finding.label("nothing stands in it"),
        None => finding.label(format!("it has {}", wording::listed(keys))),
    })
}

/// What stands in a tree at a place that [`place`] found in another.
pub fn find<'n>(root: &'n Node, place: &Path) -> Option<&'n Node> {
    place.steps().iter().try_fold(root, |node, step| match (&node.value, step) {
        (Value::Array(items), step) => items.get(position(items, step)?),
        (_, Step::Key(key)) => node.get(key),
        _ => None,
    })
}

/// Whether the schema wants something at a place.
pub fn is_required(place: &Path, shapes: &Shapes<'_>) -> bool {
    let [above @ .., Step::Key(last)] = place.steps() else { return false };
    let mut shapes_here = vec![shapes.top()];
    for step in above {
        let is_list = shapes_here.iter().any(|it| it.kinds().contains(&"array"));
        let key = match step {
            Step::Key(key) if !is_list => Some(key.as_ref()),
            _ => None,
        };
        shapes_here = shapes.children(&shapes_here, key);
    }
    shapes_here.iter().any(|it| it.required().any(|key| key == last))
}

/// Which item of a list a step means, by name or by number.
fn position(items: &[Node], step: &Step) -> Option<usize> {
    match step {
        Step::Key(name) => items.iter().position(|item| item.name() == Some(name)),
        Step::Index(index) => (*index < items.len()).then_some(*index),
    }
}

/// A tree without what stands at some places of it; a place where nothing stands is passed over.
#[must_use]
pub fn without(root: &Node, places: &[Path]) -> Node {
    let mut root = root.clone();
    // The last of a list first, so that the others keep their numbers.
    let mut places: Vec<&Path> = places.iter().collect();
    places.sort_by(|a, b| b.cmp(a));
    for place in places {
        take_out(&mut root, place.steps());
    }
    root
}

fn take_out(node: &mut Node, steps: &[Step]) {
    let [first, rest @ ..] = steps else { return };
    match &mut node.value {
        Value::Table(entries) => {
            let is_meant = |(key, _): &(String, Node)| matches!(first, Step::Key(it) if it == key);
            let Some(index) = entries.iter().position(is_meant) else { return };
            let entries = Arc::make_mut(entries);
            if rest.is_empty() {
                entries.remove(index);
            } else {
                take_out(&mut entries[index].1, rest);
            }
        }
        Value::Array(items) => {
            let Some(index) = position(items, first) else { return };
            let items = Arc::make_mut(items);
            if rest.is_empty() {
                items.remove(index);
            } else {
                take_out(&mut items[index], rest);
            }
        }
        _ => {}
    }
}

#[derive(Debug)]
struct Segment {
    text: String,
    is_quoted: bool,
    span: Span,
}

impl Segment {
    /// Whether it means everything that stands there.
    fn is_every(&self) -> bool {
        self.text == "*" && !self.is_quoted
    }
}

/// The steps of a path and where it ends, or what of it cannot be read.
fn segments(text: &str, source: usize) -> Result<(Vec<Segment>, usize), Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let segment = segment(text, at, source)?;
        at = segment.span.range.end;
        found.push(segment);
        // Findings write list items as `payments[0]`; so may whoever answers them.
        while text[at..].starts_with('[') && found.len() < DEEPEST {
            at = index(text, at, source, &mut found)?;
        }
        at += text[at..].len() - text[at..].trim_start().len();
        if !text[at..].starts_with('.') || DEEPEST <= found.len() {
            return Ok((found, at));
        }
        at += 1;
    }
}

fn segment(text: &str, start: usize, source: usize) -> Result<Segment, Range<usize>> {
    let rest = &text[start..];
    let start = start + rest.len() - rest.trim_start().len();
    let rest = &text[start..];
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (content, length) = if let Some(quote) = quote {
        let close = rest[1..].find(quote);
        let close = close.ok_or(start..text.len())?;
        (&rest[1..=close], close + 2)
    } else {
        let length = rest.find(['.', '=', '[', '"', '\'']).unwrap_or(rest.len());
        let is_adding = rest[length..].starts_with('=') && rest[..length].ends_with('+');
        let content = rest[..length - usize::from(is_adding)].trim_end();
        (content, content.len())
    };
    let range = start..start + length;
    if content.is_empty() {
        return Err(range);
    }
    let span = Span { source, range };
    Ok(Segment { text: content.into(), is_quoted: quote.is_some(), span })
}

fn index(
    text: &str,
    start: usize,
    source: usize,
    found: &mut Vec<Segment>,
) -> Result<usize, Range<usize>> {
    let close = text[start..].find(']').map(|close| start + close);
    let close = close.ok_or(start..text.len())?;
    let range = start + 1..close;
    let digits = text[range.clone()].to_owned();
    found.push(Segment { text: digits, is_quoted: false, span: Span { source, range } });
    Ok(close + 1)
}

fn malformed(text: &str, range: Range<usize>, source: usize) -> Box<Finding> {
    let label =
        if text.contains('=') { "this part of the path cannot be read" } else { "`=` is wanted" };
    let finding =
        Finding::error("set-syntax", &Path::root(), format!("`--set {text}` cannot be read"));
    let finding =
        finding.label(label).help("write `--set path.to.key=value`").placed(Span { source, range });
    Box::new(finding)
}

/// The value as TOML, or else as the text it is.
fn value(assignment: &str, start: usize, source: usize) -> Result<Node, Box<Finding>> {
    let text = assignment[start..].trim();
    let offset = start + assignment[start..].len() - assignment[start..].trim_start().len();
    let span = Span { source, range: offset..offset + text.len() };
    if text.is_empty() {
        let title = format!("`--set {assignment}` has no value");
        let finding = Finding::error("set-syntax", &Path::root(), title)
            .label("a value is wanted after `=`")
            .placed(Span { source, range: assignment.len()..assignment.len() });
        return Err(Box::new(finding));
    }
    match DeValue::parse(text) {
        Ok(value) => {
            let mut reader = Reader { source, offset, findings: Vec::new() };
            let node = reader.node(&value, 0);
            reader.findings.into_iter().next().map_or(Ok(node), |finding| Err(Box::new(finding)))
        }
        // What opens as a table, a list or a quotation was not meant as bare text.
        Err(error) if text.starts_with(['{', '[', '"', '\'']) => {
            let range = error.span().unwrap_or(0..text.len());
            let at = Span { source, range: offset + range.start..offset + range.end };
            Err(Box::new(wording::syntax(text, error.message(), &range).placed(at)))
        }
        Err(_) => Ok(Node { span, key_span: None, value: Value::String(text.into()) }),
    }
}

fn put(
    node: &mut Node,
    segments: &[Segment],
    (value, is_item): (&Node, bool),
    path: &Path,
) -> Result<(), Box<Finding>> {
    let [segment, rest @ ..] = segments else {
        if is_item {
            return add_item(node, value, path);
        }
        node.span = value.span.clone();
        node.value = value.value.clone();
        return Ok(());
    };
    if !segment.is_every() {
        let (child, path) = step(node, segment, path)?;
        put(child, rest, (value, is_item), &path)?;
        if rest.is_empty() && !is_item {
            child.key_span = Some(segment.span.clone());
        }
        return Ok(());
    }
    let children = every(node);
    if children.is_empty() {
        let title = format!("`{path}` has nothing in it that `*` could mean");
        let finding = Finding::error("unknown-item", path, title);
        return Err(Box::new(finding.placed(segment.span.clone()).label("every item of a list")));
    }
    for (index, child) in children.into_iter().enumerate() {
        put(child, rest, (value, is_item), &path.index(index))?;
    }
    Ok(())
}

/// One more item at the end of a list; where nothing stands yet, the first of one.
fn add_item(node: &mut Node, item: &Node, path: &Path) -> Result<(), Box<Finding>> {
    match &mut node.value {
        Value::Array(items) => Arc::make_mut(items).push(item.clone()),
        Value::Table(entries) if entries.is_empty() => {
            node.span = item.span.clone();
            node.value = Value::Array(Arc::new(vec![item.clone()]));
        }
        _ => {
            let finding = Finding::error("wrong-type", path, format!("`{path}` is no list"));
            let finding = finding.label("write `=`: only a list can have one more item");
            return Err(Box::new(finding.placed(item.span.clone())));
        }
    }
    Ok(())
}

/// Every item of a list, or everything in a table.
fn every(node: &mut Node) -> Vec<&mut Node> {
    match &mut node.value {
        Value::Array(items) => Arc::make_mut(items).iter_mut().collect(),
        Value::Table(entries) => Arc::make_mut(entries).iter_mut().map(|(_, node)| node).collect(),
        _ => Vec::new(),
    }
}

fn step<'n>(
    node: &'n mut Node,
    segment: &Segment,
    path: &Path,
) -> Result<(&'n mut Node, Path), Box<Finding>> {
    if !matches!(node.value, Value::Table(_) | Value::Array(_)) {
        // `cost.value=4000` over a bare `cost = 3000`.
        node.value = Value::Table(Arc::default());
        node.span = segment.span.clone();
    }
    match &mut node.value {
        Value::Array(items) => {
            let index = item(items, segment, path)?;
            Ok((&mut Arc::make_mut(items)[index], path.index(index)))
        }
        Value::Table(entries) => {
            Ok((entry(Arc::make_mut(entries), segment), path.own_key(&segment.text)))
        }
        _ => unreachable!("any other value became a table above"),
    }
}

fn entry<'n>(entries: &'n mut Vec<(String, Node)>, segment: &Segment) -> &'n mut Node {
    let known = entries.iter().position(|(key, _)| *key == segment.text);
    let index = known.unwrap_or_else(|| {
        let span = segment.span.clone();
        let key_span = Some(span.clone());
        let node = Node { span, key_span, value: Value::Table(Arc::default()) };
        entries.push((segment.text.clone(), node));
        entries.len() - 1
    });
    &mut entries[index].1
}

/// The item of a list that a step means: by name, by the slug of a name, or by number.
fn item(items: &[Node], segment: &Segment, path: &Path) -> Result<usize, Box<Finding>> {
    let slug = wording::slug(&segment.text);
    let is_called = |item: &Node| item.name() == Some(&segment.text);
    let is_like = |item: &Node| item.name().is_some_and(|name| wording::slug(name) == slug);
    if let Some(index) = items.iter().position(is_called) {
        return Ok(index);
    }
    let alike: Vec<_> = (0..items.len()).filter(|index| is_like(&items[*index])).collect();
    match (alike.as_slice(), segment.text.parse::<usize>()) {
        ([only], _) => Ok(*only),
        ([], Ok(number)) if !segment.is_quoted && number < items.len() => Ok(number),
        _ => Err(no_such_item(items, &alike, segment, path)),
    }
}

fn no_such_item(items: &[Node], alike: &[usize], segment: &Segment, path: &Path) -> Box<Finding> {
    let names: Vec<_> = items.iter().filter_map(Node::name).collect();
    let title = if alike.is_empty() {
        format!("`{path}` has no item `{}`", segment.text)
    } else {
        format!("`{path}` has several items that may be called `{}`", segment.text)
    };
    let finding = Finding::error("unknown-item", path, title).placed(segment.span.clone());
    let label = match wording::nearest(&segment.text, &names) {
        _ if items.is_empty() => "the list is empty".into(),
        _ if names.is_empty() => format!("a number from 0 to {} is wanted", items.len() - 1),
        Some(near) if alike.is_empty() => format!("did you mean `{}`?", wording::slug(near)),
        _ => "a name in quotes, or a number from 0, is wanted".into(),
    };
    let finding = finding.label(label);
    Box::new(if names.is_empty() {
        finding
    } else {
        finding.help(format!("the items here are {}", wording::listed(names)))
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::finding::Point;
    use crate::fixture;
    use crate::render::{Colour, render};

    /// The fixture with a variant laid over it.
    #[track_caller]
    fn varied(variant: &str) -> Document {
        let text = format!("{}\n[over]\n{variant}", fixture::TEXT);
        let document = fixture::document(&text);
        let over = document.root.get("over").unwrap();
        let base = document.root.without(&["over"]);
        document.with_root(overlay(&base, over, &fixture::shapes()))
    }

    /// What stands at a place, as its author wrote it.
    fn at<'d>(document: &'d Document, path: &Path) -> &'d str {
        let span = document.span(path, Point::Value);
        &document.sources[span.source].text[span.range.clone()]
    }

    fn payments() -> Path {
        Path::root().key("contract").key("payments")
    }

    #[test]
    fn tables_merge_by_key_and_named_lists_by_name() {
        let document = varied(
            "contract.payments = [{ name = \"out of care\", rate = 300 }, { name = \"new £\", \
             rate = 1, kind = \"once\", counts = [] }]",
        );
        assert_eq!(at(&document, &payments().index(0).key("rate")), "300");
        assert_eq!(at(&document, &payments().index(0).key("period_days")), "7");
        assert_eq!(at(&document, &payments().index(0)), "[[contract.payments]]");
        assert_eq!(at(&document, &payments().index(1).key("rate")), "500");
        assert_eq!(at(&document, &payments().index(2).key("name")), "\"new £\"");
        assert!(fixture::findings(&document).is_empty());
    }

    #[test]
    fn a_value_that_makes_sense_as_a_whole_is_replaced_whole() {
        let document = varied(
            "referrals.starts_therapy = { value = 0.6 }\n\
             pathways = [{ name = \"edge of care, high risk\", mix = { kinship = 1.0 } }]\n\
             placements.residential.weekly_cost = 5",
        );
        let start = document.root.get("referrals").unwrap().get("starts_therapy").unwrap();
        assert!(start.get("value").is_some());
        assert!(start.get("beta").is_none());
        let mix = document.locate(&Path::root().key("pathways").index(0).key("mix")).unwrap();
        assert!(mix.get("foster").is_none());
        assert!(fixture::findings(&document).is_empty());
    }

    #[test]
    fn lists_without_names_are_replaced() {
        let document =
            varied("referrals.monthly = [{ from_month = 0, rate = 1 }]\ncontract.payments = []");
        let monthly = Path::root().key("referrals").key("monthly");
        assert!(document.locate(&monthly.index(0)).is_some());
        assert!(document.locate(&monthly.index(1)).is_none());
        assert!(document.locate(&payments().index(0)).is_none());
    }

    #[test]
    fn a_mistake_of_the_base_is_told_once_beside_one_of_the_variant() {
        let base = fixture::TEXT.replace("rate = 254", "raet = 254");
        let text = format!("{base}\n[over]\nreferrals.limit = \"30%\"");
        let document = fixture::document(&text);
        let over = document.root.get("over").unwrap();
        let base = document.with_root(document.root.without(&["over"]));
        let variant = document.with_root(overlay(&base.root, over, &fixture::shapes()));
        let mut findings = base.pin(fixture::findings(&base));
        findings.extend(variant.pin(fixture::findings(&variant)));
        assert_snapshot!(render(&document, &findings, Colour::Plain), @r#"
        error[unknown-key]: unknown key `raet` in `contract.payments[0]`
          --> city.toml:37:1
           |
        37 | raet = 254
           | ^^^^ did you mean `rate`?

        error[wrong-type]: `referrals.limit` cannot be text
          --> city.toml:47:19
           |
        47 | referrals.limit = "30%"
           |                   ^^^^^ a whole number is wanted

        2 errors
        "#);
    }

    #[test]
    fn an_assignment_reaches_its_place() {
        let out_of_care = payments().index(0).key("rate");
        let cases = [
            ("contract.payments.out_of_care.rate=300", out_of_care.clone(), "300"),
            ("contract.payments.\"out of care\".rate = 300", out_of_care.clone(), "300"),
            ("contract.payments.0.rate=3.5", out_of_care.clone(), "3.5"),
            ("contract.payments[0].rate=3.5", out_of_care.clone(), "3.5"),
            ("contract.payments.school_80_attendance.rate=1", payments().index(1).key("rate"), "1"),
            ("name= £ bare = text ", Path::root().key("name"), "£ bare = text"),
            ("'name'='a'", Path::root().key("name"), "'a'"),
            (
                "therapies.fft.completes={ value = 0.6 }",
                Path::root().key("therapies").key("fft").key("completes").key("value"),
                "0.6",
            ),
            (
                "therapies.fft.completes.value=0.6",
                Path::root().key("therapies").key("fft").key("completes").key("value"),
                "0.6",
            ),
            (
                "pathways.returning_home.mix.kinship=0.5",
                Path::root().key("pathways").index(1).key("mix").key("kinship"),
                "0.5",
            ),
            ("starts=2020-01-01", Path::root().key("starts"), "2020-01-01"),
        ];
        for (assignment, path, value) in cases {
            let mut document = fixture::document(fixture::TEXT);
            assert_eq!(set(&mut document, assignment), Ok(()));
            assert_eq!(at(&document, &path), value, "{assignment}");
            assert_eq!(document.position(&path, Point::Key).unwrap().0, "--set", "{assignment}");
            assert_eq!(fixture::findings(&document), [], "{assignment}");
        }
    }

    #[test]
    fn one_more_item_stands_at_the_end_of_a_list() {
        let mut document = fixture::document(fixture::TEXT);
        let line = "{ name = \"more\", kind = \"once\", counts = [], rate = 1 }";
        set(&mut document, &format!("contract.payments+={line}")).unwrap();
        set(&mut document, "contract . payments += { name = \"again\" }").unwrap();
        assert_eq!(at(&document, &payments().index(1).key("rate")), "500");
        assert_eq!(at(&document, &payments().index(2).key("name")), "\"more\"");
        assert_eq!(at(&document, &payments().index(3).key("name")), "\"again\"");
        set(&mut document, "contract.fresh+=1").unwrap();
        let first = Path::root().key("contract").key("fresh").index(0);
        assert_eq!(at(&document, &first), "1");
        let refused = set(&mut document, "starts+=1").unwrap_err();
        assert_eq!(refused.title, "`starts` is no list");
    }

    #[test]
    fn a_refused_assignment_changes_nothing_and_shows_where() {
        let cases = [
            "contract.payments.out_of_car.rate=300",
            "contract.payments.nonsense.rate=300",
            "referrals.monthly.first.rate=3",
            "referrals.monthly.7.rate=3",
            "name",
            "=3",
            "a..b=3",
            "a.\"b=3",
            "horizon_months=",
            "therapies.fft.completes={ value = £0.6 }",
            "contract.payments[0=3",
            "starts=[2019-02-01",
        ];
        let mut document = fixture::document(fixture::TEXT);
        let root = document.root.clone();
        let findings: Vec<_> =
            cases.iter().map(|case| *set(&mut document, case).unwrap_err()).collect();
        assert_eq!(document.root, root);
        fixture::assert_shown("set_refused", &render(&document, &findings, Colour::Plain));
    }

    #[test]
    fn a_path_finds_its_place_by_name() {
        let root = fixture::document(fixture::TEXT).root;
        let cases = [
            ("placements.residential", "placements.residential"),
            ("contract.payments.out of care", r#"contract.payments."out of care""#),
            ("contract.payments.out_of_care", r#"contract.payments."out of care""#),
            ("contract.payments[0] . rate", r#"contract.payments."out of care".rate"#),
            (
                "contract.payments.'School: 80% attendance'",
                r#"contract.payments."School: 80% attendance""#,
            ),
            ("referrals.monthly[1]", "referrals.monthly[1]"),
        ];
        for (text, expected) in cases {
            assert_eq!(place(&root, text).unwrap().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn a_path_to_nowhere_says_what_there_is() {
        let root = fixture::document(fixture::TEXT).root;
        let cases = [
            ("placment", "the base has no `placment`", "did you mean `placements`?"),
            ("placements.x", "`placements` has no `x`", "it has `residential`"),
            ("name.x", "`name` has no `x`", "nothing stands in it"),
            (
                "contract.payments.out of caer",
                "`contract.payments` has no item `out of caer`",
                "did you mean `out_of_care`?",
            ),
            (
                "name=3",
                "`name=3` is no path",
                "such as `investor` or `contract.payments.out_of_care`",
            ),
            ("", "`` is no path", "such as `investor` or `contract.payments.out_of_care`"),
        ];
        for (text, title, label) in cases {
            let finding = place(&root, text).unwrap_err();
            assert_eq!((finding.title.as_str(), finding.label.as_str()), (title, label));
        }
    }

    #[test]
    fn what_is_taken_out_leaves_the_rest_as_it_was() {
        let document = fixture::document(fixture::TEXT);
        let places = |texts: &[&str]| -> Vec<Path> {
            texts.iter().map(|text| place(&document.root, text).unwrap()).collect()
        };
        let months =
            places(&["referrals.monthly[0]", "referrals.monthly[1]", "referrals.monthly[0]"]);
        let left = without(&document.root, &months);
        let monthly = left.at(&Path::root().key("referrals").key("monthly")).unwrap();
        assert!(monthly.is_empty());
        let line = places(&["contract.payments[0]", "therapies"]);
        let left = without(&document.root, &line);
        assert!(left.get("therapies").is_none());
        let second = document.root.at(&payments().index(1));
        assert_eq!(left.at(&payments().index(0)), second);
        assert_eq!(without(&left, &line), left, "nothing is left to take out");
    }

    #[test]
    fn an_endless_path_is_refused() {
        let mut document = fixture::document(fixture::TEXT);
        assert!(set(&mut document, &format!("a{}=1", "[0]".repeat(20_000))).is_err());
        assert!(set(&mut document, &format!("a{}=1", ".a".repeat(20_000))).is_err());
    }

    #[test]
    fn a_mistaken_assignment_is_shown_in_itself() {
        let mut document = fixture::document(fixture::TEXT);
        set(&mut document, "therapies.fft.compeltes=0.5").unwrap();
        set(&mut document, "pathways.returning_home.share=30%").unwrap();
        set(&mut document, "name.first=3").unwrap();
        let findings = fixture::findings(&document);
        assert_snapshot!(render(&document, &findings, Colour::Plain), @r#"
        error[unknown-key]: unknown key `compeltes` in `therapies.fft`
         --> --set:1:15
          |
        1 | therapies.fft.compeltes=0.5
          |               ^^^^^^^^^ did you mean `completes`?

        error[wrong-type]: `pathways[1].share` cannot be text
         --> --set:1:31
          |
        1 | pathways.returning_home.share=30%
          |                               ^^^ write `0.3`

        error[wrong-type]: `name` cannot be a table
         --> --set:1:6
          |
        1 | name.first=3
          |      ^^^^^ text in quotes is wanted

        3 errors
        "#);
    }
}
