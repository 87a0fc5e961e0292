/*
 * What a driver tells its I/O queues: to keep, to refuse, to cancel; and KeBugCheckEx.
 *
 * One processor, no overheads. Application a reads at 0 and has the driver busy until 10 ms;
 * application b reads at 1 ms and waits in the queue. A timer acts at 2 ms.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define DRIVER(end)                                                                         \
    "wtsim: 1\nscenario: story\nmachine: {processors: 1, costs: none}\n"                    \
    "run: {duration: 100ms}\n"                                                              \
    "drivers:\n  disk:\n    framework: kmdf 1.33\n"                                         \
    "    queues: {io: {dispatch: sequential, callback: EvtIoRead}}\n"                       \
    "    work_items: {end: {callback: End}}\n"                                              \
    "    events: {cancelled: notification}\n"                                               \
    "    timers: {at: {due: 2ms, high_resolution: true,\n"                                  \
    "                  callback: [run: 0us, WdfWorkItemEnqueue: end]}}\n"                   \
    "    callbacks:\n"                                                                      \
    "      EvtIoRead: [wait: 10ms, WdfRequestComplete: all]\n"                              \
    "      End: [" end "]\n"                                                                \
    "threads:\n  a: {steps: [ReadFile: disk.io]}\n"                                         \
    "  b: {steps: [wait: 1ms, {ReadFile: disk.io, on_failure: [wait: 7ms]}]}\n"

TEST(a_stopped_queue_keeps_its_requests_until_it_is_started)
{
    struct story s;

    story_run(&s, DRIVER("WdfIoQueueStopSynchronously: io, wait: 20ms, WdfIoQueueStart: io"));
    /* a's is done at 10; 20 more in the work item, which presents b's itself: 30 to 40. */
    CHECK_INT(story_value(&s, "disk.io.request_latency", 0), ==, 10 * MS);
    CHECK_INT(story_value(&s, "disk.io.request_latency", 1), ==, 39 * MS);
    CHECK_INT(story_value(&s, "disk.end.run", 0), ==, 38 * MS);
    CHECK_INT(s.end.knot_count, ==, 0);
    story_end(&s);
}

TEST(a_stop_that_does_not_wait_returns_at_once)
{
    struct story s;

    story_run(&s, DRIVER("WdfIoQueueStop: io, wait: 20ms, WdfIoQueueStart: io"));
    /* 2 to 22, then it presents b's, which is with the driver until 32. */
    CHECK_INT(story_value(&s, "disk.io.request_latency", 1), ==, 31 * MS);
    story_end(&s);
}

TEST(a_purged_queue_cancels_what_waits_and_refuses_what_comes)
{
    struct story s;

    story_run(&s, DRIVER("WdfIoQueuePurgeSynchronously: io")
              "  c: {steps: [wait: 3ms, {ReadFile: disk.io, on_failure: [wait: 5ms]}]}\n");
    CHECK_INT(story_value(&s, "disk.io.request_latency", 0), ==, 1 * MS);    /* b's, from 1 to 2 */
    CHECK_INT(story_value(&s, "disk.io.request_latency", 1), ==, 10 * MS);   /* a's */
    CHECK_INT(story_count(&s, "disk.io.request_latency"), ==, 2);            /* c's is none */
    CHECK_INT(story_value(&s, "disk.end.run", 0), ==, 8 * MS);               /* until a's is done */
    CHECK_INT(story_value(&s, "thread.b.wait", 1), ==, 1 * MS);
    CHECK_INT(story_value(&s, "thread.b.wait", 2), ==, 7 * MS);              /* on_failure */
    story_end(&s);
}

TEST(a_drained_queue_presents_what_it_has_and_refuses_what_comes)
{
    struct story s;

    story_run(&s, DRIVER("WdfIoQueueDrainSynchronously: io, WdfIoQueueStart: io")
              "  c: {steps: [wait: 3ms, {ReadFile: disk.io, on_failure: [wait: 27ms,\n"
              "       ReadFile: disk.io]}]}\n");
    /* a's to 10, b's to 20: then all are done. c fails at 3, reads again at 30. */
    CHECK_INT(story_value(&s, "disk.end.run", 0), ==, 18 * MS);
    CHECK_INT(story_value(&s, "disk.io.request_latency", 1), ==, 19 * MS);
    CHECK_INT(story_value(&s, "disk.io.request_latency", 2), ==, 10 * MS);
    CHECK_INT(story_count(&s, "disk.io.request_latency"), ==, 3);
    story_end(&s);
}

