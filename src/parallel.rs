//! Work side by side where the feature `rayon` is on, one after the other where it is not; the results are
//! the same and in the same order.

use std::ops::Range;

#[cfg(feature = "rayon")]
use rayon::prelude::*;

/// What comes of two pieces of work.
pub(crate) fn join<A: Send, B: Send>(
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    #[cfg(feature = "rayon")]
    return rayon::join(first, second);
    #[cfg(not(feature = "rayon"))]
    (first(), second())
}

/// What comes of each item, in the order of the items.
pub(crate) fn map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    #[cfg(feature = "rayon")]
    return items.into_par_iter().map(work).collect();
    #[cfg(not(feature = "rayon"))]
    items.into_iter().map(work).collect()
}

/// What comes of each trial, in order. Each thread has a space of its own, which it uses for one trial
/// after the other.
pub(crate) fn map_trials<S: Default, R: Send>(
    numbers: Range<u64>,
    work: impl Fn(&mut S, u64) -> R + Sync + Send,
) -> Vec<R> {
    #[cfg(feature = "rayon")]
    return numbers.into_par_iter().map_init(S::default, work).collect();
    #[cfg(not(feature = "rayon"))]
    {
        let mut space = S::default();
        numbers.map(|number| work(&mut space, number)).collect()
    }
}
