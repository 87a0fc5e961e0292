/* KeIpiGenericCall; see the header. */
#include "model/kernel/ipi.h"

#include "model/kernel/processor.h"
#include "model/machine/cause.h"

static uint64_t level_bit(const struct mdl_machine *m)
{
    return UINT64_C(1) << m->plan->profile.ipi_irql;
}

void mdl_ipi_call(struct mdl_machine *m, mdl_context_id c, mdl_program_id program, uint64_t cause)
{
    mdl_processor_id here = mdl_machine_where(m, c);

    *m->ipi = (struct mdl_ipi_state){.caller = here, .program = program,
                                     .saved_irql = m->contexts[c].irql, .cause = cause};
    mdl_processor_set_irql(m, here, m->plan->profile.ipi_irql);
    for (mdl_processor_id p = 0; p < m->plan->profile.processor_count; p++) {
        if (p == here) {
            continue;
        }
        m->ipi->remaining |= UINT64_C(1) << p;
        m->processors[p].ipi_call = 1;
        mdl_processor_notify(m, p);
        if (!m->processors[p].ipi_under_way) {
            mdl_ipi_arrives(m, p);   /* it costs nothing, or nobody executes there */
        }
    }
}

enum mdl_outcome mdl_ipi_wait(struct mdl_machine *m, mdl_context_id c)
{
    if (m->ipi->remaining != 0) {
        return MDL_SPINS;
    }
    mdl_processor_set_irql(m, mdl_machine_where(m, c), m->ipi->saved_irql);
    return MDL_RUNS;
}

void mdl_ipi_arrives(struct mdl_machine *m, mdl_processor_id p)
{
    if (m->processors[p].ipi_call) {
        m->processors[p].pending_levels |= level_bit(m);
        mdl_machine_dirty(m, p);
    }
}

void mdl_ipi_take(struct mdl_machine *m, mdl_processor_id p)
{
    const struct mdl_profile *profile = &m->plan->profile;
    mdl_context_id id = mdl_processor_push(m, p, MDL_CONTEXT_IPI, profile->ipi_irql,
                                           profile->costs.interrupt_ns,
                                           MDL_LABEL_INTERRUPT_COST);

    m->processors[p].ipi_call = 0;
    m->processors[p].pending_levels &= ~level_bit(m);
    m->contexts[id].object = m->ipi->program;
    m->contexts[id].label = m->plan->programs[m->ipi->program].label;
    m->runs[id].ordinal = m->ipi->cause + (p + 1) * MDL_CAUSE_AGAIN;   /* on each apart */
}

void mdl_ipi_returned(struct mdl_machine *m, mdl_processor_id p)
{
    mdl_processor_pop(m, p);
    m->ipi->remaining &= ~(UINT64_C(1) << p);
    if (m->ipi->remaining == 0) {
        mdl_machine_dirty(m, m->ipi->caller);
    }
}
