/*
 * Queues and pools over time, in the replication that the timeline shows: the greatest value of
 * each column as a line, the time average as an area below it.
 */
#include "reports/html/section.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/machine/plan.h"
#include "model/run/answer.h"
#include "model/run/chronicle_words.h"
#include "reports/html/chart.h"
#include "reports/html/tag.h"
#include "reports/render/cell.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { COLUMNS = 220, CURVES_MOST = 24, BUSY = MDL_COUNTER_KIND_COUNT };

struct course {                       /* one counter */
    uint32_t kind, on;                /* enum mdl_counter_kind, or BUSY of a pool */
    sim_instant since_at;
    uint32_t value;
    double sums[COLUMNS];             /* value * ns */
    uint32_t mosts[COLUMNS];
    uint32_t most;
};

struct board {
    const struct mdl_chronicle *c;
    struct sim_arena *arena;
    sim_instant end_at;
    struct course *courses[CURVES_MOST];
    uint32_t count;
};

/* ---- following ------------------------------------------------------------------------------- */

static struct course *course_of(struct board *b, uint32_t kind, uint32_t on)
{
    for (uint32_t i = 0; i < b->count; i++) {
        if (b->courses[i]->kind == kind && b->courses[i]->on == on) {
            return b->courses[i];
        }
    }
    if (b->count == CURVES_MOST) {
        return NULL;
    }
    b->courses[b->count] = sim_arena_alloc(b->arena, sizeof(struct course));
    b->courses[b->count]->kind = kind;
    b->courses[b->count]->on = on;
    return b->courses[b->count++];
}

static sim_instant column_at(const struct board *b, uint32_t column)
{
    return (sim_instant)((sim_wide)b->end_at * column / COLUMNS);
}

/* The value that held since the last change is added up to now. */
static void hold(const struct board *b, struct course *course, sim_instant now)
{
    uint32_t column = (uint32_t)((sim_wide)course->since_at * COLUMNS / b->end_at);

    for (; column < COLUMNS && column_at(b, column) < now; column++) {
        sim_instant from = column_at(b, column), to = column_at(b, column + 1);

        from = from > course->since_at ? from : course->since_at;
        to = to < now ? to : now;
        course->sums[column] += to > from ? (double)course->value * (double)(to - from) : 0.0;
        if (course->value > course->mosts[column] && to >= from) {
            course->mosts[column] = course->value;
        }
    }
    course->since_at = now;
}

static void set(const struct board *b, struct course *course, sim_instant at, uint32_t value)
{
    if (course == NULL || at > b->end_at) {
        return;
    }
    hold(b, course, at);
    course->value = value;
    course->most = value > course->most ? value : course->most;
}

static void follow_counters(struct board *b)
{
    for (uint32_t i = 0; i < b->c->counter_count; i++) {
        const struct mdl_counter *counter = &b->c->counters[i];

        set(b, course_of(b, counter->kind, counter->on), counter->at, counter->value);
    }
}

struct workers {
    sim_instant *ends;                /* by thread: of the item that it holds; 0: none */
    uint32_t *pools;                  /* by thread: its pool, MDL_NONE: none           */
    uint32_t count;
};

static void find_pools(const struct mdl_plan *plan, struct workers *w)
{
    for (uint32_t t = 0; t < w->count; t++) {
        w->pools[t] = MDL_NONE;
    }
    for (uint32_t i = 0; i < plan->pool_count; i++) {
        const struct mdl_pool *pool = &plan->pools[i];

        for (uint32_t t = 0; t < pool->thread_max && pool->thread_first + t < w->count; t++) {
            w->pools[pool->thread_first + t] = i;
        }
    }
}

/* Those of a pool that have given their items up until then, in the order of their ends. */
static void release(struct board *b, struct workers *w, uint32_t pool, sim_instant until)
{
    for (;;) {
        uint32_t first = MDL_NONE;
        struct course *course;

        for (uint32_t t = 0; t < w->count; t++) {
            if (w->ends[t] != 0 && w->ends[t] <= until && w->pools[t] == pool
                && (first == MDL_NONE || w->ends[t] < w->ends[first])) {
                first = t;
            }
        }
        course = first == MDL_NONE ? NULL : course_of(b, BUSY, pool);
        if (course == NULL) {
            return;
        }
        set(b, course, w->ends[first], course->value - 1u);
        w->ends[first] = 0;
    }
}

/* Workers that hold an item, from the items' runs: they begin in order, and end in any. */
static void follow_workers(struct board *b)
{
    uint32_t count = b->c->plan->thread_total;
    struct workers w = {.count = count};

    w.ends = sim_arena_array(b->arena, count + 1u, sizeof(*w.ends));
    w.pools = sim_arena_array(b->arena, count + 1u, sizeof(*w.pools));
    find_pools(b->c->plan, &w);
    for (uint32_t i = 0; i < b->c->slice_count; i++) {
        const struct mdl_slice *slice = &b->c->slices[i];
        uint32_t pool = slice->kind == MDL_SLICE_ITEM && slice->on < count ? w.pools[slice->on]
                                                                           : MDL_NONE;
        struct course *course = pool == MDL_NONE ? NULL : course_of(b, BUSY, pool);

        if (course != NULL && slice->from_at <= b->end_at) {
            release(b, &w, pool, slice->from_at);
            set(b, course, slice->from_at, course->value + 1u);
            w.ends[slice->on] = slice->open ? SIM_INSTANT_NEVER : slice->to_at;
        }
    }
    for (uint32_t pool = 0; pool < b->c->plan->pool_count; pool++) {
        release(b, &w, pool, b->end_at);
    }
}

