/* Targets; see the header. */
#include "model/hardware/servers.h"

#include "model/hardware/controller.h"
#include "model/hardware/ranks.h"
#include "model/hardware/requests.h"
#include "model/hardware/streams.h"
#include "model/observe/tell.h"
#include "sim/base/check.h"
#include "sim/random/law.h"

static uint32_t station_of(const struct mdl_machine *m, mdl_target_id target)
{
    return m->plan->queue_count + target;
}

bool mdl_servers_has_room(const struct mdl_machine *m, mdl_target_id target)
{
    const struct mdl_target_state *state = &m->targets[target];
    uint32_t capacity = m->plan->targets[target].capacity;

    return capacity == 0 || state->waiting.count + state->served.count < capacity;
}

/* ---- service -------------------------------------------------------------------------------- */

static sim_duration service_of(struct mdl_machine *m, const struct mdl_target *plan,
                               const struct mdl_stay *stay)
{
    uint64_t ordinal;

    if (stay->service_ns != MDL_STAY_OWN_SERVICE) {
        return stay->service_ns;
    }
    ordinal = stay->number + m->causes[stay->stream];
    return sim_law_draw(&m->laws[plan->service], &m->draws[plan->service], ordinal,
                        stay->iteration);
}

static void schedule(struct mdl_machine *m, mdl_target_id target)
{
    mdl_stay_id first = m->targets[target].served.head;

    if (first == MDL_NONE) {
        sim_engine_clear(&m->engine, m->slot_target + target);
    } else {
        sim_engine_set(&m->engine, m->slot_target + target,
                       mdl_stays_at(&m->stays, first)->due_at, MDL_RANK_OUTSIDE);
    }
}

/* Off the waiting list: its wait is over. */
static void leave_queue(struct mdl_machine *m, mdl_stay_id id)
{
    struct mdl_stay *stay = mdl_stays_at(&m->stays, id);

    mdl_stays_remove(&m->stays, &m->targets[stay->target].waiting, id);
    mdl_tell_station_left(m->record, m->engine.now, station_of(m, stay->target), stay->since_at);
}

/* Only told: where its request is from now on. */
static void tell_stays(struct mdl_machine *m, const struct mdl_stay *stay, uint32_t by,
                       enum mdl_tell_place place)
{
    if (stay->stream != MDL_NONE) {
        mdl_requests_tell_stays(m, (struct mdl_interval){stay->number, 1, stay->stream}, by, place,
                                stay->target);
    }
}

static void serve(struct mdl_machine *m, mdl_target_id target, mdl_stay_id id)
{
    struct mdl_stay_list *served = &m->targets[target].served;
    struct mdl_stay *stay = mdl_stays_at(&m->stays, id);
    mdl_stay_id before = MDL_NONE;

    leave_queue(m, id);
    stay->phase = MDL_STAY_SERVED;
    stay->due_at = sim_instant_after(m->engine.now,
                                     service_of(m, &m->plan->targets[target], stay));
    for (mdl_stay_id last = served->tail;
         last != MDL_NONE && mdl_stays_at(&m->stays, last)->due_at > stay->due_at;
         last = mdl_stays_at(&m->stays, last)->previous) {
        before = last;
    }
    mdl_stays_insert(&m->stays, served, id, before);
    mdl_tell_station_serves(m->record, m->engine.now, station_of(m, target), true);
    tell_stays(m, stay, MDL_NONE, MDL_PLACE_TARGET);
}

static void answer(struct mdl_machine *m, mdl_target_id target);

/* Is there one that may leave its queue? */
static bool may_begin(struct mdl_machine *m, mdl_target_id target)
{
    const struct mdl_target_state *state = &m->targets[target];

    return state->waiting.count > 0 && !state->asleep &&
           (state->stopped == MDL_TARGET_STARTED ||
            (state->stopped == MDL_TARGET_STOPPED &&
             mdl_stays_at(&m->stays, state->waiting.head)->drains));
}

