/*
 * Deadlocks over several objects, ends of threads, timers, rundown; and knots that close when the
 * last one who could have helped is gone.
 *
 * Costs are zero, so all instants are sums of the times that the programs run.
 */
#include "model/run/deadlock.h"
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define DRIVER(objects, one, two)                                                           \
    "wtsim: 1\nscenario: story\nwindows: 11\n"                                               \
    "machine: {processors: 3, costs: none}\nrun: {duration: 100ms}\n"                        \
    "drivers:\n"                                                                             \
    "  d:\n"                                                                                 \
    "    framework: kmdf 1.33\n"                                                             \
    objects                                                                                  \
    "    threads:\n"                                                                         \
    "      one: {priority: 8, steps: " one "}\n"                                             \
    "      two: {priority: 8, steps: " two "}\n"

static const struct mdl_deadlock_knot *only_knot(const struct story *s)
{
    if (s->end.knot_count != 1) {
        fail_msg("there are %u knots, not one", (unsigned)s->end.knot_count);
    }
    return s->end.knots;
}

static void check_knot(void **lab_state, const char *text, uint64_t begin_at, uint64_t closed_at,
                       const char *sentence)
{
    struct story s;

    story_run(&s, text);
    CHECK_INT(only_knot(&s)->begin_at, ==, begin_at);
    CHECK_INT(only_knot(&s)->closed_at, ==, closed_at);
    CHECK_TEXT(only_knot(&s)->sentence, sentence);
    story_end(&s);
}

static uint32_t knots_in(const char *text)
{
    struct story s;
    uint32_t count;

    story_run(&s, text);
    count = s.end.knot_count;
    story_end(&s);
    return count;
}

/* ---- the last helper is gone ----------------------------------------------------------------- */

#define EACH_OTHER "d.one and d.two wait for each other\n"
#define CLOSES "... which closes the circle"
#define LOCKED "    locks: {a: wait_lock}\n    events: {e: synchronization}\n"
#define ONE "[WdfWaitLockAcquire: a, run: 1ms, KeWaitForSingleObject: e, WdfWaitLockRelease: a]"
#define TWO "[run: 3ms, WdfWaitLockAcquire: a, KeSetEvent: e, WdfWaitLockRelease: a]"

TEST(a_knot_closes_when_the_last_thread_that_could_signal_ends)
{
    check_knot(lab_state,
               DRIVER(LOCKED "    variables: {v: 0}\n", ONE, TWO)
               "      three: {priority: 8, steps: [run: 10ms, {if: v == 1, then: ["
               "KeSetEvent: e]}]}\n",
               1 * MS, 10 * MS,
               EACH_OTHER
               "d.one waits for event d.e, which only d.two and d.three set\n"
               "d.two waits for lock d.a, which d.one holds\n" CLOSES);
}

TEST(a_knot_closes_when_the_timer_that_would_have_signalled_is_stopped)
{
    struct story s;

    story_run(&s, DRIVER(LOCKED "    timers: {t: {due: 60ms, callback: [KeSetEvent: e]}}\n", ONE,
                         TWO)
              "      three: {priority: 8, steps: [run: 10ms, WdfTimerStop: t, run: 1ms]}\n");
    CHECK_INT(only_knot(&s)->closed_at, ==, 10 * MS);
    story_end(&s);
    /* Left alone it signals at tick 4, 62.5 ms. */
    CHECK_INT(knots_in(DRIVER(LOCKED "    timers: {t: {due: 60ms, callback: [KeSetEvent: e]}}\n",
                              ONE, TWO)), ==, 0);
}

TEST(a_knot_closes_when_the_last_interrupt_has_come_and_gone)
{
    struct story s;

    story_run(&s, DRIVER(LOCKED "    variables: {v: 0}\n"
                         "    interrupts: {i: {irql: 5, arrivals: {at: [5ms, 20ms]}, isr: ["
                         "run: 1ms, {if: v == 1, then: [WdfInterruptQueueDpcForIsr: i]}], "
                         "dpc: [KeSetEvent: e]}}\n", ONE, TWO));
    CHECK_INT(only_knot(&s)->begin_at, ==, 1 * MS);
    CHECK_INT(only_knot(&s)->closed_at, ==, 21 * MS);
    story_end(&s);
}

