//! The zone of agreement: from the least that the investor needs to the most that the council can
//! pay, under each view of the evidence.

use plotters::style::RGBColor;

use super::axis::{Axis, Fit};
use super::bound::{self, Bound, Place, Side};
use super::canvas::{Canvas, Drawing, Heading, Letters, Point};
use super::frame::{self, Key, Plot, RowNames};
use super::letters;
use super::marks::{Mark, Marks};
use super::scale::Scale;
use super::style::{GRID, LABEL, MARGIN, MUTED, PAPER, Role, SMALL, WIDTH};

/// Floors and ceilings of the tariff, one view of the evidence a row.
#[derive(Clone, Debug)]
pub struct Zones {
    pub heading: Heading,
    pub scale: Scale,
    /// What the level axis measures.
    pub x_label: String,
    pub rows: Vec<ZoneRow>,
    /// The tariffs that were looked at, in the unit of the scale.
    pub range: (f64, f64),
    /// Upright lines, such as the tariff in the file.
    pub marks: Vec<Mark>,
}

/// What both sides say of the tariff under one view.
#[derive(Clone, Debug)]
pub struct ZoneRow {
    pub label: String,
    /// The least that is enough for the investor.
    pub floor: Bound,
    /// The most that the council can pay.
    pub ceiling: Bound,
    /// Written at the right, such as "£52 to £66" or "£14 apart".
    pub outcome: String,
}

/// Draws the zone of agreement.
pub fn zones(chart: &Zones) -> Drawing {
    draw(chart).drawing()
}

const ROW: f64 = 54.0;
/// From the middle of a row to the lane of each side.
const LANE: f64 = 10.0;
/// From the middle of a row to the figure of each side, beyond its lane.
const FIGURE: f64 = 20.5;
/// Half the height of the filled zone.
const HALF: f64 = 19.0;
/// Half the height of the bar over the tariffs that suit a side.
const BAR: f64 = 2.5;
const DOT: f64 = 4.6;
/// Between a figure and a mark.
const BESIDE: f64 = 4.0;
/// Between the columns.
const BETWEEN: f64 = 16.0;
const OUTCOME_ROOM: f64 = 116.0;

fn draw(chart: &Zones) -> Canvas {
    let mut canvas = Canvas::new(&chart.heading);
    if chart.rows.is_empty() {
        frame::nothing(&mut canvas);
        return canvas;
    }
    key(&mut canvas, chart);
    let names = RowNames::new(chart.rows.iter().map(|row| row.label.as_str()));
    let outcomes: Vec<Vec<String>> = chart.rows.iter().map(ZoneRow::outcome).collect();
    let widths = outcomes.iter().flatten().map(|line| letters::bold_width(line, LABEL));
    let left = MARGIN + names.width + BETWEEN;
    let right = WIDTH - MARGIN - widths.fold(0.0, f64::max) - BETWEEN;

    let x = x_axis(chart).along(left, right);
    let marks = Marks::new(&chart.marks, &x, WIDTH - MARGIN);
    let top = canvas.below + marks.height();
    let plot = Plot { left, top, right, bottom: top + ROW * chart.rows.len() as f64 };
    let middle = |place: usize| plot.top + ROW * (place as f64 + 0.5);
    frame::upright_grid(&mut canvas, &x, plot);
    for (place, row) in chart.rows.iter().enumerate() {
        let y = middle(place);
        canvas.line(&[(MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y - ROW / 2.0)], 0.8, GRID);
        row.draw_zone(&mut canvas, chart.range, &x, y);
    }
    marks.draw(&mut canvas, plot);
    for (place, row) in chart.rows.iter().enumerate() {
        let y = middle(place);
        names.write(&mut canvas, place, left - BETWEEN, y);
        row.draw_gap(&mut canvas, chart.range, &x, y);
        for side in [Side::Floor, Side::Ceiling] {
            Lane { side, bound: row.bound(side), chart, x: &x, y: lane(side, y, LANE) }
                .draw(&mut canvas);
        }
        let colour = row.colour(chart.range);
        let bold = Letters::new(LABEL, colour).bold();
        frame::stack(&mut canvas, &outcomes[place], (right + BETWEEN, y), bold);
        canvas.describe(&row.sentence(chart));
    }
    frame::level_axis(&mut canvas, &x, plot, &[]);
    canvas.below = plot.bottom + 36.0;
    frame::level_name(&mut canvas, &chart.x_label, plot);
    canvas
}

