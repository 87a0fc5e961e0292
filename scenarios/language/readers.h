/*
 * Continuous readers of targets.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_READERS_H
#define WTSIM_SCENARIOS_LANGUAGE_READERS_H

#include "scenarios/language/objects.h"
#include "scenarios/language/view.h"

/* Reads the key of the target that comes next; it begins stopped then (pin 33). */
void scn_readers_read(const struct scn_view *target, const struct scn_objects_entry *e,
                      struct mdl_target *ret_target);

#endif
