//! The worlds of a file besides its base: what each variant and each view lays over it, alone and one
//! over the other. Reading what comes of it is left to `load`.

use super::load::Variant;
use super::model::Scenario;
use super::parts::add;
use crate::results::{BASE_VIEW, PROGRAMME, STATUS_QUO, UNDER};
use toml_findings::{
    Amendment, Document, Finding, Node, Path, Shapes, Step, Value,
    merge::{self, Assignment},
};

/// What stands in a file for all of its worlds, and for none of them alone.
pub(super) const APART: [&str; 4] = ["variants", "views", "claims", "headline_view"];

/// What is the same for all worlds, so that they can be compared.
pub(super) const FIXED: [&str; 9] = [
    "schema",
    "arrangement",
    "headline_view",
    "variants",
    "views",
    "claims",
    "starts",
    "horizon_months",
    "important_difference",
];

/// What a variant or a view says of itself.
const OWN_KEYS: [&str; 3] = ["name", "note", "without"];

/// Names that the base goes by.
const TAKEN: [&str; 3] = [STATUS_QUO, PROGRAMME, BASE_VIEW];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Something that one could choose.
    Arrangement,
    /// A belief or a circumstance.
    View,
}

impl Kind {
    const fn key(self) -> &'static str {
        match self {
            Self::Arrangement => "variants",
            Self::View => "views",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Arrangement => "variant",
            Self::View => "view",
        }
    }
}

/// One entry of `[[variants]]` or of `[[views]]`.
#[derive(Debug)]
pub(super) struct Layer {
    kind: Kind,
    pub(super) name: String,
    note: Option<String>,
    /// What is taken out before the rest is laid over.
    without: Vec<Omission>,
    over: Node,
}

/// A place that is taken out.
#[derive(Debug)]
struct Omission {
    place: Path,
    /// Where the file says so.
    at: Path,
}

impl Layer {
    pub(super) fn is_view(&self) -> bool {
        self.kind == Kind::View
    }

    /// Leaves out what it says under a key of the top.
    pub(super) fn leave_out(&mut self, key: &str) {
        self.over = self.over.without(&[key]);
    }
}

/// The variants of a file, then its views.
pub(super) fn layers(document: &Document, findings: &mut Vec<Finding>) -> Vec<Layer> {
    let mut layers: Vec<Layer> = Vec::new();
    let own = document.root.get("arrangement").and_then(text).map(str::to_owned);
    for kind in [Kind::Arrangement, Kind::View] {
        let at = Path::root().key(kind.key());
        for (index, item) in items(document.root.get(kind.key())).iter().enumerate() {
            let Some(name) = item.name() else { continue };
            let at = at.index(index);
            let mut found = Vec::new();
            found.extend(name_taken(name, own.as_deref(), &layers, &at));
            found.extend(fixed(kind, item, &at));
            let without = taken_out(kind, &document.root, item, &at, &mut found);
            add(document.pin(found), findings);
            layers.push(Layer {
                kind,
                name: name.to_owned(),
                note: item.get("note").and_then(text).map(str::to_owned),
                without,
                over: item.without(&OWN_KEYS).without(&FIXED),
            });
        }
    }
    layers
}

