//! Any bytes as a scenario and as a portfolio.
#![no_main]

use std::path::Path;

use kinward::findings::{Colour, render};
use kinward::scenario::{Files, Study, portfolio};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let bytes = bytes.to_vec();
    let files = Files::opened_by(move |_, _| Ok(bytes.clone()));
    let file = Path::new("fuzz.toml");
    let loaded = Study::read(&files, file, &[]).expect("readable").check().clone();
    let _shown = render(&loaded.document, &loaded.findings, Colour::Ansi);
    let loaded = portfolio::read(&files, file, &[]).expect("readable");
    let _shown = render(&loaded.document, &loaded.findings, Colour::Ansi);
});
