/* Synchronisation; see the header. */
#include "model/drivers/syncs.h"

#include "model/drivers/actions.h"
#include "model/drivers/controls.h"
#include "model/hardware/requests.h"
#include "model/kernel/blocking.h"
#include "model/kernel/locks.h"
#include "model/kernel/stop.h"
#include "model/kernel/waitables.h"
#include "model/kernel/waits.h"
#include "model/rules/irql.h"
#include "model/rules/status.h"

/* ---- waits ---------------------------------------------------------------------------------- */

static sim_duration timeout_of(struct mdl_machine *m, mdl_context_id id,
                               const struct mdl_step *step)
{
    return step->draw == MDL_NONE ? MDL_WAITS_FOREVER
                                  : mdl_actions_draw(m, &m->runs[id], step->draw);
}

/* What the call returns: STATUS_TIMEOUT, or which of several objects it was. */
static uint32_t status_of(const struct mdl_machine *m, mdl_context_id id,
                          const struct mdl_step *step)
{
    uint32_t which = m->threads[id - m->thread_base].satisfied;

    if (!m->contexts[id].result) {
        return MDL_STATUS_TIMEOUT;
    }
    if (step->kind == MDL_STEP_WAIT_OBJECT || which == 0) {
        return MDL_STATUS_SUCCESS;
    }
    return MDL_STATUS_WAIT_1 + which - 1;   /* rows of status.def up to WAIT_63 */
}

/* C1: KeWaitForSingleObject takes any address; nobody says what Windows makes of a wrong one. */
static enum mdl_outcome wait_for_nothing(struct mdl_machine *m, mdl_context_id id,
                                         const struct mdl_step *step)
{
    uint32_t waitable = step->object;

    for (uint32_t k = 0; step->kind == MDL_STEP_WAIT_SEVERAL; k++) {
        waitable = m->plan->waitables[step->object + k];
        if (waitable >> 28 == MDL_WAITABLE_NOT) {
            break;
        }
    }
    m->contexts[id].result = 0;
    return mdl_stop_finding(m, MDL_FINDING_WAITS_FOR_OTHER, waitable & 0x0fffffffu, 0, 0, 0, 0)
               ? MDL_YIELDS
               : MDL_RUNS;
}

static enum mdl_outcome wait_object(struct mdl_machine *m, mdl_context_id id,
                                    const struct mdl_step *step)
{
    enum mdl_outcome outcome = MDL_RUNS;

    if (!mdl_waitables_can_wait(m->plan, step)) {
        return wait_for_nothing(m, id, step);
    }
    /* Waited already: what was handed to the object came with the signal. */
    if (!(m->contexts[id].flags & MDL_CONTEXT_WAITED)) {
        outcome = step->kind == MDL_STEP_WAIT_OBJECT
                      ? mdl_waitables_wait(m, id, step->object, timeout_of(m, id, step))
                      : mdl_waitables_wait_several(m, id, step, timeout_of(m, id, step));
    }
    if (outcome == MDL_RUNS && mdl_machine_is_thread(m, id)) {
        m->runs[id].status = status_of(m, id, step);
    }
    return outcome;
}

static enum mdl_outcome sleep_for(struct mdl_machine *m, mdl_context_id id,
                                  const struct mdl_step *step)
{
    bool outside = step->kind == MDL_STEP_WAIT;
    sim_duration length_ns;

    if (m->contexts[id].flags & MDL_CONTEXT_WAITED) {
        return MDL_RUNS;
    }
    length_ns = mdl_actions_draw(m, &m->runs[id], step->draw);
    if (outside && length_ns == 0) {
        return MDL_RUNS;
    }
    mdl_waits_begin(m, id - m->thread_base, outside ? MDL_WAITS_OUTSIDE : MDL_WAITS_DELAY, 0,
                    outside ? MDL_WAIT_OUTSIDE : MDL_WAIT_DELAY, MDL_NONE, length_ns);
    return MDL_BLOCKED;
}

/* I27: calls of ordinary spin locks on one that is queued; it goes on as if they were its own. */
static void find_mixed(struct mdl_machine *m, const struct mdl_step *step)
{
    const struct mdl_lock *lock = &m->plan->locks[step->object];

    if (lock->kind == MDL_LOCK_QUEUED_SPIN && !(step->number & MDL_WAY_QUEUED)) {
        mdl_stop_finding(m, MDL_FINDING_LOCK_MIXED, lock->object, 0, 0, 0, 0);
    }
}

static enum mdl_outcome acquire(struct mdl_machine *m, mdl_context_id id,
                                const struct mdl_step *step)
{
    if (m->contexts[id].flags & MDL_CONTEXT_WAITED) {
        return MDL_RUNS;
    }
    return mdl_locks_acquire(m, id, step->object,
                             step->kind == MDL_STEP_ACQUIRE ? step->number : MDL_WAY_INTERRUPT,
                             timeout_of(m, id, step));
}

