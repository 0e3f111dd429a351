//! `summary.json`: the answer to a question as the library has it, in full precision and a fixed order, with
//! what is said of it in words.
//!
//! Nothing in it varies between runs of the same scenario, seed and trials. A figure with its error is
//! `{ value, standard_error }` everywhere, and null is a number that there is none of.

use std::io;

use indexmap::IndexMap;
use serde::Serialize;

use super::outlook::{Evidence, Outlook};
use super::{Report, other, warnings};
use kinward::analysis::Requirement;
use kinward::numeric::summary::{Chance, Estimate};
use kinward::results::WorldSummary;

/// The text of a file: what is said besides an answer, and the answer.
pub(super) fn summary_json(about: &impl Serialize, answer: &impl Serialize) -> io::Result<String> {
    #[derive(Serialize)]
    struct File<'a, About, Answer> {
        #[serde(flatten)]
        about: &'a About,
        #[serde(flatten)]
        answer: &'a Answer,
    }
    Ok(serde_json::to_string_pretty(&File { about, answer }).map_err(other)? + "\n")
}

/// What is said of the worlds of a run besides their summary.
#[derive(Debug, Serialize)]
pub(super) struct About<'a> {
    scenario: &'a str,
    version: &'a str,
    starts: String,
    first_trial: u64,
    series_months: usize,
    /// The series by month are of so many trials, the first.
    series_trials: usize,
    warnings: Vec<String>,
    /// What the author says of a world, by its name.
    notes: IndexMap<&'a str, &'a str>,
    /// Of each world, the grade of every assumption that its drivers name: from 1, measured on this population,
    /// to 6, judgement; null where none is stated.
    grades: IndexMap<&'a str, IndexMap<&'a str, Option<u8>>>,
    /// In the order of the claims.
    claim_verdicts: Vec<ClaimVerdicts<'a>>,
}

/// What to make of a claim.
#[derive(Debug, Serialize)]
struct ClaimVerdicts<'a> {
    /// In the world that it is about.
    verdict: &'static str,
    /// Whether any world is within reach of it: a probability of 5%, or the 90% interval.
    reproduced: Option<bool>,
    /// In each world with a value.
    worlds: IndexMap<&'a str, &'static str>,
}

impl<'a> About<'a> {
    pub(super) fn of(report: &Report<'a>) -> Self {
        let base = report.base();
        let summary = report.summary;
        let worlds = || summary.worlds.iter().enumerate();
        let grades = |(index, world): (usize, &'a WorldSummary)| {
            let register = &report.scenario(index).register;
            let drivers = [&world.saving_drivers, &world.investor_drivers].into_iter().flatten();
            let named = drivers.flat_map(|drivers| &drivers.named);
            let grade = named.map(|driver| (&*driver.name, register.grade_of(&driver.name)));
            (&*world.label.name, grade.collect())
        };
        let verdicts = |claim: usize| ClaimVerdicts {
            verdict: report.verdict(report.claimed_world(claim), claim),
            reproduced: report.is_reproduced(claim),
            worlds: worlds()
                .filter(|(index, _)| report.claim(*index, claim).is_some())
                .map(|(index, world)| (&*world.label.name, report.verdict(index, claim)))
                .collect(),
        };
        Self {
            scenario: &base.name,
            version: report.version,
            starts: base.starts.to_string(),
            first_trial: report.trials.first,
            series_months: report.trials.months,
            series_trials: report.trials.series_count(),
            warnings: warnings(report)
                .iter()
                .map(|warning| format!("{warning} {}", warning.advice()))
                .collect(),
            notes: worlds()
                .filter_map(|(index, world)| Some((&*world.label.name, report.note(index)?)))
                .collect(),
            grades: worlds().map(grades).collect(),
            claim_verdicts: (0..summary.claims.len()).map(verdicts).collect(),
        }
    }
}

/// What page one of a run says.
#[derive(Debug, Serialize)]
struct FirstPage<'a> {
    /// The definition of the net saving that is asked for.
    metric: &'static str,
    /// The probabilities are of so much or more, in pounds; null of any saving.
    claimed: Option<f64>,
    /// The world that the page follows past its first page.
    headline: &'a str,
    /// Trials of each multiple in `what_it_would_take`; the price of care has all.
    multiple_trials: Option<u64>,
    /// The one with the largest median saving first.
    views: Vec<UnderView<'a>>,
}

