//! The question that a comparison answers: arrangements on the same families, and how much better one must
//! perform to be worth as much as another.

use serde::Serialize;

use super::scan::scans;
use super::{Compared, Scan};
use crate::analysis::{Error, Unanswerable};
use crate::numeric::summary::Estimate;
use crate::results::{BASE_VIEW, Metric, PROGRAMME, STATUS_QUO, Summary, Trials, summarise};
use crate::scenario::{Amendment, Choice, INCENTIVE_EFFECT, Study, Variant, Worlds, chosen};
use crate::simulation::{self, Observer, Options, Plan, World};

/// What is compared with what.
#[derive(Clone, Debug)]
pub struct LineUp {
    /// What of the study is lined up.
    pub choice: Choice,
    /// What `choice` gives.
    pub worlds: Worlds,
    /// Those of other files.
    pub others: Vec<Worlds>,
    /// The arrangement that the others are compared with, by name; the study's own if none.
    pub against: Option<String>,
    /// The number that is varied to find the break-even; the incentive effect if none is named.
    pub varied: Option<Varied>,
}

/// A number of the scenario and the values that it is given.
#[derive(Clone, Debug, PartialEq)]
pub struct Varied {
    pub key: String,
    /// Ascending, two at least.
    pub values: Vec<f64>,
}

/// What a comparison says.
#[derive(Debug, Serialize)]
pub struct Comparison {
    #[serde(skip)]
    pub trials: Trials,
    #[serde(flatten)]
    pub summary: Summary,
    #[serde(flatten)]
    pub compared: Compared,
    /// What was varied, as a key of the scenario.
    pub varied: String,
    pub scans: Vec<Scan>,
    /// Trials of the scans, the first of the run.
    pub scan_trials: usize,
}

/// Trials of a scan at most: the trials are paired, so that few tell much.
const SCAN_TRIALS: u64 = 500;

/// Values of a scan from one end to the other.
const STEPS: u32 = 8;

impl Varied {
    /// Nine values from one number to another.
    pub fn between(key: &str, (low, high): (f64, f64)) -> Self {
        let at = |step: u32| low + (high - low) * f64::from(step) / f64::from(STEPS);
        Self { key: key.to_owned(), values: (0..=STEPS).map(at).collect() }
    }

    /// How much more the work achieves for being paid in this way, from half to three times.
    fn incentive_effect() -> Self {
        let values = vec![0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0, 3.0];
        Self { key: INCENTIVE_EFFECT.to_owned(), values }
    }
}

/// Simulates every arrangement under every view, and compares them.
///
/// # Errors
///
/// If there is no such arrangement, or none that could be varied as was asked; if the scenario refuses a value
/// that is varied; if the trials cannot be held, or one comes to a number that is none.
pub fn compare(
    study: &Study,
    line_up: &LineUp,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Comparison, Error> {
    let plan = Plan::compared(&line_up.worlds, &line_up.others);
    let arrangements = Arrangements { plan: &plan };
    let own = line_up.worlds.base.arrangement.as_deref();
    let reference = match &line_up.against {
        None => PROGRAMME.to_owned(),
        Some(wanted) => arrangements.named(wanted, own)?,
    };
    let pairs = arrangements.to_vary(&reference, line_up.varied.is_some());
    if line_up.varied.is_some() && pairs.is_empty() {
        return Err(Unanswerable::NothingToVary.into());
    }
    let varied = line_up.varied.clone().unwrap_or_else(Varied::incentive_effect);
    let scanning =
        Scanning { study, line_up, varied: &varied, options: options.at_most(SCAN_TRIALS) };
    let pairs = scanning.that_have_it(pairs)?;
    let trials = simulation::run(&plan, options, observer)?;
    let summary = summarise(&trials, &plan.claims)?;
    let important = line_up.worlds.base.important_difference;
    let compared = Compared::of(&trials, &reference, important)?;
    let scans = if pairs.is_empty() {
        Vec::new()
    } else {
        scans(&pairs, &varied.values, &mut |wanted| {
            scanning.differences(&pairs, wanted, &trials, observer)
        })?
    };
    let scanned = if scans.is_empty() { 0 } else { scanning.options.trials };
    let scan_trials = usize::try_from(scanned).unwrap_or(usize::MAX);
    Ok(Comparison { trials, summary, compared, varied: varied.key, scans, scan_trials })
}

/// The arrangements of a plan.
struct Arrangements<'a> {
    plan: &'a Plan<'a>,
}

