/*
 * Telling: each event goes into the digest of the history, then to whoever keeps the books.
 *
 * The digest multiplies hashes of the path of the object (not its id), of the kind of the event
 * and of the instant, and sums the products, so that the order of declarations does not matter,
 * not even for what happens at one instant; it is the same with metrics on or off.
 */
#include "model/observe/tell.h"

#include "model/observe/calls.h"
#include "model/observe/devices.h"
#include "model/observe/findings.h"
#include "model/observe/inside.h"
#include "model/observe/objects.h"
#include "model/observe/origins.h"
#include "model/observe/routines.h"
#include "model/observe/smooth.h"
#include "model/observe/spells.h"
#include "model/observe/stations.h"
#include "model/observe/together.h"
#include "sim/base/digest.h"
#include "sim/base/paths.h"

enum told {
    TOLD_ASSERTED = 1, TOLD_WITHDRAWN, TOLD_ISR_ENTERED, TOLD_ISR_LEFT, TOLD_DPC_INSERTED,
    TOLD_DPC_COALESCED, TOLD_DPC_REMOVED, TOLD_DPC_ENTERED, TOLD_DPC_LEFT, TOLD_TIMER,
    TOLD_CALLED, TOLD_COALESCED, TOLD_REFUSED, TOLD_HANDED, TOLD_CLEARED, TOLD_LOCKING,
    TOLD_ENTERED, TOLD_LEFT, TOLD_FLUSH, TOLD_FLUSHED, TOLD_CREATED, TOLD_EXITED, TOLD_READY,
    TOLD_MOVED, TOLD_RUNS, TOLD_WAITS, TOLD_ENDED, TOLD_BOOSTED, TOLD_TRIED, TOLD_GRANTED,
    TOLD_GIVEN_UP, TOLD_RELEASED, TOLD_SIGNALLED, TOLD_RESET, TOLD_ARRIVED, TOLD_FINISHED,
    TOLD_LOST, TOLD_FINDING, TOLD_MADE, TOLD_GONE, TOLD_DELETED, TOLD_JOINED, TOLD_TAKEN,
    TOLD_OPERATION, TOLD_OPERATED,
    TOLD_SERVES, TOLD_SERVED, TOLD_TIMED_OUT
};

#define STIR_KIND 0x9e3779b97f4a7c15u

/* A constant of the kind: hashed, or one thing told twice could be two others. */
static inline uint64_t kind_word(enum told kind)
{
    return sim_digest_word((uint64_t)kind * STIR_KIND) | 1u;
}

/* A number for the instant, hashed once: much is told at each. */
static inline uint64_t moment(struct mdl_record *r, uint64_t at)
{
    if (at != r->told_at) {
        r->told_at = at;
        r->moment = sim_digest_word(at) | 1u;
    }
    return r->moment;
}

/* What history and history_of add, but for the moment: of several things at one they share it. */
static inline uint64_t word_of(enum told kind, uint64_t path, uint64_t number)
{
    return (path + number) * (kind_word(kind) + 2u * number * STIR_KIND);
}

static inline void history(struct mdl_record *r, uint64_t at, enum told kind, uint64_t path)
{
    r->digest += path * kind_word(kind) * moment(r, at);
}

/* With a number. Not linear in it: of two that change places the sum would be the same. */
static inline void history_of(struct mdl_record *r, uint64_t at, enum told kind, uint64_t path,
                              uint64_t number)
{
    r->digest += word_of(kind, path, number) * moment(r, at);
}

static inline uint64_t request_word(const struct mdl_record *r, enum told kind,
                                    const struct mdl_tell_request *request)
{
    return request->stream == MDL_NONE
               ? 0
               : word_of(kind, r->streams[request->stream].digest, request->number);
}

/* Is anything kept of what happens at this instant? The window opens with the first tell in it. */
static inline bool keeps(struct mdl_record *r, uint64_t at)
{
    if (r->whole) {
        return true;
    }
    if (!r->window_open && at >= r->from_at) {
        mdl_record_open_window(r);
    }
    return r->metrics;
}

/* ---- processors, interrupts, DPCs ------------------------------------------------------------ */

