//! The reference page of the scenario file.

/// `docs/scenario.md`, made from the JSON Schema.
pub fn markdown() -> String {
    String::new()
}
