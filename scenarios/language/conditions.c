/*
 * Conditions and assignments.
 */
#include "scenarios/language/conditions.h"

#include <string.h>

#include "model/rules/status.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/names.h"
#include "scenarios/language/sends.h"
#include "scenarios/language/suggest.h"
#include "sim/base/arena.h"

static const char *trimmed(struct sim_arena *arena, const char *text, size_t length)
{
    while (length > 0 && (*text == ' ' || *text == '\t')) {
        text++;
        length--;
    }
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) {
        length--;
    }
    return sim_arena_copy(arena, text, length);
}

bool scn_conditions_split(struct sim_arena *arena, const char *text, const char **ret_left,
                          enum mdl_comparison *ret_comparison, const char **ret_right)
{
    static const struct { const char *sign; enum mdl_comparison comparison; } signs[] = {
        {"==", MDL_EQUAL},         {"!=", MDL_NOT_EQUAL}, {"<=", MDL_LESS_EQUAL},
        {">=", MDL_GREATER_EQUAL}, {"<", MDL_LESS},       {">", MDL_GREATER},
    };
    size_t at = strcspn(text, "=!<>");

    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        size_t length = strlen(signs[i].sign);

        if (strncmp(text + at, signs[i].sign, length) == 0) {
            *ret_left = trimmed(arena, text, at);
            *ret_comparison = signs[i].comparison;
            *ret_right = trimmed(arena, text + at + length, strlen(text + at + length));
            return true;
        }
    }
    return false;
}

/* A part of a scalar as a node of its own, so that values report at the scalar's place. */
static struct scn_node part_of(const struct scn_node *node, const char *text)
{
    struct scn_node part = *node;
    const char *found = strstr(node->text, text);

    part.text = text;
    if (found != NULL && !node->quoted && text[0] != '\0') {
        part.at.column += (uint32_t)(found - node->text);
        part.at.length = (uint32_t)strlen(text);
    }
    return part;
}

static bool read_kind(struct scn_code *c, const struct scn_node *node, const char *name,
                      struct mdl_condition *condition)
{
    struct scn_build *b = c->build;
    uint32_t kind = sim_intern_find(&b->kinds, name);

    if (kind == SIM_INTERN_NONE) {
        struct scn_node part = part_of(node, name);
        const char *label = scn_suggest_label(b->arena, name, b->kinds.strings, b->kinds.count);

        scn_diags_add(b->diags, SCN_S_DANGLING_NAME, part.at, label,
                      "no requests are of kind '%s'", scn_diags_quote(b->diags, name));
        return false;
    }
    if (condition->comparison != MDL_EQUAL && condition->comparison != MDL_NOT_EQUAL) {
        scn_diags_add(b->diags, SCN_S_CONDITION, node->at, NULL,
                      "kinds are compared with == or !=");
        return false;
    }
    condition->kind = MDL_CONDITION_KIND;
    condition->value = kind;
    return true;
}

static bool read_status(struct scn_code *c, const struct scn_node *node, const char *name,
                        struct mdl_condition *condition)
{
    struct scn_build *b = c->build;
    enum mdl_status status = mdl_status_find(name);

    if (status == MDL_STATUS_COUNT) {
        struct scn_node part = part_of(node, name);
        const char *names[MDL_STATUS_COUNT];

        for (unsigned i = 0; i < MDL_STATUS_COUNT; i++) {
            names[i] = mdl_status_name((enum mdl_status)i);
        }
        scn_diags_add(b->diags, SCN_S_UNKNOWN_WORD, part.at,
                      scn_suggest_label(b->arena, name, names, MDL_STATUS_COUNT),
                      "no status is called '%s'", scn_diags_quote(b->diags, name));
        return false;
    }
    if (condition->comparison != MDL_EQUAL && condition->comparison != MDL_NOT_EQUAL) {
        scn_diags_add(b->diags, SCN_S_CONDITION, node->at, NULL,
                      "statuses are compared with == or !=");
        return false;
    }
    condition->kind = MDL_CONDITION_STATUS;
    condition->value = status;
    return true;
}

static bool read_depth(struct scn_code *c, const struct scn_node *node, const char *name,
                       struct mdl_condition *condition)
{
    static const struct scn_names_wanted holder = {
        SCN_NAMES_KIND(INTERRUPT) | SCN_NAMES_KIND(QUEUE) | SCN_NAMES_KIND(TARGET),
        "queue, target or interrupt", "'.depth'"};
    struct scn_node part = part_of(node, name);
    const struct scn_symbol *symbol = scn_names_find(c->build, c->driver, &part, name, &holder);

    condition->kind = MDL_CONDITION_DEPTH;
    if (symbol != NULL) {
        condition->object = scn_sends_from(symbol);
    }
    return symbol != NULL;
}

