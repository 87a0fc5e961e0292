/*
 * Parameters that the timeline changes: the laws and arrival processes of a machine are its own
 * copies of the plan's. They are no state: what they are follows from how far the timeline is.
 */
#ifndef WTSIM_MODEL_MACHINE_CHANGES_H
#define WTSIM_MODEL_MACHINE_CHANGES_H

#include "model/machine/machine.h"

/* Back to what the plan says, and then what the timeline has changed so far. */
void mdl_changes_restore(struct mdl_machine *m);

/* From this instant on: a law, or an arrival process, whose phase begins here. */
void mdl_changes_apply(struct mdl_machine *m, const struct mdl_change *change, sim_instant at);

#endif
