//! One trial's assumptions, in the shapes that the domain works with.

use super::incentive::{Incentive, Shift};
use super::levels::Levels;
use crate::assumption::{Draw, Parameter};
use crate::cohort::{
    AdmissionRules, Allocation, Capacity, Intake, Offer, PathwayIntake, TherapyTerms,
};
use crate::contract::{Caps, CoPayer, Line, Ranks, Terms};
use crate::family::{ChangedMoves, Curve, Effect, Hazard, MoveChange, MoveStep, Moves, Risks};
use crate::funding::{CostLine, Costs, Facility, Guarantee, SurplusShares, Tranche};
use crate::ledger::Party;
use crate::numeric::quantile;
use crate::numeric::rounding::half_up;
use crate::returns::{CarePrices, GrownPrices, StayCost};
use crate::scenario::{
    AllocatedBy, Council, Guarantor, Investor, MoveRate, Scenario, Share, Spending,
};
use crate::units::{Calendar, DAYS_PER_MONTH, DAYS_PER_YEAR, Money, Month};

/// What lives without the programme depend on, in one council.
#[derive(Clone, Debug)]
pub(super) struct Nature {
    pub(super) intake: Intake,
    /// Of each pathway.
    pub(super) risks: Vec<Risks>,
    pub(super) moves: Moves,
}

/// What care costs one council, and the contract besides payments.
#[derive(Clone, Debug)]
pub(super) struct Locality {
    pub(super) prices: CarePrices,
    /// Of each placement, and of support: what a stay costs.
    pub(super) stays: (Vec<StayCost>, StayCost),
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
    pub(super) fn of_councils(scenario: &Scenario, draw: &Draw) -> Vec<Self> {
        let councils = scenario.councils.iter().zip(site_draws(scenario, draw)).enumerate();
        let levels = Levels::of(scenario, draw);
        let nature = |(index, (council, [(_, site), _])): (usize, (&Council, SiteDraws))| Self {
            intake: intake(index, council, scenario.referred_until(council), (levels, draw)),
            risks: council
                .pathways
                .iter()
                .map(|pathway| risks(pathway, draw, libm::exp(site) * levels.risk))
                .collect(),
            moves: moves(council, draw),
        };
        councils.map(nature).collect()
    }
}

/// A council's own draws on a log scale, on care entry and on the effect of therapy, each with its
/// spread; 0 where there is none.
pub(super) type SiteDraws = [(Option<Parameter>, f64); 2];

/// What is drawn once a trial and is no assumption of the file: of each council's site, beside the
/// spread, and of an early end. Its address, and what the value is called among the assumptions.
pub(super) fn lots(scenario: &Scenario) -> Vec<(String, String)> {
    let of_site = |council: &Council| {
        let part = council.part();
        let drawn = [
            (council.site.care_entry_sd, "site care_entry_sd", "site.care_entry"),
            (council.site.effect_sd, "site effect_sd", "site.effect"),
        ];
        drawn
            .into_iter()
            .filter(|(sd, ..)| sd.is_some())
            .map(move |(_, address, name)| (format!("{part}{address}"), format!("{part}{name}")))
    };
    let end = scenario.contract.early_end.map(|_| "contract.early_end".to_owned());
    let end = end.map(|end| (end.clone(), end));
    scenario.councils.iter().flat_map(of_site).chain(end).collect()
}

/// Each council's own draws.
pub(super) fn site_draws(scenario: &Scenario, draw: &Draw) -> impl Iterator<Item = SiteDraws> {
    let mut lots = draw.lots().iter();
    let mut drawn = move |sd: Option<Parameter>| {
        let lot = sd.and_then(|_| lots.next());
        match (or(draw, sd, 0.0), lot) {
            (spread, Some(lot)) if spread > 0.0 => (sd, spread * quantile::normal(*lot)),
            _ => (sd, 0.0),
        }
    };
    let councils = scenario.councils.iter();
    councils.map(move |it| [it.site.care_entry_sd, it.site.effect_sd].map(&mut drawn))
}

/// The lot of an early end: the last.
pub(super) fn early_end_lot(draw: &Draw) -> Option<f64> {
    draw.lots().last().copied()
}

