/* What is told together; see the header. All questions come first. */
#include "model/observe/together.h"

#include <string.h>

#include "model/observe/copies.h"
#include "model/observe/inside.h"
#include "model/observe/smooth.h"

/* ---- fed ------------------------------------------------------------------------------------- */

bool mdl_together_fed(struct mdl_record *r, uint64_t at, mdl_instance_id instance,
                      mdl_stream_id stream)
{
    if (!mdl_smooth_joins(r, at, instance)) {
        return false;
    }
    r->streams[stream].offered++;
    return true;
}

/* ---- finished -------------------------------------------------------------------------------- */

/*
 * Where the request that is finished with a call is observed together with it: if the call was
 * its arrival, its latency is the response of the item. Else it must be told apart, NULL.
 */
static inline struct mdl_inside_stream *joins(struct mdl_inside_stream *s,
                                              const struct mdl_inside_item *done,
                                              const struct mdl_pending_entry *served,
                                              const struct mdl_tell_request *request)
{
    return s != NULL && s->calls == done && request->arrived_at == served->started_at ? s : NULL;
}

static inline struct mdl_inside_stream *stream_of(const struct mdl_record *r,
                                                  const struct mdl_tell_request *request)
{
    return request->stream == MDL_NONE ? NULL : &r->streams[request->stream];
}

/* Does nobody have to be told that it starved? */
static inline bool responds_usually(const struct mdl_record *r,
                                    const struct mdl_inside_stream *joint, uint64_t ns)
{
    return joint == NULL || ns <= r->starvation_ns;
}

static inline void sum_up(struct mdl_trips_sum *sum, const struct mdl_pending_entry *e,
                          uint64_t ns, uint64_t own_ns)
{
    sum->slots[0] += e->clocks[0];
    sum->slots[1] += e->clocks[1];
    sum->slots[2] += e->clocks[2];
    sum->slots[3] += e->clocks[3];
    sum->own_ns += own_ns;
    sum->observations++;
    sum->total_ns += ns;
    if (ns > sum->worst_ns) {
        sum->worst_ns = ns;
    }
}

/* The parts of the request that is finished with a call, in general. */
static SIM_RARE void end_any_trip(struct mdl_record *r, uint64_t at, mdl_thread_id worker,
                                  struct mdl_inside_stream *joint,
                                  const struct mdl_tell_request *request, uint64_t own_ns)
{
    const struct mdl_inside_thread *t = &r->threads[worker];
    struct mdl_pending_entry *served = &r->pending.entries[t->served.head];
    const struct mdl_trips_request q = {request->number, request->arrived_at, request->stream,
                                        worker};
    bool metered = mdl_courses_is_metered(&r->courses[worker], t->entered_at);
    uint32_t octave = mdl_ledger_octave(at - served->started_at);

    if (joint != NULL && joint->legs == 0 && !metered) {
        sum_up(&joint->sums[octave], served, at - served->started_at, at - t->entered_at);
        mdl_trips_sums_breaks(r, at, t, joint, octave, true);
    } else if (request->stream != MDL_NONE && !metered) {
        mdl_trips_finished_with(r, at, &q, own_ns);
    } else if (request->stream != MDL_NONE) {
        mdl_trips_finished(r, at, &q);
    }
    if (served->purse != MDL_NONE) {
        mdl_pending_empty(&r->pending, &served->purse);
    }
}

/* Did it come with that call, and is its callback's run, without a break, all else that it has? */
static inline bool is_plain_trip(const struct mdl_inside_stream *joint,
                                 const struct mdl_pending_entry *served, uint64_t run_ns,
                                 uint64_t own_ns)
{
    return joint != NULL && joint->legs == 0 && served->purse == MDL_NONE && own_ns == run_ns;
}

static inline void respond(const struct mdl_inside_item *done, struct mdl_inside_stream *joint,
                           uint64_t started_at, uint64_t ns)
{
    if (joint != NULL) {
        joint->finished++;
        mdl_tally_count_both(joint->joint, started_at, ns);
    } else {
        mdl_tally_count(done->responses, started_at, ns);
    }
}

