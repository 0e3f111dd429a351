//! A TOML file that knows where everything in it stands.
//!
//! A [`Document`] is the file as a tree, each key and value with its place in the text. [`merge`] lays
//! other trees and assignments such as `--set` over it; [`structure::check`] holds it against a JSON
//! Schema and reports everything that is wrong at once, each a [`Finding`] with its place and what would
//! be right; [`render`](render()) shows findings beside the lines they are about. A [`Node`] can be read
//! into any type that derives `Deserialize`.
//!
//! Nothing here knows what a file is about: that is in its schema, whose own keywords are
//! `x-expects` (what to call the value that is wanted) and `x-replace-whole` (a table that a layer
//! replaces as one).

mod amendment;
mod decode;
mod document;
mod finding;
#[cfg(test)]
mod fixture;
pub mod merge;
mod newer_toml;
mod path;
mod placeholder;
mod render;
mod shape;
pub mod structure;
mod text;
mod visible;
pub mod wording;

pub use amendment::{Amendment, Setting};
pub use document::{Document, Node, Source, Span, Unreadable, Value, line_and_column};
pub use finding::{Finding, Place, Point, Severity};
pub use newer_toml::warnings as newer_toml_warnings;
pub use path::{Path, Step, write_key};
pub use render::{Colour, count, render};
pub use shape::{Shape, Shapes};
pub use visible::visible;
