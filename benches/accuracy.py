#!/usr/bin/env python3
"""Seconds to a standard error of the expected net saving: plain draws against even ones.

Runs the base of a scenario at several numbers of trials and under several seeds, on one thread, and
prints a page in Markdown. The standard error that Kinward states is held against the true one: how far
the means of the seeds lie apart. Without a path it builds the release binary. Needs Python 3.9 and
nothing else.
"""

import argparse
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import shared

ROOT = Path(__file__).resolve().parent.parent
NORFOLK = ROOT / "scenarios/stronger-families-norfolk.toml"
DRAWS = ["plain", "sobol"]


def main():
    arguments = read_arguments()
    if not arguments.scenario.is_file():
        sys.exit(f"error: there is no file `{arguments.scenario}`")
    kinward = shared.kinward(arguments.kinward)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        scenario = base_of(arguments.scenario, Path(folder))
        for draws in DRAWS:
            for trials in arguments.trials:
                runs = [
                    run(kinward, scenario, draws, trials, seed, Path(folder) / "out")
                    for seed in range(1, arguments.seeds + 1)
                ]
                rows.append(Row(draws, trials, runs))
                print(f"{draws}, {trials} trials: done", file=sys.stderr)
    print(page(rows, arguments))


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kinward", help="a built binary")
    parser.add_argument("--scenario", default=NORFOLK, type=Path, help="[default: Norfolk's]")
    parser.add_argument(
        "--trials", default="256,1024,4096", type=ascending, help="[default: 256,1024,4096]"
    )
    parser.add_argument(
        "--seeds", default=16, type=shared.whole(2), help="at least 2 [default: 16]"
    )
    parser.add_argument("--target", default=25_000, type=float, help="a standard error in pounds")
    return parser.parse_args()


def ascending(text):
    """Numbers of trials between commas, in ascending order; each randomisation needs some."""
    return sorted({shared.whole(32)(it) for it in text.split(",")})


def base_of(file, folder):
    """The scenario without its variants and views, which would be lived too."""
    base = folder / file.name
    base.write_text(file.read_text(encoding="utf-8").split("[[variants]]")[0], encoding="utf-8")
    return base


def run(kinward, scenario, draws, trials, seed, out):
    """Mean and stated standard error of the net saving, and seconds of processor time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = ["run", scenario, "--draws", draws, "--trials", trials, "--seed", seed, "--threads", 1]
    done = subprocess.run(
        [kinward, *map(str, words), "--output", os.fspath(out)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        sys.exit(done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["draws"] == draws and summary["trials"] == trials
    saving = summary["worlds"][1]["metrics"]["net_saving"]
    return saving["mean"], saving["standard_error"], seconds


class Row:
    """One number of trials under one kind of draws, over the seeds."""

    def __init__(self, draws, trials, runs):
        means, stated, seconds = zip(*runs)
        self.draws = draws
        self.trials = trials
        self.mean = statistics.fmean(means)
        # Errors add up in squares.
        self.stated = math.sqrt(statistics.fmean(it * it for it in stated))
        self.true = statistics.stdev(means)
        self.seconds = statistics.fmean(seconds)


def page(rows, arguments):
    known_to = 1 / math.sqrt(2 * (arguments.seeds - 1))
    lines = [
        f"Expected net saving of the base of `{arguments.scenario.name}`; {arguments.seeds} seeds, "
        "processor time on one thread with the report.",
        "",
        "| draws | trials | seconds | mean | stated standard error | true one | ratio |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for it in rows:
        lines.append(
            f"| {it.draws} | {it.trials:,} | {it.seconds:.2f} | £{it.mean:,.0f} | "
            f"£{it.stated:,.0f} | £{it.true:,.0f} | {it.stated / it.true:.2f} |"
        )
    lines += [
        "",
        "The true one is the standard deviation of the seeds' means: by itself known to some "
        f"{known_to:.0%}, and so is the ratio.",
        "",
        f"To a standard error of £{arguments.target:,.0f}:",
        "",
        "| draws | trials | seconds |",
        "| --- | ---: | ---: |",
    ]
    needs = {draws: need([it for it in rows if it.draws == draws], arguments) for draws in DRAWS}
    for draws, (trials, seconds) in needs.items():
        lines.append(f"| {draws} | {trials:,.0f} | {seconds:.2f} |")
    faster = needs["plain"][1] / needs["sobol"][1]
    lines += [
        "",
        f"Plain draws take {faster:.1f} times as long. The trials follow from the stated error at the "
        f"greatest number that was run, {arguments.trials[-1]:,}, by the square root: for even draws an upper "
        "estimate, since their error falls as fast or faster. The seconds are those of a line through the "
        "times.",
    ]
    return "\n".join(lines)


def need(rows, arguments):
    """Trials and seconds to the target."""
    last = rows[-1]
    trials = last.trials * (last.stated / arguments.target) ** 2
    if len(rows) < 2:
        return trials, last.seconds * trials / last.trials
    first = rows[0]
    each = (last.seconds - first.seconds) / (last.trials - first.trials)
    return trials, max(first.seconds - each * first.trials, 0.0) + each * trials


if __name__ == "__main__":
    main()
