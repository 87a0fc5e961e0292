/*
 * Objects that are only a name and a kind: locks, events, variables.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_PLAIN_H
#define WTSIM_SCENARIOS_LANGUAGE_PLAIN_H

#include "scenarios/language/objects.h"

scn_objects_reader scn_plain_lock, scn_plain_event, scn_plain_variable;

#endif
