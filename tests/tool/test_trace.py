#!/usr/bin/env python3
"""wtsim trace and the timelines: files that viewers can read, and what stands in them."""

import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree

from tool import FOLDER, HELLO, SCENARIOS, check, finish, path, skip, write, wtsim

import pftrace

LESSON = """wtsim: 1
scenario: lesson
windows: 11
machine: {processors: 1, costs: none}
drivers:
  a:
    framework: kmdf 1.33
    interrupts: {line: {irql: 5, arrivals: {at: [0us]}, isr: Isr, dpc: Dpc}}
    callbacks: {Isr: [run: 5us, WdfInterruptQueueDpcForIsr: line], Dpc: [run: 60us]}
  b:
    framework: kmdf 1.33
    interrupts: {line: {irql: 6, arrivals: {at: [10us]}, isr: Isr, dpc: Dpc}}
    callbacks: {Isr: [run: 5us, WdfInterruptQueueDpcForIsr: line], Dpc: [run: 20us]}
  c:
    framework: kmdf 1.33
    interrupts: {line: {irql: 7, arrivals: {at: [20us]}, isr: Isr, dpc: Dpc}}
    callbacks: {Isr: [run: 5us, WdfInterruptQueueDpcForIsr: line], Dpc: [run: 10us]}
run: {duration: 1ms}
"""


def read(name):
    with open(path(name), "rb") as file:
        data = file.read()
    return pftrace.chrome(data) if name.endswith(".json") else pftrace.perfetto(data)


def traced(*arguments, to="t.pftrace"):
    answer = wtsim("trace", *arguments, "-o", to)
    return answer, read(to) if answer.code == 0 else None


def whole(trace):
    broken = pftrace.promises(trace)
    return (broken is None, broken or "")


lesson = write("lesson.yaml", LESSON)
answer, trace = traced("lesson.yaml")
check("a_scenario_becomes_a_trace", answer.code == 0 and "t.pftrace: " in answer.err, answer.note)
check("its_slices_nest_and_end", *whole(trace))
# a's DPC 5-75 with two ISRs nested in it (10-15, 20-25), then b's 75-95 and c's 95-105.
check("isrs_are_nested_in_the_dpc_that_they_pre_empt", trace.slices("processor 0") == [
    (0, 5000, "a.Isr"), (5000, 75000, "a.Dpc"), (10000, 15000, "b.Isr"), (20000, 25000, "c.Isr"),
    (75000, 95000, "b.Dpc"), (95000, 105000, "c.Dpc")], trace.slices("processor 0"))
check("the_irql_is_a_track_of_its_own", trace.slices("processor 0 IRQL") == [
    (0, 5000, "DIRQL 5"), (5000, 10000, "DISPATCH_LEVEL 2"), (10000, 15000, "DIRQL 6"),
    (15000, 20000, "DISPATCH_LEVEL 2"), (20000, 25000, "DIRQL 7"),
    (25000, 105000, "DISPATCH_LEVEL 2")], trace.slices("processor 0 IRQL"))
check("the_wait_in_the_queue_is_a_slice",
      trace.slices("c.line.dpc: queued") == [(25000, 95000, "queued")],
      trace.slices("c.line.dpc: queued"))
check("the_depth_of_the_queue_is_a_counter",
      [(e.at, e.value) for e in trace.named("DPC queue of processor 0")]
      == [(5000, 0), (15000, 1), (25000, 2), (75000, 1), (95000, 0)],
      [(e.at, e.value) for e in trace.named("DPC queue of processor 0")])
ends = [(e.at, e.name) for e in trace.events for _ in e.ended]
check("each_cause_ends_in_its_dpc",
      sorted(ends) == [(5000, "a.Dpc"), (75000, "b.Dpc"), (95000, "c.Dpc")], ends)
starts = [e.at for e in trace.events if e.kind == pftrace.INSTANT and e.flows]
check("each_cause_begins_with_an_assertion", starts == [0, 10000, 20000], starts)

answer, chrome = traced("lesson.yaml", "--format", "chrome", to="t.json")
check("chrome_gets_the_same_slices", answer.code == 0 and chrome.slices("processor 0")
      == trace.slices("processor 0"), answer.note)
check("chrome_slices_nest_and_end", *whole(chrome))
with open(path("t.json"), encoding="utf-8") as file:
    text = file.read()
check("chrome_times_are_decimals_of_whole_nanoseconds", '"ts":75.000,' in text, text[:400])

answer, trace = traced("lesson.yaml", "--window", "20us..40us")
check("a_window_keeps_what_began_before_it", (5000, 40000, "a.Dpc") in trace.slices("processor 0")
      and len(trace.slices("processor 0")) == 2, trace.slices("processor 0"))
answer, trace = traced("lesson.yaml", "--object", "b.line")
check("an_object_keeps_its_own_causes", trace.slices("processor 0")
      == [(10000, 15000, "b.Isr"), (75000, 95000, "b.Dpc")], trace.slices("processor 0"))

for name in ("pool-deadlock.yaml", "long-work-item.yaml"):
    answer, trace = traced(os.path.join(SCENARIOS, name), "--window", "0s..2.1s")
    check(f"{name} keeps_the_promises", *whole(trace))
