/* The queue object; see the header. */
#include "model/kernel/kqueue.h"

#include "model/kernel/dispatcher.h"
#include "model/kernel/waits.h"
#include "model/observe/tell_course.h"
#include "sim/base/bits.h"
#include "sim/base/check.h"

static inline void tell_concurrency(struct mdl_machine *m, mdl_pool_id pool,
                                    const struct mdl_pool_state *q, unsigned list)
{
    mdl_tell_concurrency(m->record, m->engine.now, pool, list, q->current[list],
                         m->plan->pools[pool].maximum_concurrency);
}

static inline bool admits(const struct mdl_pool *plan, const struct mdl_pool_state *q,
                          unsigned list)
{
    return (plan->concurrency_global ? q->current_total : q->current[list]) <
           plan->maximum_concurrency;
}

bool mdl_kqueue_admits(const struct mdl_machine *m, mdl_pool_id pool, unsigned list)
{
    return admits(&m->plan->pools[pool], &m->pools[pool], list);
}

/* ---- the lists ------------------------------------------------------------------------------- */

/* W43: the highest list that has an item and room for it; MDL_NONE for none. */
static uint32_t admissible_list(const struct mdl_pool *plan, const struct mdl_pool_state *q)
{
    for (uint32_t mask = q->list_mask; mask != 0;) {
        unsigned list = sim_bits_highest(mask);

        if (admits(plan, q, list)) {
            return list;
        }
        mask &= ~(1u << list);
    }
    return MDL_NONE;
}

/* ---- giving an item to a worker ------------------------------------------------------------- */

static inline void give(struct mdl_machine *m, struct mdl_pool_state *q,
                        mdl_instance_id instance, mdl_thread_id worker, unsigned list)
{
    struct mdl_thread_state *t = &m->threads[worker];

    t->instance = instance;
    mdl_kqueue_count(q, t, list);
    q->processed++;
    q->busy_count++;
    if (m->plan->pools[t->pool].list_count > 1) {
        mdl_dispatcher_set_base(m, worker,
                                    m->plan->items[m->plan->instance_item[instance]].priority);
    }
}

/* To a worker that waits. Returns what is to be told of it. */
static inline struct mdl_tell_woken hand_over(struct mdl_machine *m, mdl_pool_id pool,
                                              mdl_instance_id instance, unsigned list)
{
    struct mdl_pool_state *q = &m->pools[pool];
    mdl_thread_id worker = mdl_kqueue_pop_waiter(m, q);   /* W11: the one that began to wait last */
    struct mdl_thread_state *t = &m->threads[worker];
    struct mdl_tell_woken told = {.request = {.stream = MDL_NONE}, .worker = worker,
                                  .instance = instance, .pool = pool, .list = list,
                                  .maximum = m->plan->pools[pool].maximum_concurrency};

    give(m, q, instance, worker, list);
    t->unslept = 0;
    told.processor = mdl_waits_end_queue(m, worker, t);
    told.current = q->current[list];
    told.cleared = m->bodies->item_removed(m, instance, worker);
    return told;
}

/* The worker itself takes what it holds from now on. */
static void take(struct mdl_machine *m, mdl_thread_id worker, struct mdl_thread_state *t)
{
    mdl_tell_item_handed(m->record, m->engine.now, t->instance, worker, t->processor);
    if (m->bodies->item_removed(m, t->instance, worker)) {
        mdl_tell_item_cleared(m->record, m->engine.now, t->instance, worker);
    }
}

/* W12: does the inserting thread's own, unslept run hold the hand-over back? */
static bool defers(const struct mdl_machine *m, mdl_pool_id pool, mdl_thread_id inserter)
{
    const struct mdl_thread_state *t;

    if (inserter == MDL_NONE || !m->plan->pools[pool].self_insert_defers) {
        return false;
    }
    t = &m->threads[inserter];
    return t->pool == pool && t->unslept && t->phase != MDL_THREAD_WAITING;
}

void mdl_kqueue_insert(struct mdl_machine *m, mdl_pool_id pool, const struct mdl_item *item,
                       mdl_instance_id instance, mdl_thread_id inserter)
{
    const struct mdl_pool *plan = &m->plan->pools[pool];
    struct mdl_pool_state *q = &m->pools[pool];
    unsigned list = plan->list_count == 1 ? 0 : item->priority;

    q->queued_total++;
    m->instances[instance].list = (uint8_t)list;
    if (q->waiter_head != MDL_NONE && admits(plan, q, list) &&
        !defers(m, pool, inserter)) {
        struct mdl_tell_woken told = hand_over(m, pool, instance, list);

        mdl_tell_worker_woken(m->record, m->engine.now, &told);
    } else {
        mdl_tell_item_called(m->record, m->engine.now, instance, MDL_CALL_QUEUED);
        mdl_kqueue_append(m, q, instance, list);
    }
}

