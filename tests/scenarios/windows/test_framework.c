/*
 * What the frameworks do around the callbacks of a driver: timers that are stopped and waited for,
 * readers, queues that stop, sends that are taken back.
 *
 * One processor and no overheads unless a test says so.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define MACHINE(processors)                                                                 \
    "wtsim: 1\nscenario: story\nwindows: 11\nmachine: {processors: " processors ", costs: "  \
    "none}\nrun: {duration: 1s}\n"
#define HEAD MACHINE("1") "drivers:\n  d:\n    framework: kmdf 1.33\n"
#define TWO MACHINE("2") "drivers:\n  d:\n    framework: kmdf 1.33\n"

/* ---- timers (pin 26) ----------------------------------------------- */

#define TIMER_RUNS(processors_head, steps)                                                  \
    processors_head                                                                         \
    "    timers: {t: {due: 10ms, callback: [run: 40ms]}}\n"                                  \
    "    variables: {was: 0}\n"                                                             \
    "    threads:\n"                                                                        \
    "      stopper: {processors: [1], steps: [wait: 20ms, " steps ", run: 1ms]}\n"

TEST(pin_26_a_timer_stop_that_waits_lets_the_running_callback_end)
{
    struct story s;

    /* Due at 10, noticed at the tick at 15.625, runs to 55.625; the stop begins at 20. */
    story_run(&s, TIMER_RUNS(TWO, "{WdfTimerStop: {timer: t, wait: true}, on_true: "
                                  "[set: was = 1], on_false: [wait: 5ms]}"));
    CHECK_INT(story_value(&s, "d.stopper.wait", 1), ==, 35625 * US);
    CHECK_INT(story_value(&s, "d.stopper.wait", 2), ==, 5 * MS);   /* it was not pending */
    story_end(&s);
    story_run(&s, TIMER_RUNS(TWO, "{WdfTimerStop: {timer: t, wait: false}, on_false: "
                                  "[wait: 5ms]}"));
    CHECK_INT(story_value(&s, "d.stopper.wait", 1), ==, 5 * MS);   /* at once */
    story_end(&s);
}

TEST(pin_26_a_stop_that_waits_answers_true_when_the_timer_was_pending)
{
    struct story s;

    story_run(&s, HEAD
              "    timers: {t: {due: 100ms, callback: [run: 1ms]}}\n"
              "    threads:\n"
              "      x: {steps: [wait: 20ms, {WdfTimerStop: {timer: t, wait: true}, on_true: "
              "[wait: 7ms]}]}\n");
    CHECK_INT(story_value(&s, "d.x.wait", 1), ==, 7 * MS);
    CHECK_INT(story_count(&s, "d.t.latency"), ==, 0);
    story_end(&s);
}

TEST(pin_26_while_a_stop_waits_starts_are_ignored_and_the_stop_answers_true)
{
    struct story s;

    /* Without the stop the callback would start the timer again at 55.625. */
    story_run(&s, TWO
              "    timers: {t: {due: 10ms, callback: [run: 40ms, WdfTimerStart: t]}}\n"
              "    threads:\n"
              "      x: {processors: [1], steps: [wait: 20ms, {WdfTimerStop: {timer: t, wait: "
              "true}, on_true: [wait: 7ms]}]}\n");
    CHECK_INT(story_value(&s, "d.x.wait", 1), ==, 35625 * US);
    CHECK_INT(story_value(&s, "d.x.wait", 2), ==, 7 * MS);
    CHECK_INT(story_count(&s, "d.t.latency"), ==, 1);
    story_end(&s);
}

TEST(pin_26_a_stop_that_waits_for_a_passive_timer_waits_for_its_work_item)
{
    struct story s;

    /* The item is queued at 15.625 and runs on processor 0 to 55.625. */
    story_run(&s, TWO
              "    timers: {t: {due: 10ms, execution_level: passive, callback: [run: 40ms]}}\n"
              "    threads:\n"
              "      x: {processors: [1], steps: [wait: 20ms, WdfTimerStop: {timer: t, wait: "
              "true}, wait: 1ms]}\n");
    CHECK_INT(story_value(&s, "d.x.wait", 1), ==, 35625 * US);
    story_end(&s);
}

