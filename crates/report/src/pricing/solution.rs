//! The files of an answer to a question of one number.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::super::Screen;
use super::super::json::summary_json;
use super::solved::{Solved, solved_page};

/// Writes the page at the prompt as `solution.txt`, and everything that was found as `summary.json`.
///
/// # Errors
///
/// If they cannot be written.
pub fn write_solution(folder: &Path, solved: &Solved<'_>) -> io::Result<Vec<PathBuf>> {
    #[derive(Serialize)]
    struct About<'a> {
        scenario: &'a str,
        solved_for: &'a str,
        target: String,
        trials: u64,
        seed: u64,
    }
    let about = About {
        scenario: solved.scenario,
        solved_for: solved.key,
        target: solved.target.name(solved.names),
        trials: solved.trials,
        seed: solved.seed,
    };
    let summary = summary_json(&about, solved.answer)?;
    let files = [("solution.txt", solved_page(solved, Screen::plain())), ("summary.json", summary)];
    let write = |(name, text): (&str, String)| {
        fs::write(folder.join(name), text)?;
        Ok(PathBuf::from(name))
    };
    files.into_iter().map(write).collect()
}
