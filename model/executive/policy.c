/* Growth policies of the eras; see the header. Rules stand beside the branches. */
#include "model/executive/policy.h"

#include "model/executive/pools.h"
#include "model/observe/findings.h"
#include "model/observe/tell.h"

/* ---- legacy: W25, W26, W33 ----------------------------------------------------------------- */

static bool legacy_wants(const struct mdl_machine *m, mdl_pool_id pool)
{
    const struct mdl_pool *plan = &m->plan->pools[pool];
    const struct mdl_pool_state *q = &m->pools[pool];

    return plan->need_based_growth && q->depth > 0 &&
           q->current_total < plan->maximum_concurrency &&
           q->dynamic_count < plan->dynamic_max;   /* W25 */
}

static bool legacy_pass_wants(struct mdl_machine *m, mdl_pool_id pool)
{
    const struct mdl_pool_state *q = &m->pools[pool];

    return q->depth_last > 0 && q->processed == q->processed_last &&
           q->dynamic_count < m->plan->pools[pool].dynamic_max;   /* W26, W30 */
}

/* W32: it has all the threads it can have, all are blocked, and something waits. Said once per
   spell; seen at passes only. */
static void watch_for_hard_stop(struct mdl_machine *m, mdl_pool_id pool)
{
    const struct mdl_pool *plan = &m->plan->pools[pool];
    struct mdl_pool_state *q = &m->pools[pool];
    bool stopped = q->depth > 0 && q->dynamic_count >= plan->dynamic_max &&
                   q->busy_count == q->thread_count && q->current_total == 0;

    if (stopped && !q->stopped) {
        mdl_tell_finding(m->record, m->engine.now, MDL_FINDING_WORKER_LIMIT, MDL_NONE,
                         plan->object, NULL);
    }
    q->stopped = stopped;
}

static void legacy_pass_done(struct mdl_machine *m, mdl_pool_id pool)
{
    struct mdl_pool_state *q = &m->pools[pool];

    watch_for_hard_stop(m, pool);
    q->processed_last = q->processed;
    q->depth_last = q->depth;
    mdl_pools_reap(m, pool, m->plan->pools[pool].idle_exit_ns, true);   /* W33 */
}

const struct mdl_policy mdl_policy_legacy = {
    .name = "legacy",
    .source = "W19-W35",
    .wants = legacy_wants,
    .pass_wants = legacy_pass_wants,
    .pass_done = legacy_pass_done,
};

/* ---- modern: W46-W53 ------------------------------------------------------------------------ */

/* W49, W50: every worker holds an item (blocked counts), and somebody waits or was refused. */
static bool modern_wants(const struct mdl_machine *m, mdl_pool_id pool)
{
    const struct mdl_pool *plan = &m->plan->pools[pool];
    const struct mdl_pool_state *q = &m->pools[pool];

    if (q->thread_count < plan->min_threads) {
        return true;
    }
    return q->thread_count < plan->max_threads && q->busy_count == q->thread_count &&
           (q->depth > 0 || q->try_failed);
}

/*
 * W52: more was queued than taken in the last interval although no worker idles: one more thread,
 * even beyond the maximum; then not again until the maximum has been reached anew.
 */
static bool modern_pass_wants(struct mdl_machine *m, mdl_pool_id pool)
{
    struct mdl_pool_state *q = &m->pools[pool];
    uint64_t queued = q->queued_total - q->queued_last;
    uint64_t processed = q->processed - q->processed_last;

    if (q->thread_count < m->plan->pools[pool].max_threads) {
        q->rescued = 0;
    }
    if (q->rescued || q->depth == 0 || q->waiter_count > 0 || processed >= queued) {
        return false;
    }
    q->rescued = 1;
    return true;
}

/*
 * W55: at its maximum, something waits and nothing was taken: when that has lasted long enough,
 * Windows would take a live dump and go on. Said once per spell; seen at passes only.
 */
static void watch_for_live_dump(struct mdl_machine *m, mdl_pool_id pool)
{
    struct mdl_pool_state *q = &m->pools[pool];
    sim_duration after_ns = m->plan->profile.livedump_after_ns;
    sim_instant before = q->stalled_at;

    if (q->depth == 0 || q->processed != q->processed_last ||
        q->thread_count < m->plan->pools[pool].max_threads) {
        q->stalled_at = m->engine.now;
        return;
    }
    if (m->engine.now - before >= after_ns &&
        m->engine.now - before < after_ns + m->plan->profile.balance_period_ns) {
        mdl_tell_finding(m->record, m->engine.now, MDL_FINDING_LIVE_DUMP, MDL_NONE,
                         m->plan->pools[pool].object, NULL);
    }
}

static void modern_pass_done(struct mdl_machine *m, mdl_pool_id pool)
{
    const struct mdl_pool *plan = &m->plan->pools[pool];
    struct mdl_pool_state *q = &m->pools[pool];

    if (m->plan->profile.livedump_after_ns > 0) {
        watch_for_live_dump(m, pool);
    }
    q->processed_last = q->processed;
    q->queued_last = q->queued_total;
    if (m->engine.now >= m->balance[plan->node].reap_at && q->depth == 0) {
        mdl_pools_reap(m, pool, plan->idle_exit_ns, false);   /* W53 */
    }
}

const struct mdl_policy mdl_policy_modern = {
    .name = "modern",
    .source = "W40-W55",
    .wants = modern_wants,
    .pass_wants = modern_pass_wants,
    .pass_done = modern_pass_done,
};

const struct mdl_policy *mdl_policy_of(const struct mdl_machine *m)
{
    return m->plan->profile.era <= MDL_ERA_WIN8 ? &mdl_policy_legacy : &mdl_policy_modern;
}
