//! Doubts about a result, each with what was seen, what it does to the result, and what to do.

use std::fmt;

use super::Report;
use super::format::{self, Middle, counted, share_of_trials, whole};
use kinward::contract::Measure;
use kinward::numeric::design::Design;
use kinward::numeric::summary::{Chance, Estimate};
use kinward::results::{Metric, Summary, Unit, WorldSummary};
use kinward::scenario::{Guarantor, Scenario};

/// Fewer trials than this leave visible noise in tails and probabilities.
const FEW_TRIALS: usize = 1_000;
/// A standard error of this share of the spread is that of about a thousand trials.
const LARGE_ERROR: f64 = 0.032;
/// Money below this share of the headline's spread is not worth a warning.
const NEGLIGIBLE: f64 = 0.005;
/// Names written out in a sentence; the rest are counted.
const NAMED: usize = 6;

/// One doubt.
#[derive(Clone, Debug, PartialEq)]
pub enum Warning {
    /// Assumptions without a source.
    Unsourced { names: Vec<String>, of: usize },
    /// Assumptions that rest on judgement alone: grade 6.
    Placeholders { names: Vec<String>, of: usize },
    /// The simulation is too short for its tails.
    FewTrials { trials: usize, design: Design, net_saving: Option<Middle> },
    /// Every assumption is fixed, so that only chance is shown.
    NoSpread,
    /// Trials in which no family starts therapy.
    NobodyStarts { chance: Chance, trials: usize },
    /// Trials without one internal rate of return.
    NoRate { ambiguous: usize, no_rate: usize, nothing_invested: usize, trials: usize },
    /// The investor’s share of the surplus is judgement, or has no source.
    JudgedSurplus { share: f64, is_judgement: bool },
    /// The commitment is spent and cash runs out.
    WorkStops { chance: Chance, trials: usize },
    /// Money that moves after the months that the headline counts.
    AfterHorizon {
        horizon: usize,
        payments: f64,
        of_payments: f64,
        /// What the council then pays as guarantor of the investor.
        guaranteed: f64,
        to_18: Option<f64>,
        headline: f64,
    },
    /// A cap leaves earned payments unpaid.
    CapsBind { unpaid: f64, of_earned: f64 },
    /// Days at home without the programme for each with it, beside the agreed deduction.
    HomeCounterfactual { share: f64, deadweight: Vec<(String, f64)> },
}

/// All doubts about the headline world of a run, the gravest for the reader first.
pub fn warnings(report: &Report<'_>) -> Vec<Warning> {
    let (scenario, summary) = (report.headline_scenario(), report.summary);
    let world = report.programme();
    let mut found: Vec<Warning> = nobody_starts(world).into_iter().collect();
    found.extend(assumptions(scenario));
    found.extend(few_trials(summary, world));
    found.extend(work_stops(world));
    if scenario.investor.is_some() {
        found.extend(no_rate(world, summary.trials));
        found.extend(judged_surplus(scenario, world));
    }
    found.extend(home_counterfactual(scenario, world));
    found.extend(caps_bind(world));
    found.extend(after_horizon(scenario, world));
    found
}

fn assumptions(base: &Scenario) -> Vec<Warning> {
    let all = base.register.assumptions();
    let names = |wanted: &dyn Fn(&kinward::assumption::Provenance) -> bool| -> Vec<String> {
        all.iter().filter(|it| wanted(&it.provenance)).map(|it| it.name.clone()).collect()
    };
    let unsourced = names(&|it| it.is_unsourced());
    let placeholders = names(&|it| it.is_placeholder());
    let mut found = Vec::new();
    let drawn = base.contract.early_end.is_some()
        || base
            .councils
            .iter()
            .any(|it| it.site.care_entry_sd.is_some() || it.site.effect_sd.is_some());
    if !drawn && all.iter().all(|it| it.spread.is_fixed()) {
        found.push(Warning::NoSpread);
    }
    if !unsourced.is_empty() {
        found.push(Warning::Unsourced { names: unsourced, of: all.len() });
    }
    if !placeholders.is_empty() {
        found.push(Warning::Placeholders { names: placeholders, of: all.len() });
    }
    found
}

fn few_trials(summary: &Summary, world: &WorldSummary) -> Option<Warning> {
    let Summary { trials, design, .. } = *summary;
    let estimate = world.estimate(Metric::NetSaving);
    let noisy =
        estimate.is_some_and(|estimate| LARGE_ERROR * estimate.sd < estimate.standard_error);
    let net_saving = estimate.map(|estimate| Middle::median(Unit::Pounds, estimate));
    (trials < FEW_TRIALS || noisy).then_some(Warning::FewTrials { trials, design, net_saving })
}

