//! How quantities depend on a number: decision curves, and scans of an assumption.

use super::axis::{Axis, Fit, tame};
use super::canvas::{Canvas, Drawing, Heading, Letters, Point};
use super::frame::{self, Plot};
use super::letters;
use super::marks::{Mark, Marks};
use super::placing;
use super::scale::{self, Scale};
use super::style::{LABEL, LEADING, MARGIN, Role, WIDTH};

/// Lines over a number.
#[derive(Clone, Debug)]
pub struct Curves {
    pub heading: Heading,
    pub x_scale: Scale,
    /// What the level axis measures.
    pub x_label: String,
    pub y_scale: Scale,
    /// What the upright axis measures.
    pub y_label: String,
    /// At most eight can be told apart.
    pub curves: Vec<Curve>,
    /// Upright lines, such as a break-even.
    pub marks: Vec<Mark>,
}

/// One line, with a band where it is uncertain.
#[derive(Clone, Debug)]
pub struct Curve {
    /// Written at the end of the line.
    pub name: String,
    pub role: Role,
    /// From left to right. A line has a gap where a point has no finite `x` or no `y`.
    pub points: Vec<CurvePoint>,
}

/// A point of a line, in the units of the chart's scales.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    pub x: f64,
    pub y: f64,
    /// Lower end of the band; the same as `y` where there is none.
    pub low: f64,
    /// Upper end of the band; the same as `y` where there is none.
    pub high: f64,
}

/// Draws lines over a number.
pub fn curves(chart: &Curves) -> Drawing {
    draw(chart).drawing()
}

const HEIGHT: f64 = 300.0;
const NAME_ROOM: f64 = 132.0;
const LINE: f64 = LABEL * LEADING;
/// Of a line, beside its name: long enough to know its dashes by.
const SAMPLE: f64 = 30.0;

fn draw(chart: &Curves) -> Canvas {
    let mut canvas = Canvas::new(&chart.heading);
    let ends = ends(chart);
    if ends.is_empty() {
        frame::nothing(&mut canvas);
        return canvas;
    }
    frame::axis_name(&mut canvas, &chart.y_label);
    let y = y_axis(chart);
    let figures = ends.iter().map(|end| end.letters().width(&end.figure)).fold(0.0, f64::max);
    let names = ends.iter().map(End::width).fold(0.0, f64::max);
    let right = WIDTH - MARGIN / 2.0 - names - figures - SAMPLE - 28.0;
    let x = x_axis(chart).along(frame::left_of_plot(&y), right);

    let marks = Marks::new(&chart.marks, &x, WIDTH - MARGIN / 2.0);
    let top = canvas.below + marks.height();
    let needed = ends.iter().map(End::height).sum::<f64>() - 12.0;
    let plot = Plot { left: x.from, top, right, bottom: top + HEIGHT.max(needed) };
    let y = y.along(plot.bottom, plot.top);
    frame::upright_axis(&mut canvas, &y, plot);
    // Many bands on top of each other would be a dark heap.
    let opacity = 0.2 * (2.0 / chart.curves.len() as f64).min(1.0);
    for curve in &chart.curves {
        curve.draw_band(&mut canvas, opacity, &x, &y);
    }
    if y.contains(0.0) {
        frame::zero_line(&mut canvas, &y, plot);
    }
    marks.draw(&mut canvas, plot);
    for curve in &chart.curves {
        curve.draw_line(&mut canvas, &x, &y);
    }
    draw_ends(&mut canvas, &ends, figures, &y, plot);
    describe(&mut canvas, chart);
    frame::level_axis(&mut canvas, &x, plot, &[]);
    canvas.below = plot.bottom + 36.0;
    frame::level_name(&mut canvas, &chart.x_label, plot);
    canvas
}

/// As far as the lines go.
fn x_axis(chart: &Curves) -> Axis {
    let all = || chart.curves.iter().flat_map(Curve::known).map(|point| tame(point.x));
    let (low, high) = (all().fold(f64::MAX, f64::min), all().fold(f64::MIN, f64::max));
    Axis::new(chart.x_scale, low, high, 7, Fit::Tight)
}

/// All lines and bands, and zero when it is near. Probabilities have all of 0 to 100%, so that
/// what is nearly sure looks nearly sure.
fn y_axis(chart: &Curves) -> Axis {
    let points = || chart.curves.iter().flat_map(Curve::known);
    let all = || points().flat_map(|point| [point.y, point.low, point.high]);
    let all = || all().filter(|y| !y.is_nan()).map(tame);
    let (mut low, mut high) = (all().fold(f64::MAX, f64::min), all().fold(f64::MIN, f64::max));
    if has_probabilities(chart) {
        (low, high) = (0.0, 1.0);
    }
    if 0.0 < low && low < high * 0.6 {
        low = 0.0;
    }
    if high < 0.0 && low * 0.6 < high {
        high = 0.0;
    }
    Axis::new(chart.y_scale, low, high, 6, Fit::ToTicks)
}

