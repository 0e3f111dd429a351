//! `table.md` and `table.tex`: the comparison as a table for a paper, with the note that belongs below
//! it.

use std::fmt::Write as _;

use super::super::format::{self, short_chance};
use super::super::{label, plain_markdown};
use super::sentences::{factor, what_matters};
use super::{Comparison, party_name, view_name};
use kinward::analysis::compare::{
    Criterion, Difference, Lean, PairCompared, RATIOS, RatioOf, Verdict,
};
use kinward::numeric::linearised::Measured;
use kinward::numeric::summary::Estimate;
use kinward::results::{BASE_VIEW, Metric, STATUS_QUO, Unit, slug};

/// A table: its caption, its headings and its rows. The first column is of words.
struct Table {
    caption: String,
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// The tables in Markdown.
pub(crate) fn markdown(comparison: &Comparison<'_>) -> String {
    let mut text = format!("# {}\n", plain_markdown(&comparison.report.base().name));
    for table in tables(comparison) {
        let line = |cells: &[String]| -> String {
            let cells: Vec<String> = cells.iter().map(|cell| plain_markdown(cell)).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let rule = vec!["---:".to_owned(); table.headings.len() - 1];
        let _ =
            write!(text, "\n**{}**\n\n{}", plain_markdown(&table.caption), line(&table.headings));
        let _ = writeln!(text, "| --- | {} |", rule.join(" | "));
        table.rows.iter().for_each(|row| text.push_str(&line(row)));
    }
    let _ = write!(text, "\n{}\n", plain_markdown(&note(comparison)));
    text
}

/// The tables in LaTeX, for the packages `array` and `booktabs`, each as wide as the text. One that has
/// too many columns to be read is set in parts.
pub(crate) fn latex(comparison: &Comparison<'_>) -> String {
    let mut text = String::from("% \\usepackage{array,booktabs}\n");
    for table in tables(comparison).iter().flat_map(Table::parts) {
        let _ = write!(
            text,
            "\\begin{{table}}\n\\centering\\footnotesize\\setlength{{\\tabcolsep}}{{3pt}}\n\\caption{{{}}}\n\\label{{tab:{}}}\n{}\\end{{table}}\n",
            escaped(&table.caption),
            slug(&table.caption),
            table.tabular(),
        );
    }
    let _ = writeln!(text, "\\par\\footnotesize {}", escaped(&note(comparison)));
    text
}

/// The most columns of figures that stand side by side on a page in letters of eight points.
const COLUMNS: usize = 5;
/// What is left of the width of the text beside the space between columns.
const WIDTH: f64 = 0.89;

impl Table {
    /// The same rows in as few tables as have no more than [`COLUMNS`] columns of figures each, of about
    /// the same width; the first column stands in all of them.
    fn parts(&self) -> Vec<Self> {
        let figures = self.headings.len() - 1;
        let columns: Vec<usize> = (1..=figures).collect();
        let parts = figures.div_ceil(COLUMNS);
        let part = |(place, columns): (usize, &[usize])| {
            let of = |cells: &Vec<String>| {
                std::iter::once(&0).chain(columns).map(|&place| cells[place].clone()).collect()
            };
            Self {
                caption: if parts == 1 {
                    self.caption.clone()
                } else {
                    format!("{} (part {} of {parts})", self.caption, place + 1)
                },
                headings: of(&self.headings),
                rows: self.rows.iter().map(of).collect(),
            }
        };
        columns.chunks(figures.div_ceil(parts)).enumerate().map(part).collect()
    }

    /// Columns share the width by their longest cell, within limits; cells are broken at spaces.
    fn tabular(&self) -> String {
        let length = |cells: &Vec<String>, place: usize| cells[place].chars().count().clamp(6, 40);
        let longest: Vec<usize> = (0..self.headings.len())
            .map(|place| {
                let words = self.headings[place].split(' ').map(|it| it.chars().count() + 2);
                let rows = self.rows.iter().map(|row| length(row, place));
                rows.chain(words).max().unwrap_or(1)
            })
            .collect();
        let all = longest.iter().sum::<usize>() as f64;
        let columns: Vec<String> = longest
            .iter()
            .enumerate()
            .map(|(place, &it)| {
                let side = if place == 0 { "right" } else { "left" };
                let width = format::typed_to(WIDTH * it as f64 / all, 3);
                format!(">{{\\ragged{side}\\arraybackslash}}p{{{width}\\linewidth}}")
            })
            .collect();
        let line = |cells: &Vec<String>| -> String {
            let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
            format!("{} \\\\\n", cells.join(" & "))
        };
        format!(
            "\\begin{{tabular}}{{{}}}\n\\toprule\n{}\\midrule\n{}\\bottomrule\n\\end{{tabular}}\n",
            columns.concat(),
            line(&self.headings),
            self.rows.iter().map(line).collect::<String>(),
        )
    }
}

/// What LaTeX would read as its own, and signs that older engines do not know. What stands in backticks is
/// set as it would be typed.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut is_typed = false;
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
            '”' => escaped.push_str("''"),
            '<' => escaped.push_str("$<$"),
            '>' => escaped.push_str("$>$"),
            '|' => escaped.push_str("$|$"),
            '±' => escaped.push_str("$\\pm$"),
            '`' => {
                escaped.push_str(if is_typed { "}" } else { "\\texttt{" });
                is_typed = !is_typed;
            }
            // Two hyphens side by side are a dash, and quotes are turned.
            '-' if is_typed => escaped.push_str("-{}"),
            '\'' if is_typed => escaped.push_str("\\textquotesingle{}"),
            '"' if !is_typed => escaped.push_str("''"),
            _ => escaped.push(it),
        }
    }
    if is_typed {
        escaped.push('}');
    }
    escaped
}

