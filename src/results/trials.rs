//! The rows of a run: one for each trial and world.

use std::io;

use serde::{Serialize, Serializer};

use super::column::{Column, Least, Number, OPEN_MEMORY, Store};
use super::{Metric, MetricNames, REPLICATED_EVERY, SERIES, Series};
use crate::numeric::design::Design;
use crate::numeric::summary::Sample;

/// The months of a run are kept for so many trials, its first: enough for quantiles of a chart, where
/// those of all would outgrow everything else.
pub const SERIES_TRIALS: usize = 16_384;

/// What a world is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// No programme.
    StatusQuo,
    /// The scenario's own case.
    Programme,
    /// Another arrangement, under whichever view.
    Variant,
    /// The scenario's own arrangement under another view of the evidence.
    View,
}

impl Role {
    /// As files say it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::StatusQuo => "status quo",
            Self::Programme => "programme",
            Self::Variant => "variant",
            Self::View => "view",
        }
    }
}

impl Serialize for Role {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// The arrangement without a programme.
pub const STATUS_QUO: &str = "status quo";
/// The scenario's own arrangement.
pub const PROGRAMME: &str = "programme";
/// The evidence as the scenario has it.
pub const BASE_VIEW: &str = "base view";

/// Between the names of an arrangement and a view, in the name of a world.
pub const UNDER: &str = " · ";

/// What a world is called, and what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WorldLabel {
    pub name: String,
    pub role: Role,
    /// Who pays for what: [`STATUS_QUO`], [`PROGRAMME`], or the name of a variant or another file.
    pub arrangement: String,
    /// What is believed: [`BASE_VIEW`], or the name of a view.
    pub view: String,
}

/// How an internal rate of return turned out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IrrKind {
    Unique,
    Ambiguous,
    TotalLoss,
    #[default]
    NothingInvested,
    NoRate,
}

impl IrrKind {
    /// As the Parquet column says it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unique => "unique",
            Self::Ambiguous => "ambiguous",
            Self::TotalLoss => "total loss",
            Self::NothingInvested => "nothing invested",
            Self::NoRate => "no rate",
        }
    }
}

/// One world in one trial.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorldRow {
    /// In the order of the metrics; NaN where there is no value.
    pub metrics: Vec<f64>,
    /// Each series in turn, month by month; nothing after the first [`SERIES_TRIALS`].
    pub series: Vec<f32>,
    /// By financial year: the net saving, then each payer's payments, the council's first.
    pub years: Vec<f64>,
    /// The value that each claim is about; NaN where there is none.
    pub claims: Vec<f64>,
    pub irr: IrrKind,
    /// The value of every assumption of this world.
    pub assumptions: Vec<f64>,
}

/// All worlds in one trial.
#[derive(Clone, Debug, PartialEq)]
pub struct TrialRow {
    pub worlds: Vec<WorldRow>,
    /// The metrics of each world again, with the same assumptions and other families; only for
    /// some trials.
    pub replicate: Option<Vec<Vec<f64>>>,
}

/// What one world is called, and what its assumptions are.
#[derive(Debug)]
pub struct WorldTrials {
    pub label: WorldLabel,
    /// Names of the assumptions, in the order of the columns.
    pub assumption_names: Vec<String>,
    /// A column for each assumption.
    pub assumptions: Vec<Column>,
    /// A column for each metric.
    pub metrics: Vec<Column>,
    /// The metrics of the trials that were simulated again by other families.
    pub replicates: Vec<Column>,
    /// A column for each series: the first [`SERIES_TRIALS`] trials one by one, each month by month.
    pub series: Vec<Column<f32>>,
    /// A column for each financial year and what is counted in it.
    pub years: Vec<Column>,
    /// A column for each claim.
    pub claims: Vec<Column>,
    pub irr: Vec<IrrKind>,
}

/// All rows of a run.
#[derive(Debug)]
pub struct Trials {
    pub seed: u64,
    pub design: Design,
    /// The number of the first trial.
    pub first: u64,
    pub metrics: Vec<Metric>,
    pub names: MetricNames,
    /// Months of every series; 0 where none are kept.
    pub months: usize,
    /// Months up to which the net saving and the cost of care are counted.
    pub horizon: usize,
    /// Financial years, by the year of their April.
    pub years: Vec<i16>,
    pub worlds: Vec<WorldTrials>,
    /// The trials that were simulated again by other families, by number.
    pub replicated: Vec<u64>,
    /// Where the columns are.
    pub store: Store,
}

