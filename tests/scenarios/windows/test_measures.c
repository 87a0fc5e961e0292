/*
 * Measures of what tools show of Windows: from an interrupt to a process, time at each IRQL, what
 * an arrival finds, storms.
 *
 * No overheads.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(processors)                                                                    \
    "wtsim: 1\nscenario: story\nwindows: 11\n"                                               \
    "machine: {processors: " processors ", costs: none}\n"                                   \
    "run: {duration: 100ms}\n"                                                               \
    "drivers:\n  d:\n    framework: kmdf 1.33\n"

/* The DPC begins 3 us after the ISR and sets the event 20 us later. */
#define REACTS(processors, at, event, threads)                                              \
    HEAD(processors)                                                                        \
    "    events: {e: " event ", go: synchronization}\n"                                      \
    "    sources: {s: {arrivals: {at: [500us]}, steps: [KeSetEvent: go]}}\n"                  \
    "    interrupts: {x: {irql: 5, processors: [0], arrivals: {at: [" at "]}, isr: Isr, "    \
    "dpc: Dpc}}\n"                                                                           \
    "    threads:\n" threads                                                                \
    "    callbacks:\n"                                                                      \
    "      Isr: [run: 3us, WdfInterruptQueueDpcForIsr: x]\n"                                 \
    "      Dpc: [run: 20us, KeSetEvent: e, run: 5us]\n"

/* From 0.5 ms on, when the others wait already. */
#define HOG_OF_1(run)                                                                       \
    "      hog: {processors: [1], priority: 12, steps: [KeWaitForSingleObject: go, "          \
    "run: " run "]}\n"

#define T_ON(processor)                                                                     \
    "      t: {processors: [" processor "], priority: 8, "                                   \
    "steps: [KeWaitForSingleObject: e, run: 1ms]}\n"

TEST(l1_interrupt_to_process_is_from_the_isr_to_the_run_of_the_thread_that_its_dpc_wakes)
{
    struct story s;

    story_run(&s, REACTS("2", "1ms", "synchronization", T_ON("1")));
    CHECK_INT(story_count(&s, "d.e.interrupt_to_process"), ==, 1);
    CHECK_INT(story_value(&s, "d.e.interrupt_to_process", 0), ==, 23 * US);   /* 3 + 20 */
    story_end(&s);
    /* On the processor of the DPC it runs when that has ended: 3 + 20 + 5. */
    story_run(&s, REACTS("2", "1ms", "synchronization", T_ON("0")));
    CHECK_INT(story_value(&s, "d.e.interrupt_to_process", 0), ==, 28 * US);
    story_end(&s);
    /* Behind another that runs until 2 ms. */
    story_run(&s, REACTS("2", "1ms", "synchronization",
                         T_ON("1") HOG_OF_1("1500us")));
    CHECK_INT(story_value(&s, "d.e.interrupt_to_process", 0), ==, 1 * MS);
    story_end(&s);
}

TEST(l1_of_the_isrs_that_join_a_dpc_the_first_counts)
{
    struct story s;

    /* ISRs at 1.000 and 1.003; the DPC from 1.006 on sets the event at 1.026. */
    story_run(&s, REACTS("2", "1ms, 1001us", "synchronization", T_ON("1")));
    CHECK_INT(story_count(&s, "d.x.isr.runs"), ==, 2);
    CHECK_INT(story_count(&s, "d.x.dpc.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.e.interrupt_to_process"), ==, 1);
    CHECK_INT(story_value(&s, "d.e.interrupt_to_process", 0), ==, 26 * US);
    story_end(&s);
}

TEST(l1_an_event_that_wakes_several_is_one_observation_when_the_first_of_them_runs)
{
    struct story s;

    /* t must wait until 2 ms for its processor, u need not. */
    story_run(&s, REACTS("3", "1ms", "notification",
                         T_ON("1") HOG_OF_1("1500us")
                         "      u: {processors: [2], steps: [KeWaitForSingleObject: e, "
                         "run: 1ms]}\n"));
    CHECK_INT(story_count(&s, "d.e.interrupt_to_process"), ==, 1);
    CHECK_INT(story_value(&s, "d.e.interrupt_to_process", 0), ==, 23 * US);
    story_end(&s);
}

