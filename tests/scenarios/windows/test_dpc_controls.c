/*
 * What is done to DPCs beside inserting them: importance and target, removal, cancel, flush; and
 * the choices that sources leave open.
 *
 * No overheads, ticks of 15.625 ms.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(processors, dpc)                                                               \
    "wtsim: 1\nscenario: story\nwindows: 11\n"                                               \
    "machine: {processors: " processors ", costs: none, dpc: " dpc "}\n"                     \
    "run: {duration: 3s}\n"                                                                  \
    "drivers:\n  d:\n    framework: wdm\n"

TEST(d5_importance_set_while_queued_counts_from_the_next_insert)
{
    struct story s;

    /* In first: a and b are queued, then a becomes high; it stays in front of b only because it
       came first. Queued again by b, it goes to the head, before c. */
    story_run(&s, HEAD("1", "{}")
              "    dpcs: {first: {callback: First}, a: {callback: One}, b: {callback: Two}, "
              "c: {callback: One}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: first]}}\n"
              "    callbacks:\n"
              "      First: [KeInsertQueueDpc: b, KeInsertQueueDpc: a, "
              "KeSetImportanceDpc: {dpc: a, importance: high}, run: 1ms]\n"
              "      One: [run: 1ms]\n"
              "      Two: [run: 1ms, KeInsertQueueDpc: c, KeRemoveQueueDpc: a, "
              "KeInsertQueueDpc: a]\n");
    /* b 2-3, then a 3-4 before c 4-5: had the importance counted at once, a had run before b. */
    CHECK_INT(story_value(&s, "d.b.queue_latency", 0), ==, 1 * MS);
    CHECK_INT(story_value(&s, "d.a.queue_latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.c.queue_latency", 0), ==, 1 * MS);
    story_end(&s);
}

TEST(d4_a_target_set_while_queued_counts_from_the_next_insert)
{
    struct story s;

    story_run(&s, HEAD("2", "{}")
              "    dpcs: {first: {callback: First, processor: 0}, a: {callback: One}}\n"
              "    sources: {go: {arrivals: {at: [1ms, 10ms]}, steps: [KeInsertQueueDpc: first]}}\n"
              "    callbacks:\n"
              "      First: [KeInsertQueueDpc: a, KeSetTargetProcessorDpcEx: {dpc: a, "
              "processor: 1}, run: 1ms]\n"
              "      One: [run: 1ms]\n");
    /* Two of first and one of a here; the second a there. */
    CHECK_INT(story_count(&s, "processor.0.dpcs"), ==, 3);
    CHECK_INT(story_count(&s, "processor.1.dpcs"), ==, 1);
    story_end(&s);
}

/* A thread on processor 0; processor 1 is busy with a thread, too, or idle. */
#define REMOTE(dpc, there, importance)                                                      \
    HEAD("2", dpc)                                                                          \
    "    dpcs: {far: {callback: Far, processor: 1, importance: " importance "}}\n"            \
    "    threads:\n"                                                                        \
    "      here: {processors: [0], steps: [run: 20ms, KeInsertQueueDpc: far, run: 1h]}\n"     \
    "      there: {processors: [1], steps: [run: " there "]}\n"                               \
    "    callbacks: {Far: [run: 0us]}\n"

TEST(u2_an_idle_target_starts_at_once_or_waits_by_choice)
{
    /* Ticks are at 15.625 and 31.25 ms. */
    CHECK_INT(story_only(REMOTE("{}", "1ms", "medium"), "d.far.queue_latency", 0), ==, 0);
    CHECK_INT(story_only(REMOTE("{idle_target: waits}", "1ms", "medium"),
                         "d.far.queue_latency", 0), ==, 11250 * US);
    CHECK_INT(story_only(REMOTE("{idle_target: waits}", "1ms", "low"),
                         "d.far.queue_latency", 0), ==, 11250 * US);
    CHECK_INT(story_only(REMOTE("{idle_target: waits}", "1ms", "medium_high"),
                         "d.far.queue_latency", 0), ==, 0);
}

#define DEEP(dpc, last)                                                                     \
    HEAD("2", dpc)                                                                          \
    "    dpcs:\n"                                                                           \
    "      x1: {callback: Nothing, processor: 1}\n"                                         \
    "      x2: {callback: Nothing, processor: 1}\n"                                         \
    "      x3: {callback: Nothing, processor: 1}\n"                                         \
    "    threads:\n"                                                                        \
    "      here: {processors: [0], steps: [run: 20ms, KeInsertQueueDpc: x1, "                 \
    "KeInsertQueueDpc: x2" last ", run: 1h]}\n"                                               \
    "      there: {processors: [1], steps: [run: 1h]}\n"                                    \
    "    callbacks: {Nothing: [run: 0us]}\n"

