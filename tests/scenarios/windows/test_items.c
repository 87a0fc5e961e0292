/*
 * Work items: the state machine of W81, double queueing, flush, returns, the order of hand-over.
 *
 * No overheads. `legacy` stories fix the number of Delayed threads.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(windows, processors, pool, framework)                                          \
    "wtsim: 1\nscenario: story\nwindows: " windows "\n"                                      \
    "machine: {processors: " processors ", costs: none}\npool: " pool "\n"                   \
    "run: {duration: 900ms}\n"                                                               \
    "drivers:\n  d:\n    framework: " framework "\n"
#define ONE "    work_items: {i: {callback: I}}\n"

TEST(w205_three_enqueues_before_the_worker_starts_are_one_run)
{
    struct story s;

    story_run(&s, HEAD("11", "2", "{}", "kmdf 1.33") ONE
              "    sources: {go: {arrivals: {at: [0s]}, steps: [{repeat: 3, steps: ["
              "WdfWorkItemEnqueue: i]}]}}\n"
              "    callbacks: {I: [run: 1ms]}\n");
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.i.coalesced"), ==, 2);
    CHECK_INT(story_count(&s, "d.i.queue_latency"), ==, 3);   /* one observation per call */
    CHECK_INT(story_count(&s, "d.i.response"), ==, 3);
    story_end(&s);
}

TEST(w205_an_enqueue_after_the_start_is_a_second_run_that_may_overlap)
{
    struct story s;

    story_run(&s, HEAD("11", "2", "{}", "kmdf 1.33") ONE
              "    events: {both: synchronization}\n"
              "    sources:\n"
              "      first: {arrivals: {at: [0s]}, steps: [WdfWorkItemEnqueue: i]}\n"
              "      then: {arrivals: {at: [1ms]}, steps: [WdfWorkItemEnqueue: i, "
              "WdfWorkItemEnqueue: i]}\n"
              "    callbacks: {I: [run: 10ms]}\n");
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 2);
    CHECK_INT(story_count(&s, "d.i.coalesced"), ==, 1);
    CHECK_INT(story_count(&s, "d.i.overlapping"), ==, 1);
    CHECK_INT(story_value(&s, "d.i.queue_latency", 1), ==, 0);
    story_end(&s);
}

#define TWICE(framework)                                                                    \
    HEAD("7", "2", "{}", framework) ONE                                                     \
    "    sources: {go: {arrivals: {at: [5ms]}, steps: [WdfWorkItemEnqueue: i, "             \
    "WdfWorkItemEnqueue: i]}}\n"                                                            \
    "    callbacks: {I: [run: 1ms]}\n"

TEST(w207_before_kmdf_1_7_an_enqueue_while_queued_is_fatal)
{
    struct story s;

    story_run(&s, TWICE("kmdf 1.5"));
    CHECK_INT(s.end.bug_check, ==, 0xE4);
    CHECK_INT(s.end.end_at, ==, 5 * MS);
    CHECK_INT(story_findings(&s, "F006"), ==, 1);
    CHECK_INT(s.seen->findings[0].parameters[0], ==, 1);
    story_end(&s);

    story_run(&s, TWICE("kmdf 1.7"));
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_count(&s, "d.i.coalesced"), ==, 1);
    story_end(&s);
}

TEST(w86_before_kmdf_1_7_an_enqueue_while_running_is_allowed)
{
    struct story s;

    story_run(&s, HEAD("7", "2", "{}", "kmdf 1.5") ONE
              "    sources: {go: {arrivals: {at: [0s, 1ms]}, steps: [WdfWorkItemEnqueue: i]}}\n"
              "    callbacks: {I: [run: 10ms]}\n");
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 2);
    story_end(&s);
}