/// All bounds, and the marks that lie in the range.
fn x_axis(chart: &Zones) -> Axis {
    let sides = [Side::Floor, Side::Ceiling];
    let places = chart
        .rows
        .iter()
        .flat_map(|row| sides.into_iter().filter_map(|side| row.place(side, chart.range)));
    let in_range = |at: &f64| chart.range.0 <= *at && *at <= chart.range.1;
    let marks = chart.marks.iter().map(|mark| mark.at).filter(in_range);
    let marks = marks.map(|at| Place::Within { value: at, low: at, high: at });
    let (low, high) = bound::needed(chart.range, places.chain(marks));
    Axis::new(chart.scale, low, high, 6, Fit::Tight)
}

/// The two sides in their colours, and what lies between them.
fn key(canvas: &mut Canvas, chart: &Zones) {
    let mut key = Key::new(canvas);
    for side in [Side::Floor, Side::Ceiling] {
        let (x, y) = key.entry(canvas, 22.0, side.name());
        whisker(canvas, (x, x + 22.0), y, side.role().ink());
        dot(canvas, (x + 11.0, y), side.role().ink());
    }
    let (x, y) = key.entry(canvas, 18.0, "Zone of agreement");
    canvas.rectangle((x, y - 6.0), (x + 18.0, y + 6.0), bound::zone_colour());
    let (x, y) = key.entry(canvas, 22.0, "Gap");
    canvas.dashed(&[(x, y), (x + 22.0, y)], 1.8, gap_colour(), &GAP_DASHES);
    key.entry(canvas, 0.0, "Whiskers: two standard errors");
    let places =
        |row: &ZoneRow| [Side::Floor, Side::Ceiling].map(|side| row.place(side, chart.range));
    if chart.rows.iter().flat_map(places).any(|it| matches!(it, Some(Place::Below | Place::Above)))
    {
        let (x, y) = key.entry(canvas, 22.0, "Beyond the tariffs that were tried");
        frame::arrow_head(canvas, (x + 10.0, y), (x, y), MUTED);
        frame::arrow_head(canvas, (x + 12.0, y), (x + 22.0, y), MUTED);
    }
    key.end(canvas);
}

const GAP_DASHES: [f64; 2] = [4.0, 3.0];

fn gap_colour() -> RGBColor {
    Role::Loss.ink()
}

/// The investor's is above, the council's below.
fn lane(side: Side, middle: f64, away: f64) -> f64 {
    match side {
        Side::Floor => middle - away,
        Side::Ceiling => middle + away,
    }
}

impl ZoneRow {
    fn bound(&self, side: Side) -> Bound {
        match side {
            Side::Floor => self.floor,
            Side::Ceiling => self.ceiling,
        }
    }

    fn place(&self, side: Side, range: (f64, f64)) -> Option<Place> {
        self.bound(side).place(side, range)
    }

    fn outcome(&self) -> Vec<String> {
        letters::wrap(&self.outcome, LABEL, OUTCOME_ROOM / 1.06, 2)
    }

    fn colour(&self, range: (f64, f64)) -> RGBColor {
        match bound::agreement(self.floor, self.ceiling, range) {
            Some(_) => Role::Programme.ink(),
            None => gap_colour(),
        }
    }

    fn draw_zone(&self, canvas: &mut Canvas, range: (f64, f64), x: &Axis, y: f64) {
        let Some((from, to)) = bound::agreement(self.floor, self.ceiling, range) else { return };
        canvas.rectangle((x.at(from), y - HALF), (x.at(to), y + HALF), bound::zone_colour());
    }