TEST(u3_the_limit_is_reached_or_exceeded_by_choice)
{
    CHECK_INT(story_only(DEEP("{maximum_depth: 2}", ""), "d.x1.queue_latency", 0), ==, 0);
    CHECK_INT(story_only(DEEP("{maximum_depth: 2, limit: exceeded}", ""),
                         "d.x1.queue_latency", 0), ==, 11250 * US);
    CHECK_INT(story_only(DEEP("{maximum_depth: 2, limit: exceeded}", ", KeInsertQueueDpc: x3"),
                         "d.x1.queue_latency", 0), ==, 0);
}

TEST(d10_an_untriggered_entry_goes_with_the_drain_that_another_one_starts)
{
    struct story s;

    /* far waits since 20 ms; a high one inserted at 22 ms starts the drain, and runs first. */
    story_run(&s, HEAD("2", "{}")
              "    dpcs: {far: {callback: Far, processor: 1}, high: {callback: Far, processor: 1, "
              "importance: high}}\n"
              "    threads:\n"
              "      here: {processors: [0], steps: [run: 20ms, KeInsertQueueDpc: far, run: 2ms, "
              "KeInsertQueueDpc: high, run: 1h]}\n"
              "      there: {processors: [1], steps: [run: 1h]}\n"
              "    callbacks: {Far: [run: 100us]}\n");
    CHECK_INT(story_value(&s, "d.high.queue_latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.far.queue_latency", 0), ==, 2100 * US);
    story_end(&s);
}

TEST(d24_a_flush_waits_for_what_is_queued_and_runs_everywhere)
{
    struct story s;

    /* far waits on processor 1 for a trigger, which the flush is (D10); long runs on 2 from 19 to
       29 ms; late, inserted at 25 ms, is not waited for although it runs 29 to 129 ms. */
    story_run(&s, HEAD("3", "{}")
              "    variables: {flushed: 0}\n"
              "    dpcs:\n"
              "      far: {callback: Far, processor: 1}\n"
              "      long: {callback: Long, processor: 2, importance: high}\n"
              "      late: {callback: Late, processor: 2}\n"
              "      after: {callback: Far, processor: 0}\n"
              "    threads:\n"
              "      here: {processors: [0], steps: [run: 19ms, KeInsertQueueDpc: long, run: 1ms, "
              "KeInsertQueueDpc: far, KeFlushQueuedDpcs, KeInsertQueueDpc: after, run: 1h]}\n"
              "      there: {processors: [1], steps: [run: 1h]}\n"
              "      other: {processors: [2], steps: [run: 1h]}\n"
              "    sources: {go: {arrivals: {at: [25ms]}, steps: [KeInsertQueueDpc: late]}}\n"
              "    callbacks: {Far: [run: 1ms], Long: [run: 10ms], Late: [run: 100ms]}\n");
    CHECK_INT(story_value(&s, "d.far.queue_latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.here.wait", 0), ==, 9 * MS);            /* 20 to 29 */
    CHECK_INT(story_value(&s, "d.late.queue_latency", 0), ==, 4 * MS);
    story_end(&s);
}

TEST(d24_a_flush_of_empty_queues_returns_at_once)
{
    struct story s;

    story_run(&s, HEAD("2", "{}")
              "    dpcs: {a: {callback: One}}\n"
              "    threads: {t: {steps: [KeFlushQueuedDpcs, KeInsertQueueDpc: a, "
              "KeFlushQueuedDpcs, run: 1ms]}}\n"
              "    callbacks: {One: [run: 5ms]}\n");
    /* A DPC inserted at PASSIVE_LEVEL has run when the call returns: nothing to wait for. */
    CHECK_INT(story_count(&s, "d.t.wait"), ==, 0);
    CHECK_INT(story_count(&s, "d.a.runs"), ==, 1);
    story_end(&s);
}

