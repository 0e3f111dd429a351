//! A scenario that is changed in code, beside the one that it was made of.

#![expect(
    clippy::semicolon_if_nothing_returned,
    clippy::unwrap_used,
    reason = "a table: one change in each row, of a scenario that has everything"
)]

use kinward::assumption::{Assumption, Domain, Group, Parameter, Provenance, Spread};
use kinward::cohort::{Basis, Until};
use kinward::contract::{Clock, Measure, Window};
use kinward::family::{Beginning, Curve};
use kinward::scenario::{
    Bound, CoPayer, Coupon, EarlyEnd, LinePrice, MoveEffect, MoveRate, Review, ReviewFigure,
    Scenario, SecondaryOutcome, Variant, Worlds,
};
use kinward::simulation::{self, Options, Plan, Silent};

use crate::common::{INVESTED, PROGRAMME, Scene, Simulated};

/// Something of everything that a file can hold.
fn scene() -> Scene {
    Scene::small()
        .set(INVESTED)
        .set("discounting.inflation=0.02")
        .set("referrals.monthly=[{ from_month = 0, rate = 10 }]")
        .set("referrals.volume={ gamma = { mean = 1, sd = 0.2 } }")
        .set("pathways.edge.heterogeneity=0.4")
        .set("pathways.edge.age_years={ min = 12, max = 14 }")
        .set("pathways.edge.re_entry={ steps = [{ until_month = 12, per_year = 0.5 }] }")
        .set("pathways.edge.placements={ dirichlet = { foster = 6, kin = 4 } }")
        .set("therapies.talk.completes=0.7")
        .set("therapies.talk.drop_out_effect=0.4")
        .set("therapies.talk.effect.care_entry=[{ until_month = 12, hazard_ratio = 0.5 }]")
        .set("therapies.talk.effect.return_home=[{ until_month = 12, hazard_ratio = 1.5 }]")
        .set("therapies.talk.effect.moves=[{ from = \"foster\", to = \"kin\", until_month = 12, per_year = 2 }]")
        .set("therapies.talk.capacity={ therapists = [{ from_month = 0, number = 3 }], caseload = 3, longest_wait_months = 2, therapists_per_supervisor = 2 }")
        .set("contract.payments.out_of_care.deadweight=0.2")
        .set("contract.indexation=0.02")
        .set("contract.caps={ total = 1_800, per_year = 1_500 }")
        .set("contract.co_payers=[{ name = \"fund\", share = 0.2, limit = 300 }]")
        .set("care={ entry_cost = 1_000, support_yearly_cost = 500, support_months = 6, prices_of = 2020 }")
        .set("providers.charity.costs=[{ name = \"delivery\", per = \"start\", amount = 60 }, { name = \"staff\", per = \"supervisor_month\", amount = 10 }]")
        .set("council.costs=[{ name = \"manager\", per = \"month\", until = \"contract\", amount = 5 }]")
        .with("[placements.kin]\nweekly_cost = 100\nprices_of = 2020\nmoves_per_year = { foster = 0.1 }\n")
        .with("[[outcomes]]\nname = \"school\"\nmeasured = { from = \"start\", months = 6 }\nwith_therapy = 0.8\nwithout_therapy = 0.5\n")
        .with("[[contract.payments]]\nname = \"school\"\nkind = \"milestone\"\non = \"outcome\"\noutcome = \"school\"\nrate = 20\n")
        .with("[[contract.payments]]\nname = \"saved\"\nkind = \"days_saved\"\nbaseline = 0.4\nrate = 2\n")
        .with("[[changes]]\nname = \"dearer\"\nfrom_month = 2\nwhen = { figure = \"starts\", at_least = 5 }\ncontract.payments = [{ name = \"school\", rate = 30 }]\n")
        .trials(12)
}

/// A number that the file does not know.
fn number(scenario: &mut Scenario, value: f64) -> Parameter {
    let name = format!("number {}", scenario.register.assumptions().len());
    scenario.register.add(Assumption {
        drawn_as: name.clone(),
        name,
        spread: Spread::Fixed(value),
        domain: Domain::Term,
        provenance: Provenance::default(),
        group: None,
    })
}

