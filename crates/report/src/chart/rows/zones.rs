//! The zone of agreement: from the least that the investor needs to the most that the council can
//! pay, under each view of the evidence.

use super::super::axis::Range;
use super::super::bound::{self, Bound, Place, Side};
use super::super::canvas::{Drawing, Heading};
use super::super::layout::Sign;
use super::super::marks::Mark;
use super::super::scale::Scale;
use super::super::style::Role;
use super::{Glyph, Row, Rows};

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
    rows(chart).draw().drawing()
}

/// From the middle of a row to the lane of each side.
const LANE: f64 = 10.0;
/// From the middle of a row to the figure of each side, beyond its lane.
const FIGURE: f64 = 20.5;
/// Half the height of the filled zone.
const HALF: f64 = 19.0;
/// Half the height of the bar over the tariffs that suit a side.
const BAR: f64 = 2.5;
const SIDES: [Side; 2] = [Side::Floor, Side::Ceiling];

fn rows(chart: &Zones) -> Rows {
    let range = chart.axis_range();
    let row = |row: &ZoneRow| Row {
        figures: vec![row.outcome.clone()],
        ink: match bound::agreement(row.floor, row.ceiling, chart.range) {
            Some(_) => Role::Programme.ink(),
            None => Role::Loss.ink(),
        },
        ..Row::new(row.label.clone(), row.glyphs(chart, range), row.sentence(chart))
    };
    let rows = chart.rows.iter().map(row).collect();
    Rows {
        key: chart.key(),
        x_label: chart.x_label.clone(),
        columns: vec![&[]],
        marks: chart.marks.clone(),
        height: 54.0,
        ..Rows::new(chart.heading.clone(), chart.scale, range, rows)
    }
}

impl Zones {
    fn places(&self) -> impl Iterator<Item = Place> {
        let places = |row: &ZoneRow| SIDES.map(|side| row.bound(side).place(side, self.range));
        self.rows.iter().flat_map(places).flatten()
    }

    /// All bounds, and the marks that lie in the range.
    fn axis_range(&self) -> Range {
        let in_range = |at: &f64| self.range.0 <= *at && *at <= self.range.1;
        let marks = self.marks.iter().map(|mark| mark.at).filter(in_range);
        let marks = marks.map(|at| Place::Within { value: at, low: at, high: at });
        bound::needed(self.range, self.places().chain(marks))
    }

    /// The two sides in their colours, and what lies between them.
    fn key(&self) -> Vec<(Sign, &'static str)> {
        let sides = SIDES.map(|side| (Sign::Whisker(side.role().ink()), side.name()));
        let mut key = sides.to_vec();
        key.extend([
            (Sign::Swatch(bound::zone_colour()), "Zone of agreement"),
            (Sign::Dashes(Role::Loss.ink()), "Gap"),
            (Sign::None, "Whiskers: two standard errors"),
        ]);
        if self.places().any(|place| matches!(place, Place::Below | Place::Above)) {
            key.push((Sign::Arrows, "Beyond the tariffs that were tried"));
        }
        key
    }
}

impl ZoneRow {
    fn bound(&self, side: Side) -> Bound {
        match side {
            Side::Floor => self.floor,
            Side::Ceiling => self.ceiling,
        }
    }

    /// The zone, the gap, and a lane for each side, on an axis over `axis`.
    fn glyphs(&self, chart: &Zones, axis: Range) -> Vec<Glyph> {
        let mut glyphs = Vec::new();
        if let Some((from, to)) = bound::agreement(self.floor, self.ceiling, chart.range) {
            glyphs.push(Glyph::Bar { from, to, fill: bound::zone_colour(), half: HALF, lane: 0.0 });
        }
        let end = |side: Side| Some(at(self.bound(side).place(side, chart.range)?, axis));
        // From the most that can be paid to the least that is enough, where that is less.
        if let Some((from, to)) = end(Side::Ceiling).zip(end(Side::Floor))
            && from < to
        {
            glyphs.push(Glyph::Gap { from, to, ink: Role::Loss.ink() });
        }
        for side in SIDES {
            glyphs.extend(lane(self.bound(side), side, chart, axis));
        }
        glyphs
    }

    fn sentence(&self, chart: &Zones) -> String {
        let [floor, ceiling] =
            SIDES.map(|side| self.bound(side).sentence(side, chart.scale, chart.range));
        format!("{}: {floor}, {ceiling}; {}", self.label, self.outcome)
    }
}

