//! The investor's sections: losses and value first, then capital, stress and cases.

use maud::{Markup, html};

use super::super::super::figure::pricing_investor;
use super::super::super::format::{self, Middle, NONE, short_chance, whole};
use super::super::super::investor::{InvestorSide, assignments, case, level, turning, view};
use super::super::super::label::capitalised;
use super::super::Charts;
use super::super::frame::{error, section, table, table_of};
use kinward::analysis::{
    CapitalOfView, Case, Cases, Change, Figures, Invested, Slice, Stress, StressRow,
};
use kinward::numeric::linearised::Measured;
use kinward::numeric::summary::{Chance, Estimate};
use kinward::results::{Metric, MetricNames, Unit};

/// The investor, the capital, the stress table and the cases, each a section of the page.
pub(crate) fn sections(side: &InvestorSide<'_>, charts: &mut Charts) -> Markup {
    html! {
        (section("investor", "What the investor gets", &html! {
            (invested(&side.investment.views))
            (rates(&side.investment.views))
            (charts.show(pricing_investor::flows(side)))
            (charts.show(pricing_investor::position(side)))
            (hurdles(&side.investment.views))
        }))
        (section("capital", "How much capital it takes", &html! {
            (charts.show(pricing_investor::capital(side)))
            (needs(&side.capital.views, side.capital.level))
            (recycling(&side.capital.views))
            @for it in &side.capital.views { (slower(it)) }
        }))
        @if !side.stresses.is_empty() {
            (section("stress", "When things go worse", &html! {
                (charts.show(pricing_investor::stress(side)))
                @for it in side.stresses { (stress(it)) (reverse(it)) }
            }))
        }
        @if !side.cases.is_empty() {
            (section("cases", "Low, base and high", &html! {
                @for it in side.cases { (stated(it)) (slices(it)) }
            }))
        }
    }
}

fn number(unit: Unit, it: Measured) -> Markup {
    super::super::frame::with_error(unit, it)
}

fn number_or_none(unit: Unit, it: Option<Measured>) -> Markup {
    html! { @match it { Some(it) => { (number(unit, it)) } None => { (NONE) } } }
}

fn chance(it: Chance, trials: usize) -> Markup {
    html! { (short_chance(it, trials)) (error(&format::chance_error(it))) }
}

/// Mean with its error, and the middle nine tenths.
fn spread(unit: Unit, it: &Estimate) -> Markup {
    let mean = Middle::mean(unit, it);
    html! { (mean.middle) (error(&mean.error)) br; small { (mean.interval()) } }
}

/// What a difference within each trial comes to.
fn change(unit: Unit, it: Option<Change>) -> Markup {
    number_or_none(unit, it.map(|it| it.difference))
}

fn paid_back(figures: &Figures) -> Markup {
    html! {
        @match figures.paid_back_by {
            Some(month) => { "month " (number(Unit::Months, month)) }
            None => { (NONE) }
        }
        @if let Some(never) = figures.never_paid_back {
            br; small { "never: " (short_chance(never, figures.trials)) }
        }
    }
}

/// The median rate, and how many trials have none.
fn rate(figures: &Figures) -> Markup {
    html! {
        (number_or_none(Unit::YearlyRate, figures.irr))
        @if figures.without_irr > 0 { br; small { "none in " (whole(figures.without_irr)) } }
    }
}

fn invested(views: &[Invested]) -> Markup {
    html! {
        (table(
            "The investor’s figures, each view of the evidence in a row",
            &["View", "Loses money", "Multiple, median", "NPV at the hurdle, mean", "Return a year, median", "Half paid back by"],
            &html! {
                @for it in views {
                    tr {
                        th scope="row" { (capitalised(&it.view)) small.definition { "hurdle " (format::stated(Unit::YearlyRate, it.hurdle)) } }
                        (figure_cells(&it.figures))
                    }
                }
            },
        ))
        (table(
            "How badly it can go, and how much is out",
            &["View", "Mean of the worst 5%: gain", "Mean of the worst 5%: NPV", "Peak out, mean", "Money runs out"],
            &html! {
                @for it in views {
                    tr {
                        th scope="row" { (capitalised(&it.view)) }
                        td.number { (number(Unit::Pounds, it.figures.worst_gain)) }
                        td.number { (number(Unit::Pounds, it.figures.worst_npv)) }
                        td.number { (number(Unit::Pounds, it.figures.peak_out)) }
                        td.number { (chance(it.figures.runs_out, it.figures.trials)) }
                    }
                }
            },
        ))
        p.small {
            "The multiple is of the trials in which anything is paid in. The money is paid back in the first month by whose end everything has come back for good; a trial in which it never does counts as later than any. The gain is after the fund manager’s fee, everything else before it."
        }
    }
}

