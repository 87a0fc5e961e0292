/* Names; see the header. */
#include "model/run/scene_words.h"

#include <inttypes.h>
#include <string.h>

#include "model/machine/machine.h"
#include "model/run/chronicle_words.h"

static const char *last_of(const char *path)
{
    const char *dot = strrchr(path, '.');

    return dot == NULL ? path : dot + 1;
}

static const char *path_of(const struct mdl_plan *plan, mdl_object_id object)
{
    return object < plan->object_count ? plan->objects[object].path : "nobody";
}

const char *mdl_scene_words_callback(const struct mdl_plan *plan, mdl_label_id label)
{
    return label < plan->label_count ? last_of(plan->labels[label].name) : "nobody";
}

/* ---- items and threads ----------------------------------------------------------------------- */

static bool has_namesake(const struct mdl_plan *plan, mdl_item_id item)
{
    const char *name = last_of(path_of(plan, plan->items[item].object));

    for (mdl_item_id i = 0; i < plan->item_count; i++) {
        if (i != item && strcmp(last_of(path_of(plan, plan->items[i].object)), name) == 0) {
            return true;
        }
    }
    return false;
}

const char *mdl_scene_words_instance(struct sim_arena *arena, const struct mdl_plan *plan,
                                     mdl_instance_id instance)
{
    mdl_item_id item = plan->instance_item[instance];
    const char *name = mdl_chronicle_words_instance(arena, plan, instance);
    const char *path = path_of(plan, plan->items[item].object);

    return has_namesake(plan, item) ? name : name + (last_of(path) - path);
}

static bool is_one_pool(const struct mdl_plan *plan)
{
    for (mdl_item_id i = 1; i < plan->item_count; i++) {
        if (plan->items[i].pool != plan->items[0].pool) {
            return false;
        }
    }
    return plan->item_count > 0 && plan->profile.node_last == 0;
}

const char *mdl_scene_words_thread(struct sim_arena *arena, const struct mdl_plan *plan,
                                   mdl_thread_id thread)
{
    const char *name = mdl_chronicle_words_thread(arena, plan, thread);
    const char *blank = strrchr(name, ' ');

    return thread >= plan->thread_count && blank != NULL && blank[1] == 'w' && is_one_pool(plan)
               ? blank + 1
               : name;
}

/* ---- frames ---------------------------------------------------------------------------------- */

const char *mdl_scene_words_dpc(const struct mdl_plan *plan, mdl_dpc_id dpc)
{
    mdl_line_id line = plan->dpcs[dpc].line;

    return path_of(plan, line == MDL_NONE ? plan->dpcs[dpc].object : plan->lines[line].object);
}

const char *mdl_scene_words_who(struct sim_arena *arena, const struct mdl_plan *plan,
                                const struct mdl_scene_frame *frame)
{
    switch (frame->kind) {
    case MDL_CONTEXT_THREAD: case MDL_CONTEXT_WORKER: case MDL_CONTEXT_SERVER:
        return mdl_scene_words_thread(arena, plan, frame->object);
    case MDL_CONTEXT_BALANCE: return "the balance manager";
    case MDL_CONTEXT_CLOCK: return "the clock interrupt";
    case MDL_CONTEXT_IPI: return "the interprocessor interrupt";
    case MDL_CONTEXT_DPC:
        return frame->object == MDL_NONE ? "the drain"
                                         : mdl_scene_words_callback(plan, frame->label);
    default: return mdl_scene_words_callback(plan, frame->label);
    }
}

static const char *worker(struct sim_arena *arena, const struct mdl_plan *plan,
                          const struct mdl_scene_frame *f)
{
    const char *name = mdl_scene_words_thread(arena, plan, f->object);
    const struct mdl_item *item;

    if (f->instance == MDL_NONE) {
        return sim_arena_print(arena, "%s: no item", name);
    }
    item = &plan->items[plan->instance_item[f->instance]];
    return item->instance_count == 1
               ? sim_arena_print(arena, "%s: %s", name,
                                 mdl_scene_words_callback(plan, item->label))
               : sim_arena_print(arena, "%s: %s #%" PRIu32, name,
                                 mdl_scene_words_callback(plan, item->label),
                                 f->instance - item->instance_first + 1u);
}

static const char *routine(struct sim_arena *arena, const struct mdl_plan *plan,
                           const struct mdl_scene_frame *f)
{
    const char *of = "";

    if (f->object != MDL_NONE && f->kind == MDL_CONTEXT_ISR) {
        of = path_of(plan, plan->lines[f->object].object);
    } else if (f->object != MDL_NONE && f->kind == MDL_CONTEXT_DPC) {
        of = f->timer ? path_of(plan, plan->timers[f->object].object)
                      : mdl_scene_words_dpc(plan, f->object);
    } else {
        return mdl_scene_words_who(arena, plan, f);
    }
    return sim_arena_print(arena, "%s  %s", mdl_scene_words_callback(plan, f->label), of);
}

const char *mdl_scene_words_frame(struct sim_arena *arena, const struct mdl_plan *plan,
                                  const struct mdl_scene_frame *frame)
{
    if (frame->kind == MDL_CONTEXT_WORKER) {
        return worker(arena, plan, frame);
    }
    if (frame->kind == MDL_CONTEXT_SERVER && frame->label >= MDL_LABEL_FIRST) {
        return sim_arena_print(arena, "%s: %s",
                               mdl_scene_words_thread(arena, plan, frame->object),
                               mdl_scene_words_callback(plan, frame->label));
    }
    return routine(arena, plan, frame);
}

/* ---- pools ----------------------------------------------------------------------------------- */

const char *mdl_scene_words_pool(struct sim_arena *arena, const struct mdl_plan *plan,
                                 mdl_pool_id pool)
{
    const char *path = path_of(plan, plan->pools[pool].object);
    char *name;

    if (plan->profile.era > MDL_ERA_WIN8 || strncmp(path, "pool.", 5) != 0) {
        return path;
    }
    name = sim_arena_print(arena, "%s queue", path + 5);
    if (name[0] >= 'a' && name[0] <= 'z') {
        name[0] = (char)(name[0] - 'a' + 'A');
    }
    return name;
}

const char *mdl_scene_words_the_pool(struct sim_arena *arena, const struct mdl_plan *plan,
                                     mdl_pool_id pool)
{
    const char *name = mdl_scene_words_pool(arena, plan, pool);

    return strchr(name, ' ') == NULL ? name : sim_arena_print(arena, "the %s", name);
}

const char *mdl_scene_words_doing(struct sim_arena *arena, const struct mdl_plan *plan,
                                  const struct mdl_scene_worker *worker)
{
    if (worker->phase == MDL_THREAD_READY || worker->phase == MDL_THREAD_STANDBY) {
        return "ready";
    }
    if (worker->phase != MDL_THREAD_WAITING) {
        return worker->instance != MDL_NONE && !worker->entered ? "begins" : "";
    }
    if (worker->waits_for != MDL_NONE) {
        return sim_arena_print(arena, "waits for %s", path_of(plan, worker->waits_for));
    }
    switch (worker->wait_kind) {
    case MDL_WAITS_OUTSIDE: return "waits outside";
    case MDL_WAITS_DELAY: return "sleeps";
    case MDL_WAITS_FLUSH: return "waits in a flush";
    case MDL_WAITS_SEND: case MDL_WAITS_CALL: return "waits for a request";
    case MDL_WAITS_DPCS: case MDL_WAITS_DPC: return "waits for DPCs";
    default: return "waits";
    }
}
