/*
 * Rules that are a choice (rules.def: PARAMETER): each key switched, and its effect in numbers.
 *
 * No overheads. A tick is 15.625 ms; a second is exactly 64 of them.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(windows, machine, more)                                                        \
    "wtsim: 1\nscenario: story\nwindows: " windows "\nmachine: {costs: none, " machine "}\n"  \
    more
#define WDM "drivers:\n  d:\n    framework: wdm\n    events: {never: synchronization}\n"

/* ---- interrupts, DPCs, threads --------------------------------------------------------------- */

#define FOUR(affinity)                                                                      \
    HEAD("11", "processors: 3", "run: {duration: 10ms}\n")                                  \
    "drivers:\n  d:\n    interrupts:\n"                                                     \
    "      busy: {irql: 8, processors: [0], arrivals: {at: [500us]}, isr: [run: 9ms]}\n"     \
    "      m: {irql: 5, trigger: message, affinity: " affinity ", arrivals: {at: ["         \
    "1ms, 2ms, 3ms, 4ms]}, isr: [run: 100us]}\n"

static void check_runs(const char *text, uint64_t first, uint64_t second, uint64_t third)
{
    void **lab_state = NULL;
    struct story s;

    story_run(&s, text);
    CHECK_INT(story_count(&s, "processor.0.interrupts"), ==, first);
    CHECK_INT(story_count(&s, "processor.1.interrupts"), ==, second);
    CHECK_INT(story_count(&s, "processor.2.interrupts"), ==, third);
    story_end(&s);
}

TEST(i19_the_strategy_chooses_the_processor_of_an_interrupt)
{
    (void)lab_state;
    /* Processor 0 is in the other device's ISR from 0.5 to 9.5 ms. fixed: all four pend there and
       are one; round_robin: 0, 1, 2 and, merged with the first, 0; least_irql: never 0. */
    check_runs(FOUR("fixed"), 2, 0, 0);
    check_runs(FOUR("least_irql"), 1, 4, 0);
}

#define LOW(limits)                                                                         \
    HEAD("11", "processors: 1, dpc: " limits, "run: {duration: 40ms}\n")                    \
    "threads: {hog: {steps: [run: 1h]}}\n"                                                  \
    "drivers:\n  d:\n    dpcs: {a: {callback: [run: 1us], importance: low}}\n"               \
    "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: a]}}\n"

TEST(d11_depth_and_rate_limits_decide_when_a_low_dpc_starts)
{
    /* Rate 0 is below the minimum of 3: at once. */
    CHECK_INT(story_only(LOW("{}"), "d.a.queue_latency", 0), ==, 0);
    /* No minimum rate: it waits for the tick, 15.625 - 1; with a depth limit of 1 it reaches it. */
    CHECK_INT(story_only(LOW("{minimum_rate: 0}"), "d.a.queue_latency", 0), ==, 14625 * US);
    CHECK_INT(story_only(LOW("{minimum_rate: 0, maximum_depth: 1}"), "d.a.queue_latency", 0), ==,
              0);
}

#define LONG_DPC(windows, watchdog)                                                         \
    HEAD(windows, "processors: 1, watchdog: " watchdog, "run: {duration: 30s}\n")           \
    "drivers:\n  d:\n    dpcs: {x: {callback: [run: 1h]}}\n"                                 \
    "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: x]}}\n"

TEST(u7_u9_u10_the_watchdog_bites_by_version_or_as_written)
{
    struct story s;

    /* More than 1280 ticks since 1 ms: 1281 are 20.015625 s; found at tick 1282. */
    story_run(&s, LONG_DPC("11", "{}"));
    CHECK_INT(s.end.bug_check, ==, 0x133);
    CHECK_INT(s.end.end_at, ==, 1282 * (uint64_t)15625 * US);
    CHECK_INT(s.seen->findings[0].parameters[1], ==, 0x501);
    CHECK_INT(s.seen->findings[0].parameters[2], ==, 0x500);
    story_end(&s);
    /* Windows 8: more than 642 ticks, found at tick 644. */
    story_run(&s, LONG_DPC("8", "{}"));
    CHECK_INT(s.end.end_at, ==, 644 * (uint64_t)15625 * US);
    story_end(&s);
    story_run(&s, LONG_DPC("11", "{single: 0s, cumulative: 0s}"));
    CHECK_INT(s.end.bug_check, ==, 0);
    story_end(&s);
}

TEST(u8_the_cumulative_watchdog_counts_isrs_as_well)
{
    struct story s;

    /* 1 s is 64 ticks; 65 are 1.015625 s, since 1 ms; found at tick 66. */
    story_run(&s, HEAD("11", "processors: 1, watchdog: {single: 0s, cumulative: 1s}",
                       "run: {duration: 3s}\n")
              "drivers:\n  d:\n    interrupts:\n"
              "      x: {irql: 5, arrivals: {at: [1ms]}, isr: [run: 2s]}\n");
    CHECK_INT(s.end.bug_check, ==, 0x133);
    CHECK_INT(s.seen->findings[0].parameters[0], ==, 1);
    CHECK_INT(s.end.end_at, ==, 66 * (uint64_t)15625 * US);
    story_end(&s);
}

