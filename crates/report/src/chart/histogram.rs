//! How an outcome is spread over the trials.

use super::axis::{Axis, Fit, tame};
use super::bins::Bins;
use super::canvas::{Canvas, Drawing, Heading, Letters};
use super::layout::{self, Plot};
use super::letters;
use super::marks::{Mark, Marks};
use super::scale::Scale;
use super::style::{AXIS, INK, LABEL, MARGIN, MUTED, Role, SMALL, WIDTH};

/// The distribution of one outcome.
#[derive(Clone, Debug)]
pub struct Histogram<'a> {
    pub heading: Heading,
    /// One value a trial, in pounds, as a fraction or as a number, as `scale` says.
    pub values: &'a [f64],
    pub scale: Scale,
    /// What the level axis measures.
    pub x_label: String,
    /// Whose outcome it is.
    pub role: Role,
    /// Bars below this value are drawn as losses.
    pub loss_below: Option<f64>,
    /// Upright lines; see [`Mark`].
    pub marks: Vec<Mark>,
    /// Number of trials of which shares are taken; more than there are values when some trials
    /// have none.
    pub trials: usize,
    /// Trials drawn as a bar of their own, left of the axis.
    pub apart: Option<Apart>,
    /// A sentence below the chart, such as the share of trials without a value.
    pub note: Option<String>,
}

/// Trials that share one value far from the others, such as a total loss at −100%.
#[derive(Clone, Debug)]
pub struct Apart {
    /// How many trials. They are not among the values.
    pub trials: usize,
    /// Written below the bar, such as "Total loss (−100%)".
    pub label: String,
}

/// Draws a histogram.
pub fn histogram(chart: &Histogram<'_>) -> Drawing {
    draw(chart).drawing()
}

const HEIGHT: f64 = 270.0;
/// A mark further away than this many widths of the data is not drawn to scale.
const REACH: f64 = 0.8;

fn draw(chart: &Histogram<'_>) -> Canvas {
    let mut canvas = Canvas::new(&chart.heading);
    let edge = chart.loss_below.unwrap_or(0.0);
    // With every trial apart, an empty axis still says where the values would have been.
    let apart = chart.apart.as_ref().filter(|apart| 0 < apart.trials);
    let Some(bins) = Bins::new(chart.values, edge) else {
        layout::nothing(&mut canvas);
        write_note(&mut canvas, chart);
        return canvas;
    };
    let trials =
        chart.trials.max(chart.values.len() + apart.map_or(0, |apart| apart.trials)) as f64;
    let tallest = bins.largest().max(apart.map_or(0, |apart| apart.trials)) as f64 / trials;
    layout::axis_name(&mut canvas, "Share of trials");

    let y = Axis::new(Scale::Percent, 0.0, tallest, 5, Fit::ToTicks);
    let left = layout::left_of_plot(&y);
    let right = WIDTH - MARGIN - 8.0;
    let inset = apart.map_or(0.0, |apart| apart_width(apart) + 18.0);
    let x = x_axis(chart, &bins).along(left + inset, right);

    let marks = Marks::new(&chart.marks, &x, WIDTH - MARGIN / 2.0);
    let top = canvas.below + marks.height();
    let plot = Plot { left, top, right, bottom: top + HEIGHT };
    let y = y.along(plot.bottom, plot.top);
    layout::upright_axis(&mut canvas, &y, plot);
    draw_bars(&mut canvas, chart, &bins, &x, &y, trials);
    if let Some(apart) = apart {
        draw_apart(&mut canvas, apart, &y, plot, trials);
    }
    let axis = Plot { left: left + inset, ..plot };
    let mut taken = draw_open_ends(&mut canvas, &bins, &x, axis);
    let is_open = !taken.is_empty();
    if let Some(apart) = apart {
        taken.push((left + apart_width(apart) / 2.0, apart_width(apart)));
    }
    layout::level_axis(&mut canvas, &x, axis, &taken);
    marks.draw(&mut canvas, plot);

    canvas.below = plot.bottom + 36.0;
    let gathers = if is_open { " (≤ and ≥: the end bars hold the trials beyond)" } else { "" };
    let name = letters::shorten(&format!("{}{gathers}", chart.x_label), LABEL, right - left);
    canvas.text(
        &name,
        (f64::midpoint(axis.left, right), canvas.below),
        Letters::new(LABEL, MUTED).centred(),
    );
    canvas.below += 16.0;
    write_note(&mut canvas, chart);
    canvas
}

fn write_note(canvas: &mut Canvas, chart: &Histogram<'_>) {
    if let Some(note) = &chart.note {
        canvas.describe(note);
        canvas.below += 4.0;
        canvas.paragraph(note, Letters::new(LABEL, INK));
        canvas.below += 12.0;
    }
}

/// The axis over the bins and every mark that is not too far away.
fn x_axis(chart: &Histogram<'_>, bins: &Bins) -> Axis {
    let (mut low, mut high) = (bins.start, bins.end());
    let reach = (high - low) * REACH;
    let pad = (high - low) * 0.03;
    for mark in chart.marks.iter().map(|mark| tame(mark.at)) {
        if mark < low && bins.start - reach <= mark {
            low = mark - pad;
        }
        if high < mark && mark <= bins.end() + reach {
            high = mark + pad;
        }
    }
    Axis::new(chart.scale, low, high, 11, Fit::Tight)
}

