//! Which of two arrangements is better under each view of the evidence by enough to matter, and whether that
//! depends on the view.
//!
//! A difference is compared with the least that matters, as in trials of superiority and equivalence: one
//! arrangement is better if the whole interval of two standard errors about the mean difference lies beyond
//! it, the two are alike if all of it lies within, and otherwise these trials cannot tell.

use std::io;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::Pair;
use crate::numeric::linearised::Measured;
use crate::numeric::summary::Chance;
use crate::results::{FEWEST_TRIALS, IMPORTANT_SHARE, ImportantDifference, Metric, Trials};

/// By whose gain an arrangement is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    Council,
    Public,
    Children,
    Investor,
}

/// In the order of reports.
pub const CRITERIA: [Criterion; 4] =
    [Criterion::Council, Criterion::Public, Criterion::Children, Criterion::Investor];

impl Criterion {
    /// What is compared; more is better.
    pub const fn metric(self) -> Metric {
        match self {
            Self::Council => Metric::CouncilGain,
            Self::Public => Metric::PublicGain,
            Self::Children => Metric::CareDaysAvoided,
            Self::Investor => Metric::InvestorGain,
        }
    }

    /// Who judges, as the files say it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Council => "council",
            Self::Public => "public purse",
            Self::Children => "children",
            Self::Investor => "investor",
        }
    }
}

impl Serialize for Criterion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut facts = serializer.serialize_struct("Criterion", 2)?;
        facts.serialize_field("criterion", self.name())?;
        facts.serialize_field("metric", self.metric().stem())?;
        facts.end()
    }
}

/// Two arrangements by one criterion.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    #[serde(flatten)]
    pub criterion: Criterion,
    pub arrangement: String,
    pub against: String,
    /// Those in which both were simulated, the base view first.
    pub views: Vec<ViewVerdict>,
    pub conclusion: Conclusion,
}

/// Two arrangements under one view.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ViewVerdict {
    pub view: String,
    #[serde(skip)]
    pub pair: Pair,
    /// The first less the second, on average.
    pub difference: Measured,
    pub trials: usize,
    /// The least difference that matters here, in the unit of the criterion.
    #[serde(rename = "least_difference_that_matters")]
    pub least: f64,
    /// That the first is ahead in a trial, and that it is behind.
    #[serde(rename = "probability_ahead")]
    pub ahead: Chance,
    #[serde(rename = "probability_behind")]
    pub behind: Chance,
    /// Which of the two is better on average under this view.
    #[serde(rename = "better")]
    pub lean: Lean,
    /// About how many trials would tell which it is, if the mean difference is what these show: as many times
    /// more as the square of how much narrower two standard errors would have to be. None where it is not
    /// open, and where the mean is within one standard error of what decides, since how far away it is is
    /// then noise; nor where there are fewer than 20 trials.
    pub trials_to_tell: Option<usize>,
}

/// Which of the two is better on average.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lean {
    First,
    Second,
    /// Neither by enough to matter, by two standard errors.
    Alike,
    /// These trials cannot tell: the interval of two standard errors reaches across the least difference that
    /// matters, or they are fewer than 20.
    Open,
    /// The same in every trial.
    Same,
}

/// What all views together say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "found", rename_all = "snake_case")]
pub enum Conclusion {
    /// The same one is better under every view of the run.
    Robust { better: Lean },
    /// The two are the same in every trial under every view.
    Same,
    /// Under some views it is the first, under some the second.
    Flips { first: Vec<String>, second: Vec<String>, otherwise: Undecided },
    /// Under every view the difference is too small to matter, or there is none.
    Alike,
    /// Where a view decides it is always this one.
    Partly { better: Lean, otherwise: Undecided },
    /// No view decides.
    Open(Undecided),
}

/// Views that do not decide.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Undecided {
    /// Under which the two are the same in every trial.
    pub same: Vec<String>,
    /// Under which the difference is too small to matter.
    pub alike: Vec<String>,
    /// Under which these trials cannot tell.
    pub open: Vec<String>,
    /// Under which not both were simulated.
    pub missing: Vec<String>,
}

