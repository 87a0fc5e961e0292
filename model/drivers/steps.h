/*
 * The step interpreter: executes a context's program until time must pass.
 *
 * Steps that neither run nor wait are one indivisible instant, except where Windows lets
 * something else in: a DDI that lowers IRQL, queues a local DPC or wakes somebody may be a
 * pre-emption point *inside* the list (the routine of a DPC inserted at PASSIVE has run when the
 * call returns).
 */
#ifndef WTSIM_MODEL_DRIVERS_STEPS_H
#define WTSIM_MODEL_DRIVERS_STEPS_H

#include "model/machine/machine.h"

/* Goes on with this context's program. The body of ISRs, DPCs, threads, and of workers inside an
   item. */
enum mdl_outcome mdl_steps_run(struct mdl_machine *m, mdl_context_id c);

/* The body of servers (kernel/passive.h): routine after routine. */
enum mdl_outcome mdl_steps_serve(struct mdl_machine *m, mdl_context_id c);

#endif
