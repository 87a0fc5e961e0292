/*
 * Stays: one request in one queue, or at one target, from when it came.
 *
 * A request may stay at several places at once (each holds it); a place has its stays in lists
 * linked by number, first in, first out. They lie in a slab (slab.h) beside the block.
 */
#ifndef WTSIM_MODEL_MACHINE_STAYS_H
#define WTSIM_MODEL_MACHINE_STAYS_H

#include <stdint.h>

#include "model/machine/plan.h"
#include "model/machine/slab.h"

typedef uint32_t mdl_stay_id;

#define MDL_STAY_OWN_SERVICE UINT64_MAX /* service_ns: the target's own law */

/* A stopped target begins only what drains; a frozen one nothing. */
enum mdl_target_stop { MDL_TARGET_STARTED, MDL_TARGET_STOPPED, MDL_TARGET_FROZEN };
enum mdl_stay_phase { MDL_STAY_WAITING, MDL_STAY_SERVED, MDL_STAY_DONE };

struct mdl_stay {
    uint64_t number;          /* of the request in its stream                       */
    uint64_t since_at;        /* here                                               */
    mdl_stream_id stream;     /* MDL_NONE: no request                               */
    mdl_stay_id next, previous; /* or MDL_NONE                                      */
    uint32_t target;          /* where it stays; unused in a queue                  */
    /* at a target: */
    uint64_t service_ns;      /* as the step said, or MDL_STAY_OWN_SERVICE          */
    uint64_t due_at;          /* end of service                                     */
    uint64_t deadline_tick;   /* of its time-out, UINT64_MAX: none                  */
    uint64_t answer_number;   /* the arrival that answered it                       */
    mdl_stream_id answer_stream; /* or MDL_NONE                                     */
    uint32_t iteration;       /* of its draw                                        */
    mdl_thread_id thread;     /* that waits for it, or MDL_NONE                     */
    uint32_t completion;      /* its sender's, or MDL_NONE                          */
    mdl_processor_id processor; /* its sender's                                     */
    uint32_t status;          /* enum mdl_status, once it is done                   */
    uint32_t phase;           /* enum mdl_stay_phase                                */
    uint16_t drains;          /* sent before a stop that waits for it               */
    uint16_t reader;          /* 1 + which read of a continuous reader; 0: none     */
};

struct mdl_stay_list {
    mdl_stay_id head, tail;   /* or MDL_NONE */
    uint32_t count;
};

enum { MDL_QUEUE_KEEPS = 1, MDL_QUEUE_REFUSES = 2, MDL_QUEUE_AWAITED = 4 };

struct mdl_queue_state {
    struct mdl_stay_list waiting;
    uint32_t delivered;       /* an I/O queue: what the driver has from it             */
    uint32_t presenting;      /* contexts that are in its presentation                 */
    uint32_t acknowledged;    /* of those, what the driver keeps while its device sleeps */
    uint32_t delivered_head, delivered_tail; /* calls, or MDL_NONE                       */
    uint32_t timed_head, timed_tail; /* calls with a time-out, or MDL_NONE               */
    uint8_t stopped;          /* delivers nothing: its device is not in D0             */
    uint8_t deferred;         /* the framework's DPC or work item will look at it      */
    uint8_t again;            /* and once more                                         */
    uint8_t control;          /* MDL_QUEUE_KEEPS ...: what its driver told it             */
    uint8_t deleted;          /* WDF: no object any more                                  */
    uint8_t zero[3];
};

struct mdl_target_state {
    struct mdl_stay_list waiting;
    struct mdl_stay_list served; /* by end of service                               */
    struct mdl_stay_list done;   /* not yet told their senders                      */
    uint32_t stopped;         /* enum mdl_target_stop                               */
    uint16_t purged;
    uint8_t deleted;          /* WDF: no object any more                            */
    uint8_t zero;
    uint32_t asleep;          /* hardware of a device that is not in D0             */
    uint32_t stoppers;        /* threads that wait until all has come back          */
    uint32_t reading;         /* bit per read of its continuous reader that is out  */
};

static inline struct mdl_stay *mdl_stays_at(struct mdl_slab *stays, mdl_stay_id stay)
{
    return MDL_SLAB_AT(struct mdl_stay, *stays, stay);
}

/* At the end of the list, or in front of `before`, which is in it. */
void mdl_stays_append(struct mdl_slab *stays, struct mdl_stay_list *list, mdl_stay_id stay);
void mdl_stays_insert(struct mdl_slab *stays, struct mdl_stay_list *list, mdl_stay_id stay,
                      mdl_stay_id before);

/* The stay of this request in the list, or MDL_NONE. */
mdl_stay_id mdl_stays_find(struct mdl_slab *stays, const struct mdl_stay_list *list,
                           mdl_stream_id stream, uint64_t number);

/* Off the list; the record is not given back. */
void mdl_stays_remove(struct mdl_slab *stays, struct mdl_stay_list *list, mdl_stay_id stay);

#endif
