/*
 * The canonical form.
 *
 * What readers recorded while they read, sorted by path. Names, titles and what is only measured
 * otherwise do not decide the history, but the window does decide the numbers, so it is in; and
 * so are the expectations, for an answer holds their verdicts. The order of keys is not, but for
 * names of drivers and their objects: where two things happen at one instant, the one that was
 * declared first may come first (pins 10, 18, 38).
 */
#include "scenarios/language/canonical.h"

#include <stdlib.h>
#include <string.h>

#include "scenarios/language/build.h"
#include "scenarios/language/quantity.h"
#include "sim/base/arena.h"
#include "sim/base/digest.h"

#define MODEL_VERSION "2"             /* of the rules: the same input may then give other numbers */

/* ---- equal values, equal texts ------------------------------------------------------------- */

/* A decimal number, moved by a power of ten; '' when it has no short form. */
static const char *decimal_text(struct sim_arena *arena, const struct scn_quantity_decimal *d,
                                int32_t shift)
{
    enum { DIGITS_MAX = 24, PLACES_MAX = 30 };
    int32_t exponent = d->digits == 0 ? 0 : d->exponent + shift;
    char digits[DIGITS_MAX + 2 * PLACES_MAX + 8];
    size_t at = sizeof digits - 1;
    sim_wide rest = d->digits;

    if (exponent > PLACES_MAX || exponent < -PLACES_MAX) {
        return "";
    }
    digits[at] = '\0';
    for (int32_t i = 0; i < exponent; i++) {
        digits[--at] = '0';
    }
    for (int32_t place = exponent < 0 ? exponent : 0; place <= 0 || rest != 0; place++) {
        if (place == 0 && exponent < 0) {
            digits[--at] = '.';
        }
        digits[--at] = (char)('0' + (int)(rest % 10u));
        rest /= 10u;
    }
    return sim_arena_print(arena, "%s%s", d->negative && d->digits != 0 ? "-" : "", digits + at);
}

/* '1/ms' as '1000/s'; what is not a whole power of ten of a second keeps its unit. */
static const char *rate_text(struct sim_arena *arena, const struct scn_quantity *q)
{
    static const struct {
        const char *unit;
        int32_t shift;
    } units[] = {{"ns", 9}, {"us", 6}, {"ms", 3}, {"s", 0}};
    const char *unit = q->rest + 1 + strspn(q->rest + 1, " ");
    int32_t shift = 0;

    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(unit, units[i].unit) == 0) {
            shift = units[i].shift;
            unit = "s";
            break;
        }
    }
    const char *number = decimal_text(arena, &q->number, shift);

    return number[0] == '\0' ? "" : sim_arena_print(arena, "%s/%s", number, unit);
}

static const char *scalar_text(struct sim_arena *arena, const char *text)
{
    struct scn_quantity q;
    const char *same = "";

    if (scn_quantity_duration(text, &q) == SCN_QUANTITY_FINE) {
        same = scn_values_text_duration(arena, q.ns);
    } else if (scn_quantity_rate(text, &q) == SCN_QUANTITY_FINE) {
        same = rate_text(arena, &q);
    } else if (scn_quantity_number(text, &q) == SCN_QUANTITY_FINE) {
        same = decimal_text(arena, &q.number, 0);
    }
    return same[0] == '\0' ? text : q.assumed ? sim_arena_print(arena, "~%s", same) : same;
}

/* What stands beside a verb comes after it, in this order; 0 is everything else. */
static int place_beside(const char *key)
{
    static const char *const beside[] = {"from", "up_to", "steps", "then", "else", "on_success",
                                         "on_failure", "on_true", "on_false", "on_timeout",
                                         "on_full", "requests"};
    int count = (int)(sizeof beside / sizeof beside[0]);

    for (int i = 0; i < count; i++) {
        if (strcmp(key, beside[i]) == 0) {
            return i + 1;
        }
    }
    return 0;
}

static int by_key(const void *left, const void *right)
{
    const struct scn_tree_pair *a = left, *b = right;
    int order = place_beside(a->key->text) - place_beside(b->key->text);

    return order != 0 ? order : strcmp(a->key->text, b->key->text);
}

/* At most 64 levels: trees are no deeper (tree.h). */
static const struct scn_node *normal(struct sim_arena *arena, const struct scn_node *node)
{
    struct scn_node *same = sim_arena_alloc(arena, sizeof *same);

    *same = *node;
    if (node->kind == SCN_TREE_SCALAR) {
        same->text = scalar_text(arena, node->text);
    } else if (node->kind == SCN_TREE_LIST) {
        const struct scn_node **items = sim_arena_array(arena, node->count + 1u, sizeof *items);

        for (uint32_t i = 0; i < node->count; i++) {
            items[i] = normal(arena, node->items[i]);
        }
        same->items = items;
    } else {
        struct scn_tree_pair *pairs = sim_arena_array(arena, node->count + 1u, sizeof *pairs);

        for (uint32_t i = 0; i < node->count; i++) {
            pairs[i] = (struct scn_tree_pair){node->pairs[i].key,
                                              normal(arena, node->pairs[i].value)};
        }
        if (node->count > 0) {
            qsort(pairs, node->count, sizeof *pairs, by_key);
        }
        same->pairs = pairs;
    }
    return same;
}

const char *scn_canonical_text(struct sim_arena *arena, const struct scn_node *node)
{
    return scn_values_text_node(arena, normal(arena, node));
}

/* ---- the whole ---------------------------------------------------------------------------- */

static int by_path(const void *left, const void *right)
{
    const struct mdl_parameter *a = left, *b = right;
    int order = strcmp(a->path, b->path);

    return order != 0 ? order : strcmp(a->value, b->value);
}

/* How many replications there are is no input; where looks begin is, since it decides how many. */
static bool is_asked_not_input(const struct scn_build *b, const char *path)
{
    return (strcmp(path, "run.replications") == 0 && b->scenario->stop_rule == SCN_STOP_FIXED)
           || strcmp(path, "wtsim") == 0;
}

void scn_canonical_finish(struct scn_build *b)
{
    struct mdl_parameter *parameters = b->parameters.items;
    uint64_t digest = sim_digest_add(sim_digest_text("model " MODEL_VERSION), b->scenario->seed);

    if (b->parameters.count > 0) {
        qsort(parameters, b->parameters.count, sizeof *parameters, by_path);
    }
    for (uint32_t i = 0; i < b->parameters.count; i++) {
        if (!is_asked_not_input(b, parameters[i].path)) {
            digest = sim_digest_add(digest, sim_digest_text(parameters[i].path));
            digest = sim_digest_add(digest, sim_digest_text(parameters[i].value));
        }
    }
    for (uint32_t i = 0; i < b->symbols.count; i++) {
        const char *path = SCN_AT(struct scn_symbol, b->symbols, i)->path;

        digest = sim_digest_add(digest, sim_digest_text(path));
    }
    for (uint32_t i = 0; i < b->expectations.count; i++) {
        digest = sim_digest_add(
            digest, sim_digest_text(SCN_AT(struct scn_expectation, b->expectations, i)->text));
    }
    digest = sim_digest_add(digest, b->data_digest);
    b->scenario->input_digest =
        sim_arena_print(b->arena, "%016llx", (unsigned long long)digest);
    b->scenario->parameters = parameters;
    b->scenario->parameter_count = b->parameters.count;
}
