/*
 * Queues.
 */
#include "scenarios/language/queues.h"

#include <string.h>

#include "model/rules/increments.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/routines.h"
#include "scenarios/language/serialization.h"
#include "scenarios/language/streams.h"
#include "scenarios/language/suggest.h"
#include "scenarios/language/timers.h"
#include "sim/base/arena.h"

static const char *const kinds[MDL_QUEUE_KINDS] = {
    [MDL_QUEUE_READ] = "read", [MDL_QUEUE_WRITE] = "write", [MDL_QUEUE_IOCTL] = "ioctl"};

uint8_t scn_queues_boost(const struct scn_view *driver)
{
    const enum scn_key key = SCN_KEY_DRIVER_device_type;
    uint32_t index, count;

    return scn_view_word(driver, key, &index)
               ? mdl_increments_of_device(scn_schema_words(key, &count)[index])->value
               : 0;
}

/* ---- its callbacks -------------------------------------------------------------------------- */

static void add_handler(const struct scn_objects_entry *e, struct mdl_queue *queue,
                        uint32_t request_kind, const struct scn_node *callback)
{
    struct scn_build *b = e->build;
    uint8_t irql = queue->dispatch == MDL_DISPATCH_START_IO || (queue->lock != MDL_NONE
                                                                && !queue->passive)
                       ? MDL_IRQL_DISPATCH
                       : MDL_IRQL_PASSIVE;
    const struct scn_routines_owner owner = {e->driver, SCN_CALLER_CALLBACK, irql, MDL_NONE,
                                             queue->object, MDL_LABEL_KIND_THREAD};
    struct mdl_handler handler = {.request_kind = request_kind};

    handler.program = scn_routines_add(b, &owner, callback, &handler.label);
    *(struct mdl_handler *)scn_build_push(b, &b->handlers) = handler;
    queue->handler_count++;
}

/* A map by kind. */
static void read_handlers(const struct scn_objects_entry *e, struct mdl_queue *queue,
                          const struct scn_node *map)
{
    uint32_t count;
    const char *const *words = scn_schema_words(SCN_KEY_QUEUE_callback, &count);

    for (uint32_t i = 0; i < map->count; i++) {
        const struct scn_node *key = map->pairs[i].key;
        uint32_t k = 0;

        while (k < count && strcmp(words[k], key->text) != 0) {
            k++;
        }
        if (k == count) {
            scn_diags_add(e->build->diags, SCN_S_UNKNOWN_KEY, key->at,
                          scn_suggest_label(e->build->arena, key->text, words, count),
                          "requests are of kind read, write or ioctl; 'default' is for the others");
            continue;
        }
        add_handler(e, queue,
                    k == count - 1 ? MDL_NONE : sim_intern_find(&e->build->kinds, words[k]),
                    map->pairs[i].value);
    }
}

/* Without a slip in 'dispatch' that leaves open which it is. */
static bool is_surely_not_manual(const struct scn_view *v, const struct mdl_queue *queue)
{
    const struct scn_node *dispatch = scn_view_node(v, SCN_KEY_QUEUE_dispatch);
    uint32_t count;
    const char *const *words = scn_schema_words(SCN_KEY_QUEUE_dispatch, &count);

    for (uint32_t i = 0; i < count && dispatch != NULL; i++) {
        if (dispatch->kind == SCN_TREE_SCALAR && strcmp(dispatch->text, words[i]) == 0) {
            return queue->dispatch != MDL_DISPATCH_MANUAL;
        }
    }
    return false;
}

static void read_callback(const struct scn_objects_entry *e, const struct scn_view *v,
                          struct mdl_queue *queue)
{
    const struct scn_node *callback = scn_view_node(v, SCN_KEY_QUEUE_callback);

    queue->handler_first = e->build->handlers.count;
    if (callback == NULL) {
        if (is_surely_not_manual(v, queue)) {
            scn_diags_add(e->build->diags, SCN_S_MISSING_KEY, e->key->at, NULL,
                          "an I/O queue that is not manual needs 'callback'");
        }
        return;
    }
    scn_view_record(v, SCN_KEY_QUEUE_callback);
    if (callback->kind == SCN_TREE_MAP) {
        read_handlers(e, queue, callback);
    } else {
        add_handler(e, queue, MDL_NONE, callback);
    }
}

/* The handler of EvtIoStop or EvtIoResume, or MDL_NONE; beside those that get requests. */
static uint32_t read_stop(const struct scn_objects_entry *e, const struct scn_view *v,
                          enum scn_key key, struct mdl_queue *queue)
{
    struct scn_build *b = e->build;
    const struct scn_node *callback = scn_view_node(v, key);
    uint32_t own = queue->handler_count;

