/*
 * Serialisation by the framework.
 */
#include "scenarios/language/serialization.h"

#include "scenarios/language/diags.h"
#include "scenarios/language/frameworks.h"
#include "sim/base/arena.h"

static struct scn_driver *driver_at(struct scn_build *b, uint32_t driver)
{
    return SCN_AT(struct scn_driver, b->drivers, driver);
}

mdl_lock_id scn_serialization_lock(struct scn_build *b, uint32_t id)
{
    struct scn_driver *driver = driver_at(b, id);

    if (!scn_frameworks_is_wdf(driver) || !driver->device_scope
        || driver->device == MDL_NONE) {
        return MDL_NONE;
    }
    if (driver->callback_lock == MDL_NONE) {
        const char *path = sim_arena_print(b->arena, "%s.callback_lock", driver->prefix);

        driver->callback_lock = b->locks.count;
        *(struct mdl_lock *)scn_build_push(b, &b->locks) = (struct mdl_lock){
            .object = scn_build_object(b, path, MDL_OBJECT_LOCK), .framework = true,
            .kind = driver->passive_level ? MDL_LOCK_WAIT : MDL_LOCK_SPIN};
    }
    return driver->callback_lock;
}

static const char *start_io_path(const struct scn_build *b, uint32_t id)
{
    return sim_arena_print(b->arena, "%s.StartIoLock",
                           SCN_AT(struct scn_driver, b->drivers, id)->prefix);
}

void scn_serialization_declare_start_io(struct scn_build *b, uint32_t id)
{
    const struct scn_driver *driver = driver_at(b, id);
    const char *path = start_io_path(b, id);

    if (driver->framework != SCN_FRAMEWORK_STORPORT) {
        return;
    }
    uint32_t symbol = scn_build_symbol(b, path, MDL_OBJECT_LOCK, b->locks.count, driver->at);

    SCN_AT(struct scn_symbol, b->symbols, symbol)->used = true;
    *(struct mdl_lock *)scn_build_push(b, &b->locks) = (struct mdl_lock){
        .object = scn_build_object(b, path, MDL_OBJECT_LOCK), .kind = MDL_LOCK_SPIN};
}

mdl_lock_id scn_serialization_start_io(const struct scn_build *b, uint32_t id)
{
    uint32_t symbol = sim_intern_find(&b->symbol_paths, start_io_path(b, id));

    return symbol == SIM_INTERN_NONE ? MDL_NONE
                                     : SCN_AT(struct scn_symbol, b->symbols, symbol)->id;
}

/* The levels do not match: the framework does not create the object. */
static void refuse(const struct scn_objects_entry *e, const struct scn_node *node, bool passive)
{
    struct scn_build *b = e->build;

    scn_diags_add(b->diags, SCN_S_COMBINATION, node != NULL ? node->at : e->key->at, NULL,
                  "the framework does not create it: STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL");
    scn_diags_label(b->diags, passive
                                  ? "serialised, at PASSIVE_LEVEL; its device is at dispatch level"
                                  : "serialised, at DISPATCH_LEVEL; its device is at passive "
                                    "level");
    scn_diags_hint(b->diags, "write 'automatic_serialization: false' (it is on by default), or "
                             "'execution_level: %s' for the driver (D6a, W80)",
                   passive ? "passive" : "dispatch");
}

/* A work item is created by a call, which fails: that compiles, and is a finding when it runs. */
static void not_created(const struct scn_objects_entry *e, const struct scn_node *node)
{
    scn_diags_add(e->build->diags, SCN_S_NOT_CREATED, node != NULL ? node->at : e->key->at, NULL,
                  "WdfWorkItemCreate fails with STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL: "
                  "serialised, and its device is at dispatch level (W80)");
    scn_diags_hint(e->build->diags,
                   "write 'automatic_serialization: false' (it is on by default), or "
                   "'execution_level: passive' for the driver");
}

bool scn_serialization_item(const struct scn_objects_entry *e, const struct scn_view *v,
                            enum scn_key key, mdl_lock_id *ret_lock)
{
    const struct scn_driver *driver = driver_at(e->build, e->driver);
    const struct scn_node *node = scn_view_node(v, key);
    bool on = true;

    if (scn_frameworks_is_wdf(driver) && driver->device_scope && driver->device != MDL_NONE
        && !driver->passive_level) {
        scn_view_truth(v, key, &on);
        *ret_lock = MDL_NONE;
        if (on) {
            not_created(e, node);
        }
        return !on;
    }
    *ret_lock = scn_serialization_read(e, v, key, true);
    return true;
}

bool scn_serialization_child(const struct scn_objects_entry *e, const struct scn_view *v,
                             enum scn_key key, mdl_lock_id *ret_lock)
{
    const struct scn_driver *driver = driver_at(e->build, e->driver);
    bool on = true;

    *ret_lock = MDL_NONE;
    scn_view_truth(v, key, &on);
    if (on && driver->passive_level) {
        *ret_lock = scn_serialization_lock(e->build, e->driver);
    }
    return !on || !scn_frameworks_is_wdf(driver) || !driver->device_scope
           || driver->device == MDL_NONE || driver->passive_level;
}

mdl_lock_id scn_serialization_read(const struct scn_objects_entry *e, const struct scn_view *v,
                                   enum scn_key key, bool passive)
{
    const struct scn_node *node = scn_view_node(v, key);
    const struct scn_driver *driver = driver_at(e->build, e->driver);
    struct scn_view view = *v;
    bool on;

    if (!driver->device_scope) {
        view.place = NULL;            /* a default without effect is filled in nowhere (W80) */
    }
    if (!scn_view_truth(&view, key, &on) || !on || !scn_frameworks_is_wdf(driver)) {
        return MDL_NONE;
    }
    if (!driver->device_scope || driver->device == MDL_NONE) {
        if (node != NULL) {
            scn_diags_add(e->build->diags, SCN_S_NO_EFFECT, node->at, NULL,
                          "automatic_serialization has no effect under synchronization_scope none "
                          "(W80)");
        }
        return MDL_NONE;
    }
    if (passive != driver->passive_level) {
        refuse(e, node, passive);
        return MDL_NONE;
    }
    return scn_serialization_lock(e->build, e->driver);
}
