/*
 * Several runs beside one base.
 *
 * Side by side means: under each figure all runs, one line each, so that any number of them fits
 * the page and every line keeps its interval. The rows of the runs may differ; a figure stands
 * where the first run has it.
 */
#include "reports/render/compare_many.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/compare/compare.h"
#include "reports/render/cell.h"
#include "reports/render/compare_text.h"
#include "reports/render/page.h"
#include "reports/render/table.h"
#include "reports/render/view.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { INPUTS_MAX = 3, NAME_COLUMNS = 24, VALUE_COLUMNS = 14 };

static const char *run_name(struct sim_arena *arena, const struct mdl_answer *answer)
{
    return sim_arena_print(arena, "%" PRId64 " %s", answer->run_id,
                           answer->label != NULL ? answer->label : answer->scenario_name);
}

static const struct rpt_compare_row *row_named(const struct rpt_compare *compare,
                                               const char *name)
{
    for (uint32_t i = 0; i < compare->row_count; i++) {
        if (strcmp(compare->rows[i].name, name) == 0) {
            return &compare->rows[i];
        }
    }
    return NULL;
}

/* Did an earlier run have the figure? */
static bool is_told(const struct rpt_compare *compares, uint32_t run, const char *name)
{
    for (uint32_t i = 0; i < run; i++) {
        if (row_named(&compares[i], name) != NULL) {
            return true;
        }
    }
    return false;
}

/* ---- inputs ------------------------------------------------------------------------------- */

static void add_inputs(struct rpt_table *table, struct sim_arena *arena, const char *name,
                       const struct rpt_compare *compare)
{
    uint32_t shown = compare->input_count < INPUTS_MAX ? compare->input_count : INPUTS_MAX;

    if (shown == 0) {
        rpt_table_add(table, (const char *const[]){name, "all inputs equal", "", "", ""});
    }
    for (uint32_t i = 0; i < shown; i++) {
        const struct rpt_compare_input *input = &compare->inputs[i];
        const char *base = input->base[0] == '\0' ? "-" : input->base;
        const char *changed = input->changed[0] == '\0' ? "-" : input->changed;

        rpt_table_add(table, (const char *const[]){
            i == 0 ? name : "", rpt_page_clip(arena, input->path, NAME_COLUMNS + 4),
            rpt_page_clip(arena, base, VALUE_COLUMNS), "->",
            rpt_page_clip(arena, changed, VALUE_COLUMNS)});
    }
    if (shown < compare->input_count) {
        rpt_table_add(table, (const char *const[]){
            "", sim_arena_print(arena, "%" PRIu32 " more differ", compare->input_count - shown),
            "", "", ""});
    }
}

static void print_inputs(struct sim_text *text, struct sim_arena *arena,
                         const struct rpt_compare *compares, const struct mdl_answer *base,
                         const struct mdl_answer *changed, uint32_t count, unsigned width)
{
    struct rpt_table table;

    rpt_table_init(&table, arena, "lllll");
    rpt_table_add(&table, (const char *const[]){
        rpt_page_clip(arena, run_name(arena, base), NAME_COLUMNS), "the base", "", "", ""});
    for (uint32_t i = 0; i < count; i++) {
        add_inputs(&table, arena,
                   rpt_page_clip(arena, run_name(arena, &changed[i]), NAME_COLUMNS),
                   &compares[i]);
    }
    rpt_table_print(&table, text, 0, width);
    sim_text_add_char(text, '\n');
}

/* ---- figures ------------------------------------------------------------------------------ */

static void add_figure(struct rpt_table *table, struct sim_arena *arena,
                       const struct rpt_compare *compares, const struct mdl_answer *base,
                       const struct mdl_answer *changed, uint32_t count,
                       const struct rpt_compare_row *figure, const struct rpt_view *view)
{
    rpt_table_add(table, (const char *const[]){
        sim_arena_print(arena, "%s %s", rpt_compare_text_group(arena, figure),
                        rpt_compare_text_row(arena, figure)), "", "", "", ""});
    rpt_table_add(table, (const char *const[]){
        sim_arena_print(arena, "  %s", rpt_page_clip(arena, run_name(arena, base),
                                                     NAME_COLUMNS)),
        rpt_cell_value(arena, figure->base, figure->unit), "", "", ""});
    for (uint32_t i = 0; i < count; i++) {
        const struct rpt_compare_row *row = row_named(&compares[i], figure->name);
        const char *name = sim_arena_print(arena, "  %s",
                                           rpt_page_clip(arena, run_name(arena, &changed[i]),
                                                         NAME_COLUMNS));

        if (row == NULL) {
            rpt_table_add(table, (const char *const[]){name, "-", "", "", ""});
            continue;
        }
        rpt_table_add(table, (const char *const[]){
            name, rpt_cell_value(arena, row->changed, row->unit),
            rpt_compare_text_cell(arena, row),
            rpt_compare_text_p(arena, compares[i].has_ranks ? row->rank_p : row->p_corrected),
            rpt_compare_sign(row->mark, !view->unicode)});
    }
}