#define EQUALS(windows, machine)                                                            \
    HEAD(windows, "processors: 1" machine, "run: {duration: 1s}\n")                         \
    "threads:\n  a: {steps: [run: 1h]}\n  b: {steps: [run: 1h]}\n"

TEST(t6_the_quantum_is_that_of_the_edition_or_as_written)
{
    CHECK_INT(story_only(EQUALS("11", ""), "thread.b.ready", 0), ==, 31250 * US);   /*  2 ticks */
    CHECK_INT(story_only(EQUALS("2022", ""), "thread.b.ready", 0), ==, 187500 * US); /* 12 ticks */
    CHECK_INT(story_only(EQUALS("11", ", quantum: 4"), "thread.b.ready", 0), ==, 62500 * US);
}

#define STARVED(machine)                                                                    \
    HEAD("11", "processors: 1" machine, "run: {duration: 6s}\n")                            \
    "threads:\n  hog: {priority: 13, steps: [run: 1h]}\n"                                    \
    "  victim: {priority: 8, steps: [run: 1h]}\n"

TEST(u5_how_long_a_thread_starves_before_its_rescue_can_be_chosen)
{
    CHECK_INT(story_only(STARVED(""), "thread.victim.ready", 0), ==, 4 * (uint64_t)S);
    CHECK_INT(story_only(STARVED(", rescue_after: 2s"), "thread.victim.ready", 0), ==,
              2 * (uint64_t)S);
    CHECK_INT(story_only(STARVED(", starvation_rescue: false"), "thread.victim.ready", 0), ==,
              UINT64_MAX);
}

#define PAIRS(machine)                                                                      \
    HEAD("11", "processors: 2" machine, "run: {duration: 6s}\n")                            \
    "threads:\n"                                                                            \
    "  hog_0: {priority: 13, processors: [0], steps: [run: 1h]}\n"                          \
    "  hog_1: {priority: 13, processors: [1], steps: [run: 1h]}\n"                          \
    "  victim_0: {priority: 8, processors: [0], steps: [run: 1h]}\n"                        \
    "  victim_1: {priority: 8, processors: [1], steps: [run: 1h]}\n"

TEST(u5_the_rescue_visits_all_processors_or_one_each_second)
{
    /* Passes at 4 s and 5 s: the k-th second visits processor k modulo 2. */
    CHECK_INT(story_only(PAIRS(""), "thread.victim_0.ready", 0), ==, 4 * (uint64_t)S);
    CHECK_INT(story_only(PAIRS(""), "thread.victim_1.ready", 0), ==, 4 * (uint64_t)S);
    CHECK_INT(story_only(PAIRS(", rescue_processors: one"), "thread.victim_0.ready", 0), ==,
              4 * (uint64_t)S);
    CHECK_INT(story_only(PAIRS(", rescue_processors: one"), "thread.victim_1.ready", 0), ==,
              5 * (uint64_t)S);
}

TEST(u5_a_rescue_lasts_four_thirds_of_a_tick_or_as_written)
{
    /* 20.83 ms are over at the second tick, 15.625 ms at the first. */
    CHECK_INT(story_only(STARVED(""), "thread.hog.ready", 1), ==, 31250 * US);
    CHECK_INT(story_only(STARVED(", rescue_quantum: 3"), "thread.hog.ready", 1), ==, 15625 * US);
}

/* ---- pools ----------------------------------------------------------------------------------- */

#define TWO(pool)                                                                           \
    HEAD("7", "processors: 2", "pool: " pool "\nrun: {duration: 100ms}\n") WDM              \
    "    work_items: {i: {callback: [run: 10ms], instances: 2}}\n"                           \
    "    sources: {go: {arrivals: {at: [0s]}, steps: [IoQueueWorkItem: i, "                  \
    "IoQueueWorkItem: i]}}\n"

TEST(w10_the_concurrency_limit_can_be_less_than_the_processors)
{
    CHECK_INT(story_only(TWO("{}"), "d.i.queue_latency", 1), ==, 0);
    CHECK_INT(story_only(TWO("{maximum_concurrency: 1}"), "d.i.queue_latency", 1), ==, 10 * MS);
}

TEST(w23_the_registry_adds_static_threads)
{
    struct story s;

    story_run(&s, TWO("{delayed: {threads: 7, additional: 2}}"));
    CHECK_INT(story_most(&s, "pool.delayed.threads"), ==, 9);
    story_end(&s);
}

#define STALL(pool, balance, more)                                                          \
    HEAD("7", "processors: 1", "pool: " pool "\nbalance: " balance                          \
         "\nrun: {duration: 3900ms}\n" more) WDM                                            \
    "    work_items: {i: {callback: Block, instances: 8}}\n"                                 \
    "    sources:\n"                                                                        \
    "      first: {arrivals: {at: [0s]}, steps: [{repeat: 7, steps: [IoQueueWorkItem: i]}]}\n" \
    "      last: {arrivals: {at: [300ms]}, steps: [IoQueueWorkItem: i]}\n"                   \
    "    callbacks: {Block: [KeWaitForSingleObject: never]}\n"

