//! Scenarios and portfolios with mistakes in them, and what becomes of them.
//!
//! A [`Mutator`] changes a file that is right in a few places. It knows the published schema, so that most
//! of what it writes is a key that exists, with a value of a kind that may stand there, and reaches the code
//! behind the first checks. [`endure`] checks a file and runs three trials of it if it passes, and panics
//! where Kinward breaks its word: a number that is none, or a file that is neither refused nor run.
//!
//! The fuzz targets in `fuzz/`, the tests of this crate and the example `mistakes`, which tries a million
//! files, all use these two.

#![cfg_attr(
    test,
    expect(clippy::disallowed_methods, reason = "a mistake may be another on another system")
)]

mod fate;
mod mutator;
#[cfg(test)]
mod sound;
mod values;

pub use fate::{Fate, endure, endure_portfolio};
pub use mutator::Mutator;

/// The small scenario of the tests with an investor and an uncertain volume: what a portfolio of mistakes holds.
const SMALL_CONTRACT: &str = include_str!("../../../tests/fund/contract.toml");

#[cfg(test)]
mod tests {
    use arbitrary::Unstructured;
    use rayon::prelude::*;

    use super::*;

    /// 3,000 files of a fixed seed, of which a fifth pass: an error that one file in a thousand
    /// shows is found with a probability of 95%. `docs/reliability.md` has a million.
    #[test]
    fn a_file_with_mistakes_is_refused_or_runs_with_every_number_finite() {
        let mutator = Mutator::scenarios();
        let fates: Vec<Fate> = (0..3_000_u64)
            .into_par_iter()
            .map(|number| endure(&mutator.numbered(17, number), &[]))
            .collect();
        let count = |fate: Fate| fates.iter().filter(|it| **it == fate).count();
        assert!(300 < count(Fate::Ran), "of too few the trials are tried: {}", count(Fate::Ran));
        assert!(300 < count(Fate::Refused), "too few mistakes: {}", count(Fate::Refused));
    }

    #[test]
    fn a_portfolio_with_mistakes_is_refused_or_runs_with_every_number_finite() {
        let mutator = Mutator::portfolios();
        let fates: Vec<Fate> = (0..1_000_u64)
            .into_par_iter()
            .map(|number| endure_portfolio(&mutator.numbered(17, number)))
            .collect();
        let ran = fates.iter().filter(|fate| **fate == Fate::Ran).count();
        assert!(100 < ran && ran < 900, "{ran}");
    }

    #[test]
    fn any_bytes_make_a_file() {
        let made = |bytes: &[u8]| Mutator::scenarios().mutated(&mut Unstructured::new(bytes));
        assert_eq!(endure(&made(&[]), &[]), Fate::Ran, "without a choice nothing is changed");
        for bytes in [&[0; 4][..], &[255; 64], b"any bytes make a file"] {
            assert!(!made(bytes).is_empty());
        }
    }
}
