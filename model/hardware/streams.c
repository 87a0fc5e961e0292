/* Streams of arrivals; see the header. */
#include "model/hardware/streams.h"

#include "model/hardware/controller.h"
#include "model/hardware/ranks.h"
#include "model/hardware/requests.h"

void mdl_streams_start(struct mdl_machine *m)
{
    for (mdl_stream_id stream = 0; stream < m->plan->stream_count; stream++) {
        if (m->plan->streams[stream].kind < MDL_STREAM_TIMER) {
            mdl_streams_schedule(m, &m->inlets[stream]);
        }
    }
}

void mdl_streams_silence(struct mdl_machine *m, mdl_stream_id stream)
{
    const struct mdl_stream *plan = &m->plan->streams[stream];

    if (plan->kind >= MDL_STREAM_TIMER) {
        return;
    }
    sim_engine_clear(&m->engine, m->slot_stream + stream);
    if (plan->moderation_after_ns > 0 || plan->moderation_idle_ns > 0) {
        sim_engine_clear(&m->engine, m->slot_stream + m->plan->stream_count + stream);
    }
    if (plan->kind == MDL_STREAM_LINE) {
        mdl_requests_lose(m, &m->streams[stream].waiting);
    }
}

void mdl_streams_resume(struct mdl_machine *m, mdl_stream_id stream)
{
    struct mdl_stream_state *state = &m->streams[stream];

    if (m->plan->streams[stream].kind >= MDL_STREAM_TIMER ||
        state->due_at == SIM_INSTANT_NEVER) {
        return;
    }
    while (state->due_at < m->engine.now) {
        state->due_at = sim_arrivals_next(&m->arrivals[stream], &state->position,
                                          &m->arrival_draws[stream]);
    }
    if (state->due_at != SIM_INSTANT_NEVER) {
        sim_engine_set(&m->engine, m->slot_stream + stream, state->due_at, MDL_RANK_OUTSIDE);
    }
}

/* Is it the stream of a device that is away? */
static bool is_silent(const struct mdl_machine *m, mdl_stream_id stream)
{
    for (mdl_device_id i = 0; i < m->plan->device_count; i++) {
        const struct mdl_device *device = &m->plan->devices[i];

        if (stream - device->stream_first < device->stream_count) {
            return m->devices[i].pulled || (m->devices[i].phase != MDL_DEVICE_WORKING &&
                                            m->devices[i].phase != MDL_DEVICE_LEAVING);
        }
    }
    return false;
}

/* The number of its first arrival: draws go on where they were; given instants are those of the
   run, of which the ones that are over do not come. */
static uint64_t first_number(const struct mdl_machine *m, const struct sim_arrivals *arrivals,
                             uint64_t so_far)
{
    uint64_t batch = arrivals->batch == 0 ? 1 : arrivals->batch, instant = 0;

    if (arrivals->kind == SIM_ARRIVALS_PERIODIC) {
        return 0;
    }
    if (arrivals->kind != SIM_ARRIVALS_LIST) {
        return (so_far + batch - 1) / batch * batch;
    }
    while (instant < arrivals->list_count && arrivals->list_at[instant] < m->engine.now) {
        instant++;
    }
    return instant * batch;
}

void mdl_streams_begin_anew(struct mdl_machine *m, mdl_stream_id stream)
{
    struct mdl_stream_state *state = &m->streams[stream];
    const struct sim_arrivals *arrivals = &m->arrivals[stream];
    uint64_t number = first_number(m, arrivals, state->position.number);
    bool is_renewal = arrivals->kind == SIM_ARRIVALS_RENEWAL && number > 0;

    state->position = (struct sim_arrivals_position){
        .number = number, .last_at = is_renewal ? arrivals->phase_ns : 0};
    state->due_at = sim_arrivals_next(arrivals, &state->position, &m->arrival_draws[stream]);
    if (is_silent(m, stream) || state->due_at == SIM_INSTANT_NEVER) {
        sim_engine_clear(&m->engine, m->slot_stream + stream);
    } else {
        sim_engine_set(&m->engine, m->slot_stream + stream, state->due_at, MDL_RANK_OUTSIDE);
    }
}

