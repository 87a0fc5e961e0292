/*
 * The editor's schema: steps.
 *
 * A step is a map with exactly one verb; each step list that stands in it says by 'dependencies'
 * which verbs it needs.
 */
#include "scenarios/language/editor_steps.h"

#include <string.h>

#include "model/rules/ddi.h"
#include "scenarios/language/call_forms.h"
#include "scenarios/language/calls.h"
#include "scenarios/language/editor_values.h"
#include "scenarios/language/steps.h"
#include "sim/base/text.h"

/* ---- what stands beside a DDI ---------------------------------------------------------------- */

static void add_key_of_call(struct sim_text *text, const char *name)
{
    const struct scn_call_key *key = scn_call_forms_key(name);
    uint32_t count = 0;

    while (key->words[count] != NULL) {
        count++;
    }
    scn_editor_values_key(text, name);
    if (count > 0) {
        scn_editor_values_words(text, key->words, count);
    } else {
        scn_editor_values_type(text, key->type);
    }
}

static void add_call_map(struct sim_text *text, const struct scn_call_form *form, bool all)
{
    sim_text_add(text, "{\"type\": \"object\", \"properties\": {");
    for (uint32_t i = 0; i < SCN_CALL_FORMS_OBJECTS && form->objects[i] != NULL; i++) {
        add_key_of_call(text, form->objects[i]);
    }
    for (uint32_t i = 0; i < SCN_CALL_FORMS_EXTRAS && form->extras[i] != NULL; i++) {
        add_key_of_call(text, form->extras[i]);
    }
    sim_text_add(text, "}, \"additionalProperties\": false, \"anyOf\": [");
    for (uint32_t i = 0; i < SCN_CALL_FORMS_OBJECTS && form->objects[i] != NULL; i++) {
        scn_editor_values_item(text);
        sim_text_print(text, "{\"required\": [\"%s\"", form->objects[i]);
        if (all) {
            sim_text_print(text, ", \"%s\"", form->extras[0]);
        }
        sim_text_add(text, "]}");
    }
    sim_text_add(text, "]}");
}

/* A plain value, or a map; 'all' when the loader needs the map with its first extra key. */
static void define_call(struct sim_text *text, enum mdl_argument argument, enum scn_type plain,
                        bool all)
{
    sim_text_add(text, "{\"anyOf\": [");
    if (!all) {
        scn_editor_values_type(text, plain);
        scn_editor_values_item(text);
    }
    add_call_map(text, scn_call_forms_row(argument), all);
    sim_text_add(text, "]}");
}

static void define_argument(struct sim_text *text, enum mdl_argument argument)
{
    switch (argument) {
    case MDL_ARGUMENT_NOTHING:
    case MDL_ARGUMENT_SCOPE:          /* a name, or nothing */
    case MDL_ARGUMENT_MEMORY:         /* what is written there is not read */
        sim_text_add(text, "{}");
        break;
    case MDL_ARGUMENT_DURATION:
        scn_editor_values_type(text, SCN_TYPE_LAW);
        break;
    case MDL_ARGUMENT_IRQL:           /* a name or a number */
        scn_editor_values_type(text, SCN_TYPE_TEXT);
        break;
    case MDL_ARGUMENT_CALLBACK:
    case MDL_ARGUMENT_CALLED:
        scn_editor_values_type(text, SCN_TYPE_NAME);
        break;
    case MDL_ARGUMENT_REQUEUE:
        define_call(text, argument, SCN_TYPE_TRUTH, false);
        break;
    case MDL_ARGUMENT_NUMBER:
        define_call(text, argument, SCN_TYPE_WHOLE, false);
        break;
    case MDL_ARGUMENT_WAITABLES:
        define_call(text, argument, SCN_TYPE_LIST, false);
        break;
    case MDL_ARGUMENT_SYNCHRONIZE:
    case MDL_ARGUMENT_DPC_IMPORTANCE:
    case MDL_ARGUMENT_DPC_PROCESSOR:
        define_call(text, argument, SCN_TYPE_NAME, true);
        break;
    default:
        define_call(text, argument, SCN_TYPE_NAME, false);
    }
}