TEST(stopping_a_queue_and_waiting_with_a_request_of_it_is_a_finding)
{
    struct story s;

    story_run(&s, "wtsim: 1\nscenario: story\nmachine: {processors: 1, costs: none}\n"
              "drivers:\n  disk:\n    queues: {io: {dispatch: sequential, callback: Evt}}\n"
              "    callbacks:\n      Evt: [WdfIoQueueStopSynchronously: io]\n"
              "threads:\n  a: {steps: [ReadFile: disk.io]}\n");
    CHECK_INT(story_findings(&s, "F131"), ==, 1);
    story_end(&s);
}

TEST(whatever_the_framework_made_may_be_deleted_and_what_it_keeps_is_a_finding)
{
    struct story s;

    story_run(&s, "wtsim: 1\nscenario: story\nmachine: {processors: 1, costs: none}\n"
              "run: {duration: 100ms}\n"
              "drivers:\n  d:\n    framework: kmdf 1.33\n"
              "    timers: {t: {period: 10ms, high_resolution: true, callback: Tick},\n"
              "             at: {due: 35ms, high_resolution: true, callback: At}}\n"
              "    locks: {s: spin_lock}\n"
              "    dpcs: {other: {callback: [run: 0us]}}\n"
              "    queues: {io: {dispatch: sequential, callback: Read},\n"
              "             kept: {dispatch: manual}}\n"
              "    targets: {bus: {service: 1s}}\n"
              "    callbacks:\n"
              "      Tick: [run: 0us]\n"
              "      Read: [WdfRequestForwardToIoQueue: kept]\n"
              "      At: [WdfObjectDelete: t, WdfObjectDelete: kept, WdfObjectDelete: s,\n"
              "           WdfObjectDelete: other, WdfObjectDelete: bus, WdfObjectDelete: io]\n"
              "threads:\n  a: {steps: [ReadFile: d.io]}\n");
    CHECK_INT(story_count(&s, "d.t.latency"), ==, 3);                       /* at 10, 20, 30 */
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 35 * MS);     /* cancelled */
    CHECK_INT(story_findings(&s, "F091"), ==, 1);                           /* io */
    story_end(&s);
}

TEST(v1_ke_bug_check_ex_stops_with_the_callers_code)
{
    struct story s;

    story_run(&s, DRIVER("KeBugCheckEx: 0xE2, wait: 1ms"));
    CHECK_INT(s.end.bug_check, ==, 0xE2);
    CHECK_INT(s.end.end_at, ==, 2 * MS);
    CHECK_INT(story_findings(&s, "F130"), ==, 1);
    story_end(&s);
}

/* ---- requeueing, and the lock of the scope --------------------------------------------------- */

/* Three requests wait in a manual queue, in the order a, b, c. */
#define MANUAL(steps)                                                                       \
    "wtsim: 1\nscenario: story\nmachine: {processors: 1, costs: none}\n"                    \
    "run: {duration: 100ms}\n"                                                              \
    "drivers:\n  d:\n    framework: kmdf 1.33\n"                                            \
    "    queues: {io: {dispatch: manual}}\n"                                                \
    "    threads: {worker: {steps: [wait: 10ms, " steps "]}}\n"                             \
    "threads:\n  a: {steps: [ReadFile: d.io]}\n"                                            \
    "  b: {steps: [wait: 1ms, WriteFile: d.io]}\n"                                          \
    "  c: {steps: [wait: 2ms, DeviceIoControl: d.io]}\n"

TEST(a_request_that_is_requeued_is_the_first_of_its_manual_queue_again)
{
    struct story s;

    /* The first, a's read, is taken out, put back, and taken out again before the others. */
    story_run(&s, MANUAL("WdfIoQueueRetrieveNextRequest: io, run: 1ms, WdfRequestRequeue, "
                         "run: 1ms, WdfIoQueueRetrieveNextRequest: io, "
                         "{if: kind == read, then: [run: 5ms]}, WdfRequestComplete: all"));
    CHECK_INT(story_count(&s, "d.io.finished"), ==, 1);
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 17 * MS);   /* 10 + 1 + 1 + 5 */
    CHECK_INT(s.seen->finding_count, ==, 0);
    story_end(&s);
}

