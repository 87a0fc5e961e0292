/*
 * What-if: one figure of many comparisons.
 */
#include "reports/compare/whatif.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/compare/figure.h"
#include "reports/compare/rows.h"
#include "sim/base/arena.h"

static bool is_text(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

bool rpt_whatif_has(const struct mdl_answer *answer, const char *target)
{
    struct rpt_rows_item item;

    return rpt_rows_find(answer, answer, target, &item);
}

/* How long somebody waits: what a side effect is about. A pool's own threads wait for nobody's
   sake; what waits for them is measured at the items. */
static bool is_wait(const struct rpt_compare_row *row)
{
    return !is_text(row->kind, "pool") &&
           (is_text(row->measure, "request_latency") || is_text(row->measure, "queue_latency") ||
            is_text(row->measure, "response") || is_text(row->measure, "ready")) &&
           (is_text(row->statistic, "mean") || is_text(row->statistic, "p99"));
}

/* How many times as long; what began at 0 is worse than any factor. */
static double factor(const struct rpt_compare_row *row)
{
    return row->base > 0 ? row->changed / row->base : HUGE_VAL;
}

static const struct rpt_compare_row *worst_side(const struct rpt_compare *c, const char *object)
{
    const struct rpt_compare_row *worst = NULL;

    for (uint32_t i = 0; i < c->row_count; i++) {
        const struct rpt_compare_row *row = &c->rows[i];

        if (row->mark == RPT_COMPARE_WORSE && is_wait(row) && !is_text(row->object, object) &&
            (worst == NULL || factor(row) > factor(worst))) {
            worst = row;
        }
    }
    return worst;
}

static const struct rpt_compare_row *price_of(const struct rpt_compare *c)
{
    for (uint32_t i = 0; i < c->row_count; i++) {
        if (c->rows[i].is_price && c->rows[i].changed >= c->rows[i].base + 0.5) {
            return &c->rows[i];
        }
    }
    return NULL;
}

static uint32_t deadlocks(const struct mdl_answer *a)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < a->episode_count; i++) {
        count += is_text(a->episodes[i].kind, "deadlock");
    }
    return count;
}

void rpt_whatif_judge(struct sim_arena *arena, const struct mdl_answer *base,
                      const struct mdl_answer *changed, const char *target, double alpha,
                      struct rpt_whatif_try *one)
{
    const struct rpt_compare_options strict = {.alpha = alpha}, wide = {.all = true};
    struct rpt_figure_context context = {.arena = arena, .base = base, .changed = changed};
    struct rpt_compare *c = sim_arena_array(arena, 2, sizeof *c);
    struct rpt_rows_item item;
    uint32_t before = deadlocks(base), after = deadlocks(changed);

    rpt_compare_runs(arena, base, changed, &strict, &c[0]);
    rpt_compare_runs(arena, base, changed, &wide, &c[1]);
    context.compare = &c[0];
    one->row = (struct rpt_compare_row){.mark = RPT_COMPARE_INCOMPARABLE, .name = target,
                                        .changed = NAN, .base = NAN, .note = "not measured"};
    if (rpt_rows_find(base, changed, target, &item)) {
        rpt_figure_make(&context, &item, &one->row);
        rpt_figure_mark(&context, &one->row);
        one->side = worst_side(&c[1], one->row.object);
    }
    one->price = price_of(&c[1]);
    one->stopped = changed->stopped > base->stopped ? changed->stopped - base->stopped : 0;
    one->replications = changed->replication_count;
    one->deadlocks = after > before ? after - before : 0;
}

/* ---- the best first -------------------------------------------------------------------------- */

/* Low is good, whichever direction the measure has. */
static double badness(const struct rpt_whatif_try *one)
{
    if (isnan(one->row.changed) || one->row.mark == RPT_COMPARE_INCOMPARABLE) {
        return HUGE_VAL;
    }
    return one->row.better != NULL && is_text(one->row.better, "higher") ? -one->row.changed
                                                                         : one->row.changed;
}

static int by_badness(const void *a, const void *b)
{
    const struct rpt_whatif_try *left = a, *right = b;
    double l = badness(left), r = badness(right);

    if (l != r) {
        return l < r ? -1 : 1;
    }
    return strcmp(left->change, right->change);
}

void rpt_whatif_rank(struct rpt_whatif_try *tries, uint32_t count)
{
    if (count > 0) {
        qsort(tries, count, sizeof *tries, by_badness);
    }
    for (uint32_t i = 0; i < count; i++) {
        tries[i].place = i + 1;
    }
}
