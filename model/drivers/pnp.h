/*
 * Plug and Play and power: the operations on one device, in a thread of its own (pin 38).
 *
 * The sequence of an operation is a program that the loader compiles: the driver's callbacks one
 * after the other, and between them steps that do what the system does (MDL_STEP_PNP). Operations
 * on one device come one after the other, in the order of the timeline.
 */
#ifndef WTSIM_MODEL_DRIVERS_PNP_H
#define WTSIM_MODEL_DRIVERS_PNP_H

#include "model/machine/machine.h"
#include "model/rules/pnp.h"

/* Devices that are not there at the start are silent. */
void mdl_pnp_start(struct mdl_machine *m);

/* The timeline wants this operation, a happening of the device. */
void mdl_pnp_post(struct mdl_machine *m, mdl_device_id device, uint32_t happening);

/* A power operation that has taken too long is a simulated stop (W183). */
void mdl_pnp_overdue(struct mdl_machine *m);

/* The slot of the timeline: for what happens next, or for such an operation. */
void mdl_pnp_schedule(struct mdl_machine *m);

/* A PnP thread exists from the start and waits. */
void mdl_pnp_begin(struct mdl_machine *m, mdl_thread_id thread);

/* A request of this stopped queue is no longer with the driver. */
void mdl_pnp_delivered(struct mdl_machine *m, mdl_queue_id queue);

/* Is the device of this queue there to take a call (pin 31)? */
bool mdl_pnp_takes_calls(const struct mdl_machine *m, mdl_queue_id queue);

/* Its routine begins with the next operation; false: there is none, it waits. */
bool mdl_pnp_take(struct mdl_machine *m, mdl_context_id c);

/* The first step of the operation that was taken. */
uint32_t mdl_pnp_enter(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step);

bool mdl_pnp_holds(const struct mdl_machine *m, mdl_context_id c, enum mdl_pnp_condition what);

/* MDL_STEP_PNP: MDL_RUNS, or MDL_BLOCKED. */
enum mdl_outcome mdl_pnp_perform(struct mdl_machine *m, mdl_context_id c,
                                 const struct mdl_step *step);

#endif
