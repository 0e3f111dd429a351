//! The page of a portfolio, for a fund manager first.

use maud::{Markup, html};

use super::super::format::{self, Middle, NONE, short_chance, stated, whole};
use super::super::portfolio::{PortfolioReport, answers, cautions, grade, pence, taking};
use super::super::{figure, headline, label};
use super::frame::{self, error, table, table_of, with_error};
use super::{Charts, Head, Page, whole_page};
use kinward::numeric::linearised::Measured;
use kinward::numeric::summary::{Chance, Estimate};
use kinward::results::Unit;
use kinward::results::portfolio::{ContractSummary, Diversification, PositionSummary, Spread};
use kinward::scenario::Holding;

/// The page's text.
pub(crate) fn page(report: &PortfolioReport<'_>) -> Page {
    let mut charts = Charts::default();
    let diversification = report.summary.diversification.as_ref();
    let main = html! {
        (frame::section("answer", "The answer", &answer(report)))
        @if !report.summary.loss_without.is_empty() {
            (frame::section("depends", "What the chance of a loss depends on", &losses(report)))
        }
        (frame::section("doubts", "Before relying on this", &doubts(report)))
        (frame::section("fund", "The fund’s money", &html! {
            (charts.show(figure::portfolio::position(report)))
            (money(report))
        }))
        (frame::section("contracts", "What each contract brings", &contracts(report)))
        @if let Some(it) = diversification {
            (frame::section("diversification", "What diversification does", &html! {
                (charts.show(figure::portfolio::diversification(report)))
                (diversified(report, it))
            }))
        }
        (frame::section("shared", "What the contracts share", &shared(report)))
        (frame::section("reading", "How to read this", &reading()))
        (frame::section("again", "Getting this result again", &again(report)))
    };
    let links = [
        ("answer", "The answer", true),
        ("depends", "What a loss depends on", !report.summary.loss_without.is_empty()),
        ("doubts", "Before relying on it", true),
        ("fund", "The fund’s money", true),
        ("contracts", "Each contract", true),
        ("diversification", "Diversification", diversification.is_some()),
        ("shared", "What is shared", true),
        ("reading", "How to read this", true),
    ];
    let starts = report.portfolio.starts();
    let last = report.summary.months.len().saturating_sub(1);
    let facts = [
        ("Contracts", report.summary.contracts.len().to_string()),
        ("The first starts", format::calendar_month(0, starts)),
        ("Money followed until", format::calendar_month(last, starts)),
        ("Hurdle", format!("{} a year", report.hurdle())),
    ];
    let head = Head {
        name: &report.portfolio.name,
        description: report.portfolio.description.as_deref(),
        title: "Kinward portfolio",
        kicker: "Fund of social outcomes contracts · portfolio",
        simulated: Some(report.simulated()),
        version: report.version,
    };
    Page { text: whole_page(&head, &facts, &links, &main), charts }
}

fn answer(report: &PortfolioReport<'_>) -> Markup {
    html! {
        @for (title, sentences) in &answers(report) {
            h3 { (title) }
            ul { @for it in sentences { li { (frame::code(it)) } } }
        }
    }
}

fn doubts(report: &PortfolioReport<'_>) -> Markup {
    html! {
        ul.doubts {
            @for (title, text) in &cautions(report) {
                li { strong { (title) "." } " " (frame::code(text)) }
            }
        }
    }
}

