/*
 * Locks that spin (I27): plain, queued, reader/writer.
 *
 * A spinner raises to DISPATCH and keeps its processor while it waits. A queued spin lock is
 * granted first come, first served, even to a spinner that is interrupted at the moment. A plain
 * one is unordered on Windows; here it goes, among the spinners that execute, to the one that
 * spins longest (an interrupted one has to wait until it executes again). Of a reader/writer lock
 * a waiting writer keeps new readers out; readers that spin when no writer does get it together.
 */
#ifndef WTSIM_MODEL_KERNEL_SPINS_H
#define WTSIM_MODEL_KERNEL_SPINS_H

#include "model/machine/machine.h"

/* As mdl_locks_acquire, mdl_locks_release and mdl_locks_convert, for these kinds. */
enum mdl_outcome mdl_spins_acquire(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock,
                                   unsigned ways);
void mdl_spins_release(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock, unsigned ways);
void mdl_spins_convert(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock,
                       bool to_exclusive);

/* A spinning context executes again: true when the lock is its own now. */
bool mdl_spins_again(struct mdl_machine *m, mdl_context_id c);

#endif
