/* Calls: who waits for whom between the enqueue call and the callback. */
#include "model/observe/calls.h"

#include "model/observe/copies.h"
#include "model/observe/findings.h"
#include "model/observe/inside.h"
#include "model/observe/observed.h"
#include "model/observe/smooth.h"
#include "model/observe/spells.h"
#include "sim/base/check.h"

static inline void pour_list(const struct mdl_inside_item *item, struct mdl_pending_entry *e,
                             uint32_t row)
{
    if (e->copied) {
        mdl_copies_pour(&item->in->backlog, item->line, e, row);
    }
}

/* ---- the list -------------------------------------------------------------------------------- */

static void count_refused(struct mdl_record *r, uint64_t at, const struct mdl_inside_item *item)
{
    mdl_tally_censor(&r->tally, item->latency, at, at);
    mdl_findings_raise(r, at, MDL_FINDING_CAP_CALLS, MDL_NONE,
                       r->tally.series[item->latency].object, NULL);
}

/* A call waits in the list; its item may be there already. */
static inline void join_list(struct mdl_record *r, uint64_t at, struct mdl_inside_item *item,
                             struct mdl_pending_chain *waiting)
{
    uint32_t wait = mdl_pending_new(&r->pending, at);

    if (wait == MDL_NONE) {
        count_refused(r, at, item);
        return;
    }
    mdl_pending_append(&r->pending, waiting, wait);
    if (r->ledger_on && mdl_inside_counts(r, at)) {
        mdl_copies_take(&item->in->backlog, item->line, &r->pending.entries[wait],
                         item->latency);
    }
}

static void join(struct mdl_record *r, uint64_t at, struct mdl_inside_instance *instance)
{
    struct mdl_inside_item *item = instance->of;
    struct mdl_inside_pool *pool = item->in;

    if (pool->depth.value == 0) {
        pool->taken_at = at;
    }
    if (mdl_inside_counts(r, at)) {
        mdl_inside_see(&pool->seen, pool->depth.value);
    }
    sim_level_up(&pool->depth, at);
    if (r->ledger_on) {
        mdl_backlog_join(&pool->backlog, item->line, at);
    }
    join_list(r, at, item, &instance->waiting);
}

static uint32_t server_of(const struct mdl_record *r, const struct mdl_inside_thread *t)
{
    return t->lock == MDL_NONE ? t->processor : r->plan->profile.processor_count + t->lock;
}

static unsigned group_of(const struct mdl_inside_thread *t)
{
    return t->lock == MDL_NONE ? MDL_LEDGER_ITEM : MDL_LEDGER_LOCK;
}

/* Its item has been handed to a worker, but still counts as queued (W81, W82). */
static void join_handed(struct mdl_record *r, uint64_t at, struct mdl_inside_thread *t)
{
    uint32_t wait = mdl_pending_new(&r->pending, at);

    if (wait == MDL_NONE) {
        count_refused(r, at, t->holds);
        return;
    }
    mdl_pending_append(&r->pending, &t->handed, wait);
    r->pending.entries[wait].flags |= MDL_PENDING_OWN;
    if (r->ledger_on) {
        mdl_occupancy_enter(&r->occupancy, server_of(r, t), wait, at);
    }
}

static void coalesce(struct mdl_record *r, uint64_t at, struct mdl_inside_instance *instance)
{
    struct mdl_inside_item *item = instance->of;

    if (mdl_inside_counts(r, at)) {
        item->coalesced++;
        mdl_inside_see(&item->in->seen, item->in->depth.value);
    }
    if (instance->worker != MDL_NONE) {
        join_handed(r, at, &r->threads[instance->worker]);
        return;
    }
    if (r->ledger_on) {
        mdl_backlog_advance(&item->in->backlog, item->line, at);
    }
    join_list(r, at, item, &instance->waiting);
}

void mdl_calls_placed(struct mdl_record *r, mdl_instance_id id, uint32_t node)
{
    struct mdl_inside_instance *instance = &r->instances[id];

    instance->of = &r->items[node * r->plan->item_count + instance->item];
}

void mdl_calls_called(struct mdl_record *r, uint64_t at, mdl_instance_id id, bool coalesced)
{
    struct mdl_inside_instance *instance = &r->instances[id];

    if (coalesced) {
        coalesce(r, at, instance);
    } else {
        join(r, at, instance);
    }
}

