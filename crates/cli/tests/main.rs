//! What a person at the prompt sees, and what is written. One test program: it links once.

mod command;
mod common;
mod docs;
mod faults;
mod portfolio;
mod recomputed;
