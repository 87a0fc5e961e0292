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
#include "scenarios/language/interrupts.h"
#include "scenarios/language/objects.h"
#include "scenarios/language/plain.h"
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

/* 'kmdf 1.33' or 'wdm'. */
static bool parse_framework(const char *text, struct scn_driver *driver)
{
    uint32_t numbers[2] = {0, 0};

    if (strcmp(text, "wdm") == 0) {
        driver->framework = SCN_FRAMEWORK_WDM;
        return true;
    }
    if (strncmp(text, "kmdf", 4) != 0) {
        return false;
    }
    driver->framework = SCN_FRAMEWORK_KMDF;
    driver->major = 1;
    driver->minor = 33;
    text += 4;
    if (*text == '\0') {
        return true;
    }
    if (*text++ != ' ') {
        return false;
    }
    for (int part = 0; part < 2; part++) {
        size_t digits = strspn(text, "0123456789");

        if (digits == 0 || digits > 3) {
            return false;
        }
        for (; digits > 0; digits--) {
            numbers[part] = numbers[part] * 10 + (uint32_t)(*text++ - '0');
        }
        if (*text++ != (part == 0 ? '.' : '\0')) {
            return false;
        }
    }
    driver->major = numbers[0];
    driver->minor = numbers[1];
    return driver->major == 1;
}

static void read_framework(const struct scn_view *v, struct scn_driver *driver)
{
    static const char *const later[] = {"umdf", "storport", "ndis"};
    struct scn_build *b = v->build;
    const struct scn_node *node = scn_view_node(v, SCN_KEY_DRIVER_framework);
    const char *text = scn_schema_row(SCN_KEY_DRIVER_framework)->fallback;

    if (node != NULL && node->kind == SCN_TREE_SCALAR) {
        text = node->text;
    }
    scn_build_parameter(b, scn_view_path(v, "framework"), text,
                        node == NULL ? "default" : scn_build_origin(node));
    if (parse_framework(text, driver) && (node == NULL || node->kind == SCN_TREE_SCALAR)) {
        return;
    }
    for (size_t i = 0; i < sizeof later / sizeof later[0]; i++) {
        if (strncmp(text, later[i], strlen(later[i])) == 0) {
            scn_diags_add(b->diags, SCN_S_NOT_YET, node->at, NULL,
                          "this version does not run %s drivers yet", later[i]);
            return;
        }
    }
    scn_diags_add(b->diags, SCN_S_VERSION, node->at, NULL,
                  "a framework is 'kmdf 1.X' (as kmdf 1.33) or 'wdm'");
}

static void read_scope(const struct scn_view *v, struct scn_driver *driver)
{
    static const char *const scopes[] = {"none", "device"};
    static const char *const levels[] = {"dispatch", "passive"};
    uint32_t index;

    scn_view_word(v, SCN_KEY_DRIVER_synchronization_scope, scopes, 2, &index);
    driver->device_scope = index == 1;
    scn_view_word(v, SCN_KEY_DRIVER_execution_level, levels, 2, &index);
    if (index == 1) {
        scn_diags_add(v->build->diags, SCN_S_NOT_YET,
                      scn_view_node(v, SCN_KEY_DRIVER_execution_level)->at, NULL,
                      "this version does not run execution_level passive yet");
    }
}

static const struct section {
    enum scn_key key;
    scn_objects_reader *read;
} sections[] = {
    {SCN_KEY_DRIVER_interrupts, scn_interrupts_read},
    {SCN_KEY_DRIVER_dpcs, scn_objects_dpc},
    {SCN_KEY_DRIVER_timers, scn_objects_timer},
    {SCN_KEY_DRIVER_work_items, scn_objects_work_item},
    {SCN_KEY_DRIVER_threads, scn_objects_thread},
    {SCN_KEY_DRIVER_locks, scn_plain_lock},
    {SCN_KEY_DRIVER_events, scn_plain_event},
    {SCN_KEY_DRIVER_variables, scn_plain_variable},
    {SCN_KEY_DRIVER_sources, scn_objects_source},
};

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

        if (plain_name(b, e.key)) {
            e.name = e.key->text;
            e.path = sim_arena_print(b->arena, "%s.%s", prefix, e.name);
            read(&e);
        }
    }
}

static void read_objects(const struct scn_view *v, uint32_t driver)
{
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        const struct scn_node *node = scn_view_node(v, sections[i].key);

        if (node != NULL
            && is_named_map(v->build, node, scn_schema_row(sections[i].key)->name)) {
            read_named(v->build, driver, v->path, node, sections[i].read);
        }
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
                            scn_build_origin(pair->value));
    }
}

static void declare_driver(struct scn_build *b, const char *name, const struct scn_node *node)
{
    struct scn_driver *driver = scn_build_push(b, &b->drivers);
    const struct scn_node *callbacks =
        node != NULL && node->kind == SCN_TREE_MAP ? scn_tree_get(node, "callbacks") : NULL;

    driver->name = name;
    driver->node = node;
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
            declare_driver(b, drivers->pairs[i].key->text, drivers->pairs[i].value);
        }
    }
}

void scn_drivers_read(struct scn_build *b, const struct scn_view *root)
{
    const struct scn_node *threads = scn_view_node(root, SCN_KEY_ROOT_threads);

    declare_all(b, root);
    for (uint32_t i = 0; i < b->drivers.count; i++) {
        struct scn_driver *driver = SCN_AT(struct scn_driver, b->drivers, i);
        struct scn_view v;

        scn_view_open(b, driver->node, SCN_SECTION_DRIVER, driver->name, &v);
        read_framework(&v, driver);
        read_scope(&v, driver);
        record_callbacks(&v, driver);
        read_objects(&v, i);
    }
    if (threads != NULL && is_named_map(b, threads, "threads")) {
        declare_driver(b, "", NULL);
        read_named(b, b->drivers.count - 1, "thread", threads, scn_objects_thread);
    }
    scn_interrupts_share(b);
}