/* The call that has just been told is taken back (W70: no worker is idle). */
static void withdraw(struct mdl_record *r, uint64_t at, struct mdl_inside_instance *instance)
{
    const struct mdl_inside_item *item = instance->of;
    struct mdl_pending_entry *e = &r->pending.entries[instance->waiting.head];

    sim_level_down(&item->in->depth, at);
    if (r->ledger_on) {
        mdl_backlog_advance(&item->in->backlog, item->line, at);
        mdl_backlog_left(&item->in->backlog, item->line);
        mdl_copies_measure(&item->in->backlog, item->line, e);
        mdl_ledger_scratch_clear(&r->ledger, MDL_LEDGER_PARTS);
        pour_list(item, e, MDL_LEDGER_PARTS);
    }
    mdl_observed_abandon(r, &instance->waiting);
}

void mdl_calls_refused(struct mdl_record *r, uint64_t at, mdl_instance_id id)
{
    struct mdl_inside_instance *instance = &r->instances[id];

    if (instance->waiting.count == 1) {
        withdraw(r, at, instance);
    }
    if (mdl_inside_counts(r, at)) {
        r->items[instance->item].withdrawn++;
    }
}

/* ---- the worker ------------------------------------------------------------------------------ */

static void measure_others(struct mdl_record *r, const struct mdl_inside_item *item,
                           const struct mdl_pending_chain *calls)
{
    uint32_t wait = calls->head;

    for (uint32_t left = calls->count; left > 1; left--) {
        wait = r->pending.entries[wait].next;
        mdl_copies_measure(&item->in->backlog, item->line, &r->pending.entries[wait]);
    }
}

/* Items waited since taken_at and none was taken until now. */
static inline void note_progress(struct mdl_record *r, uint64_t at,
                                 const struct mdl_inside_item *item)
{
    struct mdl_inside_pool *pool = item->in;
    uint64_t ns = at - pool->taken_at;

    mdl_tally_note(&r->tally, pool->no_progress_values, pool->taken_at, ns);
    if (ns > r->starvation_ns) {
        mdl_spells_stalled(r, at, item->pool, false);
    }
    pool->taken_at = at;
}

static inline void leave_list(struct mdl_record *r, uint64_t at,
                              const struct mdl_inside_item *item,
                              const struct mdl_pending_chain *calls)
{
    struct mdl_inside_pool *pool = item->in;

    sim_level_down(&pool->depth, at);
    if (at > pool->taken_at) {
        note_progress(r, at, item);
    }
    if (!r->ledger_on) {
        return;
    }
    mdl_backlog_advance_all(&pool->backlog, at);
    mdl_backlog_left(&pool->backlog, item->line);
    if (calls->count > 0) {
        struct mdl_pending_entry *first = &r->pending.entries[calls->head];

        mdl_copies_measure(&pool->backlog, item->line, first);
        mdl_smooth_forget(&pool->backlog, first, at);
        if (calls->count > 1) {
            measure_others(r, item, calls);
        }
    }
}

void mdl_calls_handed(struct mdl_record *r, uint64_t at, mdl_instance_id id,
                      mdl_thread_id worker, mdl_processor_id p)
{
    struct mdl_inside_instance *instance = &r->instances[id];
    struct mdl_inside_thread *t = &r->threads[worker];
    struct mdl_inside_item *item = instance->of;
    struct mdl_inside_pool *pool = item->in;

    SIM_ASSERT(t->item == MDL_NONE);
    leave_list(r, at, item, &instance->waiting);
    t->item = instance->item;
    t->holds = item;
    t->instance = id;
    t->handed = instance->waiting;
    t->processor = p;
    t->lock = MDL_NONE;
    instance->worker = worker;
    instance->waiting.count = 0;
    sim_level_up(&pool->busy, at);
    if (r->ledger_on) {
        mdl_backlog_hold(&pool->backlog, item->callback, mdl_inside_activity(t->phase));
        if (t->handed.count > 0) {
            mdl_occupancy_enter(&r->occupancy, p, t->handed.head, at);
        }
    }
}

void mdl_calls_cleared(struct mdl_record *r, mdl_instance_id instance)
{
    r->instances[instance].worker = MDL_NONE;
}

