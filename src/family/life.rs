//! A family's life: spells at home and in placements, until the 18th birthday.

use super::{ChangedMoves, Effect, Hazard, Moves};
use crate::numeric::rounding::nearest;
use crate::random::{Decision, Draws};

/// Where the child lives: at home, or in one kind of placement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(u8);

impl Place {
    /// With the family.
    pub const HOME: Self = Self(0);

    /// The placement at this position of the scenario's list.
    pub fn placement(index: usize) -> Self {
        Self(u8::try_from(index + 1).expect("fewer than 255 placements"))
    }

    /// 0 for home, then the placements in their order.
    pub fn lane(self) -> usize {
        usize::from(self.0)
    }

    /// The position of the placement; none at home.
    #[inline]
    pub fn as_placement(self) -> Option<usize> {
        usize::from(self.0).checked_sub(1)
    }

    /// Whether the child is looked after away from home.
    pub fn is_care(self) -> bool {
        self != Self::HOME
    }
}

/// An unbroken stay in one place: days `from..until` since the contract began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    pub place: Place,
    pub from: u32,
    pub until: u32,
}

/// Spells in order, from referral to the 18th birthday.
pub type Life = [Spell];

/// Where a pathway's children are when they are referred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// At home, on the edge of care.
    Home,
    /// In care, to be reunified.
    Care,
}

/// What may happen to the families of one pathway if nothing is done.
#[derive(Clone, Debug, PartialEq)]
pub struct Risks {
    pub begins: Beginning,
    /// From home into care for the first time, since referral.
    pub care_entry: Hazard,
    /// From home into care again, since the return.
    pub re_entry: Hazard,
    /// From care back home, since the entry.
    pub length_of_stay: Hazard,
    /// The chance of each placement at entry, summed up along the list.
    pub placements: Vec<f64>,
}

/// One referred family, before anything has happened.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    pub draws: Draws,
    pub council: usize,
    pub pathway: usize,
    /// Day of referral.
    pub referred: u32,
    /// Day of the child's 18th birthday.
    pub eighteen: u32,
    /// Multiplies the hazards of leaving home.
    pub frailty: f64,
    /// Days already spent in care at referral, for those who are referred from care.
    pub days_in_care: f64,
}

/// Therapy from one day on, and what it does to this family's hazards.
#[derive(Clone, Copy, Debug)]
pub struct Treatment<'a> {
    pub starts: u32,
    pub care_entry: &'a Effect,
    pub return_home: &'a Effect,
    pub moves: &'a ChangedMoves,
}

/// Lives a family from referral to the child's 18th birthday; adds its spells to `spells`.
///
/// The k-th departure from home happens when the cumulative hazard reaches `E / frailty` and the
/// k-th return when it reaches `E'`, with unit exponentials that every world shares. Each time to
/// an event is rounded to whole days, at least one, and the next spell begins on that day.
pub fn live(
    family: &Family,
    risks: &Risks,
    moves: &Moves,
    treatment: Option<Treatment<'_>>,
    spells: &mut Vec<Spell>,
) {
    // Two copies of one walk: most lives are untreated, and theirs asks nothing about therapy.
    match treatment {
        None => walk(family, risks, &Untreated(moves), spells),
        Some(treatment) => walk(family, risks, &Treated { moves, treatment }, spells),
    }
}

/// What decides when the spells of a life end, besides the family's own draws.
trait Course {
    /// Days from `from`, so many days into a spell that began on a day, until cumulative hazard
    /// reaches `target`; infinite if it does not within `left` days.
    fn departure(&self, hazard: &Hazard, day: u32, target: f64, left: u32) -> f64;
    fn return_home(&self, hazard: &Hazard, day: u32, from: f64, target: f64, left: u32) -> f64;
    /// Days until a child that came to a placement on a day moves on, and the rates to each
    /// destination then; `target` is the cumulative rate at which it moves.
    fn next_move(&self, place: Place, day: u32, target: impl FnOnce() -> f64) -> (f64, &[f64]);
}

/// No therapy.
struct Untreated<'a>(&'a Moves);

impl Course for Untreated<'_> {
    #[inline]
    fn departure(&self, hazard: &Hazard, _: u32, target: f64, _: u32) -> f64 {
        hazard.time_to_event(0.0, target)
    }

    #[inline]
    fn return_home(&self, hazard: &Hazard, _: u32, from: f64, target: f64, _: u32) -> f64 {
        hazard.time_to_event(from, target)
    }

    #[inline]
    fn next_move(&self, place: Place, _: u32, target: impl FnOnce() -> f64) -> (f64, &[f64]) {
        self.0.next(place, target)
    }
}

