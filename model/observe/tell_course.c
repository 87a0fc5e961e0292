/* The commonest course; see the header. What is not smooth, or may not be kept, is told apart. */
#include "model/observe/tell_course.h"

#include "model/observe/calls.h"
#include "model/observe/history.h"
#include "model/observe/inside.h"
#include "model/observe/keep.h"
#include "model/observe/origins.h"
#include "model/observe/smooth.h"
#include "model/observe/spells.h"
#include "model/observe/tape_course.h"
#include "model/observe/together.h"
#include "sim/base/paths.h"

static inline struct mdl_inside_stream *stream_of(const struct mdl_record *r,
                                                  const struct mdl_tell_request *request)
{
    return request->stream == MDL_NONE ? NULL : &r->streams[request->stream];
}

static inline uint64_t request_word(enum mdl_told kind, const struct mdl_inside_stream *s,
                                    const struct mdl_tell_request *request)
{
    return s == NULL ? 0 : mdl_history_word(kind, s->digest, request->number);
}

static SIM_RARE void keep_fed(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                              mdl_stream_id stream)
{
    if (mdl_keep_wants(r, at)) {
        mdl_origins_arrived(r, at, stream);
        mdl_keep_called(r, at, instance, MDL_CALL_QUEUED);
    }
}

void mdl_tell_item_fed(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                       mdl_stream_id stream, uint64_t number)
{
    if (SIM_SELDOM(r->tape != NULL)) {
        mdl_tape_course_fed(r->tape, at, instance, stream, number);
    }
    mdl_history_sum(r, at,
                    r->instances[instance].digest * mdl_history_kind(MDL_TOLD_CALLED) +
                        mdl_history_word(MDL_TOLD_ARRIVED, r->streams[stream].digest, number));
    if (!r->whole || !mdl_together_fed(r, at, instance, stream)) {
        keep_fed(r, at, instance, stream);
    }
}

/* The request that was finished with an item, told apart; its trip is over already. */
static void finished(struct mdl_record *r, sim_instant at, const struct mdl_tell_request *request)
{
    if (request->stream != MDL_NONE &&
        (!r->whole || !mdl_smooth_finished(r, at, request->stream, request->arrived_at))) {
        mdl_keep_finished(r, at, request->stream, request->arrived_at);
    }
}

static void finished_apart(struct mdl_record *r, sim_instant at, mdl_thread_id worker,
                           const struct mdl_tell_request *request, sim_duration own_ns)
{
    if (r->whole) {
        mdl_together_missed(r, at, worker, request);
    }
    if (request->stream != MDL_NONE && r->ledger_on &&
        !(r->whole && mdl_together_ends_trip(r, at, worker, request, own_ns))) {
        mdl_keep_trip(r, at, &(struct mdl_trips_request){request->number, request->arrived_at,
                                                         request->stream, worker});
    }
    finished(r, at, request);
}

static SIM_RARE void keep_next(struct mdl_record *r, sim_instant at,
                               const struct mdl_tell_next *told)
{
    finished_apart(r, at, told->worker, &told->request, told->own_ns);
    mdl_keep_left(r, at, told->worker, told->own_ns);
    mdl_keep_handed(r, at, told->next, told->worker, told->processor);
    if (r->metrics) {
        mdl_calls_cleared(r, told->next);
    }
    mdl_keep_entered(r, at, told->next, told->worker);
}

void mdl_tell_item_next(struct mdl_record *r, sim_instant at, const struct mdl_tell_next *told)
{
    const struct mdl_together_who who = {
        &r->threads[told->worker], &r->instances[told->done], &r->instances[told->next],
        stream_of(r, &told->request)};
    uint64_t begins = mdl_history_kind(MDL_TOLD_HANDED) + mdl_history_kind(MDL_TOLD_CLEARED) +
                      mdl_history_kind(MDL_TOLD_ENTERED);
    enum mdl_together kept;

    if (SIM_SELDOM(r->tape != NULL)) {
        mdl_tape_course_next(r->tape, at, told);
    }
    mdl_history_sum(r, at,
                    (who.done->digest ^ who.t->digest) * mdl_history_kind(MDL_TOLD_LEFT) +
                        (who.next->digest ^ who.t->digest) * begins +
                        request_word(MDL_TOLD_FINISHED, who.stream, &told->request));
    kept = r->whole ? mdl_together_next(r, at, &who, told) : MDL_TOGETHER_NOT;
    if (kept == MDL_TOGETHER_ALL) {
        return;
    }
    if (kept == MDL_TOGETHER_NOT) {
        keep_next(r, at, told);
    } else {
        finished(r, at, &told->request);
    }
}

