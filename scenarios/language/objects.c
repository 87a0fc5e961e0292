/*
 * The objects of a driver, but for interrupts.
 */
#include "scenarios/language/objects.h"

#include <string.h>

#include "scenarios/language/diags.h"
#include "scenarios/language/frameworks.h"
#include "scenarios/language/priorities.h"
#include "scenarios/language/routines.h"
#include "scenarios/language/serialization.h"
#include "scenarios/language/streams.h"
#include "scenarios/language/suggest.h"
#include "sim/base/arena.h"

static struct scn_driver *driver_of(const struct scn_objects_entry *e)
{
    return SCN_AT(struct scn_driver, e->build->drivers, e->driver);
}

uint8_t scn_objects_carries(const struct scn_view *v, enum scn_key key)
{
    uint32_t index;

    scn_view_word(v, key, &index);
    return (uint8_t)index;
}

uint32_t scn_objects_importance(struct scn_build *b, const struct scn_node *node)
{
    uint32_t count;
    const char *const *importances = scn_schema_words(SCN_KEY_DPC_importance, &count);

    for (uint32_t i = 0; node->kind == SCN_TREE_SCALAR && i < count; i++) {
        if (strcmp(node->text, importances[i]) == 0) {
            return i;
        }
    }
    scn_diags_add(b->diags, SCN_S_UNKNOWN_WORD, node->at, NULL, "an importance is one of %s",
                  scn_suggest_list(b->arena, importances, count, count));
    return MDL_IMPORTANCE_MEDIUM;
}

mdl_processor_id scn_objects_processor(struct scn_build *b, const struct scn_node *node)
{
    int64_t number = 0;

    if (!scn_values_whole(&b->values, node, 0, MDL_PROCESSORS_MAX - 1, &number)) {
        return MDL_NONE;
    }
    if (number >= b->profile.processor_count) {
        scn_diags_add(b->diags, SCN_S_PROCESSOR, node->at, NULL,
                      "there is no processor %lld: the machine has %u, numbered from 0",
                      (long long)number, b->profile.processor_count);
        return MDL_NONE;
    }
    return (mdl_processor_id)number;
}

void scn_objects_threaded(const struct scn_objects_entry *e, const struct scn_view *v,
                          enum scn_key key, bool of_interrupt, struct mdl_dpc *dpc)
{
    struct scn_build *b = e->build;
    bool threaded;

    scn_view_truth(v, key, &threaded);
    if (threaded && (driver_of(e)->framework == SCN_FRAMEWORK_KMDF && of_interrupt)) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, scn_view_node(v, key)->at, NULL,
                      "the DPC of a framework interrupt is not threaded: KMDF does not support it "
                      "(D21)");
    }
    dpc->threaded = threaded && b->threaded_dpcs;
}

void scn_objects_dpc_keys(const struct scn_view *v, enum scn_key importance,
                          enum scn_key processor, enum scn_key carries, struct mdl_dpc *dpc)
{
    uint32_t index;

    dpc->processor = MDL_NONE;
    dpc->line = MDL_NONE;
    dpc->lock = MDL_NONE;
    dpc->importance = scn_view_word(v, importance, &index) ? (uint8_t)index
                                                                      : MDL_IMPORTANCE_MEDIUM;
    dpc->carries = scn_objects_carries(v, carries);
    if (scn_view_node(v, processor) != NULL) {
        dpc->processor = scn_objects_processor(v->build, scn_view_node(v, processor));
        scn_view_record(v, processor);
    }
}

void scn_objects_dpc(const struct scn_objects_entry *e)
{
    struct scn_build *b = e->build;
    struct mdl_dpc dpc = {0};
    struct scn_view v;

    scn_view_open(b, e->node, SCN_SECTION_DPC, e->path, &v);
    scn_objects_dpc_keys(&v, SCN_KEY_DPC_importance, SCN_KEY_DPC_processor, SCN_KEY_DPC_carries,
                         &dpc);
    scn_objects_threaded(e, &v, SCN_KEY_DPC_threaded, false, &dpc);
    if (!dpc.threaded) {              /* a threaded one is no object of the framework (D21) */
        dpc.lock = scn_serialization_read(e, &v, SCN_KEY_DPC_automatic_serialization, false);
    }
    scn_view_record(&v, SCN_KEY_DPC_callback);
    dpc.object = scn_build_object(b, e->path, MDL_OBJECT_DPC);
    const struct scn_routines_owner owner = {e->driver, SCN_CALLER_DPC, MDL_IRQL_DISPATCH,
                                             MDL_NONE, dpc.object, MDL_LABEL_KIND_DPC};

    dpc.program = scn_routines_add(b, &owner, scn_view_node(&v, SCN_KEY_DPC_callback),
                                   &dpc.label);
    scn_build_symbol(b, e->path, MDL_OBJECT_DPC, b->dpcs.count, e->key->at);
    *(struct mdl_dpc *)scn_build_push(b, &b->dpcs) = dpc;
}

