//! Closed forms that the simulation must meet within its own standard error.
//!
//! Sample sizes are such that an error of 0.5% would show: one standard error is 0.12% or less of
//! the figure, and the tolerance is four.

use kinward::numeric::summary::Estimate;
use kinward::results::Metric;

use crate::common::{STATUS_QUO, Scene, Simulated};

/// Each row has two thousand trials of about a thousand families.
const TRIALS: u64 = 2_000;

fn many() -> Scene {
    Scene::small().set("referrals.monthly=[{ from_month = 0, rate = 500 }]").trials(TRIALS)
}

#[track_caller]
fn assert_mean(simulated: &Simulated, metric: Metric, expected: f64) {
    let found = Estimate::of(simulated.of(metric)).expect("values");
    let relative = found.standard_error / expected;
    assert!(relative < 0.00126, "{metric:?}: an error of 0.5% would not show at {relative}");
    let distance = (found.mean - expected).abs() / found.standard_error;
    assert!(
        distance < 4.0,
        "{metric:?}: {} is {distance} standard errors from {expected}",
        found.mean
    );
}

/// The chance that a rounded exponential spell lasts exactly `n` days, at least one.
fn lasts(n: u32, per_day: f64) -> f64 {
    let survives = |days: f64| (-per_day * days).exp();
    let from = if n == 1 { 0.0 } else { f64::from(n) - 0.5 };
    survives(from) - survives(f64::from(n) + 0.5)
}

/// Mean and mean square of the days in care among the first `window` days, for one spell at home
/// and one in care, both exponential and rounded: summed over every pair of lengths.
fn days_in_care(window: u32, entry: f64, leaving: f64) -> (f64, f64) {
    let (mut mean, mut square) = (0.0, 0.0);
    for home in 1..window {
        let left = window - home;
        let enters = lasts(home, entry);
        let mut longer = 1.0;
        for stay in 1..left {
            let chance = lasts(stay, leaving);
            longer -= chance;
            mean += enters * chance * f64::from(stay);
            square += enters * chance * f64::from(stay).powi(2);
        }
        mean += enters * longer * f64::from(left);
        square += enters * longer * f64::from(left).powi(2);
    }
    (mean, square)
}

/// One hazard each way, no therapy, no re-entry: days in care in the window of a year, the
/// payments for the days at home, and their variance over cohorts (compound Poisson). Catches a
/// wrong clock, a lost or doubled day, and a rate that is a year's or a month's by mistake.
#[test]
fn days_in_care_and_payments_match_their_closed_forms() {
    let (entry, leaving) = (0.5 / 365.25, 1.0 / 100.0);
    let window = 365;
    let (mean, square) = days_in_care(window, entry, leaving);
    let simulated = many().run();
    let families = 1_000.0;
    let home = f64::from(window) - mean;
    assert_mean(&simulated, Metric::Referrals, families);
    assert_mean(&simulated, Metric::DaysOutOfCare, families * home);
    assert_mean(&simulated, Metric::Payments, families * home);
    let home_square = f64::from(window).powi(2) - 2.0 * f64::from(window) * mean + square;
    let found = Estimate::of(simulated.of(Metric::Payments)).expect("values");
    let expected = families * home_square;
    // A sample variance of n has a relative standard error of about √(2 / n): 3.2% here.
    let allowed = 4.0 * (2.0 / TRIALS as f64).sqrt();
    assert!((found.sd.powi(2) / expected - 1.0).abs() < allowed, "{} {expected}", found.sd.powi(2));
}

/// All days in care of a whole childhood, and what they cost at £100 a day.
#[test]
fn the_cost_of_care_is_its_days_times_the_price() {
    let simulated = many().set("horizon_months=130").run();
    // Everybody is 8 to 10 at referral, so at least 7 years are simulated; the price is flat.
    let days = simulated.column(STATUS_QUO, Metric::DaysInCare);
    let cost = simulated.column(STATUS_QUO, Metric::CareCost);
    assert!(days.iter().zip(cost).all(|(days, cost)| (cost - days * 100.0).abs() < 1e-4 * cost));
}

