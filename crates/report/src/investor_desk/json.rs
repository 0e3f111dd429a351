//! What `summary.json` says of the investor's side.

use serde::Serialize;

use super::super::json::{EstimateRow, MeasuredRow, estimate, finite};
use super::{InvestorDesk, assignments};
use kinward::analysis::{
    CapitalOfView, Case, Cases, Change, Figures, Invested, Reverse, Slice, SlowerPayments,
    Solution, Stress, StressRow,
};
use kinward::numeric::linearised::Measured;
use kinward::numeric::summary::Chance;
use kinward::results::Metric;

#[derive(Debug, Serialize)]
pub struct InvestorDeskRow<'a> {
    views: Vec<InvestedRow<'a>>,
    /// Returned less paid in, by year of the contract, under the first of the views.
    net_by_year: Vec<EstimateRow>,
    /// The money is to run out in no more than this share of trials.
    level: f64,
    capital: Vec<CapitalRow<'a>>,
    stress: Vec<StressTable<'a>>,
    cases: Vec<CasesRow<'a>>,
}

#[derive(Debug, Serialize)]
struct ChanceRow {
    probability: f64,
    standard_error: Option<f64>,
}

impl From<Chance> for ChanceRow {
    fn from(Chance { share, standard_error }: Chance) -> Self {
        Self { probability: share, standard_error: finite(standard_error) }
    }
}

/// On the same draws.
#[derive(Debug, Serialize)]
struct ChangeRow {
    before: f64,
    after: f64,
    difference: MeasuredRow,
}

impl From<Change> for ChangeRow {
    fn from(Change { before, after, difference }: Change) -> Self {
        Self { before, after, difference: difference.into() }
    }
}

#[derive(Debug, Serialize)]
struct FiguresRow {
    investor_loses: ChanceRow,
    median_multiple: Option<MeasuredRow>,
    npv: EstimateRow,
    median_irr: Option<MeasuredRow>,
    trials_without_irr: usize,
    worst_gain: MeasuredRow,
    worst_npv: MeasuredRow,
    peak_out: MeasuredRow,
    paid_back_by: Option<MeasuredRow>,
    never_paid_back: Option<ChanceRow>,
    runs_out: ChanceRow,
}

#[derive(Debug, Serialize)]
struct InvestedRow<'a> {
    view: &'a str,
    hurdle: f64,
    figures: FiguresRow,
    gain: EstimateRow,
    multiple: EstimateRow,
    irr: EstimateRow,
    unique: usize,
    total_loss: usize,
    ambiguous: usize,
    no_rate: usize,
    nothing_invested: usize,
    npv_at: Vec<NpvAtRow>,
}

#[derive(Debug, Serialize)]
struct NpvAtRow {
    hurdle: f64,
    npv: MeasuredRow,
}

#[derive(Debug, Serialize)]
struct CapitalRow<'a> {
    view: &'a str,
    commitment: f64,
    need: EstimateRow,
    peak_out: EstimateRow,
    commitment_needed: MeasuredRow,
    runs_out: ChanceRow,
    runs_out_with_commitment_needed: ChanceRow,
    recycling: RecyclingRow,
    slower_payments: Vec<SlowerRow<'a>>,
}

/// From passing outcome payments on at once to keeping them for costs.
#[derive(Debug, Serialize)]
struct RecyclingRow {
    is_own: bool,
    need: Option<ChangeRow>,
    commitment_needed_without: MeasuredRow,
    commitment_needed_with: MeasuredRow,
    multiple: Option<ChangeRow>,
    npv: Option<ChangeRow>,
    investor_loses: Option<ChangeRow>,
}

#[derive(Debug, Serialize)]
struct SlowerRow<'a> {
    name: &'a str,
    assignments: Vec<String>,
    need: Option<ChangeRow>,
    commitment_needed: Option<ChangeRow>,
    runs_out: Option<ChangeRow>,
    investor_loses: Option<ChangeRow>,
    npv: Option<ChangeRow>,
    median_irr: Option<ChangeRow>,
}

