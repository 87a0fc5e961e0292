/* Log-linear histograms; see the header. */
#include "sim/statistics/histogram.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/check.h"

#define STEPS SIM_HISTOGRAM_STEPS
#define OCTAVES SIM_HISTOGRAM_OCTAVES
#define ROUNDING 4e-16
#define GAP_OCTAVES 6u

void sim_histogram_init(struct sim_histogram *h)
{
    memset(h, 0, sizeof *h);
    h->low = UINT64_MAX;
}

void sim_histogram_deinit(struct sim_histogram *h)
{
    free(h->counts);
    sim_histogram_init(h);
}

/* Places for so many octaves; what is below 64 takes those of seven. */
static size_t places_for(uint32_t octaves)
{
    return octaves == 0 ? 0 : ((size_t)octaves + GAP_OCTAVES) * STEPS;
}

static void zero(struct sim_histogram *h, uint32_t from_octave)
{
    size_t from = places_for(from_octave), to = places_for(h->octaves);

    if (from < to) {
        memset(h->counts + from, 0, (to - from) * sizeof *h->counts);
    }
}

void sim_histogram_clear(struct sim_histogram *h)
{
    zero(h, 0);
    h->count = 0;
    h->total_low = h->total_high = 0;
    h->low = UINT64_MAX;
    h->high = h->width = 0;
}

uint64_t sim_histogram_bucket_low(uint32_t index)
{
    SIM_ASSERT(index < OCTAVES * STEPS);
    return index < STEPS ? index : (uint64_t)(STEPS + index % STEPS) << (index / STEPS - 1);
}

uint64_t sim_histogram_bucket_high(uint32_t index)
{
    return index + 1 == OCTAVES * STEPS ? UINT64_MAX : sim_histogram_bucket_low(index + 1);
}

uint64_t sim_histogram_bucket_middle(uint32_t index)
{
    uint64_t low = sim_histogram_bucket_low(index);

    return low + (sim_histogram_bucket_high(index) - low) / 2;
}

/* Makes sure that there is a counter for this bucket and all below. */
static void reach(struct sim_histogram *h, uint32_t index)
{
    uint32_t before = h->octaves;
    size_t size;

    if (index < before * STEPS) {
        return;
    }
    h->octaves = index / STEPS + 1;
    size = places_for(h->octaves) * sizeof *h->counts;
    h->counts = realloc(h->counts, size);
    if (h->counts == NULL) {
        sim_check_memory(size);
    }
    zero(h, before);
}

/* The bucket of a place that is not in a gap: below 64 the place is a double's upper half. */
static uint32_t bucket_of(uint64_t place)
{
    uint64_t bits = (place + (UINT64_C(1023) << 6)) << 46;
    double real;

    if (place >= places_for(1)) {
        return (uint32_t)(place - GAP_OCTAVES * STEPS);
    }
    memcpy(&real, &bits, sizeof real);
    return (uint32_t)real / 2; /* it was made of 2 x + 1 */
}

uint64_t sim_histogram_bucket_count(const struct sim_histogram *h, uint32_t index)
{
    return index >= h->octaves * STEPS ? 0 : h->counts[sim_histogram_place_of(index)];
}

static void count_bucket(struct sim_histogram *h, uint32_t index, uint64_t count)
{
    reach(h, index);
    h->counts[sim_histogram_place_of(index)] += count;
}

static void note_extremes(struct sim_histogram *h, uint64_t low, uint64_t high)
{
    uint64_t plain_high;

    h->low = low < h->low ? low : h->low;
    h->high = high > h->high ? high : h->high;
    plain_high = h->high < SIM_HISTOGRAM_PLAIN_MAX ? h->high : SIM_HISTOGRAM_PLAIN_MAX;
    h->width = h->low > plain_high ? 0 : plain_high - h->low + 1;
}

void sim_histogram_cover(struct sim_histogram *h, uint64_t value)
{
    reach(h, sim_histogram_index(value));
    note_extremes(h, value, value);
}

void sim_histogram_add_many(struct sim_histogram *h, uint64_t value, uint64_t count)
{
    if (count == 0) {
        return;
    }
    count_bucket(h, sim_histogram_index(value), count);
    h->count += count;
    sim_histogram_add_total(h, (sim_wide)value * count);
    note_extremes(h, value, value);
}

