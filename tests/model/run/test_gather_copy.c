/* Copies of histograms: what is read from them is what the histogram itself says. */
#include "model/run/gather_copy.h"

#include <math.h>

#include "sim/random/stream.h"
#include "tests/lab.h"

/* A replication that observed one duration. */
struct left {
    struct mdl_record_series series;
    struct mdl_record_result record;
    struct mdl_replication result;
    struct mdl_gather_copy copy;
};

static void left_init(struct left *l)
{
    *l = (struct left){.series = {.shape = MDL_MEASURES_DURATION}};
    l->record = (struct mdl_record_result){.series = &l->series, .series_count = 1};
    sim_histogram_init(&l->series.served);
    sim_histogram_init(&l->series.censored);
}

static void left_deinit(struct left *l)
{
    mdl_gather_copy_deinit(&l->copy);
    sim_histogram_deinit(&l->series.served);
    sim_histogram_deinit(&l->series.censored);
}

static bool is_share(const struct mdl_gather_values *values, uint32_t bucket, uint64_t before,
                     uint64_t upto)
{
    struct mdl_gather_share share = mdl_gather_copy_share(values, bucket);

    return share.before == before && share.upto == upto;
}

/* 5 twice, 127 once (the last bucket of octave 1), 128 and 129 (one bucket, the first of octave
 * 2), 1000 (octave 4) three hundred times: a count of two bytes. Octave 3 is empty. */
TEST(shares_are_right_on_both_sides_of_an_octave)
{
    const struct mdl_gather_values *values;
    struct left l;

    left_init(&l);
    sim_histogram_add_many(&l.series.served, 5, 2);
    sim_histogram_add(&l.series.served, 127);
    sim_histogram_add(&l.series.served, 128);
    sim_histogram_add(&l.series.served, 129);
    sim_histogram_add_many(&l.series.served, 1000, 300);
    mdl_gather_copy_init(&l.copy, &l.result, &l.record);
    values = &l.copy.series[0].served;
    CHECK(is_share(values, 0, 0, 0));
    CHECK(is_share(values, 5, 0, 2));
    CHECK(is_share(values, 6, 2, 2));
    CHECK(is_share(values, 127, 2, 3));
    CHECK(is_share(values, 128, 3, 5));
    CHECK(is_share(values, sim_histogram_index(300), 5, 5));
    CHECK(is_share(values, sim_histogram_index(1000), 5, 305));
    CHECK(is_share(values, sim_histogram_index(1000) + 1, 305, 305));
    CHECK(is_share(values, SIM_HISTOGRAM_BUCKETS, 305, 305));
    CHECK(is_share(&l.copy.series[0].censored, 5, 0, 0));
    left_deinit(&l);
}

/* Values from 1000 to 2^63: nothing lies below the first octave of the copy, which is 4. */
TEST(a_copy_gives_back_every_bucket)
{
    struct sim_histogram back;
    struct sim_stream s;
    struct left l;

    left_init(&l);
    sim_histogram_init(&back);
    sim_stream_init(&s, 1, 0, "copy", "values");
    for (uint64_t i = 0; i < 20000; i++) {
        sim_histogram_add(&l.series.served, 1000 + (sim_stream_bits(&s, i, 0) >> (1 + i % 62)));
    }
    mdl_gather_copy_init(&l.copy, &l.result, &l.record);
    mdl_gather_copy_merge(&l.copy.series[0].served, &back);
    mdl_gather_copy_merge(&l.copy.series[0].served, &back);
    mdl_gather_copy_merge(&l.copy.series[0].censored, &back);
    CHECK(back.count == 40000);
    CHECK(sim_histogram_total(&back) == 2 * sim_histogram_total(&l.series.served));
    CHECK(back.low == l.series.served.low);
    CHECK(back.high == l.series.served.high);
    for (uint32_t i = 0; i < SIM_HISTOGRAM_BUCKETS; i++) {
        uint64_t before = i == 0 ? 0
                          : sim_histogram_count_below(&l.series.served,
                                                      sim_histogram_bucket_high(i - 1) - 1);
        uint64_t here = sim_histogram_bucket_count(&l.series.served, i);

        CHECK(sim_histogram_bucket_count(&back, i) == 2 * here);
        CHECK(is_share(&l.copy.series[0].served, i, before, before + here));
    }
    sim_histogram_deinit(&back);
    left_deinit(&l);
}

/* Ten served from 1 to 10, 20 still waiting, one lost: of 12 the median has rank 6, p90 rank 11
 * (10.8) is the 20, p99 rank 12 is never. */
TEST(own_quantiles_count_the_unfinished_and_the_lost)
{
    struct left l;

    left_init(&l);
    for (uint64_t value = 1; value <= 10; value++) {
        sim_histogram_add(&l.series.served, value);
    }
    sim_histogram_add(&l.series.censored, 20);
    l.series.lost = 1;
    mdl_gather_copy_init(&l.copy, &l.result, &l.record);
    CHECK(l.copy.series[0].own[0] == 6);
    CHECK(l.copy.series[0].own[1] == 20);
    CHECK(l.copy.series[0].own[2] == HUGE_VAL);
    left_deinit(&l);
}

TESTS(ENTRY(shares_are_right_on_both_sides_of_an_octave), ENTRY(a_copy_gives_back_every_bucket),
      ENTRY(own_quantiles_count_the_unfinished_and_the_lost))
