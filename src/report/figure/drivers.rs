//! Where the spread comes from, and which assumptions move the net saving most.

use super::super::chart::{self, Scale, ShareRow, Shares, Tornado, TornadoRow};
use super::super::format::{share, standard_error, values};
use super::super::view::{has_leader, tenth_error};
use super::super::{Report, label};
use crate::results::{AssumptionEffect, Metric, Unit};

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
pub(super) fn spread_from(report: &Report<'_>) -> Option<String> {
    let names = &report.trials.names;
    let splits: Vec<_> = HEADLINES
        .into_iter()
        .filter_map(|it| Some((it, report.programme().metric(it)?.split?)))
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
        title: format!(
            "{} of {whose} comes from what is assumed, the rest from which families come",
            share_of_spread(first.assumptions)
        ),
        subtitle: format!(
            "Shares of the variance over {}; standard error at most {}",
            report.trial_count(),
            share(largest_error)
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
        it => format!("{:.0}%", it * 100.0),
    }
}

/// The mean net saving in the tenths of trials where each assumption is lowest and highest.
pub(super) fn tornado(report: &Report<'_>) -> Option<String> {
    let drivers = &report.programme().net_saving_drivers;
    let strongest = drivers.first()?;
    let estimate = report.estimate(Metric::NetSaving).filter(|it| it.sd > 0.0)?;
    let scenario = report.scenario(report.headline);
    let written = values(Unit::Pounds, &[strongest.lowest, strongest.highest], 0.0);
    let rows = drivers
        .iter()
        .take(BARS)
        .map(|it| TornadoRow {
            label: label::assumption(scenario, &it.name),
            low: it.lowest,
            high: it.highest,
        })
        .collect();
    let name = |it: &AssumptionEffect| format!("“{}”", label::assumption(scenario, &it.name));
    let (most, it) = match drivers.as_slice() {
        [first, second, ..] if !has_leader(drivers, report.summary.trials) => {
            (format!("{} and {} matter most", name(first), name(second)), "the first")
        }
        _ => (format!("{} matters most", name(strongest)), "it"),
    };
    Some(chart::tornado(&Tornado {
        title: format!(
            "{most}: the net saving averages {} where {it} is lowest and {} where it is highest",
            written[0], written[1],
        ),
        subtitle: format!(
            "Mean net saving over the tenth of {} in which each assumption is lowest and highest; standard error of each about {}",
            report.trial_count(),
            standard_error(Unit::Pounds, tenth_error(estimate), strongest.highest),
        ),
        scale: Scale::Pounds,
        x_label: "Mean net saving".to_owned(),
        mean: estimate.mean,
        rows,
    }))
}
