#!/usr/bin/env python3
"""How long one waits before the first trial, and for a run of a few.

    benches/startup.py [--kinward PATH] [--repeats N]

Times `kinward check` on every shipped scenario, and `kinward run --trials 100` with its whole report
on each of them and on the Norfolk contract without its variants and claims. Prints a table in
Markdown: medians of 20 runs, after one that is not counted, of whole processes from start to end.
Without a path it builds the release binary. Needs Python 3.9 and nothing else.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import shared

ROOT = pathlib.Path(__file__).resolve().parent.parent
NORFOLK = ROOT / "scenarios/stronger-families-norfolk.toml"


def main():
    arguments = parsed()
    kinward = shared.kinward(arguments.kinward)
    print("| scenario | check, ms | 100 trials with report, ms |")
    print("| --- | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        base = pathlib.Path(folder, "norfolk, base alone.toml")
        base.write_text(NORFOLK.read_text().split("[[claims]]")[0].split("[[variants]]")[0])
        for file in [base, *sorted(ROOT.glob("scenarios/*.toml"))]:
            check = [kinward, "check", file]
            run = [kinward, "run", file, "--trials", "100", "--output", f"{folder}/results"]
            checked, ran = (median(it, arguments.repeats) for it in (check, run))
            print(f"| {file.stem} | {checked:.1f} | {ran:.0f} |")


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--kinward", help="a built binary")
    parser.add_argument("--repeats", type=shared.whole(1), default=20, help="runs of which the median counts")
    return parser.parse_args()


def median(command, repeats):
    """Milliseconds of a process."""
    return statistics.median([timed(command) for _ in range(repeats + 1)][1:])


def timed(command):
    began = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        sys.exit(done.stderr.decode())
    return (time.perf_counter() - began) * 1_000


if __name__ == "__main__":
    main()
