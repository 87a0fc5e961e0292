/*
 * Gathering, with records made by hand: small numbers whose sums are in the comments.
 *
 * The plan has two objects, nic.refill (a work item) and nic.rx (a stream); four series: call
 * latencies with a ledger, request latencies, starved calls, and a level.
 */
#include "model/run/gather.h"

#include <math.h>

#include "sim/base/arena.h"
#include "sim/base/digest.h"
#include "tests/lab.h"

enum { QUEUE, REQUEST, STARVED, DEPTH, SERIES };
enum { SCAN = MDL_LABEL_FIRST, LABELS };
#define MS UINT64_C(1000000)

static const struct mdl_object objects[] = {{"machine", 0, MDL_OBJECT_MACHINE},
                                            {"nic.refill", 0, MDL_OBJECT_WORK_ITEM},
                                            {"nic.rx", 0, MDL_OBJECT_STREAM},
                                            {"indexer.scan", 0, MDL_OBJECT_WORK_ITEM}};
static const struct mdl_label labels[LABELS] = {
    [MDL_LABEL_IDLE] = {"idle", 0, MDL_LABEL_KIND_IDLE},
    [MDL_LABEL_WORKER_COST] = {"worker start", 0, MDL_LABEL_KIND_OVERHEAD},
    [SCAN] = {"indexer.ScanWorkItem", 3, MDL_LABEL_KIND_ITEM}};
static const struct mdl_place places[] = {{18, 9, "nic.yaml", "WdfWorkItemFlush: refill"}};
static const struct mdl_assumption assumptions[] = {
    {"K7", "costs.work_item", "5us", "placeholder", MDL_LABEL_WORKER_COST},
    {"W22", "pool.delayed.threads", "7", "observed", MDL_NONE}};

/* One replication as a record would leave it. */
struct left {
    struct mdl_record_series series[SERIES];
    struct mdl_record_column columns[3];
    uint64_t cells[4][3];
    struct mdl_record_row rows[4];
    struct mdl_record_episode episodes[2];
    struct mdl_record_finding findings[1];
    struct mdl_record_result record;
    struct mdl_replication result;
};

struct bench {
    struct sim_arena arena;
    struct mdl_plan plan;
    struct mdl_gather *gather;
    struct mdl_answer answer;
};

static void left_init(struct left *l, uint64_t fingerprint)
{
    *l = (struct left){0};
    l->series[QUEUE] = (struct mdl_record_series){.object = 1,
                                                  .measure = MDL_MEASURE_QUEUE_LATENCY,
                                                  .shape = MDL_MEASURES_DURATION,
                                                  .has_ledger = true};
    l->series[REQUEST] = (struct mdl_record_series){.object = 2,
                                                    .measure = MDL_MEASURE_REQUEST_LATENCY,
                                                    .shape = MDL_MEASURES_DURATION};
    l->series[STARVED] = (struct mdl_record_series){.object = 1, .measure = MDL_MEASURE_STARVED,
                                                    .shape = MDL_MEASURES_COUNT};
    l->series[DEPTH] = (struct mdl_record_series){.object = 1, .measure = MDL_MEASURE_DEPTH,
                                                  .shape = MDL_MEASURES_LEVEL};
    for (int i = 0; i < 2; i++) {
        sim_histogram_init(&l->series[i].served);
        sim_histogram_init(&l->series[i].censored);
    }
    l->record = (struct mdl_record_result){.end_at = 1000, .series = l->series,
                                           .series_count = SERIES, .columns = l->columns,
                                           .rows = l->rows, .episodes = l->episodes,
                                           .findings = l->findings};
    l->result = (struct mdl_replication){.end_at = 1000, .events = 10, .ties = 1,
                                         .fingerprint = fingerprint};
}

static void left_deinit(struct left *l)
{
    for (int i = 0; i < 2; i++) {
        sim_histogram_deinit(&l->series[i].served);
        sim_histogram_deinit(&l->series[i].censored);
    }
}

static void bench_init(struct bench *b, uint32_t replications, bool is_random)
{
    *b = (struct bench){0};
    sim_arena_init(&b->arena);
    b->plan = (struct mdl_plan){.duration_ns = 1000, .is_random = is_random, .objects = objects,
                                .object_count = 4, .labels = labels, .label_count = LABELS,
                                .places = places, .place_count = 1,
                                .assumptions = assumptions, .assumption_count = 2};
    b->gather = mdl_gather_create(&b->plan, replications, false);
}

