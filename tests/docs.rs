//! What the docs say is what the program does.

use std::fs;
use std::path::Path;

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

/// The targets of a page's links, without those to other sites.
fn links(page: &str) -> impl Iterator<Item = &str> {
    let targets = page.match_indices("](").filter_map(|(at, _)| page[at + 2..].split_once(')'));
    targets.map(|(target, _)| target).filter(|target| !target.contains("://"))
}

/// What a heading is called in a link to it, as GitHub and mdBook have it.
fn anchors(page: &str) -> Vec<String> {
    let headings = page.lines().filter(|line| line.starts_with('#'));
    let anchor = |heading: &str| -> String {
        let text = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = |letter: &char| letter.is_alphanumeric() || [' ', '-', '_'].contains(letter);
        text.chars().filter(kept).map(|letter| if letter == ' ' { '-' } else { letter }).collect()
    };
    headings.map(anchor).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut pages = vec![root().join("README.md"), root().join("scenarios/README.md")];
    let docs = fs::read_dir(root().join("docs")).expect("a folder");
    let docs = docs.map(|entry| entry.expect("an entry").path());
    pages.extend(docs.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    let read = |path: &Path| fs::read_to_string(path).expect("it is there");
    let mut followed = 0;
    for page in &pages {
        let text = read(page);
        for link in links(&text) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = page.parent().expect("a folder").join(file);
            let target = if file.is_empty() { page.clone() } else { target };
            assert!(target.exists(), "{}: {link}", page.display());
            let is_there = anchor.is_empty() || anchors(&read(&target)).contains(&anchor.into());
            assert!(is_there, "{}: {link}", page.display());
            followed += 1;
        }
    }
    assert!(100 < followed, "{followed}");
}

/// The book holds every page.
#[test]
fn the_summary_of_the_book_lists_every_page() {
    let summary = fs::read_to_string(root().join("docs/SUMMARY.md")).expect("it is there");
    for entry in fs::read_dir(root().join("docs")).expect("a folder") {
        let name = entry.expect("an entry").file_name().into_string().expect("a name");
        let is_page = Path::new(&name).extension().is_some_and(|extension| extension == "md");
        let is_listed = summary.contains(&format!("({name})"));
        assert!(!is_page || name == "SUMMARY.md" || is_listed, "docs/SUMMARY.md lacks {name}");
    }
}
