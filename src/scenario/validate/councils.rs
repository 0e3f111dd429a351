//! What the tables of councils mean: each lays its own numbers over those of the file.

use super::{ADDING_UP, Checker, Part, Sheet, quoted, rounded};
use crate::results::slug;
use crate::scenario::model::{Council, Site};
use crate::scenario::schema::CouncilTable;
use crate::units::Month;
use toml_findings::{Finding, Node, Path};

impl Checker<'_> {
    /// The council that this sheet describes.
    pub(super) fn council(&mut self) -> Council {
        let file = self.file;
        let top = Path::root();
        let referrals = self.referrals(&top.key("referrals"));
        let site = Site {
            care_entry_sd: self
                .optional(file.site.care_entry_sd.as_ref(), &top.key("site").key("care_entry_sd")),
            effect_sd: self
                .optional(file.site.effect_sd.as_ref(), &top.key("site").key("effect_sd")),
        };
        let placements = self.placements(&top.key("placements"));
        let pathways = self.pathways(&top.key("pathways"));
        let care = self.care(&top.key("care"));
        let contract = top.key("contract");
        let cap = file.contract.caps.council.as_ref();
        Council {
            name: None,
            referrals,
            site,
            pathways,
            placements,
            care,
            tracking: Self::tracking(&file.contract),
            cap: self.optional(cap, &contract.key("caps").key("council")),
            running: self.running(&top.key("council")),
        }
    }

    /// All councils: those listed, each by its own sheet, or else the only one. Also what was found
    /// in each sheet.
    pub(super) fn councils(
        &mut self,
        only: Council,
        sheets: &[Sheet<'_>],
    ) -> (Vec<Council>, Vec<Vec<Finding>>) {
        let file = self.file;
        if file.councils.is_empty() {
            return (vec![only], Vec::new());
        }
        let at = Path::root().key("councils");
        let names: Vec<&str> = file.councils.iter().map(|council| council.name.as_str()).collect();
        self.unique_names("council", &names, &at);
        let mut councils = Vec::new();
        let mut found = Vec::new();
        for (index, (table, sheet)) in file.councils.iter().zip(sheets).enumerate() {
            let here = at.index(index);
            self.referrals_are_somebodys(table, sheet.root, &here);
            let share = self.optional(table.share.as_ref(), &here.key("share"));
            let mut checker = Checker::new(*sheet, self.folder);
            let names = vec![format!("councils.{}", slug(&table.name))];
            checker.part = Some(Part { file: self.root, names, drawn_as_the_file: false });
            checker.register = std::mem::take(&mut self.register);
            let mut council = checker.council();
            self.register = checker.register;
            found.push(checker.findings);
            council.name = Some(table.name.clone());
            council.referrals.share = share;
            council.referrals.joins += table.joins_month.unwrap_or(0) as Month;
            council.referrals.limit = table.limit;
            self.same_lists(&only, &council, &here);
            councils.push(council);
        }
        self.shares_of_referrals(&councils, &at);
        (councils, found)
    }

    /// A council has a share of the file's referrals or referrals of its own: with neither, each of
    /// several would have all of them.
    fn referrals_are_somebodys(&mut self, table: &CouncilTable, root: &Node, at: &Path) {
        let referrals = Path::root().key("referrals");
        let monthly = referrals.key("monthly");
        let lays_over = |path: &Path| root.at(path) != self.root.at(path);
        if table.share.is_some() && lays_over(&monthly) {
            let title = "this council has a share of the file's referrals and referrals of its own";
            let advice = "leave one of them out";
            self.error("several-forms", &at.key("share"), title, advice);
        }
        let shared = self.file.councils.iter().any(|council| council.share.is_some());
        if !shared && self.file.councils.len() > 1 && !lays_over(&referrals) {
            let title =
                format!("`{}` would have all the referrals that the file expects", table.name);
            let advice = "give every council a `share`, or this one `referrals` of its own";
            self.error("no-share", at, title, advice);
        }
    }

    /// Councils differ in numbers, not in what there is.
    fn same_lists(&mut self, file: &Council, council: &Council, at: &Path) {
        let pathways = |council: &Council| -> Vec<String> {
            council.pathways.iter().map(|pathway| pathway.name.clone()).collect()
        };
        let placements = |council: &Council| -> Vec<String> {
            council.placements.iter().map(|placement| placement.name.clone()).collect()
        };
        let kinds = |council: &Council| {
            council.pathways.iter().map(|pathway| pathway.begins).collect::<Vec<_>>()
        };
        for (key, ours, own) in [
            ("pathways", pathways(file), pathways(council)),
            ("placements", placements(file), placements(council)),
        ] {
            if ours != own {
                let title = format!("a council cannot add to `{key}`");
                let ours: Vec<&str> = ours.iter().map(String::as_str).collect();
                self.error(
                    "fixed-for-councils",
                    &at.key(key),
                    title,
                    format!("the file has {}; give one a share of 0 elsewhere", quoted(&ours)),
                );
            }
        }
        if kinds(file) != kinds(council) {
            let title = "a pathway begins in the same place for every council";
            self.error("fixed-for-councils", &at.key("pathways"), title, "leave `begins` out");
        }
    }

    /// Either every council has a share of the referrals or none has.
    fn shares_of_referrals(&mut self, councils: &[Council], at: &Path) {
        let with = councils.iter().filter(|council| council.referrals.share.is_some()).count();
        if with == 0 {
            return;
        }
        if with < councils.len() {
            let lacking = councils.iter().position(|council| council.referrals.share.is_none());
            let title = "some councils have a `share` of the referrals and some have not";
            self.error(
                "no-share",
                &at.index(lacking.unwrap_or(0)),
                title,
                "give every council a `share`, or each `referrals` of its own",
            );
            return;
        }
        let shares = councils.iter().filter_map(|council| council.referrals.share);
        let total: f64 = shares.map(|share| self.register.get(share).spread.mean()).sum();
        if (total - 1.0).abs() > ADDING_UP {
            let title = format!("the councils' shares add up to {}, not to 1", rounded(total));
            let last = at.index(councils.len() - 1).key("share");
            let places = (0..councils.len()).map(|index| at.index(index).key("share"));
            self.does_not_add_up(&last, title, "shares of one whole", places);
        }
    }
}
