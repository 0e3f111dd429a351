//! Draws of the assumptions that are spread evenly: the same answer with a smaller standard error.

use kinward::numeric::design::{Design, RANDOMISATIONS, turn};
use kinward::numeric::summary::Estimate;
use kinward::results::{Metric, REPLICATED_EVERY, VarianceSplit, summarise};

use crate::common::{Lived, PROGRAMME, Scene};

/// So many families, and so much that is not known, that what chance adds is little: prices, volume
/// and what therapy does.
fn uncertain() -> Scene {
    Scene::small()
        .set("referrals.monthly=[{ from_month = 0, rate = 150 }]")
        .set("referrals.volume={ gamma = { mean = 1, sd = 0.2 } }")
        .set("placements.foster.weekly_cost={ gamma = { mean = 700, sd = 280 } }")
        .set("therapies.talk.completes={ beta = { events = 7, of = 10 } }")
        .set("therapies.talk.effect.care_entry=[{ until_month = 60, hazard_ratio = { lognormal = { estimate = 0.5, ci95 = [0.3, 0.83] } } }]")
        .set("site={ care_entry_sd = 0.2, effect_sd = 0.1 }")
        .trials(512)
}

fn saving(lived: &Lived) -> (Estimate, VarianceSplit) {
    let summary = summarise(&lived.0, &[]).expect("readable");
    let found = summary.worlds[PROGRAMME].metric(Metric::NetSaving).expect("a programme");
    (found.estimate.expect("values"), found.split.expect("it varies"))
}

#[test]
fn the_expected_saving_is_the_same_and_known_several_times_better() {
    let (plain, plain_split) = saving(&uncertain().run());
    let (evenly, split) = saving(&uncertain().design(Design::Sobol).run());
    let error = plain.standard_error.hypot(evenly.standard_error);
    assert!((plain.mean - evenly.mean).abs() < 3.0 * error, "{plain:?} {evenly:?}");
    assert!(evenly.standard_error < plain.standard_error / 2.5, "{plain:?} {evenly:?}");
    // What is told from the trials that are lived twice: 103 pairs.
    let error = plain_split.standard_error.hypot(split.standard_error);
    assert!((plain_split.chance - split.chance).abs() < 4.0 * error, "{plain_split:?} {split:?}");
}

/// The median too, and the chance of a saving; the spread itself is that of plain draws (a sample
/// sd of 512 has an error of some 4%).
#[test]
fn quantiles_and_chances_come_closer_too() {
    let of = |design| {
        let summary = summarise(&uncertain().design(design).run().0, &[]).expect("readable");
        summary.worlds[PROGRAMME].metric(Metric::NetSaving).expect("a programme").clone()
    };
    let (plain, evenly) = (of(Design::Plain), of(Design::Sobol));
    let pair = |it: &kinward::results::MetricSummary| {
        let estimate = it.estimate.expect("values");
        (estimate.median(), estimate.quantile_errors[2], estimate.sd)
    };
    let ((a, a_error, a_sd), (b, b_error, b_sd)) = (pair(&plain), pair(&evenly));
    assert!((a - b).abs() < 3.0 * a_error.hypot(b_error), "{a} {b}");
    assert!(b_error < a_error, "{a_error} {b_error}");
    assert!((a_sd / b_sd - 1.0).abs() < 0.25, "{a_sd} {b_sd}");
    let (a, b) = (plain.above_zero.expect("trials"), evenly.above_zero.expect("trials"));
    let error = a.standard_error.hypot(b.standard_error);
    assert!((a.share - b.share).abs() < 3.0 * error, "{a:?} {b:?}");
}

#[test]
fn neither_threads_nor_parts_nor_other_worlds_change_a_bit() {
    let scene = uncertain().design(Design::Sobol).trials(37);
    let whole = scene.run();
    let merged = scene.run_from(0, 13).0.merge(scene.run_from(13, 24).0).expect("they fit");
    assert!(Lived::new(merged).bits() == whole.bits());
    let beside = scene
        .clone()
        .with("\n[[variants]]\nname = \"dearer\"\nplacements.foster.yearly_growth = { normal = { mean = 0.02, sd = 0.01 } }\n")
        .run();
    assert!(beside.bits()[..2] == whole.bits()[..]);
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let on = |threads| pool(threads).expect("threads").install(|| scene.run().bits());
    assert!(on(1) == on(3));
    let plain = scene.clone().design(Design::Plain);
    let refused = scene.run_from(0, 5).0.merge(plain.run_from(5, 5).0).unwrap_err();
    assert_eq!(refused, "plain draws do not continue sobol ones");
}

/// The trials that are lived twice fall on all randomisations alike.
#[test]
fn every_randomisation_has_as_many_twins() {
    let rounds = 10;
    let trials = (0..rounds * RANDOMISATIONS as u64).map(|it| it * REPLICATED_EVERY);
    let mut twins = [0; RANDOMISATIONS];
    for trial in trials {
        twins[turn(trial).0] += 1;
    }
    assert_eq!(twins, [rounds; RANDOMISATIONS]);
}
