/*
 * I/O queues and callers: where requests are presented, and who completes them.
 *
 * One processor and no overheads unless a test says so.
 */
#include "model/run/deadlock.h"
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define MACHINE(processors)                                                                 \
    "wtsim: 1\nscenario: story\nwindows: 11\nmachine: {processors: " processors ", costs: "  \
    "none}\nrun: {duration: 1s}\n"
#define HEAD MACHINE("1")
#define DISK(dispatch, keys)                                                                \
    "drivers:\n  disk:\n    framework: kmdf 1.33\n"                                         \
    "    interrupts: {line: {irql: 6, isr: Isr, dpc: Dpc}}\n"                               \
    "    targets: {platter: {service: 10ms, interrupt: line}}\n"                            \
    "    queues: {io: {dispatch: " dispatch ", callback: {read: EvtIoRead}" keys "}}\n"
#define ISR "      Isr: [run: 0us, WdfInterruptQueueDpcForIsr: line]\n"

static bool accounts(const struct story *s, const char *origin, uint64_t finished,
                     uint64_t waiting)
{
    char name[80];

    snprintf(name, sizeof name, "%s.finished", origin);
    if (story_count(s, name) != finished) {
        print_error("%s is %llu\n", name, (unsigned long long)story_count(s, name));
        return false;
    }
    snprintf(name, sizeof name, "%s.waiting", origin);
    return story_count(s, name) == waiting;
}

/* ---- the usual driver ---------------------------------------------- */

TEST(pin_27_a_request_is_presented_in_the_thread_that_brought_it)
{
    struct story s;

    story_run(&s, HEAD DISK("sequential", "")
              "    callbacks:\n" ISR
              "      EvtIoRead: [run: 3ms, put: platter]\n"
              "      Dpc: [run: 2ms, WdfRequestComplete: read]\n"
              "threads:\n  app: {steps: [run: 1ms, ReadFile: disk.io, run: 5ms]}\n");
    /* 1 run, 3 in the callback, 10 at the platter from 4, 2 in the DPC: 16. */
    CHECK(accounts(&s, "disk.io", 1, 0));
    CHECK_INT(story_value(&s, "disk.io.request_latency", 0), ==, 15 * MS);
    CHECK_INT(story_value(&s, "thread.app.wait", 0), ==, 12 * MS);   /* from 4 on */
    CHECK(story_series(&s, "thread.app.running")->integral == 9 * (sim_wide)MS);
    CHECK_INT(story_value(&s, "disk.io.wait", 0), ==, 0);
    story_end(&s);
}

TEST(pin_27_the_next_of_a_sequential_queue_is_presented_by_whoever_completes_the_one_before)
{
    struct story s;

    story_run(&s, HEAD DISK("sequential", "")
              "    callbacks:\n" ISR
              "      EvtIoRead: [run: 3ms, put: platter]\n"
              "      Dpc: [run: 2ms, WdfRequestComplete: read, run: 1ms]\n"
              "threads:\n  app: {count: 2, steps: [ReadFile: disk.io]}\n");
    /* First: 0-3 callback, 3-13 platter, 13-15 DPC: completed at 15. The second came at 3 and is
       presented in that DPC: 15-18, platter from 18 to 28; the DPC ends at 19; 28-30: completed. */
    CHECK_INT(story_value(&s, "disk.io.request_latency", 0), ==, 15 * MS);
    CHECK_INT(story_value(&s, "disk.io.request_latency", 1), ==, 27 * MS);
    CHECK_INT(story_value(&s, "disk.io.wait", 1), ==, 12 * MS);
    CHECK_INT(story_value(&s, "disk.line.dpc.run", 0), ==, 6 * MS);   /* 2 + 3 + 1 */
    CHECK_INT(story_value(&s, "disk.line.dpc.run", 1), ==, 3 * MS);
    story_end(&s);
}

