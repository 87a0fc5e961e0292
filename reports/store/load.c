/*
 * Reading an answer back: the mirror of save.c, one function per table.
 *
 * Every array is counted first and then filled in the order in which it was saved.
 */
#include "reports/store/load.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/run/answer.h"
#include "model/run/episode_words.h"
#include "reports/store/looks.h"
#include "reports/store/outcomes.h"
#include "reports/store/query.h"
#include "sim/base/arena.h"

struct loader {
    struct rpt_query_session *session;
    struct sim_arena *arena;
    struct mdl_answer *answer;
    int64_t run_id, input_id;
    int64_t version;                  /* of the store: it may be older than this program */
    int64_t *series_ids;
};

/* A table's rows that belong to one id: how many there are, and a query over them. */
static uint32_t open_rows(struct loader *l, struct rpt_query *q, const char *count,
                          const char *select, int64_t id)
{
    uint32_t rows = 0;

    rpt_query_open(q, l->session, count);
    rpt_query_bind(q, id);
    while (rpt_query_row(q)) {
        rows = (uint32_t)rpt_query_int(q, 0);
    }
    rpt_query_close(q);
    rpt_query_open(q, l->session, select);
    rpt_query_bind(q, id);
    return rows;
}

static const char *text(struct loader *l, const struct rpt_query *q, int column)
{
    return rpt_query_text(q, column, l->arena);
}

uint64_t rpt_load_hexadecimal(const char *digits)
{
    return strtoull(digits, NULL, 16);
}

/* Low without high: open above. */
static double upper_limit(const struct rpt_query *q, int low)
{
    if (rpt_query_is_null(q, low + 1) && !rpt_query_is_null(q, low)) {
        return HUGE_VAL;
    }
    return rpt_query_real(q, low + 1);
}

/* ---- what was asked ---- */

static void load_run_row(struct loader *l, const struct rpt_query *q)
{
    struct mdl_answer *a = l->answer;

    a->run_id = l->run_id;
    l->input_id = rpt_query_int(q, 0);
    a->label = rpt_query_is_null(q, 1) ? NULL : text(l, q, 1);
    a->key = text(l, q, 2);
    a->status = text(l, q, 3);
    a->verdict = text(l, q, 4);
    a->planned = (uint32_t)rpt_query_int(q, 5);
    a->completed = (uint32_t)rpt_query_int(q, 6);
    a->stopped = (uint32_t)rpt_query_int(q, 7);
    a->is_random = rpt_query_int(q, 8) != 0;
    a->duration_ns = (uint64_t)rpt_query_int(q, 9);
    a->from_ns = (uint64_t)rpt_query_int(q, 10);
    a->warm_up = text(l, q, 11);
    a->stop_rule = text(l, q, 12);
    a->ties = (uint64_t)rpt_query_int(q, 13);
    a->fingerprint = rpt_load_hexadecimal(rpt_query_peek(q, 14));
}

static void load_input_row(struct loader *l, const struct rpt_query *q)
{
    struct mdl_answer *a = l->answer;

    a->input_digest = text(l, q, 15);
    a->seed = (uint64_t)rpt_query_int(q, 16);
    a->model = text(l, q, 17);
    a->machine_line = text(l, q, 18);
    a->scenario_digest = text(l, q, 19);
    a->scenario_name = text(l, q, 20);
    a->scenario_title = text(l, q, 21);
    a->scenario_text = text(l, q, 22);
}

static bool load_run(struct loader *l)
{
    struct rpt_query q;
    bool found = false;

    rpt_query_open(&q, l->session,
                   "SELECT r.input_id, r.label, r.key, r.status, r.verdict, r.planned,"
                   " r.completed, r.stopped, r.is_random, r.duration_ns, r.from_ns, r.warm_up,"
                   " r.stop_rule, r.ties, r.fingerprint, i.digest, i.seed, i.model, i.machine,"
                   " s.digest, s.name, s.title, s.text"
                   " FROM run r JOIN input i USING (input_id) JOIN scenario s USING (scenario_id)"
                   " WHERE r.run_id = ?");
    rpt_query_bind(&q, l->run_id);
    while (rpt_query_row(&q)) {
        found = true;
        load_run_row(l, &q);
        load_input_row(l, &q);
    }
    rpt_query_close(&q);
    return found;
}