static void bench_put(struct bench *b, uint32_t index, struct left *l)
{
    mdl_gather_put(b->gather, index, &l->result, &l->record);
    left_deinit(l);
}

static void bench_gather(struct bench *b, uint32_t count)
{
    mdl_gather_answer(b->gather, count, 0.95, &b->arena, &b->answer);
}

static void bench_deinit(struct bench *b)
{
    mdl_gather_destroy(b->gather);
    sim_arena_deinit(&b->arena);
}

static const struct mdl_series *series_of(const struct bench *b, const char *measure)
{
    for (uint32_t i = 0; i < b->answer.series_count; i++) {
        if (strcmp(b->answer.series[i].measure, measure) == 0) {
            return &b->answer.series[i];
        }
    }
    fail_msg("no series %s", measure);
    return NULL;
}

static struct mdl_estimate estimate_of(const struct mdl_series *s, const char *statistic)
{
    for (uint32_t i = 0; i < s->estimate_count; i++) {
        if (strcmp(s->estimates[i].statistic, statistic) == 0) {
            return s->estimates[i];
        }
    }
    fail_msg("no estimate %s", statistic);
    return s->estimates[0];
}

/* ---- what was done -------------------------------------------------------------------------- */

TEST(the_fingerprint_of_a_run_is_made_of_those_of_its_replications_in_order)
{
    struct bench b;
    struct left l;
    uint64_t digest = SIM_DIGEST_START;

    bench_init(&b, 3, true);
    for (uint32_t i = 3; i-- > 0;) { /* put in any order */
        left_init(&l, 100 + i);
        bench_put(&b, i, &l);
    }
    bench_gather(&b, 3);
    for (uint32_t i = 0; i < 3; i++) {
        digest = sim_digest_add(digest, 100 + i);
    }
    CHECK(b.answer.fingerprint == digest);
    CHECK_INT(b.answer.events, ==, 30);
    CHECK_INT(b.answer.ties, ==, 3);
    CHECK_INT(b.answer.completed, ==, 3);
    CHECK_INT(b.answer.replications[2].fingerprint, ==, 102);
    bench_deinit(&b);
}

/* ---- series --------------------------------------------------------------------------------- */

/* values 1 .. 10 once; p50 has rank 5, p99 rank 10 */
TEST(without_chance_every_figure_is_exact)
{
    struct bench b;
    struct left l;
    const struct mdl_series *s;

    bench_init(&b, 1, false);
    left_init(&l, 1);
    for (uint64_t v = 1; v <= 10; v++) {
        sim_histogram_add(&l.series[QUEUE].served, v);
    }
    bench_put(&b, 0, &l);
    bench_gather(&b, 1);
    s = series_of(&b, "queue_latency");
    CHECK_TEXT(s->object, "nic.refill");
    CHECK_TEXT(s->kind, "work item");
    CHECK_TEXT(estimate_of(s, "mean").method, "exact");
    CHECK_NEAR(estimate_of(s, "mean").value, 5.5, 0);
    CHECK_NEAR(estimate_of(s, "p50").value, 5, 0);
    CHECK_NEAR(estimate_of(s, "p99").value, 10, 0);
    CHECK_TEXT(estimate_of(s, "p99").method, "exact");
    CHECK(isnan(estimate_of(s, "p99").low));
    CHECK_NEAR(estimate_of(s, "min").value, 1, 0);
    CHECK_NEAR(estimate_of(s, "count").value, 10, 0);
    CHECK_INT(s->outcomes[0].below[0], ==, 5);
    CHECK_INT(s->bucket_count, ==, 10);
    CHECK_INT(s->gaps[0], ==, 1); /* bucket 1, then one further each */
    CHECK_INT(s->gaps[9], ==, 1);
    bench_deinit(&b);
}

/* 3 of 10 at once in one replication, 1 of 1 in the other, where one more has just begun. */
TEST(observations_of_exactly_nothing_are_counted)
{
    struct bench b;
    struct left l;
    struct mdl_estimate zero;

    bench_init(&b, 2, true);
    left_init(&l, 0);
    for (uint64_t v = 0; v < 10; v++) {
        sim_histogram_add(&l.series[QUEUE].served, v < 3 ? 0 : v);
    }
    bench_put(&b, 0, &l);
    left_init(&l, 1);
    sim_histogram_add(&l.series[QUEUE].served, 0);
    sim_histogram_add(&l.series[QUEUE].censored, 0);
    bench_put(&b, 1, &l);
    bench_gather(&b, 2);
    zero = estimate_of(series_of(&b, "queue_latency"), "zero");
    CHECK_NEAR(zero.value, 2.5, 1e-15);                    /* (3 + 2) / 2 */
    CHECK_INT(series_of(&b, "queue_latency")->outcomes[0].zero, ==, 3);
    CHECK_INT(series_of(&b, "queue_latency")->outcomes[1].zero, ==, 2);
    bench_deinit(&b);
}

