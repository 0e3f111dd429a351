//! The worlds of a study, on one calendar.

use super::groups::{self, Group};
use super::lives::Strata;
use super::parameters::lots;
use crate::assumption::{Drawn, Sampler, Shock};
use crate::results::{
    BASE_VIEW, ByList, ClaimCheck, Metric, MetricNames, PROGRAMME, Role, SERIES, STATUS_QUO, UNDER,
    WorldLabel, WorldTrials,
};
use crate::scenario::{Investor, Scenario, Span, Variant, Worlds};
use crate::units::{Calendar, Month, financial_year};

/// What is to be simulated: worlds, calendar and what is reported.
#[derive(Debug)]
pub struct Plan<'a> {
    pub rows: Rows,
    /// World 0 is the status quo, world 1 the scenario's own case, then the others.
    pub worlds: Vec<World<'a>>,
    pub calendar: Calendar,
    /// Months of every series: to the horizon, and at least all in which there can be work or money
    /// can move.
    pub series_months: Month,
    pub names: MetricNames,
    pub metrics: Vec<Metric>,
    pub claims: Vec<ClaimCheck>,
    /// Where the value of each claim is found.
    pub claimed: Vec<Claimed>,
    /// Financial years, by the year of their April.
    pub years: Vec<i16>,
    /// The position in `years` of each month of a series.
    pub year_of_month: Vec<usize>,
    /// Scenarios with different natural histories; each is simulated without a programme once.
    pub histories: Vec<&'a Scenario>,
}

/// How much of each trial is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// All that reports show: the months of the first trials, and some trials simulated again by other
    /// families.
    Whole,
    /// The metrics and the assumptions.
    Metrics,
}

/// The quantity that a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// The claim has no figure.
    Nothing,
    /// The position of a metric.
    Metric(usize),
    /// The position of a series, and months since the start.
    Series(usize, Month),
}

/// One arrangement under which the same families live, under one view of the evidence.
#[derive(Clone, Debug)]
pub struct World<'a> {
    pub label: WorldLabel,
    pub scenario: &'a Scenario,
    /// Whether it is a world of another file than the first.
    pub of_another_file: bool,
    /// Which of the plan's natural histories it shares.
    pub history: usize,
    /// Which work is done in it: that of another world of the same number, but for the money.
    pub(super) work: usize,
    /// The world with a programme, by position among those, whose assumptions it has.
    pub(super) own: usize,
    pub(super) strata: Strata,
    /// Whose gains are counted; none where nobody asks.
    pub(super) groups: Vec<Group>,
    /// Where the entries of the plan's lists stand in this world's own.
    pub(super) lists: Lists,
}

impl World<'_> {
    fn has_programme(&self) -> bool {
        self.label.role != Role::StatusQuo
    }
}

/// For each name that any world has: its position in one world, if it has it.
pub(super) type Lists = ByList<Option<usize>>;

/// What the lists of one scenario are called.
fn names_of(scenario: &Scenario, groups: &[Group]) -> MetricNames {
    let any = scenario.first_council();
    let owned = |text: &str| text.to_owned();
    MetricNames {
        placements: any.placements.iter().map(|placement| placement.name.clone()).collect(),
        pathways: any.pathways.iter().map(|pathway| pathway.name.clone()).collect(),
        co_payers: scenario
            .contract
            .co_payers
            .iter()
            .map(|co_payer| co_payer.name.clone())
            .collect(),
        lines: scenario.contract.lines.iter().map(|line| line.name.clone()).collect(),
        outcomes: scenario.outcomes.iter().map(|outcome| outcome.name.clone()).collect(),
        councils: scenario.council_names().into_iter().map(owned).collect(),
        tranches: scenario.investor.iter().flat_map(Investor::ranked).map(owned).collect(),
        providers: scenario
            .terms()
            .providers
            .iter()
            .map(|provider| provider.name.clone())
            .collect(),
        changes: scenario.changes.iter().map(|change| change.name.clone()).collect(),
        reviews: scenario.reviews().map(|(_, it)| it.name.clone()).collect(),
        groups: groups::names(scenario, groups),
    }
}

/// Whether it is counted who gains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Groups {
    Counted,
    Ignored,
}

impl Groups {
    fn of(self, scenario: &Scenario) -> Vec<Group> {
        match self {
            Self::Counted => groups::groups(scenario),
            Self::Ignored => Vec::new(),
        }
    }
}

/// A world to be.
struct Entry<'a> {
    label: WorldLabel,
    scenario: &'a Scenario,
    of_another_file: bool,
}

impl<'a> Entry<'a> {
    fn new(label: WorldLabel, scenario: &'a Scenario) -> Self {
        Self { label, scenario, of_another_file: false }
    }
}

