/* Origins: requests from arrival to finished, and timers from due to handled. */
#ifndef WTSIM_MODEL_OBSERVE_ORIGINS_H
#define WTSIM_MODEL_OBSERVE_ORIGINS_H

#include <stdint.h>

#include "model/machine/plan.h"

struct mdl_record;

void mdl_origins_arrived(struct mdl_record *r, uint64_t at, mdl_stream_id stream);
void mdl_origins_finished(struct mdl_record *r, uint64_t at, mdl_stream_id stream,
                          uint64_t arrived_at);
void mdl_origins_lost(struct mdl_record *r, mdl_stream_id stream, uint64_t arrived_at);
void mdl_origins_waiting(struct mdl_record *r, uint64_t at, mdl_stream_id stream,
                         uint64_t arrived_at);
void mdl_origins_expired(struct mdl_record *r, uint64_t at, mdl_timer_id timer,
                         uint64_t due_at);

#endif
