/*
 * Boosts: what a signal, a lock or a waiter does to priorities, and how it wears off.
 *
 * No overheads. The clock ticks every 15.625 ms; a quantum on a client is two ticks, six units of a
 * third of a tick (5.208333 ms). A wait costs one unit.
 */
#include "model/rules/increments.h"
#include "scenarios/language/schema.h"
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(windows, machine, duration)                                                    \
    "wtsim: 1\nscenario: story\nwindows: " windows "\n"                                      \
    "machine: {processors: 1, costs: none" machine "}\n"                                     \
    "run: {duration: " duration "}\n"

/* The waiter runs at 0 and waits; the hog comes at 1 ms; the signal at 2 ms. */
#define WOKEN(machine, waiter, hog, increment)                                              \
    HEAD("11", machine, "3s")                                                                \
    "drivers:\n  d:\n    framework: wdm\n"                                                   \
    "    events: {e: synchronization}\n"                                                     \
    "    sources: {go: {arrivals: {at: [2ms]}, steps: [KeSetEvent: {event: e, increment: "   \
        increment "}]}}\n"                                                                   \
    "    threads:\n"                                                                         \
    "      waiter: {" waiter ", steps: [KeWaitForSingleObject: e, run: 1s]}\n"               \
    "      hog: {priority: " hog ", arrivals: {at: [1ms]}, steps: [run: 1s]}\n"

TEST(t12_a_signal_lifts_who_waits_by_its_increment)
{
    /* 8 + 2 is above 9: at once. */
    CHECK_INT(story_only(WOKEN("", "priority: 8", "9", "2"), "d.waiter.ready", 1), ==, 0);
    CHECK_INT(story_only(WOKEN("", "priority: 8", "9", "IO_NETWORK_INCREMENT"), "d.waiter.ready",
                         1), ==, 0);
    /* 8 + 1 equals 9: when the hog's quantum is over. It has waited for its arrival, 5.208, and
       runs since 1 ms: over at tick 2, 31.25; - 2. */
    CHECK_INT(story_only(WOKEN("", "priority: 8", "9", "EVENT_INCREMENT"), "d.waiter.ready", 1),
              ==, 29250 * US);
    /* 8 is below: when the hog has ended, at 1.001 s. */
    CHECK_INT(story_only(WOKEN("", "priority: 8", "9", "IO_NO_INCREMENT"), "d.waiter.ready", 1),
              ==, 999 * MS);
}

TEST(t13_a_boost_wears_off_by_a_level_per_quantum)
{
    struct story s;

    story_run(&s, WOKEN("", "priority: 8", "9", "2"));
    /* The waiter has a new quantum less one unit, and runs at 10 from 2 ms on: at tick 2 (31.25) it
       has used 5.208 + 29.25 of 31.25. At 9 it goes behind the hog, which waited 29.25. */
    CHECK_INT(story_value(&s, "d.hog.ready", 1), ==, 29250 * US);
    /* The hog has used 5.208 + 1 and is over at tick 4 (62.5): it keeps 9, its base, and the waiter
       at 9 takes its turn. */
    CHECK_INT(story_value(&s, "d.waiter.ready", 2), ==, 31250 * US);
    CHECK_INT(story_count(&s, "d.waiter.boosts"), ==, 1);
    story_end(&s);
}

TEST(t10_no_boost_goes_above_15_and_none_is_for_base_14_or_more)
{
    CHECK_INT(story_only(WOKEN("", "priority: 13", "14", "8"), "d.waiter.ready", 1), ==, 0);
    /* The hog runs since 1 ms with a whole quantum: not over at tick 2 (30.25), at tick 3 it is:
       46.875 - 2. */
    CHECK_INT(story_only(WOKEN("", "priority: 13", "15", "8"), "d.waiter.ready", 1), ==,
              44875 * US);
    CHECK_INT(story_only(WOKEN("", "priority: 14", "14", "8"), "d.waiter.ready", 1), ==,
              44875 * US);
    CHECK_INT(story_only(WOKEN("", "priority: 16", "16", "8"), "d.waiter.ready", 1), ==,
              44875 * US);
}

