//! The file that a person writes: read with positions, laid over by variants, views and `--set`, checked,
//! and made into a [`Scenario`] that makes sense.
//!
//! Nothing below this module knows that TOML exists; past it, no value needs checking again. All
//! that is wrong with a file is reported at once.

mod amendment;
mod beside;
mod choice;
mod common;
mod decode;
mod describe;
pub mod document;
mod files;
pub mod finding;
#[cfg(test)]
mod fixture;
mod load;
pub mod merge;
mod model;
mod newer_toml;
mod number;
mod observations;
mod parts;
pub mod path;
mod placeholder;
pub mod portfolio;
mod published;
mod reference;
pub mod render;
mod schema;
mod shape;
mod span;
pub mod structure;
mod template;
mod terms;
mod text;
mod validate;
mod visible;
mod wording;
mod worlds;

pub use amendment::{Amendment, Setting};
pub use beside::fits_beside;

pub use choice::{Choice, INCENTIVE_EFFECT, Over, chosen};
pub use describe::{Entry, register_entries};
pub use files::{Files, Kind as FileKind, ReadFile};
pub use load::{Loaded, Original, Study, Variant, load, original, read};
pub use model::*;
pub use number::Number;
pub use portfolio::{Holding, Portfolio};
pub use published::{portfolio_schema, scenario_schema};
pub use reference::{markdown as reference_page, portfolio as portfolio_reference_page};
pub use span::Span;
pub use template::template;
pub use visible::visible;
pub use wording::{nearest, ordinal, ungrouped};
