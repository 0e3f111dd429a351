//! What a run prints, worked out again from its own `trials.parquet` by a reader that shares no code with
//! Kinward: the statistics of `summary.json` (of a comparison and a portfolio too) to ten digits, and every
//! figure of a metric on the page and of a view at the prompt to the last digit printed. A statistic of another
//! column, world, quantile or set of trials than it says is found; so is a digit that rounding got wrong.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::sync::LazyLock;

use assert_cmd::Command;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::Value;
use statrs::distribution::{ContinuousCDF, Normal};

use crate::common::root;

/// The numbers of one world by column, null as NaN; a time that is never is infinite.
type Columns = BTreeMap<String, Vec<f64>>;

/// One run serves several tests.
static NORFOLK: LazyLock<Run> =
    LazyLock::new(|| Run::of("run", "stronger-families-norfolk.toml", &["--trials", "120"]));

/// Claims a saving for each completion.
static SUFFOLK: LazyLock<Run> =
    LazyLock::new(|| Run::of("run", "stronger-families-suffolk.toml", &["--trials", "60"]));

struct Run {
    folder: tempfile::TempDir,
    trials: usize,
    worlds: Vec<(String, Columns, Vec<String>)>,
    summary: Value,
    page: String,
    prompt: String,
}

impl Run {
    fn of(verb: &str, scenario: &str, words: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = root().join("scenarios").join(scenario);
        let mut command = Command::new(env!("CARGO_BIN_EXE_kinward"));
        let command = command.current_dir(folder.path()).arg(verb).arg(file).args(words);
        let output = command.args(["--output", "out"]).assert().success();
        let text = |name: &str| {
            fs::read_to_string(folder.path().join("out").join(name)).expect("a file of the run")
        };
        let summary: Value = serde_json::from_str(&text("summary.json")).expect("JSON");
        // A portfolio's rows are of no world.
        let worlds = if verb == "portfolio" {
            Vec::new()
        } else {
            worlds(&folder.path().join("out/trials.parquet"))
        };
        Self {
            trials: usize::try_from(summary["trials"].as_u64().expect("a count")).expect("a size"),
            worlds,
            summary,
            page: text("report.html"),
            prompt: String::from_utf8_lossy(&output.get_output().stdout).into_owned(),
            folder,
        }
    }

    fn columns(&self, world: &str) -> &Columns {
        &self.worlds.iter().find(|(name, _, _)| name == world).expect("a world of the file").1
    }
}

/// Every world of a file in the order of its rows, with its columns and its kinds of rates.
fn worlds(path: &std::path::Path) -> Vec<(String, Columns, Vec<String>)> {
    let reader = SerializedFileReader::new(File::open(path).expect("a file")).expect("Parquet");
    let mut worlds: Vec<(String, Columns, Vec<String>)> = Vec::new();
    for row in reader.get_row_iter(None).expect("rows") {
        let row = row.expect("a row");
        let fields: Vec<(&String, &Field)> = row.get_column_iter().collect();
        let text = |wanted: &str| {
            let field = fields.iter().find(|(name, _)| *name == wanted).map(|(_, field)| field);
            let Some(Field::Str(text)) = field else { panic!("`{wanted}` is a text") };
            text.clone()
        };
        let world = text("world");
        if worlds.last().is_none_or(|(name, _, _)| *name != world)
            && !worlds.iter().any(|(name, _, _)| *name == world)
        {
            worlds.push((world.clone(), Columns::new(), Vec::new()));
        }
        let entry = worlds.iter_mut().find(|(name, _, _)| *name == world).expect("pushed");
        // The status quo has no investor, and no kind of a rate.
        if fields.iter().any(|(name, field)| *name == "irr_kind" && **field != Field::Null) {
            entry.2.push(text("irr_kind"));
        }
        for (name, field) in &fields {
            let number = match field {
                Field::Double(number) => *number,
                Field::Null => f64::NAN,
                // Whether a time is never says so of the column of that time, which stands before it.
                Field::Bool(never) => {
                    let (stem, part) = name.split_once("_never").expect("a time that may be never");
                    if *never {
                        let time = entry.1.get_mut(&format!("{stem}{part}")).expect("the time");
                        *time.last_mut().expect("a value") = f64::INFINITY;
                    }
                    continue;
                }
                _ => continue,
            };
            entry.1.entry((*name).clone()).or_default().push(number);
        }
    }
    worlds
}

