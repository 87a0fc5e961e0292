/* Trips; see the header. */
#include "model/observe/trips.h"

#include <stdlib.h>
#include <string.h>

#include "model/observe/inside.h"
#include "model/observe/observed.h"
#include "model/observe/tell_places.h"
#include "model/observe/trips_open.h"
#include "sim/base/check.h"

/* ---- the routine that has it ----------------------------------------------------------------- */

/* Brought up to date. NULL: none that is known. */
static struct mdl_course *course_of(struct mdl_record *r, uint64_t at, uint32_t by,
                                    struct mdl_inside_thread **ret_thread)
{
    *ret_thread = NULL;
    if (by == MDL_NONE) {
        return NULL;
    }
    if ((by & MDL_BY_ROUTINE) != 0) {
        return mdl_courses_top(r, at, by & ~MDL_BY_ROUTINE);
    }
    if (r->threads[by].entered_at == SIM_INSTANT_NEVER) {
        return NULL;
    }
    *ret_thread = &r->threads[by];
    mdl_courses_meter(r, at, *ret_thread);
    return &r->courses[by];
}

/*
 * Several requests of one run have turns: the turn of one begins when the one before it was let go
 * or passed on. If they are so at the same instant, it is the turn of all of them.
 */
static void take_turn(struct mdl_course *c, uint64_t at, const struct mdl_trips_request *q)
{
    bool same = c->stream == q->stream && c->number == q->number;

    if (!same && at != c->turn_at) {
        c->begun_ns = c->stream == MDL_NONE ? 0 : c->turn_ns;
    }
    c->turn_at = at;
    c->turn_ns = c->own_ns;
    c->stream = q->stream;
    c->number = q->number;
}

/* ---- the way it came ------------------------------------------------------------------------- */

enum how {
    UNKNOWN,                          /* it waited at a place, or was elsewhere      */
    CALLED,                           /* with a call                                 */
    TAKEN,                            /* the routine took it                         */
    CLAIMED,                          /* by an ISR, from its device                  */
    BEGUN                             /* it began with the routine                   */
};

struct way {
    const struct mdl_pending_entry *call; /* CALLED                                  */
    uint32_t from;                    /* its leg then, MDL_NONE: it had none         */
    enum how how;
};

/* What a call waited for until its routine was entered. line: of an item, else NULL. */
static void put_call(struct mdl_record *r, struct mdl_trips_sink *sink,
                     const struct mdl_pending_entry *e, const struct mdl_backlog_line *line)
{
    for (uint32_t i = 0; line != NULL && i < MDL_PENDING_CLOCKS && i < line->slot_count; i++) {
        if (e->clocks[i] != 0) {
            mdl_trips_put(r, sink, line->columns[i], e->clocks[i]);
        }
    }
    if (e->purse != MDL_NONE) {
        mdl_trips_put_purse(r, sink, e->purse);
    }
}

/* Did it go on with a call that began then? */
static inline bool comes_with(const struct mdl_record *r, const struct mdl_trips_request *q,
                              uint32_t newest, uint64_t since_at, uint32_t *ret_from)
{
    *ret_from = mdl_trips_legs_since(r, newest, since_at);
    return *ret_from != MDL_NONE || since_at == q->arrived_at;
}

/* The call of its routine with which it came: the last that may be it. */
static struct way call_of(const struct mdl_record *r, const struct mdl_trips_request *q,
                          uint32_t newest, const struct mdl_pending_chain *calls)
{
    struct way way = {.from = MDL_NONE};
    uint32_t wait = calls->head, from;

    for (uint32_t left = calls->count; left > 0; left--) {
        const struct mdl_pending_entry *e = &r->pending.entries[wait];

        if (comes_with(r, q, newest, e->started_at, &from)) {
            way = (struct way){e, from, CALLED};
        }
        wait = e->next;
    }
    return way;
}

/* The newest leg with which this course took it. */
static uint32_t taken_by(const struct mdl_record *r, uint32_t leg, uint32_t by,
                         const struct mdl_course *c)
{
    const struct mdl_trips_leg *all = r->trips.legs.all;

    while (leg != MDL_NONE && (all[leg].kind != MDL_TRIPS_TAKEN || all[leg].where != by ||
                               all[leg].serial != c->serial)) {
        leg = all[leg].next;
    }
    return leg;
}