TEST(l1_a_set_that_wakes_nobody_is_none_and_one_whose_thread_never_runs_still_waits)
{
    struct story s;

    story_run(&s, REACTS("2", "1ms", "synchronization",
                         "      t: {processors: [1], steps: [run: 50ms, "
                         "KeWaitForSingleObject: e]}\n"));
    CHECK_INT(story_count(&s, "d.e.interrupt_to_process"), ==, 0);
    CHECK_INT(story_waiting(&s, "d.e.interrupt_to_process"), ==, 0);
    story_end(&s);
    story_run(&s, REACTS("2", "1ms", "synchronization",
                         T_ON("1") HOG_OF_1("200ms")));
    CHECK_INT(story_count(&s, "d.e.interrupt_to_process"), ==, 0);
    CHECK_INT(story_waiting(&s, "d.e.interrupt_to_process"), ==, 1);
    CHECK_INT(story_series(&s, "d.e.interrupt_to_process")->censored.high, ==, 99 * MS);
    story_end(&s);
}

TEST(l1_what_a_work_item_or_a_timer_sets_is_not_of_an_interrupt)
{
    struct story s;

    story_run(&s, HEAD("2")
              "    events: {e: synchronization}\n"
              "    work_items: {w: {callback: [KeSetEvent: e]}}\n"
              "    interrupts: {x: {irql: 5, arrivals: {at: [1ms]}, isr: [run: 1us, "
              "WdfInterruptQueueDpcForIsr: x], dpc: [run: 1us, WdfWorkItemEnqueue: w]}}\n"
              "    threads: {t: {steps: [KeWaitForSingleObject: e, run: 1ms]}}\n");
    CHECK_INT(story_count(&s, "d.t.switches"), ==, 2);   /* it was woken */
    CHECK_INT(story_count(&s, "d.e.interrupt_to_process"), ==, 0);
    story_end(&s);
}

TEST(l1_an_isr_at_passive_level_sets_events_itself)
{
    struct story s;

    story_run(&s, HEAD("2")
              "    events: {e: synchronization}\n"
              "    interrupts: {x: {passive: true, arrivals: {at: [1ms]}, isr: [run: 7us, "
              "KeSetEvent: e, run: 1us]}}\n"
              "    threads: {t: {processors: [1], steps: [KeWaitForSingleObject: e, "
              "run: 1ms]}}\n");
    CHECK_INT(story_count(&s, "d.e.interrupt_to_process"), ==, 1);
    CHECK(story_value(&s, "d.e.interrupt_to_process", 0) == 7 * US ||     /* on the other    */
          story_value(&s, "d.e.interrupt_to_process", 0) == 8 * US);      /* or after itself */
    story_end(&s);
}

TEST(the_time_at_each_irql_adds_up_to_all_of_it)
{
    struct story s;
    sim_wide sum = 0;

    story_run(&s, HEAD("1")
              "    interrupts: {x: {irql: 5, arrivals: {at: [1ms, 2ms]}, isr: [run: 300us, "
              "WdfInterruptQueueDpcForIsr: x], dpc: [run: 200us]}}\n"
              "    threads: {t: {steps: [run: 50ms]}}\n");
    CHECK_INT((uint64_t)story_series(&s, "processor.0.irql_5")->integral, ==, 600 * US);
    CHECK_INT((uint64_t)story_series(&s, "processor.0.irql_2")->integral, ==, 400 * US);
    CHECK_INT((uint64_t)story_series(&s, "processor.0.irql_0")->integral, ==, 99 * MS);
    CHECK_INT((uint64_t)story_series(&s, "processor.0.irql_15")->integral, ==, 0);
    for (uint32_t i = 0; i < s.seen->series_count; i++) {
        if (s.seen->series[i].measure >= MDL_MEASURE_IRQL_0 &&
            s.seen->series[i].measure <= MDL_MEASURE_IRQL_31) {
            sum += s.seen->series[i].integral;
        }
    }
    CHECK_INT((uint64_t)sum, ==, 100 * MS);
    CHECK_INT(story_count(&s, "processor.0.dpcs_queued"), ==, 2);
    CHECK_INT(story_count(&s, "processor.0.dpcs"), ==, 2);
    story_end(&s);
}

