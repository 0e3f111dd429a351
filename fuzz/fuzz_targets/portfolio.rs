//! A portfolio with mistakes that the schema leads to, and three trials of it if it passes.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Unstructured;
use kinward_mistakes::{Mutator, endure_portfolio};
use libfuzzer_sys::fuzz_target;

static MUTATOR: LazyLock<Mutator> = LazyLock::new(Mutator::portfolios);

fuzz_target!(|choices: &[u8]| {
    endure_portfolio(&MUTATOR.mutated(&mut Unstructured::new(choices)));
});
