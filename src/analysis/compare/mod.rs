//! Comparisons of worlds: what is read off the rows of a run in which every arrangement was
//! simulated under every view of the evidence, on the same draws.
//!
//! Invariants: a difference is that of a trial and the same trial in
//! another world; what a programme alone brings about (payments, say) is nothing in a status quo; a
//! world that a run does not have is left out.

mod decision;
mod difference;
#[cfg(test)]
mod fixture;
mod question;
mod ratio;
mod risk;
mod scan;
mod verdict;

use std::io;

use serde::{Serialize, Serializer};

use crate::numeric::summary::Estimate;
use crate::parallel;

use crate::results::{
    BASE_VIEW, Drivers, ImportantDifference, Metric, Role, STATUS_QUO, Scope, Trials, by_name,
};

pub use decision::{Candidate, CandidatePoint, Decision};
pub use difference::Difference;
pub use question::{Comparison, LineUp, Varied, compare};
pub use ratio::{PublishedRatio, RATIOS, RatioOf};
pub use risk::{Party, PartyRisk, Transfer, WorldRisk};
pub use scan::{BreakEven, Scan, ScanPoint};
pub use verdict::{CRITERIA, Conclusion, Criterion, Lean, Undecided, Verdict, ViewVerdict};

/// Two worlds of a run by their places in it; what is said of them is of the first less the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    pub world: usize,
    pub against: usize,
}

impl Pair {
    /// What its worlds are called.
    fn names(self, trials: &Trials) -> PairNames {
        let name = |world: usize| trials.worlds[world].label.name.clone();
        PairNames { world: name(self.world), against: name(self.against) }
    }

    /// Whether one of two worlds of a view is the reference.
    fn is_with(self, reference: &str, trials: &Trials) -> bool {
        let [own, other] = [self.world, self.against].map(|world| &trials.worlds[world].label);
        own.view == other.view && [own, other].iter().any(|label| label.arrangement == reference)
    }
}

/// What the two worlds of a pair are called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PairNames {
    pub world: String,
    pub against: String,
}

/// Everything that a run says of its worlds side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// The arrangement that the others are compared with.
    pub reference: String,
    /// The status quo first, then the reference, then the others in the order of the run.
    pub arrangements: Vec<String>,
    /// In the order of the run, the base view first.
    pub views: Vec<String>,
    /// Under each view every arrangement against every earlier one, then each world against the same
    /// arrangement under the base view. Only those with the reference under the same view are serialised.
    #[serde(serialize_with = "with_reference")]
    pub pairs: Vec<PairCompared>,
    /// Of each world with a programme.
    pub risks: Vec<WorldRisk>,
    /// Under each view, of every arrangement with a programme but the reference.
    pub transfers: Vec<Transfer>,
    /// Of the same pairs.
    #[serde(rename = "published_ratios")]
    pub ratios: Vec<PublishedRatios>,
    /// Under each view.
    pub decisions: Vec<Decision>,
    /// Every arrangement against every earlier one, by each criterion.
    pub verdicts: Vec<Verdict>,
}

/// One pair in every metric that it has.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairCompared {
    #[serde(skip)]
    pub pair: Pair,
    #[serde(flatten)]
    pub names: PairNames,
    /// Whether the reference is one of the two, under one view.
    #[serde(skip)]
    pub is_with_reference: bool,
    #[serde(serialize_with = "by_name")]
    pub differences: Vec<Difference>,
    /// What the difference of the public purse's gains goes with; none where no assumption can be ranked.
    pub drivers: Option<Drivers>,
}

/// The ratios that are published of such pairs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublishedRatios {
    #[serde(skip)]
    pub pair: Pair,
    #[serde(flatten)]
    pub names: PairNames,
    #[serde(serialize_with = "by_name")]
    pub ratios: Vec<PublishedRatio>,
}

/// Those of the pairs that the reference is in.
fn with_reference<S: Serializer>(pairs: &[PairCompared], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(pairs.iter().filter(|pair| pair.is_with_reference))
}

