/* Windows; see the header. */
#include "model/run/window.h"

#include <stdlib.h>
#include <string.h>

#include "model/observe/growth.h"
#include "model/observe/record.h"
#include "model/run/gather.h"
#include "sim/base/arena.h"

struct mdl_window {
    struct mdl_plan open, rest, cut;  /* from on; until on; from on, ends at until        */
    struct mdl_workspace *opens, *rests, *cuts;
};

struct mdl_window *mdl_window_prepare(const struct mdl_plan *plan, sim_instant from,
                                      sim_instant until, const struct mdl_options *options)
{
    struct mdl_window *w = mdl_growth_resize(NULL, 0, 1, sizeof *w);

    w->open = *plan;
    w->open.duration_ns = plan->duration_ns + plan->drain_ns;
    w->open.from_at = from;
    w->rest = w->open;
    w->rest.from_at = until;
    w->cut = w->open;
    w->cut.duration_ns = until;
    w->cuts = mdl_replication_prepare(&w->cut, options);
    if (until < w->open.duration_ns) {
        w->opens = mdl_replication_prepare(&w->open, options);
        w->rests = mdl_replication_prepare(&w->rest, options);
    }
    return w;
}

void mdl_window_release(struct mdl_window *w)
{
    if (w != NULL) {
        mdl_replication_release(w->opens);
        mdl_replication_release(w->rests);
        mdl_replication_release(w->cuts);
        free(w);
    }
}

/* ---- series --------------------------------------------------------------------------------- */

static void subtract(const struct sim_histogram *all, const struct sim_histogram *later,
                     struct sim_histogram *ret)
{
    sim_histogram_init(ret);
    if (all->count > 0) {
        sim_histogram_merge(ret, all);
        sim_histogram_subtract(ret, later);
    }
}

/* What becomes of a request counts for the window in which it arrived. */
static bool is_fate(unsigned measure)
{
    return measure == MDL_MEASURE_FINISHED || measure == MDL_MEASURE_LOST ||
           measure == MDL_MEASURE_WAITING;
}

/* Durations of what began in the window; the rest is as the cut history has it. */
static struct mdl_record_series *make_series(struct sim_arena *arena,
                                             const struct mdl_record_result *open,
                                             const struct mdl_record_result *rest,
                                             const struct mdl_record_result *cut)
{
    struct mdl_record_series *series = sim_arena_array(arena, cut->series_count, sizeof *series);

    for (uint32_t i = 0; i < cut->series_count; i++) {
        series[i] = cut->series[i];
        if (series[i].shape == MDL_MEASURES_DURATION) {
            subtract(&open->series[i].served, &rest->series[i].served, &series[i].served);
            subtract(&open->series[i].censored, &rest->series[i].censored, &series[i].censored);
            series[i].lost = open->series[i].lost - rest->series[i].lost;
        } else if (is_fate(series[i].measure)) {
            series[i].count = open->series[i].count - rest->series[i].count;
        }
    }
    return series;
}

static void free_series(struct mdl_record_series *series, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (series[i].shape == MDL_MEASURES_DURATION) {
            sim_histogram_deinit(&series[i].served);
            sim_histogram_deinit(&series[i].censored);
        }
    }
}

/* ---- the ledger ----------------------------------------------------------------------------- */

static const struct mdl_record_row *row_of(const struct mdl_record_result *record,
                                           const struct mdl_record_row *like)
{
    for (uint32_t i = 0; i < record->row_count; i++) {
        if (record->rows[i].series == like->series && record->rows[i].octave == like->octave) {
            return &record->rows[i];
        }
    }
    return NULL;
}

/* What a row holds in the column of this content: columns are numbered by first use. */
static uint64_t cell_of(const struct mdl_record_result *record, const struct mdl_record_row *row,
                        const struct mdl_record_column *like)
{
    for (uint32_t i = 0; i < row->cell_count; i++) {
        const struct mdl_record_column *column = &record->columns[i];

        if (column->label == like->label && column->part == like->part &&
            column->state == like->state) {
            return row->cells[i];
        }
    }
    return 0;
}

static void make_row(struct sim_arena *arena, const struct mdl_record_result *open,
                     const struct mdl_record_row *all, const struct mdl_record_result *rest,
                     struct mdl_record_row *ret_row)
{
    const struct mdl_record_row *later = row_of(rest, all);
    uint64_t *cells = sim_arena_array(arena, all->cell_count, sizeof *cells);

    *ret_row = *all;
    ret_row->cells = cells;
    for (uint32_t i = 0; i < all->cell_count; i++) {
        cells[i] = all->cells[i] - (later == NULL ? 0 : cell_of(rest, later, &open->columns[i]));
    }
    if (later != NULL) {
        ret_row->observations -= later->observations;
        ret_row->total_ns -= later->total_ns;
    }
}

static void make_rows(struct sim_arena *arena, const struct mdl_record_result *open,
                      const struct mdl_record_result *rest, struct mdl_record_result *record)
{
    struct mdl_record_row *rows = sim_arena_array(arena, open->row_count, sizeof *rows);

    record->columns = open->columns;
    record->column_count = open->column_count;
    record->rows = rows;
    record->row_count = 0;
    for (uint32_t i = 0; i < open->row_count; i++) {
        make_row(arena, open, &open->rows[i], rest, &rows[record->row_count]);
        record->row_count += rows[record->row_count].observations > 0;
    }
}

/* ---- a replication -------------------------------------------------------------------------- */

/* It ended before the window began: nothing was seen in it. */
static void empty(struct mdl_record_result *record, struct mdl_record_series *series)
{
    for (uint32_t i = 0; i < record->series_count; i++) {
        series[i].count = series[i].value_max = 0;
        series[i].integral = 0;
    }
    record->end_at = record->from_at;
}

static void put_difference(struct mdl_window *w, struct mdl_gather *gather, uint32_t index,
                           const struct mdl_replication *result)
{
    const struct mdl_record_result *open =
        mdl_record_read(mdl_replication_record(w->opens));
    const struct mdl_record_result *rest =
        mdl_record_read(mdl_replication_record(w->rests));
    const struct mdl_record_result *cut = mdl_record_read(mdl_replication_record(w->cuts));
    struct mdl_record_result record = *cut;
    struct mdl_record_series *series;
    struct sim_arena arena;

    sim_arena_init(&arena);
    series = make_series(&arena, open, rest, cut);
    record.series = series;
    make_rows(&arena, open, rest, &record);
    if (record.end_at < record.from_at) {
        empty(&record, series);
    }
    mdl_gather_put(gather, index, result, &record);
    free_series(series, record.series_count);
    sim_arena_deinit(&arena);
}

struct mdl_replication mdl_window_put(struct mdl_window *w, uint64_t seed, uint32_t replication,
                                      struct mdl_gather *gather)
{
    struct mdl_replication result;

    if (w->opens != NULL) {
        (void)mdl_replication_run(w->opens, seed, replication);
        (void)mdl_replication_run(w->rests, seed, replication);
    }
    result = mdl_replication_run(w->cuts, seed, replication);
    if (result.end == MDL_REPLICATION_STUCK) {
        return result;
    }
    if (w->opens != NULL) {
        put_difference(w, gather, replication, &result);
    } else {
        mdl_gather_put(gather, replication, &result,
                       mdl_record_read(mdl_replication_record(w->cuts)));
    }
    return result;
}
