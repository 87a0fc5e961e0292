/*
 * Calls that compile for Windows on objects that they are not for: never refused, always found.
 *
 * No overheads.
 */
#include <stdio.h>

#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(framework, processors)                                                         \
    "wtsim: 1\nscenario: story\nwindows: 11\n"                                               \
    "machine: {processors: " processors ", costs: none}\n"                                   \
    "run: {duration: 200ms}\n"                                                               \
    "drivers:\n  d:\n    framework: " framework "\n"

/* ---- spin locks ----------------------------------------------------------------------------- */

TEST(i27_ordinary_calls_on_a_queued_spin_lock_are_found_and_go_on)
{
    struct story s;

    story_run(&s, HEAD("wdm", "1")
              "    locks: {l: queued_spin_lock}\n"
              "    threads:\n"
              "      a: {steps: [KeAcquireInStackQueuedSpinLock: l, run: 5us, "
              "KeReleaseSpinLock: l, run: 1ms]}\n");
    CHECK_INT(story_findings(&s, "F141"), ==, 1);
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_value(&s, "d.l.hold", 0), ==, 5 * US);
    CHECK_INT(s.seen->irql_ns[0][2], ==, 5 * US);   /* the release lowers the level again */
    story_end(&s);
}

TEST(i27_one_queued_call_makes_a_spin_lock_queued_and_the_others_wrong)
{
    struct story s;

    /* Two threads; the acquire and the release of the first are the ordinary ones. */
    story_run(&s, HEAD("wdm", "2")
              "    locks: {l: spin_lock}\n"
              "    threads:\n"
              "      a: {steps: [KeAcquireSpinLock: l, run: 5us, KeReleaseSpinLock: l]}\n"
              "      b: {steps: [run: 20us, KeAcquireInStackQueuedSpinLock: l, run: 5us, "
              "KeReleaseInStackQueuedSpinLock: l]}\n");
    CHECK_INT(story_findings(&s, "F141"), ==, 2);
    story_end(&s);
    story_run(&s, HEAD("wdm", "1")
              "    locks: {l: spin_lock}\n"
              "    threads:\n"
              "      b: {steps: [KeAcquireInStackQueuedSpinLock: l, run: 5us, "
              "KeReleaseInStackQueuedSpinLock: l]}\n");
    CHECK_INT(s.seen->finding_count, ==, 0);
    story_end(&s);
}

/* ---- waits ---------------------------------------------------------------------------------- */

TEST(c1_a_wait_for_what_is_no_dispatcher_object_is_found_and_fails_at_once)
{
    struct story s;

    story_run(&s, HEAD("kmdf 1.33", "1")
              "    locks: {l: spin_lock}\n    events: {e: synchronization}\n"
              "    work_items: {i: {callback: [run: 1us]}}\n"
              "    threads:\n"
              "      t:\n        steps:\n"
              "          - run: 1ms\n"
              "          - KeWaitForSingleObject: l\n"
              "          - KeWaitForSingleObject: {object: i, timeout: 1s}\n"
              "          - KeWaitForMultipleObjects: [e, i]\n"
              "          - WdfWorkItemEnqueue: i\n");
    CHECK_INT(story_findings(&s, "F142"), ==, 3);
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 1);   /* nothing has waited for that second */
    story_end(&s);
}

/* In a DPC the level is what stops Windows first (V4). */
TEST(v4_a_wait_for_a_spin_lock_in_a_dpc_is_a_wait_in_a_dpc)
{
    struct story s;

    story_run(&s, HEAD("wdm", "1")
              "    locks: {l: spin_lock}\n"
              "    timers: {t: {due: 10ms, callback: [KeWaitForSingleObject: l]}}\n");
    CHECK_INT(s.end.bug_check, ==, 0xB8);
    CHECK_INT(story_findings(&s, "F142"), ==, 0);
    story_end(&s);
}

/* ---- deleted objects ------------------------------------------------------------------------ */

#define DELETED(objects, steps)                                                             \
    HEAD("kmdf 1.33", "1") objects "    threads:\n      t: {steps: [" steps "]}\n"

