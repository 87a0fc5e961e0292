/*
 * Tables of text: columns as wide as their cells, never wider than the page.
 */
#ifndef WTSIM_REPORTS_RENDER_TABLE_H
#define WTSIM_REPORTS_RENDER_TABLE_H

#include <stdint.h>

struct sim_arena;
struct sim_text;

#define RPT_TABLE_COLUMNS_MAX 10u

struct rpt_table {
    struct sim_arena *arena;
    const char *align;                /* one letter a column: l, r; its length is the count */
    const char *const **rows;
    uint32_t count, capacity;
};

void rpt_table_init(struct rpt_table *table, struct sim_arena *arena, const char *align);

/* Copies the pointers, one per column; NULL is an empty cell. The texts must live on. */
void rpt_table_add(struct rpt_table *table, const char *const *cells);

/*
 * Prints all rows, two spaces between columns. Where a first cell would push the row beyond the
 * width it stands on a line of its own, the other cells below it. A row of which only the first
 * cell says something is a heading: it widens no column.
 */
void rpt_table_print(const struct rpt_table *table, struct sim_text *text, unsigned indent,
                     unsigned width);

#endif
