/* The commonest events; see the header. */
#include "model/drivers/common.h"

#include "model/drivers/items.h"
#include "model/drivers/runs.h"
#include "model/drivers/steps.h"
#include "model/executive/pools.h"
#include "model/hardware/requests.h"
#include "model/hardware/streams.h"
#include "model/kernel/dispatcher.h"
#include "model/kernel/kqueue.h"
#include "model/kernel/processor.h"
#include "model/kernel/waits.h"
#include "model/machine/cause.h"
#include "model/machine/shapes.h"
#include "model/observe/tell_course.h"
#include "model/rules/irql.h"
#include "sim/base/paths.h"

/* The flags of a context that serves in its lane, and pays for nothing else just now. */
#define IN_LANE (MDL_CONTEXT_ENTERED | MDL_CONTEXT_SERVING | MDL_CONTEXT_COMMON)

/* ---- a run in its lane ---------------------------------------------------------------------- */

static inline const struct mdl_lane *lane_of(const struct mdl_machine *m, mdl_instance_id instance)
{
    return &m->lanes[m->instances[instance].item];
}

/* How long the request with this ordinal will be served. */
static inline sim_duration length_of(const struct mdl_lane *lane, uint64_t ordinal)
{
    return sim_law_draw(lane->law, lane->draws, ordinal, 0);
}

/* Begins to serve the first request that is carried, for so long. */
static inline void serve(struct mdl_machine *m, struct mdl_context *c, struct mdl_run *run,
                         const struct mdl_lane *lane, uint64_t ordinal, sim_duration length_ns)
{
    m->last_step = lane->first + MDL_SERVES_RUN;
    run->ordinal = ordinal;
    run->iteration = 0;
    c->left_ns = length_ns;
}

/* A request has been served: the next one, or the end of the run. */
static inline enum mdl_outcome served(struct mdl_machine *m, mdl_context_id id,
                                      struct mdl_context *c, struct mdl_run *run)
{
    const struct mdl_lane *lane = lane_of(m, c->object);

    mdl_requests_drop_one(m, &run->carried);
    if (run->carried.count > 0) {
        uint64_t ordinal = mdl_requests_cause(m, run->carried.first);

        serve(m, c, run, lane, ordinal, length_of(lane, ordinal));
        return MDL_RUNS;
    }
    c->flags = MDL_CONTEXT_ENTERED;   /* nothing is left over */
    m->last_step = lane->first + MDL_SERVES_END;
    mdl_tell_item_left(m->record, m->engine.now, c->object, id - m->thread_base, c->own_ns);
    mdl_items_let_go(m, c->object);
    return c->irql == MDL_IRQL_PASSIVE && mdl_machine_has_let_go(run) ? MDL_RETURNED
                                                               : mdl_runs_return(m, id);
}

/* The callback has been entered IN_LANE, and the first request that was handed over is served.
   alone: by a worker that holds nothing, in a plain lane. */
static inline void enter(struct mdl_machine *m, struct mdl_context *c, struct mdl_run *run,
                         const struct mdl_lane *lane, bool alone, uint64_t ordinal,
                         sim_duration length_ns)
{
    c->label = lane->label;
    c->own_ns = 0;
    c->entered_at = m->engine.now;
    c->step = lane->first + MDL_SERVES_EACH_NEXT;
    run->last = (run->carried.count == 1) & (run->carried.first.length == 1) & alone;
    serve(m, c, run, lane, ordinal, length_ns);
}

/* The same, or, without a request, the interpreter goes on behind ITEM_ENTER. calm: by a worker at
   PASSIVE_LEVEL, in a plain lane. */
static inline void begin(struct mdl_machine *m, struct mdl_context *c, struct mdl_run *run,
                         const struct mdl_lane *lane, bool calm)
{
    c->frame_count = 0;
    if (run->carried.count > 0) {
        uint64_t ordinal = mdl_requests_cause(m, run->carried.first);

        c->flags = IN_LANE;
        enter(m, c, run, lane, calm && mdl_machine_has_let_go(run), ordinal,
              length_of(lane, ordinal));
        return;
    }
    c->label = lane->label;
    c->own_ns = 0;
    c->entered_at = m->engine.now;
    m->last_step = lane->first + MDL_SERVES_ENTER;
    c->flags = MDL_CONTEXT_ENTERED;
    c->step = lane->first + MDL_SERVES_EACH;
    c->left_ns = 0;
    run->iteration = 0;
}

