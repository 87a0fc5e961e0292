/*
 * Distributions made of parts: weights are what the author has (shares, counts, percent); they
 * are added up here so that the last cumulative share is exactly 1.
 */
#include "scenarios/language/values_parts.h"

#include <stdlib.h>
#include <string.h>

#include "scenarios/language/suggest.h"
#include "scenarios/language/values_data.h"
#include "sim/base/arena.h"

#define WEIGHT_MAX 1e15

/* Keys of a map that are not among names are reported; true when there are none. */
static bool keys_fit(const struct scn_values *v, const struct scn_node *map, const char *what,
                     const char *const *names, size_t count)
{
    bool fine = true;

    for (uint32_t n = 0; n < map->count; n++) {
        const struct scn_node *key = map->pairs[n].key;
        bool known = false;

        for (size_t name = 0; name < count; name++) {
            known = known || strcmp(names[name], key->text) == 0;
        }
        if (!known) {
            scn_diags_add(v->diags, SCN_S_UNKNOWN_KEY, key->at,
                          scn_suggest_label(v->arena, key->text, names, count),
                          "%s has no key '%s'", what, scn_diags_quote(v->diags, key->text));
            scn_diags_hint(v->diags, "it has %s",
                           scn_suggest_list(v->arena, names, count, count));
            fine = false;
        }
    }
    return fine;
}

static bool missing(const struct scn_values *v, const struct scn_node *map, const char *what,
                    const char *key)
{
    scn_diags_add(v->diags, SCN_S_MISSING_KEY, map->at, NULL, "%s needs '%s'", what, key);
    return false;
}

static bool is_list(const struct scn_values *v, const struct scn_node *node, const char *what)
{
    if (node->kind == SCN_TREE_LIST && node->count > 0) {
        return true;
    }
    scn_diags_add(v->diags, SCN_S_WRONG_TYPE, node->at, NULL, "%s takes a list%s", what,
                  node->kind == SCN_TREE_LIST ? " that is not empty" : "");
    return false;
}

static bool read_weight(const struct scn_values *v, const struct scn_node *node, double *ret,
                        bool *assumed)
{
    bool marked = false;

    if (!scn_values_real_assumed(v, node, 0, WEIGHT_MAX, ret, &marked)) {
        return false;
    }
    *assumed = *assumed || marked;
    return true;
}

/* Weights in share become cumulative shares. */
static bool accumulate(const struct scn_values *v, const struct scn_node *node,
                       struct sim_law_part *parts, uint32_t count)
{
    double sum = 0, below = 0;

    for (uint32_t n = 0; n < count; n++) {
        sum += parts[n].share;
    }
    if (!(sum > 0)) {
        scn_diags_add(v->diags, SCN_S_WEIGHTS, node->at, NULL, "all weights are 0");
        return false;
    }
    for (uint32_t n = 0; n < count; n++) {
        below += parts[n].share;
        parts[n].share = n + 1 == count ? 1.0 : below / sum;
    }
    return true;
}

/* {weight: W, value: X}, or X alone, which weighs 1. */
static bool read_branch(const struct scn_values *v, const struct scn_node *node,
                        enum scn_values_law_unit unit, struct sim_law_part *ret_part,
                        bool *assumed)
{
    static const char *const names[] = {"weight", "value"};
    const struct scn_node *weight = scn_tree_get(node, "weight");
    const struct scn_node *value = scn_tree_get(node, "value");
    struct sim_law *law = sim_arena_alloc(v->arena, sizeof *law);
    bool fine = true;

    *ret_part = (struct sim_law_part){.share = 1.0, .law = law};
    if (weight == NULL && value == NULL) {
        return scn_values_law_read(v, node, unit, law, assumed);
    }
    fine = keys_fit(v, node, "a branch", names, 2);
    if (value == NULL) {
        return fine && missing(v, node, "a branch", "value");
    }
    if (weight != NULL) {
        fine = read_weight(v, weight, &ret_part->share, assumed) && fine;
    }
    return scn_values_law_read(v, value, unit, law, assumed) && fine;
}

