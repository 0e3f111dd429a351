"""The Norfolk model as a vectorised NumPy program: families of many trials side by side in arrays.

Trials are lived in blocks. The queue for therapy goes from family to family, so it is walked for
all teams of a block at once; lives are walked spell by spell for a chunk of trials whose arrays and
tables stay in the cache, and the few families that have many spells are finished for the whole
block together. Nothing is compiled: a just-in-time compiler is another language.
"""

import argparse
import multiprocessing
import time
from types import SimpleNamespace

import numpy as np

import model
from model import EIGHTEEN, KNOTS, rounded

#: Trials whose queues are walked together, and trials whose lives are.
BLOCK, CHUNK = 1024, 48
#: Spells of a life that are lived chunk by chunk.
EARLY_SPELLS = 5
#: Columns of a table of cumulative hazards: the knots and a point past every childhood.
WIDTH = KNOTS.size + 1
KNOTS_AND_END = np.append(KNOTS, 1e6)
LAST_COLUMN = ((0, 0), (0, 0), (0, 0), (0, 1))
#: A cumulative hazard that no childhood reaches, below the last point of the tables.
NEVER = 5e3
#: A whole month is counted as this much and parts of it in days, so that one sum carries both.
WHOLE = 2.0**20


def take(table, index):
    """Look-ups, without the check of bounds that NumPy makes otherwise."""
    return table.take(index, mode="clip")


# --- Families --------------------------------------------------------------------------------------


def refer(a, calendar, rng):
    """The families of a block, by trial and month of referral."""
    monthly = a.referrals.monthly
    if a.referrals.dispersion is not None:
        size = a.referrals.dispersion[:, None]
        monthly = rng.standard_gamma(np.broadcast_to(size, monthly.shape)) * (monthly / size)
    counts = rng.poisson(monthly)
    trials, months = counts.shape
    of_trial = counts.sum(axis=1)
    n = int(of_trial.sum())
    trial = np.repeat(np.arange(trials), of_trial)
    month = np.repeat(np.tile(np.arange(months), trials), counts.ravel())
    day = (rng.random(n) * take(calendar.days_in, month)).astype(np.int64)
    referred = take(calendar.first_day, month) + day
    p = a.pathways
    pathway = pick(p.shares, trial, rng.random(n))
    age = take(p.youngest, pathway)
    age += rng.random(n) * (take(p.oldest, pathway) + 1 - age)
    least, most = p.in_care[:, 0], p.in_care[:, 1]
    return SimpleNamespace(
        n=n,
        of_trial=of_trial,
        trial=trial,
        pathway=pathway,
        referred=referred,
        eighteen=referred + EIGHTEEN - (age * model.DAYS_PER_YEAR).astype(np.int64),
        frailty=frailty(take(p.heterogeneity.ravel(), trial * p.shares.shape[1] + pathway), rng),
        days_in_care=take(least, pathway) + rng.random(n) * take(most - least, pathway),
    )


def frailty(variance, rng):
    """Gamma with mean 1."""
    drawn = np.ones(variance.size)
    uncertain = np.flatnonzero(variance > 0)
    v = take(variance, uncertain)
    drawn[uncertain] = np.maximum(rng.standard_gamma(1 / v) * v, 1e-300)
    return drawn


def pick(running, row, u):
    """The first column whose running sum, in the last column 1, exceeds `u`."""
    running = running.reshape(-1, running.shape[-1])
    chosen = np.zeros(u.size, np.int64)
    for column in range(running.shape[1] - 1):
        chosen += take(np.ascontiguousarray(running[:, column]), row) <= u
    return chosen


# --- Staff and admission ---------------------------------------------------------------------------


