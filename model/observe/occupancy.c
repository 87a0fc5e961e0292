/* Occupancies: rings, entrants and patients. */
#include "model/observe/occupancy.h"

#include <stdlib.h>
#include <string.h>

#include "model/observe/growth.h"
#include "sim/base/check.h"

/* Where parts go: a row, or the purse of a wait. */
struct sink {
    unsigned group;
    uint32_t row;                     /* MDL_NONE: the purse */
    uint32_t wait;
};

void mdl_occupancy_init(struct mdl_occupancy *o, struct mdl_pending *waits,
                        struct mdl_ledger *ledger, uint32_t count)
{
    *o = (struct mdl_occupancy){.waits = waits, .ledger = ledger, .count = count};
    o->stride = ledger->tag_count > ledger->plan->label_count ? ledger->tag_count
                                                              : ledger->plan->label_count + 1u;
    o->servers = mdl_growth_resize(NULL, 0, count, sizeof *o->servers);
    o->newest = mdl_growth_resize(NULL, 0, count, sizeof *o->newest);
    for (uint32_t i = 0; i < count; i++) {
        o->servers[i].clocks = mdl_growth_resize(NULL, 0, o->stride, sizeof(uint64_t));
    }
}

void mdl_occupancy_deinit(struct mdl_occupancy *o)
{
    for (uint32_t i = 0; i < o->count; i++) {
        free(o->servers[i].clocks);
    }
    free(o->servers);
    free(o->newest);
    free(o->bases);
    *o = (struct mdl_occupancy){0};
}

void mdl_occupancy_clear(struct mdl_occupancy *o, const uint32_t *first_tag)
{
    for (uint32_t i = 0; i < o->count; i++) {
        struct mdl_occupancy_server *s = &o->servers[i];

        s->ring[0] = (struct mdl_occupancy_entry){0, first_tag[i], MDL_NONE};
        s->pushes = 1;
        s->flushed = s->patients = 0;
        s->entrants = o->newest[i] = MDL_NONE;
    }
    o->base_count = 0;
    o->base_free = MDL_NONE;
}

static struct mdl_occupancy_entry *entry(struct mdl_occupancy_server *s, uint32_t i)
{
    return &s->ring[i % MDL_OCCUPANCY_RING];
}

/* Brings the clocks up to the newest entry. */
static void flush(struct mdl_occupancy_server *s)
{
    uint32_t newest = s->pushes - 1u;

    SIM_ASSERT(newest - s->flushed < MDL_OCCUPANCY_RING);
    for (uint32_t i = s->flushed; i < newest; i++) {
        s->clocks[entry(s, i)->tag] += entry(s, i + 1u)->since_at - entry(s, i)->since_at;
    }
    s->flushed = newest;
}

/* A free vector is linked through its first word. */
static uint32_t new_base(struct mdl_occupancy *o)
{
    uint32_t id = o->base_free;

    if (id != MDL_NONE) {
        o->base_free = (uint32_t)o->bases[(size_t)id * o->stride];
        return id;
    }
    if (o->base_count == MDL_OCCUPANCY_PATIENTS_MAX) {
        return MDL_NONE;
    }
    if (o->base_count == o->base_capacity) {
        uint32_t more = o->base_capacity == 0 ? 16u : o->base_capacity * 2u;

        o->bases = mdl_growth_resize(o->bases, (size_t)o->base_capacity * o->stride,
                                     (size_t)more * o->stride, sizeof(uint64_t));
        o->base_capacity = more;
    }
    return o->base_count++;
}

/* Puts the newest entrant into the list. */
void mdl_occupancy_list(struct mdl_occupancy *o, uint32_t server)
{
    struct mdl_occupancy_server *s = &o->servers[server];
    struct mdl_pending_entry *e = &o->waits->entries[o->newest[server]];

    e->next_here = s->entrants;
    e->previous_here = MDL_NONE;
    if (s->entrants != MDL_NONE) {
        o->waits->entries[s->entrants].previous_here = o->newest[server];
    }
    s->entrants = o->newest[server];
}

