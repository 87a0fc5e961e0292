/*
 * Runs by name.
 *
 * A label cannot look like a number or begin with '@', so no name means two things; a key is only
 * tried when no label fits.
 */
#include "reports/store/names.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "reports/store/error.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { KEY_SHORTEST = 4, KEY_LENGTH = 16, LABEL_LONGEST = 64, LISTED = 8 };

/* ---- what exists, for messages ---- */

/* 'base (1), w16 (5), 7': the runs last used, labels first where there are any. */
static void describe_runs(struct rpt_query_session *session, struct sim_text *text)
{
    struct rpt_query q;
    int64_t count = rpt_query_number(session, "SELECT count(*) FROM run", 0);
    int listed = 0;

    if (count == 0) {
        sim_text_add(text, "The store has no runs yet.");
        return;
    }
    sim_text_print(text, "The store has %" PRId64 " run%s: ", count, count == 1 ? "" : "s");
    rpt_query_open(&q, session, "SELECT run_id, coalesce(label, '') FROM run ORDER BY turn DESC");
    while (rpt_query_row(&q)) {
        if (listed++ == LISTED) {
            sim_text_add(text, ", ...");
            break;
        }
        sim_text_print(text, "%s%" PRId64, listed == 1 ? "" : ", ", rpt_query_int(&q, 0));
        if (rpt_query_peek(&q, 1)[0] != '\0') {
            sim_text_print(text, " (%s)", rpt_query_peek(&q, 1));
        }
    }
    rpt_query_close(&q);
    sim_text_add(text, "; 'wtsim list' shows all.");
}

/* The newest run that is marked so: a tag is easily taken for a name. False: there is none. */
static bool say_tag(struct rpt_query_session *session, const char *name,
                    struct rpt_store_error *ret_error)
{
    struct rpt_query q;
    int64_t run_id = 0;

    rpt_query_open(&q, session, "SELECT max(run_id) FROM tag WHERE tag = ?");
    rpt_query_bind_text(&q, name);
    if (rpt_query_row(&q)) {
        run_id = rpt_query_int(&q, 0);
    }
    rpt_query_close(&q);
    if (run_id != 0) {
        rpt_error_say(ret_error, RPT_STORE_MISSING,
                      "'%.80s' is a tag, which many runs can bear, not a name: the newest of them "
                      "is run %lld. A run is named with --label; 'wtsim list --tag' lists the runs "
                      "of a tag.",
                      name, (long long)run_id);
    }
    return run_id != 0;
}

/* The label closest to a name, or '' when none is near. */
static void nearest_label(struct rpt_query_session *session, const char *name,
                          struct sim_text *nearest)
{
    struct rpt_query q;
    unsigned best = (unsigned)(strlen(name) / 3) + 1;

    rpt_query_open(&q, session, "SELECT label FROM run WHERE label IS NOT NULL ORDER BY label");
    while (rpt_query_row(&q)) {
        unsigned distance = sim_text_distance(name, rpt_query_peek(&q, 0));

        if (distance < best) {
            best = distance;
            sim_text_clear(nearest);
            sim_text_add(nearest, rpt_query_peek(&q, 0));
        }
    }
    rpt_query_close(&q);
}

static bool say_unknown(struct rpt_query_session *session, const char *name,
                        struct rpt_store_error *ret_error)
{
    struct sim_text runs, nearest;

    if (say_tag(session, name, ret_error)) {
        return false;
    }
    sim_text_init(&runs);
    sim_text_init(&nearest);
    nearest_label(session, name, &nearest);
    describe_runs(session, &runs);
    if (nearest.length > 0) {
        rpt_error_say(ret_error, RPT_STORE_MISSING,
                      "No run is called '%.80s'. Did you mean '%s'? %s", name, nearest.data,
                      runs.data);
    } else {
        rpt_error_say(ret_error, RPT_STORE_MISSING, "No run is called '%.80s'. %s", name,
                      runs.data);
    }
    sim_text_deinit(&nearest);
    sim_text_deinit(&runs);
    return false;
}

