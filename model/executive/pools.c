/* Worker pools; see the header. */
#include "model/executive/pools.h"

#include "model/executive/balance.h"
#include "model/executive/policy.h"
#include "model/kernel/dispatcher.h"
#include "model/kernel/kqueue.h"
#include "model/kernel/waits.h"
#include "model/observe/calls.h"
#include "model/observe/findings.h"
#include "model/observe/tell.h"
#include "sim/base/bits.h"
#include "sim/base/check.h"

/* ---- threads -------------------------------------------------------------------------------- */

/* A thread id of the pool's range that nobody uses, MDL_NONE when there is none. */
static mdl_thread_id free_thread(const struct mdl_machine *m, mdl_pool_id pool)
{
    const struct mdl_pool *plan = &m->plan->pools[pool];
    uint32_t from = m->pools[pool].thread_count;   /* right unless some have exited */

    for (uint32_t i = 0; i < plan->thread_max; i++) {
        mdl_thread_id thread = plan->thread_first + (from + i) % plan->thread_max;

        if (m->threads[thread].phase == MDL_THREAD_ABSENT) {
            return thread;
        }
    }
    return MDL_NONE;
}

/* A worker that has not run yet has the priority of what it will find (W43), else its pool's. */
static unsigned first_priority(const struct mdl_machine *m, mdl_pool_id pool)
{
    const struct mdl_pool *plan = &m->plan->pools[pool];
    uint32_t lists = m->pools[pool].list_mask;

    return plan->list_count > 1 && lists != 0 ? sim_bits_highest(lists) : plan->priority;
}

/* Workers of a node's pool run on its processors. */
static void settle_down(struct mdl_machine *m, mdl_thread_id thread, const struct mdl_pool *plan)
{
    struct mdl_thread_state *t = &m->threads[thread];

    if (plan->node_last == 0) {
        t->processors = UINT64_MAX >> (64 - m->plan->profile.processor_count);
        return;
    }
    t->processors = mdl_numa_processors(m, plan->node);
    t->processor = t->ideal = mdl_numa_ideal(m, plan->node, thread - plan->thread_first);
}

static mdl_thread_id create(struct mdl_machine *m, mdl_pool_id pool, bool dynamic)
{
    mdl_thread_id thread = free_thread(m, pool);
    struct mdl_thread_state *t;
    struct mdl_context *c;

    if (thread == MDL_NONE) {
        return MDL_NONE;
    }
    t = &m->threads[thread];
    c = &m->contexts[mdl_machine_thread_context(m, thread)];
    t->pool = pool;
    t->base = t->priority = (uint8_t)first_priority(m, pool);
    settle_down(m, thread, &m->plan->pools[pool]);
    t->instance = MDL_NONE;
    t->dynamic = dynamic;
    t->taking = m->plan->pools[pool].host ? MDL_WAKE_HOST : MDL_WAKE_WORKER;
    t->counted = t->unslept = t->list = 0;
    c->kind = MDL_CONTEXT_WORKER;
    c->label = MDL_LABEL_WORKER;
    c->step = MDL_NONE;
    c->left_ns = 0;
    c->flags = 0;
    m->pools[pool].thread_count++;
    m->pools[pool].dynamic_count += dynamic;
    mdl_tell_worker_created(m->record, m->engine.now, pool, thread, dynamic);
    return thread;
}

bool mdl_pools_all_blocked(const struct mdl_machine *m, mdl_pool_id pool)
{
    const struct mdl_pool_state *q = &m->pools[pool];

    return q->busy_count == q->thread_count && q->current_total == 0;
}

bool mdl_pools_create_worker(struct mdl_machine *m, mdl_pool_id pool, bool dynamic)
{
    mdl_thread_id thread = create(m, pool, dynamic);

    if (thread == MDL_NONE && mdl_pools_all_blocked(m, pool)) {
        mdl_tell_finding(m->record, m->engine.now, MDL_FINDING_WORKER_LIMIT, MDL_NONE,
                         m->plan->pools[pool].object, NULL);
    }
    if (thread == MDL_NONE) {
        return false;
    }
    m->pools[pool].try_failed = 0;
    mdl_dispatcher_ready(m, thread, (enum mdl_wake)m->threads[thread].taking);
    return true;
}

