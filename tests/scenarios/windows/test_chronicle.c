/*
 * The chronicle: what a replication did, as slices, causes, counters and instants.
 *
 * Every story of this room is checked for its promises (story.c); here the figures are worked out
 * by hand. No overheads; times in us.
 */
#include "model/run/chronicle.h"
#include "model/run/chronicle_words.h"
#include "sim/base/text.h"
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD "wtsim: 1\nscenario: story\nwindows: 7\nmachine: {processors: 1, costs: none}\n"

#define DEVICE(name, irql, at, isr, steps)                                                  \
    "  " name ":\n    framework: kmdf 1.9\n    interrupts: {line: {irql: " irql                \
    ", arrivals: " at ", isr: Isr, dpc: Dpc}}\n    callbacks:\n"                        \
    "      Isr: [run: " isr ", WdfInterruptQueueDpcForIsr: line]\n      Dpc: [" steps "]\n"

/* Lesson 5: a's DPC runs 5-10, 15-20, 25-75, b's 75-95, c's 95-105. */
#define LESSON(c)                                                                           \
    HEAD "run: {duration: 1ms}\ndrivers:\n" DEVICE("a", "5", "{at: [0us]}", "5us", "run: 60us")\
    DEVICE("b", "6", "{at: [10us]}", "5us", "run: 20us")                                           \
    DEVICE("c", "7", "{at: [20us]}", "5us", "run: " c)

struct past {
    struct story story;
    struct mdl_chronicle *c;
};

static void past_of(struct past *p, const char *text, const struct mdl_chronicle_options *options)
{
    struct sim_text what;

    story_parse(&p->story, text);
    p->c = mdl_chronicle_of(&p->story.scenario.plan, 1, 0, options, NULL);
    sim_text_init(&what);
    if (!mdl_chronicle_holds(p->c, &what)) {
        fail_msg("%s", what.data);
    }
    sim_text_deinit(&what);
}

static void past_end(struct past *p)
{
    mdl_chronicle_destroy(p->c);
    story_end(&p->story);
}

/* The nth slice of a kind whose object has this path (n from 0), or NULL. */
static const struct mdl_slice *slice(const struct past *p, enum mdl_slice_kind kind,
                                     const char *path, uint32_t n)
{
    struct sim_arena arena;
    const struct mdl_slice *found = NULL;

    sim_arena_init(&arena);
    for (uint32_t i = 0; i < p->c->slice_count && found == NULL; i++) {
        const struct mdl_slice *s = &p->c->slices[i];

        if (s->kind == kind &&
            strcmp(mdl_chronicle_words_object(&arena, p->c->plan, s), path) == 0 && n-- == 0) {
            found = s;
        }
    }
    sim_arena_deinit(&arena);
    return found;
}

#define CHECK_SLICE(s, from, to)                                                            \
    do {                                                                                    \
        const struct mdl_slice *checked = (s);                                              \
        CHECK(checked != NULL);                                                             \
        CHECK_INT(checked->from_at, ==, (from) * (uint64_t)US);                             \
        CHECK_INT(checked->to_at, ==, (to) * (uint64_t)US);                                 \
    } while (0)

TEST(d14_a_dpc_is_one_slice_with_the_isrs_that_pre_empt_it_nested_in_it)
{
    struct past p;

    past_of(&p, LESSON("10us"), NULL);
    CHECK_SLICE(slice(&p, MDL_SLICE_DPC, "a.line.dpc", 0), 5, 75);
    CHECK_SLICE(slice(&p, MDL_SLICE_ISR, "b.line.isr", 0), 10, 15);
    CHECK_INT(slice(&p, MDL_SLICE_DPC, "a.line.dpc", 0)->depth, ==, 1);
    CHECK_INT(slice(&p, MDL_SLICE_ISR, "b.line.isr", 0)->depth, ==, 2);
    CHECK_INT(slice(&p, MDL_SLICE_ISR, "b.line.isr", 0)->irql, ==, 6);
    CHECK_SLICE(slice(&p, MDL_SLICE_DPC, "b.line.dpc", 0), 75, 95);
    CHECK_SLICE(slice(&p, MDL_SLICE_DPC, "c.line.dpc", 0), 95, 105);
    past_end(&p);
}

