/*
 * Trips, inside: where the parts of a request go, and requests that have not ended at the stop.
 */
#ifndef WTSIM_MODEL_OBSERVE_TRIPS_OPEN_H
#define WTSIM_MODEL_OBSERVE_TRIPS_OPEN_H

#include <stdbool.h>
#include <stdint.h>

#include "model/observe/courses.h"
#include "model/observe/trips.h"

/* Into a row of the ledger, or, row MDL_NONE, into a purse. */
struct mdl_trips_sink {
    uint64_t sum_ns;
    uint32_t row;
    uint32_t purse;
};

void mdl_trips_put(struct mdl_record *r, struct mdl_trips_sink *sink, uint32_t column,
                   uint64_t ns);
void mdl_trips_put_part(struct mdl_record *r, struct mdl_trips_sink *sink, unsigned part,
                        uint32_t label, uint64_t ns);
void mdl_trips_put_purse(struct mdl_record *r, struct mdl_trips_sink *sink, uint32_t purse);
void mdl_trips_put_course(struct mdl_record *r, struct mdl_trips_sink *sink,
                          const struct mdl_course *c);

/* Did it go on with a call at this instant? Then with these parts until then. */
bool mdl_trips_comes_with(const struct mdl_record *r, const struct mdl_trips_request *q,
                          uint64_t since_at, uint32_t *ret_purse);

/* When it was last passed on, or arrived; with these parts until then. */
uint64_t mdl_trips_last(const struct mdl_record *r, const struct mdl_trips_request *q,
                        uint32_t *ret_purse);

/* All that has become of a request that has not ended. */
void mdl_trips_compose_open(struct mdl_record *r, uint64_t at, struct mdl_trips_sink *sink,
                            const struct mdl_trips_request *q);

#endif
