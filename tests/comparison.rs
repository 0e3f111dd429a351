//! Worlds side by side: what paying otherwise changes, and what it cannot.

use kinward::analysis::Error;
use kinward::analysis::compare::{
    BreakEven, Compared, Conclusion, Criterion, Lean, LineUp, Scan, Undecided, Varied, compare,
};
use kinward::numeric::summary::Estimate;
use kinward::results::{
    BASE_VIEW, ImportantDifference, List, Metric, PROGRAMME, STATUS_QUO, Series,
};
use kinward::scenario::Choice;
use kinward::simulation::{Options, Plan, Silent, run};

use crate::common::{PROGRAMME as PROGRAMME_WORLD, Scene, Simulated, numbers};

/// Fees for the work in the base, and the same work paid for by the day with an investor, who pays a
/// fund manager; both uncertain in what they share.
fn two_ways() -> Scene {
    Scene::small()
        .set(
            "contract.payments=[{ name = \"fee\", kind = \"input\", per = \"start\", rate = 110 }]",
        )
        .set("pathways.edge.care_entry={ steps = [{ until_month = 12, per_year = 0.5 }, { until_month = 120, per_year = 0 }] }")
        .set("pathways.edge.heterogeneity=0.5")
        .set("referrals.volume={ gamma = { mean = 1, sd = 0.3 } }")
        .set("placements.foster.weekly_cost={ gamma = { mean = 700, sd = 150 } }")
        .set("therapies.talk.completes={ beta = { events = 7, of = 10 } }")
        .set("therapies.talk.effect.care_entry=[{ until_month = 12, hazard_ratio = 0.5 }]")
        .with(
            "
[[variants]]
name = \"by outcomes\"
without = [\"contract.payments.fee\"]
council = { costs = [{ name = \"audit\", per = \"month\", amount = 10 }] }
investor = { commitment = 80_000, hurdle = 0.05, fund_fee = 0.01 }
[[variants.contract.payments]]
name = \"days\"
kind = \"per_period\"
rate = 0.4
[[variants.contract.co_payers]]
name = \"fund\"
share = 0.3
limit = 1_000

[[views]]
name = \"no effect\"
therapies.talk.effect.care_entry = [{ until_month = 12, hazard_ratio = 1 }]
",
        )
}

fn compared(scene: &Scene) -> Simulated {
    let study = scene.lineup(&Choice::default());
    let plan = Plan::compared(&study, &[]);
    Simulated::new(run(&plan, &Options::of_trials(200), &Silent).expect("memory"))
}

fn world(simulated: &Simulated, arrangement: &str, view: &str) -> usize {
    simulated.0.world(arrangement, view).expect("a world of the run")
}

#[test]
fn the_same_service_paid_two_ways_moves_no_child_and_every_pound() {
    let simulated = compared(&two_ways());
    for view in [BASE_VIEW, "no effect"] {
        let [fees, outcomes] = [PROGRAMME, "by outcomes"].map(|it| world(&simulated, it, view));
        for metric in [
            Metric::Starts,
            Metric::Completions,
            Metric::DaysInCare,
            Metric::EntriesToCare,
            Metric::ChildrenEverInCare,
            Metric::DaysOutOfCare,
            Metric::CareCost,
            Metric::CareCostSaved,
            Metric::ProviderCost,
        ] {
            assert_eq!(
                simulated.column(fees, metric),
                simulated.column(outcomes, metric),
                "{metric:?}"
            );
        }
        let days = |world: usize| {
            let series = &simulated.0.worlds[world].series[Series::ChildrenInCare.index()];
            numbers(std::slice::from_ref(series))
        };
        assert_eq!(days(fees), days(outcomes), "month by month");
        let all = |world: usize, trial: usize| {
            [
                Metric::CouncilGain,
                Metric::CoPayerGain(0),
                Metric::ProviderSurplus,
                Metric::InvestorGain,
            ]
            .map(|it| simulated.column(world, it)[trial])
            .iter()
            .sum::<f64>()
        };
        let mut moved = 0;
        for trial in 0..200 {
            let contracting = simulated.column(outcomes, Metric::FundFee)[trial]
                + simulated.column(outcomes, Metric::CouncilRunningCost)[trial];
            let lost = all(fees, trial) - all(outcomes, trial);
            assert!((lost - contracting).abs() < 1e-6, "{trial}: {lost} {contracting}");
            assert!(contracting > 0.0);
            let council = |world| simulated.column(world, Metric::CouncilGain)[trial];
            moved += usize::from((council(fees) - council(outcomes)).abs() > 1.0);
        }
        assert!(moved > 190, "money changed hands otherwise in {moved}");
    }
}

/// What all gain is what is saved less what is spent, in every trial of the flagship scenario.
#[test]
fn the_gains_of_all_parties_add_up() {
    let simulated = Scene::norfolk().trials(6).run();
    for world in 1..simulated.0.worlds.len() {
        for trial in 0..6 {
            let of = |metric| simulated.column(world, metric)[trial];
            let all =
                of(Metric::PublicGain) + of(Metric::ProviderSurplus) + of(Metric::InvestorGain);
            let left = of(Metric::CareCostSaved) - of(Metric::ContractCost);
            assert!((all - left).abs() < 1e-3, "{world} {trial}: {all} {left}");
            let public = of(Metric::CouncilGain) + of(Metric::CoPayerGain(0));
            assert!((public - of(Metric::PublicGain)).abs() < 1e-6);
        }
    }
}

#[test]
fn days_avoided_are_those_of_the_status_quo_less_those_of_the_programme() {
    let simulated = compared(&two_ways());
    for view in [BASE_VIEW, "no effect"] {
        let [counterfactual, programme] =
            [STATUS_QUO, PROGRAMME].map(|it| world(&simulated, it, view));
        let days = |world| simulated.column(world, Metric::DaysInCare);
        let avoided = simulated.column(programme, Metric::CareDaysAvoided);
        for (trial, avoided) in avoided.iter().enumerate() {
            assert_eq!(*avoided, days(counterfactual)[trial] - days(programme)[trial]);
        }
        assert_eq!(avoided.iter().any(|it| *it != 0.0), view == BASE_VIEW);
    }
}

/// Each kind of group has every family once.
#[test]
fn groups_of_one_kind_share_out_what_is_saved() {
    let simulated = compared(&two_ways().set("pathways.edge.age_years={ min = 8, max = 15 }"));
    let programme = world(&simulated, PROGRAMME, BASE_VIEW);
    let groups = &simulated.0.names.groups;
    for kind in ["risk: ", "age: "] {
        let own: Vec<usize> =
            (0..groups.len()).filter(|index| groups[*index].starts_with(kind)).collect();
        assert_eq!(own.len(), 3, "{groups:?}");
        let wholes = [Metric::Starts, Metric::CareDaysAvoided, Metric::CareCostSaved];
        for (place, whole) in wholes.into_iter().enumerate() {
            let part = |group: usize| {
                Metric::of_entry(List::Groups, group).nth(place).expect("a figure of a group")
            };
            for trial in 0..200 {
                let sum: f64 =
                    own.iter().map(|it| simulated.column(programme, part(*it))[trial]).sum();
                let all = simulated.column(programme, whole)[trial];
                assert!((sum - all).abs() <= 1e-9 * all.abs().max(1.0), "{whole:?} {sum} {all}");
            }
        }
    }
    // The frailer a family, the more there is to avoid (0.5 of a hazard three or four times as high).
    let mean = |third: &str| {
        let place = groups.iter().position(|group| group.ends_with(third)).expect("a third");
        let days = simulated.column(programme, Metric::GroupDaysAvoided(place)).iter().sum::<f64>();
        days / simulated.column(programme, Metric::GroupStarts(place)).iter().sum::<f64>()
    };
    assert!(
        mean("lowest third") < mean("middle third") && mean("middle third") < mean("highest third")
    );
}

/// With volume, prices and completion uncertain but shared, the paired error is a small part of the
/// other: here some 1/20 (200 trials; the bound is a fifth).
#[test]
fn shared_draws_narrow_the_difference_several_times() {
    let simulated = compared(&two_ways());
    let compared =
        Compared::of(&simulated.0, PROGRAMME, ImportantDifference::default()).expect("memory");
    let pair = compared.pairs.iter().find(|it| {
        simulated.0.worlds[it.pair.world].label.name == "by outcomes"
            && it.pair.against == world(&simulated, PROGRAMME, BASE_VIEW)
    });
    let difference = pair.and_then(|it| it.difference(Metric::PublicGain)).expect("compared");
    assert!(difference.narrowed.is_some_and(|it| 5.0 < it), "{difference:?}");
    let errors = [simulated.column(2, Metric::PublicGain), simulated.of(Metric::PublicGain)]
        .map(|it| Estimate::of(it).expect("trials").standard_error);
    assert!((difference.unpaired_error - errors[0].hypot(errors[1])).abs() < 1e-6);
    let mean = difference.means[0] - difference.means[1];
    assert!((mean - difference.difference.mean).abs() < 1e-6, "the mean is the same either way");
    let days = pair.and_then(|it| it.difference(Metric::DaysInCare)).expect("compared");
    assert_eq!((days.higher.share, days.lower.share, days.narrowed), (0.0, 0.0, None));
    // Against the status quo a gain is what it is, and a rate of return is none.
    let counterfactual =
        compared.pairs.iter().find(|it| it.pair.against == 0 && it.pair.world == 1);
    let counterfactual = counterfactual.expect("compared");
    let gain = counterfactual.difference(Metric::PublicGain).expect("brought about");
    assert!((gain.difference.mean - simulated.mean(Metric::PublicGain)).abs() < 1e-6);
    assert_eq!(counterfactual.difference(Metric::InvestorIrr), None);
}

/// The status quo is better for nobody's children where there is an effect, and the same where there is
/// none.
#[test]
fn a_verdict_says_where_it_holds() {
    let simulated = compared(&two_ways());
    let compared =
        Compared::of(&simulated.0, PROGRAMME, ImportantDifference::default()).expect("memory");
    let of = |arrangement: &str, against: &str, criterion: Criterion| {
        let found = compared.verdicts.iter().find(|verdict| {
            verdict.arrangement == arrangement
                && verdict.against == against
                && verdict.criterion == criterion
        });
        found.expect("compared")
    };
    let children = of(PROGRAMME, STATUS_QUO, Criterion::Children);
    let leans: Vec<Lean> = children.views.iter().map(|view| view.lean).collect();
    assert_eq!(leans, [Lean::First, Lean::Same]);
    let none = || vec!["no effect".to_owned()];
    let same = Undecided { same: none(), ..Undecided::default() };
    let partly = Conclusion::Partly { better: Lean::First, otherwise: same };
    assert_eq!(children.conclusion, partly, "the same is not too close to tell");
    let public = of(PROGRAMME, STATUS_QUO, Criterion::Public);
    let (first, otherwise) = (vec![BASE_VIEW.to_owned()], Undecided::default());
    assert_eq!(public.conclusion, Conclusion::Flips { first, second: none(), otherwise });
    let both = of("by outcomes", PROGRAMME, Criterion::Children);
    assert_eq!(both.conclusion, Conclusion::Same);
}

/// Of the small scenario, what `by outcomes` gains more than the base at each incentive effect, of 200 trials.
fn scanned(values: &[f64]) -> Scan {
    let study = two_ways().original();
    let choice = Choice::default();
    let line_up = LineUp {
        worlds: study.lineup(&choice).worlds.expect("no errors"),
        choice,
        others: Vec::new(),
        against: None,
        varied: Some(Varied { key: "incentive.effect".to_owned(), values: values.to_vec() }),
    };
    let compared = compare(&study, &line_up, &Options::of_trials(200), &Silent).expect("an answer");
    let mut scans = compared.scans;
    assert_eq!((compared.scan_trials, scans.len()), (200, 1));
    let scan = scans.remove(0);
    assert_eq!((scan.arrangement.as_str(), scan.against.as_str()), ("by outcomes", PROGRAMME));
    assert!(scan.points.iter().map(|point| point.value).eq(values.iter().copied()));
    scan
}

/// Looked for between coarse values and then between the two about it; run there, the mean difference is
/// nothing within three standard errors (a mean of 200 trials climbs by steps, since a child enters care or
/// does not).
#[test]
fn at_the_break_even_the_two_are_worth_the_same() {
    let scan = scanned(&[0.8, 1.0, 1.25, 1.6, 2.0]);
    assert!(
        scan.points.windows(2).all(|point| point[0].difference.mean < point[1].difference.mean)
    );
    let BreakEven::At { value, standard_error } = scan.break_even else {
        panic!("{:?}", scan.break_even)
    };
    assert!(1.0 < value && value < 1.6 && 0.0 < standard_error && standard_error < 0.2, "{scan:?}");
    let there = scanned(&[value, 2.0]).points[0].difference;
    assert!(there.mean.abs() < 3.0 * there.standard_error, "{there:?}");
}

/// Of the work itself nothing can be varied by a key that no arrangement of the file has.
#[test]
fn a_comparison_without_an_answer_says_why() {
    let study = two_ways().original();
    let choice = Choice::default();
    let worlds = study.lineup(&choice).worlds.expect("no errors");
    let asked = |against: Option<&str>, key: &str| {
        let line_up = LineUp {
            choice: choice.clone(),
            worlds: worlds.clone(),
            others: Vec::new(),
            against: against.map(str::to_owned),
            varied: Some(Varied::between(key, (0.5, 2.0))),
        };
        compare(&study, &line_up, &Options::of_trials(20), &Silent).expect_err("no answer")
    };
    let unknown = asked(Some("by magic"), "incentive.effect");
    assert!(unknown.to_string().contains("`by outcomes`"), "{unknown}");
    assert!(matches!(asked(None, "incentive.effekt"), Error::Refused(_)));
    assert!(matches!(asked(None, "discounting.appraisal_rate"), Error::Refused(_)));
}

/// What `compare` lives besides (a status quo under each view, who gains, another file) moves no bit of
/// the worlds that `run` lives, and another file's world is what it is by itself.
#[test]
fn worlds_that_are_compared_are_those_that_are_run() {
    let scene = two_ways();
    let (study, alone) = (scene.study(), scene.trials(200).run());
    let other = Scene::small().set("name=other").set("contract.payments.out_of_care.rate=2");
    let others = [other.study()];
    let plan = Plan::compared(&study, &others);
    let both = Simulated::new(run(&plan, &Options::of_trials(200), &Silent).expect("memory"));
    let bits = |simulated: &Simulated, world: usize, metric: Metric| -> Vec<u64> {
        simulated.column(world, metric).iter().map(|it| it.to_bits()).collect()
    };
    for (place, it) in alone.0.worlds.iter().enumerate() {
        let beside = both.0.worlds.iter().position(|world| world.label == it.label);
        for metric in &alone.0.metrics {
            let beside = beside.expect("every world of a run is compared");
            assert!(bits(&alone, place, *metric) == bits(&both, beside, *metric), "{metric:?}");
        }
    }
    let own = other.trials(200).run();
    let beside = world(&both, "other", BASE_VIEW);
    for metric in [Metric::DaysInCare, Metric::Payments, Metric::PublicGain, Metric::NetSavingTo18]
    {
        assert!(bits(&own, PROGRAMME_WORLD, metric) == bits(&both, beside, metric), "{metric:?}");
    }
}

/// Who of the public purse pays what is nothing to it: to the last bit, or dust would be a gain.
#[test]
fn what_a_co_payer_takes_over_changes_nothing_for_the_public_purse() {
    let scene = two_ways().with(
        "
[[variants]]
name = \"shared\"
[[variants.contract.co_payers]]
name = \"fund\"
share = 0.37
",
    );
    let simulated = compared(&scene);
    let compared =
        Compared::of(&simulated.0, PROGRAMME, ImportantDifference::default()).expect("memory");
    let verdict = compared.verdicts.iter().find(|verdict| {
        verdict.arrangement == "shared"
            && verdict.against == PROGRAMME
            && verdict.criterion == Criterion::Public
    });
    assert_eq!(verdict.expect("compared").conclusion, Conclusion::Same);
}