TEST(d5_the_wait_in_a_dpc_queue_is_a_slice_and_its_depth_a_counter)
{
    /* b is queued at 15, c at 25; b leaves at 75, c at 95. a is queued and leaves at 5: 0. */
    static const uint32_t points[][2] = {{5, 0}, {15, 1}, {25, 2}, {75, 1}, {95, 0}};
    struct past p;

    past_of(&p, LESSON("10us"), NULL);
    CHECK_SLICE(slice(&p, MDL_SLICE_QUEUED_DPC, "c.line.dpc", 0), 25, 95);
    CHECK(slice(&p, MDL_SLICE_QUEUED_DPC, "a.line.dpc", 0) == NULL);   /* no time at all */
    CHECK_INT(p.c->counter_count, ==, 5);
    for (uint32_t i = 0; i < 5; i++) {
        CHECK_INT(p.c->counters[i].kind, ==, MDL_COUNTER_DPCS);
        CHECK_INT(p.c->counters[i].at, ==, points[i][0] * (uint64_t)US);
        CHECK_INT(p.c->counters[i].value, ==, points[i][1]);
    }
    past_end(&p);
}

TEST(what_executes_is_known_at_each_instant_with_its_irql)
{
    /* the column that a student fills in */
    static const struct { uint32_t at, irql; const char *name; } column[] = {
        {2, 5, "a.Isr"}, {7, 2, "a.Dpc"}, {12, 6, "b.Isr"}, {17, 2, "a.Dpc"}, {22, 7, "c.Isr"},
        {74, 2, "a.Dpc"}, {75, 2, "b.Dpc"}, {104, 2, "c.Dpc"}};
    struct past p;

    past_of(&p, LESSON("10us"), NULL);
    for (size_t i = 0; i < sizeof column / sizeof column[0]; i++) {
        const struct mdl_slice *s = mdl_chronicle_at(p.c, MDL_SLICE_EXECUTES, 0,
                                                     column[i].at * (uint64_t)US);

        CHECK(s != NULL);
        CHECK_INT(s->irql, ==, column[i].irql);
        CHECK(strcmp(p.c->plan->labels[s->what].name, column[i].name) == 0);
    }
    CHECK(mdl_chronicle_at(p.c, MDL_SLICE_EXECUTES, 0, 105 * US) == NULL);   /* idle */
    past_end(&p);
}

TEST(i6_of_two_assertions_at_one_instant_the_lower_one_is_pending_meanwhile)
{
    struct past p;

    past_of(&p, HEAD "run: {duration: 1ms}\ndrivers:\n"
            DEVICE("low", "5", "{at: [10us]}", "5us", "run: 0us")
            DEVICE("high", "7", "{at: [10us]}", "3us", "run: 0us"), NULL);
    CHECK_SLICE(slice(&p, MDL_SLICE_ISR, "high.line.isr", 0), 10, 13);
    CHECK_SLICE(slice(&p, MDL_SLICE_PENDING, "low.line", 0), 10, 13);
    CHECK(slice(&p, MDL_SLICE_PENDING, "high.line", 0) == NULL);
    CHECK_SLICE(slice(&p, MDL_SLICE_ISR, "low.line.isr", 0), 13, 18);
    /* Both DPCs take no time, after both ISRs (I8), and are slices all the same. */
    CHECK_SLICE(slice(&p, MDL_SLICE_DPC, "high.line.dpc", 0), 18, 18);
    CHECK_SLICE(slice(&p, MDL_SLICE_DPC, "low.line.dpc", 0), 18, 18);
    CHECK_INT(p.c->flow_count, ==, 2);
    past_end(&p);
}

#define ITEM(at, thread)                                                                    \
    HEAD "run: {duration: 1ms}\ndrivers:\n"                                                   \
    "  d:\n    framework: kmdf 1.9\n    interrupts: {line: {irql: 5, arrivals: " at ", " \
    "isr: Isr, dpc: Dpc}}\n    work_items: {item: {callback: Work}}\n    callbacks:\n"        \
    "      Isr: [run: 1us, WdfInterruptQueueDpcForIsr: line]\n"                              \
    "      Dpc: [run: 2us, WdfWorkItemEnqueue: item]\n"                                      \
    "      Work: [each_request: [run: 20us]]\n" thread

