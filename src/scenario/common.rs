//! What two scenarios have in common, so that it is simulated once: the families without the programme,
//! and the work that is done with them.
//!
//! Both are equal by value: what is compared is what stands in the typed [`Scenario`] when it is asked,
//! with the spread behind every number in place of its ticket. Each table is taken apart without a rest,
//! so that a field that is added has to be put on one side or the other before this compiles. What is
//! left out must not be read by what the comparison stands for.

use super::model::{
    Capacity, Caps, Care, Change, Contract, Council, EarlyEnd, Edition, Incentive, Levels,
    LinePrice, MoveEffect, MoveRate, Pathway, PaymentLine, Placement, Referrals, Scenario,
    SecondaryOutcome, Share, Site, Therapy,
};
use crate::assumption::{Identity, Parameter, Register};
use crate::family::Curve;
use crate::units::Month;

impl Scenario {
    /// All that lives without the programme depend on: two scenarios in which it is equal share their
    /// families and their status quo.
    pub fn natural_history(&self) -> impl PartialEq + use<'_> {
        let Self {
            name: _,
            description: _,
            arrangement: _,
            headline_view: _,
            starts,
            horizon: _,
            important_difference: _,
            register,
            discounting: _,
            limit: _,
            changes,
            editions: _,
            councils,
            outcomes: _,
            contract: _,
            incentive: _,
            levels,
            investor: _,
            claims: _,
        } = self;
        let numbers = Numbers(register);
        let extended = changes.iter().filter_map(|change| change.extends_to).max();
        let councils: Vec<_> =
            councils.iter().map(|council| untreated_council(council, numbers)).collect();
        let Levels {
            tariff: _,
            deadweight: _,
            caps: _,
            co_payers: _,
            commitment: _,
            referrals,
            risk,
            care_prices: _,
            effect: _,
            provider_costs: _,
        } = *levels;
        (starts, extended, councils, numbers.maybe(referrals), numbers.maybe(risk))
    }

    /// All that, beside the natural history, decides who is treated, how they live then and what is
    /// counted of it: two scenarios in which both are equal differ in money alone.
    pub fn work(&self) -> impl PartialEq + use<'_> {
        let Self {
            name: _,
            description: _,
            arrangement: _,
            headline_view: _,
            starts: _,
            horizon,
            important_difference: _,
            register,
            discounting: _,
            limit,
            changes,
            editions,
            councils,
            outcomes,
            contract,
            incentive,
            levels,
            investor: _,
            claims: _,
        } = self;
        let numbers = Numbers(register);
        let Contract {
            lines,
            caps: Caps { per_child, per_year: _, total: _ },
            co_payers: _,
            settled_every_months,
            lag_months: _,
            indexation,
            early_end,
        } = contract;
        let early_end = early_end
            .map(|EarlyEnd { yearly_chance, payments }| (numbers.of(yearly_chance), payments));
        let Incentive { effect, completes, starts_therapy, costs: _ } = *incentive;
        let incentive = [effect, completes, starts_therapy].map(|it| numbers.maybe(it));
        let Levels {
            tariff,
            deadweight,
            caps,
            co_payers: _,
            commitment: _,
            referrals: _,
            risk: _,
            care_prices,
            effect,
            provider_costs: _,
        } = *levels;
        let levels = [care_prices, effect].map(|it| numbers.maybe(it));
        // A cap on one child is applied family by family, so that with one the prices belong to the
        // counts.
        let capped = per_child.map(|cap| {
            let prices =
                editions.iter().flat_map(|edition| &edition.prices).map(|it| price(it, numbers));
            let levels = [tariff, deadweight, caps].map(|it| numbers.maybe(it));
            (numbers.of(cap), numbers.maybe(*indexation), levels, prices.collect::<Vec<_>>())
        });
        let when = changes.iter().map(when_in_force).collect::<Vec<_>>();
        let editions: Vec<_> = editions.iter().map(|edition| treatment(edition, numbers)).collect();
        let councils: Vec<_> =
            councils.iter().map(|council| treated_council(council, numbers)).collect();
        let outcomes: Vec<_> = outcomes.iter().map(|it| outcome(it, numbers)).collect();
        let lines: Vec<_> = lines.iter().map(|line| counted(line, numbers)).collect();
        let contract = (lines, settled_every_months, early_end, capped);
        (horizon, limit, (when, editions), councils, outcomes, contract, incentive, levels)
    }
}