static enum mdl_outcome run_down(struct mdl_machine *m, mdl_context_id id,
                                 const struct mdl_step *step)
{
    return m->contexts[id].flags & MDL_CONTEXT_WAITED
               ? MDL_RUNS
               : mdl_blocking_run_down(m, id, step->object);
}

/* I29: a region that is left was entered. */
static void region(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step)
{
    struct mdl_run *run = &m->runs[id];
    uint8_t *count = step->number == 0 ? &run->critical : &run->guarded;

    if (step->kind == MDL_STEP_ENTER_REGION) {
        *count += *count < UINT8_MAX;
    } else if (*count > 0) {
        --*count;
    } else {
        mdl_stop_finding(m, MDL_FINDING_REGION_NOT_ENTERED,
                         m->plan->labels[m->contexts[id].label].object, 0, 0, 0, 0);
    }
}

/* ---- signals -------------------------------------------------------------------------------- */

/* On whose behalf an event is set: interrupt-to-process latency (L1). */
static void tell_who_sets(struct mdl_machine *m, mdl_context_id id)
{
    const struct mdl_context *c = &m->contexts[id];
    bool serves = c->kind == MDL_CONTEXT_SERVER;
    bool isr = serves && m->plan->threads[id - m->thread_base].serves == MDL_SERVES_LINE;

    if (isr || c->kind == MDL_CONTEXT_ISR) {
        mdl_tell_isr_sets(m->record, c->object);
    } else if (serves || (c->kind == MDL_CONTEXT_DPC && !(c->flags & MDL_CONTEXT_TIMER))) {
        mdl_tell_dpc_sets(m->record, c->object, mdl_machine_where(m, id));
    }
}

static void set_event(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step)
{
    m->contexts[id].result = m->events[step->object].signalled > 0;   /* its state before */
    if (!(step->flags & MDL_STEP_NO_REQUESTS)) {
        mdl_requests_tell_all_stay(m, &m->runs[id].carried, mdl_requests_by(m, id),
                                   MDL_PLACE_EVENT, step->object);
        mdl_requests_pass(m, &m->events[step->object].bag, &m->runs[id].carried,
                          MDL_CARRIES_ALL);
    }
    tell_who_sets(m, id);
    if (!mdl_waitables_set(m, step->object, step->number == 0 ? 1 : step->number,
                         (unsigned)step->value)) {
        mdl_stop_finding(m, MDL_FINDING_SEMAPHORE_LIMIT, m->plan->events[step->object].object, 0,
                         0, 0, 0);
    }
    mdl_tell_has_set(m->record);
    if (step->flags & MDL_STEP_WAITS_NEXT) {   /* T20 */
        m->runs[id].waits_next = (uint8_t)(m->contexts[id].irql + 1);
        mdl_locks_raise(m, id, MDL_IRQL_DISPATCH);
    }
}

/* ---- the table ------------------------------------------------------------------------------ */

enum mdl_outcome mdl_syncs_perform(struct mdl_machine *m, mdl_context_id id,
                                   const struct mdl_step *step)
{
    switch ((enum mdl_step_kind)step->kind) {
    case MDL_STEP_ACQUIRE:
        find_mixed(m, step);
        return acquire(m, id, step);
    case MDL_STEP_ACQUIRE_INTERRUPT:
        return acquire(m, id, step);
    case MDL_STEP_RELEASE:
        find_mixed(m, step);
        mdl_locks_release(m, id, step->object, step->number);
        break;
    case MDL_STEP_CONVERT:
        mdl_locks_convert(m, id, step->object, step->number == 1);
        break;
    case MDL_STEP_RUN_DOWN:
        return run_down(m, id, step);
    case MDL_STEP_RUNDOWN_RESET:
        mdl_blocking_reset_rundown(m, step->object);
        break;
    case MDL_STEP_ENTER_REGION:
    case MDL_STEP_LEAVE_REGION:
        region(m, id, step);
        break;
    case MDL_STEP_SET_EVENT:
        set_event(m, id, step);
        break;
    case MDL_STEP_PULSE_EVENT:
        m->contexts[id].result = m->events[step->object].signalled > 0;
        tell_who_sets(m, id);
        mdl_waitables_pulse(m, step->object, (unsigned)step->value);
        mdl_tell_has_set(m->record);
        break;
    case MDL_STEP_RESET_EVENT:
        m->contexts[id].result = m->events[step->object].signalled > 0;
        mdl_waitables_reset(m, step->object);
        break;
    case MDL_STEP_WAIT_OBJECT:
    case MDL_STEP_WAIT_SEVERAL:
        return wait_object(m, id, step);
    case MDL_STEP_WAIT:
    case MDL_STEP_DELAY:
        return sleep_for(m, id, step);
    default:
        return mdl_controls_perform(m, id, step);
    }
    return MDL_RUNS;
}
