/* Requests: rings of those in flight, and who holds them; see the header. */
#include "model/hardware/requests.h"

#include <stdlib.h>

#include "model/machine/note.h"
#include "model/observe/findings.h"
#include "sim/base/check.h"

static void ring_grow(struct mdl_ring *ring)
{
    uint32_t size = (ring->mask + 1) * 2;
    struct mdl_request *requests = calloc(size, sizeof *requests);

    if (requests == NULL) {
        sim_check_memory(size * sizeof *requests);
    }
    for (uint64_t n = ring->oldest; n < ring->next; n++) {
        requests[n & (size - 1)] = ring->requests[n & ring->mask];
    }
    free(ring->requests);
    ring->requests = requests;
    ring->mask = size - 1;
}

bool mdl_requests_sweep(struct mdl_ring *ring)
{
    uint64_t from = ring->oldest, oldest = from;

    while (oldest < ring->next && ring->requests[oldest & ring->mask].holders == 0) {
        oldest++;
    }
    ring->oldest = oldest;
    return oldest != from;
}

void mdl_requests_follow(struct mdl_machine *m, mdl_stream_id stream, uint64_t n)
{
    struct mdl_ring *ring = &m->rings[stream];

    mdl_requests_sweep(ring);
    if (ring->oldest == ring->next) {
        ring->oldest = ring->next = n;
    }
    if (n - ring->oldest >= MDL_RING_MAX) {
        mdl_tell_finding(m->record, m->engine.now, MDL_FINDING_CAP_REQUESTS, MDL_NONE,
                         m->plan->streams[stream].object, NULL);
        return;
    }
    while (n - ring->oldest > ring->mask) {
        ring_grow(ring);
    }
    for (; ring->next < n; ring->next++) {
        ring->requests[ring->next & ring->mask] = (struct mdl_request){.completed = 1};
    }
    ring->requests[n & ring->mask] =
        (struct mdl_request){.arrived_at = m->engine.now, .holders = 1};
    ring->next = n + 1;
}

static struct mdl_request *request_of(struct mdl_machine *m, mdl_stream_id stream, uint64_t n)
{
    return mdl_requests_ring_at(&m->rings[stream], n);
}

static void complete(struct mdl_machine *m, mdl_stream_id stream, uint64_t number,
                     struct mdl_request *request, bool lost)
{
    if (request->completed) {
        return;
    }
    request->completed = 1;
    if (lost) {
        mdl_tell_request_lost(m->record, m->engine.now, stream, number, request->arrived_at);
    } else {
        mdl_tell_request_finished(m->record, m->engine.now, stream, number, request->arrived_at,
                                  mdl_requests_actor(m));
    }
}

/* ---- I/O requests --------------------------------------------------------------------------- */

static struct mdl_io_call *call_at(struct mdl_machine *m, mdl_io_call_id call)
{
    return MDL_SLAB_AT(struct mdl_io_call, m->calls, call);
}

mdl_io_call_id mdl_requests_call(struct mdl_machine *m, struct mdl_interval interval)
{
    const struct mdl_request *request = request_of(m, interval.stream, interval.low);

    if (m->plan->streams[interval.stream].kind != MDL_STREAM_STEPS) {
        return MDL_NONE;
    }
    if (request != NULL) {
        return request->call == 0 || request->call == MDL_REQUEST_ENDED ? MDL_NONE
                                                                        : request->call - 1u;
    }
    for (mdl_io_call_id id = 0; id < m->calls.used; id++) {   /* too many to be followed */
        if (call_at(m, id)->active && call_at(m, id)->number == interval.low &&
            call_at(m, id)->stream == interval.stream) {
            return id;
        }
    }
    return MDL_NONE;
}

bool mdl_requests_is_ended(struct mdl_machine *m, struct mdl_interval interval)
{
    const struct mdl_request *request = request_of(m, interval.stream, interval.low);

    return request != NULL && request->call == MDL_REQUEST_ENDED;
}

void mdl_requests_begin_call(struct mdl_machine *m, struct mdl_interval interval,
                             mdl_io_call_id call)
{
    struct mdl_request *request = request_of(m, interval.stream, interval.low);

    SIM_ASSERT(call + 1 < MDL_REQUEST_ENDED);
    if (request != NULL) {
        request->call = (call + 1) & MDL_REQUEST_ENDED;
    }
}

void mdl_requests_end_call(struct mdl_machine *m, mdl_io_call_id id)
{
    const struct mdl_io_call *call = call_at(m, id);
    struct mdl_request *request = request_of(m, call->stream, call->number);

    if (request == NULL) {
        return;
    }
    request->call = MDL_REQUEST_ENDED;
    complete(m, call->stream, call->number, request, false);
    mdl_requests_release(m, call->stream, call->number, false);
}