/// What a view of what therapies do leaves as it was: therapies of the file or of an arrangement that it
/// does not name, so that under it they keep an effect that it does not believe in.
pub(super) fn untouched(
    document: &Document,
    layers: &[Layer],
    shapes: &Shapes<'_>,
    findings: &mut Vec<Finding>,
) {
    let base = &document.root;
    let arrangements = of(Kind::Arrangement, layers).map(|it| {
        let places: Vec<Path> = it.without.iter().map(|it| it.place.clone()).collect();
        (Some(it.name.as_str()), merge::overlay(&merge::without(base, &places), &it.over, shapes))
    });
    let worlds: Vec<(Option<&str>, Node)> =
        [(None, base.clone())].into_iter().chain(arrangements).collect();
    for (index, view) in of(Kind::View, layers).enumerate() {
        let Some(over) = view.over.get("therapies") else { continue };
        let judged = |it: &&(String, Node)| it.1.get("effect").is_some();
        let judged: Vec<&str> =
            entries(over).iter().filter(judged).map(|entry| entry.0.as_str()).collect();
        if judged.is_empty() {
            continue;
        }
        let mut missed: Vec<(&str, Option<&str>)> = Vec::new();
        for (arrangement, root) in &worlds {
            for therapy in offered_with_effect(root) {
                let is_known = missed.iter().any(|it| it.0 == therapy);
                if !judged.contains(&therapy) && !is_known {
                    missed.push((therapy, *arrangement));
                }
            }
        }
        let at = Path::root().key(Kind::View.key()).index(index).key("therapies");
        for (therapy, arrangement) in missed {
            let whose = arrangement.map_or(String::new(), |it| format!(" of `{it}`"));
            let title = format!(
                "`{}` changes the effect of {}, but not of `{therapy}`{whose}",
                view.name,
                toml_findings::wording::listed(judged.iter().copied())
            );
            let label = "under this view it keeps the effect that the file gives it";
            let help =
                format!("add `therapies.{therapy}.effect`, if the view is of this therapy too");
            let finding = Finding::warning("untouched-therapy", &at, title).label(label);
            add(document.pin(vec![finding.help(help).at_key()]), findings);
        }
    }
}

fn entries(node: &Node) -> &[(String, Node)] {
    match &node.value {
        Value::Table(entries) => entries,
        _ => &[],
    }
}

/// The therapies of a tree that some pathway offers and that change where children live.
fn offered_with_effect(root: &Node) -> Vec<&str> {
    let therapies = root.get("therapies").map_or(&[][..], entries);
    let pathways = items(root.get("pathways"));
    let is_offered = |name: &str| {
        pathways.iter().any(|pathway| match (pathway.get("therapy"), pathway.get("therapies")) {
            (_, Some(shares)) => shares.get(name).is_some(),
            (Some(one), None) => text(one) == Some(name),
            (None, None) => therapies.len() == 1,
        })
    };
    let acts = |therapy: &Node| {
        let effect = therapy.get("effect");
        let has =
            |key: &str| effect.and_then(|effect| effect.get(key)).is_some_and(|it| !it.is_empty());
        has("care_entry") || has("return_home")
    };
    let both = therapies.iter().filter(|(name, therapy)| is_offered(name) && acts(therapy));
    both.map(|(name, _)| name.as_str()).collect()
}

/// A price that is laid over another is in the prices of the same year unless it says its own.
pub(super) fn undated_prices(document: &Document, findings: &mut Vec<Finding>) {
    for list in ["variants", "views", "councils"] {
        for (index, item) in items(document.root.get(list)).iter().enumerate() {
            let own = item.get("placements").map_or(&[][..], entries);
            let base = |name: &str| document.root.get("placements")?.get(name)?.get("prices_of");
            for (name, placement) in own {
                let (Some(Value::Integer(year)), Some(_), None) = (
                    base(name).map(|base| &base.value),
                    placement.get("weekly_cost"),
                    placement.get("prices_of"),
                ) else {
                    continue;
                };
                let at = Path::root().step(Step::Key(list.into())).index(index);
                let at = at.key("placements").own_key(name).key("weekly_cost");
                let title =
                    format!("this price is taken to be of {year}, as the one that it replaces");
                let label = "add `prices_of`, the year in which its financial year begins";
                let finding = Finding::warning("price-year", &at, title).label(label).at_key();
                add(document.pin(vec![finding]), findings);
            }
        }
    }
}

fn items(node: Option<&Node>) -> &[Node] {
    match node.map(|node| &node.value) {
        Some(Value::Array(items)) => items,
        _ => &[],
    }
}