/* ---- kinds of objects ------------------------------------------------------------------------ */

TEST(two_threads_that_wait_for_each_others_end_close_a_knot)
{
    check_knot(lab_state,
               DRIVER("", "[run: 1ms, KeWaitForSingleObject: two]",
                      "[run: 2ms, KeWaitForSingleObject: one]"),
               1 * MS, 2 * MS,
               EACH_OTHER
               "d.one waits for the end of d.two\n"
               "d.two waits for the end of d.one\n" CLOSES);
}

#define EVENTS "    locks: {a: wait_lock}\n    events: {e: synchronization, f: notification}\n"

TEST(a_wait_for_any_is_stuck_when_every_object_is)
{
    check_knot(lab_state,
               DRIVER(EVENTS,
                      "[WdfWaitLockAcquire: a, run: 1ms, KeWaitForMultipleObjects: [e, f], "
                      "WdfWaitLockRelease: a]",
                      "[run: 3ms, WdfWaitLockAcquire: a, KeSetEvent: e, KeSetEvent: f]"),
               1 * MS, 3 * MS,
               EACH_OTHER
               "d.one waits for event d.e among others, which only d.two sets\n"
               "d.two waits for lock d.a, which d.one holds\n" CLOSES);
    CHECK_INT(knots_in(DRIVER(EVENTS "    timers: {t: {period: 20ms, callback: [KeSetEvent: f]}}\n",
                              "[WdfWaitLockAcquire: a, run: 1ms, "
                              "KeWaitForMultipleObjects: [e, f], WdfWaitLockRelease: a]",
                              "[run: 3ms, WdfWaitLockAcquire: a, KeSetEvent: e, "
                              "WdfWaitLockRelease: a]")), ==, 0);
}

TEST(a_wait_for_all_is_stuck_when_one_object_is)
{
    struct story s;

    story_run(&s, DRIVER(EVENTS "    timers: {t: {period: 20ms, callback: [KeSetEvent: f]}}\n",
                         "[WdfWaitLockAcquire: a, run: 1ms, KeWaitForMultipleObjects: "
                         "{objects: [f, e], type: WaitAll}, WdfWaitLockRelease: a]",
                         "[run: 3ms, WdfWaitLockAcquire: a, KeSetEvent: e]"));
    CHECK_INT(only_knot(&s)->closed_at, ==, 3 * MS);
    CHECK(strstr(only_knot(&s)->sentence, "waits for event d.e among others") != NULL);
    story_end(&s);
}

TEST(a_timer_that_only_a_stuck_thread_would_start_closes_a_knot)
{
    check_knot(lab_state,
               DRIVER("    locks: {a: wait_lock}\n    timers: {t: {}}\n",
                      "[WdfWaitLockAcquire: a, run: 1ms, KeWaitForSingleObject: t, "
                      "WdfWaitLockRelease: a]",
                      "[run: 3ms, WdfWaitLockAcquire: a, WdfTimerStart: {timer: t, due: 5ms}]"),
               1 * MS, 3 * MS,
               EACH_OTHER
               "d.one waits for timer d.t, which only d.two starts\n"
               "d.two waits for lock d.a, which d.one holds\n" CLOSES);
}

TEST(rundown_by_the_owner_of_a_lock_that_the_protected_wants_closes_a_knot)
{
    check_knot(lab_state,
               DRIVER("    locks: {a: wait_lock, r: rundown}\n",
                      "[run: 1ms, WdfWaitLockAcquire: a, ExWaitForRundownProtectionRelease: r, "
                      "WdfWaitLockRelease: a]",
                      "[ExAcquireRundownProtection: r, run: 2ms, WdfWaitLockAcquire: a, "
                      "WdfWaitLockRelease: a, ExReleaseRundownProtection: r]"),
               1 * MS, 2 * MS,
               EACH_OTHER
               "d.one waits for rundown of d.r, whose protection only d.two releases\n"
               "d.two waits for lock d.a, which d.one holds\n" CLOSES);
}