/// The statistics of a column of independent trials.
struct Statistics {
    sorted: Vec<f64>,
    mean: f64,
    sd: f64,
    are_times: bool,
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places in a column")]
impl Statistics {
    /// None where no trial has a value.
    fn of(column: &[f64], are_times: bool) -> Option<Self> {
        let mut sorted: Vec<f64> = column.iter().copied().filter(|it| !it.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len() as f64;
        let mean = sorted.iter().sum::<f64>() / n;
        let squares: f64 = sorted.iter().map(|value| (value - mean).powi(2)).sum();
        (!sorted.is_empty()).then(|| Self {
            mean,
            sd: (squares / (n - 1.0)).sqrt(),
            sorted,
            are_times,
        })
    }

    fn count(&self) -> f64 {
        self.sorted.len() as f64
    }

    /// R's type 7, between two values; of times type 1, which is one of them.
    fn quantile(&self, p: f64) -> f64 {
        let last = self.sorted.len() - 1;
        let p = p.clamp(0.0, 1.0);
        if self.are_times {
            let place = (p * self.count() - 1e-9).ceil().max(1.0) as usize - 1;
            return self.sorted[place.min(last)];
        }
        let place = p * last as f64;
        let (low, share) = (place.floor() as usize, place.fract());
        let high = (low + 1).min(last);
        self.sorted[low] + share * (self.sorted[high] - self.sorted[low])
    }

    fn standard_error(&self) -> f64 {
        self.sd / self.count().sqrt()
    }

    /// Half of the distance between the quantiles one standard error of the share to either side.
    fn quantile_error(&self, p: f64) -> f64 {
        let step = (p * (1.0 - p) / self.count()).sqrt();
        0.5 * (self.quantile(p + step) - self.quantile(p - step))
    }

    fn share(&self, is_wanted: impl Fn(f64) -> bool) -> f64 {
        self.sorted.iter().filter(|value| is_wanted(**value)).count() as f64 / self.count()
    }

    fn share_error(&self, share: f64) -> f64 {
        let n = self.count();
        let seen = share.clamp(0.5 / n, 1.0 - 0.5 / n);
        (seen * (1.0 - seen) / n).sqrt()
    }
}

/// Compares a number of a file with the one worked out; null is what cannot be known.
#[track_caller]
fn agrees(found: &Value, expected: f64, what: &str) {
    match found.as_f64() {
        Some(found) => {
            let size = expected.abs().max(1e-6);
            assert!((found - expected).abs() <= 1e-10 * size, "{what}: {found} for {expected}");
        }
        None => assert!(!expected.is_finite(), "{what}: {found} for {expected}"),
    }
}

/// Holds a row of statistics against a column; how many were compared.
fn agrees_with(found: &Value, column: &[f64], are_times: bool, what: &str) -> usize {
    let Some(expected) = Statistics::of(column, are_times) else {
        assert!(found["mean"].is_null() && found["quantiles"].is_null(), "{what}: {found}");
        return 1;
    };
    agrees(&found["mean"], expected.mean, what);
    // A standard deviation of rounding dust is not worth a digit.
    if expected.sd.is_nan() || expected.sd > 1e-9 * expected.mean.abs() {
        agrees(&found["sd"], expected.sd, what);
        agrees(&found["standard_error"], expected.standard_error(), what);
    }
    for (key, p) in [("p05", 0.05), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p95", 0.95)] {
        agrees(&found["quantiles"][key], expected.quantile(p), &format!("{key} of {what}"));
        let error = &found["quantile_standard_errors"][key];
        agrees(error, expected.quantile_error(p), &format!("error of {key} of {what}"));
    }
    if are_times {
        let never = expected.share(f64::is_infinite);
        agrees(&found["never"]["value"], never, &format!("never of {what}"));
    }
    13
}

#[test]
fn every_statistic_of_the_summary_is_that_of_the_rows() {
    let run = Run::of("run", "step-change-inputs.toml", &["--trials", "150"]);
    let mut compared = 0;
    for world in run.summary["worlds"].as_array().expect("worlds") {
        let name = world["name"].as_str().expect("a name");
        let columns = run.columns(name);
        for (metric, found) in world["metrics"].as_object().expect("metrics") {
            let what = format!("{metric} of {name}");
            let column = &columns[metric];
            let without = column.iter().filter(|value| value.is_nan()).count();
            agrees(&found["without_value"], without as f64, &what);
            let are_times = found["unit"] == "months";
            compared += agrees_with(found, column, are_times, &what);
            if let Some(expected) = Statistics::of(column, are_times) {
                let share = expected.share(|value| value > 0.0);
                agrees(&found["probability_above_zero"]["value"], share, &what);
                let error = &found["probability_above_zero"]["standard_error"];
                agrees(error, expected.share_error(share), &what);
                let again = &columns[&format!("again.{metric}")];
                compared += 2 + agrees_with_split(&found["spread_from"], &expected, column, again);
            }
        }
        // Without a programme there is nothing to invest in, and the rows have no kind of a rate.
        if world["role"] == "status quo" {
            continue;
        }
        let kinds = &run.worlds.iter().find(|it| it.0 == name).expect("a world").2;
        for (kind, count) in world["irr"].as_object().expect("kinds") {
            let of_kind = kinds.iter().filter(|it| it.replace([' ', '-'], "_") == *kind).count();
            assert_eq!(count.as_u64(), Some(of_kind as u64), "{kind} of {name}");
        }
    }
    assert!(compared > 8_000, "{compared} figures are few");
}

/// Half the mean squared difference of two trials with the same assumptions is the variance due to chance.
fn agrees_with_split(found: &Value, of: &Statistics, column: &[f64], again: &[f64]) -> usize {
    if found.is_null() {
        return 0;
    }
    let halves: Vec<f64> = column.iter().zip(again).map(|(a, b)| (a - b).powi(2) / 2.0).collect();
    let within = Statistics::of(&halves, false).expect("pairs");
    let variance = of.sd * of.sd;
    let chance = (within.mean / variance).clamp(0.0, 1.0);
    agrees(&found["chance"], chance, "variance due to chance");
    agrees(&found["assumptions"], 1.0 - chance, "variance due to assumptions");
    let error = (within.standard_error() / variance).min(0.5);
    agrees(&found["standard_error"], error, "error of a split");
    3
}

#[test]
fn every_statistic_of_a_claim_is_that_of_the_rows() {
    let mut compared = 0;
    for (place, claim) in NORFOLK.summary["claims"].as_array().expect("claims").iter().enumerate() {
        let Some(value) = claim["value"].as_f64() else { continue };
        for world in NORFOLK.summary["worlds"].as_array().expect("worlds") {
            let (found, name) = (&world["claims"][place], world["name"].as_str().expect("a name"));
            if found.is_null() {
                continue;
            }
            let column = &NORFOLK.columns(name)[&format!("claim.{}", place + 1)];
            let what = format!("claim {}, {name}", place + 1);
            compared += agrees_with(&found["simulated"], column, false, &what);
            let of = Statistics::of(column, false).expect("values");
            let [below, equal] = [of.share(|it| it < value), of.share(|it| it == value)];
            agrees(&found["percentile"], below + 0.5 * equal, &what);
            for (key, share) in [("at_least", 1.0 - below), ("at_most", below + equal)] {
                let found = &found[format!("probability_{key}")];
                agrees(&found["standard_error"], of.share_error(share), &what);
                agrees(&found["value"], share, &what);
            }
            compared += 5;
        }
    }
    assert!(compared > 1_000, "{compared} figures are few");
}

#[test]
fn every_financial_year_is_that_of_the_rows() {
    let mut compared = 0;
    for world in NORFOLK.summary["worlds"].as_array().expect("worlds") {
        let name = world["name"].as_str().expect("a name");
        let columns = NORFOLK.columns(name);
        for found in world["financial_years"].as_array().expect("years") {
            let year = found["year"].as_str().expect("a year");
            let column = |of: &str| &columns[&format!("year.{year}.{of}")];
            let what = format!("{year} of {name}");
            let mut total = vec![0.0; NORFOLK.trials];
            for (payer, found) in found["payments_by"].as_object().expect("payers") {
                let key = match payer.as_str() {
                    "council" => "payments.council".to_owned(),
                    other => format!("payments.{}", other.to_lowercase().replace(' ', "_")),
                };
                total.iter_mut().zip(column(&key)).for_each(|(sum, paid)| *sum += paid);
                compared += agrees_with(found, column(&key), false, &what);
            }
            compared += agrees_with(&found["payments"], &total, false, &what);
            compared += agrees_with(&found["net_saving"], column("net_saving"), false, &what);
        }
    }
    assert!(compared > 2_000, "{compared} figures are few");
}

/// Ranks from 1; what is equal shares the mean of its ranks.
fn ranks(values: &[f64]) -> Vec<f64> {
    let rank = |value: &f64| {
        let below = values.iter().filter(|it| *it < value).count() as f64;
        let equal = values.iter().filter(|it| *it == value).count() as f64;
        below + 0.5 * equal + 0.5
    };
    values.iter().map(rank).collect()
}

/// Spearman's.
fn rank_correlation(a: &[f64], b: &[f64]) -> f64 {
    let [a, b] = [ranks(a), ranks(b)];
    let mean = 0.5 * a.len() as f64 + 0.5;
    let product =
        |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>();
    product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt()
}

/// Which assumptions are drivers, how far they go with the outcome, and their tenths.
#[test]
fn every_driver_is_that_of_the_rows() {
    let compared =
        drivers_are_those_of_the_rows(&NORFOLK) + drivers_are_those_of_the_rows(&SUFFOLK);
    assert!(compared > 200, "{compared} figures are few");
}

/// How many figures of drivers were compared.
fn drivers_are_those_of_the_rows(run: &Run) -> usize {
    let (n, mut compared) = (run.trials, 0);
    let answer = &run.summary["answer"];
    let asked = answer["metric"].as_str().expect("a metric");
    let claimed = answer["claimed"].as_f64().expect("a claim");
    for world in run.summary["worlds"].as_array().expect("worlds") {
        let name = world["name"].as_str().expect("a name");
        let columns = run.columns(name);
        for (key, outcome, aim) in
            [("saving_drivers", asked, Some(claimed)), ("investor_drivers", "investor_npv", None)]
        {
            let drivers = &world[key];
            if drivers.is_null() {
                continue;
            }
            let outcome = &columns[outcome];
            let varies = |column: &Vec<f64>| column.iter().any(|it| *it != column[0]);
            let assumptions = columns.iter().filter(|(name, column)| {
                name.starts_with("assumption.") && !column[0].is_nan() && varies(column)
            });
            let correlated: Vec<(&str, &Vec<f64>, f64)> = assumptions
                .map(|(name, column)| {
                    let name = name.trim_start_matches("assumption.");
                    (name, column, rank_correlation(column, outcome))
                })
                .collect();
            let what = format!("{key} of {name}");
            assert_eq!(drivers["looked_at"].as_u64(), Some(correlated.len() as u64), "{what}");
            let level = 0.025 / correlated.len() as f64;
            let normal = Normal::new(0.0, 1.0).expect("a distribution");
            let noise = -normal.inverse_cdf(level) / (n as f64 - 1.0).sqrt();
            let printed = drivers["noise"].as_f64().expect("a level");
            assert!((printed / noise - 1.0).abs() < 1e-9, "{what}: {printed} for {noise}");
            let beyond = correlated.iter().filter(|it| noise < it.2.abs()).count();
            let named = drivers["named"].as_array().expect("drivers");
            assert_eq!(named.len(), beyond.min(12), "{what}");
            for found in named {
                let driver = found["assumption"].as_str().expect("a name");
                let (_, column, correlation) =
                    correlated.iter().find(|it| it.0 == driver).expect("an assumption");
                agrees(&found["rank_correlation"], *correlation, &what);
                let mut order: Vec<usize> = (0..n).collect();
                order.sort_by(|a, b| column[*a].total_cmp(&column[*b]));
                for (key, rows) in
                    [("lowest_tenth", &order[..n / 10]), ("highest_tenth", &order[n - n / 10..])]
                {
                    let what = format!("{key} of {driver}, {what}");
                    let of = |column: &[f64]| {
                        let values: Vec<f64> = rows.iter().map(|row| column[*row]).collect();
                        Statistics::of(&values, false).expect("values")
                    };
                    let found = &found[key];
                    assert_eq!(found["trials"].as_u64(), Some(rows.len() as u64), "{what}");
                    agrees(&found["assumption_mean"], of(column).mean, &what);
                    let mean = &found["outcome_mean"];
                    agrees(&mean["value"], of(outcome).mean, &what);
                    agrees(&mean["standard_error"], of(outcome).standard_error(), &what);
                    let aimed = of(outcome);
                    let share = aimed.share(|it| aim.map_or(0.0 < it, |claimed| claimed <= it));
                    let chance = &found["probability_of_aim"];
                    agrees(&chance["value"], share, &what);
                    agrees(&chance["standard_error"], aimed.share_error(share), &what);
                    compared += 6;
                }
            }
        }
    }
    compared
}

/// The text between tags, with what stands in small print taken out.
fn words(markup: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in markup.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            // Joins a sign to its number.
            '\u{2060}' => {}
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    text.trim().to_owned()
}

/// The parts of a text between two marks, without what is nested deeper.
fn between<'a>(text: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    text.split(from).skip(1).map(|rest| rest.split(to).next().expect("an end")).collect()
}

/// A printed number and half of its last digit: `−£1.2m` is −1,200,000 give or take 50,000.
fn printed(text: &str) -> Option<(f64, f64)> {
    let text = text.trim().trim_start_matches("about ").replace(['−'], "-").replace(',', "");
    let text = text.replace(['£', '×', '+'], "");
    let digits: String =
        text.chars().take_while(|it| it.is_ascii_digit() || matches!(it, '-' | '.')).collect();
    let scale = match text[digits.len()..].trim() {
        "" | "x" => 1.0,
        "%" => 0.01,
        "k" => 1e3,
        "m" => 1e6,
        "bn" => 1e9,
        _ => return None,
    };
    let decimals = digits.split_once('.').map_or(0, |(_, part)| part.len());
    let half = 0.5 * 10_f64.powi(-i32::try_from(decimals).expect("few digits"));
    Some((digits.parse::<f64>().ok()? * scale, half * scale))
}

/// Holds a printed number against the one worked out.
fn prints(text: &str, expected: f64, trials: usize, what: &str) {
    let never = ["never", "Never"].contains(&text);
    let (none, all) = (text.contains("none of"), text.contains("(all "));
    match printed(text) {
        _ if never => assert!(expected.is_infinite(), "{what}: never for {expected}"),
        _ if text == "none" || none => assert_eq!(expected, 0.0, "{what}: {text}"),
        _ if text == "all" || all => assert_eq!(expected, 1.0, "{what}: {text}"),
        _ if text.starts_with("under ") => {
            let (most, _) = printed(&text[6..]).expect("a share");
            assert!(0.0 < expected && expected < most, "{what}: {text} for {expected}");
        }
        _ if text.starts_with("over ") => {
            let (least, _) = printed(&text[5..]).expect("a share");
            assert!(least < expected && expected < 1.0, "{what}: {text} for {expected}");
        }
        Some((found, half)) => {
            let rounding = half * (1.0 + 1e-9) + 1e-12;
            assert!((found - expected).abs() <= rounding, "{what}: {text} for {expected}");
        }
        // `12 of 60` of few trials
        None => match text.split_once(" of ") {
            Some((events, of)) if of == trials.to_string() => {
                let events: f64 = events.parse().expect("a count");
                assert!((events / trials as f64 - expected).abs() < 1e-9, "{what}: {text}");
            }
            _ => panic!("{what}: `{text}` is not understood, {expected} was expected"),
        },
    }
}

/// The figure of a cell and its error, if it has one.
fn with_error(cell: &str) -> (String, Option<String>) {
    match cell.split_once("<small class=\"error\">") {
        Some((figure, error)) => {
            (words(figure), Some(words(error).trim_start_matches("± ").to_owned()))
        }
        None => (words(cell), None),
    }
}

fn prints_interval(cell: &str, [low, high]: [f64; 2], trials: usize, what: &str) {
    let text = words(cell);
    let (left, right) = text.split_once(" to ").unwrap_or((&text, &text));
    prints(left, low, trials, &format!("lower end of {what}"));
    prints(right, high, trials, &format!("upper end of {what}"));
}

fn prints_with_error(cell: &str, [value, error]: [f64; 2], trials: usize, what: &str) {
    let (figure, printed_error) = with_error(cell);
    if figure == "–" {
        assert!(!value.is_finite(), "{what}: none for {value}");
        return;
    }
    prints(&figure, value, trials, what);
    if let Some(printed_error) = printed_error {
        prints(&printed_error, error, trials, &format!("error of {what}"));
    }
}

/// Rows of tables by their headings: what stands at the head of each, and its cells.
fn rows_of<'a>(page: &'a str, headings: &str) -> Vec<(&'a str, Vec<&'a str>)> {
    let tables = between(page, "<table", "</table>").into_iter().filter(|table| {
        let head = between(table, "<thead>", "</thead>").concat();
        let names: Vec<String> =
            between(&head, "<th", "</th>").iter().map(|it| words(&format!("<th{it}"))).collect();
        names.join("|") == headings
    });
    let rows = tables.flat_map(|table| between(table, "<tr>", "</tr>"));
    let inner = |cell: &'a str| cell.split_once('>').expect("a cell").1;
    rows.filter_map(|row| {
        let head = *between(row, "<th scope=\"row\">", "</th>").first()?;
        Some((head, between(row, "<td", "</td>").into_iter().map(inner).collect()))
    })
    .collect()
}

