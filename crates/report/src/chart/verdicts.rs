//! What the views of the evidence say on each decision.

use plotters::style::RGBColor;

use super::canvas::{Canvas, Drawing, Heading, Letters};
use super::layout::{self, Sign};
use super::letters;
use super::style::{GRID, INK, LABEL, LEADING, MARGIN, MUTED, Role, SMALL, WIDTH};

/// Decisions by views of the evidence.
#[derive(Clone, Debug)]
pub struct Verdicts {
    pub heading: Heading,
    /// The views; up to eight can be read.
    pub columns: Vec<String>,
    pub rows: Vec<VerdictRow>,
}

/// One decision between two arrangements.
#[derive(Clone, Debug)]
pub struct VerdictRow {
    /// The decision, such as "outcomes contract rather than fees, for the council".
    pub label: String,
    /// One a view; nothing where a view has no answer.
    pub cells: Vec<Option<VerdictCell>>,
    /// Whether the decision is robust, or what it depends on.
    pub conclusion: String,
}

/// What one view says.
#[derive(Clone, Debug)]
pub struct VerdictCell {
    /// The difference with its sign, such as "+£1.2m".
    pub text: String,
    /// In small letters, such as the probability "84%".
    pub small: String,
    pub lean: Lean,
}

/// Which of the two arrangements of a decision is ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lean {
    First,
    Second,
    /// The difference is too small to matter.
    TooLittle,
    /// These trials cannot tell.
    CannotTell,
}

/// Draws a table of verdicts.
pub fn verdicts(chart: &Verdicts) -> Drawing {
    draw(chart).drawing()
}

const TINY: f64 = 10.0;
/// Between the columns, and between the lines of a row and its rim.
const PAD: f64 = 6.0;
/// Paper between two cells.
const HAIR: f64 = 1.5;
/// No column of cells is narrower or wider than these.
const WIDTHS: [f64; 2] = [30.0, 92.0];
/// A width at which most heads have few lines.
const COMFORT: f64 = 80.0;
/// No head, decision or conclusion has more lines.
const LINES: usize = 8;
/// What the cells leave at least to the decisions and to the conclusions.
const LEFT_OVER: [f64; 2] = [136.0, 104.0];

fn draw(chart: &Verdicts) -> Canvas {
    let mut canvas = Canvas::new(&chart.heading);
    if chart.rows.is_empty() || chart.columns.is_empty() {
        layout::nothing(&mut canvas);
        return canvas;
    }
    let leans = [Lean::First, Lean::Second, Lean::TooLittle, Lean::CannotTell];
    layout::key(&mut canvas, &leans.map(|lean| (Sign::Swatch(lean.colour()), lean.name())));
    let table = Table::new(chart);
    table.write_heads(&mut canvas, chart);
    for row in &chart.rows {
        table.write_row(&mut canvas, row);
        describe(&mut canvas, chart, row);
    }
    canvas.line(&[(MARGIN, canvas.below), (WIDTH - MARGIN, canvas.below)], 0.8, GRID);
    canvas.below += 14.0;
    canvas
}

impl Lean {
    fn name(self) -> &'static str {
        match self {
            Self::First => "The first named is ahead",
            Self::Second => "The second is ahead",
            Self::TooLittle => "Too little to matter",
            Self::CannotTell => "These trials cannot tell",
        }
    }

    /// Light enough for letters; the four differ in grey, too.
    fn colour(self) -> RGBColor {
        match self {
            Self::First => Role::Arrangement(0).tint(0.34),
            Self::Second => Role::Arrangement(1).tint(0.30),
            Self::TooLittle => GRID,
            Self::CannotTell => RGBColor(0xf6, 0xf7, 0xf9),
        }
    }
}

/// Where the columns are and how large their letters.
struct Table {
    /// Edges of the columns of cells: one more than there are columns.
    edges: Vec<f64>,
    /// Size of the figures in the cells.
    size: f64,
}