void mdl_tell_occupant(struct mdl_record *r, sim_instant at, mdl_processor_id p,
                       mdl_label_id label, unsigned irql, mdl_thread_id thread)
{
    (void)thread;
    if (keeps(r, at)) {
        mdl_routines_occupant(r, at, p, label, irql);
    }
}

void mdl_tell_asserted(struct mdl_record *r, sim_instant at, mdl_line_id line,
                       mdl_processor_id p, bool merged)
{
    history_of(r, at, TOLD_ASSERTED, r->lines[line].digest, p);
    if (keeps(r, at)) {
        mdl_routines_asserted(r, at, line, p, merged);
    }
}

void mdl_tell_withdrawn(struct mdl_record *r, sim_instant at, mdl_line_id line)
{
    history(r, at, TOLD_WITHDRAWN, r->lines[line].digest);
    if (keeps(r, at)) {
        mdl_routines_withdrawn(r, line);
    }
}

void mdl_tell_isr_entered(struct mdl_record *r, sim_instant at, mdl_line_id line,
                          mdl_processor_id p, bool claims)
{
    history_of(r, at, TOLD_ISR_ENTERED, r->lines[line].digest, p);
    if (keeps(r, at)) {
        mdl_routines_isr_entered(r, at, line, p, claims);
    }
}

void mdl_tell_isr_spins(struct mdl_record *r, sim_instant at, mdl_line_id line,
                        mdl_processor_id p, mdl_lock_id lock)
{
    if (keeps(r, at)) {
        mdl_routines_isr_spins(r, at, line, p, lock);
    }
}

void mdl_tell_isr_deferred(struct mdl_record *r, sim_instant at, mdl_line_id leader,
                           mdl_processor_id p, mdl_processor_id q)
{
    if (keeps(r, at)) {
        mdl_routines_isr_deferred(r, at, leader, p, q);
    }
}

void mdl_tell_isr_left(struct mdl_record *r, sim_instant at, mdl_line_id line,
                       mdl_processor_id p, bool claimed, sim_duration own_ns)
{
    history_of(r, at, TOLD_ISR_LEFT, r->lines[line].digest, p);
    if (keeps(r, at)) {
        mdl_routines_isr_left(r, at, line, claimed, own_ns);
    }
}

void mdl_tell_dpc_inserted(struct mdl_record *r, sim_instant at, mdl_dpc_id dpc,
                           mdl_processor_id p, bool inserted, mdl_line_id isr,
                           sim_instant isr_entered_at)
{
    history_of(r, at, inserted ? TOLD_DPC_INSERTED : TOLD_DPC_COALESCED, r->dpcs[dpc].digest, p);
    if (keeps(r, at)) {
        mdl_routines_dpc_inserted(r, at, dpc, p, inserted,
                                  isr == MDL_NONE ? SIM_INSTANT_NEVER : isr_entered_at);
    }
}

void mdl_tell_drain_requested(struct mdl_record *r, sim_instant at, mdl_processor_id p)
{
    if (keeps(r, at)) {
        mdl_routines_drain(r, at, p);
    }
}

void mdl_tell_dpc_removed(struct mdl_record *r, sim_instant at, mdl_dpc_id dpc)
{
    history(r, at, TOLD_DPC_REMOVED, r->dpcs[dpc].digest);
    if (keeps(r, at)) {
        mdl_routines_dpc_removed(r, at, dpc);
    }
}

void mdl_tell_dpc_spins(struct mdl_record *r, sim_instant at, mdl_dpc_id dpc,
                        mdl_processor_id p, mdl_lock_id lock)
{
    if (keeps(r, at)) {
        mdl_routines_dpc_spins(r, at, dpc, p, lock);
    }
}

void mdl_tell_dpc_entered(struct mdl_record *r, sim_instant at, mdl_dpc_id dpc,
                          mdl_processor_id p)
{
    history_of(r, at, TOLD_DPC_ENTERED, r->dpcs[dpc].digest, p);
    if (keeps(r, at)) {
        mdl_routines_dpc_entered(r, at, dpc, p);
    }
}

void mdl_tell_dpc_left(struct mdl_record *r, sim_instant at, mdl_dpc_id dpc,
                       mdl_processor_id p, sim_duration own_ns)
{
    history_of(r, at, TOLD_DPC_LEFT, r->dpcs[dpc].digest, p);
    if (keeps(r, at)) {
        mdl_routines_dpc_left(r, at, dpc, p, own_ns);
    }
}