TEST(t10_a_foreground_thread_is_lifted_further_and_loses_that_at_once)
{
    struct story s;

    story_run(&s, WOKEN("", "priority: 8, foreground: true", "9", "0"));
    CHECK_INT(story_value(&s, "d.waiter.ready", 1), ==, 0);     /* 8 + 0 + 2 */
    /* Its quantum is 18 units, 93.75 ms; one unit is gone. At tick 6 (93.75) it has used 5.208 +
       91.75: over, and from 10 straight to 8, below the hog. */
    CHECK_INT(story_value(&s, "d.hog.ready", 1), ==, 91750 * US);
    CHECK_INT(story_value(&s, "d.waiter.ready", 2), ==, 999 * MS); /* while the hog runs the rest */
    story_end(&s);

    CHECK_INT(story_only(WOKEN(", separation: 0", "priority: 8, foreground: true", "9", "0"),
                         "d.waiter.ready", 1), ==, 999 * MS);
}

TEST(t10_each_wait_costs_a_third_of_a_tick_of_the_quantum)
{
    /* a waits three times, 15.625 ms, before it runs on from 3 ms: at tick 2 it has used 15.625 +
       28.25 = 43.875. (Without that it would go on to tick 3.) 31.25 - 4 = 27.25. */
    CHECK_INT(story_only(HEAD("11", "", "200ms")
                         "threads:\n"
                         "  a: {priority: 8, steps: [wait: 1ms, wait: 1ms, wait: 1ms, run: 1s]}\n"
                         "  b: {priority: 8, arrivals: {at: [4ms]}, steps: [run: 1s]}\n",
                         "thread.b.ready", 0), ==, 27250 * US);
}

TEST(t6_the_table_of_quanta_decides_how_long_a_turn_is)
{
#define TURNS(machine)                                                                       \
    HEAD("11", machine, "1s") "threads:\n  a: {steps: [run: 2s]}\n  b: {steps: [run: 2s]}\n"

    CHECK_INT(story_only(TURNS(""), "thread.b.ready", 0), ==, 31250 * US);
    CHECK_INT(story_only(TURNS(", quanta: long_variable"), "thread.b.ready", 0), ==, 62500 * US);
    CHECK_INT(story_only(TURNS(", quanta: short_fixed"), "thread.b.ready", 0), ==, 93750 * US);
    CHECK_INT(story_only(TURNS(", quanta: long_fixed"), "thread.b.ready", 0), ==, 187500 * US);
    CHECK_INT(story_only(TURNS(", quanta: long_fixed, quantum: 1"), "thread.b.ready", 0), ==,
              15625 * US);
#undef TURNS
}

TEST(t1_class_and_relative_priority_make_the_base)
{
    struct story s;

    story_parse(&s, "wtsim: 1\nscenario: story\nrun: {duration: 1ms}\nthreads:\n"
                "  a: {steps: [run: 1us]}\n"
                "  b: {class: high, relative: lowest, steps: [run: 1us]}\n"
                "  c: {class: real_time, relative: time_critical, steps: [run: 1us]}\n"
                "  d: {class: idle, relative: time_critical, steps: [run: 1us]}\n"
                "  e: {class: below_normal, relative: idle, steps: [run: 1us]}\n"
                "  f: {class: real_time, relative: above_normal, steps: [run: 1us]}\n");
    CHECK_INT(s.scenario.plan.threads[0].priority, ==, 8);
    CHECK_INT(s.scenario.plan.threads[1].priority, ==, 11);     /* 13 - 2 */
    CHECK_INT(s.scenario.plan.threads[2].priority, ==, 31);
    CHECK_INT(s.scenario.plan.threads[3].priority, ==, 15);
    CHECK_INT(s.scenario.plan.threads[4].priority, ==, 1);
    CHECK_INT(s.scenario.plan.threads[5].priority, ==, 25);     /* 24 + 1 */
    sim_arena_deinit(&s.arena);
}

