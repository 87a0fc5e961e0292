"""wtsim compare from the outside: many runs, its options, rank tests, where histories part."""

import contextlib
import csv
import io
import itertools
import json
import sqlite3

from tool import HELLO, check, finish, path, wide_lines, write, wtsim

DB = ("--db", "c.db")
RESPONSE = "toaster.cook.response.mean"

write("hello.yaml", HELLO)
DPC = "drivers.toaster.callbacks.EvtInterruptDpc=[run: %s, WdfWorkItemEnqueue: cook]"
for label, more in (("base", ()), ("twin", ("--set", "run.starvation_after=2s")),
                    ("slow", ("--set", DPC % "30us")), ("slower", ("--set", DPC % "40us")),
                    ("other", ("--seed", "2"))):
    made = wtsim("run", "hello.yaml", *DB, "--label", label, *more)
    check(f"run {label}", made.code in (0, 1), made.note)


def compare(*names, form="json"):
    answer = wtsim("compare", *names, *DB, "--format", form)
    return json.loads(answer.out) if form == "json" else answer


def row(table, name):
    return next(each for each in table["rows"] if each["name"] == name)


# ---- many runs beside one base
many = wtsim("compare", "base", "slow", "slower", *DB)
check("many runs stand under each figure", not wide_lines(many.out)
      and many.out.count("  1 base") == many.out.count("  3 slow ") > 2
      and "2 runs (Bonferroni)" in many.out, many.note)
both, alone = compare("base", "slow", "slower"), compare("base", "slow")
check("p is corrected for the runs as well", len(both) == 2 and all(
    abs(row(both[0], each["name"])["p_corrected"] - min(1, 2 * each["p_corrected"])) < 1e-9
    for each in alone["rows"] if each["p_corrected"] is not None))
check("intervals are those of the run alone", all(
    row(both[0], each["name"])["ci_low"] == each["ci_low"] for each in alone["rows"]))
lines = list(csv.DictReader(io.StringIO(compare("base", "slow", "slower", form="csv").out)))
check("CSV names both runs in each line", {(line["base_run"], line["new_run"]) for line in lines}
      == {("1", "3"), ("1", "4")})
table = compare("base", "slow", "slower", form="markdown")
bars = {line.replace("\\|", "").count("|") for line in table.out.splitlines()
        if line.startswith("|")}
check("Markdown is one table with equal columns", bars == {11} and "|---|--:|" in table.out,
      table.note)
check("Markdown is only of compare",
      wtsim("list", *DB, "--format", "markdown").code == 64)

# ---- what counts as a change, and how sure
mild = compare("base", "slow", "--alpha", "1%", "--threshold", "0.2")
wide, narrow = row(mild, RESPONSE), row(alone, RESPONSE)
check("a smaller alpha makes wider intervals", mild["alpha"] == 0.01
      and wide["ci_low"] < narrow["ci_low"] < narrow["ci_high"] < wide["ci_high"])
check("a threshold above the change makes it none", mild["threshold"] == 0.2
      and wide["mark"] in ("the same", "small", "cannot tell"), wide)
for wrong in (("--alpha", "0"), ("--alpha", "50%"), ("--alpha", "x"), ("--threshold", "-1"),
              ("--test", "t")):
    answer = wtsim("compare", "base", "slow", *DB, *wrong)
    check(f"{wrong} is refused", answer.code == 64 and not answer.out, answer.note)
check("other seeds make no pairs", not compare("base", "other")["paired"])


# ---- rank tests, counted out
def values(label):
    with contextlib.closing(sqlite3.connect(path("c.db"))) as link:
        return [mean for (mean,) in link.execute(
            "SELECT p.mean FROM per_replication p JOIN run r ON r.run_id = p.run "
            "WHERE r.label = ? AND p.name = 'toaster.cook.response' ORDER BY p.replication",
            (label,))]


def two_sided(statistics, seen):
    """From all equally likely values of the statistic."""
    least = sum(value >= seen for value in statistics) / len(statistics)
    most = sum(value <= seen for value in statistics) / len(statistics)
    return min(1, 2 * min(least, most))


def signed(signs):
    return sum(rank for rank, sign in enumerate(signs, 1) if sign)


differences = sorted((n - b for n, b in zip(values("slow"), values("base"), strict=True)), key=abs)
expected = two_sided([signed(signs) for signs in itertools.product((0, 1), repeat=5)],
                     signed([d > 0 for d in differences]))
ranks = row(compare("base", "slow", "--test", "rank"), RESPONSE)
check("pairs: Wilcoxon's p is what all 32 signs give", ranks["rank_exact"]
      and abs(ranks["rank_p"] - expected) < 1e-12, (ranks, expected))
together = sorted(values("base") + values("other"))
places = [together.index(value) for value in values("other")]
expected = two_sided([sum(some) for some in itertools.combinations(range(10), 5)], sum(places))
ranks = row(compare("base", "other", "--test", "rank"), RESPONSE)
check("no pairs: Mann and Whitney's p is what all 252 orders give", ranks["rank_exact"]
      and abs(ranks["rank_p"] - expected) < 1e-12, (ranks, expected))
screen = wtsim("compare", "base", "slow", *DB, "--test", "rank")
check("the screen says which test it is", "rank p" in screen.out
      and "Wilcoxon's signed ranks" in screen.out and not wide_lines(screen.out), screen.note)

# ---- where histories part
# An interrupt at 5 ms: its ISR takes 10 us, its DPC 20 us or 30 us, nothing costs anything else.
# Both are the same until the shorter DPC ends, at 5 ms + 10 us + 20 us.
CLOCK = """wtsim: 1
scenario: clock
windows: 11
machine: {processors: 1, costs: none}
drivers:
  toaster:
    framework: kmdf 1.33
    interrupts:
      line: {irql: 5, arrivals: {at: [5ms]}, isr: EvtInterruptIsr, dpc: EvtInterruptDpc}
    callbacks:
      EvtInterruptIsr: [run: 10us, WdfInterruptQueueDpcForIsr: line]
      EvtInterruptDpc: [run: 20us]
run: {duration: 10ms}
"""
write("clock.yaml", CLOCK)
write("late.yaml", CLOCK.replace("20us", "30us").replace("  toaster:\n", """  idler:
    framework: kmdf 1.33
    interrupts:
      spare: {irql: 6, arrivals: {at: [9ms]}, isr: EvtInterruptIsr}
    callbacks:
      EvtInterruptIsr: [run: 1us]
  toaster:
""", 1))
for name in ("clock", "late"):
    made = wtsim("run", f"{name}.yaml", *DB, "--label", name)
    check(f"run {name}", made.code == 0, made.note)
part = compare("clock", "late", "--divergence")
check("the histories part where the shorter DPC ends", part["parts"]
      and part["at_ns"] == 5_030_000, part)
check("and each side says what it did there", any(
    "EvtInterruptDpc" in line["what"] and line["what"].endswith("ends")
    for line in part["only_in_base"]) and not part["only_in_new"], part)
screen = wtsim("compare", "clock", "late", *DB, "--divergence")
check("a thing that only one of them has is named and left out",
      "Only run 7 has idler" in screen.out and "0.005 030 000 s" in screen.out
      and not wide_lines(screen.out), screen.note)
same = wtsim("compare", "clock", "clock", *DB, "--divergence")
check("a run does not part from itself", same.code == 0 and "event for event" in same.out,
      same.note)
finish()
