/*
 * Trips, inside: requests that have not ended at the stop.
 */
#ifndef WTSIM_MODEL_OBSERVE_TRIPS_OPEN_H
#define WTSIM_MODEL_OBSERVE_TRIPS_OPEN_H

#include <stdint.h>

#include "model/observe/trips.h"
#include "model/observe/trips_parts.h"

/* The column of its wait at the place where it is, as far as that is known: with its newest leg. */
uint32_t mdl_trips_whereabouts(struct mdl_record *r, const struct mdl_trips_request *q,
                               uint32_t newest);

/* All that has become of a request that has not ended. */
void mdl_trips_compose_open(struct mdl_record *r, uint64_t at, struct mdl_trips_sink *sink,
                            const struct mdl_trips_request *q);

#endif
