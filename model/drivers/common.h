/*
 * The commonest events, executed in their lanes (machine/lanes.h) instead of by the interpreter:
 * an arrival at a source that only queues an item, and a callback that only serves its requests.
 *
 * What happens is what the interpreter would do, in its order; wherever something is not as it
 * nearly always is, the general functions are called. A test runs the same scenarios without
 * shapes and compares everything that was told.
 *
 * The calendar comes first, the record last. Nobody can guess which event is next; so the
 * processor of the host should find out while it does the rest of this one, not after it.
 */
#ifndef WTSIM_MODEL_DRIVERS_COMMON_H
#define WTSIM_MODEL_DRIVERS_COMMON_H

#include "model/machine/machine.h"

/* A request arrives at an inlet that leads into a lane. False: nothing has been done, because it
   does not find a free instance. */
bool mdl_common_arrives(struct mdl_machine *m, mdl_stream_id stream,
                        const struct mdl_inlet *inlet);

/* The end of the running segment of p (its slot fired): a worker in its lane goes on with the next
   item of the list; all else is mdl_processor_fire's. */
void mdl_common_end(struct mdl_machine *m, mdl_processor_id p);

/* Decides what p executes from now on: a worker that starts in its lane; all else is
   mdl_processor_settle's. */
void mdl_common_settle(struct mdl_machine *m, mdl_processor_id p);

/* The body of worker threads: item after item, in its lane if that SERVES, else by the
   interpreter. */
enum mdl_outcome mdl_common_worker(struct mdl_machine *m, mdl_context_id c);

#endif
