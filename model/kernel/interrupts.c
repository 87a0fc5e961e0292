/* Interrupt dispatch; see the header. */
#include "model/kernel/interrupts.h"

#include "model/hardware/controller.h"
#include "model/kernel/clock.h"
#include "model/kernel/ipi.h"
#include "model/kernel/locks.h"
#include "model/kernel/processor.h"
#include "model/kernel/stop.h"
#include "model/kernel/waits.h"
#include "model/observe/tell.h"
#include "sim/base/bits.h"
#include "sim/base/check.h"
#include "sim/base/paths.h"

static void load(struct mdl_machine *m, mdl_context_id id, mdl_line_id line)
{
    struct mdl_context *c = &m->contexts[id];

    c->object = line;
    c->label = m->plan->lines[line].isr_label;
    c->step = MDL_NONE;
    c->own_ns = 0;
    c->entered_at = m->engine.now;
    c->returned = 0;
    c->flags |= MDL_CONTEXT_FRESH;
}

static void take_clock(struct mdl_machine *m, mdl_processor_id p)
{
    const struct mdl_profile *profile = &m->plan->profile;
    unsigned causes = m->processors[p].clock_pending;
    mdl_context_id id;

    m->processors[p].clock_pending = 0;
    m->processors[p].pending_levels &= ~(UINT64_C(1) << profile->clock_irql);
    if (profile->costs.clock_ns == 0) {
        mdl_clock_interrupt(m, p, causes);
        return;
    }
    id = mdl_processor_push(m, p, MDL_CONTEXT_CLOCK, profile->clock_irql,
                            profile->costs.clock_ns, MDL_LABEL_CLOCK_COST);
    m->contexts[id].label = MDL_LABEL_CLOCK_COST;
    m->contexts[id].object = causes;
}

mdl_line_id mdl_interrupts_connected(const struct mdl_machine *m, mdl_line_id line)
{
    while (line != MDL_NONE && (m->lines[line].masked & MDL_MASKED_UNCONNECTED) != 0) {
        line = m->plan->lines[line].chain_next;
    }
    return line;
}

void mdl_interrupts_take(struct mdl_machine *m, mdl_processor_id p)
{
    const struct mdl_profile *profile = &m->plan->profile;
    unsigned highest = sim_bits_highest(m->processors[p].pending_levels);
    mdl_line_id line, first;
    mdl_context_id id;

    if (highest >= profile->clock_irql) {   /* no device has such a level */
        if (highest == profile->clock_irql) {
            take_clock(m, p);
        } else {
            mdl_ipi_take(m, p);
        }
        return;
    }
    line = mdl_controller_due(m, p);
    SIM_ASSERT(line != MDL_NONE);
    mdl_controller_acknowledge(m, p, line);
    first = m->plan->lines[line].thread != MDL_NONE ? line : mdl_interrupts_connected(m, line);
    if (first == MDL_NONE) {
        return;   /* an edge of a device that has left meanwhile */
    }
    m->lines[line].active_on = p;
    id = mdl_processor_push(m, p, MDL_CONTEXT_ISR, m->plan->lines[line].irql,
                            profile->costs.interrupt_ns, MDL_LABEL_INTERRUPT_COST);
    load(m, id, first);
    m->lines[line].claimed = 0;
}

enum mdl_outcome mdl_interrupts_lock(struct mdl_machine *m, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];
    const struct mdl_line *plan = &m->plan->lines[c->object];
    enum mdl_outcome outcome;

    if (m->locks[plan->lock].owner == id) {
        return MDL_RUNS;                  /* it has spun, and has it now */
    }
    c->irql = plan->synchronize_irql;
    c->entry_irql = plan->synchronize_irql;
    outcome = mdl_locks_acquire(m, id, plan->lock, MDL_WAY_KEEPS_LEVEL,
                                MDL_WAITS_FOREVER);
    if (outcome == MDL_SPINS) {
        mdl_tell_isr_spins(m->record, m->engine.now, c->object, id / MDL_NEST, plan->lock);
    }
    return outcome;
}

static void unlock(struct mdl_machine *m, mdl_context_id id, const struct mdl_line *plan)
{
    mdl_locks_release(m, id, plan->lock, 0);
    m->contexts[id].irql = plan->irql;
    m->contexts[id].entry_irql = plan->irql;
}

/* I26: a level line that nobody claims, or one where the wrong ISR does (it was called last). U12:
   when it counts as a storm is not documented. */
static SIM_RARE void watch_storm(struct mdl_machine *m, mdl_line_id leader, mdl_line_id last,
                                 bool served)
{
    const struct mdl_profile *profile = &m->plan->profile;
    const struct mdl_line *plan = &m->plan->lines[leader];
    struct mdl_line_state *state = &m->lines[leader];
    bool chained = plan->chain_next != MDL_NONE;

    if (served || plan->trigger != MDL_TRIGGER_LEVEL) {
        state->unclaimed_passes = 0;
        return;
    }
    if (state->unclaimed_passes++ == 0) {
        state->unclaimed_at = m->engine.now;
    }
    if (state->unclaimed_at == UINT64_MAX ||
        !((profile->storm_passes > 0 && state->unclaimed_passes >= profile->storm_passes) ||
          (profile->storm_after_ns > 0 &&
           m->engine.now - state->unclaimed_at >= profile->storm_after_ns))) {
        return;
    }
    state->unclaimed_at = UINT64_MAX;   /* one finding a storm */
    mdl_tell_storm(m->record, m->engine.now, leader);
    if (state->claimed) {               /* Windows sees nothing wrong */
        mdl_stop_finding(m, MDL_FINDING_FALSE_CLAIM, m->plan->lines[last].object,
                         m->plan->lines[last].isr, 0, last, 0);
        return;
    }
    mdl_stop_finding(m, profile->storm_stops ? MDL_FINDING_STORM_STOP
                                             : MDL_FINDING_INTERRUPT_STORM,
                     plan->object, plan->isr, 0, leader, chained ? 2 : 1);
}

