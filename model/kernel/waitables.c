/* Dispatcher objects; see the header. */
#include "model/kernel/waitables.h"

#include "model/hardware/requests.h"
#include "model/kernel/blocking.h"
#include "model/kernel/waits.h"
#include "model/observe/tell.h"
#include "sim/base/check.h"

static enum mdl_waitable_kind kind_of(uint32_t waitable)
{
    return (enum mdl_waitable_kind)(waitable >> 28);
}

static uint32_t id_of(uint32_t waitable)
{
    return waitable & 0x0fffffffu;
}

struct list {
    uint32_t *head, *tail;
};

static struct list list_of(struct mdl_machine *m, uint32_t waitable)
{
    uint32_t id = id_of(waitable);

    switch (kind_of(waitable)) {
    case MDL_WAITABLE_EVENT:
        return (struct list){&m->events[id].waiter_head, &m->events[id].waiter_tail};
    case MDL_WAITABLE_TIMER:
        return (struct list){&m->timers[id].waiter_head, &m->timers[id].waiter_tail};
    case MDL_WAITABLE_THREAD:
        return (struct list){&m->threads[id].waiter_head, &m->threads[id].waiter_tail};
    default:
        return (struct list){&m->locks[id].waiter_head, &m->locks[id].waiter_tail};
    }
}

/* ---- the signal of one object ---------------------------------------------------------------- */

bool mdl_waitables_is_signalled(const struct mdl_machine *m, uint32_t waitable, mdl_context_id c)
{
    uint32_t id = id_of(waitable);

    switch (kind_of(waitable)) {
    case MDL_WAITABLE_EVENT:
        return m->events[id].signalled > 0;
    case MDL_WAITABLE_TIMER:
        return m->timers[id].signalled != 0;
    case MDL_WAITABLE_THREAD:
        return m->threads[id].phase == MDL_THREAD_ENDED;
    default:
        return mdl_blocking_mutex_is_free(m, id, c);
    }
}

static void take(struct mdl_machine *m, uint32_t waitable, mdl_context_id c)
{
    uint32_t id = id_of(waitable);
    struct mdl_event_state *event = &m->events[id];

    if (kind_of(waitable) == MDL_WAITABLE_LOCK) {
        mdl_blocking_mutex_take(m, id, c);
    } else if (kind_of(waitable) == MDL_WAITABLE_EVENT) {
        if (m->plan->events[id].kind != MDL_EVENT_NOTIFICATION) {
            event->signalled--;
            mdl_tell_event(m->record, m->engine.now, id, event->signalled > 0);
        }
        /* Language pin 7: the wait that is satisfied takes what was handed to the event. */
        mdl_requests_tell_all_taken(m, &event->bag, mdl_requests_by(m, c));
        mdl_requests_move(m, &m->runs[c].carried, &event->bag);
    }
}

/* ---- several at once ------------------------------------------------------------------------ */

static uint32_t count_of(const struct mdl_step *step)
{
    return step->number & ~MDL_WAIT_ALL;
}

static const uint32_t *objects_of(const struct mdl_machine *m, const struct mdl_step *step)
{
    return &m->plan->waitables[step->object];
}

/* Which of them ends the wait now, the first of all when all are needed; MDL_NONE: none does. */
static uint32_t satisfies(const struct mdl_machine *m, const struct mdl_step *step,
                          mdl_context_id c)
{
    const uint32_t *objects = objects_of(m, step);
    bool all = (step->number & MDL_WAIT_ALL) != 0;

    for (uint32_t k = 0; k < count_of(step); k++) {
        if (mdl_waitables_is_signalled(m, objects[k], c) != all) {
            return all ? MDL_NONE : k;
        }
    }
    return all ? 0 : MDL_NONE;
}

static void take_several(struct mdl_machine *m, const struct mdl_step *step, mdl_context_id c,
                         uint32_t which)
{
    const uint32_t *objects = objects_of(m, step);
    bool all = (step->number & MDL_WAIT_ALL) != 0;

    for (uint32_t k = all ? 0 : which; k < (all ? count_of(step) : which + 1); k++) {
        take(m, objects[k], c);
    }
    m->threads[c - m->thread_base].satisfied = (uint8_t)which;
}

