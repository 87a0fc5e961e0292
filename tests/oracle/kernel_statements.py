"""Statements about DPCs, IRQLs, locks, events and timers, said as scenarios.

No step reads the IRQL. It shows in what it holds up, and in calls that are legal up to a level:
ZwClose at PASSIVE_LEVEL, ExAllocateFromPagedLookasideList up to APC_LEVEL, ExAllocatePool2 up to
DISPATCH_LEVEL; above it the call is F003. In the same way a resource that is acquired while normal
kernel APCs are enabled is F063, and leaving a region that was not entered F064.
"""
from said import MS, US, Said, driver

RESOURCE = 'ExAcquireResourceSharedLite: r, ExReleaseResourceLite: r'
TICK = 15625 * US


def thread(steps, rest='', took=0, **wanted):
    """One thread, alone on its processor; each step that goes wrong takes its time."""
    return Said(driver('wdm', rest + '    threads: {t: {arrivals: {at: [1us]}, steps: [%s]}}\n'
                       % steps), {'d.t.request_latency': [took]}, **wanted)


def remote(importance, count, latency):
    """DPCs for processor 1, which is busy, queued at 1 ms by processor 0."""
    names = ['r%d' % k for k in range(count)]
    return Said(driver('wdm', '''\
    dpcs: {%s}
    threads:
      here: {processors: [0], arrivals: {at: [1ms]}, steps: [%s]}
      there: {processors: [1], steps: [run: 100ms]}
''' % (', '.join('%s: {processor: 1, importance: %s, callback: [run: 0us]}' % (n, importance)
                 for n in names),
       ', '.join('KeInsertQueueDpc: ' + n for n in names))),
                {'d.%s.queue_latency' % n: [latency] for n in names}, processors=2)


DPCS = {
    # Where no low DPC starts a drain (rate under 0), this one does; it runs where it was queued,
    # which holds the thread there up; and it could not be removed before.
    's.wb.dpc.init': [
        Said(driver('wdm', '''\
    dpcs: {a: {callback: [run: 1ms]}, low: {importance: low, callback: [run: 0us]}}
    threads:
      other: {processors: [0], arrivals: {at: [1ms]}, steps: [run: 3ms]}
      mine:
        processors: [1]
        arrivals: {at: [1ms]}
        steps: [{KeRemoveQueueDpc: a, on_true: [run: 5ms]}, KeInsertQueueDpc: a, run: 1ms,
                KeInsertQueueDpc: low, run: 100ms]
'''), {'d.a.queue_latency': [0], 'd.other.request_latency': [3 * MS],
       'd.mine.request_latency': [102 * MS],
       'd.low.queue_latency': [TICK - 3 * MS]}, processors=2, machine='dpc: {minimum_rate: 0}'),
        # For a busy processor it waits for the tick: neither high nor medium_high.
        Said(driver('wdm', '''\
    dpcs: {a: {callback: [run: 0us]}}
    threads:
      here: {processors: [0], arrivals: {at: [1ms]},
             steps: [KeSetTargetProcessorDpc: {dpc: a, processor: 1}, KeInsertQueueDpc: a]}
      there: {processors: [1], steps: [run: 100ms]}
'''), {'d.a.queue_latency': [TICK - 1 * MS]}, processors=2)],
    # Off the queue: nothing to remove, can be queued, then removed. At DISPATCH_LEVEL exactly; and
    # a wait is that of a DPC (F001), not that of a raised thread (F002).
    's.wb.dpc.routine-context': [
        Said(driver('wdm', '''\
    locks: {s: spin_lock}
    dpcs:
      a: {callback: [{KeRemoveQueueDpc: a, on_true: [run: 1ms]}, ExAllocatePool2,
                     ExAllocateFromPagedLookasideList, KeAcquireSpinLockAtDpcLevel: s,
                     KeReleaseSpinLockFromDpcLevel: s, {KeInsertQueueDpc: a, on_false: [run: 2ms]},
                     {KeRemoveQueueDpc: a, on_false: [run: 4ms]}]}
    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: a]}}
'''), {'d.a.run': [0]}, {'d.a.runs': 1}, ['F003']),
        Said(driver('wdm', '''\
    events: {e: notification}
    dpcs: {a: {callback: [KeWaitForSingleObject: e]}}
    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: a]}}
'''), findings=['F001'])],
    # A from 1 to 3 ms, B behind it to 4 ms, though a thread of priority 31 is ready from 1.5 ms.
    's.wb.dpc.queued-during-drain': [Said(driver('wdm', '''\
    dpcs: {a: {callback: [run: 1ms, KeInsertQueueDpc: b, run: 1ms]}, b: {callback: [run: 1ms]}}
    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: a]}}
    threads: {high: {priority: 31, arrivals: {at: [1500us]}, steps: [run: 1ms]}}
'''), {'d.b.queue_latency': [1 * MS], 'd.high.ready': [2500 * US]})],
    # Until the tick; or at once by importance; or at once with the fourth in the queue.
    's.wb.dpc.remote-medium': [remote('medium', 1, TICK - 1 * MS), remote('high', 1, 0),
                               remote('medium', 3, TICK - 1 * MS), remote('medium', 4, 0)],
    # The tick of 15.625 ms finds the timer due while the thread is raised, from 15 to 17 ms. The
    # DPC was queued before, at 15.1 ms, and runs behind the timer's: 17 + 1 - 15.1.
    's.wb.dpc.timer-first': [Said(driver('wdm', '''\
    timers: {t: {due: 10ms, callback: [run: 1ms]}}
    dpcs: {q: {callback: [run: 1ms]}}
    threads: {r: {arrivals: {at: [15ms]}, steps: [KeRaiseIrql: DISPATCH_LEVEL, run: 2ms,
                                                  KeLowerIrql: PASSIVE_LEVEL]}}
    sources: {go: {arrivals: {at: [15100us]}, steps: [KeInsertQueueDpc: q]}}
'''), {'d.q.queue_latency': [2900 * US], 'd.t.latency': [7 * MS]})],
}