TEST(pin_26_a_callback_that_stops_its_own_timer_and_waits_is_a_finding_and_returns)
{
#define INSIDE(level)                                                                       \
    HEAD "    timers: {t: {due: 10ms, execution_level: " level ", callback: "               \
    "[{WdfTimerStop: {timer: t, wait: true}, on_false: [run: 3ms]}]}}\n"
    static const char *const stories[] = {INSIDE("dispatch"), INSIDE("passive")};

    for (unsigned i = 0; i < 2; i++) {
        struct story s;

        story_run(&s, stories[i]);
        CHECK_INT(s.end.bug_check, ==, 0);
        CHECK_INT(story_findings(&s, "F100"), ==, 1);
        CHECK_INT(story_findings(&s, "F003"), ==, 0);
        if (i == 1) {
            CHECK_INT(story_value(&s, "d.t.work_item.run", 0), ==, 3 * MS);
        }
        story_end(&s);
    }
}

TEST(c4_a_timer_stop_that_waits_in_another_dpc_is_a_wait_there)
{
    struct story s;

    story_run(&s, HEAD
              "    timers:\n"
              "      t: {due: 100ms, callback: [run: 1ms]}\n"
              "      u: {due: 10ms, callback: [WdfTimerStop: {timer: t, wait: true}]}\n");
    CHECK_INT(s.end.bug_check, ==, 0xB8);
    story_end(&s);
}

/* ---- results of signals -------------------------------------------- */

TEST(c1_setting_or_resetting_an_event_answers_whether_it_was_signalled)
{
    struct story s;

    story_run(&s, HEAD
              "    events: {e: notification}\n"
              "    threads:\n"
              "      x:\n"
              "        steps:\n"
              "          - {KeSetEvent: e, on_true: [wait: 1ms], on_false: [wait: 2ms]}\n"
              "          - {KeSetEvent: e, on_true: [wait: 3ms], on_false: [wait: 4ms]}\n"
              "          - {KeResetEvent: e, on_true: [wait: 5ms], on_false: [wait: 6ms]}\n"
              "          - {KeResetEvent: e, on_true: [wait: 7ms], on_false: [wait: 8ms]}\n");
    CHECK_INT(story_value(&s, "d.x.wait", 0), ==, 2 * MS);
    CHECK_INT(story_value(&s, "d.x.wait", 1), ==, 3 * MS);
    CHECK_INT(story_value(&s, "d.x.wait", 2), ==, 5 * MS);
    CHECK_INT(story_value(&s, "d.x.wait", 3), ==, 8 * MS);
    story_end(&s);
}

/* ---- DMA (pin 28) -------------------------------------------------- */

TEST(pin_28_evt_program_dma_runs_at_dispatch_level_and_its_caller_goes_on_where_it_was)
{
    struct story s;

    /* A ready thread of higher priority waits until EvtProgramDma is over: at 1 + 5. */
    story_run(&s, HEAD
              "    targets: {chip: {service: 10ms}}\n"
              "    threads:\n"
              "      x: {priority: 8, steps: [run: 1ms, WdfDmaTransactionExecute: Program, run: "
              "2ms]}\n"
              "      high: {priority: 9, steps: [wait: 2ms, run: 10ms]}\n"
              "    callbacks: {Program: [run: 5ms, put: chip]}\n");
    CHECK_INT(story_value(&s, "d.high.ready", 1), ==, 4 * MS);   /* from 2 to 6 */
    CHECK_INT(story_findings(&s, "F003"), ==, 0);
    CHECK(story_series(&s, "d.x.running")->integral == 8 * (sim_wide)MS);
    CHECK_INT(story_count(&s, "d.chip.finished"), ==, 1);
    story_end(&s);

    story_run(&s, HEAD   /* V4: as in any code at DISPATCH_LEVEL */
              "    threads: {x: {steps: [WdfDmaTransactionExecute: Program]}}\n"
              "    callbacks: {Program: [KeDelayExecutionThread: 5ms]}\n");
    CHECK_INT(s.end.bug_check, ==, 0x0A);
    story_end(&s);
}

