//! What the tables of the care system mean.

use super::Checker;
use crate::assumption::Parameter;
use crate::family::Place;
use crate::scenario::model::{Care, Discounting, Placement};
use crate::scenario::schema::{InDomain, PlacementTable, Uncertain, WeeklyCost};
use toml_findings::{Finding, Path};

/// Years between prices and the start of a contract that are seldom meant.
const LONGEST_GROWN: i32 = 5;

/// How many times prices may multiply: beyond it hardly any amount can be counted to the penny.
const MOST_GROWTH: f64 = 1e9;

/// The years that a text names: `2019`, and `2024-25` by its first.
fn years_in(text: &str) -> Vec<i32> {
    let words = text.split(|letter: char| !letter.is_ascii_digit());
    let years = words.filter(|word| word.len() == 4).filter_map(|word| word.parse().ok());
    years.filter(|year| (1990..=2100).contains(year)).collect()
}

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
            match names.iter().position(|name| name == to) {
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
        self.prices_are_of_their_year(&table.weekly_cost, table, at);
        let weekly_cost = self.number(&table.weekly_cost, &at.key("weekly_cost"));
        let yearly_growth = self.optional(table.yearly_growth.as_ref(), &at.key("yearly_growth"));
        self.growth_can_be_counted(yearly_growth, table.prices_of, at);
        Placement {
            name: name.to_owned(),
            weekly_cost,
            prices_of: table.prices_of,
            yearly_growth,
            cashable: self.optional(table.cashable.as_ref(), &at.key("cashable")),
            moves_per_year,
        }
    }

    /// A price and the year of its prices are easily changed one without the other.
    fn prices_are_of_their_year(&mut self, cost: &WeeklyCost, table: &PlacementTable, at: &Path) {
        let (starts, of) = (i32::from(self.start_year()), i32::from(table.prices_of));
        let at = at.key("prices_of");
        let years = match cost.uncertain() {
            Uncertain::Table(table) => years_in(table.source.as_deref().unwrap_or_default()),
            Uncertain::Number(_) => Vec::new(),
        };
        let later =
            years.iter().copied().filter(|year| of + 2 <= *year && *year <= starts + 1).max();
        let is_near = years.iter().any(|year| (year - of).abs() < 2);
        let (title, label) = if let Some(year) = later.filter(|_| !is_near) {
            let title = format!("prices of {of}, and the source of `weekly_cost` names {year}");
            (title, format!("write {year} if the price was entered for it: it is grown from here"))
        } else if LONGEST_GROWN <= (starts - of).abs() {
            let title = format!("prices of {of} in a contract that starts in {starts}");
            let label = "is `weekly_cost` of this year? it is grown from here by `yearly_growth`";
            (title, label.to_owned())
        } else {
            return;
        };
        self.report(Finding::warning("price-year", &at, title).label(label));
    }

    /// The calendar year in which the contract starts.
    fn start_year(&self) -> i16 {
        let date = self.file.starts.date;
        date.and_then(|date| i16::try_from(date.year).ok())
            .unwrap_or(self.file.discounting.prices_of)
    }

    /// Prices that multiply beyond all counting, in the central case, at the start of the contract or at its end:
    /// a run would stop in its first trial.
    fn growth_can_be_counted(&mut self, growth: Option<Parameter>, prices_of: i16, at: &Path) {
        let Some(growth) = growth else { return };
        let yearly = libm::log1p(self.register.get(growth).spread.mean());
        let [to_start, to_end] = self.years_from(prices_of);
        if MOST_GROWTH < libm::exp(yearly * to_start.max(to_end)) {
            let title = format!("prices of {prices_of} grow more than {MOST_GROWTH:.0} times");
            let label = "a yearly rate, from `prices_of` to the end of the contract";
            let finding = Finding::error("out-of-range", &at.key("yearly_growth"), title);
            self.report(finding.label(label).involving([at.key("prices_of")]));
        }
    }

    /// The same of a pound of the contract in the money of another year and as a present value.
    pub(super) fn discounting_can_be_counted(&mut self, discounting: &Discounting, at: &Path) {
        let [inflation, rate] = [discounting.inflation, discounting.rate]
            .map(|yearly| libm::log1p(self.register.get(yearly).spread.mean()));
        let [to_start, to_end] = self.years_from(discounting.prices_of);
        let present = -inflation * to_end - rate * (to_end - to_start);
        let most = (-inflation * to_start).max(-inflation * to_end).max(present);
        if MOST_GROWTH < libm::exp(most) {
            let year = discounting.prices_of;
            let title = format!(
                "a pound of this contract is worth more than {MOST_GROWTH:.0} pounds of {year}"
            );
            let label = "a yearly rate, from `prices_of` to the end of the contract";
            let finding = Finding::error("out-of-range", &at.key("inflation"), title);
            self.report(finding.label(label).involving([at.key("prices_of"), at.key("rate")]));
        }
    }

    /// Years from a price year to the start of the contract and to its end.
    fn years_from(&self, prices_of: i16) -> [f64; 2] {
        let to_start = f64::from(self.start_year()) - f64::from(prices_of);
        [to_start, to_start + f64::from(self.file.horizon_months) / 12.0]
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
