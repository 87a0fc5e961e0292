#!/usr/bin/env python3
"""One seed, one history: the kept fingerprints, under conditions that must not matter.

    fingerprints.py check WTSIM [CONDITION...]     prints TAP; without conditions: all of them
    fingerprints.py update WTSIM --reason TEXT     writes fingerprints.txt anew

fingerprints.txt holds one line per run: its fingerprint, then the arguments of `wtsim run`. The
fingerprint must be the kept one, and the whole JSON answer must have the same bytes under every
condition: again, with other numbers of threads, with the C library told that this processor has
neither FMA nor AVX2, under a locale that writes a comma, from another directory.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))    # lab.py
from lab import ROOT, check, finish, skip

KEPT = os.path.join(HERE, "fingerprints.txt")

# Names changed between versions of the C library; each ignores those that it does not know.
MASK = "glibc.cpu.hwcaps=" + ",".join(
    f"-{name},-{name}_Usable" for name in ("AVX2", "FMA", "FMA4", "AVX512F"))


def read_kept():
    """Comment lines, and (fingerprint, arguments) of each run."""
    with open(KEPT, encoding="utf-8") as file:
        lines = file.read().splitlines()
    comments = [line for line in lines if line.startswith("#")]
    runs = [line.split(None, 1) for line in lines if line and not line.startswith("#")]
    return comments, [(fingerprint, arguments.split()) for fingerprint, arguments in runs]


def answer(wtsim, arguments, jobs=1, environment=None, folder=ROOT):
    """What `wtsim run` prints as JSON, as bytes; a failure as text that no answer looks like."""
    arguments = [os.path.join(ROOT, word) if word.endswith(".yaml") and folder != ROOT else word
                 for word in arguments]
    done = subprocess.run(
        [os.path.abspath(wtsim), "run", *arguments, "--no-store", "--format", "json",
         "--jobs", str(jobs)],
        cwd=folder, env={**os.environ, **(environment or {})}, stdin=subprocess.DEVNULL,
        capture_output=True, check=False)
    if done.returncode not in (0, 1, 2):
        return b"status %d: " % done.returncode + done.stderr
    return done.stdout


def fingerprint_of(output):
    """The fingerprint in an answer, or what stands there instead."""
    try:
        return json.loads(output)["fingerprint"]
    except (ValueError, KeyError, TypeError):
        return output.decode("utf-8", "replace")[:300] or "no output"


def comma_locale(folder):
    """The environment of a locale that writes 1,5, or None where it cannot be made."""
    name = "de_DE.UTF-8"
    try:
        subprocess.run(["localedef", "--no-archive", "-i", "de_DE", "-f", "UTF-8",
                        os.path.join(folder, name)], stdin=subprocess.DEVNULL,
                       capture_output=True, check=False)
    except OSError:
        return None
    found = os.path.exists(os.path.join(folder, name, "LC_NUMERIC"))
    return {"LOCPATH": folder, "LC_ALL": name, "LANG": name} if found else None


def conditions(folder):
    """name -> how to ask again; None where this machine cannot."""
    comma = comma_locale(folder)
    return {
        "again": {},
        "two threads": {"jobs": 2},
        "seven threads": {"jobs": 7},
        "no FMA, no AVX2": {"environment": {"GLIBC_TUNABLES": MASK}},
        "comma locale": {"environment": comma} if comma else None,
        "another directory": {"folder": folder},
    }


def without_path(output):
    """The same answer without the folder in front of a scenario's name."""
    return output.replace(ROOT.encode() + b"/", b"")


def check_all(wtsim, names):
    """Print TAP: each run against its kept fingerprint, then under each condition."""
    _, runs = read_kept()
    with tempfile.TemporaryDirectory() as folder:
        asked = {name: how for name, how in conditions(folder).items()
                 if not names or name in names}
        for kept, arguments in runs:
            text = " ".join(arguments)
            first = answer(wtsim, arguments)
            check(f"kept fingerprint: {text}", fingerprint_of(first) == kept,
                  f"is {fingerprint_of(first)}, was {kept}")
            for name, how in asked.items():
                if how is None:
                    skip(f"{name}: {text}", "no such locale here")
                    continue
                other = answer(wtsim, arguments, **how)
                check(f"{name}: {text}", fingerprint_of(first) == fingerprint_of(other)
                      and without_path(first) == without_path(other),
                      f"is {fingerprint_of(other)}, was {fingerprint_of(first)}, or other bytes")
    different = {kept for kept, _ in runs}
    check("a dozen runs, no two with the same history", len(different) == len(runs) >= 12)
    return finish()


def update(wtsim, reason):
    """Write the file anew: same runs, new fingerprints, one more line of its history."""
    comments, runs = read_kept()
    found = [(fingerprint_of(answer(wtsim, arguments)), arguments) for _, arguments in runs]
    for fingerprint, arguments in found:
        if not re.fullmatch(r"[0-9a-f]{8,}", fingerprint):
            sys.exit(f"{' '.join(arguments)}: {fingerprint}")
    changed = sum(old != new for old, new in zip(runs, found))
    comments.append(f"# {changed} of {len(runs)} changed: {reason}")
    with open(KEPT, "w", encoding="utf-8") as file:
        file.write("\n".join(comments) + "\n\n")
        for fingerprint, arguments in found:
            file.write(f"{fingerprint}  {' '.join(arguments)}\n")
    print(f"{changed} of {len(runs)} changed")
    return 0


def main():
    """Check or update."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check")
    checking.add_argument("wtsim")
    checking.add_argument("conditions", nargs="*")
    updating = commands.add_parser("update")
    updating.add_argument("wtsim")
    updating.add_argument("--reason", required=True, help="why histories changed")
    options = parser.parse_args()
    if options.command == "check":
        return check_all(options.wtsim, options.conditions)
    return update(options.wtsim, options.reason)


if __name__ == "__main__":
    sys.exit(main())
