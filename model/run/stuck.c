/* Who can proceed; see the header. */
#include "model/run/stuck.h"

#include <stdlib.h>
#include <string.h>

#include "model/executive/balance.h"
#include "model/executive/policy.h"
#include "model/kernel/clock.h"
#include "model/kernel/holds.h"
#include "model/kernel/locks.h"
#include "model/kernel/passive.h"
#include "model/kernel/waitables.h"
#include "model/machine/numa.h"
#include "model/observe/growth.h"
#include "model/run/walk.h"
#include "sim/base/bits.h"

enum { DEEPEST = 400 };               /* longer chains are won by further passes */

static bool lives(struct mdl_stuck *s, uint32_t node);

void mdl_stuck_init(struct mdl_stuck *s, const struct mdl_machine *m,
                    const struct mdl_signals *signals)
{
    const struct mdl_plan *plan = m->plan;

    *s = (struct mdl_stuck){.m = m, .plan = plan, .signals = signals};
    s->pool_first = plan->thread_total;
    s->routine_first = s->pool_first + plan->pool_count;
    s->end_first = s->routine_first + signals->routine_count;
    s->event_first = s->end_first + plan->item_count;
    s->flush_first = s->event_first + plan->event_count;
    s->node_count = s->flush_first + plan->instance_count;
    s->lives = mdl_growth_resize(NULL, 0, s->node_count + 1u, sizeof *s->lives);
    s->tried = mdl_growth_resize(NULL, 0, s->node_count + 1u, sizeof *s->tried);
    s->present = mdl_growth_resize(NULL, 0, plan->thread_total + 1u, sizeof *s->present);
    s->held_first = mdl_growth_resize(NULL, 0, plan->item_count + 1u, sizeof *s->held_first);
    s->held_next = mdl_growth_resize(NULL, 0, plan->thread_total + 1u, sizeof *s->held_next);
}

void mdl_stuck_deinit(struct mdl_stuck *s)
{
    free(s->lives);
    free(s->tried);
    free(s->present);
    free(s->held_first);
    free(s->held_next);
    *s = (struct mdl_stuck){0};
}

bool mdl_stuck_waits(const struct mdl_machine *m, mdl_thread_id thread)
{
    const struct mdl_thread_state *t = &m->threads[thread];

    return t->phase == MDL_THREAD_WAITING &&
           (t->wait_kind == MDL_WAITS_EVENT || t->wait_kind == MDL_WAITS_LOCK ||
            t->wait_kind == MDL_WAITS_TIMER || t->wait_kind == MDL_WAITS_FLUSH ||
            t->wait_kind == MDL_WAITS_CALL ||
            t->wait_kind >= MDL_WAITS_THREAD) &&
           !mdl_clock_is_set(m, mdl_clock_thread_node(m, thread));
}

/* ---- who holds an item ---------------------------------------------------------------------- */

/* A PnP thread for which the timeline has nothing more. */
static bool is_retired(const struct mdl_machine *m, mdl_thread_id thread)
{
    const struct mdl_thread_state *t = &m->threads[thread];

    return t->phase == MDL_THREAD_WAITING && t->wait_kind == MDL_WAITS_OPERATION &&
           m->devices[t->wait_object].next == MDL_NONE;
}

static bool exists(const struct mdl_machine *m, mdl_thread_id thread)
{
    return !is_retired(m, thread) && m->threads[thread].phase != MDL_THREAD_ABSENT &&
           m->threads[thread].phase != MDL_THREAD_ENDED;
}

static mdl_item_id item_held(const struct mdl_machine *m, mdl_thread_id thread)
{
    return m->plan->instance_item[m->threads[thread].instance];
}

static void list_workers(struct mdl_stuck *s, mdl_pool_id pool)
{
    const struct mdl_machine *m = s->m;
    uint32_t left = m->pools[pool].thread_count;
    mdl_thread_id end = s->plan->pools[pool].thread_first + s->plan->pools[pool].thread_max;

    for (mdl_thread_id t = s->plan->pools[pool].thread_first; t < end && left > 0; t++) {
        if (!exists(m, t)) {
            continue;
        }
        left--;
        s->present[s->present_count++] = t;
        if (m->threads[t].instance != MDL_NONE) {
            mdl_item_id item = item_held(m, t);

            s->held_next[t] = s->held_first[item];
            s->held_first[item] = t;
        }
    }
}

