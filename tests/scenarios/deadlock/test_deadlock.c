/*
 * Deadlocks: when a knot closes, who is in it, how many workers it is short, what dissolves it.
 *
 * Costs are zero, so all instants are sums of the times that the programs run.
 */
#include "model/run/deadlock.h"

#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(windows, processors, pool, duration)                                          \
    "wtsim: 1\nscenario: story\nwindows: " windows "\n"                                     \
    "machine: {processors: " processors ", costs: none}\npool: " pool "\n"                  \
    "run: {duration: " duration "}\n"
#define OPEN SIM_INSTANT_NEVER

static const struct mdl_deadlock_knot *only_knot(const struct story *s)
{
    if (s->end.knot_count != 1) {
        fail_msg("there are %u knots, not one", (unsigned)s->end.knot_count);
    }
    return s->end.knots;
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

/* ---- items that wait for items of the same queue --------------------------------------------- */

#define PARENTS                                                                            \
    "drivers:\n"                                                                            \
    "  d:\n"                                                                                \
    "    framework: wdm\n"                                                                  \
    "    events: {done_1: synchronization, done_2: synchronization, done_3: synchronization}\n" \
    "    work_items:\n"                                                                     \
    "      parent_1: {callback: Parent1}\n"                                                 \
    "      parent_2: {callback: Parent2}\n"                                                 \
    "      parent_3: {callback: Parent3}\n"                                                 \
    "      child_1: {callback: Child1}\n"                                                   \
    "      child_2: {callback: Child2}\n"                                                   \
    "      child_3: {callback: Child3}\n"                                                   \
    "    sources:\n"                                                                        \
    "      start: {arrivals: {at: [1ms]}, steps: [IoQueueWorkItem: parent_1,"               \
    " IoQueueWorkItem: parent_2, IoQueueWorkItem: parent_3]}\n"                             \
    "    callbacks:\n"                                                                      \
    "      Parent1: [run: 1ms, IoQueueWorkItem: child_1, KeWaitForSingleObject: done_1]\n"  \
    "      Parent2: [run: 2ms, IoQueueWorkItem: child_2, KeWaitForSingleObject: done_2]\n"  \
    "      Parent3: [run: 1ms, IoQueueWorkItem: child_3, KeWaitForSingleObject: done_3]\n"  \
    "      Child1: [run: 1ms, KeSetEvent: done_1]\n"                                        \
    "      Child2: [run: 1ms, KeSetEvent: done_2]\n"                                        \
    "      Child3: [run: 1ms, KeSetEvent: done_3]\n"

TEST(w150_a_knot_closes_when_the_last_worker_blocks_and_the_rescue_thread_dissolves_it)
{
    struct story s;
    const struct mdl_deadlock_knot *knot;

    story_run(&s, HEAD("7", "2", "{delayed: {threads: 3}}", "5s") PARENTS);
    /* Parent 1 runs from 1 to 2 ms, parent 2 from 1 to 3 ms, parent 3 from 2 to 3 ms. The pass at
       1 s sees three items for the first time, the one at 2 s adds a thread. */
    knot = only_knot(&s);
    CHECK_INT(knot->begin_at, ==, 2 * MS);
    CHECK_INT(knot->closed_at, ==, 3 * MS);
    CHECK_INT(knot->end_at, ==, 2 * (uint64_t)S);
    CHECK_INT(knot->worst_ns, ==, 2 * (uint64_t)S - 2 * MS);
    CHECK_INT(knot->victims, ==, 3);
    CHECK_INT(knot->margin, ==, 1);
    CHECK_TEXT(s.scenario.plan.objects[knot->object].path, "pool.delayed");
    CHECK_TEXT(s.scenario.plan.labels[knot->culprit].name, "d.Parent1");
    CHECK_TEXT(knot->sentence,
               "three work items wait for others that no worker is left to run\n"
               "d.parent_1 waits for event d.done_1, which only d.child_1 sets\n"
               "d.child_1 waits for a worker of the Delayed queue\n"
               "all 3 workers are held by d.parent_1, d.parent_2 and d.parent_3\n"
               "... which closes the circle (W150)\n"
               "the Delayed queue is one worker short\n"
               "2.000 000 s: a rescue thread takes d.child_1 (W26)");
    story_end(&s);
}

TEST(w49_a_pool_that_grows_at_once_closes_no_knot)
{
    CHECK_INT(knots_in(HEAD("11", "2", "{}", "5s") PARENTS), ==, 0);
}

TEST(one_worker_more_than_there_are_parents_is_enough)
{
    CHECK_INT(knots_in(HEAD("7", "2", "{delayed: {threads: 4}}", "5s") PARENTS), ==, 0);
}

TEST(w29_a_rescue_thread_that_blocks_in_its_turn_does_not_dissolve_the_knot)
{
    struct story s;
    const struct mdl_deadlock_knot *knot;

    story_run(&s, HEAD("7", "1", "{delayed: {threads: 2}}", "6s") PARENTS);
    /* One processor: parent 1 runs from 1 to 2 ms, parent 2 from 2 to 4 ms; then parent 3, child 1
       and child 2 are listed in this order and both workers are held. One worker more would start
       parent 3 and lose it; with two, children run: two short. The thread of 2 s takes parent 3,
       which joins; the pass at 3 s sees that something was taken; the thread of 4 s takes
       child 1. */
    knot = only_knot(&s);
    CHECK_INT(knot->begin_at, ==, 2 * MS);
    CHECK_INT(knot->closed_at, ==, 4 * MS);
    CHECK_INT(knot->end_at, ==, 4 * (uint64_t)S);
    CHECK_INT(knot->victims, ==, 3);
    CHECK_INT(knot->margin, ==, 2);
    CHECK(strstr(knot->sentence, "two work items wait for others") != NULL);
    CHECK(strstr(knot->sentence, "all 2 workers are held by d.parent_1 and d.parent_2\n") != NULL);
    CHECK(strstr(knot->sentence, "the Delayed queue is two workers short\n") != NULL);
    CHECK(strstr(knot->sentence, "4.000 000 s: a rescue thread takes d.child_1 (W26)") != NULL);
    story_end(&s);
}

TEST(w24_more_than_sixteen_workers_short_is_said_so)
{
    struct story s;

    story_run(&s, HEAD("7", "1", "{delayed: {threads: 1}}", "500ms")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    events: {done: {semaphore: 0}}\n"
              "    work_items: {parent: {callback: Parent, instances: 20},"
              " child: {callback: Child, instances: 20}}\n"
              "    sources: {start: {arrivals: {at: [1ms]}, steps: [{repeat: 20, steps:"
              " [IoQueueWorkItem: parent]}]}}\n"
              "    callbacks:\n"
              "      Parent: [run: 1ms, IoQueueWorkItem: child, KeWaitForSingleObject: done]\n"
              "      Child: [KeReleaseSemaphore: done]\n");
    /* One parent runs; nineteen stand before its child and would each keep a worker. */
    CHECK_INT(only_knot(&s)->closed_at, ==, 2 * MS);
    CHECK_INT(only_knot(&s)->end_at, ==, OPEN);
    CHECK_INT(only_knot(&s)->victims, ==, 1);
    CHECK_INT(only_knot(&s)->margin, ==, 0);
    CHECK_TEXT(only_knot(&s)->sentence,
               "one work item waits for others that no worker is left to run\n"
               "d.parent #1 waits for semaphore d.done, which only d.child sets\n"
               "d.child waits for a worker of the Delayed queue\n"
               "the only worker is held by d.parent #1\n"
               "... which closes the circle (W150)\n"
               "the Delayed queue is more than 16 workers short");
    story_end(&s);
}

TEST(the_same_knots_are_found_when_the_replication_is_run_again)
{
    struct story s;

    story_run(&s, HEAD("7", "2", "{delayed: {threads: 3}}", "5s") PARENTS);
    s.end = mdl_replication_run(s.workspace, 1, 0);
    CHECK_INT(only_knot(&s)->closed_at, ==, 3 * MS);
    CHECK_INT(only_knot(&s)->end_at, ==, 2 * (uint64_t)S);
    story_end(&s);
}

TEST(workers_that_wait_for_what_nobody_ever_does_are_in_no_knot)
{
    CHECK_INT(knots_in(HEAD("7", "1", "{delayed: {threads: 2}}", "5s")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    events: {never: synchronization}\n"
              "    work_items: {block: {callback: Block, instances: 4}}\n"
              "    sources:\n"
              "      all: {arrivals: {at: [1ms]}, "
              "steps: [{repeat: 4, steps: [IoQueueWorkItem: block]}]}\n"
              "    callbacks:\n"
              "      Block: [KeWaitForSingleObject: never]\n"), ==, 0);
}

/* ---- locks in opposite order ---------------------------------------------------------------- */

#define TWO_THREADS(kinds, first, second)                                                  \
    HEAD("11", "2", "{}", "100ms")                                                          \
    "drivers:\n"                                                                            \
    "  d:\n"                                                                                \
    "    framework: kmdf 1.33\n"                                                            \
    "    locks: " kinds "\n"                                                                \
    "    threads: {one: {priority: 8, callback: One}, two: {priority: 8, callback: Two}}\n" \
    "    callbacks:\n"                                                                      \
    "      One: " first "\n"                                                                \
    "      Two: " second "\n"

TEST(two_wait_locks_in_opposite_order_close_a_knot)
{
    struct story s;
    const struct mdl_deadlock_knot *knot;

    story_run(&s, TWO_THREADS("{a: wait_lock, b: wait_lock}",
                              "[WdfWaitLockAcquire: a, run: 1ms, WdfWaitLockAcquire: b]",
                              "[WdfWaitLockAcquire: b, run: 3ms, WdfWaitLockAcquire: a]"));
    /* One waits from 1 ms; two runs on until it asks for a at 3 ms. 100 - 1 = 99 ms. */
    knot = only_knot(&s);
    CHECK_INT(knot->begin_at, ==, 1 * MS);
    CHECK_INT(knot->closed_at, ==, 3 * MS);
    CHECK_INT(knot->end_at, ==, OPEN);
    CHECK_INT(knot->worst_ns, ==, 99 * MS);
    CHECK_INT(knot->victims, ==, 2);
    CHECK_INT(knot->margin, ==, 0);
    CHECK_TEXT(s.scenario.plan.objects[knot->object].path, "d.b");
    CHECK_TEXT(knot->sentence, "d.one and d.two wait for each other\n"
                               "d.one waits for lock d.b, which d.two holds\n"
                               "d.two waits for lock d.a, which d.one holds\n"
                               "... which closes the circle");
    story_end(&s);
}

TEST(two_mutexes_in_opposite_order_close_a_knot)
{
    struct story s;

    story_run(&s, TWO_THREADS("{a: mutex, b: mutex}",
                              "[KeWaitForSingleObject: a, run: 5ms, KeWaitForSingleObject: b]",
                              "[KeWaitForSingleObject: b, run: 2ms, KeWaitForSingleObject: a]"));
    CHECK_INT(only_knot(&s)->begin_at, ==, 2 * MS);
    CHECK_INT(only_knot(&s)->closed_at, ==, 5 * MS);
    story_end(&s);
}

TEST(two_locks_in_the_same_order_close_no_knot)
{
    CHECK_INT(knots_in(TWO_THREADS(
                  "{a: wait_lock, b: wait_lock}",
                  "[WdfWaitLockAcquire: a, run: 1ms, WdfWaitLockAcquire: b, run: 1ms,"
                  " WdfWaitLockRelease: b, WdfWaitLockRelease: a]",
                  "[WdfWaitLockAcquire: a, run: 3ms, WdfWaitLockAcquire: b, run: 1ms,"
                  " WdfWaitLockRelease: b, WdfWaitLockRelease: a]")), ==, 0);
}

TEST(a_wait_with_a_time_out_is_in_no_knot)
{
    CHECK_INT(knots_in(TWO_THREADS(
                  "{a: mutex, b: mutex}",
                  "[KeWaitForSingleObject: a, run: 1ms, KeWaitForSingleObject: b]",
                  "[KeWaitForSingleObject: b, run: 3ms,"
                  " KeWaitForSingleObject: {mutex: a, timeout: 500ms}]")), ==, 0);
}

TEST(two_readers_that_both_want_to_write_close_a_knot)
{
    struct story s;

    /* The state only counts who shares a resource: both may. Two blocks at 2 ms. */
    story_run(&s, TWO_THREADS(
                  "{r: resource}",
                  "[ExAcquireResourceSharedLite: r, run: 1ms, ExAcquireResourceExclusiveLite: r]",
                  "[ExAcquireResourceSharedLite: r, run: 2ms, ExAcquireResourceExclusiveLite: r]"));
    CHECK_INT(only_knot(&s)->closed_at, ==, 2 * MS);
    CHECK_INT(only_knot(&s)->victims, ==, 2);
    story_end(&s);
}

/* ---- who else could signal ------------------------------------------------------------------ */

#define SIGNALLERS(more, tick)                                                             \
    HEAD("11", "2", "{}", "100ms")                                                          \
    "drivers:\n"                                                                            \
    "  d:\n"                                                                                \
    "    framework: kmdf 1.33\n"                                                            \
    "    locks: {a: wait_lock}\n"                                                           \
    "    events: {e: synchronization, other: synchronization}\n"                            \
    more                                                                                    \
    "    threads: {one: {priority: 8, callback: One}, two: {priority: 8, callback: Two}}\n" \
    "    callbacks:\n"                                                                      \
    "      Tick: [KeSetEvent: " tick "]\n"                                                  \
    "      One: [WdfWaitLockAcquire: a, run: 1ms, KeWaitForSingleObject: e, "                  \
    "WdfWaitLockRelease: a]\n"                                                                \
    "      Two: [run: 3ms, WdfWaitLockAcquire: a, KeSetEvent: e, WdfWaitLockRelease: a]\n"

TEST(an_event_that_only_a_stuck_thread_sets_closes_a_knot)
{
    struct story s;

    story_run(&s, SIGNALLERS("    timers: {t: {period: 20ms, callback: Tick}}\n", "other"));
    CHECK_INT(only_knot(&s)->closed_at, ==, 3 * MS);
    CHECK(strstr(only_knot(&s)->sentence,
                 "d.one waits for event d.e, which only d.two sets\n") != NULL);
    story_end(&s);
}

TEST(an_event_that_the_dpc_of_a_periodic_timer_sets_closes_no_knot)
{
    CHECK_INT(knots_in(SIGNALLERS("    timers: {t: {period: 20ms, callback: Tick}}\n", "e")),
              ==, 0);
}

TEST(an_item_that_only_a_stuck_thread_would_queue_closes_a_knot)
{
    struct story s;

    story_run(&s, HEAD("7", "2", "{}", "100ms")
              "drivers:\n"
              "  d:\n"
              "    framework: kmdf 1.33\n"
              "    locks: {a: wait_lock}\n"
              "    events: {e: synchronization}\n"
              "    work_items: {job: {callback: Job}}\n"
              "    threads: {one: {priority: 8, callback: One}, "
              "two: {priority: 8, callback: Two}}\n"
              "    callbacks:\n"
              "      Job: [KeSetEvent: e]\n"
              "      One: [WdfWaitLockAcquire: a, run: 1ms, KeWaitForSingleObject: e]\n"
              "      Two: [run: 3ms, WdfWaitLockAcquire: a, WdfWorkItemEnqueue: job]\n");
    CHECK_INT(only_knot(&s)->closed_at, ==, 3 * MS);
    CHECK_TEXT(only_knot(&s)->sentence, "d.one and d.two wait for each other\n"
                                        "d.one waits for event d.e, which only d.job sets\n"
                                        "d.job is queued only by d.two\n"
                                        "d.two waits for lock d.a, which d.one holds\n"
                                        "... which closes the circle");
    story_end(&s);
}

TEST(an_item_that_is_running_is_a_possible_signaller)
{
    /* The item runs for 50 ms and then sets the event, so nobody is stuck at 3 ms. */
    CHECK_INT(knots_in(HEAD("7", "2", "{}", "100ms")
              "drivers:\n"
              "  d:\n"
              "    framework: wdm\n"
              "    events: {e: synchronization}\n"
              "    work_items: {job: {callback: Job}}\n"
              "    threads: {one: {priority: 8, callback: One}}\n"
              "    callbacks:\n"
              "      Job: [run: 50ms, KeSetEvent: e]\n"
              "      One: [IoQueueWorkItem: job, KeWaitForSingleObject: e]\n"), ==, 0);
}

#define MASKED(isr)                                                                        \
    HEAD("7", "2", "{}", "20ms")                                                            \
    "drivers:\n"                                                                            \
    "  d:\n"                                                                                \
    "    framework: wdm\n"                                                                  \
    "    locks: {a: fast_mutex}\n"                                                          \
    "    events: {e: synchronization}\n"                                                    \
    "    interrupts: {rx: {irql: 5, arrivals: {at: [2ms, 4ms, 30ms]}, isr: Isr, dpc: Dpc}}\n" \
    "    work_items: {again: {callback: Again}}\n"                                          \
    "    threads: {one: {priority: 8, callback: One}}\n"                                    \
    "    callbacks:\n"                                                                      \
    "      Isr: " isr "\n"                                                                  \
    "      Dpc: [IoQueueWorkItem: again, KeSetEvent: e]\n"                                  \
    "      Again: [run: 500us, ExAcquireFastMutex: a, ExReleaseFastMutex: a, unmask: rx]\n" \
    "      One: [KeWaitForSingleObject: e, ExAcquireFastMutex: a, run: 1ms,"                \
    " KeWaitForSingleObject: e, ExReleaseFastMutex: a]\n"

TEST(a_line_that_only_a_stuck_item_would_unmask_closes_a_knot)
{
    struct story s;

    story_run(&s, MASKED("[mask: rx, IoRequestDpc: rx]"));
    /* At 2 ms the line is masked, and the thread takes the lock. The item waits for it from 2.5 ms,
       the thread for the next interrupt from 3 ms: it will never be let through. */
    CHECK_INT(only_knot(&s)->begin_at, ==, 2500 * US);
    CHECK_INT(only_knot(&s)->closed_at, ==, 3 * MS);
    CHECK_TEXT(only_knot(&s)->sentence, "d.again and d.one wait for each other\n"
                                        "d.again waits for lock d.a, which d.one holds\n"
                                        "d.one waits for event d.e, which only d.rx.dpc sets\n"
                                        "d.rx.dpc is queued only by d.rx.isr\n"
                                        "d.rx is masked until it is unmasked by d.again\n"
                                        "... which closes the circle");
    story_end(&s);
}

TEST(a_line_that_may_still_interrupt_closes_no_knot)
{
    CHECK_INT(knots_in(MASKED("[IoRequestDpc: rx]")), ==, 0);
}

/* ---- flushes -------------------------------------------------------------------------------- */

TEST(w94_a_flush_of_an_item_whose_worker_waits_for_the_flushers_lock_closes_a_knot)
{
    struct story s;
    const struct mdl_deadlock_knot *knot;

    story_run(&s, HEAD("7", "2", "{}", "100ms")
              "drivers:\n"
              "  d:\n"
              "    framework: kmdf 1.33\n"
              "    locks: {a: wait_lock}\n"
              "    work_items: {job: {callback: Job}}\n"
              "    threads: {one: {priority: 8, callback: One}}\n"
              "    callbacks:\n"
              "      Job: [run: 1ms, WdfWaitLockAcquire: a, WdfWaitLockRelease: a]\n"
              "      One: [WdfWaitLockAcquire: a, run: 1ms, WdfWorkItemEnqueue: job,"
              " WdfWorkItemFlush: job, WdfWaitLockRelease: a]\n");
    /* The flush begins at 1 ms; the item runs from 1 to 2 ms and asks for the lock. */
    knot = only_knot(&s);
    CHECK_INT(knot->begin_at, ==, 1 * MS);
    CHECK_INT(knot->closed_at, ==, 2 * MS);
    CHECK_INT(knot->victims, ==, 2);
    CHECK_TEXT(knot->sentence, "d.one and d.job wait for each other\n"
                               "d.one waits in a flush until d.job has run\n"
                               "d.job waits for lock d.a, which d.one holds\n"
                               "... which closes the circle");
    story_end(&s);
}

TEST(w92_a_callback_that_flushes_itself_as_documented_waits_for_itself)
{
    struct story s;

    story_run(&s, HEAD("7", "1", "{}", "100ms") "wdf: {flush_in_callback: documented}\n"
              "drivers:\n"
              "  d:\n"
              "    framework: kmdf 1.33\n"
              "    work_items: {job: {callback: Job}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [WdfWorkItemEnqueue: job]}}\n"
              "    callbacks:\n"
              "      Job: [run: 1ms, WdfWorkItemFlush: job]\n");
    CHECK_INT(only_knot(&s)->closed_at, ==, 2 * MS);
    CHECK_INT(only_knot(&s)->victims, ==, 1);
    CHECK(strstr(only_knot(&s)->sentence, "d.job waits for itself\n") != NULL);
    story_end(&s);
}

TEST(w101_a_removal_that_waits_for_an_item_that_waits_for_it_is_called_so)
{
    struct story s;

    story_run(&s, HEAD("11", "2", "{}", "100ms")
              "drivers:\n"
              "  d:\n"
              "    framework: kmdf 1.33\n"
              "    locks: {a: wait_lock}\n"
              "    work_items: {job: {callback: Job}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [WdfWorkItemEnqueue: job]}}\n"
              "    callbacks:\n"
              "      Job: [run: 5ms, WdfWaitLockAcquire: a, WdfWaitLockRelease: a]\n"
              "    pnp: {EvtDeviceD0Exit: [WdfWaitLockAcquire: a]}\n"
              "timeline: [{at: 2ms, remove_device: d}]\n");
    CHECK_TEXT(only_knot(&s)->sentence,
               "d.pnp and d.job wait for each other\n"
               "d.pnp waits in the removal of its device until d.job has run\n"
               "d.job waits for lock d.a, which d.pnp holds\n"
               "... which closes the circle");
    story_end(&s);
}

TESTS(ENTRY(w101_a_removal_that_waits_for_an_item_that_waits_for_it_is_called_so),
      ENTRY(w150_a_knot_closes_when_the_last_worker_blocks_and_the_rescue_thread_dissolves_it),
      ENTRY(w49_a_pool_that_grows_at_once_closes_no_knot),
      ENTRY(one_worker_more_than_there_are_parents_is_enough),
      ENTRY(w29_a_rescue_thread_that_blocks_in_its_turn_does_not_dissolve_the_knot),
      ENTRY(w24_more_than_sixteen_workers_short_is_said_so),
      ENTRY(the_same_knots_are_found_when_the_replication_is_run_again),
      ENTRY(workers_that_wait_for_what_nobody_ever_does_are_in_no_knot),
      ENTRY(two_wait_locks_in_opposite_order_close_a_knot),
      ENTRY(two_mutexes_in_opposite_order_close_a_knot),
      ENTRY(two_locks_in_the_same_order_close_no_knot),
      ENTRY(a_wait_with_a_time_out_is_in_no_knot),
      ENTRY(two_readers_that_both_want_to_write_close_a_knot),
      ENTRY(an_event_that_only_a_stuck_thread_sets_closes_a_knot),
      ENTRY(an_event_that_the_dpc_of_a_periodic_timer_sets_closes_no_knot),
      ENTRY(an_item_that_only_a_stuck_thread_would_queue_closes_a_knot),
      ENTRY(an_item_that_is_running_is_a_possible_signaller),
      ENTRY(a_line_that_only_a_stuck_item_would_unmask_closes_a_knot),
      ENTRY(a_line_that_may_still_interrupt_closes_no_knot),
      ENTRY(w94_a_flush_of_an_item_whose_worker_waits_for_the_flushers_lock_closes_a_knot),
      ENTRY(w92_a_callback_that_flushes_itself_as_documented_waits_for_itself))