TEST(w65_queueing_a_queued_wdm_item_is_fatal)
{
    struct story s;

    story_run(&s, HEAD("7", "1", "{}", "wdm") ONE
              "    sources: {go: {arrivals: {at: [5ms]}, steps: [IoQueueWorkItem: i, "
              "IoQueueWorkItem: i]}}\n"
              "    threads: {busy: {priority: 20, steps: [run: 10ms]}}\n"
              "    callbacks: {I: [run: 1ms]}\n");
    /* The first one is with a worker, unlinked: it may be queued again (W65). */
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 2);
    story_end(&s);

    story_run(&s, HEAD("7", "1", "{delayed: {threads: 1}}", "wdm")
              "    work_items: {i: {callback: I}, before: {callback: I}}\n"
              "    sources: {go: {arrivals: {at: [5ms]}, steps: [IoQueueWorkItem: before, "
              "IoQueueWorkItem: i, IoQueueWorkItem: i]}}\n"
              "    callbacks: {I: [run: 1ms]}\n");
    CHECK_INT(s.end.bug_check, ==, 0xE4);
    CHECK_INT(story_findings(&s, "F005"), ==, 1);
    CHECK_INT(s.seen->findings[0].parameters[0], ==, 1);
    story_end(&s);
}

#define SERIALISED                                                                          \
    HEAD("7", "4", "{delayed: {threads: 4}}", "kmdf 1.33")                                  \
    "    synchronization_scope: device\n    execution_level: passive\n"                    \
    "    work_items:\n"                                                                     \
    "      i: {callback: I}\n"                                                              \
    "      victim: {callback: Victim, automatic_serialization: false}\n"                    \
    "    sources:\n"                                                                        \
    "      go: {arrivals: {at: [0s, 1ms, 2ms, 3ms]}, steps: [WdfWorkItemEnqueue: i]}\n"     \
    "      other: {arrivals: {at: [5ms]}, steps: [WdfWorkItemEnqueue: victim]}\n"           \
    "    callbacks: {I: [run: 10ms], Victim: [run: 1ms]}\n"

TEST(w84_each_enqueue_of_a_serialised_item_parks_another_worker)
{
    struct story s;

    story_run(&s, SERIALISED);
    /* One after the other under the lock: 0-10, 10-20, 20-30, 30-40. */
    for (uint32_t k = 0; k < 4; k++) {
        CHECK_INT(story_value(&s, "d.i.queue_latency", k), ==, k * 9 * MS);   /* 10 k - k */
    }
    CHECK_INT(story_most(&s, "pool.delayed.busy"), ==, 4);
    CHECK_INT(story_most(&s, "pool.delayed.blocked"), ==, 3);
    /* All four workers are held although one processor works: until 10 ms, 10 - 5. */
    CHECK_INT(story_value(&s, "d.victim.queue_latency", 0), ==, 5 * MS);
    story_end(&s);
}

TEST(w80_under_the_default_scope_serialisation_has_no_effect)
{
    struct story s;

    story_run(&s, HEAD("7", "4", "{delayed: {threads: 4}}", "kmdf 1.33")
              "    work_items: {i: {callback: I, automatic_serialization: true}}\n"
              "    sources: {go: {arrivals: {at: [0s, 1ms]}, steps: [WdfWorkItemEnqueue: i]}}\n"
              "    callbacks: {I: [run: 10ms]}\n");
    CHECK_INT(story_count(&s, "d.i.overlapping"), ==, 1);
    story_end(&s);
}

#define FLUSH(callback, at, flush_at)                                                       \
    HEAD("11", "4", "{}", "kmdf 1.33") ONE                                                  \
    "    sources: {go: {arrivals: {at: [" at "]}, steps: [WdfWorkItemEnqueue: i]}}\n"       \
    "    threads: {f: {arrivals: {at: [" flush_at "]}, steps: [WdfWorkItemFlush: i]}}\n"    \
    "    callbacks: {I: " callback "}\n"

