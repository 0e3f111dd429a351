//! Saying it.
pub mod chart;
