/*
 * What went wrong, from SQLite's codes to sentences.
 *
 * Each sentence names the file, says that nothing was harmed where that is so, and what to do.
 */
#include "reports/store/error.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "reports/store/query.h"

bool rpt_error_say(struct rpt_store_error *ret_error, enum rpt_store_exit exit_code,
                   const char *format, ...)
{
    va_list arguments;

    if (ret_error != NULL) {
        ret_error->exit_code = exit_code;
        va_start(arguments, format);
        vsnprintf(ret_error->text, sizeof ret_error->text, format, arguments);
        va_end(arguments);
    }
    return false;
}

/* A full disk, a quota, or a limit on the size of files (ulimit -f), which SQLite reports as a
   failed write without always keeping the reason. */
static bool is_full(const struct rpt_query_session *session)
{
    return (session->failure & 0xff) == SQLITE_FULL || session->failure == SQLITE_IOERR_WRITE;
}

static bool say_read_only(struct rpt_store_error *ret_error, const char *path)
{
    return rpt_error_say(ret_error, RPT_STORE_BROKEN,
                         "%s cannot be written: the file or its folder is read-only. Nothing was"
                         " stored. Use --db FILE for another store or --no-store for none.",
                         path);
}

bool rpt_error_explain(struct rpt_store_error *ret_error, const char *path,
                       const struct rpt_query_session *session)
{
    if (is_full(session)) {
        return rpt_error_say(ret_error, RPT_STORE_BROKEN,
                             "%s cannot grow: no space left on the disk, or a limit on the size of"
                             " files. Nothing of this run was stored; earlier runs are intact."
                             " Make room, or use --db FILE on another disk.",
                             path);
    }
    switch (session->failure & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return rpt_error_say(ret_error, RPT_STORE_BUSY,
                             "%s is busy: another process keeps it locked. Nothing was changed"
                             " in it. Try again when that one is done, or use --db FILE.",
                             path);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return say_read_only(ret_error, path);
    case SQLITE_NOTADB:
        return rpt_error_say(ret_error, RPT_STORE_BROKEN,
                             "%s is not a database, so it is left as it is. Use --db FILE to"
                             " name another file.",
                             path);
    case SQLITE_CORRUPT:
        return rpt_error_say(ret_error, RPT_STORE_BROKEN,
                             "%s is damaged (%s). It is left as it is. Keep a copy, save what"
                             " is readable with: sqlite3 '%s' .recover | sqlite3 new.db",
                             path, session->text, path);
    case SQLITE_CANTOPEN:
        return rpt_error_say(ret_error, RPT_STORE_BROKEN,
                             "%s cannot be opened (%s). Use --db FILE to name another file.", path,
                             session->system != 0 ? strerror(session->system) : session->text);
    default:
        return rpt_error_say(ret_error, RPT_STORE_BROKEN,
                             "%s: input/output error (%s%s%s). Nothing of this run was stored.",
                             path, session->text, session->system != 0 ? ": " : "",
                             session->system != 0 ? strerror(session->system) : "");
    }
}