TEST(w88_a_flush_waits_for_the_run_and_for_the_one_queued_behind_it)
{
    /* Runs 0-5 and, enqueued at 3, 3-8 on another worker. */
    CHECK_INT(story_only(FLUSH("[run: 5ms]", "0s", "2ms"), "d.i.flush", 0), ==, 3 * MS);
    CHECK_INT(story_only(FLUSH("[run: 5ms]", "0s, 3ms", "4ms"), "d.i.flush", 0), ==, 4 * MS);
    CHECK_INT(story_only(FLUSH("[run: 5ms]", "1s", "4ms"), "d.i.flush", 0), ==, 0);
}

TEST(w206_a_flush_of_an_item_that_runs_and_was_enqueued_again_returns_after_the_second_run)
{
    /* One worker: run 1 until 5 ms, enqueued again at 3, flushed at 4, run 2 until 10. */
    CHECK_INT(story_only(HEAD("7", "4", "{delayed: {threads: 1}}", "kmdf 1.33") ONE
                         "    sources: {go: {arrivals: {at: [0s, 3ms]}, steps: ["
                         "WdfWorkItemEnqueue: i]}}\n"
                         "    threads: {f: {arrivals: {at: [4ms]}, steps: ["
                         "WdfWorkItemFlush: i]}}\n"
                         "    callbacks: {I: [run: 5ms]}\n", "d.i.flush", 0), ==, 6 * MS);
}

#define LEVEL(more)                                                                         \
    HEAD("11", "2", "{}", "kmdf 1.33")                                                      \
    "    synchronization_scope: device\n    execution_level: dispatch\n"                   \
    "    work_items: {i: {callback: I}, told: {callback: Told, automatic_serialization: "    \
    "false}}\n"                                                                             \
    "    sources: {go: {arrivals: {at: [2ms]}, steps: [" more "]}}\n"                       \
    "    callbacks: {I: [run: 10ms], Told: [run: 1ms]}\n"

TEST(w212_device_scope_with_dispatch_level_creation_of_a_serialised_item_fails)
{
    struct story s;

    story_run(&s, LEVEL("WdfWorkItemCreate: i, {if: status == "
                        "STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL, then: ["
                        "WdfWorkItemEnqueue: told]}"));
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_findings(&s, "F049"), ==, 1);   /* the framework's verifier break */
    CHECK_INT(story_findings(&s, "F018"), ==, 0);
    CHECK_INT(story_count(&s, "d.told.runs"), ==, 1);
    story_end(&s);

    /* The same item without a create step: it was refused when its device came to be. */
    story_run(&s, LEVEL("WdfWorkItemEnqueue: i"));
    CHECK_INT(story_findings(&s, "F049"), ==, 1);
    CHECK_INT(s.end.bug_check, ==, 0x10D);
    CHECK_INT(s.end.end_at, ==, 2 * MS);
    story_end(&s);
}

TEST(w212_a_default_device_serialises_nothing_and_two_runs_overlap)
{
    struct story s;

    story_run(&s, HEAD("11", "2", "{}", "kmdf 1.33") ONE
              "    sources: {go: {arrivals: {at: [0s, 1ms]}, steps: [WdfWorkItemEnqueue: i]}}\n"
              "    callbacks: {I: [run: 10ms]}\n");
    CHECK_INT(s.seen->finding_count, ==, 0);
    CHECK_INT(story_count(&s, "d.i.overlapping"), ==, 1);
    story_end(&s);
}

TEST(w211_a_full_io_pool_leaves_executive_items_alone_and_gets_one_thread_after_a_second)
{
    struct story s;

    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 11\n"
              "machine: {processors: 4, costs: none}\npool: {modern: {max_threads: 32}}\n"
              "run: {duration: 3s}\n"
              "drivers:\n  d:\n    framework: wdm\n"
              "    work_items: {io: {callback: Block, instances: 34}, ex: {callback: Ex}}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [0s]}, steps: [{repeat: 34, steps: [IoQueueWorkItem: io]}"
              "]}\n"
              "      other: {arrivals: {at: [300ms]}, steps: [ExQueueWorkItem: ex]}\n"
              "    callbacks: {Block: [wait: 100s], Ex: [run: 1ms]}\n");
    CHECK_INT(story_value(&s, "d.ex.queue_latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.io.queue_latency", 31), ==, 0);
    CHECK_INT(story_value(&s, "d.io.queue_latency", 32), ==, 1 * (uint64_t)S);
    CHECK_INT(story_count(&s, "d.io.queue_latency"), ==, 33);   /* the 34th waits: W52, once */
    CHECK_INT(story_most(&s, "pool.io.threads"), ==, 33);
    story_end(&s);
}

