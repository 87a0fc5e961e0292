/*
 * Worker pools: threads that take one item at a time from a queue object (W1-W3, W19-W57).
 *
 * A pool is a KQUEUE (kernel/kqueue.h), a range of threads, and a growth policy of its era
 * (policy.h). What a worker does with the item that it takes here, the drivers decide
 * (drivers/common.h).
 */
#ifndef WTSIM_MODEL_EXECUTIVE_POOLS_H
#define WTSIM_MODEL_EXECUTIVE_POOLS_H

#include "model/machine/machine.h"

/* The threads that exist at the start (W22, W46), idle, and the balance manager. */
void mdl_pools_start(struct mdl_machine *m);

/* Puts an item, which is in no list, on the queue of its pool. p: where this happens, or
   MDL_NONE (a device, a source). Legal up to DISPATCH (W146; the caller has checked). */
void mdl_pools_queue(struct mdl_machine *m, const struct mdl_item *item, mdl_instance_id instance,
                     mdl_processor_id p);

/* W70: can a worker that exists and is idle begin this item at once? If not, it is remembered. */
bool mdl_pools_can_begin(struct mdl_machine *m, const struct mdl_item *item);

/* A worker (t, c: its own) that is not inside an item begins with the one it was handed, or takes
   one: its context is FRESH then. False: there is none; it waits. */
bool mdl_pools_take(struct mdl_machine *m, mdl_thread_id worker, struct mdl_thread_state *t,
                    struct mdl_context *c);

/* A new worker of this pool, ready to run; false when its range of threads is used up. */
bool mdl_pools_create_worker(struct mdl_machine *m, mdl_pool_id pool, bool dynamic);

/* Idle workers that have waited at least this long, dynamic ones only if asked, exit. */
void mdl_pools_reap(struct mdl_machine *m, mdl_pool_id pool, sim_duration idle_ns,
                    bool dynamic_only);

#endif