TEST(inserts_of_a_dpc_that_is_queued_already_are_not_queued_dpcs)
{
    struct story s;

    /* The DPC waits for the end of the ISR, which asks for it three times. */
    story_run(&s, HEAD("1")
              "    interrupts: {x: {irql: 5, arrivals: {at: [1ms]}, isr: [run: 1us, "
              "WdfInterruptQueueDpcForIsr: x, WdfInterruptQueueDpcForIsr: x, "
              "WdfInterruptQueueDpcForIsr: x], dpc: [run: 1us]}}\n");
    CHECK_INT(story_count(&s, "processor.0.dpcs_queued"), ==, 1);
    CHECK_INT(story_count(&s, "d.x.dpc.coalesced"), ==, 2);
    story_end(&s);
}

/* One worker, four items of 1 ms at 1 ms: the first is taken at once. The others find 0, 1 and 2
   before them; a fifth call, of the last item again, finds 3. */
TEST(an_arriving_call_sees_the_depth_without_itself)
{
    struct story s;

    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 7\n"
              "machine: {processors: 1, costs: none}\npool: {delayed: {threads: 1}}\n"
              "run: {duration: 100ms}\n"
              "drivers:\n  d:\n    framework: wdm\n"
              "    work_items:\n"
              "      a: {callback: Work, queue: DelayedWorkQueue}\n"
              "      b: {callback: Work, queue: DelayedWorkQueue}\n"
              "      c: {callback: Work, queue: DelayedWorkQueue}\n"
              "      e: {callback: Work, queue: DelayedWorkQueue}\n"
              "    sources: {s: {arrivals: {at: [1ms]}, steps: [IoQueueWorkItemEx: a, "
              "IoQueueWorkItemEx: b, IoQueueWorkItemEx: c, IoQueueWorkItemEx: e]}}\n"
              "    callbacks: {Work: [run: 1ms]}\n");
    CHECK_INT((uint64_t)story_series(&s, "pool.delayed.depth_seen")->integral, ==, 0 + 0 + 1 + 2);
    CHECK_INT(story_series(&s, "pool.delayed.depth_seen")->count, ==, 4);
    CHECK_INT(story_most(&s, "pool.delayed.depth_seen"), ==, 2);
    CHECK_INT(story_most(&s, "pool.delayed.depth"), ==, 3);
    CHECK_INT(story_count(&s, "pool.delayed.items_processed"), ==, 4);
    /* Busy from 1 to 5 ms; the only worker is there all the time. */
    CHECK_INT((uint64_t)story_series(&s, "pool.delayed.idle_workers")->integral, ==, 96 * MS);
    story_end(&s);
}

TEST(an_arriving_request_sees_the_depth_of_its_queue)
{
    struct story s;

    /* Nobody takes them out. */
    story_run(&s, HEAD("1")
              "    queues: {q: {}}\n"
              "    sources: {s: {arrivals: {at: [1ms, 2ms, 3ms]}, steps: [put: q]}}\n");
    CHECK_INT((uint64_t)story_series(&s, "d.q.depth_seen")->integral, ==, 0 + 1 + 2);
    CHECK_INT(story_series(&s, "d.q.depth_seen")->count, ==, 3);
    CHECK_INT(story_most(&s, "d.q.depth_seen"), ==, 2);
    story_end(&s);
}

/* Expires at 20 and 40 ms, both late: its routine takes 150 us, and 30 us more when interrupted. */
TEST(d16_the_routine_of_a_timer_is_measured_like_that_of_a_dpc)
{
    struct story s;

    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 11\n"
              "machine: {processors: 1, costs: none, clock: 10ms}\nrun: {duration: 55ms}\n"
              "drivers:\n  d:\n    framework: wdm\n"
              "    timers: {kick: {period: 20ms, callback: [run: 150us]}}\n"
              "    interrupts: {x: {irql: 5, arrivals: {at: [40100us]}, isr: [run: 30us]}}\n");
    CHECK_INT(story_count(&s, "d.kick.runs"), ==, 2);
    CHECK_INT(story_value(&s, "d.kick.run", 0), ==, 150 * US);
    CHECK_INT(story_value(&s, "d.kick.run", 1), ==, 180 * US);
    CHECK_INT(story_value(&s, "d.kick.run_exclusive", 1), ==, 150 * US);
    CHECK_INT(story_count(&s, "d.kick.over_guideline"), ==, 2);     /* 100 us, as of any DPC */
    CHECK_INT(story_count(&s, "d.kick.withdrawn"), ==, 0);
    story_end(&s);
}