type Change = (&'static str, fn(&mut Scenario));

/// A change of every public part of a scenario that a run depends on.
const CHANGES: &[Change] = &[
    ("register", |it| {
        it.register = scene().set("therapies.talk.completes=0.2").study().base.register;
    }),
    ("group", |it| {
        let group = Some(Group { name: "both".to_owned(), rank_correlation: 0.9 });
        for (index, parameter) in ["volume", "cost"].into_iter().enumerate() {
            let place = it.register.add(Assumption {
                name: parameter.to_owned(),
                drawn_as: parameter.to_owned(),
                spread: Spread::Uniform { low: 0.5, high: 1.5 + index as f64 },
                domain: Domain::Term,
                provenance: Provenance::default(),
                group: group.clone(),
            });
            if index == 0 {
                it.councils[0].referrals.volume = Some(place)
            }
        }
    }),
    ("limit", |it| it.limit = Some(4)),
    ("discounting.rate", |it| it.discounting.rate = number(it, 0.1)),
    ("discounting.inflation", |it| it.discounting.inflation = number(it, 0.1)),
    ("discounting.prices_of", |it| it.discounting.prices_of = 2015),
    ("changes.from", |it| it.changes[0].from = 0),
    ("changes.until", |it| it.changes[0].until = Some(4)),
    ("changes.review", |it| {
        it.changes[0].review =
            Some(Review { figure: ReviewFigure::Starts, passes: Bound::AtLeast(1e6) })
    }),
    ("changes.starts", |it| (it.changes[0].starts, it.changes[0].review) = (false, None)),
    ("changes.payments", |it| (it.changes[0].payments, it.changes[0].review) = (false, None)),
    ("changes.extends_to", |it| it.changes[0].extends_to = Some(5)),
    ("therapy.duration", |it| all(it, |it| it.duration_months = (6.0, 9.0))),
    ("therapy.completes", |it| {
        let p = number(it, 0.1);
        it.editions.iter_mut().for_each(|e| e.therapies[0].completes = p)
    }),
    ("therapy.drop_out", |it| all(it, |it| it.drop_out_months = (0.5, 0.6))),
    ("therapy.drop_out_effect", |it| all(it, |it| it.drop_out_effect = None)),
    ("therapy.care_entry", |it| all(it, |it| it.care_entry.clear())),
    ("therapy.return_home", |it| all(it, |it| it.return_home.clear())),
    ("therapy.moves", |it| {
        let p = number(it, 0.0);
        all_with(it, p, |it, p| {
            it.moves =
                vec![MoveEffect { from: 0, to: 1, until_month: 12.0, change: MoveRate::PerYear(p) }]
        })
    }),
    ("therapy.fade", |it| {
        let p = number(it, 24.0);
        all_with(it, p, |it, p| it.fade_half_life_months = Some(p))
    }),
    ("capacity.caseload", |it| {
        let p = number(it, 1.0);
        all_with(it, p, |it, p| it.capacity.as_mut().unwrap().caseload = p)
    }),
    ("capacity.therapists", |it| {
        let p = number(it, 1.0);
        all_with(it, p, |it, p| it.capacity.as_mut().unwrap().therapists = vec![(0, p)])
    }),
    ("capacity.wait", |it| all(it, |it| it.capacity.as_mut().unwrap().longest_wait_months = 0.0)),
    ("capacity.hiring", |it| {
        all(it, |it| it.capacity.as_mut().unwrap().hiring_months = (1.0, 2.0))
    }),
    ("capacity.turnover", |it| {
        let p = number(it, 3.0);
        all_with(it, p, |it, p| {
            let capacity = it.capacity.as_mut().unwrap();
            (capacity.yearly_turnover, capacity.hiring_months) = (Some(p), (1.0, 2.0));
        })
    }),
    ("capacity.teams", |it| all(it, |it| it.capacity.as_mut().unwrap().teams = 2)),
    ("provider.cost", |it| {
        let p = number(it, 7.0);
        it.editions.iter_mut().for_each(|e| e.providers[0].spending.costs[0].amount = p)
    }),
    ("provider.costs", |it| {
        it.editions.iter_mut().for_each(|e| e.providers[0].spending.costs.truncate(1))
    }),
    ("provider.margin", |it| {
        let p = number(it, 0.1);
        it.editions.iter_mut().for_each(|e| e.providers[0].margin = Some(p))
    }),
    ("price.rate", |it| {
        let rate = number(it, 3.0);
        it.editions.iter_mut().for_each(|e| e.prices[0] = LinePrice { rate, ..e.prices[0] })
    }),
    ("price.part", |it| it.editions.iter_mut().for_each(|e| e.prices[0].part = 0.5)),
    ("price.deadweight", |it| it.editions.iter_mut().for_each(|e| e.prices[0].deadweight = None)),
    ("council.name", |it| it.councils[0].name = Some("Brill".to_owned())),
    ("referrals.joins", |it| it.councils[0].referrals.joins = 1),
    ("referrals.share", |it| it.councils[0].referrals.share = Some(number(it, 0.5))),
    ("referrals.monthly", |it| it.councils[0].referrals.monthly = vec![(0, number(it, 3.0))]),
    ("referrals.months", |it| it.councils[0].referrals.months = 1),
    ("referrals.volume", |it| it.councils[0].referrals.volume = None),
    ("referrals.dispersion", |it| it.councils[0].referrals.dispersion = Some(number(it, 0.5))),
    ("referrals.starts", |it| it.councils[0].referrals.starts_therapy = number(it, 0.3)),
    ("referrals.ready", |it| it.councils[0].referrals.ready_after_days = (5.0, 20.0)),
    ("referrals.limit", |it| it.councils[0].referrals.limit = Some(2)),
    ("site.care_entry_sd", |it| it.councils[0].site.care_entry_sd = Some(number(it, 0.5))),
    ("site.effect_sd", |it| it.councils[0].site.effect_sd = Some(number(it, 0.5))),
    ("pathway.begins", |it| it.councils[0].pathways[0].begins = Beginning::Care),
    ("pathway.therapies", |it| it.councils[0].pathways[0].age_years = (12.0, 12.0)),
    ("pathway.heterogeneity", |it| it.councils[0].pathways[0].heterogeneity = None),
    ("pathway.care_entry", |it| {
        let p = number(it, 2.0);
        it.councils[0].pathways[0].care_entry = Some(Curve::Steps(vec![(12.0, p)]))
    }),
    ("pathway.length_of_stay", |it| {
        let p = number(it, 2.0);
        it.councils[0].pathways[0].length_of_stay = Curve::Steps(vec![(12.0, p)])
    }),
    ("pathway.re_entry", |it| it.councils[0].pathways[0].re_entry = None),
    ("pathway.placements", |it| it.councils[0].pathways[0].placements.reverse()),
    ("placement.cost", |it| it.councils[0].placements[0].weekly_cost = number(it, 70.0)),
    ("placement.prices_of", |it| {
        (it.councils[0].placements[0].prices_of, it.councils[0].placements[0].yearly_growth) =
            (2010, Some(number(it, 0.1)))
    }),
    ("placement.cashable", |it| it.councils[0].placements[0].cashable = Some(number(it, 0.5))),
    ("placement.moves", |it| {
        it.councils[0].placements[0].moves_per_year = vec![(1, number(it, 2.0))]
    }),
    ("care.entry_cost", |it| it.councils[0].care.entry_cost = Some(number(it, 7.0))),
    ("care.support", |it| it.councils[0].care.support_yearly_cost = Some(number(it, 7.0))),
    ("care.support_months", |it| it.councils[0].care.support_months = 12.0),
    ("tracking", |it| it.councils[0].tracking = Window { from: Clock::Start, after: 0, days: 90 }),
    ("council.cap", |it| it.councils[0].cap = Some(number(it, 50.0))),
    ("council.running", |it| it.councils[0].running.costs.clear()),
    ("outcomes.measured", |it| it.outcomes[0].measured.days = 3_000),
    ("outcomes.with", |it| {
        let p = number(it, 0.1);
        it.outcomes[0] = SecondaryOutcome { with_therapy: p, ..it.outcomes[0].clone() }
    }),
    ("line.baseline", |it| it.contract.lines[2].baseline = Some(number(it, 0.9))),
    ("line.pathways", |it| it.contract.lines[0].pathways = vec![false]),
    ("line.councils", |it| it.contract.lines[0].councils = vec![false]),
    ("line.measure", |it| {
        it.contract.lines[0].measure =
            Measure::Input { basis: Basis::Month, from: 0, until: Until::DeliveryEnds }
    }),
    ("caps.per_child", |it| it.contract.caps.per_child = Some(number(it, 30.0))),
    ("caps.per_year", |it| it.contract.caps.per_year = Some(number(it, 30.0))),
    ("caps.total", |it| it.contract.caps.total = Some(number(it, 30.0))),
    ("co_payers", |it| {
        let p = number(it, 0.9);
        it.contract.co_payers[0] = CoPayer { share: p, ..it.contract.co_payers[0].clone() }
    }),
    ("co_payers.councils", |it| it.contract.co_payers[0].councils = vec![false]),
    ("settled", |it| it.contract.settled_every_months = 6),
    ("lag", |it| it.contract.lag_months = 30),
    ("indexation", |it| it.contract.indexation = Some(number(it, 0.5))),
    ("early_end", |it| {
        it.contract.early_end = Some(EarlyEnd { yearly_chance: number(it, 0.999), payments: false })
    }),
    ("incentive.effect", |it| it.incentive.effect = Some(number(it, 2.0))),
    ("incentive.completes", |it| it.incentive.completes = Some(number(it, 2.0))),
    ("incentive.starts", |it| {
        (it.incentive.starts_therapy, it.councils[0].referrals.starts_therapy) =
            (Some(number(it, 0.5)), number(it, 0.9))
    }),
    ("incentive.costs", |it| it.incentive.costs = Some(number(it, 2.0))),
    ("levels.tariff", |it| it.levels.tariff = Some(number(it, 2.0))),
    ("levels.deadweight", |it| it.levels.deadweight = Some(number(it, 2.0))),
    ("levels.caps", |it| it.levels.caps = Some(number(it, 0.1))),
    ("levels.co_payers", |it| it.levels.co_payers = Some(number(it, 2.0))),
    ("levels.commitment", |it| it.levels.commitment = Some(number(it, 1e-5))),
    ("levels.referrals", |it| it.levels.referrals = Some(number(it, 2.0))),
    ("levels.risk", |it| it.levels.risk = Some(number(it, 2.0))),
    ("levels.care_prices", |it| it.levels.care_prices = Some(number(it, 2.0))),
    ("levels.effect", |it| it.levels.effect = Some(number(it, 2.0))),
    ("levels.provider_costs", |it| it.levels.provider_costs = Some(number(it, 2.0))),
    ("investor", |it| it.investor = None),
    ("investor.recycling", |it| it.investor.as_mut().unwrap().recycling = false),
    ("investor.surplus", |it| it.investor.as_mut().unwrap().surplus = (0.2, 0.3)),
    ("investor.coupon", |it| {
        let rate = number(it, 0.5);
        it.investor.as_mut().unwrap().coupon = Some(Coupon { rate, months: 12 })
    }),
];

fn all(scenario: &mut Scenario, change: fn(&mut kinward::scenario::Therapy)) {
    scenario.editions.iter_mut().for_each(|edition| change(&mut edition.therapies[0]));
}

fn all_with(
    scenario: &mut Scenario,
    number: Parameter,
    change: fn(&mut kinward::scenario::Therapy, Parameter),
) {
    scenario.editions.iter_mut().for_each(|edition| change(&mut edition.therapies[0], number));
}

/// The worlds of a study.
fn worlds(base: &Scenario, beside: &[&Scenario]) -> Simulated {
    let variant = |scenario: &&Scenario| Variant {
        name: "changed".to_owned(),
        note: None,
        arrangement: Some("changed".to_owned()),
        view: None,
        point: None,
        scenario: (*scenario).clone(),
    };
    let study = Worlds { base: base.clone(), variants: beside.iter().map(variant).collect() };
    let plan = Plan::new(&study);
    let trials = simulation::run(&plan, &Options::of_trials(12), &Silent).expect("memory");
    Simulated::new(trials)
}

/// The metrics of one world, as bits: those that a run of another has too.
fn bits(simulated: &Simulated, world: usize, like: &Simulated) -> Vec<Vec<u64>> {
    let columns = like.0.metrics.iter().map(|metric| simulated.column(world, *metric));
    columns.map(|column| column.iter().map(|it| it.to_bits()).collect()).collect()
}

/// Whatever is changed in a scenario in code, it has the results beside its base that it has alone, and
/// they are not those of the base.
#[test]
fn a_scenario_changed_in_code_has_its_own_results_beside_its_base() {
    let base = scene().study().base;
    let plain = worlds(&base, &[]);
    for (part, change) in CHANGES {
        let mut changed = base.clone();
        change(&mut changed);
        let alone = worlds(&changed, &[]);
        let beside = worlds(&base, &[&changed]);
        assert!(bits(&beside, 2, &alone) == bits(&alone, PROGRAMME, &alone), "{part}: as alone");
        let same = bits(&plain, PROGRAMME, &plain);
        assert!(bits(&beside, PROGRAMME, &plain) == same, "{part}: the base is itself");
        if *part != "changes.extends_to" {
            assert!(bits(&beside, 2, &plain) != same, "{part} changes something");
        }
    }
}

#[test]
#[should_panic(expected = "one calendar and one horizon")]
fn a_world_with_a_horizon_of_its_own_is_refused() {
    let base = scene().study().base;
    let longer = Scenario { horizon: 61, ..base.clone() };
    worlds(&base, &[&longer]);
}
