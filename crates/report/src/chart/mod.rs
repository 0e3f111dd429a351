//! The charts of the report: plain data in, the text of an SVG out, with and without its heading.
//!
//! Every chart has a title that states its finding, a subtitle that says what is drawn, and axes
//! with units; a party has the same colour everywhere, and so has an arrangement; uncertainty is
//! always drawn. Choosing the numbers and wording the findings is left to the report.
//!
//! A chart is one of a few forms: [`rows()`] of bars, intervals and marks, [`lines()`], a
//! [`histogram()`], or one of those beside them that no form fits.
//!
//! The functions are deterministic (the same data give the same bytes) and take whatever comes:
//! values that are not finite are left out or drawn at the rim, and no data give a chart that says
//! so.

mod axis;
mod bins;
mod bound;
mod canvas;
mod contour;
mod heat;
mod histogram;
mod layout;
mod letters;
mod levers;
mod lines;
mod marks;
mod placing;
mod rows;
mod scale;
mod stacked;
mod style;
mod verdicts;

pub use axis::Range;
pub use bound::Bound;
pub use canvas::{Drawing, Heading};
pub use heat::{Heat, HeatPanel, heat};
pub use histogram::{Apart, Histogram, histogram};
pub use layout::Sign;
pub use levers::{LeverPanel, LeverPoint, Levers, levers};
pub use lines::{Across, Claim, Line, LinePoint, Lines, lines};
pub use marks::{Mark, MarkKind};
pub use rows::{
    Burden, BurdenParty, BurdenRow, Glyph, IntervalRow, Intervals, Panel, PanelName, Row, Rows,
    ZoneRow, Zones, burden, intervals, rows, zones,
};
pub use scale::Scale;
pub use stacked::{Series, Stacked, Whisker, stacked};
pub use style::{INK, PAPER, Role};
pub use verdicts::{Lean, VerdictCell, VerdictRow, Verdicts, verdicts};