#[derive(Debug, Serialize)]
struct StressTable<'a> {
    view: &'a str,
    rows: Vec<StressedRow<'a>>,
    reverse: Vec<ReverseRow>,
}

#[derive(Debug, Serialize)]
struct StressedRow<'a> {
    name: &'a str,
    assignments: Vec<String>,
    figures: FiguresRow,
    npv_change: Option<ChangeRow>,
    investor_loses_change: Option<ChangeRow>,
}

#[derive(Debug, Serialize)]
struct ReverseRow {
    key: &'static str,
    /// Multiples of what the file says that were looked at.
    from: f64,
    to: f64,
    npv_nil: TurnRow,
    even_odds: TurnRow,
}

#[derive(Debug, Serialize)]
struct TurnRow {
    /// `at`, `always`, `never` or `several`.
    found: &'static str,
    at: Option<MeasuredRow>,
}

impl From<&Solution> for TurnRow {
    fn from(solution: &Solution) -> Self {
        let found = match solution {
            Solution::At { .. } => "at",
            Solution::Always => "always",
            Solution::Never => "never",
            Solution::Several { .. } => "several",
            Solution::TooFew(_) => "too few trials",
        };
        let at = match *solution {
            Solution::At { value, standard_error, .. } => {
                Some(Measured { value, standard_error }.into())
            }
            _ => None,
        };
        Self { found, at }
    }
}

#[derive(Debug, Serialize)]
struct CasesRow<'a> {
    view: &'a str,
    stated: Vec<CaseRow>,
    slices: Vec<SliceRow<'a>>,
}

#[derive(Debug, Serialize)]
struct CaseRow {
    name: &'static str,
    assignments: Vec<String>,
    figures: FiguresRow,
    starts: EstimateRow,
    payments: EstimateRow,
    is_capped: ChanceRow,
    council_gain: EstimateRow,
}

#[derive(Debug, Serialize)]
struct SliceRow<'a> {
    name: &'static str,
    /// Shares of the trials, from the lowest gain up.
    from: f64,
    until: f64,
    trials: usize,
    means: Vec<MeanRow>,
    set_apart: Vec<SetApartRow<'a>>,
}

#[derive(Debug, Serialize)]
struct MeanRow {
    metric: &'static str,
    #[serde(flatten)]
    mean: MeasuredRow,
}

#[derive(Debug, Serialize)]
struct SetApartRow<'a> {
    assumption: &'a str,
    mean: f64,
    mean_of_all: f64,
    standard_deviations_away: f64,
}

/// The whole of it.
pub fn row<'a>(desk: &InvestorDesk<'a>) -> InvestorDeskRow<'a> {
    let years = desk.investment.years.iter();
    InvestorDeskRow {
        views: desk.investment.views.iter().map(invested).collect(),
        net_by_year: years.map(|it| estimate(Some(&it.net))).collect(),
        level: desk.capital.level,
        capital: desk.capital.views.iter().map(capital).collect(),
        stress: desk.stresses.iter().map(stress).collect(),
        cases: desk.cases.iter().map(cases).collect(),
    }
}

fn figures(it: &Figures) -> FiguresRow {
    FiguresRow {
        investor_loses: it.loses.into(),
        median_multiple: it.multiple.map(Into::into),
        npv: estimate(Some(&it.npv)),
        median_irr: it.irr.map(Into::into),
        trials_without_irr: it.without_irr,
        worst_gain: it.worst_gain.into(),
        worst_npv: it.worst_npv.into(),
        peak_out: it.peak_out.into(),
        // An error that reaches into trials that never pay back is not known.
        paid_back_by: it.paid_back_by.map(Into::into),
        never_paid_back: it.never_paid_back.map(Into::into),
        runs_out: it.runs_out.into(),
    }
}

