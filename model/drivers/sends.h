/*
 * Steps that give requests to somebody: to lists, targets and other drivers.
 */
#ifndef WTSIM_MODEL_DRIVERS_SENDS_H
#define WTSIM_MODEL_DRIVERS_SENDS_H

#include "model/machine/machine.h"

/* One of these steps; as mdl_actions_perform. */
enum mdl_outcome mdl_sends_perform(struct mdl_machine *m, mdl_context_id c,
                                   const struct mdl_step *step);

#endif