/// The same of rows that name a metric.
fn rows_of_metrics<'a>(page: &'a str, headings: &str) -> Vec<(String, Vec<&'a str>)> {
    let rows = rows_of(page, headings).into_iter();
    rows.filter_map(|(head, cells)| {
        Some(((*between(head, "<code>", "</code>").first()?).to_owned(), cells))
    })
    .collect()
}

/// A mean or a median with its error, and the middle 90% of trials.
fn prints_estimate(cells: &[&str], column: &[f64], is_median: bool, trials: usize, what: &str) {
    let of = Statistics::of(column, false).expect("values");
    let middle = if is_median {
        [of.quantile(0.5), of.quantile_error(0.5)]
    } else {
        [of.mean, of.standard_error()]
    };
    prints_with_error(cells[0], middle, trials, what);
    prints_interval(cells[1], [of.quantile(0.05), of.quantile(0.95)], trials, what);
}

#[test]
fn worlds_years_claims_and_drivers_on_the_page_are_those_of_the_rows() {
    let run = &*NORFOLK;
    let programme = run.columns("programme");
    let mut compared = 0;
    let headings = "World|Net saving, median|90% of trials|Saves anything|Chance of £7m or more|Investor loses|Median return";
    let worlds = rows_of(&run.page, headings);
    assert_eq!(worlds.len() + 1, run.worlds.len());
    for ((name, columns, _), (_, cells)) in run.worlds.iter().skip(1).zip(worlds) {
        prints_estimate(&cells, &columns["net_saving"], true, run.trials, name);
        let chance = |column: &str, is_so: &dyn Fn(f64) -> bool| {
            Statistics::of(&columns[column], false).map_or([f64::NAN; 2], |of| {
                let share = of.share(is_so);
                [share, of.share_error(share)]
            })
        };
        for (cell, expected) in [
            (cells[2], chance("net_saving", &|it| 0.0 < it)),
            (cells[3], chance("claim.1", &|it| 7e6 <= it)),
            (cells[4], chance("investor_loses", &|it| 0.0 < it)),
        ] {
            prints_with_error(cell, expected, run.trials, name);
        }
        compared += 5;
    }
    let headings = "Year|Net saving, mean|90% of trials|Payments, mean|90% of trials";
    for (year, cells) in rows_of(&run.page, headings) {
        let of = |key: &str| &programme[&format!("year.{year}.{key}")];
        prints_estimate(&cells[..2], of("net_saving"), false, run.trials, year);
        let payers = [of("payments.council"), of("payments.life_chances_fund")];
        let total: Vec<f64> = payers[0].iter().zip(payers[1]).map(|(a, b)| a + b).collect();
        prints_estimate(&cells[2..], &total, false, run.trials, year);
        compared += 4;
    }
    let headings =
        "Published figure|Claimed|Simulated median|90% of trials|Percentile|Probability|Verdict";
    for (place, (figure, cells)) in rows_of(&run.page, headings).into_iter().enumerate() {
        let column = &programme[&format!("claim.{}", place + 1)];
        prints_estimate(&cells[1..], column, true, run.trials, &words(figure));
        compared += 2;
    }
    let headings =
        "Assumption|Its mean there|Mean net saving|Chance of £7m or more|Rank correlation";
    let named = run.summary["worlds"][1]["saving_drivers"]["named"].as_array().expect("drivers");
    let rows = rows_of(&run.page, headings);
    assert_eq!(rows.len(), named.len());
    for (found, (_, cells)) in named.iter().zip(rows) {
        let name = found["assumption"].as_str().expect("a name");
        for (cell, key) in [(cells[1], "outcome_mean"), (cells[2], "probability_of_aim")] {
            let text = words(cell);
            let sides = text.split(" / ").zip(["lowest_tenth", "highest_tenth"]);
            for (side, tenth) in sides {
                let expected = found[tenth][key]["value"].as_f64().expect("a number");
                prints(side, expected, run.trials / 10, name);
            }
        }
        let correlation = found["rank_correlation"].as_f64().expect("a number");
        prints(&words(cells[3]), correlation, run.trials, name);
        compared += 5;
    }
    assert!(compared > 100, "{compared} figures are few");
}

