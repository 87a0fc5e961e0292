/*
 * What lifts and lowers a thread's priority while its base stays as it is (T8, T10-T13, T15).
 *
 * A thread that a signal wakes is lifted by the signal's increment, one that is handed a lock to
 * above who handed it over; a foreground thread by its process' separation on top. It loses one
 * level per quantum, what came with a `decrement` at once. Real-time threads (16 and above) keep
 * their priority. While threads of higher priority wait for a lock that the kernel tracks, its
 * owner has theirs (T15): lent, not its own, and gone with the lock.
 */
#ifndef WTSIM_MODEL_KERNEL_BOOSTS_H
#define WTSIM_MODEL_KERNEL_BOOSTS_H

#include "model/machine/machine.h"

#define MDL_BOOSTS_REAL_TIME 16
#define MDL_BOOSTS_SYSTEM_BASE 8      /* T1: of the System process, whose threads workers are */
#define MDL_BOOSTS_LIMIT 14           /* T10: from this base on a wait only renews the quantum */

/* The thread's whole quantum. */
static inline sim_duration mdl_boosts_quantum(const struct mdl_machine *m,
                                              const struct mdl_thread_state *t)
{
    const struct mdl_profile *profile = &m->plan->profile;

    return t->quantum == 0 ? profile->quantum_ticks * profile->clock_period_ns
                           : t->quantum * profile->clock_period_ns / 3;
}

/* T8: a quantum is over: a new one, a level less (and what the decrement says) above the base. */
void mdl_boosts_expire(struct mdl_machine *m, mdl_thread_id thread);

/* The general case of mdl_boosts_wake. */
void mdl_boosts_lift(struct mdl_machine *m, mdl_thread_id thread, unsigned increment);

/* T10: the thread's wait is over; a third of a tick of its quantum goes, or it has a new one. */
static inline void mdl_boosts_wake(struct mdl_machine *m, mdl_thread_id thread,
                                   struct mdl_thread_state *t, unsigned increment)
{
    if (t->base >= MDL_BOOSTS_LIMIT) {
        t->charged_ns = 0;
        return;
    }
    t->charged_ns += m->plan->profile.clock_period_ns / 3;
    if (increment > 0 || t->separation > 0 || t->charged_ns >= mdl_boosts_quantum(m, t)) {
        mdl_boosts_lift(m, thread, increment);
    }
}

/* T11: it is handed a lock by a thread of this priority. */
void mdl_boosts_hand(struct mdl_machine *m, mdl_thread_id thread, unsigned priority);

/* ---- T15 ------------------------------------------------------------------------------------ */

/* A thread has begun to wait for a tracked lock: who has it gets at least its priority. */
void mdl_boosts_lend(struct mdl_machine *m, mdl_lock_id lock, mdl_thread_id waiter);

/* A tracked lock has changed hands: those who still wait lend their priority to the new owners. */
void mdl_boosts_inherit(struct mdl_machine *m, mdl_lock_id lock);

/* The context has the lock no longer (it is off its books already): what was lent is gone. */
void mdl_boosts_return(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c);

/* Priority without what is lent. */
static inline unsigned mdl_boosts_own(const struct mdl_thread_state *t)
{
    return t->lent > 0 ? t->own_priority : t->priority;
}

#endif
