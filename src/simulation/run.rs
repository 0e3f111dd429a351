//! All trials, in parallel, with their rows in order.

use std::io;
use std::ops::Range;

use super::options::Options;
use super::plan::{Plan, Rows};
use super::sound::{Unsound, all_sound};
use super::trial::simulate_trial;
use super::workspace::Workspace;
use crate::parallel;
use crate::results::{SERIES_TRIALS, Store, TrialRow, Trials};

/// Trials of one block of rows at most. Two are held: one is simulated while the other is put away.
const BLOCK: u64 = 512;

/// What the rows of a block may take of memory, in bytes: with very many worlds a block has fewer trials.
const BLOCK_MEMORY: usize = 32 << 20;

/// Trials of a block at least, so that all threads have something to do.
const LEAST_BLOCK: u64 = 16;

/// Who wants to know how a run is getting on.
pub trait Observer: Sync {
    /// So many trials begin. Nothing is done by default.
    fn begins(&self, _trials: u64) {}

    /// A trial is done.
    fn trial_done(&self);
}

/// Nobody does.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Observer for Silent {
    fn trial_done(&self) {}
}

/// Simulates trials of a plan on the current thread pool.
///
/// Each trial depends only on the seed and its own number, so the rows are the same for any number
/// of threads, and two halves [merged](Trials::merge) are one whole run.
///
/// # Errors
///
/// If the file that the [room](crate::results::Room) opens cannot be written; or, with an [`Unsound`]
/// inside, if a trial comes to a number that is none.
pub fn run(plan: &Plan<'_>, options: &Options, observer: &dyn Observer) -> io::Result<Trials> {
    let sampler = plan.sampler();
    let numbers = options.first..options.first + options.trials;
    observer.begins(options.trials);
    let mut trials = Trials {
        seed: options.seed,
        design: options.draws,
        first: numbers.start,
        metrics: plan.metrics.clone(),
        names: plan.names.clone(),
        months: if plan.rows == Rows::Whole { plan.series_months } else { 0 },
        horizon: plan.horizon(),
        years: plan.years.clone(),
        worlds: plan.empty_worlds(),
        replicated: Vec::new(),
        store: Store::new(options.room),
    };
    let most = BLOCK_MEMORY / trials.bytes_of_a_trial().max(1);
    let length = u64::try_from(most).unwrap_or(BLOCK).clamp(LEAST_BLOCK, BLOCK);
    let block = |start: u64| start..start.saturating_add(length).min(numbers.end);
    let simulate = |block: Range<u64>| -> Result<Vec<TrialRow>, Unsound> {
        let rows = parallel::map_trials(block, |space: &mut Workspace, number| {
            let with_months =
                plan.rows == Rows::Whole && number - numbers.start < SERIES_TRIALS as u64;
            let row = simulate_trial(plan, &sampler, (options, number), with_months, space);
            observer.trial_done();
            row
        });
        // Of several trials without a result the first is named, on any threads.
        rows.into_iter().collect()
    };
    let mut simulated = block(numbers.start);
    let mut rows = simulate(simulated.clone())?;
    while !rows.is_empty() {
        all_sound(&trials, simulated.start, &rows)?;
        // While one thread puts away what was simulated, the others go on.
        simulated = block(simulated.end);
        let (pushed, next) = parallel::join(|| trials.push(&rows), || simulate(simulated.clone()));
        pushed?;
        rows = next?;
    }
    Ok(trials)
}
