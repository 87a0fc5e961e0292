/*
 * Parameters that the timeline sets.
 *
 * A path is that of the file, as in --set; or it is the path of a variable. An arrival process, the
 * duration of a step and the service of a target are read from the value alone. For all else the
 * scenario is read once more as the timeline has made it by then, and what differs is what changes
 * (variants.h). Values that several devices share change for all of them.
 */
#include "scenarios/language/settings.h"

#include <string.h>

#include "model/machine/changes.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/settable.h"
#include "scenarios/language/suggest.h"
#include "scenarios/language/variants.h"
#include "sim/base/arena.h"

#define VARIANTS_MAX 256u            /* readings of the scenario for its timeline          */
#define NODES_MAX 400000u            /* of the tree, all those readings together           */

/* The scenario as the timeline has made it so far. */
struct present {
    struct scn_build *build;
    const struct scn_node *root;
    struct mdl_plan plan;             /* of the last variant, at first of the scenario itself */
    uint32_t variants, nodes;         /* read so far; nodes of one reading                    */
    bool is_stale;                    /* a value of this entry is not in the plan yet         */
};

/* Does a scalar in it say that nobody measured it? */
static bool has_assumed(const struct scn_node *node)
{
    bool found = node->kind == SCN_TREE_SCALAR && node->text[0] == '~' && node->text[1] != '\0';

    for (uint32_t i = 0; i < node->count && node->kind != SCN_TREE_SCALAR && !found; i++) {
        found = has_assumed(node->kind == SCN_TREE_MAP ? node->pairs[i].value : node->items[i]);
    }
    return found;
}

uint32_t scn_settings_read(struct scn_build *b, const struct scn_node *map, uint64_t at)
{
    if (map->kind != SCN_TREE_MAP || map->count == 0) {
        scn_diags_add(b->diags, SCN_S_WRONG_TYPE, map->at, NULL,
                      "'set' is a map: {drivers.nic.interrupts.rx.arrivals: {poisson: 100/s}}");
        return 0;
    }
    for (uint32_t i = 0; i < map->count; i++) {
        *(struct scn_setting *)scn_build_push(b, &b->settings) =
            (struct scn_setting){map->pairs[i].key, map->pairs[i].value};
        if (has_assumed(map->pairs[i].value)) {
            scn_build_assume(b, "~", sim_arena_print(b->arena, "%s from %s on",
                                                     map->pairs[i].key->text,
                                                     scn_values_text_duration(b->arena, at)),
                             scn_values_text_node(b->arena, map->pairs[i].value), "assumed",
                             MDL_NONE);
        }
    }
    return map->count;
}

/* The node that the file has there: at each map the longest key that fits. */
static const struct scn_node *node_at(const struct scn_node *node, const char *path)
{
    while (node != NULL && *path != '\0') {
        const struct scn_node *next = NULL;
        size_t length = strcspn(path, ".");

        if (node->kind == SCN_TREE_LIST) {
            uint32_t index = 0;

            for (size_t i = 0; i < length && index < node->count; i++) {
                index = path[i] >= '0' && path[i] <= '9'
                            ? index * 10u + (uint32_t)(path[i] - '0') : node->count;
            }
            next = index < node->count ? node->items[index] : NULL;
        }
        for (uint32_t i = 0; node->kind == SCN_TREE_MAP && i < node->count; i++) {
            const char *key = node->pairs[i].key->text;
            size_t fits = strlen(key);

            if (strncmp(path, key, fits) == 0 && (path[fits] == '.' || path[fits] == '\0')
                && (next == NULL || fits > length)) {
                next = node->pairs[i].value;
                length = fits;
            }
        }
        node = next;
        path += length + (path[length] == '.');
    }
    return node;
}

static struct mdl_change *add(struct scn_build *b, enum mdl_change_kind kind, uint32_t object)
{
    struct mdl_change *change = scn_build_push(b, &b->changes);

    change->kind = kind;
    change->object = object;
    return change;
}

