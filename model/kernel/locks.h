/*
 * Locks of every kind: those that spin (spins.h) and those that block (blocking.h).
 *
 * The way a DDI goes about it (MDL_WAY_... of machine/step.h) is the caller's: shared, try only,
 * without a change of level. Who holds a lock is a context; who holds what it may not, or gives
 * back what it does not hold, has made a mistake: a finding, perhaps a simulated stop.
 */
#ifndef WTSIM_MODEL_KERNEL_LOCKS_H
#define WTSIM_MODEL_KERNEL_LOCKS_H

#include "model/machine/machine.h"

/*
 * The executing context acquires. MDL_RUNS: it holds it now, or context.result is 0 and it has
 * given up. MDL_SPINS, MDL_BLOCKED: it waits and holds it when it is resumed (context.result 0:
 * the time-out came first). MDL_YIELDS: a bug check.
 */
enum mdl_outcome mdl_locks_acquire(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock,
                                   unsigned ways, sim_duration timeout_ns);

/* The executing context releases; its IRQL goes back to what it was before the acquisition. */
void mdl_locks_release(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock, unsigned ways);

/* Exclusive to shared at once, or shared to exclusive if nobody else shares it (result). */
void mdl_locks_convert(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock,
                       bool to_exclusive);

bool mdl_locks_spins(const struct mdl_plan *plan, mdl_lock_id lock);

/* T15: push locks, fast and guarded mutexes, resources: the kernel knows who has them. */
bool mdl_locks_is_tracked(const struct mdl_plan *plan, mdl_lock_id lock);

/* The executing context's IRQL is at least this from now on. */
void mdl_locks_raise(struct mdl_machine *m, mdl_context_id c, unsigned irql);

#endif