/* Time per occupant from when the patient came until now, taken off the clocks of now. */
static void snapshot(struct mdl_occupancy *o, struct mdl_occupancy_server *s,
                     struct mdl_pending_entry *e)
{
    uint32_t newest = s->pushes - 1u;
    uint64_t to_at = entry(s, newest)->since_at;
    uint64_t *base;

    e->base = new_base(o);
    if (e->base == MDL_NONE) {
        e->flags |= MDL_PENDING_BEYOND;
        return;
    }
    base = &o->bases[(size_t)e->base * o->stride];
    memcpy(base, s->clocks, o->stride * sizeof *base);
    for (uint32_t i = newest; to_at > e->at;) {
        const struct mdl_occupancy_entry *x = entry(s, --i);
        uint64_t from_at = x->since_at > e->at ? x->since_at : e->at;

        base[x->tag] -= to_at - from_at;
        to_at = from_at;
    }
}

void mdl_occupancy_patients(struct mdl_occupancy *o, struct mdl_occupancy_server *s,
                            uint64_t at)
{
    uint32_t server = (uint32_t)(s - o->servers);

    if (o->half != NULL) {
        o->half(o->self, server, at);
    }
    if (o->newest[server] != MDL_NONE) {
        mdl_occupancy_list(o, server);
        o->newest[server] = MDL_NONE;
    }
    if (s->patients == 0 && s->entrants == MDL_NONE) {
        s->flushed = s->pushes - 1u;
        return;
    }
    flush(s);
    SIM_ASSERT(entry(s, s->pushes - 1u)->since_at == at);
    while (s->entrants != MDL_NONE) {
        struct mdl_pending_entry *e = &o->waits->entries[s->entrants];

        s->entrants = e->next_here;
        e->next_here = e->previous_here = MDL_NONE;
        snapshot(o, s, e);
        s->patients++;
    }
}

static void unlink_entrant(struct mdl_occupancy *o, struct mdl_occupancy_server *s,
                           const struct mdl_pending_entry *e, uint32_t wait)
{
    if (o->newest[e->server] == wait) {
        o->newest[e->server] = MDL_NONE;
        return;
    }
    if (e->previous_here == MDL_NONE) {
        s->entrants = e->next_here;
    } else {
        o->waits->entries[e->previous_here].next_here = e->next_here;
    }
    if (e->next_here != MDL_NONE) {
        o->waits->entries[e->next_here].previous_here = e->previous_here;
    }
}

static inline void pour(struct mdl_occupancy *o, const struct sink *sink, uint32_t tag,
                        uint64_t ns)
{
    uint32_t column = mdl_ledger_column_of(o->ledger, sink->group, tag);

    if (sink->row != MDL_NONE) {
        mdl_ledger_add(o->ledger, sink->row, column, ns);
    } else {
        mdl_pending_pay(o->waits, sink->wait, column, ns);
    }
}

static void pour_ring(struct mdl_occupancy *o, struct mdl_occupancy_server *s, uint64_t from_at,
                      uint64_t to_at, const struct sink *sink)
{
    for (uint32_t i = s->pushes; to_at > from_at;) {
        const struct mdl_occupancy_entry *x = entry(s, --i);
        uint64_t since_at = x->since_at > from_at ? x->since_at : from_at;

        pour(o, sink, x->tag, to_at - since_at);
        to_at = since_at;
    }
}

static void release_base(struct mdl_occupancy *o, struct mdl_pending_entry *e)
{
    o->bases[(size_t)e->base * o->stride] = o->base_free;
    o->base_free = e->base;
    e->base = MDL_NONE;
}

static void pour_patient(struct mdl_occupancy *o, struct mdl_occupancy_server *s,
                         struct mdl_pending_entry *e, uint64_t at, const struct sink *sink)
{
    const uint64_t *base = &o->bases[(size_t)e->base * o->stride];
    const struct mdl_occupancy_entry *top = entry(s, s->pushes - 1u);

