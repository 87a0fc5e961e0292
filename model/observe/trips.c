/* Trips; see the header. */
#include "model/observe/trips.h"

#include <stdlib.h>
#include <string.h>

#include "model/observe/growth.h"
#include "model/observe/inside.h"
#include "model/observe/observed.h"
#include "model/observe/trips_open.h"
#include "sim/base/check.h"

enum { SLOTS_FIRST = 16, LEGS_FIRST = 64 };

/* ---- legs ------------------------------------------------------------------------------------ */

static uint32_t new_leg(struct mdl_trips *trips)
{
    uint32_t id = trips->leg_free;

    if (id != MDL_NONE) {
        trips->leg_free = trips->legs[id].next;
        return id;
    }
    if (trips->leg_count == trips->leg_capacity) {
        uint32_t more = trips->leg_capacity == 0 ? LEGS_FIRST : trips->leg_capacity * 2u;

        trips->legs = mdl_growth_resize(trips->legs, trips->leg_capacity, more,
                                        sizeof *trips->legs);
        trips->leg_capacity = more;
    }
    return trips->leg_count++;
}

static struct mdl_trips_slot *slot_of(const struct mdl_record *r,
                                      const struct mdl_trips_request *q)
{
    const struct mdl_trips_ring *ring = &r->trips.rings[q->stream];
    struct mdl_trips_slot *slot;

    if (r->streams[q->stream].legs == 0) {
        return NULL;
    }
    slot = &ring->slots[q->number & ring->mask];
    return slot->leg != MDL_NONE && slot->number == q->number ? slot : NULL;
}

static struct mdl_trips_slot *new_slots(uint32_t count)
{
    struct mdl_trips_slot *slots = mdl_growth_resize(NULL, 0, count, sizeof *slots);

    for (uint32_t i = 0; i < count; i++) {
        slots[i].leg = MDL_NONE;
    }
    return slots;
}

/* Twice as wide: requests that shared a place do so no longer, or no more often. */
static void widen(struct mdl_trips_ring *ring)
{
    uint32_t count = ring->slots == NULL ? 0 : ring->mask + 1u;
    uint32_t more = count == 0 ? SLOTS_FIRST : count * 2u;
    struct mdl_trips_slot *slots = new_slots(more);

    for (uint32_t i = 0; i < count; i++) {
        if (ring->slots[i].leg != MDL_NONE) {
            slots[ring->slots[i].number & (more - 1u)] = ring->slots[i];
        }
    }
    free(ring->slots);
    ring->slots = slots;
    ring->mask = more - 1u;
}

/* A place for its legs; NULL: too many have some. */
static struct mdl_trips_slot *make_slot(struct mdl_record *r, const struct mdl_trips_request *q)
{
    struct mdl_trips_ring *ring = &r->trips.rings[q->stream];

    while (ring->slots == NULL || ring->slots[q->number & ring->mask].leg != MDL_NONE) {
        if (ring->mask + 1u >= MDL_TRIPS_MAX) {
            return NULL;
        }
        widen(ring);
    }
    r->streams[q->stream].legs++;
    ring->slots[q->number & ring->mask].number = q->number;
    return &ring->slots[q->number & ring->mask];
}

static void forget(struct mdl_record *r, const struct mdl_trips_request *q)
{
    struct mdl_trips *trips = &r->trips;
    struct mdl_trips_slot *slot = slot_of(r, q);

    if (slot == NULL) {
        return;
    }
    while (slot->leg != MDL_NONE) {
        uint32_t leg = slot->leg;

        slot->leg = trips->legs[leg].next;
        mdl_pending_empty(&r->pending, &trips->legs[leg].purse);
        trips->legs[leg].next = trips->leg_free;
        trips->leg_free = leg;
    }
    r->streams[q->stream].legs--;
}

/* ---- parts ----------------------------------------------------------------------------------- */

void mdl_trips_put(struct mdl_record *r, struct mdl_trips_sink *sink, uint32_t column,
                   uint64_t ns)
{
    sink->sum_ns += ns;
    if (ns == 0) {
        return;
    }
    if (sink->row != MDL_NONE) {
        mdl_ledger_add(&r->ledger, sink->row, column, ns);
    } else {
        mdl_pending_coin(&r->pending, &sink->purse, column, ns);
    }
}

void mdl_trips_put_part(struct mdl_record *r, struct mdl_trips_sink *sink, unsigned part,
                        uint32_t label, uint64_t ns)
{
    if (ns != 0) {
        mdl_trips_put(r, sink, mdl_ledger_column(&r->ledger, part, label,
                                                 label == MDL_NONE ? MDL_STATE_NONE
                                                                   : MDL_STATE_RUNNING), ns);
    }
}

