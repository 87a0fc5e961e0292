/*
 * How pools grow and shrink, era by era (W25-W33, W43-W53), on one and on two processors.
 *
 * No overheads. A second is exactly 64 ticks; 875 ms are 56.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(windows, processors, pool, duration, rest)                                     \
    "wtsim: 1\nscenario: story\nwindows: " windows "\n" rest                                 \
    "machine: {processors: " processors ", costs: none}\npool: " pool "\n"                   \
    "run: {duration: " duration "}\n"                                                        \
    "drivers:\n  d:\n    framework: wdm\n    events: {never: synchronization}\n"

/* ---- legacy ---------------------------------------------- */

#define STALL(processors) HEAD("7", processors, "{delayed: {threads: 7}}", "12s", "") STALLED
#define COSTLY_STALL(processors)                                                            \
    "wtsim: 1\nscenario: story\nwindows: 7\nmachine: {processors: " processors ", costs: {"   \
    "interrupt: 0us, isr_body: 0us, dpc: 0us, dpc_body: 0us, thread_wake: 0us, "            \
    "context_switch: 0us, work_item: 5us, ipi: 0us, clock: 0us}}\n"                         \
    "pool: {delayed: {threads: 7}}\nrun: {duration: 12s}\n"                                 \
    "drivers:\n  d:\n    framework: wdm\n    events: {never: synchronization}\n" STALLED
#define STALLED                                                                             \
    "    work_items: {block: {callback: Block, instances: 7}, more: {callback: Block, "     \
    "instances: 30}}\n"                                                                     \
    "    sources:\n"                                                                        \
    "      first: {arrivals: {at: [0s]}, steps: [{repeat: 7, steps: [IoQueueWorkItem: block]}]}\n" \
    "      then: {arrivals: {at: [300ms]}, steps: [{repeat: 30, steps: ["                   \
    "IoQueueWorkItem: more]}]}\n"                                                           \
    "    callbacks: {Block: [KeWaitForSingleObject: never]}\n"

TEST(w29_on_one_processor_a_stalled_pool_gets_a_thread_every_two_seconds)
{
    struct story s;

    story_run(&s, STALL("1"));
    for (uint32_t k = 0; k < 5; k++) {   /* 2, 4, 6, 8, 10 s; the next would be at 12 s */
        CHECK_INT(story_value(&s, "d.more.queue_latency", k), ==,
                  (2 * k + 2) * (uint64_t)S - 300 * (uint64_t)MS);
    }
    CHECK_INT(story_count(&s, "pool.delayed.threads_created"), ==, 5);
    story_end(&s);
}

TEST(w24_a_limit_per_queue_holds_dynamic_threads_off)
{
    struct story s;

    /* Seven static threads and a limit of nine: two dynamic ones, at 2 s and 4 s. */
    story_run(&s, HEAD("7", "1", "{delayed: {threads: 7}, max_threads_per_queue: 9}", "12s", "")
              STALLED);
    CHECK_INT(story_count(&s, "pool.delayed.threads_created"), ==, 2);
    CHECK_INT(story_value(&s, "d.more.queue_latency", 1), ==, 3700 * MS);
    CHECK_INT(story_value(&s, "d.more.queue_latency", 2), ==, UINT64_MAX);
    story_end(&s);
}

TEST(w29_on_two_processors_the_new_thread_is_first_and_one_comes_every_second)
{
    struct story s;

    /* The idle processor starts it, and it takes its item, before the manager's snapshot: the next
       pass sees no progress and creates another one. 2, 3, 4 ... 11 s. */
    story_run(&s, STALL("2"));
    for (uint32_t k = 0; k < 10; k++) {
        CHECK_INT(story_value(&s, "d.more.queue_latency", k), ==,
                  (k + 2) * (uint64_t)S - 300 * (uint64_t)MS);
    }
    CHECK_INT(story_count(&s, "pool.delayed.threads_created"), ==, 10);
    story_end(&s);
}

TEST(w29_a_new_thread_that_must_wake_up_first_comes_after_the_snapshot)
{
    struct story s;

    /* With a cost of 5 us from wake to entry the manager is first on two processors as well. */
    story_run(&s, COSTLY_STALL("2"));
    CHECK_INT(story_value(&s, "d.more.queue_latency", 1), ==, 3700005 * (uint64_t)US);
    story_end(&s);
}

