/*
 * The dispatcher: which thread runs where (T1-T9).
 *
 * 32 priorities, a ready list per processor and priority. A thread that becomes ready goes to an
 * idle processor it may use (its ideal one, its last one, the lowest), else to its ideal one,
 * where it becomes standby if its priority is strictly higher than that of whoever runs or
 * stands by (T2, T5). The switch itself happens in settle, when that processor's IRQL allows.
 * An idle processor takes the highest ready thread that it may run from any other list.
 */
#ifndef WTSIM_MODEL_KERNEL_DISPATCHER_H
#define WTSIM_MODEL_KERNEL_DISPATCHER_H

#include "model/kernel/clock.h"
#include "model/machine/machine.h"
#include "sim/base/bits.h"

/* The thread can run from now on. wake: what its next switch-in costs. */
void mdl_dispatcher_ready(struct mdl_machine *m, mdl_thread_id thread, enum mdl_wake wake);

/* The same; the caller tells the record, that it is ready on the processor that is returned. */
mdl_processor_id mdl_dispatcher_ready_untold(struct mdl_machine *m, mdl_thread_id thread,
                                             enum mdl_wake wake);

/*
 * Decides what p runs at thread level: a standby thread takes over from the current one, a free
 * processor takes the best ready thread. Returns true when the current thread changed.
 */
bool mdl_dispatcher_pick(struct mdl_machine *m, mdl_processor_id p);

/* The thread runs on p from now on. Its switch costs nothing, or is being paid for; the caller
   tells. */
static inline void mdl_dispatcher_occupy(struct mdl_machine *m, mdl_processor_id p,
                                         mdl_thread_id thread)
{
    struct mdl_thread_state *t = &m->threads[thread];

    m->processors[p].thread = thread;
    m->idle &= ~(UINT64_C(1) << p);
    t->phase = MDL_THREAD_RUNNING;
    t->processor = p;
    mdl_clock_want_next(m);       /* a quantum may end at each tick while a thread runs (T8) */
}

/*
 * The current thread of p, whose segment has been stopped, makes room for the next, which stands
 * there from now on: whoever places the one that was pre-empted must find this processor taken.
 * The caller tells the record, that it is ready on the processor that is returned.
 */
mdl_processor_id mdl_dispatcher_preempt_untold(struct mdl_machine *m, mdl_processor_id p,
                                               mdl_thread_id next);

/* The processor that a thread which becomes ready is compared on first (T5), if there is nothing
   to choose; else MDL_NONE. */
static inline mdl_processor_id mdl_dispatcher_first_choice(const struct mdl_machine *m,
                                                           const struct mdl_thread_state *t)
{
    uint64_t idle = m->idle & t->processors;
    mdl_processor_id p = t->ideal;

    if (idle == 0) {
        return !m->plan->profile.placement_global && t->processors >> p & 1 ? p : MDL_NONE;
    }
    if (idle >> p & 1) {
        return p;
    }
    return idle >> t->processor & 1 ? t->processor : sim_bits_lowest(idle);
}

/*
 * p is free, and nobody stands by: the best thread of its own list runs there from now on and goes
 * on with its segment, if it need do nothing before and its switch costs nothing. The caller tells.
 * MDL_NONE: none does.
 */
mdl_thread_id mdl_dispatcher_resume(struct mdl_machine *m, mdl_processor_id p);

/* The current thread of p waits or has ended: p has none any more. */
static inline void mdl_dispatcher_leave(struct mdl_machine *m, mdl_processor_id p)
{
    struct mdl_processor *processor = &m->processors[p];

    processor->thread = MDL_NONE;
    processor->quantum_end = 0;
    if (processor->standby == MDL_NONE) {
        m->idle |= UINT64_C(1) << p;
    }
}

/* The current thread of p has used up its quantum (T8). */
void mdl_dispatcher_quantum_end(struct mdl_machine *m, mdl_processor_id p);

/* A tick: does the current thread's quantum end (T7)? Are there threads to rescue (T14)? */
void mdl_dispatcher_tick(struct mdl_machine *m, mdl_processor_id p);
void mdl_dispatcher_rescue(struct mdl_machine *m);

/* The thread's priority is this from now on; its base and what boosts remember stay (boosts.h). */
void mdl_dispatcher_move(struct mdl_machine *m, mdl_thread_id thread, unsigned priority);

/* The processors on which it may run: one that waits in a list that is no longer among them moves;
   one that runs or is about to stays until it waits or is pre-empted. */
void mdl_dispatcher_allow(struct mdl_machine *m, mdl_thread_id thread, uint64_t processors);

/* KeSetPriorityThread: another priority for now, without what was left of boosts. set_base: and
   another base, to which it falls back (a worker takes the priority of its item, W43). */
void mdl_dispatcher_set_priority(struct mdl_machine *m, mdl_thread_id thread, unsigned priority);
void mdl_dispatcher_set_base(struct mdl_machine *m, mdl_thread_id thread, unsigned base);

#endif