fn text(node: &Node) -> Option<&str> {
    match &node.value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

fn name_taken(name: &str, own: Option<&str>, before: &[Layer], at: &Path) -> Option<Finding> {
    let place = at.key("name");
    if before.iter().any(|it| it.name == name) || TAKEN.contains(&name) || own == Some(name) {
        let title = format!("there is another world called `{name}`");
        let finding = Finding::error("name-taken", &place, title);
        return Some(finding.label("give this one another name"));
    }
    name.contains(UNDER).then(|| {
        let title = format!("`{UNDER}` stands between an arrangement and a view");
        Finding::error("name-taken", &place, title).label("give this one a name without it")
    })
}

fn fixed(kind: Kind, item: &Node, at: &Path) -> Vec<Finding> {
    let changed = FIXED.into_iter().filter(|it| item.get(it).is_some());
    changed.map(|changed| same_for_all(kind.word(), changed, &at.key(changed)).at_key()).collect()
}

fn same_for_all(what: &str, key: &str, at: &Path) -> Finding {
    let title = format!("a {what} cannot change `{key}`");
    Finding::error("fixed-in-variants", at, title).label("it is the same for all worlds")
}

/// The places that a variant or a view takes out of the base.
fn taken_out(
    kind: Kind,
    base: &Node,
    item: &Node,
    at: &Path,
    findings: &mut Vec<Finding>,
) -> Vec<Omission> {
    let at = at.key("without");
    let mut places = Vec::new();
    for (index, node) in items(item.get("without")).iter().enumerate() {
        let (at, Some(text)) = (at.index(index), text(node)) else { continue };
        match merge::place(base, text) {
            Ok(place) => match place.steps() {
                [Step::Key(key), ..] if is_fixed(key) => {
                    findings.push(same_for_all(kind.word(), key, &at));
                }
                _ => places.push(Omission { place, at }),
            },
            Err(finding) => findings.push(Finding { path: at, place: None, ..*finding }),
        }
    }
    places
}

/// What a tree no longer has of what was taken out, and needs.
fn missed(without: &[Omission], root: &Node, shapes: &Shapes<'_>) -> Vec<Finding> {
    let is_missed =
        |place: &Path| merge::find(root, place).is_none() && merge::is_required(place, shapes);
    let finding = |Omission { place, at }: &Omission| {
        let title = format!("there must be a `{place}`");
        Finding::error("missing-key", at, title).label("leave it in, or lay another over it")
    };
    without.iter().filter(|it| is_missed(&it.place)).map(finding).collect()
}

/// Whether what stands under a key of the top is out of reach of paths.
fn is_fixed(key: &str) -> bool {
    key == "name" || FIXED.contains(&key)
}

/// Changes that are laid over an arrangement together, and how they would be written.
#[derive(Debug)]
pub(super) struct Point {
    index: usize,
    text: String,
    assignments: Vec<Assignment>,
}

/// The points that make sense, of which each is given as its changes.
pub(super) fn points(
    document: &mut Document,
    option: &str,
    changes: &[Vec<Amendment>],
    findings: &mut Vec<Finding>,
) -> Vec<Point> {
    let mut points = Vec::new();
    for (index, changes) in changes.iter().enumerate() {
        let read = changes.iter().map(|change| assignment(document, (option, change)));
        match read.collect::<Result<Vec<Assignment>, Box<Finding>>>() {
            Ok(assignments) => {
                let written: Vec<String> = changes.iter().map(Amendment::to_string).collect();
                points.push(Point { index, text: written.join(", "), assignments });
            }
            Err(finding) => add(vec![*finding], findings),
        }
    }
    points
}

fn assignment(
    document: &mut Document,
    change: (&str, &Amendment),
) -> Result<Assignment, Box<Finding>> {
    let assignment = Assignment::of(document, change)?;
    match assignment.top().filter(|top| is_fixed(top.0)) {
        Some((key, span)) => {
            Err(Box::new(same_for_all("point", key, &Path::root()).placed(span.clone())))
        }
        None => Ok(assignment),
    }
}

/// What is laid over the base for one world, in this order.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stack<'l> {
    arrangement: Option<&'l Layer>,
    view: Option<&'l Layer>,
    point: Option<&'l Point>,
}

/// Each layer alone.
pub(super) fn listed(layers: &[Layer]) -> Vec<Stack<'_>> {
    layers.iter().map(Stack::alone).collect()
}

/// Each layer alone, then every arrangement under every view.
pub(super) fn crossed(layers: &[Layer]) -> Vec<Stack<'_>> {
    let mut stacks = listed(layers);
    for arrangement in of(Kind::Arrangement, layers) {
        for view in of(Kind::View, layers) {
            stacks.push(Stack { arrangement: Some(arrangement), view: Some(view), point: None });
        }
    }
    stacks
}

