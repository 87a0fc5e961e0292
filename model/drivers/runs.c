/* Runs; see the header. */
#include "model/drivers/runs.h"

#include "model/drivers/ioqueues.h"
#include "model/drivers/legal.h"
#include "model/drivers/lists.h"
#include "model/drivers/lives.h"
#include "model/drivers/pnp.h"
#include "model/drivers/steps.h"
#include "model/drivers/system_threads.h"
#include "model/drivers/targets.h"
#include "model/hardware/requests.h"
#include "model/hardware/streams.h"
#include "model/kernel/dispatcher.h"
#include "model/kernel/dpc.h"
#include "model/kernel/interrupts.h"
#include "model/kernel/passive.h"
#include "model/kernel/waits.h"
#include "model/machine/cause.h"
#include "model/machine/note.h"
#include "model/rules/irql.h"
#include "sim/base/check.h"

/* ---- entry ---------------------------------------------------------------------------------- */

static void enter_isr(struct mdl_machine *m, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];
    struct mdl_run *run = &m->runs[id];
    struct mdl_line_state *state = &m->lines[c->object];
    bool claims = state->asserted && !state->masked;   /* pin 16: masked, it finds nothing */

    c->step = m->plan->programs[m->plan->lines[c->object].isr].first;
    c->returned = claims ? 2 : 1;   /* pin 18: TRUE if this device asserted */
    run->ordinal = state->first_edge;
    run->iteration = 0;
    state->asserted = 0;
    if (!m->plan->lines[c->object].keeps_requests && !state->masked) {
        mdl_streams_take_all(m, c->object, &run->carried);
    }
    mdl_tell_isr_entered(m->record, m->engine.now, c->object, mdl_machine_where(m, id), claims);
}

static void enter_dpc(struct mdl_machine *m, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];
    struct mdl_run *run = &m->runs[id];

    if (c->flags & MDL_CONTEXT_TIMER) {
        const struct mdl_timer *timer = &m->plan->timers[c->object];

        c->step = m->plan->programs[timer->program].first;
        run->ordinal = timer->period_ns == 0 && m->timers[c->object].cause != 0
                           ? m->timers[c->object].cause
                           : m->timers[c->object].expiries - 1;
        if (timer->stream != MDL_NONE) {
            mdl_bag_append(&m->bags, &run->carried, mdl_requests_arrive(m, timer->stream));
        }
        mdl_tell_timer_entered(m->record, m->engine.now, c->object, mdl_machine_where(m, id));
    } else {
        c->step = m->plan->programs[m->plan->dpcs[c->object].program].first;
        mdl_tell_dpc_entered(m->record, m->engine.now, c->object, mdl_machine_where(m, id));
    }
}

/* A thread with arrivals takes the oldest one; false: there is none, it waits. */
static bool take_arrival(struct mdl_machine *m, mdl_context_id id)
{
    mdl_thread_id thread = id - m->thread_base;
    mdl_stream_id stream = m->plan->threads[thread].stream;
    struct mdl_interval next;

    if (stream == MDL_NONE) {
        return m->plan->threads[thread].pnp == 0 || mdl_pnp_take(m, id);
    }
    if (m->streams[stream].waiting.count == 0) {
        mdl_waits_begin(m, thread, MDL_WAITS_ARRIVAL, stream, MDL_WAIT_EXECUTIVE,
                        m->plan->streams[stream].object, MDL_WAITS_FOREVER);
        return false;
    }
    next = mdl_bag_take_one(&m->bags, &m->streams[stream].waiting);
    m->runs[id].ordinal = next.low;
    mdl_bag_append(&m->bags, &m->runs[id].carried, next);
    mdl_requests_tell_taken(m, next, mdl_requests_by(m, id));
    return true;
}

/* An ISR whose interrupt has a lock; a passive one's is taken in its thread (I22). */
static enum mdl_outcome lock_isr(struct mdl_machine *m, mdl_context_id id)
{
    mdl_line_id line = m->contexts[id].object;

    if (m->plan->lines[line].thread == MDL_NONE) {
        return mdl_interrupts_lock(m, id);
    }
    mdl_passive_trap(m, id / MDL_NEST, line);
    return MDL_RETURNED;
}

static bool is_isr(const struct mdl_machine *m, mdl_context_id id)
{
    return m->contexts[id].kind == MDL_CONTEXT_ISR ||
           (m->contexts[id].kind == MDL_CONTEXT_SERVER &&
            m->plan->threads[id - m->thread_base].serves == MDL_SERVES_LINE);
}

/* What must be had before the first step: the lock of an interrupt, an arrival. */
static enum mdl_outcome admit(struct mdl_machine *m, mdl_context_id id)
{
    const struct mdl_context *c = &m->contexts[id];