/* An idle one ends. */
static void end(struct mdl_machine *m, mdl_pool_id pool, mdl_thread_id thread)
{
    struct mdl_thread_state *t = &m->threads[thread];

    mdl_kqueue_forget(m, thread);
    t->phase = MDL_THREAD_ABSENT;
    t->wait_kind = MDL_WAITS_NOT;
    m->pools[pool].thread_count--;
    m->pools[pool].dynamic_count -= t->dynamic;
    mdl_tell_worker_exited(m->record, m->engine.now, pool, thread);
}

void mdl_pools_reap(struct mdl_machine *m, mdl_pool_id pool, sim_duration idle_ns,
                    bool dynamic_only)
{
    mdl_thread_id thread = m->pools[pool].waiter_head;

    while (thread != MDL_NONE) {
        struct mdl_thread_state *t = &m->threads[thread];
        mdl_thread_id next = t->next;

        if (m->engine.now - t->idle_since_at >= idle_ns && (t->dynamic || !dynamic_only) &&
            m->pools[pool].thread_count > m->plan->pools[pool].min_threads) {
            end(m, pool, thread);
        }
        thread = next;
    }
}

/* ---- another number of them ---------------------------------------------------------------- */

static uint32_t count_static(const struct mdl_machine *m, mdl_pool_id pool)
{
    return m->pools[pool].thread_count - m->pools[pool].dynamic_count;
}

/* The static one that has idled longest, MDL_NONE: none idles. */
static mdl_thread_id longest_idle(const struct mdl_machine *m, mdl_pool_id pool)
{
    mdl_thread_id found = MDL_NONE;

    for (mdl_thread_id thread = m->pools[pool].waiter_head; thread != MDL_NONE;
         thread = m->threads[thread].next) {
        found = m->threads[thread].dynamic ? found : thread;
    }
    return found;
}

void mdl_pools_resize(struct mdl_machine *m, mdl_pool_id pool)
{
    uint32_t wanted = m->plan->pools[pool].static_threads;
    mdl_thread_id idle;

    while (count_static(m, pool) < wanted && mdl_pools_create_worker(m, pool, false)) {
    }
    while (count_static(m, pool) > wanted && (idle = longest_idle(m, pool)) != MDL_NONE) {
        end(m, pool, idle);
    }
}

/* It comes back from its item, and its pool has been made smaller: it ends. */
static bool ends_here(struct mdl_machine *m, mdl_thread_id worker, struct mdl_thread_state *t,
                      struct mdl_context *c)
{
    mdl_pool_id pool = t->pool;

    if (t->dynamic || count_static(m, pool) <= m->plan->pools[pool].static_threads ||
        m->plan->pools[pool].list_count > 1) {
        return false;
    }
    mdl_kqueue_withdraw(m, worker);
    c->label = MDL_LABEL_WORKER;
    mdl_waits_begin_queue(m, worker, t);
    end(m, pool, worker);
    mdl_kqueue_fill(m, pool);
    return true;
}

/* An idle worker that has been there for ever: the static threads of a legacy pool. */
static void start_idle(struct mdl_machine *m, mdl_pool_id pool)
{
    mdl_thread_id thread = create(m, pool, false);

    SIM_ASSERT(thread != MDL_NONE);
    m->threads[thread].phase = MDL_THREAD_RUNNING;
    mdl_kqueue_stand_by(m, thread);
    mdl_waits_begin_queue(m, thread, &m->threads[thread]);
}

void mdl_pools_start(struct mdl_machine *m)
{
    mdl_balance_start(m);
    for (mdl_pool_id pool = 0; pool < m->plan->pool_count; pool++) {
        const struct mdl_pool *plan = &m->plan->pools[pool];
        uint32_t count = plan->static_threads > plan->min_threads ? plan->static_threads
                                                                  : plan->min_threads;

        for (uint32_t i = 0; i < count; i++) {
            start_idle(m, pool);
        }
    }
}

/* ---- queueing ------------------------------------------------------------------------------- */

/* W116: a host's thread pool gives each item that waits a thread, if there may be one more. */
static void grow_host(struct mdl_machine *m, mdl_pool_id pool)
{
    const struct mdl_pool_state *q = &m->pools[pool];
    uint32_t fresh = q->thread_count - q->busy_count - q->waiter_count;

    if (q->depth > fresh && q->waiter_count == 0 &&
        q->thread_count < m->plan->pools[pool].max_threads) {
        mdl_pools_create_worker(m, pool, true);
    }
}

