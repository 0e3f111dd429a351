//! Which assumptions move an outcome most.

use super::super::axis::{Range, tame};
use super::super::canvas::{Drawing, Heading};
use super::super::layout::Sign;
use super::super::marks::{Mark, MarkKind};
use super::super::scale::Scale;
use super::super::style::{INK, Role};
use super::{Glyph, Panel, Row, Rows};

/// An outcome at both ends of each assumption, the most important assumption first.
#[derive(Clone, Debug)]
pub struct Tornado {
    pub heading: Heading,
    pub scale: Scale,
    /// What the level axis measures.
    pub x_label: String,
    /// The mean of the outcome over all trials.
    pub mean: f64,
    pub rows: Vec<TornadoRow>,
}

/// One assumption.
#[derive(Clone, Debug)]
pub struct TornadoRow {
    pub label: String,
    /// Mean of the outcome over the trials in which the assumption is in its lowest tenth.
    pub low: f64,
    /// Mean of the outcome over the trials in which the assumption is in its highest tenth.
    pub high: f64,
}

/// Draws a tornado chart.
pub fn tornado(chart: &Tornado) -> Drawing {
    rows(chart).drawing()
}

/// Half the height of a bar.
const HALF: f64 = 10.0;

fn rows(chart: &Tornado) -> Rows {
    let fills = [Role::Assumptions.tint(0.40), Role::Assumptions.colour()];
    let ends = chart.rows.iter().flat_map(|row| [row.low, row.high]);
    let all: Vec<f64> = std::iter::once(chart.mean).chain(ends).collect();
    let figures = chart.scale.values(&all);
    let mean = tame(chart.mean);
    let row = |(row, figures): (&TornadoRow, &[String])| {
        let [low, high] = [row.low, row.high].map(tame);
        // One above the other where both ends lie on the same side.
        let is_one_sided = 0.0 < (low - mean) * (high - mean);
        let (half, away) = if is_one_sided { (HALF * 0.6, HALF * 0.6) } else { (HALF, 0.0) };
        let mut glyphs = Vec::new();
        for ((end, side), (fill, text)) in
            [(low, -1.0), (high, 1.0)].into_iter().zip(fills.into_iter().zip(figures))
        {
            let lane = side * away;
            let is_left = end < mean || (is_level(end, mean) && side < 0.0);
            glyphs.push(Glyph::Bar { from: mean, to: end, fill, half, lane });
            glyphs.push(Glyph::Beside { at: end, is_left, text: text.clone(), lane });
        }
        Row {
            label: row.label.clone(),
            glyphs,
            figures: Vec::new(),
            ink: INK,
            said: format!(
                "{}: {} at its lowest, {} at its highest",
                row.label, figures[0], figures[1]
            ),
        }
    };
    let names = ["Assumption in its lowest tenth", "Assumption in its highest tenth"];
    Rows {
        heading: chart.heading.clone(),
        key: fills.map(Sign::Swatch).into_iter().zip(names).collect(),
        scale: chart.scale,
        x_label: chart.x_label.clone(),
        columns: Vec::new(),
        panels: vec![Panel {
            name: None,
            range: Range::of(all.into_iter().map(tame)),
            rows: chart.rows.iter().zip(figures[1..].chunks(2)).map(row).collect(),
        }],
        marks: vec![Mark {
            at: chart.mean,
            label: format!("Mean {}", figures[0]),
            kind: MarkKind::Quantile,
        }],
        height: 34.0,
    }
}

fn is_level(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(mean: f64, ends: &[(f64, f64)]) -> Tornado {
        let row = |&(low, high): &(f64, f64)| TornadoRow {
            label: "The share of children who would have entered care without any help".to_owned(),
            low,
            high,
        };
        Tornado {
            heading: Heading::new("chart.svg", "The effect of therapy matters most", "Net saving"),
            scale: Scale::Pounds,
            x_label: "Net saving".to_owned(),
            mean,
            rows: ends.iter().map(row).collect(),
        }
    }

    #[test]
    fn odd_values_give_a_tidy_chart() {
        let odd: [(f64, &[(f64, f64)]); 8] = [
            (0.0, &[]),
            (0.0, &[(0.0, 0.0)]),
            (3e6, &[(3e6, 3e6), (1e6, 5e6), (5e6, 1e6)]),
            (3e6, &[(4e6, 5e6), (1e6, 2e6)]),
            (-9e6, &[(-12e6, -3e6)]),
            (f64::NAN, &[(f64::NAN, 1.0)]),
            (f64::MAX, &[(f64::MIN, f64::MAX)]),
            (1e-300, &[(0.0, 1e-299)]),
        ];
        for (mean, ends) in odd {
            let chart = chart(mean, ends);
            rows(&chart).draw().assert_tidy();
            assert_eq!(tornado(&chart), tornado(&chart));
        }
    }
}
