/* I/O queues; see the header. */
#include "model/drivers/ioqueues.h"

#include "model/drivers/call_timeouts.h"
#include "model/drivers/io_stops.h"
#include "model/drivers/items.h"
#include "model/drivers/lists.h"
#include "model/drivers/nested.h"
#include "model/drivers/pnp.h"
#include "model/drivers/queue_controls.h"
#include "model/hardware/requests.h"
#include "model/kernel/dpc.h"
#include "model/kernel/locks.h"
#include "model/kernel/processor.h"
#include "model/kernel/waits.h"
#include "model/machine/cause.h"
#include "model/observe/findings.h"
#include "model/observe/tell.h"
#include "model/rules/irql.h"
#include "sim/base/check.h"

#define PRESENTED 0x80000000u           /* in run.sent of a presentation: IRQL below it */

static struct mdl_io_call *call_at(struct mdl_machine *m, mdl_io_call_id call)
{
    return MDL_SLAB_AT(struct mdl_io_call, m->calls, call);
}

static bool is_again(const struct mdl_machine *m, mdl_context_id id)
{
    return (m->contexts[id].flags & MDL_CONTEXT_WAITED) != 0;
}

/* ---- what waits ----------------------------------------------------------------------------- */

static void join(struct mdl_machine *m, mdl_queue_id queue, struct mdl_interval request,
                 bool in_front)
{
    struct mdl_stay_list *waiting = &m->queues[queue].waiting;
    mdl_stay_id stay = mdl_slab_take(&m->stays);

    *mdl_stays_at(&m->stays, stay) = (struct mdl_stay){
        .number = request.low, .stream = request.stream, .since_at = m->engine.now};
    if (in_front) {
        mdl_stays_insert(&m->stays, waiting, stay, waiting->head);
    } else {
        mdl_stays_append(&m->stays, waiting, stay);
    }
    mdl_tell_station_joined(m->record, m->engine.now, queue);
    mdl_requests_tell_stays(m, request, mdl_requests_actor(m), MDL_PLACE_QUEUE, queue);
}

void mdl_ioqueues_append(struct mdl_machine *m, mdl_queue_id queue, struct mdl_interval request)
{
    join(m, queue, request, false);
}

void mdl_ioqueues_put_back(struct mdl_machine *m, mdl_queue_id queue, struct mdl_interval request)
{
    join(m, queue, request, true);
}

bool mdl_ioqueues_take(struct mdl_machine *m, mdl_queue_id queue, struct mdl_bag *into)
{
    mdl_io_call_id call;

    if (!mdl_lists_take(m, queue, into)) {
        return false;
    }
    call = mdl_requests_call(m, into->first);
    m->queues[queue].delivered++;
    if (call != MDL_NONE && call_at(m, call)->queue == queue) {
        mdl_io_stops_delivered(m, queue, call);
    }
    return true;
}

static bool is_presentable(const struct mdl_machine *m, mdl_queue_id queue)
{
    const struct mdl_queue_state *state = &m->queues[queue];
    unsigned dispatch = m->plan->queues[queue].dispatch;

    return !state->stopped && !(state->control & MDL_QUEUE_KEEPS) && state->waiting.count > 0 &&
           dispatch != MDL_DISPATCH_MANUAL &&
           (dispatch == MDL_DISPATCH_PARALLEL || state->delivered == 0);
}

/* ---- where it is presented ------------------------------------------------------------------ */

static bool owns_lock(const struct mdl_machine *m, mdl_context_id id, mdl_lock_id lock)
{
    return lock != MDL_NONE && m->locks[lock].owner == id;
}

/* Once, whoever asks meanwhile. */
static void queue_deferred(struct mdl_machine *m, mdl_context_id id, mdl_queue_id queue)
{
    const struct mdl_queue *plan = &m->plan->queues[queue];

    m->queues[queue].deferred = 1;
    if (plan->passive) {
        mdl_items_enqueue_internal(m, id, plan->item);
    } else {
        mdl_dpc_insert(m, plan->dpc, mdl_machine_where(m, id), MDL_NONE,
                       mdl_cause_of_call(m, id, 0));
    }
}

static bool must_defer(const struct mdl_machine *m, mdl_context_id id, mdl_queue_id queue)
{
    const struct mdl_queue *plan = &m->plan->queues[queue];

    return (plan->passive && m->contexts[id].irql > MDL_IRQL_PASSIVE) ||
           owns_lock(m, id, plan->lock);
}

