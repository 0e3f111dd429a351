//! Labelled rows with bars, intervals and marks on one level axis.
//!
//! A chart says what its rows hold, either where its numbers are or, if several charts do it alike, beside
//! this file; drawing them is left to this one.

mod burden;
mod intervals;
mod zones;

use plotters::style::RGBColor;

use super::axis::{Axis, Range, tame};
use super::canvas::{Canvas, Drawing, Heading, Letters};
use super::layout::{self, Plot, RowNames, Sign};
use super::letters;
use super::marks::{Mark, Marks};
use super::scale::Scale;
use super::style::{AXIS, GRID, INK, LABEL, LEADING, MARGIN, MUTED, Role, SMALL, WIDTH};

pub use burden::{Burden, BurdenParty, BurdenRow, burden};
pub use intervals::{IntervalRow, Intervals, intervals};
pub use zones::{ZoneRow, Zones, zones};

/// Rows in one panel or several, whose names and figures stand in common columns.
#[derive(Clone, Debug)]
pub struct Rows {
    pub heading: Heading,
    pub key: Vec<(Sign, &'static str)>,
    pub scale: Scale,
    /// What the level axis measures; where that is nothing, there is no axis.
    pub x_label: String,
    /// The heads of the figures at the right of the rows, each in its lines.
    pub columns: Vec<&'static [&'static str]>,
    pub panels: Vec<Panel>,
    /// Upright lines.
    pub marks: Vec<Mark>,
    /// Pixels of a row, if no name is broken.
    pub height: f64,
}

/// Rows on an axis of their own.
#[derive(Clone, Debug)]
pub struct Panel {
    /// Nothing where there is one panel.
    pub name: Option<PanelName>,
    /// What the axis holds.
    pub range: Range,
    pub rows: Vec<Row>,
}

/// What stands above a panel.
#[derive(Clone, Debug)]
pub struct PanelName {
    pub name: String,
    pub role: Role,
    /// Written beside the name.
    pub note: String,
}

/// One row.
#[derive(Clone, Debug)]
pub struct Row {
    pub label: String,
    pub glyphs: Vec<Glyph>,
    /// One a column; the first is bold, and in `ink`.
    pub figures: Vec<String>,
    pub ink: RGBColor,
    /// The row in a sentence, for those who cannot see it.
    pub said: String,
}

/// What is drawn in a row, in the unit of the axis; left out where its place is not a number. A `lane` is
/// counted in pixels from the middle of the row downwards, and `half` is half the height.
#[derive(Clone, Debug)]
pub enum Glyph {
    /// What the marks run over.
    Bar {
        from: f64,
        to: f64,
        fill: RGBColor,
        half: f64,
        lane: f64,
    },
    Whisker {
        low: f64,
        high: f64,
        ink: RGBColor,
        lane: f64,
    },
    Dot {
        at: f64,
        ink: RGBColor,
        lane: f64,
    },
    Diamond {
        at: f64,
    },
    Gap {
        from: f64,
        to: f64,
        ink: RGBColor,
    },
    /// An arrow to an end of the axis.
    Beyond {
        is_left: bool,
        ink: RGBColor,
        lane: f64,
    },
    /// In the middle of a bar that has room for it.
    Inside {
        from: f64,
        to: f64,
        text: String,
        ink: RGBColor,
    },
    /// Beside the end of a bar.
    Beside {
        at: f64,
        is_left: bool,
        text: String,
        lane: f64,
    },
    /// At its place, or as near to it as leaves the marks in sight.
    Near {
        at: f64,
        text: String,
        ink: RGBColor,
        lane: f64,
    },
    /// At the left end of the axis, in place of what is not known.
    Unknown {
        text: String,
        lane: f64,
    },
}

/// Draws rows.
pub fn rows(chart: &Rows) -> Drawing {
    chart.draw().drawing()
}

/// Between the names, the plot and the columns of figures.
const BETWEEN: f64 = 16.0;
/// Of a panel's name, or of the heads.
const HEAD: f64 = 26.0;
/// The numbers below an axis.
const NUMBERS: f64 = 26.0;
/// With more rows than this the numbers below the last panel would be far from the first.
const FEW: usize = 16;
/// Words in the first column are broken where they are wider.
const WORDS: f64 = 109.0;
/// Height of a row with a name in two lines.
const BROKEN: f64 = 33.0;

impl Rows {
    /// Rows of one panel that have no key, no figures and no marks.
    pub fn new(heading: Heading, scale: Scale, range: Range, rows: Vec<Row>) -> Self {
        Self {
            heading,
            key: Vec::new(),
            scale,
            x_label: String::new(),
            columns: Vec::new(),
            panels: vec![Panel { name: None, range, rows }],
            marks: Vec::new(),
            height: 36.0,
        }
    }

