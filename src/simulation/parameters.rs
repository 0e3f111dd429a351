//! One trial's assumptions, in the shapes that the domain works with.

use super::World;
use super::secondary::Outcome;
use crate::assumption::{Draw, Parameter};
use crate::cohort::{Door, Funnel, Intake, PathwayIntake, Staffing, TherapyTerms};
use crate::contract::{Caps, CoPayer, Line, Terms};
use crate::family::{ChangedMoves, Curve, Effect, Hazard, MoveChange, MoveStep, Moves, Risks};
use crate::funding::{CostLine, Costs, Facility, Guarantee, SurplusShares, Tranche};
use crate::ledger::Party;
use crate::numeric::quantile;
use crate::random::Trial;
use crate::returns::{CarePrices, Discounting};
use crate::scenario::{Council, Guarantor, Investor, MoveRate, Scenario, Share, Spending};
use crate::units::{Calendar, DAYS_PER_MONTH, DAYS_PER_YEAR, Money, Month};

/// What lives without the programme depend on, in one council.
#[derive(Clone, Debug)]
pub(super) struct Nature {
    pub(super) intake: Intake,
    /// Of each pathway.
    pub(super) risks: Vec<Risks>,
    pub(super) moves: Moves,
}

/// What one world adds: therapy, contract, money and prices.
#[derive(Clone, Debug)]
pub(super) struct Arrangement {
    pub(super) funnel: Funnel,
    pub(super) therapies: Vec<TherapyTerms>,
    /// Of each council, what each therapy does.
    pub(super) effects: Vec<Vec<TherapyEffects>>,
    /// The therapy of each pathway.
    pub(super) therapy_of: Vec<usize>,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) terms: Terms,
    pub(super) provider: Costs,
    pub(super) margin: f64,
    pub(super) facility: Option<Facility>,
    pub(super) hurdle: f64,
    pub(super) councils: Vec<Locality>,
    pub(super) discounting: Discounting,
    /// The councils' own draws, in the order of [`site_names`].
    pub(super) site: Vec<f64>,
}

/// What care costs one council, and the contract besides payments.
#[derive(Clone, Debug)]
pub(super) struct Locality {
    pub(super) prices: CarePrices,
    pub(super) support_days: u32,
    pub(super) running: Costs,
}

/// What a therapy does to those who complete it and to those who do not.
#[derive(Clone, Debug)]
pub(super) struct TherapyEffects {
    pub(super) completed: Effects,
    pub(super) dropped_out: Effects,
}

/// What a therapy does to one kind of family.
#[derive(Clone, Debug)]
pub(super) struct Effects {
    pub(super) care_entry: Effect,
    pub(super) return_home: Effect,
    pub(super) moves: ChangedMoves,
}

/// The value of a number that the file need not give.
pub(super) fn or(draw: &Draw, parameter: Option<Parameter>, otherwise: f64) -> f64 {
    parameter.map_or(otherwise, |it| draw[it])
}

impl Nature {
    /// Of each council.
    pub(super) fn of_councils(scenario: &Scenario, draw: &Draw, trial: Trial) -> Vec<Self> {
        let nature = |(index, council): (usize, &Council)| {
            let site = site_draws(council, draw, trial)[0].1;
            Self {
                intake: intake(index, council, draw),
                risks: council.pathways.iter().map(|it| risks(it, draw, libm::exp(site))).collect(),
                moves: moves(council, draw),
            }
        };
        scenario.councils.iter().enumerate().map(nature).collect()
    }
}

/// What the councils' own draws are called among the assumptions; each stands beside its spread.
pub(super) fn site_names(scenario: &Scenario) -> Vec<String> {
    let names = |council: &Council| {
        let part = council.part();
        let drawn = [
            (council.site.care_entry_sd, "site.care_entry"),
            (council.site.effect_sd, "site.effect"),
        ];
        drawn
            .into_iter()
            .filter(|(sd, _)| sd.is_some())
            .map(move |(_, name)| format!("{part}{name}"))
    };
    scenario.councils.iter().flat_map(names).collect()
}

