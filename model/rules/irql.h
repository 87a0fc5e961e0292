/*
 * IRQL levels by architecture: a table; no rule depends on the numbers, only on their order.
 *
 * Source: wdm.h and the WDK's page on hardware priorities. x64 and ARM64 agree; x86 has 32 levels.
 */
#ifndef WTSIM_MODEL_RULES_IRQL_H
#define WTSIM_MODEL_RULES_IRQL_H

#include <stdbool.h>
#include <stdint.h>

enum { MDL_IRQL_PASSIVE = 0, MDL_IRQL_APC = 1, MDL_IRQL_DISPATCH = 2 };

struct mdl_irql {                     /* one architecture */
    const char *architecture;         /* 'x64', as scenarios write it */
    uint8_t device_low, device_high;  /* DIRQL */
    uint8_t synch, clock, ipi, high;
    uint8_t profile, power;
    uint8_t corrected, recovery;      /* CMCI_LEVEL, DRS_LEVEL; 0: not defined there */
};

/* The table of an architecture, or NULL when there is none of this name. */
const struct mdl_irql *mdl_irql_table(const char *architecture);

/* All known architectures; NULL past the end. */
const char *mdl_irql_architecture(uint32_t index);

/* The level that a name stands for ('DISPATCH_LEVEL'); false when there is none. */
bool mdl_irql_named(const struct mdl_irql *table, const char *name, uint8_t *ret_level);

/* The name of a level there: 'DISPATCH_LEVEL', 'CLOCK_LEVEL', 'DIRQL' for device levels. */
const char *mdl_irql_name(const struct mdl_irql *table, uint8_t level);

#endif
