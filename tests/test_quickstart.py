#!/usr/bin/env python3
"""A newcomer's first minute: the quickstart in a fresh copy of the source, in a path with a
space, called from elsewhere; and once more, because people do that. Prints TAP."""

import os
import re
import subprocess
import sys
import tempfile

from lab import check, copy_source, finish


def quickstart(source):
    """(status, what a reader saw) of one call from the root directory."""
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith("WTSIM")}
    done = subprocess.run(["sh", os.path.join(source, "scenarios", "quickstart.sh")], cwd="/",
                          env=environment, stdin=subprocess.DEVNULL, text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def answers(said):
    """What the program said: all but times and what happened to files."""
    return [line for line in said.splitlines()
            if not line.startswith(("tools", "build", "store", "Both"))]


def main():
    """Print TAP."""
    with tempfile.TemporaryDirectory() as folder:
        source = copy_source(os.path.join(folder, "a new clone", "wtsim"))
        status, said = quickstart(source)
        check("it ends with 0, although its first run fails an expectation", status == 0, said)
        for pattern in (r"^tools   .*nothing to install$", r"^build   release build, .* s$",
                        r"^1  ", r"^FAIL  ", r"^2  ", r"^.* %.*indexer\.scan", r"^3  ",
                        r"^PASS  ", r"^4  ", r"^better  ", r"^Both runs are in ./wtsim.db"):
            check(f"it shows: {pattern.strip('^$')}", re.search(pattern, said, re.MULTILINE), said)
        check("no line is wider than a terminal",
              all(len(line) <= 80 for line in said.splitlines() if folder not in line), said)
        check("it leaves a store", os.path.exists(os.path.join(source, "wtsim.db")))
        listed = subprocess.run(["./wtsim", "list"], cwd=source, stdin=subprocess.DEVNULL,
                                capture_output=True, text=True, check=False)
        check("and a program that can be typed", listed.returncode == 0
              and "long-work-item" in listed.stdout, listed.stdout + listed.stderr)
        again, said_again = quickstart(source)
        check("it can be done again", again == 0, said_again)
        check("with the same answers", answers(said) == answers(said_again), said_again)
        check("and the first store is kept", os.path.exists(os.path.join(source, "wtsim.db.1")))
    return finish()


if __name__ == "__main__":
    sys.exit(main())
