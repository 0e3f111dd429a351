//! What paying for outcomes is assumed to change in the work, and rate cards paid in part.

use kinward::results::Metric;

use crate::common::{PROGRAMME, STATUS_QUO, Scene, Simulated};

/// An effect that lasts as long as childhood: only then are two programmes ordered trial by trial.
const LASTING: &str = "therapies.talk.effect={ \
    care_entry = [{ until_month = 240, hazard_ratio = 0.8 }], \
    return_home = [{ until_month = 240, hazard_ratio = 1.1 }] }";

/// Families that drop out, return and enter care again.
fn scene() -> Scene {
    Scene::small()
        .set(LASTING)
        .set("therapies.talk.drop_out_effect=0.4")
        .set("therapies.talk.completes={ beta = { events = 7, of = 10 } }")
        .set("pathways.edge.re_entry={ steps = [{ until_month = 36, per_year = 0.4 }] }")
        .set("referrals.starts_therapy=0.6")
        .set("site={ effect_sd = 0.3 }")
}

fn pence(pounds: &[f64]) -> Vec<f64> {
    pounds.iter().map(|pound| (pound * 100.0).round()).collect()
}

/// Whether the first has no more than the second in any trial, and less in some.
#[track_caller]
fn assert_less(less: &[f64], more: &[f64]) {
    assert!(less.iter().zip(more).all(|(less, more)| less <= more));
    assert!(less.iter().zip(more).any(|(less, more)| less < more));
}

/// No last digit of any metric, in any world.
#[test]
fn an_incentive_of_one_moves_no_bit() {
    let ones = ["effect", "completes", "starts_therapy", "costs"];
    let part = |scene: Scene| scene.set("contract.payments.out_of_care.part=1");
    for scene in [scene(), Scene::norfolk().without_variants().trials(10)] {
        let without = scene.clone().run();
        let with = ones.iter().fold(scene, |scene, it| scene.set(&format!("incentive.{it}=1")));
        assert!(unmoved(&without, &with.run()));
    }
    assert!(unmoved(&scene().run(), &part(scene()).run()));
}

/// Whether two runs have the same metrics, to the bit, in each world.
fn unmoved(one: &Simulated, other: &Simulated) -> bool {
    let worlds = one.bits().into_iter().zip(other.bits());
    worlds.into_iter().all(|(one, other)| one.metrics == other.metrics)
}

#[test]
fn a_better_effect_never_adds_a_day_in_care() {
    let at = |effect: f64| scene().set(&format!("incentive.effect={effect}")).run();
    let runs = [0.5, 0.9, 1.0, 1.1, 2.0].map(at);
    for pair in runs.windows(2) {
        assert_less(pair[1].of(Metric::DaysInCare), pair[0].of(Metric::DaysInCare));
        let natural =
            |simulated: &Simulated| simulated.column(STATUS_QUO, Metric::DaysInCare).to_vec();
        assert_eq!(natural(&pair[0]), natural(&pair[1]), "lives without the programme stay");
    }
}

/// The scenario's own ratios divided and multiplied, so to the day: 0.8 / 1.6 and 1.1 × 1.6. Had the
/// part that drop-outs keep, the fading or the council's own draw come first, days would differ.
#[test]
fn an_effect_is_that_of_other_ratios() {
    let fading = |scene: Scene| scene.set("therapies.talk.effect.fade_half_life_months=20");
    let short = |entry: f64, back: f64| {
        format!(
            "therapies.talk.effect={{ care_entry = [{{ until_month = 9, hazard_ratio = {entry} }}], \
             return_home = [{{ until_month = 9, hazard_ratio = {back} }}] }}"
        )
    };
    let incentive = fading(scene().set(&short(0.8, 1.1))).set("incentive.effect=1.6").run();
    let ratios = fading(scene().set(&short(0.5, 1.76))).run();
    for metric in [Metric::DaysInCare, Metric::EntriesToCare, Metric::Payments] {
        assert_eq!(incentive.of(metric), ratios.of(metric), "{metric:?}");
    }
}

#[test]
fn a_therapy_without_steps_gets_no_effect() {
    let none = "therapies.talk.effect={ care_entry = [] }";
    let scene = scene().set(none).set("incentive.effect=3");
    let loaded = scene.load();
    assert!(
        loaded.findings.iter().any(|finding| finding.title.contains("no therapy has an effect"))
    );
    let simulated = scene.run();
    assert_eq!(simulated.of(Metric::DaysInCare), simulated.column(STATUS_QUO, Metric::DaysInCare));
}

/// Odds of 3 to 2 made 6 to 1 are a probability of 6 / 7, in every therapy and council.
#[test]
fn odds_are_those_of_other_probabilities() {
    let councils = |scene: Scene, north: &str| {
        scene.with(&format!(
            "\n[[councils]]\nname = \"North\"\nshare = 0.5\nreferrals.starts_therapy = {north}\n\
             \n[[councils]]\nname = \"South\"\nshare = 0.5\n"
        ))
    };
    let sixth = 6.0 / 7.0;
    let odds = councils(Scene::small(), "0.2")
        .set("referrals.starts_therapy=0.6")
        .set("therapies.talk.completes=0.6")
        .set("incentive.starts_therapy=4")
        .set("incentive.completes=4")
        .run();
    let plain = councils(Scene::small(), "0.5")
        .set(&format!("referrals.starts_therapy={sixth}"))
        .set(&format!("therapies.talk.completes={sixth}"))
        .run();
    for metric in [Metric::Starts, Metric::Completions, Metric::Payments] {
        assert_eq!(odds.of(metric), plain.of(metric), "{metric:?}");
        assert!(odds.of(metric).iter().any(|it| *it > 0.0));
    }
}