#define REARM(rest)                                                                         \
    HEAD("7", "2", "{delayed: {threads: 7}, critical: {threads: 1}}", "10s", rest)          \
    "    work_items:\n"                                                                     \
    "      block: {callback: Block, instances: 7}\n"                                        \
    "      late: {callback: Late}\n"                                                        \
    "      need: {callback: Block, instances: 4, queue: CriticalWorkQueue}\n"               \
    "    sources:\n"                                                                        \
    "      first: {arrivals: {at: [0s]}, steps: [{repeat: 7, steps: [IoQueueWorkItem: block]}, " \
    "IoQueueWorkItem: need]}\n"                                                             \
    "      then: {arrivals: {at: [300ms]}, steps: [IoQueueWorkItem: late]}\n"               \
    "      stream: {arrivals: {at: [875ms, 1750ms, 2625ms]}, steps: [IoQueueWorkItem: need]}\n" \
    "    callbacks: {Block: [KeWaitForSingleObject: never], Late: [run: 1ms]}\n"

TEST(w27_a_stream_of_critical_needs_postpones_the_rescue_of_another_queue)
{
    struct story s;

    story_run(&s, REARM(""));
    CHECK_INT(story_count(&s, "pool.critical.threads_created"), ==, 3);
    /* The last need at 2.625 s starts the second again: passes at 3.625 and 4.625 s. */
    CHECK_INT(story_value(&s, "d.late.queue_latency", 0), ==, 4325 * (uint64_t)MS);
    story_end(&s);

    story_run(&s, REARM("balance: {timer_rearms_on_event: false}\n"));
    CHECK_INT(story_value(&s, "d.late.queue_latency", 0), ==, 1700 * (uint64_t)MS);
    story_end(&s);
}

TEST(w28_no_thread_is_created_while_somebody_above_the_manager_hogs_the_processor)
{
    struct story s;

    story_run(&s, STALL("1") "threads: {hog: {priority: 16, arrivals: {at: [500ms]}, steps: ["
        "run: 1h]}}\n");
    CHECK_INT(story_count(&s, "pool.delayed.threads_created"), ==, 0);
    story_end(&s);
}

TEST(w30_one_item_started_a_second_keeps_help_away)
{
    struct story s;

    story_run(&s, HEAD("7", "2", "{delayed: {threads: 1}}", "20s", "")
              "    work_items: {slow: {callback: Slow, instances: 100}}\n"
              "    sources: {go: {arrivals: {at: [0s]}, steps: [{repeat: 100, steps: ["
              "IoQueueWorkItem: slow]}]}}\n"
              "    callbacks: {Slow: [wait: 900ms]}\n");
    CHECK_INT(story_count(&s, "pool.delayed.threads_created"), ==, 0);
    CHECK_INT(story_value(&s, "d.slow.queue_latency", 10), ==, 9 * (uint64_t)S);
    story_end(&s);
}

TEST(w33_a_dynamic_thread_ends_after_its_idle_time_and_a_static_one_never)
{
    struct story s;

    story_run(&s, HEAD("7", "2", "{critical: {threads: 1}, legacy: {idle_exit: 10s}}", "40s", "")
              "    work_items: {io: {callback: Io, instances: 3, queue: CriticalWorkQueue}}\n"
              "    sources: {go: {arrivals: {at: [0s, 30s]}, steps: [{repeat: 3, steps: ["
              "IoQueueWorkItem: io]}]}}\n"
              "    callbacks: {Io: [wait: 1s]}\n");
    /* Two dynamic threads at 0 s, gone at the first pass after 11 s, and two again at 30 s. */
    CHECK_INT(story_count(&s, "pool.critical.threads_created"), ==, 4);
    CHECK_INT(story_most(&s, "pool.critical.threads"), ==, 3);
    CHECK_INT(story_value(&s, "d.io.queue_latency", 5), ==, 0);
    story_end(&s);
}

/* ---- modern ---------------------------------------------- */

