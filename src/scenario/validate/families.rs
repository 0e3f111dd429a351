//! What the tables of families and therapies mean.

use super::{ADDING_UP, Checker, quoted, rounded};
use crate::assumption::{Domain, Parameter, Spread};
use crate::family::{Beginning, Curve};
use crate::scenario::model::{Pathway, Referrals, Share, Therapy};
use crate::scenario::schema::{
    Begins, CurvePoint, CurveStep, CurveTable, EffectStep, Evidence, MixTable, MixturePart,
    PathwayTable, TherapyTable,
};
use crate::units::Month;
use toml_findings::{Finding, Path};

/// Months; a therapy that takes years is care of another kind.
const LONGEST_THERAPY: f64 = 60.0;

/// Families of a trial at most: each takes some 700 bytes, measured at 4.8 million.
const MOST_FAMILIES: f64 = 200_000.0;

impl Checker<'_> {
    pub(super) fn referrals(&mut self, at: &Path) -> Referrals {
        let table = &self.file.referrals;
        let steps: Vec<u32> = table.monthly.iter().map(|it| it.from_month).collect();
        self.steps_from_zero(&steps, &at.key("monthly"));
        let monthly: Vec<(Month, Parameter)> = table
            .monthly
            .iter()
            .enumerate()
            .map(|(index, it)| {
                let place = at.key("monthly").index(index).key("rate");
                (it.from_month as Month, self.number(&it.rate, &place))
            })
            .collect();
        let dispersion = self.optional(table.dispersion.as_ref(), &at.key("dispersion"));
        self.above_zero(
            dispersion,
            &at.key("dispersion"),
            "the size of a negative binomial is above 0",
        );
        let volume = self.optional(table.volume.as_ref(), &at.key("volume"));
        if let Some(volume) = volume {
            self.at_most(volume, 20.0, &at.key("volume"), "times the planned volume");
        }
        self.families_can_be_simulated(&monthly, table.months as Month, volume, at);
        Referrals {
            joins: table.delay_months.unwrap_or(0) as Month,
            delay: table.delay_months.unwrap_or(0) as Month,
            share: None,
            monthly,
            months: table.months as Month,
            volume,
            dispersion,
            starts_therapy: self.number(&table.starts_therapy, &at.key("starts_therapy")),
            ready_after_days: self.optional_range(
                table.ready_after_days.as_ref(),
                730.0,
                &at.key("ready_after_days"),
            ),
            limit: None,
        }
    }

    /// Whether memory has room for the families of a trial, and for four times as many: what it would take
    /// is looked for up to there.
    fn families_can_be_simulated(
        &mut self,
        monthly: &[(Month, Parameter)],
        months: Month,
        volume: Option<Parameter>,
        at: &Path,
    ) {
        let likely =
            |parameter: Parameter| self.register.get(parameter).spread.quantile(1.0 - 1e-6);
        let ends = monthly.iter().skip(1).map(|(from, _)| *from).chain([months]);
        let stretches = monthly.iter().zip(ends);
        let families: f64 = stretches
            .map(|((from, rate), end)| likely(*rate) * end.min(months).saturating_sub(*from) as f64)
            .sum();
        let families = families * volume.map_or(1.0, likely);
        if MOST_FAMILIES < families {
            let title = format!("up to {families:.0} families are more than can be simulated");
            let label = format!("in all months {MOST_FAMILIES:.0} or less, `volume` included");
            self.error("too-many-families", &at.key("monthly"), title, label);
        }
    }

    pub(super) fn pathways(&mut self, at: &Path) -> Vec<Pathway> {
        let file = self.file;
        let names: Vec<&str> = file.pathways.iter().map(|pathway| pathway.name.as_str()).collect();
        self.unique_names("pathway", &names, at);
        let pathways: Vec<Pathway> = file
            .pathways
            .iter()
            .enumerate()
            .map(|(index, table)| self.pathway(table, &at.index(index)))
            .collect();
        let total: f64 =
            pathways.iter().map(|pathway| self.register.get(pathway.share).spread.mean()).sum();
        if (total - 1.0).abs() > ADDING_UP {
            let involved: Vec<Path> =
                (0..pathways.len()).map(|it| at.index(it).key("share")).collect();
            let title =
                format!("the shares of the pathways add up to {}, not to 1", rounded(total));
            let place = involved.last().cloned().unwrap_or_else(|| at.clone());
            let finding = Finding::error("does-not-add-up", &place, title);
            self.report(
                finding
                    .label(format!(
                        "{} too {}",
                        rounded((total - 1.0).abs()),
                        if total > 1.0 { "much" } else { "little" }
                    ))
                    .involving(involved),
            );
        }
        pathways
    }

    pub(super) fn pathway(&mut self, table: &PathwayTable, at: &Path) -> Pathway {
        let begins = match table.begins {
            Begins::Home => Beginning::Home,
            Begins::Care => Beginning::Care,
        };
        if begins == Beginning::Home && table.care_entry.is_none() {
            let title = format!("`{}` begins at home but has no `care_entry`", table.name);
            self.error("no-risk", at, title, "say when its children enter care if nothing is done");
        }
        match (begins, &table.in_care_months) {
            (Beginning::Home, Some(_)) => {
                let title = "children who begin at home have not been in care";
                self.error(
                    "not-in-care",
                    &at.key("in_care_months"),
                    title,
                    "leave it out, or write `begins = \"care\"`",
                );
            }
            (Beginning::Care, None) => {
                let title = format!("`{}` begins in care but not how long ago", table.name);
                self.error(
                    "no-time-in-care",
                    at,
                    title,
                    "add `in_care_months = { min = …, max = … }`",
                );
            }
            _ => {}
        }
        let age_years = self.range(&table.age_years, 100.0, &at.key("age_years"));
        if age_years.1 + 1.0 > 18.0 {
            let title = "children leave the model on their 18th birthday";
            self.error("too-old", &at.key("age_years").key("max"), title, "17 or less");
        }
        let heterogeneity = self.optional(table.heterogeneity.as_ref(), &at.key("heterogeneity"));
        let care_entry = table
            .care_entry
            .as_ref()
            .map(|care_entry| self.curve(care_entry, &at.key("care_entry")));
        let re_entry =
            table.re_entry.as_ref().map(|re_entry| self.curve(re_entry, &at.key("re_entry")));
        let (therapies, allocated_by) = self.therapies_of(table, at);
        Pathway {
            name: table.name.clone(),
            share: self.number(&table.share, &at.key("share")),
            begins,
            therapies,
            allocated_by,
            age_years,
            in_care_months: self.optional_range(
                table.in_care_months.as_ref(),
                216.0,
                &at.key("in_care_months"),
            ),
            heterogeneity,
            care_entry,
            length_of_stay: self.curve(&table.length_of_stay, &at.key("length_of_stay")),
            re_entry,
            placements: self.mix(&table.placements, &at.key("placements")),
        }
    }

    pub(super) fn therapy_of(&mut self, table: &PathwayTable, at: &Path) -> usize {
        let file = self.file;
        let names: Vec<&str> = file.therapies.keys().map(String::as_str).collect();
        let Some(name) = &table.therapy else {
            if names.len() > 1 {
                let title = format!("`{}` does not say which therapy it is offered", table.name);
                self.error(
                    "no-therapy",
                    at,
                    title,
                    format!("add `therapy`, one of {}, or `therapies` with shares", quoted(&names)),
                );
            }
            return 0;
        };
        names.iter().position(|it| it == name).unwrap_or_else(|| {
            self.unknown_name("therapy", name, &names, &at.key("therapy"));
            0
        })
    }

    pub(super) fn therapies(&mut self, at: &Path) -> Vec<Therapy> {
        if self.file.therapies.is_empty() {
            let title = "a scenario needs at least one therapy";
            self.error("nothing-listed", at, title, "add a table such as [therapies.fft_cw]");
        }
        let file = self.file;
        file.therapies
            .iter()
            .map(|(name, table)| self.therapy(name, table, &at.own_key(name)))
            .collect()
    }

    pub(super) fn therapy(&mut self, name: &str, table: &TherapyTable, at: &Path) -> Therapy {
        let duration_months =
            self.range(&table.duration_months, LONGEST_THERAPY, &at.key("duration_months"));
        let drop_out_months = match &table.drop_out_months {
            Some(range) => self.range(range, LONGEST_THERAPY, &at.key("drop_out_months")),
            None => (0.0, duration_months.0),
        };
        let capacity = table.capacity.as_ref().map(|it| self.capacity(it, &at.key("capacity")));
        let effect = at.key("effect");
        Therapy {
            key: name.to_owned(),
            provider: self.provider_of(name, table, at),
            name: table.name.clone().unwrap_or_else(|| name.to_owned()),
            duration_months,
            completes: self.number(&table.completes, &at.key("completes")),
            drop_out_months,
            drop_out_effect: self
                .optional(table.drop_out_effect.as_ref(), &at.key("drop_out_effect")),
            care_entry: self.effect(&table.effect.care_entry, &effect.key("care_entry")),
            return_home: self.effect(&table.effect.return_home, &effect.key("return_home")),
            moves: self.changed_moves(&table.effect.moves, &effect.key("moves")),
            fade_half_life_months: self.optional(
                table.effect.fade_half_life_months.as_ref(),
                &effect.key("fade_half_life_months"),
            ),
            capacity,
        }
    }

    pub(super) fn effect(&mut self, steps: &[EffectStep], at: &Path) -> Vec<(f64, Parameter)> {
        self.ascending(
            &steps.iter().map(|step| step.until_month).collect::<Vec<_>>(),
            "until_month",
            at,
        );
        let step = |(index, it): (usize, &EffectStep)| {
            (it.until_month, self.number(&it.hazard_ratio, &at.index(index).key("hazard_ratio")))
        };
        steps.iter().enumerate().map(step).collect()
    }

    pub(super) fn curve(&mut self, table: &CurveTable, at: &Path) -> Curve<Parameter> {
        let forms = [
            ("probability", table.probability.is_some()),
            ("mixture", table.mixture.is_some()),
            ("points", table.points.is_some()),
            ("steps", table.steps.is_some()),
        ];
        let written: Vec<&str> =
            forms.iter().filter(|(_, is)| *is).map(|(form, _)| *form).collect();
        if written.len() > 1 {
            let title = format!("a curve has one form, and this one has {}", quoted(&written));
            self.error("several-forms", &at.key(written[1]), title, "keep one of them");
        }
        for (key, is_written) in
            [("within_months", table.within_months.is_some()), ("shape", table.shape.is_some())]
        {
            if is_written && table.probability.is_none() && !written.is_empty() {
                let title = format!("`{key}` goes with `probability`");
                self.error(
                    "key-of-another-form",
                    &at.key(key),
                    title,
                    format!("a curve by `{}` has none", written[0]),
                );
            }
        }
        if let Some(probability) = &table.probability {
            if table.within_months.is_none() {
                let title = "a probability of an event needs a time within which it happens";
                self.error("no-window", at, title, "add `within_months`");
            }
            let probability = self.number(probability, &at.key("probability"));
            let shape = match &table.shape {
                Some(shape) => self.number(shape, &at.key("shape")),
                None => self.by_definition(
                    1.0,
                    Domain::Shape,
                    &at.key("shape"),
                    "not given: the hazard is constant",
                ),
            };
            return Curve::Probability {
                probability,
                within_months: table.within_months.unwrap_or(12.0),
                shape,
            };
        }
        if let Some(parts) = &table.mixture {
            return self.mixture(parts, &at.key("mixture"));
        }
        if let Some(points) = &table.points {
            return self.points(points, &at.key("points"));
        }
        if let Some(steps) = &table.steps {
            return self.steps(steps, &at.key("steps"));
        }
        self.error(
            "no-form",
            at,
            "a curve needs a form",
            "`probability` with `within_months`, `mixture`, `points` or `steps`",
        );
        Curve::Steps(Vec::new())
    }

    pub(super) fn mixture(&mut self, parts: &[MixturePart], at: &Path) -> Curve<Parameter> {
        self.not_empty(parts.is_empty(), at);
        let part = |(index, it): (usize, &MixturePart)| {
            let at = at.index(index);
            let mean_days = self.number(&it.mean_days, &at.key("mean_days"));
            self.above_zero(Some(mean_days), &at.key("mean_days"), "a duration is above 0");
            (self.number(&it.share, &at.key("share")), mean_days)
        };
        let parts: Vec<(Parameter, Parameter)> = parts.iter().enumerate().map(part).collect();
        let shares: f64 = parts.iter().map(|part| self.register.get(part.0).spread.mean()).sum();
        if shares <= 0.0 && !parts.is_empty() {
            self.error(
                "does-not-add-up",
                at,
                "the shares add up to nothing",
                "give some part a share",
            );
        }
        Curve::Mixture(parts)
    }

    pub(super) fn points(&mut self, points: &[CurvePoint], at: &Path) -> Curve<Parameter> {
        self.not_empty(points.is_empty(), at);
        self.ascending(
            &points.iter().map(|point| point.by_month).collect::<Vec<_>>(),
            "by_month",
            at,
        );
        let point = |(index, it): (usize, &CurvePoint)| {
            (it.by_month, self.number(&it.share, &at.index(index).key("share")))
        };
        let points: Vec<(f64, Parameter)> = points.iter().enumerate().map(point).collect();
        let shares: Vec<f64> =
            points.iter().map(|point| self.register.get(point.1).spread.mean()).collect();
        for (index, pair) in shares.windows(2).enumerate() {
            if pair[1] < pair[0] {
                let title =
                    format!("a cumulative share does not fall: {} after {}", pair[1], pair[0]);
                self.error(
                    "not-ascending",
                    &at.index(index + 1).key("share"),
                    title,
                    format!("{} or more", pair[0]),
                );
            }
        }
        Curve::Points(points)
    }

    pub(super) fn steps(&mut self, steps: &[CurveStep], at: &Path) -> Curve<Parameter> {
        self.not_empty(steps.is_empty(), at);
        self.ascending(
            &steps.iter().map(|step| step.until_month).collect::<Vec<_>>(),
            "until_month",
            at,
        );
        let step = |(index, it): (usize, &CurveStep)| {
            (it.until_month, self.number(&it.per_year, &at.index(index).key("per_year")))
        };
        Curve::Steps(steps.iter().enumerate().map(step).collect())
    }

    pub(super) fn mix(&mut self, table: &MixTable, at: &Path) -> Vec<Share> {
        let file = self.file;
        let names: Vec<&str> = file.placements.keys().map(String::as_str).collect();
        let (form, written) = match (&table.shares, &table.dirichlet) {
            (Some(shares), None) => ("shares", shares),
            (None, Some(concentrations)) => ("dirichlet", concentrations),
            (both, _) => {
                let (code, title) = if both.is_some() {
                    (
                        "several-forms",
                        "a mix has one form, and this one has `shares` and `dirichlet`",
                    )
                } else {
                    ("no-form", "a mix needs a form")
                };
                self.error(code, at, title, "either `shares` or `dirichlet`");
                return vec![Share::None; names.len()];
            }
        };
        let at = at.key(form);
        let total: f64 = written.values().sum();
        if form == "shares" && (total - 1.0).abs() > ADDING_UP {
            self.error(
                "does-not-add-up",
                &at,
                format!("these shares add up to {}, not to 1", rounded(total)),
                "shares of one whole",
            );
        }
        if written.is_empty() {
            self.error("nothing-listed", &at, "the mix is empty", "name at least one placement");
        }
        let mut positions = Vec::new();
        let mut members = Vec::new();
        for (name, &value) in written {
            let place = at.own_key(name);
            let Some(index) = names.iter().position(|it| it == name) else {
                self.unknown_key("placement", name, &names, &place);
                continue;
            };
            let fits = if form == "shares" {
                (0.0..=1.0).contains(&value)
            } else {
                0.0 < value && value.is_finite()
            };
            if !fits {
                let advice = if form == "shares" {
                    "a share lies between 0 and 1"
                } else {
                    "a concentration is above 0; leave out what never happens"
                };
                self.error(
                    "out-of-range",
                    &place,
                    format!(
                        "{value} is not a {}",
                        if form == "shares" { "share" } else { "concentration" }
                    ),
                    advice,
                );
                continue;
            }
            let spread =
                if form == "shares" { Spread::Fixed(value) } else { Spread::Concentration(value) };
            if let Err(problem) = spread.drawable() {
                let title = format!("a concentration of {value} cannot be drawn");
                self.error("cannot-be-drawn", &place, title, problem.to_string());
                continue;
            }
            positions.push(index);
            members.push(self.assumption(spread, Domain::Share, table.evidence(), None, &place));
        }
        let mut shares = vec![Share::None; names.len()];
        for (index, parameter) in positions.into_iter().zip(self.enter_mix(members, &at)) {
            shares[index] = Share::Of(parameter);
        }
        shares
    }
}
