//! The same outcome under several views of the evidence, or in several worlds.

use super::super::axis::Range;
use super::super::canvas::{Drawing, Heading};
use super::super::lines::Claim;
use super::super::marks::{Mark, MarkKind};
use super::super::scale::Scale;
use super::super::style::Role;
use super::{Row, Rows, spread};

/// A median with its intervals, one a row.
#[derive(Clone, Debug)]
pub struct Intervals {
    pub heading: Heading,
    pub scale: Scale,
    /// What the level axis measures.
    pub x_label: String,
    pub rows: Vec<IntervalRow>,
    /// A value that somebody has claimed.
    pub claim: Option<Claim>,
}

/// One row over its trials.
#[derive(Clone, Debug)]
pub struct IntervalRow {
    pub label: String,
    pub role: Role,
    /// At 5%, 25%, 50%, 75% and 95%, in the unit of the chart's scale.
    pub quantiles: [f64; 5],
}

/// Draws dots with whiskers.
pub fn intervals(chart: &Intervals) -> Drawing {
    rows(chart).draw().drawing()
}

/// Zero and the claim are in sight where that makes the axis at most this many times as long.
const REACH: f64 = 2.0;

fn rows(chart: &Intervals) -> Rows {
    let claim = chart.claim.as_ref();
    let all = Range::of(chart.rows.iter().flat_map(|row| row.quantiles));
    let further = claim.map(|claim| claim.at).into_iter().chain([0.0]);
    let range = further.fold(all, |range, at| range.and(all.reaching(at, REACH)));
    let figures: Vec<f64> = chart
        .rows
        .iter()
        .flat_map(|row| [row.quantiles[2], row.quantiles[0], row.quantiles[4]])
        .collect();
    let figures = chart.scale.values(&figures);
    let row = |(row, figures): (&IntervalRow, &[String])| {
        let range = format!("{} to {}", figures[1], figures[2]);
        let said = format!("{}: median {}, 90% of trials {range}", row.label, figures[0]);
        let glyphs = spread(row.quantiles, row.quantiles[2], row.role);
        let figures = vec![figures[0].clone(), range];
        Row { figures, ..Row::new(row.label.clone(), glyphs, said) }
    };
    let rows = chart.rows.iter().zip(figures.chunks(3)).map(row).collect();
    let mark =
        |claim: &Claim| Mark { at: claim.at, label: claim.label.clone(), kind: MarkKind::Claim };
    Rows {
        x_label: format!("{} (dot: median; thick: half of the trials; thin: 90%)", chart.x_label),
        columns: vec![&["Median"], &["90% of trials"]],
        marks: claim.map(mark).into_iter().collect(),
        ..Rows::new(chart.heading.clone(), chart.scale, range.padded(0.03), rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(medians: &[f64], spread: f64, claim: f64) -> Intervals {
        let row = |&p50: &f64| IntervalRow {
            label: "As the council's own evaluation of the pilot saw it in its second year"
                .to_owned(),
            role: Role::Council,
            quantiles: [-2.0, -1.0, 0.0, 1.0, 2.0].map(|by| p50 + by * spread),
        };
        Intervals {
            heading: Heading::new("chart.svg", "Every view sees a saving", "Net saving"),
            scale: Scale::Pounds,
            x_label: "Net saving".to_owned(),
            rows: medians.iter().map(row).collect(),
            claim: Some(Claim { at: claim, label: "Claimed: £13.6m".to_owned() }),
        }
    }

    #[test]
    fn odd_values_give_a_tidy_chart() {
        let odd: [&[f64]; 6] =
            [&[], &[0.0], &[3e6, 5e6, -1e6], &[-4e6; 3], &[f64::NAN], &[f64::MAX, f64::MIN]];
        for medians in odd {
            for spread in [0.0, 1e6, f64::INFINITY] {
                for claim in [0.0, 13.6e6, -1e12, f64::NAN] {
                    let chart = chart(medians, spread, claim);
                    rows(&chart).draw().assert_tidy();
                    assert_eq!(intervals(&chart), intervals(&chart));
                }
            }
        }
    }
}