bool mdl_ioqueues_look(struct mdl_machine *m, mdl_context_id id, mdl_queue_id queue, bool ended)
{
    const struct mdl_queue *plan = &m->plan->queues[queue];
    struct mdl_queue_state *state = &m->queues[queue];
    struct mdl_bag nothing = {0};

    if (ended && state->presenting > 0) {
        return false;
    }
    if (must_defer(m, id, queue)) {
        state->again = 1;
        if (!state->deferred) {
            queue_deferred(m, id, queue);
        }
        return false;
    }
    if (!is_presentable(m, queue)) {
        return false;
    }
    state->presenting++;
    mdl_nested_call(m, id, plan->present, plan->label, &nothing, true);
    return true;
}

/* The program of the framework's DPC or work item. */
static void deferred(struct mdl_machine *m, mdl_context_id id, mdl_queue_id queue)
{
    struct mdl_queue_state *state = &m->queues[queue];

    if (!is_again(m, id)) {
        state->again = 0;
        if (mdl_ioqueues_look(m, id, queue, false)) {
            return;
        }
    }
    state->deferred = 0;
    if (state->again) {
        queue_deferred(m, id, queue);
    }
}

/* ---- presentation --------------------------------------------------------------------------- */

static const struct mdl_handler *handler_of(const struct mdl_machine *m, mdl_queue_id queue,
                                            struct mdl_interval request)
{
    const struct mdl_queue *plan = &m->plan->queues[queue];
    uint32_t kind = m->plan->streams[request.stream].request_kind;
    const struct mdl_handler *other = NULL;

    for (uint32_t i = 0; i < plan->handler_count; i++) {
        const struct mdl_handler *handler = &m->plan->handlers[plan->handler_first + i];

        if (handler->request_kind == kind) {
            return handler;
        }
        other = handler->request_kind == MDL_NONE ? handler : other;
    }
    return other;
}

/* Before the callback: its lock; StartIo runs at DISPATCH_LEVEL (I3). */
static enum mdl_outcome enter(struct mdl_machine *m, mdl_context_id id,
                              const struct mdl_queue *plan)
{
    if (plan->lock != MDL_NONE && !owns_lock(m, id, plan->lock)) {
        return mdl_locks_acquire(m, id, plan->lock, 0, MDL_WAITS_FOREVER);
    }
    if (plan->dispatch == MDL_DISPATCH_START_IO) {
        mdl_locks_raise(m, id, MDL_IRQL_DISPATCH);
    }
    return MDL_RUNS;
}

static void leave(struct mdl_machine *m, mdl_context_id id, const struct mdl_queue *plan)
{
    unsigned irql = m->runs[id].sent & 0xffu;

    m->runs[id].sent = 0;
    if (owns_lock(m, id, plan->lock)) {
        mdl_locks_release(m, id, plan->lock, 0);
    } else if (plan->dispatch == MDL_DISPATCH_START_IO && m->contexts[id].irql != irql) {
        mdl_processor_set_irql(m, mdl_machine_where(m, id), irql);
    }
}

/* Calls back with the request that the run carries; nobody wants its kind: it is completed. */
static void call_back(struct mdl_machine *m, mdl_context_id id, mdl_queue_id queue, unsigned irql)
{
    struct mdl_run *run = &m->runs[id];
    const struct mdl_handler *handler = handler_of(m, queue, run->carried.first);
    struct mdl_bag request = {0};

    run->sent = PRESENTED | irql;
    if (handler != NULL) {
        mdl_bag_move(&request, &run->carried);
        mdl_nested_call(m, id, handler->program, handler->label, &request, true);
        return;
    }
    mdl_ioqueues_disown(m, mdl_requests_call(m, run->carried.first));
    if (!mdl_ioqueues_finish(m, id, mdl_requests_call(m, run->carried.first),
                             MDL_STATUS_INVALID_DEVICE_REQUEST)) {
        mdl_requests_drop(m, &run->carried);
    }
}

/* Keeps presenting while there is something that may be presented. */
static enum mdl_outcome present(struct mdl_machine *m, mdl_context_id id, mdl_queue_id queue)
{
    const struct mdl_queue *plan = &m->plan->queues[queue];
    struct mdl_run *run = &m->runs[id];

