/*
 * The sweep.
 *
 * Paths are written as --set takes them, {pool.delayed.threads: [3, 7]}, or as nested maps. A
 * value keeps the place where it was written, so a mistake in it points into the sweep; as an
 * override of a stored run it becomes text.
 */
#include "scenarios/language/sweep.h"

#include <string.h>

#include "scenarios/language/diags.h"
#include "scenarios/language/scenario.h"
#include "scenarios/language/tree.h"
#include "scenarios/language/values.h"
#include "sim/base/arena.h"

#define KEYS_MAX 8u
#define POINTS_MAX 10000u

struct swept {                        /* a path and its values, where they stand */
    const char *path;
    struct scn_range at;
    const struct scn_node *const *values;
    uint32_t count;
};

struct reader {
    struct sim_arena *arena;
    struct scn_diags *diags;
    const struct scn_node *root;
    struct swept keys[KEYS_MAX];
    uint32_t count;
};

static struct scn_range mark(const struct scn_node *node)
{
    struct scn_range at = node->at;

    at.length = at.length == 0 ? 1 : at.length;
    return at;
}

/* What all points have in common: '' or why this path cannot be swept. */
static const char *refusal(const char *path)
{
    static const char *const common[] = {"wtsim", "scenario", "include", "expect", "lesson",
                                         "sweep"};
    size_t length = strcspn(path, ".");

    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++) {
        if (strlen(common[i]) == length && strncmp(path, common[i], length) == 0) {
            return "is the same in all points";
        }
    }
    return "";
}

static bool is_new(const struct reader *r, const char *path, const struct scn_node *key)
{
    for (uint32_t i = 0; i < r->count; i++) {
        if (strcmp(r->keys[i].path, path) == 0) {
            scn_diags_add(r->diags, SCN_S_DOUBLE_KEY, mark(key), NULL, "'%s' is swept twice",
                          scn_diags_quote(r->diags, path));
            scn_diags_note(r->diags, r->keys[i].at, "the first time");
            return false;
        }
    }
    return true;
}

static void add_key(struct reader *r, const char *path, const struct scn_node *key,
                    const struct scn_node *const *values, uint32_t count)
{
    uint32_t errors = r->diags->error_count;

    if (refusal(path)[0] != '\0') {
        scn_diags_add(r->diags, SCN_S_SWEEP, mark(key), NULL, "'%s' %s",
                      scn_diags_quote(r->diags, path), refusal(path));
        return;
    }
    if (r->count == KEYS_MAX) {
        scn_diags_add(r->diags, SCN_S_SWEEP, mark(key), NULL, "at most %u parameters are swept",
                      KEYS_MAX);
        return;
    }
    scn_tree_replace(r->arena, r->root, path, mark(key), values[0], r->diags);
    if (is_new(r, path, key) && r->diags->error_count == errors) {
        r->keys[r->count++] = (struct swept){path, mark(key), values, count};
    }
}

static bool is_empty(const struct scn_node *node)
{
    return node->kind == SCN_TREE_SCALAR ? node->text[0] == '\0' && !node->quoted
                                         : node->count == 0;
}

/* A map continues the path, a list ends it. At most 64 levels: trees are no deeper. */
static void read_map(struct reader *r, const char *before, const struct scn_node *map)
{
    for (uint32_t i = 0; i < map->count; i++) {
        const struct scn_node *key = map->pairs[i].key, *value = map->pairs[i].value;
        const char *path = before[0] == '\0'
                               ? key->text
                               : sim_arena_print(r->arena, "%s.%s", before, key->text);

        if (is_empty(value)) {
            scn_diags_add(r->diags, SCN_S_SWEEP, mark(key), NULL, "'%s' has no values to try",
                          scn_diags_quote(r->diags, path));
        } else if (value->kind == SCN_TREE_MAP) {
            read_map(r, path, value);
        } else if (value->kind == SCN_TREE_LIST) {
            add_key(r, path, key, value->items, value->count);
        } else {
            scn_diags_add(r->diags, SCN_S_SWEEP, mark(value), NULL,
                          "the values to try are a list");
            scn_diags_label(r->diags, "write [%s]", scn_diags_quote(r->diags, value->text));
        }
    }
}

