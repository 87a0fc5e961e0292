/*
 * Parameters of the machine and of its system threads that the timeline changes.
 *
 * No overheads unless a story is about them; one processor.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define ON(windows, machine, duration)                                                          \
    "wtsim: 1\nscenario: story\nwindows: " windows "\nmachine: {processors: 1, costs: none"      \
    machine "}\nrun: {duration: " duration ", replications: 1}\n"
#define SET(at, what) "timeline: [{at: " at ", set: {" what "}}]\n"

/* ---- the clock ------------------------------------------------------------------------------ */

/* Ticks of 1 ms that cost nothing, 100 us each from 4.5 ms on. A thread runs 10 ms: 5 ms are
   left at 5; five ticks (5, 6, 7, 8, 9) take half a millisecond of it, and the one at 10 another
   tenth. */
TEST(k7_ticks_that_were_free_cost_something)
{
    CHECK_INT(story_only("wtsim: 1\nscenario: story\nwindows: 7\n"
                         "machine: {processors: 1, clock: 1ms, costs: {interrupt: 0us, "
                         "isr_body: 0us, dpc: 0us, dpc_body: 0us, thread_wake: 0us, "
                         "context_switch: 0us, work_item: 0us, ipi: 0us, "
                         "clock: 0us, umdf_wake: 0us}}\n"
                         "run: {duration: 100ms, replications: 1}\n"
                         "drivers: {d: {threads: {t: {arrivals: {at: [0ms]}, "
                         "steps: [run: 10ms]}}}}\n"
                         SET("4500us", "machine.costs.clock: 100us"), "d.t.request_latency", 0),
              ==, 10 * MS + 600 * US);
}

#define FINE                                                                                     \
    "drivers:\n  d:\n    framework: wdm\n"                                                      \
    "    timers: {fine: {due: 2300us, high_resolution: true}}\n"                                \
    "    threads: {t: {arrivals: {at: [0ms, 10ms]}, steps: [KeSetTimer: fine, "                  \
    "KeWaitForSingleObject: fine]}}\n"

/* D17: at the next whole millisecond, 3 ms; at the next half one from 5 ms on, 12.5. */
TEST(d17_a_resolution_counts_for_timers_that_are_set_then)
{
    struct story s;

    story_run(&s, ON("11", "", "100ms") FINE SET("5ms", "machine.high_resolution: 500us"));
    CHECK_INT(story_value(&s, "d.t.request_latency", 0), ==, 3 * MS);
    CHECK_INT(story_value(&s, "d.t.request_latency", 1), ==, 2500 * US);
    story_end(&s);
}

/* D17: one that is armed at 0 for 3 ms keeps its instant. */
TEST(d17_a_timer_that_is_armed_keeps_its_instant)
{
    CHECK_INT(story_only(ON("11", "", "100ms") FINE SET("1ms", "machine.high_resolution: 500us"),
                         "d.t.request_latency", 0), ==, 3 * MS);
}

/* ---- threads of the system ------------------------------------------------------------------ */

/* U14: the thread of the passive ISR has 15, the hog 16 from 0 to 10 ms. With 17 from 4 ms on
   the ISR of 1 ms begins at once. */
TEST(u14_the_threads_of_passive_interrupts_become_higher_at_once)
{
    CHECK_INT(story_only(ON("11", "", "100ms")
                         "drivers:\n  d:\n    framework: kmdf 1.33\n"
                         "    interrupts: {slow: {irql: 5, passive: true, arrivals: {at: [1ms]}, "
                         "isr: [run: 200us]}}\n"
                         "    threads: {hog: {priority: 16, steps: [run: 10ms]}}\n"
                         SET("4ms", "machine.passive_priority: 17"), "d.slow.latency", 0),
              ==, 3 * MS);
}

/* A removal that begins at 1 ms runs in a thread of 12; the hog has 13 until 10 ms. With 14 from
   4 ms on its callback of 1 ms ends at 5. */
TEST(w101_the_threads_of_devices_become_higher_at_once)
{
    CHECK_INT(story_only(ON("11", "", "100ms")
                         "drivers:\n  d:\n    framework: kmdf 1.33\n"
                         "    pnp: {EvtDeviceD0Exit: Exit}\n    callbacks: {Exit: [run: 1ms]}\n"
                         "    threads: {hog: {priority: 13, steps: [run: 10ms]}}\n"
                         "timeline:\n  - {at: 1ms, remove_device: d}\n"
                         "  - {at: 4ms, set: {machine.pnp_priority: 14}}\n", "d.pnp.remove", 0),
              ==, 4 * MS);
}

#define STALLED(priority)                                                                        \
    "pool: {delayed: {threads: 1}}\ndrivers:\n  d:\n    framework: wdm\n"                        \
    "    events: {never: notification}\n"                                                        \
    "    work_items: {a: {callback: [KeWaitForSingleObject: never]}, "                           \
    "b: {callback: [run: 1us]}}\n"                                                              \
    "    sources: {s: {arrivals: {at: [100ms]}, "                                                \
    "steps: [IoQueueWorkItemEx: a, IoQueueWorkItemEx: b]}}\n"                                    \
    "    threads: {hog: {priority: " priority ", arrivals: {at: [1500ms]}, steps: [run: 3200ms]}}\n"