TEST(w90_a_flush_of_an_item_that_enqueues_itself_never_returns)
{
    struct story s;

    story_run(&s, FLUSH("[run: 5ms, WdfWorkItemEnqueue: i]", "0s", "2ms"));
    CHECK_INT(story_count(&s, "d.i.flush"), ==, 0);
    CHECK_INT(story_waiting(&s, "d.i.flush"), ==, 1);
    story_end(&s);
}

TEST(w91_a_flush_is_over_although_the_item_is_enqueued_again_at_that_instant)
{
    /* done is set at 5 ms; the enqueue of 5 ms comes after it and runs until 10. */
    CHECK_INT(story_only(FLUSH("[run: 5ms]", "0s, 5ms", "2ms"), "d.i.flush", 0), ==, 3 * MS);
}

TEST(w92_a_flush_in_its_own_callback_returns_or_hangs_as_asked)
{
    struct story s;

    story_run(&s, FLUSH("[run: 5ms, WdfWorkItemFlush: i, run: 1ms]", "0s", "100s"));
    CHECK_INT(story_findings(&s, "F007"), ==, 1);
    CHECK_INT(story_value(&s, "d.i.run", 0), ==, 6 * MS);
    story_end(&s);

    story_run(&s, "wdf: {flush_in_callback: documented}\n"
              FLUSH("[run: 5ms, WdfWorkItemFlush: i, run: 1ms]", "0s", "100s"));
    CHECK_INT(story_findings(&s, "F007"), ==, 1);
    CHECK_INT(story_count(&s, "d.i.run"), ==, 0);
    story_end(&s);
}

TEST(w98_the_first_of_two_overlapping_runs_empties_the_owner_slot)
{
    struct story s;

    /* Run 1: 0-4. Run 2 from 1 on flushes at 6: the slot is empty, so it waits for itself. */
    story_run(&s, HEAD("11", "2", "{}", "kmdf 1.33") ONE
              "    variables: {runs: 0}\n"
              "    sources: {go: {arrivals: {at: [0s, 1ms]}, steps: [WdfWorkItemEnqueue: i]}}\n"
              "    callbacks:\n"
              "      I:\n"
              "        - set: runs += 1\n"
              "        - if: runs == 1\n"
              "          then: [run: 4ms]\n"
              "          else: [run: 5ms, WdfWorkItemFlush: i]\n");
    CHECK_INT(story_findings(&s, "F007"), ==, 0);
    CHECK_INT(story_count(&s, "d.i.run"), ==, 1);
    CHECK_INT(story_waiting(&s, "d.i.flush"), ==, 1);
    story_end(&s);
}

#define RETURNS(callback)                                                                   \
    HEAD("11", "2", "{}", "wdm")                                                            \
    "    locks: {m: guarded_mutex}\n" ONE                                                   \
    "    sources: {go: {arrivals: {at: [1ms]}, steps: [IoQueueWorkItem: i]}}\n"             \
    "    callbacks: {I: " callback "}\n"

TEST(w162_a_routine_that_returns_at_a_raised_irql_is_fatal)
{
    struct story s;

    story_run(&s, RETURNS("[run: 1ms, KeRaiseIrql: 2]"));
    CHECK_INT(s.end.bug_check, ==, 0xE1);
    CHECK_INT(s.end.end_at, ==, 2 * MS);
    CHECK_INT(story_findings(&s, "F011"), ==, 1);
    story_end(&s);
}

