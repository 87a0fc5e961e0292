/* What a driver tells an I/O queue to do; see the header. */
#include "model/drivers/queue_controls.h"

#include "model/drivers/ioqueues.h"
#include "model/hardware/requests.h"
#include "model/kernel/waits.h"
#include "model/observe/findings.h"
#include "model/observe/tell.h"

static unsigned state_of(unsigned control)
{
    static const uint8_t states[] = {
        [MDL_QUEUE_START] = 0,
        [MDL_QUEUE_STOP] = MDL_QUEUE_KEEPS,
        [MDL_QUEUE_DRAIN] = MDL_QUEUE_REFUSES,
        [MDL_QUEUE_PURGE] = MDL_QUEUE_KEEPS | MDL_QUEUE_REFUSES,
        [MDL_QUEUE_STOP_PURGE] = MDL_QUEUE_KEEPS,
    };

    return states[control];
}

/* Completes the oldest that waits. True: its maker's completion routine comes first. */
static bool cancel_oldest(struct mdl_machine *m, mdl_context_id id, mdl_queue_id queue)
{
    struct mdl_queue_state *state = &m->queues[queue];
    mdl_stay_id oldest = state->waiting.head;
    struct mdl_stay stay = *mdl_stays_at(&m->stays, oldest);
    struct mdl_interval one = {stay.number, 1, stay.stream};
    mdl_io_call_id call = mdl_requests_call(m, one);
    struct mdl_bag request = {0};
    bool nested = false;

    mdl_stays_remove(&m->stays, &state->waiting, oldest);
    mdl_slab_give(&m->stays, oldest);
    mdl_tell_station_left(m->record, m->engine.now, queue, stay.since_at);
    if (call != MDL_NONE) {
        mdl_ioqueues_disown(m, call);
        nested = mdl_ioqueues_finish(m, id, call, MDL_STATUS_CANCELLED);
    }
    mdl_bag_append(&m->bags, &request, one);
    mdl_requests_drop(m, &request);
    return nested;
}

static bool is_quiet(const struct mdl_machine *m, mdl_queue_id queue)
{
    const struct mdl_queue_state *state = &m->queues[queue];

    return state->delivered == 0 &&
           ((state->control & MDL_QUEUE_KEEPS) || state->waiting.count == 0);
}

/* Documented: not to be called where a request of a queue is presented. */
static bool has_one(struct mdl_machine *m, mdl_context_id id, mdl_queue_id queue)
{
    const struct mdl_bag *carried = &m->runs[id].carried;
    struct mdl_bag_walk walk = {0};
    struct mdl_interval interval;

    while (mdl_bag_next(&m->bags, carried, &walk, &interval)) {
        mdl_io_call_id call = mdl_requests_call(m, interval);

        if (call != MDL_NONE && MDL_SLAB_AT(struct mdl_io_call, m->calls, call)->queue == queue) {
            return true;
        }
    }
    return false;
}

static enum mdl_outcome await(struct mdl_machine *m, mdl_context_id id, mdl_queue_id queue)
{
    if (is_quiet(m, queue)) {
        return MDL_RUNS;
    }
    if (has_one(m, id, queue)) {
        mdl_tell_finding(m->record, m->engine.now, MDL_FINDING_QUEUE_WAITS_INSIDE,
                         mdl_machine_place(m), m->plan->queues[queue].object, NULL);
    }
    m->queues[queue].control |= MDL_QUEUE_AWAITED;
    mdl_waits_begin(m, id - m->thread_base, MDL_WAITS_IO_QUEUE, queue, MDL_WAIT_EXECUTIVE,
                    m->plan->queues[queue].object, MDL_WAITS_FOREVER);
    return MDL_BLOCKED;
}

enum mdl_outcome mdl_queue_controls_perform(struct mdl_machine *m, mdl_context_id id,
                                            const struct mdl_step *step)
{
    mdl_queue_id queue = step->object;
    unsigned control = step->number & ~MDL_QUEUE_WAITS;
    uint8_t *state = &m->queues[queue].control;

    if (!(m->contexts[id].flags & MDL_CONTEXT_WAITED)) {
        *state = (uint8_t)(state_of(control) | (*state & MDL_QUEUE_AWAITED));
        if (mdl_ioqueues_look(m, id, queue, false)) {
            return MDL_RUNS;
        }
    }
    while (control >= MDL_QUEUE_PURGE && m->queues[queue].waiting.count > 0) {
        if (cancel_oldest(m, id, queue)) {
            return MDL_RUNS;
        }
    }
    return step->number & MDL_QUEUE_WAITS ? await(m, id, queue) : MDL_RUNS;
}

void mdl_queue_controls_left(struct mdl_machine *m, mdl_queue_id queue)
{
    if (!(m->queues[queue].control & MDL_QUEUE_AWAITED) || !is_quiet(m, queue)) {
        return;
    }
    m->queues[queue].control &= (uint8_t)~MDL_QUEUE_AWAITED;
    for (mdl_thread_id i = 0; i < m->plan->thread_total; i++) {
        if (m->threads[i].phase == MDL_THREAD_WAITING &&
            m->threads[i].wait_kind == MDL_WAITS_IO_QUEUE && m->threads[i].wait_object == queue) {
            mdl_waits_end(m, i, false);
        }
    }
}
