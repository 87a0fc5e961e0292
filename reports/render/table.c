/*
 * Tables of text.
 */
#include "reports/render/table.h"

#include <stdbool.h>
#include <string.h>

#include "reports/render/page.h"
#include "sim/base/arena.h"
#include "sim/base/check.h"
#include "sim/base/text.h"

#define GAP 2u

void rpt_table_init(struct rpt_table *table, struct sim_arena *arena, const char *align)
{
    SIM_ASSERT(strlen(align) >= 1);
    SIM_ASSERT(strlen(align) <= RPT_TABLE_COLUMNS_MAX);
    *table = (struct rpt_table){.arena = arena, .align = align};
}

void rpt_table_add(struct rpt_table *table, const char *const *cells)
{
    uint32_t columns = (uint32_t)strlen(table->align);
    const char **row = sim_arena_array(table->arena, columns, sizeof(*row));

    if (table->count == table->capacity) {
        uint32_t capacity = table->capacity == 0 ? 16 : 2 * table->capacity;
        const char *const **rows = sim_arena_array(table->arena, capacity, sizeof(*rows));

        if (table->count > 0) {
            memcpy(rows, table->rows, table->count * sizeof(*rows));
        }
        table->rows = rows;
        table->capacity = capacity;
    }
    for (uint32_t i = 0; i < columns; i++) {
        row[i] = cells[i] == NULL ? "" : cells[i];
    }
    table->rows[table->count++] = row;
}

/* A row of which only the first cell says something: a heading over the rows below it. */
static bool is_heading(const struct rpt_table *table, uint32_t row)
{
    for (uint32_t c = 1; table->align[c] != '\0'; c++) {
        if (table->rows[row][c][0] != '\0') {
            return false;
        }
    }
    return true;
}

/* Widths of all columns; the first gives way when the page is too narrow for its longest cell. */
static void measure(const struct rpt_table *table, unsigned room, size_t *ret_widths)
{
    uint32_t columns = (uint32_t)strlen(table->align);
    size_t rest = 0, first = 0;

    memset(ret_widths, 0, RPT_TABLE_COLUMNS_MAX * sizeof(*ret_widths));
    for (uint32_t r = 0; r < table->count; r++) {
        for (uint32_t c = 1; c < columns; c++) {
            size_t width = rpt_page_columns(table->rows[r][c]);

            ret_widths[c] = width > ret_widths[c] ? width : ret_widths[c];
        }
    }
    for (uint32_t c = 1; c < columns; c++) {
        rest += ret_widths[c] + GAP;
    }
    for (uint32_t r = 0; r < table->count; r++) {
        size_t width = is_heading(table, r) ? 0 : rpt_page_columns(table->rows[r][0]);

        if (width + rest <= room && width > first) {
            first = width;
        }
    }
    ret_widths[0] = first;
}

static void print_cell(struct sim_text *text, const char *cell, size_t width, char align)
{
    size_t columns = rpt_page_columns(cell), fill = width > columns ? width - columns : 0;

    if (align == 'r') {
        sim_text_repeat(text, ' ', fill);
    }
    sim_text_add(text, cell);
    if (align != 'r') {
        sim_text_repeat(text, ' ', fill);
    }
}

void rpt_table_print(const struct rpt_table *table, struct sim_text *text, unsigned indent,
                     unsigned width)
{
    uint32_t columns = (uint32_t)strlen(table->align);
    size_t widths[RPT_TABLE_COLUMNS_MAX];

    measure(table, width > indent ? width - indent : 0, widths);
    for (uint32_t r = 0; r < table->count; r++) {
        const char *first = table->rows[r][0];

        sim_text_repeat(text, ' ', indent);
        if (is_heading(table, r)) {
            sim_text_print(text, "%s\n", first);
            continue;
        }
        if (rpt_page_columns(first) > widths[0]) {
            sim_text_add(text, first);
            sim_text_add_char(text, '\n');
            sim_text_repeat(text, ' ', indent);
            first = "";
        }
        print_cell(text, first, widths[0], table->align[0]);
        for (uint32_t c = 1; c < columns; c++) {
            sim_text_repeat(text, ' ', GAP);
            print_cell(text, table->rows[r][c], widths[c], table->align[c]);
        }
        while (text->length > 0 && text->data[text->length - 1] == ' ') {
            text->data[--text->length] = '\0';
        }
        sim_text_add_char(text, '\n');
    }
}
