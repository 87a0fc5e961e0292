/*
 * Parameters that the timeline changes while a scenario runs: what becomes of what is queued, armed
 * or running.
 *
 * No overheads unless a story is about them; what is not said otherwise: one processor, 100 ms.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#include "model/machine/machine.h"

#define ON(machine)                                                                              \
    "wtsim: 1\nscenario: story\nwindows: 7\nmachine: {" machine ", costs: none}\n"               \
    "run: {duration: 100ms, replications: 1}\n"
#define ONE ON("processors: 1")
#define SET(at, what) "timeline: [{at: " at ", set: {" what "}}]\n"

/* ---- places that fill up -------------------------------------------------------------------- */

#define WAITERS                                                                                  \
    "drivers:\n  d:\n    threads: {t: {steps: [run: 10ms], "                                     \
    "arrivals: {at: [1ms, 2ms, 3ms, 4ms, 5ms, 6ms], capacity: 1}}}\n"

/* 1 ms: begins. 2 waits, 3 and 4 are lost; room for two from 4.5 ms on: 5 waits too, 6 is lost. */
TEST(a_larger_capacity_takes_the_next_that_comes)
{
    struct story s;

    story_run(&s, ONE WAITERS SET("4500us", "drivers.d.threads.t.arrivals.capacity: 2"));
    CHECK_INT(story_count(&s, "d.t.offered"), ==, 6);
    CHECK_INT(story_count(&s, "d.t.lost"), ==, 3);
    CHECK_INT(story_value(&s, "d.t.request_latency", 1), ==, 21 * MS - 2 * MS);
    story_end(&s);
}

/* Room for three: 2, 3 and 4 wait; one from 4.5 ms on: they stay, 5 and 6 are lost. */
TEST(a_smaller_capacity_throws_nobody_out)
{
    struct story s;

    story_run(&s, ONE
              "drivers:\n  d:\n    threads: {t: {steps: [run: 10ms], "
              "arrivals: {at: [1ms, 2ms, 3ms, 4ms, 5ms, 6ms], capacity: 3}}}\n"
              SET("4500us", "drivers.d.threads.t.arrivals.capacity: 1"));
    CHECK_INT(story_count(&s, "d.t.lost"), ==, 2);
    CHECK_INT(story_count(&s, "d.t.finished"), ==, 4);
    story_end(&s);
}

/* A list of one place, of three from 3.5 ms on: 1 is in, 2 and 3 are lost, 4 and 5 are in. */
TEST(the_capacity_of_a_list_counts_for_the_next_put)
{
    struct story s;

    story_run(&s, ONE
              "drivers:\n  d:\n    queues: {q: {capacity: 1}}\n"
              "    sources: {s: {arrivals: {at: [1ms, 2ms, 3ms, 4ms, 5ms]}, steps: [put: q]}}\n"
              SET("3500us", "drivers.d.queues.q.capacity: 3"));
    CHECK_INT(story_count(&s, "d.s.lost"), ==, 2);
    CHECK_INT(story_most(&s, "d.q.depth"), ==, 3);
    story_end(&s);
}

/* ---- targets -------------------------------------------------------------------------------- */

#define DISK(more, at)                                                                           \
    "drivers:\n  d:\n    targets: {disk: {service: 10ms" more "}}\n"                             \
    "    sources: {s: {arrivals: {at: " at "}, steps: [put: disk]}}\n"

/* One server: 1..11. Three from 5 ms on: the two that wait are served 5..15. */
TEST(more_servers_begin_with_what_waits_at_once)
{
    struct story s;

    story_run(&s, ONE DISK("", "[1ms, 1ms, 1ms]") SET("5ms", "drivers.d.targets.disk.servers: 3"));
    CHECK_INT(story_value(&s, "d.s.request_latency", 0), ==, 10 * MS);
    CHECK_INT(story_value(&s, "d.s.request_latency", 1), ==, 14 * MS);
    CHECK_INT(story_value(&s, "d.s.request_latency", 2), ==, 14 * MS);
    story_end(&s);
}

/* Three servers: 1..11 each. One from 5 ms on: the three end at 11, then 11..21, 21..31. */
TEST(fewer_servers_end_what_has_begun)
{
    struct story s;

    story_run(&s, ONE DISK(", servers: 3", "[1ms, 1ms, 1ms, 1ms, 1ms]")
              SET("5ms", "drivers.d.targets.disk.servers: 1"));
    CHECK_INT(story_value(&s, "d.s.request_latency", 2), ==, 10 * MS);
    CHECK_INT(story_value(&s, "d.s.request_latency", 3), ==, 20 * MS);
    CHECK_INT(story_value(&s, "d.s.request_latency", 4), ==, 30 * MS);
    story_end(&s);
}

/* One at a time, those in service included: 2 and 3 are lost; room for two from 3.5 ms on: 4 waits
   until 11 and is served until 21. */
