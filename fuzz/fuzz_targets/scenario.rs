//! A scenario with mistakes that the schema leads to, and three trials of it if it passes.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Unstructured;
use kinward_mistakes::{Mutator, endure};
use libfuzzer_sys::fuzz_target;

static MUTATOR: LazyLock<Mutator> = LazyLock::new(Mutator::scenarios);

fuzz_target!(|choices: &[u8]| {
    endure(&MUTATOR.mutated(&mut Unstructured::new(choices)), &[]);
});
