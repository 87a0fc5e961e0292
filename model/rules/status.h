/*
 * Statuses (status.def) to look up: NTSTATUS values by name. Numbers of this table, not Windows'.
 */
#ifndef WTSIM_MODEL_RULES_STATUS_H
#define WTSIM_MODEL_RULES_STATUS_H

#include <stdbool.h>
#include <stdint.h>

enum mdl_status {
#define STATUS(name, success, help) MDL_##name,
#include "model/rules/status.def"
#undef STATUS
    MDL_STATUS_COUNT
};

const char *mdl_status_name(enum mdl_status status);
const char *mdl_status_help(enum mdl_status status);

/* NT_SUCCESS. */
bool mdl_status_is_success(enum mdl_status status);

/* The status of this name, or MDL_STATUS_COUNT. */
enum mdl_status mdl_status_find(const char *name);

#endif
