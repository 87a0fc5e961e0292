/* What is legal; see the header. */
#include "model/drivers/legal.h"

#include "model/drivers/deleted.h"
#include "model/drivers/timers.h"
#include "model/kernel/locks.h"
#include "model/kernel/processor.h"
#include "model/kernel/stop.h"
#include "model/rules/ddi.h"
#include "model/rules/irql.h"
#include "model/rules/misuse.h"
#include "sim/random/law.h"

static mdl_object_id object_of(const struct mdl_machine *m, mdl_context_id id)
{
    return m->plan->labels[m->contexts[id].label].object;
}

/* Driver Verifier is on and has a code for this: it stops here, before anything else is seen. */
static bool verifier_stops(struct mdl_machine *m, mdl_context_id id, uint32_t code)
{
    return m->plan->profile.verifier && code != 0 &&
           mdl_stop_finding(m, MDL_FINDING_VERIFIER, object_of(m, id), code,
                            m->contexts[id].irql, 0, 0);
}

/* ---- calls (C1-C4) -------------------------------------------------------------------------- */

/* WdfObjectAcquireLock blocks or spins, by the lock. */
static bool blocks(const struct mdl_machine *m, const struct mdl_step *step)
{
    return mdl_ddi_row(step->ddi)->blocks ||
           (step->kind == MDL_STEP_ACQUIRE && !mdl_locks_spins(m->plan, step->object));
}

/* A poll (time-out 0) does not block (T21). */
static bool may_block(const struct mdl_machine *m, const struct mdl_step *step)
{
    if (step->kind == MDL_STEP_WAIT) {
        return true;
    }
    if (step->kind == MDL_STEP_REMOVE_DPC || step->kind == MDL_STEP_STOP_TIMER) {
        return step->number != 0;   /* D25: with Wait */
    }
    if (step->ddi == MDL_DDI_NONE ||
        !(step->kind == MDL_STEP_ACQUIRE_INTERRUPT ? !mdl_locks_spins(m->plan, step->object)
                                                   : blocks(m, step)) ||
        (step->kind == MDL_STEP_ACQUIRE && (step->number & MDL_WAY_TRY))) {
        return false;
    }
    if (step->draw != MDL_NONE && step->kind != MDL_STEP_DELAY) {
        const struct sim_law *law = &m->plan->draws[step->draw].law;

        return !(sim_law_is_constant(law) && sim_law_mean(law) == 0.0);
    }
    return true;
}

static bool is_poll(const struct mdl_machine *m, const struct mdl_step *step)
{
    return mdl_ddi_row(step->ddi)->blocks && !may_block(m, step);
}

static uint32_t wait_code(const struct mdl_context *c, const struct mdl_step *step)
{
    if (step->kind == MDL_STEP_WAIT_OBJECT || step->kind == MDL_STEP_WAIT_SEVERAL ||
        step->kind == MDL_STEP_DELAY) {
        return mdl_misuse_wait(c->irql, step->draw == MDL_NONE);
    }
    return step->ddi == MDL_DDI_NONE ? MDL_MISUSE_WAIT
                                     : mdl_misuse_call(mdl_ddi_row(step->ddi)->name, true);
}

/* V1: from which thread a DPC switches to which, numbered from 1; 0: the idle thread. */
static bool dpc_stops(struct mdl_machine *m, mdl_context_id id)
{
    const struct mdl_processor *p = &m->processors[mdl_machine_where(m, id)];
    uint64_t old = p->thread == MDL_NONE ? 0 : p->thread + 1u;
    uint64_t new = p->standby == MDL_NONE ? 0 : p->standby + 1u;

    return mdl_stop_finding(m, MDL_FINDING_WAIT_IN_DPC, object_of(m, id), old, new, 0, 0);
}

/* A wait that blocks the whole processor: 0xB8 inside a DPC, 0xA elsewhere (V4). */
static bool stops_waiting(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step)
{
    const struct mdl_context *c = &m->contexts[id];

    if (verifier_stops(m, id, wait_code(c, step))) {
        return true;
    }
    return c->kind == MDL_CONTEXT_DPC ? dpc_stops(m, id)
                                      : mdl_stop_finding(m, MDL_FINDING_WAIT_AT_RAISED,
                                                         object_of(m, id), 0, c->irql, 0, 0);
}

/* C2: the lock of an interrupt up to its own level, that of a passive one at PASSIVE_LEVEL; C4:
   WdfDpcCancel and WdfTimerStop with Wait at PASSIVE_LEVEL. */
