//! The break-even surface: who gains at which risk and cost, a panel for each effect.

use plotters::style::RGBColor;

use super::axis::tame;
use super::canvas::{Canvas, Drawing, Heading, Letters, Point};
use super::contour;
use super::layout::{self, Sign};
use super::letters;
use super::scale::{self, Scale};
use super::style::{self, INK, LABEL, MARGIN, MUTED, NEITHER, PAPER, SMALL, WIDTH};

/// Pounds over two assumptions, in panels of a third.
#[derive(Clone, Debug)]
pub struct Heat {
    pub heading: Heading,
    /// What the level axis measures.
    pub x_label: String,
    /// What the upright axis measures.
    pub y_label: String,
    pub x_scale: Scale,
    pub y_scale: Scale,
    /// What the cells hold, without its unit, such as "the council's expected net saving".
    pub value_label: String,
    /// At most four can be read.
    pub panels: Vec<HeatPanel>,
}

/// One surface.
#[derive(Clone, Debug)]
pub struct HeatPanel {
    pub label: String,
    /// The columns, ascending, in the unit of their scale.
    pub xs: Vec<f64>,
    /// The rows, ascending, in the unit of their scale.
    pub ys: Vec<f64>,
    /// Pounds, by row and then by column; not a number where they are not known.
    pub values: Vec<Vec<f64>>,
    /// Whether the sign of each value is beyond two standard errors. What is not is drawn as too
    /// close to call.
    pub clear: Vec<Vec<bool>>,
    /// Where the file stands.
    pub here: Option<(f64, f64)>,
}

/// Draws the break-even surface.
pub fn heat(chart: &Heat) -> Drawing {
    draw(chart).drawing()
}

/// Between two panels.
const GUTTER: f64 = 28.0;
/// Height of a panel's name.
const NAME: f64 = 24.0;
/// Room for the numbers below a panel.
const NUMBERS: f64 = 26.0;
const WIDEST: f64 = 64.0;
const TALLEST: f64 = 30.0;
/// No panel is higher.
const HIGHEST: f64 = 330.0;
/// Paper between two cells.
const HAIR: f64 = 0.5;
/// Letters in the cells, the largest first.
const FIGURES: [f64; 3] = [11.0, 10.0, 9.0];
/// Radii of the ring around where the file stands: the first leaves room for a figure.
const RINGS: [f64; 2] = [16.0, 6.0];

fn draw(chart: &Heat) -> Canvas {
    let mut canvas = Canvas::new(&chart.heading);
    let panels: Vec<&HeatPanel> = chart.panels.iter().filter(|panel| panel.has_cells()).collect();
    if panels.is_empty() {
        layout::nothing(&mut canvas);
        return canvas;
    }
    let look = Look::new(&panels);
    key(&mut canvas, panels.iter().any(|panel| panel.place_of_file().is_some()));
    let held = format!("In the cells: {}, {}", chart.value_label, look.format.unit_name());
    layout::axis_name(&mut canvas, &held);
    layout::axis_name(&mut canvas, &chart.y_label);
    let columns = panels.len().min(2);
    let width = (WIDTH - 2.0 * MARGIN - GUTTER * (columns - 1) as f64) / columns as f64;
    for row in panels.chunks(columns) {
        let top = canvas.below + NAME;
        let grids: Vec<Grid<'_>> = row
            .iter()
            .enumerate()
            .map(|(place, panel)| {
                let left = MARGIN + (width + GUTTER) * place as f64;
                Grid::new(chart, panel, left, width, top)
            })
            .collect();
        for grid in &grids {
            grid.draw(&mut canvas, chart, &look);
            grid.write_x_label(&mut canvas, &chart.x_label);
        }
        let bottom = grids.iter().map(Grid::bottom).fold(top, f64::max);
        canvas.below = bottom + NUMBERS + 24.0;
    }
    canvas
}

fn key(canvas: &mut Canvas, has_file: bool) {
    let entries = [
        (Sign::Loss(style::loss(0.7)), "Loss"),
        (Sign::Swatch(style::gain(0.7)), "Gain"),
        (Sign::Swatch(NEITHER), "Too close to call"),
        (Sign::Line { ink: INK, width: BREAK_EVEN }, "Break-even"),
        (Sign::Ring, "The file"),
    ];
    layout::key(canvas, &entries[..if has_file { 5 } else { 4 }]);
}