TEST(w163_a_routine_that_returns_owning_a_mutex_is_fatal)
{
    struct story s;

    story_run(&s, RETURNS("[KeAcquireGuardedMutex: m, run: 1ms]"));
    CHECK_INT(s.end.bug_check, ==, 0x39);
    CHECK_INT(s.end.end_at, ==, 2 * MS);
    CHECK_INT(story_findings(&s, "F013"), ==, 1);
    /* Its routine, the parameter (none here) and the item: numbers in place of addresses. */
    CHECK_INT(s.seen->findings[0].parameters[0], ==, s.scenario.plan.items[0].program);
    CHECK_INT(s.seen->findings[0].parameters[2], ==, 1);
    story_end(&s);
}

/* Two processors: x (5 ms) and y (5.5 ms) run; z waits in the list and is taken at 5 ms by a
   worker that did not sleep. At 6 ms y's worker idles and one place is free. */
#define W12(windows, pool, z)                                                               \
    HEAD(windows, "2", pool, "wdm")                                                         \
    "    work_items: {x: {callback: X}, y: {callback: Y}, z: {callback: Z}, "               \
    "next: {callback: Next}}\n"                                                             \
    "    sources: {go: {arrivals: {at: [0s]}, steps: [IoQueueWorkItem: x, IoQueueWorkItem: y, " \
    "IoQueueWorkItem: z]}}\n"                                                               \
    "    callbacks: {X: [run: 5ms], Y: [run: 5500us], Z: " z ", Next: [run: 1ms]}\n"
#define W12_RUNS "[run: 1ms, IoQueueWorkItem: next, run: 4ms]"

TEST(w12_an_item_queued_by_a_worker_that_did_not_sleep_wakes_nobody)
{
    CHECK_INT(story_only(W12("7", "{delayed: {threads: 3}}", W12_RUNS), "d.next.queue_latency", 0),
              ==, 4 * MS);                                      /* z ends at 10: 10 - 6 */
    CHECK_INT(story_only(W12("7", "{delayed: {threads: 3}, self_insert_defers: false}", W12_RUNS),
                         "d.next.queue_latency", 0), ==, 0);
    CHECK_INT(story_only(W12("11", "{}", W12_RUNS), "d.next.queue_latency", 0), ==, 0);
}

TEST(w12_a_worker_that_has_blocked_since_hands_over)
{
    CHECK_INT(story_only(W12("7", "{delayed: {threads: 3}}",
                             "[run: 500us, wait: 250us, run: 250us, IoQueueWorkItem: next, "
                                 "run: 4ms]"),
                         "d.next.queue_latency", 0), ==, 0);
}

#define W12_DPC(processor)                                                                  \
    HEAD("7", "2", "{delayed: {threads: 3}}", "wdm")                                       \
    "    work_items: {x: {callback: X}, y: {callback: Y}, z: {callback: Z}, "               \
    "next: {callback: Next}}\n"                                                             \
    "    sources: {go: {arrivals: {at: [0s]}, steps: [IoQueueWorkItem: x, IoQueueWorkItem: y, " \
    "IoQueueWorkItem: z]}}\n"                                                               \
    "    interrupts: {line: {irql: 5, processors: [" processor "], arrivals: {at: [6ms]}, " \
        "isr: Isr, dpc: Dpc}}\n"                                                            \
    "    callbacks: {X: [run: 5ms], Y: [run: 5500us], Z: [run: 5ms], Next: [run: 1ms], Isr: [" \
    "run: 0us, IoRequestDpc: line], Dpc: [run: 0us, IoQueueWorkItem: next]}\n"

TEST(w12_a_dpc_that_interrupts_such_a_worker_defers_too)
{
    uint64_t one = story_only(W12_DPC("0"), "d.next.queue_latency", 0);
    uint64_t other = story_only(W12_DPC("1"), "d.next.queue_latency", 0);

    /* z runs on one of them: there 10 - 6; on the other, idle one nobody's insert defers. */
    CHECK_INT(one + other, ==, 4 * MS);
    CHECK(one == 0 || other == 0);
}