static void print_figures(struct sim_text *text, struct sim_arena *arena,
                          const struct rpt_compare *compares, const struct mdl_answer *base,
                          const struct mdl_answer *changed, uint32_t count,
                          const struct rpt_view *view)
{
    struct rpt_table table;

    rpt_table_init(&table, arena, "lrlrl");
    rpt_table_add(&table, (const char *const[]){"", "", "change", compares[0].has_ranks
                                                                      ? "rank p" : "p", ""});
    for (uint32_t run = 0; run < count; run++) {
        for (uint32_t i = 0; i < compares[run].row_count; i++) {
            const struct rpt_compare_row *row = &compares[run].rows[i];

            if (!is_told(compares, run, row->name)) {
                add_figure(&table, arena, compares, base, changed, count, row, view);
            }
        }
    }
    if (table.count > 1) {
        rpt_table_print(&table, text, 0, rpt_view_width(view));
        sim_text_add_char(text, '\n');
    }
}

/* ---- below the figures --------------------------------------------------------------------- */

/* All rows of all runs as if they were one comparison: the legend names every mark in use. */
static struct rpt_compare all_rows(struct sim_arena *arena, const struct rpt_compare *compares,
                                   uint32_t count)
{
    struct rpt_compare all = compares[0];
    uint32_t rows = 0;

    for (uint32_t i = 0; i < count; i++) {
        rows += compares[i].row_count;
    }
    all.rows = sim_arena_array(arena, (size_t)rows + 1, sizeof *all.rows);
    all.row_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < compares[i].row_count; k++) {
            all.rows[all.row_count++] = compares[i].rows[k];
        }
    }
    return all;
}

static void print_correction(struct sim_text *text, struct sim_arena *arena,
                             const struct rpt_compare *compares, uint32_t count, unsigned width)
{
    uint32_t family = 0;

    for (uint32_t i = 0; i < count; i++) {
        family = compares[i].family > family ? compares[i].family : family;
    }
    if (family > 0 && !compares[0].has_ranks) {
        rpt_page_words(text, sim_arena_print(arena, "p: corrected for %" PRIu32 " row%s of each "
                                             "run (Holm) and %" PRIu32 " runs (Bonferroni).",
                                             family, family == 1 ? "" : "s", count), 0, width);
        rpt_page_line(text);
    }
}

static void print_closings(struct sim_text *text, struct sim_arena *arena,
                           const struct rpt_compare *compares, const struct mdl_answer *changed,
                           uint32_t count, unsigned width)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct rpt_compare *c = &compares[i];
        const char *start = sim_arena_print(arena, "%" PRId64 "  %s  ", changed[i].run_id,
                                            c->word);

        sim_text_add(text, start);
        rpt_page_words(text, c->verdict == RPT_COMPARE_IS_IMPOSSIBLE && c->sentence[0] == '\0'
                                 ? c->refusal : c->sentence, (unsigned)strlen(start), width);
        rpt_page_line(text);
    }
}

void rpt_compare_many_print(struct sim_text *text, const struct rpt_compare *compares,
                            const struct mdl_answer *base, const struct mdl_answer *changed,
                            uint32_t count, const struct rpt_view *view)
{
    unsigned width = rpt_view_width(view);
    size_t from = text->length;
    struct sim_arena arena;
    struct rpt_compare all;

    sim_arena_init(&arena);
    all = all_rows(&arena, compares, count);
    print_inputs(text, &arena, compares, base, changed, count, width);
    rpt_compare_text_method(text, &arena, &compares[0], width);
    print_figures(text, &arena, compares, base, changed, count, view);
    rpt_compare_text_legend(text, &arena, &all, view);
    print_correction(text, &arena, compares, count, width);
    sim_text_add_char(text, '\n');
    print_closings(text, &arena, compares, changed, count, width);
    rpt_page_fit(text, from, width);
    sim_arena_deinit(&arena);
}

/* ---- Markdown ------------------------------------------------------------------------------ */

