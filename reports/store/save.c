/*
 * Writing an answer: what was asked and what was done here, what was measured and what it means
 * in save_measured.c and save_meaning.c; one function per table, in the order of the references
 * between them.
 *
 * Nothing here checks for errors: the session remembers the first one and store.c rolls back.
 */
#include "reports/store/save.h"

#include <inttypes.h>
#include <stdio.h>

#include "model/run/answer.h"
#include "reports/store/query.h"
#include "reports/store/save_meaning.h"
#include "reports/store/save_measured.h"
#include "reports/store/saver.h"
#include "sim/base/text.h"

static void hexadecimal(char ret_text[17], uint64_t word)
{
    snprintf(ret_text, 17, "%016" PRIx64, word);
}

/* ---- what was asked ---- */

static int64_t save_scenario(struct rpt_saver *s)
{
    const struct mdl_answer *a = s->answer;
    struct rpt_query q;
    int64_t id;

    rpt_query_open(&q, s->session, "SELECT scenario_id FROM scenario WHERE digest = ?");
    rpt_query_bind_text(&q, a->scenario_digest);
    id = rpt_saver_number(&q);
    rpt_query_close(&q);
    if (id != 0) {
        return id;
    }
    rpt_query_open(&q, s->session,
                   "INSERT INTO scenario (digest, name, title, text) VALUES (?, ?, ?, ?)");
    rpt_query_bind_text(&q, a->scenario_digest);
    rpt_query_bind_text(&q, a->scenario_name);
    rpt_query_bind_text(&q, a->scenario_title);
    rpt_query_bind_text(&q, a->scenario_text);
    rpt_query_run(&q);
    rpt_query_close(&q);
    return rpt_saver_last_id(s->session);
}

static void save_parameters(struct rpt_saver *s, int64_t input_id)
{
    struct rpt_query q;

    rpt_query_open(&q, s->session,
                   "INSERT INTO parameter (input_id, path, value, origin) VALUES (?, ?, ?, ?)");
    for (uint32_t i = 0; i < s->answer->parameter_count; i++) {
        const struct mdl_parameter *p = &s->answer->parameters[i];

        rpt_query_bind(&q, input_id);
        rpt_query_bind_text(&q, p->path);
        rpt_query_bind_text(&q, p->value);
        rpt_query_bind_text(&q, p->origin);
        rpt_query_run(&q);
    }
    rpt_query_close(&q);
}

static void save_files(struct rpt_saver *s, int64_t input_id)
{
    struct rpt_query q;

    rpt_query_open(&q, s->session,
                   "INSERT INTO file (input_id, ordinal, name, text) VALUES (?, ?, ?, ?)");
    for (uint32_t i = 0; i < s->answer->file_count; i++) {
        rpt_query_bind(&q, input_id);
        rpt_query_bind(&q, i);
        rpt_query_bind_text(&q, s->answer->files[i].name);
        rpt_query_bind_text(&q, s->answer->files[i].text);
        rpt_query_run(&q);
    }
    rpt_query_close(&q);
}

static void bind_overrides(struct rpt_query *q, const struct mdl_answer *a)
{
    struct sim_text json;

    sim_text_init(&json);
    sim_text_add_char(&json, '[');
    for (uint32_t i = 0; i < a->override_count; i++) {
        sim_text_add(&json, i == 0 ? "" : ",");
        sim_text_json(&json, a->overrides[i]);
    }
    sim_text_add_char(&json, ']');
    rpt_query_bind_text(q, json.data);
    sim_text_deinit(&json);
}

static int64_t save_input(struct rpt_saver *s)
{
    const struct mdl_answer *a = s->answer;
    struct rpt_query q;
    int64_t id;

    rpt_query_open(&q, s->session, "SELECT input_id FROM input WHERE digest = ?");
    rpt_query_bind_text(&q, a->input_digest);
    id = rpt_saver_number(&q);
    rpt_query_close(&q);
    if (id != 0) {
        return id;
    }
    id = save_scenario(s);
    rpt_query_open(&q, s->session,
                   "INSERT INTO input (digest, scenario_id, overrides, seed, model, machine)"
                   " VALUES (?, ?, ?, ?, ?, ?)");
    rpt_query_bind_text(&q, a->input_digest);
    rpt_query_bind(&q, id);
    bind_overrides(&q, a);
    rpt_query_bind(&q, (int64_t)a->seed);
    rpt_query_bind_text(&q, a->model);
    rpt_query_bind_text(&q, a->machine_line);
    rpt_query_run(&q);
    rpt_query_close(&q);
    id = rpt_saver_last_id(s->session);
    save_files(s, id);
    save_parameters(s, id);
    return id;
}

int64_t rpt_save_input(struct rpt_query_session *session, const struct mdl_answer *answer)
{
    struct rpt_saver s;
    int64_t id;

    rpt_saver_init(&s, session, answer);
    id = save_input(&s);
    rpt_saver_deinit(&s);
    return id;
}

