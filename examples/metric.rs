//! A metric of one's own, from the trials themselves: by how much a saving of a trial falls short of a target,
//! on average over the trials in which it does.
//!
//! ```sh
//! cargo run --release --example metric
//! ```

#![expect(clippy::print_stdout, reason = "an example prints")]

use kinward::{Error, Metric, OWN_CASE, Options, Plan, Silent, Study, simulate};

/// Pounds.
const TARGET: f64 = 10_000_000.0;

fn main() -> Result<(), Error> {
    let study = Study::open("scenarios/essex-mst.toml")?;
    let plan = Plan::new(study.worlds()?);
    let trials = simulate(&plan, &Options::of_trials(1_000), &Silent)?;
    // One number a trial, in their order; NaN where a trial has no value, which estimates leave out.
    let saving = trials.column(OWN_CASE, Metric::NetSaving)?;
    let short = |saving: f64| if saving < TARGET { TARGET - saving } else { f64::NAN };
    let short: Vec<f64> = saving.into_iter().map(short).collect();
    // The sample knows which trials belong together where they are spread evenly (`Design::Sobol`).
    match trials.sample().estimate(&short) {
        Some(estimate) => println!(
            "{} of {} trials fall short of £10m, by £{:.0} on average (standard error £{:.0})",
            estimate.count,
            short.len(),
            estimate.mean,
            estimate.standard_error,
        ),
        None => println!("no trial falls short of £10m"),
    }
    Ok(())
}
