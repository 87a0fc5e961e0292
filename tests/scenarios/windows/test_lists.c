/*
 * Lists of a driver's own: what is put there, who takes it, what finds no room.
 *
 * One processor, no overheads. What arrived is finished, lost or still waiting.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD                                                                                \
    "wtsim: 1\nscenario: story\nwindows: 11\nmachine: {processors: 1, costs: none}\n"        \
    "run: {duration: 100ms}\ndrivers:\n  d:\n    framework: kmdf 1.33\n"
#define LINE(at)                                                                            \
    "    interrupts: {rx: {irql: 5, arrivals: {at: [" at "]}, isr: Isr, dpc: Dpc}}\n"
#define ISR "      Isr: [run: 0us, WdfInterruptQueueDpcForIsr: rx]\n"

static bool accounts(const struct story *s, uint64_t finished, uint64_t lost, uint64_t waiting)
{
    return story_count(s, "d.rx.offered") == finished + lost + waiting &&
           story_count(s, "d.rx.finished") == finished && story_count(s, "d.rx.lost") == lost &&
           story_count(s, "d.rx.waiting") == waiting;
}

TEST(pin_4_a_drain_looks_again_after_every_iteration)
{
    struct story s;

    story_run(&s, HEAD LINE("1ms, 2ms, 3ms")
              "    queues: {pending: {}}\n"
              "    work_items: {i: {callback: I}}\n"
              "    callbacks:\n" ISR
              "      Dpc: [run: 0us, put: pending, {WdfWorkItemEnqueue: i, requests: none}]\n"
              "      I: [{each_request: {from: pending}, steps: [run: 4ms]}]\n");
    /* The first run serves all: 1-5, 5-9, 9-13. The second finds nothing. */
    CHECK(accounts(&s, 3, 0, 0));
    CHECK_INT(story_value(&s, "d.rx.request_latency", 0), ==, 4 * MS);
    CHECK_INT(story_value(&s, "d.rx.request_latency", 1), ==, 7 * MS);
    CHECK_INT(story_value(&s, "d.rx.request_latency", 2), ==, 10 * MS);
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 2);
    CHECK_INT(story_value(&s, "d.pending.wait", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.pending.wait", 1), ==, 3 * MS);
    CHECK_INT(story_value(&s, "d.pending.wait", 2), ==, 6 * MS);
    CHECK_INT(story_most(&s, "d.pending.depth"), ==, 2);   /* from 3 to 5 */
    /* 2-3: one, 3-5: two, 5-9: one; of 0 ns length at 1 ms: none */
    CHECK(story_series(&s, "d.pending.depth")->integral == 9 * (sim_wide)MS);
    story_end(&s);
}

TEST(up_to_takes_no_more_and_leaves_the_rest_in_the_list)
{
    struct story s;

    story_run(&s, HEAD LINE("1ms, 1ms, 1ms")
              "    queues: {pending: {}}\n"
              "    work_items: {i: {callback: I}}\n"
              "    callbacks:\n" ISR
              "      Dpc: [run: 0us, put: pending, {WdfWorkItemEnqueue: i, requests: none}]\n"
              "      I: [{each_request: {from: pending, up_to: 2}, steps: [run: 4ms]}]\n");
    CHECK(accounts(&s, 2, 0, 1));
    CHECK_INT(story_waiting(&s, "d.pending.wait"), ==, 1);
    story_end(&s);
}

#define FULL(beside)                                                                        \
    HEAD LINE("1ms, 1ms, 1ms")                                                              \
    "    queues: {pending: {capacity: 2}}\n"                                                \
    "    work_items: {i: {callback: I}}\n"                                                  \
    "    callbacks:\n" ISR                                                                  \
    "      Dpc:\n"                                                                          \
    "        - run: 0us\n"                                                                  \
    "        - put: pending\n" beside                                                       \
    "        - {WdfWorkItemEnqueue: i, requests: none}\n"                                   \
    "      I: [{each_request: {from: pending}, steps: [run: 4ms]}]\n"

TEST(what_finds_a_list_full_is_lost)
{
    struct story s;

    story_run(&s, FULL(""));
    CHECK(accounts(&s, 2, 1, 0));
    CHECK_INT(story_value(&s, "d.rx.request_latency", 1), ==, 8 * MS);
    story_end(&s);
}

TEST(on_full_gets_what_found_no_room_and_only_that)
{
    struct story s;

    story_run(&s, FULL("          on_full: [{each_request: [run: 1ms]}]\n"));
    CHECK(accounts(&s, 3, 0, 0));
    CHECK_INT(story_value(&s, "d.rx.request_latency", 0), ==, 1 * MS);   /* in the DPC itself */
    CHECK_INT(story_value(&s, "d.rx.request_latency", 1), ==, 5 * MS);   /* the item, from 2 on */
    story_end(&s);
}

TEST(a_request_in_two_lists_is_finished_when_both_are_drained)
{
    struct story s;

    story_run(&s, HEAD LINE("1ms")
              "    queues: {a: {}, b: {}}\n"
              "    work_items: {i: {callback: I}}\n"
              "    callbacks:\n" ISR
              "      Dpc: [run: 0us, put: a, put: b, {WdfWorkItemEnqueue: i, requests: none}]\n"
              "      I:\n"
              "        - {each_request: {from: a}, steps: [run: 2ms]}\n"
              "        - {each_request: {from: b}, steps: [run: 3ms]}\n");
    CHECK(accounts(&s, 1, 0, 0));
    CHECK_INT(story_value(&s, "d.rx.request_latency", 0), ==, 5 * MS);
    story_end(&s);
}

TEST(a_condition_sees_how_many_wait_in_a_list)
{
    struct story s;

    story_run(&s, HEAD LINE("1ms, 2ms, 3ms, 4ms")
              "    queues: {pending: {}}\n"
              "    callbacks:\n" ISR
              "      Dpc:\n"
              "        - run: 0us\n"
              "        - put: pending\n"
              "        - if: pending.depth >= 3\n"
              "          then: [{each_request: {from: pending}, steps: [run: 10us]}]\n");
    CHECK(accounts(&s, 3, 0, 1));   /* at 3 ms all three; the fourth waits for two more */
    CHECK_INT(story_value(&s, "d.pending.wait", 0), ==, 2 * MS);
    story_end(&s);
}

TEST(drop_in_a_drain_loses_the_request_that_was_taken)
{
    struct story s;

    story_run(&s, HEAD LINE("1ms, 1ms")
              "    queues: {pending: {}}\n"
              "    callbacks:\n" ISR
              "      Dpc:\n"
              "        - run: 0us\n"
              "        - each_request: [put: pending]\n"
              "        - {each_request: {from: pending, up_to: 1}, steps: [drop]}\n");
    CHECK(accounts(&s, 0, 1, 1));
    story_end(&s);
}

TEST(a_put_that_carries_nothing_begins_a_request_at_the_list)
{
    struct story s;

    story_run(&s, HEAD
              "    queues: {jobs: {}}\n"
              "    events: {more: {semaphore: 0}}\n"
              "    threads:\n"
              "      maker: {steps: [{repeat: 3, steps: [wait: 1ms, put: jobs, "
              "KeReleaseSemaphore: more]}]}\n"
              "      taker: {steps: [{repeat: forever, steps: [KeWaitForSingleObject: more, "
              "{each_request: {from: jobs}, steps: [wait: 5ms]}]}]}\n");
    /* Put at 1, 2, 3; served 1-6, 6-11, 11-16. */
    CHECK_INT(story_count(&s, "d.jobs.offered"), ==, 3);
    CHECK_INT(story_value(&s, "d.jobs.request_latency", 0), ==, 5 * MS);
    CHECK_INT(story_value(&s, "d.jobs.request_latency", 1), ==, 9 * MS);
    CHECK_INT(story_value(&s, "d.jobs.request_latency", 2), ==, 13 * MS);
    story_end(&s);
}

TESTS(ENTRY(pin_4_a_drain_looks_again_after_every_iteration),
      ENTRY(up_to_takes_no_more_and_leaves_the_rest_in_the_list),
      ENTRY(what_finds_a_list_full_is_lost),
      ENTRY(on_full_gets_what_found_no_room_and_only_that),
      ENTRY(a_request_in_two_lists_is_finished_when_both_are_drained),
      ENTRY(a_condition_sees_how_many_wait_in_a_list),
      ENTRY(drop_in_a_drain_loses_the_request_that_was_taken),
      ENTRY(a_put_that_carries_nothing_begins_a_request_at_the_list))
