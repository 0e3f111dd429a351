//! The investor's terms in a whole scenario: who pays what, and whose saving it costs.

use kinward::results::Metric;

use crate::common::{INVESTED, PROGRAMME, Scene, Simulated};

/// An investor who has less than half of the money back.
fn losing() -> Scene {
    Scene::small().set(INVESTED).set("contract.payments.out_of_care.rate=0.1")
}

fn pence(pounds: f64) -> f64 {
    (pounds * 100.0).round()
}

/// The sums of two metrics are the same in every trial, to the penny.
#[track_caller]
fn assert_same(left: &[&[f64]], right: &[&[f64]]) {
    let sum =
        |columns: &[&[f64]], row: usize| pence(columns.iter().map(|column| column[row]).sum());
    for row in 0..left[0].len() {
        assert!((sum(left, row) - sum(right, row)).abs() < 0.5, "trial {row}");
    }
}

#[test]
fn one_tranche_of_the_whole_is_no_tranche_at_all() {
    for terms in ["recycling=true", "recycling=false", "preferred_return=0.05"] {
        let plain = Scene::small().set(INVESTED).set(&format!("investor.{terms}"));
        let one = plain.clone().set("investor.tranches=[{ name = \"all\", share = 1 }]");
        assert_eq!(plain.run().bits(), one.run().bits(), "{terms}");
    }
}

#[test]
fn what_the_council_guarantees_costs_its_saving_and_is_no_payment() {
    let plain = losing().run();
    let simulated = losing()
        .set("investor.coupon={ rate = 0.06, years = 2 }")
        .set("investor.protected_share=0.9")
        .run();
    let (coupon, protection) = (simulated.of(Metric::Coupon), simulated.of(Metric::Protection));
    assert!(coupon.iter().chain(protection).all(|it| *it > 0.0));
    for saving in [Metric::NetSavingTo18, Metric::NetSavingInWindow, Metric::NetSavingPublic] {
        assert_same(&[simulated.of(saving), coupon, protection], &[plain.of(saving)]);
    }
    assert_same(
        &[simulated.of(Metric::NetSaving), simulated.of(Metric::GuaranteeByHorizon)],
        &[plain.of(Metric::NetSaving)],
    );
    for metric in [Metric::Payments, Metric::PaymentsByCouncil, Metric::InvestorDrawn] {
        assert_same(&[simulated.of(metric)], &[plain.of(metric)]);
    }
    assert_same(
        &[simulated.of(Metric::InvestorReturned)],
        &[plain.of(Metric::InvestorReturned), coupon, protection],
    );
}

#[test]
fn what_a_co_payer_guarantees_costs_the_public_purse_alone() {
    let scene = losing().set("contract.co_payers=[{ name = \"Fund\", share = 0.2, limit = 100 }]");
    let plain = scene.run();
    let simulated =
        scene.set("investor.protected_share=1").set("investor.guaranteed_by=\"Fund\"").run();
    let protection = simulated.of(Metric::Protection);
    assert!(protection.iter().all(|it| *it > 100.0), "no limit on payments holds for it");
    for metric in [Metric::NetSavingTo18, Metric::NetSaving, Metric::PaymentsByCoPayer(0)] {
        assert_same(&[simulated.of(metric)], &[plain.of(metric)]);
    }
    assert_same(
        &[simulated.of(Metric::NetSavingPublic), protection],
        &[plain.of(Metric::NetSavingPublic)],
    );
    assert_same(&[simulated.of(Metric::InvestorReturned)], &[simulated.of(Metric::InvestorDrawn)]);
}

/// With nothing paid for outcomes, half of the principal protected is exactly half of it back.
#[test]
fn protection_turns_a_total_loss_into_its_share() {
    let scene = losing().set("contract.payments.out_of_care.rate=0");
    let simulated = scene.set("investor.protected_share=0.5").run();
    let pairs =
        simulated.of(Metric::InvestorReturned).iter().zip(simulated.of(Metric::InvestorDrawn));
    for (returned, drawn) in pairs {
        assert!(*drawn > 0.0 && (returned - drawn / 2.0).abs() < 0.01, "{returned} {drawn}");
    }
}