static bool is_moderated(const struct mdl_stream *plan)
{
    return plan->moderation_count > 0 || plan->moderation_after_ns > 0 ||
           plan->moderation_idle_ns > 0;
}

/* When the moderation of what waits is over, at the latest. */
static sim_instant moderated_at(const struct mdl_machine *m, mdl_stream_id stream)
{
    const struct mdl_stream *plan = &m->plan->streams[stream];
    const struct mdl_stream_state *state = &m->streams[stream];
    sim_instant at = SIM_INSTANT_NEVER;

    if (plan->moderation_after_ns > 0) {
        at = sim_instant_after(state->oldest_at, plan->moderation_after_ns);
    }
    if (plan->moderation_idle_ns > 0) {
        sim_instant idle_at = sim_instant_after(state->newest_at, plan->moderation_idle_ns);

        at = idle_at < at ? idle_at : at;
    }
    return at;
}

bool mdl_streams_speaks(const struct mdl_machine *m, mdl_stream_id stream)
{
    const struct mdl_stream *plan = &m->plan->streams[stream];
    const struct mdl_stream_state *state = &m->streams[stream];

    if (state->waiting.count == 0) {
        return false;
    }
    if (!is_moderated(plan)) {
        return true;
    }
    if (plan->moderation_count > 0 &&
        mdl_bag_size(&m->bags, &state->waiting) >= plan->moderation_count) {
        return true;
    }
    return moderated_at(m, stream) <= m->engine.now;
}

static void speak(struct mdl_machine *m, mdl_stream_id stream)
{
    const struct mdl_stream *plan = &m->plan->streams[stream];

    if (mdl_streams_speaks(m, stream)) {
        if (!m->lines[plan->owner].masked) {
            mdl_controller_assert(m, plan->owner);
        }
    } else if (moderated_at(m, stream) != SIM_INSTANT_NEVER) {
        sim_engine_set(&m->engine, m->slot_stream + m->plan->stream_count + stream,
                       moderated_at(m, stream), MDL_RANK_OUTSIDE);
    }
}

static void wait_in_device(struct mdl_machine *m, mdl_stream_id stream,
                           struct mdl_interval request)
{
    const struct mdl_stream *plan = &m->plan->streams[stream];
    struct mdl_stream_state *state = &m->streams[stream];
    struct mdl_bag refused = {0};

    if (plan->capacity > 0 && mdl_bag_size(&m->bags, &state->waiting) >= plan->capacity) {
        mdl_bag_append(&m->bags, &refused, request);
        mdl_requests_lose(m, &refused);
        return;
    }
    if (state->waiting.count == 0) {
        state->oldest_at = m->engine.now;
    }
    state->newest_at = m->engine.now;
    mdl_bag_append(&m->bags, &state->waiting, request);
}

void mdl_streams_arrive(struct mdl_machine *m, mdl_stream_id stream)
{
    wait_in_device(m, stream, mdl_requests_arrive(m, stream));
    if (m->plan->streams[stream].kind == MDL_STREAM_LINE) {
        m->lines[m->plan->streams[stream].owner].said++;
        speak(m, stream);
    }
}

void mdl_streams_deliver(struct mdl_machine *m, mdl_stream_id stream, struct mdl_interval request)
{
    struct mdl_stream_state *state = &m->streams[stream];
    struct mdl_bag finished = {0};

    if (state->waiting.count == 0) {
        state->oldest_at = m->engine.now;
    }
    state->newest_at = m->engine.now;
    mdl_bag_append(&m->bags, &finished, request);
    mdl_requests_join(m, &state->waiting, &finished);   /* it may be there from an earlier put */
    m->lines[m->plan->streams[stream].owner].said++;
    speak(m, stream);
}

void mdl_streams_moderated(struct mdl_machine *m, mdl_stream_id stream)
{
    if (m->streams[stream].waiting.count > 0) {
        speak(m, stream);   /* or later, when what waited longest has been taken */
    }
}

