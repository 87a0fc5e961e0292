/*
 * The scenarios we ship are read without a word. Run from the top of the sources.
 */
#include "scenarios/language/reference.h"
#include "tests/scenarios/language/bench.h"

static void load(struct bench *b, const char *path, const char *const *overrides, uint32_t count)
{
    memset(b, 0, sizeof *b);
    sim_arena_init(&b->arena);
    scn_diags_init(&b->diags, &b->arena);
    b->good = scn_scenario_load(&b->arena, path, overrides, count, &b->diags, &b->s);
}

TEST(every_example_is_read_without_diagnostics)
{
    static const char *const names[] = {"hello-work-item", "long-work-item",
                                        "long-work-item-own-threads", "pool-deadlock"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct bench b;
        char path[80];

        snprintf(path, sizeof path, "scenarios/%s.yaml", names[i]);
        load(&b, path, NULL, 0);
        if (!b.good || b.diags.count > 0) {
            fail_msg("%s: %s", path, bench_said(&b));
        }
        CHECK_TEXT(b.s.name, names[i]);
        CHECK(b.s.expectation_count > 0);
        bench_done(&b);
    }
}

/* `wtsim compare` pairs rows by name: the cure must keep the names of the disease. */
TEST(the_cure_keeps_the_names_of_the_disease)
{
    struct bench b;

    load(&b, "scenarios/long-work-item-own-threads.yaml", NULL, 0);
    CHECK(bench_object(&b, "nic.rx") != NULL);
    CHECK(bench_object(&b, "nic.refill") != NULL);
    CHECK_INT(bench_object(&b, "indexer.scan")->kind, ==, MDL_OBJECT_THREAD);
    CHECK_INT(b.s.plan.thread_count, ==, 8);
    bench_done(&b);
}

TEST(only_what_is_left_to_chance_is_repeated)
{
    struct bench b;

    load(&b, "scenarios/pool-deadlock.yaml", NULL, 0);
    CHECK(!b.s.plan.is_random);
    CHECK_INT(b.s.replications, ==, 1);
    bench_done(&b);
    load(&b, "scenarios/hello-work-item.yaml", NULL, 0);
    CHECK(b.s.plan.is_random);
    CHECK_INT(b.s.replications, ==, 20);
    bench_done(&b);
}

TEST(the_deadlock_moves_to_windows_11_with_a_warning_only)
{
    static const char *const overrides[] = {"windows=11"};
    struct bench b;

    load(&b, "scenarios/pool-deadlock.yaml", overrides, 1);
    CHECK(b.good);
    CHECK_INT(b.diags.count, ==, 1);
    CHECK_INT(b.diags.items[0].number, ==, SCN_S_NO_EFFECT);
    CHECK_INT(b.s.plan.pools[0].max_threads, ==, 4096);
    bench_done(&b);
}

TEST(a_missing_file_is_said_to_be_missing)
{
    struct bench b;

    load(&b, "scenarios/no-such-file.yaml", NULL, 0);
    CHECK(!b.good);
    CHECK(b.diags.missing);
    CHECK_INT(b.diags.items[0].number, ==, SCN_S_NO_FILE);
    bench_done(&b);
}

/* When the tables change, replace all from "## Reference" on by what print_reference prints. */
TEST(the_reference_page_is_that_of_the_tables)
{
    FILE *file = fopen("scenarios/README.md", "rb");
    static char page[1 << 18];
    struct sim_text text;
    size_t length;

    CHECK(file != NULL);
    length = fread(page, 1, sizeof page - 1, file);
    fclose(file);
    page[length] = '\0';
    sim_text_init(&text);
    scn_reference_markdown(&text);
    const char *reference = strstr(page, "## Reference");

    CHECK_TEXT(reference, text.data);
    sim_text_deinit(&text);
}

TESTS(ENTRY(every_example_is_read_without_diagnostics),
      ENTRY(the_cure_keeps_the_names_of_the_disease),
      ENTRY(only_what_is_left_to_chance_is_repeated),
      ENTRY(the_deadlock_moves_to_windows_11_with_a_warning_only),
      ENTRY(a_missing_file_is_said_to_be_missing),
      ENTRY(the_reference_page_is_that_of_the_tables))
