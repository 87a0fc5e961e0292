/*
 * Targets: hardware and lower drivers that take requests and finish them later.
 *
 * One processor and no overheads unless a test says so.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define MACHINE(processors, costs, length)                                                  \
    "wtsim: 1\nscenario: story\nwindows: 11\nmachine: {processors: " processors ", costs: "  \
    costs "}\nrun: {duration: " length "}\ndrivers:\n  d:\n    framework: kmdf 1.33\n"
#define HEAD MACHINE("1", "none", "1s")

static bool accounts(const struct story *s, const char *origin, uint64_t finished, uint64_t lost,
                     uint64_t waiting)
{
    static const char *const measures[] = {"finished", "lost", "waiting"};
    const uint64_t want[] = {finished, lost, waiting};
    char name[80];

    for (unsigned i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s.%s", origin, measures[i]);
        if (story_count(s, name) != want[i]) {
            print_error("%s is %llu\n", name, (unsigned long long)story_count(s, name));
            return false;
        }
    }
    return true;
}

/* ---- hardware behind an interrupt ---------------------------------- */

#define DISK(keys)                                                                          \
    "    interrupts: {line: {irql: 6, isr: Isr, dpc: Dpc}}\n"                               \
    "    targets: {platter: {service: 4ms, interrupt: line" keys "}}\n"                      \
    "    sources: {io: {arrivals: {at: [1ms, 2ms, 3ms]}, steps: [put: platter]}}\n"          \
    "    callbacks:\n"                                                                      \
    "      Isr: [run: 10us, WdfInterruptQueueDpcForIsr: line]\n"                             \
    "      Dpc: [each_request: [run: 20us]]\n"

TEST(pin_36_a_put_starts_the_hardware_and_its_end_asserts_the_interrupt)
{
    struct story s;

    story_run(&s, HEAD DISK(""));
    /* Served 1-5, 5-9, 9-13, each then 10 us in the ISR and 20 us in the DPC. */
    CHECK(accounts(&s, "d.io", 3, 0, 0));
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 4 * MS + 30 * US);
    CHECK_INT(story_value(&s, "d.io.request_latency", 1), ==, 7 * MS + 30 * US);
    CHECK_INT(story_value(&s, "d.io.request_latency", 2), ==, 10 * MS + 30 * US);
    CHECK_INT(story_count(&s, "d.line.isr.runs"), ==, 3);
    CHECK_INT(story_value(&s, "d.platter.wait", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.platter.wait", 1), ==, 3 * MS);
    CHECK_INT(story_value(&s, "d.platter.wait", 2), ==, 6 * MS);
    CHECK_INT(story_most(&s, "d.platter.depth"), ==, 2);
    CHECK_INT(story_most(&s, "d.platter.busy"), ==, 1);
    CHECK(story_series(&s, "d.platter.busy")->integral == 12 * (sim_wide)MS);
    story_end(&s);
}

TEST(pin_32_several_servers_serve_first_come_first_served)
{
    struct story s;

    story_run(&s, HEAD DISK(", servers: 2"));
    /* 1-5, 2-6, then 5-9. */
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 4 * MS + 30 * US);
    CHECK_INT(story_value(&s, "d.io.request_latency", 1), ==, 4 * MS + 30 * US);
    CHECK_INT(story_value(&s, "d.io.request_latency", 2), ==, 6 * MS + 30 * US);
    CHECK_INT(story_most(&s, "d.platter.busy"), ==, 2);
    story_end(&s);
}

TEST(a_full_target_loses_what_is_put)
{
    struct story s;

    story_run(&s, HEAD DISK(", capacity: 2"));   /* one served, one waiting at 3 ms */
    CHECK(accounts(&s, "d.io", 2, 1, 0));
    story_end(&s);
}

