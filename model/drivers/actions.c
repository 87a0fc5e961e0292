/* What the DDIs do; see the header. */
#include "model/drivers/actions.h"

#include "model/drivers/items.h"
#include "model/drivers/legal.h"
#include "model/drivers/runs.h"
#include "model/drivers/sends.h"
#include "model/drivers/syncs.h"
#include "model/drivers/system_threads.h"
#include "model/drivers/timers.h"
#include "model/hardware/requests.h"
#include "model/kernel/boosts.h"
#include "model/kernel/dispatcher.h"
#include "model/kernel/dpc.h"
#include "model/kernel/locks.h"
#include "model/kernel/processor.h"
#include "model/kernel/stop.h"
#include "model/machine/cause.h"
#include "model/rules/irql.h"

/* ---- interrupts and DPCs -------------------------------------------------------------------- */

static void insert_dpc(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step,
                       mdl_dpc_id dpc)
{
    m->contexts[id].result =
        mdl_dpc_insert(m, dpc, mdl_machine_where(m, id), id < m->thread_base ? id : MDL_NONE,
                       mdl_cause_of_call(m, id, step->value));
    if (m->hands_back && m->contexts[id].kind == MDL_CONTEXT_DPC &&
        !(m->contexts[id].flags & MDL_CONTEXT_TIMER) && m->contexts[id].object == dpc) {
        mdl_requests_hand_back(m, &m->runs[id].carried);
    }
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

/* ---- priorities ----------------------------------------------------------------------------- */

/* The current thread is the one below: a DPC or ISR that calls this means whom it interrupts. */
static mdl_thread_id thread_of(const struct mdl_machine *m, mdl_context_id id,
                               const struct mdl_step *step)
{
    mdl_processor_id p = mdl_machine_where(m, id);

    if (step->object != MDL_NONE) {
        return step->object;
    }
    return id >= m->thread_base ? id - m->thread_base
           : p == MDL_NONE      ? MDL_NONE
                                : m->processors[p].thread;
}

/* T1: relative to the base of its process, within the half of the range to which that belongs. */
static void set_base(struct mdl_machine *m, mdl_thread_id thread, int64_t increment)
{
    int64_t process = thread < m->plan->thread_count ? m->plan->threads[thread].process_base
                                                     : MDL_BOOSTS_SYSTEM_BASE;
    int64_t low = process >= MDL_BOOSTS_REAL_TIME ? MDL_BOOSTS_REAL_TIME : 1;
    int64_t high = process >= MDL_BOOSTS_REAL_TIME ? 31 : MDL_BOOSTS_REAL_TIME - 1;
    int64_t base = process + increment;

    base = base < low ? low : base > high ? high : base;
    mdl_dispatcher_set_base(m, thread, (unsigned)base);
}

static void set_priority(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step)
{
    mdl_thread_id thread = thread_of(m, id, step);

    if (thread == MDL_NONE) {
        return;
    }
    if (step->kind == MDL_STEP_SET_BASE) {
        set_base(m, thread, step->value);
    } else {
        mdl_dispatcher_set_priority(m, thread, step->number);
    }
}

/* ---- the table ------------------------------------------------------------------------------ */

enum mdl_outcome mdl_actions_perform(struct mdl_machine *m, mdl_context_id id,
                                     const struct mdl_step *step)
{
    if (mdl_step_is_of_item(step->kind)) {
        return mdl_items_perform(m, id, step);
    }
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
    case MDL_STEP_START_TIMER:
    case MDL_STEP_STOP_TIMER:
    case MDL_STEP_TIMER_STOPPED:
        return mdl_timers_perform(m, id, step);
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
    case MDL_STEP_CREATE_THREAD:
    case MDL_STEP_END_THREAD:
        return mdl_system_threads_perform(m, id, step);
    case MDL_STEP_SET_PRIORITY:
    case MDL_STEP_SET_BASE:
        set_priority(m, id, step);
        break;
    case MDL_STEP_BUG_CHECK:
        (void)mdl_stop_finding(m, MDL_FINDING_BUG_CHECK_CALLED,
                               m->plan->labels[m->contexts[id].label].object, step->number, 0, 0,
                               0);
        return MDL_YIELDS;
    case MDL_STEP_NOTHING:
        m->contexts[id].result = 1;   /* it succeeds, unless a fault stands in front of it */
        break;
    default:
        if (step->kind >= MDL_STEP_PUT && step->kind < MDL_STEP_NOTHING) {
            return mdl_sends_perform(m, id, step);
        }
        return mdl_syncs_perform(m, id, step);
    }
    return MDL_RUNS;
}
