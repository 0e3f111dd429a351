//! What `kinward compare` says at the prompt.

use comfy_table::Table;

use super::super::format::{self, column, short_chance};
use super::super::page::{Page, Screen, add_row, new_table};
use super::super::{label, warnings};
use super::sentences::{answers, factor, in_short, quoted, what_matters};
use super::{Comparison, cautions};
use kinward::analysis::compare::{CRITERIA, Criterion, Difference, PairCompared};
use kinward::results::{BASE_VIEW, Metric, Unit};

/// The page. `place` is where the report stands.
pub fn page(comparison: &Comparison<'_>, place: &str, screen: Screen) -> String {
    let report = &comparison.report;
    let mut page = Page::new(screen);
    page.heading(&format!("{}: comparison of arrangements", report.base().name));
    page.paragraph(&format!(
        "{}; {}",
        report.simulated(),
        format::counted(report.trials.worlds.len(), "world")
    ));
    for (title, sentences) in answers(comparison) {
        page.section(&title);
        for it in &sentences {
            page.bullet(it);
        }
    }
    page.section("Arrangements (means; “best in” is the share of trials in which the public gain is greatest)");
    page.table(&arrangements(comparison));
    if let Some(table) = differences(comparison) {
        page.section(&format!(
            "Gain of the public purse, less that under “{}”",
            comparison.arrangement(&comparison.answer.compared.reference)
        ));
        page.table(&table);
    }
    if comparison.answer.compared.views.len() > 1 {
        page.section(
            "By view of the evidence: the first against the second, under all views together",
        );
        page.table(&verdicts(comparison));
        page.paragraph(&what_matters(comparison).replace('`', ""));
    }
    let cautions = cautions(comparison);
    let doubts = warnings(report);
    if !doubts.is_empty() || !cautions.is_empty() {
        page.section("Before relying on this");
        for (title, text) in &cautions {
            page.warning(&format!("{title}."), text);
        }
        for doubt in doubts {
            page.warning(&format!("{}.", doubt.title()), &format!("{doubt} {}", doubt.advice()));
        }
    }
    page.gap();
    page.paragraph(&format!("Report: {place}"));
    page.text()
}

/// A row for each arrangement, under the base view.
fn arrangements(comparison: &Comparison<'_>) -> Table {
    const METRICS: [(Metric, &str); 6] = [
        (Metric::Starts, "Families"),
        (Metric::CareDaysAvoided, "Care avoided,"),
        (Metric::CouncilGain, "Council’s gain"),
        (Metric::PublicGain, "Public gain"),
        (Metric::ProviderSurplus, "Provider’s"),
        (Metric::InvestorGain, "Investor’s"),
    ];
    let trials = comparison.trials();
    let worlds: Vec<(&String, usize)> = comparison
        .answer
        .compared
        .arrangements
        .iter()
        .filter_map(|arrangement| Some((arrangement, trials.world(arrangement, BASE_VIEW)?)))
        .collect();
    let columns = METRICS.map(|(metric, name)| {
        let of = |world: usize| comparison.report.summary.worlds[world].estimate(metric);
        // A status quo has nothing of any.
        let means: Vec<f64> = worlds.iter().map(|it| of(it.1).map_or(0.0, |it| it.mean)).collect();
        let noise = worlds.iter().filter_map(|world| of(world.1)).map(|it| it.standard_error);
        let noise = noise.fold(0.0, f64::max);
        let (unit, written) = column(metric.unit(), &means, noise);
        (format!("{name} {unit}"), written)
    });
    let headings: Vec<String> = std::iter::once("Arrangement".to_owned())
        .chain(columns.iter().map(|column| column.0.trim().to_owned()))
        .chain(["Best in".to_owned()])
        .collect();
    let mut table = new_table(&headings, 1);
    let decision =
        comparison.answer.compared.decisions.iter().find(|decision| decision.view == BASE_VIEW);
    for (place, (name, world)) in worlds.iter().enumerate() {
        let best = decision
            .and_then(|decision| {
                decision.candidates.iter().find(|candidate| candidate.world == *world)
            })
            .and_then(|it| it.points.first());
        let best = best.map_or_else(
            || format::NONE.to_owned(),
            |it| format::values(Unit::Share, &[it.best.value], it.best.standard_error).remove(0),
        );
        let row: Vec<String> = std::iter::once(comparison.arrangement(name))
            .chain(columns.iter().map(|column| column.1[place].clone()))
            .chain([best])
            .collect();
        add_row(&mut table, &row, 1);
    }
    table
}

/// A row for each pair of arrangements, and a column for each for whom the first may be better.
fn verdicts(comparison: &Comparison<'_>) -> Table {
    let headings: Vec<String> = std::iter::once(String::new())
        .chain(CRITERIA.map(|it| label::capitalised(it.name())))
        .collect();
    let mut table = new_table(&headings, 1);
    for verdicts in comparison.shown_pairs() {
        let Some(first) = verdicts.first() else { continue };
        let of = |criterion: Criterion| {
            let verdict = verdicts.iter().find(|verdict| verdict.criterion == criterion);
            verdict.map_or(format::NONE, |it| in_short(it)).to_owned()
        };
        let pair = format!(
            "{} against {}",
            comparison.arrangement(&first.arrangement),
            quoted(&comparison.arrangement(&first.against))
        );
        let row: Vec<String> = std::iter::once(pair).chain(CRITERIA.map(of)).collect();
        add_row(&mut table, &row, 1);
    }
    table
}

/// A row for each arrangement that is compared with the reference, under the base view.
fn differences(comparison: &Comparison<'_>) -> Option<Table> {
    let pairs: Vec<(&PairCompared, &Difference)> = comparison
        .held(BASE_VIEW)
        .filter_map(|held| Some((held, held.difference(Metric::PublicGain)?)))
        .collect();
    let headings =
        ["Arrangement", "Mean", "± error", "90% of trials", "Ahead", "Error if unpaired"];
    let mut table = new_table(&headings.map(str::to_owned), 1);
    for (pair, it) in &pairs {
        let middle = format::Middle::mean(Unit::Pounds, &it.difference);
        let ahead = Some(it.higher).filter(|_| it.higher.share + it.lower.share > 0.0);
        let row = [
            comparison.arrangement_of(pair.pair.world),
            middle.middle.clone(),
            middle.error.clone(),
            middle.interval(),
            ahead.map_or_else(
                || "the same".to_owned(),
                |chance| short_chance(chance, it.difference.count),
            ),
            it.narrowed.map_or_else(|| format::NONE.to_owned(), |it| format!("×{}", factor(it))),
        ];
        add_row(&mut table, &row, 1);
    }
    (!pairs.is_empty()).then_some(table)
}