TEST(pin_17_completions_can_be_moderated)
{
    struct story s;

    story_run(&s, HEAD DISK(", moderation: {count: 2, after: 50ms}"));
    /* Finished at 5, 9, 13: an interrupt at 9 for two, at 63 (13 + 50) for the last. */
    CHECK_INT(story_count(&s, "d.line.isr.runs"), ==, 2);
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 8 * MS + 30 * US);
    CHECK_INT(story_value(&s, "d.io.request_latency", 1), ==, 7 * MS + 50 * US);   /* second */
    CHECK_INT(story_value(&s, "d.io.request_latency", 2), ==, 60 * MS + 30 * US);
    story_end(&s);
}

TEST(a_put_may_say_its_own_service)
{
    struct story s;

    story_run(&s, HEAD
              "    interrupts: {line: {irql: 6, isr: [run: 10us]}}\n"
              "    targets: {ring: {service: 4ms, interrupt: line}}\n"
              "    sources:\n"
              "      a: {arrivals: {at: [1ms]}, steps: [put: {target: ring, service: 7ms}]}\n"
              "      b: {arrivals: {at: [20ms]}, steps: [put: ring]}\n");
    CHECK_INT(story_value(&s, "d.a.request_latency", 0), ==, 7 * MS + 10 * US);
    CHECK_INT(story_value(&s, "d.b.request_latency", 0), ==, 4 * MS + 10 * US);
    story_end(&s);
}

TEST(pin_14_from_the_interrupt_takes_what_targets_have_finished)
{
    struct story s;

    story_run(&s, HEAD
              "    interrupts: {line: {irql: 6, trigger: message, isr: Isr, dpc: Dpc}}\n"
              "    targets: {ring: {service: 1ms, servers: 4, interrupt: line}}\n"
              "    sources: {io: {arrivals: {at: [1ms, 1ms, 1ms]}, steps: [put: ring]}}\n"
              "    callbacks:\n"
              "      Isr: [run: 10us, WdfInterruptQueueDpcForIsr: line]\n"
              "      Dpc: [{each_request: {from: line}, steps: [run: 100us]}]\n");
    /* All three finish at 2 ms; the messages merge. */
    CHECK_INT(story_count(&s, "d.line.isr.runs"), ==, 1);
    CHECK_INT(story_value(&s, "d.io.request_latency", 2), ==, 1 * MS + 310 * US);
    story_end(&s);
}

TEST(pin_32_a_request_taken_back_leaves_its_server_at_once)
{
    struct story s;

    story_run(&s, HEAD
              "    interrupts: {line: {irql: 6, isr: [run: 10us]}}\n"
              "    targets: {ring: {service: 500ms, interrupt: line}}\n"
              "    timers: {hang: {due: 100ms, callback: Hang}}\n"
              "    sources:\n"
              "      io: {arrivals: {at: [1ms, 2ms]}, steps: [put: ring]}\n"
              "      late: {arrivals: {at: [200ms]}, steps: [put: {target: ring, service: 1ms}]}\n"
              "    callbacks: {Hang: [{each_request: {from: ring}, steps: [run: 1ms]}]}\n");
    /* The timer is noticed at the tick at 109.375 ms (7 * 15.625); both are taken back and end. */
    CHECK(accounts(&s, "d.io", 2, 0, 0));
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 109375 * US);   /* 110.375 - 1 */
    CHECK_INT(story_value(&s, "d.io.request_latency", 1), ==, 109375 * US);   /* 111.375 - 2 */
    CHECK_INT(story_value(&s, "d.late.request_latency", 0), ==, 1010 * US);
    story_end(&s);
}

/* ---- sends --------------------------------------------------------- */

TEST(pin_32_a_synchronous_send_blocks_its_thread_until_the_target_has_finished)
{
    struct story s;

    story_run(&s, HEAD
              "    targets: {bus: {service: 3ms}}\n"
              "    threads:\n"
              "      one: {steps: [run: 1ms, WdfIoTargetSendReadSynchronously: bus, run: 2ms]}\n"
              "      two: {steps: [run: 1ms, WdfIoTargetSendIoctlSynchronously: bus]}\n");
    /* one runs 0-1, sends; two runs 1-2, sends; one's ends at 4 (it runs to 6), two's at 7. */
    CHECK_INT(story_count(&s, "d.bus.offered"), ==, 2);
    CHECK_INT(story_value(&s, "d.bus.request_latency", 0), ==, 3 * MS);
    CHECK_INT(story_value(&s, "d.bus.request_latency", 1), ==, 5 * MS);
    CHECK_INT(story_value(&s, "d.one.wait", 0), ==, 3 * MS);
    CHECK_INT(story_value(&s, "d.two.wait", 0), ==, 5 * MS);
    CHECK_INT(story_count(&s, "d.bus.dpc.runs"), ==, 2);
    story_end(&s);
}

