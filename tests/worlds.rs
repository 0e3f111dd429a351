//! Who is in a run changes nothing for the others; nor does who runs it.

use kinward::findings::{Colour, render};
use kinward::results::Metric;
use kinward::results::Room;
use kinward::scenario::{Amendment, Choice, Files, Study, Variant, Worlds};
use kinward::simulation::{self, Options, Plan, Silent};

use crate::common::{INVESTED, PROGRAMME, STATUS_QUO, Scene, Simulated, numbers, root, study_of};

const VARIANTS: &str = "
[[variants]]
name = \"dearer\"
placements.foster.weekly_cost = 900
placements.foster.prices_of = 2020

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
    let without =
        |simulated: &Simulated, world| simulated.column(world, Metric::StatusQuoCareCost).to_vec();
    assert_eq!(
        without(&variant, 3),
        riskier.column(STATUS_QUO, Metric::CareCost),
        "a view has a status quo of its own"
    );
}

/// Mistakes in a variant, in a view, in both laid together and in the file itself: the same are found,
/// in the same order, on one thread and on many.
#[test]
fn mistakes_of_worlds_read_side_by_side_stand_in_the_order_of_the_file() {
    let mistaken = Scene::small().set("placements.foster.weekly_cost=-1").with(
        "
[[variants]]
name = \"dearer\"
placements.foster.weekly_cost = -2
[[variants]]
name = \"unknown\"
placements.castle.weekly_cost = 900
[[views]]
name = \"certain\"
referrals.volume = { beta = { events = 3, of = 2 } }
[[views]]
name = \"empty\"
horizon_months = -1
",
    );
    let found = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let loaded = pool.install(|| mistaken.load_lineup(&Choice::default()));
        assert!(loaded.worlds.is_none());
        render(&loaded.document, &loaded.findings, Colour::Plain)
    };
    let alone = found(1);
    assert!(alone.matches("error[").count() >= 4, "{alone}");
    assert!(!alone.contains("is laid over"), "each is the mistake of one alone: {alone}");
    for _ in 0..10 {
        assert_eq!(found(4), alone);
    }
}

