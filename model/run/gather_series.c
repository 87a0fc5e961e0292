/*
 * Series: from copies to outcomes per replication and to figures with their intervals.
 *
 * Which interval a figure carries, and when it carries none, is the table "What to print when
 * data are few": nothing random: exact; one replication: none; all replications equal: said so;
 * fewer than 1 / (1 - p) observations: no quantile; fewer than ten observations above it, or from
 * fewer than five replications: no interval; fewer than five replications: with a note.
 * The mean of a single replication has an interval by batches when its observations were kept and
 * neighbouring batches are not too alike.
 *
 * A mean or a quantile is called 'censored' when the observations that had not ended could move
 * it by more than a bucket is wide: for a mean they are then taken to last as long as the longest
 * seen. Lost observations never end, so no mean has an upper limit with them.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <stddef.h>

#include "model/observe/measures.h"
#include "model/run/gather_parts.h"
#include "sim/base/check.h"
#include "sim/statistics/histogram.h"
#include "sim/statistics/interval.h"

#define POINTS MDL_GATHER_POINT_COUNT
#define ABOVE_MIN 10u
#define REPLICATIONS_MIN 5u
#define ESTIMATES_MAX 9u
#define BATCHES 20u
#define BATCH_MIN 10u /* observations in a batch */
#define NOTHING ((double)NAN)

static const struct point {
    const char *name;
    double p;
    uint64_t needed;
} points[POINTS] = {
#define X(name, p, needed) {name, p, needed},
    MDL_GATHER_POINTS(X)
#undef X
};

/* One series while its figures are made. Arrays are by replication that counts. */
struct work {
    const struct mdl_gather_parts *p;
    uint32_t index, n;
    struct mdl_series *series;
    double factor;                          /* of the standard errors of n replications */
    struct sim_histogram served, aged;      /* aged: with the unfinished at their age   */
    uint64_t lost;
    double low[POINTS], high[POINTS];       /* pooled quantiles, both versions */
    uint32_t low_bucket[POINTS], high_bucket[POINTS];
    uint64_t *below[POINTS], *below_served[POINTS];
    uint32_t touching[POINTS];              /* replications with something at or above it */
    uint64_t *counts;                       /* lost ones included */
    double *totals, *weights, *late_totals;
};

static const struct mdl_gather_series *copy_of(const struct work *w, uint32_t i)
{
    return &w->p->counted[i]->series[w->index];
}

const char *mdl_gather_series_kind(const struct mdl_gather_parts *p, mdl_object_id object)
{
    static const char *const names[MDL_OBJECT_KIND_COUNT] = {
#define X(id, name) name,
        MDL_OBJECT_KINDS(X)
#undef X
    };

    return object < p->plan->object_count ? names[p->plan->objects[object].kind] : "";
}

/* ---- notes -------------------------------------------------------------------------------- */

static const char *grouped(struct sim_arena *arena, uint64_t n)
{
    if (n < 1000) {
        return sim_arena_print(arena, "%" PRIu64, n);
    }
    return sim_arena_print(arena, "%s,%03" PRIu64, grouped(arena, n / 1000), n % 1000);
}

static const char *joined(struct sim_arena *arena, const char *a, const char *b)
{
    return a[0] == '\0' ? b : b[0] == '\0' ? a : sim_arena_print(arena, "%s; %s", a, b);
}

static const char *few(const struct work *w)
{
    return w->n < REPLICATIONS_MIN ? sim_arena_print(w->p->arena, "n = %u", w->n) : "";
}

static void add(const struct work *w, struct mdl_estimate estimate)
{
    struct mdl_series *s = w->series;

    SIM_ASSERT(s->estimate_count < ESTIMATES_MAX);
    estimate.n = w->n;
    s->estimates[s->estimate_count++] = estimate;
}

/* A figure that needs no interval, or can have none. */
static void add_plain(const struct work *w, const char *statistic, double value,
                      const char *method, const char *note)
{
    add(w, (struct mdl_estimate){.statistic = statistic, .value = value, .low = NOTHING,
                                 .high = NOTHING, .method = method, .note = note});
}

