//! Tables for those who calculate on: quantiles by month, and every trial.

mod comparisons;
mod months;
mod parquet;

pub(super) use comparisons::comparisons;
pub(super) use months::months;
pub(super) use parquet::trials;
