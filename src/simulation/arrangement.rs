//! What one world adds to its families' nature in one trial: therapy, contract and money, under the
//! terms in force.

use super::incentive::Incentive;
use super::levels::Levels;
use super::parameters::{
    Locality, SiteDraws, TherapyEffects, capacity, costs, door, early_end_lot, effects,
    expected_referrals, facility, locality, moves_per_day, offer, or, ranks, site_draws, terms,
    therapy,
};
use super::schedule::Schedule;
use super::secondary::Outcome;
use super::{Plan, World};
use crate::assumption::Draw;
use crate::cohort::{Capacity, Funnel, Offer, Service, Staffing, TherapyTerms};
use crate::contract::{Measure, Price, Terms};
use crate::funding::{Facility, Provider};
use crate::random::Trial;
use crate::returns::Discounting;
use crate::scenario::{Council, Edition, LinePrice, PaymentLine, Scenario};
use crate::units::{Calendar, DAYS_PER_YEAR, Month};

/// What one world adds: therapy, contract, money and prices.
#[derive(Clone, Debug)]
pub(super) struct Arrangement {
    pub(super) funnel: Funnel,
    /// Of each therapy, under the schedule.
    pub(super) services: Vec<Service>,
    /// What the families of each council and pathway are offered.
    pub(super) offers: Vec<Vec<Offer>>,
    /// The provider of each therapy.
    pub(super) provider_of: Vec<usize>,
    /// Under each set of changes.
    pub(super) editions: Vec<EditionTerms>,
    pub(super) schedule: Schedule,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) terms: Terms,
    pub(super) facility: Option<Facility>,
    pub(super) hurdle: f64,
    pub(super) councils: Vec<Locality>,
    pub(super) discounting: Discounting,
    /// The day on which policy ends the starts.
    early_end: Option<u32>,
    /// The day from which an event outside the contract stops the starts; what is earned is paid.
    stopped_from_outside: Option<u32>,
    /// Draws that are no assumption of the file, in the order of [`lots`](super::parameters::lots).
    pub(super) drawn: Vec<f64>,
}

/// What changes may touch, under one set of them.
#[derive(Clone, Debug)]
pub(super) struct EditionTerms {
    therapies: Vec<TherapyTerms>,
    capacities: Vec<Option<Capacity>>,
    /// Of each council, what each therapy does.
    pub(super) effects: Vec<Vec<TherapyEffects>>,
    pub(super) providers: Vec<Provider>,
    /// Of each line of the rate card.
    prices: Vec<Price>,
}

impl Arrangement {
    /// What a world has in a trial, with no terms in force until it [adopts](Self::adopt) some: the
    /// status quo needs none.
    pub(super) fn new(plan: &Plan<'_>, world: &World<'_>, draw: &Draw) -> Self {
        let (scenario, calendar) = (world.scenario, &plan.calendar);
        let councils = &scenario.councils;
        let site: Vec<_> = site_draws(scenario, draw).collect();
        let discounting = &scenario.discounting;
        let parts = expected_referrals(scenario, draw);
        let ranks = ranks(scenario);
        let end = early_end(scenario, draw);
        let incentive = &Incentive::new(&scenario.incentive, draw);
        let months = plan.series_months;
        let levels = Levels::of(scenario, draw);
        let place = site.iter().flatten().filter(|it| it.0.is_some()).map(|it| it.1);
        Self {
            funnel: Funnel {
                doors: councils
                    .iter()
                    .zip(&ranks.councils)
                    .map(|(council, rank)| door(council, *rank, incentive, draw))
                    .collect(),
                limit: scenario.limit,
                stops: None,
                pauses: Vec::new(),
            },
            services: Vec::new(),
            offers: councils
                .iter()
                .map(|council| {
                    council.pathways.iter().map(|pathway| offer(pathway, draw)).collect()
                })
                .collect(),
            provider_of: scenario
                .terms()
                .therapies
                .iter()
                .map(|therapy| therapy.provider)
                .collect(),
            editions: scenario
                .editions
                .iter()
                .map(|edition| {
                    EditionTerms::new(edition, scenario, &site, (incentive, levels, draw), months)
                })
                .collect(),
            outcomes: scenario
                .outcomes
                .iter()
                .map(|outcome| Outcome::new(outcome, scenario, draw))
                .collect(),
            terms: terms(scenario, &parts, (levels, draw)),
            facility: scenario
                .investor
                .as_ref()
                .map(|investor| facility(investor, (&parts, &ranks), (levels, draw))),
            hurdle: scenario.investor.as_ref().map_or(0.0, |it| draw[it.hurdle]),
            councils: councils
                .iter()
                .enumerate()
                .map(|(index, it)| locality(index, it, (levels, draw), calendar))
                .collect(),
            discounting: Discounting::new(
                (draw[discounting.inflation], draw[discounting.rate]),
                discounting.prices_of,
                calendar,
                plan.horizon(),
            ),
            drawn: place.chain(end.map(|end| end / DAYS_PER_YEAR)).collect(),
            early_end: end.filter(|end| *end < f64::from(calendar.days())).map(whole),
            stopped_from_outside: None,
            schedule: Schedule::default(),
        }
    }