    /// From the most that can be paid to the least that is enough, where that is less.
    fn draw_gap(&self, canvas: &mut Canvas, range: (f64, f64), x: &Axis, y: f64) {
        let ends = self.place(Side::Ceiling, range).zip(self.place(Side::Floor, range));
        let Some((most, least)) = ends.map(|(most, least)| (pixel(most, x), pixel(least, x)))
        else {
            return;
        };
        if most < least {
            canvas.dashed(&[(most, y), (least, y)], 1.8, gap_colour(), &GAP_DASHES);
        }
    }

    fn sentence(&self, chart: &Zones) -> String {
        let [floor, ceiling] = [Side::Floor, Side::Ceiling]
            .map(|side| self.bound(side).sentence(side, chart.scale, chart.range));
        format!("{}: {floor}, {ceiling}; {}", self.label, self.outcome)
    }
}

/// Where a bound is drawn; beyond the range, the end of the axis.
fn pixel(place: Place, x: &Axis) -> f64 {
    match place {
        Place::Within { value, .. } => x.at(value),
        Place::Below => x.from,
        Place::Above => x.to,
    }
}

/// One side of a row: a bar over the tariffs that suit it, and its bound with its error.
struct Lane<'a> {
    side: Side,
    bound: Bound,
    chart: &'a Zones,
    x: &'a Axis,
    y: f64,
}

impl Lane<'_> {
    fn draw(&self, canvas: &mut Canvas) {
        let place = self.bound.place(self.side, self.chart.range);
        if let Some(place) = place {
            self.draw_bar(canvas, pixel(place, self.x));
        }
        match place {
            Some(Place::Within { value, low, high }) => {
                let ends = (self.x.at(low), self.x.at(high));
                whisker(canvas, ends, self.y, self.ink());
                dot(canvas, (self.x.at(value), self.y), self.ink());
                self.write_figure(canvas, self.x.at(value));
            }
            Some(Place::Below) => {
                let tip = (self.x.from, self.y);
                frame::arrow_head(canvas, (self.x.to, self.y), tip, self.ink());
            }
            Some(Place::Above) => {
                let tip = (self.x.to, self.y);
                frame::arrow_head(canvas, (self.x.from, self.y), tip, self.ink());
            }
            None => {
                let at = (self.x.from + 14.0, self.y);
                canvas.text(&self.words(), at, Letters::new(SMALL, MUTED));
            }
        }
    }

    fn ink(&self) -> RGBColor {
        self.side.role().ink()
    }

    fn draw_bar(&self, canvas: &mut Canvas, bound: f64) {
        let end = match self.side {
            Side::Floor => self.x.to,
            Side::Ceiling => self.x.from,
        };
        if 0.5 < (bound - end).abs() {
            let colour = self.side.role().tint(0.5);
            canvas.rectangle((bound, self.y - BAR), (end, self.y + BAR), colour);
        }
    }

    /// The figure beyond its lane, at its dot or as near to it as leaves the marks in sight.
    fn write_figure(&self, canvas: &mut Canvas, dot: f64) {
        let letters = Letters::new(SMALL, self.ink()).bold().centred();
        let half = letters.width(&self.words()) / 2.0;
        let mut at = dot;
        for mark in self.chart.marks.iter().filter(|it| self.x.contains(it.at)) {
            let mark = self.x.at(mark.at);
            if (at - mark).abs() < half + BESIDE {
                at = mark + if dot < mark { -half - BESIDE } else { half + BESIDE };
            }
        }
        let at = at.max(self.x.from + half).min(self.x.to - half);
        canvas.text(&self.words(), (at, lane(self.side, self.y, FIGURE - LANE)), letters);
    }

    fn words(&self) -> String {
        let words = self.bound.words(self.side, self.chart.scale, self.chart.range);
        letters::shorten(&words, SMALL, self.x.to - self.x.from - 28.0)
    }
}

fn whisker(canvas: &mut Canvas, (low, high): (f64, f64), y: f64, ink: RGBColor) {
    canvas.line(&[(low, y), (high, y)], 1.6, ink);
    for end in [low, high] {
        canvas.line(&[(end, y - 4.0), (end, y + 4.0)], 1.6, ink);
    }
}