/// Therapy from one day on.
struct Treated<'a> {
    moves: &'a Moves,
    treatment: Treatment<'a>,
}

impl Treated<'_> {
    /// A time to an event under an effect; without one it is the untreated time, to the last bit.
    #[inline]
    fn time(
        &self,
        (hazard, effect): (&Hazard, &Effect),
        day: u32,
        from: f64,
        target: f64,
        left: u32,
    ) -> f64 {
        if effect.is_none() {
            return hazard.time_to_event(from, target);
        }
        let treated_from = f64::from(self.treatment.starts) - f64::from(day) + from;
        let end = from + f64::from(left);
        hazard.time_to_treated_event((from, end), target, treated_from, effect)
    }
}

impl Course for Treated<'_> {
    fn departure(&self, hazard: &Hazard, day: u32, target: f64, left: u32) -> f64 {
        self.time((hazard, self.treatment.care_entry), day, 0.0, target, left)
    }

    fn return_home(&self, hazard: &Hazard, day: u32, from: f64, target: f64, left: u32) -> f64 {
        self.time((hazard, self.treatment.return_home), day, from, target, left)
    }

    fn next_move(&self, place: Place, day: u32, target: impl FnOnce() -> f64) -> (f64, &[f64]) {
        let changed = self.treatment.moves;
        if changed.is_none() {
            return self.moves.next(place, target);
        }
        let since_start = f64::from(day) - f64::from(self.treatment.starts);
        changed.next(self.moves, place, since_start, target)
    }
}

fn walk(family: &Family, risks: &Risks, course: &impl Course, spells: &mut Vec<Spell>) {
    let mut day = family.referred;
    let mut departures = 0;
    let mut stays = 0;
    let mut at_home = risks.begins == Beginning::Home;
    while day < family.eighteen {
        let left = family.eighteen - day;
        if at_home {
            let hazard = if day == family.referred { &risks.care_entry } else { &risks.re_entry };
            let target = family.draws.exponential(Decision::Departure, departures) / family.frailty;
            let until = later(day, course.departure(hazard, day, target, left), family.eighteen);
            spells.push(Spell { place: Place::HOME, from: day, until });
            day = until;
            departures += 1;
        } else {
            let begun = if day == family.referred { family.days_in_care } else { 0.0 };
            let target = family.draws.exponential(Decision::Return, stays);
            let time = course.return_home(&risks.length_of_stay, day, begun, target, left);
            let until = later(day, time, family.eighteen);
            stay(family, risks, course, stays, (day, until), spells);
            day = until;
            stays += 1;
        }
        at_home = !at_home;
    }
}

/// The placements of one stay, from entry to return.
fn stay(
    family: &Family,
    risks: &Risks,
    course: &impl Course,
    number: u64,
    (mut day, until): (u32, u32),
    spells: &mut Vec<Spell>,
) {
    let drawn = family.draws.uniform(Decision::Placement, number);
    let mut place = Place::placement(pick(&risks.placements, drawn));
    let mut moved = 0;
    while day < until {
        // Room for so many moves in each stay; no child moves a thousand times.
        let occurrence = number * 1_024 + moved;
        let target = || match moved {
            1_023.. => f64::INFINITY,
            _ => family.draws.exponential(Decision::MoveTime, occurrence),
        };
        let (time, destinations) = course.next_move(place, day, target);
        let end = later(day, time, until);
        spells.push(Spell { place, from: day, until: end });
        if end < until {
            let drawn = family.draws.uniform(Decision::MoveTo, occurrence);
            place = Place::placement(pick(destinations, drawn));
        }
        day = end;
        moved += 1;
    }
}

/// The day on which something happens `time` days after `day`: whole days, at least one, and not
/// past `end`.
#[inline]
fn later(day: u32, time: f64, end: u32) -> u32 {
    debug_assert!(!time.is_nan(), "a hazard that is a number");
    day + nearest(time, end - day).max(1)
}

/// The first position whose running sum exceeds `u` of the total.
#[inline]
fn pick(running: &[f64], u: f64) -> usize {
    let target = u * running.last().copied().unwrap_or(0.0);
    // Counted rather than searched for, so that no branch depends on what was drawn.
    let passed: usize = running.iter().map(|sum| usize::from(*sum <= target)).sum();
    passed.min(running.len().saturating_sub(1))
}