/* Pools have room for thousands of threads; few exist. */
static void list_present(struct mdl_stuck *s)
{
    if (s->listed_at == s->judgement) {
        return;
    }
    s->listed_at = s->judgement;
    s->present_count = 0;
    memset(s->held_first, 0xff, (s->plan->item_count + 1u) * sizeof *s->held_first);
    for (mdl_thread_id t = 0; t < s->plan->thread_count; t++) {
        if (exists(s->m, t)) {
            s->present[s->present_count++] = t;
        }
    }
    for (mdl_pool_id pool = 0; pool < s->plan->pool_count; pool++) {
        list_workers(s, pool);
    }
}

const mdl_thread_id *mdl_stuck_present(struct mdl_stuck *s, uint32_t *ret_count)
{
    list_present(s);
    *ret_count = s->present_count;
    return s->present;
}

mdl_thread_id mdl_stuck_holder(struct mdl_stuck *s, mdl_item_id item)
{
    list_present(s);
    return s->held_first[item];
}

mdl_thread_id mdl_stuck_next_holder(const struct mdl_stuck *s, mdl_thread_id thread)
{
    return s->held_next[thread];
}

/* ---- how far a run gets --------------------------------------------------------------------- */

static bool shared_lives(struct mdl_stuck *s, mdl_lock_id lock)
{
    const struct mdl_hold *hold = mdl_holds_first(s->m, lock);
    bool someone = false;

    for (; hold != NULL; hold = mdl_holds_next(s->m, hold)) {
        if (!mdl_machine_is_thread(s->m, hold->context) ||
            lives(s, hold->context - s->m->thread_base)) {
            return true;
        }
        someone = true;
    }
    return !someone;
}

static bool lock_lives(struct mdl_stuck *s, mdl_lock_id lock)
{
    const struct mdl_lock_state *state = &s->m->locks[lock];

    if (state->owner != MDL_NONE) {
        return !mdl_machine_is_thread(s->m, state->owner) ||
               lives(s, state->owner - s->m->thread_base);
    }
    return state->shared_count == 0 || shared_lives(s, lock);
}

static bool finishes(struct mdl_stuck *s, mdl_thread_id thread);
static bool gets_to(struct mdl_stuck *s, mdl_program_id program, uint32_t from, uint32_t to);
static mdl_program_id program_of(const struct mdl_stuck *s, mdl_thread_id thread);
static uint32_t stands_at(const struct mdl_stuck *s, mdl_thread_id thread);
static bool gets_worker(struct mdl_stuck *s, mdl_pool_id pool, mdl_item_id wanted);

/* A worker that was given an item may not have entered it yet. */
static bool has_begun(const struct mdl_machine *m, mdl_thread_id thread)
{
    const struct mdl_context *c = &m->contexts[mdl_machine_thread_context(m, thread)];

    return !(c->flags & MDL_CONTEXT_FRESH) && c->step != MDL_NONE;
}

/* Does an instance that is queued come to run? Elsewhere than on its node that is no question. */
static bool is_taken(struct mdl_stuck *s, mdl_item_id item, mdl_instance_id instance)
{
    mdl_pool_id pool = mdl_numa_pool(s->m, instance);

    if (s->plan->pools[pool].node_last == 0) {
        return lives(s, s->routine_first + s->signals->role_first[MDL_ROLE_ITEM] + item);
    }
    return s->strict ? gets_worker(s, pool, item) : lives(s, s->pool_first + pool);
}

/* W88: all runs must end, and what is queued must run. */
static bool flush_lives(struct mdl_stuck *s, mdl_instance_id instance)
{
    mdl_item_id item = s->plan->instance_item[instance];
    bool is_handed = false;

    for (mdl_thread_id t = mdl_stuck_holder(s, item); t != MDL_NONE;
         t = mdl_stuck_next_holder(s, t)) {
        if (s->m->threads[t].instance != instance) {
            continue;
        }
        if (!(lives(s, t) && finishes(s, t))) {
            return false;
        }
        is_handed = is_handed || !has_begun(s->m, t);
    }
    return !s->m->instances[instance].queued || is_handed || is_taken(s, item, instance);
}