impl<'a> Entry<'a> {
    fn status_quo(view: &str, scenario: &'a Scenario) -> Self {
        let name = crossed(STATUS_QUO, view);
        let (arrangement, view) = (STATUS_QUO.to_owned(), view.to_owned());
        Self::new(WorldLabel { name, role: Role::StatusQuo, arrangement, view }, scenario)
    }

    fn programme(study: &'a Worlds) -> Self {
        let (arrangement, view) = (PROGRAMME.to_owned(), BASE_VIEW.to_owned());
        let name = PROGRAMME.to_owned();
        let label = WorldLabel { name, role: Role::Programme, arrangement, view };
        Self::new(label, &study.base)
    }

    fn variant(variant: &'a Variant) -> Self {
        let role = if variant.arrangement.is_some() { Role::Variant } else { Role::View };
        let or = |name: &Option<String>, base: &str| name.as_deref().unwrap_or(base).to_owned();
        let label = WorldLabel {
            name: variant.name.clone(),
            role,
            arrangement: or(&variant.arrangement, PROGRAMME),
            view: or(&variant.view, BASE_VIEW),
        };
        Self::new(label, &variant.scenario)
    }
}

/// An arrangement under a view.
fn crossed(arrangement: &str, view: &str) -> String {
    if view == BASE_VIEW { arrangement.to_owned() } else { format!("{arrangement}{UNDER}{view}") }
}

impl<'a> Plan<'a> {
    /// The plan of a study: the status quo, the scenario and its variants.
    ///
    /// # Panics
    ///
    /// If a variant starts on another day than the base or has another horizon, which no file can say
    /// but code can.
    pub fn new(study: &'a Worlds) -> Self {
        Self::beside(study, None)
    }

    /// The same with the status quo of a variant, by its position, in place of the base's: families may
    /// fare otherwise without the programme under another view.
    pub fn beside(study: &'a Worlds, variant: Option<usize>) -> Self {
        let status_quo = match variant.map(|index| &study.variants[index]) {
            Some(variant) => {
                let view = variant.view.as_deref().unwrap_or(BASE_VIEW);
                Entry::status_quo(view, &variant.scenario)
            }
            None => Entry::status_quo(BASE_VIEW, &study.base),
        };
        let own = [status_quo, Entry::programme(study)];
        let entries = own.into_iter().chain(study.variants.iter().map(Entry::variant));
        Self::of(&study.base, entries.collect(), Groups::Ignored)
    }

    /// The plan of a comparison: the worlds of a study and the status quo under
    /// each of its views, then the scenarios of other studies as they stand and under those of the
    /// views that they have too. It is counted who gains.
    ///
    /// # Panics
    ///
    /// As [`Self::new`].
    pub fn compared(study: &'a Worlds, others: &'a [Worlds]) -> Self {
        let own = [Entry::status_quo(BASE_VIEW, &study.base), Entry::programme(study)];
        let is_view = |variant: &&Variant| variant.arrangement.is_none();
        let views = study.variants.iter().filter(is_view);
        let counterfactual = views.clone().map(|it| Entry::status_quo(&it.name, &it.scenario));
        let known: Vec<&str> = views.clone().map(|it| it.name.as_str()).collect();
        let others = others.iter().flat_map(|other| {
            let shared = other.variants.iter().filter(is_view);
            let shared = shared.filter(|shared| known.contains(&shared.name.as_str()));
            std::iter::once(other_file(other, Entry::programme(other)))
                .chain(shared.map(|shared| other_file(other, Entry::variant(shared))))
        });
        let entries = own
            .into_iter()
            .chain(study.variants.iter().map(Entry::variant))
            .chain(counterfactual)
            .chain(others);
        Self::of(&study.base, entries.collect(), Groups::Counted)
    }