/// Every arrangement alone, then each, that of the base first, under every point.
pub(super) fn scanned<'l>(layers: &'l [Layer], points: &'l [Point]) -> Vec<Stack<'l>> {
    let alone: Vec<Stack<'_>> = of(Kind::Arrangement, layers).map(Stack::alone).collect();
    let each = [Stack::default()].into_iter().chain(alone.iter().copied());
    let under = |stack: Stack<'l>| points.iter().map(move |it| Stack { point: Some(it), ..stack });
    let scanned: Vec<Stack<'_>> = each.flat_map(under).collect();
    [alone, scanned].concat()
}

/// One arrangement under one view, each that of the base if it has no name, under every point.
pub(super) fn priced<'l>(
    arrangement: Option<&str>,
    view: Option<&str>,
    layers: &'l [Layer],
    points: &'l [Point],
) -> Vec<Stack<'l>> {
    let find = |kind, name: Option<&str>| {
        name.and_then(|name| of(kind, layers).find(|it| it.name == name))
    };
    let alone = Stack {
        arrangement: find(Kind::Arrangement, arrangement),
        view: find(Kind::View, view),
        point: None,
    };
    points.iter().map(|it| Stack { point: Some(it), ..alone }).collect()
}

fn of(kind: Kind, layers: &[Layer]) -> impl Iterator<Item = &Layer> {
    layers.iter().filter(move |it| it.kind == kind)
}

impl<'l> Stack<'l> {
    fn alone(layer: &'l Layer) -> Self {
        match layer.kind {
            Kind::Arrangement => Self { arrangement: Some(layer), ..Self::default() },
            Kind::View => Self { view: Some(layer), ..Self::default() },
        }
    }

    /// The base with all of it, unless the layers leave too little of it, or nothing for the point.
    pub(super) fn laid_over(&self, base: &Node, shapes: &Shapes<'_>) -> Result<Node, Vec<Finding>> {
        let mut root = base.clone();
        for layer in self.arrangement.into_iter().chain(self.view) {
            let places: Vec<Path> = layer.without.iter().map(|it| it.place.clone()).collect();
            root = merge::overlay(&merge::without(&root, &places), &layer.over, shapes);
            let missed = missed(&layer.without, &root, shapes);
            if !missed.is_empty() {
                return Err(missed);
            }
        }
        for assignment in self.point.iter().flat_map(|it| &it.assignments) {
            assignment.lay_over(&mut root).map_err(|finding| vec![*finding])?;
        }
        Ok(root)
    }

    pub(super) fn point_index(&self) -> Option<usize> {
        self.point.map(|point| point.index)
    }

    /// Says of a mistake that neither an arrangement nor a view makes alone where it is made.
    pub(super) fn say_where(&self, finding: &mut Finding) {
        if let (Some(arrangement), Some(view)) = (self.arrangement, self.view) {
            let place = format!("where `{}` is laid over `{}`", view.name, arrangement.name);
            finding.help = Some(match finding.help.take() {
                Some(help) => format!("{place}; {help}"),
                None => place,
            });
        }
    }

    pub(super) fn variant(&self, scenario: Scenario) -> Variant {
        let name = |it: Option<&Layer>| it.map(|it| it.name.clone());
        let (arrangement, view) = (name(self.arrangement), name(self.view));
        let point = self.point.map(|point| point.text.clone());
        // Only what stands alone has a note that says all of it.
        let note = match (self.arrangement, self.view, self.point) {
            (Some(only), None, None) | (None, Some(only), None) => only.note.clone(),
            _ => None,
        };
        let base = (point.is_some() && arrangement.is_none()).then(|| PROGRAMME.to_owned());
        let parts = [base.or(arrangement.clone()), view.clone(), point];
        Variant {
            name: parts.into_iter().flatten().collect::<Vec<_>>().join(UNDER),
            note,
            arrangement,
            view,
            point: self.point_index(),
            scenario,
        }
    }
}