static const struct mdl_step *step_of(const struct mdl_machine *m, mdl_thread_id thread)
{
    return &m->plan->steps[m->threads[thread].wait_object];
}

static void unlink_several(struct mdl_machine *m, mdl_thread_id thread)
{
    const struct mdl_step *step = step_of(m, thread);
    const uint32_t *objects = objects_of(m, step);

    for (uint32_t k = 0; k < count_of(step); k++) {
        struct list list = list_of(m, objects[k]);

        mdl_waits_unqueue(m, list.head, list.tail, mdl_waits_block(m, thread, k));
    }
}

enum mdl_outcome mdl_waitables_wait_several(struct mdl_machine *m, mdl_context_id c,
                                          const struct mdl_step *step, sim_duration timeout_ns)
{
    const uint32_t *objects = objects_of(m, step);
    mdl_thread_id thread = c - m->thread_base;
    uint32_t which = satisfies(m, step, c);

    m->contexts[c].result = which != MDL_NONE;
    if (which != MDL_NONE) {
        take_several(m, step, c, which);
        return MDL_RUNS;
    }
    if (timeout_ns == 0) {
        return MDL_RUNS;
    }
    mdl_waits_begin(m, thread, MDL_WAITS_SEVERAL, (uint32_t)(step - m->plan->steps),
                    MDL_WAIT_EXECUTIVE, MDL_NONE, timeout_ns);
    for (uint32_t k = 0; k < count_of(step); k++) {
        struct list list = list_of(m, objects[k]);

        mdl_waits_queue(m, list.head, list.tail, mdl_waits_block(m, thread, k));
    }
    return MDL_BLOCKED;
}

bool mdl_waitables_can_wait(const struct mdl_plan *plan, const struct mdl_step *step)
{
    if (step->kind == MDL_STEP_WAIT_OBJECT) {
        return kind_of(step->object) != MDL_WAITABLE_NOT;
    }
    for (uint32_t k = 0; k < count_of(step); k++) {
        if (kind_of(plan->waitables[step->object + k]) == MDL_WAITABLE_NOT) {
            return false;
        }
    }
    return true;
}

/* ---- one object ----------------------------------------------------------------------------- */

static mdl_object_id named(const struct mdl_machine *m, uint32_t waitable)
{
    uint32_t id = id_of(waitable);

    switch (kind_of(waitable)) {
    case MDL_WAITABLE_EVENT:
        return m->plan->events[id].object;
    case MDL_WAITABLE_TIMER:
        return m->plan->timers[id].object;
    case MDL_WAITABLE_THREAD:
        return m->plan->threads[id].object;
    default:
        return m->plan->locks[id].object;
    }
}

static enum mdl_wait_kind wait_kind_of(uint32_t waitable)
{
    static const enum mdl_wait_kind kinds[] = {
        [MDL_WAITABLE_EVENT] = MDL_WAITS_EVENT, [MDL_WAITABLE_TIMER] = MDL_WAITS_TIMER,
        [MDL_WAITABLE_THREAD] = MDL_WAITS_THREAD, [MDL_WAITABLE_LOCK] = MDL_WAITS_LOCK};

    return kinds[kind_of(waitable)];
}

static uint32_t waitable_of(const struct mdl_thread_state *t)
{
    switch (t->wait_kind) {
    case MDL_WAITS_EVENT:
        return MDL_WAITABLE(MDL_WAITABLE_EVENT, t->wait_object);
    case MDL_WAITS_TIMER:
        return MDL_WAITABLE(MDL_WAITABLE_TIMER, t->wait_object);
    case MDL_WAITS_THREAD:
        return MDL_WAITABLE(MDL_WAITABLE_THREAD, t->wait_object);
    default:
        SIM_ASSERT(t->wait_kind == MDL_WAITS_LOCK);
        return MDL_WAITABLE(MDL_WAITABLE_LOCK, t->wait_object);
    }
}

