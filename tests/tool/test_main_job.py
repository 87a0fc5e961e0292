"""The main job, end to end: run, why, compare, verify, and the JSON that programs read."""

import json
import os
import sys

from tool import HELLO, SCENARIOS, check, environment, finish, path, wide_lines, write, wtsim

write("hello.yaml", HELLO)
LONG = os.path.join(SCENARIOS, "long-work-item.yaml")
CURE = os.path.join(SCENARIOS, "long-work-item-own-threads.yaml")
DB = ("--db", "t.db")

first = wtsim("run", "hello.yaml", *DB, "--label", "base")
check("a run is stored and says where", first.code == 0 and "run 1 in ./t.db" in first.out,
      first.note)
again = wtsim("run", "hello.yaml", *DB)
check("the same question is answered from the store", "run 1 already holds" in again.err
      and again.out.split("\nrun 1")[0] == first.out.split("\nrun 1")[0], again.note)
proof = wtsim("run", "hello.yaml", *DB, "--again")
check("--again computes it once more and compares", proof.code == 0
      and "the same fingerprint as run 1" in proof.err, proof.note)
check("and adds no run", wtsim("list", *DB, "--format", "json").out.count('"run":') == 1)
answer = wtsim("run", "hello.yaml", *DB, "--expect", "toaster.cook.queue_latency.max < 1ns")
check("another expectation is another question", answer.code == 1, answer.note)
changed = wtsim("run", "hello.yaml", *DB, "--set", "machine.processors=2", "--label", "two")
check("an override makes another run", "changed: machine.processors=2" in changed.out,
      changed.note)
listed = wtsim("list", *DB)
check("the list shows what was changed", "machine.processors=2" in listed.out, listed.note)
wtsim("run", "hello.yaml", *DB)
check("an answer shown from the store is @last, the one before it @prev",
      all(wtsim("show", turn, *DB).out == wtsim("show", name, *DB).out
          for turn, name in (("@last", "base"), ("@prev", "two"))))
check("which are not the same", wtsim("show", "@last", *DB).out != wtsim("show", "@prev", *DB).out)
answer = wtsim("run", "hello.yaml", *DB, "--seed", "77", "--label", "base")
check("a label that is taken is told before anything is computed", answer.code == 64
      and "already called 'base'" in answer.err and answer.out == "", answer.note)

# ---- JSON
text = wtsim("run", "hello.yaml", "--no-store", "--format", "json", "--jobs", "1").out
data = json.loads(text)
check("the keys of the JSON are there", all(key in data for key in (
    "wtsim", "scenario", "seed", "replications", "fingerprint", "metrics", "ledger", "findings",
    "verdicts", "assumed")), sorted(data))
metric = data["metrics"]["toaster.cook.queue_latency.p99"]
check("a metric has value, unit and interval", metric["unit"] == "ns"
      and metric["ci_low"] <= metric["value"] <= metric["ci_high"], metric)
check("how many there were is a plain number",
      data["metrics"]["toaster.cook.queue_latency.count"]["unit"] == "1")
check("any number of threads gives the same bytes",
      text == wtsim("run", "hello.yaml", "--no-store", "--format", "json", "--jobs", "3").out)
check("a comma locale gives the same bytes",
      text == wtsim("run", "hello.yaml", "--no-store", "--format", "json",
                    env=environment(LC_ALL="de_DE.UTF-8", LANG="de_DE.UTF-8")).out)
check("another seed gives others", data["fingerprint"] != json.loads(
    wtsim("run", "hello.yaml", "--no-store", "--format", "json", "--seed", "2").out)["fingerprint"])
victims = {}
for cell in data["ledger"]:
    if cell["population"] == "all":
        victims[cell["victim"]] = victims.get(cell["victim"], 0) + cell["ns"]
for name, total in victims.items():
    mean = data["metrics"][name + ".mean"]["value"]
    count = data["series"][name]["observations"]
    check(f"the ledger of {name} sums to its total wait",
          abs(total - mean * count) <= 1e-9 * total + 1, f"{total} {mean * count}")
check("there is a ledger at all", "toaster.cook.queue_latency" in victims, victims)
both = json.loads(wtsim("run", "hello.yaml", "hello.yaml", "--no-store", "--format", "json").out)
check("several files make an array", len(both) == 2 and both[0] == both[1])
seen = json.loads(wtsim("run", "hello.yaml", "--no-store", "--format", "json",
                        "--observations", "10").out)["observations"]
