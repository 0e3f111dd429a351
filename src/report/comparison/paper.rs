//! `table.md` and `table.tex`: the comparison as a table for a paper, with the note that belongs below
//! it.

use std::fmt::Write as _;

use super::super::format::{self, short_chance};
use super::super::{label, plain_markdown};
use super::sentences::{factor, what_matters};
use super::{Comparison, party_name, view_name};
use crate::numeric::linearised::Measured;
use crate::numeric::summary::Estimate;
use crate::results::compared::{
    Criterion, Difference, Lean, PairCompared, RATIOS, RatioOf, Verdict,
};
use crate::results::{BASE_VIEW, Metric, STATUS_QUO, Unit, slug};

/// A table: its caption, its headings and its rows. The first column is of words.
struct Table {
    caption: String,
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// The tables in Markdown.
pub(in crate::report) fn markdown(comparison: &Comparison<'_>) -> String {
    let mut text = format!("# {}\n", plain_markdown(&comparison.report.base().name));
    for table in tables(comparison) {
        let line = |cells: &[String]| -> String {
            let cells: Vec<String> = cells.iter().map(|it| plain_markdown(it)).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let rule = vec!["---:".to_owned(); table.headings.len() - 1];
        let _ =
            write!(text, "\n**{}**\n\n{}", plain_markdown(&table.caption), line(&table.headings));
        let _ = writeln!(text, "| --- | {} |", rule.join(" | "));
        table.rows.iter().for_each(|it| text.push_str(&line(it)));
    }
    let _ = write!(text, "\n{}\n", plain_markdown(&note(comparison)));
    text
}

/// The tables in LaTeX, for the packages `booktabs` and `graphicx`; each is made narrower where it would
/// not fit.
pub(in crate::report) fn latex(comparison: &Comparison<'_>) -> String {
    let mut text = String::from("% \\usepackage{booktabs,graphicx}\n");
    for table in tables(comparison) {
        let line = |cells: &[String]| -> String {
            let cells: Vec<String> = cells.iter().map(|it| escaped(it)).collect();
            format!("{} \\\\\n", cells.join(" & "))
        };
        let _ = write!(
            text,
            "\\begin{{table}}\n\\centering\\footnotesize\\setlength{{\\tabcolsep}}{{3pt}}\n\\caption{{{}}}\n\\label{{tab:{}}}\n\\resizebox{{\\ifdim\\width>\\textwidth\\textwidth\\else\\width\\fi}}{{!}}{{%\n\\begin{{tabular}}{{l{}}}\n\\toprule\n{}\\midrule\n",
            escaped(&table.caption),
            slug(&table.caption),
            "r".repeat(table.headings.len() - 1),
            line(&table.headings),
        );
        table.rows.iter().for_each(|it| text.push_str(&line(it)));
        text.push_str("\\bottomrule\n\\end{tabular}}\n\\end{table}\n");
    }
    let _ = writeln!(text, "\\par\\footnotesize {}", escaped(&note(comparison)));
    text
}

/// What LaTeX would read as its own, and signs that older engines do not know.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                escaped.push('\\');
                escaped.push(it);
            }
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '£' => escaped.push_str("\\pounds{}"),
            '−' => escaped.push_str("$-$"),
            '×' => escaped.push_str("$\\times$"),
            '–' => escaped.push_str("--"),
            '·' => escaped.push_str("$\\cdot$"),
            '’' => escaped.push('\''),
            '“' => escaped.push_str("``"),
            '”' | '"' => escaped.push_str("''"),
            '<' => escaped.push_str("$<$"),
            '>' => escaped.push_str("$>$"),
            '|' => escaped.push_str("$|$"),
            '±' => escaped.push_str("$\\pm$"),
            '`' => {}
            _ => escaped.push(it),
        }
    }
    escaped
}

fn tables(comparison: &Comparison<'_>) -> Vec<Table> {
    let mut tables = vec![levels(comparison)];
    tables.extend(comparison.held(BASE_VIEW).map(|it| differences(comparison, it)));
    tables.extend(views(comparison));
    tables.push(risks(comparison));
    tables.extend(ratios(comparison));
    tables
}