    fn draw(&self) -> Canvas {
        let mut canvas = Canvas::new(&self.heading);
        let rows: Vec<&Row> = self.panels.iter().flat_map(|panel| &panel.rows).collect();
        if rows.is_empty() {
            layout::nothing(&mut canvas);
            return canvas;
        }
        layout::key(&mut canvas, &self.key);
        let names = RowNames::new(rows.iter().map(|row| row.label.as_str()));
        let columns = Columns::new(&self.columns, &rows);
        let (left, right) = (MARGIN + names.width + BETWEEN, columns.left - BETWEEN);
        let height = if names.are_broken() { self.height.max(BROKEN) } else { self.height };
        let has_axis = !self.x_label.is_empty();
        let own_axes = self.panels.iter().any(|panel| panel.range != self.panels[0].range);
        let has_numbers = own_axes || FEW < rows.len();
        let mut first = 0;
        let mut plot = Plot { left, top: 0.0, right, bottom: 0.0 };
        for (place, panel) in self.panels.iter().enumerate() {
            let x = panel.axis(self.scale, plot);
            let flags_end = if self.columns.is_empty() { WIDTH - MARGIN } else { right + 10.0 };
            let marks = Marks::new(&self.marks, &x, flags_end);
            let heads = if place == 0 { columns.height() } else { 0.0 };
            let name = if panel.name.is_some() { HEAD } else { 0.0 };
            plot.top = canvas.below + marks.height().max(heads).max(name);
            plot.bottom = plot.top + height * panel.rows.len() as f64;
            if place == 0 {
                columns.write_heads(&mut canvas, plot.top - 13.0);
            }
            if let Some(name) = &panel.name {
                name.write(&mut canvas, plot.top);
            }
            if has_axis {
                draw_ground(&mut canvas, &x, plot);
            }
            let middle = |row: usize| plot.top + height * (row as f64 + 0.5);
            for row in 1..panel.rows.len() {
                let y = plot.top + height * row as f64;
                if BROKEN < height && !self.columns.is_empty() {
                    canvas.line(&[(MARGIN, y), (WIDTH - MARGIN, y)], 0.8, GRID);
                }
            }
            for (row, it) in panel.rows.iter().enumerate() {
                for glyph in it.glyphs.iter().filter(|glyph| glyph.is_known()) {
                    glyph.draw_bar(&mut canvas, &x, middle(row));
                }
            }
            marks.draw(&mut canvas, plot);
            for (row, it) in panel.rows.iter().enumerate() {
                names.write(&mut canvas, first + row, left - BETWEEN, middle(row));
                for glyph in it.glyphs.iter().filter(|glyph| glyph.is_known()) {
                    glyph.draw(&mut canvas, &self.marks, &x, middle(row));
                }
                columns.write(&mut canvas, it, middle(row));
                canvas.describe(&it.said);
            }
            first += panel.rows.len();
            canvas.below = plot.bottom + 8.0;
            if has_axis && (has_numbers || place + 1 == self.panels.len()) {
                layout::level_axis(&mut canvas, &x, plot, &[]);
                canvas.below = plot.bottom + NUMBERS;
            }
        }
        if has_axis {
            canvas.below += 10.0;
            layout::level_name(&mut canvas, &self.x_label, plot);
        }
        canvas
    }
}

impl Panel {
    /// An axis over the range, with room for what is written beyond it.
    fn axis(&self, scale: Scale, plot: Plot) -> Axis {
        let glyphs = self.rows.iter().flat_map(|row| &row.glyphs);
        let widths = glyphs.map(|glyph| match glyph {
            Glyph::Beside { text, .. } => letters::width(text, SMALL) + 8.0,
            _ => 0.0,
        });
        let widest = widths.fold(0.0, f64::max);
        let room = widest / (plot.right - plot.left - 2.0 * widest).max(50.0);
        let range = if self.range.width() < 1e-12 { self.range.widened() } else { self.range };
        Axis::over(scale, range.padded(room), 6).along(plot.left, plot.right)
    }
}

impl PanelName {
    fn write(&self, canvas: &mut Canvas, top: f64) {
        let letters = Letters::new(LABEL, self.role.ink()).bold();
        let name = letters::shorten(&self.name, letters.size, WIDTH * 0.35);
        let y = top - 11.0;
        canvas.text(&name, (MARGIN, y), letters);
        let at = (MARGIN + letters.width(&name) + 8.0, y);
        canvas.text(&self.note, at, Letters::new(LABEL, MUTED));
        if !self.note.is_empty() {
            canvas.describe(&format!("{name}: {}", self.note));
        }
        canvas.line(&[(MARGIN, top), (WIDTH - MARGIN, top)], 0.8, AXIS);
    }
}

