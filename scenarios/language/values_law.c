/*
 * Distributions: the form (values_forms.c) whose keys are exactly those that were written is
 * taken; a list or a single value is short for a map where the table says so.
 */
#include "scenarios/language/values_law.h"

#include <math.h>
#include <string.h>

#include "scenarios/language/suggest.h"
#include "scenarios/language/values_forms.h"
#include "scenarios/language/values_meant.h"
#include "scenarios/language/values_parts.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

#define COUNT_MAX 1e15
#define NUMBER_MAX 1e9
#define LAWS_MAX 32u

typedef bool parts_function(const struct scn_values *v, const struct scn_node *node,
                            enum scn_values_law_unit unit, struct sim_law *ret_law, bool *assumed);

bool scn_values_law_value(const struct scn_values *v, const struct scn_node *node,
                          enum scn_values_law_unit unit, double *ret_value, bool *assumed)
{
    bool marked = false;
    uint64_t ns;

    if (unit == SCN_VALUES_LAW_COUNT) {
        if (!scn_values_real_assumed(v, node, 0, COUNT_MAX, ret_value, &marked)) {
            return false;
        }
        *ret_value = scn_values_scaled(v, *ret_value, marked);
    } else {
        if (!scn_values_duration(v, node, &ns, &marked)) {
            return false;
        }
        *ret_value = (double)ns;
    }
    *assumed = *assumed || marked;
    return true;
}

/* Events per unit of the law: a rate for durations; how many there are has no rate. */
static bool read_rate(const struct scn_values *v, const struct scn_node *node,
                      enum scn_values_law_unit unit, double *ret_value, bool *assumed)
{
    bool marked = false;

    if (unit == SCN_VALUES_LAW_COUNT) {
        scn_diags_add(v->diags, SCN_S_LAW_PARAMETERS, node->at, "write mean: instead",
                      "a count has no rate");
        return false;
    }
    if (!scn_values_rate(v, node, ret_value, &marked)) {
        return false;
    }
    *assumed = *assumed || marked;
    return true;
}

static bool read_parameter(const struct scn_values *v, const struct scn_node *node, char type,
                           enum scn_values_law_unit unit, double *ret_value, bool *assumed)
{
    bool marked = false;

    switch (type) {
    case 'v':
        return scn_values_law_value(v, node, unit, ret_value, assumed);
    case 'r':
        return read_rate(v, node, unit, ret_value, assumed);
    default:
        if (!scn_values_real_assumed(v, node, 0, NUMBER_MAX, ret_value, &marked)) {
            return false;
        }
        *assumed = *assumed || marked;
        return true;
    }
}

/* "gamma takes mean and cv, or median and p99, or ..." */
static void add_forms(const struct scn_values *v, const char *law)
{
    const struct scn_values_form *form = NULL;
    struct sim_text text;

    sim_text_init(&text);
    while ((form = scn_values_forms_next(form, law)) != NULL) {
        uint32_t count = scn_values_forms_keys(form);

        if (scn_values_forms_has(form, "p50") || scn_values_forms_has(form, "min")) {
            continue;                 /* other names of a form that is there as well */
        }
        sim_text_add(&text, text.length > 0 ? ", or " : "");
        for (uint32_t n = 0; n < count; n++) {
            sim_text_print(&text, "%s%s", n == 0 ? "" : " and ", form->keys[n]);
        }
        sim_text_add(&text, count == 0 ? form->example : "");
    }
    scn_diags_hint(v->diags, "%s takes %s", law, text.data);
    sim_text_deinit(&text);
}

static bool law_has(const char *law, const char *key)
{
    const struct scn_values_form *form = NULL;

    while ((form = scn_values_forms_next(form, law)) != NULL) {
        if (scn_values_forms_has(form, key)) {
            return true;
        }
    }
    return false;
}

static void report_key(const struct scn_values *v, const char *law, const struct scn_node *key)
{
    struct scn_suggest suggest = {.wanted = key->text};
    const struct scn_values_form *form = NULL;

    while ((form = scn_values_forms_next(form, law)) != NULL) {
        for (uint32_t n = 0; n < scn_values_forms_keys(form); n++) {
            scn_suggest_offer(&suggest, form->keys[n]);
        }
    }
    scn_diags_add(v->diags, SCN_S_UNKNOWN_KEY, key->at, NULL, "%s has no key '%s'", law,
                  scn_diags_quote(v->diags, key->text));
    if (suggest.best != NULL) {
        scn_diags_label(v->diags, "did you mean '%s'?", suggest.best);
    } else {
        add_forms(v, law);
    }
}