static bool set_variable(struct scn_build *b, const struct scn_setting *setting)
{
    uint32_t index = sim_intern_find(&b->symbol_paths, setting->path->text);
    struct scn_symbol *symbol;
    int64_t value;

    if (index == SIM_INTERN_NONE
        || SCN_AT(struct scn_symbol, b->symbols, index)->kind != MDL_OBJECT_VARIABLE) {
        return false;
    }
    symbol = SCN_AT(struct scn_symbol, b->symbols, index);
    symbol->used = true;
    if (scn_values_whole(&b->values, setting->value, INT64_MIN / 2, INT64_MAX / 2, &value)) {
        add(b, MDL_CHANGE_VARIABLE, symbol->id)->value = value;
    }
    return true;
}

static void set_arrivals(struct scn_build *b, const struct scn_node *value, uint32_t stream)
{
    struct sim_arrivals arrivals = {0};
    bool assumed = false;

    if (scn_values_arrivals(&b->values, value, &arrivals, &assumed)) {
        add(b, MDL_CHANGE_ARRIVALS, stream)->arrivals = arrivals;
    }
}

static void set_law(struct scn_build *b, const struct scn_node *value, uint32_t draw)
{
    struct sim_law law;
    bool assumed = false;

    if (scn_values_duration_law(&b->values, value, &law, &assumed)) {
        add(b, MDL_CHANGE_LAW, draw)->law = law;
    }
}

/* All that was made from this node gets this value. */
static bool set_node(struct scn_build *b, const struct scn_node *node,
                     const struct scn_node *value)
{
    bool found = false;

    for (uint32_t i = 0; i < b->changeables.count; i++) {
        const struct scn_changeable *c = SCN_AT(struct scn_changeable, b->changeables, i);

        if (c->node != node) {
            continue;
        }
        found = true;
        if (c->kind == MDL_CHANGE_ARRIVALS) {
            set_arrivals(b, value, c->id);
        } else {
            set_law(b, value, c->id);
        }
    }
    return found;
}

/* A map of arrivals may have more than their instants. */
static bool has_more(const struct scn_node *node)
{
    if (node != NULL && node->kind == SCN_TREE_LIST) {
        return true;
    }
    return node != NULL && node->kind == SCN_TREE_MAP
           && (scn_tree_get(node, "capacity") != NULL || scn_tree_get(node, "moderation") != NULL);
}

static bool is_of_device(const char *part)
{
    return strncmp(part, "capacity", 8) == 0 || strncmp(part, "moderation", 10) == 0;
}

/*
 * Arrivals, a duration in a callback or a service, or a part of one, as in 'arrivals.poisson': what
 * was made from it gets the value that it has now as a whole. False: it is something else.
 */
static bool set_at_once(struct present *p, const struct scn_setting *setting,
                        const struct scn_node *root)
{
    const char *path = setting->path->text, *part = "";
    char *whole = sim_arena_copy(p->build->arena, path, strlen(path));

    for (;;) {
        const struct scn_node *written = node_at(p->build->root, whole), *now;
        char *dot = strrchr(whole, '.');

        now = node_at(root, whole);
        if (written != NULL && now != NULL && !is_of_device(part)
            && set_node(p->build, written, now)) {
            p->is_stale = p->is_stale || has_more(node_at(p->root, whole)) || has_more(now);
            return true;
        }
        if (dot == NULL) {
            return false;
        }
        *dot = '\0';
        part = path + (dot - whole) + 1;
    }
}

/* ---- what cannot be set ---------------------------------------------------------------------- */

static void say_one_of_several(struct scn_build *b, const struct scn_setting *setting,
                               enum scn_key key)
{
    const char *path = scn_diags_quote(b->diags, setting->path->text);
    const struct scn_node *value = setting->value;
    enum scn_section inner;

