//! The same outcome under several views of the evidence, or in several worlds.

use super::axis::{Axis, Fit, tame};
use super::canvas::{Canvas, Drawing, Heading, Letters};
use super::fan::Claim;
use super::frame::{self, Plot, RowNames};
use super::letters;
use super::marks::{Mark, MarkKind, Marks};
use super::scale::Scale;
use super::style::{GRID, INK, LABEL, MARGIN, MUTED, PAPER, Role, WIDTH};

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

/// Quantiles of one row over its trials, in the unit of the chart's scale.
#[derive(Clone, Debug)]
pub struct IntervalRow {
    pub label: String,
    pub role: Role,
    pub p05: f64,
    pub p25: f64,
    pub p50: f64,
    pub p75: f64,
    pub p95: f64,
}

/// Draws dots with whiskers.
pub fn intervals(chart: &Intervals) -> Drawing {
    draw(chart).drawing()
}

const ROW: f64 = 38.0;
const REACH: f64 = 1.0;

fn draw(chart: &Intervals) -> Canvas {
    let mut canvas = Canvas::new(&chart.heading);
    if chart.rows.is_empty() {
        frame::nothing(&mut canvas);
        return canvas;
    }
    let names = RowNames::new(chart.rows.iter().map(|row| row.label.as_str()));
    let figures = figures(chart);
    let widest = |column: usize, head: &str| {
        let widths = figures.iter().map(|figures| letters::width(&figures[column], LABEL) * 1.06);
        widths.fold(letters::width(head, LABEL), f64::max)
    };
    let range_right = WIDTH - MARGIN;
    let median_right = range_right - widest(1, HEADS[1]) - 16.0;
    let left = MARGIN + names.width + 14.0;
    let right = median_right - widest(0, HEADS[0]) - 20.0;

    let x = x_axis(chart).along(left, right);
    let marks = Marks::new(&marks(chart), &x, right + 10.0);
    let top = canvas.below + marks.height().max(24.0);
    let plot = Plot { left, top, right, bottom: top + ROW * chart.rows.len() as f64 };
    frame::upright_grid(&mut canvas, &x, plot);
    let head = Letters::new(LABEL, MUTED).ending();
    for (text, at) in HEADS.into_iter().zip([median_right, range_right]) {
        canvas.text(text, (at, plot.top - 13.0), head);
    }
    marks.draw(&mut canvas, plot);
    for (place, (row, [median, range])) in chart.rows.iter().zip(&figures).enumerate() {
        let y = plot.top + ROW * (place as f64 + 0.5);
        if 0 < place {
            let rule = y - ROW / 2.0;
            canvas.line(&[(MARGIN, rule), (WIDTH - MARGIN, rule)], 0.8, GRID);
        }
        names.write(&mut canvas, place, left - 14.0, y);
        row.draw(&mut canvas, &x, y);
        canvas.text(median, (median_right, y), Letters::new(LABEL, INK).bold().ending());
        canvas.text(range, (range_right, y), Letters::new(LABEL, INK).ending());
        canvas.describe(&format!("{}: median {median}, 90% of trials {range}", row.label));
    }
    frame::level_axis(&mut canvas, &x, plot, &[]);
    canvas.below = plot.bottom + 36.0;
    let name = format!("{} (dot: median; thick: half of the trials; thin: 90%)", chart.x_label);
    frame::level_name(&mut canvas, &name, plot);
    canvas
}

const HEADS: [&str; 2] = ["Median", "90% of trials"];

/// All quantiles, zero and the claim when they are not too far away.
fn x_axis(chart: &Intervals) -> Axis {
    let ends = || chart.rows.iter().flat_map(|row| [row.p05, row.p50, row.p95]).map(tame);
    let (least, most) = (ends().fold(f64::MAX, f64::min), ends().fold(f64::MIN, f64::max));
    let reach = (most - least) * REACH;
    let (mut low, mut high) = (least, most);
    for mark in chart.claim.iter().map(|claim| claim.at).chain([0.0]) {
        if least - reach <= mark && mark <= most + reach {
            (low, high) = (low.min(mark), high.max(mark));
        }
    }
    let pad = (high - low) * 0.03;
    Axis::new(chart.scale, low - pad, high + pad, 5, Fit::Tight)
}

fn marks(chart: &Intervals) -> Vec<Mark> {
    let zero = Mark { at: 0.0, label: String::new(), kind: MarkKind::Zero };
    let claim = chart.claim.iter().map(|claim| Mark {
        at: claim.at,
        label: claim.label.clone(),
        kind: MarkKind::Claim,
    });
    claim.chain([zero]).collect()
}

/// The median and the 90% interval of each row, all in one unit.
fn figures(chart: &Intervals) -> Vec<[String; 2]> {
    let all: Vec<f64> = chart.rows.iter().flat_map(|row| [row.p50, row.p05, row.p95]).collect();
    let mut written = chart.scale.values(&all).into_iter();
    let mut next = || written.next().unwrap_or_default();
    chart.rows.iter().map(|_| [next(), format!("{} to {}", next(), next())]).collect()
}

impl IntervalRow {
    fn draw(&self, canvas: &mut Canvas, x: &Axis, y: f64) {
        let ink = self.role.ink();
        canvas.line(&[(x.at(self.p05), y), (x.at(self.p95), y)], 1.6, ink);
        for end in [self.p05, self.p95] {
            canvas.line(&[(x.at(end), y - 4.0), (x.at(end), y + 4.0)], 1.6, ink);
        }
        let (from, to) = (x.at(self.p25), x.at(self.p75));
        canvas.rectangle((from, y - 4.5), (to, y + 4.5), self.role.tint(0.62));
        canvas.dot((x.at(self.p50), y), 6.2, PAPER);
        canvas.dot((x.at(self.p50), y), 4.8, ink);
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
            p05: p50 - 2.0 * spread,
            p25: p50 - spread,
            p50,
            p75: p50 + spread,
            p95: p50 + 2.0 * spread,
        };
        Intervals {
            heading: Heading {
                file: "chart.svg",
                title: "Every view sees a saving".to_owned(),
                subtitle: "Net saving".to_owned(),
            },
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
                    draw(&chart).assert_tidy();
                    assert_eq!(intervals(&chart), intervals(&chart));
                }
            }
        }
    }
}