/* ---- priorities that are set ----------------------------------------------------------------- */

#define SETS(call)                                                                          \
    HEAD("11", "", "3s")                                                                     \
    "drivers:\n  d:\n    framework: wdm\n"                                                   \
    "    threads:\n"                                                                         \
    "      a: {priority: 8, steps: [" call ", run: 1s]}\n"                                   \
    "      b: {priority: 11, arrivals: {at: [1ms]}, steps: [run: 1ms]}\n"

TEST(t8_a_priority_that_is_set_wears_off_and_a_base_that_is_set_stays)
{
    /* 12 for a quantum, over at tick 2 (31.25): then 11, and b's turn. */
    CHECK_INT(story_only(SETS("KeSetPriorityThread: 12"), "d.b.ready", 0), ==, 30250 * US);
    CHECK_INT(story_only(SETS("KeSetBasePriorityThread: 4"), "d.b.ready", 0), ==, 999 * MS);
    CHECK_INT(story_only(SETS("KeSetPriorityThread: 16"), "d.b.ready", 0), ==, 999 * MS);
    CHECK_INT(story_only(SETS("run: 0us"), "d.b.ready", 0), ==, 0);
}

TEST(t2_a_ready_thread_that_is_lifted_preempts_before_the_next_step)
{
    struct story s;

    story_run(&s, HEAD("11", "", "100ms")
              "drivers:\n  d:\n    framework: wdm\n"
              "    threads:\n"
              "      a: {priority: 8, steps: [run: 5ms, "
              "KeSetPriorityThread: {thread: c, priority: 10}, run: 5ms]}\n"
              "      c: {priority: 4, steps: [run: 3ms]}\n");
    CHECK_INT(story_value(&s, "d.c.ready", 0), ==, 5 * MS);
    CHECK_INT(story_value(&s, "d.a.ready", 1), ==, 3 * MS);
    story_end(&s);
}

TEST(t2_a_running_thread_that_is_lowered_makes_way)
{
    struct story s;

    story_run(&s, HEAD("11", "", "100ms")
              "drivers:\n  d:\n    framework: wdm\n"
              "    threads:\n"
              "      a: {priority: 8, steps: [run: 5ms, KeSetPriorityThread: 3, run: 5ms]}\n"
              "      c: {priority: 4, steps: [run: 3ms]}\n");
    CHECK_INT(story_value(&s, "d.c.ready", 0), ==, 5 * MS);
    CHECK_INT(story_value(&s, "d.a.ready", 1), ==, 3 * MS);
    story_end(&s);
}

/* ---- locks ----------------------------------------------------------------------------------- */

/* a holds the mutex and waits for 2 ms; b waits for it; a gives it back at 3 ms and runs on. */
#define HANDS(windows)                                                                      \
    HEAD(windows, "", "100ms")                                                               \
    "drivers:\n  d:\n    framework: wdm\n"                                                   \
    "    locks: {l: fast_mutex}\n"                                                           \
    "    threads:\n"                                                                         \
    "      a: {priority: 10, steps: [ExAcquireFastMutex: l, wait: 2ms, run: 1ms, "           \
    "ExReleaseFastMutex: l, run: 5ms]}\n"                                                    \
    "      b: {priority: 8, steps: [ExAcquireFastMutex: l, run: 1ms, "                       \
    "ExReleaseFastMutex: l]}\n"

TEST(t11_who_is_handed_a_lock_is_lifted_above_who_hands_it_over)
{
    struct story s;

    story_run(&s, HANDS("7"));
    CHECK_INT(story_value(&s, "d.b.ready", 1), ==, 0);          /* 10 + 1: it preempts a */
    CHECK_INT(story_value(&s, "d.a.ready", 2), ==, 1 * MS);
    story_end(&s);
    CHECK_INT(story_only(HANDS("11"), "d.b.ready", 1), ==, 5 * MS);
}

