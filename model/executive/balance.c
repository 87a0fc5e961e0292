/* The balance manager; see the header. */
#include "model/executive/balance.h"

#include "model/executive/policy.h"
#include "model/executive/pools.h"
#include "model/kernel/clock.h"
#include "model/kernel/processor.h"
#include "model/kernel/waits.h"
#include "model/machine/numa.h"
#include "sim/base/bits.h"

/* ---- the pools of a node --------------------------------------------------------------------- */

/* The manager's pool from this one on, or past the last. */
static mdl_pool_id own_from(const struct mdl_machine *m, uint32_t node, mdl_pool_id pool)
{
    while (pool < m->plan->pool_count &&
           (m->plan->pools[pool].host || m->plan->pools[pool].node != node)) {
        pool++;
    }
    return pool;
}

/* Its bit in `wanted`: one for each kind. */
static unsigned bit_of(const struct mdl_machine *m, mdl_pool_id pool)
{
    uint32_t node = m->plan->pools[pool].node;
    unsigned bit = 0;

    for (mdl_pool_id p = own_from(m, node, 0); p < pool; p = own_from(m, node, p + 1)) {
        bit++;
    }
    return bit;
}

static mdl_pool_id pool_at(const struct mdl_machine *m, uint32_t node, unsigned bit)
{
    mdl_pool_id pool = own_from(m, node, 0);

    for (; bit > 0; bit--) {
        pool = own_from(m, node, pool + 1);
    }
    return pool;
}

/* W53: the shortest of its pools'. */
static sim_duration reaper_period(const struct mdl_machine *m, uint32_t node)
{
    sim_duration shortest_ns = SIM_INSTANT_NEVER;

    for (mdl_pool_id pool = own_from(m, node, 0); pool < m->plan->pool_count;
         pool = own_from(m, node, pool + 1)) {
        sim_duration ns = 2 * m->plan->pools[pool].idle_exit_ns;

        shortest_ns = ns < shortest_ns ? ns : shortest_ns;
    }
    return shortest_ns;
}

/* ---- start and signal ------------------------------------------------------------------------ */

static void start(struct mdl_machine *m, uint32_t node)
{
    mdl_thread_id thread = m->plan->balance_thread + node;
    struct mdl_thread_state *t = &m->threads[thread];
    struct mdl_context *c = &m->contexts[mdl_machine_thread_context(m, thread)];
    sim_duration period_ns = m->plan->profile.balance_period_ns;

    t->base = t->priority = m->plan->profile.balance_priority;
    t->processors = mdl_numa_processors(m, node);
    t->processor = t->ideal = mdl_numa_ideal(m, node, thread);
    t->phase = MDL_THREAD_WAITING;
    t->wait_kind = MDL_WAITS_BALANCE;
    c->kind = MDL_CONTEXT_BALANCE;
    c->label = MDL_LABEL_BALANCE;
    m->balance[node].timer_at = period_ns;
    m->balance[node].reap_at = reaper_period(m, node);
    mdl_clock_set(m, mdl_clock_thread_node(m, thread), period_ns, 0);
}

void mdl_balance_start(struct mdl_machine *m)
{
    for (uint32_t node = 0; node <= m->plan->profile.node_last; node++) {
        if (m->plan->balance_thread != MDL_NONE) {
            start(m, node);
        }
    }
}

void mdl_balance_signal(struct mdl_machine *m, uint32_t node)
{
    mdl_thread_id thread = m->plan->balance_thread;

    m->balance[node].signalled = 1;
    if (thread != MDL_NONE && m->threads[thread + node].phase == MDL_THREAD_WAITING) {
        mdl_waits_end(m, thread + node, false);
    }
}

bool mdl_balance_has_promised(const struct mdl_machine *m, mdl_pool_id pool)
{
    return (m->balance[m->plan->pools[pool].node].wanted >> bit_of(m, pool) & 1) != 0;
}

/* ---- its body -------------------------------------------------------------------------------- */

static void wait_again(struct mdl_machine *m, uint32_t node)
{
    const struct mdl_profile *profile = &m->plan->profile;
    struct mdl_balance_state *b = &m->balance[node];
    sim_duration length_ns = profile->balance_period_ns;

    if (profile->timer_rearms_on_event || b->timer_at <= m->engine.now) {
        b->timer_at = m->engine.now + length_ns;   /* W27 */
    } else {
        length_ns = mdl_clock_until(m, b->timer_at);
    }
    mdl_waits_begin(m, m->plan->balance_thread + node, MDL_WAITS_BALANCE, 0, MDL_WAIT_EXECUTIVE,
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
static bool create_wanted(struct mdl_machine *m, struct mdl_context *c, uint32_t node)
{
    struct mdl_balance_state *b = &m->balance[node];

    while (b->wanted != 0) {
        mdl_pool_id pool = pool_at(m, node, sim_bits_lowest(b->wanted));

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
static void decide(struct mdl_machine *m, uint32_t node, bool by_timer)
{
    const struct mdl_policy *policy = mdl_policy_of(m);
    struct mdl_balance_state *b = &m->balance[node];
    unsigned bit = 0;

    b->passing = by_timer;
    for (mdl_pool_id pool = own_from(m, node, 0); pool < m->plan->pool_count;
         pool = own_from(m, node, pool + 1)) {
        if (by_timer ? policy->pass_wants(m, pool) : policy->wants(m, pool)) {
            b->wanted |= UINT64_C(1) << bit;
        }
        bit++;
    }
}

/* The timer's pass is over, and what it wanted is created. */
static void end_pass(struct mdl_machine *m, uint32_t node)
{
    const struct mdl_policy *policy = mdl_policy_of(m);
    struct mdl_balance_state *b = &m->balance[node];

    for (mdl_pool_id pool = own_from(m, node, 0); pool < m->plan->pool_count;
         pool = own_from(m, node, pool + 1)) {
        policy->pass_done(m, pool);
    }
    if (m->engine.now >= b->reap_at) {
        b->reap_at += reaper_period(m, node);
    }
    b->passing = 0;
}

enum mdl_outcome mdl_balance_run(struct mdl_machine *m, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];
    mdl_thread_id thread = id - m->thread_base;
    uint32_t node = thread - m->plan->balance_thread;
    struct mdl_balance_state *b = &m->balance[node];

    if (b->wanted == 0) {
        bool by_timer = m->threads[thread].timed_out;

        b->signalled = 0;
        decide(m, node, by_timer);
    }
    if (create_wanted(m, c, node)) {
        return MDL_RUNS;
    }
    if (b->passing) {
        end_pass(m, node);
    }
    if (b->signalled) {
        m->threads[thread].timed_out = 0;
        return MDL_YIELDS;   /* signalled while it worked: look again */
    }
    wait_again(m, node);
    return MDL_BLOCKED;
}