    switch (c->kind) {
    case MDL_CONTEXT_ISR:
        return m->plan->lines[c->object].lock == MDL_NONE ? MDL_RUNS : lock_isr(m, id);
    case MDL_CONTEXT_SERVER:
        return mdl_passive_lock(m, id);
    case MDL_CONTEXT_DPC:
        return mdl_dpc_lock(m, id);
    case MDL_CONTEXT_THREAD:
        return take_arrival(m, id) ? MDL_RUNS : MDL_BLOCKED;
    default:
        return MDL_RUNS;
    }
}

enum mdl_outcome mdl_runs_enter(struct mdl_machine *m, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];
    enum mdl_outcome outcome;

    if (c->kind == MDL_CONTEXT_WORKER) {
        mdl_runs_enter_item(m, c, &m->runs[id],
                            &m->plan->items[m->plan->instance_item[c->object]]);
        return MDL_RUNS;
    }
    outcome = admit(m, id);
    if (outcome != MDL_RUNS) {
        return outcome;
    }
    c->flags &= (uint8_t)~(MDL_CONTEXT_FRESH | MDL_CONTEXT_LEFTOVER | MDL_CONTEXT_WAITED);
    if (c->kind != MDL_CONTEXT_DPC) {
        c->entered_at = m->engine.now;   /* of a DPC since it left the queue (D27) */
    }
    c->own_ns = 0;
    c->frame_count = 0;
    switch (c->kind) {
    case MDL_CONTEXT_ISR:
        enter_isr(m, id);
        break;
    case MDL_CONTEXT_DPC:
        enter_dpc(m, id);
        break;
    case MDL_CONTEXT_IPI:
        c->step = m->plan->programs[c->object].first;
        m->runs[id].iteration = 0;
        break;
    case MDL_CONTEXT_SERVER:
        if (is_isr(m, id)) {
            enter_isr(m, id);
        } else {
            enter_dpc(m, id);
        }
        break;
    default:
        SIM_ASSERT(c->kind == MDL_CONTEXT_THREAD);
        c->step = m->plan->programs[m->plan->threads[c->object].program].first;
        m->runs[id].iteration = 0;
    }
    return MDL_RUNS;
}

/* ---- return --------------------------------------------------------------------------------- */

/*
 * The innermost loop is over, or left early: what it had before it is carried again, and if it
 * was an each_request, what it has not come to by the return is lost.
 */
static void leave_loop(struct mdl_machine *m, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];
    struct mdl_run *run = &m->runs[id];
    struct mdl_frame *frame = &run->frames[--c->frame_count];
    unsigned kind = m->plan->steps[frame->step].kind;

    if (kind == MDL_STEP_REPEAT) {
        return;
    }
    mdl_requests_drop(m, &run->carried);
    mdl_bag_move(&run->carried, &frame->rest);
    run->ordinal = frame->ordinal;
    run->iteration = frame->iteration + 1;
    if (kind == MDL_STEP_EACH) {
        c->flags |= MDL_CONTEXT_LEFTOVER;
    }
}

uint32_t mdl_runs_leave(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step)
{
    for (uint32_t i = 0; i < step->number; i++) {
        leave_loop(m, id);
    }
    return step->jump;
}

void mdl_runs_let_go(struct mdl_machine *m, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];

    while (c->frame_count > 0) {
        leave_loop(m, id);
    }
    if (m->runs[id].carried.count == 0) {
        return;
    }
    if (is_isr(m, id) && c->returned == 1 &&
        m->plan->lines[c->object].trigger == MDL_TRIGGER_LEVEL) {
        mdl_streams_give_back(m, c->object, &m->runs[id].carried);   /* I26: not its own, it says */
        return;
    }
    if ((c->flags & MDL_CONTEXT_LEFTOVER) && c->kind != MDL_CONTEXT_THREAD) {
        mdl_requests_lose(m, &m->runs[id].carried);
    } else {
        mdl_requests_drop(m, &m->runs[id].carried);
    }
}

enum mdl_outcome mdl_runs_return(struct mdl_machine *m, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];

    mdl_runs_let_go(m, id);
    mdl_note_run(m, c);
    if (m->runs[id].made != 0) {
        mdl_lives_forget(m, id);
    }
    if (c->irql != MDL_IRQL_PASSIVE || !mdl_machine_has_let_go(&m->runs[id])) {
        if (!mdl_legal_return(m, id)) {
            return MDL_YIELDS;
        }
    }
    if (c->kind == MDL_CONTEXT_THREAD && (m->plan->threads[c->object].stream != MDL_NONE ||
                                          m->plan->threads[c->object].pnp > 0)) {
        c->flags |= MDL_CONTEXT_FRESH;   /* once more for the next arrival, or operation */
        return MDL_YIELDS;
    }
    return MDL_RETURNED;
}