/* ---- the end of a segment ------------------------------------------------------------------- */

/*
 * Has the worker that is armed on p just served its last request in a plain lane, and does nothing
 * wait to be looked at before it looks for its next item? (Whether anything else is due at this
 * instant is asked last, when the event of p has moved: sim_engine_moved_alone.)
 */
static inline bool comes_back(const struct mdl_machine *m, const struct mdl_processor *processor,
                              const struct mdl_context *c, const struct mdl_run *run)
{
    return c->flags == IN_LANE && run->last && !sim_engine_is_wanted(&m->engine) &&
           mdl_processor_has_nothing(processor) &&
           m->instances[c->object].flush_head == MDL_NONE;
}

/* The lane in which it goes on with this first item of the list, if it can do that at once. */
static inline const struct mdl_lane *next_lane(const struct mdl_machine *m,
                                               const struct mdl_lane *lane,
                                               mdl_instance_id instance)
{
    const struct mdl_lane *next = lane_of(m, instance);
    uint32_t current = lane->pool->current[0];

    return (next->flags & MDL_LANE_SERVES) && m->instances[instance].bag.count > 0 &&
                   current <= lane->maximum && current >= lane->calm &&
                   m->engine.steps < m->engine.steps_max
               ? next
               : NULL;
}

/* Its run of the item is over; nobody flushes it. */
static inline void let_go(struct mdl_machine *m, mdl_instance_id instance,
                          const struct mdl_lane *lane)
{
    struct mdl_instance_state *state = &m->instances[instance];

    state->owner = MDL_NONE;
    if (--state->running == 0 && !state->queued) {
        state->done_clear = 0;
        mdl_items_mark_free(m, instance, lane->item);
    }
}

/* It takes the first item of the list and enters it at this instant. */
static inline void change_items(struct mdl_machine *m, struct mdl_context *c, struct mdl_run *run,
                                struct mdl_thread_state *t, const struct mdl_lane *lane,
                                uint64_t ordinal, sim_duration length_ns)
{
    mdl_instance_id next = mdl_kqueue_go_on(m, lane->pool, t);
    struct mdl_instance_state *state = &m->instances[next];

    m->engine.steps++;
    c->object = next;
    if (lane->flags & MDL_LANE_FRAMEWORK) {
        state->owner = (mdl_thread_id)(c - &m->contexts[m->thread_base]);   /* W81 */
    }
    state->queued = 0;
    state->running++;
    mdl_bag_move(&run->carried, &state->bag);
    enter(m, c, run, lane, true, ordinal, length_ns);
    c->since_at = m->engine.now;
}

/*
 * p has lost its thread, alone at this instant: what settle would come to, it can do now. If that
 * is to go on with a thread which was pre-empted in its segment, it is returned, and goes on.
 */
static inline mdl_thread_id find_thread(struct mdl_machine *m, mdl_processor_id p)
{
    mdl_thread_id thread = MDL_NONE;
    mdl_context_id id;

    if (!m->judge && (thread = mdl_dispatcher_resume(m, p)) != MDL_NONE) {
        id = mdl_machine_thread_context(m, thread);
        m->processors[p].armed = id;
        mdl_processor_rearm(m, p, &m->contexts[id]);
    }
    return thread;
}

/* What becomes of p is told, after what led to it. */
static inline void tell_found(struct mdl_machine *m, mdl_processor_id p, mdl_thread_id thread)
{
    if (thread != MDL_NONE) {
        mdl_tell_thread_runs(m->record, m->engine.now, thread, p);
        mdl_processor_tell(m, p, m->contexts[mdl_machine_thread_context(m, thread)].label,
                           MDL_IRQL_PASSIVE, thread);
    } else if (m->judge) {
        mdl_machine_dirty(m, p);   /* deadlocks are looked for when all has settled */
    } else if (m->ready == 0) {
        mdl_processor_tell(m, p, MDL_LABEL_IDLE, MDL_IRQL_PASSIVE, MDL_NONE);
    } else {
        mdl_processor_settle(m, p);
        m->engine.dirty = m->engine.dirty || m->judge;
    }
}

