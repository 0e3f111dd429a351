//! What difference between two arrangements matters.

/// The least differences between two arrangements that matter, where somebody has stated them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ImportantDifference {
    /// Of a gain, in pounds over the whole contract.
    pub pounds: Option<f64>,
    /// Of days in care avoided.
    pub days: Option<f64>,
}

/// The share of what the dearer of two contracts costs, and of the days in care under the arrangement with
/// more of them, that matters where nothing is stated: a convention, near where auditors of public accounts
/// set materiality.
pub const IMPORTANT_SHARE: f64 = 0.01;
