#!/usr/bin/env python3
"""The counter counts what happened: shown made-up logs of each way in which a test can go wrong,
and a real project whose programs crash, hang, bail out and fall silent. Prints TAP."""

import json
import os
import subprocess
import sys
import tempfile

import count
from lab import check, finish

# name, shell text, protocol, (passed, failed, skipped) that it must add
PROGRAMS = [
    ("two good checks", "echo 1..2; echo ok 1 - a; echo ok 2 - b", "tap", (2, 0, 0)),
    ("one bad check", "echo 1..2; echo ok 1; echo not ok 2; exit 1", "tap", (1, 1, 0)),
    ("a bad check that exits with 0", "echo 1..2; echo ok 1; echo not ok 2", "tap", (1, 1, 0)),
    ("a crash between checks", "echo 1..3; echo ok 1; kill -SEGV $$", "tap", (1, 1, 0)),
    ("a crash after the last check", "echo 1..1; echo ok 1; kill -SEGV $$", "tap", (1, 1, 0)),
    ("a crash after a bad check", "echo 1..1; echo not ok 1; kill -SEGV $$", "tap", (0, 2, 0)),
    ("a bad end after good checks", "echo 1..1; echo ok 1; exit 3", "tap", (1, 1, 0)),
    ("a hang", "echo 1..2; echo ok 1; sleep 60", "tap", (1, 1, 0)),
    ("a bail-out", "echo 1..2; echo ok 1; echo Bail out! no memory; exit 1", "tap", (1, 1, 0)),
    ("a bail-out that exits with 0", "echo 1..2; echo ok 1; echo Bail out!", "tap", (1, 1, 0)),
    ("an unfinished plan", "echo 1..3; echo ok 1", "tap", (1, 1, 0)),
    ("more checks than planned", "echo 1..1; echo ok 1; echo ok 2", "tap", (2, 1, 0)),
    ("no plan", "echo ok 1; echo ok 2", "tap", (2, 1, 0)),
    ("an empty plan", "echo 1..0", "tap", (0, 1, 0)),
    ("silence", "true", "tap", (0, 1, 0)),
    ("something else than TAP", "echo hello", "tap", (0, 1, 0)),
    ("one check skipped", "echo 1..2; echo 'ok 1 # SKIP why'; echo ok 2", "tap", (1, 0, 1)),
    ("all skipped with a reason", "echo '1..0 # SKIP why'", "tap", (0, 0, 1)),
    ("a good program", "true", "exitcode", (1, 0, 0)),
    ("a bad program", "exit 1", "exitcode", (0, 1, 0)),
    ("a crashing program", "kill -SEGV $$", "exitcode", (0, 1, 0)),
    ("a hanging program", "sleep 60", "exitcode", (0, 1, 0)),
    ("a program that cannot run", "exit 99", "exitcode", (0, 1, 0)),
    ("a skipped program", "exit 77", "exitcode", (0, 0, 1)),
]


def same(sentence, got, want):
    """One check of two values."""
    check(sentence, got == want, f"got {got}, not {want}")