impl Lean {
    /// Of a mean difference over so many trials that do not all have none.
    fn of(difference: Measured, trials: usize, least: f64) -> Self {
        if trials < FEWEST_TRIALS {
            return Self::Open;
        }
        let Measured { value, standard_error } = difference;
        let (low, high) = (value - 2.0 * standard_error, value + 2.0 * standard_error);
        match () {
            () if least < low => Self::First,
            () if high < -least => Self::Second,
            () if -least <= low && high <= least => Self::Alike,
            () => Self::Open,
        }
    }
}

/// See [`ViewVerdict::trials_to_tell`]; of a difference that is open.
fn trials_to_tell(difference: Measured, trials: usize, least: f64) -> Option<usize> {
    let Measured { value, standard_error } = difference;
    let away = (value.abs() - least).abs();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "no more than four times as many"
    )]
    (FEWEST_TRIALS <= trials && standard_error <= away)
        .then(|| (trials as f64 * (2.0 * standard_error / away).powi(2)).ceil() as usize)
}

impl Conclusion {
    /// From what is found under some of the views of a run.
    fn of(found: &[ViewVerdict], views: &[String]) -> Self {
        let under = |wanted: Lean| -> Vec<String> {
            let leaning = found.iter().filter(|it| it.lean == wanted);
            leaning.map(|it| it.view.clone()).collect()
        };
        let is_found = |view: &&String| found.iter().any(|it| it.view == **view);
        let otherwise = Undecided {
            same: under(Lean::Same),
            alike: under(Lean::Alike),
            open: under(Lean::Open),
            missing: views.iter().filter(|view| !is_found(view)).cloned().collect(),
        };
        let (first, second) = (under(Lean::First), under(Lean::Second));
        let better = if second.is_empty() { Lean::First } else { Lean::Second };
        match (first.is_empty(), second.is_empty()) {
            (true, true) if otherwise.same.len() == views.len() => Self::Same,
            (true, true) if otherwise.same.len() + otherwise.alike.len() == views.len() => {
                Self::Alike
            }
            (true, true) => Self::Open(otherwise),
            (false, false) => Self::Flips { first, second, otherwise },
            _ if otherwise == Undecided::default() => Self::Robust { better },
            _ => Self::Partly { better, otherwise },
        }
    }

    /// In a word, as the files say it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Robust { .. } => "robust",
            Self::Same => "same",
            Self::Alike => "alike",
            Self::Flips { .. } => "flips",
            Self::Partly { .. } => "partly",
            Self::Open(_) => "open",
        }
    }
}

/// Every arrangement against every earlier one, by each criterion.
pub(super) fn verdicts(
    trials: &Trials,
    arrangements: &[String],
    views: &[String],
    important: ImportantDifference,
) -> io::Result<Vec<Verdict>> {
    let mut verdicts = Vec::new();
    for (place, arrangement) in arrangements.iter().enumerate() {
        for against in &arrangements[..place] {
            for criterion in CRITERIA {
                verdicts.extend(verdict(
                    trials,
                    criterion,
                    (arrangement, against),
                    (views, important),
                )?);
            }
        }
    }
    Ok(verdicts)
}

/// None where the two were never simulated under one view, or nobody is concerned.
fn verdict(
    trials: &Trials,
    criterion: Criterion,
    (arrangement, against): (&str, &str),
    (views, important): (&[String], ImportantDifference),
) -> io::Result<Option<Verdict>> {
    let mut found = Vec::new();
    for view in views {
        let worlds = (trials.world(arrangement, view), trials.world(against, view));
        if let (Some(world), Some(against)) = worlds {
            let pair = Pair { world, against };
            found.extend(view_verdict(trials, criterion, (view, pair), important)?);
        }
    }
    let nobody = criterion == Criterion::Investor && found.iter().all(|it| it.lean == Lean::Same);
    Ok((!found.is_empty() && !nobody).then(|| Verdict {
        criterion,
        arrangement: arrangement.to_owned(),
        against: against.to_owned(),
        conclusion: Conclusion::of(&found, views),
        views: found,
    }))
}

