//! What the investor puts in, gets back and when, under every view.

use std::io;

use jiff::civil::Date;
use serde::Serialize;

use super::figures::Figures;
use super::{Error, Point, Simulated, Simulator};
use crate::numeric::linearised::Measured;
use crate::numeric::summary::Estimate;
use crate::results::{IrrCounts, Metric, Series};
use crate::scenario::Amendment;

/// The investor's side of a contract.
#[derive(Clone, Debug, Serialize)]
pub struct Investment {
    /// The first day of the contract.
    #[serde(skip)]
    pub starts: Date,
    /// Each view under which anybody invests.
    pub views: Vec<Invested>,
    /// Under the first of those views: returned less paid in so far, in each month.
    #[serde(rename = "position_by_month")]
    pub position: Vec<Option<Estimate>>,
    /// Under the same, by year of the contract.
    pub years: Vec<YearOfFlows>,
    /// Months are those of so many trials, the first.
    pub months_of: usize,
}

/// The investor's figures under one view.
#[derive(Clone, Debug, Serialize)]
pub struct Invested {
    pub view: String,
    pub figures: Figures,
    /// Yearly, in the central case.
    pub hurdle: f64,
    /// Pounds, after the fund manager's fee.
    pub gain: Estimate,
    pub multiple: Option<Estimate>,
    /// Of the trials that have a rate.
    pub irr: Option<Estimate>,
    /// How the rate of return turned out.
    #[serde(flatten)]
    pub rates: IrrCounts,
    /// At some hurdles besides the file's own.
    pub npv_at: Vec<NpvAt>,
}

/// Expected net present value at a hurdle.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct NpvAt {
    /// Yearly.
    pub hurdle: f64,
    /// Pounds.
    pub npv: Measured,
}

/// What flows between the investor and the contract in one of its years.
#[derive(Clone, Debug, Serialize)]
pub struct YearOfFlows {
    /// The first year is 1.
    pub year: usize,
    /// Returned less paid in, in pounds.
    pub net: Estimate,
}

/// Hurdles at which the net present value is shown.
const HURDLES: [f64; 4] = [0.0, 0.04, 0.08, 0.12];

const YEAR: usize = 12;

impl Investment {
    /// Simulates the arrangement unchanged under every view.
    ///
    /// # Errors
    ///
    /// If the scenario has errors, or the trials cannot be held.
    pub fn of(simulator: &Simulator<'_>) -> Result<Option<Self>, Error> {
        let mut views = Vec::new();
        let mut first = None;
        for view in 0..simulator.views.len() {
            let scenario = simulator.scenario(view)?;
            let Some(investor) = &scenario.investor else { continue };
            let hurdle = scenario.register.central()[investor.hurdle];
            views.extend(Invested::of(simulator, view, hurdle)?);
            first.get_or_insert((view, scenario.starts));
        }
        let Some((view, starts)) = first else { return Ok(None) };
        let simulated = simulator.simulate_by_month(&Simulator::asks(view, [Point::new()]))?;
        let (trials, world) = simulated.world(0);
        let position = trials.bands(world, Series::InvestorPosition)?;
        let years = years(&simulated)?;
        Ok(Some(Self { starts, views, position, years, months_of: trials.series_count() }))
    }
}

impl Invested {
    fn of(simulator: &Simulator<'_>, view: usize, hurdle: f64) -> Result<Option<Self>, Error> {
        let at = |hurdle: &f64| vec![Amendment::to("investor.hurdle", *hurdle)];
        let points = [Point::new()].into_iter().chain(HURDLES.iter().map(at));
        let simulated = simulator.simulate(&Simulator::asks(view, points))?;
        let sample = simulated.sample();
        let estimate =
            |ask, metric| Ok::<_, io::Error>(sample.estimate(&simulated.column(ask, metric)?));
        let mut npv_at = Vec::new();
        for (index, hurdle) in HURDLES.into_iter().enumerate() {
            let npv = estimate(1 + index, Metric::InvestorNpv)?;
            npv_at.extend(npv.map(|it| NpvAt { hurdle, npv: Measured::from(&it) }));
        }
        let figures = Figures::of(&simulated, 0)?;
        let gain = estimate(0, Metric::InvestorGain)?;
        let (multiple, irr) =
            (estimate(0, Metric::InvestorMultiple)?, estimate(0, Metric::InvestorIrr)?);
        let (trials, world) = simulated.world(0);
        let rates = IrrCounts::of(&trials.worlds[world].irr);
        let view = simulator.views[view].clone();
        let invested = || {
            let (figures, gain) = (figures?, gain?);
            Some(Self { view, figures, hurdle, gain, multiple, irr, rates, npv_at })
        };
        Ok(invested())
    }
}

/// The change of the position over each year, trial by trial; the last year ends with the contract.
fn years(simulated: &Simulated) -> io::Result<Vec<YearOfFlows>> {
    let (trials, world) = simulated.world(0);
    let months: Vec<Vec<f64>> = trials.series(world, Series::InvestorPosition)?.collect();
    let mut before = vec![0.0; trials.series_count()];
    let mut years = Vec::new();
    for (index, year) in months.chunks(YEAR).enumerate() {
        let Some(end) = year.last() else { continue };
        let net: Vec<f64> = end.iter().zip(&before).map(|(end, before)| end - before).collect();
        let net = trials.sample().estimate(&net);
        years.extend(net.map(|net| YearOfFlows { year: index + 1, net }));
        before.clone_from(end);
    }
    Ok(years)
}
