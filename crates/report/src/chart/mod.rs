//! The charts of the report: plain data in, the text of an SVG out, with and without its heading.
//!
//! Every chart has a title that states its finding, a subtitle that says what is drawn, and axes
//! with units; a party has the same colour everywhere, and so has an arrangement; uncertainty is
//! always drawn. Choosing the numbers and wording the findings is left to the report.
//!
//! The functions are deterministic (the same data give the same bytes) and take whatever comes:
//! values that are not finite are left out or drawn at the rim, and no data give a chart that says
//! so.

mod axis;
mod bins;
mod bound;
mod burden;
mod canvas;
mod contour;
mod curves;
mod fan;
mod frame;
mod heat;
mod histogram;
mod intervals;
mod letters;
mod levers;
mod marks;
mod placing;
mod scale;
mod shares;
mod stacked;
mod style;
mod tornado;
mod verdicts;
mod zones;

pub use bound::Bound;
pub use burden::{Burden, BurdenParty, BurdenRow, burden};
pub use canvas::{Drawing, Heading};
pub use curves::{Curve, CurvePoint, Curves, curves};
pub use fan::{Claim, Fan, FanChart, Moment, fan};
pub use heat::{Heat, HeatPanel, heat};
pub use histogram::{Apart, Histogram, histogram};
pub use intervals::{IntervalRow, Intervals, intervals};
pub use levers::{LeverPanel, LeverPoint, Levers, levers};
pub use marks::{Mark, MarkKind};
pub use scale::Scale;
pub use shares::{ShareRow, Shares, shares};
pub use stacked::{Series, Stacked, Whisker, stacked};
pub use style::Role;
pub use tornado::{Tornado, TornadoRow, tornado};
pub use verdicts::{Lean, VerdictCell, VerdictRow, Verdicts, verdicts};
pub use zones::{ZoneRow, Zones, zones};
