//! The program as a person uses it.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

use crate::common::{INVESTED, SMALL, root};

/// A folder of one's own with a scenario in it.
struct Workdir(TempDir);

impl Workdir {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("small.toml"), SMALL).expect("written");
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn kinward(&self, words: &[&str]) -> assert_cmd::assert::Assert {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kinward"));
        command.current_dir(self.path()).env_remove("KINWARD_THREADS").args(words).assert()
    }

    /// With the scenario from a pipe, which gives its text once: whoever opened it again would find nothing.
    fn piped(&self, words: &[&str], text: &str) -> assert_cmd::assert::Assert {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kinward"));
        command.current_dir(self.path()).env_remove("KINWARD_THREADS").args(words);
        command.write_stdin(text).assert()
    }

    fn json(&self, file: &str) -> serde_json::Value {
        let text = fs::read_to_string(self.path().join(file)).expect("written");
        serde_json::from_str(&text).expect("JSON")
    }

    fn run(&self, words: &[&str]) -> assert_cmd::assert::Assert {
        self.kinward(&[&["run", "small.toml", "--trials", "60"], words].concat())
    }

    fn entries(&self) -> Vec<String> {
        let entry = |it: std::io::Result<fs::DirEntry>| {
            it.expect("an entry").file_name().to_string_lossy().into_owned()
        };
        let mut entries: Vec<String> =
            fs::read_dir(self.path()).expect("a folder").map(entry).collect();
        entries.sort();
        entries
    }
}

fn out(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8_lossy(&assert.get_output().stdout).into_owned()
}

fn err(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8_lossy(&assert.get_output().stderr).into_owned()
}

#[test]
fn a_run_writes_everything_and_says_where() {
    let workdir = Workdir::new();
    let run = workdir.run(&["--set", INVESTED]).success();
    assert!(out(&run).contains("output/small/report.html"), "{}", out(&run));
    assert_eq!(err(&run), "", "silence in a pipe");
    let folder = workdir.path().join("output/small");
    for file in ["report.html", "summary.json", "trials.parquet", "months.csv", "manifest.json"] {
        assert!(folder.join(file).is_file(), "{file}");
    }
    assert!(fs::read_dir(folder.join("charts")).expect("charts").count() >= 5);
    let page = fs::read_to_string(folder.join("report.html")).expect("a page");
    assert!(
        page.contains("<svg") && !page.contains("<script") && !page.contains("src=\"http"),
        "it stands alone"
    );
    let summary: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.join("summary.json")).expect("written"))
            .expect("JSON");
    assert_eq!(summary["trials"], 60);
    assert_eq!(summary["worlds"][1]["metrics"]["net_saving"]["unit"], "pounds");
}

