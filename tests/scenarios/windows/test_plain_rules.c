/*
 * Rules that other stories take for granted, each in a few lines of its own.
 *
 * No overheads. A thread that computes keeps a processor from being idle.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(windows, processors)                                                           \
    "wtsim: 1\nscenario: story\nwindows: " windows "\n"                                      \
    "machine: {processors: " processors ", costs: none}\nrun: {duration: 100ms}\n"
#define DRIVER "drivers:\n  d:\n    framework: kmdf 1.33\n"

TEST(i1_the_irql_of_one_processor_holds_nothing_back_on_another)
{
    CHECK_INT(story_only(HEAD("11", "2") DRIVER
                         "    interrupts:\n"
                         "      a: {irql: 9, processors: [0], arrivals: {at: [1ms]}, "
                         "isr: [run: 10ms]}\n"
                         "      b: {irql: 3, processors: [1], arrivals: {at: [2ms]}, "
                         "isr: [run: 1ms]}\n", "d.b.latency", 0), ==, 0);
}

TEST(i13_on_a_vector_of_its_own_what_the_isr_returns_changes_nothing)
{
    struct story s;

    story_run(&s, HEAD("11", "1") DRIVER
              "    interrupts:\n"
              "      m: {irql: 5, trigger: message, arrivals: {at: [1ms]}, dpc: [run: 1ms],\n"
              "          isr: [run: 1ms, WdfInterruptQueueDpcForIsr: m, return: false]}\n");
    CHECK_INT(story_count(&s, "d.m.isr.runs"), ==, 1);
    CHECK_INT(story_value(&s, "d.m.dpc.queue_latency", 0), ==, 0);   /* queued at the ISR's end */
    story_end(&s);
}

TEST(i20_the_dpc_runs_on_the_processor_of_its_isr)
{
    struct story s;

    story_run(&s, HEAD("11", "2") DRIVER
              "    interrupts:\n"
              "      x: {irql: 5, processors: [1], arrivals: {at: [1ms]}, dpc: [run: 1ms],\n"
              "          isr: [run: 1ms, WdfInterruptQueueDpcForIsr: x]}\n");
    CHECK_INT(story_count(&s, "processor.0.dpcs"), ==, 0);
    CHECK_INT(story_count(&s, "processor.1.dpcs"), ==, 1);
    story_end(&s);
}

TEST(i21_one_dpc_run_serves_several_interrupts)
{
    struct story s;

    /* Another DPC runs from 1 to 2 ms; three interrupts queue rx' DPC meanwhile. */
    story_run(&s, HEAD("11", "1") DRIVER
              "    dpcs: {other: {callback: [run: 1ms]}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: other]}}\n"
              "    interrupts:\n"
              "      rx: {irql: 5, arrivals: {at: [1100us, 1200us, 1300us]}, dpc: [run: 1ms],\n"
              "           isr: [run: 10us, WdfInterruptQueueDpcForIsr: rx]}\n");
    CHECK_INT(story_count(&s, "d.rx.isr.runs"), ==, 3);
    CHECK_INT(story_count(&s, "d.rx.dpc.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.rx.dpc.coalesced"), ==, 2);
    story_end(&s);
}

TEST(d6_a_dpc_object_that_runs_can_be_queued_and_run_on_another_processor)
{
    struct story s;

    story_run(&s, HEAD("11", "2") DRIVER
              "    dpcs: {x: {callback: [run: 10ms]}}\n"
              "    threads:\n"
              "      a: {processors: [0], steps: [run: 1ms, KeInsertQueueDpc: x, run: 1ms]}\n"
              "      b: {processors: [1], steps: [run: 2ms, KeInsertQueueDpc: x, run: 1ms]}\n");
    CHECK_INT(story_value(&s, "d.x.queue_latency", 1), ==, 0);   /* at 2 ms, beside the first */
    CHECK_INT(story_value(&s, "d.x.run", 0), ==, 10 * MS);
    CHECK_INT(story_value(&s, "d.x.run", 1), ==, 10 * MS);
    story_end(&s);
}

TEST(d18_a_timer_expires_on_the_processor_where_it_was_set)
{
    struct story s;

    story_run(&s, HEAD("11", "2") DRIVER
              "    timers: {t: {callback: [run: 1ms]}}\n"
              "    threads:\n"
              "      a: {processors: [1], steps: [run: 1ms, KeSetTimer: {timer: t, due: 20ms}]}\n");
    CHECK_INT(story_count(&s, "processor.0.longest_raised"), ==, 0);
    CHECK_INT(story_value(&s, "processor.1.longest_raised", 0), ==, 1 * MS);
    story_end(&s);
}

