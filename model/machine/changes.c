/* Parameters that the timeline changes; see the header. */
#include "model/machine/changes.h"

void mdl_changes_apply(struct mdl_machine *m, const struct mdl_change *change, sim_instant at)
{
    if (change->kind == MDL_CHANGE_LAW) {
        m->laws[change->object] = change->law;
    } else if (change->kind == MDL_CHANGE_ARRIVALS) {
        m->arrivals[change->object] = change->arrivals;
        m->arrivals[change->object].phase_ns = sim_instant_after(at, change->arrivals.phase_ns);
    }
}

void mdl_changes_restore(struct mdl_machine *m)
{
    const struct mdl_plan *plan = m->plan;

    for (uint32_t i = 0; i < plan->draw_count; i++) {
        m->laws[i] = plan->draws[i].law;
    }
    for (uint32_t i = 0; i < plan->stream_count; i++) {
        m->arrivals[i] = plan->streams[i].arrivals;
    }
    for (uint32_t i = 0; i < m->timeline->next; i++) {
        const struct mdl_happening *happening = &plan->happenings[i];

        for (uint32_t k = 0; happening->kind == MDL_HAPPENING_SET && k < happening->number; k++) {
            mdl_changes_apply(m, &plan->changes[happening->object + k], happening->at);
        }
    }
}