/// Loss, multiple, value, rate, payback.
fn figure_cells(figures: &Figures) -> Markup {
    html! {
        td.number { (chance(figures.loses, figures.trials)) }
        td.number { (number_or_none(Unit::Multiple, figures.multiple)) }
        td.number { (spread(Unit::Pounds, &figures.npv)) }
        td.number { (rate(figures)) }
        td.number { (paid_back(figures)) }
    }
}

fn rates(views: &[Invested]) -> Markup {
    html! {
        (table(
            "How the internal rate of return turned out, in trials",
            &["View", "One rate", "Total loss: −100%", "More than one rate, left out", "No rate, left out", "Nothing was drawn, left out"],
            &html! {
                @for it in views {
                    tr {
                        th scope="row" { (capitalised(&it.view)) }
                        @for count in [it.rates.unique, it.rates.total_loss, it.rates.ambiguous, it.rates.no_rate, it.rates.nothing_invested] {
                            td.number { (whole(count)) }
                        }
                    }
                }
            },
        ))
        p.small {
            "The rate is annual effective, from monthly flows netted within each month. A total loss counts as −100% in the median; trials without a single rate are left out of it and counted here."
        }
    }
}

fn hurdles(views: &[Invested]) -> Markup {
    let headings: Vec<String> = std::iter::once("View".to_owned())
        .chain(views.iter().take(1).flat_map(|it| {
            it.npv_at.iter().map(|it| format!("At {}", format::stated(Unit::YearlyRate, it.hurdle)))
        }))
        .collect();
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    table(
        "Expected net present value at other hurdles",
        &headings,
        &html! {
            @for it in views {
                tr {
                    th scope="row" { (capitalised(&it.view)) }
                    @for it in &it.npv_at { td.number { (number(Unit::Pounds, it.npv)) } }
                }
            }
        },
    )
}

fn needs(views: &[CapitalOfView], level: f64) -> Markup {
    let enough = format!("Enough for {}", format::stated(Unit::Share, level));
    html! {
        p {
            "What is needed is all that the investor would have to pay in so that the providers are always paid in full. The money runs out in exactly those trials that need more than is committed."
        }
        (table(
            "The need for capital",
            &["View", "Needed, mean", "5%", "Half", "95%", "The file commits", "and runs out in", &enough, "checked by a run of its own", "Peak out without a reserve, mean"],
            &html! {
                @for it in views {
                    @let need = &it.need.distribution;
                    @let trials = need.count;
                    tr {
                        th scope="row" { (capitalised(&it.view)) }
                        td.number { (number(Unit::Pounds, Measured::from(need))) }
                        @for place in [0, 2, 4] {
                            td.number { (number(Unit::Pounds, Measured { value: need.quantiles[place], standard_error: need.quantile_errors[place] })) }
                        }
                        td.number { (format::stated(Unit::Pounds, it.commitment)) }
                        td.number { (chance(it.runs_out, trials)) }
                        td.number { (number(Unit::Pounds, it.need.commitment)) }
                        td.number { (chance(it.runs_out_with_enough, trials)) }
                        td.number { (number(Unit::Pounds, Measured::from(&it.need.peak_out))) }
                    }
                }
            },
        ))
    }
}

fn recycling(views: &[CapitalOfView]) -> Markup {
    html! {
        (table(
            "What keeping outcome payments for costs changes, against passing them on as they come; with capital enough under both",
            &["View", "Needed, mean", "Commitment without", "Commitment with", "Multiple, mean", "NPV, mean", "Loses money"],
            &html! {
                @for it in views {
                    @let own = &it.recycling;
                    @let [without, with] = own.commitments;
                    tr {
                        th scope="row" { (capitalised(&it.view)) small.definition { @if own.is_own { "the file keeps them" } @else { "the file passes them on" } } }
                        td.number { (change(Unit::Pounds, own.need)) }
                        td.number { (number(Unit::Pounds, without)) }
                        td.number { (number(Unit::Pounds, with)) }
                        td.number { (change(Unit::Multiple, own.multiple)) }
                        td.number { (change(Unit::Pounds, own.npv)) }
                        td.number { (change(Unit::Share, own.loses)) }
                    }
                }
            },
        ))
    }
}

fn slower(view_of: &CapitalOfView) -> Markup {
    html! {
        @if !view_of.slower.is_empty() {
            (table(
                &format!("What waiting for payments costs under {}: changes on the same draws", view(&view_of.view)),
                &["", "Needed, mean", "Commitment", "Money runs out", "Loses money", "NPV, mean", "Return a year, median"],
                &html! {
                    @for it in &view_of.slower {
                        tr {
                            th scope="row" { (capitalised(&it.name)) }
                            td.number { (change(Unit::Pounds, it.need)) }
                            td.number { (change(Unit::Pounds, it.commitment)) }
                            td.number { (change(Unit::Share, it.runs_out)) }
                            td.number { (change(Unit::Share, it.loses)) }
                            td.number { (change(Unit::Pounds, it.npv)) }
                            td.number { (change(Unit::YearlyRate, it.irr)) }
                        }
                    }
                },
            ))
        }
    }
}

