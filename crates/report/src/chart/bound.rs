//! The tariff at which a party's condition turns, and what is said where it turns nowhere.

use plotters::style::RGBColor;

use super::axis::{Range, tame};
use super::scale::Scale;
use super::style::Role;

/// Where in a range of tariffs a party's condition turns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// At `value`, in the unit of the chart's scale; `low` and `high` are the ends of its Monte
    /// Carlo error, two standard errors either way. A value that is not a number is not known.
    At { value: f64, low: f64, high: f64 },
    /// The condition holds over the whole range.
    Anywhere,
    /// The condition holds nowhere in the range.
    Nowhere,
}

/// Whose condition it is, and on which side of the bound it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The least that is enough for the investor, whose condition holds above it.
    Floor,
    /// The most that the council can pay, whose condition holds below it.
    Ceiling,
}

/// Where a bound stands in the range of tariffs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    Within {
        value: f64,
        low: f64,
        high: f64,
    },
    /// Somewhere below the range.
    Below,
    /// Somewhere above the range.
    Above,
}

impl Bound {
    /// Nothing where it is not known.
    pub(super) fn place(self, side: Side, range: (f64, f64)) -> Option<Place> {
        match (self, side) {
            (Self::At { value, .. }, _) if value.is_nan() => None,
            (Self::At { value, .. }, _) if value < range.0 => Some(Place::Below),
            (Self::At { value, .. }, _) if range.1 < value => Some(Place::Above),
            // `min` and `max` pass over an error that is not known.
            (Self::At { value, low, high }, _) => {
                Some(Place::Within { value, low: value.min(low), high: value.max(high) })
            }
            (Self::Anywhere, Side::Floor) | (Self::Nowhere, Side::Ceiling) => Some(Place::Below),
            (Self::Nowhere, Side::Floor) | (Self::Anywhere, Side::Ceiling) => Some(Place::Above),
        }
    }

    /// What is said in place of a figure: the condition was looked at from `range.0` to `range.1`.
    pub(super) fn words(self, side: Side, scale: Scale, range: (f64, f64)) -> String {
        let [least, most] = [range.0, range.1].map(|end| scale.value(end));
        match (self, side) {
            (Self::At { value, .. }, _) if value.is_nan() => "not known".to_owned(),
            (Self::At { value, .. }, _) => scale.value(value),
            (Self::Anywhere, Side::Floor) => format!("any tariff from {least} is enough"),
            (Self::Nowhere, Side::Floor) => format!("no tariff up to {most} is enough"),
            (Self::Anywhere, Side::Ceiling) => format!("any tariff up to {most} can be paid"),
            (Self::Nowhere, Side::Ceiling) => format!("not even {least} can be paid"),
        }
    }

    /// The bound in words, with its error where it has one.
    pub(super) fn sentence(self, side: Side, scale: Scale, range: (f64, f64)) -> String {
        let words = self.words(side, scale, range);
        let Self::At { .. } = self else { return words };
        let name = side.name().to_lowercase();
        match self.place(side, range) {
            Some(Place::Within { low, high, .. }) if low < high => {
                format!("{name} is {words} ({})", scale.values(&[low, high]).join(" to "))
            }
            _ => format!("{name} is {words}"),
        }
    }
}

impl Side {
    pub(super) fn role(self) -> Role {
        match self {
            Self::Floor => Role::Investor,
            Self::Ceiling => Role::Council,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Floor => "The investor's least",
            Self::Ceiling => "The council's most",
        }
    }
}

/// The part of `range` in which both conditions hold; nothing where there is none, or where a
/// bound is not known.
pub(super) fn agreement(floor: Bound, ceiling: Bound, range: (f64, f64)) -> Option<(f64, f64)> {
    let least = match floor {
        Bound::At { value, .. } => value,
        Bound::Anywhere => range.0,
        Bound::Nowhere => return None,
    };
    let most = match ceiling {
        Bound::At { value, .. } => value,
        Bound::Anywhere => range.1,
        Bound::Nowhere => return None,
    };
    (least <= most).then_some((least, most))
}

/// The part of `range` that an axis needs: all `places`, with a little room, and the end of the
/// range beyond which any of them lies.
pub(super) fn needed(range: (f64, f64), places: impl Iterator<Item = Place>) -> Range {
    let whole = Range { low: tame(range.0), high: tame(range.1) };
    let ends = places.flat_map(|place| match place {
        Place::Within { low, high, .. } => [low, high],
        Place::Below => [whole.low; 2],
        Place::Above => [whole.high; 2],
    });
    let needed = Range::of(ends);
    if needed.is_empty() {
        return whole;
    }
    let pad = ROOM * needed.width().max(whole.width() / 20.0);
    Range { low: (needed.low - pad).max(whole.low), high: (needed.high + pad).min(whole.high) }
}

