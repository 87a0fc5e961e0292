/*
 * Writing what it means: episodes, findings, expectations, assumptions.
 */
#include "reports/store/save_meaning.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/run/answer.h"
#include "model/run/episode_words.h"
#include "reports/store/looks.h"
#include "reports/store/saver.h"
#include "sim/base/arena.h"

/* Does its sentence follow from the rest of it? Most of the room would go there. */
static bool is_told(const struct mdl_episode *e)
{
    struct sim_arena arena;
    bool is;

    if (strcmp(e->kind, "deadlock") == 0) {
        return false;
    }
    sim_arena_init(&arena);
    is = strcmp(e->sentence, mdl_episode_words_tell(&arena, e)) == 0;
    sim_arena_deinit(&arena);
    return is;
}

static void save_episodes(struct rpt_saver *s)
{
    struct rpt_query q;

    rpt_query_open(&q, s->session,
                   "INSERT INTO episode (run_id, replication, kind, object_id, begin_ns,"
                   " overdue_ns, end_ns, victims, worst_ns, culprit_id, sentence,"
                   " victim) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (uint32_t i = 0; i < s->answer->episode_count; i++) {
        const struct mdl_episode *e = &s->answer->episodes[i];

        rpt_query_bind(&q, s->run_id);
        rpt_query_bind(&q, e->replication);
        rpt_query_bind_text(&q, e->kind);
        rpt_query_bind(&q, rpt_saver_object(s, e->object, e->object_kind));
        rpt_query_bind(&q, (int64_t)e->begin_ns);
        rpt_query_bind(&q, (int64_t)e->overdue_ns);
        if (e->end_ns == UINT64_MAX) {
            rpt_query_bind_null(&q);
        } else {
            rpt_query_bind(&q, (int64_t)e->end_ns);
        }
        rpt_query_bind(&q, (int64_t)e->victims);
        rpt_query_bind(&q, (int64_t)e->worst_ns);
        rpt_saver_bind_culprit(s, &q, e->culprit);
        rpt_query_bind_text(&q, is_told(e) ? "" : e->sentence);
        rpt_query_bind_text(&q, e->victim);
        rpt_query_run(&q);
    }
    rpt_query_close(&q);
}

static void bind_bug_check(struct rpt_query *q, const struct mdl_answer_finding *f)
{
    const uint64_t *p = f->parameters;
    char json[120];

    if (f->bug_check == 0) {
        rpt_query_bind_null(q);
    } else {
        rpt_query_bind(q, f->bug_check);
    }
    if (f->bug_check == 0 && (p[0] | p[1] | p[2] | p[3]) == 0) {
        rpt_query_bind_null(q);
        return;
    }
    snprintf(json, sizeof json,
             "[\"0x%" PRIx64 "\",\"0x%" PRIx64 "\",\"0x%" PRIx64 "\",\"0x%" PRIx64 "\"]", p[0],
             p[1], p[2], p[3]);
    rpt_query_bind_text(q, json);
}

static void save_findings(struct rpt_saver *s)
{
    struct rpt_query q;

    rpt_query_open(&q, s->session,
                   "INSERT INTO finding (run_id, code, rule, severity, object_id, place, step,"
                   " replication, at_ns, occurrences, replications, bug_check, parameters,"
                   " message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (uint32_t i = 0; i < s->answer->finding_count; i++) {
        const struct mdl_answer_finding *f = &s->answer->findings[i];

        rpt_query_bind(&q, s->run_id);
        rpt_query_bind_text(&q, f->code);
        rpt_query_bind_text(&q, f->rule);
        rpt_query_bind_text(&q, f->severity);
        rpt_saver_bind_object(s, &q, f->object, f->object_kind);
        rpt_query_bind_text(&q, f->place);
        rpt_query_bind_text(&q, f->step);
        rpt_query_bind(&q, f->replication);
        rpt_query_bind(&q, (int64_t)f->at_ns);
        rpt_query_bind(&q, (int64_t)f->occurrences);
        rpt_query_bind(&q, f->replications);
        bind_bug_check(&q, f);
        rpt_query_bind_text(&q, f->message);
        rpt_query_run(&q);
    }
    rpt_query_close(&q);
}

static void bind_violations(struct rpt_query *q, const struct mdl_verdict *v)
{
    if (v->violations == 0 && strcmp(v->scope, "average") == 0) {
        rpt_query_bind_null(q);
    } else {
        rpt_query_bind(q, v->violations);
    }
    if (v->violations == 0) {
        rpt_query_bind_null(q);
    } else {
        rpt_query_bind(q, v->first_violation);
    }
}

static void save_expectations(struct rpt_saver *s)
{
    struct rpt_query q;

    rpt_query_open(&q, s->session,
                   "INSERT INTO expectation (run_id, ordinal, text, scope, verdict, value, low,"
                   " high, bound, unit, violations, first_violation, reason)"
                   " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (uint32_t i = 0; i < s->answer->verdict_count; i++) {
        const struct mdl_verdict *v = &s->answer->verdicts[i];

        rpt_query_bind(&q, s->run_id);
        rpt_query_bind(&q, i + 1);
        rpt_query_bind_text(&q, v->text);
        rpt_query_bind_text(&q, v->scope);
        rpt_query_bind_text(&q, v->verdict);
        rpt_query_bind_real(&q, v->value);
        rpt_saver_bind_limits(&q, v->low, v->high);
        rpt_query_bind_real(&q, v->bound);
        rpt_query_bind_text(&q, v->unit);
        bind_violations(&q, v);
        rpt_query_bind_text(&q, v->reason);
        rpt_query_run(&q);
    }
    rpt_query_close(&q);
}

static void save_assumptions(struct rpt_saver *s)
{
    struct rpt_query q;

    rpt_query_open(&q, s->session,
                   "INSERT INTO assumption (run_id, ordinal, rule, parameter, value, confidence,"
                   " share) VALUES (?, ?, ?, ?, ?, ?, ?)");
    for (uint32_t i = 0; i < s->answer->assumption_count; i++) {
        const struct mdl_answer_assumption *a = &s->answer->assumptions[i];

        rpt_query_bind(&q, s->run_id);
        rpt_query_bind(&q, i + 1);
        rpt_query_bind_text(&q, a->rule);
        rpt_query_bind_text(&q, a->parameter);
        rpt_query_bind_text(&q, a->value);
        rpt_query_bind_text(&q, a->confidence);
        rpt_query_bind_real(&q, a->share);
        rpt_query_run(&q);
    }
    rpt_query_close(&q);
}

void rpt_save_meaning_all(struct rpt_saver *s)
{
    save_episodes(s);
    save_findings(s);
    save_expectations(s);
    rpt_looks_save(s);
    save_assumptions(s);
}
