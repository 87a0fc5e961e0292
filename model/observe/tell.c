/*
 * Telling: each event goes into the digest of the history (history.h), then to whoever keeps the
 * books.
 */
#include "model/observe/tell.h"

#include "model/observe/calls.h"
#include "model/observe/devices.h"
#include "model/observe/findings.h"
#include "model/observe/history.h"
#include "model/observe/inside.h"
#include "model/observe/keep.h"
#include "model/observe/objects.h"
#include "model/observe/origins.h"
#include "model/observe/routines.h"
#include "model/observe/served.h"
#include "model/observe/smooth.h"
#include "model/observe/spells.h"
#include "model/observe/stations.h"
#include "model/observe/tell_places.h"
#include "sim/base/paths.h"

/* A row of what only the ledger hears. */
static inline void tape_more(const struct mdl_record *r, sim_instant at, enum mdl_tape_kind kind,
                             unsigned detail, uint32_t object, uint64_t other, uint32_t more)
{
    if (SIM_SELDOM(r->tape != NULL) && r->tape->options.accountant) {
        mdl_tape_add(r->tape, at, kind, 0, detail, object, (uint32_t)other, more);
    }
}

/* ---- processors, interrupts, DPCs ------------------------------------------------------------ */

void mdl_tell_occupant(struct mdl_record *r, sim_instant at, mdl_processor_id p, mdl_label_id label,
                       unsigned irql, mdl_thread_id thread)
{
    mdl_inside_tape(r, at, MDL_TAPE_OCCUPANT, p, irql, label, thread, 0);
    if (mdl_keep_wants(r, at)) {
        mdl_routines_occupant(r, at, p, label, irql, thread);
    }
}

void mdl_tell_asserted(struct mdl_record *r, sim_instant at, mdl_line_id line, mdl_processor_id p,
                       bool merged)
{
    mdl_inside_tape(r, at, MDL_TAPE_ASSERTED, p, merged, line, 0, 0);
    mdl_history_count(r, at, MDL_TOLD_ASSERTED, r->lines[line].digest, p);
    if (mdl_keep_wants(r, at)) {
        mdl_routines_asserted(r, at, line, p, merged);
    }
}

void mdl_tell_withdrawn(struct mdl_record *r, sim_instant at, mdl_line_id line)
{
    mdl_inside_tape(r, at, MDL_TAPE_WITHDRAWN, 0, 0, line, 0, 0);
    mdl_history_add(r, at, MDL_TOLD_WITHDRAWN, r->lines[line].digest);
    if (mdl_keep_wants(r, at)) {
        mdl_routines_withdrawn(r, line);
    }
}

void mdl_tell_quieted(struct mdl_record *r, sim_instant at, mdl_line_id line)
{
    tape_more(r, at, MDL_TAPE_QUIETED, 0, line, 0, 0);
    if (mdl_keep_wants(r, at)) {
        mdl_routines_withdrawn(r, line);
    }
}

void mdl_tell_isr_entered(struct mdl_record *r, sim_instant at, mdl_line_id line,
                          mdl_processor_id p, bool claims)
{
    mdl_inside_tape(r, at, MDL_TAPE_ISR_ENTERED, p, claims, line, 0, 0);
    mdl_history_count(r, at, MDL_TOLD_ISR_ENTERED, r->lines[line].digest, p);
    if (mdl_keep_wants(r, at)) {
        mdl_routines_isr_entered(r, at, line, p, claims);
    }
}

void mdl_tell_isr_spins(struct mdl_record *r, sim_instant at, mdl_line_id line, mdl_processor_id p,
                        mdl_lock_id lock)
{
    if (mdl_keep_wants(r, at)) {
        mdl_routines_isr_spins(r, at, line, p, lock);
    }
}

void mdl_tell_isr_deferred(struct mdl_record *r, sim_instant at, mdl_line_id leader,
                           mdl_processor_id p, mdl_processor_id q)
{
    if (mdl_keep_wants(r, at)) {
        mdl_routines_isr_deferred(r, at, leader, p, q);
    }
}

void mdl_tell_storm(struct mdl_record *r, sim_instant at, mdl_line_id leader)
{
    if (mdl_keep_wants(r, at)) {
        mdl_routines_storm(r, at, leader);
    }
}

