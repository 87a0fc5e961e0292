/*
 * Waits: for any and for all of several objects, for the end of a thread, for a pulse; what is
 * taken and what is left, and who comes first.
 *
 * No overheads; ticks of 15.625 ms.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(processors)                                                                    \
    "wtsim: 1\nscenario: story\nwindows: 11\n"                                               \
    "machine: {processors: " processors ", costs: none}\n"                                   \
    "run: {duration: 200ms}\n"                                                               \
    "drivers:\n  d:\n    framework: wdm\n"

#define SEVERAL(signals, call)                                                              \
    HEAD("2")                                                                                \
    "    events: {e: synchronization, f: synchronization}\n"                                 \
    "    dpcs: {by_e: {callback: No}, by_f: {callback: No}, late: {callback: No}, "          \
    "left: {callback: No}}\n"                                                                \
    "    sources: {" signals "}\n"                                                           \
    "    threads: {t: {callback: T}}\n"                                                      \
    "    callbacks:\n"                                                                       \
    "      No: [run: 0us]\n"                                                                 \
    "      T:\n"                                                                             \
    "        - " call "\n"                                                                   \
    "        - if: status == STATUS_SUCCESS\n"                                               \
    "          then: [KeInsertQueueDpc: by_e]\n"                                             \
    "        - if: status == STATUS_WAIT_1\n"                                                \
    "          then: [KeInsertQueueDpc: by_f]\n"                                             \
    "        - if: status == STATUS_TIMEOUT\n"                                               \
    "          then: [KeInsertQueueDpc: late]\n"                                             \
    "        - KeWaitForSingleObject: {event: e, timeout: 0ms}\n"                            \
    "          on_success: [KeInsertQueueDpc: left]\n"
#define SETS(name, event, at) name ": {arrivals: {at: [" at "]}, steps: [KeSetEvent: " event "]}"

static void check_ended(void **lab_state, const char *text, uint64_t waited, const char *by)
{
    static const char *const all[] = {"d.by_e.runs", "d.by_f.runs", "d.late.runs"};
    struct story s;

    story_run(&s, text);
    CHECK_INT(story_value(&s, "d.t.wait", 0), ==, waited);
    for (int i = 0; i < 3; i++) {
        CHECK_INT(story_count(&s, all[i]), ==, strcmp(all[i], by) == 0);
    }
    CHECK_INT(story_count(&s, "d.left.runs"), ==, 0);
    story_end(&s);
}

TEST(c1_a_wait_for_any_ends_with_the_first_signal_and_says_which)
{
    check_ended(lab_state, SEVERAL(SETS("a", "f", "2ms"), "KeWaitForMultipleObjects: [e, f]"),
                2 * MS, "d.by_f.runs");
    check_ended(lab_state, SEVERAL(SETS("a", "e", "3ms"), "KeWaitForMultipleObjects: [e, f]"),
                3 * MS, "d.by_e.runs");
}

TEST(c1_each_of_many_objects_has_a_status_of_its_own)
{
    struct story s;

    story_run(&s, HEAD("2")
              "    events: {a: notification, b: notification, c: notification, d: notification, "
              "e: notification,\n      f: notification, g: notification, h: notification, "
              "i: notification, j: notification}\n"
              "    sources: {" SETS("s", "i", "2ms") "}\n"
              "    dpcs: {ninth: {callback: No}}\n"
              "    threads: {t: {callback: T}}\n"
              "    callbacks:\n      No: [run: 0us]\n      T:\n"
              "        - KeWaitForMultipleObjects: [a, b, c, d, e, f, g, h, i, j]\n"
              "        - if: status == STATUS_WAIT_8\n"
              "          then: [KeInsertQueueDpc: ninth]\n");
    CHECK_INT(story_count(&s, "d.ninth.runs"), ==, 1);
    story_end(&s);
}

TEST(c1_a_wait_for_all_takes_nothing_until_it_can_take_everything)
{
    struct story s;

    check_ended(lab_state,
                SEVERAL(SETS("a", "e", "2ms") ", " SETS("b", "f", "5ms"),
                        "KeWaitForMultipleObjects: {objects: [e, f], type: WaitAll}"),
                5 * MS, "d.by_e.runs");
    /* Another thread takes e at 3 ms, so f at 5 ms is not enough; e again at 7 ms is. */
    story_run(&s, HEAD("2")
              "    events: {e: synchronization, f: synchronization}\n"
              "    sources: {" SETS("a", "e", "2ms, 7ms") ", " SETS("b", "f", "5ms") "}\n"
              "    threads:\n"
              "      t: {steps: [KeWaitForMultipleObjects: {objects: [e, f], type: WaitAll}]}\n"
              "      thief: {steps: [wait: 3ms, KeWaitForSingleObject: e, run: 1ms]}\n");
    CHECK_INT(story_value(&s, "d.thief.wait", 0), ==, 3 * MS);
    CHECK_INT(story_count(&s, "d.thief.wait"), ==, 1);          /* e was there to be taken */
    CHECK_INT(story_value(&s, "d.t.wait", 0), ==, 7 * MS);
    story_end(&s);
}