/* ---- finding ---- */

static bool is_all(const char *name, int (*is)(int))
{
    for (const char *c = name; *c != '\0'; c++) {
        if (!is((unsigned char)*c)) {
            return false;
        }
    }
    return name[0] != '\0';
}

/* The run_id of the only row of a query with one text parameter; how many rows there were. */
static uint32_t find_by(struct rpt_query_session *session, const char *sql, const char *name,
                        int64_t *ret_run_id)
{
    struct rpt_query q;
    uint32_t rows = 0;

    rpt_query_open(&q, session, sql);
    rpt_query_bind_text(&q, name);
    while (rpt_query_row(&q)) {
        *ret_run_id = rpt_query_int(&q, 0);
        rows++;
    }
    rpt_query_close(&q);
    return rows;
}

static bool find_turn(struct rpt_query_session *session, const char *name, int64_t *ret_run_id,
                      struct rpt_store_error *ret_error)
{
    bool is_last = strcmp(name, "@last") == 0;
    int64_t id;

    if (!is_last && strcmp(name, "@prev") != 0) {
        return rpt_error_say(ret_error, RPT_STORE_USAGE,
                             "'%.80s' is not a name of a run: after '@' stand last or prev.",
                             name);
    }
    id = rpt_query_number(session,
                          is_last ? "SELECT run_id FROM run ORDER BY turn DESC LIMIT 1"
                                  : "SELECT run_id FROM run ORDER BY turn DESC LIMIT 1 OFFSET 1",
                          0);
    if (id == 0) {
        return rpt_error_say(ret_error, RPT_STORE_MISSING, "There is no %s: the store has %s.",
                             name, is_last ? "no runs yet" : "fewer than two runs");
    }
    *ret_run_id = id;
    return true;
}

static bool find_key(struct rpt_query_session *session, const char *name, int64_t *ret_run_id,
                     struct rpt_store_error *ret_error)
{
    size_t length = strlen(name);
    uint32_t rows = 0;

    if (length >= KEY_SHORTEST && length <= KEY_LENGTH && is_all(name, isxdigit)) {
        rows = find_by(session,
                       "SELECT run_id FROM run WHERE substr(key, 1, length(?1)) = lower(?1)",
                       name, ret_run_id);
    }
    if (rows > 1) {
        return rpt_error_say(ret_error, RPT_STORE_USAGE,
                             "'%s' begins the keys of %u runs: give more digits.", name,
                             (unsigned)rows);
    }
    return rows == 1 || say_unknown(session, name, ret_error);
}

bool rpt_names_find(struct rpt_query_session *session, const char *name, int64_t *ret_run_id,
                    struct rpt_store_error *ret_error)
{
    if (name[0] == '@') {
        return find_turn(session, name, ret_run_id, ret_error);
    }
    /* Numbers are short; a key of digits only is longer than any number of runs. */
    if (is_all(name, isdigit) && strlen(name) < KEY_LENGTH - 1 &&
        find_by(session, "SELECT run_id FROM run WHERE run_id = CAST(? AS INTEGER)", name,
                ret_run_id) == 1) {
        return true;
    }
    if (find_by(session, "SELECT run_id FROM run WHERE label = ?", name, ret_run_id) == 1) {
        return true;
    }
    return find_key(session, name, ret_run_id, ret_error);
}

/* ---- labels ---- */

static bool say_bad_label(const char *label, const char *why, struct rpt_store_error *ret_error)
{
    return rpt_error_say(ret_error, RPT_STORE_USAGE, "'%.80s' cannot be a label: %s.", label, why);
}

bool rpt_names_check_label(struct rpt_query_session *session, int64_t run_id, const char *label,
                           struct rpt_store_error *ret_error)
{
    int64_t owner = run_id;