TEST(pin_27_a_parallel_queue_presents_each_at_once)
{
    struct story s;

    story_run(&s, HEAD DISK("parallel", "")
              "    callbacks:\n" ISR
              "      EvtIoRead: [run: 3ms, put: platter]\n"
              "      Dpc: [run: 2ms, WdfRequestComplete: read]\n"
              "threads:\n  app: {count: 2, steps: [ReadFile: disk.io]}\n");
    /* Callbacks 0-3, 3-6; platter 3-13, 13-23; DPCs 13-15, 23-25. */
    CHECK_INT(story_value(&s, "disk.io.request_latency", 0), ==, 15 * MS);
    CHECK_INT(story_value(&s, "disk.io.request_latency", 1), ==, 22 * MS);   /* came at 3 */
    CHECK_INT(story_most(&s, "disk.io.depth"), ==, 0);
    story_end(&s);
}

TEST(a_callback_that_completes_its_request_is_called_again_without_recursion)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  null:\n"
              "    queues: {io: {dispatch: sequential, callback: [run: 1ms, WdfRequestComplete: "
              "all, run: 1ms]}}\n"
              "threads:\n"
              "  quick: {priority: 10, steps: [wait: 500us, ReadFile: null.io]}\n"
              "  first: {priority: 8, steps: [WriteFile: null.io]}\n");
    /* first is presented 0-2 (quick pre-empts at 0.5 and waits in the queue); its request is
       completed at 1, quick's is presented when the callback returns at 2: completed at 3. */
    CHECK_INT(story_value(&s, "null.io.request_latency", 0), ==, 1 * MS);
    CHECK_INT(story_value(&s, "null.io.request_latency", 1), ==, 2500 * US);
    story_end(&s);
}

TEST(a_manual_queue_keeps_its_requests_until_they_are_retrieved)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n"
              "    queues:\n"
              "      io: {dispatch: parallel, callback: [run: 1ms, WdfRequestForwardToIoQueue: "
              "pending]}\n"
              "      pending: {dispatch: manual}\n"
              "    timers: {poll: {period: 100ms, callback: Poll}}\n"
              "    callbacks:\n"
              "      Poll: [{each_request: {from: pending}, steps: [run: 1ms, WdfRequestComplete: "
              "all]}]\n"
              "threads:\n  app: {count: 3, steps: [DeviceIoControl: d.io]}\n");
    /* Brought at 0, 1, 2, forwarded at 1, 2, 3; the timer is noticed at the tick at 109.375. */
    CHECK(accounts(&s, "d.io", 3, 0));
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 110375 * US);
    CHECK_INT(story_value(&s, "d.io.request_latency", 2), ==, 110375 * US);
    CHECK_INT(story_most(&s, "d.pending.depth"), ==, 3);
    story_end(&s);
}

TEST(retrieving_from_an_empty_queue_takes_the_failure_branch)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n"
              "    queues: {pending: {dispatch: manual}}\n"
              "    threads:\n"
              "      taker:\n"
              "        steps:\n"
              "          - WdfIoQueueRetrieveNextRequest: pending\n"
              "            on_failure: [wait: 7ms]\n"
              "          - WdfIoQueueRetrieveNextRequest: pending\n"
              "            on_success: [run: 1ms, WdfRequestComplete: read]\n"
              "threads:\n  app: {steps: [wait: 2ms, ReadFile: d.pending]}\n");
    CHECK_INT(story_value(&s, "d.pending.request_latency", 0), ==, 6 * MS);   /* 8 - 2 */
    story_end(&s);
}

TEST(callbacks_differ_by_kind)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n"
              "    queues: {io: {dispatch: sequential, callback: {read: [run: 1ms, "
              "WdfRequestComplete: read], write: [run: 2ms, WdfRequestComplete: write]}}}\n"
              "threads:\n"
              "  r: {steps: [ReadFile: d.io]}\n"
              "  w: {steps: [wait: 10ms, WriteFile: d.io]}\n"
              "  i: {steps: [wait: 20ms, {DeviceIoControl: d.io, on_failure: [run: 4ms]}]}\n");
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 1 * MS);
    CHECK_INT(story_value(&s, "d.io.request_latency", 1), ==, 2 * MS);
    CHECK_INT(story_value(&s, "d.io.request_latency", 2), ==, 0);   /* nobody wants an ioctl */
    CHECK(story_series(&s, "thread.i.running")->integral == 4 * (sim_wide)MS);
    story_end(&s);
}

