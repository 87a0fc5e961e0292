"""wtsim whatif: which change helps most, by how much, and what it costs others."""

import json
import os
import re

from tool import HELLO, SCENARIOS, check, environment, finish, path, wide_lines, write, wtsim

FLAGSHIP = os.path.join(SCENARIOS, "long-work-item.yaml")
SHORT = ["--duration", "3s", "--replications", "12"]

answer = wtsim("whatif", FLAGSHIP, *SHORT)
table = answer.out.splitlines()
check("the flagship's first cure is threads of its own", answer.code == 0 and any(
    line.startswith("1  indexer.scan: 8 threads of its own, prio. 8") for line in table),
    answer.note)
check("what KMDF does not allow is named with its rule and not tried",
      "Not tried: another queue for nic.refill. A KMDF work item has no choice (W104)."
      in answer.out, answer.note)
check("the winner is confirmed with another seed", "Confirmed with fresh seed 2027:" in answer.out)
check("the table fits a terminal; only what is to be copied is longer",
      all(line.startswith("  --set ") for line in wide_lines(answer.out)), answer.note)
again = wtsim("whatif", FLAGSHIP, *SHORT, "--jobs", "1")
check("any number of threads says the same", again.out == answer.out)
check("nothing is stored", not os.path.exists(path("wtsim.db"))
      and not os.path.exists(os.path.join(environment()["XDG_DATA_HOME"], "wtsim")))

answer = wtsim("whatif", FLAGSHIP, *SHORT, "--format", "json")
whatif = json.loads(answer.out)
best = whatif["tries"][0]
check("tries are ranked", [t["value"] for t in whatif["tries"]]
      == sorted(t["value"] for t in whatif["tries"]), answer.note)
run = wtsim("run", FLAGSHIP, *SHORT, "--no-store", "--format", "json",
            *[word for override in best["set"] for word in ("--set", override)])
metric = json.loads(run.out)["metrics"][whatif["target"]]
check("typing a change gives the figure it promised", metric["value"] == best["value"], metric)
check("the confirmation is of the first, with its own value", whatif["fresh_seed"] == 2027
      and whatif["confirmed"][0]["set"] == best["set"]
      and whatif["confirmed"][0]["value"] != best["value"], whatif["confirmed"])
answer = wtsim("whatif", FLAGSHIP, *SHORT, "--format", "csv")
check("CSV has a line for each try", len(answer.out.splitlines()) == len(whatif["tries"]) + 1)

answer = wtsim("whatif", FLAGSHIP, *SHORT, "--target", "indexer.scan.response.mean")
check("another target, another answer", answer.code == 0
      and answer.out.startswith("indexer.scan.response.mean is "), answer.note)
few = wtsim("whatif", FLAGSHIP, "--duration", "3s", "--replications", "8")
check("that data are too few is not called no help", "None of them helps" not in few.out
      and re.search(r"not sure: \d+ cannot be told\s+from 8 replications", few.out)
      and "--replications 20" in few.out and "~ cannot tell" in few.out, few.note)
answer = wtsim("whatif", FLAGSHIP, *SHORT, "--target", "nic.rx.p99")
check("a figure that does not exist is a mistake of usage", answer.code == 64
      and "nic.rx.p99" in answer.err, answer.note)

# Nobody completes the request: its figure is a lower bound, and more replications are no help.
write("stuck.yaml", """wtsim: 1
scenario: stuck
machine: {processors: 1, costs: none}
drivers:
  d:
    queues: {io: {dispatch: sequential, callback: {read: EvtRead}}}
    callbacks: {EvtRead: [run: 1ms]}
threads:
  app: {steps: [run: 1ms, ReadFile: d.io]}
run: {duration: 10s}
""")
stuck = wtsim("whatif", "stuck.yaml", "--target", "d.io.request_latency.p99")
check("where nothing is random more replications are not proposed", stuck.code == 0
      and "makes figures\nlower bounds." in stuck.out and "--replications" not in stuck.out,
      stuck.note)

# One interrupt at 0, ISR 3 us, DPC 20 us, work item 400 us: nothing random. The item's wait is 5 us
# of worker start behind the DPC; half of the item's own 400 us changes its response by 200 us.
write("exact.yaml", HELLO.replace("{poisson: 1000/s}", "{at: [0ms]}").replace(
    "replications: 5, ", "").replace("[toaster.cook.queue_latency.p99 < 5ms]",
                                     "[toaster.cook.response.max < 100us]"))
answer = wtsim("whatif", "exact.yaml", "--format", "json")
whatif = json.loads(answer.out)
halved = {t["candidate"]: t for t in whatif["tries"]}["toaster.EvtWorkItem: half"]
check("where nothing is random the difference is exact", whatif["is_random"] is False
      and whatif["value"] - halved["value"] == 200_000, answer.note)
check("and nothing needs confirming", whatif["confirmed"] == [])

# Four workers instead of three and there is no deadlock: the one starved child is no more.
answer = wtsim("whatif", os.path.join(SCENARIOS, "pool-deadlock.yaml"))
check("what happened once and never again is a cure", "Change 1 as overrides" in answer.out
      and "--set pool.delayed.threads=4" in answer.out, answer.note)
answer = wtsim("whatif", "nowhere.yaml")
check("a file that is not there is exit 66", answer.code == 66, answer.note)
finish()
