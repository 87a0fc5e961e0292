/*
 * The smooth course of a call: queued, handed to a worker, entered at the same instant, left; and
 * of its request: finished.
 *
 * Nearly every call of a healthy pool goes this way, alone and from the instant 0 on, so that
 * most questions of calls.h need not be asked. Each function does what its counterpart there
 * does, or returns false: then the counterpart must be called, as if this one had not been. Only
 * where r->whole.
 */
#ifndef WTSIM_MODEL_OBSERVE_SMOOTH_H
#define WTSIM_MODEL_OBSERVE_SMOOTH_H

#include <stdbool.h>
#include <stdint.h>

#include "model/observe/inside.h"

bool mdl_smooth_called(struct mdl_record *r, uint64_t at, mdl_instance_id instance);
bool mdl_smooth_handed(struct mdl_record *r, uint64_t at, mdl_instance_id instance,
                       mdl_thread_id worker, mdl_processor_id p);
bool mdl_smooth_entered(struct mdl_record *r, uint64_t at, mdl_instance_id instance,
                        mdl_thread_id worker);
bool mdl_smooth_left(struct mdl_record *r, uint64_t at, mdl_thread_id worker, uint64_t own_ns);

/* A worker that ran its item is ready, on the same processor. */
bool mdl_smooth_ready(struct mdl_record *r, uint64_t at, mdl_thread_id worker, mdl_processor_id p);

/* It was ready for an ordinary time and runs now. */
bool mdl_smooth_runs(struct mdl_record *r, uint64_t at, mdl_thread_id worker, mdl_processor_id p);

/* A request whose latency is an ordinary one. */
bool mdl_smooth_finished(struct mdl_record *r, uint64_t at, mdl_stream_id stream,
                         uint64_t arrived_at);

/* Did items wait since taken_at for an ordinary time, if at all? */
static inline bool mdl_smooth_is_usual(const struct mdl_inside_pool *pool, uint64_t ns,
                                       uint64_t starvation_ns)
{
    return ns == 0 || (sim_histogram_covers(&pool->no_progress_values->served, ns) &&
                       ns <= starvation_ns);
}

/* A measured call that came at this instant has no parts: it needs no copy. */
static inline void mdl_smooth_forget(struct mdl_backlog *b, struct mdl_pending_entry *e,
                                      uint64_t at)
{
    if (e->started_at == at && e->copied && e->more == MDL_NONE) {
        e->copied = 0;
        b->copied--;
    }
}

/* A holder that was ready runs, or that ran is ready: it is counted all the same. */
static inline void mdl_smooth_move(struct mdl_backlog *b, uint32_t callback, unsigned before,
                                   unsigned after)
{
    uint32_t class = callback * MDL_BACKLOG_ACTIVITIES;
    uint64_t *busy = &b->busy[class / MDL_BACKLOG_WORD];
    uint64_t left = (uint64_t)(--b->held[class + before] == 0) << before;

    b->held[class + after]++;
    *busy = (*busy & ~(left << class % MDL_BACKLOG_WORD)) |
            (uint64_t)1 << (class + after) % MDL_BACKLOG_WORD;
    b->doing[before]--;
    b->doing[after]++;
    b->state++;
}

static inline void mdl_smooth_go(struct mdl_backlog *b, uint32_t callback)
{
    mdl_smooth_move(b, callback, MDL_BACKLOG_READY, MDL_BACKLOG_RUNNING);
}

#endif
