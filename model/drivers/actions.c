/* What the DDIs do; see the header. */
#include "model/drivers/actions.h"

#include "model/drivers/controls.h"
#include "model/drivers/items.h"
#include "model/drivers/legal.h"
#include "model/drivers/runs.h"
#include "model/drivers/sends.h"
#include "model/hardware/requests.h"
#include "model/kernel/clock.h"
#include "model/kernel/dispatcher.h"
#include "model/kernel/dpc.h"
#include "model/kernel/locks.h"
#include "model/kernel/processor.h"
#include "model/kernel/waits.h"
#include "model/rules/irql.h"
#include "sim/base/check.h"

/* ---- interrupts and DPCs -------------------------------------------------------------------- */

static void insert_dpc(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step,
                       mdl_dpc_id dpc)
{
    m->contexts[id].result =
        mdl_dpc_insert(m, dpc, mdl_machine_where(m, id), id < m->thread_base ? id : MDL_NONE);
    mdl_runs_pass_on(m, id, step, &m->dpcs[dpc].bag,
                     (enum mdl_carries)m->plan->dpcs[dpc].carries);
}

/* W110: above DISPATCH by way of the interrupt's internal DPC. */
static void queue_isr_item(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step)
{
    const struct mdl_line *line = &m->plan->lines[step->object];

    if (m->contexts[id].irql > MDL_IRQL_DISPATCH && line->dpc != MDL_NONE) {
        insert_dpc(m, id, step, line->dpc);
    } else {
        m->contexts[id].result = mdl_items_enqueue(m, id, step, line->item, false);
    }
}

/* ---- waits ---------------------------------------------------------------------------------- */

static sim_duration timeout_of(struct mdl_machine *m, mdl_context_id id,
                               const struct mdl_step *step)
{
    return step->draw == MDL_NONE ? MDL_WAITS_FOREVER
                                  : mdl_actions_draw(m, &m->runs[id], step->draw);
}

static enum mdl_outcome wait_event(struct mdl_machine *m, mdl_context_id id,
                                   const struct mdl_step *step, mdl_event_id event)
{
    struct mdl_context *c = &m->contexts[id];
    struct mdl_event_state *state = &m->events[event];
    mdl_thread_id thread = id - m->thread_base;
    sim_duration timeout_ns;

    if (c->flags & MDL_CONTEXT_WAITED) {
        return MDL_RUNS;   /* what was handed to the event came with the signal */
    }
    c->result = mdl_waits_event_try(m, event);
    if (c->result) {
        mdl_requests_move(m, &m->runs[id].carried, &state->bag);
        return MDL_RUNS;
    }
    timeout_ns = timeout_of(m, id, step);
    if (timeout_ns == 0) {
        return MDL_RUNS;
    }
    mdl_waits_begin(m, thread, MDL_WAITS_EVENT, event, MDL_WAIT_EXECUTIVE,
                    m->plan->events[event].object, timeout_ns);
    mdl_waits_queue(m, &state->waiter_head, &state->waiter_tail, thread);
    return MDL_BLOCKED;
}

static enum mdl_outcome wait_timer(struct mdl_machine *m, mdl_context_id id,
                                   const struct mdl_step *step, mdl_timer_id timer)
{
    struct mdl_context *c = &m->contexts[id];
    sim_duration timeout_ns;

    if (c->flags & MDL_CONTEXT_WAITED) {
        return MDL_RUNS;
    }
    timeout_ns = timeout_of(m, id, step);
    c->result = m->timers[timer].signalled != 0;
    if (c->result || timeout_ns == 0) {
        return MDL_RUNS;
    }
    mdl_waits_begin(m, id - m->thread_base, MDL_WAITS_TIMER, timer, MDL_WAIT_EXECUTIVE,
                    m->plan->timers[timer].object, timeout_ns);
    return MDL_BLOCKED;
}

