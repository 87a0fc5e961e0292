/* What a comparison says, on runs made by hand. */
#include <math.h>

#include "reports/compare/correct.h"
#include "reports/compare/price.h"
#include "tests/lab.h"
#include "tests/reports/compare/pair.h"

static void bench_starved(struct pair *b, const double *base, const double *changed)
{
    pair_count(&b->arena, &b->base, "nic.refill", "starved", "lower", base);
    pair_count(&b->arena, &b->changed, "nic.refill", "starved", "lower", changed);
}

static const struct rpt_compare_row *bench_compare(struct pair *b, const char *name)
{
    rpt_compare_runs(&b->arena, &b->base, &b->changed, NULL, &b->result);
    return pair_row(&b->result, name);
}

/* ---- differences of counts ---- */

TEST(a_paired_difference_is_that_of_the_paired_t_test)
{
    /* differences 1, 0, 2, 1: mean 1, deviation sqrt(2/3), error 0.408248, t(3) = 3.182446:
       1 -+ 1.299229; p of t = 2.449 with 3 degrees of freedom is 0.091721.
       Residuals -3 -1 1 3 and -3 -2 2 3: correlation 22 / sqrt(20 * 26) = 0.964764;
       variances 20/3 + 26/3 against 2/3: 23 times less */
    static const double base[] = {10, 12, 14, 16}, changed[] = {11, 12, 16, 17};
    struct pair b = pair_make(1, 1, 4);
    const struct rpt_compare_row *row;

    bench_starved(&b, base, changed);
    row = bench_compare(&b, "nic.refill.starved");
    CHECK(b.result.is_paired);
    CHECK_INT(b.result.pairs, ==, 4);
    CHECK_INT(row->scale, ==, RPT_COMPARE_DIFFERENCE);
    CHECK_NEAR(row->base, 13, 0);
    CHECK_NEAR(row->changed, 14, 0);
    CHECK_NEAR(row->change, 1, 0);
    CHECK_NEAR(row->low, 1 - 1.299229, 1e-6);
    CHECK_NEAR(row->high, 1 + 1.299229, 1e-6);
    CHECK_NEAR(row->p, 0.091721, 1e-6);
    CHECK_NEAR(row->correlation, 0.964764, 1e-6);
    CHECK_NEAR(row->variance_factor, 23, 1e-9);
    CHECK_INT(row->n, ==, 4);
    CHECK_INT(row->mark, ==, RPT_COMPARE_UNCLEAR);
    pair_clear(&b);
}

TEST(other_seeds_make_it_unpaired)
{
    /* errors sqrt(20/3/4) and sqrt(26/3/4): together sqrt(46/12) * 3.182446 = 6.230880 */
    static const double base[] = {10, 12, 14, 16}, changed[] = {11, 12, 16, 17};
    struct pair b = pair_make(1, 2, 4);
    const struct rpt_compare_row *row;

    bench_starved(&b, base, changed);
    row = bench_compare(&b, "nic.refill.starved");
    CHECK(!b.result.is_paired);
    CHECK_INT(b.result.pairs, ==, 0);
    CHECK_NEAR(row->low, 1 - 6.230880, 1e-5);
    CHECK_NEAR(row->high, 1 + 6.230880, 1e-5);
    CHECK(isnan(row->correlation));
    CHECK(isnan(row->variance_factor));
    pair_clear(&b);
}

TEST(a_count_that_falls_to_zero_is_a_difference)
{
    /* base 3, 4, 5: error 1/sqrt 3 = 0.577350, t(2) = 4.302653: -4 -+ 2.484138; the level at
       which that touches 0 is that of t = 6.928 with 2 degrees: 1 - sqrt(48/50) = 0.020204 */
    static const double base[] = {3, 4, 5}, changed[] = {0, 0, 0};
    struct pair b = pair_make(1, 1, 3);
    const struct rpt_compare_row *row;

    bench_starved(&b, base, changed);
    row = bench_compare(&b, "nic.refill.starved");
    CHECK_NEAR(row->change, -4, 0);
    CHECK_NEAR(row->low, -6.484138, 1e-5);
    CHECK_NEAR(row->high, -1.515862, 1e-5);
    CHECK_NEAR(row->p, 0.020204, 1e-6);
    CHECK_INT(row->mark, ==, RPT_COMPARE_BETTER);
    CHECK_INT(b.result.verdict, ==, RPT_COMPARE_IS_BETTER);
    CHECK_TEXT(b.result.sentence, "cured: starved of nic.refill falls from 4 to 0 per run, and"
                                  " nothing gets worse by more than 5 %.");
    CHECK_INT(b.result.exit_code, ==, 0);
    pair_clear(&b);
}

TEST(the_same_difference_in_every_pair_needs_no_interval)
{
    static const double base[] = {3, 4, 9}, changed[] = {11, 12, 17};
    struct pair b = pair_make(1, 1, 3);
    const struct rpt_compare_row *row;

    bench_starved(&b, base, changed);
    row = bench_compare(&b, "nic.refill.starved");
    CHECK(row->in_every_pair);
    CHECK_NEAR(row->change, 8, 0);
    CHECK(isnan(row->low));
    CHECK(isnan(row->p));
    CHECK_INT(row->mark, ==, RPT_COMPARE_WORSE);
    CHECK_INT(b.result.exit_code, ==, 1);
    CHECK_INT(b.result.family, ==, 0);
    pair_clear(&b);
}

