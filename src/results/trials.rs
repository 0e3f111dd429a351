//! The rows of a run: one for each trial and world.

use super::{Metric, MetricNames, REPLICATED_EVERY, SERIES, Series};
use crate::numeric::design::Design;
use crate::numeric::summary::Sample;

/// What a world is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// No programme.
    StatusQuo,
    /// The scenario as it stands.
    Programme,
    /// The scenario under a variant.
    Variant,
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
    /// Each series in turn, month by month.
    pub series: Vec<f32>,
    /// By financial year: the net saving, then each payer's payments, the council's first.
    pub years: Vec<f64>,
    /// The value that each claim speaks of; NaN where there is none.
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
#[derive(Clone, Debug, PartialEq)]
pub struct WorldTrials {
    pub name: String,
    pub role: Role,
    /// Names of the assumptions, in the order of the columns.
    pub assumption_names: Vec<String>,
    /// A column for each assumption.
    pub assumptions: Vec<Vec<f64>>,
    /// A column for each metric.
    pub metrics: Vec<Vec<f64>>,
    /// The metrics of the trials that were lived again by other families.
    pub replicates: Vec<Vec<f64>>,
    /// Trial by trial: each series in turn, month by month.
    pub series: Vec<f32>,
    /// A column for each financial year and what is counted in it.
    pub years: Vec<Vec<f64>>,
    /// A column for each claim.
    pub claims: Vec<Vec<f64>>,
    pub irr: Vec<IrrKind>,
}

/// All rows of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Trials {
    pub seed: u64,
    pub design: Design,
    /// The number of the first trial.
    pub first: u64,
    pub metrics: Vec<Metric>,
    pub names: MetricNames,
    /// Months of every series.
    pub months: usize,
    /// Financial years, by the year of their April.
    pub years: Vec<i16>,
    pub worlds: Vec<WorldTrials>,
    /// The trials that were lived again by other families, by number.
    pub replicated: Vec<u64>,
}

impl WorldTrials {
    /// An empty world with so many columns.
    pub fn empty(
        name: String,
        role: Role,
        assumption_names: Vec<String>,
        columns: (usize, usize, usize),
    ) -> Self {
        let (metrics, years, claims) = columns;
        Self {
            name,
            role,
            assumptions: vec![Vec::new(); assumption_names.len()],
            assumption_names,
            metrics: vec![Vec::new(); metrics],
            replicates: vec![Vec::new(); metrics],
            series: Vec::new(),
            years: vec![Vec::new(); years],
            claims: vec![Vec::new(); claims],
            irr: Vec::new(),
        }
    }

    fn push(&mut self, row: WorldRow) {
        append(&mut self.assumptions, row.assumptions);
        append(&mut self.metrics, row.metrics);
        append(&mut self.years, row.years);
        append(&mut self.claims, row.claims);
        self.series.extend(row.series);
        self.irr.push(row.irr);
    }

    fn extend(&mut self, later: Self) {
        for (columns, more) in [
            (&mut self.assumptions, later.assumptions),
            (&mut self.metrics, later.metrics),
            (&mut self.replicates, later.replicates),
            (&mut self.years, later.years),
            (&mut self.claims, later.claims),
        ] {
            for (column, more) in columns.iter_mut().zip(more) {
                column.extend(more);
            }
        }
        self.series.extend(later.series);
        self.irr.extend(later.irr);
    }
}

fn append(columns: &mut [Vec<f64>], values: Vec<f64>) {
    for (column, value) in columns.iter_mut().zip(values) {
        column.push(value);
    }
}

impl Trials {
    /// How many trials there are.
    pub fn count(&self) -> usize {
        self.worlds.first().map_or(0, |world| world.irr.len())
    }

    /// Adds the next trial.
    pub fn push(&mut self, row: TrialRow) {
        let number = self.first + self.count() as u64;
        for (world, row) in self.worlds.iter_mut().zip(row.worlds) {
            world.push(row);
        }
        if let Some(replicate) = row.replicate {
            self.replicated.push(number);
            for (world, metrics) in self.worlds.iter_mut().zip(replicate) {
                append(&mut world.replicates, metrics);
            }
        }
    }

    /// These trials followed by `later`, whose first is the next one: as if both had been one run.
    ///
    /// # Errors
    ///
    /// Says what does not fit: another seed, other worlds or metrics, a gap or an overlap.
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
            let worlds = it.worlds.iter().map(|it| (it.name.clone(), it.assumption_names.clone()));
            (it.names.clone(), it.months, it.years.clone(), worlds.collect::<Vec<_>>())
        };
        if shape(&self) != shape(&later) {
            return Err("the two parts are of different scenarios".to_owned());
        }
        for (world, more) in self.worlds.iter_mut().zip(later.worlds) {
            world.extend(more);
        }
        self.replicated.extend(later.replicated);
        Ok(self)
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

    /// The column of one metric in one world.
    pub fn column(&self, world: usize, metric: Metric) -> &[f64] {
        let index = self.metrics.iter().position(|it| *it == metric).expect("a listed metric");
        &self.worlds[world].metrics[index]
    }

    /// The values of one series in one month over all trials.
    pub fn month(&self, world: usize, series: Series, month: usize) -> Vec<f64> {
        let stride = SERIES.len() * self.months;
        let start = series.index() * self.months + month;
        self.worlds[world]
            .series
            .iter()
            .skip(start)
            .step_by(stride)
            .map(|it| f64::from(*it))
            .collect()
    }
}
