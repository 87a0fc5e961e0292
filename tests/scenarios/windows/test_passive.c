/*
 * What runs at PASSIVE_LEVEL although hardware or a KDPC asked for it: passive interrupts, and
 * threaded DPCs.
 *
 * No overheads unless a test says so.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define COSTS(processors, costs)                                                            \
    "wtsim: 1\nscenario: story\nwindows: 11\n"                                               \
    "machine: {processors: " processors ", costs: " costs "}\n"                              \
    "run: {duration: 100ms}\n"
#define KMDF(processors) COSTS(processors, "none") "drivers:\n  d:\n    framework: kmdf 1.33\n"
#define WDM(processors) COSTS(processors, "none") "drivers:\n  d:\n    framework: wdm\n"

/* ---- passive interrupts --------------------------------------------------------------------- */

TEST(w109_a_passive_isr_runs_in_a_thread_after_every_real_isr_and_dpc)
{
    struct story s;

    /* The trap at 1 ms; the DPC of 1.0 ms keeps the processor to 1.5, a real ISR from 1.2 for
       0.1 ms within. Then the ISR, before the thread of priority 8 that ran before. */
    story_run(&s, KMDF("1")
              "    interrupts:\n"
              "      slow: {irql: 5, passive: true, arrivals: {at: [1100us]}, isr: EvtIsr}\n"
              "      real: {irql: 4, arrivals: {at: [1200us]}, isr: [run: 100us]}\n"
              "    dpcs: {busy: {callback: EvtBusy}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [WdfDpcEnqueue: busy]}}\n"
              "    threads: {t: {steps: [run: 10ms]}}\n"
              "    callbacks: {EvtIsr: [run: 200us], EvtBusy: [run: 500us]}\n");
    CHECK_INT(story_value(&s, "d.slow.latency", 0), ==, 500 * US);    /* 1.6 - 1.1 */
    CHECK_INT(story_charged(&s, "d.slow.latency", MDL_PART_READY, "EvtBusy"), ==, 400 * US);
    CHECK_INT(story_charged(&s, "d.slow.latency", MDL_PART_READY, "real"), ==, 100 * US);
    CHECK_INT(s.seen->irql_ns[0][5], ==, 0);
    CHECK_INT(story_value(&s, "d.slow.isr.run", 0), ==, 200 * US);
    CHECK_INT(story_findings(&s, "F016"), ==, 1);   /* real's 100 us; no guideline at PASSIVE */
    story_end(&s);
}

TEST(u14_a_passive_isr_waits_for_threads_of_higher_priority)
{
    struct story s;

    story_run(&s, KMDF("1")
              "    interrupts: {slow: {irql: 5, passive: true, arrivals: {at: [1ms]}, isr: ["
              "run: 200us]}}\n"
              "    threads: {hog: {priority: 16, steps: [run: 3ms]}}\n");
    CHECK_INT(story_value(&s, "d.slow.latency", 0), ==, 2 * MS);
    story_end(&s);
    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 11\n"
              "machine: {processors: 1, costs: none, passive_priority: 17}\n"
              "run: {duration: 100ms}\ndrivers:\n  d:\n    framework: kmdf 1.33\n"
              "    interrupts: {slow: {irql: 5, passive: true, arrivals: {at: [1ms]}, isr: ["
              "run: 200us]}}\n"
              "    threads: {hog: {priority: 16, steps: [run: 3ms]}}\n");
    CHECK_INT(story_value(&s, "d.slow.latency", 0), ==, 0);
    story_end(&s);
}

#define TWO_ON_A_LINE(trigger)                                                              \
    KMDF("2")                                                                               \
    "    interrupts:\n"                                                                     \
    "      a: {irql: 5, vector: 9, trigger: " trigger ", passive: true, "                     \
    "arrivals: {at: [1ms]}, isr: [wait: 5ms]}\n"                                              \
    "      b: {irql: 5, vector: 9, trigger: " trigger ", passive: true, "                     \
    "arrivals: {at: [2ms]}, isr: [run: 100us]}\n"

TEST(i22_a_passive_level_line_stays_masked_until_its_isr_returns)
{
    struct story s;

    /* a blocks on its bus for 5 ms (it may, at PASSIVE_LEVEL); b's request waits for that. Then the
       line fires again: a, which does not claim, waits 5 ms more, and b. */
    story_run(&s, TWO_ON_A_LINE("level"));
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_value(&s, "d.a.latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.b.latency", 0), ==, 9 * MS);         /* 11 - 2 */
    CHECK_INT(story_count(&s, "d.a.isr.runs"), ==, 2);
    story_end(&s);
}

