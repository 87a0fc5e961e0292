/*
 * Sums of trips: what all that took equally long waited for, where that is a few clocks.
 *
 * Where a stream's arrivals call an item at once, and are finished with it, no request need be
 * looked at: the parts are added up per octave and booked at the end. So are those of calls that
 * waited in a list alone.
 */
#ifndef WTSIM_MODEL_OBSERVE_TRIPS_SUMS_H
#define WTSIM_MODEL_OBSERVE_TRIPS_SUMS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/observe/pending.h"

struct mdl_record;
struct mdl_inside_thread;
struct mdl_inside_stream;

/* The parts of all that took equally long, by slot of their line, and the callback's own; slots of
   an entry that it has no use for are 0. */
struct mdl_trips_sum {
    uint64_t slots[MDL_PENDING_CLOCKS];
    uint64_t own_ns, observations, total_ns, worst_ns;
};

void mdl_trips_sums_make(struct mdl_record *r);
void mdl_trips_sums_begin(struct mdl_record *r);

/* The callback in this thread ends now, and was in the sum of this octave as if it had begun at
   once when it was handed over, and run without a break: what it waited is taken out again, and
   booked. */
void mdl_trips_sums_breaks(struct mdl_record *r, uint64_t at, const struct mdl_inside_thread *t,
                           const struct mdl_inside_stream *s, uint32_t octave, bool broken);

/* The sums of all streams and items go into their rows. */
void mdl_trips_sums_end(struct mdl_record *r);

#endif