void mdl_tell_timer_expired(struct mdl_record *r, sim_instant at, mdl_timer_id timer,
                            sim_instant due_at)
{
    history_of(r, at, TOLD_TIMER, r->timer_digests[timer], due_at);
    if (keeps(r, at)) {
        mdl_origins_expired(r, at, timer, due_at);
    }
}

/* ---- work items ------------------------------------------------------------------------------ */

/* What is not smooth, or may not be kept at all, is told apart. */

static SIM_RARE void keep_called(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                                 enum mdl_call call)
{
    if (!keeps(r, at)) {
        return;
    }
    if (call == MDL_CALL_REFUSED) {
        mdl_calls_refused(r, at, instance);
    } else {
        mdl_calls_called(r, at, instance, call == MDL_CALL_COALESCED);
    }
    if (r->story_on) {
        mdl_story_called(r, at, instance, call == MDL_CALL_COALESCED);
    }
}

void mdl_tell_item_called(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                          enum mdl_call call)
{
    uint64_t path = r->instances[instance].digest;

    if (call == MDL_CALL_QUEUED) {
        history(r, at, TOLD_CALLED, path);
        if (r->whole && mdl_smooth_called(r, at, instance)) {
            return;
        }
    } else {
        history(r, at, call == MDL_CALL_COALESCED ? TOLD_COALESCED : TOLD_REFUSED, path);
    }
    keep_called(r, at, instance, call);
}

static SIM_RARE void keep_handed(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                                 mdl_thread_id worker, mdl_processor_id p)
{
    if (!keeps(r, at)) {
        return;
    }
    mdl_calls_handed(r, at, instance, worker, p);
    if (r->story_on) {
        mdl_story_handed(r, at, instance, worker);
    }
}

void mdl_tell_item_handed(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                          mdl_thread_id worker, mdl_processor_id p)
{
    history(r, at, TOLD_HANDED, r->instances[instance].digest ^ r->threads[worker].digest);
    if (!r->whole || !mdl_smooth_handed(r, at, instance, worker, p)) {
        keep_handed(r, at, instance, worker, p);
    }
}

void mdl_tell_item_cleared(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                           mdl_thread_id worker)
{
    history(r, at, TOLD_CLEARED, r->instances[instance].digest ^ r->threads[worker].digest);
    if (keeps(r, at)) {
        mdl_calls_cleared(r, instance);
    }
}

void mdl_tell_item_locking(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                           mdl_thread_id worker, mdl_lock_id lock)
{
    history(r, at, TOLD_LOCKING, r->instances[instance].digest ^ r->threads[worker].digest);
    if (keeps(r, at)) {
        mdl_calls_locking(r, at, worker, lock);
        if (r->story_on) {
            mdl_story_locking(r, at, worker, lock);
        }
    }
}

static SIM_RARE void keep_entered(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                                  mdl_thread_id worker)
{
    if (!keeps(r, at)) {
        return;
    }
    if (r->story_on) {
        mdl_story_entered(r, at, worker);
    }
    mdl_calls_entered(r, at, instance, worker);
}

void mdl_tell_item_entered(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                           mdl_thread_id worker)
{
    history(r, at, TOLD_ENTERED, r->instances[instance].digest ^ r->threads[worker].digest);
    if (!r->whole || !mdl_smooth_entered(r, at, instance, worker)) {
        keep_entered(r, at, instance, worker);
    }
}

static SIM_RARE void keep_left(struct mdl_record *r, sim_instant at, mdl_thread_id worker,
                               sim_duration own_ns)
{
    if (!keeps(r, at)) {
        return;
    }
    if (r->story_on) {
        mdl_story_left(r, at, worker);
    }
    mdl_calls_left(r, at, worker, own_ns);
}

void mdl_tell_item_left(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                        mdl_thread_id worker, sim_duration own_ns)
{
    history(r, at, TOLD_LEFT, r->instances[instance].digest ^ r->threads[worker].digest);
    if (!r->whole || !mdl_smooth_left(r, at, worker, own_ns)) {
        keep_left(r, at, worker, own_ns);
    }
}

