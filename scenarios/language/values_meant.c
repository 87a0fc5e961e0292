/* Distributions that are written as elsewhere; see the header. */
#include "scenarios/language/values_meant.h"

#include <string.h>

#include "scenarios/language/diags.h"
#include "scenarios/language/values_forms.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

#define NEVER_NEGATIVE "nothing lasts less than 0; take one that cannot, with the same mean and " \
                       "spread: {lognormal: {mean: 5us, cv: 0.4}}"

static const struct {
    const char *name, *law, *hint;    /* one of the two */
} elsewhere[] = {
    {"normal", NULL, NEVER_NEGATIVE}, {"gaussian", NULL, NEVER_NEGATIVE},
    {"gauss", NULL, NEVER_NEGATIVE},  {"exp", "exponential", NULL},
    {"expo", "exponential", NULL},    {"poisson", "exponential", NULL},
    {"const", "constant", NULL},      {"fixed", "constant", NULL},
    {"deterministic", "constant", NULL}, {"range", "uniform", NULL},
    {"unif", "uniform", NULL},        {"lognorm", "lognormal", NULL},
    {"tri", "triangular", NULL},      {"mixture", "choice", NULL},
    {"hyperexp", "hyperexponential", NULL},
};

static const char *text_of(const struct scn_values *v, const struct scn_node *node)
{
    return scn_diags_quote(v->diags, scn_values_text_node(v->arena, node));
}

static bool is_law(const char *name)
{
    return scn_values_forms_next(NULL, name) != NULL;
}

/* The form with exactly these keys, lognormal first; `left_out` is none of them. */
static const struct scn_values_form *form_of(const struct scn_node *map, const char *left_out)
{
    const struct scn_values_form *form, *found = NULL;
    uint32_t wanted = map->count - (left_out == NULL ? 0u : 1u);

    for (uint32_t n = 0; (form = scn_values_forms_row(n)) != NULL; n++) {
        bool fits = form->make != NULL && scn_values_forms_keys(form) == wanted;

        for (uint32_t i = 0; fits && i < map->count; i++) {
            const char *key = map->pairs[i].key->text;

            fits = (left_out != NULL && strcmp(key, left_out) == 0)
                   || scn_values_forms_has(form, key);
        }
        if (fits && (found == NULL || strcmp(form->law, "lognormal") == 0)) {
            found = form;
        }
    }
    return found;
}

static bool marked(const struct scn_values *v, const struct scn_node *key,
                   const struct scn_node *argument)
{
    const char *law = key->text + 1 + strspn(key->text + 1, " ");

    if (key->text[0] != '~' || !is_law(law)) {
        return false;
    }
    scn_diags_label(v->diags, "a ~ stands before a value");
    scn_diags_hint(v->diags, argument->kind == SCN_TREE_SCALAR
                                 ? "write {%s: ~%s}" : "mark its values, as in {%s: %s}",
                   law, argument->kind == SCN_TREE_SCALAR ? text_of(v, argument)
                                                          : "{mean: ~4us, cv: 0.5}");
    return true;
}

bool scn_values_meant_name(const struct scn_values *v, const struct scn_node *key,
                           const struct scn_node *argument)
{
    const struct scn_node single = {.kind = SCN_TREE_MAP, .count = 1,
                                    .pairs = &(const struct scn_tree_pair){key, argument}};
    const struct scn_values_form *form;

    if (marked(v, key, argument)) {
        return true;
    }
    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++) {
        if (strcmp(elsewhere[i].name, key->text) == 0) {
            if (elsewhere[i].law != NULL) {
                scn_diags_label(v->diags, "here it is called '%s'", elsewhere[i].law);
            } else {
                scn_diags_hint(v->diags, "%s", elsewhere[i].hint);
            }
            return true;
        }
    }
    form = form_of(&single, NULL);
    if (form != NULL) {
        scn_diags_hint(v->diags, "say of which distribution that is: {%s: {%s: %s}}", form->law,
                       key->text, text_of(v, argument));
    }
    return form != NULL;
}

