//! Lives: what happens to many families, from referral to the child's 18th birthday.
//!
//! Families are lived side by side, a spell of each in turn: one family's next spell waits for the end
//! of this one, and the processor has the other families' to work on meanwhile.

use super::{Beginning, Effect, Family, Hazard, Life, Moves, Place, Risks, Spell, Treatment};
use crate::numeric::rounding::nearest;
use crate::random::Decision;

/// The lives of some families, and the space to live them in, which is kept.
#[derive(Debug, Default)]
pub struct Lives {
    spells: Vec<Spell>,
    /// Where each family's spells end.
    ends: Vec<usize>,
    /// Spells in the order in which they are lived, each with its family's position.
    lived: Vec<(u32, Spell)>,
    /// Who has not reached 18, in the order of families.
    living: Vec<Living>,
}

/// A family in the middle of its life.
#[derive(Clone, Copy, Debug)]
struct Living {
    position: u32,
    /// On which its next spell begins.
    day: u32,
    /// On which life ends.
    eighteen: u32,
    /// The cumulative hazard at which that ends.
    target: f64,
}

/// A family, what may happen to it and what is done for it.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a, C> {
    pub family: &'a Family,
    pub risks: &'a Risks,
    pub course: C,
}

impl Lives {
    /// How many lives there are.
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    /// The life of the family at this position.
    #[inline]
    pub fn life(&self, position: usize) -> &Life {
        let start = if position == 0 { 0 } else { self.ends[position - 1] };
        &self.spells[start..self.ends[position]]
    }

    /// Lives these families in place of those before.
    ///
    /// The k-th departure from home happens when the cumulative hazard reaches `E / frailty` and the
    /// k-th return when it reaches `E'`, with unit exponentials that every world shares. Each time to
    /// an event is rounded to whole days, at least one, and the next spell begins on that day.
    pub fn live<C: Course>(&mut self, members: &[Member<'_, C>]) {
        self.lived.clear();
        for begins in [Beginning::Home, Beginning::Care] {
            self.living.clear();
            let own = (0_u32..).zip(members).filter(|(_, it)| it.risks.begins == begins);
            self.living.extend(own.map(|(position, member)| Living {
                position,
                day: member.family.referred,
                eighteen: member.family.eighteen,
                target: 0.0,
            }));
            let mut at_home = begins == Beginning::Home;
            for round in 0.. {
                self.leave_at_eighteen();
                if self.living.is_empty() {
                    break;
                }
                // Spells at home and in care take turns, so that half the rounds are behind each.
                if at_home {
                    self.stay_home(members, round / 2, round == 0);
                } else {
                    self.stay_in_care(members, round / 2, round == 0);
                }
                at_home = !at_home;
            }
        }
        self.collect(members.len());
    }

    /// Keeps the others, in their order. Everybody is moved, so that no branch depends on who leaves.
    fn leave_at_eighteen(&mut self) {
        let mut kept = 0;
        for index in 0..self.living.len() {
            let it = self.living[index];
            self.living[kept] = it;
            kept += usize::from(it.day < it.eighteen);
        }
        self.living.truncate(kept);
    }

    /// Everybody's spell at home, after so many departures.
    fn stay_home<C: Course>(&mut self, members: &[Member<'_, C>], departures: u64, first: bool) {
        for it in &mut self.living {
            let family = members[it.position as usize].family;
            it.target = family.draws.exponential(Decision::Departure, departures) / family.frailty;
        }
        for it in &mut self.living {
            let Member { risks, course, .. } = &members[it.position as usize];
            let hazard = if first { &risks.care_entry } else { &risks.re_entry };
            let left = it.eighteen - it.day;
            let time = course.departure(hazard, it.day, it.target, left);
            let until = later(it.day, time, it.eighteen);
            self.lived.push((it.position, Spell { place: Place::HOME, from: it.day, until }));
            it.day = until;
        }
    }

    /// Everybody's stay in care, after so many others.
    fn stay_in_care<C: Course>(&mut self, members: &[Member<'_, C>], stays: u64, first: bool) {
        for it in &mut self.living {
            let family = members[it.position as usize].family;
            it.target = family.draws.exponential(Decision::Return, stays);
        }
        for it in &mut self.living {
            let member = &members[it.position as usize];
            let begun = if first { member.family.days_in_care } else { 0.0 };
            let left = it.eighteen - it.day;
            let hazard = &member.risks.length_of_stay;
            let time = member.course.return_home(hazard, it.day, begun, it.target, left);
            let until = later(it.day, time, it.eighteen);
            stay(member, stays, (it.day, until), |spell| self.lived.push((it.position, spell)));
            it.day = until;
        }
    }

    /// Puts the spells of each family together, in their order.
    fn collect(&mut self, families: usize) {
        self.ends.clear();
        self.ends.resize(families, 0);
        for (position, _) in &self.lived {
            self.ends[*position as usize] += 1;
        }
        let mut start = 0;
        for end in &mut self.ends {
            (start, *end) = (start + *end, start);
        }
        // Each end is where the family's next spell goes until all of them stand.
        let nowhere = Spell { place: Place::HOME, from: 0, until: 0 };
        self.spells.resize(self.lived.len(), nowhere);
        for (position, spell) in &self.lived {
            let next = &mut self.ends[*position as usize];
            self.spells[*next] = *spell;
            *next += 1;
        }
    }
}

/// Lives one family; adds its spells to `spells`.
pub fn live(
    family: &Family,
    risks: &Risks,
    moves: &Moves,
    treatment: Option<Treatment<'_>>,
    spells: &mut Vec<Spell>,
) {
    let mut lives = Lives::default();
    match treatment {
        None => lives.live(&[Member { family, risks, course: Natural { moves } }]),
        Some(treatment) => {
            lives.live(&[Member { family, risks, course: UnderTherapy { moves, treatment } }]);
        }
    }
    spells.extend_from_slice(lives.life(0));
}

/// What decides when the spells of a life end, besides the family's own draws.
pub trait Course {
    /// Days until cumulative hazard reaches `target` in a spell at home that begins on a day;
    /// infinite if it never does, and perhaps if it does not within `left` days.
    fn departure(&self, hazard: &Hazard, day: u32, target: f64, left: u32) -> f64;
    /// The same for a stay in care that had lasted `from` days on that day.
    fn return_home(&self, hazard: &Hazard, day: u32, from: f64, target: f64, left: u32) -> f64;
    /// Days until a child that came to a placement on a day moves on, and the rates to each
    /// destination then; `target` is the cumulative rate at which it moves.
    fn next_move(&self, place: Place, day: u32, target: impl FnOnce() -> f64) -> (f64, &[f64]);
}

/// No therapy.
#[derive(Clone, Copy, Debug)]
pub struct Natural<'a> {
    pub moves: &'a Moves,
}

impl Course for Natural<'_> {
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
        self.moves.next(place, target)
    }
}

/// Therapy from one day on.
#[derive(Clone, Copy, Debug)]
pub struct UnderTherapy<'a> {
    pub moves: &'a Moves,
    pub treatment: Treatment<'a>,
}

impl UnderTherapy<'_> {
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

impl Course for UnderTherapy<'_> {
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

/// The placements of one stay, from entry to return.
#[inline]
fn stay<C: Course>(
    member: &Member<'_, C>,
    number: u64,
    (mut day, until): (u32, u32),
    mut add: impl FnMut(Spell),
) {
    let Member { family, risks, course } = member;
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
        add(Spell { place, from: day, until: end });
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
