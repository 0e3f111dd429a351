//! Asks a scenario file what it saves, and what it would save at another tariff.
//!
//! ```sh
//! cargo run --release --example embed
//! ```

#![expect(clippy::print_stdout, reason = "an example prints")]

use kinward::{Amendment, Error, Metric, OWN_CASE, Options, Silent, Study};

fn main() -> Result<(), Error> {
    let study = Study::open("scenarios/stronger-families-norfolk.toml")?;
    let options = Options::of_trials(300);
    for factor in [0.8, 1.0, 1.2] {
        // Whatever the file allows can be changed, by the keys that `--set` has.
        let changed = study.with(&[Amendment::to("levels.tariff", factor)])?;
        let run = kinward::run(&changed, None, &options, &Silent)?;
        let world = &run.summary.worlds[OWN_CASE];
        let saving = world.estimate(Metric::NetSaving).expect("every programme has a saving");
        let loses = world.estimate(Metric::InvestorLoses).expect("somebody invests");
        println!(
            "tariff × {factor}: net saving £{:.1}m (standard error £{:.1}m), the investor loses in {:.0}% of trials",
            saving.mean / 1e6,
            saving.standard_error / 1e6,
            100.0 * loses.mean,
        );
    }
    Ok(())
}