check("observations are the first values of each duration",
      len(seen["toaster.cook.queue_latency"]) == 10
      and all(isinstance(value, int) for value in seen["toaster.cook.queue_latency"]), seen)
stored = json.loads(wtsim("show", "base", *DB, "--format", "json").out)
check("a stored run reads back as it was computed", stored["metrics"] == data["metrics"]
      and stored["ledger"] == data["ledger"] and stored["verdicts"] == data["verdicts"]
      and stored["fingerprint"] == data["fingerprint"])
check("its wall clock is there too", "wall_ms" in stored)
rows = wtsim("run", "hello.yaml", "--no-store", "--format", "csv").out.split("\r\n")
check("CSV has a header and one line a figure",
      rows[0] == "scenario,name,value,unit,ci_low,ci_high,n,method,note"
      and len(rows) - 2 == len(data["metrics"]), rows[:2])

# ---- names of runs
for name in ("1", "base", stored_key := json.loads(
        wtsim("list", *DB, "--format", "json").out)["runs"][-1]["key"][:8]):
    check(f"a run is found by {'its key' if name == stored_key else name}",
          wtsim("show", name, *DB, "--brief").code == 0)
answer = wtsim("show", "nobody", *DB)
check("a name that names no run is told", answer.code == 66 and "nobody" in answer.err,
      answer.note)
check("the scenario text comes back as it was", wtsim("show", "1", *DB, "--scenario").out == HELLO)

# ---- verify
answer = wtsim("verify", "base", *DB)
check("a stored run is proved by running it again", answer.code == 0
      and answer.out.startswith("verified: 5 of 5"), answer.note)
answer = wtsim("verify", "two", *DB, "--jobs", "1")
check("also with an override and another number of threads", answer.code == 0, answer.note)

# What a scenario reads besides its own text is in the store: verify opens no file. Both drivers
# include the third file, under two names.
PARTS = {"shared.yaml": "drivers: {}\n", "times.csv": "us\n10\n30\n",
         "toaster.yaml": "include: [../parts/shared.yaml]\n" + HELLO[HELLO.index("drivers:"):
             HELLO.index("run: {")].replace("run: 400us", "run: {empirical: {file: times.csv, "
                                                          "unit: us}}")}
os.mkdir(path("parts"))
for name, text in PARTS.items():
    write(os.path.join("parts", name), text)
write("whole.yaml", "include: [parts/toaster.yaml, parts/shared.yaml]\n"
      + HELLO[:HELLO.index("drivers:")] + HELLO[HELLO.index("run: {"):])
answer = wtsim("run", "whole.yaml", *DB, "--label", "whole")
check("a scenario of several files runs", answer.code == 0, answer.note)
for name in PARTS:
    write(os.path.join("parts", name), "no longer what it was: [")
answer = wtsim("verify", "whole", *DB)
check("a stored run is proved without the files that it read", answer.code == 0
      and answer.out.startswith("verified: 5 of 5"), answer.note)

# A chain whose first sentence begins with a number is no rescue.
deadlock = wtsim("run", os.path.join(SCENARIOS, "gallery", "sc01-cascade-deadlock.yaml"),
                 "--no-store")
check("the sentences of a deadlock stand in their order", "DEADLOCK  closed at 0.015 000 s\n"
      "   21 work items wait for others" in deadlock.out and "RESCUE" not in deadlock.out
      and "five workers short" in deadlock.out, deadlock.note)

# ---- the flagship
fail = wtsim("run", LONG, *DB, "--replications", "6", "--label", "long")
check("the starved driver fails, because of the other", fail.code == 1
      and fail.out.startswith("FAIL  ") and "because" in fail.out.split("\n\n")[0]
      and "indexer.scan" in fail.out.split("\n\n")[0], fail.note)
why = wtsim("why", "long", "nic.refill", *DB)
check("why names the culprit and tells the story", "indexer.ScanWorkItem" in why.out
      and "THE WORST CALL" in why.out, why.note)