fn nobody_starts(world: &WorldSummary) -> Option<Warning> {
    let starts = world.metric(Metric::Starts)?;
    let (some, trials) = (starts.above_zero?, starts.estimate?.count);
    let chance = Chance { share: 1.0 - some.share, ..some };
    (some.share < 1.0).then_some(Warning::NobodyStarts { chance, trials })
}

fn work_stops(world: &WorldSummary) -> Option<Warning> {
    let estimate = world.estimate(Metric::WorkStops)?;
    let chance = estimate.chance()?;
    (0.0 < chance.share).then_some(Warning::WorkStops { chance, trials: estimate.count })
}

fn no_rate(world: &WorldSummary, trials: usize) -> Option<Warning> {
    let irr = world.irr;
    let warning = Warning::NoRate {
        ambiguous: irr.ambiguous,
        no_rate: irr.no_rate,
        nothing_invested: irr.nothing_invested,
        trials,
    };
    (0 < irr.ambiguous + irr.no_rate + irr.nothing_invested).then_some(warning)
}

/// None where the investor loses in every trial: then there is no surplus to share.
fn judged_surplus(base: &Scenario, world: &WorldSummary) -> Option<Warning> {
    let loses = world.estimate(Metric::InvestorLoses)?;
    if 1.0 <= loses.mean {
        return None;
    }
    let mut all = base.register.assumptions().iter();
    let Some(written) = all.find(|all| all.name == "investor.surplus.investor") else {
        // A file that is silent leaves all of it to the investor, another says that others have it.
        let (provider, council) = base.investor.as_ref()?.surplus;
        return (provider + council <= 0.0)
            .then_some(Warning::JudgedSurplus { share: 1.0, is_judgement: false });
    };
    let is_judgement = written.provenance.is_placeholder();
    let share = written.spread.mean();
    (is_judgement || written.provenance.is_unsourced())
        .then_some(Warning::JudgedSurplus { share, is_judgement })
}

fn home_counterfactual(base: &Scenario, world: &WorldSummary) -> Option<Warning> {
    let central = base.register.central();
    let deadweight: Vec<(String, f64)> = base
        .contract
        .lines
        .iter()
        .zip(&base.terms().prices)
        .filter(|(it, _)| matches!(it.measure, Measure::PerPeriod { .. }))
        .map(|(it, price)| (it.name.clone(), price.deadweight.map_or(0.0, |it| central[it])))
        .collect();
    let share = world.estimate(Metric::HomeCounterfactual)?.mean;
    (!deadweight.is_empty()).then_some(Warning::HomeCounterfactual { share, deadweight })
}

fn caps_bind(world: &WorldSummary) -> Option<Warning> {
    let unpaid = world.estimate(Metric::UnpaidByCaps)?.mean;
    let paid = world.estimate(Metric::Payments).map_or(0.0, |it| it.mean);
    (0.0 < unpaid).then(|| Warning::CapsBind { unpaid, of_earned: unpaid / (unpaid + paid) })
}

fn after_horizon(base: &Scenario, world: &WorldSummary) -> Option<Warning> {
    let mean = |metric| world.estimate(metric).map(|estimate| estimate.mean);
    let headline = world.estimate(Metric::NetSaving)?;
    let paid = mean(Metric::Payments)?;
    let payments = paid - mean(Metric::PaymentsByHorizon)?;
    let guaranteed = guaranteed_after_horizon(base, world).unwrap_or(0.0);
    let to_18 =
        mean(Metric::NetSavingTo18).filter(|it| is_worth_saying(it - headline.mean, headline));
    let is_worth_it = to_18.is_some()
        || is_worth_saying(payments, headline)
        || is_worth_saying(guaranteed, headline);
    is_worth_it.then_some(Warning::AfterHorizon {
        horizon: base.horizon,
        payments,
        of_payments: if paid > 0.0 { payments / paid } else { 0.0 },
        guaranteed,
        to_18,
        headline: headline.mean,
    })
}

/// None where the council guarantees nothing.
fn guaranteed_after_horizon(base: &Scenario, world: &WorldSummary) -> Option<f64> {
    base.investor.as_ref().filter(|investor| investor.guaranteed_by == Guarantor::Council)?;
    let mean = |metric| world.estimate(metric).map(|estimate| estimate.mean);
    let whole = mean(Metric::Coupon)? + mean(Metric::Protection)?;
    Some(whole - mean(Metric::GuaranteeByHorizon)?)
}

