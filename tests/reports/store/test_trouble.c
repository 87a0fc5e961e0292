/* Each way in which a store can be unusable has its own message, and nothing is harmed. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reports/store/error.h"
#include "reports/store/open.h"
#include "reports/store/save.h"
#include "reports/store/store.h"
#include "tests/lab.h"
#include "tests/reports/store/sample.h"
#include "tests/reports/store/shelf.h"

#define CHECK_SAYS(text, part)                                                            \
    do {                                                                                  \
        if (strstr((text), (part)) == NULL) {                                             \
            fail_msg("%s:%d: '%s' does not say '%s'", __FILE__, __LINE__, (text), (part)); \
        }                                                                                 \
    } while (0)

/* Opening must fail with this code and words, both ways, and leave the file as it was. */
static void check_refused(void **lab_state, struct shelf *shelf, enum rpt_store_exit code,
                          const char *part)
{
    unsigned long long before = shelf_digest(shelf->path);
    struct rpt_store *store = NULL;
    struct rpt_store_error error;

    for (int mode = RPT_STORE_READ; mode <= RPT_STORE_WRITE; mode++) {
        CHECK(!rpt_store_open(shelf->path, (enum rpt_store_mode)mode, &store, &error));
        CHECK(store == NULL);
        CHECK_INT(error.exit_code, ==, code);
        CHECK_SAYS(error.text, part);
        CHECK_SAYS(error.text, shelf->path);
    }
    CHECK(shelf_digest(shelf->path) == before);
}

static void store_one(struct shelf *shelf)
{
    struct mdl_answer a = sample_base(&shelf->arena);
    struct rpt_store *store = shelf_open(shelf, RPT_STORE_WRITE);

    shelf_save(shelf, store, &a);
    rpt_store_close(store);
}

TEST(a_file_that_is_no_database_is_left_alone)
{
    struct shelf shelf = shelf_make();
    char text[8192];

    memset(text, 'x', sizeof text);
    shelf_write(shelf.path, text, sizeof text);
    check_refused(lab_state, &shelf, RPT_STORE_BROKEN, "is not a database");
    shelf_write(shelf.path, "short", 5);
    check_refused(lab_state, &shelf, RPT_STORE_BROKEN, "is not a database");
    shelf_clear(&shelf);
}

TEST(a_database_of_another_program_is_left_alone)
{
    struct shelf shelf = shelf_make();

    store_one(&shelf);
    shelf_change(&shelf, "PRAGMA application_id = 1; PRAGMA wal_checkpoint(TRUNCATE)");
    check_refused(lab_state, &shelf, RPT_STORE_BROKEN, "another program");
    shelf_clear(&shelf);
}

TEST(a_store_of_a_newer_version_is_left_alone)
{
    struct shelf shelf = shelf_make();

    store_one(&shelf);
    shelf_change(&shelf, "PRAGMA user_version = 7; PRAGMA wal_checkpoint(TRUNCATE)");
    check_refused(lab_state, &shelf, RPT_STORE_BROKEN, "newer wtsim (store version 7");
    shelf_clear(&shelf);
}

/* As version 5 had it: an outcome for each replication, with its mean; every sentence written. */
#define BACK_TO_5                                                                            \
    "DROP VIEW per_replication; DROP VIEW metrics; DROP VIEW episodes;"                       \
    "CREATE TABLE old AS SELECT series_id, replication, n, total, coalesce(weight, 9e9)"     \
    " AS weight, total / n AS mean, min, p50, p90, p99, p999, max, below50, below90,"         \
    " below99, below999 FROM outcome; DROP TABLE outcome;"                                    \
    "CREATE TABLE outcome (series_id INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,"   \
    " replication INTEGER NOT NULL, n INTEGER NOT NULL, total REAL, weight REAL, mean REAL,"  \
    " min REAL, p50 REAL, p90 REAL, p99 REAL, p999 REAL, max REAL, below50 INTEGER,"          \
    " below90 INTEGER, below99 INTEGER, below999 INTEGER, PRIMARY KEY (series_id,"            \
    " replication)) STRICT, WITHOUT ROWID; INSERT INTO outcome SELECT * FROM old;"            \
    "DROP TABLE old; DROP INDEX episode_by_run; ALTER TABLE episode DROP COLUMN victim;"      \
    "CREATE INDEX episode_by_run ON episode (run_id, kind);"                                  \
    "CREATE VIEW per_replication AS SELECT * FROM outcome;"                                   \
    "CREATE VIEW metrics AS SELECT * FROM estimate;"                                          \
    "CREATE VIEW episodes AS SELECT * FROM episode;"

