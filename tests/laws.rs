//! Laws that hold exactly, trial by trial, because all worlds share their draws.

use kinward::family::{
    Beginning, ChangedMoves, Curve, Effect, Family, Hazard, Moves, Place, Risks, Spell, Treatment,
    simulate,
};
use kinward::random::Trial;
use kinward::results::{IrrKind, Metric};
use proptest::prelude::*;

use crate::common::{INVESTED, PROGRAMME, STATUS_QUO, Scene, Simulated};

const NO_EFFECT: [&str; 2] = [
    "therapies.fft_cw.effect.care_entry=[{ until_month = 24, hazard_ratio = 1 }]",
    "therapies.fft_cw.effect.return_home=[{ until_month = 24, hazard_ratio = 1 }]",
];

fn pence(pounds: f64) -> f64 {
    (pounds * 100.0).round()
}

#[test]
fn without_an_effect_the_worlds_are_the_same_to_the_day() {
    let scene = Scene::norfolk().without_variants().set("horizon_months=170").trials(60);
    let simulated = NO_EFFECT.iter().fold(scene, |scene, set| scene.set(set)).run();
    for metric in
        [Metric::DaysInCare, Metric::EntriesToCare, Metric::ChildrenEverInCare, Metric::CareCost]
    {
        assert_eq!(
            simulated.column(STATUS_QUO, metric),
            simulated.column(PROGRAMME, metric),
            "{metric:?}"
        );
    }
    assert!(
        simulated.of(Metric::HomeCounterfactual).iter().all(|it| *it == 1.0),
        "each paid day was at home without the programme too"
    );
    let paid = simulated
        .of(Metric::PaymentsByCouncil)
        .iter()
        .zip(simulated.of(Metric::CouncilRunningCost));
    for (net_saving, (paid, running)) in simulated.of(Metric::NetSaving).iter().zip(paid) {
        assert_eq!(pence(*net_saving), -pence(paid + running));
    }
}

#[test]
fn with_an_effect_the_worlds_differ() {
    let simulated = Scene::norfolk().without_variants().trials(60).run();
    let pairs = simulated
        .column(STATUS_QUO, Metric::DaysInCare)
        .iter()
        .zip(simulated.of(Metric::DaysInCare));
    assert!(pairs.into_iter().all(|(without, with)| with < without));
}

#[test]
fn a_tariff_of_nothing_is_exactly_a_total_loss() {
    let scene = Scene::norfolk().without_variants().trials(60);
    let simulated = scene
        .set("contract.payments.days_out_of_care_edge_of_care.rate=0")
        .set("contract.payments.days_out_of_care_in_care.rate=0")
        .run();
    assert_total_loss(&simulated);
    let small = Scene::small().set(INVESTED).set("contract.payments.out_of_care.rate=0").run();
    assert_total_loss(&small);
}

fn assert_total_loss(simulated: &Simulated) {
    assert!(simulated.of(Metric::InvestorDrawn).iter().all(|it| *it > 0.0));
    assert!(simulated.of(Metric::InvestorReturned).iter().all(|it| *it == 0.0));
    assert!(simulated.of(Metric::InvestorIrr).iter().all(|it| *it == -1.0));
    assert_eq!(simulated.of(Metric::InvestorLoss), simulated.of(Metric::InvestorDrawn));
    assert!(simulated.0.worlds[PROGRAMME].irr.iter().all(|it| *it == IrrKind::TotalLoss));
}

#[test]
fn a_higher_tariff_never_leaves_the_investor_with_less() {
    let at = |rate: f64| {
        Scene::small()
            .set(INVESTED)
            .set(&format!("contract.payments.out_of_care.rate={rate}"))
            .set("therapies.talk.completes=0.7")
            .run()
    };
    let net = |simulated: &Simulated| -> Vec<f64> {
        let pairs =
            simulated.of(Metric::InvestorReturned).iter().zip(simulated.of(Metric::InvestorDrawn));
        pairs.map(|(returned, drawn)| pence(returned - drawn)).collect()
    };
    let rates = [0.0, 0.2, 0.31, 0.5, 1.0, 3.0].map(at);
    for pair in rates.windows(2) {
        let stops = pair[0].of(Metric::WorkStops).iter().chain(pair[1].of(Metric::WorkStops));
        assert!(stops.into_iter().all(|it| *it == 0.0), "the commitment is large enough");
        assert!(net(&pair[0]).iter().zip(net(&pair[1])).all(|(low, high)| *low <= high));
    }
}

