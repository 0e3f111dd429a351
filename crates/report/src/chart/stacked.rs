//! Who pays how much in each financial year.

use super::axis::{Axis, Fit, tame};
use super::canvas::{Canvas, Drawing, Heading, Letters};
use super::layout::{self, Plot, Sign};
use super::letters;
use super::scale::Scale;
use super::style::{INK, MARGIN, MUTED, PAPER, Role, SMALL, WIDTH};

/// Columns of means, one a category, stacked by series.
#[derive(Clone, Debug)]
pub struct Stacked {
    pub heading: Heading,
    pub scale: Scale,
    /// What the upright axis measures.
    pub y_label: String,
    /// Such as financial years: "2019-20".
    pub categories: Vec<String>,
    /// From the bottom up.
    pub series: Vec<Series>,
    /// How far the total of each category varies; empty when this is not drawn.
    pub whiskers: Vec<Whisker>,
}

/// The part of one payer.
#[derive(Clone, Debug)]
pub struct Series {
    pub name: String,
    pub role: Role,
    /// A mean for each category, in the unit of the chart's scale. Missing ones count as nothing.
    pub values: Vec<f64>,
}

/// 90% of the trials of a total lie between these, in the unit of the chart's scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Whisker {
    pub p05: f64,
    pub p95: f64,
}

/// Draws a chart of stacked columns.
pub fn stacked(chart: &Stacked) -> Drawing {
    draw(chart).drawing()
}

const HEIGHT: f64 = 270.0;
/// Between the top of a column and the middle of its total.
const ABOVE: f64 = 10.0;
/// Between a column and its whisker.
const BESIDE: f64 = 7.0;

fn draw(chart: &Stacked) -> Canvas {
    let mut canvas = Canvas::new(&chart.heading);
    if chart.categories.is_empty() || chart.series.is_empty() {
        layout::nothing(&mut canvas);
        return canvas;
    }
    let key = chart.series.iter();
    let entries: Vec<(Sign, &str)> =
        key.map(|series| (Sign::Swatch(series.role.colour()), series.name.as_str())).collect();
    layout::key(&mut canvas, &entries);
    layout::axis_name(&mut canvas, &chart.y_label);

    let columns: Vec<Column> =
        (0..chart.categories.len()).map(|place| Column::new(chart, place)).collect();
    let low = columns.iter().map(|column| column.low).fold(0.0, f64::min);
    let high = columns.iter().map(|column| column.high).fold(0.0, f64::max);
    let y = Axis::new(chart.scale, low, high, 5, Fit::ToTicks);
    let top = canvas.below + ABOVE;
    let plot =
        Plot { left: layout::left_of_plot(&y), top, right: WIDTH - MARGIN, bottom: top + HEIGHT };
    let y = y.along(plot.bottom, plot.top);
    layout::upright_axis(&mut canvas, &y, plot);
    let slot = (plot.right - plot.left) / columns.len() as f64;
    let half = (slot * 0.28).min(40.0);
    let totals: Vec<f64> = columns.iter().map(|column| column.total).collect();
    let totals = chart.scale.values(&totals);
    // Where not every label has room, every second or third is written.
    let widest = chart.categories.iter().chain(&totals).map(|label| letters::width(label, SMALL));
    let widest = widest.fold(1.0, f64::max).min(110.0) * 1.06 + 6.0;
    for (place, column) in columns.iter().enumerate() {
        let middle = plot.left + slot * (place as f64 + 0.5);
        column.draw(&mut canvas, chart, place, (middle, half), &y);
        let fits = plot.left <= middle - widest / 2.0 + 4.0 && middle + widest / 2.0 < WIDTH;
        if fits && label_is_due(place, widest, slot) {
            let name = letters::shorten(&chart.categories[place], SMALL, 110.0);
            let letters = Letters::new(SMALL, MUTED).centred();
            canvas.text(&name, (middle, plot.bottom + 14.0), letters);
            let total = Letters::new(SMALL, INK).bold().centred();
            let above = (middle, y.at(column.top) - ABOVE);
            let wide = total.width(&totals[place]) / 2.0;
            canvas.veil((middle - wide, above.1 - 7.0), (middle + wide, above.1 + 6.0));
            canvas.text(&totals[place], above, total);
        }
        canvas.describe(&format!("{}: {}", chart.categories[place], totals[place]));
    }
    layout::zero_line(&mut canvas, &y, plot);
    canvas.below = plot.bottom + 30.0;
    canvas
}