fn tables(comparison: &Comparison<'_>) -> Vec<Table> {
    let mut tables = vec![levels(comparison)];
    tables.extend(comparison.held(BASE_VIEW).map(|held| differences(comparison, held)));
    tables.extend(views(comparison));
    tables.push(risks(comparison));
    tables.extend(ratios(comparison));
    tables
}

/// What the public purse gains more than under the reference, under every view.
fn views(comparison: &Comparison<'_>) -> Option<Table> {
    let views = &comparison.answer.compared.views;
    let verdicts: Vec<&Verdict> = comparison
        .shown_verdicts()
        .filter(|verdict| verdict.criterion == Criterion::Public)
        .collect();
    let row = |verdict: &&Verdict| {
        let cell = |view: &String| {
            let found = verdict.views.iter().find(|it| it.view == *view);
            found.map_or_else(
                || format::NONE.to_owned(),
                |it| {
                    let leaning = match it.lean {
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
            .chain(views.iter().map(|view| view_name(view)))
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
            let share = it
                .share
                .map(|share| format::values(Unit::Share, &[share.value], share.standard_error));
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
        .answer
        .compared
        .arrangements
        .iter()
        .filter(|arrangement| *arrangement != STATUS_QUO)
        .filter_map(|it| Some((comparison.arrangement(it), trials.world(it, BASE_VIEW)?)))
        .collect();
    let cell = |metric: Metric, world: usize| {
        let estimate = comparison.report.summary.worlds[world].estimate(metric);
        estimate.map_or_else(|| format::NONE.to_owned(), |it| mean_and_interval(metric.unit(), it))
    };
    let row = |metric: Metric| {
        let name = label::metric(&trials.names, metric);
        std::iter::once(name).chain(worlds.iter().map(|world| cell(metric, world.1))).collect()
    };
    Table {
        caption: "Arrangements: mean (90% of trials)".to_owned(),
        headings: std::iter::once(String::new())
            .chain(worlds.iter().map(|world| world.0.clone()))
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
        let better = it.better.filter(|_| it.higher.share + it.lower.share > 0.0);
        vec![
            label::metric(&comparison.trials().names, it.metric),
            middle.middle.clone(),
            middle.error.clone(),
            middle.interval(),
            better.map_or_else(
                || format::NONE.to_owned(),
                |chance| short_chance(chance, it.difference.count),
            ),
            it.narrowed.map_or_else(|| format::NONE.to_owned(), |it| format!("×{}", factor(it))),
        ]
    };
    let of = comparison.headlines().into_iter().filter_map(|headline| pair.difference(headline));
    Table {
        caption: format!("“{}” less “{}”, on the same draws", names[0], names[1]),
        headings: ["", "Mean difference", "Standard error", "90% of trials", "Better", "Narrowed"]
            .map(str::to_owned)
            .to_vec(),
        rows: of.map(row).collect(),
    }
}

/// The published ratios of every pair under the base view; none where nothing is compared with the
/// reference.
fn ratios(comparison: &Comparison<'_>) -> Option<Table> {
    let pairs: Vec<&PairCompared> = comparison.held(BASE_VIEW).collect();
    let of = |pair: &PairCompared, of: RatioOf| {
        let found =
            comparison.answer.compared.ratios.iter().find(|ratio| ratio.pair == pair.pair)?;
        let ratio = found.ratios.iter().find(|ratio| ratio.of == of)?;
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
    (!pairs.is_empty() && !comparison.answer.compared.ratios.is_empty()).then(|| Table {
        caption: format!(
            "Ratios to “{}”, less 1: of the means (± standard error in percentage points; 90% of trials)",
            comparison.arrangement(&comparison.answer.compared.reference),
        ),
        headings: std::iter::once(String::new()).chain(pairs.iter().map(name)).collect(),
        rows: RATIOS.into_iter().map(row).collect(),
    })
}

/// A ratio as what it is more or less than 1: `+25%`, `−44%`.
pub(crate) fn changed(ratio: f64) -> String {
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_wide_table_is_set_in_parts_that_can_be_read() {
        for figures in 1..=16_usize {
            let cells = |row: usize| -> Vec<String> {
                (0..=figures).map(|place| format!("row {row}, place {place}")).collect()
            };
            let table = Table {
                caption: String::new(),
                headings: cells(0),
                rows: vec![cells(1), cells(2)],
            };
            let parts = table.parts();
            assert_eq!(parts.len(), figures.div_ceil(COLUMNS), "{figures}");
            let captions = parts.iter().map(|part| &part.caption).collect::<BTreeSet<_>>();
            assert_eq!(captions.len(), parts.len());
            let kept: usize = parts.iter().map(|part| part.headings.len() - 1).sum();
            assert_eq!(kept, figures);
            for part in &parts {
                assert!(part.headings.len() <= COLUMNS + 1 && part.rows[1][0] == "row 2, place 0");
                let text = part.tabular();
                let widths = text
                    .split("p{")
                    .skip(1)
                    .map(|it| it.split("\\linewidth").next().unwrap().parse::<f64>().unwrap());
                let widths: Vec<f64> = widths.collect();
                assert_eq!(widths.len(), part.headings.len());
                assert!((widths.iter().sum::<f64>() - WIDTH).abs() < 0.01, "{text}");
            }
        }
    }

    #[test]
    fn a_command_is_set_as_it_is_typed() {
        assert_eq!(
            escaped("Made by: `kinward compare 'a b.toml' --seed 1` – or not"),
            "Made by: \\texttt{kinward compare \\textquotesingle{}a b.toml\\textquotesingle{} -{}-{}seed 1} -- or not"
        );
        assert_eq!(escaped("an odd `one"), "an odd \\texttt{one}");
    }
}
