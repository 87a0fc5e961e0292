/*
 * Nested calls: what a context was doing when it began with a routine that is no part of its own.
 *
 * A framework presents a request, or calls a completion routine, in whatever context comes along:
 * the program of that routine is executed there, with what it carries and loops of its own, and
 * then the context goes on. Records lie in a slab (slab.h) beside the block.
 */
#ifndef WTSIM_MODEL_MACHINE_NESTED_H
#define WTSIM_MODEL_MACHINE_NESTED_H

#include <stdint.h>

#include "model/machine/state.h"

#define MDL_NESTED_MAX 64u    /* inside each other: beyond that it goes round in a circle */

struct mdl_nested {
    struct mdl_run run;       /* of the interrupted routine                 */
    uint32_t step;            /* where it goes on                           */
    mdl_label_id label;
    uint32_t depth;
    uint8_t flags, frame_count, result, irql;
};

#endif
