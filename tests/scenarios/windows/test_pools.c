/*
 * Worker pools: the conformance checks W200-W204 and W210, with zero costs.
 *
 * `block` items wait for an event that nobody sets. The balance manager passes at 1 s, 2 s, 3 s:
 * a second is exactly 64 ticks of 15.625 ms.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(windows, processors, pool, duration)                                          \
    "wtsim: 1\nscenario: story\nwindows: " windows "\n"                                     \
    "machine: {processors: " processors ", costs: none}\npool: " pool "\n"                  \
    "run: {duration: " duration "}\n"

TEST(w200_the_second_pass_that_sees_the_item_adds_a_thread)
{
    struct story s;

    story_run(&s, HEAD("7", "1", "{delayed: {threads: 7}}", "10s")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    events: {never: synchronization}\n"
              "    work_items: {block: {callback: Block, instances: 7}, late: {callback: Late}}\n"
              "    sources:\n"
              "      first: {arrivals: {at: [0s]}, steps: [{repeat: 7, steps: ["
              "IoQueueWorkItem: block]}]}\n"
              "      then: {arrivals: {at: [300ms]}, steps: [IoQueueWorkItem: late]}\n"
              "    callbacks:\n"
              "      Block: [KeWaitForSingleObject: never]\n"
              "      Late: [run: 1ms]\n");
    /* Pass 1 at 1 s: recorded depth was 0. Pass 2 at 2 s: depth 1, nothing taken: one thread.
       2.0 - 0.3 = 1.7 s. */
    CHECK_INT(story_count(&s, "d.block.queue_latency"), ==, 7);
    CHECK_INT(story_value(&s, "d.late.queue_latency", 0), ==, 1700 * (uint64_t)MS);
    CHECK_INT(story_count(&s, "pool.delayed.threads_created"), ==, 1);
    story_end(&s);
}

TEST(w201_a_stalled_queue_gets_a_thread_every_two_seconds_sixteen_in_all)
{
    struct story s;

    story_run(&s, HEAD("7", "1", "{delayed: {threads: 7}}", "60s")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    events: {never: synchronization}\n"
              "    work_items: {block: {callback: Block, instances: 7}, "
              "more: {callback: Block, instances: 30}}\n"
              "    sources:\n"
              "      first: {arrivals: {at: [0s]}, steps: [{repeat: 7, steps: ["
              "IoQueueWorkItem: block]}]}\n"
              "      then: {arrivals: {at: [300ms]}, steps: [{repeat: 30, steps: ["
              "IoQueueWorkItem: more]}]}\n"
              "    callbacks:\n"
              "      Block: [KeWaitForSingleObject: never]\n");
    /* The manager outranks the new thread on the one processor, so its snapshot is taken before
       the thread takes its item: the next pass sees progress. Threads at 2, 4, 6 ... 32 s. */
    for (uint32_t k = 0; k < 16; k++) {
        CHECK_INT(story_value(&s, "d.more.queue_latency", k), ==,
                  (2 * (k + 1)) * (uint64_t)S - 300 * (uint64_t)MS);
    }
    CHECK_INT(story_count(&s, "d.more.queue_latency"), ==, 16);
    CHECK_INT(story_waiting(&s, "d.more.queue_latency"), ==, 14);   /* 30 - 16: never */
    CHECK_INT(story_most(&s, "pool.delayed.threads"), ==, 23);      /* W32: 7 + 16   */
    CHECK_INT(story_findings(&s, "F023"), ==, 1);                   /* once, at 33 s */
    story_end(&s);
}

