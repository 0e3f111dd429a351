//! Which of two arrangements is better under each view of the evidence, and whether that depends on the
//! view.

use std::io;

use super::super::{FEWEST_TRIALS, Metric, Trials};
use super::Pair;
use crate::numeric::linearised::Measured;
use crate::numeric::summary::Chance;

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

/// Two arrangements by one criterion.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    pub criterion: Criterion,
    pub arrangement: String,
    pub against: String,
    /// Those in which both were lived, the base view first.
    pub views: Vec<ViewVerdict>,
    pub conclusion: Conclusion,
}

/// Two arrangements under one view.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewVerdict {
    pub view: String,
    pub pair: Pair,
    /// The first less the second, on average.
    pub difference: Measured,
    pub trials: usize,
    /// That the first is ahead in a trial, and that it is behind.
    pub ahead: Chance,
    pub behind: Chance,
}

/// Which of the two is better on average.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lean {
    First,
    Second,
    /// By less than two standard errors either way, or of fewer than 20 trials.
    Open,
    /// The same in every trial.
    Same,
}

/// What all views together say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// The same one is better under every view of the run.
    Robust(Lean),
    /// The two are the same in every trial under every view.
    Same,
    /// Under some views it is the first, under some the second.
    Flips { first: Vec<String>, second: Vec<String>, otherwise: Undecided },
    /// Where a view decides it is always this one.
    Partly { better: Lean, otherwise: Undecided },
    /// No view decides.
    Open(Undecided),
}

/// Views that do not decide.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undecided {
    /// Under which the two are the same in every trial.
    pub same: Vec<String>,
    /// Under which these trials cannot tell.
    pub open: Vec<String>,
    /// Under which not both were lived.
    pub missing: Vec<String>,
}

impl ViewVerdict {
    /// Which of the two is better on average under this view.
    pub fn lean(&self) -> Lean {
        match self.difference {
            it if it.value == 0.0 && self.ahead.share + self.behind.share == 0.0 => Lean::Same,
            _ if self.trials < FEWEST_TRIALS => Lean::Open,
            it if it.is_clearly_above_zero() => Lean::First,
            it if it.is_clearly_below_zero() => Lean::Second,
            _ => Lean::Open,
        }
    }
}

impl Conclusion {
    /// From what is found under some of the views of a run.
    fn of(found: &[ViewVerdict], views: &[String]) -> Self {
        let under = |wanted: Lean| -> Vec<String> {
            let leaning = found.iter().filter(|it| it.lean() == wanted);
            leaning.map(|it| it.view.clone()).collect()
        };
        let is_found = |view: &&String| found.iter().any(|it| it.view == **view);
        let otherwise = Undecided {
            same: under(Lean::Same),
            open: under(Lean::Open),
            missing: views.iter().filter(|it| !is_found(it)).cloned().collect(),
        };
        let (first, second) = (under(Lean::First), under(Lean::Second));
        let better = if second.is_empty() { Lean::First } else { Lean::Second };
        match (first.is_empty(), second.is_empty()) {
            (true, true) if otherwise.same.len() == views.len() => Self::Same,
            (true, true) => Self::Open(otherwise),
            (false, false) => Self::Flips { first, second, otherwise },
            _ if otherwise == Undecided::default() => Self::Robust(better),
            _ => Self::Partly { better, otherwise },
        }
    }

    /// In a word, as the files say it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Robust(_) => "robust",
            Self::Same => "same",
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
) -> io::Result<Vec<Verdict>> {
    let mut verdicts = Vec::new();
    for (place, arrangement) in arrangements.iter().enumerate() {
        for against in &arrangements[..place] {
            for criterion in CRITERIA {
                verdicts.extend(verdict(trials, criterion, (arrangement, against), views)?);
            }
        }
    }
    Ok(verdicts)
}

