/*
 * IRQL levels by architecture.
 */
#include "model/rules/irql.h"

#include <stddef.h>
#include <string.h>

#include "sim/base/check.h"

/* x64: books give devices 3 to 11; a HAL may also use 12 (U1), which we leave to SYNCH_LEVEL. */
static const struct mdl_irql tables[] = {
    {"x64", 3, 11, 12, 13, 14, 15, 15, 14, 5, 14},
    {"x86", 3, 26, 27, 28, 29, 31, 27, 30, 5, 0},   /* SYNCH_LEVEL: with several processors */
    {"arm64", 3, 11, 12, 13, 14, 15, 15, 14, 0, 14},
};

enum { TABLE_COUNT = sizeof tables / sizeof tables[0] };

const struct mdl_irql *mdl_irql_table(const char *architecture)
{
    for (uint32_t i = 0; i < TABLE_COUNT; i++) {
        if (strcmp(tables[i].architecture, architecture) == 0) {
            return &tables[i];
        }
    }
    return NULL;
}

const char *mdl_irql_architecture(uint32_t index)
{
    return index < TABLE_COUNT ? tables[index].architecture : NULL;
}

bool mdl_irql_named(const struct mdl_irql *table, const char *name, uint8_t *ret_level)
{
    const struct { const char *name; uint8_t level; } names[] = {
        {"PASSIVE_LEVEL", MDL_IRQL_PASSIVE},   {"LOW_LEVEL", MDL_IRQL_PASSIVE},
        {"APC_LEVEL", MDL_IRQL_APC},           {"DISPATCH_LEVEL", MDL_IRQL_DISPATCH},
        {"SYNCH_LEVEL", table->synch},         {"CLOCK_LEVEL", table->clock},
        {"IPI_LEVEL", table->ipi},             {"HIGH_LEVEL", table->high},
        {"CLOCK1_LEVEL", table->clock},        {"CLOCK2_LEVEL", table->clock},
        {"PROFILE_LEVEL", table->profile},     {"POWER_LEVEL", table->power},
        {"CMCI_LEVEL", table->corrected},      {"DRS_LEVEL", table->recovery},
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i].name, name) == 0) {
            *ret_level = names[i].level;
            return i < 2 || names[i].level != 0;
        }
    }
    return false;
}

const char *mdl_irql_name(const struct mdl_irql *table, uint8_t level)
{
    static const char *const low[] = {"PASSIVE_LEVEL", "APC_LEVEL", "DISPATCH_LEVEL"};

    SIM_ASSERT(level <= table->high);
    if (level <= MDL_IRQL_DISPATCH) {
        return low[level];
    }
    if (level >= table->device_low && level <= table->device_high) {
        return "DIRQL";
    }
    return level == table->synch   ? "SYNCH_LEVEL"
           : level == table->clock ? "CLOCK_LEVEL"
           : level == table->ipi   ? "IPI_LEVEL"
           : level == table->power ? "POWER_LEVEL"
                                   : "HIGH_LEVEL";
}
