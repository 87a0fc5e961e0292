/*
 * Trips: what a request waited for from its arrival to its end, by whoever had it.
 *
 * A request comes to a routine with a call: the assertion of its device, a DPC insert, an enqueue
 * call. What that call waited for is known when the routine is entered, and what the routine did
 * since then its course tells (courses.h). So nothing is followed anew: when a request is passed
 * on, what it went through since it came is written down as a leg (trips_legs.h); when it is
 * finished, its parts are those of the leg whose call its routine serves and of all before that,
 * of that call, and of the routine. Of several that had it at the same time it is who finishes it
 * that counts. Where requests wait by themselves (in a device, a queue, at a target, handed to an
 * event) is told: from the leg that brings it there to the one that takes it away its time is that
 * place's. A request that came to a routine by none of these ways was `elsewhere`. At the stop it
 * is where it was heard of last and still is.
 *
 * A call is known by the instant at which it began: where several routines call with the same
 * request at one instant, the first of them is taken for all.
 *
 * Where a stream's arrivals call an item at once, not even that is needed: trips_sums.h.
 */
#ifndef WTSIM_MODEL_OBSERVE_TRIPS_H
#define WTSIM_MODEL_OBSERVE_TRIPS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/observe/trips_legs.h"

struct mdl_record;
struct mdl_inside_thread;

struct mdl_trips {
    struct mdl_trips_legs legs;
    struct mdl_trips_call *open;      /* at the stop: calls that wait or are served, by start */
    uint32_t open_count, open_capacity;
    bool gathered;
};

struct mdl_trips_request {
    uint64_t number, arrived_at;
    uint32_t stream;
    uint32_t by;                      /* who has it: see tell.h                              */
};

void mdl_trips_make(struct mdl_record *r);
void mdl_trips_deinit(struct mdl_record *r);
void mdl_trips_begin(struct mdl_record *r);

void mdl_trips_passed(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q);
void mdl_trips_stays(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q,
                     unsigned place, uint32_t which);
void mdl_trips_taken(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q);
void mdl_trips_finished(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q);
void mdl_trips_lost(struct mdl_record *r, const struct mdl_trips_request *q);

/* It is finished with the callback in thread q->by, which serves one call, had no course that was
   metered, executed for own_ns itself, and ends now. */
void mdl_trips_finished_with(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q,
                             uint64_t own_ns);

/* At the stop: it waits still. */
void mdl_trips_waiting(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q);

/* Before the calls of a worker's next run are settled: what they waited for its processor or its
   lock is kept in their purses too; after that, what they have no clocks for. */
void mdl_trips_keep(struct mdl_record *r, uint64_t at, struct mdl_inside_thread *t);
void mdl_trips_kept(struct mdl_record *r, const struct mdl_inside_thread *t);

/* What one wait has waited for so far goes into its purse. */
void mdl_trips_freeze(struct mdl_record *r, uint64_t at, uint32_t wait, unsigned group);

#endif
