/*
 * Overrides: 'path=value', or a path and a value of a tree, make a new tree that shares everything
 * beside the path.
 *
 * A path is keys joined by dots. A key may itself contain dots, so at each map the longest key
 * that fits is taken. Maps that the file left out are made on the way.
 */
#include "scenarios/language/tree.h"

#include <string.h>

#include "scenarios/language/excerpt.h"
#include "scenarios/language/suggest.h"
#include "sim/base/arena.h"

struct override {
    struct sim_arena *arena;
    struct scn_diags *diags;
    uint32_t source;
    const char *path;                 /* zero-terminated, without the value */
    const struct scn_node *value;
    struct scn_range at;              /* where the path stands               */
    bool is_whole;                    /* point at all of it, not at a name in it */
    bool is_replaced;                 /* no override: a path somewhere in the file */
};

/* One level of the way down: what stood there, and where the path goes on. */
struct level {
    const struct scn_node *node;      /* NULL: nothing yet, a map is made */
    const char *name;                 /* of the child, copied             */
    struct scn_range at;              /* the name in the override         */
    uint32_t index;                   /* of the child; count: a new one   */
};

static struct scn_range range_in_path(const struct override *o, const char *from, size_t bytes)
{
    struct scn_range at = {.line = o->at.line, .column = o->at.column, .source = o->source};

    if (o->is_whole) {
        return o->at;
    }
    for (const char *text = o->path; text < from + bytes;) {
        int32_t code;
        uint32_t *place = text < from ? &at.column : &at.length;

        text += scn_excerpt_decode(text, &code);
        (*place)++;
    }
    at.length = at.length == 0 ? 1u : at.length;
    return at;
}

/* The key of the map that the path goes on with; map->count when there is none. */
static uint32_t find_key(const struct scn_node *map, const char *path, size_t *ret_length)
{
    uint32_t found = map->count;

    *ret_length = strcspn(path, ".");
    for (uint32_t n = 0; n < map->count; n++) {
        const char *key = map->pairs[n].key->text;
        size_t length = strlen(key);

        if (strncmp(path, key, length) == 0 && (path[length] == '.' || path[length] == '\0') &&
            (found == map->count || length > *ret_length)) {
            found = n;
            *ret_length = length;
        }
    }
    return found;
}

static bool find_item(const struct override *o, const struct scn_node *list, const char *path,
                      size_t length, uint32_t *ret_index)
{
    uint32_t index = 0;
    bool number = length > 0 && length <= 6;

    for (size_t n = 0; n < length && number; n++) {
        number = path[n] >= '0' && path[n] <= '9';
        index = index * 10u + (uint32_t)(path[n] - '0');
    }
    if (!number || index > list->count) {
        scn_diags_add(o->diags, SCN_S_OVERRIDE, range_in_path(o, path, length), NULL,
                      "here is a list of %u, so a number from 0 to %u must follow",
                      (unsigned)list->count, (unsigned)list->count);
        if (list->at.source != o->source) {
            scn_diags_note(o->diags, list->at, "the list");
        }
        return false;
    }
    *ret_index = index;
    return true;
}

static bool is_empty(const struct scn_node *node)
{
    return node == NULL ||
           (node->kind == SCN_TREE_SCALAR && !node->quoted && node->text[0] == '\0');
}

/* One name of the path: which child of node it means. */
static bool find_child(const struct override *o, const struct scn_node *node, const char *path,
                       struct level *ret_level, size_t *ret_length)
{
    struct level level = {.node = is_empty(node) ? NULL : node};
    size_t length = strcspn(path, ".");

    if (level.node != NULL && node->kind == SCN_TREE_MAP) {
        level.index = find_key(node, path, &length);
    } else if (level.node != NULL && node->kind == SCN_TREE_LIST) {
        if (!find_item(o, node, path, length, &level.index)) {
            return false;
        }
    } else if (level.node != NULL) {
        scn_diags_add(o->diags, SCN_S_OVERRIDE, range_in_path(o, path, length), NULL,
                      "there is a single value, '%s', above this: it has no keys",
                      scn_diags_quote(o->diags, node->text));
        scn_diags_note(o->diags, node->at, "the value");
        return false;
    }
    level.at = range_in_path(o, path, length);
    if (length == 0) {
        scn_diags_add(o->diags, SCN_S_OVERRIDE, level.at, NULL, "a key is missing here");
        return false;
    }
    level.name = sim_arena_copy(o->arena, path, length);
    *ret_level = level;
    *ret_length = length;
    return true;
}

static const struct scn_node *child_of(const struct level *level)
{
    if (level->node == NULL || level->index >= level->node->count) {
        return NULL;
    }
    return level->node->kind == SCN_TREE_LIST ? level->node->items[level->index]
                                              : level->node->pairs[level->index].value;
}

static const struct scn_node *with_item(const struct override *o, const struct level *level,
                                        const struct scn_node *value)
{
    const struct scn_node *old = level->node;
    struct scn_node *list = sim_arena_alloc(o->arena, sizeof *list);
    const struct scn_node **items = sim_arena_array(o->arena, old->count + 1u, sizeof *items);

    memcpy(items, old->items, old->count * sizeof *items);
    *list = *old;
    items[level->index] = value;
    list->items = items;
    list->count = level->index == old->count ? old->count + 1u : old->count;
    return list;
}

