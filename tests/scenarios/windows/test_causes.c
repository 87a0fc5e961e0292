/*
 * Draws belong to causes (pin 40): runs that are merged, or fall away, shift no later draw of
 * anybody, however many queues further on; and one cause that begins several runs gives each draws
 * of its own.
 *
 * A chain whose last callback draws is told twice: undisturbed, where its k-th run is the k-th
 * arrival's, and with something in front that merges runs. What is left must draw what it drew.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD                                                                                \
    "wtsim: 1\nscenario: story\nwindows: 11\n"                                               \
    "machine: {processors: 1, costs: none}\nrun: {duration: 900ms}\n"                        \
    "drivers:\n  d:\n    framework: kmdf 1.33\n"
#define TWENTY                                                                              \
    "1200us, 2200us, 3200us, 4200us, 5200us, 6200us, 7200us, 8200us, 9200us, 10200us, "     \
    "11200us, 12200us, 13200us, 14200us, 15200us, 16200us, 17200us, 18200us, 19200us, "     \
    "20200us"
#define RX "rx: {irql: 5, arrivals: {at: [" TWENTY "]}, isr: Isr, dpc: Dpc}"
#define MOST 128u

struct runs {
    uint64_t drawn[MOST];
    uint32_t count;
};

/* What the runs of an object drew, in their order, at most the first so many. */
static void tell(struct runs *runs, const char *text, const char *name)
{
    struct story s;
    uint64_t count;

    story_run(&s, text);
    count = story_count(&s, name);
    runs->count = count < MOST ? (uint32_t)count : MOST;
    for (uint32_t k = 0; k < runs->count; k++) {
        runs->drawn[k] = story_value(&s, name, k);
    }
    story_end(&s);
}

/* The disturbed runs draw what the undisturbed ones of these arrivals drew. */
static bool are(const struct runs *disturbed, const struct runs *calm, const uint8_t *arrivals,
                uint32_t count)
{
    for (uint32_t k = 0; k < count && k < disturbed->count; k++) {
        if (disturbed->drawn[k] != calm->drawn[arrivals[k]]) {
            print_error("run %u drew %llu, arrival %u drew %llu\n", k,
                        (unsigned long long)disturbed->drawn[k], arrivals[k],
                        (unsigned long long)calm->drawn[arrivals[k]]);
            return false;
        }
    }
    return disturbed->count == count && calm->count == 20;
}

static bool all_differ(const struct runs *runs)
{
    for (uint32_t i = 0; i < runs->count; i++) {
        for (uint32_t k = 0; k < i; k++) {
            if (runs->drawn[i] == runs->drawn[k]) {
                print_error("runs %u and %u both drew %llu\n", k, i,
                            (unsigned long long)runs->drawn[i]);
                return false;
            }
        }
    }
    return true;
}

/* ---- what is merged ----------------------------------------------------------------------- */

/*
 * The first item is queued once a ms and holds the only processor for so long; each run begins the
 * second, whose timer inserts a DPC at the next tick, a whole ms.
 */
#define CHAIN(holds)                                                                        \
    HEAD                                                                                    \
    "    interrupts: {" RX "}\n"                                                            \
    "    work_items: {first: {callback: First}, second: {callback: Second}}\n"              \
    "    timers: {later: {high_resolution: true, callback: Later}}\n"                       \
    "    dpcs: {third: {callback: Third}}\n"                                                \
    "    callbacks:\n"                                                                      \
    "      Isr: [run: 0us, WdfInterruptQueueDpcForIsr: rx]\n"                               \
    "      Dpc: [run: 0us, WdfWorkItemEnqueue: first]\n"                                    \
    "      First: [WdfWorkItemEnqueue: second, run: " holds "]\n"                           \
    "      Second: [run: {exponential: 10us}, WdfTimerStart: {timer: later, due: 5us}]\n"   \
    "      Later: [run: 0us, KeInsertQueueDpc: third]\n"                                    \
    "      Third: [run: {exponential: 10us}]\n"

/*
 * Holding for 2.3 ms, First begins at 1.2, 3.5, 5.8, 8.1, 10.4, 12.7, 15.0, 17.3, 19.6 and 21.9 ms,
 * or at most 0.1 ms later, since Second runs before it. Each of these runs serves the calls made
 * since the one before; arrival k comes at k + 1.2 ms. So the first arrivals that they serve are
 * 0, 1, 3, 5, 7, 10, 12, 14, 17 and 19.
 */
static const uint8_t held[] = {0, 1, 3, 5, 7, 10, 12, 14, 17, 19};

