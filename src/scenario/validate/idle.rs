//! What could never make a difference: it would be believed, and ignored.

use super::{Checker, quoted};
use crate::assumption::{Parameter, Register, Spread};
use crate::family::{Beginning, Curve};
use crate::scenario::model::{Council, MoveRate, Pathway, Scenario, Share, Therapy};
use crate::scenario::schema::ScenarioFile;
use crate::scenario::span::month_of_file;
use toml_findings::{Finding, Path};

impl Checker<'_> {
    /// Says of a scenario what in it cannot matter.
    pub(super) fn everything_can_matter(&mut self, scenario: &Scenario) {
        self.somebody_can_start(scenario);
        self.effects_can_act(scenario);
        self.changes_come_in_time(scenario);
    }

    fn idle(&mut self, code: &'static str, at: &Path, title: String, label: impl Into<String>) {
        self.report(Finding::warning(code, at, title).label(label).at_key());
    }

    fn somebody_can_start(&mut self, scenario: &Scenario) {
        let register = &scenario.register;
        let extended = scenario.changes.iter().any(|change| change.extends_to.is_some());
        let top = Path::root();
        let referrals = top.key("referrals");
        let is_zero = |parameter: &Parameter| is_nothing(register, *parameter);
        let reason = |council: &Council| -> Option<(Path, &'static str)> {
            let own = &council.referrals;
            let capacities =
                scenario.terms().therapies.iter().map(|therapy| therapy.capacity.as_ref());
            let unstaffed = |it: Option<&crate::scenario::model::Capacity>| {
                it.is_some_and(|it| it.therapists.iter().all(|(_, number)| is_zero(number)))
            };
            if own.months == 0 && !extended {
                Some((referrals.key("months"), "families are referred in 0 months"))
            } else if own.monthly.iter().all(|(_, rate)| is_zero(rate)) {
                Some((referrals.key("monthly"), "no family is referred in any month"))
            } else if is_zero(&own.starts_therapy) {
                Some((referrals.key("starts_therapy"), "no referred family would start therapy"))
            } else if scenario.limit == Some(0) || own.limit == Some(0) {
                Some((referrals.key("limit"), "no family may start"))
            } else if own.share.as_ref().is_some_and(is_zero) {
                Some((top.key("councils"), "no council has a share of the referrals"))
            } else if scenario.editions.len() == 1 && capacities.into_iter().all(unstaffed) {
                Some((top.key("therapies"), "no therapist is ever in post"))
            } else {
                None
            }
        };
        let reasons: Option<Vec<(Path, &str)>> = scenario.councils.iter().map(reason).collect();
        let Some((at, why)) = reasons.and_then(|reason| reason.into_iter().next()) else { return };
        let title = format!("nobody can ever start: {why}");
        self.idle("nobody-starts", &at, title, "every world would be the same");
    }

    fn effects_can_act(&mut self, scenario: &Scenario) {
        for (index, therapy) in scenario.terms().therapies.iter().enumerate() {
            let offered: Vec<(&Council, &Pathway)> = scenario
                .councils
                .iter()
                .flat_map(|council| council.pathways.iter().map(move |it| (council, it)))
                .filter(|(_, it)| {
                    it.therapies.iter().any(|therapy| therapy.0 == index && 0.0 < therapy.1)
                })
                .collect();
            if offered.is_empty() {
                continue;
            }
            let effect = Path::root().key("therapies").own_key(&therapy.key).key("effect");
            let register = &scenario.register;
            let names: Vec<&str> = offered.iter().map(|it| it.1.name.as_str()).collect();
            let names = quoted(&names[..names.len().min(3)]);
            if !therapy.care_entry.is_empty()
                && offered.iter().all(|(_, it)| !can_leave_home(it, register))
            {
                let title = format!("no child of {names} can enter care while this effect lasts");
                let advice = "give the pathway a risk (`care_entry`, or `re_entry` for children who \
                              begin in care), or leave this out";
                self.idle("no-effect", &effect.key("care_entry"), title, advice);
            }
            if !therapy.return_home.is_empty()
                && offered.iter().all(|(_, it)| !can_return(it, register))
            {
                let title = format!("no child of {names} can return home from care");
                let advice = "its `length_of_stay` never ends, or nobody is ever in care: leave this \
                              out";
                self.idle("no-effect", &effect.key("return_home"), title, advice);
            }
            self.moves_can_act(therapy, &offered, register, &effect.key("moves"));
        }
    }

    /// A step of moves from a placement in which no child of its pathways can be.
    fn moves_can_act(
        &mut self,
        therapy: &Therapy,
        offered: &[(&Council, &Pathway)],
        register: &Register,
        at: &Path,
    ) {
        for (index, step) in therapy.moves.iter().enumerate() {
            let reaches = |(council, pathway): &(&Council, &Pathway)| {
                reachable(council, pathway, therapy, register)[step.from]
            };
            if !offered.iter().any(reaches) {
                let name = offered[0].0.placements.get(step.from).map_or("", |it| it.name.as_str());
                let title = format!("no child of its pathways is ever in `{name}`");
                let advice = "no mix has it and nobody moves there: leave this out";
                self.idle("no-effect", &at.index(index).key("from"), title, advice);
            }
        }
    }

    /// What holds for those who start cannot matter once nobody starts any more.
    fn changes_come_in_time(&mut self, scenario: &Scenario) {
        let last = last_start(scenario);
        for (index, change) in scenario.changes.iter().enumerate() {
            if change.from < last || change.extends_to.is_some() {
                continue;
            }
            let at = Path::root().key("changes").index(index);
            let written = self.root.at(&at);
            let has = |key: &str| written.is_some_and(|written| written.get(key).is_some());
            let stops_starts = !change.starts;
            let only_therapies = has("therapies") && !has("providers") && !has("contract");
            if change.payments && (stops_starts || change.lays_over) {
                let is_idle = !change.lays_over || only_therapies;
                if is_idle {
                    let title = format!(
                        "`{}` comes when nobody can start any more: the last starts are in {}",
                        change.name,
                        month_of_file(last.saturating_sub(1))
                    );
                    let advice = "an earlier month, or leave the change out";
                    self.idle("no-change", &at.key("from_month"), title, advice);
                }
            }
        }
    }

    /// A change that says of everything what the file says already.
    pub(super) fn change_says_something_new(&mut self, changed: &ScenarioFile, at: &Path) {
        let file = self.file;
        let same = file.therapies == changed.therapies
            && file.providers == changed.providers
            && file.contract.payments == changed.contract.payments;
        if same {
            let title = "this change says what the file says already".to_owned();
            self.idle("no-change", at, title, "give it other numbers, or leave it out");
        }
    }
}

