/* What to write instead; see the header. */
#include "model/rules/instead.h"

#include <stddef.h>
#include <string.h>

static const struct mdl_instead rows[] = {
#define INSTEAD(name, advice) {name, advice},
#include "model/rules/instead.def"
#undef INSTEAD
};

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

const struct mdl_instead *mdl_instead_row(uint32_t index)
{
    return index < ROW_COUNT ? &rows[index] : NULL;
}

const struct mdl_instead *mdl_instead_of(const char *name)
{
    for (uint32_t i = 0; i < ROW_COUNT; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}
