/*
 * Sends: what drivers do with targets, and what comes back from them.
 *
 * A sender waits (synchronous), has a completion routine called, or wants to know nothing more.
 * A target without an interrupt of the driver's comes back by one of its own and a DPC
 * (hardware/servers.h); its program is TARGET_DONE, which goes through what is done one by one:
 * wakes the thread, or calls the completion routine in that DPC.
 */
#ifndef WTSIM_MODEL_DRIVERS_TARGETS_H
#define WTSIM_MODEL_DRIVERS_TARGETS_H

#include "model/machine/machine.h"

/* Language pin 33: a purged target fails each send until it is started again; its status is with
   the run then. */
bool mdl_targets_refuse(struct mdl_machine *m, mdl_context_id c, mdl_target_id target);

/* A put step gives it this request, held for it already. False: it is full. */
bool mdl_targets_send(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step,
                      struct mdl_interval request);

/* A put that carries nothing, to a target that answers with arrivals. False: it is full. */
bool mdl_targets_ask(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step);

/* A request of its own, and the thread waits for it. */
enum mdl_outcome mdl_targets_send_and_wait(struct mdl_machine *m, mdl_context_id c,
                                           const struct mdl_step *step);

/* Steps that may make nested calls and be executed again after each. */
void mdl_targets_done(struct mdl_machine *m, mdl_context_id c, mdl_target_id target);
void mdl_targets_timeouts(struct mdl_machine *m, mdl_context_id c, mdl_target_id target);
enum mdl_outcome mdl_targets_stop(struct mdl_machine *m, mdl_context_id c,
                                  const struct mdl_step *step);

void mdl_targets_start(struct mdl_machine *m, mdl_target_id target);

/* The oldest request goes back from the target into the bag: a finished one, else one that is
   served or waits. False: there is none. */
bool mdl_targets_take(struct mdl_machine *m, mdl_target_id target, struct mdl_bag *into);

#endif
