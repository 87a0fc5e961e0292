/*
 * Requests at the stop: each waits with a call that still waits or is being served.
 *
 * All such calls are gathered once, in order of their starts; a request is with the one that
 * began when it was last passed on.
 */
#include "model/observe/trips_open.h"

#include <stdlib.h>

#include "model/observe/growth.h"
#include "model/observe/inside.h"

enum kind { LISTED, HANDED, SERVED, QUEUED, ROUTINE, SERVER, ASSERTED };

struct mdl_trips_call {
    uint64_t since_at;
    uint32_t order, wait;
    uint32_t on;                      /* instance, thread, line, course among the nests */
    uint8_t kind;
    uint8_t group;                    /* QUEUED, ASSERTED: of the ledger             */
    uint8_t asserted;                 /* by a device: nobody called                  */
    uint8_t zero;
};

/* ---- gathering ------------------------------------------------------------------------------- */

static void add_chain(struct mdl_record *r, const struct mdl_pending_chain *chain, uint32_t skip,
                      struct mdl_trips_call call)
{
    struct mdl_trips *trips = &r->trips;
    uint32_t wait = chain->head;

    for (uint32_t i = 0; i < chain->count; i++) {
        if (trips->open_count == trips->open_capacity) {
            uint32_t more = trips->open_capacity == 0 ? 64u : trips->open_capacity * 2u;

            trips->open = mdl_growth_resize(trips->open, trips->open_capacity, more,
                                            sizeof *trips->open);
            trips->open_capacity = more;
        }
        if (i >= skip) {
            call.since_at = r->pending.entries[wait].started_at;
            call.wait = wait;
            call.order = trips->open_count;
            trips->open[trips->open_count++] = call;
        }
        wait = r->pending.entries[wait].next;
    }
}

static void add_items(struct mdl_record *r)
{
    for (mdl_instance_id i = 0; i < r->plan->instance_count; i++) {
        add_chain(r, &r->instances[i].waiting, 0,
                  (struct mdl_trips_call){.kind = LISTED, .on = i});
    }
    for (mdl_thread_id i = 0; i < r->plan->thread_total; i++) {
        const struct mdl_inside_thread *t = &r->threads[i];

        if (t->item != MDL_NONE) {
            add_chain(r, &t->handed, 0, (struct mdl_trips_call){.kind = HANDED, .on = i});
            add_chain(r, &t->served, 0, (struct mdl_trips_call){.kind = SERVED, .on = i});
        }
    }
}

static void add_dpcs(struct mdl_record *r)
{
    uint32_t processors = r->plan->profile.processor_count;

    for (mdl_dpc_id i = 0; i < r->plan->dpc_count; i++) {
        const struct mdl_inside_dpc *d = &r->dpcs[i];
        uint8_t group = d->threaded ? MDL_LEDGER_THREAD : MDL_LEDGER_DPC;

        add_chain(r, &d->queued, 0, (struct mdl_trips_call){.kind = QUEUED, .group = group});
        for (mdl_processor_id p = 0; p < processors; p++) {
            const struct mdl_inside_dpc_run *run = mdl_inside_run_of(r, i, p);

            add_chain(r, &run->popped, 0, (struct mdl_trips_call){.kind = QUEUED, .group = group});
            add_chain(r, &run->spins, 0,
                      (struct mdl_trips_call){.kind = QUEUED, .group = MDL_LEDGER_SPIN});
        }
    }
}

static void add_lines(struct mdl_record *r)
{
    for (mdl_line_id i = 0; i < r->plan->line_count; i++) {
        const struct mdl_inside_line *l = &r->lines[i];
        bool threaded = r->plan->lines[i].thread != MDL_NONE;
        uint8_t group = l->spins ? MDL_LEDGER_SPIN
                        : threaded ? MDL_LEDGER_THREAD
                                   : MDL_LEDGER_INTERRUPT;

        add_chain(r, &l->pending, l->found,
                  (struct mdl_trips_call){.kind = ASSERTED, .on = i, .group = group,
                                          .asserted = 1});
    }
}

