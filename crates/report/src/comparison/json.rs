//! What `summary.json` says of worlds side by side.

use indexmap::IndexMap;
use serde::Serialize;

use super::super::json::{EstimateRow, MeasuredRow, estimate};
use super::Comparison;
use super::sentences::{answers, robustness};
use kinward::analysis::compare::{
    BreakEven, Candidate, CandidatePoint, Conclusion, Decision, Difference, Lean, Pair,
    PairCompared, PublishedRatio, PublishedRatios, Scan, Transfer, Verdict, WorldRisk,
};
use kinward::numeric::linearised::Measured;
use kinward::results::{Metric, WORST};

#[derive(Debug, Serialize)]
pub(crate) struct ComparisonRow<'a> {
    reference: &'a str,
    arrangements: &'a [String],
    views: &'a [String],
    /// Whether incentive effects were taken out of every world.
    neutral: bool,
    answers: Vec<AnswerRow>,
    /// Those with the reference under the same view; all others are in `comparisons.parquet`.
    pairs: Vec<PairRow<'a>>,
    risks: Vec<RiskRow<'a>>,
    transfers: Vec<TransferRow<'a>>,
    published_ratios: Vec<RatiosRow<'a>>,
    decisions: Vec<DecisionRow<'a>>,
    verdicts: Vec<VerdictRow<'a>>,
    scans: Vec<ScanRow<'a>>,
}

#[derive(Debug, Serialize)]
struct AnswerRow {
    pair: String,
    sentences: Vec<String>,
}

#[derive(Debug, Serialize)]
struct PairRow<'a> {
    world: &'a str,
    against: &'a str,
    same_families: bool,
    differences: IndexMap<&'a str, DifferenceRow>,
    /// What the difference of `public_gain` goes with by more than noise, the one whose tenths lie farthest
    /// apart first: rank correlations. Null where no assumption can be ranked.
    drivers: Option<IndexMap<&'a str, f64>>,
}

#[derive(Debug, Serialize)]
struct DifferenceRow {
    unit: &'static str,
    means: [f64; 2],
    #[serde(flatten)]
    difference: EstimateRow,
    trials: usize,
    probability_higher: f64,
    probability_lower: f64,
    probability_better: Option<f64>,
    probability_better_standard_error: Option<f64>,
    standard_error_unpaired: f64,
    narrowed: Option<f64>,
}

#[derive(Debug, Serialize)]
struct RiskRow<'a> {
    world: &'a str,
    /// The share of trials that is a party's worst case.
    worst_share: f64,
    /// By the metric of each party's gain.
    parties: IndexMap<String, PartyRow>,
    all: EstimateRow,
}

#[derive(Debug, Serialize)]
struct PartyRow {
    #[serde(flatten)]
    gain: EstimateRow,
    mean_of_worst: MeasuredRow,
    share_of_variance: Option<MeasuredRow>,
}

#[derive(Debug, Serialize)]
struct TransferRow<'a> {
    world: &'a str,
    against: &'a str,
    downside_removed: MeasuredRow,
    council_gain_change: MeasuredRow,
    investor_gain_change: MeasuredRow,
    price_of_a_pound: Option<MeasuredRow>,
}

#[derive(Debug, Serialize)]
struct RatiosRow<'a> {
    world: &'a str,
    against: &'a str,
    ratios: IndexMap<&'static str, RatioRow>,
}

#[derive(Debug, Serialize)]
struct RatioRow {
    definition: &'static str,
    ratio_of_means: Option<MeasuredRow>,
    /// Of the trials in which every part is above 0.
    by_trial: EstimateRow,
    trials: usize,
}

#[derive(Debug, Serialize)]
struct DecisionRow<'a> {
    view: &'a str,
    /// Pounds that a day out of care is held to be worth besides the money it saves.
    worth_of_a_day: &'a [f64],
    candidates: Vec<CandidateRow<'a>>,
}

#[derive(Debug, Serialize)]
struct CandidateRow<'a> {
    arrangement: &'a str,
    probability_best: Vec<f64>,
    probability_best_standard_error: Vec<f64>,
    expected_loss: Vec<f64>,
    expected_loss_standard_error: Vec<f64>,
}

