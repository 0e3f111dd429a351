//! What charts share around their data: grids, axes, keys and columns of labels.

use plotters::style::RGBColor;

use super::axis::Axis;
use super::canvas::{Canvas, Letters, Point};
use super::letters;
use super::style::{AXIS, GRID, INK, LABEL, LEADING, MARGIN, MUTED, PAPER, Role, SMALL, WIDTH};

/// The rectangle of the data.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plot {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

/// Left end of the plot, beside the labels of an upright axis.
pub(super) fn left_of_plot(y: &Axis) -> f64 {
    let widest = y.labels().iter().map(|label| letters::width(label, SMALL)).fold(0.0, f64::max);
    MARGIN + widest + 8.0
}

/// Horizontal grid lines with their numbers; the line at zero is drawn by [`zero_line`].
pub(super) fn upright_axis(canvas: &mut Canvas, y: &Axis, plot: Plot) {
    level_grid(canvas, y, plot);
    upright_numbers(canvas, y, plot);
}

pub(super) fn level_grid(canvas: &mut Canvas, y: &Axis, plot: Plot) {
    for &tick in &y.ticks {
        canvas.line(&[(plot.left, y.at(tick)), (plot.right, y.at(tick))], 0.8, GRID);
    }
}

pub(super) fn upright_numbers(canvas: &mut Canvas, y: &Axis, plot: Plot) {
    for (&tick, label) in y.ticks.iter().zip(y.labels()) {
        let at = (plot.left - 8.0, y.at(tick));
        canvas.text(&label, at, Letters::new(SMALL, MUTED).ending());
    }
}

/// The level line from which bars rise; zero must be in sight.
pub(super) fn zero_line(canvas: &mut Canvas, y: &Axis, plot: Plot) {
    let at = y.at(0.0);
    canvas.line(&[(plot.left, at), (plot.right, at)], 1.1, AXIS);
}

/// Numbers below a level axis, with ticks. A label is left out where it would meet one of
/// `taken`, given as the centre and the width of texts already in that row.
pub(super) fn level_axis(canvas: &mut Canvas, x: &Axis, plot: Plot, taken: &[(f64, f64)]) {
    canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], 1.1, AXIS);
    let mut taken = taken.to_vec();
    for (&tick, label) in x.ticks.iter().zip(x.labels()) {
        let at = x.at(tick);
        let width = letters::width(&label, SMALL);
        let leaves_sheet = at - width / 2.0 < 2.0 || WIDTH - 2.0 < at + width / 2.0;
        if leaves_sheet
            || taken.iter().any(|other| (other.0 - at).abs() < f64::midpoint(other.1, width) + 7.0)
        {
            continue;
        }
        taken.push((at, width));
        canvas.line(&[(at, plot.bottom), (at, plot.bottom + 4.0)], 1.0, AXIS);
        canvas.text(&label, (at, plot.bottom + 14.0), Letters::new(SMALL, MUTED).centred());
    }
}

/// Upright grid lines behind rows.
pub(super) fn upright_grid(canvas: &mut Canvas, x: &Axis, plot: Plot) {
    for &tick in &x.ticks {
        canvas.line(&[(x.at(tick), plot.top), (x.at(tick), plot.bottom)], 0.8, GRID);
    }
}

/// What an axis measures, written at the left of the next line.
pub(super) fn axis_name(canvas: &mut Canvas, name: &str) {
    let name = letters::shorten(name, SMALL, WIDTH - 2.0 * MARGIN);
    canvas.text(&name, (MARGIN, canvas.below + 7.0), Letters::new(SMALL, MUTED));
    if !name.is_empty() {
        canvas.below += 18.0;
    }
}

/// What stands for something in a key.
#[derive(Clone, Copy, Debug)]
pub enum Sign {
    Swatch(RGBColor),
    /// A swatch with a minus, for those who see no colours.
    Loss(RGBColor),
    Line {
        ink: RGBColor,
        width: f64,
    },
    Dashes(RGBColor),
    /// An upright dotted line.
    Upright(RGBColor),
    /// A line in its band.
    Band(Role),
    Dot(RGBColor),
    Diamond,
    /// A dot on its whisker.
    Whisker(RGBColor),
    Ring,
    Arrows,
    /// Words alone.
    None,
}