def staff(a, calendar, rng):
    """Therapists in post by month, and the places of each team from each day of change on."""
    it = a.therapy
    horizon = calendar.first_day[a.referrals.monthly.shape[1] + 24]
    vacant = np.tile(calendar.first_day[it.posts_open], (a.trials, 1))
    least, most = it.hiring
    changes, loads = [], []
    in_post = np.zeros((a.trials, calendar.months))
    while (vacant < horizon).any():
        search = rounded(least + rng.random(vacant.shape) * (most - least))
        from_ = (vacant + search).astype(np.int64)
        tenure = rng.standard_exponential(vacant.shape) * model.DAYS_PER_YEAR
        stays = np.maximum(rounded(np.minimum(tenure / it.turnover[:, None], 1e5)), 1)
        until = from_ + stays.astype(np.int64)
        trained = np.minimum(from_ + it.training[:, None].astype(np.int64), until)
        learns = np.broadcast_to(it.training_caseload[:, None], from_.shape)
        changes += [from_, trained, until]
        loads += [learns, 1 - learns, np.full(from_.shape, -1.0)]
        count_in_post(in_post, calendar, from_, until)
        vacant = until
    changes, loads = np.concatenate(changes, axis=1), np.concatenate(loads, axis=1)
    order = np.argsort(changes, axis=1)
    days = np.take_along_axis(changes, order, axis=1)
    load = np.cumsum(np.take_along_axis(loads, order, axis=1), axis=1)
    # Sums of whole and part loads may end a trace below a whole number.
    places = np.floor((load + 1e-9) * it.caseload[:, None]).astype(np.int64)
    return in_post, days, places


def count_in_post(in_post, calendar, from_, until):
    """Adds the part of each month for which a therapist is in post."""
    last = calendar.first_day[-1]
    trial = np.repeat(np.arange(in_post.shape[0]), from_.shape[1])
    flat = in_post.ravel()
    for day, sign in ((from_.ravel(), 1.0), (until.ravel(), -1.0)):
        day = np.minimum(day, last - 1)
        month = take(calendar.month_of, day)
        whole = np.zeros_like(flat)
        part = (calendar.first_day[month + 1] - day) / calendar.days_in[month]
        np.add.at(flat, trial * calendar.months + month, sign * part)
        ahead = np.minimum(month + 1, calendar.months - 1)
        np.add.at(whole, trial * calendar.months + ahead, sign * (month + 1 < calendar.months))
        flat += np.cumsum(whole.reshape(in_post.shape), axis=1).ravel()


def admit(a, families, changes, places, rng):
    """Each family's day of start (none: -1), end of therapy and whether it completes."""
    f, it = families, a.therapy
    least, most = a.referrals.ready_after
    ready = f.referred + rounded(least + rng.random(f.n) * (most - least)).astype(np.int64)
    team = (rng.random(f.n) * it.teams).astype(np.int64)
    completes = rng.random(f.n) < take(it.completes, f.trial)
    bounds = np.array([it.drop_out, it.duration])
    least = take(bounds[:, 0], completes)
    length = least + rng.random(f.n) * (take(bounds[:, 1], completes) - least)
    length = np.maximum(rounded(length), 1).astype(np.int64)
    would = np.flatnonzero((rng.random(f.n) < take(a.referrals.starts, f.trial)) & (ready < f.eighteen))
    lane = (f.trial * it.teams + team)[would]
    start, waited_too_long = queue(
        SimpleNamespace(
            lane=lane, ready=ready[would], eighteen=f.eighteen[would], length=length[would]
        ),
        changes,
        dealt(places, it.teams),
        it,
    )
    f.start = np.full(f.n, -1)
    f.start[would] = start
    lost = np.zeros(f.n, bool)
    lost[would] = waited_too_long
    close_when_full(f, ready, lost, a.referrals.limit)
    f.completes, f.ends = completes & (f.start >= 0), f.start + length
    return np.bincount(f.trial[lost], minlength=a.trials)


def dealt(places, teams):
    """Whole places of each team, of those of all: trial × team by change."""
    shares = np.arange(teams + 1)[None, :, None] * places[:, None] // teams
    return np.diff(shares, axis=1).reshape(-1, places.shape[1])


