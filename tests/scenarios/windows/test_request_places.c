/*
 * The ledger of requests where they wait by themselves: in a list, an I/O queue, at a target,
 * handed to an event, at a lower driver, before their thread. Split by hand; one processor, no
 * overheads.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(windows, run)                                                                       \
    "wtsim: 1\nscenario: story\nwindows: " windows "\n"                                          \
    "machine: {processors: 1, costs: none}\nrun: {duration: " run "}\ndrivers:\n"

static void check_sum(void **lab_state, const struct story *s, const char *victim,
                      uint64_t total_ns)
{
    uint64_t sum = 0;

    for (unsigned part = 0; part < MDL_PART_COUNT; part++) {
        sum += story_charged(s, victim, part, "");
    }
    CHECK_INT(sum, ==, total_ns);
    CHECK_INT(story_charged(s, victim, MDL_PART_ELSEWHERE, ""), ==, 0);
}

#define LISTED(dpc, more)                                                                        \
    "  nic:\n    framework: wdm\n"                                                               \
    "    interrupts: {rx: {irql: 7, arrivals: {at: [1ms]}, isr: Isr, dpc: Dpc}}\n"               \
    "    sources: {go: {arrivals: {at: [2ms]}, steps: [IoQueueWorkItem: drain]}}\n"              \
    "    work_items: {drain: {callback: Drain}}\n"                                               \
    "    queues: {held: {}" more "}\n"                                                           \
    "    callbacks:\n      Isr: [run: 5us, IoRequestDpc: rx]\n      Dpc: " dpc "\n"

TEST(a_request_in_a_list_waits_until_somebody_takes_it)
{
    struct story s;

    /* ISR to 1.005, DPC to 1.025; Drain takes it at 2.007 and ends at 2.037. What Drain did
       before that is not the request's. */
    story_run(&s, HEAD("7", "10ms") LISTED("[run: 20us, put: held]", "")
              "      Drain: [run: 7us, each_request: {from: held, steps: [run: 30us]}]\n");
    CHECK_INT(story_value(&s, "nic.rx.request_latency", 0), ==, 1037 * US);
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_QUEUE, "held"), ==, 982 * US);
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_RUN, "Isr"), ==, 5 * US);
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_RUN, "Dpc"), ==, 20 * US);
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_RUN, "Drain"), ==, 30 * US);
    check_sum(lab_state, &s, "nic.rx.request_latency", 1037 * US);
    story_end(&s);

    /* Nobody has taken it at 1.800. */
    story_run(&s, HEAD("7", "1800us") LISTED("[run: 20us, put: held]", "") "      Drain: []\n");
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_QUEUE, "held"), ==, 775 * US);
    check_sum(lab_state, &s, "nic.rx.request_latency", 800 * US);
    story_end(&s);

    /* Half of its turn in Drain is over at 2.022. */
    story_run(&s, HEAD("7", "2022us") LISTED("[run: 20us, put: held]", "")
              "      Drain: [run: 7us, each_request: {from: held, steps: [run: 30us]}]\n");
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_RUN, "Drain"), ==, 15 * US);
    check_sum(lab_state, &s, "nic.rx.request_latency", 1022 * US);
    story_end(&s);
}

/* Whoever put it there called somebody with it too: the list is where it still is when that call
   is over. */
TEST(at_the_stop_a_request_is_in_its_list_though_a_call_made_with_it_is_over)
{
    struct story s;

    /* ISR to 1.005, DPC to 1.025: put, and Drain from 1.025 to 1.032. */
    story_run(&s, HEAD("7", "1800us") LISTED("[run: 20us, put: held, IoQueueWorkItem: drain]", "")
              "      Drain: [run: 7us]\n");
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_QUEUE, "held"), ==, 775 * US);
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_RUN, "Dpc"), ==, 20 * US);
    check_sum(lab_state, &s, "nic.rx.request_latency", 800 * US);
    story_end(&s);
}

