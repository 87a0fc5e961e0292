/* Steps that give requests to somebody; see the header. */
#include "model/drivers/sends.h"

#include "model/drivers/lists.h"
#include "sim/base/check.h"

enum mdl_outcome mdl_sends_perform(struct mdl_machine *m, mdl_context_id id,
                                   const struct mdl_step *step)
{
    switch ((enum mdl_step_kind)step->kind) {
    case MDL_STEP_PUT:
        m->contexts[id].result = mdl_lists_put(m, id, step);
        break;
    default:
        SIM_ASSERT(step->kind == MDL_STEP_PUT);
    }
    return MDL_RUNS;
}