/* ---- sends that are taken back ------------------------------------- */

TEST(c4_a_cancelled_irp_comes_back_at_once_with_its_completion_routine)
{
    struct story s;

    story_run(&s, HEAD
              "    targets: {bus: {service: 500ms}}\n"
              "    variables: {cancelled: 0}\n"
              "    threads:\n"
              "      x: {steps: [WdfRequestSend: {target: bus, completion: Done}, wait: 20ms, "
              "IoCancelIrp: bus, wait: 20ms, WdfRequestSend: {target: bus, service: 1ms}]}\n"
              "    callbacks: {Done: [{if: status == STATUS_CANCELLED, then: [run: 3ms]}]}\n");
    /* The target goes on: the second send is served at once, 43-44 ms. */
    CHECK_INT(story_value(&s, "d.bus.request_latency", 0), ==, 23 * MS);
    CHECK_INT(story_value(&s, "d.bus.request_latency", 1), ==, 1 * MS);
    story_end(&s);
}

/* ---- continuous readers (pins 33, 34) ------------------------------ */

#define PIPE(keys, reader, callback)                                                        \
    HEAD "    targets: {pipe: {" keys ", reader: " reader "}}\n"                             \
    "    threads: {go: {steps: [WdfIoTargetStart: pipe]}}\n"                                \
    "    callbacks: {Read: " callback "}\n"

TEST(pin_34_a_continuous_reader_sends_each_read_again_after_its_callback)
{
    struct story s;

    story_run(&s, PIPE("arrivals: {at: [10ms, 11ms, 12ms, 20ms]}", "Read", "[run: 5ms]"));
    /* Two reads are out. Arrivals at 10 and 11 answer them; the second completion's interrupt is
       at 11. DPC: callback 10-15, 15-20, then the DPCs of the two reads send them again at 20:
       the arrival of 12 has waited till then, and that of 20 comes at 20. 20-25, 25-30. */
    CHECK_INT(story_value(&s, "d.pipe.request_latency", 0), ==, 5 * MS);
    CHECK_INT(story_value(&s, "d.pipe.request_latency", 1), ==, 9 * MS);
    CHECK_INT(story_value(&s, "d.pipe.request_latency", 2), ==, 13 * MS);
    CHECK_INT(story_value(&s, "d.pipe.request_latency", 3), ==, 10 * MS);
    CHECK_INT(story_count(&s, "d.pipe.read_1.runs"), ==, 2);
    CHECK_INT(story_count(&s, "d.pipe.read_2.runs"), ==, 2);
    story_end(&s);
}

TEST(pin_33_reads_of_a_continuous_reader_are_pending_from_the_start_of_its_target_on)
{
    struct story s;

    /* Served 3 at a time at most: 4 reads are out, each takes 10 ms; 3 at 10, 1 at 20 ... */
    story_run(&s, HEAD
              "    targets: {pipe: {service: 10ms, servers: 3, reader: {callback: [run: 0us], "
              "reads: 4}}}\n"
              "    threads: {go: {steps: [wait: 5ms, WdfIoTargetStart: pipe, wait: 22ms, "
              "WdfIoTargetStop: pipe]}}\n");
    /* Started at 5: three served 5-15, the fourth and two that were sent again 15-25, then three
       more, which the stop at 27 cancels; nothing is sent after it. */
    CHECK_INT(story_count(&s, "d.pipe.read_1.runs") + story_count(&s, "d.pipe.read_2.runs") +
              story_count(&s, "d.pipe.read_3.runs") + story_count(&s, "d.pipe.read_4.runs"),
              ==, 6);
    CHECK(story_series(&s, "d.pipe.busy")->integral == 3 * 22 * (sim_wide)MS);
    story_end(&s);
}