bool scn_values_parts_choice(const struct scn_values *v, const struct scn_node *node,
                             enum scn_values_law_unit unit, struct sim_law *ret_law,
                             bool *assumed)
{
    struct sim_law_part *parts;
    bool fine = true;

    if (!is_list(v, node, "choice")) {
        return false;
    }
    parts = sim_arena_array(v->arena, node->count, sizeof *parts);
    for (uint32_t n = 0; n < node->count; n++) {
        fine = read_branch(v, node->items[n], unit, &parts[n], assumed) && fine;
    }
    *ret_law = (struct sim_law){.kind = SIM_LAW_CHOICE, .parts = parts, .count = node->count};
    return fine && accumulate(v, node, parts, node->count);
}

static bool read_mean_branch(const struct scn_values *v, const struct scn_node *node,
                             enum scn_values_law_unit unit, struct sim_law_part *ret_part,
                             bool *assumed)
{
    static const char *const names[] = {"weight", "mean"};
    const struct scn_node *weight = scn_tree_get(node, "weight");
    const struct scn_node *mean = scn_tree_get(node, "mean");
    bool fine;

    if (node->kind != SCN_TREE_MAP) {
        scn_diags_add(v->diags, SCN_S_WRONG_TYPE, node->at, NULL,
                      "a branch is {weight: ..., mean: ...}");
        return false;
    }
    fine = keys_fit(v, node, "a branch", names, 2);
    if (weight == NULL || mean == NULL) {
        return fine && missing(v, node, "a branch", weight == NULL ? "weight" : "mean");
    }
    fine = read_weight(v, weight, &ret_part->share, assumed) && fine;
    fine = scn_values_law_value(v, mean, unit, &ret_part->low, assumed) && fine;
    if (fine && !(ret_part->low > 0)) {
        scn_diags_add(v->diags, SCN_S_LAW_PARAMETERS, mean->at, NULL,
                      "the mean of a branch must be above 0");
        return false;
    }
    return fine;
}

bool scn_values_parts_hyperexponential(const struct scn_values *v, const struct scn_node *node,
                                       enum scn_values_law_unit unit, struct sim_law *ret_law,
                                       bool *assumed)
{
    struct sim_law_part *parts;
    bool fine = true;

    if (!is_list(v, node, "hyperexponential")) {
        return false;
    }
    parts = sim_arena_array(v->arena, node->count, sizeof *parts);
    for (uint32_t n = 0; n < node->count; n++) {
        fine = read_mean_branch(v, node->items[n], unit, &parts[n], assumed) && fine;
    }
    *ret_law = (struct sim_law){.kind = SIM_LAW_HYPEREXPONENTIAL, .parts = parts,
                                .count = node->count};
    return fine && accumulate(v, node, parts, node->count);
}

/* {from: A, to: B, weight: W} */
static bool read_bin(const struct scn_values *v, const struct scn_node *node,
                     enum scn_values_law_unit unit, struct sim_law_part *ret_part, bool *assumed)
{
    static const char *const names[] = {"from", "to", "weight"};
    bool fine;

    if (node->kind != SCN_TREE_MAP) {
        scn_diags_add(v->diags, SCN_S_WRONG_TYPE, node->at, NULL,
                      "a bin is {from: ..., to: ..., weight: ...}");
        return false;
    }
    fine = keys_fit(v, node, "a bin", names, 3);
    for (size_t n = 0; n < 3; n++) {
        if (scn_tree_get(node, names[n]) == NULL) {
            return fine && missing(v, node, "a bin", names[n]);
        }
    }
    fine = scn_values_law_value(v, scn_tree_get(node, "from"), unit, &ret_part->low, assumed) &&
           fine;
    fine = scn_values_law_value(v, scn_tree_get(node, "to"), unit, &ret_part->high, assumed) &&
           fine;
    return read_weight(v, scn_tree_get(node, "weight"), &ret_part->share, assumed) && fine;
}

/* Each bin has a width and begins where the one before it ends, or later. */
static bool bins_ascend(const struct scn_values *v, const struct scn_node *node,
                        const struct sim_law_part *parts, uint32_t count)
{
    for (uint32_t n = 0; n < count; n++) {
        if (parts[n].low >= parts[n].high || (n > 0 && parts[n].low < parts[n - 1].high)) {
            const struct scn_node *at = n < node->count ? node->items[n] : node;

            scn_diags_add(v->diags, SCN_S_LAW_PARAMETERS, at->at, NULL,
                          "bins must ascend and not overlap");
            return false;
        }
    }
    return true;
}

