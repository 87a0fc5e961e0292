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
finish()