#[test]
fn payments_are_what_the_payers_pay_and_no_more_than_the_caps() {
    let simulated = Scene::norfolk().without_variants().trials(100).run();
    let council = simulated.of(Metric::PaymentsByCouncil);
    let fund = simulated.of(Metric::PaymentsByCoPayer(0));
    let lines = [0, 1].map(|it| simulated.of(Metric::PaymentsForLine(it)));
    let mut capped = 0;
    for (row, payments) in simulated.of(Metric::Payments).iter().enumerate() {
        assert_eq!(pence(*payments), pence(council[row]) + pence(fund[row]));
        assert_eq!(pence(*payments), pence(lines[0][row]) + pence(lines[1][row]));
        assert!(
            *payments <= 9_576_245.0 && council[row] <= 7_958_997.0 && fund[row] <= 1_617_248.0
        );
        capped += u32::from(*payments > 9_576_000.0);
    }
    assert!(capped > 10, "the caps bind in some trials, so that they are tested");
}

#[test]
fn a_provider_that_is_paid_in_full_has_its_margin() {
    let simulated = Scene::small()
        .set(INVESTED)
        .set("providers.charity.margin=0.1")
        .set("providers.charity.yearly_growth=0.02")
        .run();
    for (cost, surplus) in
        simulated.of(Metric::ProviderCost).iter().zip(simulated.of(Metric::ProviderSurplus))
    {
        assert!((pence(*surplus) - pence(cost * 0.1)).abs() <= 30.0, "a penny a month of rounding");
    }
}

#[test]
fn money_that_runs_out_stops_the_work() {
    let scene =
        Scene::small().set("referrals.months=24").set("contract.payments.out_of_care.rate=0");
    let plenty = scene.clone().set("investor={ commitment = 900_000, hurdle = 0.05 }").run();
    let little = scene.set("investor={ commitment = 30_000, hurdle = 0.05 }").run();
    assert!(plenty.of(Metric::WorkStops).iter().all(|it| *it == 0.0));
    assert!(little.of(Metric::WorkStops).iter().all(|it| *it == 1.0));
    assert!(
        little.of(Metric::Starts).iter().zip(plenty.of(Metric::Starts)).all(|(few, all)| few < all)
    );
    assert_eq!(
        little.of(Metric::Referrals),
        plenty.of(Metric::Referrals),
        "families are referred all the same"
    );
    assert!(little.of(Metric::InvestorDrawn).iter().all(|it| *it == 30_000.0));
}

#[test]
fn probabilities_of_nought_and_one_are_certain() {
    let entry = |probability: f64| {
        format!("pathways.edge.care_entry={{ probability = {probability}, within_months = 12 }}")
    };
    let never = Scene::small().set(&entry(0.0)).run();
    assert!(never.of(Metric::DaysInCare).iter().all(|it| *it == 0.0));
    assert!(never.of(Metric::CompletersNeverInCare).iter().all(|it| *it == 1.0));
    let always = Scene::small().set(&entry(1.0)).run();
    assert_eq!(always.of(Metric::ChildrenEverInCare), always.of(Metric::Referrals));
    let nobody = Scene::small().set("referrals.starts_therapy=0").run();
    assert!(nobody.of(Metric::Starts).iter().all(|it| *it == 0.0));
    assert!(nobody.of(Metric::NetSaving).iter().all(|it| *it == 0.0));
    assert!(nobody.of(Metric::NetSavingPerStart).iter().all(|it| it.is_nan()));
}