fn is_worth_saying(money: f64, headline: &Estimate) -> bool {
    NEGLIGIBLE * headline.sd.max(headline.mean.abs()) < money.abs() && 1.0 < money.abs()
}

impl Warning {
    /// A few words for a heading.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Unsourced { .. } => "Assumptions without a source",
            Self::Placeholders { .. } => "Assumptions that rest on judgement",
            Self::FewTrials { .. } => "Few trials",
            Self::NoSpread => "No uncertain assumptions",
            Self::NobodyStarts { .. } => "Trials in which nobody starts",
            Self::NoRate { .. } => "Trials without a rate of return",
            Self::JudgedSurplus { .. } => "A return that depends on the surplus",
            Self::WorkStops { .. } => "The money may run out",
            Self::AfterHorizon { .. } => "Money after the horizon",
            Self::CapsBind { .. } => "A cap binds",
            Self::HomeCounterfactual { .. } => "Days at home without the programme",
        }
    }

    /// The assumptions that it is about, by name; none for other warnings.
    pub fn assumptions(&self) -> &[String] {
        match self {
            Self::Unsourced { names, .. } | Self::Placeholders { names, .. } => names,
            _ => &[],
        }
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Unsourced { .. } => {
                "Add a `source` to each, or treat what depends on them as an illustration."
            }
            Self::Placeholders { .. } => {
                "Seek evidence first for those that drive the answer (“What drives the answer” in the report of `kinward run`)."
            }
            Self::FewTrials { design: Design::Plain, .. } => {
                "Run it again with `--trials 10000` before quoting tails or probabilities."
            }
            Self::FewTrials { design: Design::Sobol, .. } => {
                "Run it again with `--draws sobol --trials 16384` before quoting tails or probabilities."
            }
            Self::NoSpread => {
                "Give the uncertain assumptions a distribution; the true spread is wider than this one."
            }
            Self::NobodyStarts { .. } => {
                "Check the referrals, the share that starts therapy and the number of places: `kinward explain` describes each."
            }
            Self::NoRate { .. } => {
                "They are left out of the distribution of the rate; for those trials use the multiple and the net present value."
            }
            Self::JudgedSurplus { .. } => {
                "Set `investor.surplus` to what the contract says before quoting multiple or rate of return."
            }
            Self::WorkStops { .. } => {
                "A larger commitment, a reserve or slower hiring would lower it."
            }
            Self::AfterHorizon { .. } => {
                "Compare the definitions of net saving side by side before quoting one of them."
            }
            Self::CapsBind { .. } => {
                "Check that provider and investor can carry the work that is not paid for."
            }
            Self::HomeCounterfactual { .. } => {
                "This is not by itself a fault: the rate may have been agreed with it in mind."
            }
        }
    }
}

fn whole_percent(share: f64) -> String {
    match share {
        it if 0.0 < it && it < 0.005 => "under 1%".to_owned(),
        it => format::values(Unit::Share, &[it], 0.01).concat(),
    }
}

/// The first names, and how many more there are.
fn named(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(NAMED) {
        0 => format::list(&quoted),
        more => format!("{} and {more} more", quoted.join(", ")),
    }
}

