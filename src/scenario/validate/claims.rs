//! What the claims mean.

use std::collections::BTreeSet;

use super::delivery::shown;
use super::{Checker, quoted};
use crate::results::{ClaimCheck, ClaimedFigure, Metric, MetricNames, SERIES, Sense, Unit, slug};
use crate::scenario::schema::{ClaimSense, ClaimTable};
use crate::units::Month;
use toml_findings::{Path, wording::nearest};

/// More than anybody's money, and than anybody's days.
const MOST_CLAIMED: f64 = 1e15;

impl Checker<'_> {
    pub(super) fn claims(&mut self, at: &Path) -> Vec<ClaimCheck> {
        let file = self.file;
        file.claims.iter().enumerate().map(|(index, it)| self.claim(it, &at.index(index))).collect()
    }

    fn metric_names(&self) -> MetricNames {
        let file = self.file;
        MetricNames {
            // Nobody has claimed anything of them.
            groups: Vec::new(),
            placements: file.placements.keys().cloned().collect(),
            pathways: file.pathways.iter().map(|pathway| pathway.name.clone()).collect(),
            co_payers: file
                .contract
                .co_payers
                .iter()
                .map(|co_payer| co_payer.name.clone())
                .collect(),
            lines: file.contract.payments.iter().map(|payment| payment.name.clone()).collect(),
            providers: file.providers.iter().map(|(key, it)| shown(key, it).to_owned()).collect(),
            outcomes: file.outcomes.iter().map(|outcome| outcome.name.clone()).collect(),
            councils: file.councils.iter().map(|council| council.name.clone()).collect(),
            tranches: self.tranche_names(),
            changes: file.changes.iter().map(|change| change.name.clone()).collect(),
            reviews: file
                .changes
                .iter()
                .filter(|change| change.when.is_some())
                .map(|change| change.name.clone())
                .collect(),
        }
    }

    /// Entries of different lists may not be called alike: their metrics would be.
    pub(super) fn metrics_have_names_of_their_own(&mut self) {
        if self.file.councils.is_empty() {
            return;
        }
        let councils: BTreeSet<String> =
            self.file.councils.iter().map(|council| slug(&council.name)).collect();
        if councils.len() < self.file.councils.len() {
            return;
        }
        let mut known = BTreeSet::new();
        for name in self.metric_names().all() {
            if !known.insert(name.clone()) {
                let title = format!("there would be two metrics called `{name}`");
                let place = Path::root().key("councils");
                self.error(
                    "name-taken",
                    &place,
                    title,
                    "rename the council, or what it is called like",
                );
            }
        }
    }

    fn claim(&mut self, table: &ClaimTable, at: &Path) -> ClaimCheck {
        let figure = match (&table.metric, table.value) {
            (Some(_), Some(value)) if MOST_CLAIMED < value.abs() => {
                let title = format!("{value:e} is more than any figure can be");
                self.error("out-of-range", &at.key("value"), title, "pounds, days, or a share");
                None
            }
            (Some(metric), Some(value)) => Some(self.claimed_figure(table, metric, value, at)),
            (metric, value) => {
                self.no_figure(table, metric.is_some(), value.is_some(), at);
                None
            }
        };
        ClaimCheck {
            text: table.text.clone(),
            figure,
            source: table.source.clone(),
            note: table.note.clone(),
        }
    }

    /// A claim without a figure says in words why it has none.
    fn no_figure(&mut self, table: &ClaimTable, has_metric: bool, has_value: bool, at: &Path) {
        match (has_metric, has_value) {
            (true, _) => {
                let label = "add `value`, or leave out both and say in `note` why";
                self.error("no-value", &at.key("metric"), "nothing is claimed of it", label);
            }
            (_, true) => {
                let label = "add `metric`, or leave out both and say in `note` why";
                self.error("no-metric", &at.key("value"), "it is not said of what", label);
            }
            _ if table.note.is_none() => {
                let title = "a claim with no figure to simulate needs a `note`";
                self.error("no-note", at, title, "say in `note` why, or add `metric` and `value`");
            }
            _ => {}
        }
        let leftover = [
            ("at_month", table.at_month.is_some()),
            ("sense", table.sense.is_some()),
            ("world", table.world.is_some()),
        ];
        for (key, _) in leftover.into_iter().filter(|it| it.1 && !has_metric && !has_value) {
            let title = format!("`{key}` is about a figure");
            self.error(
                "no-figure",
                &at.key(key),
                title,
                "leave it out, or add `metric` and `value`",
            );
        }
    }

    fn claimed_figure(
        &mut self,
        table: &ClaimTable,
        metric: &str,
        value: f64,
        at: &Path,
    ) -> ClaimedFigure {
        let mut known = self.metric_names().all();
        let only_dated =
            SERIES.iter().map(|it| it.name().to_owned()).filter(|it| !known.contains(it));
        let only_dated: Vec<String> = only_dated.collect();
        known.extend(only_dated.iter().cloned());
        if only_dated.iter().any(|it| it == metric) && table.at_month.is_none() {
            let title = format!("`{metric}` has a value for each month");
            self.error("no-month", &at.key("metric"), title, "add `at_month`");
        }
        if !known.iter().any(|it| it == metric) {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let label = match nearest(metric, &known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    "the names are those of `summary.json`; docs/metrics.md lists them".to_owned()
                }
            };
            self.error(
                "unknown-metric",
                &at.key("metric"),
                format!("there is no metric called `{metric}`"),
                label,
            );
        } else if table.at_month.is_some() && !SERIES.iter().any(|it| it.name() == metric) {
            let dated: Vec<&str> = SERIES.iter().map(|it| it.name()).collect();
            let title = format!("`{metric}` has no value for each month");
            self.error(
                "undated-metric",
                &at.key("at_month"),
                title,
                format!("leave it out; these have: {}", quoted(&dated)),
            );
        }
        let metrics = self.metric_names();
        let of_metric = metrics.metrics().into_iter().find(|it| metrics.name(*it) == metric);
        let of_series = SERIES.iter().find(|series| series.name() == metric);
        let unit = of_metric.map(Metric::unit).or_else(|| of_series.map(|series| series.unit()));
        let unit = unit.unwrap_or(Unit::Count);
        if unit == Unit::Share && !(-1.0..=1.0).contains(&value) {
            let title = format!("`{metric}` is a share, from 0 to 1");
            let label = format!("write {} for {value}%", value / 100.0);
            self.error("not-a-share", &at.key("value"), title, label);
        }
        if unit == Unit::Months && value < 0.0 {
            let title = format!("`{metric}` is a number of months");
            self.error("negative-months", &at.key("value"), title, "months count from 0");
        }
        ClaimedFigure {
            unit,
            world: table.world.clone(),
            metric: metric.to_owned(),
            at_month: table.at_month.map(|month| month as Month),
            value,
            sense: match table.sense {
                None | Some(ClaimSense::AtLeast) => Sense::AtLeast,
                Some(ClaimSense::AtMost) => Sense::AtMost,
                Some(ClaimSense::About) => Sense::About,
            },
        }
    }
}
