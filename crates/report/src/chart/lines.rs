//! Lines over months or over a number, with their bands: how a quantity may run, decision curves, and
//! scans of an assumption.

use plotters::style::RGBColor;

use super::axis::{Axis, Fit, Range, tame};
use super::canvas::{Canvas, Drawing, Heading, Letters, Point};
use super::layout::{self, Plot, Sign};
use super::letters;
use super::marks::{Mark, Marks};
use super::placing;
use super::scale::{self, Scale};
use super::style::{AXIS, GRID, INK, LABEL, LEADING, MARGIN, MUTED, Role, SMALL, WIDTH};

/// Lines with their names at their ends.
#[derive(Clone, Debug)]
pub struct Lines {
    pub heading: Heading,
    pub across: Across,
    pub y_scale: Scale,
    /// What the upright axis measures.
    pub y_label: String,
    /// At most eight can be told apart.
    pub lines: Vec<Line>,
    /// Upright lines, such as a break-even or the end of the last therapy.
    pub marks: Vec<Mark>,
    /// A level that somebody has claimed.
    pub claim: Option<Claim>,
}

/// What lies along the level axis.
#[derive(Clone, Debug, PartialEq)]
pub enum Across {
    /// Months since the first, which has this calendar year and calendar month, from 1 to 12.
    Months { year: i32, month: u32 },
    /// A number, and what it measures.
    Number { scale: Scale, label: String },
}

/// One line. With two bands it is a fan over the trials: around the median 90% of them, then half.
#[derive(Clone, Debug)]
pub struct Line {
    /// Written at the end of the line.
    pub name: String,
    pub role: Role,
    /// From left to right. A line has a gap where a point has no finite `x` or no `y`.
    pub points: Vec<LinePoint>,
}

/// A point of a line, in the units of the axes.
#[derive(Clone, Debug, PartialEq)]
pub struct LinePoint {
    pub x: f64,
    pub y: f64,
    /// Lower and upper ends of the bands, the widest first; the same number of them at each point.
    pub bands: Vec<[f64; 2]>,
}

/// A value that somebody has claimed, drawn as a dashed line.
#[derive(Clone, Debug)]
pub struct Claim {
    /// In the unit of the chart's scale.
    pub at: f64,
    pub label: String,
}

/// Draws lines.
pub fn lines(chart: &Lines) -> Drawing {
    draw(chart).drawing()
}

const HEIGHT: f64 = 300.0;
const NAME_ROOM: f64 = 124.0;
const LINE: f64 = LABEL * LEADING;
/// Of a line, beside its name: long enough to know its dashes by.
const SAMPLE: f64 = 30.0;
/// Opacity of the widest band, and of the one within it.
const OPACITIES: [f64; 2] = [0.18, 0.36];

fn draw(chart: &Lines) -> Canvas {
    let mut canvas = Canvas::new(&chart.heading);
    let labels = Labels::new(chart);
    if labels.ends.is_empty() {
        layout::nothing(&mut canvas);
        return canvas;
    }
    if chart.are_fans() {
        let shade = |strength| Sign::Swatch(Role::StatusQuo.tint(strength));
        let median = Sign::Line { ink: INK, width: 2.4 };
        let parts = [(shade(0.55), "Half of the trials"), (shade(0.22), "90% of the trials")];
        layout::key(&mut canvas, &[(median, "Median"), parts[0], parts[1]]);
    }
    layout::axis_name(&mut canvas, &chart.y_label);
    let y = y_axis(chart);
    let right = WIDTH - MARGIN / 2.0 - 12.0 - labels.width();
    let x = x_axis(chart).along(layout::left_of_plot(&y), right);
    let marks = Marks::new(&chart.marks, &x, WIDTH - MARGIN / 2.0);
    let top = canvas.below + marks.height();
    let plot = Plot { left: x.from, top, right, bottom: top + HEIGHT.max(labels.height()) };
    let y = y.along(plot.bottom, plot.top);
    layout::upright_axis(&mut canvas, &y, plot);
    match chart.across {
        Across::Months { year, month } => calendar(&mut canvas, (year, month), &x, plot),
        Across::Number { .. } => layout::level_axis(&mut canvas, &x, plot, &[]),
    }
    // Many bands on top of each other would be a dark heap.
    let opacity = (2.0 / chart.lines.len() as f64).min(1.0);
    for line in &chart.lines {
        line.draw_bands(&mut canvas, opacity, &x, &y);
    }
    if y.contains(0.0) {
        layout::zero_line(&mut canvas, &y, plot);
    }
    marks.draw(&mut canvas, plot);
    for line in &chart.lines {
        line.draw(&mut canvas, &x, &y);
    }
    if let Some(claim) = chart.claim.as_ref().filter(|claim| claim.at.is_finite()) {
        claim.draw(&mut canvas, chart, &x, &y, plot);
    }
    labels.draw(&mut canvas, &y, plot);
    chart.lines.iter().for_each(|line| canvas.describe(&chart.sentence(line)));
    canvas.below = plot.bottom + 30.0;
    if let Across::Number { label, .. } = &chart.across {
        canvas.below += 6.0;
        layout::level_name(&mut canvas, label, plot);
    }
    canvas
}