/// Whether the lines are shares of which one is above a half and none above 1.
fn has_probabilities(chart: &Curves) -> bool {
    let all = || chart.curves.iter().flat_map(Curve::known).map(|point| point.y);
    chart.y_scale == Scale::Percent
        && all().all(|y| (0.0..=1.0).contains(&y))
        && all().any(|y| 0.5 < y)
}

/// Figures of the upright axis to be read together; probabilities in whole percents.
fn figures(chart: &Curves, ys: &[f64]) -> Vec<String> {
    if !has_probabilities(chart) {
        return chart.y_scale.values(ys);
    }
    ys.iter().map(|&y| scale::whole_percent(y)).collect()
}

impl CurvePoint {
    fn is_known(&self) -> bool {
        self.x.is_finite() && !self.y.is_nan()
    }

    /// The ends of the band, or nothing where there is none.
    fn band(&self) -> Option<[f64; 2]> {
        (self.low < self.high).then_some([self.low, self.high])
    }
}

impl Curve {
    fn known(&self) -> impl Iterator<Item = &CurvePoint> {
        self.points.iter().filter(|point| point.is_known())
    }

    /// The parts of the line between its gaps.
    fn parts(&self) -> impl Iterator<Item = &[CurvePoint]> {
        self.points.split(|point| !point.is_known()).filter(|part| !part.is_empty())
    }

    fn draw_band(&self, canvas: &mut Canvas, opacity: f64, x: &Axis, y: &Axis) {
        for part in self.parts().filter(|part| part.iter().any(|point| point.band().is_some())) {
            let edge = |end: usize| -> Vec<Point> {
                let at = |point: &CurvePoint| point.band().map_or(point.y, |band| band[end]);
                part.iter().map(|point| (x.at(point.x), y.at(at(point)))).collect()
            };
            let mut outline = edge(1);
            outline.extend(edge(0).into_iter().rev());
            if 2 < outline.len() {
                canvas.polygon(outline, self.role.colour(), opacity);
            }
        }
    }

    fn draw_line(&self, canvas: &mut Canvas, x: &Axis, y: &Axis) {
        for part in self.parts() {
            let line: Vec<Point> =
                part.iter().map(|point| (x.at(point.x), y.at(point.y))).collect();
            match line.as_slice() {
                &[only] => canvas.dot(only, 3.5, self.role.colour()),
                line => canvas.dashed(line, 2.4, self.role.colour(), self.role.dashes()),
            }
        }
    }
}

/// What is written where a line ends.
struct End {
    point: CurvePoint,
    role: Role,
    name: Vec<String>,
    figure: String,
}

impl End {
    fn letters(&self) -> Letters {
        Letters::new(LABEL, self.role.ink()).bold()
    }

    fn width(&self) -> f64 {
        self.name.iter().map(|line| self.letters().width(line)).fold(0.0, f64::max)
    }

    fn height(&self) -> f64 {
        LINE * self.name.len().max(1) as f64 + 5.0
    }
}

/// The right ends of all lines that have one.
fn ends(chart: &Curves) -> Vec<End> {
    let last = |curve: &Curve| curve.known().last().copied();
    let ys: Vec<f64> = chart.curves.iter().filter_map(last).map(|point| point.y).collect();
    let figures = figures(chart, &ys);
    let with_end = chart.curves.iter().filter_map(|curve| Some((curve, last(curve)?)));
    with_end
        .zip(figures)
        .map(|((curve, point), figure)| {
            let name = letters::wrap(&curve.name, LABEL, NAME_ROOM / 1.06, 3);
            End { point, role: curve.role, name, figure }
        })
        .collect()
}

/// A piece of each line, the value at its end, in a column that is `figures` wide, and its name. No line
/// leads from the one to the other, since it would look like data.
fn draw_ends(canvas: &mut Canvas, ends: &[End], figures: f64, y: &Axis, plot: Plot) {
    let blocks: Vec<(f64, f64)> =
        ends.iter().map(|end| (y.at(end.point.y), end.height())).collect();
    let centres = placing::nudge(&blocks, plot.top - 8.0, plot.bottom + 4.0);
    for (end, centre) in ends.iter().zip(centres) {
        let from = plot.right + 12.0;
        let sample = [(from, centre), (from + SAMPLE, centre)];
        canvas.dashed(&sample, 2.4, end.role.colour(), end.role.dashes());
        let figure_right = from + SAMPLE + 6.0 + figures;
        canvas.text(&end.figure, (figure_right, centre), end.letters().ending());
        frame::stack(canvas, &end.name, (figure_right + 8.0, centre), end.letters());
    }
}