void mdl_tell_isr_unmasked(struct mdl_record *r, sim_instant at, mdl_line_id leader,
                           mdl_processor_id p)
{
    if (mdl_keep_wants(r, at)) {
        mdl_served_ends(r, at, leader, p);
    }
}

void mdl_tell_isr_left(struct mdl_record *r, sim_instant at, mdl_line_id line, mdl_processor_id p,
                       bool claimed, sim_duration own_ns)
{
    mdl_inside_tape(r, at, MDL_TAPE_ISR_LEFT, p, claimed, line, 0, 0);
    mdl_history_count(r, at, MDL_TOLD_ISR_LEFT, r->lines[line].digest, p);
    if (mdl_keep_wants(r, at)) {
        mdl_routines_isr_left(r, at, line, p, claimed, own_ns);
    }
}

void mdl_tell_dpc_inserted(struct mdl_record *r, sim_instant at, mdl_dpc_id dpc, mdl_processor_id p,
                           bool inserted, mdl_line_id isr, sim_instant isr_entered_at)
{
    mdl_inside_tape(r, at, MDL_TAPE_DPC_INSERTED, p, inserted, dpc, 0, 0);
    mdl_history_count(r, at, inserted ? MDL_TOLD_DPC_INSERTED : MDL_TOLD_DPC_COALESCED,
                      r->dpcs[dpc].digest, p);
    if (mdl_keep_wants(r, at)) {
        mdl_routines_dpc_inserted(r, at, dpc, p, inserted,
                                  isr == MDL_NONE ? SIM_INSTANT_NEVER : isr_entered_at);
    }
}

void mdl_tell_drain_requested(struct mdl_record *r, sim_instant at, mdl_processor_id p)
{
    mdl_inside_tape(r, at, MDL_TAPE_DRAIN, p, 0, 0, 0, 0);
    if (mdl_keep_wants(r, at)) {
        mdl_routines_drain(r, at, p);
    }
}

void mdl_tell_dpc_removed(struct mdl_record *r, sim_instant at, mdl_dpc_id dpc)
{
    mdl_inside_tape(r, at, MDL_TAPE_DPC_REMOVED, 0, 0, dpc, 0, 0);
    mdl_history_add(r, at, MDL_TOLD_DPC_REMOVED, r->dpcs[dpc].digest);
    if (mdl_keep_wants(r, at)) {
        mdl_routines_dpc_removed(r, at, dpc);
    }
}

void mdl_tell_dpc_spins(struct mdl_record *r, sim_instant at, mdl_dpc_id dpc, mdl_processor_id p,
                        mdl_lock_id lock)
{
    if (mdl_keep_wants(r, at)) {
        mdl_routines_dpc_spins(r, at, dpc, p, lock);
    }
}

void mdl_tell_dpc_entered(struct mdl_record *r, sim_instant at, mdl_dpc_id dpc, mdl_processor_id p)
{
    mdl_inside_tape(r, at, MDL_TAPE_DPC_ENTERED, p, 0, dpc, 0, 0);
    mdl_history_count(r, at, MDL_TOLD_DPC_ENTERED, r->dpcs[dpc].digest, p);
    if (mdl_keep_wants(r, at)) {
        mdl_routines_dpc_entered(r, at, dpc, p);
    }
}

void mdl_tell_dpc_left(struct mdl_record *r, sim_instant at, mdl_dpc_id dpc, mdl_processor_id p,
                       sim_duration own_ns)
{
    mdl_inside_tape(r, at, MDL_TAPE_DPC_LEFT, p, 0, dpc, 0, 0);
    mdl_history_count(r, at, MDL_TOLD_DPC_LEFT, r->dpcs[dpc].digest, p);
    if (mdl_keep_wants(r, at)) {
        mdl_routines_dpc_left(r, at, dpc, p, own_ns);
    }
}

void mdl_tell_timer_expired(struct mdl_record *r, sim_instant at, mdl_timer_id timer,
                            sim_instant due_at)
{
    mdl_inside_tape(r, at, MDL_TAPE_TIMER, 0, 0, timer, 0, 0);
    mdl_history_count(r, at, MDL_TOLD_TIMER, r->timer_digests[timer], due_at);
    if (mdl_keep_wants(r, at)) {
        mdl_origins_expired(r, at, timer, due_at);
    }
}

