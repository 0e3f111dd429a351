//! Lives: what happens to many families, from referral to the child's 18th birthday.
//!
//! Families are simulated side by side, a spell of each in turn: one family's next spell waits for the end
//! of this one, and the processor has the other families' to work on meanwhile.

use super::{Beginning, Effect, Family, Hazard, Life, Moves, Place, Risks, Spell, Treatment};
use crate::numeric::rounding::nearest;
use crate::numeric::selection::keep;
use crate::random::{Decision, Draws};

/// The lives of some families, and the space to live them in, which is kept.
#[derive(Debug, Default)]
pub struct Lives {
    spells: Vec<Spell>,
    /// Where each family's spells end.
    ends: Vec<usize>,
    /// Spells in the order in which they are simulated, each with its family's position.
    simulated: Vec<(u32, Spell)>,
    /// What the spells of each round are, and where they end.
    rounds: Vec<(Round, usize)>,
    /// The day of each family's first entry or, in care since before, of its referral; none is the
    /// greatest of days.
    first_in_care: Vec<u32>,
    /// The positions of the families that have each risk in common.
    kinds: Vec<Vec<u32>>,
    /// Who has not reached 18, in the order of families.
    living: Vec<Living>,
    /// Who is in the stay in care that is being simulated, and not yet at its end.
    staying: Vec<Staying>,
}

/// What some spells that are simulated side by side have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// At home.
    Home,
    /// In the placement to which a child came from home.
    Entry,
    /// In another placement: since before the referral, or after a move.
    Placed,
}

/// A family in the middle of its life.
#[derive(Clone, Copy, Debug)]
struct Living {
    position: u32,
    /// On which its next spell begins.
    day: u32,
    /// On which life ends.
    eighteen: u32,
    draws: Draws,
    frailty: f64,
    /// The cumulative hazard at which its next spell ends.
    target: f64,
}

/// A child in the middle of a stay in care.
#[derive(Clone, Copy, Debug)]
struct Staying {
    position: u32,
    /// Since which it is in its placement.
    day: u32,
    place: Place,
    /// On which the stay ends.
    until: u32,
    draws: Draws,
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

    /// All spells, those of a round together, each with the position of its family. A family's own
    /// are in their order.
    pub fn rounds(&self) -> impl Iterator<Item = (Round, &[(u32, Spell)])> + Clone {
        self.rounds.iter().scan(0, |start, &(round, end)| {
            let spells = &self.simulated[*start..end];
            *start = end;
            Some((round, spells))
        })
    }

    /// All spells at home, each with the position of its family.
    pub fn at_home(&self) -> impl Iterator<Item = (usize, &Spell)> + Clone {
        self.rounds().filter(|(round, _)| *round == Round::Home).flat_map(|(_, spells)| {
            spells.iter().map(|(position, spell)| (*position as usize, spell))
        })
    }

    /// The day from which each family's child was first in care; the greatest of days if it never was.
    pub fn first_in_care(&self) -> &[u32] {
        &self.first_in_care
    }

