//! `docs/claims.md`: the claims of all scenarios on one page.

use std::fmt::Write;

use super::super::{Report, format};
use super::{Row, Tally, rows};
use kinward::numeric::design::Design;
use kinward::results::Role;

const HOW_TO_READ: &str = "\
Each scenario carries the figures that have been published about its contract. They are compared with the \
simulation and do not influence it: **no assumption was bent to meet a claim**, and where one is not met \
the page says so. (A scenario may take a figure of the parties as an assumption, a planned volume \
say; then the same figure among the claims is met by construction, and proves nothing.)

- *Simulated median* and *90% of trials* are of the scenario's own case, which its \
description explains.
- *Percentile*: how many of a hundred trials lie below the claimed value.
- *Probability*: the share of trials that are as claimed. None is given for a figure that was \
observed; of it one asks whether it lies within the 90% interval.
- *Verdict*: very unlikely below 5%, unlikely below 25%, likely from 75%, very likely from 95%; of \
fewer than 20 trials none. A figure is *within reach* of a view at 5%, or within its 90% interval.
- *Other worlds* are the scenario's other arrangements (other terms) and its other views (other \
readings of the evidence, or other circumstances). A figure that no world is within reach of is \
**not reproduced under any view here**.
- A published figure that no single number of a simulation can answer is listed with the reason.
";

/// The top of the page: how it was made and how to read it. `paths` are the scenarios as they were
/// typed.
pub fn preface(
    version: &str,
    paths: &[String],
    (trials, seed, design): (u64, u64, Design),
    tally: Tally,
) -> String {
    let paths = paths.join(" ");
    let trials = format::whole(usize::try_from(trials).unwrap_or(usize::MAX));
    format!(
        "# Published figures against the simulation\n\n\
         *This page is made by `kinward claims {paths} --markdown` (Kinward {version}, {trials} \
         trials of each scenario, seed {seed}{}); do not edit it by hand.*\n\n\
         {HOW_TO_READ}\n{}\n",
        format::design(design),
        tally.sentence()
    )
}

/// The claims of one scenario.
pub fn section(report: &Report<'_>) -> String {
    let base = report.base();
    let mut text = format!("\n## {}\n\n", plain(&base.name));
    write_lines(&mut text, &[&format!("`{}`", report.file), ""]);
    if let Some(description) = &base.description {
        write_lines(&mut text, &[&plain(description), ""]);
    }
    let rows = rows(report);
    if !rows.is_empty() {
        table(&mut text, &rows);
        text.push('\n');
        for (index, row) in rows.iter().enumerate() {
            item(&mut text, index + 1, row);
        }
        text.push('\n');
    }
    write_lines(&mut text, &[&Tally::of(report).sentence()]);
    views(&mut text, report);
    text
}

fn table(text: &mut String, rows: &[Row<'_>]) {
    write_lines(
        text,
        &[
            "| | Published figure | Claimed | Simulated median | 90% of trials | Percentile | Probability | Verdict |",
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
        ],
    );
    for (index, row) in rows.iter().enumerate() {
        let verdict = row
            .mark()
            .map_or_else(|| row.verdict.to_owned(), |mark| format!("{}; **{mark}**", row.verdict));
        let cells = [
            (index + 1).to_string(),
            format!("“{}”", plain(&row.claim.text)),
            row.claimed.clone(),
            row.median.clone(),
            row.interval.clone(),
            row.percentile.clone(),
            row.probability.clone(),
            verdict,
        ];
        write_lines(text, &[&format!("| {} |", cells.join(" | "))]);
    }
}

/// Where a figure comes from, what it is compared with, and what the other worlds say.
fn item(text: &mut String, number: usize, row: &Row<'_>) {
    let mut says = vec![super::sentence(&plain(&row.claim.source))];
    if row.claim.figure.is_some() {
        says.push(format!("Compared with: {}.", row.figure));
    }
    says.extend(
        row.other_worlds
            .as_ref()
            .map(|other_world| format!("Other worlds: {}.", plain(other_world))),
    );
    says.extend(row.explanation().map(|explanation| plain(&explanation)));
    write_lines(text, &[&format!("{number}. {}", says.join(" "))]);
}

/// What each other arrangement and view stands for.
fn views(text: &mut String, report: &Report<'_>) {
    let worlds = [("arrangement", Role::Variant), ("view", Role::View)];
    for (what, role) in worlds {
        let others: Vec<_> =
            report.programmes().filter(|programme| programme.1.label.role == role).collect();
        if others.is_empty() {
            continue;
        }
        let plural = if others.len() == 1 { "" } else { "s" };
        write_lines(text, &["", &format!("The other {what}{plural}:"), ""]);
        for (world, _) in others {
            let name = plain(report.name(world));
            let line = match report.note(world) {
                Some(note) => format!("- *{name}*: {}", plain(note)),
                None => format!("- *{name}*"),
            };
            write_lines(text, &[&line]);
        }
    }
}

fn write_lines(text: &mut String, lines: &[&str]) {
    for line in lines {
        writeln!(text, "{line}").expect("a string takes any line");
    }
}

/// A text on one line, with nothing in it that Markdown would read as its own. What stands in
/// backticks is left as it is.
pub fn plain(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let escaped = |text: &str| text.replace('*', r"\*").replace('<', r"\<").replace('[', r"\[");
    // Only in a table, but a stroke may be escaped anywhere.
    let text = text.replace('|', r"\|");
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(at, it)| if at % 2 == 0 { escaped(it) } else { it.to_owned() });
    parts.collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{BARE, FULL, Run};
    use super::*;

    #[test]
    fn a_section_names_every_claim_and_its_cells_stay_in_their_columns() {
        let odd = "\n[[claims]]\ntext = \"1 | 2\"\nsource = \"<x> *y* `a_b`\"\nnote = \"none\"\n";
        let run = Run::of(&format!("{FULL}{odd}"), 100);
        let section = section(&run.report());
        for claim in &run.report().summary.claims {
            assert!(section.contains(&plain(&claim.text)), "{section}");
            assert!(section.contains(&plain(&claim.source)), "{section}");
        }
        let columns = |line: &str| line.replace(r"\|", "").matches('|').count();
        let rows: Vec<&str> = section.lines().filter(|line| line.starts_with('|')).collect();
        assert_eq!(rows.len(), 5);
        assert!(rows.iter().all(|row| columns(row) == 9), "{section}");
        assert!(section.contains(r"\<x> \*y\* `a_b`"), "{section}");
        assert!(section.contains("British trials centre on no effect."), "{section}");
    }

    #[test]
    fn a_scenario_without_claims_says_so() {
        let section = section(&Run::of(BARE, 20).report());
        assert!(
            section.ends_with("There is no published figure to compare with it.\n"),
            "{section}"
        );
    }
}