/// What the public purse gains more than under the reference, under every view.
fn views(comparison: &Comparison<'_>) -> Option<Table> {
    let views = &comparison.compared.views;
    let verdicts: Vec<&Verdict> =
        comparison.shown_verdicts().filter(|it| it.criterion == Criterion::Public).collect();
    let row = |verdict: &&Verdict| {
        let cell = |view: &String| {
            let found = verdict.views.iter().find(|it| it.view == *view);
            found.map_or_else(
                || format::NONE.to_owned(),
                |it| {
                    let leaning = match it.lean() {
                        Lean::Open => "; open",
                        Lean::Alike => "; alike",
                        Lean::First | Lean::Second | Lean::Same => "",
                    };
                    with_error(it.difference) + leaning
                },
            )
        };
        let name = format!(
            "“{}” less “{}”",
            comparison.arrangement(&verdict.arrangement),
            comparison.arrangement(&verdict.against)
        );
        std::iter::once(name)
            .chain(views.iter().map(cell))
            .chain([verdict.conclusion.name().to_owned()])
            .collect()
    };
    (1 < views.len() && !verdicts.is_empty()).then(|| Table {
        caption: "The public purse’s gain under every view of the evidence: mean difference (± standard error; “open” where these trials cannot tell whether it matters, “alike” where it is too little to)".to_owned(),
        headings: std::iter::once(String::new())
            .chain(views.iter().map(|it| view_name(it)))
            .chain(["Verdict".to_owned()])
            .collect(),
        rows: verdicts.iter().map(row).collect(),
    })
}

/// What each party gains, its worst 5% and its share of the variance, under the base view.
fn risks(comparison: &Comparison<'_>) -> Table {
    let worlds = &comparison.trials().worlds;
    let rows = comparison.ordered_risks(BASE_VIEW).flat_map(|risk| {
        let arrangement = comparison.arrangement(&worlds[risk.world].label.arrangement);
        risk.parties.iter().map(move |it| {
            let share =
                it.share.map(|it| format::values(Unit::Share, &[it.value], it.standard_error));
            vec![
                format!("{arrangement}: {}", party_name(comparison, it.party)),
                mean_and_interval(Unit::Pounds, &it.gain),
                with_error(it.worst),
                share.map_or_else(|| format::NONE.to_owned(), |it| it.concat()),
            ]
        })
    });
    Table {
        caption: "Who bears which risk".to_owned(),
        headings: ["", "Gain: mean (90% of trials)", "Worst 5%", "Share of the variance"]
            .map(str::to_owned)
            .to_vec(),
        rows: rows.collect(),
    }
}

/// `−£205k (±£11k)`
fn with_error(it: Measured) -> String {
    let written = format::measured(Unit::Pounds, it);
    if written.error == format::NONE {
        return written.value;
    }
    format!("{} (±{})", written.value, written.error)
}

/// Means and 90% intervals of every arrangement under the base view.
fn levels(comparison: &Comparison<'_>) -> Table {
    let trials = comparison.trials();
    let worlds: Vec<(String, usize)> = comparison
        .compared
        .arrangements
        .iter()
        .filter(|it| *it != STATUS_QUO)
        .filter_map(|it| Some((comparison.arrangement(it), trials.world(it, BASE_VIEW)?)))
        .collect();
    let cell = |metric: Metric, world: usize| {
        let estimate = comparison.report.summary.worlds[world].estimate(metric);
        estimate.map_or_else(|| format::NONE.to_owned(), |it| mean_and_interval(metric.unit(), it))
    };
    let row = |metric: Metric| {
        let name = label::metric(&trials.names, metric);
        std::iter::once(name).chain(worlds.iter().map(|it| cell(metric, it.1))).collect()
    };
    Table {
        caption: "Arrangements: mean (90% of trials)".to_owned(),
        headings: std::iter::once(String::new())
            .chain(worlds.iter().map(|it| it.0.clone()))
            .collect(),
        rows: comparison.headlines().into_iter().map(row).collect(),
    }
}

