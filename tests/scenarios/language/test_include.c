/*
 * Included files: found beside the file that names them, read once, with positions of their own.
 */
#define _POSIX_C_SOURCE 200809L
#include "tests/scenarios/language/bench.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scenarios/language/filled.h"
#include "sim/base/text.h"

struct folder {
    char path[64];
    struct bench b;
};

static void write_file(const struct folder *f, const char *name, const char *text)
{
    char path[128];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", f->path, name);
    file = fopen(path, "w");
    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0) {
        fail_msg("cannot write %s", path);
    }
}

static void begin(struct folder *f)
{
    char sub[128];

    memset(f, 0, sizeof *f);
    snprintf(f->path, sizeof f->path, "/tmp/wtsim-include-XXXXXX");
    if (mkdtemp(f->path) == NULL) {
        fail_msg("no temporary directory");
    }
    snprintf(sub, sizeof sub, "%s/drivers", f->path);
    mkdir(sub, 0700);
}

static void end(struct folder *f)
{
    static const char *const names[] = {"main.yaml", "drivers/a.yaml", "drivers/b.yaml",
                                        "drivers/c.yaml", "drivers/times.csv", "drivers", "."};
    char path[128];

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", f->path, names[i]);
        if (unlink(path) != 0) {
            rmdir(path);
        }
    }
    rmdir(f->path);
    bench_done(&f->b);
}

static void load(struct folder *f, const char *text, const char *const *overrides, uint32_t count)
{
    char path[128];

    write_file(f, "main.yaml", text);
    snprintf(path, sizeof path, "%s/main.yaml", f->path);
    sim_arena_init(&f->b.arena);
    scn_diags_init(&f->b.diags, &f->b.arena);
    f->b.good = scn_scenario_load(&f->b.arena, sim_arena_copy(&f->b.arena, path, strlen(path)),
                                  overrides, count, &f->b.diags, &f->b.s);
}

/* The file name, without its directories, of a diagnostic. */
static const char *file_of(const struct bench *b, const struct scn_diag *d)
{
    const char *name = b->diags.source_names[d->at.source];
    const char *slash = strrchr(name, '/');

    return slash == NULL ? name : slash + 1;
}

#define HEAD "wtsim: 1\nscenario: s\nmachine: {costs: none}\n"
#define DRIVER(name, time) \
    "drivers:\n  " name ":\n    timers: {t: {period: 1s, callback: [run: " time "]}}\n"

TEST(included_drivers_join_those_of_the_scenario)
{
    struct folder f;

    begin(&f);
    write_file(&f, "drivers/a.yaml", "include: [b.yaml]\n" DRIVER("a", "1us"));
    write_file(&f, "drivers/b.yaml", DRIVER("b", "2us"));
    load(&f, HEAD "include: [drivers/a.yaml]\n" DRIVER("own", "3us"), NULL, 0);
    CHECK_TEXT(bench_said(&f.b), "");
    CHECK(bench_object(&f.b, "own.t") != NULL);
    CHECK(bench_object(&f.b, "a.t") != NULL);
    CHECK(bench_object(&f.b, "b.t") != NULL);
    CHECK_TEXT(f.b.s.plan.objects[f.b.s.plan.timers[0].object].path, "own.t");
    end(&f);
}

TEST(a_file_that_two_others_need_is_read_once)
{
    struct folder f;

    begin(&f);
    write_file(&f, "drivers/a.yaml", "include: [c.yaml]\n" DRIVER("a", "1us"));
    write_file(&f, "drivers/b.yaml", "include: [../drivers/c.yaml]\n" DRIVER("b", "1us"));
    write_file(&f, "drivers/c.yaml", DRIVER("c", "1us"));
    load(&f, HEAD "include: [drivers/a.yaml, drivers/b.yaml]\n", NULL, 0);
    CHECK_TEXT(bench_said(&f.b), "");
    CHECK_INT(f.b.s.plan.timer_count, ==, 3);
    end(&f);
}

TEST(a_mistake_is_shown_in_the_file_in_which_it_is)
{
    struct folder f;

    begin(&f);
    write_file(&f, "drivers/a.yaml", "# a comment\n" DRIVER("a", "1"));
    load(&f, HEAD "include: [drivers/a.yaml]\n", NULL, 0);
    CHECK_TEXT(bench_said(&f.b), "4:46 S016 a duration needs a unit\n");
    CHECK_TEXT(file_of(&f.b, &f.b.diags.items[0]), "a.yaml");
    end(&f);
}

TEST(files_that_include_each_other_are_refused)
{
    struct folder f;

    begin(&f);
    write_file(&f, "drivers/a.yaml", "include: [../drivers/b.yaml]\n" DRIVER("a", "1us"));
    write_file(&f, "drivers/b.yaml", "include: [a.yaml]\n" DRIVER("b", "1us"));
    load(&f, HEAD "include: [drivers/a.yaml]\n", NULL, 0);
    CHECK_INT(f.b.diags.count, ==, 1);
    CHECK_INT(f.b.diags.items[0].number, ==, 74);
    CHECK_TEXT(file_of(&f.b, &f.b.diags.items[0]), "b.yaml");
    CHECK_INT(f.b.diags.items[0].at.column, ==, 11);
    end(&f);
    begin(&f);
    write_file(&f, "drivers/a.yaml", "include: [../main.yaml]\n");
    load(&f, HEAD "include: [drivers/a.yaml]\n", NULL, 0);
    CHECK_INT(f.b.diags.count, ==, 1);
    CHECK_INT(f.b.diags.items[0].number, ==, 74);
    end(&f);
}