/// None where the two were never lived under one view, or nobody is concerned.
fn verdict(
    trials: &Trials,
    criterion: Criterion,
    (arrangement, against): (&str, &str),
    views: &[String],
) -> io::Result<Option<Verdict>> {
    let mut found = Vec::new();
    for view in views {
        let worlds = (trials.world(arrangement, view), trials.world(against, view));
        if let (Some(world), Some(against)) = worlds {
            found.extend(view_verdict(trials, criterion, view, Pair { world, against })?);
        }
    }
    let nobody = criterion == Criterion::Investor && found.iter().all(|it| it.lean() == Lean::Same);
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
    view: &str,
    pair: Pair,
) -> io::Result<Option<ViewVerdict>> {
    let sample = trials.sample();
    let difference = trials.difference(pair, criterion.metric())?;
    let chance =
        |is_so: fn(f64) -> bool| sample.chance(difference.iter().map(|it| is_so(*it)).enumerate());
    let (Some(estimate), Some(ahead), Some(behind)) =
        (sample.estimate(&difference), chance(|it| it > 0.0), chance(|it| it < 0.0))
    else {
        return Ok(None);
    };
    let (difference, trials) = (Measured::from(&estimate), estimate.count);
    Ok(Some(ViewVerdict { view: view.to_owned(), pair, difference, trials, ahead, behind }))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::trials;
    use super::*;
    use crate::results::BASE_VIEW;

    /// The conclusion about two arrangements whose public gains differ by these columns, by view.
    fn conclusion(views: &[(&str, [f64; 4])]) -> Conclusion {
        let mut worlds = Vec::new();
        for (view, difference) in views {
            let old: Vec<f64> = (0..20).map(f64::from).collect();
            let new = difference.iter().cycle().zip(&old).map(|(it, old)| it + old).collect();
            worlds.push(("old", *view, vec![old]));
            worlds.push(("new", *view, vec![new]));
        }
        let trials = trials(&[Metric::PublicGain], &worlds);
        let views: Vec<String> = views.iter().map(|it| it.0.to_owned()).collect();
        let verdict = verdict(&trials, Criterion::Public, ("new", "old"), &views);
        verdict.expect("memory").expect("two worlds").conclusion
    }

    const AHEAD: [f64; 4] = [5.0, 6.0, 5.0, 6.0];
    const BEHIND: [f64; 4] = [-5.0, -6.0, -5.0, -6.0];
    const EVEN: [f64; 4] = [-5.0, 6.0, -5.0, 5.0];
    const SAME: [f64; 4] = [0.0; 4];

    #[test]
    fn a_verdict_is_robust_only_where_every_view_agrees() {
        let of = |views: &[[f64; 4]]| {
            let names = [BASE_VIEW, "a", "b"];
            conclusion(&names.into_iter().zip(views.iter().copied()).collect::<Vec<_>>())
        };
        let named = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let undecided = |same: &[&str], open: &[&str]| Undecided {
            same: named(same),
            open: named(open),
            missing: Vec::new(),
        };
        let partly = |otherwise| Conclusion::Partly { better: Lean::First, otherwise };
        assert_eq!(of(&[AHEAD, AHEAD, AHEAD]), Conclusion::Robust(Lean::First));
        assert_eq!(of(&[BEHIND, BEHIND]), Conclusion::Robust(Lean::Second));
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
    }

    /// A file that lacks a view says nothing under it: what it says elsewhere is not robust.
    #[test]
    fn a_view_under_which_not_both_were_lived_leaves_a_verdict_open_there() {
        let column = |value: f64| vec![(0..20).map(|it| value + f64::from(it)).collect::<Vec<_>>()];
        let worlds = [
            ("old", BASE_VIEW, column(0.0)),
            ("old", "a", column(0.0)),
            ("file", BASE_VIEW, column(5.0)),
        ];
        let trials = trials(&[Metric::PublicGain], &worlds);
        let views = [BASE_VIEW, "a"].map(str::to_owned);
        let verdict = verdict(&trials, Criterion::Public, ("file", "old"), &views);
        let conclusion = verdict.expect("memory").expect("two worlds").conclusion;
        let otherwise = Undecided { missing: vec!["a".to_owned()], ..Undecided::default() };
        assert_eq!(conclusion, Conclusion::Partly { better: Lean::First, otherwise });
    }
}
