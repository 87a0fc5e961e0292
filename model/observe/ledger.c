/* The ledger's books. */
#include "model/observe/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "model/observe/growth.h"
#include "sim/base/check.h"

enum { COLUMNS_FIRST = 32, ROWS_FIRST = 32, OCTAVE_ALL = MDL_LEDGER_OCTAVES - 1 };

static uint32_t add_row(struct mdl_ledger *l, uint32_t series, uint32_t octave)
{
    if (l->row_count == l->row_capacity) {
        l->rows = mdl_growth_resize(l->rows, l->row_capacity, l->row_capacity * 2u,
                                    sizeof *l->rows);
        l->row_capacity *= 2u;
    }
    l->rows[l->row_count] = (struct mdl_ledger_row){
        .cells = mdl_growth_resize(NULL, 0, l->column_capacity, sizeof(uint64_t)),
        .series = series, .octave = octave};
    return l->row_count++;
}

static void init_maps(struct mdl_ledger *l)
{
    uint32_t count = l->tag_count > l->plan->label_count ? l->tag_count : l->plan->label_count + 1;

    for (unsigned g = 0; g < MDL_LEDGER_GROUP_COUNT; g++) {
        l->maps[g] = mdl_growth_resize(NULL, 0, count, sizeof(uint16_t));
        memset(l->maps[g], 0xff, count * sizeof(uint16_t));
    }
}

void mdl_ledger_init(struct mdl_ledger *l, const struct mdl_plan *plan,
                     const struct mdl_record_series *series, uint32_t series_count)
{
    size_t cells;

    *l = (struct mdl_ledger){.plan = plan, .series_count = series_count};
    l->tag_count = plan->label_count * MDL_LEDGER_LEVELS;
    l->row_capacity = ROWS_FIRST;
    l->column_capacity = COLUMNS_FIRST;
    l->rows = mdl_growth_resize(NULL, 0, ROWS_FIRST, sizeof *l->rows);
    l->columns = mdl_growth_resize(NULL, 0, COLUMNS_FIRST, sizeof *l->columns);
    init_maps(l);
    l->victim_of = mdl_growth_resize(NULL, 0, series_count + 1u, sizeof *l->victim_of);
    for (uint32_t s = 0; s < series_count; s++) {
        l->victim_of[s] = series[s].has_ledger ? l->victim_count++ : MDL_NONE;
    }
    cells = ((size_t)l->victim_count + 1u) * MDL_LEDGER_OCTAVES;
    l->row_of = mdl_growth_resize(NULL, 0, cells, sizeof *l->row_of);
    memset(l->row_of, 0xff, cells * sizeof *l->row_of);
    (void)add_row(l, MDL_NONE, 0);
    (void)add_row(l, MDL_NONE, 0);
}

void mdl_ledger_deinit(struct mdl_ledger *l)
{
    for (uint32_t i = 0; i < l->row_count; i++) {
        free(l->rows[i].cells);
    }
    for (unsigned g = 0; g < MDL_LEDGER_GROUP_COUNT; g++) {
        free(l->maps[g]);
    }
    free(l->rows);
    free(l->columns);
    free(l->victim_of);
    free(l->row_of);
    free(l->sorted);
    *l = (struct mdl_ledger){0};
}

void mdl_ledger_clear(struct mdl_ledger *l)
{
    for (uint32_t i = 0; i < l->row_count; i++) {
        struct mdl_ledger_row *row = &l->rows[i];

        memset(row->cells, 0, l->column_capacity * sizeof(uint64_t));
        row->observations = row->total_ns = row->worst_ns = 0;
    }
    l->sorted_count = 0;
}

static void widen(struct mdl_ledger *l)
{
    uint32_t wide = l->column_capacity * 2u;

    for (uint32_t i = 0; i < l->row_count; i++) {
        l->rows[i].cells = mdl_growth_resize(l->rows[i].cells, l->column_capacity, wide,
                                             sizeof(uint64_t));
    }
    l->columns = mdl_growth_resize(l->columns, l->column_capacity, wide, sizeof *l->columns);
    l->column_capacity = wide;
}