/* ---- ratios of durations ---- */

TEST(a_ratio_has_limits_by_mover)
{
    /* Means 115 and 46 us; Student limits of each on its own, logarithms combined with the
       correlation of the residuals; worked out apart: 2.5 times less [2.373393, 2.712511] */
    static const uint64_t base[] = {100000, 120000, 110000, 130000};
    static const uint64_t changed[] = {40000, 50000, 42000, 52000};
    struct pair b = pair_make(1, 1, 4);
    const struct rpt_compare_row *row;

    pair_durations(&b.arena, &b.base, "nic.rx", "request_latency", base, 1);
    pair_durations(&b.arena, &b.changed, "nic.rx", "request_latency", changed, 1);
    pair_expect(&b.arena, &b.base, "nic.rx.request_latency.mean < 5ms");
    row = bench_compare(&b, "nic.rx.request_latency.mean");
    CHECK_INT(row->scale, ==, RPT_COMPARE_LESS);
    CHECK_NEAR(row->change, 2.5, 1e-12);
    CHECK_NEAR(row->low, 2.373393, 1e-5);
    CHECK_NEAR(row->high, 2.712511, 1e-5);
    CHECK_NEAR(row->correlation, 0.964764, 1e-5);
    CHECK_INT(row->mark, ==, RPT_COMPARE_BETTER);
    pair_clear(&b);
}

TEST(small_ratios_are_percentages)
{
    static const uint64_t base[] = {100000, 100100, 100000, 100100};
    static const uint64_t changed[] = {110000, 110110, 110020, 110100};
    struct pair b = pair_make(1, 1, 4);
    const struct rpt_compare_row *row;

    pair_durations(&b.arena, &b.base, "nic.rx", "request_latency", base, 1);
    pair_durations(&b.arena, &b.changed, "nic.rx", "request_latency", changed, 1);
    pair_expect(&b.arena, &b.base, "nic.rx.request_latency.mean < 5ms");
    row = bench_compare(&b, "nic.rx.request_latency.mean");
    CHECK_INT(row->scale, ==, RPT_COMPARE_PERCENT);
    CHECK_NEAR(row->change, 0.1, 1e-4);
    CHECK(row->low > 0.099 && row->low < row->change);
    CHECK(row->high < 0.101 && row->high > row->change);
    CHECK_INT(row->mark, ==, RPT_COMPARE_WORSE);
    pair_clear(&b);
}

/* 100 observations in each of 20 replications: 1 to 100 times a unit, one replication a little
   slower than the next. */
static void fill(uint64_t *values, uint64_t unit)
{
    for (int r = 0; r < 20; r++) {
        for (uint64_t i = 0; i < 100; i++) {
            values[r * 100 + (int)i] = (i + 1) * unit * (uint64_t)(100 + r) / 100;
        }
    }
}

TEST(quantiles_of_pairs_that_share_their_luck_are_close)
{
    static uint64_t base[2000], changed[2000];
    struct pair b = pair_make(1, 1, 20);
    const struct rpt_compare_row *row;

    fill(base, 100000);
    fill(changed, 10000);
    pair_durations(&b.arena, &b.base, "nic.rx", "request_latency", base, 100);
    pair_durations(&b.arena, &b.changed, "nic.rx", "request_latency", changed, 100);
    row = bench_compare(&b, "nic.rx.request_latency.p50");
    CHECK_INT(row->scale, ==, RPT_COMPARE_LESS);
    CHECK_NEAR(row->change, 10, 0.2); /* a bucket on each side */
    CHECK(row->low > 9 && row->low <= row->change);
    CHECK(row->high < 11 && row->high >= row->change);
    CHECK(row->correlation > 0.95);
    CHECK(row->variance_factor > 10);
    CHECK_INT(row->mark, ==, RPT_COMPARE_BETTER);
    CHECK(row->p < 0.001);
    pair_clear(&b);
}

TEST(a_side_without_upper_limit_leaves_that_end_open)
{
    static uint64_t base[2000], changed[2000];
    struct pair b = pair_make(1, 1, 20);
    struct mdl_series *s;
    static struct mdl_estimate censored = {"p99", 9.9e6, 9e6, HUGE_VAL, 20, "share", "censored"};
    const struct rpt_compare_row *row;

    fill(base, 100000);
    fill(changed, 10000);
    s = pair_durations(&b.arena, &b.base, "nic.rx", "request_latency", base, 100);
    s->waiting = 20; /* 1 of 100 of the base: if they never finish, its p99 is one of them */
    s->estimates = &censored;
    s->estimate_count = 1;
    pair_durations(&b.arena, &b.changed, "nic.rx", "request_latency", changed, 100);
    row = bench_compare(&b, "nic.rx.request_latency.p99");
    CHECK_INT(row->scale, ==, RPT_COMPARE_LESS);
    CHECK(row->high == HUGE_VAL);
    CHECK(row->low > 8);
    CHECK_INT(row->mark, ==, RPT_COMPARE_BETTER);
    pair_clear(&b);
}

