"""The Norfolk model as an event program, in the manner of the textbooks: families, posts and teams
are SimPy processes and resources, one trial after the other.

Each family has two lives on the same luck: one under the programme, and a twin without it. Reading,
assumptions, prices and money are shared with the NumPy program.
"""

import math
from bisect import bisect_left, bisect_right
from collections import deque
from types import SimpleNamespace

import numpy as np
import simpy

import model
from model import DAYS_PER_YEAR, EIGHTEEN, KNOTS

KNOT_DAYS = [*KNOTS.tolist(), 1e6]


def whole_days(time, left):
    """A time to an event in whole days, at least one and at most those that are left."""
    return min(max(math.floor(min(time, 1e6) + 0.5), 1), left)


# --- Hazards ---------------------------------------------------------------------------------------


class Hazard:
    """A cumulative hazard that is linear between knots."""

    def __init__(self, reached):
        self.reached = reached.tolist()

    def at(self, day):
        i = max(bisect_left(KNOT_DAYS, day), 1)
        low, high = self.reached[i - 1], self.reached[i]
        return low + (high - low) * (day - KNOT_DAYS[i - 1]) / (KNOT_DAYS[i] - KNOT_DAYS[i - 1])

    def when(self, target):
        i = max(bisect_left(self.reached, target), 1)
        if i == len(self.reached):
            return math.inf
        low, high = self.reached[i - 1], self.reached[i]
        return KNOT_DAYS[i - 1] + (KNOT_DAYS[i] - KNOT_DAYS[i - 1]) * (target - low) / (high - low)

    def time_to_event(self, from_, target, starts=math.inf, steps=()):
        """Days from `from_` until `target` more hazard has gathered; `starts` is the day of the
        spell on which therapy starts, `steps` are its ratios and until when they hold."""
        reached = self.at(from_)
        for until, ratio in steps:
            end = starts + until
            if from_ < end < KNOT_DAYS[-2]:
                at_end = self.at(end)
                if target <= ratio * (at_end - reached):
                    return self.when(reached + target / ratio) - from_
                target -= ratio * (at_end - reached)
                reached = at_end
        return self.when(reached + target) - from_


# --- Staff -----------------------------------------------------------------------------------------
#
# On a day, first therapies end, staff come and go and families become ready; at noon the places are
# given out; in the evening children move.

NOON, AFTERNOON, EVENING = 0.5, 0.6, 0.75


class Service:
    """The teams of a therapy; its whole places are dealt out among them as the staff change."""

    def __init__(self, env, trial):
        self.env, self.trial = env, trial
        self.load, self.in_post = 0.0, []
        self.teams = [Team(env) for _ in range(trial.therapy.teams)]
        for month in trial.therapy.posts_open:
            env.process(self.post(int(trial.calendar.first_day[month])))

    def post(self, opens):
        """Somebody is hired, learns, works and leaves, again and again."""
        env, trial, terms = self.env, self.trial, self.trial.therapy
        yield env.timeout(opens)
        while env.now < trial.last_day:
            yield env.timeout(math.floor(trial.rng.uniform(*terms.hiring) + 0.5))
            stays = whole_days(trial.rng.exponential(DAYS_PER_YEAR / trial.turnover), 100_000)
            learns = min(int(trial.training), stays)
            self.in_post.append((int(env.now), int(env.now) + stays))
            self.change(trial.training_caseload)
            yield env.timeout(learns)
            self.change(1 - trial.training_caseload)
            yield env.timeout(stays - learns)
            self.change(-1.0)

    def change(self, load):
        self.load += load
        places = math.floor((self.load + 1e-9) * self.trial.caseload)
        n = len(self.teams)
        for i, team in enumerate(self.teams):
            team.places = places * (i + 1) // n - places * i // n
            team.serve()


class Team:
    """A resource whose capacity changes: families wait in turn, and one in therapy stays."""

    def __init__(self, env):
        self.env, self.places, self.taken, self.waiting = env, 0, 0, deque()

    def request(self, family):
        """An event: it is the family's turn. A child that is 18 by then takes no place."""
        turn = self.env.event()
        self.waiting.append((family, turn))
        self.serve()
        return turn

    def release(self):
        self.taken -= 1
        self.serve()

    def leave(self, turn):
        self.waiting = deque(it for it in self.waiting if it[1] is not turn)

    def serve(self):
        """Gives out places at the next noon."""
        if self.waiting:
            self.env.process(self.give_out())

    def give_out(self):
        yield self.env.timeout(max(math.floor(self.env.now) + NOON - self.env.now, 0))
        while self.waiting and self.taken < self.places:
            family, turn = self.waiting.popleft()
            self.taken += family.eighteen > self.env.now
            turn.succeed()


# --- Families --------------------------------------------------------------------------------------


class Luck:
    """Draws of one family, by kind and occurrence, that both of its lives meet."""

    def __init__(self, rng):
        self.rng, self.drawn = rng, {}

    def __call__(self, kind, *occurrence):
        key = (kind, *occurrence)
        if key not in self.drawn:
            uniform = kind in ("placement", "destination")
            self.drawn[key] = self.rng.random() if uniform else self.rng.standard_exponential()
        return self.drawn[key]


