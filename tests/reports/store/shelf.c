/*
 * A folder of its own with a store in it. SQL goes through the store's own room: the header of
 * SQLite has one door.
 */
#include "tests/reports/store/shelf.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/run/answer.h"
#include "reports/store/open.h"
#include "reports/store/query.h"
#include "sim/base/digest.h"
#include "sim/base/text.h"
#include "tests/lab.h"

struct shelf shelf_make(void)
{
    struct shelf shelf = {.folder = "/tmp/wtsim-store-XXXXXX"};

    sim_arena_init(&shelf.arena);
    if (mkdtemp(shelf.folder) == NULL) {
        fail_msg("no temporary folder");
    }
    snprintf(shelf.path, sizeof shelf.path, "%s/runs.db", shelf.folder);
    return shelf;
}

void shelf_clear(struct shelf *shelf)
{
    DIR *folder = opendir(shelf->folder);

    chmod(shelf->folder, 0700);
    for (struct dirent *e = readdir(folder); e != NULL; e = readdir(folder)) {
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) {
            const char *path = sim_arena_print(&shelf->arena, "%s/%s", shelf->folder, e->d_name);

            if (unlink(path) != 0) {
                rmdir(path);
            }
        }
    }
    closedir(folder);
    rmdir(shelf->folder);
    sim_arena_deinit(&shelf->arena);
}

struct rpt_store *shelf_open(struct shelf *shelf, enum rpt_store_mode mode)
{
    struct rpt_store *store = NULL;
    struct rpt_store_error error;

    if (!rpt_store_open(shelf->path, mode, &store, &error)) {
        fail_msg("%s", error.text);
    }
    return store;
}

int64_t shelf_save(struct shelf *shelf, struct rpt_store *store, const struct mdl_answer *answer)
{
    struct rpt_store_error error;
    int64_t run_id = 0;
    bool was_known;

    (void)shelf;
    if (!rpt_store_save(store, answer, &run_id, &was_known, &error)) {
        fail_msg("%s", error.text);
    }
    return run_id;
}

static void append_row(struct sim_text *text, struct rpt_query *q, int columns)
{
    if (text->length > 0) {
        sim_text_add_char(text, '\n');
    }
    for (int i = 0; i < columns; i++) {
        sim_text_add(text, i == 0 ? "" : "|");
        sim_text_add(text, rpt_query_peek(q, i));
    }
}

const char *shelf_ask(struct shelf *shelf, const char *sql)
{
    struct rpt_query_session session = {0};
    struct rpt_store_error error;
    struct rpt_query q;
    struct sim_text text;
    const char *answer;

    if (!rpt_open_session(shelf->path, RPT_STORE_READ, &session, &error)) {
        fail_msg("%s", error.text);
    }
    sim_text_init(&text);
    rpt_query_open(&q, &session, sql);
    while (rpt_query_row(&q)) {
        append_row(&text, &q, rpt_query_columns(&q));
    }
    rpt_query_close(&q);
    if (session.failure != 0) {
        fail_msg("%s: %s", session.text, sql);
    }
    rpt_open_close(&session);
    answer = sim_arena_copy(&shelf->arena, text.data, text.length);
    sim_text_deinit(&text);
    return answer;
}

void shelf_change(struct shelf *shelf, const char *sql)
{
    struct rpt_query_session session = {0};
    struct rpt_store_error error;

    if (!rpt_open_session(shelf->path, RPT_STORE_WRITE, &session, &error)) {
        fail_msg("%s", error.text);
    }
    if (!rpt_query_execute(&session, sql)) {
        fail_msg("%s: %s", session.text, sql);
    }
    rpt_open_close(&session);
}

void shelf_write(const char *path, const void *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");

    if (file == NULL || fwrite(bytes, 1, length, file) != length || fclose(file) != 0) {
        fail_msg("%s cannot be written", path);
    }
}

unsigned long long shelf_digest(const char *path)
{
    uint64_t digest = SIM_DIGEST_START;
    FILE *file = fopen(path, "rb");
    char bytes[4096];
    size_t length;

    if (file == NULL) {
        return 0;
    }
    while ((length = fread(bytes, 1, sizeof bytes, file)) > 0) {
        digest = sim_digest_bytes(digest, bytes, length);
    }
    fclose(file);
    return digest;
}
