//! How a quantity may run over the months.

use super::axis::{Axis, Fit, tame};
use super::canvas::{Canvas, Drawing, Heading, Letters, Point};
use super::frame::{self, Plot};
use super::letters;
use super::marks::{Mark, MarkKind, Marks};
use super::placing;
use super::scale::Scale;
use super::style::{AXIS, GRID, INK, LABEL, MARGIN, MUTED, Role, SMALL, WIDTH};

/// Quantiles by month, for one or more worlds or parties.
#[derive(Clone, Debug)]
pub struct FanChart {
    pub heading: Heading,
    pub scale: Scale,
    /// What the upright axis measures.
    pub y_label: String,
    /// Calendar year of the first month.
    pub start_year: i32,
    /// Calendar month of the first month, from 1 to 12.
    pub start_month: u32,
    pub fans: Vec<Fan>,
    /// A level that somebody has claimed.
    pub claim: Option<Claim>,
    /// Upright lines, such as the end of the last therapy.
    pub moments: Vec<Moment>,
}

/// Quantiles of one quantity over the trials: one value a month, in the unit of the chart's scale.
#[derive(Clone, Debug)]
pub struct Fan {
    /// Written at the end of the line.
    pub name: String,
    pub role: Role,
    pub p05: Vec<f64>,
    pub p25: Vec<f64>,
    pub p50: Vec<f64>,
    pub p75: Vec<f64>,
    pub p95: Vec<f64>,
}

/// A value that somebody has claimed, drawn as a dashed line.
#[derive(Clone, Debug)]
pub struct Claim {
    /// In the unit of the chart's scale.
    pub at: f64,
    pub label: String,
}

/// A labelled month.
#[derive(Clone, Debug)]
pub struct Moment {
    /// Months since the start; 0 is the first month.
    pub month: f64,
    pub label: String,
}

/// Draws a fan chart.
pub fn fan(chart: &FanChart) -> Drawing {
    draw(chart).drawing()
}

const HEIGHT: f64 = 300.0;
const NAME_ROOM: f64 = 128.0;
const LINE: f64 = LABEL * 1.32;

fn draw(chart: &FanChart) -> Canvas {
    let mut canvas = Canvas::new(&chart.heading);
    let months = chart.fans.iter().map(|fan| fan.p50.len()).max().unwrap_or(0);
    if months == 0 {
        frame::nothing(&mut canvas);
        return canvas;
    }
    band_key(&mut canvas);
    frame::axis_name(&mut canvas, &chart.y_label);
    let y = y_axis(chart);
    let ends: Vec<End> = chart.fans.iter().filter_map(|fan| End::new(fan, chart.scale)).collect();
    let room = ends.iter().map(End::width).fold(40.0, f64::max);
    let (left, right) = (frame::left_of_plot(&y), WIDTH - MARGIN / 2.0 - room - 12.0);
    let last = (months - 1).max(1) as f64;
    let x = Axis::new(Scale::Count, 0.0, last, 8, Fit::Tight).along(left, right);

    let moments: Vec<Mark> = chart.moments.iter().map(Moment::mark).collect();
    let marks = Marks::new(&moments, &x, WIDTH - MARGIN / 2.0);
    let top = canvas.below + marks.height();
    let plot = Plot { left, top, right, bottom: top + HEIGHT };
    let y = y.along(plot.bottom, plot.top);
    frame::upright_axis(&mut canvas, &y, plot);
    calendar(&mut canvas, chart, &x, plot);
    // Many bands on top of each other would be a dark heap.
    let opacity = (2.0 / chart.fans.len() as f64).min(1.0);
    for fan in &chart.fans {
        draw_bands(&mut canvas, fan, opacity, &x, &y);
    }
    if y.contains(0.0) {
        frame::zero_line(&mut canvas, &y, plot);
    }
    marks.draw(&mut canvas, plot);
    for fan in &chart.fans {
        draw_median(&mut canvas, fan, &x, &y);
    }
    if let Some(claim) = chart.claim.as_ref().filter(|claim| claim.at.is_finite()) {
        draw_claim(&mut canvas, claim, chart, &x, &y, plot);
    }
    draw_ends(&mut canvas, &ends, &y, plot);
    canvas.below = plot.bottom + 30.0;
    canvas
}

impl Moment {
    fn mark(&self) -> Mark {
        Mark { at: self.month, label: self.label.clone(), kind: MarkKind::Zero }
    }
}

