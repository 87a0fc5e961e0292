/*
 * Deferred procedure calls: queue order, what starts a drain, the drain, the watchdog.
 *
 * No overheads, ticks of 15.625 ms. A thread that runs at PASSIVE keeps a processor from being
 * idle: an idle one starts a DPC at once (U2).
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(processors, watchdog)                                                          \
    "wtsim: 1\nscenario: story\nwindows: 11\n"                                               \
    "machine: {processors: " processors ", costs: none, watchdog: " watchdog "}\n"           \
    "run: {duration: 3s}\n"

TEST(d12_no_thread_runs_while_a_dpc_queues_itself_again)
{
    struct story s;

    story_run(&s, HEAD("1", "{cumulative: 1s}")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    dpcs: {again: {callback: Again}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: again]}}\n"
              "    callbacks: {Again: [run: 1ms, KeInsertQueueDpc: again]}\n"
              "threads:\n"
              "  t: {priority: 31, arrivals: {at: [2ms]}, steps: [run: 1ms]}\n");
    CHECK_INT(story_count(&s, "thread.t.ready"), ==, 0);
    CHECK_INT(story_waiting(&s, "thread.t.ready"), ==, 1);
    /* 1 s is 64 ticks; more than that since 1 ms: 65 ticks are 1.015625 s, so from 1.016625 s on,
       found at tick 66: 1.03125 s (D27). */
    CHECK_INT(s.end.bug_check, ==, 0x133);
    CHECK_INT(s.end.end_at, ==, 1031250 * (uint64_t)US);
    CHECK_INT(s.seen->findings[0].parameters[0], ==, 1);
    story_end(&s);
}

TEST(d27_one_long_dpc_ends_in_the_watchdog)
{
    struct story s;

    story_run(&s, HEAD("1", "{single: 156250us}")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    dpcs: {long: {callback: Long}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: long]}}\n"
              "    callbacks: {Long: [run: 1h]}\n");
    /* More than 10 ticks since 1 ms: 11 are 171.875 ms, so from 172.875 on; tick 12: 187.5 ms. */
    CHECK_INT(s.end.bug_check, ==, 0x133);
    CHECK_INT(s.end.end_at, ==, 187500 * US);
    CHECK_INT(story_findings(&s, "F014"), ==, 1);
    CHECK_INT(s.seen->findings[0].parameters[0], ==, 0);
    story_end(&s);
}

TEST(d27_a_chain_of_dpcs_with_pauses_between_does_not_add_up)
{
    struct story s;

    story_run(&s, HEAD("1", "{single: 0s, cumulative: 100ms}")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    dpcs: {busy: {callback: Busy}}\n"
              "    sources: {go: {arrivals: {periodic: 50ms}, steps: [KeInsertQueueDpc: busy]}}\n"
              "    callbacks: {Busy: [run: 49ms]}\n");
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK(story_count(&s, "d.busy.runs") >= 59);
    story_end(&s);
}

TEST(d5_high_dpcs_go_to_the_head_the_last_one_first)
{
    struct story s;

    story_run(&s, HEAD("1", "{}")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    dpcs:\n"
              "      first: {callback: First}\n"
              "      medium: {callback: One}\n"
              "      high_1: {callback: One, importance: high}\n"
              "      high_2: {callback: One, importance: high}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: first]}}\n"
              "    callbacks:\n"
              "      First: [KeInsertQueueDpc: medium, KeInsertQueueDpc: high_1, "
              "KeInsertQueueDpc: high_2, run: 1ms]\n"
              "      One: [run: 1ms]\n");
    CHECK_INT(story_value(&s, "d.high_2.queue_latency", 0), ==, 1 * MS);
    CHECK_INT(story_value(&s, "d.high_1.queue_latency", 0), ==, 2 * MS);
    CHECK_INT(story_value(&s, "d.medium.queue_latency", 0), ==, 3 * MS);
    story_end(&s);
}

TEST(d5_a_high_dpc_inserted_during_the_drain_is_next)
{
    struct story s;

    story_run(&s, HEAD("1", "{}")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    interrupts:\n"
              "      line: {irql: 5, arrivals: {at: [2500us]}, isr: Isr, dpc: {callback: One, "
              "importance: high}}\n"
              "    dpcs: {first: {callback: First}, m1: {callback: One}, m2: {callback: One}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: first]}}\n"
              "    callbacks:\n"
              "      First: [KeInsertQueueDpc: m1, KeInsertQueueDpc: m2, run: 1ms]\n"
              "      Isr: [run: 0us, IoRequestDpc: line]\n"
              "      One: [run: 1ms]\n");
    /* first 1-2, m1 2-3 (interrupted at 2.5 for no time), line.dpc 3-4, m2 4-5. */
    CHECK_INT(story_value(&s, "d.m1.queue_latency", 0), ==, 1 * MS);
    CHECK_INT(story_value(&s, "d.line.dpc.queue_latency", 0), ==, 500 * US);
    CHECK_INT(story_value(&s, "d.m2.queue_latency", 0), ==, 3 * MS);
    story_end(&s);
}