fn invested(it: &Invested) -> InvestedRow<'_> {
    InvestedRow {
        view: &it.view,
        hurdle: it.hurdle,
        figures: figures(&it.figures),
        gain: estimate(Some(&it.gain)),
        multiple: estimate(it.multiple.as_ref()),
        irr: estimate(it.irr.as_ref()),
        unique: it.rates.unique,
        total_loss: it.rates.total_loss,
        ambiguous: it.rates.ambiguous,
        no_rate: it.rates.no_rate,
        nothing_invested: it.rates.nothing_invested,
        npv_at: it
            .npv_at
            .iter()
            .map(|it| NpvAtRow { hurdle: it.hurdle, npv: it.npv.into() })
            .collect(),
    }
}

fn capital(it: &CapitalOfView) -> CapitalRow<'_> {
    let recycling = &it.recycling;
    let [without, with] = recycling.commitments;
    CapitalRow {
        view: &it.view,
        commitment: it.commitment,
        need: estimate(Some(&it.need.distribution)),
        peak_out: estimate(Some(&it.need.peak_out)),
        commitment_needed: it.need.commitment.into(),
        runs_out: it.runs_out.into(),
        runs_out_with_commitment_needed: it.runs_out_with_enough.into(),
        recycling: RecyclingRow {
            is_own: recycling.is_own,
            need: recycling.need.map(Into::into),
            commitment_needed_without: without.into(),
            commitment_needed_with: with.into(),
            multiple: recycling.multiple.map(Into::into),
            npv: recycling.npv.map(Into::into),
            investor_loses: recycling.loses.map(Into::into),
        },
        slower_payments: it.slower.iter().map(slower).collect(),
    }
}

fn slower(it: &SlowerPayments) -> SlowerRow<'_> {
    SlowerRow {
        name: &it.name,
        assignments: assignments(&it.point),
        need: it.need.map(Into::into),
        commitment_needed: it.commitment.map(Into::into),
        runs_out: it.runs_out.map(Into::into),
        investor_loses: it.loses.map(Into::into),
        npv: it.npv.map(Into::into),
        median_irr: it.irr.map(Into::into),
    }
}

fn stress(it: &Stress) -> StressTable<'_> {
    StressTable {
        view: &it.view,
        rows: it.rows.iter().map(stressed).collect(),
        reverse: it.reverse.iter().map(reverse).collect(),
    }
}

fn stressed(it: &StressRow) -> StressedRow<'_> {
    StressedRow {
        name: &it.name,
        assignments: assignments(&it.point),
        figures: figures(&it.figures),
        npv_change: it.npv.map(Into::into),
        investor_loses_change: it.loses.map(Into::into),
    }
}

fn reverse(it: &Reverse) -> ReverseRow {
    ReverseRow {
        key: it.level.key(),
        from: it.span.low,
        to: it.span.high,
        npv_nil: (&it.npv_nil).into(),
        even_odds: (&it.even_odds).into(),
    }
}

fn cases(it: &Cases) -> CasesRow<'_> {
    CasesRow {
        view: &it.view,
        stated: it.stated.iter().map(case).collect(),
        slices: it.slices.iter().map(slice).collect(),
    }
}

fn case(it: &Case) -> CaseRow {
    CaseRow {
        name: it.name.name(),
        assignments: assignments(&it.point),
        figures: figures(&it.figures),
        starts: estimate(Some(&it.starts)),
        payments: estimate(Some(&it.payments)),
        is_capped: it.is_capped.into(),
        council_gain: estimate(Some(&it.council_gain)),
    }
}

fn slice(it: &Slice) -> SliceRow<'_> {
    let mean = |(metric, mean): &(Metric, Measured)| MeanRow {
        metric: metric.stem(),
        mean: (*mean).into(),
    };
    let set_apart = it.set_apart.iter().map(|it| SetApartRow {
        assumption: &it.assumption,
        mean: it.mean,
        mean_of_all: it.mean_of_all,
        standard_deviations_away: it.away,
    });
    SliceRow {
        name: it.name.name(),
        from: it.from,
        until: it.until,
        trials: it.trials,
        means: it.means.iter().map(mean).collect(),
        set_apart: set_apart.collect(),
    }
}