#[test]
fn two_halves_merged_are_one_whole() {
    let scene = Scene::small()
        .with(VARIANTS)
        .set("therapies.talk.completes={ beta = { events = 7, of = 10 } }");
    let whole = scene.run_from(0, 31);
    let merged = scene.run_from(0, 13).0.merge(scene.run_from(13, 18).0).expect("they fit");
    assert_eq!(merged.replicated, whole.0.replicated);
    assert!(Simulated::new(merged).bits() == whole.bits());
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
contract.tracking = { from = \"referral\", months = 110 }

[[variants]]
name = \"y\"
contract.co_payers = [{ name = \"fund y\", share = 0.5 }]
";
    let alone = Scene::small().with(claim).run();
    let beside = Scene::small().with(claim).with(payers).run();
    let claims = |simulated: &Simulated| numbers(&simulated.0.worlds[1].claims);
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
        assert!(loaded.worlds.is_none(), "{change}");
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
    let room = Room { memory: 0, file: Some(tempfile::tempfile) };
    let options = Options { room, ..Options::of_trials(4_100) };
    let on_disk = simulation::run(&plan, &options, &Silent).expect("room on disk");
    assert!(Simulated::new(on_disk).bits() == scene.run_from(0, 4_100).bits());
}

/// A run is held in blocks of 512 trials; nothing shows where one ends.
#[test]
fn blocks_of_trials_leave_no_seam() {
    let scene = Scene::small().set("referrals.monthly=[{ from_month = 0, rate = 3 }]");
    let whole = scene.run_from(0, 530);
    let merged = scene.run_from(0, 100).0.merge(scene.run_from(100, 430).0).expect("they fit");
    assert!(Simulated::new(merged).bits() == whole.bits());
}

/// An arrangement that differs from the base, and one that differs from the arrangement.
const CROSSED: &str = "
[[variants]]
name = \"fees\"
note = \"paid for whatever comes of it\"
without = [\"investor\", \"contract.payments.out of care\"]
contract.payments = [{ name = \"fee\", kind = \"input\", per = \"start\", rate = 150 }]
placements.foster.weekly_cost = 650
placements.foster.prices_of = 2020

[[views]]
name = \"dearer, riskier\"
placements.foster.weekly_cost = 900
placements.foster.prices_of = 2020
[[views.pathways]]
name = \"edge\"
care_entry = { steps = [{ until_month = 12, per_year = 1.5 }] }

[[views]]
name = \"fewer\"
referrals.volume = 0.5
";

/// Small, uncertain and paid for by an investor.
fn invested() -> Scene {
    Scene::small()
        .set(INVESTED)
        .set("therapies.talk.completes={ beta = { events = 7, of = 10 } }")
        .set("referrals.volume={ gamma = { mean = 1, sd = 0.2 } }")
}

#[test]
fn the_lineup_has_every_arrangement_under_every_view() {
    let named = |variant: &Variant| {
        (
            variant.name.clone(),
            variant.arrangement.clone(),
            variant.view.clone(),
            variant.note.is_some(),
        )
    };
    let worlds = |study: &Worlds| study.variants.iter().map(named).collect::<Vec<_>>();
    let scene = invested().with(CROSSED);
    let (fees, risk, fewer) = ("fees", "dearer, riskier", "fewer");
    let some = |text: &str| Some(text.to_owned());
    let alone = [
        (fees.to_owned(), some(fees), None, true),
        (risk.to_owned(), None, some(risk), false),
        (fewer.to_owned(), None, some(fewer), false),
    ];
    assert_eq!(worlds(&scene.study()), alone);
    let crossed = [risk, fewer].map(|it| (format!("fees · {it}"), some(fees), some(it), false));
    assert_eq!(worlds(&scene.lineup(&Choice::default())), [&alone[..], &crossed].concat());
    let only = |names: &str| Choice { only: Some(vec![names.to_owned()]), ..Choice::default() };
    let few = scene.lineup(&only("dearer, riskier,Fees"));
    let kept = [alone[0].clone(), alone[1].clone(), crossed[0].clone()];
    assert_eq!(worlds(&few), kept);
    assert!(
        worlds(&scene.lineup(&Choice { only: Some(Vec::new()), ..Choice::default() })).is_empty()
    );
}

/// The view has the last word where both change one number.
#[test]
fn a_crossing_is_both_laid_over_by_hand() {
    let crossed = invested().with(CROSSED).run_lineup(&Choice::default());
    let riskier = "pathways.edge.care_entry={ steps = [{ until_month = 12, per_year = 1.5 }] }";
    let by_hand = Scene::small()
        .set("therapies.talk.completes={ beta = { events = 7, of = 10 } }")
        .set("referrals.volume={ gamma = { mean = 1, sd = 0.2 } }")
        .set(
            "contract.payments=[{ name = \"fee\", kind = \"input\", per = \"start\", rate = 150 }]",
        )
        .set("placements.foster.weekly_cost=900")
        .set(riskier);
    let study = by_hand.study();
    let lineup = invested().with(CROSSED).lineup(&Choice::default());
    assert_eq!(lineup.variants[3].name, "fees · dearer, riskier");
    assert_eq!(lineup.variants[3].scenario.register, study.base.register);
    assert!(lineup.variants[3].scenario.investor.is_none());
    assert_same(&by_hand.run(), PROGRAMME, &crossed, 5);
}

/// What a world draws, lives and pays is its own, whoever else is in the run.
#[test]
fn every_world_of_a_lineup_is_the_same_alone() {
    let mut compared = 0;
    for entry in std::fs::read_dir(root().join("scenarios")).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let original = Study::read(&Files::default(), &path, &[]).expect("readable");
        let study = study_of(original.lineup(&Choice::default()));
        let simulate = |study: &Worlds| {
            Simulated::new(
                simulation::run(
                    &Plan::new(study),
                    &Options { first: 3, ..Options::of_trials(2) },
                    &Silent,
                )
                .expect("memory"),
            )
        };
        let together = simulate(&study);
        for (index, variant) in study.variants.iter().enumerate() {
            let base = variant.scenario.clone();
            let alone = simulate(&Worlds { base, variants: Vec::new() });
            assert_same(&alone, PROGRAMME, &together, index + 2);
            compared += usize::from(variant.arrangement.is_some() && variant.view.is_some());
        }
    }
    assert!(compared > 20, "{compared} crossings");
}

/// Every metric of a world of one run, by name, has the same bits in a world of another.
#[track_caller]
fn assert_same(one: &Simulated, world: usize, other: &Simulated, other_world: usize) {
    let name = &other.0.worlds[other_world].label.name;
    for metric in &one.0.metrics {
        let called = one.0.names.name(*metric);
        let same = other.0.metrics.iter().find(|metric| other.0.names.name(**metric) == called);
        let same = same.unwrap_or_else(|| panic!("no {called} in {name}"));
        let bits = |simulated: &Simulated, world, metric| -> Vec<u64> {
            simulated.column(world, metric).iter().map(|it| it.to_bits()).collect()
        };
        assert_eq!(
            bits(one, world, *metric),
            bits(other, other_world, *same),
            "{called} in {name}"
        );
    }
}

#[test]
fn what_is_taken_out_is_as_if_it_had_never_been_there() {
    let second = "
[[contract.payments]]
name = \"Start: a family\"
kind = \"milestone\"
on = \"start\"
rate = 100
";
    let plain = Scene::small().run();
    for path in ["contract.payments.start_a_family", "contract.payments[1]"] {
        let variant = format!("[[variants]]\nname = \"x\"\nwithout = [\"investor\", \"{path}\"]\n");
        let simulated = Scene::small().set(INVESTED).with(second).with(&variant).run();
        assert_same(&plain, PROGRAMME, &simulated, 2);
        assert!(simulated.column(1, Metric::Payments) != simulated.column(2, Metric::Payments));
    }
}

/// Taken out one after the other, items are not found by numbers that have moved.
#[test]
fn items_are_taken_out_by_the_numbers_of_the_base() {
    let lines = "
[[contract.payments]]
name = \"second\"
kind = \"milestone\"
on = \"start\"
rate = 100
[[contract.payments]]
name = \"third\"
kind = \"milestone\"
on = \"completion\"
rate = 10
[[variants]]
name = \"x\"
without = [\"contract.payments[0]\", \"contract.payments[1]\"]
";
    let study = Scene::small().with(lines).study();
    let left: Vec<&str> =
        study.variants[0].scenario.contract.lines.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(left, ["third"]);
}

/// A neutral comparison does not read what it leaves out.
#[test]
fn the_neutral_comparison_has_no_incentive() {
    let incentive = "
[incentive]
effect = 1.5
[[variants]]
name = \"dearer\"
placements.foster.weekly_cost = 900
placements.foster.prices_of = 2020
incentive.effect = 2
[[variants]]
name = \"without\"
without = [\"incentive\"]
";
    let neutral = Choice { neutral: true, ..Choice::default() };
    let without = VARIANTS.split("[[variants]]\nname = \"riskier\"").next().expect("a text");
    let plain = Scene::small().with(without).lineup(&Choice::default());
    let lineup = Scene::small().with(incentive).lineup(&neutral);
    assert_eq!(lineup.base.register, plain.base.register);
    assert_eq!(lineup.variants[0].scenario.register, plain.variants[0].scenario.register);
    assert_eq!(lineup.variants[1].scenario.register, plain.base.register);
}

#[test]
fn a_scan_follows_every_arrangement_under_every_point() {
    let points = [
        Amendment::to("placements.foster.weekly_cost", 500.0),
        Amendment::to("referrals.volume", 0.5),
    ];
    let scan = Choice { points: points.map(|point| vec![point]).into(), ..Choice::default() };
    let scene = invested().with(CROSSED);
    let study = scene.lineup(&scan);
    let found: Vec<_> =
        study.variants.iter().map(|variant| (variant.name.as_str(), variant.point)).collect();
    let expected = [
        ("fees", None),
        ("programme · placements.foster.weekly_cost=500", Some(0)),
        ("programme · referrals.volume=0.5", Some(1)),
        ("fees · placements.foster.weekly_cost=500", Some(0)),
        ("fees · referrals.volume=0.5", Some(1)),
    ];
    assert_eq!(found, expected);
    assert!(study.variants.iter().all(|variant| variant.view.is_none()));
    let scanned = scene.run_lineup(&scan);
    assert_same(&invested().set("placements.foster.weekly_cost=500").run(), PROGRAMME, &scanned, 3);
}

#[test]
fn a_mistaken_choice_is_reported_where_it_was_written() {
    let only = vec!["fees,feewer".to_owned(), "fewer,".to_owned()];
    let points = [
        Amendment::to("placements.foster.weekly_csot", 500.0),
        Amendment::to("horizon_months", 12_i64),
        Amendment::to("contract.payments.free.rate", 1.0),
        Amendment::to("nothing[", 1.0),
    ];
    let choice = Choice {
        only: Some(only),
        points: points.map(|point| vec![point]).into(),
        ..Choice::default()
    };
    let loaded = Scene::small().with(CROSSED).load_lineup(&choice);
    assert!(loaded.worlds.is_none());
    let shown = render(&loaded.document, &loaded.findings, Colour::Plain);
    insta::assert_snapshot!(shown);
}

/// Alone the view lowers a tariff, and the arrangement has none.
#[test]
fn a_mistake_of_a_crossing_says_which() {
    let lower = "
[[views]]
name = \"lower\"
contract.payments = [{ name = \"out of care\", rate = 0.5 }]
";
    let scene = invested().with(CROSSED).with(lower);
    assert!(scene.load().worlds.is_some());
    let loaded = scene.load_lineup(&Choice::default());
    assert!(loaded.worlds.is_none());
    let helps: Vec<&str> =
        loaded.findings.iter().filter_map(|finding| finding.help.as_deref()).collect();
    assert!(
        helps.iter().all(|help| help.starts_with("where `lower` is laid over `fees`")),
        "{helps:?}"
    );
    assert_eq!(helps.len(), loaded.findings.len());
}

/// A mistake of a view is reported once, however many arrangements it is laid over.
#[test]
fn a_mistake_is_told_once_in_a_lineup() {
    let mistaken = CROSSED.replace("referrals.volume = 0.5", "referrals.volume = -0.5");
    let loaded = Scene::small().with(&mistaken).load_lineup(&Choice::default());
    let titles: Vec<&str> = loaded.findings.iter().map(|finding| finding.title.as_str()).collect();
    assert_eq!(titles.len(), 2, "no investor to take out, and the volume: {titles:?}");
}

/// Worlds share what the file says that they have in common: the lives without the programme, the work and
/// what is counted of it. A cap on one child makes prices part of the counts, and the order of tables is
/// that of what is drawn and counted.
#[test]
fn worlds_have_in_common_what_is_written_the_same() {
    let scene = Scene::small().set(INVESTED).with(
        "[placements.kin]\nweekly_cost = 100\nprices_of = 2020\nmoves_per_year = { foster = 0.1 }\n",
    );
    let capped = scene.clone().set("contract.caps={ per_child = 300 }");
    // Whether the lives without the programme are the same, and whether the work and its counts are, as far
    // as they do not follow from those lives.
    let rows: [(&Scene, &str, (bool, bool)); 18] = [
        (&scene, "description = \"in other words\"", (true, true)),
        (&scene, "contract.lag_months = 5", (true, true)),
        (&scene, "contract.caps.total = 5_000", (true, true)),
        (&scene, "contract.payments = [{ name = \"out of care\", rate = 5 }]", (true, true)),
        (&capped, "contract.payments = [{ name = \"out of care\", rate = 5 }]", (true, false)),
        (
            &scene,
            "contract.payments = [{ name = \"out of care\", period_days = 7 }]",
            (true, false),
        ),
        (&scene, "contract.caps.per_child = 300", (true, false)),
        (&scene, "levels.tariff = 2", (true, true)),
        (&capped, "levels.tariff = 2", (true, false)),
        (&scene, "levels.provider_costs = 2", (true, true)),
        (&scene, "incentive.costs = 0.8", (true, true)),
        (&scene, "incentive.completes = 0.8", (true, false)),
        (&scene, "therapies.talk.completes = 0.5", (true, false)),
        (&scene, "placements.kin.weekly_cost = 120", (true, false)),
        (&scene, "levels.risk = 2", (false, true)),
        (&scene, "referrals.months = 3", (false, true)),
        (&scene, "placements.kin.moves_per_year = { foster = 0.2 }", (false, true)),
        (
            &scene,
            "without = [\"placements.foster\"]\n\
             placements.foster = { weekly_cost = 700, prices_of = 2020 }",
            (false, false),
        ),
    ];
    for (scene, over, expected) in rows {
        let study =
            scene.clone().with(&format!("[[variants]]\nname = \"other\"\n{over}\n")).study();
        let other = &study.variants[0].scenario;
        let found = (
            study.base.natural_history() == other.natural_history(),
            study.base.work() == other.work(),
        );
        assert_eq!(found, expected, "{over}");
    }
}

/// A change in code is what `--set` does, to the bit; one that cannot be is refused where it is asked for.
#[test]
fn a_study_with_a_change_is_the_file_with_it_set() {
    let scene = Scene::small().trials(5);
    let rate = Amendment::to("contract.payments.\"out of care\".rate", 2.5);
    let changed = scene.original().with(std::slice::from_ref(&rate)).expect("there is such a key");
    let worlds = changed.worlds().expect("it makes sense");
    let options = Options::of_trials(5);
    let found = simulation::run(&Plan::new(worlds), &options, &Silent).expect("memory");
    let set = scene.set(&rate.to_string()).run();
    assert_eq!(Simulated::new(found).bits(), set.bits());

    let refused = |key: &str| {
        let amended = Scene::small().original().with(&[Amendment::to(key, 2.5)]);
        amended.and_then(|study| study.worlds().cloned()).expect_err("no such rate").to_string()
    };
    assert!(refused("contract.payments.nobody.rate").contains("out of care"));
    assert!(refused("contract.payments.\"out of care\".rat").contains("did you mean `rate`?"));
}
