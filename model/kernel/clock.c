/* The clock; see the header. */
#include "model/kernel/clock.h"

#include "model/hardware/ranks.h"
#include "model/kernel/dispatcher.h"
#include "model/kernel/dpc.h"
#include "model/kernel/interrupts.h"
#include "model/kernel/stop.h"
#include "model/kernel/waitables.h"
#include "model/kernel/waits.h"
#include "model/observe/tell.h"
#include "model/rules/irql.h"
#include "sim/base/bits.h"
#include "sim/base/check.h"

#define SECOND_NS 1000000000u

/* ---- which tick comes next ------------------------------------------------------------------ */

static void want(struct mdl_machine *m, uint64_t tick)
{
    struct mdl_clock_state *clock = m->clock;

    if (clock->due_tick == 0 || tick < clock->due_tick) {
        clock->due_tick = tick;
        clock->due_at = tick * m->plan->profile.clock_period_ns;
        sim_engine_set(&m->engine, m->slot_clock, clock->due_at, MDL_RANK_CLOCK);
    }
}

void mdl_clock_bring_next(struct mdl_machine *m)
{
    want(m, mdl_clock_tick_of(m, m->engine.now) + 1);
}

/* A watchdog that bites after so many ticks must be looked at so often (D27); 0: it never does. */
static uint64_t watched(uint64_t limit, uint64_t ticks)
{
    return ticks > 0 && ticks < limit ? ticks : limit;
}

/* The first tick after this one whose bucket of the wheel is not empty, at most a second later. */
static uint64_t next_bucket(const struct mdl_machine *m, uint64_t after)
{
    const struct mdl_profile *profile = &m->plan->profile;
    uint64_t ticks = SECOND_NS / profile->clock_period_ns;
    uint64_t limit = ticks < MDL_WHEEL ? (ticks == 0 ? 1 : ticks) : MDL_WHEEL - 1;

    limit = watched(limit, profile->watchdog_single_ticks);
    limit = watched(limit, profile->watchdog_cumulative_ticks);
    for (uint64_t tick = after + 1; tick < after + limit; tick++) {
        if (m->clock->wheel_mask[tick % MDL_WHEEL / 64] >> tick % 64 & 1) {
            return tick;
        }
    }
    return after + limit;
}

/* Ticks that cost something, or are counted where they are not taken, are not skipped. */
static bool counts_ticks(const struct mdl_machine *m)
{
    return m->plan->profile.costs.clock_ns > 0 || m->plan->profile.watchdog_clock_ticks > 0;
}

static bool needs_next_tick(const struct mdl_machine *m)
{
    if (counts_ticks(m)) {
        return true;
    }
    for (mdl_processor_id p = 0; p < m->plan->profile.processor_count; p++) {
        const struct mdl_processor *processor = &m->processors[p];

        if (processor->thread != MDL_NONE || processor->ready_mask != 0 || processor->depth > 0 ||
            (processor->dpc_depth > 0 && !processor->draining)) {
            return true;
        }
    }
    return false;
}

void mdl_clock_start(struct mdl_machine *m)
{
    m->balance->rescue_at = SECOND_NS;
    want(m, counts_ticks(m) ? 1 : next_bucket(m, 0));
}

/* ---- the wheel ------------------------------------------------------------------------------ */

static void bucket_add(struct mdl_machine *m, uint32_t node)
{
    struct mdl_wheel_node *n = &m->wheel_nodes[node];
    uint32_t bucket = (uint32_t)(n->due_tick % MDL_WHEEL);

    n->previous = MDL_NONE;
    n->next = m->clock->wheel[bucket];
    if (n->next != MDL_NONE) {
        m->wheel_nodes[n->next].previous = node;
    }
    m->clock->wheel[bucket] = node;
    m->clock->wheel_mask[bucket / 64] |= UINT64_C(1) << bucket % 64;
}

