/* Legs; see the header. */
#include "model/observe/trips_legs.h"

#include <stdlib.h>

#include "model/observe/growth.h"
#include "model/observe/inside.h"

enum { SLOTS_FIRST = 16, LEGS_FIRST = 64 };

/* ---- the place of a request ------------------------------------------------------------------ */

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

static struct mdl_trips_slot *slot_of(const struct mdl_record *r,
                                      const struct mdl_trips_request *q)
{
    const struct mdl_trips_ring *ring = &r->trips.legs.rings[q->stream];

    return &ring->slots[q->number & ring->mask];
}

/* A free one; NULL: too many have some. */
static struct mdl_trips_slot *make_slot(struct mdl_record *r, const struct mdl_trips_request *q)
{
    struct mdl_trips_ring *ring = &r->trips.legs.rings[q->stream];

    while (ring->slots == NULL || ring->slots[q->number & ring->mask].leg != MDL_NONE) {
        if (ring->slots != NULL && ring->mask + 1u >= MDL_TRIPS_MAX) {
            return NULL;
        }
        widen(ring);
    }
    r->streams[q->stream].legs++;
    ring->slots[q->number & ring->mask].number = q->number;
    return &ring->slots[q->number & ring->mask];
}

uint32_t mdl_trips_legs_newest(const struct mdl_record *r, const struct mdl_trips_request *q)
{
    const struct mdl_trips_slot *slot;

    if (r->streams[q->stream].legs == 0) {
        return MDL_NONE;
    }
    slot = slot_of(r, q);
    return slot->number == q->number ? slot->leg : MDL_NONE;
}

/* ---- legs ------------------------------------------------------------------------------------ */

static uint32_t new_leg(struct mdl_trips_legs *legs)
{
    uint32_t id = legs->free;

    if (id != MDL_NONE) {
        legs->free = legs->all[id].next;
        return id;
    }
    if (legs->count == legs->capacity) {
        uint32_t more = legs->capacity == 0 ? LEGS_FIRST : legs->capacity * 2u;

        legs->all = mdl_growth_resize(legs->all, legs->capacity, more, sizeof *legs->all);
        legs->capacity = more;
    }
    return legs->count++;
}

struct mdl_trips_leg *mdl_trips_legs_add(struct mdl_record *r, const struct mdl_trips_request *q,
                                         uint32_t newest)
{
    struct mdl_trips_legs *legs = &r->trips.legs;
    struct mdl_trips_slot *slot = newest == MDL_NONE ? make_slot(r, q) : slot_of(r, q);
    uint32_t id;

    if (slot == NULL) {
        return NULL;
    }
    id = new_leg(legs);
    slot->leg = id;
    legs->all[id].next = newest;
    legs->all[id].debts = MDL_NONE;
    legs->all[id].count = newest == MDL_NONE ? 1u : legs->all[newest].count + 1u;
    return &legs->all[id];
}

uint32_t mdl_trips_legs_since(const struct mdl_record *r, uint32_t newest, uint64_t since_at)
{
    const struct mdl_trips_leg *all = r->trips.legs.all;

    while (newest != MDL_NONE &&
           (all[newest].since_at != since_at || all[newest].kind != MDL_TRIPS_CALLED)) {
        newest = all[newest].next;
    }
    return newest;
}

void mdl_trips_legs_forget(struct mdl_record *r, const struct mdl_trips_request *q,
                           uint32_t newest)
{
    struct mdl_trips_legs *legs = &r->trips.legs;

    for (uint32_t leg = newest; leg != MDL_NONE;) {
        uint32_t next = legs->all[leg].next;

        if (legs->all[leg].purse != MDL_NONE) {
            mdl_pending_empty(&r->pending, &legs->all[leg].purse);
        }
        if (legs->all[leg].debts != MDL_NONE) {
            mdl_pending_empty(&r->pending, &legs->all[leg].debts);
        }
        legs->all[leg].next = legs->free;
        legs->free = leg;
        leg = next;
    }
    if (newest != MDL_NONE) {
        slot_of(r, q)->leg = MDL_NONE;
        r->streams[q->stream].legs--;
    }
}

/* ---- begin, end ------------------------------------------------------------------------------ */

void mdl_trips_legs_make(struct mdl_record *r)
{
    r->trips.legs.rings = sim_arena_array(&r->arena, r->plan->stream_count + 1u,
                                          sizeof *r->trips.legs.rings);
}

void mdl_trips_legs_begin(struct mdl_record *r)
{
    for (uint32_t i = 0; i < r->plan->stream_count; i++) {
        struct mdl_trips_ring *ring = &r->trips.legs.rings[i];

        for (uint32_t k = 0; ring->slots != NULL && k <= ring->mask; k++) {
            ring->slots[k].leg = MDL_NONE;
        }
        r->streams[i].legs = 0;
    }
    r->trips.legs.count = 0;
    r->trips.legs.free = MDL_NONE;
}

void mdl_trips_legs_deinit(struct mdl_record *r)
{
    for (uint32_t i = 0; i < r->plan->stream_count; i++) {
        free(r->trips.legs.rings[i].slots);
    }
    free(r->trips.legs.all);
}
