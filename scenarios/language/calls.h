/*
 * DDI steps: the argument that the row of ddi.def asks for, and the branches on the result.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_CALLS_H
#define WTSIM_SCENARIOS_LANGUAGE_CALLS_H

#include "scenarios/language/steps.h"

void scn_calls_compile(struct scn_code *c, const struct scn_step_node *step, uint16_t ddi);

/* Reports keys of an argument map that are none of these. */
bool scn_calls_only(struct scn_code *c, const struct scn_node *map, const char *const *keys,
                    uint32_t count, const char *verb);

/* The lists beside a step that gives a result: on_success, on_full ... */
void scn_calls_branches(struct scn_code *c, const struct scn_step_node *step);

/* May this call stand without a name, although it takes one? Who is above is not modelled then. */
bool scn_calls_may_be_bare(const char *verb);

#endif
