"""Writes oracle.csv: the rates of return of random monthly cash flows, by libraries that Kinward does
not use.

    python3 -m venv venv
    venv/bin/pip install numpy==2.4.6 numpy-financial==1.0.0 pyxirr==0.10.8 python-flint==0.9.0
    venv/bin/python tests/irr/make.py > tests/irr/oracle.csv

The flows are drawn by SplitMix64 in whole numbers alone; tests/irr.rs draws the same, so that only
what is expected is stored:

- `losses` and `gains`, the rates from -100% to 0 and above 0, neither end included, that bring the
  net present value to nothing, counted with multiplicity; a rate of 0 is in neither. By Arb (in
  python-flint), which encloses each root of the integer polynomial and proves that it is alone; where
  flows change sign once, by Descartes' rule.
- `rate`, where there is one rate above -100% in all, to 15 digits, worked out in 200 bits.
- `numpy_financial` and `pyxirr`, where there is one rate: the annual rate of `irr`, a monthly rate,
  compounded. Empty where the library finds none.
"""

import csv
import sys
import warnings

import numpy as np
import numpy_financial
import pyxirr
from flint import arb, arb_poly, ctx, fmpz_poly

MASK = 2**64 - 1
ROWS_OF_A_KIND = 250
KINDS = [
    "conventional",
    "long",
    "second_draw",
    "tail",
    "inflow_first",
    "near_total_loss",
    "rates_high",
    "rates_low",
    "tiny",
    "huge",
    "gaps",
    "several",
    "close_pair",
    "anything",
    "loan",
    "total_loss",
]