/* It waits: the list is empty. */
static inline void rest(struct mdl_machine *m, mdl_processor_id p, struct mdl_context *c,
                        struct mdl_thread_state *t, struct mdl_tell_rests *told,
                        const struct mdl_lane *lane)
{
    mdl_thread_id next;

    mdl_kqueue_rest(m, lane->pool, told->worker, t);
    mdl_waits_rest(t);
    m->last_step = lane->first + MDL_SERVES_END;
    c->left_ns = 0;
    c->flags = MDL_CONTEXT_ENTERED;
    c->label = MDL_LABEL_WORKER;
    c->step = MDL_NONE;
    m->processors[p].armed = MDL_NONE;
    mdl_dispatcher_leave(m, p);
    next = find_thread(m, p);
    told->pool = t->pool;
    told->current = lane->pool->current[0];
    told->maximum = lane->maximum;
    mdl_tell_worker_rests(m->record, m->engine.now, told);
    tell_found(m, p, next);
}

/* What the worker has served, its last request and its item, is finished and let go. */
static inline struct mdl_tell_request finish(struct mdl_machine *m, struct mdl_context *c,
                                             struct mdl_run *run, struct mdl_thread_state *t,
                                             const struct mdl_lane *lane)
{
    t->charged_ns += c->left_ns & m->charge_mask;
    run->carried.count = 0;   /* it was one request */
    let_go(m, c->object, lane);
    return mdl_requests_let_go_untold(m, run->carried.first.stream, run->carried.first.low);
}

/* It goes on with the next item, whose end is in the calendar already. */
static inline void go_on(struct mdl_machine *m, mdl_processor_id p, mdl_context_id id,
                         const struct mdl_lane *lane, const struct mdl_lane *next,
                         uint64_t ordinal, sim_duration length_ns)
{
    struct mdl_context *c = &m->contexts[id];
    struct mdl_run *run = &m->runs[id];
    mdl_thread_id worker = id - m->thread_base;
    struct mdl_thread_state *t = &m->threads[worker];
    struct mdl_tell_next told = {.worker = worker, .processor = p, .done = c->object,
                                 .own_ns = c->own_ns + c->left_ns};

    told.request = finish(m, c, run, t, lane);
    change_items(m, c, run, t, next, ordinal, length_ns);
    told.next = c->object;
    mdl_tell_item_next(m->record, m->engine.now, &told);
    if (m->processors[p].told_label != next->label) {
        mdl_processor_tell(m, p, next->label, MDL_IRQL_PASSIVE, worker);
    }
}

/* It finds nothing more to do. */
static inline void come_to_rest(struct mdl_machine *m, mdl_processor_id p, mdl_context_id id,
                                const struct mdl_lane *lane)
{
    struct mdl_context *c = &m->contexts[id];
    mdl_thread_id worker = id - m->thread_base;
    struct mdl_thread_state *t = &m->threads[worker];
    struct mdl_tell_rests told = {.worker = worker, .done = c->object,
                                  .own_ns = c->own_ns + c->left_ns};

    told.request = finish(m, c, &m->runs[id], t, lane);
    rest(m, p, c, t, &told, lane);
}

/* Nobody is ready and the list is empty: p will be idle, if nothing else is due now. */
static inline bool becomes_idle(struct mdl_machine *m, mdl_processor_id p)
{
    return m->ready == 0 && !m->judge
               ? sim_engine_cleared_alone(&m->engine, p)
               : !sim_calendar_others_until(&m->engine.calendar, p, m->engine.now);
}