static void bucket_remove(struct mdl_machine *m, uint32_t node)
{
    struct mdl_wheel_node *n = &m->wheel_nodes[node];
    uint32_t bucket = (uint32_t)(n->due_tick % MDL_WHEEL);

    if (n->next != MDL_NONE) {
        m->wheel_nodes[n->next].previous = n->previous;
    }
    if (n->previous != MDL_NONE) {
        m->wheel_nodes[n->previous].next = n->next;
    } else {
        m->clock->wheel[bucket] = n->next;
        if (n->next == MDL_NONE) {
            m->clock->wheel_mask[bucket / 64] &= ~(UINT64_C(1) << bucket % 64);
        }
    }
    n->due_tick = 0;
}

static void expired_remove(struct mdl_machine *m, uint32_t node)
{
    struct mdl_wheel_node *n = &m->wheel_nodes[node];
    struct mdl_processor *processor = &m->processors[n->processor];

    if (n->next != MDL_NONE) {
        m->wheel_nodes[n->next].previous = n->previous;
    } else {
        processor->expired_tail = n->previous;
    }
    if (n->previous != MDL_NONE) {
        m->wheel_nodes[n->previous].next = n->next;
    } else {
        processor->expired_head = n->next;
    }
    n->expired = 0;
}

void mdl_clock_cancel(struct mdl_machine *m, uint32_t node)
{
    struct mdl_wheel_node *n = &m->wheel_nodes[node];

    if (n->expired) {
        expired_remove(m, node);
    } else if (n->exact) {
        n->exact = 0;
        sim_engine_clear(&m->engine, m->slot_exact + node);
    } else if (n->due_tick != 0) {
        bucket_remove(m, node);
    }
}

bool mdl_clock_is_set(const struct mdl_machine *m, uint32_t node)
{
    return m->wheel_nodes[node].due_tick != 0 || m->wheel_nodes[node].expired ||
           m->wheel_nodes[node].exact;
}

static bool is_delay(const struct mdl_machine *m, uint32_t node)
{
    return node >= m->plan->timer_count &&
           m->threads[node - m->plan->timer_count].wait_kind == MDL_WAITS_DELAY;
}

sim_duration mdl_clock_until(const struct mdl_machine *m, sim_instant at)
{
    return sim_instant_since(at, mdl_clock_tick_of(m, m->engine.now) *
                                     m->plan->profile.clock_period_ns);
}

/* D17: never early, and as late as the next multiple of the resolution. */
static void set_exact(struct mdl_machine *m, mdl_timer_id timer, sim_duration relative_ns,
                      mdl_processor_id p)
{
    struct mdl_wheel_node *n = &m->wheel_nodes[timer];
    sim_duration resolution_ns = m->plan->profile.high_resolution_ns;
    sim_instant at;

    mdl_clock_cancel(m, timer);
    n->due_at = sim_instant_after(m->engine.now, relative_ns);
    at = (n->due_at + resolution_ns - 1) / resolution_ns * resolution_ns;
    n->processor = p == MDL_NONE ? 0 : p;
    n->exact = 1;
    sim_engine_set(&m->engine, m->slot_exact + timer,
                   at > m->engine.now ? at : at + resolution_ns, MDL_RANK_CLOCK);
}

void mdl_clock_set(struct mdl_machine *m, uint32_t node, sim_duration relative_ns,
                   mdl_processor_id p)
{
    struct mdl_wheel_node *n = &m->wheel_nodes[node];
    sim_duration period_ns = m->plan->profile.clock_period_ns;
    uint64_t tick = mdl_clock_tick_of(m, m->engine.now);
    /* D17: relative to the last tick, so up to one period early; only delays are never early,
       from Windows 8 on. */
    sim_instant from_at = m->plan->profile.relative_never_early && is_delay(m, node)
                              ? m->engine.now
                              : tick * period_ns;

    if (node < m->plan->timer_count && m->plan->timers[node].high_resolution) {
        set_exact(m, node, relative_ns, p);
        return;
    }
    mdl_clock_cancel(m, node);
    n->due_at = sim_instant_after(from_at, relative_ns);
    n->due_tick = (n->due_at + period_ns - 1) / period_ns;
    if (n->due_tick <= tick) {
        n->due_tick = tick + 1;   /* noticed at a tick only */
    }
    n->processor = p == MDL_NONE ? 0 : p;   /* D18: where it was set */
    bucket_add(m, node);
    want(m, n->due_tick - tick < MDL_WHEEL ? n->due_tick : next_bucket(m, tick));
}

