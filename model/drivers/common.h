/*
 * The commonest programs, executed by their shape (machine/shapes.h) instead of by the
 * interpreter: a source that queues an item, and a callback that only serves its requests.
 *
 * They call what the interpreter calls, in its order; a test runs the same scenarios without
 * shapes and compares everything that was told.
 */
#ifndef WTSIM_MODEL_DRIVERS_COMMON_H
#define WTSIM_MODEL_DRIVERS_COMMON_H

#include "model/machine/machine.h"

/* A source of MDL_SHAPE_QUEUES: its context carries the request that has arrived. */
void mdl_common_queue(struct mdl_machine *m, mdl_context_id c);

/* The body of worker threads: item after item, by its shape if it is MDL_SHAPE_SERVES, else by
   the interpreter. */
enum mdl_outcome mdl_common_worker(struct mdl_machine *m, mdl_context_id c);

#endif