static void load_overrides(struct loader *l)
{
    struct rpt_query q;
    uint32_t i = 0;
    uint32_t count = open_rows(
        l, &q, "SELECT json_array_length(overrides) FROM input WHERE input_id = ?",
        "SELECT j.value FROM input, json_each(overrides) j WHERE input_id = ? ORDER BY j.key",
        l->input_id);
    const char **overrides = sim_arena_array(l->arena, count, sizeof *overrides);

    while (i < count && rpt_query_row(&q)) {
        overrides[i++] = text(l, &q, 0);
    }
    rpt_query_close(&q);
    l->answer->overrides = overrides;
    l->answer->override_count = i;
}

/* A store of the first version that nobody wrote to since has none. */
static void load_files(struct loader *l)
{
    struct rpt_query q;
    struct mdl_file *rows;
    uint32_t i = 0, count;

    if (l->version < 2) {
        return;
    }
    count = open_rows(l, &q, "SELECT count(*) FROM file WHERE input_id = ?",
                      "SELECT name, text FROM file WHERE input_id = ? ORDER BY ordinal",
                      l->input_id);
    rows = sim_arena_array(l->arena, count, sizeof *rows);
    for (; i < count && rpt_query_row(&q); i++) {
        rows[i] = (struct mdl_file){text(l, &q, 0), text(l, &q, 1)};
    }
    rpt_query_close(&q);
    l->answer->files = rows;
    l->answer->file_count = i;
}

static void load_parameters(struct loader *l)
{
    struct rpt_query q;
    uint32_t i = 0;
    uint32_t count = open_rows(l, &q, "SELECT count(*) FROM parameter WHERE input_id = ?",
                               "SELECT path, value, origin FROM parameter WHERE input_id = ?"
                               " ORDER BY path",
                               l->input_id);
    struct mdl_parameter *rows = sim_arena_array(l->arena, count, sizeof *rows);

    for (; i < count && rpt_query_row(&q); i++) {
        rows[i] = (struct mdl_parameter){text(l, &q, 0), text(l, &q, 1), text(l, &q, 2)};
    }
    rpt_query_close(&q);
    l->answer->parameters = rows;
    l->answer->parameter_count = i;
}

/* ---- what was done ---- */

static void load_execution(struct loader *l)
{
    struct mdl_answer *a = l->answer;
    struct rpt_query q;

    rpt_query_open(&q, l->session,
                   "SELECT executed_at, program, scenario_path, jobs, wall_ms, events"
                   " FROM execution WHERE run_id = ? ORDER BY rowid DESC LIMIT 1");
    rpt_query_bind(&q, l->run_id);
    while (rpt_query_row(&q)) {
        a->executed_at = text(l, &q, 0);
        a->program = text(l, &q, 1);
        a->scenario_path = text(l, &q, 2);
        a->jobs = (unsigned)rpt_query_int(&q, 3);
        a->wall_ms = (uint64_t)rpt_query_int(&q, 4);
        a->events = (uint64_t)rpt_query_int(&q, 5);
    }
    rpt_query_close(&q);
}

static void load_replications(struct loader *l)
{
    struct rpt_query q;
    uint32_t i = 0;
    uint32_t count = open_rows(l, &q, "SELECT count(*) FROM replication WHERE run_id = ?",
                               "SELECT replication, bug_check, end_ns, fingerprint, events"
                               " FROM replication WHERE run_id = ? ORDER BY replication",
                               l->run_id);
    struct mdl_answer_replication *rows = sim_arena_array(l->arena, count, sizeof *rows);

    for (; i < count && rpt_query_row(&q); i++) {
        rows[i].index = (uint32_t)rpt_query_int(&q, 0);
        rows[i].bug_check = (uint32_t)rpt_query_int(&q, 1);
        rows[i].end_ns = (uint64_t)rpt_query_int(&q, 2);
        rows[i].fingerprint = rpt_load_hexadecimal(rpt_query_peek(&q, 3));
        rows[i].events = (uint64_t)rpt_query_int(&q, 4);
    }
    rpt_query_close(&q);
    l->answer->replications = rows;
    l->answer->replication_count = i;
}

/* ---- what was measured ---- */