TEST(a_cause_leads_from_the_interrupt_to_the_callback_and_ends_with_it)
{
    struct past p;
    const struct mdl_slice *item;

    past_of(&p, ITEM("{at: [10us]}", ""), NULL);
    item = slice(&p, MDL_SLICE_ITEM, "d.item", 0);
    CHECK_SLICE(item, 13, 33);   /* 10 + ISR 1 + DPC 2; a worker idles */
    CHECK_INT(p.c->flow_count, ==, 1);
    CHECK_INT(p.c->flows[0].root, ==, MDL_FLOW_LINE);
    CHECK_INT(p.c->flows[0].from_at, ==, 10 * US);
    CHECK_INT(p.c->flows[0].to_at, ==, 33 * US);
    CHECK_INT(p.c->flows[0].slices, ==, 3);   /* ISR, DPC, callback; nothing waited */
    CHECK_INT(item->flow_count, ==, 1);
    CHECK_INT(slice(&p, MDL_SLICE_ISR, "d.line.isr", 0)->flows[0], ==, item->flows[0]);
    past_end(&p);
}

TEST(w85_three_causes_end_in_the_one_run_that_serves_them)
{
    /* A thread of priority 15 holds the processor for 50 + 3 * 3; then one run serves three. */
    struct past p;
    const struct mdl_slice *item;
    uint32_t finished = 0, merged = 0;

    past_of(&p, ITEM("{at: [5us, 15us, 25us]}",
                     "threads: {t: {priority: 15, steps: [run: 50us]}}\n"), NULL);
    item = slice(&p, MDL_SLICE_ITEM, "d.item", 0);
    CHECK_SLICE(item, 59, 119);
    CHECK_INT(item->flow_count, ==, 3);
    CHECK(slice(&p, MDL_SLICE_ITEM, "d.item", 1) == NULL);
    CHECK_SLICE(slice(&p, MDL_SLICE_HANDED, "d.item", 0), 8, 59);   /* a worker has it, ready */
    CHECK_SLICE(slice(&p, MDL_SLICE_RUNNING, "thread.t", 0), 0, 59);
    for (uint32_t i = 0; i < p.c->flow_count; i++) {
        CHECK_INT(p.c->flows[i].to_at, ==, 119 * US);
    }
    for (uint32_t i = 0; i < p.c->moment_count; i++) {
        const struct mdl_moment *m = &p.c->moments[i];

        finished += m->kind == MDL_MOMENT_FINISHED && m->flow != MDL_NONE;
        merged += m->kind == MDL_MOMENT_COALESCED_ITEM;
    }
    CHECK_INT(finished, ==, 3);
    CHECK_INT(merged, ==, 2);
    past_end(&p);
}

TEST(a_window_shows_what_began_before_it_and_cuts_nothing_off)
{
    const struct mdl_chronicle_options window = {.from_at = 20 * US, .until_at = 40 * US};
    struct past p;

    past_of(&p, LESSON("10us"), &window);
    CHECK_INT(p.c->end_at, ==, 40 * US);
    CHECK(slice(&p, MDL_SLICE_ISR, "b.line.isr", 0) == NULL);   /* over at 15 */
    CHECK_SLICE(slice(&p, MDL_SLICE_DPC, "a.line.dpc", 0), 5, 40);
    CHECK_INT(slice(&p, MDL_SLICE_DPC, "a.line.dpc", 0)->open, ==, 1);
    CHECK_SLICE(slice(&p, MDL_SLICE_QUEUED_DPC, "b.line.dpc", 0), 15, 40);
    CHECK_SLICE(slice(&p, MDL_SLICE_ISR, "c.line.isr", 0), 20, 25);   /* at the very edge */
    CHECK_INT(p.c->counters[0].at, ==, 20 * US);
    CHECK_INT(p.c->counters[0].value, ==, 1);   /* b waits since 15 */
    CHECK_INT(p.c->flow_count, ==, 3);
    CHECK(p.c->flows[0].to_at == SIM_INSTANT_NEVER);   /* open at the end */
    past_end(&p);
}

TEST(a_run_that_stops_with_the_window_shows_the_same_of_it)
{
    struct mdl_chronicle_options window = {.from_at = 20 * US, .until_at = 80 * US};
    struct past whole, stopped;

    past_of(&whole, LESSON("10us"), &window);
    window.stops = true;
    past_of(&stopped, LESSON("10us"), &window);
    CHECK_INT(stopped.c->slice_count, ==, whole.c->slice_count);
    CHECK_INT(stopped.c->end_at, ==, 80 * US);
    CHECK(mdl_chronicle_part(whole.c, stopped.c) == SIM_INSTANT_NEVER);
    CHECK_INT(stopped.c->rows, <, whole.c->rows);
    past_end(&whole);
    past_end(&stopped);
}

