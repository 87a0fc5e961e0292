/*
 * Requests: what arrives, travels with the callbacks, and is finished or lost.
 *
 * A request is held by everybody who carries it: the device in which it waits, the run that
 * serves it, an item or event it was handed on to. It is finished when nobody holds it any more.
 * At most MDL_RING_MAX unfinished neighbours of one stream are followed; beyond that they are
 * still carried (what callbacks do does not change), but their latency is not known (F020).
 */
#ifndef WTSIM_MODEL_HARDWARE_REQUESTS_H
#define WTSIM_MODEL_HARDWARE_REQUESTS_H

#include "model/machine/cause.h"
#include "model/machine/machine.h"
#include "model/observe/tell_course.h"
#include "model/observe/tell_places.h"

/* Follows request n in a ring that is full, or has been too long to follow. */
void mdl_requests_follow(struct mdl_machine *m, mdl_stream_id stream, uint64_t n);

/* Forgets those at the old end that nobody holds any more. True: there were some. */
bool mdl_requests_sweep(struct mdl_ring *ring);

/* Can the next request of the ring be followed as it is? Else it must grow, or is too long. Only
   a full ring is swept: to look after each request whether it was the oldest is a branch that
   cannot be predicted. */
static inline bool mdl_requests_fits(struct mdl_ring *ring, uint64_t number)
{
    return ring->next == number &&
           (number - ring->oldest <= ring->mask || mdl_requests_sweep(ring));
}

/* Follows the next request, which fits: it arrives now, and is held once. */
static inline void mdl_requests_put(struct mdl_ring *ring, uint64_t number, sim_instant now)
{
    ring->requests[number & ring->mask] = (struct mdl_request){.arrived_at = now, .holders = 1};
    ring->next = number + 1;
}

/* A new request of this stream, now, held once. Returns it as an interval of length 1. */
static inline struct mdl_interval mdl_requests_arrive(struct mdl_machine *m, mdl_stream_id stream)
{
    uint64_t number = m->streams[stream].arrived++;
    struct mdl_ring *ring = &m->rings[stream];
    bool fits = mdl_requests_fits(ring, number);

    if (fits) {
        mdl_requests_put(ring, number, m->engine.now);
    }
    mdl_tell_request_arrived(m->record, m->engine.now, stream, number);
    if (!fits) {
        mdl_requests_follow(m, stream, number);
    }
    return (struct mdl_interval){number, 1, stream};
}

/* One more holder of each of them. */
void mdl_requests_hold(struct mdl_machine *m, struct mdl_interval interval);

/* Its call, if it is an I/O request that has not been completed; else MDL_NONE. */
mdl_io_call_id mdl_requests_call(struct mdl_machine *m, struct mdl_interval request);

/* It is an I/O request that has been completed (and still held by somebody). */
bool mdl_requests_is_ended(struct mdl_machine *m, struct mdl_interval request);

/* It is the request of this call: only completing ends it, and its maker holds it till then. */
void mdl_requests_begin_call(struct mdl_machine *m, struct mdl_interval request,
                             mdl_io_call_id call);

/* The request of this call is completed: finished, whoever else may hold it. */
void mdl_requests_end_call(struct mdl_machine *m, mdl_io_call_id call);

/* It waits or is served at one target more, or one less. */
void mdl_requests_at_target(struct mdl_machine *m, struct mdl_interval request, bool comes);

/* The request goes to a target: how often it has done so before, modulo 128. */
uint32_t mdl_requests_visit(struct mdl_machine *m, struct mdl_interval request);

/* Whoever carries `into` becomes one more holder of all that `from` carries; what it holds
   already is not counted twice. */
void mdl_requests_pass(struct mdl_machine *m, struct mdl_bag *into, const struct mdl_bag *from,
                       enum mdl_carries carries);

/* All that `from` carries is from now on carried by `into`; from is empty then. */
void mdl_requests_join(struct mdl_machine *m, struct mdl_bag *into, struct mdl_bag *from);

static inline void mdl_requests_move(struct mdl_machine *m, struct mdl_bag *into,
                                     struct mdl_bag *from)
{
    if (into->count == 0) {
        mdl_bag_move(into, from);
    } else {
        mdl_requests_join(m, into, from);
    }
}

/* The holder lets go of what it carries, if it carries anything. */
void mdl_requests_drop_all(struct mdl_machine *m, struct mdl_bag *bag);

static inline void mdl_requests_drop(struct mdl_machine *m, struct mdl_bag *bag)
{
    if (bag->count > 0) {
        mdl_requests_drop_all(m, bag);
    }
}