TEST(a_timer_that_is_cancelled_while_it_is_set_is_withdrawn)
{
    struct story s;

    /* It is set from the start: the first cancel takes it back, the second finds nothing; set
       anew it expires. */
    story_run(&s, HEAD("1")
              "    timers: {late: {due: 30ms, callback: [run: 1us]}}\n"
              "    threads: {t: {steps: [KeCancelTimer: late, KeCancelTimer: late, "
              "KeSetTimer: {timer: late, due: 30ms}]}}\n");
    CHECK_INT(story_count(&s, "d.late.withdrawn"), ==, 1);
    CHECK_INT(story_count(&s, "d.late.runs"), ==, 1);
    story_end(&s);
}

#define TWICE(passes)                                                                       \
    "wtsim: 1\nscenario: story\nwindows: 11\n"                                               \
    "machine: {processors: 1, costs: none, storm: {passes: " passes "}}\n"                   \
    "run: {duration: 100ms}\n"                                                               \
    "drivers:\n  d:\n    framework: wdm\n"                                                   \
    "    variables: {n: 0}\n"                                                               \
    "    interrupts: {line: {irql: 5, arrivals: {at: [1ms, 20ms]}, isr: Isr}}\n"             \
    "    callbacks:\n"                                                                      \
    "      Isr: [run: 10us, set: n += 1, {if: n < 4, then: [return: false]}, set: n = 0]\n"

TEST(i26_a_storm_is_counted_once_until_somebody_serves_the_line)
{
    struct story s;

    /* At 1 and at 20 ms three passes in vain and a claim. */
    story_run(&s, TWICE("2"));
    CHECK_INT(story_count(&s, "d.line.storms"), ==, 2);
    CHECK_INT(story_findings(&s, "F019"), ==, 2);
    story_end(&s);
    story_run(&s, TWICE("4"));
    CHECK_INT(story_count(&s, "d.line.storms"), ==, 0);
    story_end(&s);
}

TEST(i26_a_storm_is_one_of_all_that_share_the_line)
{
    struct story s;

    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 11\n"
              "machine: {processors: 1, costs: none, storm: {passes: 10}}\n"
              "run: {duration: 10ms}\n"
              "drivers:\n  d:\n    framework: wdm\n    interrupts:\n"
              "      a: {irql: 5, vector: 9, arrivals: {at: [1s]},\n"
              "          isr: [run: 10us, return: true]}\n"
              "      b: {irql: 5, vector: 9, arrivals: {at: [1ms]}, isr: [run: 10us]}\n"
              "      other: {irql: 6, arrivals: {at: [2ms]}, isr: [run: 10us]}\n");
    CHECK_INT(story_count(&s, "d.a.storms"), ==, 1);
    CHECK_INT(story_count(&s, "d.b.storms"), ==, 1);
    CHECK_INT(story_count(&s, "d.other.storms"), ==, 0);
    story_end(&s);
}

TESTS(ENTRY(l1_interrupt_to_process_is_from_the_isr_to_the_run_of_the_thread_that_its_dpc_wakes),
      ENTRY(l1_of_the_isrs_that_join_a_dpc_the_first_counts),
      ENTRY(l1_an_event_that_wakes_several_is_one_observation_when_the_first_of_them_runs),
      ENTRY(l1_a_set_that_wakes_nobody_is_none_and_one_whose_thread_never_runs_still_waits),
      ENTRY(l1_what_a_work_item_or_a_timer_sets_is_not_of_an_interrupt),
      ENTRY(l1_an_isr_at_passive_level_sets_events_itself),
      ENTRY(the_time_at_each_irql_adds_up_to_all_of_it),
      ENTRY(inserts_of_a_dpc_that_is_queued_already_are_not_queued_dpcs),
      ENTRY(an_arriving_call_sees_the_depth_without_itself),
      ENTRY(an_arriving_request_sees_the_depth_of_its_queue),
      ENTRY(d16_the_routine_of_a_timer_is_measured_like_that_of_a_dpc),
      ENTRY(a_timer_that_is_cancelled_while_it_is_set_is_withdrawn),
      ENTRY(i26_a_storm_is_counted_once_until_somebody_serves_the_line),
      ENTRY(i26_a_storm_is_one_of_all_that_share_the_line))