TEST(d24_two_flushes_end_each_with_their_own_dpcs)
{
    struct story s;

    /* On processor 2: one from 1 ms to 11 ms, two (inserted at 5 ms) to 21 ms. */
    story_run(&s, HEAD("3", "{}")
              "    dpcs:\n"
              "      one: {callback: Ten, processor: 2, importance: high}\n"
              "      two: {callback: Ten, processor: 2}\n"
              "    threads:\n"
              "      a: {processors: [0], steps: [run: 1ms, KeInsertQueueDpc: one, run: 1ms, "
              "KeFlushQueuedDpcs]}\n"
              "      b: {processors: [1], steps: [run: 5ms, KeInsertQueueDpc: two, run: 1ms, "
              "KeFlushQueuedDpcs]}\n"
              "      c: {processors: [2], steps: [run: 1h]}\n"
              "    callbacks: {Ten: [run: 10ms]}\n");
    CHECK_INT(story_value(&s, "d.a.wait", 0), ==, 9 * MS);     /* 2 to 11 */
    CHECK_INT(story_value(&s, "d.b.wait", 0), ==, 15 * MS);    /* 6 to 21 */
    story_end(&s);
}

#define CANCEL(how, at)                                                                     \
    HEAD("2", "{}")                                                                         \
    "    dpcs: {a: {callback: Ten, processor: 1, importance: high}, "                         \
    "removed: {callback: One}, running: {callback: One}}\n"                                   \
    "    threads:\n"                                                                        \
    "      t: {processors: [0], steps: [run: 1ms, KeInsertQueueDpc: a, run: " at ", "         \
    "{WdfDpcCancel: " how ", on_true: [KeInsertQueueDpc: removed], "                          \
    "on_false: [KeInsertQueueDpc: running]}, run: 1ms]}\n"                                    \
    "      u: {processors: [1], steps: [run: 1h]}\n"                                        \
    "    callbacks: {Ten: [run: 10ms], One: [run: 1us]}\n"

TEST(d25_a_cancel_with_wait_ends_with_the_running_callback)
{
    struct story s;

    story_run(&s, CANCEL("{dpc: a, wait: true}", "2ms"));
    CHECK_INT(story_value(&s, "d.t.wait", 0), ==, 8 * MS);     /* 3 to 11 */
    CHECK_INT(story_count(&s, "d.running.runs"), ==, 1);       /* it was not queued: FALSE */
    CHECK_INT(story_count(&s, "d.removed.runs"), ==, 0);
    story_end(&s);
    story_run(&s, CANCEL("{dpc: a, wait: true}", "20ms"));
    CHECK_INT(story_count(&s, "d.t.wait"), ==, 0);
    story_end(&s);
}

TEST(d25_a_cancel_without_wait_only_takes_it_off_the_queue)
{
    struct story s;

    story_run(&s, CANCEL("a", "2ms"));
    CHECK_INT(story_count(&s, "d.t.wait"), ==, 0);
    CHECK_INT(story_count(&s, "d.running.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.a.runs"), ==, 1);
    story_end(&s);
}

TEST(c4_a_cancel_with_wait_in_a_dpc_stops_with_0xb8)
{
    struct story s;

    story_run(&s, HEAD("1", "{}")
              "    dpcs: {a: {callback: A}, b: {callback: B}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: a]}}\n"
              "    callbacks: {A: [run: 1us, WdfDpcCancel: {dpc: b, wait: true}], B: ["
              "run: 1us]}\n");
    CHECK_INT(s.end.bug_check, ==, 0xb8);
    story_end(&s);
}

TEST(c4_a_flush_above_passive_level_is_found)
{
    struct story s;

    story_run(&s, HEAD("1", "{}")
              "    threads: {t: {steps: [KeRaiseIrql: APC_LEVEL, KeFlushQueuedDpcs, "
              "KeLowerIrql: PASSIVE_LEVEL]}}\n");
    CHECK_INT(story_findings(&s, "F003"), ==, 1);
    story_end(&s);
}

/* ---- ties ----------------------------------------------------------------------------------- */

TEST(d14_an_interrupt_at_the_end_of_a_dpc_comes_before_the_next_dpc)
{
    struct story s;

    /* first 1-2 ms; the interrupt at 2 ms; then b. */
    story_run(&s, HEAD("1", "{}")
              "    interrupts: {line: {irql: 5, arrivals: {at: [2ms]}, isr: [run: 10us]}}\n"
              "    dpcs: {first: {callback: First}, b: {callback: One}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: first]}}\n"
              "    callbacks: {First: [KeInsertQueueDpc: b, run: 1ms], One: [run: 1ms]}\n");
    CHECK_INT(story_value(&s, "d.first.run", 0), ==, 1 * MS);
    CHECK_INT(story_value(&s, "d.line.latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.b.queue_latency", 0), ==, 1010 * US);
    story_end(&s);
}

