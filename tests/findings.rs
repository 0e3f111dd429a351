//! Files with mistakes, and what is said to each.

use std::fs;

use kinward::findings::{Colour, Finding, render};
use kinward::scenario::{Files, Study};

use crate::common::{SMALL, Scene, root};

/// Every file in `tests/findings` against the findings that a person has read and found helpful.
#[test]
fn mistakes_are_found_at_their_places_with_the_way_out() {
    insta::glob!("findings/*.toml", |path| {
        let text = fs::read_to_string(path).expect("readable");
        let name = path.file_name().and_then(|file_name| file_name.to_str()).expect("a name");
        let loaded =
            Study::from_text(name, &text, &[], path.parent().expect("a folder")).check().clone();
        insta::assert_snapshot!(render(&loaded.document, &loaded.findings, Colour::Plain));
    });
}

/// Twenty mistakes of every kind, of structure and of meaning, in one file: twenty findings, each
/// at a line that carries the comment `# here`.
#[test]
fn twenty_mistakes_give_twenty_findings() {
    let path = root().join("tests/findings/twenty.toml");
    let text = fs::read_to_string(&path).expect("readable");
    let loaded = Study::read(&Files::default(), &path, &[]).expect("readable").check().clone();
    let errors: Vec<&Finding> =
        loaded.findings.iter().filter(|finding| finding.is_error()).collect();
    let mut found: Vec<usize> = errors
        .iter()
        .map(|error| loaded.document.position(&error.path, error.point).expect("a place").1)
        .collect();
    found.sort_unstable();
    let marked: Vec<usize> = text
        .lines()
        .enumerate()
        .flat_map(|(index, line)| std::iter::repeat_n(index + 1, line.matches("# here").count()))
        .collect();
    assert_eq!(found, marked);
    assert_eq!(errors.len(), 20);
    assert!(loaded.worlds.is_none());
}

/// Files that ran at f96ce21, with nonsense for a result or a panic in the middle, and where each is
/// refused now.
#[test]
fn what_the_simulation_cannot_bear_is_refused_at_its_place() {
    for (tables, assignment, code, place) in [
        ("\n[site]\neffect_sd = 1e4\n", "horizon_months=60", "out-of-range", "site.effect_sd"),
        (
            "",
            "placements.foster.yearly_growth={ triangular = { low = 0, mode = 0.02, high = 4294967296 } }",
            "out-of-range",
            "placements.foster.yearly_growth.triangular.high",
        ),
        (
            "",
            "placements.foster.yearly_growth={ triangular = { low = 0, mode = 0.02, high = 11.6 } }",
            "out-of-range",
            "placements.foster.yearly_growth.triangular.high",
        ),
        (
            "",
            "placements.foster.weekly_cost={ uniform = { low = 0, high = 2e9 } }",
            "out-of-range",
            "placements.foster.weekly_cost.uniform.high",
        ),
        (
            "",
            "placements.foster.weekly_cost={ gamma = { mean = 50000, sd = 300000 } }",
            "leaves-its-range",
            "placements.foster.weekly_cost.gamma",
        ),
        (
            "",
            "investor={ commitment = 1000, hurdle = 0.1, preferred_return = 8 }",
            "out-of-range",
            "investor.preferred_return",
        ),
    ] {
        let loaded = Scene::of(SMALL).with(tables).set(assignment).load();
        let errors: Vec<(&str, String)> = loaded
            .findings
            .iter()
            .filter(|finding| finding.is_error())
            .map(|finding| (finding.code, finding.path.to_string()))
            .collect();
        assert_eq!(errors, [(code, place.to_owned())], "{assignment}");
    }
}