/* From when on it is where that leg put it: in its device, if an ISR asks. */
static uint64_t there_since(const struct mdl_record *r, const struct mdl_trips_request *q,
                            uint32_t leg)
{
    if (leg == MDL_NONE) {
        return q->arrived_at;
    }
    return r->trips.legs.all[leg].kind == MDL_TRIPS_STAYS ? r->trips.legs.all[leg].since_at
                                                          : SIM_INSTANT_NEVER;
}

uint32_t mdl_trips_before_isr(const struct mdl_record *r, uint32_t newest,
                              const struct mdl_course *c)
{
    const struct mdl_trips_leg *all = r->trips.legs.all;

    while (newest != MDL_NONE && all[newest].kind == MDL_TRIPS_CALLED &&
           all[newest].since_at >= c->entered_at) {
        newest = all[newest].next;
    }
    return newest;
}

bool mdl_trips_begins_with(const struct mdl_record *r, const struct mdl_trips_request *q,
                           const struct mdl_course *c)
{
    const struct mdl_stream *stream = &r->plan->streams[q->stream];

    return stream->kind == MDL_STREAM_TIMER && q->arrived_at == c->entered_at &&
           r->plan->timers[stream->owner].label == c->label;
}

static struct way way_of(const struct mdl_record *r, const struct mdl_trips_request *q,
                         uint32_t newest, const struct mdl_course *c,
                         const struct mdl_inside_thread *t)
{
    struct way way = {.from = MDL_NONE};
    uint32_t taken = newest == MDL_NONE ? MDL_NONE : taken_by(r, newest, q->by, c);

    if (!c->claims) {                 /* what it serves are calls, not assertions */
        way = call_of(r, q, newest, t != NULL && t->item != MDL_NONE ? &t->served : &c->calls);
    }
    if (taken != MDL_NONE) {
        way = (struct way){NULL, taken, TAKEN};
    } else if (way.how == UNKNOWN) {
        uint32_t there = c->claims ? mdl_trips_before_isr(r, newest, c) : MDL_NONE;

        way.how = c->claims && there_since(r, q, there) <= c->entered_at ? CLAIMED
                  : mdl_trips_begins_with(r, q, c)                       ? BEGUN
                                                                         : UNKNOWN;
        way.from = way.how == CLAIMED ? there : way.how == BEGUN ? MDL_NONE : newest;
    }
    return way;
}

/* ---- where it waits by itself ---------------------------------------------------------------- */

static uint32_t place_column(struct mdl_record *r, unsigned part, uint32_t place)
{
    mdl_label_id label = r->plan->label_places + place;

    if (r->plan->label_places == 0 || label >= r->plan->label_count) {
        label = MDL_NONE;
    }
    return mdl_ledger_column(&r->ledger, part, label, MDL_STATE_NONE);
}

static uint32_t column_of(struct mdl_record *r, unsigned place, uint32_t which)
{
    const struct mdl_plan *plan = r->plan;

    switch ((enum mdl_tell_place)place) {
    case MDL_PLACE_QUEUE:
        return place_column(r, MDL_PART_QUEUE, which);
    case MDL_PLACE_TARGET_QUEUE:
        return place_column(r, MDL_PART_TARGET_QUEUE, plan->queue_count + which);
    case MDL_PLACE_TARGET:
        return place_column(r, MDL_PART_TARGET, plan->queue_count + which);
    case MDL_PLACE_EVENT:
        return place_column(r, MDL_PART_EVENT, plan->queue_count + plan->target_count + which);
    case MDL_PLACE_LOWER:
        return place_column(r, MDL_PART_LOWER, which);
    case MDL_PLACE_NOWHERE:
        return mdl_ledger_column(&r->ledger, MDL_PART_LET_GO, which, MDL_STATE_NONE);
    case MDL_PLACE_DEVICE:
        break;
    }
    return mdl_ledger_column(&r->ledger, MDL_PART_DEVICE, MDL_NONE, MDL_STATE_NONE);
}

uint32_t mdl_trips_whereabouts(struct mdl_record *r, const struct mdl_trips_request *q,
                               uint32_t newest)
{
    const struct mdl_stream *stream = &r->plan->streams[q->stream];
    unsigned part = MDL_PART_ELSEWHERE;
    mdl_label_id label = MDL_NONE;

    if (newest != MDL_NONE && r->trips.legs.all[newest].kind == MDL_TRIPS_STAYS) {
        return r->trips.legs.all[newest].where;
    }
    if (newest == MDL_NONE &&
        (stream->kind == MDL_STREAM_LINE || stream->kind == MDL_STREAM_TARGET)) {
        part = MDL_PART_DEVICE;
    } else if (newest == MDL_NONE && stream->kind == MDL_STREAM_THREAD) {
        part = MDL_PART_THREAD;
        label = r->plan->threads[stream->owner].label;
    }
    return mdl_ledger_column(&r->ledger, part, label, MDL_STATE_NONE);
}

