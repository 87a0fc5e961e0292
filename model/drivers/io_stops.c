/* EvtIoStop and EvtIoResume; see the header. */
#include "model/drivers/io_stops.h"

#include "model/drivers/ioqueues.h"
#include "model/drivers/nested.h"
#include "model/drivers/pnp.h"
#include "model/hardware/requests.h"
#include "model/kernel/locks.h"
#include "model/kernel/waits.h"
#include "model/observe/findings.h"
#include "model/observe/tell.h"

enum { CALLED = 1 };                  /* in run.sent: the callback has been called */

static struct mdl_io_call *call_at(struct mdl_machine *m, mdl_io_call_id call)
{
    return MDL_SLAB_AT(struct mdl_io_call, m->calls, call);
}

/* ---- what the driver has, oldest first ------------------------------------------------------ */

void mdl_io_stops_delivered(struct mdl_machine *m, mdl_queue_id queue, mdl_io_call_id id)
{
    struct mdl_queue_state *state = &m->queues[queue];
    struct mdl_io_call *call = call_at(m, id);

    call->delivered = 1;
    call->stop = MDL_IO_STOP_NOT;
    call->next = MDL_NONE;
    call->previous = state->delivered_tail;
    if (call->previous == MDL_NONE) {
        state->delivered_head = id;
    } else {
        call_at(m, call->previous)->next = id;
    }
    state->delivered_tail = id;
}

void mdl_io_stops_left(struct mdl_machine *m, mdl_queue_id queue, mdl_io_call_id id)
{
    struct mdl_queue_state *state = &m->queues[queue];
    struct mdl_io_call *call = call_at(m, id);

    if (call->previous == MDL_NONE) {
        state->delivered_head = call->next;
    } else {
        call_at(m, call->previous)->next = call->next;
    }
    if (call->next == MDL_NONE) {
        state->delivered_tail = call->previous;
    } else {
        call_at(m, call->next)->previous = call->previous;
    }
    state->acknowledged -= call->stop == MDL_IO_STOP_ACKNOWLEDGED;
    call->delivered = 0;
    call->stop = MDL_IO_STOP_NOT;
}

bool mdl_io_stops_waits(const struct mdl_machine *m, mdl_queue_id queue)
{
    return m->queues[queue].delivered > m->queues[queue].acknowledged;
}

static mdl_io_call_id first_of(struct mdl_machine *m, mdl_queue_id queue, enum mdl_io_stop stop)
{
    mdl_io_call_id call = m->queues[queue].delivered_head;

    while (call != MDL_NONE && call_at(m, call)->stop != stop) {
        call = call_at(m, call)->next;
    }
    return call;
}

/* ---- the callbacks -------------------------------------------------------------------------- */

static bool owns_lock(const struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock)
{
    return lock != MDL_NONE && m->locks[lock].owner == c;
}

/* The callback of the first request in this state, under the lock of the queue's callbacks. */
static enum mdl_outcome call_next(struct mdl_machine *m, mdl_context_id c, mdl_queue_id queue,
                                  enum mdl_io_stop from, enum mdl_io_stop to,
                                  const struct mdl_handler *handler)
{
    const struct mdl_queue *plan = &m->plan->queues[queue];
    mdl_io_call_id id = first_of(m, queue, from);
    struct mdl_bag carried = {0};
    struct mdl_interval request;

    if (!(m->contexts[c].flags & MDL_CONTEXT_WAITED)) {
        m->runs[c].sent = 0;
    } else if (m->runs[c].sent == CALLED) {
        m->runs[c].sent = 0;
        if (owns_lock(m, c, plan->lock)) {
            mdl_locks_release(m, c, plan->lock, 0);
        }
    }
    if (id == MDL_NONE) {
        return MDL_RUNS;
    }
    if (plan->lock != MDL_NONE && !owns_lock(m, c, plan->lock)) {
        enum mdl_outcome outcome = mdl_locks_acquire(m, c, plan->lock, 0, MDL_WAITS_FOREVER);

        if (outcome != MDL_RUNS) {
            return outcome;
        }
    }
    request = (struct mdl_interval){call_at(m, id)->number, 1, call_at(m, id)->stream};
    m->queues[queue].acknowledged -= from == MDL_IO_STOP_ACKNOWLEDGED;
    call_at(m, id)->stop = (uint8_t)to;
    m->runs[c].sent = CALLED;
    mdl_requests_hold(m, request);
    mdl_bag_append(&m->bags, &carried, request);
    mdl_nested_call(m, c, handler->program, handler->label, &carried, true);
    return MDL_RUNS;
}

