/* Results of calls that return a status; see the header. */
#include "model/drivers/failure.h"

#include "model/hardware/requests.h"
#include "model/kernel/stop.h"
#include "sim/base/check.h"
#include "sim/random/stream.h"

bool mdl_failure_none(struct mdl_machine *m, mdl_context_id c)
{
    m->contexts[c].result = 1;
    m->runs[c].status = MDL_STATUS_SUCCESS;
    return true;
}

/* A list beside the step, or a condition on the status directly behind it. */
static bool is_looked_at(const struct mdl_plan *plan, const struct mdl_step *step)
{
    const struct mdl_step *next = step + 1;

    if (next->kind != MDL_STEP_BRANCH) {
        return next->kind == MDL_STEP_BRANCH_RESULT;
    }
    for (uint32_t i = 0; i < next->number; i++) {
        if (plan->conditions[next->object + i].kind == MDL_CONDITION_STATUS) {
            return true;
        }
    }
    return false;
}

bool mdl_failure_set(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step,
                     enum mdl_status status)
{
    SIM_ASSERT(!mdl_status_is_success(status));
    m->contexts[c].result = 0;
    m->runs[c].status = status;
    if (!is_looked_at(m->plan, step)) {
        mdl_stop_finding(m, MDL_FINDING_NO_BRANCH,
                         m->plan->labels[m->contexts[c].label].object, status, 0, 0, 0);
    }
    return false;
}

bool mdl_failure_injected(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step)
{
    const struct mdl_fault *fault = &m->plan->faults[step->object];
    const struct mdl_run *run = &m->runs[c];

    if (m->engine.now < fault->from_at || m->engine.now >= fault->until_at || fault->share <= 0) {
        return false;
    }
    if (step->draw != MDL_NONE &&
        sim_stream_unit(sim_stream_bits(&m->draws[step->draw], run->ordinal, run->iteration)) >=
            fault->share) {
        return false;
    }
    const struct mdl_step *failed = &m->plan->steps[step->jump - 1];

    m->last_step = step->jump - 1;   /* the call is to blame, not what stands in front of it */
    mdl_failure_set(m, c, failed, (enum mdl_status)fault->status);
    if (failed->kind == MDL_STEP_PUT && (failed->flags & MDL_STEP_LOSES) &&
        !(failed->flags & MDL_STEP_NO_REQUESTS)) {
        mdl_requests_lose(m, &m->runs[c].carried);   /* as when there is no room */
    }
    return true;
}
