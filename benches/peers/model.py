"""What both peers share: the scenario, its assumptions, hazards, prices and the contract's money.

Days are counted since the contract's first day, months since its first month; money is in pounds
unless a name says pence. Arrays have one row for each trial. The mathematics is docs/method.md.
"""

import argparse
import datetime
import json
import math
import multiprocessing
import tomllib
from types import SimpleNamespace

import numpy as np
from scipy.special import gammaincinv, ndtr, ndtri

DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
#: Days from birth to the 18th birthday.
EIGHTEEN = 6_575
#: Cumulative hazards are exact at these days of a spell, and linear between them.
KNOTS = np.array(
    [0, 1, 2, 4, 7, 14, 21]
    + [m * DAYS_PER_MONTH for m in [*range(1, 37), *range(39, 73, 3), *range(84, 241, 12)]]
)
#: Half-years over which an effect fades once its last step is over.
FADING_STEPS = 20


def read(path):
    """The scenario of a TOML file as it stands, without its variants, views and claims."""
    with open(path, "rb") as file:
        scenario = tomllib.load(file)
    scenario.pop("variants", None)
    scenario.pop("views", None)
    scenario.pop("claims", None)
    refuse_what_is_not_modelled(scenario)
    return scenario


def refuse_what_is_not_modelled(scenario):
    """The peers carry what the Norfolk contract has, and say so of anything else."""
    investor, contract = scenario["investor"], scenario["contract"]
    held = {
        "one therapy": len(scenario["therapies"]) == 1,
        "one provider": len(scenario["providers"]) == 1,
        "no councils": "councils" not in scenario,
        "no changes": "changes" not in scenario,
        "no moves under therapy": "moves" not in therapy_of(scenario)["effect"],
        "tracking from the start": contract["tracking"]["from"] == "start",
        "payments by the day": all(
            it.keys() <= {"name", "kind", "pathways", "rate", "deadweight"}
            and it["kind"] == "per_period"
            for it in contract["payments"]
        ),
        "caps in all and on the council": contract["caps"].keys() <= {"total", "council"},
        "all surplus to the investor": investor["surplus"]["investor"] == 1.0,
        "recycling": investor["recycling"],
        "no other terms of the investor": investor.keys()
        <= {"commitment", "reserve", "recycling", "hurdle", "surplus"},
    }
    missing = [name for name, holds in held.items() if not holds]
    if missing:
        raise SystemExit(f"the peers are written for: {', '.join(missing)}")


def therapy_of(scenario):
    return next(iter(scenario["therapies"].values()))