impl WorldTrials {
    /// An empty world with so many columns.
    pub fn empty(
        label: WorldLabel,
        assumption_names: Vec<String>,
        columns: (usize, usize, usize),
    ) -> Self {
        let (metrics, years, claims) = columns;
        Self {
            label,
            assumptions: empty(assumption_names.len()),
            assumption_names,
            metrics: empty(metrics),
            replicates: empty(metrics),
            series: empty(SERIES.len()),
            years: empty(years),
            claims: empty(claims),
            irr: Vec::new(),
        }
    }

    /// Adds what this world, by its place in the run, was in some trials.
    fn push(&mut self, world: usize, rows: &[TrialRow], months: usize) {
        let with_months = &rows[..room_for_series(self.irr.len()).min(rows.len())];
        for (index, column) in self.series.iter_mut().enumerate() {
            let of_series = index * months..(index + 1) * months;
            let rows = with_months.iter().map(|row| &row.worlds[world].series[of_series.clone()]);
            column.extend_by(months * with_months.len(), rows);
        }
        let rows: Vec<&WorldRow> = rows.iter().map(|row| &row.worlds[world]).collect();
        let each = |values: fn(&WorldRow) -> &[f64]| -> Vec<&[f64]> {
            rows.iter().map(|row| values(row)).collect()
        };
        extend(&mut self.assumptions, &each(|it| &it.assumptions));
        extend(&mut self.metrics, &each(|it| &it.metrics));
        extend(&mut self.years, &each(|it| &it.years));
        extend(&mut self.claims, &each(|it| &it.claims));
        self.irr.extend(rows.iter().map(|row| row.irr));
    }

    /// The columns that grow with the trials.
    fn columns(&mut self) -> impl Iterator<Item = &mut Column> {
        let columns = self.assumptions.iter_mut().chain(&mut self.metrics);
        columns.chain(&mut self.years).chain(&mut self.claims)
    }

    /// Adds the trials of a later run, after what is open has been sealed.
    fn append(&mut self, later: Self, months: usize) -> io::Result<()> {
        let room = room_for_series(self.irr.len()) * months;
        for (column, more) in self.series.iter_mut().zip(later.series) {
            column.extend(more.range(0..room)?);
        }
        for (columns, more) in [
            (&mut self.assumptions, later.assumptions),
            (&mut self.metrics, later.metrics),
            (&mut self.replicates, later.replicates),
            (&mut self.years, later.years),
            (&mut self.claims, later.claims),
        ] {
            for (column, more) in columns.iter_mut().zip(more) {
                column.append(more);
            }
        }
        self.irr.extend(later.irr);
        Ok(())
    }
}

fn empty<T: Number>(columns: usize) -> Vec<Column<T>> {
    (0..columns).map(|_| Column::default()).collect()
}

/// Column by column, so that each is written in one stretch.
fn extend(columns: &mut [Column], rows: &[&[f64]]) {
    for (index, column) in columns.iter_mut().enumerate() {
        column.extend(rows.iter().map(|row| row[index]));
    }
}

/// Trials whose months are still to be kept after so many.
const fn room_for_series(trials: usize) -> usize {
    SERIES_TRIALS.saturating_sub(trials)
}

impl Trials {
    /// How many trials there are.
    pub fn count(&self) -> usize {
        self.worlds.first().map_or(0, |world| world.irr.len())
    }

    /// The trials of which there are months.
    pub fn series_count(&self) -> usize {
        self.count().min(SERIES_TRIALS)
    }

    /// Adds the next trials.
    ///
    /// # Errors
    ///
    /// If there is no room for them.
    pub fn push(&mut self, rows: &[TrialRow]) -> io::Result<()> {
        let next = self.first + self.count() as u64;
        let replicates: Vec<&Vec<Vec<f64>>> =
            rows.iter().filter_map(|row| row.replicate.as_ref()).collect();
        for (index, world) in self.worlds.iter_mut().enumerate() {
            world.push(index, rows, self.months);
            let again: Vec<&[f64]> =
                replicates.iter().map(|replicate| replicate[index].as_slice()).collect();
            extend(&mut world.replicates, &again);
        }
        let numbered = (next..).zip(rows).filter(|(_, row)| row.replicate.is_some());
        self.replicated.extend(numbered.map(|(number, _)| number));
        let least = if self.open_bytes() > OPEN_MEMORY { Least::One } else { Least::Block };
        self.seal(least)
    }

    /// What the open ends of all columns take of memory, in bytes.
    fn open_bytes(&mut self) -> usize {
        let open = |world: &mut WorldTrials| {
            let months: usize = world.series.iter().map(Column::open_bytes).sum();
            let again: usize = world.replicates.iter().map(Column::open_bytes).sum();
            months + again + world.columns().map(|column| column.open_bytes()).sum::<usize>()
        };
        self.worlds.iter_mut().map(open).sum()
    }

