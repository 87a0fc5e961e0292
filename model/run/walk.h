/*
 * Walks through programs: where a run that stands at one step may come to.
 *
 * Conditions and choices may go either way. For the judge of deadlocks (stuck.h, knot.h) only.
 */
#ifndef WTSIM_MODEL_RUN_WALK_H
#define WTSIM_MODEL_RUN_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"

/* Cheaply: does step `to` lie ahead of step `from` of the same program? */
bool mdl_walk_may_reach(const struct mdl_plan *plan, mdl_program_id program, uint32_t from,
                        uint32_t to);

/* Does a run at `from` come to `to` (MDL_NONE: to its end) by steps that it can pass? */
bool mdl_walk_arrives(const struct mdl_plan *plan, mdl_program_id program, uint32_t from,
                      uint32_t to, bool (*passes)(void *self, const struct mdl_step *step),
                      void *self);

#endif
