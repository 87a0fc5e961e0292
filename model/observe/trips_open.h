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

/* A timer's expiry is a request: is this the course of the routine that began with it? */
bool mdl_trips_begins_with(const struct mdl_record *r, const struct mdl_trips_request *q,
                           const struct mdl_course *c);

/* Its newest leg but for those with which this ISR itself has passed it on. */
uint32_t mdl_trips_before_isr(const struct mdl_record *r, uint32_t newest,
                              const struct mdl_course *c);

/* Its time in the device since a leg, until this ISR asked: not asserted, or merged into nothing;
   then what the assertion says. */
void mdl_trips_put_device(struct mdl_record *r, struct mdl_trips_sink *sink,
                          const struct mdl_trips_request *q, uint32_t leg,
                          const struct mdl_course *c);

/* All that has become of a request that has not ended. */
void mdl_trips_compose_open(struct mdl_record *r, uint64_t at, struct mdl_trips_sink *sink,
                            const struct mdl_trips_request *q);

#endif