class Draws:
    """SplitMix64 (Steele, Lea and Flood, 2014)."""

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return (z ^ (z >> 31)) % bound

    def between(self, low, high):
        """A whole number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)


def conventional(draws, paid, months, percent):
    """Pence paid in over some months, then `percent` of it back over the rest, unevenly."""
    draw_months = draws.between(1, months // 2)
    flows = [0] * months
    for month in range(draw_months):
        flows[month] = -draws.between(1, 1 + 2 * paid // draw_months)
    drawn = -sum(flows)
    weights = [draws.below(10) for _ in range(draw_months, months)]
    weights[-1] += 1
    for month, weight in enumerate(weights, draw_months):
        flows[month] = drawn * percent * weight // (100 * sum(weights))
    return flows


def flows_of(kind, draws):
    """The flows of one row, in pence."""
    pounds = 100
    months = draws.between(6, 96)
    if kind == "conventional":
        return conventional(draws, draws.between(10_000, 5_000_000) * pounds, months, draws.between(20, 250))
    if kind == "long":
        return conventional(draws, 3_000_000 * pounds, 240, draws.between(50, 300))
    if kind == "second_draw":
        first = conventional(draws, 1_000_000 * pounds, months, draws.between(50, 150))
        second = conventional(draws, 500_000 * pounds, months, draws.between(50, 150))
        return first + [0] * draws.below(12) + second
    if kind == "tail":
        flows = conventional(draws, 2_000_000 * pounds, months, draws.between(50, 200))
        return flows + [-draws.between(1, 3_000 * pounds) for _ in range(draws.between(1, 24))]
    if kind == "inflow_first":
        flows = conventional(draws, 1_000_000 * pounds, months, draws.between(50, 200))
        return [draws.between(1, 100_000 * pounds)] + flows
    if kind == "near_total_loss":
        flows = conventional(draws, 3_000_000 * pounds, months, 0)
        flows[-1] = draws.between(1, 1_000)
        return flows
    if kind == "rates_high":
        return conventional(draws, 1_000 * pounds, draws.between(4, 12), draws.between(500, 100_000))
    if kind == "rates_low":
        return conventional(draws, 1_000_000 * pounds, draws.between(4, 24), draws.between(1, 12))
    if kind == "tiny":
        return conventional(draws, draws.between(2, 60), months, draws.between(90, 300))
    if kind == "huge":
        return conventional(draws, 50_000_000_000 * pounds, months, draws.between(50, 200))
    if kind == "gaps":
        flows = [0] * 240
        for _ in range(draws.between(2, 8)):
            flows[draws.below(120)] -= draws.between(1, 100_000) * pounds
        for _ in range(draws.between(2, 8)):
            flows[draws.between(120, 239)] += draws.between(1, 200_000) * pounds
        return flows
    if kind == "several":
        flows = [0] * months
        for _ in range(draws.between(3, 7)):
            flows[draws.below(months)] += draws.between(-100_000, 100_000) * pounds
        return flows
    if kind == "close_pair":
        # -(1 - a x)(1 - (a + e) x) in steps of some months, a from 1.00 to 1.20, and a flow more.
        step = draws.between(1, 24)
        a = draws.between(100_000, 120_000)
        b = a + draws.between(1, 3) * 10 ** draws.below(4)
        flows = [0] * (2 * step + 1)
        flows[0] = -(10**10)
        flows[step] = (a + b) * 10**5
        flows[-1] = -a * b
        return flows
    if kind == "anything":
        return [draws.between(-100_000, 100_000) * draws.below(2) for _ in range(months)]
    if kind == "loan":
        return [-it for it in conventional(draws, 100_000 * pounds, months, draws.between(50, 200))]
    if kind == "total_loss":
        return conventional(draws, 100_000 * pounds, months, 0)
    raise ValueError(kind)


def trimmed(flows):
    """Without the months before the first flow and after the last."""
    at = [month for month, flow in enumerate(flows) if flow != 0]
    return flows[at[0] : at[-1] + 1] if at else []


def discount_factors(flows):
    """The positive roots x of the sum of flow * x^month, each as often as it counts, enclosed."""
    signs = [flow > 0 for flow in flows if flow != 0]
    changes = sum(1 for one, next_one in zip(signs, signs[1:]) if one != next_one)
    if changes == 0:
        return []
    if changes == 1 and sum(flows) == 0:
        return [arb(1)]
    if changes == 1:
        # Exactly one, by Descartes' rule, and Arb would look for 200 complex ones beside it.
        return [bisected(arb_poly(flows), flows[0] < 0)]
    roots = []
    for root, multiplicity in fmpz_poly(flows).complex_roots():
        if root.imag == 0 and root.real > 0:
            roots += [root.real] * multiplicity
    return roots


def bisected(npv, rises):
    """The one positive root of a polynomial that rises through it, or falls."""
    low, high = arb(0), arb(1)
    while (npv(high) < 0) == rises and npv(high) != 0:
        low, high = high, 2 * high
    for _ in range(190):
        middle = ((low + high) / 2).mid()
        at = npv(middle)
        if at == 0:
            return middle
        if (at < 0) == rises:
            low = middle
        else:
            high = middle
    return ((low + high) / 2).mid()


def compounded(monthly):
    """The annual rate of a monthly one, or nothing."""
    if monthly is None or not np.isfinite(monthly):
        return ""
    return repr(float(np.expm1(12 * np.log1p(monthly))))


def row(number, kind):
    flows = trimmed(flows_of(kind, Draws(number)))
    factors = discount_factors(flows)
    gains = sum(1 for it in factors if it < 1)
    losses = sum(1 for it in factors if it > 1)
    at_zero = len(factors) - gains - losses
    assert at_zero == 0 or sum(flows) == 0, number
    rate = npf = xirr = ""
    if len(factors) == 1:
        annual = 1 / factors[0] ** 12 - 1
        rate = annual.str(15, radius=False, more=False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Pyxirr stops at a fixed small value, which is coarse for pence and out of reach for billions.
            amounts = [it * 1e6 / max(map(abs, flows)) for it in flows]
            npf = compounded(numpy_financial.irr(amounts))
            xirr = compounded(pyxirr.irr(amounts))
    return [number, kind, losses, gains, rate, npf, xirr]


def main():
    ctx.prec = 200
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["number", "kind", "losses", "gains", "rate", "numpy_financial", "pyxirr"])
    for number in range(ROWS_OF_A_KIND * len(KINDS)):
        writer.writerow(row(number, KINDS[number % len(KINDS)]))


if __name__ == "__main__":
    main()