/* By the number of the argument: each is defined once, where a DDI takes it. */
static void define_arguments(struct sim_text *text)
{
    for (uint32_t argument = 0; argument < MDL_ARGUMENT_COUNT; argument++) {
        struct sim_text name;

        sim_text_init(&name);
        sim_text_print(&name, "argument%u", (unsigned)argument);
        scn_editor_values_line(text, name.data);
        sim_text_deinit(&name);
        define_argument(text, (enum mdl_argument)argument);
    }
}

/* ---- plain words ----------------------------------------------------------------------------- */

static const char *argument_of(enum scn_steps_argument argument)
{
    switch (argument) {
    case SCN_STEPS_LAW:
        return "{\"$ref\": \"#/definitions/durations\"}";
    case SCN_STEPS_CONDITION:
        return "{\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"array\", \"minItems\": 1, "
               "\"items\": {\"type\": \"string\"}}]}";
    case SCN_STEPS_CHOICES:
        return "{\"type\": \"array\", \"minItems\": 1, \"items\": {\"type\": \"object\", "
               "\"properties\": {\"weight\": {\"$ref\": \"#/definitions/number\"}, \"steps\": "
               "{\"$ref\": \"#/definitions/steps\"}}, \"additionalProperties\": false}}";
    case SCN_STEPS_COUNT:
        return "{\"anyOf\": [{\"enum\": [\"forever\"]}, {\"$ref\": \"#/definitions/counts\"}, "
               "{\"type\": \"object\", \"properties\": {\"until\": {\"anyOf\": [{\"type\": "
               "\"string\"}, {\"type\": \"array\"}]}, \"at_most\": {\"$ref\": "
               "\"#/definitions/counts\"}}, \"minProperties\": 1, "
               "\"additionalProperties\": false}]}";
    case SCN_STEPS_REQUESTS:
        return "{\"anyOf\": [{\"$ref\": \"#/definitions/steps\"}, {\"type\": \"object\", "
               "\"properties\": {\"from\": {\"$ref\": \"#/definitions/name\"}, \"up_to\": "
               "{\"$ref\": \"#/definitions/whole\"}, \"steps\": {\"$ref\": "
               "\"#/definitions/steps\"}}, \"additionalProperties\": false}]}";
    case SCN_STEPS_NAME:
        return "{\"$ref\": \"#/definitions/name\"}";
    case SCN_STEPS_TRUTH:
        return "{\"anyOf\": [{\"type\": \"null\"}, {\"$ref\": \"#/definitions/truth\"}, "
               "{\"type\": \"string\", \"pattern\": \"^STATUS_\"}]}";
    case SCN_STEPS_TEXT:
        return "{\"type\": \"string\"}";
    case SCN_STEPS_PLACE:
        return "{\"anyOf\": [{\"$ref\": \"#/definitions/name\"}, {\"type\": \"object\", "
               "\"properties\": {\"queue\": {\"$ref\": \"#/definitions/name\"}, \"target\": "
               "{\"$ref\": \"#/definitions/name\"}, \"service\": {\"$ref\": "
               "\"#/definitions/durations\"}, \"completion\": {\"$ref\": \"#/definitions/steps\"}, "
               "\"timeout\": {\"$ref\": \"#/definitions/duration\"}}, "
               "\"additionalProperties\": false}]}";
    default:
        return "{}";
    }
}

/* ---- a step ---------------------------------------------------------------------------------- */

static bool may_be_bare(uint32_t word)
{
    enum scn_steps_argument argument = scn_steps_word_argument(word);

    return argument == SCN_STEPS_NOTHING || argument == SCN_STEPS_TRUTH;
}

static void add_bare_words(struct sim_text *text)
{
    const char *word, *help;

    sim_text_add(text, "{\"enum\": [");
    for (uint32_t i = 0; (word = scn_steps_word(i, &help)) != NULL; i++) {
        if (may_be_bare(i)) {
            scn_editor_values_item(text);
            sim_text_json(text, word);
        }
    }
    for (uint16_t i = 0; i < mdl_ddi_count(); i++) {
        enum mdl_argument argument = mdl_ddi_row(i)->argument;

        if (argument == MDL_ARGUMENT_NOTHING || argument == MDL_ARGUMENT_MEMORY
            || scn_calls_may_be_bare(mdl_ddi_row(i)->name)) {
            scn_editor_values_item(text);
            sim_text_json(text, mdl_ddi_row(i)->name);
        }
    }
    sim_text_add(text, "]}");
}

