/*
 * The phases of a run: requests, or else calls of work items, phase by phase.
 */
#include "reports/render/phases.h"

#include <string.h>

#include "model/run/answer.h"
#include "reports/render/cell.h"
#include "reports/render/page.h"
#include "reports/render/table.h"
#include "reports/render/view.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { NAME_COLUMNS = 26 };

static const struct mdl_estimate *estimate(const struct mdl_series *series, const char *statistic)
{
    for (uint32_t i = 0; i < series->estimate_count; i++) {
        if (strcmp(series->estimates[i].statistic, statistic) == 0) {
            return &series->estimates[i];
        }
    }
    return NULL;
}

static bool is_of_phase(const struct mdl_series *series, const char *measure)
{
    return strcmp(series->phase, "all") != 0 && strcmp(series->measure, measure) == 0;
}

static bool has(const struct mdl_answer *answer, const char *measure)
{
    for (uint32_t i = 0; i < answer->series_count; i++) {
        if (is_of_phase(&answer->series[i], measure)) {
            return true;
        }
    }
    return false;
}

static void add(struct rpt_table *table, struct sim_arena *arena,
                const struct mdl_series *series)
{
    const struct mdl_estimate *count = estimate(series, "count"), *p99 = estimate(series, "p99");
    double all = count == NULL ? 0 : count->value * series->outcome_count;
    const char *name = sim_arena_print(arena, "%s@%s", series->object, series->phase);

    rpt_table_add(table, (const char *const[]){
        rpt_page_clip(arena, name, NAME_COLUMNS), rpt_cell_count(arena, (uint64_t)(all + 0.5)),
        rpt_cell_estimate(arena, estimate(series, "p50"), series->unit),
        rpt_cell_estimate(arena, p99, series->unit), rpt_cell_limits(arena, series, p99),
        rpt_cell_estimate(arena, estimate(series, "max"), series->unit)});
}

void rpt_phases_print(struct sim_text *text, const struct mdl_answer *answer,
                      const struct rpt_view *view)
{
    const char *measure = has(answer, "request_latency") ? "request_latency" : "queue_latency";
    struct sim_arena arena;
    struct rpt_table table;

    if (!has(answer, measure)) {
        return;
    }
    sim_arena_init(&arena);
    rpt_table_init(&table, &arena, "lrrrlr");
    rpt_table_add(&table, (const char *const[]){"PHASES", "count", "p50", "p99",
                                                answer->is_random ? "[95 % interval]" : "",
                                                "max"});
    for (uint32_t i = 0; i < answer->series_count; i++) {
        if (is_of_phase(&answer->series[i], measure)) {
            add(&table, &arena, &answer->series[i]);
        }
    }
    rpt_table_print(&table, text, 0, rpt_view_width(view));
    sim_text_add_char(text, '\n');
    sim_arena_deinit(&arena);
}