#[derive(Debug, Serialize)]
struct VerdictRow<'a> {
    criterion: &'static str,
    metric: &'static str,
    arrangement: &'a str,
    against: &'a str,
    conclusion: &'static str,
    /// `robust`, `same`, `alike`, `flips`, `partly` or `open`.
    flips_to_first_under: Vec<String>,
    flips_to_second_under: Vec<String>,
    same_under: Vec<String>,
    alike_under: Vec<String>,
    cannot_tell_under: Vec<String>,
    not_simulated_under: Vec<String>,
    in_words: String,
    views: Vec<ViewRow<'a>>,
}

#[derive(Debug, Serialize)]
struct ViewRow<'a> {
    view: &'a str,
    better: &'static str,
    difference: MeasuredRow,
    trials: usize,
    /// In the unit of the metric.
    least_difference_that_matters: f64,
    /// About how many would tell, where these cannot; null where that cannot be known.
    trials_to_tell: Option<usize>,
    probability_ahead: f64,
    probability_behind: f64,
}

#[derive(Debug, Serialize)]
struct ScanRow<'a> {
    key: &'a str,
    arrangement: &'a str,
    against: &'a str,
    metric: &'static str,
    trials: usize,
    /// `at`, `always`, `never`, `several` or `same`.
    break_even: &'static str,
    break_even_at: Option<MeasuredRow>,
    points: Vec<PointRow>,
}

#[derive(Debug, Serialize)]
struct PointRow {
    value: f64,
    #[serde(flatten)]
    difference: EstimateRow,
}

/// The whole of it.
pub(crate) fn row<'a>(comparison: &Comparison<'a>) -> ComparisonRow<'a> {
    let compared = comparison.compared;
    ComparisonRow {
        reference: &compared.reference,
        arrangements: &compared.arrangements,
        views: &compared.views,
        neutral: comparison.neutral,
        answers: answers(comparison)
            .into_iter()
            .map(|(pair, sentences)| AnswerRow { pair, sentences })
            .collect(),
        pairs: compared
            .pairs
            .iter()
            .filter(|it| comparison.is_with_reference(it.pair))
            .map(|it| pair(comparison, it))
            .collect(),
        risks: compared.risks.iter().map(|it| risk(comparison, it)).collect(),
        transfers: compared.transfers.iter().map(|it| transfer(comparison, it)).collect(),
        published_ratios: compared.ratios.iter().map(|it| ratios(comparison, it)).collect(),
        decisions: compared.decisions.iter().map(decision).collect(),
        verdicts: compared.verdicts.iter().map(|it| verdict(comparison, it)).collect(),
        scans: comparison.scans.iter().map(|it| scan(comparison, it)).collect(),
    }
}

fn name<'a>(comparison: &Comparison<'a>, world: usize) -> &'a str {
    &comparison.report.trials.worlds[world].label.name
}

fn names<'a>(comparison: &Comparison<'a>, pair: Pair) -> (&'a str, &'a str) {
    (name(comparison, pair.world), name(comparison, pair.against))
}

fn pair<'a>(comparison: &Comparison<'a>, compared: &'a PairCompared) -> PairRow<'a> {
    let (world, against) = names(comparison, compared.pair);
    PairRow {
        world,
        against,
        same_families: comparison.same_families(compared.pair),
        differences: compared
            .differences
            .iter()
            .map(|it| (it.name.as_str(), difference(it)))
            .collect(),
        drivers: compared.drivers.as_ref().map(|drivers| {
            let named = drivers.named.iter();
            named.map(|driver| (driver.name.as_str(), driver.rank_correlation)).collect()
        }),
    }
}

fn difference(it: &Difference) -> DifferenceRow {
    DifferenceRow {
        unit: it.metric.unit().name(),
        means: it.means,
        difference: estimate(Some(&it.difference)),
        trials: it.difference.count,
        probability_higher: it.higher.share,
        probability_lower: it.lower.share,
        probability_better: it.better().map(|it| it.share),
        probability_better_standard_error: it.better().map(|it| it.standard_error),
        standard_error_unpaired: it.unpaired_error,
        narrowed: it.narrowed(),
    }
}

fn risk<'a>(comparison: &Comparison<'a>, risk: &WorldRisk) -> RiskRow<'a> {
    let names = &comparison.report.trials.names;
    RiskRow {
        world: name(comparison, risk.world),
        worst_share: WORST,
        parties: risk
            .parties
            .iter()
            .map(|it| {
                let row = PartyRow {
                    gain: estimate(Some(&it.gain)),
                    mean_of_worst: it.worst.into(),
                    share_of_variance: it.share.map(Into::into),
                };
                (names.name(it.party.metric()), row)
            })
            .collect(),
        all: estimate(Some(&risk.all)),
    }
}

