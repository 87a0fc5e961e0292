/*
 * Loops: repeat and each_request.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_LOOPS_H
#define WTSIM_SCENARIOS_LANGUAGE_LOOPS_H

#include "scenarios/language/steps.h"

/* The argument is there. */
void scn_loops_repeat(struct scn_code *c, const struct scn_step_node *step);
void scn_loops_each(struct scn_code *c, const struct scn_step_node *step);

#endif