# At each level for 1 ms; 100 us after its beginning a DPC is queued, then devices interrupt.
EACH_LEVEL = '''\
    interrupts:
      five: {irql: 5, arrivals: {at: [200us, 1200us, 2200us, 3200us]}, isr: [run: 0us]}
      seven: {irql: 7, arrivals: {at: [300us, 1300us, 2300us, 3300us]}, isr: [run: 0us]}
    sources: {go: {arrivals: {at: [100us, 1100us, 2100us, 3100us]}, steps: [KeInsertQueueDpc: p]}}
    dpcs: {p: {callback: [run: 0us]}}
    threads: {t: {steps: [%s]}}
''' % ', '.join('KeRaiseIrql: %s, ZwClose, run: 1ms, KeLowerIrql: PASSIVE_LEVEL, '
                'ExAllocatePool2' % level if level != 'APC_LEVEL' else
                'ZwClose, KeRaiseIrql: APC_LEVEL, ZwClose, ExAllocateFromPagedLookasideList, '
                'run: 1ms, KeLowerIrql: PASSIVE_LEVEL, ZwClose'
                for level in ('APC_LEVEL', 'DISPATCH_LEVEL', '5', 'HIGH_LEVEL'))

IRQLS = {
    # APC_LEVEL holds up nothing; DISPATCH_LEVEL a DPC; DIRQL 5 also its devices; HIGH_LEVEL all.
    # ZwClose is illegal at each of them, and legal again in between.
    's.wb.irql.raise-lower': [Said(driver('wdm', EACH_LEVEL), {
        'd.p.queue_latency': [0, 900 * US, 900 * US, 900 * US],
        'd.five.latency': [0, 0, 800 * US, 800 * US],
        'd.seven.latency': [0, 0, 0, 700 * US]}, findings=['F003'] * 4)],
    # Lowered to what the second raise found, the DPC still waits, until 1 ms; or in one go.
    's.wb.irql.dpc-level-nested': [
        Said(driver('wdm', '''\
    dpcs: {p: {callback: [run: 0us]}}
    sources: {go: {arrivals: {at: [250us]}, steps: [KeInsertQueueDpc: p]}}
    threads: {t: {steps: [KeRaiseIrql: DISPATCH_LEVEL, KeRaiseIrql: DISPATCH_LEVEL, run: 500us,
                          KeLowerIrql: DISPATCH_LEVEL, run: 500us, KeLowerIrql: PASSIVE_LEVEL,
                          ZwClose]}}
'''), {'d.p.queue_latency': [750 * US]}),
        thread('KeRaiseIrql: DISPATCH_LEVEL, KeRaiseIrql: DISPATCH_LEVEL, '
               'KeLowerIrql: PASSIVE_LEVEL, ZwClose')],
    's.wb.irql.lower-upwards': [Said(driver('wdm', '''\
    threads: {t: {steps: [KeRaiseIrql: APC_LEVEL, KeLowerIrql: HIGH_LEVEL]}}
'''), findings=['F071'])],
}

