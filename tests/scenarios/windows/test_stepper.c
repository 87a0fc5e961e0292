/*
 * The stepper: a replication walked forward and back with the clock asserted, conditions at ties,
 * conditions that never come. No overheads; times in us unless they say otherwise.
 *
 * nic asserts at 100 and at 300. Its ISR runs 5, its DPC 20 and queues cook, which runs 50:
 *
 *     100 ISR   105 DPC   125 cook   175 idle       300 ISR   305 DPC   325 cook   375 idle
 */
#include "model/machine/machine.h"
#include "model/run/condition.h"
#include "model/run/news.h"
#include "model/run/stepper.h"
#include "model/run/survey.h"
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD_OF(duration)                                                                   \
    "wtsim: 1\nscenario: story\nwindows: 7\nmachine: {processors: 1, costs: none}\n"          \
    "pool: {delayed: {threads: 1}}\n"                                                        \
    "run: {duration: " duration ", starvation_after: 30us}\ndrivers:\n"
#define HEAD HEAD_OF("1ms")

#define DRIVER(name, irql, arrivals)                                                        \
    "  " name ":\n    framework: kmdf 1.9\n"                                                 \
    "    interrupts: {line: {irql: " irql ", arrivals: " arrivals ", isr: Isr, dpc: Dpc}}\n"  \
    "    work_items: {cook: {callback: Cook}}\n    callbacks:\n"                               \
    "      Isr: [run: 5us, WdfInterruptQueueDpcForIsr: line]\n"                                \
    "      Dpc: [run: 20us, WdfWorkItemEnqueue: cook]\n      Cook: [run: 50us]\n"

#define NIC HEAD DRIVER("nic", "7", "{at: [100us, 300us]}")

static const uint64_t instants[] = {0, 100, 105, 125, 175, 300, 305, 325, 375};

struct walk {
    struct story story;
    struct mdl_stepper *s;
};

static void walk_begin(struct walk *w, const char *text)
{
    story_parse(&w->story, text);
    w->s = mdl_stepper_create(&w->story.scenario.plan, 1, 0, 2);
}

static void walk_end(struct walk *w)
{
    mdl_stepper_destroy(w->s);
    story_end(&w->story);
}

static uint64_t us(const struct walk *w)
{
    return mdl_stepper_now(w->s) / US;
}

/* Goes on until the condition; false: it does not come. A mistake in it fails the test. */
static bool until(struct walk *w, const char *condition)
{
    struct mdl_condition_goal goal;
    const char *what = "";

    if (!mdl_condition_read(&w->story.arena, &w->story.scenario.plan, condition, &goal, &what)) {
        fail_msg("'%s': %s", condition, what);
    }
    return mdl_stepper_until(w->s, &goal);
}

/* The sentence that says why this is no condition, "" when it is one. */
static const char *mistake(struct walk *w, const char *condition)
{
    struct mdl_condition_goal goal;
    const char *what = "";

    return mdl_condition_read(&w->story.arena, &w->story.scenario.plan, condition, &goal, &what)
               ? ""
               : what;
}

static const struct mdl_scene_frame *frame(struct walk *w, mdl_processor_id p, uint32_t depth)
{
    const struct mdl_scene_processor *one = &mdl_stepper_scene(w->s)->processors[p];

    return depth < one->frame_count ? &one->frames[depth] : NULL;
}

/* ---- forward and back ------------------------------------------------------------------------ */

TEST(next_goes_from_instant_to_instant_and_stops_at_the_end)
{
    struct walk w;

    walk_begin(&w, NIC);
    for (uint64_t i = 0; i < sizeof instants / sizeof instants[0]; i++) {
        CHECK_INT(us(&w), ==, instants[i]);
        CHECK_INT(mdl_stepper_event(w.s), ==, i);
        CHECK(mdl_stepper_next(w.s) == (i < 8));
    }
    CHECK_INT(us(&w), ==, 375); /* and it stays there */
    CHECK_INT(mdl_stepper_event(w.s), ==, 8);
    walk_end(&w);
}

TEST(back_goes_the_same_way_and_the_history_is_the_same)
{
    struct walk w;
    uint64_t prints[9], digests[9];

    walk_begin(&w, NIC);
    for (unsigned i = 0; i < 9; i++) {
        prints[i] = mdl_stepper_fingerprint(w.s);
        digests[i] = mdl_machine_digest(mdl_stepper_machine(w.s));
        mdl_stepper_next(w.s);
    }
    for (unsigned i = 8; i-- > 0;) {
        CHECK(mdl_stepper_back(w.s, 1));
        CHECK_INT(us(&w), ==, instants[i]);
        CHECK(mdl_stepper_fingerprint(w.s) == prints[i]);
        CHECK(mdl_machine_digest(mdl_stepper_machine(w.s)) == digests[i]);
    }
    CHECK(!mdl_stepper_back(w.s, 1));
    CHECK(until(&w, "375us"));
    CHECK(mdl_stepper_back(w.s, 3)); /* 375, 325, 305, 300 */
    CHECK_INT(us(&w), ==, 300);
    CHECK(mdl_stepper_back(w.s, 1000));
    CHECK_INT(mdl_stepper_event(w.s), ==, 0);
    walk_end(&w);
}