void mdl_tell_timer_entered(struct mdl_record *r, sim_instant at, mdl_timer_id timer,
                            mdl_processor_id p)
{
    mdl_inside_tape(r, at, MDL_TAPE_TIMER_ENTERED, p, 0, timer, 0, 0);
    if (mdl_keep_wants(r, at)) {
        mdl_routines_timer_entered(r, at, timer, p);
    }
}

void mdl_tell_timer_left(struct mdl_record *r, sim_instant at, mdl_timer_id timer,
                         mdl_processor_id p, sim_duration own_ns)
{
    mdl_inside_tape(r, at, MDL_TAPE_TIMER_LEFT, p, 0, timer, 0, 0);
    if (mdl_keep_wants(r, at)) {
        mdl_routines_timer_left(r, at, timer, p, own_ns);
    }
}

void mdl_tell_timer_cancelled(struct mdl_record *r, sim_instant at, mdl_timer_id timer)
{
    if (mdl_keep_wants(r, at)) {
        r->timers[timer].withdrawn += mdl_inside_counts(r, at);
    }
}

/* ---- work items ------------------------------------------------------------------------------ */

void mdl_tell_item_called(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                          enum mdl_call call)
{
    uint64_t path = r->instances[instance].digest;

    mdl_inside_tape(r, at, MDL_TAPE_CALLED, 0, (unsigned)call, instance, 0, 0);
    if (call == MDL_CALL_QUEUED) {
        mdl_history_add(r, at, MDL_TOLD_CALLED, path);
        if (r->whole && mdl_smooth_called(r, at, instance)) {
            return;
        }
    } else {
        mdl_history_add(r, at, call == MDL_CALL_COALESCED ? MDL_TOLD_COALESCED : MDL_TOLD_REFUSED,
                        path);
    }
    mdl_keep_called(r, at, instance, call);
}

void mdl_tell_item_handed(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                          mdl_thread_id worker, mdl_processor_id p)
{
    mdl_inside_tape(r, at, MDL_TAPE_HANDED, p, 0, instance, worker, 0);
    mdl_history_add(r, at, MDL_TOLD_HANDED,
                    r->instances[instance].digest ^ r->threads[worker].digest);
    if (!r->whole || !mdl_smooth_handed(r, at, instance, worker, p)) {
        mdl_keep_handed(r, at, instance, worker, p);
    }
}

void mdl_tell_item_cleared(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                           mdl_thread_id worker)
{
    mdl_history_add(r, at, MDL_TOLD_CLEARED,
                    r->instances[instance].digest ^ r->threads[worker].digest);
    if (mdl_keep_wants(r, at)) {
        mdl_calls_cleared(r, instance);
    }
}

void mdl_tell_item_locking(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                           mdl_thread_id worker, mdl_lock_id lock)
{
    mdl_history_add(r, at, MDL_TOLD_LOCKING,
                    r->instances[instance].digest ^ r->threads[worker].digest);
    if (mdl_keep_wants(r, at)) {
        mdl_calls_locking(r, at, worker, lock);
        if (r->story_on) {
            mdl_story_locking(r, at, worker, lock);
        }
    }
}

void mdl_tell_item_entered(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                           mdl_thread_id worker)
{
    mdl_inside_tape(r, at, MDL_TAPE_ENTERED, 0, 0, instance, worker, 0);
    mdl_history_add(r, at, MDL_TOLD_ENTERED,
                    r->instances[instance].digest ^ r->threads[worker].digest);
    if (!r->whole || !mdl_smooth_entered(r, at, instance, worker)) {
        mdl_keep_entered(r, at, instance, worker);
    }
}

void mdl_tell_item_left(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                        mdl_thread_id worker, sim_duration own_ns)
{
    mdl_inside_tape(r, at, MDL_TAPE_LEFT, 0, 0, instance, worker, 0);
    mdl_history_add(r, at, MDL_TOLD_LEFT,
                    r->instances[instance].digest ^ r->threads[worker].digest);
    if (!r->whole || !mdl_smooth_left(r, at, worker, own_ns)) {
        mdl_keep_left(r, at, worker, own_ns);
    }
}