/* ---- its device ------------------------------------------------------------------------------ */

/* The assertion after which its ISR took it from the device: the first since it arrived. */
static const struct mdl_pending_entry *assertion_of(const struct mdl_record *r, uint64_t since_at,
                                                    const struct mdl_course *c)
{
    const struct mdl_pending_chain *calls = &c->calls;
    uint32_t wait, left = c->calls.count;

    if (c->line != MDL_NONE) {
        calls = &r->lines[c->line].pending;
        left = r->lines[c->line].found;
    }
    wait = calls->head;
    for (; left > 0; left--) {
        const struct mdl_pending_entry *e = &r->pending.entries[wait];

        if (e->started_at >= since_at) {
            return e;
        }
        wait = e->next;
    }
    return NULL;
}

void mdl_trips_put_device(struct mdl_record *r, struct mdl_trips_sink *sink,
                          const struct mdl_trips_request *q, uint32_t newest,
                          const struct mdl_course *c)
{
    uint64_t since_at = there_since(r, q, newest);
    const struct mdl_pending_entry *e = assertion_of(r, since_at, c);
    uint64_t until_at = e == NULL ? c->entered_at : e->started_at;

    if (until_at != since_at) {
        mdl_trips_put(r, sink, mdl_trips_whereabouts(r, q, newest), until_at - since_at);
    }
    if (e != NULL && e->purse != MDL_NONE) {
        mdl_trips_put_purse(r, sink, e->purse);
    }
}

/* ---- what became of it ----------------------------------------------------------------------- */

/* Since it came to this routine. */
static void put_way(struct mdl_record *r, struct mdl_trips_sink *sink,
                    const struct mdl_trips_request *q, const struct way *way,
                    const struct mdl_course *c, const struct mdl_inside_thread *t)
{
    if (way->how == TAKEN) {
        mdl_trips_put_course_since(r, sink, c, &r->trips.legs.all[way->from]);
        return;
    }
    if (way->how == CLAIMED) {
        mdl_trips_put_device(r, sink, q, way->from, c);
    } else if (way->how == CALLED && (way->call->flags & MDL_PENDING_ALL) != 0) {
        mdl_trips_put_part(r, sink, MDL_PART_UNFOLLOWED, MDL_NONE,
                           c->entered_at - way->call->started_at);
    } else if (way->how == CALLED) {
        put_call(r, sink, way->call, t != NULL && t->item != MDL_NONE ? t->holds->line : NULL);
    }
    mdl_trips_put_course(r, sink, c);
}

/* All that has become of it since a leg, which is returned; MDL_NONE: since its arrival. */
static uint32_t compose(struct mdl_record *r, uint64_t at, struct mdl_trips_sink *sink,
                        const struct mdl_trips_request *q, uint32_t newest)
{
    struct way way = {.from = newest};
    struct mdl_inside_thread *t;
    struct mdl_course *c = course_of(r, at, q->by, &t);
    uint64_t ns;

    if (c != NULL) {
        way = way_of(r, q, newest, c, t);
    }
    if (c != NULL && (way.how != TAKEN || r->plan->streams[q->stream].kind != MDL_STREAM_STEPS)) {
        take_turn(c, at, q);          /* a call of its own is part of what it does for another */
    }
    ns = at - (way.from == MDL_NONE ? q->arrived_at : r->trips.legs.all[way.from].since_at);
    if (way.how == UNKNOWN) {
        mdl_trips_put(r, sink, mdl_trips_whereabouts(r, q, newest), ns);
    } else {
        put_way(r, sink, q, &way, c, t);
    }
    SIM_ASSERT(sink->sum_ns == ns);
    return way.from;
}

/* ---- what is told ---------------------------------------------------------------------------- */

/* Too many legs are put together into one; calls that it had gone with before are forgotten. */
static uint32_t gather(struct mdl_record *r, const struct mdl_trips_request *q,
                       struct mdl_trips_sink *sink, uint32_t newest, uint32_t *from)
{
    if (newest == MDL_NONE || r->trips.legs.all[newest].count < MDL_TRIPS_LEGS_MAX) {
        return newest;
    }
    mdl_trips_put_legs(r, sink, *from);
    mdl_trips_legs_forget(r, q, newest);
    *from = MDL_NONE;
    return MDL_NONE;
}