/* All tickets of the calls that it will serve go to another server. */
static void change_server(struct mdl_record *r, uint64_t at, const struct mdl_inside_thread *t,
                          unsigned group, uint32_t server)
{
    uint32_t wait = t->handed.head;

    for (uint32_t left = t->handed.count; left > 0 && r->ledger_on; left--) {
        if (r->pending.entries[wait].server != MDL_PENDING_NOWHERE) {
            mdl_occupancy_pause(&r->occupancy, wait, at, group);
            mdl_occupancy_enter(&r->occupancy, server, wait, at);
        }
        wait = r->pending.entries[wait].next;
    }
}

void mdl_calls_locking(struct mdl_record *r, uint64_t at, mdl_thread_id worker,
                       mdl_lock_id lock)
{
    struct mdl_inside_thread *t = &r->threads[worker];

    if (t->handed.count > 0 && t->lock == MDL_NONE) {
        change_server(r, at, t, MDL_LEDGER_ITEM, r->plan->profile.processor_count + lock);
    }
    t->lock = lock;
}

void mdl_calls_woken(struct mdl_record *r, uint64_t at, mdl_thread_id worker)
{
    struct mdl_inside_thread *t = &r->threads[worker];

    if (t->lock != MDL_NONE) {
        change_server(r, at, t, MDL_LEDGER_LOCK, t->processor);
        t->lock = MDL_NONE;
    }
}

void mdl_calls_moved(struct mdl_record *r, uint64_t at, mdl_thread_id worker,
                     mdl_processor_id p)
{
    struct mdl_inside_thread *t = &r->threads[worker];

    if (t->handed.count > 0 && t->lock == MDL_NONE && t->processor != p) {
        change_server(r, at, t, MDL_LEDGER_ITEM, p);
    }
}

/* ---- the parts ------------------------------------------------------------------------------- */

static void pour_ticket(struct mdl_record *r, const struct mdl_inside_thread *t, uint64_t at,
                        uint32_t wait, uint32_t row)
{
    if (r->pending.entries[wait].server != MDL_PENDING_NOWHERE) {
        mdl_occupancy_leave(&r->occupancy, wait, at, group_of(t), row);
        if (r->pending.entries[wait].purse != MDL_NONE) {
            mdl_observed_purse(r, wait, row);
        }
    }
}

/* What the calls that were in the list waited for together, since the hand-over. */
static void pour_shared(struct mdl_record *r, const struct mdl_inside_thread *t, uint64_t at)
{
    mdl_ledger_scratch_clear(&r->ledger, MDL_LEDGER_SHARED);
    if (t->handed.count > 0 &&
        (r->pending.entries[t->handed.head].flags & MDL_PENDING_OWN) == 0) {
        pour_ticket(r, t, at, t->handed.head, MDL_LEDGER_SHARED);
    }
}

/* The wait of one call ends: at its callback's entry, or at the stop. */
static void settle_one(struct mdl_record *r, const struct mdl_inside_thread *t, uint64_t at,
                       uint32_t wait, const struct mdl_observed *what)
{
    const struct mdl_pending_entry *e = &r->pending.entries[wait];
    uint64_t started_at = e->started_at, ns = at - started_at;
    bool all = (e->flags & MDL_PENDING_ALL) != 0, own = (e->flags & MDL_PENDING_OWN) != 0;
    uint32_t row = mdl_observed_open(r, what, started_at, ns, all);

    if (row != MDL_NONE) {
        pour_list(t->holds, &r->pending.entries[wait], row);
        if (own || t->handed.count == 1) {
            pour_ticket(r, t, at, wait, row);
        } else {
            mdl_ledger_add_row(&r->ledger, row, MDL_LEDGER_SHARED);
        }
    }
    mdl_observed_close(r, what, started_at, ns, all, row);
}

