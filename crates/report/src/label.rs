//! What metrics and assumptions are called by those who read a report; the machine's names stay in
//! the files.

use super::format;
use kinward::assumption::{Assumption, Parameter};
use kinward::results::{Metric, MetricNames, slug};
use kinward::scenario::{Entry, MoveRate, Scenario};

/// A metric in words.
pub(super) fn metric(names: &MetricNames, metric: Metric) -> String {
    let entry = names.entry(metric).unwrap_or_default().replace('_', " ");
    match metric {
        Metric::ProviderCost if names.providers.len() > 1 => "The providers’ cost".to_owned(),
        Metric::ProviderSurplus if names.providers.len() > 1 => "The providers’ surplus".to_owned(),
        metric => metric.label().replace("{}", &entry),
    }
}

/// Assumptions that a world is said to set otherwise, by name; the rest are counted.
const NAMED: usize = 4;

/// The assumptions that a scenario has and the base has not, or with another spread.
pub(super) fn set_otherwise<'a>(
    base: &'a Scenario,
    scenario: &'a Scenario,
) -> impl Iterator<Item = &'a Assumption> {
    let known = base.register.assumptions();
    let is_known = |assumption: &Assumption| {
        known.iter().any(|other| other.name == assumption.name && other.spread == assumption.spread)
    };
    scenario.register.assumptions().iter().filter(move |it| !is_known(it))
}

/// Which assumptions a scenario sets otherwise than the base, in a sentence.
pub(super) fn sets_otherwise(base: &Scenario, scenario: &Scenario) -> String {
    let changed: Vec<String> = set_otherwise(base, scenario)
        .map(|changed| format!("“{}”", assumption(scenario, &changed.name)))
        .collect();
    match changed.as_slice() {
        [] if std::ptr::eq(base, scenario) => "The scenario’s own case.".to_owned(),
        [] => "It changes terms, but sets no assumption otherwise.".to_owned(),
        few if few.len() <= NAMED => format!("It sets otherwise: {}.", format::list(few)),
        many => {
            let more = many.len() - NAMED;
            format!("It sets otherwise: {} and {more} more.", many[..NAMED].join(", "))
        }
    }
}

/// An assumption in words, from its place in the scenario.
pub(super) fn assumption(scenario: &Scenario, name: &str) -> String {
    match owner(scenario, name) {
        Some((Owner::Council(whose), rest)) => {
            format!("{}, {whose}", of_the_file(scenario, name, rest))
        }
        Some((Owner::Change(whose), rest)) => {
            format!("{}, under “{whose}”", of_the_file(scenario, name, rest))
        }
        None => of_the_file(scenario, name, name),
    }
}

fn months(count: f64) -> String {
    if count == 1.0 { "1 month".to_owned() } else { format!("{count} months") }
}