TEST(an_item_that_coalesces_shifts_no_draw_of_what_it_queues)
{
    struct runs calm, disturbed;

    tell(&calm, CHAIN("1us"), "d.second.run_exclusive");
    tell(&disturbed, CHAIN("2300us"), "d.second.run_exclusive");
    CHECK(are(&disturbed, &calm, held, sizeof held));
    CHECK(all_differ(&calm));
}

TEST(nor_of_the_dpc_that_a_timer_inserts_for_that)
{
    struct runs calm, disturbed;

    tell(&calm, CHAIN("1us"), "d.third.run_exclusive");
    tell(&disturbed, CHAIN("2300us"), "d.third.run_exclusive");
    CHECK(are(&disturbed, &calm, held, sizeof held));
    CHECK(all_differ(&calm));
}

/* Another device holds the processor above rx's level from 4.7 ms for so long. */
#define BEHIND(hog)                                                                         \
    HEAD                                                                                    \
    "    interrupts:\n"                                                                     \
    "      " RX "\n"                                                                        \
    "      hog: {irql: 9, arrivals: {at: [4700us]}, isr: Hog}\n"                            \
    "    work_items: {item: {callback: Item}}\n"                                            \
    "    callbacks:\n"                                                                      \
    "      Isr: [run: {exponential: 1us}, WdfInterruptQueueDpcForIsr: rx]\n"                \
    "      Dpc: [run: {exponential: 10us}, WdfWorkItemEnqueue: item]\n"                     \
    "      Item: [run: {exponential: 10us}]\n"                                              \
    "      Hog: [run: " hog "]\n"

/* Until 7.4 ms: arrivals 4, 5 and 6, at 5.2, 6.2 and 7.2 ms, are one assertion. */
TEST(assertions_that_merge_shift_no_draw_of_isr_dpc_and_item)
{
    static const char *const series[] = {"d.rx.isr.run_exclusive", "d.rx.dpc.run_exclusive",
                                         "d.item.run_exclusive"};
    static const uint8_t left[] = {0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19};
    struct runs calm, disturbed;

    for (unsigned i = 0; i < 3; i++) {
        tell(&calm, BEHIND("1us"), series[i]);
        tell(&disturbed, BEHIND("2700us"), series[i]);
        CHECK(are(&disturbed, &calm, left, sizeof left));
        CHECK(all_differ(&calm));
    }
}

/* Masked by the fifth DPC until 7.5 ms: what arrived meanwhile, 5 and 6, is one assertion then. */
#define MASKED(mask)                                                                        \
    HEAD                                                                                    \
    "    interrupts: {" RX "}\n"                                                            \
    "    variables: {runs: 0}\n"                                                            \
    "    sources: {on: {arrivals: {at: [7500us]}, steps: [unmask: rx]}}\n"                  \
    "    callbacks:\n"                                                                      \
    "      Isr: [run: 0us, WdfInterruptQueueDpcForIsr: rx]\n"                               \
    "      Dpc:\n"                                                                          \
    "        - run: {exponential: 10us}\n"                                                  \
    "        - set: runs += 1\n"                                                            \
    "        - if: runs == 5\n"                                                             \
    "          then: [" mask "]\n"

TEST(a_masked_line_shifts_no_draw)
{
    static const uint8_t left[] = {0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
                                   19};
    struct runs calm, disturbed;

    tell(&calm, MASKED("run: 0us"), "d.rx.dpc.run_exclusive");
    tell(&disturbed, MASKED("mask: rx"), "d.rx.dpc.run_exclusive");
    CHECK(are(&disturbed, &calm, left, sizeof left));   /* the one run is that of the newest, 6 */
}

/* ---- what must stay apart ----------------------------------------------------------------- */

TEST(runs_that_one_cause_begins_draw_apart)
{
    struct runs runs;

    /* 20 x 3 by a loop and 20 behind it */
    tell(&runs,
         "wtsim: 1\nscenario: story\nwindows: 11\nmachine: {processors: 1, costs: none}\n"
         "run: {duration: 900ms}\ndrivers:\n  d:\n    framework: wdm\n"
         "    interrupts: {" RX "}\n"
         "    work_items: {item: {callback: Item, instances: 64}}\n"
         "    callbacks:\n"
         "      Isr: [run: 0us, IoRequestDpc: rx]\n"
         "      Dpc: [{repeat: 3, steps: [IoQueueWorkItemEx: item]}, IoQueueWorkItemEx: item]\n"
         "      Item: [run: {exponential: 10us}]\n", "d.item.run_exclusive");
    CHECK_INT(runs.count, ==, 80);
    CHECK(all_differ(&runs));
}

