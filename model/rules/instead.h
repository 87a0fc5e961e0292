/*
 * Calls that no step stands for (instead.def): what to write instead.
 */
#ifndef WTSIM_MODEL_RULES_INSTEAD_H
#define WTSIM_MODEL_RULES_INSTEAD_H

#include <stdint.h>

struct mdl_instead {
    const char *name, *advice;
};

/* The row of a name, or of a number; NULL when there is none. */
const struct mdl_instead *mdl_instead_of(const char *name);
const struct mdl_instead *mdl_instead_row(uint32_t index);

#endif
