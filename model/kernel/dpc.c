/* Deferred procedure calls; see the header. */
#include "model/kernel/dpc.h"

#include "model/kernel/clock.h"
#include "model/kernel/flush.h"
#include "model/kernel/locks.h"
#include "model/kernel/passive.h"
#include "model/kernel/processor.h"
#include "model/kernel/waits.h"
#include "model/observe/tell.h"
#include "model/rules/irql.h"
#include "sim/base/check.h"

/* ---- the limits of D7 and their adjustment (D13) -------------------------------------------- */

static void adjust(struct mdl_machine *m, struct mdl_processor *processor)
{
    const struct mdl_profile *profile = &m->plan->profile;

    processor->dpc_rate =
        (processor->dpc_count - processor->dpc_last_count + processor->dpc_rate) / 2;
    processor->dpc_last_count = processor->dpc_count;
    if (processor->dpc_depth > 0 && !processor->draining) {
        processor->dpc_threshold = profile->dpc_adjust_threshold;
        if (processor->dpc_rate < profile->dpc_rate_ideal && processor->dpc_depth_max > 1) {
            processor->dpc_depth_max--;
        }
    } else if (--processor->dpc_threshold == 0) {
        processor->dpc_threshold = profile->dpc_adjust_threshold;
        if (processor->dpc_depth_max != profile->dpc_depth_max) {
            processor->dpc_depth_max++;
        }
    }
}

/* Ticks in which nothing could be decided were skipped: their adjustments are made up for. The
   rate halves each time and the limit moves once in twenty ticks, so 100 of them reach the end. */
static void catch_up(struct mdl_machine *m, mdl_processor_id p)
{
    struct mdl_processor *processor = &m->processors[p];
    uint64_t tick = mdl_clock_tick_of(m, m->engine.now);

    if (tick - processor->dpc_tick > 100) {
        processor->dpc_tick = tick - 100;
    }
    for (; processor->dpc_tick < tick; processor->dpc_tick++) {
        adjust(m, processor);
    }
}

void mdl_dpc_catch_up(struct mdl_machine *m)
{
    for (mdl_processor_id p = 0; p < m->plan->profile.processor_count; p++) {
        catch_up(m, p);
    }
}

void mdl_dpc_tick(struct mdl_machine *m, mdl_processor_id p)
{
    struct mdl_processor *processor = &m->processors[p];

    catch_up(m, p);
    if (processor->dpc_depth > 0 && !processor->draining) {
        mdl_dpc_request(m, p);
    }
}

/* D7, D8 (at the limit or above it, after counting), D9, U2 (does an idle processor start?). */
static bool triggers(struct mdl_machine *m, mdl_dpc_id dpc, mdl_processor_id p, bool remote)
{
    struct mdl_processor *processor = &m->processors[p];
    unsigned importance = m->dpcs[dpc].importance;

    if (importance >= MDL_IMPORTANCE_MEDIUM_HIGH ||
        (importance == MDL_IMPORTANCE_MEDIUM && !remote) ||
        (mdl_machine_top(m, p) == MDL_NONE && !m->plan->profile.dpc_idle_waits)) {
        return true;
    }
    processor->dpc_depth--;   /* the ticks so far have not seen this one */
    processor->dpc_count--;
    catch_up(m, p);
    processor->dpc_depth++;
    processor->dpc_count++;
    if (processor->dpc_depth >= processor->dpc_depth_max + m->plan->profile.dpc_limit_exceeded) {
        return true;
    }
    return importance == MDL_IMPORTANCE_LOW && !remote &&
           processor->dpc_rate < m->plan->profile.dpc_rate_min;
}

void mdl_dpc_request(struct mdl_machine *m, mdl_processor_id p)
{
    struct mdl_processor *processor = &m->processors[p];

    if (!processor->dispatch_requested) {
        processor->dispatch_requested = 1;
        mdl_tell_drain_requested(m->record, m->engine.now, p);
        mdl_processor_notify(m, p);
    }
}

/* ---- the queue ------------------------------------------------------------------------------- */

struct list {
    mdl_dpc_id *head, *tail;
};

/* D1: the queue of a processor in which this DPC stands, or would. */
static inline struct list list_of(struct mdl_machine *m, mdl_dpc_id dpc, mdl_processor_id p)
{
    struct mdl_processor *processor = &m->processors[p];

    return m->plan->dpcs[dpc].threaded
               ? (struct list){&processor->threaded_head, &processor->threaded_tail}
               : (struct list){&processor->dpc_head, &processor->dpc_tail};
}

