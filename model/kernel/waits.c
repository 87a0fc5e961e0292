/* Waits; see the header. */
#include "model/kernel/waits.h"

#include "model/hardware/ranks.h"
#include "model/hardware/requests.h"
#include "model/kernel/clock.h"
#include "model/kernel/kqueue.h"
#include "model/kernel/locks.h"
#include "sim/base/check.h"

/* A wait that only a signal, an owner or a run can end: the judge of deadlocks looks at it. */
static void list_blocked(struct mdl_machine *m, mdl_thread_id thread, enum mdl_wait_kind kind)
{
    if ((kind == MDL_WAITS_EVENT || kind == MDL_WAITS_LOCK || kind == MDL_WAITS_FLUSH) &&
        m->blocked_next != NULL && m->blocked_next[thread] == thread) {
        m->blocked_next[thread] = m->blocked_head;
        m->blocked_head = thread;
        m->judge = true;
    }
}

void mdl_waits_begin(struct mdl_machine *m, mdl_thread_id thread, enum mdl_wait_kind kind,
                     uint32_t object, enum mdl_wait_reason reason, mdl_object_id named,
                     sim_duration timeout_ns)
{
    struct mdl_thread_state *t = &m->threads[thread];

    SIM_ASSERT(t->phase == MDL_THREAD_RUNNING);
    t->phase = MDL_THREAD_WAITING;
    t->wait_kind = (uint8_t)kind;
    t->wait_object = object;
    t->timed_out = 0;
    mdl_tell_thread_waits(m->record, m->engine.now, thread, reason, named);
    if (kind == MDL_WAITS_OUTSIDE) {
        sim_engine_set(&m->engine, m->slot_sleeper + thread,
                       sim_instant_after(m->engine.now, timeout_ns), MDL_RANK_OUTSIDE);
    } else if (timeout_ns != MDL_WAITS_FOREVER) {
        mdl_clock_set(m, mdl_clock_thread_node(m, thread), timeout_ns, t->processor);
    } else {
        list_blocked(m, thread, kind);
    }
    if (kind == MDL_WAITS_TIMER) {
        m->timers[object].waiter_count++;
    }
    mdl_kqueue_blocks(m, thread);
}

void mdl_waits_queue(struct mdl_machine *m, mdl_thread_id *head, mdl_thread_id *tail,
                     mdl_thread_id thread)
{
    struct mdl_thread_state *t = &m->threads[thread];

    t->next = MDL_NONE;
    t->previous = *tail;
    if (*tail != MDL_NONE) {
        m->threads[*tail].next = thread;
    } else {
        *head = thread;
    }
    *tail = thread;
}

void mdl_waits_unqueue(struct mdl_machine *m, mdl_thread_id *head, mdl_thread_id *tail,
                       mdl_thread_id thread)
{
    struct mdl_thread_state *t = &m->threads[thread];

    if (t->next != MDL_NONE) {
        m->threads[t->next].previous = t->previous;
    } else {
        *tail = t->previous;
    }
    if (t->previous != MDL_NONE) {
        m->threads[t->previous].next = t->next;
    } else {
        *head = t->next;
    }
    t->next = t->previous = MDL_NONE;
}

void mdl_waits_end(struct mdl_machine *m, mdl_thread_id thread, bool timed_out)
{
    struct mdl_thread_state *t = &m->threads[thread];

    SIM_ASSERT(t->phase == MDL_THREAD_WAITING);
    t->timed_out = timed_out;
    if (t->wait_kind == MDL_WAITS_TIMER) {
        m->timers[t->wait_object].waiter_count--;
    }
    m->contexts[mdl_machine_thread_context(m, thread)].result = !timed_out;
    mdl_clock_cancel(m, mdl_clock_thread_node(m, thread));
    mdl_kqueue_wakes(m, thread);
    mdl_dispatcher_ready(m, thread, MDL_WAKE_WAIT);
}

void mdl_waits_time_out(struct mdl_machine *m, mdl_thread_id thread)
{
    struct mdl_thread_state *t = &m->threads[thread];

    switch (t->wait_kind) {
    case MDL_WAITS_EVENT:
        mdl_waits_unqueue(m, &m->events[t->wait_object].waiter_head,
                          &m->events[t->wait_object].waiter_tail, thread);
        break;
    case MDL_WAITS_LOCK:
        mdl_locks_give_up(m, t->wait_object, thread);
        break;
    case MDL_WAITS_DELAY:
    case MDL_WAITS_TIMER:
    case MDL_WAITS_BALANCE:
        break;
    default:
        SIM_ASSERT(t->wait_kind == MDL_WAITS_DELAY);   /* the others have no time-out */
    }
    mdl_waits_end(m, thread, t->wait_kind != MDL_WAITS_DELAY);
}

void mdl_waits_outside(struct mdl_machine *m, mdl_thread_id thread)
{
    sim_engine_clear(&m->engine, m->slot_sleeper + thread);
    mdl_waits_end(m, thread, false);
}

void mdl_waits_timer(struct mdl_machine *m, mdl_timer_id timer)
{
    for (mdl_thread_id thread = 0;
         thread < m->plan->thread_total && m->timers[timer].waiter_count > 0; thread++) {
        const struct mdl_thread_state *t = &m->threads[thread];

        if (t->phase == MDL_THREAD_WAITING && t->wait_kind == MDL_WAITS_TIMER &&
            t->wait_object == timer) {
            mdl_waits_end(m, thread, false);
        }
    }
}

bool mdl_waits_event_try(struct mdl_machine *m, mdl_event_id event)
{
    struct mdl_event_state *state = &m->events[event];

    if (state->signalled == 0) {
        return false;
    }
    if (m->plan->events[event].kind != MDL_EVENT_NOTIFICATION) {
        state->signalled--;
        mdl_tell_event(m->record, m->engine.now, event, state->signalled > 0);
    }
    return true;
}

void mdl_waits_event_set(struct mdl_machine *m, mdl_event_id event, uint32_t count)
{
    struct mdl_event_state *state = &m->events[event];
    bool once = m->plan->events[event].kind == MDL_EVENT_SYNCHRONIZATION;

    if (m->plan->events[event].kind == MDL_EVENT_SEMAPHORE) {
        SIM_ASSERT(state->signalled <= UINT32_MAX - count);
        state->signalled += count;
    } else {
        state->signalled = 1;
    }
    mdl_tell_event(m->record, m->engine.now, event, true);
    while (state->signalled > 0 && state->waiter_head != MDL_NONE) {
        mdl_thread_id thread = state->waiter_head;

        mdl_waits_unqueue(m, &state->waiter_head, &state->waiter_tail, thread);
        mdl_waits_event_try(m, event);
        /* Language pin 7: the wait that is satisfied takes what was handed to the event. */
        mdl_requests_move(m, &m->runs[mdl_machine_thread_context(m, thread)].carried,
                          &state->bag);
        mdl_waits_end(m, thread, false);
        if (once) {
            break;
        }
    }
}

void mdl_waits_event_reset(struct mdl_machine *m, mdl_event_id event)
{
    m->events[event].signalled = 0;
    mdl_tell_event(m->record, m->engine.now, event, false);
}