/* Whoever names the item here means the youngest, as far as anybody can tell from outside. */
static bool done_comes(struct mdl_stuck *s, mdl_item_id item)
{
    const struct mdl_item *plan = &s->plan->items[item];
    mdl_instance_id youngest = s->m->items[item].youngest;

    return (plan->dynamic && youngest == 0) ||
           lives(s, s->flush_first + (plan->dynamic ? youngest - 1 : plan->instance_first));
}

static bool timer_comes(struct mdl_stuck *s, mdl_timer_id timer)
{
    return s->m->timers[timer].signalled || mdl_clock_is_set(s->m, timer) ||
           mdl_stuck_any_performs(s, MDL_TARGET_TIMER, timer);
}

/* Can it come to be once more? */
static bool is_made(struct mdl_stuck *s, mdl_thread_id thread)
{
    const struct mdl_thread *plan = &s->plan->threads[thread];

    return plan->dynamic && mdl_stuck_any_performs(s, MDL_TARGET_THREAD, plan->group_first);
}

static bool thread_ends(struct mdl_stuck *s, mdl_thread_id thread)
{
    if (!exists(s->m, thread)) {
        return s->m->threads[thread].phase == MDL_THREAD_ENDED || is_made(s, thread);
    }
    return lives(s, thread) &&
           (!s->strict || gets_to(s, program_of(s, thread), stands_at(s, thread), MDL_NONE));
}

static bool rundown_lives(struct mdl_stuck *s, mdl_lock_id lock)
{
    return s->m->locks[lock].shared_count == 0 ||
           mdl_stuck_any_performs(s, MDL_TARGET_RUNDOWN, lock);
}

bool mdl_stuck_object_lives(struct mdl_stuck *s, uint32_t waitable)
{
    uint32_t id = waitable & 0x0fffffffu;

    switch ((enum mdl_waitable_kind)(waitable >> 28)) {
    case MDL_WAITABLE_EVENT:
        return lives(s, s->event_first + id);
    case MDL_WAITABLE_TIMER:
        return timer_comes(s, id);
    case MDL_WAITABLE_THREAD:
        return thread_ends(s, id);
    case MDL_WAITABLE_NOT:
        return true;                  /* nobody waits for it */
    default:
        return lock_lives(s, id);
    }
}

static bool several_live(struct mdl_stuck *s, const struct mdl_step *step)
{
    bool all = (step->number & MDL_WAIT_ALL) != 0;

    if (!mdl_waitables_can_wait(s->plan, step)) {
        return true;
    }
    for (uint32_t k = 0; k < (step->number & ~MDL_WAIT_ALL); k++) {
        if (mdl_stuck_object_lives(s, s->plan->waitables[step->object + k]) != all) {
            return !all;
        }
    }
    return all;
}

/* Can a run get past this step? */
static bool passes(void *self, const struct mdl_step *step)
{
    struct mdl_stuck *s = self;
    const struct mdl_item *item;

    switch ((enum mdl_step_kind)step->kind) {
    case MDL_STEP_WAIT_OBJECT:
        return step->draw != MDL_NONE || mdl_stuck_object_lives(s, step->object);
    case MDL_STEP_WAIT_SEVERAL:
        return step->draw != MDL_NONE || several_live(s, step);
    case MDL_STEP_RUN_DOWN:
        return rundown_lives(s, step->object);
    case MDL_STEP_ACQUIRE:
    case MDL_STEP_ACQUIRE_INTERRUPT:
        return step->draw != MDL_NONE || (step->number & MDL_WAY_TRY) != 0 ||
               mdl_locks_spins(s->plan, step->object) || lock_lives(s, step->object);
    case MDL_STEP_WDF_FLUSH:
    case MDL_STEP_WDF_DELETE:
        return done_comes(s, step->object);
    case MDL_STEP_ITEM_ENTER:
        item = &s->plan->items[step->object];
        return item->lock == MDL_NONE || mdl_locks_spins(s->plan, item->lock) ||
               lock_lives(s, item->lock);
    default:
        return true;
    }
}

