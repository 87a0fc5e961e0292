/* Locks that block; see the header. */
#include "model/kernel/blocking.h"

#include "model/kernel/boosts.h"
#include "model/kernel/holds.h"
#include "model/kernel/locks.h"
#include "model/kernel/stop.h"
#include "model/kernel/waitables.h"
#include "model/kernel/waits.h"
#include "model/observe/tell.h"
#include "model/rules/irql.h"
#include "sim/base/check.h"

static uint8_t kind_of(const struct mdl_machine *m, mdl_lock_id lock)
{
    return m->plan->locks[lock].kind;
}

static enum mdl_wait_reason reason_of(const struct mdl_machine *m, mdl_lock_id lock)
{
    switch (kind_of(m, lock)) {
    case MDL_LOCK_FAST_MUTEX:
        return MDL_WAIT_FAST_MUTEX;
    case MDL_LOCK_GUARDED_MUTEX:
        return MDL_WAIT_GUARDED_MUTEX;
    case MDL_LOCK_RESOURCE:
        return MDL_WAIT_RESOURCE;
    case MDL_LOCK_PUSH:
        return MDL_WAIT_PUSH_LOCK;
    case MDL_LOCK_RUNDOWN:
        return MDL_WAIT_RUNDOWN;
    default:
        return MDL_WAIT_MUTEX;
    }
}

/* ---- having a lock -------------------------------------------------------------------------- */

/* I28: what comes with it besides the lock: a level, or a region without APCs. */
static void enter_with(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c)
{
    switch (kind_of(m, lock)) {
    case MDL_LOCK_FAST_MUTEX:
        if (m->contexts[c].irql < MDL_IRQL_APC) {
            m->contexts[c].irql = MDL_IRQL_APC;
            if (m->threads[c - m->thread_base].phase == MDL_THREAD_RUNNING) {
                mdl_machine_dirty(m, mdl_machine_where(m, c));
            }
        }
        break;
    case MDL_LOCK_GUARDED_MUTEX:
        m->runs[c].guarded++;
        break;
    case MDL_LOCK_MUTEX:
    case MDL_LOCK_WAIT:
        m->runs[c].critical++;
        break;
    default:
        break;
    }
}

static void leave_with(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c, unsigned ways)
{
    struct mdl_context *context = &m->contexts[c];
    struct mdl_run *run = &m->runs[c];

    switch (kind_of(m, lock)) {
    case MDL_LOCK_FAST_MUTEX:
        if (!(ways & MDL_WAY_KEEPS_LEVEL) && context->irql == MDL_IRQL_APC) {
            context->irql = m->locks[lock].saved_irql;
            mdl_machine_dirty(m, mdl_machine_where(m, c));
        }
        break;
    case MDL_LOCK_GUARDED_MUTEX:
        run->guarded -= run->guarded > 0;
        break;
    case MDL_LOCK_MUTEX:
    case MDL_LOCK_WAIT:
        run->critical -= run->critical > 0;
        break;
    default:
        break;
    }
}

static void grant(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c, bool shared)
{
    struct mdl_lock_state *state = &m->locks[lock];

    if (shared) {
        mdl_holds_add(m, lock, c, m->contexts[c].irql);
    } else {
        state->owner = c;
        state->owner_processor = mdl_machine_where(m, c);
        state->saved_irql = m->contexts[c].irql;
    }
    m->contexts[c].result = 1;
    m->runs[c].locks_held++;
    enter_with(m, lock, c);
    mdl_tell_lock_granted(m->record, m->engine.now, lock, c, m->contexts[c].label);
}

static bool is_free(const struct mdl_machine *m, mdl_lock_id lock, unsigned ways)
{
    const struct mdl_lock_state *state = &m->locks[lock];

    if (state->owner != MDL_NONE) {
        return false;
    }
    return ways & MDL_WAY_SHARED ? state->waiter_head == MDL_NONE || (ways & MDL_WAY_STARVES)
                                 : state->shared_count == 0;
}