/// A term with its evidence means what the bare term means, is in the register with it, and is held to
/// the same bounds.
#[test]
fn a_known_term_can_say_where_it_comes_from() {
    let sourced = "{ value = 3, source = \"the agreement, clause 4\", grade = 1, note = \"a\" }";
    for key in [
        "referrals.limit",
        "referrals.months",
        "referrals.delay_months",
        "contract.lag_months",
        "contract.settled_every_months",
        "contract.payments.out_of_care.period_days",
        "contract.payments.out_of_care.most_per_child",
    ] {
        let bare = Scene::of(SMALL).set(&format!("{key}=3"));
        let with_source = Scene::of(SMALL).set(&format!("{key}={sourced}"));
        let metrics = |scene: &Scene| -> Vec<_> {
            scene.run().bits().into_iter().map(|bit| bit.metrics).collect()
        };
        assert!(metrics(&bare) == metrics(&with_source), "{key}");
        let study = with_source.study();
        let found: Vec<_> = study
            .base
            .register
            .assumptions()
            .iter()
            .filter(|assumption| {
                assumption.provenance.source.as_deref() == Some("the agreement, clause 4")
            })
            .collect();
        assert_eq!(found.len(), 1, "{key}");
        assert_eq!((found[0].provenance.grade, found[0].spread.mean()), (Some(1), 3.0), "{key}");
    }
    let window = "contract.tracking={ from = \"start\", after_months = 1, months = 6, source = \"a\", grade = 2 }";
    let study = Scene::of(SMALL).set(window).study();
    let names: Vec<&str> = study
        .base
        .register
        .assumptions()
        .iter()
        .filter(|assumption| assumption.provenance.grade == Some(2))
        .map(|assumption| assumption.name.as_str())
        .collect();
    assert_eq!(names, ["contract.tracking.after_months", "contract.tracking.months"]);
    for (wrong, code) in [
        ("{ value = 37 }", "out-of-range"),
        ("{ value = 1.5 }", "wrong-type"),
        ("{ value = 3, grade = 7 }", "out-of-range"),
        ("{ value = 3, sauce = \"a\" }", "unknown-key"),
        ("{ source = \"a\" }", "missing-key"),
        ("\"three\"", "wrong-type"),
    ] {
        let loaded = Scene::of(SMALL).set(&format!("contract.lag_months={wrong}")).load();
        let codes: Vec<&str> = loaded.findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [code], "{wrong}");
    }
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect::<Vec<_>>().concat()
}

/// What is shown of thousands of mistakes is what a person can read, and nobody waits for it.
#[test]
fn thousands_of_mistakes_are_counted_and_the_first_are_shown() {
    let unknown: String = lines(6_000, |it| format!("mistake_{it} = {it}\n"));
    let json: String = lines(4_000, |it| format!("  \"key_{it}\": {{ \"a\": {it} }},\n"));
    let wrong: String = lines(2_000, |it| format!("[placements.p{it}]\nweekly_cost = \"{it}\"\n"));
    for (text, least) in [
        (format!("{unknown}{SMALL}"), 6_000),
        (format!("{{\n{json}}}\n"), 51),
        (format!("{SMALL}\n{wrong}"), 4_000),
    ] {
        let begun = std::time::Instant::now();
        let loaded = Study::from_text("many.toml", &text, &[], &root()).check().clone();
        let shown = render(&loaded.document, &loaded.findings, Colour::Plain);
        let taken = begun.elapsed();
        assert!(least <= loaded.findings.len(), "{}", loaded.findings.len());
        let heads = shown.lines().filter(|line| line.starts_with("error[")).count();
        assert_eq!(heads, 50);
        assert!(shown.contains("; the first 50 are shown"), "{}", &shown[shown.len() - 200..]);
        assert!(shown.len() < 100_000, "{}", shown.len());
        assert!(taken.as_secs() < 60, "{taken:?} for {}", loaded.findings.len());
    }
}

#[test]
fn more_placements_than_can_be_told_apart_are_refused() {
    let with = |count: usize| {
        let share = 1.0 / count as f64;
        let shares: Vec<String> = (0..count).map(|index| format!("p{index} = {share:?}")).collect();
        let shares = format!("pathways.edge.placements={{ shares = {{ {} }} }}", shares.join(", "));
        let table = |it| format!("[placements.p{it}]\nweekly_cost = 700\nprices_of = 2020\n");
        let tables: String = (0..count).map(table).collect();
        // The small scenario's own placement is one more.
        Scene::small().with(&tables).set(&shares).load()
    };
    assert!(with(199).worlds.is_some(), "as many as there can be");
    let refused = with(200);
    assert!(refused.worlds.is_none());
    assert!(refused.findings.iter().any(|finding| format!("{finding:?}").contains("too-many")));
}

