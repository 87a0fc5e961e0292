/* What is true of a settled machine; see the header. */
#include "tests/scenarios/soak/invariants.h"

#include <stddef.h>

#include "model/rules/irql.h"

/* ---- pools: W9, W13-W16 ---------------------------------------------------------------------- */

static bool list_is_whole(const struct mdl_machine *m, const struct mdl_pool_state *q,
                          unsigned list)
{
    uint32_t count = 0;
    mdl_instance_id last = MDL_NONE;

    for (mdl_instance_id i = q->head[list]; i != MDL_NONE && count <= q->depth;
         i = m->instances[i].next) {
        if (!m->instances[i].queued) {
            return false;
        }
        last = i;
        count++;
    }
    return count == q->list_depth[list] && (count == 0 || last == q->tail[list]) &&
           (count > 0) == ((q->list_mask >> list & 1) != 0);
}

/* What the threads of a pool say, added up. */
struct census {
    uint32_t threads, dynamic, busy, idle;
    uint32_t counted[MDL_LEVELS], counted_total;
};

static void take_census(const struct mdl_machine *m, mdl_pool_id pool, struct census *ret_census)
{
    const struct mdl_pool *plan = &m->plan->pools[pool];

    *ret_census = (struct census){0};
    for (uint32_t i = 0; i < plan->thread_max; i++) {
        const struct mdl_thread_state *t = &m->threads[plan->thread_first + i];

        if (t->phase == MDL_THREAD_ABSENT || t->phase == MDL_THREAD_ENDED) {
            continue;
        }
        ret_census->threads++;
        ret_census->dynamic += t->dynamic;
        ret_census->busy += t->instance != MDL_NONE || t->counted;   /* or has just put it down */
        ret_census->idle += t->phase == MDL_THREAD_WAITING && t->wait_kind == MDL_WAITS_QUEUE;
        if (t->counted) {
            ret_census->counted[t->list]++;
            ret_census->counted_total++;
        }
    }
}

static const char *pool_broken(const struct mdl_machine *m, mdl_pool_id pool)
{
    const struct mdl_pool_state *q = &m->pools[pool];
    struct census c;
    uint32_t depth = 0;

    take_census(m, pool, &c);
    for (unsigned list = 0; list < m->plan->pools[pool].list_count; list++) {
        if (!list_is_whole(m, q, list)) {
            return "a pool's list is not what its depth, tail and mask say";
        }
        if (q->current[list] != c.counted[list]) {
            return "current is not the number of workers that are counted in it (W9)";
        }
        depth += q->list_depth[list];
    }
    if (depth != q->depth || c.counted_total != q->current_total) {
        return "a pool's totals are not the sums of its lists";
    }
    if (c.threads != q->thread_count || c.dynamic != q->dynamic_count) {
        return "a pool's thread count is not the number of its threads";
    }
    if (c.busy != q->busy_count || c.idle != q->waiter_count) {
        return "busy and idle workers are not those that hold an item, and those that wait";
    }
    return NULL;
}

/* W36, W40: what stands in a node's list was queued there, and its workers run there. */
static const char *node_broken(const struct mdl_machine *m, mdl_pool_id pool)
{
    const struct mdl_pool *plan = &m->plan->pools[pool];
    uint32_t size = m->plan->profile.processor_count / (plan->node_last + 1);

    for (unsigned list = 0; list < plan->list_count && plan->node_last > 0; list++) {
        for (mdl_instance_id i = m->pools[pool].head[list]; i != MDL_NONE;
             i = m->instances[i].next) {
            if (m->placed[i] != pool) {
                return "an item stands in the list of another node than it was queued on (W45)";
            }
        }
    }
    for (uint32_t i = 0; i < plan->thread_max && plan->node_last > 0; i++) {
        const struct mdl_thread_state *t = &m->threads[plan->thread_first + i];

        if (t->phase != MDL_THREAD_ABSENT && t->processor / size != plan->node) {
            return "a worker is on a processor of another node than its pool's (W40)";
        }
    }
    return NULL;
}

/* W14, W15: a worker that holds an item is counted unless it is blocked. */
static const char *worker_broken(const struct mdl_machine *m, mdl_thread_id thread)
{
    const struct mdl_thread_state *t = &m->threads[thread];
    bool blocked = t->phase == MDL_THREAD_WAITING;

    if (t->pool == MDL_NONE || t->phase == MDL_THREAD_ABSENT) {
        return NULL;
    }
    if (t->instance != MDL_NONE && t->counted == blocked) {
        return "a worker inside an item is counted exactly when it is not blocked (W14, W15)";
    }
    return NULL;
}

/* ---- ready lists, processors ---------------------------------------------------------------- */