static const struct scn_node *new_key(const struct override *o, const struct level *level)
{
    struct scn_node *key = sim_arena_alloc(o->arena, sizeof *key);

    key->kind = SCN_TREE_SCALAR;
    key->at = level->at;
    key->text = level->name;
    return key;
}

static const struct scn_node *with_value(const struct override *o, const struct level *level,
                                         const struct scn_node *value)
{
    const struct scn_node none = {.kind = SCN_TREE_MAP, .at = level->at};
    const struct scn_node *old = level->node == NULL ? &none : level->node;
    struct scn_node *map = sim_arena_alloc(o->arena, sizeof *map);
    struct scn_tree_pair *pairs = sim_arena_array(o->arena, old->count + 1u, sizeof *pairs);

    if (old->count > 0) {
        memcpy(pairs, old->pairs, old->count * sizeof *pairs);
    }
    *map = *old;
    map->pairs = pairs;
    if (level->index == old->count) {
        pairs[map->count++].key = new_key(o, level);
    }
    pairs[level->index].value = value;
    return map;
}

/* The value of a map's key, or NULL. */
static const struct scn_node *value_of(const struct scn_node *map, const char *path)
{
    size_t length;
    uint32_t index;

    if (map == NULL || map->kind != SCN_TREE_MAP) {
        return NULL;
    }
    index = find_key(map, path, &length);
    return index < map->count ? map->pairs[index].value : NULL;
}

/* 'nic.rx.irql', as reports name objects: the file has it under drivers. */
static bool begins_with_driver(const struct override *o, const struct scn_node *root)
{
    if (value_of(root, o->path) != NULL || value_of(value_of(root, "drivers"), o->path) == NULL) {
        return false;
    }
    scn_diags_add(o->diags, SCN_S_OVERRIDE, range_in_path(o, o->path, strcspn(o->path, ".")), NULL,
                  "the path of an override is that in the file");
    scn_diags_hint(o->diags, "as in %sdrivers.nic.interrupts.rx.irql%s",
                   o->is_replaced ? "" : "--set ", o->is_replaced ? "" : "=7");
    return true;
}

/* Down to the place, then up again with new nodes. */
static const struct scn_node *apply(const struct override *o, const struct scn_node *root)
{
    struct level levels[SCN_TREE_DEPTH_MAX];
    uint32_t depth = 0;
    const struct scn_node *node = root;
    const char *path = o->path;

    for (;;) {
        size_t length = 0;

        if (depth == SCN_TREE_DEPTH_MAX) {
            scn_diags_add(o->diags, SCN_S_TOO_DEEP, range_in_path(o, path, strlen(path)), NULL,
                          "nested more than %u levels deep", SCN_TREE_DEPTH_MAX);
            return root;
        }
        if (!find_child(o, node, path, &levels[depth], &length)) {
            return root;
        }
        node = child_of(&levels[depth++]);
        if (path[length] == '\0') {
            break;
        }
        path += length + 1;
    }
    node = o->value;
    while (depth > 0) {
        const struct level *level = &levels[--depth];
        bool list = level->node != NULL && level->node->kind == SCN_TREE_LIST;

        node = list ? with_item(o, level, node) : with_value(o, level, node);
    }
    return node;
}

static uint32_t count_names(const char *path)
{
    uint32_t count = 1;

    for (; *path != '\0'; path++) {
        count += *path == '.' ? 1u : 0u;
    }
    return count;
}

/* The value behind '='; nothing behind it is an empty value, as it is behind 'key:'. */
static bool read_value(struct override *o, const char *text)
{
    struct scn_range at = range_in_path(o, o->path, strlen(o->path));
    uint32_t errors = o->diags->error_count;
    uint32_t levels = count_names(o->path);
    struct scn_node *empty;

    levels = levels > SCN_TREE_DEPTH_MAX ? SCN_TREE_DEPTH_MAX : levels;
    scn_tree_parse_inside(o->arena, text, strlen(text), o->source, at.length + 1u, levels,
                          o->diags, &o->value);
    if (o->value == NULL && o->diags->error_count == errors) {
        empty = sim_arena_alloc(o->arena, sizeof *empty);
        empty->at = at;
        empty->at.column += at.length;
        empty->at.length = 1;
        empty->text = "";
        o->value = empty;
    }
    return o->diags->error_count == errors;
}

const struct scn_node *scn_tree_override(struct sim_arena *arena, const struct scn_node *root,
                                         const char *override, uint32_t source,
                                         struct scn_diags *diags)
{
    size_t length = strcspn(override, "=");
    struct override o = {.arena = arena, .diags = diags, .source = source,
                         .at = {.line = 1, .column = 1, .source = source}};

    o.path = sim_arena_copy(arena, override, length);
    if (override[length] == '\0') {
        scn_diags_add(diags, SCN_S_OVERRIDE, range_in_path(&o, o.path, length), NULL,
                      "an override is path=value");
        scn_diags_hint(diags, "as in --set run.duration=10s");
        return root;
    }
    if (begins_with_driver(&o, root)) {
        return root;
    }
    return read_value(&o, override + length + 1) ? apply(&o, root) : root;
}

const struct scn_node *scn_tree_replace(struct sim_arena *arena, const struct scn_node *root,
                                        const char *path, struct scn_range at,
                                        const struct scn_node *value, struct scn_diags *diags)
{
    struct override o = {.arena = arena, .diags = diags, .source = at.source, .path = path,
                         .value = value, .at = at, .is_whole = at.length != strlen(path),
                         .is_replaced = true};

    return begins_with_driver(&o, root) ? root : apply(&o, root);
}