bool mdl_together_ends_trip(struct mdl_record *r, uint64_t at, mdl_thread_id worker,
                            const struct mdl_tell_request *request, uint64_t own_ns)
{
    const struct mdl_inside_thread *t = &r->threads[worker];
    const struct mdl_pending_entry *e = &r->pending.entries[t->served.head];
    uint64_t ns = at - request->arrived_at, run_ns = at - t->entered_at;
    struct mdl_inside_stream *joint =
        t->served.count == 1 ? joins(stream_of(r, request), t->holds, e, request) : NULL;

    if (joint == NULL || joint->legs != 0 || (e->flags & MDL_PENDING_ALL) != 0 ||
        ns > r->starvation_ns || mdl_courses_is_metered(&r->courses[worker], t->entered_at)) {
        return false;
    }
    sum_up(&joint->sums[mdl_ledger_octave(ns)], e, ns, run_ns);
    mdl_trips_sums_breaks(r, at, t, joint, mdl_ledger_octave(ns), own_ns != run_ns);
    return true;
}

void mdl_together_missed(const struct mdl_record *r, uint64_t at, mdl_thread_id worker,
                         const struct mdl_tell_request *request)
{
    const struct mdl_inside_thread *t = &r->threads[worker];
    const struct mdl_inside_stream *joint;

    if (t->served.count == 1) {
        joint = joins(stream_of(r, request), t->holds, &r->pending.entries[t->served.head],
                      request);
        if (joint != NULL) {
            sim_histogram_cover(&joint->joint->both, at - request->arrived_at);
        }
    }
}

/* Its run, interrupted or not. */
static inline void note_run(const struct mdl_inside_item *done, uint64_t entered_at,
                            uint64_t run_ns, uint64_t own_ns)
{
    if (own_ns == run_ns) {
        mdl_tally_count_both(done->run_twin, entered_at, own_ns);
    } else {
        mdl_tally_count(done->run_values, entered_at, run_ns);
        mdl_tally_count(done->own_values, entered_at, own_ns);
    }
}

/* ---- next ------------------------------------------------------------------------------------ */

/* What the worker has run, and what it runs from now on. */
struct exchange {
    struct mdl_inside_thread *t;
    const struct mdl_inside_item *done;
    struct mdl_inside_item *next;
    struct mdl_inside_instance *instance; /* of next                              */
    struct mdl_inside_pool *pool;
    struct mdl_backlog_line *line;
    struct mdl_inside_stream *joint;
    struct mdl_pending_entry *served, *waited;
    uint64_t served_ns, waited_ns, run_ns, stalled_ns;
};

/* Is each value an ordinary one? */
static inline bool is_ordinary(const struct mdl_record *r, const struct exchange *x)
{
    return x->waited_ns <= r->starvation_ns &&
           sim_histogram_covers(&x->next->latency_twin->both, x->waited_ns) &&
           responds_usually(r, x->joint, x->served_ns) &&
           mdl_smooth_is_usual(x->pool, x->stalled_ns, r->starvation_ns);
}

/* Nothing is left over of the one that is done, and its pool has a single list. */
static inline bool is_plain(const struct exchange *x)
{
    return x->waited->flags == 0 && x->waited->more == x->line->still &&
           x->pool->backlog.full == 1u;
}

/* The parts of the wait in the list. */
static inline void sum_waited(const struct exchange *x)
{
    mdl_copies_unshare(&x->pool->backlog, x->waited);
    mdl_pending_subtract(x->waited, x->line->clocks);
    sum_up(&x->next->sums[mdl_ledger_octave(x->waited_ns)], x->waited, x->waited_ns, 0);
    x->waited->copied = 0;
    x->pool->backlog.copied--;
}

static inline void observe(const struct exchange *x, uint64_t own_ns)
{
    note_run(x->done, x->t->entered_at, x->run_ns, own_ns);
    respond(x->done, x->joint, x->served->started_at, x->served_ns);
    sim_histogram_count(&x->next->latency_twin->both, x->waited_ns);
    if (x->stalled_ns != 0) {
        sim_histogram_count(&x->pool->no_progress_values->served, x->stalled_ns);
    }
}

