/* Scenes: read from the state, compared; see the header. */
#include "model/run/scene.h"

#include <string.h>

#include "model/machine/machine.h"

/* ---- lists ----------------------------------------------------------------------------------- */

static void list_init(struct mdl_scene *scene, struct mdl_scene_list *list)
{
    list->ids = sim_arena_array(&scene->arena, MDL_SCENE_NAMED, sizeof *list->ids);
    list->changed = sim_arena_array(&scene->arena, MDL_SCENE_NAMED, sizeof *list->changed);
}

static void list_add(struct mdl_scene_list *list, uint32_t id)
{
    if (list->count < MDL_SCENE_NAMED) {
        list->ids[list->count] = id;
    }
    list->count++;
}

static uint32_t named(const struct mdl_scene_list *list)
{
    return list->count < MDL_SCENE_NAMED ? list->count : MDL_SCENE_NAMED;
}

static bool list_has(const struct mdl_scene_list *list, uint32_t id)
{
    for (uint32_t i = 0; i < named(list); i++) {
        if (list->ids[i] == id) {
            return true;
        }
    }
    return false;
}

static void list_compare(struct mdl_scene_list *list, const struct mdl_scene_list *before)
{
    list->differs = list->count != before->count;
    for (uint32_t i = 0; i < named(list); i++) {
        list->changed[i] = !list_has(before, list->ids[i]);
        list->differs = list->differs || list->changed[i];
    }
}

/* ---- processors ------------------------------------------------------------------------------ */

static mdl_instance_id instance_of(const struct mdl_machine *m, const struct mdl_context *c,
                                   mdl_thread_id thread)
{
    return c->kind == MDL_CONTEXT_WORKER ? m->threads[thread].instance : MDL_NONE;
}

static void add_frame(struct mdl_scene *scene, struct mdl_scene_processor *p,
                      const struct mdl_machine *m, mdl_context_id id, bool executes)
{
    const struct mdl_context *c = &m->contexts[id];
    bool is_thread = mdl_machine_is_thread(m, id);
    struct mdl_scene_frame *f = &p->frames[p->frame_count++];

    f->kind = c->kind;
    f->irql = c->irql;
    f->executes = executes;
    f->spins = executes && c->spins_for != MDL_NONE;
    f->overhead = (c->flags & MDL_CONTEXT_OVERHEAD) != 0;
    f->timer = (c->flags & MDL_CONTEXT_TIMER) != 0;
    f->label = c->label;
    f->cost = c->cost_label;
    f->object = is_thread ? id - m->thread_base : c->object;
    f->instance = is_thread ? instance_of(m, c, id - m->thread_base) : MDL_NONE;
    f->entered = c->kind == MDL_CONTEXT_WORKER ? (c->flags & MDL_CONTEXT_ENTERED) != 0
                                               : (c->flags & MDL_CONTEXT_FRESH) == 0;
    f->done_ns = c->own_ns + (executes && !f->overhead && !f->spins ? scene->at - c->since_at : 0);
}

static void add_ready(struct mdl_scene_processor *p, const struct mdl_machine *m,
                      const struct mdl_processor *state)
{
    if (state->standby != MDL_NONE) {
        list_add(&p->ready, state->standby);
    }
    for (unsigned level = MDL_LEVELS; level-- > 0;) {
        for (mdl_thread_id t = state->ready_head[level]; t != MDL_NONE; t = m->threads[t].next) {
            list_add(&p->ready, t);
        }
    }
}

