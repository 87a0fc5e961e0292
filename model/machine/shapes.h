/*
 * Shapes: the commonest forms of programs, recognised once so that they need no interpreter.
 *
 * A shape promises nothing but which steps a program consists of; whoever executes it by its
 * shape does the same as the interpreter would, in the same order (drivers/common.h).
 */
#ifndef WTSIM_MODEL_MACHINE_SHAPES_H
#define WTSIM_MODEL_MACHINE_SHAPES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"

enum mdl_shape {
    MDL_SHAPE_ANY,
    MDL_SHAPE_QUEUES, /* of a source: one IO_QUEUE, EX_QUEUE or WDF_ENQUEUE, END              */
    MDL_SHAPE_SERVES  /* of an item: ITEM_ENTER, EACH of all, RUN, EACH_NEXT, ITEM_LEAVE, END */
};

enum {                /* the steps of MDL_SHAPE_SERVES, from its first */
    MDL_SERVES_ENTER, MDL_SERVES_EACH, MDL_SERVES_RUN, MDL_SERVES_EACH_NEXT, MDL_SERVES_LEAVE,
    MDL_SERVES_END
};

/* The shape of each program, an array of program_count. */
void mdl_shapes_find(const struct mdl_plan *plan, uint8_t *ret_shapes);

/* The item that a source does nothing but queue when this stream arrives, or MDL_NONE. */
mdl_item_id mdl_shapes_queued_by(const struct mdl_plan *plan, mdl_stream_id stream);

/* Does some routine hand what it serves to itself, to be served once more? */
bool mdl_shapes_hand_back(const struct mdl_plan *plan);

#endif
