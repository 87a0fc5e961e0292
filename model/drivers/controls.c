/* Steps that control interrupts and DPCs; see the header. */
#include "model/drivers/controls.h"

#include "model/drivers/pnp.h"
#include "model/hardware/controller.h"
#include "model/hardware/requests.h"
#include "model/kernel/dpc.h"
#include "model/kernel/flush.h"
#include "model/kernel/ipi.h"
#include "model/machine/cause.h"
#include "model/machine/note.h"
#include "sim/base/check.h"

static enum mdl_outcome remove_dpc(struct mdl_machine *m, mdl_context_id id,
                                   const struct mdl_step *step)
{
    mdl_dpc_id dpc = step->object;
    struct mdl_context *c = &m->contexts[id];

    if (c->flags & MDL_CONTEXT_WAITED) {   /* D25: the running callback has finished */
        c->result = c->returned;           /* the wait was no result */
        c->returned = 0;
        return MDL_RUNS;
    }
    c->result = mdl_dpc_remove(m, dpc);
    if (c->result) {
        mdl_requests_drop(m, &m->dpcs[dpc].bag);
    }
    if (step->number == 0) {
        return MDL_RUNS;
    }
    c->returned = c->result;
    return mdl_flush_dpc(m, id - m->thread_base, dpc);
}

static enum mdl_outcome flush_dpcs(struct mdl_machine *m, mdl_context_id id)
{
    return m->contexts[id].flags & MDL_CONTEXT_WAITED ? MDL_RUNS
                                                      : mdl_flush_all(m, id - m->thread_base);
}

enum mdl_outcome mdl_controls_perform(struct mdl_machine *m, mdl_context_id id,
                                      const struct mdl_step *step)
{
    switch ((enum mdl_step_kind)step->kind) {
    case MDL_STEP_REMOVE_DPC:
        return remove_dpc(m, id, step);
    case MDL_STEP_IPI_CALL:
        mdl_ipi_call(m, id, step->object, mdl_cause_of_call(m, id, step->value));
        break;
    case MDL_STEP_IPI_WAIT:
        return mdl_ipi_wait(m, id);
    case MDL_STEP_FLUSH_DPCS:
        return flush_dpcs(m, id);
    case MDL_STEP_SET_IMPORTANCE:   /* D5, D4: both count from the next insert on */
        m->dpcs[step->object].importance = (uint8_t)step->number;
        break;
    case MDL_STEP_SET_TARGET:
        m->dpcs[step->object].target = step->number;
        break;
    case MDL_STEP_PNP:
        return mdl_pnp_perform(m, id, step);
    case MDL_STEP_MASK:
        mdl_controller_mask(m, step->object);
        mdl_note_loss(m);
        break;
    default:
        SIM_ASSERT(step->kind == MDL_STEP_UNMASK);
        mdl_controller_unmask(m, step->object);
    }
    return MDL_RUNS;
}