static bool all_equal(const struct work *w)
{
    for (uint32_t i = 1; i < w->n; i++) {
        if (w->totals[i] * w->weights[0] != w->totals[0] * w->weights[i]) {
            return false;
        }
    }
    return true;
}

static bool is_whole(double x)
{
    return x == floor(x) && fabs(x) < 1e15;
}

/* Means of 20 stretches of a replication whose observations were all kept. */
static bool batch_means(const struct mdl_gather_series *c, double means[BATCHES])
{
    uint32_t size = c->observation_count / BATCHES;

    if (c->observation_count != c->served.count || size < BATCH_MIN) {
        return false;
    }
    for (uint32_t i = 0; i < BATCHES; i++) {
        means[i] = 0.0;
    }
    for (uint32_t i = 0; i < BATCHES * size; i++) {
        means[i / size] += (double)c->observations[i] / size;
    }
    return true;
}

/* A single replication: no interval, unless its batches give one. */
static void add_single_mean(const struct work *w, const char *statistic, double value)
{
    double means[BATCHES];
    struct sim_interval i;

    if (statistic[0] != 'm' || !batch_means(copy_of(w, 0), means)) {
        add_plain(w, statistic, value, "none", "1 replication: no interval");
        return;
    }
    if (sim_interval_batches_correlated(means, BATCHES)) {
        add_plain(w, statistic, value, "none",
                  "1 replication: no interval; its batches are too alike");
        return;
    }
    i = sim_interval_mean(means, BATCHES, sim_interval_factor(w->p->confidence, BATCHES));
    add(w, (struct mdl_estimate){.statistic = statistic, .value = value, .low = fmax(0.0, i.low),
                                 .high = i.high, .method = "batch", .note = "1 replication"});
}

/* Mean of totals over weights, with what the table says about its interval. */
static void add_mean(const struct work *w, const char *statistic, bool not_negative)
{
    struct sim_interval i = sim_interval_ratio(w->totals, w->weights, w->n, w->factor);
    struct sim_arena *arena = w->p->arena;

    if (!w->p->plan->is_random) {
        add_plain(w, statistic, i.value, "exact", "");
    } else if (w->n < 2) {
        add_single_mean(w, statistic, i.value);
    } else if (all_equal(w)) {
        add_plain(w, statistic, i.value, "none",
                  is_whole(i.value)
                      ? sim_arena_print(arena, "%.0f in each of %u", i.value, w->n)
                      : sim_arena_print(arena, "the same in each of %u", w->n));
    } else {
        add(w, (struct mdl_estimate){.statistic = statistic, .value = i.value,
                                     .low = not_negative ? fmax(0.0, i.low) : i.low,
                                     .high = i.high, .method = "student", .note = few(w)});
    }
}

/* ---- durations ----------------------------------------------------------------------------- */

static void keep_observations(struct work *w)
{
    const struct mdl_gather_series *first = w->n > 0 ? copy_of(w, 0) : NULL;
    uint64_t *values;

    if (first == NULL || first->observation_count == 0) {
        return;
    }
    values = sim_arena_array(w->p->arena, first->observation_count, sizeof *values);
    memcpy(values, first->observations, first->observation_count * sizeof *values);
    w->series->observations = values;
    w->series->observation_count = first->observation_count;
}

static void pool(struct work *w)
{
    sim_histogram_clear(&w->served);
    sim_histogram_clear(&w->aged);
    for (uint32_t i = 0; i < w->n; i++) {
        const struct mdl_gather_series *c = copy_of(w, i);

        mdl_gather_copy_merge(&c->served, &w->served);
        mdl_gather_copy_merge(&c->censored, &w->aged);
        w->lost += c->lost;
        w->series->waiting += c->censored.count;
    }
    sim_histogram_merge(&w->aged, &w->served);
    w->series->lost = w->lost;
    keep_observations(w);
    w->series->waiting_max = NOTHING;
    for (uint32_t i = 0; i < w->n; i++) {
        if (copy_of(w, i)->censored.count > 0) {
            w->series->waiting_max =
                fmax(w->series->waiting_max, (double)copy_of(w, i)->censored.high);
        }
    }
}