    /// Lets nobody start from a day on, whatever the contract says.
    pub(super) fn stop_starts(&mut self, day: u32) {
        self.stopped_from_outside = Some(day);
    }

    /// Puts in force what follows if these changes hold, and if work stops on a day.
    pub(super) fn adopt(
        &mut self,
        world: &World<'_>,
        holds: &[bool],
        work_stops: Option<u32>,
        trial: Trial,
        calendar: &Calendar,
    ) {
        self.agree(world, holds, work_stops, calendar);
        let scenario = world.scenario;
        self.services = (0..scenario.terms().therapies.len())
            .map(|index| self.service(index, scenario, &self.schedule, trial, calendar))
            .collect();
    }

    /// The same but for the staff: all that money needs, where the work has been done.
    pub(super) fn agree(
        &mut self,
        world: &World<'_>,
        holds: &[bool],
        work_stops: Option<u32>,
        calendar: &Calendar,
    ) {
        let schedule = Schedule::new(world.scenario, holds, self.early_end, calendar);
        for (index, line) in self.terms.lines.iter_mut().enumerate() {
            let price = |edition: usize, paid| {
                let price = self.editions[edition].prices[index];
                Price { paid, ..price }
            };
            line.prices = schedule.steps(price);
        }
        self.funnel.pauses.clone_from(&schedule.pauses);
        let stops = [schedule.stops, work_stops, self.stopped_from_outside];
        self.funnel.stops = stops.into_iter().flatten().min();
        for (door, until) in self.funnel.doors.iter_mut().zip(&schedule.referred_until) {
            door.closes = calendar.first_day((*until).min(calendar.months()));
        }
        self.schedule = schedule;
    }

    fn service(
        &self,
        therapy: usize,
        scenario: &Scenario,
        schedule: &Schedule,
        trial: Trial,
        calendar: &Calendar,
    ) -> Service {
        let terms = schedule.steps(|edition, _| self.editions[edition].therapies[therapy]);
        let under = |edition: usize| self.editions[edition].capacities[therapy].as_ref();
        let in_month = |month: Month, of: fn(&Capacity) -> &Vec<f64>| {
            under(schedule.edition(month)).map_or(0.0, |it| of(it)[month])
        };
        let name = &scenario.terms().therapies[therapy].key;
        let staffing = under(0).map(|first| {
            if self.editions.len() == 1 {
                return Staffing::draw(first, calendar, trial, name);
            }
            let months = 0..first.posts.len();
            let capacity = Capacity {
                posts: months.clone().map(|it| in_month(it, |it| &it.posts)).collect(),
                caseload: months.map(|it| in_month(it, |it| &it.caseload)).collect(),
                ..first.clone()
            };
            Staffing::draw(&capacity, calendar, trial, name)
        });
        Service { terms, staffing }
    }
}

impl EditionTerms {
    fn new(
        edition: &Edition,
        scenario: &Scenario,
        site: &[SiteDraws],
        (incentive, levels, draw): (&Incentive, Levels, &Draw),
        months: Month,
    ) -> Self {
        let effects_in = |(council, [_, (_, own)]): (&Council, &SiteDraws)| {
            let (natural, shift) = (moves_per_day(council, draw), incentive.shift(*own));
            let level = (levels.effect, draw);
            edition
                .therapies
                .iter()
                .map(|therapy| effects(therapy, &natural, level, shift))
                .collect()
        };
        let provider = |provider: &crate::scenario::Provider| Provider {
            costs: costs(&provider.spending, None, incentive.costs * levels.provider_costs, draw),
            margin: or(draw, provider.margin, 0.0),
        };
        let capacity = |it: &crate::scenario::Capacity| capacity(it, draw, months);
        Self {
            therapies: edition.therapies.iter().map(|it| therapy(it, incentive, draw)).collect(),
            capacities: edition
                .therapies
                .iter()
                .map(|therapy| therapy.capacity.as_ref().map(capacity))
                .collect(),
            effects: scenario.councils.iter().zip(site).map(effects_in).collect(),
            providers: edition.providers.iter().map(provider).collect(),
            prices: edition
                .prices
                .iter()
                .zip(&scenario.contract.lines)
                .map(|(it, line)| price(it, line, levels, draw))
                .collect(),
        }
    }
}

/// What a unit of a line is worth. Work done is no outcome: its rate has no level.
fn price(price: &LinePrice, line: &PaymentLine, levels: Levels, draw: &Draw) -> Price {
    let level = if matches!(line.measure, Measure::Input { .. }) { 1.0 } else { levels.tariff };
    Price {
        rate: draw[price.rate] * price.part * level,
        deadweight: (or(draw, price.deadweight, 0.0) * levels.deadweight).min(1.0),
        paid: true,
    }
}

/// Days until policy ends the starts: the first event of a constant hazard with this yearly chance,
/// drawn once a trial.
fn early_end(scenario: &Scenario, draw: &Draw) -> Option<f64> {
    let chance = draw[scenario.contract.early_end?.yearly_chance];
    let years = libm::log(early_end_lot(draw)?) / libm::log1p(-chance.min(1.0 - 1e-12));
    // No contract runs for a century.
    Some((years * DAYS_PER_YEAR).min(100.0 * DAYS_PER_YEAR))
}

fn whole(days: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a day of the calendar"
    )]
    {
        days.ceil() as u32
    }
}
