/*
 * Serialisation by the framework: DPCs, timers and work items under the lock of their device.
 *
 * No overheads.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(processors, level)                                                             \
    "wtsim: 1\nscenario: story\nwindows: 11\n"                                               \
    "machine: {processors: " processors ", costs: none}\n"                                   \
    "run: {duration: 100ms}\n"                                                               \
    "drivers:\n  d:\n    framework: kmdf 1.33\n    synchronization_scope: device\n"            \
    "    execution_level: " level "\n"

/* Two DPCs of one device on two processors: a from 1 ms on, b from 1.2 ms on. */
#define PAIR(serialized)                                                                    \
    HEAD("2", "dispatch")                                                                   \
    "    dpcs:\n"                                                                           \
    "      a: {callback: EvtA, processor: 0, automatic_serialization: " serialized "}\n"      \
    "      b: {callback: EvtB, processor: 1, automatic_serialization: " serialized "}\n"      \
    "    sources:\n"                                                                        \
    "      go: {arrivals: {at: [1ms]}, steps: [WdfDpcEnqueue: a]}\n"                        \
    "      then: {arrivals: {at: [1200us]}, steps: [WdfDpcEnqueue: b]}\n"                   \
    "    callbacks: {EvtA: [run: 1ms], EvtB: [run: 500us]}\n"

TEST(d6a_a_serialised_dpc_spins_for_the_lock_of_its_device)
{
    struct story s;

    story_run(&s, PAIR("true"));
    CHECK_INT(story_value(&s, "d.b.queue_latency", 0), ==, 800 * US);    /* 2 - 1.2 */
    CHECK_INT(story_charged(&s, "d.b.queue_latency", MDL_PART_LOCK_SPIN, "EvtA"), ==, 800 * US);
    CHECK_INT(s.seen->irql_ns[1][2], ==, 1300 * US);                     /* 0.8 + 0.5: DPC time */
    CHECK_INT(story_value(&s, "d.b.run", 0), ==, 500 * US);
    CHECK_INT(story_count(&s, "d.callback_lock.contended"), ==, 1);
    CHECK_INT(story_findings(&s, "F017"), ==, 0);   /* no step of the driver held it */
    story_end(&s);
}

TEST(d6a_dpcs_that_are_not_serialised_run_side_by_side)
{
    CHECK_INT(story_only(PAIR("false"), "d.b.queue_latency", 0), ==, 0);
}

TEST(i24_the_isr_is_never_covered_by_the_callback_lock)
{
    struct story s;

    /* The DPC of the interrupt is serialised with a, which holds the lock from 1 to 2 ms; the ISR
       on the other processor is not. */
    story_run(&s, HEAD("2", "dispatch")
              "    interrupts: {line: {irql: 5, processors: [1], arrivals: {at: [1200us]}, "
              "isr: EvtIsr, dpc: EvtDpc, automatic_serialization: true}}\n"
              "    dpcs: {a: {callback: EvtA, processor: 0}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [WdfDpcEnqueue: a]}}\n"
              "    callbacks:\n"
              "      EvtA: [run: 1ms]\n"
              "      EvtIsr: [run: 10us, WdfInterruptQueueDpcForIsr: line]\n"
              "      EvtDpc: [run: 100us]\n");
    CHECK_INT(story_value(&s, "d.line.latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.line.dpc.queue_latency", 0), ==, 790 * US);   /* 2 - 1.21 */
    story_end(&s);
}

TEST(d6a_a_timer_callback_is_serialised_with_the_dpcs_of_its_device)
{
    struct story s;

    /* The timer expires at tick 1 (15.625 ms) on processor 0; a runs 15 to 16 ms on 1. */
    story_run(&s, HEAD("2", "dispatch")
              "    timers: {kick: {due: 15ms, callback: EvtKick}}\n"
              "    dpcs: {a: {callback: EvtA, processor: 1}, after: {callback: EvtAfter, "
              "automatic_serialization: false}}\n"
              "    sources: {go: {arrivals: {at: [15ms]}, steps: [WdfDpcEnqueue: a]}}\n"
              "    callbacks: {EvtA: [run: 1ms], EvtKick: [run: 100us, WdfDpcEnqueue: after], "
              "EvtAfter: [run: 1us]}\n");
    /* 15.625 to 16 spins, 16 to 16.1 runs, then the DPC it queued. */
    CHECK_INT(s.seen->irql_ns[0][2], ==, 476 * US);
    CHECK_INT(story_value(&s, "d.callback_lock.wait", 1), ==, 375 * US);
    story_end(&s);
}

TEST(d27_spinning_for_the_callback_lock_counts_for_the_watchdog)
{
    struct story s;

    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 11\n"
              "machine: {processors: 2, costs: none, watchdog: {single: 156250us}}\n"
              "run: {duration: 1s}\n"
              "drivers:\n  d:\n    framework: kmdf 1.33\n    synchronization_scope: device\n"
              "    dpcs: {a: {callback: EvtA, processor: 0}, b: {callback: EvtB, processor: 1}}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [1ms]}, steps: [WdfDpcEnqueue: a]}\n"
              "      then: {arrivals: {at: [1ms]}, steps: [WdfDpcEnqueue: b]}\n"
              "    callbacks: {EvtA: [run: 150ms], EvtB: [run: 100ms]}\n");
    /* Neither runs for more than ten ticks, but b has spun for 150 ms before: 11 ticks after 1 ms
       are over at tick 12 (187.5 ms). */
    CHECK_INT(s.end.bug_check, ==, 0x133);
    CHECK_INT(s.end.end_at, ==, 187500 * US);
    story_end(&s);
}

TEST(w80_a_serialised_work_item_of_a_passive_device_blocks_its_worker)
{
    struct story s;

    story_run(&s, HEAD("2", "passive")
              "    work_items: {a: {callback: EvtA}, b: {callback: EvtB}}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [1ms]}, steps: [WdfWorkItemEnqueue: a]}\n"
              "      then: {arrivals: {at: [1200us]}, steps: [WdfWorkItemEnqueue: b]}\n"
              "    callbacks: {EvtA: [run: 1ms], EvtB: [run: 500us]}\n");
    CHECK_INT(story_value(&s, "d.b.queue_latency", 0), ==, 800 * US);
    CHECK_INT(story_charged(&s, "d.b.queue_latency", MDL_PART_LOCK, "EvtA"), ==, 800 * US);
    story_end(&s);
}

TEST(each_device_has_a_lock_of_its_own)
{
    struct story s;

    story_run(&s, HEAD("2", "dispatch")
              "    devices: [one, two]\n"
              "    dpcs: {a: {callback: EvtA}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [WdfDpcEnqueue: a]}}\n"
              "    callbacks: {EvtA: [run: 1ms]}\n");
    CHECK_INT(story_value(&s, "d.one.callback_lock.wait", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.two.callback_lock.wait", 0), ==, 0);
    story_end(&s);
}

TESTS(ENTRY(d6a_a_serialised_dpc_spins_for_the_lock_of_its_device),
      ENTRY(d6a_dpcs_that_are_not_serialised_run_side_by_side),
      ENTRY(i24_the_isr_is_never_covered_by_the_callback_lock),
      ENTRY(d6a_a_timer_callback_is_serialised_with_the_dpcs_of_its_device),
      ENTRY(d27_spinning_for_the_callback_lock_counts_for_the_watchdog),
      ENTRY(w80_a_serialised_work_item_of_a_passive_device_blocks_its_worker),
      ENTRY(each_device_has_a_lock_of_its_own))
