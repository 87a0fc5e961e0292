/* Sends; see the header. */
#include "model/drivers/targets.h"

#include "model/drivers/actions.h"
#include "model/drivers/ioqueues.h"
#include "model/drivers/items.h"
#include "model/drivers/nested.h"
#include "model/drivers/readers.h"
#include "model/drivers/runs.h"
#include "model/hardware/requests.h"
#include "model/hardware/servers.h"
#include "model/kernel/clock.h"
#include "model/kernel/waits.h"
#include "model/machine/cause.h"
#include "model/rules/ddi.h"
#include "model/rules/irql.h"

/* ---- sending -------------------------------------------------------------------------------- */

bool mdl_targets_refuse(struct mdl_machine *m, mdl_context_id id, mdl_target_id target)
{
    if (m->targets[target].purged) {
        m->runs[id].status = MDL_STATUS_INVALID_DEVICE_STATE;
    }
    return m->targets[target].purged != 0;
}

/* The timer of the sends' time-outs: due at the earliest. */
static void arm(struct mdl_machine *m, mdl_target_id target, mdl_processor_id p)
{
    mdl_timer_id timer = m->plan->targets[target].timer;
    const struct mdl_stay_list *lists[] = {&m->targets[target].waiting,
                                           &m->targets[target].served};
    uint64_t first = UINT64_MAX;

    for (int i = 0; i < 2; i++) {
        for (mdl_stay_id id = lists[i]->head; id != MDL_NONE;) {
            const struct mdl_stay *stay = mdl_stays_at(&m->stays, id);

            first = stay->deadline_tick < first ? stay->deadline_tick : first;
            id = stay->next;
        }
    }
    if (first != UINT64_MAX) {
        mdl_clock_set(m, timer,
                      mdl_clock_until(m, first * m->plan->profile.clock_period_ns), p);
    } else {
        mdl_clock_cancel(m, timer);
    }
}

/* A stay as this step wants it, not yet put. */
static mdl_stay_id make(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step)
{
    mdl_processor_id where = mdl_machine_where(m, id);
    mdl_stay_id stay = mdl_slab_take(&m->stays);

    *mdl_stays_at(&m->stays, stay) = (struct mdl_stay){
        .stream = MDL_NONE, .service_ns = MDL_STAY_OWN_SERVICE, .deadline_tick = UINT64_MAX,
        .answer_stream = MDL_NONE, .thread = MDL_NONE, .completion = step->number - 1,
        .processor = where == MDL_NONE ? 0 : where};
    return stay;
}

/* Its service draws by the request; how often it has been at a target sets visits apart. */
static void name(struct mdl_machine *m, mdl_stay_id id, const struct mdl_step *step,
                 struct mdl_interval request)
{
    struct mdl_stay *stay = mdl_stays_at(&m->stays, id);

    stay->stream = request.stream;
    stay->number = request.low;
    stay->iteration = mdl_requests_visit(m, request);
    mdl_requests_at_target(m, request, true);
    if (step->draw != MDL_NONE) {
        stay->service_ns = sim_law_draw(&m->laws[step->draw], &m->draws[step->draw],
                                        mdl_cause_of_request(m, request), stay->iteration);
    }
}

static void put(struct mdl_machine *m, mdl_target_id target, mdl_stay_id id,
                const struct mdl_step *step)
{
    mdl_processor_id processor = mdl_stays_at(&m->stays, id)->processor;

    if (step->value > 0) {
        mdl_stays_at(&m->stays, id)->deadline_tick =
            mdl_servers_deadline(m, (sim_duration)step->value);
    }
    mdl_servers_put(m, target, id);
    if (step->value > 0) {
        arm(m, target, processor);
    }
}

static mdl_target_id target_of(const struct mdl_step *step)
{
    return step->object & 0x0fffffffu;
}

bool mdl_targets_send(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step,
                      struct mdl_interval request)
{
    mdl_stay_id stay;

    if (!mdl_servers_has_room(m, target_of(step))) {
        return false;
    }
    stay = make(m, id, step);
    name(m, stay, step, request);
    put(m, target_of(step), stay, step);
    if (step->ddi != MDL_DDI_NONE && step->number == 0 &&
        mdl_requests_call(m, request) != MDL_NONE) {
        mdl_ioqueues_disown_later(m, id, mdl_requests_call(m, request));
    }
    return true;
}

