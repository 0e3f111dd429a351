//! What `summary.json` says of the desk.

use indexmap::IndexMap;
use serde::Serialize;

use super::super::investor_desk::{self, InvestorDeskRow};
use super::super::json::MeasuredRow;
use super::sentences::answers;
use super::{Pricing, Tariff, figure_name, target_name};
use kinward::analysis::{Answer, Closes, Fit, Met, Response, Row, SHOWN, Solution};
use kinward::numeric::linearised::Measured;

#[derive(Debug, Serialize)]
pub(crate) struct PricingRow<'a> {
    arrangement: Option<&'a str>,
    simulated_trials: u64,
    investor_wants: String,
    council_wants: String,
    /// Pounds of a level of 1, where the rate card has one rate.
    rate: Option<f64>,
    answers: Vec<String>,
    zone: Vec<ZoneRow<'a>>,
    levers_view: &'a str,
    levers: IndexMap<&'static str, LeverRow>,
    surface: SurfaceRow,
    investor: InvestorDeskRow<'a>,
}

#[derive(Debug, Serialize)]
struct ZoneRow<'a> {
    view: &'a str,
    investor: AnswerRow,
    council: AnswerRow,
    #[serde(flatten)]
    fit: FitRow,
    /// What the council can pay if its saving is counted otherwise, by metric.
    council_by_count: IndexMap<String, AnswerRow>,
    curve: Vec<CurveRow>,
}

#[derive(Debug, Serialize)]
struct FitRow {
    /// Ends in multiples of the tariff; null where an end was not reached.
    overlap: Option<[Option<f64>; 2]>,
    apart: Option<f64>,
}

#[derive(Debug, Serialize)]
pub(super) struct AnswerRow {
    found: &'static str,
    value: Option<f64>,
    standard_error: Option<f64>,
    met: Option<&'static str>,
    there: Option<ThereRow>,
}

#[derive(Debug, Serialize)]
struct ThereRow {
    figure: Option<MeasuredRow>,
    without_value: usize,
}

#[derive(Debug, Serialize)]
struct CurveRow {
    level: f64,
    figures: IndexMap<String, Option<MeasuredRow>>,
}

#[derive(Debug, Serialize)]
struct LeverRow {
    meets_at_level: Option<f64>,
    levels: Vec<LevelRow>,
}

#[derive(Debug, Serialize)]
struct LevelRow {
    level: f64,
    investor: AnswerRow,
    council: AnswerRow,
}

#[derive(Debug, Serialize)]
struct SurfaceRow {
    risk_levels: Vec<f64>,
    risk_shares: Vec<Option<f64>>,
    care_prices: Vec<f64>,
    effect_levels: Vec<f64>,
    hazard_ratios: Vec<Option<f64>>,
    /// By effect, cost of care and risk.
    net_saving: Vec<Vec<Vec<Option<MeasuredRow>>>>,
    must: IndexMap<&'static str, Vec<AnswerRow>>,
}

pub(crate) fn row<'a>(pricing: &Pricing<'a>) -> PricingRow<'a> {
    let names = &pricing.report.trials.names;
    let zone = pricing.zone;
    let surface = pricing.surface;
    PricingRow {
        arrangement: pricing.arrangement,
        simulated_trials: pricing.simulated,
        investor_wants: target_name(&zone.investor, names),
        council_wants: target_name(&zone.council, names),
        rate: match Tariff::of(pricing.report.base()) {
            Tariff::Rate { pounds, .. } => Some(pounds),
            Tariff::Multiple => None,
        },
        answers: answers(pricing),
        zone: zone
            .rows
            .iter()
            .zip(pricing.views)
            .enumerate()
            .map(|(place, (row, view))| ZoneRow {
                view,
                investor: answer(&row.floor),
                council: answer(&row.ceiling),
                fit: fit(&row.fit),
                council_by_count: zone
                    .counts
                    .iter()
                    .map(|it| (names.name(it.metric), answer(&it.ceilings[place])))
                    .collect(),
                curve: row.curve.iter().map(|it| curve(it, pricing)).collect(),
            })
            .collect(),
        levers_view: &pricing.views[pricing.levers_view],
        levers: pricing
            .levers
            .iter()
            .map(|lever| {
                let level = |it: &kinward::analysis::LeverPoint| LevelRow {
                    level: it.factor,
                    investor: answer(&it.zone.floor),
                    council: answer(&it.zone.ceiling),
                };
                let meets_at_level = match lever.closes {
                    Closes::At(level) => Some(level),
                    Closes::Between { .. } | Closes::Open | Closes::Never | Closes::Unclear => None,
                };
                let levels = lever.points.iter().map(level).collect();
                (lever.level.key(), LeverRow { meets_at_level, levels })
            })
            .collect(),
        surface: SurfaceRow {
            risk_levels: surface.risks.iter().map(|it| it.level).collect(),
            risk_shares: surface.risks.iter().map(|it| it.probability).collect(),
            care_prices: surface.care_prices.clone(),
            effect_levels: surface.effects.iter().map(|it| it.level).collect(),
            hazard_ratios: surface.effects.iter().map(|it| it.hazard_ratio).collect(),
            net_saving: surface
                .net_saving
                .iter()
                .map(|rows| {
                    rows.iter().map(|it| it.iter().map(|it| measured(*it)).collect()).collect()
                })
                .collect(),
            must: surface
                .must
                .iter()
                .map(|it| (it.key, it.answers.iter().map(answer).collect()))
                .collect(),
        },
        investor: investor_desk::row(&pricing.investor),
    }
}

fn measured(figure: Measured) -> Option<MeasuredRow> {
    figure.value.is_finite().then(|| figure.into())
}

fn fit(fit: &Fit) -> FitRow {
    match *fit {
        Fit::Overlap { from, to } => FitRow { overlap: Some([from, to]), apart: None },
        Fit::Apart { by, .. } => FitRow { overlap: None, apart: Some(by) },
        Fit::NoneForInvestor | Fit::NoneForCouncil | Fit::Unclear => {
            FitRow { overlap: None, apart: None }
        }
    }
}

fn curve(row: &Row, pricing: &Pricing<'_>) -> CurveRow {
    let names = &pricing.report.trials.names;
    let figures = SHOWN.iter().zip(&row.figures);
    CurveRow {
        level: row.value,
        figures: figures
            .map(|(figure, it)| (figure_name(figure, names), it.and_then(measured)))
            .collect(),
    }
}

pub(super) fn answer(answer: &Answer) -> AnswerRow {
    let (found, value, standard_error, met) = match &answer.solution {
        Solution::At { value, standard_error, met } => {
            let met = match met {
                Met::Above => "at it and above",
                Met::Below => "at it and below",
            };
            ("value", Some(*value), Some(*standard_error), Some(met))
        }
        Solution::Always => ("everywhere", None, None, None),
        Solution::Never => ("nowhere", None, None, None),
        Solution::Several { .. } => ("no single value", None, None, None),
        Solution::TooFew(_) => ("too few trials", None, None, None),
    };
    let there = answer.there.map(|Response { figure, undefined, .. }| ThereRow {
        figure: figure.and_then(measured),
        without_value: undefined,
    });
    AnswerRow { found, value, standard_error, met, there }
}
