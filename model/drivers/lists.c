/* Lists of a driver's own; see the header. */
#include "model/drivers/lists.h"

#include "model/hardware/requests.h"
#include "model/observe/tell.h"

/* Is the run inside an each_request that takes from this? */
static bool is_from(const struct mdl_machine *m, mdl_context_id c, uint32_t from)
{
    for (uint32_t i = 0; i < m->contexts[c].frame_count; i++) {
        const struct mdl_step *head = &m->plan->steps[m->runs[c].frames[i].step];

        if (head->kind == MDL_STEP_EACH_FROM && head->object == from) {
            return true;
        }
    }
    return false;
}

bool mdl_lists_append(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step,
                      struct mdl_interval request)
{
    mdl_queue_id queue = step->object & 0x0fffffffu;
    struct mdl_queue_state *state = &m->queues[queue];
    uint32_t capacity = m->plan->queues[queue].capacity;
    mdl_stay_id stay;

    if (capacity > 0 && state->waiting.count >= capacity) {
        return false;
    }
    if (m->hands_back && is_from(m, c, step->object)) {
        mdl_requests_hand_back(m, &(struct mdl_bag){.first = request, .count = 1});
    }
    stay = mdl_slab_take(&m->stays);
    *mdl_stays_at(&m->stays, stay) = (struct mdl_stay){
        .number = request.low, .stream = request.stream, .since_at = m->engine.now};
    mdl_stays_append(&m->stays, &state->waiting, stay);
    mdl_tell_station_joined(m->record, m->engine.now, queue);
    mdl_requests_tell_stays(m, request, mdl_requests_by(m, c), MDL_PLACE_QUEUE, queue);
    return true;
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
    mdl_requests_tell_taken(m, (struct mdl_interval){stay.number, 1, stay.stream},
                            mdl_requests_actor(m));
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
