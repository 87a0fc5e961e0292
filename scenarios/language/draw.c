/*
 * Drawn numbers, put into the tree before anything reads it.
 */
#include "scenarios/language/draw.h"

#include <string.h>

#include "scenarios/language/diags.h"
#include "scenarios/language/quantity.h"
#include "scenarios/language/tree.h"
#include "sim/base/arena.h"
#include "sim/base/digest.h"

struct drawing {
    struct sim_arena *arena;
    struct scn_diags *diags;
    struct scn_draws *draws;
};

bool scn_draw_find(void *self, const char *name, struct scn_formula_value *ret_value)
{
    const struct scn_draws *draws = self;

    for (uint32_t i = 0; i < draws->count; i++) {
        if (strcmp(draws->items[i].name, name) == 0) {
            *ret_value = draws->items[i].value;
            return true;
        }
    }
    return false;
}

static bool nobody(void *self, const char *name, struct scn_formula_value *ret_value)
{
    (void)self;
    (void)name;
    (void)ret_value;
    return false;
}

/* A whole number of the tree, or what stands for it. */
static uint64_t whole(const struct scn_node *map, const char *key, uint64_t otherwise)
{
    const struct scn_node *node = map == NULL || map->kind != SCN_TREE_MAP
                                      ? NULL : scn_tree_get(map, key);
    struct scn_quantity q;
    uint64_t value;

    if (node == NULL || node->kind != SCN_TREE_SCALAR ||
        scn_quantity_number(node->text, &q) != SCN_QUANTITY_FINE ||
        !scn_quantity_decimal_whole(&q.number, 1, UINT64_MAX, &value)) {
        return otherwise;             /* its own reader says what is wrong with it */
    }
    return value;
}

static struct scn_range mark(const struct scn_node *node)
{
    struct scn_range at = node->at;

    at.length = at.length == 0 ? 1 : at.length;
    return at;
}

static void draw(struct drawing *d, const char *name, const struct scn_node *values,
                 uint64_t seed, uint64_t attempt)
{
    uint64_t chance = sim_digest_add(sim_digest_add(sim_digest_text(name), seed), attempt);
    const struct scn_node *value;
    struct scn_formula_value drawn = {0};
    const char *fault = "a list of values is expected";

    if (values->kind == SCN_TREE_LIST && values->count > 0) {
        value = values->items[seed == 1 && attempt == 0 ? 0 : chance % values->count];
        fault = value->kind != SCN_TREE_SCALAR
                    ? "a number or a time is expected"
                    : scn_formula_value(d->arena, value->text, strlen(value->text), nobody, NULL,
                                        &drawn);
    }
    if (fault != NULL) {
        scn_diags_add(d->diags, SCN_S_DRAW, mark(values), NULL, "%s", fault);
    }
    d->draws->items[d->draws->count++] = (struct scn_draw){name, drawn};
}

static const struct scn_node *value_of(struct drawing *d, const struct scn_node *node)
{
    struct scn_node *drawn = sim_arena_alloc(d->arena, sizeof *drawn);
    struct scn_formula_value value;
    const char *fault = scn_formula_value(d->arena, node->text + 1, strlen(node->text + 1),
                                          scn_draw_find, d->draws, &value);

    if (fault != NULL) {
        scn_diags_add(d->diags, SCN_S_DRAW, mark(node), NULL, "%s", fault);
        return node;
    }
    *drawn = *node;
    drawn->text = scn_formula_text(d->arena, value);
    return drawn;
}

/* The node with everything below it drawn; itself when nothing is. */
static const struct scn_node *apply(struct drawing *d, const struct scn_node *node)
{
    struct scn_node *copy;

    if (node->kind == SCN_TREE_SCALAR) {
        return node->text[0] == '$' ? value_of(d, node) : node;
    }
    copy = sim_arena_alloc(d->arena, sizeof *copy);
    *copy = *node;
    if (node->kind == SCN_TREE_LIST) {
        const struct scn_node **items = sim_arena_array(d->arena, node->count, sizeof *items);

        for (uint32_t i = 0; i < node->count; i++) {
            items[i] = apply(d, node->items[i]);
        }
        copy->items = items;
    } else {
        struct scn_tree_pair *pairs = sim_arena_array(d->arena, node->count, sizeof *pairs);

        for (uint32_t i = 0; i < node->count; i++) {
            pairs[i].key = node->pairs[i].key;
            pairs[i].value = apply(d, node->pairs[i].value);
        }
        copy->pairs = pairs;
    }
    return copy;
}

const struct scn_node *scn_draw_apply(struct sim_arena *arena, const struct scn_node *root,
                                      struct scn_diags *diags, struct scn_draws *ret_draws)
{
    struct drawing d = {.arena = arena, .diags = diags, .draws = ret_draws};
    const struct scn_node *lesson = root->kind == SCN_TREE_MAP ? scn_tree_get(root, "lesson")
                                                              : NULL;
    const struct scn_node *draws = lesson == NULL || lesson->kind != SCN_TREE_MAP
                                       ? NULL : scn_tree_get(lesson, "draw");

    *ret_draws = (struct scn_draws){0};
    if (draws == NULL || draws->kind != SCN_TREE_MAP) {
        return root;
    }
    ret_draws->items = sim_arena_array(arena, draws->count, sizeof *ret_draws->items);
    for (uint32_t i = 0; i < draws->count; i++) {
        draw(&d, draws->pairs[i].key->text, draws->pairs[i].value,
             whole(scn_tree_get(root, "run"), "seed", 1), whole(lesson, "attempt", 0));
    }
    return apply(&d, root);
}
