//! Where a number comes from, and how far to trust it.

use serde::Serialize;

/// The evidence behind an assumption.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// Who says so, where and when.
    pub source: Option<String>,
    /// From 1 (measured on this population) to 6 (judgement), as in the Greater Manchester
    /// cost-benefit model.
    pub grade: Option<u8>,
    /// What a reader should know before trusting it.
    pub note: Option<String>,
}

/// The grade of a number that rests on judgement alone.
const JUDGEMENT: u8 = 6;

/// What stands before a source that came with another contract's scenario, until the author of this one has
/// evidence of their own.
pub const COPIED: &str = "PLACEHOLDER, copied from ";

impl Provenance {
    /// Nobody is named for it, so every report says so. A source that was copied with another contract's
    /// number says nothing of this one.
    pub fn is_unsourced(&self) -> bool {
        self.source.as_ref().is_none_or(|source| source.trim().is_empty()) || self.is_copied()
    }

    /// It stands as it does in the scenario that this one started from.
    pub fn is_copied(&self) -> bool {
        self.source.as_ref().is_some_and(|source| source.starts_with(COPIED))
    }

    /// Somebody is named, but it is a placeholder for evidence: grade 6.
    pub fn is_placeholder(&self) -> bool {
        !self.is_unsourced() && self.grade == Some(JUDGEMENT)
    }
}