impl Sign {
    fn width(self) -> f64 {
        match self {
            Self::Swatch(_) | Self::Loss(_) | Self::Dot(_) | Self::Diamond => 11.0,
            Self::Line { .. } => 20.0,
            Self::Dashes(_) | Self::Band(_) | Self::Whisker(_) | Self::Arrows => 22.0,
            Self::Ring => 16.0,
            Self::Upright(_) => 4.0,
            Self::None => 0.0,
        }
    }

    /// Draws the sign from `x` on, around the middle `y`.
    fn draw(self, canvas: &mut Canvas, (x, y): Point) {
        let right = x + self.width();
        let middle = (f64::midpoint(x, right), y);
        match self {
            Self::Swatch(fill) => canvas.rectangle((x, y - 5.5), (right, y + 5.5), fill),
            Self::Loss(fill) => {
                canvas.rectangle((x, y - 5.5), (right, y + 5.5), fill);
                canvas.text("−", middle, Letters::new(SMALL, INK).centred());
            }
            Self::Line { ink, width } => canvas.line(&[(x, y), (right, y)], width, ink),
            Self::Dashes(ink) => canvas.dashed(&[(x, y), (right, y)], 1.8, ink, &GAP_DASHES),
            Self::Upright(ink) => file_line(canvas, middle.0, y - 7.0, y + 7.0, ink),
            Self::Band(role) => {
                let corners = [(x, y - 5.0), (right, y - 5.0), (right, y + 5.0), (x, y + 5.0)];
                canvas.polygon(corners.to_vec(), role.colour(), BAND);
                canvas.line(&[(x, y), (right, y)], 2.4, role.ink());
            }
            Self::Dot(ink) => dot(canvas, middle, ink),
            Self::Diamond => diamond(canvas, middle),
            Self::Whisker(ink) => {
                whisker(canvas, (x, right), y, ink);
                dot(canvas, middle, ink);
            }
            Self::Ring => ring(canvas, &circle(middle, 6.0)),
            Self::Arrows => {
                arrow_head(canvas, (middle.0 - 1.0, y), (x, y), MUTED);
                arrow_head(canvas, (middle.0 + 1.0, y), (right, y), MUTED);
            }
            Self::None => {}
        }
    }
}

/// A line of signs with their names, broken where the sheet ends.
pub(super) fn key(canvas: &mut Canvas, entries: &[(Sign, &str)]) {
    let (mut x, mut y) = (MARGIN, canvas.below + 8.0);
    for &(sign, name) in entries {
        let sign_room = sign.width() + if 0.0 < sign.width() { 6.0 } else { 0.0 };
        let name = letters::shorten(name, LABEL, WIDTH - 2.0 * MARGIN - sign_room);
        let width = sign_room + letters::width(&name, LABEL);
        if MARGIN < x && WIDTH - MARGIN < x + width {
            (x, y) = (MARGIN, y + 19.0);
        }
        sign.draw(canvas, (x, y));
        canvas.text(&name, (x + sign_room, y), Letters::new(LABEL, INK));
        x += width + 16.0;
    }
    if !entries.is_empty() {
        canvas.below = y + 20.0;
    }
}

/// The opacity of the band around a line.
pub(super) const BAND: f64 = 0.22;
const GAP_DASHES: [f64; 2] = [4.0, 3.0];

/// Between what does not meet.
pub(super) fn gap(canvas: &mut Canvas, from: Point, to: Point, ink: RGBColor) {
    canvas.dashed(&[from, to], 1.8, ink, &GAP_DASHES);
}

/// A level line with a stop at each end.
pub(super) fn whisker(canvas: &mut Canvas, (low, high): (f64, f64), y: f64, ink: RGBColor) {
    canvas.line(&[(low, y), (high, y)], 1.6, ink);
    for end in [low, high] {
        canvas.line(&[(end, y - 4.0), (end, y + 4.0)], 1.6, ink);
    }
}

/// A dot with paper around it, so that it is seen on any ground.
pub(super) fn dot(canvas: &mut Canvas, centre: Point, ink: RGBColor) {
    canvas.dot(centre, 5.8, PAPER);
    canvas.dot(centre, 4.6, ink);
}

