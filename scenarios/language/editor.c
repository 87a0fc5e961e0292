/*
 * The editor's schema: sections and their keys.
 */
#include "scenarios/language/editor.h"

#include <string.h>

#include "model/rules/pnp.h"
#include "model/rules/status.h"
#include "model/rules/windows.h"
#include "scenarios/language/editor_steps.h"
#include "scenarios/language/editor_values.h"
#include "scenarios/language/frameworks.h"
#include "scenarios/language/lock_calls.h"
#include "sim/base/text.h"

enum { NAMES_MAX = 64 };

/* ---- words ----------------------------------------------------------------------------------- */

/* Words that the tables of the model know; 0: the key has none there. */
static uint32_t words_of_model(enum scn_key key, const char **words)
{
    uint32_t count = 0;

    if (key == SCN_KEY_ROOT_windows) {
        for (; count < NAMES_MAX && mdl_windows_row(count) != NULL; count++) {
            words[count] = mdl_windows_row(count)->version;
        }
    } else if (key == SCN_KEY_POOL_storport_queue || key == SCN_KEY_WORK_ITEM_queue) {
        for (; count < MDL_WINDOWS_QUEUE_COUNT; count++) {
            words[count] = mdl_windows_queue_row(count)->name;
        }
    } else if (key == SCN_KEY_FAULT_status) {
        for (; count < NAMES_MAX && count < MDL_STATUS_COUNT; count++) {
            words[count] = mdl_status_name((enum mdl_status)count);
        }
    }
    return count;
}

/* What a word may look like that is none of the list; false: nothing. */
static bool add_pattern(struct sim_text *pattern, enum scn_key key)
{
    const char *name;
    bool versions;

    if (key == SCN_KEY_ROOT_windows) {
        sim_text_add(pattern, "[A-Z]"); /* a version, its letters in any case */
    } else if (key == SCN_KEY_WORK_ITEM_queue) {
        sim_text_add(pattern, "^CustomPriorityWorkQueue *\\+ *[0-9]{1,2}$");
    } else if (key == SCN_KEY_DRIVER_framework) {
        for (uint32_t n = 0; (name = scn_frameworks_name(n, &versions)) != NULL; n++) {
            sim_text_print(pattern, "%s%s%s", n == 0 ? "^(" : "|", name,
                           versions ? "( [0-9]+(\\.[0-9]+)?)?" : "");
        }
        sim_text_add(pattern, ")$");
    }
    return pattern->length > 0;
}

static void add_patterned(struct sim_text *text, const char *pattern)
{
    scn_editor_values_item(text);
    sim_text_add(text, "{\"type\": \"string\"");
    scn_editor_values_string(text, "pattern", pattern);
    sim_text_add(text, "}");
}

static void add_words(struct sim_text *text, enum scn_key key)
{
    const char *own[NAMES_MAX];
    uint32_t count;
    const char *const *words = scn_schema_words(key, &count);
    struct sim_text pattern;
    bool patterned;

    sim_text_init(&pattern);
    patterned = add_pattern(&pattern, key);
    if (key == SCN_KEY_DRIVER_locks || key == SCN_KEY_SHARED_locks) {
        words = scn_lock_calls_kinds(&count);
    } else if (words == NULL) {
        words = own;
        count = words_of_model(key, own);
    }
    sim_text_add(text, "{\"anyOf\": [");
    if (count > 0) {
        scn_editor_values_words(text, words, count);
    }
    if (patterned) {
        add_patterned(text, pattern.data);
    }
    if (count == 0 && !patterned) {
        scn_editor_values_type(text, SCN_TYPE_WORD);
    }
    sim_text_add(text, "]}");
    sim_text_deinit(&pattern);
}

/* ---- values ---------------------------------------------------------------------------------- */

/* What a list or a map of names has inside. */
static void add_element(struct sim_text *text, enum scn_key key)
{
    enum scn_section section;
    enum scn_type type;
    uint32_t count;

    if (scn_schema_each(key, &type)) {
        if (type == SCN_TYPE_WORD) {
            add_words(text, key);
        } else {
            scn_editor_values_type(text, type);
        }
    } else if (!scn_schema_inside(key, &section)) {
        sim_text_add(text, "{}");
    } else if (scn_schema_words(key, &count) != NULL) {
        sim_text_add(text, "{\"anyOf\": [");
        add_words(text, key);
        scn_editor_values_item(text);
        scn_editor_values_ref(text, scn_schema_id(section));
        sim_text_add(text, "]}");
    } else {
        scn_editor_values_ref(text, scn_schema_id(section));
    }
}

/* The keys of 'pnp' are names of the model's table. */
static void add_pnp(struct sim_text *text)
{
    const char *before = "";

    sim_text_add(text, "{\"type\": \"object\", \"properties\": {");
    for (uint32_t i = 0; i < mdl_pnp_count(); i++) {
        if (strcmp(before, mdl_pnp_row(i)->name) != 0) {
            scn_editor_values_key(text, mdl_pnp_row(i)->name);
            scn_editor_values_type(text, SCN_TYPE_STEPS);
        }
        before = mdl_pnp_row(i)->name;
    }
    sim_text_add(text, "}, \"additionalProperties\": false}");
}

static void add_named(struct sim_text *text, enum scn_key key)
{
    if (key == SCN_KEY_DRIVER_pnp) {
        add_pnp(text);
    } else if (key == SCN_KEY_TIMELINE_set) {
        sim_text_add(text, "{\"type\": \"object\"}");
    } else {
        sim_text_add(text, "{\"type\": [\"object\", \"null\"], \"additionalProperties\": ");
        add_element(text, key);
        sim_text_add(text, "}");
    }
}

