/* Parameters that change while the scenario runs; see the header. */
#include "model/run/tune.h"

#include "model/executive/pools.h"
#include "model/hardware/servers.h"
#include "model/hardware/streams.h"
#include "model/kernel/clock.h"
#include "model/kernel/dispatcher.h"
#include "model/kernel/dpc.h"
#include "model/kernel/kqueue.h"
#include "model/machine/changes.h"

static bool is_there(const struct mdl_machine *m, mdl_thread_id thread)
{
    uint8_t phase = m->threads[thread].phase;

    return phase != MDL_THREAD_ABSENT && phase != MDL_THREAD_ENDED;
}

/* Every processor at the limit, or at the count, that the plan has now. */
static void dpc_limits(struct mdl_machine *m, enum mdl_effect effect)
{
    for (mdl_processor_id p = 0; p < m->plan->profile.processor_count; p++) {
        if (effect == MDL_EFFECT_DPC_DEPTH) {
            m->processors[p].dpc_depth_max = m->plan->profile.dpc_depth_max;
        } else {
            m->processors[p].dpc_threshold = m->plan->profile.dpc_adjust_threshold;
        }
    }
}

/* D4, D5: of its next insert, whatever a step has said of it before. */
static void dpc(struct mdl_machine *m, mdl_dpc_id id, bool is_processor)
{
    if (is_processor) {
        m->dpcs[id].target = m->plan->dpcs[id].processor;
    } else {
        m->dpcs[id].importance = m->plan->dpcs[id].importance;
    }
}

static void balance_priority(struct mdl_machine *m)
{
    for (uint32_t node = 0; node <= m->plan->profile.node_last; node++) {
        if (m->plan->balance_thread != MDL_NONE) {
            mdl_dispatcher_set_base(m, m->plan->balance_thread + node,
                                    m->plan->profile.balance_priority);
        }
    }
}

/* One that does not exist yet begins with what the plan says then. */
static void thread(struct mdl_machine *m, mdl_thread_id id, enum mdl_effect effect)
{
    const struct mdl_thread *plan = &m->plan->threads[id];

    if (!is_there(m, id)) {
        return;
    }
    if (effect == MDL_EFFECT_PRIORITY) {
        mdl_dispatcher_set_base(m, id, plan->priority);
    } else if (effect == MDL_EFFECT_PROCESSORS) {
        mdl_dispatcher_allow(m, id, plan->processors);
    } else {
        m->threads[id].quantum = plan->quantum;
        m->threads[id].separation = plan->separation;
    }
}

static void follow(struct mdl_machine *m, const struct mdl_change *change)
{
    enum mdl_effect effect = mdl_changes_effect((enum mdl_field)change->field);
    uint32_t id = change->object;

    switch (effect) {
    case MDL_EFFECT_NONE:
        break;
    case MDL_EFFECT_TICKS:
        mdl_clock_want_next(m);
        break;
    case MDL_EFFECT_DPC_DEPTH:
    case MDL_EFFECT_DPC_ADJUST:
        dpc_limits(m, effect);
        break;
    case MDL_EFFECT_BALANCE:
        balance_priority(m);
        break;
    case MDL_EFFECT_ADMIT:
        mdl_kqueue_fill(m, id);
        break;
    case MDL_EFFECT_WORKERS:
        mdl_pools_resize(m, id);
        break;
    case MDL_EFFECT_SPEAK:
        mdl_streams_moderate(m, id);
        break;
    case MDL_EFFECT_DPC_OBJECT:
        dpc(m, id, change->field == MDL_FIELD_DPC_PROCESSOR);
        break;
    case MDL_EFFECT_PRIORITY:
    case MDL_EFFECT_QUANTUM:
    case MDL_EFFECT_PROCESSORS:
        thread(m, id, effect);
        break;
    case MDL_EFFECT_SERVE:
        mdl_servers_begin(m, id);
    }
}

void mdl_tune_apply(struct mdl_machine *m, const struct mdl_change *changes, uint32_t count)
{
    if (m->own != NULL) {
        mdl_dpc_catch_up(m);          /* ticks that were skipped were ticks of before */
    }
    for (uint32_t i = 0; i < count; i++) {
        mdl_changes_apply(m, &changes[i], m->engine.now);
        if (changes[i].kind == MDL_CHANGE_VARIABLE) {
            m->variables[changes[i].object] = changes[i].value;
        }
    }
    if (m->own != NULL) {
        mdl_changes_look_up_costs(m);
        mdl_changes_look_up_pools(m);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (changes[i].kind == MDL_CHANGE_ARRIVALS) {
            mdl_streams_begin_anew(m, changes[i].object);
        } else if (changes[i].kind == MDL_CHANGE_FIELD) {
            follow(m, &changes[i]);
        }
    }
}
