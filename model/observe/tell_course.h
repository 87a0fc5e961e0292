/*
 * What the record is told of the commonest course of an item: it is called, wakes a worker or
 * waits, is run, and the worker goes on or rests.
 *
 * Each function says in one call what else is told one after the other at one instant (tell.h),
 * and means the same.
 */
#ifndef WTSIM_MODEL_OBSERVE_TELL_COURSE_H
#define WTSIM_MODEL_OBSERVE_TELL_COURSE_H

#include "model/observe/tell.h"
#include "sim/base/paths.h"

/* One request; stream MDL_NONE: none. */
struct mdl_tell_request {
    mdl_stream_id stream;
    uint64_t number;
    sim_instant arrived_at;
};

/* A request arrived, and an item was called (queued) with it, which waits in its pool's list. */
void mdl_tell_item_fed(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                       mdl_stream_id stream, uint64_t number);

/* A worker left an item; the next one of the same pool was handed to it, cleared and entered. */
struct mdl_tell_next {
    struct mdl_tell_request request;  /* finished with the one that is done */
    mdl_thread_id worker;
    mdl_processor_id processor;
    mdl_instance_id done, next;
    sim_duration own_ns;              /* of the one that is done */
};
SIM_APART void mdl_tell_item_next(struct mdl_record *r, sim_instant at,
                                  const struct mdl_tell_next *told);

/* An item was called (queued) and handed to an idle worker, which is ready now on a processor;
   concurrency of the list follows, and perhaps the mark is cleared. */
struct mdl_tell_woken {
    struct mdl_tell_request request;  /* that arrived and called it */
    mdl_thread_id worker;
    mdl_processor_id processor;
    mdl_instance_id instance;
    mdl_pool_id pool;
    uint32_t list, current, maximum;
    bool cleared;
};
void mdl_tell_worker_woken(struct mdl_record *r, sim_instant at,
                           const struct mdl_tell_woken *told);

/* A worker was switched in on a processor, in place of another thread or of nobody, which is ready
   now, and entered the item that it holds. */
struct mdl_tell_starts {
    mdl_thread_id worker;
    mdl_processor_id processor;
    mdl_instance_id instance;
    mdl_thread_id preempted;          /* or MDL_NONE               */
    mdl_processor_id ready_on;        /* whose list that stands in */
};
void mdl_tell_worker_starts(struct mdl_record *r, sim_instant at,
                            const struct mdl_tell_starts *told);

/* Both at one instant: the worker that was woken starts. */
void mdl_tell_worker_begins(struct mdl_record *r, sim_instant at,
                            const struct mdl_tell_woken *woken,
                            const struct mdl_tell_starts *starts);

/* A worker left an item, concurrency of the list follows, and it waits for its queue. */
struct mdl_tell_rests {
    struct mdl_tell_request request;  /* finished with it */
    mdl_thread_id worker;
    mdl_instance_id done;
    mdl_pool_id pool;
    uint32_t list, current, maximum;
    sim_duration own_ns;              /* of the one that is done */
};
SIM_APART void mdl_tell_worker_rests(struct mdl_record *r, sim_instant at,
                                     const struct mdl_tell_rests *told);

#endif
