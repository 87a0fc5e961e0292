/*
 * The words of the language as a dictionary for fuzzers: one quoted word per line, out of the
 * tables that the loader reads.
 */
#include <stdio.h>

#include "model/rules/ddi.h"
#include "scenarios/language/schema.h"
#include "scenarios/language/steps.h"
#include "scenarios/language/values.h"
#include "scenarios/language/values_forms.h"

static void print(const char *word)
{
    if (word != NULL && *word != '\0') {
        printf("\"%s\"\n", word);
    }
}

static void print_keys(void)
{
    for (unsigned key = 0; key < SCN_KEY_COUNT; key++) {
        uint32_t count = 0;
        const char *const *words = scn_schema_words((enum scn_key)key, &count);

        print(scn_schema_row((enum scn_key)key)->name);
        for (uint32_t i = 0; words != NULL && i < count; i++) {
            print(words[i]);
        }
    }
}

static void print_steps(void)
{
    const char *word, *help;
    enum scn_lists owner;

    for (uint32_t i = 0; (word = scn_steps_word(i, &help)) != NULL; i++) {
        print(word);
    }
    for (uint32_t i = 0; (word = scn_steps_list(i, &owner)) != NULL; i++) {
        print(word);
    }
    for (uint16_t i = 0; i < mdl_ddi_count(); i++) {
        print(mdl_ddi_row(i)->name);
    }
}

static void print_values(void)
{
    const struct scn_values_process *process;
    const struct scn_values_form *form;

    for (uint32_t i = 0; (form = scn_values_forms_row(i)) != NULL; i++) {
        print(form->law);
        for (uint32_t k = 0; k < scn_values_forms_keys(form); k++) {
            print(form->keys[k]);
        }
    }
    for (uint32_t i = 0; (process = scn_values_arrivals_row(i)) != NULL; i++) {
        print(process->word);
        for (size_t k = 0; k < sizeof process->keys / sizeof process->keys[0]; k++) {
            print(process->keys[k]);
        }
    }
}

int main(void)
{
    static const char *const signs[] = {
        ": ", "- ", "{", "}", "[", "]", ", ", "&a ", "*a", "<<: *a", "~", "us", "ms", "/s",
        "forever", "requests", "up_to", "from", "depth", "carried", "kind", "status", "p99",
        "#--set ", "sweep.", "none", " == ", " < ", " in 99% of runs", "@"};

    print_keys();
    print_steps();
    print_values();
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        print(signs[i]);
    }
    return 0;
}
