/* Locks that spin; see the header. */
#include "model/kernel/spins.h"

#include "model/kernel/holds.h"
#include "model/kernel/locks.h"
#include "model/kernel/stop.h"
#include "model/observe/tell.h"
#include "model/rules/irql.h"

/* entry_irql of a context that spins: above its low byte the level before, and: it would share. */
#define SPIN_SHARES 0x8000u

static unsigned level_before(const struct mdl_context *c)
{
    return c->entry_irql >> 8 & 0x1fu;
}

static bool would_share(const struct mdl_context *c)
{
    return (c->entry_irql & SPIN_SHARES) != 0;
}

static void note_spin(struct mdl_context *c, unsigned before, bool shared)
{
    c->entry_irql = (uint16_t)((c->entry_irql & 0xffu) | before << 8 |
                               (shared ? SPIN_SHARES : 0u));
}

/* ---- who spins ------------------------------------------------------------------------------ */

enum { ANYBODY, EXECUTES };           /* whether an interrupted spinner counts */

static bool counts(const struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock, bool shared)
{
    return c != MDL_NONE && m->contexts[c].spins_for == lock &&
           would_share(&m->contexts[c]) == shared;
}

/* The spinner of this sort that spins longest, or MDL_NONE. */
static mdl_context_id spinner(const struct mdl_machine *m, mdl_lock_id lock, bool shared,
                              int which)
{
    mdl_context_id best = MDL_NONE;

    for (mdl_processor_id p = 0; p < m->plan->profile.processor_count; p++) {
        mdl_context_id top = mdl_machine_top(m, p);

        for (uint32_t depth = 0; depth <= m->processors[p].depth; depth++) {
            mdl_context_id c = depth > 0 ? p * MDL_NEST + depth
                               : m->processors[p].thread == MDL_NONE
                                   ? MDL_NONE
                                   : m->thread_base + m->processors[p].thread;

            if (counts(m, c, lock, shared) && (which == ANYBODY || c == top) &&
                (best == MDL_NONE || m->contexts[c].spin_ticket < m->contexts[best].spin_ticket)) {
                best = c;
            }
        }
    }
    return best;
}

static bool is_reader_writer(const struct mdl_machine *m, mdl_lock_id lock)
{
    return m->plan->locks[lock].kind == MDL_LOCK_RW_SPIN;
}

static bool is_free(const struct mdl_machine *m, mdl_lock_id lock, bool shared)
{
    const struct mdl_lock_state *state = &m->locks[lock];

    if (state->owner != MDL_NONE) {
        return false;
    }
    return shared ? spinner(m, lock, false, ANYBODY) == MDL_NONE : state->shared_count == 0;
}

/* ---- acquiring ------------------------------------------------------------------------------ */

static void grant(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c, unsigned before,
                  bool shared)
{
    if (shared) {
        mdl_holds_add(m, lock, c, before);
    } else {
        m->locks[lock].owner = c;
        m->locks[lock].owner_processor = mdl_machine_where(m, c);
        m->locks[lock].saved_irql = (uint8_t)before;
    }
    m->contexts[c].spins_for = MDL_NONE;
    m->contexts[c].result = 1;
    mdl_tell_lock_granted(m->record, m->engine.now, lock, c, m->contexts[c].label);
}

/* V1, V2: this processor has it already. */
static bool is_owned_here(const struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock,
                          bool shared)
{
    const struct mdl_lock_state *state = &m->locks[lock];

    return (state->owner != MDL_NONE && state->owner_processor == mdl_machine_where(m, c)) ||
           (is_reader_writer(m, lock) && !shared && mdl_holds_find(m, lock, c) != NULL);
}