TEST(w18_w87_items_start_in_order_and_end_as_they_please)
{
    struct story s;

    story_run(&s, HEAD("7", "2") DRIVER
              "    work_items: {long: {callback: [run: 10ms]}, short: {callback: [run: 1ms]},\n"
              "                 last: {callback: [run: 1ms]}}\n"
              "    sources: {go: {arrivals: {at: [0s]}, steps: [WdfWorkItemEnqueue: long, "
              "WdfWorkItemEnqueue: short, WdfWorkItemEnqueue: last]}}\n");
    CHECK_INT(story_value(&s, "d.long.response", 0), ==, 10 * MS);
    CHECK_INT(story_value(&s, "d.short.response", 0), ==, 1 * MS);    /* queued later, ends first */
    CHECK_INT(story_value(&s, "d.last.queue_latency", 0), ==, 1 * MS);
    story_end(&s);
}

TEST(w37_windows_8_1_has_one_prioritised_pool_for_both_kinds)
{
    struct story s;

    story_run(&s, HEAD("8.1", "1") "drivers:\n  d:\n    framework: wdm\n"
              "    work_items: {io: {callback: [run: 1ms]}, ex: {callback: [run: 1ms]}}\n"
              "    sources: {go: {arrivals: {at: [0s]}, steps: [IoQueueWorkItem: io, "
              "ExQueueWorkItem: ex]}}\n");
    CHECK_INT(s.scenario.plan.pool_count, ==, 1);
    CHECK_INT(s.scenario.plan.pools[0].list_count, ==, 32);
    CHECK_INT(story_value(&s, "d.ex.queue_latency", 0), ==, 1 * MS);   /* behind the other */
    story_end(&s);
}

TEST(w58_an_item_of_ndis_is_queued_to_the_critical_queue)
{
    struct story s;

    story_run(&s, HEAD("7", "1") "drivers:\n  d:\n    framework: wdm\n"
              "    work_items: {i: {callback: [run: 1ms]}}\n"
              "    sources: {go: {arrivals: {at: [0s]}, steps: [NdisQueueIoWorkItem: i]}}\n");
    CHECK_INT(story_most(&s, "pool.critical.busy"), ==, 1);
    CHECK_INT(s.scenario.plan.items[0].priority, ==, 13);
    story_end(&s);
}

TEST(w8_queueing_to_a_type_that_this_windows_does_not_have_is_fatal)
{
    struct story s;

    story_run(&s, HEAD("7", "1") "drivers:\n  d:\n    framework: wdm\n"
              "    work_items: {i: {callback: [run: 1ms], queue: NormalWorkQueue}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [IoQueueWorkItem: i]}}\n");
    CHECK_INT(s.end.bug_check, ==, 0xE4);
    CHECK_INT(s.seen->findings[0].parameters[0], ==, 6);
    CHECK_INT(s.end.end_at, ==, 1 * MS);
    story_end(&s);
    story_run(&s, HEAD("8", "1") "drivers:\n  d:\n    framework: wdm\n"
              "    work_items: {i: {callback: [run: 1ms], queue: NormalWorkQueue}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [IoQueueWorkItem: i]}}\n");
    CHECK_INT(s.end.bug_check, ==, 0);
    story_end(&s);
}

TEST(w93_a_flush_in_a_dpc_is_a_wait_at_raised_irql)
{
    struct story s;

    story_run(&s, HEAD("11", "2") DRIVER
              "    work_items: {i: {callback: [run: 10ms]}}\n"
              "    dpcs: {x: {callback: [run: 1ms, WdfWorkItemFlush: i]}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [WdfWorkItemEnqueue: i, "
              "KeInsertQueueDpc: x]}}\n");
    CHECK_INT(s.end.bug_check, ==, 0xB8);
    CHECK_INT(story_findings(&s, "F001"), ==, 1);
    story_end(&s);
}

TEST(w111_an_interrupt_during_its_work_item_queues_another_run_that_may_overlap)
{
    struct story s;

    story_run(&s, HEAD("11", "3") DRIVER
              "    interrupts:\n"
              "      x: {irql: 5, arrivals: {at: [1ms, 2ms, 3ms]}, work_item: [run: 10ms],\n"
              "          isr: [run: 1us, WdfInterruptQueueWorkItemForIsr: x]}\n");
    CHECK_INT(story_count(&s, "d.x.work_item.runs"), ==, 3);
    CHECK_INT(story_count(&s, "d.x.work_item.overlapping"), ==, 2);
    story_end(&s);
}

