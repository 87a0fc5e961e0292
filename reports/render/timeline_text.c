/* A timeline as text: axis, rows of cells, legend. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "reports/render/format.h"
#include "reports/render/page.h"
#include "reports/render/timeline.h"
#include "reports/render/view.h"
#include "sim/base/check.h"
#include "sim/base/text.h"

enum { COLUMNS_MAX = 1024 };

static const char marks[RPT_TIMELINE_MARK_COUNT] = {
    [RPT_TIMELINE_RUNS] = '#', [RPT_TIMELINE_OVERHEAD] = '~', [RPT_TIMELINE_WAITS] = '.',
    [RPT_TIMELINE_READY] = '-', [RPT_TIMELINE_BLOCKED] = ':', [RPT_TIMELINE_FINDING] = '!'};

void rpt_timeline_scale(struct sim_text *text, const struct rpt_timeline *timeline)
{
    sim_text_add(text, "one column per ");
    rpt_format_given(text, (double)timeline->column_ns);
}

uint64_t rpt_timeline_number(const struct rpt_timeline *timeline, sim_instant at)
{
    return (at - timeline->origin_at) / timeline->unit_ns;
}

/* ---- cells ----------------------------------------------------------------------------------- */

static char cell_of(const struct rpt_timeline *t, const struct rpt_timeline_bar *bar)
{
    return bar->mark == RPT_TIMELINE_RUNS && bar->thing != MDL_NONE ? t->things[bar->thing].letter
                                                                    : marks[bar->mark];
}

/* The bar that covers most of a cell is seen there; of equal ones the first. */
static void paint(const struct rpt_timeline *t, const struct rpt_timeline_bar *bar,
                  sim_duration *covered, char *cells)
{
    sim_instant from_at = bar->from_at > t->from_at ? bar->from_at : t->from_at;
    sim_instant to_at = bar->to_at < t->until_at ? bar->to_at : t->until_at;
    unsigned column;

    if (from_at >= t->until_at) {
        from_at = t->until_at - 1u;
    }
    if (to_at <= from_at) {
        to_at = from_at + 1u;         /* an instant is seen as well */
    }
    column = (unsigned)((from_at - t->from_at) / t->column_ns);
    while (from_at < to_at) {
        sim_instant edge = t->from_at + (column + 1u) * t->column_ns;
        sim_duration length = (to_at < edge ? to_at : edge) - from_at;

        if (length > covered[column]) {
            covered[column] = length;
            cells[column] = cell_of(t, bar);
        }
        from_at = edge;
        column++;
    }
}

void rpt_timeline_cells(const struct rpt_timeline *timeline, const struct rpt_timeline_row *row,
                        char *ret_cells)
{
    sim_duration covered[COLUMNS_MAX] = {0};

    SIM_ASSERT(timeline->columns <= COLUMNS_MAX);
    memset(ret_cells, ' ', timeline->columns);
    for (uint32_t i = 0; i < row->bar_count; i++) {
        paint(timeline, &row->bars[i], covered, ret_cells);
    }
}

/* ---- lines ----------------------------------------------------------------------------------- */

static void end_line(struct sim_text *text)
{
    while (text->length > 0 && text->data[text->length - 1] == ' ') {
        text->data[--text->length] = '\0';
    }
    sim_text_add_char(text, '\n');
}

static unsigned column_at(const struct rpt_timeline *t, sim_instant at)
{
    return (unsigned)((at - t->from_at) / t->column_ns);
}

/* '  us            0       20      40' */
static void print_labels(struct sim_text *text, const struct rpt_timeline *t)
{
    unsigned column = 0;

    sim_text_print(text, "  %-*s", (int)t->left - 2, t->unit);
    for (sim_instant at = t->from_at + (t->label_ns - (t->from_at - t->origin_at) % t->label_ns)
                                           % t->label_ns;
         at <= t->until_at; at += t->label_ns) {
        char label[24];
        unsigned length = (unsigned)snprintf(label, sizeof label, "%" PRIu64,
                                             rpt_timeline_number(t, at));
        unsigned due = column_at(t, at);

        if (due + length > t->columns + 6u && due > 0) {
            break;
        }
        sim_text_repeat(text, ' ', due - column);
        sim_text_add(text, label);
        column = due + length;
    }
    end_line(text);
}

static void print_ticks(struct sim_text *text, const struct rpt_timeline *t, bool unicode)
{
    unsigned column = 0;

    sim_text_repeat(text, ' ', t->left);
    for (sim_instant at = t->from_at; column_at(t, at) < t->columns; at += t->tick_ns) {
        sim_text_repeat(text, ' ', column_at(t, at) - column);
        sim_text_add(text, unicode ? "\u2502" : "|");
        column = column_at(t, at) + 1u;
    }
    end_line(text);
}

