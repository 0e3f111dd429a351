//! What the pages have in common: which world is which, and each series month by month.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use rayon::prelude::*;

use super::Report;
use super::format;
use kinward::numeric::design::Design;
use kinward::numeric::summary::{Chance, Estimate};
use kinward::results::{
    AskedSaving, BASE_VIEW, ClaimResult, ClaimedFigure, FEWEST_TRIALS, Metric, NO_FIGURE, NO_VALUE,
    Role, SERIES, Sense, Series, Summary, Trials, WorldSummary,
};
use kinward::scenario::{Guarantor, Scenario};

/// The world without a programme.
pub(super) const STATUS_QUO: usize = 0;
/// The scenario's own case.
pub const PROGRAMME: usize = 1;

impl<'a> Report<'a> {
    pub(super) fn base(&self) -> &'a Scenario {
        &self.study.base
    }

    /// The scenario of the headline world.
    pub(super) fn headline_scenario(&self) -> &'a Scenario {
        self.scenario(self.headline)
    }

    /// The scenario of a world; that of the status quo is the headline's.
    pub(super) fn scenario(&self, world: usize) -> &'a Scenario {
        let world = if world == STATUS_QUO { self.headline } else { world };
        let variant = world.checked_sub(2).and_then(|variant| self.study.variants.get(variant));
        variant.map_or(&self.study.base, |it| &it.scenario)
    }

    /// What a world is called on a page.
    pub(super) fn name(&self, world: usize) -> &'a str {
        match world {
            STATUS_QUO => "Status quo (no programme)",
            PROGRAMME => "Scenario’s own case",
            other => self.summary.worlds.get(other).map_or("", |it| &it.label.name),
        }
    }

    /// What a variant or view stands for.
    pub(super) fn note(&self, world: usize) -> Option<&'a str> {
        self.study.variants.get(world.checked_sub(2)?)?.note.as_deref()
    }

    /// The headline world.
    pub(super) fn programme(&self) -> &'a WorldSummary {
        &self.summary.worlds[self.headline]
    }

    /// The worlds with a programme: the scenario's own, its other arrangements and views.
    pub(super) fn programmes(&self) -> impl Iterator<Item = (usize, &'a WorldSummary)> + use<'a> {
        self.summary.worlds.iter().enumerate().filter(|(_, it)| it.label.role != Role::StatusQuo)
    }

    /// `council`, or what several councils are together.
    pub(super) fn commissioner(&self) -> &'static str {
        if self.base().council_names().is_empty() { "council" } else { "partnership" }
    }

    pub(super) fn has_variants(&self) -> bool {
        !self.study.variants.is_empty()
    }

    pub(super) fn has_investor(&self, world: usize) -> bool {
        world != STATUS_QUO && self.scenario(world).investor.is_some()
    }

    /// Whether the council pays the investor something whatever the outcomes.
    pub(super) fn council_guarantees(&self) -> bool {
        let investor = self.headline_scenario().investor.as_ref();
        investor.is_some_and(|investor| {
            investor.is_guaranteed() && investor.guaranteed_by == Guarantor::Council
        })
    }

    /// A metric of the headline world.
    pub(super) fn estimate(&self, metric: Metric) -> Option<&'a Estimate> {
        self.programme().estimate(metric)
    }

    /// See [`Summary::asked_saving`].
    pub(super) fn asked_saving(&self) -> AskedSaving<'a> {
        self.summary.asked_saving()
    }

    /// What a world says to a claim.
    pub(super) fn claim(&self, world: usize, claim: usize) -> Option<&'a ClaimResult> {
        self.summary.worlds.get(world)?.claims.get(claim)?.as_ref()
    }

    /// The world that a claim is about: the scenario's own case, or another.
    pub(super) fn claimed_world(&self, claim: usize) -> usize {
        let figure = self.summary.claims.get(claim).and_then(|claim| claim.figure.as_ref());
        let named = figure.and_then(|figure| figure.world.as_deref());
        named
            .and_then(|name| self.summary.worlds.iter().position(|world| world.label.name == name))
            .unwrap_or(PROGRAMME)
    }

    /// What to make of a claim in one world, in a few words.
    pub(super) fn verdict(&self, world: usize, claim: usize) -> &'static str {
        let figure = self.summary.claims.get(claim).and_then(|claim| claim.figure.as_ref());
        match (figure, self.claim(world, claim)) {
            (None, _) => NO_FIGURE,
            (Some(_), None) => NO_VALUE,
            (Some(figure), Some(result)) => result.verdict(figure.sense),
        }
    }

    /// Whether a claimed figure is within reach in the base or in any other world; none for a claim
    /// without a figure, and where in some world too few trials have a value to say.
    pub(super) fn is_reproduced(&self, claim: usize) -> Option<bool> {
        let figure = self.summary.claims.get(claim)?.figure.as_ref()?;
        let results = self.programmes().filter_map(|(world, _)| self.claim(world, claim));
        let (few, decided): (Vec<_>, Vec<_>) = results.partition(|result| result.is_of_few());
        if decided.iter().any(|it| it.is_within_reach(figure.sense)) {
            return Some(true);
        }
        let is_open = !few.is_empty() || self.summary.trials < FEWEST_TRIALS;
        (!is_open).then_some(false)
    }

    /// `60 months, to January 2024`
    pub(super) fn horizon(&self) -> String {
        let base = self.base();
        match base.horizon {
            0 => "0 months".to_owned(),
            months => {
                format!("{months} months, to {}", format::calendar_month(months - 1, base.starts))
            }
        }
    }

    pub(super) fn trial_count(&self) -> String {
        format::counted(self.summary.trials, "trial")
    }

    /// `500 trials`, or for a large run `the first 16,384 trials`: those whose months are kept.
    pub(super) fn monthly_trial_count(&self) -> String {
        let kept = format::counted(self.trials.series_count(), "trial");
        if self.has_all_months() { kept } else { format!("the first {kept}") }
    }

    /// Whether the months of every trial are kept.
    pub(super) fn has_all_months(&self) -> bool {
        self.trials.series_count() == self.trials.count()
    }

    /// `10,000 trials, seed 1`, and how they were drawn where that is not plainly.
    pub(super) fn simulated(&self) -> String {
        let Summary { seed, design, .. } = *self.summary;
        format!("{}, seed {seed}{}", self.trial_count(), format::design(design))
    }

    /// The command that gives the same numbers again.
    pub(super) fn command(&self) -> String {
        use std::fmt::Write as _;

        let mut command = format!(
            "kinward run {} --seed {} --trials {}",
            quoted(self.file),
            self.summary.seed,
            self.summary.trials,
        );
        if self.summary.design != Design::Plain {
            let _ = write!(command, " --draws {}", self.summary.design.name());
        }
        if self.trials.first > 0 {
            let _ = write!(command, " --first-trial {}", self.trials.first);
        }
        let followed = &self.programme().label.view;
        let own = self.base().headline_view.as_deref().unwrap_or(BASE_VIEW);
        if followed != own {
            let _ = write!(command, " --view {}", quoted(followed));
        }
        for set in self.sets {
            let _ = write!(command, " --set {}", quoted(set));
        }
        command
    }
}

