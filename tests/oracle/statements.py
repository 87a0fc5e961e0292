"""Behaviour that the oracle states in words only, said by hand as scenarios: work items,
interrupts of the framework, and the way from a statement to its plan.

Each statement has one or more scenarios, and for each the figures that must come out (said.py).
"""
import kernel_statements
from queues import Plan
from said import MS, Said, driver
from wtsim import safe_name, scenario

ONE_WORKER = 'delayed: {threads: 1}'


def started(queue, static, additional):
    """How many of 40 items that never end are begun at once."""
    number = static + additional
    return Said(driver('wdm', '''\
    work_items: {i: {queue: %sWorkQueue, instances: 40, callback: [wait: 10s]}}
    sources: {go: {arrivals: {at: [1ms]}, steps: [{repeat: 40, steps: [IoQueueWorkItem: i]}]}}
''' % queue), {'d.i.queue_latency': [0] * number},
                pool='legacy: {static: {critical: 5, delayed: 3, hypercritical: 1}, '
                     'additional: {critical: %d, delayed: %d}}' % (additional, additional))


STATEMENTS = {
    **kernel_statements.STATEMENTS,
    # 3, 5 and 1 by parameter (W22: they differ by machine), and 16 more by the registry.
    's.wb.work.thread-counts': [started('Delayed', 3, 0), started('Critical', 5, 0),
                                started('HyperCritical', 1, 0), started('Delayed', 3, 16),
                                started('Critical', 5, 16)],
    # Three workers take a processor each from a thread of 20 ms, for 1, 2 and 3 ms: their ideal
    # ones, as nobody idles. The fourth item, of 10 ms, comes to where the longest one ran: its
    # worker was the last to become idle.
    's.wb.work.lifo-wakeup': [Said(driver('wdm', '''\
    variables: {n: 0}
    work_items: {i: {instances: 4, callback: Long}}
    sources: {go: {arrivals: {at: [1ms, 1ms, 1ms, 10ms]}, steps: [IoQueueWorkItem: i]}}
    callbacks:
      Long:
        - set: n += 1
        - if: n == 1
          then: [run: 1ms]
          else: [{if: n == 2, then: [run: 2ms],
                  else: [{if: n == 3, then: [run: 3ms], else: [run: 10ms]}]}]
    threads:
      p0: {processors: [0], arrivals: {at: [0s]}, kind: p, steps: [run: 20ms]}
      p1: {processors: [1], arrivals: {at: [0s]}, kind: p, steps: [run: 20ms]}
      p2: {processors: [2], arrivals: {at: [0s]}, kind: p, steps: [run: 20ms]}
'''), {'d.p0.request_latency': [21 * MS], 'd.p1.request_latency': [22 * MS],
       'd.p2.request_latency': [33 * MS]}, processors=3, pool='delayed: {threads: 3}')],
    # Unloaded at 5 ms, while the routine runs until 31 ms: nothing happens to an I/O item; an
    # executive one, which holds no reference, has lost its code at 5 ms.
    's.wb.work.io-reference': [
        Said(driver('wdm', '''\
    work_items: {w: {callback: [wait: 30ms, run: 1ms]}}
    sources: {go: {arrivals: {at: [1ms]}, steps: [%s: w]}}
timeline: [{at: 5ms, unload: d}]
''' % call), observed, findings=findings)
        for call, observed, findings in (('IoQueueWorkItem', {'d.w.run': [31 * MS]}, []),
                                         ('ExQueueWorkItem', {}, ['F056']))],
    's.wb.wdf.dpc-and-workitem': [Said(driver('kmdf 1.33', '''\
    interrupts: {x: {irql: 5, isr: [run: 0us], dpc: [run: 0us], work_item: [run: 0us]}}
'''), refused='S065')],
    # The line of both; d's device starts at 50 ms. Before that its ISR is not called for what the
    # other reports; after it twice, as a pass that somebody claims is followed by another (I14).
    's.wb.wdf.not-connected': [Said(driver('kmdf 1.33', '''\
    interrupts: {x: {irql: 5, vector: 17, trigger: latched, isr: [run: 0us]}}
  other:
    framework: kmdf 1.33
    interrupts: {y: {irql: 5, vector: 17, trigger: latched, arrivals: {at: [1ms%s]},
                     isr: [run: 0us]}}
timeline: [{at: 50ms, start_device: d}]
''' % later), {'other.y.latency': latency}, {'d.x.isr.runs': runs})
        for later, latency, runs in (('', [0], 0), (', 60ms', [0, 0], 2))],
    # Three items behind a busy worker: 3, 4, 5 ms.
    's.wb.work.fifo': [Said(driver('wdm', '''\
    work_items:
      {x: {callback: Long}, a: {callback: Short}, b: {callback: Short}, c: {callback: Short}}
    sources: {go: {arrivals: {at: [0s]}, steps: [IoQueueWorkItem: x, IoQueueWorkItem: a,
                                                 IoQueueWorkItem: b, IoQueueWorkItem: c]}}
    callbacks: {Long: [run: 3ms], Short: [run: 1ms]}
'''), {'d.a.queue_latency': [3 * MS], 'd.b.queue_latency': [4 * MS],
       'd.c.queue_latency': [5 * MS]}, pool=ONE_WORKER)],
    's.wb.work.bad-irql': [Said(driver('wdm', '''\
    work_items: {i: {callback: I}}
    sources: {go: {arrivals: {at: [0s]}, steps: [IoQueueWorkItem: i]}}
    callbacks: {I: [run: 1ms, KeRaiseIrql: DISPATCH_LEVEL]}
'''), findings=['F011'])],
    # The first run queues its own item at 1 ms; the second begins when the one worker is free.
    's.wb.work.requeue-inside': [Said(driver('wdm', '''\
    variables: {runs: 0}
    work_items: {i: {callback: I}}
    sources: {go: {arrivals: {at: [0s]}, steps: [ExQueueWorkItem: i]}}
    callbacks:
      I:
        - set: runs += 1
        - run: 1ms
        - {if: runs == 1, then: [ExQueueWorkItem: i]}
        - run: 1ms
'''), {'d.i.queue_latency': [0, 1 * MS]}, {'d.i.runs': 2}, pool=ONE_WORKER)],
    # Runs until 4 ms, was enqueued again at 1, so it runs until 8; and for ever, if it does so.
    's.wb.wdf.flush': [
        Said(driver('kmdf 1.33', '''\
    work_items: {w: {callback: W}}
    sources: {go: {arrivals: {at: [0s, 1ms]}, steps: [WdfWorkItemEnqueue: w]}}
    threads: {f: {arrivals: {at: [2ms]}, steps: [WdfWorkItemFlush: w]}}
    callbacks: {W: [run: 4ms]}
'''), {'d.w.flush': [6 * MS]}, pool=ONE_WORKER, processors=2),
        Said(driver('kmdf 1.33', '''\
    work_items: {w: {callback: W}}
    sources: {go: {arrivals: {at: [0s]}, steps: [WdfWorkItemEnqueue: w]}}
    threads: {f: {arrivals: {at: [2ms]}, steps: [WdfWorkItemFlush: w]}}
    callbacks: {W: [run: 4ms, WdfWorkItemEnqueue: w]}
'''), {'d.w.flush': []}, pool=ONE_WORKER, processors=2)],
    # Deleted at 1 ms in its callback, enqueued at 2 ms: one run, and the framework complains.
    's.wb.wdf.enqueue-deleted': [Said(driver('kmdf 1.33', '''\
    work_items: {w: {callback: W}}
    sources: {go: {arrivals: {at: [0s, 2ms]}, steps: [WdfWorkItemEnqueue: w]}}
    callbacks: {W: [run: 1ms, WdfObjectDelete: w, run: 2ms]}
'''), counts={'d.w.runs': 1}, findings=['F046'], processors=2)],
    # From a DPC: create and enqueue, and a flush that stops; from an ISR: neither.
    's.wb.wdf.max-irql': [
        Said(driver('kmdf 1.33', '''\
    interrupts: {x: {irql: 5, arrivals: {at: [1ms]}, isr: [run: 0us, %s], dpc: [run: 0us, %s]}}
    work_items: {w: {callback: [run: 1ms]}}
''' % steps), counts=counts, findings=findings, processors=2)
        for steps, counts, findings in (
            (('WdfInterruptQueueDpcForIsr: x', 'WdfWorkItemCreate: w, WdfWorkItemEnqueue: w'),
             {'d.w.runs': 1}, []),
            (('WdfInterruptQueueDpcForIsr: x', 'WdfWorkItemFlush: w'), {}, ['F001']),
            (('WdfWorkItemEnqueue: w', 'run: 0us'), {'d.w.runs': 1}, ['F003']))],
    # Twice before the DPC runs: one run, one call merged.
    's.wb.wdf.queue-dpc-for-isr': [Said(driver('kmdf 1.33', '''\
    interrupts:
      x: {irql: 5, arrivals: {at: [1ms]}, dpc: [run: 50us],
          isr: [{WdfInterruptQueueDpcForIsr: x, on_false: [run: 1us]},
                {WdfInterruptQueueDpcForIsr: x, on_false: [run: 2us]}]}
'''), {'d.x.isr.run': [2000]}, {'d.x.dpc.runs': 1, 'd.x.dpc.coalesced': 1})],
    # It waits, which a DPC could not.
    's.wb.umdf.dpc-callback': [Said(driver('umdf 2.33', '''\
    interrupts:
      x: {irql: 5, arrivals: {at: [1ms]}, dpc: [wait: 1ms],
          isr: [WdfInterruptQueueDpcForIsr: x]}
'''), {'d.x.dpc.run': [1 * MS]}, windows=11)],
    # Both processors are busy: the item is still queued when the ISR, which then runs 2 ms more,
    # queues it again. No DPC comes between: the first call queues it at once.
    's.wb.wdf.isr-workitem-from-passive': [Said(driver('kmdf 1.33', '''\
    interrupts:
      x: {irql: 5, passive: true, arrivals: {at: [1ms]}, work_item: [run: 1ms],
          isr: [{WdfInterruptQueueWorkItemForIsr: x, on_false: [run: 5ms]}, run: 1ms,
                {WdfInterruptQueueWorkItemForIsr: x, on_false: [run: 2ms]}]}
    threads: {busy: {priority: 20, processors: [1], steps: [run: 100ms]}}
'''), {'d.x.isr.run': [3 * MS]}, {'d.x.work_item.runs': 1, 'd.x.work_item.coalesced': 1},
        windows=11, processors=2)],
    # Three arrive while the callback of the first one runs, and find the flag set.
    's.wb.wdf.pre17-flag': [Said(driver('kmdf 1.5', '''\
    variables: {busy: 0, dropped: 0}
    events: {three: notification}
    work_items: {w: {callback: W}}
    threads: {seen: {arrivals: {at: [0s]}, steps: [KeWaitForSingleObject: three]}}
    sources:
      go:
        arrivals: {at: [0s, 1ms, 2ms, 3ms]}
        steps:
          - if: busy == 0
            then: [set: busy = 1, WdfWorkItemEnqueue: w]
            else: [set: dropped += 1, {if: dropped == 3, then: [KeSetEvent: three]}]
    callbacks: {W: [run: 5ms, set: busy = 0]}
'''), {'d.seen.request_latency': [3 * MS]}, {'d.w.runs': 1}, processors=2)],
}


# What cannot be said, and why.
UNSAID = {
    's.wb.devqueue.by-key': 'a device queue is served in order of arrival: there are no steps to '
                            'insert by key or to remove one entry',
}


def statement(case):
    """The plan of a case in words, or None: nobody has said it yet."""
    said = STATEMENTS.get(case['id'])
    if said is None:
        return None
    texts = {str(k): scenario(safe_name(case['id']), s.body, 900 * MS, machine=s.machine,
                              pool=s.pool, windows=s.windows) for k, s in enumerate(said)}

    def read(answers):
        return [figure for k, s in enumerate(said) for figure in s.got(answers[str(k)])]

    plan = Plan(texts, read, 100)
    plan.case = dict(case, expect=[figure for s in said for figure in s.want()])
    plan.stops = True
    plan.refuses = any(s.refused for s in said)
    return plan