fn draw_bars(
    canvas: &mut Canvas,
    chart: &Histogram<'_>,
    bins: &Bins,
    x: &Axis,
    y: &Axis,
    trials: f64,
) {
    let is_loss = |bin: usize| {
        chart.loss_below.is_some_and(|edge| bins.lower_edge(bin) + bins.width * 0.5 < edge)
    };
    for (bin, &count) in bins.counts.iter().enumerate() {
        if count == 0 {
            continue;
        }
        let (from, to) = (x.at(bins.lower_edge(bin)), x.at(bins.lower_edge(bin + 1)));
        let gap = ((to - from) * 0.08).min(0.6);
        let fill = if is_loss(bin) { Role::Loss.colour() } else { chart.role.tint(0.62) };
        canvas.rectangle((from + gap, y.at(count as f64 / trials)), (to - gap, y.at(0.0)), fill);
    }
}

fn apart_width(apart: &Apart) -> f64 {
    let lines = letters::wrap(&apart.label, SMALL, 84.0, 2);
    lines.iter().map(|line| letters::width(line, SMALL)).fold(30.0, f64::max)
}

/// A bar left of the axis, with its share above it.
fn draw_apart(canvas: &mut Canvas, apart: &Apart, y: &Axis, plot: Plot, trials: f64) {
    let share = apart.trials as f64 / trials;
    let middle = plot.left + apart_width(apart) / 2.0;
    let top = y.at(share);
    let share = Scale::Percent.value(share);
    canvas.rectangle((middle - 13.0, top), (middle + 13.0, plot.bottom), Role::Loss.colour());
    canvas.line(
        &[(plot.left, plot.bottom), (plot.left + apart_width(apart), plot.bottom)],
        1.1,
        AXIS,
    );
    let above = (middle, top - 9.0);
    let half = letters::width(&share, SMALL) / 2.0;
    canvas.veil((middle - half, above.1 - 7.0), (middle + half, above.1 + 7.0));
    canvas.text(&share, above, Letters::new(SMALL, INK).bold().centred());
    for (place, line) in letters::wrap(&apart.label, SMALL, 84.0, 2).iter().enumerate() {
        let below = plot.bottom + 14.0 + 14.0 * place as f64;
        canvas.text(line, (middle, below), Letters::new(SMALL, MUTED).centred());
    }
}

/// Names the end bins that hold what lies beyond them. Returns the centres and widths of the
/// names, which stand in the row of the axis' numbers.
fn draw_open_ends(canvas: &mut Canvas, bins: &Bins, x: &Axis, plot: Plot) -> Vec<(f64, f64)> {
    let last = bins.counts.len() - 1;
    // "6 or fewer", where the edge is at 6.5.
    let half = if bins.is_counted { 0.5 } else { 0.0 };
    let ends = [
        (bins.is_open_below, 0, "≤ ", bins.lower_edge(1) - half),
        (bins.is_open_above, last, "≥ ", bins.lower_edge(last) + half),
    ];
    let mut taken = Vec::new();
    for (is_open, bin, sign, edge) in ends {
        if is_open {
            let name = format!("{sign}{}", x.format.write_exactly(edge));
            let width = letters::width(&name, SMALL);
            let centre = x.at(bins.lower_edge(bin) + bins.width / 2.0);
            let centre =
                centre.min(WIDTH - MARGIN / 2.0 - width / 2.0).max(plot.left - 12.0 + width / 2.0);
            canvas.text(&name, (centre, plot.bottom + 14.0), Letters::new(SMALL, MUTED).centred());
            taken.push((centre, width));
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::super::marks::MarkKind;
    use super::*;

    fn chart(values: &[f64]) -> Histogram<'_> {
        let mark = |at, label: &str, kind| Mark { at, label: label.to_owned(), kind };
        Histogram {
            heading: Heading::new("chart.svg", "The council most likely saves money", "Net saving"),
            values,
            scale: Scale::Pounds,
            x_label: "Net saving".to_owned(),
            role: Role::Council,
            loss_below: Some(0.0),
            marks: vec![
                mark(0.0, "Break-even", MarkKind::Zero),
                mark(3e6, "Median £3.0m", MarkKind::Quantile),
                mark(3.1e6, "Mean £3.1m", MarkKind::Quantile),
                mark(60e6, "Claim £60m", MarkKind::Claim),
                mark(f64::NAN, "Nothing", MarkKind::Claim),
            ],
            trials: values.len(),
            apart: Some(Apart { trials: 3, label: "Total loss (−100%)".to_owned() }),
            note: Some("1.2% of trials have no rate of return.".to_owned()),
        }
    }

    #[test]
    fn odd_values_give_a_tidy_chart() {
        let many: Vec<f64> = (0..4000).map(|i| f64::from(i % 997) * 8e3 - 1e6).collect();
        let negative: Vec<f64> = many.iter().map(|x| -x.abs() - 5e6).collect();
        let odd: [&[f64]; 8] = [
            &[],
            &[1.0],
            &[2e6; 5],
            &[f64::NAN],
            &[f64::MIN, f64::MAX],
            &[-0.0, 1e-9],
            &many,
            &negative,
        ];
        for values in odd {
            for scale in [Scale::Pounds, Scale::Percent, Scale::Count] {
                let chart = Histogram { scale, ..chart(values) };
                draw(&chart).assert_tidy();
                assert_eq!(histogram(&chart), histogram(&chart));
            }
        }
    }

    #[test]
    fn a_distant_claim_is_said_to_be_off_the_axis() {
        let values: Vec<f64> = (0..1000).map(|i| f64::from(i) * 6e3).collect();
        assert!(histogram(&chart(&values)).svg.contains("Claim £60m (off this axis) →"));
    }

    #[test]
    fn a_mark_label_is_escaped() {
        let mut chart = chart(&[1.0, 2.0]);
        "A < B & C".clone_into(&mut chart.marks[0].label);
        chart.marks[0].kind = MarkKind::Claim;
        let svg = histogram(&chart).svg;
        assert!(svg.contains("A &lt; B &amp; C") && !svg.contains("A < B"));
    }
}