#[test]
fn every_figure_of_a_metric_on_the_page_is_that_of_the_rows() {
    let run = &*NORFOLK;
    let (programme, status_quo) = (run.columns("programme"), run.columns("status quo"));
    let mut compared = 0;
    for (metric, cells) in rows_of_metrics(&run.page, "|Median|90% of trials|Mean") {
        let column = &programme[&metric];
        let Some(it) = Statistics::of(column, metric.contains("month")) else {
            assert!(words(cells[0]).contains("no value"), "{metric}");
            continue;
        };
        compared += cells.len();
        if let [chance] = cells.as_slice() {
            prints_with_error(chance, [it.mean, it.share_error(it.mean)], run.trials, &metric);
            continue;
        }
        prints_with_error(
            cells[0],
            [it.quantile(0.5), it.quantile_error(0.5)],
            run.trials,
            &metric,
        );
        prints_interval(cells[1], [it.quantile(0.05), it.quantile(0.95)], run.trials, &metric);
        let what = format!("mean of {metric}");
        prints_with_error(cells[2], [it.mean, it.standard_error()], run.trials, &what);
    }
    for (metric, cells) in rows_of_metrics(&run.page, "|Without|With|Difference|90% of trials") {
        let pair = [&status_quo[&metric], &programme[&metric]];
        for (cell, column) in cells.iter().zip(pair) {
            let it = Statistics::of(column, false).expect("values");
            prints_with_error(cell, [it.mean, it.standard_error()], run.trials, &metric);
        }
        let differences: Vec<f64> =
            pair[1].iter().zip(pair[0]).map(|(with, without)| with - without).collect();
        let it = Statistics::of(&differences, false).expect("values");
        let what = format!("difference of {metric}");
        prints_with_error(cells[2], [it.mean, it.standard_error()], run.trials, &what);
        prints_interval(cells[3], [it.quantile(0.05), it.quantile(0.95)], run.trials, &what);
        compared += 4;
    }
    assert!(compared > 120, "{compared} cells are few");
}