#[test]
fn nothing_referred_is_nothing_at_all() {
    let simulated = Scene::small().set(INVESTED).set("referrals.months=0").run();
    for metric in
        [Metric::Referrals, Metric::Starts, Metric::DaysInCare, Metric::Payments, Metric::NetSaving]
    {
        assert!(simulated.of(metric).iter().all(|it| *it == 0.0), "{metric:?}");
    }
    assert!(simulated.0.worlds[PROGRAMME].irr.iter().all(|it| *it == IrrKind::NothingInvested));
    let rate = Scene::small().set("referrals.monthly=[{ from_month = 0, rate = 0 }]").run();
    assert!(rate.of(Metric::Referrals).iter().all(|it| *it == 0.0));
}

#[test]
fn the_horizon_cuts_the_sums_and_nothing_else() {
    let at =
        |months: u32| Scene::small().set(INVESTED).set(&format!("horizon_months={months}")).run();
    let (none, some) = (at(0), at(60));
    for metric in
        [Metric::DaysInCare, Metric::NetSaving, Metric::CareCost, Metric::PaymentsByHorizon]
    {
        assert!(none.of(metric).iter().all(|it| *it == 0.0), "{metric:?}");
    }
    for metric in
        [Metric::Starts, Metric::Payments, Metric::InvestorReturned, Metric::NetSavingTo18]
    {
        assert_eq!(none.of(metric), some.of(metric), "{metric:?}");
    }
}

/// Twice the families are twice the payments, on average: 400 trials of 100 and of 200 families,
/// within four standard errors. A count of families that forgot a month would miss by half.
#[test]
fn twice_the_families_earn_twice_the_payments() {
    let once = Scene::small().trials(400).run();
    let twice = Scene::small().set("referrals.volume=2").trials(400).seed(2).run();
    let error = |simulated: &Simulated| {
        let column = simulated.of(Metric::Payments);
        let mean = simulated.mean(Metric::Payments);
        let variance =
            column.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / (column.len() - 1) as f64;
        (variance / column.len() as f64).sqrt()
    };
    let difference = 2.0 * once.mean(Metric::Payments) - twice.mean(Metric::Payments);
    let allowed = 4.0 * (2.0 * error(&once)).hypot(error(&twice));
    assert!(difference.abs() < allowed, "{difference} against {allowed}");
}

// One family

fn hazard(per_year: &[(f64, f64)]) -> Hazard {
    let mut hazard = Hazard::default();
    hazard.compile(&Curve::Steps(per_year.to_vec()), 0.0, 1.0, |it| *it);
    hazard
}

fn spells(family: &Family, risks: &Risks, treatment: Option<Treatment<'_>>) -> Vec<Spell> {
    let mut spells = Vec::new();
    simulate(
        family,
        risks,
        &Moves::new(&[vec![0.0, 0.001], vec![0.0005, 0.0]]),
        treatment,
        &mut spells,
    );
    spells
}

fn days_in_care(life: &[Spell], until: u32) -> u32 {
    let care = life.iter().filter(|it| it.place.is_care());
    care.map(|care| care.until.min(until).saturating_sub(care.from.min(until))).sum()
}

prop_compose! {
    fn risks()(
        entry in prop::collection::vec(0.0..3.0_f64, 3),
        again in 0.0..2.0_f64,
        stay in 0.1..20.0_f64,
        home in any::<bool>(),
    ) -> Risks {
        Risks {
            begins: if home { Beginning::Home } else { Beginning::Care },
            care_entry: hazard(&[(3.0, entry[0]), (12.0, entry[1]), (48.0, entry[2])]),
            re_entry: hazard(&[(6.0, again), (48.0, again / 3.0)]),
            length_of_stay: hazard(&[(1.0, stay), (24.0, stay / 5.0)]),
            placements: vec![0.4, 1.0],
        }
    }
}

