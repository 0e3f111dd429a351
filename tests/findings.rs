//! Files with mistakes, and what is said to each.

use std::fs;

use assert_cmd::Command;
use kinward::scenario::{self, finding::Finding, render};

use crate::common::root;

/// Every file in `tests/findings` against the findings that a person has read and found helpful.
#[test]
fn mistakes_are_found_at_their_places_with_the_way_out() {
    insta::glob!("findings/*.toml", |path| {
        let text = fs::read_to_string(path).expect("readable");
        let name = path.file_name().and_then(|it| it.to_str()).expect("a name");
        let loaded = scenario::load(name, &text, &[], path.parent().expect("a folder"));
        insta::assert_snapshot!(render::render(
            &loaded.document,
            &loaded.findings,
            render::Colour::Plain
        ));
    });
}

/// Twenty mistakes of every kind, of structure and of meaning, in one file: twenty findings, each
/// at a line that carries the comment `# here`.
#[test]
fn twenty_mistakes_give_twenty_findings() {
    let path = root().join("tests/findings/twenty.toml");
    let text = fs::read_to_string(&path).expect("readable");
    let loaded = scenario::read(&path, &[]).expect("readable");
    let errors: Vec<&Finding> = loaded.findings.iter().filter(|it| it.is_error()).collect();
    let mut found: Vec<usize> = errors
        .iter()
        .map(|it| loaded.document.position(&it.path, it.point).expect("a place").1)
        .collect();
    found.sort_unstable();
    let marked: Vec<usize> = text
        .lines()
        .enumerate()
        .flat_map(|(index, line)| std::iter::repeat_n(index + 1, line.matches("# here").count()))
        .collect();
    assert_eq!(found, marked);
    assert_eq!(errors.len(), 20);
    assert!(loaded.study.is_none());
}

#[test]
fn twenty_mistakes_leave_no_output() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_kinward"));
    let scenario = root().join("tests/findings/twenty.toml");
    let refused = command.current_dir(folder.path()).arg("run").arg(scenario).assert().code(2);
    assert!(String::from_utf8_lossy(&refused.get_output().stderr).contains("20 errors"));
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
}
