/*
 * Writing what was measured: series with their outcomes and figures, the ledger, the worst.
 */
#include "reports/store/save_measured.h"

#include <inttypes.h>
#include <math.h>

#include "model/run/answer.h"
#include "reports/store/outcomes.h"
#include "reports/store/saver.h"
#include "sim/base/check.h"
#include "sim/base/text.h"

static void bind_measure(struct rpt_query *q, const struct mdl_series *series)
{
    rpt_query_bind_text(q, series->measure);
    rpt_query_bind_text(q, series->shape);
    rpt_query_bind_text(q, series->unit);
    rpt_query_bind_text(q, series->better);
    rpt_query_bind_text(q, series->sample_of);
    rpt_query_bind_text(q, series->windows_name);
    rpt_query_bind_text(q, series->about);
}

static int64_t measure_id(struct rpt_saver *s, const struct mdl_series *series)
{
    struct rpt_query q;
    int64_t id;

    rpt_query_open(&q, s->session,
                   "SELECT measure_id FROM measure WHERE (name, shape, unit, better, sample_of,"
                   " windows_name, about) = (?, ?, ?, ?, ?, ?, ?)");
    bind_measure(&q, series);
    id = rpt_saver_number(&q);
    rpt_query_close(&q);
    if (id != 0) {
        return id;
    }
    rpt_query_open(&q, s->session,
                   "INSERT INTO measure (name, shape, unit, better, sample_of, windows_name,"
                   " about) VALUES (?, ?, ?, ?, ?, ?, ?)");
    bind_measure(&q, series);
    rpt_query_run(&q);
    rpt_query_close(&q);
    return rpt_saver_last_id(s->session);
}

static void bind_histogram(struct rpt_query *q, const struct mdl_series *series)
{
    struct sim_text json;

    if (series->bucket_count == 0) {
        rpt_query_bind_null(q);
        return;
    }
    sim_text_init(&json);
    for (uint32_t i = 0; i < series->bucket_count; i++) {
        sim_text_print(&json, "%c%" PRIu32 ",%" PRIu64, i == 0 ? '[' : ',', series->gaps[i],
                       series->counts[i]);
    }
    sim_text_add_char(&json, ']');
    rpt_query_bind_text(q, json.data);
    sim_text_deinit(&json);
}

static void save_estimates(struct rpt_saver *s, uint32_t index, struct rpt_query *q)
{
    const struct mdl_series *series = &s->answer->series[index];

    for (uint32_t i = 0; i < series->estimate_count; i++) {
        const struct mdl_estimate *e = &series->estimates[i];

        rpt_query_bind(q, s->series_ids[index]);
        rpt_query_bind_text(q, e->statistic);
        rpt_query_bind(q, i);
        rpt_query_bind_real(q, e->value);
        rpt_saver_bind_limits(q, e->low, e->high);
        rpt_query_bind(q, e->n);
        rpt_query_bind_text(q, e->method);
        rpt_query_bind_text_or_null(q, e->note);
        rpt_query_run(q);
    }
}

static void save_series_row(struct rpt_saver *s, uint32_t index, struct rpt_query *q)
{
    const struct mdl_series *series = &s->answer->series[index];
    int64_t measure = measure_id(s, series);

    rpt_query_bind(q, s->run_id);
    rpt_query_bind(q, rpt_saver_object(s, series->object, series->kind));
    rpt_query_bind(q, measure);
    rpt_query_bind_text(q, series->phase);
    rpt_query_bind(q, (int64_t)series->waiting);
    rpt_query_bind_real(q, series->waiting_max);
    rpt_query_bind(q, (int64_t)series->lost);
    bind_histogram(q, series);
    rpt_query_run(q);
    s->series_ids[index] = rpt_saver_last_id(s->session);
}

