/*
 * Reading a map by the schema table.
 */
#include "scenarios/language/view.h"

#include <string.h>

#include "scenarios/language/canonical.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/filled.h"
#include "scenarios/language/suggest.h"
#include "sim/base/arena.h"
#include "sim/base/check.h"

/* 'work item' of 'a work item'. */
static const char *bare_noun(enum scn_section section)
{
    const char *noun = scn_schema_noun(section);

    return strncmp(noun, "a ", 2) == 0 ? noun + 2 : strncmp(noun, "an ", 3) == 0 ? noun + 3 : noun;
}

/* The keys that there are, where they are few enough to read. */
static void hint_keys(struct scn_build *b, enum scn_section section, uint32_t first,
                      uint32_t count)
{
    enum { MOST = 14 };
    const char *names[MOST];

    if (count == 0 || count > MOST) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        names[i] = scn_schema_row((enum scn_key)(first + i))->name;
    }
    scn_diags_hint(b->diags, "%s has %s", scn_schema_noun(section),
                   scn_suggest_list(b->arena, names, count, count));
}

static void unknown_key(struct scn_build *b, enum scn_section section, const struct scn_node *key)
{
    struct scn_suggest near = {.wanted = key->text};
    uint32_t count;
    uint32_t first = scn_schema_first(section, &count);

    for (uint32_t i = first; i < first + count; i++) {
        scn_suggest_offer(&near, scn_schema_row((enum scn_key)i)->name);
    }
    scn_diags_add(b->diags, SCN_S_UNKNOWN_KEY, key->at, NULL, "%s has no key '%s'",
                  bare_noun(section), scn_diags_quote(b->diags, key->text));
    if (near.best != NULL) {
        scn_diags_label(b->diags, "did you mean '%s'?", near.best);
    } else {
        hint_keys(b, section, first, count);
    }
}

/* Keys of an arrival process stand in the same map as ours and are read elsewhere. */
static bool is_foreign(enum scn_section section)
{
    return section == SCN_SECTION_ARRIVALS;
}

static void check_keys(struct scn_build *b, const struct scn_node *map, enum scn_section section)
{
    for (uint32_t i = 0; i < map->count; i++) {
        const struct scn_node *key = map->pairs[i].key;
        enum scn_key row = scn_schema_find(section, key->text);

        if (row == SCN_KEY_COUNT) {
            if (!is_foreign(section)) {
                unknown_key(b, section, key);
            }
        } else if (scn_schema_row(row)->later) {
            scn_diags_add(b->diags, SCN_S_NOT_YET, key->at, NULL,
                          "this version does not run '%s' yet: %s", key->text,
                          scn_schema_row(row)->help);
        }
    }
}

static void check_missing(struct scn_build *b, const struct scn_node *map,
                          enum scn_section section)
{
    uint32_t count;
    uint32_t first = scn_schema_first(section, &count);

    for (uint32_t i = first; i < first + count; i++) {
        const struct scn_schema_key *row = scn_schema_row((enum scn_key)i);
        bool similar = false;

        if (!row->must || scn_tree_get(map, row->name) != NULL) {
            continue;
        }
        for (uint32_t k = 0; k < map->count && !similar; k++) { /* a slip explains it already */
            const char *text = map->pairs[k].key->text;
            const char *const names[] = {row->name};

            similar = scn_schema_find(section, text) == SCN_KEY_COUNT
                      && scn_suggest_nearest(text, names, 1) != NULL;
        }
        if (!similar) {
            scn_diags_add(b->diags, SCN_S_MISSING_KEY, map->at, NULL, "%s needs '%s': %s",
                          scn_schema_noun(section), row->name, row->help);
        }
    }
}

bool scn_view_open(struct scn_build *b, const struct scn_node *node, enum scn_section section,
                   const char *path, struct scn_view *ret_view)
{
    *ret_view = (struct scn_view){.build = b, .section = section, .path = path};
    if (node == NULL
        || (node->kind == SCN_TREE_SCALAR && node->text[0] == '\0' && !node->quoted)) {
        return true;
    }
    if (node->kind != SCN_TREE_MAP) {
        scn_diags_add(b->diags, SCN_S_WRONG_TYPE, node->at, NULL,
                      "%s is a map: {key: value, ...}", scn_schema_noun(section));
        return false;
    }
    ret_view->map = ret_view->place = node;
    check_keys(b, node, section);
    check_missing(b, node, section);
    return true;
}

const struct scn_node *scn_view_node(const struct scn_view *v, enum scn_key key)
{
    SIM_ASSERT(scn_schema_row(key)->section == v->section);
    if (v->map == NULL || scn_schema_row(key)->later) {
        return NULL;
    }
    return scn_tree_get(v->map, scn_schema_row(key)->name);
}

const char *scn_view_path(const struct scn_view *v, const char *name)
{
    return v->path[0] == '\0' ? name : sim_arena_print(v->build->arena, "%s.%s", v->path, name);
}

