//! All trials, in parallel, with their rows in order.

use rayon::prelude::*;

use super::plan::Plan;
use super::trial::{Workspace, live_trial};
use crate::random::Trial;
use crate::results::{REPLICATED_EVERY, TrialRow, Trials};

/// Trials whose rows are held before they become columns.
const BLOCK: u64 = 512;

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
pub fn run(plan: &Plan<'_>, seed: u64, first: u64, count: u64, observer: &dyn Observer) -> Trials {
    let sampler = plan.sampler();
    let mut trials = Trials {
        seed,
        design: plan.design,
        first,
        metrics: plan.metrics.clone(),
        names: plan.names.clone(),
        months: plan.series_months,
        years: plan.years.clone(),
        worlds: plan.empty_worlds(),
        replicated: Vec::new(),
    };
    let mut next = first;
    while next < first + count {
        let end = (next + BLOCK).min(first + count);
        let rows: Vec<TrialRow> = (next..end)
            .into_par_iter()
            .map_init(Workspace::default, |space, number| {
                let of = |replicate| Trial::designed(plan.design, seed, number, replicate);
                let worlds = live_trial(plan, &sampler, of(0), space);
                let replicate = (number % REPLICATED_EVERY == 0).then(|| {
                    let again = live_trial(plan, &sampler, of(1), space);
                    again.into_iter().map(|it| it.metrics).collect()
                });
                observer.trial_done();
                TrialRow { worlds, replicate }
            })
            .collect();
        for row in rows {
            trials.push(row);
        }
        next = end;
    }
    trials
}
