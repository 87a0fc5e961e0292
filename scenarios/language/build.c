/*
 * The plan as it grows: vectors, and the few things that every reader adds to.
 */
#include "scenarios/language/build.h"

#include <string.h>

#include "scenarios/language/diags.h"
#include "scenarios/language/filled.h"
#include "scenarios/language/include.h"
#include "sim/base/arena.h"
#include "sim/base/check.h"
#include "sim/base/digest.h"

static void begin_labels(struct scn_build *b)
{
    static const struct { const char *name; enum mdl_label_kind kind; } fixed[MDL_LABEL_FIRST] = {
        [MDL_LABEL_IDLE] = {"idle", MDL_LABEL_KIND_IDLE},
        [MDL_LABEL_INTERRUPT_COST] = {"interrupt entry and exit", MDL_LABEL_KIND_OVERHEAD},
        [MDL_LABEL_DPC_COST] = {"DPC dispatch", MDL_LABEL_KIND_OVERHEAD},
        [MDL_LABEL_SWITCH_COST] = {"thread switch", MDL_LABEL_KIND_OVERHEAD},
        [MDL_LABEL_WAKE_COST] = {"thread wake-up", MDL_LABEL_KIND_OVERHEAD},
        [MDL_LABEL_WORKER_COST] = {"worker start", MDL_LABEL_KIND_OVERHEAD},
        [MDL_LABEL_IPI_COST] = {"interprocessor interrupt", MDL_LABEL_KIND_OVERHEAD},
        [MDL_LABEL_CLOCK_COST] = {"clock interrupt", MDL_LABEL_KIND_OVERHEAD},
        [MDL_LABEL_WORKER] = {"worker thread", MDL_LABEL_KIND_SYSTEM},
        [MDL_LABEL_BALANCE] = {"balance manager", MDL_LABEL_KIND_SYSTEM},
    };
    mdl_object_id machine = scn_build_object(b, "machine", MDL_OBJECT_MACHINE);

    for (uint32_t i = 0; i < MDL_LABEL_FIRST; i++) {
        mdl_label_id label = scn_build_label(b, fixed[i].name, machine, fixed[i].kind);

        SIM_ASSERT(label == i);
    }
}

static void size_vectors(struct scn_build *b)
{
    const struct { struct scn_vector *vector; size_t size; } all[] = {
        {&b->drivers, sizeof(struct scn_driver)},
        {&b->symbols, sizeof(struct scn_symbol)},
        {&b->routines, sizeof(struct scn_routine)},
        {&b->item_needs, sizeof(struct scn_item_needs)},
        {&b->line_needs, sizeof(struct scn_line_needs)},
        {&b->objects, sizeof(struct mdl_object)},
        {&b->labels, sizeof(struct mdl_label)},
        {&b->places, sizeof(struct mdl_place)},
        {&b->place_ranges, sizeof(struct scn_range)},
        {&b->programs, sizeof(struct mdl_program)},
        {&b->steps, sizeof(struct mdl_step)},
        {&b->conditions, sizeof(struct mdl_condition)},
        {&b->choices, sizeof(struct mdl_choice)},
        {&b->draws, sizeof(struct mdl_draw)},
        {&b->streams, sizeof(struct mdl_stream)},
        {&b->lines, sizeof(struct mdl_line)},
        {&b->sources, sizeof(struct mdl_source)},
        {&b->dpcs, sizeof(struct mdl_dpc)},
        {&b->timers, sizeof(struct mdl_timer)},
        {&b->items, sizeof(struct mdl_item)},
        {&b->threads, sizeof(struct mdl_thread)},
        {&b->locks, sizeof(struct mdl_lock)},
        {&b->events, sizeof(struct mdl_event)},
        {&b->waitables, sizeof(uint32_t)},
        {&b->variables, sizeof(struct mdl_variable)},
        {&b->queues, sizeof(struct mdl_queue)},
        {&b->handlers, sizeof(struct mdl_handler)},
        {&b->targets, sizeof(struct mdl_target)},
        {&b->completions, sizeof(struct mdl_completion)},
        {&b->pools, sizeof(struct mdl_pool)},
        {&b->devices, sizeof(struct mdl_device)},
        {&b->happenings, sizeof(struct mdl_happening)},
        {&b->faults, sizeof(struct scn_fault)},
        {&b->fills, sizeof(struct scn_fill)},
        {&b->changes, sizeof(struct mdl_change)},
        {&b->settings, sizeof(struct scn_setting)},
        {&b->changeables, sizeof(struct scn_changeable)},
        {&b->phases, sizeof(struct mdl_phase)},
        {&b->assumptions, sizeof(struct mdl_assumption)},
        {&b->parameters, sizeof(struct mdl_parameter)},
        {&b->expectations, sizeof(struct scn_expectation)},
    };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        all[i].vector->size = all[i].size;
    }
}

