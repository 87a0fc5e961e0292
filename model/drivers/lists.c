/* Lists of a driver's own; see the header. */
#include "model/drivers/lists.h"

#include "model/hardware/requests.h"
#include "model/observe/tell.h"

/* The list becomes the holder in the giver's place; false: it is full. */
static bool append(struct mdl_machine *m, mdl_queue_id queue, struct mdl_interval request)
{
    struct mdl_queue_state *state = &m->queues[queue];
    uint32_t capacity = m->plan->queues[queue].capacity;
    mdl_stay_id stay;

    if (capacity > 0 && state->waiting.count >= capacity) {
        return false;
    }
    stay = mdl_slab_take(&m->stays);
    *mdl_stays_at(&m->stays, stay) = (struct mdl_stay){
        .number = request.low, .stream = request.stream, .since_at = m->engine.now};
    mdl_stays_append(&m->stays, &state->waiting, stay);
    mdl_tell_station_joined(m->record, m->engine.now, queue);
    return true;
}

static bool put_new(struct mdl_machine *m, mdl_queue_id queue)
{
    struct mdl_interval request = mdl_requests_arrive(m, m->plan->queues[queue].stream);
    struct mdl_bag refused = {0};

    if (append(m, queue, request)) {
        return true;
    }
    mdl_bag_append(&m->bags, &refused, request);
    mdl_requests_lose(m, &refused);
    return false;
}

/* Parts what is carried into what the list holds now as well and what it has no room for. */
static void put_each(struct mdl_machine *m, mdl_queue_id queue, struct mdl_bag *carried,
                     struct mdl_bag *ret_put, struct mdl_bag *ret_refused)
{
    while (carried->count > 0) {
        struct mdl_interval one = mdl_bag_take_one(&m->bags, carried);
        bool fits = append(m, queue, one);

        if (fits) {
            mdl_requests_hold(m, one);
        }
        mdl_bag_append(&m->bags, fits ? ret_put : ret_refused, one);
    }
}

bool mdl_lists_put(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step)
{
    struct mdl_bag *carried = &m->runs[c].carried;
    struct mdl_bag put = {0}, refused = {0};

    if (carried->count == 0 || (step->flags & MDL_STEP_NO_REQUESTS)) {
        return put_new(m, step->object);
    }
    put_each(m, step->object, carried, &put, &refused);
    if (refused.count == 0) {
        mdl_bag_move(carried, &put);
        return true;
    }
    if (step->flags & MDL_STEP_LOSES) {
        mdl_requests_lose(m, &refused);
        mdl_bag_move(carried, &put);
    } else {   /* the branch beside the step decides about those that found no room */
        mdl_requests_drop(m, &put);
        mdl_bag_move(carried, &refused);
    }
    return false;
}

bool mdl_lists_take(struct mdl_machine *m, mdl_queue_id queue, struct mdl_bag *into)
{
    struct mdl_queue_state *state = &m->queues[queue];
    mdl_stay_id id = state->waiting.head;
    struct mdl_stay stay;

    if (id == MDL_NONE) {
        return false;
    }
    stay = *mdl_stays_at(&m->stays, id);
    mdl_stays_remove(&m->stays, &state->waiting, id);
    mdl_slab_give(&m->stays, id);
    mdl_tell_station_left(m->record, m->engine.now, queue, stay.since_at);
    mdl_bag_append(&m->bags, into, (struct mdl_interval){stay.number, 1, stay.stream});
    return true;
}

void mdl_lists_close(struct mdl_machine *m)
{
    for (mdl_queue_id queue = 0; queue < m->plan->queue_count; queue++) {
        for (mdl_stay_id id = m->queues[queue].waiting.head; id != MDL_NONE;) {
            const struct mdl_stay *stay = mdl_stays_at(&m->stays, id);

            mdl_tell_station_waiting(m->record, m->engine.now, queue, stay->since_at);
            id = stay->next;
        }
    }
}