SIM_LINKED void mdl_common_end(struct mdl_machine *m, mdl_processor_id p)
{
    const struct mdl_processor *processor = &m->processors[p];
    mdl_context_id id = processor->armed;
    const struct mdl_context *c = &m->contexts[id];

    if (comes_back(m, processor, c, &m->runs[id])) {
        const struct mdl_lane *lane = lane_of(m, c->object);
        mdl_instance_id first = lane->pool->head[0];
        const struct mdl_lane *next = first == MDL_NONE ? NULL : next_lane(m, lane, first);

        if (next != NULL) {
            uint64_t ordinal = mdl_requests_cause(m, m->instances[first].bag.first);
            sim_duration length_ns = length_of(next, ordinal);

            if (sim_engine_moved_alone(&m->engine, p, length_ns, MDL_RANK_END)) {
                go_on(m, p, id, lane, next, ordinal, length_ns);
                return;
            }
        } else if (first == MDL_NONE && becomes_idle(m, p)) {
            come_to_rest(m, p, id, lane);
            return;
        }
    }
    mdl_processor_fire(m, p);
}

/* ---- the start of a worker ------------------------------------------------------------------- */

/* A worker that was handed an item and has not begun it. */
static inline bool is_fresh(const struct mdl_context *c)
{
    return c->kind == MDL_CONTEXT_WORKER && c->step == MDL_NONE && c->left_ns == 0 &&
           c->irql == MDL_IRQL_PASSIVE;
}

/* Is the standby of p a worker that was handed an item and begins it now, in a lane and at no
   cost? If so, that lane. */
static inline const struct mdl_lane *first_lane(const struct mdl_machine *m,
                                                const struct mdl_processor *processor)
{
    mdl_thread_id worker = processor->standby, current = processor->thread;
    const struct mdl_thread_state *t = &m->threads[worker];
    const struct mdl_context *threads = &m->contexts[m->thread_base];
    const struct mdl_lane *lane;

    if (!is_fresh(&threads[worker]) || t->instance == MDL_NONE || m->switch_costs[t->wake] != 0 ||
        (current != MDL_NONE && threads[current].irql >= MDL_IRQL_DISPATCH)) {
        return NULL;
    }
    lane = lane_of(m, t->instance);
    return (lane->flags & MDL_LANE_SERVES) && (lane->flags & MDL_LANE_PLAIN) &&
                   lane->pool->current[0] >= lane->calm && m->engine.steps < m->engine.steps_max
               ? lane
               : NULL;
}

/* The worker takes over from the current thread of p, if there is one, and enters its callback in
   a plain lane.
   woken: at this instant, and not told yet; else NULL. */
static inline void start(struct mdl_machine *m, mdl_processor_id p, mdl_thread_id worker,
                         const struct mdl_lane *lane, const struct mdl_tell_woken *woken)
{
    struct mdl_processor *processor = &m->processors[p];
    mdl_context_id id = mdl_machine_thread_context(m, worker);
    struct mdl_context *c = &m->contexts[id];
    struct mdl_tell_starts told = {.worker = worker, .processor = p,
                                   .instance = m->threads[worker].instance,
                                   .preempted = processor->thread};

    if (processor->thread != MDL_NONE) {
        mdl_processor_charge(m, p);
        processor->armed = MDL_NONE;
        told.ready_on = mdl_dispatcher_preempt_untold(m, p, worker);
    }
    mdl_dispatcher_occupy(m, p, worker);
    m->engine.steps++;
    c->object = told.instance;
    if (lane->flags & MDL_LANE_FRAMEWORK) {
        mdl_items_enter_framework(m, id, lane->plan);
    }
    begin(m, c, &m->runs[id], lane, true);
    if (c->left_ns == 0) {
        sim_engine_clear(&m->engine, p);   /* of the thread that was pre-empted */
    } else {
        processor->armed = id;
        mdl_processor_rearm(m, p, c);
    }
    if (woken != NULL) {
        mdl_tell_worker_begins(m->record, m->engine.now, woken, &told);
    } else {
        mdl_tell_worker_starts(m->record, m->engine.now, &told);
    }
    if (c->left_ns == 0) {
        mdl_processor_settle(m, p);
    } else {
        mdl_processor_tell(m, p, lane->label, MDL_IRQL_PASSIVE, worker);
    }
}

void mdl_common_settle(struct mdl_machine *m, mdl_processor_id p)
{
    struct mdl_processor *processor = &m->processors[p];
    const struct mdl_lane *lane = processor->standby != MDL_NONE &&
                                          mdl_processor_is_plain(processor)
                                      ? first_lane(m, processor)
                                      : NULL;

    if (lane != NULL) {
        mdl_thread_id worker = processor->standby;

        processor->standby = MDL_NONE;
        start(m, p, worker, lane, NULL);
    } else {
        mdl_processor_settle(m, p);
    }
}