TEST(w26_the_period_of_the_balance_manager_can_be_chosen)
{
    /* Passes at 0.5 s (sees the item) and 1.0 s (creates): 1.0 - 0.3. By default at 2.0 s. */
    CHECK_INT(story_only(STALL("{delayed: {threads: 7}}", "{period: 500ms}", ""),
                         "d.i.queue_latency", 7), ==, 700 * MS);
    CHECK_INT(story_only(STALL("{delayed: {threads: 7}}", "{}", ""), "d.i.queue_latency", 7), ==,
              1700 * MS);
}

#define HOG "threads: {hog: {priority: 15, arrivals: {at: [500ms]}, steps: [run: 1h]}}\n"

TEST(w28_a_balance_manager_above_the_hog_creates_a_thread)
{
    struct story s;

    story_run(&s, STALL("{delayed: {threads: 7}}", "{}", HOG));
    CHECK_INT(story_count(&s, "pool.delayed.threads_created"), ==, 0);
    story_end(&s);
    story_run(&s, STALL("{delayed: {threads: 7}}", "{priority: 16}", HOG));
    /* The passes of 2 s and 3 s: the new threads wait behind the hog, so nothing is taken. */
    CHECK_INT(story_count(&s, "pool.delayed.threads_created"), ==, 2);
    story_end(&s);
}

TEST(w38_windows_8_takes_the_thread_counts_of_windows_7_as_written)
{
    struct story s;

    story_run(&s, HEAD("8", "processors: 1", "pool: {legacy: {static: {delayed: 3}}}\n"
                       "run: {duration: 10ms}\n") WDM
              "    work_items: {i: {callback: [run: 1ms]}}\n"
              "    sources: {go: {arrivals: {at: [0s]}, steps: [IoQueueWorkItem: i]}}\n");
    CHECK_INT(story_most(&s, "pool.delayed.threads"), ==, 3);
    story_end(&s);
}

#define SMALL(pool)                                                                         \
    HEAD("11", "processors: 2", "pool: " pool "\nrun: {duration: 500ms}\n") WDM             \
    "    work_items: {io: {callback: [wait: 100ms]}, ex: {callback: [run: 1ms]}}\n"          \
    "    sources:\n"                                                                        \
    "      one: {arrivals: {at: [0s]}, steps: [IoQueueWorkItem: io]}\n"                      \
    "      two: {arrivals: {at: [1ms]}, steps: [ExQueueWorkItem: ex]}\n"

TEST(w42_w47_a_full_io_pool_holds_executive_items_back_only_where_they_share_it)
{
    CHECK_INT(story_only(SMALL("{modern: {max_threads: 1}}"), "d.ex.queue_latency", 0), ==, 0);
    CHECK_INT(story_only(SMALL("{modern: {max_threads: 1}, separate_io_pool: false}"),
                         "d.ex.queue_latency", 0), ==, 99 * MS);   /* 100 - 1 */
}

TEST(w46_a_minimum_of_threads_exists_from_the_start)
{
    struct story s;

    story_run(&s, SMALL("{}"));
    CHECK_INT(story_most(&s, "pool.io.threads"), ==, 1);
    story_end(&s);
    story_run(&s, SMALL("{modern: {min_threads: 4}}"));
    CHECK_INT(story_most(&s, "pool.io.threads"), ==, 4);
    CHECK_INT(story_count(&s, "pool.io.threads_created"), ==, 0);
    story_end(&s);
}

TESTS(ENTRY(i19_the_strategy_chooses_the_processor_of_an_interrupt),
      ENTRY(d11_depth_and_rate_limits_decide_when_a_low_dpc_starts),
      ENTRY(u7_u9_u10_the_watchdog_bites_by_version_or_as_written),
      ENTRY(u8_the_cumulative_watchdog_counts_isrs_as_well),
      ENTRY(t6_the_quantum_is_that_of_the_edition_or_as_written),
      ENTRY(u5_how_long_a_thread_starves_before_its_rescue_can_be_chosen),
      ENTRY(u5_the_rescue_visits_all_processors_or_one_each_second),
      ENTRY(u5_a_rescue_lasts_four_thirds_of_a_tick_or_as_written),
      ENTRY(w10_the_concurrency_limit_can_be_less_than_the_processors),
      ENTRY(w23_the_registry_adds_static_threads),
      ENTRY(w26_the_period_of_the_balance_manager_can_be_chosen),
      ENTRY(w28_a_balance_manager_above_the_hog_creates_a_thread),
      ENTRY(w38_windows_8_takes_the_thread_counts_of_windows_7_as_written),
      ENTRY(w42_w47_a_full_io_pool_holds_executive_items_back_only_where_they_share_it),
      ENTRY(w46_a_minimum_of_threads_exists_from_the_start))