/* ---- a tick --------------------------------------------------------------------------------- */

static bool is_before(const struct mdl_machine *m, uint32_t a, uint32_t b)
{
    const struct mdl_wheel_node *x = &m->wheel_nodes[a], *y = &m->wheel_nodes[b];

    return x->due_at < y->due_at || (x->due_at == y->due_at && a < b);
}

/* Into the list of what has expired on its processor, by due time, then by number. */
static void expire(struct mdl_machine *m, uint32_t node)
{
    struct mdl_wheel_node *n = &m->wheel_nodes[node];
    struct mdl_processor *processor = &m->processors[n->processor];

    n->expired = 1;
    n->next = MDL_NONE;
    n->previous = processor->expired_tail;
    while (n->previous != MDL_NONE && is_before(m, node, n->previous)) {
        n->next = n->previous;
        n->previous = m->wheel_nodes[n->next].previous;
    }
    if (n->previous != MDL_NONE) {
        m->wheel_nodes[n->previous].next = node;
    } else {
        processor->expired_head = node;
    }
    if (n->next != MDL_NONE) {
        m->wheel_nodes[n->next].previous = node;
    } else {
        processor->expired_tail = node;
    }
}

void mdl_clock_exact(struct mdl_machine *m, mdl_timer_id timer)
{
    sim_engine_clear(&m->engine, m->slot_exact + timer);
    m->wheel_nodes[timer].exact = 0;
    expire(m, timer);
    mdl_interrupts_clock(m, m->wheel_nodes[timer].processor, MDL_CLOCK_EXACT);
}

/* Due nodes of this bucket, by due time, then by number: the order of setting does not matter. */
static void expire_bucket(struct mdl_machine *m, uint64_t tick)
{
    for (;;) {
        uint32_t best = MDL_NONE;

        for (uint32_t node = m->clock->wheel[tick % MDL_WHEEL]; node != MDL_NONE;
             node = m->wheel_nodes[node].next) {
            if (m->wheel_nodes[node].due_tick <= tick &&
                (best == MDL_NONE || is_before(m, node, best))) {
                best = node;
            }
        }
        if (best == MDL_NONE) {
            return;
        }
        bucket_remove(m, best);
        expire(m, best);
    }
}

/* D28: the tick that p has not taken yet may be one too many for the others to wait for it. */
static void tick_on(struct mdl_machine *m, mdl_processor_id p, uint64_t tick)
{
    struct mdl_processor *processor = &m->processors[p];
    uint32_t limit = m->plan->profile.watchdog_clock_ticks;

    if (!(processor->clock_pending & MDL_CLOCK_TICK)) {
        processor->untaken_tick = tick;
    } else if (limit > 0 && p > 0 && tick - processor->untaken_tick > limit) {
        m->last_step = MDL_NONE;
        mdl_stop_finding(m, MDL_FINDING_CLOCK_WATCHDOG, m->plan->processor_object[p],
                         tick - processor->untaken_tick, 0, 0, p);
    }
    mdl_interrupts_clock(m, p, MDL_CLOCK_TICK);
}

