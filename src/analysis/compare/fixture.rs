//! Trials by hand: worlds with a few metrics.

use crate::numeric::design::Design;
use crate::results::{
    BASE_VIEW, Metric, MetricNames, Role, Room, STATUS_QUO, Store, TrialRow, Trials, WorldLabel,
    WorldRow, WorldTrials,
};

/// A world: its arrangement, its view, and a column for each metric.
pub(super) type World<'a> = (&'a str, &'a str, Vec<Vec<f64>>);

/// A run of such worlds, each with a column for each of the metrics.
pub(super) fn trials(metrics: &[Metric], worlds: &[World<'_>]) -> Trials {
    let world = |(arrangement, view, _): &World<'_>| {
        let role = if *arrangement == STATUS_QUO { Role::StatusQuo } else { Role::Variant };
        let name = format!("{arrangement} · {view}");
        let (arrangement, view) = ((*arrangement).to_owned(), (*view).to_owned());
        let label = WorldLabel { name, role, arrangement, view };
        WorldTrials::empty(label, Vec::new(), (metrics.len(), 0, 0))
    };
    let row = |trial: usize| TrialRow {
        worlds: worlds
            .iter()
            .map(|(_, _, columns)| WorldRow {
                metrics: columns.iter().map(|column| column[trial]).collect(),
                ..WorldRow::default()
            })
            .collect(),
        replicate: None,
    };
    let mut trials = Trials {
        seed: 1,
        design: Design::Plain,
        first: 0,
        metrics: metrics.to_vec(),
        names: MetricNames::default(),
        months: 0,
        horizon: 0,
        years: Vec::new(),
        worlds: worlds.iter().map(world).collect(),
        replicated: Vec::new(),
        store: Store::new(Room::default()),
    };
    let count = worlds.first().map_or(0, |it| it.2[0].len());
    trials.push(&(0..count).map(row).collect::<Vec<_>>()).expect("room");
    trials
}

/// A world under the base view.
pub(super) fn plain(arrangement: &str, columns: Vec<Vec<f64>>) -> World<'_> {
    (arrangement, BASE_VIEW, columns)
}