bool mdl_targets_ask(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step)
{
    if (!mdl_servers_has_room(m, target_of(step))) {
        return false;
    }
    put(m, target_of(step), make(m, id, step), step);
    return true;
}

enum mdl_outcome mdl_targets_send_and_wait(struct mdl_machine *m, mdl_context_id id,
                                           const struct mdl_step *step)
{
    const struct mdl_target *plan = &m->plan->targets[step->object];
    sim_duration timeout_ns = step->value > 0 ? (sim_duration)step->value : MDL_WAITS_FOREVER;
    mdl_stay_id stay;

    if (m->contexts[id].flags & MDL_CONTEXT_WAITED) {
        return MDL_RUNS;
    }
    m->contexts[id].result = 0;
    if (mdl_targets_refuse(m, id, step->object) || !mdl_servers_has_room(m, step->object)) {
        return MDL_RUNS;
    }
    stay = make(m, id, step);
    if (plan->service != MDL_NONE) {
        name(m, stay, step, mdl_requests_arrive(m, plan->stream));
    }
    mdl_stays_at(&m->stays, stay)->thread = id - m->thread_base;
    mdl_servers_put(m, step->object, stay);
    mdl_waits_begin(m, id - m->thread_base, MDL_WAITS_SEND, stay, MDL_WAIT_EXECUTIVE,
                    plan->object, timeout_ns);
    return MDL_BLOCKED;
}

/* ---- coming back ---------------------------------------------------------------------------- */

static void wake(struct mdl_machine *m, const struct mdl_stay *stay, struct mdl_bag *answer)
{
    mdl_context_id sender = mdl_machine_thread_context(m, stay->thread);
    struct mdl_run *run = &m->runs[sender];

    mdl_requests_tell_all_taken(m, answer, mdl_requests_by(m, sender));
    mdl_requests_move(m, &run->carried, answer);
    run->status = stay->status;
    mdl_waits_end(m, stay->thread, !mdl_status_is_success((enum mdl_status)stay->status));
}

/* Nobody asks for it: an I/O request is completed by whoever finished it. True: as below. */
static bool forgotten(struct mdl_machine *m, mdl_context_id id, struct mdl_bag *back,
                      enum mdl_status status)
{
    bool nested = false;

    while (back->count > 0) {
        struct mdl_interval one = mdl_bag_take_one(&m->bags, back);
        mdl_io_call_id call = mdl_requests_call(m, one);

        if (call != MDL_NONE) {
            mdl_ioqueues_disown_later(m, id, call);
            nested = mdl_ioqueues_finish(m, id, call, status) || nested;
        }
        mdl_requests_release(m, one.stream, one.low, false);
    }
    return nested;
}

/* Takes what is done; true: its completion routine is executed next. */
static bool come_back(struct mdl_machine *m, mdl_context_id id, mdl_stay_id first)
{
    struct mdl_stay stay = *mdl_stays_at(&m->stays, first);
    struct mdl_bag answer = {0}, back = {0};

    mdl_servers_remove(m, first);
    mdl_slab_give(&m->stays, first);
    if (stay.answer_stream != MDL_NONE) {
        mdl_bag_append(&m->bags, &answer,
                       (struct mdl_interval){stay.answer_number, 1, stay.answer_stream});
    }
    if (stay.stream != MDL_NONE) {
        mdl_bag_append(&m->bags, &back, (struct mdl_interval){stay.number, 1, stay.stream});
    }
    if (stay.thread != MDL_NONE) {
        mdl_requests_drop(m, &back);
        wake(m, &stay, &answer);
        return false;
    }
    mdl_requests_join(m, &back, &answer);
    mdl_requests_tell_all_taken(m, &back, mdl_requests_by(m, id));
    if (stay.reader != 0 && !mdl_readers_returned(m, id, &stay)) {
        mdl_requests_drop(m, &back);
        return false;
    }
    if (stay.completion == MDL_NONE) {
        return forgotten(m, id, &back, (enum mdl_status)stay.status);
    }
    mdl_nested_call(m, id, m->plan->completions[stay.completion].program,
                    m->plan->completions[stay.completion].label, &back, true);
    m->runs[id].status = stay.status;
    mdl_nested_visit(m, id, stay.iteration);
    return true;
}

