/*
 * The schema table, compiled from schema.def.
 */
#include "scenarios/language/schema.h"

#include <string.h>

#include "sim/base/check.h"

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