static uint32_t count_char(const char *string, char c)
{
    uint32_t count = 0;

    for (; *string != '\0'; string++) {
        count += *string == c;
    }
    return count;
}

/* [gap,count,...]: digits and commas only; anything else ends it. */
static void load_histogram(struct loader *l, struct mdl_series *series, const char *json)
{
    uint32_t pairs = json[0] == '[' && json[1] != ']' ? (count_char(json, ',') + 1) / 2 : 0;
    const char *at = json + 1;
    char *end;

    series->gaps = sim_arena_array(l->arena, pairs, sizeof *series->gaps);
    series->counts = sim_arena_array(l->arena, pairs, sizeof *series->counts);
    for (uint32_t i = 0; i < pairs; i++) {
        series->gaps[i] = (uint32_t)strtoull(at, &end, 10);
        if (*end != ',') {
            break;
        }
        series->counts[i] = strtoull(end + 1, &end, 10);
        series->bucket_count = i + 1;
        if (*end != ',') {
            break;
        }
        at = end + 1;
    }
}

static void load_estimates(struct loader *l, uint32_t index)
{
    struct mdl_series *series = &l->answer->series[index];
    struct rpt_query q;
    uint32_t i = 0;
    uint32_t count = open_rows(l, &q, "SELECT count(*) FROM estimate WHERE series_id = ?",
                               "SELECT statistic, value, low, high, n, method, note"
                               " FROM estimate WHERE series_id = ? ORDER BY ordinal",
                               l->series_ids[index]);

    series->estimates = sim_arena_array(l->arena, count, sizeof *series->estimates);
    for (; i < count && rpt_query_row(&q); i++) {
        struct mdl_estimate *e = &series->estimates[i];

        e->statistic = text(l, &q, 0);
        e->value = rpt_query_real(&q, 1);
        e->low = rpt_query_real(&q, 2);
        e->high = upper_limit(&q, 2);
        e->n = (uint32_t)rpt_query_int(&q, 4);
        e->method = text(l, &q, 5);
        e->note = text(l, &q, 6);
    }
    rpt_query_close(&q);
    series->estimate_count = i;
}

static void load_series_row(struct loader *l, const struct rpt_query *q, struct mdl_series *s)
{
    s->object = text(l, q, 1);
    s->kind = text(l, q, 2);
    s->measure = text(l, q, 3);
    s->shape = text(l, q, 4);
    s->unit = text(l, q, 5);
    s->better = text(l, q, 6);
    s->sample_of = text(l, q, 7);
    s->windows_name = text(l, q, 8);
    s->about = text(l, q, 9);
    s->phase = text(l, q, 10);
    s->waiting = (uint64_t)rpt_query_int(q, 11);
    s->waiting_max = rpt_query_real(q, 12);
    s->lost = (uint64_t)rpt_query_int(q, 13);
    load_histogram(l, s, rpt_query_peek(q, 14));
}

static void load_series(struct loader *l)
{
    struct mdl_answer *a = l->answer;
    struct rpt_query q;
    uint32_t i = 0;
    uint32_t count = open_rows(
        l, &q, "SELECT count(*) FROM series WHERE run_id = ?",
        "SELECT s.series_id, o.path, o.kind, m.name, m.shape, m.unit, m.better, m.sample_of,"
        " m.windows_name, m.about, s.phase, s.waiting, s.waiting_max, s.lost, s.histogram"
        " FROM series s JOIN object o USING (object_id) JOIN measure m USING (measure_id)"
        " WHERE s.run_id = ? ORDER BY s.series_id",
        l->run_id);

    a->series = sim_arena_array(l->arena, count, sizeof *a->series);
    l->series_ids = sim_arena_array(l->arena, count, sizeof *l->series_ids);
    for (; i < count && rpt_query_row(&q); i++) {
        l->series_ids[i] = rpt_query_int(&q, 0);
        load_series_row(l, &q, &a->series[i]);
    }
    rpt_query_close(&q);
    a->series_count = i;
    for (i = 0; i < a->series_count; i++) {
        rpt_outcomes_load(l->session, l->arena, a, l->series_ids[i], l->version, &a->series[i]);
        load_estimates(l, i);
    }
}