mdl_item_id scn_objects_item(const struct scn_objects_entry *e, const char *path,
                             const struct scn_node *callback, uint32_t instances, uint8_t carries)
{
    struct scn_build *b = e->build;
    const struct scn_driver *driver = driver_of(e);
    struct scn_item_needs *needs = scn_build_push(b, &b->item_needs);
    mdl_item_id id = b->items.count;
    struct mdl_item item = {.instance_count = instances, .pool = MDL_NONE, .carries = carries,
                            .lock = MDL_NONE, .disposer = MDL_NONE};

    *needs = (struct scn_item_needs){.queue = mdl_windows_queue_row(1), .custom_priority = -1,
                                     .driver = e->driver, .at = e->key->at};
    item.object = scn_build_object(b, path, MDL_OBJECT_WORK_ITEM);
    item.com = scn_frameworks_is_user(driver) && driver->major == 1;
    item.family = scn_frameworks_is_wdf(driver) ? MDL_ITEM_WDF : MDL_ITEM_IO;
    item.coalesces = scn_frameworks_is_wdf(driver)
                     && (driver->major > 1 || driver->minor >= 7); /* W86, W116 */
    const struct scn_routines_owner owner = {e->driver, SCN_CALLER_ITEM, MDL_IRQL_PASSIVE, id,
                                             item.object, MDL_LABEL_KIND_ITEM};

    item.program = scn_routines_add(b, &owner, callback, &item.label);
    scn_build_symbol(b, path, MDL_OBJECT_WORK_ITEM, id, e->key->at);
    *(struct mdl_item *)scn_build_push(b, &b->items) = item;
    return id;
}

/* 'CustomPriorityWorkQueue + 9': the number after the plus sign, or -1. */
static int custom_priority(const char *text)
{
    static const char name[] = "CustomPriorityWorkQueue";
    int value = 0;

    if (strncmp(text, name, sizeof name - 1) != 0) {
        return -1;
    }
    text += sizeof name - 1;
    text += strspn(text, " ");
    if (*text++ != '+') {
        return -1;
    }
    text += strspn(text, " ");
    if (*text == '\0' || strspn(text, "0123456789") != strlen(text) || strlen(text) > 2) {
        return -1;
    }
    for (; *text != '\0'; text++) {
        value = value * 10 + (*text - '0');
    }
    return value <= 31 ? value : -1;
}

static void unknown_queue(struct scn_build *b, const struct scn_node *node)
{
    const char *names[MDL_WINDOWS_QUEUE_COUNT];

    for (uint32_t i = 0; i < MDL_WINDOWS_QUEUE_COUNT; i++) {
        names[i] = mdl_windows_queue_row(i)->name;
    }
    scn_diags_add(b->diags, SCN_S_UNKNOWN_WORD, node->at, NULL,
                  "'queue' is a WORK_QUEUE_TYPE: %s, or 'CustomPriorityWorkQueue + 9'",
                  scn_suggest_list(b->arena, names, MDL_WINDOWS_QUEUE_COUNT, 7));
    const char *label = node->kind != SCN_TREE_SCALAR
                            ? NULL
                            : scn_suggest_label(b->arena, node->text, names,
                                                MDL_WINDOWS_QUEUE_COUNT);

    if (label != NULL) {
        scn_diags_label(b->diags, "%s", label);
    }
}

static bool era_has(const struct scn_build *b, const struct mdl_windows_queue *queue)
{
    if (queue == NULL) {
        return b->profile.era >= MDL_ERA_WIN81;
    }
    return queue->legacy || b->profile.era != MDL_ERA_LEGACY;
}

static void read_queue(const struct scn_objects_entry *e, const struct scn_view *v,
                       mdl_item_id item)
{
    struct scn_build *b = e->build;
    const struct scn_node *node = scn_view_node(v, SCN_KEY_WORK_ITEM_queue);
    const struct mdl_windows_queue *queue = NULL;
    int custom = -1;

    if (node == NULL) {
        return;
    }
    scn_view_record(v, SCN_KEY_WORK_ITEM_queue);
    if (scn_frameworks_is_wdf(driver_of(e))) {
        scn_diags_add(b->diags, SCN_S_KMDF_QUEUE, node->at, NULL,
                      scn_frameworks_is_user(driver_of(e))
                          ? "a framework work item has no queue type: UMDF uses threads of its "
                            "host process (W116)"
                          : "a framework work item has no queue type: KMDF always queues to the "
                            "Delayed queue (W70)");
        return;
    }
    if (node->kind == SCN_TREE_SCALAR) {
        queue = mdl_windows_queue_find(node->text);
        custom = custom_priority(node->text);
    }
    if (queue == NULL && custom < 0) {
        unknown_queue(b, node);
        return;
    }
    if (!era_has(b, queue)) {
        scn_diags_add(b->diags, SCN_S_ERA_QUEUE, node->at, NULL,
                      "%s has no %s (W4): queueing to it is fatal (W8)", b->windows->title,
                      queue == NULL ? "custom priorities" : queue->name);
        SCN_AT(struct scn_item_needs, b->item_needs, item)->no_such_queue = true;
        return;
    }
    struct scn_item_needs *needs = SCN_AT(struct scn_item_needs, b->item_needs, item);

    needs->queue = queue != NULL ? queue : needs->queue;
    needs->custom_priority = custom;
}

