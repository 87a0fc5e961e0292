/* The commonest events; see the header. */
#include "model/drivers/common.h"

#include "model/drivers/items.h"
#include "model/drivers/runs.h"
#include "model/drivers/steps.h"
#include "model/executive/pools.h"
#include "model/hardware/requests.h"
#include "model/kernel/kqueue.h"
#include "model/kernel/processor.h"
#include "model/machine/shapes.h"
#include "model/rules/irql.h"

/* ---- an arrival ----------------------------------------------------------------------------- */

/* Must it wait in the list, with no further worker asked for? */
static inline bool only_waits(const struct mdl_lane *lane, const struct mdl_pool_state *q)
{
    return (lane->flags & MDL_LANE_PLAIN) && q->current[0] >= lane->calm &&
           (q->current[0] >= lane->maximum || q->waiter_head == MDL_NONE);
}

bool mdl_common_arrives(struct mdl_machine *m, mdl_stream_id stream,
                        const struct mdl_inlet *inlet)
{
    const struct mdl_lane *lane = inlet->lane;
    mdl_instance_id instance = mdl_items_choose(m, lane->plan, lane->item);
    struct mdl_instance_state *state = &m->instances[instance];
    struct mdl_interval request;

    if (state->queued || state->rundown) {
        return false;
    }
    mdl_items_mark_taken(m, instance);
    request = mdl_requests_arrive(m, stream);
    m->last_step = inlet->last_step;
    state->first_call = lane->item->calls++;
    state->queued = state->done_clear = 1;
    mdl_bag_append(&m->bags, &state->bag, request);
    mdl_tell_item_called(m->record, m->engine.now, instance, MDL_CALL_QUEUED);
    if (only_waits(lane, lane->pool)) {
        lane->pool->queued_total++;
        mdl_kqueue_append(m, lane->pool, instance, 0);
    } else {
        mdl_pools_queue(m, lane->plan, instance, MDL_NONE);
    }
    return true;
}

/* ---- a worker ------------------------------------------------------------------------------- */

struct worker {
    struct mdl_machine *m;
    struct mdl_context *c;
    struct mdl_thread_state *t;
    struct mdl_run *run;
    mdl_context_id id;
    mdl_thread_id thread;
};

/* Serves the first request that is carried; false: its run takes no time. */
static inline bool serve(const struct worker *w, const struct mdl_lane *lane)
{
    struct mdl_run *run = w->run;

    w->m->last_step = lane->first + MDL_SERVES_RUN;
    run->ordinal = mdl_runs_ordinal(w->m, run->carried.first);
    run->iteration = 0;
    w->c->left_ns = sim_law_draw(lane->law, lane->draws, run->ordinal, 0);
    return w->c->left_ns > 0;
}

/* A request has been served: the next one, or the end of the run. */
static inline enum mdl_outcome served(const struct worker *w, const struct mdl_lane *lane)
{
    struct mdl_context *c = w->c;

    for (;;) {
        mdl_requests_drop_one(w->m, &w->run->carried);
        if (w->run->carried.count == 0) {
            break;
        }
        if (serve(w, lane)) {
            return MDL_RUNS;
        }
    }
    c->flags = MDL_CONTEXT_ENTERED;   /* nothing is left over */
    w->m->last_step = lane->first + MDL_SERVES_END;
    mdl_items_left(w->m, c->object, lane->item, w->thread, c->own_ns);
    return c->irql == MDL_IRQL_PASSIVE && w->run->locks_held == 0 ? MDL_RETURNED
                                                                  : mdl_runs_return(w->m, w->id);
}

/* The callback is entered, and what was handed over is served; without a request the interpreter
   goes on behind ITEM_ENTER. */
