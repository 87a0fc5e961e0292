/*
 * The schema table, compiled from schema.def.
 */
#include "scenarios/language/schema.h"

#include <string.h>

#include "sim/base/check.h"

#define WORDS_MAX 13u

enum { MUST = true, MAY = false, LATER = true, NOW = false };

static const struct scn_schema_key keys[SCN_KEY_COUNT] = {
#define SECTION(id, noun)
#define KEY(section, key, type, need, state, fallback, help) \
    {SCN_SECTION_##section, #key, SCN_TYPE_##type, need, state, fallback, help},
#include "scenarios/language/schema.def"
#undef SECTION
#undef KEY
};

static const char *const nouns[SCN_SECTION_COUNT] = {
#define SECTION(id, noun) noun,
#define KEY(section, key, type, need, state, fallback, help)
#include "scenarios/language/schema.def"
#undef SECTION
#undef KEY
};

static const char *const ids[SCN_SECTION_COUNT] = {
#define SECTION(id, noun) #id,
#define KEY(section, key, type, need, state, fallback, help)
#include "scenarios/language/schema.def"
#undef SECTION
#undef KEY
};

const struct scn_schema_key *scn_schema_row(enum scn_key key)
{
    SIM_ASSERT((uint32_t)key < SCN_KEY_COUNT);
    return &keys[key];
}

const char *scn_schema_noun(enum scn_section section)
{
    SIM_ASSERT((uint32_t)section < SCN_SECTION_COUNT);
    return nouns[section];
}

const char *scn_schema_id(enum scn_section section)
{
    SIM_ASSERT((uint32_t)section < SCN_SECTION_COUNT);
    return ids[section];
}

enum scn_key scn_schema_first(enum scn_section section, uint32_t *ret_count)
{
    uint32_t first = 0, count = 0;

    while (keys[first].section != section) {
        first++;
        SIM_ASSERT(first < SCN_KEY_COUNT);
    }
    while (first + count < SCN_KEY_COUNT && keys[first + count].section == section) {
        count++;
    }
    *ret_count = count;
    return (enum scn_key)first;
}

enum scn_key scn_schema_find(enum scn_section section, const char *name)
{
    uint32_t count;
    uint32_t first = scn_schema_first(section, &count);

    for (uint32_t i = first; i < first + count; i++) {
        if (strcmp(keys[i].name, name) == 0) {
            return (enum scn_key)i;
        }
    }
    return SCN_KEY_COUNT;
}

/* ---- what stands inside ---------------------------------------------------------------------- */

#define INSIDE(section, key, inner)
#define EACH(section, key, type)
#define WORDS(section, key, ...)
#define ONE(section, key)

static const struct { enum scn_key key; enum scn_section section; } inner[] = {
#undef INSIDE
#define INSIDE(section, key, inner) {SCN_KEY_##section##_##key, SCN_SECTION_##inner},
#include "scenarios/language/inside.def"
#undef INSIDE
#define INSIDE(section, key, inner)
};

static const struct { enum scn_key key; enum scn_type type; } each[] = {
#undef EACH
#define EACH(section, key, type) {SCN_KEY_##section##_##key, SCN_TYPE_##type},
#include "scenarios/language/inside.def"
#undef EACH
#define EACH(section, key, type)
};

static const struct { enum scn_key key; const char *words[WORDS_MAX]; } words_of[] = {
#undef WORDS
#define WORDS(section, key, ...) {SCN_KEY_##section##_##key, {__VA_ARGS__}},
#include "scenarios/language/inside.def"
#undef WORDS
#define WORDS(section, key, ...)
};

static const enum scn_key ones[] = {
#undef ONE
#define ONE(section, key) SCN_KEY_##section##_##key,
#include "scenarios/language/inside.def"
};

#undef INSIDE
#undef EACH
#undef WORDS
#undef ONE

bool scn_schema_inside(enum scn_key key, enum scn_section *ret_section)
{
    for (size_t i = 0; i < sizeof inner / sizeof inner[0]; i++) {
        if (inner[i].key == key) {
            *ret_section = inner[i].section;
            return true;
        }
    }
    return false;
}

bool scn_schema_each(enum scn_key key, enum scn_type *ret_type)
{
    for (size_t i = 0; i < sizeof each / sizeof each[0]; i++) {
        if (each[i].key == key) {
            *ret_type = each[i].type;
            return true;
        }
    }
    return false;
}

bool scn_schema_is_one(enum scn_key key)
{
    for (size_t i = 0; i < sizeof ones / sizeof ones[0]; i++) {
        if (ones[i] == key) {
            return true;
        }
    }
    return false;
}

const char *const *scn_schema_words(enum scn_key key, uint32_t *ret_count)
{
    for (size_t i = 0; i < sizeof words_of / sizeof words_of[0]; i++) {
        if (words_of[i].key == key) {
            *ret_count = 0;
            while (*ret_count < WORDS_MAX && words_of[i].words[*ret_count] != NULL) {
                ++*ret_count;
            }
            return words_of[i].words;
        }
    }
    *ret_count = 0;
    return NULL;
}