TEST(i22_what_a_passive_isr_takes_itself_waits_for_no_later_one)
{
    struct story s;

    /* The ISR of 1 ms looks at 1.25 and takes two, finds nothing at 1.5 and returns. The arrival of
       1.1 ms asserted behind its back; the next ISR is that of 50 ms, entered at once. */
    story_run(&s, KMDF("1")
              "    interrupts: {i: {passive: true, trigger: level, isr: Isr, arrivals: {at: [1ms, "
              "1100us, 50ms]}}}\n"
              "    callbacks:\n"
              "      Isr: [{repeat: 2, steps: [wait: 250us, {each_request: {from: i}, steps: [run: "
              "1us]}]}]\n");
    CHECK_INT(story_count(&s, "d.i.latency"), ==, 2);
    CHECK_INT(story_value(&s, "d.i.latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.i.latency", 1), ==, 0);
    CHECK_INT(story_value(&s, "d.i.request_latency", 1), ==, 152 * US);  /* 1.252 - 1.1 */
    story_end(&s);
}

TEST(i22_passive_edges_during_the_isr_call_it_once_more)
{
    struct story s;

    story_run(&s, KMDF("2")
              "    interrupts: {e: {irql: 5, trigger: latched, passive: true, arrivals: {at: ["
              "1ms, 2ms, 3ms]}, isr: [wait: 5ms]}}\n");
    /* 1-6 ms, then 6-11 ms for both others. */
    CHECK_INT(story_count(&s, "d.e.isr.runs"), ==, 2);
    CHECK_INT(story_value(&s, "d.e.latency", 1), ==, 4 * MS);
    CHECK_INT(story_value(&s, "d.e.latency", 2), ==, 3 * MS);
    story_end(&s);
}

TEST(w110_a_passive_isr_queues_its_work_item_directly)
{
    struct story s;

    story_run(&s, KMDF("1")
              "    interrupts: {slow: {irql: 5, passive: true, arrivals: {at: [1ms]}, isr: EvtIsr, "
              "work_item: EvtItem}}\n"
              "    callbacks:\n"
              "      EvtIsr: [run: 100us, WdfInterruptQueueWorkItemForIsr: slow, run: 300us]\n"
              "      EvtItem: [run: 1ms]\n");
    /* The worker (priority 12) runs when the ISR's thread (15) is done: 300 us later. */
    CHECK_INT(story_count(&s, "d.slow.dpc.runs"), ==, 0);
    CHECK_INT(story_value(&s, "d.slow.work_item.queue_latency", 0), ==, 300 * US);
    story_end(&s);
}

TEST(i25_the_lock_of_a_passive_interrupt_blocks)
{
    struct story s;

    /* t holds it from 0.5 to 2.5 ms and sleeps; the ISR of 1 ms waits without its processor. */
    story_run(&s, KMDF("1")
              "    interrupts: {slow: {irql: 5, passive: true, arrivals: {at: [1ms]}, "
              "isr: EvtIsr}}\n"
              "    threads: {t: {steps: [run: 500us, WdfInterruptAcquireLock: slow, wait: 2ms, "
              "WdfInterruptReleaseLock: slow]}}\n"
              "    callbacks: {EvtIsr: [run: 100us]}\n");
    CHECK_INT(story_value(&s, "d.slow.latency", 0), ==, 1500 * US);
    CHECK_INT(story_charged(&s, "d.slow.latency", MDL_PART_LOCK, "d.t"), ==, 1500 * US);
    CHECK_INT(story_count(&s, "processor.0.interrupts"), ==, 1);
    story_end(&s);
}