/* '{type: uniform, low: 1us, high: 3us}': the key that names one; NULL: none does. */
static const char *named_by(const struct scn_node *map, const char **ret_law)
{
    static const char *const words[] = {"distribution", "dist", "type", "law", "kind", "name"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const struct scn_node *value = scn_tree_get(map, words[i]);

        if (value != NULL && value->kind == SCN_TREE_SCALAR && is_law(value->text)) {
            *ret_law = value->text;
            return words[i];
        }
    }
    return NULL;
}

/* The map without one key, in braces. */
static const char *rest_of(const struct scn_values *v, const struct scn_node *map,
                           const char *left_out)
{
    const char *rest = "";

    for (uint32_t i = 0; i < map->count; i++) {
        if (left_out == NULL || strcmp(map->pairs[i].key->text, left_out) != 0) {
            rest = sim_arena_print(v->arena, "%s%s%s: %s", rest, rest[0] == '\0' ? "" : ", ",
                                   map->pairs[i].key->text,
                                   text_of(v, map->pairs[i].value));
        }
    }
    return rest;
}

static bool meant_map(const struct scn_values *v, const struct scn_node *map)
{
    const char *law = NULL, *left_out = named_by(map, &law);
    const struct scn_values_form *form = form_of(map, left_out);

    if (map->count > 4 || (law == NULL && form == NULL)) {
        return false;
    }
    scn_diags_hint(v->diags, "write {%s: {%s}}", law == NULL ? form->law : law,
                   rest_of(v, map, left_out));
    return true;
}

bool scn_values_meant_shape(const struct scn_values *v, const struct scn_node *node)
{
    if (node->kind == SCN_TREE_MAP) {
        return meant_map(v, node);
    }
    if (node->kind != SCN_TREE_LIST || (node->count != 2 && node->count != 3)) {
        return false;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        if (node->items[i]->kind != SCN_TREE_SCALAR) {
            return false;
        }
    }
    scn_diags_hint(v->diags, "write {%s: %s}", node->count == 2 ? "uniform" : "triangular",
                   text_of(v, node));
    return true;
}

/* The law that the text begins with, behind a '~'; its length, 0: none. */
static size_t begins_with_law(const char *text)
{
    const struct scn_values_form *form;

    for (uint32_t n = 0; (form = scn_values_forms_row(n)) != NULL; n++) {
        size_t length = strlen(form->law);

        if (strncmp(text, form->law, length) == 0 && strchr(" (:=", text[length]) != NULL) {
            return length;            /* the end of the text is among them */
        }
    }
    return 0;
}

static const char *without(const struct scn_values *v, const char *text, const char *stop)
{
    size_t length = strlen(text);

    while (length > 0 && strchr(stop, text[length - 1]) != NULL) {
        length--;
    }
    return sim_arena_copy(v->arena, text, length);
}

void scn_values_meant_text(const struct scn_values *v, const struct scn_node *node)
{
    const char *mark = node->text[0] == '~' ? "~" : "", *dots = strstr(node->text, "..");
    const char *text = node->text + strspn(node->text, "~ ");
    size_t length = begins_with_law(text);

    if (length > 0) {
        const char *rest = without(v, text + length + strspn(text + length, " (:="), ") ");

        if (rest[0] == '\0') {
            scn_diags_label(v->diags, "write %s",
                            scn_values_forms_next(NULL, sim_arena_copy(v->arena, text, length))
                                ->example);
        } else if (strchr(rest, ',') != NULL) {
            scn_diags_label(v->diags, "write {%.*s: [%s]}", (int)length, text, rest);
        } else {
            scn_diags_label(v->diags, "write {%.*s: %s%s}", (int)length, text, mark, rest);
        }
    } else if (dots != NULL && dots > node->text && dots[2] >= '0' && dots[2] <= '9') {
        scn_diags_label(v->diags, "write {uniform: [%.*s, %s]}", (int)(dots - node->text),
                        node->text, dots + 2);
    }
}
