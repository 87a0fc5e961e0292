/*
 * The schema table (schema.def) to look up: sections, their keys, types, defaults and help.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_SCHEMA_H
#define WTSIM_SCENARIOS_LANGUAGE_SCHEMA_H

#include <stdbool.h>
#include <stdint.h>

enum scn_section {
#define SECTION(id, noun) SCN_SECTION_##id,
#define KEY(section, key, type, need, state, fallback, help)
#include "scenarios/language/schema.def"
#undef SECTION
#undef KEY
    SCN_SECTION_COUNT
};

enum scn_key {
#define SECTION(id, noun)
#define KEY(section, key, type, need, state, fallback, help) SCN_KEY_##section##_##key,
#include "scenarios/language/schema.def"
#undef SECTION
#undef KEY
    SCN_KEY_COUNT
};

enum scn_type {
    SCN_TYPE_TEXT, SCN_TYPE_NAME, SCN_TYPE_WORD, SCN_TYPE_TRUTH, SCN_TYPE_WHOLE,
    SCN_TYPE_REAL, SCN_TYPE_DURATION,
    SCN_TYPE_LAW,             /* a duration, or a distribution of them                  */
    SCN_TYPE_ARRIVALS,
    SCN_TYPE_STEPS,           /* a step list, or the name of a callback                 */
    SCN_TYPE_CALLBACK,        /* the same, or a map of the section of that object        */
    SCN_TYPE_LIST, SCN_TYPE_MAP,
    SCN_TYPE_NAMED            /* a map whose keys are names that the author chooses      */
};

struct scn_schema_key {
    enum scn_section section;
    const char *name;
    enum scn_type type;
    bool must, later;
    const char *fallback, *help;
};

const struct scn_schema_key *scn_schema_row(enum scn_key key);
const char *scn_schema_noun(enum scn_section section);
const char *scn_schema_id(enum scn_section section); /* as the table writes it: 'DRIVER' */

/* The key of this name in a section, or SCN_KEY_COUNT. */
enum scn_key scn_schema_find(enum scn_section section, const char *name);

/* The rows of a section: first key and how many. */
enum scn_key scn_schema_first(enum scn_section section, uint32_t *ret_count);

/* What stands inside its value (inside.def): maps of a section; elements of a type. False when
   the table says nothing of the kind. */
bool scn_schema_inside(enum scn_key key, enum scn_section *ret_section);
bool scn_schema_each(enum scn_key key, enum scn_type *ret_type);

/* Is it a list that may be a single element? */
bool scn_schema_is_one(enum scn_key key);

/* Its words, in the order of their enum; NULL when it has none there. */
const char *const *scn_schema_words(enum scn_key key, uint32_t *ret_count);

#endif
