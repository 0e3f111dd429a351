//! One arrangement of a study with changes laid over it, simulated on the draws that all answers share.

use std::fmt;
use std::io;

use super::Error;
use crate::numeric::summary::Sample;
use crate::results::{BASE_VIEW, Metric, MetricNames, Trials};
use crate::scenario::{Amendment, Choice, Over, Scenario, Study, Variant, Worlds};
use crate::simulation::{self, Observer, Options, Plan, Rows};

/// Simulates one arrangement of a study, unchanged and with amendments, always on the same draws.
pub struct Simulator<'a> {
    pub study: &'a Study,
    /// A variant of the file; its own arrangement if none.
    pub arrangement: Option<String>,
    /// The views of the evidence under which answers are given, [`BASE_VIEW`] for that of the base.
    pub views: Vec<String>,
    pub options: Options,
    pub observer: &'a dyn Observer,
}

/// Amendments that are laid over the arrangement together, such as a tariff of 1.2 times the file's; none for
/// the file unchanged.
pub type Point = Vec<Amendment>;

/// One point under one view, by its position among those of the simulator.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    pub view: usize,
    pub point: Point,
}

/// The results of some points: a column for each and every metric, on the same draws.
#[derive(Debug)]
pub struct Simulated {
    trials: Trials,
    /// Where the world of each ask stands in the run.
    worlds: Vec<usize>,
}

impl fmt::Debug for Simulator<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator").field("views", &self.views).finish_non_exhaustive()
    }
}

impl Simulator<'_> {
    /// The same simulator with no more than so many trials, the first.
    #[must_use]
    pub fn with_trials(&self, most: u64) -> Self {
        Self {
            arrangement: self.arrangement.clone(),
            views: self.views.clone(),
            options: self.options.at_most(most),
            ..*self
        }
    }

    /// The same point under every view.
    pub fn under_every_view(&self, point: &Point) -> Vec<Ask> {
        (0..self.views.len()).map(|view| Ask { view, point: point.clone() }).collect()
    }

    /// Some points under one view.
    pub fn asks(view: usize, points: impl IntoIterator<Item = Point>) -> Vec<Ask> {
        points.into_iter().map(|point| Ask { view, point }).collect()
    }

    /// The arrangement under a view, as it stands.
    ///
    /// # Errors
    ///
    /// If the scenario has errors.
    pub fn scenario(&self, view: usize) -> Result<Scenario, Error> {
        let (mut study, _) = self.lay_out(&Self::asks(view, [Point::new()]))?;
        let stands = study.variants.pop().map(|pop| pop.scenario);
        Ok(stands.unwrap_or(study.base))
    }

    /// The arrangement under the base view, by itself.
    ///
    /// # Errors
    ///
    /// If the scenario has errors.
    pub(super) fn arranged(&self) -> Result<Worlds, Error> {
        let worlds = self.study.worlds()?;
        let is_arranged =
            |variant: &&Variant| variant.arrangement == self.arrangement && variant.view.is_none();
        let own = self.arrangement.as_ref().and(worlds.variants.iter().find(is_arranged));
        let base = own.map_or(&worlds.base, |variant| &variant.scenario).clone();
        Ok(Worlds { base, variants: Vec::new() })
    }

    /// The arrangement under every view.
    ///
    /// # Errors
    ///
    /// If the scenario has errors.
    pub fn scenarios(&self) -> Result<Vec<Scenario>, Error> {
        (0..self.views.len()).map(|index| self.scenario(index)).collect()
    }

    /// Simulates some points, with the first trials of every question.
    ///
    /// # Errors
    ///
    /// If a point cannot be laid over the file, or the trials cannot be held.
    pub fn simulate(&self, asks: &[Ask]) -> Result<Simulated, Error> {
        self.simulate_rows(asks, Rows::Metrics)
    }

    /// The same with the months of the first trials.
    ///
    /// # Errors
    ///
    /// If a point cannot be laid over the file, or the trials cannot be held.
    pub fn simulate_by_month(&self, asks: &[Ask]) -> Result<Simulated, Error> {
        self.simulate_rows(asks, Rows::Whole)
    }

    fn simulate_rows(&self, asks: &[Ask], rows: Rows) -> Result<Simulated, Error> {
        let (study, worlds) = self.lay_out(asks)?;
        let plan = Plan { rows, ..Plan::new(&study) };
        let trials = simulation::run(&plan, &self.options, self.observer)?;
        Ok(Simulated { trials, worlds })
    }

    /// Whether a point makes sense under every view, and if not why.
    ///
    /// # Errors
    ///
    /// If it does not.
    pub fn check(&self, point: &Point) -> Result<(), Error> {
        self.lay_out(&self.under_every_view(point)).map(|_| ())
    }

    /// The asks as worlds of one study, and where each stands in its plan. Those of one view are side by
    /// side, so that what differs in money alone is simulated once.
    fn lay_out(&self, asks: &[Ask]) -> Result<(Worlds, Vec<usize>), Error> {
        let mut study: Option<Worlds> = None;
        let mut worlds = vec![0; asks.len()];
        for (view, name) in self.views.iter().enumerate() {
            let own: Vec<usize> =
                (0..asks.len()).filter(|index| asks[*index].view == view).collect();
            if own.is_empty() {
                continue;
            }
            let points = own.iter().map(|it| asks[*it].point.clone()).collect();
            let view = Some(name.clone()).filter(|it| it != BASE_VIEW);
            let over = Over::World { arrangement: self.arrangement.clone(), view };
            let choice = Choice { points, over, ..Choice::default() };
            let mut loaded = self.study.lineup(&choice);
            let Some(mut read) = loaded.worlds.take() else {
                return Err(Error::Refused(Box::new(loaded)));
            };
            read.variants.retain(|variant| variant.point.is_some());
            // World 0 is the status quo and world 1 the base.
            let first = 2 + study.as_ref().map_or(0, |it| it.variants.len());
            for (index, variant) in read.variants.iter().enumerate() {
                worlds[own[variant.point.unwrap_or(index)]] = first + index;
            }
            match &mut study {
                Some(study) => study.variants.append(&mut read.variants),
                None => study = Some(read),
            }
        }
        let nothing = || io::Error::other("there is nothing to simulate");
        Ok((study.ok_or_else(nothing)?, worlds))
    }
}

impl Simulated {
    /// A metric of an ask, trial by trial; NaN where a trial has none.
    ///
    /// # Errors
    ///
    /// If the column cannot be read again.
    pub fn column(&self, ask: usize, metric: Metric) -> io::Result<Vec<f64>> {
        self.trials.column(self.worlds[ask], metric)
    }

    /// What the rows of a column are.
    pub fn sample(&self) -> Sample {
        self.trials.sample()
    }

    /// The run itself, and the place of an ask in it.
    pub fn world(&self, ask: usize) -> (&Trials, usize) {
        (&self.trials, self.worlds[ask])
    }

    pub fn names(&self) -> &MetricNames {
        &self.trials.names
    }
}