TEST(w64_a_read_that_fails_is_sent_again_by_a_work_item_of_the_framework)
{
    struct story s;

    story_run(&s, HEAD
              "    targets: {pipe: {arrivals: {at: [100ms]}, reader: {callback: [run: 1ms], "
              "reads: 1}}}\n"
              "    threads: {go: {steps: [WdfIoTargetStart: pipe, wait: 50ms, IoCancelIrp: "
              "pipe]}}\n");
    CHECK_INT(story_count(&s, "d.pipe.restart.runs"), ==, 1);
    CHECK_INT(story_value(&s, "d.pipe.request_latency", 0), ==, 1 * MS);
    story_end(&s);
}

/* ---- EvtIoStop (pin 29) -------------------------------------------- */

/* A read of 30 ms is at the bus from 0 on; the device is to leave D0 at 10 and is back at 100. */
#define POWER(queue, callbacks)                                                             \
    MACHINE("1")                                                                            \
    "drivers:\n  d:\n    framework: kmdf 1.33\n"                                            \
    "    targets: {bus: {service: 30ms}}\n"                                                 \
    "    queues: {io: {dispatch: sequential, callback: Read" queue "}}\n"                   \
    "    pnp: {EvtDeviceD0Exit: [run: 1ms]}\n"                                              \
    "    callbacks:\n"                                                                      \
    "      Read: [WdfRequestSend: {target: bus, completion: Done}]\n"                       \
    "      Done: [WdfRequestComplete: read]\n" callbacks                                    \
    "threads: {app: {steps: [ReadFile: d.io]}}\n"                                           \
    "timeline:\n  - {at: 10ms, set_power: {device: d, state: D3}}\n"                        \
    "  - {at: 100ms, set_power: {device: d, state: D0}}\n"

TEST(pin_29_without_evt_io_stop_the_device_waits_for_what_the_driver_has)
{
    struct story s;

    story_run(&s, POWER("", ""));
    CHECK_INT(story_value(&s, "d.pnp.d0exit", 0), ==, 21 * MS);   /* back at 30, and 1 */
    story_end(&s);
}

TEST(pin_29_a_request_that_is_acknowledged_stays_with_the_driver_and_is_resumed_in_d0)
{
    struct story s;

    story_run(&s, POWER(", EvtIoStop: Stop, EvtIoResume: Resume",
                        "      Stop: [run: 2ms, WdfRequestStopAcknowledge]\n"
                        "      Resume: [run: 4ms]\n"));
    CHECK_INT(story_value(&s, "d.pnp.d0exit", 0), ==, 3 * MS);   /* 2 and 1 */
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 30 * MS);   /* the bus goes on */
    story_end(&s);

    /* One that is still out at 100 is resumed then: 1 ms is nothing of it. */
    story_run(&s, MACHINE("1")
              "drivers:\n  d:\n    framework: kmdf 1.33\n"
              "    targets: {bus: {service: 300ms}}\n"
              "    queues: {io: {dispatch: sequential, callback: [WdfRequestSend: {target: bus, "
              "completion: [WdfRequestComplete: all]}], EvtIoStop: [WdfRequestStopAcknowledge], "
              "EvtIoResume: [run: 4ms, WdfRequestCancelSentRequest: bus]}}\n"
              "    pnp: {EvtDeviceD0Exit: [run: 1ms]}\n"
              "threads: {app: {steps: [ReadFile: d.io]}}\n"
              "timeline:\n  - {at: 10ms, set_power: {device: d, state: D3}}\n"
              "  - {at: 100ms, set_power: {device: d, state: D0}}\n");
    CHECK_INT(story_value(&s, "d.pnp.d0exit", 0), ==, 1 * MS);
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 104 * MS);
    story_end(&s);
}

