/*
 * Halving: every scalar with a unit of time, at any depth of a value, becomes half of it; what has
 * no unit (a weight, a coefficient of variation) has nothing to halve.
 */
#include "scenarios/experiment/half.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "scenarios/language/quantity.h"
#include "scenarios/language/tree.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

struct halving {
    struct sim_arena *arena;
    unsigned verbs;
    const char **sets;
    uint32_t count, max;
    bool impossible;
};

/* The longest unit in which it is a whole number, or has at most three decimals. */
static void write_duration(struct sim_text *text, uint64_t ns)
{
    static const struct { uint64_t ns; const char *name; } units[] = {
        {UINT64_C(1000000000), "s"}, {1000000, "ms"}, {1000, "us"}, {1, "ns"}};
    unsigned i = 0;

    while (i < 3 && (ns < units[i].ns || ns * 1000 % units[i].ns != 0)) {
        i++;
    }
    sim_text_print(text, "%" PRIu64, ns / units[i].ns);
    if (ns % units[i].ns != 0) {
        uint64_t rest = ns % units[i].ns * 1000 / units[i].ns;

        sim_text_print(text, ".%0*" PRIu64, rest % 100 == 0 ? 1 : rest % 10 == 0 ? 2 : 3,
                       rest % 100 == 0 ? rest / 100 : rest % 10 == 0 ? rest / 10 : rest);
    }
    sim_text_add(text, units[i].name);
}

/* The value with every duration halved; how many durations it had. */
static uint32_t write_half(struct sim_text *text, const struct scn_node *value)
{
    struct scn_quantity q;
    uint32_t found = 0;

    if (value->kind == SCN_TREE_SCALAR) {
        found = scn_quantity_duration(value->text, &q) == SCN_QUANTITY_FINE;
        if (found > 0) {
            sim_text_add(text, q.assumed ? "~" : "");
            write_duration(text, q.ns / 2);
        } else {
            sim_text_add(text, value->text);
        }
        return found;
    }
    sim_text_add_char(text, value->kind == SCN_TREE_MAP ? '{' : '[');
    for (uint32_t i = 0; i < value->count; i++) {
        sim_text_add(text, i == 0 ? "" : ", ");
        if (value->kind == SCN_TREE_MAP) {
            sim_text_print(text, "%s: ", value->pairs[i].key->text);
        }
        found += write_half(text, value->kind == SCN_TREE_MAP ? value->pairs[i].value
                                                              : value->items[i]);
    }
    sim_text_add_char(text, value->kind == SCN_TREE_MAP ? '}' : ']');
    return found;
}

static bool is_zero(const struct scn_node *value)
{
    struct scn_quantity q;

    return value->kind == SCN_TREE_SCALAR &&
           scn_quantity_duration(value->text, &q) == SCN_QUANTITY_FINE && q.ns == 0;
}

const char *scn_half_value(struct sim_arena *arena, const char *path,
                           const struct scn_node *value)
{
    const char *set = NULL;
    struct sim_text half;

    sim_text_init(&half);
    if (write_half(&half, value) > 0) {
        set = sim_arena_print(arena, "%s=%s", path, half.data);
    }
    sim_text_deinit(&half);
    return set;
}

static void halve(struct halving *h, const char *path, const struct scn_node *value)
{
    const char *set;

    if (is_zero(value)) {
        return;
    }
    set = scn_half_value(h->arena, path, value);
    if (set == NULL) {
        h->impossible = true;
    } else if (h->count++ < h->max) {
        h->sets[h->count - 1] = set;
    }
}

static void walk(struct halving *h, const char *path, const struct scn_node *node)
{
    for (uint32_t i = 0; i < node->count && node->kind == SCN_TREE_LIST; i++) {
        walk(h, sim_arena_print(h->arena, "%s.%" PRIu32, path, i), node->items[i]);
    }
    for (uint32_t i = 0; i < node->count && node->kind == SCN_TREE_MAP; i++) {
        const char *key = node->pairs[i].key->text;
        const char *below = sim_arena_print(h->arena, "%s.%s", path, key);

        if (strcmp(key, "run") == 0 || strcmp(key, "wait") == 0) {
            if ((h->verbs & (key[0] == 'r' ? SCN_HALF_RUN : SCN_HALF_WAIT)) != 0) {
                halve(h, below, node->pairs[i].value);
            }
        } else {
            walk(h, below, node->pairs[i].value);
        }
    }
}

uint32_t scn_half_steps(struct sim_arena *arena, const char *path, const struct scn_node *steps,
                        unsigned verbs, const char **ret_sets, uint32_t max)
{
    struct halving h = {.arena = arena, .verbs = verbs, .sets = ret_sets, .max = max};

    walk(&h, path, steps);
    return h.impossible ? 0 : h.count;
}