/// The chance of a loss as it is, and without each thing that contracts share in turn.
fn losses(report: &PortfolioReport<'_>) -> Markup {
    let trials = report.summary.trials;
    html! {
        (table_of("The chance of a loss without what contracts share", &["Without", "Loses in", "Change", "Evidence of the number"], 3, &html! {
            tr.total {
                th scope="row" { "Nothing: the fund as it is" }
                td.number { (chance(report.summary.fund.loses, trials)) }
                td.number { }
                td.text { }
            }
            @for it in &report.summary.loss_without {
                @let number = report.number_behind(it.left_out);
                tr {
                    th scope="row" {
                        @match &number { Some((name, _)) => { code { (name) } }, None => { "All of these: the contracts alone" } }
                    }
                    td.number { (chance(it.loses, trials)) }
                    td.number {
                        (with_error(Unit::Share, it.change))
                        @if !it.is_clear() { small.definition { "within noise" } }
                    }
                    td.text { @if let Some((_, known)) = &number { (known.value) ", " (grade(known)) } }
                }
            }
        }))
        p.small {
            "Every trial is simulated again with one thing left out, on the same draws. Without a shock, what it moves is as uncertain as before but independent between contracts; without policy, its event never happens. Changes are in percentage points; one of no more than two standard errors is within noise."
        }
    }
}

/// Every figure of the fund.
fn money(report: &PortfolioReport<'_>) -> Markup {
    let fund = &report.summary.fund;
    let trials = report.summary.trials;
    html! {
        (table("The fund, in all its contracts", &frame::METRIC_HEADINGS, &html! {
            tr {
                (heading("Loses money", "less is got back than was paid in"))
                td.number colspan="3" { (chance(fund.loses, trials)) }
            }
            (figure("Multiple", "got back for each pound paid in", Unit::Multiple, fund.multiple.as_ref()))
            (figure(&format!("Net present value at {}", report.hurdle()), "at the start of the first contract, of monthly flows", Unit::Pounds, Some(&fund.npv)))
            (rate(fund))
            (figure("Paid in", "in all, counting what is paid in again", Unit::Pounds, Some(&fund.drawn)))
            (figure("Got back", "in all", Unit::Pounds, Some(&fund.returned)))
            (figure("Gain", "got back less paid in", Unit::Pounds, Some(&fund.gain)))
            (figure("Peak capital outstanding", "paid in and not yet back, over all contracts together", Unit::Pounds, Some(&fund.peak)))
            (figure("Payback month", &payback_definition(fund.payback.as_ref()), Unit::Months, fund.payback.as_ref()))
        }))
        (rates(fund, trials))
        p.small { "The fund’s part of what investors pay in and get back, before any manager’s fee. The multiple of expected amounts is "
            @match fund.multiple_of_means { Some(it) => { (format::measured(Unit::Pounds, it).plus_minus()) " for each pound" }, None => { "not defined" } }
            ", which a single trial’s multiple need not be on average."
        }
    }
}

/// From when it is counted, and in how many trials it never comes.
fn payback_definition(payback: Option<&Estimate>) -> String {
    let never = payback.and_then(|months| Some((months.never?, months.count)));
    let never = never.filter(|(never, _)| 0.0 < never.share);
    let never = never.map_or_else(String::new, |(never, count)| {
        format!(
            "; of the trials in which anything is paid in, never in {}, which count as later than any month",
            format::share_of_trials(never, count).trim_end_matches(" of trials")
        )
    });
    format!("from the start of the first contract until all is back{never}")
}

fn heading(name: &str, definition: &str) -> Markup {
    html! { th scope="row" { (name) small.definition { (definition) } } }
}

fn figure(name: &str, definition: &str, unit: Unit, estimate: Option<&Estimate>) -> Markup {
    html! {
        tr {
            (heading(name, definition))
            @match estimate {
                None => { td.number colspan="3" { "no value in any trial" } }
                Some(it) => {
                    @let (median, mean) = (Middle::median(unit, it), Middle::mean(unit, it));
                    td.number { (median.middle) (error(&median.error)) }
                    td.number { (median.interval()) }
                    td.number { (mean.middle) (error(&mean.error)) }
                }
            }
        }
    }
}

/// Without a mean: rates do not add up, and some trials have none.
fn rate(fund: &PositionSummary) -> Markup {
    let median = fund.irr.as_ref().map(|irr| Middle::median(Unit::YearlyRate, irr));
    html! {
        tr {
            (heading("Internal rate of return", "annual effective, of the trials with exactly one; a total loss is −100%"))
            @match &median {
                None => { td.number colspan="3" { "no value in any trial" } }
                Some(it) => {
                    td.number { (it.middle) (error(&it.error)) }
                    td.number { (it.interval()) }
                    td.number { (NONE) }
                }
            }
        }
    }
}

