//! `summary.json`: every estimate of a run, in full precision and a fixed order.
//!
//! Nothing in it varies between runs of the same scenario, seed and trials.

use std::io;

use indexmap::IndexMap;
use serde::Serialize;

use super::comparison::{self, Comparison, ComparisonRow};
use super::outlook::{Evidence, Outlook};
use super::pricing::{self, Pricing, PricingRow};
use super::{Report, other, warnings};
use kinward::analysis::Requirement;
use kinward::assumption::Register;
use kinward::numeric::linearised::Measured;
use kinward::numeric::summary::{Chance, Estimate};
use kinward::results::{
    ClaimCheck, ClaimResult, Driver, Drivers, IrrCounts, MetricSummary, Role, Sense, Tenth,
    VarianceSplit, WorldSummary, YearSummary,
};
use kinward::units::financial_year_label;

#[derive(Debug, Serialize)]
struct File<'a> {
    scenario: &'a str,
    trials: usize,
    first_trial: u64,
    seed: u64,
    /// Where the draws of the assumptions come from: `plain` or `sobol`.
    draws: &'static str,
    version: &'a str,
    starts: String,
    horizon_months: usize,
    series_months: usize,
    /// The series by month are of so many trials, the first.
    series_trials: usize,
    /// Only of a run: what page one says.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<AnswerRow<'a>>,
    worlds: Vec<WorldRow<'a>>,
    claims: Vec<ClaimRow<'a>>,
    warnings: Vec<String>,
    /// Only where worlds are compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<ComparisonRow<'a>>,
    /// Only on the pricing desk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pricing: Option<PricingRow<'a>>,
}

/// The answer under every view of the evidence, the one with the largest median saving first.
#[derive(Debug, Serialize)]
struct AnswerRow<'a> {
    /// The definition of the net saving that is asked for.
    metric: &'static str,
    /// The probabilities are of so much or more, in pounds; null of any saving.
    claimed: Option<f64>,
    /// The world that the page follows past its first page.
    headline: &'a str,
    /// Trials of each multiple in `what_it_would_take`; the price of care has all.
    multiple_trials: Option<u64>,
    views: Vec<ViewRow<'a>>,
}

#[derive(Debug, Serialize)]
struct ViewRow<'a> {
    world: &'a str,
    view: &'a str,
    probability: f64,
    probability_standard_error: f64,
    /// In the definition that is asked for.
    saving: EstimateRow,
    /// Null where nobody invests.
    money_runs_out: Option<MeasuredRow>,
    evidence: Evidence,
    what_it_would_take: &'a [Requirement],
}

#[derive(Debug, Serialize)]
struct WorldRow<'a> {
    name: &'a str,
    role: &'static str,
    arrangement: &'a str,
    view: &'a str,
    note: Option<&'a str>,
    metrics: IndexMap<&'a str, MetricRow>,
    /// Absent where nobody invests.
    #[serde(skip_serializing_if = "Option::is_none")]
    irr: Option<IrrRow>,
    financial_years: Vec<YearRow<'a>>,
    /// Null where no assumption can be ranked.
    saving_drivers: Option<DriversRow<'a>>,
    investor_drivers: Option<DriversRow<'a>>,
}

#[derive(Debug, Serialize)]
struct MetricRow {
    unit: &'static str,
    definition: &'static str,
    #[serde(flatten)]
    estimate: EstimateRow,
    without_value: usize,
    probability_above_zero: Option<f64>,
    probability_above_zero_standard_error: Option<f64>,
    spread_from: Option<SpreadRow>,
}

/// A figure by itself.
#[derive(Debug, Serialize)]
pub(super) struct MeasuredRow {
    pub(super) value: Option<f64>,
    /// Null where it cannot be known, as of one trial.
    pub(super) standard_error: Option<f64>,
}

impl From<Measured> for MeasuredRow {
    fn from(Measured { value, standard_error }: Measured) -> Self {
        Self { value: finite(value), standard_error: finite(standard_error) }
    }
}

/// Files have nulls for what there is none of: a standard error of one trial, a quantile that is never.
pub(super) fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

impl From<Chance> for MeasuredRow {
    fn from(Chance { share, standard_error }: Chance) -> Self {
        Measured { value: share, standard_error }.into()
    }
}

