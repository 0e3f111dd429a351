//! What would close the gap: how the least that the investor needs and the most that the council
//! can pay move with each term of the contract.

use super::axis::{Axis, Range};
use super::bound::{self, Bound, Place, Side};
use super::canvas::{Canvas, Drawing, Heading, Letters, Point};
use super::layout::{self, BAND, Plot, Sign};
use super::letters;
use super::scale::Scale;
use super::style::{INK, LABEL, LEADING, MARGIN, MUTED, SMALL, WIDTH};

/// Floors and ceilings of the tariff over several levers, a panel each.
#[derive(Clone, Debug)]
pub struct Levers {
    pub heading: Heading,
    /// What the upright axis measures.
    pub y_label: String,
    pub y_scale: Scale,
    /// The tariffs that were looked at, in the unit of their scale.
    pub range: (f64, f64),
    /// Three stand in a row.
    pub panels: Vec<LeverPanel>,
}

/// One lever.
#[derive(Clone, Debug)]
pub struct LeverPanel {
    /// What the lever is, such as "Co-payer's share".
    pub label: String,
    pub x_scale: Scale,
    /// From left to right. Lines have a gap where a bound is not known.
    pub points: Vec<LeverPoint>,
    /// Where the file stands.
    pub here: f64,
    /// What the panel shows, in a few words, such as "meets at 34%".
    pub finding: String,
}

/// What both sides say of the tariff at one place of the lever.
#[derive(Clone, Copy, Debug)]
pub struct LeverPoint {
    pub x: f64,
    /// The least that is enough for the investor.
    pub floor: Bound,
    /// The most that the council can pay.
    pub ceiling: Bound,
}

/// Draws what would close the gap.
pub fn levers(chart: &Levers) -> Drawing {
    draw(chart).drawing()
}

/// Between two panels.
const GUTTER: f64 = 34.0;
const NAME: f64 = 19.0;
const FINDING: f64 = SMALL * LEADING;
/// Room for the numbers below a panel.
const NUMBERS: f64 = 38.0;

fn draw(chart: &Levers) -> Canvas {
    let mut canvas = Canvas::new(&chart.heading);
    let panels: Vec<&LeverPanel> =
        chart.panels.iter().filter(|panel| panel.known().next().is_some()).collect();
    if panels.is_empty() {
        layout::nothing(&mut canvas);
        return canvas;
    }
    key(&mut canvas);
    layout::axis_name(&mut canvas, &chart.y_label);
    let columns = match panels.len() {
        few @ 1..=2 => few,
        4 => 2,
        _ => 3,
    };
    let y = y_axis(chart);
    let left = layout::left_of_plot(&y);
    let width = (WIDTH - MARGIN - left + GUTTER) / columns as f64 - GUTTER;
    let height = (width * 0.75).clamp(150.0, 230.0);
    for row in panels.chunks(columns) {
        let findings: Vec<Vec<String>> =
            row.iter().map(|panel| letters::wrap(&panel.finding, SMALL, width, 2)).collect();
        let lines = findings.iter().map(Vec::len).max().unwrap_or(0);
        let top = canvas.below + NAME + FINDING * lines as f64 + 8.0;
        for (place, (panel, finding)) in row.iter().zip(&findings).enumerate() {
            let left = left + (width + GUTTER) * place as f64;
            write_head(&mut canvas, panel, finding, left, width);
            let plot = Plot { left, top, right: left + width, bottom: top + height };
            let y = y.clone().along(plot.bottom, plot.top);
            panel.draw(&mut canvas, chart, &y, plot, place == 0);
            panel.describe(&mut canvas, chart);
        }
        canvas.below = top + height + NUMBERS;
    }
    canvas
}

/// All bounds, so that panels can be compared.
fn y_axis(chart: &Levers) -> Axis {
    let points = chart.panels.iter().flat_map(LeverPanel::known);
    let places = points.flat_map(|point| {
        let sides = [Side::Floor, Side::Ceiling].into_iter();
        sides.filter_map(|side| point.place(side, chart.range))
    });
    Axis::over(chart.y_scale, bound::needed(chart.range, places), 5)
}

/// The two sides in their colours, and where both hold.
fn key(canvas: &mut Canvas) {
    let [floor, ceiling] =
        [Side::Floor, Side::Ceiling].map(|side| (Sign::Band(side.role()), side.name()));
    let entries = [
        floor,
        ceiling,
        (Sign::Swatch(bound::zone_colour()), "Zone of agreement"),
        (Sign::Upright(INK), "The file"),
        (Sign::None, "Bands: two standard errors"),
    ];
    layout::key(canvas, &entries);
}

