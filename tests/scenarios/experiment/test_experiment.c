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

/* Field by field where an answer could differ by how it was put together. */
static void check_same_answers(void **lab_state, const struct mdl_answer *a,
                               const struct mdl_answer *b)
{
    CHECK(a->fingerprint == b->fingerprint);
    CHECK(a->events == b->events);
    CHECK_INT(a->replication_count, ==, b->replication_count);
    CHECK_INT(a->series_count, ==, b->series_count);
    CHECK_INT(a->charge_count, ==, b->charge_count);
    CHECK_INT(a->worst_count, ==, b->worst_count);
    for (uint32_t i = 0; i < a->series_count; i++) {
        const struct mdl_series *x = &a->series[i], *y = &b->series[i];

        CHECK_INT(x->estimate_count, ==, y->estimate_count);
        for (uint32_t k = 0; k < x->estimate_count; k++) {
            CHECK(same(x->estimates[k].value, y->estimates[k].value));
            CHECK(same(x->estimates[k].low, y->estimates[k].low));
            CHECK(same(x->estimates[k].high, y->estimates[k].high));
        }
    }
    for (uint32_t i = 0; i < a->charge_count; i++) {
        CHECK(a->charges[i].ns == b->charges[i].ns);
        CHECK_TEXT(a->charges[i].culprit, b->charges[i].culprit);
    }
    for (uint32_t i = 0; i < a->worst_count; i++) {
        CHECK(a->worsts[i].wait_ns == b->worsts[i].wait_ns);
        CHECK_INT(a->worsts[i].line_count, ==, b->worsts[i].line_count);
    }
}

TEST(any_number_of_threads_gives_the_same_answer)
{
    struct bench one, four;

    bench_init(&one, RANDOM);
    bench_init(&four, RANDOM);
    four.experiment.jobs = 4;
    CHECK(bench_run(&one));
    CHECK(bench_run(&four));
    CHECK_INT(one.answer.replication_count, ==, 6);
    check_same_answers(lab_state, &one.answer, &four.answer);
    bench_deinit(&one);
    bench_deinit(&four);
}

/* ---- in parts ------------------------------------------------------------------------------- */

static uint32_t run_part(struct bench *b, uint32_t first, uint32_t count,
                         struct scn_experiment_part *into)
{
    struct scn_experiment_part *parts;
    struct mdl_answer answer;
    uint32_t done = 0;

    if (!scn_experiment_run_part(&b->arena, &b->experiment, first, count, &b->diags, &answer,
                                 &parts, &done)) {
        fail_msg("the part is stuck");
    }
    for (uint32_t i = 0; i < done; i++) {
        into[i] = parts[i];
    }
    return done;
}

/* Replications 4 and 5 here, 0 to 3 there, joined in a third place: the run of all six. */
TEST(parts_computed_anywhere_join_to_the_answer_of_one_place)
{
    struct bench whole, here, there, third;
    struct scn_experiment_part parts[6];
    uint32_t bad;

    bench_init(&whole, RANDOM);
    bench_init(&here, RANDOM);
    bench_init(&there, RANDOM);
    bench_init(&third, RANDOM);
    there.experiment.jobs = 2;
    CHECK(bench_run(&whole));
    CHECK_INT(run_part(&here, 4, 2, parts), ==, 2);
    CHECK_INT(parts[0].replication, ==, 4);
    CHECK_INT(run_part(&there, 0, 4, parts + 2), ==, 4);
    CHECK(scn_experiment_join(&third.arena, &third.experiment, parts, &third.answer, &bad));
    check_same_answers(lab_state, &whole.answer, &third.answer);
    CHECK_TEXT(third.answer.status, "complete");
    CHECK_TEXT(third.answer.verdict, whole.answer.verdict);
    bench_deinit(&third);
    bench_deinit(&there);
    bench_deinit(&here);
    bench_deinit(&whole);
}

/* Whatever single bit is changed, and wherever it is cut off. */
TEST(a_damaged_part_is_refused)
{
    struct bench b;
    struct scn_experiment_part parts[6], good;
    uint32_t bad = 0;
    char *bytes;

    bench_init(&b, RANDOM);
    CHECK_INT(run_part(&b, 0, 6, parts), ==, 6);
    good = parts[3];
    bytes = sim_arena_copy(&b.arena, good.bytes, good.length);
    parts[3].bytes = bytes;
    for (size_t i = 0; i < good.length; i += 97) {
        bytes[i] ^= (char)(1 << i % 8);
        CHECK(!scn_experiment_join(&b.arena, &b.experiment, parts, &b.answer, &bad));
        CHECK_INT(bad, ==, 3);
        bytes[i] ^= (char)(1 << i % 8);
    }
    for (size_t length = 0; length < good.length; length += 101) {
        parts[3].length = length;
        CHECK(!scn_experiment_join(&b.arena, &b.experiment, parts, &b.answer, &bad));
    }
    parts[3].length = good.length;
    CHECK(scn_experiment_join(&b.arena, &b.experiment, parts, &b.answer, &bad));
    bench_deinit(&b);
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
      ENTRY(parts_computed_anywhere_join_to_the_answer_of_one_place),
      ENTRY(a_damaged_part_is_refused),
      ENTRY(replications_differ_and_the_seed_matters), ENTRY(expectations_are_judged),
      ENTRY(charges_of_all_observations_sum_to_what_was_waited),
      ENTRY(where_nothing_is_random_one_replication_is_enough),
      ENTRY(losing_patience_keeps_a_prefix_of_the_same_history),
      ENTRY(steps_that_never_let_time_advance_are_the_authors_mistake),
      ENTRY(the_longest_wait_has_a_story_that_begins_where_it_began))