TEST(pin_29_a_request_that_is_requeued_is_presented_again_in_d0_before_all_others)
{
    struct story s;

    /* The driver keeps reads on a list; a timer completes them, here at the tick at 203.125. The
       first read is put back at 10 (Drain empties the list), the second came at 5 and waits. At
       100 the first is presented again, and completed at 203.125; then the second, at 406.25. */
    story_run(&s, MACHINE("1")
              "drivers:\n  d:\n    framework: kmdf 1.33\n"
              "    queues:\n"
              "      pending: {}\n"
              "      io: {dispatch: sequential, callback: [put: pending], EvtIoStop: Stop}\n"
              "    timers: {poll: {period: 200ms, callback: Poll}}\n"
              "    pnp: {EvtDeviceD0Exit: [run: 1ms]}\n"
              "    callbacks:\n"
              "      Stop: [{WdfRequestStopAcknowledge: {requeue: true}}, {each_request: {from: "
              "pending}, steps: [run: 0us]}]\n"
              "      Poll: [{each_request: {from: pending, up_to: 1}, steps: [WdfRequestComplete: "
              "all]}]\n"
              "threads: {app: {count: 2, steps: [ReadFile: d.io]}}\n"
              "timeline:\n  - {at: 10ms, set_power: {device: d, state: D3}}\n"
              "  - {at: 100ms, set_power: {device: d, state: D0}}\n");
    CHECK_INT(story_value(&s, "d.pnp.d0exit", 0), ==, 1 * MS);
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 203125 * US);
    CHECK_INT(story_value(&s, "d.io.request_latency", 1), ==, 406250 * US);
    CHECK_INT(story_findings(&s, "F080"), ==, 0);
    story_end(&s);
}

TEST(pin_38_the_interrupt_by_which_a_lower_driver_answers_is_none_of_the_device)
{
    struct story s;

    story_run(&s, MACHINE("1")
              "drivers:\n  d:\n    framework: kmdf 1.33\n"
              "    interrupts: {line: {irql: 6, isr: [run: 1us]}}\n"
              "    targets: {bus: {service: 1ms}}\n"
              "    pnp: {EvtInterruptEnable: [run: 3ms]}\n");
    CHECK_INT(story_value(&s, "d.pnp.start", 0), ==, 3 * MS);   /* once, not for the bus */
    story_end(&s);
}

TEST(pin_29_acknowledging_a_stop_that_nobody_asked_for_is_a_finding)
{
    struct story s;

    story_run(&s, MACHINE("1")
              "drivers:\n  d:\n    framework: kmdf 1.33\n"
              "    queues: {io: {dispatch: sequential, callback: [WdfRequestStopAcknowledge, "
              "WdfRequestComplete: all]}}\n"
              "threads: {app: {steps: [ReadFile: d.io]}}\n");
    CHECK_INT(story_findings(&s, "F101"), ==, 1);
    story_end(&s);
}

/* ---- time-outs of sends to queues (pin 35) ------------------------- */

TEST(pin_35_a_send_to_another_drivers_queue_times_out_while_it_waits_there)
{
    struct story s;

    /* The lower driver takes 300 ms for each. The first is with it at once, so its time-out of 20
       changes nothing; the second, sent at 1, waits in its queue: its time-out, noticed at the
       tick at 31.25 (20 ms behind the tick at 0, and it has to be past), brings it back. */
    story_run(&s, MACHINE("1")
              "drivers:\n  lower:\n    framework: kmdf 1.33\n"
              "    targets: {bus: {service: 300ms}}\n"
              "    queues: {io: {dispatch: sequential, callback: [WdfRequestSend: {target: bus, "
              "completion: [WdfRequestComplete: all]}]}}\n"
              "  upper:\n    framework: kmdf 1.33\n"
              "    queues: {io: {dispatch: parallel, callback: [WdfRequestSend: {target: "
              "lower.io, timeout: 20ms, completion: Done}]}}\n"
              "    callbacks: {Done: [{if: status == STATUS_IO_TIMEOUT, then: [run: 3ms, "
              "WdfRequestComplete: {kind: all, status: STATUS_IO_TIMEOUT}], else: "
              "[WdfRequestComplete: all]}]}\n"
              "threads:\n  a: {steps: [ReadFile: upper.io]}\n"
              "  b: {steps: [wait: 1ms, {ReadFile: upper.io, on_failure: [run: 7ms]}]}\n");
    CHECK_INT(story_value(&s, "upper.io.request_latency", 0), ==, 33250 * US);   /* b's */
    CHECK_INT(story_value(&s, "upper.io.request_latency", 1), ==, 300 * MS);     /* a's */
    CHECK_INT(story_count(&s, "lower.io.timed_out"), ==, 1);
    CHECK(story_series(&s, "thread.b.running")->integral == 7 * (sim_wide)MS);
    CHECK_INT(story_findings(&s, "F080"), ==, 0);
    story_end(&s);
}

