//! A contract that is written in code: the smallest one there is, and the rate at which the council breaks
//! even on it.
//!
//! ```sh
//! cargo run --release --example contract
//! ```

#![expect(clippy::print_stdout, reason = "an example prints")]

use std::path::Path;

use kinward::{
    Amendment, BASE_VIEW, Bound, Error, Figure, Metric, Options, Silent, Simulator, Solution,
    Statistic, Study, Target, Unknown,
};

/// What every contract has to say. In a scenario that is meant, each number has a source and a grade.
const CONTRACT: &str = r#"
schema = 1
name = "made in code"
starts = 2026-04-01
horizon_months = 60
discounting = { rate = 0.035, inflation = 0.02, prices_of = 2026 }
referrals = { monthly = [{ from_month = 0, rate = 5 }], months = 24, starts_therapy = 0.7 }
contract.tracking = { from = "start", months = 24 }

[[pathways]]
name = "edge of care"
share = 1
begins = "home"
age_years = { min = 10, max = 15 }
care_entry = { probability = { beta = { events = 18, of = 40 } }, within_months = 24 }
length_of_stay = { mixture = [{ share = 1, mean_days = 400 }] }
placements = { shares = { foster = 1 } }

[placements.foster]
weekly_cost = 900
prices_of = 2026

[therapies.family]
duration_months = { min = 3, max = 5 }
completes = 0.75
effect.care_entry = [{ until_month = 24, hazard_ratio = { lognormal = { estimate = 0.6, ci95 = [0.4, 0.9] } } }]

[[contract.payments]]
name = "days at home"
kind = "per_period"
rate = 10

[providers.charity]
costs = [{ name = "delivery", per = "start", amount = 6_000 }]
"#;

fn main() -> Result<(), Error> {
    let study = Study::from_text("contract.toml", CONTRACT, &[], Path::new("."));
    // Families are referred for as long as somebody decides here, not in the text.
    let study = study.with(&[Amendment::to("referrals.months", 36_i64)])?;
    let simulator = Simulator {
        study: &study,
        arrangement: None,
        views: vec![BASE_VIEW.to_owned()],
        options: Options::of_trials(1_000),
        observer: &Silent,
    };
    let figure = Figure { metric: Metric::NetSaving, statistic: Statistic::Mean };
    let target = Target { figure, bound: Bound::AtLeast(0.0) };
    let key = "contract.payments.\"days at home\".rate";
    let solved = kinward::solve(&simulator, &Unknown { key, target, between: None })?;
    match &solved.views[0].answer.solution {
        Solution::At { value, standard_error, .. } => {
            println!(
                "the council breaks even at £{value:.2} a day (standard error £{standard_error:.2})"
            );
        }
        other => println!("there is no one rate at which it breaks even: {other:?}"),
    }
    Ok(())
}
