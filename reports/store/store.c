/*
 * The store: transactions around what save.c writes, load.c reads and names.c looks up.
 */
#include "reports/store/store.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/store/error.h"
#include "reports/store/load.h"
#include "reports/store/names.h"
#include "reports/store/open.h"
#include "reports/store/path.h"
#include "reports/store/query.h"
#include "reports/store/save.h"
#include "reports/store/transaction.h"
#include "sim/base/check.h"
#include "sim/base/digest.h"

const char *rpt_store_default_path(struct sim_arena *arena, const char *given)
{
    return rpt_path_default(arena, given);
}

bool rpt_store_open(const char *path, enum rpt_store_mode mode, struct rpt_store **ret_store,
                    struct rpt_store_error *ret_error)
{
    struct rpt_store *store = calloc(1, sizeof *store);
    size_t size = strlen(path) + 1;

    if (store == NULL || (store->path = malloc(size)) == NULL) {
        sim_check_memory(size);
    }
    memcpy(store->path, path, size);
    if (!rpt_open_session(path, mode, &store->session, ret_error)) {
        free(store->path);
        free(store);
        return false;
    }
    *ret_store = store;
    return true;
}

void rpt_store_close(struct rpt_store *store)
{
    if (store != NULL) {
        rpt_open_close(&store->session);
        free(store->path);
        free(store);
    }
}

void rpt_store_set_patience(struct rpt_store *store, unsigned milliseconds)
{
    sqlite3_busy_timeout(store->session.db, (int)milliseconds);
}

/* ---- saving ---- */

void rpt_store_key(const struct mdl_answer *answer, char ret_key[17])
{
    uint64_t digest = sim_digest_text(answer->input_digest);

    digest = sim_digest_add(digest, answer->planned);
    digest = sim_digest_add(digest, (uint64_t)answer->completed + answer->stopped);
    digest = sim_digest_add(digest, answer->fingerprint);
    snprintf(ret_key, 17, "%016" PRIx64, digest);
}

static int64_t find_key(struct rpt_query_session *session, const char *key, bool *ret_is_labelled)
{
    struct rpt_query q;
    int64_t id = 0;

    rpt_query_open(&q, session, "SELECT run_id, label IS NOT NULL FROM run WHERE key = ?");
    rpt_query_bind_text(&q, key);
    while (rpt_query_row(&q)) {
        id = rpt_query_int(&q, 0);
        *ret_is_labelled = rpt_query_int(&q, 1) != 0;
    }
    rpt_query_close(&q);
    return id;
}

bool rpt_store_save(struct rpt_store *store, const struct mdl_answer *answer, int64_t *ret_run_id,
                    bool *ret_was_known, struct rpt_store_error *ret_error)
{
    struct rpt_query_session *session = &store->session;
    bool is_labelled = false;
    char key[17];
    int64_t id;

    rpt_store_key(answer, key);
    if (!rpt_transaction_write(store, ret_error)) {
        return false;
    }
    id = find_key(session, key, &is_labelled);
    if (!(id != 0 && is_labelled) &&
        !rpt_names_check_label(session, id, answer->label, ret_error)) {
        rpt_transaction_give_up(store);
        return false;
    }
    *ret_was_known = id != 0;
    if (id == 0) {
        id = rpt_save_run(session, answer, key);
    } else {
        rpt_save_execution(session, id, answer);
        if (!is_labelled) {
            rpt_names_label(session, id, answer->label, ret_error);
        }
    }
    *ret_run_id = id;
    return rpt_transaction_end(store, ret_error);
}

/* ---- reading ---- */

bool rpt_store_load(struct rpt_store *store, int64_t run_id, struct sim_arena *arena,
                    struct mdl_answer *ret_answer, struct rpt_store_error *ret_error)
{
    bool found;

    if (!rpt_transaction_read(store, ret_error)) {
        return false;
    }
    found = rpt_load_run(&store->session, run_id, arena, ret_answer);
    if (!rpt_transaction_end(store, ret_error)) {
        return false;
    }
    return found || rpt_error_say(ret_error, RPT_STORE_MISSING, "The store has no run %lld.",
                                  (long long)run_id);
}

bool rpt_store_find(struct rpt_store *store, const char *name, int64_t *ret_run_id,
                    struct rpt_store_error *ret_error)
{
    bool found;

    if (!rpt_transaction_read(store, ret_error)) {
        return false;
    }
    found = rpt_names_find(&store->session, name, ret_run_id, ret_error);
    return rpt_transaction_end(store, ret_error) && found;
}

bool rpt_store_find_input(struct rpt_store *store, const char *input_digest,
                          uint32_t replications, int64_t *ret_run_id,
                          struct rpt_store_error *ret_error)
{
    struct rpt_query q;

    if (!rpt_transaction_read(store, ret_error)) {
        return false;
    }
    *ret_run_id = 0;
    rpt_query_open(&q, &store->session,
                   "SELECT r.run_id FROM run r JOIN input i USING (input_id) WHERE i.digest = ?"
                   " AND r.planned = ? AND r.status = 'complete' ORDER BY r.run_id LIMIT 1");
    rpt_query_bind_text(&q, input_digest);
    rpt_query_bind(&q, replications);
    while (rpt_query_row(&q)) {
        *ret_run_id = rpt_query_int(&q, 0);
    }
    rpt_query_close(&q);
    return rpt_transaction_end(store, ret_error);
}

bool rpt_store_list(struct rpt_store *store, struct sim_arena *arena,
                    struct rpt_store_row **ret_rows, uint32_t *ret_count,
                    struct rpt_store_error *ret_error)
{
    if (!rpt_transaction_read(store, ret_error)) {
        return false;
    }
    rpt_names_list(&store->session, arena, ret_rows, ret_count);
    return rpt_transaction_end(store, ret_error);
}

/* ---- labels, turns ---- */

bool rpt_store_check_label(struct rpt_store *store, const char *label,
                           struct rpt_store_error *ret_error)
{
    bool is_fine;

    if (!rpt_transaction_read(store, ret_error)) {
        return false;
    }
    is_fine = rpt_names_check_label(&store->session, 0, label, ret_error);
    return rpt_transaction_end(store, ret_error) && is_fine;
}

bool rpt_store_label(struct rpt_store *store, int64_t run_id, const char *label,
                     struct rpt_store_error *ret_error)
{
    if (!rpt_transaction_write(store, ret_error)) {
        return false;
    }
    if (!rpt_names_label(&store->session, run_id, label, ret_error)) {
        rpt_transaction_give_up(store);
        return false;
    }
    return rpt_transaction_end(store, ret_error);
}

bool rpt_store_touch(struct rpt_store *store, int64_t run_id, struct rpt_store_error *ret_error)
{
    if (!rpt_transaction_write(store, ret_error)) {
        return false;
    }
    rpt_save_turn(&store->session, run_id);
    return rpt_transaction_end(store, ret_error);
}