TEST(d3_a_queued_dpc_is_not_queued_again)
{
    struct story s;

    story_run(&s, HEAD("1", "{}")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    dpcs: {first: {callback: First}, other: {callback: One}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: first]}}\n"
              "    callbacks:\n"
              "      First: [KeInsertQueueDpc: other, KeInsertQueueDpc: other, "
              "KeInsertQueueDpc: other, run: 1ms]\n"
              "      One: [run: 1ms]\n");
    CHECK_INT(story_count(&s, "d.other.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.other.coalesced"), ==, 2);
    story_end(&s);
}

TEST(d4_the_target_decides_the_processor)
{
    struct story s;

    story_run(&s, HEAD("2", "{}")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    interrupts:\n"
              "      here: {irql: 5, processors: [0], arrivals: {at: [1ms]}, isr: Here, dpc: One}\n"
              "      there: {irql: 6, processors: [0], arrivals: {at: [2ms]}, isr: There, "
              "dpc: {callback: One, processor: 1}}\n"
              "    callbacks:\n"
              "      Here: [run: 1us, IoRequestDpc: here]\n"
              "      There: [run: 1us, IoRequestDpc: there]\n"
              "      One: [run: 1ms]\n");
    CHECK_INT(story_count(&s, "processor.0.dpcs"), ==, 1);   /* I20: it follows the ISR */
    CHECK_INT(story_count(&s, "processor.1.dpcs"), ==, 1);
    story_end(&s);
}

/* A thread on processor 0 that inserts at 20 ms; processor 1 is busy too. Forty DPCs at the start
   make the request rate 20 a tick: at or above the minimum of 3. */
#define D7(inserted, steps)                                                                 \
    HEAD("2", "{}")                                                                         \
    "drivers:\n"                                                                            \
    "  d:\n"                                                                                \
    "    framework: wdm\n"                                                                  \
    "    timers: {at_30: {due: 30ms, callback: One}}\n"                                     \
    "    dpcs:\n"                                                                           \
    "      nothing: {callback: Nothing}\n"                                                  \
    "      x1: {callback: Nothing, " inserted "}\n"                                         \
    "      x2: {callback: Nothing, " inserted "}\n"                                         \
    "      x3: {callback: Nothing, " inserted "}\n"                                         \
    "      x4: {callback: Nothing, " inserted "}\n"                                         \
    "    threads:\n"                                                                        \
    "      here: {processors: [0], callback: Here}\n"                                       \
    "      there: {processors: [1], steps: [run: 1h]}\n"                                    \
    "    callbacks:\n"                                                                      \
    "      Nothing: [run: 0us]\n"                                                           \
    "      One: [run: 1ms]\n"                                                               \
    "      Here: [{repeat: 40, steps: [KeInsertQueueDpc: nothing]}, run: 20ms, " steps ", "       \
    "run: 1h]\n"

TEST(d7_a_low_dpc_on_a_busy_processor_waits_for_the_tick_exactly)
{
    /* Inserted at 20 ms, tick 2 at 31.25 ms. The timer of 30 ms is handled first (D16): +1 ms. */
    CHECK_INT(story_only(D7("importance: low", "KeInsertQueueDpc: x1"),
                         "d.x1.queue_latency", 0), ==, 12250 * US);
    CHECK_INT(story_only(D7("importance: low", "KeInsertQueueDpc: x1"),
                         "d.at_30.latency", 0), ==, 1250 * US);
}

TEST(d7_medium_and_higher_start_at_once_on_their_own_processor)
{
    CHECK_INT(story_only(D7("importance: medium", "KeInsertQueueDpc: x1"),
                         "d.x1.queue_latency", 0), ==, 0);
    CHECK_INT(story_only(D7("importance: high", "KeInsertQueueDpc: x1"),
                         "d.x1.queue_latency", 0), ==, 0);
}

TEST(d7_low_and_medium_on_another_busy_processor_wait_for_the_tick)
{
    CHECK_INT(story_only(D7("processor: 1, importance: low", "KeInsertQueueDpc: x1"),
                         "d.x1.queue_latency", 0), ==, 11250 * US);
    CHECK_INT(story_only(D7("processor: 1", "KeInsertQueueDpc: x1"),
                         "d.x1.queue_latency", 0), ==, 11250 * US);
}