/* What each version did not have yet, the latest first. */
static const char *const backwards[] = {
    [5] = BACK_TO_5 " PRAGMA user_version = 5",
    [4] = "DROP VIEW ledger; CREATE VIEW ledger AS SELECT 1 AS old; PRAGMA user_version = 4",
    [3] = "DROP TABLE look; PRAGMA user_version = 3",
    [2] = "DROP TABLE part; PRAGMA user_version = 2",
    [1] = "DROP TABLE file; PRAGMA user_version = 1"};

static void go_back(struct shelf *shelf, int version)
{
    const char *sql = "";

    for (int v = 5; v >= version; v--) {
        sql = sim_arena_print(&shelf->arena, "%s; %s", sql, backwards[v]);
    }
    shelf_change(shelf, sql);   /* at once: whoever opens it to write makes it ours again */
}

/* The text of the schema, the number of rows of what the versions are about, and some of them. */
static const char *whole(struct shelf *shelf)
{
    return sim_arena_print(
        &shelf->arena, "%s\n%s\n%s\n%s",
        shelf_ask(shelf, "SELECT name, CASE WHEN name <> 'episode' THEN sql END FROM sqlite_master"
                         " ORDER BY name"),
        shelf_ask(shelf, "SELECT * FROM per_replication ORDER BY series_id, replication"),
        shelf_ask(shelf, "SELECT * FROM metrics ORDER BY name"),
        shelf_ask(shelf, "SELECT run, replication, kind, object, ms, sentence FROM episodes"));
}

TEST(a_store_of_every_earlier_version_is_read_as_it_is)
{
    for (int version = 1; version <= 5; version++) {
        struct shelf shelf = shelf_make();
        struct mdl_answer got;
        struct rpt_store *store;
        struct rpt_store_error error;

        store_one(&shelf);
        go_back(&shelf, version);
        store = shelf_open(&shelf, RPT_STORE_READ);
        CHECK(rpt_store_load(store, 1, &shelf.arena, &got, &error));
        CHECK_INT(got.series_count, ==, 4);
        CHECK_INT(got.series[0].outcome_count, ==, 3);
        CHECK(got.series[0].outcomes[1].mean == 20e6);     /* the first of means_ms, doubled */
        CHECK(got.series[3].outcomes[0].mean == 0.9);
        CHECK_INT(got.episode_count, ==, 2);
        CHECK_TEXT(got.episodes[0].sentence, "nic.refill starves behind indexer.scan");
        rpt_store_close(store);
        CHECK_INT(atol(shelf_ask(&shelf, "PRAGMA user_version")), ==, version);
        shelf_clear(&shelf);
    }
}

TEST(a_store_of_every_earlier_version_becomes_the_same_as_a_new_one)
{
    for (int version = 1; version <= 5; version++) {
        struct shelf old = shelf_make(), fresh = shelf_make();

        store_one(&old);
        store_one(&fresh);
        shelf_change(&old, "UPDATE outcome SET zero = 0");      /* nobody had counted them */
        shelf_change(&fresh, "UPDATE outcome SET zero = 0; DELETE FROM file");
        go_back(&old, version);
        store_one(&old);          /* the same answer: nothing but the version changes */
        shelf_change(&old, "DELETE FROM file");
        CHECK_TEXT(whole(&old), whole(&fresh));
        shelf_clear(&old);
        shelf_clear(&fresh);
    }
}

/* Version 1 had no table of files, 2 none of parts, 3 none of looks; until 5 no victim bore its
   phase in the ledger; until 6 each replication had an outcome of its own. */
static void check_older(void **lab_state, int version)
{
    struct shelf shelf = shelf_make();
    struct mdl_answer a = sample_cured(&shelf.arena), got;
    struct rpt_store *store;
    struct rpt_store_error error;

    store_one(&shelf);
    go_back(&shelf, version);
    store = shelf_open(&shelf, RPT_STORE_READ);
    CHECK(rpt_store_load(store, 1, &shelf.arena, &got, &error));
    CHECK(version > 1 || got.file_count == 0);
    rpt_store_close(store);
    store = shelf_open(&shelf, RPT_STORE_WRITE);
    shelf_save(&shelf, store, &a);
    rpt_store_close(store);
    CHECK_TEXT(shelf_ask(&shelf, "PRAGMA user_version"), "6");
    CHECK_TEXT(shelf_ask(&shelf, "SELECT DISTINCT name FROM file ORDER BY 1"),
               "/tmp/times.csv\ndrivers/disk.yaml");
    CHECK_TEXT(shelf_ask(&shelf, "SELECT count(*) FROM part"), "0");
    CHECK_TEXT(shelf_ask(&shelf, "SELECT count(*) > 0 FROM ledger WHERE victim NOT LIKE '%@%'"),
               "1");
    shelf_clear(&shelf);
}