/// The first page, the prompt and the summary say the same of every view, and it is what the rows say.
#[test]
fn every_view_of_the_first_page_is_that_of_the_rows() {
    views_are_those_of_the_rows(&NORFOLK);
    views_are_those_of_the_rows(&SUFFOLK);
}

fn views_are_those_of_the_rows(run: &Run) {
    let asked = run.summary["answer"]["metric"].as_str().expect("a metric");
    let aim = run.summary["answer"]["claimed"].as_f64().expect("a claim");
    let views = run.summary["answer"]["views"].as_array().expect("views");
    let table = between(&run.page, "<table class=\"range\">", "</table>").concat();
    let rows = between(&table, "<tr><th scope=\"row\">", "</tr>");
    assert_eq!(rows.len(), views.len());
    for (view, row) in views.iter().zip(rows) {
        let name = view["world"].as_str().expect("a world");
        let it = Statistics::of(&run.columns(name)[asked], false).expect("values");
        let chance = it.share(|value| value >= aim);
        agrees(&view["probability"]["value"], chance, name);
        agrees_with(&view["saving"], &run.columns(name)[asked], false, name);
        let cell = |class: &str| between(row, &format!("<td class=\"{class}\">"), "</td>").concat();
        let likely = cell("likely");
        prints_with_error(&likely, [chance, it.share_error(chance)], run.trials, name);
        let strip = cell("strip");
        let median = words(between(&strip, "<b>", "</b>")[0]);
        prints(&median, it.quantile(0.5), run.trials, &format!("median of {name}"));
        let interval = between(&strip, "<small>", "</small>")[0];
        prints_interval(interval, [it.quantile(0.05), it.quantile(0.95)], run.trials, name);
        let figures = [median, words(interval).replace(['£', 'm', 'k'], "")];
        let bare = |text: &str| text.replace(['£', 'm', 'k'], "");
        let chance = with_error(&likely).0;
        let is_said = |line: &str| {
            line.contains(&chance) && figures.iter().all(|figure| line.contains(&bare(figure)))
        };
        assert!(run.prompt.lines().any(is_said), "{name}: {chance} {figures:?} at the prompt");
    }
}