/// Tickets exchanged for what decides the values that they stand for.
#[derive(Clone, Copy)]
struct Numbers<'a>(&'a Register);

impl<'a> Numbers<'a> {
    fn of(self, parameter: Parameter) -> Identity<'a> {
        self.0.identity(parameter)
    }

    fn maybe(self, parameter: Option<Parameter>) -> Option<Identity<'a>> {
        parameter.map(|parameter| self.of(parameter))
    }

    /// A row of parameters, each with where it holds or what it is about.
    fn each<T: Copy + PartialEq>(self, of: &[(T, Parameter)]) -> Vec<(T, Identity<'a>)> {
        of.iter().map(|(about, parameter)| (*about, self.of(*parameter))).collect()
    }

    fn curve(self, curve: &Curve<Parameter>) -> Curve<Identity<'a>> {
        curve.map(|parameter| self.of(*parameter))
    }
}

fn untreated_council<'a>(council: &'a Council, numbers: Numbers<'a>) -> impl PartialEq + use<'a> {
    let Council {
        name,
        referrals,
        site: Site { care_entry_sd, effect_sd: _ },
        pathways,
        placements,
        care: _,
        tracking: _,
        cap: _,
        running: _,
    } = council;
    let pathways: Vec<_> = pathways.iter().map(|pathway| untreated(pathway, numbers)).collect();
    let moves: Vec<_> =
        placements.iter().map(|placement| natural_moves(placement, numbers)).collect();
    (name, referred(referrals, numbers), numbers.maybe(*care_entry_sd), pathways, moves)
}

fn referred<'a>(referrals: &'a Referrals, numbers: Numbers<'a>) -> impl PartialEq + use<'a> {
    let Referrals {
        joins,
        // It is part of `joins`.
        delay: _,
        share,
        monthly,
        months,
        volume,
        dispersion,
        starts_therapy: _,
        ready_after_days: _,
        limit: _,
    } = referrals;
    let monthly: Vec<(Month, _)> = numbers.each(monthly);
    let [share, volume, dispersion] = [share, volume, dispersion].map(|it| numbers.maybe(*it));
    (joins, share, monthly, months, volume, dispersion)
}

fn untreated<'a>(pathway: &'a Pathway, numbers: Numbers<'a>) -> impl PartialEq + use<'a> {
    let Pathway {
        name,
        share,
        begins,
        therapies: _,
        allocated_by: _,
        age_years,
        in_care_months,
        heterogeneity,
        care_entry,
        length_of_stay,
        re_entry,
        placements,
    } = pathway;
    let mix: Vec<_> = placements
        .iter()
        .map(|share| match share {
            Share::None => None,
            Share::Of(parameter) => Some(numbers.of(*parameter)),
        })
        .collect();
    let who = (name, numbers.of(*share), begins, age_years, in_care_months);
    let curves = [care_entry, re_entry].map(|it| it.as_ref().map(|it| numbers.curve(it)));
    (who, numbers.maybe(*heterogeneity), curves, numbers.curve(length_of_stay), mix)
}

fn natural_moves<'a>(placement: &'a Placement, numbers: Numbers<'a>) -> impl PartialEq + use<'a> {
    let Placement {
        name,
        weekly_cost: _,
        prices_of: _,
        yearly_growth: _,
        cashable: _,
        moves_per_year,
    } = placement;
    (name, numbers.each(moves_per_year))
}

/// What one council's families come to, and what their care costs in the windows of the contract.
fn treated_council<'a>(council: &'a Council, numbers: Numbers<'a>) -> impl PartialEq + use<'a> {
    let Council {
        name: _,
        referrals,
        site: Site { care_entry_sd: _, effect_sd },
        pathways,
        placements,
        care,
        tracking,
        cap: _,
        running: _,
    } = council;
    let Referrals {
        joins: _,
        delay: _,
        share: _,
        monthly: _,
        months: _,
        volume: _,
        dispersion: _,
        starts_therapy,
        ready_after_days,
        limit,
    } = referrals;
    let door = (numbers.of(*starts_therapy), ready_after_days, limit);
    let offers: Vec<_> =
        pathways.iter().map(|pathway| (&pathway.therapies, pathway.allocated_by)).collect();
    let prices: Vec<_> =
        placements.iter().map(|placement| price_of_care(placement, numbers)).collect();
    let Care {
        entry_cost,
        entry_cashable: _,
        support_yearly_cost,
        support_months,
        support_cashable: _,
        prices_of,
        yearly_growth,
    } = *care;
    let care = [entry_cost, support_yearly_cost, yearly_growth].map(|it| numbers.maybe(it));
    let care = (care, support_months, prices_of);
    (door, numbers.maybe(*effect_sd), offers, prices, care, tracking)
}

