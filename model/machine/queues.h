/*
 * Queues and targets as the scenario declares them: where requests wait for somebody to take them,
 * and who takes requests and finishes them later.
 */
#ifndef WTSIM_MODEL_MACHINE_QUEUES_H
#define WTSIM_MODEL_MACHINE_QUEUES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/ids.h"

struct mdl_queue {                    /* a list of the driver's own */
    mdl_object_id object;
    mdl_stream_id stream;             /* of requests that begin here: a put that carries none */
    uint32_t capacity;                /* requests at most; 0: no limit */
};

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
};

/* What a sender wants to be called when its request has come back. */
struct mdl_completion {
    mdl_program_id program;
    mdl_label_id label;
};

#endif