TEST(pin_10_a_wait_for_several_times_out_at_a_tick_and_a_signal_then_wins)
{
#define TIMED(at, type)                                                                      \
    SEVERAL(SETS("a", "f", at),                                                              \
            "KeWaitForMultipleObjects: {objects: [e, f], type: " type ", timeout: 31250us}")

    check_ended(lab_state, TIMED("31250us", "WaitAny"), 31250 * US, "d.by_f.runs");
    check_ended(lab_state, TIMED("31250001ns", "WaitAny"), 31250 * US, "d.late.runs");
    check_ended(lab_state, TIMED("1ms", "WaitAll"), 31250 * US, "d.late.runs");
#undef TIMED
}

TEST(c1_several_objects_of_all_sorts_are_taken_together)
{
    struct story s;

    /* The mutex is free at 6 ms, the semaphore counts at 2, the worker ends at 9, the timer (due
       at 12) is seen at 15.625: only then is anything taken. */
    story_run(&s, HEAD("3")
              "    locks: {m: mutex}\n"
              "    events: {tokens: {semaphore: 0}}\n"
              "    timers: {late: {due: 12ms}}\n"
              "    sources: {a: {arrivals: {at: [2ms]}, steps: [KeReleaseSemaphore: tokens]}}\n"
              "    threads:\n"
              "      owner: {steps: [KeWaitForSingleObject: m, run: 6ms, KeReleaseMutex: m]}\n"
              "      worker: {steps: [run: 9ms]}\n"
              "      t: {steps: [run: 1ms, KeWaitForMultipleObjects: {objects: [m, tokens, worker, "
              "late], type: WaitAll}, run: 1ms, KeReleaseMutex: m]}\n"
              "      other: {steps: [wait: 7ms, KeWaitForSingleObject: m, run: 1ms, "
              "KeReleaseMutex: m]}\n");
    CHECK_INT(story_value(&s, "d.other.wait", 0), ==, 7 * MS);
    CHECK_INT(story_count(&s, "d.other.wait"), ==, 1);          /* the mutex was free at 7 ms */
    CHECK_INT(story_value(&s, "d.t.wait", 0), ==, 14625 * US);  /* 15.625 - 1                 */
    CHECK_INT(story_value(&s, "d.m.hold", 2), ==, 1 * MS);
    CHECK_INT(s.seen->finding_count, ==, 0);
    story_end(&s);
}

TEST(c1_waiters_for_one_and_for_several_objects_stand_in_one_line)
{
    struct story s;

    story_run(&s, HEAD("4")
              "    events: {e: synchronization, f: synchronization}\n"
              "    sources: {a: {arrivals: {at: [10ms, 20ms, 30ms]}, steps: [KeSetEvent: e]}}\n"
              "    threads:\n"
              "      one: {steps: [wait: 3ms, KeWaitForSingleObject: e]}\n"
              "      two: {steps: [wait: 1ms, KeWaitForMultipleObjects: [f, e]]}\n"
              "      three: {steps: [wait: 2ms, KeWaitForSingleObject: e]}\n");
    CHECK_INT(story_value(&s, "d.two.wait", 1), ==, 9 * MS);
    CHECK_INT(story_value(&s, "d.three.wait", 1), ==, 18 * MS);
    CHECK_INT(story_value(&s, "d.one.wait", 1), ==, 27 * MS);
    story_end(&s);
}