/* ---- an arrival ----------------------------------------------------------------------------- */

/* Must the item wait in the list, with no further worker asked for? */
static inline bool only_waits(const struct mdl_lane *lane, const struct mdl_pool_state *q)
{
    return (lane->flags & MDL_LANE_PLAIN) && q->current[0] >= lane->calm &&
           (q->current[0] >= lane->maximum || q->waiter_head == MDL_NONE);
}

/* Is it handed to an idle worker? (The list is empty then, and nobody asks for a further one.) */
static inline bool wakes(const struct mdl_lane *lane, const struct mdl_pool_state *q)
{
    return (lane->flags & MDL_LANE_PLAIN) && q->depth == 0 && q->waiter_head != MDL_NONE;
}

/* The mark of an item that is not the framework's is cleared when it is handed over. */
static inline void clear(struct mdl_machine *m, struct mdl_instance_state *state,
                         mdl_thread_id worker)
{
    struct mdl_run *run = &m->runs[mdl_machine_thread_context(m, worker)];

    state->queued = 0;
    state->running++;
    run->ordinal = state->first_call;
    mdl_requests_move(m, &run->carried, &state->bag);
}

/* Nothing else happens at this instant or has to be looked at, and the lane's item can begin. */
static inline bool is_lone(const struct mdl_machine *m, const struct mdl_lane *lane)
{
    return (lane->flags & (MDL_LANE_SERVES | MDL_LANE_FRAMEWORK)) == MDL_LANE_SERVES &&
           lane->pool->current[0] >= lane->calm && m->engine.steps < m->engine.steps_max &&
           !sim_engine_is_wanted(&m->engine) && !m->judge &&
           sim_calendar_key_at(sim_calendar_first(&m->engine.calendar)) > m->engine.now;
}

/* Where a worker that was idle till now can take over at once, at no cost, or MDL_NONE. */
static inline mdl_processor_id where_to_begin(const struct mdl_machine *m,
                                              const struct mdl_thread_state *t)
{
    const struct mdl_context *threads = &m->contexts[m->thread_base];
    mdl_processor_id p = mdl_dispatcher_first_choice(m, t);
    const struct mdl_processor *processor;

    if (p == MDL_NONE || m->switch_costs[t->taking] != 0) {
        return MDL_NONE;
    }
    processor = &m->processors[p];
    return mdl_processor_is_plain(processor) && processor->standby == MDL_NONE &&
                   (processor->thread == MDL_NONE
                        ? processor->ready_mask == 0
                        : threads[processor->thread].irql < MDL_IRQL_DISPATCH &&
                              m->threads[processor->thread].priority < t->priority)
               ? p
               : MDL_NONE;
}

/* The queued item is handed over. Nearly always it begins at once. */
static inline void wake(struct mdl_machine *m, const struct mdl_lane *lane,
                        mdl_instance_id instance, mdl_stream_id stream, uint64_t number)
{
    struct mdl_pool_state *q = lane->pool;
    mdl_thread_id worker = mdl_kqueue_wake(m, q, instance);
    struct mdl_thread_state *t = &m->threads[worker];
    bool cleared = !(lane->flags & MDL_LANE_FRAMEWORK);
    struct mdl_tell_woken told;
    mdl_processor_id p;

    mdl_waits_end_rest(m, worker, t);
    if (cleared) {
        clear(m, &m->instances[instance], worker);
    }
    p = is_lone(m, lane) ? where_to_begin(m, t) : MDL_NONE;
    told = (struct mdl_tell_woken){.request = {stream, number, m->engine.now}, .worker = worker,
                                   .processor = p, .instance = instance, .pool = t->pool,
                                   .current = q->current[0], .maximum = lane->maximum,
                                   .cleared = cleared};
    if (p != MDL_NONE) {
        t->ready_at = m->engine.now;
        start(m, p, worker, lane, &told);
        if (m->judge) {
            m->engine.dirty = true;
        }
    } else {
        told.processor = mdl_dispatcher_ready_untold(m, worker, (enum mdl_wake)t->taking);
        mdl_tell_worker_woken(m->record, m->engine.now, &told);
    }
}