fn view_verdict(
    trials: &Trials,
    criterion: Criterion,
    (view, pair): (&str, Pair),
    important: ImportantDifference,
) -> io::Result<Option<ViewVerdict>> {
    let sample = trials.sample();
    let least = important.least(trials, criterion, pair)?;
    let difference = trials.difference(pair, criterion.metric())?;
    let chance =
        |is_so: fn(f64) -> bool| sample.chance(difference.iter().map(|it| is_so(*it)).enumerate());
    let (Some(estimate), Some(ahead), Some(behind)) =
        (sample.estimate(&difference), chance(|it| it > 0.0), chance(|it| it < 0.0))
    else {
        return Ok(None);
    };
    let (difference, trials) = (Measured::from(&estimate), estimate.count);
    let is_same = difference.value == 0.0 && ahead.share + behind.share == 0.0;
    let lean = if is_same { Lean::Same } else { Lean::of(difference, trials, least) };
    Ok(Some(ViewVerdict {
        view: view.to_owned(),
        pair,
        difference,
        trials,
        least,
        ahead,
        behind,
        lean,
        trials_to_tell: (lean == Lean::Open)
            .then(|| trials_to_tell(difference, trials, least))
            .flatten(),
    }))
}

impl ImportantDifference {
    /// What matters by a criterion: as stated, or [`IMPORTANT_SHARE`] of the greater mean of the two worlds.
    fn least(self, trials: &Trials, criterion: Criterion, pair: Pair) -> io::Result<f64> {
        let (stated, of) = match criterion {
            Criterion::Council | Criterion::Public | Criterion::Investor => {
                (self.pounds, Metric::ContractCost)
            }
            Criterion::Children => (self.days, Metric::DaysInCare),
        };
        if let Some(stated) = stated {
            return Ok(stated);
        }
        let mut greatest: f64 = 0.0;
        for world in [pair.world, pair.against] {
            let mean = trials.sample().mean(&trials.column_or_nothing(world, of)?);
            greatest = greatest.max(mean.map_or(0.0, |mean| mean.value));
        }
        Ok(IMPORTANT_SHARE * greatest)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::trials;
    use super::*;
    use crate::results::BASE_VIEW;

    /// What is stated in these tests: a pound.
    const POUND: ImportantDifference = ImportantDifference { pounds: Some(1.0), days: None };

    /// The verdict on two arrangements whose public gains differ by these columns, by view.
    fn judged(views: &[(&str, [f64; 4])], important: ImportantDifference) -> Verdict {
        let mut worlds = Vec::new();
        for (view, difference) in views {
            let old: Vec<f64> = (0..20).map(f64::from).collect();
            let new = difference.iter().cycle().zip(&old).map(|(it, old)| it + old).collect();
            let cost = |pounds: f64| vec![pounds; 20];
            worlds.push(("old", *view, vec![old, cost(90.0)]));
            worlds.push(("new", *view, vec![new, cost(300.0)]));
        }
        let trials = trials(&[Metric::PublicGain, Metric::ContractCost], &worlds);
        let views: Vec<String> = views.iter().map(|view| view.0.to_owned()).collect();
        let verdict = verdict(&trials, Criterion::Public, ("new", "old"), (&views, important));
        verdict.expect("memory").expect("two worlds")
    }

    fn lean(difference: [f64; 4], pounds: f64) -> Lean {
        let important = ImportantDifference { pounds: Some(pounds), days: None };
        judged(&[(BASE_VIEW, difference)], important).views[0].lean
    }

    const AHEAD: [f64; 4] = [5.0, 6.0, 5.0, 6.0];
    const BEHIND: [f64; 4] = [-5.0, -6.0, -5.0, -6.0];
    const EVEN: [f64; 4] = [-5.0, 6.0, -5.0, 5.0];
    const SMALL: [f64; 4] = [0.4, 0.5, 0.6, 0.5];
    const SAME: [f64; 4] = [0.0; 4];

    /// The mean of 5.5 has a standard error of 0.115 (twenty values half a pound to either side): from
    /// 5.27 to 5.73.
    #[test]
    fn one_is_better_only_by_more_than_matters() {
        let least = [0.0, 5.2, 5.3, 5.7, 5.8];
        let found = least.map(|pounds| lean(AHEAD, pounds));
        assert_eq!(found, [Lean::First, Lean::First, Lean::Open, Lean::Open, Lean::Alike]);
        assert_eq!(least.map(|pounds| lean(BEHIND, pounds))[1..3], [Lean::Second, Lean::Open]);
        assert_eq!(lean(SAME, 0.0), Lean::Same);
        // Without noise the error is nothing, and what is exactly the least does not matter.
        assert_eq!([lean([2.0; 4], 1.9), lean([2.0; 4], 2.0)], [Lean::First, Lean::Alike]);
    }

    /// 1% of the dearer contract's £300 where nothing is stated.
    #[test]
    fn what_matters_is_a_share_of_the_cost_unless_it_is_stated() {
        let of = |important| judged(&[(BASE_VIEW, AHEAD)], important).views[0].least;
        assert_eq!([of(ImportantDifference::default()), of(POUND)], [3.0, 1.0]);
    }

    /// 0.2 from what decides at a standard error of 0.1147: 20 (2 × 0.1147 / 0.2)² = 26.3.
    #[test]
    fn how_many_trials_would_tell_is_said_where_it_can_be_known() {
        let needed = |pounds: f64| {
            let important = ImportantDifference { pounds: Some(pounds), days: None };
            judged(&[(BASE_VIEW, AHEAD)], important).views[0].trials_to_tell
        };
        assert_eq!(needed(5.3), Some(27));
        assert_eq!([needed(5.45), needed(1.0), needed(9.0)], [None; 3], "noise, and decided");
    }

    #[test]
    fn a_verdict_is_robust_only_where_every_view_agrees() {
        let of = |views: &[[f64; 4]]| {
            let names = [BASE_VIEW, "a", "b"];
            let views = names.into_iter().zip(views.iter().copied()).collect::<Vec<_>>();
            judged(&views, POUND).conclusion
        };
        let named =
            |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let undecided = |same: &[&str], open: &[&str]| Undecided {
            same: named(same),
            open: named(open),
            ..Undecided::default()
        };
        let partly = |otherwise| Conclusion::Partly { better: Lean::First, otherwise };
        assert_eq!(of(&[AHEAD, AHEAD, AHEAD]), Conclusion::Robust { better: Lean::First });
        assert_eq!(of(&[BEHIND, BEHIND]), Conclusion::Robust { better: Lean::Second });
        assert_eq!(of(&[SAME, SAME]), Conclusion::Same);
        let flips = |first: &str, second: &str, open: &str| Conclusion::Flips {
            first: named(&[first]),
            second: named(&[second]),
            otherwise: undecided(&[], &[open]),
        };
        assert_eq!(of(&[AHEAD, BEHIND, EVEN]), flips(BASE_VIEW, "a", "b"));
        assert_eq!(of(&[EVEN, AHEAD, BEHIND]), flips("a", "b", BASE_VIEW));
        assert_eq!(of(&[AHEAD, EVEN, AHEAD]), partly(undecided(&[], &["a"])));
        assert_eq!(of(&[AHEAD, AHEAD, SAME]), partly(undecided(&["b"], &[])));
        assert_eq!(of(&[EVEN, SAME]), Conclusion::Open(undecided(&["a"], &[BASE_VIEW])));
        let alike = Undecided { alike: named(&["a"]), ..Undecided::default() };
        assert_eq!(of(&[AHEAD, SMALL]), partly(alike));
        assert_eq!(of(&[SMALL, SAME]), Conclusion::Alike);
    }

    /// A file that lacks a view says nothing under it: what it says elsewhere is not robust.
    #[test]
    fn a_view_under_which_not_both_were_simulated_leaves_a_verdict_open_there() {
        let column =
            |value: f64| vec![(0..20).map(|index| value + f64::from(index)).collect::<Vec<_>>()];
        let worlds = [
            ("old", BASE_VIEW, column(0.0)),
            ("old", "a", column(0.0)),
            ("file", BASE_VIEW, column(5.0)),
        ];
        let trials = trials(&[Metric::PublicGain], &worlds);
        let views = [BASE_VIEW, "a"].map(str::to_owned);
        let verdict = verdict(&trials, Criterion::Public, ("file", "old"), (&views, POUND));
        let conclusion = verdict.expect("memory").expect("two worlds").conclusion;
        let otherwise = Undecided { missing: vec!["a".to_owned()], ..Undecided::default() };
        assert_eq!(conclusion, Conclusion::Partly { better: Lean::First, otherwise });
    }
}