TEST(what_still_waits_moves_a_quantile_by_so_many_ranks)
{
    /* 20 times 1 to 100 units; 20 of the 2,000 wait still, at whatever age: if they never end the
       p90 is at most the p91. So 0.6 of it is at least 0.6 * 90/91 = 0.5934: -40.66 % to -40 % */
    static uint64_t base[2000], changed[2000];
    static struct mdl_estimate bound = {"p90", 90e6, 90e6, 91e6, 20, "share", "censored"};
    struct pair b = pair_make(1, 1, 20);
    const struct rpt_compare_row *row;
    struct mdl_series *s;

    for (uint64_t i = 0; i < 2000; i++) {
        base[i] = (i % 100 + 1) * 1000000;
        changed[i] = base[i] / 10 * 6;
    }
    s = pair_durations(&b.arena, &b.base, "nic.rx", "request_latency", base, 100);
    s->waiting = 20;
    s->estimates = &bound;
    s->estimate_count = 1;
    pair_durations(&b.arena, &b.changed, "nic.rx", "request_latency", changed, 100);
    pair_expect(&b.arena, &b.base, "nic.rx.request_latency.p90 < 5ms");
    row = bench_compare(&b, "nic.rx.request_latency.p90");
    CHECK_INT(row->scale, ==, RPT_COMPARE_PERCENT);
    CHECK_NEAR(row->low, -0.4066, 0.008); /* a bucket */
    CHECK(row->low < row->high - 0.002);
    CHECK_NEAR(row->high, -0.4, 0.008);
    CHECK_INT(row->mark, ==, RPT_COMPARE_BETTER);
    pair_clear(&b);
}

TEST(what_the_run_could_not_estimate_cannot_be_compared)
{
    static uint64_t base[2000], changed[2000];
    struct pair b = pair_make(1, 1, 20);
    static struct mdl_estimate few[] = {{"p99", NAN, NAN, NAN, 20, "none", "needs 1,000, has 40"},
                                        {"p50", 5e6, NAN, NAN, 20, "none", "from 4 observations"}};
    struct mdl_series *s;
    const struct rpt_compare_row *row;

    fill(base, 100000);
    fill(changed, 10000);
    s = pair_durations(&b.arena, &b.base, "nic.rx", "request_latency", base, 100);
    s->estimates = few;
    s->estimate_count = 2;
    pair_durations(&b.arena, &b.changed, "nic.rx", "request_latency", changed, 100);
    row = bench_compare(&b, "nic.rx.request_latency.p99");
    CHECK_INT(row->mark, ==, RPT_COMPARE_INCOMPARABLE);
    CHECK_TEXT(row->note, "base: needs 1,000, has 40");
    row = pair_row(&b.result, "nic.rx.request_latency.p50");
    CHECK_INT(row->mark, ==, RPT_COMPARE_UNCLEAR);
    CHECK(isnan(row->low) && isnan(row->high) && isnan(row->p));
    CHECK_TEXT(row->note, "from 4 observations");
    pair_clear(&b);
}

TEST(a_lower_bound_proves_only_what_lies_below_it)
{
    /* Nothing random. At least 5 s against 42 us is worse; against 9 s it may be anything. */
    static const uint64_t stuck[] = {5000000000}, fast[] = {42000}, slow[] = {9000000000};
    static struct mdl_estimate bound = {"p99", 5e9, 5e9, HUGE_VAL, 1, "range", "censored"};
    struct pair b = pair_make(1, 1, 1);
    struct mdl_series *s;

    b.base.is_random = b.changed.is_random = false;
    for (int i = 0; i < 2; i++) {
        pair_durations(&b.arena, &b.base, i == 0 ? "a" : "b", "request_latency",
                       i == 0 ? fast : slow, 1);
        s = pair_durations(&b.arena, &b.changed, i == 0 ? "a" : "b", "request_latency", stuck, 1);
        s->waiting = 1;
        s->estimates = &bound;
        s->estimate_count = 1;
    }
    CHECK_INT(bench_compare(&b, "a.request_latency.p99")->mark, ==, RPT_COMPARE_WORSE);
    CHECK_INT(pair_row(&b.result, "b.request_latency.p99")->mark, ==, RPT_COMPARE_UNCLEAR);
    pair_clear(&b);
}

TEST(what_was_lost_lasts_for_ever)
{
    /* 20 of 2,020 are lost: the p99 lies at rank 2,000 of them, and its upper limit among the
       lost; the base has no upper limit either */
    static uint64_t base[2000], changed[2000];
    struct pair b = pair_make(1, 1, 20);
    const struct rpt_compare_row *row;

    fill(base, 100000);
    fill(changed, 10000);
    pair_durations(&b.arena, &b.base, "nic.rx", "request_latency", base, 100)->lost = 20;
    pair_durations(&b.arena, &b.changed, "nic.rx", "request_latency", changed, 100);
    row = bench_compare(&b, "nic.rx.request_latency.p99");
    CHECK(row->high == HUGE_VAL);
    CHECK_INT(row->mark, ==, RPT_COMPARE_BETTER);
    pair_clear(&b);
}

