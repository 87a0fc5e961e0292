/* The smooth course of a call: all questions first, then what can no longer go wrong. */
#include "model/observe/smooth.h"

#include "model/observe/copies.h"
#include "model/observe/inside.h"

/* ---- called ---------------------------------------------------------------------------------- */

bool mdl_smooth_called(struct mdl_record *r, uint64_t at, mdl_instance_id instance)
{
    return mdl_smooth_joins(r, at, instance);
}

/* ---- handed ---------------------------------------------------------------------------------- */

/* One call; the clocks of its pool's only list are right already. */
static inline bool leaves_alone(const struct mdl_inside_instance *instance,
                                const struct mdl_inside_pool *pool,
                                const struct mdl_backlog_line *line, uint64_t at)
{
    return instance->waiting.count == 1 && line->last_at == at && pool->backlog.full == 1u;
}

bool mdl_smooth_handed(struct mdl_record *r, uint64_t at, mdl_instance_id id,
                       mdl_thread_id worker, mdl_processor_id p)
{
    struct mdl_inside_instance *instance = &r->instances[id];
    struct mdl_inside_thread *t = &r->threads[worker];
    struct mdl_inside_item *item = instance->of;
    struct mdl_inside_pool *pool = item->in;
    uint32_t wait = instance->waiting.head;
    struct mdl_pending_entry *e;
    uint64_t ns = at - pool->taken_at;

    if (t->item != MDL_NONE || r->occupancy.newest[p] != MDL_NONE ||
        !leaves_alone(instance, pool, item->line, at)) {
        return false;
    }
    e = &r->pending.entries[wait];
    if (e->flags != 0 || e->more != item->line->still ||
        !mdl_smooth_is_usual(pool, ns, r->starvation_ns)) {
        return false;
    }
    sim_level_down(&pool->depth, at);
    mdl_backlog_left(&pool->backlog, item->line);
    mdl_copies_unshare(&pool->backlog, e);
    mdl_pending_subtract(e, item->line->clocks);
    mdl_smooth_forget(&pool->backlog, e, at);
    e->server = (uint16_t)p;
    e->at = at;
    r->occupancy.newest[p] = wait;
    t->item = instance->item;
    t->holds = item;
    t->instance = id;
    t->handed.head = t->handed.tail = wait;
    t->handed.count = 1;
    t->processor = p;
    t->lock = MDL_NONE;
    instance->worker = worker;
    instance->waiting.count = 0;
    sim_level_up(&pool->busy, at);
    mdl_backlog_hold(&pool->backlog, item->callback, mdl_inside_activity(t->phase));
    if (ns != 0) {
        pool->taken_at = at;
        sim_histogram_count(&pool->no_progress_values->served, ns);
    }
    return true;
}

/* ---- entered --------------------------------------------------------------------------------- */

/* Its callback begins at the instant of the hand-over: nothing is asked of the processor. */
static inline bool enters_at_once(const struct mdl_record *r, const struct mdl_inside_thread *t,
                                  const struct mdl_pending_entry *e, uint64_t at)
{
    return e->at == at && e->flags == 0 && e->purse == MDL_NONE && e->more == MDL_NONE &&
           e->server == t->processor && r->occupancy.newest[t->processor] == t->handed.head;
}

static inline void pour(const struct mdl_inside_item *item, struct mdl_pending_entry *e,
                        const struct mdl_ledger_row *row)
{
    const struct mdl_backlog_line *line = item->line;

    if (e->copied) {
        for (uint32_t slot = 0; slot < line->slot_count && slot < MDL_PENDING_CLOCKS; slot++) {
            row->cells[line->columns[slot]] += e->clocks[slot];
        }
        e->copied = 0;
        item->in->backlog.copied--;
    }
}