/// Around all bounds, as a share of what they cover.
const ROOM: f64 = 0.15;

pub(super) fn zone_colour() -> RGBColor {
    Role::Programme.tint(0.26)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGE: (f64, f64) = (10.0, 90.0);

    fn at(value: f64) -> Bound {
        Bound::At { value, low: value - 1.0, high: value + 1.0 }
    }

    #[test]
    fn both_conditions_hold_from_the_floor_to_the_ceiling() {
        use Bound::{Anywhere, Nowhere};
        let cases = [
            (at(52.0), at(66.0), Some((52.0, 66.0))),
            (at(52.0), at(52.0), Some((52.0, 52.0))),
            (at(66.0), at(52.0), None),
            (Anywhere, at(52.0), Some((10.0, 52.0))),
            (at(52.0), Anywhere, Some((52.0, 90.0))),
            (Anywhere, Anywhere, Some(RANGE)),
            (Nowhere, Anywhere, None),
            (Anywhere, Nowhere, None),
            (Nowhere, Nowhere, None),
            (at(f64::NAN), at(52.0), None),
            (at(52.0), at(f64::NAN), None),
        ];
        for (floor, ceiling, expected) in cases {
            assert_eq!(agreement(floor, ceiling, RANGE), expected, "{floor:?} {ceiling:?}");
        }
    }

    #[test]
    fn a_bound_that_is_not_in_the_range_lies_on_the_side_where_its_condition_fails_or_holds() {
        assert_eq!(Bound::Anywhere.place(Side::Floor, RANGE), Some(Place::Below));
        assert_eq!(Bound::Nowhere.place(Side::Floor, RANGE), Some(Place::Above));
        assert_eq!(Bound::Anywhere.place(Side::Ceiling, RANGE), Some(Place::Above));
        assert_eq!(Bound::Nowhere.place(Side::Ceiling, RANGE), Some(Place::Below));
        assert_eq!(at(f64::NAN).place(Side::Floor, RANGE), None);
        for side in [Side::Floor, Side::Ceiling] {
            assert_eq!(at(90.5).place(side, RANGE), Some(Place::Above));
            assert_eq!(at(9.5).place(side, RANGE), Some(Place::Below));
        }
    }

    #[test]
    fn an_error_that_is_not_known_is_nothing() {
        let place =
            Bound::At { value: 50.0, low: f64::NAN, high: f64::NAN }.place(Side::Floor, RANGE);
        assert_eq!(place, Some(Place::Within { value: 50.0, low: 50.0, high: 50.0 }));
    }

    #[test]
    fn words_name_the_end_that_was_looked_at() {
        let words = |bound: Bound, side| bound.sentence(side, Scale::PoundsAndPence, RANGE);
        assert_eq!(words(Bound::Nowhere, Side::Floor), "no tariff up to £90 is enough");
        assert_eq!(words(Bound::Anywhere, Side::Floor), "any tariff from £10 is enough");
        assert_eq!(words(Bound::Nowhere, Side::Ceiling), "not even £10 can be paid");
        assert_eq!(words(Bound::Anywhere, Side::Ceiling), "any tariff up to £90 can be paid");
        assert_eq!(
            words(at(57.4), Side::Ceiling),
            "the council's most is £57.40 (£56.40 to £58.40)"
        );
        assert_eq!(words(at(f64::NAN), Side::Floor), "the investor's least is not known");
    }

    #[test]
    fn an_axis_is_as_long_as_it_must_be() {
        let needed = |places: &[Place]| {
            let Range { low, high } = needed(RANGE, places.iter().copied());
            (low, high)
        };
        let within = |low, high| Place::Within { value: low, low, high };
        assert_eq!(needed(&[]), RANGE);
        assert_eq!(needed(&[within(40.0, 60.0)]), (37.0, 63.0));
        assert_eq!(needed(&[within(40.0, 60.0), Place::Above]), (32.5, 90.0));
        assert_eq!(needed(&[within(40.0, 60.0), Place::Below, Place::Above]), RANGE);
        // One bound without an error stands in a twentieth of the range.
        assert_eq!(needed(&[within(50.0, 50.0)]), (49.4, 50.6));
    }
}