/// As far as the lines go.
fn x_axis(chart: &Lines) -> Axis {
    let range = Range::of(chart.points().map(|point| point.x));
    match chart.across {
        Across::Months { .. } => Axis::new(Scale::Count, 0.0, range.high.max(1.0), 8, Fit::Tight),
        Across::Number { scale, .. } => Axis::over(scale, range, 7),
    }
}

/// All lines and bands, zero when it is near, and the claim when it is not too far away.
/// Probabilities have all of 0 to 100%, so that what is nearly sure looks nearly sure.
fn y_axis(chart: &Lines) -> Axis {
    let values = |point: &LinePoint| {
        point.bands.iter().copied().flatten().chain([point.y]).collect::<Vec<_>>()
    };
    let mut range = Range::of(chart.points().flat_map(values));
    if chart.has_probabilities() {
        range = Range { low: 0.0, high: 1.0 };
    }
    if 0.0 < range.low && (range.low < range.high * 0.6 || chart.y_scale == Scale::Count) {
        range.low = 0.0;
    }
    if range.high < 0.0 && range.low * 0.6 < range.high {
        range.high = 0.0;
    }
    if let Some(claim) = chart.claim.as_ref().filter(|claim| claim.at.is_finite())
        && range.reaching(claim.at, 2.0) == range.and(Range::of([claim.at]))
    {
        // A little more, so that the label has a place above its line.
        range = range.and(Range::of([claim.at, claim.at + range.width() * 0.04]));
    }
    Axis::new(chart.y_scale, range.low, range.high, 6, Fit::ToTicks)
}

impl Lines {
    fn points(&self) -> impl Iterator<Item = &LinePoint> {
        self.lines.iter().flat_map(Line::known)
    }

    fn are_fans(&self) -> bool {
        self.points().all(|point| point.bands.len() == 2)
    }

    /// Whether the lines are shares of which one is above a half and none above 1.
    fn has_probabilities(&self) -> bool {
        self.y_scale == Scale::Percent
            && self.points().all(|point| (0.0..=1.0).contains(&point.y))
            && self.points().any(|point| 0.5 < point.y)
    }

    /// Figures of the upright axis to be read together; probabilities in whole percents.
    fn figures(&self, ys: &[f64]) -> Vec<String> {
        if !self.has_probabilities() {
            return self.y_scale.values(ys);
        }
        ys.iter().map(|&y| scale::whole_percent(y)).collect()
    }

    fn sentence(&self, line: &Line) -> String {
        let name = &line.name;
        let Some((first, last)) = line.known().next().zip(line.known().last()) else {
            return format!("{name} has no values");
        };
        match &self.across {
            Across::Months { .. } => {
                let [median, range] = self.end_of_fan(last);
                format!("{name} ends at {median} (90% of trials: {range})")
            }
            Across::Number { scale, .. } => {
                let ys = self.figures(&[first.y, last.y]);
                let [from, to] = [first, last].map(|point| scale.value(point.x));
                let band = last.band(0);
                let band = (band[0] < band[1]).then(|| self.figures(&band).join(" to "));
                let band = band.map_or_else(String::new, |band| format!(" (band {band})"));
                format!("{name}: {} at {from}, {} at {to}{band}", ys[0], ys[1])
            }
        }
    }

    /// The median and the range of 90% of the trials.
    fn end_of_fan(&self, point: &LinePoint) -> [String; 2] {
        let [low, high] = point.band(0);
        let figures = self.y_scale.values(&[point.y, low, high]);
        [format!("median {}", figures[0]), format!("{} to {}", figures[1], figures[2])]
    }
}

