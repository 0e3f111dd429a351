//! Tables for those who calculate on: quantiles by month, and every trial.

mod months;
mod parquet;

pub(super) use months::months;
pub(super) use parquet::trials;
