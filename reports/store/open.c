/*
 * Opening the file.
 *
 * A file that is not certainly ours is never written to. The write-ahead log stays switched on:
 * readers never block writers, a killed process leaves a file that the next one repairs, and the
 * last one to close folds the log back, so that at rest the store is a single file. synchronous
 * is FULL: a run takes longer than one flush, and what was said to be stored has to survive a
 * power cut.
 */
#include "reports/store/open.h"

#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reports/store/error.h"
#include "reports/store/path.h"
#include "reports/store/schema.h"
#include "sim/base/check.h"
#include "sim/base/text.h"

enum { PATIENCE_MS = 5000, PAUSE_MS = 20 };

/* What kind of file is there? Says so when it cannot be a store. */
static bool look(const char *path, enum rpt_store_mode mode, struct rpt_store_error *ret_error)
{
    struct stat about;

    if (stat(path, &about) != 0) {
        if (mode == RPT_STORE_READ && errno == ENOENT) {
            return rpt_error_say(ret_error, RPT_STORE_MISSING,
                                 "There is no store at %s yet. 'wtsim run FILE' makes one;"
                                 " --db FILE names another.",
                                 path);
        }
        if (errno == ENOENT) {
            return true;
        }
        return rpt_error_say(ret_error, RPT_STORE_BROKEN, "%s cannot be opened (%s). Use --db"
                             " FILE to name another file.", path, strerror(errno));
    }
    if (S_ISDIR(about.st_mode)) {
        return rpt_error_say(ret_error, RPT_STORE_BROKEN,
                             "%s is a folder; a store is a file, for example %s/wtsim.db.", path,
                             path);
    }
    if (!S_ISREG(about.st_mode)) {
        return rpt_error_say(ret_error, RPT_STORE_BROKEN,
                             "%s is not a regular file, so it cannot be a store.", path);
    }
    if (mode == RPT_STORE_READ && about.st_size == 0) {
        return rpt_error_say(ret_error, RPT_STORE_MISSING,
                             "%s is empty: no run was stored in it yet. 'wtsim run FILE' stores"
                             " one.",
                             path);
    }
    return true;
}

static bool connect(const char *name, int flags, struct rpt_query_session *session)
{
    int result = sqlite3_open_v2(name, &session->db, flags, NULL);

    if (session->db == NULL) {
        sim_check_memory(0);
    }
    if (result != SQLITE_OK) {
        rpt_query_fail(session, result);
        return false;
    }
    sqlite3_extended_result_codes(session->db, 1);
    sqlite3_busy_timeout(session->db, PATIENCE_MS);
    return true;
}

/* The first read of the file: everything that is wrong with it as a file shows here. */
static bool probe(struct rpt_query_session *session)
{
    rpt_query_number(session, "SELECT count(*) FROM sqlite_master", 0);
    return session->failure == SQLITE_OK;
}

/* On a medium where not even the log's index can be made, the file cannot change: read it so. */
static bool connect_immutable(const char *path, struct rpt_query_session *session)
{
    struct sim_text name;
    bool opened;

    rpt_open_close(session);
    *session = (struct rpt_query_session){0};
    sim_text_init(&name);
    sim_text_add(&name, "file:");
    for (const char *c = path; *c != '\0'; c++) {
        if (strchr("%?# ", *c) != NULL) {
            sim_text_print(&name, "%%%02X", (unsigned)(unsigned char)*c);
        } else {
            sim_text_add_char(&name, *c);
        }
    }
    sim_text_add(&name, "?immutable=1");
    opened = connect(name.data, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, session) &&
             probe(session);
    sim_text_deinit(&name);
    return opened;
}

static bool has_log(const char *path)
{
    struct sim_text log;
    struct stat about;
    bool found;

    sim_text_init(&log);
    sim_text_print(&log, "%s-wal", path);
    found = stat(log.data, &about) == 0 && about.st_size > 0;
    sim_text_deinit(&log);
    return found;
}

/* ---- is it ours? ---- */

static bool recognise(const char *path, struct rpt_query_session *session, bool *ret_is_new,
                      struct rpt_store_error *ret_error)
{
    int64_t tables, application, version;

    /* One look at all three: another process may be making the tables at this moment. */
    rpt_query_execute(session, "SAVEPOINT look");
    tables = rpt_query_number(session, "SELECT count(*) FROM sqlite_master", 0);
    application = rpt_query_number(session, "PRAGMA application_id", 0);
    version = rpt_query_number(session, "PRAGMA user_version", 0);
    rpt_query_execute(session, "RELEASE look");
    if (session->failure != SQLITE_OK) {
        return rpt_error_explain(ret_error, path, session);
    }
    *ret_is_new = tables == 0 && application == 0 && version == 0;
    if (*ret_is_new) {
        return true;
    }
    if (application != RPT_SCHEMA_APPLICATION) {
        return rpt_error_say(ret_error, RPT_STORE_BROKEN,
                             "%s is a database of another program, so it is left as it is. Use"
                             " --db FILE to name another file.",
                             path);
    }
    if (version > RPT_SCHEMA_VERSION) {
        return rpt_error_say(ret_error, RPT_STORE_BROKEN,
                             "%s was written by a newer wtsim (store version %lld; this one knows"
                             " %d). It is left as it is. Use the newer wtsim, or --db FILE.",
                             path, (long long)version, RPT_SCHEMA_VERSION);
    }
    if (version < 1) {
        return rpt_error_say(ret_error, RPT_STORE_BROKEN,
                             "%s is damaged: it says that it is a store but not of which version."
                             " It is left as it is. Use --db FILE to name another file.",
                             path);
    }
    return true;
}

