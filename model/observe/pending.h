/*
 * Waits: one entry for everything that waits and will be one observation.
 *
 * An enqueue call, a DPC insert, an assertion, a ready spell, an attempt at a lock. Entries come
 * from one pool with a free list and are chained per owner, oldest first.
 */
#ifndef WTSIM_MODEL_OBSERVE_PENDING_H
#define WTSIM_MODEL_OBSERVE_PENDING_H

#include <stdint.h>

#include "model/machine/plan.h"
#include "sim/base/check.h"

#define MDL_PENDING_MAX 1048576u
#define MDL_PENDING_NOWHERE UINT16_MAX

enum {                                /* flags */
    MDL_PENDING_OWN = 1,               /* a call that joined late: has a ticket of its own        */
    MDL_PENDING_ALL = 2,               /* beyond the cap of copies: counts in the mean only       */
    MDL_PENDING_BEYOND = 8             /* beyond the cap of patients: its wait here is unfollowed */
};

enum { MDL_PENDING_CLOCKS = 4 };       /* of its line that an entry has room for */

/* A free one: at no server, no base, no copy, no purse, no flags. */
struct mdl_pending_entry {
    uint64_t started_at;
    uint64_t at;                      /* since when at this server                               */
    uint64_t origin_at;               /* DPC: entry of the ISR that inserted; NEVER: none        */
    uint32_t next;                    /* in its owner's chain                                    */
    uint32_t next_here, previous_here;/* among the entrants of its server                        */
    uint32_t base;                    /* vector of a patient, MDL_NONE: an entrant               */
    uint32_t more;                    /* copy of the clocks beyond, shared in the list, of its own
                                         (its parts) once measured; MDL_NONE: none            */
    uint32_t purse;                   /* parts of stages that are over                           */
    uint16_t server;                  /* MDL_PENDING_NOWHERE: at none                            */
    uint8_t flags;
    uint8_t copied;                   /* clocks hold a copy or, measured, its parts              */
    uint32_t extra;                   /* its parts in a list that the clocks have no room for    */
    uint8_t zero[8];                  /* to 96 bytes: an index is a shift and an addition        */
    uint64_t clocks[MDL_PENDING_CLOCKS];
};

struct mdl_pending_chain {
    uint32_t head, tail, count;
};

struct mdl_pending_coin {               /* a part of a stage that is over */
    uint64_t ns;
    uint32_t next;
    uint32_t column;
};

struct mdl_pending {
    struct mdl_pending_entry *entries;
    uint32_t count, capacity, free_head;
    struct mdl_pending_coin *coins;
    uint32_t coin_count, coin_capacity, coin_free;
};

void mdl_pending_init(struct mdl_pending *w);
void mdl_pending_deinit(struct mdl_pending *w);
void mdl_pending_clear(struct mdl_pending *w);

/* One that was never used, or MDL_NONE at the cap. May move the entries. */
uint32_t mdl_pending_extend(struct mdl_pending *w);

/* An entry that began at `at`, or MDL_NONE at the cap. May move the entries. */
static inline uint32_t mdl_pending_new(struct mdl_pending *w, uint64_t at)
{
    uint32_t id = w->free_head;

    if (id != MDL_NONE) {
        w->free_head = w->entries[id].next;
    } else if ((id = mdl_pending_extend(w)) == MDL_NONE) {
        return MDL_NONE;
    }
    w->entries[id].started_at = at;
    w->entries[id].origin_at = SIM_INSTANT_NEVER;
    return id;
}

/* Gives back the coins of a purse. */
void mdl_pending_empty(struct mdl_pending *w, uint32_t *purse);

static inline void mdl_pending_free(struct mdl_pending *w, uint32_t id)
{
    struct mdl_pending_entry *e = &w->entries[id];

    SIM_ASSERT(e->server == MDL_PENDING_NOWHERE);
    if (e->purse != MDL_NONE) {
        mdl_pending_empty(w, &e->purse);
    }
    e->flags = 0;
    e->next = w->free_head;
    w->free_head = id;
}

/* The copy becomes a difference. Written out: all loads before all stores. */
static inline void mdl_pending_subtract(struct mdl_pending_entry *e, const uint64_t *clocks)
{
    uint64_t first = clocks[0], second = clocks[1], third = clocks[2], fourth = clocks[3];

    e->clocks[0] = first - e->clocks[0];
    e->clocks[1] = second - e->clocks[1];
    e->clocks[2] = third - e->clocks[2];
    e->clocks[3] = fourth - e->clocks[3];
}

/* All of `from` after those of `into`; from is empty then. */
static inline void mdl_pending_chain_join(struct mdl_pending *w, struct mdl_pending_chain *into,
                                          struct mdl_pending_chain *from)
{
    if (into->count == 0) {
        *into = *from;
    } else if (from->count > 0) {
        w->entries[into->tail].next = from->head;
        into->tail = from->tail;
        into->count += from->count;
    }
    from->head = from->tail = MDL_NONE;
    from->count = 0;
}

/* Adds to a purse: the first of its coins, or MDL_NONE. */
void mdl_pending_coin(struct mdl_pending *w, uint32_t *purse, uint32_t column, uint64_t ns);

/* Adds to the purse of an entry. */
static inline void mdl_pending_pay(struct mdl_pending *w, uint32_t id, uint32_t column,
                                   uint64_t ns)
{
    mdl_pending_coin(w, &w->entries[id].purse, column, ns);
}

static inline void mdl_pending_chain_clear(struct mdl_pending_chain *c)
{
    c->head = c->tail = MDL_NONE;
    c->count = 0;
}

static inline void mdl_pending_append(struct mdl_pending *w, struct mdl_pending_chain *c,
                                      uint32_t id)
{
    if (c->count++ == 0) {
        c->head = id;
    } else {
        w->entries[c->tail].next = id;
    }
    c->tail = id;
}

#endif