    scn_diags_add(b->diags, SCN_S_SET_WHOLE, setting->path->at, NULL,
                  "a timeline sets one parameter at a time, and '%s' has several", path);
    if (value->kind == SCN_TREE_MAP && value->count > 0
        && value->pairs[0].value->kind == SCN_TREE_SCALAR) {
        scn_diags_hint(b->diags, "write {%s.%s: %s%s}", path, value->pairs[0].key->text,
                       value->pairs[0].value->text, value->count > 1 ? ", ..." : "");
    } else if (scn_schema_inside(key, &inner) && scn_schema_row(key)->type != SCN_TYPE_NAMED) {
        uint32_t count;
        enum scn_key first = scn_schema_first(inner, &count);

        scn_diags_hint(b->diags, "as in {%s.%s: ...}", path, scn_schema_row(first)->name);
    }
}

static void say_code(struct scn_build *b, const struct scn_setting *setting)
{
    scn_diags_add(b->diags, SCN_S_SET_CODE, setting->path->at, NULL,
                  "'%s' would be other code: steps and callbacks stay what they are",
                  scn_diags_quote(b->diags, setting->path->text));
    scn_diags_hint(b->diags, "durations, counts, weights and what a condition compares with may "
                             "change; to take another way, test a variable with 'if' and set that");
}

/* An object that is not in the file: its name, and the nearest one there. */
static void say_no_name(struct scn_build *b, const struct scn_setting *setting,
                        const struct scn_settable *found)
{
    struct scn_suggest near = {
        .wanted = sim_arena_copy(b->arena, found->text, strcspn(found->text, "."))};
    const struct scn_node *there = found->node;

    for (uint32_t i = 0; there != NULL && there->kind == SCN_TREE_MAP && i < there->count; i++) {
        scn_suggest_offer(&near, there->pairs[i].key->text);
    }
    scn_diags_add(b->diags, SCN_S_DANGLING_NAME, setting->path->at, NULL,
                  "nothing under '%s' is called '%s'", scn_schema_row(found->key)->name,
                  scn_diags_quote(b->diags, near.wanted));
    if (near.best != NULL) {
        scn_diags_label(b->diags, "did you mean '%s'?", near.best);
    }
}

static bool may_be_set(struct scn_build *b, const struct scn_setting *setting,
                       const struct scn_settable *found)
{
    const char *path = scn_diags_quote(b->diags, setting->path->text);

    switch (found->kind) {
    case SCN_SETTABLE_NOT:
        scn_diags_add(b->diags, SCN_S_CANNOT_CHANGE, setting->path->at, NULL,
                      "'%s' cannot change while the scenario runs: %s", path, found->text);
        return false;
    case SCN_SETTABLE_SEVERAL:
        say_one_of_several(b, setting, found->key);
        return false;
    case SCN_SETTABLE_NO_NAME:
        say_no_name(b, setting, found);
        return false;
    case SCN_SETTABLE_CODE:
        if (setting->value->kind == SCN_TREE_LIST) {
            say_code(b, setting);
            return false;
        }
        return true;
    default:
        return true;
    }
}

/* ---- entries, in the order of their times ---------------------------------------------------- */

/* The first word is neither a section of the file nor a driver with that variable. */
static bool is_nowhere(struct scn_build *b, const struct scn_setting *setting)
{
    char *first = sim_arena_copy(b->arena, setting->path->text,
                                 strcspn(setting->path->text, "."));

    if (scn_schema_find(SCN_SECTION_ROOT, first) != SCN_KEY_COUNT) {
        return false;
    }
    scn_diags_add(b->diags, SCN_S_DANGLING_NAME, setting->path->at, NULL,
                  "there is no parameter and no variable '%s'",
                  scn_diags_quote(b->diags, setting->path->text));
    scn_diags_hint(b->diags, "the path is that of the file, as in "
                             "drivers.nic.interrupts.rx.arrivals, or that of a variable, as in "
                             "nic.busy");
    return true;
}