/* Those of a routine: what it found at its line too. */
static void add_course(struct mdl_record *r, const struct mdl_course *c,
                       struct mdl_trips_call call)
{
    call.asserted = c->claims;
    add_chain(r, &c->calls, 0, call);
    if (c->line != MDL_NONE) {
        struct mdl_pending_chain found = r->lines[c->line].pending;

        found.count = r->lines[c->line].found;
        add_chain(r, &found, 0, call);
    }
}

static void add_routines(struct mdl_record *r, uint64_t at)
{
    for (mdl_thread_id i = 0; i < r->plan->thread_count; i++) {
        if (r->threads[i].entered_at != SIM_INSTANT_NEVER) {
            mdl_courses_meter(r, at, &r->threads[i]);
            add_course(r, &r->courses[i], (struct mdl_trips_call){.kind = SERVER, .on = i});
        }
    }
    for (mdl_processor_id p = 0; p < r->plan->profile.processor_count; p++) {
        for (uint32_t i = 0; i < r->nested[p]; i++) {
            uint32_t on = p * MDL_COURSES_NEST + i;
            struct mdl_trips_call call = {.kind = ROUTINE, .on = on};

            mdl_courses_meter_nest(r, at, p, i);
            add_course(r, &r->nests[on], call);
        }
    }
}

static int by_start(const void *a, const void *b)
{
    const struct mdl_trips_call *x = a, *y = b;

    if (x->since_at != y->since_at) {
        return x->since_at < y->since_at ? -1 : 1;
    }
    return x->order < y->order ? -1 : x->order > y->order;
}

static void gather(struct mdl_record *r, uint64_t at)
{
    for (mdl_pool_id p = 0; p < r->plan->pool_count; p++) {
        mdl_backlog_advance_all(&r->pools[p].backlog, at);
    }
    add_items(r);
    add_dpcs(r);
    add_lines(r);
    add_routines(r, at);
    if (r->trips.open_count > 0) {
        qsort(r->trips.open, r->trips.open_count, sizeof *r->trips.open, by_start);
    }
    r->trips.gathered = true;
}