/* Where a value comes from that is not written: '@' in the table stands for the profile. */
static const char *fallback_origin(enum scn_key key)
{
    return scn_schema_row(key)->fallback[0] == '@' ? "profile" : "default";
}

/* Entries of a list have no paths of their own: the list is recorded as a whole. */
static void record(const struct scn_view *v, enum scn_key key, const char *value,
                   const char *origin)
{
    if (strchr(v->path, '[') != NULL) {
        return;
    }
    scn_build_parameter(v->build, scn_view_path(v, scn_schema_row(key)->name), value, origin);
    if (scn_view_node(v, key) == NULL) {
        scn_filled_note(v->build, v->place, scn_schema_row(key)->name,
                        scn_view_path(v, scn_schema_row(key)->name), value, origin);
    }
}

void scn_view_record(const struct scn_view *v, enum scn_key key)
{
    const struct scn_node *node = scn_view_node(v, key);

    if (node != NULL) {
        record(v, key, scn_canonical_text(v->build->arena, node), scn_build_origin(v->build, node));
    }
}

/* The node to type: what is written, else the fallback of the table as if it were written. */
static struct scn_node node_or_fallback(const struct scn_view *v, enum scn_key key)
{
    const struct scn_node *node = scn_view_node(v, key);

    return node != NULL ? *node
                        : (struct scn_node){.kind = SCN_TREE_SCALAR,
                                            .text = scn_schema_row(key)->fallback};
}

/* A value with ~ is listed as assumed. */
static void assume_written(const struct scn_view *v, enum scn_key key, const char *value)
{
    scn_build_assume(v->build, "~", scn_view_path(v, scn_schema_row(key)->name), value,
                     "assumed", MDL_NONE);
}

bool scn_view_duration_or(const struct scn_view *v, enum scn_key key, uint64_t fallback_ns,
                          uint64_t *ret_ns)
{
    const struct scn_node *node = scn_view_node(v, key);
    bool assumed = false;

    *ret_ns = fallback_ns;
    if (node == NULL) {
        record(v, key, scn_values_text_duration(v->build->arena, fallback_ns),
               fallback_origin(key));
        return true;
    }
    if (!scn_values_duration(&v->build->values, node, ret_ns, &assumed)) {
        *ret_ns = fallback_ns;
        return false;
    }
    const char *text = scn_values_text_duration(v->build->arena, *ret_ns);

    record(v, key, text, scn_build_origin(v->build, node));
    if (assumed) {
        assume_written(v, key, text);
    }
    return true;
}

bool scn_view_duration(const struct scn_view *v, enum scn_key key, uint64_t *ret_ns)
{
    struct scn_node fallback = {.kind = SCN_TREE_SCALAR, .text = scn_schema_row(key)->fallback};
    uint64_t fallback_ns = 0;
    bool assumed;

    SIM_ASSERT(fallback.text[0] != '@');
    if (fallback.text[0] != '\0') {
        bool good = scn_values_duration(&v->build->values, &fallback, &fallback_ns, &assumed);

        SIM_ASSERT(good);
    }
    if (scn_view_node(v, key) == NULL) {
        *ret_ns = fallback_ns;
        if (fallback.text[0] != '\0') {
            record(v, key, scn_values_text_duration(v->build->arena, fallback_ns), "default");
        }
        return true;
    }
    return scn_view_duration_or(v, key, fallback_ns, ret_ns);
}

static bool read_whole(const struct scn_view *v, enum scn_key key, const struct scn_node *node,
                       int64_t low, int64_t high, int64_t *ret_value)
{
    if (!scn_values_whole(&v->build->values, node, low, high, ret_value)) {
        return false;
    }
    record(v, key, sim_arena_print(v->build->arena, "%lld", (long long)*ret_value),
           scn_build_origin(v->build, node));
    return true;
}

bool scn_view_whole_or(const struct scn_view *v, enum scn_key key, int64_t low, int64_t high,
                       int64_t fallback, int64_t *ret_value)
{
    const struct scn_node *node = scn_view_node(v, key);

    *ret_value = fallback;
    if (node == NULL) {
        record(v, key, sim_arena_print(v->build->arena, "%lld", (long long)fallback),
               fallback_origin(key));
        return true;
    }
    if (!read_whole(v, key, node, low, high, ret_value)) {
        *ret_value = fallback;
        return false;
    }
    return true;
}

bool scn_view_whole(const struct scn_view *v, enum scn_key key, int64_t low, int64_t high,
                    int64_t *ret_value)
{
    const struct scn_node *node = scn_view_node(v, key);
    struct scn_node fallback = {.kind = SCN_TREE_SCALAR, .text = scn_schema_row(key)->fallback};
    int64_t value = 0;

    SIM_ASSERT(fallback.text[0] != '@');
    if (fallback.text[0] != '\0') {
        bool good = scn_values_whole(&v->build->values, &fallback, INT64_MIN, INT64_MAX, &value);

        SIM_ASSERT(good);
        if (node == NULL) {
            record(v, key, fallback.text, "default");
        }
    }
    *ret_value = value;
    if (node == NULL) {
        return true;
    }
    if (!read_whole(v, key, node, low, high, ret_value)) {
        *ret_value = value;
        return false;
    }
    return true;
}

