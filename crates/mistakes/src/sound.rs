//! Numbers of any size in a scenario that is otherwise right.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::{Fate, endure};

/// The small scenario with a therapy that does something, an investor, and what `sets` say.
fn fate(sets: &[&str]) -> Fate {
    let effect = "therapies.talk.effect.care_entry=[{ until_month = 12, hazard_ratio = 0.5 }]";
    let investor = "investor={ commitment = 80_000, hurdle = 0.05, preferred_return = 0.08 }";
    let rate = "contract.payments.out_of_care.rate=30";
    let sets: Vec<String> =
        [effect, investor, rate].iter().chain(sets).map(ToString::to_string).collect();
    endure(include_str!("../../../tests/small.toml"), &sets)
}

/// An uncertain number about `mean`: each form, with a spread from a ten millionth of the mean to a
/// power of ten times as much.
fn about(mean: f64, widest: f64) -> impl Strategy<Value = String> {
    (0..8_usize, -7.0..widest).prop_map(move |(form, exponent)| {
        let sd = mean * 10_f64.powf(exponent);
        let (low, high) = ((mean - sd).max(0.0), mean + sd);
        match form {
            0 => format!("{mean:e}"),
            1 => format!("{{ gamma = {{ mean = {mean:e}, sd = {sd:e} }} }}"),
            2 => format!("{{ lognormal = {{ mean = {mean:e}, sd = {sd:e} }} }}"),
            3 => format!("{{ uniform = {{ low = {low:e}, high = {high:e} }} }}"),
            4 => {
                format!("{{ triangular = {{ low = {low:e}, mode = {mean:e}, high = {high:e} }} }}")
            }
            5 => format!("{{ pert = {{ low = {low:e}, mode = {mean:e}, high = {high:e} }} }}"),
            6 => format!("{{ beta = {{ mean = {mean:e}, sd = {sd:e} }} }}"),
            _ => format!("{{ normal = {{ mean = {mean:e}, sd = {sd:e} }} }}"),
        }
    })
}

/// A number of any size that a person might write by mistake, about `typical` in one case of two.
fn any_number(typical: f64) -> impl Strategy<Value = String> {
    prop_oneof![Just(typical), (-12.0..12.0_f64).prop_map(|index| 10_f64.powf(index))]
        .prop_flat_map(|mean| about(mean, 2.0))
}

/// What may stand in the small scenario, with a value that makes sense there.
const PLACES: [(&str, f64); 14] = [
    ("placements.foster.weekly_cost", 700.0),
    ("placements.foster.yearly_growth", 0.02),
    ("discounting.rate", 0.035),
    ("discounting.inflation", 0.02),
    ("referrals.volume", 1.0),
    ("referrals.starts_therapy", 0.6),
    ("pathways.edge.heterogeneity", 0.5),
    ("therapies.talk.completes", 0.7),
    ("therapies.talk.fade_half_life_months", 12.0),
    ("therapies.talk.drop_out_effect", 0.4),
    ("contract.indexation", 0.02),
    ("contract.payments.out_of_care.rate", 30.0),
    ("site.effect_sd", 0.2),
    ("site.care_entry_sd", 0.2),
];

/// One to four numbers in other places.
fn any_sets(number: fn(f64) -> BoxedStrategy<String>) -> impl Strategy<Value = Vec<String>> {
    let place = prop::sample::select(PLACES.to_vec());
    let written = place.prop_flat_map(move |(key, typical)| {
        number(typical).prop_map(move |value| format!("{key}={value}"))
    });
    prop::collection::vec(written, 1..5)
}

fn fate_of(sets: &[String]) -> Fate {
    fate(&sets.iter().map(String::as_str).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None, rng_seed: RngSeed::Fixed(17), ..ProptestConfig::with_cases(250) })]

    /// Numbers of any size: what passes the checks runs three trials with every number finite, or is
    /// stopped with the trial and what it is that cannot be reckoned with. It never panics or hangs.
    #[test]
    fn what_passes_the_checks_is_finite_or_is_stopped(sets in any_sets(|it| any_number(it).boxed())) {
        fate_of(&sets);
    }

    /// Numbers about those that make sense: what passes runs.
    #[test]
    fn what_makes_sense_and_passes_the_checks_runs(sets in any_sets(|it| about(it, 0.4).boxed())) {
        let fate = fate_of(&sets);
        prop_assert!(!matches!(fate, Fate::Stopped(_)), "{sets:?}: {fate:?}");
    }
}

/// Prices that halve every year from 1996 on make a real pound of 2020 sixteen million, and care that dear makes
/// of these more than can be counted to the penny.
#[test]
fn a_number_that_is_none_stops_the_run_and_is_named() {
    let fate = fate(&[
        "discounting.inflation=-0.5",
        "discounting.prices_of=1996",
        "placements.foster.weekly_cost=900_000",
    ]);
    let Fate::Stopped(problem) = fate else { panic!("{fate:?}") };
    assert_eq!((problem.trial, problem.what.as_str()), (0, "`net_saving_real`"));
}

/// 100% a year over ten years and more: more than any money, and the investor has all that there is.
#[test]
fn an_endless_claim_takes_all_there_is_and_nothing_panics() {
    let lines = ["referrals.months=100", "contract.tracking.months=120"];
    let investor = "investor={ commitment = 80_000_000, hurdle = 0.05, preferred_return = 1 }";
    assert_eq!(fate(&[lines[0], lines[1], investor]), Fate::Ran);
}
