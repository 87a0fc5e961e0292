/*
 * The ledger of requests: each nanosecond from arrival to end, split by hand.
 *
 * One processor, no overheads; nic has an interrupt at IRQL 7 whose ISR takes 5 us, whose DPC
 * takes 20 us, and whose work item does what the story says.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define LATENCY "nic.rx.request_latency"

#define NIC(run, arrivals, work)                                                                 \
    "wtsim: 1\nscenario: story\nwindows: 7\n"                                                    \
    "machine: {processors: 1, costs: none}\nrun: {duration: " run "}\n"                          \
    "pool: {delayed: {threads: 3}}\n"                                                            \
    "drivers:\n  nic:\n    framework: kmdf 1.9\n"                                                \
    "    interrupts: {rx: {irql: 7, arrivals: {at: [" arrivals "]}, isr: Isr, dpc: Dpc}}\n"      \
    "    work_items: {refill: {callback: Refill}}\n"                                             \
    "    callbacks:\n"                                                                           \
    "      Isr: [run: 5us, WdfInterruptQueueDpcForIsr: rx]\n"                                    \
    "      Dpc: [run: 20us, WdfWorkItemEnqueue: refill]\n"                                       \
    "      Refill: [" work "]\n"

#define HOG(irql, arrival, time)                                                                 \
    "  hog:\n    framework: wdm\n    interrupts:\n"                                              \
    "      line: {irql: " irql ", arrivals: {at: [" arrival "]}, isr: [run: " time "]}\n"

static uint64_t part(const struct story *s, unsigned part, const char *culprit)
{
    return story_charged(s, LATENCY, part, culprit);
}

/* The routines on the way of a request from the interrupt to the work item, by themselves. */
static void check_way(void **lab_state, const struct story *s, uint64_t requests)
{
    CHECK_INT(part(s, MDL_PART_RUN, "Isr"), ==, requests * 5 * US);
    CHECK_INT(part(s, MDL_PART_RUN, "Dpc"), ==, requests * 20 * US);
    CHECK_INT(part(s, MDL_PART_ELSEWHERE, ""), ==, 0);
}

TEST(a_request_is_charged_to_its_isr_its_dpc_and_its_callback_while_they_run)
{
    struct story s;

    story_run(&s, NIC("10ms", "1ms", "each_request: [run: 100us]"));
    CHECK_INT(story_value(&s, LATENCY, 0), ==, 125 * US);   /* 5 + 20 + 100 */
    check_way(lab_state, &s, 1);
    CHECK_INT(part(&s, MDL_PART_RUN, "Refill"), ==, 100 * US);
    CHECK_INT(part(&s, MDL_PART_RUN, ""), ==, 125 * US);
    story_end(&s);
}

TEST(a_masked_interrupt_and_an_interruption_are_charged_to_the_isr_that_is_in_the_way)
{
    struct story s;

    /* hog 0.990 to 1.020: masked for 20 us. ISR to 1.025, DPC to 1.045, callback to 1.145. */
    story_run(&s, NIC("10ms", "1ms", "each_request: [run: 100us]") HOG("9", "990us", "30us"));
    CHECK_INT(story_value(&s, LATENCY, 0), ==, 145 * US);
    check_way(lab_state, &s, 1);
    CHECK_INT(part(&s, MDL_PART_MASKED, "hog"), ==, 20 * US);
    CHECK_INT(part(&s, MDL_PART_RUN, "Refill"), ==, 100 * US);
    story_end(&s);

    /* hog 1.010 to 1.017 in the DPC (1.005 to 1.032): the callback begins 7 us later. */
    story_run(&s, NIC("10ms", "1ms", "each_request: [run: 100us]") HOG("9", "1010us", "7us"));
    CHECK_INT(story_value(&s, LATENCY, 0), ==, 132 * US);
    check_way(lab_state, &s, 1);
    CHECK_INT(part(&s, MDL_PART_INTERRUPTED, "hog"), ==, 7 * US);
    story_end(&s);

    /* hog 1.050 to 1.057, in the callback. */
    story_run(&s, NIC("10ms", "1ms", "each_request: [run: 100us]") HOG("9", "1050us", "7us"));
    CHECK_INT(story_value(&s, LATENCY, 0), ==, 132 * US);
    check_way(lab_state, &s, 1);
    CHECK_INT(part(&s, MDL_PART_INTERRUPTED, "hog"), ==, 7 * US);
    CHECK_INT(part(&s, MDL_PART_RUN, "Refill"), ==, 100 * US);
    story_end(&s);
}

