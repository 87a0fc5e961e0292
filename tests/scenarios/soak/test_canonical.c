/*
 * The canonical form is the same scenario: written out with every default (`wtsim check
 * --canonical`), and read again, it asks the same question and gives the same history. Asked of
 * every scenario of the tree, and of random ones.
 *
 *     test_canonical ROOT [COUNT [FIRST]]    all of ROOT, COUNT random ones from seed FIRST on
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/run/replication.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/scenario.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"
#include "tests/lab.h"
#include "tests/scenarios/soak/generate.h"

#define SHORT_NS UINT64_C(300000000)   /* of a run, at most */

static const char *root = ".";
static uint64_t count = 300, first = 1;
static uint32_t files_seen;
static uint32_t without_effect;        /* warnings of the last text that was read */

static bool parse(struct sim_arena *arena, const char *name, const struct sim_text *text,
                  struct scn_scenario *ret_scenario, struct sim_text *printed)
{
    struct scn_diags diags;
    bool fine;

    without_effect = 0;
    scn_diags_init(&diags, arena);
    fine = scn_scenario_parse(arena, name, text->data, text->length, NULL, 0, &diags,
                              ret_scenario);
    if (!fine) {
        scn_diags_print(&diags, printed, false);
    }
    for (uint32_t i = 0; i < diags.count; i++) {
        without_effect += diags.items[i].number == SCN_S_NO_EFFECT ? 1u : 0u;
    }
    return fine;
}

static uint64_t history(struct scn_scenario *scenario)
{
    struct mdl_workspace *workspace;
    uint64_t fingerprint;

    if (scenario->plan.duration_ns > SHORT_NS) {
        scenario->plan.duration_ns = SHORT_NS;
    }
    workspace = mdl_replication_prepare(&scenario->plan, NULL);
    fingerprint = mdl_replication_run(workspace, scenario->seed, 0).fingerprint;
    mdl_replication_release(workspace);
    return fingerprint;
}

static void check_same(const char *name, const struct sim_text *text)
{
    struct scn_scenario written, again;
    struct sim_text canonical, printed;
    struct sim_arena arena;

    sim_arena_init(&arena);
    sim_text_init(&canonical);
    sim_text_init(&printed);
    if (parse(&arena, name, text, &written, &printed)) {
        uint32_t idle = without_effect;

        scn_filled_print(&canonical, &written.filled, written.parameters,
                         written.parameter_count);
        sim_text_deinit(&printed);
        sim_text_init(&printed);
        if (!parse(&arena, name, &canonical, &again, &printed)) {
            fail_msg("%s: its canonical form is no scenario:\n%s\n%s", name, printed.data,
                     canonical.data);
        }
        if (without_effect > idle) {
            fail_msg("%s: its canonical form has defaults that have no effect:\n%s", name,
                     canonical.data);
        }
        if (strcmp(written.input_digest, again.input_digest) != 0) {
            fail_msg("%s: its canonical form asks another question:\n%s", name, canonical.data);
        }
        if (history(&written) != history(&again)) {
            fail_msg("%s: its canonical form has another history:\n%s", name, canonical.data);
        }
        files_seen++;
    }
    sim_text_deinit(&printed);
    sim_text_deinit(&canonical);
    sim_arena_deinit(&arena);
}

static void check_file(const char *path)
{
    struct sim_text text;
    FILE *file = fopen(path, "rb");
    int c;

    assert_non_null(file);
    sim_text_init(&text);
    while ((c = getc(file)) != EOF) {
        sim_text_add_char(&text, (char)c);
    }
    fclose(file);
    if (strstr(text.data, "wtsim: 1") != NULL) {   /* else a fragment */
        check_same(path, &text);
    }
    sim_text_deinit(&text);
}

static bool ends_with(const char *name, const char *end)
{
    return strlen(name) > strlen(end) && strcmp(name + strlen(name) - strlen(end), end) == 0;
}

/* Everything below a folder; what begins with a dot, and builds, are none of ours. */
static void check_folder(const char *path)
{
    DIR *folder = opendir(path);
    struct sim_text inner;

    if (folder == NULL) {
        return;
    }
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (entry->d_name[0] == '.' || strncmp(entry->d_name, "build", 5) == 0) {
            continue;
        }
        sim_text_init(&inner);
        sim_text_print(&inner, "%s/%s", path, entry->d_name);
        if (ends_with(entry->d_name, ".yaml")) {
            check_file(inner.data);
        } else if (strchr(entry->d_name, '.') == NULL) {
            check_folder(inner.data);
        }
        sim_text_deinit(&inner);
    }
    closedir(folder);
}

TEST(every_scenario_of_the_tree_is_its_canonical_form)
{
    check_folder(root);
    CHECK_INT(files_seen, >, 50);
}

TEST(random_scenarios_are_their_canonical_form)
{
    for (uint64_t seed = first; seed < first + count; seed++) {
        struct sim_text text;
        char name[64];

        sim_text_init(&text);
        generate_scenario(seed, &text);
        snprintf(name, sizeof name, "seed %llu", (unsigned long long)seed);
        check_same(name, &text);
        sim_text_deinit(&text);
    }
    CHECK_INT(files_seen, >=, count);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {ENTRY(every_scenario_of_the_tree_is_its_canonical_form),
                                       ENTRY(random_scenarios_are_their_canonical_form)};

    root = argc > 1 ? argv[1] : root;
    count = argc > 2 ? strtoull(argv[2], NULL, 10) : count;
    first = argc > 3 ? strtoull(argv[3], NULL, 10) : first;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