fn describe(canvas: &mut Canvas, chart: &Curves) {
    for curve in &chart.curves {
        let Some(first) = curve.known().next() else {
            canvas.describe(&format!("{} has no values", curve.name));
            continue;
        };
        let last = curve.known().last().unwrap_or(first);
        let ys = figures(chart, &[first.y, last.y]);
        let [from, to] = [first, last].map(|point| chart.x_scale.value(point.x));
        let name = &curve.name;
        canvas.describe(&match last.band() {
            Some(band) => {
                let band = figures(chart, &band).join(" to ");
                format!("{name}: {} at {from}, {} at {to} (band {band})", ys[0], ys[1])
            }
            None => format!("{name}: {} at {from}, {} at {to}", ys[0], ys[1]),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::marks::MarkKind;
    use super::*;

    fn points(values: &[f64], spread: f64) -> Vec<CurvePoint> {
        let point = |(place, &y): (usize, &f64)| CurvePoint {
            x: place as f64 * 25.0,
            y,
            low: y - spread,
            high: y + spread,
        };
        values.iter().enumerate().map(point).collect()
    }

    fn chart(curves: usize, values: &[f64], spread: f64) -> Curves {
        let curve = |index: usize| Curve {
            name: format!("Outcomes contract with a block fee, share {index} of the price"),
            role: Role::Arrangement(index),
            points: points(values, spread),
        };
        let mark = |at, label: &str, kind| Mark { at, label: label.to_owned(), kind };
        Curves {
            heading: Heading {
                file: "chart.svg",
                title: "Paying for outcomes is best above £85 a day".to_owned(),
                subtitle: "Probability of being the best".to_owned(),
            },
            x_scale: Scale::Pounds,
            x_label: "Value of a day at home ".repeat(7),
            y_scale: Scale::Percent,
            y_label: "Probability".to_owned(),
            curves: (0..curves).map(curve).collect(),
            marks: vec![
                mark(85.0, "£85: a day of care costs", MarkKind::Quantile),
                mark(90.0, "Break-even £90", MarkKind::Zero),
                mark(f64::NAN, "Nothing", MarkKind::Quantile),
                mark(1e9, "Far away", MarkKind::Quantile),
            ],
        }
    }

    #[test]
    fn odd_values_give_a_tidy_chart() {
        let odd: [&[f64]; 8] = [
            &[],
            &[0.4],
            &[0.0; 9],
            &[-5e6; 3],
            &[f64::NAN; 2],
            &[f64::MAX, f64::MIN],
            &[0.1, f64::NAN, 0.3, f64::INFINITY],
            &[0.99; 61],
        ];
        for values in odd {
            for count in [0, 1, 8, 12] {
                for spread in [0.0, 0.05, f64::NAN, f64::INFINITY] {
                    for scale in [Scale::Percent, Scale::Factor] {
                        let chart = chart(count, values, spread);
                        let chart = Curves { x_scale: scale, y_scale: scale, ..chart };
                        draw(&chart).assert_tidy();
                        assert_eq!(curves(&chart), curves(&chart));
                    }
                }
            }
        }
    }

    #[test]
    fn a_line_has_a_gap_where_it_has_no_value() {
        let line = Curve {
            name: String::new(),
            role: Role::Council,
            points: points(&[0.1, 0.2, f64::NAN, 0.3, f64::NAN, f64::NAN], 0.0),
        };
        let lengths: Vec<usize> = line.parts().map(<[CurvePoint]>::len).collect();
        assert_eq!(lengths, [2, 1]);
    }

    #[test]
    fn probabilities_have_the_whole_axis_and_other_shares_have_not() {
        let ends = |values: &[f64]| {
            let y = y_axis(&chart(1, values, 0.0));
            (y.low, y.high)
        };
        assert_eq!(ends(&[0.7, 0.8]), (0.0, 1.0));
        assert!(ends(&[0.07, 0.08]).1 < 0.1);
        assert!(1.0 < ends(&[0.7, 1.3]).1);
    }

    #[test]
    fn a_band_is_drawn_only_where_there_is_one() {
        let bands =
            |spread| curves(&chart(3, &[0.2, 0.5, 0.6], spread)).svg.matches("<polygon").count();
        assert_eq!((bands(0.0), bands(0.05)), (0, 3));
    }

    #[test]
    fn the_value_at_the_end_stands_beside_the_name() {
        let svg = curves(&chart(1, &[0.2, 0.84], 0.03)).svg;
        assert!(svg.contains(">84%</text>"), "{svg}");
        assert!(svg.contains("20% at £0, 84% at £25 (band 81% to 87%)."), "{svg}");
        let svg = curves(&Curves { y_scale: Scale::Pounds, ..chart(1, &[2e5, 8.4e5], 3e4) }).svg;
        assert!(svg.contains("£200k at £0, £840k at £25 (band £810k to £870k)."), "{svg}");
    }
}
