"""run: {phases, drain}: windows with an end, exact to the observation."""

import json

from tool import HELLO, STEADY, check, finish, wide_lines, write, wtsim

write("steady.yaml", STEADY)
write("hello.yaml", HELLO)


def run(name, *more):
    answer = wtsim("run", name, "--format", "json", "--no-store", *more)
    return json.loads(answer.out) if answer.out else answer


def value(answer, name):
    return answer["metrics"][name]["value"]


# ---- phases, by hand
PHASES = "run.phases={begin: 0s..1s, rest: 1s..10s}"
plain, parts = run("steady.yaml"), run("steady.yaml", "--set", PHASES)
check("phases change nothing in the history", plain["fingerprint"] == parts["fingerprint"]
      and all(parts["metrics"][name] == figure for name, figure in plain["metrics"].items()))
check("arrivals are counted where they are", [value(parts, f"disk.line.offered.count@{phase}")
      for phase in ("begin", "rest")] == [100, 900])
# The level rises by 1 every 10 ms to 30, then stays: (1 + ... + 30) * 10 ms + 30 * 700 ms in the
# first second, 30 from then on.
check("averages are those of the phase", abs(value(parts, "disk.platter.busy.mean@begin")
      - (465 * 0.01 + 30 * 0.7)) < 1e-9
      and abs(value(parts, "disk.platter.busy.mean@rest") - 30) < 1e-9)
# Of the 100 of the first second the last 30 end in the second one: they belong to the first.
check("an observation belongs to the phase in which it began, however late it ends",
      value(parts, "disk.line.request_latency.count@begin") == 100
      and value(parts, "disk.line.request_latency.max@begin") == 300_000_000
      and not parts["metrics"]["disk.line.request_latency.p99@begin"].get("note")
      and "censored" in parts["metrics"]["disk.line.request_latency.p99@rest"]["note"],
      parts["metrics"]["disk.line.request_latency.p99@begin"])

# ---- phases of chance: parts add up, and the whole as a phase is the whole
SPLIT = "run.phases={one: 0s..400ms, two: 400ms..1s, both: 0s..1s}"
drawn = run("hello.yaml", "--set", SPLIT)
names = [name for name in drawn["metrics"] if "@" not in name]
check("a phase as long as the run has its figures", all(
    drawn["metrics"][f"{name}@both"] == drawn["metrics"][name] for name in names))
counts = [name for name in names if name.endswith(".count") and "waiting" not in name
          and f"{name}@one" in drawn["metrics"] and f"{name}@two" in drawn["metrics"]]
odd = [(name, value(drawn, f"{name}@one"), value(drawn, f"{name}@two"), value(drawn, name))
       for name in counts if abs(value(drawn, f"{name}@one") + value(drawn, f"{name}@two")
                                 - value(drawn, name)) > 1e-6]
check("counts of parts add up", len(counts) > 10 and not odd, odd)


def cells(answer, phase):
    """What the victims of a phase waited for: ns by victim, part, culprit and what that did."""
    found = {}
    for cell in answer["ledger"]:
        victim, _, of = cell["victim"].partition("@")
        if of == phase and cell["population"] == "all" and cell["ns"] > 0:
            found[(victim, cell["part"], cell["culprit"], cell["culprit_object"],
                   cell["state"])] = cell["ns"]
    return found


one, two, both, whole = (cells(drawn, phase) for phase in ("one", "two", "both", ""))
check("a phase as long as the run has its ledger", len(whole) > 5 and both == whole)
check("the ledgers of parts add up to the nanosecond", one and two and whole == {
    key: one.get(key, 0) + two.get(key, 0) for key in {**one, **two}})

judged = run("hello.yaml", "--set", SPLIT, "--expect", "toaster.cook.queue_latency.p99@two < 1ns")
check("expectations take a phase", judged["verdicts"][0]["verdict"] == "fail"
      and judged["verdicts"][0]["value"] == value(drawn, "toaster.cook.queue_latency.p99@two"))