TEST(w114_trying_for_the_lock_of_a_passive_interrupt_does_not_wait)
{
    struct story s;

    story_run(&s, KMDF("1")
              "    variables: {busy: 0}\n"
              "    events: {e: notification}\n"
              "    interrupts: {slow: {irql: 5, passive: true, arrivals: {at: [1ms]}, "
              "isr: EvtIsr}}\n"
              "    work_items: {free: {callback: EvtFree}, taken: {callback: EvtFree}}\n"
              "    threads: {t: {steps: [KeDelayExecutionThread: 0ms, wait: 2ms, "
              "{WdfInterruptTryToAcquireLock: slow, "
              "on_true: [WdfWorkItemEnqueue: free, WdfInterruptReleaseLock: slow], "
              "on_false: [WdfWorkItemEnqueue: taken]}, wait: 30ms, "
              "{WdfInterruptTryToAcquireLock: slow, "
              "on_true: [WdfWorkItemEnqueue: free, WdfInterruptReleaseLock: slow]}]}}\n"
              "    callbacks: {EvtIsr: [wait: 30ms], EvtFree: [run: 1us]}\n");
    CHECK_INT(story_count(&s, "d.taken.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.free.runs"), ==, 1);
    CHECK_INT(story_findings(&s, "F050"), ==, 0);
    story_end(&s);
}

TEST(c2_the_lock_of_a_passive_interrupt_in_a_dpc_is_a_wait_there)
{
    struct story s;

    story_run(&s, KMDF("1")
              "    interrupts: {slow: {irql: 5, passive: true, isr: [run: 1us]}}\n"
              "    dpcs: {a: {callback: EvtA}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [WdfDpcEnqueue: a]}}\n"
              "    callbacks: {EvtA: [run: 1us, WdfInterruptAcquireLock: slow, "
              "WdfInterruptReleaseLock: slow]}\n");
    CHECK_INT(s.end.bug_check, ==, 0xb8);
    story_end(&s);
}

TEST(k7_a_passive_isr_costs_an_interrupt_and_a_wake_up)
{
    /* 0.5 us entry, 3 us from signal to running. */
    CHECK_INT(story_only(COSTS("1", "{}") "drivers:\n  d:\n    framework: kmdf 1.33\n"
                         "    interrupts: {slow: {irql: 5, passive: true, arrivals: {at: [1ms]}, "
                         "isr: [run: 1us]}}\n", "d.slow.latency", 0), ==, 3500);
}

/* ---- threaded DPCs -------------------------------------------------------------------------- */

TEST(d19_a_threaded_dpc_runs_at_passive_level_and_gives_way_to_ordinary_ones)
{
    struct story s;

    /* long from 1 ms on; the ordinary DPC of 1.2 ms interrupts it, the thread of 30 does not. */
    story_run(&s, WDM("1")
              "    dpcs: {long: {callback: Long, threaded: true}, other: {callback: Other}}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: long]}\n"
              "      then: {arrivals: {at: [1200us]}, steps: [KeInsertQueueDpc: other]}\n"
              "    threads: {t: {priority: 30, arrivals: {at: [1500us]}, steps: [run: 1ms]}}\n"
              "    callbacks: {Long: [run: 2ms], Other: [run: 300us]}\n");
    CHECK_INT(story_value(&s, "d.other.queue_latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.long.run", 0), ==, 2300 * US);
    CHECK_INT(story_value(&s, "d.t.ready", 0), ==, 1800 * US);        /* 3.3 - 1.5 */
    CHECK_INT(s.seen->irql_ns[0][2], ==, 300 * US);
    CHECK_INT(story_findings(&s, "F015"), ==, 1);   /* other's 300 us only, not long's 2 ms */
    story_end(&s);
}

TEST(d20_a_threaded_dpc_of_high_importance_goes_to_the_head_of_its_own_queue)
{
    struct story s;

    story_run(&s, WDM("1")
              "    dpcs:\n"
              "      first: {callback: One, threaded: true}\n"
              "      low: {callback: One, threaded: true, importance: low}\n"
              "      high: {callback: One, threaded: true, importance: high}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: first]}\n"
              "      then: {arrivals: {at: [1500us]}, steps: [KeInsertQueueDpc: low, "
              "KeInsertQueueDpc: high]}\n"
              "    callbacks: {One: [run: 1ms]}\n");
    CHECK_INT(story_value(&s, "d.first.queue_latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.high.queue_latency", 0), ==, 500 * US);
    CHECK_INT(story_value(&s, "d.low.queue_latency", 0), ==, 1500 * US);
    CHECK_INT(story_charged(&s, "d.low.queue_latency", MDL_PART_READY, "One"), ==, 1500 * US);
    story_end(&s);
}