mdl_line_id mdl_interrupts_next(struct mdl_machine *m, mdl_line_id line, bool claimed)
{
    const struct mdl_line *plan = &m->plan->lines[line];
    struct mdl_line_state *leader = &m->lines[plan->chain_first];
    mdl_line_id next = mdl_interrupts_connected(m, plan->chain_next), first;

    leader->claimed |= claimed;
    if (plan->trigger == MDL_TRIGGER_LEVEL) {
        return claimed ? MDL_NONE : next;             /* I14: a level chain stops at a claim      */
    }
    if (next == MDL_NONE && leader->claimed && plan->chain_first != line) {
        first = mdl_interrupts_connected(m, plan->chain_first);
        leader->claimed = 0;
        return first != line ? first : MDL_NONE;      /* a latched chain makes one more pass      */
    }
    return next;
}

/* I14: the walk along a level chain has ended at a claim, and one behind it still asserts. */
static bool is_passed_over(const struct mdl_machine *m, mdl_line_id last)
{
    for (mdl_line_id k = m->plan->lines[last].chain_next; k != MDL_NONE;
         k = m->plan->lines[k].chain_next) {
        if (m->lines[k].asserted) {
            return true;
        }
    }
    return false;
}

void mdl_interrupts_end(struct mdl_machine *m, mdl_line_id last)
{
    mdl_line_id leader = m->plan->lines[last].chain_first;
    struct mdl_line_state *state = &m->lines[leader];
    bool served = state->claimed && !is_passed_over(m, last);

    state->active_on = MDL_NONE;
    if (!served || state->unclaimed_passes > 0) {
        watch_storm(m, leader, last, served);
    }
    mdl_controller_end(m, leader);
}

/* ---- disconnecting -------------------------------------------------------------------------- */

bool mdl_interrupts_runs(const struct mdl_machine *m, mdl_line_id line)
{
    mdl_thread_id thread = m->plan->lines[m->plan->lines[line].chain_first].thread;

    if (thread != MDL_NONE) {
        return m->contexts[mdl_machine_thread_context(m, thread)].object == line;
    }
    for (mdl_processor_id p = 0; p < m->plan->profile.processor_count; p++) {
        for (uint32_t i = 1; i <= m->processors[p].depth; i++) {
            const struct mdl_context *c = &m->contexts[p * MDL_NEST + i];

            if (c->kind == MDL_CONTEXT_ISR && c->object == line) {
                return true;
            }
        }
    }
    return false;
}

void mdl_interrupts_let_go(struct mdl_machine *m, mdl_line_id line)
{
    for (mdl_thread_id t = 0; t < m->plan->thread_count; t++) {
        if (m->threads[t].phase == MDL_THREAD_WAITING && m->threads[t].wait_kind == MDL_WAITS_ISR
            && m->threads[t].wait_object == line && !mdl_interrupts_runs(m, line)) {
            mdl_waits_end(m, t, false);
        }
    }
}

/* I22: an edge was cleared by the trap itself; a level line stays masked until its thread ends. */
static void end_of_trap(struct mdl_machine *m, mdl_processor_id p, mdl_line_id line)
{
    mdl_processor_pop(m, p);
    if (m->plan->lines[line].trigger != MDL_TRIGGER_LEVEL) {
        m->lines[line].active_on = MDL_NONE;
    }
}

void mdl_interrupts_returned(struct mdl_machine *m, mdl_processor_id p, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];
    mdl_line_id line = c->object, next;
    const struct mdl_line *plan = &m->plan->lines[line];
    bool claimed = c->returned == 2;

    if (plan->thread != MDL_NONE) {
        end_of_trap(m, p, line);
        return;
    }
    mdl_tell_isr_left(m->record, m->engine.now, line, p,
                      claimed || !mdl_controller_declined(m, line), c->own_ns);
    if (plan->lock != MDL_NONE) {
        unlock(m, id, plan);
    }
    next = mdl_interrupts_next(m, line, claimed);
    if (next != MDL_NONE) {
        load(m, id, next);
    } else {
        mdl_processor_pop(m, p);
        mdl_interrupts_end(m, line);
    }
    if ((m->lines[line].masked & MDL_MASKED_UNCONNECTED) != 0) {
        mdl_interrupts_let_go(m, line);
    }
}

void mdl_interrupts_clock(struct mdl_machine *m, mdl_processor_id p, unsigned causes)
{
    m->processors[p].clock_pending |= (uint8_t)causes;
    m->processors[p].pending_levels |= UINT64_C(1) << m->plan->profile.clock_irql;
    mdl_machine_dirty(m, p);
}