TEST(two_callers_of_one_item_draw_apart)
{
    struct runs runs;

    /* the k-th arrival of either */
    tell(&runs,
         HEAD
         "    sources:\n"
         "      a: {arrivals: {at: [" TWENTY "]}, steps: [WdfWorkItemEnqueue: item]}\n"
         "      b: {arrivals: {periodic: 1300us}, steps: [WdfWorkItemEnqueue: item]}\n"
         "    work_items: {item: {callback: Item}}\n"
         "    callbacks: {Item: [run: {uniform: [1us, 300us]}]}\n", "d.item.run_exclusive");
    CHECK_INT(runs.count, ==, MOST);
    CHECK(all_differ(&runs));
}

/* One arrival; the callback queues itself again ten times, inside its each_request or outside. */
#define AGAIN(steps)                                                                        \
    HEAD                                                                                    \
    "    sources: {go: {arrivals: {at: [1ms]}, steps: [WdfWorkItemEnqueue: item]}}\n"       \
    "    variables: {runs: 0}\n"                                                            \
    "    work_items: {item: {callback: Item}}\n"                                            \
    "    callbacks:\n"                                                                      \
    "      Item:\n"                                                                         \
    "        - run: {exponential: 1ms}\n"                                                  \
    "        - set: runs += 1\n"                                                            \
    "        - if: runs <= 10\n"                                                            \
    "          then: " steps "\n"

TEST(a_run_that_queues_its_own_item_begins_one_that_draws_apart)
{
    struct runs runs;

    tell(&runs, AGAIN("[WdfWorkItemEnqueue: item]"), "d.item.run_exclusive");
    CHECK_INT(runs.count, ==, 11);
    CHECK(all_differ(&runs));
    tell(&runs, AGAIN("[each_request: [WdfWorkItemEnqueue: item]]"), "d.item.run_exclusive");
    CHECK_INT(runs.count, ==, 11);
    CHECK(all_differ(&runs));
}

/* ---- served once more --------------------------------------------------------------------- */

/* Twenty requests, each served by a routine that hands it back to itself with a chance of 1/2: all
   come to an end, after forty services or so. Drawn alike each time, half would never end. */
static bool all_end(const char *text, const char *services)
{
    struct story s;
    uint64_t finished, count;

    story_run(&s, text);
    finished = story_count(&s, "d.go.finished");
    count = story_count(&s, services);
    story_end(&s);
    if (finished != 20 || count <= 25 || count >= 60) {
        print_error("%llu finished after %llu services\n", (unsigned long long)finished,
                    (unsigned long long)count);
    }
    return finished == 20 && count > 25 && count < 60;
}

#define GO(steps) "    sources: {go: {arrivals: {at: [" TWENTY "]}, steps: [" steps "]}}\n"
#define OR_BACK(step)                                                                       \
    "[run: 10us, choose: [{weight: 1, steps: [" step "]}, {weight: 1, steps: []}]]"

TEST(a_request_that_an_item_hands_back_to_itself_is_drawn_anew)
{
    CHECK(all_end(HEAD GO("WdfWorkItemEnqueue: item")
                  "    work_items: {item: {callback: Item}}\n"
                  "    callbacks: {Item: [each_request: " OR_BACK("WdfWorkItemEnqueue: item")
                  "]}\n", "d.item.run"));
}

TEST(so_it_is_by_a_dpc)
{
    CHECK(all_end(HEAD GO("KeInsertQueueDpc: dpc") "    dpcs: {dpc: {callback: Dpc}}\n"
                  "    callbacks: {Dpc: [each_request: " OR_BACK("KeInsertQueueDpc: dpc") "]}\n",
                  "d.dpc.run"));
}

/* The item is queued for each put; it takes one at a time. */
TEST(so_it_is_out_of_a_list)
{
    CHECK(all_end(HEAD GO("put: list, {WdfWorkItemEnqueue: item, requests: none}")
                  "    queues: {list: {}}\n    work_items: {item: {callback: Item}}\n"
                  "    callbacks:\n"
                  "      Item:\n"
                  "        - each_request: {from: list, up_to: 1}\n"
                  "          steps: " OR_BACK("put: list, {WdfWorkItemEnqueue: item, "
                                             "requests: none}") "\n", "d.item.run"));
}

TESTS(ENTRY(an_item_that_coalesces_shifts_no_draw_of_what_it_queues),
      ENTRY(nor_of_the_dpc_that_a_timer_inserts_for_that),
      ENTRY(assertions_that_merge_shift_no_draw_of_isr_dpc_and_item),
      ENTRY(a_masked_line_shifts_no_draw), ENTRY(runs_that_one_cause_begins_draw_apart),
      ENTRY(two_callers_of_one_item_draw_apart),
      ENTRY(a_run_that_queues_its_own_item_begins_one_that_draws_apart),
      ENTRY(a_request_that_an_item_hands_back_to_itself_is_drawn_anew),
      ENTRY(so_it_is_by_a_dpc), ENTRY(so_it_is_out_of_a_list))
