//! Several therapies, several providers, and capacity as people run it: whole scenarios.

use kinward::results::Metric;
use kinward::simulation::Plan;

use crate::common::{PROGRAMME, Scene, Simulated};

const WALK: &str = "
[therapies.walk]
duration_months = { min = 3, max = 3 }
completes = 1.0
";

/// The small scenario with a second therapy: two fifths are offered the one, the others the other.
fn two_therapies() -> Scene {
    Scene::small().with(WALK).set("pathways.edge.therapies={ talk = 0.4, walk = 0.6 }")
}

/// The same, the second therapy by a provider of its own.
fn two_providers() -> Scene {
    two_therapies()
        .with("[providers.trust]\n")
        .set("therapies.talk.provider=\"charity\"")
        .set("therapies.walk.provider=\"trust\"")
        .set("providers.charity.costs=[]")
}

/// The small scenario with therapists, and more of its keys.
fn staffed(keys: &str) -> Scene {
    Scene::small().set(&format!(
        "therapies.talk.capacity={{ caseload = 5, longest_wait_months = 1, {keys} }}"
    ))
}

fn columns<const N: usize>(simulated: &Simulated, metrics: [Metric; N]) -> Vec<[i64; N]> {
    #[expect(clippy::cast_possible_truncation, reason = "pence")]
    let pence = |pounds: f64| (pounds * 100.0).round() as i64;
    (0..simulated.of(metrics[0]).len())
        .map(|row| metrics.map(|metric| pence(simulated.of(metric)[row])))
        .collect()
}

/// A pound for each start of the one and £1,000 for each of the other: the cost says how many
/// there were of each.
#[test]
fn a_cost_counts_the_starts_of_its_own_therapy() {
    let simulated = two_therapies()
        .set("providers.charity.costs=[{ name = \"talks\", per = \"start\", therapy = \"talk\", amount = 1 }, { name = \"walks\", per = \"start\", therapy = \"walk\", amount = 1000 }]")
        .run();
    let (mut talks, mut all) = (0, 0);
    for [cost, starts] in columns(&simulated, [Metric::ProviderCost, Metric::Starts]) {
        assert_eq!(cost / 100 % 1_000 + cost / 100_000, starts / 100);
        talks += cost / 100 % 1_000;
        all += starts / 100;
    }
    let (share, error) = (talks as f64 / all as f64, (0.24 / all as f64).sqrt());
    assert!((share - 0.4).abs() < 4.0 * error, "{share} of {all}");
}

/// Long after the last payment, while the last children are not 18, and by the council too.
#[test]
fn a_single_cost_is_spent_after_the_contract_has_ended() {
    let late = "{ name = \"archive\", per = \"once\", from_month = 100, amount = 1000 }";
    let simulated = Scene::small()
        .set(&format!("providers.charity.costs=[{late}]"))
        .set(&format!("council.costs=[{late}]"))
        .set("horizon_months=24")
        .run();
    for [provider, outside] in columns(&simulated, [Metric::ProviderCost, Metric::ContractCost]) {
        assert_eq!((provider, outside), (100_000, 200_000));
    }
}

/// With a margin of a tenth on a pound a start, and of a fifth on £1,000 a start.
#[test]
fn each_provider_is_paid_its_own_costs_and_margin() {
    let simulated = two_providers()
        .set("investor={ commitment = 900_000, hurdle = 0.05 }")
        .set("providers.charity={ margin = 0.1, costs = [{ name = \"talks\", per = \"start\", amount = 1 }] }")
        .set("providers.trust={ margin = 0.2, costs = [{ name = \"walks\", per = \"start\", amount = 1000 }] }")
        .run();
    let rows = [
        Metric::ProviderCost,
        Metric::SurplusOfProvider(0),
        Metric::SurplusOfProvider(1),
        Metric::ProviderSurplus,
    ];
    for [cost, charity, trust, both] in columns(&simulated, rows) {
        let (talks, walks) = (cost / 100 % 1_000, cost / 100_000);
        assert_eq!((charity, trust), (talks * 10, walks * 20_000));
        assert_eq!(charity + trust, both);
    }
}

/// A million comes in when all have started; a pound a start says how many the charity started.
#[test]
fn without_an_investor_payments_go_by_the_families_started() {
    let fee = |month: u32| {
        format!(
            "contract.payments=[{{ name = \"fee\", kind = \"input\", per = \"once\", rate = 1_000_000, from_month = {month} }}]"
        )
    };
    let late = two_providers()
        .set(&fee(12))
        .set("providers.charity.costs=[{ name = \"talks\", per = \"start\", amount = 1 }]")
        .run();
    let rows = [
        Metric::ProviderCost,
        Metric::Starts,
        Metric::SurplusOfProvider(0),
        Metric::SurplusOfProvider(1),
    ];
    for [talks, starts, charity, trust] in columns(&late, rows) {
        let part = 100_000_000.0 * talks as f64 / starts as f64;
        assert!(((charity + talks) as f64 - part).abs() <= 1.0);
        assert_eq!(charity + talks + trust, 100_000_000);
    }
    let early = two_providers()
        .set(&fee(0))
        .set("referrals.ready_after_days={ min = 100, max = 100 }")
        .run();
    for [charity, trust] in
        columns(&early, [Metric::SurplusOfProvider(0), Metric::SurplusOfProvider(1)])
    {
        assert_eq!((charity, trust), (50_000_000, 50_000_000), "nobody has started yet");
    }
}

#[test]
fn a_single_provider_has_no_metrics_of_its_own() {
    let metrics = &Scene::small().trials(1).run().0.metrics;
    assert!(!metrics.iter().any(|metric| matches!(metric, Metric::SurplusOfProvider(_))));
}