class Calendar:
    """Calendar months from the contract's first."""

    def __init__(self, starts, months):
        first = starts.year * 12 + starts.month - 1
        dates = [datetime.date(i // 12, i % 12 + 1, 1) for i in range(first, first + months + 1)]
        self.starts, self.months = starts, months
        self.first_day = np.array([(it - starts).days for it in dates])
        self.days_in = np.diff(self.first_day)
        self.month_of = np.repeat(np.arange(months), self.days_in)

    def years_from_prices_of(self, year):
        """Years from 1 October of `year` to the first day of each month."""
        since = (self.starts - datetime.date(year, 10, 1)).days
        return (since + self.first_day[:-1]) / DAYS_PER_YEAR


def calendar_of(scenario):
    """Long enough for every child to turn 18 and every payment to be made."""
    youngest = min(it["age_years"]["min"] for it in scenario["pathways"])
    last_start = scenario["referrals"]["months"] + 5
    return Calendar(scenario["starts"], last_start + (18 - youngest) * 12 + 2)


# --- Assumptions -----------------------------------------------------------------------------------


class Sampler:
    """Draws assumptions for so many trials at once."""

    def __init__(self, scenario, trials, rng):
        self.trials, self.rng = trials, rng
        self.correlation = {
            name: 2 * math.sin(math.pi * group["rank_correlation"] / 6)
            for name, group in scenario.get("groups", {}).items()
        }
        self.common = {name: rng.standard_normal(trials) for name in self.correlation}

    def __call__(self, number):
        """One assumption, as the file gives it, in each trial."""
        if not isinstance(number, dict):
            return np.full(self.trials, float(number))
        if "value" in number:
            return np.full(self.trials, float(number["value"]))
        if group := number.get("group"):
            r = self.correlation[group]
            own = self.rng.standard_normal(self.trials)
            return quantile(number, ndtr(np.sqrt(r) * self.common[group] + np.sqrt(1 - r) * own))
        return self.sample(number)

    def sample(self, number):
        """As NumPy samples, where nothing needs the percentile."""
        n, rng = self.trials, self.rng
        match number:
            case {"beta": {"events": events, "of": of}}:
                return rng.beta(events, of - events, n)
            case {"beta": {"mean": mean, "sd": sd}}:
                k = mean * (1 - mean) / sd**2 - 1
                return rng.beta(mean * k, (1 - mean) * k, n)
            case {"lognormal": {"estimate": estimate, "ci95": [low, high]}}:
                return estimate * np.exp(math.log(high / low) / (2 * 1.959964) * rng.standard_normal(n))
            case {"uniform": {"low": low, "high": high}}:
                return rng.uniform(low, high, n)
            case {"triangular": {"low": low, "mode": mode, "high": high}}:
                return rng.triangular(low, mode, high, n)
            case {"gamma": {"mean": mean, "sd": sd}}:
                return rng.gamma((mean / sd) ** 2, sd**2 / mean, n)
        raise SystemExit(f"no such distribution: {number}")

    def mix(self, concentrations, names):
        """Shares of a Dirichlet mix in the order of `names`, summed up along it."""
        alpha = [concentrations.get(it, 0) for it in names]
        drawn = self.rng.standard_gamma(alpha, (self.trials, len(alpha)))
        return np.cumsum(drawn / drawn.sum(axis=1, keepdims=True), axis=1)


def quantile(number, u):
    """The value of a grouped assumption at cumulative probability `u`."""
    match number:
        case {"gamma": {"mean": mean, "sd": sd}}:
            return gammaincinv((mean / sd) ** 2, u) * sd**2 / mean
        case {"triangular": {"low": low, "mode": mode, "high": high}}:
            width = high - low
            rising = low + np.sqrt(u * width * (mode - low))
            falling = high - np.sqrt((1 - u) * width * (high - mode))
            return np.where(u < (mode - low) / width, rising, falling)
        case {"lognormal": {"estimate": estimate, "ci95": [low, high]}}:
            return estimate * np.exp(math.log(high / low) / (2 * 1.959964) * ndtri(u))
    raise SystemExit(f"no quantile function for {number}")


def days(months):
    """Bounds in months, such as of a duration, in days."""
    return months["min"] * DAYS_PER_MONTH, months["max"] * DAYS_PER_MONTH


def rounded(x):
    """To the nearest whole number, halves up."""
    return np.floor(x + 0.5)


def assume(scenario, calendar, trials, rng):
    """Every assumption of so many trials, compiled to what lives and money need."""
    draw = Sampler(scenario, trials, rng)
    return SimpleNamespace(
        trials=trials,
        referrals=referrals(scenario, draw),
        pathways=pathways(scenario, draw),
        hazards=hazards(scenario, draw),
        moves=moves(scenario, draw),
        therapy=therapy(scenario, draw),
        effects=effects(therapy_of(scenario)["effect"], draw, therapy_of(scenario)),
        prices=care_prices(scenario, calendar, draw),
        contract=contract(scenario, draw),
        costs=costs(scenario, draw),
        investor=investor(scenario["investor"], draw),
    )


def referrals(scenario, draw):
    """Mean referrals of each month, their dispersion, and who would start when."""
    it = scenario["referrals"]
    monthly = np.zeros((draw.trials, it["months"]))
    for step in it["monthly"]:
        monthly[:, step["from_month"] :] = draw(step["rate"])[:, None]
    return SimpleNamespace(
        monthly=monthly * draw(it.get("volume", 1.0))[:, None],
        dispersion=draw(it["dispersion"]) if "dispersion" in it else None,
        starts=draw(it["starts_therapy"]),
        ready_after=(it["ready_after_days"]["min"], it["ready_after_days"]["max"]),
        limit=it.get("limit", np.inf),
    )


def pathways(scenario, draw):
    """What the children of each pathway are like; arrays by pathway, or trial and pathway."""
    listed = scenario["pathways"]
    shares = np.stack([draw(it["share"]) for it in listed], axis=1)
    in_care = [days(it.get("in_care_months", {"min": 0, "max": 0})) for it in listed]
    names = list(scenario["placements"])
    return SimpleNamespace(
        shares=np.cumsum(shares, axis=1) / shares.sum(axis=1, keepdims=True),
        begins_home=np.array([it["begins"] == "home" for it in listed]),
        youngest=np.array([it["age_years"]["min"] for it in listed], float),
        oldest=np.array([it["age_years"]["max"] for it in listed], float),
        in_care=np.array(in_care),
        heterogeneity=np.stack([draw(it["heterogeneity"]) for it in listed], axis=1),
        mix=np.stack([draw.mix(it["placements"]["dirichlet"], names) for it in listed], axis=1),
    )


def moves(scenario, draw):
    """Moves a day from each placement to each other, summed up along the list."""
    names = list(scenario["placements"])
    rates = np.zeros((draw.trials, len(names), len(names)))
    for i, place in enumerate(scenario["placements"].values()):
        for to, rate in place.get("moves_per_year", {}).items():
            rates[:, i, names.index(to)] = draw(rate) / DAYS_PER_YEAR
    return np.cumsum(rates, axis=2)


def therapy(scenario, draw):
    """Completion, durations in days, and the staff."""
    it = therapy_of(scenario)
    capacity = it["capacity"]
    return SimpleNamespace(
        completes=draw(it["completes"]),
        duration=days(it["duration_months"]),
        drop_out=days(it["drop_out_months"]),
        caseload=draw(capacity["caseload"]),
        posts_open=posts_open(capacity["therapists"]),
        teams=capacity["teams"],
        longest_wait=capacity["longest_wait_months"] * DAYS_PER_MONTH,
        turnover=draw(capacity["yearly_turnover"]),
        hiring=days(capacity["hiring_months"]),
        training=rounded(draw(capacity["training_months"]) * DAYS_PER_MONTH),
        training_caseload=draw(capacity["training_caseload"]),
    )


def posts_open(steps):
    """The month in which each post opens; posts are whole and none is cut."""
    numbers = [step["number"]["value"] for step in steps]
    if numbers != sorted(numbers) or any(it != int(it) for it in numbers):
        raise SystemExit("the peers are written for whole posts that are never cut")
    opens = []
    for step, number in zip(steps, numbers):
        opens += [step["from_month"]] * (number - len(opens))
    return np.array(opens)


# --- Hazards and effects ---------------------------------------------------------------------------


def hazards(scenario, draw):
    """Cumulative hazards at the knots by trial, pathway and kind: first departure from home, later
    departures, return home. A last point past every childhood closes the last interval."""
    site = np.exp(draw(scenario["site"]["care_entry_sd"]) * draw.rng.standard_normal(draw.trials))
    kinds = []
    for pathway in scenario["pathways"]:
        v = draw(pathway["heterogeneity"])
        first = site[:, None] * hazard(pathway.get("care_entry"), v, draw)
        again = site[:, None] * hazard(pathway["re_entry"], v, draw)
        kinds.append([first, again, hazard(pathway["length_of_stay"], 0 * v, draw)])
    table = np.array(kinds).transpose(2, 0, 1, 3)
    last = np.broadcast_to([[[[1e4]]]], (*table.shape[:3], 1))
    return np.concatenate([table, last], axis=3)


def hazard(curve, v, draw):
    """H at the knots for a frailty of 1, of a population whose frailty has variance `v`."""
    if curve is None:
        return np.zeros((draw.trials, KNOTS.size))
    if "probability" in curve:
        at_window = individual(-np.log1p(-draw(curve["probability"])), v)
        since = np.log(KNOTS[1:] / (curve["within_months"] * DAYS_PER_MONTH))
        table = at_window[:, None] * np.exp(draw(curve["shape"])[:, None] * since)
        return np.pad(table, ((0, 0), (1, 0)))
    if "mixture" in curve:
        shares = np.stack([draw(it["share"]) for it in curve["mixture"]])
        means = np.stack([draw(it["mean_days"]) for it in curve["mixture"]])
        parts = (shares / shares.sum(axis=0))[:, :, None] * np.exp(-KNOTS / means[:, :, None])
        return individual(-np.log(parts.sum(axis=0)), v[:, None])
    reached = -np.log1p(-np.stack([draw(it["share"]) for it in curve["points"]], axis=1))
    reached = np.maximum.accumulate(reached, axis=1)
    by_day = [0.0] + [it["by_month"] * DAYS_PER_MONTH for it in curve["points"]]
    return individual(along(by_day, reached), v[:, None])


def individual(population, v):
    """(S^-v - 1) / v of a population's -ln S; its limit where v is 0."""
    return np.where(v > 0, np.expm1(v * population) / np.where(v > 0, v, 1), population)


def along(by_day, reached):
    """Piecewise linear through the origin and the points, on past the last at its slope."""
    reached = np.pad(reached, ((0, 0), (1, 0)))
    above = np.clip(np.searchsorted(by_day, KNOTS), 1, len(by_day) - 1)
    by_day = np.array(by_day)
    part = (KNOTS - by_day[above - 1]) / (by_day[above] - by_day[above - 1])
    return reached[:, above - 1] + part * (reached[:, above] - reached[:, above - 1])


def effects(effect, draw, therapy):
    """Hazard ratios in steps since the start of therapy: `until` in days, the first step what is
    before the start, the last without end; `ratios` by trial, whether the family completes, kind
    (departure, return) and step."""
    half_life = draw(effect["fade_half_life_months"])
    strengths = np.stack([draw(therapy["drop_out_effect"]), np.ones(draw.trials)], axis=1)
    listed = [faded(effect[it], half_life, draw) for it in ("care_entry", "return_home")]
    until = sorted({month for steps in listed for month, _ in steps})
    logs = np.zeros((draw.trials, 2, len(until) + 2))
    for kind, steps in enumerate(listed):
        for i, month in enumerate(until):
            in_force = next((log for end, log in steps if month <= end), 0.0)
            logs[:, kind, 1 + i] = in_force
    ratios = np.exp(strengths[:, :, None, None] * logs[:, None])
    until = np.array([0.0] + [it * DAYS_PER_MONTH for it in until] + [np.inf])
    return SimpleNamespace(until=until, ratios=ratios)


def faded(steps, half_life, draw):
    """Months and log hazard ratios of an effect's steps and of those in which it fades."""
    logs = [(it["until_month"], np.log(draw(it["hazard_ratio"]))) for it in steps]
    last, log = logs[-1]
    for step in range(FADING_STEPS):
        logs.append((last + 6 * (step + 1), log * np.exp2(-(6 * step + 3) / half_life)))
    return logs


# --- Prices and terms ------------------------------------------------------------------------------


def care_prices(scenario, calendar, draw):
    """Pounds by trial, lane and month: a day in each placement, a day of support, an entry."""
    care = scenario["care"]

    def grown(price, growth, year):
        years = calendar.years_from_prices_of(year)
        return price[:, None] * np.exp(np.log1p(growth)[:, None] * years)

    lanes = [
        grown(draw(it["weekly_cost"]) / 7, draw(it["yearly_growth"]), it["prices_of"])
        for it in scenario["placements"].values()
    ]
    growth = draw(care["yearly_growth"])
    support = draw(care["support_yearly_cost"]) / DAYS_PER_YEAR
    lanes.append(grown(support, growth, care["prices_of"]))
    lanes.append(grown(draw(care["entry_cost"]), growth, care["prices_of"]))
    return SimpleNamespace(
        lanes=np.stack(lanes, axis=1),
        support_days=int(rounded(care["support_months"] * DAYS_PER_MONTH)),
    )


def contract(scenario, draw):
    """Rate card, caps and co-payers; ceilings in pence."""
    it = scenario["contract"]
    names = [pathway["name"] for pathway in scenario["pathways"]]
    lines = it["payments"]
    return SimpleNamespace(
        tracking_days=int(rounded(it["tracking"]["months"] * DAYS_PER_MONTH)),
        lag=it["lag_months"],
        pays_for=np.array([[name in line["pathways"] for line in lines] for name in names]),
        rates=np.stack([draw(line["rate"]) for line in lines], axis=1),
        paid_shares=np.stack([1 - draw(line.get("deadweight", 0.0)) for line in lines], axis=1),
        total=pence(draw(it["caps"]["total"])),
        council=pence(draw(it["caps"]["council"])),
        co_payers=[
            (payer["name"], draw(payer["share"]), pence(draw(payer["limit"])))
            for payer in it["co_payers"]
        ],
    )


def costs(scenario, draw):
    """Cost lines of the provider and of the council: what they are counted by, until when."""

    def lines(listed):
        return [(it["per"], it.get("until", "delivery"), draw(it["amount"])) for it in listed]

    provider = next(iter(scenario["providers"].values()))
    return SimpleNamespace(
        provider=lines(provider["costs"]), council=lines(scenario["council"]["costs"])
    )


def investor(terms, draw):
    return SimpleNamespace(
        commitment=pence(draw(terms["commitment"])), reserve=pence(draw(terms["reserve"]))
    )


def pence(pounds):
    """Whole pence, as a float that holds them exactly; halves up."""
    return rounded(100 * pounds)


# --- Money -----------------------------------------------------------------------------------------


def settle(terms, units):
    """Pence that the council and each co-payer pay, by month of payment.

    `units` are days by trial, line and month. A ceiling that is used up in order is the minimum of
    the running sum and the ceiling, so that no loop over months is needed.
    """
    trials, lines, months = units.shape
    invoices = pence(units * (terms.rates * terms.paid_shares)[:, :, None])
    invoices = invoices.transpose(0, 2, 1).reshape(trials, months * lines)
    allowed = under(invoices, terms.total)
    rest = allowed.copy()
    co_payers = []
    for _, share, limit in terms.co_payers:
        part = under(np.minimum(rounded(allowed * share[:, None]), rest), limit)
        rest -= part
        co_payers.append(part)
    council = under(rest, terms.council)

    def by_month(paid):
        monthly = paid.reshape(trials, months, lines).sum(axis=2)
        return np.pad(monthly, ((0, 0), (terms.lag, 0)))[:, :months]

    return by_month(council), [by_month(it) for it in co_payers]


def under(amounts, ceiling):
    """Amounts in order as far as a ceiling allows them."""
    return np.diff(np.minimum(np.cumsum(amounts, axis=1), ceiling[:, None]), axis=1, prepend=0.0)


def spending(lines, work, months):
    """Pence by month of some cost lines; `work` has therapists in post and the last months."""
    month = np.arange(months)
    total = np.zeros((work.delivery_ends.size, months))
    for per, until, amount in lines:
        last = work.contract_ends if until == "contract" else work.delivery_ends
        quantity = {
            "once": lambda: (month == 0)[None, :],
            "month": lambda: month <= last[:, None],
            "therapist_month": lambda: work.therapists[:, :months] * (month <= last[:, None]),
        }[per]()
        total += pence(quantity * amount[:, None])
    return total


def fund(terms, fees, receipts, delivery_ends):
    """Runs the contract's account: pence that the investor pays in and receives by month, and
    whether the money ran out. Only as far as the last fee or receipt of any trial."""
    trials, months = fees.shape
    drawn, returned = np.zeros((trials, months)), np.zeros((trials, months))
    to_come = fees.sum(axis=1)
    cash, undrawn = np.zeros(trials), terms.commitment.copy()
    ran_out = np.zeros(trials, bool)
    flows = np.flatnonzero((fees + receipts).any(axis=0))
    for month in range(flows[-1] + 1 if flows.size else 0):
        fee = fees[:, month]
        to_come = to_come - fee
        cash = cash + receipts[:, month]
        draw = np.clip(np.minimum(terms.reserve, to_come) + fee - cash, 0, undrawn)
        undrawn = undrawn - draw
        paid = np.minimum(fee, cash + draw)
        cash = cash + draw - paid
        ran_out |= paid < fee
        payable = np.where(delivery_ends <= month, np.maximum(cash - to_come, 0), 0)
        cash = cash - payable
        drawn[:, month], returned[:, month] = draw, payable
    return drawn, returned, ran_out


def irr(flows):
    """The yearly internal rate of return of monthly flows that change sign once; -1 where nothing
    comes back, no number where there is no rate.

    Newton's method on the logarithm of the monthly factor, inside a bracket that halves where a
    step would leave it.
    """
    trials, _ = flows.shape
    rate = np.full(trials, np.nan)
    paid_in, back = (flows < 0).any(axis=1), (flows > 0).any(axis=1)
    rate[paid_in & ~back] = -1.0
    ordinary = np.flatnonzero(paid_in & back)
    if ordinary.size == 0:
        return rate
    flows = flows[ordinary][:, : np.flatnonzero(flows.any(axis=0))[-1] + 1]
    signs = np.sign(flows)
    # A month without flows has the sign of the month before it.
    latest = np.maximum.accumulate(np.where(signs != 0, np.arange(signs.shape[1]), 0), axis=1)
    signs = np.take_along_axis(signs, latest, axis=1)
    if (np.count_nonzero(signs[:, 1:] * signs[:, :-1] < 0, axis=1) > 1).any():
        raise SystemExit("the peers are written for flows that change sign once")
    month = np.arange(flows.shape[1])
    low, high = np.full(ordinary.size, -0.5), np.full(ordinary.size, 0.5)
    x = np.full(ordinary.size, 0.02)
    for _ in range(60):
        terms = flows * np.exp(-x[:, None] * month)
        value, slope = terms.sum(axis=1), -(terms @ month)
        low, high = np.where(value > 0, x, low), np.where(value > 0, high, x)
        step = x - value / slope
        inside = (low <= step) & (step <= high)
        following = np.where(inside, step, (low + high) / 2)
        if np.abs(following - x).max() < 1e-12:
            break
        x = following
    rate[ordinary] = np.expm1(12 * x)
    return rate


def care(lanes, prices, horizon):
    """Of days in each placement, days of support and entries by trial, world, lane and month: their
    cost by month, and days in care and entries up to the horizon."""
    cost = (lanes * prices[:, None]).sum(axis=2)
    return cost, lanes[:, :, :-2, :horizon].sum(axis=(2, 3)), lanes[:, :, -1, :horizon].sum(axis=2)


def measure(scenario, a, lives):
    """The metrics of both worlds, by Kinward's names: an array of trials for each.

    `lives` has, for the status quo and the programme, `cost` by month, `days_in_care` and
    `entries`; `units` (days at home in the windows, by line and month); and counts, therapists and
    last months of the work.
    """
    horizon = scenario["horizon_months"]
    # Nothing is paid after the last month of any contract.
    months = int(lives.contract_ends.max()) + 1
    rows = {
        world: {
            "referrals": lives.referrals,
            "days_in_care": lives.days_in_care[:, i],
            "entries_to_care": lives.entries[:, i],
            "care_cost": lives.cost[:, i, :horizon].sum(axis=1),
        }
        for i, world in enumerate(("status quo", "programme"))
    }
    council, co_payers = settle(a.contract, lives.units[:, :, :months])
    payments = council + sum(co_payers)
    fees = spending(a.costs.provider, lives, months)
    running = spending(a.costs.council, lives, months)
    drawn, returned, ran_out = fund(a.investor, fees, payments, lives.delivery_ends)
    if ran_out.any():
        raise SystemExit("the money ran out in a trial: the peers do not stop work")
    saved = lives.cost[:, 0] - lives.cost[:, 1]
    outlay = (council + running) / 100
    counted = lives.units.sum(axis=2)
    to_horizon = saved[:, :horizon].sum(axis=1)
    rows["programme"] |= {
        "starts": lives.starts,
        "completions": lives.completions,
        "lost_waiting": lives.lost_waiting,
        "days_out_of_care": counted.sum(axis=1),
        "paid_days": (counted * a.contract.paid_shares).sum(axis=1),
        "care_cost_saved": to_horizon,
        "payments": payments.sum(axis=1) / 100,
        "payments.council": council.sum(axis=1) / 100,
        "provider_cost": fees.sum(axis=1) / 100,
        "net_saving": to_horizon - outlay[:, :horizon].sum(axis=1),
        "net_saving_to_18": saved.sum(axis=1) - outlay.sum(axis=1),
        "investor_drawn": drawn.sum(axis=1) / 100,
        "investor_returned": returned.sum(axis=1) / 100,
        "investor_loses": (returned.sum(axis=1) < drawn.sum(axis=1)).astype(float),
        "investor_irr": irr(returned - drawn),
    }
    for (name, _, _), paid in zip(a.contract.co_payers, co_payers):
        rows["programme"][f"payments.{slug(name)}"] = paid.sum(axis=1) / 100
    return rows


def slug(name):
    return "".join(it if it.isalnum() else "_" for it in name.lower())


# --- Results ---------------------------------------------------------------------------------------


def joined(blocks):
    """The metrics of several blocks of trials, one after the other."""
    return {
        world: {name: np.concatenate([it[world][name] for it in blocks]) for name in metrics}
        for world, metrics in blocks[0].items()
    }


def summary(rows):
    """Means, quantiles and their standard errors, in the shape of Kinward's summary.json."""
    worlds = [
        {"name": world, "metrics": {name: estimate(it) for name, it in metrics.items()}}
        for world, metrics in rows.items()
    ]
    return {"trials": int(rows["programme"]["referrals"].size), "worlds": worlds}


def estimate(values):
    """Standard errors of quantiles are half the distance between those one binomial standard
    deviation below and above."""
    values = values[~np.isnan(values)]
    sd = float(values.std(ddof=1)) if values.size > 1 else 0.0
    quantiles, errors = {}, {}
    for percent in (5, 50, 95):
        p = percent / 100
        half = math.sqrt(p * (1 - p) / max(values.size, 1))
        below, at, above = np.quantile(values, np.clip([p - half, p, p + half], 0, 1))
        quantiles[f"p{percent:02}"], errors[f"p{percent:02}"] = float(at), float(above - below) / 2
    return {
        "mean": float(values.mean()),
        "standard_error": sd / math.sqrt(values.size),
        "sd": sd,
        "quantiles": quantiles,
        "quantile_standard_errors": errors,
    }


def write(rows, path):
    with open(path, "w") as file:
        json.dump(summary(rows), file, indent=1)


def in_blocks(live, scenario, calendar, seed, trials, cores, largest):
    """The metrics of all trials: `live` has a number of them at once, in blocks of one size, the
    same number of blocks for every core."""
    count = cores * -(-trials // (cores * largest))
    bounds = [trials * it // count for it in range(count + 1)]
    blocks = [
        (scenario, calendar, seed, i, until - first)
        for i, (first, until) in enumerate(zip(bounds, bounds[1:]))
        if first < until
    ]
    if cores == 1:
        return joined([live(*it) for it in blocks])
    with multiprocessing.Pool(cores) as pool:
        return joined(pool.starmap(live, blocks, chunksize=1))


def main(description, live, largest):
    """The command line of both programs."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("scenario", help="the TOML file")
    parser.add_argument("--trials", type=int, default=10_000)
    parser.add_argument("--cores", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", required=True, help="where to write the summary, a JSON file")
    it = parser.parse_args()
    np.seterr(divide="ignore", invalid="ignore", over="ignore")
    scenario = read(it.scenario)
    calendar = calendar_of(scenario)
    rows = in_blocks(live, scenario, calendar, it.seed, it.trials, it.cores, largest)
    write(rows, it.output)
