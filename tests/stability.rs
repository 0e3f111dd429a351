//! Numbers that must not move unnoticed.
//!
//! A change here is a change of everybody's results: it belongs under “value-changing” in the
//! changelog.

use kinward::numeric::summary::Estimate;
use kinward::random::{Decision, Once, Trial};
use kinward::results::Metric;

use crate::common::Scene;

#[test]
fn the_first_draws_of_each_kind_are_these() {
    let family = Trial::new(1, 2, 0).family(3, 4);
    let found = [
        family.uniform(Decision::Starts, 0),
        family.uniform(Decision::Departure, 0),
        family.uniform(Decision::Departure, 1),
        Trial::new(1, 2, 0).month(3).uniform(Decision::Referrals, 0),
        Trial::new(1, 2, 0).once(Once::new("referrals.volume")),
        Trial::new(1, 2, 1).family(3, 4).uniform(Decision::Starts, 0),
    ];
    insta::assert_debug_snapshot!(found);
}

#[test]
fn a_small_run_of_the_norfolk_contract_is_this() {
    let lived = Scene::norfolk().without_variants().trials(100).run();
    let metrics = [
        Metric::Referrals,
        Metric::Starts,
        Metric::Completions,
        Metric::DaysInCare,
        Metric::DaysOutOfCare,
        Metric::CareCostSaved,
        Metric::Payments,
        Metric::NetSaving,
        Metric::InvestorMultiple,
        Metric::InvestorIrr,
    ];
    // Six digits: the last few of a logarithm may differ between processors.
    let row = |metric: Metric| {
        let estimate = Estimate::of(lived.of(metric)).expect("values");
        format!("{:<16} mean {:.5e} sd {:.5e}", metric.stem(), estimate.mean, estimate.sd)
    };
    insta::assert_snapshot!(metrics.map(row).join("\n"));
}
