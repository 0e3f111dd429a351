//! The reference page of metrics, made from the closed list.

use std::fmt::Write;

use super::{MetricNames, SERIES, Scope};

/// `docs/metrics.md`.
pub fn markdown() -> String {
    let one = |name: &str| vec![name.to_owned()];
    let names = MetricNames {
        placements: one("<placement>"),
        pathways: one("<pathway>"),
        co_payers: one("<co-payer>"),
        lines: one("<line>"),
        outcomes: one("<outcome>"),
        councils: one("<council>"),
        tranches: one("<tranche>"),
        // One alone has no metrics of its own.
        providers: [one("<provider>"), one("<provider>")].concat(),
        changes: one("<change>"),
        reviews: one("<change>"),
        groups: one("<group>"),
    };
    let mut metrics = names.metrics();
    metrics.dedup_by_key(|metric| names.name(*metric));
    let mut page = String::from(
        "# Metrics\n\n*This page is made by `kinward schema --metrics`; do not edit it by hand.*\n\n\
         The same names stand in a scenario's claims, in `summary.json`, in the columns of \
         `trials.parquet` and in `months.csv`. Names with a part in angle brackets have one value \
         for each entry of that list, in lower case with underscores. Every world has the metrics \
         marked *every*; the others need a programme.\n\n\
         **No value.** Where a trial has no value of a metric (a share of nothing, a rate of return without \
         flows) its field is null; the figures are of the other trials, and `without_value` counts it.\n\n\
         **Months** are counted from 1, the contract's first, in every report and result file. \
         `from_month`, `until_month` and `joins_month` of a scenario count from 0; `at_month` is the number of \
         months that have ended.\n\n\
         **Never.** A metric in months is the time until something happens. Where it never does, the time is \
         later than any month, and the trial counts like any other in every chance, quantile and claim. \
         `never` is the share of the trials with a value in which it never does; a quantile that falls among \
         them is null, which is never; and unless it always happens there is no mean (null), since never has \
         none. In `trials.parquet` such a time is null too, and a column beside it, \
         `break_even_month_never` beside `break_even_month`, is true where it never happens, false where \
         there is a month, and null where there is no value.\n\n\
         **One trial.** A standard error or a deviation of fewer than two values is null.\n\n\
         | name | unit | worlds | definition |\n| --- | --- | --- | --- |\n",
    );
    for metric in metrics {
        let worlds = if metric.scope() == Scope::EveryWorld { "every" } else { "programmes" };
        let name = match names.entry(metric) {
            Some(entry) => format!("{}.{entry}", metric.stem()),
            None => names.name(metric),
        };
        let (unit, definition) = (metric.unit().name(), metric.definition());
        writeln!(page, "| `{name}` | {unit} | {worlds} | {definition} |")
            .expect("a string takes any line");
    }
    page.push_str(
        "\n## Columns of `trials.parquet`\n\nA row for each trial and world. `assumption.<name>` is what was drawn; a \
         column of each metric has its own name. `claim.1` is the value that the first claim is compared with, up to its \
         month; it is null for a claim without a figure, and where a time is never. `year.2019-20.net_saving` and \
         `year.2019-20.payments.<payer>` are those of a financial year. `again.<metric>` is the metric once \
         more, in every fifth trial: with the same assumptions and other families, which is how the variance is \
         split. From these every statistic of a metric, claim, driver and financial year can be worked out again, as \
         `crates/cli/tests/recomputed.rs` does.\n\
         \n## Series\n\nThese have a value for every month, in `months.csv`, and may be claimed `at_month`. \
         The quantiles by month are those of the first 16,384 trials, where there are more \
         (`series_trials` in `summary.json`); a claim `at_month` is compared with all of them.\n\n\
         | name | unit | definition |\n| --- | --- | --- |\n",
    );
    for series in SERIES {
        let (name, unit) = (series.name(), series.unit().name());
        writeln!(page, "| `{name}` | {unit} | {} |", series.definition())
            .expect("a string takes any line");
    }
    page
}
