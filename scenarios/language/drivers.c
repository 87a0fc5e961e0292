/*
 * Drivers.
 *
 * All callbacks of all drivers are known before the first object is read, all objects before the
 * first step is compiled: the order in a file does not matter.
 */
#include "scenarios/language/drivers.h"

#include <string.h>

#include "scenarios/language/canonical.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/frameworks.h"
#include "scenarios/language/interrupts.h"
#include "scenarios/language/objects.h"
#include "scenarios/language/plain.h"
#include "scenarios/language/pnp.h"
#include "scenarios/language/queues.h"
#include "scenarios/language/serialization.h"
#include "scenarios/language/targets.h"
#include "scenarios/language/timers.h"
#include "scenarios/language/view.h"
#include "sim/base/arena.h"

static bool plain_name(struct scn_build *b, const struct scn_node *key)
{
    const char *name;

    if (!scn_values_name(&b->values, key, &name)) {
        return false;
    }
    if (strchr(name, '.') != NULL) {
        scn_diags_add(b->diags, SCN_S_NOT_NAME, key->at, NULL,
                      "a name has no '.': dots join the parts of a path");
        return false;
    }
    return true;
}

static void read_framework(const struct scn_view *v, struct scn_driver *driver)
{
    struct scn_build *b = v->build;
    const struct scn_node *node = scn_view_node(v, SCN_KEY_DRIVER_framework);
    const char *text = scn_schema_row(SCN_KEY_DRIVER_framework)->fallback;

    if (node != NULL && node->kind == SCN_TREE_SCALAR) {
        text = node->text;
    }
    scn_build_parameter(b, scn_view_path(v, "framework"), text,
                        node == NULL ? "default" : scn_build_origin(b, node));
    if (scn_frameworks_parse(text, driver) && (node == NULL || node->kind == SCN_TREE_SCALAR)) {
        if (!scn_frameworks_is_known(driver)) {
            scn_diags_add(b->diags, SCN_S_UNKNOWN_VERSION, node->at, NULL,
                          "no source names a version '%s'", scn_diags_quote(b->diags, text));
            scn_diags_hint(b->diags, "known are %s; it is taken for what stands between or behind "
                                     "them", scn_frameworks_known(driver));
        }
        return;
    }
    scn_diags_add(b->diags, SCN_S_VERSION, node->at, NULL,
                  "a framework is 'kmdf 1.X' (as kmdf 1.33), 'umdf 2.X', 'umdf 1.11', 'wdm', "
                  "'ndis' or 'storport'");
}

static void read_scope(const struct scn_view *v, struct scn_driver *driver)
{
    uint32_t index;

    scn_view_word(v, SCN_KEY_DRIVER_synchronization_scope, &index);
    driver->device_scope = index == 1;
    scn_view_word(v, SCN_KEY_DRIVER_execution_level, &index);
    driver->passive_level = index == 1 || scn_frameworks_is_user(driver); /* W116 */
    driver->boost = scn_queues_boost(v);
}

/* By the key of a driver and, for what can exist once for all its devices, of `shared`. */
static const struct section {
    enum scn_key key, shared;
    scn_objects_reader *read;
} sections[] = {
    {SCN_KEY_DRIVER_interrupts, SCN_KEY_COUNT, scn_interrupts_read},
    {SCN_KEY_DRIVER_dpcs, SCN_KEY_SHARED_dpcs, scn_objects_dpc},
    {SCN_KEY_DRIVER_timers, SCN_KEY_SHARED_timers, scn_timers_read},
    {SCN_KEY_DRIVER_work_items, SCN_KEY_SHARED_work_items, scn_objects_work_item},
    {SCN_KEY_DRIVER_threads, SCN_KEY_SHARED_threads, scn_objects_thread},
    {SCN_KEY_DRIVER_locks, SCN_KEY_SHARED_locks, scn_plain_lock},
    {SCN_KEY_DRIVER_events, SCN_KEY_SHARED_events, scn_plain_event},
    {SCN_KEY_DRIVER_variables, SCN_KEY_SHARED_variables, scn_plain_variable},
    {SCN_KEY_DRIVER_sources, SCN_KEY_SHARED_sources, scn_objects_source},
    {SCN_KEY_DRIVER_queues, SCN_KEY_SHARED_queues, scn_queues_read},
    {SCN_KEY_DRIVER_targets, SCN_KEY_SHARED_targets, scn_targets_read},
};

