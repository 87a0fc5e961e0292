/* Runs by number, key, label, @last and @prev; and what is said when there is none. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reports/store/store.h"
#include "reports/store/tags.h"
#include "tests/lab.h"
#include "tests/reports/store/sample.h"
#include "tests/reports/store/shelf.h"

struct bench {
    struct shelf shelf;
    struct rpt_store *store;
    struct rpt_store_error error;
};

static struct bench bench_make(void)
{
    struct bench b = {.shelf = shelf_make()};
    struct mdl_answer base, cured;

    b.store = shelf_open(&b.shelf, RPT_STORE_WRITE);
    base = sample_base(&b.shelf.arena);
    cured = sample_cured(&b.shelf.arena);
    shelf_save(&b.shelf, b.store, &base);
    shelf_save(&b.shelf, b.store, &cured);
    return b;
}

static void bench_clear(struct bench *b)
{
    rpt_store_close(b->store);
    shelf_clear(&b->shelf);
}

/* 0 when there is no such run. */
static int64_t find(struct bench *b, const char *name)
{
    int64_t id = 0;

    return rpt_store_find(b->store, name, &id, &b->error) ? id : 0;
}

TEST(a_run_is_found_by_each_of_its_names)
{
    struct bench b = bench_make();
    struct mdl_answer base = sample_base(&b.shelf.arena);
    char key[17];

    rpt_store_key(&base, key);
    CHECK_INT(find(&b, "1"), ==, 1);
    CHECK_INT(find(&b, "base"), ==, 1);
    CHECK_INT(find(&b, key), ==, 1);
    key[6] = '\0';
    CHECK_INT(find(&b, key), ==, 1);
    CHECK_INT(find(&b, "@last"), ==, 2);
    CHECK_INT(find(&b, "@prev"), ==, 1);
    bench_clear(&b);
}

TEST(a_run_executed_again_or_shown_again_becomes_the_last)
{
    struct bench b = bench_make();
    struct mdl_answer base = sample_base(&b.shelf.arena);

    shelf_save(&b.shelf, b.store, &base);
    CHECK_INT(find(&b, "@last"), ==, 1);
    CHECK_INT(find(&b, "@prev"), ==, 2);
    CHECK(rpt_store_touch(b.store, 2, &b.error));
    CHECK_INT(find(&b, "@last"), ==, 2);
    CHECK(rpt_store_touch(b.store, 2, &b.error)); /* twice is once */
    CHECK_INT(find(&b, "@prev"), ==, 1);
    bench_clear(&b);
}

TEST(an_unknown_name_is_answered_with_what_exists)
{
    struct bench b = bench_make();

    CHECK_INT(find(&b, "bsae"), ==, 0);
    CHECK_INT(b.error.exit_code, ==, RPT_STORE_MISSING);
    CHECK_TEXT(b.error.text, "No run is called 'bsae'. Did you mean 'base'? The store has 2 runs:"
                             " 2, 1 (base); 'wtsim list' shows all.");
    CHECK_INT(find(&b, "3"), ==, 0);
    CHECK_TEXT(b.error.text, "No run is called '3'. The store has 2 runs: 2, 1 (base);"
                             " 'wtsim list' shows all.");
    CHECK_INT(find(&b, "@first"), ==, 0);
    CHECK_INT(b.error.exit_code, ==, RPT_STORE_USAGE);
    CHECK_TEXT(b.error.text, "'@first' is not a name of a run: after '@' stand last or prev.");
    CHECK_INT(find(&b, ""), ==, 0);
    bench_clear(&b);
}

TEST(a_tag_that_is_taken_for_a_name_is_told_apart)
{
    struct bench b = bench_make();

    CHECK(rpt_tags_add(b.store, 1, "night", &b.error));
    CHECK(rpt_tags_add(b.store, 2, "night", &b.error));
    CHECK_INT(find(&b, "night"), ==, 0);
    CHECK_INT(b.error.exit_code, ==, RPT_STORE_MISSING);
    CHECK_TEXT(b.error.text, "'night' is a tag, which many runs can bear, not a name: the newest of"
                             " them is run 2. A run is named with --label; 'wtsim list --tag' lists"
                             " the runs of a tag.");
    bench_clear(&b);
}

TEST(an_empty_store_has_no_last_run)
{
    struct bench b = {.shelf = shelf_make()};

    b.store = shelf_open(&b.shelf, RPT_STORE_WRITE);
    CHECK_INT(find(&b, "@last"), ==, 0);
    CHECK_INT(b.error.exit_code, ==, RPT_STORE_MISSING);
    CHECK_TEXT(b.error.text, "There is no @last: the store has no runs yet.");
    CHECK_INT(find(&b, "x"), ==, 0);
    CHECK_TEXT(b.error.text, "No run is called 'x'. The store has no runs yet.");
    bench_clear(&b);
}

TEST(a_prefix_of_two_keys_names_neither)
{
    struct bench b = bench_make();
    int64_t id;

    rpt_store_close(b.store);
    shelf_change(&b.shelf, "UPDATE run SET key = printf('abcdef%010d', run_id)");
    b.store = shelf_open(&b.shelf, RPT_STORE_WRITE);
    CHECK(!rpt_store_find(b.store, "abcd", &id, &b.error));
    CHECK_TEXT(b.error.text, "'abcd' begins the keys of 2 runs: give more digits.");
    CHECK_INT(find(&b, "ABCDEF0000000002"), ==, 2);
    CHECK_INT(find(&b, "abc"), ==, 0); /* too short to be a key */
    bench_clear(&b);
}