static void add_processor(struct mdl_scene *scene, const struct mdl_machine *m, mdl_processor_id n)
{
    const struct mdl_processor *state = &m->processors[n];
    struct mdl_scene_processor *p = &scene->processors[n];
    mdl_context_id top = mdl_machine_top(m, n);

    p->frames = sim_arena_array(&scene->arena, MDL_NEST + 1u, sizeof *p->frames);
    list_init(scene, &p->dpcs);
    list_init(scene, &p->threaded);
    list_init(scene, &p->ready);
    list_init(scene, &p->pending);
    p->irql = (uint8_t)mdl_machine_irql(m, n);
    if (state->thread != MDL_NONE) {
        mdl_context_id c = mdl_machine_thread_context(m, state->thread);

        add_frame(scene, p, m, c, c == top);
    }
    for (uint32_t depth = 1; depth <= state->depth; depth++) {
        add_frame(scene, p, m, n * MDL_NEST + depth, depth == state->depth);
    }
    for (mdl_dpc_id d = state->dpc_head; d != MDL_NONE; d = m->dpcs[d].next) {
        list_add(&p->dpcs, d);
    }
    for (mdl_dpc_id d = state->threaded_head; d != MDL_NONE; d = m->dpcs[d].next) {
        list_add(&p->threaded, d);
    }
    add_ready(p, m, state);
    for (mdl_line_id line = 0; line < m->plan->line_count; line++) {
        if (m->lines[line].pending_on == n) {
            list_add(&p->pending, line);
        }
    }
}

/* ---- pools ----------------------------------------------------------------------------------- */

static bool is_used(const struct mdl_machine *m, mdl_pool_id pool)
{
    for (mdl_item_id i = 0; i < m->plan->item_count; i++) {
        if (mdl_plan_leads_to(m->plan, &m->plan->items[i], pool)) {
            return true;
        }
    }
    return false;
}

static bool is_idle(const struct mdl_thread_state *t)
{
    return t->phase == MDL_THREAD_WAITING && t->wait_kind == MDL_WAITS_QUEUE;
}

/* What it waits for, if that has a name. */
static mdl_object_id awaited(const struct mdl_machine *m, const struct mdl_thread_state *t)
{
    switch (t->phase == MDL_THREAD_WAITING ? t->wait_kind : MDL_WAITS_NOT) {
    case MDL_WAITS_EVENT: return m->plan->events[t->wait_object].object;
    case MDL_WAITS_LOCK: case MDL_WAITS_RUNDOWN: return m->plan->locks[t->wait_object].object;
    case MDL_WAITS_TIMER: return m->plan->timers[t->wait_object].object;
    case MDL_WAITS_TARGET: return m->plan->targets[t->wait_object].object;
    default: return MDL_NONE;
    }
}

static void add_worker(struct mdl_scene_pool *p, const struct mdl_machine *m, mdl_thread_id thread)
{
    const struct mdl_thread_state *t = &m->threads[thread];
    const struct mdl_context *c = &m->contexts[mdl_machine_thread_context(m, thread)];

    p->workers[p->worker_count++] = (struct mdl_scene_worker){
        .thread = thread, .instance = t->instance, .phase = t->phase,
        .entered = (c->flags & MDL_CONTEXT_ENTERED) != 0, .wait_kind = t->wait_kind,
        .waits_for = awaited(m, t)};
}

static void add_workers(struct mdl_scene *scene, struct mdl_scene_pool *p,
                        const struct mdl_machine *m)
{
    const struct mdl_pool *pool = &m->plan->pools[p->pool];
    const struct mdl_pool_state *state = &m->pools[p->pool];
    uint32_t left = state->thread_count;

    p->workers = sim_arena_array(&scene->arena, left, sizeof *p->workers);
    for (mdl_thread_id t = pool->thread_first; left > 0 && t < pool->thread_first +
         pool->thread_max; t++) {
        uint8_t phase = m->threads[t].phase;

        if (phase != MDL_THREAD_ABSENT && phase != MDL_THREAD_ENDED) {
            left--;
            if (!is_idle(&m->threads[t])) {
                add_worker(p, m, t);
            }
        }
    }
    for (mdl_thread_id t = state->waiter_head; t != MDL_NONE; t = m->threads[t].next) {
        list_add(&p->idle, t);
    }
}

static void add_pool(struct mdl_scene *scene, const struct mdl_machine *m, mdl_pool_id id)
{
    const struct mdl_pool *pool = &m->plan->pools[id];
    const struct mdl_pool_state *state = &m->pools[id];
    struct mdl_scene_pool *p = &scene->pools[scene->pool_count++];

    p->pool = id;
    p->current = state->current_total;
    p->maximum = pool->maximum_concurrency;
    p->threads = state->thread_count;
    p->threads_max = pool->max_threads > 0 ? pool->max_threads : pool->thread_max;
    p->busy = state->busy_count;
    list_init(scene, &p->queued);
    list_init(scene, &p->idle);
    for (unsigned list = MDL_LEVELS; list-- > 0;) {
        for (mdl_instance_id i = state->head[list]; i != MDL_NONE; i = m->instances[i].next) {
            list_add(&p->queued, i);
        }
    }
    add_workers(scene, p, m);
}

