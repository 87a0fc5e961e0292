/*
 * Calls that compile for Windows on objects that they are not for: never refused, always found.
 *
 * No overheads.
 */
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

TESTS(ENTRY(i27_ordinary_calls_on_a_queued_spin_lock_are_found_and_go_on),
      ENTRY(i27_one_queued_call_makes_a_spin_lock_queued_and_the_others_wrong),
      ENTRY(c1_a_wait_for_what_is_no_dispatcher_object_is_found_and_fails_at_once),
      ENTRY(v4_a_wait_for_a_spin_lock_in_a_dpc_is_a_wait_in_a_dpc))