void scn_build_init(struct scn_build *b, struct sim_arena *arena, struct scn_diags *diags,
                    const struct scn_node *root, struct scn_scenario *scenario)
{
    *b = (struct scn_build){
        .arena = arena, .diags = diags, .root = root, .scenario = scenario,
        .data_digest = SIM_DIGEST_START, .file_count = 1,
        .values = {.arena = arena, .diags = diags,
                   .directory = scn_include_directory(arena, scenario->path),
                   .data_digest = &b->data_digest},
    };
    size_vectors(b);
    sim_intern_init(&b->kinds, arena);
    sim_intern_init(&b->symbol_paths, arena);
    sim_intern_init(&b->object_paths, arena);
    sim_intern_init(&b->callbacks_used, arena);
    sim_intern_init(&b->completion_names, arena);
    begin_labels(b);
}

void *scn_build_push(struct scn_build *b, struct scn_vector *v)
{
    SIM_ASSERT(v->size > 0);
    if (v->count == v->capacity) {
        uint32_t capacity = v->capacity == 0 ? 16 : v->capacity * 2;
        void *items = sim_arena_array(b->arena, capacity, v->size);

        if (v->count > 0) {
            memcpy(items, v->items, (size_t)v->count * v->size);
        }
        v->items = items;
        v->capacity = capacity;
    }
    v->count++;
    return memset((char *)v->items + (size_t)(v->count - 1) * v->size, 0, v->size);
}

mdl_object_id scn_build_object(struct scn_build *b, const char *path, enum mdl_object_kind kind)
{
    uint32_t id = sim_intern_add(&b->object_paths, path);

    if (id == b->objects.count) {
        struct mdl_object *object = scn_build_push(b, &b->objects);

        object->path = b->object_paths.strings[id];
        object->digest = sim_digest_text(path);
        object->kind = kind;
    }
    return id;
}

mdl_label_id scn_build_label(struct scn_build *b, const char *name, mdl_object_id object,
                             enum mdl_label_kind kind)
{
    struct mdl_label *label = scn_build_push(b, &b->labels);

    label->name = name;
    label->object = object;
    label->kind = kind;
    return b->labels.count - 1;
}

uint32_t scn_build_symbol(struct scn_build *b, const char *path, enum mdl_object_kind kind,
                          uint32_t id, struct scn_range at)
{
    uint32_t index = sim_intern_add(&b->symbol_paths, path);

    if (index < b->symbols.count) {
        scn_diags_add(b->diags, SCN_S_DOUBLE_NAME, at, NULL, "'%s' is declared twice",
                      scn_diags_quote(b->diags, path));
        scn_diags_note(b->diags, SCN_AT(struct scn_symbol, b->symbols, index)->at,
                       "the other one is declared here");
        return index;
    }
    *(struct scn_symbol *)scn_build_push(b, &b->symbols) = (struct scn_symbol){
        .path = b->symbol_paths.strings[index], .kind = kind, .id = id, .at = at};
    return index;
}

void scn_build_parameter(struct scn_build *b, const char *path, const char *value,
                         const char *origin)
{
    struct mdl_parameter *parameter = scn_build_push(b, &b->parameters);

    parameter->path = path;
    parameter->value = value;
    parameter->origin = origin;
}

const char *scn_build_origin(const struct scn_build *b, const struct scn_node *node)
{
    return node->at.source < b->file_count ? "file" : "override";
}

void scn_build_assume(struct scn_build *b, const char *rule, const char *parameter,
                      const char *value, const char *confidence, mdl_label_id label)
{
    *(struct mdl_assumption *)scn_build_push(b, &b->assumptions) = (struct mdl_assumption){
        .rule = rule, .parameter = parameter, .value = value, .confidence = confidence,
        .label = label};
}

void scn_build_changeable(struct scn_build *b, const struct scn_node *node,
                          enum mdl_change_kind kind, uint32_t id)
{
    if (!b->trying && node != NULL) {
        *(struct scn_changeable *)scn_build_push(b, &b->changeables) =
            (struct scn_changeable){.node = node, .kind = kind, .id = id};
    }
}

mdl_draw_id scn_build_draw(struct scn_build *b, const struct sim_law *law, const char *path,
                           const char *purpose, bool assumed)
{
    *(struct mdl_draw *)scn_build_push(b, &b->draws) = (struct mdl_draw){
        .law = *law, .path = path, .purpose = purpose, .assumed = assumed};
    return b->draws.count - 1;
}

