//! How much of an outcome's spread comes from assumptions and how much from chance.

use super::canvas::{Canvas, Drawing, Heading, Letters};
use super::frame::{self, RowNames};
use super::letters;
use super::style::{INK, LABEL, MARGIN, PAPER, Role, WIDTH};

/// Bars of 100%, one an outcome.
#[derive(Clone, Debug)]
pub struct Shares {
    pub heading: Heading,
    pub rows: Vec<ShareRow>,
}

/// One outcome.
#[derive(Clone, Debug)]
pub struct ShareRow {
    pub label: String,
    /// The share of variance that is due to assumptions, in [0, 1]; the rest is due to chance.
    pub assumptions: f64,
}

/// Draws bars of shares.
pub fn shares(chart: &Shares) -> Drawing {
    draw(chart).drawing()
}

const ROW: f64 = 36.0;
const BAR: f64 = 24.0;

fn draw(chart: &Shares) -> Canvas {
    let mut canvas = Canvas::new(&chart.heading);
    if chart.rows.is_empty() {
        frame::nothing(&mut canvas);
        return canvas;
    }
    let parts = [
        ("Assumptions: what more evidence could settle", Role::Assumptions),
        ("Chance: what would remain", Role::Chance),
    ];
    frame::key(&mut canvas, &parts.map(|(name, role)| (name, role.colour())));
    let names = RowNames::new(chart.rows.iter().map(|row| row.label.as_str()));
    let (left, right) = (MARGIN + names.width + 12.0, WIDTH - MARGIN);
    for (place, row) in chart.rows.iter().enumerate() {
        let y = canvas.below + ROW / 2.0;
        names.write(&mut canvas, place, left - 12.0, y);
        draw_row(&mut canvas, row, (left, right), y);
        canvas.below += ROW;
    }
    canvas.below += 12.0;
    canvas
}

fn draw_row(canvas: &mut Canvas, row: &ShareRow, (left, right): (f64, f64), y: f64) {
    if !row.assumptions.is_finite() {
        canvas.text("no variance", (left, y), Letters::new(LABEL, INK));
        return;
    }
    let share = row.assumptions.clamp(0.0, 1.0);
    let edge = left + (right - left) * share;
    let whole = (share * 100.0).round();
    // The second number is what is missing from the first, so that the two make 100%.
    let parts = [
        (left, edge, whole, Role::Assumptions.colour(), PAPER),
        (edge, right, 100.0 - whole, Role::Chance.colour(), INK),
    ];
    for (from, to, percent, fill, ink) in parts {
        canvas.rectangle((from, y - BAR / 2.0), (to, y + BAR / 2.0), fill);
        let figure = format!("{percent}%");
        if letters::width(&figure, LABEL) + 8.0 < to - from {
            let middle = (f64::midpoint(from, to), y);
            canvas.text(&figure, middle, Letters::new(LABEL, ink).bold().centred());
        }
    }
    if left < edge && edge < right {
        canvas.line(&[(edge, y - BAR / 2.0), (edge, y + BAR / 2.0)], 1.2, PAPER);
    }
    canvas.describe(&format!("{}: {whole}% from assumptions", row.label));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_shares_give_a_tidy_chart() {
        let row = |assumptions| ShareRow { label: "Net saving".to_owned(), assumptions };
        let odd = [0.0, 1.0, 0.004, 0.996, -2.0, 7.0, f64::NAN, f64::INFINITY];
        let chart = Shares {
            heading: Heading {
                file: "chart.svg",
                title: "Chance matters less than what we do not know".to_owned(),
                subtitle: "Share of variance".to_owned(),
            },
            rows: odd.into_iter().map(row).collect(),
        };
        draw(&chart).assert_tidy();
        assert_eq!(shares(&chart), shares(&chart));
        draw(&Shares { rows: Vec::new(), ..chart }).assert_tidy();
    }

    #[test]
    fn the_two_percents_make_a_hundred() {
        let rows = vec![ShareRow { label: "IRR".to_owned(), assumptions: 0.625 }];
        let chart = Shares {
            heading: Heading { file: "chart.svg", title: String::new(), subtitle: String::new() },
            rows,
        };
        let svg = shares(&chart).svg;
        assert!(svg.contains(">63%</text>") && svg.contains(">37%</text>"));
    }
}