fn chance(it: Chance, trials: usize) -> Markup {
    html! { (short_chance(it, trials)) (error(&headline::error(it))) }
}

/// How the fund's rates turned out.
fn rates(fund: &PositionSummary, trials: usize) -> Markup {
    let counts = fund.irr_counts;
    let kinds = [
        ("exactly one rate", counts.unique),
        ("more than one", counts.ambiguous),
        ("a total loss", counts.total_loss),
        ("none", counts.no_rate),
        ("nothing paid in", counts.nothing_invested),
    ];
    let said: Vec<String> = kinds
        .iter()
        .filter(|kind| 0 < kind.1)
        .map(|(what, count)| format!("{what} in {}", whole(*count)))
        .collect();
    html! { p.small { "Rates of return: of " (format::counted(trials, "trial")) ", there is " (format::list(&said)) "." } }
}

/// Two tables of the contracts: money, then what they were taken from.
fn contracts(report: &PortfolioReport<'_>) -> Markup {
    let summary = report.summary;
    let npv = format!("NPV at {}", report.hurdle());
    let rows = || report.portfolio.contracts.iter().zip(&summary.contracts);
    html! {
        (table(
            "The fund’s part of each contract (means, unless it says otherwise)",
            &["Contract", "Loses in", "Paid in", "For each £1", &npv, "IRR, median", "Worst 5%"],
            &html! {
                @for (_, it) in rows() { tr { th scope="row" { (it.name) } (cells(&it.position, summary.trials)) } }
                tr.total { th scope="row" { "The fund" } (cells(&summary.fund, summary.trials)) }
            },
        ))
        (table(
            "What is held, when all of it comes back, and trials without a single rate of return",
            &["Contract", "Part", "Starts", "Never all back", "By month, median", "Total loss", "No rate", "Nothing paid in"],
            &html! { @for (holding, it) in rows() { (held(holding, it, summary.trials)) } },
        ))
        p.small { "Net present values are at the fund’s hurdle and at the start of the first contract, so that they add up; months to payback are counted from each contract’s own start." }
    }
}

fn cells(it: &PositionSummary, trials: usize) -> Markup {
    let mean = |estimate: &Estimate| with_error(Unit::Pounds, Measured::from(estimate));
    html! {
        td.number { (chance(it.loses, trials)) }
        td.number { (mean(&it.drawn)) }
        td.number { @match it.multiple_of_means { Some(it) => { (pence(it.value)) }, None => { (NONE) } } }
        td.number { (mean(&it.npv)) }
        td.number {
            @match &it.irr {
                Some(irr) => { @let median = Middle::median(Unit::YearlyRate, irr); (median.middle) (error(&median.error)) }
                None => { (NONE) }
            }
        }
        td.number { (with_error(Unit::Pounds, it.worst)) }
    }
}

fn held(holding: &Holding, it: &ContractSummary, trials: usize) -> Markup {
    let world = [&holding.arrangement, &holding.view].into_iter().flatten();
    let world: Vec<String> = world.map(|world| format!("“{world}”")).collect();
    let counts = it.position.irr_counts;
    let payback = it.position.payback.as_ref();
    html! {
        tr {
            th scope="row" {
                (it.name)
                small.definition { code { (holding.file) } @if !world.is_empty() { ", " (format::list(&world)) } }
            }
            td.number { (stated(Unit::Share, holding.holding)) }
            td.number { (format::calendar_month(0, holding.study.base.starts)) }
            td.number { @match payback.and_then(|payback| Some((payback.never?, payback.count))) { Some((never, count)) => { (short_chance(never, count)) }, None => { (NONE) } } }
            td.number { @match payback { Some(it) => { (Middle::median(Unit::Months, it).middle) }, None => { (NONE) } } }
            @for count in [counts.total_loss, counts.ambiguous + counts.no_rate, counts.nothing_invested] {
                td.number { (short_chance_of(count, trials)) }
            }
        }
    }
}