/// Width of the zero line.
const BREAK_EVEN: f64 = 2.2;

/// What all panels have in common, so that they can be compared.
struct Look {
    /// The largest gain or loss, in pounds.
    largest: f64,
    format: scale::Format,
}

impl Look {
    fn new(panels: &[&HeatPanel]) -> Self {
        let largest = panels.iter().flat_map(|panel| panel.values());
        let largest = largest.map(|x| tame(x).abs()).fold(0.0, f64::max);
        Self { largest, format: scale::cells_of_pounds(largest) }
    }

    fn colour(&self, cell: Cell) -> RGBColor {
        let size = |x: f64| tame(x).abs() / self.largest.max(1e-9);
        match cell {
            Cell::Unknown => PAPER,
            Cell::Close(_) => NEITHER,
            Cell::Gain(x) => style::gain(size(x)),
            Cell::Loss(x) => style::loss(size(x)),
        }
    }

    fn figure(&self, cell: Cell) -> String {
        match cell {
            Cell::Unknown => "–".to_owned(),
            Cell::Close(x) | Cell::Gain(x) | Cell::Loss(x) => self.format.bare(tame(x)),
        }
    }
}

/// What one cell says, in pounds.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Cell {
    Unknown,
    /// Within two standard errors of nothing.
    Close(f64),
    Gain(f64),
    Loss(f64),
}

impl HeatPanel {
    fn has_cells(&self) -> bool {
        !self.xs.is_empty() && !self.ys.is_empty()
    }

    fn cell(&self, column: usize, row: usize) -> Cell {
        let is_clear = self.clear.get(row).and_then(|row| row.get(column)).copied();
        match self.values.get(row).and_then(|row| row.get(column)).copied() {
            None => Cell::Unknown,
            Some(x) if x.is_nan() => Cell::Unknown,
            Some(x) if is_clear != Some(true) => Cell::Close(x),
            Some(x) if x < 0.0 => Cell::Loss(x),
            Some(x) => Cell::Gain(x),
        }
    }

    fn cells(&self) -> impl Iterator<Item = (usize, usize, Cell)> {
        let columns = self.xs.len();
        let places = (0..self.ys.len()).flat_map(move |row| (0..columns).map(move |it| (it, row)));
        places.map(|(column, row)| (column, row, self.cell(column, row)))
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        self.cells().filter_map(|(.., cell)| match cell {
            Cell::Unknown => None,
            Cell::Close(x) | Cell::Gain(x) | Cell::Loss(x) => Some(x),
        })
    }

    /// Where the file stands, in columns and rows; nothing where that is off the surface.
    fn place_of_file(&self) -> Option<Point> {
        let (x, y) = self.here?;
        place(&self.xs, x).zip(place(&self.ys, y))
    }

    fn describe(&self, canvas: &mut Canvas, chart: &Heat) {
        let count = |wanted: fn(Cell) -> bool| self.cells().filter(|cell| wanted(cell.2)).count();
        let gains = count(|cell| matches!(cell, Cell::Gain(_)));
        let losses = count(|cell| matches!(cell, Cell::Loss(_)));
        let close = count(|cell| matches!(cell, Cell::Close(_)));
        let (least, most) = self
            .values()
            .fold((f64::MAX, f64::MIN), |(least, most), x| (least.min(tame(x)), most.max(tame(x))));
        if most < least {
            canvas.describe(&format!("{}: nothing is known", self.label));
            return;
        }
        let ends = Scale::Pounds.values(&[least, most]).join(" to ");
        canvas.describe(&format!(
            "{}: {ends}; {gains} cells gain, {losses} lose, {close} are too close to call",
            self.label
        ));
        if let Some((x, y)) = self.here {
            let place = [chart.x_scale.value(x), chart.y_scale.value(y)].join(" and ");
            let off = if self.place_of_file().is_none() { ", which is not drawn" } else { "" };
            canvas.describe(&format!("The file stands at {place}{off}"));
        }
    }
}

/// The place of `x` among ascending `centres`, counted in cells from the first; up to the outer
/// edge of the first and of the last cell.
fn place(centres: &[f64], x: f64) -> Option<f64> {
    if let &[only] = centres {
        return ((x - only).abs() <= only.abs() * 1e-9).then_some(0.0);
    }
    let last = centres.len().checked_sub(2)?;
    let before = centres[1..=last].iter().filter(|&&centre| centre <= x).count();
    let (from, to) = (centres[before], centres[before + 1]);
    let at = before as f64 + (x - from) / (to - from);
    (-0.5 <= at && at <= centres.len() as f64 - 0.5).then_some(at)
}