#[test]
fn the_fund_fee_lowers_what_is_left_after_it_and_nothing_else() {
    let plain = Scene::small().set(INVESTED).run();
    let simulated = Scene::small().set(INVESTED).set("investor.fund_fee=0.012").run();
    for metric in [
        Metric::InvestorDrawn,
        Metric::InvestorReturned,
        Metric::InvestorIrr,
        Metric::InvestorNpv,
        Metric::NetSavingTo18,
        Metric::ProviderSurplus,
    ] {
        assert_eq!(simulated.of(metric), plain.of(metric), "{metric:?}");
    }
    assert_eq!(plain.of(Metric::InvestorIrrAfterFee), plain.of(Metric::InvestorIrr));
    assert!(plain.of(Metric::FundFee).iter().all(|it| *it == 0.0));
    let column = |metric| simulated.of(metric).iter();
    for (after, before) in column(Metric::InvestorIrrAfterFee).zip(column(Metric::InvestorIrr)) {
        assert!(after < before, "{after} {before}");
    }
    let pairs = column(Metric::InvestorMultipleAfterFee).zip(column(Metric::FundFee));
    for (row, (multiple, fee)) in pairs.enumerate() {
        // £80 a month of a commitment of £80,000.
        assert!(*fee >= 12.0 * 80.0 && pence(*fee) % pence(80.0) == 0.0, "{fee}");
        let paid_in = simulated.of(Metric::InvestorDrawn)[row] + fee;
        let expected = simulated.of(Metric::InvestorReturned)[row] / paid_in;
        assert!((multiple - expected).abs() < 1e-12);
    }
}

fn ranked(scene: Scene) -> Scene {
    scene.set("investor.tranches=[{ name = \"Senior\", share = 0.4 }, { name = \"Junior\", share = 0.6 }]")
}

#[test]
fn the_tranches_together_are_the_investor() {
    for scene in [losing(), losing().set("investor.recycling=false")] {
        let plain = scene.run();
        let simulated = ranked(scene).run();
        let parts =
            |metric: fn(usize) -> Metric| [0, 1].map(|it| simulated.of(metric(it)).to_vec());
        let [senior, junior] = parts(Metric::TrancheDrawn);
        assert_same(&[&senior, &junior], &[plain.of(Metric::InvestorDrawn)]);
        let [senior, junior] = parts(Metric::TrancheReturned);
        assert_same(&[&senior, &junior], &[plain.of(Metric::InvestorReturned)]);
        let [senior, junior] = parts(Metric::TrancheMultiple);
        assert!(senior.iter().zip(&junior).all(|(senior, junior)| junior < senior));
        assert!(simulated.of(Metric::TrancheLoses(1)).iter().all(|it| *it == 1.0));
    }
}

/// A world without tranches has no value for them, rather than one of 0.
#[test]
fn a_variant_may_rank_what_the_scenario_does_not() {
    let scene = Scene::small().with(
        "\n[investor]\ncommitment = 80_000\nhurdle = 0.05\n\n[[variants]]\nname = \"ranked\"\n\
         investor.tranches = [{ name = \"first\", share = 0.5 }, { name = \"last\", share = 0.5 }]\n",
    );
    let simulated: Simulated = scene.trials(5).run();
    assert!(simulated.of(Metric::TrancheDrawn(1)).iter().all(|it| it.is_nan()));
    let ranked = simulated.column(PROGRAMME + 1, Metric::TrancheDrawn(1));
    assert!(ranked.iter().all(|it| *it > 0.0));
    assert_eq!(simulated.0.names.name(Metric::TrancheDrawn(1)), "investor_drawn.last");
}

#[test]
fn a_claim_may_speak_of_a_tranche() {
    let claim = "\n[[claims]]\ntext = \"5% a year\"\nmetric = \"investor_irr.senior\"\nvalue = 0.05\n\
                 source = \"the fund\"\n";
    let scene = Scene::small().set(INVESTED).with(claim);
    assert!(scene.load().worlds.is_none(), "there is no tranche of that name");
    assert_eq!(
        ranked(scene).trials(5).run().0.worlds[PROGRAMME].claims[0]
            .numbers()
            .expect("memory")
            .len(),
        5
    );
}
