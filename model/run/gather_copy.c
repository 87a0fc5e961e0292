/*
 * Compact copies. A number of variable length has seven bits per byte, the lowest first; the
 * highest bit says that another byte follows.
 */
#include "model/run/gather_copy.h"

#include <math.h>
#include <string.h>

#include "model/run/deadlock.h"
#include "sim/base/check.h"

/* A pair takes at most two bytes for the gap and ten for the count. */
#define PAIR_BYTES 12u

static uint8_t *put(uint8_t *at, uint64_t value)
{
    while (value >= 128) {
        *at++ = (uint8_t)(value | 128u);
        value >>= 7;
    }
    *at++ = (uint8_t)value;
    return at;
}

static inline const uint8_t *get(const uint8_t *at, uint64_t *ret_value)
{
    uint64_t value = *at & 127u;
    unsigned shift = 7;

    while (*at++ >= 128) {
        value |= (uint64_t)(*at & 127u) << shift;
        shift += 7;
    }
    *ret_value = value;
    return at;
}

static void encode(struct sim_arena *arena, const struct sim_histogram *h,
                   struct mdl_gather_values *ret_values)
{
    uint8_t bytes[SIM_HISTOGRAM_BUCKETS * PAIR_BYTES], *at = bytes, *kept;
    uint32_t last = 0;

    *ret_values = (struct mdl_gather_values){.count = h->count,
                                             .total = sim_histogram_total(h),
                                             .low = h->low,
                                             .high = h->high};
    if (h->count == 0) {
        return;
    }
    for (uint32_t i = sim_histogram_index(h->low);
         (i = sim_histogram_next(h, i)) < SIM_HISTOGRAM_BUCKETS; i++) {
        at = put(put(at, i - last), sim_histogram_bucket_count(h, i));
        last = i;
    }
    ret_values->byte_count = (uint32_t)(at - bytes);
    kept = sim_arena_alloc(arena, ret_values->byte_count);
    memcpy(kept, bytes, ret_values->byte_count);
    ret_values->bytes = kept;
}

static void find_octaves(struct sim_arena *arena, struct mdl_gather_values *values)
{
    struct mdl_gather_octave *octaves;
    uint32_t octave = 0, last = 0;
    uint64_t before = 0, gap, here;

    if (values->count == 0) {
        return;
    }
    values->first = sim_histogram_index(values->low) / SIM_HISTOGRAM_STEPS;
    values->octave_count =
        sim_histogram_index(values->high) / SIM_HISTOGRAM_STEPS - values->first + 1;
    octaves = sim_arena_array(arena, values->octave_count, sizeof *octaves);
    values->octaves = octaves;
    for (uint32_t at = 0; at < values->byte_count;) {
        const uint8_t *next = get(get(values->bytes + at, &gap), &here);
        uint32_t bucket = last + (uint32_t)gap;

        for (; values->first + octave <= bucket / SIM_HISTOGRAM_STEPS; octave++) {
            SIM_ASSERT(octave < values->octave_count);
            octaves[octave] = (struct mdl_gather_octave){before, at, last};
        }
        last = bucket;
        before += here;
        at = (uint32_t)(next - values->bytes);
    }
}

void mdl_gather_copy_merge(const struct mdl_gather_values *values, struct sim_histogram *into)
{
    const uint8_t *at = values->bytes, *end;
    uint64_t gap, here;
    uint32_t bucket = 0;

    if (values->count == 0) {
        return;
    }
    sim_histogram_cover(into, values->low);
    sim_histogram_cover(into, values->high);
    into->count += values->count;
    sim_histogram_add_total(into, values->total);
    end = at + values->byte_count;
    while (at < end) {
        at = get(get(at, &gap), &here);
        bucket += (uint32_t)gap;
        into->counts[sim_histogram_place_of(bucket)] += here;
    }
}

struct mdl_gather_share mdl_gather_copy_share(const struct mdl_gather_values *values,
                                              uint32_t bucket)
{
    struct mdl_gather_share share = {values->count, values->count};
    uint32_t octave = bucket / SIM_HISTOGRAM_STEPS, here;
    const uint8_t *at;
    uint64_t gap, count;

    if (values->count == 0 || octave >= values->first + values->octave_count) {
        return share;
    }
    if (octave < values->first) {
        return (struct mdl_gather_share){0, 0};
    }
    octave -= values->first;
    share.before = share.upto = values->octaves[octave].before;
    at = values->bytes + values->octaves[octave].at;
    here = values->octaves[octave].last;
    while (share.upto < values->count) {
        at = get(get(at, &gap), &count);
        here += (uint32_t)gap;
        if (here > bucket) {
            break;
        }
        share.upto += count;
        share.before += here < bucket ? count : 0;
    }
    return share;
}

double mdl_gather_copy_quantile(const struct sim_histogram *h, uint64_t beyond, double p)
{
    uint64_t rank;

    if (h->count + beyond == 0) {
        return (double)NAN;
    }
    rank = sim_histogram_rank(p, h->count + beyond);
    return rank > h->count ? HUGE_VAL : (double)sim_histogram_at_rank(h, rank);
}

static void find_own(struct mdl_gather_series *series, const struct sim_histogram *values)
{
#define X(name, p, needed) p,
    static const double shares[MDL_GATHER_POINT_COUNT] = {MDL_GATHER_POINTS(X)};
#undef X

    for (unsigned k = 0; k < MDL_GATHER_POINT_COUNT; k++) {
        series->own[k] = mdl_gather_copy_quantile(values, series->lost, shares[k]);
    }
}

