/*
 * EvtIoStop and EvtIoResume: what a power-managed queue does when its device leaves D0 (pin 29).
 *
 * It delivers no more, and calls EvtIoStop for each request that the driver has. The device
 * leaves when each of them has been completed, sent on for good, put back (by
 * WdfRequestStopAcknowledge with requeue) or acknowledged without: then the driver keeps it, and
 * EvtIoResume is called for it in D0.
 * Without an EvtIoStop the framework just waits. [documented: Using Power-Managed I/O Queues]
 */
#ifndef WTSIM_MODEL_DRIVERS_IO_STOPS_H
#define WTSIM_MODEL_DRIVERS_IO_STOPS_H

#include "model/machine/machine.h"

/* A request comes to the driver, or leaves it, from this queue. */
void mdl_io_stops_delivered(struct mdl_machine *m, mdl_queue_id queue, mdl_io_call_id call);
void mdl_io_stops_left(struct mdl_machine *m, mdl_queue_id queue, mdl_io_call_id call);

/* Has the driver something that keeps the device in D0? */
bool mdl_io_stops_waits(const struct mdl_machine *m, mdl_queue_id queue);

/* The next request's EvtIoStop, or EvtIoResume: executed again until none is left. */
enum mdl_outcome mdl_io_stops_ask(struct mdl_machine *m, mdl_context_id c, mdl_queue_id queue);
enum mdl_outcome mdl_io_stops_resume(struct mdl_machine *m, mdl_context_id c, mdl_queue_id queue);

/* WdfRequestStopAcknowledge for what is carried. */
void mdl_io_stops_acknowledge(struct mdl_machine *m, mdl_context_id c, bool requeue);

#endif