/* ---- marks ---- */

TEST(a_run_is_identical_with_itself)
{
    static const double counts[] = {3, 4, 5};
    static const uint64_t values[] = {100000, 120000, 110000};
    struct pair b = pair_make(1, 1, 3);

    bench_starved(&b, counts, counts);
    pair_durations(&b.arena, &b.base, "nic.rx", "request_latency", values, 1);
    pair_durations(&b.arena, &b.changed, "nic.rx", "request_latency", values, 1);
    rpt_compare_runs(&b.arena, &b.base, &b.changed, NULL, &b.result);
    for (uint32_t i = 0; i < b.result.row_count; i++) {
        CHECK_INT(b.result.rows[i].mark, ==, RPT_COMPARE_IDENTICAL);
        CHECK(isnan(b.result.rows[i].p));
    }
    CHECK_INT(b.result.row_count, ==, 3); /* starved, p50, p99 */
    CHECK_INT(b.result.verdict, ==, RPT_COMPARE_ALL_SAME);
    CHECK_TEXT(b.result.word, "SAME");
    CHECK_INT(b.result.input_count, ==, 0);
    pair_clear(&b);
}

TEST(where_nothing_is_random_there_is_no_interval_and_no_p)
{
    static const double base[] = {7}, changed[] = {3};
    static const uint64_t slow[] = {42000}, fast[] = {42900};
    struct pair b = pair_make(1, 1, 1);
    const struct rpt_compare_row *row;

    b.base.is_random = b.changed.is_random = false;
    bench_starved(&b, base, changed);
    pair_durations(&b.arena, &b.base, "nic.rx", "request_latency", slow, 1);
    pair_durations(&b.arena, &b.changed, "nic.rx", "request_latency", fast, 1);
    row = bench_compare(&b, "nic.refill.starved");
    CHECK(row->is_exact);
    CHECK(isnan(row->low) && isnan(row->high) && isnan(row->p) && isnan(row->correlation));
    CHECK_INT(row->mark, ==, RPT_COMPARE_BETTER);
    row = pair_row(&b.result, "nic.rx.request_latency.p99");
    CHECK_INT(row->mark, ==, RPT_COMPARE_SAME); /* 900 ns: less than 1 us */
    CHECK_INT(b.result.family, ==, 0);
    CHECK(!b.result.is_random);
    pair_clear(&b);
}

/* 2 against 1 is under the threshold of one per run; 1 against 0 is another kind of run. */
TEST(what_happens_once_and_then_never_is_no_small_difference)
{
    static const double two[] = {2}, one[] = {1}, none[] = {0};
    struct pair b = pair_make(1, 1, 1);

    b.base.is_random = b.changed.is_random = false;
    bench_starved(&b, two, one);
    CHECK_INT(bench_compare(&b, "nic.refill.starved")->mark, ==, RPT_COMPARE_SAME);
    pair_clear(&b);
    b = pair_make(1, 1, 1);
    b.base.is_random = b.changed.is_random = false;
    bench_starved(&b, one, none);
    CHECK_INT(bench_compare(&b, "nic.refill.starved")->mark, ==, RPT_COMPARE_BETTER);
    pair_clear(&b);
    b = pair_make(1, 1, 1);
    b.base.is_random = b.changed.is_random = false;
    bench_starved(&b, none, one);
    CHECK_INT(bench_compare(&b, "nic.refill.starved")->mark, ==, RPT_COMPARE_WORSE);
    pair_clear(&b);
}

TEST(one_random_replication_gives_no_verdict)
{
    static const double base[] = {7}, changed[] = {3};
    struct pair b = pair_make(1, 1, 1);
    const struct rpt_compare_row *row;

    bench_starved(&b, base, changed);
    row = bench_compare(&b, "nic.refill.starved");
    CHECK_INT(row->mark, ==, RPT_COMPARE_UNCLEAR);
    CHECK_TEXT(row->note, "1 replication: no interval");
    CHECK_INT(b.result.verdict, ==, RPT_COMPARE_IS_UNCLEAR);
    pair_clear(&b);
}

TEST(a_difference_within_a_microsecond_or_five_percent_is_none)
{
    /* 2 us against 2.9 us is 45 %, but 0.9 us; 1 ms against 1.04 ms is 40 us, but 4 % */
    static const uint64_t a[] = {2000, 2010, 1990, 2000}, c[] = {2900, 2905, 2890, 2910};
    static const uint64_t d[] = {1000000, 1000100, 999900, 1000050};
    static const uint64_t e[] = {1040000, 1040100, 1039990, 1040000};
    struct pair b = pair_make(1, 1, 4);
    const struct rpt_compare_row *row;

    pair_durations(&b.arena, &b.base, "a", "request_latency", a, 1);
    pair_durations(&b.arena, &b.changed, "a", "request_latency", c, 1);
    pair_durations(&b.arena, &b.base, "b", "request_latency", d, 1);
    pair_durations(&b.arena, &b.changed, "b", "request_latency", e, 1);
    pair_expect(&b.arena, &b.base, "a.request_latency.mean < 1s");
    pair_expect(&b.arena, &b.base, "b.request_latency.mean < 1s");
    row = bench_compare(&b, "a.request_latency.mean");
    CHECK_INT(row->mark, ==, RPT_COMPARE_SAME);
    CHECK(row->p < 0.001); /* certain, and yet nothing that matters */
    row = pair_row(&b.result, "b.request_latency.mean");
    CHECK_INT(row->mark, ==, RPT_COMPARE_SAME);
    pair_clear(&b);
}

