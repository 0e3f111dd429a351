//! One trial's assumptions, in the shapes that the domain works with.

use super::World;
use crate::assumption::{Draw, Parameter};
use crate::cohort::{
    Allocation, Capacity, Funnel, Intake, Offer, PathwayIntake, Staffing, TherapyTerms,
};
use crate::contract::{Caps, CoPayer, Line, Terms};
use crate::family::{Curve, Effect, Hazard, Moves, Risks};
use crate::funding::{CostLine, Costs, Facility, Provider, SurplusShares};
use crate::numeric::quantile;
use crate::random::Trial;
use crate::returns::{CarePrices, Discounting};
use crate::scenario::{AllocatedBy, Scenario, Share, Spending};
use crate::units::{Calendar, DAYS_PER_MONTH, DAYS_PER_YEAR, Money, Month};

/// What lives without the programme depend on.
#[derive(Clone, Debug)]
pub(super) struct Nature {
    pub(super) intake: Intake,
    pub(super) risks: Vec<Risks>,
    pub(super) moves: Moves,
}

/// What one world adds: therapy, contract, money and prices.
#[derive(Clone, Debug)]
pub(super) struct Arrangement {
    pub(super) funnel: Funnel,
    pub(super) therapies: Vec<TherapyTerms>,
    pub(super) effects: Vec<TherapyEffects>,
    /// What the families of each pathway are offered.
    pub(super) offers: Vec<Offer>,
    /// The provider of each therapy.
    pub(super) provider_of: Vec<usize>,
    pub(super) terms: Terms,
    pub(super) providers: Vec<Provider>,
    pub(super) council: Costs,
    pub(super) facility: Option<Facility>,
    pub(super) hurdle: f64,
    pub(super) prices: CarePrices,
    pub(super) support_days: u32,
    pub(super) discounting: Discounting,
    /// The place's own draws, in the order of [`site_names`].
    pub(super) site: Vec<f64>,
}

/// What a therapy does to those who complete it and to those who do not.
#[derive(Clone, Debug)]
pub(super) struct TherapyEffects {
    pub(super) completed: (Effect, Effect),
    pub(super) dropped_out: (Effect, Effect),
}

/// The value of a number that the file need not give.
fn or(draw: &Draw, parameter: Option<Parameter>, otherwise: f64) -> f64 {
    parameter.map_or(otherwise, |it| draw[it])
}

impl Nature {
    pub(super) fn new(scenario: &Scenario, draw: &Draw, trial: Trial) -> Self {
        let site = site_shift(draw, scenario.site.care_entry_sd, trial, "site care_entry_sd");
        Self {
            intake: intake(scenario, draw),
            risks: scenario.pathways.iter().map(|it| risks(it, draw, libm::exp(site))).collect(),
            moves: moves(scenario, draw),
        }
    }
}

/// What the place's own draws are called among the assumptions; each stands beside its spread.
pub(super) fn site_names(scenario: &Scenario) -> Vec<String> {
    let drawn = [
        (scenario.site.care_entry_sd, "site.care_entry"),
        (scenario.site.effect_sd, "site.effect"),
    ];
    drawn.iter().filter(|(sd, _)| sd.is_some()).map(|(_, name)| (*name).to_owned()).collect()
}

/// The place's own draw on a log scale; none where it has no spread.
fn site_shift(draw: &Draw, sd: Option<Parameter>, trial: Trial, name: &str) -> f64 {
    match or(draw, sd, 0.0) {
        sd if sd > 0.0 => sd * quantile::normal(trial.assumption(name).only()),
        _ => 0.0,
    }
}

/// The step in force in each of so many months; 0 before the first.
fn stepped(steps: &[(Month, Parameter)], months: Month, draw: &Draw) -> Vec<f64> {
    (0..months)
        .map(|month| {
            let in_force = steps.iter().rfind(|(from, _)| *from <= month);
            in_force.map_or(0.0, |(_, parameter)| draw[*parameter])
        })
        .collect()
}

fn intake(scenario: &Scenario, draw: &Draw) -> Intake {
    let referrals = &scenario.referrals;
    let volume = or(draw, referrals.volume, 1.0);
    let monthly = stepped(&referrals.monthly, referrals.months, draw);
    Intake {
        monthly: monthly.into_iter().map(|rate| rate * volume).collect(),
        dispersion: referrals.dispersion.map(|it| draw[it]).filter(|size| *size > 0.0),
        shares: running(scenario.pathways.iter().map(|it| draw[it.share])),
        pathways: scenario
            .pathways
            .iter()
            .map(|it| PathwayIntake {
                age_years: it.age_years,
                heterogeneity: or(draw, it.heterogeneity, 0.0),
                days_in_care: days(it.in_care_months),
            })
            .collect(),
    }
}

