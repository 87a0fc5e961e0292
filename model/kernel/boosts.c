/* Boosts; see the header. */
#include "model/kernel/boosts.h"

#include "model/kernel/dispatcher.h"
#include "model/kernel/holds.h"
#include "model/kernel/locks.h"
#include "model/observe/tell.h"

enum {
    DYNAMIC_TOP = 15,                 /* T10: no boost goes above it           */
    HANDED_TOP = 13,                  /* T11                                   */
    HANDED_UNITS = 4,                 /* T11: thirds of a tick that are left   */
    CHAIN_MAX = 64                    /* owners that wait for owners           */
};

/* ---- T8, T10, T11 --------------------------------------------------------------------------- */

/* Of a thread that waits, or whose quantum is over: it stands on no ready list. */
static void set_own(struct mdl_thread_state *t, unsigned priority)
{
    if (t->lent > 0) {
        t->own_priority = (uint8_t)priority;
        priority = priority > t->lent ? priority : t->lent;
    }
    t->priority = (uint8_t)priority;
}

void mdl_boosts_expire(struct mdl_machine *m, mdl_thread_id thread)
{
    struct mdl_thread_state *t = &m->threads[thread];
    unsigned own = mdl_boosts_own(t);

    t->charged_ns = 0;
    if (own < MDL_BOOSTS_REAL_TIME && own > t->base) {
        unsigned drop = 1u + t->decrement;

        t->decrement = 0;
        set_own(t, own > t->base + drop ? own - drop : t->base);
    }
}

static bool may_be_lifted(const struct mdl_thread_state *t)
{
    return t->base < MDL_BOOSTS_LIMIT && mdl_boosts_own(t) < MDL_BOOSTS_REAL_TIME;
}

static void lift_to(struct mdl_machine *m, mdl_thread_id thread, unsigned priority)
{
    set_own(&m->threads[thread], priority);
    mdl_tell_thread_boosted(m->record, m->engine.now, thread, priority, false);
}

void mdl_boosts_lift(struct mdl_machine *m, mdl_thread_id thread, unsigned increment)
{
    struct mdl_thread_state *t = &m->threads[thread];
    unsigned target;

    if (!may_be_lifted(t)) {
        t->charged_ns = 0;
        return;
    }
    if (t->decrement == 0 && increment > 0) {
        t->charged_ns = m->plan->profile.clock_period_ns / 3;   /* anew, less what the wait costs */
    }
    if (t->charged_ns >= mdl_boosts_quantum(m, t)) {
        mdl_boosts_expire(m, thread);
    }
    target = t->base + increment + t->separation;
    target = target < DYNAMIC_TOP ? target : DYNAMIC_TOP;
    if (t->decrement == 0 && target > mdl_boosts_own(t)) {
        unsigned lasting = t->base + increment;

        t->decrement = (uint8_t)(target > lasting ? target - lasting : 0);
        lift_to(m, thread, target);
    }
}

void mdl_boosts_hand(struct mdl_machine *m, mdl_thread_id thread, unsigned priority)
{
    struct mdl_thread_state *t = &m->threads[thread];
    sim_duration unit_ns = m->plan->profile.clock_period_ns / 3;
    sim_duration quantum_ns = mdl_boosts_quantum(m, t);
    unsigned own = mdl_boosts_own(t);

    if (own >= MDL_BOOSTS_REAL_TIME) {
        t->charged_ns = 0;
        return;
    }
    if (own <= priority && own < HANDED_TOP) {
        unsigned target = priority + 1 < HANDED_TOP ? priority + 1 : HANDED_TOP;

        t->decrement = (uint8_t)(t->decrement + target - own);
        lift_to(m, thread, target);
    }
    if (t->charged_ns + HANDED_UNITS * unit_ns > quantum_ns) {
        t->charged_ns = quantum_ns > HANDED_UNITS * unit_ns ? quantum_ns - HANDED_UNITS * unit_ns
                                                            : 0;
    }
    t->charged_ns += unit_ns;
}

/* ---- T15 ------------------------------------------------------------------------------------ */

static void lend_to(struct mdl_machine *m, mdl_thread_id thread, unsigned priority)
{
    struct mdl_thread_state *t = &m->threads[thread];

    if (priority <= t->lent) {
        return;
    }
    if (t->lent == 0) {
        t->own_priority = t->priority;
    }
    t->lent = (uint8_t)priority;
    if (priority > t->priority) {
        mdl_dispatcher_move(m, thread, priority);
        mdl_tell_thread_boosted(m->record, m->engine.now, thread, priority, false);
    }
}

/* All who have the lock; the thread for whose sake the next lock must be looked at, or MDL_NONE. */
static mdl_thread_id lend_by_lock(struct mdl_machine *m, mdl_lock_id lock, unsigned priority)
{
    struct mdl_lock_state *state = &m->locks[lock];
    mdl_thread_id last = MDL_NONE;

    state->lent = priority > state->lent ? (uint8_t)priority : state->lent;
    if (state->owner != MDL_NONE) {
        last = state->owner - m->thread_base;
        lend_to(m, last, priority);
        return last;
    }
    for (const struct mdl_hold *hold = mdl_holds_first(m, lock); hold != NULL;
         hold = mdl_holds_next(m, hold)) {
        last = hold->context - m->thread_base;
        lend_to(m, last, priority);
    }
    return last;
}

void mdl_boosts_lend(struct mdl_machine *m, mdl_lock_id lock, mdl_thread_id waiter)
{
    unsigned priority = m->threads[waiter].priority;

    if (!m->plan->profile.autoboost) {
        return;
    }
    for (unsigned link = 0; link < CHAIN_MAX && mdl_locks_is_tracked(m->plan, lock); link++) {
        mdl_thread_id owner = lend_by_lock(m, lock, priority);

        if (owner == MDL_NONE || m->threads[owner].phase != MDL_THREAD_WAITING ||
            m->threads[owner].wait_kind != MDL_WAITS_LOCK) {
            return;
        }
        lock = m->threads[owner].wait_object;   /* the owner waits in its turn */
    }
}

void mdl_boosts_inherit(struct mdl_machine *m, mdl_lock_id lock)
{
    struct mdl_lock_state *state = &m->locks[lock];

    state->lent = 0;
    for (uint32_t waiter = state->waiter_head; waiter != MDL_NONE;
         waiter = m->threads[waiter].next) {
        mdl_boosts_lend(m, lock, waiter);
    }
}

static bool has(const struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c)
{
    return m->locks[lock].owner == c || mdl_holds_find(m, lock, c) != NULL;
}

void mdl_boosts_return(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c)
{
    mdl_thread_id thread = c - m->thread_base;
    struct mdl_thread_state *t = &m->threads[thread];
    uint8_t lent = 0;

    if (m->locks[lock].owner == MDL_NONE && m->locks[lock].shared_count == 0) {
        m->locks[lock].lent = 0;
    }
    if (t->lent == 0) {
        return;
    }
    for (mdl_lock_id i = 0; i < m->plan->lock_count; i++) {
        if (m->locks[i].lent > lent && has(m, i, c)) {
            lent = m->locks[i].lent;
        }
    }
    t->lent = lent;
    mdl_dispatcher_move(m, thread, lent > t->own_priority ? lent : t->own_priority);
}