TEST(a_certain_difference_that_may_exceed_the_threshold_is_small)
{
    /* new: mean 104 us, deviation 1.472, error 0.736, t(3) 3.182: 104 -+ 2.34; so +4 %, without
       0, but up to 6 % */
    static const uint64_t base[] = {100000, 100000, 100000, 100000};
    static const uint64_t changed[] = {102000, 104000, 104500, 105500};
    struct pair b = pair_make(1, 1, 4);
    const struct rpt_compare_row *row;

    pair_durations(&b.arena, &b.base, "a", "response", base, 1);
    pair_durations(&b.arena, &b.changed, "a", "response", changed, 1);
    pair_expect(&b.arena, &b.base, "a.response.mean < 1s");
    row = bench_compare(&b, "a.response.mean");
    CHECK_NEAR(row->low, 0.0166, 0.001);
    CHECK_NEAR(row->high, 0.0634, 0.001);
    CHECK_INT(b.result.family, ==, 1);
    CHECK_INT(row->mark, ==, RPT_COMPARE_SMALL);
    CHECK_TEXT(b.result.sentence, "cured: there is a difference, but a small one, in 1 row.");
    pair_clear(&b);
}

TEST(a_row_that_is_certain_only_alone_says_so)
{
    /* p = 0.0202 as above; with a second, unclear row Holm doubles it: 0.0404; with a third
       it is 0.0606 and no longer below 0.05 */
    static const double first[] = {3, 4, 5}, zero[] = {0, 0, 0}, x[] = {1, 5, 3}, y[] = {4, 1, 3};
    static const char *const objects[] = {"b.item", "c.item"};
    struct pair b = pair_make(1, 1, 3);
    const struct rpt_compare_row *row;

    bench_starved(&b, first, zero);
    for (int i = 0; i < 2; i++) {
        pair_count(&b.arena, &b.base, objects[i], "starved", "lower", x);
        pair_count(&b.arena, &b.changed, objects[i], "starved", "lower", y);
    }
    row = bench_compare(&b, "nic.refill.starved");
    CHECK_INT(b.result.family, ==, 3);
    CHECK_NEAR(row->p_corrected, 3 * 0.020204, 1e-5);
    CHECK_INT(row->mark, ==, RPT_COMPARE_UNCLEAR);
    CHECK_TEXT(row->note, "alone p = 0.020; not after correction for the other rows");
    pair_clear(&b);
}

TEST(a_measure_without_a_good_side_just_changes)
{
    static const double base[] = {1300, 1310, 1290}, changed[] = {54, 55, 52};
    struct pair b = pair_make(1, 1, 3);
    const struct rpt_compare_row *row;

    pair_count(&b.arena, &b.base, "nic.refill", "coalesced", "neither", base);
    pair_count(&b.arena, &b.changed, "nic.refill", "coalesced", "neither", changed);
    pair_expect(&b.arena, &b.base, "nic.refill.coalesced < 5");
    row = bench_compare(&b, "nic.refill.coalesced");
    CHECK_INT(row->scale, ==, RPT_COMPARE_LESS);
    CHECK_NEAR(row->change, 1300 / (161.0 / 3), 1e-9); /* 24 times less */
    CHECK_INT(row->mark, ==, RPT_COMPARE_CHANGED);
    CHECK_INT(b.result.verdict, ==, RPT_COMPARE_IS_UNCLEAR);
    pair_clear(&b);
}

/* ---- what cannot be compared ---- */

TEST(other_windows_refuse_every_row)
{
    static const double base[] = {3, 4, 5}, changed[] = {0, 0, 0};
    struct pair b = pair_make(1, 1, 3);
    const struct rpt_compare_row *row;

    b.base.from_ns = 1200000000;
    b.changed.from_ns = 900000000;
    bench_starved(&b, base, changed);
    row = bench_compare(&b, "nic.refill.starved");
    CHECK_INT(row->mark, ==, RPT_COMPARE_INCOMPARABLE);
    CHECK_TEXT(row->note, "measured from 1.2 s and from 0.9 s; run both with "
                          "--set run.warm_up=1.2s");
    CHECK_INT(b.result.verdict, ==, RPT_COMPARE_IS_IMPOSSIBLE);
    CHECK_INT(b.result.exit_code, ==, 3);
    CHECK_TEXT(b.result.word, "NOT COMPARABLE");
    pair_clear(&b);
}

TEST(a_renamed_object_is_in_one_run_only)
{
    static const double base[] = {3, 4, 5}, changed[] = {1, 2, 2};
    struct pair b = pair_make(1, 1, 3);

    pair_count(&b.arena, &b.base, "nic.refill", "starved", "lower", base);
    pair_count(&b.arena, &b.changed, "nic.fill", "starved", "lower", changed);
    CHECK_TEXT(bench_compare(&b, "nic.refill.starved")->note, "only in the base run");
    CHECK_TEXT(pair_row(&b.result, "nic.fill.starved")->note, "only in the new run");
    CHECK_INT(b.result.exit_code, ==, 3);
    pair_clear(&b);
}