fn price_of_care<'a>(placement: &'a Placement, numbers: Numbers<'a>) -> impl PartialEq + use<'a> {
    let Placement {
        name: _,
        weekly_cost,
        prices_of,
        yearly_growth,
        cashable: _,
        moves_per_year: _,
    } = placement;
    (numbers.of(*weekly_cost), prices_of, numbers.maybe(*yearly_growth))
}

fn when_in_force(change: &Change) -> impl PartialEq + use<'_> {
    let Change { name: _, from, until, review, starts, payments, extends_to, lays_over } = change;
    (from, until, review, starts, payments, extends_to, lays_over)
}

fn treatment<'a>(edition: &'a Edition, numbers: Numbers<'a>) -> impl PartialEq + use<'a> {
    let Edition { changes, therapies, providers: _, prices: _ } = edition;
    (changes, therapies.iter().map(|it| therapy(it, numbers)).collect::<Vec<_>>())
}

fn therapy<'a>(therapy: &'a Therapy, numbers: Numbers<'a>) -> impl PartialEq + use<'a> {
    let Therapy {
        key,
        name: _,
        provider: _,
        duration_months,
        completes,
        drop_out_months,
        drop_out_effect,
        care_entry,
        return_home,
        moves,
        fade_half_life_months,
        capacity,
    } = therapy;
    let moves: Vec<_> = moves.iter().map(|it| move_effect(it, numbers)).collect();
    let steps = [care_entry, return_home].map(|it| numbers.each(it));
    let [dropped_out, fade] = [drop_out_effect, fade_half_life_months].map(|it| numbers.maybe(*it));
    let capacity = capacity.as_ref().map(|capacity| staff(capacity, numbers));
    let who = (key, numbers.of(*completes), duration_months, drop_out_months);
    (who, dropped_out, steps, moves, fade, capacity)
}

fn move_effect<'a>(effect: &'a MoveEffect, numbers: Numbers<'a>) -> impl PartialEq + use<'a> {
    let MoveEffect { from, to, until_month, change } = effect;
    let (per_year, hazard_ratio) = match change {
        MoveRate::PerYear(rate) => (Some(numbers.of(*rate)), None),
        MoveRate::HazardRatio(ratio) => (None, Some(numbers.of(*ratio))),
    };
    (from, to, until_month, per_year, hazard_ratio)
}

fn staff<'a>(capacity: &'a Capacity, numbers: Numbers<'a>) -> impl PartialEq + use<'a> {
    let Capacity {
        caseload,
        therapists,
        longest_wait_months,
        hiring_months,
        training_months,
        training_caseload,
        yearly_turnover,
        therapists_per_supervisor,
        teams,
    } = capacity;
    let optional = [training_months, training_caseload, yearly_turnover, therapists_per_supervisor];
    let optional = optional.map(|optional| numbers.maybe(*optional));
    let posts = (numbers.of(*caseload), numbers.each(therapists), teams);
    (posts, longest_wait_months, hiring_months, optional)
}

fn outcome<'a>(outcome: &'a SecondaryOutcome, numbers: Numbers<'a>) -> impl PartialEq + use<'a> {
    let SecondaryOutcome { name, measured, with_therapy, without_therapy } = outcome;
    (name, measured, numbers.of(*with_therapy), numbers.of(*without_therapy))
}

/// What a line of the rate card counts, whatever it pays for it.
fn counted<'a>(line: &'a PaymentLine, numbers: Numbers<'a>) -> impl PartialEq + use<'a> {
    let PaymentLine { name: _, baseline, pathways, councils, measure } = line;
    (numbers.maybe(*baseline), pathways, councils, measure)
}

fn price<'a>(price: &'a LinePrice, numbers: Numbers<'a>) -> impl PartialEq + use<'a> {
    let LinePrice { rate, part, deadweight } = price;
    (numbers.of(*rate), part, numbers.maybe(*deadweight))
}
