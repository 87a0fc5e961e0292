/*
 * KeIpiGenericCall: one routine on all processors at IPI_LEVEL (I32).
 *
 * The caller raises to IPI_LEVEL, sends an interrupt to every other processor, runs the routine
 * itself and spins until all others have run it. One call at a time: a second caller spins for a
 * lock of the kernel first, still interruptible by the first one's interrupt.
 */
#ifndef WTSIM_MODEL_KERNEL_IPI_H
#define WTSIM_MODEL_KERNEL_IPI_H

#include "model/machine/machine.h"

/* The executing context calls: it is at IPI_LEVEL then, and the others are on their way. */
void mdl_ipi_call(struct mdl_machine *m, mdl_context_id c, mdl_program_id program, uint64_t cause);

/* It has run the routine: MDL_RUNS at its level before if the others have, too; else MDL_SPINS. */
enum mdl_outcome mdl_ipi_wait(struct mdl_machine *m, mdl_context_id c);

/* An interprocessor interrupt has arrived at p: a call among it becomes pending. */
void mdl_ipi_arrives(struct mdl_machine *m, mdl_processor_id p);

/* p takes the pending call: a context that will run the routine is on top. */
void mdl_ipi_take(struct mdl_machine *m, mdl_processor_id p);

/* The routine has returned on p. */
void mdl_ipi_returned(struct mdl_machine *m, mdl_processor_id p);

#endif