static void add_list(struct sim_text *text, enum scn_key key)
{
    sim_text_add(text, "{\"anyOf\": [{\"type\": \"array\", \"items\": ");
    add_element(text, key);
    sim_text_add(text, "}");
    if (scn_schema_is_one(key)) {
        scn_editor_values_item(text);
        add_element(text, key);
    }
    sim_text_add(text, "]}");
}

/* A callback, or the map of its section, or one by kind. */
static void add_callback(struct sim_text *text, enum scn_key key)
{
    enum scn_section section;
    uint32_t count;
    const char *const *kinds = scn_schema_words(key, &count);

    sim_text_add(text, "{\"anyOf\": [");
    scn_editor_values_type(text, SCN_TYPE_STEPS);
    if (scn_schema_inside(key, &section)) {
        scn_editor_values_item(text);
        scn_editor_values_ref(text, scn_schema_id(section));
    }
    if (kinds != NULL) {
        sim_text_add(text, ", {\"type\": \"object\", \"properties\": {");
        for (uint32_t i = 0; i < count; i++) {
            scn_editor_values_key(text, kinds[i]);
            scn_editor_values_type(text, SCN_TYPE_STEPS);
        }
        sim_text_add(text, "}, \"additionalProperties\": false}");
    }
    sim_text_add(text, "]}");
}

static void add_arrivals(struct sim_text *text)
{
    sim_text_add(text, "{\"anyOf\": [");
    scn_editor_values_type(text, SCN_TYPE_ARRIVALS);
    sim_text_add(text, ", {\"type\": \"array\", \"minItems\": 1, \"items\": ");
    scn_editor_values_type(text, SCN_TYPE_ARRIVALS);
    sim_text_add(text, "}]}");
}

static void add_value(struct sim_text *text, enum scn_key key)
{
    enum scn_section section;
    uint32_t count;
    enum scn_type type = scn_schema_row(key)->type;

    switch (type) {
    case SCN_TYPE_WORD:
        add_words(text, key);
        return;
    case SCN_TYPE_LIST:
        add_list(text, key);
        return;
    case SCN_TYPE_NAMED:
        add_named(text, key);
        return;
    case SCN_TYPE_CALLBACK:
        add_callback(text, key);
        return;
    case SCN_TYPE_ARRIVALS:
        add_arrivals(text);
        return;
    default:
        break;
    }
    sim_text_add(text, "{\"anyOf\": [");
    if (scn_schema_inside(key, &section)) {
        scn_editor_values_ref(text, scn_schema_id(section));
    } else {
        scn_editor_values_type(text, type);
    }
    if (scn_schema_words(key, &count) != NULL) {
        scn_editor_values_item(text);
        add_words(text, key);
    }
    sim_text_add(text, "]}");
}

/* ---- sections -------------------------------------------------------------------------------- */

static void add_key(struct sim_text *text, enum scn_key key)
{
    const struct scn_schema_key *row = scn_schema_row(key);

    scn_editor_values_line(text, row->name);
    sim_text_add(text, "{");
    scn_editor_values_string(text, "description", row->help);
    if (row->later) {                 /* known, and refused by this version */
        sim_text_add(text, ", \"not\": {}}");
        return;
    }
    if (row->fallback[0] != '\0' && row->fallback[0] != '@') {
        scn_editor_values_key(text, "default");
        scn_editor_values_scalar(text, row->fallback);
    }
    sim_text_add(text, ", \"allOf\": [");
    add_value(text, key);
    sim_text_add(text, "]}");
}

/* The body of a section: what stands between the braces. A section that needs nothing may be
   empty: 'costs:' alone. */
static void add_section(struct sim_text *text, enum scn_section section)
{
    uint32_t count, must = 0;
    uint32_t first = scn_schema_first(section, &count);

    scn_editor_values_key(text, "properties");
    sim_text_add(text, "{");
    for (uint32_t i = first; i < first + count; i++) {
        add_key(text, (enum scn_key)i);
    }
    sim_text_add(text, "}, \"additionalProperties\": false, \"required\": [");
    for (uint32_t i = first; i < first + count; i++) {
        if (scn_schema_row((enum scn_key)i)->must) {
            scn_editor_values_item(text);
            sim_text_json(text, scn_schema_row((enum scn_key)i)->name);
            must++;
        }
    }
    sim_text_print(text, "], \"type\": %s", must > 0 ? "\"object\"" : "[\"object\", \"null\"]");
}

void scn_editor_schema(struct sim_text *text)
{
    sim_text_add(text, "{\"$schema\": \"http://json-schema.org/draft-07/schema#\"");
    scn_editor_values_string(text, "title", "a wtsim scenario");
    add_section(text, SCN_SECTION_ROOT);
    scn_editor_values_key(text, "definitions");
    sim_text_add(text, "{");
    scn_editor_values_define(text);
    scn_editor_steps_define(text);
    for (uint32_t i = SCN_SECTION_ROOT + 1; i < SCN_SECTION_COUNT; i++) {
        scn_editor_values_line(text, scn_schema_id((enum scn_section)i));
        sim_text_add(text, "{");
        add_section(text, (enum scn_section)i);
        sim_text_add(text, "}");
    }
    sim_text_add(text, "}}\n");
}