static void enqueue(struct mdl_machine *m, mdl_dpc_id dpc, mdl_processor_id p)
{
    struct list list = list_of(m, dpc, p);
    struct mdl_dpc_state *state = &m->dpcs[dpc];
    bool head = m->dpcs[dpc].importance == MDL_IMPORTANCE_HIGH;   /* D5, D20 */

    state->queued_on = p;
    state->next = head ? *list.head : MDL_NONE;
    state->previous = head ? MDL_NONE : *list.tail;
    if (state->next != MDL_NONE) {
        m->dpcs[state->next].previous = dpc;
    } else {
        *list.tail = dpc;
    }
    if (state->previous != MDL_NONE) {
        m->dpcs[state->previous].next = dpc;
    } else {
        *list.head = dpc;
    }
    if (!m->plan->dpcs[dpc].threaded) {
        m->processors[p].dpc_depth++;
        m->processors[p].dpc_count++;
    }
}

static void unlink_dpc(struct mdl_machine *m, mdl_dpc_id dpc)
{
    struct mdl_dpc_state *state = &m->dpcs[dpc];
    struct list list = list_of(m, dpc, state->queued_on);

    if (state->next != MDL_NONE) {
        m->dpcs[state->next].previous = state->previous;
    } else {
        *list.tail = state->previous;
    }
    if (state->previous != MDL_NONE) {
        m->dpcs[state->previous].next = state->next;
    } else {
        *list.head = state->next;
    }
    if (!m->plan->dpcs[dpc].threaded) {
        m->processors[state->queued_on].dpc_depth--;
    }
    state->queued_on = MDL_NONE;
    state->next = state->previous = MDL_NONE;
}

/* What makes the new entry run: its thread (D19), the drain that runs, a trigger, or a tick. */
static void start(struct mdl_machine *m, mdl_dpc_id dpc, mdl_processor_id target, bool remote)
{
    if (m->plan->dpcs[dpc].threaded) {
        mdl_passive_wake(m, m->plan->dpc_thread + target);
    } else if (m->processors[target].draining) {
        mdl_tell_drain_requested(m->record, m->engine.now, target);   /* D9: the drain sees it */
    } else if (triggers(m, dpc, target, remote)) {
        mdl_dpc_request(m, target);
    } else {
        mdl_clock_want_next(m);   /* D10: at the latest the next tick */
    }
}

bool mdl_dpc_insert(struct mdl_machine *m, mdl_dpc_id dpc, mdl_processor_id p,
                    mdl_context_id isr, uint64_t cause)
{
    struct mdl_dpc_state *state = &m->dpcs[dpc];
    mdl_processor_id target = state->target != MDL_NONE ? state->target
                              : p != MDL_NONE           ? p
                                                        : 0;
    bool queued = state->queued_on != MDL_NONE;
    bool from_isr = isr != MDL_NONE && m->contexts[isr].kind == MDL_CONTEXT_ISR;

    if (!queued) {
        state->first_call = cause;
        enqueue(m, dpc, target);
    }
    mdl_tell_dpc_inserted(m->record, m->engine.now, dpc, queued ? state->queued_on : target,
                          !queued, from_isr ? m->contexts[isr].object : MDL_NONE,
                          from_isr ? m->contexts[isr].entered_at : 0);
    if (queued) {
        return false;
    }
    start(m, dpc, target, p != MDL_NONE && target != p);
    return true;
}

bool mdl_dpc_remove(struct mdl_machine *m, mdl_dpc_id dpc)
{
    if (m->dpcs[dpc].queued_on == MDL_NONE) {
        return false;
    }
    unlink_dpc(m, dpc);
    mdl_tell_dpc_removed(m->record, m->engine.now, dpc);
    mdl_flush_removed(m, dpc);
    return true;
}

/* ---- the drain (D12) ------------------------------------------------------------------------ */

/* It leaves its queue in order to run in this context (D6). */
static inline void pop(struct mdl_machine *m, mdl_dpc_id dpc, mdl_context_id id, uint32_t *mark)
{
    struct mdl_context *c = &m->contexts[id];
    struct mdl_run *run = &m->runs[id];

    mdl_flush_popped(m, dpc, mark);
    unlink_dpc(m, dpc);
    c->object = dpc;
    c->label = m->plan->dpcs[dpc].label;
    mdl_bag_move(&run->carried, &m->dpcs[dpc].bag);   /* pin 1: when the mark is cleared */
    run->ordinal = m->dpcs[dpc].first_call;
}

