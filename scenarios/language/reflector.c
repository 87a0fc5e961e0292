/*
 * Interrupts of UMDF drivers.
 *
 * Edges and messages: the reflector's ISR queues its DPC, which signals a thread of the device's
 * own pool (W118), and that calls the driver's ISR. Level lines: the reflector's ISR is a passive
 * one that signals the thread and waits until the driver's ISR has returned; the line stays masked
 * for so long (W119). What the driver queues from its ISR, DPC callback or work item, is an item of
 * its host's ordinary pool (W120).
 */
#include "scenarios/language/reflector.h"

#include "model/rules/irql.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/names.h"
#include "scenarios/language/routines.h"
#include "sim/base/arena.h"

static struct scn_line_needs *needs_of(const struct scn_build *b, mdl_line_id line)
{
    return SCN_AT(struct scn_line_needs, b->line_needs, line);
}

static void mark_used(struct scn_build *b, const char *path)
{
    SCN_AT(struct scn_symbol, b->symbols, sim_intern_find(&b->symbol_paths, path))->used = true;
}

static mdl_item_id add_item(const struct scn_objects_entry *e, const char *path,
                            const struct scn_node *callback)
{
    mdl_item_id item = scn_objects_item(e, path, callback, 1, MDL_CARRIES_ALL);

    SCN_AT(struct scn_item_needs, e->build->item_needs, item)->by_wdf = true;
    mark_used(e->build, path);
    return item;
}

static void add_kernel_isr(const struct scn_objects_entry *e, struct mdl_line *line)
{
    struct scn_build *b = e->build;
    const char *path = sim_arena_print(b->arena, "%s.reflector.isr", e->path);

    line->isr_object = scn_build_object(b, path, MDL_OBJECT_ISR);
    const struct scn_routines_owner owner = {e->driver, SCN_CALLER_ISR, line->synchronize_irql,
                                             MDL_NONE, line->isr_object, MDL_LABEL_KIND_ISR};

    line->isr = scn_routines_add(b, &owner, NULL, &line->isr_label);
    SCN_AT(struct scn_routine, b->routines, line->isr)->reflects = b->lines.count + 1;
    scn_build_symbol(b, path, MDL_OBJECT_ISR, b->lines.count, e->key->at);
    mark_used(b, path);
}

static void add_kernel_dpc(const struct scn_objects_entry *e, struct mdl_line *line,
                           mdl_item_id item)
{
    struct scn_build *b = e->build;
    const char *path = sim_arena_print(b->arena, "%s.reflector.dpc", e->path);
    struct mdl_dpc dpc = {.importance = MDL_IMPORTANCE_MEDIUM, .processor = MDL_NONE,
                          .lock = MDL_NONE, .line = b->lines.count};

    dpc.object = scn_build_object(b, path, MDL_OBJECT_DPC);
    const struct scn_routines_owner owner = {e->driver, SCN_CALLER_DPC, MDL_IRQL_DISPATCH,
                                             MDL_NONE, dpc.object, MDL_LABEL_KIND_DPC};

    dpc.program = scn_routines_add(b, &owner, NULL, &dpc.label);
    SCN_AT(struct scn_routine, b->routines, dpc.program)->reflects = b->lines.count + 1;
    SCN_AT(struct scn_routine, b->routines, dpc.program)->made_object = item;
    scn_build_symbol(b, path, MDL_OBJECT_DPC, b->dpcs.count, e->key->at);
    mark_used(b, path);
    line->dpc = b->dpcs.count;
    *(struct mdl_dpc *)scn_build_push(b, &b->dpcs) = dpc;
}

/* The callback itself, or that of a map. */
static const struct scn_node *callback_of(const struct scn_view *v, enum scn_key key,
                                          enum scn_section section, enum scn_key inner_key)
{
    const struct scn_node *node = scn_view_node(v, key);
    struct scn_view inner;

    if (node == NULL || node->kind != SCN_TREE_MAP) {
        scn_view_record(v, key);
        return node;
    }
    scn_view_open(v->build, node, section,
                  scn_view_path(v, scn_schema_row(key)->name), &inner);
    scn_view_record(&inner, inner_key);
    return scn_view_node(&inner, inner_key);
}

static void add_queued(const struct scn_objects_entry *e, const struct scn_view *v,
                       struct mdl_line *line)
{
    struct scn_build *b = e->build;
    const struct scn_node *dpc =
        callback_of(v, SCN_KEY_INTERRUPT_dpc, SCN_SECTION_INTERRUPT_DPC,
                    SCN_KEY_INTERRUPT_DPC_callback);
    const struct scn_node *item =
        callback_of(v, SCN_KEY_INTERRUPT_work_item, SCN_SECTION_INTERRUPT_ITEM,
                    SCN_KEY_INTERRUPT_ITEM_callback);

    line->item = MDL_NONE;
    if (dpc != NULL && item != NULL) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, item->at, NULL,
                      "an interrupt has a dpc or a work_item, not both");
    }
    if (dpc != NULL) {
        line->item = add_item(e, sim_arena_print(b->arena, "%s.dpc", e->path), dpc);
    } else if (item != NULL) {
        line->item = add_item(e, sim_arena_print(b->arena, "%s.work_item", e->path), item);
    }
}