    /// The base sets the claims, and the calendar and the horizon that all worlds have.
    fn of(base: &'a Scenario, entries: Vec<Entry<'a>>, groups: Groups) -> Self {
        let names =
            entries.iter().map(|entry| names_of(entry.scenario, &groups.of(entry.scenario)));
        let names = names.reduce(|all, more| all.with(&more)).unwrap_or_default();
        for Entry { label, scenario, .. } in &entries {
            assert!(
                (scenario.starts, scenario.horizon) == (base.starts, base.horizon),
                "worlds of one plan have one calendar and one horizon: “{}” has its own",
                label.name
            );
        }
        let mut histories: Vec<&Scenario> = Vec::new();
        let mut known_histories = Vec::new();
        let mut known_works = Vec::new();
        let programmes: Vec<&Scenario> = entries
            .iter()
            .filter(|entry| entry.label.role != Role::StatusQuo)
            .map(|entry| entry.scenario)
            .collect();
        let world = |Entry { label, scenario, of_another_file }: Entry<'a>| {
            let history = position_or_push(&mut known_histories, scenario.natural_history());
            if history == histories.len() {
                histories.push(scenario);
            }
            let work = position_or_push(&mut known_works, (history, scenario.work()));
            let groups = groups.of(scenario);
            let own = programmes.iter().position(|programme| std::ptr::eq(*programme, scenario));
            World {
                label,
                scenario,
                of_another_file,
                history,
                work,
                own: own.expect("a status quo is that of some programme"),
                strata: Strata::of(scenario),
                lists: names.positions_in(&names_of(scenario, &groups)),
                groups,
            }
        };
        let worlds: Vec<World<'_>> = entries.into_iter().map(world).collect();
        let spans: Vec<Span> = worlds.iter().map(|world| world.scenario.span()).collect();
        let money =
            spans.iter().map(|span| span.contract.max(span.completions).max(span.single_costs));
        let claims = base.claims.iter().filter_map(|claim| claim.figure.as_ref()?.at_month);
        let series_months = money.chain(claims).fold(base.horizon.max(1), Month::max);
        let childhood = spans.iter().map(|span| span.childhood);
        let calendar = Calendar::new(base.starts, childhood.fold(series_months, Month::max) + 1);
        let year_of = |month| financial_year(calendar.date(month));
        let first = year_of(0);
        let last = year_of(series_months - 1);
        let position =
            |month| usize::try_from(year_of(month) - first).expect("not before the first");
        let claimed = base.claims.iter().map(|claim| claimed(claim, &names)).collect();
        Self {
            rows: Rows::Whole,
            worlds,
            series_months,
            year_of_month: (0..series_months).map(position).collect(),
            claimed,
            metrics: names.metrics(),
            names,
            claims: base.claims.clone(),
            years: (first..=last).collect(),
            calendar,
            histories,
        }
    }

    /// The worlds with a programme, which draw assumptions of their own.
    pub(super) fn programmes(&self) -> impl Iterator<Item = &World<'a>> {
        self.worlds.iter().filter(|world| world.has_programme())
    }

    /// Draws the assumptions of every world with a programme; a status quo has those of one of them.
    pub fn sampler(&self) -> Sampler {
        self.sampler_under(&[])
    }

    /// The same where shocks move some of them.
    pub(super) fn sampler_under(&self, shocks: &[Shock]) -> Sampler {
        let drawn = |world: &World<'a>| Drawn {
            register: &world.scenario.register,
            lots: lots(world.scenario).into_iter().map(|lot| lot.0).collect(),
        };
        Sampler::under(&self.programmes().map(drawn).collect::<Vec<_>>(), shocks)
    }

    /// Columns for the rows to come.
    pub fn empty_worlds(&self) -> Vec<WorldTrials> {
        let payers = 1 + self.names.co_payers().len();
        let columns = (self.metrics.len(), self.years.len() * (1 + payers), self.claims.len());
        let world = |world: &World<'_>| {
            let assumptions = world
                .scenario
                .register
                .assumptions()
                .iter()
                .map(|assumption| assumption.name.clone());
            let names = assumptions.chain(lots(world.scenario).into_iter().map(|lot| lot.1));
            WorldTrials::empty(world.label.clone(), names.collect(), columns)
        };
        self.worlds.iter().map(world).collect()
    }
}

/// The position of a value among those that are known, of which it is one from then on.
fn position_or_push<T: PartialEq>(known: &mut Vec<T>, value: T) -> usize {
    known.iter().position(|other| *other == value).unwrap_or_else(|| {
        known.push(value);
        known.len() - 1
    })
}

/// A world of another file: its arrangement is called as the file is.
fn other_file<'a>(study: &'a Worlds, entry: Entry<'a>) -> Entry<'a> {
    let arrangement = study.base.name.clone();
    let name = crossed(&arrangement, &entry.label.view);
    let label = WorldLabel { name, role: Role::Variant, arrangement, ..entry.label };
    Entry { label, of_another_file: true, ..entry }
}

fn claimed(claim: &ClaimCheck, names: &MetricNames) -> Claimed {
    let Some(figure) = &claim.figure else { return Claimed::Nothing };
    let series = SERIES.iter().position(|it| it.name() == figure.metric);
    if let (Some(month), Some(series)) = (figure.at_month, series) {
        return Claimed::Series(series, month);
    }
    let metric = names.all().iter().position(|it| *it == figure.metric);
    Claimed::Metric(metric.expect("a claim names a metric: the scenario was checked"))
}
