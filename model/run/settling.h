/*
 * Settling: how much of a run's beginning differs from the rest of it.
 *
 * A scenario that is stationary by construction may be asked for its steady state. What the first
 * replications have in common is averaged: the depth of each pool and the number of requests in
 * the system, each in 1,000 equal bins of time; MSER-5 on each of these series, and the longest
 * cut of all is the one cut of the run, so that Little's law and the utilisation law still hold on
 * the figures that are printed. A cut by replication would follow stalls, which just happen.
 */
#ifndef WTSIM_MODEL_RUN_SETTLING_H
#define WTSIM_MODEL_RUN_SETTLING_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"
#include "sim/engine/instant.h"

#define MDL_SETTLING_PILOTS 5u

/* Why a run has no steady state, as the end of a sentence: 'its timeline changes it'; NULL: by its
   construction it may have one. */
const char *mdl_settling_obstacle(const struct mdl_plan *plan);

/*
 * Runs replications [0, pilots) and finds the cut; 0: nothing need be cut. False: not steady, the
 * best cut would be in the second half, or a replication did not reach its end.
 */
bool mdl_settling_find(const struct mdl_plan *plan, uint64_t seed, uint32_t pilots,
                       sim_instant *ret_cut);

#endif
