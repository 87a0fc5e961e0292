/* The timeline; see the header. */
#include "model/run/timeline.h"

#include "model/drivers/pnp.h"
#include "model/hardware/controller.h"
#include "model/run/tune.h"

static void happen(struct mdl_machine *m, uint32_t index)
{
    const struct mdl_happening *happening = &m->plan->happenings[index];

    switch ((enum mdl_happening_kind)happening->kind) {
    case MDL_HAPPENING_ASSERT:
        m->lines[happening->object].said++;
        if (!m->lines[happening->object].masked) {
            mdl_controller_assert(m, happening->object);
        }
        break;
    case MDL_HAPPENING_SET:
        mdl_tune_apply(m, &m->plan->changes[happening->object], happening->number);
        break;
    case MDL_HAPPENING_OPERATION:
        mdl_pnp_post(m, happening->object, index);
        break;
    }
}

void mdl_timeline_start(struct mdl_machine *m)
{
    mdl_pnp_start(m);
    if (m->plan->happening_count > 0) {
        mdl_pnp_schedule(m);
    }
}

void mdl_timeline_fire(struct mdl_machine *m)
{
    while (m->timeline->next < m->plan->happening_count &&
           m->plan->happenings[m->timeline->next].at == m->engine.now) {
        happen(m, m->timeline->next++);
    }
    mdl_pnp_overdue(m);
    mdl_pnp_schedule(m);
}