void mdl_trips_put_purse(struct mdl_record *r, struct mdl_trips_sink *sink, uint32_t purse)
{
    for (uint32_t coin = purse; coin != MDL_NONE; coin = r->pending.coins[coin].next) {
        mdl_trips_put(r, sink, r->pending.coins[coin].column, r->pending.coins[coin].ns);
    }
}

/* What a call waited for until its routine was entered. line: of an item, else NULL. */
static void put_call(struct mdl_record *r, struct mdl_trips_sink *sink,
                     const struct mdl_pending_entry *e, const struct mdl_backlog_line *line)
{
    for (uint32_t i = 0; line != NULL && i < MDL_PENDING_CLOCKS && i < line->slot_count; i++) {
        mdl_trips_put(r, sink, line->columns[i], e->clocks[i]);
    }
    mdl_trips_put_purse(r, sink, e->purse);
}

/* What its routine did from its entry on. */
void mdl_trips_put_course(struct mdl_record *r, struct mdl_trips_sink *sink,
                          const struct mdl_course *c)
{
    mdl_trips_put_part(r, sink, MDL_PART_EARLIER, c->label, c->begun_ns);
    mdl_trips_put(r, sink, mdl_ledger_column_of(&r->ledger, MDL_LEDGER_OWN,
                                                c->label * MDL_LEDGER_LEVELS),
                  c->own_ns - c->begun_ns);
    mdl_trips_put_purse(r, sink, c->purse);
}

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

/* ---- what came with which call --------------------------------------------------------------- */

/* The leg that began at this instant, or MDL_NONE. */
static uint32_t leg_since(const struct mdl_record *r, const struct mdl_trips_slot *slot,
                          uint64_t since_at)
{
    uint32_t leg = slot->leg;

    while (leg != MDL_NONE && r->trips.legs[leg].since_at != since_at) {
        leg = r->trips.legs[leg].next;
    }
    return leg;
}

bool mdl_trips_comes_with(const struct mdl_record *r, const struct mdl_trips_request *q,
                          uint64_t since_at, uint32_t *ret_purse)
{
    const struct mdl_trips_slot *slot = slot_of(r, q);
    uint32_t leg;

    *ret_purse = MDL_NONE;
    if (slot == NULL || since_at == q->arrived_at) {
        return since_at == q->arrived_at;
    }
    leg = leg_since(r, slot, since_at);
    if (leg == MDL_NONE) {
        return false;
    }
    *ret_purse = r->trips.legs[leg].purse;
    return true;
}

/* The call of its routine with which it came: the last that may be it. */
static const struct mdl_pending_entry *call_of(const struct mdl_record *r,
                                               const struct mdl_trips_request *q,
                                               const struct mdl_pending_chain *calls,
                                               uint32_t *ret_purse)
{
    const struct mdl_pending_entry *found = NULL;
    uint32_t wait = calls->head;

    for (uint32_t left = calls->count; left > 0; left--) {
        const struct mdl_pending_entry *e = &r->pending.entries[wait];
        uint32_t purse;

        if (mdl_trips_comes_with(r, q, e->started_at, &purse)) {
            found = e;
            *ret_purse = purse;
        }
        wait = e->next;
    }
    return found;
}

/* The assertion after which its ISR took it from the device: the first since it arrived. */
static const struct mdl_pending_entry *assertion_of(const struct mdl_record *r,
                                                    const struct mdl_trips_request *q,
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

        if (e->started_at >= q->arrived_at) {
            return e;
        }
        wait = e->next;
    }
    return NULL;
}

/* Its time in the device: not asserted, or merged into nothing; then what the assertion says. */
static void put_device(struct mdl_record *r, struct mdl_trips_sink *sink,
                       const struct mdl_trips_request *q, const struct mdl_course *c)
{
    const struct mdl_pending_entry *e = assertion_of(r, q, c);
    uint64_t until_at = e == NULL ? c->entered_at : e->started_at;

    mdl_trips_put_part(r, sink, MDL_PART_DEVICE, MDL_NONE, until_at - q->arrived_at);
    if (e != NULL) {
        mdl_trips_put_purse(r, sink, e->purse);
    }
}

