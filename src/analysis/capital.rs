//! How much capital a contract needs so that the providers are always paid, what keeping outcome
//! payments for costs saves of it, and what it costs to wait for payments.

use std::io;

use serde::Serialize;

use super::figures::Change;
use super::stress::slower;
use super::{Error, Point, Simulated, Simulator};
use crate::numeric::ascending::Ascending;
use crate::numeric::linearised::Measured;
use crate::numeric::summary::{Chance, Estimate, Sample};
use crate::results::Metric;
use crate::scenario::{Amendment, Investor, Scenario};

/// What each view of the simulator says of the capital; none of those under which nobody invests.
#[derive(Clone, Debug, Serialize)]
pub struct Capital {
    /// The money is to run out in no more than this share of trials.
    pub level: f64,
    pub views: Vec<CapitalOfView>,
}

/// The capital under one view.
#[derive(Clone, Debug, Serialize)]
pub struct CapitalOfView {
    pub view: String,
    /// The file's own, in the central case.
    pub commitment: f64,
    #[serde(flatten)]
    pub need: Need,
    /// With the file's commitment.
    pub runs_out: Chance,
    /// With that of [`Need::commitment`], in trials of its own run.
    #[serde(rename = "runs_out_with_commitment_needed")]
    pub runs_out_with_enough: Chance,
    pub recycling: Recycling,
    #[serde(rename = "slower_payments")]
    pub slower: Vec<SlowerPayments>,
}

/// The most that the investor would have to pay in altogether so that the providers are always paid in
/// full: what is drawn of a commitment beyond any need, with no reserve.
///
/// Let F be all fees owed by the end of a month and R what came in by then and was not handed back. Cash
/// with D drawn is R + D − F, and drawing only what a month lacks makes D the running maximum of F − R:
/// its last value is the need N. With a commitment C and any reserve, a month lacks money exactly when
/// everything is drawn (the draw is the smaller of what is wanted and what is left) and F − R > C. Money
/// is handed back only past the account (without recycling: then R is nothing) or, with recycling, once
/// delivery has ended and beyond all fees still to come, after which no month lacks any. So up to the
/// first month that lacks money both accounts have the same F and R, and work stops exactly where N > C.
#[derive(Clone, Debug, Serialize)]
pub struct Need {
    /// Pounds.
    #[serde(rename = "need")]
    pub distribution: Estimate,
    /// Pounds: the most that is ever out at once, where capital is enough.
    pub peak_out: Estimate,
    /// The least commitment, in pounds, with which the money runs out in no more trials than the level
    /// says; the standard error is that of the quantile.
    #[serde(rename = "commitment_needed")]
    pub commitment: Measured,
    /// The chance that the money runs out, by the commitment in pounds.
    #[serde(rename = "runs_out_by_commitment")]
    pub runs_out_with: Vec<(f64, Chance)>,
}

/// What the file's own way with outcome payments does to the need, against the other: with capital enough
/// and no reserve under both.
#[derive(Clone, Debug, Serialize)]
pub struct Recycling {
    /// Whether the file keeps outcome payments for costs until delivery ends.
    pub is_own: bool,
    /// From passing payments on at once to keeping them: mean need in pounds.
    pub need: Option<Change>,
    /// The commitment that keeps to the level, without and with recycling.
    #[serde(rename = "commitments_needed")]
    pub commitments: [Measured; 2],
    pub multiple: Option<Change>,
    pub npv: Option<Change>,
    #[serde(rename = "investor_loses")]
    pub loses: Option<Change>,
}

/// The results of the file unchanged but for later payments.
#[derive(Clone, Debug, Serialize)]
pub struct SlowerPayments {
    pub name: String,
    #[serde(rename = "assignments")]
    pub point: Point,
    /// Mean need in pounds.
    pub need: Option<Change>,
    /// The commitment that keeps to the level, in pounds.
    #[serde(rename = "commitment_needed")]
    pub commitment: Option<Change>,
    /// With the file's commitment.
    pub runs_out: Option<Change>,
    #[serde(rename = "investor_loses")]
    pub loses: Option<Change>,
    pub npv: Option<Change>,
    /// The median rate of the trials that have one, before and after.
    #[serde(rename = "median_irr")]
    pub irr: Option<Change>,
}

/// The greatest commitment that a file may have, a hundred times: more than any contract needs.
const BEYOND_ANY_NEED: [(&str, f64); 2] =
    [("investor.commitment", 1e9), ("levels.commitment", 100.0)];

/// Commitments for which the chance of running out is kept.
const STEPS: usize = 48;