/// Who lays a number over those of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner<'a> {
    Council(&'a str),
    Change(&'a str),
}

/// The council or the change whose own number this is, and the number's name without it.
fn owner<'a, 'n>(scenario: &'a Scenario, name: &'n str) -> Option<(Owner<'a>, &'n str)> {
    let councils = scenario.council_names().into_iter().map(Owner::Council);
    let changes = scenario.changes.iter().map(|change| Owner::Change(&change.name));
    councils.chain(changes).find_map(|owner| {
        let (list, own) = match owner {
            Owner::Council(own) => ("councils.", own),
            Owner::Change(own) => ("changes.", own),
        };
        let rest = name.strip_prefix(list)?;
        let quoted = format!("{own:?}");
        let written = [slug(own), own.to_owned(), quoted];
        let rest = written.iter().find_map(|it| rest.strip_prefix(it)?.strip_prefix('.'))?;
        Some((owner, rest))
    })
}

/// A number of the file, or one in its place: `name` is its own, `path` that of the file's.
fn of_the_file(scenario: &Scenario, name: &str, path: &str) -> String {
    match path {
        "site.care_entry" => return "Site effect on the risk of care (log scale)".to_owned(),
        "site.effect" => return "Site effect on the effect of therapy (log scale)".to_owned(),
        _ => {}
    }
    if let Some(effect) = effect(scenario, name).or_else(|| changed_move(scenario, name)) {
        return effect;
    }
    let steps = steps(path);
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let (what, whose) = match steps.as_slice() {
        ["referrals", "volume"] => ("Volume of referrals".to_owned(), None),
        ["referrals", "starts_therapy"] => {
            ("Share of referred families that start".to_owned(), None)
        }
        ["referrals", "months"] => ("Months with referrals".to_owned(), None),
        ["referrals", "limit"] | ["limit"] => ("Most families that start".to_owned(), None),
        ["joins_month"] => ("Months until referrals begin".to_owned(), None),
        ["contract", "tracking", "months"] => ("Months of the tracking window".to_owned(), None),
        ["contract", "settled_every_months"] => ("Months between invoices".to_owned(), None),
        ["contract", "lag_months"] => ("Months from invoice to payment".to_owned(), None),
        ["referrals", "dispersion"] => ("Bunching of referrals".to_owned(), None),
        ["referrals", "monthly", step, "rate"] => (format!("Referrals a month, step {step}"), None),
        ["share"] => ("Share of the contract’s referrals".to_owned(), None),
        ["care", what] => (of_care(what), None),
        ["discounting", "rate"] => ("Discount rate a year, after inflation".to_owned(), None),
        ["discounting", "inflation"] => ("General inflation a year".to_owned(), None),
        ["investor", "tranches", whose, "preferred_return"] => {
            ("Preferred return".to_owned(), Some(*whose))
        }
        ["investor", "surplus", whose] => ("Share of the surplus".to_owned(), Some(*whose)),
        ["investor", "coupon", "rate"] => ("Coupon a year".to_owned(), None),
        ["investor", what] => (of_investor(what), None),
        ["incentive", what] => (of_incentive(what), None),
        ["levels", what] => (format!("Level of {}", spaced(what)), None),
        ["contract", "indexation"] => ("Yearly growth of the rates".to_owned(), None),
        ["contract", "early_end", _] => ("Chance of an early end in a year".to_owned(), None),
        ["council", "yearly_growth"] => ("Yearly growth of the council’s costs".to_owned(), None),
        ["outcomes", whose, "with_therapy"] => ("Achieved with therapy".to_owned(), Some(*whose)),
        ["outcomes", whose, "without_therapy"] => {
            ("Achieved without the programme".to_owned(), Some(*whose))
        }
        ["referrals", "ready_after_days", end] => {
            (format!("{} wait from referral to readiness, days", shortest_or_longest(end)), None)
        }
        ["site", "care_entry_sd"] => ("Spread between sites: risk of care".to_owned(), None),
        ["site", "effect_sd"] => ("Spread between sites: effect of therapy".to_owned(), None),
        ["pathways", whose, rest @ ..] => {
            let several = scenario.first_council().pathways.len() > 1;
            (of_pathway(rest), several.then_some(*whose))
        }
        ["placements", whose, "moves_per_year", to] => {
            (format!("Moves a year to {}", spaced(to)), Some(*whose))
        }
        ["placements", whose, "yearly_growth"] => {
            ("Yearly growth of the cost".to_owned(), Some(*whose))
        }
        ["placements", whose, "cashable"] => ("Cashable share".to_owned(), Some(*whose)),
        ["therapies", key, rest @ ..] => {
            let what = match rest {
                ["completes"] => "Share that completes therapy".to_owned(),
                ["drop_out_effect"] => "Part of the effect kept after dropping out".to_owned(),
                ["duration_months", end] => format!("{} therapy, months", shortest_or_longest(end)),
                ["drop_out_months", end] => {
                    format!("{} time to dropping out, months", shortest_or_longest(end))
                }
                ["effect", "fade_half_life_months"] => "Half-life of the effect, months".to_owned(),
                ["capacity", rest @ ..] => of_capacity(rest),
                rest => phrase(rest),
            };
            let therapies = &scenario.terms().therapies;
            let called = therapies.iter().find(|therapy| therapy.key == *key);
            let whose = called.map_or(*key, |it| it.name.as_str());
            (what, (therapies.len() > 1).then_some(whose))
        }
        ["contract", "payments" | "co_payers", whose, rest @ ..] => (phrase(rest), Some(*whose)),
        ["contract", "caps", rest @ ..] => (format!("Cap: {}", spaced(&rest.join(" "))), None),
        ["providers", key, rest @ ..] => {
            let what = match rest {
                ["costs", whose, "amount"] => format!("Provider’s cost: {}", spaced(whose)),
                rest => format!("Provider’s {}", spaced(&rest.join(" "))),
            };
            (what, (scenario.terms().providers.len() > 1).then_some(*key))
        }
        ["council", "costs", whose, "amount"] => {
            (format!("Council’s cost: {}", spaced(whose)), None)
        }
        [list, whose, rest @ ..] if list.ends_with('s') && !rest.is_empty() => {
            (phrase(rest), Some(*whose))
        }
        rest => (phrase(rest), None),
    };
    whose.map_or_else(|| what.clone(), |whose| format!("{what}: {}", spaced(whose)))
}

fn shortest_or_longest(end: &str) -> &'static str {
    if end == "min" { "Shortest" } else { "Longest" }
}