/// The grid and the line at zero.
fn draw_ground(canvas: &mut Canvas, x: &Axis, plot: Plot) {
    layout::upright_grid(canvas, x, plot);
    if x.contains(0.0) {
        canvas.line(&[(x.at(0.0), plot.top), (x.at(0.0), plot.bottom)], 1.2, AXIS);
    }
}

impl Row {
    /// A row without figures.
    pub fn new(label: String, glyphs: Vec<Glyph>, said: String) -> Self {
        Self { label, glyphs, figures: Vec::new(), ink: INK, said }
    }
}

impl Glyph {
    fn is_known(&self) -> bool {
        match *self {
            Self::Bar { from: a, to: b, .. }
            | Self::Whisker { low: a, high: b, .. }
            | Self::Gap { from: a, to: b, .. }
            | Self::Inside { from: a, to: b, .. } => !a.is_nan() && !b.is_nan(),
            Self::Dot { at, .. }
            | Self::Diamond { at }
            | Self::Beside { at, .. }
            | Self::Near { at, .. } => !at.is_nan(),
            Self::Beyond { .. } | Self::Unknown { .. } => true,
        }
    }

    fn draw_bar(&self, canvas: &mut Canvas, x: &Axis, y: f64) {
        match *self {
            Self::Bar { from, to, fill, half, lane } => {
                let (from, to) = (x.at(tame(from)), x.at(tame(to)));
                canvas.rectangle((from, y + lane - half), (to, y + lane + half), fill);
            }
            Self::Whisker { low, high, ink, lane } => {
                layout::whisker(canvas, (x.at(low), x.at(high)), y + lane, ink);
            }
            _ => {}
        }
    }

    fn draw(&self, canvas: &mut Canvas, marks: &[Mark], x: &Axis, y: f64) {
        match *self {
            Self::Bar { .. } | Self::Whisker { .. } => {}
            Self::Dot { at, ink, lane } => layout::dot(canvas, (x.at(at), y + lane), ink),
            Self::Diamond { at } => layout::diamond(canvas, (x.at(at), y)),
            Self::Gap { from, to, ink } => {
                layout::gap(canvas, (x.at(from), y), (x.at(to), y), ink);
            }
            Self::Beyond { is_left, ink, lane } => {
                let (from, tip) = if is_left { (x.to, x.from) } else { (x.from, x.to) };
                layout::arrow_head(canvas, (from, y + lane), (tip, y + lane), ink);
            }
            Self::Inside { from, to, ref text, ink } => {
                let (from, to) = (x.at(from), x.at(to));
                if letters::width(text, LABEL) + 8.0 < to - from {
                    let letters = Letters::new(LABEL, ink).bold().centred();
                    canvas.text(text, (f64::midpoint(from, to), y), letters);
                }
            }
            Self::Beside { at, is_left, ref text, lane } => {
                let (at, letters) = (x.at(tame(at)), Letters::new(SMALL, INK));
                if is_left {
                    canvas.text(text, (at - 5.0, y + lane), letters.ending());
                } else {
                    canvas.text(text, (at + 5.0, y + lane), letters);
                }
            }
            Self::Near { at, ref text, ink, lane } => {
                let letters = Letters::new(SMALL, ink).bold().centred();
                let text = letters::shorten(text, SMALL, x.to - x.from - 28.0);
                let half = letters.width(&text) / 2.0;
                let at = beside_marks(x.at(at), half + 4.0, marks, x);
                let at = at.max(x.from + half).min(x.to - half);
                canvas.text(&text, (at, y + lane), letters);
            }
            Self::Unknown { ref text, lane } => {
                let text = letters::shorten(text, SMALL, x.to - x.from - 28.0);
                canvas.text(&text, (x.from + 14.0, y + lane), Letters::new(SMALL, MUTED));
            }
        }
    }
}

/// The pixel next to `wanted` that is at least `half` away from every mark that is in sight.
fn beside_marks(wanted: f64, half: f64, marks: &[Mark], x: &Axis) -> f64 {
    let marks = marks.iter().filter(|mark| x.contains(mark.at)).map(|mark| x.at(mark.at));
    marks.fold(wanted, |at, mark| match () {
        () if half <= (at - mark).abs() => at,
        () if wanted < mark => mark - half,
        () => mark + half,
    })
}

/// The glyphs of a spread with five quantiles: 90% of the trials, half of them, and a dot at `middle`.
fn spread([p05, p25, _, p75, p95]: [f64; 5], middle: f64, role: Role) -> Vec<Glyph> {
    vec![
        Glyph::Whisker { low: p05, high: p95, ink: role.ink(), lane: 0.0 },
        Glyph::Bar { from: p25, to: p75, fill: role.tint(0.62), half: 4.5, lane: 0.0 },
        Glyph::Dot { at: middle, ink: role.ink(), lane: 0.0 },
    ]
}

