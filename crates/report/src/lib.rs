//! Saying it: the page at the prompt, the report, and the files for those who calculate on.
//!
//! Numbers become words in [`mod@format`] alone; what is drawn is chosen in `figure` and drawn in
//! `chart`. Invariants: apart from the [manifest], every file is the same for the same scenario,
//! seed and trials, byte by byte; every figure is shown with its interval, its standard error and
//! its definition; a world or a metric that a scenario does not have is left out, not shown as 0.

#![cfg_attr(
    test,
    expect(
        clippy::disallowed_methods,
        reason = "what a test expects may be the system's logarithm"
    )
)]

pub mod chart;
mod claims;
mod comparison;
mod explain;
mod figure;
pub mod format;
mod headline;
mod html;
mod investor;
mod json;
mod label;
pub mod manifest;
mod outlook;
mod page;
mod portfolio;
mod pricing;
mod table;
mod terminal;
mod view;
mod warning;

#[cfg(test)]
mod fixture;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use self::chart::Drawing;
use self::html::Page;
use kinward::analysis::Requirements;
use kinward::results::{Summary, Trials};
use kinward::scenario::Worlds;

pub use claims::{Tally, claims_page, claims_preface, claims_section, plain as plain_markdown};
pub use comparison::{Comparison, comparison_page, write_comparison};
pub use explain::Explanation;
pub use page::Screen;
pub use portfolio::{PortfolioReport, portfolio_page, write_portfolio};
pub use pricing::{Pricing, Solved, pricing_page, solved_page, write_pricing, write_solution};
pub use terminal::page as terminal_page;
pub use view::{PROGRAMME as AS_IT_STANDS, command};
pub use warning::{Warning, warnings};

/// Everything that a report is made from.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    pub study: &'a Worlds,
    pub trials: &'a Trials,
    pub summary: &'a Summary,
    /// The world that everything past the range of views is of: [`AS_IT_STANDS`], or that of a view.
    pub headline: usize,
    /// What it would take under each view; none where nobody asks.
    pub requirements: Option<&'a Requirements>,
    /// The scenario's path as it was typed.
    pub file: &'a str,
    /// What was laid over the scenario: `path.to.key=value`.
    pub sets: &'a [String],
    /// Kinward's own.
    pub version: &'a str,
}

/// Writes every file but the manifest into `folder`, and returns their paths in it.
///
/// # Errors
///
/// If a file cannot be written.
pub fn write(folder: &Path, report: &Report<'_>) -> io::Result<Vec<PathBuf>> {
    let (pages, trials) = rayon::join(
        || pages(folder, report),
        || stream(folder, "trials.parquet", |file| table::trials(file, report.trials)),
    );
    let mut written = pages?;
    trials?;
    written.push("trials.parquet".into());
    Ok(written)
}

/// Everything that is made of quantiles: the page and its charts, the summary, the months.
fn pages(folder: &Path, report: &Report<'_>) -> io::Result<Vec<PathBuf>> {
    let bands = view::Bands::of(report.trials)?;
    let (drawn, months) = rayon::join(
        || drawn(folder, report, &bands),
        || stream(folder, "months.csv", |file| table::months(file, report, &bands)),
    );
    let mut written = drawn?;
    months?;
    written.push("months.csv".into());
    Ok(written)
}

fn drawn(folder: &Path, report: &Report<'_>, bands: &view::Bands) -> io::Result<Vec<PathBuf>> {
    put(folder, &html::page(report, bands)?, &[("summary.json", json::summary(report)?)])
}

/// Writes a page with its charts beside it, and other texts by name; returns their paths in the folder.
fn put(folder: &Path, page: &Page, others: &[(&str, String)]) -> io::Result<Vec<PathBuf>> {
    // A run that is stopped takes its folder away: this must not make it again.
    fs::create_dir(folder.join("charts"))?;
    let pages = std::iter::once((PathBuf::from("report.html"), &page.text))
        .chain(others.iter().map(|(name, text)| (PathBuf::from(name), text)));
    let chart = |drawing: &Drawing| Path::new("charts").join(drawing.heading.file);
    let charts = page.charts.iter().map(|drawing| (chart(drawing), &drawing.svg));
    let write = |(path, text): (PathBuf, &String)| {
        fs::write(folder.join(&path), text)?;
        Ok(path)
    };
    pages.chain(charts).map(write).collect()
}

fn stream(
    folder: &Path,
    name: &str,
    fill: impl FnOnce(BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    fill(BufWriter::new(File::create(folder.join(name))?))
}

/// Says where a problem of another library comes from, in the words of [`io`].
fn other(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::other(error)
}

/// Writes all that is left and reports what cannot be written.
fn finish(mut file: impl Write) -> io::Result<()> {
    file.flush()
}

#[cfg(test)]
mod tests {
    use super::fixture::{FULL, Run};
    use super::*;

    #[test]
    fn a_second_run_writes_the_same_bytes() {
        let written = || {
            let folder = tempfile::tempdir().unwrap();
            let run = Run::of(FULL, 40);
            let files = write(folder.path(), &run.report()).unwrap();
            let contents = files.iter().map(|file| fs::read(folder.path().join(file)).unwrap());
            files.clone().into_iter().zip(contents).collect::<Vec<_>>()
        };
        let (first, second) = (written(), written());
        let has = |path: &str| first.iter().any(|file| file.0 == Path::new(path));
        assert!(has("report.html") && has("charts/net-saving.svg") && has("months.csv"));
        for ((path, bytes), (_, again)) in first.iter().zip(&second) {
            assert!(!bytes.is_empty() && bytes == again, "{}", path.display());
        }
    }
}