static void set_version(struct rpt_query_session *session)
{
    char pragma[64];

    snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", RPT_SCHEMA_VERSION);
    rpt_query_execute(session, pragma);
}

/* A store of an older version becomes one of ours, in one transaction; who comes second finds
   nothing to do. */
static bool migrate(const char *path, struct rpt_query_session *session,
                    struct rpt_store_error *ret_error)
{
    int64_t version;

    rpt_query_execute(session, "BEGIN IMMEDIATE");
    version = rpt_query_number(session, "PRAGMA user_version", 0);
    for (int64_t next = version + 1; next <= RPT_SCHEMA_VERSION; next++) {
        rpt_query_execute(session, rpt_schema_migrations[next]);
    }
    if (version < RPT_SCHEMA_VERSION) {
        set_version(session);
    }
    rpt_query_execute(session, "COMMIT");
    return session->failure == SQLITE_OK || rpt_error_explain(ret_error, path, session);
}

static void write_schema(struct rpt_query_session *session)
{
    char pragma[64];

    for (uint32_t i = 0; rpt_schema_statements[i] != NULL; i++) {
        rpt_query_execute(session, rpt_schema_statements[i]);
    }
    snprintf(pragma, sizeof pragma, "PRAGMA application_id = %d", RPT_SCHEMA_APPLICATION);
    rpt_query_execute(session, pragma);
    set_version(session);
}

/* Several processes may find an empty file at once: the one that gets the lock makes the tables,
   the others look again. */
static bool create(const char *path, struct rpt_query_session *session,
                   struct rpt_store_error *ret_error)
{
    bool is_new;

    rpt_query_execute(session, "BEGIN IMMEDIATE");
    if (session->failure != SQLITE_OK) {
        return rpt_error_explain(ret_error, path, session);
    }
    if (!recognise(path, session, &is_new, ret_error)) {
        return false;
    }
    if (is_new) {
        write_schema(session);
    }
    rpt_query_execute(session, "COMMIT");
    return session->failure == SQLITE_OK || rpt_error_explain(ret_error, path, session);
}

/* ---- ready to write ---- */

/* SQLite does not wait by itself when the kind of journal changes, so this does. */
static void switch_log_on(struct rpt_query_session *session)
{
    for (int waited = 0;; waited += PAUSE_MS) {
        int result = sqlite3_exec(session->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);

        if (result == SQLITE_OK) {
            return;
        }
        if ((result & 0xff) != SQLITE_BUSY || waited >= PATIENCE_MS) {
            rpt_query_fail(session, result);
            return;
        }
        sqlite3_sleep(PAUSE_MS);
    }
}

static bool prepare_writing(const char *path, struct rpt_query_session *session,
                            struct rpt_store_error *ret_error)
{
    bool is_new;

    if (sqlite3_db_readonly(session->db, "main") == 1 ||
        (access(path, F_OK) == 0 && !rpt_path_is_writable(path))) {
        session->failure = SQLITE_READONLY;
        return rpt_error_explain(ret_error, path, session);
    }
    if (!recognise(path, session, &is_new, ret_error)) {
        return false;
    }
    switch_log_on(session);
    rpt_query_execute(session, "PRAGMA synchronous = FULL");
    rpt_query_execute(session, "PRAGMA foreign_keys = ON");
    if (session->failure != SQLITE_OK) {
        return rpt_error_explain(ret_error, path, session);
    }
    if (is_new) {
        return create(path, session, ret_error);
    }
    return rpt_query_number(session, "PRAGMA user_version", 0) == RPT_SCHEMA_VERSION
           || migrate(path, session, ret_error);
}

static bool open_to_write(const char *path, struct rpt_query_session *session,
                          struct rpt_store_error *ret_error)
{
    /* A limit on the size of files shall be an error like a full disk, not the end. */
    signal(SIGXFSZ, SIG_IGN);
    if (!rpt_path_make_folders(path)) {
        return rpt_error_say(ret_error, RPT_STORE_BROKEN,
                             "The folder of %s cannot be made (%s). Use --db FILE to name"
                             " another file.",
                             path, strerror(errno));
    }
    if (!connect(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, session)) {
        return rpt_error_explain(ret_error, path, session);
    }
    return prepare_writing(path, session, ret_error);
}

static bool open_to_read(const char *path, struct rpt_query_session *session,
                         struct rpt_store_error *ret_error)
{
    bool is_new;

    if (!(connect(path, SQLITE_OPEN_READONLY, session) && probe(session))) {
        int primary = session->failure & 0xff;

        if ((primary != SQLITE_CANTOPEN && primary != SQLITE_READONLY) || has_log(path) ||
            !connect_immutable(path, session)) {
            return rpt_error_explain(ret_error, path, session);
        }
    }
    if (!recognise(path, session, &is_new, ret_error)) {
        return false;
    }
    if (is_new) {
        return rpt_error_say(ret_error, RPT_STORE_MISSING,
                             "%s is empty: no run was stored in it yet.", path);
    }
    return true;
}

bool rpt_open_session(const char *path, enum rpt_store_mode mode,
                      struct rpt_query_session *session, struct rpt_store_error *ret_error)
{
    bool opened;

    if (!look(path, mode, ret_error)) {
        return false;
    }
    opened = mode == RPT_STORE_WRITE ? open_to_write(path, session, ret_error)
                                     : open_to_read(path, session, ret_error);
    if (!opened) {
        rpt_open_close(session);
    }
    return opened;
}

void rpt_open_close(struct rpt_query_session *session)
{
    sqlite3_close(session->db);
    session->db = NULL;
}