#[test]
fn the_bytes_do_not_depend_on_threads() {
    let workdir = Workdir::new();
    let scenario = root().join("scenarios/stronger-families-norfolk.toml");
    let scenario = scenario.to_str().expect("a path");
    for threads in ["1", "2", "3"] {
        let words = [
            "run",
            scenario,
            "--trials",
            "40",
            "--seed",
            "1",
            "--threads",
            threads,
            "--output",
            threads,
        ];
        workdir.kinward(&words).success();
    }
    for file in ["summary.json", "trials.parquet", "months.csv", "report.html"] {
        let read =
            |threads: &str| fs::read(workdir.path().join(threads).join(file)).expect("written");
        assert!(read("1") == read("2") && read("1") == read("3"), "{file}");
    }
    let manifest = fs::read_to_string(workdir.path().join("3/manifest.json")).expect("written");
    assert!(manifest.contains(r#""threads": 3"#), "{manifest}");
}

#[test]
fn a_scenario_with_mistakes_is_refused_and_nothing_is_written() {
    let workdir = Workdir::new();
    let refused = workdir
        .run(&["--set", "therapies.talk.completes=1.4", "--set", "referrals.limits=3"])
        .code(2);
    let findings = err(&refused);
    assert!(findings.contains("--set") && findings.contains("did you mean `limit`"), "{findings}");
    assert!(findings.contains("2 errors"), "{findings}");
    assert_eq!(out(&refused), "");
    assert_eq!(workdir.entries(), ["small.toml"]);
}

#[test]
fn what_cannot_be_typed_is_refused() {
    let workdir = Workdir::new();
    workdir.run(&["--trials", "0"]).code(2);
    workdir.kinward(&["rum"]).code(2);
    workdir.kinward(&["--help"]).success();
    let missing = workdir.kinward(&["run", "elsewhere.toml"]).code(1);
    assert!(err(&missing).contains("cannot read `elsewhere.toml`"), "{}", err(&missing));
}

#[test]
fn a_folder_with_other_things_in_it_is_left_alone() {
    let workdir = Workdir::new();
    fs::create_dir(workdir.path().join("precious")).expect("made");
    fs::write(workdir.path().join("precious/thesis.txt"), "years of work").expect("written");
    let refused = workdir.run(&["--output", "precious"]).code(1);
    assert!(err(&refused).contains("would be lost"), "{}", err(&refused));
    // Nor notes that somebody has put beside results.
    workdir.run(&["--output", "here"]).success();
    fs::write(workdir.path().join("here/charts/notes.md"), "what I made of it").expect("written");
    let refused = workdir.run(&["--output", "here"]).code(1);
    assert!(err(&refused).contains("notes.md"), "{}", err(&refused));
    assert!(workdir.path().join("here/charts/notes.md").is_file());
    assert_eq!(
        fs::read_to_string(workdir.path().join("precious/thesis.txt")).expect("there"),
        "years of work"
    );
}

/// Even draws are said wherever a result is, and their bytes do not depend on threads either.
#[test]
fn a_run_says_how_its_assumptions_were_drawn() {
    let workdir = Workdir::new();
    let evenly = |threads: &str| {
        let words = ["--draws", "sobol", "--threads", threads, "--output", threads];
        out(&workdir.run(&words).success())
    };
    let (said, _) = (evenly("1"), evenly("3"));
    assert!(said.contains("60 trials, seed 1, assumptions spread evenly"), "{said}");
    let read = |file: &str| fs::read_to_string(workdir.path().join(file)).expect("written");
    assert_eq!(read("1/summary.json"), read("3/summary.json"));
    assert!(read("1/summary.json").contains(r#""draws": "sobol""#));
    assert!(read("1/manifest.json").contains(r#""draws": "sobol""#));
    assert!(read("1/report.html").contains("--trials 60 --draws sobol"));
    assert!(read("1/report.html").contains("--draws sobol --trials 16384"), "what to do next");
    workdir.run(&["--output", "plain"]).success();
    assert!(read("plain/summary.json").contains(r#""draws": "plain""#));
    assert!(!read("plain/report.html").contains("--draws"));
}

#[test]
fn a_second_run_replaces_the_first_and_leaves_nothing_behind() {
    let workdir = Workdir::new();
    workdir.run(&["--output", "here"]).success();
    let read = || fs::read(workdir.path().join("here/summary.json")).expect("written");
    let first = read();
    workdir.run(&["--output", "here", "--seed", "2"]).success();
    assert_ne!(first, read());
    assert_eq!(workdir.entries(), ["here", "small.toml"]);
}

#[test]
fn a_check_lists_the_assumptions_and_names_what_has_no_source() {
    let workdir = Workdir::new();
    let check = workdir.kinward(&["check", "small.toml"]).success();
    assert!(out(&check).contains("placements.foster.weekly_cost"), "{}", out(&check));
    assert!(out(&check).contains("UNSOURCED"), "{}", out(&check));
    assert_eq!(workdir.entries(), ["small.toml"]);
}

/// Published figures of the small scenario: one that any run shows, one that none does, and one
/// that is no figure.
const CLAIMS: &str = r#"
[[claims]]
text = "somebody started"
metric = "starts"
value = 1
source = "the provider, 2021"

[[claims]]
text = "a thousand millions were saved"
metric = "net_saving"
value = 1_000_000_000
source = "a dreamer, 2020"
note = "more than there was to save"

[[claims]]
text = "children are happier"
source = "the provider, 2022"
note = "no child's happiness is simulated"

[[variants]]
name = "fewer families"
referrals.volume = 0.5
"#;

#[test]
fn claims_are_held_against_every_scenario_of_a_folder() {
    let workdir = Workdir::new();
    fs::create_dir(workdir.path().join("folder")).expect("made");
    let file = |name: &str| workdir.path().join("folder").join(name);
    fs::write(file("b.toml"), format!("{SMALL}{CLAIMS}")).expect("written");
    fs::write(file("a.toml"), SMALL.replace("\"small\"", "\"first\"")).expect("written");
    fs::write(file("notes.md"), "not a scenario").expect("written");
    let words = ["claims", "folder", "--trials", "60"];
    let page = out(&workdir.kinward(&words).success());
    assert!(page.lines().all(|line| line.chars().count() <= 100), "{page}");
    assert!(page.find("folder/a.toml") < page.find("folder/b.toml"), "{page}");
    for said in [
        "There is no published figure to compare with it.",
        "1. “somebody started” the provider, 2021",
        "Other worlds: fewer families: all.",
        "Not reproduced under any view here. More than there was to save.",
        "No child's happiness is simulated.",
        "3 published figures: 1 within reach of the world that it is about, 1 not reproduced",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let markdown = out(&workdir.kinward(&[&words[..], &["--markdown"]].concat()).success());
    assert!(markdown.starts_with("# Published figures against the simulation\n"), "{markdown}");
    assert!(markdown.contains("60 trials of each scenario, seed 1"), "{markdown}");
    assert!(markdown.contains("very unlikely; **not reproduced under any view here** |"));
    assert_eq!(workdir.entries(), ["folder", "small.toml"]);
}

#[test]
fn claims_of_what_does_not_make_sense_are_refused() {
    let workdir = Workdir::new();
    fs::write(workdir.path().join("wrong.toml"), SMALL.replace("horizon", "orizon"))
        .expect("written");
    let refused = workdir.kinward(&["claims", "small.toml", "wrong.toml"]).code(2);
    assert_eq!(out(&refused), "");
    assert!(err(&refused).contains("wrong.toml"), "{}", err(&refused));
    fs::create_dir(workdir.path().join("empty")).expect("made");
    let empty = workdir.kinward(&["claims", "empty"]).code(2);
    assert!(err(&empty).contains("no scenario in `empty`"), "{}", err(&empty));
    workdir.kinward(&["claims"]).code(2);
}

#[test]
fn a_new_scenario_is_right_runs_and_is_never_written_over_another() {
    let workdir = Workdir::new();
    let new = workdir.kinward(&["new", "Our Contract, 2027", "--from", "norfolk"]).success();
    assert!(out(&new).contains("kinward check our-contract-2027.toml"), "{}", out(&new));
    let file = workdir.path().join("our-contract-2027.toml");
    let text = fs::read_to_string(&file).expect("written");
    assert!(text.starts_with("# A scenario to start from"), "{text}");
    let check = workdir.kinward(&["check", "our-contract-2027.toml"]).success();
    assert_eq!(err(&check), "", "without a finding");
    assert!(out(&check).starts_with("Our Contract, 2027\n"), "{}", out(&check));
    workdir.kinward(&["run", "our-contract-2027.toml", "--trials", "20"]).success();
    fs::write(&file, "mine").expect("written");
    let refused = workdir.kinward(&["new", "our contract 2027", "--from", "norfolk"]).code(1);
    assert!(err(&refused).contains("exists already"), "{}", err(&refused));
    assert_eq!(fs::read_to_string(&file).expect("there"), "mine");
    workdir.kinward(&["new", "x", "--from", "atlantis"]).code(2);
    workdir.kinward(&["new", "!", "--from", "norfolk"]).code(2);
}

#[test]
fn a_scenario_is_explained_in_plain_words() {
    let workdir = Workdir::new();
    let plain = out(&workdir.kinward(&["explain", "small.toml", "--set", INVESTED]).success());
    assert!(plain.starts_with("small\n"), "{plain}");
    assert!(plain.lines().all(|line| line.chars().count() <= 100), "{plain}");
    assert!(plain.contains("The investor pays in at most £80,000"), "{plain}");
    let markdown = out(&workdir.kinward(&["explain", "small.toml", "--markdown"]).success());
    assert!(markdown.starts_with("# small\n\n"), "{markdown}");
    assert!(markdown.contains("### Without a source"), "{markdown}");
    workdir.kinward(&["explain", "small.toml", "--set", "pathways=3"]).code(2);
    assert_eq!(workdir.entries(), ["small.toml"]);
}

#[test]
fn a_closed_pipe_is_no_error() {
    let workdir = Workdir::new();
    let script = format!("{} schema | head -1", env!("CARGO_BIN_EXE_kinward"));
    let head =
        Command::new("sh").args(["-c", &script]).current_dir(workdir.path()).assert().success();
    assert_eq!(err(&head), "");
}

/// The small scenario with another arrangement and another view.
const TWO_WAYS: &str = "
[[variants]]
name = \"by fees, each start\"
without = [\"contract.payments\"]
contract.payments = [{ name = \"fee\", kind = \"milestone\", on = \"start\", rate = 110 }]

[[views]]
name = \"riskier\"
[[views.pathways]]
name = \"edge\"
care_entry = { steps = [{ until_month = 12, per_year = 1.5 }] }
";

fn workdir_with_two_ways() -> Workdir {
    let workdir = Workdir::new();
    let text = format!("{SMALL}{TWO_WAYS}").replacen("[contract]", "[contract]\nlag_months = 0", 1);
    let text = text.replace(
        "[therapies.talk]",
        "[therapies.talk]\neffect.care_entry = [{ until_month = 12, hazard_ratio = 0.6 }]",
    );
    fs::write(workdir.path().join("two.toml"), text).expect("written");
    workdir
}

#[test]
fn a_comparison_writes_tables_for_a_paper_and_the_same_bytes_on_any_threads() {
    let workdir = workdir_with_two_ways();
    let written = |threads: &str| {
        let words = ["compare", "two.toml", "--trials", "80", "--threads", threads];
        let run = workdir.kinward(&words).success();
        assert!(out(&run).contains("output/two-compared/report.html"), "{}", out(&run));
        assert!(out(&run).lines().all(|line| line.chars().count() <= 100), "{}", out(&run));
        assert_eq!(err(&run), "", "silence in a pipe");
        [
            "report.html",
            "summary.json",
            "comparisons.parquet",
            "trials.parquet",
            "table.md",
            "table.tex",
        ]
        .map(|it| fs::read(workdir.path().join("output/two-compared").join(it)).expect(it))
    };
    let [first, again] = ["1", "2"].map(written);
    assert!(first == again);
    let [page, summary, .., markdown, latex] =
        first.map(|it| String::from_utf8_lossy(&it).into_owned());
    for absent in ["NaN", "inf%", "£inf", "<script"] {
        assert!(!page.contains(absent) && !markdown.contains(absent), "{absent}");
    }
    let summary: serde_json::Value = serde_json::from_str(&summary).expect("JSON");
    let comparison = &summary;
    assert_eq!(comparison["arrangements"][2], "by fees, each start");
    assert_eq!(comparison["views"], serde_json::json!(["base view", "riskier"]));
    let difference = &comparison["pairs"][1]["differences"]["public_gain"];
    assert!(difference["standard_error"].is_number() && difference["narrowed"].is_number());
    let days = &comparison["pairs"][1]["differences"]["days_in_care"];
    assert_eq!(
        (&days["probability_higher"]["value"], &days["probability_lower"]["value"]),
        (&0.0.into(), &0.0.into())
    );
    assert!(markdown.contains("The public purse’s gain"));
    assert_eq!(latex.matches("\\begin{tabular}").count(), latex.matches("\\end{tabular}").count());
}

#[test]
fn what_cannot_be_compared_is_refused_with_the_way_out() {
    let workdir = workdir_with_two_ways();
    let refused = |words: &[&str]| {
        let run = workdir.kinward(&[&["compare", "two.toml", "--trials", "20"], words].concat());
        let said = err(&run.failure());
        assert!(!workdir.path().join("output").exists(), "{words:?}");
        said
    };
    let said = refused(&["--variants", "by fees, each stat"]);
    assert!(said.contains("There are `by fees, each start`, `riskier`"), "{said}");
    let said = refused(&["--against", "fees"]);
    assert!(said.contains("--against fees") && said.contains("by fees, each start"), "{said}");
    let said = refused(&["--scan", "incentive.effect=3..1"]);
    assert!(said.contains("--scan incentive.effect=0.5..3"), "{said}");
    let said = refused(&["--scan", "incentive.efect=1..3"]);
    assert!(said.contains("did you mean `effect`?"), "{said}");
    let other = SMALL.replace("2020-01-01", "2021-01-01").replace("\"small\"", "\"later\"");
    fs::write(workdir.path().join("later.toml"), other).expect("written");
    let said = refused(&["--files", "later.toml"]);
    assert!(said.contains("later.toml:3:10") && said.contains("2020-01-01"), "{said}");
    let other = SMALL.replace("\"small\"", "\"by fees, each start\"");
    fs::write(workdir.path().join("same.toml"), other).expect("written");
    let said = refused(&["--files", "same.toml"]);
    assert!(said.contains("`by fees, each start` cannot be the name"), "{said}");
}

/// Another file stands beside the first as an arrangement of its own, under the views that both have.
#[test]
fn another_file_is_an_arrangement() {
    let workdir = workdir_with_two_ways();
    let dearer = SMALL.replace("\"small\"", "\"dearer\"").replace("rate = 1\n", "rate = 2\n");
    fs::write(workdir.path().join("dearer.toml"), dearer).expect("written");
    workdir.kinward(&["compare", "two.toml", "--trials", "40", "--files", "dearer.toml"]).success();
    let folder = workdir.path().join("output/two-compared");
    let summary = fs::read_to_string(folder.join("summary.json")).expect("written");
    let summary: serde_json::Value = serde_json::from_str(&summary).expect("JSON");
    let pairs = summary["pairs"].as_array().expect("a list");
    let pair = pairs.iter().find(|it| it["world"] == "dearer" && it["against"] == "programme");
    let paid = &pair.expect("compared")["differences"]["payments"];
    assert!(paid["mean"].as_f64().is_some_and(|as_f64| as_f64 > 0.0), "{paid}");
    assert!(!pairs.iter().any(|pair| pair["world"] == "dearer · riskier"), "it has no such view");
    let manifest = fs::read_to_string(folder.join("manifest.json")).expect("written");
    assert!(manifest.contains("\"path\": \"dearer.toml\""), "{manifest}");
}

/// Held against a variant by part of its name, the status quo or the file's own arrangement; spread
/// evenly, varied by another key, and alone.
#[test]
fn a_comparison_is_held_against_what_was_asked_for() {
    let workdir = workdir_with_two_ways();
    let compare = |words: &[&str]| {
        workdir.kinward(&[&["compare", "two.toml", "--trials", "48"], words].concat()).success();
        let summary = workdir.path().join("output/two-compared/summary.json");
        let text = fs::read_to_string(summary).expect("written");
        serde_json::from_str::<serde_json::Value>(&text).expect("JSON")
    };
    let found = compare(&["--against", "by_fees_each_start"]);
    assert_eq!(found["reference"], "by fees, each start");
    assert_eq!(found["pairs"][1]["world"], "programme");
    let found = compare(&["--against", "status quo", "--draws", "sobol"]);
    let gain = &found["pairs"][0]["differences"]["public_gain"];
    assert!(gain["mean"].as_f64().is_some_and(|as_f64| as_f64 != 0.0), "{gain}");
    let found = compare(&["--scan", "contract.payments.out_of_care.rate=0.1..2"]);
    assert_eq!(found["scans"][0]["points"].as_array().map(Vec::len), Some(9));
    let found = compare(&["--variants", "riskier"]);
    assert_eq!(found["arrangements"], serde_json::json!(["status quo", "programme"]));
    assert_eq!(found["views"].as_array().map(Vec::len), Some(2));
}

#[cfg(unix)]
const PIPE: &str = "/dev/stdin";

/// Every command answers from one reading of its file.
#[cfg(unix)]
#[test]
fn a_scenario_is_read_once() {
    let workdir = workdir_with_two_ways();
    let invested = format!("{}{TWO_WAYS}", invested_small());
    let commands: [&[&str]; 8] = [
        &["run", PIPE, "-n", "20"],
        &["compare", PIPE, "-n", "20"],
        &["compare", "two.toml", "--files", PIPE, "-n", "20"],
        &["price", PIPE, "-n", "20"],
        &["price", PIPE, "-n", "20", "--solve", "levels.tariff", "--for", "payments.mean >= 1"],
        &["claims", PIPE, "-n", "20"],
        &["check", PIPE],
        &["explain", PIPE],
    ];
    for words in commands {
        workdir.piped(words, &invested).success();
    }
    let fund = "schema = 1\nname = \"fund\"\nhurdle = { rate = 0.05 }\n\
                contracts = [{ file = \"small.toml\" }]\n";
    fs::write(workdir.path().join("small.toml"), invested_small()).expect("written");
    workdir
        .piped(
            &["portfolio", PIPE, "-n", "20"],
            &fund.replace("small.toml", &format!("{}/small.toml", workdir.path().display())),
        )
        .success();
    let twice =
        "contracts = [{ file = \"small.toml\" }, { file = \"./small.toml\", name = \"again\" }]";
    let fund = fund.replace("contracts = [{ file = \"small.toml\" }]", twice);
    fs::write(workdir.path().join("fund.toml"), fund).expect("written");
    workdir.kinward(&["portfolio", "fund.toml", "-n", "20"]).success();
    let manifest = workdir.json("output/fund-portfolio/manifest.json");
    assert_eq!(manifest["inputs"].as_array().map(Vec::len), Some(2), "{manifest}");
}

fn invested_small() -> String {
    SMALL.replace("[referrals]", "[investor]\ncommitment = 80_000\nhurdle = 0.05\n\n[referrals]")
}

/// Observations are an input like any other: other ones give another result under another digest.
#[test]
fn the_manifest_has_every_file_that_was_read() {
    let workdir = Workdir::new();
    let text = SMALL.replace(
        "weekly_cost = 700",
        "weekly_cost = { empirical = { file = \"data/costs.csv\", column = \"cost\" } }",
    );
    fs::write(workdir.path().join("small.toml"), text).expect("written");
    fs::create_dir(workdir.path().join("data")).expect("a folder");
    let inputs = |observed: &str| {
        fs::write(workdir.path().join("data/costs.csv"), observed).expect("written");
        workdir.run(&[]).success();
        workdir.json("output/small/manifest.json")["inputs"].clone()
    };
    let (first, second) = (inputs("cost\n600\n800\n"), inputs("cost\n1600\n1800\n"));
    let path = |inputs: &serde_json::Value, place: usize| inputs[place]["path"].clone();
    assert_eq!((path(&first, 0), path(&first, 1)), ("small.toml".into(), "data/costs.csv".into()));
    assert_eq!(first[0], second[0]);
    assert_ne!(first[1]["blake3"], second[1]["blake3"]);
    assert_eq!((first[1]["bytes"].as_u64(), first.as_array().map(Vec::len)), (Some(13), Some(2)));
    fs::write(workdir.path().join("data/costs.csv"), "cost\n£1,200\n\n\"0,5\"\n").expect("written");
    let refused = err(&workdir.run(&[]).failure());
    assert!(refused.contains("small.toml:26:"), "{refused}");
    assert!(refused.contains("line 4, column 1: `0,5`: write 0.5"), "{refused}");
}

/// A file that a German spreadsheet or an old editor saved is refused at its first foreign letter.
#[test]
fn a_file_that_is_not_utf8_is_refused_at_its_place() {
    let workdir = Workdir::new();
    let mut bytes = SMALL.replace("\"small\"", "\"\u{a3}mall\"").into_bytes();
    let at = bytes.iter().position(|byte| *byte == 0xc2).expect("the first byte of a pound sign");
    bytes.remove(at);
    fs::write(workdir.path().join("small.toml"), bytes).expect("written");
    let refused = err(&workdir.run(&[]).code(2));
    assert!(refused.contains("small.toml:2:9") && refused.contains("Latin-1"), "{refused}");
}

#[test]
fn a_file_of_another_kind_is_told_in_one_line() {
    let workdir = Workdir::new();
    let fund = "schema = 1\nname = \"fund\"\nhurdle = { rate = 0.05 }\ncontracts = [{ file = \"small.toml\" }]\n";
    fs::write(workdir.path().join("fund.toml"), fund).expect("written");
    for command in ["run", "check", "compare", "price", "explain", "claims"] {
        let refused = err(&workdir.kinward(&[command, "fund.toml"]).code(2));
        assert!(refused.contains("run it by `kinward portfolio fund.toml`"), "{refused}");
        assert!(refused.contains("fund.toml:4:1") && refused.contains("1 error\n"), "{refused}");
    }
    let refused = err(&workdir.kinward(&["portfolio", "small.toml"]).code(2));
    assert!(refused.contains("run it by `kinward run small.toml`"), "{refused}");
    assert!(refused.contains("1 error\n"), "{refused}");
}

#[test]
fn an_answer_is_written_where_it_is_asked_for() {
    let workdir = Workdir::new();
    let solve = [
        "price",
        "small.toml",
        "-n",
        "20",
        "--solve",
        "levels.tariff",
        "--for",
        "payments.mean >= £20k",
    ];
    workdir.kinward(&solve).success();
    assert_eq!(workdir.entries(), ["small.toml"]);
    let page = out(&workdir.kinward(&[&solve[..], &["-o", "answer"]].concat()).success());
    assert_eq!(
        fs::read_to_string(workdir.path().join("answer/solution.txt")).expect("written"),
        page
    );
    let answer = &workdir.json("answer/summary.json")["views"][0]["answer"];
    assert_eq!((&answer["found"], &answer["met"]), (&"at".into(), &"above".into()));
    let files = workdir.json("answer/manifest.json")["files"].clone();
    assert_eq!(files.as_array().map(Vec::len), Some(2), "{files}");
    workdir.kinward(&[&solve[..], &["-o", "answer"]].concat()).success();
}

#[test]
fn a_new_scenario_counts_its_placeholders_until_they_are_replaced() {
    let workdir = Workdir::new();
    workdir.kinward(&["new", "Ours", "--from", "norfolk"]).success();
    let text = fs::read_to_string(workdir.path().join("ours.toml")).expect("written");
    let check = workdir.kinward(&["check", "ours.toml"]).success();
    assert_eq!(err(&check), "", "nothing that a reader of TOML 1.0 refuses");
    let said = out(&check);
    let count = |said: &str| -> usize {
        let (before, _) = said.split_once(" placeholders, copied").expect("placeholders");
        before.rsplit(char::is_whitespace).next().expect("a count").parse().expect("a number")
    };
    let all = count(&said);
    assert!(30 < all && !said.contains("each has a source"), "{said}");
    let marked = "PLACEHOLDER, copied from stronger-families-norfolk.toml: ";
    let at = text.find(marked).expect("a marked source");
    let affirmed = format!("{}{}", &text[..at], &text[at + marked.len()..]);
    fs::write(workdir.path().join("ours.toml"), affirmed).expect("written");
    let left = count(&out(&workdir.kinward(&["check", "ours.toml"]).success()));
    assert!(left < all, "{left} of {all}");
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

/// Payments of which four times as many are more than can be counted: the run's own results are not lost for it.
#[test]
fn what_it_would_take_is_left_out_where_it_cannot_be_counted() {
    let workdir = Workdir::new();
    let rate = "contract.payments.out_of_care.rate=1e9";
    let printed = err(&workdir.run(&["--set", rate, "--set", INVESTED]).success());
    assert!(printed.contains("note: what it would take is left out: trial 0 of"), "{printed}");
    assert!(workdir.path().join("output/small/report.html").is_file());
}

#[test]
fn a_price_goes_as_far_as_the_bound_of_a_level_and_says_so() {
    let workdir = Workdir::new();
    let words = ["price", "small.toml", "-n", "20", "--set", INVESTED, "--set", "levels.tariff=80"];
    let said = out(&workdir.kinward(&words).success());
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut =
        "Tariffs were tried up to ×1.25 of the file’s: levels.tariff can be no more than 100.";
    assert!(said.contains(cut), "{said}");
}

#[test]
fn a_number_that_cannot_be_solved_for_is_refused_in_the_words_that_were_typed() {
    let workdir = Workdir::new();
    let target = ["--for", "payments.mean >= £20k"];
    for (asked, said) in [
        (
            &["levels.tarif"][..],
            "`--solve levels.tarif`: unknown key `tarif` in `levels`: did you mean `tariff`?",
        ),
        (&["nope"], "`--solve nope`: unknown key `nope`"),
        (&["contract.payments.nope.rate", "--between", "0..3"], "has no item `nope`"),
        (&["name"], "`--solve name`: a point cannot change `name`"),
        (&["investor"], "`--solve investor`: `investor`"),
        (
            &["levels.tariff", "--between", "0..200"],
            "`--between 0..200`: `levels.tariff` must be between 0 and 100: 200 is too large",
        ),
        (&["contract.caps.total"], "say where to look by `--between LOW..HIGH`"),
    ] {
        let words = [&["price", "small.toml", "-n", "20", "--solve"], asked, &target].concat();
        let refused = err(&workdir.kinward(&words).code(2));
        assert!(refused.contains(said), "{refused}");
        assert_eq!(refused.lines().count(), 1, "{refused}");
        assert!(!refused.contains("--solve:1"), "{refused}");
    }
}

#[test]
fn a_number_that_is_none_is_told_what_it_may_be() {
    let workdir = Workdir::new();
    let trials = "a number of trials is a whole number from 1 to 10000000";
    for (words, said) in [
        (&["-n", "-1"][..], trials),
        (&["--trials=-1"], trials),
        (&["-n", "0"], trials),
        (&["-n", "1e4"], trials),
        (&["--seed", "-1"], "a seed is a whole number from 0 to 18446744073709551615"),
        (&["-j", "-1"], "-1 is not in 1..=1024"),
    ] {
        let refused = err(&workdir.kinward(&[&["run", "small.toml"], words].concat()).code(2));
        assert!(refused.contains(said) && !refused.contains("tip:"), "{refused}");
    }
    let refused = err(&workdir.kinward(&["portfolio", "fund.toml", "-n", "-1"]).code(2));
    assert!(refused.contains("a whole number from 1 to 1000000\n"), "{refused}");
}
