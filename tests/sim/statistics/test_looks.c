/*
 * Planned looks: the plan by hand, and how often a verdict reached by looks is wrong.
 *
 * The bound lies exactly on the truth, so that each verdict is wrong. Everyday sizes use normal
 * values; "full" uses the mean wait of M/M/1 with load 0.8 (Lindley's recursion, started from the
 * stationary law), whose replications are skewed. Seeds are fixed. The mutants are what people do:
 * look at 95 % each time, stop at three replications when the interval happens to be narrow.
 */
#include "sim/statistics/looks.h"

#include <math.h>
#include <stdlib.h>

#include "sim/random/elementary.h"
#include "sim/random/law.h"
#include "sim/random/stream.h"
#include "tests/lab.h"

#define EXPERIMENTS 2000u
#define WAITS 2000u
#define SERVICE 1e6

static void check_plan(uint32_t first, uint32_t last, uint32_t most, const uint32_t *want,
                       uint32_t want_count)
{
    uint32_t looks[SIM_LOOKS_MAX], count = sim_looks_plan(first, last, most, looks);

    assert_int_equal(count, want_count);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(looks[i], want[i]);
    }
}

/* 20 + 10, + 15, + 23 (22.5), + 34, + 51; + 77 would be 230. */
TEST(seven_looks_lead_from_20_to_200)
{
    static const uint32_t want[] = {20, 30, 45, 68, 102, 153, 200};

    (void)lab_state;
    check_plan(20, 200, SIM_LOOKS_DECIDE, want, 7);
}

TEST(the_last_look_is_where_it_was_asked_for)
{
    static const uint32_t one[] = {20}, two[] = {20, 21}, three[] = {20, 30, 45};

    (void)lab_state;
    check_plan(20, 20, SIM_LOOKS_DECIDE, one, 1);
    check_plan(20, 21, SIM_LOOKS_DECIDE, two, 2);
    check_plan(20, 45, SIM_LOOKS_DECIDE, three, 3);
}

/* To 1,000: 20 30 45 68 102 153 230 345 518 777 1000 are eleven; the first four are left out. */
TEST(of_more_than_seven_looks_the_early_ones_are_left_out)
{
    static const uint32_t want[] = {102, 153, 230, 345, 518, 777, 1000};
    uint32_t looks[SIM_LOOKS_MAX];

    check_plan(20, 1000, SIM_LOOKS_DECIDE, want, 7);
    CHECK_INT(sim_looks_plan(20, 1000, SIM_LOOKS_MAX, looks), ==, 11);
    CHECK_INT(looks[0], ==, 20);
    CHECK_INT(sim_looks_plan(20, 1000000, SIM_LOOKS_MAX, looks), <=, SIM_LOOKS_MAX);
}

/* 1 - 0.05 / 7 = 0.992857; R: qt(1 - 0.05 / 14, 19) = 3.013625, where 95 % has 2.093. */
TEST(each_of_seven_looks_is_taken_at_99_3_percent)
{
    CHECK_NEAR(sim_looks_confidence(7), 0.992857142857, 1e-12);
    CHECK_NEAR(sim_looks_confidence(1), 0.95, 1e-12);
    CHECK_NEAR(sim_interval_factor(sim_looks_confidence(7), 20), 3.013625, 1e-6);
}

/* 100 [95, 110]: the longer side is 10, h = 0.1, 0.1 / 0.9 = 1/9. Half-width at most
 * 0.05 / 1.05 of the value is a precision of 5 %: 100 +- 4.7619. */
