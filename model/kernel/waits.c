/* Waits; see the header. */
#include "model/kernel/waits.h"

#include "model/hardware/ranks.h"
#include "model/hardware/requests.h"
#include "model/hardware/servers.h"
#include "model/kernel/blocking.h"
#include "model/kernel/clock.h"
#include "model/kernel/kqueue.h"
#include "model/kernel/waitables.h"
#include "sim/base/check.h"

/* A wait that only a signal, an owner or a run can end: the judge of deadlocks looks at it. */
static void list_blocked(struct mdl_machine *m, mdl_thread_id thread, enum mdl_wait_kind kind)
{
    if ((kind == MDL_WAITS_EVENT || kind == MDL_WAITS_LOCK || kind == MDL_WAITS_FLUSH ||
         kind == MDL_WAITS_CALL ||
         kind == MDL_WAITS_TIMER || kind >= MDL_WAITS_THREAD) &&
        m->blocked_next != NULL && m->blocked_next[thread] == thread) {
        m->blocked_next[thread] = m->blocked_head;
        m->blocked_head = thread;
        m->judge = true;
    }
}

void mdl_waits_begin(struct mdl_machine *m, mdl_thread_id thread, enum mdl_wait_kind kind,
                     uint32_t object, enum mdl_wait_reason reason, mdl_object_id named,
                     sim_duration timeout_ns)
{
    struct mdl_thread_state *t = &m->threads[thread];

    SIM_ASSERT(t->phase == MDL_THREAD_RUNNING);
    t->phase = MDL_THREAD_WAITING;
    t->wait_kind = (uint8_t)kind;
    t->wait_object = object;
    t->timed_out = 0;
    mdl_tell_thread_waits(m->record, m->engine.now, thread, reason, named);
    if (kind == MDL_WAITS_OUTSIDE) {
        sim_engine_set(&m->engine, m->slot_sleeper + thread,
                       sim_instant_after(m->engine.now, timeout_ns), MDL_RANK_OUTSIDE);
    } else if (timeout_ns != MDL_WAITS_FOREVER) {
        mdl_clock_set(m, mdl_clock_thread_node(m, thread), timeout_ns, t->processor);
    } else {
        list_blocked(m, thread, kind);
    }
    mdl_kqueue_blocks(m, thread);
}

/* ---- lists of waiters ------------------------------------------------------------------------ */

static uint32_t *next_of(struct mdl_machine *m, uint32_t waiter)
{
    uint32_t threads = m->plan->thread_total;

    return waiter < threads ? &m->threads[waiter].next : &m->wait_blocks[waiter - threads].next;
}

static uint32_t *previous_of(struct mdl_machine *m, uint32_t waiter)
{
    uint32_t threads = m->plan->thread_total;

    return waiter < threads ? &m->threads[waiter].previous
                            : &m->wait_blocks[waiter - threads].previous;
}

uint32_t mdl_waits_next(const struct mdl_machine *m, uint32_t waiter)
{
    uint32_t threads = m->plan->thread_total;

    return waiter < threads ? m->threads[waiter].next : m->wait_blocks[waiter - threads].next;
}

void mdl_waits_queue(struct mdl_machine *m, uint32_t *head, uint32_t *tail, uint32_t waiter)
{
    *next_of(m, waiter) = MDL_NONE;
    *previous_of(m, waiter) = *tail;
    if (*tail != MDL_NONE) {
        *next_of(m, *tail) = waiter;
    } else {
        *head = waiter;
    }
    *tail = waiter;
}

void mdl_waits_unqueue(struct mdl_machine *m, uint32_t *head, uint32_t *tail, uint32_t waiter)
{
    uint32_t *next = next_of(m, waiter), *previous = previous_of(m, waiter);

    if (*next != MDL_NONE) {
        *previous_of(m, *next) = *previous;
    } else {
        *tail = *previous;
    }
    if (*previous != MDL_NONE) {
        *next_of(m, *previous) = *next;
    } else {
        *head = *next;
    }
    *next = *previous = MDL_NONE;
}

/* ---- the end of a wait ---------------------------------------------------------------------- */

static void over(struct mdl_machine *m, mdl_thread_id thread, bool timed_out)
{
    struct mdl_thread_state *t = &m->threads[thread];

    SIM_ASSERT(t->phase == MDL_THREAD_WAITING);
    t->timed_out = timed_out;
    m->contexts[mdl_machine_thread_context(m, thread)].result = !timed_out;
    mdl_clock_cancel(m, mdl_clock_thread_node(m, thread));
    mdl_kqueue_wakes(m, thread);
    mdl_dispatcher_ready(m, thread, MDL_WAKE_WAIT);
}

void mdl_waits_end(struct mdl_machine *m, mdl_thread_id thread, bool timed_out)
{
    mdl_boosts_wake(m, thread, &m->threads[thread], 0);
    over(m, thread, timed_out);
}

void mdl_waits_signalled(struct mdl_machine *m, mdl_thread_id thread, unsigned increment)
{
    mdl_boosts_wake(m, thread, &m->threads[thread], increment);
    over(m, thread, false);
}

