//! The layers of `docs/architecture.md`, checked against the source.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::root;

/// Each module and crate, bottom up, and those that it may import.
const LAYERS: &[(&str, &str)] = &[
    ("crates/toml-findings", ""),
    ("units", ""),
    ("parallel", ""),
    ("numeric", ""),
    ("random", "numeric"),
    ("assumption", "numeric random"),
    ("family", "units numeric random"),
    ("cohort", "units numeric random family"),
    ("ledger", "units"),
    ("contract", "units numeric family cohort ledger"),
    ("funding", "units cohort ledger"),
    ("returns", "units numeric family ledger"),
    ("results", "units parallel numeric"),
    ("scenario", "crates/toml-findings units parallel assumption family cohort contract results"),
    (
        "simulation",
        "units parallel numeric random assumption family cohort ledger contract funding returns \
         results scenario",
    ),
    (
        "analysis",
        "crates/toml-findings numeric assumption family contract results scenario simulation",
    ),
    (
        "crates/report",
        "crates/toml-findings units numeric assumption family cohort contract results scenario \
         analysis",
    ),
    (
        "crates/cli",
        "crates/toml-findings assumption contract results scenario simulation analysis \
         crates/report",
    ),
    ("crates/mistakes", "crates/toml-findings units numeric results scenario simulation"),
];

/// Outside crates and the only places that may name them. (Of `clap` and `indicatif` the manifests say it.)
const CRATES: &[(&str, &[&str])] = &[
    ("anyhow", &["crates/cli"]),
    ("plotters", &["crates/report/src/chart"]),
    ("maud", &["crates/report/src/html"]),
    ("parquet", &["crates/report/src/table"]),
    (
        "rayon",
        &[
            "src/parallel.rs",
            "crates/report/src/lib.rs",
            "crates/report/src/comparison/mod.rs",
            "crates/report/src/view.rs",
            "crates/cli/src/main.rs",
            "crates/cli/src/run.rs",
        ],
    ),
    ("tempfile", &["crates/cli/src/output", "crates/cli/src/args.rs"]),
    ("rustix", &["crates/cli/src/output"]),
    ("signal_hook", &["crates/cli/src/output"]),
    ("terminal_size", &["crates/cli/src/printer.rs"]),
    ("mimalloc", &["crates/cli/src/main.rs"]),
    ("statrs", &[]),
    ("rand_distr", &["src/cohort"]),
    ("sobol_burley", &["src/random/even.rs"]),
    ("toml", &["crates/toml-findings", "src/scenario", "crates/mistakes"]),
    ("toml_parser", &["crates/toml-findings"]),
    ("schemars", &["src/scenario", "crates/toml-findings/src/fixture.rs"]),
    ("annotate_snippets", &["crates/toml-findings/src/render.rs"]),
    ("strsim", &["crates/toml-findings/src/wording.rs"]),
];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the source") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The code of a file, without comments and without its tests, line by line.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .take_while(|line| !line.starts_with("#[cfg(test)]"))
        .enumerate()
        .map(|(index, line)| (index + 1, line.split("//").next().unwrap_or_default()))
}

/// The names that follow `prefix` in a line, each of several in braces.
fn names_after<'a>(line: &'a str, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    line.match_indices(prefix).flat_map(move |(start, _)| {
        let rest = &line[start + prefix.len()..];
        let names = match rest.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap_or(group),
            None => rest.split([',', ';', ' ']).next().unwrap_or(rest),
        };
        names.split(',').map(|name| {
            let name = name.trim_start();
            let end = name.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
            &name[..end.unwrap_or(name.len())]
        })
    })
}

/// The files of the source with their paths from the root.
fn sources() -> Vec<(String, String)> {
    let root = root();
    let folders = [
        "src",
        "crates/toml-findings/src",
        "crates/report/src",
        "crates/cli/src",
        "crates/mistakes/src",
    ];
    let read = |file: PathBuf| {
        let inside = file.strip_prefix(&root).expect("inside").to_string_lossy().into_owned();
        (inside, fs::read_to_string(&file).expect("a file of the source"))
    };
    folders.iter().flat_map(|folder| rust_files(&root.join(folder))).map(read).collect()
}

/// The row of [`LAYERS`] that a file belongs to: its crate, or its module of the library.
fn layer(file: &str) -> &str {
    match file.strip_prefix("src/") {
        Some(inside) => inside.split('/').next().expect("a name").trim_end_matches(".rs"),
        None => file.split_once("/src/").expect("the source of a crate").0,
    }
}