void mdl_servers_begin(struct mdl_machine *m, mdl_target_id target)
{
    const struct mdl_target *plan = &m->plan->targets[target];
    struct mdl_target_state *state = &m->targets[target];

    if ((state->stopped | state->asleep) && !may_begin(m, target)) {
        return;
    }
    if (plan->service == MDL_NONE) {
        answer(m, target);
        return;
    }
    while (may_begin(m, target) && state->served.count < plan->servers) {
        serve(m, target, state->waiting.head);
    }
    schedule(m, target);
}

void mdl_servers_sleep(struct mdl_machine *m, mdl_target_id target, bool asleep)
{
    m->targets[target].asleep = asleep;
    mdl_servers_begin(m, target);
}

void mdl_servers_put(struct mdl_machine *m, mdl_target_id target, mdl_stay_id id)
{
    struct mdl_stay *stay = mdl_stays_at(&m->stays, id);

    stay->target = target;
    stay->since_at = m->engine.now;
    stay->phase = MDL_STAY_WAITING;
    mdl_stays_append(&m->stays, &m->targets[target].waiting, id);
    mdl_tell_station_joined(m->record, m->engine.now, station_of(m, target));
    tell_stays(m, stay, mdl_requests_actor(m), MDL_PLACE_TARGET_QUEUE);
    mdl_servers_begin(m, target);
}

/* ---- the end of it -------------------------------------------------------------------------- */

/* The target's own interrupt goes where the request came from. */
static void interrupt(struct mdl_machine *m, const struct mdl_target *plan,
                      mdl_processor_id processor)
{
    m->lines[plan->line].last_on = processor;
    mdl_controller_assert(m, plan->line);
}

/* It is neither served nor waits for it any more. */
static void left(struct mdl_machine *m, const struct mdl_stay *stay)
{
    if (stay->stream != MDL_NONE) {
        mdl_requests_at_target(m, (struct mdl_interval){stay->number, 1, stay->stream}, false);
    }
}

/* It is on no list now. */
static void finish(struct mdl_machine *m, mdl_stay_id id, enum mdl_status status)
{
    struct mdl_stay stay = *mdl_stays_at(&m->stays, id);
    const struct mdl_target *plan = &m->plan->targets[stay.target];

    left(m, &stay);
    tell_stays(m, &stay, MDL_NONE, MDL_PLACE_DEVICE);
    if (plan->interrupts) {
        mdl_slab_give(&m->stays, id);
        mdl_streams_deliver(m, plan->stream,
                            (struct mdl_interval){stay.number, 1, stay.stream});
        return;
    }
    mdl_stays_at(&m->stays, id)->phase = MDL_STAY_DONE;
    mdl_stays_at(&m->stays, id)->status = (uint32_t)status;
    mdl_stays_append(&m->stays, &m->targets[stay.target].done, id);
}

static void off_server(struct mdl_machine *m, mdl_stay_id id)
{
    mdl_target_id target = mdl_stays_at(&m->stays, id)->target;

    mdl_stays_remove(&m->stays, &m->targets[target].served, id);
    mdl_tell_station_serves(m->record, m->engine.now, station_of(m, target), false);
}

void mdl_servers_fire(struct mdl_machine *m, mdl_target_id target)
{
    const struct mdl_target *plan = &m->plan->targets[target];
    struct mdl_target_state *state = &m->targets[target];
    mdl_stay_id id = state->served.head;

    while (id != MDL_NONE && mdl_stays_at(&m->stays, id)->due_at <= m->engine.now) {
        mdl_processor_id processor = mdl_stays_at(&m->stays, id)->processor;

        off_server(m, id);
        finish(m, id, MDL_STATUS_SUCCESS);
        if (!plan->interrupts) {
            interrupt(m, plan, processor);
        }
        id = state->served.head;
    }
    mdl_servers_begin(m, target);
    schedule(m, target);
}

static void take_off(struct mdl_machine *m, mdl_stay_id id)
{
    mdl_target_id target = mdl_stays_at(&m->stays, id)->target;

    switch ((enum mdl_stay_phase)mdl_stays_at(&m->stays, id)->phase) {
    case MDL_STAY_WAITING:
        leave_queue(m, id);
        break;
    case MDL_STAY_SERVED:
        off_server(m, id);
        mdl_servers_begin(m, target);
        schedule(m, target);
        break;
    default:
        mdl_stays_remove(&m->stays, &m->targets[target].done, id);
    }
}

