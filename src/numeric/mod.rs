//! Mathematics that knows nothing of families or money.

pub mod ascending;
pub mod design;
pub mod hash;
pub mod linearised;
pub mod logarithm;
pub mod polynomial;
pub mod quantile;
pub mod root;
pub mod rounding;
pub mod selection;
pub mod standard;
pub mod summary;
pub mod table;