/// A panel laid out on the sheet.
struct Grid<'a> {
    panel: &'a HeatPanel,
    x_labels: Vec<String>,
    y_labels: Vec<String>,
    /// Left end of the panel with its numbers.
    outer: f64,
    /// Right end of what the panel may use.
    limit: f64,
    left: f64,
    top: f64,
    /// Width and height of a cell.
    cell: (f64, f64),
}

impl<'a> Grid<'a> {
    fn new(chart: &Heat, panel: &'a HeatPanel, outer: f64, room: f64, top: f64) -> Self {
        let y_labels = labels(chart.y_scale, &panel.ys);
        let widths = y_labels.iter().map(|label| letters::width(label, SMALL));
        let left = outer + widths.fold(0.0, f64::max) + 8.0;
        let width = ((outer + room - left) / panel.xs.len() as f64).min(WIDEST);
        let height = (width * 0.86).min(TALLEST).min(HIGHEST / panel.ys.len() as f64);
        Self {
            panel,
            x_labels: labels(chart.x_scale, &panel.xs),
            y_labels,
            outer,
            limit: outer + room,
            left,
            top,
            cell: (width, height),
        }
    }

    fn right(&self) -> f64 {
        self.left + self.cell.0 * self.panel.xs.len() as f64
    }

    fn bottom(&self) -> f64 {
        self.top + self.cell.1 * self.panel.ys.len() as f64
    }

    /// The pixel of a place that is counted in cells, the centre of the lowest on the left being
    /// (0, 0).
    fn at(&self, (column, row): Point) -> Point {
        (self.left + self.cell.0 * (column + 0.5), self.bottom() - self.cell.1 * (row + 0.5))
    }

    fn draw(&self, canvas: &mut Canvas, chart: &Heat, look: &Look) {
        let name = letters::shorten(&self.panel.label, LABEL, (self.limit - self.left) / 1.06);
        canvas.text(&name, (self.left, self.top - 11.0), Letters::new(LABEL, INK).bold());
        for (column, row, cell) in self.panel.cells() {
            let (x, y) = self.at((column as f64, row as f64));
            let half = (self.cell.0 / 2.0 - HAIR, self.cell.1 / 2.0 - HAIR);
            let corners = ((x - half.0, y - half.1), (x + half.0, y + half.1));
            canvas.rectangle(corners.0, corners.1, look.colour(cell));
        }
        let break_even = self.break_even();
        for (width, colour) in [(BREAK_EVEN + 2.4, PAPER), (BREAK_EVEN, INK)] {
            for piece in &break_even {
                canvas.line(piece, width, colour);
            }
        }
        let size = self.figure_size(look);
        let circle = self.circle(look, size);
        let lines: Vec<[Point; 2]> =
            circle.iter().flat_map(|it| pieces(it)).chain(break_even).collect();
        for (column, row, cell) in self.panel.cells() {
            let at = self.at((column as f64, row as f64));
            match size {
                Some(size) => write_figure(canvas, &look.figure(cell), at, cell, size, &lines),
                None => self.draw_sign(canvas, at, cell),
            }
        }
        if let Some(circle) = circle {
            layout::ring(canvas, &circle);
        }
        self.write_labels(canvas);
        self.panel.describe(canvas, chart);
    }

    fn break_even(&self) -> Vec<[Point; 2]> {
        let pieces = contour::zero_line(&self.panel.values);
        pieces.into_iter().map(|piece| piece.map(|end| self.at(end))).collect()
    }

    /// The largest letters for which all cells have room, if there are any.
    fn figure_size(&self, look: &Look) -> Option<f64> {
        let fits = |size: &f64| {
            let widths = self.panel.cells().map(|cell| letters::width(&look.figure(cell.2), *size));
            widths.fold(0.0, f64::max) <= self.cell.0 - 3.0 && *size + 3.0 <= self.cell.1
        };
        FIGURES.into_iter().find(fits)
    }

