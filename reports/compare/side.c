/*
 * One side of a comparison, made from the outcomes and the pooled histogram of a series.
 */
#include "reports/compare/side.h"

#include <math.h>
#include <string.h>

#include "model/run/answer.h"
#include "sim/base/arena.h"
#include "sim/statistics/interval.h"

static const struct {
    const char *name;
    double p;
} quantiles[] = {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}};

enum { QUANTILE_COUNT = sizeof quantiles / sizeof quantiles[0] };

static int quantile_place(const char *statistic)
{
    for (int i = 0; i < QUANTILE_COUNT; i++) {
        if (strcmp(statistic, quantiles[i].name) == 0) {
            return i;
        }
    }
    return -1;
}

static bool is_text(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static const struct mdl_estimate *find_estimate(const struct mdl_series *series,
                                                const char *statistic)
{
    for (uint32_t i = 0; i < series->estimate_count; i++) {
        if (is_text(series->estimates[i].statistic, statistic)) {
            return &series->estimates[i];
        }
    }
    return NULL;
}

/* Outcomes belong to the replications that count: all of them, or those that did not stop. */
static void number_replications(struct rpt_side *side, const struct mdl_answer *answer)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < answer->replication_count && n < side->n; i++) {
        if (side->n == answer->replication_count || answer->replications[i].bug_check == 0) {
            side->replications[n++] = answer->replications[i].index;
        }
    }
    for (; n < side->n; n++) {
        side->replications[n] = n;
    }
}

/* ---- means: what is summed, and over what ---- */

static void sum_outcome(const struct rpt_side *side, const char *statistic,
                        const struct mdl_sample *o, double *ret_total, double *ret_weight)
{
    const char *shape = side->series->shape;

    if (is_text(statistic, "count") || is_text(statistic, "zero")) {
        *ret_total = (double)(is_text(statistic, "zero") ? o->zero : o->n);
        *ret_weight = 1;
    } else if (is_text(statistic, "rate")) {
        *ret_total = o->total * 1e9;
        *ret_weight = o->weight;
    } else if (is_text(shape, "duration")) {
        *ret_total = o->total;
        *ret_weight = (double)o->n;
    } else if (is_text(shape, "count") || !(o->weight > 0)) {
        *ret_total = is_text(shape, "count") ? o->total : o->mean;
        *ret_weight = 1;
    } else {
        *ret_total = o->total;
        *ret_weight = o->weight;
    }
}

static void make_mean(struct rpt_side *side, const char *statistic)
{
    double total = 0, weight = 0;

    for (uint32_t i = 0; i < side->n; i++) {
        sum_outcome(side, statistic, &side->series->outcomes[i], &side->totals[i],
                    &side->weights[i]);
        total += side->totals[i];
        weight += side->weights[i];
    }
    side->value = weight > 0 ? total / weight : (double)NAN;
    for (uint32_t i = 0; i < side->n; i++) {
        side->residuals[i] = side->totals[i] - side->value * side->weights[i];
    }
}

/* ---- quantiles ---- */

static void make_histogram(struct rpt_side *side)
{
    const struct mdl_series *series = side->series;
    uint64_t low = UINT64_MAX, high = 0;
    uint32_t index = 0;

    for (uint32_t i = 0; i < series->bucket_count; i++) {
        index += series->gaps[i];
        sim_histogram_add_many(&side->pooled, sim_histogram_bucket_middle(index),
                               series->counts[i]);
    }
    for (uint32_t i = 0; i < side->n; i++) {
        const struct mdl_sample *o = &series->outcomes[i];

        if (o->n > 0 && o->min >= 0 && o->max >= o->min) {
            low = (uint64_t)o->min < low ? (uint64_t)o->min : low;
            high = (uint64_t)o->max > high ? (uint64_t)o->max : high;
        }
    }
    if (low <= high && side->pooled.count > 0) {
        side->pooled.low = low;
        side->pooled.high = high;
    }
}

static void make_quantile(struct rpt_side *side)
{
    uint64_t lost = side->series->lost;
    double below = 0, count = 0;

    make_histogram(side);
    side->p = quantiles[side->place].p;
    side->value = side->pooled.count > 0
                      ? (double)sim_histogram_quantile(&side->pooled, side->p)
                      : (double)NAN;
    for (uint32_t i = 0; i < side->n; i++) {
        side->below[i] = side->series->outcomes[i].below[side->place];
        /* Lost ones last for ever. Which replication lost how many is not kept: evenly. */
        side->counts[i] = side->series->outcomes[i].n + lost / side->n + (i < lost % side->n);
        below += (double)side->below[i];
        count += (double)side->counts[i];
    }
    for (uint32_t i = 0; i < side->n; i++) {
        /* More of them below the quantile: this replication was faster. */
        side->residuals[i] =
            count > 0 ? below / count * (double)side->counts[i] - (double)side->below[i] : 0;
    }
}

static void make_extreme(struct rpt_side *side, const char *statistic)
{
    bool is_max = is_text(statistic, "max");

    side->value = NAN;
    for (uint32_t i = 0; i < side->n; i++) {
        double value = rpt_side_replication(side, statistic, i);

        if (!isnan(value) && (isnan(side->value) ||
                              (is_max ? value > side->value : value < side->value))) {
            side->value = value;
        }
    }
    side->note = "an extreme has no interval";
}