enum mdl_outcome mdl_spins_acquire(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock,
                                   unsigned ways)
{
    struct mdl_context *context = &m->contexts[c];
    bool shared = (ways & MDL_WAY_SHARED) != 0 && is_reader_writer(m, lock);
    unsigned before = context->irql;

    if (is_owned_here(m, c, lock, shared) && !(ways & MDL_WAY_TRY)) {
        mdl_stop_finding(m, MDL_FINDING_LOCK_OWNED, m->plan->locks[lock].object, 0, 0, 0, 0);
        return MDL_YIELDS;
    }
    mdl_tell_lock_tried(m->record, m->engine.now, lock, c, context->label);
    if (!is_free(m, lock, shared) && (ways & MDL_WAY_TRY)) {
        context->result = 0;
        mdl_tell_lock_given_up(m->record, m->engine.now, lock, c);
        return MDL_RUNS;
    }
    if (ways & MDL_WAY_INTERRUPT) {
        mdl_locks_raise(m, c, m->plan->locks[lock].synchronize_irql);
    } else if (!(ways & MDL_WAY_KEEPS_LEVEL)) {
        mdl_locks_raise(m, c, MDL_IRQL_DISPATCH);
    }
    if (is_free(m, lock, shared)) {
        grant(m, lock, c, before, shared);
        return MDL_RUNS;
    }
    context->spins_for = lock;
    context->spin_ticket = m->locks[lock].spin_tickets++;
    note_spin(context, before, shared);
    return MDL_SPINS;
}

static void grant_spinner(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c)
{
    grant(m, lock, c, level_before(&m->contexts[c]), would_share(&m->contexts[c]));
}

bool mdl_spins_again(struct mdl_machine *m, mdl_context_id c)
{
    const struct mdl_context *context = &m->contexts[c];

    if (!is_free(m, context->spins_for, would_share(context))) {
        return false;
    }
    grant_spinner(m, context->spins_for, c);
    return true;
}

/* ---- releasing ------------------------------------------------------------------------------ */

static void pass_on(struct mdl_machine *m, mdl_lock_id lock)
{
    bool queued = m->plan->locks[lock].kind == MDL_LOCK_QUEUED_SPIN;
    mdl_context_id next = spinner(m, lock, false, queued ? ANYBODY : EXECUTES);

    if (next != MDL_NONE && is_free(m, lock, false)) {
        grant_spinner(m, lock, next);
        mdl_machine_dirty(m, mdl_machine_where(m, next));
        return;
    }
    while (is_reader_writer(m, lock) && is_free(m, lock, true)) {
        next = spinner(m, lock, true, EXECUTES);
        if (next == MDL_NONE) {
            return;   /* an interrupted spinner tries again when it executes */
        }
        grant_spinner(m, lock, next);
        mdl_machine_dirty(m, mdl_machine_where(m, next));
    }
}

static void lower(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock, unsigned irql,
                  unsigned ways)
{
    uint8_t level = m->contexts[c].irql;

    if (!(ways & MDL_WAY_KEEPS_LEVEL) &&
        (level == MDL_IRQL_DISPATCH || level == m->plan->locks[lock].synchronize_irql)) {
        m->contexts[c].irql = (uint8_t)irql;
        mdl_machine_dirty(m, mdl_machine_where(m, c));
    }
}

void mdl_spins_release(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock, unsigned ways)
{
    struct mdl_lock_state *state = &m->locks[lock];
    const struct mdl_hold *hold = mdl_holds_find(m, lock, c);
    bool shared = state->owner != c;
    unsigned before = hold != NULL ? hold->saved_irql : state->saved_irql;

    if (shared && (state->shared_count == 0 || !mdl_holds_has(m, lock, c))) {
        mdl_stop_finding(m, MDL_FINDING_LOCK_NOT_OWNED, m->plan->locks[lock].object, 0, 0, 0, 0);
        return;
    }
    mdl_tell_lock_released(m->record, m->engine.now, lock);
    if (shared) {
        mdl_holds_remove(m, lock, c);
    } else {
        state->owner = state->owner_processor = MDL_NONE;
    }
    lower(m, c, lock, before, ways);
    pass_on(m, lock);
}

void mdl_spins_convert(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock,
                       bool to_exclusive)
{
    struct mdl_lock_state *state = &m->locks[lock];
    const struct mdl_hold *hold = mdl_holds_find(m, lock, c);

    if (!to_exclusive || hold == NULL) {
        mdl_stop_finding(m, MDL_FINDING_LOCK_NOT_OWNED, m->plan->locks[lock].object, 0, 0, 0, 0);
        return;
    }
    m->contexts[c].result = state->shared_count == 1;
    if (state->shared_count == 1) {   /* nobody else shares it: it becomes the writer's */
        state->saved_irql = hold->saved_irql;
        mdl_holds_remove(m, lock, c);
        state->owner = c;
        state->owner_processor = mdl_machine_where(m, c);
    }
}