static void find_own_of_both(struct mdl_gather_series *series)
{
    struct sim_histogram both;

    sim_histogram_init(&both);
    mdl_gather_copy_merge(&series->served, &both);
    mdl_gather_copy_merge(&series->censored, &both);
    find_own(series, &both);
    sim_histogram_deinit(&both);
}

void mdl_gather_copy_finish(struct sim_arena *arena, struct mdl_gather_series *series)
{
    find_octaves(arena, &series->served);
    find_octaves(arena, &series->censored);
    find_own_of_both(series);
}

static void copy_observations(struct sim_arena *arena, const struct mdl_record_series *from,
                              struct mdl_gather_series *to)
{
    uint64_t *values = sim_arena_array(arena, from->observation_count, sizeof *values);

    if (from->observation_count > 0) {
        memcpy(values, from->observations, from->observation_count * sizeof *values);
    }
    to->observations = values;
    to->observation_count = from->observation_count;
}

static void copy_series(struct mdl_gather_copy *copy, const struct mdl_record_result *record)
{
    copy->series_count = record->series_count;
    copy->series = sim_arena_array(&copy->arena, record->series_count, sizeof *copy->series);
    for (uint32_t i = 0; i < record->series_count; i++) {
        const struct mdl_record_series *from = &record->series[i];
        struct mdl_gather_series *to = &copy->series[i];

        *to = (struct mdl_gather_series){
            .object = from->object, .measure = from->measure, .shape = from->shape,
            .has_ledger = from->has_ledger, .lost = from->lost, .worst = from->worst,
            .count = from->count, .integral = from->integral, .value_max = from->value_max};
        if (from->shape == MDL_MEASURES_DURATION) {
            encode(&copy->arena, &from->served, &to->served);
            encode(&copy->arena, &from->censored, &to->censored);
            copy_observations(&copy->arena, from, to);
            find_octaves(&copy->arena, &to->served);
            find_octaves(&copy->arena, &to->censored);
            if (from->censored.count == 0) {
                find_own(to, &from->served); /* as it is: nothing to be decoded for it */
            } else {
                find_own_of_both(to);
            }
        }
    }
}

static void copy_cells(struct mdl_gather_copy *copy, const struct mdl_record_result *record,
                       const struct mdl_record_row *from, struct mdl_gather_row *to)
{
    struct mdl_gather_cell *cells;
    uint32_t count = 0;

    for (uint32_t i = 0; i < from->cell_count; i++) {
        count += from->cells[i] > 0;
    }
    cells = sim_arena_array(&copy->arena, count, sizeof *cells);
    to->cells = cells;
    for (uint32_t i = 0; i < from->cell_count; i++) {
        if (from->cells[i] > 0) {
            const struct mdl_record_column *column = &record->columns[i];

            cells[to->cell_count++] = (struct mdl_gather_cell){column->label, column->part,
                                                               column->state, from->cells[i]};
        }
    }
}

static void copy_rows(struct mdl_gather_copy *copy, const struct mdl_record_result *record)
{
    copy->row_count = record->row_count;
    copy->rows = sim_arena_array(&copy->arena, record->row_count, sizeof *copy->rows);
    for (uint32_t i = 0; i < record->row_count; i++) {
        const struct mdl_record_row *from = &record->rows[i];

        SIM_ASSERT(from->series < record->series_count);
        copy->rows[i] = (struct mdl_gather_row){
            .series = from->series, .octave = from->octave, .observations = from->observations,
            .total_ns = from->total_ns, .worst_ns = from->worst_ns};
        copy_cells(copy, record, from, &copy->rows[i]);
    }
}

static void *copy_array(struct sim_arena *arena, const void *from, uint32_t count, size_t size)
{
    void *to = sim_arena_array(arena, count, size);

    if (count > 0) {
        memcpy(to, from, count * size);
    }
    return to;
}

/* The knots, with their sentences. */
static void copy_knots(struct mdl_gather_copy *copy)
{
    struct mdl_replication *result = &copy->result;
    struct mdl_deadlock_knot *knots =
        copy_array(&copy->arena, result->knots, result->knot_count, sizeof *knots);

    for (uint32_t i = 0; i < result->knot_count; i++) {
        knots[i].sentence =
            sim_arena_copy(&copy->arena, knots[i].sentence, strlen(knots[i].sentence));
    }
    result->knots = knots;
}

void mdl_gather_copy_init(struct mdl_gather_copy *copy, const struct mdl_replication *result,
                          const struct mdl_record_result *record)
{
    *copy = (struct mdl_gather_copy){.result = *result, .from_at = record->from_at,
                                     .end_at = record->end_at};
    sim_arena_init(&copy->arena);
    copy_series(copy, record);
    copy_rows(copy, record);
    copy_knots(copy);
    copy->episode_count = record->episode_count;
    copy->episodes = copy_array(&copy->arena, record->episodes, record->episode_count,
                                sizeof *record->episodes);
    copy->finding_count = record->finding_count;
    copy->findings = copy_array(&copy->arena, record->findings, record->finding_count,
                                sizeof *record->findings);
    memcpy(copy->findings_beyond, record->findings_beyond, sizeof copy->findings_beyond);
}

void mdl_gather_copy_deinit(struct mdl_gather_copy *copy)
{
    sim_arena_deinit(&copy->arena);
    *copy = (struct mdl_gather_copy){0};
}