/// Forty reviews of which five are open at once can hold in 700 sets, each of which is read in each of 31 worlds.
/// One world of them is read.
#[test]
fn more_versions_of_the_terms_than_can_be_kept_are_refused() {
    let with = |variants: usize| {
        let change = |index: usize| {
            format!(
                "[[changes]]\nname = \"c{index}\"\nfrom_month = {}\nuntil_month = {}\nwhen = {{ figure = \"starts\", below = 50 }}\ntherapies.talk.completes = 0.5\n",
                index + 1,
                index + 6
            )
        };
        let variant = |index: usize| {
            format!("[[variants]]\nname = \"v{index}\"\ncontract.lag_months = {index}\n")
        };
        let text = (0..40).map(change).chain((0..variants).map(variant)).collect::<String>();
        Scene::small().with(&text).load()
    };
    assert!(with(0).worlds.is_some());
    let refused = with(30);
    assert!(refused.worlds.is_none());
    let said = format!("{:?}", refused.findings);
    assert!(said.contains("too-many-changes") && said.contains("in each of 31 worlds"), "{said}");
}

/// Files that made `check` panic.
#[test]
fn impossible_dates_and_lengths_are_refused_at_their_places() {
    for (assignment, code) in [
        ("starts=9999-12-29", "date-out-of-range"),
        ("starts=0001-01-02", "date-out-of-range"),
        ("therapies.talk.duration_months={ min = 3, max = 1e300 }", "out-of-range"),
        ("referrals.ready_after_days={ min = 0, max = 1e300 }", "out-of-range"),
        ("contract.tracking.months=4_000_000_000", "out-of-range"),
        ("discounting={ rate = 0, inflation = 1, prices_of = 2070 }", "out-of-range"),
        ("discounting={ rate = -0.5, inflation = -0.5, prices_of = 1994 }", "out-of-range"),
        (
            "placements.foster={ weekly_cost = 700, prices_of = 1990, yearly_growth = 1 }",
            "out-of-range",
        ),
        (
            "referrals={ monthly=[{ from_month = 0, rate = 900 }], months = 240, starts_therapy = 1 }",
            "too-many-families",
        ),
    ] {
        let loaded = Scene::of(SMALL).set(assignment).load();
        let codes: Vec<&str> = loaded.findings.iter().map(|finding| finding.code).collect();
        assert!(codes.contains(&code) && loaded.worlds.is_none(), "{assignment}: {codes:?}");
    }
}

#[test]
fn no_control_character_of_a_file_is_in_what_is_said_of_it() {
    let hidden = "\u{1b}[31m\u{202e}\u{200f}";
    let text = SMALL
        .replace("[therapies.talk]", &format!("[therapies.\"{}\"]", "\\u001b[31m\\u202e\\u200f"))
        .replace("share = 1.0\nbegins", "share = 1.0\ntherapy = \"talk\"\nbegins");
    let loaded = Study::from_text(&format!("{hidden}.toml"), &text, &[], &root()).check().clone();
    let shown = render(&loaded.document, &loaded.findings, Colour::Plain);
    assert!(shown.contains("\\u{1b}") && shown.contains("\\u{202e}"), "{shown}");
    assert!(
        !shown.contains(|it| hidden[..1].contains(it) || it == '\u{202e}' || it == '\u{200f}'),
        "{shown:?}"
    );
}

/// Where one of several shares is none, nothing is said of a sum that nobody wrote.
#[test]
fn a_sum_is_not_of_values_that_stand_in() {
    let investor = "investor={ commitment = 80_000, hurdle = 0.05, tranches = [{ name = \"a\", share = SHARE }, { name = \"b\", share = 0.7 }] }";
    let payers =
        "contract.co_payers=[{ name = \"a\", share = SHARE }, { name = \"b\", share = 0.7 }]";
    for (assignment, sum) in [(investor, "add up to 1.1, not to 1"), (payers, "bear 1.1 of every")]
    {
        let errors = |share: &str| {
            let set = assignment.replace("SHARE", share);
            let found = Scene::small().set(&set).load().findings;
            let errors = found.into_iter().filter(Finding::is_error);
            errors.map(|error| error.title).collect::<Vec<String>>()
        };
        let wrong = errors("1.5");
        assert!(wrong.len() == 1 && wrong[0].contains("share` must be"), "{wrong:?}");
        let added = errors("0.4");
        assert!(added.len() == 1 && added[0].contains(sum), "{added:?}");
    }
}