/// All null where no trial has a value.
#[derive(Debug, Serialize)]
pub(super) struct EstimateRow {
    /// Only of the time to an event: the share of trials with a value in which it never comes. A quantile
    /// that is null is never; and where this is above 0, there is no mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    never: Option<MeasuredRow>,
    mean: Option<f64>,
    standard_error: Option<f64>,
    sd: Option<f64>,
    quantiles: Option<Quantiles>,
    quantile_standard_errors: Option<Quantiles>,
}

#[derive(Debug, Serialize)]
struct Quantiles {
    p05: Option<f64>,
    p25: Option<f64>,
    p50: Option<f64>,
    p75: Option<f64>,
    p95: Option<f64>,
}

#[derive(Debug, Serialize)]
struct SpreadRow {
    assumptions: f64,
    chance: f64,
    standard_error: Option<f64>,
}

/// Trials by how their internal rate of return turned out.
#[derive(Debug, Serialize)]
pub(super) struct IrrRow {
    unique: usize,
    ambiguous: usize,
    total_loss: usize,
    nothing_invested: usize,
    no_rate: usize,
}

#[derive(Debug, Serialize)]
struct YearRow<'a> {
    year: String,
    net_saving: EstimateRow,
    payments: EstimateRow,
    payments_by: IndexMap<&'a str, EstimateRow>,
}

/// What an outcome goes with by more than noise.
#[derive(Debug, Serialize)]
struct DriversRow<'a> {
    /// Assumptions that vary.
    looked_at: usize,
    /// The size from which a rank correlation is beyond noise.
    noise: f64,
    /// The one whose tenths lie farthest apart first.
    named: Vec<DriverRow<'a>>,
}

#[derive(Debug, Serialize)]
struct DriverRow<'a> {
    assumption: &'a str,
    /// From 1, measured on this population, to 6, judgement; null where none is stated.
    grade: Option<u8>,
    rank_correlation: f64,
    lowest_tenth: TenthRow,
    highest_tenth: TenthRow,
}

/// The tenth of trials where an assumption is lowest or highest.
#[derive(Debug, Serialize)]
struct TenthRow {
    trials: usize,
    assumption_mean: f64,
    outcome_mean: MeasuredRow,
    /// That the outcome reaches its aim: of the net saving what the first page asks for; of
    /// the investor's net present value more than 0.
    probability_of_aim: Option<MeasuredRow>,
}

#[derive(Debug, Serialize)]
struct ClaimRow<'a> {
    text: &'a str,
    /// With the two after it, null for a claim without a figure.
    metric: Option<&'a str>,
    at_month: Option<usize>,
    value: Option<f64>,
    sense: Option<&'static str>,
    /// The variant or view that it is about; none for the scenario's own case.
    world: Option<&'a str>,
    source: &'a str,
    note: Option<&'a str>,
    /// In the scenario's own case.
    verdict: &'static str,
    /// Whether any world is within reach of it: a probability of 5%, or the 90% interval.
    reproduced: Option<bool>,
    /// In the scenario's own case.
    #[serde(flatten)]
    result: Option<ClaimResultRow>,
    worlds: Vec<ClaimWorldRow<'a>>,
}

#[derive(Debug, Serialize)]
struct ClaimWorldRow<'a> {
    world: &'a str,
    verdict: &'static str,
    #[serde(flatten)]
    result: ClaimResultRow,
}

#[derive(Debug, Serialize)]
struct ClaimResultRow {
    percentile: f64,
    probability_at_least: f64,
    probability_at_least_standard_error: Option<f64>,
    probability_at_most: f64,
    probability_at_most_standard_error: Option<f64>,
    simulated: EstimateRow,
}

/// The file's text.
///
/// # Errors
///
/// If a number cannot be written, which no finite one causes.
pub(super) fn summary(report: &Report<'_>) -> io::Result<String> {
    written(report, (Some(answer(report)), None, None))
}

/// The text of a comparison's file.
///
/// # Errors
///
/// If a number cannot be written, which no finite one causes.
pub(super) fn compared(comparison: &Comparison<'_>) -> io::Result<String> {
    written(&comparison.report, (None, Some(comparison::row(comparison)), None))
}

/// The same with what the pricing desk says.
///
/// # Errors
///
/// If a number cannot be written, which no finite one causes.
pub(super) fn priced(desk: &Pricing<'_>) -> io::Result<String> {
    written(&desk.report, (None, None, Some(pricing::row(desk))))
}