static uint32_t bucket_of(double x)
{
    return x == HUGE_VAL ? SIM_HISTOGRAM_BUCKETS : sim_histogram_index((uint64_t)x);
}

static void find_quantiles(struct work *w)
{
    for (int k = 0; k < POINTS; k++) {
        w->low[k] = mdl_gather_copy_quantile(&w->aged, w->lost, points[k].p);
        w->high[k] = mdl_gather_copy_quantile(&w->served, w->lost + w->series->waiting,
                                              points[k].p);
        w->low_bucket[k] = bucket_of(w->low[k]);
        w->high_bucket[k] = bucket_of(w->high[k]);
    }
}

/* The replication's counts below the pooled quantiles. */
static void fill_below(struct work *w, uint32_t i)
{
    const struct mdl_gather_series *c = copy_of(w, i);

    for (int k = 0; k < POINTS; k++) {
        struct mdl_gather_share served = mdl_gather_copy_share(&c->served, w->low_bucket[k]);
        struct mdl_gather_share censored = mdl_gather_copy_share(&c->censored, w->low_bucket[k]);

        w->below[k][i] = served.upto + censored.upto;
        w->series->outcomes[i].below[k] = w->below[k][i];
        w->touching[k] += served.before + censored.before < w->counts[i];
        w->below_served[k][i] = mdl_gather_copy_share(&c->served, w->high_bucket[k]).upto;
    }
}

/* The replication's own figures. */
static void fill_outcome(struct work *w, uint32_t i)
{
    const struct mdl_gather_series *c = copy_of(w, i);
    struct mdl_sample *o = &w->series->outcomes[i];
    sim_wide total = c->served.total + c->censored.total;

    o->n = c->served.count + c->censored.count;
    o->zero = mdl_gather_copy_share(&c->served, 0).upto +
              mdl_gather_copy_share(&c->censored, 0).upto;
    w->counts[i] = o->n + c->lost;
    o->total = w->totals[i] = sim_wide_real(total);
    w->weights[i] = (double)o->n;
    w->late_totals[i] =
        sim_wide_real(c->served.total) + (double)c->censored.count * (double)w->aged.high;
    o->mean = o->n > 0 ? o->total / (double)o->n : NOTHING;
    o->min = o->n > 0 ? fmin((double)c->served.low, (double)c->censored.low) : NOTHING;
    o->max = o->n > 0 ? fmax((double)c->served.high, (double)c->censored.high) : NOTHING;
    o->p50 = c->own[0];
    o->p90 = c->own[1];
    o->p99 = c->own[2];
    o->p999 = c->own[3];
    fill_below(w, i);
}

static bool same_bucket(double a, double b)
{
    if (a == HUGE_VAL || b == HUGE_VAL) {
        return a == b;
    }
    return sim_histogram_index((uint64_t)a) == sim_histogram_index((uint64_t)b);
}

/* What unfinished and lost observations do to a quantile. */
static const char *unfinished(const struct work *w, int k)
{
    return w->low[k] == HUGE_VAL              ? "never"
           : same_bucket(w->low[k], w->high[k]) ? ""
                                                : "censored";
}

static void add_exact_quantile(const struct work *w, int k)
{
    const char *note = unfinished(w, k);

    if (note[0] == '\0') {
        add_plain(w, points[k].name, w->low[k], "exact", "");
        return;
    }
    add(w, (struct mdl_estimate){.statistic = points[k].name, .value = w->low[k],
                                 .low = w->low[k], .high = w->high[k], .method = "range",
                                 .note = note});
}