impl Capital {
    /// Sizes the capital under every view.
    ///
    /// # Errors
    ///
    /// If the scenario has errors, or the trials cannot be held.
    pub fn of(simulator: &Simulator<'_>, level: f64) -> Result<Self, Error> {
        let mut views = Vec::new();
        for view in 0..simulator.views.len() {
            let scenario = simulator.scenario(view)?;
            if let Some(investor) = &scenario.investor {
                views.extend(CapitalOfView::of(simulator, view, (&scenario, investor), level)?);
            }
        }
        Ok(Self { level, views })
    }
}

impl CapitalOfView {
    fn of(
        simulator: &Simulator<'_>,
        view: usize,
        (scenario, investor): (&Scenario, &Investor),
        level: f64,
    ) -> Result<Option<Self>, Error> {
        let delays = delays(scenario);
        let turned = Amendment::to("investor.recycling", !investor.recycling);
        let mut points = vec![Point::new(), enough(&[]), enough(&[turned])];
        for (_, point) in &delays {
            points.extend([point.clone(), enough(point)]);
        }
        let simulated = simulator.simulate(&Simulator::asks(view, points))?;
        let account = Account { simulated: &simulated, level };
        let Some(need) = account.need(UNLIMITED)? else { return Ok(None) };
        let checked =
            simulator.simulate(&Simulator::asks(view, [commits(need.commitment.value)]))?;
        let chance = |simulated: &Simulated| -> io::Result<Option<Chance>> {
            let column = simulated.column(AS_IT_STANDS, Metric::WorkStops)?;
            Ok(simulated.sample().estimate(&column).and_then(|estimate| estimate.chance()))
        };
        let (Some(runs_out), Some(with_enough)) = (chance(&simulated)?, chance(&checked)?) else {
            return Ok(None);
        };
        let Some(recycling) = account.recycling(investor.recycling)? else { return Ok(None) };
        let slower = delays
            .into_iter()
            .enumerate()
            .map(|(index, (name, point))| account.slower(name, point, TURNED + 1 + 2 * index));
        Ok(Some(Self {
            view: simulator.views[view].clone(),
            commitment: committed(scenario, investor),
            need,
            runs_out,
            runs_out_with_enough: with_enough,
            recycling,
            slower: slower.collect::<io::Result<_>>()?,
        }))
    }
}

/// What the file commits, in pounds, in the central case.
fn committed(scenario: &Scenario, investor: &Investor) -> f64 {
    let central = scenario.register.central();
    let level = scenario.levels.commitment.map_or(1.0, |it| central[it]);
    central[investor.commitment] * level
}

/// The file's own payments, and later ones.
fn delays(scenario: &Scenario) -> Vec<(String, Point)> {
    let later = [3, 6, 12].into_iter().filter_map(|months| {
        Some((format!("every payment {months} months later"), vec![slower(scenario, months)?]))
    });
    let quarterly = (scenario.contract.settled_every_months < 3).then(|| {
        let point = vec![Amendment::to("contract.settled_every_months", 3_usize)];
        ("invoices every quarter".to_owned(), point)
    });
    later.chain(quarterly).collect()
}

/// A commitment in pounds, whatever the file's.
fn commits(pounds: f64) -> Point {
    let to_the_penny = (pounds * 100.0).round() / 100.0;
    vec![
        Amendment::to("investor.commitment", to_the_penny),
        Amendment::to("levels.commitment", 1.0),
    ]
}

/// A point with a commitment beyond any need and no reserve.
fn enough(point: &[Amendment]) -> Point {
    let unlimited = BEYOND_ANY_NEED.into_iter().chain([("investor.reserve", 0.0)]);
    point.iter().cloned().chain(unlimited.map(|(key, value)| Amendment::to(key, value))).collect()
}

/// The asks of one view, by position; then two for each delay, with the file's commitment and with one
/// beyond any need.
const AS_IT_STANDS: usize = 0;
const UNLIMITED: usize = 1;
/// With recycling turned round.
const TURNED: usize = 2;

/// What was simulated under one view.
struct Account<'a> {
    simulated: &'a Simulated,
    level: f64,
}