/* Taken from the list by Dpc, which ISR other has interrupted when the run stops. */
TEST(at_the_stop_a_request_is_with_the_routine_that_took_it_though_it_is_interrupted)
{
    struct story s;

    /* Listed at 1.025; Take runs from 2.000, other from 2.010 to 2.040; 2.020 is the stop. */
    story_run(&s, HEAD("7", "2020us")
              "  nic:\n    framework: wdm\n"
              "    interrupts: {rx: {irql: 7, arrivals: {at: [1ms]}, isr: Isr, dpc: Dpc}, "
              "tx: {irql: 7, arrivals: {at: [2ms]}, isr: Quick, dpc: Take}, "
              "other: {irql: 9, arrivals: {at: [2010us]}, isr: Long}}\n"
              "    queues: {held: {}}\n"
              "    callbacks:\n      Isr: [run: 5us, IoRequestDpc: rx]\n"
              "      Dpc: [run: 20us, put: held]\n      Quick: [IoRequestDpc: tx]\n"
              "      Take: [each_request: {from: held, steps: [run: 30us]}]\n"
              "      Long: [run: 30us]\n");
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_QUEUE, "held"), ==, 975 * US);
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_RUN, "Take"), ==, 10 * US);
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_INTERRUPTED, "Long"), ==,
              10 * US);
    check_sum(lab_state, &s, "nic.rx.request_latency", 1020 * US);
    story_end(&s);
}

/* The item goes on with the request after the DPC that it has called with it. */
TEST(at_the_stop_a_request_is_with_the_caller_when_the_call_made_with_it_is_over)
{
    struct story s;

    /* Drain runs from 2.000 to 2.010, Extra to 2.040, Drain again; 2.100 is the stop. */
    story_run(&s, HEAD("7", "2100us")
              "  nic:\n    framework: wdm\n"
              "    sources: {go: {arrivals: {at: [2ms]}, steps: [IoQueueWorkItem: drain]}}\n"
              "    work_items: {drain: {callback: Drain}}\n"
              "    dpcs: {extra: {callback: Extra}}\n"
              "    callbacks:\n      Extra: [run: 30us]\n"
              "      Drain: [run: 10us, KeInsertQueueDpc: extra, run: 200us]\n");
    CHECK_INT(story_charged(&s, "nic.go.request_latency", MDL_PART_RUN, "Drain"), ==, 70 * US);
    CHECK_INT(story_charged(&s, "nic.go.request_latency", MDL_PART_INTERRUPTED, "Extra"), ==,
              30 * US);
    check_sum(lab_state, &s, "nic.go.request_latency", 100 * US);
    story_end(&s);
}

TEST(the_second_of_a_list_has_waited_there_for_the_first)
{
    struct story s;

    /* Two arrive at 1.000. The first is served from 2.000 to 2.030, the second to 2.060. */
    story_run(&s, HEAD("7", "10ms")
              "  nic:\n    framework: wdm\n"
              "    interrupts: {rx: {irql: 7, arrivals: {at: [1ms, 1ms]}, isr: Isr, dpc: Dpc}}\n"
              "    sources: {go: {arrivals: {at: [2ms]}, steps: [IoQueueWorkItem: drain]}}\n"
              "    work_items: {drain: {callback: Drain}}\n    queues: {held: {}}\n"
              "    callbacks:\n      Isr: [run: 5us, IoRequestDpc: rx]\n"
              "      Dpc: [run: 20us, put: held]\n"
              "      Drain: [each_request: {from: held, steps: [run: 30us]}]\n");
    CHECK_INT(story_value(&s, "nic.rx.request_latency", 1), ==, 1060 * US);
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_QUEUE, "held"), ==,
              (975 + 1005) * US);
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_RUN, "Drain"), ==, 60 * US);
    check_sum(lab_state, &s, "nic.rx.request_latency", (1030 + 1060) * US);
    story_end(&s);
}

#define DISK                                                                                     \
    "  disk:\n    framework: kmdf 1.9\n"                                                         \
    "    interrupts: {line: {irql: 6, isr: EvtIsr, dpc: EvtDpc}}\n"                              \
    "    targets: {platter: {service: 100us, interrupt: line}}\n"                                \
    "    queues: {io: {dispatch: sequential, callback: EvtIoRead}}\n"                            \
    "    callbacks:\n      EvtIoRead: [run: 3us, put: platter]\n"                                \
    "      EvtIsr: [run: 2us, WdfInterruptQueueDpcForIsr: line]\n"                               \
    "      EvtDpc: [run: 5us, WdfRequestComplete: all]\n"

/*
 * Both threads begin at 1.000. The first calls: EvtIoRead to 1.003, the platter to 1.103, ISR to
 * 1.105, DPC to 1.110; the second calls at 1.003 and waits for that. The DPC calls EvtIoRead, to
 * 1.113; the platter to 1.213, ISR to 1.215, DPC to 1.220.
 */