void mdl_streams_moderate(struct mdl_machine *m, mdl_stream_id stream)
{
    const struct mdl_stream *plan = &m->plan->streams[stream];

    if (m->streams[stream].waiting.count == 0 ||
        (plan->kind != MDL_STREAM_LINE && plan->kind != MDL_STREAM_STEPS)) {
        return;
    }
    sim_engine_clear(&m->engine, m->slot_stream + m->plan->stream_count + stream);
    if (mdl_streams_speaks(m, stream)) {
        mdl_controller_look_again(m, plan->owner);
    } else if (!is_silent(m, stream)) {
        speak(m, stream);
    }
}

void mdl_streams_take_all(struct mdl_machine *m, mdl_line_id line, struct mdl_bag *into)
{
    const struct mdl_line *plan = &m->plan->lines[line];

    for (uint32_t i = 0; i < plan->stream_count; i++) {
        mdl_requests_move(m, into, &m->streams[plan->stream_first + i].waiting);
    }
    for (uint32_t i = plan->target_first; i != 0; i = m->plan->targets[i - 1].next_of_line) {
        mdl_requests_move(m, into, &m->streams[m->plan->targets[i - 1].stream].waiting);
    }
}

void mdl_streams_give_back(struct mdl_machine *m, mdl_line_id line, struct mdl_bag *from)
{
    const struct mdl_line *plan = &m->plan->lines[line];
    struct mdl_bag since;

    for (uint32_t i = 0; i < plan->stream_count; i++) {
        since = (struct mdl_bag){0};
        mdl_bag_move(&since, &m->streams[plan->stream_first + i].waiting);
        mdl_requests_move(m, from, &since);
    }
    while (from->count > 0) {
        struct mdl_interval next = mdl_bag_take_one(&m->bags, from);

        mdl_bag_append(&m->bags, &m->streams[next.stream].waiting, next);
    }
}

static sim_instant oldest_of(const struct mdl_machine *m, mdl_stream_id stream)
{
    const struct mdl_bag *waiting = &m->streams[stream].waiting;
    const struct mdl_ring *ring;
    uint64_t number;

    if (waiting->count == 0) {
        return SIM_INSTANT_NEVER;
    }
    ring = &m->rings[waiting->first.stream];
    number = waiting->first.low;
    return number >= ring->oldest && number < ring->next
               ? ring->requests[number & ring->mask].arrived_at
               : SIM_INSTANT_NEVER - 1;
}

bool mdl_streams_take_one(struct mdl_machine *m, mdl_line_id line, struct mdl_bag *into)
{
    sim_instant oldest_at = SIM_INSTANT_NEVER;
    mdl_stream_id oldest = MDL_NONE, stream;
    struct mdl_stream_state *state;
    struct mdl_interval one;

    for (uint32_t i = 0; (stream = mdl_streams_of(m, line, i)) != MDL_NONE; i++) {
        sim_instant at = oldest_of(m, stream);

        if (at < oldest_at) {
            oldest_at = at;
            oldest = stream;
        }
    }
    if (oldest == MDL_NONE) {
        return false;
    }
    state = &m->streams[oldest];
    one = mdl_bag_take_one(&m->bags, &state->waiting);
    mdl_bag_append(&m->bags, into, one);
    mdl_requests_tell_taken(m, one, mdl_requests_actor(m));
    /* When a target finished what is left is not known: since now at the latest. */
    state->oldest_at = m->plan->streams[oldest].kind == MDL_STREAM_LINE ? oldest_of(m, oldest)
                                                                        : m->engine.now;
    return true;
}

uint64_t mdl_streams_depth(const struct mdl_machine *m, mdl_line_id line)
{
    mdl_stream_id stream;
    uint64_t depth = 0;

    for (uint32_t i = 0; (stream = mdl_streams_of(m, line, i)) != MDL_NONE; i++) {
        depth += mdl_bag_size(&m->bags, &m->streams[stream].waiting);
    }
    return depth;
}