/// Years below the axis, each at its January; quarters when there are less than two years.
fn calendar(canvas: &mut Canvas, (year, month): (i32, u32), x: &Axis, plot: Plot) {
    canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], 1.1, AXIS);
    let first = i64::from(year) * 12 + i64::from(month.clamp(1, 12)) - 1;
    let years = x.high / 12.0;
    let apart: i64 = match years {
        years if years < 2.0 => 3,
        years if years < 13.0 => 12,
        years if years < 30.0 => 60,
        _ => 240,
    };
    let mut free_from = 0.0;
    let ticks = (0_u32..12_000).take_while(|&month| f64::from(month) <= x.high);
    for (month, at) in ticks.map(|month| (first + i64::from(month), x.at(f64::from(month)))) {
        if month.rem_euclid(apart) != 0 {
            continue;
        }
        let name = if apart < 12 { month_name(month) } else { month.div_euclid(12).to_string() };
        canvas.line(&[(at, plot.top), (at, plot.bottom)], 0.8, GRID);
        canvas.line(&[(at, plot.bottom), (at, plot.bottom + 4.0)], 1.0, AXIS);
        let half = letters::width(&name, SMALL) / 2.0;
        if free_from <= at - half {
            canvas.text(&name, (at, plot.bottom + 14.0), Letters::new(SMALL, MUTED).centred());
            free_from = at + half + 6.0;
        }
    }
}

/// `Apr 2019` for a month counted from the year 0.
fn month_name(month: i64) -> String {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let name = usize::try_from(month.rem_euclid(12)).map_or("", |place| NAMES[place]);
    format!("{name} {}", month.div_euclid(12))
}

impl LinePoint {
    fn is_known(&self) -> bool {
        self.x.is_finite() && !self.y.is_nan()
    }

    /// The ends of a band; the point itself where there is none.
    fn band(&self, place: usize) -> [f64; 2] {
        let band = self.bands.get(place).copied().filter(|band| band[0] < band[1]);
        band.unwrap_or([self.y; 2])
    }
}

impl Line {
    fn known(&self) -> impl Iterator<Item = &LinePoint> {
        self.points.iter().filter(|point| point.is_known())
    }

    /// The parts of the line between its gaps.
    fn parts(&self) -> impl Iterator<Item = &[LinePoint]> {
        self.points.split(|point| !point.is_known()).filter(|part| !part.is_empty())
    }

    fn draw_bands(&self, canvas: &mut Canvas, opacity: f64, x: &Axis, y: &Axis) {
        for (place, own) in OPACITIES.into_iter().enumerate() {
            let has_band = |point: &LinePoint| point.band(place) != [point.y; 2];
            for part in self.parts().filter(|part| part.iter().any(has_band)) {
                let edge = |end: usize| {
                    let at = move |point: &LinePoint| (x.at(point.x), y.at(point.band(place)[end]));
                    part.iter().map(at).collect::<Vec<Point>>()
                };
                let mut outline = edge(1);
                outline.extend(edge(0).into_iter().rev());
                if 2 < outline.len() {
                    canvas.polygon(outline, self.role.colour(), own * opacity);
                }
            }
        }
    }

    /// A median is darker than its bands; other lines have the colours that can be told apart.
    fn colour(&self) -> RGBColor {
        let is_fan = self.known().all(|point| point.bands.len() == 2);
        if is_fan { self.role.ink() } else { self.role.colour() }
    }

    fn draw(&self, canvas: &mut Canvas, x: &Axis, y: &Axis) {
        for part in self.parts() {
            let line: Vec<Point> =
                part.iter().map(|point| (x.at(point.x), y.at(point.y))).collect();
            match line.as_slice() {
                &[only] => canvas.dot(only, 3.5, self.colour()),
                line => canvas.dashed(line, 2.4, self.colour(), self.role.dashes()),
            }
        }
    }
}

impl Claim {
    fn draw(&self, canvas: &mut Canvas, chart: &Lines, x: &Axis, y: &Axis, plot: Plot) {
        let letters = Letters::new(LABEL, Role::Claim.ink()).bold();
        let label = match () {
            () if y.high < self.at => format!("↑ {} (off this axis)", self.label),
            () if self.at < y.low => format!("↓ {} (off this axis)", self.label),
            () => self.label.clone(),
        };
        let label = letters::shorten(&label, LABEL, (plot.right - plot.left) * 0.9);
        let width = letters.width(&label);
        let at = y.at(self.at);
        if y.contains(self.at) {
            canvas.dashed(&[(plot.left, at), (plot.right, at)], 2.0, letters.colour, &[6.0, 3.5]);
        }
        let text_y = if at - 18.0 < plot.top { at + 10.0 } else { at - 10.0 };
        // Whichever end of the line has fewer bands behind it.
        let crowd = |from: f64| {
            let is_behind = |point: &LinePoint| {
                let [low, high] = point.band(0);
                (from..from + width).contains(&x.at(point.x))
                    && y.at(high) - 9.0 < text_y
                    && text_y < y.at(low) + 9.0
            };
            chart.lines.iter().filter(|line| line.known().any(is_behind)).count()
        };
        let (left, right) = (plot.left + 6.0, plot.right - width - 6.0);
        let start = if crowd(left) <= crowd(right) { left } else { right };
        canvas.veil((start - 2.0, text_y - 7.5), (start + width + 2.0, text_y + 7.5));
        canvas.text(&label, (start, text_y), letters);
        canvas.describe(&label);
    }
}