    if (callback == NULL) {
        return MDL_NONE;
    }
    scn_view_record(v, key);
    if (SCN_AT(struct scn_driver, b->drivers, e->driver)->framework != SCN_FRAMEWORK_KMDF
        || !queue->power_managed) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, callback->at, NULL,
                      "%s belongs to a power-managed queue of a KMDF driver",
                      scn_schema_row(key)->name);
        return MDL_NONE;
    }
    add_handler(e, queue, MDL_NONE, callback);
    queue->handler_count = own;   /* no request is presented to it */
    return b->handlers.count - 1;
}

/* ---- where they run ------------------------------------------------------------------------- */

static mdl_lock_id own_lock(const struct scn_objects_entry *e, bool passive)
{
    struct scn_build *b = e->build;

    *(struct mdl_lock *)scn_build_push(b, &b->locks) = (struct mdl_lock){
        .object = scn_build_object(b, sim_arena_print(b->arena, "%s.callback_lock", e->path),
                                   MDL_OBJECT_LOCK),
        .framework = true, .kind = passive ? MDL_LOCK_WAIT : MDL_LOCK_SPIN};
    return b->locks.count - 1;
}

static void read_scope(const struct scn_objects_entry *e, const struct scn_view *v,
                       struct mdl_queue *queue)
{
    const struct scn_driver *driver = SCN_AT(struct scn_driver, e->build->drivers, e->driver);
    uint32_t scope = driver->device_scope, level = driver->passive_level;

    if (scn_view_node(v, SCN_KEY_QUEUE_synchronization_scope) != NULL) {
        scn_view_word(v, SCN_KEY_QUEUE_synchronization_scope, &scope);
    }
    if (scn_view_node(v, SCN_KEY_QUEUE_execution_level) != NULL) {
        scn_view_word(v, SCN_KEY_QUEUE_execution_level, &level);
    }
    queue->lock = MDL_NONE;
    if (driver->framework != SCN_FRAMEWORK_KMDF) {
        return;
    }
    queue->passive = level == 1;
    if (scope == 1 && queue->passive == driver->passive_level) {
        queue->lock = scn_serialization_lock(e->build, e->driver);
    } else if (scope == 2) {
        queue->lock = own_lock(e, queue->passive);
    }
}

/* ---- what the framework does with it -------------------------------------------------------- */

static mdl_program_id own_program(const struct scn_objects_entry *e, mdl_object_id object,
                                  enum mdl_label_kind kind, enum mdl_step_kind step,
                                  mdl_label_id *ret_label)
{
    const struct scn_routines_owner owner = {e->driver, SCN_CALLER_CALLBACK, MDL_IRQL_PASSIVE,
                                             MDL_NONE, object, kind};
    mdl_program_id program = scn_routines_add(e->build, &owner, NULL, ret_label);

    scn_routines_make(e->build, program, step, e->build->queues.count);
    return program;
}

static void add_dpc(const struct scn_objects_entry *e, struct mdl_queue *queue)
{
    struct scn_build *b = e->build;
    struct mdl_dpc dpc = {.importance = MDL_IMPORTANCE_MEDIUM, .processor = MDL_NONE,
                          .line = MDL_NONE, .lock = MDL_NONE};

    dpc.object = scn_build_object(b, sim_arena_print(b->arena, "%s.dpc", e->path),
                                  MDL_OBJECT_DPC);
    dpc.program = own_program(e, dpc.object, MDL_LABEL_KIND_DPC, MDL_STEP_QUEUE_DEFERRED,
                              &dpc.label);
    queue->dpc = b->dpcs.count;
    *(struct mdl_dpc *)scn_build_push(b, &b->dpcs) = dpc;
}

static void add_item(const struct scn_objects_entry *e, struct mdl_queue *queue)
{
    struct scn_build *b = e->build;
    const char *path = sim_arena_print(b->arena, "%s.work_item", e->path);

    queue->item = scn_objects_item(e, path, NULL, 1, MDL_CARRIES_ALL);
    scn_routines_make(b, SCN_AT(struct mdl_item, b->items, queue->item)->program,
                      MDL_STEP_QUEUE_DEFERRED, b->queues.count);
    SCN_AT(struct scn_item_needs, b->item_needs, queue->item)->by_wdf = true;
    SCN_AT(struct scn_symbol, b->symbols, sim_intern_find(&b->symbol_paths, path))->used = true;
}

static void read_io(const struct scn_objects_entry *e, const struct scn_view *v,
                    struct mdl_queue *queue)
{
    struct scn_build *b = e->build;
    const struct scn_driver *driver = SCN_AT(struct scn_driver, b->drivers, e->driver);
    struct scn_streams_owner stream = {MDL_STREAM_STEPS, b->queues.count, queue->object, e->path,
                                       NULL};
    uint32_t index = 0;

