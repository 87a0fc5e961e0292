/*
 * Waiting for DPCs to have run (D24, D25).
 *
 * KeFlushQueuedDpcs marks everything that is queued or runs, on all processors, with its number;
 * it is over when no mark of that number or an older one is left. What is queued later has a
 * younger mark or none. Without somebody who waits there are no marks.
 */
#ifndef WTSIM_MODEL_KERNEL_FLUSH_H
#define WTSIM_MODEL_KERNEL_FLUSH_H

#include "model/machine/machine.h"

/* The running thread waits until all DPCs queued so far have run, or (wait_for_dpc) until no run
   of this one is left. MDL_RUNS: there are none; MDL_BLOCKED. */
enum mdl_outcome mdl_flush_all(struct mdl_machine *m, mdl_thread_id thread);
enum mdl_outcome mdl_flush_dpc(struct mdl_machine *m, mdl_thread_id thread, mdl_dpc_id dpc);

/* Lets those go on whose DPCs have run. */
void mdl_flush_look(struct mdl_machine *m);

/* A DPC leaves its queue in order to run: its mark goes with the run. */
static inline void mdl_flush_popped(struct mdl_machine *m, mdl_dpc_id dpc, uint32_t *mark)
{
    if (m->flush->waiter_count > 0) {
        *mark = m->dpcs[dpc].flush_mark;
        m->dpcs[dpc].flush_mark = 0;
    }
}

/* A run has returned; its context says so already. */
static inline void mdl_flush_returned(struct mdl_machine *m, uint32_t *mark)
{
    if (m->flush->waiter_count > 0) {
        *mark = 0;
        mdl_flush_look(m);
    }
}

/* A DPC was taken off its queue. */
static inline void mdl_flush_removed(struct mdl_machine *m, mdl_dpc_id dpc)
{
    if (m->flush->waiter_count > 0) {
        m->dpcs[dpc].flush_mark = 0;
        mdl_flush_look(m);
    }
}

#endif