#[derive(Debug, Serialize)]
struct UnderView<'a> {
    world: &'a str,
    view: &'a str,
    probability: Chance,
    /// In the definition that is asked for.
    saving: &'a Estimate,
    /// Null where nobody invests.
    money_runs_out: Option<Chance>,
    evidence: Evidence,
    what_it_would_take: &'a [Requirement],
}

impl<'a> FirstPage<'a> {
    fn of(report: &Report<'a>) -> Self {
        let view = |outlook: Outlook<'a>| {
            let label = &report.summary.worlds[outlook.world].label;
            UnderView {
                world: &label.name,
                view: &label.view,
                probability: outlook.chance.0,
                saving: outlook.saving,
                money_runs_out: outlook.stops.map(|(chance, _)| chance),
                evidence: outlook.evidence,
                what_it_would_take: outlook.requirements,
            }
        };
        let asked = report.asked_saving();
        Self {
            metric: asked.metric.stem(),
            claimed: asked.claim.map(|(_, claim)| claim.value),
            headline: &report.programme().label.name,
            multiple_trials: report.requirements.map(|requirements| requirements.trials),
            views: report.outlooks().into_iter().map(view).collect(),
        }
    }
}

/// The text of the file of a run.
pub(super) fn summary(report: &Report<'_>) -> io::Result<String> {
    #[derive(Serialize)]
    struct AboutRun<'a> {
        #[serde(flatten)]
        about: About<'a>,
        answer: FirstPage<'a>,
    }
    let about = AboutRun { about: About::of(report), answer: FirstPage::of(report) };
    summary_json(&about, report.summary)
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

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
        assert_eq!(
            keys(&file).join(" "),
            "scenario version starts first_trial series_months series_trials warnings notes grades claim_verdicts answer seed draws trials horizon_months worlds claims"
        );
        let programme = &file["worlds"][1];
        assert_eq!(
            keys(programme).join(" "),
            "name role arrangement view metrics irr financial_years claims saving_drivers investor_drivers"
        );
        let net_saving = &programme["metrics"]["net_saving"];
        assert_eq!(
            keys(net_saving).join(" "),
            "unit definition trials mean standard_error sd quantiles quantile_standard_errors without_value probability_above_zero probability_below_zero spread_from"
        );
        for key in ["probability_above_zero", "probability_below_zero"] {
            assert_eq!(keys(&net_saving[key]).join(" "), "value standard_error", "{key}");
        }
        assert_eq!(keys(&net_saving["quantiles"]).join(" "), "p05 p25 p50 p75 p95");
        assert_eq!(keys(&net_saving["spread_from"]).join(" "), "assumptions chance standard_error");
        let claimed = &programme["claims"][0];
        assert_eq!(
            keys(claimed).join(" "),
            "simulated percentile probability_at_least probability_at_most"
        );
        assert!(claimed["probability_at_least"]["value"].is_number());
        // The status quo saves nothing, so that it says nothing to a claim about savings.
        assert!(file["worlds"][0]["claims"][0].is_null());
        assert_eq!(file["claim_verdicts"][0]["worlds"].as_object().map(Map::len), Some(2));
        assert!(file["warnings"][0].is_string());
    }

    #[test]
    fn numbers_are_written_in_full() {
        let run = Run::of(FULL, 60);
        let file = read(FULL, 60);
        let expected = run.report().estimate(Metric::NetSaving).map(|estimate| estimate.mean);
        assert_eq!(file["worlds"][1]["metrics"]["net_saving"]["mean"].as_f64(), expected);
    }

    #[test]
    fn a_claim_says_whether_any_view_reproduces_it_and_has_no_key_for_a_figure_it_lacks() {
        let file = read(&format!("{FULL}{CLAIMS}"), 60);
        let verdict = |claim: usize| &file["claim_verdicts"][claim];
        assert_eq!(verdict(1)["reproduced"], true);
        assert_eq!(
            (&verdict(2)["reproduced"], &verdict(2)["verdict"]),
            (&json!(false), &json!("very unlikely"))
        );
        for key in ["metric", "value", "sense"] {
            assert!(file["claims"][4].get(key).is_none(), "{key}");
        }
        assert_eq!(
            verdict(4),
            &json!({ "verdict": "not a figure of one simulation", "reproduced": null, "worlds": {} })
        );
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
        let programme = &file["worlds"][1];
        assert_eq!(programme["irr"]["nothing_invested"], 1, "nobody invests");
        let rate = &programme["metrics"]["investor_irr"];
        assert!(rate.get("mean").is_none(), "no trial has a rate");
        assert_eq!(rate["without_value"], 1);
        assert_eq!(file["claims"], Value::Array(Vec::new()));
    }
}
