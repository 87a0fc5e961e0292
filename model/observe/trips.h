/*
 * Trips: what a request waited for from its arrival to its end, by whoever had it.
 *
 * A request comes to a routine with a call: the assertion of its device, a DPC insert, an enqueue
 * call. What that call waited for is known when the routine is entered, and what the routine did
 * since then its course tells (courses.h). So nothing is followed anew: when a request is passed
 * on, its parts so far are written down as a leg, from this instant on; when it is finished, they
 * are those of the leg whose call its routine serves, of that call, and of the routine. Of several
 * that had it at the same time it is who finishes it that counts. A request that came otherwise,
 * by a list, a queue, a target or an event, was `elsewhere` since its last leg.
 *
 * Where a stream's arrivals call an item at once, and are finished with it, even that is not
 * needed: the parts are added up per octave (mdl_trips_sum) and booked at the end. So are those of
 * calls that waited in a list alone.
 */
#ifndef WTSIM_MODEL_OBSERVE_TRIPS_H
#define WTSIM_MODEL_OBSERVE_TRIPS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/observe/pending.h"

struct mdl_record;
struct mdl_inside_thread;
struct mdl_inside_stream;

#define MDL_TRIPS_MAX 65536u          /* requests of a stream with legs at the same time */

struct mdl_trips_leg {
    uint64_t since_at;                /* the instant of the call by which it was passed on */
    uint32_t purse;                   /* its parts up to then                              */
    uint32_t next;                    /* an earlier one                                    */
};

struct mdl_trips_slot {
    uint64_t number;
    uint32_t leg;                     /* MDL_NONE: free                                    */
    uint32_t zero;
};

struct mdl_trips_ring {               /* of a stream */
    struct mdl_trips_slot *slots;
    uint32_t mask, zero;
};

/* The parts of all that took equally long, by slot of their line, and the callback's own; slots of
   an entry that it has no use for are 0. */
struct mdl_trips_sum {
    uint64_t slots[MDL_PENDING_CLOCKS];
    uint64_t own_ns, observations, total_ns, worst_ns;
};

struct mdl_trips {
    struct mdl_trips_ring *rings;
    struct mdl_trips_leg *legs;
    uint32_t leg_count, leg_capacity, leg_free;
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
void mdl_trips_finished(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q);
void mdl_trips_lost(struct mdl_record *r, const struct mdl_trips_request *q);

/* At the stop: it waits still. */
void mdl_trips_waiting(struct mdl_record *r, uint64_t at, const struct mdl_trips_request *q);

/* Before the calls of a worker's next run are settled: what they waited for its processor or its
   lock is kept in their purses too; after that, what they have no clocks for. */
void mdl_trips_keep(struct mdl_record *r, uint64_t at, struct mdl_inside_thread *t);
void mdl_trips_kept(struct mdl_record *r, const struct mdl_inside_thread *t);

/* What one wait has waited for so far goes into its purse. */
void mdl_trips_freeze(struct mdl_record *r, uint64_t at, uint32_t wait, unsigned group);

/* The callback in this thread ends now, and was in the sum of this octave as if it had begun at
   once when it was handed over, and run without a break: what it waited is taken out again, and
   booked. */
void mdl_trips_sum_breaks(struct mdl_record *r, uint64_t at, const struct mdl_inside_thread *t,
                          const struct mdl_inside_stream *s, uint32_t octave, bool broken);

/* The sums of all streams and items go into their rows. */
void mdl_trips_end(struct mdl_record *r);

#endif
