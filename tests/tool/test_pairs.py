"""Common random numbers: what coalesces shifts nobody's later draws."""

import json

from tool import check, finish, write, wtsim

# A device queues the item every millisecond; its callback draws how long it runs and then waits.
# Short waits serve every call; long ones let calls coalesce, so that fewer runs serve the same
# calls. Each run draws by the ordinal of the first call that it serves.
TEXT = """wtsim: 1
scenario: pairs
windows: 7
machine: {processors: 2, costs: none}
pool: {delayed: {threads: 1}}
drivers:
  toaster:
    framework: kmdf 1.9
    interrupts:
      line: {irql: 5, arrivals: {periodic: 1ms}, isr: Isr, dpc: DpcForIsr}
    work_items: {cook: {callback: CookWorkItem}}
    callbacks:
      Isr: [WdfInterruptQueueDpcForIsr: line]
      DpcForIsr: [WdfWorkItemEnqueue: cook]
      CookWorkItem: [run: {exponential: 50us}, wait: WAIT]
run: {duration: 500ms, replications: 2, seed: 3}
"""


def lengths(wait_ns):
    """What the runs drew, in their order: their lengths without the wait."""
    write("pairs.yaml", TEXT.replace("WAIT", f"{wait_ns}ns"))
    answer = wtsim("run", "pairs.yaml", "--no-store", "--format", "json", "--observations", "1000")
    found = json.loads(answer.out)
    return ([value - wait_ns for value in found["observations"]["toaster.cook.run"]],
            found["metrics"]["toaster.cook.coalesced.count"]["value"])


every, none_coalesced = lengths(1000)
some, coalesced = lengths(2_500_000)
check("the variants differ in what coalesces", none_coalesced == 0 and coalesced > 200,
      (none_coalesced, coalesced))
# Calls 0, 1, 2 ... ms. The run for call 0 lasts until 2.5 ms and its draw: call 1 queues the
# next one, call 2 coalesces; that run lasts beyond 5 ms: call 3 queues, 4 and 5 coalesce.
check("the first runs serve calls 0, 1 and 3 and draw what these draw", some[:3]
      == [every[0], every[1], every[3]], (some[:4], every[:6]))
at = -1
for drawn in some:
    at = every.index(drawn, at + 1) if drawn in every[at + 1:] else len(every)
check("every later run draws as its call does where nothing coalesces", at < len(every),
      (len(some), len(every)))

# The same of everything behind it, with arrivals and durations by chance: an ISR, its DPC, an item,
# a second item and a DPC, each drawing how long it runs. Whatever is in the way of one of them, the
# runs that are left draw, in their order, what they draw undisturbed.
CHAIN = """wtsim: 1
scenario: chain
windows: 11
machine: {processors: 1, costs: none}
drivers:
  d:
    framework: kmdf 1.33
    interrupts:
      rx: {irql: 5, arrivals: {poisson: 2000/s}, isr: Isr, dpc: RxDpc}
      other: {irql: 9, arrivals: {poisson: 100/s}, isr: [run: ABOVE]}
    sources: {busy: {arrivals: {poisson: 100/s}, steps: [KeInsertQueueDpc: hold]}}
    dpcs: {last: {callback: Last}, hold: {importance: high, callback: [run: BEFORE]}}
    work_items: {first: {callback: First}, second: {callback: Second}}
    callbacks:
      Isr: [run: {exponential: 5us}, WdfInterruptQueueDpcForIsr: rx]
      RxDpc: [run: {exponential: 20us}, WdfWorkItemEnqueue: first]
      First: [run: {exponential: 20us}, WdfWorkItemEnqueue: second, run: ITSELF]
      Second: [run: {lognormal: {median: 20us, p99: 90us}}, KeInsertQueueDpc: last]
      Last: [run: {gamma: {mean: 10us, cv: 0.5}}]
run: {duration: 300ms, replications: 1, seed: 11}
"""
OBJECTS = ["d.rx.isr", "d.rx.dpc", "d.first", "d.second", "d.last"]


def drawn(above="1us", before="1us", itself="1us"):
    """What each object's runs drew: a run of First is that much longer."""
    write("chain.yaml", CHAIN.replace("ABOVE", above).replace("BEFORE", before)
          .replace("ITSELF", itself))
    found = json.loads(wtsim("run", "chain.yaml", "--no-store", "--format", "json",
                             "--observations", "5000").out)["observations"]
    longer = int(itself[:-2]) * 1000
    return {name: [value - longer * (name == "d.first") for value in found[f"{name}.run_exclusive"]]
            for name in OBJECTS}


def left(runs, calm):
    """Are these some of those, in their order?"""
    rest = iter(calm)
    return all(value in rest for value in runs[:-1])   # the last one may be cut off by the end


calm = drawn()
for what, disturbed in [("an ISR above", drawn(above="1500us")),
                        ("a DPC before", drawn(before="1500us")),
                        ("an item that runs long", drawn(itself="2000us"))]:
    fewer = [name for name in OBJECTS if len(disturbed[name]) < len(calm[name])]
    check(f"{what}: runs merge, two objects further on too", len(fewer) >= 2, fewer)
    for name in OBJECTS:
        check(f"{what}: every run of {name} that is left draws what it drew",
              left(disturbed[name], calm[name]), (len(disturbed[name]), len(calm[name])))
finish()