/* Index of a series by its number; they were read in ascending order. */
static uint32_t series_index(const struct loader *l, int64_t id)
{
    uint32_t low = 0, high = l->answer->series_count;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (l->series_ids[middle] <= id) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static void load_charges(struct loader *l)
{
    struct rpt_query q;
    uint32_t i = 0;
    uint32_t count = open_rows(
        l, &q, "SELECT count(*) FROM charge JOIN series USING (series_id) WHERE run_id = ?",
        "SELECT c.series_id, c.population = 'tail', c.part, o.path, c.culprit_object, c.state,"
        " c.ns, c.observations, c.worst_ns FROM charge c JOIN series s USING (series_id)"
        " LEFT JOIN object o ON o.object_id = c.culprit_id WHERE s.run_id = ? ORDER BY c.rowid",
        l->run_id);
    struct mdl_charge *rows = sim_arena_array(l->arena, count, sizeof *rows);

    for (; i < count && rpt_query_row(&q); i++) {
        rows[i] = (struct mdl_charge){
            .series = series_index(l, rpt_query_int(&q, 0)),
            .tail = rpt_query_int(&q, 1) != 0,
            .part = text(l, &q, 2),
            .culprit = text(l, &q, 3),
            .culprit_object = text(l, &q, 4),
            .state = text(l, &q, 5),
            .ns = (uint64_t)rpt_query_int(&q, 6),
            .observations = (uint64_t)rpt_query_int(&q, 7),
            .worst_ns = (uint64_t)rpt_query_int(&q, 8)};
    }
    rpt_query_close(&q);
    l->answer->charges = rows;
    l->answer->charge_count = i;
}

static void load_tails(struct loader *l)
{
    struct rpt_query q;
    uint32_t i = 0;
    uint32_t count = open_rows(
        l, &q, "SELECT count(*) FROM tail JOIN series USING (series_id) WHERE run_id = ?",
        "SELECT t.series_id, t.share, t.over_ns, t.observations, t.total_ns FROM tail t"
        " JOIN series s USING (series_id) WHERE s.run_id = ? ORDER BY t.series_id",
        l->run_id);
    struct mdl_tail *rows = sim_arena_array(l->arena, count, sizeof *rows);

    for (; i < count && rpt_query_row(&q); i++) {
        rows[i] = (struct mdl_tail){.series = series_index(l, rpt_query_int(&q, 0)),
                                    .share = rpt_query_real(&q, 1),
                                    .over_ns = (uint64_t)rpt_query_int(&q, 2),
                                    .observations = (uint64_t)rpt_query_int(&q, 3),
                                    .total_ns = (uint64_t)rpt_query_int(&q, 4)};
    }
    rpt_query_close(&q);
    l->answer->tails = rows;
    l->answer->tail_count = i;
}

static void load_story(struct loader *l, struct mdl_worst *worst, const char *story)
{
    struct rpt_query q;
    uint32_t i = 0;

    rpt_query_open(&q, l->session,
                   "SELECT json_extract(value, '$.at'), json_extract(value, '$.what'),"
                   " json_extract(value, '$.rule'), json_array_length(?1)"
                   " FROM json_each(?1) ORDER BY key");
    rpt_query_bind_text(&q, story);
    while (rpt_query_row(&q)) {
        if (worst->lines == NULL) {
            worst->line_count = (uint32_t)rpt_query_int(&q, 3);
            worst->lines = sim_arena_array(l->arena, worst->line_count, sizeof *worst->lines);
        }
        worst->lines[i++] = (struct mdl_story_line){(uint64_t)rpt_query_int(&q, 0),
                                                    text(l, &q, 1), text(l, &q, 2)};
    }
    rpt_query_close(&q);
}

static void load_worsts(struct loader *l)
{
    struct rpt_query q;
    uint32_t i = 0;
    uint32_t count = open_rows(
        l, &q, "SELECT count(*) FROM worst JOIN series USING (series_id) WHERE run_id = ?",
        "SELECT w.series_id, w.place, w.replication, w.started_at_ns, w.wait_ns, w.story"
        " FROM worst w JOIN series s USING (series_id) WHERE s.run_id = ?"
        " ORDER BY w.series_id, w.place",
        l->run_id);
    struct mdl_worst *rows = sim_arena_array(l->arena, count, sizeof *rows);

    for (; i < count && rpt_query_row(&q); i++) {
        rows[i] = (struct mdl_worst){.series = series_index(l, rpt_query_int(&q, 0)),
                                     .place = (uint32_t)rpt_query_int(&q, 1),
                                     .replication = (uint32_t)rpt_query_int(&q, 2),
                                     .started_at_ns = (uint64_t)rpt_query_int(&q, 3),
                                     .wait_ns = (uint64_t)rpt_query_int(&q, 4)};
        load_story(l, &rows[i], rpt_query_peek(&q, 5));
    }
    rpt_query_close(&q);
    l->answer->worsts = rows;
    l->answer->worst_count = i;
}

#define EPISODE_COLUMNS                                                                      \
    " e.replication, e.kind, o.path, o.kind, e.begin_ns, e.overdue_ns, e.end_ns, e.victims,"   \
    " e.worst_ns, k.path, e.sentence"
#define EPISODE_ROWS                                                                         \
    " FROM episode e JOIN object o USING (object_id)"                                          \
    " LEFT JOIN object k ON k.object_id = e.culprit_id WHERE e.run_id = ? ORDER BY e.rowid"

static void load_episodes(struct loader *l)
{
    struct rpt_query q;
    uint32_t i = 0;
    uint32_t count = open_rows(
        l, &q, "SELECT count(*) FROM episode WHERE run_id = ?",
        l->version < 6 ? "SELECT" EPISODE_COLUMNS ", ''" EPISODE_ROWS
                       : "SELECT" EPISODE_COLUMNS ", e.victim" EPISODE_ROWS,
        l->run_id);
    struct mdl_episode *rows = sim_arena_array(l->arena, count, sizeof *rows);

    for (; i < count && rpt_query_row(&q); i++) {
        rows[i] = (struct mdl_episode){
            .replication = (uint32_t)rpt_query_int(&q, 0),
            .kind = text(l, &q, 1),
            .object = text(l, &q, 2),
            .object_kind = text(l, &q, 3),
            .begin_ns = (uint64_t)rpt_query_int(&q, 4),
            .overdue_ns = (uint64_t)rpt_query_int(&q, 5),
            .end_ns = rpt_query_is_null(&q, 6) ? UINT64_MAX : (uint64_t)rpt_query_int(&q, 6),
            .victims = (uint64_t)rpt_query_int(&q, 7),
            .worst_ns = (uint64_t)rpt_query_int(&q, 8),
            .culprit = text(l, &q, 9),
            .sentence = text(l, &q, 10),
            .victim = text(l, &q, 11)};
        if (rows[i].sentence[0] == '\0') {
            rows[i].sentence = mdl_episode_words_tell(l->arena, &rows[i]);
        }
    }
    rpt_query_close(&q);
    l->answer->episodes = rows;
    l->answer->episode_count = i;
}

/* ---- what it means ---- */

/* ["0x4","0x2","0x0","0x0"] */
static void load_bug_check_parameters(uint64_t ret_parameters[4], const char *json)
{
    const char *at = json;

    for (int i = 0; i < 4; i++) {
        at = strstr(at, "\"0x");
        if (at == NULL) {
            return;
        }
        ret_parameters[i] = rpt_load_hexadecimal(at + 3);
        at += 3;
    }
}

static void load_findings(struct loader *l)
{
    struct rpt_query q;
    uint32_t i = 0;
    uint32_t count = open_rows(
        l, &q, "SELECT count(*) FROM finding WHERE run_id = ?",
        "SELECT f.code, f.rule, f.severity, o.path, o.kind, f.place, f.step, f.replication,"
        " f.at_ns, f.occurrences, f.replications, f.bug_check, f.message, f.parameters"
        " FROM finding f LEFT JOIN object o USING (object_id) WHERE f.run_id = ? ORDER BY f.rowid",
        l->run_id);
    struct mdl_answer_finding *rows = sim_arena_array(l->arena, count, sizeof *rows);

    for (; i < count && rpt_query_row(&q); i++) {
        struct mdl_answer_finding *f = &rows[i];

        f->code = text(l, &q, 0);
        f->rule = text(l, &q, 1);
        f->severity = text(l, &q, 2);
        f->object = text(l, &q, 3);
        f->object_kind = text(l, &q, 4);
        f->place = text(l, &q, 5);
        f->step = text(l, &q, 6);
        f->replication = (uint32_t)rpt_query_int(&q, 7);
        f->at_ns = (uint64_t)rpt_query_int(&q, 8);
        f->occurrences = (uint64_t)rpt_query_int(&q, 9);
        f->replications = (uint32_t)rpt_query_int(&q, 10);
        f->bug_check = (uint32_t)rpt_query_int(&q, 11);
        f->message = text(l, &q, 12);
        load_bug_check_parameters(f->parameters, rpt_query_peek(&q, 13));
    }
    rpt_query_close(&q);
    l->answer->findings = rows;
    l->answer->finding_count = i;
}

static void load_expectations(struct loader *l)
{
    struct rpt_query q;
    uint32_t i = 0;
    uint32_t count = open_rows(
        l, &q, "SELECT count(*) FROM expectation WHERE run_id = ?",
        "SELECT text, scope, verdict, value, low, high, bound, unit, violations, first_violation,"
        " reason FROM expectation WHERE run_id = ? ORDER BY ordinal",
        l->run_id);
    struct mdl_verdict *rows = sim_arena_array(l->arena, count, sizeof *rows);

    for (; i < count && rpt_query_row(&q); i++) {
        rows[i] = (struct mdl_verdict){.text = text(l, &q, 0),
                                       .scope = text(l, &q, 1),
                                       .verdict = text(l, &q, 2),
                                       .value = rpt_query_real(&q, 3),
                                       .low = rpt_query_real(&q, 4),
                                       .high = upper_limit(&q, 4),
                                       .bound = rpt_query_real(&q, 6),
                                       .unit = text(l, &q, 7),
                                       .violations = (uint32_t)rpt_query_int(&q, 8),
                                       .first_violation = (uint32_t)rpt_query_int(&q, 9),
                                       .reason = text(l, &q, 10)};
    }
    rpt_query_close(&q);
    l->answer->verdicts = rows;
    l->answer->verdict_count = i;
}

static void load_assumptions(struct loader *l)
{
    struct rpt_query q;
    uint32_t i = 0;
    uint32_t count = open_rows(l, &q, "SELECT count(*) FROM assumption WHERE run_id = ?",
                               "SELECT rule, parameter, value, confidence, share"
                               " FROM assumption WHERE run_id = ? ORDER BY ordinal",
                               l->run_id);
    struct mdl_answer_assumption *rows = sim_arena_array(l->arena, count, sizeof *rows);

    for (; i < count && rpt_query_row(&q); i++) {
        rows[i] = (struct mdl_answer_assumption){.rule = text(l, &q, 0),
                                                 .parameter = text(l, &q, 1),
                                                 .value = text(l, &q, 2),
                                                 .confidence = text(l, &q, 3),
                                                 .share = rpt_query_real(&q, 4)};
    }
    rpt_query_close(&q);
    l->answer->assumptions = rows;
    l->answer->assumption_count = i;
}

bool rpt_load_run(struct rpt_query_session *session, int64_t run_id, struct sim_arena *arena,
                  struct mdl_answer *ret_answer)
{
    struct loader l = {.session = session, .arena = arena, .run_id = run_id};
    struct mdl_answer answer = {0};

    l.answer = &answer;
    l.version = rpt_query_number(session, "PRAGMA user_version", 0);
    if (!load_run(&l)) {
        return false;
    }
    load_overrides(&l);
    load_files(&l);
    load_parameters(&l);
    load_execution(&l);
    load_replications(&l);
    load_series(&l);
    load_charges(&l);
    load_tails(&l);
    load_worsts(&l);
    load_episodes(&l);
    load_findings(&l);
    load_expectations(&l);
    rpt_looks_load(session, run_id, arena, &answer);
    load_assumptions(&l);
    if (session->failure != 0) {
        return false;
    }
    *ret_answer = answer;
    return true;
}

void rpt_load_input(struct rpt_query_session *session, int64_t input_id, struct sim_arena *arena,
                    struct mdl_answer *answer)
{
    struct loader l = {.session = session, .arena = arena, .answer = answer,
                       .input_id = input_id,
                       .version = rpt_query_number(session, "PRAGMA user_version", 0)};

    load_overrides(&l);
    load_files(&l);
    load_parameters(&l);
}