double rpt_side_replication(const struct rpt_side *side, const char *statistic, uint32_t index)
{
    const struct mdl_sample *o = &side->series->outcomes[index];
    double total, weight;

    switch (quantile_place(statistic)) {
    case 0:
        return o->p50;
    case 1:
        return o->p90;
    case 2:
        return o->p99;
    case 3:
        return o->p999;
    default:
        break;
    }
    if (is_text(statistic, "min")) {
        return o->min;
    }
    if (is_text(statistic, "max")) {
        return o->max;
    }
    sum_outcome(side, statistic, o, &total, &weight);
    return weight > 0 ? total / weight : (double)NAN;
}

/* ---- how sure ---- */

/* What the run's own report says about this figure: too few data, unfinished observations. */
static void heed_estimate(struct rpt_side *side, const char *statistic)
{
    const struct mdl_estimate *e = find_estimate(side->series, statistic);

    if (e == NULL) {
        return;
    }
    side->is_open = strstr(e->note, "censored") != NULL && side->kind != RPT_SIDE_EXTREME;
    if (isnan(e->value) || e->value == HUGE_VAL) {
        side->value = e->value;
        side->has_interval = false;
    } else if (side->kind == RPT_SIDE_QUANTILE) {
        side->value = e->value;
        if (isnan(e->low) && isnan(e->high) && side->is_random) {
            side->has_interval = false;
        }
    }
    if (!side->has_interval && side->kind != RPT_SIDE_EXTREME && e->note[0] != '\0') {
        side->note = e->note;
    }
}

static void judge_interval(struct rpt_side *side, const char *statistic)
{
    side->is_constant = true;
    for (uint32_t i = 0; i < side->n; i++) {
        side->is_constant = side->is_constant && fabs(side->residuals[i]) <=
                                                     1e-12 * fabs(side->totals[i]);
    }
    side->is_constant = side->is_constant && side->kind == RPT_SIDE_MEAN;
    side->has_interval = side->is_random && side->kind != RPT_SIDE_EXTREME && side->n >= 2 &&
                         !isnan(side->value);
    if (side->n == 1 && side->is_random) {
        side->note = "1 replication: no interval";
    }
    if (isnan(side->value)) {
        side->note = "no observations";
    }
    heed_estimate(side, statistic);
}

/* A run stored by an earlier version has neither. */
static bool is_unknown(const struct mdl_series *series, const char *statistic)
{
    return (is_text(statistic, "zero") || is_text(statistic, "rate")) &&
           find_estimate(series, statistic) == NULL;
}

void rpt_side_init(struct rpt_side *side, struct sim_arena *arena, const struct mdl_answer *answer,
                   const struct mdl_series *series, const char *statistic)
{
    uint32_t n = series->outcome_count;

    *side = (struct rpt_side){.series = series, .n = n, .note = "",
                              .is_random = answer->is_random};
    sim_histogram_init(&side->pooled);
    side->replications = sim_arena_array(arena, n, sizeof *side->replications);
    side->totals = sim_arena_array(arena, n, sizeof *side->totals);
    side->weights = sim_arena_array(arena, n, sizeof *side->weights);
    side->residuals = sim_arena_array(arena, n, sizeof *side->residuals);
    side->below = sim_arena_array(arena, n, sizeof *side->below);
    side->counts = sim_arena_array(arena, n, sizeof *side->counts);
    side->place = quantile_place(statistic);
    number_replications(side, answer);
    if (side->place >= 0) {
        side->kind = RPT_SIDE_QUANTILE;
        make_quantile(side);
    } else if (is_text(statistic, "min") || is_text(statistic, "max")) {
        side->kind = RPT_SIDE_EXTREME;
        make_extreme(side, statistic);
    } else {
        side->kind = RPT_SIDE_MEAN;
        make_mean(side, statistic);
    }
    if (is_unknown(series, statistic)) {
        side->value = NAN;
    }
    judge_interval(side, statistic);
    if (is_unknown(series, statistic)) {
        side->note = "not counted when the run was stored";
    }
}

void rpt_side_deinit(struct rpt_side *side)
{
    sim_histogram_deinit(&side->pooled);
}

/* Of a quantile at p, or a little above. */
static struct sim_interval quantile_limits(const struct rpt_side *side, double p, double factor)
{
    return sim_interval_quantile_beyond(&side->pooled, side->series->lost, side->below,
                                        side->counts, side->n, p, factor);
}

void rpt_side_limits(const struct rpt_side *side, double confidence, double *ret_low,
                     double *ret_high)
{
    double factor = sim_interval_factor(confidence, side->n);
    struct sim_interval limits;

    *ret_low = *ret_high = side->value;
    if (side->is_random && !side->is_constant) {
        limits = side->kind == RPT_SIDE_QUANTILE
                     ? quantile_limits(side, side->p, factor)
                     : sim_interval_ratio(side->totals, side->weights, side->n, factor);
        /* A figure never lies outside its own limits, whatever bucket the limit fell into. */
        *ret_low = limits.low < side->value ? limits.low : side->value;
        *ret_high = limits.high > side->value ? limits.high : side->value;
    }
}

/* Those that wait still stand in the histogram at their ages. If they never end, as many ranks lie
   beyond, and a quantile is at most the one that many ranks higher. */
double rpt_side_most(const struct rpt_side *side, double confidence)
{
    double all = (double)(side->pooled.count + side->series->lost), p, low, high;

    rpt_side_limits(side, confidence, &low, &high);
    if (!side->is_open) {
        return high;
    }
    if (side->kind != RPT_SIDE_QUANTILE || !(all > 0)) {
        return HUGE_VAL;
    }
    p = side->p + (double)side->series->waiting / all;
    if (p >= 1) {
        return HUGE_VAL;
    }
    return fmax(high, quantile_limits(side, p, sim_interval_factor(confidence, side->n)).high);
}
