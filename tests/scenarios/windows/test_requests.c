/*
 * Requests: who holds them, when they are finished or lost; streams of chance that stay apart.
 *
 * What arrived is finished, lost or still waiting: checked in every story here.
 */
#include <stdlib.h>

#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(windows, processors, pool)                                                     \
    "wtsim: 1\nscenario: story\nwindows: " windows "\n"                                      \
    "machine: {processors: " processors ", costs: none}\npool: " pool "\n"                   \
    "run: {duration: 900ms, seed: 7}\n"                                                      \
    "drivers:\n  d:\n    framework: kmdf 1.33\n"

/* Everything that arrived at this origin is accounted for, and this is how. */
static bool accounts(const struct story *s, const char *origin, uint64_t finished, uint64_t lost,
                     uint64_t waiting)
{
    static const char *const measures[] = {"offered", "finished", "lost", "waiting"};
    uint64_t counts[4];
    char name[80];

    for (unsigned i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%s.%s", origin, measures[i]);
        counts[i] = story_count(s, name);
    }
    if (counts[1] != finished || counts[2] != lost || counts[3] != waiting) {
        print_error("%s: offered %llu, finished %llu, lost %llu, waiting %llu\n", origin,
                    (unsigned long long)counts[0], (unsigned long long)counts[1],
                    (unsigned long long)counts[2], (unsigned long long)counts[3]);
        return false;
    }
    return counts[0] == counts[1] + counts[2] + counts[3];
}

#define LINE(at) "    interrupts: {rx: {irql: 5, arrivals: {at: [" at "]}, isr: Isr, dpc: Dpc}}\n"
#define ISR "      Isr: [run: 0us, WdfInterruptQueueDpcForIsr: rx]\n"

TEST(w85_an_item_enqueued_twice_in_one_callback_carries_its_request_once)
{
    struct story s;

    story_run(&s, HEAD("11", "1", "{}") LINE("1ms")
              "    work_items: {i: {callback: I}}\n"
              "    callbacks:\n" ISR
              "      Dpc: [WdfWorkItemEnqueue: i, WdfWorkItemEnqueue: i, run: 10us]\n"
              "      I: [each_request: [run: 100us]]\n");
    CHECK(accounts(&s, "d.rx", 1, 0, 0));
    CHECK_INT(story_count(&s, "d.i.coalesced"), ==, 1);
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 1);
    CHECK_INT(story_value(&s, "d.rx.request_latency", 0), ==, 110 * US);   /* the DPC, then it */
    story_end(&s);
}

TEST(w82_a_request_enqueued_while_the_item_runs_belongs_to_the_next_run)
{
    struct story s;

    story_run(&s, HEAD("7", "1", "{delayed: {threads: 2}}") LINE("1ms, 2ms, 3ms")
              "    work_items: {i: {callback: I}}\n"
              "    callbacks:\n" ISR
              "      Dpc: [run: 0us, WdfWorkItemEnqueue: i]\n"
              "      I: [each_request: [run: 5ms]]\n");
    /* Run 1: 1-6 with one request. Run 2 from 6 with two: 6-11, 11-16. */
    CHECK(accounts(&s, "d.rx", 3, 0, 0));
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 2);
    CHECK_INT(story_value(&s, "d.rx.request_latency", 0), ==, 5 * MS);
    CHECK_INT(story_value(&s, "d.rx.request_latency", 1), ==, 9 * MS);
    CHECK_INT(story_value(&s, "d.rx.request_latency", 2), ==, 13 * MS);
    story_end(&s);
}

TEST(a_dropped_request_is_lost_and_the_others_are_finished)
{
    struct story s;

    story_run(&s, HEAD("11", "1", "{}") LINE("1ms, 1ms, 1ms")
              "    variables: {n: 0}\n"
              "    callbacks:\n" ISR
              "      Dpc:\n"
              "        - each_request:\n"
              "            - set: n += 1\n"
              "            - run: 10us\n"
              "            - if: n == 2\n"
              "              then: [drop]\n");
    CHECK(accounts(&s, "d.rx", 2, 1, 0));
    story_end(&s);
}

TEST(what_an_each_request_leaves_over_is_lost)
{
    struct story s;

    story_run(&s, HEAD("11", "1", "{}") LINE("1ms, 1ms, 1ms")
              "    callbacks:\n" ISR
              "      Dpc: [{each_request: {up_to: 2}, steps: [run: 10us]}]\n");
    CHECK(accounts(&s, "d.rx", 2, 1, 0));
    story_end(&s);
}