/* Limits that keep the memory of a scenario bounded: each device has all objects. */
#define DEVICES_MAX 256u
#define OBJECTS_MAX 200000u

static bool is_named_map(struct scn_build *b, const struct scn_node *node, const char *key)
{
    if (node->kind == SCN_TREE_SCALAR && node->text[0] == '\0' && !node->quoted) {
        return false;                 /* 'locks:' with nothing below */
    }
    if (node->kind != SCN_TREE_MAP) {
        scn_diags_add(b->diags, SCN_S_WRONG_TYPE, node->at, NULL,
                      "'%s' is a map of names: {name: ...}", key);
        return false;
    }
    return true;
}

static void read_named(struct scn_build *b, uint32_t driver, const char *prefix,
                       const struct scn_node *map, scn_objects_reader *read)
{
    for (uint32_t i = 0; i < map->count; i++) {
        struct scn_objects_entry e = {.build = b, .driver = driver, .key = map->pairs[i].key,
                                      .node = map->pairs[i].value};

        if (b->symbols.count > OBJECTS_MAX) {
            scn_diags_add(b->diags, SCN_S_OUT_OF_RANGE, e.key->at, NULL,
                          "a scenario has at most %u objects, those of all devices together",
                          OBJECTS_MAX);
            return;
        }
        if (plain_name(b, e.key)) {
            e.name = e.key->text;
            e.path = sim_arena_print(b->arena, "%s.%s", prefix, e.name);
            read(&e);
        }
    }
}

/* What a device has: consecutive entries of each array of the plan. */
static void note_ranges(struct scn_build *b, struct mdl_device *device, bool begin)
{
    const struct { uint32_t *first, *count; const struct scn_vector *vector; } all[] = {
        {&device->line_first, &device->line_count, &b->lines},
        {&device->stream_first, &device->stream_count, &b->streams},
        {&device->dpc_first, &device->dpc_count, &b->dpcs},
        {&device->timer_first, &device->timer_count, &b->timers},
        {&device->item_first, &device->item_count, &b->items},
        {&device->queue_first, &device->queue_count, &b->queues},
        {&device->lock_first, &device->lock_count, &b->locks},
        {&device->target_first, &device->target_count, &b->targets},
    };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (begin) {
            *all[i].first = all[i].vector->count;
        } else {
            *all[i].count = all[i].vector->count - *all[i].first;
        }
    }
}

/* Objects that no UMDF driver has. */
static bool fits_framework(const struct scn_view *v, uint32_t driver, enum scn_key key,
                           const struct scn_node *node)
{
    if (!scn_frameworks_is_user(SCN_AT(struct scn_driver, v->build->drivers, driver))) {
        return true;
    }
    if (key == SCN_KEY_DRIVER_dpcs || key == SCN_KEY_SHARED_dpcs) {
        scn_diags_add(v->build->diags, SCN_S_COMBINATION, node->at, NULL,
                      "a UMDF driver has no DPC objects: it never runs at DISPATCH_LEVEL (W116)");
        return false;
    }
    return true;
}

static void read_objects(const struct scn_view *v, uint32_t driver)
{
    const char *prefix = SCN_AT(struct scn_driver, v->build->drivers, driver)->prefix;

    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        enum scn_key key = v->section == SCN_SECTION_DRIVER ? sections[i].key
                                                            : sections[i].shared;
        const struct scn_node *node = key == SCN_KEY_COUNT ? NULL : scn_view_node(v, key);

        if (node != NULL && is_named_map(v->build, node, scn_schema_row(key)->name)
            && fits_framework(v, driver, key, node)) {
            read_named(v->build, driver, prefix, node, sections[i].read);
        }
    }
}

static void read_shared(const struct scn_view *v, uint32_t driver)
{
    struct scn_view shared;

    if (scn_view_node(v, SCN_KEY_DRIVER_shared) != NULL) {
        scn_view_inner(v, SCN_KEY_DRIVER_shared, &shared);
        read_objects(&shared, driver);
    }
}

