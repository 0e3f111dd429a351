//! What is drawn: the numbers of each chart, a title that states what they show, and the name of its file.
//!
//! A page asks for its charts by the functions here, one for each, which give none where there is
//! nothing to draw. How a chart looks is left to `chart`.

pub(super) mod care;
pub(super) mod comparison;
pub(super) mod drivers;
pub(super) mod investor;
pub(super) mod portfolio;
pub(super) mod pricing;
pub(super) mod pricing_investor;
pub(super) mod saving;

use jiff::civil::Date;

use super::chart::{Across, Line, LinePoint, Role};
use kinward::numeric::summary::Estimate;

/// The quantiles of a series as a fan, a month a point.
fn fan(name: &str, role: Role, months: impl IntoIterator<Item = Option<Estimate>>) -> Line {
    let point = |(month, it): (usize, Option<Estimate>)| {
        let [p05, p25, p50, p75, p95] = it.map_or([f64::NAN; 5], |it| it.quantiles);
        LinePoint { x: month as f64, y: p50, bands: vec![[p05, p95], [p25, p75]] }
    };
    let points = months.into_iter().enumerate().map(point).collect();
    Line { name: name.to_owned(), role, points }
}

/// Months from the contract's first day on.
fn months(starts: Date) -> Across {
    Across::Months {
        year: i32::from(starts.year()),
        month: u32::from(starts.month().unsigned_abs()),
    }
}