fn transfer<'a>(comparison: &Comparison<'a>, it: &Transfer) -> TransferRow<'a> {
    let (world, against) = names(comparison, it.pair);
    TransferRow {
        world,
        against,
        downside_removed: it.removed.into(),
        council_gain_change: it.mean_change.into(),
        investor_gain_change: it.investor_gain.into(),
        price_of_a_pound: it.price_of_a_pound.map(Into::into),
    }
}

fn ratios<'a>(comparison: &Comparison<'a>, it: &PublishedRatios) -> RatiosRow<'a> {
    let (world, against) = names(comparison, it.pair);
    let row = |it: &PublishedRatio| RatioRow {
        definition: it.of.definition(),
        ratio_of_means: it.ratio.map(Into::into),
        by_trial: estimate(it.trials.as_ref()),
        trials: it.trials.map_or(0, |it| it.count),
    };
    let ratios = it.ratios.iter().map(|it| (it.of.name(), row(it))).collect();
    RatiosRow { world, against, ratios }
}

fn decision(decision: &Decision) -> DecisionRow<'_> {
    let each = |it: &Candidate, of: fn(&CandidatePoint) -> f64| it.points.iter().map(of).collect();
    let candidates = decision.candidates.iter().map(|it| CandidateRow {
        arrangement: &it.arrangement,
        probability_best: each(it, |it| it.best.value),
        probability_best_standard_error: each(it, |it| it.best.standard_error),
        expected_loss: each(it, |it| it.loss.value),
        expected_loss_standard_error: each(it, |it| it.loss.standard_error),
    });
    DecisionRow {
        view: &decision.view,
        worth_of_a_day: &decision.worths,
        candidates: candidates.collect(),
    }
}

fn verdict<'a>(comparison: &Comparison<'a>, it: &'a Verdict) -> VerdictRow<'a> {
    let better = |lean: Lean| match lean {
        Lean::First => "the first",
        Lean::Second => "the second",
        Lean::Alike => "neither by enough to matter",
        Lean::Open => "cannot tell",
        Lean::Same => "the same",
    };
    let (first, second, otherwise) = match it.conclusion.clone() {
        Conclusion::Robust(_) | Conclusion::Same | Conclusion::Alike => Default::default(),
        Conclusion::Flips { first, second, otherwise } => (first, second, otherwise),
        Conclusion::Partly { otherwise, .. } | Conclusion::Open(otherwise) => {
            (Vec::new(), Vec::new(), otherwise)
        }
    };
    VerdictRow {
        criterion: it.criterion.name(),
        metric: it.criterion.metric().stem(),
        arrangement: &it.arrangement,
        against: &it.against,
        conclusion: it.conclusion.name(),
        flips_to_first_under: first,
        flips_to_second_under: second,
        same_under: otherwise.same,
        alike_under: otherwise.alike,
        cannot_tell_under: otherwise.open,
        not_simulated_under: otherwise.missing,
        in_words: robustness(comparison, it),
        views: it
            .views
            .iter()
            .map(|it| ViewRow {
                view: &it.view,
                better: better(it.lean()),
                difference: it.difference.into(),
                trials: it.trials,
                least_difference_that_matters: it.least,
                trials_to_tell: it.trials_to_tell(),
                probability_ahead: it.ahead.share,
                probability_behind: it.behind.share,
            })
            .collect(),
    }
}

fn scan<'a>(comparison: &Comparison<'a>, it: &'a Scan) -> ScanRow<'a> {
    let (break_even, break_even_at) = match it.break_even {
        BreakEven::At { value, standard_error } => {
            ("at", Some(Measured { value, standard_error }.into()))
        }
        BreakEven::Always => ("always", None),
        BreakEven::Never => ("never", None),
        BreakEven::Several => ("several", None),
        BreakEven::Same => ("same", None),
    };
    ScanRow {
        key: comparison.scanned,
        arrangement: &it.arrangement,
        against: &it.against,
        metric: Metric::PublicGain.stem(),
        trials: comparison.scan_trials,
        break_even,
        break_even_at,
        points: it
            .points
            .iter()
            .map(|it| PointRow { value: it.value, difference: estimate(Some(&it.difference)) })
            .collect(),
    }
}