TEST(a_store_of_an_older_version_is_read_as_it_is_and_becomes_ours_when_written)
{
    for (int version = 1; version <= 5; version++) {
        check_older(lab_state, version);
    }
}

TEST(a_folder_or_a_device_is_no_store)
{
    struct shelf shelf = shelf_make();

    mkdir(shelf.path, 0700);
    check_refused(lab_state, &shelf, RPT_STORE_BROKEN, "is a folder");
    rmdir(shelf.path);
    CHECK_INT(mkfifo(shelf.path, 0600), ==, 0);
    for (int mode = RPT_STORE_READ; mode <= RPT_STORE_WRITE; mode++) {
        struct rpt_store *store = NULL;
        struct rpt_store_error error;

        CHECK(!rpt_store_open(shelf.path, (enum rpt_store_mode)mode, &store, &error));
        CHECK_SAYS(error.text, "not a regular file");
    }
    shelf_clear(&shelf);
}

TEST(an_empty_or_missing_file_has_no_runs_to_read_and_becomes_a_store_when_written)
{
    struct shelf shelf = shelf_make();
    struct rpt_store *store = NULL;
    struct rpt_store_error error;

    CHECK(!rpt_store_open(shelf.path, RPT_STORE_READ, &store, &error));
    CHECK_INT(error.exit_code, ==, RPT_STORE_MISSING);
    CHECK_SAYS(error.text, "There is no store at");
    CHECK_INT(access(shelf.path, F_OK), !=, 0); /* reading makes no file */
    shelf_write(shelf.path, "", 0);
    CHECK(!rpt_store_open(shelf.path, RPT_STORE_READ, &store, &error));
    CHECK_INT(error.exit_code, ==, RPT_STORE_MISSING);
    CHECK_SAYS(error.text, "is empty");
    store_one(&shelf);
    CHECK_TEXT(shelf_ask(&shelf, "SELECT count(*) FROM run"), "1");
    shelf_clear(&shelf);
}

TEST(a_damaged_store_says_so)
{
    struct shelf shelf = shelf_make();
    struct mdl_answer a = sample_cured(&shelf.arena), got;
    struct rpt_store *store = NULL;
    struct rpt_store_error error;
    int64_t run_id;
    bool was_known, opened;
    char noise[4096];
    int file;

    store_one(&shelf);
    memset(noise, 0x5a, sizeof noise);
    file = open(shelf.path, O_WRONLY);
    for (int page = 1; page < 40; page++) { /* all but the first page */
        CHECK_INT(pwrite(file, noise, sizeof noise, page * 4096), ==, sizeof noise);
    }
    close(file);
    opened = rpt_store_open(shelf.path, RPT_STORE_READ, &store, &error);
    if (opened) {
        CHECK(!rpt_store_load(store, 1, &shelf.arena, &got, &error));
    }
    CHECK_INT(error.exit_code, ==, RPT_STORE_BROKEN);
    CHECK_SAYS(error.text, "is damaged");
    rpt_store_close(store);
    store = NULL;
    opened = rpt_store_open(shelf.path, RPT_STORE_WRITE, &store, &error);
    if (opened) {
        CHECK(!rpt_store_save(store, &a, &run_id, &was_known, &error));
    }
    CHECK_INT(error.exit_code, ==, RPT_STORE_BROKEN);
    CHECK_SAYS(error.text, "is damaged");
    rpt_store_close(store);
    shelf_clear(&shelf);
}

TEST(a_truncated_store_says_so)
{
    struct shelf shelf = shelf_make();
    struct rpt_store *store = NULL;
    struct rpt_store_error error;
    struct mdl_answer got;

    store_one(&shelf);
    CHECK_INT(truncate(shelf.path, 5000), ==, 0);
    CHECK(!rpt_store_open(shelf.path, RPT_STORE_READ, &store, &error) ||
          !rpt_store_load(store, 1, &shelf.arena, &got, &error));
    CHECK_INT(error.exit_code, ==, RPT_STORE_BROKEN);
    CHECK_SAYS(error.text, "is damaged");
    rpt_store_close(store);
    shelf_clear(&shelf);
}