static void ask_policy(struct mdl_machine *m, mdl_pool_id pool)
{
    if (m->plan->pools[pool].host) {
        grow_host(m, pool);
        return;
    }
    if (mdl_policy_of(m)->wants(m, pool)) {
        mdl_balance_signal(m, m->plan->pools[pool].node);
    }
}

static inline void consider_growth(struct mdl_machine *m, mdl_pool_id pool)
{
    /* W25: only where the flag is set, and this is asked often */
    if (m->plan->profile.era > MDL_ERA_WIN8 || m->plan->pools[pool].need_based_growth) {
        ask_policy(m, pool);
    }
}

static mdl_thread_id current_thread(const struct mdl_machine *m, mdl_processor_id p)
{
    return p == MDL_NONE ? MDL_NONE : m->processors[p].thread;
}

/* A worker that has not run yet must not wait below what it has been created to find by now. */
static void lift_fresh(struct mdl_machine *m, mdl_pool_id pool)
{
    const struct mdl_pool *plan = &m->plan->pools[pool];
    const struct mdl_pool_state *q = &m->pools[pool];
    unsigned priority;

    if (plan->list_count == 1 || q->depth == 0 ||
        q->thread_count == q->busy_count + q->waiter_count) {
        return;
    }
    priority = first_priority(m, pool);
    for (uint32_t i = 0; i < plan->thread_max; i++) {
        const struct mdl_thread_state *t = &m->threads[plan->thread_first + i];

        if (t->phase == MDL_THREAD_READY && t->instance == MDL_NONE && !t->counted &&
            t->priority < priority) {
            mdl_dispatcher_set_base(m, plan->thread_first + i, priority);
            return;
        }
    }
}

void mdl_pools_place(struct mdl_machine *m, mdl_pool_id pool, const struct mdl_item *item,
                     mdl_instance_id instance)
{
    if (m->plan->profile.node_last > 0) {
        m->placed[instance] = pool;
        mdl_calls_placed(m->record, instance, pool - item->pool);
    }
}

void mdl_pools_queue(struct mdl_machine *m, mdl_pool_id pool, const struct mdl_item *item,
                     mdl_instance_id instance, mdl_processor_id p)
{
    mdl_pools_place(m, pool, item, instance);
    mdl_kqueue_insert(m, pool, item, instance, current_thread(m, p));
    lift_fresh(m, pool);
    consider_growth(m, pool);
}

static bool can_begin(struct mdl_machine *m, mdl_pool_id pool, const struct mdl_item *item)
{
    unsigned list = m->plan->pools[pool].list_count == 1 ? 0 : item->priority;

    if (m->pools[pool].waiter_head == MDL_NONE || !mdl_kqueue_admits(m, pool, list)) {
        m->pools[pool].try_failed = 1;
        consider_growth(m, pool);
        return false;
    }
    return true;
}

mdl_pool_id mdl_pools_try(struct mdl_machine *m, mdl_pool_id near, const struct mdl_item *item)
{
    mdl_pool_id last = item->pool + m->plan->pools[item->pool].node_last;

    if (can_begin(m, near, item)) {
        return near;
    }
    for (mdl_pool_id pool = item->pool; pool <= last; pool++) {   /* in which order: unknown */
        if (pool != near && can_begin(m, pool, item)) {
            return pool;
        }
    }
    return MDL_NONE;
}

/* ---- taking --------------------------------------------------------------------------------- */

bool mdl_pools_take(struct mdl_machine *m, mdl_thread_id worker, struct mdl_thread_state *t,
                    struct mdl_context *c)
{
    if (m->own != NULL && t->instance == MDL_NONE && ends_here(m, worker, t, c)) {
        return false;
    }
    if (t->instance == MDL_NONE && !mdl_kqueue_remove(m, worker)) {
        c->label = MDL_LABEL_WORKER;
        mdl_waits_begin_queue(m, worker, t);
        return false;
    }
    c->object = t->instance;
    c->flags = MDL_CONTEXT_FRESH;
    consider_growth(m, t->pool);   /* W49: also whenever an item is processed */
    return true;
}
