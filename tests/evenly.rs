//! Draws of the assumptions that are spread evenly: the same answer with a smaller standard error.

use kinward::numeric::design::{Design, RANDOMISATIONS, turn};
use kinward::numeric::summary::Estimate;
use kinward::results::{Metric, MetricSummary, REPLICATED_EVERY, summarise};

use crate::common::{PROGRAMME, Scene, Simulated};

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

fn saving(design: Design) -> MetricSummary {
    let simulated = uncertain().design(design).run();
    let summary = summarise(&simulated.0, &[]).expect("readable");
    summary.worlds[PROGRAMME].metric(Metric::NetSaving).expect("a programme").clone()
}

/// The mean within three standard errors of the difference, and known more than twice as well; the
/// median and the chance of a saving too; and of the spread, which is that of plain draws (a sample sd
/// of 512 has an error of some 4%), the same part is chance (estimated from 103 pairs).
#[test]
fn the_saving_is_the_same_and_known_better() {
    let [plain, evenly] = [Design::Plain, Design::Sobol].map(saving);
    let [a, b] = [&plain, &evenly].map(|it| it.estimate.expect("values"));
    let near = |(a, a_error): (f64, f64), (b, b_error): (f64, f64), errors: f64| {
        (a - b).abs() < errors * a_error.hypot(b_error)
    };
    let mean = |estimate: Estimate| (estimate.mean, estimate.standard_error);
    assert!(near(mean(a), mean(b), 3.0), "{a:?} {b:?}");
    assert!(b.standard_error < a.standard_error / 2.5, "{a:?} {b:?}");
    let median = |estimate: Estimate| (estimate.median(), estimate.quantile_errors[2]);
    assert!(near(median(a), median(b), 3.0), "{a:?} {b:?}");
    assert!(b.quantile_errors[2] < a.quantile_errors[2], "{a:?} {b:?}");
    assert!((a.sd / b.sd - 1.0).abs() < 0.25, "{a:?} {b:?}");
    let [a, b] = [&plain, &evenly].map(|it| it.above_zero.expect("trials"));
    assert!(near((a.share, a.standard_error), (b.share, b.standard_error), 3.0), "{a:?} {b:?}");
    let [a, b] = [plain, evenly].map(|it| it.split.expect("it varies"));
    assert!(near((a.chance, a.standard_error), (b.chance, b.standard_error), 4.0), "{a:?} {b:?}");
}

#[test]
fn neither_threads_nor_parts_nor_other_worlds_change_a_bit() {
    let scene = uncertain().design(Design::Sobol).trials(37);
    let whole = scene.run();
    let merged = scene.run_from(0, 13).0.merge(scene.run_from(13, 24).0).expect("they fit");
    assert!(Simulated::new(merged).bits() == whole.bits());
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

/// The trials that are simulated twice fall on all randomisations alike.
#[test]
fn every_randomisation_has_as_many_twins() {
    let rounds = 10;
    let trials = (0..rounds * RANDOMISATIONS as u64).map(|index| index * REPLICATED_EVERY);
    let mut twins = [0; RANDOMISATIONS];
    for trial in trials {
        twins[turn(trial).0] += 1;
    }
    assert_eq!(twins, [rounds; RANDOMISATIONS]);
}
