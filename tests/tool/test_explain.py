#!/usr/bin/env python3
"""`wtsim explain` as a user meets it: names, lists, mistakes, formats. TAP."""

import csv
import io
import json
import os
import re
import sys

from tool import ROOT, SCENARIOS, check, finish, wide_lines, write, wtsim


def first_lines():
    for name, begins in (("W81", "W81  the states of a KMDF work item"),
                         ("DISPATCH_LEVEL", "DISPATCH_LEVEL  IRQL 2 on x64, x86, arm64"),
                         ("CLOCK_LEVEL", "CLOCK_LEVEL  IRQL 13 on x64, 28 on x86, 13 on arm64"),
                         ("0xe4", "0xE4  WORKER_INVALID"),
                         ("WdfWorkItemFlush", "WdfWorkItemFlush  "),
                         ("queue_latency", "queue_latency  a duration"),
                         ("F014", "F014  "), ("S031", "S031  another kind of object"),
                         ("pool.delayed.threads", "pool.delayed.threads  "),
                         ("self_insert_defers", "pool.self_insert_defers  "),
                         ("drivers.nic.interrupts.rx.irql", "drivers.<driver>.interrupts."),
                         ("each_request", "each_request  "), ("worker thread", "worker thread"),
                         ("compare", "compare  wtsim compare"), ("--set", None)):
        answer = wtsim("explain", *name.split(" ")) if begins else wtsim("explain", "--", name)
        check(f"explain {name} begins with its name",
              answer.code == 0 and answer.out.startswith(begins or "set  --set"), answer.note)


def several():
    answer = wtsim("explain", "W81", "0x133")
    check("several topics are explained one after the other",
          answer.code == 0 and answer.out.startswith("W81  ") and "\n0x133  " in answer.out,
          answer.note)
    answer = wtsim("explain", "wait")
    check("a name that stands for several things has all of them explained",
          answer.out.count("wait  ") == 2 and "measure" in answer.out and "step" in answer.out,
          answer.note)


def mistakes():
    answer = wtsim("explain", "W8l")
    check("an unknown topic ends with 64 and the nearest names on stderr",
          answer.code == 64 and answer.out == "" and "W81" in answer.err, answer.note)
    answer = wtsim("explain", "wdfworkitemflsh")
    check("a typo is answered with what was meant", "near: WdfWorkItemFlush" in answer.err,
          answer.note)
    answer = wtsim("explain", "xyzzyplugh")
    check("where nothing is near the way to the overview is shown",
          answer.code == 64 and "wtsim explain says what there is" in answer.err, answer.note)
    answer = wtsim("explain", "rules", "quokka")
    check("a list that nothing passes ends with 64", answer.code == 64, answer.note)
    answer = wtsim("explain", "\x1b[31mred")
    check("a name cannot drive the terminal", "\x1b" not in answer.err, answer.note)


def lists():
    answer = wtsim("explain")
    check("without a topic it says what there is",
          answer.code == 0 and re.search(r"\d+ rules .* W81", answer.out),
          answer.note)
    answer = wtsim("explain", "rules")
    check("rules are counted by family and state", "worker threads and work items" in answer.out,
          answer.note)
    answer = wtsim("explain", "SC")
    check("a family of rules is listed by its letters", answer.code == 0
          and len(re.findall("^SC[0-9]+ ", answer.out, re.MULTILINE)) == 18
          and answer.out == wtsim("explain", "rules", "sc").out, answer.note)
    rules = wtsim("explain", "rules", "not-modelled")
    count = len(re.findall(r"^\w+ +not modelled", rules.out, re.MULTILINE))
    check("each rule that is left out says why",
          count > 5 and count == rules.out.count("\n      because "), rules.note)
    for kind in ("ddis", "irqls", "bug-checks", "measures", "parts", "findings", "versions",
                 "statuses",
                 "terms", "diagnostics", "keys", "words", "commands", "options"):
        answer = wtsim("explain", kind)
        check(f"{kind} are listed", answer.code == 0 and answer.out.count("\n") > 6, answer.note)
        check(f"the list of {kind} has at most 80 columns", not wide_lines(answer.out),
              "\n".join(wide_lines(answer.out)))