def queue(families, changes, places, therapy):
    """The day of start of each family, first come first served in each lane (a team of a trial),
    and whether it is lost waiting. Step q serves the q-th family of every lane that has one."""
    lanes, teams = places.shape[0], therapy.teams
    order, first, served, by_length = in_turn(families, lanes)
    lane = Lanes(changes, places, by_length, teams)
    start = np.full(families.lane.size, -1)
    lost = np.zeros(families.lane.size, bool)
    for q, n in enumerate(served):
        family = take(order, first[:n] + q)
        ready = take(families.ready, family)
        day, gone = lane.first_free(ready, therapy.longest_wait)
        lost[family[gone]] = True
        starts = ~gone & (day < take(families.eighteen, family))
        starting = np.flatnonzero(starts)
        family = family[starting]
        start[family] = day[starting]
        if starting.size:
            lane.take_place(starting, day[starting] + families.length[family])
    return start, lost


def in_turn(families, lanes):
    """The order of service; where each lane begins in it; how many lanes have a q-th family, for
    each q; and the lanes, longest first, so that those are always the first rows."""
    # Sorted are whole keys, which is faster than sorting positions.
    key = (families.lane << 44) | (families.ready << 24) | np.arange(families.lane.size)
    order = np.sort(key) & ((1 << 24) - 1)
    counts = np.bincount(families.lane, minlength=lanes)
    by_length = np.argsort(-counts, kind="stable")
    first = (np.cumsum(counts) - counts)[by_length]
    served = np.searchsorted(-counts[by_length], -np.arange(counts.max()), side="left")
    return order, first, served, by_length


#: A place that no lane has.
NO_DAY = np.int32(1 << 30)


