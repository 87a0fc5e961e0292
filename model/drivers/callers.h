/*
 * Callers: who makes I/O requests of a driver's queues, and waits for them or does not.
 *
 * A thread that calls (ReadFile, ZwReadFile, a synchronous send to another driver) brings its
 * request to the queue, which may present it in that very thread, and waits until it is completed.
 * WdfRequestSend goes on at once; its request holds what is sent on.
 */
#ifndef WTSIM_MODEL_DRIVERS_CALLERS_H
#define WTSIM_MODEL_DRIVERS_CALLERS_H

#include "model/machine/machine.h"

/* CALL: a request of the thread's own. */
enum mdl_outcome mdl_callers_call(struct mdl_machine *m, mdl_context_id c,
                                  const struct mdl_step *step);

/* PUT into an I/O queue: one request there for each that is carried. */
void mdl_callers_send(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step);

#endif
