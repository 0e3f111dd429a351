//! What the docs say is what the program does.

use std::fs;

use kinward::{report, results, scenario};

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

/// The numbers are those of a full run, which a test has no time for; the words are compared.
#[test]
fn the_page_of_claims_names_every_claim_of_every_scenario() {
    let page = fs::read_to_string(root().join("docs/claims.md")).expect("it is there");
    let mut seen = 0;
    for entry in fs::read_dir(root().join("scenarios")).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|it| it != "toml") {
            continue;
        }
        let study = scenario::read(&path, &[]).expect("readable").study.expect("no errors");
        for claim in &study.base.claims {
            seen += 1;
            for words in [&claim.text, &claim.source] {
                assert!(
                    page.contains(&report::plain_markdown(words)),
                    "docs/claims.md lacks “{words}”; run: \
                     kinward claims scenarios/ --markdown > docs/claims.md"
                );
            }
        }
    }
    assert!(seen > 0);
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
        "CHANGELOG.md",
    ] {
        assert!(readme.contains(page), "README.md does not point to {page}");
        assert!(root().join(page).is_file(), "{page}");
    }
}
