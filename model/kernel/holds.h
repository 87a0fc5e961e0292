/*
 * Who shares which lock: one entry per context and lock.
 *
 * Windows keeps such a table for an ERESOURCE; here every lock that can be shared has it, so that
 * a release by somebody who has no share is noticed, recursive shares are counted and waiting
 * threads can lend their priority to all who share (T15).
 */
#ifndef WTSIM_MODEL_KERNEL_HOLDS_H
#define WTSIM_MODEL_KERNEL_HOLDS_H

#include "model/machine/machine.h"

/* The context's share, or NULL. (More than 65,536 shares at once are only counted.) */
struct mdl_hold *mdl_holds_find(const struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c);

/* Does it share the lock? */
bool mdl_holds_has(const struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c);

/* One more share (recursive: one more count of the same). saved_irql: level before the first. */
void mdl_holds_add(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c,
                   unsigned saved_irql);

/* One share less. Returns true when it was the context's last one. */
bool mdl_holds_remove(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c);

/* The shares of a lock one by one: the first, the next; NULL at the end. */
const struct mdl_hold *mdl_holds_first(const struct mdl_machine *m, mdl_lock_id lock);
const struct mdl_hold *mdl_holds_next(const struct mdl_machine *m, const struct mdl_hold *hold);

#endif