/* low has the lock and runs 10 ms; middle comes at 1 ms for 50 ms; high wants the lock at 2 ms. */
#define INVERTS(windows, machine, lock, take, give)                                         \
    HEAD(windows, machine, "200ms")                                                          \
    "drivers:\n  d:\n    framework: wdm\n"                                                   \
    "    locks: {l: " lock "}\n"                                                             \
    "    events: {l_event: {kind: synchronization, signalled: true}}\n"                      \
    "    threads:\n"                                                                         \
    "      low: {priority: 4, steps: [KeEnterCriticalRegion, " take ", run: 10ms, " give     \
        ", KeLeaveCriticalRegion, run: 1ms]}\n"                                              \
    "      middle: {priority: 8, arrivals: {at: [1ms]}, steps: [run: 50ms]}\n"               \
    "      high: {priority: 12, arrivals: {at: [2ms]}, steps: [KeEnterCriticalRegion, " take \
        ", run: 1ms, " give ", KeLeaveCriticalRegion]}\n"

TEST(t15_the_owner_of_a_tracked_lock_has_the_priority_of_who_waits_for_it)
{
    struct story s;

    story_run(&s, INVERTS("11", "", "push_lock", "ExAcquirePushLockExclusive: l",
                          "ExReleasePushLockExclusive: l"));
    /* low goes on at 12 from 2 ms for its 9, and is at 4 again when it gives the lock back. */
    CHECK_INT(story_value(&s, "d.high.wait", 1), ==, 9 * MS);
    CHECK_INT(story_value(&s, "d.middle.ready", 1), ==, 10 * MS);   /* 2-12: low, then high */
    /* low runs its last millisecond when middle has had its 49 more: 12 + 49 - 11. */
    CHECK_INT(story_value(&s, "d.low.ready", 2), ==, 50 * MS);
    story_end(&s);
    CHECK_INT(story_only(INVERTS("8", "", "fast_mutex", "ExAcquireFastMutexUnsafe: l",
                                 "ExReleaseFastMutexUnsafe: l"), "d.high.wait", 1), ==, 9 * MS);
    CHECK_INT(story_only(INVERTS("11", "", "resource", "ExAcquireResourceExclusiveLite: l",
                                 "ExReleaseResourceLite: l"), "d.high.wait", 1), ==, 9 * MS);
}

TEST(t15_before_windows_8_or_with_an_event_there_is_no_relief)
{
    /* middle runs from 1 to 51 ms, low's 9 ms follow: 60 - 2. */
    CHECK_INT(story_only(INVERTS("7", "", "fast_mutex", "ExAcquireFastMutexUnsafe: l",
                                 "ExReleaseFastMutexUnsafe: l"), "d.high.wait", 1), ==, 58 * MS);
    CHECK_INT(story_only(INVERTS("11", ", autoboost: false", "guarded_mutex",
                                 "KeAcquireGuardedMutex: l", "KeReleaseGuardedMutex: l"),
                         "d.high.wait", 1), ==, 58 * MS);
    CHECK_INT(story_only(INVERTS("11", "", "spin_lock", "KeWaitForSingleObject: l_event",
                                 "KeSetEvent: l_event"), "d.high.wait", 1), ==, 58 * MS);
}

TEST(t15_a_writer_lifts_every_reader_and_a_chain_is_followed)
{
    struct story s;

    story_run(&s, HEAD("11", "", "200ms")
              "drivers:\n  d:\n    framework: wdm\n"
              "    locks: {r: resource, g: guarded_mutex}\n"
              "    threads:\n"
              "      low: {priority: 4, steps: [KeEnterCriticalRegion, "
              "ExAcquireResourceSharedLite: r, run: 10ms, ExReleaseResourceLite: r, "
              "KeLeaveCriticalRegion]}\n"
              "      next: {priority: 6, arrivals: {at: [1ms]}, steps: ["
              "KeAcquireGuardedMutex: g, ExAcquireResourceExclusiveLite: r, run: 1ms, "
              "ExReleaseResourceLite: r, KeReleaseGuardedMutex: g]}\n"
              "      middle: {priority: 8, arrivals: {at: [2ms]}, steps: [run: 50ms]}\n"
              "      high: {priority: 12, arrivals: {at: [3ms]}, steps: ["
              "KeAcquireGuardedMutex: g, run: 1ms, KeReleaseGuardedMutex: g]}\n");
    /* high waits for next, next for low: low's 8 ms left of 10, then next's 1: 3 + 8 + 1 = 12. */
    CHECK_INT(story_value(&s, "d.high.wait", 1), ==, 9 * MS);
    story_end(&s);
}