static void add_interval_quantile(const struct work *w, int k)
{
    struct sim_interval low = sim_interval_quantile_beyond(
        &w->aged, w->lost, w->below[k], w->counts, w->n, points[k].p, w->factor);
    struct sim_interval high = low;

    if (w->series->waiting > 0) {
        high = sim_interval_quantile_beyond(&w->served, w->lost + w->series->waiting,
                                            w->below_served[k], w->counts, w->n, points[k].p,
                                            w->factor);
    }
    add(w, (struct mdl_estimate){.statistic = points[k].name, .value = low.value, .low = low.low,
                                 .high = high.high, .method = "share",
                                 .note = joined(w->p->arena, unfinished(w, k), few(w))});
}

static void add_quantile(const struct work *w, int k)
{
    uint64_t total = w->aged.count + w->lost;
    uint64_t above = total - (total > 0 ? sim_histogram_rank(points[k].p, total) : 0);
    uint32_t enough = w->n < REPLICATIONS_MIN ? w->n : REPLICATIONS_MIN;
    struct sim_arena *arena = w->p->arena;
    const char *name = points[k].name, *note;

    if (total == 0) {
        add_plain(w, name, NOTHING, "none", "no observations");
    } else if (!w->p->plan->is_random) {
        add_exact_quantile(w, k);
    } else if (total < points[k].needed) {
        note = sim_arena_print(arena, "needs %s, has %s", grouped(arena, points[k].needed),
                               grouped(arena, total));
        add_plain(w, name, NOTHING, "none", note);
    } else if (w->n < 2) {
        note = joined(arena, unfinished(w, k), "1 replication: no interval");
        add_plain(w, name, w->low[k], "none", note);
    } else if (above < ABOVE_MIN || w->touching[k] < enough) {
        note = above < ABOVE_MIN ? sim_arena_print(arena, "from %u observation%s",
                                                   (unsigned)above, above == 1 ? "" : "s")
                                 : sim_arena_print(arena, "from %u replication%s",
                                                   w->touching[k],
                                                   w->touching[k] == 1 ? "" : "s");
        add_plain(w, name, w->low[k], "none", joined(arena, unfinished(w, k), note));
    } else {
        add_interval_quantile(w, k);
    }
}

/* The mean, and what the unfinished could make of it. */
static void add_duration_mean(const struct work *w)
{
    struct mdl_estimate *mean;
    struct sim_interval late;

    if (w->aged.count == 0) {
        add_plain(w, "mean", w->lost > 0 ? HUGE_VAL : NOTHING, "none",
                  w->lost > 0 ? "never" : "no observations");
        return;
    }
    add_mean(w, "mean", true);
    if (w->series->waiting + w->lost == 0) {
        return;
    }
    mean = &w->series->estimates[w->series->estimate_count - 1];
    late = sim_interval_ratio(w->late_totals, w->weights, w->n, w->factor);
    if (w->lost == 0 && late.value - mean->value <= mean->value / SIM_HISTOGRAM_STEPS) {
        return;
    }
    mean->note = joined(w->p->arena, "censored", mean->note);
    if (mean->method[0] == 'e') {
        mean->method = "range"; /* exact, but only from below */
    }
    mean->low = isnan(mean->low) ? mean->value : mean->low;
    mean->high = w->lost > 0 ? HUGE_VAL : late.high;
}

static void add_extreme(const struct work *w, const char *statistic, double value, bool open)
{
    if (isnan(value)) {
        return;
    }
    if (!open && !w->p->plan->is_random) {
        add_plain(w, statistic, value, "exact", "");
        return;
    }
    add(w, (struct mdl_estimate){.statistic = statistic, .value = value,
                                 .low = open ? value : NOTHING, .high = open ? HUGE_VAL : NOTHING,
                                 .method = "range", .note = open ? "censored" : "seen"});
}

/* Counts per run come last: they reuse totals and weights. */
static void add_counts(struct work *w)
{
    for (uint32_t i = 0; i < w->n; i++) {
        w->totals[i] = (double)w->series->outcomes[i].n;
        w->weights[i] = 1.0;
    }
    add_mean(w, "count", true);
    for (uint32_t i = 0; i < w->n; i++) {
        w->totals[i] = (double)w->series->outcomes[i].zero;
    }
    add_mean(w, "zero", true);
}