    if (label == NULL || label[0] == '\0') {
        return true;
    }
    if (label[0] == '@') {
        return say_bad_label(label, "'@' begins @last and @prev", ret_error);
    }
    if (is_all(label, isdigit)) {
        return say_bad_label(label, "a number already names a run", ret_error);
    }
    if (strlen(label) > LABEL_LONGEST) {
        return say_bad_label(label, "it is longer than 64 bytes", ret_error);
    }
    for (const char *c = label; *c != '\0'; c++) {
        if (iscntrl((unsigned char)*c)) {
            return say_bad_label("(with control characters)", "it must be printable", ret_error);
        }
    }
    if (find_by(session, "SELECT run_id FROM run WHERE label = ?", label, &owner) == 1 &&
        owner != run_id) {
        return rpt_error_say(ret_error, RPT_STORE_USAGE,
                             "Run %lld is already called '%s'. Choose another label.",
                             (long long)owner, label);
    }
    return true;
}

bool rpt_names_label(struct rpt_query_session *session, int64_t run_id, const char *label,
                     struct rpt_store_error *ret_error)
{
    struct rpt_query q;

    if (!rpt_names_check_label(session, run_id, label, ret_error)) {
        return false;
    }
    rpt_query_open(&q, session, "UPDATE run SET label = ? WHERE run_id = ?");
    rpt_query_bind_text_or_null(&q, label);
    rpt_query_bind(&q, run_id);
    rpt_query_run(&q);
    rpt_query_close(&q);
    return true;
}

/* ---- the list ---- */

static void read_row(struct rpt_store_row *row, const struct rpt_query *q,
                     struct sim_arena *arena)
{
    *row = (struct rpt_store_row){
        .run_id = rpt_query_int(q, 0),
        .label = rpt_query_text(q, 1, arena),
        .key = rpt_query_text(q, 2, arena),
        .scenario = rpt_query_text(q, 3, arena),
        .changed = rpt_query_text(q, 4, arena),
        .planned = (uint32_t)rpt_query_int(q, 5),
        .completed = (uint32_t)rpt_query_int(q, 6),
        .stopped = (uint32_t)rpt_query_int(q, 7),
        .is_random = rpt_query_int(q, 8) != 0,
        .verdict = rpt_query_text(q, 9, arena),
        .status = rpt_query_text(q, 10, arena),
        .executed_at = rpt_query_text(q, 11, arena),
        .times_executed = (uint32_t)rpt_query_int(q, 12),
        .seed = (uint64_t)rpt_query_int(q, 13),
        .duration_ns = (uint64_t)rpt_query_int(q, 14),
        .model = rpt_query_text(q, 15, arena),
        .fingerprint = rpt_query_text(q, 16, arena),
        .tags = rpt_query_text(q, 17, arena)};
}

void rpt_names_list(struct rpt_query_session *session, struct sim_arena *arena,
                    struct rpt_store_row **ret_rows, uint32_t *ret_count)
{
    uint32_t count = (uint32_t)rpt_query_number(session, "SELECT count(*) FROM run", 0), i = 0;
    struct rpt_query q;

    *ret_rows = sim_arena_array(arena, count, sizeof **ret_rows);
    rpt_query_open(&q, session,
                   "SELECT r.run_id, r.label, r.key, s.name,"
                   " (SELECT group_concat(value, ', ') FROM json_each(i.overrides)),"
                   " r.planned, r.completed, r.stopped, r.is_random, r.verdict, r.status,"
                   " (SELECT max(executed_at) FROM execution e WHERE e.run_id = r.run_id),"
                   " (SELECT count(*) FROM execution e WHERE e.run_id = r.run_id),"
                   " i.seed, r.duration_ns, i.model, r.fingerprint,"
                   " (SELECT group_concat(tag, ', ') FROM (SELECT tag FROM tag t"
                   " WHERE t.run_id = r.run_id ORDER BY tag))"
                   " FROM run r JOIN input i USING (input_id) JOIN scenario s USING (scenario_id)"
                   " ORDER BY r.turn DESC");
    for (; i < count && rpt_query_row(&q); i++) {
        read_row(&(*ret_rows)[i], &q, arena);
    }
    rpt_query_close(&q);
    *ret_count = i;
}
