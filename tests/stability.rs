//! Numbers that must not move unnoticed.
//!
//! A change here is a change of everybody's results: it belongs under “value-changing” in the
//! changelog.

use kinward::assumption::Spread;
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

/// To the last bit: nothing in these draws asks the system for a logarithm. (A build without any optimisation
/// draws the median of the gamma of shape 10⁸ one last bit higher; why is not known yet.)
#[test]
fn an_assumption_of_each_form_is_drawn_to_these_bits() {
    let forms = [
        Spread::beta_from_counts(26.0, 40.0),
        Spread::beta_from_moments(0.3, 0.4),
        Spread::gamma(1_000.0, 80.0),
        Spread::gamma(1.0, 3.0),
        Spread::gamma(1.0, 1e-4),
        Spread::lognormal_from_interval(0.7, [0.4, 1.225]),
        Spread::lognormal_from_moments(6_100.0, 4_800.0),
        Spread::normal(0.02, 0.01),
        Spread::triangular(1.0, 2.5, 3.0),
        Spread::pert(100.0, 200.0, 400.0),
    ];
    let found = forms.map(|form| {
        let form = form.expect("a distribution");
        let bits = [1e-9, 0.2, 0.5, 0.999].map(|u| format!("{:016x}", form.quantile(u).to_bits()));
        format!("{form:?}: {}", bits.join(" "))
    });
    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn a_small_run_of_the_norfolk_contract_is_this() {
    let simulated = Scene::norfolk().without_variants().trials(100).run();
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
        let estimate = Estimate::of(simulated.of(metric)).expect("values");
        format!("{:<16} mean {:.5e} sd {:.5e}", metric.stem(), estimate.mean, estimate.sd)
    };
    insta::assert_snapshot!(metrics.map(row).join("\n"));
}