fn short_chance_of(count: usize, trials: usize) -> String {
    Chance::of(count, trials).map_or_else(|| NONE.to_owned(), |it| short_chance(it, trials))
}

/// The spread against its two ends, who bears it, and the fund without its largest contract.
fn diversified(report: &PortfolioReport<'_>, it: &Diversification) -> Markup {
    let summary = report.summary;
    html! {
        (table(
            "The risk of the fund’s gain",
            &["", "The fund", "If independent", "Contracts’ own, added up", "Effect of what is shared", "Effect of diversification"],
            &html! {
                (spread("Standard deviation", &it.sd))
                (spread("Mean of the worst 5%", &it.worst))
                tr {
                    th scope="row" { "Loses money" }
                    td.number { (chance(summary.fund.loses, summary.trials)) }
                    td.number { (chance(it.loses_if_independent, summary.trials)) }
                    td.number { (NONE) }
                    td.number { }
                    td.number { }
                }
            },
        ))
        p.small {
            "“If independent”: every trial simulated again with shocks and events drawn separately for each contract. “Added up”: however the contracts depend on each other, the standard deviation can be no more than this, and the worst 5% no less. The last two columns are the fund less each of these."
        }
        (correlations(report))
        (without_largest(report, it))
    }
}

fn spread(name: &str, it: &Spread) -> Markup {
    let pounds = |measured: Measured| with_error(Unit::Pounds, measured);
    html! {
        tr {
            th scope="row" { (name) }
            td.number { (pounds(it.fund)) }
            td.number { (pounds(it.independent)) }
            td.number { (pounds(it.together)) }
            td.number { (pounds(it.shared)) }
            td.number { (pounds(it.saved)) }
        }
    }
}

fn correlations(report: &PortfolioReport<'_>) -> Markup {
    let contracts = &report.summary.contracts;
    let names = contracts.iter().map(|contract| contract.name.as_str());
    let headings: Vec<&str> = std::iter::once("Contract")
        .chain(names)
        .chain(["Deviation", "Share of the variance"])
        .collect();
    let correlation =
        |it: &Option<Measured>| it.map_or_else(|| html! { (NONE) }, with_error_of_two_digits);
    html! {
        (table("Correlations between the contracts’ gains, and who bears the risk", &headings, &html! {
            @for (row, it) in contracts.iter().enumerate() {
                tr {
                    th scope="row" { (it.name) }
                    @for (column, of) in it.correlations.iter().enumerate() {
                        td.number { @if row == column { "1" } @else { (correlation(of)) } }
                    }
                    td.number { (with_error(Unit::Pounds, it.position.sd)) }
                    td.number { @match it.share { Some(share) => { (with_error(Unit::Share, share)) }, None => { (NONE) } } }
                }
            }
        }))
        p.small { "A contract’s share of the variance is its covariance with the fund’s gain, divided by the variance of that; the shares add up to 100%." }
    }
}

fn with_error_of_two_digits(it: Measured) -> Markup {
    html! { (format::decimal(it.value, 2)) (error(&format::decimal(it.standard_error, 2))) }
}

fn without_largest(report: &PortfolioReport<'_>, it: &Diversification) -> Markup {
    let summary = report.summary;
    let (fund, rest) = (&summary.fund, &it.without_largest);
    let name = &rest.contract;
    let npv = format!("NPV at {}", report.hurdle());
    let row = |name: &str,
               loses,
               multiple: Option<Measured>,
               npv: &Estimate,
               gain: &Estimate,
               sd,
               worst| {
        html! {
            tr {
                th scope="row" { (name) }
                td.number { (chance(loses, summary.trials)) }
                td.number { @match multiple { Some(it) => { (pence(it.value)) }, None => { (NONE) } } }
                td.number { (with_error(Unit::Pounds, npv.into())) }
                td.number { (with_error(Unit::Pounds, gain.into())) }
                td.number { (with_error(Unit::Pounds, sd)) }
                td.number { (with_error(Unit::Pounds, worst)) }
            }
        }
    };
    table(
        &format!("Concentration: without {name}{}", taking(rest)),
        &["", "Loses in", "For each £1", &npv, "Gain", "Deviation", "Worst 5%"],
        &html! {
            (row("The fund", fund.loses, fund.multiple_of_means, &fund.npv, &fund.gain, fund.sd, fund.worst))
            (row(&format!("Without {name}"), rest.loses, rest.multiple_of_means, &rest.npv, &rest.gain, rest.sd, rest.worst))
        },
    )
}