    flush(s);
    for (uint32_t tag = 0; tag < o->stride; tag++) {
        uint64_t ns = s->clocks[tag] - base[tag] + (tag == top->tag ? at - top->since_at : 0);

        if (ns != 0) {
            pour(o, sink, tag, ns);
        }
    }
    release_base(o, e);
}

static void pour_beyond(struct mdl_occupancy *o, const struct sink *sink, uint64_t ns)
{
    uint32_t column =
        mdl_ledger_column(o->ledger, MDL_PART_UNFOLLOWED, MDL_NONE, MDL_STATE_NONE);

    if (sink->row != MDL_NONE) {
        mdl_ledger_add(o->ledger, sink->row, column, ns);
    } else {
        mdl_pending_pay(o->waits, sink->wait, column, ns);
    }
}

static void leave(struct mdl_occupancy *o, uint64_t at, const struct sink *sink)
{
    struct mdl_pending_entry *e = &o->waits->entries[sink->wait];
    struct mdl_occupancy_server *s = &o->servers[e->server];

    SIM_ASSERT(s < o->servers + o->count);
    if (e->base != MDL_NONE) {
        s->patients--;
        pour_patient(o, s, e, at, sink);
    } else if ((e->flags & MDL_PENDING_BEYOND) != 0) {
        s->patients--;
        e->flags &= (uint8_t)~MDL_PENDING_BEYOND;
        pour_beyond(o, sink, at - e->at);
    } else {
        unlink_entrant(o, s, e, sink->wait);
        pour_ring(o, s, e->at, at, sink);
    }
    e->server = MDL_PENDING_NOWHERE;
}

/* The common case of leave: an entrant, into a row. */
static void leave_ring(struct mdl_occupancy *o, struct mdl_pending_entry *e, uint32_t wait,
                       uint64_t at, unsigned group, uint32_t row)
{
    struct mdl_occupancy_server *s = &o->servers[e->server];
    uint64_t from_at = e->at;

    unlink_entrant(o, s, e, wait);
    e->server = MDL_PENDING_NOWHERE;
    for (uint32_t i = s->pushes; at > from_at;) {
        const struct mdl_occupancy_entry *x = entry(s, --i);
        uint64_t since_at = x->since_at > from_at ? x->since_at : from_at;
        uint32_t column = mdl_ledger_column_of(o->ledger, group, x->tag);

        mdl_ledger_add(o->ledger, row, column, at - since_at);
        at = since_at;
    }
}

void mdl_occupancy_leave(struct mdl_occupancy *o, uint32_t wait, uint64_t at, unsigned group,
                         uint32_t row)
{
    struct mdl_pending_entry *e = &o->waits->entries[wait];

    if (e->base == MDL_NONE && (e->flags & MDL_PENDING_BEYOND) == 0) {
        leave_ring(o, e, wait, at, group, row);
    } else {
        leave(o, at, &(struct sink){group, row, wait});
    }
}

void mdl_occupancy_pause(struct mdl_occupancy *o, uint32_t wait, uint64_t at, unsigned group)
{
    leave(o, at, &(struct sink){group, MDL_NONE, wait});
}

void mdl_occupancy_abandon(struct mdl_occupancy *o, uint32_t wait)
{
    struct mdl_pending_entry *e = &o->waits->entries[wait];
    struct mdl_occupancy_server *s = &o->servers[e->server];

    SIM_ASSERT(e->server != MDL_PENDING_NOWHERE);
    if (e->base != MDL_NONE) {
        s->patients--;
        release_base(o, e);
    } else if ((e->flags & MDL_PENDING_BEYOND) != 0) {
        s->patients--;
        e->flags &= (uint8_t)~MDL_PENDING_BEYOND;
    } else {
        unlink_entrant(o, s, e, wait);
    }
    e->server = MDL_PENDING_NOWHERE;
}