/* It came to its routine, whose course this is, by a way that is known. */
static bool put_way(struct mdl_record *r, struct mdl_trips_sink *sink,
                    const struct mdl_trips_request *q, struct mdl_course *c,
                    const struct mdl_inside_thread *t)
{
    uint32_t purse;
    const struct mdl_pending_entry *e =
        call_of(r, q, t != NULL ? &t->served : &c->calls, &purse);

    if (e != NULL && (e->flags & MDL_PENDING_ALL) != 0) {
        mdl_trips_put_purse(r, sink, purse);
        mdl_trips_put_part(r, sink, MDL_PART_UNFOLLOWED, MDL_NONE, c->entered_at - e->started_at);
    } else if (e != NULL) {
        mdl_trips_put_purse(r, sink, purse);
        put_call(r, sink, e, t != NULL ? t->holds->line : NULL);
    } else if (slot_of(r, q) == NULL && c->claims && q->arrived_at <= c->entered_at) {
        put_device(r, sink, q, c);
    } else if (slot_of(r, q) != NULL || q->arrived_at != c->entered_at) {
        return false;
    }
    return true;
}

/* All that has become of it since its arrival. */
static void compose(struct mdl_record *r, uint64_t at, struct mdl_trips_sink *sink,
                    const struct mdl_trips_request *q)
{
    uint64_t ns = at - q->arrived_at;
    struct mdl_inside_thread *t;
    struct mdl_course *c = course_of(r, at, q->by, &t);
    const struct mdl_trips_slot *slot;

    if (c != NULL) {
        take_turn(c, at, q);
        if (put_way(r, sink, q, c, t)) {
            mdl_trips_put_course(r, sink, c);
            SIM_ASSERT(sink->sum_ns <= ns);
            /* What the parts do not reach is nobody's: a call that changed hands on the way. */
            mdl_trips_put_part(r, sink, MDL_PART_ELSEWHERE, MDL_NONE, ns - sink->sum_ns);
            return;
        }
    }
    slot = slot_of(r, q);
    if (slot != NULL) {
        mdl_trips_put_purse(r, sink, r->trips.legs[slot->leg].purse);
    }
    mdl_trips_put_part(r, sink, MDL_PART_ELSEWHERE, MDL_NONE, ns - sink->sum_ns);
}

/* ---- what is told ---------------------------------------------------------------------------- */

void mdl_trips_passed(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q)
{
    struct mdl_trips_sink sink = {.row = MDL_NONE, .purse = MDL_NONE};
    struct mdl_trips_slot *slot = slot_of(r, q);
    uint32_t leg;

    if (slot == NULL && at == q->arrived_at) {
        return;                       /* its call begins with it */
    }
    if (slot != NULL && r->trips.legs[slot->leg].since_at == at) {
        return;                       /* passed on to several */
    }
    compose(r, at, &sink, q);
    slot = slot == NULL ? make_slot(r, q) : slot;
    if (slot == NULL) {
        mdl_pending_empty(&r->pending, &sink.purse);
        return;
    }
    leg = new_leg(&r->trips);
    r->trips.legs[leg] = (struct mdl_trips_leg){at, sink.purse, slot->leg};
    slot->leg = leg;
}

static void end(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q, bool open)
{
    const struct mdl_observed what = {.series = r->streams[q->stream].latency,
                                      .threshold_ns = r->starvation_ns,
                                      .open = open};
    struct mdl_trips_sink sink = {.purse = MDL_NONE};
    uint64_t ns = at - q->arrived_at;

    if (q->arrived_at >= r->from_at && what.series != MDL_NONE) {
        sink.row = mdl_observed_open(r, &what, q->arrived_at, ns, false);
        if (open) {
            mdl_trips_compose_open(r, at, &sink, q);
        } else {
            compose(r, at, &sink, q);
        }
        mdl_observed_close(r, &what, q->arrived_at, ns, false, sink.row);
    }
    forget(r, q);
}

void mdl_trips_finished(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q)
{
    end(r, at, q, false);
}

void mdl_trips_waiting(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q)
{
    end(r, at, q, true);
}

void mdl_trips_lost(struct mdl_record *r, const struct mdl_trips_request *q)
{
    forget(r, q);
}