TEST(a_request_of_a_queue_that_is_not_manual_cannot_be_requeued)
{
    struct story s;

    story_run(&s, "wtsim: 1\nscenario: story\nmachine: {processors: 1, costs: none}\n"
              "run: {duration: 100ms}\n"
              "drivers:\n  d:\n    framework: kmdf 1.33\n"
              "    queues: {io: {dispatch: parallel, callback: Read}}\n"
              "    callbacks: {Read: [{WdfRequestRequeue: '', on_failure: [run: 3ms]}, "
              "{if: status == STATUS_INVALID_DEVICE_REQUEST, then: [run: 2ms]}, "
              "WdfRequestComplete: all]}\n"
              "threads: {a: {steps: [ReadFile: d.io]}}\n");
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 5 * MS);
    story_end(&s);
}

#define SCOPE(level, scope)                                                                 \
    "wtsim: 1\nscenario: story\nmachine: {processors: 2, costs: none}\n"                    \
    "run: {duration: 100ms}\n"                                                              \
    "drivers:\n  d:\n    framework: kmdf 1.33\n    synchronization_scope: " scope "\n"      \
    "    execution_level: " level "\n"                                                      \
    "    queues: {io: {dispatch: sequential, callback: [run: 5ms, WdfRequestComplete: all]}}\n" \
    "    threads: {t: {steps: [WdfObjectAcquireLock, run: 20ms, WdfObjectReleaseLock]}}\n"  \
    "threads: {a: {steps: [wait: 1ms, ReadFile: d.io]}}\n"

TEST(i24_the_lock_of_the_scope_can_be_acquired_by_the_driver)
{
    struct story s;

    /* It keeps the queue's callback out until 20: 20 + 5 - 1. A spin lock raises, a mutex not. */
    story_run(&s, SCOPE("dispatch", "device"));
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 24 * MS);
    CHECK_INT(s.seen->irql_ns[0][2] + s.seen->irql_ns[1][2], ==, (20 + 24) * (uint64_t)MS);
    story_end(&s);
    story_run(&s, SCOPE("passive", "device"));
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 24 * MS);
    CHECK_INT(s.seen->irql_ns[0][2] + s.seen->irql_ns[1][2], ==, 0);
    story_end(&s);
    story_run(&s, SCOPE("dispatch", "none"));   /* there is none */
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 5 * MS);
    story_end(&s);
}

/* Of a passive device it is a wait, and DPCs cannot wait. */
TEST(c2_the_lock_of_a_passive_scope_in_a_dpc_is_a_wait_there)
{
    struct story s;

    story_run(&s, "wtsim: 1\nscenario: story\nmachine: {processors: 1, costs: none}\n"
              "run: {duration: 100ms}\n"
              "drivers:\n  d:\n    framework: kmdf 1.33\n    synchronization_scope: device\n"
              "    execution_level: passive\n"
              "    timers: {t: {due: 10ms, execution_level: dispatch, "
              "automatic_serialization: false, callback: ["
              "WdfObjectAcquireLock, WdfObjectReleaseLock]}}\n");
    CHECK_INT(s.end.bug_check, ==, 0xB8);
    story_end(&s);
}

TESTS(ENTRY(a_stopped_queue_keeps_its_requests_until_it_is_started),
      ENTRY(a_stop_that_does_not_wait_returns_at_once),
      ENTRY(a_purged_queue_cancels_what_waits_and_refuses_what_comes),
      ENTRY(a_drained_queue_presents_what_it_has_and_refuses_what_comes),
      ENTRY(stopping_a_queue_and_waiting_with_a_request_of_it_is_a_finding),
      ENTRY(whatever_the_framework_made_may_be_deleted_and_what_it_keeps_is_a_finding),
      ENTRY(v1_ke_bug_check_ex_stops_with_the_callers_code),
      ENTRY(a_request_that_is_requeued_is_the_first_of_its_manual_queue_again),
      ENTRY(a_request_of_a_queue_that_is_not_manual_cannot_be_requeued),
      ENTRY(i24_the_lock_of_the_scope_can_be_acquired_by_the_driver),
      ENTRY(c2_the_lock_of_a_passive_scope_in_a_dpc_is_a_wait_there))