class Family:
    """One referred family and its two lives."""

    def __init__(self, env, trial, referred):
        self.env, self.trial, self.referred = env, trial, referred
        rng, p = trial.rng, trial.pathways
        self.pathway = i = bisect_right(trial.shares, rng.random(), hi=len(trial.shares) - 1)
        youngest, oldest = p.youngest[i], p.oldest[i]
        age = math.floor((youngest + rng.random() * (oldest + 1 - youngest)) * DAYS_PER_YEAR)
        self.eighteen = referred + EIGHTEEN - age
        v = trial.heterogeneity[i]
        self.frailty = max(rng.gamma(1 / v, v), 1e-300) if v > 0 else 1.0
        self.begins_home = bool(p.begins_home[i])
        self.in_care = 0.0 if self.begins_home else rng.uniform(*p.in_care[i])
        self.luck, self.starts, self.effects = Luck(rng), env.event(), None
        env.process(self.live(False))
        env.process(self.live(True))
        if rng.random() < trial.would_start:
            env.process(self.seek_therapy())

    def seek_therapy(self):
        env, trial, terms = self.env, self.trial, self.trial.therapy
        least, most = trial.ready_after
        yield env.timeout(math.floor(least + trial.rng.random() * (most - least) + 0.5))
        if self.eighteen <= env.now or trial.is_full():
            return
        team = trial.service.teams[int(trial.rng.random() * terms.teams)]
        turn = team.request(self)
        yield turn | env.timeout(math.floor(terms.longest_wait) + AFTERNOON)
        if not turn.triggered:
            team.leave(turn)
            trial.lost_waiting += not trial.is_full()
            return
        if self.eighteen <= env.now:
            return
        if trial.is_full():
            team.release()
            return
        completes = trial.rng.random() < trial.completes
        least, most = terms.duration if completes else terms.drop_out
        length = max(math.floor(least + trial.rng.random() * (most - least) + 0.5), 1)
        day = math.floor(env.now)
        trial.begin(self, day, day + length, completes)
        self.starts.succeed((day, trial.effects[int(completes)]))
        yield env.timeout(day + length - env.now)
        team.release()

    def live(self, treated):
        """Spells at home and in care, to the 18th birthday."""
        env, day, spell, home = self.env, self.referred, 0, self.begins_home
        therapy = self.starts if treated else env.event()
        while day < self.eighteen:
            begun = self.in_care if spell == 0 else 0.0
            hazard = self.trial.hazards[self.pathway][2 if not home else min(spell, 1)]
            target = self.luck("event", spell) / (self.frailty if home else 1.0)

            def until(hazard=hazard, target=target, begun=begun, day=day, kind=1 - home):
                start, effects = therapy.value if therapy.triggered else (math.inf, ((), ()))
                time = hazard.time_to_event(begun, target, start - day + begun, effects[kind])
                return day + whole_days(time, self.eighteen - day)

            evening = env.timeout(until() + EVENING - env.now)
            if therapy.triggered:
                yield evening
            else:
                yield evening | therapy
                if not evening.processed:
                    yield env.timeout(until() + EVENING - env.now)
            self.spend(treated, home, day, math.floor(env.now), spell)
            day, spell, home = math.floor(env.now), spell + 1, not home

    def spend(self, treated, home, from_, until, spell):
        """Notes where the days of a spell were spent."""
        note, trial = self.trial.note, self.trial
        if home:
            note(treated, trial.support, from_, min(until, self.referred + trial.support_days))
            if treated and self.starts.triggered:
                start = self.starts.value[0]
                closes = min(start + trial.tracking_days, self.eighteen)
                note(True, trial.line + self.pathway, max(from_, start), min(until, closes))
            return
        if spell:
            trial.entries.append((treated, from_))
        running = trial.mix[self.pathway]
        place = bisect_right(running, self.luck("placement", spell), hi=len(running) - 1)
        move = 0
        while from_ < until:
            rates = trial.moves[place]
            wait = self.luck("move", spell, move) / rates[-1] if rates[-1] > 0 else math.inf
            end = from_ + whole_days(wait, until - from_)
            note(treated, place, from_, end)
            if end < until:
                u = self.luck("destination", spell, move)
                place = bisect_right(rates, u * rates[-1], hi=len(rates) - 1)
            from_, move = end, move + 1


# --- A trial ---------------------------------------------------------------------------------------


