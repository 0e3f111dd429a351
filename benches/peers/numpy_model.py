"""The Norfolk model as a vectorised NumPy program: families of many trials side by side in arrays.

Trials are lived in blocks. The queue for therapy goes from family to family, so it is walked for
all teams of a block at once; lives are walked spell by spell for a chunk of trials whose arrays and
tables stay in the cache, and the few families that have many spells are finished for the whole
block together. Nothing is compiled: a just-in-time compiler is another language.
"""

from types import SimpleNamespace

import numpy as np

import model
from model import EIGHTEEN, KNOTS, rounded

#: Trials whose queues are walked together, and trials whose lives are.
BLOCK, CHUNK = 1024, 96
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
        SimpleNamespace(lane=lane, ready=ready[would], eighteen=f.eighteen[would], length=length[would]),
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
    """The day of start of each family (none: -1), first come first served in each lane (a team of a
    trial), and whether it is lost waiting.

    All lanes go on together. In one step the next family of a lane has a place and starts, or is
    lost, or waits until the next day on which a place falls free or their number changes.
    """
    start = np.full(families.lane.size, -1)
    lost = np.zeros(families.lane.size, bool)
    lanes = Lanes(families, changes, places, therapy.teams)
    while lanes.next.size:
        family = take(lanes.order, lanes.next)
        ready = take(families.ready, family)
        day = np.maximum(ready, lanes.day)
        late = day - ready > therapy.longest_wait
        free = lanes.have_a_place(day) & ~late
        starting = np.flatnonzero(free & (day < take(families.eighteen, family)))
        started, starts = take(family, starting), take(day, starting)
        start[started] = starts
        lost[family[late]] = True
        served = free | late
        lanes.wait(np.flatnonzero(~served), day)
        lanes.take_places(starting, starts + take(families.length, started))
        lanes.next += served
        lanes.close()
    return start, lost


#: Past every day, also in the places' own numbers.
NEVER_FREE = np.int32(1 << 30)


