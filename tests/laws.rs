//! Laws that hold exactly, trial by trial, because all worlds share their draws.

use kinward::family::{
    Beginning, Curve, Effect, Family, Hazard, Moves, Place, Risks, Spell, Treatment, live,
};
use kinward::random::Trial;
use kinward::results::{IrrKind, Metric};
use proptest::prelude::*;

use crate::common::{INVESTED, Lived, PROGRAMME, STATUS_QUO, Scene};

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
    let lived = NO_EFFECT.iter().fold(scene, |scene, set| scene.set(set)).run();
    for metric in
        [Metric::DaysInCare, Metric::EntriesToCare, Metric::ChildrenEverInCare, Metric::CareCost]
    {
        assert_eq!(lived.column(STATUS_QUO, metric), lived.column(PROGRAMME, metric), "{metric:?}");
    }
    assert!(
        lived.of(Metric::HomeAnyway).iter().all(|it| *it == 1.0),
        "each paid day was at home anyway"
    );
    let paid = lived.of(Metric::PaymentsByCouncil).iter().zip(lived.of(Metric::CouncilRunningCost));
    for (net_saving, (paid, running)) in lived.of(Metric::NetSaving).iter().zip(paid) {
        assert_eq!(pence(*net_saving), -pence(paid + running));
    }
}

#[test]
fn with_an_effect_the_worlds_differ() {
    let lived = Scene::norfolk().without_variants().trials(60).run();
    let pairs =
        lived.column(STATUS_QUO, Metric::DaysInCare).iter().zip(lived.of(Metric::DaysInCare));
    assert!(pairs.into_iter().all(|(without, with)| with < without));
}

#[test]
fn a_tariff_of_nothing_is_exactly_a_total_loss() {
    let scene = Scene::norfolk().without_variants().trials(60);
    let lived = scene
        .set("contract.payments.days_out_of_care_edge_of_care.rate=0")
        .set("contract.payments.days_out_of_care_in_care.rate=0")
        .run();
    assert_total_loss(&lived);
    let small = Scene::small().set(INVESTED).set("contract.payments.out_of_care.rate=0").run();
    assert_total_loss(&small);
}

fn assert_total_loss(lived: &Lived) {
    assert!(lived.of(Metric::InvestorDrawn).iter().all(|it| *it > 0.0));
    assert!(lived.of(Metric::InvestorReturned).iter().all(|it| *it == 0.0));
    assert!(lived.of(Metric::InvestorIrr).iter().all(|it| *it == -1.0));
    assert_eq!(lived.of(Metric::InvestorLoss), lived.of(Metric::InvestorDrawn));
    assert!(lived.0.worlds[PROGRAMME].irr.iter().all(|it| *it == IrrKind::TotalLoss));
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
    let net = |lived: &Lived| -> Vec<f64> {
        let pairs = lived.of(Metric::InvestorReturned).iter().zip(lived.of(Metric::InvestorDrawn));
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
    let lived = Scene::norfolk().without_variants().trials(100).run();
    let council = lived.of(Metric::PaymentsByCouncil);
    let fund = lived.of(Metric::PaymentsByCoPayer(0));
    let lines = [0, 1].map(|it| lived.of(Metric::PaymentsForLine(it)));
    let mut capped = 0;
    for (row, payments) in lived.of(Metric::Payments).iter().enumerate() {
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
    let lived = Scene::small()
        .set(INVESTED)
        .set("provider.margin=0.1")
        .set("provider.yearly_growth=0.02")
        .run();
    for (cost, surplus) in
        lived.of(Metric::ProviderCost).iter().zip(lived.of(Metric::ProviderSurplus))
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
    let lived = Scene::small().set(INVESTED).set("referrals.months=0").run();
    for metric in
        [Metric::Referrals, Metric::Starts, Metric::DaysInCare, Metric::Payments, Metric::NetSaving]
    {
        assert!(lived.of(metric).iter().all(|it| *it == 0.0), "{metric:?}");
    }
    assert!(lived.0.worlds[PROGRAMME].irr.iter().all(|it| *it == IrrKind::NothingInvested));
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
    let error = |lived: &Lived| {
        let column = lived.of(Metric::Payments);
        let mean = lived.mean(Metric::Payments);
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
    live(
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
    care.map(|it| it.until.min(until).saturating_sub(it.from.min(until))).sum()
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
        let treatment = Treatment { starts: 100 + wait, care_entry: &care_entry, return_home: &return_home };
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