/* A leg is written. NULL: too many requests have some. */
static struct mdl_trips_leg *add_leg(struct mdl_record *r, uint64_t at,
                                   const struct mdl_trips_request *q, uint32_t newest,
                                   unsigned kind)
{
    struct mdl_trips_sink sink = {.row = MDL_NONE, .purse = MDL_NONE};
    uint32_t from = compose(r, at, &sink, q, newest);
    struct mdl_trips_leg *leg;

    newest = gather(r, q, &sink, newest, &from);
    leg = mdl_trips_legs_add(r, q, newest);
    if (leg == NULL) {
        mdl_pending_empty(&r->pending, &sink.purse);
        return NULL;
    }
    leg->since_at = at;
    leg->own_ns = sink.own_ns;
    leg->own = sink.own;
    leg->purse = sink.purse;
    leg->from = from;
    leg->kind = kind;
    return leg;
}

/* The routine that has it, alone, and with the one call that brought it; else NULL. */
static struct mdl_course *plain_course(struct mdl_record *r, uint64_t at,
                                       const struct mdl_trips_request *q, uint32_t newest)
{
    const struct mdl_trips_leg *leg = newest == MDL_NONE ? NULL : &r->trips.legs.all[newest];
    uint64_t since_at = leg == NULL ? q->arrived_at : leg->since_at;
    const struct mdl_pending_entry *e;
    struct mdl_course *c;

    if (q->by == MDL_NONE || (q->by & MDL_BY_ROUTINE) == 0 ||
        (leg != NULL && (leg->kind != MDL_TRIPS_CALLED || leg->count == MDL_TRIPS_LEGS_MAX))) {
        return NULL;
    }
    c = mdl_courses_top(r, at, q->by & ~MDL_BY_ROUTINE);
    if (c == NULL || c->calls.count != 1 || c->line != MDL_NONE || c->stream != MDL_NONE ||
        (leg != NULL && c->claims)) {
        return NULL;
    }
    e = &r->pending.entries[c->calls.head];
    return e->started_at == since_at && (e->flags & MDL_PENDING_ALL) == 0 ? c : NULL;
}

/* Nearly always so: there is nothing to look for. */
static void pass_plainly(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q,
                         uint32_t newest, struct mdl_course *c)
{
    const struct mdl_pending_entry *e = &r->pending.entries[c->calls.head];
    struct mdl_trips_sink sink = {.row = MDL_NONE, .purse = MDL_NONE};
    struct mdl_trips_leg *leg = mdl_trips_legs_add(r, q, newest);

    c->turn_at = at;
    c->turn_ns = c->own_ns;
    c->stream = q->stream;
    c->number = q->number;
    if (leg == NULL) {
        return;
    }
    if (e->purse != MDL_NONE || c->purse != MDL_NONE) {
        mdl_trips_put_purse(r, &sink, e->purse);
        mdl_trips_put_purse(r, &sink, c->purse);
    }
    SIM_ASSERT(c->own_ns + sink.sum_ns == at - e->started_at);
    leg->since_at = at;
    leg->own_ns = c->own_ns;
    leg->own = mdl_ledger_column_of(&r->ledger, MDL_LEDGER_OWN, c->label * MDL_LEDGER_LEVELS);
    leg->purse = sink.purse;
    leg->from = newest;
    leg->kind = MDL_TRIPS_CALLED;
}

void mdl_trips_passed(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q)
{
    uint32_t newest = mdl_trips_legs_newest(r, q);
    struct mdl_course *c;

    if (newest == MDL_NONE ? at == q->arrived_at
                           : at == r->trips.legs.all[newest].since_at &&
                                 r->trips.legs.all[newest].kind == MDL_TRIPS_CALLED) {
        return;                       /* its call begins with it; or passed on to several */
    }
    c = plain_course(r, at, q, newest);
    if (c != NULL) {
        pass_plainly(r, at, q, newest, c);
    } else {
        (void)add_leg(r, at, q, newest, MDL_TRIPS_CALLED);
    }
}

void mdl_trips_stays(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q,
                     unsigned place, uint32_t which)
{
    uint32_t newest = mdl_trips_legs_newest(r, q), where = column_of(r, place, which);
    struct mdl_trips_leg *leg = newest == MDL_NONE ? NULL : &r->trips.legs.all[newest];

    if (leg == NULL || leg->since_at != at || leg->kind != MDL_TRIPS_STAYS) {
        leg = add_leg(r, at, q, newest, MDL_TRIPS_STAYS);
    }
    if (leg != NULL) {
        leg->where = where;
    }
}

