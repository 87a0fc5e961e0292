/*
 * The editor's schema: values.
 *
 * YAML gives 4 and true a type, the loader does not: each definition takes the number or the
 * truth value as well as its text.
 */
#include "scenarios/language/editor_values.h"

#include <string.h>

#include "scenarios/language/quantity.h"
#include "scenarios/language/values.h"
#include "scenarios/language/values_forms.h"
#include "sim/base/text.h"

#define NUMBER "[-+]?([0-9]+(\\.[0-9]+)?|\\.[0-9]+)([eE][-+]?[0-9]+)?"

/* ---- writing --------------------------------------------------------------------------------- */

void scn_editor_values_item(struct sim_text *text)
{
    char last = text->length == 0 ? '{' : text->data[text->length - 1];

    if (last != '{' && last != '[') {
        sim_text_add(text, ", ");
    }
}

void scn_editor_values_key(struct sim_text *text, const char *key)
{
    scn_editor_values_item(text);
    sim_text_json(text, key);
    sim_text_add(text, ": ");
}

void scn_editor_values_line(struct sim_text *text, const char *key)
{
    char last = text->data[text->length - 1];

    sim_text_add(text, last == '{' || last == '[' ? "\n" : ",\n");
    sim_text_json(text, key);
    sim_text_add(text, ": ");
}

void scn_editor_values_string(struct sim_text *text, const char *key, const char *value)
{
    scn_editor_values_key(text, key);
    sim_text_json(text, value);
}

void scn_editor_values_scalar(struct sim_text *text, const char *written)
{
    struct scn_quantity_decimal decimal;
    size_t length = strlen(written);

    if (strcmp(written, "true") == 0 || strcmp(written, "false") == 0
        || (length > 0 && scn_quantity_decimal_read(written, &decimal) == length)) {
        sim_text_add(text, written);
    } else {
        sim_text_json(text, written);
    }
}

void scn_editor_values_words(struct sim_text *text, const char *const *words, uint32_t count)
{
    sim_text_add(text, "{\"enum\": [");
    for (uint32_t i = 0; i < count; i++) {
        scn_editor_values_item(text);
        scn_editor_values_scalar(text, words[i]);
        if (text->data[text->length - 1] != '"') {
            scn_editor_values_item(text);
            sim_text_json(text, words[i]);
        }
    }
    sim_text_add(text, "]}");
}

void scn_editor_values_ref(struct sim_text *text, const char *name)
{
    sim_text_print(text, "{\"$ref\": \"#/definitions/%s\"}", name);
}

void scn_editor_values_type(struct sim_text *text, enum scn_type type)
{
    static const char *const names[] = {
        [SCN_TYPE_TEXT] = "text",         [SCN_TYPE_NAME] = "name",
        [SCN_TYPE_WORD] = "text",         [SCN_TYPE_TRUTH] = "truth",
        [SCN_TYPE_WHOLE] = "whole",       [SCN_TYPE_REAL] = "number",
        [SCN_TYPE_DURATION] = "duration", [SCN_TYPE_LAW] = "durations",
        [SCN_TYPE_ARRIVALS] = "arrivals", [SCN_TYPE_STEPS] = "steps",
        [SCN_TYPE_CALLBACK] = "steps",    [SCN_TYPE_LIST] = "names",
        [SCN_TYPE_MAP] = "anything",      [SCN_TYPE_NAMED] = "anything",
    };

    scn_editor_values_ref(text, names[type]);
}

#define DRAWN "|^\\$[A-Za-z_(]" /* or a number that a lesson draws */

/* ---- plain values ---------------------------------------------------------------------------- */

static void define_pattern(struct sim_text *text, const char *name, const char *types,
                           const char *pattern, const char *help)
{
    scn_editor_values_line(text, name);
    sim_text_print(text, "{\"type\": [%s]", types);
    scn_editor_values_string(text, "pattern", pattern);
    scn_editor_values_string(text, "description", help);
    sim_text_add(text, "}");
}