fn days((least, most): (f64, f64)) -> (f64, f64) {
    (least * DAYS_PER_MONTH, most * DAYS_PER_MONTH)
}

/// Running sums.
fn running(shares: impl Iterator<Item = f64>) -> Vec<f64> {
    shares
        .scan(0.0, |sum, share| {
            *sum += share;
            Some(*sum)
        })
        .collect()
}

fn risks(pathway: &crate::scenario::Pathway, draw: &Draw, scale: f64) -> Risks {
    let variance = or(draw, pathway.heterogeneity, 0.0);
    let compiled = |curve: Option<&Curve<Parameter>>, variance: f64, scale: f64| {
        let mut hazard = Hazard::default();
        if let Some(curve) = curve {
            hazard.compile(curve, variance, scale, |it| draw[*it]);
        }
        hazard
    };
    let share = |it: &Share| match it {
        Share::None => 0.0,
        Share::Of(parameter) => draw[*parameter],
    };
    Risks {
        begins: pathway.begins,
        care_entry: compiled(pathway.care_entry.as_ref(), variance, scale),
        re_entry: compiled(pathway.re_entry.as_ref(), variance, scale),
        length_of_stay: compiled(Some(&pathway.length_of_stay), 0.0, 1.0),
        placements: running(pathway.placements.iter().map(share)),
    }
}

fn moves(scenario: &Scenario, draw: &Draw) -> Moves {
    if scenario.placements.iter().all(|it| it.moves_per_year.is_empty()) {
        return Moves::default();
    }
    let count = scenario.placements.len();
    let per_day: Vec<Vec<f64>> = scenario
        .placements
        .iter()
        .map(|it| {
            let mut row = vec![0.0; count];
            for &(to, rate) in &it.moves_per_year {
                row[to] = draw[rate] / DAYS_PER_YEAR;
            }
            row
        })
        .collect();
    Moves::new(&per_day)
}

impl Arrangement {
    pub(super) fn new(world: &World<'_>, draw: &Draw, trial: Trial, calendar: &Calendar) -> Self {
        let scenario = world.scenario;
        let shift = site_shift(draw, scenario.site.effect_sd, trial, "site effect_sd");
        let entry_shift =
            site_shift(draw, scenario.site.care_entry_sd, trial, "site care_entry_sd");
        let site = [(scenario.site.care_entry_sd, entry_shift), (scenario.site.effect_sd, shift)];
        let discounting = &scenario.discounting;
        Self {
            site: site.iter().filter(|(sd, _)| sd.is_some()).map(|(_, shift)| *shift).collect(),
            funnel: Funnel {
                starts: draw[scenario.referrals.starts_therapy],
                ready_after_days: scenario.referrals.ready_after_days,
                limit: scenario.referrals.limit,
                stops: None,
            },
            therapies: scenario
                .therapies
                .iter()
                .map(|it| therapy(it, draw, trial, calendar))
                .collect(),
            effects: scenario.therapies.iter().map(|it| effects(it, draw, shift)).collect(),
            offers: scenario.pathways.iter().map(|it| offer(it, draw)).collect(),
            provider_of: scenario.therapies.iter().map(|it| it.provider).collect(),
            terms: terms(scenario, draw),
            providers: scenario
                .providers
                .iter()
                .map(|it| Provider {
                    costs: costs(&it.spending, draw),
                    margin: or(draw, it.margin, 0.0),
                })
                .collect(),
            council: costs(&scenario.council, draw),
            facility: scenario.investor.as_ref().map(|it| facility(it, draw)),
            hurdle: scenario.investor.as_ref().map_or(0.0, |it| draw[it.hurdle]),
            prices: prices(scenario, draw, calendar),
            support_days: whole_days(scenario.care.support_months),
            discounting: Discounting::new(
                draw[discounting.inflation],
                draw[discounting.rate],
                calendar.years_from_prices_of(discounting.prices_of),
            ),
        }
    }
}

fn whole_days(months: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a stretch of days"
    )]
    {
        (months * DAYS_PER_MONTH).round() as u32
    }
}

fn offer(pathway: &crate::scenario::Pathway, draw: &Draw) -> Offer {
    let by = match pathway.allocated_by {
        AllocatedBy::Share => Allocation::Share,
        AllocatedBy::Risk => {
            Allocation::Risk { heterogeneity: or(draw, pathway.heterogeneity, 0.0) }
        }
    };
    Offer::new(&pathway.therapies, by)
}

fn therapy(
    therapy: &crate::scenario::Therapy,
    draw: &Draw,
    trial: Trial,
    calendar: &Calendar,
) -> TherapyTerms {
    let staffing = |it: &crate::scenario::Capacity| {
        Staffing::draw(&capacity(it, draw, calendar), calendar, trial, &therapy.key)
    };
    TherapyTerms {
        completes: draw[therapy.completes],
        duration_days: days(therapy.duration_months),
        drop_out_days: days(therapy.drop_out_months),
        staffing: therapy.capacity.as_ref().map(staffing),
    }
}