TEST(w202_the_critical_queue_grows_at_once_while_nobody_runs)
{
    struct story s;

    story_run(&s, HEAD("7", "1", "{critical: {threads: 5}}", "900ms")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    events: {never: synchronization}\n"
              "    work_items:\n"
              "      block: {callback: Block, instances: 5, queue: CriticalWorkQueue}\n"
              "      more: {callback: Block, instances: 2, queue: CriticalWorkQueue}\n"
              "    sources:\n"
              "      first: {arrivals: {at: [0s]}, steps: [{repeat: 5, steps: ["
              "IoQueueWorkItem: block]}]}\n"
              "      then: {arrivals: {at: [300ms, 400ms]}, steps: [IoQueueWorkItem: more]}\n"
              "    callbacks:\n"
              "      Block: [KeWaitForSingleObject: never]\n");
    CHECK_INT(story_count(&s, "d.more.queue_latency"), ==, 2);
    CHECK_INT(story_value(&s, "d.more.queue_latency", 0), ==, 0);   /* its own thread at 0.3 s */
    CHECK_INT(story_value(&s, "d.more.queue_latency", 1), ==, 0);   /* and at 0.4 s            */
    CHECK_INT(story_count(&s, "pool.critical.threads_created"), ==, 2);
    story_end(&s);
}

TEST(w202_a_running_item_at_the_limit_keeps_the_critical_queue_from_growing)
{
    struct story s;

    story_run(&s, HEAD("7", "1", "{critical: {threads: 5}}", "1100ms")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    events: {never: synchronization}\n"
              "    work_items:\n"
              "      block: {callback: Block, instances: 5, queue: CriticalWorkQueue}\n"
              "      spin: {callback: Spin, queue: CriticalWorkQueue}\n"
              "      more: {callback: Block, queue: CriticalWorkQueue}\n"
              "    sources:\n"
              "      first: {arrivals: {at: [0s]}, steps: [{repeat: 5, steps: ["
              "IoQueueWorkItem: block]}]}\n"
              "      then: {arrivals: {at: [300ms]}, steps: [IoQueueWorkItem: spin]}\n"
              "      last: {arrivals: {at: [400ms]}, steps: [IoQueueWorkItem: more]}\n"
              "    callbacks:\n"
              "      Block: [KeWaitForSingleObject: never]\n"
              "      Spin: [run: 700ms]\n");
    CHECK_INT(story_value(&s, "d.spin.queue_latency", 0), ==, 0);
    /* current = maximum = 1 until 1.0 s: no thread for the item of 0.4 s; 1.0 - 0.4 = 0.6 s. */
    CHECK_INT(story_value(&s, "d.more.queue_latency", 0), ==, 600 * (uint64_t)MS);
    CHECK_INT(story_count(&s, "pool.critical.threads_created"), ==, 1);
    story_end(&s);
}