fn write_head(canvas: &mut Canvas, panel: &LeverPanel, finding: &[String], left: f64, width: f64) {
    let name = letters::shorten(&panel.label, LABEL, width / 1.06);
    let mut y = canvas.below + NAME / 2.0;
    canvas.text(&name, (left, y), Letters::new(LABEL, INK).bold());
    y += f64::midpoint(NAME, FINDING);
    for line in finding {
        canvas.text(line, (left, y), Letters::new(SMALL, MUTED));
        y += FINDING;
    }
}

impl LeverPanel {
    fn known(&self) -> impl Iterator<Item = &LeverPoint> {
        self.points.iter().filter(|point| point.x.is_finite())
    }

    fn draw(&self, canvas: &mut Canvas, chart: &Levers, y: &Axis, plot: Plot, is_first: bool) {
        let x = self.x_axis().along(plot.left, plot.right);
        let sides =
            [Side::Floor, Side::Ceiling].map(|side| (side, self.spots(side, chart.range, &x, y)));
        for outline in zones(&sides[0].1, &sides[1].1) {
            canvas.polygon(outline, bound::zone_colour(), 1.0);
        }
        layout::level_grid(canvas, y, plot);
        if is_first {
            layout::upright_numbers(canvas, y, plot);
        }
        for (side, spots) in &sides {
            draw_band(canvas, *side, spots);
        }
        if x.contains(self.here) {
            layout::file_line(canvas, x.at(self.here), plot.top, plot.bottom, INK);
        }
        for (side, spots) in &sides {
            draw_line(canvas, *side, spots, plot);
        }
        self.write_words(canvas, chart, plot);
        // No number may meet one of the next panel.
        let fence = GUTTER / 2.0 + 4.0;
        let fences = [plot.left - fence, plot.right + fence].map(|at| (at, 0.0));
        let fences = if is_first { &fences[1..] } else { &fences[..] };
        layout::level_axis(canvas, &x, plot, fences);
    }

    fn x_axis(&self) -> Axis {
        Axis::over(self.x_scale, Range::of(self.known().map(|point| point.x)), 4)
    }

    fn spots(&self, side: Side, range: (f64, f64), x: &Axis, y: &Axis) -> Vec<Option<Spot>> {
        let spot = |point: &LeverPoint| {
            let place = point.place(side, range)?;
            Some(Spot::new(x.at(point.x), place, y))
        };
        self.known().map(spot).collect()
    }

    /// What is said of a side whose line is nowhere in the panel.
    fn write_words(&self, canvas: &mut Canvas, chart: &Levers, plot: Plot) {
        let (mut top, mut bottom) = (plot.top + 11.0, plot.bottom - 11.0);
        for side in [Side::Floor, Side::Ceiling] {
            let Some(bound) = self.only_bound(side) else { continue };
            let is_above = bound.place(side, chart.range) == Some(Place::Above);
            let y = if is_above { &mut top } else { &mut bottom };
            let words = bound.words(side, chart.y_scale, chart.range);
            let words = letters::shorten(&words, SMALL, plot.right - plot.left - 8.0);
            let letters = Letters::new(SMALL, side.role().ink()).centred();
            let (middle, half) =
                (f64::midpoint(plot.left, plot.right), letters.width(&words) / 2.0);
            canvas.veil((middle - half - 2.0, *y - 7.0), (middle + half + 2.0, *y + 7.0));
            canvas.text(&words, (middle, *y), letters);
            *y += if is_above { 16.0 } else { -16.0 };
        }
    }

    /// The bound of a side that is the same everywhere and beyond the range.
    fn only_bound(&self, side: Side) -> Option<Bound> {
        let mut bounds = self.known().map(|point| point.bound(side));
        let first = bounds.next()?;
        let is_beyond = matches!(first, Bound::Anywhere | Bound::Nowhere);
        (is_beyond && bounds.all(|bound| bound == first)).then_some(first)
    }

    fn describe(&self, canvas: &mut Canvas, chart: &Levers) {
        let said = |point: &LeverPoint| {
            let [floor, ceiling] = [Side::Floor, Side::Ceiling]
                .map(|side| point.bound(side).sentence(side, chart.y_scale, chart.range));
            format!("at {} {floor}, {ceiling}", self.x_scale.value(point.x))
        };
        let mut ends: Vec<String> = self.known().next().map(said).into_iter().collect();
        ends.extend(self.known().skip(1).last().map(said));
        let here = self.x_scale.value(self.here);
        let finding = if self.finding.is_empty() { "" } else { ", " };
        let finding = format!("{finding}{}", self.finding);
        let ends = ends.join("; ");
        canvas.describe(&format!("{}{finding}: {ends}; the file stands at {here}", self.label));
    }
}

