//! Every scenario that is shipped is right, runs, and is listed.

use std::fs;

use kinward::results::Metric;
use kinward::scenario::{self, finding::Finding, render};
use kinward::simulation::{self, Plan, Silent};

use crate::common::root;

#[test]
fn every_scenario_runs_and_is_listed() {
    let folder = root().join("scenarios");
    let listed = fs::read_to_string(folder.join("README.md")).expect("a list of scenarios");
    let mut seen = 0;
    for entry in fs::read_dir(&folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|it| it != "toml") {
            continue;
        }
        seen += 1;
        let name = path.file_name().and_then(|it| it.to_str()).expect("a name");
        assert!(listed.contains(name), "scenarios/README.md does not list {name}");
        let loaded = scenario::read(&path, &[]).expect("readable");
        let findings = render::render(&loaded.document, &loaded.findings, render::Colour::Plain);
        assert!(!loaded.findings.iter().any(Finding::is_error), "{findings}");
        let study = loaded.study.expect("no errors");
        let unsourced: Vec<&str> = study
            .base
            .register
            .assumptions()
            .iter()
            .filter(|it| {
                it.provenance.is_unsourced()
                    || it.provenance.grade.is_none() && !is_by_definition(it)
            })
            .map(|it| it.name.as_str())
            .collect();
        assert!(unsourced.is_empty(), "{name}: without source or grade: {unsourced:?}");
        let plan = Plan::new(&study);
        let trials = simulation::run(&plan, 1, 0, 50, &Silent);
        assert!(
            trials.column(1, Metric::Starts).iter().sum::<f64>() > 0.0,
            "{name}: somebody starts"
        );
    }
    assert!(seen > 0);
}

fn is_by_definition(assumption: &kinward::assumption::Assumption) -> bool {
    assumption.provenance.source.as_ref().is_some_and(|it| it.starts_with("by definition"))
}