TEST(pin_32_coming_back_costs_an_interrupt_and_a_dpc)
{
    struct story s;

    story_run(&s, MACHINE("1", "{interrupt: 5us, dpc: 7us, thread_wake: 0us, context_switch: 0us, "
                               "clock: 0us}", "10ms")
              "    targets: {bus: {service: 3ms}}\n"
              "    threads: {one: {steps: [WdfIoTargetSendReadSynchronously: bus]}}\n");
    CHECK_INT(story_value(&s, "d.bus.request_latency", 0), ==, 3 * MS + 12 * US);
    story_end(&s);
}

TEST(a_completion_routine_runs_in_the_targets_dpc_and_carries_the_request)
{
    struct story s;

    story_run(&s, HEAD
              "    targets: {bus: {service: 3ms, servers: 2}}\n"
              "    sources:\n"
              "      io: {arrivals: {at: [1ms, 1ms]}, steps: [put: {target: bus, completion: "
              "Done}]}\n"
              "    callbacks:\n"
              "      Done: [run: 50us, {if: status == STATUS_SUCCESS, then: [run: 10us]}]\n");
    /* Both finish at 4 ms; one DPC, one routine after the other. */
    CHECK_INT(story_count(&s, "d.bus.dpc.runs"), ==, 1);
    CHECK_INT(story_value(&s, "d.bus.dpc.run", 0), ==, 120 * US);
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 3 * MS + 60 * US);
    CHECK_INT(story_value(&s, "d.io.request_latency", 1), ==, 3 * MS + 120 * US);
    story_end(&s);
}

TEST(a_completion_routine_that_sends_again_is_a_pump)
{
    struct story s;

    story_run(&s, MACHINE("1", "none", "10ms")
              "    targets: {bus: {service: 3ms}}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [0s]}, steps: [put: {target: bus, completion: Next}]}\n"
              "    callbacks:\n"
              "      Next: [run: 0us, {WdfRequestSend: {target: bus, completion: Next}, "
              "requests: none}]\n");
    /* At 3, 6, 9 ms; the first is the source's, the others begin at the target. */
    CHECK(accounts(&s, "d.go", 1, 0, 0));
    CHECK(accounts(&s, "d.bus", 2, 0, 1));
    story_end(&s);
}

TEST(it_comes_back_on_the_senders_processor)
{
    struct story s;

    story_run(&s, MACHINE("2", "none", "100ms")
              "    targets: {bus: {service: 3ms}}\n"
              "    threads:\n"
              "      a: {processors: [1], steps: [WdfIoTargetSendReadSynchronously: bus]}\n");
    CHECK_INT(story_count(&s, "processor.0.dpcs"), ==, 0);
    CHECK_INT(story_count(&s, "processor.1.dpcs"), ==, 1);
    CHECK_INT(story_count(&s, "processor.1.interrupts"), ==, 1);
    story_end(&s);
}

/* ---- time-outs ----------------------------------------------------- */

TEST(pin_35_a_synchronous_send_that_times_out_takes_the_on_timeout_branch)
{
    struct story s;

    story_run(&s, HEAD
              "    targets: {bus: {service: 100ms}}\n"
              "    variables: {late: 0}\n"
              "    threads:\n"
              "      one:\n"
              "        steps:\n"
              "          - WdfIoTargetSendReadSynchronously: {target: bus, timeout: 20ms}\n"
              "            on_timeout: [run: 1ms, {if: status == STATUS_IO_TIMEOUT, then: "
              "[run: 2ms]}]\n"
              "          - WdfIoTargetSendReadSynchronously: {target: bus, timeout: 500ms}\n"
              "            on_success: [run: 4ms]\n");
    /* 20 ms is noticed at the tick at 31.25; 3 ms of steps; then 100 ms of service; then 4 ms. */
    CHECK_INT(story_value(&s, "d.one.wait", 0), ==, 31250 * US);
    CHECK_INT(story_value(&s, "d.one.wait", 1), ==, 100 * MS);
    CHECK_INT(story_count(&s, "d.bus.timed_out"), ==, 1);
    CHECK(story_series(&s, "d.one.running")->integral == 7 * (sim_wide)MS);
    CHECK(story_series(&s, "d.bus.busy")->integral == 131250 * (sim_wide)US);
    story_end(&s);
}

