//! What values an assumption may take.

/// More than any contract moves, and little enough that pence never overflow.
const MOST_POUNDS: f64 = 1e9;

/// The values that make sense for an assumption, with its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// A probability or a share, from 0 to 1.
    Share,
    /// Pounds, not negative.
    Pounds,
    /// A hazard ratio or another multiplier, above 0.
    Ratio,
    /// Growth or interest a year, above -100%.
    YearlyRate,
    /// A count, a duration or a rate of events, not negative.
    Quantity,
    /// A standard deviation or variance, not negative.
    Dispersion,
}

impl Domain {
    /// What such a value is, in words.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Share => "a probability or share",
            Self::Pounds => "an amount in pounds",
            Self::Ratio => "a ratio",
            Self::YearlyRate => "a yearly rate",
            Self::Quantity => "a quantity",
            Self::Dispersion => "a measure of spread",
        }
    }

    /// The bounds in words.
    pub const fn bounds(self) -> &'static str {
        match self {
            Self::Share => "it lies between 0 and 1",
            Self::Pounds => "it is not below 0, nor above a thousand million",
            Self::Quantity | Self::Dispersion => "it is not below 0",
            Self::Ratio => "it is above 0",
            Self::YearlyRate => "it is above -1 (-100%)",
        }
    }

    /// A form of distribution that stays inside.
    pub const fn suitable_forms(self) -> &'static str {
        match self {
            Self::Share => "`beta`, or a `uniform`, `triangular` or `pert` within 0 and 1",
            Self::Pounds | Self::Quantity | Self::Dispersion | Self::Ratio => {
                "`gamma`, `lognormal`, or a `uniform`, `triangular` or `pert` above 0"
            }
            Self::YearlyRate => "`normal`, `uniform`, `triangular` or `pert`",
        }
    }

    /// Whether a value makes sense.
    pub fn contains(self, value: f64) -> bool {
        match self {
            Self::Share => (0.0..=1.0).contains(&value),
            Self::Pounds => (0.0..=MOST_POUNDS).contains(&value),
            Self::Quantity | Self::Dispersion => (0.0..f64::INFINITY).contains(&value),
            Self::Ratio => 0.0 < value && value < f64::INFINITY,
            Self::YearlyRate => -1.0 < value && value < f64::INFINITY,
        }
    }

    /// Whether every value of a distribution with this support makes sense.
    ///
    /// A normal growth rate is let through: its chance of falling below -100% is nil at any
    /// spread that a person would write, and it is cut there.
    pub fn covers(self, (low, high): (f64, f64)) -> bool {
        match self {
            Self::Share => 0.0 <= low && high <= 1.0,
            Self::Pounds | Self::Quantity | Self::Dispersion | Self::Ratio => 0.0 <= low,
            Self::YearlyRate => low == f64::NEG_INFINITY || -1.0 < low,
        }
    }

    /// The nearest value inside, for the last digit of a quantile function.
    pub fn clamp(self, value: f64) -> f64 {
        match self {
            Self::Share => value.clamp(0.0, 1.0),
            Self::Pounds => value.clamp(0.0, MOST_POUNDS),
            Self::Quantity | Self::Dispersion => value.max(0.0),
            Self::Ratio => value.max(f64::MIN_POSITIVE),
            Self::YearlyRate => value.max(-0.999),
        }
    }
}
