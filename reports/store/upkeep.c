/*
 * Upkeep: a list of questions for 'check', a list of deletions for 'prune', and load and save
 * for 'merge'.
 */
#include "reports/store/upkeep.h"

#include <inttypes.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/store/load.h"
#include "reports/store/names.h"
#include "reports/store/query.h"
#include "reports/store/save.h"
#include "reports/store/shards.h"
#include "reports/store/transaction.h"
#include "sim/base/arena.h"

static uint64_t size_of(struct rpt_query_session *session)
{
    return (uint64_t)(rpt_query_number(session, "PRAGMA page_count", 0) *
                      rpt_query_number(session, "PRAGMA page_size", 0));
}

/* ---- check ---------------------------------------------------------------------------------- */

enum { TROUBLES_MAX = 40 };           /* told one by one */

struct inspection {
    struct rpt_query_session *session;
    struct sim_arena *arena;
    struct rpt_upkeep_state *state;
};

static void tell(struct inspection *i, const char *what)
{
    if (i->state->trouble_count < TROUBLES_MAX) {
        i->state->troubles[i->state->trouble_count++].what = what;
    }
}

/* Each row of this is a trouble, in words. */
static void ask(struct inspection *i, const char *sql)
{
    struct rpt_query q;

    rpt_query_open(&q, i->session, sql);
    while (rpt_query_row(&q)) {
        tell(i, rpt_query_text(&q, 0, i->arena));
    }
    rpt_query_close(&q);
}

static void ask_structure(struct inspection *i)
{
    struct rpt_query q;

    rpt_query_open(&q, i->session, "PRAGMA integrity_check(3)");
    while (rpt_query_row(&q)) {
        const char *said = rpt_query_peek(&q, 0);

        if (strcmp(said, "ok") != 0) {
            tell(i, sim_arena_print(i->arena, "The file is damaged (%s). What can still be read"
                                    " goes into a new one with: sqlite3 OLD .recover | sqlite3"
                                    " NEW", said));
        }
    }
    rpt_query_close(&q);
}

/* The key of a run is made of what the run says: of its question, and of its history. */
static void ask_keys(struct inspection *i)
{
    struct rpt_query q;

    rpt_query_open(&q, i->session,
                   "SELECT r.run_id, r.key, i.digest, r.planned, r.completed + r.stopped,"
                   " r.fingerprint FROM run r JOIN input i USING (input_id)");
    while (rpt_query_row(&q)) {
        struct mdl_answer a = {.input_digest = rpt_query_text(&q, 2, i->arena)};
        char key[17];

        a.planned = (uint32_t)rpt_query_int(&q, 3);
        a.completed = (uint32_t)rpt_query_int(&q, 4);
        a.fingerprint = rpt_load_hexadecimal(rpt_query_peek(&q, 5));
        rpt_store_key(&a, key);
        if (strcmp(key, rpt_query_peek(&q, 1)) != 0) {
            tell(i, sim_arena_print(i->arena, "Run %" PRId64 " was changed by hand: its key does"
                                    " not belong to its question and fingerprint.",
                                    rpt_query_int(&q, 0)));
        }
    }
    rpt_query_close(&q);
}

static const char *const questions[] = {
    "SELECT count(*) || ' rows of table \"' || \"table\" || '\" belong to nothing: somebody"
    " deleted without foreign_keys = ON. wtsim db prune removes them.'"
    " FROM pragma_foreign_key_check GROUP BY \"table\"",
    "SELECT 'Run ' || run_id || ' says ' || (completed + stopped) || ' replications and has ' ||"
    " (SELECT count(*) FROM replication x WHERE x.run_id = r.run_id) || '. wtsim verify '"
    " || run_id || ' computes it again; wtsim db prune ' || run_id || ' removes it.'"
    " FROM run r WHERE completed + stopped <>"
    " (SELECT count(*) FROM replication x WHERE x.run_id = r.run_id)",
    "SELECT 'Run ' || run_id || ' has no execution: nobody knows what computed it.' FROM run r"
    " WHERE NOT EXISTS (SELECT 1 FROM execution e WHERE e.run_id = r.run_id)",
    "SELECT 'Runs ' || group_concat(r.run_id, ' and ') || ' answer one question differently: that"
    " is a mistake in wtsim. Please keep the file and report it.'"
    " FROM run r JOIN input i USING (input_id) WHERE r.status = 'complete'"
    " GROUP BY i.digest, r.planned HAVING count(DISTINCT r.fingerprint) > 1"};

bool rpt_upkeep_check(struct rpt_store *store, struct sim_arena *arena,
                      struct rpt_upkeep_state *ret_state, struct rpt_store_error *ret_error)
{
    struct rpt_query_session *s = &store->session;
    struct inspection i = {.session = s, .arena = arena, .state = ret_state};