#[test]
fn modules_import_only_what_lies_below_them() {
    let mut breaches = Vec::new();
    for (file, text) in sources() {
        let module = layer(&file);
        // Fixtures are data for tests, and `stability` is one, compiled for them alone.
        if ["lib", "stability"].contains(&module) || file.ends_with("fixture.rs") {
            continue;
        }
        let (_, allowed) =
            LAYERS.iter().find(|(name, _)| *name == module).expect("a listed module");
        let is_allowed = |import: &str| allowed.split_whitespace().any(|name| name == import);
        // Below the workspace a crate names its own modules by `crate::`, as the library does.
        let library = if module.starts_with("crates") { "kinward::" } else { "crate::" };
        for (number, line) in code(&text) {
            let modules = names_after(line, library).map(|name| match name {
                "findings" => "crates/toml-findings",
                name => name,
            });
            let crates =
                [("toml_findings", "crates/toml-findings"), ("kinward_report", "crates/report")];
            let crates = crates.into_iter().filter(|(name, _)| line.contains(name));
            let imports = modules.chain(crates.map(|(_, name)| name));
            for import in imports
                .filter(|import| *import != module && !import.is_empty() && !is_allowed(import))
            {
                breaches.push(format!("{file}:{number}: {import}"));
            }
        }
    }
    assert!(breaches.is_empty(), "imports against the layers:\n{}", breaches.join("\n"));
}

#[test]
fn no_module_is_allowed_what_lies_above_it() {
    for (position, (name, allowed)) in LAYERS.iter().enumerate() {
        for import in allowed.split_whitespace() {
            let lies_below = LAYERS[..position].iter().any(|(below, _)| *below == import);
            assert!(lies_below, "{name} may import {import}");
        }
    }
}

/// What a browser has none of.
#[test]
fn the_library_asks_nothing_of_a_system_but_files() {
    let mut breaches = Vec::new();
    for (file, text) in sources() {
        let is_library = file.starts_with("src/") || file.starts_with("crates/toml-findings");
        for (number, line) in code(&text).filter(|_| is_library) {
            let asked = names_after(line, "std::");
            let of_system =
                |name: &&str| ["env", "net", "process", "thread", "time"].contains(name);
            breaches.extend(asked.filter(of_system).map(|name| format!("{file}:{number}: {name}")));
        }
    }
    assert!(breaches.is_empty(), "what WebAssembly has none of:\n{}", breaches.join("\n"));
}

#[test]
fn outside_crates_stay_at_the_rim() {
    let mut breaches = Vec::new();
    for (file, text) in sources() {
        for (number, line) in code(&text) {
            for (name, places) in CRATES {
                let named =
                    line.contains(&format!("{name}::")) || line.contains(&format!("use {name};"));
                let prefixed =
                    line.contains(&format!("::{name}::")) || line.contains(&format!("_{name}::"));
                if named && !prefixed && !places.iter().any(|place| file.starts_with(place)) {
                    breaches.push(format!("{file}:{number}: {name}"));
                }
            }
        }
    }
    assert!(breaches.is_empty(), "crates outside their place:\n{}", breaches.join("\n"));
}

#[test]
fn the_table_in_the_docs_is_this_one() {
    let page = fs::read_to_string(root().join("docs/architecture.md")).expect("it is there");
    for (name, allowed) in LAYERS {
        let listed: Vec<&str> = allowed.split_whitespace().collect();
        let listed = if listed.is_empty() { "–".to_owned() } else { listed.join(", ") };
        let row = format!("| `{name}` | {listed} |");
        assert!(page.contains(&row), "docs/architecture.md lacks the row {row}");
    }
}

/// What a format string asks for between braces, such as `:.2` or `:+.1$`.
fn format_specs(line: &str) -> impl Iterator<Item = &str> {
    line.split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next()?.split_once(':'))
        .map(|it| it.1)
}

#[test]
fn numbers_get_their_decimals_in_one_place() {
    let folder = root().join("crates/report/src");
    let asks = |spec: &str| spec.contains('.') && !spec.contains(['(', ' ', '"']);
    assert!(asks(".2") && asks("+.1") && asks(".decimals$") && !asks("?") && !asks("02"));
    let mut found = 0;
    for path in rust_files(&folder) {
        let text = fs::read_to_string(&path).expect("a file of the source");
        let here = code(&text).filter(|(_, line)| format_specs(line).any(asks));
        let here: Vec<_> = here.collect();
        if path == folder.join("format.rs") {
            found = here.len();
        } else {
            assert!(here.is_empty(), "{} formats decimals by itself: {here:?}", path.display());
        }
    }
    assert!(0 < found, "format.rs formats them in another way: look for that");
}