TEST(w203_no_thread_helps_when_the_processors_spin)
{
    struct story s;

    story_run(&s, HEAD("7", "2", "{delayed: {threads: 7}}", "30s")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    work_items: {spin: {callback: Spin, instances: 3}}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [0s]}, steps: [{repeat: 3, steps: ["
              "IoQueueWorkItem: spin]}]}\n"
              "    callbacks:\n"
              "      Spin: [run: 1h]\n");
    CHECK_INT(story_count(&s, "d.spin.queue_latency"), ==, 2);
    CHECK_INT(story_waiting(&s, "d.spin.queue_latency"), ==, 1);
    /* Nothing is ever taken, so every pass from the second on adds one: 16 by 17 s, no more. */
    CHECK_INT(story_count(&s, "pool.delayed.threads_created"), ==, 16);
    CHECK_INT(story_most(&s, "pool.delayed.threads"), ==, 23);
    CHECK_INT(story_findings(&s, "F023"), ==, 0);   /* they wait for a place, none is blocked */
    story_end(&s);
}

#define W204(a, b, c)                                                                       \
    HEAD("7", "1", "{delayed: {threads: 3}}", "100ms")                                      \
    "drivers:\n"                                                                            \
    "  d:\n"                                                                                \
    "    framework: wdm\n"                                                                  \
    "    work_items: {a: {callback: A}, b: {callback: B}, c: {callback: C}}\n"              \
    "    sources:\n"                                                                        \
    "      first: {arrivals: {at: [0s]}, steps: [IoQueueWorkItem: a]}\n"                    \
    "      second: {arrivals: {at: [3ms]}, steps: [IoQueueWorkItem: b]}\n"                  \
    "      third: {arrivals: {at: [6ms]}, steps: [IoQueueWorkItem: c]}\n"                   \
    "    callbacks:\n"                                                                      \
    "      A: " a "\n"                                                                      \
    "      B: " b "\n"                                                                      \
    "      C: " c "\n"

TEST(w204_an_item_starts_when_the_one_before_ends)
{
    struct story s;

    story_run(&s, W204("[run: 10ms]", "[run: 1ms]", "[run: 1ms]"));
    CHECK_INT(story_value(&s, "d.b.queue_latency", 0), ==, 7 * MS);   /* 10 - 3            */
    CHECK_INT(story_value(&s, "d.c.queue_latency", 0), ==, 5 * MS);   /* 10 + 1 - 6        */
    story_end(&s);
}

TEST(w204_a_worker_that_blocks_lets_the_next_item_start)
{
    struct story s;

    story_run(&s, W204("[run: 5ms, wait: 2ms, run: 5ms]", "[run: 10ms]", "[run: 1ms]"));
    CHECK_INT(story_value(&s, "d.b.queue_latency", 0), ==, 2 * MS);   /* 5 - 3: A blocks at 5 */
    /* A wakes at 7: two running, limit 1. B ends at 15, A runs 15 to 20; then C: 20 - 6 = 14. */
    CHECK_INT(story_value(&s, "d.c.queue_latency", 0), ==, 14 * MS);
    CHECK_INT(story_value(&s, "d.a.run", 0), ==, 20 * MS);
    story_end(&s);
}

TEST(w210_a_modern_pool_starts_a_hundred_blocking_items_at_once)
{
    struct story s;

    story_run(&s, HEAD("11", "4", "{}", "3s")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    work_items: {io: {callback: Io, instances: 100}}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [0s]}, steps: [{repeat: 100, steps: ["
              "IoQueueWorkItem: io]}]}\n"
              "    callbacks:\n"
              "      Io: [wait: 1s]\n");
    CHECK_INT(story_count(&s, "d.io.queue_latency"), ==, 100);
    for (uint32_t k = 0; k < 100; k++) {
        CHECK_INT(story_value(&s, "d.io.queue_latency", k), ==, 0);   /* creation takes no time */
        CHECK_INT(story_value(&s, "d.io.response", k), ==, 1 * S);
    }
    story_end(&s);
}

TEST(w210_a_legacy_pool_takes_seven_at_a_time)
{
    struct story s;

    story_run(&s, HEAD("7", "4", "{delayed: {threads: 7}}", "20s")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    work_items: {io: {callback: Io, instances: 100}}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [0s]}, steps: [{repeat: 100, steps: ["
              "IoQueueWorkItem: io]}]}\n"
              "    callbacks:\n"
              "      Io: [wait: 1s]\n");
    /* Batches of seven: item k starts at floor(k / 7) s; the last two (98, 99) at 14 s, done at 15.
       Some item is taken in each second, so no rescue thread comes (W30). */
    for (uint32_t k = 0; k < 100; k++) {
        CHECK_INT(story_value(&s, "d.io.queue_latency", k), ==, k / 7 * (uint64_t)S);
    }
    CHECK_INT(story_value(&s, "d.io.response", 99), ==, 15 * (uint64_t)S);
    CHECK_INT(story_count(&s, "pool.delayed.threads_created"), ==, 0);
    story_end(&s);
}

TESTS(ENTRY(w200_the_second_pass_that_sees_the_item_adds_a_thread),
      ENTRY(w201_a_stalled_queue_gets_a_thread_every_two_seconds_sixteen_in_all),
      ENTRY(w202_the_critical_queue_grows_at_once_while_nobody_runs),
      ENTRY(w202_a_running_item_at_the_limit_keeps_the_critical_queue_from_growing),
      ENTRY(w203_no_thread_helps_when_the_processors_spin),
      ENTRY(w204_an_item_starts_when_the_one_before_ends),
      ENTRY(w204_a_worker_that_blocks_lets_the_next_item_start),
      ENTRY(w210_a_modern_pool_starts_a_hundred_blocking_items_at_once),
      ENTRY(w210_a_legacy_pool_takes_seven_at_a_time))