/// The columns of figures at the right of the rows.
struct Columns<'a> {
    heads: &'a [&'static [&'static str]],
    /// Right ends, one a column.
    rights: Vec<f64>,
    left: f64,
}

impl<'a> Columns<'a> {
    fn new(heads: &'a [&'static [&'static str]], rows: &[&Row]) -> Self {
        let mut rights = Vec::new();
        let mut right = WIDTH - MARGIN;
        for (place, head) in heads.iter().enumerate().rev() {
            rights.push(right);
            let figures = rows.iter().flat_map(|row| Self::lines(row, place));
            let widths = figures.map(|line| letters::bold_width(&line, LABEL));
            let heads = head.iter().map(|line| letters::width(line, LABEL));
            right -= widths.chain(heads).fold(0.0, f64::max) + BETWEEN;
        }
        rights.reverse();
        Self { heads, rights, left: right + BETWEEN }
    }

    fn lines(row: &Row, place: usize) -> Vec<String> {
        let figure = row.figures.get(place).map_or("", String::as_str);
        // The first may be words, which can be broken; a range of numbers is read whole.
        if place == 0 { letters::wrap(figure, LABEL, WORDS, 2) } else { vec![figure.to_owned()] }
    }

    /// Room for the heads.
    fn height(&self) -> f64 {
        let lines = self.heads.iter().map(|head| head.len()).max().unwrap_or(0);
        if lines == 0 { 0.0 } else { HEAD + LABEL * LEADING * (lines - 1) as f64 }
    }

    /// Writes the heads, whose last lines have their middle at `y`.
    fn write_heads(&self, canvas: &mut Canvas, y: f64) {
        for (head, &right) in self.heads.iter().zip(&self.rights) {
            for (place, line) in head.iter().rev().enumerate() {
                let at = (right, y - LABEL * LEADING * place as f64);
                canvas.text(line, at, Letters::new(LABEL, MUTED).ending());
            }
        }
    }

    fn write(&self, canvas: &mut Canvas, row: &Row, y: f64) {
        for (place, &right) in self.rights.iter().enumerate() {
            let letters = Letters::new(LABEL, INK).ending();
            let bold = Letters::new(LABEL, row.ink).bold().ending();
            let letters = if place == 0 { bold } else { letters };
            layout::stack(canvas, &Self::lines(row, place), (right, y), letters);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::marks::MarkKind;
    use super::*;

    fn bars(ends: &[(f64, f64)]) -> Rows {
        let fill = Role::Assumptions.colour();
        let row = |&(from, to): &(f64, f64)| {
            let text = || Scale::Pounds.value(to);
            let glyphs = vec![
                Glyph::Bar { from, to, fill, half: 10.0, lane: 0.0 },
                Glyph::Inside { from, to, text: text(), ink: INK },
                Glyph::Beside { at: to, is_left: to < from, text: text(), lane: 0.0 },
            ];
            let label = "The share of children who would have entered care without any help";
            Row::new(label.to_owned(), glyphs, text())
        };
        let range = Range::of(ends.iter().flat_map(|end| [end.0, end.1]));
        let heading = Heading::new("chart.svg", "The effect matters most", "Net saving");
        let rows = ends.iter().map(row).collect();
        let mean = Mark { at: 3e6, label: "Mean £3.0m".to_owned(), kind: MarkKind::Quantile };
        Rows {
            key: vec![(Sign::Swatch(fill), "Assumption in its lowest tenth"); 5],
            x_label: "Net saving".to_owned(),
            marks: vec![mean],
            ..Rows::new(heading, Scale::Pounds, range, rows)
        }
    }

    #[test]
    fn odd_values_give_a_tidy_chart() {
        let odd: [&[(f64, f64)]; 8] = [
            &[],
            &[(0.0, 0.0)],
            &[(3e6, 3e6), (1e6, 5e6), (5e6, 1e6)],
            &[(3e6, 4e6), (3e6, 1e6)],
            &[(-12e6, -3e6)],
            &[(f64::NAN, 1.0), (1.0, f64::NAN)],
            &[(f64::MIN, f64::MAX), (f64::INFINITY, 0.0)],
            &[(0.0, 1e-299)],
        ];
        for ends in odd {
            let chart = bars(ends);
            chart.draw().assert_tidy();
            assert_eq!(rows(&chart), rows(&chart));
            Rows { x_label: String::new(), ..chart }.draw().assert_tidy();
        }
        assert!(!rows(&bars(odd[5])).svg.contains("NaN</text>"));
    }
}
