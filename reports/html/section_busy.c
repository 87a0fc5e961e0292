/*
 * What the processors did: shares of time over all replications, and at which IRQL they stood; in a
 * long run that is told of the replication that the timeline shows.
 */
#include "reports/html/section.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/machine/plan.h"
#include "model/run/answer.h"
#include "model/run/levels.h"
#include "reports/html/chart.h"
#include "reports/html/tag.h"
#include "reports/render/cell.h"
#include "reports/render/format.h"
#include "reports/render/lookup.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { BANDS = 4, IDLE = 3, ROW = 24, LEVELS = 32, PROCESSORS_MOST = 64 };

static const struct { const char *measure, *name, *class; } bands[BANDS] = {
    {"isrs_share", "ISRs", "b0"}, {"dpcs_share", "DPCs", "b1"}, {"threads_share", "threads", "b2"},
    {"idle", "idle", "b3"}};

/* ---- over all replications ------------------------------------------------------------------- */

static double share_of(const struct mdl_answer *answer, const char *object, int band)
{
    uint32_t index = rpt_lookup_series(answer, object, bands[band].measure);

    return index == RPT_LOOKUP_NONE ? NAN : rpt_lookup_value(&answer->series[index], "mean");
}

static const char *processor(struct sim_arena *arena, uint32_t n)
{
    return sim_arena_print(arena, "processor.%" PRIu32, n);
}

static uint32_t count_processors(struct sim_arena *arena, const struct mdl_answer *answer)
{
    uint32_t count = 0;

    while (count < PROCESSORS_MOST && !isnan(share_of(answer, processor(arena, count), 3))) {
        count++;
    }
    return count;
}

static void add_bar(const struct rpt_chart *chart, const char *class, double from, double to,
                    double y)
{
    if (!(to > from)) {
        return;
    }
    sim_text_print(chart->text, "<rect class=\"%s\" x=\"", class);
    rpt_chart_number(chart->text, rpt_chart_x(chart, from));
    sim_text_add(chart->text, "\" y=\"");
    rpt_chart_number(chart->text, y);
    sim_text_add(chart->text, "\" height=\"16\" width=\"");
    rpt_chart_number(chart->text, rpt_chart_x(chart, to) - rpt_chart_x(chart, from));
    sim_text_add(chart->text, "\"/>");
}

static void print_shares_chart(const struct rpt_section *s, const struct mdl_answer *answer,
                               uint32_t processors)
{
    struct rpt_chart chart = {.text = s->text, .arena = s->arena, .width = 700,
                              .height = 10.0 + ROW * processors, .left = 110, .top = 4,
                              .right = 690, .bottom = 6.0 + ROW * processors, .high = 1.0};

    rpt_chart_begin(&chart, "Share of time of each processor in ISRs, DPCs, threads and idle");
    for (uint32_t i = 0; i < processors; i++) {
        double from = 0.0, y = chart.top + i * ROW;

        rpt_chart_words(&chart, "label", chart.left - 8.0, y + 12.0, "end",
                        sim_arena_print(s->arena, "processor %" PRIu32, i));
        for (int band = 0; band < BANDS; band++) {
            double share = share_of(answer, processor(s->arena, i), band);

            share = isnan(share) ? 0.0 : share;
            add_bar(&chart, bands[band].class, from, from + share, y);
            from += share;
        }
        sim_text_add_char(chart.text, '\n');
    }
    rpt_chart_end(&chart);
}

static void print_shares(const struct rpt_section *s, const struct mdl_answer *answer,
                         uint32_t processors)
{
    static const char *const heads[] = {"", "ISRs", "DPCs", "threads", "idle",
                                        "longest at DISPATCH or above"};

    sim_text_add(s->text, "<div class=\"scroll graph\" tabindex=\"0\">");
    print_shares_chart(s, answer, processors);
    sim_text_add(s->text, "</div><p class=\"legend\">");
    for (int band = 0; band < BANDS; band++) {
        sim_text_print(s->text, "<i class=\"sw %s\" aria-hidden=\"true\"></i> %s ",
                       bands[band].class, bands[band].name);
    }
    sim_text_add(s->text, "</p>\n");
    rpt_tag_table(s->text, "Share of time of each processor, all replications", "lrrrrr", heads);
    for (uint32_t i = 0; i < processors; i++) {
        const char *cells[6] = {sim_arena_print(s->arena, "processor %" PRIu32, i)};
        uint32_t raised = rpt_lookup_series(answer, processor(s->arena, i), "longest_raised");

        for (int band = 0; band < BANDS; band++) {
            cells[band + 1] = rpt_cell_percent(
                s->arena, share_of(answer, processor(s->arena, i), band));
        }
        cells[5] = raised == RPT_LOOKUP_NONE
                       ? "" : rpt_cell_estimate(s->arena, rpt_lookup_estimate(
                                                    &answer->series[raised], "max"), "ns");
        rpt_tag_row(s->text, "lrrrrr", cells);
    }
    rpt_tag_table_end(s->text);
}

/* ---- by IRQL --------------------------------------------------------------------------------- */

