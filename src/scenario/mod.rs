//! The file that a person writes: read with positions, laid over by variants, views and `--set`, checked,
//! and made into a [`Scenario`] that makes sense.
//!
//! Nothing below this module knows that TOML exists; past it, no value needs checking again. All
//! that is wrong with a file is reported at once.

mod beside;
mod choice;
mod common;
mod describe;
mod files;
#[cfg(test)]
mod layers;
mod load;
mod model;
mod number;
mod observations;
mod parts;
pub mod portfolio;
mod published;
mod reference;
mod schema;
mod span;
mod template;
mod terms;
mod validate;
mod worlds;

pub use beside::fits_beside;

pub use choice::{Choice, INCENTIVE_EFFECT, Over, chosen};
pub use describe::{Entry, register_entries};
pub use files::{Files, Kind as FileKind, ReadFile};
pub use load::{Loaded, Study, Variant, Worlds};
pub use model::*;
pub use number::Number;
pub use portfolio::{Holding, Portfolio};
pub use published::{portfolio_schema, scenario_schema};
pub use reference::{markdown as reference_page, portfolio as portfolio_reference_page};
pub use span::Span;
pub use template::template;
pub use toml_findings::{Amendment, Setting};