    scn_view_word(v, SCN_KEY_QUEUE_dispatch, &index);
    queue->dispatch = (uint8_t)(MDL_DISPATCH_SEQUENTIAL + index);
    if (driver->framework == SCN_FRAMEWORK_WDM && queue->dispatch == MDL_DISPATCH_SEQUENTIAL) {
        queue->dispatch = MDL_DISPATCH_START_IO;
    }
    queue->stream = b->streams.count;
    for (uint32_t i = 0; i < MDL_QUEUE_KINDS; i++) {
        stream.request_kind = kinds[i];
        scn_streams_silent(b, &stream);
    }
    if (queue->capacity > 0) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, scn_view_node(v, SCN_KEY_QUEUE_capacity)->at,
                      NULL, "an I/O queue has no capacity: only a list of the driver's own has");
    }
    scn_view_truth(v, SCN_KEY_QUEUE_power_managed, &queue->power_managed);
    queue->boost = driver->boost;
    read_scope(e, v, queue);
    read_callback(e, v, queue);
    queue->stop = read_stop(e, v, SCN_KEY_QUEUE_EvtIoStop, queue);
    queue->resume = read_stop(e, v, SCN_KEY_QUEUE_EvtIoResume, queue);
    queue->present = own_program(e, queue->object, MDL_LABEL_KIND_THREAD, MDL_STEP_QUEUE_PRESENT,
                                 &queue->label);
    if (queue->passive) {
        add_item(e, queue);
    } else if (queue->lock != MDL_NONE) {
        add_dpc(e, queue);
    }
}

static void read_list(const struct scn_objects_entry *e, const struct scn_view *v,
                      struct mdl_queue *queue)
{
    static const enum scn_key of_io[] = {SCN_KEY_QUEUE_callback, SCN_KEY_QUEUE_power_managed,
                                         SCN_KEY_QUEUE_EvtIoStop, SCN_KEY_QUEUE_EvtIoResume,
                                         SCN_KEY_QUEUE_synchronization_scope,
                                         SCN_KEY_QUEUE_execution_level};
    struct scn_streams_owner stream = {MDL_STREAM_STEPS, e->build->queues.count, queue->object,
                                       e->path, e->name};

    for (size_t i = 0; i < sizeof of_io / sizeof of_io[0]; i++) {
        const struct scn_node *node = scn_view_node(v, of_io[i]);

        if (node != NULL) {
            scn_diags_add(e->build->diags, SCN_S_COMBINATION, node->at, NULL,
                          "'%s' belongs to an I/O queue; this is a list of the driver's own",
                          scn_schema_row(of_io[i])->name);
            scn_diags_hint(e->build->diags, "with 'dispatch: sequential', parallel or manual it is "
                                            "an I/O queue");
        }
    }
    queue->stream = scn_streams_silent(e->build, &stream);
}

void scn_queues_read(const struct scn_objects_entry *e)
{
    struct scn_build *b = e->build;
    struct mdl_queue queue = {.lock = MDL_NONE, .dpc = MDL_NONE, .item = MDL_NONE,
                              .present = MDL_NONE, .timer = MDL_NONE, .stop = MDL_NONE,
                              .resume = MDL_NONE};
    struct scn_view v;
    int64_t capacity = 0;

    scn_view_open(b, e->node, SCN_SECTION_QUEUE, e->path, &v);
    scn_view_whole(&v, SCN_KEY_QUEUE_capacity, 1, 1000000000, &capacity);
    queue.capacity = (uint32_t)capacity;
    queue.object = scn_build_object(b, e->path, MDL_OBJECT_QUEUE);
    if (scn_view_node(&v, SCN_KEY_QUEUE_dispatch) != NULL) {
        read_io(e, &v, &queue);
    } else {
        read_list(e, &v, &queue);
    }
    scn_build_symbol(b, e->path, MDL_OBJECT_QUEUE, b->queues.count, e->key->at);
    *(struct mdl_queue *)scn_build_push(b, &b->queues) = queue;
}

void scn_queues_timed(struct scn_build *b, mdl_queue_id id)
{
    const struct mdl_queue *queue = SCN_AT(struct mdl_queue, b->queues, id);

    if (queue->timer == MDL_NONE) {
        mdl_timer_id timer = scn_timers_own(b, queue->object, MDL_STEP_QUEUE_TIMEOUTS, id);

        SCN_AT(struct mdl_queue, b->queues, id)->timer = timer;
    }
}
