/*
 * Locks that block their thread (I28): wait lock, fast and guarded mutex, kernel mutex, push lock,
 * resource; and rundown protection, which is counted rather than owned.
 *
 * Handed over first come, first served. A fast mutex raises to APC_LEVEL; the others that keep
 * APCs away count as a region (I29). A kernel mutex and a resource may be acquired again by whoever
 * has them; the other ones then wait for themselves.
 */
#ifndef WTSIM_MODEL_KERNEL_BLOCKING_H
#define WTSIM_MODEL_KERNEL_BLOCKING_H

#include "model/machine/machine.h"

/* As mdl_locks_acquire, mdl_locks_release and mdl_locks_convert, for these kinds. */
enum mdl_outcome mdl_blocking_acquire(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock,
                                      unsigned ways, sim_duration timeout_ns);
void mdl_blocking_release(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock,
                          unsigned ways);
void mdl_blocking_convert(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock,
                          bool to_exclusive);

/* A thread that waits is on the lock's list no more: its time-out came. */
void mdl_blocking_give_up(struct mdl_machine *m, mdl_lock_id lock, mdl_thread_id thread);

/* A kernel mutex as a dispatcher object: could c have it now? It takes it. */
bool mdl_blocking_mutex_is_free(const struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c);
void mdl_blocking_mutex_take(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c);

/* Closes a rundown protection and waits until nobody has it; opens it again. */
enum mdl_outcome mdl_blocking_run_down(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock);
void mdl_blocking_reset_rundown(struct mdl_machine *m, mdl_lock_id lock);

#endif
