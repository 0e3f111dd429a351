//! The small scenario of the library's tests, and where files are.

use std::path::PathBuf;

pub(crate) const SMALL: &str = include_str!("../../../tests/small.toml");

/// An investor for the small scenario.
pub(crate) const INVESTED: &str = "investor={ commitment = 80_000, hurdle = 0.05 }";

/// The small scenario with an investor and an uncertain volume.
pub(crate) const CONTRACT: &str = include_str!("../../../tests/fund/contract.toml");

/// What a portfolio says before its contracts.
pub(crate) const FUND_HEAD: &str = include_str!("../../../tests/fund/head.toml");

/// Two contracts of one file.
pub(crate) const TWINS: &str = include_str!("../../../tests/fund/twins.toml");

/// The folder of the whole project.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
