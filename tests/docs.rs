//! What the docs say is what the program does.

use std::fs;

use kinward::{results, scenario};

use crate::common::root;

#[test]
fn the_reference_pages_are_current() {
    let read =
        |page: &str| fs::read_to_string(root().join("docs").join(page)).expect("it is there");
    assert!(
        read("scenario.md") == scenario::reference_page(),
        "run: kinward schema --markdown > docs/scenario.md"
    );
    assert!(
        read("portfolio.md") == scenario::portfolio_reference_page(),
        "run: kinward schema --portfolio --markdown > docs/portfolio.md"
    );
    assert!(
        read("metrics.md") == results::reference_page(),
        "run: kinward schema --metrics > docs/metrics.md"
    );
}

#[test]
fn the_readme_names_commands_that_exist() {
    let readme = fs::read_to_string(root().join("README.md")).expect("it is there");
    for command in
        ["cargo run --release -- run scenarios/stronger-families-norfolk.toml", "cargo test"]
    {
        assert!(readme.contains(command), "README.md does not say `{command}`");
    }
    for page in [
        "docs/method.md",
        "docs/architecture.md",
        "docs/scenario.md",
        "docs/portfolio.md",
        "docs/metrics.md",
        "docs/claims.md",
        "docs/reliability.md",
        "CHANGELOG.md",
    ] {
        assert!(readme.contains(page), "README.md does not point to {page}");
        assert!(root().join(page).is_file(), "{page}");
    }
}
