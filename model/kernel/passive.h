/*
 * Servers: kernel threads that run ISRs or DPCs at PASSIVE_LEVEL.
 *
 * One for each passive-level vector (I22, W109): the trap marks the vector signalled and wakes it;
 * it calls the ISRs under the interrupt's lock, and a level line stays masked until they have
 * returned. One per processor for threaded DPCs, at priority 31 (D19). Between two routines a
 * server's context has no object.
 */
#ifndef WTSIM_MODEL_KERNEL_PASSIVE_H
#define WTSIM_MODEL_KERNEL_PASSIVE_H

#include "model/machine/machine.h"

/* It waits for work from the start. */
void mdl_passive_begin(struct mdl_machine *m, mdl_thread_id thread);

/* There is work: it becomes ready if it waits for some. */
void mdl_passive_wake(struct mdl_machine *m, mdl_thread_id thread);

/* The trap of a passive interrupt on p (I22). */
void mdl_passive_trap(struct mdl_machine *m, mdl_processor_id p, mdl_line_id leader);

/* The server's context takes its next routine. MDL_RUNS: its object is set, and it is fresh;
   MDL_BLOCKED: there is none. */
enum mdl_outcome mdl_passive_take(struct mdl_machine *m, mdl_context_id c);

/* Before the first instruction: takes the lock of a passive interrupt. */
enum mdl_outcome mdl_passive_lock(struct mdl_machine *m, mdl_context_id c);

/* The routine has returned. */
void mdl_passive_returned(struct mdl_machine *m, mdl_context_id c);

/* Does a server run a routine of this line (its ISR), or this DPC? */
bool mdl_passive_runs(const struct mdl_machine *m, enum mdl_serves serves, uint32_t object);

#endif