static void fill_buckets(struct work *w)
{
    struct mdl_series *s = w->series;
    uint32_t last = 0, used = 0;

    for (uint32_t i = 0; (i = sim_histogram_next(&w->aged, i)) < SIM_HISTOGRAM_BUCKETS; i++) {
        used++;
    }
    s->gaps = sim_arena_array(w->p->arena, used, sizeof *s->gaps);
    s->counts = sim_arena_array(w->p->arena, used, sizeof *s->counts);
    for (uint32_t i = 0; (i = sim_histogram_next(&w->aged, i)) < SIM_HISTOGRAM_BUCKETS; i++) {
        s->gaps[s->bucket_count] = i - last;
        s->counts[s->bucket_count++] = sim_histogram_bucket_count(&w->aged, i);
        last = i;
    }
}

static void fill_durations(struct work *w)
{
    pool(w);
    find_quantiles(w);
    for (uint32_t i = 0; i < w->n; i++) {
        fill_outcome(w, i);
    }
    fill_buckets(w);
    add_duration_mean(w);
    add_extreme(w, "min", w->aged.count > 0 ? (double)w->aged.low : NOTHING, false);
    for (int k = 0; k < POINTS; k++) {
        add_quantile(w, k);
    }
    add_extreme(w, "max", w->aged.count > 0 ? (double)w->aged.high : NOTHING,
                w->series->waiting > 0 && w->series->waiting_max >= (double)w->aged.high);
    add_counts(w);
}

/* ---- counts, shares, levels ----------------------------------------------------------------- */

static double length_of(const struct work *w, uint32_t i)
{
    const struct mdl_gather_copy *copy = w->p->counted[i];

    return copy->end_at > copy->from_at ? (double)(copy->end_at - copy->from_at) : 0.0;
}

static void set_plain(struct work *w, uint32_t i, double weight, double max)
{
    w->series->outcomes[i] = (struct mdl_sample){
        .n = 1, .total = w->totals[i], .weight = weight,
        .mean = w->weights[i] > 0.0 ? w->totals[i] / w->weights[i] : NOTHING,
        .min = NOTHING, .p50 = NOTHING, .p90 = NOTHING, .p99 = NOTHING, .p999 = NOTHING,
        .max = max};
}

/* Per replication, and per second of what was measured. */
static void fill_count(struct work *w)
{
    double max = NOTHING;

    for (uint32_t i = 0; i < w->n; i++) {
        w->totals[i] = (double)copy_of(w, i)->count;
        w->weights[i] = 1.0;
        set_plain(w, i, length_of(w, i), NOTHING);
        max = fmax(max, w->totals[i]);
    }
    add_mean(w, "count", true);
    add_extreme(w, "max", max, false);
    for (uint32_t i = 0; i < w->n; i++) {
        w->weights[i] = length_of(w, i) / 1e9;
    }
    add_mean(w, "rate", true);
}

/* Over time; a level that arrivals find: over them. */
static void fill_average(struct work *w)
{
    bool is_level = w->p->meta[w->index].shape == MDL_MEASURES_LEVEL;
    bool is_seen = w->p->meta[w->index].measure == MDL_MEASURE_DEPTH_SEEN;
    double max = NOTHING;

    for (uint32_t i = 0; i < w->n; i++) {
        const struct mdl_gather_series *c = copy_of(w, i);
        bool has_max = is_level && c->value_max != UINT64_MAX;

        w->totals[i] = sim_wide_real(c->integral);
        w->weights[i] = is_seen ? (double)c->count : length_of(w, i);
        set_plain(w, i, w->weights[i], has_max ? (double)c->value_max : NOTHING);
        max = fmax(max, w->series->outcomes[i].max);
    }
    add_mean(w, "mean", true);
    add_extreme(w, "max", max, false);
}

static void fill_plain(struct work *w)
{
    w->series->waiting_max = NOTHING;
    if (w->p->meta[w->index].shape == MDL_MEASURES_COUNT) {
        fill_count(w);
    } else {
        fill_average(w);
    }
}

/* ---- all of them ---------------------------------------------------------------------------- */