TEST(d7_medium_high_and_high_start_at_once_on_another_processor)
{
    CHECK_INT(story_only(D7("processor: 1, importance: medium_high", "KeInsertQueueDpc: x1"),
                         "d.x1.queue_latency", 0), ==, 0);
    CHECK_INT(story_only(D7("processor: 1, importance: high", "KeInsertQueueDpc: x1"),
                         "d.x1.queue_latency", 0), ==, 0);
}

TEST(d8_the_fourth_waiting_dpc_starts_the_drain)
{
#define THREE "KeInsertQueueDpc: x1, KeInsertQueueDpc: x2, KeInsertQueueDpc: x3"
    CHECK_INT(story_only(D7("processor: 1", THREE), "d.x1.queue_latency", 0), ==, 11250 * US);
    CHECK_INT(story_only(D7("processor: 1", THREE ", KeInsertQueueDpc: x4"),
                         "d.x1.queue_latency", 0), ==, 0);
    CHECK_INT(story_only(D7("importance: low", THREE ", KeInsertQueueDpc: x4"),
                         "d.x1.queue_latency", 0), ==, 0);
}

TEST(d13_an_entry_left_over_a_tick_lowers_the_limit)
{
    struct story s;

    /* x4 is left over at tick 2 (31.25 ms): the limit becomes 3; three at 40 ms start at once. */
    story_run(&s, D7("processor: 1", "KeInsertQueueDpc: x4, run: 20ms, " THREE));
    CHECK_INT(story_value(&s, "d.x4.queue_latency", 0), ==, 11250 * US);
    CHECK_INT(story_value(&s, "d.x1.queue_latency", 0), ==, 0);
    story_end(&s);
}

TEST(d13_twenty_quiet_ticks_make_it_lazier_again)
{
    struct story s;

    /* x4 is left over at tick 2: the limit is 3. Twenty ticks later (tick 22, 343.75 ms) it is 4
       again: three at 401 ms (the timer's DPC took 1) wait for tick 26 (406.25 ms); at 301 ms
       three start at once. */
    story_run(&s, D7("processor: 1", "KeInsertQueueDpc: x4, run: 380ms, " THREE));
    CHECK_INT(story_value(&s, "d.x1.queue_latency", 0), ==, 5250 * US);
    story_end(&s);
    story_run(&s, D7("processor: 1", "KeInsertQueueDpc: x4, run: 280ms, " THREE));
    CHECK_INT(story_value(&s, "d.x1.queue_latency", 0), ==, 0);
    story_end(&s);
}

TEST(d28_a_secondary_processor_without_clock_interrupts_stops_with_0x101)
{
    struct story s;

    /* Raised above the clock at 1 ms: tick 1 is the first not taken, tick 12 is 11 later, which is
       more than 10: 187.5 ms. */
    story_run(&s, HEAD("2", "{clock: 156250us}")
              "threads: {t: {processors: [1], steps: [run: 1ms, KeRaiseIrql: HIGH_LEVEL, "
              "run: 1h]}}\n");
    CHECK_INT(s.end.bug_check, ==, 0x101);
    CHECK_INT(s.end.end_at, ==, 187500 * US);
    CHECK_INT(s.seen->findings[0].parameters[0], ==, 11);
    CHECK_INT(s.seen->findings[0].parameters[3], ==, 1);
    story_end(&s);
    story_run(&s, HEAD("2", "{clock: 156250us}")
              "threads: {t: {processors: [0], steps: [run: 1ms, KeRaiseIrql: HIGH_LEVEL, "
              "run: 1h]}}\n");
    CHECK_INT(s.end.bug_check, ==, 0);   /* processor 0 keeps the time: nobody misses it */
    story_end(&s);
}

TEST(d21_the_lock_call_of_a_dpc_that_may_be_threaded_is_right_in_either_mode)
{
    struct story s;

    story_run(&s, HEAD("2", "{}")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    locks: {l: spin_lock}\n"
              "    dpcs: {a: {callback: A, threaded: true}, b: {callback: A}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: a, "
              "KeInsertQueueDpc: b]}}\n"
              "    callbacks: {A: [run: 5us, KeAcquireSpinLockForDpc: l, run: 20us, "
              "KeReleaseSpinLockForDpc: l, run: 5us]}\n");
    /* b is an ordinary one: 30 us at DISPATCH_LEVEL; a only while it holds the lock. */
    CHECK_INT(s.seen->irql_ns[0][2], ==, 50 * US);
    CHECK_INT(s.seen->finding_count, ==, 0);
    story_end(&s);
}