/* What would end a cell, or begin a tag or a code span, is escaped. */
static void add_escaped(struct sim_text *text, const char *words)
{
    for (; *words != '\0'; words++) {
        if (strchr("|<`*_[]\\", *words) != NULL) {
            sim_text_add_char(text, '\\');
        }
        sim_text_add_char(text, *words == '\n' ? ' ' : *words);
    }
}

static void add_cell(struct sim_text *text, const char *words)
{
    sim_text_add_char(text, ' ');
    add_escaped(text, words);
    sim_text_add(text, " |");
}

static void add_head(struct sim_text *text, struct sim_arena *arena,
                     const struct rpt_compare *compares, const struct mdl_answer *base,
                     const struct mdl_answer *changed, uint32_t count)
{
    sim_text_add(text, "|");
    add_cell(text, "figure");
    add_cell(text, run_name(arena, base));
    for (uint32_t i = 0; i < count; i++) {
        add_cell(text, run_name(arena, &changed[i]));
        add_cell(text, "change");
        add_cell(text, compares[i].has_ranks ? "rank p" : "p");
        add_cell(text, "");
    }
    sim_text_add(text, "\n|---|--:|");
    for (uint32_t i = 0; i < count; i++) {
        sim_text_add(text, "--:|---|--:|---|");
    }
    sim_text_add_char(text, '\n');
}

static void add_line(struct sim_text *text, struct sim_arena *arena,
                     const struct rpt_compare *compares, uint32_t count,
                     const struct rpt_compare_row *figure)
{
    sim_text_add(text, "|");
    add_cell(text, figure->name);
    add_cell(text, rpt_cell_value(arena, figure->base, figure->unit));
    for (uint32_t i = 0; i < count; i++) {
        const struct rpt_compare_row *row = row_named(&compares[i], figure->name);

        if (row == NULL) {
            sim_text_add(text, " | | | |");
            continue;
        }
        add_cell(text, rpt_cell_value(arena, row->changed, row->unit));
        add_cell(text, rpt_compare_text_cell(arena, row));
        add_cell(text, rpt_compare_text_p(arena, compares[i].has_ranks ? row->rank_p
                                                                       : row->p_corrected));
        add_cell(text, rpt_compare_word(row->mark));
    }
    sim_text_add_char(text, '\n');
}

static void add_differing(struct sim_text *text, struct sim_arena *arena,
                          const struct rpt_compare *compares, const struct mdl_answer *changed,
                          uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < compares[i].input_count; k++) {
            const struct rpt_compare_input *input = &compares[i].inputs[k];

            sim_text_add(text, "- ");
            add_escaped(text, sim_arena_print(arena, "%s: %s was %s, is %s",
                                              run_name(arena, &changed[i]), input->path,
                                              input->base[0] == '\0' ? "-" : input->base,
                                              input->changed[0] == '\0' ? "-"
                                                                        : input->changed));
            sim_text_add_char(text, '\n');
        }
    }
    sim_text_add_char(text, '\n');
}

void rpt_compare_many_markdown(struct sim_text *text, const struct rpt_compare *compares,
                               const struct mdl_answer *base, const struct mdl_answer *changed,
                               uint32_t count)
{
    struct sim_arena arena;

    sim_arena_init(&arena);
    for (uint32_t i = 0; i < count; i++) {
        sim_text_print(text, "**%s** ", compares[i].word);
        add_escaped(text, compares[i].verdict == RPT_COMPARE_IS_IMPOSSIBLE
                              && compares[i].sentence[0] == '\0' ? compares[i].refusal
                                                                 : compares[i].sentence);
        sim_text_add(text, "\n\n");
    }
    add_differing(text, &arena, compares, changed, count);
    add_head(text, &arena, compares, base, changed, count);
    for (uint32_t run = 0; run < count; run++) {
        for (uint32_t i = 0; i < compares[run].row_count; i++) {
            if (!is_told(compares, run, compares[run].rows[i].name)) {
                add_line(text, &arena, compares, count, &compares[run].rows[i]);
            }
        }
    }
    sim_text_add_char(text, '\n');
    if (compares[0].is_random) {
        sim_text_print(text, "%" PRIu32 " %s; brackets are intervals of %s %%.\n",
                       compares[0].is_paired ? compares[0].pairs : compares[0].base_count,
                       compares[0].is_paired ? "pairs of replications"
                                             : "independent replications of the base",
                       rpt_cell_number(&arena, 100 - 100 * compares[0].alpha));
    } else {
        sim_text_add(text, "Nothing is random: all figures are exact.\n");
    }
    sim_arena_deinit(&arena);
}