/* AutomaticSerialization, which is on unless it is switched off (W80). */
static bool asks_for_lock(const struct scn_view *v)
{
    const struct scn_node *node = scn_view_node(v, SCN_KEY_WORK_ITEM_automatic_serialization);
    bool on = true;

    return node == NULL || (scn_values_truth(&v->build->values, node, &on) && on);
}

void scn_objects_work_item(const struct scn_objects_entry *e)
{
    struct scn_view v;
    int64_t instances = 1;

    scn_view_open(e->build, e->node, SCN_SECTION_WORK_ITEM, e->path, &v);
    if (scn_view_node(&v, SCN_KEY_WORK_ITEM_instances) != NULL) {
        scn_view_whole_or(&v, SCN_KEY_WORK_ITEM_instances, 1, 65536, 1, &instances);
    }
    mdl_lock_id lock;
    bool fits = true;

    if (scn_view_node(&v, SCN_KEY_WORK_ITEM_parent) == NULL) {
        fits = scn_serialization_item(e, &v, SCN_KEY_WORK_ITEM_automatic_serialization, &lock);
    } else {
        scn_view_record(&v, SCN_KEY_WORK_ITEM_parent);
        fits = scn_serialization_child(e, &v, SCN_KEY_WORK_ITEM_automatic_serialization, &lock);
    }

    scn_view_record(&v, SCN_KEY_WORK_ITEM_callback);
    mdl_item_id item = scn_objects_item(e, e->path, scn_view_node(&v, SCN_KEY_WORK_ITEM_callback),
                                        (uint32_t)instances,
                                        scn_objects_carries(&v, SCN_KEY_WORK_ITEM_carries));

    struct scn_item_needs *needs = SCN_AT(struct scn_item_needs, e->build->item_needs, item);

    needs->ndis = driver_of(e)->framework == SCN_FRAMEWORK_NDIS;
    needs->storport = driver_of(e)->framework == SCN_FRAMEWORK_STORPORT;
    if (scn_view_node(&v, SCN_KEY_WORK_ITEM_instances) == NULL) {
        needs->instances_path = scn_view_path(&v, "instances");
        needs->place = v.place;
    }
    needs->cleanup = scn_view_node(&v, SCN_KEY_WORK_ITEM_EvtCleanupCallback);
    needs->destroy = scn_view_node(&v, SCN_KEY_WORK_ITEM_EvtDestroyCallback);
    scn_view_record(&v, SCN_KEY_WORK_ITEM_EvtCleanupCallback);
    scn_view_record(&v, SCN_KEY_WORK_ITEM_EvtDestroyCallback);
    needs->parent = scn_view_node(&v, SCN_KEY_WORK_ITEM_parent);
    SCN_AT(struct mdl_item, e->build->items, item)->lock = lock;
    SCN_AT(struct mdl_item, e->build->items, item)->wrong_level = !fits;
    SCN_AT(struct mdl_item, e->build->items, item)->serialised =
        scn_frameworks_is_wdf(driver_of(e)) && asks_for_lock(&v);
    read_queue(e, &v, item);
}

#define THREADS_MAX 65536u           /* keeps the memory of a run bounded */

static uint32_t within(const struct scn_objects_entry *e, int64_t more)
{
    if (e->build->threads.count + (uint64_t)more <= THREADS_MAX) {
        return (uint32_t)more;
    }
    scn_diags_add(e->build->diags, SCN_S_OUT_OF_RANGE, e->key->at, NULL,
                  "a scenario has at most %u threads", THREADS_MAX);
    return 1;
}

/* 'steps' or 'callback', not both; one of them is needed. */
static const struct scn_node *steps_or_callback(const struct scn_objects_entry *e,
                                                const struct scn_view *v, enum scn_key steps_key,
                                                enum scn_key callback_key)
{
    const struct scn_node *steps = scn_view_node(v, steps_key);
    const struct scn_node *callback = scn_view_node(v, callback_key);

