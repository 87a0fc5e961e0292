/*
 * Tags and notes.
 */
#include "reports/store/tags.h"

#include <string.h>

#include "reports/store/error.h"
#include "reports/store/query.h"
#include "reports/store/transaction.h"
#include "sim/base/arena.h"

enum { TAG_MAX = 40 };

static const char allowed[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:";

/* One statement about a run and one or two texts. */
static bool change(struct rpt_store *store, const char *sql, int64_t run_id, const char *a,
                   const char *b, struct rpt_store_error *ret_error)
{
    struct rpt_query q;

    if (!rpt_transaction_write(store, ret_error)) {
        return false;
    }
    rpt_query_open(&q, &store->session, sql);
    rpt_query_bind(&q, run_id);
    rpt_query_bind_text(&q, a);
    if (b != NULL) {
        rpt_query_bind_text(&q, b);
    }
    rpt_query_run(&q);
    rpt_query_close(&q);
    return rpt_transaction_end(store, ret_error);
}

bool rpt_tags_add(struct rpt_store *store, int64_t run_id, const char *tag,
                  struct rpt_store_error *ret_error)
{
    if (*tag == '\0' || strlen(tag) > TAG_MAX || strspn(tag, allowed) != strlen(tag)) {
        return rpt_error_say(ret_error, RPT_STORE_USAGE,
                             "'%s' cannot be a tag: 1 to %d letters, digits, '-', '_', '.', ':'."
                             " Sentences go into a note.",
                             tag, TAG_MAX);
    }
    return change(store, "INSERT INTO tag (run_id, tag) VALUES (?, ?) ON CONFLICT DO NOTHING",
                  run_id, tag, NULL, ret_error);
}

bool rpt_tags_remove(struct rpt_store *store, int64_t run_id, const char *tag,
                     struct rpt_store_error *ret_error)
{
    return change(store, "DELETE FROM tag WHERE run_id = ? AND tag = ?", run_id, tag, NULL,
                  ret_error);
}

bool rpt_tags_add_note(struct rpt_store *store, int64_t run_id, const char *written_at,
                       const char *text, struct rpt_store_error *ret_error)
{
    return change(store, "INSERT INTO note (run_id, written_at, text) VALUES (?, ?, ?)", run_id,
                  written_at, text, ret_error);
}

static void read_all(struct rpt_query_session *session, int64_t run_id, struct sim_arena *arena,
                     struct rpt_tags *tags)
{
    int64_t room = rpt_query_number(session, "SELECT (SELECT count(*) FROM tag) +"
                                             " (SELECT count(*) FROM note)", 0);
    struct rpt_query q;

    *tags = (struct rpt_tags){
        .tags = sim_arena_array(arena, (size_t)room, sizeof(char *)),
        .notes = sim_arena_array(arena, (size_t)room, sizeof *tags->notes)};
    rpt_query_open(&q, session, "SELECT tag FROM tag WHERE run_id = ? ORDER BY tag");
    rpt_query_bind(&q, run_id);
    while (rpt_query_row(&q)) {
        tags->tags[tags->tag_count++] = rpt_query_text(&q, 0, arena);
    }
    rpt_query_close(&q);
    rpt_query_open(&q, session,
                   "SELECT written_at, text FROM note WHERE run_id = ? ORDER BY rowid");
    rpt_query_bind(&q, run_id);
    while (rpt_query_row(&q)) {
        tags->notes[tags->note_count++] = (struct rpt_tags_note){
            rpt_query_text(&q, 0, arena), rpt_query_text(&q, 1, arena)};
    }
    rpt_query_close(&q);
}

bool rpt_tags_load(struct rpt_store *store, int64_t run_id, struct sim_arena *arena,
                   struct rpt_tags *ret_tags, struct rpt_store_error *ret_error)
{
    if (!rpt_transaction_read(store, ret_error)) {
        return false;
    }
    read_all(&store->session, run_id, arena, ret_tags);
    return rpt_transaction_end(store, ret_error);
}
