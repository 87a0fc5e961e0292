/*
 * The ledger's books: columns, and one row per victim and octave of its latency.
 *
 * Columns (part, label, state) are numbered on first use; rows are allocated on first use and
 * kept from replication to replication. Two rows are scratch and belong to nobody.
 */
#ifndef WTSIM_MODEL_OBSERVE_LEDGER_H
#define WTSIM_MODEL_OBSERVE_LEDGER_H

#include <stdint.h>

#include "model/observe/record.h"
#include "sim/base/bits.h"

enum { MDL_LEDGER_SHARED, MDL_LEDGER_PARTS, MDL_LEDGER_FIRST }; /* scratch rows */
enum { MDL_LEDGER_OCTAVES = 66 };     /* 0, 64 octaves, and the row of all */
#define MDL_LEDGER_UNKNOWN UINT16_MAX

/* What an occupant means depends on who waits. */
enum mdl_ledger_group {
    MDL_LEDGER_INTERRUPT, MDL_LEDGER_DPC, MDL_LEDGER_ITEM, MDL_LEDGER_THREAD, MDL_LEDGER_LOCK,
    MDL_LEDGER_SPIN, MDL_LEDGER_LINE, MDL_LEDGER_RUN,
    MDL_LEDGER_OWN,
    MDL_LEDGER_GROUP_COUNT
};

/* A processor's tag: label * 3 + one of these. A lock's: its owner's label, or label_count. That
   of a vector with a thread: the ISR's label * 3 + what the thread does (mdl_backlog_activity). */
enum { MDL_LEDGER_LOW, MDL_LEDGER_LOW_DRAIN, MDL_LEDGER_HIGH, MDL_LEDGER_LEVELS };

struct mdl_ledger_row {
    uint64_t *cells;
    uint64_t observations, total_ns, worst_ns;
    uint32_t series, octave;
};

struct mdl_ledger {
    const struct mdl_plan *plan;
    struct mdl_ledger_row *rows;
    uint16_t *maps[MDL_LEDGER_GROUP_COUNT];  /* tag to column */
    uint32_t *row_of;                        /* victim * OCTAVES + octave */
    uint32_t *victim_of;                     /* by series     */
    uint32_t victim_count;
    uint32_t row_count, row_capacity;
    struct mdl_record_column *columns;
    uint32_t column_count, column_capacity;
    uint32_t tag_count, series_count;
    struct mdl_record_row *sorted;           /* made at the end */
    uint32_t sorted_capacity, sorted_count;
};

void mdl_ledger_init(struct mdl_ledger *l, const struct mdl_plan *plan,
                     const struct mdl_record_series *series, uint32_t series_count);
void mdl_ledger_deinit(struct mdl_ledger *l);
void mdl_ledger_clear(struct mdl_ledger *l);

/* The column of a culprit, made if new (then rows may move). */
uint32_t mdl_ledger_column(struct mdl_ledger *l, unsigned part, mdl_label_id label,
                           unsigned state);

/* What waiting behind a tag means to a group: fills the map. */
uint32_t mdl_ledger_map(struct mdl_ledger *l, unsigned group, uint32_t tag);

/* Index of the row of a victim's octave, made if new (then rows may move). */
uint32_t mdl_ledger_row_make(struct mdl_ledger *l, uint32_t series, uint32_t octave);

void mdl_ledger_scratch_clear(struct mdl_ledger *l, uint32_t row);
void mdl_ledger_add_row(struct mdl_ledger *l, uint32_t into, uint32_t from);

/* Checks every row's sum and lists the rows that hold something. */
void mdl_ledger_end(struct mdl_ledger *l);

static inline uint32_t mdl_ledger_column_of(struct mdl_ledger *l, unsigned group, uint32_t tag)
{
    uint32_t column = l->maps[group][tag];

    return column != MDL_LEDGER_UNKNOWN ? column : mdl_ledger_map(l, group, tag);
}

static inline void mdl_ledger_add(struct mdl_ledger *l, uint32_t row, uint32_t column,
                                  uint64_t ns)
{
    l->rows[row].cells[column] += ns;
}

static inline uint32_t mdl_ledger_octave(uint64_t ns)
{
    return sim_bits_highest(2 * ns + 1);   /* ns < 2^63 */
}

static inline uint32_t mdl_ledger_row(struct mdl_ledger *l, uint32_t series, uint32_t octave)
{
    uint32_t row = l->row_of[l->victim_of[series] * MDL_LEDGER_OCTAVES + octave];

    return row != MDL_NONE ? row : mdl_ledger_row_make(l, series, octave);
}

static inline void mdl_ledger_count(struct mdl_ledger *l, uint32_t row, uint64_t ns)
{
    struct mdl_ledger_row *x = &l->rows[row];

    x->observations++;
    x->total_ns += ns;
    if (ns > x->worst_ns) {
        x->worst_ns = ns;
    }
}

#endif