/*
 * The next that may come back here, or MDL_NONE. Completion routines of a UMDF driver are left to
 * a thread of its host process: a DPC queues the work item that has them.
 */
static mdl_stay_id next_done(struct mdl_machine *m, mdl_context_id id, mdl_target_id target)
{
    mdl_item_id host = m->plan->targets[target].host;
    mdl_stay_id first = m->targets[target].done.head;

    if (host == MDL_NONE || mdl_machine_is_thread(m, id)) {
        return first;
    }
    for (mdl_stay_id i = first; i != MDL_NONE; i = mdl_stays_at(&m->stays, i)->next) {
        const struct mdl_stay *stay = mdl_stays_at(&m->stays, i);

        if (stay->thread != MDL_NONE || (stay->completion == MDL_NONE && stay->reader == 0)) {
            return i;
        }
    }
    if (first != MDL_NONE) {
        (void)mdl_items_enqueue_internal(m, id, host);
    }
    return MDL_NONE;
}

/* While this thread of a host process calls a routine, another one may call the next. */
static void share_done(struct mdl_machine *m, mdl_context_id id, mdl_target_id target)
{
    mdl_item_id host = m->plan->targets[target].host;

    if (host != MDL_NONE && m->targets[target].done.head != MDL_NONE) {
        (void)mdl_items_enqueue_internal(m, id, host);
    }
}

void mdl_targets_done(struct mdl_machine *m, mdl_context_id id, mdl_target_id target)
{
    mdl_stay_id next;

    if (!(m->contexts[id].flags & MDL_CONTEXT_WAITED)) {
        m->runs[id].sent = 0;
    }
    mdl_readers_after(m, id, target);
    while (!mdl_ioqueues_after(m, id) && (next = next_done(m, id, target)) != MDL_NONE) {
        if (come_back(m, id, next)) {
            share_done(m, id, target);
            return;
        }
    }
    mdl_waits_drained(m, target);
}

static bool carries(struct mdl_machine *m, const struct mdl_bag *bag, const struct mdl_stay *stay)
{
    struct mdl_bag_walk walk = {0};
    struct mdl_interval interval;

    while (mdl_bag_next(&m->bags, bag, &walk, &interval)) {
        if (interval.stream == stay->stream && stay->number - interval.low < interval.length) {
            return true;
        }
    }
    return false;
}

/* Those of the list that are carried here come back cancelled; of who carries nothing, all. */
static void take_back_list(struct mdl_machine *m, mdl_context_id c, mdl_stay_id id)
{
    while (id != MDL_NONE) {
        mdl_stay_id next = mdl_stays_at(&m->stays, id)->next;

        if (m->runs[c].carried.count == 0 ||
            carries(m, &m->runs[c].carried, mdl_stays_at(&m->stays, id))) {
            mdl_servers_cancel(m, id, MDL_STATUS_CANCELLED);
        }
        id = next;
    }
}

static void take_back(struct mdl_machine *m, mdl_context_id c, mdl_target_id target)
{
    uint32_t stopped = m->targets[target].stopped;

    m->targets[target].stopped = MDL_TARGET_FROZEN;
    take_back_list(m, c, m->targets[target].served.head);
    take_back_list(m, c, m->targets[target].waiting.head);
    m->targets[target].stopped = stopped;
    mdl_servers_begin(m, target);
}

/* Those of the list that are due by then are done now, with this status. */
static void cancel_list(struct mdl_machine *m, mdl_stay_id id, uint64_t deadline_tick,
                   enum mdl_status status)
{
    while (id != MDL_NONE) {
        const struct mdl_stay *stay = mdl_stays_at(&m->stays, id);
        mdl_stay_id next = stay->next;

        if (stay->deadline_tick <= deadline_tick) {
            mdl_servers_cancel(m, id, status);
        }
        id = next;
    }
}

/* The same for all that was sent, oldest first; meanwhile it begins nothing. */
static void cancel(struct mdl_machine *m, mdl_target_id target, uint64_t deadline_tick,
                   enum mdl_status status)
{
    uint32_t stopped = m->targets[target].stopped;

    m->targets[target].stopped = MDL_TARGET_FROZEN;
    cancel_list(m, m->targets[target].served.head, deadline_tick, status);
    cancel_list(m, m->targets[target].waiting.head, deadline_tick, status);
    m->targets[target].stopped = stopped;
    mdl_servers_begin(m, target);
}