/// How many trials have several rates of return or none, and why.
fn without_one_rate([ambiguous, no_rate, nothing_invested]: [usize; 3], trials: usize) -> String {
    let parts: Vec<String> = [
        (ambiguous, "has more than one"),
        (no_rate, "has none"),
        (nothing_invested, "has none because nothing was drawn"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .filter_map(|(count, what)| {
        let chance = Chance::of(count, trials)?;
        let have = if count == 1 { what.to_owned() } else { what.replacen("has", "have", 1) };
        let share = format::short_chance(chance, trials);
        Some(match share.as_str() {
            "all" => format!("all of them {have}"),
            share => format!("{} ({share}) {have}", whole(count)),
        })
    })
    .collect();
    format!(
        "Not every trial has a single internal rate of return: of {}, {}.",
        counted(trials, "trial"),
        format::list(&parts)
    )
}

/// What was seen and what it does to the result; [`Warning::advice`] is written after it.
impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsourced { names, of } => write!(
                f,
                "{} of {} assumptions name no source: {}.",
                names.len(),
                whole(*of),
                named(names)
            ),
            Self::Placeholders { names, of } => write!(
                f,
                "{} of {} assumptions {} judgement in place of evidence (grade 6): {}.",
                names.len(),
                whole(*of),
                if names.len() == 1 { "is" } else { "are" },
                named(names),
            ),
            Self::FewTrials { trials, net_saving, .. } => {
                write!(f, "With {} the simulation itself adds noise", counted(*trials, "trial"))?;
                match net_saving {
                    Some(it) if *trials > 1 => {
                        write!(f, ": the standard error of the median net saving is {}.", it.error)
                    }
                    _ => f.write_str("."),
                }
            }
            Self::NoSpread => f.write_str(
                "Every assumption is fixed, so the spread shown is that of chance alone.",
            ),
            Self::NobodyStarts { chance, trials } => write!(
                f,
                "In {} no family starts therapy, so that nothing can be saved there.",
                share_of_trials(*chance, *trials),
            ),
            Self::NoRate { ambiguous, no_rate, nothing_invested, trials } => {
                f.write_str(&without_one_rate([*ambiguous, *no_rate, *nothing_invested], *trials))
            }
            Self::JudgedSurplus { share, is_judgement } => write!(
                f,
                "The investor has {} of the surplus, which is what remains after its capital and any preferred return are repaid. {}, and its multiple and rate of return depend on it.",
                if *share < 1.0 { format::stated(Unit::Share, *share) } else { "all".to_owned() },
                if *is_judgement { "That split is judgement" } else { "That split has no source" },
            ),
            Self::WorkStops { chance, trials } => write!(
                f,
                "In {} the commitment is spent and cash runs out before the provider is paid in full, so that no more families start.",
                share_of_trials(*chance, *trials),
            ),
            Self::AfterHorizon { horizon, payments, of_payments, guaranteed, to_18, headline } => {
                write!(f, "The headline counts {horizon} months.")?;
                if *of_payments >= NEGLIGIBLE {
                    write!(
                        f,
                        " On average {} of payments ({} of them all) fall later and are not in it.",
                        format::pounds(*payments),
                        whole_percent(*of_payments)
                    )?;
                }
                if *guaranteed >= 1.0 {
                    write!(
                        f,
                        " On average {} that the council guarantees to the investor falls due later.",
                        format::pounds(*guaranteed)
                    )?;
                }
                if let Some(to_18) = to_18 {
                    let written = format::values(Unit::Pounds, &[*to_18, *headline], 0.0);
                    write!(
                        f,
                        " Counted until every child is 18, the mean net saving is {} instead of {}.",
                        written[0], written[1]
                    )?;
                }
                Ok(())
            }
            Self::CapsBind { unpaid, of_earned } => write!(
                f,
                "A cap on the year, the contract or the council leaves {} unpaid on average, {} of what is earned.",
                format::pounds(*unpaid),
                whole_percent(*of_earned),
            ),
            Self::HomeCounterfactual { share, deadweight } => {
                write!(
                    f,
                    "Without the programme the same children would have spent {} as many days at home in the windows that the contract tracks. ",
                    whole_percent(*share)
                )?;
                let lines: Vec<String> = deadweight
                    .iter()
                    .map(|(name, share)| match *share {
                        share if share > 0.0 => format!(
                            "“{name}” deducts {} for this",
                            format::stated(Unit::Share, share)
                        ),
                        _ => format!("“{name}” deducts nothing for this"),
                    })
                    .collect();
                write!(f, "The rate card: {}.", format::list(&lines))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{BARE, FULL, Run};
    use super::*;

    fn of(text: &str, trials: u64) -> Vec<Warning> {
        let run = Run::of(text, trials);
        let report = run.report();
        warnings(&report)
    }

    fn titles(text: &str, trials: u64) -> Vec<&'static str> {
        of(text, trials).iter().map(Warning::title).collect()
    }

    #[test]
    fn each_doubt_is_found_where_it_belongs() {
        let found = titles(FULL, 100);
        for title in [
            "Assumptions without a source",
            "Assumptions that rest on judgement",
            "Few trials",
            "Days at home without the programme",
            "Money after the horizon",
        ] {
            assert!(found.contains(&title), "{title}: {found:?}");
        }
        assert!(!found.contains(&"No uncertain assumptions"));
        assert!(!titles(FULL, 1_200).contains(&"Few trials"));
    }

    #[test]
    fn fixed_assumptions_are_said_to_show_chance_alone() {
        let found = titles(BARE, 20);
        assert_eq!(found[0], "No uncertain assumptions");
        assert!(!found.contains(&"Trials without a rate of return"), "nobody invests");
    }

    #[test]
    fn a_low_cap_and_a_small_commitment_are_noticed() {
        let capped = FULL.replace("total = 600000", "total = 1000");
        assert!(titles(&capped, 30).contains(&"A cap binds"));
        let short = FULL.replace("commitment = 400000", "commitment = 10000");
        assert!(titles(&short, 30).contains(&"The money may run out"));
    }

    /// A share with a source is not doubted, whoever has it; nor one of nothing, where nothing is paid for
    /// outcomes.
    #[test]
    fn a_share_of_the_surplus_that_nobody_stated_is_noticed() {
        let doubt = |text: &str| {
            let found = of(text, 30);
            let judged = found.iter().find(|it| matches!(it, Warning::JudgedSurplus { .. }));
            judged.map(ToString::to_string)
        };
        let with = |surplus: &str| {
            let written = format!("hurdle = 0.06\nsurplus = {{ investor = {surplus} }}");
            doubt(&FULL.replace("hurdle = 0.06", &written))
        };
        let all = with("1, source = \"judgement\", grade = 6").expect("a doubt");
        assert!(all.starts_with("The investor has all of the surplus,"), "{all}");
        assert!(
            all.ends_with(
                "That split is judgement, and its multiple and rate of return depend on it."
            ),
            "{all}"
        );
        let half = with("0.5, council = 0.5").expect("a doubt");
        assert!(half.starts_with("The investor has 50% of the surplus,"), "{half}");
        assert!(
            half.ends_with(
                "That split has no source, and its multiple and rate of return depend on it."
            ),
            "{half}"
        );
        let silent = doubt(FULL).expect("a doubt");
        assert!(silent.starts_with("The investor has all") && silent.contains("no source"));
        assert_eq!(with("0.5, provider = 0.5, source = \"the contract\", grade = 1"), None);
        assert_eq!(with("0, provider = 1"), None, "it has none of it");
        assert_eq!(doubt(&FULL.replace("rate = 200", "rate = 0")), None, "there is none");
    }

    #[test]
    fn a_programme_without_families_is_noticed() {
        let nobody = FULL.replace(
            "starts_therapy = { beta = { events = 64, of = 98 }",
            "starts_therapy = { value = 0",
        );
        assert_ne!(nobody, FULL);
        let found = of(&nobody, 30);
        let said = found.iter().find(|it| matches!(it, Warning::NobodyStarts { .. }));
        let said = said.map_or_else(String::new, ToString::to_string);
        assert!(said.starts_with("In all 30 trials no family starts therapy"), "{said}");
        assert!(!titles(FULL, 30).contains(&"Trials in which nobody starts"));
    }

    /// Half of the principal, lost as far as nothing is paid for outcomes, falls due at the
    /// contract's end, after the horizon of a year.
    #[test]
    fn a_guarantee_after_the_horizon_is_noticed() {
        let nothing = FULL.replace("rate = 200", "rate = 0").replace("months = 36", "months = 12");
        let said = |text: &str| {
            let found = of(text, 30);
            let after = found.iter().find(|it| matches!(it, Warning::AfterHorizon { .. }));
            after.map_or_else(String::new, ToString::to_string)
        };
        let guaranteed = nothing.replace("hurdle = 0.06", "hurdle = 0.06\nprotected_share = 0.5");
        assert!(
            said(&guaranteed).contains("that the council guarantees to the investor falls due")
        );
        assert!(!said(&nothing).contains("guarantees"));
        let by_fund =
            guaranteed.replace("= 0.5\n", "= 0.5\nguaranteed_by = \"Life Chances Fund\"\n");
        assert!(!said(&by_fund).contains("guarantees"), "it is not the council's");
    }

    #[test]
    fn doubts_say_how_much_is_at_stake() {
        let no_rate =
            Warning::NoRate { ambiguous: 1, no_rate: 0, nothing_invested: 999, trials: 1_000 };
        assert_eq!(
            no_rate.to_string(),
            "Not every trial has a single internal rate of return: of 1,000 trials, 1 (0.1%) has more than one \
             and 999 (99.9%) have none because nothing was drawn."
        );
        let counterfactual = Warning::HomeCounterfactual {
            share: 0.764,
            deadweight: vec![("days".into(), 0.33), ("weeks".into(), 0.0)],
        };
        assert_eq!(
            counterfactual.to_string(),
            "Without the programme the same children would have spent 76% as many days at home in the windows that \
             the contract tracks. The rate card: “days” deducts 33% for this and “weeks” deducts nothing for this."
        );
        let many: Vec<String> = (0..9).map(|index| format!("a{index}")).collect();
        assert!(
            Warning::Unsourced { names: many, of: 20 }.to_string().ends_with("`a5` and 3 more.")
        );
    }
}