impl Table {
    /// The largest letters with which all columns have room. Where even the smallest have none,
    /// columns are equally wide and texts are cut.
    fn new(chart: &Verdicts) -> Self {
        let room = WIDTH - 2.0 * MARGIN - LEFT_OVER[0] - LEFT_OVER[1];
        let sizes = [LABEL, SMALL, TINY];
        let widths = |size: f64| -> Vec<f64> {
            (0..chart.columns.len()).map(|column| width(chart, column, size)).collect()
        };
        let fitting = sizes.into_iter().find(|&size| widths(size).iter().sum::<f64>() <= room);
        let size = fitting.unwrap_or(TINY);
        let mut widths = widths(size);
        if fitting.is_none() {
            widths = vec![room / widths.len() as f64; widths.len()];
        }
        // Columns of one width are calmer, where there is room for them.
        let widest = widths.iter().copied().fold(0.0, f64::max);
        if widest * widths.len() as f64 <= room {
            let comfortable = (room * 0.8 / widths.len() as f64).min(COMFORT);
            widths.fill(widest.max(comfortable));
        }
        let spare = room - widths.iter().sum::<f64>();
        let mut edges = vec![MARGIN + LEFT_OVER[0] + spare * 0.6];
        for width in widths {
            edges.push(edges[edges.len() - 1] + width);
        }
        Self { edges, size }
    }

    fn left(&self) -> f64 {
        self.edges[0]
    }

    fn right(&self) -> f64 {
        self.edges[self.edges.len() - 1]
    }

    /// The names of the views, standing on the line below which the rows begin.
    fn write_heads(&self, canvas: &mut Canvas, chart: &Verdicts) {
        let size = self.size.min(SMALL);
        let heads: Vec<Vec<String>> = chart
            .columns
            .iter()
            .zip(self.edges.windows(2))
            .map(|(name, edge)| letters::wrap(name, size, edge[1] - edge[0] - PAD + 0.01, LINES))
            .collect();
        let lines = heads.iter().map(Vec::len).max().unwrap_or(0);
        canvas.below += size * LEADING * lines as f64 + PAD;
        for (head, edge) in heads.iter().zip(self.edges.windows(2)) {
            let middle = f64::midpoint(edge[0], edge[1]);
            let last = canvas.below - PAD - size * LEADING / 2.0;
            for (place, line) in head.iter().rev().enumerate() {
                let at = (middle, last - size * LEADING * place as f64);
                canvas.text(line, at, Letters::new(size, MUTED).centred());
            }
        }
    }

    fn write_row(&self, canvas: &mut Canvas, row: &VerdictRow) {
        let label = letters::wrap(&row.label, LABEL, self.left() - MARGIN - 2.0 * PAD, LINES);
        let room = WIDTH - MARGIN - self.right() - 2.0 * PAD;
        let conclusion = letters::wrap(&row.conclusion, SMALL, room, LINES);
        let cell = self.size * LEADING + TINY * LEADING;
        let height = (LABEL * LEADING * label.len() as f64)
            .max(SMALL * LEADING * conclusion.len() as f64)
            .max(cell)
            + 2.0 * PAD;
        let (top, y) = (canvas.below, canvas.below + height / 2.0);
        canvas.line(&[(MARGIN, top), (WIDTH - MARGIN, top)], 0.8, GRID);
        layout::stack(canvas, &label, (MARGIN, y), Letters::new(LABEL, INK));
        for (place, edge) in self.edges.windows(2).enumerate() {
            let cell = row.cells.get(place).and_then(Option::as_ref);
            let (left, right) = (edge[0] + HAIR, edge[1] - HAIR);
            let Some(cell) = cell else {
                let middle = (f64::midpoint(left, right), y);
                canvas.text("–", middle, Letters::new(self.size, MUTED).centred());
                continue;
            };
            let corners = ((left, top + HAIR), (right, top + height - HAIR));
            canvas.rectangle(corners.0, corners.1, cell.lean.colour());
            self.write_cell(canvas, cell, (f64::midpoint(left, right), y), right - left - 2.0);
        }
        let at = (self.right() + 2.0 * PAD, y);
        layout::stack(canvas, &conclusion, at, Letters::new(SMALL, INK));
        canvas.below += height;
    }

    fn write_cell(&self, canvas: &mut Canvas, cell: &VerdictCell, (x, y): (f64, f64), room: f64) {
        let letters = Letters::new(self.size, INK).bold().centred();
        let text = letters::shorten(&cell.text, self.size, room / 1.06);
        let small = letters::shorten(&cell.small, TINY, room);
        if small.is_empty() {
            canvas.text(&text, (x, y), letters);
            return;
        }
        canvas.text(&text, (x, y - TINY * LEADING / 2.0), letters);
        let below = y + self.size * LEADING / 2.0;
        canvas.text(&small, (x, below), Letters::new(TINY, INK).centred());
    }
}

/// What a column needs for its figures and for the longest word of its head.
fn width(chart: &Verdicts, column: usize, size: f64) -> f64 {
    let cells = chart.rows.iter().filter_map(|row| row.cells.get(column)?.as_ref());
    let figures = cells.flat_map(|cell| {
        [letters::bold_width(&cell.text, size), letters::width(&cell.small, TINY)]
    });
    let words = chart.columns[column].split_whitespace();
    let words = words.map(|word| letters::width(word, size.min(SMALL)));
    (figures.chain(words).fold(0.0, f64::max) + PAD).clamp(WIDTHS[0], WIDTHS[1])
}