/// Each start costs £100, and the council £7 a month: half of the first to the penny, all of the
/// second.
#[test]
fn costs_are_the_providers_alone() {
    let running = "council={ costs = [{ name = \"manager\", per = \"month\", amount = 7 }] }";
    let at = |factor: f64| scene().set(running).set(&format!("incentive.costs={factor}")).run();
    let (full, half, dear) = (at(1.0), at(0.5), at(1.25));
    let cost = |simulated: &Simulated| pence(simulated.of(Metric::ProviderCost));
    for (row, full) in cost(&full).into_iter().enumerate() {
        assert!(full > 0.0);
        assert_eq!((2.0 * cost(&half)[row], 4.0 * cost(&dear)[row]), (full, 5.0 * full));
    }
    let own = |simulated: &Simulated| simulated.of(Metric::CouncilRunningCost).to_vec();
    assert_eq!(own(&half), own(&full));
}

/// A change's own therapy and prices have the incentive, too: it is the world's.
#[test]
fn an_incentive_holds_under_a_change() {
    let change = "
[[changes]]
name = \"dearer\"
from_month = 0
therapies.talk.completes = 0.5
[[changes.providers.charity.costs]]
name = \"delivery\"
amount = 300
";
    let scene = || Scene::small().with(change);
    let plain = scene().run();
    let better = scene().set("incentive={ costs = 0.5, completes = 1e6 }");
    assert!(better.load().worlds.is_none(), "a million is refused");
    let better = scene().set("incentive={ costs = 0.5, completes = 100 }").run();
    let cost = |simulated: &Simulated| pence(simulated.of(Metric::ProviderCost));
    assert!(cost(&plain).iter().zip(cost(&better)).all(|(plain, better)| *plain == 2.0 * better));
    assert_less(plain.of(Metric::Completions), better.of(Metric::Completions));
}

/// A variant's incentive is its own, and moves nothing of the base.
#[test]
fn a_variant_may_assume_an_incentive() {
    let better = "
[[variants]]
name = \"better\"
incentive.effect = { lognormal = { estimate = 1.0, ci95 = [0.75, 1.34] }, source = \"judgement\", grade = 6 }
";
    let (alone, beside) = (scene().run(), scene().with(better).run());
    assert!(alone.bits()[..] == beside.bits()[..2]);
    let (base, variant) = (beside.of(Metric::DaysInCare), beside.column(2, Metric::DaysInCare));
    let pairs = || base.iter().zip(variant);
    assert!(pairs().any(|(base, it)| it < base) && pairs().any(|(base, it)| base < it));
    let starts = |world: usize| beside.column(world, Metric::Starts);
    assert_eq!(starts(PROGRAMME), starts(2));
}

/// £1 a day at home, £40 a completion and £1,000 a month: fees at a quarter and outcomes at three
/// quarters pay just that of each, and a line with no part pays nothing.
#[test]
fn a_part_of_a_rate_pays_that_part_to_the_penny() {
    let card = |days: &str, completion: &str, fee: &str| {
        scene()
            .set("therapies.talk.completes=0.7")
            .set(&format!(
                "contract.payments=[\
                 {{ name = \"days\", kind = \"per_period\", rate = 1, {days} }}, \
                 {{ name = \"completion\", kind = \"milestone\", on = \"completion\", rate = 40, {completion} }}, \
                 {{ name = \"saved\", kind = \"days_saved\", baseline = 0.5, rate = 4, {days} }}, \
                 {{ name = \"fee\", kind = \"input\", per = \"month\", rate = 1000, {fee} }}]"
            ))
            .run()
    };
    let whole = card("part = 1", "deadweight = 0", "part = 1");
    let hybrid = card("part = 0.75", "part = 0.5", "part = 0.25");
    for (line, parts_of_four) in [(0, 3.0), (1, 2.0), (2, 3.0), (3, 1.0)] {
        let of = |simulated: &Simulated| pence(simulated.of(Metric::PaymentsForLine(line)));
        let (whole, hybrid) = (of(&whole), of(&hybrid));
        for (whole, part) in whole.into_iter().zip(hybrid) {
            assert!(whole > 0.0);
            assert_eq!(4.0 * part, parts_of_four * whole, "line {line}");
        }
    }
    let nothing = card("part = 0", "part = 0", "part = 0");
    assert!(nothing.of(Metric::Payments).iter().all(|it| *it == 0.0));
}

/// £100 a day at first and a quarter of it from month 6 on: as a change of the rate would have it.
#[test]
fn a_change_may_pay_another_part() {
    let change = |key: &str| {
        let change = format!(
            "\n[[changes]]\nname = \"handover\"\nfrom_month = 6\n[[changes.contract.payments]]\n\
             name = \"out of care\"\n{key}\n"
        );
        scene().set("contract.payments.out_of_care.rate=100").with(&change).run()
    };
    let part = change("part = 0.25");
    assert!(unmoved(&part, &change("rate = 25")));
    assert_less(part.of(Metric::Payments), change("part = 1").of(Metric::Payments));
}