fn assert_cost(scene: &Scene, costs: &str, pence: i64) {
    let simulated = scene
        .clone()
        .set(&format!("providers.charity.costs=[{{ name = \"it\", amount = 1, {costs} }}]"))
        .trials(5)
        .run();
    for [cost] in columns(&simulated, [Metric::ProviderCost]) {
        assert_eq!(cost, pence, "{costs}");
    }
}

#[test]
fn a_cost_ends_in_its_month_and_at_the_latest_with_the_contract() {
    let scene = Scene::small().set("contract.lag_months=2");
    assert_cost(&scene, "per = \"month\", from_month = 2, until_month = 7", 5_00);
    let to_the_end = |until: &str| {
        let costs = format!(
            "providers.charity.costs=[{{ name = \"it\", amount = 1, per = \"month\", {until} }}]"
        );
        columns(&scene.clone().set(&costs).run(), [Metric::ProviderCost])
    };
    assert_eq!(to_the_end("until_month = 240"), to_the_end("until = \"contract\""));
}

/// Nine posts: two supervisors for three months are £6, nine therapists £27. If it takes a month
/// (30 days of the 31 of January) to fill them, 9/31 + 18 = £18.29; supervisors are there at once.
#[test]
fn therapists_and_supervisors_are_paid_while_they_are_there() {
    let posts = "therapists = [{ from_month = 0, number = 9 }], therapists_per_supervisor = 8";
    let late = format!("{posts}, hiring_months = {{ min = 1, max = 1 }}");
    let therapists = "per = \"therapist_month\", until_month = 3";
    let supervisors = "per = \"supervisor_month\", until_month = 3";
    for (keys, costs, pence) in [
        (posts, therapists, 27_00),
        (posts, supervisors, 6_00),
        (&late, therapists, 18_29),
        (&late, supervisors, 6_00),
    ] {
        assert_cost(&staffed(keys), costs, pence);
    }
}

#[test]
fn people_who_come_at_once_and_stay_are_no_change_at_all() {
    let posts = "therapists = [{ from_month = 0, number = 2.5 }, { from_month = 2, number = 1 }]";
    let degenerate = "hiring_months = { min = 0, max = 0 }, training_months = 0, \
                      training_caseload = 0.1, yearly_turnover = 0, teams = 1, \
                      therapists_per_supervisor = 8";
    let metrics = |keys: &str| {
        let costs =
            "providers.charity.costs=[{ name = \"it\", amount = 100, per = \"therapist_month\" }]";
        staffed(keys).set(costs).run().bits().swap_remove(PROGRAMME).metrics
    };
    assert_eq!(metrics(posts), metrics(&format!("{posts}, {degenerate}")));
}

/// Eight families a month for three months each are 24 at once, for 30 places: in one pool few are
/// lost; six teams of five places lose many, with the same families, therapists and places.
#[test]
fn teams_lose_what_a_pool_would_share() {
    let lost = |teams: u32| {
        staffed(&format!("therapists = [{{ from_month = 0, number = 6 }}], teams = {teams}"))
            .set("referrals.monthly=[{ from_month = 0, rate = 8 }]")
            .set("referrals.months=24")
            .run()
    };
    let (pool, teams) = (lost(1), lost(6));
    assert_eq!(pool.of(Metric::Referrals), teams.of(Metric::Referrals));
    let (few, many) = (pool.mean(Metric::LostWaiting), teams.mean(Metric::LostWaiting));
    assert!(few < 3.0 && 10.0 < many, "{few} {many}");
}

/// Five therapists of whom half leave in a year, and each post empty for four months: with places
/// scarce, some 1/7 of the starts are lost, and training loses more.
#[test]
fn vacancies_and_training_take_places_away() {
    let starts = |keys: &str| {
        staffed(&format!("therapists = [{{ from_month = 0, number = 5 }}]{keys}"))
            .set("referrals.monthly=[{ from_month = 0, rate = 20 }]")
            .set("referrals.months=60")
            .run()
            .mean(Metric::Starts)
    };
    let leaving = ", yearly_turnover = 0.5, hiring_months = { min = 4, max = 4 }";
    let (full, vacant) = (starts(""), starts(leaving));
    let training = starts(&format!("{leaving}, training_months = 6"));
    assert!((0.80..0.90).contains(&(vacant / full)), "{vacant} of {full}");
    assert!((0.80..0.95).contains(&(training / vacant)), "{training} of {vacant}");
}

/// A therapy that keeps every child at home, for three families in ten: offered to the frailest it
/// saves more care than by lot.
#[test]
fn allocation_by_risk_gives_the_first_therapy_to_the_frailest() {
    let scene = Scene::small()
        .with(WALK)
        .set("pathways.edge.heterogeneity=2")
        .set("pathways.edge.care_entry={ steps = [{ until_month = 12, per_year = 0.05 }] }")
        .set("pathways.edge.therapies={ walk = 0.3, talk = 0.7 }")
        .set("therapies.walk.effect.care_entry=[{ until_month = 240, hazard_ratio = 0.001 }]");
    let by_lot = scene.clone().run().mean(Metric::CareCostSaved);
    let by_risk =
        scene.set("pathways.edge.allocated_by=\"risk\"").run().mean(Metric::CareCostSaved);
    assert!(1.5 * by_lot < by_risk, "{by_lot} {by_risk}");
}

#[test]
fn who_is_offered_what_changes_no_life_without_the_programme() {
    let study = two_therapies()
        .with("[[variants]]\nname = \"one\"\npathways = [{ name = \"edge\", therapies = { walk = 1 } }]\n")
        .with("[[variants]]\nname = \"risk\"\npathways = [{ name = \"edge\", allocated_by = \"risk\" }]\n")
        .study();
    assert_eq!(Plan::new(&study).histories.len(), 1);
}