static inline struct mdl_together_who woken_who(const struct mdl_record *r,
                                                const struct mdl_tell_woken *told)
{
    return (struct mdl_together_who){.t = &r->threads[told->worker],
                                     .next = &r->instances[told->instance],
                                     .stream = stream_of(r, &told->request)};
}

static SIM_RARE void keep_woken(struct mdl_record *r, sim_instant at,
                                const struct mdl_tell_woken *told)
{
    if (!mdl_keep_wants(r, at)) {
        return;
    }
    if (told->request.stream != MDL_NONE) {
        mdl_origins_arrived(r, at, told->request.stream);
    }
    mdl_keep_called(r, at, told->instance, MDL_CALL_QUEUED);
    mdl_spells_ready(r, at, told->worker, told->processor);
    mdl_keep_handed(r, at, told->instance, told->worker, told->processor);
    mdl_spells_concurrency(r, at, told->pool, told->list, told->current, told->maximum);
    if (told->cleared) {
        mdl_calls_cleared(r, told->instance);
    }
}

static inline uint64_t woken_words(const struct mdl_together_who *who,
                                   const struct mdl_tell_woken *told)
{
    uint64_t thread = who->t->digest, path = who->next->digest;
    uint64_t kinds = mdl_history_kind(MDL_TOLD_HANDED) +
                     (told->cleared ? mdl_history_kind(MDL_TOLD_CLEARED) : 0);

    return path * mdl_history_kind(MDL_TOLD_CALLED) + (path ^ thread) * kinds +
           mdl_history_word(MDL_TOLD_READY, thread, told->processor) +
           request_word(MDL_TOLD_ARRIVED, who->stream, &told->request);
}

void mdl_tell_worker_woken(struct mdl_record *r, sim_instant at, const struct mdl_tell_woken *told)
{
    const struct mdl_together_who who = woken_who(r, told);

    if (SIM_SELDOM(r->tape != NULL)) {
        mdl_tape_course_woken(r->tape, at, told);
    }
    mdl_history_sum(r, at, woken_words(&who, told));
    if (!r->whole || !mdl_together_woken(r, at, &who, told)) {
        keep_woken(r, at, told);
    }
}

static SIM_RARE void keep_starts(struct mdl_record *r, sim_instant at,
                                 const struct mdl_tell_starts *told)
{
    if (!r->whole || !mdl_smooth_runs(r, at, told->worker, told->processor)) {
        mdl_keep_runs(r, at, told->worker, told->processor);
    }
    if (!r->whole || !mdl_smooth_entered(r, at, told->instance, told->worker)) {
        mdl_keep_entered(r, at, told->instance, told->worker);
    }
}

static inline uint64_t preempted_word(const struct mdl_record *r,
                                      const struct mdl_tell_starts *told)
{
    return told->preempted == MDL_NONE
               ? 0
               : mdl_history_word(MDL_TOLD_READY, r->threads[told->preempted].digest,
                                  told->ready_on);
}

static inline uint64_t starts_words(const struct mdl_record *r, const struct mdl_tell_starts *told)
{
    uint64_t thread = r->threads[told->worker].digest;

    return (r->instances[told->instance].digest ^ thread) * mdl_history_kind(MDL_TOLD_ENTERED) +
           mdl_history_word(MDL_TOLD_RUNS, thread, told->processor) + preempted_word(r, told);
}

static inline void preempted(struct mdl_record *r, sim_instant at,
                             const struct mdl_tell_starts *told)
{
    if (told->preempted != MDL_NONE &&
        (!r->whole || !mdl_smooth_ready(r, at, told->preempted, told->ready_on))) {
        mdl_keep_ready(r, at, told->preempted, told->ready_on);
    }
}