def write(path, text):
    """A file, with its folder."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def made_up(records, suites, **options):
    """What is counted for these logs: suites None leaves the JUnit file out."""
    with tempfile.TemporaryDirectory() as build:
        logs = os.path.join(build, "meson-logs", "testlog")
        lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
        write(logs + ".json", "\n".join(lines) + "\n")
        if suites is not None:
            write(logs + ".junit.xml", suites)
        return count.count(build, **options)[:3]


def record_of(name, result="OK", code=0, output="1..1\nok 1\n"):
    """A line of testlog.json."""
    return {"name": name, "result": result, "returncode": code, "stdout": output}


def check_made_up_logs():
    """Logs that a healthy Meson does not write, but a killed one does."""
    good = record_of("p:s / a")
    junit = ('<testsuites><testsuite name="p.p:s / a"><testcase name="1"/></testsuite>'
             '</testsuites>')
    same("one good check is one passed", made_up([good], junit), (1, 0, 0))
    same("a crash that JUnit shows as a good check is a failure",
          made_up([record_of("p:s / a", "ERROR", -11)], junit), (1, 1, 0))
    same("an interrupted program is a failure",
          made_up([record_of("p:s / a", "INTERRUPT", -2, "")], junit), (1, 1, 0))
    same("a result that nobody has heard of is a failure",
          made_up([record_of("p:s / a", "MAYBE")], junit), (1, 1, 0))
    same("a failure that was expected is still a failure",
          made_up([record_of("p:s / b", "EXPECTEDFAIL", 1, "")], junit), (0, 1, 0))
    same("a missing JUnit file is a failure", made_up([good], None), (1, 1, 0))
    same("a broken JUnit file is a failure", made_up([good], junit[:40]), (1, 1, 0))
    same("a test that left no result is a failure",
          made_up([good], junit, wanted=["p:s / a", "p:s / b"]), (1, 1, 0))
    same("a half-written record leaves its test without a result",
          made_up([good, '{"name": "p:s / b", "res'], junit, wanted=["p:s / a", "p:s / b"]),
          (1, 1, 0))
    same("the same name twice is counted twice",
          made_up([good, good], junit.replace("</testsuites>", "") + junit[12:],
                  wanted=["p:s / a", "p:s / a"]), (2, 0, 0))
    same("a status that no test explains is a failure",
          made_up([good], junit, status=2), (1, 1, 0))
    same("no test at all is a failure", made_up([], "<testsuites/>"), (0, 1, 0))
    with tempfile.TemporaryDirectory() as build:
        same("no log at all is a failure", count.count(build)[:3], (0, 1, 0))


def check_words():
    """A failed check is shown with what its program said of it, and nothing else of it."""
    output = "1..2\nok 1 - a\n# good\nnot ok 2 - b\n# seed 7: 3 instead of 4\n"
    same("a failed check is shown with its comments", count.said(record_of("a", output=output)),
         ["  not ok 2 - b", "  # seed 7: 3 instead of 4"])
    many = "not ok 1\n" + "# more\n" * 20
    same("twelve lines are enough", count.said(record_of("a", output=many))[12:],
         ["  ... and 9 lines more in meson-logs/testlog.txt"])


def check_real_programs():
    """One real project, counted as a whole and program by program."""
    with tempfile.TemporaryDirectory(prefix="count of tests ") as folder:
        build = os.path.join(folder, "build")
        text = "project('scratch')\nsh = find_program('sh')\n"
        for name, script, protocol, _ in PROGRAMS:
            script = script.replace("'", "\\'")
            text += (f"test('{name}', sh, args: ['-c', '{script}'], protocol: '{protocol}', "
                     "suite: 's', timeout: 2)\n")
        write(os.path.join(folder, "meson.build"), text)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
        subprocess.run(["meson", "setup", build, folder], **quiet)
        status = subprocess.run(["meson", "test", "-C", build, "--num-processes", "4"],
                                **quiet).returncode
        logs = os.path.join(build, "meson-logs", "testlog")
        records = count.read_json(logs + ".json")
        suites = count.read_junit(logs + ".junit.xml")
        by_name = {record["name"].split(" / ")[-1]: record for record in records}
        for name, _, _, want in PROGRAMS:
            record = by_name.get(name, record_of("missing", "MISSING"))
            checks = suites.get(record["name"], [None])[0]
            same(f"counted right: {name}", count.judge(record, checks)[:3], want)
        want = tuple(sum(program[3][i] for program in PROGRAMS) for i in range(3))
        same("the whole is the sum of the programs", count.count(build, status)[:3], want)
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "count.py")
        done = subprocess.run([sys.executable, script, build], capture_output=True, text=True,
                              check=False)
        same("the last line says so", done.stdout.splitlines()[-1],
              f"{want[0]} passed, {want[1]} failed")
        same("and the exit status too", done.returncode, 1)


def main():
    """Print TAP."""
    check_made_up_logs()
    check_words()
    check_real_programs()
    return finish()


if __name__ == "__main__":
    sys.exit(main())