/// `£1.2m (−£0.4m to £2.9m)`
fn mean_and_interval(unit: Unit, estimate: &Estimate) -> String {
    let it = format::Middle::mean(unit, estimate);
    format!("{} ({})", it.middle, it.interval())
}

/// One pair under the base view.
fn differences(comparison: &Comparison<'_>, pair: &PairCompared) -> Table {
    let names = [pair.pair.world, pair.pair.against].map(|it| comparison.arrangement_of(it));
    let row = |it: &Difference| {
        let middle = format::Middle::mean(it.metric.unit(), &it.difference);
        let better = it.better().filter(|_| it.higher.share + it.lower.share > 0.0);
        vec![
            label::metric(&comparison.trials().names, it.metric),
            middle.middle.clone(),
            middle.error.clone(),
            middle.interval(),
            better.map_or_else(
                || format::NONE.to_owned(),
                |chance| short_chance(chance, it.difference.count),
            ),
            it.narrowed().map_or_else(|| format::NONE.to_owned(), |it| format!("×{}", factor(it))),
        ]
    };
    let of = comparison.headlines().into_iter().filter_map(|it| pair.difference(it));
    Table {
        caption: format!("“{}” less “{}”, on the same draws", names[0], names[1]),
        headings: ["", "Mean difference", "Standard error", "90% of trials", "Better", "Narrowed"]
            .map(str::to_owned)
            .to_vec(),
        rows: of.map(row).collect(),
    }
}

/// The published ratios of every pair under the base view; none where nothing is held against the
/// reference.
fn ratios(comparison: &Comparison<'_>) -> Option<Table> {
    let pairs: Vec<&PairCompared> = comparison.held(BASE_VIEW).collect();
    let of = |pair: &PairCompared, of: RatioOf| {
        let found = comparison.compared.ratios.iter().find(|it| it.pair == pair.pair)?;
        let ratio = found.ratios.iter().find(|it| it.of == of)?;
        let Some(figure) = ratio.ratio else { return Some(format::NONE.to_owned()) };
        let interval = ratio.trials.as_ref().map_or_else(String::new, |it| {
            format!("; {} to {}", changed(it.p05()), changed(it.p95()))
        });
        let error = format::decimal(figure.standard_error * 100.0, 1);
        Some(format!("{} (±{error}{interval})", changed(figure.value)))
    };
    let row = |it: RatioOf| {
        let cells =
            pairs.iter().map(|pair| of(pair, it).unwrap_or_else(|| format::NONE.to_owned()));
        std::iter::once(label::capitalised(it.definition())).chain(cells).collect()
    };
    let name = |it: &&PairCompared| comparison.arrangement_of(it.pair.world);
    (!pairs.is_empty() && !comparison.compared.ratios.is_empty()).then(|| Table {
        caption: format!(
            "Ratios to “{}”, less 1: of the means (± standard error in percentage points; 90% of trials)",
            comparison.arrangement(&comparison.compared.reference),
        ),
        headings: std::iter::once(String::new()).chain(pairs.iter().map(name)).collect(),
        rows: RATIOS.into_iter().map(row).collect(),
    })
}

/// A ratio as what it is more or less than 1: `+25%`, `−44%`.
pub(in crate::report) fn changed(ratio: f64) -> String {
    format!("{}%", format::signed((ratio - 1.0) * 100.0, 1))
}

/// What a reader must know of the tables.
fn note(comparison: &Comparison<'_>) -> String {
    let report = &comparison.report;
    let neutral = if comparison.neutral { " Incentive effects are switched off." } else { "" };
    format!(
        "Note. Kinward {}, {}; the same families and draws in every arrangement, so that differences are taken within each trial. {} Gains are nominal, over the whole contract, with the cost of care saved up to the horizon ({}). Standard errors are those of the simulation. “Better” is the share of trials; “narrowed” is how many times larger the standard error would be on draws of their own.{neutral} Made by: `{}`",
        report.version,
        report.simulated(),
        what_matters(comparison),
        report.horizon(),
        comparison.command,
    )
}
