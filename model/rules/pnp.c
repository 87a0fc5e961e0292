/*
 * The callbacks of Plug and Play, compiled from pnp.def.
 */
#include "model/rules/pnp.h"

#include <stddef.h>
#include <string.h>

#include "sim/base/check.h"

enum {
    WDF = MDL_PNP_WDF, WDM = MDL_PNP_WDM, NDIS = MDL_PNP_NDIS, STORPORT = MDL_PNP_STORPORT,
    PASSIVE = 0, DIRQL = 1
};

static const struct mdl_pnp_callback rows[] = {
#define PNP(name, frameworks, slot, level, help) \
    {name, frameworks, MDL_PNP_##slot, (level) == DIRQL, help},
#include "model/rules/pnp.def"
#undef PNP
};

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

uint32_t mdl_pnp_count(void)
{
    return ROW_COUNT;
}

const struct mdl_pnp_callback *mdl_pnp_row(uint32_t index)
{
    SIM_ASSERT(index < ROW_COUNT);
    return &rows[index];
}

const struct mdl_pnp_callback *mdl_pnp_find(const char *name)
{
    for (uint32_t i = 0; i < ROW_COUNT; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}
