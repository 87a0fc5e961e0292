/* Callers; see the header. */
#include "model/drivers/callers.h"

#include "model/drivers/call_timeouts.h"
#include "model/drivers/ioqueues.h"
#include "model/drivers/pnp.h"
#include "model/hardware/requests.h"
#include "model/kernel/waits.h"

static struct mdl_io_call *call_at(struct mdl_machine *m, mdl_io_call_id call)
{
    return MDL_SLAB_AT(struct mdl_io_call, m->calls, call);
}

/* A request of this kind in the queue, and its call. */
static mdl_io_call_id make(struct mdl_machine *m, mdl_queue_id queue, mdl_stream_id stream)
{
    struct mdl_interval request = mdl_requests_arrive(m, stream);   /* held by its maker */
    mdl_io_call_id call = mdl_slab_take(&m->calls);

    *call_at(m, call) = (struct mdl_io_call){
        .number = request.low, .stream = stream, .queue = queue, .thread = MDL_NONE,
        .completion = MDL_NONE, .active = 1, .deadline_tick = UINT64_MAX};
    mdl_requests_begin_call(m, request, call);
    mdl_requests_hold(m, request);
    mdl_ioqueues_append(m, queue, request);
    return call;
}

/* A call to a device that is not there fails at once (pin 31), and one to a queue that accepts
   nothing. [source: fxioqueue.cpp] */
static bool refused(struct mdl_machine *m, mdl_context_id id, mdl_queue_id queue)
{
    bool is_there = mdl_pnp_takes_calls(m, queue);

    if (is_there && !(m->queues[queue].control & MDL_QUEUE_REFUSES)) {
        return false;
    }
    m->contexts[id].result = 0;
    m->runs[id].status =
        is_there ? MDL_STATUS_INVALID_DEVICE_STATE : MDL_STATUS_NO_SUCH_DEVICE;
    return true;
}

/* ---- calls that wait ------------------------------------------------------------------------ */

static enum mdl_outcome wait_for(struct mdl_machine *m, mdl_context_id id,
                                 const struct mdl_step *step)
{
    struct mdl_run *run = &m->runs[id];
    mdl_io_call_id call = run->sent - 1;

    if (run->sent == 0) {
        return MDL_RUNS;   /* given up: its status is there */
    }
    if (!call_at(m, call)->done) {
        mdl_waits_begin(m, id - m->thread_base, MDL_WAITS_CALL, call, MDL_WAIT_EXECUTIVE,
                        m->plan->queues[step->object].object,
                        step->value > 0 ? (sim_duration)step->value : MDL_WAITS_FOREVER);
        return MDL_BLOCKED;
    }
    run->sent = 0;
    run->status = call_at(m, call)->status;
    m->contexts[id].result = mdl_status_is_success((enum mdl_status)run->status);
    mdl_slab_give(&m->calls, call);
    return MDL_RUNS;
}

enum mdl_outcome mdl_callers_call(struct mdl_machine *m, mdl_context_id id,
                                  const struct mdl_step *step)
{
    if (!(m->contexts[id].flags & MDL_CONTEXT_WAITED)) {
        mdl_io_call_id call;

        if (refused(m, id, step->object)) {
            return MDL_RUNS;
        }
        call = make(m, step->object, step->number);

        call_at(m, call)->thread = id - m->thread_base;
        m->runs[id].sent = call + 1;
        if (mdl_ioqueues_look(m, id, step->object, false)) {
            return MDL_RUNS;
        }
    }
    return wait_for(m, id, step);
}

/* ---- sends ---------------------------------------------------------------------------------- */

/* The stream of the queue for requests of this one's kind; what is no I/O is device control. */
static mdl_stream_id stream_for(const struct mdl_machine *m, mdl_queue_id queue,
                                struct mdl_interval request)
{
    mdl_stream_id first = m->plan->queues[queue].stream;
    uint32_t kind = m->plan->streams[request.stream].request_kind;

    for (uint32_t i = 0; i < MDL_QUEUE_KINDS; i++) {
        if (m->plan->streams[first + i].request_kind == kind) {
            return first + i;
        }
    }
    return first + MDL_QUEUE_IOCTL;
}

/* What an asynchronous send says beside the queue. */
static void as_wanted(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step,
                      mdl_io_call_id call)
{
    call_at(m, call)->completion = step->number - 1;
    if (step->value > 0) {
        mdl_call_timeouts_set(m, step->object & 0x0fffffffu, call, (sim_duration)step->value,
                              mdl_machine_where(m, id));
    }
}

static void send_one(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step,
                     struct mdl_interval request)
{
    mdl_queue_id queue = step->object & 0x0fffffffu;
    mdl_io_call_id outer = mdl_requests_call(m, request);
    mdl_io_call_id call = make(m, queue, stream_for(m, queue, request));

    mdl_requests_hold(m, request);
    mdl_bag_append(&m->bags, &call_at(m, call)->sent, request);
    mdl_requests_tell_stays(m, request, mdl_requests_by(m, id), MDL_PLACE_LOWER, queue);
    as_wanted(m, id, step, call);
    if (outer != MDL_NONE && step->number == 0) {
        mdl_ioqueues_disown_later(m, id, outer);   /* sent and forgotten */
    }
}

void mdl_callers_send(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step)
{
    mdl_queue_id queue = step->object & 0x0fffffffu;
    const struct mdl_bag *carried = &m->runs[id].carried;

    if (!(m->contexts[id].flags & MDL_CONTEXT_WAITED)) {
        m->runs[id].sent = 0;
        if (refused(m, id, queue)) {
            return;
        }
        m->contexts[id].result = 1;
        if (carried->count == 0 || (step->flags & MDL_STEP_NO_REQUESTS)) {
            mdl_io_call_id call = make(m, queue, m->plan->queues[queue].stream + MDL_QUEUE_IOCTL);

            as_wanted(m, id, step, call);
        } else {
            for (uint32_t i = 0; i < carried->count; i++) {
                struct mdl_interval interval = mdl_bag_at(&m->bags, carried, i);

                for (uint32_t k = 0; k < interval.length; k++) {
                    send_one(m, id, step,
                             (struct mdl_interval){interval.low + k, 1, interval.stream});
                }
            }
        }
        if (mdl_ioqueues_look(m, id, queue, false)) {
            return;
        }
    }
    (void)mdl_ioqueues_after(m, id);
}
