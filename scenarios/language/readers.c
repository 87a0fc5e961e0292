/*
 * Continuous readers of targets (pins 33, 34).
 *
 * The driver's callback is a completion routine; beside it the framework has a DPC for each read
 * (UMDF: a work item), which sends it again, and a work item that does so after a failure.
 */
#include "scenarios/language/readers.h"

#include "scenarios/language/diags.h"
#include "scenarios/language/frameworks.h"
#include "scenarios/language/routines.h"
#include "sim/base/arena.h"

static bool may_have_one(const struct scn_view *v, const struct scn_objects_entry *e,
                         const struct scn_node *node)
{
    const struct scn_driver *driver = SCN_AT(struct scn_driver, e->build->drivers, e->driver);
    const struct scn_node *started = scn_view_node(v, SCN_KEY_TARGET_started);
    const struct scn_node *interrupt = scn_view_node(v, SCN_KEY_TARGET_interrupt);
    bool is_started = false;

    if (!scn_frameworks_is_wdf(driver)) {
        scn_diags_add(e->build->diags, SCN_S_COMBINATION, node->at, NULL,
                      "only the frameworks KMDF and UMDF have continuous readers (pin 34)");
    } else if (interrupt != NULL) {
        scn_diags_add(e->build->diags, SCN_S_COMBINATION, interrupt->at, NULL,
                      "a target that asserts an interrupt of the driver's is no pipe: it has no "
                      "continuous reader");
    } else if (started != NULL && scn_values_truth(&e->build->values, started, &is_started)
               && is_started) {
        scn_diags_add(e->build->diags, SCN_S_COMBINATION, started->at, NULL,
                      "a target with a continuous reader waits for WdfIoTargetStart (pin 33)");
    } else {
        return true;
    }
    return false;
}

static void add_dpcs(const struct scn_objects_entry *e, struct mdl_reader *reader)
{
    struct scn_build *b = e->build;

    reader->dpc = b->dpcs.count;
    for (uint32_t i = 0; i < reader->reads; i++) {
        struct mdl_dpc dpc = {.importance = MDL_IMPORTANCE_MEDIUM, .processor = MDL_NONE,
                              .line = MDL_NONE, .lock = MDL_NONE};

        dpc.object = scn_build_object(b, sim_arena_print(b->arena, "%s.read_%u", e->path, i + 1),
                                      MDL_OBJECT_DPC);
        const struct scn_routines_owner owner = {e->driver, SCN_CALLER_CALLBACK,
                                                 MDL_IRQL_DISPATCH, MDL_NONE, dpc.object,
                                                 MDL_LABEL_KIND_DPC};

        dpc.program = scn_routines_add(b, &owner, NULL, &dpc.label);
        scn_routines_make(b, dpc.program, MDL_STEP_READER_SEND,
                          MDL_READ(i, b->targets.count));
        *(struct mdl_dpc *)scn_build_push(b, &b->dpcs) = dpc;
    }
}

static mdl_item_id add_item(const struct scn_objects_entry *e, const char *path,
                            enum mdl_step_kind step, uint32_t object)
{
    struct scn_build *b = e->build;
    mdl_item_id item = scn_objects_item(e, path, NULL, 1, MDL_CARRIES_ALL);

    scn_routines_make(b, SCN_AT(struct mdl_item, b->items, item)->program, step, object);
    SCN_AT(struct scn_item_needs, b->item_needs, item)->by_wdf = true;
    SCN_AT(struct scn_symbol, b->symbols, sim_intern_find(&b->symbol_paths, path))->used = true;
    return item;
}

/* UMDF: what a DPC is in the kernel, a work item is in the host process. */
static void add_items(const struct scn_objects_entry *e, struct mdl_reader *reader)
{
    struct scn_build *b = e->build;

    reader->dpc = MDL_NONE;
    reader->again = b->items.count;
    for (uint32_t i = 0; i < reader->reads; i++) {
        (void)add_item(e, sim_arena_print(b->arena, "%s.read_%u", e->path, i + 1),
                       MDL_STEP_READER_SEND, MDL_READ(i, b->targets.count));
    }
}

static void add_callback(const struct scn_objects_entry *e, const struct scn_node *callback,
                         const struct mdl_target *target, struct mdl_reader *reader)
{
    struct scn_build *b = e->build;
    bool hosted = scn_frameworks_is_user(SCN_AT(struct scn_driver, b->drivers, e->driver));
    const struct scn_routines_owner owner = {
        e->driver, SCN_CALLER_CALLBACK, hosted ? MDL_IRQL_PASSIVE : MDL_IRQL_DISPATCH, MDL_NONE,
        target->object, hosted ? MDL_LABEL_KIND_THREAD : MDL_LABEL_KIND_DPC};
    struct mdl_completion made = {.host = MDL_NONE};

    reader->completion = b->completions.count;
    sim_intern_add(&b->completion_names, sim_arena_print(b->arena, "reader %s", e->path));
    made.program = scn_routines_add(b, &owner, callback, &made.label);
    *(struct mdl_completion *)scn_build_push(b, &b->completions) = made;
}

void scn_readers_read(const struct scn_view *v, const struct scn_objects_entry *e,
                      struct mdl_target *target)
{
    const struct scn_node *node = scn_view_node(v, SCN_KEY_TARGET_reader);
    const struct scn_node *callback = node;
    struct scn_view inner;
    int64_t reads;

    if (node == NULL || !may_have_one(v, e, node)) {
        return;
    }
    scn_view_open(e->build, node->kind == SCN_TREE_MAP ? node : NULL, SCN_SECTION_READER,
                  sim_arena_print(e->build->arena, "%s.reader", e->path), &inner);
    scn_view_whole(&inner, SCN_KEY_READER_reads, 1, MDL_READS_MAX, &reads);
    if (node->kind == SCN_TREE_MAP) {
        callback = scn_view_node(&inner, SCN_KEY_READER_callback);
        scn_view_record(&inner, SCN_KEY_READER_callback);
    } else {
        scn_view_record(v, SCN_KEY_TARGET_reader);
    }
    target->reader.reads = (uint32_t)reads;
    target->starts_stopped = true;
    add_callback(e, callback, target, &target->reader);
    if (scn_frameworks_is_user(SCN_AT(struct scn_driver, e->build->drivers, e->driver))) {
        add_items(e, &target->reader);
    } else {
        target->reader.again = MDL_NONE;
        add_dpcs(e, &target->reader);
    }
    target->reader.item = add_item(e, sim_arena_print(e->build->arena, "%s.restart", e->path),
                                   MDL_STEP_READER_RESTART, e->build->targets.count);
}
