/*
 * Queues and targets as the scenario declares them: where requests wait for somebody to take them,
 * and who takes requests and finishes them later.
 */
#ifndef WTSIM_MODEL_MACHINE_QUEUES_H
#define WTSIM_MODEL_MACHINE_QUEUES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/ids.h"

enum mdl_dispatch {
    MDL_DISPATCH_LIST,                /* a list of the driver's own                            */
    MDL_DISPATCH_SEQUENTIAL, MDL_DISPATCH_PARALLEL, MDL_DISPATCH_MANUAL, /* an I/O queue (KMDF) */
    MDL_DISPATCH_START_IO             /* a device queue (WDM): IoStartPacket, IoStartNextPacket */
};

enum { MDL_QUEUE_READ, MDL_QUEUE_WRITE, MDL_QUEUE_IOCTL, MDL_QUEUE_KINDS };

struct mdl_queue {
    mdl_object_id object;
    mdl_label_id label;               /* of what the framework does with it                    */
    mdl_stream_id stream;             /* of requests that begin here; an I/O queue has one for
                                         each kind, read first                                 */
    uint32_t capacity;                /* of a list: requests at most; 0: no limit              */
    uint8_t dispatch;                 /* enum mdl_dispatch                                     */
    uint8_t boost;                    /* T12: of whoever waits for a request to be completed   */
    bool passive;                     /* its callbacks run at PASSIVE_LEVEL                    */
    bool power_managed;               /* it delivers in D0 only                                */
    mdl_lock_id lock;                 /* of its callbacks, or MDL_NONE                         */
    mdl_program_id present;           /* QUEUE_PRESENT                                         */
    mdl_dpc_id dpc;                   /* of the framework, which presents where the present
                                         context may not, or MDL_NONE                          */
    mdl_item_id item;                 /* the same at PASSIVE_LEVEL, or MDL_NONE                */
    uint32_t handler_first, handler_count;
    mdl_timer_id timer;               /* of the time-outs of sends to it, or MDL_NONE          */
    uint32_t stop, resume;            /* handler: EvtIoStop, EvtIoResume, or MDL_NONE          */
};

/* Which callback gets the requests of a kind. */
struct mdl_handler {
    uint32_t request_kind;            /* MDL_NONE: all others */
    mdl_program_id program;
    mdl_label_id label;
};

struct mdl_reader {                   /* a continuous reader (pin 34)                   */
    uint32_t reads;                   /* that are always pending; 0: there is none      */
    uint32_t completion;              /* the driver's callback                          */
    mdl_dpc_id dpc;                   /* of the framework: the first read sends again   */
    mdl_item_id again;                /* the same of UMDF; MDL_NONE: a DPC does it      */
    mdl_item_id item;                 /* the same after a failure (W64)                 */
};

#define MDL_READS_MAX 10u
#define MDL_READ(read, target) ((uint32_t)(read) << 28 | (target)) /* of READER_SEND */

struct mdl_target {                   /* hardware, a bus, a lower driver */
    mdl_object_id object;
    mdl_stream_id stream;             /* requests that begin here; where finished ones wait for
                                         the interrupt, or its arrivals for those who ask */
    mdl_draw_id service;              /* MDL_NONE: it answers with its arrivals             */
    uint32_t servers;
    uint32_t capacity;                /* requests at most, those in service included; 0: no limit */
    bool interrupts;                  /* a finished one asserts the driver's interrupt    */
    bool starts_stopped;              /* until a start step                                 */
    mdl_line_id line;                 /* that interrupt, or the one that completes          */
    uint32_t next_of_line;            /* target + 1 of the same interrupt                   */
    mdl_timer_id timer;               /* of the time-outs of sends, or MDL_NONE             */
    mdl_item_id host;                 /* completion routines run in it (UMDF), or MDL_NONE  */
    struct mdl_reader reader;
};

/* What a sender wants to be called when its request has come back. */
struct mdl_completion {
    mdl_program_id program;
    mdl_label_id label;
    mdl_item_id host;                 /* of a send to a queue (UMDF): calls it, or MDL_NONE */
};

#endif
