/*
 * Steps that control interrupts and DPCs: mask, unmask, take off a queue, wait until they have run.
 */
#ifndef WTSIM_MODEL_DRIVERS_CONTROLS_H
#define WTSIM_MODEL_DRIVERS_CONTROLS_H

#include "model/machine/machine.h"

/* As mdl_actions_perform, for the kinds of step that it does not know itself. */
enum mdl_outcome mdl_controls_perform(struct mdl_machine *m, mdl_context_id c,
                                      const struct mdl_step *step);

#endif