impl<'a> Arrangements<'a> {
    /// Each once, in the order of the plan.
    fn names(&self) -> Vec<&'a str> {
        let mut names: Vec<&str> = Vec::new();
        for world in &self.plan.worlds {
            if !names.contains(&world.label.arrangement.as_str()) {
                names.push(&world.label.arrangement);
            }
        }
        names
    }

    /// The one that is meant. The file’s own may be asked for by the name that pages call it.
    fn named(&self, wanted: &str, own: Option<&str>) -> Result<String, Unanswerable> {
        let mut names = self.names();
        names.extend(own);
        match chosen(wanted, &names).as_deref() {
            Ok([only]) if Some(only.as_str()) == own => Ok(PROGRAMME.to_owned()),
            Ok([only]) => Ok(only.clone()),
            Ok(_) => Err(Unanswerable::NotOneArrangement),
            Err(_) => {
                let known = names.into_iter().map(str::to_owned).collect();
                Err(Unanswerable::NoSuchArrangement { known })
            }
        }
    }

    fn base(&self, arrangement: &str) -> Option<&World<'a>> {
        let is_base = |world: &&World<'_>| {
            world.label.arrangement == arrangement && world.label.view == BASE_VIEW
        };
        self.plan.worlds.iter().find(is_base)
    }

    /// Another file’s arrangement cannot be varied.
    fn can_vary(&self, name: &str) -> bool {
        name != STATUS_QUO && self.base(name).is_some_and(|world| !world.of_another_file)
    }

    fn has_investor(&self, name: &str) -> bool {
        self.base(name).is_some_and(|world| world.scenario.investor.is_some())
    }

    /// Pairs of arrangements of which the first is varied and the second stands as it is: where somebody
    /// invests in one of the two it is that one, which must be worth the return.
    fn to_vary(&self, reference: &str, is_asked: bool) -> Vec<(String, String)> {
        let pair = |own: &str, other: &str| {
            let is_wanted = self.can_vary(own) && (is_asked || self.has_investor(own));
            is_wanted.then(|| (own.to_owned(), other.to_owned()))
        };
        let mut others = self.names();
        others.retain(|name| *name != reference && *name != STATUS_QUO);
        if others.is_empty() {
            return pair(reference, STATUS_QUO).into_iter().collect();
        }
        let either = |other: &str| {
            let is_first = self.has_investor(other) || !self.has_investor(reference);
            let [own, against] = if is_first { [other, reference] } else { [reference, other] };
            pair(own, against).or_else(|| pair(against, own))
        };
        others.into_iter().filter_map(either).collect()
    }
}

/// The worlds in which a number is varied.
struct Scanning<'a> {
    study: &'a Study,
    line_up: &'a LineUp,
    varied: &'a Varied,
    options: Options,
}

impl Scanning<'_> {
    /// The arrangements of the file with each of these values laid over them.
    fn worlds(&self, values: &[f64]) -> Result<Worlds, Error> {
        let point = |value: &f64| vec![Amendment::to(&self.varied.key, *value)];
        let points = values.iter().map(point).collect();
        let mut loaded = self.study.lineup(&Choice { points, ..self.line_up.choice.clone() });
        loaded.worlds.take().ok_or_else(|| Error::Refused(Box::new(loaded)))
    }

    /// The pairs, each turned so that the first has the number, which may stand in one of the two only, such
    /// as a line of the rate card.
    fn that_have_it(&self, pairs: Vec<(String, String)>) -> Result<Vec<(String, String)>, Error> {
        if pairs.is_empty() {
            return Ok(pairs);
        }
        // What is wrong with the key is wrong at every value: it is told once, of the first.
        let worlds = match self.worlds(&self.varied.values) {
            Ok(worlds) => worlds,
            Err(of_all) => return self.worlds(&self.varied.values[..1]).and(Err(of_all)),
        };
        let has = |name: &str| {
            let is_own =
                |variant: &Variant| variant.point.is_some() && arrangement(variant) == name;
            worlds.variants.iter().any(is_own)
        };
        let turned = |(own, against): (String, String)| {
            if has(&own) { (own, against) } else { (against, own) }
        };
        Ok(pairs.into_iter().map(turned).filter(|(own, _)| has(own)).collect())
    }

    /// What the public purse gains more, of each pair at a value.
    fn differences(
        &self,
        pairs: &[(String, String)],
        wanted: &[(usize, f64)],
        trials: &Trials,
        observer: &dyn Observer,
    ) -> Result<Vec<Estimate>, Error> {
        let mut values: Vec<f64> = wanted.iter().map(|(_, value)| *value).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        let mut worlds = self.worlds(&values)?;
        let is_own = |variant: &Variant, &(pair, value): &(usize, f64)| {
            arrangement(variant) == pairs[pair].0
                && variant.point.is_some_and(|point| values[point] == value)
        };
        worlds.variants.retain(|variant| wanted.iter().any(|asked| is_own(variant, asked)));
        let simulated = simulation::run(&Plan::new(&worlds), &self.options, observer)?;
        let difference = |asked: &(usize, f64)| {
            let place = worlds.variants.iter().position(|variant| is_own(variant, asked));
            // The first two worlds of a plan are the status quo and the base.
            let world = 2 + place.expect("each pair has the number");
            let own = simulated.column(world, Metric::PublicGain)?;
            let against = trials.world(&pairs[asked.0].1, BASE_VIEW).expect("it was simulated");
            let against = trials.column_or_nothing(against, Metric::PublicGain)?;
            let more: Vec<f64> = own.iter().zip(&against).map(|(own, other)| own - other).collect();
            Ok(simulated.sample().estimate(&more).expect("a gain is a number in every trial"))
        };
        wanted.iter().map(difference).collect()
    }
}

fn arrangement(variant: &Variant) -> &str {
    variant.arrangement.as_deref().unwrap_or(PROGRAMME)
}
