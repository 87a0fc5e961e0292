/*
 * Stopping: what a look decides, with verdicts made by hand; then whole experiments by looks.
 */
#include "scenarios/experiment/stopping.h"

#include <math.h>

#include "scenarios/experiment/experiment.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/scenario.h"
#include "sim/base/arena.h"
#include "tests/lab.h"

#define NOTHING ((double)NAN)

/* Items of about 40 us behind a Poisson interrupt every 100 us. */
#define SMALL(run, expect)                                                                     \
    "wtsim: 1\nscenario: small\nwindows: 7\nmachine: {processors: 1, costs: none}\n"           \
    "drivers:\n  nic:\n    framework: kmdf 1.9\n    interrupts:\n"                             \
    "      rx: {irql: 7, arrivals: {poisson: 10000/s}, isr: Isr, dpc: Dpc}\n"                  \
    "    work_items: {refill: {callback: Refill}}\n"                                           \
    "    callbacks:\n"                                                                         \
    "      Isr: [run: 1us, WdfInterruptQueueDpcForIsr: rx]\n"                                  \
    "      Dpc: [run: 5us, WdfWorkItemEnqueue: refill]\n"                                      \
    "      Refill: [each_request: [run: {exponential: 40us}]]\n"                               \
    "run: {duration: 20ms, seed: 7, " run "}\nexpect: [" expect "]\n"

struct bench {
    struct sim_arena arena;
    struct scn_diags diags;
    struct scn_scenario scenario;
    struct scn_stopping stopping;
    struct mdl_answer answer;
    struct mdl_verdict verdict;
};

static void bench_init(struct bench *b, const char *text)
{
    *b = (struct bench){0};
    sim_arena_init(&b->arena);
    scn_diags_init(&b->diags, &b->arena);
    if (!scn_scenario_parse(&b->arena, "small.yaml", text, strlen(text), NULL, 0, &b->diags,
                            &b->scenario)) {
        fail_msg("the scenario has %u errors", b->diags.error_count);
    }
    scn_stopping_init(&b->stopping, &b->arena, &b->scenario, false);
}

static void bench_deinit(struct bench *b)
{
    sim_arena_deinit(&b->arena);
}

/* A look at one expectation. */
static bool look(struct bench *b, const char *verdict, double value, double low, double high)
{
    b->verdict = (struct mdl_verdict){.text = b->scenario.expectations[0].text,
                                      .scope = "average", .verdict = verdict, .value = value,
                                      .low = low, .high = high, .bound = 1, .unit = "ns",
                                      .reason = ""};
    b->answer = (struct mdl_answer){.verdict = verdict, .verdicts = &b->verdict,
                                    .verdict_count = 1, .confidence = b->stopping.confidence,
                                    .precision = NOTHING};
    return scn_stopping_look(&b->stopping, &b->answer);
}

static struct scn_experiment experiment_of(const struct bench *b, unsigned jobs)
{
    return (struct scn_experiment){.scenario = &b->scenario, .seed = b->scenario.seed,
                                   .replications = b->scenario.replications, .jobs = jobs};
}

/* ---- by hand --------------------------------------------------------------------------------- */

TEST(looks_go_on_while_the_verdict_is_undecided)
{
    struct bench b;

    bench_init(&b, SMALL("until: decided", "nic.refill.queue_latency.mean < 1ms"));
    CHECK_INT(b.stopping.look_count, ==, 7);
    CHECK_NEAR(b.stopping.confidence, 1 - 0.05 / 7, 1e-12);
    CHECK(!look(&b, "undecided", 134, 128, 139));
    CHECK(!look(&b, "undecided", 133, 128, 138));
    CHECK(look(&b, "fail", 134, 131, 137));
    scn_stopping_fill(&b.stopping, &b.answer);
    CHECK_TEXT(b.answer.stop_rule, "decided");
    CHECK_INT(b.answer.looks_planned, ==, 7);
    CHECK_INT(b.answer.look_count, ==, 3);
    CHECK_INT(b.answer.looks[1].number, ==, 2);
    CHECK_INT(b.answer.looks[1].replications, ==, 30);
    CHECK(b.answer.looks[1].high == 138);
    CHECK_TEXT(b.answer.looks[2].result, "fail");
    CHECK(isnan(b.answer.looks[2].precision));
    CHECK_INT(b.answer.verdict_count, ==, 1);
    bench_deinit(&b);
}

/* 20, 30, 35: three looks at 1 - 0.05 / 3; the third is the last, decided or not. */
TEST(the_last_planned_look_ends_it)
{
    struct bench b;

    bench_init(&b, SMALL("until: decided, max: 35", "nic.refill.queue_latency.mean < 1ms"));
    CHECK_INT(b.stopping.look_count, ==, 3);
    CHECK_NEAR(b.stopping.confidence, 1 - 0.05 / 3, 1e-12);
    CHECK(!look(&b, "undecided", 134, 128, 139));
    CHECK(!look(&b, "undecided", 134, 128, 139));
    CHECK(look(&b, "undecided", 134, 128, 139));
    bench_deinit(&b);
}

