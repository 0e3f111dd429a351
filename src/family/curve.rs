//! A risk over time as people know it.

/// When an event happens, in the words of those who measured it.
///
/// `T` is a parameter before the draw and a number after it. Every form states what the
/// *population* shows; [`super::Hazard`] finds the hazard of each family behind it.
#[derive(Clone, Debug, PartialEq)]
pub enum Curve<T> {
    /// `probability` have the event within so many months; `shape` below 1 means early.
    Probability { probability: T, within_months: f64, shape: T },
    /// Exponential durations: shares, and mean days of each.
    Mixture(Vec<(T, T)>),
    /// The cumulative share by each month, ascending.
    Points(Vec<(f64, T)>),
    /// Events a year until each month, ascending.
    Steps(Vec<(f64, T)>),
}

impl<T> Curve<T> {
    /// The same curve with each of its numbers made into another.
    pub fn map<U>(&self, other: impl Fn(&T) -> U) -> Curve<U> {
        let steps = |steps: &[(f64, T)]| {
            steps.iter().map(|(month, number)| (*month, other(number))).collect()
        };
        match self {
            Self::Probability { probability, within_months, shape } => Curve::Probability {
                probability: other(probability),
                within_months: *within_months,
                shape: other(shape),
            },
            Self::Mixture(parts) => Curve::Mixture(
                parts.iter().map(|(share, mean_days)| (other(share), other(mean_days))).collect(),
            ),
            Self::Points(points) => Curve::Points(steps(points)),
            Self::Steps(rates) => Curve::Steps(steps(rates)),
        }
    }
}