class Lanes:
    """The places of every lane: those taken, and where it stands among the changes of their number.

    A place is the day on which it falls free and its own number in one integer, so that the
    smallest of a lane says both which is free and since when.
    """

    def __init__(self, changes, places, by_length, teams):
        steps = changes.shape[1]
        # A change that is never reached stands after the last, and no place before the first.
        self.changes = np.pad(changes, ((0, 0), (0, 1)), constant_values=1 << 20).ravel()
        self.places = np.pad(places, ((0, 0), (1, 0))).ravel()
        self.change = (by_length // teams) * (steps + 1)
        self.change_to_place = by_length * (steps + 1) - self.change
        slots = max(int(places.max()), 1)
        self.bits = slots.bit_length()
        number = np.arange(slots, dtype=np.int32)
        self.taken = np.ascontiguousarray(np.broadcast_to(number[:, None], (slots, by_length.size)))
        self.taken_until = np.zeros(by_length.size, np.int64)

    def after(self, day):
        """The smallest place that falls free after a day."""
        return ((day + 1) << self.bits).astype(np.int32)

    def places_on(self, rows, day):
        """The places of some lanes on a day; notes the changes up to it."""
        change = self.change[rows]
        while (passed := take(self.changes, change) <= day).any():
            change = change + passed
        self.change[rows] = change
        return take(self.places, change + self.change_to_place[rows])

    def first_free(self, ready, longest_wait):
        """For the next family of each of the first rows: the first day with a free place, and
        whether that is too late for it."""
        n = ready.size
        day = np.maximum(ready, self.taken_until[:n])
        self.taken_until[:n] = day
        gone = day - ready > longest_wait
        busy = count(self.taken[:, :n] >= self.after(day))
        waiting = np.flatnonzero((self.places_on(slice(0, n), day) <= busy) & ~gone)
        since = take(day, waiting)
        taken = self.taken.take(waiting, axis=1)
        while waiting.size:
            # Places are looked at on the next day on which one falls free or their number changes.
            frees = np.where(taken >= self.after(since), taken, NO_DAY).min(axis=0) >> self.bits
            since = np.minimum(frees, take(self.changes, take(self.change, waiting)))
            late = since - take(ready, waiting) > longest_wait
            gone[waiting[late]] = True
            places = self.places_on(waiting, since)
            day[waiting] = since
            self.taken_until[waiting[~late]] = since[~late]
            on = np.flatnonzero((places <= count(taken >= self.after(since))) & ~late)
            waiting, since, taken = take(waiting, on), take(since, on), taken.take(on, axis=1)
        return day, gone

    def take_place(self, rows, until):
        """Takes a free place in each of these rows."""
        slot = take(self.taken[:, : rows[-1] + 1].min(axis=0), rows) & ((1 << self.bits) - 1)
        self.taken[slot, rows] = (until << self.bits) | slot


def count(places):
    """How many of the places of each lane."""
    return np.add.reduce(places, axis=0, dtype=np.int16)


def close_when_full(families, ready, lost, limit):
    """Undoes starts past the limit on the contract, and losses after it: who is ready first."""
    started = families.start >= 0
    over = np.bincount(families.trial[started], minlength=families.of_trial.size) >= limit
    came = np.flatnonzero(over[families.trial] & (started | lost))
    came = came[np.lexsort((came, ready[came], families.trial[came]))]
    begun = np.cumsum(started[came]) - started[came]
    trial = families.trial[came]
    earliest = np.flatnonzero(np.diff(trial, prepend=-1))
    begun -= np.repeat(begun[earliest], np.diff(np.append(earliest, came.size)))
    shut = came[begun >= limit]
    families.start[shut] = -1
    lost[shut] = False


# --- Lives -----------------------------------------------------------------------------------------


class Lives:
    """The lives of a block's families, without the programme (world 0) and with it (world 1), and
    what they come to by month.

    Each world has the day up to which a family has lived; who never starts lives once, in world 0.
    """

    def __init__(self, a, calendar, families, scenario, rng):
        self.a, self.calendar, self.f, self.rng = a, calendar, families, rng
        self.tables(a)
        f, p = families, a.pathways
        started = f.start >= 0
        home = take(p.begins_home, f.pathway)
        self.day = [f.referred.copy(), np.where(started, f.referred, f.eighteen)]
        self.begins_home = home
        self.begun = np.where(home, 0.0, f.days_in_care)
        pathway = f.trial * p.shares.shape[1] + f.pathway
        self.pathway = pathway
        # By turn (the first spell, odd spells, even spells): the row of its hazard, and the frailty.
        row = 3 * pathway * WIDTH
        self.row = [row + WIDTH * np.where(home, at, then) for at, then in ((0, 2), (2, 1), (1, 2))]
        self.frailty = [np.where(at_home, f.frailty, 1.0) for at_home in (home, ~home)]
        self.effect = f.trial * 2 + f.completes
        self.support_until = f.referred + a.prices.support_days
        self.closes = np.minimum(f.start + a.contract.tracking_days, f.eighteen)
        self.lanes(scenario, started)

    def tables(self, a):
        """Cumulative hazards as a line between knots, and the interval of knots by cell of time."""
        hazards = a.hazards
        slope = np.diff(hazards, axis=-1) / np.diff(KNOTS_AND_END)
        self.level = np.pad(hazards[..., :-1] - slope * KNOTS, LAST_COLUMN).ravel()
        self.slope = np.pad(slope, LAST_COLUMN).ravel()
        self.reached = hazards.ravel()
        cells = np.concatenate([np.arange(22), np.arange(1, 242) * model.DAYS_PER_MONTH])
        self.interval = np.searchsorted(KNOTS, cells + 1e-6) - 1
        mix = a.pathways.mix
        self.mix = [np.ascontiguousarray(it) for it in mix.reshape(-1, mix.shape[2]).T]
        ratios = a.effects.ratios
        self.ratios = ratios.ravel()
        self.until = np.broadcast_to(a.effects.until, ratios.shape).ravel()
        self.highest_ratio = np.maximum(ratios.max(axis=3), 1.0).ravel()

    def lanes(self, scenario, started):
        """Days are counted by trial, group (those who never start; those who do, without and with
        the programme), lane and month."""
        placements, lines = len(scenario["placements"]), len(scenario["contract"]["payments"])
        self.horizon = scenario["horizon_months"]
        self.support, self.entries = placements, placements + 1
        self.line = placements + 2
        self.shape = (3, placements + 2 + lines, self.calendar.months)
        self.counts = np.zeros(self.a.trials * int(np.prod(self.shape)))
        group = self.shape[1] * self.shape[2]
        first_days = np.repeat(self.calendar.first_day[:-1], self.calendar.days_in)
        self.bound = WHOLE - (np.arange(first_days.size) - first_days)
        self.base = [(self.f.trial * 3 + started) * group, (self.f.trial * 3 + 2) * group]

    # --- hazards

    def at(self, row, day):
        """The cumulative hazard so many days into a spell."""
        # Cells are days up to day 21, then what is left of the first month, then months.
        cell = np.minimum(day, 21 + day * (1 / model.DAYS_PER_MONTH)).astype(np.int64)
        cell = row + take(self.interval, cell)
        return take(self.level, cell) + take(self.slope, cell) * day

    def when(self, row, target):
        """The day of a spell on which the cumulative hazard reaches a target."""
        cell, left = row.copy(), KNOTS.size
        # A search by halves in every row at once.
        while left > 1:
            half = left // 2
            cell += half * (take(self.reached, cell + half) < target)
            left -= half
        return (target - take(self.level, cell)) / take(self.slope, cell)

    def under_therapy(self, families, row, kind, from_, target, left, starts):
        """The targets as they are once therapy has changed the hazard: step by step of the effect,
        until the event, or until the child is 18, falls within a step."""
        effect = 2 * take(self.effect, families) + kind
        reached = self.at(row, from_)
        most = take(self.highest_ratio, effect) * (self.at(row, left) - reached)
        # Who would not have the event by 18 at the highest ratio does not have it.
        met = np.full(families.size, NEVER)
        rest = np.flatnonzero(target <= most)
        row, reached, target = take(row, rest), take(reached, rest), take(target, rest)
        left, starts = take(left, rest), take(starts, rest)
        steps = self.a.effects.until.size
        step = take(effect, rest) * steps
        step += np.searchsorted(self.a.effects.until, take(from_, rest) - starts, side="right")
        while rest.size:
            end = np.minimum(starts + take(self.until, step), left)
            ratio = take(self.ratios, step)
            at_end = self.at(row, end)
            after = target - ratio * (at_end - reached)
            within = (after <= 0) | (end >= left)
            done, on = np.flatnonzero(within), np.flatnonzero(~within)
            met[take(rest, done)] = take(at_end + after / ratio, done)
            rest, row, step = take(rest, on), take(row, on), take(step, on) + 1
            starts, left = take(starts, on), take(left, on)
            target, reached = take(after, on), take(at_end, on)
        return met

    # --- spells

    def spell(self, families, number):
        """Lives one spell of each of these families in each world, on the same draws; returns those
        that are not yet 18."""
        turn = 0 if number == 0 else 2 - number % 2
        eighteen = take(self.f.eighteen, families)
        home = take(self.begins_home, families) ^ bool(number % 2)
        target = self.rng.standard_exponential(families.size) / take(self.frailty[number % 2], families)
        row = take(self.row[turn], families)
        begun = take(self.begun, families) if number == 0 else np.zeros(families.size)
        days = [take(day, families) for day in self.day]
        alive = [np.flatnonzero(day < eighteen) for day in days]
        aims = [take(target, alive[0]), self.treated(families, row, home, begun, target, days[1], alive[1])]
        if number == 0:
            aims[0] += self.at(take(row, alive[0]), take(begun, alive[0]))
        both = np.concatenate(alive)
        time_left = self.when(take(row, both), np.concatenate(aims)) - take(begun, both)
        from_ = np.concatenate([take(day, it) for day, it in zip(days, alive)])
        last = take(eighteen, both)
        lasts = np.minimum(rounded(time_left), 1e6).astype(np.int64)
        until = np.minimum(from_ + np.maximum(lasts, 1), last)
        family = take(families, both)
        cut = alive[0].size
        self.day[0][family[:cut]], self.day[1][family[cut:]] = until[:cut], until[cut:]
        base = np.concatenate(
            [take(self.base[0], family[:cut]), take(self.base[1], family[cut:])]
        )
        at_home = take(home, both)
        self.at_home(np.flatnonzero(at_home), cut, family, base, from_, until)
        self.in_care(np.flatnonzero(~at_home), both, families, base, from_, until, number)
        return families[(self.day[0][families] < eighteen) | (self.day[1][families] < eighteen)]

    def treated(self, families, row, home, begun, target, day, alive):
        """The targets of the second world."""
        family = take(families, alive)
        begun, day = take(begun, alive), take(day, alive)
        left = take(self.f.eighteen, family) - day + begun
        starts = take(self.f.start, family) - day + begun
        kind = (~take(home, alive)).astype(np.int64)
        return self.under_therapy(
            family, take(row, alive), kind, begun, take(target, alive), left, starts
        )

    def at_home(self, rows, cut, family, base, from_, until):
        """Counts days of support, and with the programme the days at home that are paid for."""
        months = self.calendar.months
        supported = take(self.support_until, take(family, rows))
        begins, ends = take(from_, rows), np.minimum(take(until, rows), supported)
        within = np.flatnonzero(begins < ends)
        self.add(take(base, take(rows, within)) + self.support * months, take(begins, within), take(ends, within))
        rows = rows[np.searchsorted(rows, cut) :]
        member = take(family, rows)
        begins = np.maximum(take(from_, rows), take(self.f.start, member))
        ends = np.minimum(take(until, rows), take(self.closes, member))
        within = np.flatnonzero(begins < ends)
        line = (self.line + take(self.f.pathway, take(member, within))) * months
        self.add(take(base, take(rows, within)) + line, take(begins, within), take(ends, within))

    def in_care(self, rows, both, families, base, from_, until, number):
        """Counts entries and days in each placement, with moves between them."""
        months = self.calendar.months
        from_, until, base = take(from_, rows), take(until, rows), take(base, rows)
        if number:
            np.add.at(self.counts, base + self.entries * months + take(self.calendar.month_of, from_), 1.0)
        of_both = take(both, rows)
        u = take(self.rng.random(families.size), of_both)
        pathway = take(self.pathway, take(families, of_both))
        place = np.zeros(rows.size, np.int64)
        for running in self.mix[:-1]:
            place += take(running, pathway) <= u
        trial = take(self.f.trial, take(families, of_both))
        while rows.size:
            rate = take(self.a.moves[:, :, -1].ravel(), trial * self.support + place)
            moving = np.flatnonzero(rate > 0)
            end = until.copy()
            if moving.size:
                e = take(self.rng.standard_exponential(families.size), take(of_both, moving))
                time_left = np.minimum(rounded(e / take(rate, moving)), 1e6).astype(np.int64)
                end[moving] = np.minimum(
                    take(from_, moving) + np.maximum(time_left, 1), take(until, moving)
                )
            self.add(base + place * months, from_, end)
            rows = np.flatnonzero(end < until)
            if rows.size == 0:
                return
            u = take(self.rng.random(families.size), take(of_both, rows))
            running = self.a.moves[take(trial, rows), take(place, rows)]
            place = (running <= (u * running[:, -1])[:, None]).sum(axis=1)
            from_, until, base = take(end, rows), take(until, rows), take(base, rows)
            of_both, trial = take(of_both, rows), take(trial, rows)

    def add(self, lane, from_, until):
        """Counts the days from `from_` up to `until`: from the month of each bound on whole months
        are one more or fewer, less the days of that month before it."""
        np.add.at(self.counts, lane + take(self.calendar.month_of, from_), take(self.bound, from_))
        np.subtract.at(self.counts, lane + take(self.calendar.month_of, until), take(self.bound, until))

    def live(self):
        """Every life, to the 18th birthday."""
        first = np.concatenate([[0], np.cumsum(self.f.of_trial)])
        late = []
        for trial in range(0, self.a.trials, CHUNK):
            families = np.arange(first[trial], first[min(trial + CHUNK, self.a.trials)])
            for number in range(EARLY_SPELLS):
                families = self.spell(families, number)
            late.append(families)
        families, number = np.concatenate(late), EARLY_SPELLS
        while families.size:
            families = self.spell(families, number)
            number += 1

    def by_month(self):
        """The cost of care in both worlds by month, days in care and entries up to the horizon, and
        days that are paid for by line and month; chunk by chunk, so that it stays in the cache."""
        counts = self.counts.reshape(self.a.trials, *self.shape)
        parts = [self.of_chunk(counts[at : at + CHUNK], at) for at in range(0, self.a.trials, CHUNK)]
        return [np.concatenate(it) for it in zip(*parts)]

    def of_chunk(self, counts, first):
        whole = np.rint(counts / WHOLE)
        days = counts - whole * WHOLE + np.cumsum(whole, axis=3) * self.calendar.days_in
        care = days[:, 1:, : self.line] + days[:, :1, : self.line]
        prices = self.a.prices.lanes[first : first + counts.shape[0]]
        return (*model.care(care, prices, self.horizon), days[:, 2, self.line :])

# --- A block ---------------------------------------------------------------------------------------


def live_block(scenario, calendar, seed, block, trials):
    """The metrics of one block of trials."""
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(block,))))
    a = model.assume(scenario, calendar, trials, rng)
    families = refer(a, calendar, rng)
    therapists, changes, places = staff(a, calendar, rng)
    lost_waiting = admit(a, families, changes, places, rng)
    lives = Lives(a, calendar, families, scenario, rng)
    lives.live()
    cost, days_in_care, entries, units = lives.by_month()
    started = families.start >= 0
    delivery_ends, contract_ends = last_months(a, calendar, families, lives.closes, started)
    return model.measure(
        scenario,
        a,
        SimpleNamespace(
            referrals=families.of_trial.astype(float),
            starts=np.bincount(families.trial[started], minlength=trials).astype(float),
            completions=np.bincount(families.trial[families.completes], minlength=trials).astype(float),
            lost_waiting=lost_waiting.astype(float),
            cost=cost,
            days_in_care=days_in_care,
            entries=entries,
            units=units,
            therapists=therapists,
            delivery_ends=delivery_ends,
            contract_ends=contract_ends,
        ),
    )