    /// Around where the file stands: the largest ring that crosses no figure, else the smallest.
    fn circle(&self, look: &Look, size: Option<f64>) -> Option<Vec<Point>> {
        let centre = self.at(self.panel.place_of_file()?);
        let crosses = |circle: &[Point]| {
            self.panel.cells().any(|(column, row, cell)| {
                let at = self.at((column as f64, row as f64));
                let text = size.map(|size| figure_box(&look.figure(cell), size));
                text.is_none_or(|half| pieces(circle).any(|piece| meets(piece, at, half)))
            })
        };
        let mut circles = RINGS.map(|radius| layout::circle(centre, radius)).into_iter();
        circles.clone().find(|it| !crosses(it)).or_else(|| circles.next_back())
    }

    /// Where there is no room for figures a loss has a minus, since colours alone would not tell
    /// every reader.
    fn draw_sign(&self, canvas: &mut Canvas, (x, y): Point, cell: Cell) {
        if matches!(cell, Cell::Loss(_)) {
            let half = (self.cell.0 * 0.22).min(3.5);
            canvas.line(&[(x - half, y), (x + half, y)], 1.2, INK);
        }
    }

    /// The numbers of the columns and rows, as many as have room.
    fn write_labels(&self, canvas: &mut Canvas) {
        let mut free = self.outer - GUTTER / 2.0;
        for (column, label) in self.x_labels.iter().enumerate() {
            let (x, _) = self.at((column as f64, 0.0));
            let half = letters::width(label, SMALL) / 2.0;
            if free <= x - half && x + half <= self.limit + GUTTER / 2.0 - 5.0 {
                let at = (x, self.bottom() + 13.0);
                canvas.text(label, at, Letters::new(SMALL, MUTED).centred());
                free = x + half + 5.0;
            }
        }
        let mut free = self.bottom() + SMALL;
        for (row, label) in self.y_labels.iter().enumerate() {
            let (_, y) = self.at((0.0, row as f64));
            if y + SMALL / 2.0 <= free {
                canvas.text(label, (self.left - 6.0, y), Letters::new(SMALL, MUTED).ending());
                free = y - SMALL / 2.0;
            }
        }
    }

    fn write_x_label(&self, canvas: &mut Canvas, name: &str) {
        let name = letters::shorten(name, SMALL, self.limit - self.outer);
        let half = letters::width(&name, SMALL) / 2.0;
        let middle = f64::midpoint(self.left, self.right());
        let middle = middle.min(self.limit - half).max(self.outer + half);
        let at = (middle, self.bottom() + NUMBERS + 6.0);
        canvas.text(&name, at, Letters::new(SMALL, MUTED).centred());
    }
}

/// Numbers beside cells, all with as many decimals as any needs.
fn labels(scale: Scale, centres: &[f64]) -> Vec<String> {
    let format = scale.format(centres);
    centres.iter().map(|&centre| format.write(centre)).collect()
}

/// The figure of a cell, unless a line runs through it.
fn write_figure(
    canvas: &mut Canvas,
    figure: &str,
    at: Point,
    cell: Cell,
    size: f64,
    lines: &[[Point; 2]],
) {
    let half = figure_box(figure, size);
    if !lines.iter().any(|&piece| meets(piece, at, half)) {
        let colour = if matches!(cell, Cell::Gain(_) | Cell::Loss(_)) { INK } else { MUTED };
        canvas.text(figure, at, Letters::new(size, colour).centred());
    }
}

/// Half the width and half the height of a figure.
fn figure_box(figure: &str, size: f64) -> (f64, f64) {
    (letters::width(figure, size) / 2.0 + 1.5, size * 0.4)
}

/// Whether a straight line meets the box around `centre` (Liang and Barsky 1984).
fn meets([from, to]: [Point; 2], centre: Point, half: (f64, f64)) -> bool {
    let inside = |from: f64, to: f64, low: f64, high: f64| {
        if (to - from).abs() < 1e-9 {
            return if low <= from && from <= high { (0.0, 1.0) } else { (1.0, 0.0) };
        }
        let ends = ((low - from) / (to - from), (high - from) / (to - from));
        (ends.0.min(ends.1), ends.0.max(ends.1))
    };
    let x = inside(from.0, to.0, centre.0 - half.0, centre.0 + half.0);
    let y = inside(from.1, to.1, centre.1 - half.1, centre.1 + half.1);
    x.0.max(y.0).max(0.0) <= x.1.min(y.1).min(1.0)
}