    for (;;) {
        unsigned irql = m->contexts[id].irql;
        enum mdl_outcome outcome;

        if (run->sent & PRESENTED) {
            mdl_requests_drop(m, &run->carried);
            leave(m, id, plan);
            irql = m->contexts[id].irql;
        }
        if (run->carried.count == 0) {
            if (!is_presentable(m, queue)) {
                m->queues[queue].presenting--;
                return MDL_RUNS;
            }
            mdl_ioqueues_take(m, queue, &run->carried);
        }
        outcome = enter(m, id, plan);
        if (outcome != MDL_RUNS) {
            return outcome;
        }
        call_back(m, id, queue, irql);
        if (m->runs[id].sent == 0) {
            return MDL_RUNS;   /* a nested call comes first */
        }
    }
}

/* ---- the end of a request ------------------------------------------------------------------- */

mdl_queue_id mdl_ioqueues_disown(struct mdl_machine *m, mdl_io_call_id id)
{
    struct mdl_io_call *call = call_at(m, id);
    mdl_queue_id queue = call->queue;

    call->queue = MDL_NONE;
    if (queue == MDL_NONE || m->plan->queues[queue].dispatch == MDL_DISPATCH_START_IO) {
        return MDL_NONE;
    }
    if (call->delivered) {
        SIM_ASSERT(m->queues[queue].delivered > 0);
        m->queues[queue].delivered--;
        mdl_io_stops_left(m, queue, id);
        if (m->queues[queue].stopped) {
            mdl_pnp_delivered(m, queue);
        }
        mdl_queue_controls_left(m, queue);
    }
    return queue;
}

void mdl_ioqueues_disown_later(struct mdl_machine *m, mdl_context_id id, mdl_io_call_id call)
{
    mdl_queue_id queue = mdl_ioqueues_disown(m, call);

    m->runs[id].sent = queue == MDL_NONE ? m->runs[id].sent : queue + 1;
}

bool mdl_ioqueues_after(struct mdl_machine *m, mdl_context_id id)
{
    mdl_queue_id queue = m->runs[id].sent - 1;

    m->runs[id].sent = 0;
    return queue != MDL_NONE && mdl_ioqueues_look(m, id, queue, true);
}

static void wake(struct mdl_machine *m, mdl_io_call_id id)
{
    const struct mdl_io_call *call = call_at(m, id);
    const struct mdl_thread_state *t = &m->threads[call->thread];

    if (t->phase == MDL_THREAD_WAITING && t->wait_kind == MDL_WAITS_CALL &&
        t->wait_object == id) {
        mdl_waits_signalled(m, call->thread,
                            m->plan->queues[m->plan->streams[call->stream].owner].boost);
    }
}

/* Its completion routine is executed next. */
static void call_maker(struct mdl_machine *m, mdl_context_id id, struct mdl_io_call *call,
                       uint32_t status)
{
    uint32_t before = call->sent.count > 0 ? mdl_requests_visit(m, call->sent.first) : 0;

    mdl_requests_tell_all_taken(m, &call->sent, mdl_requests_by(m, id));
    mdl_nested_call(m, id, m->plan->completions[call->completion].program,
                    m->plan->completions[call->completion].label, &call->sent, true);
    mdl_nested_visit(m, id, before);
    m->runs[id].status = status;
}

/* W116: of a UMDF driver, a thread of its host process does that. */
static void leave_to_host(struct mdl_machine *m, mdl_context_id id, mdl_io_call_id call,
                          mdl_item_id host)
{
    struct mdl_item_state *list = &m->items[host];

    call_at(m, call)->next = MDL_NONE;
    if (list->finished_head == 0) {
        list->finished_head = call + 1;
    } else {
        call_at(m, list->finished_tail - 1)->next = call;
    }
    list->finished_tail = call + 1;
    (void)mdl_items_enqueue_internal(m, id, host);
}

static void host_done(struct mdl_machine *m, mdl_context_id id, mdl_item_id host)
{
    struct mdl_item_state *list = &m->items[host];
    mdl_io_call_id first = list->finished_head - 1;
    struct mdl_io_call call;

    if (first == MDL_NONE) {
        return;
    }
    call = *call_at(m, first);
    list->finished_head = call.next + 1;
    mdl_slab_give(&m->calls, first);
    if (list->finished_head != 0) {
        (void)mdl_items_enqueue_internal(m, id, host);   /* for another thread */
    }
    call_maker(m, id, &call, call.status);
}

bool mdl_ioqueues_finish(struct mdl_machine *m, mdl_context_id id, mdl_io_call_id call_id,
                         enum mdl_status status)
{
    struct mdl_io_call call = *call_at(m, call_id);
    bool nested = false;