fn dot(canvas: &mut Canvas, centre: Point, ink: RGBColor) {
    canvas.dot(centre, DOT + 1.2, PAPER);
    canvas.dot(centre, DOT, ink);
}

#[cfg(test)]
mod tests {
    use super::super::marks::MarkKind;
    use super::*;

    fn at(value: f64, error: f64) -> Bound {
        Bound::At { value, low: value - error, high: value + error }
    }

    fn chart(rows: &[(Bound, Bound)], range: (f64, f64)) -> Zones {
        let row = |&(floor, ceiling): &(Bound, Bound)| ZoneRow {
            label: "As the council's own evaluation of the pilot saw it in its second year"
                .to_owned(),
            floor,
            ceiling,
            outcome: "£14 apart".to_owned(),
        };
        Zones {
            heading: Heading {
                file: "chart.svg",
                title: "Both sides agree from £52 to £66 a day".to_owned(),
                subtitle: "Median IRR of at least 8%, and no loss with 75% confidence".to_owned(),
            },
            scale: Scale::PoundsAndPence,
            x_label: "Tariff, pounds a day".to_owned(),
            rows: rows.iter().map(row).collect(),
            range,
            marks: vec![Mark {
                at: 57.4,
                label: "In the file: £57.40".to_owned(),
                kind: MarkKind::Quantile,
            }],
        }
    }

    const RANGE: (f64, f64) = (10.0, 90.0);

    #[test]
    fn odd_values_give_a_tidy_chart() {
        let values = [10.0, 52.0, 90.0, -5.0, 1e300, f64::NAN, f64::INFINITY];
        let mut bounds = vec![Bound::Anywhere, Bound::Nowhere];
        for error in [3.0, f64::NAN, f64::INFINITY] {
            bounds.extend(values.map(|value| at(value, error)));
        }
        let ranges =
            [RANGE, (0.0, 0.0), (90.0, 10.0), (f64::NAN, 5.0), (0.0, 1e18), (-1e300, 1e300)];
        for range in ranges {
            for &floor in &bounds {
                let rows: Vec<(Bound, Bound)> =
                    bounds.iter().map(|&ceiling| (floor, ceiling)).collect();
                let chart = chart(&rows, range);
                draw(&chart).assert_tidy();
            }
        }
        let all = chart(&bounds.iter().map(|&bound| (bound, bound)).collect::<Vec<_>>(), RANGE);
        assert_eq!(zones(&all), zones(&all));
        draw(&chart(&[], RANGE)).assert_tidy();
        let mut long = chart(&[(at(52.0, 1.0), Bound::Nowhere)], RANGE);
        long.rows[0].outcome = "no tariff is enough for the investor under this view".to_owned();
        long.x_label = "Tariff ".repeat(60);
        draw(&long).assert_tidy();
    }

    #[test]
    fn what_both_sides_agree_on_is_filled_and_what_keeps_them_apart_is_not() {
        let fills = |floor, ceiling| {
            let mut canvas = Canvas::new(&Heading::default());
            let empty = canvas.svg().matches("<rect").count();
            let row = &chart(&[(floor, ceiling)], RANGE).rows[0];
            let x = Axis::new(Scale::PoundsAndPence, 10.0, 90.0, 6, Fit::Tight).along(0.0, 80.0);
            row.draw_zone(&mut canvas, RANGE, &x, 100.0);
            let zone = canvas.svg().matches("<rect").count() - empty;
            row.draw_gap(&mut canvas, RANGE, &x, 100.0);
            (zone, canvas.svg().matches("<polyline").count())
        };
        // Ten pixels of dashes of 4 with gaps of 3 are two dashes.
        assert_eq!(fills(at(52.0, 1.0), at(66.0, 1.0)), (1, 0));
        assert_eq!(fills(at(62.0, 1.0), at(52.0, 1.0)), (0, 2));
        assert_eq!(fills(Bound::Nowhere, at(80.0, 1.0)), (0, 2));
        assert_eq!(fills(at(20.0, 1.0), Bound::Nowhere), (0, 2));
        assert_eq!(fills(Bound::Anywhere, Bound::Nowhere), (0, 0));
        assert_eq!(fills(at(f64::NAN, 1.0), at(52.0, 1.0)), (0, 0));
    }

