//! Mathematics that knows nothing of families or money.

pub mod design;
pub mod hash;
pub mod quantile;
pub mod root;
pub mod summary;
pub mod table;
