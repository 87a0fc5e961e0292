/*
 * DDI rows, compiled from ddi.def.
 */
#include "model/rules/ddi.h"

#include <stddef.h>
#include <string.h>

#include "model/rules/irql.h"
#include "sim/base/check.h"

static const struct mdl_ddi rows[] = {
#define DDI(name, step, argument, low, high, blocks, rules, help)                              \
    {name, MDL_ARGUMENT_##argument, MDL_DDI_LEVEL_##low, MDL_DDI_LEVEL_##high, (blocks) != 0, \
     rules, help},
#include "model/rules/ddi.def"
#undef DDI
};

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

uint16_t mdl_ddi_count(void)
{
    return ROW_COUNT;
}

const struct mdl_ddi *mdl_ddi_row(uint16_t index)
{
    SIM_ASSERT(index < ROW_COUNT);
    return &rows[index];
}

/* The name without its last digit. */
static uint16_t find_version(const char *name)
{
    size_t length = strlen(name);

    if (strncmp(name, "Fwp", 3) == 0 && name[length - 1] >= '0' && name[length - 1] <= '9') {
        for (uint16_t i = 0; i < ROW_COUNT; i++) {
            if (strncmp(rows[i].name, name, length - 1) == 0 && rows[i].name[length - 1] == '\0') {
                return i;
            }
        }
    }
    return MDL_DDI_NONE;
}

uint16_t mdl_ddi_find(const char *name)
{
    for (uint16_t i = 0; i < ROW_COUNT; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return i;
        }
    }
    return find_version(name);
}

bool mdl_ddi_allows_high(const struct mdl_ddi *ddi, uint8_t irql)
{
    return ddi->high >= MDL_DDI_LEVEL_DIRQL || irql <= (uint8_t)ddi->high;
}

bool mdl_ddi_allows_low(const struct mdl_ddi *ddi, uint8_t irql)
{
    return ddi->low >= MDL_DDI_LEVEL_DIRQL ? irql > MDL_IRQL_DISPATCH
                                           : irql >= (uint8_t)ddi->low;
}
