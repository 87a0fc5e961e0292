/*
 * Streams of arrivals: what comes from outside, when, and how it waits in its device.
 *
 * One slot of the calendar per stream for its next arrival. What arrives at an interrupt's device
 * waits there (capacity: its FIFO) until the ISR takes it; moderation holds the interrupt back
 * until enough wait or long enough. What arrives for a source or a thread is handed on by
 * whoever fires the event (model/run).
 */
#ifndef WTSIM_MODEL_HARDWARE_STREAMS_H
#define WTSIM_MODEL_HARDWARE_STREAMS_H

#include "model/hardware/ranks.h"
#include "model/machine/machine.h"

/* Schedules the first arrival of every stream. */
void mdl_streams_start(struct mdl_machine *m);

/* Puts the stream's next arrival into its slot. */
static inline void mdl_streams_schedule(struct mdl_machine *m, const struct mdl_inlet *inlet)
{
    struct mdl_stream_state *state = inlet->stream;
    sim_instant due_at = sim_arrivals_next(inlet->arrivals, &state->position, inlet->draws);

    state->due_at = due_at;
    if (due_at == SIM_INSTANT_NEVER) {
        sim_engine_clear(&m->engine, inlet->slot);
    } else {
        sim_engine_set(&m->engine, inlet->slot, due_at, MDL_RANK_OUTSIDE);
    }
}

/* The same from its own event: nothing stands in its slot but that. */
static inline void mdl_streams_schedule_next(struct mdl_machine *m, const struct mdl_inlet *inlet)
{
    struct mdl_stream_state *state = inlet->stream;
    sim_instant due_at = sim_arrivals_next(inlet->arrivals, &state->position, inlet->draws);

    state->due_at = due_at;
    if (due_at == SIM_INSTANT_NEVER) {
        sim_engine_clear(&m->engine, inlet->slot);
    } else {
        sim_engine_move_fired(&m->engine, inlet->slot, due_at, MDL_RANK_OUTSIDE);
    }
}

/*
 * Its device falls silent: nothing arrives, and what waited in the device of an interrupt is lost;
 * until it speaks again, with what would have come from now on. So a device that was away shifts no
 * arrival.
 */
void mdl_streams_silence(struct mdl_machine *m, mdl_stream_id stream);
void mdl_streams_resume(struct mdl_machine *m, mdl_stream_id stream);

/* Its arrival process is another one from now on. */
void mdl_streams_begin_anew(struct mdl_machine *m, mdl_stream_id stream);

/*
 * A request arrives and waits: in the device of an interrupt, which may be asserted, or before a
 * group of threads. (What arrives for a source does not wait: model/run hands it on.)
 */
void mdl_streams_arrive(struct mdl_machine *m, mdl_stream_id stream);

/* The event of its moderation: enough time has passed. */
void mdl_streams_moderated(struct mdl_machine *m, mdl_stream_id stream);

/* The i-th stream of a line: of its arrivals, then of its targets; MDL_NONE: no more. */
static inline mdl_stream_id mdl_streams_of(const struct mdl_machine *m, mdl_line_id line,
                                           uint32_t i)
{
    const struct mdl_line *plan = &m->plan->lines[line];
    uint32_t target = plan->target_first;

    if (i < plan->stream_count) {
        return plan->stream_first + i;
    }
    for (i -= plan->stream_count; i > 0 && target != 0; i--) {
        target = m->plan->targets[target - 1].next_of_line;
    }
    return target == 0 ? MDL_NONE : m->plan->targets[target - 1].stream;
}

/* A target of the line has finished this request: it waits there for the interrupt. */
void mdl_streams_deliver(struct mdl_machine *m, mdl_stream_id stream,
                         struct mdl_interval request);

/* Past its moderation and not empty? */
bool mdl_streams_speaks(const struct mdl_machine *m, mdl_stream_id stream);

/* Its moderation is another one from now on: what waits may be told at once, or later. */
void mdl_streams_moderate(struct mdl_machine *m, mdl_stream_id stream);

/* All that waits in the devices of this line goes into the bag. */
void mdl_streams_take_all(struct mdl_machine *m, mdl_line_id line, struct mdl_bag *into);

/* What was taken from these devices waits there again, before all that came since. */
void mdl_streams_give_back(struct mdl_machine *m, mdl_line_id line, struct mdl_bag *from);

/* The request that has waited longest in the devices of this line goes into the bag; false when
   there is none. */
bool mdl_streams_take_one(struct mdl_machine *m, mdl_line_id line, struct mdl_bag *into);

/* How many requests wait in the devices of this line. */
uint64_t mdl_streams_depth(const struct mdl_machine *m, mdl_line_id line);

#endif
