/*
 * Runs: one execution of a callback, from its entry to its return, and what it carries.
 *
 * A run starts with everything that was handed to its object since the last start. When it
 * returns, what it still carries is let go; what an each_request had before it and did not come to
 * is lost (language pin 6 of requests, 8 for threads).
 */
#ifndef WTSIM_MODEL_DRIVERS_RUNS_H
#define WTSIM_MODEL_DRIVERS_RUNS_H

#include "model/hardware/requests.h"
#include "model/machine/machine.h"

/* The context's routine is about to execute its first step: MDL_RUNS. MDL_BLOCKED: a thread with
   arrivals, of which there is none. MDL_SPINS: it needs a lock first. */
enum mdl_outcome mdl_runs_enter(struct mdl_machine *m, mdl_context_id c);

/* The same for a worker that begins with an instance of this item. */
static inline void mdl_runs_enter_item(struct mdl_machine *m, struct mdl_context *c,
                                       struct mdl_run *run, const struct mdl_item *item)
{
    c->flags &= (uint8_t)~(MDL_CONTEXT_FRESH | MDL_CONTEXT_LEFTOVER | MDL_CONTEXT_WAITED);
    c->entered_at = m->engine.now;
    c->own_ns = 0;
    c->frame_count = 0;
    c->label = item->label;
    c->step = m->plan->programs[item->program].first;
    run->iteration = 0;
}

/* END: the routine returns. MDL_RETURNED; MDL_YIELDS for a thread that goes on with its next
   arrival, and after a bug check. */
enum mdl_outcome mdl_runs_return(struct mdl_machine *m, mdl_context_id c);

/*
 * Counts a pass through a loop, or an entry, against the limit of what may happen at one instant
 * (language pin 11). True: too many; the replication ends.
 */
static inline bool mdl_runs_is_stuck(struct mdl_machine *m)
{
    if (++m->engine.steps > m->engine.steps_max) {
        m->stuck = true;
        m->engine.stop = true;
    }
    return m->stuck;
}

/*
 * What the run carries goes to `into` as well. If nothing comes after this step but the return,
 * it is handed over instead of shared: the same holders, with less counting.
 */
static inline void mdl_runs_pass_on(struct mdl_machine *m, mdl_context_id c,
                                    const struct mdl_step *step, struct mdl_bag *into,
                                    enum mdl_carries carries)
{
    if (step->flags & MDL_STEP_NO_REQUESTS) {
        return;
    }
    if (m->runs[c].carried.count > 0) {
        mdl_requests_tell_passed(m, c);
    }
    if (carries == MDL_CARRIES_ALL && step[1].kind == MDL_STEP_END &&
        m->contexts[c].frame_count == 0 && !(m->contexts[c].flags & MDL_CONTEXT_LEFTOVER)) {
        mdl_requests_move(m, into, &m->runs[c].carried);
    } else {
        mdl_requests_pass(m, into, &m->runs[c].carried, carries);
    }
}

/* The routine is over: what it still carries is let go, what it left over is lost. */
void mdl_runs_let_go(struct mdl_machine *m, mdl_context_id c);

/* ---- loops ---------------------------------------------------------------------------------- */

/* Each returns the next step. */
uint32_t mdl_runs_repeat(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step,
                         uint32_t count);
uint32_t mdl_runs_repeat_next(struct mdl_machine *m, mdl_context_id c,
                              const struct mdl_step *step);
uint32_t mdl_runs_leave(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step);
uint32_t mdl_runs_each(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step);
uint32_t mdl_runs_each_next(struct mdl_machine *m, mdl_context_id c,
                            const struct mdl_step *step);

/* ---- from outside --------------------------------------------------------------------------- */

/* Sources and declared threads begin: those with arrivals wait, the others are ready. */
void mdl_runs_start_sources(struct mdl_machine *m);
void mdl_runs_start_threads(struct mdl_machine *m);

/* A request has arrived for a source, whose steps run now; or for a group of threads. */
void mdl_runs_source(struct mdl_machine *m, mdl_stream_id stream);
void mdl_runs_arrival(struct mdl_machine *m, mdl_stream_id stream);

#endif