TEST(at_an_instant_between_two_events_what_runs_has_run_so_far)
{
    struct walk w;

    walk_begin(&w, NIC);
    CHECK(mdl_stepper_at(w.s, 117 * US)); /* the DPC began at 105 */
    CHECK_INT(us(&w), ==, 117);
    CHECK_INT(mdl_stepper_event_at(w.s), ==, 105 * US);
    CHECK_INT(frame(&w, 0, 0)->kind, ==, MDL_CONTEXT_DPC);
    CHECK_INT(frame(&w, 0, 0)->done_ns, ==, 12 * US); /* 117 - 105 */
    CHECK(mdl_stepper_back(w.s, 1)); /* to the event itself */
    CHECK_INT(us(&w), ==, 105);
    CHECK(mdl_stepper_at(w.s, 124 * US));
    CHECK(mdl_stepper_next(w.s));
    CHECK_INT(us(&w), ==, 125);
    CHECK(!mdl_stepper_at(w.s, MS)); /* the end does not happen */
    CHECK_INT(us(&w), ==, 125);
    walk_end(&w);
}

TEST(the_whole_walk_has_the_fingerprint_of_a_straight_run)
{
    struct walk w;

    walk_begin(&w, NIC);
    CHECK(until(&w, "cook ends"));
    CHECK(mdl_stepper_back(w.s, 2));
    while (mdl_stepper_next(w.s)) {
    }
    CHECK(mdl_stepper_fingerprint(w.s) == mdl_stepper_survey(w.s)->end.fingerprint);
    walk_end(&w);
}

/* ---- what is seen ---------------------------------------------------------------------------- */

TEST(the_scene_shows_who_executes_and_what_changed)
{
    struct walk w;

    walk_begin(&w, NIC);
    CHECK(until(&w, "cook starts"));
    CHECK_INT(us(&w), ==, 125);
    CHECK_INT(frame(&w, 0, 0)->kind, ==, MDL_CONTEXT_WORKER);
    CHECK(frame(&w, 0, 0)->changed);
    CHECK(frame(&w, 0, 1) == NULL);
    CHECK(until(&w, "300us")); /* cook is over; the ISR has just begun */
    CHECK_INT(frame(&w, 0, 0)->kind, ==, MDL_CONTEXT_ISR);
    CHECK_INT(frame(&w, 0, 0)->irql, ==, 7);
    CHECK_INT(mdl_stepper_scene(w.s)->pools[0].idle.count, ==, 1);
    walk_end(&w);
}

TEST(an_interrupted_worker_lies_below_and_keeps_what_it_has_done)
{
    struct walk w;

    /* cook runs from 125; the second interrupt comes at 150, when 25 of its 50 us are done */
    walk_begin(&w, HEAD DRIVER("nic", "7", "{at: [100us, 150us]}"));
    CHECK(until(&w, "nic.line asserted after 100us"));
    CHECK_INT(us(&w), ==, 150);
    CHECK_INT(frame(&w, 0, 0)->kind, ==, MDL_CONTEXT_WORKER);
    CHECK(!frame(&w, 0, 0)->executes);
    CHECK(frame(&w, 0, 0)->changed);
    CHECK_INT(frame(&w, 0, 0)->done_ns, ==, 25 * US);
    CHECK_INT(frame(&w, 0, 1)->kind, ==, MDL_CONTEXT_ISR);
    CHECK(frame(&w, 0, 1)->executes);
    CHECK(mdl_stepper_next(w.s)); /* 155: the DPC; the worker is as it was */
    CHECK(!frame(&w, 0, 0)->changed);
    CHECK_INT(frame(&w, 0, 1)->kind, ==, MDL_CONTEXT_DPC);
    walk_end(&w);
}

