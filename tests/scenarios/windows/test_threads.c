/*
 * Threads of one group are causes of their own; threads that are created and end.
 */
#include "model/run/deadlock.h"
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

TEST(threads_draw_durations_of_their_own)
{
    struct story s;
    uint32_t equal = 0;

    /* Two threads on two processors, each alternately running and waiting. If both drew the same
       numbers they would go in step and every wait would be seen twice. */
    story_run(&s, "wtsim: 1\n"
                  "scenario: two-of-a-kind\n"
                  "machine: {processors: 2, costs: none}\n"
                  "threads:\n"
                  "  app:\n"
                  "    count: 2\n"
                  "    steps:\n"
                  "      - repeat: forever\n"
                  "        steps: [run: {exponential: 100us}, wait: {exponential: 300us}]\n"
                  "run: {duration: 20ms, seed: 1}\n");
    CHECK_INT(story_count(&s, "thread.app.wait"), >, 40);
    for (uint32_t k = 0; k + 1 < 40; k++) {
        equal += story_value(&s, "thread.app.wait", k) ==
                         story_value(&s, "thread.app.wait", k + 1)
                     ? 1
                     : 0;
    }
    CHECK_INT(equal, ==, 0);
    story_end(&s);
}

#define DRIVER(objects)                                                                     \
    "wtsim: 1\nscenario: story\nwindows: 11\nmachine: {processors: 2, costs: none}\n"        \
    "run: {duration: 100ms}\ndrivers:\n  d:\n    framework: wdm\n" objects

TEST(w145_a_thread_that_is_created_runs_from_then_on_and_can_be_waited_for)
{
    struct story s;

    story_run(&s, DRIVER("    threads:\n"
                         "      maker: {steps: [run: 2ms, PsCreateSystemThread: worker, "
                         "KeWaitForSingleObject: worker, run: 1ms]}\n"
                         "      worker: {steps: [run: 3ms]}\n"));
    CHECK_INT(story_value(&s, "d.worker.ready", 0), ==, 0);     /* processor 1 idles   */
    CHECK_INT(story_count(&s, "d.worker.ready"), ==, 1);        /* not ready before    */
    CHECK_INT(story_value(&s, "d.maker.wait", 0), ==, 3 * MS);
    CHECK_INT(s.seen->finding_count, ==, 0);
    story_end(&s);
}

TEST(w137_as_many_threads_of_a_name_live_at_once_as_are_declared)
{
    struct story s;

    story_run(&s, DRIVER("    dpcs: {failed: {callback: Nothing}}\n"
                         "    threads:\n"
                         "      maker: {callback: Maker}\n"
                         "      worker: {count: 2, steps: [wait: 5ms]}\n"
                         "    callbacks:\n"
                         "      Nothing: [run: 0us]\n"
                         "      Maker:\n"
                         "        - repeat: 4\n"
                         "          steps:\n"
                         "            - PsCreateSystemThread: worker\n"
                         "              on_failure: [KeInsertQueueDpc: failed]\n"
                         "            - run: 2ms\n"));
    /* Created at 0 and 2 ms; at 4 ms both live; at 6 ms the first has ended (5). */
    CHECK_INT(story_count(&s, "d.failed.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.worker.wait"), ==, 3);
    story_end(&s);
}

TEST(c1_a_thread_that_terminates_itself_does_nothing_more)
{
    struct story s;

    story_run(&s, DRIVER("    threads:\n"
                         "      a: {steps: [{repeat: 3, steps: [run: 1ms, "
                         "PsTerminateSystemThread]}, run: 10ms]}\n"
                         "      b: {steps: [KeWaitForSingleObject: a]}\n"));
    CHECK_INT(story_value(&s, "d.b.wait", 0), ==, 1 * MS);
    story_end(&s);
}

TEST(w165_a_routine_that_ends_its_worker_is_fatal)
{
    struct story s;

    story_run(&s, DRIVER("    work_items: {w: {callback: [run: 1ms, PsTerminateSystemThread]}}\n"
                         "    sources: {go: {arrivals: {at: [1ms]}, steps: ["
                         "IoQueueWorkItem: w]}}\n"));
    CHECK_INT(s.end.bug_check, ==, 0xE9);
    CHECK_INT(s.end.end_at, ==, 2 * MS);
    story_end(&s);
}

TEST(a_thread_that_only_a_stuck_thread_would_create_closes_a_knot)
{
    struct story s;

    story_run(&s, DRIVER("    locks: {a: mutex}\n"
                         "    events: {e: synchronization}\n"
                         "    threads:\n"
                         "      one: {steps: [KeWaitForSingleObject: a, run: 1ms, "
                         "KeWaitForSingleObject: e]}\n"
                         "      two: {steps: [run: 3ms, KeWaitForSingleObject: a, "
                         "PsCreateSystemThread: helper]}\n"
                         "      helper: {steps: [KeSetEvent: e]}\n"));
    CHECK_INT(s.end.knot_count, ==, 1);
    CHECK_INT(s.end.knots[0].closed_at, ==, 3 * MS);
    CHECK(strstr(s.end.knots[0].sentence, "d.helper is created only by d.two\n") != NULL);
    story_end(&s);
}

TESTS(ENTRY(threads_draw_durations_of_their_own),
      ENTRY(w145_a_thread_that_is_created_runs_from_then_on_and_can_be_waited_for),
      ENTRY(w137_as_many_threads_of_a_name_live_at_once_as_are_declared),
      ENTRY(c1_a_thread_that_terminates_itself_does_nothing_more),
      ENTRY(w165_a_routine_that_ends_its_worker_is_fatal),
      ENTRY(a_thread_that_only_a_stuck_thread_would_create_closes_a_knot))