fn of_capacity(rest: &[&str]) -> String {
    match rest {
        ["therapists", step, "number"] => format!("Therapists’ posts, step {step}"),
        ["caseload"] => "Caseload of a therapist".to_owned(),
        ["hiring_months", end] => {
            format!("{} time to fill a post, months", shortest_or_longest(end))
        }
        ["training_months"] => "Months of training".to_owned(),
        ["training_caseload"] => "Caseload while in training, share of a full one".to_owned(),
        ["yearly_turnover"] => "Staff turnover a year".to_owned(),
        ["therapists_per_supervisor"] => "Therapists for each supervisor".to_owned(),
        rest => phrase(rest),
    }
}

fn of_care(what: &str) -> String {
    let words = match what {
        "entry_cost" => "Cost of an entry to care",
        "entry_cashable" => "Cashable share of the cost of entries",
        "support_yearly_cost" => "Yearly cost of support at home",
        "support_cashable" => "Cashable share of the cost of support",
        "yearly_growth" => "Yearly growth of the cost of entries and support",
        other => return phrase(&["care", other]),
    };
    words.to_owned()
}

fn of_investor(what: &str) -> String {
    match what {
        "hurdle" => "Investor’s hurdle rate".to_owned(),
        "fund_fee" => "Fund manager’s fee a year, of the commitment".to_owned(),
        "protected_share" => "Share of the capital made good".to_owned(),
        other => phrase(&["investor", other]),
    }
}

fn of_incentive(what: &str) -> String {
    let words = match what {
        "effect" => "Incentive on the effect of therapy",
        "completes" => "Incentive on the odds of completing",
        "starts_therapy" => "Incentive on the odds of starting",
        "costs" => "Incentive on the providers’ costs",
        other => return phrase(&["incentive", other]),
    };
    words.to_owned()
}

/// A number of one pathway.
fn of_pathway(rest: &[&str]) -> String {
    match rest {
        ["share"] => "Share of referrals".to_owned(),
        ["age_years", end] => {
            let end = if *end == "min" { "Lowest" } else { "Highest" };
            format!("{end} age at referral")
        }
        ["in_care_months", end] => {
            format!("{} time in care before referral, months", shortest_or_longest(end))
        }
        ["heterogeneity"] => "Differences in risk between families".to_owned(),
        ["placements", _, placement] => format!("Share of placements: {}", spaced(placement)),
        [curve, part @ ..] => {
            let event = match *curve {
                "care_entry" => "entering care",
                "re_entry" => "entering care again",
                "length_of_stay" => "stay in care",
                other => return phrase(&[&[other], part].concat()),
            };
            match part {
                ["probability"] => format!("Probability of {event}"),
                ["shape"] => format!("Shape of the time to {event}"),
                ["mixture", part, "share"] => format!("Share of the mix, {event}, part {part}"),
                ["mixture", part, "mean_days"] => format!("Mean days, {event}, part {part}"),
                ["points", point, "share"] if *curve == "length_of_stay" => {
                    format!("Share of stays that have ended, point {point}")
                }
                ["points", point, "share"] => format!("Share {event}, point {point}"),
                ["steps", step, "per_year"] => format!("Yearly rate of {event}, step {step}"),
                part => format!("{}: {event}", phrase(part)),
            }
        }
        [] => String::new(),
    }
}