TEST(d29_a_bounded_round_that_queues_itself_again_lets_others_in_between)
{
    struct story s;

    /* Six packets, two a round: rounds of 20 us; `other` waits for one round, not for all. */
    story_run(&s, HEAD("1", "{}")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    interrupts: {rx: {irql: 5, arrivals: {at: [1ms, 1ms, 1ms, 1ms, 1ms, 1ms]}, "
              "isr: Isr, dpc: Poll}}\n"
              "    dpcs: {other: {callback: Other}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: other]}}\n"
              "    callbacks:\n"
              "      Isr: [run: 0us, mask: rx, IoRequestDpc: rx]\n"
              "      Poll:\n"
              "        - each_request: {from: rx, up_to: 2}\n"
              "          steps: [run: 10us]\n"
              "        - {if: rx.depth > 0, then: [IoRequestDpc: rx], else: [unmask: rx]}\n"
              "      Other: [run: 1us]\n");
    CHECK_INT(story_count(&s, "d.rx.dpc.runs"), ==, 3);
    CHECK(story_value(&s, "d.other.queue_latency", 0) <= 20 * US);
    CHECK_INT(story_count(&s, "d.rx.finished"), ==, 6);
    story_end(&s);
}

TEST(d7_a_low_dpc_starts_at_once_where_the_rate_is_low)
{
    struct story s;

    story_run(&s, HEAD("1", "{}")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    dpcs: {low: {callback: Nothing, importance: low}}\n"
              "    callbacks: {Nothing: [run: 0us]}\n"
              "    threads: {t: {steps: [run: 20ms, KeInsertQueueDpc: low, run: 1h]}}\n");
    CHECK_INT(story_value(&s, "d.low.queue_latency", 0), ==, 0);
    story_end(&s);
}

TEST(d9_a_running_drain_sees_what_another_processor_inserts)
{
    struct story s;

    story_run(&s, HEAD("2", "{}")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    dpcs: {long: {callback: Long, processor: 1, importance: high}, "
              "other: {callback: Nothing, processor: 1}}\n"
              "    threads: {t: {processors: [0], steps: [KeInsertQueueDpc: long, run: 2ms, "
              "KeInsertQueueDpc: other, run: 1h]}, busy: {processors: [1], steps: [run: 1h]}}\n"
              "    callbacks: {Long: [run: 5ms], Nothing: [run: 0us]}\n");
    CHECK_INT(story_value(&s, "d.other.queue_latency", 0), ==, 3 * MS);   /* 5 - 2, not the tick */
    story_end(&s);
}

TEST(d23_a_removed_dpc_does_not_run)
{
    struct story s;

    story_run(&s, HEAD("1", "{}")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    dpcs: {first: {callback: First}, other: {callback: One}, "
              "third: {callback: One}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: first]}}\n"
              "    callbacks:\n"
              "      First: [KeInsertQueueDpc: other, KeInsertQueueDpc: third, run: 1ms, "
              "KeRemoveQueueDpc: other]\n"
              "      One: [run: 1ms]\n");
    CHECK_INT(story_count(&s, "d.other.runs"), ==, 0);
    CHECK_INT(story_count(&s, "d.other.withdrawn"), ==, 1);
    CHECK_INT(story_value(&s, "d.third.queue_latency", 0), ==, 1 * MS);
    story_end(&s);
}

TESTS(ENTRY(d12_no_thread_runs_while_a_dpc_queues_itself_again),
      ENTRY(d27_one_long_dpc_ends_in_the_watchdog),
      ENTRY(d27_a_chain_of_dpcs_with_pauses_between_does_not_add_up),
      ENTRY(d5_high_dpcs_go_to_the_head_the_last_one_first),
      ENTRY(d5_a_high_dpc_inserted_during_the_drain_is_next),
      ENTRY(d3_a_queued_dpc_is_not_queued_again), ENTRY(d4_the_target_decides_the_processor),
      ENTRY(d7_a_low_dpc_on_a_busy_processor_waits_for_the_tick_exactly),
      ENTRY(d7_medium_and_higher_start_at_once_on_their_own_processor),
      ENTRY(d7_low_and_medium_on_another_busy_processor_wait_for_the_tick),
      ENTRY(d7_medium_high_and_high_start_at_once_on_another_processor),
      ENTRY(d8_the_fourth_waiting_dpc_starts_the_drain),
      ENTRY(d13_an_entry_left_over_a_tick_lowers_the_limit),
      ENTRY(d13_twenty_quiet_ticks_make_it_lazier_again),
      ENTRY(d28_a_secondary_processor_without_clock_interrupts_stops_with_0x101),
      ENTRY(d21_the_lock_call_of_a_dpc_that_may_be_threaded_is_right_in_either_mode),
      ENTRY(d29_a_bounded_round_that_queues_itself_again_lets_others_in_between),
      ENTRY(d7_a_low_dpc_starts_at_once_where_the_rate_is_low),
      ENTRY(d9_a_running_drain_sees_what_another_processor_inserts),
      ENTRY(d23_a_removed_dpc_does_not_run))
