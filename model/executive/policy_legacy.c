/*
 * Growth before Windows 8.1 (W19-W35): mostly fixed threads, more when items wait although fewer
 * workers than processors are runnable, and one a second for a queue that stands still.
 *
 * Windows 8 has seven such queues per node; that its rules are these is a guess (W38).
 */
#include "model/executive/policy.h"

#include "model/executive/pools.h"
#include "model/observe/findings.h"
#include "model/observe/tell.h"

static bool wants(const struct mdl_machine *m, mdl_pool_id pool)
{
    const struct mdl_pool *plan = &m->plan->pools[pool];
    const struct mdl_pool_state *q = &m->pools[pool];

    return plan->need_based_growth && q->depth > 0 &&
           q->current_total < plan->maximum_concurrency &&
           q->dynamic_count < plan->dynamic_max;   /* W25 */
}

static bool pass_wants(struct mdl_machine *m, mdl_pool_id pool)
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
                   mdl_pools_all_blocked(m, pool);

    if (stopped && !q->stopped) {
        mdl_tell_finding(m->record, m->engine.now, MDL_FINDING_WORKER_LIMIT, MDL_NONE,
                         plan->object, NULL);
    }
    q->stopped = stopped;
}

static void pass_done(struct mdl_machine *m, mdl_pool_id pool)
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
    .wants = wants,
    .pass_wants = pass_wants,
    .pass_done = pass_done,
};
