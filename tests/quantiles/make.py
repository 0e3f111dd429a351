"""Writes oracle.csv: quantiles of gamma and beta distributions over the plane of their shapes.

    python3 -m venv venv
    venv/bin/pip install mpmath==1.3.0
    venv/bin/python tests/quantiles/make.py > tests/quantiles/oracle.csv

Each row has the shapes (of a gamma one, of a beta two), a cumulative probability (the very double, in
full) and the value there to 20 digits. The distribution function is a power series of positive terms in
60 digits; where both shapes are large, and the series long, an integral of the density by the rule of
Gauss and Legendre. Where they overlap the two are held against each other, and the series against that
of mpmath. The value is found by Newton's steps inside a bracket.
"""

import random

from mpmath import mp, mpf

mp.dps = 60

SHAPES = [0.01, 0.1, 0.3, 0.9, 1.0, 1.7, 4.0, 30.0, 99.0, 101.0, 150.0, 155.0, 1e3, 3e5, 1e8, 1e12]
PAIRS = [0.01, 0.3, 1.0, 2.5, 40.0, 101.0, 155.0, 2e3, 1e8, 1e12]
PROBABILITIES = [1e-15, 1e-6, 0.01, 0.3, 0.5, 0.9, 0.999, 1 - 1e-9, 1 - 2.0**-53]
# Above this the series take too long.
MOST_FOR_SERIES = 3e3


class Distribution:
    """A density on the line, with a concave logarithm."""

    def __init__(self, shapes):
        self.shapes = [mpf(it) for it in shapes]
        if len(shapes) == 1:
            (a,) = self.shapes
            self.mode, self.constant = mp.log(a), -mp.loggamma(a)
        else:
            a, b = self.shapes
            self.mode = mp.log(a / b)
            self.constant = mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)

    def log_density(self, y):
        if len(self.shapes) == 1:
            return self.shapes[0] * y - mp.exp(y) + self.constant
        a, b = self.shapes
        return -a * mp.log1p(mp.exp(-y)) - b * mp.log1p(mp.exp(y)) + self.constant

    def series(self, y):
        """The probability below y, where it is summed, as `(below, above)`."""
        if len(self.shapes) == 1:
            (a,) = self.shapes
            x = mp.exp(y)
            ratio = lambda k: x / (a + k)
        else:
            a, b = self.shapes
            if y > 0:
                above, below = Distribution((b, a)).series(-y)
                return below, above
            x = 1 / (1 + mp.exp(-y))
            ratio = lambda k: (a + b + k - 1) / (a + k) * x
        term, total, k = 1 / a, 1 / a, 0
        while term > total * mpf(10) ** -58:
            k += 1
            term *= ratio(k)
            total += term
        below = mp.exp(self.log_density(y)) * total
        return below, 1 - below

    def integral(self, y):
        """The same by an integral over the tail that leads away from the middle."""
        away = -1 if y <= self.mode else 1
        here, tail, first = y, mpf(0), self.log_density(y)
        while self.log_density(here) > first - 75:
            width = mpf(1)
            while self.log_density(here) - self.log_density(here + away * width) > 6:
                width /= 2
            piece = mp.quad(
                lambda it: mp.exp(self.log_density(it)),
                [here, here + away * width],
                method="gauss-legendre",
                maxdegree=5,
            )
            tail += abs(piece)
            here += away * width
        return (tail, 1 - tail) if away < 0 else (1 - tail, tail)

    def tails(self, y):
        """The probabilities below and above."""
        return self.series(y) if min(self.shapes) <= MOST_FOR_SERIES else self.integral(y)

    def quantile(self, u):
        """The place on the line at probability u."""
        lower = u <= 0.5
        sign = 1 if lower else -1
        target = mp.log(mpf(u) if lower else 1 - mpf(u))
        low, high = -mp.inf, mp.inf
        y = self.mode
        while True:
            tail = self.tails(y)[0 if lower else 1]
            # So far out that sixty digits do not see it.
            missing = target - mp.log(max(tail, mpf(10) ** -50))
            if (missing > 0) == lower:
                low = y
            else:
                high = y
            step = sign * missing * max(tail, mpf(10) ** -50) / mp.exp(self.log_density(y))
            if abs(step) < mpf(10) ** -24 * max(1, abs(y)):
                return y + step
            # Far out on the steep side the series would have no end.
            most = 1 if max(self.shapes) > 50 or len(self.shapes) == 1 else 100
            y += max(-most, min(step, most))
            if not low < y < high:
                y = (low + high) / 2 if mp.isfinite(low) and mp.isfinite(high) else y - step / 2

    def value(self, y):
        return mp.exp(y) if len(self.shapes) == 1 else 1 / (1 + mp.exp(-y))

    def check(self, y):
        """Holds the ways to work out the distribution function against each other."""
        found = [self.series(y)]
        if 10 < min(self.shapes) and max(self.shapes) < 1e4:
            found.append(self.integral(y))
        if max(self.shapes) < 50:
            if len(self.shapes) == 1:
                (a,), x = self.shapes, mp.exp(y)
                below = mp.gammainc(a, 0, x, regularized=True)
                found.append((below, mp.gammainc(a, x, regularized=True)))
            else:
                (a, b), x, rest = self.shapes, 1 / (1 + mp.exp(-y)), 1 / (1 + mp.exp(y))
                below = mp.betainc(a, b, 0, x, regularized=True)
                found.append((below, mp.betainc(b, a, 0, rest, regularized=True)))
        for other in found[1:]:
            one, another = min(zip(found[0], other))
            assert abs(one / another - 1) < mpf(10) ** -20, (self.shapes, y, one, another)


def main():
    draws = random.Random(17)
    shape = lambda: 10 ** draws.uniform(-2, 12)
    cases = [((a,), u) for a in SHAPES for u in PROBABILITIES]
    cases += [((a, b), u) for a in PAIRS for b in PAIRS for u in PROBABILITIES[::2]]
    near_0, near_1 = lambda: 10 ** draws.uniform(-15, 0), lambda: 1 - 10 ** draws.uniform(-14, 0)
    chance = lambda: draws.choice([draws.random, near_0, near_1])()
    cases += [((shape(),), chance()) for _ in range(150)]
    cases += [((shape(), shape()), chance()) for _ in range(250)]
    print("a,b,u,value")
    for number, (shapes, u) in enumerate(cases):
        distribution = Distribution(shapes)
        y = distribution.quantile(u)
        if number % 5 == 0 and min(shapes) <= MOST_FOR_SERIES:
            distribution.check(y)
        b = repr(shapes[1]) if len(shapes) == 2 else ""
        print(f"{shapes[0]!r},{b},{u!r},{mp.nstr(distribution.value(y), 20)}", flush=True)


main()
