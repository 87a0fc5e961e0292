/*
 * From text to a checked scenario: text, tree, overrides, objects, steps, plan.
 *
 * Each stage goes on after mistakes, so that one pass reports all of them; only a text that is no
 * YAML at all ends early.
 */
#include "scenarios/language/scenario.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "scenarios/language/build.h"
#include "scenarios/language/canonical.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/expect.h"
#include "scenarios/language/files.h"
#include "scenarios/language/include.h"
#include "scenarios/language/lesson.h"
#include "scenarios/language/machine.h"
#include "scenarios/language/pools.h"
#include "scenarios/language/settings.h"
#include "scenarios/language/stages.h"
#include "scenarios/language/stopping.h"
#include "scenarios/language/sweep.h"
#include "scenarios/language/tree.h"
#include "scenarios/language/view.h"
#include "scenarios/language/walk.h"
#include "scenarios/language/window.h"
#include "sim/base/arena.h"
#include "sim/base/digest.h"

#define TEXT_MAX (4u * 1024 * 1024)

static void read_head(struct scn_build *b, const struct scn_view *root)
{
    const struct scn_node *name = scn_view_node(root, SCN_KEY_ROOT_scenario);
    int64_t version = 1;

    if (scn_view_node(root, SCN_KEY_ROOT_wtsim) != NULL
        && scn_view_whole(root, SCN_KEY_ROOT_wtsim, 0, INT64_MAX, &version) && version != 1) {
        scn_diags_add(b->diags, SCN_S_VERSION, scn_view_node(root, SCN_KEY_ROOT_wtsim)->at, NULL,
                      "this program reads version 1 of the language");
    }
    b->scenario->name = "";
    if (name != NULL) {
        scn_values_name(&b->values, name, &b->scenario->name);
    }
    scn_view_text(root, SCN_KEY_ROOT_title, &b->scenario->title);
    scn_view_text(root, SCN_KEY_ROOT_about, &b->scenario->about);
}

static void compile(struct scn_build *b)
{
    struct mdl_plan *plan = &b->scenario->plan;
    struct scn_view root;

    if (!scn_stages_read(b, &root)) {
        return;
    }
    read_head(b, &root);
    scn_stages_make(b, &root);
    scn_settings_resolve(b);
    scn_pools_number(b, plan);
    scn_window_decide(b, plan);
    scn_expect_read(b, &root);
    scn_stopping_decide(b);
    scn_lesson_read(b, &root);
    scn_build_plan(b, plan);
    if (b->diags->error_count == 0) {
        scn_window_steady(b, plan);
    }
    scn_walk_check(b);
    b->scenario->machine_line = scn_machine_line(b);
    b->scenario->expectations = b->expectations.items;
    b->scenario->expectation_count = b->expectations.count;
    scn_canonical_finish(b);
}

static const struct scn_node *read_tree(struct sim_arena *arena, const char *text,
                                        uint64_t length, const char *const *overrides,
                                        uint32_t override_count, struct scn_diags *diags,
                                        struct scn_files *files, uint32_t *ret_file_count)
{
    const struct scn_node *root = NULL;

    if (!scn_tree_parse(arena, text, length, 0, diags, &root)) {
        return NULL;                  /* what is missing would only give follow-up mistakes */
    }
    root = root == NULL ? NULL : scn_include_files(arena, root, diags, files);
    *ret_file_count = diags->source_count;
    for (uint32_t i = 0; i < override_count && root != NULL; i++) {
        uint32_t source = scn_diags_source(
            diags, sim_arena_print(arena, "--set %s", overrides[i]), overrides[i]);
        const struct scn_node *changed = scn_tree_override(arena, root, overrides[i], source,
                                                           diags);

        root = changed == NULL ? root : changed;
    }
    return root;
}

static bool parse(struct scn_files *files, const char *name, const char *text, uint64_t length,
                  const char *const *overrides, uint32_t override_count, uint32_t point,
                  struct scn_diags *diags, struct scn_scenario *ret_scenario)
{
    struct sim_arena *arena = files->arena;
    const char *copy = sim_arena_copy(arena, text, length);
    struct scn_build *b = sim_arena_alloc(arena, sizeof *b);
    uint32_t file_count = 1;
    const struct scn_node *root;