TEST(one_random_replication_has_values_but_no_interval)
{
    struct bench b;
    struct left l;

    bench_init(&b, 1, true);
    left_init(&l, 1);
    sim_histogram_add_many(&l.series[QUEUE].served, 5, 200);
    bench_put(&b, 0, &l);
    bench_gather(&b, 1);
    CHECK_TEXT(estimate_of(series_of(&b, "queue_latency"), "p50").note,
               "1 replication: no interval");
    CHECK_TEXT(estimate_of(series_of(&b, "queue_latency"), "mean").method, "none");
    bench_deinit(&b);
}

/* 200 observations in the order 0, 1, 2, 3, 0, 1 ...: batches of ten have the means 1.3 and 1.7 in
 * turn (0 to 3 twice and 0, 1; then 2, 3 and 0 to 3 twice). Mean 1.5; s = 0.2 sqrt(20 / 19), so
 * the interval is 1.5 +- 2.09302 * 0.2 / sqrt(19). */
TEST(one_replication_that_kept_its_observations_has_an_interval_by_batches)
{
    struct bench b;
    struct left l;
    uint64_t observations[200];
    struct mdl_estimate mean;

    bench_init(&b, 1, true);
    left_init(&l, 1);
    for (uint64_t i = 0; i < 200; i++) {
        observations[i] = i % 4;
        sim_histogram_add(&l.series[QUEUE].served, i % 4);
    }
    l.series[QUEUE].observations = observations;
    l.series[QUEUE].observation_count = 200;
    bench_put(&b, 0, &l);
    bench_gather(&b, 1);
    mean = estimate_of(series_of(&b, "queue_latency"), "mean");
    CHECK_TEXT(mean.method, "batch");
    CHECK_NEAR(mean.value, 1.5, 1e-15);
    CHECK_NEAR(mean.high, 1.5 + 2.09302405441 * 0.2 / sqrt(19), 1e-9);
    CHECK_NEAR(mean.low, 1.5 - 2.09302405441 * 0.2 / sqrt(19), 1e-9);
    bench_deinit(&b);
}

TEST(batches_that_follow_a_trend_give_no_interval)
{
    struct bench b;
    struct left l;
    uint64_t observations[200];

    bench_init(&b, 1, true);
    left_init(&l, 1);
    for (uint64_t i = 0; i < 200; i++) {
        observations[i] = i;
        sim_histogram_add(&l.series[QUEUE].served, i);
    }
    l.series[QUEUE].observations = observations;
    l.series[QUEUE].observation_count = 200;
    bench_put(&b, 0, &l);
    bench_gather(&b, 1);
    CHECK_TEXT(estimate_of(series_of(&b, "queue_latency"), "mean").method, "none");
    CHECK_TEXT(estimate_of(series_of(&b, "queue_latency"), "mean").note,
               "1 replication: no interval; its batches are too alike");
    bench_deinit(&b);
}

/* Five replications of 40: 10, 10, 10, 20 and 30 of them at 50 ns, the others at 10. Pooled: 80
 * of 200 at 50, so p50 is 10 (rank 100) and p90 50. The mean is (200 * 10 + 80 * 40) / 200 = 26;
 * residuals total - 26 * 40: totals 800, 800, 800, 1200, 1600 less 1040; squares 57600 * 3 +
 * 25600 + 313600 = 512000; s = sqrt(512000 * 5 / 4) / 200 = 4; t(4) = 2.77645. */
