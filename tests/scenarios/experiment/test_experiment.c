/*
 * Experiments from end to end, on small scenarios: the same bytes for any number of threads, one
 * replication where nothing is random, a clean end when somebody loses patience, and a complaint
 * where time does not advance.
 */
#include "scenarios/experiment/experiment.h"

#include <math.h>

#include "scenarios/language/diags.h"
#include "scenarios/language/scenario.h"
#include "sim/base/arena.h"
#include "tests/lab.h"

#define HEAD                                                                                   \
    "wtsim: 1\nscenario: small\nwindows: 7\nmachine: {processors: 1, costs: none}\n"           \
    "drivers:\n  nic:\n    framework: kmdf 1.9\n    interrupts:\n"

/* Items of 40 us behind a Poisson interrupt every 100 us. */
#define RANDOM                                                                                 \
    HEAD "      rx: {irql: 7, arrivals: {poisson: 10000/s}, isr: Isr, dpc: Dpc}\n"             \
         "    work_items: {refill: {callback: Refill}}\n"                                      \
         "    callbacks:\n"                                                                    \
         "      Isr: [run: 1us, WdfInterruptQueueDpcForIsr: rx]\n"                             \
         "      Dpc: [run: 5us, WdfWorkItemEnqueue: refill]\n"                                 \
         "      Refill: [each_request: [run: {exponential: 40us}]]\n"                          \
         "run: {duration: 100ms, replications: 6, seed: 7}\n"                                  \
         "expect: [nic.refill.queue_latency.mean < 1s, nic.refill.runs.count < 5]\n"

/* One interrupt every 10 ms in 35 ms: at 0, 10, 20, 30. */
#define REGULAR                                                                                \
    HEAD "      rx: {irql: 7, arrivals: {periodic: 10ms}, isr: Isr, dpc: Dpc}\n"               \
         "    callbacks:\n"                                                                    \
         "      Isr: [run: 1us, WdfInterruptQueueDpcForIsr: rx]\n"                             \
         "      Dpc: [run: 5us]\n"                                                             \
         "run: {duration: 35ms, replications: 20}\n"                                           \
         "expect: [nic.rx.request_latency.max < 10us, nic.rx.dpc.runs == 4]\n"

/* Line 12: a loop without time. */
#define ENDLESS                                                                                \
    HEAD "      rx: {irql: 7, arrivals: {periodic: 10ms}, isr: Isr}\n"                         \
         "    variables: {x: 0}\n"                                                             \
         "    callbacks:\n"                                                                    \
         "      Isr: [{repeat: forever, steps: [set: x += 1]}]\n"                              \
         "run: {duration: 35ms}\n"

struct bench {
    struct sim_arena arena;
    struct scn_diags diags;
    struct scn_scenario scenario;
    struct scn_experiment experiment;
    struct mdl_answer answer;
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
    b->experiment = (struct scn_experiment){.scenario = &b->scenario, .seed = b->scenario.seed,
                                            .replications = b->scenario.replications, .jobs = 1};
}

static bool bench_run(struct bench *b)
{
    return scn_experiment_run(&b->arena, &b->experiment, &b->diags, &b->answer);
}

static void bench_deinit(struct bench *b)
{
    sim_arena_deinit(&b->arena);
}

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* ---- tests ---------------------------------------------------------------------------------- */

TEST(any_number_of_threads_gives_the_same_answer)
{
    struct bench one, four;

    bench_init(&one, RANDOM);
    bench_init(&four, RANDOM);
    four.experiment.jobs = 4;
    CHECK(bench_run(&one));
    CHECK(bench_run(&four));
    CHECK_INT(one.answer.replication_count, ==, 6);
    CHECK(one.answer.fingerprint == four.answer.fingerprint);
    CHECK(one.answer.events == four.answer.events);
    CHECK_INT(one.answer.series_count, ==, four.answer.series_count);
    CHECK_INT(one.answer.charge_count, ==, four.answer.charge_count);
    for (uint32_t i = 0; i < one.answer.series_count; i++) {
        const struct mdl_series *a = &one.answer.series[i], *b = &four.answer.series[i];

        CHECK_INT(a->estimate_count, ==, b->estimate_count);
        for (uint32_t k = 0; k < a->estimate_count; k++) {
            CHECK(same(a->estimates[k].value, b->estimates[k].value));
            CHECK(same(a->estimates[k].low, b->estimates[k].low));
            CHECK(same(a->estimates[k].high, b->estimates[k].high));
        }
    }
    for (uint32_t i = 0; i < one.answer.charge_count; i++) {
        CHECK(one.answer.charges[i].ns == four.answer.charges[i].ns);
        CHECK_TEXT(one.answer.charges[i].culprit, four.answer.charges[i].culprit);
    }
    bench_deinit(&one);
    bench_deinit(&four);
}

TEST(replications_differ_and_the_seed_matters)
{
    struct bench a, b;

    bench_init(&a, RANDOM);
    bench_init(&b, RANDOM);
    b.experiment.seed = 8;
    CHECK(bench_run(&a));
    CHECK(bench_run(&b));
    CHECK(a.answer.replications[0].fingerprint != a.answer.replications[1].fingerprint);
    CHECK(a.answer.fingerprint != b.answer.fingerprint);
    CHECK_TEXT(a.answer.status, "complete");
    CHECK_TEXT(a.answer.stop_rule, "fixed");
    CHECK_INT(a.answer.planned, ==, 6);
    CHECK_INT(a.answer.completed, ==, 6);
    bench_deinit(&a);
    bench_deinit(&b);
}