struct sim_law scn_build_constant(uint64_t value)
{
    return (struct sim_law){.kind = SIM_LAW_CONSTANT, .a = (double)value};
}

static void instances_of_items(struct scn_build *b, struct mdl_plan *plan)
{
    mdl_item_id *owner = sim_arena_array(b->arena, b->instance_count + 1u, sizeof *owner);

    for (uint32_t i = 0; i < b->items.count; i++) {
        const struct mdl_item *item = SCN_AT(struct mdl_item, b->items, i);

        for (uint32_t k = 0; k < item->instance_count; k++) {
            owner[item->instance_first + k] = i;
        }
    }
    plan->instance_item = owner;
    plan->instance_count = b->instance_count;
}

static void processors(struct scn_build *b, struct mdl_plan *plan)
{
    uint32_t count = b->profile.processor_count;
    mdl_object_id *ids = sim_arena_array(b->arena, count + 1u, sizeof *ids);

    for (uint32_t i = 0; i < count; i++) {
        ids[i] = scn_build_object(b, sim_arena_print(b->arena, "processor.%u", i),
                                  MDL_OBJECT_PROCESSOR);
    }
    plan->processor_object = ids;
}

static void faults(struct scn_build *b, struct mdl_plan *plan)
{
    struct mdl_fault *all = sim_arena_array(b->arena, b->faults.count + 1u, sizeof *all);

    for (uint32_t i = 0; i < b->faults.count; i++) {
        all[i] = SCN_AT(struct scn_fault, b->faults, i)->of;
    }
    plan->faults = all;
    plan->fault_count = b->faults.count;
}

/* By a step, or with a framework device that the timeline takes away. */
static bool deletes_objects(const struct mdl_plan *plan)
{
    bool found = false;

    for (uint32_t i = 0; i < plan->step_count; i++) {
        found = found || plan->steps[i].kind == MDL_STEP_DELETED;
    }
    for (uint32_t i = 0; i < plan->device_count; i++) {
        found = found
                || (plan->devices[i].is_framework && plan->devices[i].operation_first != MDL_NONE);
    }
    return found;
}

/* Where requests wait can be to blame like what executes. */
static void label_place(struct scn_build *b, mdl_object_id object)
{
    (void)scn_build_label(b, b->object_paths.strings[object], object, MDL_LABEL_KIND_PLACE);
}

static void label_places(struct scn_build *b, struct mdl_plan *plan)
{
    plan->label_places = b->labels.count;
    for (uint32_t i = 0; i < b->queues.count; i++) {
        label_place(b, SCN_AT(struct mdl_queue, b->queues, i)->object);
    }
    for (uint32_t i = 0; i < b->targets.count; i++) {
        label_place(b, SCN_AT(struct mdl_target, b->targets, i)->object);
    }
    for (uint32_t i = 0; i < b->events.count; i++) {
        label_place(b, SCN_AT(struct mdl_event, b->events, i)->object);
    }
}

void scn_build_plan(struct scn_build *b, struct mdl_plan *plan)
{
    label_places(b, plan);
    plan->profile = b->profile;
    processors(b, plan);
    instances_of_items(b, plan);
    faults(b, plan);
    plan->dpc_thread = b->dpc_thread;
    plan->request_kinds = b->kinds.strings;
    plan->request_kind_count = b->kinds.count;
#define GIVE(field, counter) \
    (plan->field = b->field.items, plan->counter = b->field.count)
    GIVE(objects, object_count);
    GIVE(labels, label_count);
    GIVE(places, place_count);
    GIVE(programs, program_count);
    GIVE(steps, step_count);
    GIVE(conditions, condition_count);
    GIVE(choices, choice_count);
    GIVE(draws, draw_count);
    GIVE(streams, stream_count);
    GIVE(lines, line_count);
    GIVE(sources, source_count);
    GIVE(dpcs, dpc_count);
    GIVE(timers, timer_count);
    GIVE(items, item_count);
    GIVE(threads, thread_count);
    GIVE(locks, lock_count);
    GIVE(events, event_count);
    GIVE(waitables, waitable_count);
    GIVE(variables, variable_count);
    GIVE(queues, queue_count);
    GIVE(handlers, handler_count);
    GIVE(targets, target_count);
    GIVE(completions, completion_count);
    GIVE(pools, pool_count);
    GIVE(devices, device_count);
    GIVE(happenings, happening_count);
    GIVE(changes, change_count);
    GIVE(phases, phase_count);
    GIVE(assumptions, assumption_count);
#undef GIVE
    plan->deletes_objects = deletes_objects(plan);
}
