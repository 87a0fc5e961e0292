/*
 * Log-linear histograms of durations: 64 buckets per doubling, 1 ns resolution below 64 ns.
 *
 * Bucket i holds [low, high): below 64 the value itself; above, 64 equal steps per power of two.
 * A bucket's midpoint is at most 0.8 % from any value in it. Memory grows by octaves (512 bytes
 * each) up to the largest value. Merging is exact.
 */
#ifndef WTSIM_SIM_STATISTICS_HISTOGRAM_H
#define WTSIM_SIM_STATISTICS_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "sim/base/bits.h"
#include "sim/base/wide.h"

#define SIM_HISTOGRAM_STEPS 64u
#define SIM_HISTOGRAM_OCTAVES 59u
#define SIM_HISTOGRAM_BUCKETS (SIM_HISTOGRAM_OCTAVES * SIM_HISTOGRAM_STEPS)

#define SIM_HISTOGRAM_PLAIN_MAX ((UINT64_C(1) << 52) - 1) /* 2 x + 1 is exact in a double */

struct sim_histogram {
    uint64_t *counts;        /* by place, of the first octaves; NULL while there are none     */
    uint32_t octaves;        /* in counts; covers low and high                                */
    uint64_t count;
    uint64_t total_low, total_high; /* exact sum, in two words: sim_histogram_total           */
    uint64_t low, high;      /* extremes; low is UINT64_MAX while empty                       */
    uint64_t width;          /* of what is between them and at most PLAIN_MAX; 0: nothing is  */
};

void sim_histogram_init(struct sim_histogram *h);
void sim_histogram_deinit(struct sim_histogram *h);
void sim_histogram_clear(struct sim_histogram *h); /* keeps the memory */

/* Takes away what was counted: every value of `part` is one of h. Count, total and buckets are then
   exact, the extremes known to a bucket. */
void sim_histogram_subtract(struct sim_histogram *h, const struct sim_histogram *part);

/* The bucket of a value, and the bounds of a bucket (high exclusive). */
static inline uint32_t sim_histogram_index(uint64_t value)
{
    unsigned octave = sim_bits_highest(value | SIM_HISTOGRAM_STEPS) - 6u;

    return octave * SIM_HISTOGRAM_STEPS + (uint32_t)(value >> octave); /* has 6 or 7 bits */
}

/*
 * Where a value's bucket lies in counts: a double's exponent and the first six bits of its
 * fraction are octave and step, ready made; of 2 x + 1, so that there is no 0. Below 64 this
 * leaves gaps, from there on it is the index and six octaves. value <= SIM_HISTOGRAM_PLAIN_MAX.
 */
static inline uint64_t sim_histogram_place(uint64_t value)
{
    double real = (double)(int64_t)(2 * value + 1);
    uint64_t bits;

    memcpy(&bits, &real, sizeof bits);
    return (bits >> 46) - (UINT64_C(1023) << 6);
}

/* The place of a bucket. Places are in the order of buckets. */
static inline uint64_t sim_histogram_place_of(uint32_t index)
{
    return index < SIM_HISTOGRAM_STEPS ? sim_histogram_place(index)
                                       : (uint64_t)index + 6 * SIM_HISTOGRAM_STEPS;
}

uint64_t sim_histogram_bucket_low(uint32_t index);
uint64_t sim_histogram_bucket_high(uint32_t index);
uint64_t sim_histogram_bucket_middle(uint32_t index);

void sim_histogram_add_many(struct sim_histogram *h, uint64_t value, uint64_t count);

/* Does the value lie between the extremes so far? Nearly every one does. */
static inline bool sim_histogram_covers(const struct sim_histogram *h, uint64_t value)
{
    return value - h->low < h->width;
}

/* Covers a value that counts elsewhere, in a histogram that this one will be merged into. */
void sim_histogram_cover(struct sim_histogram *h, uint64_t value);

static inline sim_wide sim_histogram_total(const struct sim_histogram *h)
{
    return sim_wide_make(h->total_high, h->total_low);
}

/* To the sum alone, modulo 2^128. */
static inline void sim_histogram_add_total(struct sim_histogram *h, sim_wide total)
{
    total += sim_histogram_total(h);
    h->total_low = sim_wide_low(total);
    h->total_high = sim_wide_high(total);
}

/* Adds a value that is covered: it needs no more than its counters. */
static inline void sim_histogram_count(struct sim_histogram *h, uint64_t value)
{
    h->count++;
    sim_wide_raise(&h->total_high, &h->total_low, value);
    h->counts[sim_histogram_place(value)]++;
}

static inline void sim_histogram_add(struct sim_histogram *h, uint64_t value)
{
    if (sim_histogram_covers(h, value)) {
        sim_histogram_count(h, value);
    } else {
        sim_histogram_add_many(h, value, 1);
    }
}

void sim_histogram_merge(struct sim_histogram *into, const struct sim_histogram *from);

uint64_t sim_histogram_bucket_count(const struct sim_histogram *h, uint32_t index);

/* The next bucket from index on that holds something; SIM_HISTOGRAM_BUCKETS: none. */
uint32_t sim_histogram_next(const struct sim_histogram *h, uint32_t index);

/* Midpoint of the bucket that holds rank ceil(p * count), clipped to [low, high]. count > 0. */
uint64_t sim_histogram_quantile(const struct sim_histogram *h, double p);

/* ceil(p * count) within [1, count]; p * count may be off by an ulp: 0.07 * 100 is 7. */
uint64_t sim_histogram_rank(double p, uint64_t count);

/* The same for a rank: 1 is the smallest observation. 1 <= rank <= count. */
uint64_t sim_histogram_at_rank(const struct sim_histogram *h, uint64_t rank);

/* Observations in buckets up to and including the one that holds the value. */
uint64_t sim_histogram_count_below(const struct sim_histogram *h, uint64_t value);

double sim_histogram_mean(const struct sim_histogram *h); /* count > 0 */

#endif
