/* Findings and simulated bug checks: what the modelled driver did wrong. A result, not an error. */
#ifndef WTSIM_MODEL_KERNEL_STOP_H
#define WTSIM_MODEL_KERNEL_STOP_H

#include "model/machine/machine.h"
#include "model/observe/findings.h"

/*
 * Records the finding for the step that was executed last. If its row is a stop, Windows ends
 * here: the bug check's code is kept and the replication ends after this event. Returns true then.
 */
bool mdl_stop_finding(struct mdl_machine *m, enum mdl_finding finding, mdl_object_id object,
                      uint64_t p1, uint64_t p2, uint64_t p3, uint64_t p4);

#endif