bool mdl_smooth_entered(struct mdl_record *r, uint64_t at, mdl_instance_id id,
                        mdl_thread_id worker)
{
    struct mdl_inside_thread *t = &r->threads[worker];
    struct mdl_inside_instance *instance = &r->instances[id];
    struct mdl_inside_item *item = t->holds;
    struct mdl_pending_entry *e;
    uint32_t row;
    uint64_t ns;

    if (t->handed.count != 1) {
        return false;
    }
    e = &r->pending.entries[t->handed.head];
    ns = at - e->started_at;
    row = item->rows[mdl_ledger_octave(ns)];
    if (row == MDL_NONE || ns > r->starvation_ns || !enters_at_once(r, t, e, at)) {
        return false;
    }
    pour(item, e, &r->ledger.rows[row]);
    mdl_ledger_count(&r->ledger, row, ns);
    e->server = MDL_PENDING_NOWHERE;
    r->occupancy.newest[t->processor] = MDL_NONE;
    if (instance->worker == worker) {
        instance->worker = MDL_NONE;
    }
    item->runs++;
    item->overlapping += instance->running > 0 ? 1 : 0;
    instance->running++;
    t->entered_at = at;
    t->lock = MDL_NONE;
    t->served = t->handed;
    t->handed.count = 0;
    mdl_tally_count_both(item->latency_twin, at - ns, ns);
    return true;
}

/* ---- left ------------------------------------------------------------------------------------ */

bool mdl_smooth_left(struct mdl_record *r, uint64_t at, mdl_thread_id worker, uint64_t own_ns)
{
    struct mdl_inside_thread *t = &r->threads[worker];
    const struct mdl_inside_item *item = t->holds;
    struct mdl_inside_pool *pool = item->in;
    struct sim_histogram *runs = &item->run_twin->both;
    struct mdl_pending_entry *e;
    uint64_t started_at;

    if (t->served.count != 1 || own_ns != at - t->entered_at ||
        !sim_histogram_covers(runs, own_ns)) {
        return false;
    }
    e = &r->pending.entries[t->served.head];
    if (e->purse != MDL_NONE) {
        mdl_pending_empty(&r->pending, &e->purse);
    }
    mdl_backlog_advance_all(&pool->backlog, at);
    sim_histogram_count(runs, own_ns);
    started_at = e->started_at;
    e->flags = 0;
    e->next = r->pending.free_head;
    r->pending.free_head = t->served.head;
    t->served.count = 0;
    r->instances[t->instance].running--;
    sim_level_down(&pool->busy, at);
    mdl_backlog_release(&pool->backlog, item->callback, mdl_inside_activity(t->phase));
    t->item = t->instance = MDL_NONE;
    t->entered_at = SIM_INSTANT_NEVER;
    mdl_tally_count(item->responses, started_at, at - started_at);
    return true;
}

/* ---- runs ------------------------------------------------------------------------------------ */

bool mdl_smooth_runs(struct mdl_record *r, uint64_t at, mdl_thread_id worker, mdl_processor_id p)
{
    return mdl_smooth_resumes(r, at, worker, p);
}

bool mdl_smooth_ready(struct mdl_record *r, uint64_t at, mdl_thread_id worker, mdl_processor_id p)
{
    struct mdl_inside_thread *t = &r->threads[worker];
    struct mdl_backlog *b;

    if (t->phase != MDL_INSIDE_RUNNING || t->item == MDL_NONE || t->processor != p) {
        return false;
    }
    b = &t->holds->in->backlog;
    mdl_backlog_advance_all(b, at);
    mdl_smooth_move(b, t->holds->callback, MDL_BACKLOG_RUNNING, MDL_BACKLOG_READY);
    t->phase = MDL_INSIDE_READY;
    t->since_at = at;
    return true;
}

/* ---- finished -------------------------------------------------------------------------------- */

bool mdl_smooth_finished(struct mdl_record *r, uint64_t at, mdl_stream_id stream,
                         uint64_t arrived_at)
{
    struct mdl_inside_stream *s = &r->streams[stream];
    uint64_t ns = at - arrived_at;

    if (s->latencies == NULL || ns > r->starvation_ns ||
        !sim_histogram_covers(&s->latencies->served, ns)) {
        return false;
    }
    s->finished++;
    sim_histogram_count(&s->latencies->served, ns);
    return true;
}
