/* Nested calls; see the header. */
#include "model/drivers/nested.h"

#include "model/drivers/lives.h"
#include "model/drivers/runs.h"
#include "model/machine/nested.h"

static struct mdl_nested *record_at(struct mdl_machine *m, uint32_t nested)
{
    return MDL_SLAB_AT(struct mdl_nested, m->nested, nested - 1);
}

static uint32_t depth_of(struct mdl_machine *m, mdl_context_id id)
{
    return m->runs[id].nested == 0 ? 0 : record_at(m, m->runs[id].nested)->depth;
}

void mdl_nested_call(struct mdl_machine *m, mdl_context_id id, mdl_program_id program,
                     mdl_label_id label, struct mdl_bag *carried, bool again)
{
    struct mdl_context *c = &m->contexts[id];
    struct mdl_run *run = &m->runs[id];
    uint32_t depth = depth_of(m, id) + 1;
    uint32_t nested = mdl_slab_take(&m->nested) + 1;
    uint64_t cause = mdl_cause_of_call(m, id, 0);

    *record_at(m, nested) = (struct mdl_nested){
        .run = *run, .step = again ? c->step - 1 : c->step, .label = c->label, .depth = depth,
        .flags = (uint8_t)(again ? c->flags | MDL_CONTEXT_WAITED : c->flags),
        .frame_count = c->frame_count, .result = c->result, .irql = c->irql};
    *run = (struct mdl_run){.nested = nested, .ordinal = cause, .locks_held = run->locks_held};
    mdl_bag_move(&run->carried, carried);
    if (run->carried.count > 0) {
        run->ordinal = mdl_cause_of_request(m, run->carried.first);
    }
    c->step = m->plan->programs[program].first;
    c->label = label;
    c->frame_count = 0;
    c->flags &= (uint8_t)~(MDL_CONTEXT_WAITED | MDL_CONTEXT_LEFTOVER | MDL_CONTEXT_SERVING);
    if (depth > MDL_NESTED_MAX) {
        m->stuck = m->engine.stop = true;
    }
}

void mdl_nested_return(struct mdl_machine *m, mdl_context_id id)
{
    struct mdl_context *c = &m->contexts[id];
    struct mdl_run *run = &m->runs[id];
    uint32_t nested = run->nested, locks_held;
    const struct mdl_nested *record;

    mdl_runs_let_go(m, id);
    if (run->made != 0) {
        mdl_lives_forget(m, id);
    }
    record = record_at(m, nested);
    locks_held = run->locks_held;
    *run = record->run;
    run->locks_held = locks_held;
    c->step = record->step;
    c->label = record->label;
    c->flags = record->flags;
    c->frame_count = record->frame_count;
    c->result = record->result;
    mdl_slab_give(&m->nested, nested - 1);
}
