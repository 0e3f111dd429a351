//! What values an assumption may take: its unit, what is possible in it and what is usual.

use super::Spread;

/// The chance beyond which a tail of a distribution is judged by what is possible: below one draw in
/// a run of any length.
const FAR_TAIL: f64 = 1e-9;

/// The chance beyond which a tail of a distribution is judged by what has been seen: one trial in a
/// thousand.
const TAIL: f64 = 1e-3;

/// How the values of a domain are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    Share,
    YearlyRate,
    Pounds,
    /// A ratio, whose published estimate is its median.
    Ratio,
    Number,
}

/// The bounds of a domain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Every value lies here, in every trial. Anything else is an error: it means nothing, or the
    /// sums of the simulation could not hold it.
    pub possible: (f64, f64),
    /// Where the middle of an honest figure lies. Outside of it `check` asks.
    pub usual: (f64, f64),
    /// Where nearly all of its distribution lies.
    pub seen: (f64, f64),
}

/// Makes the domains and all that is known of each from one table.
macro_rules! domains {
    ($($(#[doc = $doc:literal])* $name:ident: $dimension:ident, $noun:literal,
        possible $possible:expr, usual $usual:expr, seen $seen:expr;)*) => {
        /// The values that make sense for an assumption, with its unit.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Domain {
            $($(#[doc = $doc])* $name,)*
        }

        impl Domain {
            /// All of them, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its name, as in `docs/scenario.md`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// What such a value is, in a sentence.
            pub const fn described(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),*),)* }
            }

            pub const fn dimension(self) -> Dimension {
                match self { $(Self::$name => Dimension::$dimension,)* }
            }

            /// What such a value is, in words.
            pub const fn noun(self) -> &'static str {
                match self { $(Self::$name => $noun,)* }
            }

            pub const fn bounds(self) -> Bounds {
                match self {
                    $(Self::$name => Bounds { possible: $possible, usual: $usual, seen: $seen },)*
                }
            }
        }
    };
}

domains! {
    /// A probability or a share.
    Share: Share, "a probability or share",
        possible (0.0, 1.0), usual (0.0, 1.0), seen (0.0, 1.0);
    /// A share that somebody charges: a margin, a fee.
    Charge: Share, "a share that is charged",
        possible (0.0, 1.0), usual (0.0, 0.3), seen (0.0, 0.5);
    /// Growth or interest a year.
    YearlyRate: YearlyRate, "a yearly rate",
        possible (-0.5, 1.0), usual (-0.1, 0.25), seen (-0.2, 0.4);
    /// Pounds a week for one child in one placement. The dearest that councils have reported is
    /// £63,000 (Local Government Association, 2023).
    WeeklyCost: Pounds, "pounds a week for one child",
        possible (0.0, 1e6), usual (20.0, 12_000.0), seen (0.0, 63_000.0);
    /// An amount in pounds for one event, family, month or year.
    Pounds: Pounds, "an amount in pounds",
        possible (0.0, 1e9), usual (0.0, 5e6), seen (0.0, 2e7);
    /// Pounds of a whole contract or fund.
    Budget: Pounds, "an amount in pounds for the whole contract",
        possible (0.0, 1e9), usual (0.0, 2e8), seen (0.0, 5e8);
    /// What a hazard is multiplied by.
    HazardRatio: Ratio, "a hazard ratio",
        possible (0.0, 1e4), usual (0.02, 20.0), seen (0.001, 50.0);
    /// How often as much as planned.
    Multiple: Ratio, "a multiple",
        possible (0.0, 100.0), usual (0.05, 5.0), seen (0.01, 20.0);
    /// The shape of a hazard over time.
    Shape: Ratio, "a shape",
        possible (0.0, 50.0), usual (0.2, 5.0), seen (0.05, 10.0);
    /// Posts to one supervisor.
    Posts: Ratio, "a number of posts",
        possible (0.0, 1e4), usual (1.0, 20.0), seen (0.5, 50.0);
    /// Families a month.
    MonthlyFamilies: Number, "families a month",
        possible (0.0, 1e3), usual (0.0, 200.0), seen (0.0, 500.0);
    /// Events a year for each child or post.
    YearlyEvents: Number, "events a year",
        possible (0.0, 1e5), usual (0.0, 12.0), seen (0.0, 52.0);
    /// A mean duration in days; 18 years are 6,575.
    Days: Number, "days",
        possible (0.0, 1e8), usual (1.0, 6_575.0), seen (0.1, 36_525.0);
    /// A duration in months.
    Months: Number, "months",
        possible (0.0, 1e4), usual (0.0, 120.0), seen (0.0, 240.0);
    /// Therapists, or the families that one sees.
    Headcount: Number, "a number of people or families",
        possible (0.0, 1e3), usual (0.0, 100.0), seen (0.0, 300.0);
    /// The size of a negative binomial.
    Size: Number, "the size of a negative binomial",
        possible (0.0, 1e9), usual (0.1, 1e6), seen (0.01, 1e6);
    /// The standard deviation of a logarithm: at 1, two thirds of places lie within a factor of 2.7.
    LogSd: Number, "a standard deviation on the log scale",
        possible (0.0, 5.0), usual (0.0, 1.0), seen (0.0, 1.5);
    /// The variance of a frailty with mean 1.
    Variance: Number, "a variance of frailty",
        possible (0.0, 10.0), usual (0.0, 4.0), seen (0.0, 6.0);
    /// A multiple of all of one kind, for stress tests and prices.
    Level: Number, "a multiple of all of one kind",
        possible (0.0, 100.0), usual (0.0, 100.0), seen (0.0, 100.0);
    /// A known length of time, share of staff or other term that has bounds of its own.
    Term: Number, "a term of the contract",
        possible (0.0, 1e9), usual (0.0, 1e9), seen (0.0, 1e9);
}

