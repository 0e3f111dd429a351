//! Draws: an address in, a number out.

use std::convert::Infallible;

use rand::rand_core::TryRng;

use super::Decision;
use super::even::{Coordinate, Point};
use crate::numeric::design::Design;
use crate::numeric::hash::{GOLDEN, chain, mix64, text};
use crate::numeric::logarithm::ln;

/// What follows the trial in an address, so that no two kinds of thing share one.
#[derive(Clone, Copy, Debug)]
enum About {
    Assumption = 1,
    Month = 2,
    Family = 3,
    Place = 4,
    Post = 5,
}

/// All the random numbers of one trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trial {
    assumptions: u64,
    chance: u64,
    /// Where the design of the run puts the assumptions of the trial.
    point: Option<Point>,
}

/// The address of something that is drawn once a trial, such as an assumption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Once {
    name: u64,
    coordinate: Option<Coordinate>,
}

impl Once {
    /// What has this name; plain chance under every design.
    pub fn new(name: &str) -> Self {
        Self { name: text(name), coordinate: None }
    }

    /// What has this name and takes one dimension of a design, as long as there are any.
    pub fn in_dimension(name: &str, dimension: usize) -> Self {
        let name = text(name);
        Self { name, coordinate: Coordinate::new(name, dimension) }
    }
}

/// The seed of one of several runs that are simulated together, by its name: no two of them share a
/// number.
pub fn own_seed(seed: u64, name: &str) -> u64 {
    chain(mix64(seed), text(name))
}

impl Trial {
    /// The numbers of trial `trial` under `seed`.
    ///
    /// `replicate` changes what is left to chance and keeps the assumptions: 0 in a run, 1 where
    /// the same assumptions are simulated again by other families to tell the two apart.
    pub fn new(seed: u64, trial: u64, replicate: u64) -> Self {
        let trial = chain(mix64(seed), trial);
        Self {
            assumptions: chain(trial, About::Assumption as u64),
            chance: chain(trial, replicate),
            point: None,
        }
    }

    /// The same under a design: what is drawn once a trial may have a place in it.
    pub fn designed(design: Design, seed: u64, trial: u64, replicate: u64) -> Self {
        let point = match design {
            Design::Plain => None,
            Design::Sobol => Some(Point::of(seed, trial)),
        };
        Self { point, ..Self::new(seed, trial, replicate) }
    }

    /// The numbers of something drawn once a trial, whatever the design.
    #[inline]
    pub fn plain(self, what: Once) -> Draws {
        Draws(chain(self.assumptions, what.name))
    }

    /// Where the design puts something that is drawn once a trial, in (0, 1); none if it is left to
    /// plain chance.
    #[inline]
    pub fn placed(self, what: Once) -> Option<f64> {
        Some(self.point?.at(what.coordinate?))
    }

    /// The number of something drawn once a trial, in (0, 1).
    #[inline]
    pub fn once(self, what: Once) -> f64 {
        self.placed(what).unwrap_or_else(|| self.plain(what).only())
    }

    /// The numbers of one place among several: its months, its families.
    #[must_use]
    pub fn place(self, name: &str) -> Self {
        Self { chance: chain(chain(self.chance, About::Place as u64), text(name)), ..self }
    }

    /// The numbers of a month of referrals.
    pub fn month(self, month: usize) -> Draws {
        Draws(chain(chain(self.chance, About::Month as u64), month as u64))
    }

    /// The numbers of the family that was referred as number `index` of a month.
    pub fn family(self, month: usize, index: usize) -> Draws {
        let family = (month as u64) << 32 | index as u64;
        Draws(chain(chain(self.chance, About::Family as u64), family))
    }

    /// The numbers of a therapist's post of the therapy with this key.
    pub fn post(self, therapy: &str, post: usize) -> Draws {
        let posts = chain(chain(self.chance, About::Post as u64), text(therapy));
        Draws(chain(posts, post as u64))
    }
}

/// The random numbers about one thing, in any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draws(u64);

impl Draws {
    /// A number in (0, 1), the same whenever it is asked for.
    #[inline]
    pub fn uniform(self, decision: Decision, occurrence: u64) -> f64 {
        open_unit(self.word(decision as u64 + Decision::SPACING * (occurrence + 1)))
    }

    /// A unit exponential, `-ln(uniform)`: the cumulative hazard at which an event happens.
    #[inline]
    pub fn exponential(self, decision: Decision, occurrence: u64) -> f64 {
        -ln(self.uniform(decision, occurrence))
    }

    /// The only number of a thing with a single one, such as an assumption.
    #[inline]
    pub fn only(self) -> f64 {
        open_unit(self.word(0))
    }

