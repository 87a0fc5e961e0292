/* The interrupt controller; see the header. */
#include "model/hardware/controller.h"

#include "model/hardware/streams.h"
#include "model/machine/cause.h"
#include "model/observe/tell.h"
#include "sim/base/bits.h"
#include "sim/base/check.h"

static mdl_processor_id least_irql(const struct mdl_machine *m, uint64_t processors)
{
    mdl_processor_id best = sim_bits_lowest(processors);

    for (uint64_t rest = processors; rest != 0; rest &= rest - 1) {
        mdl_processor_id p = sim_bits_lowest(rest);

        if (mdl_machine_irql(m, p) < mdl_machine_irql(m, best)) {
            best = p;
        }
    }
    return best;
}

/* I19: fixed is the lowest of the set; round_robin goes on from the last one (at first 0). */
static mdl_processor_id choose(const struct mdl_machine *m, mdl_line_id line)
{
    const struct mdl_line *plan = &m->plan->lines[line];
    const struct mdl_line_state *state = &m->lines[line];
    uint64_t above;

    switch (plan->affinity_strategy) {
    case 1:
        above = plan->processors & ~((UINT64_C(2) << state->last_on) - 1);
        return sim_bits_lowest(above != 0 ? above : plan->processors);
    case 2:
        return least_irql(m, plan->processors);
    case 3:
        return state->last_on;   /* where whoever asserts it wants it */
    default:
        return sim_bits_lowest(plan->processors);
    }
}

static void set_pending(struct mdl_machine *m, mdl_line_id line)
{
    mdl_line_id leader = m->plan->lines[line].chain_first;
    mdl_processor_id p = choose(m, leader);

    m->lines[leader].pending_on = p;
    m->lines[leader].last_on = p;
    m->processors[p].pending_levels |= UINT64_C(1) << m->plan->lines[leader].irql;
    mdl_machine_dirty(m, p);
}

static bool is_level(const struct mdl_machine *m, mdl_line_id line)
{
    return m->plan->lines[line].trigger == MDL_TRIGGER_LEVEL;
}

void mdl_controller_assert(struct mdl_machine *m, mdl_line_id line)
{
    struct mdl_line_state *state = &m->lines[line];
    struct mdl_line_state *leader = &m->lines[m->plan->lines[line].chain_first];
    bool merged = leader->pending_on != MDL_NONE || (is_level(m, line) && state->asserted);

    if (!state->asserted) {
        state->first_edge = mdl_cause_of_edge(state->said, state->first_edge);
    }
    state->asserted = 1;
    if (!merged && !(is_level(m, line) && leader->active_on != MDL_NONE)) {
        set_pending(m, line);
    }
    mdl_tell_asserted(m->record, m->engine.now, line,
                      leader->pending_on != MDL_NONE ? leader->pending_on : leader->active_on,
                      merged);
}

mdl_line_id mdl_controller_due(const struct mdl_machine *m, mdl_processor_id p)
{
    uint64_t above = m->processors[p].pending_levels >> (mdl_machine_irql(m, p) + 1);
    mdl_line_id best = MDL_NONE;
    unsigned level;

    if (above == 0) {
        return MDL_NONE;
    }
    level = sim_bits_highest(m->processors[p].pending_levels);
    for (mdl_line_id line = 0; line < m->plan->line_count; line++) {
        const struct mdl_line *plan = &m->plan->lines[line];

        if (m->lines[line].pending_on == p && plan->irql == level &&
            (best == MDL_NONE || (plan->vector != MDL_NONE &&
                                  (m->plan->lines[best].vector == MDL_NONE ||
                                   plan->vector > m->plan->lines[best].vector)))) {
            best = line;
        }
    }
    return best;
}

static void recompute_levels(struct mdl_machine *m, mdl_processor_id p, unsigned irql)
{
    for (mdl_line_id line = 0; line < m->plan->line_count; line++) {
        if (m->lines[line].pending_on == p && m->plan->lines[line].irql == irql) {
            return;
        }
    }
    m->processors[p].pending_levels &= ~(UINT64_C(1) << irql);
}

