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
