/*
 * The timeline: who ran where and who waited, as rows over time. One layout serves the terminal,
 * the SVG and whoever else draws.
 *
 *     struct rpt_timeline t;
 *     rpt_timeline_lay(arena, chronicle, &(struct rpt_timeline_options){.width = 80}, &t);
 *     rpt_timeline_print(text, &t, view);
 *
 * Rows of a processor go down by IRQL; below stand those who wait. A column is 1, 2, 2.5 or 5
 * times a power of ten of nanoseconds; ticks stand at whole numbers. A run shorter than a column
 * is seen all the same unless something longer shares its row and column.
 */
#ifndef WTSIM_REPORTS_RENDER_TIMELINE_H
#define WTSIM_REPORTS_RENDER_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/run/chronicle.h"
#include "sim/base/arena.h"

struct rpt_view;
struct sim_text;

enum rpt_timeline_mark {
    RPT_TIMELINE_RUNS,
    RPT_TIMELINE_OVERHEAD,            /* Windows' own work                              '~' */
    RPT_TIMELINE_WAITS,               /* in a queue, or for a level that is too high     '.' */
    RPT_TIMELINE_READY,               /* wants a processor and has none                 '-' */
    RPT_TIMELINE_BLOCKED,             /* waits for something within its run             ':' */
    RPT_TIMELINE_FINDING,             /* an instant                                     '!' */
    RPT_TIMELINE_MARK_COUNT
};

struct rpt_timeline_bar {
    sim_instant from_at, to_at;
    uint32_t thing;                   /* index of things, MDL_NONE: none */
    uint8_t mark;                     /* enum rpt_timeline_mark          */
};

/* One kind of code or object: 'nic.rx' for its ISR and its DPC, 'indexer.scan'. */
struct rpt_timeline_thing {
    const char *path, *name;          /* the name is as short as it can be */
    char letter;                      /* of its own                        */
};

struct rpt_timeline_row {
    const char *title;                /* 'ISR rx', 'DPC', 'scan waits', 'scan blocked' */
    int irql;                         /* -1: not of a processor             */
    bool heading;                     /* a processor's name; no bars        */
    struct rpt_timeline_bar *bars;    /* in order of time                   */
    uint32_t bar_count;
};

struct rpt_timeline {
    sim_instant from_at, until_at;    /* of the first and behind the last column  */
    sim_duration column_ns, tick_ns, label_ns; /* labels stand at every nth tick  */
    sim_duration unit_ns;             /* of the labels: 1 is 'ns' ...             */
    const char *unit;
    sim_instant origin_at;            /* labels count from here                   */
    unsigned columns, left, width;    /* of time, before it, of the paper         */
    struct rpt_timeline_row *rows;    uint32_t row_count;
    struct rpt_timeline_thing *things; uint32_t thing_count;
    uint32_t rows_beyond;             /* left out, because more were not asked for */
    bool marks[RPT_TIMELINE_MARK_COUNT]; /* which are used */
};

struct rpt_timeline_options {
    unsigned width;                   /* columns in all; 0: 80                         */
    sim_instant from_at, until_at;    /* until 0: from the first run to the end of the last */
    uint32_t rows_max;                /* 0: 40                                         */
};

/* Everything belongs to the arena. False: nothing ran or waited in the window. */
bool rpt_timeline_lay(struct sim_arena *arena, const struct mdl_chronicle *c,
                      const struct rpt_timeline_options *options,
                      struct rpt_timeline *ret_timeline);

/* Axis, rows and legend; never wider than laid. Every line is ended. */
void rpt_timeline_print(struct sim_text *text, const struct rpt_timeline *timeline,
                        const struct rpt_view *view);

/* 'one column per 2.5 us', for a heading. */
void rpt_timeline_scale(struct sim_text *text, const struct rpt_timeline *timeline);

/* The characters of one row, a cell per column, ' ' where nothing is. Not terminated. */
void rpt_timeline_cells(const struct rpt_timeline *timeline, const struct rpt_timeline_row *row,
                        char *ret_cells);

/* The number that a tick or label at this instant bears: 20 for 20 us. */
uint64_t rpt_timeline_number(const struct rpt_timeline *timeline, sim_instant at);

#endif