/// The mean of the worst twentieth of trials.
fn mean_of_worst(column: &[f64]) -> f64 {
    let of = Statistics::of(column, false).expect("values");
    let worst = of.sorted.len() / 20;
    of.sorted[..worst].iter().sum::<f64>() / worst as f64
}

/// Trial by trial; two times that are never are the same, and without a programme there is nothing of what one
/// brings about.
fn differences(own: &[f64], other: &[f64]) -> Vec<f64> {
    let or_nothing = |column: &[f64]| {
        let is_none = column.iter().all(|value| value.is_nan());
        if is_none { vec![0.0; column.len()] } else { column.to_vec() }
    };
    let apart = |(own, other): (f64, f64)| if own == other { 0.0 } else { own - other };
    or_nothing(own).into_iter().zip(or_nothing(other)).map(apart).collect()
}

#[test]
fn every_difference_of_a_comparison_is_that_of_the_rows() {
    let run = Run::of("compare", "step-change-inputs.toml", &["--trials", "120"]);
    let comparison = &run.summary;
    let mut compared = 0;
    for pair in comparison["pairs"].as_array().expect("pairs") {
        let [world, against] = ["world", "against"].map(|key| pair[key].as_str().expect("a name"));
        let [own, other] = [world, against].map(|name| run.columns(name));
        for (metric, found) in pair["differences"].as_object().expect("differences") {
            let differences = differences(&own[metric], &other[metric]);
            let what = format!("{metric} of {world} against {against}");
            let of = Statistics::of(&differences, false).expect("values");
            agrees(&found["trials"], of.count(), &what);
            agrees(&found["mean"], of.mean, &what);
            if of.sd > 1e-9 * of.mean.abs() {
                agrees(&found["standard_error"], of.standard_error(), &what);
            }
            for (key, p) in [("p05", 0.05), ("p50", 0.5), ("p95", 0.95)] {
                agrees(&found["quantiles"][key], of.quantile(p), &what);
            }
            agrees(&found["probability_higher"]["value"], of.share(|it| 0.0 < it), &what);
            agrees(&found["probability_lower"]["value"], of.share(|it| it < 0.0), &what);
            compared += 8;
        }
    }
    for risk in comparison["risks"].as_array().expect("risks") {
        let world = risk["world"].as_str().expect("a name");
        let mut all = vec![0.0; run.trials];
        for (metric, party) in risk["parties"].as_object().expect("parties") {
            let column = &run.columns(world)[metric];
            compared += agrees_with(party, column, false, &format!("{metric} of {world}"));
            agrees(&party["mean_of_worst"]["value"], mean_of_worst(column), metric);
            all.iter_mut().zip(column).for_each(|(sum, gain)| *sum += gain);
        }
        compared += agrees_with(&risk["all"], &all, false, &format!("all of {world}"));
    }
    for verdict in comparison["verdicts"].as_array().expect("verdicts") {
        let metric = verdict["metric"].as_str().expect("a metric");
        for view in verdict["views"].as_array().expect("views") {
            let of = |key: &str| {
                let name = verdict[key].as_str().expect("an arrangement");
                let is_it =
                    |value: &&Value| value["arrangement"] == name && value["view"] == view["view"];
                let worlds = run.summary["worlds"].as_array().expect("worlds");
                let world = worlds.iter().find(is_it).expect("a world");
                &run.columns(world["name"].as_str().expect("a name"))[metric]
            };
            let (own, other) = (of("arrangement"), of("against"));
            let of = Statistics::of(&differences(own, other), false).expect("values");
            agrees(&view["difference"]["value"], of.mean, metric);
            compared += 1;
        }
    }
    assert!(compared > 2_000, "{compared} figures are few");
}