/* The next request of the stream arrives; the instance is called with it. */
static inline void feed(struct mdl_machine *m, mdl_stream_id stream,
                        const struct mdl_inlet *inlet, uint64_t number, mdl_instance_id instance)
{
    struct mdl_instance_state *state = &m->instances[instance];

    inlet->stream->arrived = number + 1;
    mdl_requests_put(inlet->ring, number, m->engine.now);
    m->last_step = inlet->last_step;
    state->first_call = number + inlet->apart;
    state->queued = state->done_clear = 1;
    mdl_bag_append(&m->bags, &state->bag, (struct mdl_interval){number, 1, stream});
}

SIM_LINKED bool mdl_common_arrives(struct mdl_machine *m, mdl_stream_id stream,
                                   const struct mdl_inlet *inlet)
{
    const struct mdl_lane *lane = inlet->lane;
    struct mdl_pool_state *q = lane->pool;
    uint64_t number = inlet->stream->arrived;
    mdl_instance_id instance;

    if (!mdl_requests_fits(inlet->ring, number) ||
        (instance = mdl_items_take(m, lane)) == MDL_NONE) {
        return false;
    }
    if (only_waits(lane, q)) {
        mdl_streams_schedule_next(m, inlet);   /* it may arrive again at this instant */
        feed(m, stream, inlet, number, instance);
        q->queued_total++;
        mdl_kqueue_append(m, q, instance, 0);
        mdl_tell_item_fed(m->record, m->engine.now, instance, stream, number);
    } else if (wakes(lane, q)) {
        mdl_streams_schedule_next(m, inlet);
        feed(m, stream, inlet, number, instance);
        q->queued_total++;
        wake(m, lane, instance, stream, number);
    } else {
        feed(m, stream, inlet, number, instance);
        mdl_tell_request_arrived(m->record, m->engine.now, stream, number);
        mdl_pools_queue(m, lane->plan->pool, lane->plan, instance, MDL_NONE);
        mdl_streams_schedule(m, inlet);
    }
    return true;
}

/* ---- the body of a worker ------------------------------------------------------------------- */

/* Goes on with the item that it was handed, or with what its pool has. */
static enum mdl_outcome take(struct mdl_machine *m, mdl_context_id id, struct mdl_context *c,
                             struct mdl_run *run)
{
    mdl_thread_id worker = id - m->thread_base;
    const struct mdl_lane *lane;

    if (!mdl_pools_take(m, worker, &m->threads[worker], c)) {
        return MDL_BLOCKED;
    }
    lane = lane_of(m, c->object);
    if (!(lane->flags & MDL_LANE_SERVES)) {
        return mdl_steps_run(m, id);
    }
    if (mdl_runs_is_stuck(m)) {
        return MDL_YIELDS;
    }
    if (lane->flags & MDL_LANE_FRAMEWORK) {
        mdl_items_enter_framework(m, id, lane->plan);
    }
    mdl_tell_item_entered(m->record, m->engine.now, c->object, worker);
    begin(m, c, run, lane, (lane->flags & MDL_LANE_PLAIN) && c->irql == MDL_IRQL_PASSIVE);
    return MDL_RUNS;
}

enum mdl_outcome mdl_common_worker(struct mdl_machine *m, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];
    struct mdl_thread_state *t = &m->threads[id - m->thread_base];
    struct mdl_run *run = &m->runs[id];

    for (;;) {
        enum mdl_outcome outcome = c->flags & MDL_CONTEXT_COMMON ? served(m, id, c, run)
                                   : c->step == MDL_NONE         ? take(m, id, c, run)
                                                                 : mdl_steps_run(m, id);

        if (outcome == MDL_RETURNED) {
            t->instance = MDL_NONE;
            c->step = MDL_NONE;
            if (!mdl_processor_may_go_on(m, t->processor)) {
                return MDL_YIELDS;   /* what starts next sees the whole instant */
            }
        } else if (outcome != MDL_RUNS || c->left_ns > 0) {
            return outcome;
        }
    }
}