/// What is written where the lines end: a piece of each line where there are several, its value in a
/// column, and its name. No line leads from the one to the other, since it would look like data.
struct Labels {
    ends: Vec<End>,
    sample: f64,
    /// Width of the column of values.
    figures: f64,
}

struct End {
    value: f64,
    role: Role,
    /// Of the line.
    colour: RGBColor,
    name: Vec<String>,
    /// Beside the name; nothing where the lines below it say it.
    figure: String,
    below: Vec<String>,
}

impl Labels {
    fn new(chart: &Lines) -> Self {
        let last = |line: &Line| line.known().last().cloned();
        let ys: Vec<f64> = chart.lines.iter().filter_map(last).map(|point| point.y).collect();
        let with_end = chart.lines.iter().filter_map(|line| Some((line, last(line)?)));
        let end = |((line, point), figure): ((&Line, LinePoint), String)| {
            let (figure, below) = if chart.are_fans() {
                (String::new(), chart.end_of_fan(&point).to_vec())
            } else {
                (figure, Vec::new())
            };
            let name = letters::wrap(&line.name, LABEL, NAME_ROOM, 4);
            End {
                value: tame(point.y),
                role: line.role,
                colour: line.colour(),
                name,
                figure,
                below,
            }
        };
        let ends: Vec<End> = with_end.zip(chart.figures(&ys)).map(end).collect();
        let width = |end: &End| {
            if end.figure.is_empty() { 0.0 } else { end.bold().width(&end.figure) + 8.0 }
        };
        Self {
            sample: if 1 < ends.len() { SAMPLE + 6.0 } else { 0.0 },
            figures: ends.iter().map(width).fold(0.0, f64::max),
            ends,
        }
    }

    fn width(&self) -> f64 {
        self.sample + self.figures + self.ends.iter().map(End::width).fold(40.0, f64::max)
    }

    /// What the plot must have so that all have room beside it.
    fn height(&self) -> f64 {
        self.ends.iter().map(End::height).sum::<f64>() - 18.0
    }

    fn draw(&self, canvas: &mut Canvas, y: &Axis, plot: Plot) {
        let blocks: Vec<(f64, f64)> =
            self.ends.iter().map(|end| (y.at(end.value), end.height())).collect();
        let centres = placing::nudge(&blocks, plot.top - 8.0, plot.bottom + 10.0);
        let from = plot.right + 12.0;
        for (end, centre) in self.ends.iter().zip(centres) {
            if 0.0 < self.sample {
                let sample = [(from, centre), (from + SAMPLE, centre)];
                canvas.dashed(&sample, 2.4, end.colour, end.role.dashes());
            }
            let left = from + self.sample + self.figures;
            canvas.text(&end.figure, (left - 8.0, centre), end.bold().ending());
            let first = centre - LINE * (end.lines() - 1) as f64 / 2.0;
            let names = end.name.iter().map(|line| (line, end.bold()));
            let below = end.below.iter().map(|line| (line, Letters::new(LABEL, INK)));
            for (place, (line, letters)) in names.chain(below).enumerate() {
                canvas.text(line, (left, first + LINE * place as f64), letters);
            }
        }
    }
}

impl End {
    fn bold(&self) -> Letters {
        Letters::new(LABEL, self.role.ink()).bold()
    }

    fn width(&self) -> f64 {
        let names = self.name.iter().map(|line| self.bold().width(line));
        names.chain(self.below.iter().map(|line| letters::width(line, LABEL))).fold(0.0, f64::max)
    }

    fn lines(&self) -> usize {
        (self.name.len() + self.below.len()).max(1)
    }

