/*
 * Targets: what takes requests and finishes them later.
 *
 * A target serves so many at a time, first come, first served; each service time is drawn when
 * service begins (language pin 32). What is finished either waits for the driver's interrupt, as
 * an arrival does (streams.h), or is told its sender by an interrupt of the target's own, whose
 * DPC takes it from here (drivers/targets.h). A target with arrivals answers each waiting request
 * with the next of them instead.
 *
 *        put              server free            service over          taken
 *     ---------> WAITING -------------> SERVED ----------------> DONE -------->
 *
 * A stopped target begins nothing new.
 */
#ifndef WTSIM_MODEL_HARDWARE_SERVERS_H
#define WTSIM_MODEL_HARDWARE_SERVERS_H

#include "model/machine/machine.h"
#include "model/rules/status.h"

/* Has it room for one more? */
bool mdl_servers_has_room(const struct mdl_machine *m, mdl_target_id target);

/* A stay with its request and its sender's wishes comes to wait; the target is its holder now. */
void mdl_servers_put(struct mdl_machine *m, mdl_target_id target, mdl_stay_id stay);

/* The end of a service (the target's slot fired). */
void mdl_servers_fire(struct mdl_machine *m, mdl_target_id target);

/* One of its arrivals. */
void mdl_servers_arrive(struct mdl_machine *m, mdl_target_id target);

/* Begins what can be begun: a server is free, or it was started. */
void mdl_servers_begin(struct mdl_machine *m, mdl_target_id target);

/* Its device leaves D0: it begins nothing until it is there again. What it serves it finishes
   (choice). */
void mdl_servers_sleep(struct mdl_machine *m, mdl_target_id target, bool asleep);

/* Off the target at once, whatever its phase; the record and its hold are the caller's. */
void mdl_servers_remove(struct mdl_machine *m, mdl_stay_id stay);

/* Off its server or queue, and done, with this status: its sender is still to be told. */
void mdl_servers_cancel(struct mdl_machine *m, mdl_stay_id stay, enum mdl_status status);

/* The oldest that is not done and for which no thread waits, or MDL_NONE. */
mdl_stay_id mdl_servers_oldest(struct mdl_machine *m, mdl_target_id target);

/* The tick at which a time-out that starts now is noticed (D17). */
uint64_t mdl_servers_deadline(const struct mdl_machine *m, sim_duration timeout_ns);

/* At the stop: tells the record of each request that still waits for its service. */
void mdl_servers_close(struct mdl_machine *m);

#endif