/* A number, then perhaps '/', then one of the units. */
static void define_quantity(struct sim_text *text, const char *name, const char *between,
                            const char *help)
{
    struct sim_text pattern;
    const char *unit;

    sim_text_init(&pattern);
    sim_text_print(&pattern, "^ *~? *%s *%s(", NUMBER, between);
    for (uint32_t n = 0; (unit = scn_quantity_unit_name(n)) != NULL; n++) {
        sim_text_print(&pattern, "%s%s", n == 0 ? "" : "|", unit);
    }
    sim_text_add(&pattern, ")$" DRAWN);
    define_pattern(text, name, "\"string\"", pattern.data, help);
    sim_text_deinit(&pattern);
}

static void define_plain(struct sim_text *text)
{
    define_quantity(text, "duration", "", "a duration with its unit: 3us, ~3us if nobody measured "
                                          "it");
    define_quantity(text, "rate", "/ *", "a rate with its unit: 1000/s, 5/ms");
    define_pattern(text, "whole", "\"integer\", \"string\"", "^ *" NUMBER " *$" DRAWN,
                   "a whole number");
    define_pattern(text, "number", "\"number\", \"string\"", "^ *~? *" NUMBER " *$" DRAWN,
                   "a number");
    define_pattern(text, "truth", "\"boolean\", \"string\"", "^(true|false|yes|no|on|off)$",
                   "true or false");
    define_pattern(text, "name", "\"string\"", "^[A-Za-z_][A-Za-z0-9_.:-]*$",
                   "a name, or a path of names");
    scn_editor_values_line(text, "text");
    sim_text_add(text, "{\"type\": [\"string\", \"number\", \"boolean\", \"null\"]}");
    scn_editor_values_line(text, "names");
    sim_text_add(text, "{\"type\": \"array\", \"items\": {\"$ref\": \"#/definitions/name\"}}");
    scn_editor_values_line(text, "anything");
    sim_text_add(text, "{}");
}

/* ---- distributions --------------------------------------------------------------------------- */

static const char *name_of(char letter, bool counts)
{
    switch (letter) {
    case 'v':
        return counts ? "number" : "duration";
    case 'd':
        return "duration";
    case 'l':
        return "durations";
    case 'r':
        return "rate";
    case 'a':
        return "arrivals";
    case 'f':
        return "text";
    default:
        return "number";
    }
}

/* The map of a form: these keys, and all of the first ones. */
static void add_map(struct sim_text *text, const char *const *keys, const char *types,
                    uint32_t must, bool counts)
{
    sim_text_add(text, "{\"type\": \"object\", \"properties\": {");
    for (uint32_t k = 0; types[k] != '\0'; k++) {
        scn_editor_values_key(text, keys[k]);
        scn_editor_values_ref(text, name_of(types[k], counts));
    }
    sim_text_add(text, "}, \"required\": [");
    for (uint32_t k = 0; k < must; k++) {
        scn_editor_values_item(text);
        sim_text_json(text, keys[k]);
    }
    sim_text_add(text, "], \"additionalProperties\": false}");
}

/* One way to write a law: its map, its list, its single value. */
static void add_form(struct sim_text *text, const struct scn_values_form *form, bool counts)
{
    uint32_t count = scn_values_forms_keys(form);

    scn_editor_values_item(text);
    if (count == 0) {
        sim_text_add(text, "{\"type\": [\"array\", \"object\", \"string\"]}");
        return;
    }
    add_map(text, form->keys, form->types, count, counts);
    if (count == 1 && form->types[0] != 'n') {
        scn_editor_values_item(text);
        scn_editor_values_ref(text, name_of(form->types[0], counts));
    }
    if (form->list) {
        sim_text_print(text, ", {\"type\": \"array\", \"minItems\": %u, \"maxItems\": %u, "
                             "\"items\": ", (unsigned)count, (unsigned)count);
        scn_editor_values_ref(text, name_of(form->types[0], counts));
        sim_text_add(text, "}");
    }
}

