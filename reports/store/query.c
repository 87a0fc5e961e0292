/*
 * Statements with a sticky error: after the first failure nothing is asked of SQLite any more.
 */
#include "reports/store/query.h"

#include <math.h>
#include <sqlite3.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/check.h"

void rpt_query_fail(struct rpt_query_session *session, int failure)
{
    if (session->failure != SQLITE_OK) {
        return;
    }
    session->failure = sqlite3_extended_errcode(session->db);
    if ((session->failure & 0xff) != (failure & 0xff)) {
        session->failure = failure;
    }
    session->system = sqlite3_system_errno(session->db);
    snprintf(session->text, sizeof session->text, "%s", sqlite3_errmsg(session->db));
    if ((session->failure & 0xff) == SQLITE_NOMEM) {
        sim_check_memory(0);
    }
}

bool rpt_query_execute(struct rpt_query_session *session, const char *sql)
{
    int result;

    if (session->failure != SQLITE_OK) {
        return false;
    }
    result = sqlite3_exec(session->db, sql, NULL, NULL, NULL);
    if (result != SQLITE_OK) {
        rpt_query_fail(session, result);
    }
    return session->failure == SQLITE_OK;
}

void rpt_query_open(struct rpt_query *q, struct rpt_query_session *session, const char *sql)
{
    int result;

    *q = (struct rpt_query){.session = session, .next = 1};
    if (session->failure != SQLITE_OK) {
        return;
    }
    result = sqlite3_prepare_v2(session->db, sql, -1, &q->statement, NULL);
    if (result != SQLITE_OK) {
        rpt_query_fail(session, result);
    }
}

void rpt_query_close(struct rpt_query *q)
{
    sqlite3_finalize(q->statement);
    q->statement = NULL;
}

int64_t rpt_query_number(struct rpt_query_session *session, const char *sql, int64_t otherwise)
{
    struct rpt_query q;
    int64_t number = otherwise;

    rpt_query_open(&q, session, sql);
    if (rpt_query_row(&q) && !rpt_query_is_null(&q, 0)) {
        number = rpt_query_int(&q, 0);
    }
    rpt_query_close(&q);
    return number;
}

static bool is_usable(const struct rpt_query *q)
{
    return q->statement != NULL && q->session->failure == SQLITE_OK;
}

static void bound(struct rpt_query *q, int result)
{
    if (result != SQLITE_OK) {
        rpt_query_fail(q->session, result);
    }
    q->next++;
}

void rpt_query_bind(struct rpt_query *q, int64_t value)
{
    if (is_usable(q)) {
        bound(q, sqlite3_bind_int64(q->statement, q->next, value));
    }
}

void rpt_query_bind_real(struct rpt_query *q, double value)
{
    if (isnan(value)) {
        rpt_query_bind_null(q);
    } else if (is_usable(q)) {
        bound(q, sqlite3_bind_double(q->statement, q->next, value));
    }
}

void rpt_query_bind_text(struct rpt_query *q, const char *text)
{
    if (is_usable(q)) {
        bound(q, sqlite3_bind_text(q->statement, q->next, text == NULL ? "" : text, -1,
                                   SQLITE_TRANSIENT));
    }
}

void rpt_query_bind_text_or_null(struct rpt_query *q, const char *text)
{
    if (text == NULL || text[0] == '\0') {
        rpt_query_bind_null(q);
    } else {
        rpt_query_bind_text(q, text);
    }
}

void rpt_query_bind_null(struct rpt_query *q)
{
    if (is_usable(q)) {
        bound(q, sqlite3_bind_null(q->statement, q->next));
    }
}

void rpt_query_bind_bytes(struct rpt_query *q, const void *bytes, size_t length)
{
    if (is_usable(q)) {
        bound(q, sqlite3_bind_blob64(q->statement, q->next, bytes, length, SQLITE_TRANSIENT));
    }
}

bool rpt_query_row(struct rpt_query *q)
{
    int result;

    if (!is_usable(q)) {
        return false;
    }
    result = sqlite3_step(q->statement);
    if (result == SQLITE_ROW) {
        return true;
    }
    if (result != SQLITE_DONE) {
        rpt_query_fail(q->session, result);
    }
    sqlite3_reset(q->statement);
    q->next = 1;
    return false;
}

void rpt_query_run(struct rpt_query *q)
{
    bool has_row = rpt_query_row(q);

    SIM_ASSERT(!has_row);
}

int rpt_query_columns(const struct rpt_query *q)
{
    return sqlite3_column_count(q->statement);
}

bool rpt_query_is_null(const struct rpt_query *q, int column)
{
    return sqlite3_column_type(q->statement, column) == SQLITE_NULL;
}

int64_t rpt_query_int(const struct rpt_query *q, int column)
{
    return sqlite3_column_int64(q->statement, column);
}

double rpt_query_real(const struct rpt_query *q, int column)
{
    return rpt_query_is_null(q, column) ? NAN : sqlite3_column_double(q->statement, column);
}

const char *rpt_query_peek(const struct rpt_query *q, int column)
{
    const unsigned char *text = sqlite3_column_text(q->statement, column);

    return text == NULL ? "" : (const char *)text;
}

const char *rpt_query_text(const struct rpt_query *q, int column, struct sim_arena *arena)
{
    const char *text = rpt_query_peek(q, column);

    return sim_arena_copy(arena, text, strlen(text));
}

const void *rpt_query_bytes(const struct rpt_query *q, int column, struct sim_arena *arena,
                            size_t *ret_length)
{
    const void *bytes = sqlite3_column_blob(q->statement, column);

    *ret_length = (size_t)sqlite3_column_bytes(q->statement, column);
    return sim_arena_copy(arena, bytes == NULL ? "" : bytes, *ret_length);
}
