/*
 * Calls: an I/O request that somebody made and that has not been completed.
 *
 * The request itself is one of its queue's stream and travels as all requests do; the call says
 * who made it and what becomes of it at the end. A driver that sends a request on to another
 * driver's queue makes a call of its own there, which holds the request. Records lie in a slab
 * (slab.h) beside the block.
 */
#ifndef WTSIM_MODEL_MACHINE_IO_CALLS_H
#define WTSIM_MODEL_MACHINE_IO_CALLS_H

#include <stdint.h>

#include "model/machine/bag.h"

typedef uint32_t mdl_io_call_id;

struct mdl_io_call {
    struct mdl_bag sent;      /* the request that its maker sent on, if any           */
    uint64_t number;          /* of the request                                       */
    mdl_stream_id stream;
    mdl_queue_id queue;       /* that has or had it; MDL_NONE: sent on and forgotten  */
    mdl_thread_id thread;     /* that waits for it, or MDL_NONE                       */
    uint32_t completion;      /* its maker's, or MDL_NONE                             */
    uint32_t status;          /* enum mdl_status, once it is done                     */
    uint32_t at_targets;      /* where it waits or is served                          */
    uint8_t active;           /* not completed                                        */
    uint8_t delivered;        /* the driver has it from `queue`                       */
    uint8_t done;             /* completed; its thread has not looked yet             */
    uint8_t stop;             /* enum mdl_io_stop, while it is delivered              */
    uint8_t zero[4];
    mdl_io_call_id next, previous; /* of those delivered from its queue, or MDL_NONE; next:
                                 also of those that a host process is to call back    */
    uint64_t deadline_tick;   /* of an asynchronous send's time-out, UINT64_MAX: none */
    mdl_io_call_id timed_next, timed_previous; /* of those of its queue with one      */
};

enum mdl_io_stop { MDL_IO_STOP_NOT, MDL_IO_STOP_ASKED, MDL_IO_STOP_ACKNOWLEDGED };

#define MDL_REQUEST_ENDED 0xffffffu /* mdl_request.call of one that has been completed */

#endif