TEST(means_and_quantiles_of_five_replications_have_intervals)
{
    static const uint64_t high[] = {10, 10, 10, 20, 30};
    struct bench b;
    struct left l;
    struct mdl_estimate mean, p50, p90;
    const struct mdl_series *s;

    bench_init(&b, 5, true);
    for (uint32_t i = 0; i < 5; i++) {
        left_init(&l, i);
        sim_histogram_add_many(&l.series[QUEUE].served, 10, 40 - high[i]);
        sim_histogram_add_many(&l.series[QUEUE].served, 50, high[i]);
        bench_put(&b, i, &l);
    }
    bench_gather(&b, 5);
    s = series_of(&b, "queue_latency");
    mean = estimate_of(s, "mean");
    CHECK_NEAR(mean.value, 26, 1e-12);
    CHECK_NEAR(mean.high, 26 + 4 * 2.7764451052, 1e-9);
    CHECK_NEAR(mean.low, 26 - 4 * 2.7764451052, 1e-9);
    CHECK_TEXT(mean.method, "student");
    CHECK_TEXT(mean.note, "");
    /* below 10: 30, 30, 30, 20, 10 of 40, share 0.6; residuals 6, 6, 6, -4, -14: squares 320;
       s = sqrt(320 * 5 / 4) / 200 = 0.1; 0.5 +- 0.278: ranks 45 and 156 */
    p50 = estimate_of(s, "p50");
    CHECK_NEAR(p50.value, 10, 0);
    CHECK_NEAR(p50.low, 10, 0);
    CHECK_NEAR(p50.high, 50, 0);
    CHECK_TEXT(p50.method, "share");
    p90 = estimate_of(s, "p90"); /* all are at or below 50: s = 0 */
    CHECK_NEAR(p90.value, 50, 0);
    CHECK_NEAR(p90.high, 50, 0);
    CHECK_INT(s->outcomes[4].below[0], ==, 10);
    CHECK_INT(s->outcomes[4].below[1], ==, 40);
    CHECK_TEXT(estimate_of(s, "p99").note, "from 2 observations"); /* 200 - 198 */
    CHECK(isnan(estimate_of(s, "p99").low));
    CHECK_TEXT(estimate_of(s, "p99.9").note, "needs 1,000, has 200");
    CHECK(isnan(estimate_of(s, "p99.9").value));
    CHECK_TEXT(estimate_of(s, "max").method, "range");
    CHECK_TEXT(estimate_of(s, "count").note, "40 in each of 5");
    bench_deinit(&b);
}

TEST(fewer_than_five_replications_are_said_beside_the_interval)
{
    struct bench b;
    struct left l;

    bench_init(&b, 3, true);
    for (uint32_t i = 0; i < 3; i++) {
        left_init(&l, i);
        sim_histogram_add_many(&l.series[QUEUE].served, 10, 60 + i);
        sim_histogram_add_many(&l.series[QUEUE].served, 30, 40 - i);
        bench_put(&b, i, &l);
    }
    bench_gather(&b, 3);
    CHECK_TEXT(estimate_of(series_of(&b, "queue_latency"), "mean").note, "n = 3");
    CHECK_TEXT(estimate_of(series_of(&b, "queue_latency"), "p50").note, "n = 3");
    bench_deinit(&b);
}

/* All long ones come from 4 of 20 replications: nobody knows how often that happens. */
TEST(a_tail_from_few_replications_has_no_interval)
{
    struct bench b;
    struct left l;
    struct mdl_estimate p99;

    bench_init(&b, 20, true);
    for (uint32_t i = 0; i < 20; i++) {
        left_init(&l, i);
        sim_histogram_add_many(&l.series[QUEUE].served, 10, 100);
        sim_histogram_add_many(&l.series[QUEUE].served, 60, i < 4 ? 10 : 0);
        bench_put(&b, i, &l);
    }
    bench_gather(&b, 20);
    p99 = estimate_of(series_of(&b, "queue_latency"), "p99"); /* rank 2020 of 2040: at 60 */
    CHECK_NEAR(p99.value, 60, 0);
    CHECK_TEXT(p99.note, "from 4 replications");
    CHECK_TEXT(p99.method, "none");
    bench_deinit(&b);
}

/* ---- unfinished and lost -------------------------------------------------------------------- */

/* 90 served at 10 ns, 10 waiting since 40 ns: p50 is 10 either way, p99 at least 40. The mean is
 * at least (900 + 400) / 100 = 13. */
