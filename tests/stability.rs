//! Numbers that must not move unnoticed.
//!
//! A change here is a change of everybody's results: it belongs under “value-changing” in the
//! changelog.

use std::fs;
use std::path::PathBuf;

use kinward::assumption::Spread;
use kinward::numeric::hash;
use kinward::numeric::summary::Estimate;
use kinward::random::{Decision, Once, Trial};
use kinward::results::Metric;

use crate::common::{Scene, WorldBits, root};

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

/// To the last bit: nothing in these draws asks the system for a logarithm.
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
    let row = |metric: Metric| {
        let estimate = Estimate::of(simulated.of(metric)).expect("values");
        format!("{:<16} mean {:.5e} sd {:.5e}", metric.stem(), estimate.mean, estimate.sd)
    };
    insta::assert_snapshot!(metrics.map(row).join("\n"));
}

/// Every bit of every number, in every world, of twenty trials of each contract that ships: what any processor
/// has to come to, with any optimisation.
#[test]
fn trials_are_these_to_the_last_bit() {
    let mut files: Vec<PathBuf> = fs::read_dir(root().join("scenarios"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    let digests = files.iter().map(|path| {
        let text = fs::read_to_string(path).expect("it is there");
        let worlds = Scene::of(&text).trials(20).run().bits();
        let of_world = |world: &WorldBits| -> Vec<u64> {
            let others = world.others.iter().flatten().flatten().copied();
            let series = world.series.iter().flatten().map(|bits| u64::from(*bits));
            world.metrics.iter().flatten().copied().chain(others).chain(series).collect()
        };
        let digest = worlds.iter().flat_map(of_world).fold(0, hash::chain);
        format!("{} {digest:016x}", path.file_name().expect("a name").display())
    });
    insta::assert_snapshot!(digests.collect::<Vec<_>>().join("\n"));
}
