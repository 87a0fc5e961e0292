/*
 * One row of a comparison.
 */
#include "reports/compare/figure.h"

#include <math.h>
#include <string.h>

#include "model/observe/measures.h"
#include "model/run/answer.h"
#include "reports/compare/compare.h"
#include "reports/compare/effect.h"
#include "reports/compare/inputs.h"
#include "reports/compare/rank.h"
#include "reports/compare/rows.h"
#include "reports/compare/side.h"
#include "sim/base/arena.h"
#include "sim/random/elementary.h"

static bool is_text(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* ---- what it is called ---- */

static void name_row(struct sim_arena *arena, const struct rpt_rows_item *item,
                     struct rpt_compare_row *row)
{
    const struct mdl_series *s = item->base != NULL ? item->base : item->changed;
    bool has_statistic = is_text(s->shape, "duration") || !is_text(item->statistic, "mean");
    bool has_phase = !is_text(s->phase, "all");

    *row = (struct rpt_compare_row){
        .object = s->object, .kind = s->kind, .measure = s->measure, .phase = s->phase,
        .statistic = item->statistic, .shape = s->shape, .better = s->better,
        .unit = mdl_measures_unit(s->unit, item->statistic), .sample_of = s->sample_of,
        .is_price = item->is_price, .is_exploratory = item->is_exploratory, .note = "",
        .base = NAN, .changed = NAN, .change = NAN, .low = NAN, .high = NAN, .p = NAN,
        .p_corrected = NAN, .correlation = NAN, .variance_factor = NAN, .rank_p = NAN,
        .rank_share = NAN,
        .mark = RPT_COMPARE_UNCLEAR};
    row->name = sim_arena_print(arena, "%s.%s%s%s%s%s", s->object, s->measure,
                                has_statistic ? "." : "", has_statistic ? item->statistic : "",
                                has_phase ? "@" : "", has_phase ? s->phase : "");
}

/* ---- can it be compared at all? ---- */

static void refuse(struct rpt_compare_row *row, const char *why)
{
    row->mark = RPT_COMPARE_INCOMPARABLE;
    row->note = why;
}

static const char *seconds(struct sim_arena *arena, uint64_t ns)
{
    return sim_arena_print(arena, "%.6g s", (double)ns / 1e9);
}

static bool is_refused(const struct rpt_figure_context *c, const struct rpt_rows_item *item,
                       struct rpt_compare_row *row)
{
    if (item->base == NULL || item->changed == NULL) {
        refuse(row, item->base == NULL ? "only in the new run" : "only in the base run");
    } else if (!is_text(item->base->kind, item->changed->kind)) {
        refuse(row, sim_arena_print(c->arena, "a %s in the base run, a %s in the new one",
                                    item->base->kind, item->changed->kind));
    } else if (!is_text(item->base->unit, item->changed->unit) ||
               !is_text(item->base->shape, item->changed->shape)) {
        refuse(row, "measured in different units");
    } else if (c->base->from_ns != c->changed->from_ns) {
        const struct mdl_answer *later = c->base->from_ns > c->changed->from_ns ? c->base
                                                                                : c->changed;

        refuse(row, sim_arena_print(c->arena, "measured from %s and from %s; run both with "
                                              "--set run.warm_up=%.9gs",
                                    seconds(c->arena, c->base->from_ns),
                                    seconds(c->arena, c->changed->from_ns),
                                    (double)later->from_ns / 1e9));
    } else if (c->base->duration_ns != c->changed->duration_ns) {
        refuse(row, sim_arena_print(c->arena, "measured over %s and over %s",
                                    seconds(c->arena, c->base->duration_ns),
                                    seconds(c->arena, c->changed->duration_ns)));
    } else if ((is_text(row->measure, "starved") || is_text(row->measure, "overdue")) &&
               rpt_inputs_has(c->compare->inputs, c->compare->input_count, "starvation_after")) {
        refuse(row, "starvation_after differs");
    }
    return row->mark == RPT_COMPARE_INCOMPARABLE;
}

static bool is_without_value(const struct rpt_figure_context *c, const struct rpt_side *base,
                             const struct rpt_side *changed, struct rpt_compare_row *row)
{
    const struct rpt_side *bad = isnan(base->value) || isinf(base->value)         ? base
                                 : isnan(changed->value) || isinf(changed->value) ? changed
                                                                                  : NULL;

    if (bad == NULL) {
        return false;
    }
    refuse(row, sim_arena_print(c->arena, "%s: %s", bad == base ? "base" : "new",
                                isinf(bad->value)       ? "never, because some were lost"
                                : bad->note[0] != '\0' ? bad->note
                                                       : "no observations"));
    return true;
}

/* ---- pairs ---- */

static bool is_same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* Walks the pairs: are they all equal, and are their differences? */
static void inspect_pairs(const struct rpt_side *base, const struct rpt_side *changed,
                          const char *statistic, bool *ret_equal, bool *ret_constant)
{
    uint32_t i = 0, k = 0, pairs = 0;
    double first = 0;

    *ret_equal = *ret_constant = true;
    while (i < base->n && k < changed->n) {
        if (base->replications[i] != changed->replications[k]) {
            *(base->replications[i] < changed->replications[k] ? &i : &k) += 1;
            continue;
        }
        double b = rpt_side_replication(base, statistic, i++);
        double x = rpt_side_replication(changed, statistic, k++);

        *ret_equal = *ret_equal && is_same(b, x);
        first = pairs++ == 0 ? x - b : first;
        *ret_constant = *ret_constant && fabs(x - b - first) <= 1e-9 * (fabs(x) + fabs(b));
    }
    *ret_equal = *ret_equal && pairs > 0 && base->n == changed->n;
    *ret_constant = *ret_constant && pairs >= 2;
}

static bool is_identical(const struct rpt_figure_context *c, const struct rpt_side *base,
                         const struct rpt_side *changed, bool pairs_equal)
{
    if (!is_same(base->value, changed->value)) {
        return false;
    }
    return (c->compare->is_paired && pairs_equal) || (!base->is_random && !changed->is_random) ||
           (base->is_constant && changed->is_constant && base->n >= 2 && changed->n >= 2);
}

/* ---- the change ---- */

static double exponential(double x)
{
    return x >= 700 ? HUGE_VAL : x <= -700 ? 0 : sim_elementary_exp(x);
}

/* A ratio where both sides are positive and it says more than the difference does. */
static bool wants_ratio(const struct rpt_compare_row *row)
{
    double ratio = row->changed / row->base;

    if (!(row->base > 0) || !(row->changed > 0) || is_text(row->shape, "share") ||
        row->in_every_pair) {
        return false;
    }
    return is_text(row->unit, "ns") || is_text(row->unit, "1/s") || ratio < 0.5 || ratio > 2;
}

/* From the scale of the effect to the scale of the row. */
static void say_change(struct rpt_compare_row *row, double d, double low, double high)
{
    double ratio = row->changed / row->base;

    if (row->scale == RPT_COMPARE_DIFFERENCE) {
        row->change = d;
        row->low = low;
        row->high = high;
    } else if (ratio < 0.5) {
        row->scale = RPT_COMPARE_LESS;
        row->change = 1 / ratio;
        row->low = exponential(-high);
        row->high = exponential(-low);
    } else if (ratio > 2) {
        row->scale = RPT_COMPARE_MORE;
        row->change = ratio;
        row->low = exponential(low);
        row->high = exponential(high);
    } else {
        row->scale = RPT_COMPARE_PERCENT;
        row->change = ratio - 1;
        row->low = exponential(low) - 1;
        row->high = exponential(high) - 1;
    }
}

static bool lacks_interval(const struct rpt_side *side)
{
    return side->is_random && !side->has_interval;
}

/* Where one side is only known to exceed its figure, it may lie on the other side of the other. */
static bool is_unproved(const struct rpt_side *base, const struct rpt_side *changed)
{
    return (changed->is_open && changed->value <= base->value) ||
           (base->is_open && base->value <= changed->value);
}

static void measure_effect(const struct rpt_figure_context *c, const struct rpt_side *base,
                           const struct rpt_side *changed, struct rpt_compare_row *row)
{
    struct rpt_effect effect;
    double low = NAN, high = NAN;
    bool is_log = wants_ratio(row);

    row->scale = is_log ? RPT_COMPARE_PERCENT : RPT_COMPARE_DIFFERENCE;
    rpt_effect_init(&effect, base, changed, c->compare->is_paired, is_log);
    row->n = effect.pairs != 0 ? effect.pairs : base->n < changed->n ? base->n : changed->n;
    if (lacks_interval(base) || lacks_interval(changed)) {
        row->note = lacks_interval(base) ? base->note : changed->note;
        row->in_every_pair = false;
    } else if (row->is_exact && is_unproved(base, changed)) {
        row->is_exact = false;
        row->note = "unfinished or lost observations: one figure is only a lower bound";
    } else if (!row->is_exact && !row->in_every_pair) {
        rpt_effect_limits(&effect, 1 - c->compare->alpha, &low, &high);
        row->p = row->p_corrected = rpt_effect_p(&effect);
        row->correlation = effect.correlation;
        row->variance_factor = rpt_effect_variance_factor(&effect);
    }
    say_change(row, rpt_effect_value(&effect), low, high);
}

static void compare_sides(const struct rpt_figure_context *c, const struct rpt_side *base,
                          const struct rpt_side *changed, struct rpt_compare_row *row)
{
    bool is_equal, is_shifted;

    row->is_exact = !base->is_random && !changed->is_random;
    inspect_pairs(base, changed, row->statistic, &is_equal, &is_shifted);
    row->in_every_pair = !row->is_exact && base->kind == RPT_SIDE_MEAN && !is_equal &&
                         base->n >= 2 && changed->n >= 2 &&
                         ((c->compare->is_paired && is_shifted) ||
                          (base->is_constant && changed->is_constant));
    if (is_identical(c, base, changed, is_equal)) {
        row->mark = RPT_COMPARE_IDENTICAL;
        row->scale = RPT_COMPARE_DIFFERENCE;
        row->change = 0;
        row->n = base->n;
    } else if (!is_without_value(c, base, changed, row)) {
        measure_effect(c, base, changed, row);
    }
}

/* ---- is one of them stochastically larger? ---- */

/* The replications that have a value, of both sides where they are pairs. */
static uint32_t collect_values(const struct rpt_figure_context *c, const struct rpt_side *side,
                               const struct rpt_side *other, const char *statistic,
                               double *ret_values)
{
    uint32_t count = 0;

    for (uint32_t i = 0, k = 0; i < side->n; i++) {
        double value = rpt_side_replication(side, statistic, i);
        bool counts = !isnan(value);

        while (k < other->n && other->replications[k] < side->replications[i]) {
            k++;
        }
        if (c->compare->is_paired) {
            counts = counts && k < other->n && other->replications[k] == side->replications[i] &&
                     !isnan(rpt_side_replication(other, statistic, k));
        }
        if (counts) {
            ret_values[count++] = value;
        }
    }
    return count;
}

static void test_ranks(const struct rpt_figure_context *c, const struct rpt_side *base,
                       const struct rpt_side *changed, struct rpt_compare_row *row)
{
    double *x = sim_arena_array(c->arena, (size_t)changed->n + 1, sizeof *x);
    double *y = sim_arena_array(c->arena, (size_t)base->n + 1, sizeof *y);
    uint32_t n = collect_values(c, changed, base, row->statistic, x);
    uint32_t m = collect_values(c, base, changed, row->statistic, y);
    struct rpt_rank_test test;

    if (n < 2 || m < 2) {
        return;
    }
    if (c->compare->is_paired) {
        rpt_rank_signed(c->arena, x, y, n, &test);
    } else {
        rpt_rank_sum(c->arena, x, n, y, m, &test);
    }
    row->rank_p = test.p;
    row->rank_share = test.share_greater;
    row->rank_is_exact = test.is_exact;
}

void rpt_figure_make(const struct rpt_figure_context *context, const struct rpt_rows_item *item,
                     struct rpt_compare_row *ret_row)
{
    struct rpt_side base, changed;
    bool refused;

    name_row(context->arena, item, ret_row);
    refused = is_refused(context, item, ret_row);
    if (item->base == NULL || item->changed == NULL) {
        return;
    }
    rpt_side_init(&base, context->arena, context->base, item->base, item->statistic);
    rpt_side_init(&changed, context->arena, context->changed, item->changed, item->statistic);
    ret_row->base = base.value;
    ret_row->changed = changed.value;
    if (!refused) {
        compare_sides(context, &base, &changed, ret_row);
        if (context->compare->has_ranks && !ret_row->is_exact) {
            test_ranks(context, &base, &changed, ret_row);
        }
    }
    rpt_side_deinit(&base);
    rpt_side_deinit(&changed);
}

/* ---- the mark ---- */

/* Differences up to this are none: 1 us is inside our ignorance of the assumed costs. */
static double least_difference(const struct rpt_compare_row *row)
{
    if (is_text(row->shape, "share")) {
        return 0.01;
    }
    if (is_text(row->shape, "level")) {
        return 0.1;
    }
    return is_text(row->unit, "ns") ? 1000 : is_text(row->unit, "1/s") ? 0 : 1;
}

/* New - base, for a change on the row's own scale. */
static double difference_of(const struct rpt_compare_row *row, double change)
{
    switch (row->scale) {
    case RPT_COMPARE_PERCENT:
        return row->base * change;
    case RPT_COMPARE_LESS:
        return change > 0 ? row->base / change - row->base : HUGE_VAL;
    case RPT_COMPARE_MORE:
        return row->base * change - row->base;
    default:
        return change;
    }
}

/* Would this change count as none? */
static bool is_negligible(const struct rpt_compare_row *row, double change, double threshold)
{
    double difference = fabs(difference_of(row, change));

    return difference <= least_difference(row) || difference <= threshold * fabs(row->base);
}

bool rpt_figure_may(const struct rpt_compare_row *row, double threshold, bool better)
{
    bool down = is_text(row->better, "lower") == better;
    double limits[2] = {row->low, row->high};

    if (is_text(row->better, "neither") || row->mark == RPT_COMPARE_INCOMPARABLE) {
        return false;
    }
    if (isnan(row->low) || isnan(row->high)) {
        return row->mark == RPT_COMPARE_UNCLEAR;
    }
    for (int i = 0; i < 2; i++) {
        if (!is_negligible(row, limits[i], threshold) &&
            (difference_of(row, limits[i]) < 0) == down) {
            return true;
        }
    }
    return false;
}

static enum rpt_compare_mark direction(const struct rpt_compare_row *row)
{
    if (is_text(row->better, "neither") || row->is_price) {
        return RPT_COMPARE_CHANGED;
    }
    return (row->changed < row->base) == is_text(row->better, "lower") ? RPT_COMPARE_BETTER
                                                                       : RPT_COMPARE_WORSE;
}

/* What happens in one run and never in the other is no small difference, were it only once. */
static bool is_never(const struct rpt_compare_row *row)
{
    return is_text(row->shape, "count") && (row->base == 0) != (row->changed == 0);
}

static void mark_certain(struct rpt_compare_row *row, double threshold)
{
    row->mark = !is_never(row) && is_negligible(row, row->change, threshold) ? RPT_COMPARE_SAME
                                                                             : direction(row);
}

static void mark_uncertain(const struct rpt_figure_context *c, struct rpt_compare_row *row)
{
    double threshold = c->compare->threshold;

    if (is_negligible(row, row->low, threshold) && is_negligible(row, row->high, threshold)) {
        row->mark = RPT_COMPARE_SAME;
    } else if (row->p_corrected < c->compare->alpha) {
        row->mark = is_negligible(row, row->change, threshold) ? RPT_COMPARE_SMALL
                                                               : direction(row);
    } else if (row->p < c->compare->alpha) {
        row->mark = RPT_COMPARE_UNCLEAR;
        row->note = sim_arena_print(c->arena, "alone p = %.3f; not after correction for the"
                                              " other rows", row->p);
    }
}

void rpt_figure_mark(const struct rpt_figure_context *context, struct rpt_compare_row *row)
{
    const struct rpt_compare *compare = context->compare;

    if (row->mark == RPT_COMPARE_INCOMPARABLE || row->mark == RPT_COMPARE_IDENTICAL) {
        return;
    }
    if (compare->base_stopped + compare->changed_stopped > 0) {
        row->note = sim_arena_print(context->arena, "%u replications stopped: the others are no"
                                                    " sample",
                                    (unsigned)(compare->base_stopped + compare->changed_stopped));
    } else if (row->is_exact || row->in_every_pair) {
        mark_certain(row, compare->threshold);
    } else if (!isnan(row->p)) {
        mark_uncertain(context, row);
    }
}