TEST(a_dpc_that_has_to_wait_is_charged_to_the_isr_that_runs_first)
{
    struct story s;

    /* hog asserts at 1.003 at a lower IRQL than the ISR: it runs from 1.005 to 1.013, the DPC
       after it to 1.033, the callback to 1.133. */
    story_run(&s, NIC("10ms", "1ms", "each_request: [run: 100us]") HOG("5", "1003us", "8us"));
    CHECK_INT(story_value(&s, LATENCY, 0), ==, 133 * US);
    check_way(lab_state, &s, 1);
    CHECK_INT(part(&s, MDL_PART_ISR, "hog"), ==, 8 * US);
    story_end(&s);
}

/* Tick has it from the expiry on, to 2.025, whomever it calls first; no worker exists until Extra
   has ended, at 2.055; Work to 2.065. */
TEST(a_timer_that_calls_twice_has_its_request_all_the_time)
{
    struct story s;

    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 11\n"
                  "machine: {processors: 1, costs: none}\nrun: {duration: 10ms}\ndrivers:\n"
                  "  nic:\n    framework: wdm\n"
                  "    timers: {tick: {callback: Tick, due: 2ms, high_resolution: true}}\n"
                  "    dpcs: {extra: {callback: Extra}}\n"
                  "    work_items: {work: {callback: Work}}\n"
                  "    callbacks:\n      Extra: [run: 30us]\n      Work: [run: 10us]\n"
                  "      Tick: [run: 5us, KeInsertQueueDpc: extra, run: 20us, "
                  "IoQueueWorkItem: work]\n");
    CHECK_INT(story_value(&s, "nic.tick.request_latency", 0), ==, 65 * US);
    CHECK_INT(story_charged(&s, "nic.tick.request_latency", MDL_PART_RUN, "Tick"), ==, 25 * US);
    CHECK_INT(story_charged(&s, "nic.tick.request_latency", MDL_PART_CREATION, ""), ==,
              30 * US);
    CHECK_INT(story_charged(&s, "nic.tick.request_latency", MDL_PART_RUN, "Work"), ==, 10 * US);
    story_end(&s);
}

/* First calls Short, which ends at 1.022 after First has ended at 1.020, and Long, to 1.052. */
TEST(an_isr_that_calls_twice_has_its_request_all_the_time)
{
    struct story s;

    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 7\n"
                  "machine: {processors: 1, costs: none}\nrun: {duration: 10ms}\ndrivers:\n"
                  "  nic:\n    framework: wdm\n"
                  "    interrupts: {rx: {irql: 7, arrivals: {at: [1ms]}, isr: First}}\n"
                  "    dpcs: {short: {callback: Short}, long: {callback: Long}}\n"
                  "    callbacks:\n      Short: [run: 2us]\n      Long: [run: 30us]\n"
                  "      First: [run: 5us, KeInsertQueueDpc: short, run: 15us, "
                  "KeInsertQueueDpc: long]\n");
    CHECK_INT(story_value(&s, "nic.rx.request_latency", 0), ==, 52 * US);
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_RUN, "First"), ==, 20 * US);
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_DPC, "Short"), ==, 2 * US);
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_RUN, "Long"), ==, 30 * US);
    CHECK_INT(story_charged(&s, "nic.rx.request_latency", MDL_PART_ELSEWHERE, ""), ==, 0);
    story_end(&s);
}

