/* Locks; see the header. */
#include "model/kernel/locks.h"

#include "model/kernel/processor.h"
#include "model/kernel/stop.h"
#include "model/kernel/waits.h"
#include "model/observe/tell.h"
#include "model/rules/irql.h"
#include "sim/base/check.h"

bool mdl_locks_spins(const struct mdl_plan *plan, mdl_lock_id lock)
{
    return plan->locks[lock].kind == MDL_LOCK_SPIN ||
           plan->locks[lock].kind == MDL_LOCK_QUEUED_SPIN;
}

/* The level that holding this kind of lock means for the holder. */
static unsigned level_of(const struct mdl_plan *plan, mdl_lock_id lock)
{
    if (mdl_locks_spins(plan, lock)) {
        return MDL_IRQL_DISPATCH;
    }
    return plan->locks[lock].kind == MDL_LOCK_FAST_MUTEX ? MDL_IRQL_APC : MDL_IRQL_PASSIVE;
}

static void raise_to(struct mdl_machine *m, mdl_context_id c, unsigned irql)
{
    mdl_processor_id p = mdl_machine_where(m, c);

    if (m->contexts[c].irql < irql) {
        m->contexts[c].irql = (uint8_t)irql;
        if (p != MDL_NONE) {
            mdl_machine_dirty(m, p);
        }
    }
}

static void grant(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c, unsigned before,
                  bool shared)
{
    struct mdl_lock_state *state = &m->locks[lock];

    if (shared) {
        state->shared_count++;
    } else {
        state->owner = c;
        state->owner_processor = mdl_machine_where(m, c);
        state->saved_irql = (uint8_t)before;
    }
    m->contexts[c].spins_for = MDL_NONE;
    m->contexts[c].result = 1;
    if (!mdl_locks_spins(m->plan, lock)) {
        m->runs[c].locks_held++;
    }
    mdl_tell_lock_granted(m->record, m->engine.now, lock, c, m->contexts[c].label);
}

/* ---- spinning ------------------------------------------------------------------------------- */

static enum mdl_outcome spin(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock,
                             enum mdl_locks_way way)
{
    struct mdl_lock_state *state = &m->locks[lock];
    struct mdl_context *context = &m->contexts[c];
    unsigned before = context->irql;

    if (state->owner != MDL_NONE && state->owner_processor == mdl_machine_where(m, c)) {
        mdl_stop_finding(m, MDL_FINDING_LOCK_OWNED, m->plan->locks[lock].object, 0, 0, 0, 0);
        return MDL_YIELDS;
    }
    if (way == MDL_LOCKS_INTERRUPT) {
        raise_to(m, c, m->plan->locks[lock].synchronize_irql);
    } else if (way != MDL_LOCKS_AT_DPC) {
        raise_to(m, c, MDL_IRQL_DISPATCH);
    }
    mdl_tell_lock_tried(m->record, m->engine.now, lock, c, context->label);
    if (state->owner == MDL_NONE) {
        grant(m, lock, c, before, false);
        return MDL_RUNS;
    }
    context->spins_for = lock;
    context->spin_ticket = state->spin_tickets++;
    context->entry_irql = (uint16_t)(context->entry_irql & 0xff) | (uint16_t)(before << 8);
    return MDL_SPINS;
}

/* The spinner that waits longest, among those that execute if `executing`. */
static mdl_context_id spinner(const struct mdl_machine *m, mdl_lock_id lock, bool executing)
{
    mdl_context_id best = MDL_NONE;

    for (mdl_processor_id p = 0; p < m->plan->profile.processor_count; p++) {
        mdl_context_id top = mdl_machine_top(m, p);

        for (uint32_t depth = 0; depth <= m->processors[p].depth; depth++) {
            mdl_context_id c = depth > 0 ? p * MDL_NEST + depth
                               : m->processors[p].thread == MDL_NONE
                                   ? MDL_NONE
                                   : m->thread_base + m->processors[p].thread;

            if (c != MDL_NONE && m->contexts[c].spins_for == lock && (!executing || c == top) &&
                (best == MDL_NONE || m->contexts[c].spin_ticket < m->contexts[best].spin_ticket)) {
                best = c;
            }
        }
    }
    return best;
}

bool mdl_locks_spin(struct mdl_machine *m, mdl_context_id c)
{
    struct mdl_context *context = &m->contexts[c];
    mdl_lock_id lock = context->spins_for;

    if (m->locks[lock].owner != MDL_NONE) {
        return false;
    }
    grant(m, lock, c, context->entry_irql >> 8, false);
    return true;
}

static void pass_spin_lock(struct mdl_machine *m, mdl_lock_id lock)
{
    bool queued = m->plan->locks[lock].kind == MDL_LOCK_QUEUED_SPIN;
    mdl_context_id next = spinner(m, lock, !queued);

    if (next == MDL_NONE) {
        return;   /* an interrupted spinner tries again when it executes */
    }
    grant(m, lock, next, m->contexts[next].entry_irql >> 8, false);
    mdl_machine_dirty(m, mdl_machine_where(m, next));
}

/* ---- blocking ------------------------------------------------------------------------------- */