impl Compared {
    /// Reads a run; `reference` is one of its arrangements, and `important` what differences matter.
    ///
    /// # Errors
    ///
    /// If a column cannot be read again.
    pub fn of(
        trials: &Trials,
        reference: &str,
        important: ImportantDifference,
    ) -> io::Result<Self> {
        let arrangements = trials.worlds.iter().map(|world| world.label.arrangement.as_str());
        let arrangements = distinct([STATUS_QUO, reference].into_iter().chain(arrangements));
        let views = distinct(trials.worlds.iter().map(|world| world.label.view.as_str()));
        let held = || {
            views.iter().flat_map(|view| {
                let against = trials.world(reference, view);
                let others = arrangements
                    .iter()
                    .filter(|arrangement| *arrangement != reference && *arrangement != STATUS_QUO);
                others.filter_map(move |it| {
                    Some(Pair { world: trials.world(it, view)?, against: against? })
                })
            })
        };
        // The status quo bears no risk that an arrangement could take over, and treats no families.
        let of_contracts = || held().filter(|_| reference != STATUS_QUO);
        let pairs: Vec<Pair> = pairs(trials, &arrangements, &views);
        Ok(Self {
            pairs: parallel::map(pairs, |pair| PairCompared::of(trials, pair, reference))
                .into_iter()
                .collect::<io::Result<_>>()?,
            risks: trials
                .worlds
                .iter()
                .enumerate()
                .filter(|(_, it)| it.label.role != Role::StatusQuo)
                .filter_map(|(world, _)| WorldRisk::of(trials, world).transpose())
                .collect::<io::Result<_>>()?,
            transfers: of_contracts()
                .map(|of_contract| Transfer::of(trials, of_contract))
                .collect::<io::Result<_>>()?,
            ratios: of_contracts()
                .map(|pair| {
                    Ok(PublishedRatios {
                        pair,
                        names: pair.names(trials),
                        ratios: ratio::published(trials, pair)?,
                    })
                })
                .collect::<io::Result<_>>()?,
            decisions: views
                .iter()
                .map(|view| Decision::of(trials, &arrangements, view))
                .collect::<io::Result<_>>()?,
            verdicts: verdict::verdicts(trials, &arrangements, &views, important)?,
            reference: reference.to_owned(),
            arrangements,
            views,
        })
    }

    /// What is said of one pair, in every metric.
    pub fn pair(&self, pair: Pair) -> Option<&PairCompared> {
        self.pairs.iter().find(|it| it.pair == pair)
    }

    /// The arrangements with a programme but the reference.
    pub fn others(&self) -> impl Iterator<Item = &str> {
        let all = self.arrangements.iter().map(String::as_str);
        all.filter(|name| *name != self.reference && *name != STATUS_QUO)
    }
}

impl PairCompared {
    fn of(trials: &Trials, pair: Pair, reference: &str) -> io::Result<Self> {
        Ok(Self {
            pair,
            names: pair.names(trials),
            is_with_reference: pair.is_with(reference, trials),
            differences: difference::differences(trials, pair)?,
            drivers: difference::drivers(trials, pair)?,
        })
    }

    /// One metric, if both worlds have it.
    pub fn difference(&self, metric: Metric) -> Option<&Difference> {
        self.differences.iter().find(|difference| difference.metric == metric)
    }
}

impl Trials {
    /// The place of the world that is an arrangement under a view.
    pub fn world(&self, arrangement: &str, view: &str) -> Option<usize> {
        let is_it = |world_label: &crate::results::WorldLabel| {
            world_label.arrangement == arrangement && world_label.view == view
        };
        self.worlds.iter().position(|world| is_it(&world.label))
    }

    /// A metric in one world less that in another, over the trials; none where no trial has a value in both.
    ///
    /// # Errors
    ///
    /// If a column cannot be read again.
    pub fn estimated_difference(
        &self,
        (world, against): (usize, usize),
        metric: Metric,
    ) -> io::Result<Option<Estimate>> {
        let differences = self.difference(Pair { world, against }, metric)?;
        Ok(self.sample().estimate(&differences))
    }

    /// The column of a metric in a world; all 0 where a programme brings it about and there is none.
    fn column_or_nothing(&self, world: usize, metric: Metric) -> io::Result<Vec<f64>> {
        match self.worlds[world].label.role {
            Role::StatusQuo if metric.scope() == Scope::BroughtAbout => Ok(vec![0.0; self.count()]),
            _ => self.column(world, metric),
        }
    }

    /// A metric in the first world less that in the second, trial by trial.
    fn difference(&self, pair: Pair, metric: Metric) -> io::Result<Vec<f64>> {
        let own = self.column_or_nothing(pair.world, metric)?;
        Ok(apart(&own, &self.column_or_nothing(pair.against, metric)?))
    }
}

/// How far values are apart in each trial. Two times that are never are not apart, and one that is never is
/// infinitely later.
fn apart(own: &[f64], other: &[f64]) -> Vec<f64> {
    let apart = |(own, other): (&f64, &f64)| if own == other { 0.0 } else { own - other };
    own.iter().zip(other).map(apart).collect()
}

fn pairs(trials: &Trials, arrangements: &[String], views: &[String]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for view in views {
        let worlds: Vec<usize> =
            arrangements.iter().filter_map(|arrangement| trials.world(arrangement, view)).collect();
        for (place, world) in worlds.iter().enumerate() {
            pairs.extend(worlds[..place].iter().map(|it| Pair { world: *world, against: *it }));
        }
    }
    for view in views.iter().filter(|view| *view != BASE_VIEW) {
        for arrangement in arrangements {
            let of = |view: &str| trials.world(arrangement, view);
            if let (Some(world), Some(against)) = (of(view), of(BASE_VIEW)) {
                pairs.push(Pair { world, against });
            }
        }
    }
    pairs
}

/// Names in the order of their first appearance.
fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in names {
        if !found.iter().any(|it| it == name) {
            found.push(name.to_owned());
        }
    }
    found
}
