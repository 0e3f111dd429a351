//! How much of an outcome's spread comes from assumptions and how much from chance.

use super::super::axis::Range;
use super::super::canvas::{Drawing, Heading};
use super::super::layout::Sign;
use super::super::scale::Scale;
use super::super::style::{INK, PAPER, Role};
use super::{Glyph, Panel, Row, Rows};

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
    rows(chart).drawing()
}

/// Half the height of a bar.
const HALF: f64 = 12.0;

fn rows(chart: &Shares) -> Rows {
    let parts = [
        ("Assumptions: what more evidence could settle", Role::Assumptions),
        ("Chance: what would remain", Role::Chance),
    ];
    Rows {
        heading: chart.heading.clone(),
        key: parts.map(|(name, role)| (Sign::Swatch(role.colour()), name)).to_vec(),
        scale: Scale::Percent,
        x_label: String::new(),
        columns: Vec::new(),
        panels: vec![Panel {
            name: None,
            range: Range { low: 0.0, high: 1.0 },
            rows: chart.rows.iter().map(row).collect(),
        }],
        marks: Vec::new(),
        height: 36.0,
    }
}

fn row(row: &ShareRow) -> Row {
    let share = row.assumptions.clamp(0.0, 1.0);
    let whole = (share * 100.0).round();
    let bar = |from: f64, to: f64, role: Role| Glyph::Bar {
        from,
        to,
        fill: role.colour(),
        half: HALF,
        lane: 0.0,
    };
    let inside = |from: f64, to: f64, percent: f64, ink| Glyph::Inside {
        from,
        to,
        text: format!("{percent}%"),
        ink,
    };
    let (glyphs, said) = if row.assumptions.is_finite() {
        // The second number is what is missing from the first, so that the two make 100%.
        let glyphs = vec![
            bar(0.0, share, Role::Assumptions),
            bar(share, 1.0, Role::Chance),
            inside(0.0, share, whole, PAPER),
            inside(share, 1.0, 100.0 - whole, INK),
        ];
        (glyphs, format!("{}: {whole}% from assumptions", row.label))
    } else {
        (vec![Glyph::Unknown { text: "no variance".to_owned(), lane: 0.0 }], String::new())
    };
    Row { label: row.label.clone(), glyphs, figures: Vec::new(), ink: INK, said }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_shares_give_a_tidy_chart() {
        let row = |assumptions| ShareRow { label: "Net saving".to_owned(), assumptions };
        let odd = [0.0, 1.0, 0.004, 0.996, -2.0, 7.0, f64::NAN, f64::INFINITY];
        let chart = Shares {
            heading: Heading::new(
                "chart.svg",
                "Chance matters less than what we do not know",
                "Share of variance",
            ),
            rows: odd.into_iter().map(row).collect(),
        };
        rows(&chart).draw().assert_tidy();
        assert_eq!(shares(&chart), shares(&chart));
        rows(&Shares { rows: Vec::new(), ..chart }).draw().assert_tidy();
    }

    #[test]
    fn the_two_percents_make_a_hundred() {
        let rows = vec![ShareRow { label: "IRR".to_owned(), assumptions: 0.625 }];
        let chart =
            Shares { heading: Heading::new("chart.svg", String::new(), String::new()), rows };
        let svg = shares(&chart).svg;
        assert!(svg.contains(">63%</text>") && svg.contains(">37%</text>"));
    }
}
