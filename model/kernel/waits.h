/*
 * Waits: how a thread leaves its processor and comes back (T9, C1).
 *
 * A thread waits for exactly one thing. Whoever ends the wait (a signal, a time-out, a device)
 * takes it off every list it stands on, so nothing stale can reach it later. A worker that blocks
 * inside an item gives its place in the pool's concurrency to the next item (kqueue.h, W14).
 */
#ifndef WTSIM_MODEL_KERNEL_WAITS_H
#define WTSIM_MODEL_KERNEL_WAITS_H

#include "model/kernel/dispatcher.h"
#include "model/machine/machine.h"
#include "model/observe/tell.h"
#include "sim/base/check.h"

/* No time-out. */
#define MDL_WAITS_FOREVER SIM_INSTANT_NEVER

/*
 * The running thread of a context begins to wait; its body must return MDL_BLOCKED then. object:
 * what for, by kind. The thread is on no list of the object yet: mdl_waits_queue puts it there.
 */
void mdl_waits_begin(struct mdl_machine *m, mdl_thread_id thread, enum mdl_wait_kind kind,
                     uint32_t object, enum mdl_wait_reason reason, mdl_object_id named,
                     sim_duration timeout_ns);

/* The same for a worker that stands among the waiters of its pool: that is no blocking (W14). The
   caller tells. */
static inline void mdl_waits_rest(struct mdl_thread_state *t)
{
    SIM_ASSERT(t->phase == MDL_THREAD_RUNNING);
    t->phase = MDL_THREAD_WAITING;
    t->wait_kind = MDL_WAITS_QUEUE;
    t->timed_out = 0;
    t->wait_object = t->pool;
}

static inline void mdl_waits_begin_queue(struct mdl_machine *m, mdl_thread_id worker,
                                         struct mdl_thread_state *t)
{
    mdl_waits_rest(t);
    mdl_tell_thread_waits(m->record, m->engine.now, worker, MDL_WAIT_QUEUE,
                          m->plan->pools[t->pool].object);
}

/* Its end: the worker was handed an item. There was no time-out. The caller tells the record, that
   it is ready on the processor that is returned. */
static inline mdl_processor_id mdl_waits_end_queue(struct mdl_machine *m, mdl_thread_id worker,
                                                   struct mdl_thread_state *t)
{
    SIM_ASSERT(t->wait_kind == MDL_WAITS_QUEUE);
    t->timed_out = 0;
    m->contexts[mdl_machine_thread_context(m, worker)].result = 1;
    return mdl_dispatcher_ready_untold(m, worker, MDL_WAKE_WORKER);
}

/* First in, first out lists of waiting threads. */
void mdl_waits_queue(struct mdl_machine *m, mdl_thread_id *head, mdl_thread_id *tail,
                     mdl_thread_id thread);
void mdl_waits_unqueue(struct mdl_machine *m, mdl_thread_id *head, mdl_thread_id *tail,
                       mdl_thread_id thread);

/* The wait is over: the thread is ready. It must be off its object's list. */
void mdl_waits_end(struct mdl_machine *m, mdl_thread_id thread, bool timed_out);

/* A time-out or a delay has run out: ends the wait, whatever it was for. */
void mdl_waits_time_out(struct mdl_machine *m, mdl_thread_id thread);

/* The sleeper's slot fired: something outside has finished. */
void mdl_waits_outside(struct mdl_machine *m, mdl_thread_id thread);

/* A timer was signalled: releases those who wait for it. */
void mdl_waits_timer(struct mdl_machine *m, mdl_timer_id timer);

/* ---- events and semaphores ------------------------------------------------------------------ */

/* Takes the signal if there is one (a synchronization event is reset, a semaphore counts down). */
bool mdl_waits_event_try(struct mdl_machine *m, mdl_event_id event);

/* Signals; releases waiters. count: how many a semaphore gains. */
void mdl_waits_event_set(struct mdl_machine *m, mdl_event_id event, uint32_t count);
void mdl_waits_event_reset(struct mdl_machine *m, mdl_event_id event);

#endif