def last_months(a, calendar, families, closes, started):
    """The last month of delivery and the month of the last payment, of each trial."""
    last_session = np.full(a.trials, a.referrals.monthly.shape[1] - 1)
    last_earned = last_session.copy()
    trial = families.trial[started]
    np.maximum.at(last_session, trial, calendar.month_of[families.ends[started] - 1])
    np.maximum.at(last_earned, trial, calendar.month_of[closes[started] - 1])
    return last_session, np.maximum(last_earned, last_session) + a.contract.lag


def run(scenario, trials, seed, cores):
    """The metrics of all trials, in blocks that do not depend on the number of cores."""
    calendar = model.calendar_of(scenario)
    blocks = [
        (scenario, calendar, seed, i, min(BLOCK, trials - first))
        for i, first in enumerate(range(0, trials, BLOCK))
    ]
    if cores == 1:
        return model.joined([live_block(*it) for it in blocks])
    with multiprocessing.Pool(cores) as pool:
        return model.joined(pool.starmap(live_block, blocks, chunksize=1))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario")
    parser.add_argument("--trials", type=int, default=10_000)
    parser.add_argument("--cores", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", required=True)
    options = parser.parse_args()
    rows = run(model.read(options.scenario), options.trials, options.seed, options.cores)
    model.write(rows, options.output)


if __name__ == "__main__":
    np.seterr(divide="ignore", invalid="ignore", over="ignore")
    main()