class Trial:
    """One trial's assumptions in plain numbers, and what its families note."""

    def __init__(self, scenario, calendar, a, t, rng):
        self.calendar, self.rng = calendar, rng
        self.therapy, self.pathways, self.limit = a.therapy, a.pathways, a.referrals.limit
        self.shares = a.pathways.shares[t].tolist()
        self.heterogeneity = a.pathways.heterogeneity[t].tolist()
        self.mix, self.moves = a.pathways.mix[t].tolist(), a.moves[t].tolist()
        self.hazards = [[Hazard(it) for it in kinds] for kinds in a.hazards[t]]
        self.effects = [
            [list(zip(a.effects.until.tolist(), ratios.tolist())) for ratios in kinds]
            for kinds in a.effects.ratios[t]
        ]
        self.would_start, self.ready_after = a.referrals.starts[t], a.referrals.ready_after
        self.completes, self.caseload = a.therapy.completes[t], a.therapy.caseload[t]
        self.turnover, self.training = a.therapy.turnover[t], a.therapy.training[t]
        self.training_caseload = a.therapy.training_caseload[t]
        self.monthly = a.referrals.monthly[t]
        self.dispersion = a.referrals.dispersion
        if self.dispersion is not None:
            self.monthly = rng.gamma(self.dispersion[t], self.monthly / self.dispersion[t])
        self.support_days, self.tracking_days = a.prices.support_days, a.contract.tracking_days
        self.support = len(scenario["placements"])
        self.line = self.support + 2
        self.lanes = self.line + len(scenario["contract"]["payments"])
        self.last_day = int(calendar.first_day[self.monthly.size + 24])
        self.referrals = self.lost_waiting = self.completions = 0
        self.starts, self.entries, self.days = [], [], []

    def is_full(self):
        return len(self.starts) >= self.limit

    def begin(self, family, starts, ends, completes):
        closes = min(starts + self.tracking_days, family.eighteen)
        self.starts.append((starts, ends, closes))
        self.completions += completes

    def note(self, treated, lane, from_, until):
        if from_ < until:
            self.days.append((treated * self.lanes + lane, from_, until))

    def run(self):
        """Runs it, until every child is 18."""
        env = simpy.Environment()
        self.service = Service(env, self)
        env.process(self.refer(env))
        env.run()

    def refer(self, env):
        for month, expected in enumerate(self.monthly):
            first, length = self.calendar.first_day[month], self.calendar.days_in[month]
            for day in sorted(self.rng.integers(length, size=self.rng.poisson(expected))):
                yield env.timeout(int(first + day) - env.now)
                self.referrals += 1
                Family(env, self, int(env.now))

    def by_month(self):
        """Days by world, lane and month; entries are a lane of their own."""
        counts = np.zeros((2, self.lanes, self.calendar.months))
        days_by_month(counts.reshape(2 * self.lanes, -1), self.calendar, np.array(self.days))
        treated, days = np.array(self.entries, int).reshape(-1, 2).T
        np.add.at(counts[:, self.support + 1], (treated, self.calendar.month_of[days]), 1.0)
        return counts

    def therapists(self):
        """Therapists in post by month."""
        stays = [(0, *it) for it in self.service.in_post]
        counts = np.zeros((1, self.calendar.months))
        ends = self.calendar.first_day[-1] - 1
        days_by_month(counts, self.calendar, np.minimum(np.array(stays, int).reshape(-1, 3), ends))
        return counts[0] / self.calendar.days_in


def days_by_month(counts, calendar, stays):
    """Adds the days of some stays (lane, from, until) in each month of each lane."""
    lane, *bounds = stays.T
    whole = np.zeros_like(counts)
    for day, sign in zip(bounds, (1, -1)):
        month = calendar.month_of[day]
        np.add.at(whole, (lane, month), sign)
        np.add.at(counts, (lane, month), sign * (calendar.first_day[month] - day))
    counts += np.cumsum(whole, axis=1) * calendar.days_in


def live_trials(scenario, calendar, seed, block, trials):
    """The metrics of some trials."""
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(block,))))
    a = model.assume(scenario, calendar, trials, rng)
    lived = [Trial(scenario, calendar, a, t, rng) for t in range(trials)]
    for trial in lived:
        trial.run()
    counts = np.stack([it.by_month() for it in lived])
    line = lived[0].line
    cost, days_in_care, entries = model.care(
        counts[:, :, :line], a.prices.lanes, scenario["horizon_months"]
    )
    delivery_ends, contract_ends = zip(*(last_months(it, a.contract.lag) for it in lived))
    lives = SimpleNamespace(
        referrals=np.array([it.referrals for it in lived], float),
        starts=np.array([len(it.starts) for it in lived], float),
        completions=np.array([it.completions for it in lived], float),
        lost_waiting=np.array([it.lost_waiting for it in lived], float),
        cost=cost,
        days_in_care=days_in_care,
        entries=entries,
        units=counts[:, 1, line:],
        therapists=np.stack([it.therapists() for it in lived]),
        delivery_ends=np.array(delivery_ends),
        contract_ends=np.array(contract_ends),
    )
    return model.measure(scenario, a, lives)


def last_months(trial, lag):
    """The last month of delivery and the month of the last payment."""
    month_of = trial.calendar.month_of
    last_session = max((month_of[ends - 1] for _, ends, _ in trial.starts), default=0)
    last_window = max((month_of[closes - 1] for _, _, closes in trial.starts), default=0)
    delivery = max(last_session, trial.monthly.size - 1)
    return delivery, max(delivery, last_window) + lag


if __name__ == "__main__":
    model.main(__doc__, live_trials, largest=25)
