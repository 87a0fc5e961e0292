/* The balance manager; see the header. */
#include "model/executive/balance.h"

#include "model/executive/policy.h"
#include "model/executive/pools.h"
#include "model/kernel/clock.h"
#include "model/kernel/processor.h"
#include "model/kernel/waits.h"
#include "sim/base/bits.h"

void mdl_balance_start(struct mdl_machine *m)
{
    mdl_thread_id thread = m->plan->balance_thread;
    struct mdl_thread_state *t;
    struct mdl_context *c;

    if (thread == MDL_NONE) {
        return;
    }
    t = &m->threads[thread];
    c = &m->contexts[mdl_machine_thread_context(m, thread)];
    t->base = t->priority = m->plan->profile.balance_priority;
    t->processors = UINT64_MAX >> (64 - m->plan->profile.processor_count);
    t->phase = MDL_THREAD_WAITING;
    t->wait_kind = MDL_WAITS_BALANCE;
    c->kind = MDL_CONTEXT_BALANCE;
    c->label = MDL_LABEL_BALANCE;
    m->balance->timer_at = m->plan->profile.balance_period_ns;
    m->balance->reap_at = SIM_INSTANT_NEVER;
    for (mdl_pool_id pool = 0; pool < m->plan->pool_count; pool++) {
        sim_instant at = 2 * m->plan->pools[pool].idle_exit_ns;   /* W53 */

        if (!m->plan->pools[pool].host && at < m->balance->reap_at) {
            m->balance->reap_at = at;
        }
    }
    mdl_clock_set(m, mdl_clock_thread_node(m, thread), m->plan->profile.balance_period_ns, 0);
}

void mdl_balance_signal(struct mdl_machine *m)
{
    mdl_thread_id thread = m->plan->balance_thread;

    m->balance->signalled = 1;
    if (thread != MDL_NONE && m->threads[thread].phase == MDL_THREAD_WAITING) {
        mdl_waits_end(m, thread, false);
    }
}

static void wait_again(struct mdl_machine *m)
{
    const struct mdl_profile *profile = &m->plan->profile;
    struct mdl_balance_state *b = m->balance;
    sim_duration length_ns = profile->balance_period_ns;

    if (profile->timer_rearms_on_event || b->timer_at <= m->engine.now) {
        b->timer_at = m->engine.now + length_ns;   /* W27 */
    } else {
        length_ns = mdl_clock_until(m, b->timer_at);
    }
    mdl_waits_begin(m, m->plan->balance_thread, MDL_WAITS_BALANCE, 0, MDL_WAIT_EXECUTIVE,
                    MDL_NONE, length_ns);
}

/* W29: the call that creates a thread lets an idle processor start it before the manager goes on
   to its snapshot; on the manager's own processor the manager, which outranks it, is first. */
static void let_idle_start(struct mdl_machine *m)
{
    mdl_processor_id here = m->acting;

    for (mdl_processor_id p = 0; p < m->plan->profile.processor_count; p++) {
        if (p != here && m->processors[p].thread == MDL_NONE &&
            m->processors[p].standby != MDL_NONE) {
            mdl_processor_settle(m, p);
        }
    }
    m->acting = here;
}

/* Creates the wanted threads one after the other; true while one is being paid for. */
static bool create_wanted(struct mdl_machine *m, struct mdl_context *c)
{
    struct mdl_balance_state *b = m->balance;

    while (b->wanted != 0) {
        unsigned pool = sim_bits_lowest(b->wanted);

        if (m->plan->profile.thread_create_ns > 0 && !b->creating) {
            b->creating = 1;
            c->left_ns = m->plan->profile.thread_create_ns;   /* W51 */
            return true;
        }
        b->creating = 0;
        b->wanted &= b->wanted - 1;
        if (mdl_pools_create_worker(m, pool, true) && b->passing) {
            let_idle_start(m);
        }
    }
    return false;
}

/* One wake: what the timer's pass or the signal makes it want. */
static void decide(struct mdl_machine *m, bool by_timer)
{
    const struct mdl_policy *policy = mdl_policy_of(m);
    struct mdl_balance_state *b = m->balance;

    b->passing = by_timer;
    for (mdl_pool_id pool = 0; pool < m->plan->pool_count; pool++) {
        if (m->plan->pools[pool].host) {
            continue;
        }
        if (by_timer ? policy->pass_wants(m, pool) : policy->wants(m, pool)) {
            b->wanted |= UINT64_C(1) << pool;
        }
    }
}

enum mdl_outcome mdl_balance_run(struct mdl_machine *m, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];
    struct mdl_balance_state *b = m->balance;
    const struct mdl_policy *policy = mdl_policy_of(m);

    if (b->wanted == 0) {
        bool by_timer = m->threads[m->plan->balance_thread].timed_out;

        b->signalled = 0;
        decide(m, by_timer);
    }
    if (create_wanted(m, c)) {
        return MDL_RUNS;
    }
    if (b->passing) {
        for (mdl_pool_id pool = 0; pool < m->plan->pool_count; pool++) {
            if (!m->plan->pools[pool].host) {
                policy->pass_done(m, pool);
            }
        }
        if (m->engine.now >= b->reap_at) {
            b->reap_at += 2 * m->plan->pools[0].idle_exit_ns;
        }
        b->passing = 0;
    }
    if (b->signalled) {
        m->threads[m->plan->balance_thread].timed_out = 0;
        return MDL_YIELDS;   /* signalled while it worked: look again */
    }
    wait_again(m);
    return MDL_BLOCKED;
}