TEST(of_several_requests_of_one_run_the_later_wait_for_the_earlier)
{
    struct story s;

    /* Both go the same way; the second is served from 1.125 to 1.225. */
    story_run(&s, NIC("10ms", "1ms, 1ms", "each_request: [run: 100us]"));
    CHECK_INT(story_value(&s, LATENCY, 0), ==, 125 * US);
    CHECK_INT(story_value(&s, LATENCY, 1), ==, 225 * US);
    check_way(lab_state, &s, 2);
    CHECK_INT(part(&s, MDL_PART_RUN, "Refill"), ==, 200 * US);
    CHECK_INT(part(&s, MDL_PART_EARLIER, "Refill"), ==, 100 * US);
    story_end(&s);

    /* Let go together at the return: the run is both's, there are no turns. */
    story_run(&s, NIC("10ms", "1ms, 1ms", "run: 100us"));
    CHECK_INT(story_value(&s, LATENCY, 1), ==, 125 * US);
    CHECK_INT(part(&s, MDL_PART_RUN, "Refill"), ==, 200 * US);
    CHECK_INT(part(&s, MDL_PART_EARLIER, ""), ==, 0);
    story_end(&s);
}

#define SPIN(time)                                                                               \
    "  other:\n    framework: wdm\n"                                                             \
    "    sources: {go: {arrivals: {at: [900us]}, steps: [IoQueueWorkItem: spin]}}\n"             \
    "    work_items: {spin: {callback: Spin}}\n    callbacks: {Spin: [run: " time "]}\n"

TEST(behind_the_concurrency_limit_a_request_waits_as_its_work_item_does)
{
    struct story s;

    /* Spin has the processor from 0.900 on, less 25 us: until 1.225. One item at a time: the
       request's, queued at 1.025, waits 200 us for it and is served until 1.325. */
    story_run(&s, NIC("10ms", "1ms", "each_request: [run: 100us]") SPIN("300us"));
    CHECK_INT(story_value(&s, LATENCY, 0), ==, 325 * US);
    check_way(lab_state, &s, 1);
    CHECK_INT(part(&s, MDL_PART_LIMIT, "Spin"), ==, 200 * US);
    CHECK_INT(part(&s, MDL_PART_RUN, "Refill"), ==, 100 * US);
    story_end(&s);
}

TEST(a_request_that_waits_at_the_stop_is_in_the_ledger_with_what_it_waits_for)
{
    struct story s;

    /* Queued at 1.025, it still waits at 2.000: 975 us. */
    story_run(&s, NIC("2ms", "1ms", "each_request: [run: 100us]") SPIN("1h"));
    CHECK_INT(story_waiting(&s, LATENCY), ==, 1);
    check_way(lab_state, &s, 1);
    CHECK_INT(part(&s, MDL_PART_LIMIT, "Spin"), ==, 975 * US);
    story_end(&s);

    /* In its callback, from 1.025 on; and in the ISR that it is in. */
    story_run(&s, NIC("2ms", "1ms", "each_request: [run: 1h]"));
    check_way(lab_state, &s, 1);
    CHECK_INT(part(&s, MDL_PART_RUN, "Refill"), ==, 975 * US);
    story_end(&s);
    story_run(&s, NIC("1003us", "1ms", "each_request: [run: 1h]"));
    CHECK_INT(part(&s, MDL_PART_RUN, "Isr"), ==, 3 * US);
    story_end(&s);
}

TEST(what_a_callback_waits_with_a_request_is_charged_to_it_as_blocked)
{
    struct story s;

    story_run(&s, NIC("10ms", "1ms", "run: 10us, wait: 50us, run: 15us"));
    CHECK_INT(story_value(&s, LATENCY, 0), ==, 100 * US);   /* 5 + 20 + 10 + 50 + 15 */
    check_way(lab_state, &s, 1);
    CHECK_INT(part(&s, MDL_PART_RUN, "Refill"), ==, 25 * US);
    CHECK_INT(part(&s, MDL_PART_BLOCKED, "Refill"), ==, 50 * US);
    story_end(&s);
}