/* The form of the law that has exactly the keys of the map. */
static const struct scn_values_form *find_form(const char *law, const struct scn_node *map)
{
    const struct scn_values_form *form = NULL;

    while ((form = scn_values_forms_next(form, law)) != NULL) {
        bool fits = form->make != NULL && scn_values_forms_keys(form) == map->count;

        for (uint32_t n = 0; fits && n < map->count; n++) {
            fits = scn_values_forms_has(form, map->pairs[n].key->text);
        }
        if (fits) {
            return form;
        }
    }
    return NULL;
}

static bool make(const struct scn_values *v, const struct scn_node *node,
                 const struct scn_values_form *form, const double *parameters,
                 struct sim_law *ret_law)
{
    if (form->make(v->arena, parameters, ret_law)) {
        return true;
    }
    scn_diags_add(v->diags, SCN_S_LAW_PARAMETERS, node->at, form->why,
                  "no %s distribution has these parameters", form->law);
    return false;
}

static bool keys_known(const struct scn_values *v, const char *law, const struct scn_node *map)
{
    bool known = true;

    for (uint32_t n = 0; n < map->count; n++) {
        if (!law_has(law, map->pairs[n].key->text)) {
            report_key(v, law, map->pairs[n].key);
            known = false;
        }
    }
    return known;
}

static bool read_map(const struct scn_values *v, const char *law, const struct scn_node *map,
                     enum scn_values_law_unit unit, struct sim_law *ret_law, bool *assumed)
{
    const struct scn_values_form *form = find_form(law, map);
    double parameters[SCN_VALUES_FORMS_KEYS_MAX] = {0};
    bool fine = true;

    if (!keys_known(v, law, map)) {
        return false;
    }
    if (form == NULL) {
        scn_diags_add(v->diags, SCN_S_LAW_PARAMETERS, map->at, NULL,
                      "%s needs another set of parameters", law);
        add_forms(v, law);
        return false;
    }
    for (uint32_t n = 0; n < scn_values_forms_keys(form); n++) {
        const struct scn_node *value = scn_tree_get(map, form->keys[n]);

        fine = read_parameter(v, value, form->types[n], unit, &parameters[n], assumed) && fine;
    }
    return fine && make(v, map, form, parameters, ret_law);
}

/* Parameters in a list, in the order of the form. */
static bool read_list(const struct scn_values *v, const char *law, const struct scn_node *list,
                      enum scn_values_law_unit unit, struct sim_law *ret_law, bool *assumed)
{
    const struct scn_values_form *form = scn_values_forms_next(NULL, law);
    double parameters[SCN_VALUES_FORMS_KEYS_MAX] = {0};
    bool fine = true;

    while (form != NULL && !(form->list && scn_values_forms_keys(form) == list->count)) {
        form = scn_values_forms_next(form, law);
    }
    if (form == NULL) {
        scn_diags_add(v->diags, SCN_S_LAW_PARAMETERS, list->at, NULL,
                      "%s does not take a list of %u", law, (unsigned)list->count);
        add_forms(v, law);
        return false;
    }
    for (uint32_t n = 0; n < list->count; n++) {
        fine = read_parameter(v, list->items[n], form->types[n], unit, &parameters[n], assumed) &&
               fine;
    }
    return fine && make(v, list, form, parameters, ret_law);
}

/* A single value where there is a form with one parameter: '{exponential: 5us}'. */
static bool read_single(const struct scn_values *v, const char *law, const struct scn_node *node,
                        enum scn_values_law_unit unit, struct sim_law *ret_law, bool *assumed)
{
    char type = strchr(node->text, '/') != NULL && unit == SCN_VALUES_LAW_DURATION ? 'r' : 'v';
    const struct scn_values_form *form = scn_values_forms_next(NULL, law);
    double parameter;

    while (form != NULL && !(scn_values_forms_keys(form) == 1 && form->types[0] == type)) {
        form = scn_values_forms_next(form, law);
    }
    if (form == NULL) {
        scn_diags_add(v->diags, SCN_S_LAW_PARAMETERS, node->at, NULL,
                      "a single value does not make %s", law);
        add_forms(v, law);
        return false;
    }
    return read_parameter(v, node, type, unit, &parameter, assumed) &&
           make(v, node, form, &parameter, ret_law);
}