TEST(w70_a_try_succeeds_only_with_an_idle_worker_that_may_start)
{
    struct story s;

    story_run(&s, HEAD("8.1", "1", "{}", "wdm")
              "    interrupts:\n"
              "      rx: {irql: 6, arrivals: {at: [1ms, 20ms, 25ms]}, isr: Isr, dpc: Dpc}\n"
              "    work_items: {i: {callback: I, instances: 3}}\n"
              "    dpcs: {refused: {callback: Nothing}}\n"
              "    callbacks:\n"
              "      Isr: [run: 0us, IoRequestDpc: rx]\n"
              "      Dpc: [{IoTryQueueWorkItem: i, on_false: [KeInsertQueueDpc: refused]}]\n"
              "      I: [run: 10ms]\n"
              "      Nothing: [run: 0us]\n");
    /* At 1 ms there is no thread: refused, and W49 creates one. At 20 ms it idles. At 25 ms it
       runs and one place is all there is: refused. */
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.refused.runs"), ==, 2);
    CHECK_INT(story_value(&s, "d.i.queue_latency", 0), ==, 0);
    story_end(&s);
}

TEST(w132_queueing_a_work_item_above_dispatch_level_is_a_finding)
{
    struct story s;

    story_run(&s, HEAD("11", "1", "{}", "wdm") ONE
              "    interrupts: {rx: {irql: 6, arrivals: {at: [1ms]}, isr: Isr}}\n"
              "    callbacks: {Isr: [run: 5us, IoQueueWorkItem: i], I: [run: 1ms]}\n");
    CHECK_INT(story_findings(&s, "F003"), ==, 1);
    story_end(&s);
}

TESTS(ENTRY(w205_three_enqueues_before_the_worker_starts_are_one_run),
      ENTRY(w205_an_enqueue_after_the_start_is_a_second_run_that_may_overlap),
      ENTRY(w207_before_kmdf_1_7_an_enqueue_while_queued_is_fatal),
      ENTRY(w86_before_kmdf_1_7_an_enqueue_while_running_is_allowed),
      ENTRY(w65_queueing_a_queued_wdm_item_is_fatal),
      ENTRY(w84_each_enqueue_of_a_serialised_item_parks_another_worker),
      ENTRY(w80_under_the_default_scope_serialisation_has_no_effect),
      ENTRY(w88_a_flush_waits_for_the_run_and_for_the_one_queued_behind_it),
      ENTRY(w206_a_flush_of_an_item_that_runs_and_was_enqueued_again_returns_after_the_second_run),
      ENTRY(w212_device_scope_with_dispatch_level_creation_of_a_serialised_item_fails),
      ENTRY(w212_a_default_device_serialises_nothing_and_two_runs_overlap),
      ENTRY(w211_a_full_io_pool_leaves_executive_items_alone_and_gets_one_thread_after_a_second),
      ENTRY(w90_a_flush_of_an_item_that_enqueues_itself_never_returns),
      ENTRY(w91_a_flush_is_over_although_the_item_is_enqueued_again_at_that_instant),
      ENTRY(w92_a_flush_in_its_own_callback_returns_or_hangs_as_asked),
      ENTRY(w98_the_first_of_two_overlapping_runs_empties_the_owner_slot),
      ENTRY(w162_a_routine_that_returns_at_a_raised_irql_is_fatal),
      ENTRY(w163_a_routine_that_returns_owning_a_mutex_is_fatal),
      ENTRY(w12_an_item_queued_by_a_worker_that_did_not_sleep_wakes_nobody),
      ENTRY(w12_a_worker_that_has_blocked_since_hands_over),
      ENTRY(w12_a_dpc_that_interrupts_such_a_worker_defers_too),
      ENTRY(w70_a_try_succeeds_only_with_an_idle_worker_that_may_start),
      ENTRY(w132_queueing_a_work_item_above_dispatch_level_is_a_finding))
