/*
 * Legs: what each request has gone through so far, written down where it changed hands.
 *
 * A leg is written when a request is passed on by a call, comes to a place where it waits (a queue,
 * a target, an event), or is taken from there: it holds what was waited for since the leg that it
 * came from, and says where the request is from its instant on. Legs of one request form a tree (a
 * routine may pass it on several times), so nothing is copied: what it went through is a leg and
 * all that it came from. A request whose legs grow too many, because it goes round in circles, has
 * them put together into one.
 */
#ifndef WTSIM_MODEL_OBSERVE_TRIPS_LEGS_H
#define WTSIM_MODEL_OBSERVE_TRIPS_LEGS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/ids.h"

struct mdl_record;
struct mdl_trips_request;

#define MDL_TRIPS_MAX 65536u          /* requests of a stream with legs at the same time */
#define MDL_TRIPS_LEGS_MAX 32u        /* legs of a request                               */

enum mdl_trips_kind {
    MDL_TRIPS_CALLED,                 /* from then on it is wherever its call leads to        */
    MDL_TRIPS_STAYS,                  /* it waits at a place                                  */
    MDL_TRIPS_TAKEN                   /* a routine has it that took it in its course          */
};

struct mdl_trips_leg {
    uint64_t since_at;                /* then                                                 */
    uint64_t own_ns;                  /* before it, since `from`: what the routine itself did */
    uint32_t own;                     /* column of that                                       */
    uint32_t purse;                   /* and of what else there was                           */
    uint32_t from;                    /* the leg before, or MDL_NONE: the arrival             */
    uint32_t next;                    /* one that was written earlier                         */
    uint32_t count;                   /* so many, with this                                   */
    uint32_t kind;                    /* enum mdl_trips_kind                                  */
    uint32_t where;                   /* STAYS: column of its wait there; TAKEN: by whom      */
    uint32_t debts;                   /* TAKEN: what had kept that course from running        */
    uint64_t taken_ns;                /* TAKEN: own time of that course by then               */
    uint32_t serial;                  /* TAKEN: which course                                  */
    uint32_t zero;
};

struct mdl_trips_slot {
    uint64_t number;
    uint32_t leg;                     /* the newest; MDL_NONE: free                           */
    uint32_t zero;
};

struct mdl_trips_ring {               /* of a stream */
    struct mdl_trips_slot *slots;
    uint32_t mask, zero;
};

struct mdl_trips_legs {
    struct mdl_trips_ring *rings;
    struct mdl_trips_leg *all;
    uint32_t count, capacity, free;
};

void mdl_trips_legs_make(struct mdl_record *r);
void mdl_trips_legs_begin(struct mdl_record *r);
void mdl_trips_legs_deinit(struct mdl_record *r);

/* Its newest leg, or MDL_NONE. */
uint32_t mdl_trips_legs_newest(const struct mdl_record *r, const struct mdl_trips_request *q);

/* A newer one for it, after its newest, of which all but what the caller sets is 0. NULL: too many
   requests have some. May move the legs. */
struct mdl_trips_leg *mdl_trips_legs_add(struct mdl_record *r, const struct mdl_trips_request *q,
                                         uint32_t newest);

/* The one that was written for a call at this instant: among `newest` and earlier ones. */
uint32_t mdl_trips_legs_since(const struct mdl_record *r, uint32_t newest, uint64_t since_at);

/* Its request has ended: all of them, from `newest` on. */
void mdl_trips_legs_forget(struct mdl_record *r, const struct mdl_trips_request *q,
                           uint32_t newest);

#endif