TEST(the_capacity_of_a_target_counts_for_the_next_send)
{
    struct story s;

    story_run(&s, ONE DISK(", capacity: 1", "[1ms, 2ms, 3ms, 4ms, 5ms]")
              SET("3500us", "drivers.d.targets.disk.capacity: 2"));
    CHECK_INT(story_count(&s, "d.s.lost"), ==, 3);
    CHECK_INT(story_value(&s, "d.s.request_latency", 1), ==, 17 * MS);
    story_end(&s);
}

/* ---- moderation ----------------------------------------------------------------------------- */

#define MODERATED(moderation, at)                                                                \
    "drivers:\n  d:\n    interrupts: {line: {isr: [run: 10us], "                                 \
    "arrivals: {at: " at ", moderation: {" moderation "}}}}\n"
#define MODERATION "drivers.d.interrupts.line.arrivals.moderation."

/* 1 + 10 ms would be 11; from 2 ms on, 3 ms after the oldest: 4 ms. */
TEST(moderation_is_measured_from_the_oldest_that_waits_already)
{
    CHECK_INT(story_only(ONE MODERATED("after: 10ms", "[1ms]") SET("2ms", MODERATION "after: 3ms"),
                         "d.line.request_latency", 0), ==, 3 * MS + 10 * US);
}

/* At 6 ms, 3 ms after the oldest is over long since: at once. */
TEST(moderation_that_is_over_already_speaks_at_once)
{
    CHECK_INT(story_only(ONE MODERATED("after: 10ms", "[1ms]") SET("6ms", MODERATION "after: 3ms"),
                         "d.line.request_latency", 0), ==, 5 * MS + 10 * US);
}

/* 1 + 3 ms would be 4; from 2 ms on, 10 ms: 11. */
TEST(longer_moderation_holds_back_what_it_would_have_told)
{
    CHECK_INT(story_only(ONE MODERATED("after: 3ms", "[1ms]") SET("2ms", MODERATION "after: 10ms"),
                         "d.line.request_latency", 0), ==, 10 * MS + 10 * US);
}

/* Two wait for a third until 5 ms, when two are enough. */
TEST(a_smaller_count_speaks_for_those_that_wait)
{
    CHECK_INT(story_only(ONE MODERATED("count: 3", "[1ms, 2ms]") SET("5ms", MODERATION "count: 2"),
                         "d.line.request_latency", 0), ==, 4 * MS + 10 * US);
}

/* A masked interrupt stays silent: unmasked at 8 ms. */
TEST(moderation_that_changes_does_not_unmask)
{
    CHECK_INT(story_only(ONE
                         "drivers:\n  d:\n    interrupts: {line: {isr: [run: 10us], "
                         "arrivals: {at: [1ms], moderation: {after: 10ms}}}}\n"
                         "    sources:\n      a: {arrivals: {at: [0ms]}, steps: [mask: line]}\n"
                         "      b: {arrivals: {at: [8ms]}, steps: [unmask: line]}\n"
                         SET("6ms", MODERATION "after: 3ms"), "d.line.request_latency", 0),
              ==, 7 * MS + 10 * US);
}

/* ---- timers --------------------------------------------------------------------------------- */

#define TICKS "processors: 1, clock: 1ms"
#define TIMER(keys) "drivers:\n  d:\n    timers: {t: {" keys ", callback: [run: 10us]}}\n"

/* 10, 20; at 25 ms the period becomes 20: 30, as it was armed, then 50, 70, 90. */
TEST(d16_a_timer_that_is_armed_expires_as_it_was_then_with_the_new_period)
{
    struct story s;

    story_run(&s, ON(TICKS) TIMER("period: 10ms") SET("25ms", "drivers.d.timers.t.period: 20ms"));
    CHECK_INT(story_count(&s, "d.t.latency"), ==, 6);
    story_end(&s);
}

/* A source starts it at 1 and at 20 ms: 10 ms each, but 5 from 3 ms on: 11 and 25. The source's
   requests end with their steps, the timer's with its DPC. */
TEST(a_due_time_counts_from_the_next_start)
{
    struct story s;

    story_run(&s, ON(TICKS)
              "drivers:\n  d:\n    timers: {t: {due: 10ms}}\n"
              "    callbacks: {F: [KeSetTimer: t, KeWaitForSingleObject: t]}\n"
              "    threads: {x: {arrivals: {at: [1ms, 20ms]}, callback: F}}\n"
              SET("3ms", "drivers.d.timers.t.due: 5ms"));
    CHECK_INT(story_value(&s, "d.x.request_latency", 0), ==, 10 * MS);
    CHECK_INT(story_value(&s, "d.x.request_latency", 1), ==, 5 * MS);
    story_end(&s);
}

/* ---- threads -------------------------------------------------------------------------------- */

#define RIVALS                                                                                   \
    "drivers:\n  d:\n    threads:\n"                                                             \
    "      a: {priority: 8, arrivals: {at: [0ms]}, steps: [run: 10ms]}\n"                        \
    "      b: {priority: 9, arrivals: {at: [1ms]}, steps: [run: 10ms]}\n"