bool mdl_dpc_take_threaded(struct mdl_machine *m, mdl_processor_id p, mdl_context_id id)
{
    mdl_dpc_id dpc = m->processors[p].threaded_head;

    if (dpc == MDL_NONE) {
        return false;
    }
    pop(m, dpc, id, &m->processors[p].threaded_mark);
    m->runs[id].iteration = 0;
    return true;
}

/* The context takes the next routine: expired timers first, then the head of the queue. */
static bool load_next(struct mdl_machine *m, mdl_processor_id p, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];
    struct mdl_run *run = &m->runs[id];
    sim_duration cost_ns = m->plan->profile.costs.dpc_ns;
    mdl_timer_id timer = mdl_clock_next_routine(m, p);

    if (timer != MDL_NONE) {
        c->object = timer;
        c->label = m->plan->timers[timer].label;
        c->flags = MDL_CONTEXT_TIMER;
    } else {
        mdl_dpc_id dpc = m->processors[p].dpc_head;

        if (dpc == MDL_NONE) {
            return false;
        }
        pop(m, dpc, id, &m->processors[p].flush_mark);
        c->flags = 0;
    }
    c->step = MDL_NONE;
    c->own_ns = 0;
    c->entered_at = m->engine.now;
    c->left_ns = cost_ns;
    c->cost_label = MDL_LABEL_DPC_COST;
    c->flags |= MDL_CONTEXT_FRESH | (cost_ns > 0 ? MDL_CONTEXT_OVERHEAD : 0);
    run->iteration = 0;
    return true;
}

bool mdl_dpc_drain(struct mdl_machine *m, mdl_processor_id p)
{
    struct mdl_processor *processor = &m->processors[p];
    mdl_context_id id;

    processor->dispatch_requested = 0;
    if (!mdl_clock_has_routine(m, p) && processor->dpc_head == MDL_NONE) {
        return false;
    }
    processor->draining = 1;
    id = mdl_processor_push(m, p, MDL_CONTEXT_DPC, MDL_IRQL_DISPATCH, 0, MDL_LABEL_DPC_COST);
    if (!load_next(m, p, id)) {
        mdl_processor_pop(m, p);
        processor->draining = 0;
    }
    return true;
}

static mdl_lock_id lock_of(const struct mdl_machine *m, const struct mdl_context *c)
{
    return c->flags & MDL_CONTEXT_TIMER ? m->plan->timers[c->object].lock
                                        : m->plan->dpcs[c->object].lock;
}

enum mdl_outcome mdl_dpc_lock(struct mdl_machine *m, mdl_context_id id)
{
    const struct mdl_context *c = &m->contexts[id];
    mdl_lock_id lock = lock_of(m, c);
    enum mdl_outcome outcome;

    if (lock == MDL_NONE || m->locks[lock].owner == id) {
        return MDL_RUNS;
    }
    outcome = mdl_locks_acquire(m, id, lock, MDL_WAY_KEEPS_LEVEL, MDL_WAITS_FOREVER);
    if (outcome == MDL_SPINS && !(c->flags & MDL_CONTEXT_TIMER)) {
        mdl_tell_dpc_spins(m->record, m->engine.now, c->object, id / MDL_NEST, lock);
    }
    return outcome;
}

void mdl_dpc_returned(struct mdl_machine *m, mdl_processor_id p, mdl_context_id id)
{
    struct mdl_processor *processor = &m->processors[p];
    struct mdl_context *c = &m->contexts[id];

    if (!(c->flags & MDL_CONTEXT_TIMER)) {
        mdl_tell_dpc_left(m->record, m->engine.now, c->object, p, c->own_ns);
    } else {
        mdl_tell_timer_left(m->record, m->engine.now, c->object, p, c->own_ns);
    }
    if (lock_of(m, c) != MDL_NONE) {
        mdl_locks_release(m, id, lock_of(m, c), MDL_WAY_KEEPS_LEVEL);
    }
    c->object = MDL_NONE;
    mdl_flush_returned(m, &processor->flush_mark);
    if (!load_next(m, p, id)) {
        processor->draining = 0;
        processor->dispatch_requested = 0;
        mdl_processor_pop(m, p);
    }
}
