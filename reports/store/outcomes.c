/*
 * Outcomes; see the header. What follows from the rest is not stored: the mean, and the length of
 * the window where it is that of the run.
 */
#include "reports/store/outcomes.h"

#include <math.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/store/query.h"
#include "reports/store/saver.h"
#include "sim/base/arena.h"

enum { FIRST_VERSION = 6, BELOWS = 4, REALS = 8 };

const char *const rpt_outcomes_insert =
    "INSERT INTO outcome (series_id, replication, copies, n, total, weight, min, p50, p90, p99,"
    " p999, max, below50, below90, below99, below999, zero)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/* Outcomes belong to the replications that count: all of them, or those that did not stop. */
static const struct mdl_answer_replication *replication_of(const struct mdl_answer *a,
                                                           uint32_t outcome_count,
                                                           uint32_t outcome)
{
    uint32_t seen = 0;

    for (uint32_t i = 0; i < a->replication_count; i++) {
        if (outcome_count < a->replication_count && a->replications[i].bug_check != 0) {
            continue;
        }
        if (seen++ == outcome) {
            return &a->replications[i];
        }
    }
    return NULL;
}

static double window_of(const struct mdl_answer *a, const struct mdl_answer_replication *r)
{
    return r != NULL && r->end_ns > a->from_ns ? (double)(r->end_ns - a->from_ns) : 0.0;
}

/* ---- writing -------------------------------------------------------------------------------- */

static uint32_t number_of(const struct rpt_saver *s, const struct mdl_series *series, uint32_t i)
{
    const struct mdl_answer_replication *r =
        replication_of(s->answer, series->outcome_count, i);

    return r == NULL ? i : r->index;
}

static bool is_usual(const struct rpt_saver *s, const struct mdl_series *series, uint32_t i)
{
    return series->outcomes[i].weight ==
           window_of(s->answer, replication_of(s->answer, series->outcome_count, i));
}

/* So many from i on agree in all, and follow each other. */
static uint32_t copies_of(const struct rpt_saver *s, const struct mdl_series *series, uint32_t i)
{
    const struct mdl_sample *first = &series->outcomes[i];
    uint32_t copies = 1;

    while (i + copies < series->outcome_count &&
           memcmp(first, first + copies, sizeof *first) == 0 &&
           number_of(s, series, i + copies) == number_of(s, series, i) + copies &&
           is_usual(s, series, i + copies) == is_usual(s, series, i)) {
        copies++;
    }
    return copies;
}

static void bind_figures(struct rpt_query *q, const struct mdl_sample *o)
{
    const double reals[] = {o->min, o->p50, o->p90, o->p99, o->p999, o->max};

    for (unsigned k = 0; k < sizeof reals / sizeof reals[0]; k++) {
        rpt_query_bind_real(q, reals[k]);
    }
    for (int k = 0; k < BELOWS; k++) {
        rpt_query_bind(q, (int64_t)o->below[k]);
    }
    rpt_query_bind(q, (int64_t)o->zero);
}

void rpt_outcomes_save(const struct rpt_saver *s, uint32_t index, struct rpt_query *q)
{
    const struct mdl_series *series = &s->answer->series[index];

    for (uint32_t i = 0, copies; i < series->outcome_count; i += copies) {
        const struct mdl_sample *o = &series->outcomes[i];

        copies = copies_of(s, series, i);
        rpt_query_bind(q, s->series_ids[index]);
        rpt_query_bind(q, number_of(s, series, i));
        rpt_query_bind(q, copies);
        rpt_query_bind(q, (int64_t)o->n);
        rpt_query_bind_real(q, o->total);
        rpt_query_bind_real(q, is_usual(s, series, i) ? (double)NAN : o->weight);
        bind_figures(q, o);
        rpt_query_run(q);
    }
}

/* ---- reading -------------------------------------------------------------------------------- */

static double mean_of(const struct mdl_series *series, const struct mdl_sample *o)
{
    double weight = strcmp(series->shape, "duration") == 0 ? (double)o->n
                    : strcmp(series->shape, "count") == 0  ? 1.0
                                                           : o->weight;

    return weight > 0.0 ? o->total / weight : (double)NAN;
}

static struct mdl_sample sample_of(const struct rpt_query *q)
{
    struct mdl_sample o = {.n = (uint64_t)rpt_query_int(q, 2),
                           .zero = (uint64_t)rpt_query_int(q, 3)};
    double *reals[REALS] = {&o.total, &o.weight, &o.min,  &o.p50,
                            &o.p90,   &o.p99,    &o.p999, &o.max};

    for (int k = 0; k < REALS; k++) {
        *reals[k] = rpt_query_real(q, 4 + k);
    }
    for (int k = 0; k < BELOWS; k++) {
        o.below[k] = (uint64_t)rpt_query_int(q, 4 + REALS + k);
    }
    return o;
}

static uint32_t count_rows(struct rpt_query_session *session, int64_t series_id, bool is_old)
{
    struct rpt_query q;
    uint32_t count = 0;

    rpt_query_open(&q, session,
                   is_old ? "SELECT count(*) FROM outcome WHERE series_id = ?"
                          : "SELECT sum(copies) FROM outcome WHERE series_id = ?");
    rpt_query_bind(&q, series_id);
    while (rpt_query_row(&q)) {
        count = (uint32_t)rpt_query_int(&q, 0);
    }
    rpt_query_close(&q);
    return count;
}

static void restore(const struct mdl_answer *answer, struct mdl_series *series)
{
    for (uint32_t i = 0; i < series->outcome_count; i++) {
        struct mdl_sample *o = &series->outcomes[i];

        if (isnan(o->weight)) {
            o->weight = window_of(answer, replication_of(answer, series->outcome_count, i));
        }
        o->mean = mean_of(series, o);
    }
}

void rpt_outcomes_load(struct rpt_query_session *session, struct sim_arena *arena,
                       const struct mdl_answer *answer, int64_t series_id, int64_t version,
                       struct mdl_series *series)
{
    bool is_old = version < FIRST_VERSION;
    uint32_t count = count_rows(session, series_id, is_old);
    struct rpt_query q;

    series->outcomes = sim_arena_array(arena, count, sizeof *series->outcomes);
    rpt_query_open(&q, session,
                   is_old ? "SELECT replication, 1, n, 0, total, weight, min, p50, p90, p99, p999,"
                            " max, below50, below90, below99, below999 FROM outcome"
                            " WHERE series_id = ? ORDER BY replication"
                          : "SELECT replication, copies, n, zero, total, weight, min, p50, p90,"
                            " p99, p999, max, below50, below90, below99, below999 FROM outcome"
                            " WHERE series_id = ? ORDER BY replication");
    rpt_query_bind(&q, series_id);
    while (rpt_query_row(&q)) {
        struct mdl_sample o = sample_of(&q);

        for (int64_t k = rpt_query_int(&q, 1); k > 0 && series->outcome_count < count; k--) {
            series->outcomes[series->outcome_count++] = o;
        }
    }
    rpt_query_close(&q);
    restore(answer, series);
}
