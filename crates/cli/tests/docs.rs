//! What the docs say is what the program does.

use std::fs;

use kinward::scenario::{Files, Study};
use kinward_report::plain_markdown;

use crate::common::root;

/// The numbers are those of a full run, which a test has no time for; the words are compared.
#[test]
fn the_page_of_claims_names_every_claim_of_every_scenario() {
    let page = fs::read_to_string(root().join("docs/claims.md")).expect("it is there");
    let mut seen = 0;
    for entry in fs::read_dir(root().join("scenarios")).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let study = Study::read(&Files::default(), &path, &[])
            .expect("readable")
            .check()
            .clone()
            .worlds
            .expect("no errors");
        for claim in &study.base.claims {
            seen += 1;
            for words in [&claim.text, &claim.source] {
                assert!(
                    page.contains(&plain_markdown(words)),
                    "docs/claims.md lacks “{words}”; run: \
                     kinward claims scenarios/ --markdown > docs/claims.md"
                );
            }
        }
    }
    assert!(seen > 0);
}