fn written<'a>(
    report: &Report<'a>,
    (answer, comparison, pricing): (
        Option<AnswerRow<'a>>,
        Option<ComparisonRow<'a>>,
        Option<PricingRow<'a>>,
    ),
) -> io::Result<String> {
    let base = report.base();
    let summary = report.summary;
    let file = File {
        scenario: &base.name,
        trials: summary.trials,
        first_trial: report.trials.first,
        seed: summary.seed,
        draws: summary.design.name(),
        version: report.version,
        starts: base.starts.to_string(),
        horizon_months: base.horizon,
        series_months: report.trials.months,
        series_trials: report.trials.series_count(),
        answer,
        worlds: (0..summary.worlds.len()).map(|it| world(report, it)).collect(),
        claims: summary
            .claims
            .iter()
            .enumerate()
            .map(|(index, it)| claim(report, index, it))
            .collect(),
        warnings: warnings(report).iter().map(|it| format!("{it} {}", it.advice())).collect(),
        comparison,
        pricing,
    };
    Ok(serde_json::to_string_pretty(&file).map_err(other)? + "\n")
}

fn answer<'a>(report: &Report<'a>) -> AnswerRow<'a> {
    let view = |it: Outlook<'a>| {
        let (Chance { share, standard_error }, _) = it.chance;
        let label = &report.summary.worlds[it.world].label;
        ViewRow {
            world: &label.name,
            view: &label.view,
            probability: share,
            probability_standard_error: standard_error,
            saving: estimate(Some(it.saving)),
            money_runs_out: it.stops.map(|(chance, _)| chance.into()),
            evidence: it.evidence,
            what_it_would_take: it.requirements,
        }
    };
    let asked = report.asked_saving();
    AnswerRow {
        metric: asked.metric.stem(),
        claimed: asked.claim.map(|(_, claim)| claim.value),
        headline: &report.programme().label.name,
        multiple_trials: report.requirements.map(|it| it.trials),
        views: report.outlooks().into_iter().map(view).collect(),
    }
}

fn world<'a>(report: &Report<'a>, index: usize) -> WorldRow<'a> {
    let world: &'a WorldSummary = &report.summary.worlds[index];
    let register = &report.scenario(index).register;
    WorldRow {
        name: &world.label.name,
        role: role(world.label.role),
        arrangement: &world.label.arrangement,
        view: &world.label.view,
        note: report.note(index),
        metrics: world.metrics.iter().map(|it| (it.name.as_str(), metric(it))).collect(),
        irr: report.has_investor(index).then(|| irr(world.irr)),
        financial_years: world.years.iter().map(|it| year(report, it)).collect(),
        saving_drivers: world.saving_drivers.as_ref().map(|found| drivers(register, found)),
        investor_drivers: world.investor_drivers.as_ref().map(|found| drivers(register, found)),
    }
}

pub(super) const fn irr(counts: IrrCounts) -> IrrRow {
    IrrRow {
        unique: counts.unique,
        ambiguous: counts.ambiguous,
        total_loss: counts.total_loss,
        nothing_invested: counts.nothing_invested,
        no_rate: counts.no_rate,
    }
}

/// What a world is, in the words of the files.
pub(super) const fn role(role: Role) -> &'static str {
    match role {
        Role::StatusQuo => "status quo",
        Role::Programme => "programme",
        Role::Variant => "variant",
        Role::View => "view",
    }
}

fn metric(summary: &MetricSummary) -> MetricRow {
    MetricRow {
        unit: summary.metric.unit().name(),
        definition: summary.metric.definition(),
        estimate: estimate(summary.estimate.as_ref()),
        without_value: summary.without_value,
        probability_above_zero: summary.above_zero.map(|it| it.share),
        probability_above_zero_standard_error: summary
            .above_zero
            .and_then(|it| finite(it.standard_error)),
        spread_from: summary.split.map(|VarianceSplit { assumptions, chance, standard_error }| {
            SpreadRow { assumptions, chance, standard_error: finite(standard_error) }
        }),
    }
}

pub(super) fn estimate(estimate: Option<&Estimate>) -> EstimateRow {
    EstimateRow {
        never: estimate.and_then(|it| it.never).map(MeasuredRow::from),
        mean: estimate.and_then(|it| finite(it.mean)),
        standard_error: estimate.and_then(|it| finite(it.standard_error)),
        sd: estimate.and_then(|it| finite(it.sd)),
        quantiles: estimate.map(|it| quantiles(it.quantiles)),
        quantile_standard_errors: estimate.map(|it| quantiles(it.quantile_errors)),
    }
}