TEST(a_precision_is_that_of_the_longer_side)
{
    struct sim_interval i = {.value = 100, .low = 95, .high = 110, .known = true};

    CHECK_NEAR(sim_looks_precision(i), 1.0 / 9, 1e-12);
    i = (struct sim_interval){.value = 100, .low = 100 - 100 / 21.0, .high = 100, .known = true};
    CHECK_NEAR(sim_looks_precision(i), 0.05, 1e-12);
    i = (struct sim_interval){.value = 100, .low = 95, .high = HUGE_VAL, .known = true};
    CHECK(sim_looks_precision(i) == HUGE_VAL);
    i = (struct sim_interval){.value = 1, .low = 0, .high = 1, .known = true};
    CHECK(sim_looks_precision(i) == HUGE_VAL);
    i = (struct sim_interval){0};
    CHECK(sim_looks_precision(i) == 0.0);
}

/* ---- how often they are wrong ---------------------------------------------------------------- */

static double draw_normal(struct sim_stream *s, uint64_t experiment, uint32_t i, double sigma)
{
    uint64_t bits = sim_stream_bits(s, experiment * SIM_LOOKS_LAST + i, 0);

    return 10 + sigma * sim_elementary_normal_quantile(sim_stream_unit(bits));
}

/* Did one of the looks, each at this confidence, say that 10 lies outside? */
static bool decides(const double *values, const double *weights, double truth, double confidence)
{
    uint32_t looks[SIM_LOOKS_MAX];
    uint32_t count = sim_looks_plan(SIM_LOOKS_FIRST, SIM_LOOKS_LAST, SIM_LOOKS_DECIDE, looks);

    for (uint32_t i = 0; i < count; i++) {
        double factor = sim_interval_factor(confidence, looks[i]);
        struct sim_interval at = sim_interval_ratio(values, weights, looks[i], factor);

        if (at.high < truth || at.low >= truth) {
            return true;
        }
    }
    return false;
}

/* At most 160 of 2,000 are 8 %; Bonferroni's bound for normal values is 5 %. */
TEST(a_verdict_by_looks_on_the_bound_is_seldom_wrong)
{
    double values[SIM_LOOKS_LAST], weights[SIM_LOOKS_LAST];
    uint32_t wrong = 0, greedy = 0;
    struct sim_stream s;

    sim_stream_init(&s, 1, 0, "looks", "normal");
    for (uint64_t i = 0; i < EXPERIMENTS / 4; i++) {
        for (uint32_t r = 0; r < SIM_LOOKS_LAST; r++) {
            values[r] = draw_normal(&s, i, r, 3);
            weights[r] = 1;
        }
        wrong += decides(values, weights, 10, sim_looks_confidence(SIM_LOOKS_DECIDE));
        greedy += decides(values, weights, 10, 0.95);
    }
    CHECK_INT(wrong, <=, 40);                /* 8 % of 500                                */
    CHECK_INT(wrong, >=, 5);                 /* and it can be wrong                       */
    CHECK_INT(greedy, >, 40);                /* looking seven times at 95 % is caught     */
}

/* Stops at the first look (from `first` on, by ones if `eager`) at which the mean is known to 5 %;
 * is the truth inside? */
static bool covers(const double *values, const double *factors, bool eager)
{
    uint32_t looks[SIM_LOOKS_MAX], count = 0, at = eager ? 3 : SIM_LOOKS_FIRST;
    struct sim_interval i;

    if (!eager) {
        count = sim_looks_plan(SIM_LOOKS_FIRST, SIM_LOOKS_LAST, SIM_LOOKS_MAX, looks);
    }
    for (uint32_t k = 0; at <= SIM_LOOKS_LAST; k++) {
        at = eager ? 3 + k : looks[k];
        i = sim_interval_mean(values, at, factors[at]);
        if (sim_looks_precision(i) <= 0.05 || at == SIM_LOOKS_LAST || k + 1 == count) {
            break;
        }
    }
    return i.low <= 10 && 10 <= i.high;
}

/* 10 / 21 is 2.04 standard errors of 1.3 at 31 replications. 1,840 to 1,934 of 2,000: 92 to
 * 96.7 %. */
