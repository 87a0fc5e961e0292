/*
 * Steps that give requests to somebody: put.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_SENDS_H
#define WTSIM_SCENARIOS_LANGUAGE_SENDS_H

#include "scenarios/language/steps.h"

/* put: X, or {queue: X}. The argument is there. */
void scn_sends_put(struct scn_code *c, const struct scn_step_node *step);

#endif
