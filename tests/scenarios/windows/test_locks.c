/*
 * Locks, waits and the clock: what spins, what blocks, at which IRQL, and what a tick decides.
 *
 * No overheads; ticks of 15.625 ms.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(windows, processors)                                                           \
    "wtsim: 1\nscenario: story\nwindows: " windows "\n"                                      \
    "machine: {processors: " processors ", costs: none}\n"                                   \
    "run: {duration: 200ms}\n"                                                               \
    "drivers:\n  d:\n    framework: wdm\n"

TEST(i27_a_spinner_burns_its_processor_at_dispatch_level)
{
    struct story s;

    story_run(&s, HEAD("11", "2")
              "    locks: {l: spin_lock}\n"
              "    threads:\n"
              "      a: {processors: [0], steps: [KeAcquireSpinLock: l, run: 1ms, "
              "KeReleaseSpinLock: l]}\n"
              "      b: {processors: [1], steps: [run: 200us, KeAcquireSpinLock: l, "
              "run: 300us, KeReleaseSpinLock: l, run: 1ms]}\n");
    CHECK_INT(story_value(&s, "d.l.wait", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.l.wait", 1), ==, 800 * US);            /* 1 - 0.2         */
    CHECK_INT(story_value(&s, "d.l.hold", 0), ==, 1 * MS);
    CHECK_INT(story_value(&s, "d.l.hold", 1), ==, 300 * US);
    CHECK_INT(s.seen->irql_ns[0][2], ==, 1 * MS);
    CHECK_INT(s.seen->irql_ns[1][2], ==, 1100 * US);                    /* 0.8 + 0.3       */
    CHECK_INT(s.seen->irql_ns[1][0], ==, 198900 * US);                  /* all the rest    */
    CHECK_INT(story_count(&s, "d.l.contended"), ==, 1);
    CHECK_INT(story_findings(&s, "F017"), ==, 2);                       /* held over 25 us */
    story_end(&s);
}

/* b spins since 0.1 ms and is interrupted 0.9-1.1; c spins since 0.2; a releases at 1 ms. */
#define THREE(kind, acquire, release)                                                       \
    HEAD("11", "3")                                                                         \
    "    locks: {l: " kind "}\n"                                                            \
    "    interrupts: {line: {irql: 5, processors: [1], arrivals: {at: [900us]}, isr: ["     \
    "run: 200us]}}\n"                                                                       \
    "    threads:\n"                                                                        \
    "      a: {processors: [0], steps: [" acquire ": l, run: 1ms, " release ": l]}\n"       \
    "      b: {processors: [1], steps: [run: 100us, " acquire ": l, run: 100us, " release ": " \
        "l]}\n"                                                                             \
    "      c: {processors: [2], steps: [run: 200us, " acquire ": l, run: 100us, " release ": l]}\n"

TEST(i27_a_plain_spin_lock_goes_to_a_spinner_that_executes)
{
    struct story s;

    story_run(&s, THREE("spin_lock", "KeAcquireSpinLock", "KeReleaseSpinLock"));
    CHECK_INT(story_value(&s, "d.l.wait", 1), ==, 800 * US);    /* c: 1.0 - 0.2            */
    CHECK_INT(story_value(&s, "d.l.wait", 2), ==, 1000 * US);   /* b: 1.1 - 0.1            */
    story_end(&s);
}

TEST(i27_a_queued_spin_lock_goes_to_the_first_in_line)
{
    struct story s;

    story_run(&s, THREE("queued_spin_lock", "KeAcquireInStackQueuedSpinLock",
                        "KeReleaseInStackQueuedSpinLock"));
    CHECK_INT(story_value(&s, "d.l.wait", 1), ==, 900 * US);    /* b: 1.0 - 0.1            */
    CHECK_INT(story_value(&s, "d.l.wait", 2), ==, 1000 * US);   /* c: b runs 1.1-1.2; -0.2 */
    story_end(&s);
}

