/*
 * Targets: what takes requests and finishes them later.
 *
 * A target that asserts no interrupt of the driver's has one of its own (.isr) and a DPC (.dpc) by
 * which requests come back to their senders; if sends have time-outs, a timer too (.timeouts).
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_TARGETS_H
#define WTSIM_SCENARIOS_LANGUAGE_TARGETS_H

#include "scenarios/language/objects.h"

scn_objects_reader scn_targets_read;

/* The timer of the time-outs of sends to this target, made if there is none yet. */
void scn_targets_timed(struct scn_build *b, mdl_target_id target);

#endif