#define PRIORITIES(pool)                                                                    \
    HEAD("11", "1", pool, "1s", "")                                                         \
    "    work_items:\n"                                                                     \
    "      low: {callback: Low, instances: 2, queue: BackgroundWorkQueue}\n"                \
    "      high: {callback: High, queue: CriticalWorkQueue}\n"                              \
    "    sources:\n"                                                                        \
    "      first: {arrivals: {at: [0s]}, steps: [IoQueueWorkItem: low, IoQueueWorkItem: low]}\n" \
    "      then: {arrivals: {at: [1ms]}, steps: [IoQueueWorkItem: high]}\n"                 \
    "    callbacks: {Low: [run: 10ms], High: [run: 5ms]}\n"

TEST(w44_per_priority_a_higher_item_preempts_the_worker_of_a_lower_one)
{
    struct story s;

    story_run(&s, PRIORITIES("{}"));
    CHECK_INT(story_value(&s, "d.high.queue_latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.low.queue_latency", 1), ==, 15 * MS);   /* 10 + 5 */
    CHECK_INT(story_value(&s, "d.low.response", 0), ==, 15 * MS);
    story_end(&s);
}

TEST(w43_globally_a_higher_item_is_taken_before_older_lower_ones)
{
    struct story s;

    story_run(&s, PRIORITIES("{concurrency_scope: global}"));
    CHECK_INT(story_value(&s, "d.high.queue_latency", 0), ==, 9 * MS);   /* 10 - 1 */
    CHECK_INT(story_value(&s, "d.low.queue_latency", 1), ==, 15 * MS);
    CHECK_INT(story_value(&s, "d.low.response", 0), ==, 10 * MS);
    story_end(&s);
}

TEST(w50_a_flood_of_computing_items_needs_one_spare_thread)
{
    struct story s;

    story_run(&s, HEAD("11", "2", "{}", "1s", "")
              "    work_items: {i: {callback: I, instances: 50}}\n"
              "    sources: {go: {arrivals: {at: [0s]}, steps: [{repeat: 50, steps: ["
              "IoQueueWorkItem: i]}]}}\n"
              "    callbacks: {I: [run: 1ms]}\n");
    CHECK_INT(story_most(&s, "pool.io.threads"), ==, 3);   /* two that run and a spare one */
    CHECK_INT(story_most(&s, "pool.io.concurrency"), ==, 2);
    CHECK_INT(story_value(&s, "d.i.queue_latency", 49), ==, 24 * MS);   /* pairs: 49 / 2 */
    story_end(&s);
}

TEST(w51_a_pool_of_blocking_items_grows_at_the_speed_of_creation)
{
    struct story s;

    story_run(&s, HEAD("11", "4", "{thread_create: 1ms}", "1s", "")
              "    work_items: {io: {callback: Io, instances: 10}}\n"
              "    sources: {go: {arrivals: {at: [0s]}, steps: [{repeat: 10, steps: ["
              "IoQueueWorkItem: io]}]}}\n"
              "    callbacks: {Io: [wait: 500ms]}\n");
    for (uint32_t k = 0; k < 10; k++) {
        CHECK_INT(story_value(&s, "d.io.queue_latency", k), ==, (k + 1) * MS);
    }
    story_end(&s);
}

TEST(w52_at_the_maximum_the_deadlock_timer_adds_one_thread_and_no_more)
{
    struct story s;

    story_run(&s, HEAD("11", "4", "{modern: {max_threads: 32}}", "10s", "")
              "    work_items: {io: {callback: Io, instances: 40}, ex: {callback: Ex}}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [300ms]}, steps: [{repeat: 34, steps: ["
              "IoQueueWorkItem: io]}]}\n"
              "      other: {arrivals: {at: [400ms]}, steps: [ExQueueWorkItem: ex]}\n"
              "    callbacks: {Io: [KeWaitForSingleObject: never], Ex: [run: 1ms]}\n");
    CHECK_INT(story_value(&s, "d.io.queue_latency", 31), ==, 0);
    CHECK_INT(story_value(&s, "d.io.queue_latency", 32), ==, 700 * MS);   /* the pass of 1 s */
    CHECK_INT(story_count(&s, "d.io.queue_latency"), ==, 33);
    CHECK_INT(story_most(&s, "pool.io.threads"), ==, 33);
    CHECK_INT(story_value(&s, "d.ex.queue_latency", 0), ==, 0);           /* W41, W211 */
    story_end(&s);
}