void mdl_tell_item_made(struct mdl_record *r, sim_instant at, mdl_instance_id instance)
{
    history(r, at, TOLD_MADE, r->instances[instance].digest);
    if (keeps(r, at)) {
        mdl_objects_count(r, at, r->instances[instance].item, true);
    }
}

void mdl_tell_item_gone(struct mdl_record *r, sim_instant at, mdl_instance_id instance)
{
    history(r, at, TOLD_GONE, r->instances[instance].digest);
    if (keeps(r, at)) {
        mdl_objects_count(r, at, r->instances[instance].item, false);
    }
}

void mdl_tell_item_deleted(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                           sim_instant started_at, bool ended)
{
    history(r, at, TOLD_DELETED, r->instances[instance].digest + ended);
    if (keeps(r, at)) {
        mdl_objects_deleted(r, at, r->instances[instance].item, started_at, ended);
    }
}

void mdl_tell_flush(struct mdl_record *r, sim_instant at, mdl_item_id item,
                    mdl_thread_id thread, bool ended)
{
    history(r, at, ended ? TOLD_FLUSHED : TOLD_FLUSH,
            r->instances[r->plan->items[item].instance_first].digest ^ r->threads[thread].digest);
    if (keeps(r, at)) {
        mdl_calls_flush(r, at, item, thread, ended);
    }
}

/* ---- pools and threads ----------------------------------------------------------------------- */

void mdl_tell_concurrency(struct mdl_record *r, sim_instant at, mdl_pool_id pool, uint32_t list,
                          uint32_t current, uint32_t maximum)
{
    if (keeps(r, at)) {
        mdl_spells_concurrency(r, at, pool, list, current, maximum);
    }
}

void mdl_tell_worker_created(struct mdl_record *r, sim_instant at, mdl_pool_id pool,
                             mdl_thread_id worker, bool dynamic)
{
    (void)pool;
    history(r, at, TOLD_CREATED, r->threads[worker].digest);
    if (keeps(r, at)) {
        mdl_spells_created(r, at, worker, dynamic);
        if (r->story_on) {
            mdl_story_created(r, at, worker);
        }
    }
}

void mdl_tell_worker_exited(struct mdl_record *r, sim_instant at, mdl_pool_id pool,
                            mdl_thread_id worker)
{
    (void)pool;
    history(r, at, TOLD_EXITED, r->threads[worker].digest);
    if (keeps(r, at)) {
        mdl_spells_exited(r, at, worker);
    }
}

static SIM_RARE void keep_ready(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                                mdl_processor_id p)
{
    if (keeps(r, at)) {
        mdl_spells_ready(r, at, thread, p);
    }
}

void mdl_tell_thread_ready(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                           mdl_processor_id p, bool preempted)
{
    (void)preempted;
    history_of(r, at, TOLD_READY, r->threads[thread].digest, p);
    keep_ready(r, at, thread, p);
}

void mdl_tell_thread_moved(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                           mdl_processor_id p)
{
    history_of(r, at, TOLD_MOVED, r->threads[thread].digest, p);
    if (keeps(r, at)) {
        mdl_spells_moved(r, at, thread, p);
    }
}

static SIM_RARE void keep_runs(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                               mdl_processor_id p)
{
    if (keeps(r, at)) {
        mdl_spells_runs(r, at, thread, p);
    }
}

void mdl_tell_thread_runs(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                          mdl_processor_id p)
{
    history_of(r, at, TOLD_RUNS, r->threads[thread].digest, p);
    if (!r->whole || !mdl_smooth_runs(r, at, thread, p)) {
        keep_runs(r, at, thread, p);
    }
}

static void keep_waits(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                       enum mdl_wait_reason reason, mdl_object_id object)
{
    if (r->story_on) {
        mdl_story_blocks(r, at, thread, reason, object);
    }
    mdl_spells_waits(r, at, thread, reason);
}

void mdl_tell_thread_waits(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                           enum mdl_wait_reason reason, mdl_object_id object)
{
    history_of(r, at, TOLD_WAITS, r->threads[thread].digest, reason);
    if (keeps(r, at)) {
        keep_waits(r, at, thread, reason, object);
    }
}