TEST(a_precision_by_looks_covers_and_eager_stopping_is_caught)
{
    double values[SIM_LOOKS_LAST], factors[SIM_LOOKS_LAST + 1];
    uint32_t covered = 0, eager = 0;
    struct sim_stream s;

    sim_stream_init(&s, 1, 0, "looks", "precision");
    for (uint32_t n = 2; n <= SIM_LOOKS_LAST; n++) {
        factors[n] = sim_interval_factor(0.95, n);
    }
    for (uint64_t i = 0; i < EXPERIMENTS; i++) {
        for (uint32_t r = 0; r < SIM_LOOKS_LAST; r++) {
            values[r] = draw_normal(&s, i, r, 1.3);
        }
        covered += covers(values, factors, false);
        eager += covers(values, factors, true);
    }
    CHECK_INT(covered, >=, 1840);
    CHECK_INT(covered, <=, 1934);
    CHECK_INT(eager, <, 1840);
}

static double mean_wait(uint64_t replication)
{
    struct sim_law service = {.kind = SIM_LAW_EXPONENTIAL, .a = SERVICE};
    struct sim_law gap = {.kind = SIM_LAW_EXPONENTIAL, .a = 1.25 * SERVICE};
    struct sim_law first = {.kind = SIM_LAW_EXPONENTIAL, .a = 5 * SERVICE};
    struct sim_stream services, gaps, start;
    uint64_t wait = 0;
    double total = 0;

    sim_stream_init(&services, 5, replication, "mm1", "service");
    sim_stream_init(&gaps, 5, replication, "mm1", "gap");
    sim_stream_init(&start, 5, replication, "mm1", "start");
    if (sim_stream_unit(sim_stream_more(&start, 0, 0, 0)) < 0.8) {
        wait = sim_law_draw(&first, &start, 0, 0);
    }
    for (uint32_t i = 0; i < WAITS; i++) {
        uint64_t busy = wait + sim_law_draw(&service, &services, i, 0);
        uint64_t away = sim_law_draw(&gap, &gaps, i, 0);

        total += (double)wait;
        wait = busy > away ? busy - away : 0;
    }
    return total;
}

/* At most 160 of 2,000 wrong (8 %); seven looks at 95 % each are wrong far more often. */
TEST(a_verdict_about_waits_on_the_bound_is_seldom_wrong)
{
    static double totals[SIM_LOOKS_LAST], weights[SIM_LOOKS_LAST];
    uint32_t wrong = 0, greedy = 0;

    for (uint64_t i = 0; i < EXPERIMENTS; i++) {
        for (uint32_t r = 0; r < SIM_LOOKS_LAST; r++) {
            totals[r] = mean_wait(i * SIM_LOOKS_LAST + r);
            weights[r] = WAITS;
        }
        wrong += decides(totals, weights, 4 * SERVICE, sim_looks_confidence(SIM_LOOKS_DECIDE));
        greedy += decides(totals, weights, 4 * SERVICE, 0.95);
    }
    CHECK_INT(wrong, <=, 160);
    CHECK_INT(greedy, >, 160);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest every_day[] = {
        ENTRY(seven_looks_lead_from_20_to_200),
        ENTRY(the_last_look_is_where_it_was_asked_for),
        ENTRY(of_more_than_seven_looks_the_early_ones_are_left_out),
        ENTRY(each_of_seven_looks_is_taken_at_99_3_percent),
        ENTRY(a_precision_is_that_of_the_longer_side),
        ENTRY(a_verdict_by_looks_on_the_bound_is_seldom_wrong),
        ENTRY(a_precision_by_looks_covers_and_eager_stopping_is_caught)};
    const struct CMUnitTest full[] = {ENTRY(a_verdict_about_waits_on_the_bound_is_seldom_wrong)};

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return argc > 1 && strcmp(argv[1], "full") == 0
               ? cmocka_run_group_tests(full, NULL, NULL)
               : cmocka_run_group_tests(every_day, NULL, NULL);
}