/* One use before the delete, which is fine; the next one stops Windows at 1 ms. */
#define STOPS_AT_1_MS(objects, use, name)                                                   \
    do {                                                                                    \
        struct story s;                                                                     \
        story_run(&s, DELETED(objects, use ", WdfObjectDelete: " name ", run: 1ms, " use)); \
        CHECK_INT(s.end.bug_check, ==, 0x10D);                                              \
        CHECK_INT(s.end.end_at, ==, 1 * MS);                                                \
        CHECK_INT(story_findings(&s, "F041"), ==, 1);                                       \
        story_end(&s);                                                                      \
    } while (0)

TEST(w179_a_framework_object_that_was_deleted_is_no_handle_any_more)
{
    STOPS_AT_1_MS("    timers: {x: {due: 50ms, callback: [run: 1us]}}\n", "WdfTimerStart: x", "x");
    STOPS_AT_1_MS("    timers: {x: {due: 50ms, callback: [run: 1us]}}\n", "WdfTimerStop: x", "x");
    STOPS_AT_1_MS("    dpcs: {x: {callback: [run: 0us]}}\n", "WdfDpcEnqueue: x", "x");
    STOPS_AT_1_MS("    targets: {x: {service: 1us}}\n", "WdfIoTargetStart: x", "x");
    STOPS_AT_1_MS("    queues: {x: {dispatch: manual}}\n", "WdfIoQueueRetrieveNextRequest: x", "x");
    STOPS_AT_1_MS("    locks: {x: spin_lock}\n",
                  "WdfSpinLockAcquire: x, WdfSpinLockRelease: x", "x");
    STOPS_AT_1_MS("    locks: {x: wait_lock}\n",
                  "WdfWaitLockAcquire: x, WdfWaitLockRelease: x", "x");
}

TEST(w179_an_object_that_is_deleted_twice_is_no_handle_the_second_time)
{
    struct story s;

    story_run(&s, DELETED("    locks: {x: wait_lock}\n",
                          "WdfObjectDelete: x, run: 1ms, WdfObjectDelete: x"));
    CHECK_INT(s.end.bug_check, ==, 0x10D);
    CHECK_INT(s.end.end_at, ==, 1 * MS);
    story_end(&s);
}

/* Of what it does not see the framework says nothing: found, and the lock is taken. */
TEST(w101_what_a_device_had_is_gone_with_it)
{
    struct story s;

    static const char text[] =
        HEAD("kmdf 1.33", "1")
        "    locks: {x: spin_lock}\n    timers: {w: {due: 50ms, callback: [run: 1us]}}\n"
        "    threads: {t: {steps: [wait: 30ms, KeAcquireSpinLock: x, KeReleaseSpinLock: x, "
        "wait: 10ms, WdfTimerStart: w]}}\n";
    char removed[1000];

    story_run(&s, text);
    CHECK_INT(s.seen->finding_count, ==, 0);
    CHECK_INT(s.end.bug_check, ==, 0);
    story_end(&s);
    snprintf(removed, sizeof removed, "%stimeline:\n  - {at: 10ms, remove_device: d}\n", text);
    story_run(&s, removed);
    CHECK_INT(story_findings(&s, "F143"), ==, 2);   /* the acquire and the release */
    CHECK_INT(s.end.bug_check, ==, 0x10D);
    CHECK_INT(s.end.end_at, ==, 40 * MS);
    story_end(&s);
    snprintf(removed, sizeof removed, "%stimeline:\n  - {at: 10ms, remove_device: d}\n"
             "  - {at: 20ms, start_device: d}\n", text);
    story_run(&s, removed);                         /* it has new ones by then */
    CHECK_INT(s.seen->finding_count, ==, 0);
    story_end(&s);
}

TESTS(ENTRY(i27_ordinary_calls_on_a_queued_spin_lock_are_found_and_go_on),
      ENTRY(i27_one_queued_call_makes_a_spin_lock_queued_and_the_others_wrong),
      ENTRY(c1_a_wait_for_what_is_no_dispatcher_object_is_found_and_fails_at_once),
      ENTRY(v4_a_wait_for_a_spin_lock_in_a_dpc_is_a_wait_in_a_dpc),
      ENTRY(w179_a_framework_object_that_was_deleted_is_no_handle_any_more),
      ENTRY(w179_an_object_that_is_deleted_twice_is_no_handle_the_second_time),
      ENTRY(w101_what_a_device_had_is_gone_with_it))
