#!/usr/bin/env python3
"""How time and memory grow as a run grows tenfold in one way or another.

    benches/scaling.py [--kinward PATH] [--trials N] [--repeats N] [--large N]

Runs the base of the Norfolk scenario, report and all, with ten times the families, trials, worlds,
months and assumptions, each alone, and prints a table in Markdown with the measured exponents (1:
in proportion; 0: no growth). Times are the fastest of the repeats; memory is the process's peak.
Without a path it builds the release binary. Needs Python 3.9 and nothing else.
"""

import argparse
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import shared

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCENARIO = ROOT / "scenarios/stronger-families-norfolk.toml"
BASE = SCENARIO.read_text().split("[[claims]]")[0].split("[[variants]]")[0]
ASSUMPTIONS = 103  # of the base, as `kinward check` counts them
COMMITMENT = 2_870_000  # of the base


def main():
    arguments = parsed()
    kinward, trials = shared.kinward(arguments.kinward), arguments.trials
    measure = lambda text, sets, trials: measured(kinward, text, sets, trials, arguments.repeats)
    base = measure(BASE, [], trials)
    few_months = measure(BASE, FEW_MONTHS, trials)
    rows = [
        ("families", "400", "4,000", base, measure(BASE, MORE_FAMILIES, trials)),
        ("trials", f"{trials:,}", f"{10 * trials:,}", base, measure(BASE, [], 10 * trials)),
        ("programmes", "1", "10", base, measure(BASE + variants(9), [], trials)),
        ("months", "24", "240", few_months, measure(BASE, MANY_MONTHS, trials)),
        ("assumptions", f"{ASSUMPTIONS}", f"{10 * ASSUMPTIONS:,}", base,
         measure(BASE + costs(9 * ASSUMPTIONS), [], trials)),
    ]
    print("| | from | to | seconds | exponent | peak MB | exponent |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, low, high, small, large in rows:
        seconds, memory = zip(small, large)
        print(f"| {name} | {low} | {high} | {seconds[0]:.2f} → {seconds[1]:.2f} | {exponent(seconds)} "
              f"| {memory[0]:.0f} → {memory[1]:.0f} | {exponent(memory)} |")
    if arguments.large:
        seconds, memory = measured(kinward, BASE, [], arguments.large, 1)
        print(f"\n{arguments.large:,} trials of 400 families in two worlds, report and tables included: "
              f"{seconds:,.0f} s, {memory:,.0f} MB at most.")


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--kinward", help="a built binary")
    parser.add_argument("--trials", type=shared.whole(10), default=1_000, help="of the smaller runs")
    parser.add_argument("--repeats", type=shared.whole(1), default=3, help="runs of which the fastest counts")
    parser.add_argument("--large", type=shared.whole(1), help="also one run of so many trials, such as 1000000")
    return parser.parse_args()


MORE_FAMILIES = [
    "referrals.volume=10",
    "referrals.limit=4000",
    # As much money for each family: with the commitment of 400 it would run out, and work would stop.
    f"investor.commitment={10 * COMMITMENT}",
    "therapies.fft_cw.capacity.therapists=[{ from_month = 0, number = 20 },"
    " { from_month = 6, number = 30 }, { from_month = 12, number = 40 }]",
]


def months(horizon, window, referrals):
    """The same 480 referrals over so many months, counted to a horizon and followed so long."""
    therapists = 4 * 54 // referrals
    return [
        f"horizon_months={horizon}",
        f"contract.tracking.months={window}",
        f"referrals.months={referrals}",
        f"referrals.monthly=[{{ from_month = 0, rate = {480 / referrals} }}]",
        f"therapies.fft_cw.capacity.therapists=[{{ from_month = 0, number = {therapists} }}]",
    ]


FEW_MONTHS = months(24, 12, 6)
MANY_MONTHS = months(240, 120, 54)


def variants(number):
    """So many other programmes, each of which changes what families live."""
    variant = '\n[[variants]]\nname = "variant {0}"\ntherapies.fft_cw.completes = 0.{1}\n'
    return "".join(variant.format(it, 70 + it) for it in range(number))


def costs(number):
    """So many uncertain costs of the council."""
    cost = '\n[[council.costs]]\nname = "cost {0}"\nper = "month"\namount = {{ uniform = {{ low = 1, high = 3 }} }}\n'
    return "".join(cost.format(it) for it in range(number))


def measured(kinward, text, sets, trials, repeats):
    """Seconds of the fastest run, and the most memory that any took, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = pathlib.Path(folder, "scenario.toml")
        scenario.write_text(text)
        command = [kinward, "run", scenario, "--trials", str(trials), "--output", pathlib.Path(folder, "out")]
        command += [word for it in sets for word in ("--set", it)]
        runs = [once(command) for _ in range(repeats)]
    return min(it[0] for it in runs), max(it[1] for it in runs)


def once(command):
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        if status:
            said.seek(0)
            sys.exit(said.read().decode())
    unit = 1 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss * unit / 1e6


def exponent(pair):
    return f"{math.log10(pair[1] / pair[0]):.2f}"


if __name__ == "__main__":
    main()