void mdl_tell_thread_ended(struct mdl_record *r, sim_instant at, mdl_thread_id thread)
{
    history(r, at, TOLD_ENDED, r->threads[thread].digest);
    if (keeps(r, at)) {
        mdl_spells_ended(r, at, thread);
    }
}

void mdl_tell_thread_boosted(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                             unsigned priority, bool rescue)
{
    history_of(r, at, TOLD_BOOSTED, r->threads[thread].digest, priority);
    if (keeps(r, at)) {
        mdl_spells_boosted(r, at, thread, rescue);
    }
}

/* ---- together -------------------------------------------------------------------------------- */

static SIM_RARE void keep_fed(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                              mdl_stream_id stream)
{
    if (keeps(r, at)) {
        mdl_origins_arrived(r, at, stream);
        keep_called(r, at, instance, MDL_CALL_QUEUED);
    }
}

void mdl_tell_item_fed(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                       mdl_stream_id stream, uint64_t number)
{
    r->digest += (r->instances[instance].digest * kind_word(TOLD_CALLED) +
                  word_of(TOLD_ARRIVED, r->streams[stream].digest, number)) * moment(r, at);
    if (!r->whole || !mdl_together_fed(r, at, instance, stream)) {
        keep_fed(r, at, instance, stream);
    }
}

static SIM_RARE void keep_finished(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                                   sim_instant arrived_at)
{
    if (keeps(r, at)) {
        mdl_origins_finished(r, at, stream, arrived_at);
    }
}

/* The request that was finished with an item, told apart. */
static void finished(struct mdl_record *r, sim_instant at, const struct mdl_tell_request *request)
{
    if (request->stream != MDL_NONE &&
        (!r->whole || !mdl_smooth_finished(r, at, request->stream, request->arrived_at))) {
        keep_finished(r, at, request->stream, request->arrived_at);
    }
}

static void finished_apart(struct mdl_record *r, sim_instant at, mdl_thread_id worker,
                           const struct mdl_tell_request *request)
{
    if (r->whole) {
        mdl_together_missed(r, at, worker, request);
    }
    finished(r, at, request);
}

static SIM_RARE void keep_next(struct mdl_record *r, sim_instant at,
                               const struct mdl_tell_next *told)
{
    finished_apart(r, at, told->worker, &told->request);
    keep_left(r, at, told->worker, told->own_ns);
    keep_handed(r, at, told->next, told->worker, told->processor);
    if (r->metrics) {
        mdl_calls_cleared(r, told->next);
    }
    keep_entered(r, at, told->next, told->worker);
}

void mdl_tell_item_next(struct mdl_record *r, sim_instant at, const struct mdl_tell_next *told)
{
    uint64_t doer = r->threads[told->worker].digest;
    uint64_t begins = kind_word(TOLD_HANDED) + kind_word(TOLD_CLEARED) + kind_word(TOLD_ENTERED);
    enum mdl_together kept;

    r->digest += ((r->instances[told->done].digest ^ doer) * kind_word(TOLD_LEFT) +
                  (r->instances[told->next].digest ^ doer) * begins +
                  request_word(r, TOLD_FINISHED, &told->request)) * moment(r, at);
    kept = r->whole ? mdl_together_next(r, at, told) : MDL_TOGETHER_NOT;
    if (kept == MDL_TOGETHER_ALL) {
        return;
    }
    if (kept == MDL_TOGETHER_NOT) {
        keep_next(r, at, told);
    } else {
        finished(r, at, &told->request);
    }
}

static SIM_RARE void keep_woken(struct mdl_record *r, sim_instant at,
                                const struct mdl_tell_woken *told)
{
    if (!keeps(r, at)) {
        return;
    }
    if (told->request.stream != MDL_NONE) {
        mdl_origins_arrived(r, at, told->request.stream);
    }
    keep_called(r, at, told->instance, MDL_CALL_QUEUED);
    mdl_spells_ready(r, at, told->worker, told->processor);
    keep_handed(r, at, told->instance, told->worker, told->processor);
    mdl_spells_concurrency(r, at, told->pool, told->list, told->current, told->maximum);
    if (told->cleared) {
        mdl_calls_cleared(r, told->instance);
    }
}