proptest! {
    /// A therapy that keeps children home and brings them home sooner never adds a day in care, up
    /// to any day of the child's life.
    #[test]
    fn therapy_that_helps_never_adds_a_day_in_care(
        risks in risks(),
        ratios in prop::collection::vec(0.01..1.0_f64, 3),
        sooner in 1.0..5.0_f64,
        wait in 0_u32..400,
        number in 0_usize..1_000_000,
        frailty in 0.05..4.0_f64,
    ) {
        let family = Family {
            council: 0,
            draws: Trial::new(9, 0, 0).family(0, number),
            pathway: 0,
            referred: 100,
            eighteen: 4_000,
            frailty,
            days_in_care: 50.0,
        };
        let steps = [(3.0, ratios[0]), (12.0, ratios[1]), (30.0, ratios[2])];
        let care_entry = Effect::new(&steps, Some(20.0), 1.0, 0.0);
        let return_home = Effect::new(&[(36.0, sooner)], None, 1.0, 0.0);
        let untreated = spells(&family, &risks, None);
        let moves = ChangedMoves::default();
        let treatment = Treatment {
            starts: 100 + wait,
            care_entry: &care_entry,
            return_home: &return_home,
            moves: &moves,
        };
        let treated = spells(&family, &risks, Some(treatment));
        for until in (100..=4_000).step_by(37) {
            prop_assert!(days_in_care(&treated, until) <= days_in_care(&untreated, until), "day {until}");
        }
        for life in [&untreated, &treated] {
            prop_assert_eq!((life[0].from, life[life.len() - 1].until), (100, 4_000));
            prop_assert!(life.iter().all(|it| it.from < it.until), "each spell lasts at least a day");
            prop_assert!(life.windows(2).all(|pair| pair[0].until == pair[1].from), "without gap");
            prop_assert!(life.windows(2).all(|pair| pair[0].place != pair[1].place || pair[0].place != Place::HOME));
        }
        // Nothing differs before the programme starts.
        let before = |life: &[Spell]| days_in_care(life, 100 + wait);
        prop_assert_eq!(before(&treated), before(&untreated));
    }
}

// Terms and prices, to the penny

/// A fee of £100 a month for two years and nothing else: what was paid is known.
fn fee() -> Scene {
    Scene::small()
        .set("contract.payments=[{ name = \"fee\", kind = \"input\", per = \"month\", rate = 100, until_month = 24 }]")
        .set("providers.charity.costs=[]")
        .trials(3)
}

#[track_caller]
fn assert_each(simulated: &Simulated, metric: Metric, expected: f64) {
    assert!(
        simulated.of(metric).iter().all(|it| pence(*it) == pence(expected)),
        "{:?}",
        simulated.of(metric)
    );
}

#[test]
fn rates_are_indexed_at_each_anniversary() {
    assert_each(&fee().run(), Metric::Payments, 2_400.0);
    assert_each(&fee().set("contract.indexation=0.1").run(), Metric::Payments, 1_200.0 + 1_320.0);
}

#[test]
fn payments_come_at_the_end_of_their_period_and_the_lag() {
    // Months 1 to 3 are settled in month 3 and paid in month 5; the next three in month 8.
    let quarterly = fee().set("contract.settled_every_months=3").set("contract.lag_months=2");
    for (horizon, paid) in [(4, 0.0), (5, 300.0), (7, 300.0), (8, 600.0)] {
        let simulated = quarterly.clone().set(&format!("horizon_months={horizon}")).run();
        assert_each(&simulated, Metric::PaymentsByHorizon, paid);
    }
    assert_each(&quarterly.run(), Metric::Payments, 2_400.0);
}

#[test]
fn a_yearly_cap_is_renewed_at_each_anniversary() {
    let capped = fee().set("contract.caps.per_year=1000").run();
    assert_each(&capped, Metric::Payments, 2_000.0);
    assert_each(&capped, Metric::UnpaidByCaps, 400.0);
    assert_each(&fee().set("contract.caps.total=1500").run(), Metric::Payments, 1_500.0);
}

