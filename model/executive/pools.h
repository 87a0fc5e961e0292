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
#include "model/machine/numa.h"

/* The threads that exist at the start (W22, W46), idle, and the balance manager. */
void mdl_pools_start(struct mdl_machine *m);

/* W45: the pool of an item that is queued on p. MDL_NONE (a device, a source): on node 0. */
static inline mdl_pool_id mdl_pools_near(const struct mdl_machine *m, const struct mdl_item *item,
                                         mdl_processor_id p)
{
    return m->plan->pools[item->pool].node_last == 0 || p == MDL_NONE
               ? item->pool : item->pool + mdl_numa_node(m, p);
}

/* Puts an item, which is in no list, on the queue of this pool of its kind. p: where this happens,
   or MDL_NONE. Legal up to DISPATCH (W146; the caller has checked). */
void mdl_pools_queue(struct mdl_machine *m, mdl_pool_id pool, const struct mdl_item *item,
                     mdl_instance_id instance, mdl_processor_id p);

/* Says that an item which is in no list belongs to this pool of its kind. */
void mdl_pools_place(struct mdl_machine *m, mdl_pool_id pool, const struct mdl_item *item,
                     mdl_instance_id instance);

/* W70, W45: a pool in which a worker that exists and is idle can begin this item at once: near,
   or another of its kind; MDL_NONE: there is none. Each that is asked in vain remembers it. */
mdl_pool_id mdl_pools_try(struct mdl_machine *m, mdl_pool_id near, const struct mdl_item *item);

/* A worker (t, c: its own) that is not inside an item begins with the one it was handed, or takes
   one: its context is FRESH then. False: there is none; it waits. */
bool mdl_pools_take(struct mdl_machine *m, mdl_thread_id worker, struct mdl_thread_state *t,
                    struct mdl_context *c);

/* Has every worker an item in which it is blocked? */
bool mdl_pools_all_blocked(const struct mdl_machine *m, mdl_pool_id pool);

/* A new worker of this pool, ready to run; false when its range of threads is used up (a finding
   when all of them are blocked). */
bool mdl_pools_create_worker(struct mdl_machine *m, mdl_pool_id pool, bool dynamic);

/* It has another number of static threads from now on: new ones are created; those too many end,
   the one that has idled longest first, and those that work when they have left their item. */
void mdl_pools_resize(struct mdl_machine *m, mdl_pool_id pool);

/* Idle workers that have waited at least this long, dynamic ones only if asked, exit. */
void mdl_pools_reap(struct mdl_machine *m, mdl_pool_id pool, sim_duration idle_ns,
                    bool dynamic_only);

#endif
