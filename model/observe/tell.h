/*
 * What the record is told.
 *
 * The rooms that simulate call these functions at the instant something happens; nothing they
 * return may decide what happens next (most return nothing). From them the record keeps the
 * metrics (measures.def), the ledger, the digest of the history, findings, starvation episodes
 * and, when asked, a tape. Same fingerprint with all of it on or off.
 *
 * `at` is the present instant in each of them and never decreases.
 */
#ifndef WTSIM_MODEL_OBSERVE_TELL_H
#define WTSIM_MODEL_OBSERVE_TELL_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"

struct mdl_record;

/* ---- processors ------------------------------------------------------------------------------ */

/* Who executes from now on, and at which IRQL. Called whenever either changes; a thread's own
   id (MDL_NONE for an ISR, a DPC, idle) tells a worker's activity. */
void mdl_tell_occupant(struct mdl_record *r, sim_instant at, mdl_processor_id p,
                       mdl_label_id label, unsigned irql, mdl_thread_id thread);

/* ---- interrupts ------------------------------------------------------------------------------ */

/* A device asserts (or sends its message): one edge. merged: it found one pending (I16). */
void mdl_tell_asserted(struct mdl_record *r, sim_instant at, mdl_line_id line,
                       mdl_processor_id p, bool merged);

/* A pending assertion was withdrawn (a masked level line). */
void mdl_tell_withdrawn(struct mdl_record *r, sim_instant at, mdl_line_id line);

/* What asserted during an ISR was served by that ISR: it waits no longer. */
void mdl_tell_quieted(struct mdl_record *r, sim_instant at, mdl_line_id line);

/* First step of an ISR. claims: its device asserts. Unless the ISR declines that when it returns,
   the latency of the pending assertions ends here. */
void mdl_tell_isr_entered(struct mdl_record *r, sim_instant at, mdl_line_id line,
                          mdl_processor_id p, bool claims);

/* Its ISR is about to begin on p and spins for the interrupt's lock first (I12). */
void mdl_tell_isr_spins(struct mdl_record *r, sim_instant at, mdl_line_id line,
                        mdl_processor_id p, mdl_lock_id lock);
/* A passive interrupt was taken on p: a thread that is ready (or runs) on q will call its ISR. */
void mdl_tell_isr_deferred(struct mdl_record *r, sim_instant at, mdl_line_id leader,
                           mdl_processor_id p, mdl_processor_id q);
/* The line of this vector has stayed asserted, and nobody served it, for as long as counts as a
   storm (I26, U12). */
void mdl_tell_storm(struct mdl_record *r, sim_instant at, mdl_line_id leader);
/* The thread of a passive vector is through with a pass: what is left waits for p. */
void mdl_tell_isr_unmasked(struct mdl_record *r, sim_instant at, mdl_line_id leader,
                           mdl_processor_id p);
/* claimed false: its device asserts and goes on asserting, whatever the ISR says. own_ns: time it
   executed itself, without interruptions. */
void mdl_tell_isr_left(struct mdl_record *r, sim_instant at, mdl_line_id line,
                       mdl_processor_id p, bool claimed, sim_duration own_ns);

/* ---- DPCs ------------------------------------------------------------------------------------ */

/* An insert call for processor p; inserted false: it was queued already (coalesced). isr: the
   line whose ISR (entered at isr_entered_at) called, or MDL_NONE. */
void mdl_tell_dpc_inserted(struct mdl_record *r, sim_instant at, mdl_dpc_id dpc,
                           mdl_processor_id p, bool inserted, mdl_line_id isr,
                           sim_instant isr_entered_at);
/* The drain of processor p has been requested (D7): what waits there is no longer 'not
   triggered'. Told also when it was requested already. */
void mdl_tell_drain_requested(struct mdl_record *r, sim_instant at, mdl_processor_id p);
void mdl_tell_dpc_removed(struct mdl_record *r, sim_instant at, mdl_dpc_id dpc);
/* Popped from the queue of p: it spins for the framework's lock before its first instruction. */
void mdl_tell_dpc_spins(struct mdl_record *r, sim_instant at, mdl_dpc_id dpc,
                        mdl_processor_id p, mdl_lock_id lock);
/* Popped from the queue of p: waits no longer in the queue (overhead may follow). */
void mdl_tell_dpc_entered(struct mdl_record *r, sim_instant at, mdl_dpc_id dpc,
                          mdl_processor_id p);
void mdl_tell_dpc_left(struct mdl_record *r, sim_instant at, mdl_dpc_id dpc,
                       mdl_processor_id p, sim_duration own_ns);