/* About 1,000 runs in 100 ms: not below 5; and no wait of a second. */
TEST(expectations_are_judged)
{
    struct bench b;

    bench_init(&b, RANDOM);
    CHECK(bench_run(&b));
    CHECK_INT(b.answer.verdict_count, ==, 2);
    CHECK_TEXT(b.answer.verdicts[0].verdict, "pass");
    CHECK_TEXT(b.answer.verdicts[1].verdict, "fail");
    CHECK_TEXT(b.answer.verdict, "fail");
    bench_deinit(&b);
}

/* The parts of every followed latency sum to it: the charges of a victim to its total. */
TEST(charges_of_all_observations_sum_to_what_was_waited)
{
    struct bench b;

    bench_init(&b, RANDOM);
    CHECK(bench_run(&b));
    for (uint32_t i = 0; i < b.answer.tail_count; i++) {
        uint32_t victim = b.answer.tails[i].series;
        double waited = 0;
        uint64_t charged = 0;

        for (uint32_t r = 0; r < b.answer.series[victim].outcome_count; r++) {
            waited += b.answer.series[victim].outcomes[r].total;
        }
        for (uint32_t k = 0; k < b.answer.charge_count; k++) {
            const struct mdl_charge *c = &b.answer.charges[k];

            charged += c->series == victim && !c->tail ? c->ns : 0;
        }
        CHECK_NEAR((double)charged, waited, 0);
    }
    CHECK_INT(b.answer.tail_count, >=, 1);
    bench_deinit(&b);
}

/* ISR 1 us, DPC 5 us: each request takes 6 us, the DPC runs 4 times. */
TEST(where_nothing_is_random_one_replication_is_enough)
{
    struct bench b;

    bench_init(&b, REGULAR);
    b.experiment.replications = 20;
    CHECK(bench_run(&b));
    CHECK_INT(b.answer.planned, ==, 1);
    CHECK_INT(b.answer.replication_count, ==, 1);
    CHECK(!b.answer.is_random);
    CHECK_TEXT(b.answer.verdicts[0].verdict, "pass");
    CHECK_NEAR(b.answer.verdicts[0].value, 6000, 0);
    CHECK_TEXT(b.answer.verdicts[1].verdict, "pass");
    CHECK_NEAR(b.answer.verdicts[1].value, 4, 0);
    bench_deinit(&b);
}

static bool impatient(void *self, uint32_t done, uint32_t planned, uint64_t events)
{
    uint32_t *calls = self;

    (void)done;
    (void)planned;
    (void)events;
    (*calls)++;
    return false;
}

/* A hundred thousand replications would take minutes; the first look ends them. */
TEST(losing_patience_keeps_a_prefix_of_the_same_history)
{
    struct bench whole, part;
    uint32_t calls = 0;

    bench_init(&whole, RANDOM);
    bench_init(&part, RANDOM);
    part.experiment.replications = 100000;
    part.experiment.jobs = 2;
    part.experiment.progress = impatient;
    part.experiment.progress_self = &calls;
    CHECK(bench_run(&whole));
    CHECK(bench_run(&part));
    CHECK_INT(calls, >=, 1);
    CHECK_TEXT(part.answer.status, "incomplete");
    CHECK_TEXT(part.answer.stop_rule, "interrupted");
    CHECK_INT(part.answer.replication_count, <, 100000);
    CHECK_INT(part.answer.planned, ==, 100000);
    for (uint32_t i = 0; i < part.answer.replication_count && i < 6; i++) {
        CHECK(part.answer.replications[i].fingerprint == whole.answer.replications[i].fingerprint);
    }
    bench_deinit(&whole);
    bench_deinit(&part);
}

TEST(steps_that_never_let_time_advance_are_the_authors_mistake)
{
    struct bench b;
    bool found = false;

    bench_init(&b, ENDLESS);
    CHECK(!bench_run(&b));
    for (uint32_t i = 0; i < b.diags.count; i++) {
        if (b.diags.items[i].number == SCN_S_STUCK) {
            found = true;
            CHECK_INT(b.diags.items[i].severity, ==, SCN_ERROR);
            CHECK_INT(b.diags.items[i].at.line, ==, 12);
            CHECK_INT(b.diags.items[i].at.column, ==, 39); /* set: x += 1 */
        }
    }
    CHECK(found);
    bench_deinit(&b);
}

TEST(the_longest_wait_has_a_story_that_begins_where_it_began)
{
    struct bench b;
    uint32_t told = 0;

    bench_init(&b, RANDOM);
    CHECK(bench_run(&b));
    for (uint32_t i = 0; i < b.answer.worst_count; i++) {
        const struct mdl_worst *worst = &b.answer.worsts[i];

        if (worst->line_count > 0) {
            told++;
            CHECK_INT(worst->place, ==, 1);
            CHECK_INT(worst->lines[0].at_ns, ==, worst->started_at_ns);
        }
    }
    CHECK_INT(told, >=, 1);
    bench_deinit(&b);
}

TESTS(ENTRY(any_number_of_threads_gives_the_same_answer),
      ENTRY(replications_differ_and_the_seed_matters), ENTRY(expectations_are_judged),
      ENTRY(charges_of_all_observations_sum_to_what_was_waited),
      ENTRY(where_nothing_is_random_one_replication_is_enough),
      ENTRY(losing_patience_keeps_a_prefix_of_the_same_history),
      ENTRY(steps_that_never_let_time_advance_are_the_authors_mistake),
      ENTRY(the_longest_wait_has_a_story_that_begins_where_it_began))