/* ---- deferral (pin 27) --------------------------------------------- */

#define SERIALISED(scope, level)                                                            \
    "drivers:\n  disk:\n    framework: kmdf 1.33\n    synchronization_scope: " scope "\n"    \
    "    execution_level: " level "\n"                                                      \
    "    interrupts: {line: {irql: 6, isr: Isr, dpc: Dpc, automatic_serialization: "

TEST(pin_27_a_serialised_dpc_that_completes_leaves_the_next_to_the_frameworks_own_dpc)
{
#define STORY(serialised)                                                                   \
    HEAD SERIALISED("device", "dispatch") serialised "}}\n"                                 \
    "    targets: {platter: {service: 10ms, interrupt: line}}\n"                            \
    "    queues: {io: {dispatch: sequential, callback: [run: 3ms, put: platter]}}\n"        \
    "    callbacks:\n" ISR                                                                  \
    "      Dpc: [run: 2ms, WdfRequestComplete: read, run: 1ms]\n"                           \
    "threads:\n  app: {count: 2, steps: [ReadFile: disk.io]}\n"
    struct story s;

    story_run(&s, STORY("true"));
    /* As above, but the second is presented after the serialised DPC has ended at 16: 16-19 in
       the framework's DPC; platter 19-29, DPC 29-31. */
    CHECK_INT(story_value(&s, "disk.io.request_latency", 0), ==, 15 * MS);
    CHECK_INT(story_value(&s, "disk.io.request_latency", 1), ==, 28 * MS);
    CHECK_INT(story_value(&s, "disk.io.dpc.run", 0), ==, 3 * MS);
    CHECK_INT(story_value(&s, "disk.line.dpc.run", 0), ==, 3 * MS);
    /* [source: fxioqueue.cpp] the lock is looked at first: the second completion queues it too */
    CHECK_INT(story_count(&s, "disk.io.dpc.runs"), ==, 2);
    story_end(&s);

    story_run(&s, STORY("false"));   /* in the DPC that completes, under the lock: 15-18 */
    CHECK_INT(story_value(&s, "disk.io.request_latency", 1), ==, 27 * MS);
    CHECK_INT(story_count(&s, "disk.io.dpc.runs"), ==, 0);
    CHECK_INT(story_value(&s, "disk.line.dpc.run", 0), ==, 6 * MS);
    story_end(&s);
}

TEST(pin_27_a_passive_queue_reached_by_a_dpc_goes_through_a_system_work_item)
{
    struct story s;

    story_run(&s, HEAD DISK("sequential", ", execution_level: passive")
              "    callbacks:\n" ISR
              "      EvtIoRead: [run: 3ms, put: platter]\n"
              "      Dpc: [run: 2ms, WdfRequestComplete: read]\n"
              "threads:\n  app: {count: 3, priority: 8, steps: [ReadFile: disk.io]}\n");
    /* The first in its thread: 0-3, platter to 13, DPC to 15. The others by the work item: 15-18,
       28-30; 30-33, 43-45. */
    CHECK_INT(story_value(&s, "disk.io.request_latency", 0), ==, 15 * MS);
    CHECK_INT(story_value(&s, "disk.io.request_latency", 1), ==, 27 * MS);
    CHECK_INT(story_value(&s, "disk.io.request_latency", 2), ==, 42 * MS);
    /* The last completion finds nothing more to present, and queues it all the same. */
    CHECK_INT(story_count(&s, "disk.io.work_item.runs"), ==, 3);
    story_end(&s);
}