/// The month after the last in which a family could start, when it is referred last, is ready last and
/// waits longest.
fn last_start(scenario: &Scenario) -> usize {
    let ready = scenario.councils.iter().map(|council| council.referrals.ready_after_days.1 / 30.0);
    let therapies = scenario.editions.iter().flat_map(|edition| &edition.therapies);
    let waits =
        therapies.filter_map(|therapy| therapy.capacity.as_ref()).map(|it| it.longest_wait_months);
    let months = ready.fold(0.0, f64::max) + waits.fold(0.0, f64::max);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few months, not below 0"
    )]
    let months = months.ceil() as usize;
    scenario.could_start_until() + months
}

fn is_nothing(register: &Register, parameter: Parameter) -> bool {
    register.get(parameter).spread == Spread::Fixed(0.0)
}

/// Whether the event of a curve can ever come.
fn can_come(curve: &Curve<Parameter>, register: &Register) -> bool {
    let some = |parameter: &Parameter| !is_nothing(register, *parameter);
    match curve {
        Curve::Probability { probability, .. } => some(probability),
        Curve::Mixture(_) => true,
        Curve::Points(steps) | Curve::Steps(steps) => steps.iter().any(|(_, it)| some(it)),
    }
}

fn can_enter(pathway: &Pathway, register: &Register) -> bool {
    pathway.begins == Beginning::Care
        || pathway.care_entry.as_ref().is_some_and(|care_entry| can_come(care_entry, register))
}

fn can_return(pathway: &Pathway, register: &Register) -> bool {
    can_enter(pathway, register) && can_come(&pathway.length_of_stay, register)
}

/// Whether a child of this pathway can ever leave home for care.
fn can_leave_home(pathway: &Pathway, register: &Register) -> bool {
    let again = pathway.re_entry.as_ref().is_some_and(|re_entry| can_come(re_entry, register));
    match pathway.begins {
        Beginning::Home => can_enter(pathway, register),
        Beginning::Care => can_return(pathway, register) && again,
    }
}

/// Of each placement whether children of this pathway can be in it.
fn reachable(
    council: &Council,
    pathway: &Pathway,
    therapy: &Therapy,
    register: &Register,
) -> Vec<bool> {
    let mut is_reached: Vec<bool> = pathway
        .placements
        .iter()
        .map(|placement| matches!(placement, Share::Of(share) if !is_nothing(register, *share)))
        .collect();
    for _ in 0..is_reached.len() {
        for (from, placement) in council.placements.iter().enumerate() {
            if is_reached[from] {
                placement.moves_per_year.iter().for_each(|(to, _)| is_reached[*to] = true);
            }
        }
        for step in &therapy.moves {
            if is_reached[step.from] && matches!(step.change, MoveRate::PerYear(_)) {
                is_reached[step.to] = true;
            }
        }
    }
    is_reached
}