    if (!rpt_transaction_read(store, ret_error)) {
        return false;
    }
    *ret_state = (struct rpt_upkeep_state){
        .runs = (uint32_t)rpt_query_number(s, "SELECT count(*) FROM run", 0),
        .incomplete = (uint32_t)rpt_query_number(
            s, "SELECT count(*) FROM run WHERE status = 'incomplete'", 0),
        .scenarios = (uint32_t)rpt_query_number(s, "SELECT count(*) FROM scenario", 0),
        .version = rpt_query_number(s, "PRAGMA user_version", 0), .bytes = size_of(s),
        .troubles = sim_arena_array(arena, TROUBLES_MAX, sizeof *ret_state->troubles)};
    ret_state->parts = rpt_shards_are_known(s)
                           ? (uint32_t)rpt_query_number(s, "SELECT count(*) FROM part", 0) : 0;
    ask_structure(&i);
    for (size_t k = 0; k < sizeof questions / sizeof questions[0]; k++) {
        ask(&i, questions[k]);
    }
    ask_keys(&i);
    return rpt_transaction_end(store, ret_error);
}

/* ---- prune ---------------------------------------------------------------------------------- */

/* In an order in which nothing is needed any more when its turn comes. */
static const char *const loose[] = {
    "DELETE FROM execution WHERE run_id NOT IN (SELECT run_id FROM run)",
    "DELETE FROM replication WHERE run_id NOT IN (SELECT run_id FROM run)",
    "DELETE FROM series WHERE run_id NOT IN (SELECT run_id FROM run)",
    "DELETE FROM outcome WHERE series_id NOT IN (SELECT series_id FROM series)",
    "DELETE FROM estimate WHERE series_id NOT IN (SELECT series_id FROM series)",
    "DELETE FROM charge WHERE series_id NOT IN (SELECT series_id FROM series)",
    "DELETE FROM tail WHERE series_id NOT IN (SELECT series_id FROM series)",
    "DELETE FROM worst WHERE series_id NOT IN (SELECT series_id FROM series)",
    "DELETE FROM episode WHERE run_id NOT IN (SELECT run_id FROM run)",
    "DELETE FROM finding WHERE run_id NOT IN (SELECT run_id FROM run)",
    "DELETE FROM expectation WHERE run_id NOT IN (SELECT run_id FROM run)",
    "DELETE FROM look WHERE run_id NOT IN (SELECT run_id FROM run)",
    "DELETE FROM assumption WHERE run_id NOT IN (SELECT run_id FROM run)",
    "DELETE FROM tag WHERE run_id NOT IN (SELECT run_id FROM run)",
    "DELETE FROM note WHERE run_id NOT IN (SELECT run_id FROM run)",
    "DELETE FROM input WHERE input_id NOT IN (SELECT input_id FROM run UNION SELECT input_id"
    " FROM part)",
    "DELETE FROM parameter WHERE input_id NOT IN (SELECT input_id FROM input)",
    "DELETE FROM file WHERE input_id NOT IN (SELECT input_id FROM input)",
    "DELETE FROM scenario WHERE scenario_id NOT IN (SELECT scenario_id FROM input)",
    "DELETE FROM object WHERE object_id NOT IN (SELECT object_id FROM series UNION SELECT"
    " culprit_id FROM charge WHERE culprit_id NOTNULL UNION SELECT object_id FROM episode UNION"
    " SELECT culprit_id FROM episode WHERE culprit_id NOTNULL UNION SELECT object_id FROM finding"
    " WHERE object_id NOTNULL)",
    "DELETE FROM measure WHERE measure_id NOT IN (SELECT measure_id FROM series)"};

static uint32_t changes(struct rpt_query_session *session)
{
    return (uint32_t)rpt_query_number(session, "SELECT total_changes()", 0);
}

static uint32_t remove_runs(struct rpt_query_session *session, const int64_t *run_ids,
                            uint32_t count)
{
    static const char runs[] = "SELECT count(*) FROM run";
    int64_t before = rpt_query_number(session, runs, 0);
    struct rpt_query q;

    rpt_query_open(&q, session, "DELETE FROM run WHERE run_id = ?");
    for (uint32_t i = 0; i < count; i++) {
        rpt_query_bind(&q, run_ids[i]);
        rpt_query_run(&q);
    }
    rpt_query_close(&q);
    return (uint32_t)(before - rpt_query_number(session, runs, 0));
}

static void remove_all(struct rpt_query_session *s, const int64_t *run_ids, uint32_t count,
                       struct rpt_upkeep_pruned *pruned)
{
    uint32_t before;