void mdl_servers_remove(struct mdl_machine *m, mdl_stay_id id)
{
    if (mdl_stays_at(&m->stays, id)->phase != MDL_STAY_DONE) {
        left(m, mdl_stays_at(&m->stays, id));
    }
    take_off(m, id);
}

void mdl_servers_cancel(struct mdl_machine *m, mdl_stay_id id, enum mdl_status status)
{
    SIM_ASSERT(mdl_stays_at(&m->stays, id)->phase != MDL_STAY_DONE);
    SIM_ASSERT(!m->plan->targets[mdl_stays_at(&m->stays, id)->target].interrupts);
    take_off(m, id);
    finish(m, id, status);
    if (status == MDL_STATUS_IO_TIMEOUT) {
        mdl_tell_station_timed_out(m->record, m->engine.now,
                                   station_of(m, mdl_stays_at(&m->stays, id)->target));
    }
}

static mdl_stay_id first_free(struct mdl_machine *m, mdl_stay_id id)
{
    while (id != MDL_NONE && mdl_stays_at(&m->stays, id)->thread != MDL_NONE) {
        id = mdl_stays_at(&m->stays, id)->next;
    }
    return id;
}

mdl_stay_id mdl_servers_oldest(struct mdl_machine *m, mdl_target_id target)
{
    mdl_stay_id served = first_free(m, m->targets[target].served.head);

    for (mdl_stay_id id = served; id != MDL_NONE;
         id = first_free(m, mdl_stays_at(&m->stays, id)->next)) {
        if (mdl_stays_at(&m->stays, id)->since_at < mdl_stays_at(&m->stays, served)->since_at) {
            served = id;
        }
    }
    return served != MDL_NONE ? served : first_free(m, m->targets[target].waiting.head);
}

/* ---- arrivals ------------------------------------------------------------------------------- */

/* The oldest request that waits gets the oldest arrival, as long as there are both. */
static void answer(struct mdl_machine *m, mdl_target_id target)
{
    const struct mdl_target *plan = &m->plan->targets[target];
    struct mdl_target_state *state = &m->targets[target];
    struct mdl_bag *waiting = &m->streams[plan->stream].waiting;

    while (waiting->count > 0 && may_begin(m, target)) {
        struct mdl_interval arrival = mdl_bag_take_one(&m->bags, waiting);
        mdl_stay_id id = state->waiting.head;
        struct mdl_stay *stay = mdl_stays_at(&m->stays, id);
        mdl_processor_id processor = stay->processor;

        leave_queue(m, id);
        stay->answer_stream = arrival.stream;
        stay->answer_number = arrival.low;
        finish(m, id, MDL_STATUS_SUCCESS);
        interrupt(m, plan, processor);
    }
}

void mdl_servers_arrive(struct mdl_machine *m, mdl_target_id target)
{
    mdl_streams_arrive(m, m->plan->targets[target].stream);
    mdl_servers_begin(m, target);
}

/* ---- time-outs and the stop ----------------------------------------------------------------- */

uint64_t mdl_servers_deadline(const struct mdl_machine *m, sim_duration timeout_ns)
{
    sim_duration period_ns = m->plan->profile.clock_period_ns;
    uint64_t tick = m->engine.now / period_ns;
    uint64_t due = (sim_instant_after(tick * period_ns, timeout_ns) + period_ns - 1) / period_ns;

    return due <= tick ? tick + 1 : due;
}

void mdl_servers_close(struct mdl_machine *m)
{
    for (mdl_target_id target = 0; target < m->plan->target_count; target++) {
        for (mdl_stay_id id = m->targets[target].waiting.head; id != MDL_NONE;) {
            const struct mdl_stay *stay = mdl_stays_at(&m->stays, id);

            mdl_tell_station_waiting(m->record, m->engine.now, station_of(m, target),
                                     stay->since_at);
            id = stay->next;
        }
    }
}