static void describe(const struct mdl_gather_parts *p, const struct mdl_gather_series *meta,
                     struct mdl_series *series)
{
    const struct mdl_measures_row *row = mdl_measures_row(meta->measure);

    *series = (struct mdl_series){
        .object = p->plan->objects[meta->object].path,
        .kind = mdl_gather_series_kind(p, meta->object), .measure = row->name, .unit = row->unit,
        .better = mdl_measures_better_name(row->better), .sample_of = row->sample_of,
        .windows_name = row->windows_name, .about = row->about,
        .shape = mdl_measures_shape_name(row->shape), .phase = "all"};
    series->outcomes = sim_arena_array(p->arena, p->counted_count, sizeof *series->outcomes);
    series->outcome_count = p->counted_count;
    series->estimates = sim_arena_array(p->arena, ESTIMATES_MAX, sizeof *series->estimates);
}

/* Durations of which nothing was observed, arrivals that there were none of, levels of a processor
   that no replication has reached. */
static bool is_empty(const struct mdl_gather_parts *p, uint32_t index)
{
    unsigned measure = p->meta[index].measure;
    bool level = measure >= MDL_MEASURE_IRQL_0 && measure <= MDL_MEASURE_IRQL_31;

    if (p->meta[index].shape != MDL_MEASURES_DURATION && measure != MDL_MEASURE_DEPTH_SEEN &&
        !level) {
        return false;
    }
    for (uint32_t i = 0; i < p->counted_count; i++) {
        const struct mdl_gather_series *c = &p->counted[i]->series[index];

        if (level ? c->integral != 0
                  : c->served.count + c->censored.count + c->lost + c->count > 0) {
            return false;
        }
    }
    return true;
}

static void work_init(struct work *w, const struct mdl_gather_parts *p, struct sim_arena *scratch)
{
    *w = (struct work){.p = p, .n = p->counted_count,
                       .factor = sim_interval_factor(p->confidence, p->counted_count)};
    sim_histogram_init(&w->served);
    sim_histogram_init(&w->aged);
    for (int k = 0; k < POINTS; k++) {
        w->below[k] = sim_arena_array(scratch, w->n, sizeof *w->below[k]);
        w->below_served[k] = sim_arena_array(scratch, w->n, sizeof *w->below_served[k]);
    }
    w->counts = sim_arena_array(scratch, w->n, sizeof *w->counts);
    w->totals = sim_arena_array(scratch, w->n, sizeof *w->totals);
    w->weights = sim_arena_array(scratch, w->n, sizeof *w->weights);
    w->late_totals = sim_arena_array(scratch, w->n, sizeof *w->late_totals);
}

static void work_deinit(struct work *w)
{
    sim_histogram_deinit(&w->served);
    sim_histogram_deinit(&w->aged);
}

static void work_clear(struct work *w, uint32_t index, struct mdl_series *series)
{
    w->index = index;
    w->series = series;
    w->lost = 0;
    for (int k = 0; k < POINTS; k++) {
        w->touching[k] = 0;
    }
}

void mdl_gather_series_fill(const struct mdl_gather_parts *p)
{
    struct sim_arena scratch;
    struct work w;

    p->answer->series = sim_arena_array(p->arena, p->meta_count, sizeof *p->answer->series);
    p->answer->series_count = 0;
    sim_arena_init(&scratch);
    work_init(&w, p, &scratch);
    for (uint32_t i = 0; i < p->meta_count; i++) {
        struct mdl_series *series = &p->answer->series[p->answer->series_count];

        p->series_of[i] = MDL_NONE;
        if (p->counted_count == 0 || is_empty(p, i)) {
            continue;
        }
        p->series_of[i] = p->answer->series_count++;
        describe(p, &p->meta[i], series);
        work_clear(&w, i, series);
        if (p->meta[i].shape == MDL_MEASURES_DURATION) {
            fill_durations(&w);
        } else {
            fill_plain(&w);
        }
    }
    work_deinit(&w);
    sim_arena_deinit(&scratch);
}