TEST(pin_10_what_is_done_at_the_nanosecond_of_its_time_out_is_done)
{
    struct story s;

    story_run(&s, HEAD
              "    targets: {bus: {service: 31.25ms}}\n"
              "    threads:\n"
              "      one: {steps: [WdfIoTargetSendReadSynchronously: {target: bus, timeout: "
              "20ms}]}\n");
    CHECK_INT(story_count(&s, "d.bus.timed_out"), ==, 0);
    CHECK_INT(story_value(&s, "d.one.wait", 0), ==, 31250 * US);
    story_end(&s);
}

TEST(pin_35_an_asynchronous_send_that_times_out_says_so_in_its_completion_routine)
{
    struct story s;

    story_run(&s, HEAD
              "    targets: {bus: {service: 40ms}}\n"
              "    sources:\n"
              "      io: {arrivals: {at: [1ms, 2ms]}, steps: [put: {target: bus, completion: Done, "
              "timeout: 50ms}]}\n"
              "    variables: {good: 0, late: 0}\n"
              "    callbacks:\n"
              "      Done:\n"
              "        - if: status == STATUS_IO_TIMEOUT\n"
              "          then: [run: 3ms]\n"
              "          else: [run: 5ms]\n");
    /* The first: 1-41, + 5 ms. The second is served from 41 and taken back at the tick at 62.5. */
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 45 * MS);
    CHECK_INT(story_value(&s, "d.io.request_latency", 1), ==, 63500 * US);
    CHECK_INT(story_count(&s, "d.bus.timed_out"), ==, 1);
    CHECK(story_series(&s, "d.bus.busy")->integral == 61500 * (sim_wide)US);   /* 40 + 21.5 */
    story_end(&s);
}

/* ---- stopped, started ---------------------------------------------- */

TEST(pin_33_a_send_to_a_stopped_target_waits_until_it_is_started)
{
    struct story s;

    story_run(&s, HEAD
              "    targets: {pipe: {service: 1ms, started: false}}\n"
              "    sources: {io: {arrivals: {at: [1ms]}, steps: [put: pipe]}}\n"
              "    threads: {starter: {steps: [wait: 10ms, WdfIoTargetStart: pipe]}}\n");
    CHECK_INT(story_value(&s, "d.pipe.wait", 0), ==, 9 * MS);
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 10 * MS);
    story_end(&s);
}

TEST(pin_33_stopping_a_target_cancels_what_was_sent_unless_it_leaves_it)
{
#define STOP(action)                                                                        \
    HEAD "    targets: {pipe: {service: 20ms}}\n"                                           \
    "    sources: {io: {arrivals: {at: [1ms, 2ms]}, steps: [put: {target: pipe, completion: " \
    "Done}]}}\n"                                                                            \
    "    threads: {stopper: {steps: [wait: 10ms, WdfIoTargetStop: {target: pipe" action "}, " \
    "wait: 90ms, WdfIoTargetStart: pipe]}}\n"                                               \
    "    callbacks: {Done: [{if: status == STATUS_CANCELLED, then: [run: 1ms]}]}\n"
    struct story s;

    story_run(&s, STOP(""));               /* both at 10 ms, by the thread that stops it */
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 10 * MS);
    CHECK_INT(story_value(&s, "d.io.request_latency", 1), ==, 10 * MS);
    CHECK_INT(story_count(&s, "d.pipe.dpc.runs"), ==, 0);
    story_end(&s);

    story_run(&s, STOP(", action: leave"));   /* the second begins at 100 ms */
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 20 * MS);
    CHECK_INT(story_value(&s, "d.io.request_latency", 1), ==, 118 * MS);
    story_end(&s);
}