/// The fund's own numbers with their evidence, and what each shock moves where.
fn shared(report: &PortfolioReport<'_>) -> Markup {
    let portfolio = report.portfolio;
    let names: Vec<&str> =
        portfolio.contracts.iter().map(|contract| contract.name.as_str()).collect();
    let headings: Vec<&str> = std::iter::once("Shock").chain(names.iter().copied()).collect();
    html! {
        @if portfolio.shocks.is_empty() && portfolio.policy.is_none() {
            p { "Nothing: the contracts are independent." }
        }
        @if !portfolio.shocks.is_empty() {
            (table("Number of assumptions of each contract that a shock moves", &headings, &html! {
                @for shock in &portfolio.shocks {
                    tr {
                        th scope="row" { (label::capitalised(&shock.name)) }
                        @for moved in &shock.moves { td.number { (moved.len()) } }
                    }
                }
            }))
        }
        @if portfolio.policy.is_some() {
            p { "The policy event stops the starts in all contracts on one day. Families that have started go on, and what they earn is paid; a contract that has not begun does not begin." }
        }
        (table_of("The fund’s own numbers", &["Number", "Value", "Evidence"], 2, &html! {
            @for (name, it) in &portfolio.numbers() {
                @let evidence = &it.provenance;
                tr class=[evidence.is_unsourced().then_some("unsourced")] {
                    th scope="row" { code { (name) } }
                    td.number { (it.value) }
                    td.text {
                        @match &evidence.source { Some(source) => { (source) }, None => { strong { "No source" } } }
                        @if let Some(grade) = evidence.grade { small.definition { "Grade " (grade) ": " (label::grade_words(grade)) } }
                        @if let Some(note) = &evidence.note { small.definition { (frame::code(note)) } }
                    }
                }
            }
        }))
    }
}

fn reading() -> Markup {
    html! {
        dl.notes {
            dt { "A trial" }
            dd { "One draw of what all contracts share; then, for each contract, one draw of its own assumptions and one cohort of families. Without shared shocks contracts are independent." }
            dt { "90% of trials" }
            dd { "From the 5% to the 95% quantile." }
            dt { "± in grey" }
            dd { "The Monte Carlo standard error: by how much the figure would typically change with another seed. It says nothing about whether the assumptions are right." }
            dt { "Rates of return" }
            dd { "The chance of a loss, the multiple and the present value are known in every trial. A rate of return is not: there may be several where flows change sign more than once, or none. Such trials are counted, and no mean of rates is given." }
            dt { "A rank correlation" }
            dd { "A shock is a normal score that is a part of the score of every assumption that it moves. The distributions of the assumptions stay as their files have them." }
        }
    }
}

fn again(report: &PortfolioReport<'_>) -> Markup {
    html! {
        pre { code { (report.command()) } }
        p {
            "gives every number of this page again with Kinward " (report.version) ". Beside this page are "
            code { "trials.parquet" } " (a row for each trial: the fund and each contract), " code { "summary.json" } " (every estimate), "
            code { "charts/" } " and " code { "manifest.json" } " (digests)."
        }
        p { "To run one contract alone, with the same families and without shocks:" }
        ul {
            @for it in &report.summary.contracts { li { (it.name) ": " code { "--seed " (it.seed) } } }
        }
    }
}
