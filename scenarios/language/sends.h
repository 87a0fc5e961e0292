/*
 * Steps that give requests to somebody: put, and the calls that name a target.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_SENDS_H
#define WTSIM_SCENARIOS_LANGUAGE_SENDS_H

#include "scenarios/language/steps.h"

/* put: X, or {target: X, service: D}. The argument is there. */
void scn_sends_put(struct scn_code *c, const struct scn_step_node *step);

/* A call that names a target: its step has been added. */
void scn_sends_call(struct scn_code *c, const struct scn_step_node *step, uint32_t index);

/* The same for calls that name a queue, and for those that complete requests of a kind. */
void scn_sends_queue(struct scn_code *c, const struct scn_step_node *step, uint32_t index);
void scn_sends_complete(struct scn_code *c, const struct scn_step_node *step, uint32_t index);

/* Before a call of an application: what the way into the kernel costs. */
void scn_sends_system_call(struct scn_code *c, const struct scn_step_node *step);

/* Whom a step of this kind would give requests to, as far as it is a target or a queue that exists;
   else NULL, without a word. */
const struct scn_symbol *scn_sends_to(struct scn_code *c, const struct scn_step_node *step,
                                      enum mdl_step_kind kind);

/* A queue, target or interrupt as MDL_FROM has it. */
uint32_t scn_sends_from(const struct scn_symbol *symbol);

#endif