TEST(what_cannot_be_included_is_said)
{
    struct folder f;

    begin(&f);
    write_file(&f, "drivers/a.yaml", "run: {duration: 1s}\n" DRIVER("a", "1us"));
    write_file(&f, "drivers/b.yaml", "[1, 2]\n");
    load(&f, HEAD "include: [nowhere.yaml, drivers, drivers/a.yaml, drivers/b.yaml, [x]]\n", NULL,
         0);
    CHECK_TEXT(bench_said(&f.b),
               "4:11 S074 cannot read 'nowhere.yaml': No such file or directory\n"
               "4:25 S074 cannot read 'drivers': not a file\n"
               "4:66 S013 'include' is a list of files: [drivers/nic.yaml]\n"
               "1:1 S003 an included file has drivers, and may include others; 'run' belongs to "
               "the scenario\n"
               "1:1 S013 an included file is a map: {drivers: {...}}\n");
    end(&f);
}

TEST(overrides_reach_into_included_drivers_and_stay_overrides)
{
    const char *const overrides[] = {"drivers.a.timers.t.period=2s"};
    struct folder f;

    begin(&f);
    write_file(&f, "drivers/a.yaml", DRIVER("a", "1us"));
    load(&f, HEAD "include: [drivers/a.yaml]\n", overrides, 1);
    CHECK_TEXT(bench_said(&f.b), "");
    CHECK_INT(f.b.s.plan.timers[0].period_ns, ==, 2000000000);
    for (uint32_t i = 0; i < f.b.s.parameter_count; i++) {
        const struct mdl_parameter *p = &f.b.s.parameters[i];

        if (strcmp(p->path, "a.t.period") == 0) {
            CHECK_TEXT(p->origin, "override");
        } else if (strcmp(p->path, "a.t.callback") == 0) {
            CHECK_TEXT(p->origin, "file");
        }
    }
    end(&f);
}

/* The file that it includes has the old period, so the canonical form has the driver itself. */
TEST(the_canonical_form_of_an_override_of_an_included_driver_gives_the_same_digest)
{
    const char *const overrides[] = {"drivers.a.timers.t.period=2s"};
    struct sim_text text;
    char digest[64];
    struct folder f;

    begin(&f);
    write_file(&f, "drivers/a.yaml", DRIVER("a", "1us"));
    load(&f, HEAD "include: [drivers/a.yaml]\n", overrides, 1);
    snprintf(digest, sizeof digest, "%s", f.b.s.input_digest);
    sim_text_init(&text);
    scn_filled_print(&text, &f.b.s.filled, f.b.s.parameters, f.b.s.parameter_count);
    CHECK(strstr(text.data, "include") == NULL);
    bench_done(&f.b);
    load(&f, text.data, NULL, 0);
    CHECK_INT(f.b.s.plan.timers[0].period_ns, ==, 2000000000);
    CHECK_TEXT(f.b.s.input_digest, digest);
    sim_text_deinit(&text);
    end(&f);
}

/* Data lie beside the file that names them; what is read decides the digest of the input. */
TEST(data_files_are_found_beside_the_included_file)
{
    struct folder f;
    char digest[64];

    begin(&f);
    write_file(&f, "drivers/times.csv", "1\n2\n3\n");
    write_file(&f, "drivers/a.yaml", DRIVER("a", "{empirical: {file: times.csv, unit: us}}"));
    load(&f, HEAD "include: [drivers/a.yaml]\n", NULL, 0);
    CHECK_TEXT(bench_said(&f.b), "");
    snprintf(digest, sizeof digest, "%s", f.b.s.input_digest);
    write_file(&f, "drivers/a.yaml",
               "# again\n" DRIVER("a", "{empirical: {file: times.csv, unit: us}}"));
    bench_done(&f.b);
    load(&f, HEAD "include: [drivers/a.yaml]\n", NULL, 0);
    CHECK_TEXT(f.b.s.input_digest, digest);   /* a comment decides nothing */
    write_file(&f, "drivers/times.csv", "1\n2\n4\n");
    bench_done(&f.b);
    load(&f, HEAD "include: [drivers/a.yaml]\n", NULL, 0);
    CHECK(strcmp(digest, f.b.s.input_digest) != 0);
    end(&f);
}

TESTS(ENTRY(included_drivers_join_those_of_the_scenario),
      ENTRY(a_file_that_two_others_need_is_read_once),
      ENTRY(a_mistake_is_shown_in_the_file_in_which_it_is),
      ENTRY(files_that_include_each_other_are_refused),
      ENTRY(what_cannot_be_included_is_said),
      ENTRY(overrides_reach_into_included_drivers_and_stay_overrides),
      ENTRY(the_canonical_form_of_an_override_of_an_included_driver_gives_the_same_digest),
      ENTRY(data_files_are_found_beside_the_included_file))
