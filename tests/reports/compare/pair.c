/* Answers made by hand: what gathering does, in its plainest form. */
#include "tests/reports/compare/pair.h"

#include <math.h>
#include <stdlib.h>

#include "sim/statistics/histogram.h"
#include "tests/lab.h"

struct mdl_answer pair_run(struct sim_arena *arena, uint64_t seed, uint32_t replications)
{
    struct mdl_answer a = {.seed = seed, .is_random = true, .planned = replications,
                           .completed = replications, .duration_ns = 10000000000,
                           .replication_count = replications, .status = "complete",
                           .verdict = "none"};

    a.replications = sim_arena_array(arena, replications, sizeof *a.replications);
    for (uint32_t i = 0; i < replications; i++) {
        a.replications[i].index = i;
    }
    a.series = sim_arena_array(arena, PAIR_SERIES, sizeof *a.series);
    return a;
}

struct pair pair_make(uint64_t base_seed, uint64_t changed_seed, uint32_t replications)
{
    struct pair b;

    sim_arena_init(&b.arena);
    b.base = pair_run(&b.arena, base_seed, replications);
    b.changed = pair_run(&b.arena, changed_seed, replications);
    b.changed.label = "cured";
    return b;
}

void pair_clear(struct pair *b)
{
    sim_arena_deinit(&b->arena);
}

static struct mdl_series *add_series(struct sim_arena *arena, struct mdl_answer *a,
                                     struct mdl_series series)
{
    if (a->series_count == PAIR_SERIES) {
        fail_msg("too many series");
    }
    series.kind = "work item";
    series.sample_of = "call";
    series.windows_name = series.about = "";
    series.phase = "all";
    series.waiting_max = NAN;
    series.outcome_count = a->completed;
    series.outcomes = sim_arena_array(arena, a->completed, sizeof *series.outcomes);
    a->series[a->series_count] = series;
    return &a->series[a->series_count++];
}

struct mdl_series *pair_count(struct sim_arena *arena, struct mdl_answer *a, const char *object,
                              const char *measure, const char *better, const double *values)
{
    struct mdl_series *s = add_series(
        arena, a, (struct mdl_series){.object = object, .measure = measure, .better = better,
                                      .unit = "1", .shape = "count"});

    for (uint32_t i = 0; i < s->outcome_count; i++) {
        s->outcomes[i] = (struct mdl_sample){.n = 1, .total = values[i], .mean = values[i],
                                              .weight = NAN};
    }
    return s;
}

static void give_buckets(struct sim_arena *arena, struct mdl_series *s,
                         const struct sim_histogram *h)
{
    uint32_t last = 0, top = sim_histogram_index(h->high);

    s->gaps = sim_arena_array(arena, top + 1, sizeof *s->gaps);
    s->counts = sim_arena_array(arena, top + 1, sizeof *s->counts);
    for (uint32_t i = 0; i <= top; i++) {
        uint64_t count = sim_histogram_bucket_count(h, i);

        if (count > 0) {
            s->gaps[s->bucket_count] = i - last;
            s->counts[s->bucket_count++] = count;
            last = i;
        }
    }
}

static struct mdl_sample make_outcome(const struct sim_histogram *own,
                                       const struct sim_histogram *pooled)
{
    static const double p[] = {0.5, 0.9, 0.99, 0.999};
    struct mdl_sample o = {.n = own->count, .weight = NAN,
                            .total = sim_wide_real(sim_histogram_total(own)),
                            .mean = sim_histogram_mean(own), .min = (double)own->low,
                            .max = (double)own->high};
    double *quantiles[] = {&o.p50, &o.p90, &o.p99, &o.p999};

    for (int k = 0; k < 4; k++) {
        *quantiles[k] = (double)sim_histogram_quantile(own, p[k]);
        o.below[k] = sim_histogram_count_below(own, sim_histogram_quantile(pooled, p[k]));
    }
    return o;
}

struct mdl_series *pair_durations(struct sim_arena *arena, struct mdl_answer *a,
                                  const char *object, const char *measure,
                                  const uint64_t *values, uint32_t count)
{
    struct mdl_series *s = add_series(
        arena, a, (struct mdl_series){.object = object, .measure = measure, .better = "lower",
                                      .unit = "ns", .shape = "duration"});
    struct sim_histogram *own = calloc(s->outcome_count, sizeof *own), pooled;

    sim_histogram_init(&pooled);
    for (uint32_t r = 0; r < s->outcome_count; r++) {
        sim_histogram_init(&own[r]);
        for (uint32_t i = 0; i < count; i++) {
            sim_histogram_add(&own[r], values[r * count + i]);
        }
        sim_histogram_merge(&pooled, &own[r]);
    }
    for (uint32_t r = 0; r < s->outcome_count; r++) {
        s->outcomes[r] = make_outcome(&own[r], &pooled);
        sim_histogram_deinit(&own[r]);
    }
    give_buckets(arena, s, &pooled);
    sim_histogram_deinit(&pooled);
    free(own);
    return s;
}

void pair_parameter(struct sim_arena *arena, struct mdl_answer *a, const char *path,
                    const char *value)
{
    struct mdl_parameter *wider = sim_arena_array(arena, a->parameter_count + 1, sizeof *wider);

    if (a->parameter_count > 0) {
        memcpy(wider, a->parameters, a->parameter_count * sizeof *wider);
    }
    wider[a->parameter_count++] = (struct mdl_parameter){path, value, "file"};
    a->parameters = wider;
}

void pair_expect(struct sim_arena *arena, struct mdl_answer *a, const char *text)
{
    struct mdl_verdict *wider = sim_arena_array(arena, a->verdict_count + 1, sizeof *wider);

    if (a->verdict_count > 0) {
        memcpy(wider, a->verdicts, a->verdict_count * sizeof *wider);
    }
    wider[a->verdict_count++] = (struct mdl_verdict){.text = text};
    a->verdicts = wider;
}

const struct rpt_compare_row *pair_row(const struct rpt_compare *c, const char *name)
{
    for (uint32_t i = 0; i < c->row_count; i++) {
        if (strcmp(c->rows[i].name, name) == 0) {
            return &c->rows[i];
        }
    }
    fail_msg("no row %s", name);
    return NULL;
}
