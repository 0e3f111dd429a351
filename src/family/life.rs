//! What a family's life is made of: spells at home and in placements, until the 18th birthday.

use super::{ChangedMoves, Effect, Hazard};
use crate::random::Draws;

/// Where the child lives: at home, or in one kind of placement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(u8);

impl Place {
    /// With the family.
    pub const HOME: Self = Self(0);

    /// As many placements as there can be.
    pub const MOST: usize = 200;

    /// The placement at this position of the scenario's list of at most [`Self::MOST`].
    pub fn placement(index: usize) -> Self {
        Self(u8::try_from(index + 1).expect("no more placements than there can be"))
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

impl Spell {
    /// Its days within a window; none are left where the first is not before the second.
    #[inline]
    pub fn within(&self, (opens, closes): (u32, u32)) -> (u32, u32) {
        (self.from.max(opens), self.until.min(closes))
    }
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
