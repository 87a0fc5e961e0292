/*
 * Statements with a sticky error.
 *
 * A session remembers its first failure; from then on every call does nothing. So a long row of
 * inserts needs one look at the end, and a transaction is committed or rolled back by it.
 */
#ifndef WTSIM_REPORTS_STORE_QUERY_H
#define WTSIM_REPORTS_STORE_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim_arena;
struct sqlite3;
struct sqlite3_stmt;

struct rpt_query_session {
    struct sqlite3 *db;
    int failure;               /* extended result code of SQLite, 0: fine */
    int system;                /* errno behind it, 0: none                */
    char text[160];            /* SQLite's own words                      */
};

struct rpt_query {
    struct rpt_query_session *session;
    struct sqlite3_stmt *statement;
    int next;                  /* parameter to be bound next */
};

/* Runs statements that give no rows. */
bool rpt_query_execute(struct rpt_query_session *session, const char *sql);

/* The first column of the first row, or otherwise when there is no row (or NULL). */
int64_t rpt_query_number(struct rpt_query_session *session, const char *sql, int64_t otherwise);

void rpt_query_open(struct rpt_query *q, struct rpt_query_session *session, const char *sql);
void rpt_query_close(struct rpt_query *q); /* fine on a zeroed struct */

/* Bind the next parameter, in order. NULL text is '', a real that is not a number is NULL. */
void rpt_query_bind(struct rpt_query *q, int64_t value);
void rpt_query_bind_real(struct rpt_query *q, double value);
void rpt_query_bind_text(struct rpt_query *q, const char *text);
void rpt_query_bind_text_or_null(struct rpt_query *q, const char *text); /* '' is NULL too */
void rpt_query_bind_null(struct rpt_query *q);
void rpt_query_bind_bytes(struct rpt_query *q, const void *bytes, size_t length);

/* True when there is a row; bindings stay. After the last row the query can be bound again. */
bool rpt_query_row(struct rpt_query *q);
/* For statements without rows: runs it, ready to be bound again. */
void rpt_query_run(struct rpt_query *q);

int rpt_query_columns(const struct rpt_query *q);
bool rpt_query_is_null(const struct rpt_query *q, int column);
int64_t rpt_query_int(const struct rpt_query *q, int column);
double rpt_query_real(const struct rpt_query *q, int column);                 /* NULL: NAN */
const char *rpt_query_text(const struct rpt_query *q, int column, struct sim_arena *arena);
const void *rpt_query_bytes(const struct rpt_query *q, int column, struct sim_arena *arena,
                            size_t *ret_length);
const char *rpt_query_peek(const struct rpt_query *q, int column); /* until the next row */

/* Remembers what SQLite says now, if nothing is remembered yet. */
void rpt_query_fail(struct rpt_query_session *session, int failure);

#endif
