//! Who is in a run changes nothing for the others; nor does who runs it.

use kinward::results::Metric;
use kinward::simulation::{Plan, Silent, run_within};

use crate::common::{Lived, STATUS_QUO, Scene, numbers};

const VARIANTS: &str = "
[[variants]]
name = \"dearer\"
placements.foster.weekly_cost = 900

[[variants]]
name = \"riskier\"
[[variants.pathways]]
name = \"edge\"
care_entry = { steps = [{ until_month = 12, per_year = 1.5 }] }
";

#[test]
fn a_variant_more_changes_no_bit_of_another_world() {
    let uncertain = Scene::small()
        .set("therapies.talk.completes={ beta = { events = 7, of = 10 } }")
        .set("referrals.volume={ gamma = { mean = 1, sd = 0.2 } }");
    let alone = uncertain.clone().run().bits();
    let beside = uncertain.with(VARIANTS).run().bits();
    assert_eq!(beside.len(), 4);
    assert!(alone[..] == beside[..2]);
}

#[test]
fn a_variant_alone_is_the_same_as_its_own_scenario() {
    let variant = Scene::small().with(VARIANTS).run();
    let dearer = Scene::small().set("placements.foster.weekly_cost=900").run();
    let riskier = Scene::small()
        .set("pathways.edge.care_entry={ steps = [{ until_month = 12, per_year = 1.5 }] }")
        .run();
    assert!(variant.bits()[2].metrics == dearer.bits()[1].metrics);
    assert!(variant.bits()[3].metrics == riskier.bits()[1].metrics);
    let without = |lived: &Lived, world| lived.column(world, Metric::StatusQuoCareCost).to_vec();
    assert_eq!(
        without(&variant, 3),
        riskier.column(STATUS_QUO, Metric::CareCost),
        "a view has a status quo of its own"
    );
}

#[test]
fn two_halves_merged_are_one_whole() {
    let scene = Scene::small()
        .with(VARIANTS)
        .set("therapies.talk.completes={ beta = { events = 7, of = 10 } }");
    let whole = scene.run_from(0, 31);
    let merged = scene.run_from(0, 13).0.merge(scene.run_from(13, 18).0).expect("they fit");
    assert_eq!(merged.replicated, whole.0.replicated);
    assert!(Lived::new(merged).bits() == whole.bits());
}

#[test]
fn parts_that_do_not_fit_are_not_merged() {
    let scene = Scene::small();
    let part = |first, count| scene.run_from(first, count).0;
    assert!(part(0, 5).merge(part(6, 5)).unwrap_err().contains("next trial"), "a gap");
    assert!(part(0, 5).merge(part(4, 5)).unwrap_err().contains("next trial"), "an overlap");
    assert!(part(0, 5).merge(scene.clone().seed(2).run_from(5, 5).0).unwrap_err().contains("seed"));
    let other = Scene::small().with(VARIANTS).run_from(5, 5).0;
    assert!(part(0, 5).merge(other).unwrap_err().contains("different scenarios"));
}

/// More volume keeps the families there were: their care is part of the greater cohort's. Counted
/// over whole childhoods, so that no family is cut by the horizon.
#[test]
fn more_volume_only_adds_families() {
    let some = Scene::small().run();
    let more = Scene::small().set("referrals.volume=1.5").run();
    for metric in [Metric::Referrals, Metric::DaysInCare, Metric::DaysOutOfCare] {
        let pairs = some.of(metric).iter().zip(more.of(metric));
        assert!(pairs.into_iter().all(|(some, more)| some <= more), "{metric:?}");
    }
}

#[test]
fn another_seed_is_another_run() {
    assert!(Scene::small().run().bits() != Scene::small().seed(2).run().bits());
}

/// A claim past the horizon, a variant with a longer window, and co-payers of its own in each of
/// two variants: none of them moves the base, and each fund's years are its own.
#[test]
fn longer_windows_and_other_payers_stay_in_their_worlds() {
    let claim = "
[[claims]]
text = \"late\"
metric = \"net_saving\"
at_month = 100
value = 1
source = \"nobody\"
";
    let payers = "
[[variants]]
name = \"x\"
contract.co_payers = [{ name = \"fund x\", share = 0.5 }]
contract.tracking.months = 110

[[variants]]
name = \"y\"
contract.co_payers = [{ name = \"fund y\", share = 0.5 }]
";
    let alone = Scene::small().with(claim).run();
    let beside = Scene::small().with(claim).with(payers).run();
    let claims = |lived: &Lived| numbers(&lived.0.worlds[1].claims);
    assert_eq!(claims(&alone), claims(&beside));
    for (world, fund) in [(2, 0), (3, 1)] {
        let width = 4;
        let years = numbers(&beside.0.worlds[world].years);
        let paid = |payer: usize| -> f64 {
            years.iter().skip(2 + payer).step_by(width).flat_map(|column| column.iter()).sum()
        };
        let total: f64 = beside.column(world, Metric::PaymentsByCoPayer(fund)).iter().sum();
        assert!(total > 0.0 && (paid(fund) - total).abs() < 0.01, "{} {total}", paid(fund));
        assert!(paid(1 - fund).abs() < 1e-9);
    }
}

#[test]
fn a_variant_cannot_move_the_calendar() {
    for change in ["starts = 2030-01-01", "horizon_months = 12", "name = \"programme\""] {
        let name = if change.starts_with("name") { "" } else { "name = \"other\"\n" };
        let loaded = Scene::small().with(&format!("\n[[variants]]\n{name}{change}\n")).load();
        assert!(loaded.study.is_none(), "{change}");
    }
}

/// Columns on disk are those in memory.
#[test]
fn a_run_without_memory_is_the_same_run() {
    let scene = Scene::small()
        .set("referrals.monthly=[{ from_month = 0, rate = 0.5 }]")
        .set("therapies.talk.completes={ beta = { events = 7, of = 10 } }");
    let study = scene.study();
    let plan = Plan::new(&study);
    let on_disk = run_within(0, &plan, 1, 0..4_100, &Silent).expect("room on disk");
    assert!(Lived::new(on_disk).bits() == scene.run_from(0, 4_100).bits());
}

/// A run is held in blocks of 512 trials; nothing shows where one ends.
#[test]
fn blocks_of_trials_leave_no_seam() {
    let scene = Scene::small().set("referrals.monthly=[{ from_month = 0, rate = 3 }]");
    let whole = scene.run_from(0, 530);
    let merged = scene.run_from(0, 100).0.merge(scene.run_from(100, 430).0).expect("they fit");
    assert!(Lived::new(merged).bits() == whole.bits());
}
