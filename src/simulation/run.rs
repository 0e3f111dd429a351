//! All trials, in parallel, with their rows in order.

use std::io;
use std::ops::Range;

use rayon::prelude::*;

use super::plan::{Plan, Rows};
use super::sound::{Unsound, all_sound};
use super::trial::simulate_trial;
use super::workspace::Workspace;
use crate::results::{MEMORY, SERIES_TRIALS, Store, TrialRow, Trials};

/// Trials of one block of rows at most. Two are held: one is simulated while the other is put away.
const BLOCK: u64 = 512;

/// What the rows of a block may take of memory, in bytes: with very many worlds a block has fewer trials.
const BLOCK_MEMORY: usize = 32 << 20;

/// Trials of a block at least, so that all threads have something to do.
const LEAST_BLOCK: u64 = 16;

/// Who wants to know how a run is getting on.
pub trait Observer: Sync {
    /// A trial is done.
    fn trial_done(&self);
}

/// Nobody does.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Observer for Silent {
    fn trial_done(&self) {}
}

/// Runs trials `first..first + count` of a plan on the current thread pool.
///
/// Each trial depends only on the seed and its own number, so the rows are the same for any number
/// of threads, and two halves [merged](Trials::merge) are one whole run.
///
/// # Errors
///
/// If there is no room for the trials, in [memory](MEMORY) and then on disk; or, with an [`Unsound`] inside,
/// if a trial comes to a number that is none.
pub fn run(
    plan: &Plan<'_>,
    seed: u64,
    first: u64,
    count: u64,
    observer: &dyn Observer,
) -> io::Result<Trials> {
    run_within(MEMORY, plan, seed, first..first + count, observer)
}

/// The same with so many bytes of memory for the columns: where they are changes nothing.
///
/// # Errors
///
/// As [`run`].
pub fn run_within(
    memory: usize,
    plan: &Plan<'_>,
    seed: u64,
    numbers: Range<u64>,
    observer: &dyn Observer,
) -> io::Result<Trials> {
    let sampler = plan.sampler();
    let mut trials = Trials {
        seed,
        design: plan.design,
        first: numbers.start,
        metrics: plan.metrics.clone(),
        names: plan.names.clone(),
        months: if plan.rows == Rows::Whole { plan.series_months } else { 0 },
        horizon: plan.horizon(),
        years: plan.years.clone(),
        worlds: plan.empty_worlds(),
        replicated: Vec::new(),
        store: Store::new(memory),
    };
    let room = BLOCK_MEMORY / trials.bytes_of_a_trial().max(1);
    let length = u64::try_from(room).unwrap_or(BLOCK).clamp(LEAST_BLOCK, BLOCK);
    let block = |start: u64| start..start.saturating_add(length).min(numbers.end);
    let simulate = |block: Range<u64>| -> Result<Vec<TrialRow>, Unsound> {
        block
            .into_par_iter()
            .map_init(Workspace::default, |space, number| {
                let with_months =
                    plan.rows == Rows::Whole && number - numbers.start < SERIES_TRIALS as u64;
                let row = simulate_trial(plan, &sampler, (seed, number), with_months, space);
                observer.trial_done();
                row
            })
            .collect::<Vec<_>>()
            // Of several trials without a result the first is named, on any threads.
            .into_iter()
            .collect()
    };
    let mut simulated = block(numbers.start);
    let mut rows = simulate(simulated.clone())?;
    while !rows.is_empty() {
        all_sound(&trials, simulated.start, &rows)?;
        // While one thread puts away what was simulated, the others live on.
        simulated = block(simulated.end);
        let (pushed, next) = rayon::join(|| trials.push(&rows), || simulate(simulated.clone()));
        pushed?;
        rows = next?;
    }
    Ok(trials)
}
