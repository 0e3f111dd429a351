//! Money that changes hands.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// Money that changes hands, in whole pence.
///
/// Payments are counted, so they add up exactly and in any order. What is only *measured* (the
/// cost of care, a present value) is an `f64` in pounds instead.
///
/// What is more than can be counted stays at the greatest amount there is: it never turns round, and
/// nothing panics. No such amount is reported, since a run stops where one is above
/// [`Money::MOST_POUNDS`].
///
/// ```
/// use kinward::units::Money;
///
/// // An invoice is rounded to the penny, half away from zero.
/// assert_eq!(Money::from_pounds(0.125), Money::from_pence(13));
/// assert_eq!(Money::from_pounds(-0.125), Money::from_pence(-13));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// More than this in pounds, 2⁵³ pence, a measured number cannot hold to the penny.
    pub const MOST_POUNDS: f64 = 90_071_992_547_409.92;

    /// A number of whole pence.
    pub const fn from_pence(pence: i64) -> Self {
        Self(pence)
    }

    /// Pounds rounded to the nearest penny, half away from zero, as an invoice would.
    pub fn from_pounds(pounds: f64) -> Self {
        Self(nearest(pounds * 100.0))
    }

    /// The same amount in pounds, to be measured rather than paid.
    pub fn pounds(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// The same amount in pence.
    pub const fn pence(self) -> i64 {
        self.0
    }

    /// `share × self`, to the nearest penny, half away from zero.
    #[must_use]
    pub fn share(self, share: f64) -> Self {
        Self(nearest(self.0 as f64 * share))
    }

    /// Parts of this amount in proportion to `weights`: whole pence that add up to it, none
    /// negative. Each is rounded against what the ones before it left, so that the last has what
    /// rounding leaves, and no part is more than its weight where the weights are pence that add
    /// up to this much or more. The first has it all where no weight is above 0.
    ///
    /// ```
    /// use kinward::units::Money;
    ///
    /// let thirds: Vec<i64> =
    ///     Money::from_pence(100).in_proportion([1.0; 3].into_iter()).map(Money::pence).collect();
    /// assert_eq!(thirds, [33, 34, 33]);
    /// ```
    pub fn in_proportion(
        self,
        weights: impl Iterator<Item = f64> + Clone,
    ) -> impl Iterator<Item = Self> {
        let mut weight_left: f64 = weights.clone().sum();
        let mut rest = self;
        weights.map(move |weight| {
            let part = if weight < weight_left { rest.share(weight / weight_left) } else { rest };
            weight_left -= weight;
            rest -= part;
            part
        })
    }

    /// This amount, or nothing when it is negative.
    #[must_use]
    pub fn or_nothing(self) -> Self {
        self.max(Self::ZERO)
    }
}

/// The nearest whole number, half away from zero, as `f64::round` has it: the number below a half
/// is added, so that only the cast rounds, and that is one instruction on every machine. What is no
/// number is more than can be counted, so that it is found.
#[inline]
fn nearest(value: f64) -> i64 {
    if value.is_nan() {
        return i64::MAX;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cast saturates, far above any contract"
    )]
    {
        (value + 0.5_f64.next_down().copysign(value)) as i64
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        self.0 = self.0.saturating_add(other.0);
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Self) {
        self.0 = self.0.saturating_sub(other.0);
    }
}

impl Neg for Money {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_counted_stays_the_greatest_amount() {
        let most = Money::from_pence(i64::MAX);
        let mut sum = most;
        sum += Money::from_pounds(1.0);
        assert_eq!(
            [sum, most + most, Money::from_pounds(f64::INFINITY), most.share(2.0)],
            [most; 4]
        );
        assert_eq!(Money::from_pounds(f64::NAN), most, "no silent nothing");
        assert!(-most - most < -most && Money::MOST_POUNDS < most.pounds());
    }
}
