//! The files of an answer to a question of one number.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::super::{Screen, other};
use super::solved::{Solved, solved_page};
use super::target_name;
use kinward::analysis::{Answer, Met, Row, Solution};
use kinward::numeric::linearised::Measured;

/// Writes the page at the prompt as `solution.txt`, and everything that was found as `summary.json`.
///
/// # Errors
///
/// If they cannot be written.
pub fn write_solution(folder: &Path, solved: &Solved<'_>) -> io::Result<Vec<PathBuf>> {
    let summary = serde_json::to_string_pretty(&summary(solved)).map_err(other)? + "\n";
    let files = [("solution.txt", solved_page(solved, Screen::plain())), ("summary.json", summary)];
    let write = |(name, text): (&str, String)| {
        fs::write(folder.join(name), text)?;
        Ok(PathBuf::from(name))
    };
    files.into_iter().map(write).collect()
}

fn summary(solved: &Solved<'_>) -> Json {
    let views = solved.views.iter().zip(&solved.found.answers).zip(&solved.found.curves);
    let view = |((name, answers), curve): ((&String, &Vec<Answer>), &Vec<Row>)| {
        json!({
            "view": name,
            "answer": answer(&answers[0]),
            "curve": curve.iter().map(row).collect::<Vec<Json>>(),
        })
    };
    json!({
        "scenario": solved.scenario,
        "solved_for": solved.key,
        "target": target_name(&solved.target, solved.names),
        "between": [solved.span.low, solved.span.high],
        "trials": solved.trials,
        "seed": solved.seed,
        "views": views.map(view).collect::<Vec<Json>>(),
    })
}

fn answer(answer: &Answer) -> Json {
    let there = answer.there.map(|response| {
        json!({ "figure": response.figure.map(measured), "without_value": response.undefined })
    });
    match &answer.solution {
        Solution::At { value, standard_error, met } => json!({
            "found": "at",
            "value": value,
            "standard_error": standard_error,
            "met": if *met == Met::Above { "above" } else { "below" },
            "there": there,
        }),
        Solution::Always => json!({ "found": "always" }),
        Solution::Never => json!({ "found": "never" }),
        Solution::TooFew(trials) => json!({ "found": "too few", "trials": trials }),
        Solution::Several { turns, .. } => json!({ "found": "no single value", "turns": turns }),
    }
}

/// At one value that was looked at.
fn row(row: &Row) -> Json {
    let response = &row.responses[0];
    json!({
        "value": row.value,
        "figure": response.figure.map(measured),
        "is_met": 0.0 <= response.margin.value,
    })
}

fn measured(figure: Measured) -> Json {
    json!({ "value": figure.value, "standard_error": figure.standard_error })
}