/* a 0..1, b 1..3; a is 10 from 3 ms on: 3..12; b 12..20. */
TEST(t2_a_thread_that_becomes_higher_takes_the_processor_at_once)
{
    struct story s;

    story_run(&s, ONE RIVALS SET("3ms", "drivers.d.threads.a.priority: 10"));
    CHECK_INT(story_value(&s, "d.a.request_latency", 0), ==, 12 * MS);
    CHECK_INT(story_value(&s, "d.b.request_latency", 0), ==, 19 * MS);
    story_end(&s);
}

/* The same by making the one that runs lower: b is 7 from 3 ms on. */
TEST(t2_a_thread_that_becomes_lower_makes_room_at_once)
{
    struct story s;

    story_run(&s, ONE RIVALS SET("3ms", "drivers.d.threads.b.priority: 7"));
    CHECK_INT(story_value(&s, "d.a.request_latency", 0), ==, 12 * MS);
    CHECK_INT(story_value(&s, "d.b.request_latency", 0), ==, 19 * MS);
    story_end(&s);
}

/* T1: above normal and highest is 10 + 2. */
TEST(t1_a_class_that_is_set_makes_a_priority)
{
    struct story s;

    story_run(&s, ONE
              "drivers:\n  d:\n    threads:\n"
              "      a: {class: normal, arrivals: {at: [0ms]}, steps: [run: 10ms]}\n"
              "      b: {priority: 11, arrivals: {at: [1ms]}, steps: [run: 10ms]}\n"
              SET("3ms", "drivers.d.threads.a.class: above_normal, "
                         "drivers.d.threads.a.relative: highest"));
    CHECK_INT(story_value(&s, "d.a.request_latency", 0), ==, 12 * MS);
    story_end(&s);
}

/* On processor 0 a (priority 9) runs 0..10 and b (8) waits; from 3 ms on b may run on 1: 3..13. */
TEST(t5_a_thread_that_waits_moves_when_it_may)
{
    struct story s;

    story_run(&s, ON("processors: 2")
              "drivers:\n  d:\n    threads:\n"
              "      a: {priority: 9, processors: 0, arrivals: {at: [0ms]}, steps: [run: 10ms]}\n"
              "      b: {priority: 8, processors: 0, arrivals: {at: [1ms]}, steps: [run: 10ms]}\n"
              SET("3ms", "drivers.d.threads.b.processors: 1"));
    CHECK_INT(story_value(&s, "d.b.request_latency", 0), ==, 12 * MS);
    story_end(&s);
}

/* a runs on 0 from 0 to 10, although it may not from 3 ms on; its second run, at 20 ms, is on 1,
   where b is until 30. */
TEST(t5_a_thread_that_runs_stays_until_it_waits)
{
    struct story s;

    story_run(&s, ON("processors: 2")
              "drivers:\n  d:\n    threads:\n"
              "      a: {priority: 8, processors: 0, arrivals: {at: [0ms, 20ms]}, "
              "steps: [run: 10ms]}\n"
              "      b: {priority: 9, processors: 1, arrivals: {at: [1ms]}, steps: [run: 29ms]}\n"
              SET("3ms", "drivers.d.threads.a.processors: 1"));
    CHECK_INT(story_value(&s, "d.a.request_latency", 0), ==, 10 * MS);
    CHECK_INT(story_value(&s, "d.a.request_latency", 1), ==, 20 * MS);
    story_end(&s);
}

/* ---- worker pools --------------------------------------------------------------------------- */

#define ITEMS(threads, at, step)                                                                 \
    "pool: {delayed: {threads: " threads "}}\n"                                                  \
    "drivers:\n  d:\n    framework: wdm\n"                                                       \
    "    work_items: {w: {instances: 8, callback: [" step "]}}\n"                                \
    "    sources: {s: {arrivals: {at: " at "}, steps: [IoQueueWorkItemEx: w]}}\n"
#define FOUR "[1ms, 1ms, 1ms, 1ms]"

/* One worker: 1..11. Three from 5 ms on: two items begin at 5; the last when the first is over. */
TEST(w22_threads_that_are_added_take_what_waits_at_once)
{
    struct story s;

    story_run(&s, ONE ITEMS("1", FOUR, "wait: 10ms") SET("5ms", "pool.delayed.threads: 3"));
    CHECK_INT(story_value(&s, "d.w.queue_latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.w.queue_latency", 1), ==, 4 * MS);
    CHECK_INT(story_value(&s, "d.w.queue_latency", 2), ==, 4 * MS);
    CHECK_INT(story_value(&s, "d.w.queue_latency", 3), ==, 10 * MS);
    CHECK_INT(story_most(&s, "pool.delayed.threads"), ==, 3);
    story_end(&s);
}

/* Three workers: three items 1..11. One from 5 ms on: at 11 two of them end, the third goes on:
   11..21, 21..31. */