TEST(what_still_waits_makes_the_quantiles_above_it_lower_bounds)
{
    struct bench b;
    struct left l;
    const struct mdl_series *s;

    bench_init(&b, 1, false);
    left_init(&l, 1);
    sim_histogram_add_many(&l.series[QUEUE].served, 10, 90);
    sim_histogram_add_many(&l.series[QUEUE].censored, 40, 10);
    bench_put(&b, 0, &l);
    bench_gather(&b, 1);
    s = series_of(&b, "queue_latency");
    CHECK_INT(s->waiting, ==, 10);
    CHECK_NEAR(s->waiting_max, 40, 0);
    CHECK_TEXT(estimate_of(s, "p50").method, "exact");
    CHECK_TEXT(estimate_of(s, "p99").note, "censored");
    CHECK_NEAR(estimate_of(s, "p99").value, 40, 0);
    CHECK(estimate_of(s, "p99").high == HUGE_VAL);
    CHECK_NEAR(estimate_of(s, "mean").value, 13, 0);
    CHECK_TEXT(estimate_of(s, "max").note, "censored");
    CHECK_NEAR(estimate_of(s, "max").value, 40, 0);
    CHECK_INT(s->outcomes[0].n, ==, 100);
    bench_deinit(&b);
}

TEST(one_that_has_just_begun_to_wait_changes_no_figure)
{
    struct bench b;
    struct left l;
    const struct mdl_series *s;

    bench_init(&b, 1, false);
    left_init(&l, 1);
    sim_histogram_add_many(&l.series[QUEUE].served, 10, 1000);
    sim_histogram_add(&l.series[QUEUE].censored, 3);
    bench_put(&b, 0, &l);
    bench_gather(&b, 1);
    s = series_of(&b, "queue_latency");
    CHECK_TEXT(estimate_of(s, "p99").note, "");
    CHECK_TEXT(estimate_of(s, "mean").note, ""); /* 7 / 1001 ns at most */
    CHECK_TEXT(estimate_of(s, "max").method, "exact");
    bench_deinit(&b);
}

/* 98 finished, 2 lost: rank 99 of p99 is beyond; p90 is not. */
TEST(lost_ones_never_finish)
{
    struct bench b;
    struct left l;
    const struct mdl_series *s;

    bench_init(&b, 1, false);
    left_init(&l, 1);
    sim_histogram_add_many(&l.series[REQUEST].served, 10, 98);
    l.series[REQUEST].lost = 2;
    bench_put(&b, 0, &l);
    bench_gather(&b, 1);
    s = series_of(&b, "request_latency");
    CHECK_INT(s->lost, ==, 2);
    CHECK(estimate_of(s, "p99").value == HUGE_VAL);
    CHECK_TEXT(estimate_of(s, "p99").note, "never");
    CHECK_NEAR(estimate_of(s, "p90").value, 10, 0);
    CHECK(estimate_of(s, "mean").high == HUGE_VAL);
    bench_deinit(&b);
}

/* ---- counts and levels ---------------------------------------------------------------------- */

/* counts 0, 2, 4: mean 2, s = 2 / sqrt 3, t(2) = 4.3027: 2 - 4.97 is cut at 0. The level: 3000,
 * 1000 and 2000 over 1000 ns: mean 2. */
TEST(counts_and_levels_are_ratios_of_sums)
{
    static const uint64_t integrals[] = {3000, 1000, 2000};
    struct bench b;
    struct left l;
    struct mdl_estimate count;

    bench_init(&b, 3, true);
    for (uint32_t i = 0; i < 3; i++) {
        left_init(&l, i);
        l.series[STARVED].count = 2 * i;
        l.series[DEPTH].integral = integrals[i];
        l.series[DEPTH].value_max = 5 + i;
        bench_put(&b, i, &l);
    }
    bench_gather(&b, 3);
    count = estimate_of(series_of(&b, "starved"), "count");
    CHECK_NEAR(count.value, 2, 1e-15);
    /* windows of 1000 ns: 2 in each of them are 2e6 per s */
    CHECK_NEAR(estimate_of(series_of(&b, "starved"), "rate").value, 2e6, 1e-9);
    CHECK_NEAR(estimate_of(series_of(&b, "starved"), "rate").high, count.high * 1e6, 1e-3);
    CHECK(count.low == 0.0);
    CHECK_NEAR(count.high, 2 + 4.30265272991 * 2 / sqrt(3), 1e-9);
    CHECK_NEAR(estimate_of(series_of(&b, "depth"), "mean").value, 2, 1e-15);
    CHECK_NEAR(estimate_of(series_of(&b, "depth"), "max").value, 7, 0);
    CHECK_NEAR(series_of(&b, "depth")->outcomes[0].mean, 3, 1e-15);
    CHECK_NEAR(series_of(&b, "depth")->outcomes[0].weight, 1000, 0);
    bench_deinit(&b);
}

