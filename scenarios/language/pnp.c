/*
 * Plug and Play.
 *
 * The program of a device's PnP thread holds all operations, one behind the other; PNP_TAKE jumps
 * to the one that is wanted. An operation is the driver's callbacks in their order (pin 38), and
 * between them what the system does. The callbacks are expanded in place, as 'call' does it.
 */
#include "scenarios/language/pnp.h"

#include <string.h>

#include "model/rules/pnp.h"
#include "scenarios/language/canonical.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/disposal.h"
#include "scenarios/language/frameworks.h"
#include "scenarios/language/names.h"
#include "scenarios/language/routines.h"
#include "scenarios/language/steps.h"
#include "scenarios/language/suggest.h"
#include "sim/base/arena.h"
#include "sim/base/check.h"

/* ---- the callbacks -------------------------------------------------------------------------- */

static unsigned framework_of(const struct scn_driver *driver)
{
    switch (driver->framework) {
    case SCN_FRAMEWORK_WDM:
        return MDL_PNP_WDM;
    case SCN_FRAMEWORK_NDIS:
        return MDL_PNP_NDIS;
    case SCN_FRAMEWORK_STORPORT:
        return MDL_PNP_STORPORT;
    default:
        return MDL_PNP_WDF;
    }
}

static void unknown(struct scn_build *b, const struct scn_driver *driver,
                    const struct scn_node *key)
{
    struct scn_suggest near = {.wanted = key->text};

    for (uint32_t i = 0; i < mdl_pnp_count(); i++) {
        if ((mdl_pnp_row(i)->frameworks & framework_of(driver)) != 0) {
            scn_suggest_offer(&near, mdl_pnp_row(i)->name);
        }
    }
    scn_diags_add(b->diags, SCN_S_UNKNOWN_KEY, key->at, NULL,
                  mdl_pnp_find(key->text) == NULL ? "no PnP callback is called '%s'"
                                                  : "'%s' is a callback of another framework",
                  scn_diags_quote(b->diags, key->text));
    if (near.best != NULL) {
        scn_diags_label(b->diags, "did you mean '%s'?", near.best);
    }
}

void scn_pnp_read(const struct scn_view *v, uint32_t index)
{
    struct scn_build *b = v->build;
    struct scn_driver *driver = SCN_AT(struct scn_driver, b->drivers, index);
    const struct scn_node *map = scn_view_node(v, SCN_KEY_DRIVER_pnp);

    if (map == NULL || map->kind != SCN_TREE_MAP) {
        if (map != NULL) {
            scn_diags_add(b->diags, SCN_S_WRONG_TYPE, map->at, NULL,
                          "'pnp' is a map: {EvtDeviceD0Exit: CALLBACK, ...}");
        }
        return;
    }
    driver->pnp = map;
    for (uint32_t i = 0; i < map->count; i++) {
        const struct scn_tree_pair *pair = &map->pairs[i];
        const struct mdl_pnp_callback *row = mdl_pnp_find(pair->key->text);

        if (row == NULL || (row->frameworks & framework_of(driver)) == 0) {
            unknown(b, driver, pair->key);
        }
        if (pair->value->kind == SCN_TREE_MAP) {
            scn_diags_add(b->diags, SCN_S_WRONG_TYPE, pair->value->at, NULL,
                          "a callback is the name of a step list, or the list itself");
        }
        scn_build_parameter(b, sim_arena_print(b->arena, "%s.pnp.%s", v->path, pair->key->text),
                            scn_canonical_text(b->arena, pair->value),
                            scn_build_origin(b, pair->value));
    }
}

/* The callback of a slot: its key, and its value. */
static const struct scn_tree_pair *callback_of(const struct scn_driver *driver,
                                               enum mdl_pnp_slot slot)
{
    for (uint32_t i = 0; driver->pnp != NULL && i < driver->pnp->count; i++) {
        const struct mdl_pnp_callback *row = mdl_pnp_find(driver->pnp->pairs[i].key->text);

        if (row != NULL && row->slot == slot && (row->frameworks & framework_of(driver)) != 0) {
            return &driver->pnp->pairs[i];
        }
    }
    return NULL;
}

