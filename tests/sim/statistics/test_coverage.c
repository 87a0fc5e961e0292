/*
 * How often do our 95 % intervals contain the truth?
 *
 * Waits of M/M/1 with load 0.8 (Lindley's recursion), every replication started from the
 * stationary law so that the truth is closed: P(W > x) = 0.8 exp(-x / 5) in mean services.
 * Without an argument: sizes for every day. With "full": 2,000 experiments of 10,000 waits.
 * Seeds are fixed; each accepted band is stated beside its check. Mutants show that the bands
 * would catch an estimator that is wrong.
 */
#include <math.h>
#include <stdlib.h>

#include "sim/random/elementary.h"
#include "sim/random/law.h"
#include "sim/statistics/histogram.h"
#include "sim/statistics/interval.h"
#include "tests/lab.h"

#define REPLICATIONS 20u
#define SERVICE 1e6
#define GAP 1.25e6
#define POINTS 4

static const double points[POINTS] = {0.5, 0.9, 0.99, 0.999};

struct size {
    uint32_t experiments, waits;
};

struct covered {
    uint32_t mean, quantile[POINTS];
    uint32_t blind;      /* mutant: ignores replications, p90           */
    uint32_t averaged;   /* mutant: Student on quantiles, p99           */
};

struct experiment {
    struct sim_histogram pooled, each[REPLICATIONS];
    double totals[REPLICATIONS], counts[REPLICATIONS];
    uint64_t counted[REPLICATIONS];
    double factor;
};

static void simulate(struct sim_histogram *h, uint64_t replication, uint32_t waits)
{
    struct sim_law service = {.kind = SIM_LAW_EXPONENTIAL, .a = SERVICE};
    struct sim_law gap = {.kind = SIM_LAW_EXPONENTIAL, .a = GAP};
    struct sim_law first = {.kind = SIM_LAW_EXPONENTIAL, .a = 5 * SERVICE};
    struct sim_stream services, gaps, start;
    uint64_t wait = 0;

    sim_stream_init(&services, 4, replication, "mm1", "service");
    sim_stream_init(&gaps, 4, replication, "mm1", "gap");
    sim_stream_init(&start, 4, replication, "mm1", "start");
    if (sim_stream_unit(sim_stream_more(&start, 0, 0, 0)) < 0.8) {
        wait = sim_law_draw(&first, &start, 0, 0);
    }
    sim_histogram_clear(h);
    for (uint32_t i = 0; i < waits; i++) {
        uint64_t busy = wait + sim_law_draw(&service, &services, i, 0);
        uint64_t away = sim_law_draw(&gap, &gaps, i, 0);

        sim_histogram_add(h, wait);
        wait = busy > away ? busy - away : 0;
    }
}

static bool holds(struct sim_interval interval, double truth)
{
    return interval.known && interval.low <= truth && truth <= interval.high;
}

static double truth_at(double p)
{
    return 5 * SERVICE * log(0.8 / (1 - p));
}

/* All waits taken for independent: the binomial error of the share. */
static bool blind_holds(const struct experiment *e, double p)
{
    double half = 1.96 * sqrt(p * (1 - p) / (double)e->pooled.count);

    return (double)sim_histogram_quantile(&e->pooled, p - half) <= truth_at(p) &&
           truth_at(p) <= (double)sim_histogram_quantile(&e->pooled, p + half);
}

static bool averaged_holds(const struct experiment *e, double p)
{
    double values[REPLICATIONS];

    for (uint32_t r = 0; r < REPLICATIONS; r++) {
        values[r] = (double)sim_histogram_quantile(&e->each[r], p);
    }
    return holds(sim_interval_mean(values, REPLICATIONS, e->factor), truth_at(p));
}

static void judge(struct experiment *e, struct covered *covered)
{
    uint64_t below[REPLICATIONS];

    for (int k = 0; k < POINTS; k++) {
        uint64_t q = sim_histogram_quantile(&e->pooled, points[k]);

        for (uint32_t r = 0; r < REPLICATIONS; r++) {
            below[r] = sim_histogram_count_below(&e->each[r], q);
        }
        covered->quantile[k] += holds(sim_interval_quantile(&e->pooled, below, e->counted,
                                                            REPLICATIONS, points[k], e->factor),
                                      truth_at(points[k]));
    }
    covered->mean +=
        holds(sim_interval_ratio(e->totals, e->counts, REPLICATIONS, e->factor), 4 * SERVICE);
    covered->blind += blind_holds(e, 0.9);
    covered->averaged += averaged_holds(e, 0.99);
}

static struct covered run_experiments(struct size size)
{
    static struct experiment e;
    struct covered covered = {0};