TEST(push_locks_and_resources_in_opposite_order_close_a_knot)
{
    check_knot(lab_state,
               DRIVER("    locks: {p: push_lock, r: resource}\n",
                      "[KeEnterCriticalRegion, ExAcquirePushLockShared: p, run: 1ms, "
                      "ExAcquireResourceExclusiveLite: r]",
                      "[KeEnterCriticalRegion, ExAcquireResourceSharedLite: r, run: 2ms, "
                      "ExAcquirePushLockExclusive: p]"),
               1 * MS, 2 * MS,
               EACH_OTHER
               "d.one waits for lock d.r, which d.two holds\n"
               "d.two waits for lock d.p, which d.one holds\n" CLOSES);
}

TEST(the_chain_goes_through_a_run_that_is_under_way)
{
    /* i runs from 1 ms on and wants the lock at 1.5 ms. That one could queue it once more is no
       part of the story. */
    check_knot(lab_state,
               "wtsim: 1\nscenario: story\nwindows: 11\n"
               "machine: {processors: 3, costs: none}\nrun: {duration: 100ms}\n"
               "drivers:\n  d:\n    framework: kmdf 1.33\n" LOCKED
               "    work_items:\n"
               "      i: {callback: [run: 500us, WdfWaitLockAcquire: a, KeSetEvent: e]}\n"
               "    threads: {one: {steps: [WdfWaitLockAcquire: a, run: 1ms, "
               "WdfWorkItemEnqueue: i, KeWaitForSingleObject: e, WdfWaitLockRelease: a]}}\n",
               1 * MS, 1500 * US,
               "d.one and d.i wait for each other\n"
               "d.one waits for event d.e, which only d.i sets\n"
               "d.i waits for lock d.a, which d.one holds\n" CLOSES);
}

/* The only worker, 5 to 5.05 ms, sends a write of its own and waits; the disk has it until 10.05
   ms, and then nobody is left to complete it. */
TEST(a_knot_closes_when_a_target_is_done_with_what_only_a_stuck_item_would_complete)
{
    check_knot(lab_state,
               "wtsim: 1\nscenario: story\nwindows: 7\n"
               "machine: {processors: 2, costs: none}\nrun: {duration: 100ms}\n"
               "pool: {delayed: {threads: 1}, legacy: {dynamic_max: 0}}\n"
               "drivers:\n  d:\n    framework: wdm\n"
               "    queues: {io: {dispatch: parallel, callback: Dispatch}}\n"
               "    targets: {disk: {service: 5ms}}\n"
               "    work_items: {finish: {callback: Finish, instances: 9}}\n"
               "    callbacks:\n"
               "      Dispatch: [{IoCallDriver: {target: disk, completion: Done}}]\n"
               "      Done: [IoQueueWorkItem: finish]\n"
               "      Finish: [run: 50us, {if: kind == read, then: [ZwWriteFile: d.io]}, "
               "IoCompleteRequest: all]\n"
               "threads: {app: {steps: [ReadFile: d.io]}}\n",
               5050 * US, 10050 * US,
               "d.finish #1 waits for itself\n"
               "d.finish #1 waits for its request at d.io, which only d.finish completes\n"
               CLOSES);
}

TESTS(ENTRY(the_chain_goes_through_a_run_that_is_under_way),
      ENTRY(a_knot_closes_when_a_target_is_done_with_what_only_a_stuck_item_would_complete),
      ENTRY(a_knot_closes_when_the_last_thread_that_could_signal_ends),
      ENTRY(a_knot_closes_when_the_timer_that_would_have_signalled_is_stopped),
      ENTRY(a_knot_closes_when_the_last_interrupt_has_come_and_gone),
      ENTRY(two_threads_that_wait_for_each_others_end_close_a_knot),
      ENTRY(a_wait_for_any_is_stuck_when_every_object_is),
      ENTRY(a_wait_for_all_is_stuck_when_one_object_is),
      ENTRY(a_timer_that_only_a_stuck_thread_would_start_closes_a_knot),
      ENTRY(rundown_by_the_owner_of_a_lock_that_the_protected_wants_closes_a_knot),
      ENTRY(push_locks_and_resources_in_opposite_order_close_a_knot))