void mdl_tell_item_made(struct mdl_record *r, sim_instant at, mdl_instance_id instance)
{
    mdl_history_add(r, at, MDL_TOLD_MADE, r->instances[instance].digest);
    if (mdl_keep_wants(r, at)) {
        mdl_objects_count(r, at, r->instances[instance].item, true);
    }
}

void mdl_tell_item_gone(struct mdl_record *r, sim_instant at, mdl_instance_id instance)
{
    mdl_history_add(r, at, MDL_TOLD_GONE, r->instances[instance].digest);
    if (mdl_keep_wants(r, at)) {
        mdl_objects_count(r, at, r->instances[instance].item, false);
    }
}

void mdl_tell_item_deleting(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                            mdl_thread_id thread)
{
    if (mdl_keep_wants(r, at)) {
        mdl_lasting_begin(r, at, r->objects[r->instances[instance].item].deletes, thread,
                          instance);
    }
}

void mdl_tell_item_deleted(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                           bool ended)
{
    mdl_history_add(r, at, MDL_TOLD_DELETED, r->instances[instance].digest + ended);
    if (mdl_keep_wants(r, at) && ended) {
        mdl_lasting_ended(r, at, r->objects[r->instances[instance].item].deletes, MDL_NONE,
                          instance);
    }
}

void mdl_tell_item_deferred(struct mdl_record *r, sim_instant at, mdl_instance_id instance)
{
    mdl_history_add(r, at, MDL_TOLD_DELETED, r->instances[instance].digest + true);
    if (mdl_keep_wants(r, at)) {
        mdl_lasting_at_once(r, at, r->objects[r->instances[instance].item].deletes);
    }
}

void mdl_tell_awaits(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                     mdl_instance_id instance)
{
    if (mdl_keep_wants(r, at)) {
        mdl_lasting_awaits(r, at, thread, instance);
    }
}

void mdl_tell_awaits_requests(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                              mdl_label_id owner)
{
    if (mdl_keep_wants(r, at)) {
        mdl_lasting_awaits_requests(r, at, thread, owner);
    }
}

void mdl_tell_flush(struct mdl_record *r, sim_instant at, mdl_item_id item, mdl_thread_id thread,
                    bool ended)
{
    uint64_t path = r->instances[r->plan->items[item].instance_first].digest;

    mdl_inside_tape(r, at, MDL_TAPE_FLUSH, 0, ended, item, thread, 0);
    mdl_history_add(r, at, ended ? MDL_TOLD_FLUSHED : MDL_TOLD_FLUSH,
                    path ^ r->threads[thread].digest);
    if (mdl_keep_wants(r, at)) {
        if (ended) {
            mdl_lasting_ended(r, at, r->items[item].flush, thread, MDL_NONE);
        } else {
            mdl_lasting_begin(r, at, r->items[item].flush, thread, MDL_NONE);
        }
    }
}

/* ---- pools and threads ----------------------------------------------------------------------- */

void mdl_tell_concurrency(struct mdl_record *r, sim_instant at, mdl_pool_id pool, uint32_t list,
                          uint32_t current, uint32_t maximum)
{
    mdl_inside_tape(r, at, MDL_TAPE_CONCURRENCY, 0, list, pool, current, maximum);
    if (mdl_keep_wants(r, at)) {
        mdl_spells_concurrency(r, at, pool, list, current, maximum);
    }
}

void mdl_tell_worker_created(struct mdl_record *r, sim_instant at, mdl_pool_id pool,
                             mdl_thread_id worker, bool dynamic)
{
    mdl_inside_tape(r, at, MDL_TAPE_CREATED, 0, dynamic, pool, worker, 0);
    mdl_history_add(r, at, MDL_TOLD_CREATED, r->threads[worker].digest);
    if (mdl_keep_wants(r, at)) {
        mdl_spells_created(r, at, worker, dynamic);
        if (r->story_on) {
            mdl_story_created(r, at, worker);
        }
    }
}

void mdl_tell_worker_exited(struct mdl_record *r, sim_instant at, mdl_pool_id pool,
                            mdl_thread_id worker)
{
    mdl_inside_tape(r, at, MDL_TAPE_EXITED, 0, 0, pool, worker, 0);
    mdl_history_add(r, at, MDL_TOLD_EXITED, r->threads[worker].digest);
    if (mdl_keep_wants(r, at)) {
        mdl_spells_exited(r, at, worker);
    }
}