/// The step in force in each of so many months; 0 before the first.
fn stepped(steps: &[(Month, Parameter)], months: Month, draw: &Draw) -> Vec<f64> {
    let mut values = vec![0.0; months];
    for &(from, parameter) in steps {
        values[from.min(months)..].fill(draw[parameter]);
    }
    values
}

fn intake(index: usize, council: &Council, end: Month, (levels, draw): (Levels, &Draw)) -> Intake {
    let referrals = &council.referrals;
    let volume =
        or(draw, referrals.volume, 1.0) * or(draw, referrals.share, 1.0) * levels.referrals;
    let before = std::iter::repeat_n(0.0, referrals.joins);
    let months = end.saturating_sub(referrals.joins);
    let monthly = stepped(&referrals.monthly, months, draw);
    Intake {
        council: index,
        monthly: before.chain(monthly.into_iter().map(|rate| rate * volume)).collect(),
        dispersion: referrals
            .dispersion
            .map(|dispersion| draw[dispersion])
            .filter(|size| *size > 0.0),
        shares: running(council.pathways.iter().map(|pathway| draw[pathway.share])),
        pathways: council
            .pathways
            .iter()
            .map(|pathway| PathwayIntake {
                age_years: pathway.age_years,
                heterogeneity: or(draw, pathway.heterogeneity, 0.0),
                days_in_care: days(pathway.in_care_months),
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
    let share = |share: &Share| match share {
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
    if council.placements.iter().all(|placement| placement.moves_per_year.is_empty()) {
        return Moves::default();
    }
    Moves::new(&moves_per_day(council, draw))
}

/// Moves a day from each placement (rows) to each other (columns).
pub(super) fn moves_per_day(council: &Council, draw: &Draw) -> Vec<Vec<f64>> {
    let count = council.placements.len();
    council
        .placements
        .iter()
        .map(|placement| {
            let mut row = vec![0.0; count];
            for &(to, rate) in &placement.moves_per_year {
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
    let step = |move_effect: &crate::scenario::MoveEffect| MoveStep {
        from: move_effect.from,
        to: move_effect.to,
        until: move_effect.until_month * DAYS_PER_MONTH,
        change: match move_effect.change {
            MoveRate::PerYear(rate) => MoveChange::PerDay(draw[rate] / DAYS_PER_YEAR),
            MoveRate::HazardRatio(ratio) => MoveChange::HazardRatio(draw[ratio]),
        },
    };
    let steps: Vec<MoveStep> = therapy.moves.iter().map(step).collect();
    ChangedMoves::new(natural, &steps, strength)
}

pub(super) fn door(
    council: &Council,
    rank: usize,
    incentive: &Incentive,
    draw: &Draw,
) -> AdmissionRules {
    let referrals = &council.referrals;
    AdmissionRules {
        rank,
        starts: incentive.starts_therapy(draw[referrals.starts_therapy]),
        ready_after_days: referrals.ready_after_days,
        limit: referrals.limit,
        closes: u32::MAX,
    }
}

pub(super) fn locality(
    index: usize,
    council: &Council,
    (levels, draw): (Levels, &Draw),
    calendar: &Calendar,
) -> Locality {
    let prices = prices(council, (levels, draw), calendar);
    let stay = |daily: &Vec<f64>| StayCost::new(daily, calendar);
    Locality {
        stays: (prices.daily.iter().map(stay).collect(), stay(&prices.support_daily)),
        prices,
        support_days: half_up(council.care.support_months * DAYS_PER_MONTH),
        running: costs(&council.running, Some(index), 1.0, draw),
    }
}

pub(super) fn offer(pathway: &crate::scenario::Pathway, draw: &Draw) -> Offer {
    let by = match pathway.allocated_by {
        AllocatedBy::Share => Allocation::Share,
        AllocatedBy::Risk => {
            Allocation::Risk { heterogeneity: or(draw, pathway.heterogeneity, 0.0) }
        }
    };
    Offer::new(&pathway.therapies, by)
}

pub(super) fn therapy(
    therapy: &crate::scenario::Therapy,
    incentive: &Incentive,
    draw: &Draw,
) -> TherapyTerms {
    TherapyTerms {
        completes: incentive.completes(draw[therapy.completes]),
        duration_days: days(therapy.duration_months),
        drop_out_days: days(therapy.drop_out_months),
    }
}

/// The share of the caseload in training, where the file does not give it.
const TRAINING_CASELOAD: f64 = 0.5;

pub(super) fn capacity(
    capacity: &crate::scenario::Capacity,
    draw: &Draw,
    months: Month,
) -> Capacity {
    Capacity {
        posts: stepped(&capacity.therapists, months, draw),
        caseload: vec![draw[capacity.caseload]; months],
        hiring_days: days(capacity.hiring_months),
        training_days: or(draw, capacity.training_months, 0.0) * DAYS_PER_MONTH,
        training_caseload: or(draw, capacity.training_caseload, TRAINING_CASELOAD),
        yearly_turnover: or(draw, capacity.yearly_turnover, 0.0),
        therapists_per_supervisor: capacity
            .therapists_per_supervisor
            .map(|therapists_per_supervisor| draw[therapists_per_supervisor]),
        teams: capacity.teams,
        longest_wait_days: capacity.longest_wait_months * DAYS_PER_MONTH,
    }
}

pub(super) fn effects(
    therapy: &crate::scenario::Therapy,
    natural_moves: &[Vec<f64>],
    (level, draw): (f64, &Draw),
    shift: Shift,
) -> TherapyEffects {
    let half_life = therapy.fade_half_life_months.map(|months| draw[months]);
    let effect = |steps: &[(f64, Parameter)], strength: f64, shift: f64| {
        let steps: Vec<(f64, f64)> =
            steps.iter().map(|(until, ratio)| (*until, draw[*ratio])).collect();
        Effect::new(&steps, half_life, strength, shift)
    };
    let all = |strength: f64| Effects {
        care_entry: effect(&therapy.care_entry, strength, shift.care_entry),
        return_home: effect(&therapy.return_home, strength, shift.return_home),
        moves: changed_moves(therapy, natural_moves, draw, strength),
    };
    TherapyEffects {
        completed: all(level),
        dropped_out: all(level * or(draw, therapy.drop_out_effect, 0.0)),
    }
}

pub(super) fn terms(scenario: &Scenario, parts: &[f64], (levels, draw): (Levels, &Draw)) -> Terms {
    let contract = &scenario.contract;
    let limit = |level: f64, parameter: Option<Parameter>| {
        parameter.map(|parameter| Money::from_pounds(draw[parameter] * level))
    };
    let cap = |parameter| limit(levels.caps, parameter);
    Terms {
        lines: contract
            .lines
            .iter()
            .map(|line| Line {
                measure: line.measure.clone(),
                prices: Vec::new(),
                baseline: or(draw, line.baseline, 0.0),
                pathways: line.pathways.clone(),
                councils: line.councils.clone(),
            })
            .collect(),
        tracking: scenario.councils.iter().map(|council| council.tracking).collect(),
        parts: parts.to_vec(),
        ranks: ranks(scenario),
        caps: Caps {
            per_child: cap(contract.caps.per_child),
            per_year: cap(contract.caps.per_year),
            total: cap(contract.caps.total),
            councils: scenario.councils.iter().map(|council| cap(council.cap)).collect(),
        },
        co_payers: contract
            .co_payers
            .iter()
            .map(|co_payer| CoPayer {
                share: draw[co_payer.share] * levels.co_payers,
                limit: limit(levels.co_payers, co_payer.limit),
                councils: co_payer.councils.clone(),
            })
            .collect(),
        settled_every_months: contract.settled_every_months,
        lag_months: contract.lag_months,
        indexation: or(draw, contract.indexation, 0.0),
    }
}

/// Who comes first where a penny, or a place, is left over.
pub(super) fn ranks(scenario: &Scenario) -> Ranks {
    let lines: Vec<&str> = scenario.contract.lines.iter().map(|line| line.name.as_str()).collect();
    let councils =
        scenario.councils.iter().map(|council| council.name.as_deref().unwrap_or_default());
    Ranks::new(&lines, &councils.collect::<Vec<&str>>())
}

/// What each council has of that which belongs to all, in the order of their names.
fn of_councils(parts: &[f64], ranks: &Ranks) -> Vec<(Party, f64)> {
    let mut of_each: Vec<(Party, f64)> =
        parts.iter().enumerate().map(|(index, part)| (Party::Council(index), *part)).collect();
    of_each.sort_by_key(|(party, _)| match party {
        Party::Council(index) => ranks.councils[*index],
        _ => usize::MAX,
    });
    of_each
}

/// How many families each council was expected to refer; alike where none was.
pub(super) fn expected_referrals(scenario: &Scenario, draw: &Draw) -> Vec<f64> {
    let levels = Levels::of(scenario, draw);
    let of = |(index, council): (usize, &Council)| {
        intake(index, council, council.referrals.end(), (levels, draw)).monthly.iter().sum()
    };
    let expected: Vec<f64> = scenario.councils.iter().enumerate().map(of).collect();
    if expected.iter().all(|it| *it <= 0.0) { vec![1.0; expected.len()] } else { expected }
}

/// What one party spends, each amount so many times that of the file; of a council, on its own
/// families.
pub(super) fn costs(
    spending: &Spending,
    council: Option<usize>,
    factor: f64,
    draw: &Draw,
) -> Costs {
    Costs {
        lines: spending
            .costs
            .iter()
            .map(|cost| CostLine {
                amount: draw[cost.amount] * factor,
                basis: cost.basis,
                from: cost.from,
                until: cost.until,
                counts: cost.counts.clone(),
                council,
            })
            .collect(),
        yearly_growth: or(draw, spending.yearly_growth, 0.0),
    }
}

pub(super) fn facility(
    investor: &Investor,
    (parts, ranks): (&[f64], &Ranks),
    (levels, draw): (Levels, &Draw),
) -> Facility {
    let (provider, council) = investor.surplus;
    let councils = of_councils(parts, ranks);
    Facility {
        commitment: Money::from_pounds(draw[investor.commitment] * levels.commitment),
        reserve: Money::from_pounds(or(draw, investor.reserve, 0.0)),
        recycling: investor.recycling,
        tranches: investor
            .tranches
            .iter()
            .map(|tranche| Tranche {
                share: tranche.share,
                preferred_return: or(draw, tranche.preferred_return, 0.0).max(0.0),
                surplus: tranche.surplus,
            })
            .collect(),
        surplus: SurplusShares { provider, council },
        guarantee: guarantee(investor, &councils, draw),
        councils,
        fund_fee: or(draw, investor.fund_fee, 0.0),
    }
}

fn guarantee(investor: &Investor, councils: &[(Party, f64)], draw: &Draw) -> Guarantee {
    Guarantee {
        guarantors: match investor.guaranteed_by {
            Guarantor::Council => councils.to_vec(),
            Guarantor::CoPayer(index) => vec![(Party::CoPayer(index), 1.0)],
        },
        coupon: investor.coupon.map_or(0.0, |it| draw[it.rate]).max(0.0),
        coupon_months: investor.coupon.map_or(0, |it| it.months),
        protected_share: or(draw, investor.protected_share, 0.0),
    }
}

fn prices(council: &Council, (levels, draw): (Levels, &Draw), calendar: &Calendar) -> CarePrices {
    let care = &council.care;
    let level = levels.care_prices;
    let growth = or(draw, care.yearly_growth, 0.0);
    let mut grown = GrownPrices::new(calendar);
    CarePrices {
        daily: council
            .placements
            .iter()
            .map(|placement| {
                let daily = draw[placement.weekly_cost] / 7.0 * level;
                grown.from(daily, or(draw, placement.yearly_growth, 0.0), placement.prices_of)
            })
            .collect(),
        cashable: council
            .placements
            .iter()
            .map(|placement| or(draw, placement.cashable, 1.0))
            .collect(),
        entry: grown.from(or(draw, care.entry_cost, 0.0) * level, growth, care.prices_of),
        entry_cashable: or(draw, care.entry_cashable, 1.0),
        support_daily: grown.from(
            CarePrices::daily_of_yearly(or(draw, care.support_yearly_cost, 0.0)) * level,
            growth,
            care.prices_of,
        ),
        support_cashable: or(draw, care.support_cashable, 1.0),
    }
}