TEST(a_callback_that_is_preempted_is_ready_behind_who_runs_instead)
{
    struct story s;

    /* The HyperCritical queue has threads of priority 15: fast runs from 1.050 to 1.080. */
    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 7\n"
              "machine: {processors: 1, costs: none}\nrun: {duration: 10ms}\n"
              "drivers:\n  nic:\n    framework: wdm\n    sources:\n"
              "      rx: {arrivals: {at: [1ms]}, steps: [ExQueueWorkItem: slow]}\n"
              "      other: {arrivals: {at: [1050us]}, steps: [ExQueueWorkItem: fast]}\n"
              "    work_items:\n"
              "      slow: {callback: Slow, queue: DelayedWorkQueue}\n"
              "      fast: {callback: Fast, queue: HyperCriticalWorkQueue}\n"
              "    callbacks: {Slow: [run: 100us], Fast: [run: 30us]}\n");
    CHECK_INT(story_value(&s, LATENCY, 0), ==, 130 * US);
    CHECK_INT(part(&s, MDL_PART_RUN, "Slow"), ==, 100 * US);
    CHECK_INT(part(&s, MDL_PART_READY, "Fast"), ==, 30 * US);
    story_end(&s);
}

TEST(before_a_moderated_device_speaks_up_a_request_is_in_the_device)
{
    struct story s;

    /* It asserts 40 us after the arrival. */
    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 7\n"
              "machine: {processors: 1, costs: none}\nrun: {duration: 10ms}\n"
              "drivers:\n  nic:\n    framework: kmdf 1.9\n"
              "    interrupts: {rx: {irql: 7, arrivals: {at: [1ms], moderation: {after: 40us}}, "
              "isr: Isr, dpc: Dpc}}\n"
              "    callbacks:\n      Isr: [run: 5us, WdfInterruptQueueDpcForIsr: rx]\n"
              "      Dpc: [run: 20us]\n");
    CHECK_INT(story_value(&s, LATENCY, 0), ==, 65 * US);
    check_way(lab_state, &s, 1);
    CHECK_INT(part(&s, MDL_PART_DEVICE, ""), ==, 40 * US);
    story_end(&s);
}

/* 222 changes of its processor: more than are remembered at a time. */
TEST(a_long_callback_with_many_interruptions_is_charged_each_of_them)
{
    struct story s;

    /* hog has the first 1 us of each 10. ISR 1.002 to 1.007, DPC to 1.029 with 2 interruptions;
       the callback: 1 us to 1.030, then 110 times 9 us to 2.130, and 4 us to 2.135. It is
       interrupted 111 times. 5 + 20 + 995 + 2 + 111 = 1133. */
    story_run(&s, NIC("3ms", "1002us", "each_request: [run: 995us]")
              "  hog:\n    framework: wdm\n    interrupts:\n"
              "      line: {irql: 9, arrivals: {periodic: 10us}, isr: [run: 1us]}\n");
    CHECK_INT(story_value(&s, LATENCY, 0), ==, 1133 * US);
    check_way(lab_state, &s, 1);
    CHECK_INT(part(&s, MDL_PART_RUN, "Refill"), ==, 995 * US);
    CHECK_INT(part(&s, MDL_PART_INTERRUPTED, "hog"), ==, 113 * US);
    story_end(&s);
}

/* More hand-overs than are kept apart. */
TEST(a_request_that_goes_round_in_circles_has_all_its_rounds_added_up)
{
    struct story s;

    /* ISR and DPC to 1.025; the callback queues itself 100 times, each time as its last step:
       101 runs of 10 us. hog, 1.500 to 1.507, interrupts one of them: 25 + 1010 + 7. */
    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 7\n"
              "machine: {processors: 1, costs: none}\nrun: {duration: 10ms}\n"
              "drivers:\n  nic:\n    framework: kmdf 1.9\n    variables: {n: 0}\n"
              "    interrupts: {rx: {irql: 7, arrivals: {at: [1ms]}, isr: Isr, dpc: Dpc}}\n"
              "    work_items: {refill: {callback: Refill}}\n"
              "    callbacks:\n      Isr: [run: 5us, WdfInterruptQueueDpcForIsr: rx]\n"
              "      Dpc: [run: 20us, WdfWorkItemEnqueue: refill]\n"
              "      Refill: [run: 10us, {if: n < 100, "
              "then: [set: n += 1, WdfWorkItemEnqueue: refill]}]\n" HOG("9", "1500us", "7us"));
    CHECK_INT(story_value(&s, LATENCY, 0), ==, 1042 * US);
    check_way(lab_state, &s, 1);
    CHECK_INT(part(&s, MDL_PART_RUN, "Refill"), ==, 1010 * US);
    CHECK_INT(part(&s, MDL_PART_INTERRUPTED, "hog"), ==, 7 * US);
    story_end(&s);
}