/* The worker changes its item. Who holds what, and how many, remains as it was. */
static inline void exchange(struct mdl_record *r, const struct exchange *x, uint64_t at,
                            const struct mdl_tell_next *told)
{
    struct mdl_inside_thread *t = x->t;

    x->served->flags = 0;
    x->served->next = r->pending.free_head;
    r->pending.free_head = t->served.head;
    r->instances[told->done].running--;
    if (x->next != x->done) {
        unsigned activity = mdl_inside_activity(t->phase);

        mdl_backlog_release(&x->pool->backlog, x->done->callback, activity);
        mdl_backlog_hold(&x->pool->backlog, x->next->callback, activity);
        t->item = x->instance->item;
        t->holds = x->next;
    }
    t->instance = told->next;
    t->processor = told->processor;
    t->entered_at = at;
    t->served.head = t->served.tail = x->instance->waiting.head;
    x->instance->waiting.count = 0;
    x->instance->worker = MDL_NONE;
    x->next->runs++;
    x->next->overlapping += x->instance->running > 0 ? 1 : 0;
    x->instance->running++;
}

/* Whatever its items are, and what broke its run. */
static SIM_RARE enum mdl_together next_of_any(struct mdl_record *r, uint64_t at,
                                              const struct mdl_tell_next *told)
{
    struct mdl_inside_thread *t = &r->threads[told->worker];
    struct mdl_inside_instance *instance = &r->instances[told->next];
    struct exchange x = {.t = t, .done = t->holds, .next = instance->of, .instance = instance,
                         .pool = instance->of->in, .line = instance->of->line};

    if (t->served.count != 1 || instance->waiting.count != 1 || x.done->in != x.pool) {
        return MDL_TOGETHER_NOT;
    }
    mdl_backlog_advance_all(&x.pool->backlog, at);   /* may need one more clock */
    x.served = &r->pending.entries[t->served.head];
    x.waited = &r->pending.entries[instance->waiting.head];
    x.run_ns = at - t->entered_at;
    x.served_ns = at - x.served->started_at;
    x.waited_ns = at - x.waited->started_at;
    x.stalled_ns = at - x.pool->taken_at;
    x.joint = joins(stream_of(r, &told->request), x.done, x.served, &told->request);
    if (!is_plain(&x) || !is_ordinary(r, &x)) {
        return MDL_TOGETHER_NOT;
    }
    if (is_plain_trip(x.joint, x.served, x.run_ns, told->own_ns)) {
        sum_up(&x.joint->sums[mdl_ledger_octave(x.served_ns)], x.served, x.served_ns, x.run_ns);
    } else {
        end_any_trip(r, at, told->worker, x.joint, &told->request, told->own_ns);
    }
    sum_waited(&x);
    sim_level_down(&x.pool->depth, at);
    mdl_backlog_left(&x.pool->backlog, x.line);
    x.pool->taken_at = at;
    observe(&x, told->own_ns);
    exchange(r, &x, at, told);
    return x.joint != NULL ? MDL_TOGETHER_ALL : MDL_TOGETHER_CALLS;
}

/*
 * The plainest: the item that is done and the next are of one kind, their calls came with a request
 * each and have waited in the list alone, nothing broke the run, and nobody starves.
 */
static inline bool is_plainest(const struct mdl_together_who *who)
{
    const struct mdl_inside_item *item = who->t->holds;
    const struct mdl_inside_pool *pool = item->in;

    return who->stream != NULL && who->next->of == item && who->stream->calls == item &&
           who->stream->legs == 0 && who->t->served.count == 1 && who->next->waiting.count == 1 &&
           pool->backlog.full == 1u && item->line->seen == pool->backlog.state;
}