static mdl_device_id add_device(struct scn_build *b, uint32_t driver, const char *path,
                                struct scn_range at)
{
    const struct scn_driver *own = SCN_AT(struct scn_driver, b->drivers, driver);
    struct mdl_device *device = scn_build_push(b, &b->devices);

    scn_build_symbol(b, path, MDL_OBJECT_DEVICE, b->devices.count - 1, at);
    device->object = scn_build_object(b, path, MDL_OBJECT_DEVICE);
    device->pnp = device->thread = device->operation_first = MDL_NONE;
    device->is_framework = scn_frameworks_is_wdf(own);
    device->is_kmdf = device->is_framework && !scn_frameworks_is_user(own);
    return b->devices.count - 1;
}

static void read_device_objects(const struct scn_view *v, uint32_t driver, mdl_device_id id)
{
    note_ranges(v->build, SCN_AT(struct mdl_device, v->build->devices, id), true);
    scn_serialization_declare_start_io(v->build, driver);
    read_objects(v, driver);
    note_ranges(v->build, SCN_AT(struct mdl_device, v->build->devices, id), false);
}

/* A name that stands in the list twice would declare everything twice. */
static bool is_new(struct scn_build *b, const char *driver, const struct scn_node *list,
                   uint32_t index)
{
    const struct scn_node *name = list->items[index];

    for (uint32_t i = 0; i < index; i++) {
        if (list->items[i]->kind == SCN_TREE_SCALAR
            && strcmp(list->items[i]->text, name->text) == 0) {
            scn_diags_add(b->diags, SCN_S_DOUBLE_NAME, name->at, NULL, "'%s.%s' is declared twice",
                          driver, scn_diags_quote(b->diags, name->text));
            scn_diags_note(b->diags, list->items[i]->at, "the other one is declared here");
            return false;
        }
    }
    return true;
}

/* One of several devices: the driver once more, under its name. */
static void read_device(const struct scn_view *v, uint32_t driver, const struct scn_node *name,
                        bool first)
{
    struct scn_build *b = v->build;
    struct scn_driver *device = scn_build_push(b, &b->drivers);
    uint32_t known = b->symbols.count;

    *device = *SCN_AT(struct scn_driver, b->drivers, driver);
    device->prefix = sim_arena_print(b->arena, "%s.%s", device->name, name->text);
    device->device = add_device(b, driver, device->prefix, name->at);
    device->tries_unused = first;
    if (b->symbols.count > known) {   /* a name said twice has its objects already */
        read_device_objects(v, b->drivers.count - 1, b->devices.count - 1);
    }
}

static void read_devices(const struct scn_view *v, uint32_t driver)
{
    struct scn_build *b = v->build;
    struct scn_driver *own = SCN_AT(struct scn_driver, b->drivers, driver);
    const struct scn_node *list = scn_view_node(v, SCN_KEY_DRIVER_devices);
    const char *name = own->name;
    bool first = true;

    read_shared(v, driver);
    if (list == NULL || list->kind != SCN_TREE_LIST || list->count == 0) {
        if (list != NULL) {
            scn_diags_add(b->diags, SCN_S_WRONG_TYPE, list->at, NULL,
                          "'devices' is a list of names: [disk0, disk1]");
        }
        own->device = add_device(b, driver, own->name, own->at);
        own->tries_unused = true;
        read_device_objects(v, driver, own->device);
        return;
    }
    scn_view_record(v, SCN_KEY_DRIVER_devices);
    for (uint32_t i = 0; i < list->count; i++) {
        if (i == DEVICES_MAX) {
            scn_diags_add(b->diags, SCN_S_OUT_OF_RANGE, list->items[i]->at, NULL,
                          "a driver has at most %u devices", DEVICES_MAX);
            return;
        }
        if (plain_name(b, list->items[i]) && is_new(b, name, list, i)) {
            read_device(v, driver, list->items[i], first);
            first = false;
        }
    }
}

