/*
 * The queue object behind every worker pool: KQUEUE, and KPRIQUEUE with 32 lists (W9-W18, W43-W44).
 *
 * Items wait first in, first out per list; idle workers wait last in, first out. `current` counts
 * the workers of a list that are not blocked, `maximum` is the number of processors. A worker that
 * blocks inside an item frees its place at once; one that wakes is counted again without a look
 * at the limit. So the number of *running* items is limited, that of *started* ones only by the
 * threads: the rule that makes computing and blocking items behave differently (W16).
 */
#ifndef WTSIM_MODEL_KERNEL_KQUEUE_H
#define WTSIM_MODEL_KERNEL_KQUEUE_H

#include "model/machine/machine.h"
#include "sim/base/check.h"

/*
 * Inserts an instance of item that is in no list. inserter: the thread that is current where the
 * insert happens, MDL_NONE for none (W12 asks for it). Tells the record of the call.
 */
void mdl_kqueue_insert(struct mdl_machine *m, mdl_pool_id pool, const struct mdl_item *item,
                       mdl_instance_id instance, mdl_thread_id inserter);

/*
 * The worker comes back for an item: it gets one (its `instance`), or false: it stands among the
 * waiters and must wait (the caller begins the wait).
 */
bool mdl_kqueue_remove(struct mdl_machine *m, mdl_thread_id worker);

/* The same while there are no items yet. */
void mdl_kqueue_stand_by(struct mdl_machine *m, mdl_thread_id worker);

/* The thread blocks, or wakes, on something other than the queue (W14, W15). */
void mdl_kqueue_blocks(struct mdl_machine *m, mdl_thread_id thread);
void mdl_kqueue_wakes(struct mdl_machine *m, mdl_thread_id thread);

/* ---- who is counted in `current`, and who waits for an item ---------------------------------- */

static inline void mdl_kqueue_count(struct mdl_pool_state *q, struct mdl_thread_state *t,
                                    unsigned list)
{
    t->list = (uint8_t)list;
    t->counted = 1;
    q->current[list]++;
    q->current_total++;
}

static inline void mdl_kqueue_discount(struct mdl_pool_state *q, struct mdl_thread_state *t)
{
    SIM_ASSERT(q->current[t->list] > 0);
    t->counted = 0;
    q->current[t->list]--;
    q->current_total--;
}

static inline void mdl_kqueue_push_waiter(struct mdl_machine *m, mdl_thread_id worker,
                                          struct mdl_thread_state *t, struct mdl_pool_state *q)
{
    t->next = q->waiter_head;
    t->previous = MDL_NONE;
    if (t->next != MDL_NONE) {
        m->threads[t->next].previous = worker;
    }
    q->waiter_head = worker;
    q->waiter_count++;
    t->idle_since_at = m->engine.now;
}

/* W11: the worker that began to wait last, which there is. */
static inline mdl_thread_id mdl_kqueue_pop_waiter(struct mdl_machine *m,
                                                  struct mdl_pool_state *q)
{
    mdl_thread_id worker = q->waiter_head;
    struct mdl_thread_state *t = &m->threads[worker];

    q->waiter_head = t->next;
    if (t->next != MDL_NONE) {
        m->threads[t->next].previous = MDL_NONE;
    }
    t->next = t->previous = MDL_NONE;
    q->waiter_count--;
    return worker;
}

/* ---- the lists of items ---------------------------------------------------------------------- */

/* The instance goes to the end of the list. */
static inline void mdl_kqueue_append(struct mdl_machine *m, struct mdl_pool_state *q,
                                     mdl_instance_id instance, unsigned list)
{
    mdl_instance_id last = q->tail[list];

    m->instances[instance].next = MDL_NONE;
    q->tail[list] = instance;
    q->list_depth[list]++;
    q->depth++;
    if (last != MDL_NONE) {
        m->instances[last].next = instance;
    } else {
        q->head[list] = instance;
        q->list_mask |= 1u << list;
    }
}

/* The first one, which there is, leaves the list. */
static inline mdl_instance_id mdl_kqueue_shift(struct mdl_machine *m, struct mdl_pool_state *q,
                                               unsigned list)
{
    mdl_instance_id instance = q->head[list];
    mdl_instance_id next = m->instances[instance].next;

    q->head[list] = next;
    q->list_depth[list]--;
    q->depth--;
    if (next == MDL_NONE) {
        q->tail[list] = MDL_NONE;
        q->list_mask &= ~(1u << list);
    }
    m->instances[instance].next = MDL_NONE;
    return instance;
}

/*
 * A worker of a queue with one list, whose concurrency is not exceeded, goes on with the head of
 * the list: one out of `current`, one in, so its place stays taken.
 */
static inline mdl_instance_id mdl_kqueue_go_on(struct mdl_machine *m, struct mdl_pool_state *q,
                                               struct mdl_thread_state *t)
{
    mdl_instance_id instance = mdl_kqueue_shift(m, q, 0);

    t->unslept = 1;
    t->instance = instance;
    q->processed++;
    return instance;
}

/* A worker of such a queue is handed an item: the one that began to wait last. */
static inline mdl_thread_id mdl_kqueue_wake(struct mdl_machine *m, struct mdl_pool_state *q,
                                            mdl_instance_id instance)
{
    mdl_thread_id worker = mdl_kqueue_pop_waiter(m, q);
    struct mdl_thread_state *t = &m->threads[worker];

    mdl_kqueue_count(q, t, 0);
    t->unslept = 0;
    t->instance = instance;
    q->processed++;
    q->busy_count++;
    return worker;
}

/* It has left its item, and the list is empty. */
static inline void mdl_kqueue_rest(struct mdl_machine *m, struct mdl_pool_state *q,
                                   mdl_thread_id worker, struct mdl_thread_state *t)
{
    mdl_kqueue_discount(q, t);
    t->unslept = 1;
    t->instance = MDL_NONE;
    q->busy_count--;
    mdl_kqueue_push_waiter(m, worker, t, q);
}

/* The worker comes back, and gets none whatever there is: it stands among the waiters. */
void mdl_kqueue_withdraw(struct mdl_machine *m, mdl_thread_id worker);

/* A place became free: the head of the best list goes to the worker that idles shortest. */
void mdl_kqueue_fill(struct mdl_machine *m, mdl_pool_id pool);

/* An idle worker leaves the waiters for good. */
void mdl_kqueue_forget(struct mdl_machine *m, mdl_thread_id worker);

/* May an item of this list start now, as far as concurrency goes? */
bool mdl_kqueue_admits(const struct mdl_machine *m, mdl_pool_id pool, unsigned list);

#endif