TEST(a_callback_under_a_spin_lock_runs_at_dispatch_level)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n    synchronization_scope: device\n"
              "    queues: {io: {dispatch: sequential, callback: [KeDelayExecutionThread: 1ms, "
              "WdfRequestComplete: all]}}\n"
              "threads:\n  app: {steps: [ReadFile: d.io]}\n");
    CHECK_INT(s.end.bug_check, ==, 0x0A);   /* V4: a wait at DISPATCH_LEVEL */
    story_end(&s);
}

TEST(the_lock_of_a_queue_keeps_a_parallel_queue_to_one_callback_at_a_time)
{
#define SCOPE(scope)                                                                        \
    MACHINE("2") "drivers:\n  d:\n"                                                         \
    "    queues: {io: {dispatch: parallel, execution_level: passive, " scope "callback: "    \
    "[run: 5ms, WdfRequestComplete: all]}}\n"                                               \
    "threads:\n  app: {count: 2, steps: [ReadFile: d.io]}\n"
    struct story s;

    story_run(&s, SCOPE(""));
    CHECK_INT(story_value(&s, "d.io.request_latency", 1), ==, 5 * MS);
    story_end(&s);
    story_run(&s, SCOPE("synchronization_scope: queue, "));
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 5 * MS);
    CHECK_INT(story_value(&s, "d.io.request_latency", 1), ==, 10 * MS);
    CHECK_INT(story_value(&s, "d.io.callback_lock.wait", 1), ==, 5 * MS);
    story_end(&s);
}

/* ---- callers ------------------------------------------------------- */

TEST(t12_whoever_waited_for_a_disk_wakes_with_its_boost)
{
#define BOOST(type)                                                                         \
    HEAD "drivers:\n  d:\n    device_type: " type "\n"                                      \
    "    targets: {platter: {service: 10ms}}\n"                                             \
    "    queues: {io: {dispatch: sequential, callback: [WdfRequestSend: platter]}}\n"        \
    "threads:\n"                                                                            \
    "  app: {priority: 8, steps: [ReadFile: d.io, run: 1ms]}\n"                              \
    "  hog: {priority: 9, steps: [run: 100ms]}\n"
    struct story s;

    story_run(&s, BOOST("none"));        /* app is called first at 100 ms, ready at 110 */
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 10 * MS);
    CHECK_INT(story_count(&s, "thread.app.boosts"), ==, 0);
    story_end(&s);
    story_run(&s, BOOST("sound"));       /* + 8 */
    CHECK_INT(story_count(&s, "thread.app.boosts"), ==, 1);
    story_end(&s);
}

TEST(a_driver_reads_from_another_driver_in_its_work_item)
{
    struct story s;

    story_run(&s, HEAD DISK("sequential", "")
              "    callbacks:\n" ISR
              "      EvtIoRead: [run: 1ms, put: platter]\n"
              "      Dpc: [run: 1ms, WdfRequestComplete: read]\n"
              "  indexer:\n    framework: wdm\n"
              "    work_items: {scan: {callback: [run: 2ms, ZwReadFile: disk.io, run: 3ms]}}\n"
              "    sources: {go: {arrivals: {at: [0s]}, steps: [IoQueueWorkItem: scan]}}\n");
    CHECK_INT(story_value(&s, "indexer.scan.run", 0), ==, 17 * MS);   /* 2 + 1 + 10 + 1 + 3 */
    CHECK_INT(story_value(&s, "disk.io.request_latency", 0), ==, 12 * MS);
    story_end(&s);
}

#define FILTER(steps, more)                                                                 \
    HEAD "drivers:\n  disk:\n"                                                              \
    "    targets: {platter: {service: 10ms}}\n"                                             \
    "    queues: {io: {dispatch: sequential, callback: [run: 1ms, WdfRequestSend: "         \
    "platter]}}\n"                                                                          \
    "  filter:\n"                                                                           \
    "    queues: {io: {dispatch: sequential, callback: " steps "}}\n" more                  \
    "threads:\n  app: {count: 2, steps: [ReadFile: filter.io]}\n"

