/*
 * Disposing of framework objects.
 *
 *   WDF_DELETE           waits; has nothing to clean up here: past
 *     cleanup ...
 *   ITEM_CLEANED         somebody still holds it: past
 *     destroy ...
 *   ITEM_DESTROYED
 *
 * The last three also stand behind the epilogue of a callback (from ITEM_LAST on) and, once for
 * each item of the device, in the loop of a dispose worker.
 */
#include "scenarios/language/disposal.h"

#include "model/rules/irql.h"
#include "scenarios/language/objects.h"
#include "scenarios/language/steps.h"
#include "sim/base/arena.h"
#include "sim/base/check.h"

static struct scn_item_needs *needs_of(const struct scn_build *b, mdl_item_id item)
{
    return SCN_AT(struct scn_item_needs, b->item_needs, item);
}

/* A callback of the item, whose names are those of the item's own driver. */
static void callback(struct scn_code *c, mdl_item_id item, const struct scn_node *steps)
{
    const struct scn_driver *own = c->driver;

    if (steps == NULL) {
        return;
    }
    c->driver = SCN_AT(struct scn_driver, c->build->drivers, needs_of(c->build, item)->driver);
    scn_steps_compile(c, steps);
    c->driver = own;
}

static uint32_t emit(struct scn_code *c, enum mdl_step_kind kind, mdl_item_id item)
{
    uint32_t step = scn_code_emit(c, kind, NULL, "");

    scn_code_step(c, step)->object = item;
    return step;
}

/* From the cleanup to the end of the object; the step that jumps there when it is still held. */
static uint32_t end_of_object(struct scn_code *c, mdl_item_id item)
{
    callback(c, item, needs_of(c->build, item)->cleanup);
    uint32_t held = emit(c, MDL_STEP_ITEM_CLEANED, item);

    callback(c, item, needs_of(c->build, item)->destroy);
    emit(c, MDL_STEP_ITEM_DESTROYED, item);
    return held;
}

void scn_disposal_delete(struct scn_code *c, mdl_item_id item)
{
    uint32_t nothing = emit(c, MDL_STEP_BRANCH_RESULT, MDL_NONE);
    uint32_t held = end_of_object(c, item);

    needs_of(c->build, item)->deleted = true;
    scn_code_land(c, nothing);
    scn_code_land(c, held);
}

void scn_disposal_children(struct scn_code *c, mdl_item_id item)
{
    uint32_t loop = emit(c, MDL_STEP_REPEAT, MDL_NONE);

    scn_code_step(c, loop)->number = MDL_FOREVER;
    c->frame->loop_count++;
    uint32_t deletes = emit(c, MDL_STEP_WDF_DELETE, item);

    scn_code_step(c, deletes)->number = MDL_DELETES_CHILDREN;
    uint32_t none = emit(c, MDL_STEP_BRANCH_RESULT, MDL_NONE);
    uint32_t held = end_of_object(c, item);
    uint32_t round = emit(c, MDL_STEP_JUMP, MDL_NONE);

    needs_of(c->build, item)->deleted = true;
    scn_code_land(c, none);
    uint32_t leave = emit(c, MDL_STEP_LEAVE, MDL_NONE);

    scn_code_step(c, leave)->number = 1;
    scn_code_land(c, held);
    scn_code_land(c, round);
    scn_code_step(c, emit(c, MDL_STEP_REPEAT_NEXT, MDL_NONE))->jump = loop + 1;
    c->frame->loop_count--;
    scn_code_land(c, loop);
    scn_code_land(c, leave);
}

void scn_disposal_last(struct scn_code *c)
{
    mdl_item_id item = c->routine->item;
    const struct scn_item_needs *needs = needs_of(c->build, item);
    struct scn_frame frame;

    if (needs->destroy == NULL || !scn_code_enter(c, &frame, NULL)) {
        return;
    }
    uint32_t last = emit(c, MDL_STEP_ITEM_LAST, item);

    callback(c, item, needs->destroy);
    emit(c, MDL_STEP_ITEM_DESTROYED, item);
    scn_code_land(c, last);
    scn_code_leave(c);
}

/* ---- the dispose worker --------------------------------------------------------------------- */

/* Can this step raise the IRQL? */
static bool raises(const struct mdl_step *step)
{
    switch ((enum mdl_step_kind)step->kind) {
    case MDL_STEP_RAISE_IRQL:
    case MDL_STEP_ACQUIRE:
    case MDL_STEP_ACQUIRE_INTERRUPT:
        return true;
    default:
        return false;
    }
}