/* W26, W29: seen at 1 s, a thread at 2 s. Passes are half a second apart from 0.3 s on, counted
   from the one at 1 s: 1.5 s. */
TEST(w26_a_period_counts_from_the_next_wait_of_the_balance_manager)
{
    CHECK_INT(story_only(ON("7", "", "5s") STALLED("1") SET("300ms", "balance.period: 500ms"),
                         "d.b.queue_latency", 0), ==, 1400 * MS);
}

/* W28: at 14 it waits behind a hog of 15 from 1.5 to 4.7 s, and so does b at its 12. At 16 from
   2.5 s on it passes at once, and again at 3.5 and 4.5: a thread each time, of which none runs
   before the hog has ended. */
TEST(w28_the_balance_manager_becomes_higher_at_once)
{
    struct story s;

    story_run(&s, ON("7", ", starvation_rescue: false", "9s") STALLED("15")
              SET("2500ms", "balance.priority: 16"));
    CHECK_INT(story_value(&s, "d.b.queue_latency", 0), ==, 4600 * (uint64_t)MS);
    CHECK_INT(story_count(&s, "pool.delayed.threads_created"), ==, 3);
    story_end(&s);
}

/* W24: no dynamic thread is allowed until 2.2 s; the pass at 3 s creates it. */
TEST(w24_a_higher_limit_of_dynamic_threads_counts_at_the_next_pass)
{
    CHECK_INT(story_only(ON("7", "", "5s")
                         "pool: {delayed: {threads: 1}, legacy: {dynamic_max: 0}}\n"
                         "drivers:\n  d:\n    framework: wdm\n    events: {never: notification}\n"
                         "    work_items: {a: {callback: [KeWaitForSingleObject: never]}, "
                         "b: {callback: [run: 1us]}}\n"
                         "    sources: {s: {arrivals: {at: [100ms]}, "
                         "steps: [IoQueueWorkItemEx: a, IoQueueWorkItemEx: b]}}\n"
                         SET("2200ms", "pool.legacy.dynamic_max: 1"), "d.b.queue_latency", 0),
              ==, 2900 * (uint64_t)MS);
}

/* W116, W117: one thread of the host, two from 5 ms on; it is asked for when the third item
   comes, at 8 ms. */
TEST(w117_a_host_may_have_another_thread_when_the_next_item_comes)
{
    struct story s;

    story_run(&s, ON("11", "", "100ms")
              "umdf: {pool_max_threads: 1}\n"
              "drivers:\n  d:\n    framework: umdf 2.33\n"
              "    work_items: {a: {callback: [wait: 20ms]}, b: {callback: [wait: 20ms]}, "
              "c: {callback: [wait: 20ms]}}\n"
              "    sources:\n      s: {arrivals: {at: [1ms]}, "
              "steps: [WdfWorkItemEnqueue: a, WdfWorkItemEnqueue: b]}\n"
              "      t: {arrivals: {at: [8ms]}, steps: [WdfWorkItemEnqueue: c]}\n"
              SET("5ms", "umdf.pool_max_threads: 2"));
    CHECK_INT(story_value(&s, "d.a.queue_latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.b.queue_latency", 0), ==, 7 * MS);
    story_end(&s);
}

/* ---- priorities ----------------------------------------------------------------------------- */

/* low (4) has the lock from 0 on and runs; middle (8) runs from 1 to 51 ms; high (12) waits for
   the lock since 2 ms: nobody lends on Windows 7 rules. From 20 ms on they would, but only who
   begins to wait then: top (13), at 30. low goes on at 13: 30 to 39. */
TEST(t15_lending_counts_for_waits_that_begin_then)
{
    struct story s;

    story_run(&s, ON("11", ", autoboost: false", "200ms")
              "drivers:\n  d:\n    framework: wdm\n    locks: {l: push_lock}\n    threads:\n"
              "      low: {priority: 4, steps: [KeEnterCriticalRegion, ExAcquirePushLockExclusive: "
              "l, run: 10ms, ExReleasePushLockExclusive: l, KeLeaveCriticalRegion]}\n"
              "      middle: {priority: 8, arrivals: {at: [1ms]}, steps: [run: 50ms]}\n"
              "      high: {priority: 12, arrivals: {at: [2ms]}, steps: [KeEnterCriticalRegion, "
              "ExAcquirePushLockExclusive: l, ExReleasePushLockExclusive: l, "
              "KeLeaveCriticalRegion]}\n"
              "      top: {priority: 13, arrivals: {at: [30ms]}, steps: [KeEnterCriticalRegion, "
              "ExAcquirePushLockExclusive: l, ExReleasePushLockExclusive: l, "
              "KeLeaveCriticalRegion]}\n"
              SET("20ms", "machine.autoboost: true"));
    CHECK_INT(story_value(&s, "d.high.request_latency", 0), ==, 37 * MS);
    CHECK_INT(story_value(&s, "d.top.request_latency", 0), ==, 9 * MS);
    story_end(&s);
}