void sim_histogram_merge(struct sim_histogram *into, const struct sim_histogram *from)
{
    for (uint32_t i = 0; (i = sim_histogram_next(from, i)) < SIM_HISTOGRAM_BUCKETS; i++) {
        count_bucket(into, i, sim_histogram_bucket_count(from, i));
    }
    into->count += from->count;
    sim_histogram_add_total(into, sim_histogram_total(from));
    note_extremes(into, from->low, from->high);
}

static void narrow(struct sim_histogram *h)
{
    uint64_t low = h->low, high = h->high;
    uint32_t first = sim_histogram_next(h, 0), last = first;

    h->low = UINT64_MAX;
    h->high = h->width = 0;
    if (h->count == 0) {
        return;
    }
    for (uint32_t i = first; i < SIM_HISTOGRAM_BUCKETS; i = sim_histogram_next(h, i + 1)) {
        last = i;
    }
    low = low > sim_histogram_bucket_low(first) ? low : sim_histogram_bucket_low(first);
    high = high < sim_histogram_bucket_high(last) ? high : sim_histogram_bucket_high(last) - 1;
    note_extremes(h, low, high);
}

void sim_histogram_subtract(struct sim_histogram *h, const struct sim_histogram *part)
{
    for (uint32_t i = 0; (i = sim_histogram_next(part, i)) < SIM_HISTOGRAM_BUCKETS; i++) {
        uint64_t count = sim_histogram_bucket_count(part, i);

        SIM_ASSERT(sim_histogram_bucket_count(h, i) >= count);
        h->counts[sim_histogram_place_of(i)] -= count;
    }
    h->count -= part->count;
    sim_histogram_add_total(h, -sim_histogram_total(part));
    narrow(h);
}

uint32_t sim_histogram_next(const struct sim_histogram *h, uint32_t index)
{
    size_t place = sim_histogram_place_of(index), end = places_for(h->octaves);

    while (place < end && h->counts[place] == 0) {
        place++;
    }
    return place < end ? bucket_of(place) : SIM_HISTOGRAM_BUCKETS;
}

/* Nothing lies before it. */
static size_t first_place(const struct sim_histogram *h)
{
    return h->count == 0 ? 0 : sim_histogram_place_of(sim_histogram_index(h->low));
}

/* The bucket in which the observation of this rank (1 is the smallest) lies. */
static uint32_t bucket_of_rank(const struct sim_histogram *h, uint64_t rank)
{
    size_t end = places_for(h->octaves);
    uint64_t below = 0;

    for (size_t place = first_place(h); place < end; place++) {
        below += h->counts[place];
        if (below >= rank) {
            return bucket_of(place);
        }
    }
    return sim_histogram_index(h->high);
}

uint64_t sim_histogram_rank(double p, uint64_t count)
{
    double exact = p * (double)count, below = floor(exact);
    double rank = exact - below <= exact * ROUNDING ? below : below + 1.0;

    return rank < 1.0 ? 1 : rank >= (double)count ? count : (uint64_t)rank;
}

uint64_t sim_histogram_at_rank(const struct sim_histogram *h, uint64_t rank)
{
    uint64_t middle;

    SIM_ASSERT(rank >= 1);
    SIM_ASSERT(rank <= h->count);
    middle = sim_histogram_bucket_middle(bucket_of_rank(h, rank));
    return middle < h->low ? h->low : middle > h->high ? h->high : middle;
}

uint64_t sim_histogram_quantile(const struct sim_histogram *h, double p)
{
    return sim_histogram_at_rank(h, sim_histogram_rank(p, h->count));
}

uint64_t sim_histogram_count_below(const struct sim_histogram *h, uint64_t value)
{
    size_t end = places_for(h->octaves), last = sim_histogram_place_of(sim_histogram_index(value));
    uint64_t count = 0;

    for (size_t place = first_place(h); place <= last && place < end; place++) {
        count += h->counts[place];
    }
    return count;
}

double sim_histogram_mean(const struct sim_histogram *h)
{
    SIM_ASSERT(h->count > 0);
    return sim_wide_real(sim_histogram_total(h)) / (double)h->count;
}
