//! What the tables of the investor mean.

use super::{ADDING_UP, Checker, rounded};
use crate::assumption::{Domain, Parameter, Spread};
use crate::scenario::model::{Coupon, Guarantor, Investor, Tranche};
use crate::scenario::schema::{
    CouponTable, Evidence, InvestorTable, SurplusTable, TrancheTable, YearlyRate,
};
use toml_findings::{Finding, Path};

impl Checker<'_> {
    pub(super) fn investor(&mut self, table: &InvestorTable, at: &Path) -> Investor {
        let surplus =
            table.surplus.as_ref().map_or((0.0, 0.0), |it| self.surplus(it, &at.key("surplus")));
        let place = at.key("preferred_return");
        let preferred_return = table
            .preferred_return
            .as_ref()
            .map(|preferred_return| self.promised(preferred_return, &place));
        Investor {
            commitment: self.number(&table.commitment, &at.key("commitment")),
            reserve: self.optional(table.reserve.as_ref(), &at.key("reserve")),
            recycling: table.recycling.unwrap_or(true),
            hurdle: self.number(&table.hurdle, &at.key("hurdle")),
            surplus,
            tranches: self.tranches(&table.tranches, preferred_return, &at.key("tranches")),
            coupon: table.coupon.as_ref().map(|it| self.coupon(it, &at.key("coupon"))),
            protected_share: self
                .optional(table.protected_share.as_ref(), &at.key("protected_share")),
            guaranteed_by: self.guarantor(table, &at.key("guaranteed_by")),
            fund_fee: self.optional(table.fund_fee.as_ref(), &at.key("fund_fee")),
        }
    }

    /// The shares of the provider and of the council. Each share is entered with the evidence for it, as
    /// a fixed number.
    fn surplus(&mut self, table: &SurplusTable, at: &Path) -> (f64, f64) {
        let SurplusTable { investor, provider, council, .. } = *table;
        let shares = [("investor", investor), ("provider", provider), ("council", council)];
        let places = shares.map(|(whose, share)| (share, at.key(whose)));
        self.one_whole("the shares of the surplus", &places, at);
        for (whose, share) in shares.into_iter().filter(|share| share.1 > 0.0) {
            let place = at.key(whose);
            self.enter(Spread::Fixed(share), Domain::Share, table.evidence(), None, &place);
        }
        (provider, council)
    }

    /// A return that is promised is never below nothing.
    fn promised(&mut self, written: &YearlyRate, at: &Path) -> Parameter {
        let rate = self.number(written, at);
        if self.register.get(rate).spread.quantile(1e-6) < 0.0 {
            let title = "a promised return can be negative here";
            self.error("out-of-range", at, title, "0 or more, in every trial");
        }
        rate
    }

    /// The tranches' names, where there is more than one.
    pub(super) fn tranche_names(&self) -> Vec<String> {
        let tables = self.file.investor.as_ref().map_or(&[][..], |it| &it.tranches);
        let ranked = if tables.len() > 1 { tables } else { &[] };
        ranked.iter().map(|it| it.name.clone()).collect()
    }

    fn tranches(
        &mut self,
        tables: &[TrancheTable],
        preferred_return: Option<Parameter>,
        at: &Path,
    ) -> Vec<Tranche> {
        if tables.is_empty() {
            let name = "investor".to_owned();
            return vec![Tranche { name, share: 1.0, preferred_return, surplus: 1.0 }];
        }
        let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
        self.unique_names("tranche", &names, at);
        let share = |(index, tranche): (usize, &TrancheTable)| {
            (tranche.share, at.index(index).key("share"))
        };
        let shares: Vec<(f64, Path)> = tables.iter().enumerate().map(share).collect();
        self.one_whole("the shares of the commitment", &shares, at);
        let has_own_surplus = self.surplus_of_tranches(tables, at);
        let tranche = |(index, it): (usize, &TrancheTable)| {
            let place = at.index(index).key("preferred_return");
            let own = it
                .preferred_return
                .as_ref()
                .map(|preferred_return| self.promised(preferred_return, &place));
            Tranche {
                name: it.name.clone(),
                share: it.share,
                preferred_return: own.or(preferred_return),
                surplus: if has_own_surplus { it.surplus.unwrap_or(0.0) } else { it.share },
            }
        };
        tables.iter().enumerate().map(tranche).collect()
    }

    /// Whether the tranches share the surplus otherwise than the commitment: all say how, or none.
    fn surplus_of_tranches(&mut self, tables: &[TrancheTable], at: &Path) -> bool {
        if tables.iter().all(|table| table.surplus.is_none()) {
            return false;
        }
        if let Some(silent) = tables.iter().position(|table| table.surplus.is_none()) {
            let title = format!("`{}` does not say its part of the surplus", tables[silent].name);
            let advice = "add `surplus` here, or leave it out of every tranche";
            self.error("no-part", &at.index(silent), title, advice);
        } else {
            let part = |(index, tranche): (usize, &TrancheTable)| {
                Some((tranche.surplus?, at.index(index).key("surplus")))
            };
            let parts: Vec<(f64, Path)> = tables.iter().enumerate().filter_map(part).collect();
            self.one_whole("the tranches’ parts of the surplus", &parts, at);
        }
        true
    }

    /// Shares of one whole, each with its place.
    fn one_whole(&mut self, what: &str, shares: &[(f64, Path)], at: &Path) {
        let total: f64 = shares.iter().map(|(share, _)| share).sum();
        if (total - 1.0).abs() > ADDING_UP {
            let title = format!("{what} add up to {}, not to 1", rounded(total));
            let places = shares.iter().map(|(_, place)| place.clone());
            self.does_not_add_up(at, title, "shares of one whole", places);
        }
    }

    fn coupon(&mut self, table: &CouponTable, at: &Path) -> Coupon {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a number of months"
        )]
        let months = (table.years * 12.0).round() as usize;
        Coupon { rate: self.promised(&table.rate, &at.key("rate")), months }
    }

    fn guarantor(&mut self, table: &InvestorTable, at: &Path) -> Guarantor {
        let Some(name) = &table.guaranteed_by else { return Guarantor::Council };
        if table.coupon.is_none() && table.protected_share.is_none() {
            let title = "there is nothing to guarantee";
            let advice = "add `coupon` or `protected_share`, or leave it out";
            self.report(Finding::error("no-guarantee", at, title).label(advice).at_key());
        }
        let file = self.file;
        let payers = file.contract.co_payers.iter().map(|co_payer| co_payer.name.as_str());
        let known: Vec<&str> = std::iter::once("council").chain(payers).collect();
        match known.iter().position(|it| it == name) {
            Some(0) => Guarantor::Council,
            Some(index) => Guarantor::CoPayer(index - 1),
            None => {
                self.unknown_name("guarantor", name, &known, at);
                Guarantor::Council
            }
        }
    }
}