fn quantiles(quantiles: [f64; 5]) -> Quantiles {
    let [p05, p25, p50, p75, p95] = quantiles.map(finite);
    Quantiles { p05, p25, p50, p75, p95 }
}

fn year<'a>(report: &Report<'a>, summary: &YearSummary) -> YearRow<'a> {
    let co_payers = report.trials.names.co_payers().iter().map(String::as_str);
    YearRow {
        year: financial_year_label(summary.year),
        net_saving: estimate(Some(&summary.net_saving)),
        payments: estimate(Some(&summary.total_payments)),
        payments_by: std::iter::once("council")
            .chain(co_payers)
            .zip(summary.payments.iter().map(|it| estimate(Some(it))))
            .collect(),
    }
}

fn drivers<'a>(register: &Register, drivers: &'a Drivers) -> DriversRow<'a> {
    let Drivers { named, looked_at, noise } = drivers;
    let named = named.iter().map(|found| driver(register, found)).collect();
    DriversRow { looked_at: *looked_at, noise: *noise, named }
}

fn driver<'a>(register: &Register, driver: &'a Driver) -> DriverRow<'a> {
    let tenth = |tenth: &Tenth| TenthRow {
        trials: tenth.trials,
        assumption_mean: tenth.assumption,
        outcome_mean: tenth.outcome.into(),
        probability_of_aim: tenth.aim.map(MeasuredRow::from),
    };
    DriverRow {
        assumption: &driver.name,
        grade: register.grade_of(&driver.name),
        rank_correlation: driver.rank_correlation,
        lowest_tenth: tenth(&driver.lowest),
        highest_tenth: tenth(&driver.highest),
    }
}

fn claim<'a>(report: &Report<'a>, index: usize, claim: &'a ClaimCheck) -> ClaimRow<'a> {
    let figure = claim.figure.as_ref();
    ClaimRow {
        text: &claim.text,
        metric: figure.map(|it| it.metric.as_str()),
        at_month: figure.and_then(|it| it.at_month),
        value: figure.map(|it| it.value),
        sense: figure.map(|it| match it.sense {
            Sense::AtLeast => "at_least",
            Sense::AtMost => "at_most",
            Sense::About => "about",
        }),
        source: &claim.source,
        note: claim.note.as_deref(),
        world: figure.and_then(|it| it.world.as_deref()),
        verdict: report.verdict(report.claimed_world(index), index),
        reproduced: report.is_reproduced(index),
        result: report.claim(report.claimed_world(index), index).map(result),
        worlds: report
            .summary
            .worlds
            .iter()
            .enumerate()
            .filter_map(|(world, it)| {
                let result = result(report.claim(world, index)?);
                let verdict = report.verdict(world, index);
                Some(ClaimWorldRow { world: &it.label.name, verdict, result })
            })
            .collect(),
    }
}