/// The share of the caseload in training, where the file does not give it.
const TRAINING_CASELOAD: f64 = 0.5;

fn capacity(capacity: &crate::scenario::Capacity, draw: &Draw, calendar: &Calendar) -> Capacity {
    Capacity {
        posts: stepped(&capacity.therapists, calendar.months(), draw),
        caseload: draw[capacity.caseload],
        hiring_days: days(capacity.hiring_months),
        training_days: or(draw, capacity.training_months, 0.0) * DAYS_PER_MONTH,
        training_caseload: or(draw, capacity.training_caseload, TRAINING_CASELOAD),
        yearly_turnover: or(draw, capacity.yearly_turnover, 0.0),
        therapists_per_supervisor: capacity.therapists_per_supervisor.map(|it| draw[it]),
        teams: capacity.teams,
        longest_wait_days: capacity.longest_wait_months * DAYS_PER_MONTH,
    }
}

fn effects(therapy: &crate::scenario::Therapy, draw: &Draw, shift: f64) -> TherapyEffects {
    let half_life = therapy.fade_half_life_months.map(|it| draw[it]);
    let effect = |steps: &[(f64, Parameter)], strength: f64, shift: f64| {
        let steps: Vec<(f64, f64)> =
            steps.iter().map(|(until, ratio)| (*until, draw[*ratio])).collect();
        Effect::new(&steps, half_life, strength, shift)
    };
    let kept = or(draw, therapy.drop_out_effect, 0.0);
    let both = |strength: f64| {
        (effect(&therapy.care_entry, strength, shift), effect(&therapy.return_home, strength, 0.0))
    };
    TherapyEffects { completed: both(1.0), dropped_out: both(kept) }
}

fn terms(scenario: &Scenario, draw: &Draw) -> Terms {
    let contract = &scenario.contract;
    let money = |parameter: Option<Parameter>| parameter.map(|it| Money::from_pounds(draw[it]));
    Terms {
        lines: contract
            .lines
            .iter()
            .map(|it| Line {
                measure: it.measure.clone(),
                rate: draw[it.rate],
                deadweight: or(draw, it.deadweight, 0.0),
                pathways: it.pathways.clone(),
            })
            .collect(),
        tracking: contract.tracking,
        caps: Caps {
            per_child: money(contract.caps.per_child),
            per_year: money(contract.caps.per_year),
            total: money(contract.caps.total),
            council: money(contract.caps.council),
        },
        co_payers: contract
            .co_payers
            .iter()
            .map(|it| CoPayer { share: draw[it.share], limit: money(it.limit) })
            .collect(),
        settled_every_months: contract.settled_every_months,
        lag_months: contract.lag_months,
        indexation: or(draw, contract.indexation, 0.0),
    }
}

fn costs(spending: &Spending, draw: &Draw) -> Costs {
    Costs {
        lines: spending
            .costs
            .iter()
            .map(|it| CostLine {
                amount: draw[it.amount],
                basis: it.basis,
                from: it.from,
                until: it.until,
                counts: it.counts.clone(),
            })
            .collect(),
        yearly_growth: or(draw, spending.yearly_growth, 0.0),
    }
}

fn facility(investor: &crate::scenario::Investor, draw: &Draw) -> Facility {
    let (provider, council) = investor.surplus;
    Facility {
        commitment: Money::from_pounds(draw[investor.commitment]),
        reserve: Money::from_pounds(or(draw, investor.reserve, 0.0)),
        recycling: investor.recycling,
        preferred_return: or(draw, investor.preferred_return, 0.0),
        surplus: SurplusShares { provider, council },
    }
}

fn prices(scenario: &Scenario, draw: &Draw, calendar: &Calendar) -> CarePrices {
    let care = &scenario.care;
    let growth = or(draw, care.yearly_growth, 0.0);
    let grown = |price: f64| CarePrices::grown(price, growth, care.prices_of, calendar);
    CarePrices {
        daily: scenario
            .placements
            .iter()
            .map(|it| {
                let daily = draw[it.weekly_cost] / 7.0;
                CarePrices::grown(daily, or(draw, it.yearly_growth, 0.0), it.prices_of, calendar)
            })
            .collect(),
        cashable: scenario.placements.iter().map(|it| or(draw, it.cashable, 1.0)).collect(),
        entry: grown(or(draw, care.entry_cost, 0.0)),
        entry_cashable: or(draw, care.entry_cashable, 1.0),
        support_daily: grown(CarePrices::daily_of_yearly(or(draw, care.support_yearly_cost, 0.0))),
        support_cashable: or(draw, care.support_cashable, 1.0),
    }
}
