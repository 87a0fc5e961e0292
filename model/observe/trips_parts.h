/*
 * Trips, inside: where the parts of a request go.
 */
#ifndef WTSIM_MODEL_OBSERVE_TRIPS_PARTS_H
#define WTSIM_MODEL_OBSERVE_TRIPS_PARTS_H

#include <stdint.h>

#include "model/observe/courses.h"

struct mdl_record;
struct mdl_trips_leg;

/* Into a row of the ledger, or, row MDL_NONE, into a purse. What the routine itself did is set
   apart: nearly always there is nothing else. */
struct mdl_trips_sink {
    uint64_t sum_ns;                  /* of all that was put, own_ns too */
    uint64_t own_ns;
    uint32_t own;                     /* its column                      */
    uint32_t row;
    uint32_t purse;
};

void mdl_trips_put(struct mdl_record *r, struct mdl_trips_sink *sink, uint32_t column,
                   uint64_t ns);
void mdl_trips_put_part(struct mdl_record *r, struct mdl_trips_sink *sink, unsigned part,
                        mdl_label_id label, uint64_t ns);
void mdl_trips_put_purse(struct mdl_record *r, struct mdl_trips_sink *sink, uint32_t purse);

/* All that is written in this leg and those that it came from. */
void mdl_trips_put_legs(struct mdl_record *r, struct mdl_trips_sink *sink, uint32_t leg);

/* What a routine did from its entry on; or since it took the request, with that leg. */
void mdl_trips_put_course(struct mdl_record *r, struct mdl_trips_sink *sink,
                          const struct mdl_course *c);
void mdl_trips_put_course_since(struct mdl_record *r, struct mdl_trips_sink *sink,
                                const struct mdl_course *c, const struct mdl_trips_leg *taken);

/* What it did itself becomes a part like any other. */
void mdl_trips_put_own(struct mdl_record *r, struct mdl_trips_sink *sink);

#endif