    mdl_call_timeouts_clear(m, call_id);
    mdl_requests_end_call(m, call_id);
    call_at(m, call_id)->active = 0;
    if (call.thread != MDL_NONE) {   /* the thread gives the record back */
        call_at(m, call_id)->done = 1;
        call_at(m, call_id)->status = (uint32_t)status;
        wake(m, call_id);
        return false;
    }
    if (call.completion != MDL_NONE && m->plan->completions[call.completion].host != MDL_NONE) {
        call_at(m, call_id)->status = (uint32_t)status;
        leave_to_host(m, id, call_id, m->plan->completions[call.completion].host);
        return false;
    }
    mdl_slab_give(&m->calls, call_id);
    if (call.completion != MDL_NONE) {
        call_maker(m, id, &call, (uint32_t)status);
        return true;
    }
    while (call.sent.count > 0) {    /* sent and forgotten: whoever sent it is asked no more */
        struct mdl_interval one = mdl_bag_take_one(&m->bags, &call.sent);
        mdl_io_call_id outer = mdl_requests_call(m, one);

        nested = (outer != MDL_NONE && mdl_ioqueues_finish(m, id, outer, status)) || nested;
        mdl_requests_release(m, one.stream, one.low, false);
    }
    return nested;
}

/* The first I/O request of this kind that the run carries and that has not been completed. */
static mdl_io_call_id next_of(struct mdl_machine *m, const struct mdl_bag *carried, uint32_t kind)
{
    struct mdl_bag_walk walk = {0};
    struct mdl_interval interval;

    while (mdl_bag_next(&m->bags, carried, &walk, &interval)) {
        if (kind != MDL_NONE && m->plan->streams[interval.stream].request_kind != kind) {
            continue;
        }
        for (uint32_t k = 0; k < interval.length; k++) {
            mdl_io_call_id call = mdl_requests_call(
                m, (struct mdl_interval){interval.low + k, 1, interval.stream});

            if (call != MDL_NONE) {
                return call;
            }
        }
    }
    return MDL_NONE;
}

static void finding(struct mdl_machine *m, enum mdl_finding id, mdl_stream_id stream)
{
    mdl_tell_finding(m->record, m->engine.now, id, mdl_machine_place(m),
                     m->plan->streams[stream].object, NULL);
}

static void find_ended(struct mdl_machine *m, const struct mdl_bag *carried, uint32_t kind)
{
    struct mdl_bag_walk walk = {0};
    struct mdl_interval interval;

    while (mdl_bag_next(&m->bags, carried, &walk, &interval)) {
        for (uint32_t k = 0; k < interval.length; k++) {
            struct mdl_interval one = {interval.low + k, 1, interval.stream};

            if ((kind == MDL_NONE || m->plan->streams[one.stream].request_kind == kind) &&
                mdl_requests_is_ended(m, one)) {
                finding(m, MDL_FINDING_COMPLETED_TWICE, one.stream);
            }
        }
    }
}

static void complete(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step)
{
    struct mdl_run *run = &m->runs[id];
    mdl_io_call_id call;

    if (!is_again(m, id)) {
        run->sent = 0;
        if (next_of(m, &run->carried, step->number) == MDL_NONE) {
            find_ended(m, &run->carried, step->number);
        }   /* else those are meant: a loop retrieves one after the other and completes it */
    }
    for (;;) {
        if (mdl_ioqueues_after(m, id)) {
            return;
        }
        call = next_of(m, &run->carried, step->number);
        if (call == MDL_NONE) {
            return;
        }
        if (call_at(m, call)->at_targets > 0) {
            finding(m, MDL_FINDING_COMPLETED_SERVED, call_at(m, call)->stream);
        }
        mdl_ioqueues_disown_later(m, id, call);
        if (mdl_ioqueues_finish(m, id, call, (enum mdl_status)step->value)) {
            return;
        }
    }
}

/* ---- handing over --------------------------------------------------------------------------- */

/* All I/O requests that the run carries go into the queue, which holds them in its place. */
static void hand_over(struct mdl_machine *m, mdl_context_id id, mdl_queue_id queue, bool forward)
{
    struct mdl_bag *carried = &m->runs[id].carried, kept = {0};

    while (carried->count > 0) {
        struct mdl_interval one = mdl_bag_take_one(&m->bags, carried);
        mdl_io_call_id call = mdl_requests_call(m, one);

        if (call == MDL_NONE) {
            mdl_bag_append(&m->bags, &kept, one);
            continue;
        }
        if (forward) {
            mdl_ioqueues_disown_later(m, id, call);
            call_at(m, call)->queue = queue;
        }
        mdl_ioqueues_append(m, queue, one);
    }
    mdl_bag_move(carried, &kept);
}