void mdl_waits_handed(struct mdl_machine *m, mdl_thread_id thread, unsigned priority)
{
    mdl_boosts_hand(m, thread, priority);
    over(m, thread, false);
}

bool mdl_waits_drains(struct mdl_machine *m, mdl_target_id target)
{
    const struct mdl_stay_list *lists[] = {&m->targets[target].waiting,
                                           &m->targets[target].served, &m->targets[target].done};

    for (int i = 0; i < 3; i++) {
        for (mdl_stay_id id = lists[i]->head; id != MDL_NONE;) {
            if (mdl_stays_at(&m->stays, id)->drains) {
                return true;
            }
            id = mdl_stays_at(&m->stays, id)->next;
        }
    }
    return false;
}

void mdl_waits_drained(struct mdl_machine *m, mdl_target_id target)
{
    if (m->targets[target].stoppers == 0 || mdl_waits_drains(m, target)) {
        return;
    }
    m->targets[target].stoppers = 0;
    for (mdl_thread_id i = 0; i < m->plan->thread_total; i++) {
        if (m->threads[i].phase == MDL_THREAD_WAITING &&
            m->threads[i].wait_kind == MDL_WAITS_TARGET && m->threads[i].wait_object == target) {
            mdl_waits_end(m, i, false);
        }
    }
}

/* Pin 35: a time-out takes the request off its target. False: too late. */
static bool send_given_up(struct mdl_machine *m, mdl_thread_id thread)
{
    mdl_stay_id id = m->threads[thread].wait_object;
    struct mdl_stay stay = *mdl_stays_at(&m->stays, id);
    struct mdl_bag request = {0};

    if (stay.phase == MDL_STAY_DONE) {
        return false;
    }
    mdl_servers_remove(m, id);
    mdl_slab_give(&m->stays, id);
    if (stay.stream != MDL_NONE) {
        mdl_bag_append(&m->bags, &request, (struct mdl_interval){stay.number, 1, stay.stream});
        mdl_requests_drop(m, &request);
    }
    m->runs[mdl_machine_thread_context(m, thread)].status = MDL_STATUS_IO_TIMEOUT;
    mdl_tell_station_timed_out(m->record, m->engine.now, m->plan->queue_count + stay.target);
    mdl_waits_drained(m, stay.target);
    return true;
}

/* A request that still waits in its queue is cancelled there; one that the driver has is not, and
   its caller waits on: no driver here makes it cancelable (choice). False: it goes on. */
static bool call_given_up(struct mdl_machine *m, mdl_thread_id thread)
{
    mdl_io_call_id id = m->threads[thread].wait_object;
    struct mdl_io_call call = *MDL_SLAB_AT(struct mdl_io_call, m->calls, id);
    mdl_stay_id stay = call.queue == MDL_NONE
                           ? MDL_NONE
                           : mdl_stays_find(&m->stays, &m->queues[call.queue].waiting,
                                            call.stream, call.number);
    struct mdl_run *run = &m->runs[mdl_machine_thread_context(m, thread)];
    struct mdl_bag request = {0};

    if (stay == MDL_NONE) {
        list_blocked(m, thread, MDL_WAITS_CALL);
        return false;
    }
    mdl_tell_station_left(m->record, m->engine.now, call.queue,
                          mdl_stays_at(&m->stays, stay)->since_at);
    mdl_tell_station_timed_out(m->record, m->engine.now, call.queue);
    mdl_stays_remove(&m->stays, &m->queues[call.queue].waiting, stay);
    mdl_slab_give(&m->stays, stay);
    mdl_requests_end_call(m, id);
    mdl_slab_give(&m->calls, id);
    mdl_bag_append(&m->bags, &request, (struct mdl_interval){call.number, 1, call.stream});
    mdl_requests_drop(m, &request);
    run->sent = 0;
    run->status = MDL_STATUS_IO_TIMEOUT;
    return true;
}

void mdl_waits_time_out(struct mdl_machine *m, mdl_thread_id thread)
{
    struct mdl_thread_state *t = &m->threads[thread];

    switch (t->wait_kind) {
    case MDL_WAITS_EVENT:
    case MDL_WAITS_TIMER:
    case MDL_WAITS_THREAD:
    case MDL_WAITS_SEVERAL:
        mdl_waitables_give_up(m, thread);
        break;
    case MDL_WAITS_LOCK:
        mdl_blocking_give_up(m, t->wait_object, thread);
        break;
    case MDL_WAITS_SEND:
        if (!send_given_up(m, thread)) {
            return;   /* it is done: its sender is about to be told */
        }
        break;
    case MDL_WAITS_CALL:
        if (!call_given_up(m, thread)) {
            return;
        }
        break;
    case MDL_WAITS_DELAY:
    case MDL_WAITS_BALANCE:
        break;
    default:
        SIM_ASSERT(t->wait_kind == MDL_WAITS_DELAY);   /* the others have no time-out */
    }
    mdl_waits_end(m, thread, t->wait_kind != MDL_WAITS_DELAY);
}

void mdl_waits_outside(struct mdl_machine *m, mdl_thread_id thread)
{
    sim_engine_clear(&m->engine, m->slot_sleeper + thread);
    mdl_waits_end(m, thread, false);
}