/// A council's own draws on a log scale, on care entry and on the effect of therapy, each with its
/// spread; 0 where there is none.
fn site_draws(council: &Council, draw: &Draw, trial: Trial) -> [(Option<Parameter>, f64); 2] {
    let part = council.part();
    [(council.site.care_entry_sd, "care_entry_sd"), (council.site.effect_sd, "effect_sd")].map(
        |(sd, name)| {
            let drawn = match or(draw, sd, 0.0) {
                sd if sd > 0.0 => {
                    let draws = trial.assumption(&format!("{part}site {name}"));
                    sd * quantile::normal(draws.only())
                }
                _ => 0.0,
            };
            (sd, drawn)
        },
    )
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

fn intake(index: usize, council: &Council, draw: &Draw) -> Intake {
    let referrals = &council.referrals;
    let volume = or(draw, referrals.volume, 1.0) * or(draw, referrals.share, 1.0);
    let before = std::iter::repeat_n(0.0, referrals.joins);
    let monthly = stepped(&referrals.monthly, referrals.months, draw);
    Intake {
        council: index,
        monthly: before.chain(monthly.into_iter().map(|rate| rate * volume)).collect(),
        dispersion: referrals.dispersion.map(|it| draw[it]).filter(|size| *size > 0.0),
        shares: running(council.pathways.iter().map(|it| draw[it.share])),
        pathways: council
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

fn moves(council: &Council, draw: &Draw) -> Moves {
    if council.placements.iter().all(|it| it.moves_per_year.is_empty()) {
        return Moves::default();
    }
    Moves::new(&moves_per_day(council, draw))
}

/// Moves a day from each placement (rows) to each other (columns).
fn moves_per_day(council: &Council, draw: &Draw) -> Vec<Vec<f64>> {
    let count = council.placements.len();
    council
        .placements
        .iter()
        .map(|it| {
            let mut row = vec![0.0; count];
            for &(to, rate) in &it.moves_per_year {
                row[to] = draw[rate] / DAYS_PER_YEAR;
            }
            row
        })
        .collect()
}

/// What a therapy does to moves, for a family that has the part `strength` of the effect.
fn changed_moves(
    therapy: &crate::scenario::Therapy,
    natural: &[Vec<f64>],
    draw: &Draw,
    strength: f64,
) -> ChangedMoves {
    let step = |it: &crate::scenario::MoveEffect| MoveStep {
        from: it.from,
        to: it.to,
        until: it.until_month * DAYS_PER_MONTH,
        change: match it.change {
            MoveRate::PerYear(rate) => MoveChange::PerDay(draw[rate] / DAYS_PER_YEAR),
            MoveRate::HazardRatio(ratio) => MoveChange::HazardRatio(draw[ratio]),
        },
    };
    let steps: Vec<MoveStep> = therapy.moves.iter().map(step).collect();
    ChangedMoves::new(natural, &steps, strength)
}

impl Arrangement {
    pub(super) fn new(world: &World<'_>, draw: &Draw, trial: Trial, calendar: &Calendar) -> Self {
        let scenario = world.scenario;
        let councils = &scenario.councils;
        let site: Vec<_> = councils.iter().map(|it| site_draws(it, draw, trial)).collect();
        let effects_in =
            |(council, [_, (_, shift)]): (&Council, &[(Option<Parameter>, f64); 2])| {
                let natural = moves_per_day(council, draw);
                let therapies = scenario.terms().therapies.iter();
                therapies.map(|it| effects(it, &natural, draw, *shift)).collect()
            };
        let discounting = &scenario.discounting;
        let parts = expected_referrals(scenario, draw);
        Self {
            effects: councils.iter().zip(&site).map(effects_in).collect(),
            site: site.iter().flatten().filter(|it| it.0.is_some()).map(|it| it.1).collect(),
            funnel: Funnel {
                doors: councils.iter().map(|it| door(it, draw)).collect(),
                limit: scenario.limit,
                stops: None,
            },
            therapies: scenario
                .terms()
                .therapies
                .iter()
                .map(|it| therapy(it, draw, calendar))
                .collect(),
            therapy_of: scenario.first_council().pathways.iter().map(|it| it.therapy).collect(),
            outcomes: scenario.outcomes.iter().map(|it| Outcome::new(it, scenario, draw)).collect(),
            terms: terms(scenario, &parts, draw),
            provider: costs(&scenario.terms().provider, draw),
            margin: or(draw, scenario.terms().provider.margin, 0.0),
            facility: scenario.investor.as_ref().map(|it| facility(it, &parts, draw)),
            hurdle: scenario.investor.as_ref().map_or(0.0, |it| draw[it.hurdle]),
            councils: councils.iter().map(|it| locality(it, draw, calendar)).collect(),
            discounting: Discounting::new(
                draw[discounting.inflation],
                draw[discounting.rate],
                calendar.years_from_prices_of(discounting.prices_of),
            ),
        }
    }
}

fn door(council: &Council, draw: &Draw) -> Door {
    let referrals = &council.referrals;
    Door {
        starts: draw[referrals.starts_therapy],
        ready_after_days: referrals.ready_after_days,
        limit: referrals.limit,
    }
}

fn locality(council: &Council, draw: &Draw, calendar: &Calendar) -> Locality {
    Locality {
        prices: prices(council, draw, calendar),
        support_days: whole_days(council.care.support_months),
        running: costs(&council.running, draw),
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

fn therapy(therapy: &crate::scenario::Therapy, draw: &Draw, calendar: &Calendar) -> TherapyTerms {
    TherapyTerms {
        completes: draw[therapy.completes],
        duration_days: days(therapy.duration_months),
        drop_out_days: days(therapy.drop_out_months),
        staffing: therapy.capacity.as_ref().map(|it| Staffing {
            therapists: stepped(&it.therapists, calendar.months(), draw),
            caseload: draw[it.caseload],
            longest_wait_days: it.longest_wait_months * DAYS_PER_MONTH,
        }),
    }
}

fn effects(
    therapy: &crate::scenario::Therapy,
    natural_moves: &[Vec<f64>],
    draw: &Draw,
    shift: f64,
) -> TherapyEffects {
    let half_life = therapy.fade_half_life_months.map(|it| draw[it]);
    let effect = |steps: &[(f64, Parameter)], strength: f64, shift: f64| {
        let steps: Vec<(f64, f64)> =
            steps.iter().map(|(until, ratio)| (*until, draw[*ratio])).collect();
        Effect::new(&steps, half_life, strength, shift)
    };
    let all = |strength: f64| Effects {
        care_entry: effect(&therapy.care_entry, strength, shift),
        return_home: effect(&therapy.return_home, strength, 0.0),
        moves: changed_moves(therapy, natural_moves, draw, strength),
    };
    TherapyEffects { completed: all(1.0), dropped_out: all(or(draw, therapy.drop_out_effect, 0.0)) }
}

fn terms(scenario: &Scenario, parts: &[f64], draw: &Draw) -> Terms {
    let contract = &scenario.contract;
    let money = |parameter: Option<Parameter>| parameter.map(|it| Money::from_pounds(draw[it]));
    Terms {
        lines: contract
            .lines
            .iter()
            .zip(&scenario.terms().prices)
            .map(|(it, price)| Line {
                measure: it.measure.clone(),
                rate: draw[price.rate],
                deadweight: or(draw, price.deadweight, 0.0),
                baseline: or(draw, it.baseline, 0.0),
                pathways: it.pathways.clone(),
                councils: it.councils.clone(),
            })
            .collect(),
        tracking: scenario.councils.iter().map(|it| it.tracking).collect(),
        parts: parts.to_vec(),
        caps: Caps {
            per_child: money(contract.caps.per_child),
            per_year: money(contract.caps.per_year),
            total: money(contract.caps.total),
            councils: scenario.councils.iter().map(|it| money(it.cap)).collect(),
        },
        co_payers: contract
            .co_payers
            .iter()
            .map(|it| CoPayer {
                share: draw[it.share],
                limit: money(it.limit),
                councils: it.councils.clone(),
            })
            .collect(),
        settled_every_months: contract.settled_every_months,
        lag_months: contract.lag_months,
        indexation: or(draw, contract.indexation, 0.0),
    }
}

/// How many families each council was expected to refer; alike where none was.
fn expected_referrals(scenario: &Scenario, draw: &Draw) -> Vec<f64> {
    let of =
        |(index, council): (usize, &Council)| intake(index, council, draw).monthly.iter().sum();
    let expected: Vec<f64> = scenario.councils.iter().enumerate().map(of).collect();
    if expected.iter().all(|it| *it <= 0.0) { vec![1.0; expected.len()] } else { expected }
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
            })
            .collect(),
        yearly_growth: or(draw, spending.yearly_growth, 0.0),
    }
}

fn facility(investor: &Investor, parts: &[f64], draw: &Draw) -> Facility {
    let (provider, council) = investor.surplus;
    Facility {
        commitment: Money::from_pounds(draw[investor.commitment]),
        reserve: Money::from_pounds(or(draw, investor.reserve, 0.0)),
        recycling: investor.recycling,
        tranches: investor
            .tranches
            .iter()
            .map(|it| Tranche {
                share: it.share,
                preferred_return: or(draw, it.preferred_return, 0.0),
                surplus: it.surplus,
            })
            .collect(),
        surplus: SurplusShares { provider, council },
        councils: parts.to_vec(),
        guarantee: guarantee(investor, parts, draw),
        fund_fee: or(draw, investor.fund_fee, 0.0),
    }
}

fn guarantee(investor: &Investor, parts: &[f64], draw: &Draw) -> Guarantee {
    let council = |(index, part): (usize, &f64)| (Party::Council(index), *part);
    Guarantee {
        guarantors: match investor.guaranteed_by {
            Guarantor::Council => parts.iter().enumerate().map(council).collect(),
            Guarantor::CoPayer(index) => vec![(Party::CoPayer(index), 1.0)],
        },
        coupon: investor.coupon.map_or(0.0, |it| draw[it.rate]),
        coupon_months: investor.coupon.map_or(0, |it| it.months),
        protected_share: or(draw, investor.protected_share, 0.0),
    }
}

fn prices(council: &Council, draw: &Draw, calendar: &Calendar) -> CarePrices {
    let care = &council.care;
    let growth = or(draw, care.yearly_growth, 0.0);
    let grown = |price: f64| CarePrices::grown(price, growth, care.prices_of, calendar);
    CarePrices {
        daily: council
            .placements
            .iter()
            .map(|it| {
                let daily = draw[it.weekly_cost] / 7.0;
                CarePrices::grown(daily, or(draw, it.yearly_growth, 0.0), it.prices_of, calendar)
            })
            .collect(),
        cashable: council.placements.iter().map(|it| or(draw, it.cashable, 1.0)).collect(),
        entry: grown(or(draw, care.entry_cost, 0.0)),
        entry_cashable: or(draw, care.entry_cashable, 1.0),
        support_daily: grown(CarePrices::daily_of_yearly(or(draw, care.support_yearly_cost, 0.0))),
        support_cashable: or(draw, care.support_cashable, 1.0),
    }
}