TEST(c1_a_pulse_ends_the_waits_of_the_moment_only)
{
    struct story s;

    story_run(&s, HEAD("4")
              "    events: {n: notification, y: synchronization}\n"
              "    sources: {go: {arrivals: {at: [5ms]}, steps: [KePulseEvent: n, "
              "KePulseEvent: y]}}\n"
              "    threads:\n"
              "      a: {steps: [KeWaitForSingleObject: n]}\n"
              "      b: {steps: [KeWaitForSingleObject: n]}\n"
              "      c: {steps: [KeWaitForSingleObject: y]}\n"
              "      d: {steps: [wait: 1ms, KeWaitForSingleObject: y]}\n"
              "      late: {steps: [run: 6ms, KeWaitForSingleObject: n]}\n");
    CHECK_INT(story_value(&s, "d.a.wait", 0), ==, 5 * MS);
    CHECK_INT(story_value(&s, "d.b.wait", 0), ==, 5 * MS);      /* a notification frees all   */
    CHECK_INT(story_value(&s, "d.c.wait", 0), ==, 5 * MS);      /* a synchronization, the first */
    CHECK_INT(story_waiting(&s, "d.d.wait"), ==, 1);
    CHECK_INT(story_waiting(&s, "d.late.wait"), ==, 1);
    story_end(&s);
}

TEST(c1_a_semaphore_does_not_count_beyond_its_limit)
{
    struct story s;

    story_run(&s, HEAD("1")
              "    events: {tokens: {semaphore: 1, limit: 2}}\n"
              "    threads:\n"
              "      t: {steps: [KeReleaseSemaphore: {semaphore: tokens, count: 2}, "
              "KeReleaseSemaphore: tokens, {repeat: 3, steps: [KeWaitForSingleObject: "
              "{semaphore: tokens, timeout: 20ms}]}]}\n");
    CHECK_INT(story_findings(&s, "F066"), ==, 1);     /* 1 + 2: the count stays as it is */
    CHECK_INT(story_count(&s, "d.t.wait"), ==, 1);    /* two tokens, then a time-out     */
    story_end(&s);
}

TEST(c1_a_thread_is_signalled_from_its_end_on)
{
    struct story s;

    story_run(&s, HEAD("3")
              "    threads:\n"
              "      worker: {steps: [run: 4ms]}\n"
              "      a: {steps: [KeWaitForSingleObject: worker, run: 1ms]}\n"
              "      b: {steps: [run: 1ms, KeWaitForSingleObject: {thread: worker}, "
              "KeWaitForSingleObject: a]}\n"
              "      c: {steps: [wait: 10ms, KeWaitForSingleObject: worker, run: 1ms]}\n");
    CHECK_INT(story_value(&s, "d.a.wait", 0), ==, 4 * MS);
    CHECK_INT(story_value(&s, "d.b.wait", 0), ==, 3 * MS);
    CHECK_INT(story_value(&s, "d.b.wait", 1), ==, 1 * MS);      /* a ends at 5 */
    CHECK_INT(story_count(&s, "d.c.wait"), ==, 1);              /* only the first one */
    story_end(&s);
}

TEST(c1_a_mutex_is_its_owners_again_and_again)
{
    struct story s;

    story_run(&s, HEAD("2")
              "    locks: {m: mutex}\n"
              "    threads:\n"
              "      a: {steps: [KeWaitForSingleObject: m, KeWaitForMultipleObjects: [m], "
              "KeReleaseMutex: m, run: 3ms, KeReleaseMutex: m]}\n"
              "      b: {steps: [run: 1ms, KeWaitForSingleObject: m, KeReleaseMutex: m]}\n");
    CHECK_INT(story_value(&s, "d.b.wait", 0), ==, 2 * MS);
    CHECK_INT(s.seen->finding_count, ==, 0);
    story_end(&s);
}

TESTS(ENTRY(c1_a_wait_for_any_ends_with_the_first_signal_and_says_which),
      ENTRY(c1_each_of_many_objects_has_a_status_of_its_own),
      ENTRY(c1_a_wait_for_all_takes_nothing_until_it_can_take_everything),
      ENTRY(pin_10_a_wait_for_several_times_out_at_a_tick_and_a_signal_then_wins),
      ENTRY(c1_several_objects_of_all_sorts_are_taken_together),
      ENTRY(c1_waiters_for_one_and_for_several_objects_stand_in_one_line),
      ENTRY(c1_a_pulse_ends_the_waits_of_the_moment_only),
      ENTRY(c1_a_semaphore_does_not_count_beyond_its_limit),
      ENTRY(c1_a_thread_is_signalled_from_its_end_on),
      ENTRY(c1_a_mutex_is_its_owners_again_and_again))