/* ---- loops ---------------------------------------------------------------------------------- */

static struct mdl_frame *push(struct mdl_machine *m, mdl_context_id id,
                              const struct mdl_step *step, uint32_t left)
{
    struct mdl_context *c = &m->contexts[id];
    struct mdl_run *run = &m->runs[id];
    struct mdl_frame *frame = &run->frames[c->frame_count++];

    SIM_ASSERT(c->frame_count <= MDL_FRAMES);   /* the loader refuses deeper loops */
    frame->left = left;
    frame->step = (uint32_t)(step - m->plan->steps);
    frame->ordinal = run->ordinal;
    frame->iteration = run->iteration;
    return frame;
}

uint32_t mdl_runs_repeat(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step,
                         uint32_t count)
{
    if (count == 0) {
        return step->jump;
    }
    push(m, id, step, count);
    return (uint32_t)(step - m->plan->steps) + 1;
}

uint32_t mdl_runs_repeat_next(struct mdl_machine *m, mdl_context_id id,
                              const struct mdl_step *step)
{
    struct mdl_context *c = &m->contexts[id];
    struct mdl_run *run = &m->runs[id];
    struct mdl_frame *frame = &run->frames[c->frame_count - 1];

    run->iteration++;
    if (frame->left == MDL_FOREVER) {
        if (c->frame_count == 1 && c->kind == MDL_CONTEXT_THREAD) {
            run->ordinal++;   /* each round of a thread's endless loop is a cause of its own, */
            run->iteration = 0;
            mdl_requests_drop(m, &run->carried);   /* and at its end it has served what it took */
        }
        return step->jump;
    }
    if (--frame->left > 0) {
        return step->jump;
    }
    c->frame_count--;
    return (uint32_t)(step - m->plan->steps) + 1;
}

static uint32_t leave_each(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *head)
{
    leave_loop(m, id);
    return head->jump;
}

/* What each_request {from: ...} takes next; false: nothing is there. */
static bool take_from(struct mdl_machine *m, uint32_t from, struct mdl_bag *into)
{
    uint32_t id = from & 0x0fffffffu;

    switch ((enum mdl_from_kind)(from >> 28)) {
    case MDL_FROM_QUEUE:
        return m->plan->queues[id].dispatch == MDL_DISPATCH_LIST ? mdl_lists_take(m, id, into)
                                                                 : mdl_ioqueues_take(m, id, into);
    case MDL_FROM_TARGET:
        return mdl_targets_take(m, id, into);
    default:
        return mdl_streams_take_one(m, id, into);
    }
}

static uint32_t next_each(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *head)
{
    struct mdl_run *run = &m->runs[id];
    struct mdl_frame *frame = &run->frames[m->contexts[id].frame_count - 1];

    if (frame->left == 0) {
        return leave_each(m, id, head);
    }
    if (head->kind == MDL_STEP_EACH) {
        if (frame->rest.count == 0) {
            return leave_each(m, id, head);
        }
        mdl_bag_append(&m->bags, &run->carried, mdl_bag_take_one(&m->bags, &frame->rest));
    } else if (!take_from(m, head->object, &run->carried)) {
        return leave_each(m, id, head);
    }
    if (frame->left != MDL_FOREVER) {
        frame->left--;
    }
    run->ordinal = mdl_requests_cause(m, run->carried.first);
    run->iteration = 0;
    return (uint32_t)(head - m->plan->steps) + 1;
}

/*
 * An each_request whose body is one `run`, the usual one, needs no frame and moves no bags: what
 * is carried is served from the front, and nothing in the body can look at it.
 */
static bool only_runs(const struct mdl_step *each)
{
    return each[1].kind == MDL_STEP_RUN && each[2].kind == MDL_STEP_EACH_NEXT &&
           each->kind == MDL_STEP_EACH && each->number == 0;
}

static uint32_t serve(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *each)
{
    struct mdl_run *run = &m->runs[id];

    run->ordinal = mdl_requests_cause(m, run->carried.first);
    run->iteration = 0;
    return (uint32_t)(each - m->plan->steps) + 1;
}

static uint32_t serve_next(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *each)
{
    struct mdl_context *c = &m->contexts[id];
    struct mdl_run *run = &m->runs[id];
    struct mdl_frame *outside = &run->frames[c->frame_count];

    mdl_requests_drop_one(m, &run->carried);
    if (run->carried.count > 0) {
        return serve(m, id, each);
    }
    c->flags = (uint8_t)((c->flags & ~MDL_CONTEXT_SERVING) | MDL_CONTEXT_LEFTOVER);
    run->ordinal = outside->ordinal;
    run->iteration = outside->iteration + 1;
    return each->jump;
}