fn phrase(steps: &[&str]) -> String {
    capitalised(&spaced(&steps.join(" ")))
}

fn spaced(step: &str) -> String {
    step.replace('_', " ")
}

/// A hazard ratio, with the months for which it holds.
fn effect(scenario: &Scenario, name: &str) -> Option<String> {
    let therapies = scenario.editions.iter().flat_map(|edition| &edition.therapies);
    therapies.into_iter().find_map(|therapy| {
        let lists = [
            (&therapy.care_entry, "Hazard ratio of care entry"),
            (&therapy.return_home, "Hazard ratio of returning home"),
        ];
        lists.into_iter().find_map(|(steps, what)| {
            let place = steps.iter().position(|(_, it)| scenario.register.get(*it).name == name)?;
            let until = steps[place].0;
            let when = match place.checked_sub(1) {
                Some(before) => format!("{} to {until} months after the start", steps[before].0),
                None => format!("first {}", months(until)),
            };
            let whose = if scenario.terms().therapies.len() > 1 {
                format!(": {}", therapy.name)
            } else {
                String::new()
            };
            Some(format!("{what}, {when}{whose}"))
        })
    })
}

/// A rate of moves under therapy, with the placements between which it holds.
fn changed_move(scenario: &Scenario, name: &str) -> Option<String> {
    let is_named = |parameter: Parameter| scenario.register.get(parameter).name == name;
    let placement = |position: usize| spaced(&scenario.first_council().placements[position].name);
    let mut therapies = scenario.editions.iter().flat_map(|edition| &edition.therapies);
    therapies.find_map(|therapy| {
        let whose = if scenario.terms().therapies.len() > 1 {
            format!(": {}", therapy.name)
        } else {
            String::new()
        };
        therapy.moves.iter().find_map(|step| {
            let what = match step.change {
                MoveRate::PerYear(rate) if is_named(rate) => "Moves a year",
                MoveRate::HazardRatio(ratio) if is_named(ratio) => "Hazard ratio of moves",
                _ => return None,
            };
            let (from, to) = (placement(step.from), placement(step.to));
            let until = months(step.until_month);
            Some(format!("{what} from {from} to {to}, up to {until}{whose}"))
        })
    })
}

/// Assumptions by the part of the scenario that they stand in, in the order of the file: its tables,
/// and then what is a council's or a change's own.
pub(super) fn by_part<'e, 'a>(
    scenario: &Scenario,
    entries: impl IntoIterator<Item = &'e Entry<'a>>,
) -> Vec<(String, Vec<&'e Entry<'a>>)> {
    let mut parts: Vec<(String, Vec<&Entry<'a>>)> = Vec::new();
    for entry in entries {
        let part = part(scenario, &entry.assumption.name);
        match parts.iter_mut().find(|it| it.0 == part) {
            Some((_, entries)) => entries.push(entry),
            None => parts.push((part, vec![entry])),
        }
    }
    parts
}

/// What the part of the scenario is called that an assumption stands in.
fn part(scenario: &Scenario, name: &str) -> String {
    match owner(scenario, name) {
        Some((Owner::Council(own), _)) => format!("{own} alone"),
        Some((Owner::Change(own), _)) => format!("Under “{own}”"),
        None => {
            let table = name.find(['.', '[']).map_or(name, |end| &name[..end]);
            capitalised(&spaced(table))
        }
    }
}

/// A grade in words.
pub(super) fn grade_words(grade: u8) -> &'static str {
    match grade {
        1 => "measured on this population",
        2 => "measured on a very similar population",
        3 => "measured elsewhere",
        4 => "derived, or measured on few",
        5 => "weak or indirect evidence",
        _ => "judgement",
    }
}

