"""What is measured: everything that a run prints can be expected of it; the figures of a run that
can be worked out by hand, on every screen and in every format."""

import csv
import io
import json
import os

from tool import SCENARIOS, check, finish, wide_lines, write, wtsim

# Every 10 ms, 100 times in 1 s: an ISR of 3 us, its DPC, which sets an event after 20 us and ends
# 5 us later, and the thread that waits for it, which then runs for 1 ms.
EXACT = """wtsim: 1
scenario: exact
windows: 11
machine: {processors: 1, costs: none}
drivers:
  d:
    framework: kmdf 1.33
    events: {e: synchronization}
    interrupts: {x: {irql: 5, arrivals: {periodic: 10ms}, isr: Isr, dpc: Dpc}}
    threads:
      t: {priority: 8, steps: [{repeat: 100, steps: [KeWaitForSingleObject: e, run: 1ms]}]}
    callbacks:
      Isr: [run: 3us, WdfInterruptQueueDpcForIsr: x]
      Dpc: [run: 20us, KeSetEvent: e, run: 5us]
run: {duration: 1s}
expect:
  - d.e.interrupt_to_process.max == 28us     # 3 + 20 + 5: one processor
  - d.x.latency.zero == 100
  - d.x.isr.runs.rate > 99/s
  - processor.0.irql_5.mean < 0.04%          # 100 * 3 us in 1 s: 0.03 %
  - processor.0.irql_9 == 0
  - d.x.storms == 0
"""
FIGURES = {"d.e.interrupt_to_process.p50": (28000, "ns"),
           "d.e.interrupt_to_process.count": (100, "1"),
           "d.x.isr.runs.count": (100, "1"), "d.x.isr.runs.rate": (100, "1/s"),
           "d.x.latency.zero": (100, "1"), "d.x.isr.run.zero": (0, "1"),
           "processor.0.irql_5.mean": (0.0003, "share"),       # 100 * 3 us
           "processor.0.irql_2.mean": (0.0025, "share"),       # 100 * 25 us
           "processor.0.irql_0.mean": (0.9972, "share"),       # the rest
           "processor.0.dpcs_queued.rate": (100, "1/s"), "d.x.storms.count": (0, "1")}


def bound(series):
    """An expectation of a series that says nothing, but must be understood."""
    if series["shape"] == "duration":
        return ".zero >= 0"
    return {"count": ".rate < 1000000000/s", "share": ".mean <= 1", "level": ".mean >= 0"}[
        series["shape"]]


write("exact.yaml", EXACT)
ran = wtsim("run", "exact.yaml", "--db", "e.db")
check("what can be worked out by hand is expected and found", ran.code == 0
      and ran.out.count(" pass ") == 6 and "100/s" in ran.out, ran.note)
metrics = json.loads(wtsim("show", "1", "--db", "e.db", "--format", "json").out)["metrics"]
rows = {row["name"]: row for row in csv.DictReader(io.StringIO(
    wtsim("show", "1", "--db", "e.db", "--format", "csv").out))}
wrong = [(name, metrics.get(name), rows.get(name)) for name, (value, unit) in FIGURES.items()
         if name not in metrics or metrics[name]["value"] != value
         or metrics[name]["unit"] != unit
         or float(rows[name]["value"]) != value or rows[name]["unit"] != unit]
check("JSON and CSV have the figures that were worked out by hand", not wrong, wrong)
check("a level that was never reached has no row", "processor.0.irql_9.mean" not in metrics)
shown = wtsim("show", "1", "--db", "e.db")
check("show prints them in 80 columns", not wide_lines(shown.out) and "0 ns, rate" in shown.out
      and "interrupt_to_process    100  28.0 us" in shown.out and "100/s" in shown.out
      and "irql_5                        0.03 %" in shown.out, shown.out)
wtsim("run", "exact.yaml", "--db", "e.db", "--quiet", "--set", "drivers.d.callbacks.Isr="
      "[run: 4us, WdfInterruptQueueDpcForIsr: x]")
both = wtsim("compare", "1", "2", "--db", "e.db")
check("compare prints rows of them", "runs, rate" in both.out and "29.0 us" in both.out
      and "zero" in both.out and not wide_lines(both.out), both.note)

for name in ("long-work-item.yaml", "pool-deadlock.yaml", "gallery/s06-one-lock.yaml",
             "gallery/drivers/toastmon.yaml", "gallery/drivers/kmdf-fx2.yaml"):
    scenario = os.path.join(SCENARIOS, name)
    run = wtsim("run", scenario, "--no-store", "--replications", "1", "--format", "json")
    series = json.loads(run.out)["series"]
    asked = [part for key, value in series.items() if "@" not in key
             for part in ("--expect", key + bound(value))]
    answer = wtsim("run", scenario, "--no-store", "--replications", "1", "--quiet", *asked)
    check(f"all that {name} prints can be expected of it", answer.code in (0, 1, 2)
          and len(asked) > 40, answer.note)
finish()
