//! The page that one reads at the prompt: the range of views first, then the headline world more
//! closely, claims and doubts.

use comfy_table::Table;

use super::format::{self, column, short_chance};
use super::outlook::Outlook;
use super::page::{Page, Screen, add_row, new_table};
use super::view::claim_chance;
use super::{Report, claims, headline, label, outlook, warnings};
use kinward::analysis::{Circumstance, SHARES};
use kinward::numeric::summary::{Chance, Estimate};
use kinward::results::{AskedSaving, Metric, Unit};

/// The page. `place` is where the report stands.
pub fn page(report: &Report<'_>, place: &str, screen: Screen) -> String {
    let base = report.base();
    let mut page = Page::new(screen);
    page.heading(&base.name);
    page.paragraph(&report.simulated());
    let outlooks = report.outlooks();
    if let Some(sentence) = outlook::runs_out(report, &outlooks) {
        page.gap();
        page.paragraph(&sentence);
    }
    let range = [
        outlook::chances(report, &outlooks),
        outlook::savings(report, &outlooks),
        outlook::losses(report, &outlooks),
        outlook::takes(&outlooks),
    ];
    page.gap();
    page.paragraph(&range.into_iter().flatten().collect::<Vec<_>>().join(" "));
    let views: Vec<usize> = outlooks.iter().map(|outlook| outlook.world).collect();
    if let Some(table) = worlds(report, &views) {
        page.section("Views of the evidence (the same families under each)");
        page.table(&table);
        for it in &outlooks {
            let name = label::capitalised(report.name(it.world));
            let stands_for = outlook::stands_for(report, it);
            let driven = match outlook::driven_by(report, it.world) {
                Some(drivers) if drivers.is_empty() => " Driven by none beyond noise.".to_owned(),
                Some(drivers) => format!(" Driven most by {}.", format::list(&drivers)),
                None => String::new(),
            };
            let stop = if stands_for.is_empty() { "" } else { ". " };
            page.bullet(&format!("{name}: {stands_for}{stop}{}.{driven}", outlook::evidence(it)));
        }
    }
    if let Some(table) = takes(report, &outlooks) {
        page.section(&format!(
            "What it would take for {}: times what the view assumes, one at a time",
            report.aim()
        ));
        page.table(&table);
    }
    let others: Vec<usize> =
        report.programmes().map(|programme| programme.0).filter(|it| !views.contains(it)).collect();
    if let Some(table) = worlds(report, &others).filter(|_| !others.is_empty()) {
        page.section("Other arrangements");
        page.table(&table);
    }
    page.section(&format!("{}, more closely", label::capitalised(report.name(report.headline))));
    let closely = [headline::saving(report), headline::investor(report)];
    for sentence in closely.into_iter().flatten().chain([headline::agreed(report)]) {
        page.paragraph(&sentence);
        page.gap();
    }
    if let Some(table) = tranches(report) {
        page.section("The investor’s tranches, from the first repaid to the last");
        page.table(&table);
    }
    let claims = claims::rows(report);
    if !claims.is_empty() {
        page.section("Claims compared with the scenario’s own case");
        page.table(&claims::table(&claims));
        for (index, row) in claims.iter().enumerate() {
            page.item(&format!("{}. “{}” {}", index + 1, row.claim.text, row.claim.source));
        }
    }
    let doubts = warnings(report);
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

/// What it would take under each view, a row for each share of trials.
fn takes(report: &Report<'_>, outlooks: &[Outlook<'_>]) -> Option<Table> {
    let circumstances = outlook::circumstances(outlooks);
    let names = circumstances.iter().map(|it| outlook::circumstance(*it).to_owned());
    let headings: Vec<String> = ["", "In"].map(str::to_owned).into_iter().chain(names).collect();
    let mut table = new_table(&headings, 1);
    for outlook in outlooks {
        for (place, share) in SHARES.iter().enumerate() {
            let cell = |wanted: &Circumstance| {
                let found = outlook
                    .requirements
                    .iter()
                    .find(|requirement| requirement.circumstance == *wanted);
                let found =
                    found.and_then(|found| Some(outlook::needed(found, found.needs.get(place)?)));
                match found {
                    Some((multiple, Some(error))) => format!("{multiple} ± {error}"),
                    Some((multiple, None)) => multiple,
                    None => format::NONE.to_owned(),
                }
            };
            let name = label::capitalised(report.name(outlook.world));
            let name = if place == 0 { name } else { String::new() };
            let cells = circumstances.iter().map(cell);
            let row: Vec<String> =
                [name, outlook::how_often(*share)].into_iter().chain(cells).collect();
            add_row(&mut table, &row, 1);
        }
    }
    (!circumstances.is_empty()).then_some(table)
}

