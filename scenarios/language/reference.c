/*
 * The reference of the language.
 */
#include "scenarios/language/reference.h"

#include <string.h>

#include "model/rules/ddi.h"
#include "scenarios/language/schema.h"
#include "scenarios/language/settable.h"
#include "scenarios/language/steps.h"
#include "scenarios/language/values.h"
#include "scenarios/language/values_forms.h"
#include "sim/base/text.h"

const char *scn_reference_type(enum scn_type type)
{
    static const char *const names[] = {
        [SCN_TYPE_TEXT] = "text",          [SCN_TYPE_NAME] = "name",
        [SCN_TYPE_WORD] = "word",          [SCN_TYPE_TRUTH] = "true or false",
        [SCN_TYPE_WHOLE] = "whole number", [SCN_TYPE_REAL] = "number",
        [SCN_TYPE_DURATION] = "duration",
        [SCN_TYPE_LAW] = "duration or distribution",
        [SCN_TYPE_ARRIVALS] = "arrivals",  [SCN_TYPE_STEPS] = "callback or steps",
        [SCN_TYPE_CALLBACK] = "callback, steps or map", [SCN_TYPE_LIST] = "list",
        [SCN_TYPE_MAP] = "map",            [SCN_TYPE_NAMED] = "map of names",
    };

    return names[type];
}

static void add_default(struct sim_text *text, const struct scn_schema_key *row)
{
    if (row->later) {
        sim_text_add(text, "not run yet");
    } else if (row->must) {
        sim_text_add(text, "must be written");
    } else if (row->fallback[0] == '@') {
        sim_text_add(text, "by Windows version and machine");
    } else if (row->fallback[0] != '\0') {
        sim_text_print(text, "`%s`", row->fallback);
    }
}

static void add_section(struct sim_text *text, enum scn_section section)
{
    uint32_t count;
    uint32_t first = scn_schema_first(section, &count);

    sim_text_print(text, "\n### Keys of %s\n\n", scn_schema_noun(section));
    sim_text_add(text, "| key | type | default | meaning |\n|---|---|---|---|\n");
    for (uint32_t i = first; i < first + count; i++) {
        const struct scn_schema_key *row = scn_schema_row((enum scn_key)i);

        sim_text_print(text, "| `%s` | %s | ", row->name, scn_reference_type(row->type));
        add_default(text, row);
        sim_text_print(text, " | %s |\n", row->help);
    }
}

/* What a timeline may set, and what it leaves alone. */
static void add_settable(struct sim_text *text)
{
    sim_text_add(text, "\n### What a timeline may set\n\n"
                       "Beside the variables of drivers. What is not said here stays as it is; "
                       "`wtsim explain KEY` says why.\n\n"
                       "| key | of | then |\n|---|---|---|\n");
    for (uint32_t i = 0; i < SCN_KEY_COUNT; i++) {
        const struct scn_schema_key *row = scn_schema_row((enum scn_key)i);
        struct scn_settable settable = scn_settable_row((enum scn_key)i);

        if (settable.kind == SCN_SETTABLE_MAY) {
            sim_text_print(text, "| `%s` | %s | %s |\n", row->name,
                           scn_schema_noun(row->section), settable.text);
        }
    }
    sim_text_add(text, "| `run`, `wait`, delays, due times, time-outs | a step | the next time; "
                       "what has begun takes as long as it was drawn |\n"
                       "| `repeat`, `up_to`, numbers in `if` and `set`, weights in `choose` | "
                       "a step | the next time |\n");
}

static void add_words(struct sim_text *text)
{
    const char *help, *word;

    sim_text_add(text, "\n### Plain words\n\n| word | meaning |\n|---|---|\n");
    for (uint32_t i = 0; (word = scn_steps_word(i, &help)) != NULL; i++) {
        sim_text_print(text, "| `%s` | %s |\n", word, help);
    }
}

/* Every form of every distribution and arrival process, as one writes it. */
static void add_laws(struct sim_text *text)
{
    const struct scn_values_form *form;
    const struct scn_values_process *process;

    sim_text_add(text, "\n### Distributions\n\nWherever a duration or a count may stand.\n\n"
                       "| distribution | as one writes it | where |\n|---|---|---|\n");
    for (uint32_t i = 0; (form = scn_values_forms_row(i)) != NULL; i++) {
        sim_text_print(text, "| %s | `%s` | %s |\n", form->law, form->example,
                       form->why == NULL ? "" : form->why);
    }
    sim_text_add(text, "\n### Arrivals\n\n| process | as one writes it |\n|---|---|\n");
    for (uint32_t i = 0; (process = scn_values_arrivals_row(i)) != NULL; i++) {
        sim_text_print(text, "| %s | `%s` |\n", process->word, process->example);
    }
    sim_text_add(text, "| batch | `{poisson: 1000/s, batch: 3}`: so many at once |\n");
}

static void add_ddis(struct sim_text *text)
{
    static const char *const levels[] = {"PASSIVE", "APC", "DISPATCH", "DIRQL", "any"};

    sim_text_add(text, "\n### DDIs\n\n| DDI | IRQL | meaning | rules |\n|---|---|---|---|\n");
    for (uint16_t i = 0; i < mdl_ddi_count(); i++) {
        const struct mdl_ddi *ddi = mdl_ddi_row(i);

        sim_text_print(text, "| `%s` | %s", ddi->name, levels[ddi->low]);
        if (ddi->high != ddi->low) {
            sim_text_print(text, " to %s", levels[ddi->high]);
        }
        sim_text_print(text, " | %s | %s |\n", ddi->help, ddi->rules);
    }
}

void scn_reference_markdown(struct sim_text *text)
{
    sim_text_add(text, "## Reference\n");
    for (uint32_t i = 0; i < SCN_SECTION_COUNT; i++) {
        add_section(text, (enum scn_section)i);
    }
    add_settable(text);
    add_words(text);
    add_laws(text);
    add_ddis(text);
}
