/* Time-outs of sends to queues; see the header. */
#include "model/drivers/call_timeouts.h"

#include "model/drivers/ioqueues.h"
#include "model/hardware/requests.h"
#include "model/hardware/servers.h"
#include "model/kernel/clock.h"
#include "model/observe/tell.h"

static struct mdl_io_call *call_at(struct mdl_machine *m, mdl_io_call_id call)
{
    return MDL_SLAB_AT(struct mdl_io_call, m->calls, call);
}

/* The earliest of those that have one; first come first, where several are due at one tick. */
static void arm(struct mdl_machine *m, mdl_queue_id queue, mdl_processor_id p)
{
    uint64_t first = UINT64_MAX;

    for (mdl_io_call_id id = m->queues[queue].timed_head; id != MDL_NONE;
         id = call_at(m, id)->timed_next) {
        first = call_at(m, id)->deadline_tick < first ? call_at(m, id)->deadline_tick : first;
    }
    if (first != UINT64_MAX) {
        mdl_clock_set(m, m->plan->queues[queue].timer,
                      mdl_clock_until(m, first * m->plan->profile.clock_period_ns), p);
    } else {
        mdl_clock_cancel(m, m->plan->queues[queue].timer);
    }
}

void mdl_call_timeouts_set(struct mdl_machine *m, mdl_queue_id queue, mdl_io_call_id id,
                           sim_duration timeout_ns, mdl_processor_id p)
{
    struct mdl_queue_state *state = &m->queues[queue];
    struct mdl_io_call *call = call_at(m, id);

    call->deadline_tick = mdl_servers_deadline(m, timeout_ns);
    call->timed_next = MDL_NONE;
    call->timed_previous = state->timed_tail;
    if (call->timed_previous == MDL_NONE) {
        state->timed_head = id;
    } else {
        call_at(m, call->timed_previous)->timed_next = id;
    }
    state->timed_tail = id;
    arm(m, queue, p);
}

void mdl_call_timeouts_clear(struct mdl_machine *m, mdl_io_call_id id)
{
    struct mdl_io_call *call = call_at(m, id);
    struct mdl_queue_state *state = &m->queues[m->plan->streams[call->stream].owner];

    if (call->deadline_tick == UINT64_MAX) {
        return;
    }
    call->deadline_tick = UINT64_MAX;
    if (call->timed_previous == MDL_NONE) {
        state->timed_head = call->timed_next;
    } else {
        call_at(m, call->timed_previous)->timed_next = call->timed_next;
    }
    if (call->timed_next == MDL_NONE) {
        state->timed_tail = call->timed_previous;
    } else {
        call_at(m, call->timed_next)->timed_previous = call->timed_previous;
    }
}

/* Its place in a queue, or MDL_NONE: the driver has it. */
static mdl_stay_id waits_in_queue(struct mdl_machine *m, const struct mdl_io_call *call)
{
    return call->queue == MDL_NONE
               ? MDL_NONE
               : mdl_stays_find(&m->stays, &m->queues[call->queue].waiting, call->stream,
                                call->number);
}

static bool give_up(struct mdl_machine *m, mdl_context_id c, mdl_io_call_id id)
{
    struct mdl_io_call call = *call_at(m, id);
    mdl_stay_id stay = waits_in_queue(m, &call);
    struct mdl_bag request = {0};
    bool nested;

    mdl_call_timeouts_clear(m, id);
    if (stay == MDL_NONE) {
        return false;
    }
    mdl_tell_station_left(m->record, m->engine.now, call.queue,
                          mdl_stays_at(&m->stays, stay)->since_at);
    mdl_tell_station_timed_out(m->record, m->engine.now, call.queue);
    mdl_stays_remove(&m->stays, &m->queues[call.queue].waiting, stay);
    mdl_slab_give(&m->stays, stay);
    nested = mdl_ioqueues_finish(m, c, id, MDL_STATUS_IO_TIMEOUT);
    mdl_bag_append(&m->bags, &request, (struct mdl_interval){call.number, 1, call.stream});
    mdl_requests_drop(m, &request);
    return nested;
}

static mdl_io_call_id first_due(struct mdl_machine *m, mdl_queue_id queue, uint64_t tick)
{
    mdl_io_call_id id = m->queues[queue].timed_head;

    while (id != MDL_NONE && call_at(m, id)->deadline_tick > tick) {
        id = call_at(m, id)->timed_next;
    }
    return id;
}

void mdl_call_timeouts_perform(struct mdl_machine *m, mdl_context_id c, mdl_queue_id queue)
{
    uint64_t tick = mdl_clock_tick_of(m, m->engine.now);
    mdl_io_call_id id = first_due(m, queue, tick);

    while (id != MDL_NONE) {
        if (give_up(m, c, id)) {
            return;
        }
        id = first_due(m, queue, tick);
    }
    arm(m, queue, mdl_machine_where(m, c));
}
