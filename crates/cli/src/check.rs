//! `kinward check`: the findings, then the register of assumptions.

use std::fmt::Write;

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};

use super::args::CheckArguments;
use super::printer::Printer;
use super::run::read;
use super::status::ExitStatus;
use kinward::assumption::{Dimension, Domain, Provenance};
use kinward::findings::visible;
use kinward::results::Unit;
use kinward::scenario::{Entry, Files, Scenario, Worlds, register_entries};
use kinward_report::{Screen, format};

pub(super) fn check(
    arguments: &CheckArguments,
    printer: &mut Printer,
) -> anyhow::Result<ExitStatus> {
    let Some(study) = read(&Files::default(), &arguments.scenario, printer)? else {
        return Ok(ExitStatus::Refused);
    };
    printer.say(&page(&study, printer.screen()))?;
    Ok(ExitStatus::Success)
}

/// What is assumed, and on what grounds: the base, then what each variant and view assumes otherwise.
fn page(study: &Worlds, screen: Screen) -> String {
    let base = register_entries(&study.base);
    let name = visible(&study.base.name);
    let mut page = format!("{name}\n\n{}\n", register(&base, screen));
    for variant in &study.variants {
        let entries = register_entries(&variant.scenario);
        let changed =
            |entry: &Entry<'_>| base.iter().all(|other| other.assumption != entry.assumption);
        let changed: Vec<Entry<'_>> = entries.into_iter().filter(changed).collect();
        let what = if variant.view.is_some() { "View" } else { "Variant" };
        write!(
            page,
            "\n{what} “{}” assumes otherwise\n\n{}\n",
            visible(&variant.name),
            register(&changed, screen)
        )
        .expect("a string takes any text");
    }
    write!(page, "\n{}\n", verdict(&study.base)).expect("a string takes any text");
    page
}

fn register(entries: &[Entry<'_>], screen: Screen) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(screen.width);
    table.set_header(["assumption", "value", "90% interval", "grade", "source"]);
    for entry in entries {
        let provenance = &entry.assumption.provenance;
        let unit = unit(entry.domain());
        let interval = match entry.interval() {
            Some((low, high)) => {
                format::values(unit, &[low, high], (high - low) / 100.0).join(" to ")
            }
            None => "fixed".to_owned(),
        };
        let number = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
        table.add_row([
            Cell::new(visible(&entry.assumption.name)),
            number(format::stated(unit, entry.mean)),
            number(interval),
            number(provenance.grade.map_or_else(|| "–".to_owned(), |it| it.to_string())),
            Cell::new(visible(provenance.source.as_deref().unwrap_or("UNSOURCED"))),
        ]);
    }
    table
}

/// The unit in which a domain's values are shown.
fn unit(domain: Domain) -> Unit {
    match domain.dimension() {
        Dimension::Share => Unit::Share,
        Dimension::Pounds => Unit::Pounds,
        Dimension::YearlyRate => Unit::YearlyRate,
        Dimension::Ratio | Dimension::Number => Unit::Count,
    }
}

/// Names that a summary lists before it counts the rest.
const LISTED: usize = 10;

/// How far the scenario rests on evidence.
fn verdict(scenario: &Scenario) -> String {
    let assumptions = scenario.register.assumptions();
    let named = |is_it: &dyn Fn(&Provenance) -> bool| -> Vec<&str> {
        let those = assumptions.iter().filter(|assumption| is_it(&assumption.provenance));
        those.map(|assumption| assumption.name.as_str()).collect()
    };
    let copied = named(&Provenance::is_copied);
    let unsourced = named(&|evidence| evidence.is_unsourced() && !evidence.is_copied());
    let judged = named(&Provenance::is_placeholder).len();
    // A long list says less than its beginning and its length.
    let listed = |names: &[&str]| match names.split_at_checked(LISTED) {
        Some((first, rest)) if !rest.is_empty() => {
            format!("{} and {} more", first.join(", "), rest.len())
        }
        _ => names.join(", "),
    };
    let mut verdict =
        format!("{} assumptions, {judged} of them judgement alone (grade 6); ", assumptions.len());
    if unsourced.is_empty() {
        let those = if copied.is_empty() { "each" } else { "each of the others" };
        verdict.push_str(if copied.len() == assumptions.len() { "none" } else { those });
        verdict.push_str(" has a source of its own.");
    } else {
        let count = unsourced.len();
        write!(verdict, "{count} without a source").expect("a string takes any text");
        verdict.push_str(if count == 0 { "." } else { ": " });
        verdict.push_str(&listed(&unsourced));
        verdict.push_str(if count == 0 { "" } else { "." });
    }
    if !copied.is_empty() {
        write!(
            verdict,
            "\n\n{} placeholders, copied with their sources from another contract's scenario. Replace each, or \
             affirm it by a source and a grade of its own: {}.",
            copied.len(),
            listed(&copied)
        )
        .expect("a string takes any text");
    }
    verdict
}