brief = wtsim("why", "long", "nic.refill", *DB, "--brief")
shares = [float(line.split("%")[0]) for line in brief.out.splitlines()]
check("the shares of why --brief are all of it", 99.5 <= sum(shares) <= 100.5, brief.note)
for command in (["why", "999"], ["show", "999"], ["verify", "999"], ["compare", "long", "999"]):
    answer = wtsim(*command, *DB)
    check(f"{command[0]} of a run that is not there: input missing", answer.code == 66
          and "No run is called '999'" in answer.err, answer.note)
cure = wtsim("run", CURE, *DB, "--replications", "6", "--label", "cure")
check("with threads of its own it passes", cure.code == 0 and cure.out.startswith("PASS"),
      cure.note)
table = wtsim("compare", "long", "cure", *DB)
check("the comparison says better", table.code == 0 and "BETTER" in table.out, table.note)
brief = wtsim("compare", "long", "cure", *DB, "--brief")
check("in brief it is one row", brief.out.startswith("better  nic.rx.request_latency"), brief.note)
back = wtsim("compare", "cure", "long", *DB)
check("the other way round it is worse, exit 1", back.code == 1 and "WORSE" in back.out,
      back.note)
gate = wtsim("compare", "cure", "long", *DB, "--fail-on", "nic.rx.request_latency.p99 > +5%")
check("the gate can fail", gate.code == 1, gate.note)
gate = wtsim("compare", "long", "cure", *DB, "--fail-on", "nic.rx.request_latency.p99 > +5%")
check("and pass", gate.code == 0, gate.note)
gate = wtsim("compare", "long", "cure", *DB, "--fail-on", "nic.rx.request_latency.p98 > +5%")
check("a gate on a figure that does not exist is an error", gate.code == 64, gate.note)
same = wtsim("compare", "long", "long", *DB)
check("a run compared with itself is the same", same.code == 0 and "SAME" in same.out, same.note)
rows = json.loads(wtsim("compare", "long", "cure", *DB, "--format", "json").out)
check("a comparison in JSON has rows and a verdict", rows["verdict"] == "BETTER"
      and any(row["name"] == "nic.rx.request_latency.p99" for row in rows["rows"]))
for name, answer in (("run", fail), ("why", why), ("compare", table), ("list", listed),
                     ("show", wtsim("show", "long", *DB))):
    check(f"{name} is at most 80 columns wide", not wide_lines(answer.out),
          wide_lines(answer.out))
    check(f"{name} is ASCII in a pipe", answer.out.isascii())

# ---- names that are too long for any column
LETTERS = "abcdefghijklmnopqrstuvwxyz" * 2
LENGTHY = HELLO
for word in ("toaster", "cook", "line", "EvtWorkItem", "EvtInterruptIsr", "EvtInterruptDpc",
             "hello"):
    LENGTHY = LENGTHY.replace(word, word + LETTERS[:52])
write("lengthy.yaml", LENGTHY)
wtsim("run", "lengthy.yaml", *DB, "--label", "l1" + LETTERS)
wtsim("run", "lengthy.yaml", *DB, "--seed", "9", "--label", "l2" + LETTERS)
for command in (["run", "lengthy.yaml", "--again"], ["show", "l1" + LETTERS],
                ["why", "l1" + LETTERS], ["why", "l1" + LETTERS, "--brief"], ["list"],
                ["compare", "l1" + LETTERS, "l2" + LETTERS],
                ["compare", "l1" + LETTERS, "l2" + LETTERS, "--brief"], ["verify", "@last"]):
    answer = wtsim(*command, *DB)
    check(f"long names do not widen {command[0]}{' --brief' * ('--brief' in command)}",
          answer.code in (0, 1) and answer.out != "" and not wide_lines(answer.out),
          wide_lines(answer.out) or answer.note)

# ---- the deadlock
OLD = wtsim("run", os.path.join(SCENARIOS, "pool-deadlock.yaml"), *DB)
NEW = wtsim("run", os.path.join(SCENARIOS, "pool-deadlock.yaml"), *DB, "--set", "windows=11",
            "--quiet")
check("Windows 7 deadlocks", OLD.code == 1 and "deadlock" in OLD.out.split("\n\n")[0], OLD.note)
check("Windows 11 does not", NEW.code == 0, NEW.note)
check("the store is one file", os.path.exists(path("t.db")))

sys.exit(finish())