class Lanes:
    """The teams of all trials: who is next, the day, places, and the changes of their number.

    A place is the day on which it falls free and its own number in one integer, so that the
    smallest of a lane says both which is free and since when.
    """

    def __init__(self, families, changes, places, teams):
        lanes, steps = places.shape
        # Sorted are whole keys, which is faster than sorting positions.
        key = (families.lane << 44) | (families.ready << 24) | np.arange(families.lane.size)
        self.order = np.sort(key) & ((1 << 24) - 1)
        self.last = np.cumsum(np.bincount(families.lane, minlength=lanes))
        self.next = np.concatenate([[0], self.last[:-1]])
        self.day = np.zeros(lanes, np.int64)
        # A change that is never reached stands after the last, and no place before the first.
        self.changes = np.pad(changes, ((0, 0), (0, 1)), constant_values=1 << 20).ravel()
        self.places = np.pad(places, ((0, 0), (1, 0))).ravel()
        self.place = np.arange(lanes) * (steps + 1)
        self.change = np.arange(lanes) // teams * (steps + 1)
        slots = max(int(places.max()), 1)
        self.bits = slots.bit_length()
        number = np.arange(slots, dtype=np.int32)
        self.taken = np.ascontiguousarray(np.broadcast_to(number[:, None], (slots, lanes)))
        self.close()

    def after(self, day):
        """The smallest place that falls free after a day."""
        return ((day + 1) << self.bits).astype(np.int32)

    def have_a_place(self, day):
        """Whether each lane has; notes the changes of places up to the day."""
        while (passed := take(self.changes, self.change) <= day).any():
            self.change += passed
            self.place += passed
        busy = (self.taken >= self.after(day)).view(np.uint8)
        return np.add.reduce(busy, axis=0, dtype=np.uint8) < take(self.places, self.place)

    def wait(self, rows, day):
        """Sets the day of these lanes to the next on which there may be a place."""
        self.day = day
        if rows.size:
            after = self.after(take(day, rows))
            # Those that are free before are far away when counted without a sign.
            nearest = (self.taken.take(rows, axis=1) - after).view(np.uint32).min(axis=0)
            free = (nearest.view(np.int32) + after) >> self.bits
            free = np.where(nearest < NEVER_FREE, free, NEVER_FREE)
            self.day[rows] = np.minimum(free, take(self.changes, take(self.change, rows)))

    def take_places(self, rows, until):
        """Takes a free place in each of these lanes."""
        slot = take(self.taken.min(axis=0), rows) & ((1 << self.bits) - 1)
        self.taken[slot, rows] = (until << self.bits) | slot

    def close(self):
        """Leaves out the lanes that have nobody left."""
        on = np.flatnonzero(self.next < self.last)
        if on.size < self.next.size:
            self.next, self.last, self.day = (take(it, on) for it in (self.next, self.last, self.day))
            self.change, self.place = take(self.change, on), take(self.place, on)
            self.taken = self.taken.take(on, axis=1)


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
    """The lives of a block, and what they come to by month.

    A row is one life: first those of all families without the programme, then those of the
    families that start with it; both lives of a family meet the same draws.
    """

    def __init__(self, scenario, a, calendar, families, rng):
        self.a, self.calendar, self.f, self.rng = a, calendar, families, rng
        self.horizon = scenario["horizon_months"]
        self.tables(a)
        started = families.start >= 0
        self.starters = np.flatnonzero(started)
        self.family = np.concatenate([np.arange(families.n), self.starters])
        self.day, self.eighteen = self.of_rows(families.referred), self.of_rows(families.eighteen)
        self.support_until = self.day + a.prices.support_days
        closes = np.minimum(families.start + a.contract.tracking_days, families.eighteen)
        self.start, self.closes = families.start[self.starters], closes[self.starters]
        self.effect = 2 * (2 * families.trial + families.completes)[self.starters]
        self.by_pathway(a.pathways)
        self.lanes(scenario, started)

    def of_rows(self, values):
        """What families have, for each row."""
        return np.concatenate([values, take(values, self.starters)])

    def by_pathway(self, p):
        """By turn (the first spell, odd spells, even spells): whether it is at home, the row of
        its hazard, and what the unit exponential is divided by."""
        home = p.begins_home.astype(np.int64)
        pathway = self.of_rows(self.f.pathway)
        self.pathway = self.of_rows(self.f.trial) * home.size + pathway
        frailty = self.of_rows(self.f.frailty)
        # Kinds of hazard: 0 first departure, 1 later departure, 2 return.
        kinds = [2 - 2 * home, 1 + home, 2 - home]
        self.row = [(3 * self.pathway + take(kind, pathway)) * WIDTH for kind in kinds]
        self.at_home = [take(it, pathway) for it in (home, 1 - home)]
        self.frailty = [1 + it * (frailty - 1) for it in self.at_home]
        self.begun = self.of_rows(self.f.days_in_care)
        self.paid_line = self.f.pathway[self.starters]

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
        self.moves = a.moves.reshape(-1, a.moves.shape[2])
        self.leaving = np.ascontiguousarray(self.moves[:, -1])
        self.steps, ratios = a.effects.until, a.effects.ratios
        self.ratios = ratios.ravel()
        self.until = np.broadcast_to(a.effects.until, ratios.shape).ravel()
        self.highest_ratio = np.maximum(ratios.max(axis=3), 1.0).ravel()

    def lanes(self, scenario, started):
        """Days are counted by trial, group (those who never start; those who do, without and with
        the programme), lane and month."""
        placements, lines = len(scenario["placements"]), len(scenario["contract"]["payments"])
        self.support, self.entries, self.line = placements, placements + 1, placements + 2
        self.shape = (3, self.line + lines, self.calendar.months)
        self.counts = np.zeros(self.a.trials * int(np.prod(self.shape)))
        group = np.concatenate([started.astype(np.int64), np.full(self.starters.size, 2)])
        self.lane = (3 * self.of_rows(self.f.trial) + group) * self.shape[1] * self.shape[2]
        first_days = np.repeat(self.calendar.first_day[:-1], self.calendar.days_in)
        self.bound = WHOLE - (np.arange(first_days.size) - first_days)

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

    def under_therapy(self, starters, row, kind, from_, target, left, starts):
        """The targets as they are once therapy has changed the hazard: step by step of the effect,
        until the event, or until the child is 18, falls within a step."""
        effect = take(self.effect, starters) + kind
        reached = self.at(row, from_)
        most = take(self.highest_ratio, effect) * (self.at(row, left) - reached)
        # Who would not have the event by 18 at the highest ratio does not have it.
        met = np.full(row.size, NEVER)
        rest = np.flatnonzero(target <= most)
        row, reached, target = take(row, rest), take(reached, rest), take(target, rest)
        left, starts = take(left, rest), take(starts, rest)
        step = take(effect, rest) * self.steps.size
        step += np.searchsorted(self.steps, take(from_, rest) - starts, side="right")
        while rest.size:
            end = np.minimum(starts + take(self.until, step), left)
            ratio = take(self.ratios, step)
            at_end = self.at(row, end)
            after = target - ratio * (at_end - reached)
            within = (after <= 0) | (end >= left)
            done, on = np.flatnonzero(within), np.flatnonzero(~within)
            met[take(rest, done)] = take(at_end, done) + take(after, done) / take(ratio, done)
            rest, row, step = take(rest, on), take(row, on), take(step, on) + 1
            starts, left = take(starts, on), take(left, on)
            target, reached = take(after, on), take(at_end, on)
        return met

    # --- spells

    def spell(self, rows, twin, twins, number):
        """Lives one spell of each of these rows; `twin` says which of so many draws a row has.
        Returns the rows that are not yet 18."""
        turn, odd = (0 if number == 0 else 2 - number % 2), number % 2
        from_, eighteen, row = (take(it, rows) for it in (self.day, self.eighteen, self.row[turn]))
        home = take(self.at_home[odd], rows)
        target = take(self.rng.standard_exponential(twins), twin) / take(self.frailty[odd], rows)
        begun = take(self.begun, rows) if number == 0 else 0.0
        treated = np.searchsorted(rows, self.f.n)
        target[treated:] = self.treated(
            rows[treated:], row[treated:], home[treated:], number, target[treated:]
        )
        if number == 0:
            target[:treated] += self.at(row[:treated], begun[:treated])
        lasts = np.minimum(self.when(row, target) - begun + 0.5, 1e6).astype(np.int64)
        until = np.minimum(from_ + np.maximum(lasts, 1), eighteen)
        self.day[rows] = until
        at_home, in_care = np.flatnonzero(home), np.flatnonzero(1 - home)
        self.count_home(take(rows, at_home), take(from_, at_home), take(until, at_home))
        self.count_care(
            take(rows, in_care),
            take(from_, in_care),
            take(until, in_care),
            lambda draw: take(draw(twins), take(twin, in_care)),
            number,
        )
        return np.flatnonzero(until < eighteen)

    def treated(self, rows, row, home, number, target):
        """The targets of the lives with the programme."""
        starters, day = rows - self.f.n, take(self.day, rows)
        begun = take(self.begun, rows) if number == 0 else np.zeros(rows.size)
        left = take(self.eighteen, rows) - day + begun
        starts = take(self.start, starters) - day + begun
        return self.under_therapy(starters, row, 1 - home, begun, target, left, starts)

    def count_home(self, rows, from_, until):
        """Counts days of support, and with the programme the days at home that are paid for."""
        months, lane = self.shape[2], take(self.lane, rows)
        support = lane + self.support * months
        self.count_within(support, from_, until, 0, take(self.support_until, rows))
        treated = np.searchsorted(rows, self.f.n)
        starters = rows[treated:] - self.f.n
        line = lane[treated:] + (self.line + take(self.paid_line, starters)) * months
        opens, closes = take(self.start, starters), take(self.closes, starters)
        self.count_within(line, from_[treated:], until[treated:], opens, closes)

    def count_care(self, rows, from_, until, drawn, number):
        """Counts entries, and days in each placement; a move leads from one to the next. `drawn`
        gives each row what its twin has too."""
        months = self.shape[2]
        lane, pathway = take(self.lane, rows), take(self.pathway, rows)
        if number:
            entries = lane + self.entries * months + take(self.calendar.month_of, from_)
            np.add.at(self.counts, entries, 1.0)
        u = drawn(self.rng.random)
        place = np.zeros(rows.size, np.int64)
        for running in self.mix[:-1]:
            place += take(running, pathway) <= u
        of_trial = pathway // self.a.pathways.begins_home.size * self.support
        here = np.arange(rows.size)
        while here.size:
            leaving = take(self.leaving, of_trial + place)
            movers = np.flatnonzero(leaving)
            end = until.copy()
            if movers.size:
                wait = take(drawn(self.rng.standard_exponential), take(here, movers))
                lasts = np.minimum(wait / take(leaving, movers) + 0.5, 1e6).astype(np.int64)
                moved = take(from_, movers) + np.maximum(lasts, 1)
                end[movers] = np.minimum(moved, take(until, movers))
            self.count(lane + place * months, from_, end)
            on = np.flatnonzero(end < until)
            if on.size == 0:
                return
            here, lane, of_trial = take(here, on), take(lane, on), take(of_trial, on)
            u = take(drawn(self.rng.random), here) * take(leaving, on)
            running = self.moves[of_trial + take(place, on)]
            place = np.count_nonzero(running <= u[:, None], axis=1)
            from_, until = take(end, on), take(until, on)

    def count_within(self, lane, from_, until, opens, closes):
        """Counts the days that lie within bounds."""
        from_, until = np.maximum(from_, opens), np.minimum(until, closes)
        within = np.flatnonzero(from_ < until)
        self.count(take(lane, within), take(from_, within), take(until, within))

    def count(self, lane, from_, until):
        """Counts the days from `from_` up to `until`: from the month of the first on whole months
        are one more, less the days of that month before it; and so they end."""
        np.add.at(self.counts, lane + take(self.calendar.month_of, from_), take(self.bound, from_))
        np.subtract.at(self.counts, lane + take(self.calendar.month_of, until), take(self.bound, until))

    def live(self):
        """Every life, to the 18th birthday."""
        families = np.concatenate([[0], np.cumsum(self.f.of_trial)])
        starters = self.f.n + np.searchsorted(self.starters, families)
        late = []
        for trial in range(0, self.a.trials, CHUNK):
            until = min(trial + CHUNK, self.a.trials)
            rows = np.concatenate([np.arange(it[trial], it[until]) for it in (families, starters)])
            twin = take(self.family, rows) - families[trial]
            for number in range(EARLY_SPELLS):
                on = self.spell(rows, twin, families[until] - families[trial], number)
                rows, twin = take(rows, on), take(twin, on)
            late.append(rows)
        rows, number = np.sort(np.concatenate(late)), EARLY_SPELLS
        while rows.size:
            left, twin = np.unique(take(self.family, rows), return_inverse=True)
            rows = take(rows, self.spell(rows, twin, left.size, number))
            number += 1

    def by_month(self):
        """The cost of care in both worlds by month, days in care and entries up to the horizon, and
        days that are paid for by line and month; a few trials at once, to stay in the cache."""
        counts = self.counts.reshape(self.a.trials, *self.shape)
        parts = [self.of_trials(counts[at : at + 16], at) for at in range(0, self.a.trials, 16)]
        return [np.concatenate(it) for it in zip(*parts)]

    def of_trials(self, counts, first):
        care = self.days(counts[:, 1:, : self.line] + counts[:, :1, : self.line])
        prices = self.a.prices.lanes[first : first + counts.shape[0]]
        return (*model.care(care, prices, self.horizon), self.days(counts[:, 2, self.line :]))

    def days(self, counts):
        whole = np.rint(counts * (1 / WHOLE))
        return counts - whole * WHOLE + np.cumsum(whole, axis=-1) * self.calendar.days_in


# --- A block ---------------------------------------------------------------------------------------


def live_block(scenario, calendar, seed, block, trials):
    """The metrics of one block of trials."""
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(block,))))
    a = model.assume(scenario, calendar, trials, rng)
    families = refer(a, calendar, rng)
    therapists, changes, places = staff(a, calendar, rng)
    lost_waiting = admit(a, families, changes, places, rng)
    lives = Lives(scenario, a, calendar, families, rng)
    lives.live()
    cost, days_in_care, entries, units = lives.by_month()
    started = families.start >= 0
    delivery_ends, contract_ends = last_months(a, calendar, families, lives)
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


def last_months(a, calendar, families, lives):
    """The last month of delivery and the month of the last payment, of each trial."""
    first = np.searchsorted(families.trial[lives.starters], np.arange(a.trials))
    last_session, last_window = (
        calendar.month_of[np.maximum.reduceat(it, first) - 1]
        for it in (families.ends[lives.starters], lives.closes)
    )
    last_session = np.maximum(last_session, a.referrals.monthly.shape[1] - 1)
    return last_session, np.maximum(last_session, last_window) + a.contract.lag


if __name__ == "__main__":
    model.main(__doc__, live_block, BLOCK)