/// Without an effect the council's net saving is minus the fee: £100 on the first of each month
/// from January 2020, in the money of 1 October 2019 at 5% inflation and discounted at 3.5%.
#[test]
fn real_and_present_values_are_those_of_the_fee() {
    let simulated = fee().set("discounting.inflation=0.05").set("discounting.prices_of=2019").run();
    let starts = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335];
    let month = |month: usize| {
        let day = f64::from(starts[month % 12]) + if month < 12 { 0.0 } else { 366.0 };
        // 2021 has no leap day: from March on its months begin a day earlier.
        let day = if month >= 14 { day - 1.0 } else { day };
        100.0 * 1.05_f64.powf(-(day + 92.0) / 365.25)
    };
    let real: f64 = (0..24).map(month).sum();
    let present: f64 =
        (0..24).map(|index| month(index) * 1.035_f64.powf(-(index as f64) / 12.0)).sum();
    for (metric, expected) in
        [(Metric::NetSavingReal, -real), (Metric::NetSavingPresentValue, -present)]
    {
        assert!(
            simulated.of(metric).iter().all(|it| (it - expected).abs() < 1e-6),
            "{metric:?} {expected}"
        );
    }
}

#[test]
fn entries_support_and_growth_cost_what_they_should() {
    let flat = Scene::small().set("care.entry_cost=1000").set("care.prices_of=2020").run();
    let days = flat.of(Metric::DaysInCare).iter().zip(flat.of(Metric::EntriesToCare));
    for (cost, (days, entries)) in flat.of(Metric::CareCost).iter().zip(days) {
        assert!((cost - days * 100.0 - entries * 1_000.0).abs() < 1e-6);
    }
    // Nobody enters care: each child has 30 days of support at £1 a day.
    let support = Scene::small()
        .set("pathways.edge.care_entry={ probability = 0, within_months = 12 }")
        .set("care={ support_yearly_cost = 365.25, support_months = 1, prices_of = 2020 }")
        .run();
    for (cost, referred) in support.of(Metric::CareCost).iter().zip(support.of(Metric::Referrals)) {
        assert!((cost - 30.0 * referred).abs() < 1e-6, "{cost}");
    }
    // Prices of a year earlier, growing by a tenth, are a tenth dearer (but for the leap day).
    let grown = |year: u32| {
        Scene::small()
            .set("placements.foster.yearly_growth=0.1")
            .set(&format!("placements.foster.prices_of={year}"))
            .run()
    };
    for (later, earlier) in
        grown(2020).of(Metric::CareCost).iter().zip(grown(2019).of(Metric::CareCost))
    {
        assert!((earlier / later / 1.1_f64.powf(366.0 / 365.25) - 1.0).abs() < 1e-9);
    }
}

#[test]
fn the_pathways_savings_are_the_whole_before_running_cost() {
    let simulated = Scene::norfolk().without_variants().trials(30).run();
    for row in 0..30 {
        let parts: f64 =
            [0, 1].map(|it| simulated.of(Metric::NetSavingOfPathway(it))[row]).iter().sum();
        let whole =
            simulated.of(Metric::NetSaving)[row] + simulated.of(Metric::CouncilRunningCost)[row];
        assert!((parts - whole).abs() < 1.0, "{parts} {whole}");
    }
}

/// Families that are followed from referral for ten years, to the 18th birthday of the youngest, have
/// all their saving within their windows, with entries, support, moves, and effects on all of them.
#[test]
fn a_window_without_an_end_holds_the_whole_saving() {
    let simulated = Scene::small()
        .with("\n[placements.residential]\nweekly_cost = 4000\nprices_of = 2020\n")
        .set("pathways.edge.placements={ shares = { foster = 0.7, residential = 0.3 } }")
        .set("placements.foster.moves_per_year={ residential = 1 }")
        .set("care={ entry_cost = 1000, support_yearly_cost = 500, support_months = 9, yearly_growth = 0.03, prices_of = 2020 }")
        .set("therapies.talk.effect.care_entry=[{ until_month = 24, hazard_ratio = 0.4 }]")
        .set("therapies.talk.effect.return_home=[{ until_month = 24, hazard_ratio = 3 }]")
        .set("therapies.talk.effect.moves=[{ from = \"foster\", to = \"residential\", until_month = 12, hazard_ratio = 0.2 }]")
        .set("contract.tracking={ from = \"referral\", months = 120 }")
        .run();
    let pairs =
        simulated.of(Metric::NetSavingInWindow).iter().zip(simulated.of(Metric::NetSavingTo18));
    for ((within, to_18), saved) in pairs.zip(simulated.of(Metric::CareCostSaved)) {
        assert!((within - to_18).abs() < 1e-4, "{within} {to_18}");
        assert!(*saved > 100_000.0, "care is saved: {saved}");
    }
}

