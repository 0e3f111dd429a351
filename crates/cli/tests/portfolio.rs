//! The command that simulates several contracts as one fund.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

use crate::common::{CONTRACT, FUND_HEAD, TWINS};

/// A folder with a small contract and a portfolio of it.
fn fund(portfolio: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in
        [("small.toml", CONTRACT.to_owned()), ("fund.toml", format!("{FUND_HEAD}{portfolio}"))]
    {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn kinward(folder: &Path, words: &[&str]) -> assert_cmd::assert::Assert {
    Command::new(env!("CARGO_BIN_EXE_kinward")).current_dir(folder).args(words).assert()
}

#[test]
fn the_command_writes_its_files_or_nothing() {
    let made = fund(&format!("{TWINS}[policy]\nyearly_chance = 0.1\n"));
    let folder = made.path();
    let printed = kinward(folder, &["portfolio", "fund.toml", "--trials", "50"]).success();
    let printed = String::from_utf8_lossy(&printed.get_output().stdout).into_owned();
    assert!(printed.contains("The fund loses money in"), "{printed}");
    let output = folder.join("output/fund-portfolio");
    for file in ["report.html", "summary.json", "trials.parquet", "manifest.json"] {
        assert!(output.join(file).is_file(), "{file}");
    }
    assert_eq!(fs::read_dir(output.join("charts")).expect("charts").count(), 2);
    let page = fs::read_to_string(output.join("report.html")).expect("a page");
    assert!(!page.contains("<script") && !page.contains("NaN") && !page.contains("src="));
    let read = fs::read_to_string(output.join("summary.json")).expect("written");
    let summary: serde_json::Value = serde_json::from_str(&read).expect("JSON");
    assert_eq!(summary["contracts"][1]["name"], "other");
    assert!(
        summary["diversification"]["gain_sd"]["fund"]["value"].as_f64().expect("a number") > 0.0
    );
    let manifest = fs::read_to_string(output.join("manifest.json")).expect("written");
    assert!(manifest.contains("small.toml"), "{manifest}");

    let broken = fund("[[contracts]]\nfile = \"nowhere.toml\"\n");
    let refused = kinward(broken.path(), &["portfolio", "fund.toml"]).code(2);
    let printed = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(printed.contains("fund.toml:5:8") && printed.contains("nowhere.toml"), "{printed}");
    assert!(!broken.path().join("output").exists());
    kinward(folder, &["portfolio", "fund.toml", "--draws", "sobol"]).code(2);
}