/* T14: a ready thread of priority 1 is rescued after 4 s, looked for once a second: after 2 s from
   1.2 s on. It has been ready since 0: rescued at 2 s. */
TEST(t14_a_rescue_counts_the_time_that_was_waited_already)
{
    struct story s;

    story_run(&s, ON("11", "", "6s")
              "drivers:\n  d:\n    threads:\n      hog: {priority: 8, steps: [run: 6s]}\n"
              "      weak: {priority: 1, arrivals: {at: [0ms]}, steps: [run: 1ms]}\n"
              SET("1200ms", "machine.rescue_after: 2s"));
    CHECK_INT(story_value(&s, "d.weak.request_latency", 0), >=, 2000 * (uint64_t)MS);
    CHECK_INT(story_value(&s, "d.weak.request_latency", 0), <=, 2017 * (uint64_t)MS);
    story_end(&s);
}

/* T12: the first read completes at 10 ms without a boost, the second at 20 ms, when the device is a
   sound device, with one. */
TEST(t12_a_boost_counts_from_the_next_completion)
{
    struct story s;

    story_run(&s, ON("11", "", "300ms")
              "drivers:\n  d:\n    device_type: none\n"
              "    targets: {platter: {service: 10ms}}\n"
              "    queues: {io: {dispatch: sequential, callback: [WdfRequestSend: platter]}}\n"
              "threads:\n  app: {priority: 8, steps: [ReadFile: d.io, ReadFile: d.io]}\n"
              SET("15ms", "drivers.d.device_type: sound"));
    CHECK_INT(story_count(&s, "thread.app.boosts"), ==, 1);
    story_end(&s);
}

/* ---- what stops Windows --------------------------------------------------------------------- */

#define UNCLAIMED(storm)                                                                         \
    ON("11", ", storm: " storm, "100ms")                                                         \
    "drivers: {d: {interrupts: {line: {arrivals: {at: [1ms]}, "                                  \
    "isr: [run: 10us, return: false]}}}}\n"

/* U12: 100 passes of 10 us are over at 2 ms; 300 from 1.5 ms on, those before counted: 4 ms. */
TEST(u12_a_storm_counts_the_passes_before_its_new_limit)
{
    struct story s;

    story_run(&s, UNCLAIMED("{passes: 100, bug_check: true}")
              SET("1500us", "machine.storm.passes: 300"));
    CHECK_INT(s.end.bug_check, ==, 0xf2);
    CHECK_INT(s.end.end_at, ==, 4 * MS);
    story_end(&s);
}

/* Reported at 2 ms, when it does not stop Windows yet: that it would from 5 ms on comes too
   late. */
TEST(u12_a_storm_that_has_been_reported_does_not_stop_windows_later)
{
    struct story s;

    story_run(&s, UNCLAIMED("{passes: 100}") SET("5ms", "machine.storm.bug_check: true"));
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_findings(&s, "F019"), ==, 1);
    story_end(&s);
}

/* W92: an item that flushes itself returns by the source, and waits for ever from 10 ms on. */
TEST(w92_a_flush_in_its_own_callback_counts_from_the_next)
{
    struct story s;

    story_run(&s, ON("11", "", "100ms")
              "drivers:\n  d:\n    framework: kmdf 1.33\n"
              "    work_items: {i: {callback: [run: 1ms, WdfWorkItemFlush: i]}}\n"
              "    sources: {s: {arrivals: {at: [1ms, 20ms]}, steps: [WdfWorkItemEnqueue: i]}}\n"
              SET("10ms", "wdf.flush_in_callback: documented"));
    CHECK_INT(story_count(&s, "d.i.run"), ==, 1);
    story_end(&s);
}

TESTS(ENTRY(k7_ticks_that_were_free_cost_something),
      ENTRY(d17_a_resolution_counts_for_timers_that_are_set_then),
      ENTRY(d17_a_timer_that_is_armed_keeps_its_instant),
      ENTRY(u14_the_threads_of_passive_interrupts_become_higher_at_once),
      ENTRY(w101_the_threads_of_devices_become_higher_at_once),
      ENTRY(w26_a_period_counts_from_the_next_wait_of_the_balance_manager),
      ENTRY(w28_the_balance_manager_becomes_higher_at_once),
      ENTRY(w24_a_higher_limit_of_dynamic_threads_counts_at_the_next_pass),
      ENTRY(w117_a_host_may_have_another_thread_when_the_next_item_comes),
      ENTRY(t15_lending_counts_for_waits_that_begin_then),
      ENTRY(t14_a_rescue_counts_the_time_that_was_waited_already),
      ENTRY(t12_a_boost_counts_from_the_next_completion),
      ENTRY(u12_a_storm_counts_the_passes_before_its_new_limit),
      ENTRY(u12_a_storm_that_has_been_reported_does_not_stop_windows_later),
      ENTRY(w92_a_flush_in_its_own_callback_counts_from_the_next))
