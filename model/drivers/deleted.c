/* Objects that exist no more; see the header. */
#include "model/drivers/deleted.h"

#include <string.h>

#include "model/kernel/stop.h"
#include "model/rules/ddi.h"

/* What the step uses, as MDL_DELETED(), or MDL_NONE: nothing that can be deleted. */
static uint32_t used_by(const struct mdl_step *step)
{
    uint32_t id = step->object & 0x0fffffffu;

    switch ((enum mdl_step_kind)step->kind) {
    case MDL_STEP_INSERT_DPC:
    case MDL_STEP_REMOVE_DPC:
    case MDL_STEP_SET_IMPORTANCE:
    case MDL_STEP_SET_TARGET:
        return MDL_DELETED(MDL_DELETED_DPC, id);
    case MDL_STEP_START_TIMER:
    case MDL_STEP_STOP_TIMER:
        return MDL_DELETED(MDL_DELETED_TIMER, id);
    case MDL_STEP_ACQUIRE:
    case MDL_STEP_RELEASE:
    case MDL_STEP_CONVERT:
        return MDL_DELETED(MDL_DELETED_LOCK, id);
    case MDL_STEP_PUT:
        return MDL_DELETED(step->object >> 28 == MDL_FROM_QUEUE ? MDL_DELETED_QUEUE
                                                                : MDL_DELETED_TARGET, id);
    case MDL_STEP_SEND_AND_WAIT:
    case MDL_STEP_TARGET_START:
    case MDL_STEP_TARGET_STOP:
        return MDL_DELETED(MDL_DELETED_TARGET, id);
    case MDL_STEP_FORWARD:
    case MDL_STEP_RETRIEVE:
    case MDL_STEP_QUEUE_CONTROL:
        return MDL_DELETED(MDL_DELETED_QUEUE, id);
    case MDL_STEP_DELETED:
        return step->object;
    default:
        return MDL_NONE;
    }
}

static uint8_t *mark_of(struct mdl_machine *m, uint32_t object)
{
    uint32_t id = object & 0x0fffffffu;

    switch ((enum mdl_deleted_kind)(object >> 28)) {
    case MDL_DELETED_DPC:
        return &m->dpcs[id].deleted;
    case MDL_DELETED_TIMER:
        return &m->timers[id].deleted;
    case MDL_DELETED_LOCK:
        return &m->locks[id].deleted;
    case MDL_DELETED_QUEUE:
        return &m->queues[id].deleted;
    default:
        return &m->targets[id].deleted;
    }
}

static mdl_object_id named(const struct mdl_plan *plan, uint32_t object)
{
    uint32_t id = object & 0x0fffffffu;

    switch ((enum mdl_deleted_kind)(object >> 28)) {
    case MDL_DELETED_DPC:
        return plan->dpcs[id].object;
    case MDL_DELETED_TIMER:
        return plan->timers[id].object;
    case MDL_DELETED_LOCK:
        return plan->locks[id].object;
    case MDL_DELETED_QUEUE:
        return plan->queues[id].object;
    default:
        return plan->targets[id].object;
    }
}

static bool is_of_framework(const struct mdl_step *step)
{
    const char *name = mdl_ddi_row(step->ddi)->name;

    return strncmp(name, "Wdf", 3) == 0 || strncmp(name, "IWDF", 4) == 0;
}

bool mdl_deleted_stops(struct mdl_machine *m, const struct mdl_step *step)
{
    uint32_t object = used_by(step);
    bool handle;

    if (object == MDL_NONE || *mark_of(m, object) == 0) {
        return false;
    }
    handle = is_of_framework(step);
    return mdl_stop_finding(m, handle ? MDL_FINDING_INVALID_HANDLE : MDL_FINDING_USED_DELETED,
                            named(m->plan, object), handle ? 5 : 0, 0, 0, 0);
}

void mdl_deleted_mark(struct mdl_machine *m, const struct mdl_step *step)
{
    *mark_of(m, step->object) = 1;
}

static void mark_all(struct mdl_machine *m, enum mdl_deleted_kind kind, uint32_t first,
                     uint32_t count, bool deleted)
{
    for (uint32_t i = 0; i < count; i++) {
        *mark_of(m, MDL_DELETED(kind, first + i)) = deleted;
    }
}

void mdl_deleted_device(struct mdl_machine *m, const struct mdl_device *device, bool deleted)
{
    mark_all(m, MDL_DELETED_DPC, device->dpc_first, device->dpc_count, deleted);
    mark_all(m, MDL_DELETED_TIMER, device->timer_first, device->timer_count, deleted);
    mark_all(m, MDL_DELETED_LOCK, device->lock_first, device->lock_count, deleted);
    mark_all(m, MDL_DELETED_QUEUE, device->queue_first, device->queue_count, deleted);
    mark_all(m, MDL_DELETED_TARGET, device->target_first, device->target_count, deleted);
}