TEST(a_locked_store_is_busy_and_stays_as_it_is)
{
    struct shelf shelf = shelf_make();
    struct rpt_query_session other = {0};
    struct mdl_answer a = sample_cured(&shelf.arena);
    struct rpt_store *store;
    struct rpt_store_error error;
    int64_t run_id;
    bool was_known;

    store_one(&shelf);
    store = shelf_open(&shelf, RPT_STORE_WRITE);
    rpt_store_set_patience(store, 50);
    CHECK(rpt_open_session(shelf.path, RPT_STORE_WRITE, &other, &error));
    CHECK(rpt_query_execute(&other, "BEGIN IMMEDIATE"));
    CHECK(!rpt_store_save(store, &a, &run_id, &was_known, &error));
    CHECK_INT(error.exit_code, ==, RPT_STORE_BUSY);
    CHECK_SAYS(error.text, "is busy");
    CHECK(rpt_query_execute(&other, "ROLLBACK"));
    rpt_open_close(&other);
    CHECK(rpt_store_save(store, &a, &run_id, &was_known, &error)); /* and then it works */
    CHECK_INT(run_id, ==, 2);
    rpt_store_close(store);
    shelf_clear(&shelf);
}

/* ---- in a process of its own, since limits and rights stay changed ---- */

/* The answer of the child: 0 when its check held. */
static int run_child(int (*body)(struct shelf *), struct shelf *shelf)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        _exit(body(shelf));
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 100;
}

/* Root may write anywhere, so it becomes nobody first. */
static void become_nobody(void)
{
    if (geteuid() == 0 && seteuid(65534) != 0) {
        _exit(101);
    }
}

static int write_read_only(struct shelf *shelf)
{
    struct rpt_store *store = NULL;
    struct rpt_store_error error;

    become_nobody();
    if (rpt_store_open(shelf->path, RPT_STORE_WRITE, &store, &error)) {
        return 1;
    }
    return error.exit_code == RPT_STORE_BROKEN && strstr(error.text, "read-only") != NULL ? 0 : 2;
}

static int read_read_only(struct shelf *shelf)
{
    struct rpt_store *store = NULL;
    struct rpt_store_error error;
    struct mdl_answer got;

    become_nobody();
    if (!rpt_store_open(shelf->path, RPT_STORE_READ, &store, &error)) {
        return 1;
    }
    return rpt_store_load(store, 1, &shelf->arena, &got, &error) ? 0 : 2;
}

TEST(a_read_only_store_can_be_read_and_says_why_it_cannot_be_written)
{
    struct shelf shelf = shelf_make();

    store_one(&shelf);
    chmod(shelf.path, 0444);
    chmod(shelf.folder, 0555);
    CHECK_INT(run_child(write_read_only, &shelf), ==, 0);
    CHECK_INT(run_child(read_read_only, &shelf), ==, 0);
    chmod(shelf.path, 0666); /* the log needs the folder too */
    CHECK_INT(run_child(write_read_only, &shelf), ==, 0);
    chmod(shelf.folder, 0777);
    chmod(shelf.path, 0444);
    CHECK_INT(run_child(write_read_only, &shelf), ==, 0);
    CHECK_INT(run_child(read_read_only, &shelf), ==, 0);
    shelf_clear(&shelf);
}

static int write_in_forbidden_folder(struct shelf *shelf)
{
    struct rpt_store *store = NULL;
    struct rpt_store_error error;

    become_nobody();
    if (rpt_store_open(shelf->path, RPT_STORE_WRITE, &store, &error)) {
        return 1;
    }
    return error.exit_code == RPT_STORE_BROKEN && strstr(error.text, "cannot be opened") != NULL
               ? 0
               : 2;
}

TEST(a_folder_that_cannot_be_written_says_so)
{
    struct shelf shelf = shelf_make();

    chmod(shelf.folder, 0555);
    CHECK_INT(run_child(write_in_forbidden_folder, &shelf), ==, 0);
    shelf_clear(&shelf);
}

/* Every file that this process writes ends at this many bytes, as on a full disk. */
static int save_on_full_disk(struct shelf *shelf)
{
    struct rlimit limit = {400 * 1024, 400 * 1024};
    struct mdl_answer a = sample_cured(&shelf->arena);
    struct rpt_store *store;
    struct rpt_store_error error;
    int64_t run_id;
    bool was_known;

    a.scenario_text = sim_arena_print(&shelf->arena, "%0*d", 1000000, 7);
    a.scenario_digest = "ffffffffffffffff";
    setrlimit(RLIMIT_FSIZE, &limit);
    store = shelf_open(shelf, RPT_STORE_WRITE);
    if (rpt_store_save(store, &a, &run_id, &was_known, &error)) {
        return 1;
    }
    if (error.exit_code != RPT_STORE_BROKEN || strstr(error.text, "no space left") == NULL) {
        return 2;
    }
    rpt_store_close(store);
    return 0;
}

