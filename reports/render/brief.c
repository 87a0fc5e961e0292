/*
 * The report of a run in four lines.
 */
#include "reports/render/brief.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/render/cell.h"
#include "reports/render/headline.h"
#include "reports/render/lookup.h"
#include "reports/render/page.h"
#include "reports/render/undecided.h"
#include "reports/render/view.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

/* The figure that the headline is about: its name, p50 and p99 with its interval. */
static void print_figure(struct sim_text *text, struct sim_arena *arena,
                         const struct mdl_answer *answer, const struct mdl_series *series,
                         const struct rpt_view *view)
{
    const struct mdl_estimate *p99 = rpt_lookup_estimate(series, "p99");
    const char *limits = answer->is_random ? rpt_cell_limits(arena, series, p99) : "";

    if (p99 == NULL || isnan(p99->value) || rpt_lookup_count(series) < 100) {
        sim_text_print(text, "%s.%s  mean %s   max %s\n", series->object, series->measure,
                       rpt_cell_estimate(arena, rpt_lookup_estimate(series, "mean"),
                                         series->unit),
                       rpt_cell_estimate(arena, rpt_lookup_estimate(series, "max"),
                                         series->unit));
        return;
    }
    sim_text_print(text, "%s.%s  p50 %s   p99 %s%s%s\n", series->object, series->measure,
                   rpt_cell_estimate(arena, rpt_lookup_estimate(series, "p50"), series->unit),
                   rpt_cell_estimate(arena, p99, series->unit), limits[0] == '\0' ? "" : " ",
                   limits);
    if (answer->is_random && limits[0] == '[') {
        rpt_page_words(text, sim_arena_print(arena, "(99 of 100 %ss are faster than the p99; "
                                             "[..] is its 95 %% interval over %" PRIu32
                                             " independent replications)", series->sample_of,
                                             p99->n), 0, rpt_view_width(view));
    } else {
        sim_text_print(text, "(99 of 100 %ss are faster than the p99)", series->sample_of);
    }
    rpt_page_line(text);
}

void rpt_brief_print(struct sim_text *text, const struct mdl_answer *answer,
                     const struct rpt_view *view)
{
    size_t from = text->length;
    uint32_t index = rpt_headline_series(answer);
    struct sim_arena arena;

    sim_arena_init(&arena);
    rpt_headline_print(text, &arena, answer, view);
    if (index != RPT_LOOKUP_NONE && rpt_headline_kind(answer) != RPT_HEADLINE_STOP) {
        print_figure(text, &arena, answer, &answer->series[index], view);
    }
    rpt_undecided_brief(text, &arena, answer, view);
    rpt_page_fit(text, from, rpt_view_width(view));
    sim_arena_deinit(&arena);
}
