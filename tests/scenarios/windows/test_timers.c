/*
 * Timers: at ticks, between them with high resolution, and at passive level.
 *
 * Ticks of 15.625 ms; no overheads unless a test says so.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define COSTS(windows, costs)                                                               \
    "wtsim: 1\nscenario: story\nwindows: " windows "\n"                                      \
    "machine: {processors: 2, costs: " costs "}\n"                                           \
    "run: {duration: 100ms}\n"
#define HEAD COSTS("11", "none")
#define WDM "drivers:\n  d:\n    framework: wdm\n"
#define KMDF "drivers:\n  d:\n    framework: kmdf 1.33\n"

TEST(d17_a_timer_of_high_resolution_is_never_early_and_a_millisecond_late_at_most)
{
    struct story s;

    story_run(&s, HEAD WDM
              "    timers:\n"
              "      fine: {due: 2300us, high_resolution: true, callback: Fine}\n"
              "      plain: {due: 2300us, callback: Fine}\n"
              "    callbacks: {Fine: [run: 1us]}\n");
    CHECK_INT(story_value(&s, "d.fine.latency", 0), ==, 700 * US);       /* at 3 ms       */
    CHECK_INT(story_value(&s, "d.plain.latency", 0), ==, 13325 * US);    /* at 15.625 ms  */
    story_end(&s);
}

TEST(d17_a_period_of_high_resolution_does_not_drift)
{
    struct story s;

    story_run(&s, COSTS("11", "{clock: 5us}") WDM
              "    timers: {fine: {period: 2ms, high_resolution: true, callback: Fine}}\n"
              "    callbacks: {Fine: [run: 1us]}\n");
    /* At 2, 4, ... 98 ms (that of 100 ms is at the end): due each time when its interrupt comes,
       handled when the clock's 5 us are over. */
    CHECK_INT(story_count(&s, "d.fine.latency"), ==, 49);
    for (uint32_t i = 0; i < 49; i++) {
        CHECK_INT(story_value(&s, "d.fine.latency", i), ==, 5 * US);
    }
    story_end(&s);
}

TEST(d17_the_clock_of_a_high_resolution_timer_is_no_tick)
{
    struct story s;

    /* A low DPC on a busy processor waits for the tick (31.25 ms) although the fine timer brings
       clock interrupts and drains elsewhere: it is set on processor 0. */
    story_run(&s, HEAD WDM
              "    timers: {fine: {period: 1ms, high_resolution: true}}\n"
              "    dpcs: {far: {callback: Far, processor: 1}}\n"
              "    threads:\n"
              "      here: {processors: [0], steps: [run: 20ms, KeInsertQueueDpc: far, run: 1h]}\n"
              "      there: {processors: [1], steps: [run: 1h]}\n"
              "    callbacks: {Far: [run: 1us]}\n");
    CHECK_INT(story_value(&s, "d.far.queue_latency", 0), ==, 11250 * US);
    story_end(&s);
}

TEST(d17_a_stopped_timer_of_high_resolution_does_not_expire)
{
    struct story s;

    story_run(&s, HEAD WDM
              "    timers: {fine: {due: 5ms, high_resolution: true, callback: Fine}}\n"
              "    threads: {t: {steps: [run: 4ms, KeCancelTimer: fine, run: 4ms, "
              "KeSetTimer: {timer: fine, due: 500us}]}}\n"
              "    callbacks: {Fine: [run: 1us]}\n");
    CHECK_INT(story_count(&s, "d.fine.latency"), ==, 1);
    CHECK_INT(story_value(&s, "d.fine.latency", 0), ==, 500 * US);   /* due 8.5, at 9 ms */
    story_end(&s);
}

TEST(d17_two_fine_timers_of_one_interrupt_expire_in_order_of_their_due_times)
{
    struct story s;

    story_run(&s, HEAD WDM
              "    variables: {first: 0}\n"
              "    timers:\n"
              "      late: {due: 2500us, high_resolution: true, callback: Late}\n"
              "      early: {due: 2300us, high_resolution: true, callback: Early}\n"
              "    dpcs: {right: {callback: Nothing}}\n"
              "    callbacks:\n"
              "      Early: [set: first = 1]\n"
              "      Late: [{if: first == 1, then: [KeInsertQueueDpc: right]}]\n"
              "      Nothing: [run: 1us]\n");
    CHECK_INT(story_count(&s, "d.right.runs"), ==, 1);
    story_end(&s);
}

TEST(w106_a_passive_timer_is_a_dpc_that_queues_an_item)
{
    struct story s;

    story_run(&s, HEAD KMDF
              "    timers: {kick: {due: 10ms, execution_level: passive, callback: EvtKick}}\n"
              "    threads: {t: {priority: 20, processors: [0, 1], count: 2, steps: ["
              "KeDelayExecutionThread: 1ms, run: 5ms]}}\n"
              "    callbacks: {EvtKick: [run: 100us]}\n");
    /* Expires at 15.625 ms; both processors are busy at priority 20 from there to 20.625 ms. */
    CHECK_INT(story_count(&s, "d.kick.work_item.runs"), ==, 1);
    CHECK_INT(story_value(&s, "d.kick.work_item.queue_latency", 0), ==, 5 * MS);
    story_end(&s);
}

TEST(w106_a_passive_timer_loses_the_tick_while_its_item_is_queued)
{
    struct story s;

    /* Started again at once by a source: both expiries come before the only worker is free. */
    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 7\n"
              "machine: {processors: 1, costs: none}\npool: {delayed: {threads: 1}}\n"
              "run: {duration: 200ms}\n" KMDF
              "    timers: {kick: {due: 10ms, execution_level: passive, callback: EvtKick}}\n"
              "    work_items: {hog: {callback: EvtHog}}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [1ms]}, steps: [WdfWorkItemEnqueue: hog]}\n"
              "      again: {arrivals: {at: [20ms]}, steps: [WdfTimerStart: kick]}\n"
              "    callbacks: {EvtHog: [run: 100ms], EvtKick: [run: 100us]}\n");
    CHECK_INT(story_count(&s, "d.kick.latency"), ==, 2);
    CHECK_INT(story_count(&s, "d.kick.work_item.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.kick.work_item.coalesced"), ==, 1);
    CHECK_INT(story_count(&s, "d.kick.lost"), ==, 1);
    story_end(&s);
}

TESTS(ENTRY(d17_a_timer_of_high_resolution_is_never_early_and_a_millisecond_late_at_most),
      ENTRY(d17_a_period_of_high_resolution_does_not_drift),
      ENTRY(d17_the_clock_of_a_high_resolution_timer_is_no_tick),
      ENTRY(d17_a_stopped_timer_of_high_resolution_does_not_expire),
      ENTRY(d17_two_fine_timers_of_one_interrupt_expire_in_order_of_their_due_times),
      ENTRY(w106_a_passive_timer_is_a_dpc_that_queues_an_item),
      ENTRY(w106_a_passive_timer_loses_the_tick_while_its_item_is_queued))
