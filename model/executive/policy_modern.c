/*
 * Growth from Windows 8.1 on (W40-W55): no fixed threads, one more whenever all are busy and
 * something waits.
 *
 * That Windows 8.1 does so, with a single pool per node, is a guess (W38).
 */
#include "model/executive/policy.h"

#include "model/executive/pools.h"
#include "model/observe/findings.h"
#include "model/observe/tell.h"

/* W49, W50: every worker holds an item (blocked counts), and somebody waits or was refused. */
static bool wants(const struct mdl_machine *m, mdl_pool_id pool)
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
static bool pass_wants(struct mdl_machine *m, mdl_pool_id pool)
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

static void pass_done(struct mdl_machine *m, mdl_pool_id pool)
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
    .wants = wants,
    .pass_wants = pass_wants,
    .pass_done = pass_done,
};
