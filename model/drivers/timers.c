/* Timers; see the header. */
#include "model/drivers/timers.h"

#include "model/drivers/actions.h"
#include "model/kernel/clock.h"
#include "model/kernel/flush.h"
#include "model/kernel/stop.h"
#include "model/machine/cause.h"
#include "model/machine/note.h"
#include "model/observe/tell.h"
#include "sim/base/check.h"

static void start(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step)
{
    struct mdl_timer_state *timer = &m->timers[step->object];

    m->contexts[id].result = mdl_clock_is_set(m, step->object);
    if (timer->stoppers > 0) {
        timer->start_ignored = 1;
        return;
    }
    timer->signalled = 0;
    timer->cause = mdl_cause_of_call(m, id, step->value);
    mdl_clock_set(m, step->object,
                  step->draw == MDL_NONE ? m->plan->timers[step->object].due_ns
                                         : mdl_actions_draw(m, &m->runs[id], step->draw),
                  mdl_machine_where(m, id));
}

bool mdl_timers_is_inside(const struct mdl_machine *m, mdl_context_id id, mdl_timer_id timer)
{
    const struct mdl_context *c = &m->contexts[id];
    mdl_item_id item = m->plan->timers[timer].item;

    if (c->kind == MDL_CONTEXT_DPC) {
        return (c->flags & MDL_CONTEXT_TIMER) && c->object == timer;
    }
    return item != MDL_NONE && id >= m->thread_base &&
           m->instances[m->plan->items[item].instance_first].owner == id - m->thread_base;
}

static void cancel(struct mdl_machine *m, mdl_context_id id, mdl_timer_id timer)
{
    m->contexts[id].result = mdl_clock_is_set(m, timer);
    if (m->contexts[id].result) {
        mdl_tell_timer_cancelled(m->record, m->engine.now, timer);
    }
    mdl_clock_cancel(m, timer);
    mdl_note_loss(m);
}

/* The answer is kept where no wait changes it; TIMER_STOPPED gives it. */
static enum mdl_outcome stop_and_wait(struct mdl_machine *m, mdl_context_id id,
                                      const struct mdl_step *step)
{
    struct mdl_context *c = &m->contexts[id];

    if (c->flags & MDL_CONTEXT_WAITED) {
        return MDL_RUNS;
    }
    if (mdl_timers_is_inside(m, id, step->object)) {
        mdl_stop_finding(m, MDL_FINDING_TIMER_STOP_INSIDE,
                         m->plan->timers[step->object].object, 0, 0, 0, 0);
        c->result = 0;
        c->step = step->jump;
        return m->bug_check != 0 ? MDL_YIELDS : MDL_RUNS;
    }
    cancel(m, id, step->object);
    m->runs[id].sent = c->result;
    m->timers[step->object].start_ignored = 0;
    m->timers[step->object].stoppers++;
    return mdl_flush_all(m, id - m->thread_base);
}

static void stopped(struct mdl_machine *m, mdl_context_id id, mdl_timer_id timer)
{
    struct mdl_timer_state *state = &m->timers[timer];

    SIM_ASSERT(state->stoppers > 0);
    m->contexts[id].result = m->runs[id].sent != 0 || state->start_ignored;
    m->runs[id].sent = 0;
    state->stoppers--;
}

enum mdl_outcome mdl_timers_perform(struct mdl_machine *m, mdl_context_id id,
                                    const struct mdl_step *step)
{
    switch ((enum mdl_step_kind)step->kind) {
    case MDL_STEP_START_TIMER:
        start(m, id, step);
        break;
    case MDL_STEP_TIMER_STOPPED:
        stopped(m, id, step->object);
        break;
    default:
        SIM_ASSERT(step->kind == MDL_STEP_STOP_TIMER);
        if (step->number == MDL_TIMER_STOP_WAITS) {
            return stop_and_wait(m, id, step);
        }
        cancel(m, id, step->object);
    }
    return MDL_RUNS;
}