    *ret_scenario = (struct scn_scenario){
        .path = name, .name = "", .text = copy, .warm_up = "none", .replications = 1,
        .overrides = overrides, .override_count = override_count,
        .text_digest = sim_arena_print(
            arena, "%016llx",
            (unsigned long long)sim_digest_bytes(SIM_DIGEST_START, text, length))};
    scn_diags_source(diags, name, copy);
    root = read_tree(arena, copy, length, overrides, override_count, diags, files,
                     &file_count);
    if (root == NULL) {
        return false;
    }
    root = scn_sweep_read(arena, root, point, diags, ret_scenario);
    root = scn_draw_apply(arena, root, diags, &ret_scenario->draws);
    ret_scenario->root = root;
    scn_build_init(b, arena, diags, root, ret_scenario);
    b->values.files = files;
    b->file_count = b->values.file_count = file_count;
    compile(b);
    ret_scenario->files = files->items;
    ret_scenario->file_count = files->count;
    ret_scenario->filled = (struct scn_filled){root, b->fills.items, b->fills.count, file_count};
    return diags->error_count == 0;
}

bool scn_scenario_parse(struct sim_arena *arena, const char *name, const char *text,
                        uint64_t length, const char *const *overrides, uint32_t override_count,
                        struct scn_diags *diags, struct scn_scenario *ret_scenario)
{
    return scn_scenario_parse_point(arena, name, text, length, overrides, override_count, 0, diags,
                                    ret_scenario);
}

bool scn_scenario_parse_point(struct sim_arena *arena, const char *name, const char *text,
                              uint64_t length, const char *const *overrides,
                              uint32_t override_count, uint32_t point, struct scn_diags *diags,
                              struct scn_scenario *ret_scenario)
{
    struct scn_files files = {.arena = arena, .directory = scn_include_directory(arena, name)};

    return parse(&files, name, text, length, overrides, override_count, point, diags,
                 ret_scenario);
}

bool scn_scenario_parse_stored(struct sim_arena *arena, const char *name,
                               const struct mdl_answer *run, struct scn_diags *diags,
                               struct scn_scenario *ret_scenario)
{
    struct scn_files files = {.arena = arena, .directory = scn_include_directory(arena, name),
                              .stored = run->files, .stored_count = run->file_count};

    return parse(&files, name, run->scenario_text, strlen(run->scenario_text), run->overrides,
                 run->override_count, 0, diags, ret_scenario);
}

static bool unreadable(struct scn_diags *diags, const char *path, const char *why)
{
    uint32_t source = scn_diags_source(diags, path, NULL);

    diags->missing = true;
    scn_diags_add(diags, SCN_S_NO_FILE, (struct scn_range){.source = source}, NULL,
                  "cannot read '%s': %s", path, why);
    return false;
}

/* At most one byte more than is allowed, so that the tree can say that it is too large. */
static char *read_all(struct sim_arena *arena, FILE *file, size_t *ret_length, bool *ret_failed)
{
    size_t capacity = 64 * 1024, length = 0;
    char *text = sim_arena_alloc(arena, capacity);

    for (;;) {
        size_t got = fread(text + length, 1, capacity - length, file);

        length += got;
        if (got == 0 || length > TEXT_MAX) {
            break;
        }
        if (length == capacity) {
            char *larger = sim_arena_alloc(arena, capacity * 2);

            memcpy(larger, text, length);
            text = larger;
            capacity *= 2;
        }
    }
    *ret_failed = ferror(file) != 0;
    *ret_length = length;
    return text;
}

bool scn_scenario_load(struct sim_arena *arena, const char *path, const char *const *overrides,
                       uint32_t override_count, struct scn_diags *diags,
                       struct scn_scenario *ret_scenario)
{
    bool standard = strcmp(path, "-") == 0, failed;
    FILE *file = standard ? stdin : fopen(path, "rb");
    size_t length;
    char *text;

    *ret_scenario = (struct scn_scenario){.path = path, .name = "", .text = ""};
    if (file == NULL) {
        return unreadable(diags, path, strerror(errno));
    }
    text = read_all(arena, file, &length, &failed);
    int why = errno;

    if (!standard) {
        fclose(file);
    }
    if (failed) {
        return unreadable(diags, path, strerror(why));
    }
    return scn_scenario_parse(arena, standard ? "<stdin>" : path, text, length, overrides,
                              override_count, diags, ret_scenario);
}