static void resolve(struct present *p, const struct scn_setting *setting)
{
    struct scn_build *b = p->build;
    uint32_t errors = b->diags->error_count;
    struct scn_settable found;
    const struct scn_node *root;

    if (set_variable(b, setting) || is_nowhere(b, setting)) {
        return;
    }
    found = scn_settable_find(p->root, setting->path->text);
    if (!may_be_set(b, setting, &found)) {
        return;
    }
    root = scn_tree_replace(b->arena, p->root, setting->path->text, setting->path->at,
                            setting->value, b->diags);
    if (b->diags->error_count == errors) {
        p->is_stale = !set_at_once(p, setting, root) || p->is_stale;
        p->root = root;
    }
}

static uint32_t count_nodes(const struct scn_node *node)
{
    uint32_t count = 1;

    for (uint32_t i = 0; i < node->count && node->kind != SCN_TREE_SCALAR; i++) {
        count += count_nodes(node->kind == SCN_TREE_LIST ? node->items[i] : node->pairs[i].value);
    }
    return count;
}

/* Reading a scenario again and again is bounded, whatever its timeline. */
static bool may_read_again(struct present *p, const struct scn_setting *setting)
{
    if (p->variants < VARIANTS_MAX && p->variants * p->nodes < NODES_MAX) {
        p->variants++;
        return true;
    }
    if (p->variants != UINT32_MAX) {
        scn_diags_add(p->build->diags, SCN_S_OUT_OF_RANGE, setting->path->at, NULL,
                      "the timeline sets too much: at most %u entries may set anything but "
                      "variables, arrivals, durations of steps and services, and fewer in a "
                      "scenario of this size", VARIANTS_MAX);
        p->variants = UINT32_MAX;
    }
    return false;
}

static void give(void *self, const struct mdl_change *change)
{
    struct present *p = self;
    struct scn_build *b = p->build;

    *(struct mdl_change *)scn_build_push(b, &b->changes) = *change;
}

static void reserve_threads(struct scn_build *b, const struct mdl_plan *plan)
{
    for (uint32_t i = 0; i < b->pools.count; i++) {
        struct mdl_pool *pool = SCN_AT(struct mdl_pool, b->pools, i);

        if (plan->pools[i].thread_max > pool->thread_max) {
            pool->thread_max = plan->pools[i].thread_max;
        }
    }
}

/* Everything that was set at this time, together. */
static void read_again(struct present *p, const struct scn_setting *setting)
{
    struct mdl_plan plan;

    if (!may_read_again(p, setting)
        || !scn_variants_compile(p->build, p->root, &plan)
        || p->build->diags->error_count > 0) {
        return;
    }
    if (!scn_variants_are_alike(&p->plan, &plan)) {
        say_code(p->build, setting);
        return;
    }
    mdl_changes_compare(&p->plan, &plan, give, p);
    reserve_threads(p->build, &plan);
    p->plan = plan;
}

void scn_settings_resolve(struct scn_build *b)
{
    struct present p = {.build = b, .root = b->root};

    if (b->settings.count == 0) {
        return;
    }
    p.nodes = count_nodes(b->root);
    scn_variants_view(b, &p.plan);
    for (uint32_t i = 0; i < b->happenings.count; i++) {
        struct mdl_happening *happening = SCN_AT(struct mdl_happening, b->happenings, i);
        uint32_t first = b->changes.count;
        const struct scn_setting *setting = NULL;

        if (happening->kind != MDL_HAPPENING_SET) {
            continue;
        }
        p.is_stale = false;
        for (uint32_t k = 0; k < happening->number; k++) {
            setting = SCN_AT(struct scn_setting, b->settings, happening->object + k);
            resolve(&p, setting);
        }
        if (p.is_stale) {
            read_again(&p, setting);
        }
        happening->object = first;
        happening->number = b->changes.count - first;
    }
}

bool scn_settings_touch(const struct scn_build *b, const char *prefix)
{
    for (uint32_t i = 0; i < b->settings.count; i++) {
        const struct scn_setting *setting = SCN_AT(struct scn_setting, b->settings, i);

        if (strncmp(setting->path->text, prefix, strlen(prefix)) == 0) {
            return true;
        }
    }
    return false;
}
