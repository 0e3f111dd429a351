//! Whatever passes `check` runs, and no number that is none is ever reported.

use std::io::ErrorKind;

use kinward::results::{Metric, Trials, Unit};
use kinward::simulation::{self, Plan, Silent, Unsound};
use kinward::units::Money;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::common::Scene;

/// What becomes of three trials of a scene that passes its checks: none if it does not.
fn three_trials(scene: &Scene) -> Option<Result<Trials, Unsound>> {
    let study = scene.load().study?;
    let plan = Plan::new(&study);
    Some(simulation::run(&plan, 1, 0, 3, &Silent).map_err(|problem| {
        assert_eq!(problem.kind(), ErrorKind::InvalidData, "{problem}");
        let inner = problem.into_inner().expect("why");
        *inner.downcast::<Unsound>().expect("a trial that cannot be reckoned with")
    }))
}

/// Every number of a run but a metric that has no value, and a time that never comes.
fn assert_finite(trials: &Trials) {
    let column = |it: &kinward::results::Column| it.numbers().expect("memory");
    for world in &trials.worlds {
        for (name, it) in world.assumption_names.iter().zip(&world.assumptions) {
            assert!(column(it).iter().all(|it| it.is_finite()), "{name}");
        }
        for (metric, it) in trials.metrics.iter().zip(&world.metrics) {
            let is_sound = |it: &f64| match metric.unit() {
                Unit::Months => true,
                Unit::Pounds => it.is_nan() || it.abs() <= Money::MOST_POUNDS,
                _ => !it.is_infinite(),
            };
            assert!(column(it).iter().all(is_sound), "{metric:?} {:?}", column(it));
        }
        for it in &world.years {
            assert!(column(it).iter().all(|it| it.is_finite()));
        }
    }
    let referred = trials.column(1, Metric::Referrals).expect("memory");
    assert!(referred.iter().all(|it| it.is_finite()), "a count always has a value");
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
    prop_oneof![Just(typical), (-12.0..12.0_f64).prop_map(|it| 10_f64.powf(it))]
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

/// The small scenario with therapy, an investor, and one to four numbers in other places.
fn any_scene(
    number: fn(f64) -> BoxedStrategy<String>,
) -> impl Strategy<Value = (Vec<String>, Scene)> {
    let place = prop::sample::select(PLACES.to_vec());
    let written = place.prop_flat_map(move |(key, typical)| {
        number(typical).prop_map(move |value| format!("{key}={value}"))
    });
    prop::collection::vec(written, 1..5).prop_map(|sets| {
        let scene = Scene::small()
            .set("therapies.talk.effect.care_entry=[{ until_month = 12, hazard_ratio = 0.5 }]")
            .set("investor={ commitment = 80_000, hurdle = 0.05, preferred_return = 0.08 }");
        let scene = sets.iter().fold(scene, |scene, set| scene.set(set));
        (sets, scene)
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None, rng_seed: RngSeed::Fixed(17), ..ProptestConfig::with_cases(250) })]

    /// Numbers of any size: what passes the checks runs three trials with every number finite, or is
    /// stopped with the trial and what it is that cannot be reckoned with. It never panics or hangs.
    #[test]
    fn what_passes_the_checks_is_finite_or_is_stopped((sets, scene) in any_scene(|it| any_number(it).boxed())) {
        match three_trials(&scene) {
            Some(Ok(trials)) => assert_finite(&trials),
            Some(Err(problem)) => prop_assert!(!problem.what.is_empty() && problem.trial < 3, "{sets:?}"),
            None => {}
        }
    }

    /// Numbers about those that make sense: what passes runs.
    #[test]
    fn what_makes_sense_and_passes_the_checks_runs((sets, scene) in any_scene(|it| about(it, 0.4).boxed())) {
        match three_trials(&scene) {
            Some(Ok(trials)) => assert_finite(&trials),
            Some(Err(problem)) => prop_assert!(false, "{sets:?}: {problem}"),
            None => {}
        }
    }
}

/// A spread of 10⁴ on the log scale of effects, growth of 10⁹ a year: infinite ratios and costs, which
/// were silent in release builds.
#[test]
fn a_number_that_is_none_stops_the_run_and_is_named() {
    let effect = "therapies.talk.effect={ care_entry = [{ until_month = 12, hazard_ratio = 0.5 }], \
                  fade_half_life_months = 12 }";
    let growth = "placements.foster.yearly_growth=4e9";
    let scenes = [
        (Scene::small().set(effect).set("site.effect_sd=1e4"), "the effect of a therapy"),
        (Scene::small().set(growth), "care_cost"),
        (Scene::small().set("site.care_entry_sd=1e4"), "the hazard of care entry"),
    ];
    for (scene, what) in scenes {
        // Where the checks refuse it already there is nothing to stop.
        if let Some(ran) = three_trials(&scene) {
            let problem = ran.expect_err("infinite numbers");
            assert!(problem.what.contains(what), "{problem}");
            assert!(problem.to_string().contains("trial"), "{problem}");
        }
    }
}

/// 800% a year over ten years, for 8%: more than any money, and the investor has all that there is.
#[test]
fn an_endless_claim_takes_all_there_is_and_nothing_panics() {
    let scene = Scene::small()
        .set("referrals.months=100")
        .set("contract.tracking.months=120")
        .set("contract.payments.out_of_care.rate=30")
        .set("investor={ commitment = 80_000_000, hurdle = 0.05, preferred_return = 8 }");
    if let Some(ran) = three_trials(&scene) {
        assert_finite(&ran.expect("a claim is no payment"));
    }
}

#[test]
fn more_placements_than_can_be_told_apart_are_refused() {
    let with = |count: usize| {
        let share = 1.0 / count as f64;
        let shares: Vec<String> = (0..count).map(|it| format!("p{it} = {share:?}")).collect();
        let shares = format!("pathways.edge.placements={{ shares = {{ {} }} }}", shares.join(", "));
        let table = |it| format!("[placements.p{it}]\nweekly_cost = 700\nprices_of = 2020\n");
        let tables: String = (0..count).map(table).collect();
        // The small scenario's own placement is one more.
        Scene::small().with(&tables).set(&shares).load()
    };
    assert!(with(199).study.is_some(), "as many as there can be");
    let refused = with(200);
    assert!(refused.study.is_none());
    assert!(refused.findings.iter().any(|it| format!("{it:?}").contains("too-many")));
}

/// Forty reviews of which five are open at once can hold in 700 sets, each of which is read in each of 31 worlds.
/// One world of them is read.
#[test]
fn more_versions_of_the_terms_than_can_be_kept_are_refused() {
    let with = |variants: usize| {
        let change = |it: usize| {
            format!(
                "[[changes]]\nname = \"c{it}\"\nfrom_month = {}\nuntil_month = {}\nwhen = {{ figure = \"starts\", below = 50 }}\ntherapies.talk.completes = 0.5\n",
                it + 1,
                it + 6
            )
        };
        let variant =
            |it: usize| format!("[[variants]]\nname = \"v{it}\"\ncontract.lag_months = {it}\n");
        let text = (0..40).map(change).chain((0..variants).map(variant)).collect::<String>();
        Scene::small().with(&text).load()
    };
    assert!(with(0).study.is_some());
    let refused = with(30);
    assert!(refused.study.is_none());
    let said = format!("{:?}", refused.findings);
    assert!(said.contains("too-many-changes") && said.contains("in each of 31 worlds"), "{said}");
}