TEST(news_name_the_rules_of_what_happened)
{
    struct walk w;
    const struct mdl_story_sentence *news;
    uint32_t count;

    walk_begin(&w, NIC);
    CHECK(mdl_stepper_next(w.s));
    news = mdl_stepper_news(w.s, &count);
    CHECK_INT(count, ==, 2);
    CHECK_TEXT(news[0].what, "nic.line asserts. 7 > 0, so processor 0 takes it at once.");
    CHECK_TEXT(news[0].rule, "I2");
    CHECK_TEXT(news[1].what, "Isr begins for nic.line at IRQL 7.");
    CHECK(mdl_stepper_at(w.s, 130 * US)); /* what happened at 125 is still told at 130 */
    news = mdl_stepper_news(w.s, &count);
    CHECK_TEXT(news[0].what, "Dpc queued cook: not queued before, so it goes to the Delayed "
                             "queue.");
    CHECK_TEXT(news[0].rule, "W81");
    walk_end(&w);
}

/* ---- conditions ------------------------------------------------------------------------------ */

TEST(each_kind_of_event_is_found_at_its_instant)
{
    static const struct { const char *condition; uint64_t us; } all[] = {
        {"nic.line asserted", 100}, {"isr nic.line", 100}, {"nic.line starts", 100},
        {"nic.line ends", 105},     {"dpc nic.line", 105}, {"nic.line.dpc queued", 105},
        {"nic.line.dpc ends", 125}, {"cook queued", 125},  {"nic.cook starts", 125},
        {"cook ends", 175},         {"cook starts after 125us", 325},
        {"cook starts on p0 after 125 us", 325}, {"p0 irql >= 7", 100}, {"p0 irql = 2", 105},
        {"p0 irql == DISPATCH", 105}, {"p0 irql >= DISPATCH", 100}, {"0.000 107 s", 107}};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct walk w;

        walk_begin(&w, NIC);
        CHECK(until(&w, all[i].condition));
        if (us(&w) != all[i].us) {
            fail_msg("'%s' is at %llu", all[i].condition, (unsigned long long)us(&w));
        }
        walk_end(&w);
    }
}

/* a and b assert at the same instant and level: both are met at 100; b's ISR runs behind a's, and
   both DPCs behind the ISRs (100 a, 105 b, 110 DPC a, 130 DPC b). */
TEST(at_a_tie_both_conditions_are_met_at_the_one_instant)
{
    static const struct { const char *condition; uint64_t us; } all[] = {
        {"a.line asserted", 100}, {"b.line asserted", 100}, {"isr a.line", 100},
        {"isr b.line", 105}, {"dpc a.line", 110}, {"dpc b.line", 130}};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct walk w;

        walk_begin(&w, HEAD DRIVER("a", "7", "{at: [100us]}") DRIVER("b", "7", "{at: [100us]}"));
        CHECK(until(&w, all[i].condition));
        if (us(&w) != all[i].us) {
            fail_msg("'%s' is at %llu", all[i].condition, (unsigned long long)us(&w));
        }
        walk_end(&w);
    }
}

TEST(a_level_counts_again_only_after_it_was_left)
{
    struct walk w;

    walk_begin(&w, NIC);
    CHECK(until(&w, "p0 irql >= DISPATCH"));
    CHECK_INT(us(&w), ==, 100);
    CHECK(until(&w, "p0 irql >= DISPATCH")); /* not the DPC at 105: it never dropped below */
    CHECK_INT(us(&w), ==, 300);
    CHECK(until(&w, "p0 irql < 2"));
    CHECK_INT(us(&w), ==, 325);
    CHECK(!until(&w, "p0 irql > 7"));
    CHECK_INT(us(&w), ==, 325);
    walk_end(&w);
}

TEST(what_never_comes_changes_nothing)
{
    static const char *const conditions[] = {
        "cook starts after 325us", "deadlock", "1ms", "2s", "starved after 330us",
        "nic.line asserted after 300us"};
    struct walk w;

    walk_begin(&w, NIC);
    CHECK(until(&w, "cook starts"));
    for (size_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++) {
        uint64_t print = mdl_stepper_fingerprint(w.s);

        CHECK(!until(&w, conditions[i]));
        CHECK_INT(us(&w), ==, 125);
        CHECK_INT(mdl_stepper_event(w.s), ==, 3);
        CHECK(mdl_stepper_fingerprint(w.s) == print);
    }
    walk_end(&w);
}

/* ISRs 100-105-110, DPCs 110-130-150. a.cook is queued at 130 and begins at 150, behind b's DPC;
   b.cook is queued at 150, behind a.cook (150-200): it waits 50 and is overdue at 150 + 30. The
   requests of both lines came at 100 and are overdue at 130, before any of them is finished. */