/* [documented: WdfRequestRequeue] To the head of the queue that it came from, if that is manual. */
static void requeue(struct mdl_machine *m, mdl_context_id id)
{
    struct mdl_bag *carried = &m->runs[id].carried, kept = {0};

    m->contexts[id].result = carried->count > 0;
    while (carried->count > 0) {
        struct mdl_interval one = mdl_bag_take_one(&m->bags, carried);
        mdl_io_call_id call = mdl_requests_call(m, one);
        mdl_queue_id queue = call == MDL_NONE ? MDL_NONE : call_at(m, call)->queue;

        if (queue != MDL_NONE && m->plan->queues[queue].dispatch == MDL_DISPATCH_MANUAL) {
            (void)mdl_ioqueues_disown(m, call);
            call_at(m, call)->queue = queue;
            mdl_ioqueues_put_back(m, queue, one);
        } else {
            mdl_bag_append(&m->bags, &kept, one);
            m->contexts[id].result = 0;
        }
    }
    mdl_bag_move(carried, &kept);
    m->runs[id].status = m->contexts[id].result ? MDL_STATUS_SUCCESS
                                                : MDL_STATUS_INVALID_DEVICE_REQUEST;
}

static void forward(struct mdl_machine *m, mdl_context_id id, mdl_queue_id queue, bool owns)
{
    if (!is_again(m, id)) {
        m->runs[id].sent = 0;
        if (m->queues[queue].control & MDL_QUEUE_REFUSES) {
            m->contexts[id].result = 0;
            m->runs[id].status = MDL_STATUS_WDF_BUSY;
            return;
        }
        hand_over(m, id, queue, owns);
        m->contexts[id].result = 1;
        if (mdl_ioqueues_look(m, id, queue, false)) {
            return;
        }
    }
    (void)mdl_ioqueues_after(m, id);
}

static void retrieve(struct mdl_machine *m, mdl_context_id id, mdl_queue_id queue)
{
    if (m->queues[queue].control & MDL_QUEUE_KEEPS) {
        m->contexts[id].result = 0;
        m->runs[id].status = MDL_STATUS_WDF_PAUSED;
    } else {
        m->contexts[id].result = mdl_ioqueues_take(m, queue, &m->runs[id].carried);
    }
}

static void start_next(struct mdl_machine *m, mdl_context_id id, mdl_queue_id queue)
{
    if (!is_again(m, id)) {
        m->queues[queue].delivered = 0;
        (void)mdl_ioqueues_look(m, id, queue, false);
    }
}

void mdl_ioqueues_stop(struct mdl_machine *m, mdl_queue_id queue)
{
    m->queues[queue].stopped = 1;
}

bool mdl_ioqueues_start(struct mdl_machine *m, mdl_context_id id, mdl_queue_id queue)
{
    m->queues[queue].stopped = 0;
    return mdl_ioqueues_look(m, id, queue, false);
}

enum mdl_outcome mdl_ioqueues_perform(struct mdl_machine *m, mdl_context_id id,
                                      const struct mdl_step *step)
{
    switch ((enum mdl_step_kind)step->kind) {
    case MDL_STEP_COMPLETE:
        complete(m, id, step);
        break;
    case MDL_STEP_FORWARD:
        forward(m, id, step->object, true);
        break;
    case MDL_STEP_START_PACKET:
        forward(m, id, step->object, false);
        break;
    case MDL_STEP_START_NEXT_PACKET:
        start_next(m, id, step->object);
        break;
    case MDL_STEP_REQUEUE:
        requeue(m, id);
        break;
    case MDL_STEP_RETRIEVE:
        retrieve(m, id, step->object);
        break;
    case MDL_STEP_QUEUE_CONTROL:
        return mdl_queue_controls_perform(m, id, step);
    case MDL_STEP_HOST_DONE:
        host_done(m, id, step->object);
        break;
    case MDL_STEP_QUEUE_PRESENT:
        return present(m, id, step->object);
    default:
        SIM_ASSERT(step->kind == MDL_STEP_QUEUE_DEFERRED);
        deferred(m, id, step->object);
    }
    return MDL_RUNS;
}