TEST(equal_counts_are_said_so_and_get_no_interval)
{
    struct bench b;
    struct left l;

    bench_init(&b, 4, true);
    for (uint32_t i = 0; i < 4; i++) {
        left_init(&l, i);
        l.series[STARVED].count = 4;
        bench_put(&b, i, &l);
    }
    bench_gather(&b, 4);
    CHECK_TEXT(estimate_of(series_of(&b, "starved"), "count").note, "4 in each of 4");
    CHECK(isnan(estimate_of(series_of(&b, "starved"), "count").low));
    bench_deinit(&b);
}

TEST(durations_that_nobody_had_get_no_series_but_counts_of_zero_do)
{
    struct bench b;
    struct left l;

    bench_init(&b, 1, false);
    left_init(&l, 1);
    bench_put(&b, 0, &l);
    bench_gather(&b, 1);
    CHECK_INT(b.answer.series_count, ==, 2); /* starved and depth */
    CHECK_NEAR(estimate_of(series_of(&b, "starved"), "count").value, 0, 0);
    bench_deinit(&b);
}

/* ---- replications that stopped -------------------------------------------------------------- */

static void put_stopped(struct bench *b)
{
    struct left l;

    left_init(&l, 1);
    sim_histogram_add(&l.series[QUEUE].served, 10);
    bench_put(b, 0, &l);
    left_init(&l, 2);
    l.result.end = MDL_REPLICATION_BUG_CHECK;
    l.result.bug_check = 0xB8;
    sim_histogram_add(&l.series[QUEUE].served, 50);
    l.findings[0] = (struct mdl_record_finding){.finding = MDL_FINDING_WAIT_IN_DPC, .place = 0,
                                                .object = 1, .at = 77, .occurrences = 1,
                                                .parameters = {1, 2, 3, 4}};
    l.record.finding_count = 1;
    bench_put(b, 1, &l);
}

TEST(figures_come_from_replications_that_did_not_stop)
{
    struct bench b;

    bench_init(&b, 2, true);
    put_stopped(&b);
    bench_gather(&b, 2);
    CHECK_INT(b.answer.completed, ==, 1);
    CHECK_INT(b.answer.stopped, ==, 1);
    CHECK_INT(series_of(&b, "queue_latency")->outcome_count, ==, 1);
    CHECK_NEAR(estimate_of(series_of(&b, "queue_latency"), "max").value, 10, 0);
    CHECK_INT(b.answer.replications[1].bug_check, ==, 0xB8);
    CHECK_INT(b.answer.finding_count, ==, 1); /* findings come from all */
    CHECK_TEXT(b.answer.findings[0].code, "F001");
    CHECK_TEXT(b.answer.findings[0].place, "nic.yaml:18:9");
    CHECK_TEXT(b.answer.findings[0].step, "WdfWorkItemFlush: refill");
    CHECK_INT(b.answer.findings[0].replication, ==, 1);
    CHECK_INT(b.answer.findings[0].parameters[3], ==, 4);
    bench_deinit(&b);
}

TEST(where_the_stop_is_expected_figures_are_taken_up_to_it)
{
    struct bench b;

    bench_init(&b, 2, true);
    mdl_gather_destroy(b.gather);
    b.gather = mdl_gather_create(&b.plan, 2, true);
    put_stopped(&b);
    bench_gather(&b, 2);
    CHECK_INT(series_of(&b, "queue_latency")->outcome_count, ==, 2);
    CHECK_NEAR(estimate_of(series_of(&b, "queue_latency"), "max").value, 50, 0);
    bench_deinit(&b);
}

/* ---- the ledger ----------------------------------------------------------------------------- */

/* 198 calls of 1 ns (octave 1) waited for the processor, overhead; 2 of 600 ns (octave 10, at
 * least 512) waited 500 for workers held by indexer.scan and 100 for overhead each; halves of
 * both in each of two replications whose columns stand in another order. */