fn result(result: &ClaimResult) -> ClaimResultRow {
    let Chance { share, standard_error } = result.at_least;
    ClaimResultRow {
        percentile: result.percentile,
        probability_at_least: share,
        probability_at_least_standard_error: finite(standard_error),
        probability_at_most: result.at_most.share,
        probability_at_most_standard_error: finite(result.at_most.standard_error),
        simulated: estimate(Some(&result.estimate)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::fixture::{BARE, CLAIMS, FULL, Run};
    use super::*;
    use kinward::results::Metric;

    fn read(text: &str, trials: u64) -> Value {
        let run = Run::of(text, trials);
        let written = summary(&run.report()).expect("finite numbers");
        assert!(written.ends_with("}\n"));
        assert_eq!(
            written,
            summary(&Run::of(text, trials).report()).expect("finite numbers"),
            "runs do not differ"
        );
        serde_json::from_str(&written).expect("JSON")
    }

    fn keys(value: &Value) -> Vec<&str> {
        value.as_object().expect("an object").keys().map(String::as_str).collect()
    }

    #[test]
    fn the_shape_is_the_one_that_is_documented() {
        let file = read(FULL, 60);
        assert_eq!(&keys(&file)[..5], ["scenario", "trials", "first_trial", "seed", "draws"]);
        let programme = &file["worlds"][1];
        assert_eq!(
            keys(programme),
            [
                "name",
                "role",
                "arrangement",
                "view",
                "note",
                "metrics",
                "irr",
                "financial_years",
                "saving_drivers",
                "investor_drivers"
            ]
        );
        let net_saving = &programme["metrics"]["net_saving"];
        assert_eq!(
            keys(net_saving),
            [
                "unit",
                "definition",
                "mean",
                "standard_error",
                "sd",
                "quantiles",
                "quantile_standard_errors",
                "without_value",
                "probability_above_zero",
                "probability_above_zero_standard_error",
                "spread_from",
            ]
        );
        assert_eq!(keys(&net_saving["quantiles"]), ["p05", "p25", "p50", "p75", "p95"]);
        assert_eq!(keys(&net_saving["spread_from"]), ["assumptions", "chance", "standard_error"]);
        let claim = &file["claims"][0];
        assert!(claim["percentile"].is_number() && claim["probability_at_least"].is_number());
        // The status quo saves nothing, so that it says nothing to a claim about savings.
        assert_eq!(claim["worlds"].as_array().map(Vec::len), Some(2));
        assert!(file["warnings"][0].is_string());
    }

    #[test]
    fn numbers_are_written_in_full() {
        let run = Run::of(FULL, 60);
        let file = read(FULL, 60);
        let expected = run.report().estimate(Metric::NetSaving).map(|it| it.mean);
        assert_eq!(file["worlds"][1]["metrics"]["net_saving"]["mean"].as_f64(), expected);
    }

    #[test]
    fn a_claim_says_whether_any_view_reproduces_it_and_has_nulls_for_a_figure_it_lacks() {
        let file = read(&format!("{FULL}{CLAIMS}"), 60);
        let claim = |index: usize| &file["claims"][index];
        assert_eq!(claim(1)["reproduced"], true);
        assert_eq!(
            (&claim(2)["reproduced"], &claim(2)["verdict"]),
            (&json!(false), &json!("very unlikely"))
        );
        for key in ["metric", "value", "sense", "reproduced"] {
            assert!(claim(4)[key].is_null(), "{key}");
        }
        assert_eq!(claim(4)["verdict"], "not a figure of one simulation");
        assert_eq!(claim(4)["worlds"], json!([]));
    }

    /// Every standard error and deviation of a file, by its key.
    fn errors<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
        if let Some(entries) = value.as_object() {
            for (key, value) in entries {
                if key.contains("standard_error") && value.is_object() {
                    found.extend(value.as_object().expect("quantiles").values());
                } else if key.contains("standard_error") || key == "sd" {
                    found.push(value);
                }
                errors(value, found);
            }
        }
        value.as_array().into_iter().flatten().for_each(|value| errors(value, found));
    }

    /// The terminal has a dash for the error of one trial.
    #[test]
    fn one_trial_has_no_standard_error() {
        let text = format!("{FULL}{CLAIMS}");
        for (trials, is_known) in [(1, false), (2, true)] {
            let file = read(&text, trials);
            let mut found = Vec::new();
            errors(&file, &mut found);
            assert!(100 < found.len());
            assert_eq!(found.iter().any(|error| !error.is_null()), is_known, "{trials}");
        }
    }

    /// Never is counted: the shares of trials that do and do not break even are those that save and lose.
    #[test]
    fn a_break_even_that_never_comes_is_null_and_counted() {
        let run = Run::of(FULL, 60);
        let file = read(FULL, 60);
        let metric = |name: &str| &file["worlds"][1]["metrics"][name];
        let months = metric("break_even_month");
        let never = months["never"]["value"].as_f64().expect("a share");
        let saving = run.report().trials.column(1, Metric::NetSaving).expect("memory");
        let losing = saving.iter().filter(|saving| **saving < 0.0).count();
        assert!(0 < losing && losing < 60, "both happen: {losing}");
        assert_eq!(never, losing as f64 / 60.0);
        assert_eq!(months["without_value"], 0);
        assert_eq!(months["quantiles"]["p95"].is_null(), 3 < losing);
        assert!(months["mean"].is_null() && months["standard_error"].is_null());
        assert!(metric("net_saving").get("never").is_none(), "a saving is no time");
    }

    #[test]
    fn what_is_not_there_is_null_or_absent() {
        let file = read(BARE, 1);
        assert!(file["worlds"][1].get("irr").is_none());
        assert!(file["worlds"][1]["metrics"]["investor_irr"]["mean"].is_null());
        assert_eq!(file["claims"], Value::Array(Vec::new()));
    }
}