    pruned->runs = remove_runs(s, run_ids, count);
    before = changes(s);
    rpt_query_execute(s, "DELETE FROM part WHERE EXISTS (SELECT 1 FROM run r WHERE r.input_id ="
                         " part.input_id AND r.planned = part.planned AND r.status ="
                         " 'complete')");
    pruned->parts = changes(s) - before;
    before = changes(s);
    for (size_t i = 0; i < sizeof loose / sizeof loose[0]; i++) {
        rpt_query_execute(s, loose[i]);
    }
    pruned->rows = changes(s) - before;
}

bool rpt_upkeep_prune(struct rpt_store *store, const int64_t *run_ids, uint32_t count,
                      bool dry_run, struct rpt_upkeep_pruned *ret_pruned,
                      struct rpt_store_error *ret_error)
{
    struct rpt_query_session *s = &store->session;

    if (!rpt_transaction_write(store, ret_error)) {
        return false;
    }
    *ret_pruned = (struct rpt_upkeep_pruned){.bytes_before = size_of(s)};
    remove_all(s, run_ids, count, ret_pruned);
    ret_pruned->bytes_after = ret_pruned->bytes_before;
    if (dry_run && s->failure == 0) {
        rpt_transaction_give_up(store);
        return true;
    }
    if (!rpt_transaction_end(store, ret_error)) {
        return false;
    }
    rpt_query_execute(s, "VACUUM");   /* outside of any transaction */
    if (!rpt_transaction_read(store, ret_error)) {
        return false;
    }
    ret_pruned->bytes_after = size_of(s);
    return rpt_transaction_end(store, ret_error);
}

bool rpt_upkeep_beyond(struct rpt_store *store, struct sim_arena *arena, uint32_t keep,
                       int64_t **ret_run_ids, uint32_t *ret_count,
                       struct rpt_store_error *ret_error)
{
    struct rpt_query q;
    uint32_t room, i = 0;

    if (!rpt_transaction_read(store, ret_error)) {
        return false;
    }
    room = (uint32_t)rpt_query_number(&store->session, "SELECT count(*) FROM run", 0);
    *ret_run_ids = sim_arena_array(arena, room, sizeof **ret_run_ids);
    rpt_query_open(&q, &store->session,
                   "SELECT run_id FROM (SELECT run_id, label, row_number() OVER (ORDER BY turn"
                   " DESC) AS place FROM run) r WHERE place > ? AND label IS NULL AND NOT EXISTS"
                   " (SELECT 1 FROM tag t WHERE t.run_id = r.run_id) AND NOT EXISTS (SELECT 1"
                   " FROM note n WHERE n.run_id = r.run_id) ORDER BY run_id");
    rpt_query_bind(&q, keep);
    while (i < room && rpt_query_row(&q)) {
        (*ret_run_ids)[i++] = rpt_query_int(&q, 0);
    }
    rpt_query_close(&q);
    *ret_count = i;
    return rpt_transaction_end(store, ret_error);
}

/* ---- merge ---------------------------------------------------------------------------------- */

/* A table whose rows are copied from one run to another unless they are there: how they are read
   (by run), and how they are added (the run first, then each column twice over). */
struct belonging {
    const char *select, *insert;
};

static const struct belonging belongings[] = {
    {"SELECT executed_at, program, scenario_path, jobs, wall_ms, events FROM execution"
     " WHERE run_id = ? ORDER BY rowid",
     "INSERT INTO execution (run_id, executed_at, program, scenario_path, jobs, wall_ms, events)"
     " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS (SELECT 1 FROM execution WHERE"
     " (run_id, executed_at, program, scenario_path, jobs, wall_ms, events) ="
     " (?1, ?2, ?3, ?4, CAST(?5 AS INTEGER), CAST(?6 AS INTEGER), CAST(?7 AS INTEGER)))"},
    {"SELECT tag FROM tag WHERE run_id = ? ORDER BY tag",
     "INSERT INTO tag (run_id, tag) VALUES (?1, ?2) ON CONFLICT DO NOTHING"},
    {"SELECT written_at, text FROM note WHERE run_id = ? ORDER BY rowid",
     "INSERT INTO note (run_id, written_at, text) SELECT ?1, ?2, ?3 WHERE NOT EXISTS"
     " (SELECT 1 FROM note WHERE (run_id, written_at, text) = (?1, ?2, ?3))"}};