/// The columns of the one table of a portfolio; a payback that is never is infinite.
fn fund(path: &std::path::Path) -> Columns {
    let reader = SerializedFileReader::new(File::open(path).expect("a file")).expect("Parquet");
    let mut columns = Columns::new();
    for row in reader.get_row_iter(None).expect("rows") {
        for (name, field) in row.expect("a row").get_column_iter() {
            let number = match field {
                Field::Double(number) => *number,
                Field::Null => f64::NAN,
                Field::Bool(true) => {
                    let time = name.replace("_never", "_month");
                    *columns
                        .get_mut(&time)
                        .and_then(|columns| columns.last_mut())
                        .expect("the time") = f64::INFINITY;
                    continue;
                }
                _ => continue,
            };
            columns.entry(name.clone()).or_default().push(number);
        }
    }
    columns
}

#[test]
fn every_statistic_of_a_portfolio_is_that_of_the_rows() {
    let run = Run::of("portfolio", "portfolios/edge-of-care.toml", &["--trials", "60"]);
    let columns = fund(&run.folder.path().join("out/trials.parquet"));
    let mut compared = 0;
    let contracts = run.summary["contracts"].as_array().expect("contracts");
    let slug = |name: &str| {
        let words = name.split(|letter: char| !letter.is_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect::<Vec<_>>().join("_")
    };
    let positions = contracts.iter().map(|contract| {
        (format!("contract.{}", slug(contract["name"].as_str().expect("a name"))), contract)
    });
    for (name, position) in positions.chain([("fund".to_owned(), &run.summary["fund"])]) {
        for figure in
            ["gain", "paid_in", "got_back", "npv", "peak_out", "multiple", "irr", "payback_month"]
        {
            let column = &columns[&format!("{name}.{figure}")];
            let what = format!("{figure} of {name}");
            compared += agrees_with(&position[figure], column, figure == "payback_month", &what);
        }
        let gain = &columns[&format!("{name}.gain")];
        let of = Statistics::of(gain, false).expect("values");
        let loses = of.share(|it| it < 0.0);
        agrees(&position["probability_of_loss"]["value"], loses, &name);
        agrees(&position["probability_of_loss"]["standard_error"], of.share_error(loses), &name);
        agrees(&position["gain_sd"]["value"], of.sd, &name);
        agrees(&position["gain_mean_of_worst"]["value"], mean_of_worst(gain), &name);
        let [paid_in, got_back] = ["paid_in", "got_back"]
            .map(|figure| columns[&format!("{name}.{figure}")].iter().sum::<f64>());
        agrees(&position["multiple_of_means"]["value"], got_back / paid_in, &name);
        compared += 5;
    }
    let loss = |column: &[f64]| Statistics::of(column, false).expect("values").share(|it| it < 0.0);
    let numbers = run.summary["left_out"].as_array().expect("numbers");
    let losses = run.summary["loss_without"].as_array().expect("losses");
    assert_eq!(numbers.len(), losses.len());
    for (number, found) in numbers.iter().zip(losses) {
        let number = number.as_str().expect("a number's place");
        let shock =
            number.strip_prefix("shocks.").and_then(|name| name.strip_suffix(".rank_correlation"));
        let key = match shock {
            Some(name) => format!("shock.{}", slug(name)),
            None => number.trim_end_matches(".yearly_chance").to_owned(),
        };
        let column = &columns[&format!("fund.gain_without.{key}")];
        agrees(&found["probability_of_loss"]["value"], loss(column), &key);
        agrees(&found["change"]["value"], loss(column) - loss(&columns["fund.gain"]), &key);
        compared += 2;
    }
    let apart: Vec<&Vec<f64>> = columns
        .iter()
        .filter(|(name, _)| name.ends_with("gain_if_independent"))
        .map(|(_, column)| column)
        .collect();
    let independent: Vec<f64> =
        (0..run.trials).map(|row| apart.iter().map(|column| column[row]).sum()).collect();
    let found = &run.summary["diversification"];
    compared += agrees_with(&found["gain_if_independent"], &independent, false, "independent");
    agrees(
        &found["probability_of_loss_if_independent"]["value"],
        loss(&independent),
        "independent",
    );
    assert!(compared > 400, "{compared} figures are few");
}