LOCKS = {
    # Held from 0, 1 and 2 ms for 1 ms each, taken at PASSIVE, APC and DISPATCH_LEVEL. The DPC
    # waits for the end; the third time until 4 ms, when the raise before it is undone.
    's.wb.spin.irql': [Said(driver('wdm', '''\
    locks: {s: spin_lock}
    interrupts: {five: {irql: 5, arrivals: {at: [600us, 1600us, 2600us]}, isr: [run: 0us]}}
    sources: {go: {arrivals: {at: [500us, 1500us, 2500us]}, steps: [KeInsertQueueDpc: p]}}
    dpcs: {p: {callback: [run: 0us]}}
    threads:
      t:
        steps:
          - KeEnterCriticalRegion
          - KeAcquireSpinLock: s
          - ExAllocatePool2
          - run: 1ms
          - KeReleaseSpinLock: s
          - KeLeaveCriticalRegion
          - ZwClose
          - KeRaiseIrql: APC_LEVEL
          - KeAcquireSpinLock: s
          - run: 1ms
          - KeReleaseSpinLock: s
          - ExAllocateFromPagedLookasideList
          - ZwClose
          - KeLowerIrql: PASSIVE_LEVEL
          - KeRaiseIrql: DISPATCH_LEVEL
          - KeAcquireSpinLock: s
          - run: 1ms
          - KeReleaseSpinLock: s
          - run: 1ms
          - KeLowerIrql: PASSIVE_LEVEL
          - KeLeaveCriticalRegion
'''), {'d.p.queue_latency': [500 * US, 500 * US, 1500 * US], 'd.five.latency': [0, 0, 0]},
                            findings=['F003', 'F064'])],
    's.wb.spin.try': [thread('''KeRaiseIrql: DISPATCH_LEVEL,
        {KeTryToAcquireSpinLockAtDpcLevel: s, on_false: [run: 1ms]},
        {KeTryToAcquireSpinLockAtDpcLevel: s, on_true: [run: 2ms]},
        KeReleaseSpinLockFromDpcLevel: s, KeLowerIrql: PASSIVE_LEVEL''',
                             '    locks: {s: spin_lock}\n', processors=2)],
    's.wb.fastmutex.irql': [thread(
        'ExAcquireFastMutex: f, ExAllocateFromPagedLookasideList, ZwClose, '
        '{ExTryToAcquireFastMutex: f, on_true: [run: 1ms]}, ExReleaseFastMutex: f, ZwClose',
        '    locks: {f: fast_mutex}\n', findings=['F003'])],
    # Disabled after each of the three, and after two of three leaves; not after the third, and a
    # fourth is one too many. ZwClose shows that the level stays.
    's.wb.apc.critical-region': [thread(
        '{repeat: 3, steps: [KeEnterCriticalRegion, ZwClose, %s]}, KeLeaveCriticalRegion, '
        'KeLeaveCriticalRegion, %s, KeLeaveCriticalRegion, %s, KeLeaveCriticalRegion' % (
            (RESOURCE,) * 3), '    locks: {r: resource}\n', findings=['F063', 'F064'])],
    # Disabled by the level, and no region is there to be left.
    's.wb.apc.apc-level': [thread(
        'KeRaiseIrql: APC_LEVEL, %s, KeLeaveCriticalRegion, KeLowerIrql: PASSIVE_LEVEL, wait: 1ms, '
        '%s' % ((RESOURCE,) * 2), '    locks: {r: resource}\n', took=1 * MS,
        findings=['F064', 'F063'])],
    # Seven releases leave it owned: the other thread gets it with the eighth, at 1 ms. Normal
    # kernel APCs are disabled until then.
    's.wb.mutex.recursion': [Said(driver('wdm', '''\
    locks: {m: mutex, r: resource}
    threads:
      a:
        processors: [0]
        steps: [{repeat: 8, steps: [KeWaitForSingleObject: m]}, %s,
                {repeat: 7, steps: [KeReleaseMutex: m]}, %s, run: 1ms, KeReleaseMutex: m, %s]
      b: {processors: [1], arrivals: {at: [500us]}, steps: [KeWaitForSingleObject: m,
                                                            KeReleaseMutex: m]}
''' % ((RESOURCE,) * 3)), {'d.b.request_latency': [500 * US]}, findings=['F063'], processors=2)],
    # 1 from 0 to 4 ms. 2 at 1 ms, at once. 3 at 2 ms, refused, 1 ms later it waits until 4 ms and
    # has it until 5. That it is counted keeps a reader of 3.5 ms off until then.
    's.wb.resource.shared-exclusive': [Said(driver('wdm', '''\
    locks: {r: resource}
    callbacks:
      Shared1: [KeEnterCriticalRegion, ExAcquireResourceSharedLite: r, run: 1ms,
                ExReleaseResourceLite: r, KeLeaveCriticalRegion]
    threads:
      t1: {processors: [0], steps: [KeEnterCriticalRegion, ExAcquireResourceSharedLite: r,
                                    run: 4ms, ExReleaseResourceLite: r, KeLeaveCriticalRegion]}
      t2: {processors: [1], arrivals: {at: [1ms]}, callback: Shared1}
      t3:
        processors: [2]
        arrivals: {at: [2ms]}
        steps:
          - KeEnterCriticalRegion
          - ExAcquireResourceExclusiveLite: {resource: r, wait: false}
            on_true: [run: 50ms]
            on_false: [run: 1ms, ExAcquireResourceExclusiveLite: r, run: 1ms]
          - ExReleaseResourceLite: r
          - KeLeaveCriticalRegion
      t4: {processors: [3], arrivals: {at: [3500us]}, callback: Shared1}
'''), {'d.t2.request_latency': [1 * MS], 'd.t3.request_latency': [3 * MS],
       'd.t4.request_latency': [2500 * US]}, processors=4)],
}