def everything():
    answer = wtsim("explain", "--format", "json")
    topics = json.loads(answer.out)
    check("all of it is one array of JSON", len(topics) > 700, len(topics))
    names = sorted({topic["topic"] for topic in topics if "<" not in topic["topic"]})
    wrong, wide = [], []
    for start in range(0, len(names), 100):
        # A word for a kind of topics lists them when it comes first: something else does.
        answer = wtsim("explain", "--", "W81", *names[start:start + 100])
        wrong += [line for line in answer.err.splitlines() if line]
        wide += wide_lines(answer.out)
    check("every topic is found by its name", not wrong, "\n".join(wrong[:10]))
    check("no explanation is wider than 80 columns", not wide, "\n".join(wide[:10]))
    silent = [topic["topic"] for topic in topics if not topic["text"].strip()]
    check("every topic says something", not silent, silent[:10])
    rows = list(csv.reader(io.StringIO(wtsim("explain", "rules", "W", "--format", "csv").out)))
    check("a list is a table for a spreadsheet",
          rows[0] == ["kind", "topic", "mark", "headline", "text"] and len(rows) == 213
          and all(len(row) == 5 for row in rows), len(rows))


def shown():
    answer = wtsim("explain", "--format", "json")
    paths = {line.split()[-1] for topic in json.loads(answer.out) for part in topic["parts"]
             if part["label"] == "SEE IT" for line in part["text"].splitlines()
             if not line.startswith("wtsim lesson ")}      # test_course.py has those
    missing = [path for path in paths if not os.path.exists(os.path.join(ROOT, path))]
    check("scenarios that an explanation points at exist", paths and not missing, missing)


BENCH = """wtsim: 1
scenario: example
drivers:
  d:
    interrupts: {rx: {isr: Isr, dpc: Dpc, arrivals: {periodic: 1ms}}}
    work_items: {refill: {callback: Example}}
    variables: {busy: 0}
    queues: {ring: {}}
    callbacks:
      Isr: [run: 1us, WdfInterruptQueueDpcForIsr: rx]
      Dpc: [run: 1us, put: ring, WdfWorkItemEnqueue: refill]
      Send: [run: 1us]
      Example:
"""


def examples():
    topics = json.loads(wtsim("explain", "words", "--format", "json").out)
    for topic in topics:
        steps = [part["text"] for part in topic["parts"] if part["label"] == "EXAMPLE"]
        check(f"{topic['topic']} has an example", len(steps) == 1)
        lines = "".join(f"        {line}\n" for line in "".join(steps).splitlines())
        answer = wtsim("check", write("example.yaml", BENCH + lines))
        check(f"the example of {topic['topic']} can be read", answer.code == 0, answer.note)


def see():
    """Everything that see.def says a scenario shows is a topic."""
    with open(os.path.join(ROOT, "reports", "explain", "see.def"), encoding="utf-8") as file:
        rows = re.findall(r'^SEE\("(.*?)", "(.*?)"\)', file.read(), re.MULTILINE)
    shown = {scenario for scenario, _ in rows}
    names = {name.replace("_", " ") for _, row in rows for name in row.split()}
    wrong = [name for name in sorted(names) if wtsim("explain", name).code != 0]
    check("what a scenario shows is a topic", len(names) > 30 and not wrong, wrong)
    shipped = {os.path.relpath(os.path.join(folder, name), ROOT)   # folders that see.def knows
               for folder in (SCENARIOS, os.path.join(SCENARIOS, "gallery"),
                              os.path.join(SCENARIOS, "gallery", "drivers"))
               if any(os.path.dirname(one) == os.path.relpath(folder, ROOT) for one in shown)
               for name in os.listdir(folder) if name.endswith(".yaml")}
    check("every scenario is the last line of some explanation", not shipped - shown,
          sorted(shipped - shown))


def written():
    """The example of a measure is one of an object that has it."""
    flagship = os.path.join(SCENARIOS, "long-work-item.yaml")
    wrong = []
    for measure in ("latency", "queue_latency", "lost", "over_guideline", "idle_workers", "depth",
                    "longest_raised", "coalesced"):
        example = re.search(r"as\s+in\s+'(.*?)'", wtsim("explain", measure).out).group(1)
        unit = "1s" if example.endswith("p99") else "1"
        taken = wtsim("check", flagship, "--expect", f"{example} < {unit}")
        wrong += [] if taken.code == 0 else [(example, taken.err)]
    check("the example of a measure can be expected as it stands", not wrong, wrong)


def main():
    written()
    examples()
    see()
    first_lines()
    several()
    mistakes()
    lists()
    everything()
    shown()
    return finish()


if __name__ == "__main__":
    sys.exit(main())