fn pieces(line: &[Point]) -> impl Iterator<Item = [Point; 2]> + '_ {
    line.windows(2).map(|pair| [pair[0], pair[1]])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Saving in pounds at columns 0, 1, … and rows 0, 1, ….
    fn panel(columns: u32, rows: u32, saving: impl Fn(f64, f64) -> f64) -> HeatPanel {
        let row = |row: u32| -> Vec<f64> {
            (0..columns).map(|column| saving(f64::from(column), f64::from(row))).collect()
        };
        let values: Vec<Vec<f64>> = (0..rows).map(row).collect();
        HeatPanel {
            label: "Hazard ratio 0.5, as the published trials have it".to_owned(),
            xs: (0..columns).map(|column| 0.1 + 0.1 * f64::from(column)).collect(),
            ys: (0..rows).map(|row| 0.6 + 0.1 * f64::from(row)).collect(),
            clear: values.iter().map(|row| row.iter().map(|x| 2e5 < x.abs()).collect()).collect(),
            values,
            here: Some((0.3, 0.7)),
        }
    }

    fn chart(panels: Vec<HeatPanel>) -> Heat {
        Heat {
            heading: Heading::new(
                "chart.svg",
                "The council gains where the risk is above 45%",
                "Expected net saving at the tariff in the file",
            ),
            x_label: "Risk of care without the programme".to_owned(),
            y_label: "Cost of care, against that in the file".to_owned(),
            x_scale: Scale::Percent,
            y_scale: Scale::Factor,
            value_label: "the council's expected net saving".to_owned(),
            panels,
        }
    }

    fn plane(x: f64, y: f64) -> f64 {
        (x + y - 3.5) * 1e6
    }

    #[test]
    fn odd_values_give_a_tidy_chart() {
        let surfaces: [fn(f64, f64) -> f64; 8] = [
            plane,
            |_, _| 0.0,
            |_, _| f64::NAN,
            |x, y| if x == y { f64::NAN } else { plane(x, y) },
            |x, _| if x < 2.0 { f64::MIN } else { f64::MAX },
            |_, _| f64::INFINITY,
            |x, _| -x * 1e11,
            |x, y| (x - y) * 1e-3,
        ];
        for surface in surfaces {
            for (columns, rows) in [(0, 3), (1, 1), (9, 9), (1, 9), (9, 1), (40, 30), (200, 2)] {
                for panels in [0, 1, 3] {
                    let panel = panel(columns, rows, surface);
                    draw(&chart(vec![panel; panels])).assert_tidy();
                }
            }
            for here in [None, Some((f64::NAN, 1e300)), Some((9.0, 0.7))] {
                let panel = HeatPanel { here, ..panel(9, 9, surface) };
                draw(&chart(vec![panel; 4])).assert_tidy();
            }
        }
        let mut ragged = panel(9, 9, plane);
        ragged.values.truncate(4);
        ragged.values[1].clear();
        ragged.clear.clear();
        ragged.xs.fill(1.0);
        ragged.ys = vec![f64::NAN, f64::MAX, -1.0, 0.0, 1e-9, 1e9, f64::INFINITY, 2.0, 2.0];
        let mut chart = chart(vec![ragged; 4]);
        chart.x_scale = Scale::Pounds;
        chart.value_label = "x".repeat(300);
        chart.x_label = "x".repeat(300);
        draw(&chart).assert_tidy();
        assert_eq!(heat(&chart), heat(&chart));
    }

    #[test]
    fn a_cell_is_a_gain_or_a_loss_only_beyond_its_error() {
        let mut panel = panel(3, 1, |x, _| (x - 1.0) * 1e6 - 1e5);
        assert_eq!(panel.cell(0, 0), Cell::Loss(-1.1e6));
        assert_eq!(panel.cell(1, 0), Cell::Close(-1e5));
        assert_eq!(panel.cell(2, 0), Cell::Gain(9e5));
        assert_eq!(panel.cell(3, 0), Cell::Unknown);
        panel.clear.clear();
        assert_eq!(panel.cell(0, 0), Cell::Close(-1.1e6));
    }

    #[test]
    fn cells_have_their_figures_in_one_unit() {
        let svg = heat(&chart(vec![panel(9, 9, plane); 4])).svg;
        assert!(svg.contains("s expected net saving, £m</text>"));
        for figure in ["−3.5", "12.5"] {
            assert_eq!(svg.matches(&format!(">{figure}</text>")).count(), 4);
        }
        assert!(svg.contains("−£3.5m to £12.5m; 71 cells gain, 10 lose, 0 are too close to call."));
        assert!(svg.contains("The file stands at 30.0% and ×0.70."));
    }

    #[test]
    fn a_loss_has_a_minus_even_where_there_is_no_room_for_figures() {
        let lines = |saving: f64| {
            let svg = heat(&chart(vec![panel(60, 20, |_, _| saving)])).svg;
            assert!(!svg.contains(">−1.0</text>"));
            svg.matches("<polyline").count()
        };
        assert_eq!(lines(-1e6), lines(1e6) + 1200);
    }

    #[test]
    fn the_file_stands_between_the_cells_around_it() {
        let centres = [0.1, 0.2, 0.4];
        assert_eq!(place(&centres, 0.1), Some(0.0));
        let near = |x, expected: f64| (place(&centres, x).unwrap() - expected).abs() < 1e-9;
        assert!(near(0.3, 1.5) && near(0.06, -0.4) && near(0.49, 2.45));
        assert_eq!(place(&centres, 0.04), None);
        assert_eq!(place(&centres, 0.51), None);
        assert_eq!(place(&centres, f64::NAN), None);
        assert_eq!(
            (place(&[0.3], 0.3), place(&[0.3], 0.4), place(&[], 0.3)),
            (Some(0.0), None, None)
        );
    }

    #[test]
    fn no_line_runs_through_a_figure() {
        let half = (10.0, 4.0);
        assert!(meets([(0.0, 0.0), (50.0, 0.0)], (25.0, 3.0), half));
        assert!(!meets([(0.0, 0.0), (50.0, 0.0)], (25.0, 5.0), half));
        assert!(!meets([(0.0, 0.0), (14.0, 0.0)], (25.0, 0.0), half));
        assert!(meets([(25.0, -9.0), (25.0, 9.0)], (25.0, 0.0), half));
        assert!(meets([(24.0, 1.0), (24.0, 1.0)], (25.0, 0.0), half));
        assert!(!meets([(0.0, 0.0), (20.0, -20.0)], (25.0, 0.0), half));
        let figures = |shift: f64| {
            let panel = panel(9, 9, |x, _| (x - shift) * 1e6);
            heat(&chart(vec![HeatPanel { here: None, ..panel }])).svg
        };
        // The line lies between the columns, then on one of them.
        assert_eq!(figures(3.5).matches(">0.5</text>").count(), 9);
        assert_eq!(figures(4.0).matches(">0.0</text>").count(), 0);
        assert_eq!(figures(4.0).matches(">1.0</text>").count(), 9);
    }

    #[test]
    fn the_ring_leaves_the_figure_of_the_file_where_it_can() {
        let has_figure = |x: f64| {
            let panel = panel(9, 9, |x, y| (7.0 + x + 10.0 * y) * 1e6);
            heat(&chart(vec![HeatPanel { here: Some((x, 0.8)), ..panel }]))
                .svg
                .contains(">29.0</text>")
        };
        assert!(has_figure(0.3) && has_figure(0.35) && !has_figure(0.32));
    }

    #[test]
    fn columns_run_to_the_right_and_rows_upwards() {
        let panel = panel(4, 3, plane);
        let chart = chart(vec![panel.clone()]);
        let grid = Grid::new(&chart, &panel, 0.0, 400.0, 50.0);
        let (first, last) = (grid.at((0.0, 0.0)), grid.at((3.0, 2.0)));
        assert!((first.0 - grid.left - grid.cell.0 / 2.0).abs() < 1e-9);
        assert!((grid.bottom() - first.1 - grid.cell.1 / 2.0).abs() < 1e-9);
        assert!((last.0 - first.0 - 3.0 * grid.cell.0).abs() < 1e-9);
        assert!((first.1 - last.1 - 2.0 * grid.cell.1).abs() < 1e-9);
    }

    #[test]
    fn the_zero_line_runs_between_losses_and_gains() {
        let panel = panel(2, 2, |x, _| (x - 0.25) * 1e6);
        let chart = chart(vec![panel.clone()]);
        let grid = Grid::new(&chart, &panel, 0.0, 400.0, 0.0);
        let pieces = contour::zero_line(&panel.values);
        let [from, to] = pieces[0].map(|end| grid.at(end));
        let expected = grid.left + grid.cell.0 * 0.75;
        assert!((from.0 - expected).abs() < 1e-9 && (to.0 - expected).abs() < 1e-9);
    }
}