    scn_view_record(v, steps_key);
    scn_view_record(v, callback_key);
    if (steps != NULL && callback != NULL) {
        scn_diags_add(e->build->diags, SCN_S_COMBINATION, callback->at, NULL,
                      "%s has either 'steps' or 'callback'", scn_schema_noun(v->section));
    } else if (steps == NULL && callback == NULL && v->map != NULL) {
        scn_diags_add(e->build->diags, SCN_S_MISSING_KEY, e->key->at, NULL,
                      "%s needs 'steps', or 'callback'", scn_schema_noun(v->section));
    }
    return steps != NULL ? steps : callback;
}

void scn_objects_thread(const struct scn_objects_entry *e)
{
    struct scn_build *b = e->build;
    struct mdl_thread thread = {.stream = MDL_NONE, .group_first = b->threads.count};
    struct scn_streams_owner stream = {MDL_STREAM_THREAD, b->threads.count, 0, e->path, e->name};
    int64_t count;
    uint32_t streams;
    struct scn_view v;

    scn_view_open(b, e->node, SCN_SECTION_THREAD, e->path, &v);
    scn_view_whole(&v, SCN_KEY_THREAD_count, 1, 4096, &count);
    scn_priorities_thread(&v, &thread);
    scn_view_processors(&v, SCN_KEY_THREAD_processors, &thread.processors);
    if (scn_view_node(&v, SCN_KEY_THREAD_kind) != NULL) {
        scn_values_name(&b->values, scn_view_node(&v, SCN_KEY_THREAD_kind), &stream.request_kind);
    }
    thread.object = scn_build_object(b, e->path, MDL_OBJECT_THREAD);
    stream.object = thread.object;
    scn_streams_read(&v, SCN_KEY_THREAD_arrivals, &stream, &thread.stream, &streams);
    if (streams == 0) {
        thread.stream = MDL_NONE;
    } else if (streams > 1) {
        scn_diags_add(b->diags, SCN_S_COMBINATION,
                      scn_view_node(&v, SCN_KEY_THREAD_arrivals)->at, NULL,
                      "a thread has one arrival process");
    }
    const struct scn_routines_owner owner = {e->driver, SCN_CALLER_THREAD, MDL_IRQL_PASSIVE,
                                             MDL_NONE, thread.object, MDL_LABEL_KIND_THREAD};

    thread.program = scn_routines_add(b, &owner,
                                      steps_or_callback(e, &v, SCN_KEY_THREAD_steps,
                                                        SCN_KEY_THREAD_callback),
                                      &thread.label);
    thread.application = SCN_AT(struct scn_driver, b->drivers, e->driver)->name[0] == '\0';
    thread.group_count = within(e, count);
    uint32_t symbol = scn_build_symbol(b, e->path, MDL_OBJECT_THREAD, b->threads.count,
                                       e->key->at);

    SCN_AT(struct scn_symbol, b->symbols, symbol)->used = true;
    for (uint32_t i = 0; i < thread.group_count; i++) {
        *(struct mdl_thread *)scn_build_push(b, &b->threads) = thread;
    }
}

void scn_objects_source(const struct scn_objects_entry *e)
{
    struct scn_build *b = e->build;
    struct mdl_source source = {0};
    struct scn_streams_owner stream = {MDL_STREAM_SOURCE, b->sources.count, 0, e->path, e->name};
    uint32_t streams;
    struct scn_view v;

    scn_view_open(b, e->node, SCN_SECTION_SOURCE, e->path, &v);
    if (scn_view_node(&v, SCN_KEY_SOURCE_kind) != NULL) {
        scn_values_name(&b->values, scn_view_node(&v, SCN_KEY_SOURCE_kind), &stream.request_kind);
    }
    source.object = scn_build_object(b, e->path, MDL_OBJECT_SOURCE);
    stream.object = source.object;
    scn_streams_read(&v, SCN_KEY_SOURCE_arrivals, &stream, &source.stream, &streams);
    if (streams > 1) {
        scn_diags_add(b->diags, SCN_S_COMBINATION,
                      scn_view_node(&v, SCN_KEY_SOURCE_arrivals)->at, NULL,
                      "a source has one arrival process; make several sources");
    }
    const struct scn_routines_owner owner = {e->driver, SCN_CALLER_SOURCE, MDL_IRQL_PASSIVE,
                                             MDL_NONE, source.object, MDL_LABEL_KIND_SYSTEM};

    source.program = scn_routines_add(b, &owner,
                                      steps_or_callback(e, &v, SCN_KEY_SOURCE_steps,
                                                        SCN_KEY_SOURCE_callback),
                                      &source.label);
    uint32_t symbol = scn_build_symbol(b, e->path, MDL_OBJECT_SOURCE, b->sources.count,
                                       e->key->at);

    SCN_AT(struct scn_symbol, b->symbols, symbol)->used = true;
    *(struct mdl_source *)scn_build_push(b, &b->sources) = source;
}
