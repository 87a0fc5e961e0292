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

#include "model/observe/copies.h"
#include "model/observe/inside.h"
#include "sim/base/paths.h"

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

/* mdl_smooth_called, for who calls it for each event. */
static SIM_COMMON bool mdl_smooth_joins(struct mdl_record *r, uint64_t at, mdl_instance_id id)
{
    struct mdl_inside_instance *instance = &r->instances[id];
    struct mdl_inside_item *item = instance->of;
    struct mdl_inside_pool *pool = item->in;
    struct mdl_backlog_line *line = item->line;
    uint32_t wait = r->pending.free_head;
    struct mdl_pending_entry *e;

    if (!mdl_backlog_is_steady(&pool->backlog, line)) {
        mdl_backlog_advance(&pool->backlog, line, at);
    }
    if (wait == MDL_NONE || pool->backlog.copied >= MDL_COPIES_MAX ||
        line->still == MDL_COPIES_MOVED) {
        return false;
    }
    if (pool->depth.value == 0) {
        pool->taken_at = at;
    }
    mdl_inside_see(&pool->seen, pool->depth.value);
    sim_level_up(&pool->depth, at);
    e = &r->pending.entries[wait];
    r->pending.free_head = e->next;
    e->started_at = at;
    e->copied = 1;
    mdl_copies_share(&pool->backlog, line, e);
    memcpy(e->clocks, line->clocks, sizeof e->clocks);   /* before the addition: a copy that is
                                                            wider waits for what was stored */
    if (line->depth++ == 0) {
        pool->backlog.full |= line->bit;
    } else {
        line->clocks[line->slot] = e->clocks[line->slot] += at - line->last_at;
    }
    line->last_at = at;
    pool->backlog.copied++;
    instance->waiting.head = instance->waiting.tail = wait;
    instance->waiting.count = 1;
    return true;
}

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
static inline void mdl_smooth_move(struct mdl_backlog *b, struct mdl_backlog_callback *c,
                                   unsigned before, unsigned after)
{
    uint64_t left = (uint64_t)(--c->held[before] == 0) << before;

    c->held[after]++;
    *c->busy = (*c->busy & ~(c->bit * left)) | c->bit << after;
    b->doing[before]--;
    b->doing[after]++;
    b->state++;
}

static inline void mdl_smooth_go(struct mdl_backlog *b, struct mdl_backlog_callback *c)
{
    mdl_smooth_move(b, c, MDL_BACKLOG_READY, MDL_BACKLOG_RUNNING);
}

/* mdl_smooth_runs, for who calls it most often. */
static SIM_COMMON bool mdl_smooth_resumes(struct mdl_record *r, uint64_t at,
                                          mdl_thread_id worker, mdl_processor_id p)
{
    struct mdl_inside_thread *t = &r->threads[worker];
    struct mdl_record_series *readies = t->readies;
    uint64_t ns = at - t->since_at;
    struct mdl_backlog *b;

    if (t->phase != MDL_INSIDE_READY || t->item == MDL_NONE || t->processor != p ||
        ns > r->plan->starvation_threads_ns || !sim_histogram_covers(&readies->served, ns)) {
        return false;
    }
    b = &t->holds->in->backlog;
    mdl_backlog_advance_all(b, at);
    sim_histogram_count(&readies->served, ns);
    mdl_smooth_go(b, t->holds->callback);
    t->phase = MDL_INSIDE_RUNNING;
    t->since_at = at;
    t->switches++;
    return true;
}

#endif