/// The share that enters care within two years is the stated one, whatever the heterogeneity and
/// in every form of curve: 1 - (share never in care in a window of 24 months from referral).
/// Catches frailty that shifts the population, and steps that miss their published points.
#[test]
fn curves_show_their_published_share_whatever_the_heterogeneity() {
    let curves = [
        ("{ probability = 0.30, within_months = 24, shape = 0.75 }", 0.30),
        ("{ points = [{ by_month = 3, share = 0.12 }, { by_month = 24, share = 0.25 }] }", 0.25),
        (
            "{ steps = [{ until_month = 6, per_year = 0.6 }, { until_month = 30, per_year = 0.2 }] }",
            1.0 - (-0.6_f64).exp(),
        ),
        (
            "{ mixture = [{ share = 0.4, mean_days = 90 }, { share = 0.6, mean_days = 2000 }] }",
            1.0 - 0.4 * (-730.5_f64 / 90.0).exp() - 0.6 * (-730.5_f64 / 2000.0).exp(),
        ),
    ];
    for (row, (curve, enters)) in curves.into_iter().enumerate() {
        for heterogeneity in [0.0, 1.5] {
            let simulated = many()
                .seed(row as u64)
                .set(&format!("pathways.edge.care_entry={curve}"))
                .set(&format!("pathways.edge.heterogeneity={heterogeneity}"))
                .set("contract.tracking.months=24")
                .run();
            assert_mean(&simulated, Metric::CompletersNeverInCare, 1.0 - enters);
        }
    }
}

/// A hazard ratio of ½ over a constant hazard from the first day is half the hazard.
#[test]
fn a_hazard_ratio_does_what_it_says() {
    let simulated = many()
        .set("therapies.talk.effect.care_entry=[{ until_month = 240, hazard_ratio = 0.5 }]")
        .run();
    let (mean, _) = days_in_care(365, 0.25 / 365.25, 1.0 / 100.0);
    assert_mean(&simulated, Metric::DaysOutOfCare, 1_000.0 * (365.0 - mean));
}

/// Of those who drop out each keeps 0.4 of the log ratio: the hazard is 0.5^0.4 of what it was.
#[test]
fn drop_outs_keep_their_part_of_the_effect() {
    let simulated = many()
        .set("therapies.talk.completes=0")
        .set("therapies.talk.drop_out_effect=0.4")
        .set("therapies.talk.effect.care_entry=[{ until_month = 240, hazard_ratio = 0.5 }]")
        .run();
    let (mean, _) = days_in_care(365, 0.5 * 0.5_f64.powf(0.4) / 365.25, 1.0 / 100.0);
    assert_mean(&simulated, Metric::DaysOutOfCare, 1_000.0 * (365.0 - mean));
}

/// A child in care at referral for 200 days stays on as the rest of its stay: with a mixture of
/// stays of mean 30 and 600 days those left are nearly all long ones. The days at home within a
/// year follow from the conditional survival, summed day by day.
#[test]
fn a_stay_in_progress_is_conditional_on_its_length_so_far() {
    let simulated = many()
        .set("pathways.edge.begins=\"care\"")
        .set("pathways.edge.in_care_months={ min = 6.5, max = 6.5 }")
        .set("pathways.edge.length_of_stay={ mixture = [{ share = 0.28, mean_days = 30 }, { share = 0.72, mean_days = 600 }] }")
        .run();
    let begun = 6.5 * 30.4375;
    // The hazard is a step function: the cumulative hazard is linear between whole months.
    let cumulative = |day: f64| {
        let at = |month: f64| {
            let day: f64 = month * 30.4375;
            -(0.28 * (-day / 30.0).exp() + 0.72 * (-day / 600.0).exp()).ln()
        };
        let month = (day / 30.4375).floor();
        at(month) + (at(month + 1.0) - at(month)) * (day / 30.4375 - month)
    };
    let home: f64 = (1..365_u32)
        .map(|day| 1.0 - (cumulative(begun) - cumulative(begun + f64::from(day) + 0.5)).exp())
        .sum();
    let found = Estimate::of(simulated.of(Metric::DaysOutOfCare)).expect("values");
    let distance = (found.mean - 1_000.0 * home).abs() / found.standard_error;
    assert!(distance < 4.0, "{} is {distance} standard errors from {}", found.mean, 1_000.0 * home);
}

