/*
 * Time-outs of sends to another driver's I/O queue (pin 35).
 *
 * One timer per queue, due at the earliest. A request that still waits in the queue then is
 * cancelled there, and its sender is told with STATUS_IO_TIMEOUT. One that the driver has it keeps
 * (choice: no driver here makes its requests cancelable); the send goes on.
 */
#ifndef WTSIM_MODEL_DRIVERS_CALL_TIMEOUTS_H
#define WTSIM_MODEL_DRIVERS_CALL_TIMEOUTS_H

#include "model/machine/machine.h"

/* The call, which has just been made at that queue, is to be given up after this time. */
void mdl_call_timeouts_set(struct mdl_machine *m, mdl_queue_id queue, mdl_io_call_id call,
                           sim_duration timeout_ns, mdl_processor_id p);

/* The call is over. */
void mdl_call_timeouts_clear(struct mdl_machine *m, mdl_io_call_id call);

/* QUEUE_TIMEOUTS: may make nested calls, and is executed again after each. */
void mdl_call_timeouts_perform(struct mdl_machine *m, mdl_context_id c, mdl_queue_id queue);

#endif
