#!/usr/bin/env python3
"""Counts what really happened in a run of `meson test`: count.py BUILD [--status N] [--list FILE]

Neither of Meson's logs tells the whole truth. The JUnit file knows the single checks of a TAP
test, but a test that crashed or hung after three good checks looks like three good checks there.
testlog.json knows how each program ended, but not what it checked; and both take a TAP program
that printed nothing for a skipped one. So both are joined, and compared with what was asked for:

    every check that says "ok", and every plain program that ended well     is passed
    every check that says "not ok"                                          is failed
    a crash, time-out, bail-out, missing or unfinished plan, silent program is failed, once more
    a test on the list that left no result                                  is failed

The last line is "N passed, N failed". Exit status 0 only when something passed and nothing failed.
"""

import argparse
import json
import os
import re
import sys
import xml.etree.ElementTree as tree


def read_json(path):
    """One record per program that ended; a half-written last line is dropped."""
    records = []
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                records.append(json.loads(line))
            except ValueError:
                break
    return records


def read_junit(path):
    """Checks of each TAP test that made any: its name -> list of (passed, failed, skipped)."""
    suites = {}
    for suite in tree.parse(path).getroot().iter("testsuite"):
        _, dot, name = suite.get("name", "").partition(".")
        if dot:
            cases = list(suite.iter("testcase"))
            bad = sum(1 for case in cases
                      if case.find("failure") is not None or case.find("error") is not None)
            skipped = sum(1 for case in cases if case.find("skipped") is not None)
            suites.setdefault(name, []).append((len(cases) - bad - skipped, bad, skipped))
    return suites


def how_it_ended(record):
    """A program's end in words."""
    code = record.get("returncode", 0)
    if record["result"] == "TIMEOUT":
        return "timed out"
    return f"killed by signal {-code}" if code < 0 else f"ended with status {code}"


def judge(record, checks):
    """(passed, failed, skipped, reason) of one program; checks is None when it made none."""
    passed, bad, skipped = checks or (0, 0, 0)
    result, output = record["result"], record.get("stdout") or ""
    plan = re.search(r"^1\.\.(\d+)[ \t]*(#[ \t]*SKIP\b.*)?$", output, re.MULTILINE | re.IGNORECASE)
    if result == "SKIP":
        if record.get("returncode") == 77 or plan and plan.group(2):
            return 0, 0, 1, "skipped"
        return 0, 1, 0, "made no check at all"
    if result == "OK":
        if checks is None:
            return 1, 0, 0, ""
        if plan is None:
            return passed, bad + 1, skipped, "announced no plan"
        return passed, bad, skipped, f"{bad} checks failed" if bad else f"{skipped} checks"
    if bad and record.get("returncode", 0) >= 0 and result in ("FAIL", "ERROR") \
            and plan and int(plan.group(1)) == passed + bad + skipped:
        return passed, bad, skipped, f"{bad} of {plan.group(1)} checks failed"
    reason = how_it_ended(record)
    if plan and int(plan.group(1)) != passed + bad + skipped:
        reason += f", {passed + bad + skipped} of {plan.group(1)} checks made"
    if "Bail out!" in output:
        reason += ", bailed out"
    if result not in ("FAIL", "ERROR", "TIMEOUT"):
        reason += f" ({result})"
    return passed, bad + 1, skipped, reason


def said(record):
    """What a program said of its failed checks: each, and the comments that follow it."""
    lines, follows = [], False
    for line in (record.get("stdout") or "").splitlines():
        follows = line.startswith("not ok") or follows and line.startswith("#")
        if follows:
            lines.append(line)
    shown = [f"  {line}" for line in lines[:12]]
    if lines[12:]:
        shown.append(f"  ... and {len(lines) - 12} lines more in meson-logs/testlog.txt")
    return shown


def count(build, status=0, wanted=None):
    """(passed, failed, skipped, sentences about what failed or was skipped)."""
    logs = os.path.join(build, "meson-logs")
    passed = failed = skipped = 0
    sentences = []
    try:
        records = read_json(os.path.join(logs, "testlog.json"))
    except OSError:
        return 0, 1, 0, ["failed: no test was started"]
    try:
        suites = read_junit(os.path.join(logs, "testlog.junit.xml"))
    except (OSError, tree.ParseError):
        suites, failed = {}, 1
        sentences.append("failed: the run did not finish: its JUnit log is missing or broken")
    for record in records:
        waiting = suites.get(record["name"])
        good, bad, left_out, reason = judge(record, waiting.pop(0) if waiting else None)
        passed, failed, skipped = passed + good, failed + bad, skipped + left_out
        if bad or left_out:
            sentences.append(f"{'failed' if bad else 'skipped'}: {record['name']}: {reason}")
        if bad:
            sentences.extend(said(record))
    ran = [record["name"] for record in records]
    for name in wanted or []:
        if name in ran:
            ran.remove(name)
        else:
            failed += 1
            sentences.append(f"failed: {name}: left no result")
    if not records and not failed:
        failed = 1
        sentences.append("failed: nothing ran")
    if status != 0 and failed == 0:
        failed = 1
        sentences.append(f"failed: meson ended with status {status}, though every test passed")
    return passed, failed, skipped, sentences


def main():
    """Print what failed, then the one line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("build", help="the build directory in which the tests ran")
    parser.add_argument("--status", type=int, default=0, help="with which meson test ended")
    parser.add_argument("--list", help="a file with what meson test --list printed")
    options = parser.parse_args()
    wanted = []
    if options.list:
        with open(options.list, encoding="utf-8") as file:
            wanted = [line for line in file.read().splitlines()
                      if line and not line.startswith("ninja:")]
    passed, failed, skipped, sentences = count(options.build, options.status, wanted)
    for sentence in sentences:
        print(sentence)
    if skipped:
        print(f"{skipped} skipped")
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