TEST(l11_a_thread_with_a_spin_lock_is_no_dpc_time)
{
    struct story s;

    story_run(&s, HEAD("11", "1")
              "    locks: {l: spin_lock}\n"
              "    timers: {t: {due: 50ms, callback: [run: 4ms]}}\n"
              "    threads: {a: {steps: [KeAcquireSpinLock: l, run: 10ms, KeReleaseSpinLock: l, "
              "run: 6ms]}}\n");
    CHECK_INT(story_series(&s, "processor.0.dpcs_share")->integral, ==, 4 * MS);
    CHECK_INT(story_series(&s, "processor.0.threads_share")->integral, ==, 16 * MS);
    CHECK_INT(s.seen->irql_ns[0][2], ==, 14 * MS);              /* the level, whoever has it */
    story_end(&s);
}

TEST(i27_release_drains_the_dpcs_that_pended)
{
    struct story s;

    story_run(&s, HEAD("11", "1")
              "    locks: {l: spin_lock}\n"
              "    dpcs: {dpc: {callback: Dpc}}\n"
              "    threads: {a: {steps: [KeAcquireSpinLock: l, run: 1ms, "
              "KeInsertQueueDpc: dpc, run: 2ms, KeReleaseSpinLock: l, run: 1ms]}}\n"
              "    callbacks: {Dpc: [run: 100us]}\n");
    CHECK_INT(story_value(&s, "d.dpc.queue_latency", 0), ==, 2 * MS);
    story_end(&s);
}

TEST(i4_no_thread_switches_in_while_a_spin_lock_is_held)
{
    CHECK_INT(story_only(HEAD("11", "1")
              "    locks: {l: spin_lock}\n"
              "    threads:\n"
              "      a: {steps: [KeAcquireSpinLock: l, run: 5ms, KeReleaseSpinLock: l, run: 1ms]}\n"
              "      high: {priority: 31, arrivals: {at: [1ms]}, steps: [run: 1ms]}\n",
              "d.high.ready", 0), ==, 4 * MS);
}

TEST(v2_a_spin_lock_acquired_twice_on_one_processor_is_fatal)
{
    struct story s;

    story_run(&s, HEAD("11", "1")
              "    locks: {l: spin_lock}\n"
              "    threads: {a: {steps: [run: 1ms, KeAcquireSpinLock: l, run: 1ms, "
              "KeAcquireSpinLock: l]}}\n");
    CHECK_INT(s.end.bug_check, ==, 0x0F);
    CHECK_INT(s.end.end_at, ==, 2 * MS);
    story_end(&s);
}

TEST(i28_a_fast_mutex_raises_to_apc_level)
{
    struct story s;

    story_run(&s, HEAD("11", "2")
              "    locks: {l: fast_mutex}\n"
              "    threads:\n"
              "      a: {processors: [0], steps: [ExAcquireFastMutex: l, run: 3ms, "
              "ExReleaseFastMutex: l, run: 1ms]}\n"
              "      b: {processors: [1], steps: [run: 1ms, ExAcquireFastMutex: l, run: 2ms, "
              "ExReleaseFastMutex: l]}\n"
              "      high: {processors: [0], priority: 12, arrivals: {at: [2ms]}, steps: ["
              "run: 1ms]}\n");
    CHECK_INT(story_value(&s, "d.high.ready", 0), ==, 0);       /* I4: APC level does not stop it */
    CHECK_INT(story_value(&s, "d.l.hold", 0), ==, 4 * MS);      /* 3 + 1 of high                  */
    CHECK_INT(story_value(&s, "d.l.wait", 1), ==, 3 * MS);      /* 4 - 1                          */
    CHECK_INT(s.seen->irql_ns[0][1], ==, 3 * MS);               /* while a ran                    */
    CHECK_INT(s.seen->irql_ns[1][1], ==, 2 * MS);               /* not while b was blocked        */
    story_end(&s);
}

