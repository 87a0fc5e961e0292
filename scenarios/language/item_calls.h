/*
 * Calls that name a work item: what they say about it, and what they take beside its name.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_ITEM_CALLS_H
#define WTSIM_SCENARIOS_LANGUAGE_ITEM_CALLS_H

#include "scenarios/language/steps.h"

/* The step at this index names this item. */
void scn_item_calls_note(struct scn_code *c, const struct scn_step_node *step, uint32_t index,
                         mdl_item_id item);

#endif