static bool argument_allows(const struct mdl_machine *m, const struct mdl_context *c,
                            const struct mdl_step *step)
{
    if (step->kind == MDL_STEP_REMOVE_DPC || step->kind == MDL_STEP_STOP_TIMER) {
        return step->number == 0 || c->irql == MDL_IRQL_PASSIVE;
    }
    if (step->kind == MDL_STEP_IPI_CALL) {
        return c->irql < m->plan->profile.ipi_irql;   /* I32 */
    }
    return step->kind != MDL_STEP_ACQUIRE_INTERRUPT ||
           c->irql <= m->plan->locks[step->object].synchronize_irql;
}

/* Driver Verifier is asked first; a framework's call at a wrong level is only found. */
static bool call_stops(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step,
                       bool too_high)
{
    return verifier_stops(m, id, mdl_misuse_call(mdl_ddi_row(step->ddi)->name, too_high)) ||
           mdl_stop_finding(m, too_high ? MDL_FINDING_IRQL_TOO_HIGH : MDL_FINDING_IRQL_TOO_LOW,
                            object_of(m, id), step->ddi, m->contexts[id].irql, 0, 0);
}

static bool is_wait(const struct mdl_step *step)
{
    return step->kind == MDL_STEP_WAIT_OBJECT || step->kind == MDL_STEP_WAIT_SEVERAL;
}

/* T15: the kernel refuses to follow a lock that is taken at DISPATCH or above. */
static bool takes_tracked(const struct mdl_machine *m, const struct mdl_step *step)
{
    return step->kind == MDL_STEP_ACQUIRE && m->plan->profile.autoboost &&
           mdl_locks_is_tracked(m->plan, step->object);
}

/* D21: it obeys the rules of DISPATCH_LEVEL, for it may run there. */
static bool is_threaded_dpc(const struct mdl_machine *m, mdl_context_id id)
{
    return m->plan->threads[id - m->thread_base].serves == MDL_SERVES_DPCS;
}

/* The framework looks for that before anything else, and does not wait. */
static bool stops_itself(const struct mdl_machine *m, mdl_context_id id,
                         const struct mdl_step *step)
{
    return step->kind == MDL_STEP_STOP_TIMER && step->number == MDL_TIMER_STOP_WAITS &&
           mdl_timers_is_inside(m, id, step->object);
}

bool mdl_legal_step(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step)
{
    const struct mdl_context *c = &m->contexts[id];
    const struct mdl_ddi *ddi;

    if (c->kind == MDL_CONTEXT_SOURCE || stops_itself(m, id, step)) {
        return true;
    }
    if (c->irql >= MDL_IRQL_DISPATCH && takes_tracked(m, step)) {
        return !verifier_stops(m, id, wait_code(c, step)) &&
               !mdl_stop_finding(m, MDL_FINDING_BOOST_RAISED, object_of(m, id), id, step->object,
                                 c->irql, 0);
    }
    if (c->irql >= MDL_IRQL_DISPATCH && m->runs[id].waits_next > 0 && is_wait(step)) {
        mdl_processor_set_irql(m, mdl_machine_where(m, id), m->runs[id].waits_next - 1u);
        m->runs[id].waits_next = 0;   /* T20: the wait gives the level back */
        return true;
    }
    if (c->irql >= MDL_IRQL_DISPATCH && may_block(m, step)) {
        return !stops_waiting(m, id, step);
    }
    if (c->kind == MDL_CONTEXT_SERVER && is_threaded_dpc(m, id) && may_block(m, step)) {
        mdl_stop_finding(m, MDL_FINDING_THREADED_WAIT, object_of(m, id), 0, c->irql, 0, 0);
    }
    if (step->ddi == MDL_DDI_NONE || (c->irql == MDL_IRQL_DISPATCH && is_poll(m, step))) {
        return true;
    }
    if (m->plan->deletes_objects && mdl_deleted_stops(m, step)) {
        return false;
    }
    ddi = mdl_ddi_row(step->ddi);
    if (!mdl_ddi_allows_high(ddi, c->irql) || !argument_allows(m, c, step)) {
        return !call_stops(m, id, step, true);
    }
    if (step->kind == MDL_STEP_ACQUIRE_INTERRUPT && step->draw != MDL_NONE &&
        mdl_locks_spins(m->plan, step->object)) {
        mdl_stop_finding(m, MDL_FINDING_TRY_NOT_PASSIVE, object_of(m, id), step->ddi, c->irql, 0,
                         0);
    }
    return mdl_ddi_allows_low(ddi, c->irql) || !call_stops(m, id, step, false);
}

/* ---- levels (I5) ---------------------------------------------------------------------------- */