/* The product of the counts; 0 when it is too large, which is told. */
static uint32_t count_points(const struct reader *r, const struct scn_node *sweep)
{
    uint64_t points = 1;

    for (uint32_t i = 0; i < r->count && points <= POINTS_MAX; i++) {
        points *= r->keys[i].count;
    }
    if (points <= POINTS_MAX) {
        return r->count == 0 ? 0 : (uint32_t)points;
    }
    scn_diags_add(r->diags, SCN_S_SWEEP, mark(sweep), NULL,
                  "more than %u points: all combinations are run", POINTS_MAX);
    return 0;
}

static void publish(const struct reader *r, struct scn_scenario *scenario)
{
    struct scn_sweep_key *keys = sim_arena_array(r->arena, r->count + 1u, sizeof *keys);

    for (uint32_t i = 0; i < r->count; i++) {
        const char **values = sim_arena_array(r->arena, r->keys[i].count, sizeof *values);

        for (uint32_t k = 0; k < r->keys[i].count; k++) {
            values[k] = scn_values_text_node(r->arena, r->keys[i].values[k]);
        }
        keys[i] = (struct scn_sweep_key){r->keys[i].path, values, r->keys[i].count};
    }
    scenario->sweep = keys;
    scenario->sweep_count = r->count;
}

/* Overrides of the command line that are no part of the sweep, then room for those of a point. */
static const char **own_overrides(const struct reader *r, struct scn_scenario *scenario)
{
    const char **all = sim_arena_array(r->arena, scenario->override_count + r->count + 1u,
                                       sizeof *all);
    uint32_t count = 0;

    for (uint32_t i = 0; i < scenario->override_count; i++) {
        const char *one = scenario->overrides[i];

        if (strncmp(one, "sweep", 5) != 0 || strchr(".=", one[5]) == NULL) {
            all[count++] = one;
        }
    }
    scenario->overrides = all;
    scenario->override_count = count;
    return all;
}

static const struct scn_node *make_point(const struct reader *r, uint32_t point,
                                         struct scn_scenario *scenario)
{
    const char **overrides = own_overrides(r, scenario);
    const struct scn_node *root = r->root;
    uint32_t rest = point - 1, room = scenario->point_count;

    for (uint32_t i = 0; i < r->count; i++) {
        const struct swept *key = &r->keys[i];

        room /= key->count;
        uint32_t value = rest / room;

        rest %= room;
        root = scn_tree_replace(r->arena, root, key->path, key->at, key->values[value], r->diags);
        overrides[scenario->override_count++] = sim_arena_print(
            r->arena, "%s=%s", key->path, scenario->sweep[i].values[value]);
    }
    return root;
}

const struct scn_node *scn_sweep_read(struct sim_arena *arena, const struct scn_node *root,
                                      uint32_t point, struct scn_diags *diags,
                                      struct scn_scenario *scenario)
{
    struct reader r = {.arena = arena, .diags = diags, .root = root};
    const struct scn_node *sweep = root->kind == SCN_TREE_MAP ? scn_tree_get(root, "sweep") : NULL;

    if (sweep == NULL || is_empty(sweep)) {
        return root;
    }
    if (sweep->kind != SCN_TREE_MAP) {
        scn_diags_add(diags, SCN_S_SWEEP, mark(sweep), NULL,
                      "a sweep is a map of paths: {pool.delayed.threads: [3, 7, 16]}");
        return root;
    }
    read_map(&r, "", sweep);
    publish(&r, scenario);
    scenario->point_count = count_points(&r, sweep);
    return point == 0 || point > scenario->point_count ? root : make_point(&r, point, scenario);
}