enum mdl_outcome mdl_waitables_wait(struct mdl_machine *m, mdl_context_id c, uint32_t waitable,
                                  sim_duration timeout_ns)
{
    mdl_thread_id thread = c - m->thread_base;
    struct list list;

    if (kind_of(waitable) == MDL_WAITABLE_LOCK) {   /* its attempts are measured */
        return mdl_blocking_acquire(m, c, id_of(waitable), 0, timeout_ns);
    }
    m->contexts[c].result = mdl_waitables_is_signalled(m, waitable, c);
    if (m->contexts[c].result) {
        take(m, waitable, c);
        return MDL_RUNS;
    }
    if (timeout_ns == 0) {
        return MDL_RUNS;
    }
    mdl_waits_begin(m, thread, wait_kind_of(waitable), id_of(waitable), MDL_WAIT_EXECUTIVE,
                    named(m, waitable), timeout_ns);
    list = list_of(m, waitable);
    mdl_waits_queue(m, list.head, list.tail, thread);
    return MDL_BLOCKED;
}

void mdl_waitables_give_up(struct mdl_machine *m, mdl_thread_id thread)
{
    const struct mdl_thread_state *t = &m->threads[thread];

    if (t->wait_kind == MDL_WAITS_SEVERAL) {
        unlink_several(m, thread);
    } else {
        struct list list = list_of(m, waitable_of(t));

        mdl_waits_unqueue(m, list.head, list.tail, thread);
    }
}

/* ---- signalling ----------------------------------------------------------------------------- */

/* Does the signal end this waiter's wait? Then it is over. */
static void offer(struct mdl_machine *m, uint32_t waitable, mdl_thread_id thread,
                  unsigned increment)
{
    mdl_context_id c = mdl_machine_thread_context(m, thread);

    if (m->threads[thread].wait_kind == MDL_WAITS_SEVERAL) {
        const struct mdl_step *step = step_of(m, thread);
        uint32_t which = satisfies(m, step, c);

        if (which == MDL_NONE) {
            return;   /* it waits for all, and others are missing */
        }
        unlink_several(m, thread);
        take_several(m, step, c, which);
    } else {
        struct list list = list_of(m, waitable);

        mdl_waits_unqueue(m, list.head, list.tail, thread);
        take(m, waitable, c);
    }
    if (kind_of(waitable) == MDL_WAITABLE_EVENT) {
        mdl_tell_woken(m->record, thread, id_of(waitable));
    }
    mdl_waits_signalled(m, thread, increment);
}

void mdl_waitables_signalled(struct mdl_machine *m, uint32_t waitable, unsigned increment)
{
    uint32_t waiter = *list_of(m, waitable).head;

    while (waiter != MDL_NONE) {
        mdl_thread_id thread = mdl_waits_thread(m, waiter);
        uint32_t next = mdl_waits_next(m, waiter);

        if (!mdl_waitables_is_signalled(m, waitable, mdl_machine_thread_context(m, thread))) {
            return;   /* taken */
        }
        offer(m, waitable, thread, increment);
        waiter = next;
    }
}

bool mdl_waitables_set(struct mdl_machine *m, mdl_event_id event, uint32_t count,
                     unsigned increment)
{
    struct mdl_event_state *state = &m->events[event];
    const struct mdl_event *plan = &m->plan->events[event];

    if (plan->kind != MDL_EVENT_SEMAPHORE) {
        state->signalled = 1;
    } else if (count > plan->limit - state->signalled) {
        return false;
    } else {
        state->signalled += count;
    }
    mdl_tell_event(m->record, m->engine.now, event, true);
    mdl_waitables_signalled(m, MDL_WAITABLE(MDL_WAITABLE_EVENT, event), increment);
    return true;
}

void mdl_waitables_reset(struct mdl_machine *m, mdl_event_id event)
{
    m->events[event].signalled = 0;
    mdl_tell_event(m->record, m->engine.now, event, false);
}

void mdl_waitables_pulse(struct mdl_machine *m, mdl_event_id event, unsigned increment)
{
    mdl_waitables_set(m, event, 1, increment);
    mdl_waitables_reset(m, event);
}