/* Strictly: can a run at `from` come to `to`? MDL_NONE: to its end. */
static bool gets_to(struct mdl_stuck *s, mdl_program_id program, uint32_t from, uint32_t to)
{
    return mdl_walk_arrives(s->plan, program, from, to, passes, s);
}

static mdl_program_id program_of(const struct mdl_stuck *s, mdl_thread_id thread)
{
    return thread < s->plan->thread_count ? s->plan->threads[thread].program
                                          : s->plan->items[item_held(s->m, thread)].program;
}

/* Where the thread's run goes on. */
static uint32_t stands_at(const struct mdl_stuck *s, mdl_thread_id thread)
{
    const struct mdl_program *p = &s->plan->programs[program_of(s, thread)];
    const struct mdl_context *c = &s->m->contexts[mdl_machine_thread_context(s->m, thread)];
    bool inside = has_begun(s->m, thread) && c->step >= p->first &&
                  c->step < p->first + p->count;

    return inside ? c->step : p->first;
}

static bool finishes(struct mdl_stuck *s, mdl_thread_id thread)
{
    return !s->strict || s->m->threads[thread].instance == MDL_NONE ||
           gets_to(s, program_of(s, thread), stands_at(s, thread), MDL_NONE);
}

static bool run_performs(struct mdl_stuck *s, mdl_thread_id thread, uint32_t step)
{
    mdl_program_id program = program_of(s, thread);
    uint32_t from = stands_at(s, thread);

    return mdl_walk_may_reach(s->plan, program, from, step) && lives(s, thread) &&
           (!s->strict || gets_to(s, program, from, step));
}

static bool performs(struct mdl_stuck *s, const struct mdl_signals_place *place)
{
    const struct mdl_signals_routine *r = &s->signals->routines[place->routine];

    if (r->role == MDL_ROLE_THREAD && exists(s->m, r->id) && run_performs(s, r->id, place->step)) {
        return true;
    }
    if (r->role == MDL_ROLE_ITEM) {
        for (mdl_thread_id t = mdl_stuck_holder(s, r->id); t != MDL_NONE;
             t = mdl_stuck_next_holder(s, t)) {
            if (run_performs(s, t, place->step)) {
                return true;
            }
        }
    }
    return lives(s, s->routine_first + place->routine) &&
           (!s->strict || gets_to(s, r->program, s->plan->programs[r->program].first,
                                  place->step));
}

bool mdl_stuck_any_performs(struct mdl_stuck *s, enum mdl_signals_target kind, uint32_t id)
{
    uint32_t count;
    const struct mdl_signals_place *places = mdl_signals_of(s->signals, kind, id, &count);

    for (uint32_t i = 0; i < count; i++) {
        if (performs(s, &places[i])) {
            return true;
        }
    }
    return false;
}

/* ---- pools ---------------------------------------------------------------------------------- */

/* How many threads the rules allow it beyond those it has, as things stand (W25, W49). */
static uint32_t room(const struct mdl_machine *m, mdl_pool_id pool)
{
    const struct mdl_pool *plan = &m->plan->pools[pool];
    const struct mdl_pool_state *q = &m->pools[pool];

    if (plan->host) {
        return plan->max_threads - q->thread_count;
    }
    if (m->plan->balance_thread == MDL_NONE) {
        return 0;
    }
    if (m->plan->profile.era > MDL_ERA_WIN8) {
        return q->thread_count < plan->max_threads ? plan->max_threads - q->thread_count : 0;
    }
    return plan->need_based_growth && q->current_total < plan->maximum_concurrency &&
                   q->dynamic_count < plan->dynamic_max
               ? plan->dynamic_max - q->dynamic_count : 0;
}

bool mdl_stuck_pool_grows(const struct mdl_machine *m, mdl_pool_id pool)
{
    uint32_t node = m->plan->pools[pool].node;
    mdl_thread_id manager = m->plan->balance_thread;

    if (manager == MDL_NONE || m->plan->pools[pool].host) {
        return false;
    }
    return mdl_balance_has_promised(m, pool) ||
           ((m->balance[node].signalled ||
             m->threads[manager + node].phase != MDL_THREAD_WAITING) &&
            mdl_policy_of(m)->wants(m, pool));
}