TEST(w22_threads_that_are_too_many_end_behind_their_items)
{
    struct story s;

    story_run(&s, ONE ITEMS("3", "[1ms, 1ms, 1ms, 1ms, 1ms]", "wait: 10ms")
              SET("5ms", "pool.delayed.threads: 1"));
    CHECK_INT(story_value(&s, "d.w.queue_latency", 2), ==, 0);
    CHECK_INT(story_value(&s, "d.w.queue_latency", 3), ==, 10 * MS);
    CHECK_INT(story_value(&s, "d.w.queue_latency", 4), ==, 20 * MS);
    story_end(&s);
}

/* Idle ones end at once: at 1 ms there is one. */
TEST(w22_threads_that_idle_end_at_once)
{
    struct story s;

    story_run(&s, ONE ITEMS("3", FOUR, "wait: 10ms") SET("500us", "pool.delayed.threads: 1"));
    CHECK_INT(story_value(&s, "d.w.queue_latency", 1), ==, 10 * MS);
    CHECK_INT(story_value(&s, "d.w.queue_latency", 3), ==, 30 * MS);
    story_end(&s);
}

/* Down to none at 0.5 ms and up to two at 5: both items of 1 ms begin then. */
TEST(w22_a_pool_without_threads_waits_for_new_ones)
{
    struct story s;

    story_run(&s, ONE ITEMS("2", "[1ms, 1ms]", "wait: 10ms")
              "timeline:\n  - {at: 500us, set: {pool.delayed.threads: 0}}\n"
              "  - {at: 5ms, set: {pool.delayed.threads: 2}}\n");
    CHECK_INT(story_value(&s, "d.w.queue_latency", 0), ==, 4 * MS);
    CHECK_INT(story_value(&s, "d.w.queue_latency", 1), ==, 4 * MS);
    story_end(&s);
}

/* W10: two processors, one item at a time; two from 2 ms on: the second begins then, the third when
   the first is over. */
TEST(w10_a_higher_concurrency_lets_waiting_items_in_at_once)
{
    struct story s;

    story_run(&s, ON("processors: 2")
              "pool: {maximum_concurrency: 1, delayed: {threads: 3}}\n"
              "drivers:\n  d:\n    framework: wdm\n"
              "    work_items: {w: {instances: 8, callback: [run: 10ms]}}\n"
              "    sources: {s: {arrivals: {at: [1ms, 1ms, 1ms]}, "
              "steps: [IoQueueWorkItemEx: w]}}\n"
              SET("2ms", "pool.maximum_concurrency: 2"));
    CHECK_INT(story_value(&s, "d.w.queue_latency", 1), ==, 1 * MS);
    CHECK_INT(story_value(&s, "d.w.queue_latency", 2), ==, 10 * MS);
    story_end(&s);
}

/* Two run from 1 to 11; one at a time from 2 ms on: at 11 one goes on with the third item, and the
   fourth begins at 21. */
TEST(w10_a_lower_concurrency_stops_nobody)
{
    struct story s;

    story_run(&s, ON("processors: 2")
              ITEMS("3", FOUR, "run: 10ms") SET("2ms", "pool.maximum_concurrency: 1"));
    CHECK_INT(story_value(&s, "d.w.queue_latency", 1), ==, 0);
    CHECK_INT(story_value(&s, "d.w.queue_latency", 2), ==, 10 * MS);
    CHECK_INT(story_value(&s, "d.w.queue_latency", 3), ==, 20 * MS);
    story_end(&s);
}

/* W47, W49: one thread at most; up to four from 5 ms on, and asked for when the next item comes, at
   8 ms: a thread each for what waits, one per wake of the balance manager. */
TEST(w47_a_higher_maximum_counts_when_a_thread_is_wanted_next)
{
    struct story s;

    story_run(&s,
              "wtsim: 1\nscenario: story\nwindows: 11\nmachine: {processors: 4, costs: none}\n"
              "pool: {modern: {max_threads: 1}}\nrun: {duration: 100ms, replications: 1}\n"
              "drivers:\n  d:\n    framework: wdm\n"
              "    work_items: {w: {instances: 8, callback: [wait: 20ms]}}\n"
              "    sources: {s: {arrivals: {at: [1ms, 1ms, 8ms]}, "
              "steps: [IoQueueWorkItemEx: w]}}\n"
              SET("5ms", "pool.modern.max_threads: 4"));
    CHECK_INT(story_value(&s, "d.w.queue_latency", 1), ==, 7 * MS);
    story_end(&s);
}

/* ---- interrupts and DPCs -------------------------------------------------------------------- */

/* Processor 1 is at DIRQL 7 from 0 to 10 ms. The line goes there from 1.5 ms on: the second
   interrupt waits until 10. */
TEST(i19_an_interrupt_goes_where_it_may_at_its_next_assertion)
{
    struct story s;

    story_run(&s, ON("processors: 2")
              "drivers:\n  d:\n    interrupts:\n"
              "      busy: {irql: 7, processors: 1, arrivals: {at: [0ms]}, isr: [run: 10ms]}\n"
              "      line: {irql: 5, processors: 0, arrivals: {at: [1ms, 2ms]}, isr: [run: 1us]}\n"
              SET("1500us", "drivers.d.interrupts.line.processors: 1"));
    CHECK_INT(story_value(&s, "d.line.latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.line.latency", 1), ==, 8 * MS);
    story_end(&s);
}