/* ---- timers ---------------------------------------------------------------------------------- */

/* A timer that was due at due_at is handled now. */
void mdl_tell_timer_expired(struct mdl_record *r, sim_instant at, mdl_timer_id timer,
                            sim_instant due_at);
/* First step of a timer's own callback, and its end; one that was set is taken back. */
void mdl_tell_timer_entered(struct mdl_record *r, sim_instant at, mdl_timer_id timer,
                            mdl_processor_id p);
void mdl_tell_timer_left(struct mdl_record *r, sim_instant at, mdl_timer_id timer,
                         mdl_processor_id p, sim_duration own_ns);
void mdl_tell_timer_cancelled(struct mdl_record *r, sim_instant at, mdl_timer_id timer);

/* ---- work items ------------------------------------------------------------------------------ */

enum mdl_call { MDL_CALL_QUEUED, MDL_CALL_COALESCED, MDL_CALL_REFUSED };

/* An enqueue call. A queued one now waits in its pool's list (list = priority list, 0 in a plain
   FIFO) or is handed at once (mdl_tell_item_handed follows at the same instant). */
void mdl_tell_item_called(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                          enum mdl_call call);
/* The item left the list, or skipped it: it belongs to this worker, which need not run yet. */
void mdl_tell_item_handed(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                          mdl_thread_id worker, mdl_processor_id p);
/* The queued mark is cleared: calls from now on belong to the next run (W81). */
void mdl_tell_item_cleared(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                           mdl_thread_id worker);
/* Begins to wait for the item's serialisation lock. */
void mdl_tell_item_locking(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                           mdl_thread_id worker, mdl_lock_id lock);
/* First step of the callback. */
void mdl_tell_item_entered(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                           mdl_thread_id worker);
void mdl_tell_item_left(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                        mdl_thread_id worker, sim_duration own_ns);
/* A dynamic item has one object more, or one less. */
void mdl_tell_item_made(struct mdl_record *r, sim_instant at, mdl_instance_id instance);
void mdl_tell_item_gone(struct mdl_record *r, sim_instant at, mdl_instance_id instance);
/* A delete call began in this thread; it returned, or (ended false) had not at the stop; or it
   only put the object onto the dispose list. */
void mdl_tell_item_deleting(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                            mdl_thread_id thread);
void mdl_tell_item_deleted(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                           bool ended);
void mdl_tell_item_deferred(struct mdl_record *r, sim_instant at, mdl_instance_id instance);
/* A flush began or ended (the call returned) in this thread. */
void mdl_tell_flush(struct mdl_record *r, sim_instant at, mdl_item_id item,
                    mdl_thread_id thread, bool ended);
/* This thread began to wait until the item is neither queued nor running. */
void mdl_tell_awaits(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                     mdl_instance_id instance);
/* Or until the driver has given back the requests that this callback got. */
void mdl_tell_awaits_requests(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                              mdl_label_id owner);

/* ---- worker pools ---------------------------------------------------------------------------- */

/* Concurrency of a pool's list changed: Windows' `current` and `maximum` (W9, W44). Told after
   every change, so that the ledger knows whether the limit is reached. */
void mdl_tell_concurrency(struct mdl_record *r, sim_instant at, mdl_pool_id pool, uint32_t list,
                          uint32_t current, uint32_t maximum);
/* A worker came to be, or exited. */
void mdl_tell_worker_created(struct mdl_record *r, sim_instant at, mdl_pool_id pool,
                             mdl_thread_id worker, bool dynamic);
void mdl_tell_worker_exited(struct mdl_record *r, sim_instant at, mdl_pool_id pool,
                            mdl_thread_id worker);

/* ---- threads --------------------------------------------------------------------------------- */

enum mdl_wait_reason {        /* Windows' names (L6) */
    MDL_WAIT_EXECUTIVE, MDL_WAIT_DELAY, MDL_WAIT_QUEUE, MDL_WAIT_RESOURCE, MDL_WAIT_MUTEX,
    MDL_WAIT_FAST_MUTEX, MDL_WAIT_GUARDED_MUTEX, MDL_WAIT_OUTSIDE, MDL_WAIT_PUSH_LOCK,
    MDL_WAIT_RUNDOWN
};

/* Became ready on processor p's list (or standby for it); preempted: it was running there. */
void mdl_tell_thread_ready(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                           mdl_processor_id p, bool preempted);
/* Moved to another processor's list while ready. */
void mdl_tell_thread_moved(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                           mdl_processor_id p);
/* Switched in on p. */
void mdl_tell_thread_runs(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                          mdl_processor_id p);
/* Switched out to wait; object: what for (a waitable's object id), or MDL_NONE. */
void mdl_tell_thread_waits(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                           enum mdl_wait_reason reason, mdl_object_id object);
void mdl_tell_thread_ended(struct mdl_record *r, sim_instant at, mdl_thread_id thread);
void mdl_tell_thread_boosted(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                             unsigned priority, bool rescue);

