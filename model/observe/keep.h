/*
 * Keeping: what is told goes to whoever keeps the books, in the general way.
 *
 * Here is what several tells lead to; what only one does stands in tell.c. Rare: nearly always a
 * course is smooth (smooth.h).
 */
#ifndef WTSIM_MODEL_OBSERVE_KEEP_H
#define WTSIM_MODEL_OBSERVE_KEEP_H

#include "model/observe/inside.h"
#include "sim/base/paths.h"

/* Is anything kept of what happens at this instant? The window opens with the first tell in it. */
static inline bool mdl_keep_wants(struct mdl_record *r, uint64_t at)
{
    if (r->whole) {
        return true;
    }
    if (!r->window_open && at >= r->from_at) {
        mdl_record_open_window(r);
    }
    if (r->lasting_count > 0) {
        mdl_lasting_settle(r, at);
    }
    return r->metrics;
}

SIM_RARE void mdl_keep_called(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                              enum mdl_call call);
SIM_RARE void mdl_keep_handed(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                              mdl_thread_id worker, mdl_processor_id p);
SIM_RARE void mdl_keep_entered(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                               mdl_thread_id worker);
SIM_RARE void mdl_keep_left(struct mdl_record *r, sim_instant at, mdl_thread_id worker,
                            sim_duration own_ns);
SIM_RARE void mdl_keep_ready(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                             mdl_processor_id p);
SIM_RARE void mdl_keep_runs(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                            mdl_processor_id p);
SIM_RARE void mdl_keep_waits(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                             enum mdl_wait_reason reason, mdl_object_id object);
void mdl_keep_trip(struct mdl_record *r, sim_instant at, const struct mdl_trips_request *q);
SIM_RARE void mdl_keep_finished(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                                sim_instant arrived_at);

#endif