static inline enum mdl_outcome begin(const struct worker *w, const struct mdl_lane *lane)
{
    struct mdl_context *c = w->c;

    c->label = lane->label;
    c->frame_count = 0;
    c->own_ns = 0;
    c->entered_at = w->m->engine.now;
    mdl_tell_item_entered(w->m->record, w->m->engine.now, c->object, w->thread);
    if (w->run->carried.count == 0) {
        w->m->last_step = lane->first + MDL_SERVES_ENTER;
        c->flags = MDL_CONTEXT_ENTERED;
        c->step = lane->first + MDL_SERVES_EACH;
        w->run->iteration = 0;
        return mdl_steps_run(w->m, w->id);
    }
    c->flags = MDL_CONTEXT_ENTERED | MDL_CONTEXT_SERVING | MDL_CONTEXT_COMMON;
    c->step = lane->first + MDL_SERVES_EACH_NEXT;
    return serve(w, lane) ? MDL_RUNS : served(w, lane);
}

/* Goes on with an item that it has, or with what its pool has. */
static enum mdl_outcome take(const struct worker *w)
{
    const struct mdl_lane *lane;

    if (!mdl_pools_take(w->m, w->thread, w->t, w->c)) {
        return MDL_BLOCKED;
    }
    lane = &w->m->lanes[w->m->instances[w->c->object].item];
    if (!(lane->flags & MDL_LANE_SERVES)) {
        return mdl_steps_run(w->m, w->id);
    }
    if (mdl_runs_is_stuck(w->m)) {
        return MDL_YIELDS;
    }
    if (lane->flags & MDL_LANE_FRAMEWORK) {
        mdl_items_enter_framework(w->m, w->id, lane->plan);
    }
    return begin(w, lane);
}

/* May a worker that has just left this lane go on in the lane of the first item in the list? */
static inline const struct mdl_lane *next_lane(const struct worker *w,
                                               const struct mdl_lane *lane)
{
    const struct mdl_pool_state *q = lane->pool;
    const struct mdl_lane *next;

    if (!(lane->flags & MDL_LANE_PLAIN) || q->head[0] == MDL_NONE || !w->t->counted ||
        q->current[0] > lane->maximum || q->current[0] < lane->calm) {
        return NULL;
    }
    next = &w->m->lanes[w->m->instances[q->head[0]].item];
    return (next->flags & MDL_LANE_SERVES) && w->m->engine.steps < w->m->engine.steps_max ? next
                                                                                         : NULL;
}

/* The worker takes the first item of the list and begins with it, all at this instant. */
static inline enum mdl_outcome go_on(const struct worker *w, const struct mdl_lane *lane)
{
    struct mdl_machine *m = w->m;
    mdl_instance_id instance = mdl_kqueue_go_on(m, lane->pool, w->t);
    struct mdl_instance_state *state = &m->instances[instance];

    m->engine.steps++;
    w->c->object = instance;
    if (lane->flags & MDL_LANE_FRAMEWORK) {
        state->owner = w->thread;   /* W81 */
    }
    state->queued = 0;
    state->running++;
    w->run->ordinal = state->first_call;
    mdl_requests_move(m, &w->run->carried, &state->bag);
    mdl_tell_item_handed(m->record, m->engine.now, instance, w->thread, w->t->processor);
    mdl_tell_item_cleared(m->record, m->engine.now, instance, w->thread);
    return begin(w, lane);
}

enum mdl_outcome mdl_common_worker(struct mdl_machine *m, mdl_context_id id)
{
    mdl_thread_id thread = id - m->thread_base;
    const struct worker w = {m, &m->contexts[id], &m->threads[thread], &m->runs[id], id, thread};
    const struct mdl_lane *lane = NULL;
    enum mdl_outcome outcome;

    if (w.c->flags & MDL_CONTEXT_COMMON) {
        lane = &m->lanes[m->instances[w.c->object].item];
        outcome = served(&w, lane);
    } else {
        outcome = w.c->step == MDL_NONE ? take(&w) : mdl_steps_run(m, id);
    }
    while (outcome == MDL_RETURNED) {
        w.t->instance = MDL_NONE;
        w.c->step = MDL_NONE;
        if (!mdl_processor_may_go_on(m, w.t->processor)) {
            return MDL_YIELDS;   /* what starts next sees the whole instant */
        }
        lane = lane == NULL ? NULL : next_lane(&w, lane);
        outcome = lane == NULL ? take(&w) : go_on(&w, lane);
    }
    return outcome;
}
