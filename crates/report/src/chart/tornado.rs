//! Which assumptions move an outcome most.

use super::axis::{Axis, Fit, tame};
use super::canvas::{Canvas, Drawing, Heading, Letters};
use super::frame::{self, Plot, RowNames};
use super::letters;
use super::scale::Scale;
use super::style::{AXIS, INK, LABEL, MARGIN, MUTED, Role, SMALL, WIDTH};

/// An outcome at both ends of each assumption, the most important assumption first.
#[derive(Clone, Debug)]
pub struct Tornado {
    pub heading: Heading,
    pub scale: Scale,
    /// What the level axis measures.
    pub x_label: String,
    /// The mean of the outcome over all trials.
    pub mean: f64,
    pub rows: Vec<TornadoRow>,
}

/// One assumption.
#[derive(Clone, Debug)]
pub struct TornadoRow {
    pub label: String,
    /// Mean of the outcome over the trials in which the assumption is in its lowest tenth.
    pub low: f64,
    /// Mean of the outcome over the trials in which the assumption is in its highest tenth.
    pub high: f64,
}

/// Draws a tornado chart.
pub fn tornado(chart: &Tornado) -> Drawing {
    draw(chart).drawing()
}

const ROW: f64 = 34.0;
const BAR: f64 = 20.0;

fn draw(chart: &Tornado) -> Canvas {
    let mut canvas = Canvas::new(&chart.heading);
    if chart.rows.is_empty() {
        frame::nothing(&mut canvas);
        return canvas;
    }
    let (low, high) = (low_colour(), Role::Assumptions.colour());
    frame::key(
        &mut canvas,
        &[("Assumption in its lowest tenth", low), ("Assumption in its highest tenth", high)],
    );
    let names = RowNames::new(chart.rows.iter().map(|row| row.label.as_str()));
    let top = canvas.below + 18.0;
    let plot = Plot {
        left: MARGIN + names.width + 12.0,
        top,
        right: WIDTH - MARGIN,
        bottom: top + ROW * chart.rows.len() as f64,
    };
    let figures = figures(chart);
    let x = x_axis(chart, &figures, plot);
    frame::upright_grid(&mut canvas, &x, plot);
    if x.contains(0.0) {
        canvas.line(&[(x.at(0.0), plot.top), (x.at(0.0), plot.bottom)], 1.2, AXIS);
    }
    for (place, row) in chart.rows.iter().enumerate() {
        let y = plot.top + ROW * (place as f64 + 0.5);
        names.write(&mut canvas, place, plot.left - 12.0, y);
        draw_row(&mut canvas, (chart.mean, row), &figures[2 * place + 1..], &x, y);
    }
    let mean = x.at(chart.mean);
    canvas.line(&[(mean, plot.top - 6.0), (mean, plot.bottom)], 1.5, INK);
    let letters = Letters::new(SMALL, INK).bold().centred();
    let name = format!("Mean {}", figures[0]);
    let half = letters.width(&name) / 2.0;
    let centre = mean.clamp(MARGIN + half, (WIDTH - MARGIN - half).max(MARGIN + half));
    canvas.text(&name, (centre, plot.top - 14.0), letters);
    canvas.describe(&name);
    frame::level_axis(&mut canvas, &x, plot, &[]);
    canvas.below = plot.bottom + 36.0;
    let middle = f64::midpoint(plot.left, plot.right);
    canvas.text(&chart.x_label, (middle, canvas.below), Letters::new(LABEL, MUTED).centred());
    canvas.below += 18.0;
    canvas
}

/// The mean, then the low and the high end of each row, all in one unit.
fn figures(chart: &Tornado) -> Vec<String> {
    let ends = chart.rows.iter().flat_map(|row| [row.low, row.high]);
    let all: Vec<f64> = std::iter::once(chart.mean).chain(ends).collect();
    chart.scale.values(&all)
}

fn low_colour() -> plotters::style::RGBColor {
    Role::Assumptions.tint(0.40)
}

/// All ends, with room for the figures beyond them.
fn x_axis(chart: &Tornado, figures: &[String], plot: Plot) -> Axis {
    let mean = tame(chart.mean);
    let ends = || chart.rows.iter().flat_map(|row| [row.low, row.high]).map(tame);
    let (low, high) = (ends().fold(mean, f64::min), ends().fold(mean, f64::max));
    let widths = figures.iter().map(|figure| letters::width(figure, SMALL));
    let figure = widths.fold(0.0, f64::max);
    let room = (figure + 8.0) / (plot.right - plot.left - 2.0 * (figure + 8.0)).max(50.0);
    let range = high - low;
    let range = if range < 1e-12 { (mean.abs() * 0.1).max(1e-9) } else { range };
    Axis::new(chart.scale, low - range * room, high + range * room, 6, Fit::Tight)
        .along(plot.left, plot.right)
}

/// Two bars from the mean; one above the other where both ends lie on the same side.
fn draw_row(
    canvas: &mut Canvas,
    (mean, row): (f64, &TornadoRow),
    figures: &[String],
    x: &Axis,
    y: f64,
) {
    let mean = tame(mean);
    let (low, high) = (tame(row.low), tame(row.high));
    let is_one_sided = 0.0 < (low - mean) * (high - mean);
    let ends = [(low, low_colour(), -1.0), (high, Role::Assumptions.colour(), 1.0)];
    for ((end, colour, side), figure) in ends.into_iter().zip(figures) {
        let (centre, half) =
            if is_one_sided { (y + side * BAR * 0.3, BAR * 0.3) } else { (y, BAR / 2.0) };
        canvas.rectangle((x.at(mean), centre - half), (x.at(end), centre + half), colour);
        let is_left = end < mean || (is_level(end, mean) && side < 0.0);
        let letters = Letters::new(SMALL, INK);
        if is_left {
            canvas.text(figure, (x.at(end) - 5.0, centre), letters.ending());
        } else {
            canvas.text(figure, (x.at(end) + 5.0, centre), letters);
        }
    }
    if let [low, high, ..] = figures {
        let sentence = format!("{}: {low} at its lowest, {high} at its highest", row.label);
        canvas.describe(&sentence);
    }
}

fn is_level(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(mean: f64, ends: &[(f64, f64)]) -> Tornado {
        let row = |&(low, high): &(f64, f64)| TornadoRow {
            label: "The share of children who would have entered care without any help".to_owned(),
            low,
            high,
        };
        Tornado {
            heading: Heading {
                file: "chart.svg",
                title: "The effect of therapy matters most".to_owned(),
                subtitle: "Net saving".to_owned(),
            },
            scale: Scale::Pounds,
            x_label: "Net saving".to_owned(),
            mean,
            rows: ends.iter().map(row).collect(),
        }
    }

    #[test]
    fn odd_values_give_a_tidy_chart() {
        let odd: [(f64, &[(f64, f64)]); 8] = [
            (0.0, &[]),
            (0.0, &[(0.0, 0.0)]),
            (3e6, &[(3e6, 3e6), (1e6, 5e6), (5e6, 1e6)]),
            (3e6, &[(4e6, 5e6), (1e6, 2e6)]),
            (-9e6, &[(-12e6, -3e6)]),
            (f64::NAN, &[(f64::NAN, 1.0)]),
            (f64::MAX, &[(f64::MIN, f64::MAX)]),
            (1e-300, &[(0.0, 1e-299)]),
        ];
        for (mean, ends) in odd {
            let chart = chart(mean, ends);
            draw(&chart).assert_tidy();
            assert_eq!(tornado(&chart), tornado(&chart));
        }
    }
}
