/* Continuous readers; see the header. */
#include "model/drivers/readers.h"

#include "model/drivers/items.h"
#include "model/hardware/requests.h"
#include "model/hardware/servers.h"
#include "model/kernel/dpc.h"
#include "model/machine/cause.h"

/* Its service draws by its request; a target with arrivals has none: they are the requests. */
static void send(struct mdl_machine *m, mdl_target_id target, uint32_t read, mdl_processor_id p)
{
    const struct mdl_target *plan = &m->plan->targets[target];
    mdl_stay_id id = mdl_slab_take(&m->stays);
    struct mdl_stay stay = {
        .stream = MDL_NONE, .service_ns = MDL_STAY_OWN_SERVICE, .deadline_tick = UINT64_MAX,
        .answer_stream = MDL_NONE, .thread = MDL_NONE, .completion = plan->reader.completion,
        .processor = p == MDL_NONE ? 0 : p, .reader = (uint16_t)(read + 1)};

    if (plan->service != MDL_NONE) {
        struct mdl_interval request = mdl_requests_arrive(m, plan->stream);

        stay.stream = request.stream;
        stay.number = request.low;
        stay.iteration = mdl_requests_visit(m, request);
        mdl_requests_at_target(m, request, true);
    }
    *mdl_stays_at(&m->stays, id) = stay;
    m->targets[target].reading |= 1u << read;
    mdl_servers_put(m, target, id);
}

/* Not while the target is stopped, and not twice: a start may have come first. */
static void send_again(struct mdl_machine *m, mdl_target_id target, uint32_t read,
                       mdl_processor_id p)
{
    const struct mdl_target_state *state = &m->targets[target];

    if (state->stopped == MDL_TARGET_STARTED && !(state->reading & 1u << read) &&
        mdl_servers_has_room(m, target)) {
        send(m, target, read, p);
    }
}

void mdl_readers_start(struct mdl_machine *m, mdl_target_id target, mdl_processor_id p)
{
    for (uint32_t read = 0; read < m->plan->targets[target].reader.reads; read++) {
        send_again(m, target, read, p);
    }
}

bool mdl_readers_returned(struct mdl_machine *m, mdl_context_id c, const struct mdl_stay *stay)
{
    const struct mdl_reader *plan = &m->plan->targets[stay->target].reader;

    m->targets[stay->target].reading &= ~(1u << (stay->reader - 1));
    if (mdl_status_is_success((enum mdl_status)stay->status)) {
        m->runs[c].reader = (uint8_t)stay->reader;
        return true;
    }
    if (m->targets[stay->target].stopped == MDL_TARGET_STARTED) {
        mdl_items_enqueue_internal(m, c, plan->item);
    }
    return false;
}

void mdl_readers_after(struct mdl_machine *m, mdl_context_id c, mdl_target_id target)
{
    const struct mdl_reader *plan = &m->plan->targets[target].reader;
    uint32_t reader = m->runs[c].reader;

    if (reader == 0) {
        return;
    }
    m->runs[c].reader = 0;
    if (plan->again != MDL_NONE) {
        (void)mdl_items_enqueue_internal(m, c, plan->again + reader - 1);
    } else {
        mdl_dpc_insert(m, plan->dpc + reader - 1, mdl_machine_where(m, c), MDL_NONE,
                       mdl_cause_of_call(m, c, 0));
    }
}

void mdl_readers_perform(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step)
{
    mdl_processor_id p = mdl_machine_where(m, c);

    if (step->kind == MDL_STEP_READER_SEND) {
        send_again(m, step->object & 0x0fffffffu, step->object >> 28, p);
    } else {
        mdl_readers_start(m, step->object, p);
    }
}
