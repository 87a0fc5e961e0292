/*
 * Lists of a driver's own: requests put there wait until somebody takes them.
 *
 * A list holds what it is given beside whoever else holds it. A put that carries no request begins
 * one, whose origin is the list. What finds the list full is lost, or stays with the run that has
 * an `on_full` for it.
 */
#ifndef WTSIM_MODEL_DRIVERS_LISTS_H
#define WTSIM_MODEL_DRIVERS_LISTS_H

#include "model/machine/machine.h"

/* A put step gives it this request, held for it already. False: it is full. */
bool mdl_lists_append(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step,
                      struct mdl_interval request);

/* The request that came first goes into the bag, which becomes its holder instead; false: the
   list is empty. */
bool mdl_lists_take(struct mdl_machine *m, mdl_queue_id queue, struct mdl_bag *into);

/* At the stop: tells the record of each request that still waits. */
void mdl_lists_close(struct mdl_machine *m);

#endif