/* 100 +- 10: h = 0.1, known to 0.1 / 0.9 = 11.1 %. 100 +- 4: 0.04 / 0.96 = 4.17 %. */
TEST(a_precision_goes_on_until_the_figure_is_known_well_enough)
{
    struct bench b;

    bench_init(&b, SMALL("precision: 5%", "nic.refill.queue_latency.mean < 1ms"));
    CHECK_NEAR(b.stopping.confidence, 0.95, 1e-12);
    CHECK(!look(&b, "pass", 100, 90, 110)); /* decided, but that is not what was asked */
    CHECK(look(&b, "pass", 100, 96, 104));
    scn_stopping_fill(&b.stopping, &b.answer);
    CHECK_TEXT(b.answer.stop_rule, "precision");
    CHECK_NEAR(b.answer.precision, 0.05, 1e-15);
    CHECK_NEAR(b.answer.looks[0].precision, 1.0 / 9, 1e-12);
    CHECK_NEAR(b.answer.looks[1].precision, 1.0 / 24, 1e-12);
    CHECK_INT(b.answer.verdict_count, ==, 2);
    CHECK_TEXT(b.answer.verdicts[1].text, "nic.refill.queue_latency.mean known to 5%");
    CHECK_TEXT(b.answer.verdicts[1].verdict, "pass");
    CHECK_TEXT(b.answer.verdict, "pass");
    bench_deinit(&b);
}

TEST(a_precision_that_is_not_reached_is_undecided_unless_something_failed)
{
    struct bench b;

    bench_init(&b, SMALL("precision: 5%, max: 20", "nic.refill.queue_latency.mean < 1ms"));
    CHECK(look(&b, "pass", 100, 90, 110));
    scn_stopping_fill(&b.stopping, &b.answer);
    CHECK_TEXT(b.answer.verdict, "undecided");
    CHECK_TEXT(b.answer.verdicts[1].reason, "asked 5 %, reached 11.1 %");
    scn_stopping_init(&b.stopping, &b.arena, &b.scenario, false);
    CHECK(look(&b, "fail", 100, 90, HUGE_VAL));
    scn_stopping_fill(&b.stopping, &b.answer);
    CHECK_TEXT(b.answer.verdict, "fail");
    CHECK_TEXT(b.answer.verdicts[1].verdict, "undecided");
    CHECK_TEXT(b.answer.verdicts[1].reason, "asked 5 %, reached none");
    bench_deinit(&b);
}

/* "4 in each of 20" has no interval and is decided; "from 3 observations" has none and is not. */
TEST(what_is_the_same_in_each_replication_is_known)
{
    struct bench b;

    bench_init(&b, SMALL("precision: 5%", "nic.refill.queue_latency.mean < 1ms"));
    CHECK(!look(&b, "undecided", 4, NOTHING, NOTHING));
    CHECK(look(&b, "pass", 4, NOTHING, NOTHING));
    bench_deinit(&b);
}

/* Both bounds are about one figure, whose precision is told once. */
TEST(a_figure_with_two_bounds_has_one_precision)
{
    struct mdl_verdict verdicts[2];
    struct bench b;

    bench_init(&b, SMALL("precision: 5%", "nic.refill.queue_latency.mean < 1ms, "
                                          "nic.refill.queue_latency.mean > 1us"));
    for (int i = 0; i < 2; i++) {
        verdicts[i] = (struct mdl_verdict){.text = b.scenario.expectations[i].text,
                                           .scope = "average", .verdict = "pass", .value = 100,
                                           .low = 99, .high = 101, .unit = "ns", .reason = ""};
    }
    b.answer = (struct mdl_answer){.verdict = "pass", .verdicts = verdicts, .verdict_count = 2};
    CHECK(scn_stopping_look(&b.stopping, &b.answer));
    scn_stopping_fill(&b.stopping, &b.answer);
    CHECK_INT(b.answer.verdict_count, ==, 3);
    bench_deinit(&b);
}

TEST(a_fixed_number_has_no_looks)
{
    struct bench b;

    bench_init(&b, SMALL("until: decided", "nic.refill.queue_latency.mean < 1ms"));
    scn_stopping_init(&b.stopping, &b.arena, &b.scenario, true);
    CHECK_INT(b.stopping.look_count, ==, 0);
    bench_deinit(&b);
}

/* ---- whole experiments ---------------------------------------------------------------------- */