void mdl_tell_worker_woken(struct mdl_record *r, sim_instant at, const struct mdl_tell_woken *told)
{
    uint64_t thread = r->threads[told->worker].digest;
    uint64_t path = r->instances[told->instance].digest;
    uint64_t kinds = kind_word(TOLD_HANDED) + (told->cleared ? kind_word(TOLD_CLEARED) : 0);

    r->digest += (path * kind_word(TOLD_CALLED) + (path ^ thread) * kinds +
                  word_of(TOLD_READY, thread, told->processor) +
                  request_word(r, TOLD_ARRIVED, &told->request)) * moment(r, at);
    if (!r->whole || !mdl_together_woken(r, at, told)) {
        keep_woken(r, at, told);
    }
}

static SIM_RARE void keep_starts(struct mdl_record *r, sim_instant at,
                                 const struct mdl_tell_starts *told)
{
    if (!r->whole || !mdl_smooth_runs(r, at, told->worker, told->processor)) {
        keep_runs(r, at, told->worker, told->processor);
    }
    if (!r->whole || !mdl_smooth_entered(r, at, told->instance, told->worker)) {
        keep_entered(r, at, told->instance, told->worker);
    }
}

void mdl_tell_worker_starts(struct mdl_record *r, sim_instant at,
                            const struct mdl_tell_starts *told)
{
    uint64_t thread = r->threads[told->worker].digest;
    uint64_t words = (r->instances[told->instance].digest ^ thread) * kind_word(TOLD_ENTERED) +
                     word_of(TOLD_RUNS, thread, told->processor);

    if (told->preempted != MDL_NONE) {
        words += word_of(TOLD_READY, r->threads[told->preempted].digest, told->ready_on);
        if (!r->whole || !mdl_smooth_ready(r, at, told->preempted, told->ready_on)) {
            keep_ready(r, at, told->preempted, told->ready_on);
        }
    }
    r->digest += words * moment(r, at);
    if (!r->whole || !mdl_together_starts(r, at, told)) {
        keep_starts(r, at, told);
    }
}

static SIM_RARE void keep_rests(struct mdl_record *r, sim_instant at,
                                const struct mdl_tell_rests *told)
{
    if (!keeps(r, at)) {
        return;
    }
    finished_apart(r, at, told->worker, &told->request);
    keep_left(r, at, told->worker, told->own_ns);
    mdl_spells_concurrency(r, at, told->pool, told->list, told->current, told->maximum);
    keep_waits(r, at, told->worker, MDL_WAIT_QUEUE, r->plan->pools[told->pool].object);
}

void mdl_tell_worker_rests(struct mdl_record *r, sim_instant at, const struct mdl_tell_rests *told)
{
    uint64_t thread = r->threads[told->worker].digest;
    enum mdl_together kept;

    r->digest += ((r->instances[told->done].digest ^ thread) * kind_word(TOLD_LEFT) +
                  word_of(TOLD_WAITS, thread, MDL_WAIT_QUEUE) +
                  request_word(r, TOLD_FINISHED, &told->request)) * moment(r, at);
    kept = r->whole ? mdl_together_rests(r, at, told) : MDL_TOGETHER_NOT;
    if (kept == MDL_TOGETHER_ALL) {
        return;
    }
    if (kept == MDL_TOGETHER_NOT) {
        keep_rests(r, at, told);
    } else {
        finished(r, at, &told->request);
    }
}

void mdl_tell_device(struct mdl_record *r, sim_instant at, mdl_device_id device,
                     enum mdl_pnp_told operation, bool ended)
{
    history_of(r, at, ended ? TOLD_OPERATED : TOLD_OPERATION, r->devices[device].digest,
               (uint64_t)operation);
    if (keeps(r, at)) {
        mdl_devices_told(r, at, device, operation, ended);
    }
}

/* ---- locks, events, requests ----------------------------------------------------------------- */

void mdl_tell_lock_tried(struct mdl_record *r, sim_instant at, mdl_lock_id lock, uint32_t waiter,
                         mdl_label_id label)
{
    (void)label;
    history(r, at, TOLD_TRIED, r->locks[lock].digest);
    if (keeps(r, at)) {
        mdl_spells_tried(r, at, lock, waiter);
    }
}

