//! Where the spread comes from, and which assumptions move the net saving most.

use super::super::chart::{self, Drawing, Heading, Scale, ShareRow, Shares, Tornado, TornadoRow};
use super::super::format::{share, standard_error, values, whole_percent};
use super::super::{Report, label, outlook};
use kinward::results::{Driver, Metric, Unit};

/// The headline figures whose spread is explained.
const HEADLINES: [Metric; 7] = [
    Metric::NetSaving,
    Metric::CareCostSaved,
    Metric::DaysInCare,
    Metric::Starts,
    Metric::Payments,
    Metric::InvestorNpv,
    Metric::InvestorMultiple,
];
/// Bars of the tornado.
const BARS: usize = 10;

/// How much of each spread comes from assumptions.
pub(crate) fn spread_from(report: &Report<'_>) -> Option<Drawing> {
    let names = &report.trials.names;
    let splits: Vec<_> = HEADLINES
        .into_iter()
        .filter_map(|it| Some((it, report.programme().metric(it)?.split?)))
        // A split that could be anything, as where nearly all trials reach a cap, says nothing.
        .filter(|(_, split)| split.standard_error < 0.25)
        .collect();
    let (headline, first) = *splits.first()?;
    // Without an uncertain assumption the split would be noise about a known answer.
    if report.headline_scenario().register.assumptions().iter().all(|it| it.spread.is_fixed()) {
        return None;
    }
    let largest_error = splits.iter().map(|it| it.1.standard_error).fold(0.0, f64::max);
    let whose = match headline {
        Metric::NetSaving => "the net saving’s spread".to_owned(),
        other => format!("the spread of “{}”", label::metric(names, other)),
    };
    Some(chart::shares(&Shares {
        heading: Heading::new(
            "spread-from.svg",
            format!(
                "{} of {whose} comes from what is assumed, the rest from which families come",
                share_of_spread(first.assumptions)
            ),
            format!(
                "Shares of the variance over {}; standard error at most {}",
                report.trial_count(),
                share(largest_error)
            ),
        ),
        rows: splits
            .iter()
            .map(|(metric, split)| ShareRow {
                label: label::metric(names, *metric),
                assumptions: split.assumptions,
            })
            .collect(),
    }))
}

fn share_of_spread(share: f64) -> String {
    match share {
        it if it < 0.005 => "None".to_owned(),
        it if 0.995 < it => "Nearly all".to_owned(),
        it => whole_percent(it),
    }
}

/// The mean of the saving that is asked for in the tenths of trials where each assumption is lowest and highest; none where no
/// assumption goes with it by more than noise.
pub(crate) fn tornado(report: &Report<'_>) -> Option<Drawing> {
    let drivers = report.programme().saving_drivers.as_ref()?;
    let (strongest, others) = drivers.named.split_first()?;
    let metric = report.asked_saving().metric;
    let estimate = report.estimate(metric)?;
    let counted = outlook::counted(metric);
    let scenario = report.headline_scenario();
    let [low, high] = [strongest.lowest.outcome, strongest.highest.outcome];
    let written = values(Unit::Pounds, &[low.value, high.value], 0.0);
    let shown = drivers.named.iter().take(BARS);
    let rows = shown.clone().map(|driver| TornadoRow {
        label: label::assumption(scenario, &driver.name),
        low: driver.lowest.outcome.value,
        high: driver.highest.outcome.value,
    });
    let name = |driver: &Driver| format!("“{}”", label::assumption(scenario, &driver.name));
    let (most, it) = match others.first() {
        Some(second) if !drivers.has_leader() => {
            (format!("{} and {} matter most", name(strongest), name(second)), "the first")
        }
        _ => (format!("{} matters most", name(strongest)), "it"),
    };
    let errors = shown.flat_map(|driver| [driver.lowest.outcome, driver.highest.outcome]);
    let error = errors.map(|mean| mean.standard_error).fold(0.0, f64::max);
    Some(chart::tornado(&Tornado {
        heading: Heading::new(
            "drivers.svg",
            format!(
                "{most}: the net saving{counted} averages {} where {it} is lowest and {} where it is highest",
                written[0], written[1],
            ),
            format!(
                "Mean net saving{counted} over the tenth of {} in which each assumption is lowest and highest; standard error of each at most {}",
                report.trial_count(),
                standard_error(Unit::Pounds, error, high.value),
            ),
        ),
        scale: Scale::Pounds,
        x_label: format!("Mean net saving{counted}"),
        mean: estimate.mean,
        rows: rows.collect(),
    }))
}