static void copy_belongings(struct rpt_query_session *to, int64_t to_id,
                            struct rpt_query_session *from, int64_t from_id)
{
    for (size_t i = 0; i < sizeof belongings / sizeof belongings[0]; i++) {
        struct rpt_query rows, add;

        rpt_query_open(&rows, from, belongings[i].select);
        rpt_query_bind(&rows, from_id);
        rpt_query_open(&add, to, belongings[i].insert);
        while (rpt_query_row(&rows)) {
            rpt_query_bind(&add, to_id);
            for (int k = 0; k < rpt_query_columns(&rows); k++) {
                rpt_query_bind_text(&add, rpt_query_peek(&rows, k));
            }
            rpt_query_run(&add);
        }
        rpt_query_close(&add);
        rpt_query_close(&rows);
    }
}

static int64_t find_key(struct rpt_query_session *session, const char *key)
{
    struct rpt_query q;
    int64_t id = 0;

    rpt_query_open(&q, session, "SELECT run_id FROM run WHERE key = ?");
    rpt_query_bind_text(&q, key);
    while (rpt_query_row(&q)) {
        id = rpt_query_int(&q, 0);
    }
    rpt_query_close(&q);
    return id;
}

/* Its executions are copied with the others, so the one that saving makes is taken away. */
static int64_t copy_run(struct rpt_query_session *to, struct mdl_answer *a, const char *key)
{
    struct rpt_query q;
    int64_t id;

    a->label = NULL;
    id = rpt_save_run(to, a, key);
    rpt_query_open(&q, to, "DELETE FROM execution WHERE run_id = ?");
    rpt_query_bind(&q, id);
    rpt_query_run(&q);
    rpt_query_close(&q);
    return id;
}

static void give_label(struct rpt_query_session *to, int64_t id, const char *label,
                       struct rpt_upkeep_merged *merged)
{
    struct rpt_store_error ignored;
    struct rpt_query q;
    bool is_labelled = false;

    if (label == NULL) {
        return;
    }
    rpt_query_open(&q, to, "SELECT label IS NOT NULL FROM run WHERE run_id = ?");
    rpt_query_bind(&q, id);
    while (rpt_query_row(&q)) {
        is_labelled = rpt_query_int(&q, 0) != 0;
    }
    rpt_query_close(&q);
    if (is_labelled) {
        return;
    }
    if (rpt_names_check_label(to, id, label, &ignored)) {
        rpt_names_label(to, id, label, &ignored);
    } else {
        merged->labels_lost++;
    }
}

static void merge_run(struct rpt_store *to, struct rpt_store *from, int64_t from_id,
                      struct rpt_upkeep_merged *merged)
{
    struct sim_arena arena;
    struct mdl_answer a;
    const char *label;
    int64_t id;

    sim_arena_init(&arena);
    if (rpt_load_run(&from->session, from_id, &arena, &a)) {
        label = a.label;
        id = find_key(&to->session, a.key);
        if (id == 0) {
            id = copy_run(&to->session, &a, a.key);
            merged->runs++;
        } else {
            merged->known++;
        }
        copy_belongings(&to->session, id, &from->session, from_id);
        give_label(&to->session, id, label, merged);
    }
    sim_arena_deinit(&arena);
}

static void merge_all(struct rpt_store *to, struct rpt_store *from, struct sim_arena *arena,
                      struct rpt_upkeep_merged *merged)
{
    uint32_t room, count = 0;
    int64_t *ids;
    struct rpt_query q;

    room = (uint32_t)rpt_query_number(&from->session, "SELECT count(*) FROM run", 0);
    ids = sim_arena_array(arena, room, sizeof *ids);
    rpt_query_open(&q, &from->session, "SELECT run_id FROM run ORDER BY turn");
    while (count < room && rpt_query_row(&q)) {
        ids[count++] = rpt_query_int(&q, 0);
    }
    rpt_query_close(&q);
    for (uint32_t i = 0; i < count; i++) {
        merge_run(to, from, ids[i], merged);
    }
    merged->parts = rpt_shards_copy(to, from, arena);
}

bool rpt_upkeep_merge(struct rpt_store *to, struct rpt_store *from,
                      struct rpt_upkeep_merged *ret_merged, struct rpt_store_error *ret_error)
{
    struct sim_arena arena;
    bool good;

    *ret_merged = (struct rpt_upkeep_merged){0};
    if (!rpt_transaction_read(from, ret_error)) {
        return false;
    }
    if (!rpt_transaction_write(to, ret_error)) {
        rpt_transaction_give_up(from);
        return false;
    }
    sim_arena_init(&arena);
    merge_all(to, from, &arena, ret_merged);
    sim_arena_deinit(&arena);
    good = rpt_transaction_end(from, ret_error); /* what could not be read is not kept in part */
    if (!good) {
        rpt_transaction_give_up(to);
        return false;
    }
    return rpt_transaction_end(to, ret_error);
}
