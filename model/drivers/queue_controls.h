/*
 * What a driver tells an I/O queue to do: deliver or not, accept or not.
 *
 *             accepts   delivers   what waits
 *   start     yes       yes        is presented
 *   stop      yes       no         stays
 *   drain     no        yes        is presented
 *   purge     no        no         is completed with STATUS_CANCELLED
 *   both      yes       no         is completed with STATUS_CANCELLED
 *
 * The synchronous calls return when the driver has no request of the queue any more; to drain, also
 * when none waits. [documented: Managing I/O Queues; source: fxioqueue.cpp]
 */
#ifndef WTSIM_MODEL_DRIVERS_QUEUE_CONTROLS_H
#define WTSIM_MODEL_DRIVERS_QUEUE_CONTROLS_H

#include "model/machine/machine.h"

/* QUEUE_CONTROL; as mdl_actions_perform. */
enum mdl_outcome mdl_queue_controls_perform(struct mdl_machine *m, mdl_context_id c,
                                            const struct mdl_step *step);

/* A request of the queue has ended or left: whoever waits for that is told. */
void mdl_queue_controls_left(struct mdl_machine *m, mdl_queue_id queue);

#endif
