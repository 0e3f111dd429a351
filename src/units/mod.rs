//! Numbers that know what they are: money that changes hands, and the contract's calendar.
//!
//! Knows nothing of families, contracts or files.

mod calendar;
mod money;

pub(crate) use calendar::FURTHEST_DAY;
pub use calendar::{
    Calendar, DAYS_PER_MONTH, DAYS_PER_YEAR, Month, financial_year, financial_year_label,
    first_day_of, month_of_day,
};
pub use money::Money;