uint64_t mdl_trips_last(const struct mdl_record *r, const struct mdl_trips_request *q,
                        uint32_t *ret_purse)
{
    const struct mdl_trips_slot *slot = slot_of(r, q);

    *ret_purse = slot == NULL ? MDL_NONE : r->trips.legs[slot->leg].purse;
    return slot == NULL ? q->arrived_at : r->trips.legs[slot->leg].since_at;
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

/* ---- sums ------------------------------------------------------------------------------------ */

void mdl_trips_sum_breaks(struct mdl_record *r, uint64_t at, const struct mdl_inside_thread *t,
                          const struct mdl_inside_stream *s, uint32_t octave, bool broken)
{
    uint32_t row = mdl_ledger_row(&r->ledger, s->latency, octave);
    struct mdl_trips_sink sink = {.row = row, .purse = MDL_NONE};
    uint64_t breaks_ns = broken ? mdl_courses_breaks(r, at, t, row) : 0;

    mdl_trips_put_purse(r, &sink, r->pending.entries[t->served.head].purse);
    r->ledger.rows[row].total_ns += breaks_ns + sink.sum_ns;
    s->sums[octave].own_ns -= breaks_ns;
    s->sums[octave].total_ns -= breaks_ns + sink.sum_ns;
}

/* series: whose; own: the label of the time that no slot has. */
static void book(struct mdl_record *r, const struct mdl_inside_item *item, uint32_t series,
                 uint32_t octave, const struct mdl_trips_sum *sum)
{
    const struct mdl_backlog_line *line = item->line;
    uint32_t row = mdl_ledger_row(&r->ledger, series, octave);
    struct mdl_trips_sink sink = {.row = row, .purse = MDL_NONE};

    for (uint32_t i = 0; i < MDL_PENDING_CLOCKS && i < line->slot_count; i++) {
        mdl_trips_put(r, &sink, line->columns[i], sum->slots[i]);
    }
    mdl_trips_put_part(r, &sink, MDL_PART_RUN, item->in->backlog.labels[item->callback],
                       sum->own_ns);
    SIM_ASSERT(sink.sum_ns == sum->total_ns);
    r->ledger.rows[row].observations += sum->observations;
    r->ledger.rows[row].total_ns += sum->total_ns;
    if (sum->worst_ns > r->ledger.rows[row].worst_ns) {
        r->ledger.rows[row].worst_ns = sum->worst_ns;
    }
}

static void book_all(struct mdl_record *r, const struct mdl_inside_item *item, uint32_t series,
                     const struct mdl_trips_sum *sums)
{
    for (uint32_t octave = 0; sums != NULL && octave < MDL_LEDGER_OCTAVES; octave++) {
        if (sums[octave].observations > 0) {
            book(r, item, series, octave, &sums[octave]);
        }
    }
}

void mdl_trips_end(struct mdl_record *r)
{
    for (uint32_t i = 0; i < r->plan->stream_count; i++) {
        const struct mdl_inside_stream *s = &r->streams[i];

        book_all(r, s->calls, s->latency, s->sums);
    }
    for (uint32_t i = 0; i < r->item_count; i++) {
        book_all(r, &r->items[i], r->items[i].latency, r->items[i].sums);
    }
}

/* ---- begin, end ------------------------------------------------------------------------------ */

static struct mdl_trips_sum *new_sums(struct mdl_record *r)
{
    return sim_arena_array(&r->arena, MDL_LEDGER_OCTAVES, sizeof(struct mdl_trips_sum));
}

static void clear_sums(struct mdl_trips_sum *sums)
{
    if (sums != NULL) {
        memset(sums, 0, MDL_LEDGER_OCTAVES * sizeof *sums);
    }
}

void mdl_trips_make(struct mdl_record *r)
{
    r->trips.rings = sim_arena_array(&r->arena, r->plan->stream_count + 1u,
                                     sizeof *r->trips.rings);
    for (uint32_t i = 0; i < r->plan->stream_count && r->ledger_on; i++) {
        r->streams[i].sums = r->streams[i].joint != NULL ? new_sums(r) : NULL;
    }
    for (uint32_t i = 0; i < r->item_count && r->ledger_on; i++) {
        r->items[i].sums = new_sums(r);
    }
}

void mdl_trips_begin(struct mdl_record *r)
{
    for (uint32_t i = 0; i < r->plan->stream_count; i++) {
        struct mdl_trips_ring *ring = &r->trips.rings[i];

        for (uint32_t k = 0; ring->slots != NULL && k <= ring->mask; k++) {
            ring->slots[k].leg = MDL_NONE;
        }
        r->streams[i].legs = 0;
        clear_sums(r->streams[i].sums);
    }
    for (uint32_t i = 0; i < r->item_count; i++) {
        clear_sums(r->items[i].sums);
    }
    r->trips.leg_count = r->trips.open_count = 0;
    r->trips.leg_free = MDL_NONE;
    r->trips.gathered = false;
}

void mdl_trips_deinit(struct mdl_record *r)
{
    for (uint32_t i = 0; i < r->plan->stream_count; i++) {
        free(r->trips.rings[i].slots);
    }
    free(r->trips.legs);
    free(r->trips.open);
}
