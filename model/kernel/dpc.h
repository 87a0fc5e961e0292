/*
 * Deferred procedure calls: one queue per processor (D1-D16).
 *
 * Inserting decides where (D4), in which position (D5) and whether the drain is requested now
 * (D7) or by a later trigger (D10). The drain runs at DISPATCH until the queue is empty: nothing
 * below DISPATCH executes before (D12). Expired timers come first (D16).
 */
#ifndef WTSIM_MODEL_KERNEL_DPC_H
#define WTSIM_MODEL_KERNEL_DPC_H

#include "model/machine/machine.h"

/*
 * Inserts a DPC. p: the inserting processor, MDL_NONE for a source, which counts as being there
 * (then processor 0 unless it has a target). False when it is queued already. isr: the ISR
 * context that called, or MDL_NONE. cause: of the run, if this call is its first (cause.h).
 */
bool mdl_dpc_insert(struct mdl_machine *m, mdl_dpc_id dpc, mdl_processor_id p,
                    mdl_context_id isr, uint64_t cause);

/* Takes it off its queue; false when it was not queued (D23). Its bag stays with it. */
bool mdl_dpc_remove(struct mdl_machine *m, mdl_dpc_id dpc);

/* The thread of p's threaded DPCs (its context) takes the next one; false: there is none. */
bool mdl_dpc_take_threaded(struct mdl_machine *m, mdl_processor_id p, mdl_context_id c);

/* The drain of p is wanted: expired timers or a trigger. */
void mdl_dpc_request(struct mdl_machine *m, mdl_processor_id p);

/* The DISPATCH interrupt of p: a DPC context is on top then; false when there was nothing. */
bool mdl_dpc_drain(struct mdl_machine *m, mdl_processor_id p);

/*
 * Before the first instruction of a routine that the framework serialises: takes its lock at
 * DISPATCH (D6a). MDL_RUNS also when there is none; MDL_SPINS; MDL_YIELDS after a bug check.
 */
enum mdl_outcome mdl_dpc_lock(struct mdl_machine *m, mdl_context_id c);

/* The routine of the DPC context has returned: the next of the drain, or its end. */
void mdl_dpc_returned(struct mdl_machine *m, mdl_processor_id p, mdl_context_id c);

/* Ticks that were skipped have adjusted the limits as they are now, on every processor. */
void mdl_dpc_catch_up(struct mdl_machine *m);

/* A tick: what nothing triggered is triggered now, limits adjust (D13). */
void mdl_dpc_tick(struct mdl_machine *m, mdl_processor_id p);

#endif