    /// Simulates these families in place of those before.
    ///
    /// The k-th departure from home happens when the cumulative hazard reaches `E / frailty` and the
    /// k-th return when it reaches `E'`, with unit exponentials that every world shares. Each time to
    /// an event is rounded to whole days, at least one, and the next spell begins on that day.
    pub fn simulate<C: Course>(&mut self, members: &[Member<'_, C>]) {
        self.simulated.clear();
        self.rounds.clear();
        self.first_in_care.clear();
        self.first_in_care.resize(members.len(), u32::MAX);
        let mut kinds = std::mem::take(&mut self.kinds);
        for (risks, own) in sort_by_risks(members, &mut kinds).into_iter().zip(&kinds) {
            self.begin(members, own);
            let mut at_home = risks.begins == Beginning::Home;
            for round in 0.. {
                keep(&mut self.living, |it| it.day < it.eighteen);
                if self.living.is_empty() {
                    break;
                }
                // Spells at home and in care take turns, so that half the rounds are behind each.
                if at_home {
                    self.stay_home(members, risks, round / 2, round == 0);
                } else {
                    self.stay_in_care(members, risks, round / 2, round == 0);
                }
                at_home = !at_home;
            }
        }
        self.kinds = kinds;
        self.collect(members.len());
    }

    /// The families at these positions on the day of their referral.
    fn begin<C>(&mut self, members: &[Member<'_, C>], positions: &[u32]) {
        self.living.clear();
        self.living.extend(positions.iter().map(|&position| {
            let family = members[position as usize].family;
            Living {
                position,
                day: family.referred,
                eighteen: family.eighteen,
                draws: family.draws,
                frailty: family.frailty,
                target: 0.0,
            }
        }));
    }

    /// Everybody's spell at home, after so many departures.
    fn stay_home<C: Course>(
        &mut self,
        members: &[Member<'_, C>],
        risks: &Risks,
        departures: u64,
        first: bool,
    ) {
        for it in &mut self.living {
            it.target = it.draws.exponential(Decision::Departure, departures) / it.frailty;
        }
        let hazard = if first { &risks.care_entry } else { &risks.re_entry };
        self.simulated.extend(self.living.iter_mut().map(|it| {
            let course = &members[it.position as usize].course;
            let time = course.departure(hazard, it.day, it.target, it.eighteen - it.day);
            let until = later(it.day, time, it.eighteen);
            let spell = Spell { place: Place::HOME, from: it.day, until };
            it.day = until;
            (it.position, spell)
        }));
        self.rounds.push((Round::Home, self.simulated.len()));
    }

    /// Everybody's stay in care, after so many others.
    fn stay_in_care<C: Course>(
        &mut self,
        members: &[Member<'_, C>],
        risks: &Risks,
        stays: u64,
        first: bool,
    ) {
        for it in &mut self.living {
            it.target = it.draws.exponential(Decision::Return, stays);
        }
        if stays == 0 {
            self.living.iter().for_each(|it| self.first_in_care[it.position as usize] = it.day);
        }
        self.staying.clear();
        self.staying.extend(self.living.iter_mut().map(|it| {
            let member = &members[it.position as usize];
            let begun = if first { member.family.days_in_care } else { 0.0 };
            let left = it.eighteen - it.day;
            let time =
                member.course.return_home(&risks.length_of_stay, it.day, begun, it.target, left);
            let until = later(it.day, time, it.eighteen);
            let drawn = it.draws.uniform(Decision::Placement, stays);
            let place = Place::placement(pick(&risks.placements, drawn));
            let Living { position, draws, .. } = *it;
            let staying = Staying { position, day: it.day, place, until, draws };
            it.day = until;
            staying
        }));
        let mut round = if first { Round::Placed } else { Round::Entry };
        // Room for so many moves in each stay; no child moves a thousand times.
        for moved in stays * MOVES..(stays + 1) * MOVES {
            if self.staying.is_empty() {
                break;
            }
            self.stay_in_placement(members, moved, moved + 1 < (stays + 1) * MOVES);
            self.rounds.push((round, self.simulated.len()));
            round = Round::Placed;
        }
    }

    /// Everybody's time in one placement, to the end of the stay if there are no more moves.
    fn stay_in_placement<C: Course>(
        &mut self,
        members: &[Member<'_, C>],
        moved: u64,
        may_move: bool,
    ) {
        self.simulated.extend(self.staying.iter_mut().map(|it| {
            let Staying { position, day, place, until, draws } = *it;
            let target = || {
                if may_move { draws.exponential(Decision::MoveTime, moved) } else { f64::INFINITY }
            };
            let course = &members[position as usize].course;
            let (time, destinations) = course.next_move(place, day, target);
            it.day = later(day, time, until);
            if it.day < until {
                let drawn = draws.uniform(Decision::MoveTo, moved);
                it.place = Place::placement(pick(destinations, drawn));
            }
            (position, Spell { place, from: day, until: it.day })
        }));
        keep(&mut self.staying, |it| it.day < it.until);
    }

    /// Puts the spells of each family together, in their order.
    fn collect(&mut self, families: usize) {
        self.ends.clear();
        self.ends.resize(families, 0);
        for (position, _) in &self.simulated {
            self.ends[*position as usize] += 1;
        }
        let mut start = 0;
        for end in &mut self.ends {
            (start, *end) = (start + *end, start);
        }
        // Each end is where the family's next spell goes until all of them stand.
        let nowhere = Spell { place: Place::HOME, from: 0, until: 0 };
        self.spells.resize(self.simulated.len(), nowhere);
        for (position, spell) in &self.simulated {
            let next = &mut self.ends[*position as usize];
            self.spells[*next] = *spell;
            *next += 1;
        }
    }
}

/// Simulates one family; adds its spells to `spells`.
pub fn simulate(
    family: &Family,
    risks: &Risks,
    moves: &Moves,
    treatment: Option<Treatment<'_>>,
    spells: &mut Vec<Spell>,
) {
    let mut lives = Lives::default();
    match treatment {
        None => lives.simulate(&[Member { family, risks, course: Natural { moves } }]),
        Some(treatment) => {
            lives.simulate(&[Member { family, risks, course: UnderTherapy { moves, treatment } }]);
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

/// Moves for which there is room in a stay.
const MOVES: u64 = 1_024;

/// The risks that the members have; the positions of those who have each are put into `kinds`.
fn sort_by_risks<'a, C>(members: &[Member<'a, C>], kinds: &mut Vec<Vec<u32>>) -> Vec<&'a Risks> {
    kinds.iter_mut().for_each(Vec::clear);
    let mut met: Vec<&Risks> = Vec::new();
    for (position, member) in (0..).zip(members) {
        if let Some(kind) = met.iter().position(|it| std::ptr::eq(*it, member.risks)) {
            kinds[kind].push(position);
            continue;
        }
        met.push(member.risks);
        kinds.resize_with(kinds.len().max(met.len()), Vec::new);
        kinds[met.len() - 1].push(position);
    }
    met
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

#[cfg(test)]
mod tests {
    use super::super::Curve;
    use super::*;
    use crate::random::Trial;

    fn hazard(per_year: f64) -> Hazard {
        let mut hazard = Hazard::default();
        hazard.compile(&Curve::Steps(vec![(240.0, per_year)]), 0.0, 1.0, |it| *it);
        hazard
    }

    /// Children at home and in care at referral who come and go every year and change placement in
    /// half of their stays.
    fn risks(begins: Beginning) -> Risks {
        Risks {
            begins,
            care_entry: hazard(1.0),
            re_entry: hazard(2.0),
            length_of_stay: hazard(1.0),
            placements: vec![0.5, 1.0],
        }
    }

    /// Five hundred families of two kinds, mixed: each lives as it would alone, and the rounds hold
    /// exactly the spells of all lives, said to be what they are.
    #[test]
    fn families_live_side_by_side_as_they_would_alone() {
        let kinds = [risks(Beginning::Home), risks(Beginning::Care)];
        let moves = Moves::new(&[vec![0.0, 0.002], vec![0.001, 0.0]]);
        let family = |index: usize| Family {
            draws: Trial::new(1, 0, 0).family(0, index),
            council: 0,
            pathway: index % 3 / 2,
            referred: 10,
            eighteen: 10 + 7 * u32::try_from(index).expect("few"),
            frailty: 1.0,
            days_in_care: 40.0,
        };
        let families: Vec<Family> = (1..500).map(family).collect();
        let members: Vec<_> = families
            .iter()
            .map(|family| Member {
                family,
                risks: &kinds[family.pathway],
                course: Natural { moves: &moves },
            })
            .collect();
        let mut lives = Lives::default();
        lives.simulate(&members);
        assert_eq!(lives.count(), families.len());
        let mut in_rounds = vec![Vec::new(); families.len()];
        for (round, spells) in lives.rounds() {
            for (position, spell) in spells {
                in_rounds[*position as usize].push((round, *spell));
            }
        }
        let mut entries = 0;
        for (position, family) in families.iter().enumerate() {
            let mut alone = Vec::new();
            simulate(family, &kinds[family.pathway], &moves, None, &mut alone);
            assert_eq!(lives.life(position), alone);
            let mut before = None;
            for (spell, (round, of_round)) in alone.iter().zip(&in_rounds[position]) {
                let expected = match before {
                    _ if spell.place == Place::HOME => Round::Home,
                    Some(Place::HOME) => Round::Entry,
                    _ => Round::Placed,
                };
                assert_eq!((*round, of_round), (expected, spell));
                entries += usize::from(expected == Round::Entry);
                before = Some(spell.place);
            }
            assert_eq!(in_rounds[position].len(), alone.len());
            let first = alone.iter().find(|it| it.place.is_care()).map_or(u32::MAX, |it| it.from);
            assert_eq!(lives.first_in_care()[position], first);
        }
        assert!(entries > 500, "children come and go: {entries}");
        let at_home =
            in_rounds.iter().flatten().filter(|in_round| in_round.0 == Round::Home).count();
        assert_eq!(lives.at_home().count(), at_home);
    }
}
