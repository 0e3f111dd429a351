//! What would close the gap between the two sides, or widen the zone: one term of the contract or
//! circumstance at a time, with the zone of agreement at each of its levels.

use serde::Serialize;

use super::level::Level;
use super::zone::{self, Fit, Tariffs, ZoneRow};
use super::{Ask, Error, Point, Precision, Simulator, Span, Target};
use crate::assumption::Parameter;
use crate::scenario::{Amendment, Scenario};

/// One lever and the zone at each of its levels.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lever {
    pub name: &'static str,
    #[serde(rename = "key")]
    pub level: Level,
    /// What is multiplied, where that is one number of the file: its mean.
    pub of: Option<f64>,
    #[serde(rename = "levels")]
    pub points: Vec<LeverPoint>,
    pub closes: Closes,
}

/// One multiple of what the file says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeverPoint {
    #[serde(rename = "level")]
    pub factor: f64,
    #[serde(flatten)]
    pub zone: ZoneRow,
}

/// Where the two sides meet.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "found", rename_all = "snake_case")]
pub enum Closes {
    /// Between which levels: by a straight line between those about it.
    At { level: f64 },
    /// They overlap at one of these and not at the other, where a side is content at no tariff.
    Between { apart: f64, together: f64 },
    /// They overlap at every level.
    Open,
    /// They lie apart at every level.
    Never,
    /// Somewhere a side is content at no tariff, or alternately; or they meet more than once.
    Unclear,
}

/// A lever that a file may have: what it is called, and the multiples that are looked at besides 1.
const KINDS: [(&str, Level, &[f64]); 6] = [
    ("co-payers’ share and limit", Level::CoPayers, &[0.0, 0.5, 1.5, 2.0, 3.0]),
    ("deduction for deadweight", Level::Deadweight, &[0.0, 0.5, 1.5, 2.0]),
    ("caps", Level::Caps, &[0.5, 0.75, 1.5, 2.0]),
    ("referrals", Level::Referrals, &[0.6, 0.8, 1.2, 1.5]),
    ("cost of delivery", Level::Costs, &[0.6, 0.8, 1.2]),
    ("effect of therapy", Level::Effect, &[0.5, 1.5, 2.0]),
];

/// Trials at most of each multiple.
pub const LEVER_TRIALS: u64 = 500;

/// Every lever that the file has, under one view of the simulator, each multiple with the same trials.
///
/// # Errors
///
/// If the trials cannot be held.
pub fn levers(
    simulator: &Simulator<'_>,
    view: usize,
    targets: (Target, Target),
) -> Result<Vec<Lever>, Error> {
    let scenario = simulator.scenario(view)?;
    let fewer = simulator.with_trials(LEVER_TRIALS);
    let as_it_stands = Simulator::asks(view, [Point::new()]);
    let tariffs = Tariffs::of(simulator)?;
    let zones = |contexts: &[Ask]| -> Result<Vec<ZoneRow>, Error> {
        let found = tariffs.look(&fewer, contexts, targets, Precision::Sketch)?;
        Ok(zone::rows(&fewer, contexts, found))
    };
    let of_file = zones(&as_it_stands)?;
    let mut levers = Vec::new();
    for (name, level, factors) in KINDS {
        let of = multiplied(level, &scenario);
        // No share is more than all.
        let is_share = matches!(level, Level::CoPayers | Level::Deadweight);
        let most = level.most([&scenario]);
        let fits = |factor: &&f64| {
            **factor <= most && (!is_share || of.is_none_or(|of| of * **factor <= 1.0))
        };
        let factors: Vec<f64> = factors.iter().filter(fits).copied().collect();
        let amended: Option<Vec<Amendment>> =
            factors.iter().map(|factor| level.times(&scenario, *factor)).collect();
        let Some(amended) = amended else { continue };
        let contexts = Simulator::asks(view, amended.into_iter().map(|amendment| vec![amendment]));
        let zones = factors.iter().copied().zip(zones(&contexts)?);
        let own = of_file.iter().map(|it| (1.0, it.clone()));
        let mut points: Vec<LeverPoint> =
            zones.chain(own).map(|(factor, zone)| LeverPoint { factor, zone }).collect();
        points.sort_by(|a, b| a.factor.total_cmp(&b.factor));
        let closes = Closes::of(&points, tariffs.span);
        levers.push(Lever { name, level, of, points, closes });
    }
    Ok(levers)
}

/// The one number that a level multiplies, if it is one, at its mean.
fn multiplied(level: Level, scenario: &Scenario) -> Option<f64> {
    let central = scenario.register.central();
    let one = |found: Vec<Parameter>| match found.as_slice() {
        [only] => Some(central[*only]),
        _ => None,
    };
    let caps = scenario.contract.caps;
    match level {
        Level::CoPayers => {
            one(scenario.contract.co_payers.iter().map(|co_payer| co_payer.share).collect())
        }
        Level::Deadweight => {
            one(scenario.terms().prices.iter().filter_map(|price| price.deadweight).collect())
        }
        Level::Caps => {
            one([caps.per_child, caps.per_year, caps.total].into_iter().flatten().collect())
        }
        _ => None,
    }
}

impl Closes {
    /// Where a side has no bound at some of the levels, so that no line can be drawn.
    fn by_steps(points: &[LeverPoint]) -> Self {
        if points.iter().any(|point| point.zone.fit == Fit::Unclear) {
            return Self::Unclear;
        }
        let open = |point: &LeverPoint| matches!(point.zone.fit, Fit::Overlap { .. });
        let turns: Vec<usize> = (1..points.len())
            .filter(|index| open(&points[index - 1]) != open(&points[*index]))
            .collect();
        match turns.as_slice() {
            [] => Self::Never,
            &[turn] => {
                let (before, after) = (&points[turn - 1], &points[turn]);
                let (apart, together) = if open(after) { (before, after) } else { (after, before) };
                Self::Between { apart: apart.factor, together: together.factor }
            }
            _ => Self::Unclear,
        }
    }

    fn of(points: &[LeverPoint], tariffs: Span) -> Self {
        let rooms = points.iter().map(|point| point.zone.fit.room(tariffs));
        let Some(rooms) = rooms.collect::<Option<Vec<f64>>>() else {
            return Self::by_steps(points);
        };
        let turns: Vec<usize> = (1..rooms.len())
            .filter(|index| (rooms[index - 1] >= 0.0) != (rooms[*index] >= 0.0))
            .collect();
        match turns.as_slice() {
            [] if rooms[0] >= 0.0 => Self::Open,
            [] => Self::Never,
            [turn] => {
                let (before, after) = (&points[turn - 1], &points[*turn]);
                let part = rooms[turn - 1] / (rooms[turn - 1] - rooms[*turn]);
                Self::At { level: before.factor + part * (after.factor - before.factor) }
            }
            _ => Self::Unclear,
        }
    }
}
