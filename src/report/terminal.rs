//! The page that one reads at the prompt: the answer first, then worlds, claims and doubts.

use comfy_table::Table;

use super::format::{self, chance_of, column, short_chance};
use super::page::{Page, add_row, new_table};
use super::{Report, claims, headline, warnings};
use crate::numeric::summary::Estimate;
use crate::results::{Metric, Unit};

/// The page. `place` is where the report stands.
pub fn page(report: &Report<'_>, place: &str, colour: bool) -> String {
    let base = report.base();
    let mut page = Page::new(colour);
    page.heading(&base.name);
    page.paragraph(&format!("{}, seed {}", report.trial_count(), report.summary.seed));
    let answer = [headline::saving(report), headline::claim(report), headline::investor(report)];
    for sentence in answer.into_iter().flatten() {
        page.gap();
        page.paragraph(&sentence);
    }
    if let Some(table) = worlds(report) {
        page.section("Worlds (the same families in each)");
        page.table(&table);
    }
    let claims = claims::rows(report);
    if !claims.is_empty() {
        page.section("Claims, held against the scenario as it stands");
        page.table(&claims::table(&claims));
        for (index, row) in claims.iter().enumerate() {
            page.item(&format!("{}. “{}” {}", index + 1, row.claim.text, row.claim.source));
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
    page.text()
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
        add_row(&mut table, &row, 1);
    }
    (!worlds.is_empty()).then_some(table)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{BARE, FULL, Run};
    use super::*;

    #[test]
    fn the_answer_comes_first_and_lines_fit() {
        for (text, trials) in [(FULL, 300), (FULL, 1), (BARE, 50)] {
            let run = Run::of(text, trials);
            let page = page(&run.report(), "output/city/report.html", false);
            assert!(page.lines().all(|it| it.chars().count() <= 100), "{page}");
            assert!(page.lines().nth(3).is_some_and(|it| it.starts_with("The council")), "{page}");
            assert!(page.ends_with("Report: output/city/report.html\n"));
            assert!(!page.contains('\u{1b}') && !page.contains("NaN"), "{page}");
        }
    }
}
