/* Steps that control interrupts and DPCs; see the header. */
#include "model/drivers/controls.h"

#include "model/hardware/controller.h"
#include "model/hardware/requests.h"
#include "model/kernel/dpc.h"
#include "sim/base/check.h"

static void remove_dpc(struct mdl_machine *m, mdl_context_id id, mdl_dpc_id dpc)
{
    m->contexts[id].result = mdl_dpc_remove(m, dpc);
    if (m->contexts[id].result) {
        mdl_requests_drop(m, &m->dpcs[dpc].bag);
    }
}

enum mdl_outcome mdl_controls_perform(struct mdl_machine *m, mdl_context_id id,
                                      const struct mdl_step *step)
{
    switch ((enum mdl_step_kind)step->kind) {
    case MDL_STEP_REMOVE_DPC:
        remove_dpc(m, id, step->object);
        break;
    case MDL_STEP_MASK:
        mdl_controller_mask(m, step->object);
        break;
    default:
        SIM_ASSERT(step->kind == MDL_STEP_UNMASK);
        mdl_controller_unmask(m, step->object);
    }
    return MDL_RUNS;
}