static uint32_t ready_on(const struct mdl_machine *m, mdl_processor_id p, const char **ret_broken)
{
    const struct mdl_processor *processor = &m->processors[p];
    uint32_t total = 0;

    for (unsigned priority = 0; priority < MDL_LEVELS; priority++) {
        uint32_t count = 0;

        for (mdl_thread_id t = processor->ready_head[priority];
             t != MDL_NONE && count <= m->plan->thread_total; t = m->threads[t].next) {
            if (m->threads[t].phase != MDL_THREAD_READY || m->threads[t].priority != priority ||
                m->threads[t].processor != p) {
                *ret_broken = "a ready list holds a thread that is elsewhere";
            }
            count++;
        }
        if ((count > 0) != ((processor->ready_mask >> priority & 1) != 0)) {
            *ret_broken = "a ready mask and its lists disagree";
        }
        total += count;
    }
    return total;
}

static const char *processor_broken(const struct mdl_machine *m, mdl_processor_id p)
{
    const struct mdl_processor *processor = &m->processors[p];
    mdl_thread_id thread = processor->thread;
    uint32_t depth = 0;

    for (mdl_dpc_id d = processor->dpc_head; d != MDL_NONE && depth <= processor->dpc_depth;
         d = m->dpcs[d].next) {
        if (m->dpcs[d].queued_on != p) {
            return "a DPC queue holds a DPC that is queued elsewhere";
        }
        depth++;
    }
    if (depth != processor->dpc_depth) {
        return "a DPC queue is not as deep as it says";
    }
    if (thread != MDL_NONE && (m->threads[thread].phase != MDL_THREAD_RUNNING ||
                               m->threads[thread].processor != p)) {
        return "the thread of a processor does not run there";
    }
    if (!processor->ipi_under_way && processor->depth == 0 &&
        mdl_machine_irql(m, p) < MDL_IRQL_DISPATCH && processor->dispatch_requested) {
        return "a drain that is requested waits although the level allows it (I8)";
    }
    return NULL;
}

/* T3: no thread waits on a list behind one of lower priority that runs there or is chosen to. */
static const char *priority_broken(const struct mdl_machine *m, mdl_processor_id p)
{
    const struct mdl_processor *processor = &m->processors[p];
    mdl_thread_id rival =
        processor->standby != MDL_NONE ? processor->standby : processor->thread;

    if (rival == MDL_NONE || mdl_machine_irql(m, p) >= MDL_IRQL_DISPATCH ||
        processor->depth > 0) {
        return NULL;
    }
    return processor->ready_mask >> m->threads[rival].priority > 1
               ? "a ready thread waits behind one of lower priority (T3)" : NULL;
}

/* ---- locks ---------------------------------------------------------------------------------- */

static const char *lock_broken(const struct mdl_machine *m, mdl_lock_id lock)
{
    const struct mdl_lock_state *state = &m->locks[lock];
    unsigned kind = m->plan->locks[lock].kind;

    if (state->owner == MDL_NONE && state->waiter_head != MDL_NONE && state->shared_count == 0) {
        return "threads wait for a lock that nobody holds";
    }
    if (state->owner != MDL_NONE && state->shared_count > 0) {
        return "a lock is held exclusively and shared at once";
    }
    if (state->owner != MDL_NONE && (kind == MDL_LOCK_SPIN || kind == MDL_LOCK_QUEUED_SPIN) &&
        m->contexts[state->owner].irql < MDL_IRQL_DISPATCH &&
        m->contexts[state->owner].step != MDL_NONE) {
        return "a spin lock is held below DISPATCH_LEVEL";
    }
    return NULL;
}

/* ---- all ------------------------------------------------------------------------------------ */

const char *invariants_broken(const struct mdl_machine *m)
{
    const char *broken = NULL;
    uint32_t ready = 0, listed = 0;

    for (mdl_pool_id pool = 0; pool < m->plan->pool_count && broken == NULL; pool++) {
        broken = pool_broken(m, pool);
        broken = broken == NULL ? node_broken(m, pool) : broken;
    }
    for (mdl_thread_id t = 0; t < m->plan->thread_total && broken == NULL; t++) {
        broken = worker_broken(m, t);
        ready += m->threads[t].phase == MDL_THREAD_READY;
    }
    for (mdl_processor_id p = 0; p < m->plan->profile.processor_count && broken == NULL; p++) {
        broken = processor_broken(m, p);
        listed += ready_on(m, p, &broken);
        broken = broken == NULL ? priority_broken(m, p) : broken;
    }
    for (mdl_lock_id lock = 0; lock < m->plan->lock_count && broken == NULL; lock++) {
        broken = lock_broken(m, lock);
    }
    return broken == NULL && ready != listed ? "a ready thread is on no list" : broken;
}