#define STANDSTILL(pool, duration)                                                            \
    HEAD("11", "4", pool, duration, "")                                                     \
    "    work_items: {io: {callback: Io, instances: 40}}\n"                                 \
    "    sources: {go: {arrivals: {at: [300ms]}, steps: [{repeat: 34, steps: ["              \
    "IoQueueWorkItem: io]}]}}\n"                                                            \
    "    callbacks: {Io: [KeWaitForSingleObject: never]}\n"

TEST(w55_a_pool_that_stands_still_at_its_maximum_would_take_a_live_dump)
{
    struct story s;

    /* 32 start at 0.3 s, one more with the pass of 1 s; the 34th waits. The pass of 1 s saw items
       taken, those of 2, 3 and 4 s did not: 3 s without progress at 4 s, said once. */
    story_run(&s, STANDSTILL("{modern: {max_threads: 32}, livedump_after: 3s}", "3900ms"));
    CHECK_INT(story_findings(&s, "F074"), ==, 0);
    story_end(&s);
    story_run(&s, STANDSTILL("{modern: {max_threads: 32}, livedump_after: 3s}", "10s"));
    CHECK_INT(story_findings(&s, "F074"), ==, 1);
    story_end(&s);
    story_run(&s, STANDSTILL("{modern: {max_threads: 32}}", "10s"));
    CHECK_INT(story_findings(&s, "F074"), ==, 0);   /* off unless asked for */
    story_end(&s);
    story_run(&s, STANDSTILL("{modern: {max_threads: 64}, livedump_after: 3s}", "10s"));
    CHECK_INT(story_findings(&s, "F074"), ==, 0);   /* all run: nothing waits */
    story_end(&s);
}

TEST(w53_idle_workers_are_removed_by_the_reaper)
{
    struct story s;

    story_run(&s, HEAD("11", "4", "{modern: {worker_timeout: 60s}}", "400s", "")
              "    work_items: {io: {callback: Io, instances: 8}}\n"
              "    sources: {go: {arrivals: {at: [0s, 300s]}, steps: [{repeat: 8, steps: ["
              "IoQueueWorkItem: io]}]}}\n"
              "    callbacks: {Io: [wait: 1s]}\n");
    /* All waited since 1 s: the reaper's pass of 120 s removes them; 8 new ones at 300 s. */
    CHECK_INT(story_count(&s, "pool.io.threads_created"), ==, 16);
    CHECK_INT(story_most(&s, "pool.io.threads"), ==, 8);
    /* 8 threads for 120 s, none for 180 s, 8 for 100 s. */
    CHECK(story_series(&s, "pool.io.threads")->integral == (sim_wide)8 * 220 * S);
    story_end(&s);
}

TESTS(ENTRY(w24_a_limit_per_queue_holds_dynamic_threads_off),
      ENTRY(w55_a_pool_that_stands_still_at_its_maximum_would_take_a_live_dump),
      ENTRY(w29_on_one_processor_a_stalled_pool_gets_a_thread_every_two_seconds),
      ENTRY(w29_on_two_processors_the_new_thread_is_first_and_one_comes_every_second),
      ENTRY(w29_a_new_thread_that_must_wake_up_first_comes_after_the_snapshot),
      ENTRY(w27_a_stream_of_critical_needs_postpones_the_rescue_of_another_queue),
      ENTRY(w28_no_thread_is_created_while_somebody_above_the_manager_hogs_the_processor),
      ENTRY(w30_one_item_started_a_second_keeps_help_away),
      ENTRY(w33_a_dynamic_thread_ends_after_its_idle_time_and_a_static_one_never),
      ENTRY(w44_per_priority_a_higher_item_preempts_the_worker_of_a_lower_one),
      ENTRY(w43_globally_a_higher_item_is_taken_before_older_lower_ones),
      ENTRY(w50_a_flood_of_computing_items_needs_one_spare_thread),
      ENTRY(w51_a_pool_of_blocking_items_grows_at_the_speed_of_creation),
      ENTRY(w52_at_the_maximum_the_deadlock_timer_adds_one_thread_and_no_more),
      ENTRY(w53_idle_workers_are_removed_by_the_reaper))