static void put_ledger(struct bench *b, uint32_t index)
{
    static const struct mdl_record_column scan = {SCAN, MDL_PART_WORKERS, MDL_STATE_BLOCKED};
    static const struct mdl_record_column cost = {MDL_LABEL_WORKER_COST, MDL_PART_PROCESSOR,
                                                  MDL_STATE_OVERHEAD};
    static const struct mdl_record_column idle = {MDL_NONE, MDL_PART_PROCESSOR,
                                                  MDL_STATE_OVERHEAD};
    struct left l;
    unsigned s = index == 0 ? 0 : 1, c = 1 - s;

    left_init(&l, index);
    sim_histogram_add_many(&l.series[QUEUE].served, 1, 99);
    sim_histogram_add(&l.series[QUEUE].served, 600);
    l.series[QUEUE].worst = (struct mdl_record_worst){300 + index, 600 + index, false};
    l.columns[s] = scan;
    l.columns[c] = cost;
    l.columns[2] = idle;
    l.cells[0][c] = 90;
    l.cells[0][2] = 9;
    l.cells[1][s] = 500;
    l.cells[1][c] = 100;
    l.rows[0] = (struct mdl_record_row){QUEUE, 1, 99, 99, 1, l.cells[0], 3};
    l.rows[1] = (struct mdl_record_row){QUEUE, 10, 1, 600, 600, l.cells[1], 2};
    l.record.column_count = 3;
    l.record.row_count = 2;
    l.episodes[0] = (struct mdl_record_episode){MDL_EPISODE_STARVATION, QUEUE, 400, 500,
                                                SIM_INSTANT_NEVER, 3, 451 * MS, SCAN};
    l.episodes[1] = (struct mdl_record_episode){MDL_EPISODE_STARVATION, QUEUE, 200, 300, 350, 1,
                                                2 * MS, MDL_NONE};
    l.record.episode_count = 2;
    bench_put(b, index, &l);
}

static const struct mdl_charge *charge_of(const struct bench *b, bool tail, const char *part,
                                          const char *culprit)
{
    for (uint32_t i = 0; i < b->answer.charge_count; i++) {
        const struct mdl_charge *c = &b->answer.charges[i];

        if (c->tail == tail && strcmp(c->part, part) == 0 && strcmp(c->culprit, culprit) == 0) {
            return c;
        }
    }
    fail_msg("no charge %s %s", part, culprit);
    return NULL;
}

TEST(charges_sum_over_replications_in_all_and_in_the_tail)
{
    struct bench b;
    const struct mdl_charge *c;

    bench_init(&b, 2, true);
    put_ledger(&b, 0);
    put_ledger(&b, 1);
    bench_gather(&b, 2);
    CHECK_INT(b.answer.charge_count, ==, 4);
    c = charge_of(&b, false, "workers", "indexer.ScanWorkItem");
    CHECK_INT(c->ns, ==, 1000);
    CHECK_TEXT(c->culprit_object, "indexer.scan");
    CHECK_TEXT(c->state, "blocked");
    CHECK_INT(c->observations, ==, 2);
    CHECK_INT(c->worst_ns, ==, 600);
    c = charge_of(&b, false, "processor", ""); /* cost and idle: 2 * (90 + 9 + 100) */
    CHECK_INT(c->ns, ==, 398);
    CHECK_INT(charge_of(&b, true, "workers", "indexer.ScanWorkItem")->ns, ==, 1000);
    CHECK_INT(charge_of(&b, true, "processor", "")->ns, ==, 200);
    CHECK_INT(b.answer.tail_count, ==, 1);
    CHECK_NEAR(b.answer.tails[0].share, 0.01, 1e-15); /* 2 of 200 */
    CHECK_INT(b.answer.tails[0].over_ns, ==, 512);
    CHECK_INT(b.answer.tails[0].observations, ==, 2);
    CHECK_INT(b.answer.tails[0].total_ns, ==, 1200);
    bench_deinit(&b);
}

/* 380 of 1398 ns were worker start; nobody can say what W22 costs. */
TEST(assumed_costs_know_their_largest_share)
{
    struct bench b;

    bench_init(&b, 2, true);
    put_ledger(&b, 0);
    put_ledger(&b, 1);
    bench_gather(&b, 2);
    CHECK_INT(b.answer.assumption_count, ==, 2);
    CHECK_NEAR(b.answer.assumptions[0].share, 380.0 / 1398, 1e-15);
    CHECK_TEXT(b.answer.assumptions[0].parameter, "costs.work_item");
    CHECK(isnan(b.answer.assumptions[1].share));
    bench_deinit(&b);
}

TEST(the_worst_wait_of_all_replications_comes_first)
{
    struct bench b;

    bench_init(&b, 2, true);
    put_ledger(&b, 0);
    put_ledger(&b, 1);
    bench_gather(&b, 2);
    CHECK_INT(b.answer.worst_count, ==, 2);
    CHECK_INT(b.answer.worsts[0].replication, ==, 1);
    CHECK_INT(b.answer.worsts[0].wait_ns, ==, 601);
    CHECK_INT(b.answer.worsts[0].started_at_ns, ==, 301);
    CHECK_INT(b.answer.worsts[1].place, ==, 2);
    bench_deinit(&b);
}