uint32_t mdl_runs_each(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step)
{
    struct mdl_run *run = &m->runs[id];
    struct mdl_frame *frame;

    if (run->carried.count > 0 && only_runs(step)) {
        frame = &run->frames[m->contexts[id].frame_count];
        frame->ordinal = run->ordinal;
        frame->iteration = run->iteration;
        m->contexts[id].flags |= MDL_CONTEXT_SERVING;
        return serve(m, id, step);
    }
    frame = push(m, id, step, step->number == 0 ? MDL_FOREVER : step->number);

    mdl_bag_move(&frame->rest, &run->carried);
    return next_each(m, id, step);
}

uint32_t mdl_runs_each_next(struct mdl_machine *m, mdl_context_id id,
                            const struct mdl_step *step)
{
    if (m->contexts[id].flags & MDL_CONTEXT_SERVING) {
        return serve_next(m, id, &m->plan->steps[step->jump]);
    }
    mdl_requests_drop(m, &m->runs[id].carried);
    return next_each(m, id, &m->plan->steps[step->jump]);
}

/* ---- from outside --------------------------------------------------------------------------- */

void mdl_runs_start_threads(struct mdl_machine *m)
{
    for (mdl_thread_id thread = 0; thread < m->plan->thread_count; thread++) {
        const struct mdl_thread *plan = &m->plan->threads[thread];
        struct mdl_thread_state *t = &m->threads[thread];

        mdl_system_threads_begin(m, thread);
        /* Each thread of a group is a cause of its own; its rounds count from here. */
        m->runs[mdl_machine_thread_context(m, thread)].ordinal =
            (uint64_t)(thread - plan->group_first) << 40;
        if (plan->dynamic) {
            continue;                 /* until a step creates it */
        }
        if (plan->serves != MDL_SERVES_NOBODY) {
            mdl_passive_begin(m, thread);
        } else if (plan->stream != MDL_NONE) {
            t->phase = MDL_THREAD_RUNNING;
            mdl_waits_begin(m, thread, MDL_WAITS_ARRIVAL, plan->stream, MDL_WAIT_EXECUTIVE,
                            m->plan->streams[plan->stream].object, MDL_WAITS_FOREVER);
        } else if (plan->pnp > 0) {
            t->phase = MDL_THREAD_RUNNING;
            mdl_pnp_begin(m, thread);
        } else {
            mdl_dispatcher_ready(m, thread, MDL_WAKE_SWITCH);
        }
    }
}

void mdl_runs_start_sources(struct mdl_machine *m)
{
    for (uint32_t i = 0; i < m->plan->source_count; i++) {
        const struct mdl_source *source = &m->plan->sources[i];
        struct mdl_context *c = &m->contexts[m->source_base + i];

        c->kind = MDL_CONTEXT_SOURCE;
        c->label = source->label;
        c->object = i;
        c->step = m->plan->programs[source->program].first;
    }
}

void mdl_runs_source(struct mdl_machine *m, mdl_stream_id stream)
{
    uint32_t source = m->plan->streams[stream].owner;
    mdl_context_id id = m->source_base + source;
    struct mdl_context *c = &m->contexts[id];
    struct mdl_run *run = &m->runs[id];
    struct mdl_interval request = mdl_requests_arrive(m, stream);
    enum mdl_outcome outcome;

    run->ordinal = request.low;
    run->iteration = 0;
    mdl_bag_append(&m->bags, &run->carried, request);
    c->flags = 0;
    c->frame_count = 0;
    c->step = m->plan->programs[m->plan->sources[source].program].first;
    do {
        outcome = mdl_steps_run(m, id);   /* nothing can come between: it takes no time */
    } while (outcome == MDL_YIELDS && m->bug_check == 0 && !m->stuck);
}

/* The thread that takes an arrival: an idle one, the lowest by number. */
void mdl_runs_arrival(struct mdl_machine *m, mdl_stream_id stream)
{
    uint32_t first = m->plan->streams[stream].owner;
    const struct mdl_thread *group = &m->plan->threads[first];

    for (uint32_t i = 0; i < group->group_count; i++) {
        mdl_thread_id thread = group->group_first + i;

        if (m->threads[thread].phase == MDL_THREAD_WAITING &&
            m->threads[thread].wait_kind == MDL_WAITS_ARRIVAL) {
            mdl_waits_end(m, thread, false);
            return;
        }
    }
}