enum mdl_together mdl_together_next(struct mdl_record *r, uint64_t at,
                                    const struct mdl_together_who *who,
                                    const struct mdl_tell_next *told)
{
    struct mdl_inside_thread *t = who->t;
    struct mdl_inside_instance *instance = who->next;
    struct mdl_inside_stream *s = who->stream;
    struct mdl_inside_item *item = t->holds;
    struct mdl_inside_pool *pool = item->in;
    struct mdl_backlog_line *line = item->line;
    struct mdl_pending_entry *served, *waited;
    uint64_t ns;

    if (!is_plainest(who)) {
        return next_of_any(r, at, told);
    }
    served = &r->pending.entries[t->served.head];
    waited = &r->pending.entries[instance->waiting.head];
    if (told->request.arrived_at != served->started_at || served->purse != MDL_NONE ||
        waited->flags != 0 || waited->more != line->still || told->own_ns != at - t->entered_at ||
        at - served->started_at > r->starvation_ns || at - waited->started_at > r->starvation_ns) {
        return next_of_any(r, at, told);
    }
    mdl_tally_count_both(item->run_twin, t->entered_at, told->own_ns);
    ns = at - served->started_at;
    mdl_tally_count_both(s->joint, served->started_at, ns);
    sum_up(&s->sums[mdl_ledger_octave(ns)], served, ns, told->own_ns);
    s->finished++;
    served->flags = 0;
    served->next = r->pending.free_head;
    r->pending.free_head = t->served.head;
    line->clocks[line->slot] += at - line->last_at;
    line->last_at = at;
    ns = at - waited->started_at;
    mdl_tally_count_both(item->latency_twin, waited->started_at, ns);
    mdl_copies_unshare(&pool->backlog, waited);
    mdl_pending_subtract(waited, line->clocks);
    sum_up(&item->sums[mdl_ledger_octave(ns)], waited, ns, 0);
    waited->copied = 0;
    pool->backlog.copied--;
    sim_level_down(&pool->depth, at);
    mdl_backlog_left(&pool->backlog, line);
    ns = at - pool->taken_at;
    if (ns != 0) {
        mdl_tally_count(pool->no_progress_values, pool->taken_at, ns);
        pool->taken_at = at;
    }
    who->done->running--;
    t->instance = told->next;
    t->processor = told->processor;
    t->entered_at = at;
    t->served.head = t->served.tail = instance->waiting.head;
    instance->waiting.count = 0;
    instance->worker = MDL_NONE;
    item->runs++;
    item->overlapping += instance->running > 0 ? 1 : 0;
    instance->running++;
    return MDL_TOGETHER_ALL;
}

/* ---- woken ----------------------------------------------------------------------------------- */

/* Nobody else waits, neither in the list nor for the processor, and the worker was idle. */
static inline bool finds_worker(const struct mdl_record *r, const struct mdl_inside_item *item,
                                const struct mdl_inside_thread *t,
                                const struct mdl_tell_woken *told)
{
    const struct mdl_backlog *b = &item->in->backlog;

    return t->phase == MDL_INSIDE_IDLE && b->full == 0 && b->list_count == 1 &&
           b->copied < MDL_COPIES_MAX && item->line->own + 1u == told->current &&
           r->occupancy.newest[told->processor] == MDL_NONE &&
           r->pending.free_head != MDL_NONE;
}

/* The call waits for the processor at once: it has no parts of a list, and no copy of clocks. */
static inline uint32_t waits_for_processor(struct mdl_record *r, uint64_t at, mdl_processor_id p)
{
    uint32_t wait = r->pending.free_head;
    struct mdl_pending_entry *e = &r->pending.entries[wait];

    r->pending.free_head = e->next;
    e->started_at = e->at = at;
    e->copied = 0;
    memset(e->clocks, 0, sizeof e->clocks);
    e->server = (uint16_t)p;
    r->occupancy.newest[p] = wait;
    return wait;
}

/* One list, where nobody waits: the clocks stand still. */
static inline void limit(struct mdl_backlog_line *line, uint32_t current, uint32_t maximum)
{
    line->own = line->current = current;
    line->maximum = maximum;
}

