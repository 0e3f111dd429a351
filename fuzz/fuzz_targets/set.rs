//! Any text as what `--set` lays over a scenario.
#![no_main]

use std::path::Path;

use kinward::findings::{Colour, render};
use kinward::scenario::Study;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let sets: Vec<String> = text.lines().map(str::to_owned).collect();
    let scenario = include_str!("../../tests/schema/right.toml");
    let loaded =
        Study::from_text("fuzz.toml", scenario, &sets, Path::new("nowhere")).check().clone();
    let _shown = render(&loaded.document, &loaded.findings, Colour::Plain);
});