/* Somebody who lives can queue to the pool, and then it may grow. */
static bool is_fed(struct mdl_stuck *s, mdl_pool_id pool)
{
    if (room(s->m, pool) == 0) {
        return false;
    }
    for (mdl_item_id item = 0; item < s->plan->item_count; item++) {
        if (mdl_plan_leads_to(s->plan, &s->plan->items[item], pool) &&
            mdl_stuck_any_performs(s, MDL_TARGET_ITEM, item)) {
            return true;
        }
    }
    return false;
}

/* Workers that are, or become, free to take an item. Loosely one is enough to know. */
static uint32_t free_workers(struct mdl_stuck *s, mdl_pool_id pool)
{
    const struct mdl_pool *plan = &s->plan->pools[pool];
    uint32_t left = s->m->pools[pool].thread_count;
    uint32_t free_count = s->strict && s->extra_pool == pool ? s->extra : 0;

    if (mdl_stuck_pool_grows(s->m, pool)) {
        free_count += mdl_balance_has_promised(s->m, pool) + room(s->m, pool);
    } else if (is_fed(s, pool)) {
        free_count += room(s->m, pool);
    }
    for (mdl_thread_id t = plan->thread_first; left > 0 && t < plan->thread_first +
         plan->thread_max && (s->strict || free_count == 0); t++) {
        if (exists(s->m, t)) {
            left--;
            free_count += lives(s, t) && finishes(s, t);
        }
    }
    return free_count;
}

/*
 * Strictly: does the item get a worker, from where it is listed first or, if it is not, as one that
 * is queued now? Items start in order; one whose program cannot be passed keeps its worker.
 */
static bool gets_worker(struct mdl_stuck *s, mdl_pool_id pool, mdl_item_id wanted)
{
    uint32_t free_count = free_workers(s, pool);

    for (uint32_t mask = s->m->pools[pool].list_mask; mask != 0;) {
        unsigned list = sim_bits_highest(mask);

        for (mdl_instance_id i = s->m->pools[pool].head[list]; i != MDL_NONE;
             i = s->m->instances[i].next) {
            if (free_count == 0 || s->plan->instance_item[i] == wanted) {
                return free_count > 0;
            }
            free_count -= !lives(s, s->end_first + s->plan->instance_item[i]);
        }
        mask &= ~(1u << list);
    }
    return free_count > 0;
}

/* ---- routines ------------------------------------------------------------------------------- */

/* Is it on some processor, perhaps interrupted? */
static bool is_nested(const struct mdl_machine *m, unsigned kind, bool timer, uint32_t object)
{
    for (mdl_processor_id p = 0; p < m->plan->profile.processor_count; p++) {
        for (uint32_t depth = 1; depth <= m->processors[p].depth; depth++) {
            const struct mdl_context *c = &m->contexts[p * MDL_NEST + depth];

            if (c->kind == kind && c->object == object &&
                ((c->flags & MDL_CONTEXT_TIMER) != 0) == timer) {
                return true;
            }
        }
    }
    return false;
}

static bool arrives(const struct mdl_machine *m, mdl_stream_id stream)
{
    return m->streams[stream].due_at != SIM_INSTANT_NEVER || m->streams[stream].waiting.count > 0;
}

static bool line_lives(struct mdl_stuck *s, mdl_line_id line)
{
    const struct mdl_line *plan = &s->plan->lines[line];
    const struct mdl_line_state *state = &s->m->lines[line];
    bool comes = state->pending_on != MDL_NONE || state->asserted || plan->target_first != 0 ||
                 plan->affinity_strategy == 3;   /* of a target: somebody may put something */

    if (is_nested(s->m, MDL_CONTEXT_ISR, false, line) ||
        (plan->thread != MDL_NONE && (s->m->lines[plan->chain_first].signalled ||
                                      mdl_passive_runs(s->m, MDL_SERVES_LINE, line)))) {
        return true;
    }
    for (uint32_t i = 0; i < plan->stream_count && !comes; i++) {
        comes = arrives(s->m, plan->stream_first + i);
    }
    for (uint32_t i = s->m->timeline->next; i < s->plan->happening_count && !comes; i++) {
        comes = s->plan->happenings[i].kind == MDL_HAPPENING_ASSERT &&
                s->plan->happenings[i].object == line;
    }
    return comes && (!state->masked || mdl_stuck_any_performs(s, MDL_TARGET_LINE, line));
}

