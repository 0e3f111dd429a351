//! The page that one reads at the prompt: the answer first, then worlds, claims and doubts.

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, presets};

use super::format::{self, chance_of, column, short_chance, whole};
use super::view::PROGRAMME;
use super::{Report, headline, label, warnings};
use crate::numeric::summary::Estimate;
use crate::results::{ClaimCheck, ClaimResult, Metric, Sense, Unit};

/// Letters in a line.
const WIDTH: u16 = 100;

/// The page. `place` is where the report stands.
pub fn page(report: &Report<'_>, place: &str, colour: bool) -> String {
    let base = report.base();
    let mut page = Page { text: String::new(), colour };
    page.heading(&base.name);
    page.paragraph(&format!("{}, seed {}", report.trial_count(), report.summary.seed));
    let answer = [headline::saving(report), headline::claim(report), headline::investor(report)];
    let agreed = Some(headline::agreed(report));
    for sentence in answer.into_iter().chain([agreed]).flatten() {
        page.gap();
        page.paragraph(&sentence);
    }
    if let Some(table) = worlds(report) {
        page.section("Worlds (the same families in each)");
        page.table(&table);
    }
    if let Some(table) = tranches(report) {
        page.section("The investor’s tranches, from the first repaid to the last");
        page.table(&table);
    }
    if let Some(table) = claims(report) {
        page.section("Claims, held against the scenario as it stands");
        page.table(&table);
        for (index, claim) in report.summary.claims.iter().enumerate() {
            page.item(&format!("{}. “{}” {}", index + 1, claim.text, claim.source));
        }
    }
    let doubts = warnings(base, report.summary);
    if !doubts.is_empty() {
        page.section("Before relying on this");
        for doubt in doubts {
            page.warning(&format!("{}.", doubt.title()), &format!("{doubt} {}", doubt.advice()));
        }
    }
    page.gap();
    page.paragraph(&format!("Report: {place}"));
    page.text
}

#[derive(Debug)]
struct Page {
    text: String,
    colour: bool,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn gap(&mut self) {
        self.text.push('\n');
    }

