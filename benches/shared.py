"""What the scripts of this folder share: the program that is measured, and arguments that make sense."""

import argparse
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def kinward(path):
    """The binary at a path, or the release binary of this checkout, built if need be."""
    if path is None:
        return built()
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True).stdout
    except OSError as error:
        sys.exit(f"error: cannot run `{path}`: {error.strerror}")
    if not said.startswith("kinward "):
        sys.exit(f"error: `{path}` is not Kinward")
    return str(pathlib.Path(path).resolve())


def built():
    print("building Kinward …", file=sys.stderr, flush=True)
    words = ["cargo", "build", "--release", "--locked", "--quiet", "--message-format=json"]
    done = subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    messages = map(json.loads, done.stdout.splitlines())
    return next(it["executable"] for it in messages if it.get("executable"))


def whole(least):
    """Whole numbers from the least that makes sense."""

    def number(text):
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"`{text}` is no whole number from {least} on")
        return int(text)

    return number