    /// What the rows of one trial take of memory, in bytes: all worlds, months included.
    pub fn bytes_of_a_trial(&self) -> usize {
        let of_world = |world: &WorldTrials| {
            let figures = world.metrics.len()
                + world.assumptions.len()
                + world.years.len()
                + world.claims.len();
            figures * size_of::<f64>() + self.months * SERIES.len() * size_of::<f32>()
        };
        self.worlds.iter().map(of_world).sum()
    }

    fn seal(&mut self, least: Least) -> io::Result<()> {
        let Self { worlds, store, .. } = self;
        store.seal(worlds.iter_mut().flat_map(WorldTrials::columns), least)?;
        store.seal(worlds.iter_mut().flat_map(|world| &mut world.replicates), least)?;
        store.seal(worlds.iter_mut().flat_map(|world| &mut world.series), least)
    }

    /// These trials followed by `later`, whose first is the next one: as if both had been one run.
    ///
    /// # Errors
    ///
    /// Says what does not fit: another seed, other worlds or metrics, a gap or an overlap; or that
    /// there is no room for them.
    pub fn merge(mut self, later: Self) -> Result<Self, String> {
        let next = self.first + self.count() as u64;
        if self.seed != later.seed {
            return Err(format!("seed {} does not continue seed {}", later.seed, self.seed));
        }
        if self.design != later.design {
            let (own, others) = (self.design.name(), later.design.name());
            return Err(format!("{others} draws do not continue {own} ones"));
        }
        if later.first != next {
            return Err(format!("the next trial would be {next}, not {}", later.first));
        }
        let shape = |it: &Self| {
            let worlds =
                it.worlds.iter().map(|world| (world.label.clone(), world.assumption_names.clone()));
            (it.names.clone(), it.months, it.years.clone(), worlds.collect::<Vec<_>>())
        };
        if shape(&self) != shape(&later) {
            return Err("the two parts are of different scenarios".to_owned());
        }
        self.append(later).map_err(|problem| problem.to_string())?;
        Ok(self)
    }

    fn append(&mut self, later: Self) -> io::Result<()> {
        self.seal(Least::One)?;
        for (world, more) in self.worlds.iter_mut().zip(later.worlds) {
            world.append(more, self.months)?;
        }
        self.replicated.extend(later.replicated);
        Ok(())
    }

    /// What the rows of every column are.
    pub fn sample(&self) -> Sample {
        Sample { design: self.design, first: self.first, step: 1 }
    }

    /// What the rows of the replicates are.
    pub fn replicate_sample(&self) -> Sample {
        let first = self.replicated.first().copied().unwrap_or(self.first);
        Sample { design: self.design, first, step: REPLICATED_EVERY }
    }

    /// For each world and each series the first, in this order, whose months are the same: itself, or one
    /// that it has in common with others.
    pub fn first_of_same_series(&self) -> Vec<(usize, Series)> {
        let all: Vec<(usize, Series)> = (0..self.worlds.len())
            .flat_map(|world| SERIES.into_iter().map(move |it| (world, it)))
            .collect();
        let column = |(world, series): (usize, Series)| &self.worlds[world].series[series.index()];
        let first = |it: &(usize, Series)| {
            let is_same = |other: &&(usize, Series)| column(**other).is_same(column(*it));
            *all.iter().find(is_same).expect("itself at last")
        };
        all.iter().map(first).collect()
    }

    /// The column of one metric in one world.
    ///
    /// # Errors
    ///
    /// If it cannot be read again.
    pub fn column(&self, world: usize, metric: Metric) -> io::Result<Vec<f64>> {
        let index = self.metrics.iter().position(|it| *it == metric).expect("a listed metric");
        self.worlds[world].metrics[index].numbers()
    }