TEST(another_starvation_threshold_refuses_the_rows_that_depend_on_it)
{
    static const double base[] = {3, 4, 5}, changed[] = {1, 2, 2};
    struct pair b = pair_make(1, 1, 3);
    const struct rpt_compare_row *row;

    bench_starved(&b, base, changed);
    pair_parameter(&b.arena, &b.base, "run.starvation_after", "100ms");
    pair_parameter(&b.arena, &b.changed, "run.starvation_after", "1s");
    row = bench_compare(&b, "nic.refill.starved");
    CHECK_TEXT(row->note, "starvation_after differs");
    pair_clear(&b);
}

TEST(replications_that_stopped_leave_no_sample)
{
    static const double base[] = {3, 4, 5}, changed[] = {0, 0, 0};
    struct pair b = pair_make(1, 1, 4);
    const struct rpt_compare_row *row;

    b.base.completed = b.changed.completed = 3;
    b.base.replications[2].bug_check = 0x133;
    b.base.stopped = 1;
    b.changed.completed = 4;
    b.changed.stopped = 0;
    pair_count(&b.arena, &b.base, "nic.refill", "starved", "lower", base);
    b.changed.completed = 3;
    b.changed.replication_count = 3;
    pair_count(&b.arena, &b.changed, "nic.refill", "starved", "lower", changed);
    row = bench_compare(&b, "nic.refill.starved");
    CHECK_INT(row->n, ==, 2); /* 0, 1, 3 of the base and 0, 1, 2 of the new run */
    CHECK_INT(row->mark, ==, RPT_COMPARE_UNCLEAR);
    CHECK_TEXT(row->note, "1 replications stopped: the others are no sample");
    pair_clear(&b);
}

TEST(stops_are_compared_exactly)
{
    /* 3 of 20 pairs disagree, all one way: 2 / 2^3 = 0.25 (McNemar). Unpaired, of all ways to
       put 3 stops on 40 runs: 2 * (20*19*18/6) / (40*39*38/6) = 2 * 1140 / 9880 = 0.230769 */
    struct pair b = pair_make(1, 1, 20);

    for (int i = 4; i < 7; i++) {
        b.base.replications[i].bug_check = 0x133;
    }
    b.base.stopped = 3;
    b.base.completed = 17;
    rpt_compare_runs(&b.arena, &b.base, &b.changed, NULL, &b.result);
    CHECK_NEAR(b.result.stopped_p, 0.25, 1e-12);
    b.changed.seed = 2;
    rpt_compare_runs(&b.arena, &b.base, &b.changed, NULL, &b.result);
    CHECK_NEAR(b.result.stopped_p, 2 * 1140.0 / 9880, 1e-12);
    pair_clear(&b);
}

/* ---- which rows, and why ---- */

TEST(what_differed_in_the_inputs_is_listed)
{
    struct pair b = pair_make(1, 1, 3);

    pair_parameter(&b.arena, &b.base, "pool.delayed.threads", "7");
    pair_parameter(&b.arena, &b.base, "machine.processors", "2");
    pair_parameter(&b.arena, &b.base, "only.base", "x");
    pair_parameter(&b.arena, &b.changed, "machine.processors", "2");
    pair_parameter(&b.arena, &b.changed, "pool.delayed.threads", "16");
    pair_parameter(&b.arena, &b.changed, "zoo", "1");
    rpt_compare_runs(&b.arena, &b.base, &b.changed, NULL, &b.result);
    CHECK_INT(b.result.input_count, ==, 3);
    CHECK_TEXT(b.result.inputs[0].path, "only.base");
    CHECK_TEXT(b.result.inputs[0].changed, "");
    CHECK_TEXT(b.result.inputs[1].path, "pool.delayed.threads");
    CHECK_TEXT(b.result.inputs[1].base, "7");
    CHECK_TEXT(b.result.inputs[1].changed, "16");
    CHECK_TEXT(b.result.inputs[2].path, "zoo");
    CHECK_TEXT(b.result.inputs[2].base, "");
    CHECK_INT(b.result.exit_code, ==, 3); /* no figures at all */
    CHECK_TEXT(b.result.sentence, "cured: the runs have no figure in common.");
    pair_clear(&b);
}