void mdl_tell_lock_granted(struct mdl_record *r, sim_instant at, mdl_lock_id lock,
                           uint32_t waiter, mdl_label_id label)
{
    history(r, at, TOLD_GRANTED, r->locks[lock].digest);
    if (keeps(r, at)) {
        mdl_spells_granted(r, at, lock, waiter, label);
    }
}

void mdl_tell_lock_given_up(struct mdl_record *r, sim_instant at, mdl_lock_id lock,
                            uint32_t waiter)
{
    history(r, at, TOLD_GIVEN_UP, r->locks[lock].digest);
    if (keeps(r, at)) {
        mdl_spells_given_up(r, lock, waiter);
    }
}

void mdl_tell_lock_released(struct mdl_record *r, sim_instant at, mdl_lock_id lock)
{
    history(r, at, TOLD_RELEASED, r->locks[lock].digest);
    if (keeps(r, at)) {
        mdl_spells_released(r, at, lock);
    }
}

void mdl_tell_event(struct mdl_record *r, sim_instant at, mdl_event_id event, bool signalled)
{
    history(r, at, signalled ? TOLD_SIGNALLED : TOLD_RESET, r->event_digests[event]);
}

void mdl_tell_request_arrived(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                              uint64_t number)
{
    history_of(r, at, TOLD_ARRIVED, r->streams[stream].digest, number);
    if (keeps(r, at)) {
        mdl_origins_arrived(r, at, stream);
    }
}

void mdl_tell_request_finished(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                               uint64_t number, sim_instant arrived_at)
{
    history_of(r, at, TOLD_FINISHED, r->streams[stream].digest, number);
    if (!r->whole || !mdl_smooth_finished(r, at, stream, arrived_at)) {
        keep_finished(r, at, stream, arrived_at);
    }
}

void mdl_tell_request_lost(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                           uint64_t number, sim_instant arrived_at)
{
    history_of(r, at, TOLD_LOST, r->streams[stream].digest, number);
    if (keeps(r, at)) {
        mdl_origins_lost(r, stream, arrived_at);
    }
}

void mdl_tell_request_waiting(struct mdl_record *r, sim_instant at, mdl_stream_id stream,
                              sim_instant arrived_at)
{
    if (keeps(r, at)) {
        mdl_origins_waiting(r, at, stream, arrived_at);
    }
}

/* ---- queues and targets ---------------------------------------------------------------------- */

void mdl_tell_station_joined(struct mdl_record *r, sim_instant at, uint32_t station)
{
    history(r, at, TOLD_JOINED, r->stations[station].digest);
    if (keeps(r, at)) {
        mdl_stations_joined(r, at, station);
    }
}

void mdl_tell_station_left(struct mdl_record *r, sim_instant at, uint32_t station,
                           sim_instant since_at)
{
    history(r, at, TOLD_TAKEN, r->stations[station].digest + since_at);
    if (keeps(r, at)) {
        mdl_stations_left(r, at, station, since_at);
    }
}

void mdl_tell_station_serves(struct mdl_record *r, sim_instant at, uint32_t station, bool begins)
{
    history(r, at, begins ? TOLD_SERVES : TOLD_SERVED, r->stations[station].digest);
    if (keeps(r, at)) {
        mdl_stations_serves(r, at, station, begins);
    }
}

void mdl_tell_station_timed_out(struct mdl_record *r, sim_instant at, uint32_t station)
{
    history(r, at, TOLD_TIMED_OUT, r->stations[station].digest);
    if (keeps(r, at)) {
        mdl_stations_timed_out(r, at, station);
    }
}

void mdl_tell_station_waiting(struct mdl_record *r, sim_instant at, uint32_t station,
                              sim_instant since_at)
{
    if (keeps(r, at)) {
        mdl_stations_waiting(r, at, station, since_at);
    }
}

/* ---- findings and ties ----------------------------------------------------------------------- */

void mdl_tell_finding(struct mdl_record *r, sim_instant at, unsigned finding,
                      mdl_place_id place, mdl_object_id object, const uint64_t parameters[4])
{
    history_of(r, at, TOLD_FINDING,
               object < r->plan->object_count ? r->plan->objects[object].digest : 0, finding);
    mdl_findings_raise(r, at, finding, place, object, parameters);
}

void mdl_tell_ties(struct mdl_record *r, uint64_t ties)
{
    r->result.ties = ties;
}