/* Does it have the lock, and may it have it once more (I28)? Then it does. */
static bool acquires_again(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c,
                           unsigned ways)
{
    struct mdl_lock_state *state = &m->locks[lock];
    uint8_t kind = kind_of(m, lock);

    if (state->owner == c && (kind == MDL_LOCK_MUTEX || kind == MDL_LOCK_RESOURCE)) {
        state->depth++;
        m->contexts[c].result = 1;
        return true;
    }
    if (kind == MDL_LOCK_RESOURCE && (ways & MDL_WAY_SHARED) &&
        mdl_holds_find(m, lock, c) != NULL) {
        mdl_holds_add(m, lock, c, 0);
        m->contexts[c].result = 1;
        return true;
    }
    return false;
}

/* Has the caller kept normal kernel APCs away (C2)? */
static bool apcs_are_off(const struct mdl_machine *m, mdl_context_id c)
{
    return m->runs[c].critical > 0 || m->runs[c].guarded > 0 ||
           m->contexts[c].irql >= MDL_IRQL_APC;
}

/* Driver Verifier stops at both ends (V3: 0x37, 0x38; push locks 0xEA, 0xEB); true then. */
static bool check_region(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c,
                         bool releases)
{
    uint8_t kind = kind_of(m, lock);
    mdl_object_id object = m->plan->locks[lock].object;
    uint64_t code = (kind == MDL_LOCK_PUSH ? 0xEAu : 0x37u) + releases;

    if ((kind != MDL_LOCK_RESOURCE && kind != MDL_LOCK_PUSH) || apcs_are_off(m, c)) {
        return false;
    }
    if (m->plan->profile.verifier) {
        return mdl_stop_finding(m, MDL_FINDING_VERIFIER, object, code, m->contexts[c].irql, 0, 0);
    }
    return !releases && mdl_stop_finding(m, MDL_FINDING_APCS_ENABLED, object, 0, 0, 0, 0);
}

/* ---- acquiring ------------------------------------------------------------------------------ */

static enum mdl_outcome give_way(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c)
{
    m->contexts[c].result = 0;
    mdl_tell_lock_given_up(m->record, m->engine.now, lock, c);
    return MDL_RUNS;
}

/* WDF watches its own locks: a wait lock, the lock around callbacks. */
static bool is_wdf(const struct mdl_machine *m, mdl_lock_id lock)
{
    return kind_of(m, lock) == MDL_LOCK_WAIT || m->plan->locks[lock].framework;
}

static void acquired_again(struct mdl_machine *m, mdl_lock_id lock)
{
    if (is_wdf(m, lock)) {
        mdl_stop_finding(m, MDL_FINDING_WDF_LOCK_TWICE, m->plan->locks[lock].object, 2, 0, 0, 0);
    } else {
        mdl_stop_finding(m, MDL_FINDING_RECURSIVE_LOCK, m->plan->locks[lock].object, 0, 0, 0, 0);
    }
}

static enum mdl_outcome wait_for(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c,
                                 unsigned ways, sim_duration timeout_ns)
{
    struct mdl_lock_state *state = &m->locks[lock];
    mdl_thread_id thread = c - m->thread_base;

    if (state->owner == c || mdl_holds_find(m, lock, c) != NULL) {
        acquired_again(m, lock);
    }
    m->threads[thread].shared = (ways & MDL_WAY_SHARED) != 0;
    mdl_waits_begin(m, thread, MDL_WAITS_LOCK, lock, reason_of(m, lock),
                    m->plan->locks[lock].object, timeout_ns);
    mdl_waits_queue(m, &state->waiter_head, &state->waiter_tail, thread);
    mdl_boosts_lend(m, lock, thread);
    return MDL_BLOCKED;
}

/* A share of a rundown protection belongs to nobody in particular: who releases it need not be
   who acquired it. */