POLL = 'KeWaitForSingleObject: {event: e, timeout: 0s}'

OBJECTS = {
    # Five from 0 ms on, let go at 1 ms; the sixth, at 2 ms, need not wait.
    's.wb.event.notification': [Said(driver('wdm', '''\
    events: {e: notification}
    sources: {set: {arrivals: {at: [1ms]}, steps: [KeSetEvent: e]}}
    threads:
      five: {count: 5, arrivals: {at: [0s, 0s, 0s, 0s, 0s]}, steps: [KeWaitForSingleObject: e]}
      sixth: {arrivals: {at: [2ms]}, steps: [KeWaitForSingleObject: e]}
'''), {'d.five.request_latency': [1 * MS] * 5, 'd.sixth.request_latency': [0]})],
    # Before each of the four calls a poll sees the state that the call must return: 0, 1, 1, 0.
    's.wb.event.set-twice': [thread(
        '{%s, on_success: [run: 1ms]}, KeSetEvent: e, {%s, on_timeout: [run: 2ms]}, KeSetEvent: e, '
        '{%s, on_timeout: [run: 4ms]}, KeResetEvent: e, {%s, on_success: [run: 8ms]}, '
        'KeResetEvent: e, {%s, on_success: [run: 16ms]}' % ((POLL,) * 5),
        '    events: {e: notification}\n')],
    # One is cancelled at 5 ms and never signalled; 20 ms of waiting end at the tick of 31.25 ms.
    # The other has expired by then: there is nothing to cancel, and it stays signalled.
    's.wb.timer.cancel': [Said(driver('wdm', '''\
    timers: {cancelled: {due: 10ms, callback: [run: 1ms]}, expired: {due: 10ms}}
    threads:
      t:
        arrivals: {at: [5ms]}
        steps:
          - {KeCancelTimer: cancelled, on_false: [run: 1ms]}
          - KeWaitForSingleObject: {event: cancelled, timeout: 20ms}
            on_success: [run: 2ms]
          - {KeCancelTimer: expired, on_true: [run: 4ms]}
          - KeWaitForSingleObject: {event: expired, timeout: 0s}
            on_timeout: [run: 8ms]
'''), {'d.t.request_latency': [2 * TICK - 5 * MS], 'd.cancelled.latency': []})],
}

STATEMENTS = {**DPCS, **IRQLS, **LOCKS, **OBJECTS}
