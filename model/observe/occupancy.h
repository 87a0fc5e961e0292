/*
 * Occupancies: one occupant at a time (a processor, a lock), and who waits behind it.
 *
 * A change of occupant is one entry in a ring of 128. Who leaves walks the ring back to when it
 * came: never more than 64 entries, because at each 64th change whoever still waits becomes a
 * patient: it gets a vector of the clocks (time per occupant so far), and its parts are a
 * difference of clocks. Clocks are only kept up while there are patients.
 */
#ifndef WTSIM_MODEL_OBSERVE_OCCUPANCY_H
#define WTSIM_MODEL_OBSERVE_OCCUPANCY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/observe/ledger.h"
#include "model/observe/pending.h"
#include "sim/base/check.h"

enum { MDL_OCCUPANCY_RING = 128, MDL_OCCUPANCY_HALF = MDL_OCCUPANCY_RING / 2 };
#define MDL_OCCUPANCY_PATIENTS_MAX 4096u

struct mdl_occupancy_entry {
    uint64_t since_at;
    uint32_t tag;
    uint32_t who;                     /* a processor's: the thread, or MDL_NONE */
};

struct mdl_occupancy_server {
    struct mdl_occupancy_entry ring[MDL_OCCUPANCY_RING];
    uint64_t *clocks;                 /* by tag, up to entry `flushed`           */
    uint32_t pushes;                  /* entries so far; the newest is pushes-1  */
    uint32_t flushed;
    uint32_t entrants;                /* head of a list of waits                 */
    uint32_t patients;
};

struct mdl_occupancy {
    struct mdl_occupancy_server *servers; /* processors, then locks */
    uint32_t *newest;                 /* by server: a wait that is not in its list yet, or NONE */
    uint32_t count;
    struct mdl_pending *waits;
    struct mdl_ledger *ledger;
    uint64_t *bases;                  /* vectors of patients    */
    uint32_t stride, base_count, base_capacity, base_free;
    void (*half)(void *self, uint32_t server, uint64_t at); /* at each 64th change, or NULL */
    void *self;
};

void mdl_occupancy_init(struct mdl_occupancy *o, struct mdl_pending *waits,
                        struct mdl_ledger *ledger, uint32_t count);
void mdl_occupancy_deinit(struct mdl_occupancy *o);

/* Everybody leaves; each server is occupied by first_tag[i] from the instant 0 on. */
void mdl_occupancy_clear(struct mdl_occupancy *o, const uint32_t *first_tag);

void mdl_occupancy_patients(struct mdl_occupancy *o, struct mdl_occupancy_server *s,
                            uint64_t at);

/* The occupant from now on. */
static inline void mdl_occupancy_change(struct mdl_occupancy *o, uint32_t server, uint64_t at,
                                        uint32_t tag, uint32_t who)
{
    struct mdl_occupancy_server *s = &o->servers[server];
    struct mdl_occupancy_entry *top = &s->ring[(s->pushes - 1u) % MDL_OCCUPANCY_RING];

    if (top->tag == tag && top->who == who) {
        return;
    }
    if (top->since_at == at) {
        top->tag = tag;
        top->who = who;
        return;
    }
    top = &s->ring[s->pushes % MDL_OCCUPANCY_RING];
    top->since_at = at;
    top->tag = tag;
    top->who = who;
    if (++s->pushes % MDL_OCCUPANCY_HALF == 0) {
        mdl_occupancy_patients(o, s, at);
    }
}

void mdl_occupancy_list(struct mdl_occupancy *o, uint32_t server);

/* Begins to wait at a server. Most leave before the next one comes: a list is for the others. */
static inline void mdl_occupancy_enter(struct mdl_occupancy *o, uint32_t server, uint32_t wait,
                                       uint64_t at)
{
    struct mdl_pending_entry *e = &o->waits->entries[wait];

    SIM_ASSERT(e->server == MDL_PENDING_NOWHERE);
    e->server = (uint16_t)server;
    e->at = at;
    if (o->newest[server] != MDL_NONE) {
        mdl_occupancy_list(o, server);
    }
    o->newest[server] = wait;
}

/* Waits there no longer: its parts since it entered are added to the row. */
void mdl_occupancy_leave(struct mdl_occupancy *o, uint32_t wait, uint64_t at, unsigned group,
                         uint32_t row);

/* Did it come at this instant, and nobody after it? Then it has no parts and waits no longer. */
static inline bool mdl_occupancy_leave_at_once(struct mdl_occupancy *o,
                                               struct mdl_pending_entry *e, uint32_t wait,
                                               uint64_t at)
{
    uint32_t *newest = &o->newest[e->server];

    if (e->at != at || *newest != wait) {
        return false;
    }
    *newest = MDL_NONE;
    e->server = MDL_PENDING_NOWHERE;
    return true;
}

/* As mdl_occupancy_leave, into its purse. */
void mdl_occupancy_pause(struct mdl_occupancy *o, uint32_t wait, uint64_t at, unsigned group);

/* Waits there no longer, and nobody wants its parts. */
void mdl_occupancy_abandon(struct mdl_occupancy *o, uint32_t wait);

#endif
