/*
 * Parents of framework work items.
 *
 * What serialises an item is the nearest scope among its ancestors: a queue has one of its own,
 * all other objects that a parent may be pass the question on to their device.
 */
#include "scenarios/language/parents.h"

#include "scenarios/language/diags.h"
#include "scenarios/language/frameworks.h"
#include "scenarios/language/names.h"

/* W80: no scope, no lock; a lock at dispatch level, and WdfWorkItemCreate fails. */
static void child_of_queue(struct mdl_item *item, const struct mdl_queue *queue)
{
    item->lock = item->serialised && queue->passive ? queue->lock : MDL_NONE;
    item->wrong_level = item->serialised && queue->lock != MDL_NONE && !queue->passive;
}

static void say_not_created(struct scn_build *b, const struct scn_item_needs *needs)
{
    scn_diags_add(b->diags, SCN_S_NOT_CREATED, needs->parent->at, NULL,
                  "WdfWorkItemCreate fails with STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL: "
                  "serialised, and its parent is at dispatch level (W80)");
    scn_diags_hint(b->diags, "write 'automatic_serialization: false' (it is on by default), or "
                             "'execution_level: passive' for the parent");
}

static bool is_of_device(const struct scn_build *b, const struct scn_driver *driver,
                         const struct scn_symbol *symbol)
{
    const struct mdl_device *device;

    if (driver->device == MDL_NONE || symbol->kind != MDL_OBJECT_QUEUE) {
        return true;
    }
    device = SCN_AT(struct mdl_device, b->devices, driver->device);
    return symbol->id - device->queue_first < device->queue_count;
}

static void resolve(struct scn_build *b, mdl_item_id id)
{
    static const struct scn_names_wanted wanted = {
        SCN_NAMES_KIND(QUEUE) | SCN_NAMES_KIND(INTERRUPT) | SCN_NAMES_KIND(DPC)
            | SCN_NAMES_KIND(TIMER) | SCN_NAMES_KIND(TARGET),
        "queue, interrupt, DPC, timer or target", "'parent'"};
    const struct scn_item_needs *needs = SCN_AT(struct scn_item_needs, b->item_needs, id);
    const struct scn_driver *driver = SCN_AT(struct scn_driver, b->drivers, needs->driver);
    const struct scn_symbol *symbol =
        scn_names_find(b, driver, needs->parent, needs->parent->text, &wanted);
    const struct mdl_queue *queue;

    if (symbol == NULL) {
        return;
    }
    if (!scn_frameworks_is_wdf(driver) || !is_of_device(b, driver, symbol)) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, needs->parent->at, NULL,
                      "a work item's parent is an object of its own framework device");
        return;
    }
    queue = symbol->kind == MDL_OBJECT_QUEUE ? SCN_AT(struct mdl_queue, b->queues, symbol->id)
                                             : NULL;
    if (queue != NULL && queue->dispatch == MDL_DISPATCH_LIST) {
        scn_diags_add(b->diags, SCN_S_WRONG_KIND, needs->parent->at, NULL,
                      "'%s' is a list of the driver's own: no framework object",
                      needs->parent->text);
        return;
    }
    if (queue != NULL) {
        child_of_queue(SCN_AT(struct mdl_item, b->items, id), queue);
    }
    if (SCN_AT(struct mdl_item, b->items, id)->wrong_level) {
        say_not_created(b, needs);
    }
}

void scn_parents_resolve(struct scn_build *b)
{
    for (mdl_item_id id = 0; id < b->items.count; id++) {
        if (SCN_AT(struct scn_item_needs, b->item_needs, id)->parent != NULL) {
            resolve(b, id);
        }
    }
}
