/* A processor and settle; see the header. */
#include "model/kernel/processor.h"

#include "model/hardware/ranks.h"
#include "model/kernel/dispatcher.h"
#include "model/kernel/dpc.h"
#include "model/kernel/interrupts.h"
#include "model/kernel/ipi.h"
#include "model/kernel/spins.h"
#include "model/kernel/waitables.h"
#include "model/observe/tell.h"
#include "model/rules/irql.h"
#include "sim/base/check.h"

/* ---- the running segment ------------------------------------------------------------------- */

void mdl_processor_charge(struct mdl_machine *m, mdl_processor_id p)
{
    struct mdl_processor *processor = &m->processors[p];

    if (processor->armed != MDL_NONE) {
        struct mdl_context *c = &m->contexts[processor->armed];

        mdl_processor_book(m, processor, c, m->engine.now - c->since_at);
    }
}

void mdl_processor_pause(struct mdl_machine *m, mdl_processor_id p)
{
    struct mdl_processor *processor = &m->processors[p];

    if (processor->armed == MDL_NONE) {
        return;
    }
    mdl_processor_charge(m, p);
    processor->armed = MDL_NONE;
    sim_engine_clear(&m->engine, p);
}

void mdl_processor_tell_changed(struct mdl_machine *m, mdl_processor_id p,
                                const struct mdl_context *c)
{
    const struct mdl_processor *processor = &m->processors[p];

    mdl_processor_tell(m, p, c->flags & MDL_CONTEXT_OVERHEAD ? c->cost_label : c->label, c->irql,
                       processor->depth == 0 ? processor->thread : MDL_NONE);
}

static inline void arm(struct mdl_machine *m, mdl_processor_id p, mdl_context_id top)
{
    struct mdl_processor *processor = &m->processors[p];
    struct mdl_context *c = &m->contexts[top];

    if (processor->armed != top) {
        SIM_ASSERT(processor->armed == MDL_NONE);
        c->since_at = m->engine.now;
        processor->armed = top;
        sim_engine_set(&m->engine, p, sim_instant_after(m->engine.now, c->left_ns),
                       MDL_RANK_END);
    }
    mdl_processor_tell_top(m, p, c);
}

/* ---- nesting -------------------------------------------------------------------------------- */

mdl_context_id mdl_processor_push(struct mdl_machine *m, mdl_processor_id p,
                                  enum mdl_context_kind kind, unsigned irql,
                                  sim_duration cost_ns, mdl_label_id cost_label)
{
    struct mdl_processor *processor = &m->processors[p];
    mdl_context_id id;
    struct mdl_context *c;

    mdl_processor_pause(m, p);
    processor->depth++;
    SIM_ASSERT(processor->depth < MDL_NEST);
    id = p * MDL_NEST + processor->depth;
    c = &m->contexts[id];
    *c = (struct mdl_context){.step = MDL_NONE, .object = MDL_NONE, .spins_for = MDL_NONE,
                              .entered_at = m->engine.now, .left_ns = cost_ns,
                              .cost_label = cost_label, .kind = (uint8_t)kind,
                              .irql = (uint8_t)irql, .entry_irql = (uint16_t)irql};
    c->flags = MDL_CONTEXT_FRESH | (cost_ns > 0 ? MDL_CONTEXT_OVERHEAD : 0);
    return id;
}

void mdl_processor_pop(struct mdl_machine *m, mdl_processor_id p)
{
    struct mdl_processor *processor = &m->processors[p];

    SIM_ASSERT(processor->depth > 0);
    SIM_ASSERT(processor->armed == MDL_NONE);
    processor->depth--;
}

/* ---- what an outcome leads to --------------------------------------------------------------- */

static void thread_returned(struct mdl_machine *m, mdl_processor_id p)
{
    mdl_thread_id thread = m->processors[p].thread;

    m->threads[thread].phase = MDL_THREAD_ENDED;
    mdl_tell_thread_ended(m->record, m->engine.now, thread);
    mdl_dispatcher_leave(m, p);
    mdl_waitables_signalled(m, MDL_WAITABLE(MDL_WAITABLE_THREAD, thread), 0);
}

static void returned(struct mdl_machine *m, mdl_processor_id p, mdl_context_id c)
{
    switch (m->contexts[c].kind) {
    case MDL_CONTEXT_ISR:
        mdl_interrupts_returned(m, p, c);
        break;
    case MDL_CONTEXT_DPC:
        mdl_dpc_returned(m, p, c);
        break;
    case MDL_CONTEXT_CLOCK:
        mdl_processor_pop(m, p);
        break;
    case MDL_CONTEXT_IPI:
        mdl_ipi_returned(m, p);
        break;
    default:
        thread_returned(m, p);
    }
}

static inline void follow(struct mdl_machine *m, mdl_processor_id p, mdl_context_id c,
                          enum mdl_outcome outcome)
{
    if (outcome == MDL_BLOCKED) {
        SIM_ASSERT(m->processors[p].depth == 0);
        mdl_dispatcher_leave(m, p);
    } else if (outcome == MDL_RETURNED) {
        returned(m, p, c);
    }
}

static inline enum mdl_outcome resume(struct mdl_machine *m, mdl_processor_id p, mdl_context_id c)
{
    enum mdl_outcome outcome;

    m->acting = p;
    outcome = m->bodies->resume[m->contexts[c].kind](m, c);
    m->acting = MDL_NONE;
    return outcome;
}

