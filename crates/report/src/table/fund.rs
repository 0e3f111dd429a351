//! `trials.parquet` of a portfolio: one row a trial, of the fund and then of each contract.

use std::io::{self, Write};

use super::super::{finish, other};
use super::columns::{Column, Values, write};
use super::parquet::{finite, is_never};
use kinward::results::portfolio::{FundRow, FundTrials, LeftOut, Position};
use kinward::results::slug;
use kinward::scenario::Portfolio;

/// Whether the payback never comes, which is no month.
const NEVER_PAID_BACK: &str = "payback_never";

/// A column's name, and its value.
type Figure = (&'static str, fn(&Position) -> f64);

/// What stands of each position; pounds, but for multiples, rates and months.
const FIGURES: [Figure; 8] = [
    ("gain", |it| it.gain),
    ("paid_in", |it| it.drawn),
    ("got_back", |it| it.returned),
    ("npv", |it| it.npv),
    ("peak_out", |it| it.peak),
    ("multiple", |it| it.multiple),
    ("irr", |it| it.irr),
    ("payback_month", |it| it.payback),
];

/// Writes the table.
pub(crate) fn fund(
    file: impl Write + Send,
    trials: &FundTrials,
    portfolio: &Portfolio,
) -> io::Result<()> {
    finish(write(file, "trials", &columns(trials, portfolio)).map_err(other)?)
}

fn columns<'a>(trials: &'a FundTrials, portfolio: &Portfolio) -> Vec<Column<'a>> {
    let numbers = trials.first..trials.first + trials.rows.len() as u64;
    let numbers = numbers.map(|number| i64::try_from(number).unwrap_or(i64::MAX));
    let mut columns =
        vec![Column { name: "trial".to_owned(), values: Values::Wholes(numbers.collect()) }];
    columns.extend(position(trials, "fund", |it| &it.fund));
    for (index, left_out) in trials.left_out.iter().enumerate() {
        let what = match left_out {
            LeftOut::Shock(shock) => format!("shock.{}", slug(&portfolio.shocks[*shock].name)),
            LeftOut::Policy => "policy".to_owned(),
            LeftOut::All => "all".to_owned(),
        };
        let gains = trials.rows.iter().map(|row| Some(row.without[index]));
        let name = format!("fund.gain_without.{what}");
        columns.push(Column { name, values: Values::Numbers(gains.collect()) });
    }
    for (index, name) in trials.names.iter().enumerate() {
        let name = format!("contract.{}", slug(name));
        columns.extend(position(trials, &name, |it| &it.contracts[index]));
        let apart = trials.rows.iter().map(|row| row.apart.as_ref().map(|apart| apart[index]));
        let name = format!("{name}.gain_if_independent");
        columns.push(Column { name, values: Values::Numbers(apart.collect()) });
    }
    columns
}

fn position<'a>(
    trials: &'a FundTrials,
    name: &str,
    of: impl Fn(&FundRow) -> &Position,
) -> Vec<Column<'a>> {
    let figures = FIGURES.iter().map(|(figure, value)| {
        let values = trials.rows.iter().map(|row| finite(value(of(row))));
        Column { name: format!("{name}.{figure}"), values: Values::Numbers(values.collect()) }
    });
    let never = trials.rows.iter().map(|row| is_never(of(row).payback));
    let never = Column {
        name: format!("{name}.{NEVER_PAID_BACK}"),
        values: Values::Truths(never.collect()),
    };
    let kinds = trials.rows.iter().map(|row| of(row).kind.name());
    let kinds = Column { name: format!("{name}.irr_kind"), values: Values::Words(kinds.collect()) };
    figures.chain([never, kinds]).collect()
}