static void report_law(const struct scn_values *v, const struct scn_node *key,
                       const struct scn_node *argument)
{
    struct scn_suggest suggest = {.wanted = key->text};
    const struct scn_values_form *form;
    const char *names[LAWS_MAX];
    size_t count = 0;

    for (uint32_t n = 0; (form = scn_values_forms_row(n)) != NULL; n++) {
        scn_suggest_offer(&suggest, form->law);
        if (count < LAWS_MAX && (count == 0 || strcmp(names[count - 1], form->law) != 0)) {
            names[count++] = form->law;
        }
    }
    scn_diags_add(v->diags, SCN_S_NOT_LAW, key->at, NULL, "no distribution is called '%s'",
                  scn_diags_quote(v->diags, key->text));
    if (scn_values_meant_name(v, key, argument)) {
        return;
    }
    if (suggest.best != NULL) {
        scn_diags_label(v->diags, "did you mean '%s'?", suggest.best);
    } else {
        scn_diags_hint(v->diags, "there are %s",
                       scn_suggest_list(v->arena, names, count, count));
    }
}

/* The function for laws that are made of parts, NULL for all others. */
static parts_function *parts_of(const char *law, const struct scn_node *argument)
{
    if (strcmp(law, "hyperexponential") == 0 && argument->kind == SCN_TREE_LIST) {
        return scn_values_parts_hyperexponential;
    }
    if (strcmp(law, "choice") == 0) {
        return scn_values_parts_choice;
    }
    if (strcmp(law, "histogram") == 0) {
        return scn_values_parts_histogram;
    }
    return strcmp(law, "empirical") == 0 ? scn_values_parts_empirical : NULL;
}

static bool read_distribution(const struct scn_values *v, const struct scn_node *map,
                              enum scn_values_law_unit unit, struct sim_law *ret_law,
                              bool *assumed)
{
    const struct scn_node *key = map->pairs[0].key, *argument = map->pairs[0].value;
    parts_function *parts;

    if (scn_values_forms_next(NULL, key->text) == NULL) {
        report_law(v, key, argument);
        return false;
    }
    parts = parts_of(key->text, argument);
    if (parts != NULL) {
        return parts(v, argument, unit, ret_law, assumed);
    }
    switch (argument->kind) {
    case SCN_TREE_MAP:
        return read_map(v, key->text, argument, unit, ret_law, assumed);
    case SCN_TREE_LIST:
        return read_list(v, key->text, argument, unit, ret_law, assumed);
    default:
        return read_single(v, key->text, argument, unit, ret_law, assumed);
    }
}

/* A plain count must be whole, while the mean of a distribution of counts need not be. */
static bool read_plain(const struct scn_values *v, const struct scn_node *node,
                       enum scn_values_law_unit unit, double *ret_value, bool *assumed)
{
    bool marked = false;

    if (unit != SCN_VALUES_LAW_COUNT) {
        return scn_values_law_value(v, node, unit, ret_value, assumed);
    }
    if (!scn_values_real_assumed(v, node, 0, COUNT_MAX, ret_value, &marked)) {
        return false;
    }
    if (*ret_value != floor(*ret_value)) {
        scn_diags_add(v->diags, SCN_S_NOT_WHOLE, node->at, NULL,
                      "a whole number is needed here");
        return false;
    }
    *ret_value = floor(scn_values_scaled(v, *ret_value, marked) + 0.5);
    *assumed = *assumed || marked;
    return true;
}

bool scn_values_law_read(const struct scn_values *v, const struct scn_node *node,
                         enum scn_values_law_unit unit, struct sim_law *ret_law, bool *assumed)
{
    double value;

    if (node->kind == SCN_TREE_MAP && node->count == 1) {
        return read_distribution(v, node, unit, ret_law, assumed);
    }
    if (node->kind == SCN_TREE_SCALAR) {
        if (!read_plain(v, node, unit, &value, assumed)) {
            scn_values_meant_text(v, node);
            return false;
        }
        return make(v, node, scn_values_forms_next(NULL, "constant"), &value, ret_law);
    }
    scn_diags_add(v->diags, SCN_S_NOT_LAW, node->at, NULL,
                  unit == SCN_VALUES_LAW_COUNT ? "a number or one distribution is needed here"
                                               : "a duration or one distribution is needed here");
    if (scn_values_meant_shape(v, node)) {
        return false;
    }
    scn_diags_hint(v->diags, "such as %s",
                   unit == SCN_VALUES_LAW_COUNT ? "{uniform: [1, 4]}"
                                                : "{lognormal: {median: 2us, p99: 9us}}");
    return false;
}