/* One that is queued stays in its list; one that is not comes where it is queued from. */
bool mdl_stuck_may_be_in(struct mdl_stuck *s, mdl_item_id item, mdl_pool_id pool)
{
    const struct mdl_item *plan = &s->plan->items[item];
    bool all_queued = plan->instance_count > 0;

    for (uint32_t i = 0; i < plan->instance_count; i++) {
        mdl_instance_id instance = plan->instance_first + i;

        if (s->m->instances[instance].queued && mdl_numa_pool(s->m, instance) == pool) {
            return true;
        }
        all_queued = all_queued && s->m->instances[instance].queued;
    }
    return !all_queued && mdl_stuck_any_performs(s, MDL_TARGET_ITEM, item);
}

static bool item_lives(struct mdl_stuck *s, mdl_item_id item)
{
    mdl_pool_id first = s->plan->items[item].pool;

    for (mdl_pool_id pool = first; pool <= first + s->plan->pools[first].node_last; pool++) {
        if (mdl_stuck_may_be_in(s, item, pool) &&
            (s->strict ? gets_worker(s, pool, item) : lives(s, s->pool_first + pool))) {
            return true;
        }
    }
    return false;
}

static bool routine_lives(struct mdl_stuck *s, const struct mdl_signals_routine *r)
{
    const struct mdl_machine *m = s->m;
    mdl_stream_id stream;

    switch (r->role) {
    case MDL_ROLE_THREAD:
        if (s->plan->threads[r->id].pnp > 0) {
            return m->devices[s->plan->threads[r->id].pnp - 1].next != MDL_NONE &&
                   lives(s, r->id);
        }
        if (s->plan->threads[r->id].dynamic) {
            return is_made(s, r->id);
        }
        stream = s->plan->threads[r->id].stream;
        return stream != MDL_NONE && arrives(m, stream) && lives(s, r->id);
    case MDL_ROLE_ITEM:
        return item_lives(s, r->id);
    case MDL_ROLE_DPC:
        return m->dpcs[r->id].queued_on != MDL_NONE ||
               is_nested(m, MDL_CONTEXT_DPC, false, r->id) ||
               (s->plan->dpcs[r->id].threaded &&
                mdl_passive_runs(m, MDL_SERVES_DPCS, r->id)) ||
               mdl_stuck_any_performs(s, MDL_TARGET_DPC, r->id);
    case MDL_ROLE_TIMER:
        return mdl_clock_is_set(m, r->id) || is_nested(m, MDL_CONTEXT_DPC, true, r->id) ||
               mdl_stuck_any_performs(s, MDL_TARGET_TIMER, r->id);
    case MDL_ROLE_LINE:
        return line_lives(s, r->id);
    case MDL_ROLE_HANDLER:
    case MDL_ROLE_COMPLETION:
        return true;   /* whenever somebody calls or a target has finished */
    default:
        return arrives(m, s->plan->sources[r->id].stream);
    }
}

/* ---- nodes ---------------------------------------------------------------------------------- */

/* The call that sent this one's request on, or MDL_NONE. */
static mdl_io_call_id sent_on(const struct mdl_machine *m, const struct mdl_io_call *call)
{
    for (mdl_io_call_id id = 0; id < m->calls.used; id++) {
        const struct mdl_io_call *lower = MDL_SLAB_AT(const struct mdl_io_call, m->calls, id);

        if (lower->active &&
            mdl_bag_contains(&m->bags, &lower->sent, call->stream, call->number)) {
            return id;
        }
    }
    return MDL_NONE;
}

/* Is its request done, with a target, or can somebody who lives complete it? */
static bool call_lives(struct mdl_stuck *s, mdl_io_call_id id)
{
    const struct mdl_io_call *call = MDL_SLAB_AT(const struct mdl_io_call, s->m->calls, id);
    mdl_io_call_id lower;

    if (call->done || call->at_targets > 0) {
        return true;
    }
    lower = sent_on(s->m, call);
    return lower != MDL_NONE ? call_lives(s, lower)
                             : mdl_stuck_any_performs(s, MDL_TARGET_CALL, 0);
}

