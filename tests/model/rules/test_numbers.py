#!/usr/bin/env python3
"""Numbers of findings (F005) and diagnostics (S031) are permanent and stand for one thing. TAP.

permanent.txt holds the numbers that people may have met, in reports, stores and bug trackers."""

import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", ".."))
from lab import ROOT, check, finish  # noqa: E402

FINDING = re.compile(r'^FINDING\(\s*(\w+),\s*"(F\d{3})"', re.M)
DIAG = re.compile(r"^DIAG\(\s*(\w+),\s*(\d+)", re.M)


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def numbers():
    """(number, name) of every row, in the order of the tables."""
    findings = [(code, name) for name, code in FINDING.findall(read("model/observe/findings.def"))]
    diags = [("S%03d" % int(number), name)
             for name, number in DIAG.findall(read("scenarios/language/diags.def"))]
    return findings + diags


def permanent():
    lines = read("tests/model/rules/permanent.txt").splitlines()
    return [tuple(line.split()) for line in lines if line and not line.startswith("#")]


def used_twice(rows):
    seen = [number for number, _ in rows]
    return sorted({number for number in seen if seen.count(number) > 1})


def changed(rows, kept):
    """Numbers that mean something else now, or nothing."""
    now = dict(rows)
    return [f"{number}: {name} is {now.get(number, 'gone')}" for number, name in kept
            if now.get(number) != name]


ROWS = numbers()

check("the tables are read", len(ROWS) > 130, str(len(ROWS)))
check("no number stands twice", not used_twice(ROWS), "\n".join(used_twice(ROWS)))
check("no number changes its meaning", not changed(ROWS, permanent()),
      "\n".join(changed(ROWS, permanent())))
check("a number that stands twice is seen", used_twice([*ROWS, ("F001", "OTHER")]) == ["F001"])
check("a number with another meaning is seen",
      changed([("F001", "OTHER")], [("F001", "WAIT_IN_DPC")]) == ["F001: WAIT_IN_DPC is OTHER"])
check("a number that is gone is seen", len(changed(ROWS[1:], [ROWS[0]])) == 1)
finish()