states = {s[2] for name, _, _ in trace.tracks.values() if name.endswith(": state")
          for s in trace.slices(name)}
check("threads_have_states_with_windows_reasons",
      {"Waiting: WrQueue", "Waiting: outside", "Running on processor 0", "Ready"} <= states,
      sorted(states))

write("hello.yaml", HELLO)
wtsim("run", "hello.yaml", "--label", "one")
why = wtsim("why", "one")
check("why_draws_the_worst_wait", "TIMELINE  replication" in why.out, why.note)
answer, trace = traced("one", "--around", "worst:toaster.cook")
begin, end = (int("".join(c for c in t if c.isdigit()))
              for t in re.search(r"kB, ([\d. ]+) s to ([\d. ]+) s", answer.err).groups())
waits = [t - f for f, t, _ in trace.slices("toaster.cook: queued")]
check("around_the_worst_call_is_a_window_with_a_tenth_before_and_behind",
      answer.code == 0 and 0 <= end - begin - max(waits) * 12 // 10 // 1000 <= 10, answer.note)
check("its_slices_nest", *whole(trace))
answer, _ = traced("one", "--replication", "5")
check("a_replication_that_is_not_there_is_refused", answer.code == 64, answer.note)
if shutil.which("sqlite3"):
    subprocess.run(["sqlite3", path("data/wtsim/runs.db"),
                    "UPDATE replication SET fingerprint = fingerprint + 1"], check=False,
                   capture_output=True)
    answer, _ = traced("one")
    why = wtsim("why", "one")
    check("why_leaves_its_picture_out_then", why.code == 0 and not why.err
          and "TIMELINE" not in why.out and "WAITED" in why.out, why.note)
    check("another_fingerprint_is_refused", answer.code == 70 and "fingerprint" in answer.err,
          answer.note)
else:
    skip("another_fingerprint_is_refused", "sqlite3 is not installed")

write("longer.yaml", LESSON.replace("Dpc: [run: 10us]", "Dpc: [run: 12us]"))
answer, twin = traced("lesson.yaml", "longer.yaml", to="twin.pftrace")
check("two_runs_stand_in_one_trace", answer.code == 0
      and len([t for t in twin.tracks.values() if t[1] is None]) == 2, answer.note)
check("their_slices_nest", *whole(twin))
parted = [e.at for e in twin.events if e.name == "here the two runs part"]
check("the_instant_at_which_they_part_is_marked", parted == [105000]
      and "part at 0.000 105 000 s" in answer.err, (parted, answer.note))
answer, _ = traced("lesson.yaml", "lesson.yaml", to="same.pftrace")
check("the_same_twice_does_not_part", "do the same" in answer.err, answer.note)

answer = wtsim("trace", "lesson.yaml", "--format", "svg", "-o", "t.svg")
with open(path("t.svg"), encoding="utf-8") as file:
    picture = xml.etree.ElementTree.fromstring(file.read())
rects = [e for e in picture.iter("{http://www.w3.org/2000/svg}rect")]
check("an_svg_is_a_picture_of_it", len(rects) == 10 + 3, len(rects))   # ten bars, three devices

for bad, code in ((["lesson.yaml", "--window", "4us"], 64),
                  (["lesson.yaml", "--window", "4us..2us"], 64),
                  (["lesson.yaml", "--around", "best"], 64),
                  (["lesson.yaml", "--around", "worst:nobody"], 64),
                  (["lesson.yaml", "--object", "nobody"], 64), (["one", "--seed", "2"], 64),
                  (["lesson.yaml", "lesson.yaml", "--format", "svg"], 64), (["nowhere.yaml"], 66),
                  (["lesson.yaml", "-o", "nowhere/t.pftrace"], 73)):
    answer = wtsim("trace", *bad)
    check(f"refused: {' '.join(bad)}", answer.code == code and answer.err.count("\n") < 6,
          answer.note)

answer = wtsim("run", "lesson.yaml", "--timeline", "--no-store")
check("run_draws_a_short_run_as_a_whole",
      "  2  DPC          aa  aa  aaaaaaaaaaaaaaaaaaaabbbbbbbbcccc\n" in answer.out, answer.note)
answer = wtsim("run", "hello.yaml", "--timeline", "--no-store", "--window", "0s..5ms")
check("run_draws_the_window_that_was_asked_for", "TIMELINE  replication 0, one column per 100 us"
      in answer.out, answer.note)
check("no_line_of_it_is_too_wide", max(map(len, answer.out.splitlines())) <= 80, answer.note)

node = shutil.which("trace_processor_shell") or shutil.which("trace_processor")
if node is None:
    skip("perfettos_own_reader_finds_no_errors", "trace_processor is not installed")
else:
    traced("lesson.yaml", to="own.pftrace")
    write("q.sql", "select count(*) from slice; select sum(value) from stats where severity = "
                   "'error';")
    done = subprocess.run([node, "-q", path("q.sql"), path("own.pftrace")], capture_output=True,
                          check=False)
    check("perfettos_own_reader_finds_no_errors", done.returncode == 0, done.stderr[-500:])
sys.exit(finish())