/* ---- parents and references of work items -------------------------- */

#define CHILD(parent, queue)                                                                \
    MACHINE("2")                                                                            \
    "drivers:\n  d:\n    framework: kmdf 1.33\n"                                            \
    "    queues: {io: {dispatch: parallel, callback: [WdfRequestComplete: all]" queue "}}\n" \
    "    timers: {t: {callback: [run: 1us]}}\n"                                             \
    "    work_items: {w: {callback: [run: 10ms], parent: " parent "}}\n"                    \
    "    sources: {go: {arrivals: {at: [0s, 1ms]}, steps: [WdfWorkItemEnqueue: w]}}\n"

TEST(w79_w80_a_child_of_a_queue_is_serialised_by_the_scope_of_its_queue)
{
    struct story s;

    /* The device has no scope; the queue has, at PASSIVE_LEVEL: one run at a time, 0-10, 10-20. */
    story_run(&s, CHILD("io", ", synchronization_scope: queue, execution_level: passive"));
    CHECK_INT(story_value(&s, "d.w.response", 1), ==, 19 * MS);
    CHECK_INT(story_count(&s, "d.w.overlapping"), ==, 0);
    story_end(&s);
    story_run(&s, CHILD("io", ""));   /* no scope: no lock, and the runs overlap: 1-11 */
    CHECK_INT(story_value(&s, "d.w.response", 1), ==, 10 * MS);
    story_end(&s);
    story_run(&s, CHILD("io", ", synchronization_scope: queue"));   /* at dispatch level */
    CHECK_INT(story_count(&s, "d.w.runs"), ==, 0);
    CHECK_INT(story_findings(&s, "F049"), ==, 1);
    story_end(&s);
}

TEST(w79_any_other_parent_passes_the_question_on_to_the_device)
{
    struct story s;

    story_run(&s, CHILD("t", ", synchronization_scope: queue, execution_level: passive"));
    CHECK_INT(story_value(&s, "d.w.response", 1), ==, 10 * MS);   /* the device has no scope */
    story_end(&s);
}

TEST(w180_a_dereference_too_many_is_fatal)
{
    struct story s;

    story_run(&s, HEAD
              "    work_items: {w: {callback: [run: 1ms]}}\n"
              "    threads: {x: {steps: [WdfObjectReference: w, WdfWorkItemEnqueue: w, "
              "WdfObjectDereference: w, wait: 5ms, WdfObjectDereference: w]}}\n");
    CHECK_INT(s.end.bug_check, ==, 0x10D);
    CHECK_INT(story_findings(&s, "F102"), ==, 1);
    CHECK_INT(story_count(&s, "d.w.runs"), ==, 1);
    story_end(&s);
}