TEST(a_label_belongs_to_one_run_and_looks_like_no_other_name)
{
    struct bench b = bench_make();

    CHECK(rpt_store_label(b.store, 2, "w16", &b.error));
    CHECK_INT(find(&b, "w16"), ==, 2);
    CHECK(rpt_store_label(b.store, 2, "w16", &b.error)); /* its own already */
    CHECK(!rpt_store_label(b.store, 2, "base", &b.error));
    CHECK_INT(b.error.exit_code, ==, RPT_STORE_USAGE);
    CHECK_TEXT(b.error.text, "Run 1 is already called 'base'. Choose another label.");
    CHECK(!rpt_store_check_label(b.store, "base", &b.error));
    CHECK(!rpt_store_check_label(b.store, "@x", &b.error));
    CHECK(rpt_store_check_label(b.store, "new", &b.error));
    CHECK(rpt_store_check_label(b.store, NULL, &b.error));
    CHECK(!rpt_store_label(b.store, 2, "12", &b.error));
    CHECK(!rpt_store_label(b.store, 2, "@last", &b.error));
    CHECK(!rpt_store_label(b.store, 2, "a\nb", &b.error));
    CHECK(rpt_store_label(b.store, 2, NULL, &b.error));
    CHECK_INT(find(&b, "w16"), ==, 0);
    bench_clear(&b);
}

TEST(a_run_with_a_label_of_another_is_not_stored)
{
    struct bench b = bench_make();
    struct mdl_answer third = sample_numbered(&b.shelf.arena, 3);
    int64_t id;
    bool was_known;

    third.label = "base";
    CHECK(!rpt_store_save(b.store, &third, &id, &was_known, &b.error));
    CHECK_INT(b.error.exit_code, ==, RPT_STORE_USAGE);
    CHECK_TEXT(shelf_ask(&b.shelf, "SELECT count(*) FROM run"), "2");
    third.label = "third"; /* the store goes on working */
    CHECK(rpt_store_save(b.store, &third, &id, &was_known, &b.error));
    CHECK_INT(id, ==, 3);
    bench_clear(&b);
}

TEST(the_list_shows_the_last_run_first)
{
    struct bench b = bench_make();
    struct rpt_store_row *rows;
    uint32_t count;

    CHECK(rpt_store_list(b.store, &b.shelf.arena, &rows, &count, &b.error));
    CHECK_INT(count, ==, 2);
    CHECK_INT(rows[0].run_id, ==, 2);
    CHECK_TEXT(rows[0].label, "");
    CHECK_TEXT(rows[0].verdict, "pass");
    CHECK_TEXT(rows[1].label, "base");
    CHECK_TEXT(rows[1].scenario, "long-work-item");
    CHECK_TEXT(rows[1].changed, "pool.delayed.threads=7, a=\"b\"");
    CHECK_TEXT(rows[1].executed_at, "2026-03-01T09:01:00Z");
    CHECK_TEXT(rows[1].fingerprint, "7c1e90ab55d2e013");
    CHECK_INT(rows[1].completed, ==, 3);
    CHECK_INT(rows[1].stopped, ==, 1);
    CHECK_INT(rows[1].times_executed, ==, 1);
    CHECK_INT(rows[1].seed, ==, 2026);
    bench_clear(&b);
}

/* ---- where the store is ---- */

TEST(the_store_is_where_it_was_said_to_be)
{
    struct shelf shelf = shelf_make();

    CHECK_INT(chdir(shelf.folder), ==, 0);
    setenv("WTSIM_DB", "/env/x.db", 1);
    setenv("XDG_DATA_HOME", "/data", 1);
    setenv("HOME", "/home/someone", 1);
    CHECK_TEXT(rpt_store_default_path(&shelf.arena, "given.db"), "given.db");
    CHECK_TEXT(rpt_store_default_path(&shelf.arena, NULL), "/env/x.db");
    unsetenv("WTSIM_DB");
    CHECK_TEXT(rpt_store_default_path(&shelf.arena, NULL), "/data/wtsim/runs.db");
    setenv("XDG_DATA_HOME", "relative", 1);
    CHECK_TEXT(rpt_store_default_path(&shelf.arena, NULL),
               "/home/someone/.local/share/wtsim/runs.db");
    shelf_write("wtsim.db", "", 0);
    CHECK_TEXT(rpt_store_default_path(&shelf.arena, NULL), "./wtsim.db");
    CHECK_INT(chdir("/"), ==, 0);
    shelf_clear(&shelf);
}

TEST(folders_on_the_way_are_made)
{
    struct shelf shelf = shelf_make();
    struct rpt_store *store;
    struct rpt_store_error error;
    const char *path = sim_arena_print(&shelf.arena, "%s/a b/c", shelf.folder);

    CHECK(rpt_store_open(sim_arena_print(&shelf.arena, "%s/runs.db", path), RPT_STORE_WRITE,
                         &store, &error));
    rpt_store_close(store);
    CHECK_INT(access(sim_arena_print(&shelf.arena, "%s/runs.db", path), F_OK), ==, 0);
    unlink(sim_arena_print(&shelf.arena, "%s/runs.db", path));
    rmdir(path);
    shelf_clear(&shelf);
}

TESTS(ENTRY(a_run_is_found_by_each_of_its_names),
      ENTRY(a_run_executed_again_or_shown_again_becomes_the_last),
      ENTRY(an_unknown_name_is_answered_with_what_exists),
      ENTRY(a_tag_that_is_taken_for_a_name_is_told_apart),
      ENTRY(an_empty_store_has_no_last_run),
      ENTRY(a_prefix_of_two_keys_names_neither),
      ENTRY(a_label_belongs_to_one_run_and_looks_like_no_other_name),
      ENTRY(a_run_with_a_label_of_another_is_not_stored),
      ENTRY(the_list_shows_the_last_run_first), ENTRY(the_store_is_where_it_was_said_to_be),
      ENTRY(folders_on_the_way_are_made))
