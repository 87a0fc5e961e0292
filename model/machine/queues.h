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

#endif