/* ---- devices --------------------------------------------------------------------------------- */

enum mdl_pnp_told {
    MDL_PNP_TOLD_START, MDL_PNP_TOLD_D0_EXIT, MDL_PNP_TOLD_REMOVE, MDL_PNP_TOLD_UNLOAD,
    MDL_PNP_TOLD_COUNT
};

/* An operation was asked for (leaving D0: it begins), or it has ended. */
void mdl_tell_device(struct mdl_record *r, sim_instant at, mdl_device_id device,
                     enum mdl_pnp_told operation, bool ended);

/* ---- locks and events ------------------------------------------------------------------------ */

/* waiter: a number that identifies the attempt until it is granted: a context id. */
void mdl_tell_lock_tried(struct mdl_record *r, sim_instant at, mdl_lock_id lock, uint32_t waiter,
                         mdl_label_id label);
void mdl_tell_lock_granted(struct mdl_record *r, sim_instant at, mdl_lock_id lock,
                           uint32_t waiter, mdl_label_id label);
void mdl_tell_lock_given_up(struct mdl_record *r, sim_instant at, mdl_lock_id lock,
                            uint32_t waiter);
void mdl_tell_lock_released(struct mdl_record *r, sim_instant at, mdl_lock_id lock);
void mdl_tell_event(struct mdl_record *r, sim_instant at, mdl_event_id event, bool signalled);

/* What follows up to mdl_tell_has_set is done by this ISR, or by this run of a DPC on p; in
   between: threads that the event wakes, before they are ready. For interrupt_to_process. */
void mdl_tell_isr_sets(struct mdl_record *r, mdl_line_id line);
void mdl_tell_dpc_sets(struct mdl_record *r, mdl_dpc_id dpc, mdl_processor_id p);
void mdl_tell_has_set(struct mdl_record *r);
void mdl_tell_woken(struct mdl_record *r, mdl_thread_id thread, mdl_event_id event);

/* ---- requests -------------------------------------------------------------------------------- */

/* Who does it: a thread; the routine on top of a processor: MDL_BY_ROUTINE + its number; MDL_NONE:
   nobody that executes. */
#define MDL_BY_ROUTINE 0x80000000u

/* number: counted from 0 in its stream. */
void mdl_tell_request_arrived(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                              uint64_t number);
void mdl_tell_request_finished(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                               uint64_t number, sim_instant arrived_at, uint32_t by);
/* It goes on with the call that is made at this instant. Only the ledger listens. */
void mdl_tell_request_passed(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                             uint64_t number, sim_instant arrived_at, uint32_t by);
void mdl_tell_request_lost(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                           uint64_t number, sim_instant arrived_at);
/* At the stop: one that still waits. */
void mdl_tell_request_waiting(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                              uint64_t number, sim_instant arrived_at);

/* ---- queues and targets: stations, queues first ---------------------------------------------- */

/* A request begins to wait there; it is taken out, having come at since_at; at the stop: it still
   waits. */
void mdl_tell_station_joined(struct mdl_record *r, sim_instant at, uint32_t station);
void mdl_tell_station_left(struct mdl_record *r, sim_instant at, uint32_t station,
                           sim_instant since_at);
/* A target begins with one, or ends. */
void mdl_tell_station_serves(struct mdl_record *r, sim_instant at, uint32_t station, bool begins);
void mdl_tell_station_timed_out(struct mdl_record *r, sim_instant at, uint32_t station);
void mdl_tell_station_waiting(struct mdl_record *r, sim_instant at, uint32_t station,
                              sim_instant since_at);

/* ---- findings -------------------------------------------------------------------------------- */

/*
 * The modelled driver made a mistake (findings.def). One entry per (finding, place), counted;
 * object: whose; parameters: the bug check's, if it has one. A finding whose row is a stop ends
 * the replication: the caller does that.
 */
void mdl_tell_finding(struct mdl_record *r, sim_instant at, unsigned finding,
                      mdl_place_id place, mdl_object_id object, const uint64_t parameters[4]);

/* ---- what was decisive ----------------------------------------------------------------------- */

/* Ties that only sequence or processor order decided, told once at the stop. */
void mdl_tell_ties(struct mdl_record *r, uint64_t ties);

#endif