#define TWO_DPCS                                                                                 \
    "drivers:\n  d:\n    framework: wdm\n    dpcs: {a: {callback: [run: 1ms]}, "                 \
    "b: {callback: [run: 1ms]}}\n"                                                               \
    "    interrupts: {line: {arrivals: {at: [1ms, 11ms]}, "                                      \
    "isr: [run: 0us, KeInsertQueueDpc: a, KeInsertQueueDpc: b]}}\n"

/* D5: a, then b; of high importance from 5 ms on, b is first. */
TEST(d5_an_importance_counts_from_the_next_insert)
{
    struct story s;

    story_run(&s, ONE TWO_DPCS SET("5ms", "drivers.d.dpcs.b.importance: high"));
    CHECK_INT(story_value(&s, "d.b.queue_latency", 0), ==, 1 * MS);
    CHECK_INT(story_value(&s, "d.b.queue_latency", 1), ==, 0);
    CHECK_INT(story_value(&s, "d.a.queue_latency", 1), ==, 1 * MS);
    story_end(&s);
}

/* D4: where its ISR is; on processor 1 from 5 ms on, beside a. */
TEST(d4_a_target_processor_counts_from_the_next_insert)
{
    struct story s;

    story_run(&s, ON("processors: 2") TWO_DPCS SET("5ms", "drivers.d.dpcs.b.processor: 1"));
    CHECK_INT(story_value(&s, "d.b.queue_latency", 0), ==, 1 * MS);
    CHECK_INT(story_value(&s, "d.b.queue_latency", 1), ==, 0);
    CHECK_INT(story_value(&s, "d.a.queue_latency", 1), ==, 0);
    story_end(&s);
}

/* D7: a low DPC that nothing triggers waits for a queue of four, or for a tick; with a limit of one
   it is drained at once. Rates below 3 per tick would trigger it as well, so 0 of them. */
TEST(d7_a_depth_limit_counts_from_the_next_insert)
{
    struct story s;

    story_run(&s, ON("processors: 1, dpc: {minimum_rate: 0}")
              "drivers:\n  d:\n    framework: wdm\n"
              "    dpcs: {a: {importance: low, callback: [run: 10us]}}\n"
              "    threads: {t: {arrivals: {at: [1ms, 21ms]}, "
              "steps: [KeInsertQueueDpc: a, run: 5ms]}}\n"
              SET("20ms", "machine.dpc.maximum_depth: 1"));
    CHECK_INT(story_value(&s, "d.a.queue_latency", 0), >, 0);
    CHECK_INT(story_value(&s, "d.a.queue_latency", 1), ==, 0);
    story_end(&s);
}

/* ---- costs, watchdogs, quanta ---------------------------------------------------------------- */

#define COSTS "costs: {interrupt: 1us, isr_body: 2us, dpc: 0us, dpc_body: 0us, thread_wake: 0us, " \
              "context_switch: 0us, work_item: 0us, ipi: 0us, clock: 0us, umdf_wake: 0us}"

/* 1 us to the first instruction, 5 from 2 ms on; an ISR without a run 2 us, then 9. */
TEST(k7_an_overhead_counts_from_the_next_time)
{
    struct story s;

    story_run(&s,
              "wtsim: 1\nscenario: story\nmachine: {processors: 1, " COSTS "}\n"
              "run: {duration: 100ms, replications: 1}\n"
              "drivers: {d: {interrupts: {line: {arrivals: {at: [1ms, 3ms]}, isr: [return]}}}}\n"
              SET("2ms", "machine.costs.interrupt: 5us, machine.costs.isr_body: 9us"));
    CHECK_INT(story_value(&s, "d.line.isr.run", 0), ==, 2 * US);
    CHECK_INT(story_value(&s, "d.line.isr.run", 1), ==, 9 * US);
    CHECK_INT(story_value(&s, "d.line.request_latency", 1) -
                  story_value(&s, "d.line.request_latency", 0), ==, 7 * US + 4 * US);
    story_end(&s);
}

/* A worker is switched in for nothing, for 20 us from 2 ms on. */
TEST(k7_a_switch_that_was_free_costs_something)
{
    struct story s;

    story_run(&s,
              "wtsim: 1\nscenario: story\nwindows: 7\nmachine: {processors: 1, " COSTS "}\n"
              "run: {duration: 100ms, replications: 1}\n"
              ITEMS("1", "[1ms, 3ms]", "run: 10us") SET("2ms", "machine.costs.work_item: 20us"));
    CHECK_INT(story_value(&s, "d.w.queue_latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.w.queue_latency", 1), ==, 20 * US);
    story_end(&s);
}

