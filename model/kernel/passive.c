/* Servers; see the header. */
#include "model/kernel/passive.h"

#include "model/hardware/controller.h"
#include "model/kernel/dpc.h"
#include "model/kernel/flush.h"
#include "model/kernel/interrupts.h"
#include "model/kernel/locks.h"
#include "model/kernel/waits.h"
#include "model/observe/tell.h"

static const struct mdl_thread *plan_of(const struct mdl_machine *m, mdl_context_id id)
{
    return &m->plan->threads[id - m->thread_base];
}

static void rest(struct mdl_machine *m, mdl_thread_id thread)
{
    mdl_waits_begin(m, thread, MDL_WAITS_SERVES, 0, MDL_WAIT_EXECUTIVE, MDL_NONE,
                    MDL_WAITS_FOREVER);
}

void mdl_passive_begin(struct mdl_machine *m, mdl_thread_id thread)
{
    struct mdl_context *c = &m->contexts[mdl_machine_thread_context(m, thread)];

    c->kind = MDL_CONTEXT_SERVER;
    c->object = MDL_NONE;
    c->flags = 0;
    m->threads[thread].phase = MDL_THREAD_RUNNING;
    rest(m, thread);
}

void mdl_passive_wake(struct mdl_machine *m, mdl_thread_id thread)
{
    const struct mdl_thread_state *t = &m->threads[thread];

    if (t->phase == MDL_THREAD_WAITING && t->wait_kind == MDL_WAITS_SERVES) {
        mdl_waits_end(m, thread, false);
    }
}

void mdl_passive_trap(struct mdl_machine *m, mdl_processor_id p, mdl_line_id leader)
{
    mdl_thread_id thread = m->plan->lines[leader].thread;

    m->lines[leader].signalled = 1;
    mdl_passive_wake(m, thread);
    mdl_tell_isr_deferred(m->record, m->engine.now, leader, p, m->threads[thread].processor);
}

/* ---- taking work ---------------------------------------------------------------------------- */

static void load(struct mdl_machine *m, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];

    c->step = MDL_NONE;
    c->own_ns = 0;
    c->returned = 0;
    c->flags = MDL_CONTEXT_FRESH;
}

static void load_isr(struct mdl_machine *m, mdl_context_id id, mdl_line_id line)
{
    m->contexts[id].object = line;
    m->contexts[id].label = m->plan->lines[line].isr_label;
    load(m, id);
}

enum mdl_outcome mdl_passive_take(struct mdl_machine *m, mdl_context_id id)
{
    const struct mdl_thread *plan = plan_of(m, id);

    if (plan->serves == MDL_SERVES_LINE && m->lines[plan->served].signalled) {
        mdl_line_id first = mdl_interrupts_connected(m, plan->served);

        m->lines[plan->served].signalled = 0;
        m->lines[plan->served].claimed = 0;
        load_isr(m, id, first != MDL_NONE ? first : plan->served);   /* the trap was before */
        return MDL_RUNS;
    }
    if (plan->serves == MDL_SERVES_DPCS && mdl_dpc_take_threaded(m, plan->served, id)) {
        load(m, id);
        return MDL_RUNS;
    }
    rest(m, id - m->thread_base);
    return MDL_BLOCKED;
}

enum mdl_outcome mdl_passive_lock(struct mdl_machine *m, mdl_context_id id)
{
    mdl_line_id line = m->contexts[id].object;
    mdl_lock_id lock;
    enum mdl_outcome outcome;

    if (plan_of(m, id)->serves != MDL_SERVES_LINE) {
        return MDL_RUNS;
    }
    lock = m->plan->lines[line].lock;
    if (m->locks[lock].owner == id) {
        return MDL_RUNS;
    }
    outcome = mdl_locks_acquire(m, id, lock, 0, MDL_WAITS_FOREVER);
    if (outcome == MDL_BLOCKED) {
        mdl_tell_isr_spins(m->record, m->engine.now, line, mdl_machine_where(m, id), lock);
    }
    return outcome;
}

/* ---- returning ------------------------------------------------------------------------------ */

static void isr_returned(struct mdl_machine *m, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];
    mdl_line_id line = c->object, first = m->plan->lines[line].chain_first, next;
    bool claimed = c->returned == 2;

    mdl_tell_isr_left(m->record, m->engine.now, line, mdl_machine_where(m, id),
                      claimed || !mdl_controller_declined(m, line), c->own_ns);
    mdl_locks_release(m, id, m->plan->lines[line].lock, 0);
    next = mdl_interrupts_next(m, line, claimed);
    if (next != MDL_NONE) {
        load_isr(m, id, next);
    } else {
        c->object = MDL_NONE;
        mdl_interrupts_end(m, line);    /* I22: unmasked only now */
        mdl_tell_isr_unmasked(m->record, m->engine.now, first,
                              m->lines[first].pending_on != MDL_NONE
                                  ? m->lines[first].pending_on
                                  : mdl_machine_where(m, id));
    }
    if ((m->lines[line].masked & MDL_MASKED_UNCONNECTED) != 0) {
        mdl_interrupts_let_go(m, line);
    }
}

void mdl_passive_returned(struct mdl_machine *m, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];
    mdl_processor_id p = mdl_machine_where(m, id);

    if (plan_of(m, id)->serves == MDL_SERVES_LINE) {
        isr_returned(m, id);
        return;
    }
    mdl_tell_dpc_left(m->record, m->engine.now, c->object, p, c->own_ns);
    c->object = MDL_NONE;
    mdl_flush_returned(m, &m->processors[p].threaded_mark);
}

bool mdl_passive_runs(const struct mdl_machine *m, enum mdl_serves serves, uint32_t object)
{
    for (mdl_thread_id thread = 0; thread < m->plan->thread_count; thread++) {
        if (m->plan->threads[thread].serves == (uint8_t)serves &&
            m->contexts[mdl_machine_thread_context(m, thread)].object == object) {
            return true;
        }
    }
    return false;
}