    #[test]
    fn the_zone_reaches_from_the_floor_to_the_ceiling() {
        let drawn = |floor, ceiling| {
            let mut canvas = Canvas::new(&Heading::default());
            let x = Axis::new(Scale::PoundsAndPence, 10.0, 90.0, 6, Fit::Tight).along(0.0, 80.0);
            chart(&[(floor, ceiling)], RANGE).rows[0].draw_zone(&mut canvas, RANGE, &x, 100.0);
            canvas.svg()
        };
        // A pound is a pixel, which is eight of the sheet's.
        let both = drawn(at(52.0, 1.0), at(66.0, 1.0));
        assert!(both.contains("<rect x=\"336\" y=\"648\" width=\"112\" height=\"304\""), "{both}");
        let open = drawn(Bound::Anywhere, at(66.0, 1.0));
        assert!(open.contains("<rect x=\"0\" y=\"648\" width=\"448\""), "{open}");
    }

    #[test]
    fn each_bound_has_its_figure_or_an_arrow() {
        let rows = [(at(52.1, 0.5), at(66.0, 1.5)), (Bound::Nowhere, Bound::Nowhere)];
        let svg = zones(&chart(&rows, RANGE)).svg;
        for text in ["£52.10", "£66", "Beyond the tariffs that were tried"] {
            assert!(svg.contains(&format!(">{text}</text>")), "{text}");
        }
        assert!(svg.contains("no tariff up to £90 is enough, not even £10 can be paid"), "{svg}");
        // Two in the key and one for each side of the second row, and no words over their bars.
        assert_eq!(svg.matches("<polygon").count(), 4);
        assert!(!zones(&chart(&rows[..1], RANGE)).svg.contains("Beyond"));
        assert!(svg.contains(
            "the investor's least is £52.10 (£51.60 to £52.60), \
             the council's most is £66 (£64.50 to £67.50); £14 apart."
        ));
    }

    /// The middle and the height of a text, in pixels of the chart.
    fn place_of(svg: &str, figure: &str) -> (f64, f64) {
        let (before, _) = svg.split_once(&format!(">{figure}</text>")).unwrap();
        let tag = before.rsplit_once("<text ").unwrap().1;
        let number = |name: &str| {
            let (_, rest) = tag.split_once(&format!("{name}=\"")).unwrap();
            rest.split('"').next().unwrap().parse::<f64>().unwrap() / 8.0
        };
        assert!(tag.contains("text-anchor=\"middle\""), "{tag}");
        (number("x"), number("y"))
    }

    #[test]
    fn a_figure_stands_beyond_its_lane_and_leaves_the_marks_in_sight() {
        for (floor, ceiling) in [(52.1, 66.2), (57.1, 57.6), (57.4, 57.3), (10.1, 89.9)] {
            let chart = chart(&[(at(floor, 0.5), at(ceiling, 1.5))], RANGE);
            let svg = zones(&chart).svg;
            let [least, most] = [floor, ceiling].map(|it| {
                let figure = Scale::PoundsAndPence.value(it);
                let half = Letters::new(SMALL, MUTED).bold().width(&figure) / 2.0;
                (place_of(&svg, &figure), half)
            });
            // The line of the mark is drawn before its flag is written.
            let drawn = svg.split_once(">In the file").unwrap().0;
            let line = drawn.rsplit_once(" points=\"").unwrap().1;
            let mark = line.split([',', ' ']).next().unwrap().parse::<f64>().unwrap() / 8.0;
            for ((x, _), half) in [least, most] {
                assert!(half < (x - mark).abs(), "{floor} {ceiling}: {x} {mark}");
            }
            assert!(least.0.1 + 2.0 * LANE < most.0.1, "{floor} {ceiling}");
        }
    }
}