void mdl_requests_at_target(struct mdl_machine *m, struct mdl_interval request, bool comes)
{
    mdl_io_call_id call = mdl_requests_call(m, request);

    if (call != MDL_NONE) {
        call_at(m, call)->at_targets += comes ? 1u : UINT32_MAX;
        if (call_at(m, call)->at_targets == 0) {
            mdl_note_ended(m, (struct mdl_ended){.kind = MDL_ENDED_SERVICE});
        }
    }
}

static bool is_written(const struct mdl_plan *plan, mdl_place_id place)
{
    return place < plan->place_count && plan->places[place].line > 0;
}

/* The step that lost it: at the end of a callback, the last that is written in it. */
static mdl_place_id place_of_loss(const struct mdl_machine *m)
{
    const struct mdl_step *steps = m->plan->steps;
    uint32_t last = m->last_step, step = last;

    while (step != MDL_NONE && !is_written(m->plan, steps[step].place)) {
        if (step == 0 || steps[step - 1].kind == MDL_STEP_END ||
            steps[step - 1].kind == MDL_STEP_END_THREAD) {
            return steps[last].place;   /* nothing is written in it */
        }
        step--;
    }
    return step == MDL_NONE ? MDL_NONE : steps[step].place;
}

/* Language pin 5: only its maker holds it any more, and nobody will complete it. */
static void abandoned(struct mdl_machine *m, mdl_stream_id stream, uint64_t number,
                      const struct mdl_request *request)
{
    mdl_context_id top = m->acting == MDL_NONE ? MDL_NONE : mdl_machine_top(m, m->acting);

    mdl_tell_request_stays(m->record, m->engine.now, stream, number, request->arrived_at,
                           mdl_requests_actor(m), MDL_PLACE_NOWHERE,
                           top == MDL_NONE ? MDL_NONE : m->contexts[top].label);
    mdl_tell_finding(m->record, m->engine.now, MDL_FINDING_NEVER_COMPLETED, place_of_loss(m),
                     m->plan->streams[stream].object, NULL);
}

uint32_t mdl_requests_visit(struct mdl_machine *m, struct mdl_interval interval)
{
    struct mdl_request *request = request_of(m, interval.stream, interval.low);

    return request == NULL ? 0 : request->visits++;
}

static void round_all(struct mdl_machine *m, struct mdl_interval interval)
{
    for (uint32_t i = 0; i < interval.length; i++) {
        struct mdl_request *request = request_of(m, interval.stream, interval.low + i);

        if (request != NULL) {
            request->rounds++;
        }
    }
}

void mdl_requests_hand_back(struct mdl_machine *m, const struct mdl_bag *bag)
{
    struct mdl_bag_walk walk = {0};
    struct mdl_interval interval;

    while (mdl_bag_next(&m->bags, bag, &walk, &interval)) {
        round_all(m, interval);
    }
}

void mdl_requests_hold(struct mdl_machine *m, struct mdl_interval interval)
{
    for (uint32_t i = 0; i < interval.length; i++) {
        struct mdl_request *request = request_of(m, interval.stream, interval.low + i);

        if (request != NULL) {
            SIM_ASSERT(request->holders < (1u << 22) - 1);   /* its bits */
            request->holders++;
        }
    }
}

void mdl_requests_release(struct mdl_machine *m, mdl_stream_id stream, uint64_t number, bool lost)
{
    struct mdl_request *request = request_of(m, stream, number);

    if (request == NULL) {
        return;
    }
    SIM_ASSERT(request->holders > 0);
    request->holders--;
    if (request->call != 0 && !request->completed) {
        if (request->holders == 1) {
            abandoned(m, stream, number, request);
        }
        return;
    }
    if (request->holders == 0 || lost) {
        complete(m, stream, number, request, lost);
    }
}

static void release_all(struct mdl_machine *m, struct mdl_bag *bag, bool lost)
{
    while (bag->count > 0) {
        struct mdl_interval interval = mdl_bag_take_interval(&m->bags, bag);

        for (uint32_t i = 0; i < interval.length; i++) {
            mdl_requests_release(m, interval.stream, interval.low + i, lost);
        }
    }
}

void mdl_requests_drop_all(struct mdl_machine *m, struct mdl_bag *bag)
{
    release_all(m, bag, false);
}

void mdl_requests_lose(struct mdl_machine *m, struct mdl_bag *bag)
{
    release_all(m, bag, true);
}

/* Neighbours of `into`'s last interval need no look at the others: numbers only grow. */
static bool is_new(const struct mdl_machine *m, const struct mdl_bag *into,
                   struct mdl_interval interval)
{
    struct mdl_bag_walk walk = {0};
    struct mdl_interval there;

    while (mdl_bag_next(&m->bags, into, &walk, &there)) {
        if (there.stream == interval.stream && there.low < interval.low + interval.length &&
            interval.low < there.low + there.length) {
            return false;
        }
    }
    return true;
}

