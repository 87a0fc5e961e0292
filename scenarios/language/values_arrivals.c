/*
 * Arrival processes: one of six words, and 'batch' beside it.
 *
 *     periodic: 10ms                      periodic: {period: 10ms, phase: 2ms, jitter: 1ms}
 *     poisson: 1000/s                     interarrival: {lognormal: {median: 1ms, p99: 5ms}}
 *     bursts: {active: 1ms, silent: {exponential: 9ms}, arrivals: {poisson: 50/ms}, phase: 0us}
 *     at: [1ms, 5ms, 5ms]                 trace: file.csv
 */
#include "scenarios/language/values.h"

#include <string.h>

#include "scenarios/language/quantity.h"
#include "scenarios/language/suggest.h"
#include "scenarios/language/values_data.h"
#include "scenarios/language/values_law.h"
#include "sim/base/arena.h"

#define BATCH_MAX 1000000

static const struct scn_values_process processes[] = {
    {"periodic", 'd', {"period", "phase", "jitter"}, "ddl", 1, "{periodic: 10ms}"},
    {"poisson", 'r', {"rate", "mean"}, "rd", 0, "{poisson: 1000/s}"},
    {"interarrival", 'l', {NULL}, "", 0, "{interarrival: {lognormal: {median: 1ms, p99: 5ms}}}"},
    {"bursts", 0, {"active", "silent", "arrivals", "phase"}, "llad", 3,
     "{bursts: {active: 1ms, silent: 9ms, arrivals: {poisson: 50/ms}}}"},
    {"at", 'i', {NULL}, "", 0, "{at: [1ms, 5ms]}"},
    {"trace", 'f', {NULL}, "", 0, "{trace: file.csv}"},
};
static const char *const callers_words[] = {"kind", "capacity", "moderation"};

enum { PERIODIC, POISSON, BURSTS = 3, WORD_COUNT = sizeof processes / sizeof processes[0] };

const struct scn_values_process *scn_values_arrivals_row(uint32_t n)
{
    return n < WORD_COUNT ? &processes[n] : NULL;
}