struct ladder {
    double share[PROCESSORS_MOST][LEVELS]; /* by IRQL, without idle time */
    bool used[LEVELS];
    uint32_t processors;
};

/* In all replications: idle time counts as level 0 and is known by itself. */
static void climb_all(struct ladder *ladder, struct sim_arena *arena,
                      const struct mdl_answer *answer, const struct mdl_levels *levels)
{
    memset(ladder, 0, sizeof(*ladder));
    for (; ladder->processors < levels->processors && ladder->processors < PROCESSORS_MOST;
         ladder->processors++) {
        const uint64_t *ns = levels->ns[ladder->processors];
        double *share = ladder->share[ladder->processors], all_ns = 0.0;
        double idle = share_of(answer, processor(arena, ladder->processors), IDLE);

        for (unsigned irql = 0; irql < LEVELS; irql++) {
            all_ns += (double)ns[irql];
        }
        for (unsigned irql = 0; irql < LEVELS && all_ns > 0.0; irql++) {
            share[irql] = (double)ns[irql] / all_ns;
            ladder->used[irql] = ladder->used[irql] || ns[irql] > 0;
        }
        share[0] = share[0] > idle ? share[0] - idle : 0.0;
    }
}

static void climb(struct ladder *ladder, const struct mdl_chronicle *c)
{
    sim_instant end_at = c->cut_at != SIM_INSTANT_NEVER ? c->cut_at : c->end_at;

    memset(ladder, 0, sizeof(*ladder));
    for (uint32_t i = 0; i < c->slice_count; i++) {
        const struct mdl_slice *slice = &c->slices[i];
        sim_instant to = slice->to_at < end_at ? slice->to_at : end_at;

        if (slice->kind != MDL_SLICE_EXECUTES || slice->on >= PROCESSORS_MOST
            || slice->irql >= LEVELS || to <= slice->from_at) {
            continue;
        }
        ladder->share[slice->on][slice->irql] += (double)(to - slice->from_at)
                                                 / (double)(end_at + 1);
        ladder->used[slice->irql] = true;
        ladder->processors = slice->on >= ladder->processors ? slice->on + 1
                                                             : ladder->processors;
    }
}

static const char *level_name(struct sim_arena *arena, unsigned irql)
{
    static const char *const low[] = {"PASSIVE", "APC", "DISPATCH"};

    return irql < 3 ? sim_arena_print(arena, "%u %s", irql, low[irql])
                    : sim_arena_print(arena, "%u", irql);
}

static void print_levels(const struct rpt_section *s, const struct rpt_sheet_run *run)
{
    struct ladder *ladder = sim_arena_alloc(s->arena, sizeof(*ladder));
    const char *heads[LEVELS + 1] = {"IRQL"};
    char align[LEVELS + 2] = "l";
    unsigned columns = 1;

    if (run->levels != NULL) {
        climb_all(ladder, s->arena, run->answer, run->levels);
    } else {
        climb(ladder, run->whole);
    }
    for (uint32_t i = 0; i < ladder->processors && columns < LEVELS; i++) {
        heads[columns] = sim_arena_print(s->arena, "processor %" PRIu32, i);
        align[columns++] = 'r';
    }
    rpt_tag_table(s->text, run->levels != NULL ? "Share of time at each IRQL, all replications"
                                               : sim_arena_print(s->arena, "Share of time at each "
                                                                 "IRQL, replication %" PRIu32,
                                                                 run->replication), align, heads);
    for (unsigned irql = LEVELS; irql-- > 0;) {
        const char *cells[LEVELS + 1] = {level_name(s->arena, irql)};

        for (unsigned i = 1; i < columns && ladder->used[irql]; i++) {
            cells[i] = rpt_cell_percent(s->arena, ladder->share[i - 1][irql]);
        }
        if (ladder->used[irql]) {
            rpt_tag_row(s->text, align, cells);
        }
    }
    rpt_tag_table_end(s->text);
    rpt_tag_paragraph(s->text, "note",
                      run->levels != NULL || run->whole->cut_at == SIM_INSTANT_NEVER
                      ? "What is missing to 100 % is idle."
                      : sim_arena_print(s->arena, "The first %s of it; what is missing to 100 %% "
                                        "is idle.", rpt_cell_duration(
                                            s->arena, (double)run->whole->cut_at)));
}

void rpt_section_busy(const struct rpt_section *s)
{
    uint32_t any = 0;

    for (uint32_t i = 0; i < s->run_count; i++) {
        any += count_processors(s->arena, s->runs[i].answer);
    }
    if (any == 0) {
        return;
    }
    rpt_tag_section(s->text, "busy", "What the processors did");
    rpt_section_sides(s, true);
    for (uint32_t i = 0; i < s->run_count; i++) {
        rpt_section_side(s, i);
        print_shares(s, s->runs[i].answer, count_processors(s->arena, s->runs[i].answer));
        if (s->runs[i].whole != NULL && s->runs[i].whole->slice_count > 0) {
            print_levels(s, &s->runs[i]);
        }
        rpt_section_side_end(s);
    }
    rpt_section_sides_end(s);
    rpt_tag_section_end(s->text);
}