TEST(pin_33_a_stop_that_waits_returns_when_what_was_sent_has_come_back)
{
    struct story s;

    story_run(&s, HEAD "    targets: {pipe: {service: 20ms}}\n"
              "    sources:\n"
              "      io: {arrivals: {at: [1ms, 2ms]}, steps: [put: {target: pipe, completion: "
              "Done}]}\n"
              "      late: {arrivals: {at: [30ms]}, steps: [put: pipe]}\n"
              "    threads: {stopper: {steps: [wait: 10ms, WdfIoTargetStop: {target: pipe, action: "
              "wait}, wait: 100ms, WdfIoTargetStart: pipe]}}\n"
              "    callbacks: {Done: [run: 1ms]}\n");
    /* Served 1-21 and 21-41, then 1 ms each; the thread waits from 10 to 42 and starts it at
       142: the third, sent meanwhile, is served then. */
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 21 * MS);
    CHECK_INT(story_value(&s, "d.io.request_latency", 1), ==, 40 * MS);
    CHECK_INT(story_value(&s, "d.stopper.wait", 1), ==, 32 * MS);
    CHECK_INT(story_value(&s, "d.late.request_latency", 0), ==, 132 * MS);   /* 162 - 30 */
    story_end(&s);
}

/* The last of it times out instead of coming back: at the tick at 31.25. */
TEST(pin_33_a_stop_that_waits_is_content_with_a_time_out)
{
    struct story s;

    story_run(&s, HEAD "    targets: {pipe: {service: 500ms}}\n"
              "    threads:\n"
              "      sender: {steps: [WdfIoTargetSendReadSynchronously: {target: pipe, timeout: "
              "20ms}]}\n"
              "      stopper: {steps: [wait: 10ms, WdfIoTargetStop: {target: pipe, action: "
              "wait}]}\n");
    CHECK_INT(story_value(&s, "d.stopper.wait", 1), ==, 21250 * US);
    story_end(&s);
}

TEST(pin_33_a_stop_with_nothing_to_wait_for_does_not_wait)
{
    struct story s;

    story_run(&s, HEAD "    targets: {pipe: {service: 20ms}}\n"
              "    sources: {io: {arrivals: {at: [900ms]}, steps: [put: pipe]}}\n"
              "    threads: {stopper: {steps: [wait: 10ms, WdfIoTargetStop: {target: pipe, action: "
              "wait}, run: 1ms]}}\n");
    CHECK_INT(story_count(&s, "d.stopper.wait"), ==, 1);
    CHECK_INT(story_waiting(&s, "d.pipe.wait"), ==, 1);
    story_end(&s);
}

TEST(pin_33_a_purged_target_fails_sends_until_it_is_started)
{
    struct story s;

    story_run(&s, HEAD "    targets: {pipe: {service: 20ms}}\n"
              "    sources: {io: {arrivals: {at: [1ms]}, steps: [put: {target: pipe, completion: "
              "Done}]}}\n"
              "    threads:\n"
              "      t:\n"
              "        steps:\n"
              "          - wait: 10ms\n"
              "          - WdfIoTargetPurge: {target: pipe, action: wait}\n"
              "          - {WdfIoTargetSendReadSynchronously: pipe, on_failure: [{if: status == "
              "STATUS_INVALID_DEVICE_STATE, then: [run: 4ms]}]}\n"
              "          - WdfIoTargetStart: pipe\n"
              "          - WdfIoTargetSendReadSynchronously: pipe\n"
              "    callbacks: {Done: [{if: status == STATUS_CANCELLED, then: [run: 1ms]}]}\n");
    /* Cancelled at 10, 1 ms; the first send fails at 11, 4 ms; the second takes 20 ms. */
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 10 * MS);
    CHECK(story_series(&s, "d.t.running")->integral == 5 * (sim_wide)MS);
    CHECK_INT(story_value(&s, "d.t.wait", 1), ==, 20 * MS);
    CHECK_INT(story_count(&s, "d.pipe.request_latency"), ==, 1);
    story_end(&s);
}

