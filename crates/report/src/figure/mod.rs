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

use super::Report;
use super::chart::{Fan, Role};
use kinward::numeric::summary::Estimate;

/// The quantiles of a series as a fan.
fn fan(name: &str, role: Role, band: &[Option<Estimate>]) -> Fan {
    let quantile = |index: usize| {
        band.iter().map(|it| it.map_or(f64::NAN, |it| it.quantiles[index])).collect()
    };
    Fan {
        name: name.to_owned(),
        role,
        p05: quantile(0),
        p25: quantile(1),
        p50: quantile(2),
        p75: quantile(3),
        p95: quantile(4),
    }
}

/// The year and month of the contract's first day, as charts take them.
fn start(report: &Report<'_>) -> (i32, u32) {
    let starts = report.base().starts;
    (i32::from(starts.year()), u32::from(starts.month().unsigned_abs()))
}