fn label_is_due(place: usize, width: f64, slot: f64) -> bool {
    let every = (width / slot).ceil().max(1.0);
    (place as f64) % every < 0.5
}

/// Where a column begins and ends, with its whisker.
struct Column {
    total: f64,
    low: f64,
    high: f64,
    /// Top of the column itself.
    top: f64,
    whisker: Option<Whisker>,
}

impl Column {
    fn new(chart: &Stacked, place: usize) -> Self {
        let whisker = chart.whiskers.get(place).copied();
        let whisker = whisker.filter(|whisker| whisker.p05.is_finite() && whisker.p95.is_finite());
        let values = || chart.series.iter().map(|series| series.value(place));
        let (p05, p95) =
            whisker.map_or((0.0, 0.0), |whisker| (tame(whisker.p05), tame(whisker.p95)));
        Self {
            total: values().sum(),
            low: values().map(|x| x.min(0.0)).sum::<f64>().min(p05),
            top: values().map(|x| x.max(0.0)).sum(),
            high: values().map(|x| x.max(0.0)).sum::<f64>().max(p95),
            whisker,
        }
    }

    fn draw(
        &self,
        canvas: &mut Canvas,
        chart: &Stacked,
        place: usize,
        (middle, half): (f64, f64),
        y: &Axis,
    ) {
        let (mut up, mut down) = (0.0, 0.0);
        for series in &chart.series {
            let value = series.value(place);
            let edge = if value < 0.0 { &mut down } else { &mut up };
            let (from, to) = (y.at(*edge), y.at(*edge + value));
            *edge += value;
            if (from - to).abs() < 0.05 {
                continue;
            }
            // A hair of paper between the parts, where there is room for it.
            let hair = if 2.0 < (from - to).abs() { 0.5 } else { 0.0 };
            canvas.rectangle((middle - half, from), (middle + half, to), series.role.colour());
            canvas.rectangle((middle - half, to - hair), (middle + half, to + hair), PAPER);
        }
        if let Some(whisker) = self.whisker {
            // Beside the column, so that the total stands on what it is the total of.
            let x = middle + half + BESIDE;
            let (low, high) = (y.at(whisker.p05), y.at(whisker.p95));
            canvas.line(&[(x, low), (x, high)], 1.4, INK);
            for at in [low, high] {
                canvas.line(&[(x - 3.5, at), (x + 3.5, at)], 1.4, INK);
            }
        }
    }
}

impl Series {
    fn value(&self, place: usize) -> f64 {
        self.values.get(place).copied().map_or(0.0, tame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(years: usize, values: &[f64]) -> Stacked {
        let series =
            |name: &str, role| Series { name: name.to_owned(), role, values: values.to_vec() };
        Stacked {
            heading: Heading::new("chart.svg", "The council pays most", "Outcome payments"),
            scale: Scale::Pounds,
            y_label: "Payments a year".to_owned(),
            categories: (0..years).map(|year| format!("{}-{}", 2019 + year, 20 + year)).collect(),
            series: vec![series("Council", Role::Council), series("Co-payer", Role::CoPayer)],
            whiskers: values.iter().map(|x| Whisker { p05: x * 0.5, p95: x * 3.0 }).collect(),
        }
    }

    #[test]
    fn odd_values_give_a_tidy_chart() {
        let odd: [&[f64]; 6] =
            [&[], &[1e6], &[-2e6, 3e6], &[0.0; 9], &[f64::NAN, f64::MAX, f64::MIN], &[1e-12; 40]];
        for values in odd {
            for years in [0, 1, 9, 40] {
                let chart = chart(years, values);
                draw(&chart).assert_tidy();
                assert_eq!(stacked(&chart), stacked(&chart));
            }
        }
    }

    #[test]
    fn totals_are_written() {
        assert!(stacked(&chart(2, &[1.2e6, 0.4e6])).svg.contains(">£2.4m</text>"));
    }
}
