/*
 * Locks: those that spin and those that block (I27, I28, C2).
 *
 * A spin lock raises to DISPATCH and keeps its processor while it waits; whoever holds it lowers
 * again at the release. Queued spin locks are granted first come, first served; plain ones to the
 * spinner that is executing (an interrupted one has to wait until it executes again). The others
 * block their thread, first come, first served; a fast mutex also raises to APC_LEVEL. The lock of
 * an interrupt is a plain spin lock at the interrupt's own level, or blocks if it is passive.
 */
#ifndef WTSIM_MODEL_KERNEL_LOCKS_H
#define WTSIM_MODEL_KERNEL_LOCKS_H

#include "model/machine/machine.h"

enum mdl_locks_way {
    MDL_LOCKS_EXCLUSIVE, MDL_LOCKS_SHARED,
    MDL_LOCKS_AT_DPC,                 /* spins at the level that the caller has    */
    MDL_LOCKS_INTERRUPT               /* spins at the lock's SynchronizeIrql (I25) */
};

/*
 * The executing context acquires. MDL_RUNS: it holds it now. MDL_SPINS, MDL_BLOCKED: it waits and
 * holds it when it is resumed (context.result 0: the time-out came first). MDL_YIELDS: a bug check.
 */
enum mdl_outcome mdl_locks_acquire(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock,
                                   enum mdl_locks_way way, sim_duration timeout_ns);

/* The executing context releases; its IRQL goes back to what it was before the acquisition. */
void mdl_locks_release(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock);

/* A spinning context executes again: true when the lock is its own now. */
bool mdl_locks_spin(struct mdl_machine *m, mdl_context_id c);

/* A blocked thread gives up: its time-out came. */
void mdl_locks_give_up(struct mdl_machine *m, mdl_lock_id lock, mdl_thread_id thread);

bool mdl_locks_spins(const struct mdl_plan *plan, mdl_lock_id lock);

#endif
