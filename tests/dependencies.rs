//! Every dependency has its reason, in `docs/dependencies.md`.

use std::collections::BTreeSet;
use std::fs;

use crate::common::root;

/// The tables of a manifest that list dependencies, those for one system included.
fn listed(manifest: &toml::Table) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (key, value) in manifest {
        let Some(table) = value.as_table() else { continue };
        match key.as_str() {
            "dependencies" | "dev-dependencies" | "build-dependencies" => {
                names.extend(table.keys().cloned());
            }
            "target" => {
                names.extend(table.values().filter_map(|it| it.as_table()).flat_map(listed));
            }
            _ => {}
        }
    }
    names
}

#[test]
fn each_dependency_has_its_reason() {
    let read = |path: &str| fs::read_to_string(root().join(path)).expect("it is there");
    let crates =
        ["toml-findings", "report", "cli", "mistakes"].map(|it| format!("crates/{it}/Cargo.toml"));
    let manifests = crates.iter().map(String::as_str).chain(["Cargo.toml", "fuzz/Cargo.toml"]);
    let listed: BTreeSet<String> = manifests
        .flat_map(|manifest| listed(&read(manifest).parse().expect("TOML")))
        .filter(|it| !it.starts_with("kinward") && it != "toml-findings")
        .collect();
    assert!(listed.len() > 20, "{listed:?}");
    let page = read("docs/dependencies.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let explained: BTreeSet<String> = rows
        .filter(|(_, reason)| reason.split(" |").next().is_some_and(|next| next.len() > 5))
        .map(|(name, _)| name.to_owned())
        .collect();
    assert_eq!(listed, explained, "the manifests, and the rows of docs/dependencies.md");
}