TEST(starvation_and_the_worst_wait_are_those_that_a_run_measures)
{
    struct walk w;
    const struct mdl_survey *survey;

    walk_begin(&w, HEAD DRIVER("a", "7", "{at: [100us]}") DRIVER("b", "7", "{at: [100us]}"));
    CHECK(until(&w, "starved"));
    CHECK_INT(us(&w), ==, 130);
    CHECK(until(&w, "starved"));
    CHECK_INT(us(&w), ==, 180);
    CHECK(!until(&w, "starved"));
    CHECK(until(&w, "worst:b.cook")); /* backward: where it was queued */
    CHECK_INT(us(&w), ==, 150);
    survey = mdl_stepper_survey(w.s);
    CHECK_INT(mdl_survey_worst_of(survey, mdl_stepper_plan(w.s)->items[1].object)->wait_ns, ==,
              50 * US);
    CHECK(until(&w, "b.cook starts"));
    CHECK_INT(us(&w), ==, 200);
    walk_end(&w);
}

TEST(mistakes_say_what_would_be_right)
{
    static const struct { const char *condition, *what; } all[] = {
        {"", "a condition is missing, as in 'nic.refill starts', 'starved' or '2.5s'"},
        {"nic.cok starts", "there is no object 'nic.cok'; did you mean nic.cook?"},
        {"cook asserted", "nic.cook is of the kind 'work item', to which 'asserted' does not "
                          "happen; write one of: queued, starts, ends"},
        {"cook", "what about nic.cook? Write asserted, queued, starts or ends behind it"},
        {"p1 irql >= 2", "there is no processor 1: they are p0 to p0"},
        {"p0 irql >= HIGHER", "'HIGHER' is not an IRQL; write PASSIVE, APC, DISPATCH, CLOCK, IPI, "
                              "HIGH or 0 to 15"},
        {"cook starts after noon", "'noon' is not a time; write 2s, 1.5ms, 20us"},
        {"cook #2 starts", "nic.cook has no object #2"},
        {"starved now", "'now' is one word too many"},
        {"worst:", "'worst:' needs an object behind it, as in worst:nic.refill"},
        {"dpc cook", "nic.cook is of the kind 'work item', to which 'dpc' does not happen; write "
                     "one of: queued, starts, ends"}};
    struct walk w;

    walk_begin(&w, NIC);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        CHECK_TEXT(mistake(&w, all[i].condition), all[i].what);
    }
    CHECK_TEXT(mistake(&w, "cook starts on p0 after 1us in replication 3"), "");
    walk_end(&w);
}

TEST(a_name_that_two_objects_have_must_be_whole)
{
    struct walk w;

    walk_begin(&w, HEAD DRIVER("a", "7", "{at: [100us]}") DRIVER("b", "7", "{at: [100us]}"));
    CHECK_TEXT(mistake(&w, "cook starts"), "'cook' is a.cook or b.cook: write the whole name");
    CHECK(until(&w, "a.cook starts"));
    walk_end(&w);
}

TEST(a_bug_check_is_the_end_of_the_walk)
{
    struct walk w;

    /* the first call gives the item to the idle worker, the second queues it, the third finds it
       queued: 0xE4 (W65) */
    walk_begin(&w, HEAD_OF("1s") "  x:\n    framework: wdm\n    timers: {kick: {due: 100us, "
                        "callback: Kick}}\n    work_items: {scan: {callback: Scan}}\n"
                        "    callbacks:\n      Kick: [IoQueueWorkItem: scan, IoQueueWorkItem: "
                        "scan, IoQueueWorkItem: scan]\n      Scan: [run: 50us]\n");
    while (mdl_stepper_next(w.s)) {
    }
    CHECK_INT(mdl_stepper_scene(w.s)->bug_check, ==, 0xE4);
    CHECK(!mdl_stepper_at(w.s, 900 * MS));
    CHECK(mdl_stepper_back(w.s, 1));
    CHECK_INT(mdl_stepper_scene(w.s)->bug_check, ==, 0);
    walk_end(&w);
}

TESTS(ENTRY(next_goes_from_instant_to_instant_and_stops_at_the_end),
      ENTRY(back_goes_the_same_way_and_the_history_is_the_same),
      ENTRY(at_an_instant_between_two_events_what_runs_has_run_so_far),
      ENTRY(the_whole_walk_has_the_fingerprint_of_a_straight_run),
      ENTRY(the_scene_shows_who_executes_and_what_changed),
      ENTRY(an_interrupted_worker_lies_below_and_keeps_what_it_has_done),
      ENTRY(news_name_the_rules_of_what_happened),
      ENTRY(each_kind_of_event_is_found_at_its_instant),
      ENTRY(at_a_tie_both_conditions_are_met_at_the_one_instant),
      ENTRY(a_level_counts_again_only_after_it_was_left), ENTRY(what_never_comes_changes_nothing),
      ENTRY(starvation_and_the_worst_wait_are_those_that_a_run_measures),
      ENTRY(mistakes_say_what_would_be_right),
      ENTRY(a_name_that_two_objects_have_must_be_whole),
      ENTRY(a_bug_check_is_the_end_of_the_walk))
