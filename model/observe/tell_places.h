/*
 * What the record is told of requests that wait by themselves: in their device, a queue, at a
 * target, handed to an event, at a lower driver. Only the ledger listens.
 */
#ifndef WTSIM_MODEL_OBSERVE_TELL_PLACES_H
#define WTSIM_MODEL_OBSERVE_TELL_PLACES_H

#include "model/observe/tell.h"

enum mdl_tell_place {
    MDL_PLACE_DEVICE, MDL_PLACE_QUEUE, MDL_PLACE_TARGET_QUEUE, MDL_PLACE_TARGET, MDL_PLACE_EVENT,
    MDL_PLACE_LOWER,                  /* an I/O queue's driver has a request of its own for it */
    MDL_PLACE_NOWHERE                 /* nobody has it any more, and nobody will complete it   */
};

/* It waits there from now on, brought by this one (tell.h). which: the queue, target or event;
   NOWHERE: the label of the routine that let it go, or MDL_NONE. */
void mdl_tell_request_stays(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                            uint64_t number, sim_instant arrived_at, uint32_t by,
                            enum mdl_tell_place place, uint32_t which);

/* This one took it from where it waited, and has it from now on. */
void mdl_tell_request_taken(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                            uint64_t number, sim_instant arrived_at, uint32_t by);

#endif