impl LeverPoint {
    fn bound(&self, side: Side) -> Bound {
        match side {
            Side::Floor => self.floor,
            Side::Ceiling => self.ceiling,
        }
    }

    fn place(&self, side: Side, range: (f64, f64)) -> Option<Place> {
        self.bound(side).place(side, range)
    }
}

/// A bound on the sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Spot {
    at: Point,
    /// Upper and lower end of the band, in pixels.
    band: (f64, f64),
    rim: Option<Rim>,
}

/// Beyond which end of the axis a bound lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rim {
    Top,
    Bottom,
}

impl Spot {
    fn new(x: f64, place: Place, y: &Axis) -> Self {
        let at_rim = |end: f64, rim: Rim| Self { at: (x, end), band: (end, end), rim: Some(rim) };
        match place {
            Place::Within { value, low, high } => {
                Self { at: (x, y.at(value)), band: (y.at(high), y.at(low)), rim: None }
            }
            Place::Below => at_rim(y.from, Rim::Bottom),
            Place::Above => at_rim(y.to, Rim::Top),
        }
    }
}

fn draw_band(canvas: &mut Canvas, side: Side, spots: &[Option<Spot>]) {
    let is_drawn = |spot: &Option<Spot>| spot.is_some_and(|spot| spot.rim.is_none());
    for part in spots.split(|spot| !is_drawn(spot)) {
        let part: Vec<Spot> = part.iter().flatten().copied().collect();
        let upper = part.iter().map(|spot| (spot.at.0, spot.band.0));
        let lower = part.iter().rev().map(|spot| (spot.at.0, spot.band.1));
        if 1 < part.len() && part.iter().any(|spot| spot.band.0 < spot.band.1) {
            canvas.polygon(upper.chain(lower).collect(), side.role().colour(), BAND);
        }
    }
}

/// A line runs off the range with an arrow, and is gone until it comes back.
fn draw_line(canvas: &mut Canvas, side: Side, spots: &[Option<Spot>], plot: Plot) {
    let ink = side.role().ink();
    for stroke in strokes(spots) {
        let points: Vec<Point> = stroke.iter().map(|spot| spot.at).collect();
        match points[..] {
            [only] => {
                let [above, below] = [stroke[0].band.0, stroke[0].band.1].map(|y| (only.0, y));
                canvas.line(&[above, below], 1.6, ink);
                canvas.dot(only, 3.5, ink);
            }
            _ => canvas.line(&points, 2.4, ink),
        }
        let middle = f64::midpoint(plot.top, plot.bottom);
        for spot in stroke.iter().filter(|spot| spot.rim.is_some()) {
            layout::arrow_head(canvas, (spot.at.0, middle), spot.at, ink);
        }
    }
}

/// The parts of a line between its gaps and without what lies beyond the range.
fn strokes(spots: &[Option<Spot>]) -> Vec<Vec<Spot>> {
    let mut strokes = Vec::new();
    for part in spots.split(Option::is_none) {
        let mut stroke: Vec<Spot> = Vec::new();
        for &spot in part.iter().flatten() {
            let stays_beyond = |last: &Spot| last.rim.is_some() && last.rim == spot.rim;
            if stroke.last().is_some_and(stays_beyond) {
                strokes.push(std::mem::take(&mut stroke));
            }
            stroke.push(spot);
        }
        strokes.push(stroke);
    }
    let is_seen = |stroke: &Vec<Spot>| stroke.iter().any(|spot| spot.rim.is_none());
    strokes.retain(is_seen);
    strokes
}

