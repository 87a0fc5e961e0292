/*
 * Parameters that the timeline sets.
 *
 * A path is that of the file, as in --set, and leads to an arrival process, to the duration of a
 * step in a callback, or to the service of a target; or it is the path of a variable. What else is
 * written in a scenario is built in when the machine is, and cannot change while it runs. Values
 * that several devices share change for all of them.
 */
#include "scenarios/language/settings.h"

#include <string.h>

#include "scenarios/language/diags.h"
#include "scenarios/language/names.h"
#include "sim/base/arena.h"

uint32_t scn_settings_read(struct scn_build *b, const struct scn_node *map)
{
    if (map->kind != SCN_TREE_MAP || map->count == 0) {
        scn_diags_add(b->diags, SCN_S_WRONG_TYPE, map->at, NULL,
                      "'set' is a map: {drivers.nic.interrupts.rx.arrivals: {poisson: 100/s}}");
        return 0;
    }
    for (uint32_t i = 0; i < map->count; i++) {
        *(struct scn_setting *)scn_build_push(b, &b->settings) =
            (struct scn_setting){map->pairs[i].key, map->pairs[i].value};
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

static void set_arrivals(struct scn_build *b, const struct scn_setting *setting, uint32_t stream)
{
    struct sim_arrivals arrivals = {0};
    bool assumed = false;

    if (!scn_values_arrivals(&b->values, setting->value, &arrivals, &assumed)) {
        return;
    }
    if (arrivals.kind != SIM_ARRIVALS_PERIODIC && arrivals.kind != SIM_ARRIVALS_RENEWAL) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, setting->value->at, NULL,
                      "a timeline can set arrivals to periodic, poisson or interarrival ones");
        return;
    }
    add(b, MDL_CHANGE_ARRIVALS, stream)->arrivals = arrivals;
}

static void set_law(struct scn_build *b, const struct scn_setting *setting, uint32_t draw)
{
    struct sim_law law;
    bool assumed = false;

    if (scn_values_duration_law(&b->values, setting->value, &law, &assumed)) {
        add(b, MDL_CHANGE_LAW, draw)->law = law;
    }
}

static bool is_changeable(const struct scn_build *b, const struct scn_node *node)
{
    for (uint32_t i = 0; i < b->changeables.count; i++) {
        if (SCN_AT(struct scn_changeable, b->changeables, i)->node == node) {
            return true;
        }
    }
    return false;
}

/* All that was made from this node. */
static bool set_node(struct scn_build *b, const struct scn_setting *setting,
                     const struct scn_node *node)
{
    bool found = false;

    for (uint32_t i = 0; i < b->changeables.count; i++) {
        const struct scn_changeable *c = SCN_AT(struct scn_changeable, b->changeables, i);

        if (c->node != node) {
            continue;
        }
        found = true;
        if (c->kind == MDL_CHANGE_ARRIVALS) {
            set_arrivals(b, setting, c->id);
        } else {
            set_law(b, setting, c->id);
        }
    }
    return found;
}

/* A part of what can change, as in 'arrivals.poisson': all of it, with that part changed. */
static bool set_part(struct scn_build *b, const struct scn_setting *setting)
{
    char *whole = sim_arena_copy(b->arena, setting->path->text, strlen(setting->path->text));
    char *dot;

    while ((dot = strrchr(whole, '.')) != NULL) {
        const char *part = setting->path->text + (dot - whole) + 1;
        const struct scn_node *node, *root;

        *dot = '\0';
        node = node_at(b->root, whole);
        if (node == NULL || !is_changeable(b, node)) {
            continue;
        }
        if (strncmp(part, "capacity", 8) == 0 || strncmp(part, "moderation", 10) == 0) {
            return false;
        }
        root = scn_tree_replace(b->arena, b->root, setting->path->text, setting->path->at,
                                setting->value, b->diags);
        const struct scn_setting changed = {
            .path = setting->path, .value = root == NULL ? setting->value : node_at(root, whole)};

        return set_node(b, &changed, node);
    }
    return false;
}

static void resolve(struct scn_build *b, const struct scn_setting *setting)
{
    const struct scn_node *node;

    if (set_variable(b, setting)) {
        return;
    }
    node = node_at(b->root, setting->path->text);
    if (node == NULL) {
        scn_diags_add(b->diags, SCN_S_DANGLING_NAME, setting->path->at, NULL,
                      "nothing is written at '%s'",
                      scn_diags_quote(b->diags, setting->path->text));
        scn_diags_hint(b->diags, "the path is that of the file, as in "
                                 "drivers.nic.interrupts.rx.arrivals, or that of a variable");
    } else if (!set_node(b, setting, node) && !set_part(b, setting)) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, setting->path->at, NULL,
                      "'%s' cannot change while the scenario runs",
                      scn_diags_quote(b->diags, setting->path->text));
        scn_diags_hint(b->diags, "what can: arrivals, durations in callbacks, the service of "
                                 "targets, variables");
    }
}

void scn_settings_resolve(struct scn_build *b)
{
    for (uint32_t i = 0; i < b->happenings.count; i++) {
        struct mdl_happening *happening = SCN_AT(struct mdl_happening, b->happenings, i);
        uint32_t first = b->changes.count;

        if (happening->kind != MDL_HAPPENING_SET) {
            continue;
        }
        for (uint32_t k = 0; k < happening->number; k++) {
            resolve(b, SCN_AT(struct scn_setting, b->settings, happening->object + k));
        }
        happening->object = first;
        happening->number = b->changes.count - first;
    }
}