TEST(w188_references_that_are_not_given_back_leak_at_the_unload)
{
#define UNLOAD(steps)                                                                       \
    HEAD "    work_items: {w: {callback: [run: 1ms]}}\n"                                    \
         "    threads: {x: {steps: [WdfWorkItemEnqueue: w, " steps "]}}\n"                  \
         "timeline:\n  - {at: 50ms, remove_device: d}\n  - {at: 60ms, unload: d}\n"
    struct story s;

    story_run(&s, UNLOAD("WdfObjectReference: w"));
    CHECK_INT(story_findings(&s, "F103"), ==, 1);
    story_end(&s);
    story_run(&s, UNLOAD("WdfObjectReference: w, WdfObjectDereference: w"));
    CHECK_INT(story_findings(&s, "F103"), ==, 0);
    story_end(&s);
}

/* ---- UMDF ---------------------------------------------------------- */

#define UMDF(processors, text)                                                              \
    MACHINE(processors) "drivers:\n  d:\n    framework: umdf 2.31\n" text

TEST(w116_a_timer_of_a_umdf_driver_is_called_back_in_a_thread_of_its_host)
{
    struct story s;

    /* Noticed at the tick at 15.625; a wait is legal there: 20 ms by ticks, from 15.625 on. */
    story_run(&s, UMDF("1",
              "    timers: {t: {due: 10ms, callback: [run: 5ms, wait: 20ms, run: 1ms]}}\n"));
    CHECK_INT(story_findings(&s, "F002") + story_findings(&s, "F003"), ==, 0);
    CHECK_INT(story_value(&s, "d.t.work_item.queue_latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.t.work_item.response", 0), ==, 26 * MS);
    story_end(&s);
    story_run(&s, UMDF("1", "    timers: {t: {period: 100ms, callback: [run: 1ms]}}\n"));
    CHECK_INT(story_count(&s, "d.t.work_item.runs"), ==, 9);   /* periodic, unlike W106 */
    story_end(&s);
}

TEST(c2_a_framework_spin_lock_of_a_umdf_driver_leaves_its_owner_at_passive_level)
{
    struct story s;

    /* first holds it 0-10 and waits in it, which no spin lock of the kernel would allow. */
    story_run(&s, UMDF("2",
              "    locks: {l: spin_lock}\n"
              "    work_items:\n"
              "      first: {callback: [WdfSpinLockAcquire: l, wait: 10ms, WdfSpinLockRelease: "
              "l]}\n"
              "      second: {callback: [WdfSpinLockAcquire: l, run: 1ms, WdfSpinLockRelease: "
              "l]}\n"
              "    sources:\n"
              "      a: {arrivals: {at: [0s]}, steps: [WdfWorkItemEnqueue: first]}\n"
              "      b: {arrivals: {at: [2ms]}, steps: [WdfWorkItemEnqueue: second]}\n"));
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_findings(&s, "F004"), ==, 0);
    CHECK_INT(story_value(&s, "d.second.response", 0), ==, 9 * MS);   /* 8 waiting, 1 */
    story_end(&s);
}

TEST(w108_interrupts_of_a_umdf_device_can_share_a_wait_lock)
{
#define SHARE(locks)                                                                        \
    UMDF("2", "    locks: {l: wait_lock}\n"                                                 \
         "    interrupts:\n"                                                                \
         "      a: {trigger: message, arrivals: {at: [1ms]}, isr: [run: 10ms]" locks "}\n"   \
         "      b: {trigger: message, arrivals: {at: [2ms]}, isr: [run: 10ms]" locks "}\n"   \
         "    threads: {x: {steps: [WdfWaitLockAcquire: l, WdfWaitLockRelease: l]}}\n")
    struct story s;

    story_run(&s, SHARE(""));                 /* 1-11 and 2-12 */
    CHECK_INT(story_value(&s, "d.b.isr.response", 0), ==, 10 * MS);
    story_end(&s);
    story_run(&s, SHARE(", lock: l"));        /* 1-11, 11-21 */
    CHECK_INT(story_value(&s, "d.b.isr.response", 0), ==, 19 * MS);
    story_end(&s);
}

/* ---- NDIS ---------------------------------------------------------- */

