/*
 * Sorting finds double keys in n log n, so a map with 100,000 keys is no attack; the order of the
 * file is put back afterwards.
 */
#include "scenarios/language/tree_map.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"

/* A pair that may go into the map. Rank 0 is written here, n comes from the n-th merged map. */
struct candidate {
    const struct scn_node *key, *value;
    uint32_t rank, order;
};

struct fill {
    struct scn_diags *diags;
    struct candidate *candidates;
    uint32_t count, merged;
};

static int by_name(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    int names = strcmp(a->key->text, b->key->text);

    if (names != 0) {
        return names;
    }
    if (a->rank != b->rank) {
        return a->rank < b->rank ? -1 : 1;
    }
    return a->order < b->order ? -1 : 1;
}

static int by_order(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;

    return a->order < b->order ? -1 : 1;
}

static void take(struct fill *fill, const struct scn_node *key, const struct scn_node *value,
                 uint32_t rank)
{
    fill->candidates[fill->count] =
        (struct candidate){.key = key, .value = value, .rank = rank, .order = fill->count};
    fill->count++;
}

static bool is_merge(const struct scn_node *key)
{
    return key->kind == SCN_TREE_SCALAR && !key->quoted && strcmp(key->text, "<<") == 0;
}

/* The maps that '<<' names: one, or a list. */
static uint32_t merged_count(const struct scn_node *value)
{
    return value->kind == SCN_TREE_LIST ? value->count : 1u;
}

static const struct scn_node *merged_map(const struct scn_node *value, uint32_t index)
{
    return value->kind == SCN_TREE_LIST ? value->items[index] : value;
}

static void merge(struct fill *fill, const struct scn_node *value)
{
    for (uint32_t n = 0; n < merged_count(value); n++) {
        const struct scn_node *map = merged_map(value, n);

        if (map->kind != SCN_TREE_MAP) {
            scn_diags_add(fill->diags, SCN_S_MERGE, map->at, "only a map can be merged",
                          "'<<' takes an alias of a map, or a list of them");
            continue;
        }
        fill->merged++;
        for (uint32_t pair = 0; pair < map->count; pair++) {
            take(fill, map->pairs[pair].key, map->pairs[pair].value, fill->merged);
        }
    }
}

/* Room for everything that might be taken. */
static uint32_t room_for(const struct scn_node *const *children, uint32_t count)
{
    uint32_t room = count / 2u;

    for (uint32_t n = 0; n + 1 < count; n += 2) {
        for (uint32_t m = 0; is_merge(children[n]) && m < merged_count(children[n + 1]); m++) {
            room += merged_map(children[n + 1], m)->count;
        }
    }
    return room;
}

static bool is_word(struct fill *fill, const struct scn_node *key)
{
    if (key->kind != SCN_TREE_SCALAR) {
        scn_diags_add(fill->diags, SCN_S_COMPLEX_KEY, key->at, "a key is a single word",
                      "a %s cannot be a key", key->kind == SCN_TREE_MAP ? "map" : "list");
        return false;
    }
    if (key->text[0] == '\0' && !key->quoted) {
        scn_diags_add(fill->diags, SCN_S_COMPLEX_KEY, key->at, NULL,
                      "there is no key before this ':'");
        return false;
    }
    return true;
}

/* The first of each name stays; a second one that was written here is an error. */
static void drop_doubles(struct fill *fill)
{
    uint32_t kept = 0;

    qsort(fill->candidates, fill->count, sizeof *fill->candidates, by_name);
    for (uint32_t n = 0; n < fill->count; n++) {
        const struct candidate *this = &fill->candidates[n];
        const struct candidate *first = kept > 0 ? &fill->candidates[kept - 1] : NULL;

        if (first == NULL || strcmp(first->key->text, this->key->text) != 0) {
            fill->candidates[kept++] = *this;
        } else if (this->rank == 0) {
            scn_diags_add(fill->diags, SCN_S_DOUBLE_KEY, this->key->at, "remove one of the two",
                          "the key '%s' stands here twice",
                          scn_diags_quote(fill->diags, this->key->text));
            scn_diags_note(fill->diags, first->key->at, "the first one is here");
        }
    }
    fill->count = kept;
    qsort(fill->candidates, fill->count, sizeof *fill->candidates, by_order);
}

void scn_tree_map_fill(struct sim_arena *arena, struct scn_diags *diags,
                       const struct scn_node *const *children, uint32_t count,
                       struct scn_node *map)
{
    struct fill fill = {.diags = diags};
    const struct scn_node *first_merge = NULL;
    struct scn_tree_pair *pairs;

    fill.candidates = sim_arena_array(arena, room_for(children, count) + 1u,
                                      sizeof *fill.candidates);
    for (uint32_t n = 0; n + 1 < count; n += 2) {
        if (!is_merge(children[n])) {
            if (is_word(&fill, children[n])) {
                take(&fill, children[n], children[n + 1], 0);
            }
        } else if (first_merge == NULL) {
            first_merge = children[n];
            merge(&fill, children[n + 1]);
        } else {
            scn_diags_add(diags, SCN_S_DOUBLE_KEY, children[n]->at, "write '<<: [*a, *b]'",
                          "the key '<<' stands here twice");
            scn_diags_note(diags, first_merge->at, "the first one is here");
        }
    }
    drop_doubles(&fill);
    pairs = sim_arena_array(arena, fill.count + 1u, sizeof *pairs);
    for (uint32_t n = 0; n < fill.count; n++) {
        pairs[n] = (struct scn_tree_pair){fill.candidates[n].key, fill.candidates[n].value};
    }
    map->pairs = pairs;
    map->count = fill.count;
}