TEST(a_full_disk_says_so_and_leaves_no_half_written_run)
{
    struct shelf shelf = shelf_make();

    store_one(&shelf);
    CHECK_INT(run_child(save_on_full_disk, &shelf), ==, 0);
    CHECK_TEXT(shelf_ask(&shelf, "SELECT count(*) FROM run"), "1");
    CHECK_TEXT(shelf_ask(&shelf, "SELECT count(*) FROM input"), "1");
    CHECK_TEXT(shelf_ask(&shelf, "PRAGMA integrity_check"), "ok");
    CHECK_TEXT(shelf_ask(&shelf, "PRAGMA foreign_key_check"), "");
    store_one(&shelf); /* the disk has room again */
    CHECK_TEXT(shelf_ask(&shelf, "SELECT times_executed FROM runs"), "2");
    shelf_clear(&shelf);
}

TEST(a_file_that_may_not_grow_takes_nothing_of_a_run)
{
    struct shelf shelf = shelf_make();
    struct mdl_answer a = sample_numbered(&shelf.arena, 9);
    struct rpt_query_session session = {0};
    struct rpt_store_error error;

    store_one(&shelf);
    a.scenario_text = sim_arena_print(&shelf.arena, "%0*d", 1000000, 7);
    a.scenario_digest = "ffffffffffffffff";
    CHECK(rpt_open_session(shelf.path, RPT_STORE_WRITE, &session, &error));
    CHECK_INT(rpt_query_number(&session, "PRAGMA max_page_count = 100", 0), ==, 100);
    CHECK(rpt_query_execute(&session, "BEGIN IMMEDIATE"));
    rpt_save_run(&session, &a, "0123456789abcdef");
    CHECK(!rpt_error_explain(&error, shelf.path, &session));
    CHECK_INT(error.exit_code, ==, RPT_STORE_BROKEN);
    CHECK_SAYS(error.text, "no space left");
    rpt_open_close(&session);
    CHECK_TEXT(shelf_ask(&shelf, "SELECT count(*) FROM run"), "1");
    CHECK_TEXT(shelf_ask(&shelf, "PRAGMA integrity_check"), "ok");
    shelf_clear(&shelf);
}

static int create_on_full_disk(struct shelf *shelf)
{
    struct rlimit limit = {2048, 2048};
    struct rpt_store *store = NULL;
    struct rpt_store_error error;

    setrlimit(RLIMIT_FSIZE, &limit);
    if (rpt_store_open(shelf->path, RPT_STORE_WRITE, &store, &error)) {
        return 1;
    }
    return error.exit_code == RPT_STORE_BROKEN && strstr(error.text, "no space left") != NULL ? 0
                                                                                             : 2;
}

TEST(a_store_that_could_not_be_made_can_be_made_later)
{
    struct shelf shelf = shelf_make();

    CHECK_INT(run_child(create_on_full_disk, &shelf), ==, 0);
    store_one(&shelf);
    CHECK_TEXT(shelf_ask(&shelf, "SELECT count(*) FROM run"), "1");
    shelf_clear(&shelf);
}

TESTS(ENTRY(a_file_that_is_no_database_is_left_alone),
      ENTRY(a_database_of_another_program_is_left_alone),
      ENTRY(a_store_of_a_newer_version_is_left_alone),
      ENTRY(a_store_of_every_earlier_version_is_read_as_it_is),
      ENTRY(a_store_of_every_earlier_version_becomes_the_same_as_a_new_one),
      ENTRY(a_store_of_an_older_version_is_read_as_it_is_and_becomes_ours_when_written),
      ENTRY(a_folder_or_a_device_is_no_store),
      ENTRY(an_empty_or_missing_file_has_no_runs_to_read_and_becomes_a_store_when_written),
      ENTRY(a_damaged_store_says_so), ENTRY(a_truncated_store_says_so),
      ENTRY(a_locked_store_is_busy_and_stays_as_it_is),
      ENTRY(a_read_only_store_can_be_read_and_says_why_it_cannot_be_written),
      ENTRY(a_folder_that_cannot_be_written_says_so),
      ENTRY(a_full_disk_says_so_and_leaves_no_half_written_run),
      ENTRY(a_file_that_may_not_grow_takes_nothing_of_a_run),
      ENTRY(a_store_that_could_not_be_made_can_be_made_later))
