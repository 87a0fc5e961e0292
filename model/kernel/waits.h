/*
 * Waits: how a thread leaves its processor and comes back (T9, C1).
 *
 * A thread waits for one thing, or for several objects at once (waitables.h). Whoever ends the wait
 * (a signal, a time-out, a device) takes it off every list it stands on, so nothing stale can reach
 * it later. A worker that blocks inside an item gives its place in the pool's concurrency to the
 * next item (kqueue.h, W14).
 */
#ifndef WTSIM_MODEL_KERNEL_WAITS_H
#define WTSIM_MODEL_KERNEL_WAITS_H

#include "model/kernel/boosts.h"
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

/* Its end: the worker was handed an item. There was no time-out. It is not ready yet. */
static inline void mdl_waits_end_rest(struct mdl_machine *m, mdl_thread_id worker,
                                      struct mdl_thread_state *t)
{
    SIM_ASSERT(t->wait_kind == MDL_WAITS_QUEUE);
    t->timed_out = 0;
    t->wait_kind = MDL_WAITS_NOT;
    t->wake = t->taking;
    m->contexts[mdl_machine_thread_context(m, worker)].result = 1;
    mdl_boosts_wake(m, worker, t, 0);   /* T12: a queue lifts nobody */
}

/* The caller tells the record, that it is ready on the processor that is returned. */
static inline mdl_processor_id mdl_waits_end_queue(struct mdl_machine *m, mdl_thread_id worker,
                                                   struct mdl_thread_state *t)
{
    mdl_waits_end_rest(m, worker, t);
    return mdl_dispatcher_ready_untold(m, worker, (enum mdl_wake)t->taking);
}

/*
 * First in, first out lists of waiters: a waiter is a thread, or one of the wait blocks of a thread
 * that waits for several objects.
 */
void mdl_waits_queue(struct mdl_machine *m, uint32_t *head, uint32_t *tail, uint32_t waiter);
void mdl_waits_unqueue(struct mdl_machine *m, uint32_t *head, uint32_t *tail, uint32_t waiter);
uint32_t mdl_waits_next(const struct mdl_machine *m, uint32_t waiter);

/* The waiter for the k-th of several objects; the thread of a waiter. */
static inline uint32_t mdl_waits_block(const struct mdl_machine *m, mdl_thread_id thread,
                                       uint32_t k)
{
    return m->plan->thread_total + thread * m->wait_width + k;
}

static inline mdl_thread_id mdl_waits_thread(const struct mdl_machine *m, uint32_t waiter)
{
    uint32_t threads = m->plan->thread_total;

    return waiter < threads ? waiter : (waiter - threads) / m->wait_width;
}

/* The wait is over: the thread is ready. It must be off its object's list. */
void mdl_waits_end(struct mdl_machine *m, mdl_thread_id thread, bool timed_out);

/* The same by a signal that lifts the thread's priority (T10, T12), or by a lock that is handed to
   it by a thread of this priority (T11). */
void mdl_waits_signalled(struct mdl_machine *m, mdl_thread_id thread, unsigned increment);
void mdl_waits_handed(struct mdl_machine *m, mdl_thread_id thread, unsigned priority);

/* A time-out or a delay has run out: ends the wait, whatever it was for. */
void mdl_waits_time_out(struct mdl_machine *m, mdl_thread_id thread);

/* What was sent to the target before a stop that waits for it: is there any left? It has become
   less: those who wait for it may go on when there is none. */
bool mdl_waits_drains(struct mdl_machine *m, mdl_target_id target);
void mdl_waits_drained(struct mdl_machine *m, mdl_target_id target);

/* The sleeper's slot fired: something outside has finished. */
void mdl_waits_outside(struct mdl_machine *m, mdl_thread_id thread);

#endif