uint32_t mdl_ledger_column(struct mdl_ledger *l, unsigned part, mdl_label_id label,
                           unsigned state)
{
    for (uint32_t i = 0; i < l->column_count; i++) {
        const struct mdl_record_column *c = &l->columns[i];

        if (c->label == label && c->part == part && c->state == state) {
            return i;
        }
    }
    if (l->column_count == l->column_capacity) {
        widen(l);
    }
    SIM_ASSERT(l->column_count < MDL_LEDGER_UNKNOWN);
    l->columns[l->column_count] =
        (struct mdl_record_column){label, (uint8_t)part, (uint8_t)state};
    return l->column_count++;
}

static unsigned state_of(const struct mdl_ledger *l, mdl_label_id label)
{
    switch (l->plan->labels[label].kind) {
    case MDL_LABEL_KIND_IDLE: return MDL_STATE_NONE;
    case MDL_LABEL_KIND_OVERHEAD: return MDL_STATE_OVERHEAD;
    default: return MDL_STATE_RUNNING;
    }
}

/* Below DISPATCH_LEVEL nothing stands in a DPC's way: either nobody asked for the drain (D7),
   or it is about to begin. */
static uint32_t map_dpc(struct mdl_ledger *l, mdl_label_id label, unsigned level)
{
    enum mdl_label_kind kind = l->plan->labels[label].kind;

    if (level == MDL_LEDGER_LOW) {
        return mdl_ledger_column(l, MDL_PART_NOT_TRIGGERED, MDL_NONE, MDL_STATE_NONE);
    }
    if (kind == MDL_LABEL_KIND_OVERHEAD) {
        return mdl_ledger_column(l, MDL_PART_OVERHEAD, label, MDL_STATE_OVERHEAD);
    }
    if (level == MDL_LEDGER_LOW_DRAIN) {
        return mdl_ledger_column(l, MDL_PART_OVERHEAD, MDL_LABEL_DPC_COST, MDL_STATE_OVERHEAD);
    }
    return mdl_ledger_column(l,
                             kind == MDL_LABEL_KIND_ISR   ? MDL_PART_ISR
                             : kind == MDL_LABEL_KIND_DPC ? MDL_PART_DPC
                                                          : MDL_PART_DISPATCH,
                             label, state_of(l, label));
}

/* The ISR that keeps its line masked, and what its thread does. */
static uint32_t map_line(struct mdl_ledger *l, mdl_label_id label, unsigned activity)
{
    static const uint8_t states[] = {MDL_STATE_RUNNING, MDL_STATE_READY, MDL_STATE_BLOCKED};

    return mdl_ledger_column(l, MDL_PART_MASKED, label, states[activity]);
}

/* What a processor does while a routine that it has begun is under way. */
static uint32_t map_run(struct mdl_ledger *l, mdl_label_id label)
{
    switch (l->plan->labels[label].kind) {
    case MDL_LABEL_KIND_ISR:
    case MDL_LABEL_KIND_DPC:
        return mdl_ledger_column(l, MDL_PART_INTERRUPTED, label, MDL_STATE_RUNNING);
    case MDL_LABEL_KIND_OVERHEAD:
        return mdl_ledger_column(l, MDL_PART_OVERHEAD, label, MDL_STATE_OVERHEAD);
    default:
        return mdl_ledger_column(l, MDL_PART_READY, label, state_of(l, label));
    }
}

