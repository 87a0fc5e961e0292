/* Keeping; see the header. */
#include "model/observe/keep.h"

#include "model/observe/calls.h"
#include "model/observe/origins.h"
#include "model/observe/spells.h"
#include "model/observe/story.h"

void mdl_keep_called(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                     enum mdl_call call)
{
    if (!mdl_keep_wants(r, at)) {
        return;
    }
    if (call == MDL_CALL_REFUSED) {
        mdl_calls_refused(r, at, instance);
    } else {
        mdl_calls_called(r, at, instance, call == MDL_CALL_COALESCED);
    }
    if (r->story_on) {
        mdl_story_called(r, at, instance, call == MDL_CALL_COALESCED);
    }
}

void mdl_keep_handed(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                     mdl_thread_id worker, mdl_processor_id p)
{
    if (!mdl_keep_wants(r, at)) {
        return;
    }
    mdl_calls_handed(r, at, instance, worker, p);
    if (r->story_on) {
        mdl_story_handed(r, at, instance, worker);
    }
}

void mdl_keep_entered(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                      mdl_thread_id worker)
{
    if (!mdl_keep_wants(r, at)) {
        return;
    }
    if (r->story_on) {
        mdl_story_entered(r, at, worker);
    }
    mdl_calls_entered(r, at, instance, worker);
}

void mdl_keep_left(struct mdl_record *r, sim_instant at, mdl_thread_id worker, sim_duration own_ns)
{
    if (!mdl_keep_wants(r, at)) {
        return;
    }
    if (r->story_on) {
        mdl_story_left(r, at, worker);
    }
    mdl_calls_left(r, at, worker, own_ns);
}

void mdl_keep_ready(struct mdl_record *r, sim_instant at, mdl_thread_id thread, mdl_processor_id p)
{
    if (mdl_keep_wants(r, at)) {
        mdl_spells_ready(r, at, thread, p);
    }
}

void mdl_keep_runs(struct mdl_record *r, sim_instant at, mdl_thread_id thread, mdl_processor_id p)
{
    if (mdl_keep_wants(r, at)) {
        mdl_spells_runs(r, at, thread, p);
    }
}

void mdl_keep_waits(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                    enum mdl_wait_reason reason, mdl_object_id object)
{
    if (r->story_on) {
        mdl_story_blocks(r, at, thread, reason, object);
    }
    mdl_spells_waits(r, at, thread, reason);
}

void mdl_keep_finished(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                       sim_instant arrived_at)
{
    if (mdl_keep_wants(r, at)) {
        mdl_origins_finished(r, at, stream, arrived_at);
    }
}

void mdl_keep_trip(struct mdl_record *r, sim_instant at, const struct mdl_trips_request *q)
{
    if (mdl_keep_wants(r, at)) {
        if (r->story_on) {
            mdl_story_finished(r, at, q, false);
        }
        mdl_trips_finished(r, at, q);
    }
}
