/*
 * I/O queues: how requests get to the callbacks of a driver, and how they end (pins 27-30).
 *
 * A framework presents a request in whatever context comes along: the thread that brings it, the
 * DPC that completes the one before it. Presentation is a nested call of the queue's own program
 * (QUEUE_PRESENT), which calls back with one request after another while it may. Where the present
 * context may not (it is above PASSIVE_LEVEL and the queue is passive, or it has the lock of the
 * queue's callbacks already), the framework's own DPC or work item looks later, queued once.
 * Whoever completes a request presents the next one unless somebody is presenting already: that
 * one goes on when its callback returns. [source: fxioqueue.cpp]
 *
 * A device queue (WDM) gives one packet at a time to StartIo, at DISPATCH_LEVEL, and the next one
 * when IoStartNextPacket says so.
 */
#ifndef WTSIM_MODEL_DRIVERS_IOQUEUES_H
#define WTSIM_MODEL_DRIVERS_IOQUEUES_H

#include "model/machine/machine.h"
#include "model/rules/status.h"

/* A request, held for it already, comes to wait in the queue. */
void mdl_ioqueues_append(struct mdl_machine *m, mdl_queue_id queue,
                         struct mdl_interval request);

/* The same in front of all others. */
void mdl_ioqueues_put_back(struct mdl_machine *m, mdl_queue_id queue,
                           struct mdl_interval request);

/* The oldest that waits goes into the bag and is with the driver; false: none waits. */
bool mdl_ioqueues_take(struct mdl_machine *m, mdl_queue_id queue, struct mdl_bag *into);

/*
 * Something has come, or (ended) has left the driver: presents what may be presented. True: a
 * nested call comes first, and the present step is executed again after it.
 */
bool mdl_ioqueues_look(struct mdl_machine *m, mdl_context_id c, mdl_queue_id queue, bool ended);

/* The driver has the call's request no longer. The queue to look at then, or MDL_NONE. */
mdl_queue_id mdl_ioqueues_disown(struct mdl_machine *m, mdl_io_call_id call);

/* The same, noted with the run; mdl_ioqueues_after looks at it. */
void mdl_ioqueues_disown_later(struct mdl_machine *m, mdl_context_id c, mdl_io_call_id call);
bool mdl_ioqueues_after(struct mdl_machine *m, mdl_context_id c);

/* The call's request is completed: its maker is told. True: as above. */
bool mdl_ioqueues_finish(struct mdl_machine *m, mdl_context_id c, mdl_io_call_id call,
                         enum mdl_status status);

/* The device leaves D0, or is in it again (then as mdl_ioqueues_look). */
void mdl_ioqueues_stop(struct mdl_machine *m, mdl_queue_id queue);
bool mdl_ioqueues_start(struct mdl_machine *m, mdl_context_id c, mdl_queue_id queue);

/* The steps of queues; as mdl_actions_perform. */
enum mdl_outcome mdl_ioqueues_perform(struct mdl_machine *m, mdl_context_id c,
                                      const struct mdl_step *step);

#endif