TEST(two_devices_hand_their_requests_to_one_item)
{
    struct story s;

    story_run(&s, HEAD("7", "1", "{}")
              "    interrupts:\n"
              "      a: {irql: 5, arrivals: {at: [1ms]}, isr: IsrA, dpc: Dpc}\n"
              "      b: {irql: 6, arrivals: {at: [1ms]}, isr: IsrB, dpc: Dpc}\n"
              "    work_items: {i: {callback: I}}\n"
              "    callbacks:\n"
              "      IsrA: [run: 0us, WdfInterruptQueueDpcForIsr: a]\n"
              "      IsrB: [run: 0us, WdfInterruptQueueDpcForIsr: b]\n"
              "      Dpc: [run: 0us, WdfWorkItemEnqueue: i]\n"
              "      I: [each_request: [run: 1ms]]\n");
    CHECK(accounts(&s, "d.a", 1, 0, 0));
    CHECK(accounts(&s, "d.b", 1, 0, 0));
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 1);
    /* b interrupts first (IRQL 6), so it is first in the bag (pin 4). */
    CHECK_INT(story_value(&s, "d.b.request_latency", 0), ==, 1 * MS);
    CHECK_INT(story_value(&s, "d.a.request_latency", 0), ==, 2 * MS);
    story_end(&s);
}

TEST(pin_3_a_request_given_to_two_items_is_finished_when_both_are_done)
{
    struct story s;

    story_run(&s, HEAD("11", "2", "{}") LINE("1ms")
              "    work_items: {quick: {callback: Quick}, slow: {callback: Slow}}\n"
              "    callbacks:\n" ISR
              "      Dpc: [run: 0us, WdfWorkItemEnqueue: quick, WdfWorkItemEnqueue: slow]\n"
              "      Quick: [run: 2ms]\n"
              "      Slow: [run: 7ms]\n");
    CHECK(accounts(&s, "d.rx", 1, 0, 0));
    CHECK_INT(story_value(&s, "d.rx.request_latency", 0), ==, 7 * MS);
    story_end(&s);
}

TEST(pin_2_carries_decides_which_requests_a_queued_object_keeps)
{
#define CARRIES(which)                                                                      \
    HEAD("7", "1", "{delayed: {threads: 1}}") LINE("1ms, 2ms, 3ms")                         \
    "    work_items: {before: {callback: Before}, i: {callback: I, carries: " which "}}\n"  \
    "    sources: {go: {arrivals: {at: [0s]}, steps: [WdfWorkItemEnqueue: before]}}\n"      \
    "    callbacks:\n" ISR                                                                  \
    "      Dpc: [run: 0us, WdfWorkItemEnqueue: i]\n"                                        \
    "      Before: [run: 10ms]\n"                                                           \
    "      I: [each_request: [run: 1ms]]\n"
    struct story s;

    story_run(&s, CARRIES("all"));       /* 11 - 1, 12 - 2, 13 - 3 */
    CHECK(accounts(&s, "d.rx", 3, 0, 0));
    CHECK_INT(story_value(&s, "d.rx.request_latency", 2), ==, 10 * MS);
    story_end(&s);

    story_run(&s, CARRIES("first"));     /* 11 - 1 */
    CHECK(accounts(&s, "d.rx", 1, 2, 0));
    CHECK_INT(story_value(&s, "d.rx.request_latency", 0), ==, 10 * MS);
    story_end(&s);

    story_run(&s, CARRIES("last"));      /* 11 - 3 */
    CHECK(accounts(&s, "d.rx", 1, 2, 0));
    CHECK_INT(story_value(&s, "d.rx.request_latency", 0), ==, 8 * MS);
    story_end(&s);
}

TEST(requests_none_hands_on_nothing)
{
    struct story s;

    story_run(&s, HEAD("11", "1", "{}") LINE("1ms")
              "    work_items: {i: {callback: I}}\n"
              "    callbacks:\n" ISR
              "      Dpc: [run: 20us, {WdfWorkItemEnqueue: i, requests: none}]\n"
              "      I: [run: 1ms]\n");
    CHECK_INT(story_value(&s, "d.rx.request_latency", 0), ==, 20 * US);
    story_end(&s);
}

TEST(what_is_under_way_at_the_stop_is_waiting)
{
    struct story s;

    story_run(&s, HEAD("11", "1", "{}") LINE("1ms, 2ms")
              "    work_items: {i: {callback: I}}\n"
              "    callbacks:\n" ISR
              "      Dpc: [run: 0us, WdfWorkItemEnqueue: i]\n"
              "      I: [run: 2s]\n");
    CHECK(accounts(&s, "d.rx", 0, 0, 2));
    CHECK_INT(story_waiting(&s, "d.rx.request_latency"), ==, 2);
    story_end(&s);
}

