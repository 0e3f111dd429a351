//! Everything of one kind at once: a level is what it is to change every number of that kind.

use kinward::results::Metric;

use crate::common::{INVESTED, PROGRAMME, STATUS_QUO, Scene, Simulated};

/// Two lines, caps that bind, a co-payer, an investor, drop-outs, returns, support and moves.
fn scene() -> Scene {
    Scene::small()
        .trials(30)
        .set(INVESTED)
        .set("referrals.volume={ gamma = { mean = 1, sd = 0.2 } }")
        .set("pathways.edge.heterogeneity=0.4")
        .set("therapies.talk.completes=0.7")
        .set("therapies.talk.drop_out_effect=0.4")
        .set("therapies.talk.effect.care_entry=[{ until_month = 12, hazard_ratio = 0.5 }]")
        .set("contract.payments.out_of_care.deadweight=0.2")
        .set("contract.caps={ total = 18_000, per_child = 300 }")
        .set("contract.co_payers=[{ name = \"fund\", share = 0.2, limit = 3_000 }]")
        .set("care={ entry_cost = 1_000, support_yearly_cost = 500, support_months = 6, prices_of = 2020 }")
        .with("[[contract.payments]]\nname = \"done\"\nkind = \"milestone\"\non = \"completion\"\nrate = 20\n")
        .with("[[contract.payments]]\nname = \"retainer\"\nkind = \"input\"\nper = \"month\"\nrate = 10\n")
}

const LEVELS: [&str; 10] = [
    "tariff",
    "deadweight",
    "caps",
    "co_payers",
    "commitment",
    "referrals",
    "risk",
    "care_prices",
    "effect",
    "provider_costs",
];

fn metrics(simulated: &Simulated) -> Vec<Vec<Vec<u64>>> {
    simulated.bits().into_iter().map(|bit| bit.metrics).collect()
}

#[test]
fn a_level_of_one_moves_no_bit() {
    let all = LEVELS.iter().fold(scene(), |scene, it| scene.set(&format!("levels.{it}=1")));
    assert_eq!(metrics(&all.run()), metrics(&scene().run()));
    assert_eq!(metrics(&scene().set("referrals.delay_months=0").run()), metrics(&scene().run()));
}

/// Each level against the file's own numbers written otherwise, in powers of two, so to the bit.
#[test]
fn a_level_is_that_of_other_numbers() {
    let rows: [(&str, &[&str]); 9] = [
        ("tariff=2", &["contract.payments.out_of_care.rate=2", "contract.payments.done.rate=40"]),
        ("deadweight=2", &["contract.payments.out_of_care.deadweight=0.4"]),
        ("deadweight=8", &["contract.payments.out_of_care.deadweight=1"]),
        ("caps=0.5", &["contract.caps={ total = 9_000, per_child = 150 }"]),
        ("co_payers=2", &["contract.co_payers=[{ name = \"fund\", share = 0.4, limit = 6_000 }]"]),
        ("commitment=0.125", &["investor.commitment=10_000"]),
        ("referrals=0.5", &["referrals.monthly=[{ from_month = 0, rate = 25 }]"]),
        (
            "provider_costs=4",
            &["providers.charity.costs=[{ name = \"delivery\", per = \"start\", amount = 400 }]"],
        ),
        (
            "care_prices=0.5",
            &[
                "placements.foster.weekly_cost=350",
                "care={ entry_cost = 500, support_yearly_cost = 250, support_months = 6, prices_of = 2020 }",
            ],
        ),
    ];
    for (level, numbers) in rows {
        let leveled = scene().set(&format!("levels.{level}")).run();
        let written = numbers.iter().fold(scene(), |scene, it| scene.set(it)).run();
        assert_eq!(metrics(&leveled), metrics(&written), "{level}");
        assert_ne!(metrics(&leveled), metrics(&scene().run()), "{level} changes something");
    }
}

/// Half the effect is a hazard ratio of 0.5^0.5, no effect one of 1, to the day; twice the risk is twice
/// the events a year.
#[test]
fn effect_and_risk_are_those_of_other_hazards() {
    let ratio = |value: f64| {
        scene().set(&format!(
            "therapies.talk.effect.care_entry=[{{ until_month = 12, hazard_ratio = {value:?} }}]"
        ))
    };
    for (level, hazard_ratio) in [(0.5, 0.5_f64.sqrt()), (0.0, 1.0), (2.0, 0.25)] {
        let leveled = scene().set(&format!("levels.effect={level:?}")).run();
        let days = |simulated: &Simulated| simulated.of(Metric::DaysInCare).to_vec();
        assert_eq!(days(&leveled), days(&ratio(hazard_ratio).run()), "{level}");
    }
    let constant = |scene: Scene, events: f64| {
        scene.set("pathways.edge.heterogeneity=0").set(&format!(
            "pathways.edge.care_entry={{ steps = [{{ until_month = 240, per_year = {events:?} }}] }}"
        ))
    };
    let leveled = constant(scene().set("levels.risk=2"), 0.25).run();
    let written = constant(scene(), 0.5).run();
    for world in [STATUS_QUO, PROGRAMME] {
        let days = |simulated: &Simulated| simulated.column(world, Metric::DaysInCare).to_vec();
        assert_eq!(days(&leveled), days(&written));
    }
}