static bool thread_lives(struct mdl_stuck *s, mdl_thread_id thread)
{
    const struct mdl_thread_state *t = &s->m->threads[thread];

    if (!exists(s->m, thread)) {
        return false;
    }
    if (!mdl_stuck_waits(s->m, thread)) {
        return true;
    }
    switch (t->wait_kind) {
    case MDL_WAITS_EVENT:
        return lives(s, s->event_first + t->wait_object);
    case MDL_WAITS_LOCK:
        return lock_lives(s, t->wait_object);
    case MDL_WAITS_TIMER:
        return timer_comes(s, t->wait_object);
    case MDL_WAITS_THREAD:
        return thread_ends(s, t->wait_object);
    case MDL_WAITS_SEVERAL:
        return several_live(s, &s->plan->steps[t->wait_object]);
    case MDL_WAITS_RUNDOWN:
        return rundown_lives(s, t->wait_object);
    case MDL_WAITS_CALL:
        return call_lives(s, t->wait_object);
    default:
        return lives(s, s->flush_first + t->wait_object);
    }
}

static bool decide(struct mdl_stuck *s, uint32_t node)
{
    if (node < s->pool_first) {
        return thread_lives(s, node);
    }
    if (node < s->routine_first) {
        return free_workers(s, node - s->pool_first) > 0;
    }
    if (node < s->end_first) {
        return routine_lives(s, &s->signals->routines[node - s->routine_first]);
    }
    if (node < s->event_first) {
        mdl_program_id program = s->plan->items[node - s->end_first].program;

        return gets_to(s, program, s->plan->programs[program].first, MDL_NONE);
    }
    if (node < s->flush_first) {
        return s->m->events[node - s->event_first].signalled > 0 ||
               mdl_stuck_any_performs(s, MDL_TARGET_EVENT, node - s->event_first);
    }
    return flush_lives(s, node - s->flush_first);
}

static bool lives(struct mdl_stuck *s, uint32_t node)
{
    if (s->lives[node] == s->judgement) {
        return true;
    }
    if (s->tried[node] == s->pass || s->depth >= DEEPEST) {
        return false;
    }
    s->tried[node] = s->pass;
    s->depth++;
    if (decide(s, node)) {
        s->lives[node] = s->judgement;
        s->gained++;
    }
    s->depth--;
    return s->lives[node] == s->judgement;
}

/* ---- from outside --------------------------------------------------------------------------- */

static void begin(struct mdl_stuck *s, bool strict, mdl_pool_id extra_pool, uint32_t extra)
{
    s->strict = strict;
    s->extra_pool = extra_pool;
    s->extra = extra;
    s->judgement++;
    s->pass++;
}

bool mdl_stuck_proceeds(struct mdl_stuck *s, mdl_thread_id thread)
{
    begin(s, false, MDL_NONE, 0);
    return lives(s, thread);
}

bool mdl_stuck_routine_lives(struct mdl_stuck *s, enum mdl_signals_role role, uint32_t id)
{
    begin(s, false, MDL_NONE, 0);
    return lives(s, s->routine_first + s->signals->role_first[role] + id);
}

bool mdl_stuck_completes(struct mdl_stuck *s)
{
    begin(s, false, MDL_NONE, 0);
    return mdl_stuck_any_performs(s, MDL_TARGET_CALL, 0);
}

void mdl_stuck_judge(struct mdl_stuck *s, bool strict, mdl_pool_id extra_pool, uint32_t extra)
{
    begin(s, strict, extra_pool, extra);
    list_present(s);
    do {
        s->gained = 0;
        s->pass++;
        for (uint32_t i = 0; i < s->present_count; i++) {
            lives(s, s->present[i]);
        }
        for (mdl_pool_id pool = 0; pool < s->plan->pool_count; pool++) {
            lives(s, s->pool_first + pool);
        }
    } while (s->gained > 0);
}

bool mdl_stuck_thread_lives(const struct mdl_stuck *s, mdl_thread_id thread)
{
    return s->lives[thread] == s->judgement;
}

bool mdl_stuck_pool_lives(const struct mdl_stuck *s, mdl_pool_id pool)
{
    return s->lives[s->pool_first + pool] == s->judgement;
}