#define WAIT_LOCK(steps)                                                                    \
    HEAD("11", "1") DRIVER "    locks: {l: wait_lock}\n"                                    \
    "    work_items: {i: {callback: [" steps "]}}\n"                                        \
    "    sources: {go: {arrivals: {at: [1ms]}, steps: [WdfWorkItemEnqueue: i]}}\n"

TEST(w178_w181_the_framework_stops_what_misuses_its_locks)
{
    struct story s;

    story_run(&s, WAIT_LOCK("WdfWaitLockAcquire: l, run: 1ms, WdfWaitLockAcquire: l"));
    CHECK_INT(s.end.bug_check, ==, 0x10D);
    CHECK_INT(s.seen->findings[0].parameters[0], ==, 2);
    CHECK_INT(s.end.end_at, ==, 2 * MS);
    story_end(&s);
    story_run(&s, WAIT_LOCK("run: 1ms, WdfWaitLockRelease: l"));
    CHECK_INT(s.end.bug_check, ==, 0x10D);
    CHECK_INT(s.seen->findings[0].parameters[0], ==, 0xB);
    story_end(&s);
    story_run(&s, WAIT_LOCK("WdfWaitLockAcquire: l, run: 1ms, WdfWaitLockRelease: l"));
    CHECK_INT(s.end.bug_check, ==, 0);
    story_end(&s);
}

/* KeSetPriorityThread is for PASSIVE_LEVEL, KeSetEvent up to DISPATCH_LEVEL. */
TEST(i3_w140_w141_w142_w145_callbacks_run_at_their_levels)
{
    struct story s;

    story_run(&s, HEAD("11", "1") DRIVER
              "    events: {e: notification}\n"
              "    work_items: {item: {callback: Passive}}\n"
              "    threads: {thread: {callback: Passive}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [WdfWorkItemEnqueue: item]}}\n"
              "    callbacks: {Passive: [KeSetPriorityThread: 8, run: 1ms]}\n");
    CHECK_INT(story_findings(&s, "F003"), ==, 0);
    story_end(&s);
    story_run(&s, HEAD("11", "1") DRIVER
              "    events: {e: notification}\n"
              "    interrupts:\n"
              "      x: {irql: 5, arrivals: {at: [1ms]}, isr: Isr, dpc: Dpc}\n"
              "    callbacks:\n"
              "      Isr: [run: 1us, KeSetEvent: e, WdfInterruptQueueDpcForIsr: x]\n"
              "      Dpc: [run: 1us, KeSetEvent: e, KeSetPriorityThread: 8]\n");
    CHECK_INT(story_findings(&s, "F003"), ==, 2);   /* the ISR's event, the DPC's priority */
    story_end(&s);
}

TEST(c3_paged_memory_is_for_apc_level_and_below)
{
    struct story s;

    story_run(&s, HEAD("11", "1") DRIVER
              "    dpcs: {x: {callback: [run: 1us, ExAllocateFromNPagedLookasideList, "
              "ExAllocateFromPagedLookasideList]}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: x]}}\n");
    CHECK_INT(story_findings(&s, "F003"), ==, 1);
    story_end(&s);
}

TESTS(ENTRY(i1_the_irql_of_one_processor_holds_nothing_back_on_another),
      ENTRY(i13_on_a_vector_of_its_own_what_the_isr_returns_changes_nothing),
      ENTRY(i20_the_dpc_runs_on_the_processor_of_its_isr),
      ENTRY(i21_one_dpc_run_serves_several_interrupts),
      ENTRY(d6_a_dpc_object_that_runs_can_be_queued_and_run_on_another_processor),
      ENTRY(d18_a_timer_expires_on_the_processor_where_it_was_set),
      ENTRY(w18_w87_items_start_in_order_and_end_as_they_please),
      ENTRY(w37_windows_8_1_has_one_prioritised_pool_for_both_kinds),
      ENTRY(w58_an_item_of_ndis_is_queued_to_the_critical_queue),
      ENTRY(w8_queueing_to_a_type_that_this_windows_does_not_have_is_fatal),
      ENTRY(w93_a_flush_in_a_dpc_is_a_wait_at_raised_irql),
      ENTRY(w111_an_interrupt_during_its_work_item_queues_another_run_that_may_overlap),
      ENTRY(w178_w181_the_framework_stops_what_misuses_its_locks),
      ENTRY(i3_w140_w141_w142_w145_callbacks_run_at_their_levels),
      ENTRY(c3_paged_memory_is_for_apc_level_and_below))