/// A row for each of some worlds.
fn worlds(report: &Report<'_>, wanted: &[usize]) -> Option<Table> {
    let AskedSaving { metric, claim } = report.asked_saving();
    let found = wanted.iter().map(|index| (*index, &report.summary.worlds[*index]));
    let worlds: Vec<_> =
        found.filter_map(|(index, world)| Some((index, world, world.estimate(metric)?))).collect();
    let figures: Vec<f64> =
        worlds.iter().flat_map(|(_, _, it)| [it.median(), it.p05(), it.p95()]).collect();
    let noise = worlds.iter().map(|(_, _, it)| it.quantile_errors[2]).fold(0.0, f64::max);
    let (unit, written) = column(Unit::Pounds, &figures, noise);
    let invests = worlds.iter().any(|(index, ..)| report.has_investor(*index));
    let mut headings = vec![String::new()];
    headings.extend(claim.map(|_| format!("Chance of {}", report.aim())));
    headings.extend([
        "Of any saving".to_owned(),
        format!("Net saving{}, median {unit}", outlook::counted(metric)),
        format!("90% of trials {unit}"),
    ]);
    if invests {
        headings.extend(["Investor loses".to_owned(), "Median IRR".to_owned()]);
    }
    let mut table = new_table(&headings, 1);
    for ((index, world, _), figures) in worlds.iter().zip(written.chunks(3)) {
        let [median, low, high] = figures else { continue };
        let chance = |it: Option<String>| it.unwrap_or_else(|| format::NONE.to_owned());
        let above = world
            .metric(metric)
            .and_then(|metric| Some(short_chance(metric.above_zero?, metric.estimate?.count)));
        let with_error =
            |(it, trials): (Chance, usize)| format::measured_chance(it, trials).plus_minus();
        let mut row = vec![label::capitalised(report.name(*index))];
        if let Some((place, claim)) = claim {
            let result = report.claim(*index, place);
            row.push(chance(
                result
                    .map(|result| with_error((claim_chance(claim, result), result.estimate.count))),
            ));
        }
        row.extend([chance(above), median.clone(), format!("{low} to {high}")]);
        if invests {
            let losing = world.estimate(Metric::InvestorLoses);
            row.push(chance(
                losing.and_then(|losing| Some(short_chance(losing.chance()?, losing.count))),
            ));
            let rate = |estimate: &Estimate| {
                format::values(Unit::YearlyRate, &[estimate.median()], estimate.quantile_errors[2])
                    .remove(0)
            };
            row.push(chance(world.estimate(Metric::InvestorIrr).map(rate)));
        }
        add_row(&mut table, &row, 1);
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
            report.estimate(metric).map(|estimate| format::Middle::median(metric.unit(), estimate))
        };
        let multiple = middle(Metric::TrancheMultiple(index));
        let losing = report.estimate(Metric::TrancheLoses(index));
        let row = [
            label::capitalised(name),
            multiple.as_ref().map_or_else(none, |it| it.middle.clone()),
            multiple.as_ref().map_or_else(none, format::Middle::interval),
            middle(Metric::TrancheIrr(index)).map_or_else(none, |it| it.middle),
            losing
                .and_then(|losing| Some(short_chance(losing.chance()?, losing.count)))
                .unwrap_or_else(none),
        ];
        add_row(&mut table, &row, 1);
    }
    (!names.is_empty()).then_some(table)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{BARE, FULL, RANKED, Run};
    use super::*;

    #[test]
    fn the_answer_comes_first_and_lines_fit() {
        for (text, trials) in [(FULL, 300), (FULL, 1), (BARE, 50)] {
            let run = Run::of(text, trials);
            let page = page(&run.report(), "output/city/report.html", Screen::plain());
            assert!(page.lines().all(|line| line.chars().count() <= 100), "{page}");
            assert!(
                page.lines().nth(3).is_some_and(|line| line.starts_with("The council")),
                "{page}"
            );
            let agreed = ["The contract assumes that", "The contract counts no days"];
            assert!(agreed.iter().any(|it| page.contains(it)), "{page}");
            assert!(page.ends_with("Report: output/city/report.html\n"));
            assert!(!page.contains('\u{1b}') && !page.contains("NaN"), "{page}");
        }
    }

    #[test]
    fn tranches_and_the_fee_are_shown_where_there_are_any() {
        let ranked = Run::of(&FULL.replace(RANKED.0, RANKED.1), 100);
        let page = page(&ranked.report(), "output/city/report.html", Screen::plain());
        assert!(page.contains("tranches, from the first repaid to the last"), "{page}");
        let words: Vec<&str> = page.split_whitespace().collect();
        assert!(words.join(" ").contains("After the fund’s"), "{page}");
        let plain = Run::of(FULL, 100);
        let page = super::page(&plain.report(), "output/city/report.html", Screen::plain());
        assert!(!page.contains("tranche") && !page.contains("the fund’s"), "{page}");
    }
}