static void add_verbs(struct sim_text *text)
{
    const char *word, *help, *list;
    enum scn_lists owner;

    for (uint32_t i = 0; (word = scn_steps_word(i, &help)) != NULL; i++) {
        scn_editor_values_line(text, word);
        sim_text_add(text, "{");
        scn_editor_values_string(text, "description", help);
        sim_text_print(text, ", \"allOf\": [%s]}", argument_of(scn_steps_word_argument(i)));
    }
    for (uint16_t i = 0; i < mdl_ddi_count(); i++) {
        const struct mdl_ddi *ddi = mdl_ddi_row(i);

        scn_editor_values_line(text, ddi->name);
        sim_text_add(text, "{");
        scn_editor_values_string(text, "description", ddi->help);
        sim_text_print(text, ", \"allOf\": [{\"$ref\": \"#/definitions/argument%u\"}]}",
                       (unsigned)ddi->argument);
    }
    scn_editor_values_line(text, "requests");
    sim_text_add(text, "{\"enum\": [\"none\"]}");
    for (uint32_t i = 0; (list = scn_steps_list(i, &owner)) != NULL; i++) {
        scn_editor_values_line(text, list);
        scn_editor_values_type(text, SCN_TYPE_STEPS);
    }
}

/* One verb each, of those that may have lists of this owner; all of them when it is NONE. */
static void add_required(struct sim_text *text, enum scn_lists owner)
{
    const char *word, *help;

    for (uint32_t i = 0; (word = scn_steps_word(i, &help)) != NULL; i++) {
        if (owner == SCN_LISTS_NONE || scn_steps_word_lists(i) == owner) {
            scn_editor_values_item(text);
            sim_text_print(text, "{\"required\": [\"%s\"]}", word);
        }
    }
    for (uint16_t i = 0; owner == SCN_LISTS_NONE && i < mdl_ddi_count(); i++) {
        scn_editor_values_item(text);
        sim_text_print(text, "{\"required\": [\"%s\"]}", mdl_ddi_row(i)->name);
    }
}

/* Lists of results stand beside DDIs: beside no word but those that have results. */
static void add_refused(struct sim_text *text)
{
    const char *word, *help;

    sim_text_add(text, "{\"not\": {\"anyOf\": [");
    for (uint32_t i = 0; (word = scn_steps_word(i, &help)) != NULL; i++) {
        if (scn_steps_word_lists(i) != SCN_LISTS_RESULT) {
            scn_editor_values_item(text);
            sim_text_print(text, "{\"required\": [\"%s\"]}", word);
        }
    }
    sim_text_add(text, "]}}");
}

static void add_dependencies(struct sim_text *text)
{
    const char *list;
    enum scn_lists owner;

    sim_text_add(text, ", \"dependencies\": {");
    for (uint32_t i = 0; (list = scn_steps_list(i, &owner)) != NULL; i++) {
        scn_editor_values_line(text, list);
        if (owner == SCN_LISTS_RESULT) {
            add_refused(text);
        } else {
            sim_text_add(text, "{\"anyOf\": [");
            add_required(text, owner);
            sim_text_add(text, "]}");
        }
    }
    sim_text_add(text, "}");
}

void scn_editor_steps_define(struct sim_text *text)
{
    define_arguments(text);
    scn_editor_values_line(text, "steps");
    sim_text_add(text, "{\"anyOf\": [{\"$ref\": \"#/definitions/name\"}, {\"type\": [\"array\", "
                       "\"null\"], \"items\": {\"$ref\": \"#/definitions/step\"}}]");
    scn_editor_values_string(text, "description", "a list of steps, or the name of a callback");
    sim_text_add(text, "}");
    scn_editor_values_line(text, "step");
    sim_text_add(text, "{\"anyOf\": [");
    add_bare_words(text);
    sim_text_add(text, ", {\"type\": \"object\", \"properties\": {");
    add_verbs(text);
    sim_text_add(text, "}, \"additionalProperties\": false, \"oneOf\": [");
    add_required(text, SCN_LISTS_NONE);
    sim_text_add(text, "]");
    add_dependencies(text);
    sim_text_add(text, "}]}");
}