/* ---- draws (pin 40) ---------------------------------------------- */

#define TWENTY                                                                              \
    "1ms, 2ms, 3ms, 4ms, 5ms, 6ms, 7ms, 8ms, 9ms, 10ms, 10ms, 10ms, 10ms, 11ms, 12ms, 13ms, " \
    "14ms, 15ms, 16ms, 17ms"

#define DRAWS(processors, threads, extra)                                                   \
    HEAD("7", processors, "{delayed: {threads: " threads "}}")                              \
    "    work_items: {i: {callback: I, instances: 30}}\n"                                   \
    "    sources: {go: {arrivals: {at: [" TWENTY "]}, steps: [WdfWorkItemEnqueue: i]}}\n"    \
    "    callbacks: {I: [run: {exponential: 3ms}], Idle: [run: {exponential: 1ms}]}\n" extra
#define IDLE_DEVICE "    interrupts: {idle: {irql: 9, arrivals: {poisson: 0.0001/s}, isr: Idle}}\n"

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

/* The twenty durations drawn, in ascending order: with two workers they end in another one. */
static void durations(const char *text, uint64_t *ret_sorted)
{
    struct story s;

    story_run(&s, text);
    for (uint32_t k = 0; k < 20; k++) {
        ret_sorted[k] = story_value(&s, "d.i.run_exclusive", k);
    }
    story_end(&s);
    qsort(ret_sorted, 20, sizeof *ret_sorted, ascending);
}

TEST(a_second_worker_and_an_idle_device_leave_every_drawn_duration_alone)
{
    uint64_t base[20], more[20];

    durations(DRAWS("1", "1", ""), base);
    CHECK(base[0] != base[19] && base[19] != UINT64_MAX);
    durations(DRAWS("1", "1", IDLE_DEVICE), more);
    CHECK(memcmp(base, more, sizeof base) == 0);
    durations(DRAWS("2", "2", ""), more);
    CHECK(memcmp(base, more, sizeof base) == 0);
    durations(DRAWS("2", "2", IDLE_DEVICE), more);
    CHECK(memcmp(base, more, sizeof base) == 0);
}

#define COALESCING(pool)                                                                    \
    HEAD("7", "2", pool)                                                                    \
    "    interrupts: {rx: {irql: 5, arrivals: {at: [" TWENTY "]}, isr: Isr, dpc: Dpc}}\n"     \
    "    work_items: {block: {callback: Block}, i: {callback: I}}\n"                        \
    "    sources: {go: {arrivals: {at: [0s]}, steps: [WdfWorkItemEnqueue: block]}}\n"       \
    "    callbacks:\n" ISR                                                                  \
    "      Dpc: [run: 0us, WdfWorkItemEnqueue: i]\n"                                        \
    "      Block: [wait: 15ms]\n"                                                           \
    "      I: [each_request: [run: {exponential: 3ms}]]\n"

static uint64_t total_run(const char *text, uint64_t *ret_runs)
{
    struct story s;
    uint64_t total = 0;

    story_run(&s, text);
    *ret_runs = story_count(&s, "d.i.run_exclusive");
    for (uint32_t k = 0; k < *ret_runs; k++) {
        total += story_value(&s, "d.i.run_exclusive", k);
    }
    story_end(&s);
    return total;
}

TEST(coalescing_shifts_no_draw)
{
    uint64_t few = 0, many = 0;
    uint64_t with_one = total_run(COALESCING("{delayed: {threads: 1}}"), &few);
    uint64_t with_three = total_run(COALESCING("{delayed: {threads: 3}}"), &many);

    CHECK(few != many);                 /* other runs, the same twenty requests */
    CHECK(with_one == with_three);
}

TESTS(ENTRY(w85_an_item_enqueued_twice_in_one_callback_carries_its_request_once),
      ENTRY(w82_a_request_enqueued_while_the_item_runs_belongs_to_the_next_run),
      ENTRY(a_dropped_request_is_lost_and_the_others_are_finished),
      ENTRY(what_an_each_request_leaves_over_is_lost),
      ENTRY(two_devices_hand_their_requests_to_one_item),
      ENTRY(pin_3_a_request_given_to_two_items_is_finished_when_both_are_done),
      ENTRY(pin_2_carries_decides_which_requests_a_queued_object_keeps),
      ENTRY(requests_none_hands_on_nothing), ENTRY(what_is_under_way_at_the_stop_is_waiting),
      ENTRY(a_second_worker_and_an_idle_device_leave_every_drawn_duration_alone),
      ENTRY(coalescing_shifts_no_draw))