typedef bool read_function(const struct scn_values *v, const struct scn_node *node,
                           struct sim_arrivals *a, bool *assumed);

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        if (strcmp(names[n], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool read_duration(const struct scn_values *v, const struct scn_node *node,
                          uint64_t *ret_ns, bool *assumed)
{
    bool marked = false;

    if (!scn_values_duration(v, node, ret_ns, &marked)) {
        return false;
    }
    *assumed = *assumed || marked;
    return true;
}

/* A period or mean gap: a duration above 0. */
static bool read_gap(const struct scn_values *v, const struct scn_node *node, uint64_t *ret_ns,
                     bool *assumed)
{
    if (!read_duration(v, node, ret_ns, assumed)) {
        return false;
    }
    if (*ret_ns == 0) {
        scn_diags_add(v->diags, SCN_S_OUT_OF_RANGE, node->at, "must be above 0us",
                      "arrivals without a pause would never end");
        return false;
    }
    return true;
}

static bool report_key(const struct scn_values *v, const struct scn_node *key,
                       const struct scn_values_process *process)
{
    const char *const *names = process->keys, *what = process->word;
    size_t count = strlen(process->types);

    scn_diags_add(v->diags, SCN_S_UNKNOWN_KEY, key->at,
                  scn_suggest_label(v->arena, key->text, names, count), "%s has no key '%s'",
                  what, scn_diags_quote(v->diags, key->text));
    scn_diags_hint(v->diags, "it has %s", scn_suggest_list(v->arena, names, count, count));
    return false;
}

static bool missing_key(const struct scn_values *v, const struct scn_node *map, const char *what,
                        const char *key)
{
    scn_diags_add(v->diags, SCN_S_MISSING_KEY, map->at, NULL, "%s needs '%s'", what, key);
    return false;
}

static bool read_periodic(const struct scn_values *v, const struct scn_node *node,
                          struct sim_arrivals *a, bool *assumed)
{
    bool fine = true;

    a->kind = SIM_ARRIVALS_PERIODIC;
    if (node->kind != SCN_TREE_MAP) {
        return read_gap(v, node, &a->period_ns, assumed);
    }
    for (uint32_t n = 0; n < node->count; n++) {
        const struct scn_node *key = node->pairs[n].key, *value = node->pairs[n].value;

        if (strcmp(key->text, "period") == 0) {
            fine = read_gap(v, value, &a->period_ns, assumed) && fine;
        } else if (strcmp(key->text, "phase") == 0) {
            fine = read_duration(v, value, &a->phase_ns, assumed) && fine;
        } else if (strcmp(key->text, "jitter") == 0) {
            fine = scn_values_law_read(v, value, SCN_VALUES_LAW_DURATION, &a->jitter, assumed) &&
                   fine;
        } else {
            fine = report_key(v, key, &processes[PERIODIC]);
        }
    }
    if (fine && scn_tree_get(node, "period") == NULL) {
        return missing_key(v, node, "periodic", "period");
    }
    return fine;
}

static void set_exponential(struct sim_arrivals *a, double mean)
{
    a->kind = SIM_ARRIVALS_RENEWAL;
    a->gap = (struct sim_law){.kind = SIM_LAW_EXPONENTIAL, .a = mean};
}

static bool read_poisson_rate(const struct scn_values *v, const struct scn_node *node,
                              struct sim_arrivals *a, bool *assumed)
{
    bool marked = false;
    double rate;

    if (!scn_values_rate(v, node, &rate, &marked)) {
        return false;
    }
    *assumed = *assumed || marked;
    set_exponential(a, 1.0 / rate);
    return true;
}

/* A rate, or {rate: ...}, or {mean: ...}: the mean time between two. */
static bool read_poisson(const struct scn_values *v, const struct scn_node *node,
                         struct sim_arrivals *a, bool *assumed)
{
    uint64_t mean;

    if (node->kind != SCN_TREE_MAP) {
        return read_poisson_rate(v, node, a, assumed);
    }
    if (node->count != 1) {
        scn_diags_add(v->diags, SCN_S_NOT_ARRIVALS, node->at, "such as 1000/s",
                      "poisson takes a rate");
        return false;
    }
    if (strcmp(node->pairs[0].key->text, "rate") == 0) {
        return read_poisson_rate(v, node->pairs[0].value, a, assumed);
    }
    if (strcmp(node->pairs[0].key->text, "mean") != 0) {
        return report_key(v, node->pairs[0].key, &processes[POISSON]);
    }
    if (!read_gap(v, node->pairs[0].value, &mean, assumed)) {
        return false;
    }
    set_exponential(a, (double)mean);
    return true;
}

static bool read_interarrival(const struct scn_values *v, const struct scn_node *node,
                              struct sim_arrivals *a, bool *assumed)
{
    a->kind = SIM_ARRIVALS_RENEWAL;
    if (!scn_values_law_read(v, node, SCN_VALUES_LAW_DURATION, &a->gap, assumed)) {
        return false;
    }
    if (!(sim_law_mean(&a->gap) > 0)) {
        scn_diags_add(v->diags, SCN_S_OUT_OF_RANGE, node->at, "must be above 0us",
                      "arrivals without a pause would never end");
        return false;
    }
    return true;
}

/* What arrives inside a burst: poisson, interarrival, or a plain period. */
static bool read_inside(const struct scn_values *v, const struct scn_node *node,
                        struct sim_arrivals *a, bool *assumed)
{
    struct sim_arrivals inside;
    bool marked = false;

    if (!scn_values_arrivals(v, node, &inside, &marked)) {
        return false;
    }
    *assumed = *assumed || marked;
    if (inside.kind == SIM_ARRIVALS_RENEWAL && inside.batch == 1) {
        a->gap = inside.gap;
        return true;
    }
    if (inside.kind == SIM_ARRIVALS_PERIODIC && inside.batch == 1 && inside.phase_ns == 0 &&
        sim_law_is_constant(&inside.jitter) && inside.jitter.a == 0) {
        a->gap = (struct sim_law){.kind = SIM_LAW_CONSTANT, .a = (double)inside.period_ns};
        return true;
    }
    scn_diags_add(v->diags, SCN_S_NOT_ARRIVALS, node->at,
                  "poisson, interarrival or a plain period",
                  "this cannot stand inside a burst");
    return false;
}

static bool read_spell(const struct scn_values *v, const struct scn_node *node,
                       struct sim_law *ret_law, bool *assumed)
{
    if (!scn_values_law_read(v, node, SCN_VALUES_LAW_DURATION, ret_law, assumed)) {
        return false;
    }
    if (!(sim_law_mean(ret_law) > 0)) {
        scn_diags_add(v->diags, SCN_S_OUT_OF_RANGE, node->at, "must be above 0us",
                      "an empty spell");
        return false;
    }
    return true;
}

static bool read_bursts(const struct scn_values *v, const struct scn_node *node,
                        struct sim_arrivals *a, bool *assumed)
{
    const struct scn_values_process *row = &processes[BURSTS];
    bool fine = true;

    a->kind = SIM_ARRIVALS_BURSTS;
    if (node->kind != SCN_TREE_MAP) {
        scn_diags_add(v->diags, SCN_S_WRONG_TYPE, node->at, NULL,
                      "bursts is {active: ..., silent: ..., arrivals: ...}");
        return false;
    }
    for (uint32_t n = 0; n < node->count; n++) {
        const struct scn_node *key = node->pairs[n].key, *value = node->pairs[n].value;

        if (strcmp(key->text, "active") == 0) {
            fine = read_spell(v, value, &a->active, assumed) && fine;
        } else if (strcmp(key->text, "silent") == 0) {
            fine = read_spell(v, value, &a->silent, assumed) && fine;
        } else if (strcmp(key->text, "arrivals") == 0) {
            fine = read_inside(v, value, a, assumed) && fine;
        } else if (strcmp(key->text, "phase") == 0) {
            fine = read_duration(v, value, &a->phase_ns, assumed) && fine;
        } else {
            fine = report_key(v, key, row);
        }
    }
    for (size_t n = 0; n < row->must && fine; n++) {
        if (scn_tree_get(node, row->keys[n]) == NULL) {
            return missing_key(v, node, row->word, row->keys[n]);
        }
    }
    return fine;
}

static bool read_at(const struct scn_values *v, const struct scn_node *node,
                    struct sim_arrivals *a, bool *assumed)
{
    uint64_t *list = sim_arena_array(v->arena, node->count + 1u, sizeof *list);
    bool fine = true;

    a->kind = SIM_ARRIVALS_LIST;
    a->list_at = list;
    a->list_count = node->kind == SCN_TREE_LIST ? node->count : 1u;
    if (node->kind != SCN_TREE_LIST) {
        return read_duration(v, node, &list[0], assumed);
    }
    if (node->count == 0) {
        scn_diags_add(v->diags, SCN_S_NOT_ARRIVALS, node->at, "such as [1ms, 5ms]",
                      "an empty list of instants");
        return false;
    }
    for (uint32_t n = 0; n < node->count; n++) {
        bool read = read_duration(v, node->items[n], &list[n], assumed);

        if (read && fine && n > 0 && list[n] < list[n - 1]) {
            scn_diags_add(v->diags, SCN_S_ARRIVALS_ORDER, node->items[n]->at, NULL,
                          "this instant is before the one that precedes it");
            fine = false;
        }
        fine = fine && read;
    }
    return fine;
}

static bool read_trace(const struct scn_values *v, const struct scn_node *node,
                       struct sim_arrivals *a, bool *assumed)
{
    const double *values;
    uint64_t *list;
    uint32_t count;

    (void)assumed;
    if (!scn_values_data_read(v, node, SCN_VALUES_LAW_DURATION, &values, &count)) {
        return false;
    }
    list = sim_arena_array(v->arena, count, sizeof *list);
    for (uint32_t n = 0; n < count; n++) {
        list[n] = (uint64_t)values[n];
        if (n > 0 && list[n] < list[n - 1]) {
            scn_diags_add(v->diags, SCN_S_ARRIVALS_ORDER, node->at, NULL,
                          "value %u of the trace is before the one that precedes it",
                          (unsigned)n + 1u);
            return false;
        }
    }
    a->kind = SIM_ARRIVALS_LIST;
    a->list_at = list;
    a->list_count = count;
    return true;
}

static read_function *const readers[WORD_COUNT] = {read_periodic, read_poisson, read_interarrival,
                                                   read_bursts,   read_at,      read_trace};

static void words_of(const char **words)
{
    for (size_t n = 0; n < WORD_COUNT; n++) {
        words[n] = processes[n].word;
    }
}

static bool report_not_arrivals(const struct scn_values *v, const struct scn_node *node,
                                const char *sentence)
{
    const char *words[WORD_COUNT];

    words_of(words);
    scn_diags_add(v->diags, SCN_S_NOT_ARRIVALS, node->at, NULL, "%s", sentence);
    scn_diags_hint(v->diags, "arrivals are %s, as in {poisson: 1000/s}",
                   scn_suggest_list(v->arena, words, WORD_COUNT, WORD_COUNT));
    return false;
}

/* The words of the map: exactly one of ours, batch, and the caller's. */
static bool check_words(const struct scn_values *v, const struct scn_node *node,
                        size_t *ret_word)
{
    const char *words[WORD_COUNT];
    const struct scn_node *found = NULL;
    bool fine = true;

    words_of(words);
    for (uint32_t n = 0; n < node->count; n++) {
        const struct scn_node *key = node->pairs[n].key;

        if (is_one_of(key->text, callers_words, 3) || strcmp(key->text, "batch") == 0) {
            continue;
        }
        if (!is_one_of(key->text, words, WORD_COUNT)) {
            scn_diags_add(v->diags, SCN_S_UNKNOWN_KEY, key->at,
                          scn_suggest_label(v->arena, key->text, words, WORD_COUNT),
                          "arrivals have no key '%s'", scn_diags_quote(v->diags, key->text));
            fine = false;
        } else if (found != NULL) {
            scn_diags_add(v->diags, SCN_S_NOT_ARRIVALS, key->at, "make it a list of two",
                          "'%s' and '%s' are two arrival processes", found->text, key->text);
            fine = false;
        } else {
            found = key;
        }
    }
    if (fine && found == NULL) {
        return report_not_arrivals(v, node, "how things arrive is missing here");
    }
    for (*ret_word = 0; found != NULL && strcmp(words[*ret_word], found->text) != 0;) {
        (*ret_word)++;
    }
    return fine;
}

bool scn_values_arrivals(const struct scn_values *v, const struct scn_node *node,
                         struct sim_arrivals *ret_arrivals, bool *ret_assumed)
{
    const struct scn_node *batch = scn_tree_get(node, "batch");
    struct sim_arrivals a = {.batch = 1};
    int64_t size = 1;
    size_t word = 0;
    bool fine;

    *ret_assumed = false;
    if (node->kind != SCN_TREE_MAP) {
        return report_not_arrivals(v, node, "this is not an arrival process");
    }
    if (!check_words(v, node, &word)) {
        return false;
    }
    fine = readers[word](v, scn_tree_get(node, processes[word].word), &a, ret_assumed);
    if (batch != NULL) {
        fine = scn_values_whole(v, batch, 1, BATCH_MAX, &size) && fine;
    }
    a.batch = (uint32_t)size;
    *ret_arrivals = a;
    return fine;
}