/// Nobody comes in the first six months, and as many as would have come are expected in all.
#[test]
fn a_delay_moves_referrals_and_nothing_else() {
    let late = scene().set("referrals.delay_months=6").set("referrals.volume=1").trials(200).run();
    let early = scene().set("referrals.volume=1").trials(200).run();
    let starts = |it: &Simulated, month| {
        it.month(PROGRAMME, kinward::results::Series::Starts, month).iter().sum::<f64>()
    };
    assert_eq!(starts(&late, 5), 0.0);
    // 200 trials of 100 families: the standard error of each mean is 0.71.
    let apart = late.mean(Metric::Starts) - early.mean(Metric::Starts);
    assert!(apart.abs() < 4.0, "{apart}");
}

#[test]
fn a_level_of_nothing_is_told() {
    let idle = Scene::small()
        .set("levels={ caps = 2, co_payers = 2, deadweight = 2, commitment = 2, effect = 2 }")
        .load();
    let found: Vec<&str> = idle.findings.iter().map(|finding| finding.title.as_str()).collect();
    assert_eq!(
        found,
        [
            "no line has a `deadweight`",
            "the contract has no caps",
            "there are no co-payers",
            "nobody invests",
            "no therapy has an `effect`"
        ]
    );
    assert!(idle.worlds.is_some(), "they are no errors");
    let fees =
        "contract.payments=[{ name = \"fee\", kind = \"input\", per = \"start\", rate = 1 }]";
    let fees = Scene::small().set(fees).set("levels.tariff=2").load();
    assert_eq!(fees.findings[0].title, "no line pays for outcomes");
    assert!(Scene::small().set("levels.tariff=-1").load().worlds.is_none());
}

/// Worlds that differ in money alone are simulated once: each is what it is by itself, also where the money
/// runs out in one of them and the next has work to do again.
#[test]
fn shared_work_moves_no_bit() {
    let terms = [
        ("half", "contract.payments = [{ name = \"out of care\", rate = 0.5 }]"),
        ("short", "investor.commitment = 4_000"),
        ("late", "contract.lag_months = 5"),
        ("capped", "contract.caps.total = 5_000"),
        ("dear", "levels.provider_costs = 1.5"),
        ("alone", "levels.co_payers = 0"),
        ("weaker", "levels.effect = 0.5"),
        ("again", "levels.tariff = 3"),
    ];
    for per_child in [true, false] {
        let scene =
            if per_child { scene() } else { scene().set("contract.caps={ total = 18_000 }") };
        let tables = terms.map(|(name, it)| format!("[[variants]]\nname = \"{name}\"\n{it}\n"));
        let together = tables.iter().fold(scene.clone(), |scene, it| scene.with(it)).run();
        let stopped = together.column(PROGRAMME + 2, Metric::WorkStops).iter().sum::<f64>();
        assert!(stopped > 0.0, "the money runs out in some trials");
        for (place, table) in tables.iter().enumerate() {
            let alone = scene.clone().with(table).run();
            assert!(
                together.bits()[PROGRAMME + 1 + place] == alone.bits()[PROGRAMME + 1],
                "{} {per_child}",
                terms[place].0
            );
        }
    }
}

/// Under a cap on one child its price decides what is counted, also where a change lays it over: two worlds
/// that differ in that alone are not simulated once.
#[test]
fn a_price_that_changes_is_part_of_what_is_counted() {
    let change = |rate: &str| {
        format!(
            "[[variants]]\nname = \"at {rate}\"\n[[variants.changes]]\nname = \"dearer\"\nfrom_month = 3\n\
             contract.payments = [{{ name = \"out of care\", rate = {rate} }}]\n"
        )
    };
    let tables = [change("2"), change("5")];
    let together = tables.iter().fold(scene(), |scene, it| scene.with(it)).run();
    for (place, table) in tables.iter().enumerate() {
        let alone = scene().with(table).run();
        assert!(together.bits()[PROGRAMME + 1 + place] == alone.bits()[PROGRAMME + 1], "{table}");
    }
}