fn describe(canvas: &mut Canvas, chart: &Verdicts, row: &VerdictRow) {
    let cells = chart.columns.iter().zip(&row.cells);
    let said = |(name, cell): (&String, &Option<VerdictCell>)| match cell {
        Some(cell) => format!("{name} {} ({})", cell.text, cell.small),
        None => format!("{name} no answer"),
    };
    let said: Vec<String> = cells.map(said).collect();
    canvas.describe(&format!("{}: {}; {}", row.label, said.join(", "), row.conclusion));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str, small: &str) -> VerdictCell {
        VerdictCell { text: text.to_owned(), small: small.to_owned(), lean: Lean::First }
    }

    fn chart(columns: &[&str], rows: usize, cells: &[Option<VerdictCell>]) -> Verdicts {
        let row = |_| VerdictRow {
            label: "Outcomes contract rather than fees, for the council".to_owned(),
            cells: cells.to_vec(),
            conclusion: "depends on what is believed of the effect of therapy".to_owned(),
        };
        Verdicts {
            heading: Heading::new(
                "chart.svg",
                "Whom the contract serves depends on who is believed",
                "Mean difference and the probability of being ahead",
            ),
            columns: columns.iter().map(|&name| name.to_owned()).collect(),
            rows: (0..rows).map(row).collect(),
        }
    }

    const VIEWS: [&str; 8] = [
        "As assumed",
        "Sceptical of therapy",
        "Published trials only",
        "The council's own evaluation",
        "Optimistic",
        "Effects wear off in two years",
        "As it turned out: remote from March 2020",
        "No incentive effect",
    ];

    #[test]
    fn odd_values_give_a_tidy_chart() {
        let long = "x".repeat(60);
        let cells: [&[Option<VerdictCell>]; 6] = [
            &[],
            &[None],
            &[Some(cell("+£1.2m", "84%")), None, Some(cell("", "")), Some(cell("−£12.3m", ""))],
            &[Some(cell(&long, &long)), Some(cell("", &long))],
            &[const { None }; 30],
            &vec![Some(cell("−£12.3m", "<1%")); 30],
        ];
        let many = vec!["Incontrovertible counterfactual"; 20];
        let columns = [&[][..], &["", " "], &VIEWS[..1], &VIEWS, &[long.as_str()], &many];
        for cells in cells {
            for columns in columns {
                for rows in [0, 1, 10] {
                    let mut chart = chart(columns, rows, cells);
                    draw(&chart).assert_tidy();
                    assert_eq!(verdicts(&chart), verdicts(&chart));
                    for row in &mut chart.rows {
                        row.label.clone_from(&long);
                        row.conclusion.clear();
                    }
                    draw(&chart).assert_tidy();
                }
            }
        }
    }

    #[test]
    fn eight_views_and_ten_decisions_are_written_out_in_full() {
        let chart = chart(&VIEWS, 10, &vec![Some(cell("−£12.3m", ">99%")); 8]);
        draw(&chart).assert_tidy();
        assert!(!verdicts(&chart).svg.contains('…'));
    }

    #[test]
    fn a_cell_has_the_colour_of_who_is_ahead() {
        let grey = |lean: Lean| {
            let RGBColor(red, green, blue) = lean.colour();
            0.3 * f64::from(red) + 0.59 * f64::from(green) + 0.11 * f64::from(blue)
        };
        let leans = [Lean::First, Lean::Second, Lean::TooLittle, Lean::CannotTell];
        assert!(leans.map(grey).windows(2).all(|it| it[0] + 12.0 < it[1]));
        let mut chart = chart(&VIEWS[..1], 1, &[Some(cell("+£1.2m", "84%"))]);
        let count = |chart: &Verdicts| verdicts(chart).svg.matches("<rect").count();
        let with_cell = count(&chart);
        chart.rows[0].cells[0] = None;
        assert_eq!(count(&chart) + 1, with_cell);
    }

    #[test]
    fn the_description_has_the_whole_table() {
        let svg = verdicts(&chart(&VIEWS[..2], 1, &[Some(cell("+£1.2m", "84%")), None])).svg;
        assert!(svg.contains(
            "for the council: As assumed +£1.2m (84%), Sceptical of therapy no answer; depends on"
        ));
    }
}