/// Outlines of where the floor lies below the ceiling, both linear between their points. There is none
/// beside a point at which no tariff of the range suits a side: how far beyond its line lies is not known.
fn zones(floor: &[Option<Spot>], ceiling: &[Option<Spot>]) -> Vec<Vec<Point>> {
    let pair = |(floor, ceiling): (&Option<Spot>, &Option<Spot>)| {
        let (floor, ceiling) = ((*floor)?, (*ceiling)?);
        let suits_both = floor.rim != Some(Rim::Top) && ceiling.rim != Some(Rim::Bottom);
        suits_both.then_some([floor.at, ceiling.at])
    };
    let pairs: Vec<Option<[Point; 2]>> = floor.iter().zip(ceiling).map(pair).collect();
    let mut outlines = Vec::new();
    for part in pairs.split(Option::is_none) {
        let part: Vec<[Point; 2]> = part.iter().flatten().copied().collect();
        let mut zone = Vec::new();
        for (place, &pair) in part.iter().enumerate() {
            let previous = place.checked_sub(1).map(|previous| part[previous]);
            zone.extend(previous.and_then(|previous| meeting(previous, pair)));
            if 0.0 <= room(pair) {
                zone.push(pair);
            } else {
                outlines.push(outline(&std::mem::take(&mut zone)));
            }
        }
        outlines.push(outline(&zone));
    }
    outlines.retain(|outline| 3 < outline.len());
    outlines
}

/// Pixels from the floor up to the ceiling; negative where they are apart.
fn room([floor, ceiling]: [Point; 2]) -> f64 {
    floor.1 - ceiling.1
}

