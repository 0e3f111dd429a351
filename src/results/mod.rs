//! What a run leaves behind: one row a trial and world, and what the rows say.
//!
//! Plain data. Knows neither scenario files nor how a number is printed. Invariants: rows are in
//! the order of trials; a value that a trial does not have is NaN in a column, is left out of
//! every summary, and is counted; the time to an event that never comes is infinite, later than any
//! other, and counts like any other; columns take no more memory than a run is given for them: beyond it
//! they are on disk, and are read a few at a time by each thread.

mod claim;
mod column;
mod drivers;
mod important;
mod metric;
pub mod portfolio;
mod reference;
mod summary;
mod trials;
mod variance;

pub use claim::{
    ClaimCheck, ClaimResult, ClaimedFigure, NO_FIGURE, NO_VALUE, NOT_REPRODUCED, Sense, TOO_FEW,
};
pub use column::{Column, Number, Room, Store};
pub use drivers::{Driver, Drivers, FALSE_ALARM, Tenth, beyond_noise, noise_of_correlation};
pub(crate) use drivers::{Outcome, drivers_of};
pub use important::{IMPORTANT_SHARE, ImportantDifference};
pub use metric::{
    ByList, Direction, List, Metric, MetricNames, OfEntry, SERIES, Scope, Series, Unit, slug,
};
pub use reference::markdown as reference_page;
pub use summary::{
    AskedSaving, FEWEST_TRIALS, IrrCounts, MetricSummary, PayerSummary, Summary, WORST,
    WorldSummary, YearSummary, summarise,
};
pub(crate) use summary::{Named, by_name};
pub use trials::{
    BASE_VIEW, IrrKind, PROGRAMME, Role, SERIES_TRIALS, STATUS_QUO, TrialRow, Trials, UNDER,
    WorldLabel, WorldRow, WorldTrials,
};
pub use variance::{REPLICATED_EVERY, VarianceSplit};