void mdl_clock_fire(struct mdl_machine *m)
{
    struct mdl_clock_state *clock = m->clock;
    uint64_t tick = clock->due_tick;

    clock->tick = tick;
    clock->due_tick = clock->due_at = 0;
    expire_bucket(m, tick);
    for (mdl_processor_id p = 0; p < m->plan->profile.processor_count; p++) {
        tick_on(m, p, tick);
    }
    if (m->plan->profile.starvation_rescue && m->engine.now >= m->balance->rescue_at) {
        m->balance->rescue_at = m->engine.now + SECOND_NS;
        mdl_dispatcher_rescue(m);
    }
    want(m, needs_next_tick(m) ? tick + 1 : next_bucket(m, tick));
}

/* D27: ticks that the running routine, or all at DISPATCH and above together, have lasted. */
static void watch(struct mdl_machine *m, mdl_processor_id p)
{
    const struct mdl_profile *profile = &m->plan->profile;
    const struct mdl_processor *processor = &m->processors[p];

    for (uint32_t depth = processor->depth; depth > 0; depth--) {
        const struct mdl_context *c = &m->contexts[p * MDL_NEST + depth];
        uint64_t ticks = (m->engine.now - c->entered_at) / profile->clock_period_ns;

        if (c->kind != MDL_CONTEXT_CLOCK &&
            profile->watchdog_single_ticks > 0 && ticks > profile->watchdog_single_ticks) {
            m->last_step = MDL_NONE;
            mdl_stop_finding(m, MDL_FINDING_DPC_WATCHDOG, m->plan->labels[c->label].object, 0,
                             ticks, profile->watchdog_single_ticks, 0);
            return;
        }
    }
    if (processor->raised_at != UINT64_MAX && profile->watchdog_cumulative_ticks > 0 &&
        (m->engine.now - processor->raised_at) / profile->clock_period_ns >
            profile->watchdog_cumulative_ticks) {
        m->last_step = MDL_NONE;
        mdl_stop_finding(m, MDL_FINDING_DPC_WATCHDOG, m->plan->processor_object[p], 1,
                         profile->watchdog_cumulative_ticks, 0, 0);
    }
}

void mdl_clock_interrupt(struct mdl_machine *m, mdl_processor_id p, unsigned causes)
{
    if (causes & MDL_CLOCK_TICK) {
        watch(m, p);
        mdl_dispatcher_tick(m, p);
        mdl_dpc_tick(m, p);
    }
    if (m->processors[p].expired_head != MDL_NONE && !m->processors[p].draining) {
        mdl_dpc_request(m, p);
    }
}

/* ---- expiry --------------------------------------------------------------------------------- */

/* D16: a period begins at the tick that noticed the last one; of high resolution, when it was due
   (a choice: measured from the drain each period would end at the next millisecond). */
static sim_duration next_period(const struct mdl_machine *m, mdl_timer_id timer,
                                sim_instant due_at)
{
    const struct mdl_timer *plan = &m->plan->timers[timer];
    sim_instant next_at = sim_instant_after(due_at, plan->period_ns);

    if (!plan->high_resolution) {
        return plan->period_ns;
    }
    return next_at > m->engine.now ? next_at - m->engine.now : 0;
}

mdl_timer_id mdl_clock_next_routine(struct mdl_machine *m, mdl_processor_id p)
{
    while (m->processors[p].expired_head != MDL_NONE) {
        uint32_t node = m->processors[p].expired_head;
        sim_instant due_at = m->wheel_nodes[node].due_at;

        expired_remove(m, node);
        if (node >= m->plan->timer_count) {
            mdl_waits_time_out(m, node - m->plan->timer_count);
            continue;
        }
        mdl_tell_timer_expired(m->record, m->engine.now, node, due_at);
        m->timers[node].signalled = 1;
        mdl_waitables_signalled(m, MDL_WAITABLE(MDL_WAITABLE_TIMER, node), 0);
        if (m->plan->timers[node].period_ns > 0) {
            mdl_clock_set(m, node, next_period(m, node, due_at), p);
        }
        m->timers[node].expiries++;
        if (m->plan->timers[node].program != MDL_NONE) {
            return node;
        }
    }
    return MDL_NONE;
}