void mdl_tell_thread_ready(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                           mdl_processor_id p, bool preempted)
{
    mdl_inside_tape(r, at, MDL_TAPE_READY, p, preempted, thread, 0, 0);
    mdl_history_count(r, at, MDL_TOLD_READY, r->threads[thread].digest, p);
    mdl_keep_ready(r, at, thread, p);
}

void mdl_tell_thread_moved(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                           mdl_processor_id p)
{
    mdl_inside_tape(r, at, MDL_TAPE_MOVED, p, 0, thread, 0, 0);
    mdl_history_count(r, at, MDL_TOLD_MOVED, r->threads[thread].digest, p);
    if (mdl_keep_wants(r, at)) {
        mdl_spells_moved(r, at, thread, p);
    }
}

void mdl_tell_thread_runs(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                          mdl_processor_id p)
{
    mdl_inside_tape(r, at, MDL_TAPE_RUNS, p, 0, thread, 0, 0);
    mdl_history_count(r, at, MDL_TOLD_RUNS, r->threads[thread].digest, p);
    if (SIM_SELDOM(r->reactions.open > 0)) {
        mdl_reactions_runs(r, at, thread);
    }
    if (!r->whole || !mdl_smooth_resumes(r, at, thread, p)) {
        mdl_keep_runs(r, at, thread, p);
    }
}

void mdl_tell_thread_waits(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                           enum mdl_wait_reason reason, mdl_object_id object)
{
    mdl_inside_tape(r, at, MDL_TAPE_WAITS, 0, (unsigned)reason, thread, object, 0);
    mdl_history_count(r, at, MDL_TOLD_WAITS, r->threads[thread].digest, reason);
    if (mdl_keep_wants(r, at)) {
        mdl_keep_waits(r, at, thread, reason, object);
    }
}

void mdl_tell_thread_ended(struct mdl_record *r, sim_instant at, mdl_thread_id thread)
{
    mdl_inside_tape(r, at, MDL_TAPE_ENDED, 0, 0, thread, 0, 0);
    mdl_history_add(r, at, MDL_TOLD_ENDED, r->threads[thread].digest);
    if (mdl_keep_wants(r, at)) {
        mdl_spells_ended(r, at, thread);
    }
}

void mdl_tell_thread_boosted(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                             unsigned priority, bool rescue)
{
    mdl_inside_tape(r, at, MDL_TAPE_BOOSTED, rescue, priority, thread, 0, 0);
    mdl_history_count(r, at, MDL_TOLD_BOOSTED, r->threads[thread].digest, priority);
    if (mdl_keep_wants(r, at)) {
        mdl_spells_boosted(r, at, thread, rescue);
    }
}

void mdl_tell_device(struct mdl_record *r, sim_instant at, mdl_device_id device,
                     enum mdl_pnp_told operation, bool ended)
{
    mdl_inside_tape(r, at, MDL_TAPE_OPERATION, ended, (unsigned)operation, device, 0, 0);
    mdl_history_count(r, at, ended ? MDL_TOLD_OPERATED : MDL_TOLD_OPERATION,
                      r->devices[device].digest, (uint64_t)operation);
    if (mdl_keep_wants(r, at)) {
        mdl_devices_told(r, at, device, operation, ended);
    }
}

/* ---- locks, events, requests ----------------------------------------------------------------- */

void mdl_tell_lock_tried(struct mdl_record *r, sim_instant at, mdl_lock_id lock, uint32_t waiter,
                         mdl_label_id label)
{
    mdl_inside_tape(r, at, MDL_TAPE_TRIED, 0, 0, lock, waiter, label);
    mdl_history_add(r, at, MDL_TOLD_TRIED, r->locks[lock].digest);
    if (mdl_keep_wants(r, at)) {
        mdl_spells_tried(r, at, lock, waiter);
    }
}

void mdl_tell_lock_granted(struct mdl_record *r, sim_instant at, mdl_lock_id lock, uint32_t waiter,
                           mdl_label_id label)
{
    mdl_inside_tape(r, at, MDL_TAPE_GRANTED, 0, 0, lock, waiter, label);
    mdl_history_add(r, at, MDL_TOLD_GRANTED, r->locks[lock].digest);
    if (mdl_keep_wants(r, at)) {
        mdl_spells_granted(r, at, lock, waiter, label);
    }
}