TEST(d21_switched_off_threaded_dpcs_are_ordinary_ones)
{
    struct story s;

    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 11\n"
              "machine: {processors: 1, costs: none, threaded_dpcs: false}\n"
              "run: {duration: 100ms}\ndrivers:\n  d:\n    framework: wdm\n"
              "    dpcs: {a: {callback: A, threaded: true}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: a]}}\n"
              "    callbacks: {A: [run: 1ms]}\n");
    CHECK_INT(s.seen->irql_ns[0][2], ==, 1 * MS);
    story_end(&s);
}

TEST(d21_a_threaded_dpc_must_not_wait)
{
    struct story s;

    story_run(&s, WDM("1")
              "    dpcs: {a: {callback: A, threaded: true}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: a]}}\n"
              "    callbacks: {A: [run: 1us, KeDelayExecutionThread: 5ms]}\n");
    CHECK_INT(story_findings(&s, "F052"), ==, 1);
    CHECK_INT(s.end.bug_check, ==, 0);              /* it is a thread, after all */
    story_end(&s);
}

TEST(d22_a_threaded_dpc_starves_the_worker_below_it)
{
    struct story s;

    story_run(&s, WDM("1")
              "    dpcs: {long: {callback: Long, threaded: true}}\n"
              "    work_items: {item: {callback: Item}}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: long]}\n"
              "      then: {arrivals: {at: [2ms]}, steps: [IoQueueWorkItem: item]}\n"
              "    callbacks: {Long: [run: 20ms], Item: [run: 1ms]}\n");
    CHECK_INT(story_value(&s, "d.item.queue_latency", 0), ==, 19 * MS);
    story_end(&s);
}

TEST(d24_a_flush_waits_for_threaded_dpcs_too)
{
    struct story s;

    story_run(&s, WDM("2")
              "    dpcs: {long: {callback: Long, threaded: true, processor: 1}}\n"
              "    threads: {t: {processors: [0], steps: [run: 1ms, KeInsertQueueDpc: long, "
              "run: 1ms, KeFlushQueuedDpcs]}}\n"
              "    callbacks: {Long: [run: 5ms]}\n");
    CHECK_INT(story_value(&s, "d.t.wait", 0), ==, 4 * MS);            /* 2 to 6 */
    story_end(&s);
}

TEST(d4_a_threaded_dpc_goes_to_its_processor)
{
    struct story s;

    story_run(&s, WDM("2")
              "    dpcs: {a: {callback: A, threaded: true, processor: 1}}\n"
              "    threads: {t: {processors: [0], steps: [run: 1ms, KeInsertQueueDpc: a, "
              "run: 5ms]}, u: {processors: [1], steps: [run: 5ms]}}\n"
              "    callbacks: {A: [run: 1ms]}\n");
    CHECK_INT(story_value(&s, "d.a.queue_latency", 0), ==, 0);
    CHECK_INT(story_count(&s, "processor.1.dpcs"), ==, 1);
    CHECK_INT(story_value(&s, "d.u.ready", 1), ==, 1 * MS);           /* put off by it */
    story_end(&s);
}

TESTS(ENTRY(w109_a_passive_isr_runs_in_a_thread_after_every_real_isr_and_dpc),
      ENTRY(u14_a_passive_isr_waits_for_threads_of_higher_priority),
      ENTRY(i22_a_passive_level_line_stays_masked_until_its_isr_returns),
      ENTRY(i22_passive_edges_during_the_isr_call_it_once_more),
      ENTRY(w110_a_passive_isr_queues_its_work_item_directly),
      ENTRY(i25_the_lock_of_a_passive_interrupt_blocks),
      ENTRY(w114_trying_for_the_lock_of_a_passive_interrupt_does_not_wait),
      ENTRY(c2_the_lock_of_a_passive_interrupt_in_a_dpc_is_a_wait_there),
      ENTRY(k7_a_passive_isr_costs_an_interrupt_and_a_wake_up),
      ENTRY(d19_a_threaded_dpc_runs_at_passive_level_and_gives_way_to_ordinary_ones),
      ENTRY(d20_a_threaded_dpc_of_high_importance_goes_to_the_head_of_its_own_queue),
      ENTRY(d21_switched_off_threaded_dpcs_are_ordinary_ones),
      ENTRY(d21_a_threaded_dpc_must_not_wait),
      ENTRY(d22_a_threaded_dpc_starves_the_worker_below_it),
      ENTRY(d24_a_flush_waits_for_threaded_dpcs_too),
      ENTRY(d4_a_threaded_dpc_goes_to_its_processor),
      ENTRY(i22_what_a_passive_isr_takes_itself_waits_for_no_later_one))
