/*
 * Calls: work items from the enqueue call to the return of the callback that serves it.
 *
 * A call waits in the list of its item's pool (backlog.h), then behind whatever runs on the
 * processor of the worker that got the item, then perhaps for the item's lock (occupancy.h).
 * Calls that were in the list share everything from the hand-over on; one that joins later has a
 * ticket of its own.
 */
#ifndef WTSIM_MODEL_OBSERVE_CALLS_H
#define WTSIM_MODEL_OBSERVE_CALLS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"

struct mdl_record;

/* The next call of an instance that is in no list leads to the pool of this NUMA node. Told before
   the call on machines of several nodes; until it is told it is node 0. */
void mdl_calls_placed(struct mdl_record *r, mdl_instance_id instance, uint32_t node);

void mdl_calls_called(struct mdl_record *r, uint64_t at, mdl_instance_id instance,
                      bool coalesced);
void mdl_calls_refused(struct mdl_record *r, uint64_t at, mdl_instance_id instance);
void mdl_calls_handed(struct mdl_record *r, uint64_t at, mdl_instance_id instance,
                      mdl_thread_id worker, mdl_processor_id p);
void mdl_calls_cleared(struct mdl_record *r, mdl_instance_id instance);
void mdl_calls_locking(struct mdl_record *r, uint64_t at, mdl_thread_id worker,
                       mdl_lock_id lock);
void mdl_calls_entered(struct mdl_record *r, uint64_t at, mdl_instance_id instance,
                       mdl_thread_id worker);
void mdl_calls_left(struct mdl_record *r, uint64_t at, mdl_thread_id worker, uint64_t own_ns);

/* The worker goes to another processor, or its lock was granted: told by spells.h. */
void mdl_calls_moved(struct mdl_record *r, uint64_t at, mdl_thread_id worker,
                     mdl_processor_id p);
void mdl_calls_woken(struct mdl_record *r, uint64_t at, mdl_thread_id worker);

void mdl_calls_end(struct mdl_record *r, uint64_t end_at);

#endif