    /// A stream for samplers that take an unknown count of numbers.
    pub fn stream(self, decision: Decision) -> Stream {
        Stream(self.word(decision as u64))
    }

    /// Output `position` of SplitMix64 seeded with this address.
    #[inline]
    fn word(self, position: u64) -> u64 {
        mix64(self.0.wrapping_add((position + 1).wrapping_mul(GOLDEN)))
    }
}

/// A generator in its own stream (SplitMix64), for a sampler that takes as many numbers as it needs.
#[derive(Debug)]
pub struct Stream(u64);

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|word| (word >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0 = self.0.wrapping_add(GOLDEN);
        Ok(mix64(self.0))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let word = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

/// A uniform number in (0, 1) from the upper 53 bits; never 0 and never 1.
#[inline]
fn open_unit(word: u64) -> f64 {
    // The greatest of them would be rounded to 1.
    const GREATEST: f64 = 1.0_f64.next_down();
    let unit = ((word >> 11) as f64 + 0.5) * (1.0 / (1_u64 << 53) as f64);
    if unit < GREATEST { unit } else { GREATEST }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_draw_is_0_or_1() {
        for word in [0, 1, u64::MAX - 1, u64::MAX] {
            let unit = open_unit(word);
            assert!(0.0 < unit && unit < 1.0 && ln(unit) < 0.0, "{word}");
        }
    }

    /// The standardised chi-square of counts against equal expectation.
    fn z_of_counts(counts: &[u32]) -> f64 {
        let cells = counts.len() as f64;
        let expected = counts.iter().map(|count| f64::from(*count)).sum::<f64>() / cells;
        let chi_square: f64 =
            counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum();
        (chi_square - (cells - 1.0)) / (2.0 * (cells - 1.0)).sqrt()
    }

    fn cell(u: f64, cells: usize) -> usize {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "u is in (0, 1)"
        )]
        let cell = (u * cells as f64) as usize;
        cell
    }

    /// Over neighbouring trials and families, one decision is uniform. A packed address without
    /// the hash fails this by millions (4,096 cells, a million draws, |z| < 4.5).
    #[test]
    fn draws_of_neighbouring_families_and_trials_are_uniform() {
        for decision in [Decision::Starts, Decision::Departure] {
            let mut counts = vec![0_u32; 4096];
            for trial in 0..2_000 {
                for family in 0..500 {
                    let u =
                        Trial::new(1, trial, 0).family(family / 9, family % 9).uniform(decision, 3);
                    counts[cell(u, 4096)] += 1;
                }
            }
            let z = z_of_counts(&counts);
            assert!(z.abs() < 4.5, "{decision:?}: z = {z}");
        }
    }

    /// Neighbouring occurrences, families, months and trials are independent: each pair of them
    /// fills a 64 × 64 grid evenly (a million pairs, |z| < 4.5).
    #[test]
    fn neighbouring_addresses_are_independent() {
        type Pair = fn(u64, usize) -> (f64, f64);
        let rows: [(&str, Pair); 4] = [
            ("occurrences", |t, f| {
                let draws = Trial::new(7, t, 0).family(0, f);
                (draws.uniform(Decision::Departure, 0), draws.uniform(Decision::Departure, 1))
            }),
            ("decisions", |t, f| {
                let draws = Trial::new(7, t, 0).family(0, f);
                (draws.uniform(Decision::Departure, 0), draws.uniform(Decision::Return, 0))
            }),
            ("families", |t, f| {
                let at = |index| Trial::new(7, t, 0).family(3, index).uniform(Decision::Age, 0);
                (at(f), at(f + 1))
            }),
            ("trials", |t, f| {
                let at = |trial| Trial::new(7, trial, 0).family(3, f).uniform(Decision::Age, 0);
                (at(t), at(t + 1))
            }),
        ];
        for (name, pair) in rows {
            let mut counts = vec![0_u32; 4096];
            for trial in 0..2_000 {
                for family in 0..500 {
                    let (a, b) = pair(trial, family);
                    counts[cell(a, 64) * 64 + cell(b, 64)] += 1;
                }
            }
            let z = z_of_counts(&counts);
            assert!(z.abs() < 4.5, "{name}: z = {z}");
        }
    }

    #[test]
    fn a_replicate_keeps_the_assumptions_and_changes_the_families() {
        let (run, again) = (Trial::new(1, 5, 0), Trial::new(1, 5, 1));
        assert_eq!(run.plain(Once::new("a")), again.plain(Once::new("a")));
        assert_ne!(run.family(0, 0), again.family(0, 0));
        assert_ne!(run.month(0), again.month(0));
        assert_ne!(run.post("fft", 0), again.post("fft", 0));
    }
}