TEST(rows_are_those_of_expectations_and_of_changed_objects)
{
    static const double x[] = {3, 4, 5}, y[] = {3, 4, 6};
    struct pair b = pair_make(1, 1, 3);

    for (int i = 0; i < 2; i++) {
        struct mdl_answer *a = i == 0 ? &b.base : &b.changed;

        pair_count(&b.arena, a, "other.item", "starved", "lower", i == 0 ? x : y);
        pair_count(&b.arena, a, "indexer.scan", "coalesced", "neither", i == 0 ? x : y);
        pair_count(&b.arena, a, "nic.refill", "starved", "lower", i == 0 ? x : y);
        pair_count(&b.arena, a, "nic.refill", "runs", "neither", i == 0 ? x : y);
        pair_parameter(&b.arena, a, "drivers.indexer.work_items.scan.queue", i == 0 ? "a" : "b");
        pair_expect(&b.arena, a, "nic.refill.starved == 0 in 99% of runs");
        pair_expect(&b.arena, a, "bug_check == none");
    }
    rpt_compare_runs(&b.arena, &b.base, &b.changed, NULL, &b.result);
    CHECK_INT(b.result.row_count, ==, 2);
    CHECK_TEXT(b.result.rows[0].name, "nic.refill.starved");
    CHECK_TEXT(b.result.rows[1].name, "indexer.scan.coalesced");

    rpt_compare_runs(&b.arena, &b.base, &b.changed, &(struct rpt_compare_options){.all = true},
                     &b.result);
    CHECK_INT(b.result.row_count, ==, 4);
    CHECK(!b.result.rows[1].is_exploratory);
    CHECK(b.result.rows[2].is_exploratory);
    pair_clear(&b);
}

TEST(rows_stand_by_object_durations_first_statistics_in_order)
{
    static const uint64_t values[] = {100000, 120000, 110000};
    static const double counts[] = {1, 2, 3};
    static const char *const names[] = {"a.request_latency.mean", "a.request_latency.p50",
                                        "a.request_latency.p99",  "a.request_latency.p99.9",
                                        "a.starved",              "b.response.mean"};
    struct pair b = pair_make(1, 1, 3);

    for (int i = 0; i < 2; i++) {
        struct mdl_answer *a = i == 0 ? &b.base : &b.changed;

        pair_count(&b.arena, a, "a", "starved", "lower", counts);
        pair_durations(&b.arena, a, "b", "response", values, 1);
        pair_durations(&b.arena, a, "a", "request_latency", values, 1);
        pair_expect(&b.arena, a, "a.starved == 0");
        pair_expect(&b.arena, a, "b.response.mean < 1s");
        pair_expect(&b.arena, a, "a.request_latency.p99 < 1s");
    }
    rpt_compare_runs(&b.arena, &b.base, &b.changed, NULL, &b.result);
    CHECK_INT(b.result.row_count, ==, 6);
    for (int i = 0; i < 6; i++) {
        CHECK_TEXT(b.result.rows[i].name, names[i]);
    }
    pair_clear(&b);
}

TEST(threads_of_drivers_are_the_price)
{
    static const double base[] = {30, 40, 50}, changed[] = {0, 0, 0}, none[] = {0, 0, 0};
    struct pair b = pair_make(1, 1, 3);
    const struct rpt_compare_row *row;

    bench_starved(&b, base, changed);
    pair_count(&b.arena, &b.changed, "indexer.scan", "switches", "neither", none)->kind = "thread";
    pair_count(&b.arena, &b.changed, "thread.app", "switches", "neither", none)->kind = "thread";
    pair_parameter(&b.arena, &b.changed, "indexer.scan.count", "8");
    row = bench_compare(&b, "machine.own_threads");
    CHECK(row->is_price && row->in_every_pair);
    CHECK_NEAR(row->change, 8, 0);
    CHECK_TEXT(b.result.sentence, "cured: starved of nic.refill falls from 40 to 0 per run, and"
                                  " nothing gets worse by more than 5 %. Price: 8 more kernel"
                                  " threads.");
    pair_clear(&b);
}

TEST(threads_of_a_pool_are_a_price_on_average)
{
    const struct rpt_compare_row own = {.object = "machine", .base = 0, .changed = 1};
    const struct rpt_compare_row pool = {.object = "pool.ex", .base = 2, .changed = 4.4};
    struct sim_arena arena;

    sim_arena_init(&arena);
    CHECK_TEXT(rpt_price_words(&arena, &own), "1 more kernel thread");
    CHECK_TEXT(rpt_price_words(&arena, &pool), "2.40 more threads in pool.ex on average");
    sim_arena_deinit(&arena);
}

TEST(objects_of_another_kind_are_not_compared)
{
    static const double base[] = {3, 4, 5}, changed[] = {1, 2, 2};
    struct pair b = pair_make(1, 1, 3);
    const struct rpt_compare_row *row;

    bench_starved(&b, base, changed);
    b.changed.series[0].kind = "thread";
    row = bench_compare(&b, "nic.refill.starved");
    CHECK_TEXT(row->note, "a work item in the base run, a thread in the new one");
    pair_clear(&b);
}

TEST(rows_that_cannot_exclude_a_loss_are_counted)
{
    /* b: differences -1, 0, 3: mean 0.67, deviation 2.08, limits 0.67 -+ 5.17: 5.8 more is
       possible. c: the same in every replication. */
    static const double first[] = {300, 400, 500}, zero[] = {0, 0, 0};
    static const double x[] = {10, 11, 12}, y[] = {9, 11, 15};
    struct pair b = pair_make(1, 1, 3);

    bench_starved(&b, first, zero);
    pair_count(&b.arena, &b.base, "b.item", "starved", "lower", x);
    pair_count(&b.arena, &b.changed, "b.item", "starved", "lower", y);
    pair_count(&b.arena, &b.base, "c.item", "starved", "lower", x);
    pair_count(&b.arena, &b.changed, "c.item", "starved", "lower", x);
    rpt_compare_runs(&b.arena, &b.base, &b.changed, NULL, &b.result);
    CHECK_TEXT(b.result.sentence, "cured: starved of nic.refill falls from 400 to 0 per run;"
                                  " nothing is shown to get worse, but 1 row cannot exclude it.");
    pair_clear(&b);
}