static enum mdl_wait_reason reason_of(const struct mdl_plan *plan, mdl_lock_id lock)
{
    switch (plan->locks[lock].kind) {
    case MDL_LOCK_FAST_MUTEX:
        return MDL_WAIT_FAST_MUTEX;
    case MDL_LOCK_GUARDED_MUTEX:
        return MDL_WAIT_GUARDED_MUTEX;
    case MDL_LOCK_RESOURCE:
        return MDL_WAIT_RESOURCE;
    default:
        return MDL_WAIT_MUTEX;
    }
}

static bool is_free(const struct mdl_lock_state *state, bool shared)
{
    return state->owner == MDL_NONE &&
           (shared ? state->waiter_head == MDL_NONE : state->shared_count == 0);
}

static enum mdl_outcome block(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock,
                              bool shared, sim_duration timeout_ns)
{
    struct mdl_lock_state *state = &m->locks[lock];
    mdl_thread_id thread = c - m->thread_base;
    unsigned before = m->contexts[c].irql;

    if (state->owner == c && m->plan->locks[lock].kind == MDL_LOCK_MUTEX) {
        state->depth++;   /* a kernel mutex may be acquired again by its owner */
        return MDL_RUNS;
    }
    mdl_tell_lock_tried(m->record, m->engine.now, lock, c, m->contexts[c].label);
    if (is_free(state, shared)) {
        grant(m, lock, c, before, shared);
        raise_to(m, c, level_of(m->plan, lock));
        return MDL_RUNS;
    }
    if (timeout_ns == 0) {
        m->contexts[c].result = 0;
        mdl_tell_lock_given_up(m->record, m->engine.now, lock, c);
        return MDL_RUNS;
    }
    if (state->owner == c) {
        mdl_stop_finding(m, MDL_FINDING_RECURSIVE_LOCK, m->plan->locks[lock].object, 0, 0, 0, 0);
    }
    m->threads[thread].shared = shared;
    mdl_waits_begin(m, thread, MDL_WAITS_LOCK, lock, reason_of(m->plan, lock),
                    m->plan->locks[lock].object, timeout_ns);
    mdl_waits_queue(m, &state->waiter_head, &state->waiter_tail, thread);
    return MDL_BLOCKED;
}

static void pass_blocking_lock(struct mdl_machine *m, mdl_lock_id lock)
{
    struct mdl_lock_state *state = &m->locks[lock];

    while (state->waiter_head != MDL_NONE && state->owner == MDL_NONE) {
        mdl_thread_id thread = state->waiter_head;
        mdl_context_id c = mdl_machine_thread_context(m, thread);
        bool shared = m->threads[thread].shared;

        if (!shared && state->shared_count > 0) {
            return;
        }
        mdl_waits_unqueue(m, &state->waiter_head, &state->waiter_tail, thread);
        grant(m, lock, c, m->contexts[c].irql, shared);
        if (m->contexts[c].irql < level_of(m->plan, lock)) {
            m->contexts[c].irql = (uint8_t)level_of(m->plan, lock);
        }
        mdl_waits_end(m, thread, false);
    }
}

void mdl_locks_give_up(struct mdl_machine *m, mdl_lock_id lock, mdl_thread_id thread)
{
    struct mdl_lock_state *state = &m->locks[lock];

    mdl_waits_unqueue(m, &state->waiter_head, &state->waiter_tail, thread);
    mdl_tell_lock_given_up(m->record, m->engine.now, lock,
                           mdl_machine_thread_context(m, thread));
}

/* ---- both ----------------------------------------------------------------------------------- */

enum mdl_outcome mdl_locks_acquire(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock,
                                   enum mdl_locks_way way, sim_duration timeout_ns)
{
    if (mdl_locks_spins(m->plan, lock)) {
        return spin(m, c, lock, way);
    }
    return block(m, c, lock, way == MDL_LOCKS_SHARED, timeout_ns);
}

void mdl_locks_release(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock)
{
    struct mdl_lock_state *state = &m->locks[lock];
    bool shared = state->owner != c && state->shared_count > 0;
    bool spins = mdl_locks_spins(m->plan, lock);
    unsigned level = level_of(m->plan, lock);

    if (!shared && state->owner != c) {
        mdl_stop_finding(m, MDL_FINDING_LOCK_NOT_OWNED, m->plan->locks[lock].object, 0, 0, 0, 0);
        return;
    }
    if (state->depth > 0) {
        state->depth--;
        return;
    }
    mdl_tell_lock_released(m->record, m->engine.now, lock);
    if (!spins) {
        m->runs[c].locks_held--;
    }
    if (shared) {
        state->shared_count--;
    } else {
        if (level > MDL_IRQL_PASSIVE &&
            (m->contexts[c].irql == level ||
             m->contexts[c].irql == m->plan->locks[lock].synchronize_irql)) {
            m->contexts[c].irql = state->saved_irql;
            mdl_machine_dirty(m, mdl_machine_where(m, c));
        }
        state->owner = state->owner_processor = MDL_NONE;
    }
    if (spins) {
        pass_spin_lock(m, lock);
    } else {
        pass_blocking_lock(m, lock);
    }
}