bool mdl_legal_raise(struct mdl_machine *m, mdl_context_id id, unsigned irql)
{
    unsigned now = m->contexts[id].irql;

    if (irql >= now) {
        return true;
    }
    if (!verifier_stops(m, id, MDL_MISUSE_RAISE_TO_LOWER)) {
        mdl_stop_finding(m, MDL_FINDING_RAISE_TO_LOWER, object_of(m, id), 0, now, 0, 0);
    }
    return false;
}

bool mdl_legal_lower(struct mdl_machine *m, mdl_context_id id, unsigned irql)
{
    unsigned now = m->contexts[id].irql;

    return irql <= now ||
           (!verifier_stops(m, id, MDL_MISUSE_LOWER_TO_HIGHER) &&
            !mdl_stop_finding(m, MDL_FINDING_LOWER_TO_HIGHER, object_of(m, id), now, irql, 0, 0));
}

/* ---- returns (V1, V2, W162, W163, W174, W182) ------------------------------------------------ */

static bool isr_stops(struct mdl_machine *m, mdl_context_id id)
{
    const struct mdl_context *c = &m->contexts[id];
    unsigned entered = c->entry_irql & 0xff;

    if (c->irql == entered) {
        return false;
    }
    return (c->kind == MDL_CONTEXT_ISR && verifier_stops(m, id, MDL_MISUSE_ISR_RETURNED)) ||
           mdl_stop_finding(m, MDL_FINDING_ISR_RETURNED_IRQL, object_of(m, id),
                            (uint64_t)c->irql << 16 | (uint64_t)entered << 8 | 3, 0, 0, 0);
}

static bool is_mutex(uint8_t kind)
{
    return kind == MDL_LOCK_MUTEX || kind == MDL_LOCK_FAST_MUTEX || kind == MDL_LOCK_GUARDED_MUTEX;
}

/* W163: of all locks only a mutex stops Windows, and only in a worker; others stay taken.
   W182: a region that was not left. */
static bool kept_stops(struct mdl_machine *m, mdl_context_id id)
{
    const struct mdl_run *run = &m->runs[id];
    bool worker = m->contexts[id].kind == MDL_CONTEXT_WORKER;

    for (mdl_lock_id lock = 0; worker && lock < m->plan->lock_count; lock++) {
        if (is_mutex(m->plan->locks[lock].kind) && m->locks[lock].owner == id) {
            mdl_instance_id item = m->contexts[id].object;

            return mdl_stop_finding(m, MDL_FINDING_RETURNED_OWNING, object_of(m, id),
                                    m->plan->items[m->plan->instance_item[item]].program, 0,
                                    item + 1, 0);
        }
    }
    if (run->locks_held > 0) {
        return mdl_stop_finding(m, MDL_FINDING_RETURNED_HOLDING, object_of(m, id), 0, 0, 0, 0);
    }
    return run->critical + run->guarded > 0 &&
           mdl_stop_finding(m, MDL_FINDING_REGION_NOT_LEFT, object_of(m, id), 0, 0, 0, 0);
}

/* The framework looks before the system does, since its thunk is the inner caller (W182). */
static bool worker_stops(struct mdl_machine *m, mdl_context_id id)
{
    const struct mdl_context *c = &m->contexts[id];
    const struct mdl_item *item = &m->plan->items[m->plan->instance_item[c->object]];

    if (c->irql >= MDL_IRQL_DISPATCH) {
        return item->family == MDL_ITEM_WDF
                   ? mdl_stop_finding(m, MDL_FINDING_CALLBACK_RETURNED_IRQL, item->object, 0xE,
                                      MDL_IRQL_PASSIVE, c->irql, 0)
                   : mdl_stop_finding(m, MDL_FINDING_RETURNED_AT_IRQL, object_of(m, id),
                                      item->program, c->irql, 0, c->object + 1);
    }
    return kept_stops(m, id);
}

/* A thread of an application goes back to user mode (V1). */
static bool service_stops(struct mdl_machine *m, mdl_context_id id)
{
    const struct mdl_context *c = &m->contexts[id];

    return c->irql > MDL_IRQL_PASSIVE && m->plan->threads[c->object].application &&
           mdl_stop_finding(m, MDL_FINDING_SERVICE_RETURNED_IRQL, object_of(m, id), 0, c->irql, 0,
                            0);
}

bool mdl_legal_return(struct mdl_machine *m, mdl_context_id id)
{
    switch (m->contexts[id].kind) {
    case MDL_CONTEXT_ISR:
    case MDL_CONTEXT_DPC:
    case MDL_CONTEXT_IPI:
    case MDL_CONTEXT_SERVER:
        return !isr_stops(m, id);
    case MDL_CONTEXT_WORKER:
        return !worker_stops(m, id);
    case MDL_CONTEXT_THREAD:
        return !service_stops(m, id) && !kept_stops(m, id);
    default:
        return true;
    }
}