/// Says what the two shades and the line mean; the colours are named at the ends of the lines.
fn band_key(canvas: &mut Canvas) {
    let shade = |strength| Role::StatusQuo.tint(strength);
    let entries = [("Half of the trials", shade(0.55)), ("90% of the trials", shade(0.22))];
    let y = canvas.below + 8.0;
    canvas.line(&[(MARGIN, y), (MARGIN + 20.0, y)], 2.4, INK);
    canvas.text("Median", (MARGIN + 26.0, y), Letters::new(LABEL, INK));
    frame::key_from(canvas, MARGIN + 26.0 + letters::width("Median", LABEL) + 16.0, &entries);
}

/// All quantiles, zero when it is near, and the claim when it is not too far away.
fn y_axis(chart: &FanChart) -> Axis {
    let all = || {
        chart
            .fans
            .iter()
            .flat_map(|fan| [&fan.p05, &fan.p25, &fan.p50, &fan.p75, &fan.p95])
            .flatten()
            .copied()
            .filter(|x| x.is_finite())
            .map(tame)
    };
    let (mut low, mut high) = (all().fold(f64::MAX, f64::min), all().fold(f64::MIN, f64::max));
    if high < low {
        (low, high) = (0.0, 1.0);
    }
    if 0.0 < low && (low < high * 0.6 || chart.scale == Scale::Count) {
        low = 0.0;
    }
    if high < 0.0 && low * 0.6 < high {
        high = 0.0;
    }
    let range = high - low;
    if let Some(claim) = &chart.claim
        && low - range <= claim.at
        && claim.at <= high + range
    {
        // A little more, so that the label has a place above its line.
        (low, high) = (low.min(claim.at), high.max(claim.at + range * 0.04));
    }
    Axis::new(chart.scale, low, high, 6, Fit::ToTicks)
}

/// Years below the axis, each at its January; quarters when there are less than two years.
fn calendar(canvas: &mut Canvas, chart: &FanChart, x: &Axis, plot: Plot) {
    canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], 1.1, AXIS);
    let first = i64::from(chart.start_year) * 12 + i64::from(chart.start_month.clamp(1, 12)) - 1;
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

fn points(values: &[f64], x: &Axis, y: &Axis) -> Vec<Point> {
    values.iter().enumerate().map(|(month, &value)| (x.at(month as f64), y.at(value))).collect()
}

fn draw_bands(canvas: &mut Canvas, fan: &Fan, opacity: f64, x: &Axis, y: &Axis) {
    for (low, high, strength) in [(&fan.p05, &fan.p95, 0.18), (&fan.p25, &fan.p75, 0.36)] {
        let mut outline = points(high, x, y);
        outline.extend(points(low, x, y).into_iter().rev());
        if 2 < outline.len() {
            canvas.polygon(outline, fan.role.colour(), strength * opacity);
        }
    }
}

fn draw_median(canvas: &mut Canvas, fan: &Fan, x: &Axis, y: &Axis) {
    let line = points(&fan.p50, x, y);
    match line.as_slice() {
        &[only] => canvas.dot(only, 3.5, fan.role.ink()),
        line => canvas.dashed(line, 2.4, fan.role.ink(), fan.role.dashes()),
    }
}

fn draw_claim(
    canvas: &mut Canvas,
    claim: &Claim,
    chart: &FanChart,
    x: &Axis,
    y: &Axis,
    plot: Plot,
) {
    let letters = Letters::new(LABEL, Role::Claim.ink()).bold();
    let label = match () {
        () if y.high < claim.at => format!("↑ {} (off this axis)", claim.label),
        () if claim.at < y.low => format!("↓ {} (off this axis)", claim.label),
        () => claim.label.clone(),
    };
    let label = letters::shorten(&label, LABEL, (plot.right - plot.left) * 0.9);
    let width = letters.width(&label);
    let at = y.at(claim.at);
    if y.contains(claim.at) {
        canvas.dashed(&[(plot.left, at), (plot.right, at)], 2.0, letters.colour, &[6.0, 3.5]);
    }
    let text_y = if at - 18.0 < plot.top { at + 10.0 } else { at - 10.0 };
    // Whichever end of the line has fewer bands behind it.
    let crowd = |from: f64| {
        let covers = |fan: &&Fan| {
            let months = fan.p05.iter().zip(&fan.p95).enumerate();
            months
                .filter(|(month, _)| (from..from + width).contains(&x.at(*month as f64)))
                .any(|(_, (&low, &high))| y.at(high) - 9.0 < text_y && text_y < y.at(low) + 9.0)
        };
        chart.fans.iter().filter(covers).count()
    };
    let (left, right) = (plot.left + 6.0, plot.right - width - 6.0);
    let start = if crowd(left) <= crowd(right) { left } else { right };
    canvas.veil((start - 2.0, text_y - 7.5), (start + width + 2.0, text_y + 7.5));
    canvas.text(&label, (start, text_y), letters);
    canvas.describe(&label);
}

/// What is written where a line ends.
struct End {
    value: f64,
    role: Role,
    name: Vec<String>,
    figures: [String; 2],
}