static enum mdl_outcome protect(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c)
{
    m->contexts[c].result = !m->locks[lock].closed;
    if (m->contexts[c].result) {
        m->locks[lock].shared_count++;
        mdl_tell_lock_granted(m->record, m->engine.now, lock, c, m->contexts[c].label);
    }
    return MDL_RUNS;
}

enum mdl_outcome mdl_blocking_acquire(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock,
                                      unsigned ways, sim_duration timeout_ns)
{
    if (kind_of(m, lock) == MDL_LOCK_RUNDOWN) {
        return protect(m, lock, c);
    }
    if (ways & MDL_WAY_REGION) {
        m->runs[c].critical++;
    }
    if (check_region(m, lock, c, false)) {
        return MDL_YIELDS;
    }
    if (acquires_again(m, lock, c, ways)) {
        return MDL_RUNS;
    }
    mdl_tell_lock_tried(m->record, m->engine.now, lock, c, m->contexts[c].label);
    if (is_free(m, lock, ways)) {
        grant(m, lock, c, (ways & MDL_WAY_SHARED) != 0);
        return MDL_RUNS;
    }
    if (timeout_ns == 0 || (ways & MDL_WAY_TRY)) {
        return give_way(m, lock, c);
    }
    return wait_for(m, lock, c, ways, timeout_ns);
}

bool mdl_blocking_mutex_is_free(const struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c)
{
    return m->locks[lock].owner == MDL_NONE || m->locks[lock].owner == c;
}

void mdl_blocking_mutex_take(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c)
{
    if (!acquires_again(m, lock, c, 0)) {
        grant(m, lock, c, false);
    }
}

/* ---- releasing ------------------------------------------------------------------------------ */

/* T11 before Windows 8; from then on the kernel lends priority instead (T15; the simulator's
   choice, nobody says that the older boost is gone). */
static bool boosts_next(const struct mdl_machine *m, mdl_lock_id lock)
{
    return !m->plan->profile.autoboost && mdl_locks_is_tracked(m->plan, lock);
}

/* The lock, released by this context, goes to who waits for it. */
static void pass_on(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id by)
{
    struct mdl_lock_state *state = &m->locks[lock];
    bool hands = boosts_next(m, lock);

    if (kind_of(m, lock) == MDL_LOCK_MUTEX) {
        mdl_waitables_signalled(m, MDL_WAITABLE(MDL_WAITABLE_LOCK, lock), 0);
        return;
    }
    while (state->waiter_head != MDL_NONE && state->owner == MDL_NONE) {
        mdl_thread_id thread = state->waiter_head;
        bool shared = m->threads[thread].shared;

        if (!shared && state->shared_count > 0) {
            return;
        }
        mdl_waits_unqueue(m, &state->waiter_head, &state->waiter_tail, thread);
        grant(m, lock, mdl_machine_thread_context(m, thread), shared);
        if (hands && !shared) {
            mdl_waits_handed(m, thread, m->threads[by - m->thread_base].priority);
        } else {
            mdl_waits_end(m, thread, false);
        }
    }
    if (m->plan->profile.autoboost && state->waiter_head != MDL_NONE) {
        mdl_boosts_inherit(m, lock);
    }
}

static void end_rundown(struct mdl_machine *m, mdl_lock_id lock)
{
    struct mdl_lock_state *state = &m->locks[lock];

    while (state->closed && state->shared_count == 0 && state->waiter_head != MDL_NONE) {
        mdl_thread_id thread = state->waiter_head;

        mdl_waits_unqueue(m, &state->waiter_head, &state->waiter_tail, thread);
        mdl_waits_end(m, thread, false);
    }
}