/* ---- drawing --------------------------------------------------------------------------------- */

static void print_area(const struct rpt_chart *chart, const struct board *b,
                       const struct course *course)
{
    double step = (chart->right - chart->left) / COLUMNS, height = chart->bottom - chart->top;

    sim_text_add(chart->text, "<path class=\"area\" d=\"M");
    rpt_chart_number(chart->text, chart->left);
    sim_text_add_char(chart->text, ' ');
    rpt_chart_number(chart->text, chart->bottom);
    for (uint32_t i = 0; i < COLUMNS; i++) {
        double length = (double)(column_at(b, i + 1) - column_at(b, i));
        double mean = length > 0.0 ? course->sums[i] / length : 0.0;

        sim_text_add_char(chart->text, 'V');
        rpt_chart_number(chart->text, chart->bottom - mean / course->most * height);
        sim_text_add_char(chart->text, 'h');
        rpt_chart_number(chart->text, step);
    }
    sim_text_add_char(chart->text, 'V');
    rpt_chart_number(chart->text, chart->bottom);
    sim_text_add(chart->text, "Z\"/>\n<path class=\"most\" d=\"M");
    for (uint32_t i = 0; i < COLUMNS; i++) {
        if (i == 0) {
            rpt_chart_number(chart->text, chart->left);
            sim_text_add_char(chart->text, ' ');
        } else {
            sim_text_add_char(chart->text, 'V');
        }
        rpt_chart_number(chart->text,
                         chart->bottom - (double)course->mosts[i] / course->most * height);
        sim_text_add_char(chart->text, 'h');
        rpt_chart_number(chart->text, step);
    }
    sim_text_add(chart->text, "\"/>\n");
}

static const char *title_of(const struct rpt_section *s, const struct board *b,
                            const struct course *course)
{
    const struct mdl_plan *plan = b->c->plan;

    if (course->kind == BUSY) {
        return sim_arena_print(s->arena, "%s: workers that hold an item",
                               plan->objects[plan->pools[course->on].object].path);
    }
    return mdl_chronicle_words_counter(s->arena, plan, (enum mdl_counter_kind)course->kind,
                                       course->on);
}

static void print_course(const struct rpt_section *s, const struct board *b,
                         const struct course *course)
{
    struct rpt_chart chart = {.text = s->text, .arena = s->arena, .width = 560, .height = 96,
                              .left = 34, .top = 20, .right = 548, .bottom = 76,
                              .high = (double)b->end_at};

    sim_text_add(s->text, "<figure class=\"graph\">");
    rpt_chart_begin(&chart, sim_arena_print(s->arena, "%s over time, at most %" PRIu32,
                                            title_of(s, b, course), course->most));
    rpt_chart_words(&chart, "label", chart.left, 12.0, "start", title_of(s, b, course));
    rpt_chart_axis(&chart);
    rpt_chart_line(&chart, "grid", chart.left, chart.bottom, chart.right, chart.bottom);
    rpt_chart_words(&chart, "tick", chart.left - 5.0, chart.top + 6.0, "end",
                    sim_arena_print(s->arena, "%" PRIu32, course->most));
    rpt_chart_words(&chart, "tick", chart.left - 5.0, chart.bottom + 3.0, "end", "0");
    print_area(&chart, b, course);
    rpt_chart_end(&chart);
    sim_text_add(s->text, "</figure>\n");
}

static void print_run(const struct rpt_section *s, const struct rpt_sheet_run *run)
{
    struct board b = {.c = run->whole, .arena = s->arena};

    b.end_at = b.c->cut_at != SIM_INSTANT_NEVER ? b.c->cut_at : b.c->end_at;
    if (b.end_at == 0) {
        return;
    }
    follow_workers(&b);
    follow_counters(&b);
    sim_text_add(s->text, "<div class=\"courses\">\n");
    for (uint32_t i = 0; i < b.count; i++) {
        hold(&b, b.courses[i], b.end_at);
        if (b.courses[i]->most > 0) {
            print_course(s, &b, b.courses[i]);
        }
    }
    sim_text_add(s->text, "</div>\n");
    rpt_tag_paragraph(s->text, "note", sim_arena_print(
        s->arena, "Replication %" PRIu32 "%s. Line: the most in each of %d columns; area: the "
        "average over time.", run->replication,
        b.c->cut_at == SIM_INSTANT_NEVER ? ""
            : sim_arena_print(s->arena, ", its first %s",
                              rpt_cell_duration(s->arena, (double)b.end_at)), (int)COLUMNS));
}

void rpt_section_course(const struct rpt_section *s)
{
    bool any = false;

    for (uint32_t i = 0; i < s->run_count; i++) {
        any = any || (s->runs[i].whole != NULL && s->runs[i].whole->counter_count > 0);
    }
    if (!any) {
        return;
    }
    rpt_tag_section(s->text, "course", "Queues and pools over time");
    rpt_section_sides(s, true);
    for (uint32_t i = 0; i < s->run_count; i++) {
        rpt_section_side(s, i);
        if (s->runs[i].whole != NULL) {
            print_run(s, &s->runs[i]);
        }
        rpt_section_side_end(s);
    }
    rpt_section_sides_end(s);
    rpt_tag_section_end(s->text);
}