static void add_cell(struct sim_text *text, char cell, bool unicode)
{
    if (unicode && cell == '.') {
        sim_text_add(text, "\u00b7");
    } else if (unicode && cell == '-') {
        sim_text_add(text, "\u2500");
    } else {
        sim_text_add_char(text, cell);
    }
}

static void print_row(struct sim_text *text, const struct rpt_timeline *t,
                      const struct rpt_timeline_row *row, bool unicode)
{
    size_t before = text->length;
    char cells[COLUMNS_MAX];

    if (row->irql >= 0) {
        sim_text_print(text, " %2d  %s", row->irql, row->title);
    } else {
        sim_text_print(text, "  %s", row->title);
    }
    if (!row->heading) {
        sim_text_repeat(text, ' ', t->left - rpt_page_columns(text->data + before));
        rpt_timeline_cells(t, row, cells);
        for (unsigned i = 0; i < t->columns; i++) {
            add_cell(text, cells[i], unicode);
        }
    }
    end_line(text);
}

/* ---- the legend ------------------------------------------------------------------------------ */

/* Is the letter used, and not simply the name? */
static bool needs_telling(const struct rpt_timeline *t, uint32_t thing)
{
    const struct rpt_timeline_thing *one = &t->things[thing];

    if (one->name[0] == one->letter && one->name[1] == '\0') {
        return false;
    }
    for (uint32_t i = 0; i < t->row_count; i++) {
        for (uint32_t k = 0; k < t->rows[i].bar_count; k++) {
            if (t->rows[i].bars[k].thing == thing &&
                t->rows[i].bars[k].mark == RPT_TIMELINE_RUNS) {
                return true;
            }
        }
    }
    return false;
}

/* Does something run so briefly that its column exaggerates? */
static bool is_crowded(const struct rpt_timeline *t)
{
    for (uint32_t i = 0; i < t->row_count; i++) {
        for (uint32_t k = 0; k < t->rows[i].bar_count; k++) {
            const struct rpt_timeline_bar *bar = &t->rows[i].bars[k];

            if (bar->mark == RPT_TIMELINE_RUNS && bar->to_at - bar->from_at < t->column_ns / 2u) {
                return true;
            }
        }
    }
    return false;
}

static void print_legend(struct sim_text *text, const struct rpt_timeline *t,
                         const struct rpt_view *view)
{
    static const char *const meanings[RPT_TIMELINE_MARK_COUNT] = {
        [RPT_TIMELINE_OVERHEAD] = "Windows' own work", [RPT_TIMELINE_WAITS] = "waits",
        [RPT_TIMELINE_READY] = "ready, no processor", [RPT_TIMELINE_BLOCKED] = "blocked",
        [RPT_TIMELINE_FINDING] = "a finding"};
    struct sim_text words;
    bool any = false;

    sim_text_init(&words);
    for (uint32_t i = 0; i < t->thing_count; i++) {
        if (needs_telling(t, i)) {
            sim_text_print(&words, "%s%c=%s", any ? "  " : "", t->things[i].letter,
                           t->things[i].path);
            any = true;
        }
    }
    for (unsigned m = 1; m < RPT_TIMELINE_MARK_COUNT; m++) {
        bool plain = m == RPT_TIMELINE_BLOCKED || /* the row says so */
                     (m == RPT_TIMELINE_WAITS && !t->marks[RPT_TIMELINE_READY]);

        if (t->marks[m] && !plain) {
            sim_text_add(&words, any ? "  " : "");
            add_cell(&words, marks[m], view->unicode);
            sim_text_print(&words, "=%s", meanings[m]);
            any = true;
        }
    }
    if (is_crowded(t)) {
        sim_text_add(&words, any ? "  " : "");
        sim_text_add(&words, "(a column shows what ran in it longest, however briefly)");
        any = true;
    }
    if (any) {
        sim_text_add(text, "  ");
        rpt_page_words(text, words.data, 2, t->width);
        rpt_page_line(text);
    }
    sim_text_deinit(&words);
}

void rpt_timeline_print(struct sim_text *text, const struct rpt_timeline *timeline,
                        const struct rpt_view *view)
{
    size_t begin = text->length;

    if (timeline->origin_at > 0) {
        sim_text_print(text, "  %s after ", timeline->unit);
        rpt_format_instant(text, timeline->origin_at, 9);
        sim_text_add(text, " s\n");
    }
    print_labels(text, timeline);
    print_ticks(text, timeline, view->unicode);
    for (uint32_t i = 0; i < timeline->row_count; i++) {
        print_row(text, timeline, &timeline->rows[i], view->unicode);
    }
    if (timeline->rows_beyond > 0) {
        sim_text_print(text, "  %" PRIu32 " further row%s\n", timeline->rows_beyond,
                       timeline->rows_beyond == 1 ? "" : "s");
    }
    print_legend(text, timeline, view);
    rpt_page_fit(text, begin, timeline->width);
}