fn stress(stress: &Stress) -> Markup {
    table(
        &format!("Stresses under {}, each alone", view(&stress.view)),
        &[
            "",
            "Loses money",
            "Multiple, median",
            "NPV at the hurdle, mean",
            "Return a year, median",
            "Half paid back by",
            "Mean of the worst 5%: gain",
            "Peak out, mean",
            "Money runs out",
            "Change of NPV",
        ],
        &html! { @for it in &stress.rows { (stress_row(it)) } },
    )
}

fn stress_row(it: &StressRow) -> Markup {
    let figures = &it.figures;
    html! {
        tr {
            th scope="row" {
                (capitalised(&it.name))
                @if !it.point.is_empty() { small.definition { code { (assignments(&it.point).join(" ")) } } }
            }
            (figure_cells(figures))
            td.number { (number(Unit::Pounds, figures.worst_gain)) }
            td.number { (number(Unit::Pounds, figures.peak_out)) }
            td.number { (chance(figures.runs_out, figures.trials)) }
            td.number { (change(Unit::Pounds, it.npv)) }
        }
    }
}

fn reverse(stress: &Stress) -> Markup {
    html! {
        @if !stress.reverse.is_empty() {
            (table_of(
                &format!("How far it can go under {}", view(&stress.view)),
                &["", "The expected NPV at the hurdle is nil", "A loss is as likely as not"],
                1,
                &html! {
                    @for it in &stress.reverse {
                        @let span = (it.span.low, it.span.high);
                        tr {
                            th scope="row" { (capitalised(level(it.level))) }
                            td.text { (turning(&it.npv_nil, span)) }
                            td.text { (turning(&it.even_odds, span)) }
                        }
                    }
                },
            ))
        }
    }
}

fn stated(cases: &Cases) -> Markup {
    html! {
        p {
            "A case is a set of terms that somebody states, each simulated as a whole distribution: the base case is the file; the low case has fewer referrals, later, and a weaker effect; the high case has more demand and success than the file, so that caps and limits show the most that the contract pays."
        }
        (table(
            &format!("Cases under {}", view(&cases.view)),
            &["", "Loses money", "Multiple, median", "NPV at the hurdle, mean", "Return a year, median", "Half paid back by", "Families start", "Payments", "A cap binds", "The council gains"],
            &html! { @for it in &cases.stated { (case_row(it)) } },
        ))
    }
}

fn case_row(it: &Case) -> Markup {
    html! {
        tr {
            th scope="row" {
                (case(it.name))
                small.definition { @if it.point.is_empty() { "the file’s own terms" } @else { code { (assignments(&it.point).join(" ")) } } }
            }
            (figure_cells(&it.figures))
            td.number { (spread(Unit::Count, &it.starts)) }
            td.number { (spread(Unit::Pounds, &it.payments)) }
            td.number { (chance(it.is_capped, it.figures.trials)) }
            td.number { (spread(Unit::Pounds, &it.council_gain)) }
        }
    }
}

fn slices(cases: &Cases) -> Markup {
    let names = MetricNames::default();
    let metrics: Vec<Metric> = cases
        .slices
        .first()
        .map_or_else(Vec::new, |it| it.means.iter().map(|mean| mean.0).collect());
    let headings: Vec<String> = std::iter::once("Trials by the investor’s gain".to_owned())
        .chain(metrics.iter().map(|it| super::super::super::label::metric(&names, *it)))
        .chain(["What sets them apart".to_owned()])
        .collect();
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    table_of(
        &format!(
            "What the file’s own trials look like when they go badly, as usual and well, under {}: means",
            view(&cases.view)
        ),
        &headings,
        headings.len() - 1,
        &html! { @for it in &cases.slices { (slice_row(it)) } },
    )
}

fn slice_row(it: &Slice) -> Markup {
    let share = |x: f64| format::stated(Unit::Share, x);
    html! {
        tr {
            th scope="row" { "From " (share(it.from)) " to " (share(it.until)) small.definition { (format::counted(it.trials, "trial")) } }
            @for (metric, mean) in &it.means { td.number { (number(metric.unit(), *mean)) } }
            td.text {
                @if it.set_apart.is_empty() { "nothing that is not chance" }
                @for apart in &it.set_apart {
                    code { (apart.assumption) } " " (format::signed(apart.away, 1)) " sd" br;
                }
            }
        }
    }
}
