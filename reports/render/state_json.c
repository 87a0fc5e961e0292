/* A state as one JSON object in one line. */
#include "reports/render/state.h"

#include "model/machine/machine.h"
#include "model/run/chronicle_words.h"
#include "model/run/scene_words.h"
#include "reports/render/member.h"
#include "sim/base/text.h"

typedef const char *(*namer)(struct sim_arena *, const struct mdl_plan *, uint32_t);

static const char *path(const struct mdl_plan *plan, mdl_object_id object)
{
    return object < plan->object_count ? plan->objects[object].path : NULL;
}

static const char *dpc_name(struct sim_arena *arena, const struct mdl_plan *plan, uint32_t id)
{
    (void)arena;
    return path(plan, plan->dpcs[id].object);
}

static const char *line_name(struct sim_arena *arena, const struct mdl_plan *plan, uint32_t id)
{
    (void)arena;
    return path(plan, plan->lines[id].object);
}

static void add_list(struct sim_text *text, struct sim_arena *arena, const struct mdl_plan *plan,
                     const char *key, const struct mdl_scene_list *list, namer name)
{
    rpt_member_key(text, key);
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < list->count && i < MDL_SCENE_NAMED; i++) {
        sim_text_add(text, i == 0 ? "" : ", ");
        sim_text_json(text, name(arena, plan, list->ids[i]));
    }
    sim_text_add_char(text, ']');
}

static const char *kind_of(const struct mdl_scene_frame *f)
{
    static const char *const names[] = {
        [MDL_CONTEXT_ISR] = "isr", [MDL_CONTEXT_DPC] = "dpc", [MDL_CONTEXT_THREAD] = "thread",
        [MDL_CONTEXT_WORKER] = "worker", [MDL_CONTEXT_BALANCE] = "balance manager",
        [MDL_CONTEXT_SOURCE] = "source", [MDL_CONTEXT_CLOCK] = "clock",
        [MDL_CONTEXT_IPI] = "ipi", [MDL_CONTEXT_SERVER] = "server"};

    return f->timer ? "timer" : names[f->kind];
}

/* The object that it belongs to, or NULL. */
static const char *object_of(const struct mdl_plan *plan, const struct mdl_scene_frame *f)
{
    if (f->instance != MDL_NONE) {
        return path(plan, plan->items[plan->instance_item[f->instance]].object);
    }
    return f->label >= MDL_LABEL_FIRST ? path(plan, plan->labels[f->label].object) : NULL;
}

static void add_frame(struct sim_text *text, struct sim_arena *arena, const struct mdl_plan *plan,
                      const struct mdl_scene_frame *f)
{
    sim_text_add_char(text, '{');
    rpt_member_whole(text, "irql", f->irql);
    rpt_member_string(text, "kind", kind_of(f));
    rpt_member_string(text, "what", mdl_scene_words_frame(arena, plan, f));
    rpt_member_string(text, "callback",
                      f->label >= MDL_LABEL_FIRST ? plan->labels[f->label].name : NULL);
    rpt_member_string(text, "object", object_of(plan, f));
    rpt_member_string(text, "state", f->executes ? "executes" : "interrupted");
    rpt_member_string(text, "overhead", f->overhead ? plan->labels[f->cost].name : NULL);
    rpt_member_truth(text, "entered", f->entered);
    rpt_member_truth(text, "spins", f->spins);
    rpt_member_whole(text, "done_ns", f->done_ns);
    rpt_member_truth(text, "changed", f->changed);
    sim_text_add_char(text, '}');
}