/// The steps of a path such as `pathways."edge of care".care_entry.points[1].share`, with
/// positions counted from 1.
fn steps(name: &str) -> Vec<String> {
    let mut steps = vec![String::new()];
    let mut is_quoted = false;
    let mut position: Option<String> = None;
    for letter in name.chars() {
        match (letter, position.as_mut()) {
            ('"', _) => is_quoted = !is_quoted,
            ('.', None) if !is_quoted => steps.push(String::new()),
            ('[', None) if !is_quoted => position = Some(String::new()),
            (']', Some(digits)) => {
                steps.push(
                    digits
                        .parse()
                        .map_or_else(|_| digits.clone(), |index: usize| (index + 1).to_string()),
                );
                position = None;
            }
            (digit, Some(digits)) => digits.push(digit),
            (letter, None) => {
                if let Some(step) = steps.last_mut() {
                    step.push(letter);
                }
            }
        }
    }
    steps.retain(|step| !step.is_empty());
    steps
}

/// With a capital, for the beginning of a line.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_step_by_step() {
        assert_eq!(
            steps("pathways.\"edge of care, v1.2\".care_entry.points[1].share"),
            ["pathways", "edge of care, v1.2", "care_entry", "points", "2", "share"],
        );
    }

    #[test]
    fn a_placeholder_reads_as_judgement() {
        let judged = kinward::assumption::Provenance {
            source: Some("me".into()),
            grade: Some(6),
            note: None,
        };
        assert!(judged.is_placeholder());
        assert_eq!(grade_words(6), "judgement");
    }

    #[test]
    fn a_number_of_a_council_or_a_change_is_called_as_the_file_s_with_whose_it_is() {
        let study = super::super::fixture::study(include_str!("explain/everything.toml"));
        let rows = [
            (
                "councils.\"South Wessex\".share",
                "Share of the contract’s referrals, South Wessex",
                "South Wessex alone",
            ),
            (
                "councils.south_wessex.referrals.volume",
                "Volume of referrals, South Wessex",
                "South Wessex alone",
            ),
            (
                "councils.south_wessex.site.care_entry",
                "Site effect on the risk of care (log scale), South Wessex",
                "South Wessex alone",
            ),
            (
                "changes.remote_delivery.therapies.fft.capacity.caseload",
                "Caseload of a therapist: Functional Family Therapy, under “remote \
                 delivery”",
                "Under “remote delivery”",
            ),
            (
                "changes.price_review.contract.payments.weeks.rate",
                "Rate: weeks, under “price review”",
                "Under “price review”",
            ),
            ("contract.payments.weeks.rate", "Rate: weeks", "Contract"),
            ("incentive.effect", "Incentive on the effect of therapy", "Incentive"),
            ("incentive.costs", "Incentive on the providers’ costs", "Incentive"),
        ];
        for (name, expected, listed) in rows {
            assert_eq!(assumption(&study.base, name), expected);
            assert_eq!(part(&study.base, name), listed);
        }
    }

    #[test]
    fn assumptions_have_names_that_a_reader_knows() {
        let run = super::super::fixture::Run::of(super::super::fixture::FULL, 1);
        let rows = [
            (
                "therapies.fft.effect.care_entry[1].hazard_ratio",
                "Hazard ratio of care entry, 5 to 36 months after the start",
            ),
            ("pathways.\"edge of care\".care_entry.probability", "Probability of entering care"),
            (
                "pathways.\"edge of care\".length_of_stay.mixture[0].mean_days",
                "Mean days, stay in care, part 1",
            ),
            ("placements.in_house_foster.weekly_cost", "Weekly cost: in house foster"),
            ("therapies.fft.completes", "Share that completes therapy"),
            ("discounting.rate", "Discount rate a year, after inflation"),
            ("investor.hurdle", "Investor’s hurdle rate"),
            ("investor.surplus.council", "Share of the surplus: council"),
        ];
        for (name, expected) in rows {
            assert_eq!(assumption(run.report().base(), name), expected);
        }
    }
}