/// A stay begins in one placement and moves on at the rate at which stays end, so half of its days
/// are spent in each. A year taken for a month, or a wrong column, would miss by far.
#[test]
fn moves_between_placements_share_out_the_days() {
    let simulated = Scene::small()
        .with("\n[placements.unit]\nweekly_cost = 700\nprices_of = 2020\n")
        .set("placements.foster.moves_per_year={ unit = 3.6525 }")
        .set("horizon_months=120")
        .trials(800)
        .run();
    let shares: Vec<f64> = simulated
        .of(Metric::DaysInPlacement(0))
        .iter()
        .zip(simulated.of(Metric::DaysInCare))
        .map(|(foster, all)| foster / all)
        .collect();
    let found = Estimate::of(&shares).expect("values");
    assert!(found.standard_error < 0.002, "{}", found.standard_error);
    assert!((found.mean - 0.5).abs() < 4.0 * found.standard_error, "{found:?}");
}

/// The share of the days in each placement is that of the entries, where nobody moves.
#[test]
fn placements_are_drawn_by_their_mix() {
    let simulated = Scene::small()
        .with("\n[placements.unit]\nweekly_cost = 700\nprices_of = 2020\n")
        .set("pathways.edge.placements={ shares = { foster = 0.3, unit = 0.7 } }")
        .trials(400)
        .run();
    let pairs =
        simulated.of(Metric::DaysInPlacement(0)).iter().zip(simulated.of(Metric::DaysInCare));
    let shares: Vec<f64> = pairs.map(|(foster, all)| foster / all).collect();
    let found = Estimate::of(&shares).expect("values");
    assert!((found.mean - 0.3).abs() < 4.0 * found.standard_error + 0.001, "{found:?}");
}

/// Monthly counts with size 5 and mean 50 have variance 50 + 50² / 5 = 550. A variance of 2,000
/// draws of such a count has a relative error of 4%; the tolerance is four of them.
#[test]
fn referrals_are_as_overdispersed_as_they_are_said_to_be() {
    let simulated =
        Scene::small().set("referrals.months=1").set("referrals.dispersion=5").trials(TRIALS).run();
    let found = Estimate::of(simulated.of(Metric::Referrals)).expect("values");
    assert!((found.mean - 50.0).abs() < 4.0 * found.standard_error, "{}", found.mean);
    assert!((found.sd.powi(2) / 550.0 - 1.0).abs() < 0.16, "{}", found.sd.powi(2));
}

/// After a return the clock of re-entry starts anew: with everybody home from care on day one and
/// a probability of 0.4 within twelve months, 60% are never in care again in that year.
#[test]
fn re_entry_is_counted_from_the_return() {
    let simulated = many()
        .set("pathways.edge.begins=\"care\"")
        .set("pathways.edge.in_care_months={ min = 1, max = 1 }")
        .set("pathways.edge.length_of_stay={ probability = 1, within_months = 1 }")
        .set("pathways.edge.re_entry={ probability = 0.4, within_months = 12 }")
        .set("contract.tracking.months=12.032855")
        .run();
    assert_mean(&simulated, Metric::CompletersNeverInCare, 0.6);
}

/// Times are rounded to the nearest day, at least one: a stay of mean three days lasts
/// `1 + Σ exp(-(k - 0.5) / 3)` over k from 2 on average. Rounding down would miss by a sixth.
#[test]
fn short_stays_are_rounded_to_the_nearest_day() {
    let simulated = Scene::small()
        .set("pathways.edge.length_of_stay={ mixture = [{ share = 1, mean_days = 3 }] }")
        .trials(400)
        .run();
    let expected = 1.0 + (2..200).map(|k| (-(f64::from(k) - 0.5) / 3.0).exp()).sum::<f64>();
    let pairs = simulated.of(Metric::DaysInCare).iter().zip(simulated.of(Metric::EntriesToCare));
    let stays: Vec<f64> = pairs.map(|(days, entries)| days / entries).collect();
    let found = Estimate::of(&stays).expect("values");
    assert!((found.mean - expected).abs() < 4.0 * found.standard_error, "{found:?} {expected}");
}