static void add_law(struct sim_text *text, const char *law, bool counts)
{
    const struct scn_values_form *form = NULL;

    scn_editor_values_key(text, law);
    sim_text_add(text, "{\"anyOf\": [");
    while ((form = scn_values_forms_next(form, law)) != NULL) {
        if (!counts || strchr(form->types, 'r') == NULL) { /* a count has no rate */
            add_form(text, form, counts);
        }
    }
    sim_text_add(text, "]");
    scn_editor_values_string(text, "description",
                             scn_values_forms_next(NULL, law)->example);
    sim_text_add(text, "}");
}

static void define_laws(struct sim_text *text, const char *name, const char *plain, bool counts)
{
    const struct scn_values_form *form;
    const char *before = "";

    scn_editor_values_line(text, name);
    sim_text_add(text, "{\"anyOf\": [");
    scn_editor_values_ref(text, plain);
    sim_text_add(text, ", {\"type\": \"object\", \"properties\": {");
    for (uint32_t n = 0; (form = scn_values_forms_row(n)) != NULL; n++) {
        if (strcmp(before, form->law) != 0) {
            add_law(text, form->law, counts);
        }
        before = form->law;
    }
    sim_text_add(text, "}, \"additionalProperties\": false, \"minProperties\": 1, "
                       "\"maxProperties\": 1}]}");
}

/* ---- arrivals -------------------------------------------------------------------------------- */

static void add_process(struct sim_text *text, const struct scn_values_process *row)
{
    scn_editor_values_key(text, row->word);
    sim_text_add(text, "{\"anyOf\": [");
    if (row->plain == 'i') {
        scn_editor_values_ref(text, "duration");
        sim_text_add(text, ", {\"type\": \"array\", \"minItems\": 1, \"items\": ");
        scn_editor_values_ref(text, "duration");
        sim_text_add(text, "}");
    } else if (row->plain != '\0') {
        scn_editor_values_ref(text, name_of(row->plain, false));
    }
    if (row->types[0] != '\0') {
        scn_editor_values_item(text);
        add_map(text, row->keys, row->types, row->must, false);
    }
    sim_text_add(text, "]");
    scn_editor_values_string(text, "description", row->example);
    sim_text_add(text, "}");
}

/* One process; what stands beside it in the same map is a section of the schema table. */
static void define_arrivals(struct sim_text *text)
{
    const struct scn_values_process *row;
    uint32_t count;
    uint32_t first = scn_schema_first(SCN_SECTION_ARRIVALS, &count);

    scn_editor_values_line(text, "arrivals");
    sim_text_add(text, "{\"type\": \"object\", \"properties\": {");
    for (uint32_t n = 0; (row = scn_values_arrivals_row(n)) != NULL; n++) {
        add_process(text, row);
    }
    scn_editor_values_key(text, "batch");
    scn_editor_values_ref(text, "whole");
    for (uint32_t i = first; i < first + count; i++) {
        enum scn_section inner;

        scn_editor_values_key(text, scn_schema_row((enum scn_key)i)->name);
        if (scn_schema_inside((enum scn_key)i, &inner)) {
            scn_editor_values_ref(text, scn_schema_id(inner));
        } else {
            scn_editor_values_type(text, scn_schema_row((enum scn_key)i)->type);
        }
    }
    sim_text_add(text, "}, \"additionalProperties\": false, \"oneOf\": [");
    for (uint32_t n = 0; (row = scn_values_arrivals_row(n)) != NULL; n++) {
        scn_editor_values_item(text);
        sim_text_print(text, "{\"required\": [\"%s\"]}", row->word);
    }
    sim_text_add(text, "]}");
}

void scn_editor_values_define(struct sim_text *text)
{
    define_plain(text);
    define_laws(text, "durations", "duration", false);
    define_laws(text, "counts", "whole", true);
    define_arrivals(text);
}