TEST(a_selection_keeps_the_causes_that_pass_through_the_object)
{
    struct past p;

    past_of(&p, LESSON("10us"), NULL);
    CHECK(!mdl_chronicle_select(p.c, "b.li"));   /* no object, only the beginning of a name */
    CHECK(mdl_chronicle_select(p.c, "b.line"));
    CHECK_SLICE(slice(&p, MDL_SLICE_DPC, "b.line.dpc", 0), 75, 95);
    CHECK_SLICE(slice(&p, MDL_SLICE_QUEUED_DPC, "b.line.dpc", 0), 15, 75);
    CHECK(slice(&p, MDL_SLICE_DPC, "a.line.dpc", 0) == NULL);
    CHECK_SLICE(slice(&p, MDL_SLICE_EXECUTES, "processor.0", 1), 5, 10);   /* a's DPC */
    past_end(&p);
}

TEST(two_chronicles_part_where_one_of_them_goes_on)
{
    struct past a, b, c;

    past_of(&a, LESSON("10us"), NULL);
    past_of(&b, LESSON("12us"), NULL);
    past_of(&c, LESSON("10us"), NULL);
    CHECK_INT(mdl_chronicle_part(a.c, b.c), ==, 105 * US);   /* c's DPC: to 105, to 107 */
    CHECK(mdl_chronicle_part(a.c, c.c) == SIM_INSTANT_NEVER);
    past_end(&a);
    past_end(&b);
    past_end(&c);
}

TEST(a_chronicle_that_is_full_says_from_where_it_is_cut)
{
    const struct mdl_chronicle_options small = {.slices_max = 256};
    struct past p;

    past_of(&p, HEAD "run: {duration: 1s}\ndrivers:\n"
            DEVICE("d", "5", "{periodic: 1ms}", "5us", "run: 20us"), &small);
    CHECK_INT(p.c->slice_count, <=, 256);
    CHECK(p.c->cut_at < 1 * (uint64_t)S);
    CHECK_INT(p.c->end_at, ==, p.c->cut_at);
    past_end(&p);
}

TEST(v2_what_a_bug_check_interrupts_stays_open)
{
    struct past p;

    past_of(&p, HEAD "run: {duration: 1ms}\ndrivers:\n"
           DEVICE("d", "5", "{at: [10us]}", "5us", "run: 10us, KeDelayExecutionThread: 1ms"), NULL);
    CHECK_INT(p.c->end_at, ==, 25 * US);   /* 10 + 5 + 10 */
    CHECK_SLICE(slice(&p, MDL_SLICE_DPC, "d.line.dpc", 0), 15, 25);
    CHECK_INT(slice(&p, MDL_SLICE_DPC, "d.line.dpc", 0)->open, ==, 1);
    CHECK_INT(p.c->moments[p.c->moment_count - 1].kind, ==, MDL_MOMENT_FINDING);
    past_end(&p);
}

TESTS(ENTRY(d14_a_dpc_is_one_slice_with_the_isrs_that_pre_empt_it_nested_in_it),
      ENTRY(d5_the_wait_in_a_dpc_queue_is_a_slice_and_its_depth_a_counter),
      ENTRY(what_executes_is_known_at_each_instant_with_its_irql),
      ENTRY(i6_of_two_assertions_at_one_instant_the_lower_one_is_pending_meanwhile),
      ENTRY(a_cause_leads_from_the_interrupt_to_the_callback_and_ends_with_it),
      ENTRY(w85_three_causes_end_in_the_one_run_that_serves_them),
      ENTRY(a_window_shows_what_began_before_it_and_cuts_nothing_off),
      ENTRY(a_run_that_stops_with_the_window_shows_the_same_of_it),
      ENTRY(a_selection_keeps_the_causes_that_pass_through_the_object),
      ENTRY(two_chronicles_part_where_one_of_them_goes_on),
      ENTRY(a_chronicle_that_is_full_says_from_where_it_is_cut),
      ENTRY(v2_what_a_bug_check_interrupts_stays_open))