static void save_series(struct rpt_saver *s)
{
    struct rpt_query series, outcome, estimate;

    rpt_query_open(&series, s->session,
                   "INSERT INTO series (run_id, object_id, measure_id, phase, waiting,"
                   " waiting_max, lost, histogram) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    rpt_query_open(&outcome, s->session, rpt_outcomes_insert);
    rpt_query_open(&estimate, s->session,
                   "INSERT INTO estimate (series_id, statistic, ordinal, value, low, high, n,"
                   " method, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (uint32_t i = 0; i < s->answer->series_count; i++) {
        save_series_row(s, i, &series);
        rpt_outcomes_save(s, i, &outcome);
        save_estimates(s, i, &estimate);
    }
    rpt_query_close(&series);
    rpt_query_close(&outcome);
    rpt_query_close(&estimate);
}

static int64_t series_id(const struct rpt_saver *s, uint32_t index)
{
    SIM_ASSERT(index < s->answer->series_count);
    return s->series_ids[index];
}

static void save_charges(struct rpt_saver *s)
{
    struct rpt_query q;

    rpt_query_open(&q, s->session,
                   "INSERT INTO charge (series_id, population, part, culprit_id,"
                   " culprit_object, state, ns, observations, worst_ns)"
                   " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (uint32_t i = 0; i < s->answer->charge_count; i++) {
        const struct mdl_charge *c = &s->answer->charges[i];

        rpt_query_bind(&q, series_id(s, c->series));
        rpt_query_bind_text(&q, c->tail ? "tail" : "all");
        rpt_query_bind_text(&q, c->part);
        rpt_saver_bind_culprit(s, &q, c->culprit);
        rpt_query_bind_text(&q, c->culprit_object);
        rpt_query_bind_text(&q, c->state);
        rpt_query_bind(&q, (int64_t)c->ns);
        rpt_query_bind(&q, (int64_t)c->observations);
        rpt_query_bind(&q, (int64_t)c->worst_ns);
        rpt_query_run(&q);
    }
    rpt_query_close(&q);
}

static void save_tails(struct rpt_saver *s)
{
    struct rpt_query q;

    rpt_query_open(&q, s->session,
                   "INSERT INTO tail (series_id, share, over_ns, observations, total_ns)"
                   " VALUES (?, ?, ?, ?, ?)");
    for (uint32_t i = 0; i < s->answer->tail_count; i++) {
        const struct mdl_tail *t = &s->answer->tails[i];

        rpt_query_bind(&q, series_id(s, t->series));
        rpt_query_bind_real(&q, t->share);
        rpt_query_bind(&q, (int64_t)t->over_ns);
        rpt_query_bind(&q, (int64_t)t->observations);
        rpt_query_bind(&q, (int64_t)t->total_ns);
        rpt_query_run(&q);
    }
    rpt_query_close(&q);
}

static void bind_story(struct rpt_query *q, const struct mdl_worst *worst)
{
    struct sim_text json;

    sim_text_init(&json);
    sim_text_add_char(&json, '[');
    for (uint32_t i = 0; i < worst->line_count; i++) {
        const struct mdl_story_line *line = &worst->lines[i];

        sim_text_print(&json, "%s{\"at\":%" PRIu64 ",\"what\":", i == 0 ? "" : ",", line->at_ns);
        sim_text_json(&json, line->what);
        sim_text_add(&json, ",\"rule\":");
        sim_text_json(&json, line->rule == NULL ? "" : line->rule);
        sim_text_add_char(&json, '}');
    }
    sim_text_add_char(&json, ']');
    rpt_query_bind_text(q, json.data);
    sim_text_deinit(&json);
}

static void save_worsts(struct rpt_saver *s)
{
    struct rpt_query q;

    rpt_query_open(&q, s->session,
                   "INSERT INTO worst (series_id, place, replication, started_at_ns, wait_ns,"
                   " story) VALUES (?, ?, ?, ?, ?, ?)");
    for (uint32_t i = 0; i < s->answer->worst_count; i++) {
        const struct mdl_worst *w = &s->answer->worsts[i];

        rpt_query_bind(&q, series_id(s, w->series));
        rpt_query_bind(&q, w->place);
        rpt_query_bind(&q, w->replication);
        rpt_query_bind(&q, (int64_t)w->started_at_ns);
        rpt_query_bind(&q, (int64_t)w->wait_ns);
        bind_story(&q, w);
        rpt_query_run(&q);
    }
    rpt_query_close(&q);
}

void rpt_save_measured_all(struct rpt_saver *s)
{
    save_series(s);
    save_charges(s);
    save_tails(s);
    save_worsts(s);
}
