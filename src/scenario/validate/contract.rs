//! What the tables of the contract and of its money mean.

use super::delivery::basis;
use super::{ADDING_UP, Checker, rounded};
use crate::cohort::{Basis, Until};
use crate::contract::{Clock, Measure, Milestone, Window};
use crate::scenario::model::{Caps, CoPayer, Contract, PaymentLine};
use crate::scenario::schema::{
    ClockName, ContractTable, MilestoneName, PaymentKind, PaymentTable, WindowTable,
};
use crate::units::Month;
use toml_findings::{Finding, Path};

impl Checker<'_> {
    pub(super) fn contract(&mut self, table: &ContractTable, at: &Path) -> Contract {
        let names: Vec<&str> = table.payments.iter().map(|payment| payment.name.as_str()).collect();
        self.unique_names("payment", &names, &at.key("payments"));
        let lines = table
            .payments
            .iter()
            .enumerate()
            .map(|(index, it)| self.payment(it, &at.key("payments").index(index)))
            .collect();
        let caps_at = at.key("caps");
        let caps = Caps {
            per_child: self.optional(table.caps.per_child.as_ref(), &caps_at.key("per_child")),
            per_year: self.optional(table.caps.per_year.as_ref(), &caps_at.key("per_year")),
            total: self.optional(table.caps.total.as_ref(), &caps_at.key("total")),
        };
        let payers: Vec<&str> =
            table.co_payers.iter().map(|co_payer| co_payer.name.as_str()).collect();
        let payers_at = at.key("co_payers");
        self.unique_names("co-payer", &payers, &payers_at);
        for (index, name) in payers.iter().enumerate() {
            if crate::results::slug(name) == "council" {
                let title = "`council` is the commissioner, which pays what the co-payers do not";
                let at = payers_at.index(index).key("name");
                self.error("reserved-name", &at, title, "give the co-payer another name");
            }
        }
        let co_payers: Vec<CoPayer> = table
            .co_payers
            .iter()
            .enumerate()
            .map(|(index, it)| {
                let at = payers_at.index(index);
                CoPayer {
                    name: it.name.clone(),
                    share: self.number(&it.share, &at.key("share")),
                    limit: self.optional(it.limit.as_ref(), &at.key("limit")),
                    councils: self.councils_named(it.councils.as_deref(), &at.key("councils")),
                }
            })
            .collect();
        let shares: f64 =
            co_payers.iter().map(|co_payer| self.register.get(co_payer.share).spread.mean()).sum();
        if shares > 1.0 + ADDING_UP {
            let title = format!("the co-payers bear {} of every payment", rounded(shares));
            let places = (0..co_payers.len()).map(|index| payers_at.index(index).key("share"));
            let label = "their shares add up to 1 at the most";
            self.does_not_add_up(&payers_at, title, label, places);
        }
        Contract {
            lines,
            caps,
            co_payers,
            settled_every_months: table.settled_every_months.unwrap_or(1).max(1) as usize,
            lag_months: table.lag_months.unwrap_or(0) as usize,
            indexation: self.optional(table.indexation.as_ref(), &at.key("indexation")),
            early_end: self.early_end(table, &at.key("early_end")),
        }
    }

    pub(super) fn payment(&mut self, table: &PaymentTable, at: &Path) -> PaymentLine {
        self.keys_of_kind(table, at);
        let line_window = table.window.map(window);
        let measure = match table.kind {
            PaymentKind::PerPeriod => Measure::PerPeriod {
                counts: self.counted_places(table, at),
                period_days: table.period_days.unwrap_or(1).max(1),
                window: line_window,
                most_per_child: table.most_per_child,
                forgives_days: table.forgives_days.unwrap_or(0),
                begins_again: table.begins_again != Some(false),
                past_eighteen: table.ends_at_18 == Some(false),
            },
            PaymentKind::DaysSaved => Measure::DaysSaved {
                window: line_window,
                cohort_months: table.cohort_months.unwrap_or(3).max(1) as usize,
                past_eighteen: table.ends_at_18 == Some(false),
            },
            PaymentKind::Milestone => Measure::Milestone(match table.on {
                Some(MilestoneName::Start) => Milestone::Start,
                Some(MilestoneName::Completion) => Milestone::Completion,
                Some(MilestoneName::OutOfCare) => Milestone::OutOfCare { after: line_window },
                Some(MilestoneName::Reunification) => Milestone::Reunification { within: line_window },
                Some(MilestoneName::Outcome) => self.outcome_paid_for(table, at),
                None => {
                    let advice = "add `on`: `start`, `completion`, `out_of_care`, `reunification` or `outcome`";
                    self.error("no-event", at, "a milestone needs the event that it pays on", advice);
                    Milestone::Start
                }
            }),
            PaymentKind::Input => Measure::Input {
                basis: table.per.map_or_else(
                    || {
                        let advice = "add `per`: `month`, `start`, `completion`, `therapist_month`, `supervisor_month` or `once`";
                        self.error("no-basis", at, "an input line needs what it is counted by", advice);
                        Basis::Month
                    },
                    basis,
                ),
                from: table.from_month.unwrap_or(0) as Month,
                until: table.until_month.map_or(Until::DeliveryEnds, |it| Until::Month(it as Month)),
            },
        };
        self.forgiving_does_something(table, at);
        let from = table.from_month.unwrap_or(0);
        if let Some(end) = table.until_month.filter(|end| *end <= from) {
            let title =
                format!("nothing is paid from `from_month = {from}` until `until_month = {end}`");
            self.error("empty-range", &at.key("until_month"), title, format!("above {from}"));
        }
        if matches!(table.kind, PaymentKind::DaysSaved) && table.baseline.is_none() {
            let title = "days are saved against an agreed baseline";
            let advice = "add `baseline`: the share of its window that a child would spend in care";
            self.error("no-baseline", at, title, advice);
        }
        PaymentLine {
            name: table.name.clone(),
            baseline: self.optional(table.baseline.as_ref(), &at.key("baseline")),
            pathways: self.pathways_named(table.pathways.as_deref(), &at.key("pathways")),
            councils: self.councils_named(table.councils.as_deref(), &at.key("councils")),
            measure,
        }
    }

    /// A key that a line's kind does not use would be believed and ignored.
    pub(super) fn keys_of_kind(&mut self, table: &PaymentTable, at: &Path) {
        use PaymentKind::{DaysSaved, Input, Milestone, PerPeriod};
        let windowed =
            matches!(table.on, Some(MilestoneName::OutOfCare | MilestoneName::Reunification));
        let by_day = matches!(table.kind, PerPeriod | DaysSaved);
        let on_outcome = matches!(table.on, Some(MilestoneName::Outcome));
        let rows: [(&str, bool, bool); 15] = [
            ("pathways", table.pathways.is_some(), !matches!(table.kind, Input)),
            ("counts", table.counts.is_some(), matches!(table.kind, PerPeriod)),
            ("period_days", table.period_days.is_some(), matches!(table.kind, PerPeriod)),
            ("most_per_child", table.most_per_child.is_some(), matches!(table.kind, PerPeriod)),
            ("forgives_days", table.forgives_days.is_some(), matches!(table.kind, PerPeriod)),
            ("begins_again", table.begins_again.is_some(), matches!(table.kind, PerPeriod)),
            ("ends_at_18", table.ends_at_18.is_some(), by_day),
            ("baseline", table.baseline.is_some(), matches!(table.kind, DaysSaved)),
            ("cohort_months", table.cohort_months.is_some(), matches!(table.kind, DaysSaved)),
            ("window", table.window.is_some(), by_day || windowed),
            ("on", table.on.is_some(), matches!(table.kind, Milestone)),
            ("outcome", table.outcome.is_some(), matches!(table.kind, Milestone) && on_outcome),
            ("per", table.per.is_some(), matches!(table.kind, Input)),
            ("from_month", table.from_month.is_some(), matches!(table.kind, Input)),
            ("until_month", table.until_month.is_some(), matches!(table.kind, Input)),
        ];
        let kind = match table.kind {
            PerPeriod => "per_period",
            DaysSaved => "days_saved",
            Milestone => "milestone",
            Input => "input",
        };
        for (key, written, used) in rows {
            if written && !used {
                let title = match (table.kind, key) {
                    (Milestone, "window" | "outcome") => format!("this milestone has no `{key}`"),
                    _ => format!("a `{kind}` line has no `{key}`"),
                };
                self.report(
                    Finding::error("key-of-another-kind", &at.key(key), title)
                        .label("leave it out, or change `kind`")
                        .at_key(),
                );
            }
        }
    }

    fn outcome_paid_for(&mut self, table: &PaymentTable, at: &Path) -> Milestone {
        let file = self.file;
        let names: Vec<&str> = file.outcomes.iter().map(|outcome| outcome.name.as_str()).collect();
        let Some(name) = &table.outcome else {
            let title = "this milestone needs the outcome that it pays on";
            self.error("no-event", at, title, "add `outcome`, the name of one of `[[outcomes]]`");
            return Milestone::Start;
        };
        let Some(outcome) = names.iter().position(|it| it == name) else {
            self.unknown_name("outcome", name, &names, &at.key("outcome"));
            return Milestone::Start;
        };
        Milestone::Outcome { outcome, measured: window(file.outcomes[outcome].measured) }
    }

    /// Where each day is paid for alone, and counting begins again, there is nothing to forgive.
    fn forgiving_does_something(&mut self, table: &PaymentTable, at: &Path) {
        let daily = matches!(table.kind, PaymentKind::PerPeriod)
            && table.period_days.unwrap_or(1) == 1
            && table.begins_again != Some(false);
        if table.forgives_days.is_some_and(|days| days > 0) && daily {
            let title = "`forgives_days` changes nothing where each day is paid for alone";
            self.report(
                Finding::warning("no-effect", &at.key("forgives_days"), title)
                    .label("leave it out, or give `period_days`")
                    .at_key(),
            );
        }
    }

    pub(super) fn counted_places(&mut self, table: &PaymentTable, at: &Path) -> Vec<bool> {
        let file = self.file;
        let names: Vec<&str> =
            std::iter::once("home").chain(file.placements.keys().map(String::as_str)).collect();
        let mut counts = vec![false; names.len()];
        let Some(written) = &table.counts else {
            counts[0] = true;
            return counts;
        };
        self.not_empty(written.is_empty(), &at.key("counts"));
        for (index, name) in written.iter().enumerate() {
            match names.iter().position(|it| it == name) {
                Some(lane) => counts[lane] = true,
                None => self.unknown_name("place", name, &names, &at.key("counts").index(index)),
            }
        }
        counts
    }

    fn pathways_named(&mut self, written: Option<&[String]>, at: &Path) -> Vec<bool> {
        let names: Vec<&str> =
            self.file.pathways.iter().map(|pathway| pathway.name.as_str()).collect();
        self.named("pathway", &names, written, at)
    }

    /// Of the councils in their order; true for the only one where none is listed.
    fn councils_named(&mut self, written: Option<&[String]>, at: &Path) -> Vec<bool> {
        let names: Vec<&str> =
            self.file.councils.iter().map(|council| council.name.as_str()).collect();
        if names.is_empty() {
            if written.is_some() {
                let title = "this scenario lists no councils";
                self.error("no-councils", at, title, "leave it out, or add `[[councils]]`");
            }
            return vec![true];
        }
        self.named("council", &names, written, at)
    }

    /// Which of a list are named; all if nothing is written.
    fn named(
        &mut self,
        what: &str,
        names: &[&str],
        written: Option<&[String]>,
        at: &Path,
    ) -> Vec<bool> {
        let Some(written) = written else { return vec![true; names.len()] };
        self.not_empty(written.is_empty(), at);
        let mut is_named = vec![false; names.len()];
        for (index, name) in written.iter().enumerate() {
            match names.iter().position(|it| it == name) {
                Some(position) => is_named[position] = true,
                None => self.unknown_name(what, name, names, &at.index(index)),
            }
        }
        is_named
    }

    /// How long a family is followed.
    pub(super) fn tracking(table: &ContractTable) -> Window {
        window(table.tracking)
    }
}

pub(super) fn window(table: WindowTable) -> Window {
    let from = match table.from {
        ClockName::Referral => Clock::Referral,
        ClockName::Start => Clock::Start,
        ClockName::Completion => Clock::Completion,
    };
    Window::months(from, table.after_months.unwrap_or(0.0), table.months)
}
