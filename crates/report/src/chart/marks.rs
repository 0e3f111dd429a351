//! Labelled upright lines over a plot.

use plotters::style::RGBColor;

use super::axis::Axis;
use super::canvas::{Canvas, Letters};
use super::layout::Plot;
use super::letters;
use super::placing;
use super::style::{INK, LABEL, MARGIN, MUTED, Role};

/// A labelled upright line.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Place on the axis, in the unit of the values. A claim far away from all values is shown as
    /// an arrow at the rim.
    pub at: f64,
    pub label: String,
    pub kind: MarkKind,
}

/// What a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// What somebody has said: a bold dashed line.
    Claim,
    /// A quantile or the mean of the trials: a thin line.
    Quantile,
    /// Break-even: a grey line, left out when it is out of sight.
    Zero,
}

const ROW: f64 = 18.0;

/// The marks that are drawn, with the places of their flags.
pub(super) struct Marks {
    lines: Vec<Line>,
    flags: Vec<placing::Flag>,
}

struct Line {
    x: f64,
    label: String,
    kind: MarkKind,
    is_to_scale: bool,
}

impl Marks {
    /// The flags of `marks` stand on the sheet left of `right`.
    pub(super) fn new(marks: &[Mark], x: &Axis, right: f64) -> Self {
        let lines: Vec<Line> = marks
            .iter()
            .filter(|mark| {
                mark.at.is_finite() && (mark.kind != MarkKind::Zero || x.contains(mark.at))
            })
            .map(|mark| {
                let label = match () {
                    () if mark.at < x.low => format!("← {} (off this axis)", mark.label),
                    () if x.high < mark.at => format!("{} (off this axis) →", mark.label),
                    () => mark.label.clone(),
                };
                let label = letters::shorten(&label, LABEL, (right - MARGIN) * 0.45);
                Line { x: x.at(mark.at), label, kind: mark.kind, is_to_scale: x.contains(mark.at) }
            })
            .collect();
        let sizes: Vec<(f64, f64)> =
            lines.iter().map(|line| (line.x, line.letters().width(&line.label))).collect();
        let flags = placing::flags(&sizes, MARGIN, right);
        Self { lines, flags }
    }

    /// Room for the flags above a plot.
    pub(super) fn height(&self) -> f64 {
        let rows = self.flags.iter().map(|flag| flag.level + 1).max().unwrap_or(0);
        ROW * rows as f64 + 4.0
    }

    pub(super) fn draw(&self, canvas: &mut Canvas, plot: Plot) {
        for (line, flag) in self.lines.iter().zip(&self.flags) {
            let y = plot.top - 4.0 - ROW * (flag.level as f64 + 0.5);
            let points = [(line.x, y - 6.0), (line.x, plot.bottom)];
            let (colour, width) = (line.colour(), line.width());
            match line.kind {
                _ if !line.is_to_scale => {}
                MarkKind::Claim => canvas.dashed(&points, width, colour, &[6.0, 3.5]),
                MarkKind::Quantile | MarkKind::Zero => canvas.line(&points, width, colour),
            }
            // The width is an estimate: the end beside the line is the one that must be right.
            if flag.is_left {
                canvas.text(&line.label, (flag.start + flag.width, y), line.letters().ending());
            } else {
                canvas.text(&line.label, (flag.start, y), line.letters());
            }
            canvas.describe(&line.label);
        }
    }
}

impl Line {
    fn colour(&self) -> RGBColor {
        match self.kind {
            MarkKind::Claim => Role::Claim.ink(),
            MarkKind::Quantile => INK,
            MarkKind::Zero => MUTED,
        }
    }

    fn width(&self) -> f64 {
        match self.kind {
            MarkKind::Claim => 2.0,
            MarkKind::Quantile => 1.0,
            MarkKind::Zero => 1.2,
        }
    }

    fn letters(&self) -> Letters {
        let letters = Letters::new(LABEL, self.colour());
        if self.kind == MarkKind::Claim { letters.bold() } else { letters }
    }
}