void scn_reflector_read(const struct scn_objects_entry *e, const struct scn_view *v,
                        struct mdl_line *line, struct scn_line_needs *needs)
{
    struct scn_build *b = e->build;
    const char *path = sim_arena_print(b->arena, "%s.isr", e->path);

    mdl_item_id isr;

    if (b->profile.era == MDL_ERA_LEGACY) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, e->key->at, NULL,
                      "interrupts of UMDF drivers came with Windows 8 (W122)");
    }
    needs->passive = line->trigger == MDL_TRIGGER_LEVEL;
    if (needs->passive) {
        line->synchronize_irql = MDL_IRQL_PASSIVE;
    }
    scn_view_record(v, SCN_KEY_INTERRUPT_isr);
    add_kernel_isr(e, line);
    isr = add_item(e, path, scn_view_node(v, SCN_KEY_INTERRUPT_isr));
    needs->user_isr = isr + 1;
    SCN_AT(struct scn_item_needs, b->item_needs, isr)->of_interrupt = true;
    SCN_AT(struct scn_routine, b->routines, line->isr)->made_object = isr;
    line->dpc = MDL_NONE;
    if (!needs->passive) {
        add_kernel_dpc(e, line, isr);
    }
    add_queued(e, v, line);
    needs->user_name = needs->lock;   /* of the driver's ISR, not of the reflector's */
    needs->lock = NULL;
}

/* The lock that the scenario names, shared with other interrupts; W108: a wait lock. */
static void find_named(struct scn_build *b, struct scn_line_needs *needs)
{
    static const struct scn_names_wanted wanted = {SCN_NAMES_KIND(LOCK), "lock", "'lock'"};
    const struct scn_symbol *symbol;

    if (needs->user_name == NULL || needs->user_name->kind != SCN_TREE_SCALAR) {
        return;
    }
    symbol = scn_names_find(b, SCN_AT(struct scn_driver, b->drivers, needs->driver),
                            needs->user_name, needs->user_name->text, &wanted);
    if (symbol == NULL) {
        return;
    }
    if (SCN_AT(struct mdl_lock, b->locks, symbol->id)->kind != MDL_LOCK_WAIT) {
        scn_diags_add(b->diags, SCN_S_LOCK_KIND, needs->user_name->at, NULL,
                      "the lock of a passive interrupt is a wait_lock, and '%s' is another kind "
                      "(W108)", needs->user_name->text);
        return;
    }
    needs->user_lock = symbol->id + 1;
    SCN_AT(struct mdl_item, b->items, needs->user_isr - 1)->lock = symbol->id;
}

void scn_reflector_resolve(struct scn_build *b)
{
    for (uint32_t i = 0; i < b->line_needs.count; i++) {
        find_named(b, needs_of(b, i));
    }
}

mdl_lock_id scn_reflector_lock(struct scn_build *b, mdl_line_id line)
{
    struct scn_line_needs *needs = needs_of(b, line);
    const struct mdl_line *plan = SCN_AT(struct mdl_line, b->lines, line);

    if (needs->user_lock == 0) {
        const char *path = sim_arena_print(
            b->arena, "%s.lock", SCN_AT(struct mdl_object, b->objects, plan->object)->path);

        needs->user_lock = b->locks.count + 1;
        *(struct mdl_lock *)scn_build_push(b, &b->locks) = (struct mdl_lock){
            .object = scn_build_object(b, path, MDL_OBJECT_LOCK), .kind = MDL_LOCK_WAIT,
            .synchronize_irql = MDL_IRQL_PASSIVE};
    }
    return needs->user_lock - 1;
}

void scn_reflector_finish(struct scn_build *b)
{
    for (uint32_t i = 0; i < b->lines.count; i++) {
        uint32_t isr = needs_of(b, i)->user_isr;

        if (isr != 0) {
            SCN_AT(struct mdl_item, b->items, isr - 1)->lock = scn_reflector_lock(b, i);
        }
    }
}

static void emit(struct scn_code *c, enum mdl_step_kind kind, uint32_t object)
{
    uint32_t step = scn_code_emit(c, kind, NULL, "");

    scn_code_step(c, step)->object = object;
}

void scn_reflector_routine(struct scn_code *c)
{
    mdl_line_id line = c->routine->reflects - 1;

    c->runs = false;                  /* it costs what an ISR or a DPC costs */
    if (c->routine->caller == SCN_CALLER_DPC) {
        emit(c, MDL_STEP_WDF_ENQUEUE, c->routine->made_object);
    } else if (needs_of(c->build, line)->passive) {
        emit(c, MDL_STEP_WDF_ENQUEUE, c->routine->made_object);
        emit(c, MDL_STEP_WDF_FLUSH, c->routine->made_object);
    } else {
        emit(c, MDL_STEP_QUEUE_ISR_DPC, line);
    }
}

uint32_t scn_reflector_count(const struct scn_build *b, uint32_t driver)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < b->line_needs.count; i++) {
        count += needs_of(b, i)->driver == driver;
    }
    return count;
}