/// Where floor and ceiling meet between two points, if they do.
fn meeting(from: [Point; 2], to: [Point; 2]) -> Option<[Point; 2]> {
    let (before, after) = (room(from), room(to));
    let share = before / (before - after);
    let between = |from: Point, to: Point| {
        (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
    };
    ((0.0 <= before) != (0.0 <= after)).then(|| [between(from[0], to[0]), between(from[1], to[1])])
}

/// Along the ceiling and back along the floor.
fn outline(zone: &[[Point; 2]]) -> Vec<Point> {
    let ceiling = zone.iter().map(|pair| pair[1]);
    ceiling.chain(zone.iter().rev().map(|pair| pair[0])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGE: (f64, f64) = (10.0, 90.0);

    fn at(value: f64) -> Bound {
        Bound::At { value, low: value - 2.0, high: value + 2.0 }
    }

    fn panel(bounds: &[(Bound, Bound)]) -> LeverPanel {
        let point = |(place, &(floor, ceiling)): (usize, &(Bound, Bound))| LeverPoint {
            x: place as f64 * 0.1,
            floor,
            ceiling,
        };
        LeverPanel {
            label: "The co-payer's share of what is paid for outcomes".to_owned(),
            x_scale: Scale::Percent,
            points: bounds.iter().enumerate().map(point).collect(),
            here: 0.12,
            finding: "both sides meet where the co-payer bears at least 34% of every payment"
                .to_owned(),
        }
    }

    fn chart(panels: Vec<LeverPanel>) -> Levers {
        Levers {
            heading: Heading::new(
                "chart.svg",
                "A larger share from the co-payer would close the gap",
                "Under the published trials only",
            ),
            y_label: "Tariff, pounds a day".to_owned(),
            y_scale: Scale::PoundsAndPence,
            range: RANGE,
            panels,
        }
    }

    #[test]
    fn odd_values_give_a_tidy_chart() {
        use Bound::{Anywhere, Nowhere};
        let (nan, far) = (at(f64::NAN), at(1e300));
        let odd: [&[(Bound, Bound)]; 9] = [
            &[],
            &[(at(52.0), at(66.0))],
            &[(Nowhere, Anywhere); 3],
            &[(Anywhere, Nowhere); 3],
            &[(Nowhere, Nowhere); 12],
            &[(nan, at(40.0)), (nan, nan), (at(50.0), Anywhere), (Nowhere, nan)],
            &[(far, at(-1e300)), (Nowhere, Anywhere), (Anywhere, at(f64::INFINITY))],
            &[(at(52.0), at(52.0)); 40],
            &[(at(80.0), at(20.0)), (Nowhere, at(50.0)), (at(20.0), Anywhere)],
        ];
        let scales = [Scale::Percent, Scale::Pounds, Scale::Count];
        for (bounds, times) in odd.iter().flat_map(|it| [1.0, 1e9, 1e300].map(|times| (*it, times)))
        {
            for panels in [0, 1, 4, 7] {
                let mut panel = panel(bounds);
                for point in &mut panel.points {
                    point.x *= times;
                }
                let mut all = vec![panel; panels];
                for (panel, &scale) in all.iter_mut().zip(scales.iter().cycle()) {
                    panel.x_scale = scale;
                }
                let mut chart = chart(all);
                draw(&chart).assert_tidy();
                chart.range = (f64::NAN, times);
                draw(&chart).assert_tidy();
            }
        }
        let twice = chart(vec![panel(odd[8]); 6]);
        assert_eq!(levers(&twice), levers(&twice));
        let mut blind = panel(&[(at(1.0), at(2.0)); 3]);
        blind.points[0].x = f64::NAN;
        blind.here = f64::NAN;
        blind.finding.clear();
        draw(&chart(vec![blind.clone(), panel(&[(at(1.0), at(2.0)); 3]), blind])).assert_tidy();
    }

    /// Spots at x = 0, 10, 20, … on an axis whose pixels are pounds from the top down.
    fn spots(side: Side, bounds: &[Bound]) -> Vec<Option<Spot>> {
        let y = Axis::over(Scale::Pounds, Range { low: 0.0, high: 100.0 }, 5).along(100.0, 0.0);
        let spot = |(place, bound): (usize, &Bound)| {
            Some(Spot::new(place as f64 * 10.0, bound.place(side, (0.0, 100.0))?, &y))
        };
        bounds.iter().enumerate().map(spot).collect()
    }

    #[test]
    fn a_line_has_gaps_and_runs_off_the_range() {
        use Bound::{Anywhere, Nowhere};
        let bounds = [at(40.0), at(60.0), Nowhere, Nowhere, at(f64::NAN), at(50.0), at(f64::NAN)];
        let lines: Vec<Vec<Point>> = strokes(&spots(Side::Floor, &bounds))
            .iter()
            .map(|stroke| stroke.iter().map(|spot| spot.at).collect())
            .collect();
        let expected = [vec![(0.0, 60.0), (10.0, 40.0), (20.0, 0.0)], vec![(50.0, 50.0)]];
        assert_eq!(lines, expected);
        assert!(strokes(&spots(Side::Floor, &[Nowhere; 4])).is_empty());
        let comes_back = strokes(&spots(Side::Ceiling, &[Anywhere, Anywhere, at(80.0), Nowhere]));
        let rims: Vec<Option<Rim>> = comes_back[0].iter().map(|spot| spot.rim).collect();
        assert_eq!(rims, [Some(Rim::Top), None, Some(Rim::Bottom)]);
    }

    #[test]
    fn the_zone_begins_where_the_lines_meet() {
        let zone = |floor: &[Bound], ceiling: &[Bound]| {
            zones(&spots(Side::Floor, floor), &spots(Side::Ceiling, ceiling))
        };
        let closing = zone(&[at(60.0), at(40.0)], &[at(40.0), at(60.0)]);
        assert_eq!(closing, [[(5.0, 50.0), (10.0, 40.0), (10.0, 60.0), (5.0, 50.0)]]);
        let opening = zone(&[at(40.0), at(60.0)], &[at(60.0), at(40.0)]);
        assert_eq!(opening, [[(0.0, 40.0), (5.0, 50.0), (5.0, 50.0), (0.0, 60.0)]]);
        assert!(zone(&[at(60.0); 3], &[at(40.0); 3]).is_empty());
        let unknown = [at(60.0), at(f64::NAN), at(60.0)];
        assert!(zone(&[at(40.0); 3], &unknown).is_empty());
        let from_beyond = zone(&[Bound::Nowhere, at(40.0), at(30.0)], &[Bound::Anywhere; 3]);
        assert_eq!(from_beyond, [[(10.0, 0.0), (20.0, 0.0), (20.0, 70.0), (10.0, 60.0)]]);
        let into_beyond = zone(&[at(20.0); 3], &[at(50.0), at(30.0), Bound::Nowhere]);
        assert_eq!(into_beyond, [[(0.0, 50.0), (10.0, 70.0), (10.0, 80.0), (0.0, 80.0)]]);
        let content = zone(&[Bound::Anywhere; 2], &[Bound::Anywhere; 2]);
        assert_eq!(content, [[(0.0, 0.0), (10.0, 0.0), (10.0, 100.0), (0.0, 100.0)]]);
    }

    #[test]
    fn a_side_without_a_line_is_said_in_words() {
        let texts = |bounds: &[(Bound, Bound)]| levers(&chart(vec![panel(bounds)])).svg;
        let svg = texts(&[(Bound::Nowhere, at(41.0)); 3]);
        assert!(svg.contains(">no tariff up to £90 is enough</text>"));
        assert!(!svg.contains(">£41</text>"), "the council has a line");
        let svg = texts(&[(Bound::Nowhere, at(40.0)), (at(80.0), at(40.0))]);
        assert!(!svg.contains(">no tariff up to £90 is enough</text>"));
        assert!(svg.contains("at 0% no tariff up to £90 is enough, the council's most is £40 ("));
    }
}