TEST(ndis_packets_are_indicated_to_a_protocol_and_sends_completed)
{
    struct story s;

    story_run(&s, MACHINE("1")
              "drivers:\n  nic:\n    framework: ndis\n"
              "    interrupts: {rx: {irql: 7, arrivals: {at: [1ms]}, isr: [run: 0us, "
              "IoRequestDpc: rx], dpc: Dpc}}\n"
              "    targets: {tcpip: {service: 5ms}}\n"
              "    queues: {tx: {dispatch: parallel, callback: [run: 2ms, "
              "NdisMSendNetBufferListsComplete: all]}}\n"
              "    callbacks:\n"
              "      Dpc: [{each_request: [run: 1ms, NdisMIndicateReceiveNetBufferLists: "
              "{target: tcpip, completion: Return}]}]\n"
              "      Return: [run: 1ms, NdisMIndicateReceiveNetBufferLists]\n"
              "threads:\n  app: {steps: [wait: 100ms, WriteFile: nic.tx]}\n");
    CHECK_INT(story_value(&s, "nic.rx.request_latency", 0), ==, 7 * MS);   /* 1 + 5 + 1 */
    CHECK_INT(story_value(&s, "nic.tx.request_latency", 0), ==, 2 * MS);
    story_end(&s);
}

TESTS(ENTRY(pin_26_a_timer_stop_that_waits_lets_the_running_callback_end),
      ENTRY(pin_26_a_stop_that_waits_answers_true_when_the_timer_was_pending),
      ENTRY(pin_26_while_a_stop_waits_starts_are_ignored_and_the_stop_answers_true),
      ENTRY(pin_26_a_stop_that_waits_for_a_passive_timer_waits_for_its_work_item),
      ENTRY(pin_26_a_callback_that_stops_its_own_timer_and_waits_is_a_finding_and_returns),
      ENTRY(c4_a_timer_stop_that_waits_in_another_dpc_is_a_wait_there),
      ENTRY(c1_setting_or_resetting_an_event_answers_whether_it_was_signalled),
      ENTRY(pin_28_evt_program_dma_runs_at_dispatch_level_and_its_caller_goes_on_where_it_was),
      ENTRY(c4_a_cancelled_irp_comes_back_at_once_with_its_completion_routine),
      ENTRY(pin_34_a_continuous_reader_sends_each_read_again_after_its_callback),
      ENTRY(pin_33_reads_of_a_continuous_reader_are_pending_from_the_start_of_its_target_on),
      ENTRY(w64_a_read_that_fails_is_sent_again_by_a_work_item_of_the_framework),
      ENTRY(pin_29_without_evt_io_stop_the_device_waits_for_what_the_driver_has),
      ENTRY(pin_29_a_request_that_is_acknowledged_stays_with_the_driver_and_is_resumed_in_d0),
      ENTRY(pin_29_a_request_that_is_requeued_is_presented_again_in_d0_before_all_others),
      ENTRY(pin_38_the_interrupt_by_which_a_lower_driver_answers_is_none_of_the_device),
      ENTRY(pin_29_acknowledging_a_stop_that_nobody_asked_for_is_a_finding),
      ENTRY(pin_35_a_send_to_another_drivers_queue_times_out_while_it_waits_there),
      ENTRY(w79_w80_a_child_of_a_queue_is_serialised_by_the_scope_of_its_queue),
      ENTRY(w79_any_other_parent_passes_the_question_on_to_the_device),
      ENTRY(w180_a_dereference_too_many_is_fatal),
      ENTRY(w188_references_that_are_not_given_back_leak_at_the_unload),
      ENTRY(w116_a_timer_of_a_umdf_driver_is_called_back_in_a_thread_of_its_host),
      ENTRY(c2_a_framework_spin_lock_of_a_umdf_driver_leaves_its_owner_at_passive_level),
      ENTRY(w108_interrupts_of_a_umdf_device_can_share_a_wait_lock),
      ENTRY(ndis_packets_are_indicated_to_a_protocol_and_sends_completed))