void mdl_kqueue_stand_by(struct mdl_machine *m, mdl_thread_id worker)
{
    struct mdl_thread_state *t = &m->threads[worker];

    t->unslept = 1;
    mdl_kqueue_push_waiter(m, worker, t, &m->pools[t->pool]);
}

bool mdl_kqueue_remove(struct mdl_machine *m, mdl_thread_id worker)
{
    struct mdl_thread_state *t = &m->threads[worker];
    struct mdl_pool_state *q = &m->pools[t->pool];
    const struct mdl_pool *plan = &m->plan->pools[t->pool];
    unsigned before = t->list;
    bool was_counted = t->counted;
    uint32_t list;

    if (was_counted && plan->list_count == 1 && q->list_mask != 0 &&
        q->current[0] <= plan->maximum_concurrency) {
        mdl_kqueue_go_on(m, q, t);
        take(m, worker, t);
        return true;
    }
    if (was_counted) {
        mdl_kqueue_discount(q, t);
        q->busy_count--;
    }
    t->unslept = 1;
    list = admissible_list(plan, q);
    if (list == MDL_NONE) {
        mdl_kqueue_push_waiter(m, worker, t, q);
    } else {
        give(m, q, mdl_kqueue_shift(m, q, list), worker, list);
        take(m, worker, t);
    }
    if (was_counted && list != before) {
        tell_concurrency(m, t->pool, q, before);
    }
    if (list != MDL_NONE && (list != before || !was_counted)) {
        tell_concurrency(m, t->pool, q, list);
    }
    return list != MDL_NONE;
}

/* It was called earlier. */
static void tell_fetched(struct mdl_machine *m, const struct mdl_tell_woken *told)
{
    sim_instant now = m->engine.now;

    mdl_tell_thread_ready(m->record, now, told->worker, told->processor, false);
    mdl_tell_item_handed(m->record, now, told->instance, told->worker, told->processor);
    mdl_tell_concurrency(m->record, now, told->pool, told->list, told->current, told->maximum);
    if (told->cleared) {
        mdl_tell_item_cleared(m->record, now, told->instance, told->worker);
    }
}

void mdl_kqueue_fill(struct mdl_machine *m, mdl_pool_id pool)
{
    struct mdl_pool_state *q = &m->pools[pool];

    while (q->waiter_head != MDL_NONE) {
        uint32_t list = admissible_list(&m->plan->pools[pool], q);
        struct mdl_tell_woken told;

        if (list == MDL_NONE) {
            return;
        }
        told = hand_over(m, pool, mdl_kqueue_shift(m, q, list), list);
        tell_fetched(m, &told);
    }
}

void mdl_kqueue_blocks(struct mdl_machine *m, mdl_thread_id thread)
{
    struct mdl_thread_state *t = &m->threads[thread];

    if (t->pool == MDL_NONE || !t->counted) {
        return;
    }
    t->unslept = 0;
    mdl_kqueue_discount(&m->pools[t->pool], t);
    tell_concurrency(m, t->pool, &m->pools[t->pool], t->list);
    mdl_kqueue_fill(m, t->pool);
}

void mdl_kqueue_wakes(struct mdl_machine *m, mdl_thread_id thread)
{
    struct mdl_thread_state *t = &m->threads[thread];

    if (t->pool == MDL_NONE || t->instance == MDL_NONE) {
        return;
    }
    mdl_kqueue_count(&m->pools[t->pool], t, t->list);
    tell_concurrency(m, t->pool, &m->pools[t->pool], t->list);
}

void mdl_kqueue_withdraw(struct mdl_machine *m, mdl_thread_id worker)
{
    struct mdl_thread_state *t = &m->threads[worker];
    struct mdl_pool_state *q = &m->pools[t->pool];

    if (t->counted) {
        mdl_kqueue_discount(q, t);
        q->busy_count--;
        tell_concurrency(m, t->pool, q, t->list);
    }
    t->unslept = 1;
    mdl_kqueue_push_waiter(m, worker, t, q);
}

void mdl_kqueue_forget(struct mdl_machine *m, mdl_thread_id worker)
{
    struct mdl_thread_state *t = &m->threads[worker];
    struct mdl_pool_state *q = &m->pools[t->pool];

    if (t->next != MDL_NONE) {
        m->threads[t->next].previous = t->previous;
    }
    if (t->previous != MDL_NONE) {
        m->threads[t->previous].next = t->next;
    } else {
        q->waiter_head = t->next;
    }
    t->next = t->previous = MDL_NONE;
    q->waiter_count--;
}
