/*
 * Stations: queues and targets, how many wait there, how long, and how many are being served.
 *
 * Stations are numbered queues first, then targets.
 */
#ifndef WTSIM_MODEL_OBSERVE_STATIONS_H
#define WTSIM_MODEL_OBSERVE_STATIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"

struct mdl_record;

/* The mirrors and series of all stations; emptied; their integrals begin anew; the stop. */
void mdl_stations_make(struct mdl_record *r);
void mdl_stations_begin(struct mdl_record *r);
void mdl_stations_open(struct mdl_record *r);
void mdl_stations_end(struct mdl_record *r, uint64_t end_at);

void mdl_stations_joined(struct mdl_record *r, uint64_t at, uint32_t station);
void mdl_stations_left(struct mdl_record *r, uint64_t at, uint32_t station, uint64_t since_at);
void mdl_stations_serves(struct mdl_record *r, uint64_t at, uint32_t station, bool begins);
void mdl_stations_timed_out(struct mdl_record *r, uint64_t at, uint32_t station);
void mdl_stations_waiting(struct mdl_record *r, uint64_t at, uint32_t station, uint64_t since_at);

#endif
