//! Points that fill the space of what is drawn once a trial more evenly than chance does.
//!
//! Each randomisation is a Sobol' sequence with an Owen scrambling of its own in every dimension
//! (Owen, 1995; by hashing, Burley, 2020): each point is uniform by itself, and together they leave no
//! large gap.

use sobol_burley::NUM_DIMENSIONS;
use sobol_burley::parts::{owen_scramble_rev, sobol_rev};

use crate::numeric::design::turn;
use crate::numeric::hash::{chain, mix64};

/// Points in a sequence before another scrambling begins anew.
const POINTS: u64 = 1 << 16;

/// Keeps the scramblings apart from every other hash of the seed.
const SCRAMBLING: u64 = 0x0065_7665_6e6c_7921;

/// The dimension of something that is drawn once a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Coordinate {
    /// The hash of its name, by which it is scrambled.
    name: u64,
    dimension: u32,
}

impl Coordinate {
    /// None past the last dimension that there is.
    pub(super) fn new(name: u64, dimension: usize) -> Option<Self> {
        let dimension =
            u32::try_from(dimension).ok().filter(|try_from| *try_from < NUM_DIMENSIONS)?;
        Some(Self { name, dimension })
    }
}

/// A point of one randomisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    scrambling: u64,
    /// Its place in the sequence, with the bits reversed.
    index_rev: u32,
}

impl Point {
    /// The point of a trial.
    pub(super) fn of(seed: u64, trial: u64) -> Self {
        let (randomisation, place) = turn(trial);
        let sequence = chain(chain(mix64(seed), SCRAMBLING), randomisation as u64);
        let index = u32::try_from(place % POINTS).expect("below 2^16");
        Self { scrambling: chain(sequence, place / POINTS), index_rev: index.reverse_bits() }
    }

    /// Its coordinate in one dimension, in (0, 1).
    #[inline]
    pub(super) fn at(self, it: Coordinate) -> f64 {
        let scramble = (chain(self.scrambling, it.name) >> 32) as u32;
        let scrambled = owen_scramble_rev(sobol_rev(self.index_rev, it.dimension), scramble);
        (f64::from(scrambled.reverse_bits()) + 0.5) / (1_u64 << 32) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::design::{Design, RANDOMISATIONS};
    use crate::random::{Once, Trial};

    fn cell(u: f64, cells: usize) -> usize {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "u is in (0, 1)"
        )]
        let cell = (u * cells as f64) as usize;
        cell
    }

    fn trial(number: u64) -> Trial {
        Trial::designed(Design::Sobol, 1, number, 0)
    }

    /// In every dimension the 256 points of a randomisation fall one into each 256th.
    #[test]
    fn a_randomisation_fills_every_dimension_evenly() {
        for dimension in [0, 1, 17, 255] {
            let what = Once::in_dimension("a", dimension);
            for randomisation in 0..RANDOMISATIONS as u64 {
                let mut cells: Vec<usize> = (0..256)
                    .map(|index| trial(index * RANDOMISATIONS as u64 + randomisation))
                    .map(|it| cell(it.placed(what).unwrap(), 256))
                    .collect();
                cells.sort_unstable();
                assert_eq!(cells, (0..256).collect::<Vec<_>>(), "{dimension} {randomisation}");
            }
        }
    }

    /// The points of other randomisations, names and epochs are uniform and independent of each
    /// other: a million pairs fill a 64 × 64 grid evenly (|z| < 4.5).
    #[test]
    fn randomisations_are_independent() {
        let mut counts = vec![0_i32; 4096];
        let pairs = 1_000_000;
        for seed in 0..pairs {
            let at = |number, name| {
                let it = Trial::designed(Design::Sobol, seed, number, 0);
                cell(it.once(Once::in_dimension(name, 3)), 64)
            };
            let other = match seed % 31 + 1 {
                it if it < RANDOMISATIONS as u64 => at(5 + it, "a"),
                16 => at(5, "b"),
                it => at(5 + 16 * POINTS * (it - 16), "a"),
            };
            counts[at(5, "a") * 64 + other] += 1;
        }
        let expected = pairs as f64 / 4096.0;
        let chi_square: f64 =
            counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum();
        let z = (chi_square - 4095.0) / (2.0 * 4095.0_f64).sqrt();
        assert!(z.abs() < 4.5, "{z}");
    }

    #[test]
    fn past_the_last_dimension_chance_is_plain() {
        let (placed, plain) = (Once::in_dimension("a", 255), Once::in_dimension("a", 256));
        assert!(trial(3).placed(placed).is_some());
        assert_eq!(trial(3).placed(plain), None);
        assert_eq!(trial(3).once(plain), Trial::new(1, 3, 0).once(Once::new("a")));
        assert_eq!(Trial::new(1, 3, 0).placed(placed), None, "nor under a plain design");
    }
}