TEST(a_request_sent_and_forgotten_is_completed_by_the_lower_driver)
{
    struct story s;

    story_run(&s, FILTER("[run: 1ms, WdfRequestSend: disk.io]", ""));
    /* Filter 0-1, disk 1-2 in the same thread, platter 2-12. The filter's queue has given the
       first away, so the second goes down at once: 2-3, 3-4, platter 12-22. */
    CHECK_INT(story_value(&s, "filter.io.request_latency", 0), ==, 12 * MS);
    CHECK_INT(story_value(&s, "filter.io.request_latency", 1), ==, 20 * MS);
    CHECK_INT(story_value(&s, "disk.io.request_latency", 0), ==, 11 * MS);
    CHECK(accounts(&s, "filter.io", 2, 0));
    CHECK(accounts(&s, "disk.io", 2, 0));
    story_end(&s);
}

TEST(a_completion_routine_of_the_upper_driver_runs_in_the_context_that_completes_below)
{
    struct story s;

    story_run(&s, FILTER("[run: 1ms, WdfRequestSend: {target: disk.io, completion: Done}]",
                         "    callbacks: {Done: [run: 2ms, WdfRequestComplete: read, run: "
                         "3ms]}\n"));
    /* First: down at 2, back at 12 in the platter's DPC, Done 12-14: completed. The filter's
       next is presented right then: 14-15, disk 15-16, platter 16-26; Done's rest 16-19. */
    CHECK_INT(story_value(&s, "filter.io.request_latency", 0), ==, 14 * MS);
    CHECK_INT(story_value(&s, "filter.io.request_latency", 1), ==, 26 * MS);   /* 28 - 2 */
    CHECK_INT(story_value(&s, "disk.platter.dpc.run", 0), ==, 7 * MS);   /* 2 + 1 + 1 + 3 */
    story_end(&s);
}

/* ---- mistakes ------------------------------------------------------ */

TEST(pin_5_a_request_that_nobody_has_any_more_is_never_completed)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n"
              "    queues: {io: {dispatch: sequential, callback: [run: 1ms]}}\n"
              "threads:\n  app: {count: 2, steps: [ReadFile: d.io]}\n");
    CHECK_INT(story_findings(&s, "F080"), ==, 1);
    CHECK(accounts(&s, "d.io", 0, 2));   /* and the queue presents no further one */
    /* of 1 s the first is in its callback for 1 ms; then nobody has it, and that is its doing */
    CHECK_INT(story_charged(&s, "d.io.request_latency", MDL_PART_LET_GO, "d.io"), ==, 999 * MS);
    CHECK_INT(story_charged(&s, "d.io.request_latency", MDL_PART_BLOCKED, ""), ==, 0);
    story_end(&s);
}

TEST(pin_5_a_loop_that_retrieves_and_completes_completes_each_once)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n"
              "    queues: {io: {dispatch: manual}}\n"
              "    sources: {tell: {arrivals: {at: [5ms]}, steps: [KeInsertQueueDpc: all]}}\n"
              "    dpcs: {all: {callback: [run: 0us, {repeat: {until: io.depth == 0}, steps: ["
              "WdfIoQueueRetrieveNextRequest: io, WdfRequestComplete: read]}]}}\n"
              "threads:\n  app: {count: 3, steps: [ReadFile: d.io]}\n");
    CHECK_INT(story_findings(&s, "F081"), ==, 0);
    CHECK(accounts(&s, "d.io", 3, 0));
    story_end(&s);
}

TEST(pin_5_completing_twice_is_a_finding)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n"
              "    queues: {io: {dispatch: sequential, callback: [run: 1ms, WdfRequestComplete: "
              "read, WdfRequestComplete: read]}}\n"
              "threads:\n  app: {steps: [ReadFile: d.io]}\n");
    CHECK_INT(story_findings(&s, "F081"), ==, 1);
    CHECK(accounts(&s, "d.io", 1, 0));
    story_end(&s);
}

