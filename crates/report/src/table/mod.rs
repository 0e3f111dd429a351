//! Tables for those who calculate on: quantiles by month, and every trial.

mod columns;
mod comparisons;
mod fund;
mod months;
mod parquet;

pub(super) use comparisons::comparisons;
pub(super) use fund::fund;
pub(super) use months::months;
pub(super) use parquet::trials;