bool scn_pnp_starts(const struct scn_driver *driver)
{
    static const enum mdl_pnp_slot slots[] = {MDL_PNP_ADD, MDL_PNP_PREPARE, MDL_PNP_D0_ENTRY,
                                              MDL_PNP_INTERRUPT_ENABLE, MDL_PNP_D0_ENTRY_POST,
                                              MDL_PNP_SELF_INIT};

    for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++) {
        if (callback_of(driver, slots[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* ---- the threads ---------------------------------------------------------------------------- */

static int64_t read_priority(struct scn_build *b, const struct scn_view *root)
{
    struct scn_view machine;
    int64_t priority;

    scn_view_inner(root, SCN_KEY_ROOT_machine, &machine);
    scn_view_whole(&machine, SCN_KEY_MACHINE_pnp_priority, 1, 31, &priority);
    if (scn_view_node(&machine, SCN_KEY_MACHINE_pnp_priority) == NULL) {
        scn_build_assume(b, "W101", "machine.pnp_priority", "12", "unknown", MDL_NONE);
    }
    return priority;
}

static void make_thread(struct scn_build *b, uint32_t index, uint8_t priority)
{
    const struct scn_driver *driver = SCN_AT(struct scn_driver, b->drivers, index);
    struct mdl_device *device = SCN_AT(struct mdl_device, b->devices, driver->device);
    const char *path = sim_arena_print(b->arena, "%s.pnp", driver->prefix);
    mdl_thread_id id = b->threads.count;
    struct mdl_thread thread = {.stream = MDL_NONE, .group_first = id, .group_count = 1,
                                .priority = priority, .pnp = driver->device + 1};
    thread.object = scn_build_object(b, path, MDL_OBJECT_PNP);
    thread.processors = UINT64_MAX >> (64 - b->profile.processor_count);
    const struct scn_routines_owner owner = {index, SCN_CALLER_PNP, MDL_IRQL_PASSIVE, MDL_NONE,
                                             thread.object, MDL_LABEL_KIND_THREAD};

    thread.program = scn_routines_add(b, &owner, NULL, &thread.label);
    SCN_AT(struct scn_routine, b->routines, thread.program)->at =
        driver->pnp == NULL ? driver->at : driver->pnp->at;
    uint32_t symbol = scn_build_symbol(b, path, MDL_OBJECT_PNP, id, driver->at);

    SCN_AT(struct scn_symbol, b->symbols, symbol)->used = true;
    device->pnp = thread.object;
    device->thread = id;
    *(struct mdl_thread *)scn_build_push(b, &b->threads) = thread;
}

void scn_pnp_make(struct scn_build *b, const struct scn_view *root)
{
    int64_t priority = 0;

    for (uint32_t i = 0; i < b->drivers.count; i++) {
        const struct scn_driver *driver = SCN_AT(struct scn_driver, b->drivers, i);

        if (driver->device == MDL_NONE) {
            continue;
        }
        if (driver->pnp == NULL
            && SCN_AT(struct mdl_device, b->devices, driver->device)->operation_first
                   == MDL_NONE) {
            continue;
        }
        priority = priority == 0 ? read_priority(b, root) : priority;
        make_thread(b, i, (uint8_t)priority);
    }
}

/* ---- the program ---------------------------------------------------------------------------- */

static uint32_t act(struct scn_code *c, enum mdl_pnp_action action)
{
    uint32_t step = scn_code_emit(c, MDL_STEP_PNP, NULL, "");

    scn_code_step(c, step)->number = action;
    return step;
}

/* The step jumps to where scn_code_land says, unless this holds. */
static uint32_t unless(struct scn_code *c, enum mdl_pnp_condition condition)
{
    uint32_t step = scn_code_emit(c, MDL_STEP_PNP_UNLESS, NULL, "");

    scn_code_step(c, step)->number = condition;
    return step;
}

static void as(struct scn_code *c, mdl_label_id label)
{
    uint32_t step = act(c, MDL_PNP_AS);

    scn_code_step(c, step)->object = label;
}

static void expand(struct scn_code *c, const struct scn_tree_pair *pair)
{
    struct scn_frame frame;

    if (pair->value->kind == SCN_TREE_SCALAR) {
        scn_steps_compile(c, pair->value);
    } else if (pair->value->kind == SCN_TREE_LIST && scn_code_enter(c, &frame, pair->key)) {
        scn_steps_compile(c, pair->value);
        scn_code_leave(c);
    }
}

/* The driver's callback, under its own name in reports; nothing if it has none. */
static void call(struct scn_code *c, enum mdl_pnp_slot slot)
{
    const struct scn_tree_pair *pair = callback_of(c->driver, slot);
    const struct scn_routine *own = c->routine;
    struct scn_build *b = c->build;

    if (pair == NULL) {
        return;
    }
    const char *name = pair->value->kind == SCN_TREE_SCALAR ? pair->value->text : pair->key->text;
    mdl_object_id object = SCN_AT(struct mdl_label, b->labels, own->label)->object;

    as(c, scn_build_label(b, sim_arena_print(b->arena, "%s.%s", c->driver->prefix, name), object,
                          MDL_LABEL_KIND_THREAD));
    expand(c, pair);
    as(c, own->label);
}

/* By which a bus or a lower driver answers: no interrupt of the driver's. */
static bool is_of_target(const struct scn_build *b, mdl_line_id line)
{
    for (uint32_t i = 0; i < b->targets.count; i++) {
        const struct mdl_target *target = SCN_AT(struct mdl_target, b->targets, i);

        if (target->line == line && !target->interrupts) {
            return true;
        }
    }
    return false;
}

/* Once for each interrupt of the device, at its level; in user mode all are passive. Storport's is
   of the adapter: once. */
static void call_raised(struct scn_code *c, enum mdl_pnp_slot slot)
{
    const struct mdl_device *device = SCN_AT(struct mdl_device, c->build->devices,
                                             c->driver->device);
    bool once = c->driver->framework == SCN_FRAMEWORK_STORPORT;
    uint32_t count = once && device->line_count > 1 ? 1 : device->line_count;

    for (uint32_t i = 0; callback_of(c->driver, slot) != NULL && i < count; i++) {
        if (is_of_target(c->build, device->line_first + i)) {
            continue;
        }
        if (scn_frameworks_is_user(c->driver)) {
            call(c, slot);
            continue;
        }
        const struct mdl_line *line = SCN_AT(struct mdl_line, c->build->lines,
                                             device->line_first + i);
        uint32_t raise = scn_code_emit(c, MDL_STEP_RAISE_IRQL, NULL, "");

        scn_code_step(c, raise)->number = line->synchronize_irql;
        call(c, slot);
        uint32_t lower = scn_code_emit(c, MDL_STEP_LOWER_IRQL, NULL, "");

        scn_code_step(c, lower)->number = MDL_IRQL_PASSIVE;
    }
}

/* The ISRs have returned; of a framework device also what they have queued, DPCs first (W113). */
static void let_interrupts_end(struct scn_code *c)
{
    const struct mdl_device *device = SCN_AT(struct mdl_device, c->build->devices,
                                             c->driver->device);
    bool flushed = false;

    for (uint32_t i = 0; i < device->line_count; i++) {
        uint32_t step = act(c, MDL_PNP_ISR_ENDS);

        scn_code_step(c, step)->object = device->line_first + i;
    }
    for (uint32_t i = 0; i < device->line_count && device->is_framework; i++) {
        const struct mdl_line *line = SCN_AT(struct mdl_line, c->build->lines,
                                             device->line_first + i);

        if (line->dpc != MDL_NONE && !flushed) {
            scn_code_emit(c, MDL_STEP_FLUSH_DPCS, NULL, "");
            flushed = true;
        }
        if (line->item != MDL_NONE) {
            uint32_t flush = scn_code_emit(c, MDL_STEP_WDF_FLUSH, NULL, "");

            scn_code_step(c, flush)->object = line->item;
        }
    }
}

static bool is_asked(const struct mdl_queue *queue, enum mdl_pnp_action action)
{
    return (action != MDL_PNP_ASKS_QUEUE && action != MDL_PNP_RESUMES_QUEUE)
           || (queue->power_managed && queue->stop != MDL_NONE);
}

/* One step for each I/O queue of the device. */
static void each_queue(struct scn_code *c, enum mdl_pnp_action action)
{
    const struct mdl_device *device = SCN_AT(struct mdl_device, c->build->devices,
                                             c->driver->device);

    for (uint32_t i = 0; i < device->queue_count; i++) {
        const struct mdl_queue *queue = SCN_AT(struct mdl_queue, c->build->queues,
                                               device->queue_first + i);

        if (queue->dispatch != MDL_DISPATCH_LIST && is_asked(queue, action)) {
            uint32_t step = act(c, action);

            scn_code_step(c, step)->object = device->queue_first + i;
        }
    }
}

/* Steps that jump to where a start fails: before it has its resources, and after that. */
struct failures {
    struct scn_vector bare, equipped;
};

/* A callback of a start: with 'return: STATUS_...' it may fail it. */
static void try(struct scn_code *c, enum mdl_pnp_slot slot, struct scn_vector *failures)
{
    if (callback_of(c->driver, slot) == NULL) {
        return;
    }
    c->result_wanted = true;
    c->fails = false;
    call(c, slot);
    c->result_wanted = false;
    if (c->fails) {
        *(uint32_t *)scn_build_push(c->build, failures) =
            scn_code_emit(c, MDL_STEP_BRANCH_RESULT, NULL, "");
    }
}

static void power_up(struct scn_code *c, struct failures *failures)
{
    try(c, MDL_PNP_D0_ENTRY, &failures->equipped);
    act(c, MDL_PNP_CONNECT);
    call_raised(c, MDL_PNP_INTERRUPT_ENABLE);
    try(c, MDL_PNP_D0_ENTRY_POST, &failures->equipped);
    uint32_t not_new = unless(c, MDL_PNP_IS_NEW);

    try(c, MDL_PNP_SELF_INIT, &failures->equipped);
    scn_code_land(c, not_new);
    uint32_t is_new = unless(c, MDL_PNP_HAS_WORKED);

    try(c, MDL_PNP_SELF_RESTART, &failures->equipped);
    scn_code_land(c, is_new);
    act(c, MDL_PNP_WORKS);
    each_queue(c, MDL_PNP_RESUMES_QUEUE);
    each_queue(c, MDL_PNP_STARTS_QUEUE);
}

static void power_down(struct scn_code *c)
{
    act(c, MDL_PNP_LEAVES);
    call(c, MDL_PNP_SELF_SUSPEND);
    act(c, MDL_PNP_STOPS_QUEUES);
    each_queue(c, MDL_PNP_ASKS_QUEUE);
    act(c, MDL_PNP_AWAITS_QUEUES);
    call(c, MDL_PNP_D0_EXIT_PRE);
    call_raised(c, MDL_PNP_INTERRUPT_DISABLE);
    act(c, MDL_PNP_DISCONNECT);
    let_interrupts_end(c);
    call(c, MDL_PNP_D0_EXIT);
    act(c, MDL_PNP_SLEEPS);
}

/* The framework deletes its objects one after the other, in file order (choice). */
static void delete_children(struct scn_code *c)
{
    const struct mdl_device *device = SCN_AT(struct mdl_device, c->build->devices,
                                             c->driver->device);

    act(c, MDL_PNP_DISPOSES);
    for (uint32_t i = 0; i < device->item_count && device->is_framework; i++) {
        scn_disposal_children(c, device->item_first + i);
    }
}

static void removal(struct scn_code *c)
{
    uint32_t asleep = unless(c, MDL_PNP_IS_WORKING);

    power_down(c);
    scn_code_land(c, asleep);
    uint32_t bare = unless(c, MDL_PNP_HAS_HARDWARE);

    call(c, MDL_PNP_RELEASE);
    scn_code_land(c, bare);
    each_queue(c, MDL_PNP_PURGES_QUEUE);
    call(c, MDL_PNP_SELF_FLUSH);
    call(c, MDL_PNP_SELF_CLEANUP);
    call(c, MDL_PNP_REMOVE);
    delete_children(c);
    call(c, MDL_PNP_CLEANUP);
    call(c, MDL_PNP_DESTROY);
    act(c, MDL_PNP_GONE);
}

static void start(struct scn_code *c, struct failures *failures)
{
    uint32_t known = unless(c, MDL_PNP_IS_NEW);

    act(c, MDL_PNP_FOUND);
    try(c, MDL_PNP_ADD, &failures->bare);
    scn_code_land(c, known);
    try(c, MDL_PNP_PREPARE, &failures->bare);
    power_up(c, failures);
}

static void land_all(struct scn_code *c, const struct scn_vector *steps)
{
    for (uint32_t i = 0; i < steps->count; i++) {
        scn_code_land(c, *SCN_AT(uint32_t, *steps, i));
    }
}

/* A device that cannot start is removed; what it has got it gives back (choice: the fact sheets
   say no more than that the start fails). */
static void fail(struct scn_code *c, const struct failures *failures)
{
    if (failures->bare.count + failures->equipped.count == 0) {
        return;
    }
    land_all(c, &failures->equipped);
    if (failures->equipped.count > 0) {
        act(c, MDL_PNP_DISCONNECT);
        let_interrupts_end(c);
        call(c, MDL_PNP_RELEASE);
    }
    land_all(c, &failures->bare);
    act(c, MDL_PNP_FAILED);
    each_queue(c, MDL_PNP_PURGES_QUEUE);
    delete_children(c);
    call(c, MDL_PNP_CLEANUP);
    call(c, MDL_PNP_DESTROY);
    act(c, MDL_PNP_GONE);
    act(c, MDL_PNP_DONE);
    scn_code_return(c, NULL, "", 0);
}

static void operation(struct scn_code *c, enum mdl_operation which, struct failures *failures)
{
    uint32_t unfit = MDL_NONE;

    switch (which) {
    case MDL_OPERATION_START:
        unfit = unless(c, MDL_PNP_MAY_START);
        start(c, failures);
        break;
    case MDL_OPERATION_POWER_UP:
        unfit = unless(c, MDL_PNP_IS_ASLEEP);
        call(c, MDL_PNP_SET_POWER);
        power_up(c, failures);
        break;
    case MDL_OPERATION_POWER_DOWN:
        unfit = unless(c, MDL_PNP_IS_WORKING);
        power_down(c);
        call(c, MDL_PNP_SET_POWER);
        break;
    case MDL_OPERATION_STOP:
        unfit = unless(c, MDL_PNP_IS_WORKING);
        power_down(c);
        call(c, MDL_PNP_RELEASE);
        call(c, MDL_PNP_STOP);
        act(c, MDL_PNP_STOPPED);
        break;
    case MDL_OPERATION_SURPRISE:
        unfit = unless(c, MDL_PNP_IS_PRESENT);
        call(c, MDL_PNP_SURPRISE);
        removal(c);
        break;
    case MDL_OPERATION_REMOVE:
        unfit = unless(c, MDL_PNP_IS_PRESENT);
        removal(c);
        break;
    default:
        act(c, MDL_PNP_OTHERS);
        call(c, MDL_PNP_UNLOAD);
        act(c, MDL_PNP_UNLOADED);
    }
    if (unfit != MDL_NONE) {
        scn_code_land(c, unfit);
    }
    act(c, MDL_PNP_DONE);
    scn_code_return(c, NULL, "", 0);
}

void scn_pnp_compile(struct scn_code *c)
{
    struct scn_build *b = c->build;
    uint32_t take = scn_code_emit(c, MDL_STEP_PNP_TAKE, NULL, "");
    uint32_t first = b->choices.count;
    struct failures failures = {.bare = {.size = sizeof(uint32_t)},
                                .equipped = {.size = sizeof(uint32_t)}};

    for (uint32_t i = 0; i < MDL_OPERATION_COUNT; i++) {
        scn_build_push(b, &b->choices);
    }
    scn_code_step(c, take)->object = first;
    scn_code_step(c, take)->number = MDL_OPERATION_COUNT;
    for (uint32_t i = 0; i < MDL_OPERATION_COUNT; i++) {
        SCN_AT(struct mdl_choice, b->choices, first + i)->jump = scn_code_here(c);
        operation(c, (enum mdl_operation)i, &failures);
    }
    fail(c, &failures);
}