TEST(a_call_waits_in_its_queue_and_then_at_the_target)
{
    struct story s;

    story_run(&s, HEAD("7", "10ms") DISK
              "threads:\n  app: {count: 2, arrivals: {at: [1ms, 1ms]}, "
              "steps: [ReadFile: disk.io]}\n");
    CHECK_INT(story_charged(&s, "disk.io.request_latency", MDL_PART_QUEUE, "disk.io"), ==,
              107 * US);
    CHECK_INT(story_charged(&s, "disk.io.request_latency", MDL_PART_TARGET, "disk.platter"), ==,
              200 * US);
    CHECK_INT(story_charged(&s, "disk.io.request_latency", MDL_PART_TARGET_QUEUE, ""), ==, 0);
    CHECK_INT(story_charged(&s, "disk.io.request_latency", MDL_PART_RUN, "EvtIsr"), ==, 4 * US);
    CHECK_INT(story_charged(&s, "disk.io.request_latency", MDL_PART_RUN, "EvtDpc"), ==, 13 * US);
    CHECK_INT(story_charged(&s, "disk.io.request_latency", MDL_PART_RUN, "app"), ==, 3 * US);
    check_sum(lab_state, &s, "disk.io.request_latency", (110 + 217) * US);
    story_end(&s);
}

/* The same: the first thread is ready at 1.110, but the DPC calls EvtIoRead before it ends, at
   1.113; the second goes on at 1.220. */
TEST(what_a_thread_is_asked_for_waits_for_the_thread_and_with_it)
{
    struct story s;

    story_run(&s, HEAD("7", "10ms") DISK
              "threads:\n  app: {count: 2, arrivals: {at: [1ms, 1ms]}, "
              "steps: [ReadFile: disk.io]}\n");
    CHECK_INT(story_value(&s, "thread.app.request_latency", 0), ==, 113 * US);
    CHECK_INT(story_value(&s, "thread.app.request_latency", 1), ==, 220 * US);
    CHECK_INT(story_charged(&s, "thread.app.request_latency", MDL_PART_THREAD, "app"), ==, 3 * US);
    CHECK_INT(story_charged(&s, "thread.app.request_latency", MDL_PART_BLOCKED, "app"), ==,
              (107 + 217) * US);
    CHECK_INT(story_charged(&s, "thread.app.request_latency", MDL_PART_RUN, "app"), ==, 3 * US);
    CHECK_INT(story_charged(&s, "thread.app.request_latency", MDL_PART_READY, "EvtIoRead"), ==,
              3 * US);
    check_sum(lab_state, &s, "thread.app.request_latency", (113 + 220) * US);
    story_end(&s);
}

TEST(a_target_with_one_server_keeps_the_second_waiting)
{
    struct story s;

    /* Parallel: both are put at 1.003 and 1.006; the second is served from 1.103 to 1.203. Its
       ISR comes to 1.205, the DPC to 1.210. The first: ISR to 1.105, DPC to 1.110. */
    story_run(&s, HEAD("7", "10ms")
              "  disk:\n    framework: kmdf 1.9\n"
              "    interrupts: {line: {irql: 6, isr: EvtIsr, dpc: EvtDpc}}\n"
              "    targets: {platter: {service: 100us, servers: 1, interrupt: line}}\n"
              "    queues: {io: {dispatch: parallel, callback: EvtIoRead}}\n"
              "    callbacks:\n      EvtIoRead: [run: 3us, put: platter]\n"
              "      EvtIsr: [run: 2us, WdfInterruptQueueDpcForIsr: line]\n"
              "      EvtDpc: [run: 5us, WdfRequestComplete: all]\n"
              "threads:\n  app: {count: 2, arrivals: {at: [1ms, 1ms]}, "
              "steps: [ReadFile: disk.io]}\n");
    CHECK_INT(story_charged(&s, "disk.io.request_latency", MDL_PART_TARGET_QUEUE, "platter"), ==,
              97 * US);
    CHECK_INT(story_charged(&s, "disk.io.request_latency", MDL_PART_TARGET, "platter"), ==,
              200 * US);
    CHECK_INT(story_charged(&s, "disk.io.request_latency", MDL_PART_RUN, ""), ==, 20 * US);
    check_sum(lab_state, &s, "disk.io.request_latency", (110 + 207) * US);
    story_end(&s);
}