/* The first that began then or later. */
static uint32_t first_since(const struct mdl_trips *trips, uint64_t since_at)
{
    uint32_t low = 0, high = trips->open_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2u;

        if (trips->open[middle].since_at < since_at) {
            low = middle + 1u;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The first call that somebody made then, or NULL. */
static const struct mdl_trips_call *call_since(const struct mdl_trips *trips, uint64_t since_at)
{
    uint32_t i = first_since(trips, since_at);

    while (i < trips->open_count && trips->open[i].asserted) {
        i++;
    }
    return i < trips->open_count && trips->open[i].since_at == since_at ? &trips->open[i] : NULL;
}

/* ---- parts ----------------------------------------------------------------------------------- */

/* In the list: its clocks are those of then. Handed over: they are differences already. */
static void put_clocks(struct mdl_record *r, struct mdl_trips_sink *sink,
                       const struct mdl_inside_item *item, const struct mdl_pending_entry *e,
                       bool listed)
{
    const struct mdl_backlog *b = &item->in->backlog;
    const struct mdl_backlog_line *line = item->line;

    for (uint32_t slot = 0; e->copied && slot < line->slot_count; slot++) {
        uint64_t ns = slot < MDL_PENDING_CLOCKS ? e->clocks[slot]
                      : e->more != MDL_NONE     ? b->copies[(size_t)e->more * b->stride + slot]
                                                : 0;

        mdl_trips_put(r, sink, line->columns[slot], listed ? line->clocks[slot] - ns : ns);
    }
}

static void put_handed(struct mdl_record *r, uint64_t at, struct mdl_trips_sink *sink,
                       const struct mdl_inside_thread *t, uint32_t wait)
{
    const struct mdl_pending_entry *e = &r->pending.entries[wait];
    unsigned group = t->lock == MDL_NONE ? MDL_LEDGER_ITEM : MDL_LEDGER_LOCK;
    uint32_t first = (e->flags & MDL_PENDING_OWN) != 0 ? wait : t->handed.head;

    put_clocks(r, sink, t->holds, e, false);
    mdl_trips_freeze(r, at, first, group);
    mdl_trips_put_purse(r, sink, r->pending.entries[first].purse);
}

static void put_served(struct mdl_record *r, uint64_t at, struct mdl_trips_sink *sink,
                       struct mdl_inside_thread *t, uint32_t wait)
{
    const struct mdl_pending_entry *e = &r->pending.entries[wait];
    const struct mdl_backlog_line *line = t->holds->line;

    for (uint32_t i = 0; i < MDL_PENDING_CLOCKS && i < line->slot_count; i++) {
        mdl_trips_put(r, sink, line->columns[i], e->clocks[i]);
    }
    mdl_trips_put_purse(r, sink, e->purse);
    mdl_courses_meter(r, at, t);
    mdl_trips_put_course(r, sink, mdl_courses_of(r, t));
}

static void put_call(struct mdl_record *r, uint64_t at, struct mdl_trips_sink *sink,
                     const struct mdl_trips_call *call)
{
    switch ((enum kind)call->kind) {
    case LISTED:
        put_clocks(r, sink, r->instances[call->on].of, &r->pending.entries[call->wait], true);
        break;
    case HANDED:
        put_handed(r, at, sink, &r->threads[call->on], call->wait);
        break;
    case SERVED:
        put_served(r, at, sink, &r->threads[call->on], call->wait);
        break;
    case ROUTINE:
        mdl_trips_put_purse(r, sink, r->pending.entries[call->wait].purse);
        mdl_trips_put_course(r, sink, &r->nests[call->on]);
        break;
    case SERVER:
        mdl_trips_put_purse(r, sink, r->pending.entries[call->wait].purse);
        mdl_trips_put_course(r, sink, &r->courses[call->on]);
        break;
    case QUEUED:
    case ASSERTED:
        mdl_trips_freeze(r, at, call->wait, call->group);
        mdl_trips_put_purse(r, sink, r->pending.entries[call->wait].purse);
        break;
    }
}

/* The course that took it, if it goes on. Those of routines have been metered. */
static const struct mdl_course *taken_by(struct mdl_record *r, uint64_t at,
                                         const struct mdl_trips_leg *leg)
{
    mdl_processor_id p = leg->where & ~MDL_BY_ROUTINE;

    if ((leg->where & MDL_BY_ROUTINE) == 0) {
        if (r->threads[leg->where].entered_at == SIM_INSTANT_NEVER) {
            return NULL;
        }
        mdl_courses_meter(r, at, &r->threads[leg->where]);
        return r->courses[leg->where].serial == leg->serial ? &r->courses[leg->where] : NULL;
    }
    for (uint32_t i = 0; i < r->nested[p]; i++) {
        if (r->nests[p * MDL_COURSES_NEST + i].serial == leg->serial) {
            return &r->nests[p * MDL_COURSES_NEST + i];
        }
    }
    return NULL;
}

/* Has it left the place where this leg put it? */
static bool is_gone(const struct mdl_trips *trips, uint32_t newest, uint32_t leg)
{
    const struct mdl_trips_leg *all = trips->legs.all;

    for (; newest != leg; newest = all[newest].next) {
        if (all[newest].from == leg) {
            return true;
        }
    }
    return false;
}

/* Is it where this leg brought it? Then its parts are put. */
static bool put_where(struct mdl_record *r, uint64_t at, struct mdl_trips_sink *sink,
                      const struct mdl_trips_request *q, uint32_t newest, uint32_t leg)
{
    const struct mdl_trips_leg *x = &r->trips.legs.all[leg];
    uint64_t ns = at - q->arrived_at;
    const struct mdl_trips_call *call;
    const struct mdl_course *c;

    if (x->kind == MDL_TRIPS_STAYS && !is_gone(&r->trips, newest, leg)) {
        mdl_trips_put_legs(r, sink, leg);
        mdl_trips_put(r, sink, x->where, at - x->since_at);
        return true;
    }
    if (x->kind == MDL_TRIPS_TAKEN && (c = taken_by(r, at, x)) != NULL) {
        mdl_trips_put_legs(r, sink, leg);
        mdl_trips_put_course_since(r, sink, c, x);
        return true;
    }
    if (x->kind == MDL_TRIPS_CALLED && (call = call_since(&r->trips, x->since_at)) != NULL) {
        mdl_trips_put_legs(r, sink, leg);
        put_call(r, at, sink, call);
        mdl_trips_put_part(r, sink, MDL_PART_UNFOLLOWED, MDL_NONE, ns - sink->sum_ns);
        return true;
    }
    return false;
}

/* Did this ISR find it in its device? */
static bool claims(const struct mdl_record *r, const struct mdl_trips_request *q, uint32_t newest,
                   const struct mdl_course *c)
{
    const struct mdl_stream *stream = &r->plan->streams[q->stream];

    return stream->kind == MDL_STREAM_LINE && c->claims &&
           c->label == r->plan->lines[stream->owner].isr_label && c->entered_at >= q->arrived_at &&
           mdl_trips_before_isr(r, newest, c) == MDL_NONE;
}

/* The routine under way that it was with first: of its timer or its device. */
static const struct mdl_course *first_with(const struct mdl_record *r,
                                           const struct mdl_trips_request *q, uint32_t newest)
{
    for (mdl_processor_id p = 0; p < r->plan->profile.processor_count; p++) {
        for (uint32_t i = 0; i < r->nested[p]; i++) {
            const struct mdl_course *c = &r->nests[p * MDL_COURSES_NEST + i];

            if (mdl_trips_begins_with(r, q, c) || claims(r, q, newest, c)) {
                return c;             /* gathered: it has been metered */
            }
        }
    }
    return NULL;
}

/* It is in its device: after the first assertion since it arrived, if there is one. */
static bool put_asserted(struct mdl_record *r, uint64_t at, struct mdl_trips_sink *sink,
                         const struct mdl_trips_request *q)
{
    const struct mdl_stream *stream = &r->plan->streams[q->stream];
    uint32_t i = first_since(&r->trips, q->arrived_at);

    if (stream->kind != MDL_STREAM_LINE || r->lines[stream->owner].pending.count == 0) {
        return false;
    }
    for (; i < r->trips.open_count; i++) {
        struct mdl_trips_call call = r->trips.open[i];

        if (call.kind == ASSERTED && call.on == stream->owner) {
            mdl_trips_put(r, sink, mdl_trips_whereabouts(r, q, MDL_NONE),
                          call.since_at - q->arrived_at);
            put_call(r, at, sink, &call);
            return true;
        }
    }
    return false;
}

/* Where it was heard of last and still is. */
void mdl_trips_compose_open(struct mdl_record *r, uint64_t at, struct mdl_trips_sink *sink,
                            const struct mdl_trips_request *q)
{
    uint32_t newest = mdl_trips_legs_newest(r, q);
    uint64_t ns = at - q->arrived_at;
    const struct mdl_trips_call *call;
    const struct mdl_course *c;

    if (!r->trips.gathered) {
        gather(r, at);
    }
    for (uint32_t leg = newest; leg != MDL_NONE; leg = r->trips.legs.all[leg].next) {
        if (put_where(r, at, sink, q, newest, leg)) {
            return;
        }
    }
    c = first_with(r, q, newest);
    if (c != NULL) {
        if (c->claims) {
            mdl_trips_put_device(r, sink, q, MDL_NONE, c);
        }
        mdl_trips_put_course(r, sink, c);
        return;
    }
    if (newest == MDL_NONE && put_asserted(r, at, sink, q)) {
        return;
    }
    call = call_since(&r->trips, q->arrived_at);
    if (call != NULL) {
        put_call(r, at, sink, call);
        mdl_trips_put_part(r, sink, MDL_PART_UNFOLLOWED, MDL_NONE, ns - sink->sum_ns);
        return;
    }
    mdl_trips_put_legs(r, sink, newest);
    mdl_trips_put(r, sink, mdl_trips_whereabouts(r, q, newest), ns - sink->sum_ns);
}