/// The mean of the worst, which is nobody's colour.
pub(super) fn diamond(canvas: &mut Canvas, (x, y): Point) {
    let corners = vec![(x - 5.2, y), (x, y - 5.2), (x + 5.2, y), (x, y + 5.2)];
    canvas.polygon(corners, Role::Loss.ink(), 1.0);
}

/// Where the file stands on a level axis.
pub(super) fn file_line(canvas: &mut Canvas, x: f64, top: f64, bottom: f64, ink: RGBColor) {
    canvas.dashed(&[(x, top), (x, bottom)], 1.4, ink, &[2.0, 2.5]);
}

pub(super) fn circle((x, y): Point, radius: f64) -> Vec<Point> {
    let point = |step: u32| {
        let angle = std::f64::consts::TAU * f64::from(step) / 32.0;
        (x + radius * libm::cos(angle), y + radius * libm::sin(angle))
    };
    (0..=32).map(point).collect()
}

/// A line around where the file stands, with paper beside it.
pub(super) fn ring(canvas: &mut Canvas, circle: &[Point]) {
    canvas.line(circle, 4.0, PAPER);
    canvas.line(circle, 1.9, Role::Claim.ink());
}

/// What a level axis measures, written below the middle of `plot`.
pub(super) fn level_name(canvas: &mut Canvas, name: &str, plot: Plot) {
    let name = letters::shorten(name, LABEL, WIDTH - 2.0 * MARGIN);
    let half = letters::width(&name, LABEL) / 2.0;
    let middle = f64::midpoint(plot.left, plot.right).clamp(MARGIN + half, WIDTH - MARGIN - half);
    canvas.text(&name, (middle, canvas.below), Letters::new(LABEL, MUTED).centred());
    canvas.below += 18.0;
}

/// The head of an arrow that comes from `from`, with its point at `tip`.
pub(super) fn arrow_head(canvas: &mut Canvas, from: Point, tip: Point, colour: RGBColor) {
    let length = libm::hypot(tip.0 - from.0, tip.1 - from.1).max(1e-9);
    let (x, y) = ((tip.0 - from.0) / length, (tip.1 - from.1) / length);
    let corner = |side: f64| (tip.0 - 8.0 * x - side * y, tip.1 - 8.0 * y + side * x);
    canvas.polygon(vec![tip, corner(4.5), corner(-4.5)], colour, 1.0);
}

/// The names of rows, broken into at most two lines, and the width of the widest.
#[derive(Clone, Debug)]
pub(super) struct RowNames {
    names: Vec<Vec<String>>,
    pub(super) width: f64,
}

impl RowNames {
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let room = WIDTH * 0.30;
        let names: Vec<Vec<String>> =
            names.map(|name| letters::wrap(name, LABEL, room, 2)).collect();
        let width =
            names.iter().flatten().map(|line| letters::width(line, LABEL)).fold(0.0, f64::max);
        Self { names, width }
    }

    /// Whether any name needs a second line.
    pub(super) fn are_broken(&self) -> bool {
        self.names.iter().any(|lines| 1 < lines.len())
    }

    /// Writes the name of the `row`th row, its right end at `right` and its middle at `y`.
    pub(super) fn write(&self, canvas: &mut Canvas, row: usize, right: f64, y: f64) {
        let lines = self.names.get(row).map_or(&[][..], Vec::as_slice);
        stack(canvas, lines, (right, y), Letters::new(LABEL, INK).ending());
    }
}

/// Lines of text around the middle `y`.
pub(super) fn stack(canvas: &mut Canvas, lines: &[String], (x, y): (f64, f64), letters: Letters) {
    let leading = letters.size * LEADING;
    let first = y - leading * (lines.len().max(1) - 1) as f64 / 2.0;
    for (place, line) in lines.iter().enumerate() {
        canvas.text(line, (x, first + leading * place as f64), letters);
    }
}

/// Said in place of a chart that has no data.
pub(super) fn nothing(canvas: &mut Canvas) {
    canvas.describe("There is nothing to draw");
    canvas.below += 30.0;
    let middle = (WIDTH / 2.0, canvas.below);
    canvas.text("There is nothing to draw.", middle, Letters::new(LABEL, MUTED).centred());
    canvas.below += 50.0;
}