/* {edges: [0us, 10us, 50us], weights: [9, 1]} */
static bool read_edges(const struct scn_values *v, const struct scn_node *node,
                       const struct scn_node *edges, const struct scn_node *weights,
                       enum scn_values_law_unit unit, struct sim_law_part *parts, bool *assumed)
{
    bool fine = true;

    if (edges->count != weights->count + 1u) {
        scn_diags_add(v->diags, SCN_S_LAW_PARAMETERS, node->at, NULL,
                      "%u edges make %u bins, but there are %u weights", (unsigned)edges->count,
                      (unsigned)edges->count - 1u, (unsigned)weights->count);
        return false;
    }
    for (uint32_t n = 0; n < weights->count; n++) {
        fine = scn_values_law_value(v, edges->items[n], unit, &parts[n].low, assumed) && fine;
        fine = scn_values_law_value(v, edges->items[n + 1], unit, &parts[n].high, assumed) && fine;
        fine = read_weight(v, weights->items[n], &parts[n].share, assumed) && fine;
    }
    return fine && bins_ascend(v, edges, parts, weights->count);
}

static bool read_histogram_map(const struct scn_values *v, const struct scn_node *node,
                               enum scn_values_law_unit unit, struct sim_law *ret_law,
                               bool *assumed)
{
    static const char *const names[] = {"edges", "weights"};
    const struct scn_node *edges = scn_tree_get(node, "edges");
    const struct scn_node *weights = scn_tree_get(node, "weights");
    struct sim_law_part *parts;

    if (!keys_fit(v, node, "histogram", names, 2)) {
        return false;
    }
    if (edges == NULL || weights == NULL) {
        return missing(v, node, "histogram", edges == NULL ? "edges" : "weights");
    }
    if (!is_list(v, edges, "edges") || !is_list(v, weights, "weights")) {
        return false;
    }
    parts = sim_arena_array(v->arena, weights->count, sizeof *parts);
    *ret_law = (struct sim_law){.kind = SIM_LAW_HISTOGRAM, .parts = parts,
                                .count = weights->count};
    return read_edges(v, node, edges, weights, unit, parts, assumed) &&
           accumulate(v, weights, parts, weights->count);
}

bool scn_values_parts_histogram(const struct scn_values *v, const struct scn_node *node,
                                enum scn_values_law_unit unit, struct sim_law *ret_law,
                                bool *assumed)
{
    struct sim_law_part *parts;
    bool fine = true;

    if (node->kind == SCN_TREE_MAP) {
        return read_histogram_map(v, node, unit, ret_law, assumed);
    }
    if (!is_list(v, node, "histogram")) {
        return false;
    }
    parts = sim_arena_array(v->arena, node->count, sizeof *parts);
    for (uint32_t n = 0; n < node->count; n++) {
        fine = read_bin(v, node->items[n], unit, &parts[n], assumed) && fine;
    }
    *ret_law = (struct sim_law){.kind = SIM_LAW_HISTOGRAM, .parts = parts, .count = node->count};
    return fine && bins_ascend(v, node, parts, node->count) &&
           accumulate(v, node, parts, node->count);
}

static int compare_real(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return a < b ? -1 : a > b ? 1 : 0;
}

bool scn_values_parts_empirical(const struct scn_values *v, const struct scn_node *node,
                                enum scn_values_law_unit unit, struct sim_law *ret_law,
                                bool *assumed)
{
    const double *read = NULL;
    double *values;
    uint32_t count = node->count;
    bool fine = true;

    if (node->kind != SCN_TREE_LIST) {
        if (!scn_values_data_read(v, node, unit, &read, &count)) {
            return false;
        }
    } else if (!is_list(v, node, "empirical")) {
        return false;
    }
    values = sim_arena_array(v->arena, count, sizeof *values);
    for (uint32_t n = 0; n < count && read == NULL; n++) {
        fine = scn_values_law_value(v, node->items[n], unit, &values[n], assumed) && fine;
    }
    if (read != NULL) {
        memcpy(values, read, count * sizeof *values);
    }
    qsort(values, count, sizeof *values, compare_real);
    *ret_law = (struct sim_law){.kind = SIM_LAW_EMPIRICAL, .values = values, .count = count};
    return fine;
}