/* An interrupt from one processor to another that computes: free, then 7 us from 2 ms on. */
TEST(k7_an_ipi_that_was_free_costs_something)
{
    struct story s;

    story_run(&s,
              "wtsim: 1\nscenario: story\nwindows: 7\nmachine: {processors: 2, " COSTS "}\n"
              "run: {duration: 100ms, replications: 1}\n"
              "drivers:\n  d:\n    framework: wdm\n"
              "    dpcs: {a: {processor: 1, importance: high, callback: [run: 1us]}}\n"
              "    threads: {t: {processors: 1, steps: [run: 50ms]}}\n"
              "    interrupts: {line: {processors: 0, arrivals: {at: [1ms, 3ms]}, "
              "isr: [run: 0us, KeInsertQueueDpc: a]}}\n"
              SET("2ms", "machine.costs.ipi: 7us"));
    CHECK_INT(story_value(&s, "d.a.queue_latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.a.queue_latency", 1), ==, 7 * US);
    story_end(&s);
}

/* D27: a DPC runs from 1 to 31 ms. The limit is 10 ms from 5 ms on: more than ten ticks of 1 ms
   since its beginning are seen at 12. */
TEST(d27_a_limit_that_is_set_counts_from_the_beginning_of_the_routine)
{
    struct story s;

    story_run(&s, ON(TICKS ", watchdog: {single: 0s, cumulative: 0s}")
              "drivers:\n  d:\n    interrupts: {line: {arrivals: {at: [1ms]}, "
              "isr: [run: 0us, WdfInterruptQueueDpcForIsr: line], dpc: [run: 30ms]}}\n"
              SET("5ms", "machine.watchdog.single: 10ms"));
    CHECK_INT(s.end.bug_check, ==, 0x133);
    CHECK_INT(s.end.end_at, ==, 12 * MS);
    story_end(&s);
}

/* T7: two threads of 30 ms take turns, two ticks of 5 ms each: a 0..10, b 10..20, a 20..30. From
   21 ms on a quantum is four: a until 40, when it is done; b 40..60. (T10: a third of a tick went
   with the wait of each, so its first quantum ends with the tick as well.) */
TEST(t7_a_quantum_that_has_begun_has_the_new_length)
{
    struct story s;

    story_run(&s,
              "wtsim: 1\nscenario: story\nwindows: 11\n"
              "machine: {processors: 1, clock: 5ms, quantum: 2, costs: none}\n"
              "run: {duration: 100ms, replications: 1}\n"
              "drivers:\n  d:\n    threads:\n"
              "      a: {priority: 8, arrivals: {at: [0ms]}, steps: [run: 30ms]}\n"
              "      b: {priority: 8, arrivals: {at: [0ms]}, steps: [run: 30ms]}\n"
              SET("21ms", "machine.quantum: 4"));
    CHECK_INT(story_value(&s, "d.a.request_latency", 0), ==, 40 * MS);
    CHECK_INT(story_value(&s, "d.b.request_latency", 0), ==, 60 * MS);
    story_end(&s);
}

/* ---- faults and code ------------------------------------------------------------------------- */

/* Creation never fails, but always from 2 ms on. */
TEST(a_fault_begins_and_ends_with_its_probability)
{
    struct story s;

    story_run(&s, ONE
              "faults: [{step: WdfMemoryCreate, probability: 0}]\n"
              "drivers:\n  d:\n    interrupts: {line: {arrivals: {at: [1ms, 3ms, 5ms]}, isr: "
              "[run: 1us, WdfInterruptQueueDpcForIsr: line], "
              "dpc: [{WdfMemoryCreate: m, on_failure: [run: 7us], on_success: [run: 3us]}]}}\n"
              "timeline:\n  - {at: 2ms, set: {faults.0.probability: 1}}\n"
              "  - {at: 4ms, set: {faults.0.probability: 0}}\n");
    CHECK_INT(story_value(&s, "d.line.dpc.run", 0), ==, 3 * US);
    CHECK_INT(story_value(&s, "d.line.dpc.run", 1), ==, 7 * US);
    CHECK_INT(story_value(&s, "d.line.dpc.run", 2), ==, 3 * US);
    story_end(&s);
}

#define NUMBERS                                                                                  \
    "drivers:\n  d:\n    variables: {v: 5}\n    interrupts: {line: {arrivals: {at: [1ms, 3ms]}, " \
    "isr: Isr}}\n    callbacks:\n      Isr:\n"

/* 3 x 1 us, then 5 x 1 us. */
TEST(a_number_of_repetitions_counts_from_the_next_loop)
{
    struct story s;

    story_run(&s, ONE NUMBERS "        - repeat: 3\n          steps: [run: 1us]\n"
              SET("2ms", "drivers.d.callbacks.Isr.0.repeat: 5"));
    CHECK_INT(story_value(&s, "d.line.isr.run", 0), ==, 3 * US);
    CHECK_INT(story_value(&s, "d.line.isr.run", 1), ==, 5 * US);
    story_end(&s);
}

/* 5 > 9 is false, 5 > 4 is true. */
TEST(what_a_condition_compares_with_may_change)
{
    struct story s;

    story_run(&s, ONE NUMBERS "        - run: 1us\n        - if: v > 9\n"
              "          then: [run: 4us]\n"
              SET("2ms", "drivers.d.callbacks.Isr.1.if: v > 4"));
    CHECK_INT(story_value(&s, "d.line.isr.run", 0), ==, 1 * US);
    CHECK_INT(story_value(&s, "d.line.isr.run", 1), ==, 5 * US);
    story_end(&s);
}