bool scn_view_truth_or(const struct scn_view *v, enum scn_key key, bool fallback, bool *ret_value)
{
    const struct scn_node *node = scn_view_node(v, key);
    bool good = true;

    *ret_value = fallback;
    if (node != NULL && !scn_values_truth(&v->build->values, node, ret_value)) {
        *ret_value = fallback;
        good = false;
    }
    record(v, key, *ret_value ? "true" : "false",
           node == NULL ? fallback_origin(key) : scn_build_origin(v->build, node));
    return good;
}

bool scn_view_truth(const struct scn_view *v, enum scn_key key, bool *ret_value)
{
    return scn_view_truth_or(v, key, strcmp(scn_schema_row(key)->fallback, "true") == 0,
                             ret_value);
}

bool scn_view_text(const struct scn_view *v, enum scn_key key, const char **ret_text)
{
    const struct scn_node *node = scn_view_node(v, key);

    *ret_text = NULL;
    if (node == NULL) {
        return true;
    }
    if (node->kind != SCN_TREE_SCALAR) {
        scn_diags_add(v->build->diags, SCN_S_WRONG_TYPE, node->at, NULL, "'%s' is a text",
                      scn_schema_row(key)->name);
        return false;
    }
    *ret_text = node->text;
    return true;
}

bool scn_view_word_of(const struct scn_view *v, enum scn_key key, const char *const *words,
                      uint32_t count, uint32_t *ret_index)
{
    struct scn_node node = node_or_fallback(v, key);
    bool written = scn_view_node(v, key) != NULL;

    *ret_index = 0;
    for (uint32_t i = 0; node.kind == SCN_TREE_SCALAR && i < count; i++) {
        if (strcmp(node.text, words[i]) == 0) {
            *ret_index = i;
            record(v, key, words[i], written ? scn_build_origin(v->build, &node) : "default");
            return true;
        }
    }
    SIM_ASSERT(written);
    scn_diags_add(v->build->diags, SCN_S_UNKNOWN_WORD, node.at, NULL, "'%s' is one of %s",
                  scn_schema_row(key)->name,
                  scn_suggest_list(v->build->arena, words, count, 16));
    if (node.kind == SCN_TREE_SCALAR) {
        const char *label = scn_suggest_label(v->build->arena, node.text, words, count);

        if (label != NULL) {
            scn_diags_label(v->build->diags, "%s", label);
        }
    }
    return false;
}

bool scn_view_word(const struct scn_view *v, enum scn_key key, uint32_t *ret_index)
{
    uint32_t count;
    const char *const *words = scn_schema_words(key, &count);

    return scn_view_word_of(v, key, words, count, ret_index);
}

void scn_view_inner(const struct scn_view *v, enum scn_key key, struct scn_view *ret_view)
{
    enum scn_section section = SCN_SECTION_COUNT;
    bool known = scn_schema_inside(key, &section);

    SIM_ASSERT(known);
    scn_view_open(v->build, scn_view_node(v, key), section,
                  scn_view_path(v, scn_schema_row(key)->name), ret_view);
    if (scn_view_node(v, key) == NULL) {
        ret_view->place = scn_filled_section(v->build, v->place, scn_schema_row(key)->name);
    }
}

static bool read_processor(struct scn_build *b, const struct scn_node *node, uint64_t *mask)
{
    uint32_t count = b->profile.processor_count;
    int64_t index;

    if (!scn_values_whole(&b->values, node, 0, MDL_PROCESSORS_MAX - 1, &index)) {
        return false;
    }
    if ((uint64_t)index >= count) {
        scn_diags_add(b->diags, SCN_S_PROCESSOR, node->at, NULL,
                      "there is no processor %lld: the machine has %u, numbered from 0",
                      (long long)index, count);
        return false;
    }
    *mask |= UINT64_C(1) << index;
    return true;
}

bool scn_view_processors(const struct scn_view *v, enum scn_key key, uint64_t *ret_mask)
{
    const struct scn_node *node = scn_view_node(v, key);
    uint32_t count = v->build->profile.processor_count;
    uint64_t all = count == 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
    uint64_t mask = 0;
    bool good = true;

    *ret_mask = all;
    if (node == NULL) {
        return true;
    }
    if (node->kind == SCN_TREE_MAP || (node->kind == SCN_TREE_LIST && node->count == 0)) {
        scn_diags_add(v->build->diags, SCN_S_WRONG_TYPE, node->at, NULL,
                      "'%s' is a list of processors: [0, 1]", scn_schema_row(key)->name);
        return false;
    }
    if (node->kind == SCN_TREE_SCALAR) {
        good = read_processor(v->build, node, &mask);
    }
    for (uint32_t i = 0; node->kind == SCN_TREE_LIST && i < node->count; i++) {
        good = read_processor(v->build, node->items[i], &mask) && good;
    }
    scn_view_record(v, key);
    if (good) {
        *ret_mask = mask;
    }
    return good;
}