static uint32_t map_new(struct mdl_ledger *l, unsigned group, uint32_t tag)
{
    mdl_label_id label = tag / MDL_LEDGER_LEVELS;
    unsigned state;

    if (group == MDL_LEDGER_LOCK || group == MDL_LEDGER_SPIN) {
        unsigned part = group == MDL_LEDGER_LOCK ? MDL_PART_LOCK : MDL_PART_LOCK_SPIN;

        return tag == l->plan->label_count
                   ? mdl_ledger_column(l, part, MDL_NONE, MDL_STATE_NONE)
                   : mdl_ledger_column(l, part, tag, MDL_STATE_NONE);   /* not followed */
    }
    if (group == MDL_LEDGER_LINE) {
        return map_line(l, label, tag % MDL_LEDGER_LEVELS);
    }
    if (group == MDL_LEDGER_OWN) {
        return mdl_ledger_column(l, MDL_PART_RUN, label, MDL_STATE_RUNNING);
    }
    if (group == MDL_LEDGER_RUN) {
        return map_run(l, label);
    }
    if (group == MDL_LEDGER_DPC) {
        return map_dpc(l, label, tag % MDL_LEDGER_LEVELS);
    }
    state = state_of(l, label);
    if (group == MDL_LEDGER_INTERRUPT) {
        return mdl_ledger_column(l, state == MDL_STATE_OVERHEAD ? MDL_PART_OVERHEAD
                                                                : MDL_PART_MASKED,
                                 label, state);
    }
    return mdl_ledger_column(l, group == MDL_LEDGER_ITEM ? MDL_PART_PROCESSOR : MDL_PART_READY,
                             label, state);
}

uint32_t mdl_ledger_map(struct mdl_ledger *l, unsigned group, uint32_t tag)
{
    uint32_t column = map_new(l, group, tag);

    l->maps[group][tag] = (uint16_t)column;
    return column;
}

uint32_t mdl_ledger_row_make(struct mdl_ledger *l, uint32_t series, uint32_t octave)
{
    uint32_t row = add_row(l, series, octave == OCTAVE_ALL ? MDL_RECORD_OCTAVE_ALL : octave);

    SIM_ASSERT(l->victim_of[series] != MDL_NONE);
    l->row_of[l->victim_of[series] * MDL_LEDGER_OCTAVES + octave] = row;
    return row;
}

void mdl_ledger_scratch_clear(struct mdl_ledger *l, uint32_t row)
{
    memset(l->rows[row].cells, 0, l->column_count * sizeof(uint64_t));
}

void mdl_ledger_add_row(struct mdl_ledger *l, uint32_t into, uint32_t from)
{
    uint64_t *cells = l->rows[into].cells;
    const uint64_t *more = l->rows[from].cells;

    for (uint32_t i = 0; i < l->column_count; i++) {
        cells[i] += more[i];
    }
}

/* Every nanosecond of a latency is charged to something, and to one thing only. */
static void check_sum(const struct mdl_ledger *l, const struct mdl_ledger_row *row)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < l->column_count; i++) {
        sum += row->cells[i];
    }
    SIM_ASSERT(sum == row->total_ns);
}

static int by_series_and_octave(const void *a, const void *b)
{
    const struct mdl_record_row *x = a, *y = b;

    if (x->series != y->series) {
        return x->series < y->series ? -1 : 1;
    }
    return x->octave < y->octave ? -1 : x->octave > y->octave;
}

void mdl_ledger_end(struct mdl_ledger *l)
{
    if (l->sorted_capacity < l->row_count) {
        l->sorted = mdl_growth_resize(l->sorted, l->sorted_capacity, l->row_capacity,
                                      sizeof *l->sorted);
        l->sorted_capacity = l->row_capacity;
    }
    l->sorted_count = 0;
    for (uint32_t i = MDL_LEDGER_FIRST; i < l->row_count; i++) {
        const struct mdl_ledger_row *row = &l->rows[i];

        check_sum(l, row);
        if (row->observations > 0) {
            l->sorted[l->sorted_count++] = (struct mdl_record_row){
                row->series, row->octave, row->observations, row->total_ns, row->worst_ns,
                row->cells, l->column_count};
        }
    }
    if (l->sorted_count > 0) {
        qsort(l->sorted, l->sorted_count, sizeof *l->sorted, by_series_and_octave);
    }
}