static void pass_interval(struct mdl_machine *m, struct mdl_bag *into,
                          struct mdl_interval interval, bool count)
{
    if (into->count == 0 || is_new(m, into, interval)) {
        if (count) {
            mdl_requests_hold(m, interval);
        }
        mdl_bag_append(&m->bags, into, interval);
        return;
    }
    for (uint32_t i = 0; i < interval.length; i++) {
        struct mdl_interval one = {interval.low + i, 1, interval.stream};

        if (!mdl_bag_contains(&m->bags, into, one.stream, one.low)) {
            if (count) {
                mdl_requests_hold(m, one);
            }
            mdl_bag_append(&m->bags, into, one);
        } else if (!count) {
            /* held twice by one holder: once is enough */
            mdl_requests_release(m, one.stream, one.low, false);
        }
    }
}

/* What arrives now has waited for nothing yet. */
static inline void tell_passed(struct mdl_machine *m, mdl_context_id c,
                               struct mdl_interval interval)
{
    for (uint32_t k = 0; k < interval.length; k++) {
        const struct mdl_request *request = request_of(m, interval.stream, interval.low + k);

        if (request != NULL && !request->completed && request->arrived_at != m->engine.now) {
            mdl_tell_request_passed(m->record, m->engine.now, interval.stream, interval.low + k,
                                    request->arrived_at, mdl_requests_by(m, c));
        }
    }
}

void mdl_requests_tell_passed(struct mdl_machine *m, mdl_context_id c)
{
    const struct mdl_bag *carried = &m->runs[c].carried;

    struct mdl_bag_walk walk = {0};
    struct mdl_interval interval;

    while (mdl_bag_next(&m->bags, carried, &walk, &interval)) {
        tell_passed(m, c, interval);
    }
}

void mdl_requests_tell_stays(struct mdl_machine *m, struct mdl_interval interval, uint32_t by,
                             enum mdl_tell_place place, uint32_t which)
{
    for (uint32_t k = 0; k < interval.length; k++) {
        const struct mdl_request *request = request_of(m, interval.stream, interval.low + k);

        if (request != NULL && !request->completed) {
            mdl_tell_request_stays(m->record, m->engine.now, interval.stream, interval.low + k,
                                   request->arrived_at, by, place, which);
        }
    }
}

void mdl_requests_tell_all_stay(struct mdl_machine *m, const struct mdl_bag *bag, uint32_t by,
                                enum mdl_tell_place place, uint32_t which)
{
    struct mdl_bag_walk walk = {0};
    struct mdl_interval interval;

    while (mdl_bag_next(&m->bags, bag, &walk, &interval)) {
        mdl_requests_tell_stays(m, interval, by, place, which);
    }
}

void mdl_requests_tell_taken(struct mdl_machine *m, struct mdl_interval interval, uint32_t by)
{
    for (uint32_t k = 0; k < interval.length; k++) {
        const struct mdl_request *request = request_of(m, interval.stream, interval.low + k);

        if (request != NULL && !request->completed) {
            mdl_tell_request_taken(m->record, m->engine.now, interval.stream, interval.low + k,
                                   request->arrived_at, by);
        }
    }
}

void mdl_requests_tell_all_taken(struct mdl_machine *m, const struct mdl_bag *bag, uint32_t by)
{
    struct mdl_bag_walk walk = {0};
    struct mdl_interval interval;

    while (mdl_bag_next(&m->bags, bag, &walk, &interval)) {
        mdl_requests_tell_taken(m, interval, by);
    }
}

void mdl_requests_pass(struct mdl_machine *m, struct mdl_bag *into, const struct mdl_bag *from,
                       enum mdl_carries carries)
{
    struct mdl_bag discarded = {0};
    struct mdl_bag_walk walk = {0};
    struct mdl_interval interval;

    if (from->count == 0) {
        return;
    }
    if (from->count == 1 && into->count == 0) {   /* nearly always */
        mdl_requests_hold(m, from->first);
        mdl_bag_append(&m->bags, into, from->first);
        return;
    }
    if (carries == MDL_CARRIES_FIRST && into->count > 0) {
        while (mdl_bag_next(&m->bags, from, &walk, &interval)) {
            pass_interval(m, &discarded, interval, true);
        }
        mdl_requests_lose(m, &discarded);
        return;
    }
    if (carries == MDL_CARRIES_LAST) {
        mdl_requests_lose(m, into);
    }
    while (mdl_bag_next(&m->bags, from, &walk, &interval)) {
        pass_interval(m, into, interval, true);
    }
}

void mdl_requests_join(struct mdl_machine *m, struct mdl_bag *into, struct mdl_bag *from)
{
    while (from->count > 0) {
        pass_interval(m, into, mdl_bag_take_interval(&m->bags, from), false);
    }
}

void mdl_requests_close(struct mdl_machine *m)
{
    for (uint32_t stream = 0; stream < m->plan->stream_count; stream++) {
        const struct mdl_ring *ring = &m->rings[stream];

        for (uint64_t n = ring->oldest; n < ring->next; n++) {
            const struct mdl_request *request = &ring->requests[n & ring->mask];

            if (request->holders > 0 && !request->completed) {
                mdl_tell_request_waiting(m->record, m->engine.now, stream, n,
                                         request->arrived_at);
            }
        }
    }
}
