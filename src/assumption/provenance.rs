//! Where a number comes from, and how far to trust it.

/// The evidence behind an assumption.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

impl Provenance {
    /// Nobody is named for it, so every report says so.
    pub fn is_unsourced(&self) -> bool {
        self.source.is_none()
    }

    /// Somebody is named, but it is a placeholder for evidence: grade 6.
    pub fn is_placeholder(&self) -> bool {
        self.source.is_some() && self.grade == Some(JUDGEMENT)
    }
}
