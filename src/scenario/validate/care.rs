//! What the tables of the care system mean.

use super::Checker;
use crate::family::Place;
use crate::scenario::finding::Finding;
use crate::scenario::model::{Care, Placement};
use crate::scenario::path::Path;
use crate::scenario::schema::PlacementTable;

/// As many as a child's place can be told apart.
const MOST_PLACEMENTS: usize = Place::MOST;

impl Checker<'_> {
    pub(super) fn placements(&mut self, at: &Path) -> Vec<Placement> {
        let names: Vec<&str> = self.file.placements.keys().map(String::as_str).collect();
        if names.is_empty() {
            let title = "a scenario needs at least one placement";
            self.error("nothing-listed", at, title, "add a table such as [placements.residential]");
        }
        if names.len() > MOST_PLACEMENTS {
            let title = format!("{} placements are more than a scenario can have", names.len());
            self.error("too-many", at, title, format!("{MOST_PLACEMENTS} or fewer"));
        }
        self.unique_keys("placement", &names, at);
        let file = self.file;
        file.placements
            .iter()
            .map(|(name, table)| self.placement(name, table, &names, &at.own_key(name)))
            .collect()
    }

    pub(super) fn placement(
        &mut self,
        name: &str,
        table: &PlacementTable,
        names: &[&str],
        at: &Path,
    ) -> Placement {
        if name == "home" {
            let title = "`home` is where children are when they are not in care";
            self.report(
                Finding::error("reserved-name", at, title)
                    .label("give the placement another name")
                    .at_key(),
            );
        }
        let mut moves_per_year = Vec::new();
        for (to, rate) in &table.moves_per_year {
            let place = at.key("moves_per_year").own_key(to);
            let rate = self.number(rate, &place);
            match names.iter().position(|it| it == to) {
                Some(_) if to == name => {
                    self.error(
                        "moves-to-itself",
                        &place,
                        "a child cannot move to where it is",
                        "another placement",
                    );
                }
                Some(index) => moves_per_year.push((index, rate)),
                None => self.unknown_key("placement", to, names, &place),
            }
        }
        Placement {
            name: name.to_owned(),
            weekly_cost: self.number(&table.weekly_cost, &at.key("weekly_cost")),
            prices_of: table.prices_of,
            yearly_growth: self.optional(table.yearly_growth.as_ref(), &at.key("yearly_growth")),
            cashable: self.optional(table.cashable.as_ref(), &at.key("cashable")),
            moves_per_year,
        }
    }

    pub(super) fn care(&mut self, at: &Path) -> Care {
        let table = &self.file.care;
        let priced = [&table.entry_cost, &table.support_yearly_cost].iter().any(|it| it.is_some());
        if priced && table.prices_of.is_none() {
            let title = "costs need the year of their prices";
            self.error(
                "no-price-year",
                at,
                title,
                "add `prices_of`, the April in which that financial year begins",
            );
        }
        if table.support_yearly_cost.is_some() && table.support_months.is_none() {
            let title = "support needs to last for some time";
            self.error(
                "no-duration",
                &at.key("support_yearly_cost"),
                title,
                "add `support_months`",
            );
        }
        Care {
            entry_cost: self.optional(table.entry_cost.as_ref(), &at.key("entry_cost")),
            entry_cashable: self.optional(table.entry_cashable.as_ref(), &at.key("entry_cashable")),
            support_yearly_cost: self
                .optional(table.support_yearly_cost.as_ref(), &at.key("support_yearly_cost")),
            support_months: table.support_months.unwrap_or(0.0),
            support_cashable: self
                .optional(table.support_cashable.as_ref(), &at.key("support_cashable")),
            prices_of: table.prices_of.unwrap_or(2000),
            yearly_growth: self.optional(table.yearly_growth.as_ref(), &at.key("yearly_growth")),
        }
    }
}
