/*
 * Synchronisation: the steps that acquire, release, wait and signal. All others are passed on to
 * controls.h.
 */
#ifndef WTSIM_MODEL_DRIVERS_SYNCS_H
#define WTSIM_MODEL_DRIVERS_SYNCS_H

#include "model/machine/machine.h"

/* As mdl_actions_perform. */
enum mdl_outcome mdl_syncs_perform(struct mdl_machine *m, mdl_context_id c,
                                   const struct mdl_step *step);

#endif
