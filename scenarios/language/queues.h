/*
 * Queues: lists of a driver's own.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_QUEUES_H
#define WTSIM_SCENARIOS_LANGUAGE_QUEUES_H

#include "scenarios/language/objects.h"

scn_objects_reader scn_queues_read;

#endif