/* The parts of the only call. */
static inline void pour_only(struct mdl_record *r, const struct mdl_inside_thread *t,
                             uint64_t at, uint64_t ns)
{
    const struct mdl_inside_item *item = t->holds;
    uint32_t wait = t->handed.head, octave = mdl_ledger_octave(ns), row = item->rows[octave];
    struct mdl_pending_entry *e = &r->pending.entries[wait];

    if (row == MDL_NONE) {
        row = mdl_ledger_row_make(&r->ledger, item->latency, octave);
    }
    pour_list(item, e, row);
    if (!mdl_occupancy_leave_at_once(&r->occupancy, e, wait, at)) {
        mdl_occupancy_leave(&r->occupancy, wait, at, group_of(t), row);
    }
    if (e->purse != MDL_NONE) {
        mdl_observed_purse(r, wait, row);
    }
    mdl_ledger_count(&r->ledger, row, ns);
}

static void settle(struct mdl_record *r, const struct mdl_inside_thread *t, uint64_t at,
                   bool open)
{
    const struct mdl_observed what = {.series = r->items[t->item].latency,
                                      .threshold_ns = r->plan->starvation_items_ns,
                                      .open = open};
    uint32_t wait = t->handed.head;

    if (r->ledger_on && t->handed.count > 1) {
        pour_shared(r, t, at);
    }
    for (uint32_t left = t->handed.count; left > 0; left--) {
        settle_one(r, t, at, wait, &what);
        wait = r->pending.entries[wait].next;
    }
}

static void observe_latencies(struct mdl_record *r, const struct mdl_inside_thread *t,
                              uint64_t at)
{
    const struct mdl_inside_item *item = t->holds;
    uint32_t wait = t->handed.head;
    uint64_t started_at;

    if (t->handed.count == 0) {
        return;
    }
    started_at = r->pending.entries[wait].started_at;
    if (t->handed.count == 1) {
        mdl_tally_note_both(&r->tally, item->latency_twin, started_at, at - started_at);
        return;
    }
    mdl_tally_observe(&r->tally, item->age, started_at, at - started_at);
    for (uint32_t left = t->handed.count; left > 0; left--) {
        started_at = r->pending.entries[wait].started_at;
        mdl_tally_observe(&r->tally, item->latency, started_at, at - started_at);
        wait = r->pending.entries[wait].next;
    }
}

/* ---- the callback ---------------------------------------------------------------------------- */

/* One call, measured, followed, not overdue: nearly always. */
static inline bool serve_only(struct mdl_record *r, const struct mdl_inside_thread *t,
                              uint64_t at)
{
    const struct mdl_pending_entry *e;
    uint64_t ns;

    if (t->handed.count != 1) {
        return false;
    }
    e = &r->pending.entries[t->handed.head];
    ns = at - e->started_at;
    if (e->started_at < r->from_at || ns > r->starvation_ns || e->flags != 0) {
        return false;
    }
    if (r->ledger_on) {
        pour_only(r, t, at, ns);
    }
    mdl_tally_note_both(&r->tally, t->holds->latency_twin, e->started_at, ns);
    return true;
}

void mdl_calls_entered(struct mdl_record *r, uint64_t at, mdl_instance_id id,
                       mdl_thread_id worker)
{
    struct mdl_inside_thread *t = &r->threads[worker];
    struct mdl_inside_instance *instance = &r->instances[id];

    if (r->ledger_on) {
        mdl_trips_keep(r, at, t);
    }
    if (!serve_only(r, t, at)) {
        settle(r, t, at, false);
        observe_latencies(r, t, at);
    }
    if (r->ledger_on) {
        mdl_trips_kept(r, t);
    }
    if (instance->worker == worker) {
        instance->worker = MDL_NONE;
    }
    if (mdl_inside_counts(r, at)) {
        t->holds->runs++;
        t->holds->overlapping += instance->running > 0 ? 1 : 0;
    }
    instance->running++;
    t->entered_at = at;
    t->lock = MDL_NONE;
    t->served = t->handed;
    t->handed.count = 0;
}

static void respond_late(struct mdl_record *r, struct mdl_pending_chain *calls, uint32_t series,
                         uint64_t at, bool open)
{
    uint32_t wait = calls->head;

    for (uint32_t left = calls->count; left > 0; left--) {
        uint32_t next = r->pending.entries[wait].next;
        uint64_t started_at = r->pending.entries[wait].started_at;

        if (open) {
            mdl_tally_censor(&r->tally, series, started_at, at);
        } else {
            mdl_tally_observe(&r->tally, series, started_at, at - started_at);
        }
        mdl_pending_free(&r->pending, wait);
        wait = next;
    }
    mdl_pending_chain_clear(calls);
}