static void check_same_looks(void **lab_state, const struct mdl_answer *a,
                             const struct mdl_answer *b)
{
    CHECK(a->fingerprint == b->fingerprint);
    CHECK_INT(a->completed, ==, b->completed);
    CHECK_INT(a->look_count, ==, b->look_count);
    for (uint32_t i = 0; i < a->look_count; i++) {
        CHECK(a->looks[i].low == b->looks[i].low);
        CHECK(a->looks[i].high == b->looks[i].high);
        CHECK_TEXT(a->looks[i].result, b->looks[i].result);
    }
}

/* The mean wait of an item is about 29 us; the first look is enough for a bound of 1 ms. Its
 * figures are those of 20 replications, whoever asked for them. */
TEST(a_bound_far_away_is_decided_at_the_first_look)
{
    struct bench b, twenty;
    struct scn_experiment e;

    bench_init(&b, SMALL("until: decided", "nic.refill.queue_latency.mean < 1ms"));
    bench_init(&twenty, SMALL("replications: 20", "nic.refill.queue_latency.mean < 1ms"));
    e = experiment_of(&b, 1);
    CHECK(scn_experiment_run(&b.arena, &e, &b.diags, &b.answer));
    e = experiment_of(&twenty, 1);
    CHECK(scn_experiment_run(&twenty.arena, &e, &twenty.diags, &twenty.answer));
    CHECK_TEXT(b.answer.verdict, "pass");
    CHECK_TEXT(b.answer.status, "complete");
    CHECK_INT(b.answer.completed, ==, 20);
    CHECK_INT(b.answer.planned, ==, 200);
    CHECK_INT(b.answer.look_count, ==, 1);
    CHECK(b.answer.fingerprint == twenty.answer.fingerprint);
    for (uint32_t i = 0; i < b.answer.series_count; i++) { /* figures keep their 95 % */
        CHECK_INT(b.answer.series[i].estimate_count, ==, twenty.answer.series[i].estimate_count);
        for (uint32_t k = 0; k < b.answer.series[i].estimate_count; k++) {
            double low = b.answer.series[i].estimates[k].low;

            CHECK(isnan(low) || low == twenty.answer.series[i].estimates[k].low);
        }
    }
    CHECK(b.answer.verdicts[0].low < twenty.answer.verdicts[0].low); /* verdicts have 99.3 % */
    CHECK(b.answer.looks[0].low == b.answer.verdicts[0].low);
    bench_deinit(&b);
    bench_deinit(&twenty);
}

/* 20 replications say less than was asked, 200 would say more; on any number of threads. */
TEST(looks_are_the_same_for_any_number_of_threads)
{
    struct bench b[2];

    for (unsigned i = 0; i < 2; i++) {
        struct scn_experiment e;

        bench_init(&b[i], SMALL("precision: 12%", "nic.refill.queue_latency.mean < 1ms"));
        e = experiment_of(&b[i], i == 0 ? 1 : 3);
        CHECK(scn_experiment_run(&b[i].arena, &e, &b[i].diags, &b[i].answer));
    }
    CHECK_INT(b[0].answer.look_count, >, 1);
    CHECK_INT(b[0].answer.completed, ==,
              b[0].answer.looks[b[0].answer.look_count - 1].replications);
    CHECK_INT(b[0].answer.completed, <, 200);
    check_same_looks(lab_state, &b[0].answer, &b[1].answer);
    bench_deinit(&b[0]);
    bench_deinit(&b[1]);
}

static bool lose_patience(void *self, uint32_t done, uint32_t planned, uint64_t events)
{
    (void)self;
    (void)events;
    assert_int_equal(planned, 200);
    return done < 20;
}

TEST(an_interruption_between_looks_keeps_what_is_complete)
{
    struct bench b;
    struct scn_experiment e;

    bench_init(&b, SMALL("precision: 0.1%", "nic.refill.queue_latency.mean < 1ms"));
    e = experiment_of(&b, 1);
    e.progress = lose_patience;
    CHECK(scn_experiment_run(&b.arena, &e, &b.diags, &b.answer));
    CHECK_TEXT(b.answer.status, "incomplete");
    CHECK_TEXT(b.answer.stop_rule, "interrupted");
    CHECK_INT(b.answer.completed, >=, 20);
    CHECK_INT(b.answer.completed, <, 200);
    bench_deinit(&b);
}

TESTS(ENTRY(looks_go_on_while_the_verdict_is_undecided), ENTRY(the_last_planned_look_ends_it),
      ENTRY(a_precision_goes_on_until_the_figure_is_known_well_enough),
      ENTRY(a_precision_that_is_not_reached_is_undecided_unless_something_failed),
      ENTRY(what_is_the_same_in_each_replication_is_known),
      ENTRY(a_figure_with_two_bounds_has_one_precision), ENTRY(a_fixed_number_has_no_looks),
      ENTRY(a_bound_far_away_is_decided_at_the_first_look),
      ENTRY(looks_are_the_same_for_any_number_of_threads),
      ENTRY(an_interruption_between_looks_keeps_what_is_complete))