bool mdl_together_woken(struct mdl_record *r, uint64_t at, const struct mdl_together_who *who,
                        const struct mdl_tell_woken *told)
{
    struct mdl_inside_instance *instance = who->next;
    struct mdl_inside_thread *t = who->t;
    struct mdl_inside_item *item = instance->of;
    struct mdl_inside_pool *pool = item->in;

    if (!finds_worker(r, item, t, told)) {
        return false;
    }
    t->handed.head = t->handed.tail = waits_for_processor(r, at, told->processor);
    t->handed.count = 1;
    t->item = instance->item;
    t->holds = item;
    t->instance = told->instance;
    t->processor = told->processor;
    t->phase = MDL_INSIDE_READY;
    t->since_at = at;
    instance->worker = told->cleared ? MDL_NONE : told->worker;
    pool->taken_at = at;
    pool->seen.arrivals++;   /* it finds nobody */
    sim_level_up(&pool->busy, at);
    sim_level_up(&pool->concurrency, at);
    limit(item->line, told->current, told->maximum);
    pool->backlog.idle--;
    mdl_backlog_hold(&pool->backlog, item->callback, MDL_BACKLOG_READY);
    if (who->stream != NULL) {
        who->stream->offered++;
    }
    return true;
}

/* ---- starts ---------------------------------------------------------------------------------- */

/* It holds one call, was ready for an ordinary time, and nobody waits in its pool. */
static inline bool is_ready(const struct mdl_record *r, const struct mdl_inside_thread *t,
                            uint64_t at, mdl_processor_id p)
{
    uint64_t ns = at - t->since_at;

    return t->handed.count == 1 && t->phase == MDL_INSIDE_READY &&
           t->processor == p &&
           ns <= r->plan->starvation_threads_ns &&
           sim_histogram_covers(&t->readies->served, ns) && t->holds->in->backlog.full == 0;
}

/* The call has waited for this processor alone, and only since this instant. */
static inline bool begins_at_once(const struct mdl_record *r, const struct mdl_inside_thread *t,
                                  const struct mdl_pending_entry *e, uint64_t at)
{
    return e->at == at && e->started_at == at && e->flags == 0 && e->copied == 0 &&
           e->purse == MDL_NONE && e->more == MDL_NONE && e->server == t->processor &&
           r->occupancy.newest[t->processor] == t->handed.head &&
           sim_histogram_covers(&t->holds->latency_twin->both, 0);
}

bool mdl_together_starts(struct mdl_record *r, uint64_t at, const struct mdl_tell_starts *told)
{
    struct mdl_inside_thread *t = &r->threads[told->worker];
    struct mdl_inside_instance *instance = &r->instances[told->instance];
    struct mdl_inside_item *item = t->holds;
    mdl_processor_id p = told->processor;
    struct mdl_pending_entry *e;

    if (!is_ready(r, t, at, p)) {
        return false;
    }
    e = &r->pending.entries[t->handed.head];
    if (!begins_at_once(r, t, e, at)) {
        return false;
    }
    sim_histogram_count(&t->readies->served, at - t->since_at);
    sim_histogram_count(&item->latency_twin->both, 0);
    item->sums[0].observations++;   /* it has no parts */
    e->server = MDL_PENDING_NOWHERE;
    r->occupancy.newest[p] = MDL_NONE;
    mdl_smooth_go(&item->in->backlog, item->callback);
    t->phase = MDL_INSIDE_RUNNING;
    t->since_at = t->entered_at = at;
    t->switches++;
    t->lock = MDL_NONE;
    t->served = t->handed;
    t->handed.count = 0;
    if (instance->worker == told->worker) {
        instance->worker = MDL_NONE;
    }
    item->runs++;
    item->overlapping += instance->running > 0 ? 1 : 0;
    instance->running++;
    return true;
}

/* ---- begins ---------------------------------------------------------------------------------- */

/* It holds the item from now on, and nothing has taken any time. */
static inline void serves_at_once(struct mdl_record *r, uint64_t at,
                                  const struct mdl_together_who *who,
                                  const struct mdl_tell_woken *told)
{
    struct mdl_inside_thread *t = who->t;
    uint32_t wait = r->pending.free_head;
    struct mdl_pending_entry *e = &r->pending.entries[wait];

    r->pending.free_head = e->next;
    e->started_at = at;
    e->copied = 0;
    memset(e->clocks, 0, sizeof e->clocks);
    t->served.head = t->served.tail = wait;
    t->served.count = 1;
    t->item = who->next->item;
    t->holds = who->next->of;
    t->instance = told->instance;
    t->processor = told->processor;
    t->phase = MDL_INSIDE_RUNNING;
    t->since_at = t->entered_at = at;
    t->switches++;
    t->lock = MDL_NONE;
}

