/* Histograms: borders as in the view `histograms` of the store, quantiles by rank, merging. */
#include "sim/statistics/histogram.h"

#include "sim/random/stream.h"
#include "tests/lab.h"

struct border {
    uint32_t index;
    uint64_t low, high;
};

/* low = i or (64 + i % 64) << (i / 64 - 1); high = i + 1 or (65 + i % 64) << (i / 64 - 1) */
TEST(bucket_borders_are_those_of_the_store)
{
    static const struct border rows[] = {
        {0, 0, 1},
        {63, 63, 64},
        {64, 64, 65},
        {127, 127, 128},
        {128, 128, 130},                 /* (64 + 0) << 1 */
        {191, 254, 256},                 /* (64 + 63) << 1 */
        {192, 256, 260},
        {1100, 4980736, 5046272},        /* 76 << 16, 77 << 16 */
        {3775, UINT64_C(127) << 57, UINT64_MAX}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK(sim_histogram_bucket_low(rows[i].index) == rows[i].low);
        CHECK(sim_histogram_bucket_high(rows[i].index) == rows[i].high);
        CHECK_INT(sim_histogram_index(rows[i].low), ==, rows[i].index);
        CHECK_INT(sim_histogram_index(rows[i].high - 1), ==, rows[i].index);
    }
    CHECK_INT(sim_histogram_index(UINT64_MAX), ==, 3775);
    CHECK_INT(sim_histogram_index(5000000), ==, 1100);
}

TEST(a_middle_is_at_most_eight_per_mille_away)
{
    struct sim_stream s;

    sim_stream_init(&s, 1, 0, "histogram", "middle");
    for (uint64_t i = 0; i < 100000; i++) {
        uint64_t value = sim_stream_bits(&s, i, 0) >> (i % 63);
        uint64_t middle = sim_histogram_bucket_middle(sim_histogram_index(value));
        double off = (double)(middle > value ? middle - value : value - middle);

        CHECK(off <= 0.008 * (double)value);
    }
}

TEST(quantiles_hold_the_rank_that_is_rounded_up)
{
    struct sim_histogram h;

    sim_histogram_init(&h);
    for (uint64_t value = 1; value <= 10; value++) {
        sim_histogram_add(&h, value);
    }
    CHECK_INT(sim_histogram_quantile(&h, 0.1), ==, 1);
    CHECK_INT(sim_histogram_quantile(&h, 0.11), ==, 2); /* rank 1.1 up to 2 */
    CHECK_INT(sim_histogram_quantile(&h, 0.5), ==, 5);
    CHECK_INT(sim_histogram_quantile(&h, 0.7), ==, 7); /* 0.7 * 10 is 7, whatever the binary says */
    CHECK_INT(sim_histogram_quantile(&h, 0.95), ==, 10);
    CHECK_INT(sim_histogram_quantile(&h, 0.0), ==, 1);
    CHECK_INT(sim_histogram_quantile(&h, 1.0), ==, 10);
    CHECK_NEAR(sim_histogram_mean(&h), 5.5, 0);
    CHECK_INT(sim_histogram_count_below(&h, 7), ==, 7);
    sim_histogram_deinit(&h);
}

/* Oracle s.hdr.data.raw: 10,000 times 1000, once 100,000,000. */
TEST(one_outlier_shows_only_above_its_rank)
{
    struct sim_histogram h;

    sim_histogram_init(&h);
    sim_histogram_add_many(&h, 1000, 10000);
    sim_histogram_add(&h, 100000000);
    CHECK_INT(sim_histogram_quantile(&h, 0.99), ==, 1004); /* bucket [1000, 1008) */
    CHECK_INT(sim_histogram_quantile(&h, 0.9999), ==, 1004);
    CHECK_INT(sim_histogram_quantile(&h, 0.99999), ==, 100000000); /* cut at the maximum */
    CHECK_NEAR(sim_histogram_mean(&h), 10998.900109989, 1e-8);     /* 110,000,000 / 10,001 */
    CHECK_INT(sim_histogram_count_below(&h, 1003), ==, 10000);     /* its whole bucket */
    CHECK_INT(sim_histogram_count_below(&h, 999), ==, 0);
    sim_histogram_deinit(&h);
}

/* Both ways of adding: the first value of an octave and one between the extremes; on both sides
 * of 2^52, where a double no longer holds 2 x + 1. */
TEST(a_value_counts_in_its_own_bucket_whichever_way_it_comes)
{
    struct sim_histogram h;

    sim_histogram_init(&h);
    for (uint32_t i = 0; i < SIM_HISTOGRAM_BUCKETS; i++) {
        uint64_t low = sim_histogram_bucket_low(i), high = sim_histogram_bucket_high(i);

        sim_histogram_add(&h, low);
        sim_histogram_add(&h, low);
        sim_histogram_add(&h, high - 1);
        CHECK_INT(sim_histogram_bucket_count(&h, i), ==, 3);
        CHECK(h.high == high - 1);
    }
    for (uint32_t i = 0; i < SIM_HISTOGRAM_BUCKETS; i++) {
        sim_histogram_add(&h, sim_histogram_bucket_middle(i));
        CHECK_INT(sim_histogram_bucket_count(&h, i), ==, 4);
        CHECK_INT(sim_histogram_next(&h, i), ==, i);
    }
    CHECK_INT(h.count, ==, 4 * SIM_HISTOGRAM_BUCKETS);
    sim_histogram_deinit(&h);
}