impl End {
    fn new(fan: &Fan, scale: Scale) -> Option<Self> {
        let &value = fan.p50.last()?;
        let low = fan.p05.last().copied().unwrap_or(value);
        let high = fan.p95.last().copied().unwrap_or(value);
        let [median, low, high] = &scale.values(&[value, low, high])[..] else { return None };
        let figures = [format!("median {median}"), format!("{low} to {high}")];
        let name = letters::wrap(&fan.name, LABEL, NAME_ROOM * 0.92, 3);
        Some(Self { value, role: fan.role, name, figures })
    }

    fn letters(&self) -> Letters {
        Letters::new(LABEL, self.role.ink()).bold()
    }

    fn width(&self) -> f64 {
        let names = self.name.iter().map(|line| self.letters().width(line));
        names.chain(self.figures.iter().map(|line| letters::width(line, LABEL))).fold(0.0, f64::max)
    }

    fn lines(&self) -> usize {
        self.name.len() + self.figures.len()
    }
}

fn draw_ends(canvas: &mut Canvas, ends: &[End], y: &Axis, plot: Plot) {
    let blocks: Vec<(f64, f64)> =
        ends.iter().map(|end| (y.at(end.value), end.lines() as f64 * LINE + 8.0)).collect();
    let centres = placing::nudge(&blocks, plot.top - 8.0, plot.bottom + 10.0);
    for (end, centre) in ends.iter().zip(centres) {
        let wanted = y.at(end.value);
        if 5.0 < (wanted - centre).abs() {
            canvas.line(
                &[(plot.right + 1.0, wanted), (plot.right + 9.0, centre)],
                0.9,
                end.role.ink(),
            );
        }
        let first = centre - LINE * (end.lines() - 1) as f64 / 2.0;
        let names = end.name.iter().map(|line| (line, end.letters()));
        let figures = end.figures.iter().map(|line| (line, Letters::new(LABEL, INK)));
        for (place, (line, letters)) in names.chain(figures).enumerate() {
            canvas.text(line, (plot.right + 12.0, first + LINE * place as f64), letters);
        }
        let [median, range] = &end.figures;
        canvas
            .describe(&format!("{} ends at {median} (90% of trials: {range})", end.name.join(" ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bands(name: &str, role: Role, median: &[f64], spread: f64) -> Fan {
        let shift = |by: f64| median.iter().map(|x| x + by * spread).collect();
        Fan {
            name: name.to_owned(),
            role,
            p05: shift(-2.0),
            p25: shift(-1.0),
            p50: shift(0.0),
            p75: shift(1.0),
            p95: shift(2.0),
        }
    }

    fn chart(fans: Vec<Fan>) -> FanChart {
        FanChart {
            heading: Heading {
                file: "chart.svg",
                title: "Fewer children in care".to_owned(),
                subtitle: "Children in care".to_owned(),
            },
            scale: Scale::Count,
            y_label: "Children".to_owned(),
            start_year: 2019,
            start_month: 4,
            fans,
            claim: Some(Claim { at: 1e9, label: "Claim".to_owned() }),
            moments: vec![
                Moment { month: 3.0, label: "Therapy ends".to_owned() },
                Moment { month: 4.0, label: "Horizon".to_owned() },
            ],
        }
    }

    #[test]
    fn odd_values_give_a_tidy_chart() {
        let odd: [&[f64]; 7] = [
            &[],
            &[1.0],
            &[0.0; 9],
            &[-5e6; 3],
            &[f64::NAN; 2],
            &[f64::MAX, f64::MIN],
            &[3.0; 700],
        ];
        for values in odd {
            let chart = chart(vec![
                bands("Without the programme", Role::StatusQuo, values, 1.0),
                bands("With the programme", Role::Programme, values, 1e300),
            ]);
            draw(&chart).assert_tidy();
            assert_eq!(fan(&chart), fan(&chart));
        }
        draw(&chart(Vec::new())).assert_tidy();
    }

    #[test]
    fn quantiles_of_different_lengths_are_no_harm() {
        let mut uneven = bands("With", Role::Programme, &[1.0, 2.0, 3.0], 0.5);
        uneven.p95.clear();
        uneven.p05.pop();
        draw(&chart(vec![uneven])).assert_tidy();
    }

    #[test]
    fn years_stand_at_their_januaries() {
        let svg = fan(&chart(vec![bands("With", Role::Programme, &[1.0; 40], 0.1)])).svg;
        for year in ["2020", "2021", "2022"] {
            assert!(svg.contains(&format!(">{year}</text>")), "{year}");
        }
        assert!(!svg.contains(">2019</text>"));
        assert_eq!(month_name(2019 * 12 + 3), "Apr 2019");
    }
}