    fn styled(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn heading(&mut self, text: &str) {
        let line = self.styled("1", text);
        self.line(&line);
    }

    fn section(&mut self, text: &str) {
        self.gap();
        self.heading(text);
    }

    fn paragraph(&mut self, text: &str) {
        for line in wrapped(text, usize::from(WIDTH)) {
            self.line(&line);
        }
    }

    /// Indented, with the first line out.
    fn item(&mut self, text: &str) {
        for (place, line) in wrapped(text, usize::from(WIDTH) - 4).iter().enumerate() {
            self.line(&format!("{}{line}", if place == 0 { " " } else { "    " }));
        }
    }

    fn warning(&mut self, title: &str, text: &str) {
        let lines = wrapped(&format!("{title} {text}"), usize::from(WIDTH) - 2);
        for (place, line) in lines.iter().enumerate() {
            // A title is shorter than a line.
            let shown = match line.strip_prefix(title) {
                Some(rest) if place == 0 => format!("! {}{rest}", self.styled("33", title)),
                _ => format!("  {line}"),
            };
            self.line(&shown);
        }
    }

    fn table(&mut self, table: &Table) {
        for line in table.lines() {
            self.line(&line);
        }
    }
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last().map_or(0, |it| it.chars().count());
        if line > 0 && width < line + 1 + word.chars().count() {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// A table with its first columns to the left and the rest to the right.
fn new_table(headings: &[String], left: usize) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING.header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(WIDTH);
    table.set_header(headings.iter().enumerate().map(|(index, it)| cell(it, left <= index)));
    table
}

fn cell(text: &str, is_number: bool) -> Cell {
    let alignment = if is_number { CellAlignment::Right } else { CellAlignment::Left };
    Cell::new(text).set_alignment(alignment)
}

fn add(table: &mut Table, row: &[String], left: usize) {
    table.add_row(row.iter().enumerate().map(|(index, it)| cell(it, left <= index)));
}

fn worlds(report: &Report<'_>) -> Option<Table> {
    let worlds: Vec<_> = report
        .programmes()
        .filter_map(|(index, world)| Some((index, world, world.estimate(Metric::NetSaving)?)))
        .collect();
    let figures: Vec<f64> =
        worlds.iter().flat_map(|(_, _, it)| [it.median(), it.p05(), it.p95()]).collect();
    let noise = worlds.iter().map(|(_, _, it)| it.quantile_errors[2]).fold(0.0, f64::max);
    let (unit, written) = column(Unit::Pounds, &figures, noise);
    let claim = report.saving_claim();
    let invests = worlds.iter().any(|(index, ..)| report.has_investor(*index));
    let mut headings = vec![
        "World".to_owned(),
        format!("Net saving, median {unit}"),
        format!("90% of trials {unit}"),
        "Saves anything".to_owned(),
    ];
    headings
        .extend(claim.map(|(_, it)| format!("Reaches {}", format::stated(Unit::Pounds, it.value))));
    if invests {
        headings.extend(["Investor loses".to_owned(), "Median IRR".to_owned()]);
    }
    let mut table = new_table(&headings, 1);
    for ((index, world, _), figures) in worlds.iter().zip(written.chunks(3)) {
        let [median, low, high] = figures else { continue };
        let chance = |it: Option<String>| it.unwrap_or_else(|| format::NONE.to_owned());
        let above = world
            .metric(Metric::NetSaving)
            .and_then(|it| Some(short_chance(it.above_zero?, it.estimate?.count)));
        let mut row =
            vec![world.name.clone(), median.clone(), format!("{low} to {high}"), chance(above)];
        if let Some((place, _)) = claim {
            row.push(chance(
                report.claim(*index, place).map(|it| short_chance(it.at_least, it.estimate.count)),
            ));
        }
        if invests {
            let losing = world.estimate(Metric::InvestorLoses);
            row.push(chance(losing.and_then(|it| Some(short_chance(chance_of(it)?, it.count)))));
            let rate = |it: &Estimate| {
                format::values(Unit::YearlyRate, &[it.median()], it.quantile_errors[2]).remove(0)
            };
            row.push(chance(world.estimate(Metric::InvestorIrr).map(rate)));
        }
        add(&mut table, &row, 1);
    }
    (!worlds.is_empty()).then_some(table)
}

/// Each tranche of the scenario's own world, where there are several.
fn tranches(report: &Report<'_>) -> Option<Table> {
    let headings = ["Tranche", "Median multiple", "90% of trials", "Median IRR", "Loses"];
    let mut table = new_table(&headings.map(str::to_owned), 1);
    let none = || format::NONE.to_owned();
    let names: Vec<&str> = report.base().investor.as_ref()?.ranked().collect();
    for (index, name) in names.iter().enumerate() {
        let middle = |metric: Metric| {
            report.estimate(metric).map(|it| format::Middle::median(metric.unit(), it))
        };
        let multiple = middle(Metric::TrancheMultiple(index));
        let losing = report.estimate(Metric::TrancheLoses(index));
        let row = [
            label::capitalised(name),
            multiple.as_ref().map_or_else(none, |it| it.middle.clone()),
            multiple.as_ref().map_or_else(none, format::Middle::interval),
            middle(Metric::TrancheIrr(index)).map_or_else(none, |it| it.middle),
            losing.and_then(|it| Some(short_chance(chance_of(it)?, it.count))).unwrap_or_else(none),
        ];
        add(&mut table, &row, 1);
    }
    (!names.is_empty()).then_some(table)
}

fn claims(report: &Report<'_>) -> Option<Table> {
    let claims = &report.summary.claims;
    let headings =
        ["", "Figure", "Claimed", "Median", "90% of trials", "Percentile", "Chance", "Verdict"];
    let mut table = new_table(&headings.map(str::to_owned), 2);
    for (index, claim) in claims.iter().enumerate() {
        let mut row =
            vec![format!("{}", index + 1), figure(report, claim), claimed_value(report, claim)];
        match report.claim(PROGRAMME, index) {
            Some(result) => row.extend(verdict(report, claim, result)),
            None => row.extend(
                [format::NONE; 4].map(str::to_owned).into_iter().chain(["no value".to_owned()]),
            ),
        }
        add(&mut table, &row, 2);
    }
    (!claims.is_empty()).then_some(table)
}

/// What a claim speaks of.
pub(super) fn figure(report: &Report<'_>, claim: &ClaimCheck) -> String {
    let names = &report.trials.names;
    let metric = report.trials.metrics.iter().find(|it| names.name(**it) == claim.metric);
    let name = metric.map_or_else(
        || label::capitalised(&claim.metric.replace('_', " ")),
        |it| label::metric(names, *it),
    );
    claim.at_month.map_or_else(|| name.clone(), |it| format!("{name}, by month {it}"))
}

/// What a claim is counted in.
pub(super) fn claim_unit(report: &Report<'_>, claim: &ClaimCheck) -> Unit {
    let names = &report.trials.names;
    let metric = report.trials.metrics.iter().find(|it| names.name(**it) == claim.metric);
    let series = || crate::results::SERIES.into_iter().find(|it| it.name() == claim.metric);
    metric
        .map(|it| it.unit())
        .or_else(|| series().map(crate::results::Series::unit))
        .unwrap_or(Unit::Count)
}

pub(super) fn claimed_value(report: &Report<'_>, claim: &ClaimCheck) -> String {
    let value = format::stated(claim_unit(report, claim), claim.value);
    match claim.sense {
        Sense::AtLeast => format!("≥ {value}"),
        Sense::AtMost => format!("≤ {value}"),
        Sense::About => format!("about {value}"),
    }
}

fn verdict(report: &Report<'_>, claim: &ClaimCheck, result: &ClaimResult) -> [String; 5] {
    let unit = claim_unit(report, claim);
    let middle = format::Middle::median(unit, &result.estimate);
    let count = result.estimate.count;
    [
        middle.middle.clone(),
        middle.interval(),
        percentile(result.percentile),
        result
            .chance(claim.sense)
            .map_or_else(|| format::NONE.to_owned(), |it| short_chance(it, count)),
        result.verdict(claim.sense).to_owned(),
    ]
}

/// `88th`: the share of trials below a claimed value; never the 0th or the 100th.
pub(super) fn percentile(share: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
    let whole_number = (share * 100.0).round().clamp(0.0, 100.0) as usize;
    match whole_number {
        0 => "under 1st".to_owned(),
        100 => "over 99th".to_owned(),
        it => {
            let suffix = match (it % 10, it % 100) {
                (1, last) if last != 11 => "st",
                (2, last) if last != 12 => "nd",
                (3, last) if last != 13 => "rd",
                _ => "th",
            };
            format!("{}{suffix}", whole(it))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{BARE, FULL, RANKED, Run};
    use super::*;

    #[test]
    fn the_answer_comes_first_and_lines_fit() {
        for (text, trials) in [(FULL, 300), (FULL, 1), (BARE, 50)] {
            let run = Run::of(text, trials);
            let page = page(&run.report(), "output/city/report.html", false);
            assert!(page.lines().all(|it| it.chars().count() <= 100), "{page}");
            assert!(page.lines().nth(3).is_some_and(|it| it.starts_with("The council")), "{page}");
            let agreed = ["Of the days that the contract counts", "The contract counts no days"];
            assert!(agreed.iter().any(|it| page.contains(it)), "{page}");
            assert!(page.ends_with("Report: output/city/report.html\n"));
            assert!(!page.contains('\u{1b}') && !page.contains("NaN"), "{page}");
        }
    }

    #[test]
    fn tranches_and_the_fee_are_shown_where_there_are_any() {
        let ranked = Run::of(&FULL.replace(RANKED.0, RANKED.1), 100);
        let page = page(&ranked.report(), "output/city/report.html", false);
        assert!(page.contains("tranches, from the first repaid to the last"), "{page}");
        assert!(page.contains("After the fund’s"), "{page}");
        let plain = Run::of(FULL, 100);
        let page = super::page(&plain.report(), "output/city/report.html", false);
        assert!(!page.contains("tranche") && !page.contains("the fund’s"), "{page}");
    }

    #[test]
    fn percentiles_are_ordinals() {
        let rows = [
            (0.001, "under 1st"),
            (0.01, "1st"),
            (0.112, "11th"),
            (0.92, "92nd"),
            (0.999, "over 99th"),
        ];
        for (share, expected) in rows {
            assert_eq!(percentile(share), expected);
        }
    }
}