void mdl_tell_worker_starts(struct mdl_record *r, sim_instant at,
                            const struct mdl_tell_starts *told)
{
    if (SIM_SELDOM(r->tape != NULL)) {
        mdl_tape_course_starts(r->tape, at, told);
    }
    mdl_history_sum(r, at, starts_words(r, told));
    preempted(r, at, told);
    if (!r->whole || !mdl_together_starts(r, at, told)) {
        keep_starts(r, at, told);
    }
}

static SIM_RARE void keep_begins(struct mdl_record *r, sim_instant at,
                                 const struct mdl_tell_woken *woken,
                                 const struct mdl_tell_starts *starts)
{
    const struct mdl_together_who who = woken_who(r, woken);

    if (!r->whole || !mdl_together_woken(r, at, &who, woken)) {
        keep_woken(r, at, woken);
    }
    preempted(r, at, starts);
    if (!r->whole || !mdl_together_starts(r, at, starts)) {
        keep_starts(r, at, starts);
    }
}

/* woken_words and starts_words, with what they share taken once. */
static inline uint64_t begins_words(const struct mdl_record *r,
                                    const struct mdl_together_who *who,
                                    const struct mdl_tell_woken *woken,
                                    const struct mdl_tell_starts *starts)
{
    uint64_t thread = who->t->digest, path = who->next->digest, p = woken->processor;
    uint64_t kinds = mdl_history_kind(MDL_TOLD_HANDED) + mdl_history_kind(MDL_TOLD_ENTERED) +
                     (woken->cleared ? mdl_history_kind(MDL_TOLD_CLEARED) : 0);

    return path * mdl_history_kind(MDL_TOLD_CALLED) + (path ^ thread) * kinds +
           (thread + p) * (mdl_history_kind(MDL_TOLD_READY) + mdl_history_kind(MDL_TOLD_RUNS) +
                           4u * p * MDL_HISTORY_STIR) +
           request_word(MDL_TOLD_ARRIVED, who->stream, &woken->request) +
           preempted_word(r, starts);
}

void mdl_tell_worker_begins(struct mdl_record *r, sim_instant at,
                            const struct mdl_tell_woken *woken,
                            const struct mdl_tell_starts *starts)
{
    const struct mdl_together_who who = woken_who(r, woken);

    if (SIM_SELDOM(r->tape != NULL)) {
        mdl_tape_course_woken(r->tape, at, woken);
        mdl_tape_course_starts(r->tape, at, starts);
    }
    mdl_history_sum(r, at, begins_words(r, &who, woken, starts));
    if (r->whole && mdl_together_begins(r, at, &who, woken)) {
        preempted(r, at, starts);
    } else {
        keep_begins(r, at, woken, starts);
    }
}

static SIM_RARE void keep_rests(struct mdl_record *r, sim_instant at,
                                const struct mdl_tell_rests *told)
{
    if (!mdl_keep_wants(r, at)) {
        return;
    }
    finished_apart(r, at, told->worker, &told->request, told->own_ns);
    mdl_keep_left(r, at, told->worker, told->own_ns);
    mdl_spells_concurrency(r, at, told->pool, told->list, told->current, told->maximum);
    mdl_keep_waits(r, at, told->worker, MDL_WAIT_QUEUE, r->plan->pools[told->pool].object);
}

void mdl_tell_worker_rests(struct mdl_record *r, sim_instant at, const struct mdl_tell_rests *told)
{
    const struct mdl_together_who who = {.t = &r->threads[told->worker],
                                         .done = &r->instances[told->done],
                                         .stream = stream_of(r, &told->request)};
    enum mdl_together kept;

    if (SIM_SELDOM(r->tape != NULL)) {
        mdl_tape_course_rests(r->tape, at, told);
    }
    mdl_history_sum(r, at,
                    (who.done->digest ^ who.t->digest) * mdl_history_kind(MDL_TOLD_LEFT) +
                        mdl_history_word(MDL_TOLD_WAITS, who.t->digest, MDL_WAIT_QUEUE) +
                        request_word(MDL_TOLD_FINISHED, who.stream, &told->request));
    kept = r->whole ? mdl_together_rests(r, at, &who, told) : MDL_TOGETHER_NOT;
    if (kept == MDL_TOGETHER_ALL) {
        return;
    }
    if (kept == MDL_TOGETHER_NOT) {
        keep_rests(r, at, told);
    } else {
        finished(r, at, &told->request);
    }
}
