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
    uint32_t on;                      /* instance, thread, or course among the nests */
    uint8_t kind;
    uint8_t group;                    /* QUEUED, ASSERTED: of the ledger             */
    uint8_t zero[2];
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
                  (struct mdl_trips_call){.kind = ASSERTED, .group = group});
    }
}

/* Those of a routine: what it found at its line too. */
static void add_course(struct mdl_record *r, const struct mdl_course *c,
                       struct mdl_trips_call call)
{
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

/* The first call that began then, or NULL. */
static const struct mdl_trips_call *call_since(const struct mdl_trips *trips, uint64_t since_at)
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
    return low < trips->open_count && trips->open[low].since_at == since_at ? &trips->open[low]
                                                                           : NULL;
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

/* By whoever took it, if that course goes on. */
static void put_taken(struct mdl_record *r, uint64_t at, struct mdl_trips_sink *sink,
                      const struct mdl_trips_leg *leg)
{
    const struct mdl_course *c = NULL;

    if ((leg->where & MDL_BY_ROUTINE) != 0) {
        c = mdl_courses_top(r, at, leg->where & ~MDL_BY_ROUTINE);
    } else if (r->threads[leg->where].entered_at != SIM_INSTANT_NEVER) {
        mdl_courses_meter(r, at, &r->threads[leg->where]);
        c = &r->courses[leg->where];
    }
    if (c != NULL && c->entered_at == leg->entered_at) {
        mdl_trips_put_course_since(r, sink, c, leg);
    }
}

void mdl_trips_compose_open(struct mdl_record *r, uint64_t at, struct mdl_trips_sink *sink,
                            const struct mdl_trips_request *q)
{
    uint32_t newest = mdl_trips_legs_newest(r, q);
    uint64_t ns = at - q->arrived_at;
    uint64_t since_at = newest == MDL_NONE ? q->arrived_at : r->trips.legs.all[newest].since_at;
    unsigned kind = newest == MDL_NONE ? MDL_TRIPS_CALLED : r->trips.legs.all[newest].kind;
    const struct mdl_trips_call *call;

    if (!r->trips.gathered) {
        gather(r, at);
    }
    mdl_trips_put_legs(r, sink, newest);
    call = kind == MDL_TRIPS_CALLED ? call_since(&r->trips, since_at) : NULL;
    if (call != NULL) {
        put_call(r, at, sink, call);
        mdl_trips_put_part(r, sink, MDL_PART_UNFOLLOWED, MDL_NONE, ns - sink->sum_ns);
    } else if (kind == MDL_TRIPS_TAKEN) {
        put_taken(r, at, sink, &r->trips.legs.all[newest]);
    }
    if (sink->sum_ns != ns) {
        mdl_trips_put(r, sink, mdl_trips_whereabouts(r, q, newest), ns - sink->sum_ns);
    }
}