TEST(episodes_come_in_order_and_say_who_was_in_the_way)
{
    struct bench b;

    bench_init(&b, 2, true);
    put_ledger(&b, 0);
    put_ledger(&b, 1);
    bench_gather(&b, 2);
    CHECK_INT(b.answer.episode_count, ==, 4);
    CHECK_INT(b.answer.episodes[0].begin_ns, ==, 200);
    CHECK_TEXT(b.answer.episodes[0].sentence,
               "nic.refill: 1 call overdue, the worst waited 2.00 ms");
    CHECK(b.answer.episodes[1].end_ns == UINT64_MAX);
    CHECK_TEXT(b.answer.episodes[1].sentence,
               "nic.refill: 3 calls overdue, the worst waited 451 ms, most of it behind "
               "indexer.ScanWorkItem");
    CHECK_TEXT(b.answer.episodes[1].culprit, "indexer.ScanWorkItem");
    CHECK_INT(b.answer.episodes[2].replication, ==, 1);
    bench_deinit(&b);
}

/* ---- findings ------------------------------------------------------------------------------- */

TEST(a_finding_is_counted_over_replications_and_keeps_its_first_occurrence)
{
    struct bench b;
    struct left l;

    bench_init(&b, 3, true);
    for (uint32_t i = 0; i < 3; i++) {
        left_init(&l, i);
        if (i > 0) {
            l.findings[0] = (struct mdl_record_finding){.finding = MDL_FINDING_LONG_DPC,
                                                        .place = MDL_NONE, .object = 1,
                                                        .at = 10 * i, .occurrences = i};
            l.record.finding_count = 1;
        }
        l.record.findings_beyond[MDL_FINDING_LONG_ISR] = i;
        bench_put(&b, i, &l);
    }
    bench_gather(&b, 3);
    CHECK_INT(b.answer.finding_count, ==, 2);
    CHECK_TEXT(b.answer.findings[0].code, "F015");
    CHECK_INT(b.answer.findings[0].replication, ==, 1);
    CHECK_INT(b.answer.findings[0].at_ns, ==, 10);
    CHECK_INT(b.answer.findings[0].occurrences, ==, 3); /* 1 + 2 */
    CHECK_INT(b.answer.findings[0].replications, ==, 2);
    CHECK_TEXT(b.answer.findings[0].place, "");
    CHECK_TEXT(b.answer.findings[1].code, "F016");
    CHECK_INT(b.answer.findings[1].occurrences, ==, 3);
    bench_deinit(&b);
}

TESTS(ENTRY(the_fingerprint_of_a_run_is_made_of_those_of_its_replications_in_order),
      ENTRY(without_chance_every_figure_is_exact),
      ENTRY(observations_of_exactly_nothing_are_counted),
      ENTRY(one_random_replication_has_values_but_no_interval),
      ENTRY(one_replication_that_kept_its_observations_has_an_interval_by_batches),
      ENTRY(batches_that_follow_a_trend_give_no_interval),
      ENTRY(means_and_quantiles_of_five_replications_have_intervals),
      ENTRY(fewer_than_five_replications_are_said_beside_the_interval),
      ENTRY(a_tail_from_few_replications_has_no_interval),
      ENTRY(what_still_waits_makes_the_quantiles_above_it_lower_bounds),
      ENTRY(one_that_has_just_begun_to_wait_changes_no_figure), ENTRY(lost_ones_never_finish),
      ENTRY(counts_and_levels_are_ratios_of_sums),
      ENTRY(equal_counts_are_said_so_and_get_no_interval),
      ENTRY(durations_that_nobody_had_get_no_series_but_counts_of_zero_do),
      ENTRY(figures_come_from_replications_that_did_not_stop),
      ENTRY(where_the_stop_is_expected_figures_are_taken_up_to_it),
      ENTRY(charges_sum_over_replications_in_all_and_in_the_tail),
      ENTRY(assumed_costs_know_their_largest_share),
      ENTRY(the_worst_wait_of_all_replications_comes_first),
      ENTRY(episodes_come_in_order_and_say_who_was_in_the_way),
      ENTRY(a_finding_is_counted_over_replications_and_keeps_its_first_occurrence))