void mdl_controller_acknowledge(struct mdl_machine *m, mdl_processor_id p, mdl_line_id line)
{
    SIM_ASSERT(m->lines[line].pending_on == p);
    m->lines[line].pending_on = MDL_NONE;
    recompute_levels(m, p, m->plan->lines[line].irql);
}

bool mdl_controller_speaks(const struct mdl_machine *m, mdl_line_id line)
{
    mdl_stream_id stream;

    if (m->lines[line].masked) {
        return false;
    }
    for (uint32_t i = 0; (stream = mdl_streams_of(m, line, i)) != MDL_NONE; i++) {
        if (mdl_streams_speaks(m, stream)) {
            return true;
        }
    }
    return false;
}

void mdl_controller_end(struct mdl_machine *m, mdl_line_id leader)
{
    if (!is_level(m, leader) || m->lines[leader].pending_on != MDL_NONE) {
        return;
    }
    for (mdl_line_id line = leader; line != MDL_NONE; line = m->plan->lines[line].chain_next) {
        if (!mdl_controller_speaks(m, line)) {
            m->lines[line].asserted = 0;   /* its device has fallen silent meanwhile */
            mdl_tell_quieted(m->record, m->engine.now, line);
        } else if (!m->lines[line].asserted) {
            mdl_controller_assert(m, line);
        } else if (m->lines[leader].pending_on == MDL_NONE) {
            set_pending(m, line);
        }
    }
}

bool mdl_controller_declined(struct mdl_machine *m, mdl_line_id line)
{
    if (!is_level(m, line) || !mdl_controller_speaks(m, line)) {
        return false;
    }
    m->lines[line].asserted = 1;
    return true;
}

static bool chain_asserted(const struct mdl_machine *m, mdl_line_id leader)
{
    for (mdl_line_id line = leader; line != MDL_NONE; line = m->plan->lines[line].chain_next) {
        if (m->lines[line].asserted) {
            return true;
        }
    }
    return false;
}

void mdl_controller_mask(struct mdl_machine *m, mdl_line_id line)
{
    struct mdl_line_state *state = &m->lines[line];
    mdl_line_id leader = m->plan->lines[line].chain_first;
    mdl_processor_id p = m->lines[leader].pending_on;

    state->masked |= MDL_MASKED_BY_DRIVER;
    if (!is_level(m, line) || !state->asserted) {
        return;
    }
    state->asserted = 0;   /* pin 16: a level is withdrawn, unless others of its vector hold it */
    if (p != MDL_NONE && !chain_asserted(m, leader)) {
        mdl_controller_acknowledge(m, p, leader);
        mdl_tell_withdrawn(m->record, m->engine.now, line);
    }
}

void mdl_controller_look_again(struct mdl_machine *m, mdl_line_id line)
{
    mdl_line_id leader = m->plan->lines[line].chain_first;

    if (mdl_controller_speaks(m, line) &&
        (is_level(m, line) ? !m->lines[line].asserted : m->lines[leader].pending_on == MDL_NONE)) {
        mdl_controller_assert(m, line);
    }
}

void mdl_controller_unmask(struct mdl_machine *m, mdl_line_id line)
{
    m->lines[line].masked &= (uint8_t)~MDL_MASKED_BY_DRIVER;
    mdl_controller_look_again(m, line);
}

void mdl_controller_disconnect(struct mdl_machine *m, mdl_line_id line)
{
    struct mdl_line_state *state = &m->lines[line];
    mdl_line_id leader = m->plan->lines[line].chain_first;
    mdl_processor_id p = m->lines[leader].pending_on;

    state->masked |= MDL_MASKED_UNCONNECTED;
    if (!state->asserted) {
        return;
    }
    state->asserted = 0;
    if (p != MDL_NONE && !chain_asserted(m, leader)) {
        mdl_controller_acknowledge(m, p, leader);
        mdl_tell_withdrawn(m->record, m->engine.now, line);
    }
}

void mdl_controller_connect(struct mdl_machine *m, mdl_line_id line)
{
    m->lines[line].masked &= (uint8_t)~MDL_MASKED_UNCONNECTED;
    mdl_controller_look_again(m, line);
}