TEST(d3_of_two_processors_that_insert_at_one_instant_one_is_too_late)
{
    struct story s;

    story_run(&s, HEAD("2", "{}")
              "    dpcs: {a: {callback: A}}\n"
              "    interrupts:\n"
              "      x: {irql: 5, processors: [0], arrivals: {at: [1ms]}, isr: Isr}\n"
              "      y: {irql: 5, processors: [1], arrivals: {at: [1ms]}, isr: Isr}\n"
              "    callbacks:\n"
              "      Isr: [run: 10us, KeInsertQueueDpc: a, run: 10us]\n"
              "      A: [run: 1us]\n");
    /* Both at 1.01 ms; it stays queued until the ISR that was first returns. */
    CHECK_INT(story_count(&s, "d.a.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.a.coalesced"), ==, 1);
    CHECK_INT(story_value(&s, "d.a.queue_latency", 0), ==, 10 * US);
    story_end(&s);
}

TEST(d23_a_dpc_removed_at_the_instant_of_its_tick_is_gone)
{
    struct story s;

    /* far waits for tick 2 (31.25 ms); the thread that removes it ends its run at that instant, and
       what ends comes before the clock. */
    story_run(&s, HEAD("2", "{}")
              "    dpcs: {far: {callback: Far, processor: 1}}\n"
              "    threads:\n"
              "      here: {processors: [0], steps: [run: 20ms, KeInsertQueueDpc: far, "
              "run: 11250us, KeRemoveQueueDpc: far, run: 1h]}\n"
              "      there: {processors: [1], steps: [run: 1h]}\n"
              "    callbacks: {Far: [run: 1us]}\n");
    CHECK_INT(story_count(&s, "d.far.runs"), ==, 0);
    CHECK_INT(story_count(&s, "d.far.withdrawn"), ==, 1);
    story_end(&s);
}

/* The second call is made in an ISR. */
TEST(d6a_a_framework_dpc_is_created_at_dispatch_level_at_most)
{
    struct story s;

    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 11\nmachine: {processors: 1, costs: none}\n"
              "run: {duration: 100ms}\ndrivers:\n  d:\n    framework: kmdf 1.33\n"
              "    dpcs: {bh: {callback: [run: 5us]}}\n"
              "    interrupts: {line: {irql: 5, arrivals: {at: [1ms]}, isr: [run: 1us, "
              "WdfDpcCreate: bh]}}\n"
              "    threads: {t: {steps: [{WdfDpcCreate: bh, on_failure: [run: 1ms]}, "
              "WdfDpcEnqueue: bh]}}\n");
    CHECK_INT(story_findings(&s, "F003"), ==, 1);
    CHECK_INT(story_value(&s, "d.bh.run", 0), ==, 5 * US);
    story_end(&s);
}

TESTS(ENTRY(d6a_a_framework_dpc_is_created_at_dispatch_level_at_most),
      ENTRY(d14_an_interrupt_at_the_end_of_a_dpc_comes_before_the_next_dpc),
      ENTRY(d3_of_two_processors_that_insert_at_one_instant_one_is_too_late),
      ENTRY(d23_a_dpc_removed_at_the_instant_of_its_tick_is_gone),
      ENTRY(d5_importance_set_while_queued_counts_from_the_next_insert),
      ENTRY(d4_a_target_set_while_queued_counts_from_the_next_insert),
      ENTRY(u2_an_idle_target_starts_at_once_or_waits_by_choice),
      ENTRY(u3_the_limit_is_reached_or_exceeded_by_choice),
      ENTRY(d10_an_untriggered_entry_goes_with_the_drain_that_another_one_starts),
      ENTRY(d24_a_flush_waits_for_what_is_queued_and_runs_everywhere),
      ENTRY(d24_a_flush_of_empty_queues_returns_at_once),
      ENTRY(d24_two_flushes_end_each_with_their_own_dpcs),
      ENTRY(d25_a_cancel_with_wait_ends_with_the_running_callback),
      ENTRY(d25_a_cancel_without_wait_only_takes_it_off_the_queue),
      ENTRY(c4_a_cancel_with_wait_in_a_dpc_stops_with_0xb8),
      ENTRY(c4_a_flush_above_passive_level_is_found))