wtsim("run", "hello.yaml", "--set", SPLIT, "--db", "p.db", "--label", "a")
wtsim("run", "hello.yaml", "--set", SPLIT, "--db", "p.db", "--seed", "2", "--label", "b")
table = wtsim("compare", "a", "b", "--all", "--db", "p.db", "--format", "csv")
check("comparisons have the rows of phases", "toaster.cook.queue_latency.p99@two," in table.out,
      table.note)
gate = wtsim("compare", "a", "b", "--db", "p.db", "--fail-on",
             "toaster.cook.queue_latency.p99@two > +1000%")
check("and a gate may name one", gate.code in (0, 2) and "no figure" not in gate.err, gate.note)
why = wtsim("why", "a", "toaster.cook@two", "--db", "p.db")
check("and whose fault it was in one", why.code == 0 and why.out.startswith("toaster.cook@two: ")
      and "wtsim why 1 toaster.cook" in why.out and not wide_lines(why.out), why.note)
stored = json.loads(wtsim("show", "a", "--db", "p.db", "--format", "json").out)
check("the store keeps the ledgers of phases", stored["ledger"] == drawn["ledger"])
odd = wtsim("why", "a", "toaster.cook@three", "--db", "p.db")
check("a phase that is not there is a mistake of usage", odd.code == 64
      and "toaster.cook.queue_latency@two" in odd.err, odd.note)
shown = wtsim("show", "a", "--db", "p.db")
check("the screen shows each phase", "PHASES" in shown.out and "toaster.line@two" in shown.out
      and not wide_lines(shown.out), shown.note)
for part in ("1/2", "2/2"):
    wtsim("run", "hello.yaml", "--set", SPLIT, "--db", f"part{part[0]}.db", "--shard", part)
wtsim("db", "merge", "part1.db", "part2.db", "--db", "joined.db")
joined = wtsim("show", "1", "--db", "joined.db", "--format", "json")
check("shards have them too", joined.code in (0, 1)
      and json.loads(joined.out)["metrics"] == drawn["metrics"], joined.note)
check("any number of jobs gives the same", run("hello.yaml", "--set", SPLIT, "--jobs", "1")
      == run("hello.yaml", "--set", SPLIT, "--jobs", "3"))

# ---- drain: what began before the end is followed, arrivals after it count no more
drained = run("steady.yaml", "--set", "run.drain=1s")
check("what still waited at the end is served in the drain",
      plain["series"]["disk.line.request_latency"]["waiting"] == 30
      and drained["series"]["disk.line.request_latency"]["waiting"] == 0
      and value(drained, "disk.line.request_latency.count") == 1000
      and value(drained, "disk.line.request_latency.max") == 300_000_000
      and value(drained, "disk.line.request_latency.mean") == 300_000_000
      and value(drained, "disk.line.waiting.count") == 0)
check("counts, averages and the history are those of the run",
      value(drained, "disk.line.offered.count") == 1000
      and drained["metrics"]["disk.platter.busy.mean"] == plain["metrics"]["disk.platter.busy.mean"]
      and drained["fingerprint"] == plain["fingerprint"])
# A cap of 155 ms: the requests of 9.86 s to 9.99 s, 14 of them, end at 10.16 s or later.
capped = run("steady.yaml", "--set", "run.drain=155ms")
check("the cap leaves waiting what takes longer",
      capped["series"]["disk.line.request_latency"]["waiting"] == 14,
      capped["series"]["disk.line.request_latency"])
screen = wtsim("run", "steady.yaml", "--no-store", "--set", "run.drain=1s")
check("the screen states the cap", "followed for up to 1s more" in " ".join(screen.out.split())
      and not wide_lines(screen.out), screen.note)
drained = run("hello.yaml", "--set", "run.drain=100ms")
waits = {}
for cell in drained["ledger"]:
    if cell["population"] == "all":
        waits[cell["victim"]] = waits.get(cell["victim"], 0) + cell["ns"]
check("the ledger's parts sum to the waits of a drained run", waits and all(
    abs(waits[victim] - value(drained, f"{victim}.mean") * value(drained, f"{victim}.count") * 5)
    <= 1e-6 * waits[victim] for victim in waits), waits)
finish()
