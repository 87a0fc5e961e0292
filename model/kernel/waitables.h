/*
 * Dispatcher objects: what a thread can wait for, one or several at once (C1, T21).
 *
 * Events, semaphores, mutexes, timers and threads are signalled or not. A wait for one object
 * takes its signal; a wait for any takes the signal of the first, in the order of the call, that
 * has one; a wait for all takes nothing until every one of them can be taken at once. Objects keep
 * their waiters in the order in which they came; a thread that waits for several stands on several
 * lists, by wait blocks.
 */
#ifndef WTSIM_MODEL_KERNEL_WAITABLES_H
#define WTSIM_MODEL_KERNEL_WAITABLES_H

#include "model/machine/machine.h"

/* Could c take it now? */
bool mdl_waitables_is_signalled(const struct mdl_machine *m, uint32_t waitable, mdl_context_id c);

/* Are all objects of this WAIT_OBJECT or WAIT_SEVERAL such that a thread can wait for them? The
   next two are asked about such steps only. */
bool mdl_waitables_can_wait(const struct mdl_plan *plan, const struct mdl_step *step);

/*
 * KeWaitForSingleObject and KeWaitForMultipleObjects. MDL_RUNS: context.result says whether the
 * wait was satisfied (and machine.threads[].satisfied by which); MDL_BLOCKED: it waits.
 */
enum mdl_outcome mdl_waitables_wait(struct mdl_machine *m, mdl_context_id c, uint32_t waitable,
                                  sim_duration timeout_ns);
enum mdl_outcome mdl_waitables_wait_several(struct mdl_machine *m, mdl_context_id c,
                                          const struct mdl_step *step, sim_duration timeout_ns);

/* The object is signalled: waits that this satisfies end, first come, first served. increment:
   of their threads' priority (T12). */
void mdl_waitables_signalled(struct mdl_machine *m, uint32_t waitable, unsigned increment);

/* The thread stands on no list any more: its time-out came. */
void mdl_waitables_give_up(struct mdl_machine *m, mdl_thread_id thread);

/* ---- events and semaphores ------------------------------------------------------------------ */

/* Signals; releases waiters. count: how many a semaphore gains; false: its limit does not allow it,
   nothing has changed. */
bool mdl_waitables_set(struct mdl_machine *m, mdl_event_id event, uint32_t count,
                     unsigned increment);
void mdl_waitables_reset(struct mdl_machine *m, mdl_event_id event);

/* Signals for those who wait at this moment, and resets. */
void mdl_waitables_pulse(struct mdl_machine *m, mdl_event_id event, unsigned increment);

#endif
