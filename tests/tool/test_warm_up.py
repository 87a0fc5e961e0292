"""run: {warm_up: auto}: one cut for all figures, refused where nothing settles, and the hint."""

import json

import tool
from tool import HELLO, check, finish, wide_lines, write, wtsim

# One request every 10 ms, each stays 300 ms: from 300 ms on there are always 30 of them, before
# that one more every 10 ms. Batches of 5 bins of 10 ms are all equal from the seventh on, so the
# cut is 6 * 50 ms = 300 ms. Of 1,000 requests 970 begin behind it; the last 30 still wait.
STEADY = tool.STEADY.replace("10s}", "10s, warm_up: auto}")
write("steady.yaml", STEADY)


def run(name, *more):
    answer = wtsim("run", name, "--format", "json", *more)
    return json.loads(answer.out) if answer.out else answer


steady = run("steady.yaml", "--db", "w.db")
check("the cut is where the number of requests stays", steady["from_ns"] == 300_000_000,
      steady["from_ns"])
check("all figures are of the same window", steady["metrics"]["disk.line.offered.count"]["value"]
      == 970 and steady["metrics"]["disk.line.dpc.runs.count"]["value"] == 970)
check("the history is the same", steady["fingerprint"]
      == run("steady.yaml", "--no-store", "--set", "run.warm_up=none")["fingerprint"])
screen = wtsim("show", "1", "--db", "w.db")
check("the screen says what was cut", "from 300 ms (MSER-5)" in " ".join(screen.out.split())
      and not wide_lines(screen.out), screen.note)
verified = wtsim("verify", "1", "--db", "w.db")
check("and it can be verified", verified.code == 0, verified.note)
whole = run("steady.yaml", "--db", "w.db", "--set", "run.warm_up=none", "--label", "whole")
check("the whole is measured from the start", whole["from_ns"] == 0)
compared = wtsim("compare", "1", "whole", "--db", "w.db")
check("two windows cannot be compared, and the way out is said", compared.code == 3
      and "--set run.warm_up=0.3s" in " ".join(compared.out.split()), compared.note)

# ---- nothing to cut, nothing settles
write("level.yaml", STEADY.replace("service: 300ms", "service: 1ms"))
level = run("level.yaml", "--no-store")
check("a level that never changes is not cut", level["from_ns"] == 0)
check("and the screen says that there was nothing", "(no warm-up to cut)" in " ".join(
    wtsim("run", "level.yaml", "--no-store").out.split()))
write("growing.yaml", STEADY.replace("servers: 100", "servers: 1"))
growing = wtsim("run", "growing.yaml", "--no-store")
check("a queue that only grows does not settle: nothing is cut",
      "(it does not settle: nothing is cut)" in " ".join(growing.out.split()), growing.note)

# ---- shards cut where the whole run does
write("drawn.yaml", STEADY.replace("periodic: 10ms", "poisson: 100/s")
      .replace("warm_up: auto", "warm_up: auto, replications: 6"))
drawn = run("drawn.yaml", "--no-store")
for part in ("1/2", "2/2"):
    wtsim("run", "drawn.yaml", "--db", f"part{part[0]}.db", "--shard", part)
joined = wtsim("db", "merge", "part1.db", "part2.db", "--db", "joined.db")
shown = wtsim("show", "1", "--db", "joined.db", "--format", "json")
check("shards are cut where the whole run is", shown.code in (0, 1)
      and json.loads(shown.out)["metrics"] == drawn["metrics"]
      and drawn["from_ns"] == json.loads(shown.out)["from_ns"] > 0, joined.note + shown.note)

# ---- refused where the scenario is not the same at every time
for what, text in (
        ("timeline", STEADY
         + "timeline: [{at: 1s, set: {drivers.disk.targets.platter.service: 1ms}}]\n"),
        ("phases", STEADY.replace("warm_up: auto", "warm_up: auto, phases: {begin: 0s..1s}")),
        ("given instants", STEADY.replace("periodic: 10ms", "at: [1ms, 2ms]")),
        ("steps end", STEADY + "threads: {app: {steps: [run: 1ms]}}\n")):
    write("other.yaml", text)
    answer = wtsim("run", "other.yaml", "--no-store")
    check(f"{what}: refused with its reason", answer.code == 65 and "S130" in answer.err
          and what in " ".join(answer.err.split()), answer.note)
write("other.yaml", STEADY
      + "threads: {app: {steps: [{repeat: forever, steps: [run: 1ms, wait: 9ms]}]}}\n")
answer = wtsim("check", "other.yaml")
check("a thread that goes on is steady", answer.code == 0, answer.note)

# ---- the hint: a queue at 95 % that starts empty, and one that is the same from the start
write("filling.yaml", STEADY.replace("periodic: 10ms", "poisson: 100/s")
      .replace(", warm_up: auto", "")
      + "expect: [disk.line.finished > 0]\n")
write("busy.yaml", HELLO)
hinted = wtsim("run", "filling.yaml", "--no-store", "--duration", "3s", "--expect",
               "disk.platter.busy.mean < 40")
check("the hint says what moves, by how much, and what to type", "--set run.warm_up=auto"
      in " ".join(hinted.err.split()) and "disk.platter.busy.mean" in hinted.err, hinted.note)
check("no hint where the beginning is as the rest",
      "warm_up" not in wtsim("run", "busy.yaml", "--no-store").err)
check("no hint for programs that read JSON", "warm_up" not in wtsim(
    "run", "filling.yaml", "--no-store", "--format", "json").err)
finish()