/* ---- sends to queues ----------------------------------------------- */

TEST(pin_35_a_request_that_waits_in_a_queue_is_cancelled_by_its_callers_time_out)
{
    struct story s;

    story_run(&s, MACHINE("2", "none", "1s")
              "    queues: {io: {dispatch: sequential, callback: Read}}\n"
              "    callbacks: {Read: [wait: 100ms, WdfRequestComplete: all]}\n"
              "  f:\n    framework: kmdf 1.33\n    threads:\n"
              "      one: {steps: [{WdfIoTargetSendReadSynchronously: {target: d.io, timeout: "
              "20ms}, on_timeout: [run: 50ms]}]}\n"
              "      two: {steps: [wait: 10ms, {WdfIoTargetSendReadSynchronously: {target: d.io, "
              "timeout: 20ms}, on_timeout: [run: 4ms]}]}\n");
    /* The first is with the driver from 0 to 100: no time-out takes it away. The second waits in
       the queue from 10 and is given up at the tick at 31.25 (30 would be due). */
    CHECK_INT(story_value(&s, "f.two.wait", 1), ==, 21250 * US);
    CHECK(story_series(&s, "f.two.running")->integral == 4 * (sim_wide)MS);
    CHECK(story_series(&s, "f.one.running")->integral == 0);
    CHECK_INT(story_count(&s, "d.io.finished"), ==, 2);
    story_end(&s);
}

/* ---- targets with arrivals ----------------------------------------- */

TEST(pin_34_a_target_with_arrivals_answers_each_waiting_send_with_the_next)
{
    struct story s;

    story_run(&s, HEAD
              "    targets: {pipe: {arrivals: {at: [5ms, 6ms, 30ms]}}}\n"
              "    threads:\n"
              "      reader: {steps: [{repeat: 3, steps: [WdfIoTargetSendReadSynchronously: pipe, "
              "run: 10ms]}]}\n");
    /* Read 0-5, run to 15; the arrival of 6 answers at once, run to 25; read 25-30, run to 40. */
    CHECK(accounts(&s, "d.pipe", 3, 0, 0));
    CHECK_INT(story_value(&s, "d.reader.wait", 0), ==, 5 * MS);
    CHECK_INT(story_value(&s, "d.reader.wait", 1), ==, 0);
    CHECK_INT(story_value(&s, "d.reader.wait", 2), ==, 5 * MS);
    story_end(&s);
}

TEST(pin_34_a_read_pump_has_its_reads_pending_again_after_each_completion)
{
    struct story s;

    story_run(&s, HEAD
              "    targets: {pipe: {arrivals: {at: [5ms, 5ms, 5ms, 30ms]}}}\n"
              "    threads:\n"
              "      start: {steps: [{repeat: 2, steps: [WdfRequestSend: {target: pipe, "
              "completion: Read}]}]}\n"
              "    callbacks:\n"
              "      Read:\n"
              "        - run: 1ms\n"
              "        - {WdfRequestSend: {target: pipe, completion: Read}, requests: none}\n");
    /* Two reads are pending: 5-6, 6-7, then the third (read again at 6), 7-8; 30-31. */
    CHECK(accounts(&s, "d.pipe", 4, 0, 0));
    CHECK_INT(story_value(&s, "d.pipe.request_latency", 0), ==, 1 * MS);
    CHECK_INT(story_value(&s, "d.pipe.request_latency", 1), ==, 2 * MS);
    CHECK_INT(story_value(&s, "d.pipe.request_latency", 2), ==, 3 * MS);
    CHECK_INT(story_value(&s, "d.pipe.request_latency", 3), ==, 1 * MS);
    story_end(&s);
}