    /// One series, month by month: the values of each month in the order of trials.
    ///
    /// # Errors
    ///
    /// If it cannot be read again.
    pub fn series(
        &self,
        world: usize,
        series: Series,
    ) -> io::Result<impl Iterator<Item = Vec<f64>> + use<>> {
        let by_trial = self.worlds[world].series[series.index()].numbers()?;
        let months = self.months;
        Ok((0..months).map(move |month| {
            by_trial.chunks_exact(months).map(|chunk| f64::from(chunk[month])).collect()
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{REPLICATED_EVERY, Room};
    use super::*;

    const MONTHS: usize = 2;

    /// What a trial leaves is made from its number alone.
    fn row(number: u64, is_kept: bool) -> TrialRow {
        let value = number as f64;
        let world = |factor: f64| WorldRow {
            metrics: vec![value * factor, f64::NAN],
            series: (0..if is_kept { SERIES.len() * MONTHS } else { 0 })
                .map(|place| place as f32 + number as f32)
                .collect(),
            years: vec![-value],
            claims: vec![value.sqrt()],
            irr: IrrKind::Unique,
            assumptions: vec![1.0 / (1.0 + value)],
        };
        let again = vec![vec![value + 0.5, f64::NAN], vec![value + 0.25, f64::NAN]];
        TrialRow {
            worlds: vec![world(1.0), world(2.0)],
            replicate: number.is_multiple_of(REPLICATED_EVERY).then_some(again),
        }
    }

    /// A run of synthetic trials, pushed in blocks of 512.
    fn run(memory: usize, numbers: std::ops::Range<u64>) -> Trials {
        let world = |name: &str, role| {
            let (name, arrangement, view) = (name.to_owned(), name.to_owned(), String::new());
            let label = WorldLabel { name, role, arrangement, view };
            WorldTrials::empty(label, vec!["even".to_owned()], (2, 1, 1))
        };
        let mut trials = Trials {
            seed: 1,
            design: Design::Plain,
            first: numbers.start,
            metrics: vec![Metric::Referrals, Metric::InvestorIrr],
            names: MetricNames::default(),
            months: MONTHS,
            horizon: MONTHS,
            years: vec![2020],
            worlds: vec![world("without", Role::StatusQuo), world("with", Role::Programme)],
            replicated: Vec::new(),
            store: Store::new(Room { memory, file: Some(tempfile::tempfile) }),
        };
        let all: Vec<u64> = numbers.clone().collect();
        for block in all.chunks(512) {
            let is_kept = |number: u64| number - numbers.start < SERIES_TRIALS as u64;
            let rows: Vec<TrialRow> = block.iter().map(|it| row(*it, is_kept(*it))).collect();
            trials.push(&rows).expect("room");
        }
        trials
    }

    /// Every column, as bits.
    fn bits(trials: &Trials) -> Vec<Vec<u64>> {
        let mut all = vec![trials.replicated.clone()];
        for world in &trials.worlds {
            let columns = [
                &world.assumptions,
                &world.metrics,
                &world.replicates,
                &world.years,
                &world.claims,
            ];
            let bits = |it: &Column| {
                it.numbers().expect("readable").iter().map(|it| it.to_bits()).collect()
            };
            all.extend(columns.into_iter().flatten().map(bits));
            let bits = |it: &Column<f32>| {
                it.numbers().expect("readable").iter().map(|it| u64::from(it.to_bits())).collect()
            };
            all.extend(world.series.iter().map(bits));
        }
        all
    }

    const COUNT: u64 = SERIES_TRIALS as u64 + 600;

    #[test]
    fn every_value_is_found_under_its_trial() {
        let trials = run(0, 0..COUNT);
        let with = trials.column(1, Metric::Referrals).expect("readable");
        assert!(with.iter().enumerate().all(|(trial, value)| *value == 2.0 * trial as f64));
        let again = trials.worlds[1].replicates[0].numbers().expect("readable");
        assert_eq!(again.len(), trials.replicated.len());
        let pairs = trials.replicated.iter().zip(again);
        assert!(pairs.into_iter().all(|(trial, value)| value == *trial as f64 + 0.25));
    }

    #[test]
    fn months_are_those_of_the_first_trials() {
        let trials = run(usize::MAX, 0..COUNT);
        let last = Series::NetSaving;
        let months: Vec<_> = trials.series(1, last).expect("readable").collect();
        assert_eq!(months.len(), MONTHS);
        for (month, values) in months.iter().enumerate() {
            assert_eq!(values.len(), SERIES_TRIALS);
            let first = (last.index() * MONTHS + month) as f64;
            assert!(values.iter().enumerate().all(|(trial, it)| *it == first + trial as f64));
        }
    }

    /// Both worlds have the same months, and no two series have.
    #[test]
    fn series_that_worlds_have_in_common_are_those_of_the_first() {
        let firsts = run(usize::MAX, 0..700).first_of_same_series();
        assert_eq!(firsts, [0, 1].map(|_| SERIES.map(|it| (0, it))).concat());
    }

    /// Parts in memory and on disk: one that ends before the last trial with months, one that
    /// reaches across it, one that begins after.
    #[test]
    fn parts_merged_are_one_whole_wherever_they_were() {
        let merged = run(0, 0..10_000)
            .merge(run(usize::MAX, 10_000..COUNT - 50))
            .and_then(|it| it.merge(run(0, COUNT - 50..COUNT)))
            .expect("they fit");
        assert!(bits(&merged) == bits(&run(usize::MAX, 0..COUNT)));
    }
}