void mdl_targets_timeouts(struct mdl_machine *m, mdl_context_id id, mdl_target_id target)
{
    uint64_t tick = mdl_clock_tick_of(m, m->engine.now);

    if (!(m->contexts[id].flags & MDL_CONTEXT_WAITED)) {
        cancel(m, target, tick, MDL_STATUS_IO_TIMEOUT);
        arm(m, target, mdl_machine_where(m, id));
    }
    mdl_targets_done(m, id, target);
}

/* All that was sent and has not come back: served though the target is stopped. */
static void drain(struct mdl_machine *m, mdl_target_id target)
{
    const struct mdl_stay_list *lists[] = {&m->targets[target].waiting,
                                           &m->targets[target].served, &m->targets[target].done};

    for (int i = 0; i < 3; i++) {
        for (mdl_stay_id id = lists[i]->head; id != MDL_NONE;) {
            mdl_stays_at(&m->stays, id)->drains = 1;
            id = mdl_stays_at(&m->stays, id)->next;
        }
    }
}

/* Above APC_LEVEL nobody can wait: the rule of the call has said so. */
static enum mdl_outcome await(struct mdl_machine *m, mdl_context_id id, mdl_target_id target)
{
    if ((m->contexts[id].flags & MDL_CONTEXT_WAITED) || !mdl_machine_is_thread(m, id) ||
        m->contexts[id].irql >= MDL_IRQL_DISPATCH) {
        return MDL_RUNS;
    }
    drain(m, target);
    if (!mdl_waits_drains(m, target)) {
        return MDL_RUNS;
    }
    m->targets[target].stoppers++;
    mdl_waits_begin(m, id - m->thread_base, MDL_WAITS_TARGET, target, MDL_WAIT_EXECUTIVE,
                    m->plan->targets[target].object, MDL_WAITS_FOREVER);
    return MDL_BLOCKED;
}

enum mdl_outcome mdl_targets_stop(struct mdl_machine *m, mdl_context_id id,
                                  const struct mdl_step *step)
{
    mdl_target_id target = step->object;
    bool takes_back = step->number == MDL_STOP_TAKES_BACK;
    bool cancels = step->number == MDL_STOP_CANCEL || step->number == MDL_STOP_PURGE;

    if (takes_back && !(m->contexts[id].flags & MDL_CONTEXT_WAITED)) {
        take_back(m, id, target);
    } else if (!(m->contexts[id].flags & MDL_CONTEXT_WAITED)) {
        m->targets[target].stopped = MDL_TARGET_STOPPED;
        m->targets[target].purged |= step->number == MDL_STOP_PURGE;
        if (cancels && !m->plan->targets[target].interrupts) {
            cancel(m, target, UINT64_MAX, MDL_STATUS_CANCELLED);
        }
    }
    if (cancels || takes_back) {
        mdl_targets_done(m, id, target);
    }
    return step->number == MDL_STOP_WAIT ? await(m, id, target) : MDL_RUNS;
}

void mdl_targets_start(struct mdl_machine *m, mdl_target_id target)
{
    m->targets[target].stopped = MDL_TARGET_STARTED;
    m->targets[target].purged = 0;
    mdl_servers_begin(m, target);
}

bool mdl_targets_take(struct mdl_machine *m, mdl_target_id target, struct mdl_bag *into)
{
    const struct mdl_target *plan = &m->plan->targets[target];
    struct mdl_bag *finished = &m->streams[plan->stream].waiting;
    mdl_stay_id id;

    if (plan->interrupts && finished->count > 0) {
        mdl_bag_append(&m->bags, into, mdl_bag_take_one(&m->bags, finished));
        mdl_requests_tell_all_taken(m, into, mdl_requests_actor(m));
        return true;
    }
    id = mdl_servers_oldest(m, target);
    if (id == MDL_NONE || mdl_stays_at(&m->stays, id)->stream == MDL_NONE) {
        return false;
    }
    mdl_bag_append(&m->bags, into,
                   (struct mdl_interval){mdl_stays_at(&m->stays, id)->number, 1,
                                         mdl_stays_at(&m->stays, id)->stream});
    mdl_requests_tell_all_taken(m, into, mdl_requests_actor(m));
    mdl_servers_remove(m, id);
    mdl_slab_give(&m->stays, id);
    mdl_waits_drained(m, target);
    return true;
}