/* ---- T20 ------------------------------------------------------------------------------------- */

#define FOLLOWED(wait)                                                                      \
    HEAD("11", "", "100ms")                                                                  \
    "drivers:\n  d:\n    framework: wdm\n"                                                   \
    "    events: {e: synchronization, f: synchronization}\n"                                 \
    "    threads:\n"                                                                         \
    "      b: {priority: 12, steps: [KeWaitForSingleObject: e, run: 2ms, KeSetEvent: f]}\n"  \
    "      a: {priority: 8, steps: [run: 1ms, KeSetEvent: {event: e, wait: " wait "}, "      \
    "KeWaitForSingleObject: f, run: 1ms]}\n"

TEST(t20_a_signal_that_a_wait_follows_is_no_preemption)
{
    struct story s;

    story_run(&s, FOLLOWED("false"));
    CHECK_INT(story_value(&s, "d.a.ready", 1), ==, 2 * MS);     /* pre-empted inside KeSetEvent */
    CHECK_INT(story_count(&s, "d.a.wait"), ==, 0);              /* f is signalled by then       */
    story_end(&s);

    story_run(&s, FOLLOWED("true"));
    CHECK_INT(story_value(&s, "d.a.wait", 0), ==, 2 * MS);
    CHECK_INT(story_value(&s, "d.a.ready", 1), ==, 0);
    CHECK_INT(s.seen->finding_count, ==, 0);
    CHECK_INT(s.seen->irql_ns[0][2], ==, 0);                    /* no time passes in between    */
    story_end(&s);
}

TEST(t12_every_device_type_of_the_language_has_its_increment)
{
    uint32_t count;
    const char *const *words = scn_schema_words(SCN_KEY_DRIVER_device_type, &count);

    CHECK_INT(count, ==, 12);
    for (uint32_t i = 0; i < count; i++) {
        CHECK(mdl_increments_of_device(words[i]) != NULL);
    }
    CHECK_INT(mdl_increments_of_device("disk")->value, ==, 1);
    CHECK_INT(mdl_increments_of_device("sound")->value, ==, 8);
}

TESTS(ENTRY(t12_every_device_type_of_the_language_has_its_increment),
      ENTRY(t12_a_signal_lifts_who_waits_by_its_increment),
      ENTRY(t13_a_boost_wears_off_by_a_level_per_quantum),
      ENTRY(t10_no_boost_goes_above_15_and_none_is_for_base_14_or_more),
      ENTRY(t10_a_foreground_thread_is_lifted_further_and_loses_that_at_once),
      ENTRY(t10_each_wait_costs_a_third_of_a_tick_of_the_quantum),
      ENTRY(t6_the_table_of_quanta_decides_how_long_a_turn_is),
      ENTRY(t1_class_and_relative_priority_make_the_base),
      ENTRY(t8_a_priority_that_is_set_wears_off_and_a_base_that_is_set_stays),
      ENTRY(t2_a_ready_thread_that_is_lifted_preempts_before_the_next_step),
      ENTRY(t2_a_running_thread_that_is_lowered_makes_way),
      ENTRY(t11_who_is_handed_a_lock_is_lifted_above_who_hands_it_over),
      ENTRY(t15_the_owner_of_a_tracked_lock_has_the_priority_of_who_waits_for_it),
      ENTRY(t15_before_windows_8_or_with_an_event_there_is_no_relief),
      ENTRY(t15_a_writer_lifts_every_reader_and_a_chain_is_followed),
      ENTRY(t20_a_signal_that_a_wait_follows_is_no_preemption))