impl Domain {
    /// The lowest possible value is not possible itself.
    pub const fn is_above_zero(self) -> bool {
        matches!(self.dimension(), Dimension::Ratio)
    }

    /// A form of distribution that stays inside.
    pub const fn suitable_forms(self) -> &'static str {
        match self.dimension() {
            Dimension::Share => "`beta`, or a `uniform`, `triangular` or `pert` within 0 and 1",
            Dimension::Pounds | Dimension::Number | Dimension::Ratio => {
                "`gamma`, `lognormal`, or a `uniform`, `triangular` or `pert` within these"
            }
            Dimension::YearlyRate => "`normal`, `uniform`, `triangular` or `pert` within these",
        }
    }

    /// Whether a value makes sense.
    pub fn contains(self, value: f64) -> bool {
        let (low, high) = self.bounds().possible;
        (low..=high).contains(&value) && !(self.is_above_zero() && value <= 0.0)
    }

    /// The lowest and the highest value that a distribution can be said to draw: its support where that
    /// ends, and its quantile at a chance of 10⁻⁹ where it does not.
    ///
    /// Only rates may be normal: there the chance of a rate below the bound is nil at any spread that
    /// a person would write, while a cost or a count below 0 means nothing however seldom.
    pub fn reach(self, spread: &Spread) -> (f64, f64) {
        let (low, high) = spread.support();
        let is_rate = self.dimension() == Dimension::YearlyRate;
        let low = if is_rate && low.is_infinite() { spread.quantile(FAR_TAIL) } else { low };
        (low, if high.is_infinite() { spread.quantile(1.0 - FAR_TAIL) } else { high })
    }

    /// Whether every value of a distribution makes sense.
    pub fn covers(self, spread: &Spread) -> bool {
        let ((least, most), (low, high)) = (self.bounds().possible, self.reach(spread));
        least <= low && high <= most
    }

    /// The ends of the middle 99.8% of a distribution.
    pub fn tails(spread: &Spread) -> (f64, f64) {
        (spread.quantile(TAIL), spread.quantile(1.0 - TAIL))
    }

    /// The nearest value inside, for the last digit of a quantile function.
    pub fn clamp(self, value: f64) -> f64 {
        let (low, high) = self.bounds().possible;
        let low = if self.is_above_zero() { f64::MIN_POSITIVE } else { low };
        value.clamp(low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_usual_has_been_seen_and_what_has_been_seen_is_possible() {
        for domain in Domain::ALL {
            let Bounds { possible, usual, seen } = domain.bounds();
            let is_within = |inner: (f64, f64), outer: (f64, f64)| {
                outer.0 <= inner.0 && inner.0 <= inner.1 && inner.1 <= outer.1
            };
            assert!(is_within(usual, seen) && is_within(seen, possible), "{domain:?}");
            assert!(possible.0.is_finite() && possible.1.is_finite(), "{domain:?}");
        }
    }
}