static void not_owned(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c)
{
    bool boosts = m->plan->profile.era >= MDL_ERA_WIN8 && mdl_locks_is_tracked(m->plan, lock);

    if (is_wdf(m, lock)) {   /* W181 */
        mdl_stop_finding(m, MDL_FINDING_WDF_LOCK_BAD, m->plan->locks[lock].object, 0xB, 0, 0, 0);
        return;
    }
    mdl_stop_finding(m, boosts ? MDL_FINDING_BOOST_NOT_OWNED : MDL_FINDING_MUTEX_NOT_OWNED,
                     m->plan->locks[lock].object, mdl_machine_is_thread(m, c) ? c : 0, lock, 0,
                     0);
}

static void release_rundown(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c)
{
    if (m->locks[lock].shared_count == 0) {
        not_owned(m, lock, c);
        return;
    }
    m->locks[lock].shared_count--;
    mdl_tell_lock_released(m->record, m->engine.now, lock);
    end_rundown(m, lock);
}

static void release_share(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c,
                          unsigned ways)
{
    if (!mdl_holds_remove(m, lock, c)) {
        return;
    }
    m->runs[c].locks_held--;
    leave_with(m, lock, c, ways);
    mdl_tell_lock_released(m->record, m->engine.now, lock);
    pass_on(m, lock, c);
    mdl_boosts_return(m, lock, c);
}

void mdl_blocking_release(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock,
                          unsigned ways)
{
    struct mdl_lock_state *state = &m->locks[lock];

    if (kind_of(m, lock) == MDL_LOCK_RUNDOWN) {
        release_rundown(m, lock, c);
        return;
    }
    if (check_region(m, lock, c, true)) {
        return;
    }
    if (state->owner != c) {
        if (mdl_holds_has(m, lock, c)) {
            release_share(m, lock, c, ways);
        } else {
            not_owned(m, lock, c);
        }
    } else if (state->depth > 0) {
        state->depth--;
    } else {
        mdl_tell_lock_released(m->record, m->engine.now, lock);
        m->runs[c].locks_held--;
        leave_with(m, lock, c, ways);
        state->owner = state->owner_processor = MDL_NONE;
        pass_on(m, lock, c);
        mdl_boosts_return(m, lock, c);
    }
    if ((ways & MDL_WAY_REGION) && m->runs[c].critical > 0) {
        m->runs[c].critical--;
    }
}

void mdl_blocking_give_up(struct mdl_machine *m, mdl_lock_id lock, mdl_thread_id thread)
{
    struct mdl_lock_state *state = &m->locks[lock];

    mdl_waits_unqueue(m, &state->waiter_head, &state->waiter_tail, thread);
    mdl_tell_lock_given_up(m->record, m->engine.now, lock, mdl_machine_thread_context(m, thread));
}

void mdl_blocking_convert(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock,
                          bool to_exclusive)
{
    struct mdl_lock_state *state = &m->locks[lock];

    if (to_exclusive || state->owner != c) {
        not_owned(m, lock, c);
        return;
    }
    state->owner = state->owner_processor = MDL_NONE;
    do {
        mdl_holds_add(m, lock, c, 0);
    } while (state->depth-- > 0);
    state->depth = 0;
    pass_on(m, lock, c);   /* to readers that wait in front */
}

/* ---- rundown -------------------------------------------------------------------------------- */

enum mdl_outcome mdl_blocking_run_down(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock)
{
    struct mdl_lock_state *state = &m->locks[lock];

    state->closed = 1;
    if (state->shared_count == 0) {
        return MDL_RUNS;
    }
    mdl_waits_begin(m, c - m->thread_base, MDL_WAITS_RUNDOWN, lock, reason_of(m, lock),
                    m->plan->locks[lock].object, MDL_WAITS_FOREVER);
    mdl_waits_queue(m, &state->waiter_head, &state->waiter_tail, c - m->thread_base);
    return MDL_BLOCKED;
}

void mdl_blocking_reset_rundown(struct mdl_machine *m, mdl_lock_id lock)
{
    m->locks[lock].closed = 0;
}