/* All of one, then all of the other. */
TEST(the_weights_of_a_choice_may_change)
{
    struct story s;

    story_run(&s, ONE NUMBERS
              "        - choose: [{weight: 1, steps: [run: 2us]}, {weight: 0, steps: [run: 6us]}]\n"
              SET("2ms", "drivers.d.callbacks.Isr.0.choose.0.weight: 0, "
                         "drivers.d.callbacks.Isr.0.choose.1.weight: 1"));
    CHECK_INT(story_value(&s, "d.line.isr.run", 0), ==, 2 * US);
    CHECK_INT(story_value(&s, "d.line.isr.run", 1), ==, 6 * US);
    story_end(&s);
}

/* A wait of 5 ms at most, then of 2: both time out. */
TEST(a_time_out_counts_from_the_next_wait)
{
    struct story s;

    story_run(&s, ON(TICKS)
              "drivers:\n  d:\n    events: {e: synchronization}\n"
              "    threads: {t: {arrivals: {at: [1ms, 11ms]}, steps: [{KeWaitForSingleObject: "
              "{event: e, timeout: 5ms}, on_timeout: [run: 0us]}]}}\n"
              SET("8ms", "drivers.d.threads.t.steps.0.KeWaitForSingleObject.timeout: 2ms"));
    CHECK_INT(story_value(&s, "d.t.request_latency", 0), ==, 5 * MS);
    CHECK_INT(story_value(&s, "d.t.request_latency", 1), ==, 2 * MS);
    story_end(&s);
}

/* ---- arrivals -------------------------------------------------------------------------------- */

/* 0, 10, 20 ms; from 25 on at given instants of the run, of which 5 and 20 are over: 30 and 40. */
TEST(given_instants_are_those_of_the_run)
{
    struct story s;

    story_run(&s, ONE "drivers: {d: {interrupts: {line: {arrivals: {periodic: 10ms}, "
              "isr: [run: 1us]}}}}\n"
              SET("25ms", "drivers.d.interrupts.line.arrivals: {at: [5ms, 20ms, 30ms, 40ms]}"));
    CHECK_INT(story_count(&s, "d.line.offered"), ==, 3 + 2);
    story_end(&s);
}

/* 0, 10, 20 ms; from 25 on spells of 5 ms every 10, one each 2 ms in them: 27, 29; 37, 39 ... 97,
   99. */
TEST(bursts_begin_with_an_active_spell)
{
    struct story s;

    story_run(&s, ONE "drivers: {d: {interrupts: {line: {arrivals: {periodic: 10ms}, "
              "isr: [run: 1us]}}}}\n"
              SET("25ms", "drivers.d.interrupts.line.arrivals: {bursts: {active: 5ms, "
                          "silent: 5ms, arrivals: {interarrival: 2ms}}}"));
    CHECK_INT(story_count(&s, "d.line.offered"), ==, 3 + 2 * 8);
    story_end(&s);
}

/* New arrivals are what they say, their capacity too: none of the old one is left. */
TEST(arrivals_that_are_set_bring_their_own_capacity)
{
    struct story s;

    /* 3 and 4 ms are lost at a capacity of 1; from 4.5 ms on there is none: 5 and 6 wait. */
    story_run(&s, ONE WAITERS SET("4500us", "drivers.d.threads.t.arrivals: {at: [5ms, 6ms]}"));
    CHECK_INT(story_count(&s, "d.t.lost"), ==, 2);
    story_end(&s);
}

/* ---- the machine ---------------------------------------------------------------------------- */

/* What is set is no state: a checkpoint from before has the old value again, one from behind the
   new one. */
TEST(a_checkpoint_has_the_values_of_its_time)
{
    const struct mdl_options options = {.without_judge = true, .without_metrics = true,
                                        .without_ledger = true};
    struct sim_engine_world world;
    struct mdl_checkpoint *early, *late;
    struct mdl_machine *m;
    struct story s;
    uint64_t first;

    story_parse(&s, ONE ITEMS("1", FOUR, "wait: 10ms") SET("5ms", "pool.delayed.threads: 3"));
    s.workspace = mdl_replication_prepare(&s.scenario.plan, &options);
    m = mdl_replication_begin(s.workspace, 1, 0);
    world = mdl_replication_world(s.workspace);
    sim_engine_run(&m->engine, &world, 4 * MS);
    early = mdl_machine_checkpoint(m);
    CHECK_INT(m->plan->pools[0].static_threads, ==, 1);
    sim_engine_run(&m->engine, &world, 8 * MS);
    late = mdl_machine_checkpoint(m);
    CHECK_INT(m->pools[0].thread_count, ==, 3);
    sim_engine_run(&m->engine, &world, 50 * MS);
    first = mdl_machine_digest(m);
    mdl_machine_restore(m, early);
    CHECK_INT(m->plan->pools[0].static_threads, ==, 1);
    sim_engine_run(&m->engine, &world, 50 * MS);
    CHECK(mdl_machine_digest(m) == first);
    mdl_machine_restore(m, late);
    CHECK_INT(m->plan->pools[0].static_threads, ==, 3);
    sim_engine_run(&m->engine, &world, 50 * MS);
    CHECK(mdl_machine_digest(m) == first);
    mdl_machine_forget(early);
    mdl_machine_forget(late);
    story_end(&s);
}