void mdl_scene_init(struct mdl_scene *scene, const struct mdl_machine *m, sim_instant at)
{
    const struct mdl_plan *plan = m->plan;

    *scene = (struct mdl_scene){.at = at, .bug_check = m->bug_check, .stuck = m->stuck,
                                .processor_count = plan->profile.processor_count};
    sim_arena_init(&scene->arena);
    scene->processors = sim_arena_array(&scene->arena, scene->processor_count,
                                        sizeof *scene->processors);
    scene->pools = sim_arena_array(&scene->arena, plan->pool_count, sizeof *scene->pools);
    for (mdl_processor_id p = 0; p < scene->processor_count; p++) {
        add_processor(scene, m, p);
    }
    for (mdl_pool_id pool = 0; pool < plan->pool_count; pool++) {
        if (is_used(m, pool)) {
            add_pool(scene, m, pool);
        }
    }
}

void mdl_scene_deinit(struct mdl_scene *scene)
{
    sim_arena_deinit(&scene->arena);
    *scene = (struct mdl_scene){0};
}

const struct mdl_scene_frame *mdl_scene_top(const struct mdl_scene_processor *p)
{
    return p->frame_count == 0 ? NULL : &p->frames[p->frame_count - 1u];
}

/* ---- compared -------------------------------------------------------------------------------- */

static bool is_same(const struct mdl_scene_frame *a, const struct mdl_scene_frame *b)
{
    return a->kind == b->kind && a->irql == b->irql && a->executes == b->executes &&
           a->overhead == b->overhead && a->entered == b->entered && a->timer == b->timer &&
           a->spins == b->spins && a->label == b->label && a->object == b->object &&
           a->instance == b->instance;
}

static void compare_processor(struct mdl_scene_processor *p, const struct mdl_scene_processor *was)
{
    p->changed = p->frame_count != was->frame_count;
    for (uint32_t i = 0; i < p->frame_count; i++) {
        p->frames[i].changed = i >= was->frame_count || !is_same(&p->frames[i], &was->frames[i]);
        p->changed = p->changed || p->frames[i].changed;
    }
    list_compare(&p->dpcs, &was->dpcs);
    list_compare(&p->threaded, &was->threaded);
    list_compare(&p->ready, &was->ready);
    list_compare(&p->pending, &was->pending);
}

static const struct mdl_scene_worker *worker_of(const struct mdl_scene_pool *p,
                                                mdl_thread_id thread)
{
    for (uint32_t i = 0; i < p->worker_count; i++) {
        if (p->workers[i].thread == thread) {
            return &p->workers[i];
        }
    }
    return NULL;
}

static void compare_pool(struct mdl_scene_pool *p, const struct mdl_scene_pool *was)
{
    list_compare(&p->queued, &was->queued);
    list_compare(&p->idle, &was->idle);
    p->changed = p->current != was->current || p->threads != was->threads ||
                 p->queued.differs || p->idle.differs || p->worker_count != was->worker_count;
    for (uint32_t i = 0; i < p->worker_count; i++) {
        struct mdl_scene_worker *w = &p->workers[i];
        const struct mdl_scene_worker *then = worker_of(was, w->thread);

        w->changed = then == NULL || then->instance != w->instance || then->phase != w->phase ||
                     then->entered != w->entered || then->waits_for != w->waits_for ||
                     then->wait_kind != w->wait_kind;
        p->changed = p->changed || w->changed;
    }
}

void mdl_scene_compare(struct mdl_scene *scene, const struct mdl_scene *before)
{
    for (uint32_t p = 0; p < scene->processor_count; p++) {
        compare_processor(&scene->processors[p], &before->processors[p]);
    }
    for (uint32_t i = 0; i < scene->pool_count; i++) {
        compare_pool(&scene->pools[i], &before->pools[i]);
    }
}