impl Account<'_> {
    fn need(&self, ask: usize) -> io::Result<Option<Need>> {
        let sample = self.simulated.sample();
        let drawn = self.simulated.column(ask, Metric::InvestorDrawn)?;
        let peaks = self.simulated.column(ask, Metric::InvestorPeakDrawn)?;
        let estimates = (sample.estimate(&drawn), sample.estimate(&peaks));
        let (Some(distribution), Some(peak_out)) = estimates else { return Ok(None) };
        let Some(commitment) = least_commitment(sample, &drawn, self.level) else {
            return Ok(None);
        };
        let runs_out_with = by_commitment(sample, &drawn);
        Ok(Some(Need { distribution, peak_out, commitment, runs_out_with }))
    }

    fn means(&self, [before, after]: [usize; 2], metric: Metric) -> io::Result<Option<Change>> {
        let (before, after) =
            (self.simulated.column(before, metric)?, self.simulated.column(after, metric)?);
        Ok(Change::of_means(self.simulated, &before, &after))
    }

    fn commitment(&self, ask: usize) -> io::Result<Option<Measured>> {
        let drawn = self.simulated.column(ask, Metric::InvestorDrawn)?;
        Ok(least_commitment(self.simulated.sample(), &drawn, self.level))
    }

    fn recycling(&self, is_own: bool) -> io::Result<Option<Recycling>> {
        let asks = if is_own { [TURNED, UNLIMITED] } else { [UNLIMITED, TURNED] };
        let [Some(without), Some(with)] = [self.commitment(asks[0])?, self.commitment(asks[1])?]
        else {
            return Ok(None);
        };
        Ok(Some(Recycling {
            is_own,
            need: self.means(asks, Metric::InvestorDrawn)?,
            commitments: [without, with],
            multiple: self.means(asks, Metric::InvestorMultiple)?,
            npv: self.means(asks, Metric::InvestorNpv)?,
            loses: self.means(asks, Metric::InvestorLoses)?,
        }))
    }

    /// `ask` has the file's commitment, and the next one beyond any need.
    fn slower(&self, name: String, point: Point, ask: usize) -> io::Result<SlowerPayments> {
        let column = |ask, metric| self.simulated.column(ask, metric);
        let own = [AS_IT_STANDS, ask];
        let rates = own.map(|own| column(own, Metric::InvestorIrr));
        let needs = [UNLIMITED, ask + 1].map(|it| column(it, Metric::InvestorDrawn));
        let ([before, after], [needed, needs]) = (rates, needs);
        let share = 1.0 - self.level;
        Ok(SlowerPayments {
            name,
            point,
            need: self.means([UNLIMITED, ask + 1], Metric::InvestorDrawn)?,
            commitment: Change::of_quantiles(self.simulated, (&needed?, &needs?), share),
            runs_out: self.means(own, Metric::WorkStops)?,
            loses: self.means(own, Metric::InvestorLoses)?,
            npv: self.means(own, Metric::InvestorNpv)?,
            irr: Change::of_quantiles(self.simulated, (&before?, &after?), 0.5),
        })
    }
}

/// The least commitment with which no more than a share of trials needs more: one of the needs
/// themselves, so that it holds exactly in these trials. The error is half the distance between the
/// quantiles one standard error of that share below and above.
fn least_commitment(sample: Sample, needs: &[f64], level: f64) -> Option<Measured> {
    let mut ascending = Ascending::of(needs);
    let last = ascending.count().checked_sub(1)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
    let above = ((level * ascending.count() as f64 + 1e-9).floor() as usize).min(last);
    let value = ascending.at(last - above);
    let step = sample.chance(needs.iter().map(|need| *need > value).enumerate())?.standard_error;
    let mut at = |p: f64| ascending.quantile(p);
    let standard_error = (at(1.0 - level + step) - at(1.0 - level - step)) / 2.0;
    Some(Measured { value, standard_error })
}

/// The chance that more is needed than each of some commitments, evenly from none to the greatest need.
fn by_commitment(sample: Sample, needs: &[f64]) -> Vec<(f64, Chance)> {
    let most = needs.iter().copied().fold(0.0, f64::max);
    let steps = (0..=STEPS).map(|index| most * index as f64 / STEPS as f64);
    let chance = |commitment: f64| {
        let above = needs.iter().map(|need| *need > commitment).enumerate();
        Some((commitment, sample.chance(above)?))
    };
    steps.filter_map(chance).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of twenty needs from 1 to 20 a commitment of 19 is exceeded by one, 5%; of 18 by two.
    #[test]
    fn the_least_commitment_is_the_least() {
        let needs: Vec<f64> = (1..=20).map(f64::from).collect();
        let least = |level| least_commitment(Sample::PLAIN, &needs, level).unwrap().value;
        assert_eq!([least(0.05), least(0.1), least(0.09), least(0.0)], [19.0, 18.0, 19.0, 20.0]);
        assert_eq!(least(1.0), 1.0);
        assert!(least_commitment(Sample::PLAIN, &[], 0.05).is_none());
        let by = by_commitment(Sample::PLAIN, &needs);
        assert_eq!((by[0].1.share, by[STEPS].1.share), (1.0, 0.0));
    }
}
