/*
 * Compact copies. A number of variable length has seven bits per byte, the lowest first; the
 * highest bit says that another byte follows.
 */
#include "model/run/gather_copy.h"

#include <string.h>

#include "model/run/deadlock.h"
#include "sim/base/check.h"

static uint32_t size_of(uint64_t value)
{
    uint32_t size = 1;

    while (value >= 128) {
        value >>= 7;
        size++;
    }
    return size;
}

static uint8_t *put(uint8_t *at, uint64_t value)
{
    while (value >= 128) {
        *at++ = (uint8_t)(value | 128u);
        value >>= 7;
    }
    *at++ = (uint8_t)value;
    return at;
}

static const uint8_t *get(const uint8_t *at, uint64_t *ret_value)
{
    uint64_t value = 0;
    unsigned shift = 0;

    while (*at >= 128) {
        value |= (uint64_t)(*at++ & 127u) << shift;
        shift += 7;
    }
    *ret_value = value | (uint64_t)*at++ << shift;
    return at;
}

static uint32_t encoded_size(const struct sim_histogram *h)
{
    uint32_t size = 0, last = 0;

    for (uint32_t i = 0; (i = sim_histogram_next(h, i)) < SIM_HISTOGRAM_BUCKETS; i++) {
        size += size_of(i - last) + size_of(sim_histogram_bucket_count(h, i));
        last = i;
    }
    return size;
}

static void encode(struct sim_arena *arena, const struct sim_histogram *h,
                   struct mdl_gather_values *ret_values)
{
    struct mdl_gather_values values = {.count = h->count, .total = h->total, .low = h->low,
                                       .high = h->high};
    uint32_t last = 0;
    uint8_t *at;

    *ret_values = values;
    if (h->count == 0) {
        return;
    }
    ret_values->byte_count = encoded_size(h);
    at = sim_arena_alloc(arena, ret_values->byte_count);
    ret_values->bytes = at;
    for (uint32_t i = 0; (i = sim_histogram_next(h, i)) < SIM_HISTOGRAM_BUCKETS; i++) {
        at = put(put(at, i - last), sim_histogram_bucket_count(h, i));
        last = i;
    }
}

void mdl_gather_copy_merge(const struct mdl_gather_values *values, struct sim_histogram *into)
{
    const uint8_t *at = values->bytes, *end;
    uint64_t low = into->low, high = into->high, gap, count;
    sim_wide total = into->total + values->total;
    uint32_t index = 0;

    if (values->count == 0) {
        return;
    }
    end = at + values->byte_count;
    while (at < end) {
        at = get(get(at, &gap), &count);
        index += (uint32_t)gap;
        sim_histogram_add_many(into, sim_histogram_bucket_low(index), count);
    }
    into->total = total; /* exact, where the buckets only know about it */
    into->low = values->low < low ? values->low : low;
    into->high = values->high > high ? values->high : high;
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