void mdl_tell_lock_given_up(struct mdl_record *r, sim_instant at, mdl_lock_id lock, uint32_t waiter)
{
    mdl_inside_tape(r, at, MDL_TAPE_GIVEN_UP, 0, 0, lock, waiter, 0);
    mdl_history_add(r, at, MDL_TOLD_GIVEN_UP, r->locks[lock].digest);
    if (mdl_keep_wants(r, at)) {
        mdl_spells_given_up(r, lock, waiter);
    }
}

void mdl_tell_lock_released(struct mdl_record *r, sim_instant at, mdl_lock_id lock)
{
    mdl_inside_tape(r, at, MDL_TAPE_RELEASED, 0, 0, lock, 0, 0);
    mdl_history_add(r, at, MDL_TOLD_RELEASED, r->locks[lock].digest);
    if (mdl_keep_wants(r, at)) {
        mdl_spells_released(r, at, lock);
    }
}

void mdl_tell_event(struct mdl_record *r, sim_instant at, mdl_event_id event, bool signalled)
{
    mdl_inside_tape(r, at, MDL_TAPE_EVENT, 0, signalled, event, 0, 0);
    mdl_history_add(r, at, signalled ? MDL_TOLD_SIGNALLED : MDL_TOLD_RESET,
                    r->event_digests[event]);
}

void mdl_tell_isr_sets(struct mdl_record *r, mdl_line_id line)
{
    if (r->metrics) {
        mdl_reactions_isr_sets(r, line);
    }
}

void mdl_tell_dpc_sets(struct mdl_record *r, mdl_dpc_id dpc, mdl_processor_id p)
{
    if (r->metrics) {
        mdl_reactions_dpc_sets(r, dpc, p);
    }
}

void mdl_tell_has_set(struct mdl_record *r)
{
    mdl_reactions_has_set(r);
}

void mdl_tell_woken(struct mdl_record *r, mdl_thread_id thread, mdl_event_id event)
{
    mdl_reactions_woken(r, thread, event);
}

void mdl_tell_request_arrived(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                              uint64_t number)
{
    mdl_inside_tape(r, at, MDL_TAPE_ARRIVED, 0, 0, stream, (uint32_t)number, 0);
    mdl_history_count(r, at, MDL_TOLD_ARRIVED, r->streams[stream].digest, number);
    if (mdl_keep_wants(r, at)) {
        mdl_origins_arrived(r, at, stream);
    }
}

void mdl_tell_request_finished(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                               uint64_t number, sim_instant arrived_at, uint32_t by)
{
    mdl_inside_tape(r, at, MDL_TAPE_FINISHED, 0, 0, stream, (uint32_t)number, 0);
    mdl_history_count(r, at, MDL_TOLD_FINISHED, r->streams[stream].digest, number);
    if (r->ledger_on) {
        mdl_keep_trip(r, at, &(struct mdl_trips_request){number, arrived_at, stream, by});
    }
    if (!r->whole || !mdl_smooth_finished(r, at, stream, arrived_at)) {
        mdl_keep_finished(r, at, stream, arrived_at);
    }
}

void mdl_tell_request_passed(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                             uint64_t number, sim_instant arrived_at, uint32_t by)
{
    tape_more(r, at, MDL_TAPE_PASSED, 0, stream, number, by);
    if (r->ledger_on && mdl_keep_wants(r, at)) {
        const struct mdl_trips_request q = {number, arrived_at, stream, by};

        if (r->story_on) {
            mdl_story_passed(r, at, &q);
        }
        mdl_trips_passed(r, at, &q);
    }
}

void mdl_tell_request_stays(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                            uint64_t number, sim_instant arrived_at, uint32_t by,
                            enum mdl_tell_place place, uint32_t which)
{
    tape_more(r, at, MDL_TAPE_STAYS, (unsigned)place, stream, number, which);
    if (r->ledger_on && mdl_keep_wants(r, at)) {
        const struct mdl_trips_request q = {number, arrived_at, stream, by};

        if (r->story_on) {
            mdl_story_stays(r, at, &q, place, which);
        }
        mdl_trips_stays(r, at, &q, place, which);
    }
}