static inline void respond(struct mdl_record *r, struct mdl_inside_thread *t, uint64_t at)
{
    uint32_t wait = t->served.head;
    uint64_t started_at;

    if (t->served.count != 1) {
        respond_late(r, &t->served, t->holds->response, at, false);
        return;
    }
    started_at = r->pending.entries[wait].started_at;
    mdl_tally_note(&r->tally, t->holds->responses, started_at, at - started_at);
    mdl_pending_free(&r->pending, wait);
    t->served.count = 0;
}

void mdl_calls_left(struct mdl_record *r, uint64_t at, mdl_thread_id worker, uint64_t own_ns)
{
    struct mdl_inside_thread *t = &r->threads[worker];
    const struct mdl_inside_item *item = t->holds;
    struct mdl_inside_pool *pool = item->in;

    respond(r, t, at);
    if (own_ns == at - t->entered_at) {
        mdl_tally_note_both(&r->tally, item->run_twin, t->entered_at, own_ns);
    } else {
        mdl_tally_observe(&r->tally, item->run, t->entered_at, at - t->entered_at);
        mdl_tally_observe(&r->tally, item->exclusive, t->entered_at, own_ns);
    }
    r->instances[t->instance].running--;
    sim_level_down(&pool->busy, at);
    if (r->ledger_on) {
        mdl_backlog_advance_all(&pool->backlog, at);
        mdl_backlog_release(&pool->backlog, item->callback, mdl_inside_activity(t->phase));
    }
    t->item = t->instance = MDL_NONE;
    t->entered_at = SIM_INSTANT_NEVER;
}

/* ---- the stop -------------------------------------------------------------------------------- */

static void end_waiting(struct mdl_record *r, uint64_t end_at,
                        struct mdl_inside_instance *instance)
{
    struct mdl_inside_item *item = instance->of;
    const struct mdl_observed what = {.series = item->latency,
                                      .threshold_ns = r->plan->starvation_items_ns,
                                      .open = true};
    uint32_t wait = instance->waiting.head;

    for (uint32_t left = instance->waiting.count; left > 0; left--) {
        struct mdl_pending_entry *e = &r->pending.entries[wait];
        uint64_t started_at = e->started_at, ns = end_at - started_at;
        uint32_t row;

        if (r->ledger_on) {
            mdl_copies_measure(&item->in->backlog, item->line, e);
        }
        row = mdl_observed_open(r, &what, started_at, ns, (e->flags & MDL_PENDING_ALL) != 0);
        if (row != MDL_NONE) {
            pour_list(item, e, row);
        }
        mdl_observed_close(r, &what, started_at, ns, (e->flags & MDL_PENDING_ALL) != 0, row);
        mdl_tally_censor(&r->tally, item->latency, started_at, end_at);
        wait = e->next;
    }
    respond_late(r, &instance->waiting, item->response, end_at, true);
}

static void end_thread(struct mdl_record *r, uint64_t end_at, struct mdl_inside_thread *t)
{
    const struct mdl_inside_item *item;
    uint32_t wait = t->handed.head;

    if (t->item == MDL_NONE) {
        return;
    }
    item = &r->items[t->item];
    settle(r, t, end_at, true);
    for (uint32_t left = t->handed.count; left > 0; left--) {
        mdl_tally_censor(&r->tally, item->latency, r->pending.entries[wait].started_at, end_at);
        wait = r->pending.entries[wait].next;
    }
    respond_late(r, &t->handed, item->response, end_at, true);
    respond_late(r, &t->served, item->response, end_at, true);
    if (t->entered_at != SIM_INSTANT_NEVER) {
        mdl_tally_censor(&r->tally, item->run, t->entered_at, end_at);
    }
}

void mdl_calls_end(struct mdl_record *r, uint64_t end_at)
{
    for (mdl_pool_id p = 0; p < r->plan->pool_count && r->ledger_on; p++) {
        mdl_backlog_advance_all(&r->pools[p].backlog, end_at);
    }
    for (mdl_instance_id i = 0; i < r->plan->instance_count; i++) {
        end_waiting(r, end_at, &r->instances[i]);
    }
    for (mdl_thread_id t = 0; t < r->plan->thread_total; t++) {
        end_thread(r, end_at, &r->threads[t]);
    }
}