TEST(pin_5_completing_what_a_target_still_serves_is_a_finding)
{
    struct story s;

    story_run(&s, HEAD DISK("sequential", "")
              "    callbacks:\n" ISR
              "      EvtIoRead: [run: 1ms, put: platter, WdfRequestComplete: read]\n"
              "      Dpc: [run: 1ms]\n"
              "threads:\n  app: {steps: [ReadFile: disk.io]}\n");
    CHECK_INT(story_findings(&s, "F082"), ==, 1);
    CHECK_INT(story_findings(&s, "F080"), ==, 0);
    CHECK_INT(story_value(&s, "disk.io.request_latency", 0), ==, 1 * MS);
    story_end(&s);
}

/* ---- WDM ----------------------------------------------------------- */

TEST(i3_start_io_gets_one_packet_at_a_time_at_dispatch_level)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  disk:\n    framework: wdm\n"
              "    interrupts: {line: {irql: 6, isr: [run: 0us, IoRequestDpc: line], dpc: Dpc}}\n"
              "    targets: {platter: {service: 10ms, interrupt: line}}\n"
              "    queues:\n"
              "      irps: {dispatch: parallel, callback: {read: DispatchRead}}\n"
              "      device: {dispatch: sequential, callback: StartIo}\n"
              "    callbacks:\n"
              "      DispatchRead: [run: 1ms, IoStartPacket: device]\n"
              "      StartIo: [run: 2ms, put: platter]\n"
              "      Dpc: [run: 1ms, IoStartNextPacket: device, IoCompleteRequest: read]\n"
              "threads:\n  app: {count: 2, steps: [ReadFile: disk.irps]}\n");
    /* First: 0-1, StartIo 1-3 (at DISPATCH), platter 3-13. Second: 3-4, waits in the device queue.
       DPC 13-14, StartIo for the second 14-16, then the first is completed at 16. Platter 16-26,
       DPC 26-27. */
    CHECK_INT(story_value(&s, "disk.irps.request_latency", 0), ==, 16 * MS);
    CHECK_INT(story_value(&s, "disk.irps.request_latency", 1), ==, 24 * MS);   /* 27 - 3 */
    CHECK_INT(story_value(&s, "disk.device.wait", 1), ==, 10 * MS);
    CHECK_INT(story_findings(&s, "F003") + story_findings(&s, "F004"), ==, 0);
    story_end(&s);
}

TEST(c4_io_start_next_packet_below_dispatch_level_is_a_finding)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n    framework: wdm\n"
              "    queues: {device: {dispatch: sequential, callback: [IoCompleteRequest: all]}}\n"
              "    threads: {t: {steps: [wait: 1ms, IoStartNextPacket: device]}}\n"
              "threads:\n  app: {steps: [ReadFile: d.device]}\n");
    CHECK_INT(story_findings(&s, "F004"), ==, 1);
    story_end(&s);
}

/* ---- deadlocks ----------------------------------------------------- */

#define POOL                                                                                \
    "wtsim: 1\nscenario: story\nwindows: 7\nmachine: {processors: 1, costs: none}\n"         \
    "pool: {delayed: {threads: 2}}\nrun: {duration: 1s}\n"                                  \
    "drivers:\n  filter:\n"                                                                 \
    "    queues: {io: {dispatch: parallel, callback: [WdfWorkItemEnqueue: finish]}}\n"      \
    "    work_items: {finish: {callback: [run: 1ms, WdfRequestComplete: all]}}\n"           \
    "  backup:\n"                                                                            \
    "    framework: wdm\n"                                                                   \
    "    work_items: {read: {callback: [run: 1ms, ZwReadFile: filter.io], instances: 4}}\n"