static void add_processor(struct sim_text *text, struct sim_arena *arena,
                          const struct mdl_plan *plan, const struct mdl_scene_processor *p,
                          uint32_t number)
{
    sim_text_add(text, number == 0 ? "{" : ", {");
    rpt_member_whole(text, "processor", number);
    rpt_member_whole(text, "irql", p->irql);
    rpt_member_key(text, "frames");
    sim_text_add_char(text, '[');
    for (uint32_t i = p->frame_count; i-- > 0;) {
        add_frame(text, arena, plan, &p->frames[i]);
        sim_text_add(text, i > 0 ? ", " : "");
    }
    sim_text_add_char(text, ']');
    add_list(text, arena, plan, "pending", &p->pending, line_name);
    add_list(text, arena, plan, "dpc_queue", &p->dpcs, dpc_name);
    add_list(text, arena, plan, "threaded_dpc_queue", &p->threaded, dpc_name);
    add_list(text, arena, plan, "ready", &p->ready, mdl_chronicle_words_thread);
    rpt_member_truth(text, "changed", p->changed);
    sim_text_add_char(text, '}');
}

static void add_pool(struct sim_text *text, struct sim_arena *arena, const struct mdl_plan *plan,
                     const struct mdl_scene_pool *pool)
{
    sim_text_add_char(text, '{');
    rpt_member_string(text, "pool", path(plan, plan->pools[pool->pool].object));
    rpt_member_whole(text, "current", pool->current);
    rpt_member_whole(text, "maximum", pool->maximum);
    rpt_member_whole(text, "threads", pool->threads);
    rpt_member_whole(text, "threads_max", pool->threads_max);
    rpt_member_whole(text, "waiting", pool->queued.count);
    add_list(text, arena, plan, "queued", &pool->queued, mdl_chronicle_words_instance);
    rpt_member_key(text, "workers");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < pool->worker_count; i++) {
        const struct mdl_scene_worker *w = &pool->workers[i];

        sim_text_add(text, i == 0 ? "{" : ", {");
        rpt_member_string(text, "worker", mdl_chronicle_words_thread(arena, plan, w->thread));
        rpt_member_string(text, "item", w->instance == MDL_NONE
                                            ? NULL
                                            : mdl_chronicle_words_instance(arena, plan,
                                                                           w->instance));
        rpt_member_truth(text, "entered", w->entered);
        rpt_member_string(text, "doing", mdl_scene_words_doing(arena, plan, w));
        rpt_member_truth(text, "changed", w->changed);
        sim_text_add_char(text, '}');
    }
    sim_text_add_char(text, ']');
    add_list(text, arena, plan, "idle", &pool->idle, mdl_chronicle_words_thread);
    rpt_member_truth(text, "changed", pool->changed);
    sim_text_add_char(text, '}');
}

void rpt_state_json(struct sim_text *text, const struct rpt_state *state)
{
    const struct mdl_scene *scene = state->scene;
    struct sim_arena arena;

    sim_arena_init(&arena);
    sim_text_add_char(text, '{');
    rpt_member_whole(text, "replication", state->replication);
    rpt_member_whole(text, "event", state->event);
    rpt_member_whole(text, "at_ns", scene->at);
    rpt_member_whole(text, "event_at_ns", state->event_at);
    rpt_member_whole(text, "bug_check", scene->bug_check);
    rpt_member_key(text, "processors");
    sim_text_add_char(text, '[');
    for (uint32_t p = 0; p < scene->processor_count; p++) {
        add_processor(text, &arena, state->plan, &scene->processors[p], p);
    }
    sim_text_add_char(text, ']');
    rpt_member_key(text, "pools");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < scene->pool_count; i++) {
        sim_text_add(text, i == 0 ? "" : ", ");
        add_pool(text, &arena, state->plan, &scene->pools[i]);
    }
    sim_text_add_char(text, ']');
    rpt_member_key(text, "now");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < state->news_count; i++) {
        sim_text_add(text, i == 0 ? "{" : ", {");
        rpt_member_string(text, "what", state->news[i].what);
        rpt_member_string(text, "rule", state->news[i].rule);
        sim_text_add_char(text, '}');
    }
    sim_text_add(text, "]}\n");
    sim_arena_deinit(&arena);
}