bool mdl_together_begins(struct mdl_record *r, uint64_t at, const struct mdl_together_who *who,
                         const struct mdl_tell_woken *told)
{
    struct mdl_inside_instance *instance = who->next;
    struct mdl_inside_thread *t = who->t;
    struct mdl_inside_item *item = instance->of;
    struct mdl_inside_pool *pool = item->in;

    if (!finds_worker(r, item, t, told) ||
        !sim_histogram_covers(&t->readies->served, 0) ||
        !sim_histogram_covers(&item->latency_twin->both, 0)) {
        return false;
    }
    sim_histogram_count(&t->readies->served, 0);
    sim_histogram_count(&item->latency_twin->both, 0);
    item->sums[0].observations++;   /* it has no parts */
    serves_at_once(r, at, who, told);
    instance->worker = MDL_NONE;
    pool->taken_at = at;
    pool->seen.arrivals++;   /* it finds nobody */
    sim_level_up(&pool->busy, at);
    sim_level_up(&pool->concurrency, at);
    limit(item->line, told->current, told->maximum);
    pool->backlog.idle--;
    mdl_backlog_hold(&pool->backlog, item->callback, MDL_BACKLOG_RUNNING);
    item->runs++;
    item->overlapping += instance->running > 0 ? 1 : 0;
    instance->running++;
    if (who->stream != NULL) {
        who->stream->offered++;
    }
    return true;
}

/* ---- rests ----------------------------------------------------------------------------------- */

/* Its one call is an ordinary one, and nobody waits in its pool. */
static inline bool rests_plainly(const struct mdl_record *r, const struct mdl_inside_thread *t,
                                 const struct mdl_inside_stream *joint, uint64_t ns,
                                 const struct mdl_tell_rests *told)
{
    const struct mdl_inside_item *item = t->holds;
    const struct mdl_inside_pool *pool = item->in;

    return t->phase == MDL_INSIDE_RUNNING &&
           responds_usually(r, joint, ns) &&
           pool->backlog.full == 0 && pool->backlog.list_count == 1 &&
           item->line->own == told->current + 1u;
}

enum mdl_together mdl_together_rests(struct mdl_record *r, uint64_t at,
                                     const struct mdl_together_who *who,
                                     const struct mdl_tell_rests *told)
{
    struct mdl_inside_thread *t = who->t;
    const struct mdl_inside_item *item = t->holds;
    struct mdl_inside_pool *pool = item->in;
    struct mdl_inside_stream *joint;
    struct mdl_pending_entry *e;
    uint64_t ns;

    if (t->served.count != 1) {
        return MDL_TOGETHER_NOT;
    }
    e = &r->pending.entries[t->served.head];
    ns = at - e->started_at;
    joint = joins(who->stream, item, e, &told->request);
    if (!rests_plainly(r, t, joint, ns, told)) {
        return MDL_TOGETHER_NOT;
    }
    if (is_plain_trip(joint, e, at - t->entered_at, told->own_ns)) {
        sum_up(&joint->sums[mdl_ledger_octave(ns)], e, ns, told->own_ns);
    } else {
        end_any_trip(r, at, told->worker, joint, &told->request, told->own_ns);
    }
    note_run(item, t->entered_at, at - t->entered_at, told->own_ns);
    respond(item, joint, e->started_at, ns);
    e->flags = 0;
    e->next = r->pending.free_head;
    r->pending.free_head = t->served.head;
    who->done->running--;
    sim_level_down(&pool->busy, at);
    sim_level_down(&pool->concurrency, at);
    limit(item->line, told->current, told->maximum);
    pool->backlog.idle++;
    mdl_backlog_release(&pool->backlog, item->callback, MDL_BACKLOG_RUNNING);
    t->served.count = 0;
    t->item = t->instance = MDL_NONE;
    t->entered_at = SIM_INSTANT_NEVER;
    t->phase = MDL_INSIDE_IDLE;
    t->since_at = at;
    return joint != NULL ? MDL_TOGETHER_ALL : MDL_TOGETHER_CALLS;
}
