/*
 * Results of calls that return a status.
 */
#ifndef WTSIM_MODEL_DRIVERS_FAILURE_H
#define WTSIM_MODEL_DRIVERS_FAILURE_H

#include "model/machine/machine.h"
#include "model/rules/status.h"

/* The step succeeded; returns true. */
bool mdl_failure_none(struct mdl_machine *m, mdl_context_id c);

/* The step failed with this status; if no branch beside or behind it looks at that, it is a
   finding. Returns false. */
bool mdl_failure_set(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step,
                     enum mdl_status status);

/* MDL_STEP_FAULT: does the call behind it fail? It has then, with the fault's status. */
bool mdl_failure_injected(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step);

#endif