static enum mdl_outcome wait_object(struct mdl_machine *m, mdl_context_id id,
                                    const struct mdl_step *step)
{
    uint32_t object = step->object & 0x0fffffffu;

    switch ((enum mdl_waitable_kind)(step->object >> 28)) {
    case MDL_WAITABLE_EVENT:
        return wait_event(m, id, step, object);
    case MDL_WAITABLE_TIMER:
        return wait_timer(m, id, step, object);
    default:
        if (m->contexts[id].flags & MDL_CONTEXT_WAITED) {
            return MDL_RUNS;
        }
        return mdl_locks_acquire(m, id, object, MDL_LOCKS_EXCLUSIVE, timeout_of(m, id, step));
    }
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

static enum mdl_outcome acquire(struct mdl_machine *m, mdl_context_id id,
                                const struct mdl_step *step)
{
    enum mdl_locks_way way = step->kind == MDL_STEP_ACQUIRE_SHARED      ? MDL_LOCKS_SHARED
                             : step->kind == MDL_STEP_ACQUIRE_AT_DPC    ? MDL_LOCKS_AT_DPC
                             : step->kind == MDL_STEP_ACQUIRE_INTERRUPT ? MDL_LOCKS_INTERRUPT
                                                                        : MDL_LOCKS_EXCLUSIVE;

    if (m->contexts[id].flags & MDL_CONTEXT_WAITED) {
        return MDL_RUNS;
    }
    return mdl_locks_acquire(m, id, step->object, way, timeout_of(m, id, step));
}

/* ---- signals and timers --------------------------------------------------------------------- */

static void set_event(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step)
{
    if (!(step->flags & MDL_STEP_NO_REQUESTS)) {
        mdl_requests_pass(m, &m->events[step->object].bag, &m->runs[id].carried,
                          MDL_CARRIES_ALL);
    }
    mdl_waits_event_set(m, step->object, step->number == 0 ? 1 : step->number);
}

static void start_timer(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step)
{
    m->contexts[id].result = mdl_clock_is_set(m, step->object);
    m->timers[step->object].signalled = 0;
    mdl_clock_set(m, step->object,
                  step->draw == MDL_NONE ? m->plan->timers[step->object].due_ns
                                         : mdl_actions_draw(m, &m->runs[id], step->draw),
                  mdl_machine_where(m, id));
}

static void stop_timer(struct mdl_machine *m, mdl_context_id id, mdl_timer_id timer)
{
    m->contexts[id].result = mdl_clock_is_set(m, timer);
    mdl_clock_cancel(m, timer);
}

/* ---- the table ------------------------------------------------------------------------------ */

enum mdl_outcome mdl_actions_perform(struct mdl_machine *m, mdl_context_id id,
                                     const struct mdl_step *step)
{
    switch ((enum mdl_step_kind)step->kind) {
    case MDL_STEP_QUEUE_ISR_DPC:
        insert_dpc(m, id, step, m->plan->lines[step->object].dpc);
        break;
    case MDL_STEP_INSERT_DPC:
        insert_dpc(m, id, step, step->object);
        break;
    case MDL_STEP_QUEUE_ISR_ITEM:
        queue_isr_item(m, id, step);
        break;
    case MDL_STEP_WDF_ENQUEUE:
    case MDL_STEP_IO_QUEUE:
    case MDL_STEP_EX_QUEUE:
    case MDL_STEP_IO_TRY_QUEUE:
    case MDL_STEP_ITEM_CREATE:
    case MDL_STEP_ITEM_FREE:
    case MDL_STEP_WDF_FLUSH:
    case MDL_STEP_WDF_DELETE:
    case MDL_STEP_DISPOSE_NEXT:
        return mdl_items_perform(m, id, step);
    case MDL_STEP_ACQUIRE:
    case MDL_STEP_ACQUIRE_AT_DPC:
    case MDL_STEP_ACQUIRE_SHARED:
    case MDL_STEP_ACQUIRE_INTERRUPT:
        return acquire(m, id, step);
    case MDL_STEP_RELEASE:
        mdl_locks_release(m, id, step->object);
        break;
    case MDL_STEP_SET_EVENT:
        set_event(m, id, step);
        break;
    case MDL_STEP_RESET_EVENT:
        mdl_waits_event_reset(m, step->object);
        break;
    case MDL_STEP_WAIT_OBJECT:
        return wait_object(m, id, step);
    case MDL_STEP_WAIT:
    case MDL_STEP_DELAY:
        return sleep_for(m, id, step);
    case MDL_STEP_START_TIMER:
        start_timer(m, id, step);
        break;
    case MDL_STEP_STOP_TIMER:
        stop_timer(m, id, step->object);
        break;
    case MDL_STEP_RAISE_IRQL:
        if (mdl_legal_raise(m, id, step->number)) {
            mdl_processor_set_irql(m, mdl_machine_where(m, id), step->number);
        }
        break;
    case MDL_STEP_LOWER_IRQL:
        if (mdl_legal_lower(m, id, step->number)) {
            mdl_processor_set_irql(m, mdl_machine_where(m, id), step->number);
        }
        break;
    case MDL_STEP_SET_PRIORITY:
        mdl_dispatcher_set_priority(m, id - m->thread_base, step->number);
        break;
    case MDL_STEP_NOTHING:
        break;
    case MDL_STEP_PUT:
        return mdl_sends_perform(m, id, step);
    default:
        return mdl_controls_perform(m, id, step);
    }
    return MDL_RUNS;
}