TEST(i28_a_resource_is_shared_by_readers_and_a_waiting_writer_stops_new_ones)
{
    struct story s;

    story_run(&s, HEAD("11", "4")
              "    locks: {r: resource}\n"
              "    threads:\n"
              "      a: {steps: [ExAcquireResourceSharedLite: r, run: 10ms, "
              "ExReleaseResourceLite: r]}\n"
              "      b: {arrivals: {at: [1ms]}, steps: [ExAcquireResourceSharedLite: r, "
              "run: 4ms, ExReleaseResourceLite: r]}\n"
              "      w: {arrivals: {at: [2ms]}, steps: [ExAcquireResourceExclusiveLite: r, "
              "run: 5ms, ExReleaseResourceLite: r]}\n"
              "      c: {arrivals: {at: [3ms]}, steps: [ExAcquireResourceSharedLite: r, "
              "run: 1ms, ExReleaseResourceLite: r]}\n");
    CHECK_INT(story_value(&s, "d.r.wait", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.r.wait", 1), ==, 0);
    CHECK_INT(story_value(&s, "d.r.wait", 2), ==, 8 * MS);      /* w: 10 - 2 */
    CHECK_INT(story_value(&s, "d.r.wait", 3), ==, 12 * MS);     /* c: 15 - 3 */
    story_end(&s);
}

/* ---- waits and time-outs ---------------------------------------------- */

#define TIMED(signal_at)                                                                    \
    HEAD("11", "1")                                                                         \
    "    events: {e: synchronization}\n"                                                    \
    "    dpcs: {late: {callback: Nothing}, signalled: {callback: Nothing}}\n"               \
    "    sources: {go: {arrivals: {at: [" signal_at "]}, steps: [KeSetEvent: e]}}\n"        \
    "    threads:\n"                                                                        \
    "      t:\n"                                                                            \
    "        steps:\n"                                                                      \
    "          - KeWaitForSingleObject: {event: e, timeout: 31250us}\n"                     \
    "            on_timeout: [KeInsertQueueDpc: late]\n"                                    \
    "            on_success: [KeInsertQueueDpc: signalled]\n"                               \
    "    callbacks: {Nothing: [run: 0us]}\n"

TEST(pin_10_a_signal_at_the_instant_of_the_time_out_wins)
{
    struct story s;

    story_run(&s, TIMED("31250us"));
    CHECK_INT(story_value(&s, "d.t.wait", 0), ==, 31250 * US);
    CHECK_INT(story_count(&s, "d.signalled.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.late.runs"), ==, 0);
    story_end(&s);

    story_run(&s, TIMED("31250001ns"));
    CHECK_INT(story_value(&s, "d.t.wait", 0), ==, 31250 * US);
    CHECK_INT(story_count(&s, "d.signalled.runs"), ==, 0);
    CHECK_INT(story_count(&s, "d.late.runs"), ==, 1);
    story_end(&s);
}

static uint32_t stop_of(const char *text)
{
    struct story s;
    uint32_t bug_check;

    story_run(&s, text);
    bug_check = s.end.bug_check;
    story_end(&s);
    return bug_check;
}

#define WAITS_IN(where)                                                                     \
    HEAD("11", "1")                                                                         \
    "    events: {e: synchronization}\n"                                                    \
    "    locks: {l: spin_lock}\n"                                                           \
    "    interrupts: {line: {irql: 5, arrivals: {at: [1ms]}, isr: Isr, dpc: Dpc}}\n"        \
    "    threads: {t: {arrivals: {at: [2ms]}, callback: T}}\n"                              \
    "    callbacks: {" where "}\n"
#define WAIT "KeWaitForSingleObject: e"
#define POLL "KeWaitForSingleObject: {event: e, timeout: 0ms}"

TEST(v4_a_wait_is_fatal_by_where_it_is_tried)
{
    CHECK_INT(stop_of(WAITS_IN("Isr: [IoRequestDpc: line], Dpc: [" WAIT "], T: [run: 1ms]")), ==,
              0xB8);
    CHECK_INT(stop_of(WAITS_IN("Isr: [run: 1us], Dpc: [run: 1us], "
                               "T: [KeAcquireSpinLock: l, " WAIT "]")), ==, 0x0A);
    CHECK_INT(stop_of(WAITS_IN("Isr: [run: 1us], Dpc: [run: 1us], T: [KeRaiseIrql: 2, " WAIT "]")),
              ==, 0x0A);
    CHECK_INT(stop_of(WAITS_IN("Isr: [run: 1us], Dpc: [run: 1us], T: [KeRaiseIrql: 1, " WAIT "]")),
              ==, 0);
}

TEST(t21_a_poll_is_allowed_in_a_dpc)
{
    struct story s;

    story_run(&s, WAITS_IN("Isr: [IoRequestDpc: line], Dpc: [" POLL "], T: [KeRaiseIrql: 2, " POLL
                           ", KeLowerIrql: 0]"));
    CHECK_INT(story_findings(&s, "F003"), ==, 0); /* nor is it called too high */
    story_end(&s);
    CHECK_INT(stop_of(WAITS_IN("Isr: [IoRequestDpc: line], Dpc: [" POLL "], T: [run: 1ms]")), ==,
              0);
}

TEST(v1_an_isr_that_returns_raised_is_fatal)
{
    CHECK_INT(stop_of(WAITS_IN("Isr: [run: 1us, KeRaiseIrql: 9], Dpc: [run: 1us], T: [run: 1us]")),
              ==, 0xC8);
    CHECK_INT(stop_of(WAITS_IN("Isr: [run: 1us], Dpc: [run: 1us], "
                               "T: [KeRaiseIrql: 2, KeRaiseIrql: 1]")), ==, 0x0A);
}

/* ---- the clock ---------------------------------------------- */

#define DELAY(windows)                                                                      \
    HEAD(windows, "1")                                                                      \
    "    threads: {t: {steps: [run: 25ms, KeDelayExecutionThread: 10ms, run: 1ms]}}\n"

TEST(d17_a_relative_delay_may_be_early_before_windows_8_and_never_after)
{
    /* 7: from the last tick, 15.625 + 10 = 25.625, so at 31.25. 8 on: 35, so at 46.875. */
    CHECK_INT(story_only(DELAY("7"), "d.t.wait", 0), ==, 6250 * US);
    CHECK_INT(story_only(DELAY("11"), "d.t.wait", 0), ==, 21875 * US);
}

TEST(d16_a_timer_expires_at_a_tick_and_its_dpc_runs_then)
{
    struct story s;

    story_run(&s, HEAD("11", "1")
              "    timers: {t: {due: 20ms, period: 20ms, callback: Dpc}}\n"
              "    callbacks: {Dpc: [run: 10us]}\n");
    /* Due at 20, seen at 31.25; again due at 51.25 (relative to the expiry), seen at 62.5;
       82.5 -> 93.75; 113.75 -> 125; 145 -> 156.25; 176.25 -> 187.5. */
    CHECK_INT(story_count(&s, "d.t.latency"), ==, 6);
    for (uint32_t k = 0; k < 6; k++) {
        CHECK_INT(story_value(&s, "d.t.latency", k), ==, 11250 * US);
    }
    story_end(&s);
}

TEST(pin_11_steps_that_let_no_time_pass_are_reported_with_their_place)
{
    struct story s;

    story_run(&s, HEAD("11", "1")
              "    variables: {v: 0}\n"
              "    threads: {t: {steps: [run: 1ms, {repeat: forever, steps: [set: v = 1]}]}}\n");
    CHECK_INT(s.end.end, ==, MDL_REPLICATION_STUCK);
    CHECK_INT(s.end.end_at, ==, 1 * MS);
    CHECK(s.end.stuck_place != MDL_NONE);
    story_end(&s);
}

TESTS(ENTRY(i27_a_spinner_burns_its_processor_at_dispatch_level),
      ENTRY(i27_a_plain_spin_lock_goes_to_a_spinner_that_executes),
      ENTRY(i27_a_queued_spin_lock_goes_to_the_first_in_line),
      ENTRY(l11_a_thread_with_a_spin_lock_is_no_dpc_time),
      ENTRY(i27_release_drains_the_dpcs_that_pended),
      ENTRY(i4_no_thread_switches_in_while_a_spin_lock_is_held),
      ENTRY(v2_a_spin_lock_acquired_twice_on_one_processor_is_fatal),
      ENTRY(i28_a_fast_mutex_raises_to_apc_level),
      ENTRY(i28_a_resource_is_shared_by_readers_and_a_waiting_writer_stops_new_ones),
      ENTRY(pin_10_a_signal_at_the_instant_of_the_time_out_wins),
      ENTRY(v4_a_wait_is_fatal_by_where_it_is_tried), ENTRY(t21_a_poll_is_allowed_in_a_dpc),
      ENTRY(v1_an_isr_that_returns_raised_is_fatal),
      ENTRY(d17_a_relative_delay_may_be_early_before_windows_8_and_never_after),
      ENTRY(d16_a_timer_expires_at_a_tick_and_its_dpc_runs_then),
      ENTRY(pin_11_steps_that_let_no_time_pass_are_reported_with_their_place))