void mdl_tell_request_taken(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                            uint64_t number, sim_instant arrived_at, uint32_t by)
{
    tape_more(r, at, MDL_TAPE_GOT, 0, stream, number, by);
    if (r->ledger_on && mdl_keep_wants(r, at)) {
        const struct mdl_trips_request q = {number, arrived_at, stream, by};

        if (r->story_on) {
            mdl_story_taken(r, at, &q);
        }
        mdl_trips_taken(r, at, &q);
    }
}

void mdl_tell_request_lost(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                           uint64_t number, sim_instant arrived_at)
{
    mdl_inside_tape(r, at, MDL_TAPE_LOST, 0, 0, stream, (uint32_t)number, 0);
    mdl_history_count(r, at, MDL_TOLD_LOST, r->streams[stream].digest, number);
    if (mdl_keep_wants(r, at)) {
        mdl_origins_lost(r, stream, arrived_at);
        mdl_trips_lost(r, &(struct mdl_trips_request){.number = number, .stream = stream});
    }
}

void mdl_tell_request_waiting(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                              uint64_t number, sim_instant arrived_at)
{
    if (!mdl_keep_wants(r, at)) {
        return;
    }
    mdl_origins_waiting(r, at, stream, arrived_at);
    if (r->ledger_on) {
        const struct mdl_trips_request q = {number, arrived_at, stream, MDL_NONE};

        if (r->story_on) {
            mdl_story_finished(r, at, &q, true);
        }
        mdl_trips_waiting(r, at, &q);
    }
}

/* ---- queues and targets ---------------------------------------------------------------------- */

void mdl_tell_station_joined(struct mdl_record *r, sim_instant at, uint32_t station)
{
    mdl_inside_tape(r, at, MDL_TAPE_JOINED, 0, 0, station, 0, 0);
    mdl_history_add(r, at, MDL_TOLD_JOINED, r->stations[station].digest);
    if (mdl_keep_wants(r, at)) {
        mdl_stations_joined(r, at, station);
    }
}

void mdl_tell_station_left(struct mdl_record *r, sim_instant at, uint32_t station,
                           sim_instant since_at)
{
    mdl_inside_tape(r, at, MDL_TAPE_TAKEN, 0, 0, station, 0, 0);
    mdl_history_add(r, at, MDL_TOLD_TAKEN, r->stations[station].digest + since_at);
    if (mdl_keep_wants(r, at)) {
        mdl_stations_left(r, at, station, since_at);
    }
}

void mdl_tell_station_serves(struct mdl_record *r, sim_instant at, uint32_t station, bool begins)
{
    mdl_inside_tape(r, at, MDL_TAPE_SERVES, 0, begins, station, 0, 0);
    mdl_history_add(r, at, begins ? MDL_TOLD_SERVES : MDL_TOLD_SERVED, r->stations[station].digest);
    if (mdl_keep_wants(r, at)) {
        mdl_stations_serves(r, at, station, begins);
    }
}

void mdl_tell_station_timed_out(struct mdl_record *r, sim_instant at, uint32_t station)
{
    mdl_inside_tape(r, at, MDL_TAPE_TIMED_OUT, 0, 0, station, 0, 0);
    mdl_history_add(r, at, MDL_TOLD_TIMED_OUT, r->stations[station].digest);
    if (mdl_keep_wants(r, at)) {
        mdl_stations_timed_out(r, at, station);
    }
}

void mdl_tell_station_waiting(struct mdl_record *r, sim_instant at, uint32_t station,
                              sim_instant since_at)
{
    if (mdl_keep_wants(r, at)) {
        mdl_stations_waiting(r, at, station, since_at);
    }
}

/* ---- findings and ties ----------------------------------------------------------------------- */

void mdl_tell_finding(struct mdl_record *r, sim_instant at, unsigned finding, mdl_place_id place,
                      mdl_object_id object, const uint64_t parameters[4])
{
    mdl_inside_tape(r, at, MDL_TAPE_FINDING, 0, 0, finding, object, place);
    mdl_history_count(r, at, MDL_TOLD_FINDING,
                      object < r->plan->object_count ? r->plan->objects[object].digest : 0,
                      finding);
    mdl_findings_raise(r, at, finding, place, object, parameters);
}

void mdl_tell_ties(struct mdl_record *r, uint64_t ties)
{
    r->result.ties = ties;
}