TEST(holm_and_benjamini_hochberg_agree_with_the_reference)
{
    /* oracle s.padjust.5 (R p.adjust) */
    static const double p[] = {0.01, 0.02, 0.03, 0.04, 0.05};
    static const double holm[] = {0.05, 0.08, 0.09, 0.09, 0.09};
    double corrected[5];

    rpt_correct_holm(p, 5, corrected);
    for (int i = 0; i < 5; i++) {
        CHECK_NEAR(corrected[i], holm[i], 1e-15);
    }
    rpt_correct_explored(p, 5, corrected);
    for (int i = 0; i < 5; i++) {
        CHECK_NEAR(corrected[i], 0.05, 1e-15);
    }
}

TEST(runs_of_unequal_length_use_all_their_replications)
{
    /* Base 10 12 14 16 and its first two pairs 11 12: base mean 13, new 11.5. Correlation of a
       pair: (9 * ... ) residuals -3 -1 and -0.5 0.5: (1.5 - 0.5) / sqrt(10 * 0.5) = 0.447214;
       of the means: times 2 / sqrt(4 * 2) */
    static const double base[] = {10, 12, 14, 16}, changed[] = {11, 12};
    struct pair b = pair_make(1, 1, 4);
    const struct rpt_compare_row *row;

    b.changed = pair_run(&b.arena, 1, 2);
    bench_starved(&b, base, changed);
    row = bench_compare(&b, "nic.refill.starved");
    CHECK_INT(row->n, ==, 2);
    CHECK_INT(b.result.pairs, ==, 2);
    CHECK_NEAR(row->base, 13, 0);
    CHECK_NEAR(row->changed, 11.5, 0);
    CHECK_NEAR(row->correlation, 0.447214, 1e-6);
    pair_clear(&b);
}

TEST(marks_have_signs_and_words)
{
    CHECK_TEXT(rpt_compare_sign(RPT_COMPARE_SAME, true), "~=");
    CHECK_TEXT(rpt_compare_sign(RPT_COMPARE_SAME, false), "\xe2\x89\x88");
    CHECK_TEXT(rpt_compare_sign(RPT_COMPARE_BETTER, true), "+");
    CHECK_TEXT(rpt_compare_word(RPT_COMPARE_INCOMPARABLE), "not comparable");
}

TESTS(ENTRY(a_paired_difference_is_that_of_the_paired_t_test),
      ENTRY(other_seeds_make_it_unpaired), ENTRY(a_count_that_falls_to_zero_is_a_difference),
      ENTRY(the_same_difference_in_every_pair_needs_no_interval),
      ENTRY(a_ratio_has_limits_by_mover), ENTRY(small_ratios_are_percentages),
      ENTRY(quantiles_of_pairs_that_share_their_luck_are_close),
      ENTRY(a_side_without_upper_limit_leaves_that_end_open),
      ENTRY(what_still_waits_moves_a_quantile_by_so_many_ranks),
      ENTRY(what_the_run_could_not_estimate_cannot_be_compared),
      ENTRY(a_lower_bound_proves_only_what_lies_below_it), ENTRY(what_was_lost_lasts_for_ever),
      ENTRY(a_run_is_identical_with_itself),
      ENTRY(where_nothing_is_random_there_is_no_interval_and_no_p),
      ENTRY(what_happens_once_and_then_never_is_no_small_difference),
      ENTRY(one_random_replication_gives_no_verdict),
      ENTRY(a_difference_within_a_microsecond_or_five_percent_is_none),
      ENTRY(a_certain_difference_that_may_exceed_the_threshold_is_small),
      ENTRY(a_row_that_is_certain_only_alone_says_so),
      ENTRY(a_measure_without_a_good_side_just_changes), ENTRY(other_windows_refuse_every_row),
      ENTRY(a_renamed_object_is_in_one_run_only),
      ENTRY(another_starvation_threshold_refuses_the_rows_that_depend_on_it),
      ENTRY(replications_that_stopped_leave_no_sample), ENTRY(stops_are_compared_exactly),
      ENTRY(what_differed_in_the_inputs_is_listed),
      ENTRY(rows_are_those_of_expectations_and_of_changed_objects),
      ENTRY(rows_stand_by_object_durations_first_statistics_in_order),
      ENTRY(threads_of_drivers_are_the_price),
      ENTRY(threads_of_a_pool_are_a_price_on_average),
      ENTRY(objects_of_another_kind_are_not_compared),
      ENTRY(rows_that_cannot_exclude_a_loss_are_counted),
      ENTRY(holm_and_benjamini_hochberg_agree_with_the_reference),
      ENTRY(runs_of_unequal_length_use_all_their_replications),
      ENTRY(marks_have_signs_and_words))
