/*
 * Many processes at one store, and processes that die in the middle.
 *
 * With an argument: how many times to kill (20 unless said).
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "reports/store/store.h"
#include "sim/base/digest.h"
#include "tests/lab.h"
#include "tests/reports/store/sample.h"
#include "tests/reports/store/shelf.h"

enum { WRITERS = 10, EACH = 8 };

static int kills = 20;

/* Stores runs of its own and one that all writers share; 0 when all went well. */
static int write_many(const char *path, unsigned writer, unsigned count)
{
    struct sim_arena arena;
    struct rpt_store *store = NULL;
    struct rpt_store_error error;
    int64_t run_id;
    bool was_known;

    sim_arena_init(&arena);
    if (!rpt_store_open(path, RPT_STORE_WRITE, &store, &error)) {
        fprintf(stderr, "# %s\n", error.text);
        return 1;
    }
    rpt_store_set_patience(store, 60000); /* two slow cores may be busy with other tests */
    for (unsigned i = 0; i < count; i++) {
        struct mdl_answer a = sample_numbered(&arena, 1 + (i == 0 ? 0 : writer * 1000 + i));

        if (!rpt_store_save(store, &a, &run_id, &was_known, &error)) {
            fprintf(stderr, "# %s\n", error.text);
            return 2;
        }
    }
    rpt_store_close(store);
    sim_arena_deinit(&arena);
    return 0;
}

/* What must hold of every store at any time. */
static void check_sound(void **lab_state, struct shelf *shelf)
{
    /* Every run is whole: 4 replications, 4 series, 12 outcomes, 5 charges, 4 verdicts. */
    static const char incomplete[] =
        "SELECT count(*) FROM run r WHERE"
        " (SELECT count(*) FROM replication x WHERE x.run_id = r.run_id) <> 4 OR"
        " (SELECT count(*) FROM series x WHERE x.run_id = r.run_id) <> 4 OR"
        " (SELECT count(*) FROM outcome JOIN series x USING (series_id)"
        "  WHERE x.run_id = r.run_id) <> 12 OR"
        " (SELECT count(*) FROM charge JOIN series x USING (series_id)"
        "  WHERE x.run_id = r.run_id) <> 5 OR"
        " (SELECT count(*) FROM expectation x WHERE x.run_id = r.run_id) <> 4 OR"
        " (SELECT count(*) FROM execution x WHERE x.run_id = r.run_id) < 1";

    CHECK_TEXT(shelf_ask(shelf, "PRAGMA integrity_check"), "ok");
    CHECK_TEXT(shelf_ask(shelf, "PRAGMA foreign_key_check"), "");
    CHECK_TEXT(shelf_ask(shelf, incomplete), "0");
}

TEST(ten_processes_storing_at_once_lose_nothing)
{
    struct shelf shelf = shelf_make();
    int status;

    for (unsigned writer = 0; writer < WRITERS; writer++) { /* not even the file exists yet */
        if (fork() == 0) {
            _exit(write_many(shelf.path, writer, EACH));
        }
    }
    for (unsigned writer = 0; writer < WRITERS; writer++) {
        wait(&status);
        CHECK(WIFEXITED(status));
        CHECK_INT(WEXITSTATUS(status), ==, 0);
    }
    /* 10 x 7 runs of their own and the shared one, executed ten times */
    CHECK_TEXT(shelf_ask(&shelf, "SELECT count(*) FROM run"), "71");
    CHECK_TEXT(shelf_ask(&shelf, "SELECT count(*) FROM execution"), "80");
    CHECK_TEXT(shelf_ask(&shelf, "SELECT max(times_executed) FROM runs"), "10");
    check_sound(lab_state, &shelf);
    shelf_clear(&shelf);
}

/* Whoever comes while another makes the tables must not take the file for somebody else's. */
TEST(many_who_open_an_empty_file_at_once_all_find_a_store)
{
    int status;

    for (unsigned round = 0; round < 25; round++) {
        struct shelf shelf = shelf_make();

        for (unsigned writer = 0; writer < WRITERS; writer++) {
            if (fork() == 0) {
                _exit(write_many(shelf.path, writer, 0));
            }
        }
        for (unsigned writer = 0; writer < WRITERS; writer++) {
            wait(&status);
            CHECK(WIFEXITED(status));
            CHECK_INT(WEXITSTATUS(status), ==, 0);
        }
        shelf_clear(&shelf);
    }
}

static void pause_us(unsigned us)
{
    struct timespec t = {us / 1000000, (long)(us % 1000000) * 1000};

    nanosleep(&t, NULL);
}

/* The writer says after each run how many are stored, so that none of those may be missing. */
static void write_and_tell(const char *path, unsigned writer, int tell)
{
    struct sim_arena arena;
    struct rpt_store *store;
    struct rpt_store_error error;
    int64_t run_id;
    bool was_known;
    char done = 1;

    sim_arena_init(&arena);
    if (!rpt_store_open(path, RPT_STORE_WRITE, &store, &error)) {
        fprintf(stderr, "# %s\n", error.text);
        _exit(1);
    }
    for (unsigned i = 0; i < 10000; i++) {
        struct mdl_answer a = sample_numbered(&arena, 1 + writer * 10000 + i);

        if (!rpt_store_save(store, &a, &run_id, &was_known, &error) ||
            write(tell, &done, 1) != 1) {
            _exit(2);
        }
    }
    _exit(0);
}

/* Lets a writer run for a while, kills it, and counts what it said it had stored. */
static unsigned kill_one(const char *path, unsigned writer, unsigned us)
{
    unsigned stored = 0;
    int ends[2];
    char done;
    pid_t child;

    if (pipe(ends) != 0) {
        fail_msg("no pipe");
    }
    child = fork();
    if (child == 0) {
        close(ends[0]);
        write_and_tell(path, writer, ends[1]);
    }
    close(ends[1]);
    pause_us(us);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    while (read(ends[0], &done, 1) == 1) {
        stored++;
    }
    close(ends[0]);
    return stored;
}

TEST(a_killed_process_leaves_complete_runs_and_no_others)
{
    struct shelf shelf = shelf_make();
    unsigned said = 0, found, longest_us = 40000;
    int i;

    /* From one run's start to many runs: some die while the file is made, some in a commit. On a
       machine that is too busy to store one in time, some live longer. */
    for (i = 0; i < kills || (said == 0 && longest_us < 10000000); i++) {
        uint64_t chance = sim_digest_add(SIM_DIGEST_START, (uint64_t)i);

        longest_us *= i < kills ? 1 : 2;
        said += kill_one(shelf.path, (unsigned)i, (unsigned)(chance % longest_us));
        if (shelf_digest(shelf.path) == shelf_digest("/dev/null")) {
            continue; /* it died before there was anything */
        }
        if (i % 10 == 0 || i + 1 >= kills) {
            struct rpt_store *store = shelf_open(&shelf, RPT_STORE_WRITE);

            rpt_store_close(store); /* repairs, as the next run would */
            check_sound(lab_state, &shelf);
        }
    }
    found = (unsigned)atoi(shelf_ask(&shelf, "SELECT count(*) FROM run"));
    CHECK_INT(found, >=, said); /* one more where it died between commit and telling */
    CHECK_INT(found, <=, said + (unsigned)i);
    CHECK_INT(said, >, 0);
    shelf_clear(&shelf);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ENTRY(ten_processes_storing_at_once_lose_nothing),
        ENTRY(many_who_open_an_empty_file_at_once_all_find_a_store),
        ENTRY(a_killed_process_leaves_complete_runs_and_no_others)};

    if (argc > 1) {
        kills = atoi(argv[1]);
    }
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