static void overhead_paid(struct mdl_machine *m, mdl_processor_id p, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];

    c->flags &= (uint8_t)~MDL_CONTEXT_OVERHEAD;
    if (mdl_machine_is_thread(m, id)) {
        struct mdl_thread_state *t = &m->threads[id - m->thread_base];

        c->left_ns = t->resume_ns;
        t->resume_ns = 0;
    }
    mdl_machine_dirty(m, p);
}

void mdl_processor_fire(struct mdl_machine *m, mdl_processor_id p)
{
    struct mdl_processor *processor = &m->processors[p];
    mdl_context_id id = processor->armed;
    struct mdl_context *c = &m->contexts[id];
    enum mdl_outcome outcome;

    mdl_processor_book(m, processor, c, c->left_ns);
    if (c->flags & MDL_CONTEXT_OVERHEAD) {
        processor->armed = MDL_NONE;
        overhead_paid(m, p, id);
        return;
    }
    outcome = resume(m, p, id);
    if (outcome == MDL_RUNS && !mdl_processor_must_yield(m, p) &&
        processor->told_irql == c->irql) {
        mdl_processor_rearm(m, p, c);
        mdl_processor_tell_top(m, p, c);   /* a worker may have gone on with another item */
        return;
    }
    processor->armed = MDL_NONE;
    follow(m, p, id, outcome);
    mdl_machine_dirty(m, p);
}

/* ---- settle --------------------------------------------------------------------------------- */

void mdl_processor_go_idle(struct mdl_machine *m, mdl_processor_id p)
{
    const struct mdl_processor *processor = &m->processors[p];

    SIM_ASSERT(processor->armed == MDL_NONE);
    if (processor->told_label != MDL_LABEL_IDLE || processor->told_irql != MDL_IRQL_PASSIVE ||
        processor->told_thread != MDL_NONE) {
        mdl_processor_tell(m, p, MDL_LABEL_IDLE, MDL_IRQL_PASSIVE, MDL_NONE);
    }
}

/* Lets the topmost context go on; false when p needs no further look. */
static inline bool go_on(struct mdl_machine *m, mdl_processor_id p, mdl_context_id top)
{
    struct mdl_context *c = &m->contexts[top];
    enum mdl_outcome outcome;

    if (c->left_ns == 0) {
        if (c->spins_for != MDL_NONE && !mdl_spins_again(m, top)) {
            mdl_processor_tell_top(m, p, c);
            return false;
        }
        outcome = resume(m, p, top);
        follow(m, p, top, outcome);
        if (outcome == MDL_SPINS) {
            mdl_processor_tell_top(m, p, c);
            return false;
        }
        if (outcome != MDL_RUNS || mdl_processor_must_yield(m, p)) {
            return m->bug_check == 0 && !m->stuck;
        }
    }
    arm(m, p, top);
    return false;
}

/* What comes before the dispatcher at thread level (I8). True: look again. */
static bool dispatch_interrupt(struct mdl_machine *m, struct mdl_processor *processor,
                               mdl_processor_id p)
{
    if (processor->dispatch_requested && mdl_dpc_drain(m, p)) {
        return true;
    }
    if (processor->quantum_end && processor->thread != MDL_NONE) {
        mdl_dispatcher_quantum_end(m, p);
    }
    return false;
}

void mdl_processor_settle(struct mdl_machine *m, mdl_processor_id p)
{
    struct mdl_processor *processor = &m->processors[p];

    while (m->bug_check == 0 && !m->stuck) {
        mdl_context_id top = mdl_machine_top(m, p);
        unsigned irql = top == MDL_NONE ? MDL_IRQL_PASSIVE : m->contexts[top].irql;

        if (processor->pending_levels >> (irql + 1) != 0) {
            mdl_interrupts_take(m, p);
            continue;
        }
        if (processor->depth == 0 && irql < MDL_IRQL_DISPATCH) {
            if ((processor->dispatch_requested || processor->quantum_end) &&
                dispatch_interrupt(m, processor, p)) {
                continue;
            }
            mdl_dispatcher_pick(m, p);
            if (processor->thread == MDL_NONE) {
                mdl_processor_go_idle(m, p);
                return;
            }
            top = m->thread_base + processor->thread;
        }
        if (!go_on(m, p, top)) {
            return;
        }
    }
}

/* ---- being told to look --------------------------------------------------------------------- */

void mdl_processor_ipi(struct mdl_machine *m, mdl_processor_id p)
{
    m->processors[p].ipi_under_way = 0;
    mdl_ipi_arrives(m, p);
    mdl_machine_dirty(m, p);
}

void mdl_processor_notify_by_ipi(struct mdl_machine *m, mdl_processor_id p)
{
    struct mdl_processor *processor = &m->processors[p];

    if (m->acting == MDL_NONE || m->acting == p || mdl_machine_top(m, p) == MDL_NONE) {
        mdl_machine_dirty(m, p);
    } else if (!processor->ipi_under_way) {
        processor->ipi_under_way = 1;
        sim_engine_set(&m->engine, m->slot_ipi + p,
                       sim_instant_after(m->engine.now, m->plan->profile.costs.ipi_ns),
                       MDL_RANK_IPI);
    }
}

bool mdl_processor_yields(const struct mdl_processor *processor, unsigned irql)
{
    if (processor->pending_levels >> (irql + 1) != 0) {
        return true;
    }
    return processor->depth == 0 && irql < MDL_IRQL_DISPATCH &&
           (processor->dispatch_requested || processor->standby != MDL_NONE);
}

void mdl_processor_set_irql(struct mdl_machine *m, mdl_processor_id p, unsigned irql)
{
    m->contexts[mdl_machine_top(m, p)].irql = (uint8_t)irql;
    mdl_machine_dirty(m, p);
}