TEST(counts_do_not_end_where_32_bits_do)
{
    struct sim_histogram h, twice;

    sim_histogram_init(&h);
    sim_histogram_init(&twice);
    sim_histogram_add_many(&h, 7, UINT32_MAX);
    sim_histogram_add(&h, 7);
    sim_histogram_add(&h, 7);
    CHECK(sim_histogram_bucket_count(&h, 7) == (UINT64_C(1) << 32) + 1);
    CHECK(h.count == (UINT64_C(1) << 32) + 1);
    sim_histogram_merge(&twice, &h);
    sim_histogram_merge(&twice, &h);
    CHECK(sim_histogram_bucket_count(&twice, 7) == (UINT64_C(1) << 33) + 2);
    CHECK(sim_histogram_total(&twice) == (sim_wide)7 * ((UINT64_C(1) << 33) + 2));
    CHECK_INT(sim_histogram_quantile(&twice, 0.5), ==, 7);
    sim_histogram_deinit(&h);
    sim_histogram_deinit(&twice);
}

TEST(merged_histograms_are_those_of_all_values_together)
{
    struct sim_histogram whole, a, b;
    struct sim_stream s;

    sim_histogram_init(&whole);
    sim_histogram_init(&a);
    sim_histogram_init(&b);
    sim_stream_init(&s, 1, 0, "histogram", "merge");
    for (uint64_t i = 0; i < 20000; i++) {
        uint64_t value = sim_stream_bits(&s, i, 0) >> (i % 64);

        sim_histogram_add(&whole, value);
        sim_histogram_add(i % 3 == 0 ? &a : &b, value);
    }
    sim_histogram_merge(&a, &b);
    CHECK(a.count == whole.count);
    CHECK(sim_histogram_total(&a) == sim_histogram_total(&whole));
    CHECK(a.low == whole.low);
    CHECK(a.high == whole.high);
    for (uint32_t i = 0; i < 59 * 64; i++) {
        CHECK(sim_histogram_bucket_count(&a, i) == sim_histogram_bucket_count(&whole, i));
    }
    sim_histogram_clear(&b);
    sim_histogram_merge(&a, &b); /* nothing */
    CHECK(a.low == whole.low);
    sim_histogram_deinit(&whole);
    sim_histogram_deinit(&a);
    sim_histogram_deinit(&b);
}

TEST(clearing_keeps_the_memory_and_forgets_the_rest)
{
    struct sim_histogram h;
    uint64_t *counts;

    sim_histogram_init(&h);
    sim_histogram_add(&h, 5000);
    counts = h.counts;
    CHECK(counts != NULL);
    CHECK_INT(h.octaves, ==, 8); /* 5000 has 13 bits: octave 12 - 6 + 1, after 7 others */
    sim_histogram_clear(&h);
    CHECK(h.counts == counts);
    CHECK_INT(h.count, ==, 0);
    CHECK(h.low == UINT64_MAX);
    CHECK_INT(sim_histogram_count_below(&h, UINT64_MAX), ==, 0);
    sim_histogram_deinit(&h);
    sim_histogram_deinit(&h); /* twice is fine */
}

/* Values that share a bucket: its middle stands for all of them, but never outside of what was
   seen, so that no quantile is above a higher one. 301 lies in [300, 304), whose middle is 302. */
TEST(quantiles_of_nearly_constant_values_keep_their_order)
{
    static const double p[] = {0, 0.5, 0.9, 0.99, 0.999, 1};

    for (uint64_t base = 290; base < 310; base++) {
        struct sim_histogram h;
        uint64_t last = base;

        sim_histogram_init(&h);
        sim_histogram_add_many(&h, base, 990);
        sim_histogram_add_many(&h, base + 1, 10);
        for (int k = 0; k < 6; k++) {
            uint64_t q = sim_histogram_quantile(&h, p[k]);

            CHECK_INT(q, >=, last);
            CHECK_INT(q, <=, base + 1);
            last = q;
        }
        sim_histogram_deinit(&h);
    }
}

/* 5, 7 twice and 1000 without 5 and one 7: 7 and 1000, whose bucket [1000, 1008) holds only it. */
TEST(what_was_added_can_be_taken_away)
{
    struct sim_histogram all, part;

    sim_histogram_init(&all);
    sim_histogram_init(&part);
    sim_histogram_add(&all, 5);
    sim_histogram_add_many(&all, 7, 2);
    sim_histogram_add(&all, 1000);
    sim_histogram_add(&part, 5);
    sim_histogram_add(&part, 7);
    sim_histogram_subtract(&all, &part);
    CHECK_INT(all.count, ==, 2);
    CHECK(sim_histogram_total(&all) == 1007);
    CHECK_INT(all.low, ==, 7);
    CHECK_INT(all.high, ==, 1000);
    CHECK_INT(sim_histogram_quantile(&all, 0.5), ==, 7);
    CHECK(sim_histogram_covers(&all, 500));
    CHECK(!sim_histogram_covers(&all, 5));
    sim_histogram_clear(&part);
    sim_histogram_add(&part, 7);
    sim_histogram_add(&part, 1000);
    sim_histogram_subtract(&all, &part);
    CHECK_INT(all.count, ==, 0);
    CHECK_INT(all.low, ==, UINT64_MAX);
    sim_histogram_deinit(&all);
    sim_histogram_deinit(&part);
}

TESTS(ENTRY(what_was_added_can_be_taken_away),
      ENTRY(quantiles_of_nearly_constant_values_keep_their_order),
      ENTRY(bucket_borders_are_those_of_the_store), ENTRY(a_middle_is_at_most_eight_per_mille_away),
      ENTRY(quantiles_hold_the_rank_that_is_rounded_up),
      ENTRY(one_outlier_shows_only_above_its_rank),
      ENTRY(a_value_counts_in_its_own_bucket_whichever_way_it_comes),
      ENTRY(counts_do_not_end_where_32_bits_do),
      ENTRY(merged_histograms_are_those_of_all_values_together),
      ENTRY(clearing_keeps_the_memory_and_forgets_the_rest))