TEST(pin_40_a_request_that_is_sent_again_and_again_draws_anew_each_time)
{
    struct story s;

    /* Each time it comes back it is sent again with probability 1/2. Were the draw that of the
       request, about half of them would go round for ever. */
    story_run(&s, HEAD
              "    targets: {bus: {service: 1us, servers: 40}}\n"
              "    queues: {io: {dispatch: parallel, callback: [WdfRequestSend: {target: bus, "
              "completion: Back}]}}\n"
              "    callbacks:\n"
              "      Back:\n"
              "        - choose:\n"
              "            - {weight: 1, steps: [WdfRequestSend: {target: bus, "
              "completion: Back}]}\n"
              "            - {weight: 1, steps: [WdfRequestComplete: all]}\n"
              "threads:\n  app: {count: 40, steps: [ReadFile: d.io]}\n");
    CHECK(accounts(&s, "d.io", 40, 0, 0));
    story_end(&s);
}

TEST(pin_32_a_lower_driver_answers_before_the_device_is_in_d0)
{
    struct story s;

    /* 5 ms for the request in EvtDevicePrepareHardware, then the caller's. */
    story_run(&s, HEAD
              "    targets: {usb: {service: 5ms}}\n"
              "    pnp: {EvtDevicePrepareHardware: [WdfIoTargetSendIoctlSynchronously: usb]}\n"
              "    queues: {io: {dispatch: sequential, callback: [WdfRequestSend: {target: usb, "
              "completion: Back}]}}\n"
              "    callbacks: {Back: [WdfRequestComplete: all]}\n"
              "threads:\n  app: {arrivals: {at: [10ms]}, steps: [ReadFile: d.io]}\n");
    CHECK(accounts(&s, "d.io", 1, 0, 0));
    CHECK_INT(story_value(&s, "d.io.request_latency", 0), ==, 5 * MS);
    CHECK_INT(story_value(&s, "d.pnp.start", 0), ==, 5 * MS);
    story_end(&s);
}

TESTS(ENTRY(pin_36_a_put_starts_the_hardware_and_its_end_asserts_the_interrupt),
      ENTRY(pin_32_several_servers_serve_first_come_first_served),
      ENTRY(a_full_target_loses_what_is_put), ENTRY(pin_17_completions_can_be_moderated),
      ENTRY(a_put_may_say_its_own_service),
      ENTRY(pin_14_from_the_interrupt_takes_what_targets_have_finished),
      ENTRY(pin_32_a_request_taken_back_leaves_its_server_at_once),
      ENTRY(pin_32_a_synchronous_send_blocks_its_thread_until_the_target_has_finished),
      ENTRY(pin_32_coming_back_costs_an_interrupt_and_a_dpc),
      ENTRY(a_completion_routine_runs_in_the_targets_dpc_and_carries_the_request),
      ENTRY(a_completion_routine_that_sends_again_is_a_pump),
      ENTRY(it_comes_back_on_the_senders_processor),
      ENTRY(pin_35_a_synchronous_send_that_times_out_takes_the_on_timeout_branch),
      ENTRY(pin_10_what_is_done_at_the_nanosecond_of_its_time_out_is_done),
      ENTRY(pin_35_an_asynchronous_send_that_times_out_says_so_in_its_completion_routine),
      ENTRY(pin_33_a_send_to_a_stopped_target_waits_until_it_is_started),
      ENTRY(pin_33_stopping_a_target_cancels_what_was_sent_unless_it_leaves_it),
      ENTRY(pin_33_a_stop_that_waits_returns_when_what_was_sent_has_come_back),
      ENTRY(pin_33_a_stop_that_waits_is_content_with_a_time_out),
      ENTRY(pin_33_a_stop_with_nothing_to_wait_for_does_not_wait),
      ENTRY(pin_33_a_purged_target_fails_sends_until_it_is_started),
      ENTRY(pin_35_a_request_that_waits_in_a_queue_is_cancelled_by_its_callers_time_out),
      ENTRY(pin_34_a_target_with_arrivals_answers_each_waiting_send_with_the_next),
      ENTRY(pin_34_a_read_pump_has_its_reads_pending_again_after_each_completion),
      ENTRY(pin_40_a_request_that_is_sent_again_and_again_draws_anew_each_time),
      ENTRY(pin_32_a_lower_driver_answers_before_the_device_is_in_d0))
