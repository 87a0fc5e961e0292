/*
 * Bug checks (stops.def) to look up by code: name, parameters, usual cause.
 */
#ifndef WTSIM_MODEL_RULES_STOPS_H
#define WTSIM_MODEL_RULES_STOPS_H

#include <stdint.h>

struct mdl_stop_row {
    uint32_t code;
    const char *name;                 /* 'DPC_WATCHDOG_VIOLATION' */
    const char *rules, *cause;
    const char *parameters[4];        /* what each means, "" nothing to say */
};

/* All of them, by code; NULL past the end. */
const struct mdl_stop_row *mdl_stops_row(uint32_t index);

/* The row of a code, NULL when there is none. */
const struct mdl_stop_row *mdl_stops_find(uint32_t code);

/* Its name, "" when there is none. */
const char *mdl_stops_name(uint32_t code);

#endif