/// Words as a shell takes them.
pub fn command(words: &[String]) -> String {
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// An argument as a shell takes it.
fn quoted(argument: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./=:,".contains(letter);
    if !argument.is_empty() && argument.chars().all(is_plain) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', r"'\''"))
}

/// How many trials are as claimed; about a value that was observed one can only say how many reach
/// it.
pub(super) fn claim_chance(claim: &ClaimedFigure, result: &ClaimResult) -> Chance {
    result.chance(claim.sense).unwrap_or(result.at_least)
}

/// `£7m or more`
pub(super) fn claimed(claim: &ClaimedFigure, written: &str) -> String {
    match claim.sense {
        Sense::AtLeast => format!("{written} or more"),
        Sense::AtMost => format!("{written} or less"),
        Sense::About => format!("about {written}"),
    }
}

/// Estimates of every series in every month, world by world. Those of series that worlds have in common
/// are worked out once.
#[derive(Debug)]
pub(super) struct Bands(Vec<Arc<[Option<Estimate>]>>);

impl Bands {
    pub(super) fn of(trials: &Trials) -> io::Result<Self> {
        let firsts = trials.first_of_same_series();
        let distinct: BTreeSet<(usize, Series)> = firsts.iter().copied().collect();
        let bands = |(world, series)| {
            let bands: Arc<[_]> = trials.bands(world, series)?.into();
            Ok(((world, series), bands))
        };
        let found: BTreeMap<(usize, Series), Arc<[_]>> =
            distinct.into_par_iter().map(bands).collect::<io::Result<_>>()?;
        Ok(Self(firsts.iter().map(|first| Arc::clone(&found[first])).collect()))
    }

    pub(super) fn get(&self, world: usize, series: Series) -> &[Option<Estimate>] {
        &self.0[world * SERIES.len() + series.index()]
    }
}

/// Whether a world has a series at all, rather than a row of zeros.
pub(super) fn has_series(report: &Report<'_>, world: usize, series: Series) -> bool {
    match series {
        Series::ChildrenInCare => true,
        Series::InvestorPosition => report.has_investor(world),
        Series::Starts
        | Series::Completions
        | Series::DaysOutOfCare
        | Series::PaidDays
        | Series::Earned
        | Series::Payments
        | Series::CareCostSaved
        | Series::NetSaving => world != STATUS_QUO,
    }
}
