//! What is left to chance.

use crate::numeric::hash::text;

/// What a random number about a family, a month of referrals or a post decides.
///
/// The closed list of things left to chance once the assumptions are drawn. The order is part of
/// each number's address: append, never insert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// How many families are referred in a month.
    Referrals,
    /// On which day of its month a family is referred.
    ReferralDay,
    /// Which pathway a family is on.
    Pathway,
    /// How old the child is at referral.
    Age,
    /// The family's frailty, a stream of its own.
    Frailty,
    /// How long a child already in care has been there.
    TimeInCare,
    /// Whether the family would start therapy.
    Starts,
    /// How long it takes from referral until the family is ready to start.
    Readiness,
    /// Whether the family completes therapy.
    Completes,
    /// How long therapy lasts, to completion or to drop-out.
    TherapyDuration,
    /// When the child leaves home, by occurrence.
    Departure,
    /// Which placement a stay in care begins with, by occurrence.
    Placement,
    /// When a stay in care ends, by occurrence.
    Return,
    /// When a child moves between placements, by stay and move.
    MoveTime,
    /// Where a moving child goes, by stay and move.
    MoveTo,
    /// Which of a pathway's therapies a family is offered.
    Therapy,
    /// Which team a family belongs to.
    Team,
    /// How long it takes to fill a post, by holder.
    Hiring,
    /// How long a therapist stays in post, by holder.
    Tenure,
    /// Whether a family achieves a secondary outcome, by the outcome's [`Self::named`] address.
    Outcome,
}

impl Decision {
    /// Room for the list to grow without moving the addresses of later occurrences.
    pub(super) const SPACING: u64 = 64;

    /// The occurrence of a decision about one of several things with names: the same wherever the
    /// thing stands in its list. It leaves room for the spacing.
    pub fn named(name: &str) -> u64 {
        text(name) >> 8
    }
}