enum mdl_outcome mdl_io_stops_ask(struct mdl_machine *m, mdl_context_id c, mdl_queue_id queue)
{
    return call_next(m, c, queue, MDL_IO_STOP_NOT, MDL_IO_STOP_ASKED,
                     &m->plan->handlers[m->plan->queues[queue].stop]);
}

/* Those that were asked and never answered have nothing to be resumed for. */
enum mdl_outcome mdl_io_stops_resume(struct mdl_machine *m, mdl_context_id c, mdl_queue_id queue)
{
    uint32_t resume = m->plan->queues[queue].resume;

    for (mdl_io_call_id id = m->queues[queue].delivered_head; id != MDL_NONE;
         id = call_at(m, id)->next) {
        if (call_at(m, id)->stop == MDL_IO_STOP_ASKED || resume == MDL_NONE) {
            m->queues[queue].acknowledged -= call_at(m, id)->stop == MDL_IO_STOP_ACKNOWLEDGED;
            call_at(m, id)->stop = MDL_IO_STOP_NOT;
        }
    }
    return resume == MDL_NONE ? MDL_RUNS
                              : call_next(m, c, queue, MDL_IO_STOP_ACKNOWLEDGED, MDL_IO_STOP_NOT,
                                          &m->plan->handlers[resume]);
}

/* ---- the driver's answer -------------------------------------------------------------------- */

/* The request waits again, in front: it was the first to come. */
static void put_back(struct mdl_machine *m, mdl_io_call_id id, struct mdl_interval request)
{
    mdl_queue_id queue = call_at(m, id)->queue;

    mdl_ioqueues_disown(m, id);
    call_at(m, id)->queue = queue;
    mdl_requests_hold(m, request);
    mdl_ioqueues_put_back(m, queue, request);
}

static void acknowledge(struct mdl_machine *m, mdl_io_call_id id, struct mdl_interval request,
                        bool requeue)
{
    mdl_queue_id queue = call_at(m, id)->queue;

    if (queue == MDL_NONE || call_at(m, id)->stop != MDL_IO_STOP_ASKED) {
        mdl_tell_finding(m->record, m->engine.now, MDL_FINDING_STOP_NOT_ASKED,
                         mdl_machine_place(m), m->plan->streams[request.stream].object, NULL);
    } else if (requeue) {
        put_back(m, id, request);
    } else {
        call_at(m, id)->stop = MDL_IO_STOP_ACKNOWLEDGED;
        m->queues[queue].acknowledged++;
        mdl_pnp_delivered(m, queue);
    }
}

void mdl_io_stops_acknowledge(struct mdl_machine *m, mdl_context_id c, bool requeue)
{
    const struct mdl_bag *carried = &m->runs[c].carried;

    for (uint32_t i = 0; i < carried->count; i++) {
        struct mdl_interval interval = mdl_bag_at(&m->bags, carried, i);

        for (uint32_t k = 0; k < interval.length; k++) {
            struct mdl_interval one = {interval.low + k, 1, interval.stream};
            mdl_io_call_id call = mdl_requests_call(m, one);

            if (call != MDL_NONE) {
                acknowledge(m, call, one, requeue);
            }
        }
    }
}