TEST(sc4_requests_that_items_of_the_waiting_pool_complete_are_a_deadlock)
{
    struct story s;

    story_run(&s, POOL
              "    sources: {go: {arrivals: {at: [0s, 0s]}, steps: [IoQueueWorkItem: read]}}\n");
    CHECK_INT(s.end.knot_count, ==, 1);
    CHECK_INT(s.end.knots[0].closed_at, ==, 2 * MS);   /* both have run 1 ms */
    CHECK_INT(s.end.knots[0].end_at, ==, SIM_INSTANT_NEVER);
    CHECK(strstr(s.end.knots[0].sentence,
                 "waits for its request at filter.io, which only filter.finish completes") != NULL);
    CHECK(accounts(&s, "filter.io", 0, 2));
    story_end(&s);

    story_run(&s, POOL   /* one at a time leaves a worker */
              "    sources: {go: {arrivals: {at: [0s, 10ms]}, steps: [IoQueueWorkItem: read]}}\n");
    CHECK_INT(s.end.knot_count, ==, 0);
    CHECK(accounts(&s, "filter.io", 2, 0));
    story_end(&s);
}

TEST(an_event_that_a_completion_routine_or_a_dpc_of_hardware_sets_is_no_deadlock)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n"
              "    interrupts: {line: {isr: [run: 0us, WdfInterruptQueueDpcForIsr: line], dpc: "
              "[run: 0us, KeSetEvent: two]}}\n"
              "    targets: {bus: {service: 5ms}, chip: {service: 5ms, interrupt: line}}\n"
              "    events: {one: synchronization, two: synchronization}\n"
              "    threads:\n"
              "      t: {steps: [{WdfRequestSend: {target: bus, completion: Done}}, "
              "KeWaitForSingleObject: one, put: chip, KeWaitForSingleObject: two]}\n"
              "    callbacks: {Done: [KeSetEvent: one]}\n");
    CHECK_INT(s.end.knot_count, ==, 0);
    CHECK_INT(story_value(&s, "d.t.wait", 0), ==, 5 * MS);
    CHECK_INT(story_value(&s, "d.t.wait", 1), ==, 5 * MS);
    story_end(&s);
}

TESTS(ENTRY(pin_27_a_request_is_presented_in_the_thread_that_brought_it),
      ENTRY(pin_27_the_next_of_a_sequential_queue_is_presented_by_whoever_completes_the_one_before),
      ENTRY(pin_27_a_parallel_queue_presents_each_at_once),
      ENTRY(a_callback_that_completes_its_request_is_called_again_without_recursion),
      ENTRY(a_manual_queue_keeps_its_requests_until_they_are_retrieved),
      ENTRY(retrieving_from_an_empty_queue_takes_the_failure_branch),
      ENTRY(callbacks_differ_by_kind),
      ENTRY(pin_27_a_serialised_dpc_that_completes_leaves_the_next_to_the_frameworks_own_dpc),
      ENTRY(pin_27_a_passive_queue_reached_by_a_dpc_goes_through_a_system_work_item),
      ENTRY(a_callback_under_a_spin_lock_runs_at_dispatch_level),
      ENTRY(the_lock_of_a_queue_keeps_a_parallel_queue_to_one_callback_at_a_time),
      ENTRY(t12_whoever_waited_for_a_disk_wakes_with_its_boost),
      ENTRY(a_driver_reads_from_another_driver_in_its_work_item),
      ENTRY(a_request_sent_and_forgotten_is_completed_by_the_lower_driver),
      ENTRY(a_completion_routine_of_the_upper_driver_runs_in_the_context_that_completes_below),
      ENTRY(pin_5_a_request_that_nobody_has_any_more_is_never_completed),
      ENTRY(pin_5_completing_twice_is_a_finding),
      ENTRY(pin_5_completing_what_a_target_still_serves_is_a_finding),
      ENTRY(i3_start_io_gets_one_packet_at_a_time_at_dispatch_level),
      ENTRY(c4_io_start_next_packet_below_dispatch_level_is_a_finding),
      ENTRY(sc4_requests_that_items_of_the_waiting_pool_complete_are_a_deadlock),
      ENTRY(an_event_that_a_completion_routine_or_a_dpc_of_hardware_sets_is_no_deadlock),
      ENTRY(pin_5_a_loop_that_retrieves_and_completes_completes_each_once))