/* Who is at it now, as the record knows them (tell.h). */
static inline uint32_t mdl_requests_by(const struct mdl_machine *m, mdl_context_id c)
{
    return c < m->thread_base   ? MDL_BY_ROUTINE + c / MDL_NEST
           : c < m->source_base ? c - m->thread_base
                                : MDL_NONE;
}

static inline uint32_t mdl_requests_actor(const struct mdl_machine *m)
{
    mdl_context_id top = m->acting == MDL_NONE ? MDL_NONE : mdl_machine_top(m, m->acting);

    return top == MDL_NONE ? MDL_NONE : mdl_requests_by(m, top);
}

/* ---- letting go of one ---------------------------------------------------------------------- */

/* Request n, if it is followed. */
static inline struct mdl_request *mdl_requests_ring_at(const struct mdl_ring *ring, uint64_t n)
{
    return n - ring->oldest < ring->next - ring->oldest ? &ring->requests[n & ring->mask] : NULL;
}

/*
 * The routine that serves these hands them to itself, to be served once more: whatever is drawn for
 * them from then on is drawn anew. Else a step that fails by chance would fail for ever.
 */
void mdl_requests_hand_back(struct mdl_machine *m, const struct mdl_bag *bag);

/* The ordinal of a request that is served: as a cause, apart by how often it was handed back. */
static inline uint64_t mdl_requests_cause(const struct mdl_machine *m,
                                          struct mdl_interval request)
{
    uint64_t cause = mdl_cause_of_request(m, request);

    if (m->hands_back) {
        const struct mdl_request *r = mdl_requests_ring_at(&m->rings[request.stream],
                                                           request.low);

        cause += r == NULL ? 0 : r->rounds * MDL_CAUSE_AGAIN;
    }
    return cause;
}

/* A holder lets go of request n; lost: for all others too. */
void mdl_requests_release(struct mdl_machine *m, mdl_stream_id stream, uint64_t n, bool lost);

/*
 * A holder lets go of request n. Nearly always nobody else carries it: then it is finished, which
 * the caller tells. Else that is done, and the stream that is returned is MDL_NONE.
 */
static inline struct mdl_tell_request mdl_requests_let_go_untold(struct mdl_machine *m,
                                                                 mdl_stream_id stream, uint64_t n)
{
    struct mdl_request *request = mdl_requests_ring_at(&m->rings[stream], n);
    struct mdl_tell_request finished = {.stream = stream, .number = n};

    if (request == NULL || request->holders != 1 || request->completed) {
        mdl_requests_release(m, stream, n, false);
        finished.stream = MDL_NONE;
        return finished;
    }
    finished.arrived_at = request->arrived_at;
    request->holders = 0;
    request->completed = 1;
    return finished;
}

static inline void mdl_requests_let_go(struct mdl_machine *m, mdl_stream_id stream, uint64_t n)
{
    struct mdl_tell_request finished = mdl_requests_let_go_untold(m, stream, n);

    if (finished.stream != MDL_NONE) {
        mdl_tell_request_finished(m->record, m->engine.now, stream, n, finished.arrived_at,
                                  mdl_requests_actor(m));
    }
}

/* The holder lets go of the first request that it carries (there is one). */
static inline void mdl_requests_drop_one(struct mdl_machine *m, struct mdl_bag *bag)
{
    struct mdl_interval one = mdl_bag_take_one(&m->bags, bag);

    mdl_requests_let_go(m, one.stream, one.low);
}

/* The context passes on what it carries, by the call that it makes at this instant. */
void mdl_requests_tell_passed(struct mdl_machine *m, mdl_context_id c);

/* They wait there from now on, brought by whoever that is; taken from there, all that is in
   the bag. Only told to the record. */
void mdl_requests_tell_stays(struct mdl_machine *m, struct mdl_interval interval, uint32_t by,
                             enum mdl_tell_place place, uint32_t which);
void mdl_requests_tell_all_stay(struct mdl_machine *m, const struct mdl_bag *bag, uint32_t by,
                                enum mdl_tell_place place, uint32_t which);
void mdl_requests_tell_taken(struct mdl_machine *m, struct mdl_interval interval, uint32_t by);
void mdl_requests_tell_all_taken(struct mdl_machine *m, const struct mdl_bag *bag, uint32_t by);

/* What is carried is lost, whoever else may still hold it. */
void mdl_requests_lose(struct mdl_machine *m, struct mdl_bag *bag);

/* At the stop: tells the record of each request that still waits. */
void mdl_requests_close(struct mdl_machine *m);

#endif