TEST(a_request_handed_to_an_event_waits_for_the_thread_that_waits_for_it)
{
    struct story s;

    /* First: ISR to 1.005, DPC to 1.025, the thread from then on; the second's ISR and DPC cut
       in from 1.040 to 1.065: to 1.100. The second is handed over at 1.065, taken at 1.100 and
       served to 1.150. */
    story_run(&s, HEAD("7", "10ms")
              "  nic:\n    framework: wdm\n    events: {ready: synchronization}\n"
              "    interrupts: {rx: {irql: 7, arrivals: {at: [1ms, 1040us]}, isr: Isr, "
              "dpc: Dpc}}\n"
              "    threads:\n      server: {priority: 16, steps: [{repeat: forever, steps: "
              "[KeWaitForSingleObject: ready, run: 50us]}]}\n"
              "    callbacks:\n      Isr: [run: 5us, IoRequestDpc: rx]\n"
              "      Dpc: [run: 20us, KeSetEvent: ready]\n");
    CHECK_INT(story_value(&s, "nic.rx.request_latency", 0), ==, 100 * US);
    CHECK_INT(story_value(&s, "nic.rx.request_latency", 1), ==, 110 * US);
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_EVENT, "nic.ready"), ==,
              35 * US);
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_RUN, "server"), ==, 100 * US);
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_INTERRUPTED, "Isr"), ==,
              5 * US);
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_INTERRUPTED, "Dpc"), ==,
              20 * US);
    check_sum(lab_state, &s, "nic.rx.request_latency", (100 + 110) * US);
    story_end(&s);
}

TEST(a_threaded_dpc_is_a_routine_like_any_other)
{
    struct story s;

    /* hog, 1.010 to 1.017, interrupts it. */
    story_run(&s, HEAD("10", "10ms")
              "  nic:\n    framework: wdm\n    dpcs: {later: {callback: Later, threaded: true}}\n"
              "    interrupts:\n"
              "      rx: {irql: 7, arrivals: {at: [1ms]}, isr: [run: 5us, "
              "KeInsertQueueDpc: later]}\n"
              "      hog: {irql: 9, arrivals: {at: [1010us]}, isr: [run: 7us]}\n"
              "    callbacks: {Later: [run: 30us]}\n");
    CHECK_INT(story_value(&s, "nic.rx.request_latency", 0), ==, 42 * US);
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_RUN, "Later"), ==, 30 * US);
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_INTERRUPTED, "hog"), ==,
              7 * US);
    check_sum(lab_state, &s, "nic.rx.request_latency", 42 * US);
    story_end(&s);
}

TEST(what_a_lower_driver_has_as_its_own_is_charged_to_its_queue)
{
    struct story s;

    /* Sent at 1.025; the lower driver keeps it and completes it at 2.010. */
    story_run(&s, HEAD("7", "10ms")
              LISTED("[run: 20us, NdisMIndicateReceiveNetBufferLists: layer]",
                     ", layer: {dispatch: parallel, callback: Classify}")
              "      Classify: [run: 4us, put: held]\n"
              "      Drain: [each_request: {from: held, steps: [run: 10us, "
              "IoCompleteRequest: all]}]\n");
    CHECK_INT(story_value(&s, "nic.rx.request_latency", 0), ==, 1010 * US);
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_LOWER, "layer"), ==, 985 * US);
    check_sum(lab_state, &s, "nic.rx.request_latency", 1010 * US);
    story_end(&s);
}

TESTS(ENTRY(a_request_in_a_list_waits_until_somebody_takes_it),
      ENTRY(at_the_stop_a_request_is_in_its_list_though_a_call_made_with_it_is_over),
      ENTRY(at_the_stop_a_request_is_with_the_routine_that_took_it_though_it_is_interrupted),
      ENTRY(at_the_stop_a_request_is_with_the_caller_when_the_call_made_with_it_is_over),
      ENTRY(the_second_of_a_list_has_waited_there_for_the_first),
      ENTRY(a_call_waits_in_its_queue_and_then_at_the_target),
      ENTRY(what_a_thread_is_asked_for_waits_for_the_thread_and_with_it),
      ENTRY(a_target_with_one_server_keeps_the_second_waiting),
      ENTRY(a_request_handed_to_an_event_waits_for_the_thread_that_waits_for_it),
      ENTRY(a_threaded_dpc_is_a_routine_like_any_other),
      ENTRY(what_a_lower_driver_has_as_its_own_is_charged_to_its_queue))