/* What stands on the left: carried, object.depth, or a variable. */
static bool read_left(struct scn_code *c, const struct scn_node *node, const char *left,
                      struct mdl_condition *condition)
{
    static const struct scn_names_wanted variable = {SCN_NAMES_KIND(VARIABLE), "variable",
                                                     "a condition"};
    size_t length = strlen(left);
    const struct scn_symbol *symbol;

    if (strcmp(left, "carried") == 0) {
        condition->kind = MDL_CONDITION_CARRIED;
        return true;
    }
    if (length > 6 && strcmp(left + length - 6, ".depth") == 0) {
        return read_depth(c, node, sim_arena_copy(c->build->arena, left, length - 6), condition);
    }
    struct scn_node part = part_of(node, left);

    condition->kind = MDL_CONDITION_VARIABLE;
    symbol = scn_names_find(c->build, c->driver, &part, left, &variable);
    condition->object = symbol == NULL ? MDL_NONE : symbol->id;
    return symbol != NULL;
}

static bool bad_condition(struct scn_code *c, const struct scn_node *node)
{
    scn_diags_add(c->build->diags, SCN_S_CONDITION, node->at, NULL,
                  "not a condition: write 'variable == 0', 'rx.depth > 8', 'carried >= 2' or "
                  "'kind == bulk'");
    if (node->kind == SCN_TREE_SCALAR) {
        size_t before = strcspn(node->text, "=<>!");

        if (node->text[before] == '=' && node->text[before + 1] != '=') {
            scn_diags_label(c->build->diags, "compare with ==");
        }
    }
    return false;
}

static bool read_one(struct scn_code *c, const struct scn_node *node)
{
    struct mdl_condition *condition = scn_build_push(c->build, &c->build->conditions);
    const char *left, *right;

    condition->object = MDL_NONE;
    if (node->kind != SCN_TREE_SCALAR
        || !scn_conditions_split(c->build->arena, node->text, &left, &condition->comparison,
                                 &right)
        || left[0] == '\0' || right[0] == '\0') {
        return bad_condition(c, node);
    }
    if (strcmp(left, "kind") == 0) {
        return read_kind(c, node, right, condition);
    }
    if (strcmp(left, "status") == 0) {
        return read_status(c, node, right, condition);
    }
    struct scn_node value = part_of(node, right);
    bool known = read_left(c, node, left, condition);

    return scn_values_whole(&c->build->values, &value, INT64_MIN / 2, INT64_MAX / 2,
                            &condition->value)
           && known;
}

bool scn_conditions_read(struct scn_code *c, const struct scn_node *node, uint32_t *ret_first,
                         uint32_t *ret_count)
{
    uint32_t first = c->build->conditions.count;
    bool good = true;

    if (node == NULL) {
        return false;
    }
    if (node->kind == SCN_TREE_LIST) {
        if (node->count == 0) {
            return bad_condition(c, node);
        }
        for (uint32_t i = 0; i < node->count; i++) {
            good = read_one(c, node->items[i]) && good;
        }
    } else {
        good = read_one(c, node);
    }
    *ret_first = first;
    *ret_count = c->build->conditions.count - first;
    return good;
}

bool scn_conditions_assign(struct scn_code *c, const struct scn_node *node,
                           mdl_variable_id *ret_variable, uint32_t *ret_operation,
                           int64_t *ret_value)
{
    static const struct scn_names_wanted wanted = {SCN_NAMES_KIND(VARIABLE), "variable", "'set'"};
    struct scn_build *b = c->build;
    size_t equals;

    if (node == NULL || node->kind != SCN_TREE_SCALAR
        || (equals = strcspn(node->text, "=")) == strlen(node->text) || equals == 0
        || node->text[equals + 1] == '=') {
        scn_diags_add(b->diags, SCN_S_ASSIGNMENT, node == NULL ? c->routine->at : node->at, NULL,
                      "'set' takes 'variable = n', 'variable += n' or 'variable -= n'");
        return false;
    }
    char before = node->text[equals - 1];
    size_t length = equals - (before == '+' || before == '-');
    const char *name = trimmed(b->arena, node->text, length);
    const char *right = trimmed(b->arena, node->text + equals + 1,
                                strlen(node->text + equals + 1));
    struct scn_node left = part_of(node, name), value = part_of(node, right);
    const struct scn_symbol *symbol = scn_names_find(b, c->driver, &left, name, &wanted);
    bool good = scn_values_whole(&b->values, &value, INT64_MIN / 2, INT64_MAX / 2, ret_value);

    *ret_operation = before == '+' ? 1 : before == '-' ? 2 : 0;
    if (symbol == NULL || !good) {
        return false;
    }
    *ret_variable = symbol->id;
    return true;
}
