/*
 * The clock: ticks, timers and time-outs (D10, D13, D16-D18, D27).
 *
 * Windows notices that a timer is due only at a tick, so timers and time-outs are not events of
 * their own: they lie in a wheel of buckets, one per tick. One slot of the calendar drives the
 * clock of all processors. While ticks cost nothing, those in which nothing can be decided are
 * skipped (no timer due, nobody waits for a processor, no DPC untriggered); at least one a second
 * is always taken, which is often enough for the watchdogs. A timer of high resolution brings a
 * clock interrupt of its own, on its processor, at the next multiple of that resolution: never
 * early (D17).
 */
#ifndef WTSIM_MODEL_KERNEL_CLOCK_H
#define WTSIM_MODEL_KERNEL_CLOCK_H

#include "model/machine/machine.h"

void mdl_clock_start(struct mdl_machine *m);

/* The clock's slot fired: all processors tick. */
void mdl_clock_fire(struct mdl_machine *m);

enum { MDL_CLOCK_TICK = 1, MDL_CLOCK_EXACT = 2 };

/* The clock interrupt is taken on p: for a tick, for a timer of high resolution, or for both. */
void mdl_clock_interrupt(struct mdl_machine *m, mdl_processor_id p, unsigned causes);

/* The slot of a timer of high resolution fired: it has expired. */
void mdl_clock_exact(struct mdl_machine *m, mdl_timer_id timer);

/* Something can be decided at the next tick: it must not be skipped. Nearly always that tick is
   the one in the calendar already. */
void mdl_clock_bring_next(struct mdl_machine *m);

static inline void mdl_clock_want_next(struct mdl_machine *m)
{
    if (m->clock->due_at - m->engine.now - 1 >= m->plan->profile.clock_period_ns) {
        mdl_clock_bring_next(m);
    }
}

/* Number of the last tick at or before this instant. */
static inline uint64_t mdl_clock_tick_of(const struct mdl_machine *m, sim_instant at)
{
    return at / m->plan->profile.clock_period_ns;
}

/* ---- the wheel: nodes are timers first, then the time-outs of threads ------------------------ */

/* Due this long from now, by the accuracy rule of the version (D17). Moves a node already in. */
void mdl_clock_set(struct mdl_machine *m, uint32_t node, sim_duration relative_ns,
                   mdl_processor_id p);
/* The relative time that is due at this instant, which is not past. */
sim_duration mdl_clock_until(const struct mdl_machine *m, sim_instant at);
void mdl_clock_cancel(struct mdl_machine *m, uint32_t node); /* fine when it is not in */
bool mdl_clock_is_set(const struct mdl_machine *m, uint32_t node);

static inline uint32_t mdl_clock_thread_node(const struct mdl_machine *m, mdl_thread_id thread)
{
    return m->plan->timer_count + thread;
}

/* ---- expiry, inside the drain (D16) --------------------------------------------------------- */

/* Handles what has expired on p, in order, up to the next timer with a DPC routine: waiters are
   released, periodic timers set again. The timer whose routine must run now, or MDL_NONE. */
mdl_timer_id mdl_clock_next_routine(struct mdl_machine *m, mdl_processor_id p);

/* Is there anything expired to be handled on p? */
static inline bool mdl_clock_has_routine(const struct mdl_machine *m, mdl_processor_id p)
{
    return m->processors[p].expired_head != MDL_NONE;
}

#endif