/// Where a bound is drawn; beyond the range, at the end of the axis.
fn at(place: Place, axis: Range) -> f64 {
    match place {
        Place::Within { value, .. } => value,
        Place::Below => axis.low,
        Place::Above => axis.high,
    }
}

/// One side of a row: a bar over the tariffs that suit it, and its bound with its error.
fn lane(bound: Bound, side: Side, chart: &Zones, axis: Range) -> Vec<Glyph> {
    let (role, text) = (side.role(), bound.words(side, chart.scale, chart.range));
    let ink = role.ink();
    // The investor's is above, the council's below.
    let (sign, end) = match side {
        Side::Floor => (-1.0, axis.high),
        Side::Ceiling => (1.0, axis.low),
    };
    let lane = sign * LANE;
    let Some(place) = bound.place(side, chart.range) else {
        return vec![Glyph::Unknown { text, lane }];
    };
    let fill = role.tint(0.5);
    let mut glyphs = vec![Glyph::Bar { from: at(place, axis), to: end, fill, half: BAR, lane }];
    match place {
        Place::Within { value, low, high } => glyphs.extend([
            Glyph::Whisker { low, high, ink, lane },
            Glyph::Dot { at: value, ink, lane },
            Glyph::Near { at: value, text, ink, lane: sign * FIGURE },
        ]),
        Place::Below => glyphs.push(Glyph::Beyond { is_left: true, ink, lane }),
        Place::Above => glyphs.push(Glyph::Beyond { is_left: false, ink, lane }),
    }
    glyphs
}

#[cfg(test)]
mod tests {
    use super::super::super::canvas::Letters;
    use super::super::super::marks::MarkKind;
    use super::super::super::style::{MUTED, SMALL};
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
            heading: Heading::new(
                "chart.svg",
                "Both sides agree from £52 to £66 a day",
                "Median IRR of at least 8%, and no loss with 75% confidence",
            ),
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
                let pairs: Vec<(Bound, Bound)> =
                    bounds.iter().map(|&ceiling| (floor, ceiling)).collect();
                let chart = chart(&pairs, range);
                rows(&chart).draw().assert_tidy();
            }
        }
        let all = chart(&bounds.iter().map(|&bound| (bound, bound)).collect::<Vec<_>>(), RANGE);
        assert_eq!(zones(&all), zones(&all));
        rows(&chart(&[], RANGE)).draw().assert_tidy();
        let mut long = chart(&[(at(52.0, 1.0), Bound::Nowhere)], RANGE);
        long.rows[0].outcome = "no tariff is enough for the investor under this view".to_owned();
        long.x_label = "Tariff ".repeat(60);
        rows(&long).draw().assert_tidy();
    }

    #[test]
    fn what_both_sides_agree_on_is_filled_and_what_keeps_them_apart_is_not() {
        let drawn = |floor, ceiling| {
            let chart = chart(&[(floor, ceiling)], RANGE);
            let glyphs = chart.rows[0].glyphs(&chart, Range { low: 0.0, high: 100.0 });
            let zone = glyphs.iter().find_map(|glyph| match glyph {
                Glyph::Bar { from, to, half: HALF, .. } => Some((*from, *to)),
                _ => None,
            });
            let gap = glyphs.iter().find_map(|glyph| match glyph {
                Glyph::Gap { from, to, .. } => Some((*from, *to)),
                _ => None,
            });
            (zone, gap)
        };
        assert_eq!(drawn(at(52.0, 1.0), at(66.0, 1.0)), (Some((52.0, 66.0)), None));
        assert_eq!(drawn(at(62.0, 1.0), at(52.0, 1.0)), (None, Some((52.0, 62.0))));
        assert_eq!(drawn(Bound::Nowhere, at(80.0, 1.0)), (None, Some((80.0, 100.0))));
        assert_eq!(drawn(at(20.0, 1.0), Bound::Nowhere), (None, Some((0.0, 20.0))));
        assert_eq!(drawn(Bound::Anywhere, at(66.0, 1.0)), (Some((10.0, 66.0)), None));
        assert_eq!(drawn(Bound::Anywhere, Bound::Nowhere), (None, None));
        assert_eq!(drawn(at(f64::NAN, 1.0), at(52.0, 1.0)), (None, None));
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