/* A replication begins with what the file says, whatever the one before has ended with. */
TEST(the_next_replication_begins_with_the_file_again)
{
    struct story s;
    uint64_t first;

    story_parse(&s, ONE ITEMS("1", FOUR, "wait: 10ms") SET("5ms", "pool.delayed.threads: 3"));
    s.workspace = mdl_replication_prepare(&s.scenario.plan, NULL);
    first = mdl_replication_run(s.workspace, 1, 0).fingerprint;
    CHECK(mdl_replication_run(s.workspace, 1, 0).fingerprint == first);
    story_end(&s);
}

/* A scenario without such an entry has no plan of its own: nothing of this costs anything. */
TEST(a_scenario_without_such_an_entry_shares_its_plan)
{
    struct story s;

    story_parse(&s, ONE ITEMS("1", FOUR, "wait: 10ms")
                "timeline: [{at: 5ms, set: {drivers.d.work_items.w.callback.0.wait: 3ms}}]\n");
    s.workspace = mdl_replication_prepare(&s.scenario.plan, NULL);
    CHECK(mdl_replication_begin(s.workspace, 1, 0)->plan == &s.scenario.plan);
    story_end(&s);
}

TESTS(ENTRY(a_larger_capacity_takes_the_next_that_comes),
      ENTRY(a_smaller_capacity_throws_nobody_out),
      ENTRY(the_capacity_of_a_list_counts_for_the_next_put),
      ENTRY(more_servers_begin_with_what_waits_at_once),
      ENTRY(fewer_servers_end_what_has_begun),
      ENTRY(the_capacity_of_a_target_counts_for_the_next_send),
      ENTRY(moderation_is_measured_from_the_oldest_that_waits_already),
      ENTRY(moderation_that_is_over_already_speaks_at_once),
      ENTRY(longer_moderation_holds_back_what_it_would_have_told),
      ENTRY(a_smaller_count_speaks_for_those_that_wait),
      ENTRY(moderation_that_changes_does_not_unmask),
      ENTRY(d16_a_timer_that_is_armed_expires_as_it_was_then_with_the_new_period),
      ENTRY(a_due_time_counts_from_the_next_start),
      ENTRY(t2_a_thread_that_becomes_higher_takes_the_processor_at_once),
      ENTRY(t2_a_thread_that_becomes_lower_makes_room_at_once),
      ENTRY(t1_a_class_that_is_set_makes_a_priority),
      ENTRY(t5_a_thread_that_waits_moves_when_it_may),
      ENTRY(t5_a_thread_that_runs_stays_until_it_waits),
      ENTRY(w22_threads_that_are_added_take_what_waits_at_once),
      ENTRY(w22_threads_that_are_too_many_end_behind_their_items),
      ENTRY(w22_threads_that_idle_end_at_once),
      ENTRY(w22_a_pool_without_threads_waits_for_new_ones),
      ENTRY(w10_a_higher_concurrency_lets_waiting_items_in_at_once),
      ENTRY(w10_a_lower_concurrency_stops_nobody),
      ENTRY(w47_a_higher_maximum_counts_when_a_thread_is_wanted_next),
      ENTRY(i19_an_interrupt_goes_where_it_may_at_its_next_assertion),
      ENTRY(d5_an_importance_counts_from_the_next_insert),
      ENTRY(d4_a_target_processor_counts_from_the_next_insert),
      ENTRY(d7_a_depth_limit_counts_from_the_next_insert),
      ENTRY(k7_an_overhead_counts_from_the_next_time),
      ENTRY(k7_a_switch_that_was_free_costs_something),
      ENTRY(k7_an_ipi_that_was_free_costs_something),
      ENTRY(d27_a_limit_that_is_set_counts_from_the_beginning_of_the_routine),
      ENTRY(t7_a_quantum_that_has_begun_has_the_new_length),
      ENTRY(a_fault_begins_and_ends_with_its_probability),
      ENTRY(a_number_of_repetitions_counts_from_the_next_loop),
      ENTRY(what_a_condition_compares_with_may_change),
      ENTRY(the_weights_of_a_choice_may_change),
      ENTRY(a_time_out_counts_from_the_next_wait),
      ENTRY(given_instants_are_those_of_the_run),
      ENTRY(bursts_begin_with_an_active_spell),
      ENTRY(arrivals_that_are_set_bring_their_own_capacity),
      ENTRY(a_checkpoint_has_the_values_of_its_time),
      ENTRY(the_next_replication_begins_with_the_file_again),
      ENTRY(a_scenario_without_such_an_entry_shares_its_plan))