TEST(what_a_request_waited_for_before_an_event_handed_it_on_is_in_the_ledger)
{
    struct story s;

    /* slow: ISR 0.990 to 0.995, DPC from then on for 100 us and the 5 us of rx's ISR: to 1.100.
       rx: ISR 1.000 to 1.005, DPC behind slow's to 1.100, itself to 1.120, when it sets the event.
       The thread that takes the request with it runs to 1.320. */
    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 7\n"
              "machine: {processors: 1, costs: none}\nrun: {duration: 10ms}\n"
              "drivers:\n  slow:\n    framework: wdm\n"
              "    interrupts: {line: {irql: 5, arrivals: {at: [990us]}, isr: SlowIsr, "
              "dpc: SlowDpc}}\n"
              "    callbacks: {SlowIsr: [run: 5us, IoRequestDpc: line], SlowDpc: [run: 100us]}\n"
              "  nic:\n    framework: wdm\n"
              "    interrupts: {rx: {irql: 7, arrivals: {at: [1ms]}, isr: Isr, dpc: Dpc}}\n"
              "    events: {ready: synchronization}\n"
              "    threads: {control: {priority: 16, callback: Control}}\n"
              "    callbacks:\n      Isr: [run: 5us, IoRequestDpc: rx]\n"
              "      Dpc: [run: 20us, KeSetEvent: ready]\n"
              "      Control: [{repeat: forever, steps: [KeWaitForSingleObject: ready, "
              "run: 200us]}]\n");
    CHECK_INT(story_value(&s, LATENCY, 0), ==, 320 * US);
    CHECK_INT(part(&s, MDL_PART_RUN, "Isr"), ==, 5 * US);
    CHECK_INT(part(&s, MDL_PART_DPC, "SlowDpc"), ==, 95 * US);
    CHECK_INT(part(&s, MDL_PART_RUN, "Dpc"), ==, 20 * US);
    CHECK_INT(part(&s, MDL_PART_RUN, "Control"), ==, 200 * US);
    CHECK_INT(part(&s, MDL_PART_ELSEWHERE, ""), ==, 0);
    story_end(&s);
}

TESTS(ENTRY(a_request_is_charged_to_its_isr_its_dpc_and_its_callback_while_they_run),
      ENTRY(a_masked_interrupt_and_an_interruption_are_charged_to_the_isr_that_is_in_the_way),
      ENTRY(a_dpc_that_has_to_wait_is_charged_to_the_isr_that_runs_first),
      ENTRY(a_timer_that_calls_twice_has_its_request_all_the_time),
      ENTRY(an_isr_that_calls_twice_has_its_request_all_the_time),
      ENTRY(of_several_requests_of_one_run_the_later_wait_for_the_earlier),
      ENTRY(behind_the_concurrency_limit_a_request_waits_as_its_work_item_does),
      ENTRY(a_request_that_waits_at_the_stop_is_in_the_ledger_with_what_it_waits_for),
      ENTRY(what_a_callback_waits_with_a_request_is_charged_to_it_as_blocked),
      ENTRY(a_callback_that_is_preempted_is_ready_behind_who_runs_instead),
      ENTRY(a_request_that_goes_round_in_circles_has_all_its_rounds_added_up),
      ENTRY(before_a_moderated_device_speaks_up_a_request_is_in_the_device),
      ENTRY(a_long_callback_with_many_interruptions_is_charged_each_of_them),
      ENTRY(what_a_request_waited_for_before_an_event_handed_it_on_is_in_the_ledger))