static void make_worker(struct scn_build *b, uint32_t driver)
{
    struct scn_driver *owner = SCN_AT(struct scn_driver, b->drivers, driver);
    const char *path = sim_arena_print(b->arena, "%s.framework.dispose", owner->prefix);
    struct scn_node key = {.at = owner->at};
    const struct scn_objects_entry e = {.build = b, .driver = driver, .key = &key,
                                        .name = "dispose", .path = path};
    mdl_item_id item;

    if (owner->dispose_item != 0) {
        return;
    }
    item = scn_objects_item(&e, path, NULL, 1, MDL_CARRIES_ALL);
    owner->dispose_item = item + 1;
    needs_of(b, item)->by_wdf = true;
    SCN_AT(struct scn_routine, b->routines,
           SCN_AT(struct mdl_item, b->items, item)->program)->disposes = true;
    SCN_AT(struct scn_symbol, b->symbols, sim_intern_find(&b->symbol_paths, path))->used = true;
}

void scn_disposal_wanted(struct scn_code *c)
{
    bool may_be_raised = c->routine->irql > MDL_IRQL_PASSIVE;

    for (uint32_t i = 0; i < c->steps.count; i++) {
        may_be_raised = may_be_raised || raises(scn_code_step(c, i));
    }
    for (uint32_t i = 0; i < c->steps.count && may_be_raised && !c->routine->trial; i++) {
        const struct mdl_step *step = scn_code_step(c, i);

        if (step->kind == MDL_STEP_WDF_DELETE && step->object != MDL_NONE) {
            make_worker(c->build, needs_of(c->build, step->object)->driver);
        }
    }
}

/* What the taken object is, and its callbacks; the steps behind which the loop goes round. */
static void one_item(struct scn_code *c, mdl_item_id item, struct scn_vector *round)
{
    uint32_t other = emit(c, MDL_STEP_DISPOSE_IS, item);

    *(uint32_t *)scn_build_push(c->build, round) = end_of_object(c, item);
    *(uint32_t *)scn_build_push(c->build, round) = emit(c, MDL_STEP_JUMP, MDL_NONE);
    scn_code_land(c, other);
}

static void all_items(struct scn_code *c, struct scn_vector *round)
{
    for (mdl_item_id item = 0; item < c->build->items.count; item++) {
        const struct scn_item_needs *needs = needs_of(c->build, item);

        if (needs->driver == c->routine->driver
            && (needs->cleanup != NULL || needs->destroy != NULL)) {
            one_item(c, item, round);
        }
    }
    *(uint32_t *)scn_build_push(c->build, round) = emit(c, MDL_STEP_ITEM_CLEANED, MDL_NONE);
    emit(c, MDL_STEP_ITEM_DESTROYED, MDL_NONE);
    *(uint32_t *)scn_build_push(c->build, round) = emit(c, MDL_STEP_JUMP, MDL_NONE);
}

void scn_disposal_worker(struct scn_code *c)
{
    struct scn_vector round = {.size = sizeof(uint32_t)};
    uint32_t loop = emit(c, MDL_STEP_REPEAT, MDL_NONE);

    scn_code_step(c, loop)->number = MDL_FOREVER;
    c->frame->loop_count++;
    emit(c, MDL_STEP_DISPOSE_NEXT, c->routine->item);
    uint32_t empty = emit(c, MDL_STEP_BRANCH_RESULT, MDL_NONE);

    all_items(c, &round);
    scn_code_land(c, empty);
    uint32_t leave = emit(c, MDL_STEP_LEAVE, MDL_NONE);

    scn_code_step(c, leave)->number = 1;
    for (uint32_t i = 0; i < round.count; i++) {
        scn_code_land(c, *SCN_AT(uint32_t, round, i));
    }
    scn_code_step(c, emit(c, MDL_STEP_REPEAT_NEXT, MDL_NONE))->jump = loop + 1;
    c->frame->loop_count--;
    scn_code_land(c, loop);
    scn_code_land(c, leave);
}

mdl_item_id scn_disposal_of(const struct scn_build *b, mdl_item_id item)
{
    uint32_t driver = needs_of(b, item)->driver;

    SIM_ASSERT(driver < b->drivers.count);
    return SCN_AT(struct scn_driver, b->drivers, driver)->dispose_item - 1u;
}