/* The last place where it waited, or its newest leg. */
static uint32_t last_place(const struct mdl_record *r, uint32_t newest)
{
    uint32_t leg = newest;

    while (leg != MDL_NONE && r->trips.legs.all[leg].kind != MDL_TRIPS_STAYS) {
        leg = r->trips.legs.all[leg].next;
    }
    return leg != MDL_NONE ? leg : newest;
}

/* What it waited there, and that it is in this course now. */
static void take(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q,
                 uint32_t newest, const struct mdl_course *c)
{
    struct mdl_trips_sink sink = {.row = MDL_NONE, .purse = MDL_NONE};
    uint32_t from = last_place(r, newest);
    uint64_t since_at = from == MDL_NONE ? q->arrived_at : r->trips.legs.all[from].since_at;
    struct mdl_trips_leg *leg;

    if (at != since_at) {
        mdl_trips_put(r, &sink, mdl_trips_whereabouts(r, q, from), at - since_at);
    }
    newest = gather(r, q, &sink, newest, &from);
    leg = mdl_trips_legs_add(r, q, newest);
    if (leg == NULL) {
        mdl_pending_empty(&r->pending, &sink.purse);
        return;
    }
    leg->since_at = at;
    leg->own_ns = leg->own = 0;
    leg->purse = sink.purse;
    leg->from = from;
    leg->kind = MDL_TRIPS_TAKEN;
    leg->where = q->by;
    leg->serial = c->serial;
    leg->taken_ns = c->own_ns;
    for (uint32_t coin = c->purse; coin != MDL_NONE; coin = r->pending.coins[coin].next) {
        mdl_pending_coin(&r->pending, &leg->debts, r->pending.coins[coin].column,
                         r->pending.coins[coin].ns);
    }
}

void mdl_trips_taken(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q)
{
    uint32_t newest = mdl_trips_legs_newest(r, q);
    struct mdl_inside_thread *t;
    const struct mdl_course *c;

    if (q->by < r->plan->thread_count) {
        mdl_courses_follow(r, at, &r->threads[q->by]);
    }
    c = course_of(r, at, q->by, &t);
    if (c != NULL) {
        take(r, at, q, newest, c);
    }
}

static void end(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q, bool open)
{
    const struct mdl_observed what = {.series = r->streams[q->stream].latency,
                                      .threshold_ns = r->starvation_ns,
                                      .open = open};
    struct mdl_trips_sink sink = {.purse = MDL_NONE};
    uint32_t newest = mdl_trips_legs_newest(r, q);
    uint64_t ns = at - q->arrived_at;

    if (q->arrived_at >= r->from_at && what.series != MDL_NONE) {
        sink.row = mdl_observed_open(r, &what, q->arrived_at, ns, false);
        if (open) {
            mdl_trips_compose_open(r, at, &sink, q);
        } else {
            mdl_trips_put_legs(r, &sink, compose(r, at, &sink, q, newest));
        }
        mdl_trips_put_own(r, &sink);
        SIM_ASSERT(sink.sum_ns == ns);
        mdl_observed_close(r, &what, q->arrived_at, ns, false, sink.row);
    }
    mdl_trips_legs_forget(r, q, newest);
}

void mdl_trips_finished(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q)
{
    end(r, at, q, false);
}

void mdl_trips_finished_with(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q,
                             uint64_t own_ns)
{
    const struct mdl_inside_thread *t = &r->threads[q->by];
    const struct mdl_pending_entry *e = &r->pending.entries[t->served.head];
    uint32_t newest = mdl_trips_legs_newest(r, q), series = r->streams[q->stream].latency, from;
    uint64_t ns = at - q->arrived_at, run_ns = at - t->entered_at;
    struct mdl_trips_sink sink = {.purse = MDL_NONE};

    if (q->arrived_at < r->from_at || series == MDL_NONE || ns > r->starvation_ns ||
        (e->flags & MDL_PENDING_ALL) != 0 || !comes_with(r, q, newest, e->started_at, &from)) {
        end(r, at, q, false);
        return;
    }
    sink.row = mdl_ledger_row(&r->ledger, series, mdl_ledger_octave(ns));
    mdl_trips_put_legs(r, &sink, from);
    put_call(r, &sink, e, t->holds->line);
    if (own_ns != run_ns) {
        own_ns = run_ns - mdl_courses_breaks(r, at, t, sink.row);
    }
    mdl_ledger_add(&r->ledger, sink.row,
                   mdl_ledger_column_of(&r->ledger, MDL_LEDGER_OWN,
                                        t->holds->callback->label *
                                            MDL_LEDGER_LEVELS),
                   own_ns);
    SIM_ASSERT(sink.sum_ns + run_ns == ns);
    mdl_ledger_count(&r->ledger, sink.row, ns);
    mdl_trips_legs_forget(r, q, newest);
}

