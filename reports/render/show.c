/*
 * Everything that is stored of a run.
 */
#include "reports/render/show.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/render/cell.h"
#include "reports/render/lookup.h"
#include "reports/render/page.h"
#include "reports/render/run.h"
#include "reports/render/table.h"
#include "reports/render/view.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { PATHS_MAX = 36 };

static void print_identity(struct sim_text *text, const struct mdl_answer *answer)
{
    sim_text_print(text, "RUN %" PRId64, answer->run_id);
    if (answer->label != NULL) {
        sim_text_print(text, "  %s", answer->label);
    }
    sim_text_print(text, "   key %s\n", answer->key == NULL ? "-" : answer->key);
    if (answer->scenario_title[0] != '\0') {
        sim_text_print(text, "%s\n", answer->scenario_title);
    }
    sim_text_print(text, "computed %s by %s, %u job%s\n\n", answer->executed_at, answer->program,
                   answer->jobs, answer->jobs == 1 ? "" : "s");
}

static const char *figure(struct sim_arena *arena, const struct mdl_series *series,
                          const char *statistic)
{
    const struct mdl_estimate *estimate = rpt_lookup_estimate(series, statistic);

    if (estimate == NULL) {
        return "";
    }
    if (strcmp(series->unit, "share") == 0 && estimate->value > 0 && estimate->value < 0.01) {
        return sim_arena_print(arena, "%.2g %%", 100 * estimate->value); /* not: 0.0 % */
    }
    return rpt_cell_estimate(arena, estimate, rpt_lookup_unit(series, statistic));
}

/* Of a duration how many of them all took no time, of a count how many per second. */
static const char *last_of(struct sim_arena *arena, const struct mdl_series *series)
{
    uint64_t zero = 0;

    if (rpt_lookup_estimate(series, "zero") == NULL) {
        return figure(arena, series, "rate");
    }
    for (uint32_t i = 0; i < series->outcome_count; i++) {
        zero += series->outcomes[i].zero;
    }
    return rpt_cell_count(arena, zero);
}

/* A count's mean is per replication: the statistic may be called count or mean. */
static const char *mean_of(struct sim_arena *arena, const struct mdl_series *series)
{
    const char *mean = figure(arena, series, "mean");

    return mean[0] != '\0' ? mean : figure(arena, series, "count");
}

static void add_series(struct rpt_table *table, struct sim_arena *arena,
                       const struct mdl_series *series, bool wide)
{
    bool counts = strcmp(series->shape, "duration") == 0 || strcmp(series->shape, "count") == 0;
    bool phase = strcmp(series->phase, "all") != 0;
    const char *cells[] = {
        sim_arena_print(arena, "  %s%s%s", series->measure, phase ? "@" : "",
                        phase ? series->phase : ""),
        counts ? rpt_cell_count(arena, rpt_lookup_count(series)) : "",
        mean_of(arena, series), figure(arena, series, "p50"), figure(arena, series, "p99"),
        wide ? figure(arena, series, "p99.9") : figure(arena, series, "max"),
        wide ? figure(arena, series, "max") : last_of(arena, series),
        wide ? last_of(arena, series) : ""};

    rpt_table_add(table, cells);
}

static void print_figures(struct sim_text *text, struct sim_arena *arena,
                          const struct mdl_answer *answer, const struct rpt_view *view)
{
    struct rpt_table table;
    const char *object = "", *kind = "";

    rpt_table_init(&table, arena, "lrrrrrrr");
    rpt_table_add(&table, (const char *const[]){"FIGURES", "count", "mean", "p50", "p99",
                                                view->wide ? "p99.9" : "max",
                                                view->wide ? "max" : "0 ns, rate",
                                                view->wide ? "0 ns, rate" : ""});
    for (uint32_t i = 0; i < answer->series_count; i++) {
        const struct mdl_series *series = &answer->series[i];

        if (strcmp(series->object, object) != 0 || strcmp(series->kind, kind) != 0) {
            object = series->object;
            kind = series->kind;
            rpt_table_add(&table, (const char *const[]){
                sim_arena_print(arena, "%s (%s)", object, kind), "", "", "", "", "", "", ""});
        }
        add_series(&table, arena, series, view->wide);
    }
    rpt_table_print(&table, text, 0, rpt_view_width(view));
    sim_text_add_char(text, '\n');
}

/* A path and its value; where it came from, unless the file said it. */
static void print_input(struct sim_text *text, struct sim_arena *arena,
                        const struct mdl_parameter *parameter, unsigned column, unsigned width)
{
    bool file = strcmp(parameter->origin, "file") == 0;

    sim_text_print(text, "  %s", parameter->path);
    if (rpt_page_columns(parameter->path) + 4 > column) {
        sim_text_add_char(text, '\n');
    }
    rpt_page_column(text, column);
    rpt_page_words(text, sim_arena_print(arena, "%s%s%s%s", parameter->value, file ? "" : "  (",
                                         file ? "" : parameter->origin, file ? "" : ")"),
                   column + 2, width);
    rpt_page_line(text);
}

/* What the file or the command line said; defaults and profile only counted. */
static void print_inputs(struct sim_text *text, struct sim_arena *arena,
                         const struct mdl_answer *answer, const struct rpt_view *view)
{
    unsigned column = 2;
    uint32_t silent = 0;

    for (uint32_t i = 0; i < answer->parameter_count; i++) {
        unsigned width = 4 + (unsigned)rpt_page_columns(answer->parameters[i].path);

        column = width > column && width <= PATHS_MAX ? width : column;
    }
    sim_text_add(text, "INPUTS\n");
    for (uint32_t i = 0; i < answer->parameter_count; i++) {
        const struct mdl_parameter *parameter = &answer->parameters[i];
        bool said = strcmp(parameter->origin, "file") == 0
                    || strcmp(parameter->origin, "override") == 0;

        if (!said && !view->wide) {
            silent++;
            continue;
        }
        print_input(text, arena, parameter, column, rpt_view_width(view));
    }
    if (silent > 0) {
        sim_text_print(text, "  and %" PRIu32 " more by profile or default (--wide prints them)\n",
                       silent);
    }
}

void rpt_show_print(struct sim_text *text, const struct mdl_answer *answer,
                    const struct rpt_view *view)
{
    size_t from = text->length;
    struct rpt_view all = *view;
    struct sim_arena arena;

    all.all = true;
    sim_arena_init(&arena);
    print_identity(text, answer);
    rpt_run_print(text, answer, &all);
    sim_text_add_char(text, '\n');
    print_figures(text, &arena, answer, view);
    print_inputs(text, &arena, answer, view);
    rpt_page_fit(text, from, rpt_view_width(view));
    sim_arena_deinit(&arena);
}