/* Its devices, and what all of them know of each other. */
static void read_driver(const struct scn_view *v, uint32_t driver)
{
    struct scn_build *b = v->build;
    struct mdl_device common = {.driver_first = b->devices.count,
                                .driver_item_first = b->items.count,
                                .driver_dpc_first = b->dpcs.count,
                                .driver_timer_first = b->timers.count};

    read_devices(v, driver);
    for (uint32_t i = common.driver_first; i < b->devices.count; i++) {
        struct mdl_device *device = SCN_AT(struct mdl_device, b->devices, i);

        device->driver_first = common.driver_first;
        device->driver_count = b->devices.count - common.driver_first;
        device->driver_item_first = common.driver_item_first;
        device->driver_item_count = b->items.count - common.driver_item_first;
        device->driver_dpc_first = common.driver_dpc_first;
        device->driver_dpc_count = b->dpcs.count - common.driver_dpc_first;
        device->driver_timer_first = common.driver_timer_first;
        device->driver_timer_count = b->timers.count - common.driver_timer_first;
    }
}

static void record_callbacks(const struct scn_view *v, const struct scn_driver *driver)
{
    for (uint32_t i = 0; driver->callbacks != NULL && i < driver->callbacks->count; i++) {
        const struct scn_tree_pair *pair = &driver->callbacks->pairs[i];

        plain_name(v->build, pair->key);
        scn_build_parameter(v->build,
                            sim_arena_print(v->build->arena, "%s.callbacks.%s", v->path,
                                            pair->key->text),
                            scn_canonical_text(v->build->arena, pair->value),
                            scn_build_origin(v->build, pair->value));
    }
}

static void declare_driver(struct scn_build *b, const char *name, const struct scn_node *node,
                           struct scn_range at)
{
    struct scn_driver *driver = scn_build_push(b, &b->drivers);
    const struct scn_node *callbacks =
        node != NULL && node->kind == SCN_TREE_MAP ? scn_tree_get(node, "callbacks") : NULL;

    driver->name = driver->prefix = name;
    driver->node = node;
    driver->device = MDL_NONE;
    driver->callback_lock = MDL_NONE;
    driver->at = at;
    if (callbacks != NULL && is_named_map(b, callbacks, "callbacks")) {
        driver->callbacks = callbacks;
    }
}

static bool is_reserved(struct scn_build *b, const struct scn_node *key)
{
    static const char *const reserved[] = {"machine", "pool", "processor", "thread"};

    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++) {
        if (strcmp(reserved[i], key->text) == 0) {
            scn_diags_add(b->diags, SCN_S_DOUBLE_NAME, key->at, NULL,
                          "a driver cannot be called '%s': paths of the machine begin so",
                          reserved[i]);
            return true;
        }
    }
    return false;
}

static void declare_all(struct scn_build *b, const struct scn_view *root)
{
    const struct scn_node *drivers = scn_view_node(root, SCN_KEY_ROOT_drivers);

    if (drivers == NULL || !is_named_map(b, drivers, "drivers")) {
        return;
    }
    for (uint32_t i = 0; i < drivers->count; i++) {
        if (plain_name(b, drivers->pairs[i].key) && !is_reserved(b, drivers->pairs[i].key)) {
            declare_driver(b, drivers->pairs[i].key->text, drivers->pairs[i].value,
                           drivers->pairs[i].key->at);
        }
    }
}

void scn_drivers_read(struct scn_build *b, const struct scn_view *root)
{
    const struct scn_node *threads = scn_view_node(root, SCN_KEY_ROOT_threads);

    declare_all(b, root);
    for (uint32_t i = 0, count = b->drivers.count; i < count; i++) {
        struct scn_driver *driver = SCN_AT(struct scn_driver, b->drivers, i);
        struct scn_view v;

        scn_view_open(b, driver->node, SCN_SECTION_DRIVER, driver->name, &v);
        read_framework(&v, driver);
        read_scope(&v, driver);
        record_callbacks(&v, driver);
        scn_pnp_read(&v, i);
        read_driver(&v, i);
    }
    if (threads != NULL && is_named_map(b, threads, "threads")) {
        declare_driver(b, "", NULL, threads->at);
        read_named(b, b->drivers.count - 1, "thread", threads, scn_objects_thread);
    }
    scn_interrupts_share(b);
}