    fn height(&self) -> f64 {
        self.lines() as f64 * LINE + 8.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::marks::MarkKind;
    use super::*;

    fn line(name: &str, role: Role, values: &[f64], spreads: &[f64]) -> Line {
        let point = |(place, &y): (usize, &f64)| LinePoint {
            x: place as f64 * 25.0,
            y,
            bands: spreads.iter().map(|by| [y - by, y + by]).collect(),
        };
        Line { name: name.to_owned(), role, points: values.iter().enumerate().map(point).collect() }
    }

    fn chart(across: Across, lines: Vec<Line>) -> Lines {
        let mark = |at, label: &str, kind| Mark { at, label: label.to_owned(), kind };
        Lines {
            heading: Heading::new("chart.svg", "Paying for outcomes is best", "Probability"),
            across,
            y_scale: Scale::Percent,
            y_label: "Probability".to_owned(),
            lines,
            claim: Some(Claim { at: 1e9, label: "Claim".to_owned() }),
            marks: vec![
                mark(85.0, "£85: a day of care costs", MarkKind::Quantile),
                mark(90.0, "Break-even £90", MarkKind::Zero),
                mark(f64::NAN, "Nothing", MarkKind::Quantile),
                mark(1e9, "Far away", MarkKind::Quantile),
            ],
        }
    }

    fn number() -> Across {
        Across::Number { scale: Scale::Pounds, label: "Value of a day at home ".repeat(7) }
    }

    fn by_number(values: &[f64], spreads: &[f64]) -> Lines {
        chart(number(), vec![line("Fees", Role::Council, values, spreads)])
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
            for count in [0, 1, 2, 8, 12] {
                for spreads in [&[][..], &[0.05], &[1e300, 0.5], &[f64::NAN, f64::INFINITY]] {
                    for across in [number(), Across::Months { year: 2019, month: 4 }] {
                        let name = "Outcomes contract with a block fee, share of the price";
                        let line = |place| line(name, Role::Arrangement(place), values, spreads);
                        let chart = chart(across, (0..count).map(line).collect());
                        draw(&chart).assert_tidy();
                        assert_eq!(lines(&chart), lines(&chart));
                        let chart = Lines { y_scale: Scale::Count, ..chart };
                        draw(&chart).assert_tidy();
                    }
                }
            }
        }
    }

    #[test]
    fn years_stand_at_their_januaries() {
        let mut years = line("With", Role::Programme, &[1.0; 40], &[0.2, 0.1]);
        for (month, point) in years.points.iter_mut().enumerate() {
            point.x = month as f64;
        }
        let svg = lines(&chart(Across::Months { year: 2019, month: 4 }, vec![years])).svg;
        for year in ["2020", "2021", "2022"] {
            assert!(svg.contains(&format!(">{year}</text>")), "{year}");
        }
        assert!(!svg.contains(">2019</text>"));
        assert_eq!(month_name(2019 * 12 + 3), "Apr 2019");
    }

    #[test]
    fn a_line_has_a_gap_where_it_has_no_value() {
        let values = [0.1, 0.2, f64::NAN, 0.3, f64::NAN, f64::NAN];
        let line = line("", Role::Council, &values, &[]);
        let lengths: Vec<usize> = line.parts().map(<[LinePoint]>::len).collect();
        assert_eq!(lengths, [2, 1]);
    }

    #[test]
    fn probabilities_have_the_whole_axis_and_other_shares_have_not() {
        let ends = |values: &[f64]| {
            let y = y_axis(&Lines { claim: None, ..by_number(values, &[]) });
            (y.low, y.high)
        };
        assert_eq!(ends(&[0.7, 0.8]), (0.0, 1.0));
        assert!(ends(&[0.07, 0.08]).1 < 0.1);
        assert!(1.0 < ends(&[0.7, 1.3]).1);
    }

    #[test]
    fn a_band_is_drawn_only_where_there_is_one() {
        let bands = |spreads: &[f64]| {
            lines(&by_number(&[0.2, 0.5, 0.6], spreads)).svg.matches("<polygon").count()
        };
        assert_eq!((bands(&[]), bands(&[0.0]), bands(&[0.05]), bands(&[0.1, 0.05])), (0, 0, 1, 2));
    }

    #[test]
    fn the_value_at_the_end_stands_beside_the_name() {
        let svg = lines(&by_number(&[0.2, 0.84], &[0.03])).svg;
        assert!(svg.contains(">84%</text>"), "{svg}");
        assert!(svg.contains("20% at £0, 84% at £25 (band 81% to 87%)."), "{svg}");
        let chart = by_number(&[2e5, 8.4e5], &[3e4]);
        let svg = lines(&Lines { y_scale: Scale::Pounds, ..chart }).svg;
        assert!(svg.contains("£200k at £0, £840k at £25 (band £810k to £870k)."), "{svg}");
    }
}