/* ---- what was done ---- */

void rpt_save_turn(struct rpt_query_session *session, int64_t run_id)
{
    struct rpt_query q;

    rpt_query_open(&q, session, "UPDATE run SET turn = (SELECT max(turn) + 1 FROM run)"
                                " WHERE run_id = ?1 AND turn < (SELECT max(turn) FROM run)");
    rpt_query_bind(&q, run_id);
    rpt_query_run(&q);
    rpt_query_close(&q);
}

static void save_execution(struct rpt_query_session *session, int64_t run_id,
                           const struct mdl_answer *a)
{
    struct rpt_query q;

    rpt_query_open(&q, session,
                   "INSERT INTO execution (run_id, executed_at, program, scenario_path, jobs,"
                   " wall_ms, events) VALUES (?, ?, ?, ?, ?, ?, ?)");
    rpt_query_bind(&q, run_id);
    rpt_query_bind_text(&q, a->executed_at);
    rpt_query_bind_text(&q, a->program);
    rpt_query_bind_text(&q, a->scenario_path);
    rpt_query_bind(&q, a->jobs);
    rpt_query_bind(&q, (int64_t)a->wall_ms);
    rpt_query_bind(&q, (int64_t)a->events);
    rpt_query_run(&q);
    rpt_query_close(&q);
}

void rpt_save_execution(struct rpt_query_session *session, int64_t run_id,
                        const struct mdl_answer *answer)
{
    save_execution(session, run_id, answer);
    rpt_save_turn(session, run_id);
}

static int64_t save_run_row(struct rpt_saver *s, const char *key, int64_t input_id)
{
    const struct mdl_answer *a = s->answer;
    char fingerprint[17];
    struct rpt_query q;

    hexadecimal(fingerprint, a->fingerprint);
    rpt_query_open(&q, s->session,
                   "INSERT INTO run (key, input_id, label, status, verdict, planned, completed,"
                   " stopped, is_random, duration_ns, from_ns, warm_up, stop_rule, ties,"
                   " fingerprint, turn) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                   " (SELECT coalesce(max(turn), 0) + 1 FROM run))");
    rpt_query_bind_text(&q, key);
    rpt_query_bind(&q, input_id);
    rpt_query_bind_text_or_null(&q, a->label);
    rpt_query_bind_text(&q, a->status);
    rpt_query_bind_text(&q, a->verdict);
    rpt_query_bind(&q, a->planned);
    rpt_query_bind(&q, a->completed);
    rpt_query_bind(&q, a->stopped);
    rpt_query_bind(&q, a->is_random);
    rpt_query_bind(&q, (int64_t)a->duration_ns);
    rpt_query_bind(&q, (int64_t)a->from_ns);
    rpt_query_bind_text(&q, a->warm_up);
    rpt_query_bind_text(&q, a->stop_rule);
    rpt_query_bind(&q, (int64_t)a->ties);
    rpt_query_bind_text(&q, fingerprint);
    rpt_query_run(&q);
    rpt_query_close(&q);
    return rpt_saver_last_id(s->session);
}

static void save_replications(struct rpt_saver *s)
{
    struct rpt_query q;
    char fingerprint[17];

    rpt_query_open(&q, s->session,
                   "INSERT INTO replication (run_id, replication, outcome, bug_check, end_ns,"
                   " fingerprint, events) VALUES (?, ?, ?, ?, ?, ?, ?)");
    for (uint32_t i = 0; i < s->answer->replication_count; i++) {
        const struct mdl_answer_replication *r = &s->answer->replications[i];

        hexadecimal(fingerprint, r->fingerprint);
        rpt_query_bind(&q, s->run_id);
        rpt_query_bind(&q, r->index);
        rpt_query_bind_text(&q, r->bug_check != 0 ? "bug_check" : "complete");
        if (r->bug_check != 0) {
            rpt_query_bind(&q, r->bug_check);
        } else {
            rpt_query_bind_null(&q);
        }
        rpt_query_bind(&q, (int64_t)r->end_ns);
        rpt_query_bind_text(&q, fingerprint);
        rpt_query_bind(&q, (int64_t)r->events);
        rpt_query_run(&q);
    }
    rpt_query_close(&q);
}

int64_t rpt_save_run(struct rpt_query_session *session, const struct mdl_answer *answer,
                     const char *key)
{
    struct rpt_saver s;

    rpt_saver_init(&s, session, answer);
    s.run_id = save_run_row(&s, key, save_input(&s));
    save_execution(session, s.run_id, answer);
    save_replications(&s);
    rpt_save_measured_all(&s);
    rpt_save_meaning_all(&s);
    rpt_saver_deinit(&s);
    return s.run_id;
}