#[test]
fn what_is_counted_by_event_is_charged_whenever_it_happens() {
    let late = Scene::small()
        .set("providers.charity.costs=[{ name = \"review\", per = \"once\", amount = 70, from_month = 20 }]")
        .run();
    assert_each(&late, Metric::ProviderCost, 70.0);
    let completions = Scene::small()
        .set("providers.charity.costs=[{ name = \"bonus\", per = \"completion\", amount = 10 }]")
        .run();
    let pairs =
        completions.of(Metric::ProviderCost).iter().zip(completions.of(Metric::Completions));
    assert!(pairs.into_iter().all(|(cost, completed)| pence(*cost) == pence(completed * 10.0)));
}

/// Money that runs out long after the last therapy does not start delivery again.
#[test]
fn running_out_of_money_never_costs_more_work() {
    let scene = Scene::small()
        .set("contract.tracking.months=36")
        .set("contract.payments.out_of_care.rate=0")
        .set("providers.charity.costs=[{ name = \"team\", per = \"month\", amount = 1000 }, { name = \"data\", per = \"month\", amount = 500, until = \"contract\" }]");
    let cost = |commitment: u32| {
        let simulated = scene
            .clone()
            .set(&format!("investor={{ commitment = {commitment}, hurdle = 0.05 }}"))
            .run();
        (simulated.of(Metric::ProviderCost).to_vec(), simulated.of(Metric::WorkStops).to_vec())
    };
    let ((enough, _), (short, stops)) = (cost(900_000), cost(15_000));
    assert!(stops.iter().all(|stop| *stop == 1.0));
    assert!(
        short.iter().zip(&enough).all(|(short, enough)| short <= enough),
        "{short:?} {enough:?}"
    );
}

#[test]
fn break_even_is_the_month_after_the_last_one_under_water() {
    // A fee of £100 in each of the first two years, and no saving: never.
    assert_each(&fee().run(), Metric::BreakEvenMonth, f64::INFINITY);
    // Nothing paid and nothing saved: from the start.
    assert_each(&fee().set("contract.payments=[]").run(), Metric::BreakEvenMonth, 0.0);
}

#[test]
fn no_valid_terms_run_past_the_calendar() {
    let long = [
        "contract.payments=[{ name = \"fee\", kind = \"input\", per = \"month\", rate = 1, until_month = 240 }]",
        "contract.payments=[{ name = \"back\", kind = \"milestone\", on = \"reunification\", rate = 1, window = { from = \"completion\", months = 120 } }]",
        "contract.payments=[{ name = \"days\", kind = \"per_period\", rate = 1, ends_at_18 = false, window = { from = \"completion\", months = 120 } }]",
        "contract.payments=[{ name = \"out\", kind = \"milestone\", on = \"out_of_care\", rate = 1, window = { from = \"completion\", months = 120 } }]",
    ];
    for line in long {
        let simulated = Scene::small()
            .set(INVESTED)
            .set(line)
            .set("pathways.edge.age_years={ min = 17, max = 17 }")
            .set("contract.settled_every_months=12")
            .set("contract.lag_months=36")
            .set("therapies.talk.duration_months={ min = 60, max = 60 }")
            .trials(5)
            .run();
        assert!(simulated.of(Metric::Payments).iter().all(|it| it.is_finite()));
    }
}