    e.factor = sim_interval_factor(0.95, REPLICATIONS);
    sim_histogram_init(&e.pooled);
    for (uint32_t r = 0; r < REPLICATIONS; r++) {
        sim_histogram_init(&e.each[r]);
    }
    for (uint32_t i = 0; i < size.experiments; i++) {
        sim_histogram_clear(&e.pooled);
        for (uint32_t r = 0; r < REPLICATIONS; r++) {
            simulate(&e.each[r], (uint64_t)i * REPLICATIONS + r, size.waits);
            sim_histogram_merge(&e.pooled, &e.each[r]);
            e.totals[r] = sim_wide_real(sim_histogram_total(&e.each[r]));
            e.counts[r] = (double)e.each[r].count;
            e.counted[r] = e.each[r].count;
        }
        judge(&e, &covered);
    }
    sim_histogram_deinit(&e.pooled);
    for (uint32_t r = 0; r < REPLICATIONS; r++) {
        sim_histogram_deinit(&e.each[r]);
    }
    return covered;
}

/* 400 experiments of 2,000 waits: 364 to 393 is 95 % at 99.9 % (oracle s.coverage.bounds). */
TEST(waits_in_a_queue_are_covered_at_small_size)
{
    struct covered c = run_experiments((struct size){400, 2000});

    CHECK_INT(c.mean, >=, 356); /* totals of 2,000 skewed waits: from 89 % on */
    CHECK_INT(c.mean, <=, 393);
    CHECK_INT(c.quantile[0], >=, 364);
    CHECK_INT(c.quantile[0], <=, 393);
    CHECK_INT(c.quantile[1], >=, 364);
    CHECK_INT(c.quantile[1], <=, 393);
    CHECK_INT(c.blind, <, 364);    /* ignoring replications is caught    */
    CHECK_INT(c.averaged, <, 364); /* so is the mean of quantiles at p99 */
}

/* 2,000 experiments of 10,000 waits. A band is what a right interval can show at this size: 95 %
   less what each method is known to lack at 20 replications, plus and minus the binomial error. */
TEST(waits_in_a_queue_are_covered_at_full_size)
{
    struct covered c = run_experiments((struct size){2000, 10000});

    CHECK_INT(c.mean, >=, 1820);       /* 91 %   */
    CHECK_INT(c.mean, <=, 1934);       /* 96.7 % */
    for (int k = 0; k < 2; k++) {
        CHECK_INT(c.quantile[k], >=, 1850); /* 92.5 % */
        CHECK_INT(c.quantile[k], <=, 1960); /* 98 %   */
    }
    CHECK_INT(c.quantile[2], >=, 1800); /* 90 %   */
    CHECK_INT(c.quantile[2], <=, 1950); /* 97.5 % */
    CHECK_INT(c.quantile[3], >=, 1700); /* 85 %, an open upper end counts as covering */
    CHECK_INT(c.quantile[3], <=, 1950);
    CHECK_INT(c.blind, <, 1700);
    CHECK_INT(c.averaged, <, 1850);
}

static void draw_normals(struct sim_stream *s, uint64_t experiment, double *ret_values, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        ret_values[i] = 10 + 3 * sim_elementary_normal_quantile(
                                     sim_stream_unit(sim_stream_bits(s, experiment * n + i, 0)));
    }
}

/* 1867 to 1931 of 2,000: binomial, 99.9 % (oracle s.coverage.bounds). */
TEST(student_covers_the_mean_of_normal_values)
{
    struct sim_stream s;
    uint32_t covered = 0;
    double values[20], factor = sim_interval_factor(0.95, 20);

    sim_stream_init(&s, 1, 0, "coverage", "student");
    for (uint64_t i = 0; i < 2000; i++) {
        draw_normals(&s, i, values, 20);
        covered += holds(sim_interval_mean(values, 20, factor), 10);
    }
    CHECK_INT(covered, >=, 1867);
    CHECK_INT(covered, <=, 1931);
}

/* Three values each, 20,000 times: 18,898 to 19,102 (binomial, 99.9 %). Dividing by n in place
 * of n - 1 shortens the interval by sqrt(2/3), which covers 92.8 %. */
TEST(dividing_by_n_instead_of_n_minus_1_is_caught)
{
    struct sim_stream s;
    uint32_t covered = 0, mutant = 0;
    double values[3], factor = sim_interval_factor(0.95, 3);

    sim_stream_init(&s, 1, 0, "coverage", "three");
    for (uint64_t i = 0; i < 20000; i++) {
        struct sim_interval right, wrong;

        draw_normals(&s, i, values, 3);
        right = wrong = sim_interval_mean(values, 3, factor);
        wrong.low = wrong.value - (right.value - right.low) * sqrt(2.0 / 3);
        wrong.high = wrong.value + (right.high - right.value) * sqrt(2.0 / 3);
        covered += holds(right, 10);
        mutant += holds(wrong, 10);
    }
    CHECK_INT(covered, >=, 18898);
    CHECK_INT(covered, <=, 19102);
    CHECK_INT(mutant, <, 18898);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest every_day[] = {
        ENTRY(student_covers_the_mean_of_normal_values),
        ENTRY(dividing_by_n_instead_of_n_minus_1_is_caught),
        ENTRY(waits_in_a_queue_are_covered_at_small_size)};
    const struct CMUnitTest full[] = {ENTRY(waits_in_a_queue_are_covered_at_full_size)};

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return argc > 1 && strcmp(argv[1], "full") == 0
               ? cmocka_run_group_tests(full, NULL, NULL)
               : cmocka_run_group_tests(every_day, NULL, NULL);
}
