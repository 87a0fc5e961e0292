/*
 * Timers of drivers.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_TIMERS_H
#define WTSIM_SCENARIOS_LANGUAGE_TIMERS_H

#include "scenarios/language/objects.h"

void scn_timers_read(const struct scn_objects_entry *e);

#endif