void mdl_trips_waiting(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q)
{
    end(r, at, q, true);
}

void mdl_trips_lost(struct mdl_record *r, const struct mdl_trips_request *q)
{
    mdl_trips_legs_forget(r, q, mdl_trips_legs_newest(r, q));
}

/* ---- calls that are served ------------------------------------------------------------------- */

void mdl_trips_freeze(struct mdl_record *r, uint64_t at, uint32_t wait, unsigned group)
{
    const struct mdl_pending_entry *e = &r->pending.entries[wait];
    uint32_t server = e->server;

    if (server != MDL_PENDING_NOWHERE && e->at != at) {
        mdl_occupancy_pause(&r->occupancy, wait, at, group);
        mdl_occupancy_enter(&r->occupancy, server, wait, at);
    }
}

/* Clocks beyond those that an entry has room for, before they are given back. */
static void keep_more(struct mdl_record *r, const struct mdl_inside_thread *t,
                      struct mdl_pending_entry *e)
{
    const struct mdl_backlog *b = &t->holds->in->backlog;
    const struct mdl_backlog_line *line = t->holds->line;
    const uint64_t *copy = &b->copies[(size_t)e->more * b->stride];

    for (uint32_t slot = MDL_PENDING_CLOCKS; slot < line->slot_count; slot++) {
        if (copy[slot] != 0) {
            mdl_pending_coin(&r->pending, &e->extra, line->columns[slot], copy[slot]);
        }
    }
}

static void add_coins(struct mdl_record *r, uint32_t *purse, uint32_t from)
{
    for (uint32_t coin = from; coin != MDL_NONE; coin = r->pending.coins[coin].next) {
        struct mdl_pending_coin x = r->pending.coins[coin];

        mdl_pending_coin(&r->pending, purse, x.column, x.ns);
    }
}

void mdl_trips_keep(struct mdl_record *r, uint64_t at, struct mdl_inside_thread *t)
{
    unsigned group = t->lock == MDL_NONE ? MDL_LEDGER_ITEM : MDL_LEDGER_LOCK;
    uint32_t wait = t->handed.head;

    for (uint32_t left = t->handed.count; left > 0; left--) {
        struct mdl_pending_entry *e = &r->pending.entries[wait];

        if (!e->copied) {
            memset(e->clocks, 0, sizeof e->clocks);
        } else if (e->more != MDL_NONE) {
            keep_more(r, t, e);
        }
        mdl_trips_freeze(r, at, wait, group);
        wait = e->next;
    }
}

/* Calls that were in the list share what the first of them waited for since the hand-over. */
void mdl_trips_kept(struct mdl_record *r, const struct mdl_inside_thread *t)
{
    uint32_t wait = t->handed.head, shared = MDL_NONE;

    for (uint32_t left = t->handed.count; left > 0; left--) {
        struct mdl_pending_entry *e = &r->pending.entries[wait];

        if ((e->flags & MDL_PENDING_OWN) == 0 && left == t->handed.count) {
            shared = e->purse;
            for (uint32_t k = 1, other = e->next; k < t->handed.count; k++) {
                if ((r->pending.entries[other].flags & MDL_PENDING_OWN) == 0) {
                    add_coins(r, &r->pending.entries[other].purse, shared);
                }
                other = r->pending.entries[other].next;
            }
        }
        if (e->extra != MDL_NONE) {
            add_coins(r, &e->purse, e->extra);
            mdl_pending_empty(&r->pending, &e->extra);
        }
        wait = e->next;
    }
}

/* ---- begin, end ------------------------------------------------------------------------------ */

void mdl_trips_make(struct mdl_record *r)
{
    mdl_trips_legs_make(r);
    mdl_trips_sums_make(r);
}

void mdl_trips_begin(struct mdl_record *r)
{
    mdl_trips_legs_begin(r);
    mdl_trips_sums_begin(r);
    r->trips.open_count = 0;
    r->trips.gathered = false;
}

void mdl_trips_deinit(struct mdl_record *r)
{
    mdl_trips_legs_deinit(r);
    free(r->trips.open);
}
